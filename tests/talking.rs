//! Talking books: what the media overlays of EPUB, DAISY 2.02 and DAISY 3 tell → the one narration that a reader hears.

use std::time::Duration;

use oqyrman::book::{Book, Clip, Code, Format, GroupKind, Kind, Narration, OutlineEntry, Skippable};
use oqyrman::format::{self, Error, Opened};
use oqyrman::voice::player::render;
use support::talking::{
    self, Files, METAS, daisy3, epub, file, lay, ncc, par, point, smil1, sound_202, text_202, tone, zipped,
};

mod support {
    #[allow(dead_code, reason = "only its zip and its chapters are needed here")]
    pub mod epub;
    #[allow(dead_code, reason = "only its tones are needed here")]
    pub mod sound;
    pub mod talking;
}

fn open(files: &Files) -> Result<Opened, Error> {
    format::open_bytes(zipped(files).into())
}

#[track_caller]
fn opened(files: &Files) -> Opened {
    open(files).expect("it opens")
}

#[track_caller]
fn clean(files: &Files) -> Opened {
    let opened = opened(files);
    assert!(opened.defects.is_empty(), "{:?}", opened.defects);
    opened
}

#[track_caller]
fn narration(book: &Book) -> &Narration {
    book.narration.as_ref().expect("a narration")
}

fn codes(opened: &Opened) -> Vec<Code> {
    opened.defects.iter().map(|defect| defect.code).collect()
}

/// The words of a clip and when it is heard, in milliseconds: «Ол келді. 0-1000»; `~` for what a voice says.
fn heard(book: &Book, clip: &Clip) -> String {
    let (start, end) = (clip.span.start, clip.span.end);
    let mut words = String::new();
    if let Some(section) = book.section(start.section) {
        for (index, block) in section.blocks.iter().enumerate().take(end.block + 1).skip(start.block) {
            let from = if index == start.block { start.byte } else { 0 };
            let to = if index == end.block { end.byte } else { block.text.len() };
            words.push_str(block.text.get(from..to).unwrap_or("?"));
        }
    }
    match &clip.time {
        Some(time) => format!("{} {}-{}", words.trim(), time.start.as_millis(), time.end.as_millis()),
        None => format!("{} ~", words.trim()),
    }
}

fn all_heard(book: &Book) -> Vec<String> {
    narration(book).clips().iter().map(|clip| heard(book, clip)).collect()
}

/// File, from, duration in milliseconds.
fn tracks(book: &Book) -> Vec<(String, u128, u128)> {
    let recording = book.recording.as_ref().or(book.narration.as_ref().map(|it| it.recording())).expect("sound");
    let tracks = recording.tracks().iter();
    tracks.map(|track| (track.href.clone(), track.from.as_millis(), track.duration.as_millis())).collect()
}

fn outline(entries: &[OutlineEntry]) -> Vec<String> {
    entries
        .iter()
        .flat_map(|entry| {
            std::iter::once(format!("{} {}", "*".repeat(entry.level.into()), entry.title))
                .chain(outline(&entry.children))
        })
        .collect()
}

fn phrases(book: &Book, block: usize) -> Vec<&str> {
    let block = &book.sections[0].blocks[block];
    block.phrases().iter().map(|range| &block.text[range.clone()]).collect()
}

// EPUB

fn overlaid() -> Files {
    let body = "<h1 id=\"h\">Бірінші сөз</h1><p id=\"p\"><span id=\"a\">Ол келді, </span><span id=\"b\">күлді.</span> \
        Ешкім оқымады. <span id=\"c\">Мен күттім.</span></p><span epub:type=\"pagebreak\" id=\"g\" title=\"7\"/>\
        <p id=\"q\">Күн батты.</p>";
    let overlay = format!(
        "{}<seq epub:textref=\"one.xhtml#p\">{}{}{}</seq><par epub:type=\"pagebreak\"><text src=\"one.xhtml#g\"/><audio \
         src=\"a.wav\" clipBegin=\"3000ms\" clipEnd=\"3.25s\"/></par><par><text src=\"one.xhtml#q\"/></par>",
        par("one.xhtml#h", "a.wav", "0:00:00.000", "0:00:01.000"),
        par("one.xhtml#a", "a.wav", "00:01", "00:01.5"),
        par("one.xhtml#b", "a.wav", "1.5s", "2000ms"),
        par("one.xhtml#c", "a.wav", "2.0", "0.05min"),
    );
    epub(&[("one", body, &overlay), ("two", "<p>Дауыс оқиды.</p>", "")], &[("a.wav", tone(300.0, 3.5))])
}

