//! How books look: letters, spacing, lines, caret; looks with a name. Every change holds at once and is seen in a sample.

mod caret;
mod highlight;
pub mod profiles;

use std::sync::Arc;

use iced::Length;
use iced::widget::{column, container};

use super::{Context, shade, stacked};
use crate::book::{Block, Inline, Kind, Language, Point, Section, Span, Style};
use crate::locale::{Locale, Tongue};
use crate::settings::{
    Alignment, Appearance, CARETS, CaretColour, Highlight, HighlightColour, Hyphenation, INDENTS, LETTER_SPACINGS,
    LINE_HEIGHTS, MARGINS, MEASURES, PARAGRAPH_SPACINGS, Preset, Settings, TEXT_SIZES, Typeface, WORD_SPACINGS, Weight,
};
use crate::ui::widget::{Choice, Element, Range, button, checkbox, choices, heading, muted, prose, stepper};
use crate::ui::wording;

/// A length of the page that grows and shrinks by steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Letters,
    Words,
    Lines,
    Paragraphs,
    Indent,
    Measure,
    Margin,
    Caret,
}

impl Extent {
    /// The message that names it, its limits and one step.
    fn about(self) -> (&'static str, std::ops::RangeInclusive<u16>, u16) {
        match self {
            Self::Letters => ("page-letter-spacing", LETTER_SPACINGS, 2),
            Self::Words => ("page-word-spacing", WORD_SPACINGS, 10),
            Self::Lines => ("page-line-height", LINE_HEIGHTS, 10),
            Self::Paragraphs => ("page-paragraph-spacing", PARAGRAPH_SPACINGS, 25),
            Self::Indent => ("page-indent", INDENTS, 25),
            Self::Measure => ("page-measure", MEASURES, 2),
            Self::Margin => ("page-margin", MARGINS, 1),
            Self::Caret => ("page-caret", CARETS, 2),
        }
    }

    fn of(self, look: &mut Appearance) -> &mut u16 {
        let page = &mut look.page;
        match self {
            Self::Letters => &mut page.letter_spacing,
            Self::Words => &mut page.word_spacing,
            Self::Lines => &mut page.line_height,
            Self::Paragraphs => &mut page.paragraph_spacing,
            Self::Indent => &mut page.indent,
            Self::Measure => &mut page.measure,
            Self::Margin => &mut page.margin,
            Self::Caret => &mut page.caret,
        }
    }
}

/// What is typed, what was thrown away, what the sample says.
#[derive(Debug, Clone)]
pub struct State {
    profiles: profiles::State,
    caret: shade::State,
    highlight: shade::State,
    sample: Arc<Section>,
    tongue: Tongue,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The look is for the open book alone from now on, or for all again.
    BookAloneToggled(bool),
    Sized(f64),
    TypefaceChosen(Typeface),
    WeightChosen(Weight),
    Set(Extent, f64),
    AlignmentChosen(Alignment),
    HyphenationChosen(Hyphenation),
    CaretColourChosen(CaretColour),
    CaretShaded(shade::Message),
    HighlightChosen(Highlight),
    HighlightColourChosen(HighlightColour),
    HighlightShaded(shade::Message),
    PresetPressed(Preset),
    Profiles(profiles::Message),
    /// Nothing is done in the sample.
    SampleTouched,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// This is the look from now on, and these are the reader's profiles.
    Change(Box<Settings>),
    /// The look is kept for the open book alone, or no longer.
    BookAlone(bool),
    /// Save this profile to a file, and tell the screen with [`State::saved`].
    Export(Box<crate::settings::Profile>),
    /// Read a profile from this file, and tell the screen with [`State::read`].
    Import(std::path::PathBuf),
}

/// The book that the look may be for alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Book<'a> {
    pub title: &'a str,
    /// It has a look of its own.
    pub alone: bool,
}

impl State {
    /// With a sample in the book's language; without a book, or a sample in its language, in the interface's.
    pub fn new(language: Option<&Language>, locale: &Locale) -> Self {
        let tongue = language.and_then(|language| Tongue::from_tag(language.tag())).unwrap_or(locale.tongue());
        Self {
            profiles: profiles::State::default(),
            caret: shade::State::default(),
            highlight: shade::State::default(),
            sample: Arc::new(sample(tongue)),
            tongue,
        }
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("screen-page")
    }

