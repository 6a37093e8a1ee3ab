//! The reader's choices. Every change holds at once.

mod colours;
mod downloads;
mod figures;
mod modes;
mod own_voice;
pub mod privacy;

use iced::widget::column;

use super::{Context, player, stacked};
use crate::book::Language;
use crate::locale::{Locale, Tongue};
use crate::settings::{
    DownloadSettings, FigureSettings, OwnVoice, PROSODY, RecordingSettings, SCALES, Settings, TEXT_SIZES, TypingEcho,
    Verbosity,
};
use crate::ui::keymap::{Act, Place, Scope};
use crate::ui::widget::{
    Choice, Element, Purpose, Range, button, checkbox, choices, heading, muted, stepper, text, text_field, worded,
};
use crate::ui::wording;
use crate::voice::Voice;

/// What is typed and not yet taken over.
#[derive(Debug, Clone, Default)]
pub struct State {
    library: String,
    colours: colours::State,
    privacy: privacy::State,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    LanguageChosen(Tongue),
    Colours(colours::Message),
    Modes(modes::Message),
    TextSized(f64),
    ScaleFollowed(bool),
    Scaled(f64),
    Figures(FigureSettings),
    RateSet(f64),
    PitchSet(f64),
    VolumeSet(f64),
    /// Of recordings, percent.
    Recording(RecordingSettings),
    /// A voice by its name, or none, for a language (primary subtag).
    VoiceChosen(&'static str, Option<String>),
    /// By how much faster or slower, louder or quieter than the rest a language (primary subtag) is spoken.
    LanguageRateSet(&'static str, f64),
    LanguageVolumeSet(&'static str, f64),
    VoiceTried(&'static str),
    OwnVoiceChosen(OwnVoice),
    OwnRateFollowed(bool),
    OwnRateSet(f64),
    VerbosityChosen(Verbosity),
    TypingEchoChosen(TypingEcho),
    LetterKeysToggled,
    LibraryListsToggled,
    Downloads(DownloadSettings),
    LibraryTyped(String),
    LibrarySubmitted,
    PagePressed,
    AloudPressed,
    PronunciationPressed,
    SyncPressed,
    /// This origin is not asked without protection any more.
    AgreedRemoved(String),
    /// Of the library with this address.
    SignOutPressed(String),
    PlacePressed(Place),
    ResetPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// These are the settings from now on: keep them, and speak, draw and word by them.
    Change(Box<Settings>),
    /// Say this in this language, by the voice that is chosen for it.
    Try {
        language: Language,
        text: String,
    },
    /// Find the library at this address and make it the chosen one; an empty address is the program's own.
    Library(String),
    Show(Place),
    /// Show what travels between the reader's devices.
    Sync,
    /// Ask again before this origin is asked without protection.
    Withdraw(String),
    /// Ask whether the reader is to be signed out of the library with this address, and sign her out.
    SignOut(String),
    /// Ask whether everything is to be as it was at first, and make it so.
    Reset,
}

impl State {
    /// With the address of the library that is chosen; empty for the program's own.
    pub fn new(library: impl Into<String>) -> Self {
        Self { library: library.into(), ..Self::default() }
    }

    /// The origins that may be asked without protection.
    pub fn set_agreed(&mut self, agreed: Vec<String>) {
        self.privacy.agreed = agreed;
    }

    pub fn set_signed(&mut self, signed: Vec<privacy::Signed>) {
        self.privacy.signed = signed;
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("screen-settings")
    }

    pub fn update(&mut self, message: Message, settings: &Settings) -> Action {
        let mut changed = settings.clone();
        match message {
            Message::LanguageChosen(tongue) => changed.language = Some(tongue),
            Message::Colours(message) => self.colours.update(message, &mut changed),
            Message::Modes(message) => modes::update(message, &mut changed),
            Message::TextSized(points) => changed.appearance.text_size = points as f32,
            Message::ScaleFollowed(follows) => {
                changed.appearance.scale = if follows { None } else { Some(settings.appearance.effective_scale()) };
            }
            Message::Scaled(percent) => changed.appearance.scale = Some(percent.round() as u16),
            Message::Figures(figures) => changed.appearance.figures = figures,
            Message::RateSet(value) => changed.voice.rate = value.round() as i8,
            Message::PitchSet(value) => changed.voice.pitch = value.round() as i8,
            Message::VolumeSet(value) => changed.voice.volume = value.round() as i8,
            Message::Recording(recording) => changed.recording = recording,
            Message::VoiceChosen(language, Some(name)) => {
                changed.voice.voices.insert(language.to_owned(), name);
            }
            Message::VoiceChosen(language, None) => {
                changed.voice.voices.remove(language);
            }
            Message::LanguageRateSet(tag, value) => {
                changed.voice.manners.entry(tag.to_owned()).or_default().rate = value.round() as i8;
            }
            Message::LanguageVolumeSet(tag, value) => {
                changed.voice.manners.entry(tag.to_owned()).or_default().volume = value.round() as i8;
            }
            Message::VoiceTried(tag) => {
                let tongue = Tongue::from_tag(tag).unwrap_or_default();
                let text = Locale::new(tongue).text("settings-voice-sample");
                return Language::parse(tag).map_or(Action::None, |language| Action::Try { language, text });
            }
            Message::OwnVoiceChosen(wish) => changed.voice.own_voice = wish,
            Message::OwnRateFollowed(follows) => {
                let rate = settings.voice.effective_interface_rate();
                changed.voice.interface_rate = if follows { None } else { Some(rate) };
            }
            Message::OwnRateSet(value) => changed.voice.interface_rate = Some(value.round() as i8),
            Message::VerbosityChosen(verbosity) => changed.voice.verbosity = verbosity,
            Message::TypingEchoChosen(echo) => changed.voice.typing_echo = echo,
            Message::Downloads(downloads) => changed.downloads = downloads,
            Message::LetterKeysToggled => changed.single_letter_keys = !settings.single_letter_keys,
            Message::LibraryListsToggled => changed.library_lists = !settings.library_lists,
            Message::LibraryTyped(address) => {
                self.library = address;
                return Action::None;
            }
            Message::LibrarySubmitted => return Action::Library(self.library.trim().to_owned()),
            Message::PagePressed => return Action::Show(Place::Page),
            Message::AloudPressed => return Action::Show(Place::Aloud),
            Message::PronunciationPressed => return Action::Show(Place::Pronunciation),
            Message::SyncPressed => return Action::Sync,
            Message::AgreedRemoved(origin) => return Action::Withdraw(origin),
            Message::SignOutPressed(url) => return Action::SignOut(url),
            Message::PlacePressed(place) => return Action::Show(place),
            Message::ResetPressed => return Action::Reset,
        }
        if changed == *settings { Action::None } else { Action::Change(Box::new(changed)) }
    }

    /// `voices` are the system's, empty while nobody knows them.
    pub fn view<'a>(&'a self, context: &'a Context, voices: &'a [Voice]) -> Element<'a, Message> {
        let look = &context.look;
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, Self::title(&context.locale)).into()];
        parts.push(language(context));
        parts.push(heading(look, 2, context.text("settings-view")).into());
        parts.extend(self.colours.view(context).into_iter().map(|part| part.map(Message::Colours)));
        parts.extend(appearance(context));
        parts.extend(modes::controls(context).into_iter().map(|part| part.map(Message::Modes)));
        let page = button(look, context.text("page-open")).on_press(Message::PagePressed);
        parts.push(super::keyed(context, page, Scope::Global, &Act::Show(Place::Page)).into());
        parts.extend(figures::controls(context));
        parts.extend(voice(context, voices));
        parts.push(heading(look, 2, context.text("settings-recordings")).into());
        parts.extend(player::manner::controls(context, Message::Recording));
        parts.extend(keys(context));
        parts.extend(self.library(context));
        parts.push(button(look, context.text("sync-open")).on_press(Message::SyncPressed).into());
        parts.extend(downloads::controls(context));
        parts.extend(self.privacy.controls(context));
        parts.push(button(look, context.text("settings-reset")).on_press(Message::ResetPressed).into());
        stacked(look, parts)
    }

