//! Drawings: SVG → pixels of any number, behind limits on size, references and nesting.
//!
//! <https://www.w3.org/TR/SVG11/>. A drawing is looked at before it is drawn: what would cost more than a page's worth of
//! shapes, by repeating itself or by filters, is refused.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, OnceLock};

use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use resvg::usvg::{self, ImageHrefResolver, ImageKind, Options, fontdb};
use resvg::{self as render, tiny_skia};

use super::{Pixels, bearable, pixels, shown};
use crate::format::Error;

/// A drawing's markup.
const SOURCE_BYTES: usize = 6 << 20;
const NODES: u32 = 150_000;
const DEPTH: usize = 200;
/// Shapes, with all that is used again counted each time.
const WEIGHT: u64 = 200_000;
/// Layers of transparency, masks and filters inside one another, and pixels of a drawing that has any.
const LAYERS: u32 = 4;
const LAYERED_PIXELS: f32 = 2_000_000.0;
const FILTERS: usize = 48;
/// Pictures inside a drawing, in all.
const INSIDE_BYTES: usize = 24 << 20;

static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();

/// The font files that the letters of drawings are drawn with. The system's are not looked at: a drawing looks the same
/// everywhere. The first call counts.
pub fn use_fonts(files: &[&'static [u8]], family: &str) {
    FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        for &file in files {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(file)));
        }
        fonts.set_serif_family(family);
        fonts.set_sans_serif_family(family);
        fonts.set_monospace_family(family);
        fonts.set_cursive_family(family);
        fonts.set_fantasy_family(family);
        Arc::new(fonts)
    });
}

/// Whether these bytes are a drawing and no picture of pixels.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return true;
    }
    let head = &bytes[..bytes.len().min(4096)];
    let text: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let begins =
        text.iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf | 0xfe | 0xff));
    begins == Some(&b'<')
        && text.windows(4).any(|window| window.eq_ignore_ascii_case(b"<svg") || window.eq_ignore_ascii_case(b":svg"))
        || begins == Some(&b'<') && text.windows(5).any(|window| window == b"<!DOC" || window == b"<?xml")
}

/// Markup that may be packed.
pub(super) fn unpacked(bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    let packed = flate2::read::GzDecoder::new(bytes.as_slice());
    packed.take(SOURCE_BYTES as u64 + 1).read_to_end(&mut plain)?;
    if plain.len() > SOURCE_BYTES { Err(Error::TooLarge("drawing".into())) } else { Ok(plain) }
}

/// Width and height by the root's attributes alone.
pub(super) fn size(source: &str) -> Option<(f32, f32)> {
    let start = source.match_indices('<').map(|(at, _)| at).find(|&at| {
        let name: String = source[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect();
        name.rsplit(':').next().is_some_and(|local| local.eq_ignore_ascii_case("svg"))
    })?;
    let tag = &source[start..start + source[start..].find('>')?];
    let attribute = |name: &str| {
        let mut from = 0;
        while let Some(at) = tag[from..].find(name).map(|at| at + from) {
            from = at + name.len();
            let rest = tag[from..].trim_start();
            if let (true, Some(value)) =
                (tag[..at].ends_with(char::is_whitespace), rest.strip_prefix('=').map(str::trim_start))
            {
                let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
                return value[1..].split(quote).next();
            }
        }
        None
    };
    let known = |length: f32| length.is_finite() && length > 0.0;
    let length = |name: &str| attribute(name).and_then(length).filter(|it| known(*it));
    let view = attribute("viewBox").and_then(|view| {
        let numbers: Vec<f32> =
            view.split([' ', ',', '\n', '\t']).filter(|it| !it.is_empty()).filter_map(|it| it.parse().ok()).collect();
        match numbers[..] {
            [_, _, width, height] if known(width) && known(height) => Some((width, height)),
            _ => None,
        }
    });
    match (length("width"), length("height"), view) {
        (Some(width), Some(height), _) => Some((width, height)),
        (Some(width), None, Some(view)) => Some((width, width * view.1 / view.0)),
        (None, Some(height), Some(view)) => Some((height * view.0 / view.1, height)),
        (_, _, Some(view)) => Some(view),
        (width, height, None) => Some((width.unwrap_or(100.0), height.unwrap_or(100.0))),
    }
}

/// A length in CSS pixels; parts of a whole that nobody knows are none.
fn length(value: &str) -> Option<f32> {
    let value = value.trim();
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    let number: f32 = value[..value.len() - unit.len()].parse().ok()?;
    let pixels = match unit.trim() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "em" => 16.0,
        "ex" => 8.0,
        _ => return None,
    };
    Some(number * pixels)
}