#[test]
fn an_overlay_is_clips_at_exact_places() {
    let opened = clean(&overlaid());
    let book = &*opened.book;
    assert_eq!(
        all_heard(book),
        [
            "Бірінші сөз 0-1000",
            "Ол келді, 1000-1500",
            "күлді. 1500-2000",
            "Мен күттім. 2000-3000",
            " 3000-3250",
            "Күн батты. ~",
            "Дауыс оқиды. ~",
        ]
    );
    assert_eq!(narration(book).clips()[4].skip, Some(Skippable::PageNumber));
    assert!(book.metadata.contributors.iter().any(|person| person.role == "nrt" && person.name == "Айша"));
    assert_eq!(tracks(book), [("E/a.wav".to_owned(), 0, 3250)], "contiguous clips are one stretch of the file");
    assert_eq!(phrases(book, 1), ["Ол келді, ", "күлді. ", "Ешкім оқымады. ", "Мен күттім."]);
    assert!(book.recording.is_none());
}

#[test]
fn clips_in_other_orders_files_and_gaps_are_put_behind_each_other() {
    let body = "<p><span id=\"a\">Бір.</span> <span id=\"b\">Екі.</span> <span id=\"c\">Үш.</span> <span \
        id=\"d\">Төрт.</span> <span id=\"e\">Бес.</span></p>";
    let overlay = [
        par("o.xhtml#a", "a.wav", "2s", "3s"),
        par("o.xhtml#b", "a.wav", "0s", "1s"),
        // A pause of 40 milliseconds is heard as it is, and what two phrases share is heard once.
        par("o.xhtml#c", "a.wav", "1.04s", "1.5s"),
        par("o.xhtml#d", "a.wav", "1.48s", "2s"),
        par("o.xhtml#e", "b.wav", "0s", "0.5s"),
    ]
    .concat();
    let opened = clean(&epub(&[("o", body, &overlay)], &[("a.wav", tone(300.0, 3.0)), ("b.wav", tone(500.0, 1.0))]));
    let stretch = |name: &str, from, duration| (format!("E/{name}"), from, duration);
    assert_eq!(
        tracks(&opened.book),
        [stretch("a.wav", 2000, 1000), stretch("a.wav", 0, 2000), stretch("b.wav", 0, 500)]
    );
    assert_eq!(
        all_heard(&opened.book),
        ["Бір. 0-1000", "Екі. 1000-2000", "Үш. 2040-2500", "Төрт. 2500-3000", "Бес. 3000-3500"]
    );
    let recording = narration(&opened.book).recording();
    let whole = render(recording, &opened.resources, Duration::ZERO..Duration::MAX, 1.0, (16_000, 1));
    assert!(whole.skipped.is_empty());
    assert!(whole.samples.len().abs_diff(56_000) < 8, "{}", whole.samples.len());
    let silent = whole.samples.windows(480).any(|part| part.iter().all(|sample| sample.abs() < 0.001));
    assert!(!silent, "no gap of 30 milliseconds");
}

