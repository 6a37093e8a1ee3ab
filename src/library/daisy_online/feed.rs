//! A service as a catalogue: its lists, its questions and its books in the shape of OPDS, so that one screen shows both.

use super::model::{Answer, ContentList, Item, Label, Metadata, Question, way};
use super::{Address, Place, Session, Version};
use crate::library::Error;
use crate::library::catalog::form::{Field, Form, Kind};
use crate::library::catalog::{Acquisition, Availability, Feed, Navigation, Publication, Relation, Search, State};

/// Books of one page.
const PAGE: u64 = 100;
/// The question that searching begins with.
const SEARCH: &str = "search";

pub(super) async fn feed(session: &mut Session, at: &Address) -> Result<Feed, Error> {
    // From here on the version is known.
    let at = Address { version: Some(session.version()), ..at.clone() };
    match &at.place {
        Place::Start => Ok(start(session, &at)),
        Place::List { id, first } => list(session, &at, id, *first).await,
        Place::Content(id) => {
            let mut feed = empty(session, &at);
            feed.publications.push(publication(session, &at, id).await?);
            Ok(feed)
        }
        Place::Menu(asked) => menu(session, &at, asked).await,
    }
}

fn empty(session: &Session, at: &Address) -> Feed {
    let mut feed = Feed::new(at.url());
    feed.links.this = Some(at.url());
    feed.links.start = Some(at.at(Place::Start).url());
    if session.service().search {
        feed.links.search = Some(Search::Questions(ask(at, SEARCH).url()));
    }
    feed
}

fn ask(at: &Address, question: &str) -> Address {
    at.at(Place::Menu(vec![Answer::bare(question)]))
}

fn start(session: &Session, at: &Address) -> Feed {
    let list = |rel: &str, id: &str| (rel.to_owned(), at.at(Place::List { id: id.to_owned(), first: 0 }));
    let mut ways = match session.version() {
        Version::One => vec![list(way::ISSUED, "issued"), list(way::NEW, "new"), list(way::EXPIRED, "expired")],
        Version::Two => vec![list(way::BOOKSHELF, "bookshelf")],
    };
    let about = session.service();
    if about.browse || about.offers("DYNAMIC_MENUS") {
        ways.push((way::MENU.to_owned(), ask(at, "default")));
    }
    if about.search {
        ways.push((way::SEARCH.to_owned(), ask(at, SEARCH)));
    }
    let mut feed = Feed { title: session.name(), ..empty(session, at) };
    feed.navigation = ways.into_iter().map(|(rel, to)| navigation(String::new(), vec![rel], &to)).collect();
    feed
}

fn navigation(title: String, rels: Vec<String>, to: &Address) -> Navigation {
    Navigation {
        title,
        summary: None,
        href: to.url(),
        rels,
        count: None,
        images: Vec::new(),
        language: None,
        sound: None,
    }
}

async fn list(session: &mut Session, at: &Address, id: &str, first: u64) -> Result<Feed, Error> {
    let last = i64::try_from(first.saturating_add(PAGE - 1)).unwrap_or(i64::MAX);
    let ContentList { label, total, items, .. } = session.list(id, first, last).await?;
    let mut feed = empty(session, at);
    if let Some(label) = label {
        (feed.title, feed.language, feed.sound) = (label.text, label.language, label.audio);
    }
    let count = items.len() as u64;
    let to = |first| Some(at.at(Place::List { id: id.to_owned(), first }).url());
    // Some give fewer at a time than they are asked for, and some the whole list.
    if (1..=PAGE).contains(&count) && total.is_some_and(|total| first + count < total) {
        feed.links.next = to(first + count);
    }
    if first > 0 {
        feed.links.previous = to(first.saturating_sub(PAGE));
    }
    feed.total = total.or(Some(count));
    feed.publications = items.into_iter().map(|item| listed(at, item)).collect();
    Ok(feed)
}

fn listed(at: &Address, item: Item) -> Publication {
    let Item { id, label, metadata, modified, return_by, may_download, .. } = item;
    let whole = metadata.is_some();
    let mut publication = book(at, &id, metadata.unwrap_or_default(), may_download);
    // What the library wrote for its lists is written with more care than what books say of themselves.
    if !label.text.is_empty() {
        publication.title = label.text;
    }
    if publication.languages.is_empty() {
        publication.languages.extend(label.language);
    }
    if let Some(until) = return_by {
        for way in &mut publication.acquisitions {
            way.availability =
                Some(Availability { state: State::Available, since: None, until: Some(until.to_string()) });
        }
    }
    publication.updated = modified.map(|moment| moment.to_string());
    if !whole {
        publication.full = Some(at.at(Place::Content(id)).url());
    }
    publication
}

