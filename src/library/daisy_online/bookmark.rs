//! Places in a talking book as the reader's library keeps them.
//!
//! The bookmark set of ANSI/NISO Z39.86 <https://www.daisy.org/z3986/2005/Z3986-2005.html#Bookmarks>. Its parts are kept in
//! the words of the set, so that what another player wrote comes back as it was.

use super::envelope::Body;
use super::moment;
use crate::library::catalog::plain_text;
use crate::library::shelf::Moment;
use crate::library::xml::{Element, Space};

const NAMESPACE: &str = "http://www.daisy.org/z3986/2005/bookmark/";
/// Marks that are kept of one set.
const MAX_MARKS: usize = 10_000;

/// The marks in one book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookmarkSet {
    pub title: String,
    /// The book's own identifier.
    pub uid: String,
    /// Where the reader is.
    pub last: Option<Mark>,
    pub bookmarks: Vec<Bookmark>,
    pub highlights: Vec<Highlight>,
    /// When the service changed it last; only the second version tells.
    pub modified: Option<Moment>,
}

/// A place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// The id of a point of the navigation.
    pub navigation: Option<String>,
    /// A file of the book with a fragment: `part1.smil#a1`.
    pub uri: String,
    pub offset: Option<Offset>,
}

/// How far behind the beginning of what the address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offset {
    /// A clock value of SMIL, as it was written: `00:01:02`.
    Time(String),
    /// Characters.
    Characters(u64),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bookmark {
    pub mark: Mark,
    pub note: Option<String>,
    /// As it came, where it holds more than is read here: a label, a note that was spoken.
    pub verbatim: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Highlight {
    pub start: Mark,
    pub end: Mark,
    pub note: Option<String>,
    /// As it came, where it holds more than is read here.
    pub verbatim: Option<String>,
}

/// What another player wrote and is not read here is given back as it came.
fn verbatim(of: &Element) -> Option<String> {
    const READ: [&str; 8] = ["ncxRef", "URI", "timeOffset", "charOffset", "note", "text", "hiliteStart", "hiliteEnd"];
    fn is_read(of: &Element) -> bool {
        of.attributes().next().is_none() && of.elements().all(|it| READ.contains(&it.name.as_str()) && is_read(it))
    }
    (!is_read(of)).then(|| Body::default().copy(of).written().to_owned())
}

fn child<'a>(of: &'a Element, name: &str) -> Option<&'a Element> {
    of.elements().find(|child| child.name == name && matches!(child.space, Space::Bookmark | Space::None))
}

fn text(of: &Element, name: &str) -> Option<String> {
    child(of, name).map(|child| child.text().trim().to_owned()).filter(|text| !text.is_empty())
}

fn note(of: &Element) -> Option<String> {
    child(of, "note").map(|note| plain_text(&note.text())).filter(|text| !text.is_empty())
}

fn mark(of: &Element) -> Option<Mark> {
    Some(Mark {
        navigation: text(of, "ncxRef"),
        uri: text(of, "URI")?,
        offset: text(of, "timeOffset")
            .map(Offset::Time)
            .or_else(|| text(of, "charOffset")?.parse().ok().map(Offset::Characters)),
    })
}

/// Reads the answer of `getBookmarks`, of either version. `None` where there is no set.
pub(super) fn read(answer: &Element) -> Option<BookmarkSet> {
    let object = answer.elements().find(|child| child.name == "bookmarkObject");
    let set = child(object.unwrap_or(answer), "bookmarkSet")?;
    let all = |name: &'static str| set.elements().filter(move |it| it.name == name).take(MAX_MARKS);
    Some(BookmarkSet {
        title: child(set, "title").map(|title| plain_text(&title.text())).unwrap_or_default(),
        uid: text(set, "uid").unwrap_or_default(),
        last: child(set, "lastmark").and_then(mark),
        bookmarks: all("bookmark")
            .filter_map(|it| Some(Bookmark { mark: mark(it)?, note: note(it), verbatim: verbatim(it) }))
            .collect(),
        highlights: all("hilite")
            .filter_map(|it| {
                let (start, end) = (mark(child(it, "hiliteStart")?)?, mark(child(it, "hiliteEnd")?)?);
                Some(Highlight { start, end, note: note(it), verbatim: verbatim(it) })
            })
            .collect(),
        modified: object.and_then(|object| object.attribute("lastModifiedDate")).and_then(moment),
    })
}

