//! The program's own voice for its controls: when it speaks, how fast, how much.

use super::{Message, prosody};
use crate::settings::{OwnVoice, TypingEcho, Verbosity};
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, checkbox, choices};

pub(super) fn controls<'a>(context: &'a Context) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let settings = &context.settings.voice;
    let wishes = OwnVoice::ALL.map(|wish| {
        let id = match wish {
            OwnVoice::Auto => "own-voice-auto",
            OwnVoice::Always => "own-voice-always",
            OwnVoice::Never => "own-voice-never",
        };
        Choice::new(context.text(id), settings.own_voice == wish, Message::OwnVoiceChosen(wish))
    });
    let verbosities = Verbosity::ALL.map(|verbosity| {
        let id = match verbosity {
            Verbosity::Brief => "verbosity-brief",
            Verbosity::Normal => "verbosity-normal",
            Verbosity::Full => "verbosity-full",
        };
        Choice::new(context.text(id), settings.verbosity == verbosity, Message::VerbosityChosen(verbosity))
    });
    let echoes = TypingEcho::ALL.map(|echo| {
        let id = match echo {
            TypingEcho::Characters => "typing-characters",
            TypingEcho::Words => "typing-words",
            TypingEcho::Both => "typing-both",
            TypingEcho::Nothing => "typing-nothing",
        };
        Choice::new(context.text(id), settings.typing_echo == echo, Message::TypingEchoChosen(echo))
    });
    let follows = settings.interface_rate.is_none();
    let follow = checkbox(look, context.text("settings-own-rate-follows"), follows);
    let mut parts: Vec<Element<'a, Message>> = vec![
        choices(look, context.text("settings-own-voice"), wishes).into(),
        follow.on_press(Message::OwnRateFollowed(!follows)).into(),
    ];
    if let Some(rate) = settings.interface_rate {
        parts.push(prosody(context, "settings-own-rate", rate, Message::OwnRateSet));
    }
    parts.push(choices(look, context.text("settings-verbosity"), verbosities).into());
    parts.push(choices(look, context.text("settings-typing-echo"), echoes).into());
    parts
}
