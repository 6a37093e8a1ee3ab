use super::*;
use crate::access::announce::take;
use crate::book::Format;
use crate::library::index::{Formats, How};
use crate::locale::Tongue;

fn source(number: u32, title: &str) -> Source {
    Source {
        id: SourceId::for_test(i64::from(number)),
        url: None,
        title: title.to_owned(),
        kind: index::Kind::Opds,
        complete: true,
        checked: None,
        whole: None,
        broken: false,
        newest: None,
        titles: 1,
    }
}

fn hit(number: u32, title: &str, author: &str) -> Hit {
    Hit {
        id: TitleId::for_test(i64::from(number)),
        source: SourceId::for_test(1),
        title: title.to_owned(),
        authors: vec![author.to_owned()],
        narrators: Vec::new(),
        languages: Language::parse("kk").into_iter().collect(),
        formats: [Format::Epub].into_iter().collect::<Formats>(),
        sound: false,
        state: Some(crate::library::catalog::State::Unavailable),
        sold: false,
        year: None,
        also: Vec::new(),
        how: How::Beginning,
    }
}

struct Desk {
    state: State,
    locale: Locale,
}

impl Desk {
    fn new() -> Self {
        take();
        let mut state = State::new(&[]);
        let locale = Locale::new(Tongue::Kk);
        let facets = Facets {
            languages: ["kk", "ru"].into_iter().filter_map(Language::parse).map(|language| (language, 1)).collect(),
            ..Facets::default()
        };
        let known = Known {
            sources: vec![source(1, "Қалалық кітапхана"), source(2, "Ауылдық кітапхана")],
            facets,
            libraries: 2,
            titles: 52_340,
            updated: Some(Updated { days: 0, date: (2026, 11, 28), hour: 14, minute: 20 }),
            kept: true,
        };
        state.update(Message::Known(Box::new(known)), &locale);
        Self { state, locale }
    }

    fn send(&mut self, message: Message) -> Action {
        self.state.update(message, &self.locale)
    }

    /// Types, is answered, and rests.
    fn search(&mut self, words: &str, answer: Answer) {
        let Action::Ask(number, question) = self.send(Message::Typed(words.to_owned())) else { panic!("no question") };
        assert_eq!(question.words, words);
        self.send(Message::Answered(number, Ok(answer)));
        self.send(Message::Rested(number));
    }

    fn said(&self) -> Vec<String> {
        take().into_iter().map(|it| it.text).collect()
    }
}

fn answer(hits: Vec<Hit>) -> Answer {
    Answer { hits, ..Answer::default() }
}

#[test]
fn what_was_found_is_said_once_after_a_rest_and_only_when_it_is_news() {
    let mut desk = Desk::new();
    let Action::Ask(first, _) = desk.send(Message::Typed("а".to_owned())) else { panic!("no question") };
    let Action::Ask(second, _) = desk.send(Message::Typed("аб".to_owned())) else { panic!("no question") };
    desk.send(Message::Answered(first, Ok(answer(vec![hit(1, "Ақ кеме", "Айтматов")]))));
    desk.send(Message::Rested(first));
    assert!(desk.said().is_empty(), "typing goes on");
    desk.send(Message::Answered(second, Ok(answer(vec![hit(2, "Абай жолы", "Мұхтар Әуезов")]))));
    assert!(desk.said().is_empty(), "she may go on");
    desk.send(Message::Rested(second));
    assert_eq!(desk.said(), ["1 кітап табылды. Біріншісі: Абай жолы, Мұхтар Әуезов."]);
    desk.search("аба", answer(vec![hit(2, "Абай жолы", "Мұхтар Әуезов")]));
    assert!(desk.said().is_empty(), "it is no news");
    desk.search("абай 9", Answer::default());
    assert_eq!(desk.said(), ["Ештеңе табылмады."]);
    assert!(matches!(desk.send(Message::Typed(String::new())), Action::None));
    desk.search("аба", answer(vec![hit(2, "Абай жолы", "Мұхтар Әуезов")]));
    assert_eq!(desk.said().len(), 1);
}

