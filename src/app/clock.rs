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

/// The minutes that the reader's clock is ahead of UTC; none where the system does not tell.
pub fn offset() -> i64 {
    let Ok(since) = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH) else { return 0 };
    let minutes = i64::try_from(since.as_secs() / 60 % (24 * 60)).unwrap_or(0);
    now().map_or(0, |local| apart(local, minutes))
}

/// How far a clock is ahead of the minutes of the day in UTC: from twelve hours behind to fourteen ahead, in quarters.
fn apart((hours, minutes): (u8, u8), utc: i64) -> i64 {
    let apart = i64::from(hours) * 60 + i64::from(minutes) - utc;
    let apart = (apart as f64 / 15.0).round() as i64 * 15;
    match apart {
        apart if apart > 14 * 60 => apart - 24 * 60,
        apart if apart < -12 * 60 => apart + 24 * 60,
        apart => apart,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_clock_is_ahead_of_utc_or_behind_it() {
        assert_eq!(super::apart((14, 20), 9 * 60 + 20), 300);
        assert_eq!(super::apart((2, 0), 21 * 60), 300, "it is tomorrow here");
        assert_eq!(super::apart((20, 1), 60), -300, "it is yesterday here");
        assert_eq!(super::apart((5, 45), 0), 345);
        assert_eq!(super::apart((0, 0), 0), 0);
    }

    #[test]
    fn it_is_a_time_of_the_day() {
        let (hours, minutes) = super::now().expect("the system has a clock");
        assert!(hours < 24 && minutes < 60);
    }
}