#[test]
fn what_is_nested_escapable_or_skippable_is_known() {
    let body = "<table id=\"t\"><tr id=\"r\"><td id=\"x\">Бір</td><td id=\"y\">Екі</td></tr></table><p id=\"p\">Сөз<a \
        epub:type=\"noteref\" href=\"#n\" id=\"ref\">1</a> соңы.</p><aside epub:type=\"footnote\" id=\"n\"><p>Ескертпе.</p>\
        </aside>";
    let overlay = format!(
        "<seq epub:type=\"table\" epub:textref=\"o.xhtml#t\"><seq epub:type=\"table-row\" epub:textref=\"o.xhtml#r\">{}{}\
         </seq></seq>{}<seq epub:type=\"footnote\" epub:textref=\"o.xhtml#n\">{}</seq>",
        par("o.xhtml#x", "a.wav", "0", "1"),
        par("o.xhtml#y", "a.wav", "1", "2"),
        par("o.xhtml#p", "a.wav", "2", "3"),
        par("o.xhtml#n", "a.wav", "3", "4"),
    );
    let opened = clean(&epub(&[("o", body, &overlay)], &[("a.wav", tone(300.0, 4.0))]));
    let narration = narration(&opened.book);
    assert_eq!(all_heard(&opened.book), ["Бір 0-1000", "Екі 1000-2000", "Сөз1 соңы. 2000-3000", "Ескертпе. 3000-4000"]);
    assert_eq!(narration.escapes(), [0..2, 0..2, 3..4]);
    assert_eq!(narration.escape(0), Some(2));
    assert_eq!(narration.clips()[3].skip, Some(Skippable::Note));
}

#[test]
fn an_end_that_nobody_tells_is_that_of_the_file() {
    let body = "<p><span id=\"a\">Бір.</span> <span id=\"b\">Екі.</span></p>";
    let overlay = "<par><text src=\"o.xhtml#a\"/><audio src=\"a.wav\"/></par><par><text src=\"o.xhtml#b\"/><audio \
        src=\"a.wav\" clipBegin=\"1s\"/></par>";
    let opened = clean(&epub(&[("o", body, overlay)], &[("a.wav", tone(300.0, 2.5))]));
    assert_eq!(all_heard(&opened.book), ["Бір. 0-1000", "Екі. 1000-2500"]);
}

#[test]
fn what_is_missing_is_told_and_left_to_a_voice() {
    let body = "<p><span id=\"a\">Бір.</span> <span id=\"b\">Екі.</span></p>";
    let overlay = [
        par("o.xhtml#a", "gone.wav", "0", "1"),
        par("o.xhtml#b", "a.wav", "0", "1"),
        par("o.xhtml#nowhere", "a.wav", "1", "2"),
        par("o.xhtml#b", "a.wav", "2", "1"),
        par("o.xhtml#b", "../../x.wav", "0", "1"),
        par("o.xhtml#b", "http://127.0.0.1:9/x.wav", "0", "1"),
    ]
    .concat();
    let opened = opened(&epub(&[("o", body, &overlay)], &[("a.wav", tone(300.0, 2.0))]));
    assert_eq!(all_heard(&opened.book)[..3], ["Бір. ~", "Екі. 0-1000", " 1000-2000"]);
    for code in [Code::Missing, Code::DeadLink, Code::Malformed, Code::Unsafe] {
        assert!(codes(&opened).contains(&code), "{code:?} of {:?}", opened.defects);
    }
}

#[test]
fn an_overlay_that_is_not_there_leaves_its_document_to_a_voice() {
    let mut files = epub(
        &[("o", "<p id=\"a\">Бір.</p>", &par("o.xhtml#a", "a.wav", "0", "1")), ("u", "<p id=\"a\">Екі.</p>", "x")],
        &[("a.wav", tone(300.0, 1.0))],
    );
    files.retain(|(name, _)| name != "E/u.smil");
    let opened = opened(&files);
    assert_eq!(all_heard(&opened.book), ["Бір. 0-1000", "Екі. ~"]);
    assert_eq!(codes(&opened), [Code::Missing]);
    files.retain(|(name, _)| name != "E/a.wav");
    assert!(self::opened(&files).book.narration.is_none(), "nothing is recorded");
}

// DAISY 2.02