#[test]
fn what_was_meant_and_what_narrows_are_said() {
    let mut desk = Desk::new();
    let forgiven =
        Answer { forgiven: Some("абай".to_owned()), ..answer(vec![hit(1, "Абай жолы", "Әуезов")]) };
    desk.search("абйа", forgiven);
    assert_eq!(desk.said(), ["Дәл табылмады. «абай» бойынша: 1 кітап. Біріншісі: Абай жолы, Әуезов."]);
    let kazakh = Language::parse("kk");
    let Action::Ask(number, question) = desk.send(Message::LanguageChosen(kazakh.clone())) else { panic!("nothing") };
    assert_eq!(question.filter.languages, kazakh.into_iter().collect::<Vec<_>>());
    desk.send(Message::Answered(number, Ok(answer(vec![hit(1, "Абай жолы", "Әуезов")]))));
    desk.send(Message::Rested(number));
    let said = desk.said();
    assert_eq!(said, ["1 кітап табылды. Біріншісі: Абай жолы, Әуезов. Сүзгі: қазақ тілі."]);
    let Action::Ask(_, question) = desk.send(Message::FiltersCleared) else { panic!("nothing") };
    assert_eq!(question.filter, Filter::default());
}

#[test]
fn whether_a_book_can_be_had_is_said_last_and_the_library_before_it() {
    let mut desk = Desk::new();
    let mut one = hit(1, "Абай жолы", "Мұхтар Әуезов");
    one.also.push((SourceId::for_test(2), TitleId::for_test(9)));
    desk.search("абай", answer(vec![one]));
    let (title, about) = words::row(&desk.locale, &desk.state, desk.state.row(0).expect("a row"));
    assert_eq!(title, "Абай жолы");
    assert_eq!(
        about,
        ["Мұхтар Әуезов", "қазақ тілі", "EPUB", "Қалалық кітапхана, Ауылдық кітапхана", "Барлық данасы оқырмандарда"]
    );
    let known = desk.state.known.as_ref().expect("known");
    let status = "Тізімде 52\u{a0}340 кітап, 2 кітапхана, бүгін 14:20 жаңартылды";
    assert_eq!(words::status(&desk.locale, known, false), status);
}

#[test]
fn late_answers_stand_below_and_are_said_once() {
    let mut desk = Desk::new();
    desk.search("абай", answer(vec![hit(1, "Абай жолы", "Мұхтар Әуезов")]));
    desk.said();
    let Action::AskLibraries(number, words, _) = desk.send(Message::Submitted) else { panic!("nothing is asked") };
    assert_eq!(words, "абай");
    assert_eq!(desk.send(Message::Submitted), Action::None, "they are being asked");
    let book = |title: &str, author: &str| Publication {
        title: title.to_owned(),
        authors: vec![author.to_owned()],
        ..Publication::default()
    };
    let found = vec![book("Абай Жолы", "Мұхтар Әуезов"), book("Қара сөздер", "Абай")];
    desk.send(Message::Late(number, "Қалалық кітапхана".to_owned(), Some(found)));
    desk.send(Message::Late(number, "Ауылдық кітапхана".to_owned(), None));
    desk.send(Message::Late(number - 1, "Қалалық кітапхана".to_owned(), Some(vec![book("Кеш", "")])));
    assert_eq!(desk.said(), ["Кітапханалардан сұралуда"]);
    desk.send(Message::LateEnded(number));
    let said = desk.said();
    assert_eq!(
        said,
        ["Кітапханалар тағы 1 кітап тапты, ол тізімнің соңында. Жауап бермеген кітапханалар: Ауылдық кітапхана."]
    );
    assert_eq!(desk.state.len(), 2, "what is there already is not there twice");
    let opened = desk.send(Message::LatePressed(0));
    assert!(matches!(opened, Action::OpenPublication(it) if it.title == "Қара сөздер"));
    desk.send(Message::Typed("абай ж".to_owned()));
    assert_eq!(desk.state.late.len(), 0);
}

