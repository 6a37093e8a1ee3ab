//! How books are read aloud: signs, silences, and what is heard of that which is no running text. Every change holds from
//! the next sentence on.

use super::{Context, stacked};
use crate::book::Language;
use crate::locale::Locale;
use crate::settings::{AloudSettings, Gap, Hearing, Punctuation, Settings, Silence, Structure};
use crate::ui::widget::{Choice, Element, button, choices, heading, muted};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    PunctuationChosen(Punctuation),
    SilenceChosen(Gap, Silence),
    HearingChosen(Structure, Hearing),
    ListenPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// These are the settings from now on.
    Change(Box<Settings>),
    /// Say this as a book of this language is said.
    Try {
        language: Language,
        text: String,
    },
}

pub fn title(locale: &Locale) -> String {
    locale.text("screen-aloud")
}

pub fn update(message: Message, settings: &Settings, locale: &Locale) -> Action {
    let mut changed = settings.clone();
    let AloudSettings { punctuation, silences } = &mut changed.aloud;
    match message {
        Message::PunctuationChosen(level) => *punctuation = level,
        Message::SilenceChosen(gap, silence) => *silences = silences.with(gap, silence),
        Message::HearingChosen(structure, hearing) => changed.heard.choose(structure, hearing),
        Message::ListenPressed => {
            let text = locale.text("aloud-sample");
            return Language::parse(locale.tongue().tag())
                .map_or(Action::None, |language| Action::Try { language, text });
        }
    }
    if changed == *settings { Action::None } else { Action::Change(Box::new(changed)) }
}

pub fn view<'a>(context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let AloudSettings { punctuation, silences } = context.settings.aloud;
    let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, title(&context.locale)).into()];
    let levels = Punctuation::ALL.map(|level| {
        Choice::new(context.text(level_id(level)), level == punctuation, Message::PunctuationChosen(level))
    });
    parts.push(choices(look, context.text("aloud-punctuation"), levels).into());
    parts.push(muted(look, context.text("aloud-punctuation-hint")).into());
    parts.push(button(look, context.text("settings-try-voice")).on_press(Message::ListenPressed).into());
    parts.push(heading(look, 2, context.text("aloud-silences")).into());
    parts.extend(Gap::ALL.map(|gap| {
        let offered = Silence::ALL.map(|silence| {
            let chosen = silences.of(gap) == silence;
            Choice::new(context.text(silence_id(silence)), chosen, Message::SilenceChosen(gap, silence))
        });
        choices(look, context.text(gap_id(gap)), offered).into()
    }));
    parts.push(heading(look, 2, context.text("aloud-heard")).into());
    parts.push(muted(look, context.text("aloud-heard-hint")).into());
    for structure in Structure::ALL {
        if structure == Structure::Annotations {
            // The rest is told from other text by recordings alone.
            parts.push(heading(look, 2, context.text("aloud-recorded")).into());
        }
        let now = context.settings.heard.of(structure);
        let offered = structure.choices().iter().map(|&hearing| {
            Choice::new(context.text(hearing_id(hearing)), hearing == now, Message::HearingChosen(structure, hearing))
        });
        let offered: Vec<_> = offered.collect();
        parts.push(choices(look, context.text(structure_id(structure)), offered).into());
    }
    stacked(look, parts)
}

fn level_id(level: Punctuation) -> &'static str {
    match level {
        Punctuation::None => "punctuation-none",
        Punctuation::Some => "punctuation-some",
        Punctuation::Most => "punctuation-most",
        Punctuation::All => "punctuation-all",
    }
}

fn silence_id(silence: Silence) -> &'static str {
    match silence {
        Silence::None => "silence-none",
        Silence::Short => "silence-short",
        Silence::Usual => "silence-usual",
        Silence::Long => "silence-long",
    }
}

fn gap_id(gap: Gap) -> &'static str {
    match gap {
        Gap::Paragraph => "gap-paragraph",
        Gap::Heading => "gap-heading",
        Gap::Scene => "gap-scene",
        Gap::Chapter => "gap-chapter",
    }
}

fn hearing_id(hearing: Hearing) -> &'static str {
    match hearing {
        Hearing::Heard => "hearing-heard",
        Hearing::OtherVoice => "hearing-other-voice",
        Hearing::Recorded => "hearing-recorded",
        Hearing::PassedOver => "hearing-passed-over",
    }
}

fn structure_id(structure: Structure) -> &'static str {
    match structure {
        Structure::Headings => "structure-headings",
        Structure::Links => "structure-links",
        Structure::NoteReferences => "structure-note-references",
        Structure::Notes => "structure-notes",
        Structure::Pictures => "structure-pictures",
        Structure::Sidebars => "structure-sidebars",
        Structure::PageNumbers => "structure-page-numbers",
        Structure::Annotations => "structure-annotations",
        Structure::LineNumbers => "structure-line-numbers",
        Structure::ProducerNotes => "structure-producer-notes",
    }
}
