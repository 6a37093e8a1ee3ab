//! Paragraphs and stanzas of a plain text: lines joined where they were only wrapped.

use std::collections::HashMap;

use super::lines::{Layout, Line};

/// Divided words that are looked up elsewhere in the text.
const MOST_DIVIDED: usize = 5000;

/// What lines become.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Paragraph(String),
    /// Lines of a poem.
    Stanza(String),
}

/// Words that stand divided at the ends of lines, and how often the text has them whole: with their hyphen, without it.
#[derive(Debug, Default)]
pub(super) struct Divided(HashMap<String, usize>);

impl Divided {
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let mut words = HashMap::new();
        for pair in lines.windows(2) {
            if let Some((before, behind)) = divided(pair[0].text, pair[1].text) {
                words.insert(format!("{before}-{behind}").to_lowercase(), 0);
                words.insert(format!("{before}{behind}").to_lowercase(), 0);
            }
            if words.len() > MOST_DIVIDED {
                break;
            }
        }
        if !words.is_empty() {
            for word in lines.iter().flat_map(|line| line.text.split(|c: char| !c.is_alphanumeric() && c != '-')) {
                if word.len() > 3
                    && let Some(count) = words.get_mut(&word.to_lowercase())
                {
                    *count += 1;
                }
            }
        }
        Self(words)
    }

    /// Whether a word that ends a line with a hyphen has it always.
    fn keeps(&self, before: &str, behind: &str) -> bool {
        let count = |word: String| self.0.get(&word.to_lowercase()).copied().unwrap_or_default();
        let (with, without) = (count(format!("{before}-{behind}")), count(format!("{before}{behind}")));
        if with != without {
            return with > without;
        }
        let before = before.to_lowercase();
        let behind = behind.to_lowercase();
        // Particles, and a word said twice.
        matches!(behind.as_str(), "то" | "либо" | "нибудь" | "ка" | "таки" | "де" | "с")
            || matches!(before.as_str(), "кое" | "по" | "из" | "во" | "в")
            || (before.chars().count() > 2 && behind.starts_with(&before))
    }
}

/// The two parts of a word that is divided between these lines.
fn divided<'a>(line: &'a str, next: &'a str) -> Option<(&'a str, &'a str)> {
    let line = line.strip_suffix(['-', '\u{ad}', '¬', '\u{2010}'])?;
    let is_letter = |c: char| c.is_alphabetic();
    let start = line.rfind(|c: char| !is_letter(c)).map_or(0, |at| line.ceil_char_boundary(at + 1));
    let end = next.find(|c: char| !is_letter(c)).unwrap_or(next.len());
    let small = next.starts_with(char::is_lowercase);
    (start < line.len() && small).then(|| (&line[start..], &next[..end]))
}

