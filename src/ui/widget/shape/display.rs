//! A text as it is laid out: with signs in it that the book does not have, and the way between the two.

use std::borrow::Cow;

use super::order::Order;

/// Where a word may be parted.
const SOFT_HYPHEN: char = '\u{ad}';

/// Stands at the beginning of a line that is set in: nothing is seen of it but the space behind it. No line ends beside it.
pub(super) const UNSEEN: char = '\u{2060}';

/// Which lines are set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SetIn {
    None,
    First,
    /// Those that go on another one.
    Hanging,
}

#[derive(Debug)]
pub(super) struct Display<'a> {
    told: &'a str,
    shown: Cow<'a, str>,
    /// Where in the told text something was added, and how many bytes up to its end; both rising.
    added: Vec<(usize, usize)>,
    indent: usize,
    /// Where lines begin that are set in, in what is laid out.
    hangs: Vec<usize>,
    hyphens: bool,
}

impl<'a> Display<'a> {
    /// Words may be parted before `breaks` and never at `joins`; before `wraps` a line ends, and the next one is set in where
    /// lines hang. All rise, and are boundaries of characters.
    pub fn of(text: &'a str, set_in: SetIn, breaks: &[usize], joins: &[usize], wraps: &[usize], order: &Order) -> Self {
        let begins = set_in == SetIn::First && !text.is_empty();
        let inside = |at: &usize| *at > 0 && *at < text.len() && text.is_char_boundary(*at);
        let signs = |places: &[usize], rank: u8, sign: &'static str| -> Vec<(usize, u8, Cow<'_, str>)> {
            places.iter().copied().filter(inside).map(|at| (at, rank, Cow::Borrowed(sign))).collect()
        };
        let mut additions = signs(joins, 0, "\u{2060}");
        additions.extend(signs(breaks, 0, "\u{ad}"));
        additions.extend(wraps.iter().copied().filter(inside).map(|at| {
            let (again, unseen) = (order.again(at), if set_in == SetIn::Hanging { "\u{2060}" } else { "" });
            (at, 0, Cow::Owned(format!("\n{again}{unseen}")))
        }));
        // Of several at one place the first one holds, and a new line before all.
        additions.sort_by_key(|(at, _, sign)| (*at, !sign.starts_with('\n')));
        additions.dedup_by_key(|(at, ..)| *at);
        let own = order.signs().iter().filter(|(at, sign)| *at <= text.len() && !sign.is_empty() && !text.is_empty());
        additions.extend(own.map(|(at, sign)| (*at, 1, Cow::Borrowed(sign.as_str()))));
        additions.sort_by_key(|(at, rank, _)| (*at, *rank));
        let hyphens = text.contains(SOFT_HYPHEN) || additions.iter().any(|(.., sign)| sign.starts_with(SOFT_HYPHEN));
        // A mark of the direction is as good a sign before a first line that is set in as any.
        let unseen = if begins && order.mark().is_empty() { UNSEEN.len_utf8() } else { 0 };
        let indent = if begins { unseen.max(order.mark().len()) } else { 0 };
        if unseen == 0 && additions.is_empty() {
            return Self {
                told: text,
                shown: Cow::Borrowed(text),
                added: Vec::new(),
                indent,
                hangs: Vec::new(),
                hyphens,
            };
        }
        let mut shown = String::with_capacity(text.len() + indent + additions.len() * 4);
        let mut added = Vec::with_capacity(additions.len() + 1);
        let mut hangs = Vec::with_capacity(wraps.len());
        let mut total = 0;
        if unseen > 0 {
            shown.push(UNSEEN);
            total += unseen;
            added.push((0, total));
        }
        let mut from = 0;
        for (at, _, sign) in additions {
            shown.push_str(&text[from..at]);
            shown.push_str(&sign);
            if sign.starts_with('\n') && sign.ends_with(UNSEEN) {
                hangs.push(shown.len() - UNSEEN.len_utf8());
            }
            total += sign.len();
            added.push((at, total));
            from = at;
        }
        shown.push_str(&text[from..]);
        Self { told: text, shown: Cow::Owned(shown), added, indent, hangs, hyphens }
    }

    /// As it is laid out.
    pub fn text(&self) -> &str {
        &self.shown
    }

    /// As the book has it.
    pub fn told_text(&self) -> &str {
        self.told
    }

    /// So many bytes at the beginning are the sign before a first line that is set in.
    pub fn indent(&self) -> usize {
        self.indent
    }

    /// Whether a line may end inside a word.
    pub fn has_hyphens(&self) -> bool {
        self.hyphens
    }

    /// Where lines begin that are set in, in bytes of what is laid out.
    pub fn hangs(&self) -> &[usize] {
        &self.hangs
    }

    /// From a byte of the book's text to one of what is laid out.
    pub fn shown(&self, byte: usize) -> usize {
        let after = self.added.partition_point(|(at, _)| *at <= byte);
        byte + after.checked_sub(1).map_or(0, |last| self.added[last].1)
    }

    /// How many of the added signs end before this byte of what is laid out, or at it.
    fn before(&self, byte: usize) -> usize {
        // What was added at `at` begins there, moved by what was added before it, and ends at `at + total`.
        self.added.partition_point(|(at, total)| at + total <= byte)
    }

    /// From a byte of what is laid out to one of the book's text.
    pub fn told(&self, byte: usize) -> usize {
        let whole = self.before(byte);
        let total = whole.checked_sub(1).map_or(0, |last| self.added[last].1);
        let told = byte - total;
        // Inside an added sign: where it was added.
        self.added.get(whole).map_or(told, |(at, _)| told.min(*at))
    }

    /// Whether what begins at this byte is nothing of the book's.
    pub fn is_added(&self, byte: usize) -> bool {
        let whole = self.before(byte);
        let total = whole.checked_sub(1).map_or(0, |last| self.added[last].1);
        self.added.get(whole).is_some_and(|(at, _)| byte >= at + total)
    }
}

