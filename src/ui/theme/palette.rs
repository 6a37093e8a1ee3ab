//! The colours of a theme: tables of those that have a name, the rest of a theme from the reader's own, and the rule that
//! holds every pair to the contrast that it needs, in any light.

use super::hsl::Hsl;
use super::light::{Shade, contrast};
use crate::settings::{Colours, OwnColours, Rgb};

/// What every pair should reach (WCAG 2.2, 1.4.6: <https://www.w3.org/TR/WCAG22/#contrast-enhanced>).
pub const ENOUGH: f32 = 7.0;

/// What is no text is found at this contrast (WCAG 2.2, 1.4.11).
pub const SEEN: f32 = 3.0;

/// The steps from one colour to another.
const STEPS: u16 = 64;

/// All colours that a theme has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    pub background: Rgb,
    pub text: Rgb,
    /// Behind controls; the text on it is `text`.
    pub surface: Rgb,
    pub accent: Rgb,
    pub accent_text: Rgb,
    pub muted: Rgb,
    pub line: Rgb,
    /// The ring and the caret.
    pub focus: Rgb,
    pub error: Rgb,
    pub link: Rgb,
    // The phrase that is read is told from the page and from its own letters; so is the selection, by another colour.
    pub highlight: Rgb,
    pub highlight_text: Rgb,
    pub selection: Rgb,
    pub selection_text: Rgb,
}

impl Palette {
    /// Of the theme with this name. `System` and `Own` without colours are the first of all.
    pub fn named(colours: Colours) -> Self {
        let on_light = Self {
            background: Rgb::WHITE,
            text: Rgb::BLACK,
            surface: Rgb::new(0xf2_f2_f2),
            accent: Rgb::new(0x0b_3d_91),
            accent_text: Rgb::WHITE,
            muted: Rgb::new(0x40_40_40),
            line: Rgb::new(0x46_46_46),
            focus: Rgb::new(0x9a_00_52),
            error: Rgb::new(0x96_00_00),
            link: Rgb::new(0x0b_3d_91),
            highlight: Rgb::new(0x12_2c_70),
            highlight_text: Rgb::WHITE,
            selection: Rgb::new(0x00_4a_1f),
            selection_text: Rgb::WHITE,
        };
        let on_dark = Self {
            background: Rgb::BLACK,
            text: Rgb::WHITE,
            surface: Rgb::new(0x1c_1c_1c),
            accent: Rgb::new(0x9c_cc_ff),
            accent_text: Rgb::BLACK,
            muted: Rgb::new(0xd0_d0_d0),
            line: Rgb::new(0xc0_c0_c0),
            focus: Rgb::new(0xff_d5_00),
            error: Rgb::new(0xff_b0_a8),
            link: Rgb::new(0x9c_cc_ff),
            highlight: Rgb::new(0xff_e6_66),
            highlight_text: Rgb::BLACK,
            selection: Rgb::new(0x8c_f0_b4),
            selection_text: Rgb::BLACK,
        };
        match colours {
            Colours::System | Colours::BlackOnWhite | Colours::Own => on_light,
            Colours::WhiteOnBlack => on_dark,
            Colours::YellowOnBlack => Self {
                text: Rgb::new(0xff_e6_00),
                surface: Rgb::new(0x20_1d_00),
                accent: Rgb::new(0xff_e6_00),
                muted: Rgb::new(0xe6_d2_40),
                line: Rgb::new(0xd6_c4_20),
                focus: Rgb::WHITE,
                error: Rgb::new(0xff_b8_ac),
                link: Rgb::new(0x80_f0_ff),
                highlight: Rgb::new(0x80_f0_ff),
                selection: Rgb::WHITE,
                ..on_dark
            },
            Colours::BlackOnYellow => Self {
                background: Rgb::new(0xff_e6_00),
                surface: Rgb::new(0xff_f1_7a),
                accent: Rgb::BLACK,
                accent_text: Rgb::new(0xff_e6_00),
                muted: Rgb::new(0x33_2e_00),
                line: Rgb::new(0x3d_37_00),
                focus: Rgb::new(0x7a_00_42),
                error: Rgb::new(0x80_00_00),
                link: Rgb::new(0x0b_2f_80),
                ..on_light
            },
            Colours::GreenOnBlack => Self {
                text: Rgb::new(0x33_ff_77),
                surface: Rgb::new(0x00_1f_0d),
                accent: Rgb::new(0x33_ff_77),
                muted: Rgb::new(0x7a_e0_a0),
                line: Rgb::new(0x66_d0_90),
                focus: Rgb::WHITE,
                error: Rgb::new(0xff_b8_ac),
                link: Rgb::new(0x80_f0_ff),
                selection: Rgb::WHITE,
                ..on_dark
            },
            Colours::Cream => Self {
                background: Rgb::new(0xfb_f0_d9),
                text: Rgb::new(0x2b_21_18),
                surface: Rgb::new(0xf1_e3_c4),
                accent: Rgb::new(0x5a_2d_0c),
                accent_text: Rgb::new(0xfb_f0_d9),
                muted: Rgb::new(0x45_3a_2e),
                line: Rgb::new(0x48_3d_31),
                focus: Rgb::new(0x80_00_46),
                error: Rgb::new(0x80_00_00),
                link: Rgb::new(0x0b_34_80),
                ..on_light
            },
            Colours::DarkGrey => Self {
                background: Rgb::new(0x26_28_2b),
                text: Rgb::new(0xeb_e9_e6),
                surface: Rgb::new(0x30_33_37),
                accent: Rgb::new(0xb4_d8_ff),
                accent_text: Rgb::new(0x16_18_1a),
                muted: Rgb::new(0xd6_d4_d0),
                line: Rgb::new(0xd0_ce_ca),
                focus: Rgb::new(0xff_d9_20),
                error: Rgb::new(0xff_c8_c2),
                link: Rgb::new(0xb4_d8_ff),
                ..on_dark
            },
        }
    }

