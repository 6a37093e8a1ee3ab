//! How books are read aloud: signs, silences, and what is heard of that which is no running text.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Which signs of a text are named when it is read aloud. A level names what those before it name, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Punctuation {
    #[default]
    None,
    /// Signs that are no punctuation: a star, a slash, an underscore.
    Some,
    /// Also brackets, quotation marks, dashes, colons.
    Most,
    /// Also full stops, commas, question marks.
    All,
}

impl Punctuation {
    pub const ALL: [Self; 4] = [Self::None, Self::Some, Self::Most, Self::All];
}

/// How long the voice is silent between two parts of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// No longer than between two sentences.
    None,
    Short,
    #[default]
    Usual,
    Long,
}

impl Silence {
    pub const ALL: [Self; 4] = [Self::None, Self::Short, Self::Usual, Self::Long];

    /// How long it is where the usual one is this long.
    fn of(self, usual: Duration) -> Duration {
        match self {
            Self::None => Duration::ZERO,
            Self::Short => usual / 2,
            Self::Usual => usual,
            Self::Long => usual * 3,
        }
    }
}

/// Where the voice is silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gap {
    /// Between two paragraphs.
    Paragraph,
    /// Behind a heading.
    Heading,
    /// Where a rule or a line of stars parts a chapter.
    Scene,
    /// Behind a chapter.
    Chapter,
}

impl Gap {
    pub const ALL: [Self; 4] = [Self::Paragraph, Self::Heading, Self::Scene, Self::Chapter];
}

/// How long the voice is silent there, in addition to what it leaves between two sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Silences {
    pub paragraph: Silence,
    pub heading: Silence,
    pub scene: Silence,
    pub chapter: Silence,
}

impl Silences {
    pub fn of(self, gap: Gap) -> Silence {
        match gap {
            Gap::Paragraph => self.paragraph,
            Gap::Heading => self.heading,
            Gap::Scene => self.scene,
            Gap::Chapter => self.chapter,
        }
    }

    /// The same with another silence there.
    pub fn with(mut self, gap: Gap, silence: Silence) -> Self {
        *match gap {
            Gap::Paragraph => &mut self.paragraph,
            Gap::Heading => &mut self.heading,
            Gap::Scene => &mut self.scene,
            Gap::Chapter => &mut self.chapter,
        } = silence;
        self
    }

    pub fn time(self, gap: Gap) -> Duration {
        self.of(gap).of(Duration::from_millis(match gap {
            Gap::Paragraph => 200,
            Gap::Heading => 400,
            Gap::Scene => 700,
            Gap::Chapter => 1000,
        }))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct AloudSettings {
    pub punctuation: Punctuation,
    pub silences: Silences,
}

/// A kind of thing in a book that is no running text, and that not everybody wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Structure {
    Headings,
    Links,
    NoteReferences,
    Notes,
    /// The alternatives of images.
    Pictures,
    Sidebars,
    PageNumbers,
    // These are told from the rest by recordings alone.
    Annotations,
    LineNumbers,
    ProducerNotes,
}

impl Structure {
    pub const ALL: [Self; 10] = [
        Self::Headings,
        Self::Links,
        Self::NoteReferences,
        Self::Notes,
        Self::Pictures,
        Self::Sidebars,
        Self::PageNumbers,
        Self::Annotations,
        Self::LineNumbers,
        Self::ProducerNotes,
    ];

    /// What can be chosen for it, the first one until the reader has.
    pub fn choices(self) -> &'static [Hearing] {
        use Hearing::{Heard, OtherVoice, PassedOver, Recorded};
        match self {
            Self::PageNumbers => &[Recorded, Heard, OtherVoice, PassedOver],
            Self::Annotations | Self::LineNumbers | Self::ProducerNotes => &[Heard, PassedOver],
            _ => &[Heard, OtherVoice, PassedOver],
        }
    }
}

/// What becomes of a [`Structure`] when a book is read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hearing {
    Heard,
    /// The voice says it in another pitch. A recording is heard as it is.
    OtherVoice,
    /// It is heard where it is recorded, and the voice does not say it.
    Recorded,
    PassedOver,
}

/// What the reader has chosen for structures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Hearings(BTreeMap<Structure, Hearing>);

/// How older programs kept it: a list of what is passed over.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Before(BTreeSet<Structure>),
    Now(BTreeMap<Structure, Hearing>),
}

impl From<Kept> for Hearings {
    fn from(kept: Kept) -> Self {
        let chosen = match kept {
            Kept::Before(passed) => passed.into_iter().map(|structure| (structure, Hearing::PassedOver)).collect(),
            Kept::Now(chosen) => chosen,
        };
        Self(chosen.into_iter().filter(|(structure, hearing)| structure.choices().contains(hearing)).collect())
    }
}

impl Hearings {
    pub fn of(&self, structure: Structure) -> Hearing {
        self.0.get(&structure).copied().unwrap_or(structure.choices()[0])
    }

    /// The reader chooses this for it.
    pub fn choose(&mut self, structure: Structure, hearing: Hearing) {
        if hearing == structure.choices()[0] {
            self.0.remove(&structure);
        } else if structure.choices().contains(&hearing) {
            self.0.insert(structure, hearing);
        }
    }

    /// The structures for which this is chosen.
    pub fn all(&self, hearing: Hearing) -> impl Iterator<Item = Structure> + '_ {
        Structure::ALL.into_iter().filter(move |structure| self.of(*structure) == hearing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn the_list_of_an_older_program_holds_and_choices_survive_saving() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, "passed-over = [\"notes\", \"page-numbers\"]\n").unwrap();
        let mut settings = Settings::load(&path);
        let passed: Vec<_> = settings.heard.all(Hearing::PassedOver).collect();
        assert_eq!(passed, [Structure::Notes, Structure::PageNumbers]);
        settings.heard.choose(Structure::Notes, Hearing::Heard);
        settings.heard.choose(Structure::Headings, Hearing::OtherVoice);
        settings.aloud.punctuation = Punctuation::Most;
        settings.aloud.silences.scene = Silence::Long;
        settings.save(&path).unwrap();
        assert_eq!(Settings::load(&path), settings);
        assert_eq!(settings.heard.of(Structure::Notes), Hearing::Heard);
    }

    #[test]
    fn what_cannot_be_chosen_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, "[heard]\nheadings = \"recorded\"\nlinks = \"passed-over\"\n").unwrap();
        let mut heard = Settings::load(&path).heard;
        assert_eq!(heard.of(Structure::Headings), Hearing::Heard);
        assert_eq!(heard.of(Structure::Links), Hearing::PassedOver);
        heard.choose(Structure::LineNumbers, Hearing::OtherVoice);
        assert_eq!(heard.of(Structure::LineNumbers), Hearing::Heard);
        assert_eq!(heard.of(Structure::PageNumbers), Hearing::Recorded);
    }

    #[test]
    fn silences_grow_from_none_to_long() {
        for gap in Gap::ALL {
            let times = Silence::ALL.map(|silence| Silences::default().with(gap, silence).time(gap));
            assert_eq!(times[0], Duration::ZERO);
            assert!(times.is_sorted() && times[1] > times[0] && times[3] > times[2], "{gap:?}: {times:?}");
        }
    }
}