/// Letters behind a number that are no word to be moved into the next line without it.
const ENDING: usize = 12;

/// Where «2-тарау», «20-шы», «5-го» and «II-бөлім» hold together: behind the hyphen between a number and letters, where a
/// line has room for all of it.
pub(super) fn joins(text: &str, setting: &super::Setting, stretches: &[super::Stretch]) -> Vec<usize> {
    let most = setting.width.map_or(usize::MAX, |width| (width / (setting.size * 0.65)) as usize);
    let is_number = |word: &str| {
        let roman = word.chars().all(|sign| matches!(sign, 'I' | 'V' | 'X' | 'L' | 'C' | 'І' | 'Х'));
        !word.is_empty() && (roman || word.chars().all(|sign| sign.is_ascii_digit()))
    };
    let hyphens = text.match_indices(['-', '\u{2010}']);
    let found = hyphens.filter_map(|(at, hyphen)| {
        let number = text[..at].rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
        let end = at + hyphen.len();
        let ending = text[end..].split(|sign: char| !sign.is_alphabetic()).next().unwrap_or_default();
        let (digits, letters) = (number.chars().count(), ending.chars().count());
        let short = (1..=ENDING).contains(&letters) && digits + 1 + letters <= most;
        (is_number(number) && short).then_some(end)
    });
    let mut found: Vec<usize> = found.chain(seams(text, setting, stretches)).collect();
    found.sort_unstable();
    found
}

