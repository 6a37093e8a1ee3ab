//! What is said of the place when the reader asks: title, selection, word, letters.

use crate::book::{Language, Point, Span};

use super::movement::{self, Stop};
use super::table;
use super::{Command, Direction, Effect, Narrator, Notice, Reading, Unit};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asked {
    /// Of the book and the chapter.
    Title,
    Selection,
    /// Only the view knows where lines end: it answers with [`Command::SayThis`]. Said to a session without a view, a
    /// line is a paragraph.
    Line,
    Word,
    Character,
    /// Of the word, letter by letter; asked again, with a word for each letter.
    Spelling,
}

/// Words of the book, to be said in their language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub text: String,
    pub language: Option<Language>,
}

impl Reading {
    pub(super) fn say_asked(&mut self, asked: Asked, spelled: Option<Span>, effects: &mut Vec<Effect>) {
        let notice = match asked {
            Asked::Title => self.title(),
            Asked::Selection => {
                match self.selection.map(|selection| selection.span()).filter(|span| !span.is_empty()) {
                    Some(span) => Notice::Selection(self.passage_of(span)),
                    None => Notice::NothingSelected,
                }
            }
            Asked::Line => return self.say_this(self.block_at_cursor(), effects),
            Asked::Word => self.word_at_cursor().map_or(Notice::Empty, |word| Notice::Passage(self.passage_of(word))),
            Asked::Character => {
                let character = movement::character_around(&self.book, self.cursor);
                let text = character.map_or_else(|| "\n".to_owned(), |span| movement::text_of(&self.book, span));
                Notice::Character(text)
            }
            Asked::Spelling => match self.word_at_cursor() {
                Some(word) => {
                    let again = spelled == Some(word);
                    self.spelled = (!again).then_some(word);
                    Notice::Spelling { word: self.passage_of(word), with_words: again }
                }
                None => Notice::Empty,
            },
        };
        self.answer(notice, effects);
    }

    /// Says this much of the book, without going there.
    pub(super) fn say_this(&mut self, span: Span, effects: &mut Vec<Effect>) {
        let passage = self.passage_of(span);
        let notice = if passage.text.trim().is_empty() { Notice::Empty } else { Notice::Passage(passage) };
        self.answer(notice, effects);
    }

    /// An answer waits for nothing but the end of what interrupts it; reading goes on after it.
    fn answer(&mut self, notice: Notice, effects: &mut Vec<Effect>) {
        if self.narration.state != Narrator::Speaking {
            self.hush(effects);
        }
        self.announce(notice, effects);
    }

    fn title(&self) -> Notice {
        let whereabouts = self.whereabouts();
        let chapter = whereabouts.headings.last().cloned().or(whereabouts.section_title);
        let title = self.book.metadata.title.trim().to_owned();
        Notice::Title {
            chapter: chapter.filter(|chapter| *chapter != title),
            book: title,
            language: self.book.metadata.languages.first().cloned(),
        }
    }

    fn block_at_cursor(&self) -> Span {
        let start = Point { byte: 0, ..self.cursor };
        let length = self.book.block(start).map_or(0, |block| block.text.len());
        Span::between(start, Point { byte: length, ..start })
    }

    /// The word at the cursor; between words the next one of the block, behind the last one that one.
    fn word_at_cursor(&self) -> Option<Span> {
        let book = &self.book;
        let is_word = |span: &Span| movement::audible(&movement::text_of(book, *span));
        let here = (self.cursor.section, self.cursor.block);
        let near = |direction| match movement::step(book, self.cursor, Unit::Word, direction) {
            Ok(place) if (place.section, place.block) == here => movement::word_around(book, place),
            Ok(_) | Err(Stop::Edge | Stop::Wait(_)) => None,
        };
        movement::word_around(book, self.cursor)
            .filter(is_word)
            .or_else(|| near(Direction::Forward))
            .or_else(|| near(Direction::Backward))
    }

    fn passage_of(&self, span: Span) -> Passage {
        Passage { text: movement::text_of(&self.book, span), language: self.book.language_at(span.start).cloned() }
    }

    /// What a command came to, for a screen reader that does not say by itself what a caret jumps to. `None` for commands
    /// that do not go anywhere, that come from a caret, or that say it themselves.
    pub fn come_to(&self, command: &Command) -> Option<Passage> {
        let span = match command {
            Command::Move(_, Unit::Character) => movement::character_around(&self.book, self.cursor)?,
            Command::Move(_, Unit::Link) => self.link_around(self.cursor)?,
            Command::Move(_, Unit::Word) => movement::word_around(&self.book, self.cursor)?,
            Command::Move(..)
            | Command::GoTo(_)
            | Command::GoToTarget(_)
            | Command::Follow
            | Command::GoToPage(_)
            | Command::GoToPercent(_)
            | Command::Beginning
            | Command::End
            | Command::Back
            | Command::Forward
            | Command::Find { .. }
            | Command::FindNext
            | Command::FindPrevious => {
                let phrase = movement::phrase_around(&self.book, self.cursor);
                movement::audible_from(&self.book, phrase.map_or(self.cursor, |phrase| phrase.start)).ok()?
            }
            _ => return None,
        };
        Some(self.passage_of(span))
    }

    /// Whether a place stands in running text, with nothing of structure to tell of.
    pub fn is_plain(&self, point: Point) -> bool {
        let Some(section) = self.book.section(point.section) else { return false };
        let paragraph = |block: &crate::book::Block| block.kind == crate::book::Kind::Paragraph;
        self.book.block(point).is_some_and(paragraph) && section.groups_of(point.block).next().is_none()
    }

    /// What is to be said in place of an empty cell's words.
    pub(super) fn stands_in_empty_cell(&self) -> bool {
        table::is_empty_cell(&self.book, self.cursor)
    }
}
