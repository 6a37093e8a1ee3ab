//! Paragraphs that hold a whole chapter, its lines as they stood in a plain text: programs that only wrap a text in markup
//! make such books.

/// A paragraph of less is left as it is.
const LONG_BYTES: usize = 6 << 10;
/// So many columns more than its neighbours set the first line of a paragraph in.
const INDENT: usize = 2;

/// The markup with paragraphs where the lines of such a paragraph tell of them; `None` when it has none.
pub(super) fn parted(markup: &str) -> Option<String> {
    let mut out = String::new();
    // What is written already, and where the next paragraph is looked for.
    let (mut written, mut from) = (0, 0);
    while let Some(start) = markup[from..].find("<p>").map(|at| from + at + "<p>".len()) {
        // Where nobody ends it, the next one does.
        let end = markup[start..].find(['<']).map_or(markup.len(), |at| start + at);
        if end - start > LONG_BYTES && part(&markup[written..start], &markup[start..end], &mut out) {
            written = end;
        }
        from = end;
    }
    if written == 0 {
        return None;
    }
    out.push_str(&markup[written..]);
    Some(out)
}

/// Writes what stands before a paragraph and its lines as paragraphs; writes nothing when they do not tell of any.
fn part(before: &str, paragraph: &str, out: &mut String) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines = || paragraph.lines().skip(1).filter(|line| !line.trim().is_empty());
    let Some(least) = lines().map(indent).min() else { return false };
    let begins = |line: &str| indent(line) >= least + INDENT;
    let first = lines().filter(|line| begins(line)).count();
    if first < 2 {
        return false;
    }
    out.push_str(before);
    let mut blank = false;
    for (number, line) in paragraph.lines().enumerate() {
        if line.trim().is_empty() {
            blank = number > 0;
            continue;
        }
        if number > 0 {
            out.push_str(if begins(line) || blank { "</p>\n<p>" } else { "\n" });
        }
        blank = false;
        out.push_str(line);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_set_in_begin_paragraphs() {
        let line = "сөз ".repeat(300);
        let text = format!("<a><p>x</p><p>Тарау\n\n     {line}\n{line}\n     {line}\n     {line}</p><p>y</p></a>");
        let wanted = format!(
            "<a><p>x</p><p>Тарау</p>\n<p>     {line}\n{line}</p>\n<p>     {line}</p>\n<p>     {line}</p><p>y</p></a>"
        );
        assert_eq!(parted(&text).as_deref(), Some(wanted.as_str()));
        for plain in [
            format!("<p>{}</p>", line.repeat(9)),
            format!("<p>a\n  {line}\n  {line}\n  {line}</p>"),
            "<p>".to_owned(),
            String::new(),
        ] {
            assert_eq!(parted(&plain), None);
        }
    }
}
