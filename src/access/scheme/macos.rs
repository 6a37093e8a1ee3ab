//! macOS: dark windows and «Increase contrast».
//!
//! <https://developer.apple.com/documentation/corefoundation/preferences-utilities>

use std::ffi::{CStr, c_char, c_void};

use iced::futures::channel::mpsc::Sender;

use crate::settings::Scheme;

const UTF8: u32 = 0x0800_0100;

#[link(name = "CoreFoundation", kind = "framework")]
unsafe extern "C" {
    fn CFStringCreateWithCString(allocator: *const c_void, text: *const c_char, encoding: u32) -> *const c_void;
    fn CFPreferencesAppSynchronize(application: *const c_void) -> u8;
    fn CFPreferencesGetAppBooleanValue(key: *const c_void, application: *const c_void, valid: *mut u8) -> u8;
    fn CFPreferencesCopyAppValue(key: *const c_void, application: *const c_void) -> *const c_void;
    fn CFRelease(value: *const c_void);
}

pub(super) async fn watch(output: &mut Sender<Scheme>) {
    super::poll(output, asked).await;
}

fn asked() -> Scheme {
    let contrast = with_setting(c"increaseContrast", c"com.apple.universalaccess", |key, application| {
        let mut valid = 0;
        // SAFETY: both strings live through the call.
        let on = unsafe { CFPreferencesGetAppBooleanValue(key, application, &raw mut valid) };
        valid != 0 && on != 0
    });
    // The key exists while windows are dark, and has one value only.
    let dark = with_setting(c"AppleInterfaceStyle", c".GlobalPreferences", |key, application| {
        // SAFETY: both strings live through the call; what it gives is ours and released once.
        unsafe {
            let value = CFPreferencesCopyAppValue(key, application);
            if !value.is_null() {
                CFRelease(value);
            }
            !value.is_null()
        }
    });
    Scheme { dark, contrast, colours: None }
}

fn with_setting(key: &CStr, application: &CStr, read: impl Fn(*const c_void, *const c_void) -> bool) -> bool {
    let string = |text: &CStr| {
        // SAFETY: the text ends in NUL and lives through the call.
        unsafe { CFStringCreateWithCString(std::ptr::null(), text.as_ptr(), UTF8) }
    };
    let (key, application) = (string(key), string(application));
    if key.is_null() || application.is_null() {
        return false;
    }
    // SAFETY: both strings were made above and are released here, once.
    unsafe {
        CFPreferencesAppSynchronize(application);
        let answer = read(key, application);
        CFRelease(key);
        CFRelease(application);
        answer
    }
}
