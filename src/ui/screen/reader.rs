//! The open book: the page with the one cursor, and what is done with it.

mod marked;
mod modes;
mod offered;
pub mod printed;
mod question;

use iced::Length;
use iced::widget::{column, row};

use marked::{heard, marks};
use offered::{offered, shown};
use question::{Question, Wrong, complaint, place};

use super::Context;
use crate::book::Language;
use crate::locale::Locale;
use crate::reading::{Command, Direction, Matching, Narrator, Reading, Search, Unit};
use crate::ui::dialog::{formula, picture, reference};
use crate::ui::keymap::{self, Act, Scope, Walk};
use crate::ui::pictures::{Album, Near};
use crate::ui::widget::{
    self, Control, Element, Landmark, Look, below, button, dialog, heading, item, landmark, list, over, over_all,
    primary_button, prose, screen, scrollable, status,
};

/// By which the page is given the focus.
pub const PAGE: &str = "page";

/// What lies over the page.
#[derive(Debug, Clone, Default, PartialEq)]
enum Sheet {
    #[default]
    None,
    /// Everything that can be done here.
    Menu,
    Question(Question),
    /// A formula, part by part.
    Formula(formula::State),
    /// What describes a picture, a table or a formula.
    Description(String),
    /// A picture in the whole window.
    Picture(picture::State),
    /// A note where it is referred to.
    Note(reference::State),
}

#[derive(Debug, Clone, Default)]
pub struct State {
    sheet: Sheet,
    /// The words that were searched for last, and how.
    words: String,
    matching: Matching,
    /// The text runs at the reader's pace.
    running: bool,
    /// The window's page in the chapter.
    leaf: Option<widget::prose::Leaf>,
    /// Why nothing of the book can be read, and what would help.
    unreadable: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Page(widget::prose::Event),
    Pressed(Act),
    MenuOpened,
    SheetClosed,
    Typed(String),
    Submitted,
    WholeWordsToggled,
    CaseToggled,
    AllPlacesPressed,
    Formula(formula::Message),
    Picture(picture::Message),
    Note(reference::Message),
}

#[derive(Debug, Clone)]
pub enum Action {
    None,
    /// To another part of the formula.
    Walk(Walk),
    /// At the picture, closer or elsewhere.
    Examine(keymap::Look),
    /// To what describes the picture.
    DescribePicture,
    /// To where the note stands.
    GoToNote(crate::book::Point),
    /// These pictures come near.
    PicturesNear(Near),
    Perform(Command),
    /// The eyes went on: the cursor is to be here, and nothing is said of it.
    Look(crate::book::Point),
    /// They went on beyond the chapter.
    LookBeyond {
        forward: bool,
    },
    /// Put the cursor here and follow what is there.
    Follow(crate::book::Point),
    Act(Act),
    /// What was typed will not do: see [`State::complaint`].
    Refused,
    /// List all places that hold these words.
    List(Option<Command>),
}

impl State {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn title(locale: &Locale, reading: Option<&Reading>) -> String {
        match reading.map(|reading| reading.book().metadata.title.as_str()) {
            Some(title) if !title.is_empty() => title.to_owned(),
            _ => locale.text("screen-reader"),
        }
    }

    /// True when something lies over the page, which `Escape` closes first.
    pub fn is_covered(&self) -> bool {
        self.sheet != Sheet::None
    }

    pub fn is_running(&self) -> bool {
        self.running
    }

    pub fn set_running(&mut self, running: bool) {
        self.running = running;
    }

    pub fn uncover(&mut self) {
        self.sheet = Sheet::None;
    }

    /// Asks for words to look for in the book.
    pub fn ask_words(&mut self) {
        self.sheet = Sheet::Question(Question::Words { words: self.words.clone(), wrong: None });
    }

    /// What is wrong with what was typed, to be announced.
    pub fn complaint(&self, locale: &Locale) -> Option<String> {
        match &self.sheet {
            Sheet::Question(question) => complaint(locale, question),
            _ => None,
        }
    }

    /// Asks for a page or a percentage.
    pub fn ask_place(&mut self) {
        self.sheet = Sheet::Question(Question::Place { typed: String::new(), wrong: false });
    }

    /// Opens a formula at its whole.
    pub fn explore(&mut self, formula: formula::State) {
        self.sheet = Sheet::Formula(formula);
    }

