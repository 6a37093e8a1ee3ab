//! Markdown → the page that is read as others are.

use std::collections::HashMap;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use quick_xml::escape::escape;

use super::front::Front;
use crate::format::html;
use crate::format::limits::{self, Deadline};
use crate::format::markup::tree::ROOT;
use crate::format::markup::{Dialect, Tree};

/// A document that was made a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) html: String,
    pub(super) front: Front,
    /// Longer or slower than the limits allow.
    pub(super) cut: bool,
}

/// Inline elements of HTML that are what they say; all others are left out.
const INLINE: [&str; 13] = ["b", "i", "em", "strong", "sub", "sup", "kbd", "code", "samp", "var", "cite", "u", "small"];

pub(super) fn of(text: &str, deadline: Deadline) -> Page {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut writer = Writer::new(deadline);
    for (number, event) in Parser::new_ext(text, options).enumerate() {
        if writer.page.html.len() as u64 > limits::MARKUP_BYTES || (number % 4096 == 4095 && deadline.has_passed()) {
            writer.page.cut = true;
            break;
        }
        writer.event(event);
    }
    writer.page
}

struct Writer {
    page: Page,
    deadline: Deadline,
    /// What is gathered and not written as it comes: metadata, HTML, what a picture shows.
    gathered: Option<String>,
    /// Where the heading that is open begins in the page, and its own identifier.
    heading: Option<(usize, Option<String>)>,
    /// The words of the heading that is open.
    words: String,
    /// Identifier → how many headings have it.
    slugs: HashMap<String, usize>,
    /// Footnote → its number.
    notes: HashMap<String, usize>,
    in_head: bool,
    /// Pictures in pictures: the outermost gathers.
    pictures: usize,
    picture: String,
}

impl Writer {
    fn new(deadline: Deadline) -> Self {
        Self {
            page: Page::default(),
            deadline,
            gathered: None,
            heading: None,
            words: String::new(),
            slugs: HashMap::new(),
            notes: HashMap::new(),
            in_head: false,
            pictures: 0,
            picture: String::new(),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::Code(text) => {
                self.raw("<code>");
                self.text(&text);
                self.raw("</code>");
            }
            Event::Html(text) => {
                if let Some(gathered) = &mut self.gathered {
                    gathered.push_str(&text);
                }
            }
            Event::InlineHtml(tag) => self.inline(&tag),
            Event::FootnoteReference(name) => {
                let number = self.number(&name);
                self.raw(&format!("<a epub:type=\"noteref\" href=\"#oqyrman-note-{number}\">[{number}]</a>"));
            }
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.raw("<br/>"),
            Event::Rule => self.raw("<hr/>"),
            Event::TaskListMarker(done) => self.text(if done { "☑ " } else { "☐ " }),
        }
    }

