use std::fs;

use super::*;
use crate::book::{Metadata, PageLabel, Target};
use crate::format;
use crate::reading::trial::book_in;
use crate::voice::record::tests::of_letters;

const BOOK: &str = "§ Бір
# Бірінші сөз
Ғылым таппай мақтанба. Орын таппай баптанба.
=12
- Бір. Екі.
;!Күн;Ай
;Ол;сен
![Тау]
§ Екі
# Екінші сөз
Ол [келді](1.xhtml) кеше.
***
Мороз и солнце.
>Ескерту";

fn book() -> Arc<Book> {
    let (made, _) = book_in("kk", BOOK);
    let entry = |title: &str, section| OutlineEntry {
        title: title.to_owned(),
        level: 1,
        target: Some(Target::Internal { href: format!("{}.xhtml", section + 1), fragment: None }),
        point: Some(Point::new(section, 0, 0)),
        children: Vec::new(),
    };
    let metadata = Metadata { title: "Қара <сөз>".to_owned(), ..made.metadata.clone() };
    let outline = vec![entry("Бірінші", 0), entry("Екінші & соңы", 1)];
    let pages: Vec<PageLabel> = made.pages.clone();
    Arc::new(Book::new(metadata, made.sections.clone(), outline, pages, Vec::new()))
}

fn work(form: Form, chapter: Option<Chapter>) -> Work {
    Work {
        book: book(),
        resources: Resources::none(),
        cover: None,
        title: "Қара сөз".to_owned(),
        chapter,
        form,
        hearing: Hearing::default(),
    }
}

fn saved(work: &Work, folder: &Path) -> Made {
    let mut told = Vec::new();
    let target = folder.join(format!("a.{}", work.form.ending()));
    let made = record(work, &mut of_letters(), &target, &Stop::default(), &mut |part| told.push(part)).expect("saved");
    assert!(told.windows(2).all(|pair| pair[0] <= pair[1]) && told.last().is_some_and(|last| *last > 0.95), "{told:?}");
    assert_eq!(fs::read_dir(folder).expect("a folder").count(), 1);
    made
}

/// What the engine of letters makes of a text.
fn length(text: &str) -> Duration {
    Duration::from_millis(100) * text.chars().filter(|letter| letter.is_alphabetic()).count() as u32
}

fn phrases(book: &Book) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let mut at = book.beginning();
    while let Ok(span) = movement::audible_from(book, at) {
        found.push((span, movement::text_of(book, span)));
        at = span.end;
    }
    found
}

#[test]
fn a_file_of_sound_has_the_chapters_of_the_book() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = saved(&work(Form::Opus, None), folder.path());
    let opened = format::open(&made.path).expect("our own player reads it");
    let recording = opened.book.recording.clone().expect("a recording");
    let apart = recording.duration().abs_diff(made.duration);
    assert!(apart <= Duration::from_millis(1), "{:?} {:?}", recording.duration(), made.duration);
    let spoken: Duration = phrases(&book()).iter().map(|(_, text)| length(text)).sum();
    assert!(
        made.duration > spoken && made.duration < spoken + Duration::from_secs(16),
        "{:?} {spoken:?}",
        made.duration
    );
    let titles: Vec<&str> = recording.chapters().iter().map(|chapter| chapter.title.as_str()).collect();
    assert_eq!(titles, ["Бірінші", "Екінші & соңы"]);
    // The first section, a phrase behind another, then the pause before the second.
    let first: Duration =
        phrases(&book()).iter().filter(|(span, _)| span.start.section == 0).map(|(_, it)| length(it)).sum();
    let start = recording.chapters()[1].start;
    assert!(start > first + Duration::from_secs(2) && start < first + Duration::from_secs(9), "{start:?} {first:?}");
    assert_eq!(opened.book.metadata.title, "Қара <сөз>");
    assert_eq!(opened.book.metadata.languages[0].tag(), "kk");
}

