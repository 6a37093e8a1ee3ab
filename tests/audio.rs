//! Recordings: what they tell, in which order, exactly from any place, at any speed, and what is said of damaged ones.

use std::sync::Arc;
use std::time::{Duration, Instant};

use oqyrman::book::{Code, Recording};
use oqyrman::format::{self, Error, Opened};
use oqyrman::home::Home;
use oqyrman::library::shelf::{Shelf, Shelved, wait};
use oqyrman::server::{Options, Service};
use oqyrman::voice::player::{self, render};
use proptest::prelude::*;
use support::sound::{Mp4, fixture, id3, sine, units, wav};

#[path = "support/epub.rs"]
#[allow(dead_code, reason = "only its zip is needed here")]
mod epub;
mod support {
    pub mod sound;
}

fn open(bytes: Vec<u8>) -> Result<Opened, Error> {
    format::open_bytes(bytes.into())
}

#[track_caller]
fn opened(bytes: Vec<u8>) -> Opened {
    open(bytes).expect("it opens")
}

fn recording(opened: &Opened) -> &Arc<Recording> {
    opened.book.recording.as_ref().expect("a recording")
}

/// Chapters as (title, milliseconds).
fn chapters(opened: &Opened) -> Vec<(String, u128)> {
    let chapters = recording(opened).chapters().iter();
    chapters.map(|chapter| (chapter.title.clone(), chapter.start.as_millis())).collect()
}

fn titles(opened: &Opened) -> Vec<String> {
    recording(opened).tracks().iter().filter_map(|track| track.title.clone()).collect()
}

const MS: fn(u64) -> Duration = Duration::from_millis;

fn rendered(opened: &Opened, from: Duration, to: Duration, speed: f32, rate: u32) -> Vec<f32> {
    let rendered = render(recording(opened), &opened.resources, from..to, speed, (rate, 1));
    assert!(rendered.skipped.is_empty(), "{:?}", rendered.skipped);
    rendered.samples
}

/// Every kind of file, with its rate.
fn kinds() -> Vec<(&'static str, Vec<u8>, u32)> {
    let wave = wav(&sine(330.0, 22_050, 4.0), 22_050, 1);
    let behind = Mp4 { description_last: true, ..Mp4::default() };
    vec![
        ("wav", wave, 22_050),
        ("flac", fixture("speech.flac"), 22_050),
        ("constant mp3", fixture("constant.mp3"), 22_050),
        ("variable mp3", fixture("variable.mp3"), 22_050),
        ("m4b", Mp4::default().with(&units()), 22_050),
        ("m4b with its description behind", behind.with(&units()), 22_050),
        ("ogg", fixture("speech.ogg"), 22_050),
        ("opus", fixture("chapters.opus"), 48_000),
    ]
}

#[test]
fn every_kind_tells_how_long_it_is_and_is_as_long() {
    for (kind, bytes, rate) in kinds() {
        let opened = opened(bytes);
        assert!(opened.defects.is_empty(), "{kind}: {:?}", opened.defects);
        let told = recording(&opened).duration();
        assert!(told > Duration::from_secs(2), "{kind}: {told:?}");
        let samples = rendered(&opened, Duration::ZERO, Duration::MAX, 1.0, rate);
        let heard = samples.len() as f64 / f64::from(rate);
        assert!((heard - told.as_secs_f64()).abs() < 0.001, "{kind}: {told:?}, {heard}");
        let loud = samples.iter().map(|sample| sample.abs()).fold(0.0, f32::max);
        assert!((0.02..1.5).contains(&loud), "{kind}: {loud}");
    }
}

#[test]
fn a_sound_goes_on_from_any_place_as_if_it_had_never_stopped() {
    for (kind, bytes, rate) in kinds() {
        let opened = opened(bytes);
        let whole = rendered(&opened, Duration::ZERO, Duration::MAX, 1.0, rate);
        for millis in [1, 250, 777, 1500, 2001, 2900] {
            let from = MS(millis);
            let part = rendered(&opened, from, Duration::MAX, 1.0, rate);
            let skipped = (from.as_secs_f64() * f64::from(rate)) as usize;
            assert_eq!(part.len(), whole.len() - skipped, "{kind} from {millis}");
            if kind.starts_with("m4b") {
                // Its decoder makes noise of its own: only the likeness is the same, and it is greatest in place.
                let likeness = |lag: usize| likeness(&part[8..part.len() - 8], &whole[skipped + lag..]);
                let best = (0..16).max_by(|&one, &other| likeness(one).total_cmp(&likeness(other)));
                assert_eq!(best, Some(8), "{kind} from {millis}");
                assert!(likeness(8) > 0.95, "{kind} from {millis}: {}", likeness(8));
                continue;
            }
            // Opus recovers for eighty milliseconds, to what is no longer heard.
            let tolerance = if kind == "opus" { 0.02 } else { 0.002 };
            let worst = part.iter().zip(&whole[skipped..]).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
            assert!(worst < tolerance, "{kind} from {millis}: {worst}");
        }
    }
}