    fn library<'a>(&'a self, context: &'a Context) -> [Element<'a, Message>; 5] {
        let look = &context.look;
        let lists = checkbox(look, context.text("find-keep-lists"), context.settings.library_lists)
            .description(context.text("find-keep-lists-hint"))
            .on_press(Message::LibraryListsToggled);
        let field = text_field(look, context.text("settings-library-address"), self.library.as_str())
            .purpose(Purpose::Address)
            .description(context.text("settings-library-built-in"))
            .on_input(Message::LibraryTyped)
            .on_submit(Message::LibrarySubmitted);
        [
            heading(look, 2, context.text("settings-library")).into(),
            field.into(),
            button(look, context.text("settings-library-save")).on_press(Message::LibrarySubmitted).into(),
            lists.into(),
            muted(look, context.text("find-keep-lists-hint")).into(),
        ]
    }
}

fn language<'a>(context: &'a Context) -> Element<'a, Message> {
    let look = &context.look;
    let own = context.locale.tongue();
    // Each by its own name: a reader who came into a language that she does not know finds the way out.
    let offered = Tongue::ALL.map(|tongue| {
        Choice::new(tongue.own_name(), tongue == own, Message::LanguageChosen(tongue))
            .language(tongue.tag())
            .autofocus(tongue == own)
    });
    let title = heading(look, 2, context.text("settings-language"));
    column![title, choices(look, context.text("settings-interface-language"), offered)].spacing(look.gap()).into()
}