#[test]
fn a_book_of_sound_alone_is_a_recording_with_headings_and_pages() {
    let opened = clean(&sound_202());
    let book = &*opened.book;
    let recording = book.recording.as_ref().expect("a recording");
    assert_eq!(book.metadata.format, Format::Daisy202);
    assert_eq!((book.metadata.title.as_str(), book.metadata.authors().next()), ("Қара сөздер", Some("Абай")));
    assert_eq!(tracks(book), [("a.wav".to_owned(), 0, 3000), ("b.wav".to_owned(), 0, 3000)]);
    let chapters: Vec<_> =
        recording.chapters().iter().map(|it| (it.title.as_str(), it.level, it.start.as_millis())).collect();
    assert_eq!(chapters, [("Қара сөздер", 1, 0), ("Бөлім", 2, 1500), ("Екінші сөз", 1, 3000)]);
    let pages: Vec<_> = recording.pages().iter().map(|page| (page.label.as_str(), page.start.as_millis())).collect();
    assert_eq!(pages, [("1", 1000), ("2", 5000)]);
    assert_eq!(recording.phrases().len(), 5);
    assert_eq!(outline(&book.outline), ["* Қара сөздер", "** Бөлім", "* Екінші сөз"]);
}

#[test]
fn a_book_with_its_text_is_that_text_narrated() {
    let opened = clean(&text_202());
    let book = &*opened.book;
    assert!(book.recording.is_none());
    assert_eq!(
        all_heard(book),
        [
            "Бірінші сөз 0-1000",
            "Ол келді, күлді. 1000-2000",
            " 2000-2250",
            "Мен күттім. 2250-2750",
            "Қосымша. 2750-3000"
        ]
    );
    let skips: Vec<_> = narration(book).clips().iter().map(|clip| clip.skip).collect();
    assert_eq!(skips, [None, None, Some(Skippable::PageNumber), None, Some(Skippable::Sidebar)]);
    assert_eq!(outline(&book.outline), ["* Бірінші сөз"]);
    assert_eq!(book.pages.len(), 1);
    let page = &book.pages[0];
    assert_eq!((page.label.as_str(), &book.sections[0].blocks[1].text[page.point.byte..]), ("1", "Мен күттім."));
    assert!(book.sections[0].groups.iter().any(|group| group.kind == GroupKind::Aside));
    assert_eq!(book.sections[0].href, "text.html", "the name that the file has");
}

#[test]
fn every_encoding_is_read_and_a_wrong_declaration_survived() {
    let with = |declaration: &str, encoding: &'static encoding_rs::Encoding, title: &str| {
        let mut files = sound_202();
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"{declaration}\"?><html><head><meta name=\"dc:title\" \
             content=\"{title}\"/></head><body><h1><a href=\"a.smil#a1\">{title}</a></h1></body></html>"
        );
        files[0] = file("ncc.html", encoding.encode(&text).0.into_owned());
        open(&files).expect("it opens").book.metadata.title.clone()
    };
    let of = |label: &str| encoding_rs::Encoding::for_label(label.as_bytes()).expect("an encoding");
    assert_eq!(with("utf-8", of("utf-8"), "Қара сөз"), "Қара сөз");
    assert_eq!(with("windows-1251", of("windows-1251"), "Слова назидания"), "Слова назидания");
    assert_eq!(with("windows-1252", of("windows-1252"), "Größe – naïve"), "Größe – naïve");
    assert_eq!(with("iso-8859-5", of("iso-8859-5"), "Слова назидания"), "Слова назидания");
    assert_eq!(with("iso-8859-1", of("windows-1252"), "Ångström"), "Ångström");
    assert_eq!(with("windows-1252", of("utf-8"), "Қара сөз"), "Қара сөз", "it is UTF-8 whatever it says");
    assert_eq!(with("utf-8", of("windows-1251"), "Слова назидания"), "Слова назидания");
}

#[test]
fn a_declaration_in_a_meta_counts_too() {
    let text = "<html><head><meta http-equiv=\"Content-type\" content=\"text/html; charset=windows-1251\"><meta \
        name=\"dc:title\" content=\"Слова\"></head><body><h1><a href=\"a.smil#a1\">Слова</a></h1></body></html>";
    let mut files = sound_202();
    files[0] = file("ncc.html", encoding_rs::WINDOWS_1251.encode(text).0.into_owned());
    assert_eq!(opened(&files).book.metadata.title, "Слова");
}

