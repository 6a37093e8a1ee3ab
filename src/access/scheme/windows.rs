//! Windows: the contrast themes and their colours, and the choice of dark windows.
//!
//! <https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-highcontrastw>,
//! <https://learn.microsoft.com/windows/apps/desktop/modernize/ui/apply-windows-themes>

use std::ffi::c_void;

use iced::futures::channel::mpsc::Sender;

use crate::settings::{OwnColours, Rgb, Scheme};

const SPI_GETHIGHCONTRAST: u32 = 0x0042;
const HCF_HIGHCONTRASTON: u32 = 0x0001;

const COLOR_WINDOW: i32 = 5;
const COLOR_WINDOWTEXT: i32 = 8;
const COLOR_HIGHLIGHT: i32 = 13;
const COLOR_HOTLIGHT: i32 = 26;

/// HKEY_CURRENT_USER, which is (LONG)0x80000001 made as wide as a pointer.
const CURRENT_USER: isize = 0x8000_0001_u32 as i32 as isize;
const RRF_RT_REG_DWORD: u32 = 0x0010;

#[repr(C)]
struct HighContrast {
    size: u32,
    flags: u32,
    default_scheme: *mut u16,
}

#[link(name = "user32")]
unsafe extern "system" {
    fn SystemParametersInfoW(action: u32, parameter: u32, value: *mut c_void, flags: u32) -> i32;
    fn GetSysColor(index: i32) -> u32;
}

#[link(name = "advapi32")]
unsafe extern "system" {
    fn RegGetValueW(
        key: isize,
        path: *const u16,
        name: *const u16,
        flags: u32,
        kind: *mut u32,
        data: *mut c_void,
        size: *mut u32,
    ) -> i32;
}

pub(super) async fn watch(output: &mut Sender<Scheme>) {
    super::poll(output, asked).await;
}

fn asked() -> Scheme {
    if is_high_contrast() {
        let colours = colours();
        // The theme says by its colours whether it is a dark one.
        let dark = brightness(colours.background) < brightness(colours.text);
        Scheme { dark, contrast: true, colours: Some(colours) }
    } else {
        Scheme { dark: is_dark(), contrast: false, colours: None }
    }
}

fn is_high_contrast() -> bool {
    let size = size_of::<HighContrast>() as u32;
    let mut value = HighContrast { size, flags: 0, default_scheme: std::ptr::null_mut() };
    // SAFETY: this action writes one structure of the size that it and the call state.
    let answer = unsafe { SystemParametersInfoW(SPI_GETHIGHCONTRAST, size, (&raw mut value).cast(), 0) };
    answer != 0 && value.flags & HCF_HIGHCONTRASTON != 0
}

fn colours() -> OwnColours {
    let colour = |index| {
        // SAFETY: the call takes a number and answers with one, 0x00BBGGRR.
        let [red, green, blue, _] = unsafe { GetSysColor(index) }.to_le_bytes();
        Rgb { red, green, blue }
    };
    OwnColours {
        text: colour(COLOR_WINDOWTEXT),
        background: colour(COLOR_WINDOW),
        highlight: colour(COLOR_HIGHLIGHT),
        link: colour(COLOR_HOTLIGHT),
        focus: colour(COLOR_HIGHLIGHT),
    }
}

fn brightness(colour: Rgb) -> u32 {
    colour.parts().into_iter().map(u32::from).sum()
}

fn is_dark() -> bool {
    let wide = |text: &str| -> Vec<u16> { text.encode_utf16().chain([0]).collect() };
    let path = wide(r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize");
    let name = wide("AppsUseLightTheme");
    let (mut value, mut size) = (1_u32, size_of::<u32>() as u32);
    // SAFETY: both texts end in NUL and live through the call, which writes at most `size` bytes to `value`.
    let answer = unsafe {
        RegGetValueW(
            CURRENT_USER,
            path.as_ptr(),
            name.as_ptr(),
            RRF_RT_REG_DWORD,
            std::ptr::null_mut(),
            (&raw mut value).cast(),
            &raw mut size,
        )
    };
    // A system that knows no such choice has light windows.
    answer == 0 && value == 0
}