    /// The formula that is walked through.
    pub fn exploring(&mut self) -> Option<&mut formula::State> {
        match &mut self.sheet {
            Sheet::Formula(formula) => Some(formula),
            _ => None,
        }
    }

    pub fn is_exploring(&self) -> bool {
        matches!(self.sheet, Sheet::Formula(_))
    }

    /// Shows a note where it is referred to.
    pub fn show_note(&mut self, note: reference::State) {
        self.sheet = Sheet::Note(note);
    }

    /// Shows a picture in the whole window.
    pub fn look_at(&mut self, picture: picture::State) {
        self.sheet = Sheet::Picture(picture);
    }

    /// The picture that is looked at.
    pub fn looking(&self) -> Option<&picture::State> {
        match &self.sheet {
            Sheet::Picture(picture) => Some(picture),
            _ => None,
        }
    }

    pub fn looking_mut(&mut self) -> Option<&mut picture::State> {
        match &mut self.sheet {
            Sheet::Picture(picture) => Some(picture),
            _ => None,
        }
    }

    /// Shows a description that stands nowhere in the book.
    pub fn describe(&mut self, text: String) {
        self.sheet = Sheet::Description(text);
    }

    pub fn update(&mut self, message: Message, reading: &Reading) -> Action {
        use widget::prose::Event;
        match message {
            Message::Page(event) => Action::Perform(match event {
                Event::Placed(point) => Command::Place(point),
                Event::Selected { anchor, caret } => Command::Select { anchor, focus: caret },
                Event::LineAsked(line) => Command::SayThis(line),
                Event::Activated(target) => Command::GoToTarget(target),
                Event::Turned(point) => Command::ToggleDetails(point),
                Event::Followed(point) => return Action::Follow(point),
                Event::Shown(point) => return Action::Look(point),
                Event::Passed { forward } => return Action::LookBeyond { forward },
                Event::Leafed(leaf) => {
                    self.leaf = leaf;
                    return Action::None;
                }
                Event::PicturesNear(near) => return Action::PicturesNear(near),
                Event::BeyondStart => Command::Move(Direction::Backward, Unit::Sentence),
                Event::BeyondEnd => Command::Move(Direction::Forward, Unit::Sentence),
                Event::StretchedBeyond { forward: true } => Command::Extend(Direction::Forward, Unit::Sentence),
                Event::StretchedBeyond { forward: false } => Command::Extend(Direction::Backward, Unit::Sentence),
            }),
            Message::Pressed(act) => {
                self.uncover();
                Action::Act(act)
            }
            Message::MenuOpened => {
                self.sheet = Sheet::Menu;
                Action::None
            }
            Message::SheetClosed => {
                self.uncover();
                Action::None
            }
            Message::Typed(text) => {
                match &mut self.sheet {
                    Sheet::Question(Question::Words { words, wrong }) => {
                        *words = text;
                        *wrong = None;
                    }
                    Sheet::Question(Question::Place { typed, wrong }) => {
                        *typed = text;
                        *wrong = false;
                    }
                    _ => {}
                }
                Action::None
            }
            Message::WholeWordsToggled => {
                self.matching.whole_words = !self.matching.whole_words;
                Action::None
            }
            Message::CaseToggled => {
                self.matching.case = !self.matching.case;
                Action::None
            }
            Message::AllPlacesPressed => {
                if let Sheet::Question(Question::Words { words, .. }) = &self.sheet {
                    self.words = words.trim().to_owned();
                }
                self.uncover();
                let find = Command::FindAll { query: self.words.clone(), matching: self.matching };
                Action::List((!self.words.is_empty()).then_some(find))
            }
            Message::Submitted => self.answer(reading),
            Message::Formula(formula::Message::Walked(walk)) => Action::Walk(walk),
            Message::Picture(picture::Message::Looked(look)) => Action::Examine(look),
            Message::Picture(picture::Message::DescriptionAsked) => Action::DescribePicture,
            Message::Note(reference::Message::GoPressed) => {
                let Sheet::Note(note) = std::mem::take(&mut self.sheet) else { return Action::None };
                Action::GoToNote(note.at())
            }
            Message::Formula(formula::Message::Closed)
            | Message::Picture(picture::Message::Closed)
            | Message::Note(reference::Message::Closed) => {
                self.uncover();
                Action::None
            }
        }
    }

