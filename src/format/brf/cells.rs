//! Cells: their dots as bits, dot 1 the lowest, as in Unicode's patterns; from the ASCII of embossers and back to patterns.
//!
//! <https://www.unicode.org/charts/PDF/U2800.pdf>

/// One cell.
pub(super) type Cell = u8;

/// The ASCII of North America by the dots of its cells.
const ASCII: &[u8; 64] = b" A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)=";
/// Lines of paper of braille have no more cells; the widest embossers reach farther.
const WIDTH: usize = 45;
/// Columns of a line that are read.
const LINE: usize = 4000;

/// What a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Cell(Cell),
    Line,
    Page,
}

/// What an embosser makes of a byte.
pub(super) fn of_ascii(byte: u8) -> Option<Sign> {
    match byte {
        b'\n' => Some(Sign::Line),
        12 => Some(Sign::Page),
        b'\t' => Some(Sign::Cell(0)),
        // Small letters, and the signs that stand where theirs would, are the same cells.
        0x60..=0x7e => of_ascii(byte - 0x20),
        _ => ASCII.iter().position(|&known| known == byte).map(|cell| Sign::Cell(cell as Cell)),
    }
}

/// A pattern of Unicode.
pub(super) fn of_pattern(character: char) -> Option<Sign> {
    match character {
        '\n' => Some(Sign::Line),
        '\u{c}' => Some(Sign::Page),
        ' ' | '\t' => Some(Sign::Cell(0)),
        '\u{2800}'..='\u{28ff}' => Some(Sign::Cell((u32::from(character) - 0x2800) as Cell)),
        _ => None,
    }
}

/// Cells as patterns, blanks as spaces so that lines can be broken there.
pub(super) fn patterns(cells: &[Cell]) -> String {
    let pattern = |&cell: &Cell| match cell {
        0 => ' ',
        cell => char::from_u32(0x2800 + u32::from(cell)).unwrap_or(' '),
    };
    cells.iter().map(pattern).collect()
}

/// Pages of lines of cells.
pub(super) fn pages(signs: impl Iterator<Item = Sign>) -> Vec<Vec<Vec<Cell>>> {
    let mut pages = vec![vec![Vec::new()]];
    for sign in signs {
        let Some(page) = pages.last_mut() else { continue };
        match sign {
            Sign::Page => pages.push(vec![Vec::new()]),
            Sign::Line => page.push(Vec::new()),
            Sign::Cell(cell) => {
                if let Some(line) = page.last_mut().filter(|line| line.len() < LINE) {
                    line.push(cell);
                }
            }
        }
    }
    pages
}

/// Whether a text is of patterns.
pub(super) fn is_patterns(text: &str) -> bool {
    let signs = text.chars().filter(|character| !character.is_whitespace() && *character != '\u{feff}').take(4000);
    let (mut patterns, mut others) = (0, 0);
    signs.for_each(|sign| if matches!(sign, '\u{2800}'..='\u{28ff}') { patterns += 1 } else { others += 1 });
    patterns > 4 && others * 20 < patterns
}

/// Whether bytes are those of an embosser: none that has no cell, lines that fit on paper, and signs inside words,
/// where a text for eyes has none.
pub(super) fn is_ascii(head: &[u8]) -> bool {
    // The end may have been cut off in a line.
    let known = |byte: u8| matches!(byte, b'\r' | 0x1a) || of_ascii(byte).is_some();
    if !head.iter().all(|&byte| known(byte)) {
        return false;
    }
    let pages = head.contains(&12);
    let fits = head.split(|byte| matches!(byte, b'\n' | 12)).all(|line| line.trim_ascii_end().len() <= WIDTH);
    let letters = head.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let one_case = !head.iter().any(u8::is_ascii_lowercase) || !head.iter().any(u8::is_ascii_uppercase);
    // A sign inside a word is a letter of it; marks of texts for eyes that stand there too are not counted.
    let inside = |three: &[u8]| {
        three[0].is_ascii_alphabetic()
            && three[2].is_ascii_alphabetic()
            && !matches!(three[1], b'\'' | b'-' | b'.' | b',' | b'/' | b'_' | b' ')
            && (three[1].is_ascii_punctuation() || three[1].is_ascii_digit())
    };
    let odd = head.windows(3).filter(|three| inside(three)).count();
    odd > 0 && one_case && (pages && odd * 60 > letters || fits && odd * 30 > letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_patterns_are_cells() {
        let cells: Vec<_> = b"a,#A\n\x0c@`".iter().filter_map(|&byte| of_ascii(byte)).collect();
        let cell = Sign::Cell;
        assert_eq!(cells, [cell(1), cell(32), cell(60), cell(1), Sign::Line, Sign::Page, cell(8), cell(8)]);
        assert_eq!(patterns(&[1, 0, 60]), "⠁ ⠼");
        assert_eq!(of_pattern('⠼'), Some(cell(60)));
    }

    #[test]
    fn texts_for_eyes_are_no_braille() {
        assert!(!is_ascii(b"THE QUICK BROWN FOX, JUMPS\nOVER THE LAZY DOG.\n"));
        assert!(!is_ascii(b"fn main() { let Some(x) = a[i] else { return }; }\n\x0c b[i] = x\n"));
        assert!(!is_ascii(b"PLAIN WORDS\x0cPLAIN WORDS\n"));
        assert!(is_ascii(b"  ,! p ( ? c.try1 #be ye>s ago4\n  ,x 0a dk /orm & a lg ni<t\n"));
        assert!(is_patterns("⠠⠮⠀⠏⠀⠷⠀⠹") && !is_patterns("text ⠠⠮⠀⠏⠀⠷⠀⠹ about braille"));
    }
}
