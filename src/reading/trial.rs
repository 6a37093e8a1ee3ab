//! Small books from plain markup, and a desk with a voice that does what it is told: how the tests speak.
//!
//! A line is a block: `# heading` (`##` …), `- item`, `;cell;cell` (a row), `![alternative]`, `>note`, `=12` (page break),
//! `"quotation`. A cell begins with `!` (a header of its column) or `!!` (of its row) and with `2x3~` (rows and columns
//! that it takes).
//! `***` (separator), anything else a paragraph. `§ title` begins a section, `§…` one that is pending, `§~` one outside the
//! linear spine. `@id ` before a block is its fragment. Inside a line: `[text](target)`, `[^1](target)` (note reference),
//! `{en:text}`. `|` is the cursor.

mod hearing;
mod movement;
mod narration;
mod notes;
mod properties;
mod recorded;
mod session;
mod sleep;
mod structure;
mod tables;
mod telling;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::book::{
    Block, Book, CellPlace, Group, GroupKind, Inline, Kind, Language, Metadata, PageLabel, Point, Section, Style,
    Target,
};
use crate::voice::{Event, Utterance};

use super::{Annotations, Asked, Command, Direction, Effect, Matching, Notice, Reading, Toward, Unit};

/// Some instant.
pub fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

/// The book of this markup in this language (empty for a book that does not tell), and its cursor.
pub fn book_in(language: &str, markup: &str) -> (Arc<Book>, Point) {
    let mut making = Making::default();
    for line in markup.lines().map(str::trim).filter(|line| !line.is_empty()) {
        making.line(line);
    }
    making.finish_section();
    let metadata = Metadata { languages: Language::parse(language).into_iter().collect(), ..Metadata::default() };
    let sections = making.sections.into_iter().map(Arc::new).collect();
    (Arc::new(Book::new(metadata, sections, Vec::new(), making.pages, Vec::new())), making.cursor)
}

#[derive(Default)]
struct Making {
    sections: Vec<Section>,
    open: Option<Section>,
    pages: Vec<PageLabel>,
    cursor: Point,
    /// The line began with the cursor, before the mark of its kind.
    cursor_first: bool,
}