/// Pieces of lines that stand together, without empty ones between them.
pub(super) fn of(lines: &[Line<'_>], layout: Layout, words: &Divided, pieces: &mut Vec<Piece>) {
    match layout {
        Layout::Wrapped(width) => {
            let least = lines.iter().map(|line| line.indent).min().unwrap_or_default();
            let set_in = |line: &Line<'_>| line.indent >= least + 2;
            // Where most lines are set in, none of them begins anything by that.
            let indents = lines.iter().filter(|line| set_in(line)).count();
            let tells = indents * 10 <= lines.len() * 7 || indents == lines.len();
            let mut from = 0;
            for at in 1..lines.len() {
                if tells && set_in(&lines[at])
                    || lines[at].begins_with_dash() && !layout.goes_on(&lines[at - 1], &lines[at])
                {
                    together(&lines[from..at], layout, width, words, pieces);
                    from = at;
                }
            }
            together(&lines[from..], layout, width, words, pieces);
        }
        Layout::Long | Layout::Short => {
            let mut from = 0;
            while from < lines.len() {
                let run = lines[from..].iter().take_while(|line| line.length < 65 && !line.begins_with_dash()).count();
                let (run, rest) = lines[from..].split_at(run);
                if is_stanza(run, layout) {
                    pieces.extend(stanzas(run));
                } else {
                    pieces.extend(run.iter().map(|line| Piece::Paragraph(line.text.to_owned())));
                }
                pieces.extend(rest.first().map(|line| Piece::Paragraph(line.text.to_owned())));
                from += run.len() + 1;
            }
        }
    }
}

fn is_stanza(lines: &[Line<'_>], layout: Layout) -> bool {
    let capitals = lines.iter().filter(|line| line.begins_with_capital()).count();
    let ends = lines.iter().filter(|line| line.ends_sentence()).count();
    match layout {
        // Among paragraphs that are lines, few short ones may be short paragraphs.
        Layout::Long => lines.len() >= 3 && capitals * 10 >= lines.len() * 7 && ends * 10 <= lines.len() * 7,
        Layout::Short | Layout::Wrapped(_) => {
            lines.len() >= 2 && (capitals * 10 >= lines.len() * 6 || ends * 2 < lines.len())
        }
    }
}

/// Lines between two signs of a new paragraph: a paragraph, a stanza, or several paragraphs that nothing parts.
fn together(lines: &[Line<'_>], layout: Layout, width: usize, words: &Divided, pieces: &mut Vec<Piece>) {
    let breaks = lines.len().saturating_sub(1);
    let full = lines.windows(2).filter(|pair| layout.goes_on(&pair[0], &pair[1])).count();
    let narrow = lines.iter().all(|line| line.length * 20 < width * 17 || line.length < 50);
    let talk = lines.iter().skip(1).any(Line::begins_with_dash);
    if breaks > 0 && full * 5 < breaks * 2 && narrow && !talk && is_stanza(lines, layout) {
        return pieces.extend(stanzas(lines));
    }
    let mut paragraph = String::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(before) = at.checked_sub(1).map(|before| &lines[before]) else {
            paragraph.push_str(line.text);
            continue;
        };
        if layout.goes_on(before, line) || !(before.ends_sentence() && line.begins_with_capital()) && full * 2 >= breaks
        {
            join(&mut paragraph, before.text, line.text, words);
        } else {
            pieces.push(Piece::Paragraph(std::mem::replace(&mut paragraph, line.text.to_owned())));
        }
    }
    pieces.push(Piece::Paragraph(paragraph));
}

/// Lines of a poem; where nothing parts them for long, as many as a reader may take in at once.
fn stanzas(lines: &[Line<'_>]) -> impl Iterator<Item = Piece> {
    const MOST_LINES: usize = 100;
    let kept = |lines: &[Line<'_>]| lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n");
    lines.chunks(MOST_LINES).map(move |lines| Piece::Stanza(kept(lines)))
}

/// `before` is the line that the paragraph ends with.
fn join(paragraph: &mut String, before: &str, next: &str, words: &Divided) {
    let keeps = divided(before, next).map(|(before, behind)| words.keeps(before, behind));
    let hyphen = paragraph.chars().next_back().map_or(0, char::len_utf8);
    match keeps {
        Some(true) => {}
        Some(false) => paragraph.truncate(paragraph.len() - hyphen),
        // «2-» and «тарау», «ага-» and «Ер»: the word goes on with its hyphen.
        None if paragraph.ends_with(['-', '\u{2010}'])
            && paragraph[..paragraph.len() - hyphen].ends_with(char::is_alphanumeric)
            && next.starts_with(char::is_alphanumeric) => {}
        None => paragraph.push(' '),
    }
    paragraph.push_str(next);
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let lines = lines::of(text);
        let (layout, words) = (Layout::of(&lines), Divided::of(&lines));
        let mut pieces = Vec::new();
        for run in lines.split(Line::is_blank).filter(|run| !run.is_empty()) {
            of(run, layout, &words, &mut pieces);
        }
        pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Paragraph(text) => text,
                Piece::Stanza(text) => format!("~{}", text.replace('\n', "/")),
            })
            .collect()
    }

    const WRAPPED: &str = "Говорили, что на набережной появилось новое лицо: дама с собачкой.\nДмитрий Дмитрич Гуров, \
                           проживший в Ялте уже две недели и привыкший\nтут, тоже стал интересоваться новыми лицами.";

    #[test]
    fn wrapped_lines_are_joined() {
        let prose = WRAPPED.replace('\n', " ");
        assert_eq!(read(&format!("{WRAPPED}\n\n{WRAPPED}")), [prose.as_str(); 2]);
        // Set in, without empty lines.
        assert_eq!(read(&format!("    {WRAPPED}\n    {WRAPPED}\n    {WRAPPED}")), [prose.as_str(); 3]);
        // Nothing parts them but the length of the last line.
        assert_eq!(read(&format!("{WRAPPED}\n{WRAPPED}")), [prose.as_str(); 2]);
    }

    #[test]
    fn verse_keeps_its_lines() {
        let verse = "Мой дядя самых честных правил,\nКогда не в шутку занемог,\nОн уважать себя заставил\nИ лучше выдумать не мог.";
        let shown = format!("~{}", verse.replace('\n', "/"));
        assert_eq!(read(verse), [shown.as_str()]);
        assert_eq!(read(&format!("{verse}\n\n{verse}")), [shown.as_str(); 2]);
        let prose = WRAPPED.replace('\n', " ");
        assert_eq!(
            read(&format!("{WRAPPED}\n\n{verse}\n\n{WRAPPED}")),
            [prose.as_str(), shown.as_str(), prose.as_str()]
        );
        let long = prose.repeat(3);
        assert_eq!(read(&format!("{long}\n{verse}\n{long}")), [long.as_str(), shown.as_str(), long.as_str()]);
    }

    #[test]
    fn talk_is_no_verse() {
        let long = WRAPPED.replace('\n', " ").repeat(2);
        assert_eq!(read(&format!("{long}\n— Да.\n— Нет.\n— Может быть.\n{long}")).len(), 5);
        let talk = format!("{WRAPPED}\n— Да.\n— Нет.\n— Может быть.");
        assert_eq!(read(&talk).len(), 4);
    }

    #[test]
    fn divided_words_are_whole_again() {
        let text = "Говорили, что на набережной появилось новое лицо: дама с собач-\nкой. Дмитрий Дмитрич Гуров, проживший в Ялте \
                    когда-\nто две недели и привыкший тут, тоже стал интересовать-\nся көре-\nкөре";
        let read = read(text).join(" ");
        assert!(read.contains("собачкой") && read.contains("когда-то") && read.contains("интересоваться"), "{read}");
        assert!(read.contains("көре-көре"), "{read}");
    }
}
