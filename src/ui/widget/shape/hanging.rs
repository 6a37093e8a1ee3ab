//! Lines that go on: what the text has as one line and the page as several is set in after the first, with a sign before it.

use iced::Point;

use super::{Inside, Setting, Shaped};
use crate::access::text::Line;

/// Before a line that goes on the one above.
pub(super) const SIGN: &str = "└";

/// The bytes at which such lines begin; none where nothing hangs or every line has room.
pub(super) fn wraps(text: &str, setting: &Setting, inside: &Inside<'_>) -> Vec<usize> {
    let Some(width) = setting.width.filter(|width| setting.hang > 0.0 && *width > 2.0 * setting.hang) else {
        return Vec::new();
    };
    let narrow = Setting { width: Some(width - setting.hang), hang: 0.0, ..*setting };
    let shaped = Shaped::parted(text, &narrow, &Inside { breaks: &[], ..*inside });
    let starts = shaped.lines.iter().skip(1).map(|line| line.bytes.start);
    starts.filter(|&start| !text[..start].ends_with('\n')).collect()
}

/// Where the signs stand.
pub(super) fn places(lines: &[Line], wraps: &[usize]) -> Vec<Point> {
    let goes_on = |line: &&Line| !line.bytes.is_empty() && wraps.binary_search(&line.bytes.start).is_ok();
    lines.iter().filter(goes_on).filter_map(|line| Some(Point::new(0.0, line.bounds?.y))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_goes_on_is_set_in_and_the_text_stays_as_it_is() {
        crate::ui::widget::tests::load_fonts();
        let text = "for кітап in тізім:\n    if кітап.тақырып == «Қара сөздер»: return кітап.мәтін\n\nend\n";
        let font = crate::ui::typography::CODE;
        let set = Setting { font, size: 20.0, line_height: 30.0, width: Some(330.0), hang: 40.0, ..Setting::default() };
        let shaped = Shaped::new(text, &set, &[]);
        let mut at = 0;
        for line in &shaped.lines {
            assert_eq!(line.bytes.start, at);
            at = line.bytes.end;
        }
        assert_eq!(at, text.len());
        let mut set_in = 0;
        for line in &shaped.lines {
            let start = line.bytes.start;
            let goes_on = start > 0 && !text[..start].ends_with('\n');
            let x = shaped.caret(start).x;
            assert!(
                if goes_on { (38.0..46.0).contains(&x) } else { x < 1.0 },
                "{:?} at {x}",
                &text[line.bytes.clone()]
            );
            assert!(line.bounds.unwrap().width <= 331.0);
            set_in += usize::from(goes_on);
        }
        assert!(set_in >= 1);
        assert_eq!(shaped.bodies[0].hyphens.len(), set_in, "each has its sign");
        // Letters of one width, spaces kept.
        let second = text.find("if").unwrap();
        let first = text.find("for").unwrap();
        let letter = shaped.caret(first + 1).x;
        assert!((shaped.caret(second).x - 4.0 * letter).abs() < 0.5);
        for (byte, sign) in text.char_indices().filter(|(_, sign)| !sign.is_whitespace()) {
            let caret = shaped.caret(byte);
            assert_eq!(shaped.byte_at(Point::new(caret.x + 0.1, caret.y + 15.0)), byte, "{sign}");
        }
    }
}
