//! Boxes of a formula: each has a width and reaches above and below its line.

use iced::{Point, Rectangle, Size, Vector};

use super::{Bracket, Notation, Piece, Style};
use crate::book::{Part, Shape, Slot};
use crate::ui::widget::shape::{Setting, Shaped};

/// Signs that stand larger than letters, with their limits below and above.
const LARGE: &[&str] = &["∑", "∏", "∐", "⋃", "⋂", "⋁", "⋀", "⨁", "⨂", "∫", "∬", "∭", "∮"];
const RELATIONS: &[&str] = &[
    "=", "≠", "<", ">", "≤", "≥", "≈", "≡", "∼", "≅", "∝", "∈", "∉", "∋", "⊂", "⊃", "⊆", "⊇", "→", "←", "↔", "⇒", "⇐",
    "⇔", "↦", "∣", "∥", "⊥", ":=", "≪", "≫", "⟶", "⟹", "⟺", "≔",
];
const BINARY: &[&str] =
    &["+", "−", "-", "±", "∓", "×", "⋅", "·", "÷", "∗", "*", "∪", "∩", "∧", "∨", "⊕", "⊗", "∘", "∖"];

/// The smallest letters, as a part of the formula's own: what stands high or low is to be read, too.
const LEAST: f32 = 0.6;
const SCRIPT: f32 = 0.72;
/// The line that fractions and signs stand on, above the baseline, in em.
const AXIS: f32 = 0.27;

/// What has been set, with the left end of its baseline as origin.
#[derive(Debug, Default)]
struct Box {
    width: f32,
    ascent: f32,
    descent: f32,
    pieces: Vec<Piece>,
}

impl Box {
    fn gap(width: f32) -> Self {
        Self { width, ..Self::default() }
    }

    fn height(&self) -> f32 {
        self.ascent + self.descent
    }

    fn shift(mut self, by: Vector) -> Self {
        for piece in &mut self.pieces {
            match piece {
                Piece::Text { at, .. } => *at += by,
                Piece::Rule(bounds) | Piece::Bracket { bounds, .. } => *bounds = *bounds + by,
                Piece::Stroke { from, to, .. } => (*from, *to) = (*from + by, *to + by),
            }
        }
        self
    }

    /// Puts another one behind.
    fn push(&mut self, other: Self) {
        let at = self.width;
        self.width += other.width;
        self.place(other, at, 0.0);
    }

    /// Puts another one here, `down` below the baseline; the width is kept.
    fn place(&mut self, other: Self, x: f32, down: f32) {
        self.ascent = self.ascent.max(other.ascent - down);
        self.descent = self.descent.max(other.descent + down);
        self.pieces.extend(other.shift(Vector::new(x, down)).pieces);
    }
}

/// Sets the parts of a formula.
pub(super) struct Setter<'a> {
    style: &'a Style,
    /// Of the formula's own letters.
    base: f32,
    size: f32,
    display: bool,
}

impl<'a> Setter<'a> {
    pub fn new(style: &'a Style, size: f32) -> Self {
        Self { style, base: size, size, display: style.display }
    }

    /// With smaller letters.
    fn script(&self) -> Self {
        Self { size: (self.size * SCRIPT).max(self.base * LEAST), display: false, ..*self }
    }

    /// Inside something.
    fn inner(&self) -> Self {
        Self { display: false, ..*self }
    }

    /// The thickness of lines.
    fn line(&self) -> f32 {
        (self.size / 16.0).max(1.0).round()
    }

    pub fn whole(&self, root: &Part) -> Notation {
        let mut lines: Vec<Box> = Vec::new();
        for part in self.breakable(root) {
            let fits = lines.last().is_some_and(|line| line.width + part.width <= self.style.width);
            match lines.last_mut() {
                Some(line) if fits => line.push(part),
                _ => lines.push(if lines.is_empty() {
                    part
                } else {
                    // What goes on is set in, as far as there is room.
                    let mut line = Box::gap(self.size.min((self.style.width - part.width).max(0.0)));
                    line.push(part);
                    line
                }),
            }
        }
        let mut pieces = Vec::new();
        let (mut width, mut y) = (0.0_f32, 0.0);
        let baseline = lines.first().map_or(0.0, |line| line.ascent);
        for line in lines {
            width = width.max(line.width);
            let height = line.height();
            let down = y + line.ascent;
            pieces.extend(line.shift(Vector::new(0.0, down)).pieces);
            y += height + self.size * 0.35;
        }
        let height = (y - self.size * 0.35).max(self.size);
        Notation { size: Size::new(width.ceil().max(1.0), height.ceil()), baseline, pieces }
    }

