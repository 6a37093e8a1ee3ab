//! A zip that is no book itself and holds some: the only one is opened, of several the reader chooses one.

use std::sync::Arc;

use super::container::{Container, Fault};
use super::{Error, limits, table};
use crate::book::Format;

/// The books in this container, by the endings of their names, in the order of their names.
pub(super) fn books(container: &Container) -> Vec<String> {
    let mut books: Vec<String> = container.names().filter(|name| is_book(name)).map(str::to_owned).collect();
    // A remark beside a book is no book.
    if !books.iter().all(|name| is_plain(name)) {
        books.retain(|name| !is_plain(name));
    }
    super::audio::sort_names(&mut books);
    books.truncate(limits::MEMBERS);
    books
}

/// The bytes of the book with this name, of the only one when none is named.
pub(super) fn unpack(container: &Container, member: Option<&str>) -> Result<Arc<[u8]>, Error> {
    let books = books(container);
    let name = match (member, books.as_slice()) {
        (Some(member), _) if books.iter().any(|book| book == member) => member,
        (_, []) => return Err(Error::NotABook),
        (None, [only]) => only,
        _ => return Err(Error::Several(books.into())),
    };
    match container.read(name, limits::MEMBER_BYTES) {
        Ok(content) => Ok(content.bytes.into()),
        Err(Fault::TooLarge) => Err(Error::TooLarge(name.into())),
        Err(Fault::Protected) => Err(Error::Protected("".into())),
        Err(Fault::Missing | Fault::Unreadable) => Err(Error::Damaged(name.into())),
    }
}

/// The format of the only book in this container, as its name tells it.
pub(super) fn only(container: &Container) -> Option<Format> {
    match books(container).as_slice() {
        [only] => ending(only).and_then(table::by_ending).map(|row| row.format),
        _ => None,
    }
}

fn is_book(name: &str) -> bool {
    let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    !hidden && ending(name).and_then(table::by_ending).is_some()
}

/// Whether people write remarks in it as well as books.
fn is_plain(name: &str) -> bool {
    let row = ending(name).and_then(table::by_ending);
    row.is_some_and(|row| matches!(row.format, Format::Text | Format::Html | Format::Markdown))
}

fn ending(name: &str) -> Option<&str> {
    name.rsplit('/').next()?.rsplit_once('.').map(|(_, ending)| ending)
}
