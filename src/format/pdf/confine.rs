//! What the child may use: memory, time, files. It reads what others have made, and may be made to run wild.

use crate::format::limits;

/// Takes from this process what it will not need. Where the system refuses, the parent's watch over time is all there is.
pub(super) fn confine() {
    #[cfg(unix)]
    {
        limit(libc::RLIMIT_CORE, 0);
        // No file is written, whatever its bytes.
        limit(libc::RLIMIT_FSIZE, 0);
        limit(libc::RLIMIT_CPU, limits::CHILD_SECONDS);
        limit(libc::RLIMIT_AS, limits::CHILD_ADDRESSES);
        limit(libc::RLIMIT_DATA, limits::CHILD_BYTES);
    }
    #[cfg(windows)]
    if let Err(error) = join_a_job() {
        tracing::warn!(%error, "the reader of documents has no limits");
    }
}

/// A job of this process alone, which cannot be left and ends it beyond the limits.
/// <https://learn.microsoft.com/windows/win32/procthread/job-objects>
#[cfg(windows)]
fn join_a_job() -> windows::core::Result<()> {
    use windows::Win32::System::JobObjects::{
        AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
        JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION, JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOB_OBJECT_LIMIT_PROCESS_TIME,
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation, SetInformationJobObject,
    };
    use windows::Win32::System::Threading::GetCurrentProcess;

    /// Times are told in parts of a microsecond, ten of them.
    const PARTS_OF_A_SECOND: i64 = 10_000_000;
    let mut limits =
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION { ProcessMemoryLimit: limits::CHILD_BYTES as usize, ..Default::default() };
    let basic = &mut limits.BasicLimitInformation;
    basic.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_MEMORY
        | JOB_OBJECT_LIMIT_PROCESS_TIME
        | JOB_OBJECT_LIMIT_ACTIVE_PROCESS
        | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
    basic.PerProcessUserTimeLimit = limits::CHILD_SECONDS as i64 * PARTS_OF_A_SECOND;
    basic.ActiveProcessLimit = 1;
    // SAFETY: the structure outlives the call that reads it, and its length is its own. The job is closed with the process.
    unsafe {
        let job = CreateJobObjectW(None, windows::core::PCWSTR::null())?;
        let length = size_of_val(&limits) as u32;
        SetInformationJobObject(job, JobObjectExtendedLimitInformation, (&raw const limits).cast(), length)?;
        AssignProcessToJobObject(job, GetCurrentProcess())
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