    /// The formula in pieces between which a line may end: before relations; where that is not enough, before signs.
    fn breakable(&self, root: &Part) -> Vec<Box> {
        let whole = self.part(root);
        if root.shape != Shape::Row || whole.width <= self.style.width {
            return vec![whole];
        }
        let cut = |signs: &[&[&str]]| {
            let mut found: Vec<Vec<&Part>> = vec![Vec::new()];
            for (index, part) in root.parts.iter().enumerate() {
                let sign =
                    matches!(&part.shape, Shape::Operator(sign) if signs.iter().any(|it| it.contains(&sign.as_str())));
                if sign && index > 0 {
                    found.push(Vec::new());
                }
                found.last_mut().expect("there is one").push(part);
            }
            found.into_iter().map(|parts| self.row(&parts)).collect::<Vec<Box>>()
        };
        let relations = cut(&[RELATIONS]);
        if relations.iter().all(|part| part.width <= self.style.width) { relations } else { cut(&[RELATIONS, BINARY]) }
    }

    fn part(&self, part: &Part) -> Box {
        let child = |index: usize| part.parts.get(index);
        match &part.shape {
            Shape::Identifier(text) => {
                let single = text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
                self.text(text, if single { self.style.italic } else { self.style.font }, 1.0)
            }
            Shape::Number(text) => self.text(text, self.style.font, 1.0),
            Shape::Text(text) => self.text(text, self.style.font, 1.0),
            Shape::Operator(sign) => self.operator(sign, false),
            Shape::Row => self.row(&part.parts.iter().collect::<Vec<_>>()),
            Shape::Fenced { open, close } => {
                let inside = self.row(&part.parts.iter().collect::<Vec<_>>());
                self.fenced(open, inside, close)
            }
            Shape::Fraction => self.fraction(child(0), child(1), true),
            Shape::Binomial => self.fraction(child(0), child(1), false),
            Shape::Root => self.root(child(0), child(1)),
            Shape::Scripts(slots) => self.scripts(part, slots),
            Shape::Table => self.table(part, false),
            Shape::Struck => {
                let mut inside = self.row(&part.parts.iter().collect::<Vec<_>>());
                let (from, to) = (Point::new(0.0, inside.descent), Point::new(inside.width, -inside.ascent));
                inside.pieces.push(Piece::Stroke { from, to, width: self.line() });
                inside
            }
        }
    }

    fn text(&self, text: &str, font: iced::Font, scale: f32) -> Box {
        let size = self.size * scale;
        let shown: String = text.chars().filter(|sign| !matches!(sign, '\u{2061}'..='\u{2064}')).collect();
        if shown.is_empty() {
            return Box::default();
        }
        let line_height = (size * 1.5).round();
        let setting = Setting { font, size, line_height, ..Setting::default() };
        let shaped = Shaped::new(&shown, &setting, &[]);
        let width = shaped.size.width;
        let at = Point::new(0.0, -shaped.baseline(0));
        Box { width, ascent: size * 0.78, descent: size * 0.24, pieces: vec![Piece::Text { shaped, at }] }
    }

    /// `prefix`: it stands at the beginning or behind another sign, and belongs to what follows.
    fn operator(&self, sign: &str, prefix: bool) -> Box {
        let sign = sign.trim();
        if LARGE.contains(&sign) {
            let scale = if self.display { 1.7 } else { 1.25 };
            let mut large = self.text(sign, self.style.font, scale);
            // In the middle of the line.
            let middle = (large.ascent - large.descent) / 2.0 - self.size * AXIS;
            let (ascent, descent) = (large.ascent - middle, large.descent + middle);
            large = large.shift(Vector::new(0.0, middle));
            return Box { ascent, descent, width: large.width + self.size * 0.12, ..large };
        }
        let sign = if sign == "-" { "−" } else { sign };
        let (before, after) = match sign {
            "" | "\u{2061}" | "\u{2062}" | "\u{2063}" | "\u{2064}" => return Box::gap(self.size * 0.08),
            _ if RELATIONS.contains(&sign) => (0.3, 0.3),
            _ if BINARY.contains(&sign) && prefix => (0.0, 0.04),
            _ if BINARY.contains(&sign) => (0.22, 0.22),
            "," | ";" => (0.0, 0.25),
            _ => (0.04, 0.04),
        };
        let mut around = Box::gap(self.size * before);
        around.push(self.text(sign, self.style.font, 1.0));
        around.width += self.size * after;
        around
    }

