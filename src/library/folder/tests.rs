use super::*;

#[test]
fn places_have_addresses() {
    let at = |place| Address { root: PathBuf::from("/srv/Кітап тар"), place };
    for place in [
        Place::Inside { path: PathBuf::new(), first: 0 },
        Place::Inside { path: PathBuf::new(), first: 50 },
        Place::Inside { path: PathBuf::from("Абай/a&b=#c"), first: 0 },
        Place::Inside { path: PathBuf::from("Абай"), first: 100 },
        Place::All { first: 150 },
        Place::Search { words: "қара сөз & 50%".to_owned(), first: 0 },
        Place::Book(PathBuf::from("Абай/Қара сөздер.epub")),
    ] {
        let there = at(place);
        assert_eq!(Address::parse(&there.url()), Some(there.clone()), "{}", there.url());
    }
    assert_eq!(Address::parse(&Url::parse("https://library.kz/#book=a").unwrap()), None);
    assert_eq!(Address::parse(&Url::parse("file:///a#other=1").unwrap()), None);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_have_addresses_too() {
    use std::os::unix::ffi::OsStringExt;
    let name = std::ffi::OsString::from_vec(vec![b'a', 0xff, b'/', b'b']);
    let there = Address { root: PathBuf::from("/srv"), place: Place::Book(name.into()) };
    assert_eq!(Address::parse(&there.url()), Some(there));
}
