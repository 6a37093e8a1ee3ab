//! A place that survives re-opening, as Readium writes it (<https://readium.org/architecture/models/locators/>).

use serde::{Deserialize, Serialize};

use super::{Book, Point, Section};

/// Characters of the text kept before and after the quotation.
const CONTEXT: usize = 32;
/// Characters of the quotation.
const QUOTATION: usize = 48;
/// Characters of a quotation that hardly stands twice in a book.
const TELLING: usize = 24;
/// Places that are weighed for one quotation; a book that repeats it more often has no better answer.
const MOST_PLACES: usize = 2000;

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Locations {
    /// The element's own identifier, and `at=SECTION,BLOCK,CHARACTER` of the file as it was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fragments: Vec<String>,
    /// Inside the resource, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progression: Option<f64>,
    /// In the whole book, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_progression: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
}

/// The text at the place: what finds it again when the file was changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TextContext {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub highlight: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Locator {
    /// The section's href, without a fragment.
    pub href: String,
    #[serde(rename = "type")]
    pub media_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub locations: Locations,
    pub text: TextContext,
}

impl Book {
    /// The locator of this point: the element's fragment, the exact place, a quotation, and how far it is.
    pub fn locate(&self, point: Point) -> Locator {
        let Some(section) = self.section(point.section) else { return Locator::default() };
        let block = section.blocks.get(point.block);
        let character = block.map_or(0, |block| block.text[..floor(&block.text, point.byte)].chars().count());
        let mut fragments = vec![format!("at={},{},{character}", point.section, point.block)];
        if let Some(fragment) = block.and_then(|block| block.fragment.clone()) {
            fragments.insert(0, fragment);
        }
        let total = section.characters().max(1);
        Locator {
            href: section.href.clone(),
            media_type: "application/xhtml+xml".to_owned(),
            title: section.title.clone(),
            locations: Locations {
                fragments,
                progression: Some(section.characters_before(point.block, point.byte) as f64 / total as f64),
                total_progression: Some(self.progress(point)),
                position: None,
            },
            text: context(section, point.block, point.byte),
        }
    }

    /// The point of this locator: by fragment and quotation, then progression, then the section's start.
    /// `resolve(locate(p)) == p` for every point of an unchanged book.
    pub fn resolve(&self, locator: &Locator) -> Point {
        let exact = locator.locations.fragments.iter().find_map(|fragment| exact_place(fragment));
        if let Some(point) = exact.and_then(|place| self.unchanged(locator, place)) {
            return point;
        }
        let home = self.section_again(locator, exact);
        let has_quotation = locator.text != TextContext::default();
        if let Some(index) = home {
            let section = &self.sections[index];
            let anchor = locator.locations.fragments.iter().find_map(|fragment| section.anchors.get(fragment));
            let expected = match (anchor, locator.locations.progression) {
                (_, Some(progression)) => (progression.clamp(0.0, 1.0) * section.characters() as f64).round() as usize,
                (Some(&(block, byte)), None) => section.characters_before(block, byte),
                (None, None) => 0,
            };
            if let Some(point) = self.moved(locator, index) {
                return point;
            }
            if has_quotation && let Some((block, byte)) = find_quotation(section, &locator.text, expected) {
                return Point::new(index, block, byte);
            }
            if let Some(&(block, byte)) = anchor {
                return self.bounded(Point::new(index, block, byte));
            }
            if locator.locations.progression.is_some() {
                let (block, byte) = section.place_of_character(expected);
                return Point::new(index, block, byte);
            }
            return Point::new(index, 0, 0);
        }
        if has_quotation {
            let found = self.sections.iter().enumerate().find_map(|(index, section)| {
                let (block, byte) = find_quotation(section, &locator.text, 0)?;
                Some(Point::new(index, block, byte))
            });
            if let Some(point) = found {
                return point;
            }
        }
        match locator.locations.total_progression {
            Some(progress) => self.at_progress(progress),
            None => self.beginning(),
        }
    }

    /// The exact place, when the text around it is what it was.
    fn unchanged(&self, locator: &Locator, (index, block, character): (usize, usize, usize)) -> Option<Point> {
        let section = self.section(index).filter(|section| section.href == locator.href)?;
        let byte = match section.blocks.get(block) {
            Some(found) => {
                let mut bytes = found.text.char_indices().map(|(byte, _)| byte).chain([found.text.len()]);
                bytes.nth(character)?
            }
            None if block == 0 && section.blocks.is_empty() => 0,
            None => return None,
        };
        (context(section, block, byte) == locator.text).then_some(Point::new(index, block, byte))
    }

    /// The quotation in another section, where that which is named does not have it: a document may be parted otherwise.
    fn moved(&self, locator: &Locator, home: usize) -> Option<Point> {
        let quotation = &locator.text.highlight;
        let holds = |section: &Section| section.blocks.iter().any(|block| block.text.contains(quotation.as_str()));
        if quotation.chars().count() < TELLING || holds(&self.sections[home]) {
            return None;
        }
        let others = self.sections.iter().enumerate().filter(|(_, section)| holds(section));
        let mut places = others.filter_map(|(index, section)| {
            let (block, byte) = find_quotation(section, &locator.text, 0)?;
            Some(Point::new(index, block, byte))
        });
        // One that stands in several tells nothing.
        places.next().filter(|_| places.next().is_none())
    }

