//! Lists and notes of a page, as far as paragraphs show them: marks that repeat, numbers that count on, small print below.
//!
//! Dashes are no marks here: in Kazakh and Russian they begin what somebody says.

use crate::book::{Block, Group, GroupKind, Kind, Section};

/// Marks of lists without an order.
const MARKS: &str = "•▪◦‣·∙●○■□◆◇➢➤✓✔►";
/// Letters so much smaller than those of the text are small print.
const SMALL: f32 = 0.93;

/// How an item begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    Mark(char),
    /// What stands around the number tells lists apart.
    Number(u32, Signs),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signs {
    Point,
    Bracket,
    Brackets,
}

/// The marker of a text, and where what it marks begins.
fn marker(text: &str) -> Option<(Marker, usize)> {
    let first = text.chars().next()?;
    if MARKS.contains(first) {
        let rest = text[first.len_utf8()..].trim_start();
        return (!rest.is_empty()).then(|| (Marker::Mark(first), text.len() - rest.len()));
    }
    let inside = text.strip_prefix('(');
    let digits = inside.unwrap_or(text);
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    let number: u32 = digits.get(..end).filter(|it| (1..=3).contains(&it.len()))?.parse().ok()?;
    let sign = digits[end..].chars().next()?;
    let signs = match (inside, sign) {
        (None, '.') => Signs::Point,
        (None, ')') => Signs::Bracket,
        (Some(_), ')') => Signs::Brackets,
        _ => return None,
    };
    let rest = &digits[end + 1..];
    // «1.2» is no marker, «1. Бұл» is one.
    let body = rest.trim_start();
    (body.len() < rest.len() && !body.is_empty()).then(|| (Marker::Number(number, signs), text.len() - body.len()))
}

impl Marker {
    fn is_followed_by(self, next: Self) -> bool {
        match (self, next) {
            (Self::Mark(one), Self::Mark(other)) => one == other,
            (Self::Number(one, signs), Self::Number(other, others)) => other == one + 1 && signs == others,
            _ => false,
        }
    }
}

/// Makes items of paragraphs that are a list, and notes of small print at the page's foot; `sizes` are those of the blocks,
/// `usual` that of the text. Answers how many bytes were taken from the beginning of each block.
pub(super) fn mark(section: &mut Section, sizes: &[f32], usual: f32) -> Vec<usize> {
    let mut taken = vec![0; section.blocks.len()];
    let markers: Vec<Option<(Marker, usize)>> = section
        .blocks
        .iter()
        .map(|block| if block.kind == Kind::Paragraph { marker(&block.text) } else { None })
        .collect();
    let notes = notes(section, sizes, usual);
    let mut start = 0;
    while start < notes {
        let mut end = start + 1;
        while end < notes
            && let (Some((before, _)), Some((next, _))) = (markers[end - 1], markers[end])
            && before.is_followed_by(next)
        {
            end += 1;
        }
        if end - start >= 2 {
            list(section, start, end, &markers, &mut taken);
        }
        start = end;
    }
    if notes < section.blocks.len() {
        for block in &mut section.blocks[notes..] {
            block.kind = Kind::Note;
        }
        let blocks = notes..section.blocks.len();
        section.groups.push(Group { kind: GroupKind::Notes, blocks, parent: None, label: None });
    }
    taken
}

fn list(section: &mut Section, start: usize, end: usize, markers: &[Option<(Marker, usize)>], taken: &mut [usize]) {
    let ordered = matches!(markers[start], Some((Marker::Number(..), _)));
    let parent = section.groups.len();
    let group = |kind, blocks, parent| Group { kind, blocks, parent, label: None };
    section.groups.push(group(GroupKind::List { ordered }, start..end, None));
    for index in start..end {
        section.groups.push(group(GroupKind::ListItem, index..index + 1, Some(parent)));
        let Some((_, from)) = markers[index] else { continue };
        let block = &section.blocks[index];
        let mut item = Block::new(Kind::Item, &block.text[from..]);
        item.label = ordered.then(|| block.text[..from].trim().to_owned());
        item.language.clone_from(&block.language);
        item.inlines = block.inlines.clone();
        item.inlines.retain(|inline| inline.range.start >= from);
        for inline in &mut item.inlines {
            inline.range = inline.range.start - from..inline.range.end - from;
        }
        section.blocks[index] = item;
        taken[index] = from;
    }
}