/// Draws it at this size. `beside` reads a resource that the drawing names.
pub(super) fn draw(
    source: &str,
    width: f32,
    height: f32,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Pixels, Error> {
    let damaged = || Error::Damaged("drawing".into());
    if source.len() > SOURCE_BYTES {
        return Err(Error::TooLarge("drawing".into()));
    }
    if !is_flat(source) {
        return Err(Error::TooLarge("drawing".into()));
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: NODES };
    let document = Document::parse_with_options(source, options).map_err(|_| damaged())?;
    let layers = bearable_drawing(&document).ok_or_else(|| Error::TooLarge("drawing".into()))?;
    let inside = pictures_inside(&document, beside);
    let options = Options {
        fontdb: FONTS.get().cloned().unwrap_or_default(),
        font_family: "serif".to_owned(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, data, _| kind_of(data.to_vec())),
            resolve_string: Box::new(move |reference, _| inside.get(reference).cloned()),
        },
        ..Options::default()
    };
    let tree = usvg::Tree::from_xmltree(&document, &options).map_err(|_| damaged())?;
    let (width, height) = shown(width, height);
    let most = if layers > 0 { LAYERED_PIXELS } else { f32::INFINITY };
    let fit = (most / (width * height)).sqrt().min(1.0);
    let scale = (width / tree.size().width()).min(height / tree.size().height()) * fit;
    let part = |length: f32| (length * scale).round().max(1.0) as u32;
    let (columns, rows) = (part(tree.size().width()), part(tree.size().height()));
    let mut canvas = tiny_skia::Pixmap::new(columns, rows).ok_or_else(damaged)?;
    canvas.fill(tiny_skia::Color::WHITE);
    let transform =
        tiny_skia::Transform::from_scale(columns as f32 / tree.size().width(), rows as f32 / tree.size().height());
    render::render(&tree, transform, &mut canvas.as_mut());
    Ok(pixels(columns, rows, canvas.take(), true))
}

/// The pictures of pixels that a drawing names, by the reference; each small enough to be decoded.
fn pictures_inside(document: &Document<'_>, beside: &dyn Fn(&str) -> Option<Vec<u8>>) -> HashMap<String, ImageKind> {
    let mut found = HashMap::new();
    let mut left = INSIDE_BYTES;
    for node in document.descendants().filter(|node| node.tag_name().name() == "image") {
        let reference = node.attributes().find(|attribute| attribute.name() == "href").map(|it| it.value().trim());
        let Some(reference) = reference.filter(|it| !it.starts_with("data:") && !it.is_empty()) else { continue };
        if found.contains_key(reference) || found.len() >= 64 {
            continue;
        }
        let Some(bytes) = beside(reference).filter(|bytes| bytes.len() <= left) else { continue };
        left -= bytes.len();
        if let Some(kind) = kind_of(bytes) {
            found.insert(reference.to_owned(), kind);
        }
    }
    found
}

/// A picture of pixels for a drawing. A drawing in a drawing is left out.
fn kind_of(bytes: Vec<u8>) -> Option<ImageKind> {
    bearable(&bytes).ok()?;
    let format = image::guess_format(&bytes).ok()?;
    let bytes = Arc::new(bytes);
    match format {
        image::ImageFormat::Png => Some(ImageKind::PNG(bytes)),
        image::ImageFormat::Jpeg => Some(ImageKind::JPEG(bytes)),
        image::ImageFormat::Gif => Some(ImageKind::GIF(bytes)),
        image::ImageFormat::WebP => Some(ImageKind::WEBP(bytes)),
        _ => None,
    }
}

/// Whether no elements lie deeper inside one another than the parser's stack allows, those of its DTD included.
fn is_flat(source: &str) -> bool {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) if depth >= DEPTH => return false,
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(text)) => {
                let letters: &[u8] = text.as_ref();
                if letters.windows(2).any(|pair| pair[0] == b'<' && pair[1] != b'!') {
                    return false;
                }
            }
            Ok(Event::Eof) => return true,
            // What comes behind cannot be looked at.
            Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// How many layers lie inside one another; `None` when it costs too much to draw.
fn bearable_drawing(document: &Document<'_>) -> Option<u32> {
    let mut filters = 0;
    let mut named = HashMap::new();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        filters += usize::from(name.starts_with("fe"));
        // These cost by their attributes alone.
        if filters > FILTERS || matches!(name, "feTurbulence" | "feMorphology" | "feConvolveMatrix") {
            return None;
        }
        if let Some(id) = node.attribute("id") {
            named.entry(id).or_insert(node);
        }
    }
    let mut scale = Scale { named, known: HashMap::new() };
    let cost = scale.cost(document.root_element(), 0)?;
    (cost.weight <= WEIGHT && cost.layers <= LAYERS).then_some(cost.layers)
}

#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    weight: u64,
    layers: u32,
}

/// Weighs elements with what they name.
struct Scale<'a, 'input> {
    named: HashMap<&'a str, Node<'a, 'input>>,
    /// `None` while it is being weighed: what names itself is not drawn again.
    known: HashMap<usize, Option<Cost>>,
}

