//! Running heads and page numbers: what stands at the same place on many pages is no part of the text.

use super::protocol::{Line, Page};

/// How far from the page's edge they stand, as a part of its height.
const EDGE: f32 = 0.13;
/// Lines at each edge that may be such.
const MOST: usize = 3;

/// The lines at the edges of a page, by which its neighbours know theirs.
#[derive(Debug, Clone, Default)]
pub(super) struct Edges(Vec<Line>);

impl Edges {
    pub fn of(page: &Page) -> Self {
        let mut top: Vec<&Line> = page.lines.iter().filter(|line| line.base < page.height * EDGE).collect();
        let mut bottom: Vec<&Line> = page.lines.iter().filter(|line| line.base > page.height * (1.0 - EDGE)).collect();
        top.sort_by(|one, other| one.base.total_cmp(&other.base));
        bottom.sort_by(|one, other| other.base.total_cmp(&one.base));
        Self(top.into_iter().take(MOST).chain(bottom.into_iter().take(MOST)).cloned().collect())
    }

    /// Whether a line of a page is furniture, as its neighbours tell: (pages from it to the neighbour, the neighbour).
    pub fn are_furniture<'a>(
        &self,
        line: &Line,
        neighbours: impl Iterator<Item = (isize, &'a Self)>,
        usual_size: f32,
    ) -> bool {
        self.0.contains(line)
            && neighbours
                .filter(|(distance, other)| other.0.iter().any(|it| is_same(line, it, *distance, usual_size)))
                .take(2)
                .count()
                == 2
    }
}

fn is_same(line: &Line, other: &Line, distance: isize, usual_size: f32) -> bool {
    let place = (line.base - other.base).abs() < 3.0 && (line.size - other.size).abs() < line.size * 0.1;
    if !place {
        return false;
    }
    if line.text == other.text {
        return true;
    }
    // The number of the page: as much more as there are pages between.
    let (Some((words, number)), Some((other_words, other_number))) = (numbered(&line.text), numbered(&other.text))
    else {
        return false;
    };
    let own_line = words.chars().all(|c| !c.is_alphabetic());
    // Beside words it stands at the other edge of the line: «Глава 3» on page after page is text.
    let apart = line.gaps && line.size <= usual_size * 1.05;
    words == other_words && other_number - number == distance as i64 && (own_line || apart)
}

/// The words of a line without its last number, and the number, Arabic or Roman.
fn numbered(text: &str) -> Option<(String, i64)> {
    if let Some(roman) = roman(text.trim()) {
        return Some((String::new(), roman));
    }
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let start = text[..end]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    // At the other edge of the line the number stands first.
    let (start, end) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(first) if first > 0 => (0, first),
        _ => (start, end),
    };
    let number = text[start..end].parse().ok()?;
    Some((format!("{}#{}", &text[..start], &text[end..]), number))
}

fn roman(text: &str) -> Option<i64> {
    let mut total = 0;
    let mut last = 0;
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    for digit in text.chars().rev() {
        let value = match digit.to_ascii_lowercase() {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            'l' => 50,
            'c' => 100,
            'd' => 500,
            'm' => 1000,
            _ => return None,
        };
        total += if value < last { -value } else { value };
        last = last.max(value);
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[(&str, f32)]) -> Edges {
        // A number beside words stands at the other edge.
        let apart = |text: &str| text.starts_with(char::is_numeric) && text.contains(char::is_alphabetic);
        let line = |&(text, base): &(&str, f32)| Line {
            text: text.to_owned(),
            base,
            size: 10.0,
            gaps: apart(text),
            ..Line::default()
        };
        Edges::of(&Page { height: 800.0, lines: lines.iter().map(line).collect(), ..Page::default() })
    }

    fn dropped(pages: &[Edges], at: usize) -> Vec<&str> {
        let neighbours = || {
            pages
                .iter()
                .enumerate()
                .filter(move |(index, _)| *index != at)
                .map(move |(index, it)| (index as isize - at as isize, it))
        };
        let lines = pages[at].0.iter().filter(|line| pages[at].are_furniture(line, neighbours(), 10.0));
        lines.map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn heads_and_numbers_that_repeat_are_furniture() {
        let pages: Vec<Edges> = (0..5)
            .map(|number| {
                let foot = format!("{}", 12 + number);
                let body = format!("Текст {number}");
                page(&[("Абай жолы", 40.0), (&body, 90.0), ("Бөлек сөз", 400.0), (&foot, 780.0)])
            })
            .collect();
        assert_eq!(dropped(&pages, 0), ["Абай жолы", "12"]);
        assert_eq!(dropped(&pages, 4), ["Абай жолы", "16"]);
        assert_eq!(dropped(&pages[..2], 0), [""; 0], "two pages prove nothing");
    }

    #[test]
    fn roman_numbers_and_numbers_beside_words() {
        let pages: Vec<Edges> = ["ii", "iii", "iv"]
            .iter()
            .enumerate()
            .map(|(at, number)| page(&[(&format!("{} Тарау", 8 + at), 40.0), (number, 780.0)]))
            .collect();
        assert_eq!(dropped(&pages, 1), ["9 Тарау", "iii"]);
    }

    #[test]
    fn numbers_that_do_not_go_with_the_pages_are_text() {
        let pages: Vec<Edges> = [3, 1, 7].iter().map(|number| page(&[(&format!("{number} бап"), 40.0)])).collect();
        assert_eq!(dropped(&pages, 0), [""; 0]);
        let pages: Vec<Edges> = (1..4).map(|number| page(&[(&format!("Сөз {number}"), 40.0)])).collect();
        assert_eq!(dropped(&pages, 0), [""; 0], "a heading on every page");
    }
}