    /// `settings` hold the look that is drawn.
    pub fn update(&mut self, message: Message, settings: &Settings, locale: &Locale) -> Action {
        let mut changed = settings.clone();
        let look = &mut changed.appearance;
        match message {
            Message::BookAloneToggled(alone) => return Action::BookAlone(alone),
            Message::Sized(points) => look.text_size = points as f32,
            Message::TypefaceChosen(typeface) => look.page.typeface = typeface,
            Message::WeightChosen(weight) => look.page.weight = weight,
            Message::Set(extent, value) => *extent.of(look) = value.round() as u16,
            Message::AlignmentChosen(alignment) => look.page.alignment = alignment,
            Message::HyphenationChosen(hyphenation) => look.page.hyphenation = hyphenation,
            Message::CaretColourChosen(colour) => {
                self.caret = shade::State::default();
                caret::choose(colour, &mut changed);
            }
            Message::CaretShaded(message) => caret::shade(&mut self.caret, message, &mut changed, locale),
            Message::HighlightChosen(unit) => look.page.highlight = unit,
            Message::HighlightColourChosen(colour) => {
                self.highlight = shade::State::default();
                highlight::choose(colour, &mut changed);
            }
            Message::HighlightShaded(message) => {
                highlight::shade(&mut self.highlight, message, &mut changed, locale);
            }
            Message::PresetPressed(preset) => {
                *look = preset.applied(look);
                let name = locale.text(preset_id(preset));
                profiles::tell(locale.with("page-chosen", &[("name", name.into())]));
            }
            Message::Profiles(message) => {
                if let Some(action) = self.profiles.update(message, &mut changed, locale) {
                    return action;
                }
            }
            Message::SampleTouched => {}
        }
        if changed == *settings { Action::None } else { Action::Change(Box::new(changed)) }
    }

    /// The profile was saved to this file.
    pub fn saved(&mut self, file: &std::path::Path, locale: &Locale) {
        self.profiles.saved(file, locale);
    }

    /// The file that was asked for gave this profile, or why it gave none.
    pub fn read(
        &mut self,
        profile: Result<&crate::settings::Profile, &crate::settings::ProfileError>,
        settings: &Settings,
        locale: &Locale,
    ) -> Action {
        let mut changed = settings.clone();
        self.profiles.read(profile, &mut changed, locale);
        if changed == *settings { Action::None } else { Action::Change(Box::new(changed)) }
    }

    pub fn view<'a>(&'a self, context: &'a Context, book: Option<Book<'a>>) -> Element<'a, Message> {
        let look = &context.look;
        let page = &context.settings.appearance.page;
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, Self::title(&context.locale)).into()];
        if let Some(Book { title, alone }) = book {
            let alone_box = checkbox(look, context.text("page-book-alone"), alone).description(title);
            parts.push(alone_box.on_press(Message::BookAloneToggled(!alone)).into());
            parts.push(muted(look, title.to_owned()).into());
        }
        parts.push(heading(look, 2, context.text("page-letters")).into());
        parts.push(size(context));
        let typefaces = Typeface::ALL.map(|typeface| {
            let id = match typeface {
                Typeface::Andika => "typeface-andika",
                Typeface::Serif => "typeface-serif",
                Typeface::Sans => "typeface-sans",
            };
            Choice::new(context.text(id), page.typeface == typeface, Message::TypefaceChosen(typeface))
        });
        parts.push(choices(look, context.text("page-typeface"), typefaces).into());
        let weights = Weight::ALL.map(|weight| {
            let id = match weight {
                Weight::Regular => "weight-regular",
                Weight::Medium => "weight-medium",
                Weight::Bold => "weight-bold",
            };
            Choice::new(context.text(id), page.weight == weight, Message::WeightChosen(weight))
        });
        parts.push(choices(look, context.text("page-weight"), weights).into());
        parts.push(heading(look, 2, context.text("page-spacing")).into());
        for extent in [Extent::Letters, Extent::Words, Extent::Lines, Extent::Paragraphs, Extent::Indent] {
            parts.push(steps(context, extent));
        }
        parts.push(heading(look, 2, context.text("page-lines")).into());
        parts.push(steps(context, Extent::Measure));
        parts.push(steps(context, Extent::Margin));
        let alignments = Alignment::ALL.map(|alignment| {
            let id = match alignment {
                Alignment::Left => "alignment-left",
                Alignment::Justified => "alignment-justified",
            };
            Choice::new(context.text(id), page.alignment == alignment, Message::AlignmentChosen(alignment))
        });
        parts.push(choices(look, context.text("page-alignment"), alignments).into());
        let hyphenations = Hyphenation::ALL.map(|hyphenation| {
            let id = match hyphenation {
                Hyphenation::LongWords => "hyphenation-long",
                Hyphenation::Always => "hyphenation-always",
                Hyphenation::Never => "hyphenation-never",
            };
            Choice::new(context.text(id), page.hyphenation == hyphenation, Message::HyphenationChosen(hyphenation))
        });
        parts.push(choices(look, context.text("page-hyphenation"), hyphenations).into());
        parts.push(heading(look, 2, context.text("page-caret-heading")).into());
        parts.push(steps(context, Extent::Caret));
        parts.extend(caret::controls(&self.caret, context));
        parts.push(heading(look, 2, context.text("page-highlight-heading")).into());
        parts.extend(highlight::controls(&self.highlight, context));
        parts.push(heading(look, 2, context.text("page-presets")).into());
        let preset = |preset| button(look, context.text(preset_id(preset))).on_press(Message::PresetPressed(preset));
        parts.push(context.side_by_side(Preset::ALL.map(preset).into_iter().map(Element::from).collect()));
        parts.extend(self.profiles.view(context).into_iter().map(|part| part.map(Message::Profiles)));
        stacked(look, parts)
    }

    /// The screen in its frame, with the sample below it, which stays in sight whatever is scrolled to.
    pub fn with_sample<'a, M: Clone + 'a>(
        &'a self,
        context: &'a Context,
        framed: Element<'a, M>,
        touched: impl Fn(Message) -> M + 'a,
    ) -> Element<'a, M> {
        let look = &context.look;
        let share = if context.size.height > context.look.target() * 8.0 { 0.34 } else { 0.25 };
        let height = (context.size.height * share).round();
        let first = self.sample.blocks.first().map_or(0, |block| block.text.find(". ").map_or(0, |at| at + 1));
        let upto = |byte| Span { start: Point::new(0, 0, 0), end: Point::new(0, 0, byte) };
        let word = self.sample.blocks.first().map_or(0, |block| block.text.find(' ').unwrap_or_default());
        let (phrase, word) = marked(context.settings.appearance.page.highlight, Some(upto(first)), Some(upto(word)));
        let sample = prose(&context.page, context.text("page-sample-name"), self.tongue.tag(), &self.sample, 0)
            .cursor(Point::new(0, 0, 0))
            .highlight(phrase)
            .word(word)
            .on_event(move |_| touched(Message::SampleTouched));
        let line = look.border().ceil();
        let colour = look.line;
        let sample =
            container(Element::from(sample)).padding(line).height(height).width(Length::Fill).style(move |_| {
                container::Style {
                    border: iced::Border { color: colour, width: line, radius: 0.0.into() },
                    ..container::Style::default()
                }
            });
        column![container(framed).height(Length::Fill), sample].into()
    }
}

