//! Windows: the flag that screen readers set.
//!
//! <https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-systemparametersinfow>

use iced::futures::channel::mpsc::Sender;

const SPI_GETSCREENREADER: u32 = 0x0046;

#[link(name = "user32")]
unsafe extern "system" {
    fn SystemParametersInfoW(action: u32, parameter: u32, value: *mut std::ffi::c_void, flags: u32) -> i32;
}

pub(super) async fn watch(output: &mut Sender<bool>) {
    super::poll(output, running).await;
}

fn running() -> bool {
    let mut value: i32 = 0;
    // SAFETY: this action writes one BOOL to the pointer.
    let answer = unsafe { SystemParametersInfoW(SPI_GETSCREENREADER, 0, (&raw mut value).cast(), 0) };
    answer != 0 && value != 0
}
