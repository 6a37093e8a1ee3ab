//! What services answer, read leniently: prefixes are anybody's, what is missing is left out, what is too much is cut.

use url::Url;

use super::model::{
    Announcement, ContentList, Input, Item, Label, Metadata, Priority, Question, Resource, Resources, Service,
};
use super::moment;
use crate::book::Language;
use crate::library::catalog::{MAX_ENTRIES, plain_text};
use crate::library::gathering;
use crate::library::xml::{Element, Space};

/// Questions at once, choices of one, announcements.
const MAX_FEW: usize = 1_000;

fn child<'a>(of: &'a Element, name: &str) -> Option<&'a Element> {
    of.elements().find(|child| is(child, name))
}

fn children<'a>(of: &'a Element, name: &'a str) -> impl Iterator<Item = &'a Element> {
    of.elements().filter(move |child| is(child, name))
}

/// Some services forget the namespace of what stands inside.
fn is(element: &Element, name: &str) -> bool {
    element.name == name && matches!(element.space, Space::DaisyOnline | Space::None)
}

fn text(of: &Element, name: &str) -> Option<String> {
    child(of, name).map(|child| plain_text(&child.text())).filter(|text| !text.is_empty())
}

fn flag(of: &Element, name: &str) -> bool {
    child(of, name).is_some_and(|child| is_true(&child.text()))
}

fn is_true(text: &str) -> bool {
    matches!(text.trim(), "true" | "1")
}

/// Whether an operation says that it did what was asked: `logOnResult` of `logOnResponse`.
pub(super) fn succeeded(answer: &Element) -> bool {
    answer.elements().find(|child| child.name.ends_with("Result")).is_none_or(|result| is_true(&result.text()))
}

pub(super) fn service(answer: &Element) -> Option<Service> {
    let attributes = child(answer, "serviceAttributes")?;
    let named = |name: &str| child(attributes, name).and_then(|it| child(it, "label")).map(|it| label(it).text);
    let methods: Vec<String> = child(attributes, "supportedContentSelectionMethods")
        .map(|it| children(it, "method").map(|it| it.text().trim().to_owned()).collect())
        .unwrap_or_default();
    let operations = child(attributes, "supportedOptionalOperations")
        .map(|it| children(it, "operation").take(MAX_FEW).map(|it| it.text().trim().to_owned()).collect())
        .unwrap_or_default();
    Some(Service {
        name: named("service").or_else(|| named("serviceProvider")).unwrap_or_default(),
        search: flag(attributes, "supportsSearch"),
        back: flag(attributes, "supportsServerSideBack"),
        out_of_band: methods.iter().any(|method| method == "OUT_OF_BAND"),
        browse: methods.iter().any(|method| method == "BROWSE"),
        operations,
        progress: flag(attributes, "progressStateOperationAllowed"),
    })
}

pub(super) fn label(of: &Element) -> Label {
    Label {
        text: text(of, "text").unwrap_or_default(),
        language: of.attribute_in(Space::Xml, "lang").and_then(Language::parse),
        // The second version writes an empty element where there is none.
        audio: child(of, "audio").and_then(|audio| address(of, audio.attribute("uri")?)),
    }
}

