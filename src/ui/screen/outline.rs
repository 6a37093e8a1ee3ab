//! The ways into the open book: contents, bookmarks and notes, places found, a page or a percentage.

pub mod found;
pub mod marks;

mod headings;

use std::collections::BTreeSet;

use iced::widget::{column, row, space};
use iced::{Alignment, Length};

use super::{Context, stacked};
use crate::book::{Book, OutlineEntry, Point};
use crate::locale::Locale;
use crate::reading::annotations;
use crate::reading::{Command, Reading};
use crate::ui::keymap::Act;
use crate::ui::widget::{
    self, Choice, Control, Element, button, heading, item, key_of, tabs, text, text_field, tree, tree_item,
};
use crate::ui::wording;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    Contents,
    /// Of the text alone; a recording has none.
    Headings,
    Bookmarks,
    /// What a search found.
    Found,
    Places,
    /// The printed pages of a recording; a text has them on its own pages.
    Pages,
}

impl Part {
    pub const ALL: [Self; 5] = [Self::Contents, Self::Headings, Self::Bookmarks, Self::Found, Self::Places];

    fn id(self) -> &'static str {
        match self {
            Self::Contents => "outline-contents",
            Self::Headings => "outline-headings",
            Self::Bookmarks => "outline-marks",
            Self::Found => "outline-found",
            Self::Places => "outline-places",
            Self::Pages => "chapters-pages",
        }
    }
}

/// An entry of the contents by its way down from the top: the numbers of the children.
type Path = Vec<usize>;

#[derive(Debug, Clone)]
pub struct State {
    part: Part,
    /// Entries whose children are shown.
    open: BTreeSet<Path>,
    /// The entry that the reader is in.
    here: Option<Path>,
    /// Gathered when they are shown.
    headings: Vec<headings::Heading>,
    marks: marks::State,
    found: found::State,
    page: String,
    page_error: Option<String>,
    percent: String,
    percent_error: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    PartChosen(Part),
    EntryPressed(Path),
    EntryToggled(Path),
    HeadingPressed(Point),
    Marks(marks::Message),
    Found(found::Message),
    PageTyped(String),
    PageSubmitted,
    PercentTyped(String),
    PercentSubmitted,
    BackPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// To the session, and show the reader.
    Go(Command),
    /// To the session; the screen stays.
    Perform(Command),
    /// Ask for other words of this annotation.
    Edit(annotations::Id),
    /// Ask which file the annotations are to be saved to.
    Export,
    /// To be announced.
    Tell(String),
    /// Show the reader as it was.
    Back,
}

impl State {
    /// Opened on the entry that the reader is in.
    pub fn new(part: Part, reading: &Reading) -> Self {
        let here = entry_at(&reading.book().outline, reading.cursor());
        let mut open = BTreeSet::new();
        if let Some(path) = &here {
            open.extend((1..path.len()).map(|length| path[..length].to_vec()));
        }
        let mut state = Self {
            part,
            open,
            here,
            headings: Vec::new(),
            marks: marks::State::default(),
            found: found::State::new(reading),
            page: String::new(),
            page_error: None,
            percent: String::new(),
            percent_error: None,
        };
        state.show(part, reading);
        state
    }

    fn show(&mut self, part: Part, reading: &Reading) {
        self.part = part;
        if part == Part::Headings {
            self.headings = headings::all(reading.book());
        }
    }

    pub fn title(&self, locale: &Locale) -> String {
        locale.text(self.part.id())
    }

    pub fn part(&self) -> Part {
        self.part
    }

    pub fn update(&mut self, message: Message, reading: &Reading, locale: &Locale) -> Action {
        match message {
            Message::PartChosen(part) => self.show(part, reading),
            Message::EntryPressed(path) => {
                if let Some(entry) = entry(&reading.book().outline, &path) {
                    match entry.point {
                        Some(point) => return Action::Go(Command::GoToEntry(point)),
                        None => self.toggle(path),
                    }
                }
            }
            Message::EntryToggled(path) => self.toggle(path),
            Message::HeadingPressed(point) => return Action::Go(Command::GoTo(point)),
            Message::Marks(message) => return of_marks(self.marks.update(message, reading), locale),
            Message::Found(message) => {
                return match self.found.update(message, locale) {
                    found::Action::None => Action::None,
                    found::Action::Find(command) => Action::Perform(command),
                    found::Action::Go(command) => Action::Go(command),
                    found::Action::Tell(words) => Action::Tell(words),
                };
            }
            Message::PageTyped(text) => {
                self.page = text;
                self.page_error = None;
            }
            Message::PageSubmitted => return self.go_to_page(reading.book(), locale),
            Message::PercentTyped(text) => {
                self.percent = text;
                self.percent_error = None;
            }
            Message::PercentSubmitted => match wording::typed_percent(&self.percent) {
                Some(percent) => return Action::Go(Command::GoToPercent(percent)),
                None => self.percent_error = Some(locale.text("outline-percent-wrong")),
            },
            Message::BackPressed => return Action::Back,
        }
        Action::None
    }

