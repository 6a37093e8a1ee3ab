//! What a plain text is called, who wrote it and in which language, where its first lines and its letters tell.

use super::headings::Heading;
use super::lines::Line;
use crate::book::{Contributor, Language, Metadata};

/// Lines at the beginning that may tell of the book.
const LINES: usize = 60;
/// A title or a name is not longer.
const CHARACTERS: usize = 80;
/// Letters that are looked at to know the language.
const LETTERS: usize = 40_000;

const TITLES: &[&str] = &["title:", "название:", "заглавие:", "атауы:", "тақырыбы:", "кітап:"];
const AUTHORS: &[&str] = &["author:", "authors:", "автор:", "авторы:", "авторлар:"];
const LANGUAGES: &[&str] = &["language:", "язык:", "тілі:"];

/// Fills in what is clear.
pub(super) fn read(lines: &[Line<'_>], headings: &[Heading<'_>], metadata: &mut Metadata) {
    let person = |name: &str| Contributor { name: name.to_owned(), role: "aut".to_owned() };
    for line in lines.iter().filter(|line| !line.is_blank()).take(LINES).filter(|line| line.length < 200) {
        if let Some(title) = labelled(line.text, TITLES).filter(|_| metadata.title.is_empty()) {
            metadata.title = title.to_owned();
        } else if let Some(author) = labelled(line.text, AUTHORS) {
            metadata.contributors.push(person(author));
        } else if let Some(language) = labelled(line.text, LANGUAGES).and_then(named) {
            metadata.languages = vec![language];
        }
    }
    if metadata.title.is_empty() && metadata.contributors.is_empty() {
        let (title, author) = first_lines(lines, headings);
        metadata.title = title.unwrap_or_default();
        metadata.contributors.extend(author.map(|author| person(&author)));
    }
    if metadata.languages.is_empty() {
        metadata.languages.extend(language(lines));
    }
}

fn labelled<'a>(line: &'a str, labels: &[&str]) -> Option<&'a str> {
    let at = line.find(':')? + 1;
    let label = line[..at].to_lowercase();
    let value = line[at..].trim();
    (labels.contains(&label.as_str()) && !value.is_empty()).then_some(value)
}

fn named(name: &str) -> Option<Language> {
    let name = name.trim().to_lowercase();
    let tag = match name.as_str() {
        "english" | "английский" | "ағылшын" => "en",
        "russian" | "русский" | "орыс" | "орысша" => "ru",
        "kazakh" | "казахский" | "қазақ" | "қазақша" => "kk",
        "german" | "немецкий" => "de",
        "french" | "французский" => "fr",
        tag if tag.len() <= 3 => tag,
        _ => return None,
    };
    Language::parse(tag)
}

/// Title and author as they stand above the text.
fn first_lines(lines: &[Line<'_>], headings: &[Heading<'_>]) -> (Option<String>, Option<String>) {
    let first = lines.iter().position(|line| !line.is_blank()).unwrap_or_default();
    // The title of the whole may be told by its capitals.
    let begins = headings.first().filter(|heading| heading.lines.start == first);
    if let Some(heading) = begins {
        let title = heading.title.replace('\n', " ");
        return (heading.capitals.then_some(title), None);
    }
    let before = headings.first().map_or(lines.len(), |heading| heading.lines.start);
    let written = || lines[..before].iter().filter(|line| !line.is_blank());
    let above: Vec<&Line<'_>> = written().take(4).take_while(|line| line.length <= CHARACTERS).collect();
    // Above something: a long line, an empty one or a heading.
    let apart = |count: usize| {
        let last = lines.iter().enumerate().filter(|(_, line)| !line.is_blank()).nth(count - 1).map_or(0, |(at, _)| at);
        let next = lines.get(last + 1);
        next.is_some_and(|next| next.is_blank() || next.length > CHARACTERS)
            || headings.first().is_some_and(|heading| heading.lines.start == last + 1)
    };
    let is_title = |line: &Line<'_>| {
        !line.begins_with_dash()
            && !line.is_separator()
            && !line.text.ends_with([',', ':', ';', '.'])
            && line.text.contains(char::is_alphabetic)
            && line.text.starts_with(|c: char| !c.is_lowercase())
    };
    let text = |line: &Line<'_>| line.text.trim_matches(|c: char| c.is_whitespace() || c == '_' || c == '*').to_owned();
    match above.as_slice() {
        [one, two, ..] if is_name(one.text) && is_title(two) && (apart(2) || apart(1)) => {
            // Two names in Latin letters may be either way round.
            let certain = !is_name(two.text) || !one.text.is_ascii();
            if certain { (Some(text(two)), Some(text(one))) } else { (Some(text(one)), None) }
        }
        [one, two, ..] if is_title(one) && by(two.text).is_some() => (Some(text(one)), by(two.text)),
        [one, two, ..] if is_title(one) && is_name(two.text) && apart(2) => (Some(text(one)), Some(text(two))),
        [one, ..] if is_title(one) && apart(1) && one.length <= CHARACTERS * 3 / 4 => (Some(text(one)), None),
        _ => (None, None),
    }
}