fn address(of: &Element, uri: &str) -> Option<Url> {
    let uri = uri.trim();
    let url = of.base.join(uri).ok().filter(|_| !uri.is_empty())?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

pub(super) fn announcements(answer: &Element) -> Vec<Announcement> {
    let Some(list) = child(answer, "announcements") else { return Vec::new() };
    let mut found: Vec<Announcement> = children(list, "announcement")
        .take(MAX_FEW)
        .filter_map(|it| {
            Some(Announcement {
                id: it.attribute("id")?.to_owned(),
                kind: it.attribute("type").unwrap_or_default().to_owned(),
                priority: match it.attribute("priority") {
                    Some("1" | "HIGH") => Priority::High,
                    Some("3" | "LOW") => Priority::Low,
                    _ => Priority::Medium,
                },
                label: child(it, "label").map(label)?,
            })
        })
        .collect();
    found.sort_by_key(|it| it.priority);
    found
}

pub(super) fn content_list(answer: &Element) -> Option<ContentList> {
    let list = child(answer, "contentList")?;
    let number = |name| list.attribute(name).and_then(|text| text.parse().ok());
    Some(ContentList {
        id: list.attribute("id").unwrap_or_default().to_owned(),
        label: child(list, "label").map(label),
        total: number("totalItems"),
        first: number("firstItem").unwrap_or(0),
        items: children(list, "contentItem").take(MAX_ENTRIES).filter_map(item).collect(),
    })
}

fn item(it: &Element) -> Option<Item> {
    let time = |name| it.attribute(name).and_then(moment);
    Some(Item {
        id: it.attribute("id")?.to_owned(),
        label: child(it, "label").map(label).unwrap_or_default(),
        metadata: child(it, "metadata").map(metadata),
        modified: time("lastModifiedDate"),
        return_by: time("returnBy"),
        // Without the word everything may be done: the first version has none.
        may_download: text(it, "accessPermission").is_none_or(|it| it.contains("DOWNLOAD")),
        category: it.attribute("category").map(str::to_owned),
    })
}

/// The answer about one book.
pub(super) fn content_metadata(answer: &Element) -> Option<Metadata> {
    let whole = child(answer, "contentMetadata")?;
    Some(Metadata {
        category: whole.attribute("category").map(str::to_owned),
        requires_return: whole.attribute("requiresReturn").is_some_and(is_true),
        ..child(whole, "metadata").map(metadata)?
    })
}

fn metadata(of: &Element) -> Metadata {
    let all = |name: &'static str| -> Vec<String> {
        let named = of.elements().filter(|it| it.space == Space::DublinCore && it.name == name);
        named.map(|it| plain_text(&it.text())).filter(|text| !text.is_empty()).take(100).collect()
    };
    let one = |name| all(name).into_iter().next();
    // What Dublin Core has no word for stands in `meta`.
    let meta = |name: &str| -> Vec<String> {
        children(of, "meta")
            .filter(|it| it.attribute("name").is_some_and(|own| own.eq_ignore_ascii_case(name)))
            .filter_map(|it| it.attribute("content").map(plain_text))
            .filter(|text| !text.is_empty())
            .take(100)
            .collect()
    };
    Metadata {
        title: one("title").unwrap_or_default(),
        identifier: one("identifier"),
        creators: all("creator"),
        narrators: meta("dtb:narrator"),
        publisher: one("publisher"),
        date: one("date"),
        subjects: all("subject"),
        languages: all("language").iter().filter_map(|tag| Language::parse(tag)).collect(),
        description: one("description"),
        format: one("format"),
        size: text(of, "size").and_then(|size| size.parse().ok()),
        category: None,
        requires_return: false,
    }
}

pub(super) fn questions(answer: &Element) -> Vec<Question> {
    let Some(all) = child(answer, "questions") else { return Vec::new() };
    all.elements().take(MAX_FEW).filter_map(question).collect()
}

fn question(it: &Element) -> Option<Question> {
    let own = || child(it, "label").map(label).unwrap_or_default();
    Some(match it.name.as_str() {
        "multipleChoiceQuestion" => Question::Choice {
            id: it.attribute("id")?.to_owned(),
            label: own(),
            choices: child(it, "choices")
                .map(|choices| {
                    let choice = |it: &Element| {
                        Some((it.attribute("id")?.to_owned(), child(it, "label").map(label).unwrap_or_default()))
                    };
                    children(choices, "choice").take(MAX_FEW).filter_map(choice).collect()
                })
                .unwrap_or_default(),
            several: it.attribute("allowMultipleSelections").is_some_and(is_true),
        },
        "inputQuestion" => Question::Input {
            id: it.attribute("id")?.to_owned(),
            label: own(),
            inputs: child(it, "inputTypes").map(inputs).unwrap_or_default(),
            default: text(it, "defaultValue"),
        },
        "label" => Question::Label(label(it)),
        "contentListRef" | "contentListEndpointRef" => Question::Contents(it.text().trim().to_owned()),
        _ => return None,
    })
}

fn inputs(of: &Element) -> Vec<Input> {
    let known = |it: &Element| match it.attribute("type")? {
        "TEXT_ALPHANUMERIC" => Some(Input::Words),
        "TEXT_NUMERIC" => Some(Input::Figures),
        "AUDIO" => Some(Input::Voice),
        _ => None,
    };
    children(of, "input").filter_map(known).collect()
}

/// The terms of the service.
pub(super) fn terms(answer: &Element) -> Option<Label> {
    child(answer, "label").map(label)
}

pub(super) fn resources(answer: &Element) -> Option<Resources> {
    let all = child(answer, "resources")?;
    let files = children(all, "resource").take(gathering::MAX_FILES + 1).filter_map(|it| {
        let uri = address(it, it.attribute("uri")?)?;
        let named = it.attribute("localURI").unwrap_or_default();
        Some(Resource {
            path: gathering::safe_path(named)
                .or_else(|| gathering::safe_path(uri.path_segments()?.next_back().unwrap_or_default()))?,
            uri,
            media_type: it.attribute("mimeType").map(str::to_owned),
            size: it.attribute("size").and_then(|size| size.parse().ok()),
            modified: it.attribute("lastModifiedDate").map(str::to_owned),
        })
    });
    Some(Resources { files: files.collect(), return_by: all.attribute("returnBy").and_then(moment) })
}