fn appearance<'a>(context: &'a Context) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let locale = &context.locale;
    let settings = &context.settings;
    let size = Range {
        value: f64::from(settings.appearance.text_size),
        least: f64::from(*TEXT_SIZES.start()),
        greatest: f64::from(*TEXT_SIZES.end()),
        step: 2.0,
    };
    let mut parts: Vec<Element<'a, Message>> = vec![
        stepper(
            look,
            context.text("settings-text-size"),
            wording::points(locale, settings.appearance.text_size),
            size,
            Message::TextSized,
        )
        .into(),
        worded(context.text("settings-sample")).size(context.page.size).font(context.page.font).into(),
    ];
    let follows = settings.appearance.scale.is_none();
    let follow = checkbox(look, context.text("settings-scale-follows"), follows);
    parts.push(follow.on_press(Message::ScaleFollowed(!follows)).into());
    if !follows {
        let percent = settings.appearance.effective_scale();
        let scale = Range {
            value: f64::from(percent),
            least: f64::from(*SCALES.start()),
            greatest: f64::from(*SCALES.end()),
            step: 25.0,
        };
        let words = locale.with("percent", &[("value", u32::from(percent).into())]);
        parts.push(stepper(look, context.text("settings-scale"), words, scale, Message::Scaled).into());
    }
    parts
}

fn voice<'a>(context: &'a Context, voices: &'a [Voice]) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let settings = &context.settings.voice;
    let mut parts: Vec<Element<'a, Message>> = vec![
        heading(look, 2, context.text("settings-voice")).into(),
        prosody(context, "settings-rate", settings.rate, Message::RateSet),
        prosody(context, "settings-pitch", settings.pitch, Message::PitchSet),
        prosody(context, "settings-volume", settings.volume, Message::VolumeSet),
    ];
    for tongue in Tongue::ALL {
        parts.extend(voice_of(context, voices, tongue));
    }
    let aloud = button(look, context.text("aloud-open")).on_press(Message::AloudPressed);
    parts.push(super::keyed(context, aloud, Scope::Global, &Act::Show(Place::Aloud)).into());
    let words = button(look, context.text("pronunciation-open")).on_press(Message::PronunciationPressed);
    parts.push(super::keyed(context, words, Scope::Global, &Act::Show(Place::Pronunciation)).into());
    parts.extend(own_voice::controls(context));
    parts
}

fn prosody<'a>(context: &'a Context, id: &str, value: i8, set: fn(f64) -> Message) -> Element<'a, Message> {
    stepper(&context.look, context.text(id), wording::prosody(&context.locale, value), steps(value), set).into()
}

fn steps(value: i8) -> Range {
    Range {
        value: f64::from(value),
        least: f64::from(*PROSODY.start()),
        greatest: f64::from(*PROSODY.end()),
        step: 10.0,
    }
}

/// The voices that speak this language, the system's own choice first.
fn voice_of<'a>(context: &'a Context, voices: &'a [Voice], tongue: Tongue) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let locale = &context.locale;
    let tag = tongue.tag();
    let Some(spoken) = Language::parse(tag) else { return Vec::new() };
    let name = locale.with("settings-voice-of", &[("language", wording::language(locale, &spoken).into())]);
    let own: Vec<&Voice> = voices
        .iter()
        .filter(|voice| Language::parse(&voice.language).is_some_and(|language| language.primary() == tag))
        .collect();
    if own.is_empty() {
        let why = if voices.is_empty() { "settings-voices-unknown" } else { "settings-voice-none" };
        return vec![text(look, format!("{name}: {}", context.text(why))).into()];
    }
    let chosen = context.settings.voice.voices.get(tag);
    let any = Choice::new(context.text("settings-voice-any"), chosen.is_none(), Message::VoiceChosen(tag, None));
    let rest = own.into_iter().map(|voice| {
        let selected = chosen.is_some_and(|name| *name == voice.name);
        Choice::new(voice.name.clone(), selected, Message::VoiceChosen(tag, Some(voice.name.clone())))
    });
    let offered: Vec<_> = std::iter::once(any).chain(rest).collect();
    let try_it = button(look, context.text("settings-try-voice"))
        .description(wording::language(locale, &spoken))
        .on_press(Message::VoiceTried(tag));
    let manner = context.settings.voice.manners.get(tag).copied().unwrap_or_default();
    let more = |id: &str, value: i8, set: fn(&'static str, f64) -> Message| {
        let name = locale.with(id, &[("language", wording::language(locale, &spoken).into())]);
        stepper(look, name, wording::prosody(locale, value), steps(value), move |value| set(tag, value)).into()
    };
    vec![
        choices(look, name, offered).into(),
        more("settings-rate-of", manner.rate, Message::LanguageRateSet),
        more("settings-volume-of", manner.volume, Message::LanguageVolumeSet),
        try_it.into(),
    ]
}

fn keys<'a>(context: &'a Context) -> [Element<'a, Message>; 3] {
    let look = &context.look;
    let letters = checkbox(look, context.text("settings-letter-keys"), context.settings.single_letter_keys)
        .description(context.text("settings-letter-keys-hint"))
        .on_press(Message::LetterKeysToggled);
    [
        heading(look, 2, context.text("settings-keys")).into(),
        letters.into(),
        muted(look, context.text("settings-letter-keys-hint")).into(),
    ]
}