fn by(line: &str) -> Option<String> {
    let name = line.strip_prefix("by ").or_else(|| line.strip_prefix("By ")).or_else(|| line.strip_prefix("BY "))?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Two to four words that begin with capitals, initials among them.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().flat_map(|word| word.split_inclusive('.')).collect();
    let is_part = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’'))
    };
    (2..=4).contains(&words.len())
        && words.iter().all(is_part)
        && words.iter().any(|word| word.chars().count() > 2)
        && !text.ends_with('.')
}

/// The language of a text, where its letters and words leave no doubt.
pub(super) fn language(lines: &[Line<'_>]) -> Option<Language> {
    let (mut cyrillic, mut latin, mut kazakh, mut russian, mut others) = (0usize, 0usize, 0usize, 0usize, 0usize);
    let (mut english, mut words) = (0usize, 0usize);
    for line in lines {
        for letter in line.text.chars() {
            match letter {
                'қ' | 'ғ' | 'ұ' | 'ә' | 'ө' | 'ү' | 'ң' | 'Қ' | 'Ғ' | 'Ұ' | 'Ә' | 'Ө' | 'Ү' | 'Ң' => {
                    kazakh += 1
                }
                'ы' | 'э' | 'ъ' => russian += 1,
                'ї' | 'є' | 'ґ' | 'ў' | 'ј' | 'љ' | 'њ' | 'ћ' | 'ђ' | 'џ' | 'җ' | 'ҙ' | 'ҡ' | 'ѣ' => {
                    others += 1
                }
                _ => {}
            }
            cyrillic += usize::from(matches!(letter, '\u{400}'..='\u{52f}'));
            latin += usize::from(letter.is_alphabetic() && letter < '\u{250}');
        }
        if latin > cyrillic {
            words += line.text.split_whitespace().count();
            english += line.text.split_whitespace().filter(|word| matches!(*word, "the" | "and" | "of" | "to")).count();
        }
        if cyrillic + latin > LETTERS {
            break;
        }
    }
    let tag = match () {
        () if cyrillic > latin && kazakh * 60 >= cyrillic && others * 20 < kazakh => "kk",
        () if cyrillic > latin && kazakh * 300 < cyrillic && others * 300 < cyrillic && russian * 100 > cyrillic => {
            "ru"
        }
        () if latin > cyrillic && words >= 20 && english * 20 >= words => "en",
        () => return None,
    };
    Language::parse(tag)
}

#[cfg(test)]
mod tests {
    use super::super::headings;
    use super::super::lines::{self, Layout};
    use super::*;

    fn told(text: &str) -> (String, Vec<String>, Vec<String>) {
        let lines = lines::of(text);
        let (headings, _) = headings::of(&lines, Layout::of(&lines));
        let mut metadata = Metadata::default();
        read(&lines, &headings, &mut metadata);
        let authors = metadata.authors().map(str::to_owned).collect();
        (metadata.title, authors, metadata.languages.iter().map(|language| language.tag().to_owned()).collect())
    }

    #[test]
    fn title_and_author_are_told_when_clear() {
        let long = "Говорили, что на набережной появилось новое лицо: дама с собачкой, и все её знали. ".repeat(3);
        let check = |text: &str, title: &str, author: &str| {
            let (told, authors, _) = told(&format!("{text}\n\n{long}\n"));
            assert_eq!((told.as_str(), authors.first().map_or("", String::as_str)), (title, author), "{text}");
        };
        check("Антон Павлович Чехов\nДама с собачкой", "Дама с собачкой", "Антон Павлович Чехов");
        check("А. П. Чехов\n\nДама с собачкой", "Дама с собачкой", "А. П. Чехов");
        check("Дама с собачкой\nА. П. Чехов", "Дама с собачкой", "А. П. Чехов");
        check("Great Expectations\nby Charles Dickens", "Great Expectations", "Charles Dickens");
        check("Title: Қара сөздер\nAuthor: Абай", "Қара сөздер", "Абай");
        check("Дама с собачкой", "Дама с собачкой", "");
        check("Глава 1", "", "");
        check("— Да, — сказал он.", "", "");
    }

    #[test]
    fn languages_are_told_without_doubt() {
        assert_eq!(told(&"Бұл жасқа келгенше жақсы өткіздік пе, жаман өткіздік пе. ".repeat(3)).2, ["kk"]);
        assert_eq!(told(&"Говорили, что на набережной появилось новое лицо, но мы не были там. ".repeat(3)).2, ["ru"]);
        assert_eq!(told(&"It was the best of times, and it was the worst of times. ".repeat(3)).2, ["en"]);
        assert!(told(&"Її єдиний ґанок, що він її бачив і п'є. ".repeat(3)).2.is_empty());
        assert!(told(&"Es war die beste und die schlimmste Zeit. ".repeat(5)).2.is_empty());
    }
}