    /// Markup, which is nothing inside of what is gathered.
    fn raw(&mut self, markup: &str) {
        if self.gathered.is_none() {
            self.page.html.push_str(markup);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(gathered) = &mut self.gathered {
            return gathered.push_str(text);
        }
        if self.heading.is_some() {
            self.words.push_str(text);
        }
        self.page.html.push_str(&escape(text));
    }

    fn number(&mut self, name: &str) -> usize {
        let next = self.notes.len() + 1;
        *self.notes.entry(name.to_owned()).or_insert(next)
    }

    fn inline(&mut self, tag: &str) {
        let name = tag.trim_start_matches("</").trim_start_matches('<');
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).take(16).collect();
        let name = name.to_ascii_lowercase();
        if name == "br" {
            self.raw("<br/>");
        } else if INLINE.contains(&name.as_str()) {
            self.raw(&if tag.starts_with("</") { format!("</{name}>") } else { format!("<{name}>") });
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { id, .. } => {
                self.heading = Some((self.page.html.len(), id.map(|id| id.to_string())));
                self.words.clear();
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => self.raw("<pre>"),
            Tag::List(Some(first)) => self.raw(&format!("<ol start=\"{first}\">")),
            Tag::List(None) => self.raw("<ul>"),
            Tag::FootnoteDefinition(name) => {
                let number = self.number(&name);
                self.raw(&format!("<aside epub:type=\"footnote\" id=\"oqyrman-note-{number}\">"));
            }
            Tag::TableHead => {
                self.in_head = true;
                self.raw("<thead><tr>");
            }
            Tag::TableCell => self.raw(if self.in_head { "<th>" } else { "<td>" }),
            Tag::Link { dest_url, .. } => {
                let mut open = "<a href=\"".to_owned();
                open.push_str(&escape(&*dest_url));
                open.push_str("\">");
                self.raw(&open);
            }
            Tag::Image { dest_url, .. } => {
                if self.pictures == 0 {
                    self.picture = dest_url.to_string();
                    self.gathered = Some(String::new());
                }
                self.pictures += 1;
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) => self.gathered = Some(String::new()),
            other => {
                if let Some(name) = element(&other.to_end()) {
                    self.raw(&format!("<{name}>"));
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::CodeBlock => self.raw("</pre>\n"),
            TagEnd::List(ordered) => self.raw(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::FootnoteDefinition => self.raw("</aside>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.raw("</tr></thead>");
            }
            TagEnd::TableCell => self.raw(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Link => self.raw("</a>"),
            TagEnd::Image => {
                self.pictures = self.pictures.saturating_sub(1);
                if self.pictures == 0 {
                    let alternative = self.gathered.take().unwrap_or_default();
                    let source = std::mem::take(&mut self.picture);
                    self.page.html.push_str("<img alt=\"");
                    self.page.html.push_str(&escape(&alternative));
                    self.page.html.push_str("\" src=\"");
                    self.page.html.push_str(&escape(&source));
                    self.page.html.push_str("\"/>");
                }
            }
            TagEnd::HtmlBlock => {
                // Its words alone: nothing in it can end or hide what stands around it.
                let block = self.gathered.take().unwrap_or_default();
                let words =
                    Tree::parse(&html::without_scripts(&block), Dialect::Html, self.deadline).text_content(ROOT);
                if !words.is_empty() {
                    self.raw("<p>");
                    self.page.html.push_str(&escape(&words));
                    self.raw("</p>\n");
                }
            }
            TagEnd::MetadataBlock(_) => {
                let block = self.gathered.take().unwrap_or_default();
                self.page.front.add(&block);
            }
            other => {
                if let Some(name) = element(&other) {
                    self.raw(&format!("</{name}>"));
                    if matches!(other, TagEnd::Paragraph | TagEnd::Item) {
                        self.raw("\n");
                    }
                }
            }
        }
    }

    /// Headings have the names by which pages of code lead to them.
    fn end_heading(&mut self, level: HeadingLevel) {
        let Some((start, id)) = self.heading.take() else { return };
        let words = std::mem::take(&mut self.words);
        let id = id.unwrap_or_else(|| self.slug(&words));
        let inner = self.page.html.split_off(start.min(self.page.html.len()));
        self.page.html.push_str(&format!("<{level} id=\""));
        self.page.html.push_str(&escape(&id));
        self.page.html.push_str(&format!("\">{inner}</{level}>\n"));
    }

    fn slug(&mut self, words: &str) -> String {
        const LONGEST: usize = 200;
        let kept = words.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).take(LONGEST);
        let slug: String = kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect();
        let known = self.slugs.entry(slug.clone()).or_default();
        *known += 1;
        if *known > 1 { format!("{slug}-{}", *known - 1) } else { slug }
    }
}

/// The element that is what a tag is.
fn element(tag: &TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::Item => "li",
        TagEnd::Table => "table",
        TagEnd::TableRow => "tr",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Superscript => "sup",
        TagEnd::Subscript => "sub",
        TagEnd::DefinitionList => "dl",
        TagEnd::DefinitionListTitle => "dt",
        TagEnd::DefinitionListDefinition => "dd",
        _ => return None,
    })
}
