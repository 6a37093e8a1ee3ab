//! The one window: how it opens, which renderer draws it, where its accessibility adapter comes in.

use iced::window::{self, Mode};
use iced::{Size, Task};

use crate::access::bridge;
use crate::settings::Renderer;

/// The size that a new window asks for, in logical pixels; a smaller screen gives less.
pub const SIZE: Size = Size::new(1100.0, 760.0);

/// The renderers in the order in which they are tried. The second takes over without a word when the first does not
/// start. Software comes first by default: on a machine without a graphics card the first screen takes 41 MB of memory
/// with it and 187 MB with wgpu, and a page of text gives a graphics card nothing to do.
fn backends(renderer: Renderer) -> &'static str {
    match renderer {
        Renderer::Software => "tiny-skia,wgpu",
        Renderer::Gpu => "wgpu,tiny-skia",
    }
}

/// Sets what iced reads from the environment.
///
/// # Safety
///
/// To be called before any thread is started: it sets environment variables.
pub unsafe fn prepare(renderer: Renderer) {
    if std::env::var_os("ICED_BACKEND").is_none() {
        // SAFETY: the caller promises that no other thread runs.
        unsafe { std::env::set_var("ICED_BACKEND", backends(renderer)) };
    }
}

/// Opens the window, hidden until its adapter is installed: Windows asks for this order.
pub fn open<M: Send + 'static>(ready: impl Fn(window::Id) -> M + Send + 'static) -> (window::Id, Task<M>) {
    let (id, opened) = window::open(window::Settings {
        size: SIZE,
        min_size: Some(Size::new(320.0, 240.0)),
        visible: false,
        exit_on_close_request: false,
        #[cfg(target_os = "linux")]
        platform_specific: window::settings::PlatformSpecific {
            application_id: "oqyrman".to_owned(),
            ..window::settings::PlatformSpecific::default()
        },
        ..window::Settings::default()
    });
    let task = opened
        .then(|id| window::run(id, move |window| bridge::install(id, window)).map(move |()| id))
        .then(|id| window::set_mode(id, Mode::Windowed).chain(window::gain_focus(id)).chain(Task::done(id)))
        .map(ready);
    (id, task)
}

/// Shows the window of a program that was asked for again.
pub fn show<M>(id: window::Id) -> Task<M>
where
    M: Send + 'static,
{
    window::minimize(id, false).chain(window::gain_focus(id))
}
