//! What is known of one library's people: kept on the shelf, so that it is there without a network, and compared with what comes,
//! so that the reader is told of each step once.

use std::collections::BTreeSet;

use futures::future::OptionFuture;
use serde::{Deserialize, Serialize};
use url::Url;

use super::news::Kind;
use super::request::State;
use super::{Branch, Card, Notice, Offers, Request, remote};
use crate::library::Error;
use crate::library::client::Client;
use crate::library::shelf::Moment;

/// Marks of what was read are kept for so much at most.
const MOST_READ: usize = 2000;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// As the library calls itself.
    pub name: String,
    pub offers: Offers,
    pub card: Option<Card>,
    pub branches: Vec<Branch>,
    /// The newest first.
    pub requests: Vec<Request>,
    /// The newest first.
    pub news: Vec<Notice>,
    /// Ids of news that were read.
    pub read: BTreeSet<String>,
    /// Ids of news that the reader was told of.
    pub told: BTreeSet<String>,
    /// When it was asked last.
    pub asked: Option<Moment>,
}

/// What a library answered; `None` for what it does not offer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fresh {
    pub name: String,
    pub offers: Offers,
    pub card: Option<Card>,
    pub branches: Option<Vec<Branch>>,
    pub requests: Option<Vec<Request>>,
    pub news: Option<Vec<Notice>>,
}

/// What the reader has not heard of yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// One of her requests stands otherwise than before.
    Step(Request),
    News(Notice),
}

/// Asks a library for everything that it offers on this start page.
///
/// # Errors
/// As those of catalogues.
pub async fn ask(client: &Client, start: &Url) -> Result<Fresh, Error> {
    let page = client.feed(start).await?;
    again(client, page.title.clone(), Offers::of(&page)).await
}

/// Asks for what was offered before.
///
/// # Errors
/// As [`ask`].
pub async fn again(client: &Client, name: String, offers: Offers) -> Result<Fresh, Error> {
    let card = OptionFuture::from(offers.card.as_ref().map(|address| remote::card(client, address)));
    let card = card.await.transpose()?;
    let branches = OptionFuture::from(offers.branches.as_ref().map(|address| remote::branches(client, address)));
    let branches = branches.await.transpose()?;
    let requests = OptionFuture::from(offers.requests.as_ref().map(|address| remote::requests(client, address)));
    let requests = requests.await.transpose()?;
    let news = OptionFuture::from(offers.news.as_ref().map(|address| remote::news(client, address)));
    let news = news.await.transpose()?;
    Ok(Fresh { card, branches, requests, news, name, offers })
}

impl Known {
    /// Takes over what came, and tells what of it is new to the reader: nothing the first time a library is asked.
    pub fn learn(&mut self, fresh: Fresh, now: Moment) -> Vec<Told> {
        let first = self.asked.is_none();
        let same_reader = self.card == fresh.card;
        let Fresh { name, offers, card, branches, requests, news } = fresh;
        let (requests, news) = (requests.unwrap_or_default(), news.unwrap_or_default());
        let mut told = Vec::new();
        for request in requests.iter().filter(|_| same_reader) {
            let before = self.requests.iter().find(|before| before.id == request.id);
            let news = before.is_some_and(|before| (before.state, &before.answer) != (request.state, &request.answer));
            // What she did herself, here or on another device, is no news.
            if news && !matches!(request.state, State::Withdrawn | State::Sent) {
                told.push(Told::Step(request.clone()));
            }
        }
        let here: BTreeSet<&String> = news.iter().map(|notice| &notice.id).collect();
        // Marks of what the library does not tell any more are of no use.
        self.read.retain(|id| here.contains(id));
        self.told.retain(|id| here.contains(id));
        for notice in &news {
            let new = self.told.len() < MOST_READ && self.told.insert(notice.id.clone());
            // Of loans, holds and requests she hears otherwise.
            if new && !first && same_reader && Kind::WRITTEN.contains(&notice.kind) && notice.is_current(now) {
                told.push(Told::News(notice.clone()));
            }
        }
        self.branches = branches.unwrap_or_default();
        (self.name, self.offers, self.card, self.requests, self.news) = (name, offers, card, requests, news);
        self.asked = Some(now);
        told
    }

