//! Lists: their items know their place, and the arrow keys walk through those that can be pressed.

use accesskit::Role;
use iced::Length;
use iced::widget::Column;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Element;
use super::control::Control;
use super::keyed::keyed;
use super::long_list::LongList;
use super::look::Look;
use super::paint::Face;
use super::words::worded;
use crate::access::{Roving, Semantics};

/// A key for [`Control::key`] from whatever tells one thing from another.
pub fn key_of(identity: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    identity.hash(&mut hasher);
    hasher.finish()
}

/// A row that can be pressed: a book on the shelf, an entry of the contents.
pub fn item<'a, Message: Clone + 'a>(look: &Look, name: impl Into<String>) -> Control<'a, Message> {
    pressed(look, Role::ListItem, name.into())
}

/// An entry of a tree that can be pressed; its level says where it lies.
pub fn tree_item<'a, Message: Clone + 'a>(look: &Look, name: impl Into<String>, level: u8) -> Control<'a, Message> {
    pressed(look, Role::TreeItem, name.into()).level(level)
}

fn pressed<'a, Message: Clone + 'a>(look: &Look, role: Role, name: String) -> Control<'a, Message> {
    let content = worded(name.clone()).size(look.body()).font(look.font);
    Control::new(look, Semantics::new(role, name).focusable(), content)
        .face(Face::Row)
        .padding([look.inset() / 2.0, look.inset()])
        .width(Length::Fill)
        .target()
}

/// A row that is only read, or that holds controls of its own.
pub fn row_item<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    content: impl Into<Element<'a, Message>>,
) -> Control<'a, Message> {
    Control::new(look, Semantics::new(Role::ListItem, name), content).width(Length::Fill)
}

/// A list of items. Up, Down, Home and End walk through those that can be pressed; Tab leaves the list.
pub fn list<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    items: impl IntoIterator<Item = Control<'a, Message>>,
) -> Control<'a, Message> {
    rows(look, Role::List, name.into(), items.into_iter().collect()).semantics(|list| list.roving(Roving::Vertical))
}

/// A list of so many items, of which only those are made that are in sight or near the focus. `item` makes one from its
/// number; `kept` is made in any case.
pub fn long_list<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    len: usize,
    kept: Option<usize>,
    item: impl Fn(usize) -> Control<'a, Message> + 'a,
) -> Control<'a, Message> {
    let semantics = Semantics::new(Role::List, name).size_of_set(len).roving(Roving::Vertical);
    Control::new(look, semantics, LongList::new(len, look.gap() / 2.0, kept, item)).width(Length::Fill)
}

/// Entries of several levels, each in a row of its own, which know their places among those of their level. Up, Down, Home
/// and End walk through them, Left and Right close and open; Tab leaves the tree.
pub fn tree<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    entries: impl IntoIterator<Item = Control<'a, Message>>,
) -> Control<'a, Message> {
    Control::new(look, Semantics::new(Role::Tree, name.into()), below_one_another(look, entries.into_iter().collect()))
        .width(Length::Fill)
        .semantics(|tree| tree.roving(Roving::Vertical))
}

/// A list whose items hold controls of their own, all of which Tab reaches.
pub fn plain_list<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    items: impl IntoIterator<Item = Control<'a, Message>>,
) -> Control<'a, Message> {
    rows(look, Role::List, name.into(), items.into_iter().collect())
}

fn rows<'a, Message: Clone + 'a>(
    look: &Look,
    role: Role,
    name: String,
    items: Vec<Control<'a, Message>>,
) -> Control<'a, Message> {
    let size = items.len();
    let items = items.into_iter().enumerate().map(|(index, item)| item.position(index + 1, size)).collect();
    Control::new(look, Semantics::new(role, name).size_of_set(size), below_one_another(look, items)).width(Length::Fill)
}

/// Rows that stay what they are by their keys, without one by their places.
fn below_one_another<'a, Message: Clone + 'a>(look: &Look, rows: Vec<Control<'a, Message>>) -> Element<'a, Message> {
    let (keys, rows): (Vec<u64>, Vec<Element<'a, Message>>) = rows
        .into_iter()
        .enumerate()
        .map(|(index, row)| {
            let key = row.identity().unwrap_or(index as u64);
            (key, row.key(key).into())
        })
        .unzip();
    keyed(keys, Column::with_children(rows).spacing(look.gap() / 2.0).width(Length::Fill))
}