#[test]
fn missing_files_are_told_and_gone_around() {
    let mut files = sound_202();
    files.retain(|(name, _)| name != "b.wav");
    let opened_without_sound = opened(&files);
    assert_eq!(tracks(&opened_without_sound.book).len(), 1);
    assert_eq!(outline(&opened_without_sound.book.outline), ["* Қара сөздер", "** Бөлім"]);
    assert!(codes(&opened_without_sound).contains(&Code::Missing));
    let mut files = sound_202();
    files.retain(|(name, _)| name != "a.smil");
    let opened_without_smil = opened(&files);
    assert_eq!(outline(&opened_without_smil.book.outline), ["* Екінші сөз"]);
    let mut files = text_202();
    files.retain(|(name, _)| name != "text.html");
    let without_text = opened(&files);
    assert!(without_text.book.recording.is_some(), "what can be heard is heard");
    assert!(codes(&without_text).contains(&Code::Missing));
    let mut files = text_202();
    files.retain(|(name, _)| name != "A.WAV");
    let without_sound = opened(&files);
    assert!(without_sound.book.narration.is_none());
    assert_eq!(without_sound.book.sections[0].blocks[0].kind, Kind::Heading(1));
    assert!(matches!(open(&vec![file("ncc.html", ncc(METAS, ""))]), Err(Error::Damaged(_))));
}

#[test]
fn what_no_heading_leads_to_is_heard_where_the_master_says() {
    let mut files = sound_202();
    files.push(file("c.smil", smil1(&[("c1", "ncc.html#x", "c.wav", &[(0.0, 1.0)])])));
    files.push(file("c.wav", tone(400.0, 1.0)));
    assert_eq!(tracks(&clean(&files).book).len(), 2);
    let master = "<smil><body><ref src=\"a.smil\"/><ref src=\"c.smil\"/><ref src=\"b.smil\"/></body></smil>";
    files.push(file("master.smil", master));
    let names: Vec<String> = tracks(&clean(&files).book).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["a.wav", "c.wav", "b.wav"]);
}

fn volume(number: u32, of: u32) -> Files {
    let set = format!("{number} of {of}");
    let mut metas = METAS.to_vec();
    metas.push(("ncc:setInfo", &set));
    let body =
        "<h1><a href=\"a.smil#a1\">Бірінші том</a></h1><h1><a rel=\"2\" href=\"../v2/b.smil#b1\">Екінші том</a></h1>";
    let own = if number == 1 { body } else { "<h1><a href=\"b.smil#b1\">Екінші том</a></h1>" };
    let (smil, id, sound) = if number == 1 { ("a.smil", "a1", "a.wav") } else { ("b.smil", "b1", "b.wav") };
    let at = |name: &str| format!("v{number}/{name}");
    vec![
        file(&at("ncc.html"), ncc(&metas, own)),
        file(&at(smil), smil1(&[(id, "ncc.html#x", sound, &[(0.0, 1.0)])])),
        file(&at(sound), tone(300.0, 1.0)),
    ]
}

#[test]
fn volumes_that_are_here_are_one_book_and_others_are_told() {
    let mut both = volume(2, 2);
    both.extend(volume(1, 2));
    both.push(file(
        "discinfo.html",
        "<html><body><a href=\"v1/ncc.html\">1</a><a href=\"v2/ncc.html\">2</a></body></html>",
    ));
    let whole = clean(&both);
    assert_eq!(outline(&whole.book.outline), ["* Бірінші том", "* Екінші том"]);
    assert_eq!(tracks(&whole.book).len(), 2);
    let one = opened(&volume(1, 2));
    assert_eq!(codes(&one), [Code::OtherVolume]);
    assert_eq!(one.defects[0].subject, "1/2");
    assert_eq!(outline(&one.book.outline), ["* Бірінші том"]);
}

