//! Bytes → characters: byte order mark, what the document says of itself, and what its letters say where that is missing
//! or a lie.
//!
//! <https://www.w3.org/TR/xml/#sec-guessing>, <https://encoding.spec.whatwg.org/>; KZ-1048 by
//! <https://www.unicode.org/Public/MAPPINGS/VENDORS/MISC/KZ1048.TXT>

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, IBM866, ISO_8859_5, KOI8_R, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, X_MAC_CYRILLIC};

mod kazakh;
mod letters;

/// Bytes that are looked at where an encoding is guessed.
const SAMPLE_BYTES: usize = 32 << 10;
/// So far into a document it may say what it is written in.
const DECLARATION_BYTES: usize = 1024;

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Web(&'static Encoding),
    /// The standard of Kazakhstan, which the web's list has not.
    Kz1048,
}

impl Charset {
    fn of_label(label: &[u8]) -> Option<Self> {
        match label {
            b"kz-1048" | b"kz1048" | b"rk1048" | b"rk-1048" | b"strk1048-2002" | b"strk1048" | b"cp1048"
            | b"windows-1048" => Some(Self::Kz1048),
            label => Encoding::for_label(label).map(Self::Web),
        }
    }

    /// The text, and whether all of it could be read.
    fn read(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Self::Kz1048 => (kazakh::read(bytes), true),
            Self::Web(encoding) => {
                let (text, faulty) = encoding.decode_without_bom_handling(bytes);
                (text.into_owned(), !faulty)
            }
        }
    }
}

/// The text of a document of markup, and whether it is written in what it says that it is.
pub(super) fn of_markup(bytes: &[u8]) -> (String, bool) {
    if let Some(read) = unicode(bytes) {
        return read;
    }
    let declared = declared(&bytes[..bytes.len().min(DECLARATION_BYTES)]);
    let declared = declared.filter(|charset| ![UTF_8, UTF_16LE, UTF_16BE].map(Charset::Web).contains(charset));
    // What calls itself UTF-8 and is not: a slip here and there, or an old encoding throughout.
    if declared.is_none()
        && let Some(text) = with_slips(bytes)
    {
        return (text, false);
    }
    let found = guess(bytes, declared);
    let (text, whole) = found.read(bytes);
    (text, whole && declared == Some(found))
}

/// The text of a document that says nothing of itself, and whether all of it could be read.
pub(super) fn of_text(bytes: &[u8]) -> (String, bool) {
    let (text, whole) = match unicode(bytes) {
        Some(read) => read,
        None => match with_slips(bytes) {
            Some(text) => (text, false),
            None => guess(bytes, None).read(bytes),
        },
    };
    // Letters that an old encoding has not were written as numbers or as what looks like them.
    (kazakh::mended(letters::numbered(text)), whole)
}

/// Whether the bytes are UTF-16, with its mark or without.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding != UTF_8,
        None => unmarked_utf16(bytes).is_some(),
    }
}

/// What is surely Unicode.
fn unicode(bytes: &[u8]) -> Option<(String, bool)> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return Some(Charset::Web(encoding).read(&bytes[length..]));
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return Some(Charset::Web(encoding).read(bytes));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some((text.to_owned(), true)),
        // Cut inside of a letter.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
            Some((String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned(), false))
        }
        Err(_) => None,
    }
}

/// Without a mark, the zeros tell: those of «<», of spaces, of ends of lines.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, ..] => return Some(UTF_16LE),
        [0, b'<', ..] => return Some(UTF_16BE),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    // The high byte of a letter, a space, a sign of punctuation.
    let high = |at: usize| {
        let highs = sample.iter().skip(at).step_by(2);
        highs.clone().filter(|byte| matches!(byte, 0 | 4 | 5 | 0x20)).count() * 10 >= pairs * 9
            && highs.filter(|byte| **byte == 0).count() * 50 >= pairs
    };
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    match () {
        () if high(1) && zeros(0) * 50 < pairs => Some(UTF_16LE),
        () if high(0) && zeros(1) * 50 < pairs => Some(UTF_16BE),
        () => None,
    }
}

/// UTF-8 with slips here and there; `None` for what is another encoding throughout.
fn with_slips(bytes: &[u8]) -> Option<String> {
    let (mut letters, mut wrong, mut characters) = (0usize, 0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            characters += 1;
            letters += usize::from(!character.is_ascii());
        }
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    let few = wrong * 20 <= characters && (letters >= wrong || wrong <= 2);
    few.then(|| String::from_utf8_lossy(bytes).into_owned())
}

/// The encoding of `<?xml encoding="…"?>` or `<meta charset="…">`.
fn declared(head: &[u8]) -> Option<Charset> {
    let head = head.to_ascii_lowercase();
    let find = |name: &[u8]| head.windows(name.len()).position(|window| window == name).map(|at| at + name.len());
    let at = find(b"encoding=").or_else(|| find(b"charset="))?;
    let rest: Vec<u8> = head[at..].iter().copied().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' ')).collect();
    let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':')))?;
    Charset::of_label(&rest[..end])
}

