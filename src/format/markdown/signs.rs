//! Whether a text is Markdown: by several of its signs, since plain texts have one or the other by chance.

/// Lines that are looked at.
const LINES: usize = 2000;

/// Whether the beginning of a text is Markdown.
pub(in crate::format) fn is_one(_: &[u8], text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    if has_front_matter(text) {
        return true;
    }
    let (mut headings, mut fences, mut bullets, mut rules) = (0, 0, 0, 0);
    let mut others = [false; 5];
    let mut first = None;
    for line in text.lines().take(LINES) {
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        let heading = is_heading(line);
        first.get_or_insert(heading);
        headings += usize::from(heading);
        fences += usize::from(line.starts_with("```") || line.starts_with("~~~"));
        bullets += usize::from(line.starts_with("* ") && !line.starts_with("* *") || line.starts_with("+ "));
        rules += usize::from(is_delimiter(line));
        others[0] |= line.match_indices("](").any(|(at, _)| line[..at].contains('[') && line[at..].contains(')'));
        others[1] |= has_strong(line);
        others[2] |= line.starts_with("[^") && line.contains("]:");
        others[3] |= line.starts_with("> ");
        others[4] |= line.matches('`').count() >= 2 && !line.contains("``");
    }
    let kinds = usize::from(headings > 0)
        + usize::from(fences >= 2)
        + usize::from(bullets >= 2)
        + usize::from(rules > 0)
        + others.iter().filter(|sign| **sign).count();
    first == Some(true) || headings >= 3 || kinds >= 2
}

/// `# A heading`; «#» and a number alone are none.
fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let title = &line[level..];
    (1..=6).contains(&level) && title.starts_with(' ') && title.contains(char::is_alphabetic)
}

/// The line below the head of a table.
fn is_delimiter(line: &str) -> bool {
    line.contains("--") && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn has_strong(line: &str) -> bool {
    let mut marks = line.match_indices("**");
    while let (Some((start, _)), Some((end, _))) = (marks.next(), marks.next()) {
        let inside = &line[start + 2..end];
        if !inside.is_empty() && inside.trim() == inside && inside.contains(char::is_alphabetic) {
            return true;
        }
    }
    false
}

/// Names and values between two lines of hyphens at the very beginning.
fn has_front_matter(text: &str) -> bool {
    const MOST: usize = 60;
    let mut lines = text.lines();
    if lines.next().map(str::trim_end) != Some("---") {
        return false;
    }
    let mut named = 0;
    for line in lines.take(MOST) {
        let line = line.trim_end();
        if matches!(line, "---" | "...") {
            return named > 0;
        }
        let name = line.split_once(':').map(|(name, _)| name);
        if name.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        }) {
            named += 1;
        } else if !line.starts_with([' ', '-', '#']) && !line.is_empty() {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_signs_are_needed() {
        let is = |text: &str| is_one(text.as_bytes(), text);
        assert!(is("# Абай\n\nМәтін."));
        assert!(is("---\ntitle: x\n---\nМәтін"));
        assert!(is("Мәтін\n\n## Тарау\n\n[сілтеме](https://kitap.kz)"));
        assert!(is("**қою** және\n\n| a | b |\n|---|---|\n"));
        for plain in [
            "* * *\n\n- Да, - сказал он.\n- Нет.",
            "_italic_ words of Gutenberg\n\n-----\n\ntext",
            "---\nҚара сөздер\n---\n",
            "#1\n\ntext",
            "2 ** 3 ** 4",
            "* A footnote of a text.",
        ] {
            assert!(!is(plain), "{plain}");
        }
    }
}