#[test]
fn a_folder_and_its_first_file_are_the_book_too() {
    let folder = tempfile::tempdir().expect("a folder");
    lay(folder.path(), &text_202());
    let in_folder = format::open(folder.path()).expect("it opens");
    assert_eq!(in_folder.book.metadata.format, Format::Daisy202);
    assert_eq!(all_heard(&in_folder.book), all_heard(&opened(&text_202()).book));
    let by_file = format::open(&folder.path().join("NCC.HTML")).expect("it opens");
    assert_eq!(by_file.book.metadata.title, "Қара сөздер");
    assert_eq!(format::sniff(folder.path()).expect("looked"), Some(Format::Daisy202));
    assert!(by_file.files().iter().any(|(name, _)| name == "a.smil"));
    let recording = narration(&in_folder.book).recording();
    let all = render(recording, &in_folder.resources, Duration::ZERO..Duration::MAX, 1.0, (16_000, 1));
    assert!(all.skipped.is_empty() && all.samples.len().abs_diff(48_000) < 8, "{}", all.samples.len());
}

#[test]
fn what_lies_below_a_folder_and_is_another_book_or_none_is_not_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = text_202();
    let own = files.len();
    let other = ncc(&[("dc:title", "Басқа кітап")], "<h1 id=\"h\"><a href=\"x.smil#t\">Басқа</a></h1>");
    files.extend([
        file("other/ncc.html", other),
        file("other/x.smil", "<smil><body/></smil>"),
        file("other/x.mp3", "x"),
        file("music/song.mp3", "x"),
        file("music/deeper/song.mp3", "x"),
    ]);
    lay(folder.path(), &files);
    let taken = format::open(folder.path()).expect("it opens").files();
    let mut names: Vec<&str> = taken.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let mut expected: Vec<&str> = files[..own].iter().map(|(name, _)| name.as_str()).collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
    // A sound of the book in a folder below is its own.
    std::fs::create_dir(folder.path().join("sounds")).expect("made");
    std::fs::rename(folder.path().join("A.WAV"), folder.path().join("sounds/A.WAV")).expect("moved");
    let smil = std::fs::read_to_string(folder.path().join("a.smil")).expect("read");
    std::fs::write(folder.path().join("a.smil"), smil.replace("a.wav", "sounds/a.wav")).expect("written");
    let taken = format::open(folder.path()).expect("it opens").files();
    assert!(taken.iter().any(|(name, _)| name == "sounds/A.WAV"), "{taken:?}");
    assert!(!taken.iter().any(|(name, _)| name.starts_with("music/") || name.starts_with("other/")), "{taken:?}");
}

// DAISY 3

const DTBOOK: &str = "<frontmatter><doctitle id=\"d\">Қара сөздер</doctitle></frontmatter><bodymatter><level1><h1 \
    id=\"h\">Бірінші сөз</h1><p id=\"p\"><sent id=\"s1\">Ол келді.</sent> <pagenum id=\"g\" page=\"normal\">3</pagenum>\
    <sent id=\"s2\">Мен күттім<noteref id=\"r\" idref=\"#n\">1</noteref>.</sent></p><note id=\"n\"><p>Ескертпе.</p></note>\
    <level2><h2>Ішкі</h2><sidebar render=\"optional\"><hd>Қосымша</hd><p id=\"sb\">Жанында.</p></sidebar><list \
    type=\"ol\"><li>Бір</li><li><lic>Екі</lic></li></list><imggroup><img src=\"a.png\" alt=\"Сурет\"/><caption>Абай</caption>\
    <prodnote>Суретте адам.</prodnote></imggroup><linegroup><line>Бірінші жол</line><line><linenum>5</linenum>Екінші \
    жол</line></linegroup><blockquote><p>Дәйек <abbr title=\"x\">т.б.</abbr></p></blockquote><table><tr><th>А</th>\
    <td>Б</td></tr></table></level2></level1><level depth=\"1\"><hd>Екінші сөз</hd><level><levelhd>Терең</levelhd><p \
    id=\"last\">Соңы.</p></level></level></bodymatter>";

