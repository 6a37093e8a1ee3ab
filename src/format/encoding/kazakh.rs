//! KZ-1048 (STRK 1048-2002): windows-1251 with the letters that Kazakh has and Russian has not.

/// The characters of the bytes from 0x80 on.
const UPPER: &str = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊҚҺЏђ‘’“”•–—\u{98}™љ›њқһџ\u{a0}ҰұӘ¤Ө¦§Ё©Ғ«¬\u{ad}®Ү°±Ііөµ¶·ё№ғ»әҢңү\
                     АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";

/// What windows-1251 has where KZ-1048 has a letter of Kazakh, and that letter.
const PAIRS: [(char, char); 16] = [
    ('Ќ', 'Қ'),
    ('Ћ', 'Һ'),
    ('ќ', 'қ'),
    ('ћ', 'һ'),
    ('Ў', 'Ұ'),
    ('ў', 'ұ'),
    ('Ј', 'Ә'),
    ('Ґ', 'Ө'),
    ('Є', 'Ғ'),
    ('Ї', 'Ү'),
    ('ґ', 'ө'),
    ('є', 'ғ'),
    ('ј', 'ә'),
    ('Ѕ', 'Ң'),
    ('ѕ', 'ң'),
    ('ї', 'ү'),
];

pub(super) fn read(bytes: &[u8]) -> String {
    let mut table = ['\u{fffd}'; 128];
    for (place, character) in table.iter_mut().zip(UPPER.chars()) {
        *place = character;
    }
    let mut text = String::with_capacity(bytes.len() * 2);
    for &byte in bytes {
        text.push(if byte.is_ascii() { char::from(byte) } else { table[usize::from(byte & 0x7f)] });
    }
    text
}

/// Whether bytes that may be windows-1251 are KZ-1048: қ, ң and ә stand where it has letters of Serbian and Macedonian,
/// which have no «ы», «й», «я».
pub(super) fn is_in(bytes: &[u8]) -> bool {
    let count = |wanted: &[u8]| bytes.iter().filter(|byte| wanted.contains(byte)).count();
    tells(count(&[0x8d, 0x9d, 0xa3, 0xbc, 0xbd, 0xbe]), count(b"\xfb\xe9\xff\xdb\xdf"), count_letters(bytes))
}

fn count_letters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte >= 0xc0).count()
}

fn tells(kazakh: usize, slavic: usize, letters: usize) -> bool {
    kazakh > 0 && kazakh * 300 >= letters && slavic * 100 >= letters && slavic > 0
}

/// Kazakh that was read as windows-1251 and saved as Unicode, with its own letters again.
pub(super) fn mended(text: String) -> String {
    const SAMPLE_LETTERS: usize = 20_000;
    if !text.contains(['ќ', 'ѕ', 'ј', 'Ќ', 'Ѕ', 'Ј']) {
        return text;
    }
    let (mut kazakh, mut slavic, mut letters) = (0, 0, 0);
    for letter in text.chars().filter(|c| matches!(c, '\u{400}'..='\u{52f}')).take(SAMPLE_LETTERS) {
        letters += 1;
        kazakh += usize::from("ЌќЈјЅѕ".contains(letter));
        slavic += usize::from("ыйяЫЯ".contains(letter));
    }
    if !tells(kazakh, slavic, letters) {
        return text;
    }
    let own = |letter: char| PAIRS.iter().find(|(seen, _)| *seen == letter).map_or(letter, |(_, meant)| *meant);
    text.chars().map(own).collect()
}

#[cfg(test)]
pub(super) fn written(text: &str) -> Vec<u8> {
    let byte = |character: char| match UPPER.chars().position(|known| known == character) {
        Some(place) => 0x80 + place as u8,
        None => character as u8,
    };
    text.chars().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_differs_from_windows_1251_where_it_should() {
        assert_eq!(UPPER.chars().count(), 128);
        let bytes: Vec<u8> = (0x80..=0xff).collect();
        let (other, _) = encoding_rs::WINDOWS_1251.decode_without_bom_handling(&bytes);
        let different: Vec<(char, char)> = other.chars().zip(UPPER.chars()).filter(|(a, b)| a != b).collect();
        assert_eq!(different, PAIRS);
    }
}