impl BookmarkSet {
    /// The whole set with its own namespace.
    pub(super) fn write(&self, body: Body) -> Body {
        body.element_with("bookmarkSet", &[("xmlns", NAMESPACE)], |it| {
            let mut it = it.element("title", |it| it.leaf("text", &self.title)).leaf("uid", &self.uid);
            if let Some(last) = &self.last {
                it = it.element("lastmark", |it| last.write(it));
            }
            for Bookmark { mark, note, verbatim } in &self.bookmarks {
                if let Some(verbatim) = verbatim {
                    it = it.verbatim(verbatim);
                    continue;
                }
                it = it.element("bookmark", |it| write_note(mark.write(it), note.as_deref()));
            }
            for Highlight { start, end, note, verbatim } in &self.highlights {
                if let Some(verbatim) = verbatim {
                    it = it.verbatim(verbatim);
                    continue;
                }
                it = it.element("hilite", |it| {
                    let it = it.element("hiliteStart", |it| start.write(it)).element("hiliteEnd", |it| end.write(it));
                    write_note(it, note.as_deref())
                });
            }
            it
        })
    }
}

impl Mark {
    fn write(&self, body: Body) -> Body {
        let body = body.optional("ncxRef", self.navigation.as_deref()).leaf("URI", &self.uri);
        match &self.offset {
            Some(Offset::Time(time)) => body.leaf("timeOffset", time),
            Some(Offset::Characters(count)) => body.leaf("charOffset", count.to_string()),
            None => body,
        }
    }
}

fn write_note(body: Body, note: Option<&str>) -> Body {
    match note {
        Some(note) => body.element("note", |it| it.leaf("text", note)),
        None => body,
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::super::envelope;
    use super::*;

    #[test]
    fn a_set_comes_back_as_it_was_written() {
        let mark = |uri: &str, offset| Mark { navigation: Some("n<1>".to_owned()), uri: uri.to_owned(), offset };
        let set = BookmarkSet {
            title: "Қара сөздер & т.б.".to_owned(),
            uid: "uid".to_owned(),
            last: Some(mark("a.smil#1", Some(Offset::Time("00:01:02".to_owned())))),
            bookmarks: vec![Bookmark {
                mark: mark("b.smil", None), note: Some("Ескерту".to_owned()), verbatim: None
            }],
            highlights: vec![Highlight {
                start: mark("c.smil", Some(Offset::Characters(7))),
                end: mark("d.smil", None),
                note: None,
                verbatim: None,
            }],
            modified: None,
        };
        let whole = envelope::envelope("setBookmarks", &set.write(Body::default().leaf("contentID", "con_1")));
        let parsed = envelope::parse(&whole, None, &Url::parse("http://host/").unwrap()).unwrap().unwrap();
        assert_eq!(read(&parsed), Some(set));
    }

    #[test]
    fn what_another_player_wrote_is_given_back_as_it_came() {
        let foreign = "<bookmark label=\"5\"><ncxRef>n1</ncxRef><URI>a.smil#1</URI><timeOffset>00:00:01</timeOffset>\
                       <note><text>Ескерту &amp; т.б.</text><audio src=\"note.mp3\" clipBegin=\"0s\"/></note></bookmark>";
        let body =
            Body::default().leaf("contentID", "con_1").element_with("bookmarkSet", &[("xmlns", NAMESPACE)], |it| {
                it.element("title", |it| it.leaf("text", "T")).leaf("uid", "u").verbatim(foreign)
            });
        let parsed =
            |whole: &[u8]| envelope::parse(whole, None, &Url::parse("http://host/").unwrap()).unwrap().unwrap();
        let set = read(&parsed(&envelope::envelope("setBookmarks", &body))).unwrap();
        assert_eq!(set.bookmarks[0].note.as_deref(), Some("Ескерту & т.б."));
        let again = envelope::envelope("setBookmarks", &set.write(Body::default().leaf("contentID", "con_1")));
        let text = String::from_utf8(again.clone()).unwrap();
        assert!(text.contains("<audio src=\"note.mp3\" clipBegin=\"0s\">"), "{text}");
        assert!(text.contains("label=\"5\""), "{text}");
        assert_eq!(read(&parsed(&again)), Some(set));
    }
}
