//! How soon the voice is heard and how soon it is silent: from the request to the speech daemon's module and back.
//!
//! With a private daemon that writes down what it is asked to say, so that no synthesiser's own time is counted.

#[cfg(target_os = "linux")]
#[path = "../tests/kit/speech.rs"]
mod speech;

#[cfg(target_os = "linux")]
mod measured {
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use criterion::Criterion;
    use futures::executor::block_on_stream;
    use oqyrman::book::Language;
    use oqyrman::voice::{self, Event, Options, Purpose, Request, Speaker, Utterance};

    use super::speech::Daemon;

    const PATIENCE: Duration = Duration::from_secs(20);
    const PHRASE: &str = "Ғылым таппай мақтанба, орын таппай баптанба, құмарланып шаттанба, ойнап босқа күлуге.";

    struct Voice {
        speaker: Speaker,
        events: Receiver<(Instant, Event)>,
    }

    impl Voice {
        fn say(&self) -> Instant {
            let asked = Instant::now();
            self.speaker.send(Request::Say(Utterance::new(PHRASE, Language::parse("kk"), Purpose::Reading)));
            asked
        }

        fn until(&self, condition: impl Fn(&Event) -> bool) -> Instant {
            let found = self.events.iter().find(|(_, event)| condition(event));
            found.map_or_else(Instant::now, |(at, _)| at)
        }

        fn hush(&self) -> Instant {
            let asked = Instant::now();
            self.speaker.send(Request::Hush);
            asked
        }
    }

    pub fn run() {
        let daemon = match Daemon::with(&[("OQYRMAN_SPEECH_CPS", "15")]) {
            Ok(daemon) => daemon,
            Err(why) => return println!("skipped: {why}"),
        };
        // SAFETY: nothing runs yet beside this thread.
        unsafe { std::env::set_var("SPEECHD_ADDRESS", daemon.address()) };
        let mut criterion =
            Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3)).configure_from_args();
        let (speaker, stream) = voice::start(Options::default());
        let (sender, events) = channel();
        std::thread::spawn(move || block_on_stream(stream).try_for_each(|event| sender.send((Instant::now(), event))));
        let voice = Voice { speaker, events };
        voice.until(|event| matches!(event, Event::Ready { .. }));

        criterion.bench_function("voice: request to first sound", |bencher| {
            bencher.iter_custom(|rounds| {
                (0..rounds)
                    .map(|_| {
                        let asked = voice.say();
                        let began = voice.until(|event| matches!(event, Event::Began(_)));
                        voice.hush();
                        voice.until(|event| matches!(event, Event::Stopped(_)));
                        began - asked
                    })
                    .sum()
            });
        });
        criterion.bench_function("voice: request to first sound while another is heard", |bencher| {
            bencher.iter_custom(|rounds| {
                voice.say();
                voice.until(|event| matches!(event, Event::Began(_)));
                let total = (0..rounds)
                    .map(|_| {
                        let asked = voice.say();
                        voice.until(|event| matches!(event, Event::Began(_))) - asked
                    })
                    .sum();
                voice.hush();
                total
            });
        });
        criterion.bench_function("voice: hush to the silent module", |bencher| {
            bencher.iter_custom(|rounds| {
                (0..rounds)
                    .map(|_| {
                        voice.say();
                        voice.until(|event| matches!(event, Event::Began(_)));
                        let asked = clock();
                        voice.hush();
                        // The daemon's own time of the stop counts, not ours of reading it.
                        let stopped = |event: &super::speech::Event| event.kind == "stop" && event.at >= asked;
                        let events = daemon.wait(PATIENCE, |events| events.iter().any(stopped));
                        let at = events.iter().find(|event| stopped(event)).map_or(asked, |event| event.at);
                        Duration::from_secs_f64(at - asked)
                    })
                    .sum()
            });
        });
        criterion.final_summary();
    }

    /// Seconds of the monotonic clock, to the tenth of a millisecond, as the transcript has them.
    fn clock() -> f64 {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the structure outlives the call.
        unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
        ((time.tv_sec as f64 + time.tv_nsec as f64 / 1e9) * 1e4).floor() / 1e4
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    measured::run();
    #[cfg(not(target_os = "linux"))]
    println!("skipped: Speech Dispatcher is measured on Linux only");
}