    pub fn branch(&self, id: &str) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.id == id)
    }

    /// The news that are still of use.
    pub fn current(&self, now: Moment) -> impl Iterator<Item = &Notice> {
        self.news.iter().filter(move |notice| notice.is_current(now))
    }

    pub fn is_read(&self, notice: &Notice) -> bool {
        self.read.contains(&notice.id)
    }

    pub fn unread(&self, now: Moment) -> usize {
        self.current(now).filter(|notice| !self.is_read(notice)).count()
    }

    /// Marks a piece of news. False when it was marked.
    pub fn mark_read(&mut self, id: &str) -> bool {
        self.read.len() < MOST_READ && self.read.insert(id.to_owned())
    }

    /// A request that has just come of a change here.
    pub fn put(&mut self, request: Request) {
        match self.requests.iter_mut().find(|before| before.id == request.id) {
            Some(before) => *before = request,
            None => self.requests.insert(0, request),
        }
    }
}

impl Notice {
    fn is_current(&self, now: Moment) -> bool {
        self.until.is_none_or(|until| until >= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::patron::{Text, request};

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn asked(id: &str, state: State) -> Request {
        let at = moment("2026-11-28");
        Request {
            id: id.to_owned(),
            card: String::new(),
            name: String::new(),
            kind: request::Kind::Booking,
            state,
            book: String::new(),
            title: "Абай жолы".to_owned(),
            branch: "a".to_owned(),
            words: String::new(),
            answer: String::new(),
            created: at,
            changed: at,
            address: None,
        }
    }

    fn notice(id: &str, kind: Kind, until: Option<&str>) -> Notice {
        Notice {
            id: id.to_owned(),
            kind,
            branch: String::new(),
            title: Text::Alone("Кездесу".to_owned()),
            words: Text::default(),
            date: moment("2026-11-28"),
            until: until.map(moment),
            address: None,
        }
    }

    fn fresh(requests: Vec<Request>, news: Vec<Notice>) -> Fresh {
        Fresh { requests: Some(requests), news: Some(news), ..Fresh::default() }
    }

    #[test]
    fn each_step_is_told_once_and_nothing_the_first_time() {
        let now = moment("2026-11-28T12:00:00Z");
        let mut known = Known::default();
        let event = || notice("n1", Kind::Event, None);
        assert!(known.learn(fresh(vec![asked("1", State::Accepted)], vec![event()]), now).is_empty());
        let ready = asked("1", State::Ready);
        let told = known.learn(fresh(vec![ready.clone()], vec![event()]), now);
        assert_eq!(told, [Told::Step(ready.clone())]);
        assert!(known.learn(fresh(vec![ready.clone()], vec![event()]), now).is_empty());
        let answered = Request { answer: "Жұмаға дейін".to_owned(), ..ready };
        assert_eq!(known.learn(fresh(vec![answered.clone()], Vec::new()), now), [Told::Step(answered)]);
        assert!(known.learn(fresh(vec![asked("1", State::Withdrawn)], Vec::new()), now).is_empty(), "she did it");
    }

    #[test]
    fn news_are_told_once_counted_until_read_and_not_after_their_day() {
        let now = moment("2026-11-28T12:00:00Z");
        let mut known = Known::default();
        known.learn(fresh(Vec::new(), Vec::new()), now);
        let news = vec![
            notice("1", Kind::Event, Some("2026-11-29")),
            notice("2", Kind::LoanDue, None),
            notice("3", Kind::Announcement, Some("2026-11-27")),
        ];
        let told = known.learn(fresh(Vec::new(), news.clone()), now);
        assert_eq!(told, [Told::News(news[0].clone())], "of a loan she hears otherwise, and the last one is over");
        assert_eq!(known.unread(now), 2);
        assert!(known.mark_read("1") && !known.mark_read("1"));
        assert_eq!(known.unread(now), 1);
        assert!(known.learn(fresh(Vec::new(), news), now).is_empty());
        assert_eq!(known.unread(now), 1, "what was read stays read");
    }

    #[test]
    fn another_card_hears_nothing_of_the_one_before() {
        let now = moment("2026-11-28T12:00:00Z");
        let of = |number: &str, state| {
            let card = Some(Card { number: number.to_owned(), ..Card::default() });
            Fresh { card, ..fresh(vec![asked("1", state)], vec![notice(number, Kind::Event, None)]) }
        };
        let mut known = Known::default();
        known.learn(of("100", State::Sent), now);
        assert!(known.learn(of("200", State::Ready), now).is_empty());
        assert_eq!(known.card.as_ref().map(|card| &*card.number), Some("200"));
    }
}
