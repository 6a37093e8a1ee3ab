//! The adapter of the system that the program runs on.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
pub(crate) use linux::new;
#[cfg(target_os = "macos")]
pub(crate) use macos::new;
#[cfg(windows)]
pub(crate) use windows::new;

/// Systems without an adapter.
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub(crate) fn new(
    _window: &dyn iced::Window,
    _handler: &super::bridge::Handler,
) -> Option<Box<dyn super::bridge::Adapter>> {
    None
}
