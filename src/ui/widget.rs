//! The controls that every screen is made of: look, focus and accessibility come out of one constructor.
//!
//! Roles and keys follow the ARIA Authoring Practices (<https://www.w3.org/WAI/ARIA/apg/>). Screens use nothing of iced
//! that can be pressed, typed into or read, only what arranges: `row`, `column`, `container`, `space`.

mod below;
mod button;
pub mod canvas;
mod choice;
mod control;
mod edit;
mod entry;
mod keyed;
mod list;
mod long_list;
mod look;
mod notation;
mod paint;
pub mod prose;
mod region;
mod root;
mod scroll;
mod shape;
mod text_field;
mod type_ahead;
mod words;

pub use below::{below, inset};
pub use button::{button, disclosure, link, primary_button, sign_button};
pub use choice::{Choice, Range, checkbox, choices, chosen_name, slider, stepper, tabs};
pub use control::{Adjust, Control, Typed, text_on};
pub use keyed::keyed;
pub use list::{item, key_of, list, long_list, plain_list, row_item, tree, tree_item};
pub use look::Look;
pub use paint::Face;
pub use prose::{Mark, PageLook, Prose, prose};
pub use region::{Landmark, dialog, full_window, group, landmark, over, over_all, screen};
pub use root::{Root, root};
pub use scroll::scrollable;
pub use text_field::{Purpose, TextField, text_field};
pub use words::{failure, heading, image, muted, progress, separator, status, text, worded};

/// An element in the program's theme and renderer.
pub type Element<'a, Message> = iced::Element<'a, Message>;

#[cfg(test)]
mod tests {
    /// The program's own fonts, so that no test depends on those of the machine.
    pub(super) fn load_fonts() {
        let mut system = iced::advanced::graphics::text::font_system().write().unwrap();
        for file in crate::ui::typography::FILES {
            system.load_font(file.into());
        }
    }
}