    /// The rest of a theme from the reader's own colours: a first proposal, which [`Palette::held`] mends.
    pub fn of_own(own: &OwnColours) -> Self {
        let OwnColours { text, background, highlight, link, focus } = *own;
        let on_dark = contrast(background, Rgb::WHITE) >= contrast(background, Rgb::BLACK);
        let error = if on_dark { Rgb::new(0xff_8a_80) } else { Rgb::new(0x96_00_00) };
        // Far from the marked phrase on the wheel of colours, so that the two are not taken for one another.
        let mut selection = Hsl::of(highlight);
        selection.hue = (selection.hue + 150.0) % 360.0;
        selection.saturation = selection.saturation.max(0.6);
        selection.lightness = selection.lightness.clamp(0.2, 0.8);
        Self {
            background,
            text,
            surface: mixed(background, text, STEPS / 8),
            accent: if contrast(link, background) >= ENOUGH { link } else { text },
            accent_text: background,
            muted: mixed(text, background, STEPS / 5),
            line: mixed(text, background, STEPS / 4),
            focus,
            error,
            link,
            highlight,
            highlight_text: background,
            selection: selection.rgb(),
            selection_text: background,
        }
    }

    /// These colours in this light, each as far from its grounds as it has to be: 7:1, where the text pair was chosen with
    /// as much, and else as far as the ground allows. What the reader chose herself keeps as much as she chose.
    pub fn held(self, shade: Option<&Shade>) -> Self {
        let lit = |colour| shade.map_or(colour, |shade| shade.colour(colour));
        let ends = [Rgb::BLACK, lit(Rgb::WHITE)];
        let raise = |front: Rgb, grounds: &[Rgb], goal: f32| raised(lit(front), grounds, goal, ends);
        let chosen = |front: Rgb| contrast(front, self.background).min(ENOUGH);

        let goal = chosen(self.text);
        let text = raise(self.text, &[lit(self.background)], goal);
        let background = raised(lit(self.background), &[text], goal, ends);
        let ground = [background];
        let link = raise(self.link, &ground, chosen(self.link));
        let focus = raise(self.focus, &ground, chosen(self.focus));
        let highlight = raise(self.highlight, &ground, chosen(self.highlight));

        // As much of the surface as leaves everything on it what it has on the background.
        let best = |on: Rgb| ends.map(|end| contrast(end, on)).into_iter().fold(0.0, f32::max);
        let surface = (0..=STEPS)
            .map(|step| mixed(lit(self.surface), background, step))
            .find(|&surface| {
                [text, link, focus]
                    .iter()
                    .all(|&front| contrast(front, surface) >= contrast(front, background).min(ENOUGH))
                    && best(surface) >= best(background).min(ENOUGH)
            })
            .unwrap_or(background);
        let grounds = [background, surface];
        let accent = raise(self.accent, &ground, ENOUGH);
        let selection = raise(self.selection, &ground, ENOUGH);
        Self {
            background,
            text,
            surface,
            accent,
            accent_text: raise(self.accent_text, &[accent], ENOUGH),
            muted: raise(self.muted, &grounds, ENOUGH),
            line: raise(self.line, &grounds, ENOUGH),
            focus,
            error: raise(self.error, &grounds, ENOUGH),
            link,
            highlight,
            highlight_text: raise(self.highlight_text, &[highlight], ENOUGH),
            selection,
            selection_text: raise(self.selection_text, &[selection], ENOUGH),
        }
    }

