//! A page of HTML on its way: words between tags, within what a page may be.

use crate::format::limits;

/// Bytes of a page.
const MOST: usize = limits::MARKUP_BYTES as usize;

#[derive(Debug, Default)]
pub(super) struct Writer {
    html: String,
    cut: bool,
}

impl Writer {
    /// Markup as it is, from this program alone.
    pub fn markup(&mut self, markup: &str) {
        if self.html.len() + markup.len() <= MOST {
            self.html.push_str(markup);
        } else {
            self.cut = true;
        }
    }

    /// Words of the document.
    pub fn words(&mut self, text: &str) {
        if self.html.len() + text.len() > MOST {
            self.cut = true;
            return;
        }
        for c in text.chars() {
            match c {
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '&' => self.html.push_str("&amp;"),
                '"' => self.html.push_str("&quot;"),
                c => self.html.push(c),
            }
        }
    }

    /// A tag with an attribute of the document's.
    pub fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.markup("<");
        self.markup(name);
        for (name, value) in attributes {
            self.markup(" ");
            self.markup(name);
            self.markup("=\"");
            self.words(value);
            self.markup("\"");
        }
        self.markup(">");
    }

    pub fn is_full(&self) -> bool {
        self.cut
    }

    /// The page, and whether something was left out.
    pub fn finish(self) -> (String, bool) {
        (self.html, self.cut)
    }
}