    fn answer(&mut self, reading: &Reading) -> Action {
        let command = match &mut self.sheet {
            Sheet::Question(Question::Words { words, wrong }) => {
                let query = words.trim().to_owned();
                // The question stays until there is something to go to.
                *wrong = if query.is_empty() {
                    Some(Wrong::Nothing)
                } else if Search::run(reading.book(), &query, self.matching).hits().is_empty() {
                    Some(Wrong::NotFound(query.clone()))
                } else {
                    None
                };
                if wrong.is_some() {
                    return Action::Refused;
                }
                self.words.clone_from(&query);
                Command::Find { query, matching: self.matching }
            }
            Sheet::Question(Question::Place { typed, wrong }) => match place(typed, reading) {
                Some(command) => command,
                None => {
                    *wrong = true;
                    return Action::Refused;
                }
            },
            _ => return Action::None,
        };
        self.uncover();
        Action::Perform(command)
    }

    /// Why nothing of the open book can be read, as far as it is known.
    pub fn set_unreadable(&mut self, words: Option<String>) {
        self.unreadable = words;
    }

    /// Without pictures.
    pub fn view<'a>(&'a self, context: &'a Context, reading: &'a Reading) -> Element<'a, Message> {
        self.illustrated(context, reading, None)
    }

    /// With the pictures that are there.
    pub fn illustrated<'a>(
        &'a self,
        context: &'a Context,
        reading: &'a Reading,
        album: Option<&'a Album>,
    ) -> Element<'a, Message> {
        let look = &context.look;
        let place = has_place_line(context).then(|| place_line(context, reading, self.leaf));
        let run = modes::controls(context, self.running);
        let text = self.page(context, reading, album);
        let printed = album.filter(|album| album.has_pages() && context.settings.appearance.figures.printed);
        let text = match printed {
            Some(album) => printed::beside(context, reading, album, text),
            None => text,
        };
        let page = column![self.tools(context, reading), run, text, place]
            .spacing(look.gap() / 2.0)
            .padding(look.gap() / 2.0)
            .height(Length::Fill);
        let sheet = match &self.sheet {
            Sheet::None | Sheet::Picture(_) | Sheet::Note(_) => None,
            Sheet::Menu => Some(menu(context, reading).into()),
            Sheet::Question(question) => Some(self.ask(context, question).into()),
            Sheet::Formula(formula) => Some(formula.view(context).map(Message::Formula)),
            Sheet::Description(text) => Some(description(context, text).into()),
        };
        let whole = match (&self.sheet, album) {
            (Sheet::Picture(picture), Some(album)) => Some(picture.view(context, album).map(Message::Picture)),
            _ => None,
        };
        let note = match &self.sheet {
            Sheet::Note(note) => Some(note.view(context).map(Message::Note)),
            _ => None,
        };
        over_all(over(look, below(screen(look, widget::key_of("reader"), page), note), sheet), whole)
    }

    /// As many buttons as fit in one line; the rest is in the menu, so that large letters leave room for the page.
    fn tools<'a>(&'a self, context: &'a Context, reading: &'a Reading) -> Control<'a, Message> {
        let look = &context.look;
        let narrator = reading.narrator();
        let play = context.text(match narrator {
            Narrator::Speaking => "reader-pause",
            Narrator::Paused => "reader-resume",
            Narrator::Silent => "reader-play",
        });
        let mut tools = vec![button(look, context.text("reader-menu")).on_press(Message::MenuOpened)];
        if has_play_button(context) {
            tools.push(
                primary_button(look, play)
                    .on_press(Message::Pressed(Act::Read(Command::Toggle)))
                    .shortcut(shortcut(context, &Act::Read(Command::Toggle))),
            );
        }
        let mut room = context.columns() - 30.0;
        for (id, act) in shown() {
            let name = context.text(id);
            room -= name.chars().count() as f32 + 6.0;
            if room < 0.0 {
                break;
            }
            tools.push(pressing(context, name, act));
        }
        let tools = tools.into_iter().map(Element::from);
        landmark(
            look,
            Landmark::Navigation,
            context.text("reader-toolbar"),
            row(tools).spacing(look.gap()).wrap().vertical_spacing(look.gap() / 2.0),
        )
    }
}