#[test]
fn typing_goes_on_from_the_list() {
    let mut desk = Desk::new();
    desk.search("аба", answer(vec![hit(1, "Абай жолы", "Мұхтар Әуезов")]));
    let Action::Focus(first) = desk.send(Message::DownPressed) else { panic!("no row") };
    assert_eq!(first, desk.state.row(0).expect("a row").id());
    let typed = desk.send(Message::TypedOn(Typed::Text("й".to_owned())));
    assert!(matches!(typed, Action::AskAndType(_, question) if question.words == "абай"));
    let typed = desk.send(Message::TypedOn(Typed::Back));
    assert!(matches!(typed, Action::AskAndType(_, question) if question.words == "аба"));
}

#[test]
fn more_is_shown_when_it_is_wanted() {
    let mut desk = Desk::new();
    let many = Answer { more: true, ..answer((0..200).map(|at| hit(at, &format!("Кітап {at}"), "А")).collect()) };
    desk.search("кітап", many);
    assert_eq!(desk.said(), ["Кемінде 200 кітап табылды. Біріншісі: Кітап 0, А."]);
    let Action::Ask(_, question) = desk.send(Message::MorePressed) else { panic!("nothing") };
    assert_eq!(question.limit, 2_000);
}

#[test]
fn a_list_that_cannot_be_searched_is_told() {
    let mut desk = Desk::new();
    let Action::Ask(number, _) = desk.send(Message::Typed("абай".to_owned())) else { panic!("no question") };
    desk.send(Message::Answered(number, Err(index::Error::Outdated)));
    assert!(!desk.state.broken, "another question has followed");
    desk.send(Message::Answered(number, Err(index::Error::Closed)));
    assert!(desk.state.broken);
}

#[test]
fn late_answers_go_through_the_filters_and_what_they_leave_out_is_said() {
    let mut desk = Desk::new();
    desk.search("абай", answer(vec![]));
    let kazakh = Language::parse("kk");
    let Action::Ask(..) = desk.send(Message::LanguageChosen(kazakh.clone())) else { panic!("no question") };
    desk.said();
    let Action::AskLibraries(number, _, only) = desk.send(Message::Submitted) else { panic!("nothing is asked") };
    assert!(only.is_empty(), "all of them are asked");
    let book = |title: &str, language: Option<&str>| Publication {
        title: title.to_owned(),
        languages: language.and_then(Language::parse).into_iter().collect(),
        ..Publication::default()
    };
    let found = vec![book("Абай жолы", Some("kk")), book("Путь Абая", Some("ru")), book("Абай", None)];
    desk.send(Message::Late(number, "Қалалық кітапхана".to_owned(), Some(found)));
    desk.send(Message::LateEnded(number));
    assert_eq!(desk.state.late.len(), 1);
    let told = desk.said().pop().expect("something was said");
    for words in [
        "Кітапханалар тағы 1 кітап тапты, ол тізімнің соңында.",
        "Сүзгілерге сәйкес келмеген тағы 2 кітап көрсетілген жоқ.",
        "Олардың 1 кітабы туралы кітапхана жеткілікті мәлімет бермейді.",
    ] {
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn lists_that_wait_for_another_network_say_so() {
    let mut desk = Desk::new();
    let words = desk.locale.text("find-status-metered");
    let status = |desk: &Desk| desk.state.status(&desk.locale).expect("a status");
    assert!(!desk.state.set_waits(false) && !status(&desk).contains(&words));
    assert!(desk.state.set_waits(true));
    // What is in folders of this machine waits for no network.
    assert!(!status(&desk).contains(&words));
    let mut known = desk.state.known.clone().expect("known");
    known.sources[0].url = "https://library.kz/opds".parse().ok();
    desk.send(Message::Known(Box::new(known)));
    assert!(status(&desk).ends_with(&words));
}