    /// This ground in this light, and the letters on it, which have 7:1: those of the page's background where the ground is
    /// told from that, else those of its text; the ground gives way as far as they need.
    pub fn on(&self, ground: Rgb, shade: Option<&Shade>) -> (Rgb, Rgb) {
        let lit = |colour| shade.map_or(colour, |shade| shade.colour(colour));
        let ends = [Rgb::BLACK, lit(Rgb::WHITE)];
        let ground = lit(ground);
        let own = if contrast(ground, self.background) >= SEEN { self.background } else { self.text };
        let best = if contrast(ends[0], ground) > contrast(ends[1], ground) { ends[0] } else { ends[1] };
        let pair = |front| (raised(ground, &[front], ENOUGH, ends), front);
        let (under, front) = pair(own);
        if contrast(front, under) >= ENOUGH { (under, front) } else { pair(best) }
    }

    /// The colours that a reader begins her own with.
    pub fn own(&self) -> OwnColours {
        let Self { text, background, highlight, link, focus, .. } = *self;
        OwnColours { text, background, highlight, link, focus }
    }
}

/// The reader's own colours, each moved so far from its ground that all pairs reach 7:1; those that do are left.
pub fn strengthened(own: &OwnColours) -> OwnColours {
    let ends = [Rgb::BLACK, Rgb::WHITE];
    let text = raised(own.text, &[own.background], ENOUGH, ends);
    // On a ground of middle brightness nothing has 7:1: the ground gives way.
    let background = raised(own.background, &[text], ENOUGH, ends);
    let raise = |front| raised(front, &[background], ENOUGH, ends);
    OwnColours { text, background, highlight: raise(own.highlight), link: raise(own.link), focus: raise(own.focus) }
}

/// This many of [`STEPS`] from one colour to another.
fn mixed(from: Rgb, to: Rgb, step: u16) -> Rgb {
    let part = |from: u8, to: u8| {
        let (from, to) = (u32::from(from), u32::from(to));
        ((from * u32::from(STEPS - step) + to * u32::from(step) + u32::from(STEPS) / 2) / u32::from(STEPS)) as u8
    };
    Rgb { red: part(from.red, to.red), green: part(from.green, to.green), blue: part(from.blue, to.blue) }
}

