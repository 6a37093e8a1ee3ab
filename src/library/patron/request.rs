//! What a reader asks people for, and how it stands.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::library::shelf::Moment;

/// Characters of what is written.
pub const MOST_WORDS: usize = 2000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Booking,
    Delivery,
    Help,
    Digitise,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Booking, Self::Delivery, Self::Help, Self::Digitise];

    pub fn is_about_a_title(self) -> bool {
        self != Self::Help
    }

    /// Whether a branch has to be named.
    pub fn needs_a_branch(self) -> bool {
        matches!(self, Self::Booking | Self::Help)
    }

    /// Whether a station without staff can do it.
    pub fn suits_a_station(self) -> bool {
        self == Self::Booking
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Sent,
    Accepted,
    /// To be collected.
    Ready,
    UnderWay,
    Done,
    Refused,
    Withdrawn,
}

impl State {
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Refused | Self::Withdrawn)
    }

    /// Whether the reader may still take it back.
    pub fn may_be_withdrawn(self) -> bool {
        matches!(self, Self::Sent | Self::Accepted)
    }

    /// What staff may make of a request of this kind, the likeliest first.
    pub fn next(self, kind: Kind) -> &'static [Self] {
        use State::{Accepted, Done, Ready, Refused, Sent, UnderWay};
        match (self, kind) {
            (Sent, _) => &[Accepted, Ready, UnderWay, Done, Refused],
            (Accepted, Kind::Booking) => &[Ready, Done, Refused, UnderWay],
            (Accepted, Kind::Delivery) => &[UnderWay, Done, Refused, Ready],
            (Accepted, Kind::Help | Kind::Digitise) => &[Done, UnderWay, Ready, Refused],
            (Ready | UnderWay, _) => &[Done, Refused, Ready, UnderWay],
            (State::Done | State::Refused | State::Withdrawn, _) => &[],
        }
    }

    /// Whether staff may make this of it.
    pub fn leads_to(self, next: Self) -> bool {
        self.next(Kind::Booking).contains(&next)
    }
}

/// What a reader asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Of the reader's making: what is sent twice by it is asked for once. Empty for a client that makes none.
    #[serde(default)]
    pub id: String,
    pub kind: Kind,
    /// The identifier of the publication.
    #[serde(default)]
    pub book: String,
    #[serde(default)]
    pub title: String,
    /// The id of a branch.
    #[serde(default)]
    pub branch: String,
    #[serde(default)]
    pub words: String,
}

impl Wish {
    /// Whether it says what its kind needs, of these branches.
    pub fn is_whole(&self, is_branch: impl Fn(&str) -> bool) -> bool {
        let short = [&self.book, &self.title, &self.words].iter().all(|text| text.chars().count() <= MOST_WORDS);
        let id = self.id.is_empty()
            || (16..=64).contains(&self.id.len()) && self.id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let title = !self.kind.is_about_a_title() || !self.title.trim().is_empty();
        let branch = is_branch(&self.branch) || self.branch.is_empty() && !self.kind.needs_a_branch();
        let words = self.kind != Kind::Help || !self.words.trim().is_empty();
        short && id && title && branch && words
    }
}

/// A request as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub id: String,
    /// Whose it is, and her name: only staff are told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub card: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub kind: Kind,
    pub state: State,
    #[serde(default)]
    pub book: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub branch: String,
    #[serde(default)]
    pub words: String,
    /// What staff say to the reader.
    #[serde(default)]
    pub answer: String,
    pub created: Moment,
    pub changed: Moment,
    /// Where it is changed or withdrawn, as the library links it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Url>,
}

/// A change that somebody made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub moment: Moment,
    /// The number of the card.
    pub who: String,
    pub request: String,
    /// That of the request.
    #[serde(default)]
    pub title: String,
    pub state: State,
    #[serde(default)]
    pub words: String,
}

/// What staff make of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// How they saw it.
    pub from: State,
    pub state: State,
    /// Words for the reader; without any, those of before stay.
    #[serde(default)]
    pub answer: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_needs_what_it_needs() {
        let is_branch = |id: &str| id == "a";
        let wish = |kind, title: &str, branch: &str, words: &str| {
            let [id, book, title, branch, words] = ["", "", title, branch, words].map(str::to_owned);
            Wish { id, kind, book, title, branch, words }.is_whole(is_branch)
        };
        use Kind::{Booking, Delivery, Digitise, Help};
        assert!(wish(Booking, "x", "a", "") && !wish(Booking, "x", "b", "") && !wish(Booking, "", "a", ""));
        assert!(!wish(Booking, "x", "", ""), "to be collected somewhere");
        assert!(wish(Delivery, "x", "", "5-көше") && !wish(Delivery, "x", "b", ""));
        assert!(wish(Help, "", "a", "көмек") && !wish(Help, "", "a", " ") && !wish(Help, "", "", "көмек"));
        assert!(wish(Digitise, "x", "", "") && !wish(Digitise, " ", "", ""));
        assert!(!wish(Digitise, &"x".repeat(MOST_WORDS + 1), "", ""));
    }

    #[test]
    fn an_id_of_the_readers_making_is_letters_and_digits() {
        let wish = |id: &str| {
            let text = serde_json::json!({ "id": id, "kind": "digitise", "title": "x" }).to_string();
            serde_json::from_str::<Wish>(&text).unwrap().is_whole(|_| false)
        };
        assert!(wish("") && wish("0123456789abcdef"));
        assert!(!wish("short") && !wish("0123456789abcde/") && !wish(&"a".repeat(65)));
    }

    #[test]
    fn no_step_leads_out_of_an_end() {
        for kind in Kind::ALL {
            for state in [State::Done, State::Refused, State::Withdrawn] {
                assert!(state.next(kind).is_empty());
            }
            for state in [State::Sent, State::Accepted, State::Ready, State::UnderWay] {
                let next = state.next(kind);
                assert!(next.contains(&State::Done) && next.contains(&State::Refused), "{state:?}");
                assert!(!next.contains(&State::Sent) && !next.contains(&State::Withdrawn), "{state:?}");
                assert!(next.iter().all(|next| state.leads_to(*next)), "whatever the kind: {kind:?}");
            }
        }
    }
}
