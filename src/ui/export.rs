//! What the reader left in a book, as a file to take along: a page for people, plain text, or data for other programs.

use crate::library::papers;
use crate::library::shelf::Moment;
use crate::locale::Locale;
use crate::reading::collection::{Collection, Entry};

use super::wording;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    #[default]
    Html,
    Text,
    Json,
}

impl Form {
    pub const ALL: [Self; 3] = [Self::Html, Self::Text, Self::Json];

    /// The message that names it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Html => "export-html",
            Self::Text => "export-text",
            Self::Json => "export-json",
        }
    }

    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "text",
            Self::Json => "json",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "txt",
            Self::Json => "json",
        }
    }
}

/// The name of the file of this book's annotations.
pub fn file_name(locale: &Locale, collection: &Collection, form: Form) -> String {
    let title = wording::title(locale, &collection.title);
    let words = locale.with("export-file", &[("title", title.into())]);
    format!("{}.{}", papers::safe_stem(&words), form.ending())
}

/// The content of the file. `now` is when it is made.
pub fn write(locale: &Locale, collection: &Collection, form: Form, now: Moment) -> String {
    match form {
        Form::Html => html(locale, collection),
        Form::Text => text(locale, collection),
        Form::Json => format!("{:#}\n", collection.web_annotation(now)),
    }
}

/// The entries under the heading that they stand under, those before the first heading under none. A heading that comes
/// again later begins a part of its own, for the book's order is kept.
fn chapters(collection: &Collection) -> Vec<(Option<&str>, Vec<&Entry>)> {
    let mut chapters: Vec<(Option<&str>, Vec<&Entry>)> = Vec::new();
    for entry in &collection.entries {
        let heading = entry.headings.last().map(String::as_str);
        match chapters.last_mut().filter(|(last, _)| *last == heading) {
            Some((_, entries)) => entries.push(entry),
            None => chapters.push((heading, vec![entry])),
        }
    }
    chapters
}