/// What is marked as the phrase, and what in it as the word, of a phrase and a word that are heard.
pub(super) fn marked(unit: Highlight, phrase: Option<Span>, word: Option<Span>) -> (Option<Span>, Option<Span>) {
    match unit {
        Highlight::Both => (phrase, word),
        Highlight::Sentence => (phrase, None),
        Highlight::Word => (word, None),
        Highlight::Nothing => (None, None),
    }
}

fn size<'a>(context: &'a Context) -> Element<'a, Message> {
    let points = context.settings.appearance.text_size;
    let range = Range {
        value: f64::from(points),
        least: f64::from(*TEXT_SIZES.start()),
        greatest: f64::from(*TEXT_SIZES.end()),
        step: 2.0,
    };
    let words = wording::points(&context.locale, points);
    stepper(&context.look, context.text("settings-text-size"), words, range, Message::Sized).into()
}

fn steps<'a>(context: &'a Context, extent: Extent) -> Element<'a, Message> {
    let (id, limits, step) = extent.about();
    let value = *extent.of(&mut context.settings.appearance.clone());
    let range = Range {
        value: f64::from(value),
        least: f64::from(*limits.start()),
        greatest: f64::from(*limits.end()),
        step: f64::from(step),
    };
    let unit = if extent == Extent::Measure { "page-characters" } else { "percent" };
    let words = context.locale.with(unit, &[("value", u32::from(value).into())]);
    stepper(&context.look, context.text(id), words, range, move |value| Message::Set(extent, value)).into()
}

fn preset_id(preset: Preset) -> &'static str {
    match preset {
        Preset::Large => "preset-large",
        Preset::VeryLarge => "preset-very-large",
        Preset::Glare => "preset-glare",
        Preset::LowLight => "preset-low-light",
        Preset::Dyslexia => "preset-dyslexia",
    }
}

/// Two paragraphs, the second with strong and emphasised words.
fn sample(tongue: Tongue) -> Section {
    let locale = Locale::new(tongue);
    let mut section = Section::new("sample");
    section.language = Language::parse(tongue.tag());
    let second = locale.text("page-sample-second");
    let mut block = Block::new(Kind::Paragraph, second.as_str());
    let mut words = second.split_inclusive(' ').scan(0, |at, word| {
        let start = *at;
        *at += word.len();
        Some(start..start + word.trim_end().len())
    });
    let styled = [(words.next(), Style::Strong), (words.next(), Style::Emphasis)];
    block.inlines = styled.into_iter().filter_map(|(range, style)| Some(Inline { range: range?, style })).collect();
    section.blocks = vec![Block::new(Kind::Paragraph, locale.text("page-sample")), block];
    section
}
