//! Fields: what a program writes into the text by itself, of which some is no text.
//!
//! ECMA-376 part 1, 17.16; RTF 1.9.1, «Fields».

use std::sync::Arc;

use super::Link;

/// A field that is open.
#[derive(Debug, Default)]
pub(in crate::format) struct Field {
    instruction: String,
    in_result: bool,
    silent: bool,
    link: Option<Arc<Link>>,
}

/// Fields that are open, innermost last.
#[derive(Debug, Default)]
pub(in crate::format) struct Fields {
    open: Vec<Field>,
    /// The list of headings is read, because nothing else tells of them.
    pub(in crate::format) contents_are_read: bool,
}

/// Fields in fields.
const DEPTH: usize = 100;
/// Bytes of an instruction.
const LENGTH: usize = 4000;

impl Fields {
    /// Whether a list of headings that a field makes is read.
    pub(in crate::format) fn new(contents_are_read: bool) -> Self {
        Self { open: Vec::new(), contents_are_read }
    }

    pub(in crate::format) fn begin(&mut self) {
        if self.open.len() < DEPTH {
            self.open.push(Field::default());
        }
    }

    pub(in crate::format) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.in_result && field.instruction.len() < LENGTH) {
            field.instruction.push_str(text);
        }
    }

    pub(in crate::format) fn separate(&mut self) {
        let contents_are_read = self.contents_are_read;
        if let Some(field) = self.open.last_mut() {
            field.in_result = true;
            (field.silent, field.link) = meaning(&field.instruction, contents_are_read);
        }
    }

    pub(in crate::format) fn end(&mut self) {
        self.open.pop();
    }

    /// Whether what stands here is not read.
    pub(in crate::format) fn is_silent(&self) -> bool {
        self.open.iter().any(|field| !field.in_result || field.silent)
    }

    /// Where what stands here leads.
    pub(in crate::format) fn link(&self) -> Option<Arc<Link>> {
        self.open.iter().rev().find_map(|field| field.link.clone())
    }
}

/// Whether a field's result is passed over, and where it leads.
pub(in crate::format) fn meaning(instruction: &str, contents_are_read: bool) -> (bool, Option<Arc<Link>>) {
    let mut words = words(instruction).into_iter();
    let name = words.next().unwrap_or_default().to_uppercase();
    match name.as_str() {
        // Its entries are the headings, its numbers those of pages that are not here.
        "TOC" => (!contents_are_read, None),
        "PAGEREF" | "PAGE" | "NUMPAGES" | "SECTIONPAGES" => (true, None),
        "HYPERLINK" => {
            let (mut address, mut place) = (String::new(), None);
            while let Some(word) = words.next() {
                match word.as_str() {
                    "\\l" => place = words.next(),
                    "\\o" | "\\t" => drop(words.next()),
                    word if word.starts_with('\\') => {}
                    _ => address = word,
                }
            }
            let href = match place {
                Some(place) => format!("{address}#{place}"),
                None => address,
            };
            (false, (!href.is_empty()).then(|| Arc::new(Link { href, note: false })))
        }
        _ => (false, None),
    }
}

/// The words of an instruction, those in quotation marks whole.
fn words(instruction: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = instruction.trim_start();
    while !rest.is_empty() && words.len() < 50 {
        let (word, after) = match rest.strip_prefix(['"', '“', '”']) {
            Some(quoted) => quoted.split_once(['"', '“', '”']).unwrap_or((quoted, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_says_where_it_leads_and_whether_it_is_read() {
        let check = |instruction: &str, silent: bool, href: Option<&str>| {
            let (is, link) = meaning(instruction, false);
            assert_eq!((is, link.as_ref().map(|link| link.href.as_str())), (silent, href), "{instruction}");
        };
        check(" HYPERLINK \"http://a.kz/x y\" \\o \"tip\" ", false, Some("http://a.kz/x y"));
        check("HYPERLINK \\l \"_Toc1\"", false, Some("#_Toc1"));
        check("TOC \\o \"1-3\" \\h", true, None);
        check("PAGEREF _Toc1 \\h", true, None);
        check("SEQ Сурет", false, None);
        check("", false, None);
    }
}
