//! The time of the day where the reader is.

/// Hours and minutes on the clock; `None` when the system does not tell.
#[cfg(unix)]
pub fn now() -> Option<(u8, u8)> {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    let seconds = libc::time_t::try_from(seconds).ok()?;
    let mut time = std::mem::MaybeUninit::<libc::tm>::uninit();
    // SAFETY: both pointers are valid for the call, and what it has filled in is read only when it says that it has.
    let time = unsafe {
        if libc::localtime_r(&raw const seconds, time.as_mut_ptr()).is_null() {
            return None;
        }
        time.assume_init()
    };
    Some((u8::try_from(time.tm_hour).ok()?, u8::try_from(time.tm_min).ok()?))
}

/// <https://learn.microsoft.com/windows/win32/api/sysinfoapi/nf-sysinfoapi-getlocaltime>
#[cfg(windows)]
pub fn now() -> Option<(u8, u8)> {
    /// Year, month, day of the week, day, hour, minute, second, millisecond.
    type SystemTime = [u16; 8];
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetLocalTime(time: *mut SystemTime);
    }
    let mut time: SystemTime = [0; 8];
    // SAFETY: the structure is eight numbers of two bytes, and the pointer is valid for the call.
    unsafe { GetLocalTime(&raw mut time) };
    Some((u8::try_from(time[4]).ok()?, u8::try_from(time[5]).ok()?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_a_time_of_the_day() {
        let (hours, minutes) = super::now().expect("the system has a clock");
        assert!(hours < 24 && minutes < 60);
    }
}