pub(super) async fn publication(session: &mut Session, at: &Address, id: &str) -> Result<Publication, Error> {
    let at = Address { version: Some(session.version()), ..at.clone() };
    let metadata = match session.metadata(id).await {
        Ok(metadata) => metadata,
        // The second version has it in its lists alone; the book can be had all the same.
        Err(Error::NotOffered { .. } | Error::Refused { .. }) if at.version == Some(Version::Two) => {
            Metadata::default()
        }
        Err(error) => return Err(error),
    };
    Ok(book(&at, id, metadata, true))
}

fn book(at: &Address, id: &str, metadata: Metadata, may_download: bool) -> Publication {
    let Metadata { title, creators, narrators, publisher, date, subjects, languages, description, size, .. } = metadata;
    let here = at.at(Place::Content(id.to_owned()));
    let mut way = Acquisition::new(here.url(), Relation::Borrow);
    way.length = size;
    Publication {
        identifier: Some(here.identifier()),
        title,
        authors: creators,
        narrators,
        languages,
        summary: description,
        published: date,
        publisher,
        subjects,
        acquisitions: if may_download { vec![way] } else { Vec::new() },
        ..Publication::default()
    }
}

/// A page of questions, all of which are answered at once. One of which one choice is to be taken is a list of ways; words that
/// answer the only question can be searched for.
async fn menu(session: &mut Session, at: &Address, asked: &[Answer]) -> Result<Feed, Error> {
    let questions = session.questions(asked).await?;
    if let Some(id) = questions.iter().find_map(|question| match question {
        Question::Contents(id) => Some(id.clone()),
        _ => None,
    }) {
        let list_at = at.at(Place::List { id: id.clone(), first: 0 });
        return list(session, &list_at, &id, 0).await;
    }
    let mut feed = empty(session, at);
    let mut fields = Vec::new();
    for question in questions {
        match question {
            Question::Label(label) => feed.said.push(label),
            Question::Choice { id, label, choices, several } => {
                fields.push(Field { id, label, kind: Kind::Choice { choices, several } });
            }
            Question::Input { id, label, inputs, default } => {
                fields.push(Field { id, label, kind: Kind::of_input(&inputs, default) });
            }
            Question::Contents(_) => {}
        }
    }
    let said: Vec<&str> = feed.said.iter().map(|label| label.text.as_str()).collect();
    feed.subtitle = (!said.is_empty()).then(|| said.join("\n"));
    let answered = |answer: Answer| at.at(Place::Menu(vec![answer]));
    if let [Field { id, label, kind }] = fields.as_slice() {
        feed.title.clone_from(&label.text);
        feed.language.clone_from(&label.language);
        feed.sound.clone_from(&label.audio);
        match kind {
            Kind::Choice { choices, .. } => {
                let way = |(value, label): &(String, Label)| {
                    let answer = Answer { question: id.clone(), values: vec![value.clone()] };
                    let title = if label.text.is_empty() { value.clone() } else { label.text.clone() };
                    Navigation {
                        language: label.language.clone(),
                        sound: label.audio.clone(),
                        ..navigation(title, Vec::new(), &answered(answer))
                    }
                };
                feed.navigation = choices.iter().map(way).collect();
            }
            Kind::Words { .. } => feed.links.search = Some(Search::Questions(answered(Answer::bare(id)).url())),
            Kind::Spoken => {}
        }
    }
    let is_list = matches!(fields.as_slice(), [Field { kind: Kind::Choice { several: false, .. }, .. }]);
    feed.form = (!fields.is_empty() && !is_list).then(|| Form { service: at.at(Place::Start).url(), fields });
    Ok(feed)
}

/// The address at which the last question is answered with these words.
pub(super) fn answered(address: &url::Url, words: &str) -> Option<url::Url> {
    let mut at = Address::parse(address)?;
    let Place::Menu(asked) = &mut at.place else { return None };
    let last = asked.last_mut()?;
    // «search» is where the questions begin, and has no answer.
    if last.question != SEARCH {
        last.values = vec![words.to_owned()];
    }
    Some(at.url())
}
