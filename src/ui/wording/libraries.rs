//! Libraries in words: what they are, how one signs in, what they put forward.

use std::path::PathBuf;

use url::Url;

use super::{day, people};
use crate::book::Accessibility;
use crate::library::authentication::{AuthDocument, FlowKind};
use crate::library::catalog::Display;
use crate::library::client::survey::Finding;
use crate::library::daisy_online;
use crate::library::folder;
use crate::library::places;
use crate::library::shelf::{Library, LibraryKind};
use crate::locale::Locale;

/// What a library is; `None` where that is not known yet.
fn kind(locale: &Locale, kind: LibraryKind, address: Option<&Url>) -> Option<String> {
    Some(match kind {
        LibraryKind::Unknown => return None,
        // Names of standards are the same in every language.
        LibraryKind::Opds1 => "OPDS 1".to_owned(),
        LibraryKind::Opds2 => "OPDS 2".to_owned(),
        LibraryKind::DaisyOnline => "DAISY Online".to_owned(),
        LibraryKind::Folder => {
            let path = address.and_then(|url| url.to_file_path().ok());
            let shared = path.is_some_and(|path| places::is_shared(&path));
            locale.text(if shared { "libraries-kind-share" } else { "libraries-kind-folder" })
        }
    })
}

/// Where a library is: the host of a service, the path of a folder.
pub fn host(address: &str) -> String {
    let Ok(url) = Url::parse(address) else { return address.to_owned() };
    if folder::is_address(&url) {
        return url.to_file_path().unwrap_or_else(|()| PathBuf::from(url.path())).display().to_string();
    }
    let url = daisy_online::Address::parse(&url).map_or(url, |at| at.service);
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => address.to_owned(),
    }
}

/// A library in one breath: its name, where and what it is, who is signed in, whether it opened the last time.
pub fn library(locale: &Locale, library: &Library, user: Option<&str>, open: bool) -> String {
    let address = Url::parse(&library.url).ok();
    let known = if address.as_ref().is_some_and(folder::is_address) { LibraryKind::Folder } else { library.kind };
    let mut words = vec![library.name().to_owned()];
    if open {
        words.push(locale.text("libraries-open-now"));
    }
    words.extend(kind(locale, known, address.as_ref()));
    let host = host(&library.url);
    if host != words[0] {
        words.push(host);
    }
    if let Some(user) = user.or(library.user.as_deref()).filter(|user| !user.is_empty()) {
        words.push(locale.with("libraries-user", &[("user", user.into())]));
    }
    if let Some(failed) = library.failed {
        words.push(locale.with("libraries-failed", &[("date", day(locale, failed).into())]));
    }
    words.join(", ")
}

/// A library that was found: its name, what it is, how many books it has, how one signs in.
pub fn finding(locale: &Locale, finding: &Finding) -> String {
    let title = finding.title.trim();
    let mut words = vec![if title.is_empty() { host(finding.address.as_str()) } else { title.to_owned() }];
    words.extend(kind(locale, finding.kind, Some(&finding.address)));
    words.extend(finding.books.map(|count| locale.with("books", &[("count", count.into())])));
    // Two pages of one library are told apart by where they are.
    words.push(match folder::is_address(&finding.address) {
        true => host(finding.address.as_str()),
        false => {
            let whole = finding.address.as_str();
            whole.split_once("://").map_or(whole, |(_, rest)| rest).trim_end_matches('/').to_owned()
        }
    });
    if finding.kind != LibraryKind::Folder {
        words.push(match &finding.sign_in {
            Some(document) => sign_in_ways(locale, document),
            None => locale.text("libraries-sign-in-none"),
        });
    }
    words.join(", ")
}