    /// Parts side by side; brackets among them are as high as what they hold.
    fn row(&self, parts: &[&Part]) -> Box {
        let sign = |part: &Part| match &part.shape {
            Shape::Operator(sign) => Some(sign.trim().to_owned()),
            _ => None,
        };
        let mut boxes: Vec<Result<Box, (Bracket, String)>> = Vec::with_capacity(parts.len());
        let mut prefix = true;
        for (index, part) in parts.iter().enumerate() {
            let own = sign(part);
            let bracket = own.as_deref().and_then(bracket);
            boxes.push(match (&own, bracket) {
                (Some(sign), Some(bracket)) => Err((bracket, sign.clone())),
                (Some(sign), None) => Ok(self.operator(sign, prefix)),
                (None, None | Some(_)) => Ok(match &part.shape {
                    // What a brace opens and nothing closes is cases.
                    Shape::Table
                        if index > 0 && parts.len() == index + 1 && sign(parts[index - 1]).as_deref() == Some("{") =>
                    {
                        self.table(part, true)
                    }
                    _ => self.part(part),
                }),
            });
            prefix = match own.as_deref() {
                Some(")" | "]" | "}" | "!" | "′" | "⌋" | "⌉" | "⟩" | "%") => false,
                Some("|" | "‖" | "∣") => !prefix,
                Some(_) => true,
                None => false,
            };
        }
        let known = || boxes.iter().filter_map(|it| it.as_ref().ok());
        let ascent = known().map(|it| it.ascent).fold(self.size * 0.78, f32::max);
        let descent = known().map(|it| it.descent).fold(self.size * 0.24, f32::max);
        let mut row = Box::default();
        for item in boxes {
            row.push(match item {
                Ok(item) => item,
                Err((bracket, sign)) => self.bracket(bracket, &sign, ascent, descent),
            });
        }
        row
    }

    /// A bracket that reaches around something of this height: a letter as long as that is no higher than letters.
    fn bracket(&self, bracket: Bracket, sign: &str, ascent: f32, descent: f32) -> Box {
        if ascent + descent <= self.size * 1.25 {
            return self.text(sign, self.style.font, 1.0);
        }
        let width = match bracket {
            Bracket::Bar => self.size * 0.22,
            Bracket::Curly { .. } => self.size * 0.42,
            _ => self.size * 0.34,
        };
        let gap = self.size * 0.06;
        let line = (self.size / 13.0).max(1.0);
        let bounds = Rectangle { x: gap, y: -ascent, width: width - gap, height: ascent + descent };
        Box { width: width + gap, ascent, descent, pieces: vec![Piece::Bracket { sign: bracket, bounds, width: line }] }
    }

    fn fenced(&self, open: &str, inside: Box, close: &str) -> Box {
        let (ascent, descent) = (inside.ascent.max(self.size * 0.78), inside.descent.max(self.size * 0.24));
        let side = |sign: &str| match bracket(sign) {
            Some(bracket) => self.bracket(bracket, sign, ascent, descent),
            None => self.text(sign, self.style.font, 1.0),
        };
        let mut around = side(open.trim());
        around.push(inside);
        around.push(side(close.trim()));
        around
    }

    fn fraction(&self, over: Option<&Part>, under: Option<&Part>, line: bool) -> Box {
        let inner = if self.display { self.inner() } else { self.script() };
        let set = |part: Option<&Part>| part.map(|part| inner.part(part)).unwrap_or_default();
        let (over, under) = (set(over), set(under));
        let thick = self.line();
        let gap = self.size * 0.16;
        let width = over.width.max(under.width) + self.size * 0.2;
        let axis = self.size * AXIS;
        let side = self.size * 0.08;
        let mut fraction = Box::gap(width + 2.0 * side);
        let (left, right) = (side + (width - over.width) / 2.0, side + (width - under.width) / 2.0);
        let up = axis + thick / 2.0 + gap + over.descent;
        let down = -axis + thick / 2.0 + gap + under.ascent;
        fraction.place(over, left, -up);
        fraction.place(under, right, down);
        if line {
            fraction.pieces.push(Piece::Rule(Rectangle { x: side, y: -axis - thick / 2.0, width, height: thick }));
        }
        fraction
    }