/// The correlation of two sounds, 1 for the same.
fn likeness(one: &[f32], other: &[f32]) -> f64 {
    let product = |one: &[f32], other: &[f32]| -> f64 {
        one.iter().zip(other).map(|(one, other)| f64::from(*one) * f64::from(*other)).sum()
    };
    let other = &other[..one.len()];
    product(one, other) / (product(one, one) * product(other, other)).sqrt()
}

/// Cycles a second, by the rising passages through zero.
fn pitch(samples: &[f32], rate: u32) -> f64 {
    let passages: Vec<f64> = samples
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[0] < 0.0 && pair[1] >= 0.0)
        .map(|(at, pair)| at as f64 + f64::from(-pair[0] / (pair[1] - pair[0])))
        .collect();
    let (first, last) = (passages.first().expect("a sound"), passages.last().expect("a sound"));
    (passages.len() - 1) as f64 * f64::from(rate) / (last - first)
}

#[test]
fn speed_changes_the_duration_and_not_the_pitch() {
    let opened = opened(wav(&sine(440.0, 44_100, 6.0), 44_100, 1));
    for speed in [0.5, 1.0, 1.5, 3.0] {
        let samples = rendered(&opened, Duration::ZERO, Duration::MAX, speed, 48_000);
        let expected = 6.0 / f64::from(speed);
        let duration = samples.len() as f64 / 48_000.0;
        assert!((duration / expected - 1.0).abs() < 0.01, "{speed}: {duration}");
        let middle = &samples[4800..samples.len() - 9600];
        assert!((pitch(middle, 48_000) / 440.0 - 1.0).abs() < 0.01, "{speed}: {}", pitch(middle, 48_000));
    }
}

#[test]
fn speech_keeps_its_duration_at_every_speed() {
    for (kind, bytes, _) in kinds() {
        let opened = opened(bytes);
        for speed in [1.0, 1.5, 3.0] {
            let samples = rendered(&opened, Duration::ZERO, Duration::MAX, speed, 44_100);
            let expected = recording(&opened).duration().as_secs_f64() / f64::from(speed);
            let duration = samples.len() as f64 / 44_100.0;
            assert!((duration / expected - 1.0).abs() < 0.01, "{kind} {speed}: {duration}, {expected}");
        }
    }
}

#[test]
fn the_place_of_what_is_heard_is_known_at_every_speed() {
    let opened = opened(fixture("speech.flac"));
    for speed in [0.5, 1.0, 2.0, 3.0] {
        let from = MS(1234);
        let rendered = render(recording(&opened), &opened.resources, from..MS(2234), speed, (48_000, 2));
        let at = rendered.at.expect("a sound");
        assert!(at.abs_diff(from) < MS(1), "{speed}: {at:?}");
        let duration = rendered.samples.len() as f64 / 2.0 / 48_000.0 * f64::from(speed);
        assert!((duration - 1.0).abs() < 0.01, "{speed}: {duration}");
    }
}

#[test]
fn one_file_follows_another_without_a_gap() {
    let samples = sine(200.0, 22_050, 3.0);
    let (one, rest) = samples.split_at(22_050);
    let (two, three) = rest.split_at(20_000);
    let files = [("10.wav", three), ("2.wav", two), ("1.wav", one)];
    let entries: Vec<_> = files.iter().map(|(name, part)| ((*name).to_owned(), wav(part, 22_050, 1))).collect();
    let opened = opened(epub::zip(&entries));
    for speed in [1.0, 2.0] {
        let heard = rendered(&opened, Duration::ZERO, Duration::MAX, speed, 22_050);
        let expected = samples.len() as f64 / f64::from(speed);
        assert!((heard.len() as f64 - expected).abs() < 4.0, "{speed}: {}", heard.len());
        // A gap or a leap would be steeper than the steepest of the sine.
        let steepest = heard.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.5 * 200.0 * std::f32::consts::TAU / 22_050.0 * 1.1, "{speed}: {steepest}");
    }
}

