//! Documents of word processors → one page of HTML → [`crate::book::Book`].
//!
//! The crates that read these files give paragraphs without their lists, notes or headings by style; what is here reads
//! what a reader needs, and nothing of the layout.

mod docx;
mod lists;
mod odt;
mod rtf;
mod write;

pub(super) use docx::{is_in as is_docx, open as open_docx};
pub(super) use odt::{is_in as is_odt, open as open_odt};
pub(super) use rtf::{is_one as is_rtf, open as open_rtf};

/// A path as an address has it.
fn encoded(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');
    utf8_percent_encode(path, KEPT).to_string()
}

#[cfg(test)]
mod tests;