impl Making {
    fn line(&mut self, line: &str) {
        self.cursor_first = line.starts_with('|');
        let line = line.strip_prefix('|').unwrap_or(line);
        if let Some(rest) = line.strip_prefix('§') {
            self.finish_section();
            let mut section = Section::new(format!("{}.xhtml", self.sections.len() + 1));
            match rest.trim() {
                "…" => section.pending = true,
                "~" => section.linear = false,
                "" => {}
                title => section.title = Some(title.to_owned()),
            }
            self.open = Some(section);
            return;
        }
        if self.section().pending {
            return;
        }
        let (fragment, line) = match line.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
            Some((fragment, rest)) => (Some(fragment.to_owned()), rest),
            None => (None, line),
        };
        if let Some(cells) = line.strip_prefix(';') {
            return self.row(cells);
        }
        if let Some(quotation) = line.strip_prefix('"') {
            let index = self.section().blocks.len();
            self.block(Kind::Paragraph, quotation, fragment, |_| {});
            let group = Group { kind: GroupKind::Quote, blocks: index..index + 1, parent: None, label: None };
            return self.section().groups.push(group);
        }
        if line == "***" {
            return self.block(Kind::Separator, "", fragment, |_| {});
        }
        if let Some(label) = line.strip_prefix('=') {
            let point = Point::new(self.sections.len(), self.section().blocks.len(), 0);
            self.pages.push(PageLabel { label: label.to_owned(), point });
            return self.block(Kind::PageBreak, "", fragment, |block| {
                block.label = Some(label.to_owned());
            });
        }
        if let Some(alternative) = line.strip_prefix("![").and_then(|rest| rest.strip_suffix(']')) {
            return self.block(Kind::Image, alternative, fragment, |_| {});
        }
        if let Some(item) = line.strip_prefix("- ") {
            return self.block(Kind::Item, item, fragment, |_| {});
        }
        if let Some(note) = line.strip_prefix('>') {
            return self.block(Kind::Note, note, fragment, |_| {});
        }
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        match line[level..].strip_prefix(' ') {
            Some(heading) if (1..=6).contains(&level) => {
                self.block(Kind::Heading(level as u8), heading, fragment, |_| {})
            }
            _ => self.block(Kind::Paragraph, line, fragment, |_| {}),
        }
    }

    /// Cells at the first free columns of the next row of the table that is being made.
    fn row(&mut self, cells: &str) {
        let blocks = &self.section().blocks;
        let begun = blocks.iter().rev().map_while(|block| block.cell).collect::<Vec<_>>();
        let row = begun.first().map_or(0, |last| last.row + 1);
        let mut column = 0;
        for cell in cells.split(';') {
            let (cell, header, row_header) = match (cell.strip_prefix("!!"), cell.strip_prefix('!')) {
                (Some(cell), _) => (cell, true, true),
                (None, Some(cell)) => (cell, true, false),
                (None, None) => (cell, false, false),
            };
            let spans = cell.split_once('~').and_then(|(spans, cell)| Some((spans.split_once('x')?, cell)));
            let (row_span, column_span, cell) = match spans {
                Some(((rows, columns), cell)) => (rows.parse().expect("rows"), columns.parse().expect("columns"), cell),
                None => (1, 1, cell),
            };
            while begun.iter().any(|place| place.covers(row, column)) {
                column += 1;
            }
            let place = CellPlace { row, column, row_span, column_span, header, row_header, ..CellPlace::default() };
            self.block(Kind::Cell, cell, None, |block| block.cell = Some(place));
            column += column_span;
        }
    }

    fn section(&mut self) -> &mut Section {
        let number = self.sections.len() + 1;
        self.open.get_or_insert_with(|| Section::new(format!("{number}.xhtml")))
    }

    fn block(&mut self, kind: Kind, markup: &str, fragment: Option<String>, complete: impl FnOnce(&mut Block)) {
        let index = self.section().blocks.len();
        let (text, inlines, cursor) = inline(markup);
        if let Some(byte) = cursor.or(std::mem::take(&mut self.cursor_first).then_some(0)) {
            self.cursor = Point::new(self.sections.len(), index, byte);
        }
        let mut block = Block::new(kind, text);
        block.inlines = inlines;
        if let Some(fragment) = fragment {
            self.section().anchors.insert(fragment.clone(), (index, 0));
            block.fragment = Some(fragment);
        }
        complete(&mut block);
        self.section().blocks.push(block);
    }

    /// Runs of items are lists, runs of cells tables.
    fn finish_section(&mut self) {
        let Some(mut section) = self.open.take() else { return };
        let kind = |block: &Block| match block.kind {
            Kind::Item => Some(GroupKind::List { ordered: false }),
            Kind::Cell => Some(GroupKind::Table { rows: 0, columns: 0 }),
            _ => None,
        };
        for (index, block) in section.blocks.iter().enumerate() {
            let Some(kind) = kind(block) else { continue };
            match section.groups.last_mut() {
                Some(group) if group.blocks.end == index && group.kind == kind => group.blocks.end = index + 1,
                _ => section.groups.push(Group { kind, blocks: index..index + 1, parent: None, label: None }),
            }
        }
        for group in &mut section.groups {
            let cells = section.blocks[group.blocks.clone()].iter().filter_map(|block| block.cell);
            if let GroupKind::Table { rows, columns } = &mut group.kind {
                for place in cells {
                    *rows = place.in_rows().end.max(*rows);
                    *columns = place.in_columns().end.max(*columns);
                }
            }
        }
        section.groups.sort_by_key(|group| group.blocks.start);
        self.sections.push(section);
    }
}

/// Text, inlines, and the cursor's byte.
fn inline(markup: &str) -> (String, Vec<Inline>, Option<usize>) {
    let (mut text, mut inlines, mut cursor) = (String::new(), Vec::new(), None);
    let mut open: Vec<(usize, Option<Language>)> = Vec::new();
    let mut rest = markup;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        match character {
            '|' => {
                cursor = Some(text.len());
                rest = after;
            }
            '{' if after.contains(':') => {
                let (tag, inside) = after.split_once(':').expect("looked for");
                open.push((text.len(), Language::parse(tag)));
                rest = inside;
            }
            '[' => {
                open.push((text.len(), None));
                rest = after;
            }
            '}' | ']' if !open.is_empty() => {
                let (start, language) = open.pop().expect("not empty");
                rest = after;
                let style = match language {
                    Some(language) => Style::Language(language),
                    None => {
                        let Some((target, following)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
                        else {
                            continue;
                        };
                        rest = following;
                        let target = target_of(target);
                        if text[start..].starts_with('^') {
                            text.remove(start);
                            Style::NoteReference(target)
                        } else {
                            Style::Link(target)
                        }
                    }
                };
                inlines.push(Inline { range: start..text.len(), style });
            }
            _ => {
                text.push(character);
                rest = after;
            }
        }
    }
    inlines.sort_by_key(|inline: &Inline| (inline.range.start, std::cmp::Reverse(inline.range.end)));
    (text, inlines, cursor)
}