#[test]
fn files_of_different_rates_and_channels_follow_one_another() {
    let stereo: Vec<f32> = sine(300.0, 48_000, 1.0).into_iter().flat_map(|sample| [sample, sample]).collect();
    let entries = [("1.wav", wav(&sine(300.0, 8_000, 1.0), 8_000, 1)), ("2.wav", wav(&stereo, 48_000, 2))];
    let opened = opened(epub::zip(&entries.map(|(name, bytes)| (name.to_owned(), bytes))));
    let heard = rendered(&opened, Duration::ZERO, Duration::MAX, 1.0, 44_100);
    assert!(heard.len().abs_diff(88_200) < 10, "{}", heard.len());
    assert!((pitch(&heard, 44_100) / 300.0 - 1.0).abs() < 0.01);
}

#[test]
fn mp3_tells_its_tags_and_chapters() {
    for version in [3, 4] {
        let texts = [("TIT2", "Қара сөздер"), ("TPE1", "Абай"), ("TCOM", "Асанәлі Әшімов"), ("TLAN", "kaz")];
        let mut bytes = id3(version, &texts, &[("Бірінші сөз", 0), ("Екінші сөз", 2500)]);
        bytes.extend(fixture("variable.mp3"));
        let opened = opened(bytes);
        let metadata = &opened.book.metadata;
        assert_eq!(metadata.title, "Қара сөздер");
        assert_eq!(metadata.authors().collect::<Vec<_>>(), ["Абай"]);
        assert!(metadata.contributors.iter().any(|it| it.role == "nrt" && it.name == "Асанәлі Әшімов"));
        assert_eq!(metadata.languages[0].tag(), "kk");
        assert_eq!(chapters(&opened), [("Бірінші сөз".to_owned(), 0), ("Екінші сөз".to_owned(), 2500)]);
        assert_eq!(opened.book.outline.len(), 2);
        let duration = recording(&opened).duration();
        assert!(duration.abs_diff(MS(5982)) < MS(30), "{duration:?}");
    }
}

#[test]
fn old_tags_in_windows_1251_are_read() {
    let mut bytes = fixture("constant.mp3");
    let mut tag = b"TAG".to_vec();
    tag.extend(b"\xd1\xeb\xee\xe2\xee");
    tag.resize(33, 0);
    tag.extend(b"\xc0\xe1\xe0\xe9");
    tag.resize(128, 0);
    bytes.extend(tag);
    let opened = opened(bytes);
    assert_eq!(opened.book.metadata.title, "Слово");
    assert_eq!(opened.book.metadata.authors().collect::<Vec<_>>(), ["Абай"]);
}

#[test]
fn m4b_tells_its_chapters_both_ways() {
    let list = vec![("Бірінші", 0), ("Екінші", 1500), ("Үшінші", 4000)];
    let expected: Vec<_> = list.iter().map(|&(title, start)| (title.to_owned(), u128::from(start))).collect::<Vec<_>>();
    let tags = vec![(b"\xa9nam", "Қара сөздер"), (b"\xa9ART", "Абай"), (b"\xa9wrt", "Асанәлі")];
    let quicktime = Mp4 { chapters: list.clone(), tags: tags.clone(), ..Mp4::default() };
    let nero = Mp4 { nero: list.clone(), tags, ..Mp4::default() };
    let both = Mp4 { nero: vec![("Басқа", 0)], ..quicktime.clone() };
    for mp4 in [quicktime, nero, both] {
        let opened = opened(mp4.with(&units()));
        assert_eq!(chapters(&opened), expected);
        assert_eq!(opened.book.metadata.title, "Қара сөздер");
        assert_eq!(opened.book.metadata.authors().collect::<Vec<_>>(), ["Абай"]);
        assert_eq!(opened.book.metadata.languages[0].tag(), "kk");
        let units = units().len() as f64 * 1024.0 / 22_050.0;
        assert!((recording(&opened).duration().as_secs_f64() - units).abs() < 0.002);
    }
}