impl State {
    fn page<'a>(&self, context: &'a Context, reading: &'a Reading, album: Option<&'a Album>) -> Element<'a, Message> {
        let book = reading.book();
        let cursor = reading.cursor();
        let title = match book.metadata.title.as_str() {
            "" => context.text("screen-reader"),
            title => title.to_owned(),
        };
        let language = book.metadata.languages.first().map_or(context.locale.tongue().tag(), Language::tag);
        // What is not ready, or never will be, is said in place of the page.
        if reading.is_pending() {
            return told(&context.look, status(&context.look, context.text("notice-waiting")));
        }
        if let Some(words) = self.unreadable.clone().filter(|_| book.is_empty()) {
            return told(&context.look, widget::text(&context.look, words));
        }
        let (highlight, word) = heard(context, reading);
        match book.sections.get(cursor.section) {
            Some(section) => prose(&context.page, title, language, section, cursor.section)
                .id(PAGE)
                .around(book.around(cursor.section).into_iter().map(|(index, it)| (index, it, reading.folded(index))))
                .cursor(cursor)
                .anchor(reading.selection().map(|selection| selection.anchor))
                .highlight(highlight)
                .word(word)
                .marks(marks(reading))
                .reading(context.settings.appearance.reading)
                .running(self.running)
                .folded(reading.folded(cursor.section))
                .words(words(context))
                .figures(context.settings.appearance.figures)
                .pictures(album)
                .noted(matches!(self.sheet, Sheet::Note(_)))
                .read_aloud(reading.narrator() == Narrator::Speaking)
                .autofocus()
                .on_event(Message::Page)
                .into(),
            None => widget::text(&context.look, context.text("notice-nothing-to-read")).into(),
        }
    }
}

/// A line below the page is worth its room where the page keeps several of its own: at 500 % a window of 720 px has none to
/// spare. Where the reader is is told by key and by the menu, too.
fn has_place_line(context: &Context) -> bool {
    context.size.height / context.look.row() >= 7.0
}

/// The button stands beside the menu, and not below it, where the page would lose a line. The menu has everything.
fn has_play_button(context: &Context) -> bool {
    context.columns() >= 24.0 && context.size.height / context.look.row() >= 3.0
}

fn shortcut(context: &Context, act: &Act) -> String {
    keymap::shortcut(&context.locale, Scope::Reader, act)
        .or_else(|| keymap::shortcut(&context.locale, Scope::Global, act))
        .unwrap_or_default()
}

fn pressing<'a>(context: &Context, name: String, act: Act) -> Control<'a, Message> {
    let keys = shortcut(context, &act);
    button(&context.look, name).on_press(Message::Pressed(act)).shortcut(keys)
}

/// Words in place of the page: at large scales they are more than the window holds.
fn told<'a>(look: &Look, words: Control<'a, Message>) -> Element<'a, Message> {
    scrollable(look, words).height(Length::Fill).into()
}

/// What assistive technology is told in words.
fn words(context: &Context) -> widget::prose::Words {
    let keys = shortcut(context, &Act::Read(Command::Describe));
    let described = context.locale.with("page-has-description", &[("keys", keys.into())]);
    // A sign that no label has.
    let page = context.locale.with("notice-page", &[("label", "\u{1}".into())]);
    let (before, after) = page.split_once('\u{1}').unwrap_or((&page, ""));
    widget::prose::Words {
        described,
        code: context.text("page-code"),
        aside: context.text("page-aside"),
        page: (before.to_owned(), after.to_owned()),
    }
}

/// Chapter, page and percentage in one short line.
fn place_line<'a>(context: &'a Context, reading: &Reading, leaf: Option<widget::prose::Leaf>) -> Control<'a, Message> {
    let whereabouts = reading.whereabouts();
    let percent = context.locale.with("percent", &[("value", (whereabouts.percent.round() as i64).into())]);
    let page = whereabouts.page.map(|label| context.locale.with("where-page", &[("label", label.into())]));
    let chapter = whereabouts.headings.last().cloned().or(whereabouts.section_title);
    // A second line would take the room of one of the page's.
    let narrow = context.columns() < 40.0;
    let chapter = chapter.filter(|_| leaf.is_none() || !narrow);
    let leaf = leaf.map(|leaf| modes::leaf(&context.locale, leaf, narrow));
    let parts: Vec<String> = [chapter, leaf, page, Some(percent)].into_iter().flatten().collect();
    // Not live: the place changes with every sentence, and is told when it is asked for.
    widget::muted(&context.look, parts.join(" · "))
}