fn target_of(target: &str) -> Target {
    if target.contains("://") {
        return Target::External(target.to_owned());
    }
    let (href, fragment) = match target.split_once('#') {
        Some((href, fragment)) => (href, Some(fragment.to_owned())),
        None => (target, None),
    };
    let href = if href.is_empty() { "1.xhtml" } else { href };
    Target::Internal { href: href.to_owned(), fragment }
}

/// The book's text with the cursor in it.
pub fn shown(book: &Book, cursor: Point) -> String {
    let mut text = String::new();
    for (section, inside) in book.sections.iter().enumerate() {
        for (index, block) in inside.blocks.iter().enumerate() {
            let byte = if (section, index) == (cursor.section, cursor.block) { cursor.byte } else { usize::MAX };
            match block.text.split_at_checked(byte) {
                Some((before, after)) => text.extend([before, "|", after, "\n"]),
                None => text.extend([block.text.as_str(), "\n"]),
            }
        }
        text.push_str("§\n");
    }
    text
}

/// A command in words: `next sentence`, `previous heading 2`, `back`.
pub fn command(words: &str) -> Command {
    let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
    match verb {
        "next" => Command::Move(Direction::Forward, unit(rest)),
        "previous" => Command::Move(Direction::Backward, unit(rest)),
        "extend" => Command::Extend(Direction::Forward, unit(rest)),
        "shrink" => Command::Extend(Direction::Backward, unit(rest)),
        "beginning" => Command::Beginning,
        "end" => Command::End,
        "back" => Command::Back,
        "forward" => Command::Forward,
        "follow" => Command::Follow,
        "page" => Command::GoToPage(rest.to_owned()),
        "percent" => Command::GoToPercent(rest.parse().expect("a number")),
        "read" => Command::Read,
        "from-here" => Command::ReadFromHere,
        "stop" => Command::Stop,
        "toggle" => Command::Toggle,
        "repeat" => Command::RepeatPhrase,
        "where" => Command::WhereAmI,
        "cell" => Command::Cell(match rest {
            "left" => Toward::Left,
            "right" => Toward::Right,
            "up" => Toward::Up,
            "down" => Toward::Down,
            "first" => Toward::First,
            _ => Toward::Last,
        }),
        "say" => Command::Say(match rest {
            "title" => Asked::Title,
            "selection" => Asked::Selection,
            "line" => Asked::Line,
            "word" => Asked::Word,
            "character" => Asked::Character,
            _ => Asked::Spelling,
        }),
        "bookmark" => Command::AddBookmark { label: rest.to_owned() },
        "unmark" => Command::RemoveBookmark,
        "highlight" => Command::AddHighlight,
        "note" => Command::AddNote { text: rest.to_owned() },
        "find" => Command::Find { query: rest.to_owned(), matching: Matching::default() },
        "find-all" => Command::FindAll { query: rest.to_owned(), matching: Matching::default() },
        "hit" => Command::GoToHit(rest.parse().expect("a number")),
        "restore" => Command::Restore,
        "again" => Command::FindNext,
        "before" => Command::FindPrevious,
        other => panic!("no such command: {other}"),
    }
}

fn unit(words: &str) -> Unit {
    match words {
        "character" => Unit::Character,
        "word" => Unit::Word,
        "line" => Unit::Line,
        "sentence" => Unit::Sentence,
        "paragraph" => Unit::Paragraph,
        "heading" => Unit::Heading(None),
        "section" => Unit::Section,
        "page" => Unit::Page,
        "list" => Unit::List,
        "item" => Unit::Item,
        "table" => Unit::Table,
        "link" => Unit::Link,
        "image" => Unit::Image,
        "note" => Unit::Note,
        "bookmark" => Unit::Bookmark,
        "quote" => Unit::Quote,
        _ => match words.strip_prefix("heading ") {
            Some(level) => Unit::Heading(Some(level.parse().expect("a level"))),
            None => panic!("no such unit: {words}"),
        },
    }
}