#[test]
fn what_an_encoder_puts_before_the_sound_is_not_heard() {
    let plain = opened(Mp4::default().with(&units()));
    let edited = opened(Mp4 { delay: 1024, ..Mp4::default() }.with(&units()));
    let (plain, edited) = (
        rendered(&plain, Duration::ZERO, Duration::MAX, 1.0, 22_050),
        rendered(&edited, Duration::ZERO, Duration::MAX, 1.0, 22_050),
    );
    assert_eq!(plain.len() - edited.len(), 1024);
    assert!(edited.iter().zip(&plain[1024..]).all(|(one, other)| (one - other).abs() < 1e-5));
}

#[test]
fn opus_tells_its_chapters() {
    let opened = opened(fixture("chapters.opus"));
    assert_eq!(chapters(&opened), [("1-бап".to_owned(), 0), ("2-бап".to_owned(), 2500)]);
    assert_eq!(opened.book.metadata.title, "Декларация");
    assert_eq!(opened.book.metadata.languages[0].tag(), "kk");
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

#[test]
fn zips_and_folders_are_heard_in_the_order_of_their_numbers() {
    let (one, two) = (fixture("constant.mp3"), Mp4::default().with(&units()));
    let files: Vec<(&str, &[u8])> = vec![
        ("Диск 10/1.mp3", &one),
        ("Диск 2/10 Соңы.m4a", &two),
        ("Диск 2/9 Басы.mp3", &one),
        ("Диск 2/cover.jpg", b"\xff\xd8\xff\xe0picture"),
        ("__MACOSX/Диск 2/._9 Басы.mp3", b"\0\x05\x16\x07"),
        ("notes.txt", b"hello"),
    ];
    let expected = ["9 Басы", "10 Соңы", "1"];
    let on_disk = folder(&files);
    let from_folder = format::open(on_disk.path()).expect("it opens");
    let entries: Vec<_> = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    for opened in [from_folder, opened(epub::zip(&entries))] {
        assert_eq!(titles(&opened), expected);
        assert_eq!(chapters(&opened).iter().map(|(title, _)| title.as_str()).collect::<Vec<_>>(), expected);
        assert_eq!(opened.cover().expect("a cover").media_type, "image/jpeg");
        let samples = rendered(&opened, Duration::ZERO, Duration::MAX, 1.0, 22_050);
        let heard = samples.len() as f64 / 22_050.0;
        assert!((heard - recording(&opened).duration().as_secs_f64()).abs() < 0.01);
    }
    assert_eq!(format::sniff(on_disk.path()).expect("looked at"), Some(oqyrman::book::Format::Audio));
    let other = folder(&[("a.txt", b"text")]);
    assert!(matches!(format::open(other.path()), Err(Error::NotABook)));
    assert_eq!(format::sniff(other.path()).expect("looked at"), None);
}

#[test]
fn lists_beside_the_sounds_give_order_titles_and_chapters() {
    let sound = fixture("constant.mp3");
    let list = "#EXTM3U\n#EXTINF:6,Екінші\nb.mp3\n#EXTINF:6,Бірінші\na.mp3\n";
    let on_disk = folder(&[("a.mp3", &sound), ("b.mp3", &sound), ("kitap.m3u8", list.as_bytes())]);
    assert_eq!(titles(&format::open(on_disk.path()).expect("it opens")), ["Екінші", "Бірінші"]);
    let sheet = "TITLE \"Кітап\"\nFILE \"a.mp3\" MP3\nTRACK 01 AUDIO\nTITLE \"Бас\"\nINDEX 01 00:00:00\nTRACK 02 AUDIO\n\
                 TITLE \"Аяқ\"\nINDEX 01 00:03:37\n";
    let on_disk = folder(&[("a.mp3", &sound), ("a.cue", sheet.as_bytes())]);
    let opened = format::open(on_disk.path()).expect("it opens");
    assert_eq!(chapters(&opened), [("Бас".to_owned(), 0), ("Аяқ".to_owned(), 3493)]);
    assert_eq!(opened.book.metadata.title, "Кітап");
}

#[test]
fn a_file_is_what_it_holds_whatever_its_name() {
    let on_disk = folder(&[("kitap.m4b", &fixture("constant.mp3")), ("b.mp3", &Mp4::default().with(&units()))]);
    for name in ["kitap.m4b", "b.mp3"] {
        let opened = format::open(&on_disk.path().join(name)).expect("it opens");
        assert!(!rendered(&opened, Duration::ZERO, Duration::MAX, 1.0, 22_050).is_empty());
    }
    assert_eq!(recording(&format::open(on_disk.path()).expect("it opens")).tracks().len(), 2);
}

#[test]
fn what_is_encrypted_says_so() {
    let coded = |coding| Mp4 { coding: Some(coding), ..Mp4::default() };
    let scheme = |bytes: Vec<u8>| match open(bytes) {
        Err(Error::Protected(scheme)) => scheme.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(scheme(coded(b"drms").with(&units())), "FairPlay");
    assert_eq!(scheme(coded(b"aavd").with(&units())), "Audible");
    assert_eq!(scheme(coded(b"enca").with(&units())), "");
    assert_eq!(scheme(Mp4 { brand: Some(b"aax "), ..Mp4::default() }.with(&units())), "Audible");
}

#[test]
fn damaged_tracks_are_left_out_and_told() {
    let sound = fixture("constant.mp3");
    let protected = Mp4 { coding: Some(b"drms"), ..Mp4::default() }.with(&units());
    let files: [(&str, &[u8]); 5] =
        [("1.mp3", &sound), ("2.mp3", b""), ("3.mp3", b"<html>404</html>"), ("4.m4a", &protected), ("5.mp3", &sound)];
    let on_disk = folder(&files);
    let opened = format::open(on_disk.path()).expect("it opens");
    assert_eq!(titles(&opened), ["1", "5"]);
    let told: Vec<_> = opened.defects.iter().map(|it| (it.code, it.subject.as_str())).collect();
    assert_eq!(told, [(Code::Unreadable, "2.mp3"), (Code::Unreadable, "3.mp3"), (Code::Protected, "4.m4a")]);
    let only = folder(&[("4.m4a", &protected)]);
    assert!(matches!(format::open(only.path()), Err(Error::Protected(_))));
}

#[test]
fn a_track_that_is_gone_is_skipped_and_the_next_one_sounds() {
    let sound = fixture("constant.mp3");
    let on_disk = folder(&[("1.mp3", &sound), ("2.mp3", &sound), ("3.mp3", &sound)]);
    let opened = format::open(on_disk.path()).expect("it opens");
    std::fs::remove_file(on_disk.path().join("2.mp3")).expect("removed");
    let rendered = render(recording(&opened), &opened.resources, Duration::ZERO..Duration::MAX, 1.0, (22_050, 1));
    assert!(matches!(rendered.skipped.as_slice(), [(1, player::Error::Unreadable(_))]));
    let heard = rendered.samples.len() as f64 / 22_050.0;
    assert!((heard - 12.0).abs() < 0.2, "{heard}");
}

#[test]
fn a_file_that_was_cut_sounds_to_where_it_was_cut() {
    for (kind, bytes, rate) in kinds() {
        for share in [0.05, 0.3, 0.5, 0.9] {
            let cut = bytes[..(bytes.len() as f64 * share) as usize].to_vec();
            let begun = Instant::now();
            match open(cut) {
                Ok(opened) => {
                    let rendered =
                        render(recording(&opened), &opened.resources, Duration::ZERO..Duration::MAX, 1.0, (rate, 1));
                    let whole = recording(&opened).duration().as_secs_f64() + 0.5;
                    assert!(rendered.samples.len() as f64 / f64::from(rate) < whole, "{kind} {share}");
                }
                Err(error) => assert!(matches!(error, Error::Damaged(_) | Error::NotABook), "{kind} {share}: {error}"),
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "{kind} {share}");
        }
    }
    // Where the description stands in front, what is there is heard.
    let bytes = Mp4::default().with(&units());
    let half = opened(bytes[..bytes.len() / 2].to_vec());
    let duration = recording(&half).duration();
    assert!(duration > MS(2000) && duration < MS(4000), "{duration:?}");
    assert!(half.defects.iter().any(|defect| defect.code == Code::Unreadable));
}

#[test]
fn what_is_no_sound_is_no_book() {
    for bytes in
        [Vec::new(), vec![0; 5000], b"ID3\x04\0\0\0\0\0\x10".to_vec(), b"OggS".to_vec(), b"\xff\xfb\x90\x44".to_vec()]
    {
        assert!(open(bytes.clone()).is_err(), "{bytes:?}");
    }
    let film = Mp4::default().with(&units()).windows(4).position(|it| it == b"soun").map(|at| {
        let mut bytes = Mp4::default().with(&units());
        bytes[at..at + 4].copy_from_slice(b"vide");
        bytes
    });
    assert!(matches!(open(film.expect("a handler")), Err(Error::NotABook)));
}

/// A whole zip of recordings, as a library lends it.
fn zip_of_two() -> Vec<u8> {
    let tagged = |title: &str| {
        let mut bytes = id3(4, &[("TIT2", title), ("TALB", "Қара сөздер"), ("TPE1", "Абай")], &[]);
        bytes.extend(fixture("constant.mp3"));
        bytes
    };
    epub::zip(&[("2.mp3".to_owned(), tagged("Екінші сөз")), ("1.mp3".to_owned(), tagged("Бірінші сөз"))])
}

#[test]
fn recordings_stand_on_the_shelf_as_one_file() {
    let home = tempfile::tempdir().expect("a folder");
    let home = Home::at(home.path().join("home")).expect("a home");
    let shelf = Shelf::open(&home).expect("a shelf");
    let sound = fixture("constant.mp3");
    let book = folder(&[
        ("Менің кітабым/2.mp3", &sound),
        ("Менің кітабым/10.mp3", &sound),
        ("Менің кітабым/cover.png", b"\x89PNG\r\n\x1a\npicture"),
        ("Менің кітабым/жазбалар.docx", b"private"),
    ]);
    let path = book.path().join("Менің кітабым");
    let holding = wait(shelf.add_file(&path)).expect("added").into_holding();
    assert_eq!(holding.title, "Менің кітабым");
    assert_eq!(holding.file.extension().and_then(|ending| ending.to_str()), Some("zip"));
    let opened = format::open(&holding.file).expect("it opens");
    assert_eq!(titles(&opened), ["2", "10"]);
    assert!(opened.cover().is_some());
    assert!(!rendered(&opened, MS(7000), MS(8000), 1.0, 22_050).is_empty());
    assert!(!std::fs::read(&holding.file).expect("read").windows(7).any(|it| it == b"private"));
    let again = wait(shelf.add_file(&path)).expect("added");
    assert!(matches!(again, Shelved::Again(_)), "{again:?}");
    let single = folder(&[("Бір.m4b", &Mp4::default().with(&units()))]);
    let holding = wait(shelf.add_file(single.path().join("Бір.m4b"))).expect("added").into_holding();
    assert_eq!((holding.title.as_str(), holding.format), ("Бір", oqyrman::book::Format::Audio));
    assert!(holding.file_name().ends_with(".m4b"));
    let empty = folder(&[("a.txt", b"text")]);
    assert!(wait(shelf.add_file(empty.path())).is_err());
}

#[tokio::test]
async fn a_library_lends_recordings_with_their_durations() {
    let books = folder(&[
        ("Бір.m4b", &Mp4 { tags: vec![(b"\xa9nam", "Бір")], ..Mp4::default() }.with(&units())),
        ("екі.zip", &zip_of_two()),
        ("бөтен.zip", &epub::zip(&[("a.dat".to_owned(), b"\0text".to_vec())])),
    ]);
    let options = Options { folder: Some(books.path().to_path_buf()), ..Options::default() };
    let service = Service::bind(options).await.expect("it listens");
    let address = service.address().to_owned();
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    tokio::spawn(service.run(async {
        let _ = ended.await;
    }));
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let get = async |place: String| client.get(place).send().await.expect("an answer").text().await.expect("text");
    let feed: serde_json::Value = serde_json::from_str(&get(format!("{address}all")).await).expect("JSON");
    let told: Vec<_> = feed["publications"]
        .as_array()
        .expect("books")
        .iter()
        .map(|book| {
            let metadata = &book["metadata"];
            let kind = book["links"].as_array().expect("links").iter().find_map(|link| {
                let rel = link["rel"].as_str()?;
                rel.ends_with("open-access").then(|| (link["type"].clone(), link["href"].clone()))
            });
            let (kind, href) = kind.expect("a way to it");
            (metadata["title"].clone(), metadata["@type"].clone(), metadata["duration"].as_f64(), kind, href)
        })
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    let [(one, kind, lasts, m4b, _), (two, _, both, zip, file)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((one, two), (&"Бір".into(), &"Қара сөздер".into()));
    assert_eq!(kind, "http://schema.org/Audiobook");
    assert_eq!((m4b, zip), (&"audio/mp4".into(), &"application/zip".into()));
    assert!((lasts.expect("seconds") - 5.991).abs() < 0.1 && (both.expect("seconds") - 11.96).abs() < 0.1, "{told:?}");
    let atom = get(address.replace("/opds2/", "/opds/") + "all").await;
    assert!(atom.contains("<dcterms:extent>PT6S</dcterms:extent>") && atom.contains("audio/mp4"), "{atom}");
    // Fetched, it stands on the shelf under a name that tells what it is.
    let home = tempfile::tempdir().expect("a folder");
    let (at, file) = (home.path().to_path_buf(), file.as_str().expect("an address").to_owned());
    let fetched = tokio::task::spawn_blocking(move || {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_oqyrman"));
        program.arg("--home").arg(at).args(["fetch", &file]).output().expect("started")
    });
    let fetched = fetched.await.expect("run");
    let holding: serde_json::Value = serde_json::from_slice(&fetched.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&fetched.stderr)));
    assert_eq!((&holding["title"], &holding["format"]), (&"Қара сөздер".into(), &"audio".into()));
    assert!(holding["file"].as_str().expect("a file").ends_with(".zip"), "{holding}");
    drop(end);
}

#[test]
fn the_command_line_tells_of_recordings() {
    let book = folder(&[("kitap.zip", &zip_of_two())]);
    let path = book.path().join("kitap.zip");
    let run = |command: &str| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_oqyrman"));
        program.args(["--lang", "en", command]).arg(&path).output().expect("started")
    };
    let told = run("info");
    let info: serde_json::Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert_eq!(
        (&info["format"], &info["title"], &info["sections"]),
        (&"audio".into(), &"Қара сөздер".into(), &2.into())
    );
    assert_eq!(info["authors"], serde_json::json!(["Абай"]));
    let (tracks, chapters) = (&info["audio"]["tracks"], &info["audio"]["chapters"]);
    assert_eq!((&tracks[0]["title"], &tracks[1]["title"]), (&"Бірінші сөз".into(), &"Екінші сөз".into()));
    assert_eq!((&chapters[1]["title"], &info["outline"][1]["title"]), (&"Екінші сөз".into(), &"Екінші сөз".into()));
    let seconds = |value: &serde_json::Value| value.as_f64().expect("seconds");
    assert!((seconds(&info["audio"]["duration_s"]) - 2.0 * seconds(&tracks[0]["duration_s"])).abs() < 0.01);
    assert_eq!(seconds(&chapters[1]["start_s"]), seconds(&tracks[0]["duration_s"]));
    for command in ["text", "speak"] {
        let told = run(command);
        assert_eq!(told.status.code(), Some(1), "{command}");
        assert_eq!(
            String::from_utf8_lossy(&told.stderr),
            "This book is a recording without text. Listen to it with “oqyrman play”.\n"
        );
    }
}

