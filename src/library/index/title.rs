//! A title as it comes to the index: what a catalogue tells of a publication, without what nobody looks for.

use url::Url;

use super::Branch;
use crate::book::{Format, Language};
use crate::format::table::{self, Gives};
use crate::library::acquire::choose;
use crate::library::catalog::{Publication, Relation, State};
use crate::library::daisy_online;
use crate::library::shelf::Moment;

/// The formats that a title can be had in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Formats(u32);

impl Formats {
    pub fn with(self, format: Format) -> Self {
        Self(self.0 | Self::bit(format))
    }

    pub fn contains(self, format: Format) -> bool {
        self.0 & Self::bit(format) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Format> {
        Format::ALL.into_iter().filter(move |format| self.contains(*format))
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn bits(self) -> u32 {
        self.0
    }

    pub(super) fn of_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// By its place in [`Format::ALL`], to which formats are only added.
    fn bit(format: Format) -> u32 {
        Format::ALL.iter().position(|own| *own == format).map_or(0, |at| 1 << at)
    }
}

impl FromIterator<Format> for Formats {
    fn from_iter<T: IntoIterator<Item = Format>>(formats: T) -> Self {
        formats.into_iter().fold(Self::default(), Self::with)
    }
}

/// What the index is told of a book.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Title {
    /// What the book is known by in its library; without one its address, without both title and authors.
    pub identifier: Option<String>,
    pub title: String,
    pub authors: Vec<String>,
    pub narrators: Vec<String>,
    /// Everything else that it is found by: subtitle, series, translators, subjects, publisher.
    pub about: Vec<String>,
    pub languages: Vec<Language>,
    pub formats: Formats,
    /// Whether somebody reads it aloud.
    pub sound: bool,
    pub state: Option<State>,
    /// Only for money.
    pub sold: bool,
    pub year: Option<u16>,
    /// When it came to the library.
    pub added: Option<Moment>,
    /// Where a copy stands.
    pub branches: Vec<Branch>,
    /// The whole entry; `None` when there is none but that on its page.
    pub href: Option<Url>,
}

impl Title {
    /// What a catalogue tells of a publication. `None` without a title: it could be neither found nor told.
    pub fn of(publication: &Publication) -> Option<Self> {
        let title = publication.title.trim();
        if title.is_empty() {
            return None;
        }
        let rows = || {
            let endings = publication.acquisitions.iter().filter(|it| it.relation != Relation::Sample);
            endings.flat_map(|it| it.endings()).filter_map(|ending| table::by_media_type(&ending))
        };
        let formats: Formats = rows().map(|row| row.format).collect();
        let recorded = rows().any(|row| is_sound(row.format));
        let is_page = |href: &Url| matches!(href.scheme(), "http" | "https") || daisy_online::is_address(href);
        // What such services lend is read aloud.
        let lent = publication.acquisitions.iter().any(|way| daisy_online::is_address(&way.href));
        let moment = |text: &Option<String>| text.as_deref().and_then(Moment::parse);
        // An audiobook without a type that tells has a duration.
        let sound = recorded || lent || !publication.narrators.is_empty() || publication.duration.is_some();
        let sold = choose(publication).is_none()
            && publication.acquisitions.iter().any(|it| matches!(it.relation, Relation::Buy | Relation::Subscribe));
        let about = [&publication.subtitle, &publication.publisher].into_iter().flatten().cloned();
        let about = about.chain(publication.series.iter().map(|series| series.name.clone()));
        Some(Self {
            identifier: publication.identifier.clone().filter(|it| !it.is_empty()),
            title: title.to_owned(),
            authors: publication.authors.clone(),
            narrators: publication.narrators.clone(),
            about: about.chain(publication.translators.iter().chain(&publication.subjects).cloned()).collect(),
            languages: publication.languages.clone(),
            formats,
            sound,
            state: publication.availability().map(|it| it.state),
            sold,
            year: publication.year(),
            added: moment(&publication.added).or_else(|| moment(&publication.updated)),
            branches: Vec::new(),
            href: publication.full.clone().filter(is_page),
        })
    }

    /// What comes first among titles that answer equally well, 0 to 15: what is heard before what is read, Kazakh and
    /// Russian before other languages, what is sold last.
    pub(super) fn rank(&self) -> u8 {
        let near = self.languages.iter().any(|language| matches!(language.primary(), "kk" | "ru"));
        let kind = match (self.sound, self.formats.contains(Format::Epub)) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        };
        kind + if near { 0 } else { 3 } + if self.sold { 8 } else { 0 }
    }

    /// What changes from hour to hour, and is not searched by words.
    pub(super) fn flags(&self) -> i64 {
        let state = match self.state {
            None => 0,
            Some(State::Available) => 1,
            Some(State::Unavailable) => 2,
            Some(State::Reserved) => 3,
            Some(State::Ready) => 4,
        };
        let now = !self.sold && !matches!(self.state, Some(State::Unavailable | State::Reserved));
        i64::from(now) * NOW + i64::from(self.sold) * SOLD + state * STATE
    }
}

/// Whether a title of this rank is read aloud by somebody.
pub(super) fn is_heard(rank: i64) -> bool {
    rank % 8 % 3 == 0
}

pub(super) const NOW: i64 = 1;
pub(super) const SOLD: i64 = 2;
const STATE: i64 = 16;

pub(super) fn state(flags: i64) -> Option<State> {
    match flags / STATE {
        1 => Some(State::Available),
        2 => Some(State::Unavailable),
        3 => Some(State::Reserved),
        4 => Some(State::Ready),
        _ => None,
    }
}

/// Whether a book of this format is a recording. An EPUB may have one, which its catalogue does not tell.
fn is_sound(format: Format) -> bool {
    match table::row(format).gives {
        Gives::Sound => true,
        Gives::TextAndSound => format != Format::Epub,
        Gives::Text | Gives::Pages => false,
    }
}

/// The number of the week since 1970.
pub(super) fn week(moment: Moment) -> i64 {
    moment.unix_millis().div_euclid(7 * 86_400_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::catalog::{Acquisition, Availability, media_type};

    fn publication(relation: Relation, media_type: &str, state: Option<State>) -> Publication {
        let mut acquisition = Acquisition::new(Url::parse("http://library.example/1").expect("an address"), relation);
        acquisition.media_type = Some(media_type.to_owned());
        acquisition.availability = state.map(|state| Availability { state, since: None, until: None });
        Publication {
            title: " Абай жолы ".to_owned(), acquisitions: vec![acquisition], ..Publication::default()
        }
    }

    #[test]
    fn a_publication_becomes_a_title() {
        let mut lent = publication(Relation::Borrow, "application/audiobook+json", Some(State::Unavailable));
        lent.languages.extend(Language::parse("kk-KZ"));
        let title = Title::of(&lent).expect("a title");
        assert_eq!((title.title.as_str(), title.sound, title.rank()), ("Абай жолы", true, 0));
        assert_eq!((title.flags() & NOW, state(title.flags())), (0, Some(State::Unavailable)));
        let open = Title::of(&publication(Relation::OpenAccess, media_type::EPUB, None)).expect("a title");
        assert_eq!((open.rank(), open.flags() & NOW, state(open.flags())), (4, NOW, None));
        assert!(open.formats.contains(Format::Epub) && open.formats.iter().count() == 1);
        let sold = Title::of(&publication(Relation::Buy, media_type::PDF, None)).expect("a title");
        assert_eq!((sold.sold, sold.rank(), sold.flags() & NOW), (true, 13, 0));
        assert_eq!(Title::of(&Publication::default()), None);
    }
}
