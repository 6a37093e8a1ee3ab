//! What the child may use: memory, time, files. It reads what others have made, and may be made to run wild.

/// Memory of its own; the file that it reads is not counted.
#[cfg(unix)]
const MEMORY_BYTES: u64 = 384 << 20;
/// Addresses, the program itself and the file included.
#[cfg(unix)]
const ADDRESSES: u64 = 2 << 30;
/// Of the processor, for a whole document.
#[cfg(unix)]
const PROCESSOR_SECONDS: u64 = 600;

/// Takes from this process what it will not need. Where the system knows no such limits, the parent's watch over time is
/// all there is; a job object on Windows is still to come.
pub(super) fn confine() {
    #[cfg(unix)]
    {
        limit(libc::RLIMIT_CORE, 0);
        // No file is written, whatever its bytes.
        limit(libc::RLIMIT_FSIZE, 0);
        limit(libc::RLIMIT_CPU, PROCESSOR_SECONDS);
        limit(libc::RLIMIT_AS, ADDRESSES);
        limit(libc::RLIMIT_DATA, MEMORY_BYTES);
    }
}

#[cfg(all(unix, target_os = "linux"))]
type Resource = libc::__rlimit_resource_t;
#[cfg(all(unix, not(target_os = "linux")))]
type Resource = libc::c_int;

#[cfg(unix)]
fn limit(resource: Resource, most: u64) {
    let limits = libc::rlimit { rlim_cur: most as libc::rlim_t, rlim_max: most as libc::rlim_t };
    // SAFETY: the system reads the two numbers and keeps no pointer. What it refuses stays as it was.
    unsafe {
        libc::setrlimit(resource, &limits);
    }
}
