//! The objects of a document: decrypted, without its pictures, mended when their list is lost.
//!
//! ISO 32000-1, 7.5 (structure of a file) and 7.6 (encryption).

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};

use lopdf::encryption::DecryptionError;
use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::owner;
use super::protocol::Refusal;
use crate::format::limits;

/// Objects that a list made anew holds.
const MOST_OBJECTS: usize = 1_000_000;
/// Highest number of an object.
const HIGHEST: u32 = 8_388_607;

/// A document, and whether its list of objects was made anew.
pub(super) fn load(bytes: &[u8], password: Option<&str>) -> Result<(Document, bool), Refusal> {
    let start = bytes.windows(5).take(1 << 20).position(|part| part == b"%PDF-");
    let Some(start) = start else { return Err(Refusal::Damaged("no header".to_owned())) };
    let bytes = &bytes[start..];
    match attempt(bytes, password) {
        Ok(document) if has_pages(&document) => return Ok((document, false)),
        Err(refusal @ (Refusal::PasswordNeeded | Refusal::WrongPassword | Refusal::Protected(_))) => {
            return Err(refusal);
        }
        Ok(_) | Err(_) => {}
    }
    if bytes.len() as u64 > limits::MENDED_BYTES {
        return Err(Refusal::Damaged("the list of objects is lost".to_owned()));
    }
    let mended = mend(bytes).ok_or_else(|| Refusal::Damaged("no objects".to_owned()))?;
    let document = attempt(&mended, password)?;
    if document.objects.values().any(is_page) {
        Ok((document, true))
    } else {
        Err(Refusal::Damaged("no pages".to_owned()))
    }
}

fn attempt(bytes: &[u8], password: Option<&str>) -> Result<Document, Refusal> {
    let damaged = |error: &dyn std::fmt::Display| Refusal::Damaged(error.to_string());
    let load = |password: Option<&str>| {
        let options =
            LoadOptions { password: password.map(str::to_owned), filter: Some(without_pixels), strict: false };
        let loaded = panic::catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(bytes, options)));
        loaded.map_err(|_| Refusal::Damaged("reader".to_owned()))?.map_err(|error| damaged(&error))
    };
    // Without a password first: most documents that are encrypted open to everyone.
    let document = load(None)?;
    if !document.is_encrypted() {
        return Ok(document);
    }
    let handler = document.get_encrypted().ok().and_then(|it| it.get(b"Filter").ok()?.as_name().ok());
    if let Some(handler) = handler.filter(|handler| *handler != b"Standard") {
        return Err(Refusal::Protected(String::from_utf8_lossy(handler).into_owned()));
    }
    let answer = panic::catch_unwind(AssertUnwindSafe(|| document.authenticate_password(password.unwrap_or_default())));
    match answer {
        Ok(Ok(())) => {}
        Ok(Err(lopdf::Error::Decryption(DecryptionError::IncorrectPassword)) | Err(lopdf::Error::InvalidPassword)) => {
            return Err(if password.is_some() { Refusal::WrongPassword } else { Refusal::PasswordNeeded });
        }
        Ok(Err(error)) => {
            tracing::debug!(%error, "an encryption that is not read");
            return Err(Refusal::Protected(String::new()));
        }
        Err(_) => return Err(Refusal::Damaged("encryption".to_owned())),
    }
    // Who has the owner's password is given the user's, which the old encryption locks with.
    let user = password.filter(|it| document.authenticate_user_password(it).is_err());
    let user = user.and_then(|owner| owner::user_password(&document, owner));
    drop(document);
    let document = load(user.as_deref().or(password))?;
    if document.is_encrypted() { Err(Refusal::Protected(String::new())) } else { Ok(document) }
}

/// What is painted in pixels is not read, and not kept.
fn without_pixels(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object {
        let kind = stream.dict.get(b"Subtype").and_then(Object::as_name);
        let program = stream.dict.has(b"Length1") && stream.dict.has(b"Length2") && !stream.dict.has(b"Length3");
        if kind.is_ok_and(|kind| kind == b"Image") || program {
            stream.content = Vec::new();
            stream.start_position = None;
        }
    }
    // What lies in a stream of objects is taken from here, and is never a stream; anything else stays where it is.
    let taken = if matches!(object, Object::Stream(_)) { Object::Null } else { object.clone() };
    Some((id, taken))
}

fn has_pages(document: &Document) -> bool {
    document.catalog().is_ok_and(|catalog| catalog.has(b"Pages")) && document.page_iter().next().is_some()
}

pub(super) fn is_page(object: &Object) -> bool {
    matches!(object, Object::Dictionary(dictionary) if dictionary.has_type(b"Page"))
}