/// What a text without Unicode is written in; what it says itself holds unless its letters say otherwise.
fn guess(bytes: &[u8], declared: Option<Charset>) -> Charset {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default().saturating_sub(64);
    let sample = &bytes[first..bytes.len().min(first + SAMPLE_BYTES)];
    let score = |charset: Charset| letters::score(&charset.read(sample).0);
    let mut best = (Charset::Web(WINDOWS_1251), score(Charset::Web(WINDOWS_1251)));
    for encoding in [KOI8_R, IBM866, X_MAC_CYRILLIC, ISO_8859_5] {
        let found = score(Charset::Web(encoding));
        if found > best.1 {
            best = (Charset::Web(encoding), found);
        }
    }
    if let Some(declared) = declared {
        let own = score(declared);
        // Not Cyrillic at all: nothing speaks against it.
        if best.1 <= 0 || own * 10 >= best.1 * 9 {
            best = (declared, own);
        }
    } else if best.1 <= 0 {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(sample, true);
        return Charset::Web(detector.guess(None, Utf8Detection::Deny));
    }
    match best.0 {
        Charset::Web(encoding) if encoding == WINDOWS_1251 && kazakh::is_in(sample) => Charset::Kz1048,
        charset => charset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1252;

    const KAZAKH: &str =
        "Бұл жасқа келгенше жақсы өткіздік пе, жаман өткіздік пе, әйтеуір бірталай өмірімізді өткіздік";
    const RUSSIAN: &str = "Говорили, что на набережной появилось новое лицо: дама с собачкой. Гуров Ёлкин";

    #[test]
    fn encodings_are_found_by_mark_declaration_and_guess() {
        let text = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><p>емес, кітап</p>".to_owned();
        let (bytes, ..) = WINDOWS_1251.encode(&text);
        assert_eq!(of_markup(&bytes), (text.clone(), true));
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(of_markup(&utf16), (text.clone(), true));
        assert_eq!(of_markup(&utf16[2..]), (text, true));
        let (bytes, ..) = WINDOWS_1251.encode("<p>старая книга</p>");
        assert_eq!(of_markup(&bytes), ("<p>старая книга</p>".to_owned(), false));
        assert_eq!(of_markup(b"\xef\xbb\xbf<p/>"), ("<p/>".to_owned(), true));
        assert!(!of_markup(b"<p>one slip \xff in a long text</p>").1);
    }

    #[test]
    fn old_cyrillic_encodings_are_told_by_their_letters() {
        for encoding in [WINDOWS_1251, KOI8_R, IBM866, ISO_8859_5] {
            let (bytes, ..) = encoding.encode(RUSSIAN);
            assert_eq!(of_text(&bytes), (RUSSIAN.to_owned(), true), "{}", encoding.name());
            // A declaration that lies does no harm.
            for said in ["UTF-8", "UTF-16", "windows-1251", "windows-1252", "koi8-r"] {
                let text = format!("<?xml version='1.0' encoding='{said}'?><p>{RUSSIAN}</p>");
                let (bytes, ..) = encoding.encode(&text);
                assert_eq!(of_markup(&bytes).0, text, "{} as {said}", encoding.name());
            }
        }
        let german = "Ein Mädchen fährt über die Brücke, schön und groß";
        assert_eq!(of_text(&WINDOWS_1252.encode(german).0).0, german);
    }

    #[test]
    fn kazakh_is_read_whatever_it_calls_itself() {
        let bytes = kazakh::written(KAZAKH);
        assert_eq!(of_text(&bytes), (KAZAKH.to_owned(), true));
        for said in ["KZ-1048", "windows-1251", "UTF-8"] {
            let text = format!("<?xml version='1.0' encoding='{said}'?><p>{KAZAKH}</p>");
            assert_eq!(of_markup(&kazakh::written(&text)), (text.clone(), said == "KZ-1048"), "{said}");
        }
        // What somebody saved as Unicode after it was read as windows-1251.
        let (spoilt, _) = Charset::Web(WINDOWS_1251).read(&bytes);
        assert_eq!(of_text(spoilt.as_bytes()).0, KAZAKH);
        let numbered: String = KAZAKH
            .chars()
            .map(|c| if "ұқәө".contains(c) { format!("&#{};", u32::from(c)) } else { c.to_string() })
            .collect();
        assert_eq!(of_text(&WINDOWS_1251.encode(&numbered).0).0, KAZAKH);
    }

    #[test]
    fn neighbours_are_not_taken_for_kazakh() {
        for text in [
            "Її єдиний ґанок, що він її бачив і п'є",
            "Ён бачыў яе, і ўсе ведалі пра гэты дзень",
            "Њен ћерка је јако љута",
        ] {
            let (bytes, ..) = WINDOWS_1251.encode(text);
            assert_eq!(of_text(&bytes).0, text);
            assert_eq!(of_text(text.as_bytes()).0, text);
        }
    }

    #[test]
    fn utf16_is_known_without_its_mark() {
        let bytes: Vec<u8> = KAZAKH.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(is_utf16(&bytes));
        assert_eq!(of_text(&bytes), (KAZAKH.to_owned(), true));
        assert!(!is_utf16(KAZAKH.as_bytes()) && !is_utf16(b"plain words and nothing else") && !is_utf16(&[0; 64]));
    }
}
