//! The words of a message by the offsets that Windows and macOS count in: UTF-16 code units of the text they were handed.

use crate::voice::message::Message;

/// Where the words of a message begin, for an engine that tells how far it is in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marks {
    /// (code unit in the message's text, byte in the phrase), ascending.
    words: Vec<(usize, usize)>,
    /// The word that was reached last.
    last: Option<usize>,
}

impl Marks {
    pub(super) fn of(message: &Message) -> Self {
        let (mut before, mut units) = (0, 0);
        let words = message.words.iter().map(|word| {
            units += message.text[before..word.at].encode_utf16().count();
            before = word.at;
            (units, word.byte)
        });
        Self { words: words.collect(), last: None }
    }

    /// The byte of the phrase at which the word begins that this code unit belongs to. `None` before the first word, and
    /// when the word is the one that was reached before: an engine may tell parts of what we count as one.
    pub(super) fn reached(&mut self, unit: usize) -> Option<usize> {
        let word = self.words.partition_point(|(begins, _)| *begins <= unit).checked_sub(1)?;
        let fresh = self.last.replace(word) != Some(word);
        fresh.then(|| self.words[word].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::Prosody;
    use crate::voice::message::Word;

    fn marks(text: &str, words: &[(usize, usize)]) -> Marks {
        Marks::of(&Message {
            text: text.to_owned(),
            words: words.iter().map(|&(at, byte)| Word { at, byte }).collect(),
            subs: Vec::new(),
            language: None,
            voice: None,
            prosody: Prosody::default(),
            spelled: false,
        })
    }

    fn unit(text: &str, word: &str) -> usize {
        text[..text.find(word).expect("a word of the text")].encode_utf16().count()
    }

    #[test]
    fn code_units_lead_to_the_bytes_of_the_phrase() {
        // Two bytes and one unit, four bytes and two units, one and one.
        let text = "Ол 🙂 kitap оқыды.";
        let places = ["Ол", "🙂", "kitap", "оқыды."].map(|word| text.find(word).unwrap());
        let words = places.map(|at| (at, at + 100));
        let mut marks = marks(text, &words);
        assert_eq!(marks.reached(0), Some(100));
        assert_eq!(marks.reached(unit(text, "kitap")), Some(100 + places[2]));
        assert_eq!(marks.reached(unit(text, "оқыды.")), Some(100 + places[3]));
        assert_eq!(marks.reached(unit(text, "🙂")), Some(100 + places[1]), "whatever the order");
        assert_eq!(unit(text, "kitap"), 6);
    }

    #[test]
    fn a_word_that_an_engine_divides_is_told_once() {
        let text = "Алматы-Астана пойызы";
        let mut marks = marks(text, &[(0, 0), (text.find("пойызы").unwrap(), 30)]);
        assert_eq!(marks.reached(0), Some(0));
        assert_eq!(marks.reached(unit(text, "Астана")), None);
        assert_eq!(marks.reached(unit(text, "пойызы")), Some(30));
    }

    #[test]
    fn what_stands_before_the_first_word_or_behind_the_text_is_no_surprise() {
        let text = "— Сәлем";
        let mut marks = marks(text, &[(text.find("Сәлем").unwrap(), 4)]);
        assert_eq!(marks.reached(0), None);
        assert_eq!(marks.reached(9999), Some(4));
        let mut none = super::tests::marks("5", &[]);
        assert_eq!(none.reached(0), None);
    }
}
