//! Places: what navigation and links name, found in the sections that were read.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::container::Container;
use super::contents::Content;
use super::{Defects, limits};
use crate::book::{
    Book, Code, Kind, Landmark, LandmarkKind, Metadata, OutlineEntry, PageLabel, Point, Span, Style, Target,
};

/// An entry of the contents, not yet a place.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) target: Option<Target>,
    pub(super) children: Vec<Entry>,
}

#[derive(Debug)]
pub(super) struct Page {
    pub(super) label: String,
    pub(super) target: Target,
}

#[derive(Debug)]
pub(super) struct LandmarkEntry {
    pub(super) kind: LandmarkKind,
    pub(super) title: String,
    pub(super) target: Target,
}

#[derive(Debug, Default)]
pub(super) struct Navigation {
    pub(super) contents: Vec<Entry>,
    pub(super) pages: Vec<Page>,
    pub(super) landmarks: Vec<LandmarkEntry>,
}

/// Where a path's document stands in the spine for the first time.
pub(super) struct Places<'a> {
    contents: &'a [Content],
    first: HashMap<&'a str, (usize, usize)>,
}

enum Found {
    /// The very place.
    At(Point),
    /// The document is there, the fragment is not: its beginning.
    Near(Point),
    Nowhere,
}

impl<'a> Places<'a> {
    pub(super) fn new(contents: &'a [Content], order: &[usize]) -> Self {
        let mut first = HashMap::new();
        for (section, &content) in order.iter().enumerate() {
            first.entry(contents[content].section.href.as_str()).or_insert((section, content));
        }
        Self { contents, first }
    }

    /// What an element holds, from its first character to behind its last; of a path without a fragment all of it. Empty,
    /// and `false`, at the document's beginning when the element is not there.
    pub(super) fn span(&self, path: &str, fragment: Option<&str>) -> Option<(Span, bool)> {
        let &(number, content) = self.first.get(path)?;
        let content = &self.contents[content];
        let section = &content.section;
        let at = |(block, byte)| Point::new(number, block, byte);
        let Some(fragment) = fragment else {
            let end = section.blocks.last().map_or((0, 0), |last| (section.blocks.len() - 1, last.text.len()));
            return Some((Span { start: at((0, 0)), end: at(end) }, true));
        };
        let Some(&start) = section.anchors.get(fragment) else {
            return Some((Span { start: at((0, 0)), end: at((0, 0)) }, false));
        };
        let end = content.ends.get(fragment).copied().unwrap_or(start).max(start);
        // A block's length was not known while it was read.
        let bounded = |(block, byte): (usize, usize)| match section.blocks.get(block) {
            Some(found) => (block, found.text.floor_char_boundary(byte.min(found.text.len()))),
            None => section.blocks.last().map_or((0, 0), |last| (section.blocks.len() - 1, last.text.len())),
        };
        Some((Span { start: at(bounded(start)), end: at(bounded(end)) }, true))
    }

    fn find(&self, target: &Target) -> Found {
        let Target::Internal { href, fragment } = target else { return Found::Nowhere };
        let Some(&(section, content)) = self.first.get(href.as_str()) else { return Found::Nowhere };
        match fragment {
            None => Found::At(Point::new(section, 0, 0)),
            Some(fragment) => match self.contents[content].section.anchors.get(fragment) {
                Some(&(block, byte)) => Found::At(Point::new(section, block, byte)),
                None => Found::Near(Point::new(section, 0, 0)),
            },
        }
    }
}

/// Breaks without a label of their own take that of the page list.
pub(super) fn label_breaks(contents: &mut [Content], navigation: &Navigation) {
    let labels: HashMap<(&str, &str), &str> = navigation
        .pages
        .iter()
        .filter_map(|page| match &page.target {
            Target::Internal { href, fragment: Some(fragment) } => {
                Some(((href.as_str(), fragment.as_str()), page.label.as_str()))
            }
            Target::Internal { .. } | Target::External(_) => None,
        })
        .collect();
    for content in contents {
        let href = content.section.href.clone();
        for found in content.breaks.iter_mut().filter(|found| found.label.is_none()) {
            let label = found.id.as_deref().and_then(|id| labels.get(&(href.as_str(), id)));
            found.label = label.map(|label| (*label).to_owned());
            if let Some(block) = content.section.blocks.get_mut(found.place.0)
                && block.kind == Kind::PageBreak
                && block.label.is_none()
            {
                block.label.clone_from(&found.label);
            }
        }
    }
}

