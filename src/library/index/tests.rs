use futures::executor::block_on;

use super::*;
use crate::book::{Format, Language};
use crate::library::catalog::State;

/// An index with one library.
struct Desk {
    folder: tempfile::TempDir,
    index: Index,
    source: SourceId,
}

fn address(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

/// «title / author / language», more authors parted by commas.
fn title(line: &str) -> Title {
    let mut parts = line.split(" / ");
    let name = parts.next().expect("a title");
    let authors = parts.next().unwrap_or_default();
    Title {
        identifier: Some(format!("urn:test:{line}")),
        title: name.to_owned(),
        authors: authors.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        languages: parts.next().and_then(Language::parse).into_iter().collect(),
        formats: [Format::Epub].into_iter().collect(),
        href: Some(address("http://library.example/opds/entry?id=1")),
        ..Title::default()
    }
}

impl Desk {
    fn new(lines: &[&str]) -> Self {
        Self::with(lines.iter().map(|line| title(line)).collect())
    }

    fn with(titles: Vec<Title>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::open(&Home::at(folder.path()).expect("a home")).expect("an index");
        let source = block_on(index.source(address("http://library.example/opds"), "Кітапхана".to_owned(), Kind::Opds));
        let desk = Self { folder, index, source: source.expect("a source") };
        desk.walk(titles, true);
        desk
    }

    fn walk(&self, titles: Vec<Title>, complete: bool) -> (Written, Written) {
        self.walk_in(self.source, titles, complete)
    }

    fn walk_in(&self, source: SourceId, titles: Vec<Title>, complete: bool) -> (Written, Written) {
        let walk = block_on(self.index.walk(source)).expect("a walk");
        let added = block_on(self.index.add(walk, None, titles)).expect("added");
        (
            added,
            block_on(self.index.finish(walk, if complete { End::Whole } else { End::Part }, None)).expect("finished"),
        )
    }

    fn answer(&self, question: Question) -> Answer {
        block_on(self.index.ask(question)).expect("an answer")
    }

    fn hits(&self, words: &str) -> Vec<Hit> {
        self.answer(Question::new(words)).hits
    }

    fn found(&self, words: &str) -> Vec<String> {
        self.hits(words).into_iter().map(|hit| hit.title).collect()
    }

    fn filtered(&self, words: &str, filter: Filter) -> Vec<String> {
        let answer = self.answer(Question { filter, ..Question::new(words) });
        answer.hits.into_iter().map(|hit| hit.title).collect()
    }
}

fn shelf() -> Desk {
    Desk::new(&[
        "Абай жолы / Мұхтар Әуезов / kk",
        "Қара сөздер / Абай Құнанбайұлы / kk",
        "Қыз Жібек / / kk",
        "Преступление и наказание / Фёдор Достоевский / ru",
        "Чайка / Антон Чехов / ru",
        "Звёзды / Иван Бунин / ru",
        "The Sky Pilot / Connor, Ralph / en",
        "Great Expectations / Charles Dickens / en",
        "Prestuplenie i nakazanie / Dostoyevsky, Fyodor / ru",
        "1984 / George Orwell / en",
    ])
}

#[test]
fn titles_are_found_however_they_are_typed() {
    let desk = shelf();
    for (typed, expected) in [
        ("абай ж", "Абай жолы"),
        ("abai zholy", "Абай жолы"),
        ("преступление и н", "Преступление и наказание"),
        ("дост п", "Преступление и наказание"),
        ("Abay joly", "Абай жолы"),
        ("f,fq ;jks", "Абай жолы"),
        ("кара создер", "Қара сөздер"),
        ("qara soz", "Қара сөздер"),
        ("сөздер қара", "Қара сөздер"),
        ("кыз жибек", "Қыз Жібек"),
        ("0sp ;3,tr", "Қыз Жібек"),
        ("chaika", "Чайка"),
        ("xfqrf", "Чайка"),
        ("звезды", "Звёзды"),
        ("zvezdy bunin", "Звёзды"),
        ("sky", "The Sky Pilot"),
        ("the sky", "The Sky Pilot"),
        ("вшслуты", "Great Expectations"),
        ("1984", "1984"),
        ("198", "1984"),
    ] {
        let found = desk.found(typed);
        assert_eq!(found.first().map(String::as_str), Some(expected), "{typed}: {found:?}");
    }
}

#[test]
fn another_keyboard_is_told() {
    let desk = shelf();
    assert_eq!(desk.answer(Question::new("xfqrf")).forgiven.as_deref(), Some("чайка"));
    assert_eq!(desk.answer(Question::new("чайка")).forgiven, None);
}

#[test]
fn mistakes_are_forgiven_when_nothing_else_is_found_and_told() {
    let desk = shelf();
    for (typed, expected, meant) in [
        ("чайкв", "Чайка", "чайка"),
        ("достаевский", "Преступление и наказание", "достоевский"),
        ("ожидния diken", "", ""),
        ("expectatoins", "Great Expectations", "expectations"),
        ("орвел", "1984", ""),
        ("абай жлоы", "Абай жолы", "абай жолы"),
    ] {
        let answer = desk.answer(Question::new(typed));
        let first = answer.hits.first();
        assert_eq!(first.map(|hit| hit.title.as_str()).unwrap_or_default(), expected, "{typed}: {answer:?}");
        if !meant.is_empty() {
            assert_eq!(answer.forgiven.as_deref(), Some(meant), "{typed}");
            assert_eq!(first.map(|hit| &hit.how), Some(&How::Forgiven { meant: meant.to_owned() }), "{typed}");
        }
    }
    assert!(desk.found("жлы").is_empty(), "three letters are near everything");
}

#[test]
fn the_real_spelling_the_title_and_the_whole_word_come_first() {
    let desk = Desk::new(&[
        "Вына / A / ru",
        "Вина / B / ru",
        "О вине / C / ru",
        "Рассказы / Вина Иванова / ru",
        "Винегрет / D / ru",
    ]);
    assert_eq!(desk.found("вина")[..3], ["Вина", "Рассказы", "Вына"], "what is near follows");
    assert_eq!(desk.found("винег")[0], "Винегрет");
    assert_eq!(desk.hits("вина")[0].how, How::Exact);
    assert_eq!(desk.hits("винег")[0].how, How::Beginning);
    let kazakh = Desk::new(&["Ана / A / kk", "Әна / B / kk", "Ананас / C / kk", "Менің анам / D / kk"]);
    assert_eq!(kazakh.found("ана")[..2], ["Ана", "Әна"], "these are typed for each other");
}

#[test]
fn what_is_heard_and_what_is_near_comes_first_among_equals() {
    let sound = Title { sound: true, ..title("Абай жолы / Мұхтар Әуезов дауысы / kk") };
    let sold = Title { sold: true, ..title("Абай жолы / Сатылым / kk") };
    let foreign = title("Абай жолы / Auezov / en");
    let desk = Desk::with(vec![sold, foreign, title("Абай жолы / Мұхтар Әуезов / kk"), sound]);
    let order: Vec<String> = desk.hits("абай жолы").into_iter().map(|hit| hit.authors.join(" ")).collect();
    assert_eq!(order, ["Мұхтар Әуезов дауысы", "Мұхтар Әуезов", "Auezov", "Сатылым"]);
}

#[test]
fn one_letter_finds_titles_that_begin_with_it() {
    let desk = shelf();
    assert_eq!(desk.found("а"), ["Абай жолы"]);
    assert!(desk.found("s").contains(&"The Sky Pilot".to_owned()), "an article is passed over");
    assert!(desk.found("").is_empty() && desk.found(" — «»").is_empty());
    assert_eq!(desk.found("абай с"), ["Қара сөздер"], "also of a second word");
}

#[test]
fn filters_let_through_what_they_say() {
    let mut heard = title("Абай / А / kk");
    heard.sound = true;
    heard.formats = [Format::Audiobook].into_iter().collect();
    let mut lent = title("Абай жолы / Б / kk");
    lent.state = Some(State::Unavailable);
    let mut new = title("Абай туралы / В / ru");
    new.added = Some(Moment::now());
    new.branches = vec![Branch(12)];
    let desk = Desk::with(vec![heard, lent, new, title("Abai / Г / en")]);
    let kazakh = Language::parse("kk-KZ").into_iter().collect();
    let filter = Filter::default;
    assert_eq!(desk.filtered("абай", Filter { languages: kazakh, ..filter() }), ["Абай", "Абай жолы"]);
    assert_eq!(desk.filtered("абай", Filter { sound: true, ..filter() }), ["Абай"]);
    assert_eq!(desk.filtered("абай", Filter { formats: vec![Format::Audiobook], ..filter() }), ["Абай"]);
    assert_eq!(desk.filtered("абай", Filter { now: true, ..filter() }).len(), 3);
    assert_eq!(desk.filtered("", Filter { now: true, ..filter() }).len(), 3);
    assert_eq!(desk.filtered("абай", Filter { new: true, ..filter() }), ["Абай туралы"]);
    assert_eq!(desk.filtered("", Filter { branch: Some(Branch(12)), ..filter() }), ["Абай туралы"]);
    assert_eq!(desk.filtered("", Filter { sources: vec![desk.source], ..filter() }).len(), 4);
    assert!(desk.filtered("абай", Filter { sources: vec![SourceId(99)], ..filter() }).is_empty());
    let both = Filter {
        languages: [Language::parse("kk"), Language::parse("ru")].into_iter().flatten().collect(),
        ..filter()
    };
    assert_eq!(desk.filtered("абай", both).len(), 3);
}

#[test]
fn one_work_in_two_libraries_is_one_answer() {
    let desk = Desk::new(&["Абай жолы / Мұхтар Әуезов / kk", "Абай жолы / Мұхтар Әуезов / ru"]);
    let second =
        block_on(desk.index.source(address("http://other.example/"), "Басқа".to_owned(), Kind::Opds)).expect("one");
    desk.walk_in(
        second,
        vec![title("Abai zholy / Áuezov, Muqtar / kk"), title("Абай жолы / Әуезов Мұхтар / kk")],
        true,
    );
    let hits = desk.hits("абай жолы");
    assert_eq!(hits.len(), 3, "two of one library are two, another romanisation is another: {hits:?}");
    assert_eq!(hits.iter().map(|hit| hit.also.len()).collect::<Vec<_>>().iter().sum::<usize>(), 1);
    assert_eq!(desk.index.status().borrow().titles, 4);
    assert_eq!(block_on(desk.index.remove_source(second)).expect("removed"), 2);
    assert!(desk.hits("абай жолы").iter().all(|hit| hit.also.is_empty()));
    assert!(matches!(block_on(desk.index.walk(second)), Err(Error::Unknown(_))));
}

#[test]
fn a_whole_walk_takes_away_what_has_gone_and_a_broken_one_does_not() {
    let lines = ["Бір / А / kk", "Екі / А / kk", "Үш / А / kk"];
    let desk = Desk::new(&lines);
    let (added, finished) = desk.walk(vec![title(lines[0])], false);
    assert_eq!((added.same, added.new, finished.gone), (1, 0, 0));
    assert_eq!(desk.found("екі"), ["Екі"]);
    let changed = Title { about: vec!["сан".to_owned()], ..title(lines[1]) };
    let (added, finished) = desk.walk(vec![title(lines[0]), changed], true);
    assert_eq!((added.same, added.changed, finished.gone), (1, 1, 1));
    assert!(desk.found("үш").is_empty());
    assert_eq!(desk.found("сан"), ["Екі"]);
    assert_eq!(desk.hits("сан")[0].how, How::Elsewhere);
    assert_eq!(block_on(desk.index.remove(desk.source, vec![format!("urn:test:{}", lines[0])])).expect("one"), 1);
    assert!(desk.found("бір").is_empty());
    let sources = block_on(desk.index.sources()).expect("sources");
    assert_eq!((sources[0].titles, sources[0].complete), (1, true));
    assert!(sources[0].checked.is_some());
}

#[test]
fn what_has_no_entry_of_its_own_leads_to_its_page() {
    let desk = Desk::new(&[]);
    let url = address("http://library.example/opds/new?page=2");
    let page = Page { url: url.clone(), etag: Some("\"1\"".to_owned()), modified: None, next: None, digest: Some(7) };
    let walk = block_on(desk.index.walk(desk.source)).expect("a walk");
    let mut alone = title("Жалғыз / А / kk");
    alone.href = None;
    block_on(desk.index.add(walk, Some(page.clone()), vec![alone])).expect("added");
    block_on(desk.index.finish(walk, End::Whole, None)).expect("finished");
    assert_eq!(block_on(desk.index.known_page(desk.source, url.clone())).expect("an answer"), Some(page));
    let hits = desk.hits("жалғыз");
    let found = block_on(desk.index.publication(hits[0].id)).expect("an answer").expect("a publication");
    assert_eq!((found.title.as_str(), found.full), ("Жалғыз", Some(url)));
    assert_eq!(found.identifier.as_deref(), Some("urn:test:Жалғыз / А / kk"), "to find it on that page");
}

#[test]
fn what_is_found_leads_to_its_entry() {
    let desk = Desk::new(&["Абай жолы / Мұхтар Әуезов / kk"]);
    let id = desk.hits("абай")[0].id;
    let found = block_on(desk.index.publication(id)).expect("an answer").expect("a publication");
    assert_eq!(found.full.as_ref().map(Url::as_str), Some("http://library.example/opds/entry?id=1"));
    assert_eq!((found.authors, found.languages.len()), (vec!["Мұхтар Әуезов".to_owned()], 1));
    assert_eq!(block_on(desk.index.publication(TitleId(1))).expect("an answer"), None);
}

#[test]
fn whether_it_can_be_had_changes_without_a_new_number() {
    let desk = Desk::new(&["Чайка / Чехов / ru"]);
    let before = desk.hits("чайка").remove(0);
    desk.walk(vec![Title { state: Some(State::Unavailable), ..title("Чайка / Чехов / ru") }], true);
    let after = desk.hits("чайка").remove(0);
    assert_eq!((before.id, before.state, after.state), (after.id, None, Some(State::Unavailable)));
}

#[test]
fn the_newest_question_is_answered() {
    let desk = shelf();
    let (old, new) = (desk.index.ask(Question::new("чай")), desk.index.ask(Question::new("абай")));
    let (old, new) = block_on(futures::future::join(old, new));
    // The first may have been quicker than the second call.
    assert!(matches!(old, Ok(_) | Err(Error::Outdated)));
    assert_eq!(new.expect("an answer").hits[0].title, "Абай жолы");
    let many: Vec<_> = (0..200).map(|_| desk.index.ask(Question::new("а"))).collect();
    let answers = block_on(futures::future::join_all(many));
    assert!(answers.last().is_some_and(Result::is_ok));
    assert!(answers.iter().any(|answer| matches!(answer, Err(Error::Outdated))), "none was given up");
}

#[test]
fn typing_does_not_wait_for_writing() {
    let desk = shelf();
    let walk = block_on(desk.index.walk(desk.source)).expect("a walk");
    let many = (0..2_000).map(|at| title(&format!("Кітап {at} / Автор {at} / kk"))).collect();
    let writing = desk.index.add(walk, None, many);
    let started = std::time::Instant::now();
    let (written, answer) = block_on(futures::future::join(writing, async {
        (desk.index.ask(Question::new("чайка")).await, started.elapsed())
    }));
    let all = started.elapsed();
    assert_eq!(written.expect("written").new, 2_000);
    assert_eq!(answer.0.expect("an answer").hits.len(), 1);
    assert!(answer.1 < all / 2, "{:?} of {all:?}", answer.1);
}

#[test]
fn a_damaged_file_is_made_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = Home::at(folder.path()).expect("a home");
    std::fs::create_dir_all(home.cache()).expect("a folder");
    std::fs::write(
        home.cache().join("index.sqlite"),
        "no database at all, but long enough to be looked at ".repeat(99),
    )
    .expect("written");
    let index = Index::open(&home).expect("an index");
    assert_eq!(index.status().borrow().rebuilt, 1);
    assert!(block_on(index.ask(Question::new("абай"))).expect("an answer").hits.is_empty());
}