/// Where the notes at the foot begin: the first of the last blocks in small print that bear a number or a star.
fn notes(section: &Section, sizes: &[f32], usual: f32) -> usize {
    let count = section.blocks.len();
    let is_small = |index: usize| sizes.get(index).is_some_and(|&size| size < usual * SMALL);
    let is_marked = |text: &str| {
        let mark = text.trim_start_matches(|c: char| c.is_ascii_digit() || "*†‡⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c));
        let length = text.len() - mark.len();
        (1..=12).contains(&length) && mark.trim_start().starts_with(char::is_alphabetic)
            || marker(text).is_some_and(|(marker, _)| matches!(marker, Marker::Number(..)))
    };
    let mut first = count;
    for index in (1..count).rev() {
        let block = &section.blocks[index];
        if block.kind != Kind::Paragraph || !is_small(index) {
            break;
        }
        if is_marked(&block.text) {
            first = index;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(texts: &[&str]) -> Section {
        let mut section = Section::new("page-1");
        section.blocks = texts.iter().map(|text| Block::new(Kind::Paragraph, *text)).collect();
        section
    }

    fn kinds(texts: &[&str], sizes: &[f32]) -> Vec<(Kind, String, Option<String>)> {
        let mut section = section(texts);
        mark(&mut section, sizes, 10.0);
        section.blocks.iter().map(|it| (it.kind, it.text.clone(), it.label.clone())).collect()
    }

    #[test]
    fn marks_that_repeat_and_numbers_that_count_on_are_lists() {
        let item = |text: &str, label: Option<&str>| (Kind::Item, text.to_owned(), label.map(str::to_owned));
        let plain = |text: &str| (Kind::Paragraph, text.to_owned(), None);
        assert_eq!(
            kinds(&["Мыналар:", "• нан", "• су", "Соңы."], &[10.0; 4]),
            [plain("Мыналар:"), item("нан", None), item("су", None), plain("Соңы.")]
        );
        assert_eq!(
            kinds(&["1) бірінші", "2) екінші", "3) үшінші"], &[10.0; 3]),
            [item("бірінші", Some("1)")), item("екінші", Some("2)")), item("үшінші", Some("3)"))]
        );
        for texts in [
            ["1. Бір", "3. Үш"],
            ["1. Бір", "2) екі"],
            ["• жалғыз", "Жай мәтін"],
            ["— Қайда барасың?", "— Үйге."],
            ["1905. жыл", "1906. жыл"],
            ["1.2 көрсет", "1.3 көрсет"],
        ] {
            assert_eq!(kinds(&texts, &[10.0; 2]), texts.map(plain), "{texts:?}");
        }
    }

    #[test]
    fn small_print_below_with_numbers_are_notes() {
        let texts = ["Мәтін.", "1 Бірінші ескерту.", "жалғасы.", "2 Екінші ескерту."];
        let found = kinds(&texts, &[10.0, 8.0, 8.0, 8.0]);
        assert_eq!(
            found.iter().map(|it| it.0).collect::<Vec<_>>(),
            [Kind::Paragraph, Kind::Note, Kind::Note, Kind::Note]
        );
        assert!(kinds(&texts, &[10.0; 4]).iter().all(|it| it.0 == Kind::Paragraph));
        assert!(kinds(&["Ұсақ мәтін.", "Тағы."], &[8.0, 8.0]).iter().all(|it| it.0 == Kind::Paragraph));
    }

    #[test]
    fn what_was_taken_is_told() {
        let mut section = section(&["• нан", "• су"]);
        assert_eq!(mark(&mut section, &[10.0, 10.0], 10.0), ["• ".len(); 2]);
        assert_eq!(section.groups.len(), 3);
    }
}
