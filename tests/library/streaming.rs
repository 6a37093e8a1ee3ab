//! A talking book of many files that is heard while they come: what is wanted comes first, and what is cut off goes on.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use oqyrman::format::{self, Opened, Supply};
use oqyrman::library::Error;
use oqyrman::library::acquire::{Event, Wanted, acquire_heard};
use oqyrman::library::authentication::Credentials;
use oqyrman::library::client::{Client, Limits};
use oqyrman::library::daisy_online::{Address, Place};
use oqyrman::library::growing::Growing;
use oqyrman::library::secrets::Secrets;
use oqyrman::library::shelf::Holding;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use crate::Desk;
use crate::dodp::{Knobs, Service};
use crate::hearing::{half_a_second, until};
use crate::talking::{Files, METAS, file, ncc, smil1, tone};

const CHAPTERS: usize = 5;
/// Of one chapter.
const SECONDS: f64 = 3.0;

/// A chapter a file, each of a tone of its own.
fn book() -> Files {
    let chapters: String = (1..=CHAPTERS)
        .map(|number| format!("<h1 id=\"n{number}\"><a href=\"{number}.smil#a{number}\">{number}</a></h1>"))
        .collect();
    let mut files = vec![file("ncc.html", ncc(METAS, &chapters))];
    for number in 1..=CHAPTERS {
        let (id, text, sound) = (format!("a{number}"), format!("ncc.html#n{number}"), format!("{number}.wav"));
        files.push(file(&format!("{number}.smil"), smil1(&[(&id, &text, &sound, &[(0.0, SECONDS)])])));
        files.push(file(&sound, tone(200.0 * number as f64, SECONDS)));
    }
    files
}

struct Hearing {
    desk: Desk,
    client: Client,
    wanted: Url,
    growing: Arc<Growing>,
}

impl Hearing {
    fn of(service: &Service) -> Self {
        let limits = Limits { silence: Duration::from_secs(60), ..crate::limits() };
        let client = Client::with_limits(Secrets::none(), limits).expect("a client");
        client.sign_in(&service.url(), Credentials { user: "kolibre".to_owned(), password: "kolibre".to_owned() });
        let wanted = Address::of(service.url(), None).at(Place::Content("con_1".to_owned())).url();
        Self { desk: Desk::new(), client, wanted, growing: Arc::default() }
    }

    fn fetch(&self) -> JoinHandle<Result<Holding, Error>> {
        let (home, shelf) = (self.desk.home.clone(), self.desk.shelf.clone());
        let wanted = Wanted::Address(self.wanted.clone());
        let mut events = acquire_heard(self.client.clone(), home, shelf, wanted, Arc::clone(&self.growing));
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                if let Event::Done(end) = event {
                    return end.map(|shelved| shelved.into_holding());
                }
            }
            panic!("no end")
        })
    }

    async fn open(&self) -> Opened {
        until("enough to begin", || self.growing.can_be_heard()).await;
        format::open_growing(Arc::clone(&self.growing) as Arc<dyn Supply>).expect("it opens")
    }
}

/// Whether the chapter with this number is heard, from one on.
fn is_heard(opened: &Opened, chapter: usize) -> bool {
    let rendered = half_a_second(opened, Duration::from_secs_f64((chapter - 1) as f64 * SECONDS + 0.5));
    assert!(rendered.skipped.is_empty(), "{:?}", rendered.skipped);
    rendered.samples.len() > 3900
}

async fn served(held: &[&'static str]) -> (Service, watch::Sender<bool>) {
    let (open, gate) = watch::channel(false);
    let held = held.iter().map(|name| (*name, gate.clone())).collect();
    (Service::start(2, Knobs { own_book: true, book: Some(book), held, ..Knobs::default() }).await, open)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_words_are_heard_while_the_last_file_is_held_back_and_what_is_wanted_comes_first() {
    let (service, gate) = served(&["2.wav", "3.wav", "4.wav"]).await;
    let hearing = Hearing::of(&service);
    let fetched = hearing.fetch();
    let opened = hearing.open().await;
    assert_eq!(opened.book.metadata.title, "Қара сөздер");
    assert!(opened.defects.is_empty(), "{:?}", opened.defects);
    let length = opened.book.recording.as_ref().expect("a recording").duration();
    assert_eq!(length, Duration::from_secs_f64(SECONDS * CHAPTERS as f64));
    until("the first words", || is_heard(&opened, 1)).await;
    assert!(!is_heard(&opened, 2), "it is held back");
    // Two are held back and fill the line; what she goes to comes all the same.
    until("the chapter that she went to", || is_heard(&opened, 5)).await;
    let asked = |name: &str| service.server.targets().iter().filter(|it| it.ends_with(name)).count();
    assert_eq!((asked("/5.wav"), asked("/4.wav")), (1, 0));
    assert!(!fetched.is_finished());
    gate.send(true).expect("open");
    let holding = fetched.await.expect("no panic").expect("it came");
    // The session goes on in what was packed.
    assert!((1..=CHAPTERS).all(|chapter| is_heard(&opened, chapter)));
    let whole = format::open(&holding.file).expect("it opens");
    assert!(whole.defects.is_empty(), "{:?}", whole.defects);
    assert!((1..=CHAPTERS).all(|chapter| is_heard(&whole, chapter)));
    assert_eq!(asked("/1.wav"), 1);
    assert!(hearing.desk.downloads().is_empty(), "{:?}", hearing.desk.downloads());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_cut_off_goes_on_in_the_same_session() {
    let (service, gate) = served(&["2.wav"]).await;
    let hearing = Hearing::of(&service);
    let fetched = hearing.fetch();
    let opened = hearing.open().await;
    until("the first words", || is_heard(&opened, 1)).await;
    drop(gate);
    let end = fetched.await.expect("no panic");
    assert!(matches!(end, Err(Error::BrokeOff { .. } | Error::Unreachable { .. })), "{end:?}");
    assert!(is_heard(&opened, 1) && !is_heard(&opened, 2));
    service.state.lock().expect("state").knobs.held.clear();
    let holding = hearing.fetch().await.expect("no panic").expect("it came");
    assert!(is_heard(&opened, 2) && is_heard(&opened, 1));
    assert!(format::open(&holding.file).expect("it opens").defects.is_empty());
    let first = service.server.targets().iter().filter(|it| it.ends_with("/1.wav")).count();
    assert_eq!(first, 1, "what is there is not fetched again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_book_whose_sizes_are_wrong_is_heard_as_far_as_it_goes_and_comes_whole() {
    let knobs = Knobs { own_book: true, book: Some(book), size: Some(1 << 19), ..Knobs::default() };
    let service = Service::start(2, knobs).await;
    let hearing = Hearing::of(&service);
    let holding = hearing.fetch().await.expect("no panic").expect("it came");
    let failed = hearing.growing.read_at(&mut [0; 64], (1 << 19) - 64).expect_err("beyond the end of the sound");
    assert_eq!(failed.kind(), io::ErrorKind::UnexpectedEof);
    assert!(format::open(&holding.file).expect("it opens").defects.is_empty());
}