/// A link to a note is a note reference, whether the book says so or not; a note's links back are not.
pub(super) fn mark_notes(contents: &mut [Content]) {
    let mut notes: HashSet<(&str, &str)> = HashSet::new();
    for content in contents.iter() {
        let section = &content.section;
        for (id, (block, _)) in &section.anchors {
            if section.blocks.get(*block).is_some_and(|block| block.kind == Kind::Note) {
                notes.insert((&section.href, id));
            }
        }
    }
    if notes.is_empty() {
        return;
    }
    let mut found = Vec::new();
    for (number, content) in contents.iter().enumerate() {
        for (index, block) in content.section.blocks.iter().enumerate().filter(|(_, block)| block.kind != Kind::Note) {
            for (place, inline) in block.inlines.iter().enumerate() {
                if let Style::Link(Target::Internal { href, fragment: Some(fragment) }) = &inline.style
                    && notes.contains(&(href.as_str(), fragment.as_str()))
                {
                    found.push((number, index, place));
                }
            }
        }
    }
    for (number, index, place) in found {
        let style = &mut contents[number].section.blocks[index].inlines[place].style;
        if let Style::Link(target) = style {
            *style = Style::NoteReference(target.clone());
        }
    }
}

/// Links to files that the book does not hold.
pub(super) fn report_dead_links(contents: &[Content], container: &Container, defects: &mut Defects) {
    // Parts of one document lie in no file of their own.
    let known: HashSet<&str> = contents.iter().map(|content| content.section.href.as_str()).collect();
    let inlines = contents.iter().flat_map(|content| &content.section.blocks).flat_map(|block| &block.inlines);
    for inline in inlines {
        if let Style::Link(Target::Internal { href, .. }) | Style::NoteReference(Target::Internal { href, .. }) =
            &inline.style
            && !known.contains(href.as_str())
            && container.find(href).is_none()
        {
            defects.add(Code::DeadLink, href);
        }
    }
}

type Ways = (Vec<OutlineEntry>, Vec<PageLabel>, Vec<Landmark>);

/// What navigation names, as places; without contents, the headings; without a page list, the breaks.
pub(super) fn resolve(
    contents: &[Content],
    order: &[usize],
    navigation: Navigation,
    container: &Container,
    defects: &mut Defects,
) -> Ways {
    let places = Places::new(contents, order);
    let mut dead = |target: &Target| {
        if let Target::Internal { href, fragment } = target {
            let subject = match fragment {
                Some(fragment) => format!("{href}#{fragment}"),
                None => href.clone(),
            };
            defects.add(Code::DeadLink, &subject);
        }
    };
    let mut point_of = |target: &Target| match places.find(target) {
        Found::At(point) => Some(point),
        Found::Near(point) => {
            dead(target);
            Some(point)
        }
        Found::Nowhere => {
            // A document outside the spine is no place to read at, and no fault.
            if let Target::Internal { href, .. } = target
                && container.find(href).is_none()
            {
                dead(target);
            }
            None
        }
    };
    let mut outline = entries(navigation.contents, 1, &mut point_of);

    let mut pages: Vec<PageLabel> = navigation
        .pages
        .into_iter()
        .filter_map(|page| Some(PageLabel { point: point_of(&page.target)?, label: page.label }))
        .collect();
    let mut landmarks: Vec<Landmark> = navigation
        .landmarks
        .into_iter()
        .filter_map(|entry| Some(Landmark { kind: entry.kind, point: point_of(&entry.target)?, title: entry.title }))
        .collect();
    if landmarks.is_empty() {
        landmarks = marked(contents, order);
    }
    if pages.is_empty() {
        pages = broken_pages(contents, order);
    }
    pages.sort_by_key(|page| page.point);
    if outline.is_empty() {
        outline = headings(contents, order);
        defects.add(Code::NoOutline, "");
    }
    (outline, pages, landmarks)
}

