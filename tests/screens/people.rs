//! A library whose people do something for its readers: one of them, and one who works there.

use oqyrman::library::patron::news::Kind as NoticeKind;
use oqyrman::library::patron::request::{Kind, Line, State};
use oqyrman::library::patron::{Branch, Card, Known, Notice, Offers, Request, Text, Wish};
use oqyrman::library::shelf::Moment;
use oqyrman::locale::Locale;
use oqyrman::ui::screen::patron::desk::{self, Page as DeskPage};
use oqyrman::ui::screen::patron::{self, Message, Page, form};

use super::{moment, url};

fn texts(kk: &str, ru: &str, en: &str) -> Text {
    let texts = [("kk", kk), ("ru", ru), ("en", en)];
    Text::ByLanguage(texts.into_iter().map(|(tag, text)| (tag.to_owned(), text.to_owned())).collect())
}

pub fn branches() -> Vec<Branch> {
    let alatau = r#"{
        "id": "alatau", "kind": "branch",
        "name": { "kk": "Алатау орталығы", "ru": "Центр «Алатау»", "en": "Alatau Centre" },
        "address": { "kk": "Алатау ауданы, 5-көше, 12", "ru": "Алатауский район, 5-я улица, 12", "en": "Alatau, 5th street, 12" },
        "hours": { "kk": "Дс–Жм 9:00–18:00", "ru": "Пн–Пт 9:00–18:00", "en": "Mon–Fri 9:00–18:00" },
        "phone": "+7 727 000 00 00",
        "equipment": { "kk": "Брайль дисплейі, құлаққап", "ru": "Брайлевский дисплей, наушники", "en": "braille display, headphones" }
    }"#;
    let station = r#"{
        "id": "almaly", "kind": "station",
        "name": { "kk": "Алмалы станциясы", "ru": "Станция «Алмалы»", "en": "Almaly station" }
    }"#;
    [alatau, station].map(|text| serde_json::from_str(text).unwrap()).to_vec()
}

pub fn request(id: &str, kind: Kind, state: State) -> Request {
    Request {
        id: id.to_owned(),
        card: String::new(),
        name: String::new(),
        kind,
        state,
        book: String::new(),
        title: if kind == Kind::Help { String::new() } else { "Абай жолы".to_owned() },
        branch: if kind.needs_a_branch() { "alatau".to_owned() } else { String::new() },
        words: if kind == Kind::Help { "Экран дикторы".to_owned() } else { String::new() },
        answer: String::new(),
        created: moment("2026-11-20"),
        changed: moment("2026-11-26"),
        address: Some(url(&format!("requests/{id}"))),
    }
}

fn notice(id: &str, kind: NoticeKind, title: Text) -> Notice {
    let words = texts(
        "Сағат 11-де оқырмандар клубы жиналады.\nКелуге жазылудың керегі жоқ.",
        "В 11 часов собирается клуб читателей.\nЗаписываться не нужно.",
        "The readers’ club meets at 11.\nNo need to enrol.",
    );
    let date = moment("2026-11-25");
    Notice { id: id.to_owned(), kind, branch: "alatau".to_owned(), title, words, date, until: None, address: None }
}

pub fn known(staff: &str) -> Known {
    let offered = |path| Some(url(path));
    let at_desk = |path| offered(path).filter(|_| !staff.is_empty());
    let offers = Offers {
        branches: offered("branches"),
        card: offered("card"),
        requests: offered("requests"),
        news: offered("news"),
        desk: at_desk("desk"),
        desk_log: at_desk("desk/log"),
        desk_news: at_desk("desk/news"),
    };
    let ready = Request { answer: "7".to_owned(), ..request("1", Kind::Booking, State::Ready) };
    let mut known = Known {
        name: "Қалалық кітапхана".to_owned(),
        offers,
        card: Some(Card { number: "2100000017".to_owned(), name: "Айгүл".to_owned(), staff: staff.to_owned() }),
        branches: branches(),
        requests: vec![ready, request("2", Kind::Help, State::Sent)],
        news: vec![
            notice("n1", NoticeKind::Event, texts("Сенбідегі кездесу", "Встреча в субботу", "Saturday meeting")),
            notice("n2", NoticeKind::NewBooks, texts("Жаңа кітаптар келді", "Новые книги", "New books have come")),
        ],
        asked: Some(moment("2026-11-26")),
        ..Known::default()
    };
    known.mark_read("n2");
    known
}