    fn root(&self, inside: Option<&Part>, degree: Option<&Part>) -> Box {
        let inside = inside.map(|part| self.inner().part(part)).unwrap_or_default();
        let degree = degree.map(|part| self.script().part(part)).unwrap_or_default();
        let thick = self.line();
        let gap = self.size * 0.14;
        let (ascent, descent) = (inside.ascent.max(self.size * 0.7), inside.descent.max(self.size * 0.1));
        let top = -ascent - gap - thick;
        let hook = self.size * 0.5;
        let left = (degree.width - hook * 0.45).max(0.0);
        let mut root = Box::gap(left + hook + inside.width + self.size * 0.1);
        let stroke = |from: (f32, f32), to: (f32, f32), width: f32| Piece::Stroke {
            from: Point::new(left + from.0, from.1),
            to: Point::new(left + to.0, to.1),
            width,
        };
        let knee = (hook * 0.45, descent);
        let height = descent - top;
        root.pieces.push(stroke((0.0, descent - height * 0.4), (hook * 0.2, descent - height * 0.48), thick));
        root.pieces.push(stroke((hook * 0.2, descent - height * 0.48), knee, thick * 1.6));
        root.pieces.push(stroke(knee, (hook * 0.95, top + thick / 2.0), thick));
        let bar = Rectangle { x: left + hook * 0.93, y: top, width: inside.width + self.size * 0.13, height: thick };
        root.pieces.push(Piece::Rule(bar));
        root.ascent = -top + thick;
        root.descent = descent;
        root.place(inside, left + hook, 0.0);
        if degree.width > 0.0 {
            let down = descent - height * 0.55 - degree.descent;
            root.place(degree, 0.0, down);
        }
        root
    }

    fn scripts(&self, part: &Part, slots: &[Slot]) -> Box {
        let Some(base) = part.parts.first() else { return Box::default() };
        let large = matches!(&base.shape, Shape::Operator(sign) if LARGE.contains(&sign.trim()));
        let mut whole = self.part(base);
        let find =
            |slot: Slot| slots.iter().zip(&part.parts[1..]).filter(move |(own, _)| **own == slot).map(|(_, part)| part);
        let together = |slot: Slot| {
            let mut all = Box::default();
            find(slot).for_each(|part| all.push(self.script().part(part)));
            (all.width > 0.0).then_some(all)
        };
        let gap = self.size * 0.1;
        for slot in [Slot::Over, Slot::Under] {
            for mark in find(slot) {
                whole = self.stacked(whole, mark, slot == Slot::Over, large);
            }
        }
        let (high, low) = (together(Slot::Sup), together(Slot::Sub));
        let (before_high, before_low) = (together(Slot::PreSup), together(Slot::PreSub));
        let raise = |script: &Box, base: &Box| (base.ascent - script.ascent * 0.55).max(self.size * 0.36);
        let lower = |script: &Box, base: &Box| {
            (base.descent - script.descent * 0.3).max(self.size * 0.2).max(script.ascent - self.size * 0.4)
        };
        let mut all = Box::default();
        let before = [&before_high, &before_low].into_iter().flatten().map(|it| it.width).fold(0.0, f32::max);
        all.width = before;
        if let Some(script) = before_high {
            let (x, up) = (before - script.width, raise(&script, &whole));
            all.place(script, x, -up);
        }
        if let Some(script) = before_low {
            let (x, down) = (before - script.width, lower(&script, &whole));
            all.place(script, x, down);
        }
        let up = high.as_ref().map(|script| raise(script, &whole));
        let down = low.as_ref().map(|script| lower(script, &whole));
        all.push(whole);
        let x = all.width + gap * 0.5;
        let mut width = 0.0_f32;
        for (script, down) in [(high, up.map(|up| -up)), (low, down)] {
            if let (Some(script), Some(down)) = (script, down) {
                width = width.max(script.width);
                all.place(script, x, down);
            }
        }
        if width > 0.0 {
            all.width = x + width + gap * 0.5;
        }
        all
    }

