//! The colours that a reader chooses: a theme, colours of her own, how bright and how warm the window is; and what the
//! system asks for.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// How much of its light the window gives, in percent. Below, text could not keep 7:1 (WCAG 2.2, 1.4.6): the tests of the
/// theme hold this end, together with the warmest tint, to it.
pub const BRIGHTNESSES: RangeInclusive<u8> = 40..=100;

/// How much of the blue light is taken away, in percent of the warmest tint.
pub const WARMTHS: RangeInclusive<u8> = 0..=100;

/// The colours of text and ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colours {
    /// As the system asks, until the reader chooses.
    #[default]
    System,
    BlackOnWhite,
    WhiteOnBlack,
    YellowOnBlack,
    BlackOnYellow,
    GreenOnBlack,
    Cream,
    DarkGrey,
    /// [`OwnColours`].
    Own,
}

impl Colours {
    pub const ALL: [Self; 9] = [
        Self::System,
        Self::BlackOnWhite,
        Self::WhiteOnBlack,
        Self::YellowOnBlack,
        Self::BlackOnYellow,
        Self::GreenOnBlack,
        Self::Cream,
        Self::DarkGrey,
        Self::Own,
    ];

    /// The next of all, and the first after the last. The reader's own are one of them when she has made them.
    pub fn next(self, own: bool) -> Self {
        let offered = if own { &Self::ALL[..] } else { &Self::ALL[..Self::ALL.len() - 1] };
        let index = offered.iter().position(|&colours| colours == self);
        index.map_or(offered[0], |index| offered[(index + 1) % offered.len()])
    }

    /// The theme that is drawn while the system asks for this.
    pub fn under(self, scheme: Scheme) -> Self {
        match (self, scheme) {
            (Self::System, Scheme { contrast: true, colours: Some(_), .. }) => Self::Own,
            (Self::System, Scheme { contrast: true, dark: true, .. }) => Self::WhiteOnBlack,
            // As calm as the system's other windows are.
            (Self::System, Scheme { dark: true, .. }) => Self::DarkGrey,
            (Self::System, _) => Self::BlackOnWhite,
            (chosen, _) => chosen,
        }
    }
}

/// A colour, a byte a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rgb {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Rgb {
    pub const BLACK: Self = Self::new(0x00_00_00);
    pub const WHITE: Self = Self::new(0xff_ff_ff);

    /// From `0xRRGGBB`.
    pub const fn new(hex: u32) -> Self {
        let [_, red, green, blue] = hex.to_be_bytes();
        Self { red, green, blue }
    }

    /// As people write it: «#ffe600», «FFE600», «#fe0».
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        match digits.len() {
            6 => Some(Self::new(number)),
            3 => {
                let double = |shift: u32| (number >> shift & 0xf) * 0x11;
                Some(Self::new(double(8) << 16 | double(4) << 8 | double(0)))
            }
            _ => None,
        }
    }

    pub fn parts(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl From<Rgb> for String {
    fn from(colour: Rgb) -> Self {
        colour.to_string()
    }
}

impl TryFrom<String> for Rgb {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no colour: six hexadecimal digits are one"))
    }
}

impl From<[u8; 3]> for Rgb {
    fn from([red, green, blue]: [u8; 3]) -> Self {
        Self { red, green, blue }
    }
}

/// What the reader gives a colour of her own; the rest of the theme follows from these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Part {
    #[default]
    Text,
    Background,
    /// Behind the phrase that is read.
    Highlight,
    Link,
    /// The ring around what has the focus, and the caret.
    Focus,
}

impl Part {
    pub const ALL: [Self; 5] = [Self::Text, Self::Background, Self::Highlight, Self::Link, Self::Focus];
}

/// The reader's own colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct OwnColours {
    pub text: Rgb,
    pub background: Rgb,
    pub highlight: Rgb,
    pub link: Rgb,
    pub focus: Rgb,
}

impl Default for OwnColours {
    fn default() -> Self {
        Self {
            text: Rgb::BLACK,
            background: Rgb::WHITE,
            highlight: Rgb::new(0x12_2c_70),
            link: Rgb::new(0x0b_3d_91),
            focus: Rgb::new(0x9a_00_52),
        }
    }
}

impl OwnColours {
    pub fn of(&self, part: Part) -> Rgb {
        match part {
            Part::Text => self.text,
            Part::Background => self.background,
            Part::Highlight => self.highlight,
            Part::Link => self.link,
            Part::Focus => self.focus,
        }
    }

    /// The same with another colour for this.
    pub fn with(mut self, part: Part, colour: Rgb) -> Self {
        *match part {
            Part::Text => &mut self.text,
            Part::Background => &mut self.background,
            Part::Highlight => &mut self.highlight,
            Part::Link => &mut self.link,
            Part::Focus => &mut self.focus,
        } = colour;
        self
    }
}

/// The light of the whole window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Light {
    /// In [`BRIGHTNESSES`].
    pub brightness: u8,
    /// In [`WARMTHS`].
    pub warmth: u8,
}

impl Default for Light {
    fn default() -> Self {
        Self { brightness: 100, warmth: 0 }
    }
}

impl Light {
    pub(super) fn within_limits(self) -> Self {
        let within = |value: u8, range: RangeInclusive<u8>| value.clamp(*range.start(), *range.end());
        Self { brightness: within(self.brightness, BRIGHTNESSES), warmth: within(self.warmth, WARMTHS) }
    }
}

/// What the system asks of its windows. It is kept, so that the next start begins in these colours and no white window
/// flashes up at a reader whom light hurts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Scheme {
    pub dark: bool,
    /// High contrast.
    pub contrast: bool,
    /// The colours of its high contrast, where the system has any of its own.
    pub colours: Option<OwnColours>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_people_write_them() {
        assert_eq!(Rgb::parse(" #FFE600 "), Some(Rgb::new(0xff_e6_00)));
        assert_eq!(Rgb::parse("fe0"), Some(Rgb::new(0xff_ee_00)));
        assert_eq!(Rgb::parse("0a0b0c").map(|it| it.to_string()).as_deref(), Some("#0a0b0c"));
        for wrong in ["", "#", "#12345", "yellow", "+12345", "#1234567"] {
            assert_eq!(Rgb::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_next_colours_go_round_and_pass_over_what_is_not_made() {
        for own in [true, false] {
            let mut seen = vec![Colours::System];
            loop {
                let next = seen[seen.len() - 1].next(own);
                if next == seen[0] {
                    break;
                }
                seen.push(next);
            }
            assert_eq!(seen.len(), if own { 9 } else { 8 });
            assert_eq!(seen.contains(&Colours::Own), own);
        }
        assert_eq!(Colours::Own.next(false), Colours::System);
    }

    #[test]
    fn what_the_system_asks_for_holds_until_the_reader_chooses() {
        let scheme = |dark, contrast| Scheme { dark, contrast, colours: None };
        assert_eq!(Colours::System.under(scheme(false, false)), Colours::BlackOnWhite);
        assert_eq!(Colours::System.under(scheme(true, false)), Colours::DarkGrey);
        assert_eq!(Colours::System.under(scheme(true, true)), Colours::WhiteOnBlack);
        assert_eq!(Colours::System.under(scheme(false, true)), Colours::BlackOnWhite);
        let own = Scheme { colours: Some(OwnColours::default()), ..scheme(true, true) };
        assert_eq!(Colours::System.under(own), Colours::Own);
        assert_eq!(Colours::Cream.under(own), Colours::Cream);
    }
}