fn waiting() -> Wish {
    Wish {
        id: "unsent".to_owned(),
        kind: Kind::Digitise,
        book: String::new(),
        title: "Қан мен тер".to_owned(),
        branch: String::new(),
        words: String::new(),
    }
}

/// The services of a library, as a reader comes to them; as one of the staff of `staff`.
pub fn services(staff: &str) -> patron::State {
    let mut state = patron::State::default();
    state.set(known(staff), vec![waiting()]);
    if !staff.is_empty() {
        let readers =
            |request: Request| Request { card: "2100000017".to_owned(), name: "Айгүл".to_owned(), ..request };
        let all = vec![
            readers(request("1", Kind::Booking, State::Sent)),
            readers(request("2", Kind::Help, State::Sent)),
            readers(request("3", Kind::Delivery, State::Accepted)),
            readers(request("4", Kind::Digitise, State::Done)),
        ];
        state.desk().set_requests(all);
        let line = |state| Line {
            moment: Moment::parse("2026-11-26T10:05:00Z").unwrap(),
            who: "900".to_owned(),
            request: "1".to_owned(),
            title: "Абай жолы".to_owned(),
            state,
            words: String::new(),
        };
        state.desk().set_log(vec![line(State::Accepted), line(State::Sent)], 300);
        state.desk().set_news(known(staff).news);
    }
    state
}

/// The same on this page.
pub fn at(locale: &Locale, staff: &str, page: Page) -> patron::State {
    let mut state = services(staff);
    state.update(Message::Show(page), locale);
    state
}

/// Every page of it.
pub fn all(locale: &Locale) -> Vec<(&'static str, patron::State)> {
    let mut of_book = services("");
    of_book.ask_for("urn:isbn:1".to_owned(), "Абай жолы".to_owned());
    let mut refused = at(locale, "", Page::Ask);
    refused.update(Message::Form(form::Message::KindChosen(Kind::Help)), locale);
    refused.update(Message::Form(form::Message::SendPressed), locale);
    let mut empty = patron::State::default();
    empty.set(Known { requests: Vec::new(), news: Vec::new(), branches: Vec::new(), ..known("") }, Vec::new());
    let mut empty_requests = empty.clone();
    empty_requests.update(Message::Show(Page::Requests), locale);
    empty.update(Message::Show(Page::News), locale);
    let desk = |page| at(locale, "alatau", Page::Desk(page));
    let mut announcing = at(locale, "*", Page::Desk(DeskPage::News));
    announcing.update(Message::Desk(desk::Message::Show(DeskPage::Announcing)), locale);
    vec![
        ("patron", services("")),
        ("patron-staff", services("alatau")),
        ("patron-card", at(locale, "", Page::Card)),
        ("patron-places", at(locale, "", Page::Places)),
        ("patron-place", at(locale, "", Page::Place("alatau".to_owned()))),
        ("patron-requests", at(locale, "", Page::Requests)),
        ("patron-request", at(locale, "", Page::Request("2".to_owned()))),
        ("patron-unsent", at(locale, "", Page::Request("unsent".to_owned()))),
        ("patron-no-requests", empty_requests),
        ("patron-ask", at(locale, "", Page::Ask)),
        ("patron-ask-refused", refused),
        ("patron-ask-book", of_book),
        ("patron-news", at(locale, "", Page::News)),
        ("patron-no-news", empty),
        ("patron-notice", at(locale, "", Page::Notice("n1".to_owned()))),
        ("patron-desk", desk(DeskPage::Requests)),
        ("patron-desk-request", desk(DeskPage::Request("2".to_owned()))),
        ("patron-desk-log", desk(DeskPage::Log)),
        ("patron-desk-news", desk(DeskPage::News)),
        ("patron-announcing", announcing),
    ]
}