/// Performs one command in a silent session and compares the text with its cursor.
#[track_caller]
pub fn check(before: &str, words: &str, after: &str) {
    let mut desk = Desk::new("kk", before);
    let (expected, cursor) = book_in("kk", after);
    desk.ask(words);
    assert_eq!(shown(&expected, cursor), shown(desk.reading.book(), desk.reading.cursor()), "{words}");
}

/// A session with a voice beside it.
pub struct Desk {
    pub reading: Reading,
    /// What the voice has begun to say, an utterance a line.
    pub heard: Vec<String>,
    /// What was announced.
    pub notices: Vec<Notice>,
    pub effects: Vec<Effect>,
    voice: VecDeque<Utterance>,
    began: bool,
}

impl Desk {
    pub fn new(language: &str, markup: &str) -> Self {
        let (book, cursor) = book_in(language, markup);
        let mut reading = Reading::open(book, None, Annotations::default());
        reading.cursor = cursor;
        Self {
            reading,
            heard: Vec::new(),
            notices: Vec::new(),
            effects: Vec::new(),
            voice: VecDeque::new(),
            began: false,
        }
    }

    pub fn ask(&mut self, words: &str) {
        self.perform(command(words));
    }

    pub fn perform(&mut self, command: Command) {
        let effects = self.reading.perform(command, noon());
        self.carry_out(effects);
    }

    pub fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in &effects {
            match effect {
                Effect::Hush => self.silence(),
                Effect::Say(utterance) => {
                    assert!(self.voice.is_empty(), "said over something that sounds");
                    self.voice.push_back(utterance.clone());
                }
                Effect::Queue(utterance) => self.voice.push_back(utterance.clone()),
                Effect::Notice(notice) => self.notices.push(notice.clone()),
                _ => {}
            }
        }
        self.effects = effects;
    }

    fn silence(&mut self) {
        let stopped: Vec<Utterance> = self.voice.drain(..).collect();
        self.began = false;
        for utterance in stopped {
            // Late news.
            let effects = self.reading.hear(Event::Stopped(utterance.id));
            assert!(effects.is_empty(), "late news was not dropped: {effects:?}");
        }
    }

    /// What sounds, or would, now.
    pub fn sounding(&self) -> Option<&Utterance> {
        self.voice.front()
    }

    /// Whether something is ready to follow without a gap.
    pub fn queued(&self) -> usize {
        self.voice.len().saturating_sub(1)
    }

    /// The voice begins what it was told and says it to its end. False when it is silent.
    pub fn say_one(&mut self) -> bool {
        self.begin();
        let Some(said) = self.voice.pop_front() else { return false };
        self.began = false;
        let effects = self.reading.hear(Event::Ended(said.id));
        self.carry_out(effects);
        true
    }

    pub fn begin(&mut self) {
        if self.began {
            return;
        }
        let Some(utterance) = self.voice.front() else { return };
        let (id, text) = (utterance.id, text_of(utterance));
        self.began = true;
        self.heard.push(text);
        let effects = self.reading.hear(Event::Began(id));
        self.carry_out(effects);
    }

    /// Says everything, for as long as the book lasts.
    pub fn say_all(&mut self) -> &[String] {
        for _ in 0..1000 {
            if !self.say_one() {
                return &self.heard;
            }
        }
        panic!("the voice does not come to an end");
    }

    pub fn hear(&mut self, event: Event) {
        self.carry_out_event(event);
    }

    fn carry_out_event(&mut self, event: Event) {
        if let Event::Stopped(id) | Event::Failed(id, _) | Event::Ended(id) = &event {
            self.voice.retain(|utterance| utterance.id != *id);
            self.began = false;
        }
        let effects = self.reading.hear(event);
        self.carry_out(effects);
    }

    pub fn shown(&self) -> String {
        shown(self.reading.book(), self.reading.cursor())
    }
}

/// What is said, a language before every part where it is not Kazakh.
pub fn text_of(utterance: &Utterance) -> String {
    let mut text = String::new();
    for part in &utterance.parts {
        match part.language.as_ref().map(Language::tag) {
            Some("kk") => text.push_str(&part.text),
            Some(tag) => text.extend(["{", tag, ":", &part.text, "}"]),
            None => text.extend(["{:", &part.text, "}"]),
        }
    }
    text.trim_end().to_owned()
}