    /// What a key asks of the row that has the focus, which has this number, from one.
    pub fn act(&self, act: &Act, row: Option<usize>, reading: &Reading, locale: &Locale) -> Action {
        let row = row.filter(|_| self.part == Part::Bookmarks);
        of_marks(self.marks.act(act, row, reading), locale)
    }

    /// The annotations were saved; this tells where.
    pub fn set_saved(&mut self, told: String) {
        self.marks.set_saved(told);
    }

    fn toggle(&mut self, path: Path) {
        if !self.open.remove(&path) {
            self.open.insert(path);
        }
    }

    fn go_to_page(&mut self, book: &Book, locale: &Locale) -> Action {
        let typed = self.page.trim();
        match book.pages.iter().find(|page| page.label.eq_ignore_ascii_case(typed)) {
            Some(page) => Action::Go(Command::GoToPage(page.label.clone())),
            None => {
                self.page_error = Some(locale.with("outline-page-wrong", &[("label", typed.into())]));
                Action::None
            }
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context, reading: &'a Reading) -> Element<'a, Message> {
        let look = &context.look;
        let book = reading.book();
        let title = heading(look, 1, context.text("screen-outline"));
        let choices =
            Part::ALL.map(|part| Choice::new(context.text(part.id()), self.part == part, Message::PartChosen(part)));
        let mut parts: Vec<Element<'a, Message>> = vec![
            title.into(),
            text(look, wording::title(&context.locale, &book.metadata.title)).into(),
            tabs(look, context.text("screen-outline"), choices).into(),
        ];
        match self.part {
            Part::Contents => parts.extend(self.contents(context, book)),
            Part::Headings => parts.extend(headings::view(context, &self.headings, reading.cursor())),
            Part::Bookmarks => {
                parts.extend(self.marks.view(context, reading).into_iter().map(|part| part.map(Message::Marks)));
            }
            Part::Found => {
                parts.extend(self.found.view(context, reading).into_iter().map(|part| part.map(Message::Found)));
            }
            Part::Places | Part::Pages => parts.extend(self.places(context, book)),
        }
        parts.push(button(look, context.text("outline-back-to-book")).on_press(Message::BackPressed).into());
        stacked(look, parts)
    }

    fn contents<'a>(&'a self, context: &'a Context, book: &'a Book) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let name = context.text("outline-contents");
        if book.outline.is_empty() {
            return vec![text(look, context.text("outline-none")).into()];
        }
        let mut rows = Vec::new();
        self.rows(context, &book.outline, &mut Vec::new(), &mut rows);
        if self.here.is_none()
            && let Some(first) = rows.first_mut()
        {
            *first = std::mem::replace(first, item(look, "")).autofocus();
        }
        vec![heading(look, 2, name.clone()).into(), tree(look, name, rows).into()]
    }

    /// The entries that are in sight, a row each, indented by their depth.
    fn rows<'a>(
        &'a self,
        context: &'a Context,
        entries: &'a [OutlineEntry],
        path: &mut Path,
        rows: &mut Vec<Control<'a, Message>>,
    ) {
        for (index, entry) in entries.iter().enumerate() {
            path.push(index);
            rows.push(self.row(context, entry, path).position(index + 1, entries.len()));
            if self.open.contains(path) {
                self.rows(context, &entry.children, path, rows);
            }
            path.pop();
        }
    }

    fn row<'a>(&'a self, context: &'a Context, entry: &'a OutlineEntry, path: &Path) -> Control<'a, Message> {
        let look = &context.look;
        let locale = &context.locale;
        let here = self.here.as_ref() == Some(path);
        let depth = path.len();
        let title = [("title", entry.title.as_str().into())];
        let name = if here { locale.with("outline-here", &title) } else { entry.title.clone() };
        // Depth is shown by a step to the right; at large scales steps are small, so that the words keep their room.
        let indent = look.gap() * 2.0 * (depth.min(6) - 1) as f32;
        let font = if here { look.bold } else { look.font };
        let words = widget::worded(name.clone()).size(look.body()).font(font).width(Length::Fill);
        let mut line = row![space().width(indent)].spacing(look.gap());
        let mut row = tree_item(look, name, depth as u8).key(key_of(path));
        if !entry.children.is_empty() {
            let open = self.open.contains(path);
            let sign = widget::worded(if open { "−" } else { "+" }).size(look.body()).font(look.bold);
            let toggle = Control::piece(look, sign)
                .face(widget::Face::Raised)
                .align_x(Alignment::Center)
                .on_press(Message::EntryToggled(path.clone()))
                .target();
            line = line.push(toggle);
            row = row.expanded(open).on_toggle(Message::EntryToggled(path.clone()));
        }
        let row = row
            .content(line.push(words).align_y(Alignment::Center))
            .on_press(Message::EntryPressed(path.clone()))
            .selected(here);
        if here { row.autofocus() } else { row }
    }

    fn places<'a>(&'a self, context: &'a Context, book: &'a Book) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 2, context.text("outline-go-heading")).into()];
        let percent = text_field(look, context.text("outline-percent"), self.percent.as_str())
            .error(self.percent_error.clone())
            .on_input(Message::PercentTyped)
            .on_submit(Message::PercentSubmitted);
        let go = |message| button(look, context.text("outline-go")).on_press(message);
        match (book.pages.first(), book.pages.last()) {
            (Some(first), Some(last)) => {
                let values = [("first", first.label.as_str().into()), ("last", last.label.as_str().into())];
                let page = text_field(look, context.text("outline-page"), self.page.as_str())
                    .description(context.locale.with("outline-page-range", &values))
                    .error(self.page_error.clone())
                    .autofocus()
                    .on_input(Message::PageTyped)
                    .on_submit(Message::PageSubmitted);
                parts.push(column![page, go(Message::PageSubmitted)].spacing(look.gap()).into());
                parts.push(column![percent, go(Message::PercentSubmitted)].spacing(look.gap()).into());
            }
            _ => {
                parts.push(text(look, context.text("notice-no-pages")).into());
                parts.push(column![percent.autofocus(), go(Message::PercentSubmitted)].spacing(look.gap()).into());
            }
        }
        parts
    }
}