impl<'a, 'input> Scale<'a, 'input> {
    fn cost(&mut self, node: Node<'a, 'input>, depth: usize) -> Option<Cost> {
        if depth > DEPTH {
            return None;
        }
        let key = node.id().get_usize();
        if let Some(known) = self.known.get(&key) {
            return Some(known.unwrap_or_default());
        }
        self.known.insert(key, None);
        let mut cost = Cost { weight: 1, layers: 0 };
        let add = |cost: &mut Cost, part: Cost, times: u64| {
            cost.weight = cost.weight.saturating_add(part.weight.saturating_mul(times)).min(WEIGHT + 1);
            cost.layers = cost.layers.max(part.layers);
        };
        for child in node.children().filter(Node::is_element) {
            let part = self.cost(child, depth + 1)?;
            add(&mut cost, part, 1);
        }
        let mut layered = false;
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let styled = name == "style";
            layered |= matches!(name, "opacity" | "mask" | "filter" | "clip-path" | "mix-blend-mode")
                || styled && ["opacity", "mask", "filter", "clip", "blend"].iter().any(|it| value.contains(it));
            // A mark stands at every corner of its path.
            let corners = if name.starts_with("marker") || styled && value.contains("marker") {
                node.attribute("d").or(node.attribute("points")).map_or(1, |path| path.len() as u64 / 3 + 1)
            } else {
                1
            };
            let whole =
                (name == "href" && node.tag_name().name() != "a").then(|| value.trim().strip_prefix('#')).flatten();
            let parts = value.split("url(").skip(1).filter_map(|rest| {
                rest.split(')').next().map(|it| it.trim_matches([' ', '\'', '"'])).and_then(|it| it.strip_prefix('#'))
            });
            let targets: Vec<&str> = whole.into_iter().chain(parts).take(8).collect();
            for target in targets {
                if let Some(&target) = self.named.get(target) {
                    let part = self.cost(target, depth + 1)?;
                    add(&mut cost, part, corners);
                }
            }
        }
        cost.layers += u32::from(layered);
        self.known.insert(key, Some(cost));
        Some(cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &str) -> Option<Vec<u8>> {
        None
    }

    fn at(pixels: &Pixels, x: u32, y: u32) -> [u8; 3] {
        let at = ((y * pixels.width + x) * 4) as usize;
        [pixels.rgba[at], pixels.rgba[at + 1], pixels.rgba[at + 2]]
    }

    #[test]
    fn a_drawing_has_its_size_and_is_drawn_at_any() {
        let source = "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'>\
                      <rect width='10' height='10' fill='#c00'/></svg>";
        assert_eq!(size(source), Some((20.0, 10.0)));
        assert_eq!(size("<svg width='1in' height = \"50\" viewBox='0 0 9 9'>"), Some((96.0, 50.0)));
        assert_eq!(size("<svg width='100%' viewBox='0,0,4,8'>"), Some((4.0, 8.0)));
        assert_eq!(size("<p>"), None);
        for width in [40.0, 400.0] {
            let drawn = draw(source, width, width, &nothing).expect("it is drawn");
            assert_eq!((drawn.width, drawn.height), (width as u32, width as u32 / 2));
            assert_eq!(at(&drawn, drawn.width / 4, drawn.height / 2), [0xcc, 0, 0]);
            assert_eq!(at(&drawn, drawn.width * 3 / 4, drawn.height / 2), [255, 255, 255], "on white");
        }
    }

    #[test]
    fn what_repeats_itself_without_end_is_refused() {
        let mut source = String::from(
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><defs>\
                                       <g id='a0'><rect width='1' height='1'/></g>",
        );
        for level in 1..30 {
            let uses = format!("<use x:href='#a{}'/>", level - 1).repeat(10);
            source += &format!("<g id='a{level}'>{uses}</g>");
        }
        source += "</defs><use x:href='#a29'/></svg>";
        assert!(matches!(draw(&source, 100.0, 100.0, &nothing), Err(Error::TooLarge(_))));
        let deep =
            format!("<svg xmlns='http://www.w3.org/2000/svg'>{}{}</svg>", "<g>".repeat(5000), "</g>".repeat(5000));
        assert!(draw(&deep, 100.0, 100.0, &nothing).is_err());
        let noise = "<svg xmlns='http://www.w3.org/2000/svg'><filter id='f'><feTurbulence numOctaves='999999'/></filter>\
                     <rect filter='url(#f)' width='9' height='9'/></svg>";
        assert!(matches!(draw(noise, 100.0, 100.0, &nothing), Err(Error::TooLarge(_))));
        let itself = "<svg xmlns='http://www.w3.org/2000/svg'><g id='a'><use href='#a'/></g></svg>";
        assert!(draw(itself, 100.0, 100.0, &nothing).is_ok());
    }

    #[test]
    fn nothing_outside_is_read() {
        let asked = std::cell::RefCell::new(Vec::new());
        let source = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><image href='/etc/passwd' width='9' \
                      height='9'/><image href='https://example.org/a.png' width='9' height='9'/></svg>";
        let beside = |reference: &str| {
            asked.borrow_mut().push(reference.to_owned());
            None
        };
        assert!(draw(source, 90.0, 90.0, &beside).is_ok());
        assert_eq!(*asked.borrow(), ["/etc/passwd", "https://example.org/a.png"], "the book is asked, nobody else");
    }
}