/// The file with a new list of its objects behind it. Of an object that was written twice the later one counts.
fn mend(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut places: BTreeMap<u32, (usize, u16)> = BTreeMap::new();
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"obj") {
        let end = at + found;
        at = end + 3;
        if let Some((number, generation, start)) = heading(&bytes[..end])
            && number <= HIGHEST
            && places.len() < MOST_OBJECTS
        {
            places.insert(number, (start, generation));
        }
    }
    let last = *places.keys().next_back()?;
    let mut mended = bytes.to_vec();
    let mut root = last_reference(bytes, b"/Root").filter(|(number, _)| places.contains_key(number));
    if root.is_none() {
        // The catalogue is what names itself so; when it is lost, one without pages will do, as the pages are found by
        // what they name themselves.
        let named = find_last(bytes, b"/Catalog").and_then(|at| {
            let own = places.iter().filter(|(_, (start, _))| *start < at).max_by_key(|(_, (start, _))| *start);
            own.map(|(number, (_, generation))| (*number, *generation))
        });
        root = named.or_else(|| {
            let start = mended.len() + 1;
            mended.extend(format!("\n{} 0 obj\n<</Type/Catalog>>\nendobj\n", last + 1).bytes());
            places.insert(last + 1, (start, 0));
            Some((last + 1, 0))
        });
    }
    let (root, generation) = root?;
    let size = places.keys().next_back()? + 1;
    let mut list = "\nxref\n0 1\n0000000000 65535 f \n".to_owned();
    for (number, (start, generation)) in &places {
        list.push_str(&format!("{number} 1\n{start:010} {generation:05} n \n"));
    }
    list.push_str(&format!("trailer\n<</Size {size}/Root {root} {generation} R"));
    for key in ["Info", "Encrypt"] {
        if let Some((number, generation)) = last_reference(bytes, format!("/{key}").as_bytes()) {
            list.push_str(&format!("/{key} {number} {generation} R"));
        }
    }
    if let Some(id) = find_last(bytes, b"/ID").and_then(|at| identifiers(&bytes[at + 3..])) {
        list.push_str("/ID");
        mended.extend(b"\n");
        let start = mended.len() + 1;
        mended.extend(list.bytes());
        mended.extend(id);
        mended.extend(format!(">>\nstartxref\n{start}\n%%EOF\n").bytes());
    } else {
        let start = mended.len() + 1;
        mended.extend(list.bytes());
        mended.extend(format!(">>\nstartxref\n{start}\n%%EOF\n").bytes());
    }
    Some(mended)
}

/// Number, generation and start of the heading `12 0 obj` that ends here, before `obj`.
fn heading(before: &[u8]) -> Option<(u32, u16, usize)> {
    let rest = before.trim_ascii_end();
    let generation_start = rest.iter().rposition(|byte| !byte.is_ascii_digit())? + 1;
    let generation = str::from_utf8(&rest[generation_start..]).ok()?.parse().ok()?;
    let rest_of_it = rest[..generation_start].trim_ascii_end();
    if rest.len() - generation_start > 5 || rest_of_it.len() == generation_start {
        return None;
    }
    let start = rest_of_it.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    let number = str::from_utf8(&rest_of_it[start..]).ok()?.parse().ok()?;
    Some((number, generation, start))
}

/// The last `/Key 12 0 R`.
fn last_reference(bytes: &[u8], key: &[u8]) -> Option<(u32, u16)> {
    let mut end = bytes.len();
    while let Some(at) = find_last(&bytes[..end], key) {
        end = at;
        let rest = &bytes[at + key.len()..(at + key.len() + 32).min(bytes.len())];
        let words: Vec<&[u8]> =
            rest.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty()).take(3).collect();
        if let [number, generation, mark] = words.as_slice()
            && mark.starts_with(b"R")
            && let Some(number) = str::from_utf8(number).ok().and_then(|it| it.parse().ok())
            && let Some(generation) = str::from_utf8(generation).ok().and_then(|it| it.parse().ok())
        {
            return Some((number, generation));
        }
    }
    None
}

/// `[<…> <…>]` with its brackets: what some passwords are made with.
fn identifiers(rest: &[u8]) -> Option<Vec<u8>> {
    let rest = rest.get(..1024).unwrap_or(rest).trim_ascii_start();
    let end = rest.iter().position(|&byte| byte == b']')?;
    let list = &rest[..=end];
    let plain = |byte: &u8| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace() || b"[]<>".contains(byte);
    (list.first() == Some(&b'[') && list.iter().all(plain)).then(|| list.to_vec())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|part| part == wanted)
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|part| part == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &[u8] = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
        2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
        3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n";

    #[test]
    fn a_lost_list_is_made_anew() {
        let (document, mended) = load(SMALL, None).expect("it loads");
        assert!(mended);
        assert_eq!(document.page_iter().count(), 1);
        // Without its catalogue the pages are still there.
        let end = find(SMALL, b"1 0 obj").expect("there");
        let torn = [&SMALL[..end], &SMALL[end + 40..]].concat();
        let (document, _) = load(&torn, None).expect("it loads");
        assert_eq!(document.objects.values().filter(|object| is_page(object)).count(), 1);
    }

    #[test]
    fn what_has_no_pages_is_damaged() {
        for bytes in [b"".as_slice(), b"%PDF-", b"%PDF-1.4\n1 0 obj\nendobj", b"%PDF-1.7\n%%EOF", &SMALL[..60]] {
            assert!(matches!(load(bytes, None), Err(Refusal::Damaged(_))), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn headings_of_objects_are_known() {
        assert_eq!(heading(b"x 12 0 "), Some((12, 0, 2)));
        assert_eq!(heading(b"\n7 65535 "), Some((7, 65_535, 1)));
        assert_eq!(heading(b"end"), None);
        assert_eq!(heading(b"12"), None);
        assert_eq!(last_reference(b"/Root 1 0 R /Root 5 0 R>>", b"/Root"), Some((5, 0)));
        assert_eq!(last_reference(b"/Root 1 0 R /Rooted", b"/Root"), Some((1, 0)));
    }
}