/// How readers sign in.
pub fn sign_in_ways(locale: &Locale, document: &AuthDocument) -> String {
    let mut ways: Vec<String> = Vec::new();
    for flow in &document.flows {
        let way = locale.text(match flow.kind {
            FlowKind::Basic | FlowKind::Digest | FlowKind::OauthPassword => "libraries-sign-in-password",
            FlowKind::OauthImplicit => "libraries-sign-in-browser",
            FlowKind::Other(_) => continue,
        });
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    if ways.is_empty() { locale.text("libraries-sign-in-unknown") } else { ways.join(", ") }
}

/// A list that a library puts before its sections.
pub fn display(locale: &Locale, display: Display) -> String {
    locale.text(match display {
        Display::Featured => "catalog-featured",
        Display::Recommended => "catalog-recommended",
        Display::New => "catalog-new",
        Display::Popular => "catalog-popular",
    })
}

/// What a catalogue says about a book's accessibility, in words; empty when it says nothing that we have words for.
/// <https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20230718/>
pub fn accessibility(locale: &Locale, access: &Accessibility) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut tell = |id: &str, says: bool| {
        if says {
            words.push(locale.text(id));
        }
    };
    let has = |list: &[String], wanted: &[&str]| {
        list.iter().any(|own| wanted.iter().any(|wanted| own.trim().eq_ignore_ascii_case(wanted)))
    };
    let alone = |mode: &str| has(&access.access_modes_sufficient, &[mode]);
    tell("access-text", alone("textual"));
    tell("access-sound", alone("auditory") || !alone("textual") && has(&access.access_modes, &["auditory"]));
    tell("access-synchronised", has(&access.features, &["synchronizedAudioText"]));
    tell("access-described", has(&access.features, &["alternativeText", "longDescription", "describedMath"]));
    tell("access-structure", has(&access.features, &["structuralNavigation", "tableOfContents"]));
    tell("access-pages", has(&access.features, &["pageNavigation", "pageBreakMarkers", "printPageNumbers"]));
    tell("access-math", has(&access.features, &["MathML", "MathML-chemistry", "latex", "ChemML"]));
    tell("access-hazard-flashing", has(&access.hazards, &["flashing", "flashingHazard"]));
    tell("access-hazard-motion", has(&access.hazards, &["motionSimulation", "motionSimulationHazard"]));
    tell("access-hazard-sound", has(&access.hazards, &["sound", "soundHazard"]));
    // What its makers wrote is written for people.
    words.extend(access.summary.clone());
    people(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::shelf::Moment;
    use crate::locale::Tongue;

    fn kk() -> Locale {
        Locale::new(Tongue::Kk)
    }

    #[test]
    fn a_library_is_told_in_one_breath() {
        let mut known = Library {
            url: "https://kitap.kz:8443/opds".to_owned(),
            title: "Алматы кітапханасы".to_owned(),
            kind: LibraryKind::Opds2,
            user: Some("0042".to_owned()),
            ..Library::default()
        };
        let line = library(&kk(), &known, None, true);
        assert_eq!(line, "Алматы кітапханасы, ашық тұр, OPDS 2, kitap.kz:8443, кірген: 0042");
        known.failed = Some(Moment::parse("2026-11-27").unwrap());
        known.user = None;
        let line = library(&kk(), &known, None, false);
        assert_eq!(line, "Алматы кітапханасы, OPDS 2, kitap.kz:8443, соңғы рет ашылмады: 2026 жылғы 27 қараша");
        assert_eq!(host("dodp+https://daisy.kz/service#list=a"), "daisy.kz");
        assert_eq!(host("file:///srv/%D0%9A%D1%96%D1%82%D0%B0%D0%BF"), "/srv/Кітап");
    }

    #[test]
    fn what_was_found_says_what_it_is_and_how_one_signs_in() {
        let mut found = Finding {
            address: Url::parse("https://kitap.kz/opds/v2").unwrap(),
            kind: LibraryKind::Opds2,
            title: "Алматы кітапханасы".to_owned(),
            books: Some(24),
            sign_in: None,
        };
        assert_eq!(
            finding(&kk(), &found),
            "Алматы кітапханасы, OPDS 2, 24 кітап, kitap.kz/opds/v2, кірмей-ақ пайдалануға болады"
        );
        let document = |kind: &str| {
            let body = format!(r#"{{"title":"А","authentication":[{{"type":"http://opds-spec.org/auth/{kind}"}}]}}"#);
            crate::library::authentication::parse(body.as_bytes(), &found.address).map(Box::new)
        };
        let (basic, local) = (document("basic"), document("local"));
        found.sign_in = basic;
        assert!(finding(&kk(), &found).ends_with("кіру керек: билет нөмірі және құпиясөз"));
        found.sign_in = local;
        assert!(finding(&kk(), &found).ends_with("кіру тәсілі бұл бағдарламаға таныс емес"));
    }

    #[test]
    fn accessibility_is_told_in_words() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let access = Accessibility {
            access_modes_sufficient: list(&["textual"]),
            features: list(&["alternativeText", "MathML"]),
            hazards: list(&["none"]),
            ..Accessibility::default()
        };
        assert_eq!(accessibility(&kk(), &access), "мәтіні оқылады, суреттері сипатталған, формулалары оқылады");
        assert_eq!(accessibility(&kk(), &Accessibility::default()), "");
    }
}
