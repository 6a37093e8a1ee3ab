//! Whether a text layer says what the page shows: many are garbage, which nobody should be read.

/// What was counted of a text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Glyphs without a character, and characters that are none.
    unread: usize,
    /// Everything but spaces.
    signs: usize,
    letters: usize,
    digits: usize,
    vowels: usize,
    /// Letters whose language tells vowels.
    telling: usize,
    words: usize,
    /// Words of two scripts, or with signs inside.
    odd: usize,
}

impl Tally {
    /// `unread` are glyphs that have no text at all.
    pub fn of<'a>(lines: impl Iterator<Item = &'a str>, unread: usize) -> Self {
        let mut tally = Self { unread, signs: unread, ..Self::default() };
        for word in lines.flat_map(str::split_whitespace) {
            tally.word(word);
        }
        tally
    }

    pub fn add(&mut self, other: Self) {
        self.unread += other.unread;
        self.signs += other.signs;
        self.letters += other.letters;
        self.digits += other.digits;
        self.vowels += other.vowels;
        self.telling += other.telling;
        self.words += other.words;
        self.odd += other.odd;
    }

    fn word(&mut self, word: &str) {
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
        let (mut latin, mut cyrillic, mut inside) = (0, 0, 0);
        for c in word.chars() {
            self.signs += 1;
            match c {
                '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\u{f0000}'.. => self.unread += 1,
                c if c.is_alphabetic() => {
                    self.letters += 1;
                    let lower = c.to_lowercase().next().unwrap_or(c);
                    match c {
                        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => latin += 1,
                        '\u{400}'..='\u{52f}' => cyrillic += 1,
                        _ => continue,
                    }
                    self.telling += 1;
                    self.vowels += usize::from("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿаәеёиоөуұүыіэюяєї".contains(lower));
                }
                c if c.is_numeric() => self.digits += 1,
                _ => {}
            }
        }
        for c in inner.chars() {
            inside += usize::from(
                !c.is_alphanumeric()
                    && !matches!(
                        c,
                        '-' | '‐' | '‑' | '’' | '\'' | '.' | ',' | '/' | '–' | '\u{ad}' | ':' | '@' | '_' | '&'
                    ),
            );
        }
        if latin + cyrillic > 1 {
            self.words += 1;
            // One letter of another script is a slip of the typist's.
            let mixed = latin > 1 && cyrillic > 1 && !inner.contains(['-', '‐', '/', '.', '_']);
            self.odd += usize::from(mixed || inside * 3 > latin + cyrillic);
        }
    }

    /// There is enough of it to tell.
    pub fn is_telling(&self) -> bool {
        self.signs >= 60
    }

    pub fn has_text(&self) -> bool {
        self.letters + self.digits > 0
    }

    /// Glyphs or letters of any kind.
    pub fn is_empty(&self) -> bool {
        self.signs == 0
    }

    pub fn is_legible(&self) -> bool {
        if self.unread * 3 > self.signs {
            return false;
        }
        if !self.is_telling() {
            return self.has_text();
        }
        // Tables are numbers, drawings are signs; text is letters.
        if (self.letters + self.digits) * 2 < self.signs {
            return false;
        }
        if self.words >= 20 && self.odd * 3 > self.words {
            return false;
        }
        // Every language has a third to a half of vowels; a shifted alphabet has not.
        let vowels = self.vowels * 100;
        self.telling < 200 || (vowels > self.telling * 18 && vowels < self.telling * 75)
    }
}

/// Text whose Cyrillic letters were taken for Western ones, set right: a habit of old programs.
pub(super) fn set_right<'a>(lines: impl Iterator<Item = &'a mut String>) {
    let lines: Vec<&mut String> = lines.collect();
    let (mut western, mut plain) = (0, 0);
    for c in lines.iter().flat_map(|line| line.chars()) {
        western += usize::from(matches!(c, '\u{c0}'..='\u{ff}'));
        plain += usize::from(c.is_alphabetic() && !matches!(c, '\u{c0}'..='\u{ff}'));
    }
    if western < 30 || plain * 2 > western {
        return;
    }
    for line in lines {
        let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(line);
        if !lossy {
            let set_right = encoding_rs::WINDOWS_1251.decode_without_bom_handling(&bytes).0.into_owned();
            *line = set_right;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn legible(text: &str) -> bool {
        Tally::of(text.lines(), 0).is_legible()
    }

    #[test]
    fn languages_are_legible() {
        let kazakh = "Адам баласы үйелменінің барлық мүшелеріне тән қадір-қасиетін, құқықтарының теңдігі мен тартып \
                      алынбайтындығын тану, бостандық пен әділдіктің және жалпыға бірдей бейбітшіліктің негізі. ";
        let russian = "Принимая во внимание, что признание достоинства, присущего всем членам человеческой семьи, и \
                       равных и неотъемлемых прав их является основой свободы, справедливости и всеобщего мира; и ";
        let english = "Whereas recognition of the inherent dignity and of the equal and inalienable rights of all \
                       members of the human family is the foundation of freedom, justice and peace in the world. ";
        for text in [kazakh, russian, english] {
            assert!(legible(&text.repeat(3)), "{text}");
        }
        assert!(legible("1841 1842 1843 12,5 % 17,1 % — 2 000\n".repeat(9).as_str()), "numbers of a table");
        assert!(legible("12"));
    }

    #[test]
    fn garbage_is_not() {
        assert!(!legible(&"\u{e012}\u{e013}\u{e010} \u{e001}\u{e002} ".repeat(30)));
        assert!(!legible(&"\"#$% &'() *+,- #$%& !!\" ".repeat(30)), "signs");
        assert!(!legible(&"Qdjs bkfkcz htlmdl ntrk bdhf ".repeat(30)), "a shifted alphabet");
        assert!(!Tally::of("аб вг".split(' '), 400).is_legible(), "glyphs without characters");
        assert!(!legible(&"Aдmиt Xлop бyкbы тyдa ".repeat(30)), "two scripts in every word");
    }

    #[test]
    fn western_letters_for_cyrillic_ones_are_set_right() {
        let mut lines = ["Êàçàõñòàí — íàø îáùèé äîì,".to_owned(), "ãäå ìû æèâ¸ì è òðóäèìñÿ".to_owned()];
        set_right(lines.iter_mut());
        assert_eq!(lines, ["Казахстан — наш общий дом,", "где мы живём и трудимся"]);
        let mut french = ["Où êtes-vous allés cet été, près de la forêt ?".to_owned()];
        set_right(french.iter_mut());
        assert!(french[0].starts_with("Où"));
    }
}