    /// The section that the locator names: the same one, else the first with its href, else with its file name.
    fn section_again(&self, locator: &Locator, exact: Option<(usize, usize, usize)>) -> Option<usize> {
        let is = |index: usize| self.section(index).is_some_and(|section| section.href == locator.href);
        let name = |href: &str| href.rsplit('/').next().unwrap_or_default().to_owned();
        exact.map(|(index, ..)| index).filter(|&index| is(index)).or_else(|| self.section_of(&locator.href)).or_else(
            || {
                let wanted = name(&locator.href);
                (!wanted.is_empty()).then(|| self.sections.iter().position(|section| name(&section.href) == wanted))?
            },
        )
    }

    /// The nearest point that exists.
    pub fn bounded(&self, point: Point) -> Point {
        let Some(section) = self.section(point.section) else {
            let last = self.sections.len().saturating_sub(1);
            let blocks = self.section(last).map_or(0, |section| section.blocks.len());
            let block = blocks.saturating_sub(1);
            let byte = self.section(last).and_then(|section| section.blocks.last()).map_or(0, |block| block.text.len());
            return Point::new(last, block, byte);
        };
        match section.blocks.get(point.block) {
            Some(block) => Point { byte: floor(&block.text, point.byte), ..point },
            None => match section.blocks.last() {
                Some(last) => Point::new(point.section, section.blocks.len() - 1, last.text.len()),
                None => Point::new(point.section, 0, 0),
            },
        }
    }
}

/// The nearest character boundary at or before this byte.
fn floor(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte)
}

fn exact_place(fragment: &str) -> Option<(usize, usize, usize)> {
    let mut numbers = fragment.strip_prefix("at=")?.split(',').map(str::parse);
    let place = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    numbers.next().is_none().then_some(place)
}

/// The text around a place: what comes before and after may lie in the neighbouring blocks, the quotation does not.
fn context(section: &Section, block: usize, byte: usize) -> TextContext {
    let Some(here) = section.blocks.get(block) else { return TextContext::default() };
    let byte = floor(&here.text, byte);
    let highlight: String = here.text[byte..].chars().take(QUOTATION).collect();
    let after_start = byte + highlight.len();

    let mut before: Vec<char> = Vec::with_capacity(CONTEXT);
    before.extend(here.text[..byte].chars().rev().take(CONTEXT));
    for earlier in section.blocks[..block].iter().rev() {
        if before.len() >= CONTEXT {
            break;
        }
        let room = CONTEXT - before.len();
        before.extend(earlier.text.chars().rev().take(room));
    }
    let mut after: Vec<char> = Vec::with_capacity(CONTEXT);
    after.extend(here.text[after_start..].chars().take(CONTEXT));
    for later in &section.blocks[block + 1..] {
        if after.len() >= CONTEXT {
            break;
        }
        let room = CONTEXT - after.len();
        after.extend(later.text.chars().take(room));
    }
    TextContext { before: before.into_iter().rev().collect(), highlight, after: after.into_iter().collect() }
}

/// A section's text in one piece, with the byte that each block begins at.
struct Flat {
    text: String,
    starts: Vec<usize>,
}

impl Flat {
    fn of(section: &Section) -> Self {
        let mut text = String::with_capacity(section.blocks.iter().map(|block| block.text.len()).sum());
        let mut starts = Vec::with_capacity(section.blocks.len());
        for block in &section.blocks {
            starts.push(text.len());
            text.push_str(&block.text);
        }
        Self { text, starts }
    }

    /// The (block, byte) of a byte; at a seam, the start of the later block.
    fn place(&self, byte: usize) -> Option<(usize, usize)> {
        let block = self.starts.partition_point(|&start| start <= byte).checked_sub(1)?;
        Some((block, byte - self.starts[block]))
    }
}

/// The place of a quotation in a section that may have changed: the whole of it, then less and less of it, each time
/// where its surroundings fit best and, among equals, nearest to the expected character.
fn find_quotation(section: &Section, text: &TextContext, expected: usize) -> Option<(usize, usize)> {
    let flat = Flat::of(section);
    let tail: String = {
        let skip = text.before.chars().count().saturating_sub(CONTEXT / 2);
        text.before.chars().skip(skip).collect()
    };
    let head: String = text.highlight.chars().take(QUOTATION / 3).collect();
    let later: String = text.after.chars().take(CONTEXT / 2).collect();
    // (what to look for, how far behind its start the place lies)
    let clues = [
        (text.highlight.clone(), 0),
        (format!("{}{head}", text.before), text.before.len()),
        (head, 0),
        (tail.clone(), tail.len()),
        (later, 0),
    ];
    let expected_byte = flat.text.char_indices().nth(expected).map_or(flat.text.len(), |(index, _)| index);
    for (clue, offset) in clues {
        if clue.trim().chars().count() < 4 && clue != text.highlight || clue.is_empty() {
            continue;
        }
        let best =
            flat.text.match_indices(clue.as_str()).take(MOST_PLACES).map(|(index, _)| index + offset).max_by_key(
                |&place| {
                    let fit = common_end(&flat.text[..place], &text.before)
                        + common_start(&flat.text[place..], &format!("{}{}", text.highlight, text.after));
                    (fit, std::cmp::Reverse(place.abs_diff(expected_byte)))
                },
            );
        if let Some(place) = best {
            return flat.place(place);
        }
    }
    None
}

fn common_end(text: &str, wanted: &str) -> usize {
    text.chars().rev().zip(wanted.chars().rev()).take_while(|(one, other)| one == other).count()
}

fn common_start(text: &str, wanted: &str) -> usize {
    text.chars().zip(wanted.chars()).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests;