#[test]
fn a_file_that_is_damaged_while_it_is_open_is_made_again() {
    let desk = shelf();
    let path = desk.folder.path().join("cache/index.sqlite");
    // Behind the program's back: everything but the head of the file.
    let length = std::fs::metadata(&path).expect("a file").len();
    let mut bytes = std::fs::read(&path).expect("read");
    bytes[4096..].fill(0xAA);
    std::fs::write(&path, &bytes).expect("written");
    assert!(length > 8192);
    let mut status = desk.index.status();
    // Pages that are in memory are still whole; a reader that has none meets the damage.
    let again = Index::open(&Home::at(desk.folder.path()).expect("a home")).expect("an index");
    let mended = again.status().borrow().rebuilt + {
        let _ = block_on(desk.index.ask(Question::new("достоевский")));
        let _ = block_on(desk.index.sources());
        status.borrow_and_update().rebuilt
    };
    assert!(mended > 0);
    let source = block_on(again.source(address("http://library.example/"), String::new(), Kind::Folder));
    assert!(source.is_ok(), "{source:?}");
}

#[test]
fn the_index_is_there_after_a_restart() {
    let desk = shelf();
    let home = Home::at(desk.folder.path()).expect("a home");
    let (before, folder) = (desk.found("достаевский"), desk.folder);
    drop(desk.index);
    let index = Index::open(&home).expect("an index");
    let mut status = index.status();
    block_on(async {
        while status.borrow_and_update().words == 0 {
            status.changed().await.expect("a vocabulary");
        }
    });
    let after: Vec<String> = block_on(index.ask(Question::new("достаевский")))
        .expect("an answer")
        .hits
        .into_iter()
        .map(|hit| hit.title)
        .collect();
    assert_eq!((before.clone(), index.status().borrow().titles), (after, 10));
    assert_eq!(before.len(), 2);
    drop(folder);
}

#[test]
fn nothing_that_is_typed_breaks_the_question() {
    let desk = shelf();
    for typed in [
        "\"",
        "^",
        "*",
        "a\"b",
        "AND",
        "OR NOT",
        "NEAR(a b)",
        "title:абай",
        "{",
        "}",
        "(",
        ")",
        ":l:kk",
        "-абай",
        "ь",
        "ъ ь",
        "a*",
        "\0",
        "абай\u{0}",
        "👩‍🦯",
        "中国",
        "ー",
        "ʼ",
        "١٢",
        "हिन्दी",
        "ⓐ",
        "a b c d e f g h i j k",
    ] {
        let answer = block_on(desk.index.ask(Question::new(typed)));
        assert!(answer.is_ok(), "{typed:?}: {answer:?}");
    }
    let long = "абай".repeat(10_000);
    assert!(block_on(desk.index.ask(Question::new(long))).is_ok());
    let odd = Desk::new(&["हिन्दी पुस्तक / 中国 作者 / hi", "^:\" * — / ‘’ / kk", "Ⓐ ⅳ ﬁ / İ / tr"]);
    assert_eq!(odd.found("हिन्दी").len(), 1);
    assert_eq!(odd.found("中国").len(), 1);
}