fn third() -> Files {
    let sound = |id: &str, text: &str, more: &str, begin: f64, end: f64| {
        format!(
            "<par id=\"{id}\"{more}><text src=\"t.xml#{text}\"/><audio src=\"a.wav\" clipBegin=\"{begin:.2}s\" \
             clipEnd=\"0:00:{end:05.2}\"/></par>"
        )
    };
    let smil = [
        "<seq id=\"all\">".to_owned(),
        sound("m1", "h", "", 0.0, 1.0),
        sound("m2", "s1", "", 1.0, 1.5),
        sound("m3", "g", " customTest=\"p\"", 1.5, 2.0),
        sound("m4", "s2", "", 2.0, 2.5),
        "<seq id=\"m5\" class=\"note\" end=\"DTBuserEscape;m6.end\" customTest=\"n\">".to_owned(),
        sound("m6", "n", "", 2.5, 3.0),
        "</seq>".to_owned(),
        sound("m7", "last", "", 3.0, 4.0),
        "</seq>".to_owned(),
    ]
    .concat();
    let ncx = format!(
        "<navMap>{}{}</navMap><pageList><pageTarget type=\"normal\" value=\"3\"><navLabel><text>3</text></navLabel>\
         <content src=\"s.smil#m3\"/></pageTarget></pageList><navList class=\"note\"><navTarget><navLabel><text>1</text>\
         </navLabel><content src=\"s.smil#m5\"/></navTarget></navList>",
        point("Бірінші сөз", "s.smil#m1", &point("Ішкі", "s.smil#m4", "")),
        point("Екінші сөз", "s.smil#m7", ""),
    );
    daisy3(DTBOOK, &smil, &ncx, &[("a.wav", tone(300.0, 4.0))])
}

#[test]
fn a_dtbook_is_text_and_its_smil_the_narration() {
    let opened = clean(&third());
    let book = &*opened.book;
    assert_eq!(book.metadata.format, Format::Daisy3);
    assert_eq!(book.metadata.title, "Қара сөздер");
    assert_eq!(
        all_heard(book),
        [
            "Бірінші сөз 0-1000",
            "Ол келді. 1000-1500",
            " 1500-2000",
            "Мен күттім1. 2000-2500",
            "Ескертпе. 2500-3000",
            "Соңы. 3000-4000",
        ]
    );
    let skips: Vec<_> = narration(book).clips().iter().map(|clip| clip.skip).collect();
    assert_eq!(skips, [None, None, Some(Skippable::PageNumber), None, Some(Skippable::Note), None]);
    assert_eq!(narration(book).escape(4), Some(5));
    assert_eq!(outline(&book.outline), ["* Бірінші сөз", "** Ішкі", "* Екінші сөз"]);
    assert_eq!(book.pages.iter().map(|page| page.label.as_str()).collect::<Vec<_>>(), ["3"]);
}

#[test]
fn the_elements_of_dtbook_become_what_they_mean() {
    let opened = clean(&third());
    let section = &opened.book.sections[0];
    let kind_of = |text: &str| {
        section.blocks.iter().find(|block| block.text == text).map(|block| block.kind).unwrap_or_else(|| {
            panic!("{text} of {:?}", section.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>())
        })
    };
    assert_eq!(kind_of("Бірінші сөз"), Kind::Heading(1));
    assert_eq!(kind_of("Ішкі"), Kind::Heading(2));
    assert_eq!(kind_of("Екінші сөз"), Kind::Heading(1));
    assert_eq!(kind_of("Терең"), Kind::Heading(2));
    assert_eq!(kind_of("Ескертпе."), Kind::Note);
    assert_eq!(kind_of("Қосымша"), Kind::Paragraph);
    assert_eq!(kind_of("Екі"), Kind::Item);
    assert_eq!(kind_of("Сурет"), Kind::Image);
    assert_eq!(kind_of("Абай"), Kind::Caption);
    assert_eq!(kind_of("Суретте адам."), Kind::Paragraph);
    assert_eq!(kind_of("Бірінші жол\nЕкінші жол"), Kind::Paragraph);
    assert_eq!(kind_of("Дәйек т.б."), Kind::Paragraph);
    assert_eq!(kind_of("А"), Kind::Cell);
    let has = |wanted: fn(&GroupKind) -> bool| section.groups.iter().any(|group| wanted(&group.kind));
    assert!(has(|kind| matches!(kind, GroupKind::Aside)));
    assert!(has(|kind| matches!(kind, GroupKind::List { ordered: true })));
    assert!(has(|kind| matches!(kind, GroupKind::Figure)));
    assert!(has(|kind| matches!(kind, GroupKind::Quote)));
    assert!(has(|kind| matches!(kind, GroupKind::Table { rows: 1, columns: 2 })));
}

