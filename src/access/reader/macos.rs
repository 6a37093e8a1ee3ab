//! macOS: VoiceOver's own flag.
//!
//! <https://developer.apple.com/documentation/corefoundation/cfpreferencesgetappbooleanvalue(_:_:_:)>

use std::ffi::{CStr, c_char, c_void};

use iced::futures::channel::mpsc::Sender;

const UTF8: u32 = 0x0800_0100;

#[link(name = "CoreFoundation", kind = "framework")]
unsafe extern "C" {
    fn CFStringCreateWithCString(allocator: *const c_void, text: *const c_char, encoding: u32) -> *const c_void;
    fn CFPreferencesAppSynchronize(application: *const c_void) -> u8;
    fn CFPreferencesGetAppBooleanValue(key: *const c_void, application: *const c_void, valid: *mut u8) -> u8;
    fn CFRelease(value: *const c_void);
}

pub(super) async fn watch(output: &mut Sender<bool>) {
    super::poll(output, running).await;
}

fn running() -> bool {
    let string = |text: &CStr| {
        // SAFETY: the text ends in NUL and lives through the call.
        unsafe { CFStringCreateWithCString(std::ptr::null(), text.as_ptr(), UTF8) }
    };
    let (key, application) = (string(c"voiceOverOnOffKey"), string(c"com.apple.universalaccess"));
    if key.is_null() || application.is_null() {
        return false;
    }
    let mut valid = 0;
    // SAFETY: both strings were made above and are released here, once.
    unsafe {
        CFPreferencesAppSynchronize(application);
        let on = CFPreferencesGetAppBooleanValue(key, application, &raw mut valid);
        CFRelease(key);
        CFRelease(application);
        valid != 0 && on != 0
    }
}