    /// Something above or below a base: a bar as wide as it, else smaller letters in the middle.
    fn stacked(&self, base: Box, mark: &Part, over: bool, large: bool) -> Box {
        let gap = self.size * if large { 0.14 } else { 0.1 };
        let thick = self.line();
        let sign = match &mark.shape {
            Shape::Operator(sign) | Shape::Identifier(sign) | Shape::Text(sign) => sign.trim(),
            _ => "",
        };
        if matches!(sign, "¯" | "‾" | "_" | "̄" | "̲" | "―" | "─" | "\u{305}") {
            let y = if over { -base.ascent - gap - thick } else { base.descent + gap };
            let rule = Piece::Rule(Rectangle { x: 0.0, y, width: base.width, height: thick });
            let mut whole = base;
            whole.pieces.push(rule);
            if over {
                whole.ascent += gap + 2.0 * thick;
            } else {
                whole.descent += gap + 2.0 * thick;
            }
            return whole;
        }
        let mark = self.script().part(mark);
        let width = base.width.max(mark.width);
        let mut whole = Box::gap(width);
        let (left, x) = ((width - base.width) / 2.0, (width - mark.width) / 2.0);
        let down = if over { -(base.ascent + gap + mark.descent) } else { base.descent + gap + mark.ascent };
        whole.place(base, left, 0.0);
        whole.place(mark, x, down);
        whole
    }

    /// Rows and columns around the axis. `cases`: everything begins at the left.
    fn table(&self, part: &Part, cases: bool) -> Box {
        let inner = self.inner();
        let mut rows: Vec<Vec<Box>> = Vec::new();
        for row in &part.parts {
            let cells: Vec<&Part> = if row.shape == Shape::Row { row.parts.iter().collect() } else { vec![row] };
            rows.push(cells.into_iter().map(|cell| inner.part(cell)).collect());
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let mut widths = vec![0.0_f32; columns];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = width.max(cell.width);
            }
        }
        let (across, down) = (self.size * 0.8, self.size * 0.35);
        let height: f32 =
            rows.iter().map(|row| extent(row, self.size)).map(|(above, below)| above + below + down).sum();
        let height = (height - down).max(0.0);
        let mut table = Box::gap(widths.iter().sum::<f32>() + across * columns.saturating_sub(1) as f32);
        let mut y = -height / 2.0 - self.size * AXIS;
        for row in rows {
            let (above, below) = extent(&row, self.size);
            let mut x = 0.0;
            for (cell, width) in row.into_iter().zip(&widths) {
                let left = if cases { 0.0 } else { (width - cell.width) / 2.0 };
                table.place(cell, x + left, y + above);
                x += width + across;
            }
            y += above + below + down;
        }
        table
    }
}

fn extent(row: &[Box], size: f32) -> (f32, f32) {
    let most = |of: fn(&Box) -> f32, least: f32| row.iter().map(of).fold(least, f32::max);
    (most(|it| it.ascent, size * 0.78), most(|it| it.descent, size * 0.24))
}

/// The bracket that a sign is.
fn bracket(sign: &str) -> Option<Bracket> {
    Some(match sign {
        "(" => Bracket::Round { left: true },
        ")" => Bracket::Round { left: false },
        "[" => Bracket::Square { left: true, top: true, bottom: true },
        "]" => Bracket::Square { left: false, top: true, bottom: true },
        "⌊" => Bracket::Square { left: true, top: false, bottom: true },
        "⌋" => Bracket::Square { left: false, top: false, bottom: true },
        "⌈" => Bracket::Square { left: true, top: true, bottom: false },
        "⌉" => Bracket::Square { left: false, top: true, bottom: false },
        "{" => Bracket::Curly { left: true },
        "}" => Bracket::Curly { left: false },
        "⟨" | "〈" => Bracket::Angle { left: true },
        "⟩" | "〉" => Bracket::Angle { left: false },
        "|" | "∣" => Bracket::Bar,
        "‖" | "∥" => Bracket::Bars,
        _ => return None,
    })
}