/// The colour nearest to this one, on the way to one of the ends, that has this contrast on all of the grounds; the end
/// that has the most where none has enough.
fn raised(front: Rgb, grounds: &[Rgb], goal: f32, ends: [Rgb; 2]) -> Rgb {
    let least = |front: Rgb| grounds.iter().map(|&ground| contrast(front, ground)).fold(f32::MAX, f32::min);
    let [dark, light] = ends;
    let end = if least(dark) > least(light) { dark } else { light };
    let enough = (0..=STEPS).map(|step| mixed(front, end, step)).find(|&front| least(front) >= goal);
    enough.unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::settings::{BRIGHTNESSES, Light, WARMTHS};

    #[test]
    fn the_tables_are_as_they_are_drawn() {
        for colours in Colours::ALL {
            let table = Palette::named(colours);
            assert_eq!(table.held(None), table, "{colours:?}");
        }
    }

    /// What is drawn on what, and whether the reader chose the pair herself.
    fn pairs(palette: &Palette) -> Vec<(&'static str, Rgb, Rgb, bool)> {
        let Palette { background, surface, .. } = *palette;
        let mut pairs = vec![
            ("text of the main button", palette.accent_text, palette.accent, false),
            ("main button", palette.accent, background, false),
            ("text of the marked phrase", palette.highlight_text, palette.highlight, false),
            ("marked phrase", palette.highlight, background, true),
            ("selection", palette.selection, background, false),
            ("selected text", palette.selection_text, palette.selection, false),
        ];
        for (name, front, own) in [
            ("text", palette.text, true),
            ("link", palette.link, true),
            ("focus", palette.focus, true),
            ("muted", palette.muted, false),
            ("line", palette.line, false),
            ("error", palette.error, false),
        ] {
            pairs.extend([(name, front, background, own), (name, front, surface, own)]);
        }
        pairs
    }

    fn colour() -> impl Strategy<Value = Rgb> {
        // Also greys and the ends, which chance seldom finds.
        let grey = any::<u8>().prop_map(|part| Rgb::from([part; 3]));
        prop_oneof![any::<[u8; 3]>().prop_map(Rgb::from), grey, Just(Rgb::BLACK), Just(Rgb::WHITE)]
    }

    fn own() -> impl Strategy<Value = OwnColours> {
        (colour(), colour(), colour(), colour(), colour()).prop_map(|(text, background, highlight, link, focus)| {
            OwnColours { text, background, highlight, link, focus }
        })
    }

    fn light() -> impl Strategy<Value = Light> {
        (BRIGHTNESSES, WARMTHS).prop_map(|(brightness, warmth)| Light { brightness, warmth })
    }

    /// Rounding to bytes takes a hair of it.
    const HAIR: f32 = 0.001;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_theme_with_a_name_has_seven_to_one_in_any_light(light in light()) {
            for colours in Colours::ALL {
                let palette = Palette::named(colours).held(Shade::of(light).as_ref());
                for (name, front, back, _) in pairs(&palette) {
                    let found = contrast(front, back);
                    prop_assert!(found >= ENOUGH - HAIR, "{:?}: {} has {}", colours, name, found);
                }
            }
        }

        #[test]
        fn what_follows_from_ones_own_colours_is_read_as_well_as_they_are(own in own(), light in light()) {
            let raw = Palette::of_own(&own);
            let palette = raw.held(Shade::of(light).as_ref());
            let text = contrast(own.text, own.background);
            // On a ground that allows no more, black or white is the most.
            let ends = [Rgb::BLACK, Shade::of(light).map_or(Rgb::WHITE, |shade| shade.colour(Rgb::WHITE))];
            let most = |ground: Rgb| ends.map(|end| contrast(end, ground)).into_iter().fold(0.0, f32::max);
            for (name, front, back, chosen) in pairs(&palette) {
                let found = contrast(front, back);
                let wanted = match name {
                    "text" => text.min(ENOUGH),
                    "link" => contrast(own.link, own.background).min(ENOUGH),
                    "focus" => contrast(own.focus, own.background).min(ENOUGH),
                    "marked phrase" => contrast(own.highlight, own.background).min(ENOUGH),
                    _ if text >= ENOUGH && back != palette.highlight => ENOUGH,
                    _ => ENOUGH.min(most(back)),
                };
                // What the reader chose is held as far as the light allows.
                let wanted = if chosen { wanted.min(most(back)) } else { wanted };
                prop_assert!(found >= wanted - HAIR, "{} has {} of {} in {:?}", name, found, wanted, palette);
            }
        }

        #[test]
        fn in_full_light_the_readers_own_colours_are_left_as_she_chose_them(own in own()) {
            prop_assert_eq!(Palette::of_own(&own).held(None).own(), own);
        }

        #[test]
        fn strengthened_colours_all_reach_seven_to_one_and_good_ones_stay(own in own()) {
            let strong = strengthened(&own);
            for (part, colour) in [
                ("text", strong.text),
                ("highlight", strong.highlight),
                ("link", strong.link),
                ("focus", strong.focus),
            ] {
                let found = contrast(colour, strong.background);
                prop_assert!(found >= ENOUGH, "{}: {} of {:?}", part, found, strong);
            }
            prop_assert_eq!(strengthened(&strong), strong);
            if contrast(own.text, own.background) >= ENOUGH {
                prop_assert_eq!((strong.text, strong.background), (own.text, own.background));
            }
        }
    }
}