#[test]
fn a_daisy_3_of_sound_alone_is_a_recording() {
    let smil = "<seq><par id=\"m1\"><audio src=\"a.wav\" clipBegin=\"0s\" clipEnd=\"1s\"/></par><par id=\"m2\"><audio \
        src=\"a.wav\" clipBegin=\"1s\" clipEnd=\"2s\"/></par></seq>";
    let ncx = format!("<navMap>{}{}</navMap>", point("Бір", "s.smil#m1", ""), point("Екі", "s.smil#m2", ""));
    let mut files = daisy3("", smil, &ncx, &[("a.wav", tone(300.0, 2.0))]);
    let opened = self::opened(&files);
    let recording = opened.book.recording.as_ref().expect("a recording");
    assert_eq!(recording.duration(), Duration::from_secs(2));
    assert_eq!(outline(&opened.book.outline), ["* Бір", "* Екі"]);
    // Names of another case, and a folder deeper.
    for (name, _) in &mut files {
        *name = format!("Kitap/{}", name.to_uppercase());
    }
    let opened = self::opened(&files);
    assert_eq!(outline(&opened.book.outline), ["* Бір", "* Екі"]);
}

#[test]
fn a_text_without_sound_is_a_text() {
    let opened = clean(&daisy3(
        DTBOOK,
        "<par id=\"m\"><text src=\"t.xml#h\"/></par>",
        &format!("<navMap>{}</navMap>", point("Бір", "s.smil#m", "")),
        &[],
    ));
    assert!(opened.book.narration.is_none() && opened.book.recording.is_none());
    assert_eq!(outline(&opened.book.outline), ["* Бір"]);
}

#[test]
fn a_dtbook_that_stands_alone_is_a_text() {
    let text = format!(
        "<?xml version=\"1.0\"?><dtbook xml:lang=\"kk\"><head><meta name=\"dc:Title\" content=\"Қара сөздер\"/><meta \
         name=\"dc:Language\" content=\"kk\"/></head><book>{DTBOOK}</book></dtbook>"
    );
    let opened = format::open_bytes(text.into_bytes().into()).expect("it opens");
    assert_eq!((opened.book.metadata.format, opened.book.metadata.title.as_str()), (Format::Dtbook, "Қара сөздер"));
    assert_eq!(outline(&opened.book.outline), ["* Бірінші сөз", "** Ішкі", "* Екінші сөз", "** Терең"]);
    assert_eq!(opened.book.pages.len(), 1);
}

#[test]
fn the_command_line_tells_of_talking_books() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |command: &[&str], files: &Files| {
        let file = folder.path().join("book.zip");
        std::fs::write(&file, talking::zipped(files)).expect("written");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_oqyrman"))
            .args(command)
            .arg(&file)
            .args(["--lang", "en"])
            .env("OQYRMAN_HOME", folder.path().join("home"))
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let info = |files: &Files| serde_json::from_str::<serde_json::Value>(&run(&["info"], files)).expect("JSON");
    let sound = info(&sound_202());
    assert_eq!(sound["format"], "daisy202");
    assert_eq!(sound["audio"]["duration_s"], 6.0);
    assert_eq!(sound["audio"]["chapters"][1]["start_s"], 1.5);
    assert_eq!(sound["pages"], serde_json::json!(["1", "2"]));
    assert_eq!(sound["narration"]["clips"], 5);
    let text = info(&text_202());
    assert_eq!(text["narration"], serde_json::json!({ "clips": 5, "duration_s": 3.0 }));
    assert_eq!(info(&third())["format"], "daisy3");
    assert_eq!(info(&overlaid())["narration"]["clips"], 5);
    assert!(run(&["text"], &third()).starts_with("Қара сөздер\n\nБірінші сөз\n\nОл келді. Мен күттім1.\n"));
    let lines = run(&["text", "--json"], &overlaid());
    let line: serde_json::Value = serde_json::from_str(lines.lines().nth(1).expect("a line")).expect("JSON");
    assert_eq!(line["phrases"].as_array().map(Vec::len), Some(4));
}
