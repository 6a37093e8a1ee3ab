//! How fast a voice reads at a rate: an estimate, for the time that is left of a book.

/// Characters (Unicode scalars) in a minute at the voice's own rate: about 150 words of the lengths that our languages
/// have.
pub const CHARACTERS_A_MINUTE: usize = 1000;

/// Characters in a minute at this rate (−100 to 100). Engines differ; at the ends they speak about half and two and a
/// half times as fast as in the middle.
pub fn characters_a_minute(rate: i8) -> usize {
    let part = f64::from(rate.clamp(-100, 100)) / 100.0;
    let factor = if part < 0.0 { 1.0 + 0.5 * part } else { 1.0 + 1.5 * part };
    (CHARACTERS_A_MINUTE as f64 * factor).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faster_voice_reads_more_in_a_minute() {
        assert_eq!(characters_a_minute(0), CHARACTERS_A_MINUTE);
        assert_eq!((characters_a_minute(-100), characters_a_minute(100)), (500, 2500));
        assert!((-99..=100).all(|rate| characters_a_minute(rate) > characters_a_minute(rate - 1)));
    }
}