/// Kind and place of an entry: «Жазба, 12-бет, 42 %».
fn about(locale: &Locale, entry: &Entry) -> String {
    let mut place = Vec::new();
    if let Some(at) = entry.at {
        place.push(wording::time(locale, at));
    }
    if let Some(page) = &entry.page {
        place.push(locale.with("where-page", &[("label", page.as_str().into())]));
    }
    place.push(wording::percent(locale, entry.progress));
    let kind = capitalised(&wording::mark_kind(locale, entry.kind));
    locale.with("export-entry", &[("kind", kind.into()), ("place", place.join(", ").into())])
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn created(locale: &Locale, entry: &Entry) -> String {
    locale.with("export-created", &[("date", wording::day(locale, entry.created).into())])
}

/// The file of a spoken note, which lies beside.
fn spoken(locale: &Locale, file: &str) -> String {
    locale.with("export-spoken", &[("file", file.into())])
}

fn text(locale: &Locale, collection: &Collection) -> String {
    let title = wording::title(locale, &collection.title);
    let mut lines = vec![locale.with("export-heading", &[("title", title.into())])];
    if !collection.authors.is_empty() {
        lines.push(wording::people(&collection.authors));
    }
    if collection.entries.is_empty() {
        lines.extend([String::new(), locale.text("marks-none")]);
    }
    for (heading, entries) in chapters(collection) {
        if let Some(heading) = heading {
            lines.extend([String::new(), heading.to_owned()]);
        }
        for entry in entries {
            lines.extend([String::new(), about(locale, entry)]);
            lines.extend(entry.quote.lines().map(|line| format!("> {line}")));
            if !entry.text.is_empty() {
                lines.push(locale.with("export-own-words", &[("text", entry.text.as_str().into())]));
            }
            lines.extend(entry.sound.as_ref().map(|file| spoken(locale, file)));
            lines.push(created(locale, entry));
        }
    }
    lines.join("\n") + "\n"
}

/// A page that a screen reader walks by headings: the book, its chapters, the entries. Every quotation says its language.
fn html(locale: &Locale, collection: &Collection) -> String {
    let title = wording::title(locale, &collection.title);
    let heading = escaped(&locale.with("export-heading", &[("title", title.into())]));
    let book = collection.languages.first();
    let language = |language: Option<&crate::book::Language>| {
        language.map(|language| format!(" lang=\"{}\"", escaped(language.tag()))).unwrap_or_default()
    };
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{heading}</title>\n\
         <style>\nbody {{ font: 1.25rem/1.6 sans-serif; max-width: 38em; margin: 1em auto; padding: 0 1em; }}\n\
         blockquote {{ margin: 0.5em 0; padding-left: 1em; border-left: 0.25em solid; }}\n\
         p {{ margin: 0.5em 0; }}\n</style>\n</head>\n<body>\n<main>\n<h1>{heading}</h1>\n",
        locale.tongue().tag()
    );
    if !collection.authors.is_empty() {
        page.push_str(&format!("<p{}>{}</p>\n", language(book), escaped(&wording::people(&collection.authors))));
    }
    if collection.entries.is_empty() {
        page.push_str(&format!("<p>{}</p>\n", escaped(&locale.text("marks-none"))));
    }
    for (chapter, entries) in chapters(collection) {
        // Without a chapter above them entries come one step up, so that no level of heading is left out.
        let level = if chapter.is_some() { 3 } else { 2 };
        page.push_str("<section>\n");
        if let Some(chapter) = chapter {
            page.push_str(&format!("<h2{}>{}</h2>\n", language(book), escaped(chapter)));
        }
        for entry in entries {
            page.push_str(&format!("<article>\n<h{level}>{}</h{level}>\n", escaped(&about(locale, entry))));
            if !entry.quote.is_empty() {
                let lines: Vec<String> = entry.quote.lines().map(|line| format!("<p>{}</p>", escaped(line))).collect();
                let tag = language(entry.language.as_ref().or(book));
                page.push_str(&format!("<blockquote{tag}>{}</blockquote>\n", lines.concat()));
            }
            if !entry.text.is_empty() {
                let words = locale.with("export-own-words", &[("text", entry.text.as_str().into())]);
                page.push_str(&format!("<p>{}</p>\n", escaped(&words).replace('\n', "<br>")));
            }
            if let Some(file) = &entry.sound {
                let (href, words) = (escaped(file), escaped(&spoken(locale, file)));
                page.push_str(&format!("<p><a href=\"{href}\">{words}</a></p>\n"));
            }
            let (made, moment) = (created(locale, entry), entry.created);
            page.push_str(&format!("<p><time datetime=\"{moment}\">{}</time></p>\n</article>\n", escaped(&made)));
        }
        page.push_str("</section>\n");
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // Not allowed in any page.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => {}
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Language;
    use crate::locale::Tongue;
    use crate::reading::annotations::Kind;

    fn entry(kind: Kind, quote: &str, text: &str, headings: &[&str]) -> Entry {
        Entry {
            kind,
            quote: quote.to_owned(),
            before: String::new(),
            after: String::new(),
            language: Language::parse("ru"),
            headings: headings.iter().map(|&heading| heading.to_owned()).collect(),
            page: Some("12".to_owned()),
            progress: 0.42,
            at: None,
            start: Default::default(),
            end: None,
            text: text.to_owned(),
            sound: None,
            created: Moment::parse("2026-11-23T10:00:00Z").expect("a moment"),
            modified: None,
        }
    }

    fn collection() -> Collection {
        Collection {
            title: "Қара <сөздер>".to_owned(),
            authors: vec!["Абай".to_owned()],
            languages: Language::parse("kk").into_iter().collect(),
            identifier: None,
            entries: vec![
                entry(Kind::Bookmark, "Беташар.", "", &[]),
                entry(Kind::Note, "Бірі.\nЕкінші & соңы.", "мұны <қайта> оқу", &["Бөлім", "Бірінші сөз"]),
                entry(Kind::Highlight, "Үшінші.", "", &["Бөлім", "Бірінші сөз"]),
            ],
        }
    }

    #[test]
    fn a_page_has_its_languages_its_headings_and_nothing_of_the_book_is_markup() {
        let page = write(&Locale::new(Tongue::Kk), &collection(), Form::Html, Moment::now());
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"kk\">"));
        assert!(page.contains("<h1>«Қара &lt;сөздер&gt;»: бетбелгілер мен жазбалар</h1>"));
        assert!(page.contains("<h2>Бетбелгі, 12-бет, 42 %</h2>"), "{page}");
        assert_eq!(page.matches("<h2 lang=\"kk\">Бірінші сөз</h2>").count(), 1);
        assert!(page.contains("<h3>Жазба, 12-бет, 42 %</h3>"));
        assert!(page.contains("<blockquote lang=\"ru\"><p>Бірі.</p><p>Екінші &amp; соңы.</p></blockquote>"));
        assert!(page.contains("<p>Менің сөзім: мұны &lt;қайта&gt; оқу</p>"));
        assert!(page.contains("<time datetime=\"2026-11-23T10:00:00Z\">Күні: 2026 жылғы 23 қараша</time>"));
    }

    #[test]
    fn plain_text_has_a_line_for_everything() {
        let text = write(&Locale::new(Tongue::Ru), &collection(), Form::Text, Moment::now());
        let expected = "\
«Қара <сөздер>»: закладки и заметки
Абай

Закладка, страница 12, 42 %
> Беташар.
Дата: 23 ноября 2026 г.

Бірінші сөз

Заметка, страница 12, 42 %
> Бірі.
> Екінші & соңы.
Мои слова: мұны <қайта> оқу
Дата: 23 ноября 2026 г.

Выделение, страница 12, 42 %
> Үшінші.
Дата: 23 ноября 2026 г.
";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_spoken_note_is_named_by_its_file_in_every_form() {
        let mut collection = collection();
        collection.entries[1].sound = Some("note-1.wav".to_owned());
        let kk = Locale::new(Tongue::Kk);
        let made = |form| write(&kk, &collection, form, Moment::now());
        assert!(made(Form::Text).contains("\nДауыстық жазба: note-1.wav\n"));
        assert!(made(Form::Html).contains("<p><a href=\"note-1.wav\">Дауыстық жазба: note-1.wav</a></p>"));
        let json: serde_json::Value = serde_json::from_str(&made(Form::Json)).expect("JSON");
        let body = &json["first"]["items"][1]["body"];
        assert_eq!(body[0]["type"], "TextualBody");
        assert_eq!((&body[1]["type"], &body[1]["id"]), (&"Sound".into(), &"note-1.wav".into()));
        assert_eq!(collection.sounds(), ["note-1.wav"]);
    }

    #[test]
    fn a_book_without_annotations_says_so_in_every_form() {
        let empty = Collection { entries: Vec::new(), ..collection() };
        let kk = Locale::new(Tongue::Kk);
        for form in [Form::Html, Form::Text] {
            assert!(write(&kk, &empty, form, Moment::now()).contains("Әзірге бетбелгі де, жазба да жоқ."), "{form:?}");
        }
        assert!(write(&kk, &empty, Form::Json, Moment::now()).contains("\"total\": 0"));
    }

    #[test]
    fn the_file_is_named_after_the_book() {
        let name = |form| file_name(&Locale::new(Tongue::Kk), &collection(), form);
        assert_eq!(name(Form::Text), "Қара сөздер - бетбелгілер мен жазбалар.txt");
        assert_eq!(name(Form::Html), "Қара сөздер - бетбелгілер мен жазбалар.html");
    }
}