/// Where letters change within a word of ASCII: cosmic-text 0.15 sets all of such a word in the letters of its beginning,
/// unless something else stands in it.
fn seams(text: &str, setting: &super::Setting, stretches: &[super::Stretch]) -> impl Iterator<Item = usize> {
    let other = stretches.iter().filter(|stretch| stretch.room.is_none() && stretch.font != setting.font);
    let ends = other.flat_map(|stretch| [stretch.bytes.start, stretch.bytes.end]);
    let bytes = text.as_bytes();
    ends.filter(move |&at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        // Behind these a line may end.
        before.is_some_and(|byte| byte.is_ascii_graphic() && !matches!(byte, b'-' | b'/' | b'|' | b'}'))
            && bytes.get(at).is_some_and(u8::is_ascii_graphic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_ending_hold_together() {
        let setting = super::super::Setting::default();
        let told = |text: &str| joins(text, &setting, &[]).iter().map(|&at| text[at..].to_owned()).collect::<Vec<_>>();
        assert_eq!(told("2-тарау"), ["тарау"]);
        assert_eq!(told("20-шы бет, 5-го мая, II-бөлім"), ["шы бет, 5-го мая, II-бөлім", "го мая, II-бөлім", "бөлім"]);
        for text in ["кітап-дәптер", "2-3 бет", "2 - тарау", "а2-б", "2-", "-шы", "2-кітапханашыларымыздың"]
        {
            assert_eq!(joins(text, &setting, &[]), [0; 0], "{text}");
        }
        let narrow = super::super::Setting { width: Some(60.0), ..setting };
        assert_eq!(joins("2-тарау", &narrow, &[]), [0; 0], "no line has room for it");
    }

    #[test]
    fn bytes_lead_there_and_back() {
        let text = "кітап сөз";
        let breaks = ["тап", "сөз"].map(|part| text.find(part).unwrap());
        for (indent, breaks) in [(false, &breaks[..]), (true, &breaks[..]), (true, &[][..]), (false, &[][..])] {
            let set_in = if indent { SetIn::First } else { SetIn::None };
            let display = Display::of(text, set_in, breaks, &[], &[], &Order::default());
            for (byte, letter) in text.char_indices().chain([(text.len(), '\0')]) {
                let shown = display.shown(byte);
                assert_eq!(display.told(shown), byte);
                assert!(!display.is_added(shown));
                assert!(display.text()[shown..].starts_with(letter) || letter == '\0');
            }
            let signs = display.text().char_indices().filter(|(_, sign)| matches!(*sign, SOFT_HYPHEN | UNSEEN));
            let mut count = 0;
            for (at, _) in signs {
                assert!(display.is_added(at));
                count += 1;
            }
            assert_eq!(count, breaks.len() + usize::from(indent));
        }
    }

    #[test]
    fn signs_of_the_order_are_none_of_the_texts() {
        use crate::book::{BaseDirection, Isolate};
        let text = "سلام abc кітап\nשלום";
        let start = text.find("abc").unwrap();
        let isolate = Isolate { base: Some(BaseDirection::Ltr), forced: true };
        let apart = super::super::order::Apart { bytes: start..start + 3, isolate };
        let order = Order::of(text, Some(BaseDirection::Rtl), std::slice::from_ref(&apart));
        let wrap = text.find("кітап").unwrap();
        for set_in in [SetIn::None, SetIn::First, SetIn::Hanging] {
            let display = Display::of(text, set_in, &[wrap + 4], &[], &[wrap, start + 1], &order);
            let mut told = String::new();
            for (at, sign) in display.text().char_indices() {
                if !display.is_added(at) {
                    assert_eq!(display.told(at), told.len());
                    assert_eq!(display.shown(told.len()), at);
                    told.push(sign);
                }
            }
            assert_eq!(told, text, "{set_in:?}");
            assert_eq!(display.hangs().len(), if set_in == SetIn::Hanging { 2 } else { 0 });
        }
    }

    #[test]
    fn soft_hyphens_of_the_book_are_its_own() {
        let display = Display::of("кі\u{ad}тап", SetIn::None, &[], &[], &[], &Order::default());
        assert!(display.has_hyphens() && !display.is_added(4));
    }
}
