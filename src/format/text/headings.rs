//! Where the parts of a plain text begin: by the words of their headings, by numbers, by capitals.

use super::lines::{Layout, Line};
use super::words::{self, Rank};

/// A heading takes no more characters of its line.
const LONGEST: usize = 90;
/// So many headings without a text between them are a list of contents.
const LISTED: usize = 3;
/// Numbers alone that follow each other closer, in characters, are those of pages.
const PAGE_CHARACTERS: usize = 3600;

/// A heading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading<'a> {
    pub(super) rank: Rank,
    /// Its lines, joined by newlines.
    pub(super) title: String,
    /// The lines that it takes.
    pub(super) lines: std::ops::Range<usize>,
    /// What stands behind it in its last line: the first words of the text.
    pub(super) rest: Option<&'a str>,
    digits: bool,
    /// Told by its capitals alone.
    pub(super) capitals: bool,
}

/// All headings, in order, and the lines that are a list of contents.
pub(super) fn of<'a>(lines: &[Line<'a>], layout: Layout) -> (Vec<Heading<'a>>, Vec<usize>) {
    let written = lines.iter().filter(|line| !line.is_blank()).count();
    let shouted = lines.iter().filter(|line| is_capitals(line)).count();
    let finder = Finder { lines, layout, capitals: shouted * 7 < written || shouted <= 3 };
    let mut headings: Vec<Heading<'a>> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match finder.at(at) {
            Some(heading) => {
                at = heading.lines.end;
                headings.push(heading);
            }
            None => at += 1,
        }
    }
    drop_pages(&mut headings, lines);
    let listed = drop_lists(&mut headings, lines);
    (headings, listed)
}

struct Finder<'l, 'a> {
    lines: &'l [Line<'a>],
    layout: Layout,
    /// Capitals mean something in this text.
    capitals: bool,
}