/// ALSA finds no card where its settings name none; other systems have no such switch.
#[cfg(target_os = "linux")]
#[test]
fn without_a_device_the_command_says_so_in_one_sentence() {
    let book =
        folder(&[("kitap.mp3", &fixture("constant.mp3")), ("asound.conf", b"pcm.!default { type null_that_is_not }")]);
    let told = std::process::Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .env("ALSA_CONFIG_PATH", book.path().join("asound.conf"))
        .args(["--lang", "en", "play", "--from", "0:03"])
        .arg(book.path().join("kitap.mp3"))
        .output()
        .expect("started");
    assert_eq!(told.status.code(), Some(1));
    let sentence = String::from_utf8_lossy(&told.stderr);
    assert_eq!(
        sentence,
        "No device for sound was found. Connect headphones or speakers and give “--from 0:03” to go on from there.\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn damaged_bytes_end_in_a_value_or_an_error(
        kind in 0_usize..8,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        near_the_head in any::<bool>(),
        from in 0_u64..4000,
    ) {
        let (_, mut bytes, rate) = kinds().swap_remove(kind);
        let room = if near_the_head { bytes.len().min(2000) } else { bytes.len() };
        for (at, value) in flips {
            bytes[at.index(room)] = value;
        }
        if let Ok(opened) = open(bytes)
            && let Some(recording) = &opened.book.recording
        {
            let range = MS(from)..MS(from + 3000);
            let rendered = render(recording, &opened.resources, range, 1.5, (rate, 1));
            prop_assert!(rendered.samples.iter().all(|sample| sample.is_finite()));
        }
    }
}