/// The printed pages that the breaks in the text make.
pub(super) fn broken_pages(contents: &[Content], order: &[usize]) -> Vec<PageLabel> {
    let breaks = order.iter().enumerate().flat_map(|(section, &content)| {
        contents[content].breaks.iter().filter_map(move |found| {
            let (block, byte) = found.place;
            let label = found.label.clone()?;
            Some(PageLabel { label, point: Point::new(section, block, byte) })
        })
    });
    breaks.collect()
}

fn entries(found: Vec<Entry>, level: u8, point_of: &mut impl FnMut(&Target) -> Option<Point>) -> Vec<OutlineEntry> {
    found
        .into_iter()
        .map(|entry| {
            let point = entry.target.as_ref().and_then(&mut *point_of);
            let children = entries(entry.children, level.saturating_add(1), point_of);
            OutlineEntry { title: entry.title, level, target: entry.target, point, children }
        })
        .collect()
}

/// The landmarks that the text itself names, of each kind the first: a body matter in several files is one.
fn marked(contents: &[Content], order: &[usize]) -> Vec<Landmark> {
    let mut landmarks: Vec<Landmark> = Vec::new();
    for (section, &content) in order.iter().enumerate() {
        let content = &contents[content];
        for mark in content.marks.iter().filter(|mark| mark.block < content.section.blocks.len()) {
            if landmarks.iter().all(|known| known.kind != mark.kind) {
                let point = Point::new(section, mark.block, 0);
                landmarks.push(Landmark { kind: mark.kind, title: mark.title.clone(), point });
            }
        }
    }
    landmarks
}

/// The contents that the headings make, nested by their levels.
pub(super) fn headings(contents: &[Content], order: &[usize]) -> Vec<OutlineEntry> {
    let mut flat: Vec<(u8, OutlineEntry)> = Vec::new();
    for (section, &content) in order.iter().enumerate() {
        let read = &contents[content].section;
        if !read.linear {
            continue;
        }
        for (block, heading) in read.blocks.iter().enumerate() {
            let Kind::Heading(level) = heading.kind else { continue };
            if flat.len() >= limits::OUTLINE_ENTRIES {
                break;
            }
            let target = Target::Internal { href: read.href.clone(), fragment: heading.fragment.clone() };
            let entry = OutlineEntry {
                title: heading.text.replace('\n', " "),
                level: 1,
                target: Some(target),
                point: Some(Point::new(section, block, 0)),
                children: Vec::new(),
            };
            flat.push((level, entry));
        }
    }
    let mut rest = flat.into_iter().peekable();
    nest(&mut rest, 0, 1)
}

fn nest(
    rest: &mut std::iter::Peekable<std::vec::IntoIter<(u8, OutlineEntry)>>,
    above: u8,
    depth: u8,
) -> Vec<OutlineEntry> {
    let mut entries = Vec::new();
    while let Some((level, mut entry)) = rest.next_if(|(level, _)| *level > above) {
        entry.level = depth;
        entry.children = nest(rest, level, depth + 1);
        entries.push(entry);
    }
    entries
}

/// The book of contents whose headings are all the navigation there is.
pub(super) fn headed(mut contents: Vec<Content>, metadata: Metadata) -> Book {
    let order: Vec<usize> = (0..contents.len()).collect();
    let outline = headings(&contents, &order);
    let pages = broken_pages(&contents, &order);
    title_sections(&mut contents, &order, &outline);
    let sections = contents.into_iter().map(|content| Arc::new(content.section)).collect();
    Book::new(metadata, sections, outline, pages, Vec::new())
}

/// A section is called as the contents call its beginning, else as its first heading.
pub(super) fn title_sections(contents: &mut [Content], order: &[usize], outline: &[OutlineEntry]) {
    let mut named: HashMap<usize, String> = HashMap::new();
    let mut stack: Vec<&OutlineEntry> = outline.iter().rev().collect();
    while let Some(entry) = stack.pop() {
        if let Some(point) = entry.point
            && !entry.title.is_empty()
            && let Some(&content) = order.get(point.section)
        {
            named.entry(content).or_insert_with(|| entry.title.clone());
        }
        stack.extend(entry.children.iter().rev());
    }
    for (number, content) in contents.iter_mut().enumerate() {
        let heading = || {
            let first = content.section.blocks.iter().find(|block| matches!(block.kind, Kind::Heading(_)));
            first.map(|block| block.text.replace('\n', " "))
        };
        content.section.title = named.remove(&number).or_else(heading);
    }
}