impl<'a> Finder<'_, 'a> {
    fn blank(&self, at: Option<usize>) -> bool {
        at.and_then(|at| self.lines.get(at)).is_none_or(Line::is_blank)
    }

    /// Whether a new thing may begin in this line.
    fn begins(&self, at: usize) -> bool {
        match at.checked_sub(1).map(|before| &self.lines[before]) {
            None => true,
            Some(before) if before.is_blank() => true,
            Some(before) => match self.layout {
                Layout::Wrapped(width) => before.ends_sentence() && before.indent + before.length < width * 4 / 5,
                Layout::Long | Layout::Short => true,
            },
        }
    }

    fn at(&self, at: usize) -> Option<Heading<'a>> {
        let line = self.lines[at];
        if line.is_blank() || !self.begins(at) || line.begins_with_dash() {
            return None;
        }
        match words::head(line.text) {
            Some(head) => self.worded(at, head),
            None => self.shouted(at),
        }
    }

    /// A heading by its words.
    fn worded(&self, at: usize, head: words::Head) -> Option<Heading<'a>> {
        let line = self.lines[at];
        let (own, behind) = line.text.split_at(head.length);
        let parted = behind.trim_start().starts_with(['.', ':', '—', '–', '-']) || own.ends_with('.');
        let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || ".:—–-".contains(c));
        let shouted = own.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let heading = |title: String, rest: Option<&'a str>| Heading {
            rank: head.rank,
            title,
            lines: at..at + 1,
            rest,
            digits: head.digits,
            capitals: false,
        };
        if head.rank == Rank::Below {
            // A number needs its own room.
            let alone = self.blank(at.checked_sub(1)) && (self.blank(Some(at + 1)) || line.indent > 8)
                || self.layout == Layout::Long && !head.digits;
            return alone.then(|| self.titled(heading(line.text.to_owned(), None)));
        }
        if behind.is_empty() {
            return Some(self.titled(heading(line.text.to_owned(), None)));
        }
        let ends = behind.ends_with(['.', '!', '?', '…', ':', ';', ',']);
        let bracketed = behind.starts_with('(') && behind.ends_with(')');
        let in_capitals = !behind.chars().any(char::is_lowercase);
        let short = line.length <= LONGEST;
        let goes_on = matches!(self.layout, Layout::Wrapped(_))
            && !self.blank(Some(at + 1))
            && self.layout.goes_on(&line, &self.lines[at + 1]);
        if short && (bracketed || in_capitals || (!ends || parted && behind.chars().count() <= 60) && !goes_on) {
            return Some(heading(line.text.to_owned(), None));
        }
        // It runs into the first sentence.
        shouted.then(|| heading(own.trim_end().to_owned(), Some(behind)))
    }

    /// What a part is called stands below its number.
    fn titled(&self, mut heading: Heading<'a>) -> Heading<'a> {
        const MOST_BLANK: usize = 2;
        let mut at = heading.lines.end;
        let blank = self.lines[at.min(self.lines.len())..].iter().take_while(|line| line.is_blank()).count();
        at += blank;
        let Some(line) = self.lines.get(at).filter(|_| blank <= MOST_BLANK) else { return heading };
        let capitals = is_capitals(line) && self.capitals;
        let followed = self.blank(Some(at + 1));
        let plain = line.length <= 60
            && line.begins_with_capital()
            && !line.text.ends_with(['.', ',', ':', ';', '!', '?', '…', '»', '"'])
            && !line.begins_with_dash()
            // In a text without empty lines a title stands directly below, and a long line below it.
            && if blank == 0 { followed || self.lines.get(at + 1).is_some_and(|next| line.length < 40 && next.length > 60) } else { followed && self.has_text_behind(at + 1) };
        let heads = words::head(line.text).is_some();
        if !heads && !line.is_separator() && (capitals && line.length <= 70 || plain) {
            heading.title.push('\n');
            heading.title.push_str(line.text);
            heading.lines.end = at + 1;
        }
        heading
    }

    /// Whether more than a line follows before the next empty one, so that the one before it was no verse of its own.
    fn has_text_behind(&self, at: usize) -> bool {
        let next = self.lines[at.min(self.lines.len())..].iter().find(|line| !line.is_blank());
        next.is_some_and(|next| next.length > 60)
    }

    /// A heading by its capitals: up to three lines with room around them.
    fn shouted(&self, at: usize) -> Option<Heading<'a>> {
        const MOST_LINES: usize = 3;
        if !self.capitals || !is_capitals(&self.lines[at]) {
            return None;
        }
        let count = self.lines[at..].iter().take_while(|line| is_capitals(line)).take(MOST_LINES + 1).count();
        let end = at + count;
        // Among long lines there need not be empty ones.
        let next = self.lines.get(end);
        let room = |blank: bool| blank || self.layout == Layout::Long;
        let apart = room(self.blank(at.checked_sub(1))) && room(self.blank(Some(end)));
        let last = self.lines[end - 1].text;
        if count > MOST_LINES || !apart || next.is_none() || last.ends_with([',', ';', ':', '-', '?', '!', '…']) {
            return None;
        }
        let count = if self.layout == Layout::Long { 1 } else { count };
        let title: Vec<&str> = self.lines[at..at + count].iter().map(|line| line.text).collect();
        let ends = ["КОНЕЦ", "THE END", "СОҢЫ", "FIN"];
        let heading = Heading {
            rank: Rank::Below,
            title: title.join("\n"),
            lines: at..at + count,
            rest: None,
            digits: false,
            capitals: true,
        };
        (!ends.contains(&last.trim_end_matches('.'))).then_some(heading)
    }
}

/// A short line of capitals, with a word in it.
fn is_capitals(line: &Line<'_>) -> bool {
    (2..=70).contains(&line.length)
        && !line.begins_with_dash()
        && line.text.chars().filter(|c| c.is_uppercase()).count() >= 3
        && !line.text.chars().any(char::is_lowercase)
        && line.text.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() >= 3)
}

/// Numbers alone in digits are headings when they count chapters, not pages.
fn drop_pages(headings: &mut Vec<Heading<'_>>, lines: &[Line<'_>]) {
    let numbers: Vec<usize> =
        headings.iter().filter(|heading| heading.digits).map(|heading| heading.lines.start).collect();
    let Some(&first) = numbers.first() else { return };
    let all: usize = lines[first..].iter().map(|line| line.length).sum();
    let begins = lines[first].text.trim_end_matches(['.', ')']) == "1";
    if numbers.len() < 2 || !begins || (numbers.len() > 5 && all / numbers.len() < PAGE_CHARACTERS) {
        headings.retain(|heading| !heading.digits);
    }
}