#[test]
fn a_book_is_heard_phrase_by_phrase() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = saved(&work(Form::Epub, None), folder.path());
    let opened = format::open(&made.path).expect("it opens");
    assert!(opened.defects.is_empty(), "{:?}", opened.defects);
    let (before, after) = (book(), &opened.book);
    let texts = |book: &Book| {
        let blocks = book.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter(|it| !it.text.is_empty()).map(|it| (it.kind, it.text.clone())).collect::<Vec<_>>()
    };
    let kinds: Vec<_> = texts(after);
    assert_eq!(
        kinds.iter().map(|(_, text)| text).collect::<Vec<_>>(),
        texts(&before).iter().map(|(_, it)| it).collect::<Vec<_>>()
    );
    for kind in [Kind::Heading(1), Kind::Cell, Kind::Note, Kind::Paragraph] {
        assert!(kinds.iter().any(|(other, _)| *other == kind), "{kind:?} in {kinds:?}");
    }
    assert_eq!(after.metadata.title, "Қара <сөз>");
    let titles: Vec<_> = after.outline.iter().map(|entry| (entry.title.as_str(), entry.point.is_some())).collect();
    assert_eq!(titles, [("Бірінші", true), ("Екінші & соңы", true)]);
    assert_eq!(after.pages.iter().map(|page| page.label.as_str()).collect::<Vec<_>>(), ["12"]);
    let narration = after.narration.as_ref().expect("it is read aloud");
    let spoken = phrases(&before);
    let clips = narration.clips();
    assert_eq!(clips.len(), spoken.len());
    let mut end = Duration::ZERO;
    for (clip, (_, text)) in clips.iter().zip(&spoken) {
        let time = clip.time.clone().expect("a time");
        assert_eq!(movement::text_of(after, clip.span), *text);
        assert_eq!(time.start, end, "one behind the other");
        // Behind the words stands the pause before the next.
        let rest = (time.end - time.start).saturating_sub(length(text));
        assert!(time.end - time.start >= length(text) && rest <= Duration::from_millis(1700), "{text}: {rest:?}");
        end = time.end;
    }
    assert_eq!(end, made.duration);
    let sound = opened.resources.sound("EPUB/audio/s0001.opus").expect("its sound is found");
    assert!(format!("{sound:?}").contains("Opus") || !format!("{sound:?}").is_empty());
}

#[test]
fn a_chapter_alone_has_only_its_own() {
    let chapters = chapters(&book());
    assert_eq!(chapters.iter().map(|chapter| chapter.title.as_str()).collect::<Vec<_>>(), ["Бірінші", "Екінші & соңы"]);
    for form in Form::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let work = work(form, Some(chapters[1].clone()));
        assert_eq!(work.name(), "Қара <сөз> – Екінші & соңы");
        let made = saved(&work, folder.path());
        let opened = format::open(&made.path).expect("it opens");
        match form {
            Form::Opus => {
                let recording = opened.book.recording.clone().expect("a recording");
                assert_eq!(recording.chapters().len(), 1);
            }
            Form::Epub => {
                assert_eq!(opened.book.sections.len(), 1);
                assert_eq!(opened.book.sections[0].blocks[0].text, "Екінші сөз");
                assert_eq!(opened.book.outline.len(), 1);
                assert!(opened.defects.is_empty(), "{:?}", opened.defects);
            }
        }
    }
    let (plain, _) = book_in("kk", "§\n## Бір\nСөз.\n### Ішкі\nСөз.\n## Екі\nСөз.");
    let chapters: Vec<_> =
        super::chapters(&plain).into_iter().map(|chapter| (chapter.title, chapter.span.end)).collect();
    assert_eq!(chapters, [("Бір".to_owned(), Point::new(0, 4, 0)), ("Екі".to_owned(), Point::new(1, 0, 0))]);
}

#[test]
fn what_is_stopped_or_fails_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("a.opus");
    for form in Form::ALL {
        let stop = Stop::default();
        let asked = stop.clone();
        let mut tell = |part: f64| {
            if part > 0.3 {
                asked.stop();
            }
        };
        let stopped = record(&work(form, None), &mut of_letters(), &target, &stop, &mut tell);
        assert!(matches!(stopped, Err(Error::Stopped)), "{stopped:?}");
        let (silent, _) = book_in("kk", "***\n…");
        let nothing = Work { book: silent, ..work(form, None) };
        let nothing = record(&nothing, &mut of_letters(), &target, &Stop::default(), &mut |_| {});
        assert!(matches!(nothing, Err(Error::Nothing)), "{nothing:?}");
        let (foreign, _) = book_in("fr", "Bonjour tout le monde.");
        let foreign = Work { book: foreign, ..work(form, None) };
        let foreign = record(&foreign, &mut of_letters(), &target, &Stop::default(), &mut |_| {});
        assert!(matches!(foreign, Err(Error::Voice(voice::Error::NoVoice(_)))), "{foreign:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    let file = folder.path().join("file");
    fs::write(&file, "x").expect("written");
    let nowhere =
        record(&work(Form::Opus, None), &mut of_letters(), &file.join("a.opus"), &Stop::default(), &mut |_| {});
    assert!(matches!(nowhere, Err(Error::Io(_))), "{nowhere:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let file = fs::File::options().write(true).open("/dev/full").expect("a full disk");
    let mut sound = Sound::begin(&work(Form::Opus, None), file).expect("it is not written yet");
    let filled = sound.writer.silence(u64::from(RATE) * 600).and_then(|()| sound.finish().map(drop));
    assert_eq!(filled.expect_err("nothing fits").kind(), io::ErrorKind::StorageFull);
}