fn of_marks(action: marks::Action, locale: &Locale) -> Action {
    match action {
        marks::Action::None => Action::None,
        marks::Action::Go(command) => Action::Go(command),
        marks::Action::Perform(command) => Action::Perform(command),
        marks::Action::Edit(id) => Action::Edit(id),
        marks::Action::Export => Action::Export,
        marks::Action::NoneChosen => Action::Tell(locale.text("marks-none-chosen")),
    }
}

fn entry<'a>(entries: &'a [OutlineEntry], path: &[usize]) -> Option<&'a OutlineEntry> {
    let (first, rest) = path.split_first()?;
    let found = entries.get(*first)?;
    if rest.is_empty() { Some(found) } else { entry(&found.children, rest) }
}

/// The last entry at or before this point. Entries may stand out of order.
fn entry_at(entries: &[OutlineEntry], point: Point) -> Option<Path> {
    fn walk(entries: &[OutlineEntry], point: Point, path: &mut Path, best: &mut Option<(Point, Path)>) {
        for (index, entry) in entries.iter().enumerate() {
            path.push(index);
            if let Some(own) = entry.point
                && own <= point
                && best.as_ref().is_none_or(|(other, _)| *other <= own)
            {
                *best = Some((own, path.clone()));
            }
            walk(&entry.children, point, path, best);
            path.pop();
        }
    }
    let mut best = None;
    walk(entries, point, &mut Vec::new(), &mut best);
    best.map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Target;

    fn leaf(point: Option<Point>, children: Vec<OutlineEntry>) -> OutlineEntry {
        let target = Some(Target::Internal { href: "a".to_owned(), fragment: None });
        OutlineEntry { title: "x".to_owned(), level: 1, target, point, children }
    }

    #[test]
    fn the_entry_that_the_reader_is_in_is_found_at_any_depth() {
        let at = |section| Some(Point::new(section, 0, 0));
        let outline =
            [leaf(at(0), vec![]), leaf(None, vec![leaf(at(1), vec![]), leaf(at(3), vec![])]), leaf(at(5), vec![])];
        assert_eq!(entry_at(&outline, Point::new(2, 4, 0)), Some(vec![1, 0]));
        assert_eq!(entry_at(&outline, Point::new(9, 0, 0)), Some(vec![2]));
        assert_eq!(entry_at(&outline[1..2], Point::new(0, 0, 0)), None);
    }
}
