//! The ways into the open book: contents, bookmarks, a page or a percentage.

mod headings;

use std::collections::BTreeSet;

use iced::widget::{column, row, space};
use iced::{Alignment, Length};

use super::{Context, stacked};
use crate::book::{Book, OutlineEntry, Point};
use crate::locale::Locale;
use crate::reading::annotations::{self, Annotation};
use crate::reading::{Command, Reading, movement};
use crate::ui::widget::{self, Choice, Control, Element, button, heading, item, key_of, list, tabs, text, text_field};
use crate::ui::wording;

/// Letters of a bookmark's text that are shown.
const EXCERPT: usize = 80;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    Contents,
    /// Of the text alone; a recording has none.
    Headings,
    Bookmarks,
    Places,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Contents, Self::Headings, Self::Bookmarks, Self::Places];

    fn id(self) -> &'static str {
        match self {
            Self::Contents => "outline-contents",
            Self::Headings => "outline-headings",
            Self::Bookmarks => "outline-bookmarks",
            Self::Places => "outline-places",
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
    BookmarkPressed(Point),
    BookmarkRemoved(annotations::Id),
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
            Message::HeadingPressed(point) | Message::BookmarkPressed(point) => {
                return Action::Go(Command::GoTo(point));
            }
            Message::BookmarkRemoved(id) => return Action::Perform(Command::Discard(id)),
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
            Part::Bookmarks => parts.extend(bookmarks(context, reading)),
            Part::Places => parts.extend(self.places(context, book)),
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
        vec![heading(look, 2, name.clone()).into(), list(look, name, rows).into()]
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
            rows.push(self.row(context, entry, path));
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
        let mut row = item(look, name).key(key_of(path)).level(depth as u8);
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

fn bookmarks<'a>(context: &'a Context, reading: &'a Reading) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let marks: Vec<&Annotation> = reading.annotations().iter().collect();
    if marks.is_empty() {
        return vec![
            text(look, context.text("outline-bookmarks-none")).into(),
            text(look, context.text("outline-bookmarks-none-do")).into(),
        ];
    }
    let name = context.text("outline-bookmarks");
    let rows = marks.into_iter().enumerate().map(|(index, mark)| {
        let words = line_of(context, reading, mark);
        let shown = widget::worded(words.clone()).size(look.body()).font(look.font);
        let sign = widget::worded(context.text("remove")).size(look.body()).font(look.font);
        let remove = Control::piece(look, sign)
            .face(widget::Face::Raised)
            .padding([look.inset() / 2.0, look.inset()])
            .on_press(Message::BookmarkRemoved(mark.id()))
            .target();
        let content: Element<'a, Message> = if context.one_column() {
            column![shown, remove].spacing(look.gap()).into()
        } else {
            row![shown.width(Length::Fill), remove].spacing(look.gap()).into()
        };
        let row = item(look, words)
            .key(key_of(mark.id()))
            .content(content)
            .on_press(Message::BookmarkPressed(mark.span.start));
        if index == 0 { row.autofocus() } else { row }
    });
    vec![heading(look, 2, name.clone()).into(), list(look, name, rows).into()]
}

/// A bookmark or note in a line: the reader's own words, the book's, and how far in it is.
fn line_of(context: &Context, reading: &Reading, mark: &Annotation) -> String {
    let locale = &context.locale;
    let book = reading.book();
    let mut excerpt = movement::text_of(book, mark.span).replace('\n', " ");
    if excerpt.is_empty() {
        let place = mark.span.start;
        excerpt = book.block(place).and_then(|block| block.text.get(place.byte..)).unwrap_or_default().to_owned();
    }
    if excerpt.chars().count() > EXCERPT {
        excerpt = excerpt.chars().take(EXCERPT).collect::<String>().trim_end().to_owned() + "…";
    }
    let percent = wording::percent(locale, book.progress(mark.span.start));
    let mut values = vec![("text", excerpt.into()), ("percent", percent.into())];
    if mark.kept.text.trim().is_empty() {
        locale.with("outline-bookmark", &values)
    } else {
        values.push(("note", mark.kept.text.trim().to_owned().into()));
        locale.with("outline-bookmark-with-note", &values)
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