/// Headings that follow each other without a text between them list what the book holds; their lines.
fn drop_lists(headings: &mut Vec<Heading<'_>>, lines: &[Line<'_>]) -> Vec<usize> {
    let mut listed = Vec::new();
    let mut dropped = vec![false; headings.len()];
    let mut from = 0;
    while from < headings.len() {
        let mut end = from + 1;
        let joined = |one: &Heading<'_>, next: &Heading<'_>| {
            one.rest.is_none() && lines[one.lines.end..next.lines.start].iter().all(Line::is_blank)
        };
        while end < headings.len() && joined(&headings[end - 1], &headings[end]) {
            end += 1;
        }
        let run = &headings[from..end];
        let ranks = |rank: Rank| run.iter().filter(|it| it.rank == rank && !it.capitals).count();
        if [Rank::Volume, Rank::Part, Rank::Chapter, Rank::Below].into_iter().any(|rank| ranks(rank) >= LISTED) {
            // The last one begins the text, where another of its title stands before it.
            let last = if is_first_again(run) { end - 1 } else { end };
            listed.extend(headings[from..last].iter().flat_map(|heading| heading.lines.clone()));
            dropped[from..last].fill(true);
        }
        from = end;
    }
    let mut dropped = dropped.into_iter();
    headings.retain(|_| !dropped.next().unwrap_or_default());
    listed
}

/// Whether the last heading of a list is its first one again: the text begins.
fn is_first_again(headings: &[Heading<'_>]) -> bool {
    let Some((last, rest)) = headings.split_last() else { return false };
    rest.iter().any(|heading| heading.title.lines().next() == last.title.lines().next())
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    const LONG: &str = "Говорили, что на набережной появилось новое лицо: дама с собачкой. Дмитрий Дмитрич Гуров, проживший в Ялте \
                        уже две недели и привыкший тут, тоже стал интересоваться новыми лицами.";

    fn titles(text: &str) -> Vec<String> {
        let lines = lines::of(text);
        of(&lines, Layout::of(&lines)).0.into_iter().map(|heading| heading.title.replace('\n', "/")).collect()
    }

    #[test]
    fn headings_run_into_their_text_or_stand_apart() {
        let text = format!(
            "БІРІНШІ СӨЗ {LONG}\n\n{LONG}\n\nЖИЫРМА ЖЕТІНШІ СӨЗ (Сократ хакімнің сөзі)\n\n{LONG}\n\nСЕГІЗІНШІ СӨЗ Осы \
                            ақылды кім үйренеді?\n\n{LONG}\n"
        );
        assert_eq!(titles(&text), ["БІРІНШІ СӨЗ", "ЖИЫРМА ЖЕТІНШІ СӨЗ (Сократ хакімнің сөзі)", "СЕГІЗІНШІ СӨЗ"]);
        let text = format!(
            "Часть первая\n\nГлава 1. Начало пути\n\n{LONG}\n\nГлава вторая\nПродолжение\n{LONG}\n\nIII\n\n{LONG}\n"
        );
        assert_eq!(titles(&text), ["Часть первая", "Глава 1. Начало пути", "Глава вторая/Продолжение", "III"]);
    }

    #[test]
    fn capitals_with_room_around_them_are_headings() {
        let text = format!("ПРЕАМБУЛА\n{LONG}\nБАС АССАМБЛЕЯ,\n{LONG}\nГЛАВА I\n\nСЕРЖАНТ ГВАРДИИ\n\n{LONG}\nКОНЕЦ\n");
        assert_eq!(titles(&text), ["ПРЕАМБУЛА", "ГЛАВА I/СЕРЖАНТ ГВАРДИИ"]);
        assert!(titles(&"ВСЁ НАПИСАНО ТАК\n\n".repeat(20)).is_empty());
    }

    #[test]
    fn a_list_of_contents_is_none_of_headings() {
        let chapter = |number: usize| format!("Глава {number}\n\n{LONG}\n\n");
        let list: String = (1..5).map(|number| format!("Глава {number}\n")).collect();
        let text = format!("Содержание\n\n{list}\n{}{}{}{}", chapter(1), chapter(2), chapter(3), chapter(4));
        assert_eq!(titles(&text), ["Глава 1", "Глава 2", "Глава 3", "Глава 4"]);
    }

    #[test]
    fn numbers_of_pages_are_no_headings() {
        let pages: String = (1..9).map(|number| format!("{LONG}\n\n{number}\n\n")).collect();
        assert!(titles(&pages).is_empty());
        let chapters: String = (1..4).map(|number| format!("{number}\n\n{LONG}\n\n")).collect();
        assert_eq!(titles(&chapters), ["1", "2", "3"]);
    }
}
