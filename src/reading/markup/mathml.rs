//! A formula written as MathML again.
//!
//! <https://www.w3.org/TR/mathml-core/>

use std::fmt::Write;

use super::text;
use crate::book::{Formula, Part, Shape, Slot};

/// Parts that are deeper in each other are left out.
const DEEPEST: usize = 60;

/// The formula in markup; `None` where only words are known of it.
pub(super) fn of(formula: &Formula) -> Option<String> {
    let root = formula.root.as_ref()?;
    let mut out = String::from("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"");
    if formula.display {
        out.push_str(" display=\"block\"");
    }
    if let Some(authored) = &formula.authored {
        // Writing to a text cannot fail.
        let _ = write!(out, " alttext=\"{}\"", text(authored));
    }
    out.push('>');
    part(root, &mut out, 0);
    out.push_str("</math>");
    Some(out)
}

fn part(from: &Part, out: &mut String, depth: usize) {
    if depth > DEEPEST {
        out.push_str("<mrow/>");
        return;
    }
    let children = |out: &mut String| from.parts.iter().for_each(|child| part(child, out, depth + 1));
    let element = |name: &str, out: &mut String| {
        let _ = write!(out, "<{name}>");
        children(out);
        let _ = write!(out, "</{name}>");
    };
    let leaf = |name: &str, words: &str, out: &mut String| {
        let _ = write!(out, "<{name}>{}</{name}>", text(words));
    };
    match &from.shape {
        Shape::Identifier(words) => leaf("mi", words, out),
        Shape::Number(words) => leaf("mn", words, out),
        Shape::Operator(words) => leaf("mo", words, out),
        Shape::Text(words) => leaf("mtext", words, out),
        Shape::Row => element("mrow", out),
        Shape::Fenced { open, close } => {
            out.push_str("<mrow>");
            fence(open, out);
            children(out);
            fence(close, out);
            out.push_str("</mrow>");
        }
        Shape::Fraction => filled("mfrac", "", from, 2, out, depth),
        Shape::Binomial => filled("mfrac", " linethickness=\"0\"", from, 2, out, depth),
        Shape::Root if from.parts.len() == 2 => filled("mroot", "", from, 2, out, depth),
        Shape::Root => element("msqrt", out),
        Shape::Struck => element_with("menclose", " notation=\"updiagonalstrike\"", from, out, depth),
        Shape::Scripts(slots) => scripts(slots, from, out, depth),
        Shape::Table => {
            out.push_str("<mtable>");
            for row in &from.parts {
                out.push_str("<mtr>");
                let cells = if row.shape == Shape::Row { row.parts.as_slice() } else { std::slice::from_ref(row) };
                for cell in cells {
                    out.push_str("<mtd>");
                    part(cell, out, depth + 1);
                    out.push_str("</mtd>");
                }
                out.push_str("</mtr>");
            }
            out.push_str("</mtable>");
        }
    }
}

fn fence(sign: &str, out: &mut String) {
    if !sign.is_empty() {
        let _ = write!(out, "<mo>{}</mo>", text(sign));
    }
}

fn element_with(name: &str, attributes: &str, from: &Part, out: &mut String, depth: usize) {
    let _ = write!(out, "<{name}{attributes}>");
    from.parts.iter().for_each(|child| part(child, out, depth + 1));
    let _ = write!(out, "</{name}>");
}

/// An element that must have so many parts.
fn filled(name: &str, attributes: &str, from: &Part, count: usize, out: &mut String, depth: usize) {
    let _ = write!(out, "<{name}{attributes}>");
    (0..count).for_each(|index| one(from.parts.get(index), out, depth));
    let _ = write!(out, "</{name}>");
}

fn one(from: Option<&Part>, out: &mut String, depth: usize) {
    match from {
        Some(from) => part(from, out, depth + 1),
        None => out.push_str("<mrow/>"),
    }
}

fn scripts(slots: &[Slot], from: &Part, out: &mut String, depth: usize) {
    let in_slot = |slot: Slot| slots.iter().position(|other| *other == slot).and_then(|at| from.parts.get(at + 1));
    let has = |wanted: &[Slot]| wanted.iter().any(|slot| slots.contains(slot));
    let base = from.parts.first();
    let put = |name: &str, wanted: &[Slot], out: &mut String| {
        let _ = write!(out, "<{name}>");
        one(base, out, depth);
        wanted.iter().for_each(|slot| one(in_slot(*slot), out, depth));
        let _ = write!(out, "</{name}>");
    };
    if has(&[Slot::PreSub, Slot::PreSup]) {
        out.push_str("<mmultiscripts>");
        one(base, out, depth);
        [Slot::Sub, Slot::Sup].iter().for_each(|slot| one(in_slot(*slot), out, depth));
        out.push_str("<mprescripts/>");
        [Slot::PreSub, Slot::PreSup].iter().for_each(|slot| one(in_slot(*slot), out, depth));
        out.push_str("</mmultiscripts>");
        return;
    }
    match (slots.contains(&Slot::Sub), slots.contains(&Slot::Sup)) {
        (true, true) => put("msubsup", &[Slot::Sub, Slot::Sup], out),
        (true, false) => put("msub", &[Slot::Sub], out),
        (false, true) => put("msup", &[Slot::Sup], out),
        (false, false) => match (slots.contains(&Slot::Under), slots.contains(&Slot::Over)) {
            (true, true) => put("munderover", &[Slot::Under, Slot::Over], out),
            (true, false) => put("munder", &[Slot::Under], out),
            (false, true) => put("mover", &[Slot::Over], out),
            (false, false) => one(base, out, depth),
        },
    }
}