fn menu<'a>(context: &'a Context, reading: &Reading) -> Control<'a, Message> {
    let look = &context.look;
    let cursor = reading.cursor();
    let in_table = reading.book().section(cursor.section).is_some_and(|it| it.table_of(cursor.block).is_some());
    let entries = offered(in_table).into_iter().enumerate().map(|(index, act)| {
        let keys = shortcut(context, &act);
        let name = context.text(act.id());
        let shown = if keys.is_empty() { name.clone() } else { format!("{name} · {keys}") };
        let entry =
            item(look, name).shortcut(keys).content(iced::widget::text(shown).size(look.body()).font(look.font));
        let entry = if index == 0 { entry.autofocus() } else { entry };
        entry.on_press(Message::Pressed(act))
    });
    dialog(
        look,
        context.text("reader-menu"),
        column![
            list(look, context.text("reader-menu"), entries),
            button(look, context.text("close")).on_press(Message::SheetClosed),
        ]
        .spacing(look.gap()),
    )
}

fn description<'a>(context: &'a Context, text: &'a str) -> Control<'a, Message> {
    let look = &context.look;
    // The button says it, too: a reader who is led to it by the focus hears the words at once.
    let close = button(look, context.text("close")).description(text).autofocus().on_press(Message::SheetClosed);
    let inside = column![widget::text(look, text), close].spacing(look.gap() * 1.5);
    dialog(look, context.text("description-title"), inside)
}

/// The screen of a reader without an open book.
pub fn nothing_open<'a, M: Clone + 'a>(context: &'a Context, to_shelf: M) -> Element<'a, M> {
    let look = &context.look;
    let content = column![
        heading(look, 1, context.text("screen-reader")),
        status(look, context.text("reader-no-book")),
        widget::text(look, context.text("reader-no-book-do")),
        primary_button(look, context.text("screen-shelf")).on_press(to_shelf).autofocus(),
    ]
    .spacing(look.gap())
    .padding(look.gap());
    screen(look, widget::key_of("nothing-open"), scrollable(look, content).height(Length::Fill)).into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::book::{self, Block, Book, Metadata, Section};
    use crate::locale::Tongue;
    use crate::reading::Annotations;

    fn reading() -> Reading {
        let mut section = Section::new("1.xhtml");
        section.blocks = vec![Block::new(book::Kind::Paragraph, "Ол келді. Мен күттім.")];
        let book = Book::new(Metadata::default(), vec![Arc::new(section)], Vec::new(), Vec::new(), Vec::new());
        Reading::open(Arc::new(book), None, Annotations::default())
    }

    #[test]
    fn the_question_stays_until_something_is_found_and_says_what_is_wrong() {
        let (reading, kk) = (reading(), Locale::new(Tongue::Kk));
        let mut state = State::new();
        state.ask_words();
        assert!(matches!(state.update(Message::Submitted, &reading), Action::Refused));
        assert_eq!(state.complaint(&kk).as_deref(), Some("Іздейтін сөздерді жазыңыз."));
        state.update(Message::Typed("Күттім".to_owned()), &reading);
        assert_eq!(state.complaint(&kk), None);
        state.update(Message::CaseToggled, &reading);
        assert!(matches!(state.update(Message::Submitted, &reading), Action::Refused));
        assert_eq!(state.complaint(&kk).as_deref(), Some("«Күттім» табылмады"));
        assert!(state.is_covered());
        state.update(Message::CaseToggled, &reading);
        let Action::Perform(Command::Find { query, .. }) = state.update(Message::Submitted, &reading) else {
            panic!("it is there")
        };
        assert_eq!(query, "Күттім");
        assert!(!state.is_covered());
    }

    #[test]
    fn all_places_are_asked_for_with_the_words_that_were_typed() {
        let reading = reading();
        let mut state = State::new();
        state.ask_words();
        assert!(matches!(state.update(Message::AllPlacesPressed, &reading), Action::List(None)));
        state.ask_words();
        state.update(Message::Typed(" келді ".to_owned()), &reading);
        state.update(Message::WholeWordsToggled, &reading);
        let Action::List(Some(Command::FindAll { query, matching })) =
            state.update(Message::AllPlacesPressed, &reading)
        else {
            panic!("there are words to look for")
        };
        assert_eq!((query.as_str(), matching), ("келді", Matching { whole_words: true, case: false }));
    }
}
