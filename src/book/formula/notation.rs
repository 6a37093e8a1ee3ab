//! A formula in one line of signs, for the eye and for languages that have no words for it here.

use super::{LONGEST_BYTES, Part, Shape, Slot};

pub(super) fn of(part: &Part) -> String {
    let mut out = String::new();
    write(part, &mut out);
    let mut line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    line.truncate(line.floor_char_boundary(LONGEST_BYTES));
    line
}

fn write(part: &Part, out: &mut String) {
    if out.len() > LONGEST_BYTES {
        return;
    }
    let child = |index: usize, out: &mut String| {
        if let Some(part) = part.parts.get(index) {
            grouped(part, out);
        }
    };
    match &part.shape {
        Shape::Identifier(text) | Shape::Number(text) => out.push_str(text),
        Shape::Text(text) => {
            out.push(' ');
            out.push_str(text);
            out.push(' ');
        }
        Shape::Operator(sign) => match sign.as_str() {
            // Invisible operators say nothing; relations stand between spaces.
            "\u{2061}" | "\u{2062}" | "\u{2063}" | "\u{2064}" => out.push(' '),
            "(" | ")" | "[" | "]" | "{" | "}" | "|" | "!" | "′" | "." => out.push_str(sign),
            "," | ";" => {
                out.push_str(sign);
                out.push(' ');
            }
            _ => {
                out.push(' ');
                out.push_str(sign);
                out.push(' ');
            }
        },
        Shape::Row => part.parts.iter().for_each(|part| write(part, out)),
        Shape::Struck => part.parts.iter().for_each(|part| write(part, out)),
        Shape::Fenced { open, close } => {
            out.push_str(open);
            part.parts.iter().for_each(|part| write(part, out));
            out.push_str(close);
        }
        Shape::Fraction => {
            child(0, out);
            out.push('/');
            child(1, out);
        }
        Shape::Binomial => {
            out.push('C');
            out.push('(');
            child(0, out);
            out.push_str("; ");
            child(1, out);
            out.push(')');
        }
        Shape::Root => {
            out.push('√');
            if let Some(degree) = part.parts.get(1) {
                out.push('[');
                write(degree, out);
                out.push(']');
            }
            out.push('(');
            part.parts.first().inspect(|inside| write(inside, out));
            out.push(')');
        }
        Shape::Scripts(slots) => {
            for (slot, index) in slots.iter().zip(1..).filter(|(slot, _)| matches!(slot, Slot::PreSub | Slot::PreSup)) {
                out.push(if *slot == Slot::PreSub { '_' } else { '^' });
                child(index, out);
            }
            child(0, out);
            for (slot, index) in slots.iter().zip(1..) {
                match slot {
                    Slot::Sub | Slot::Under => out.push('_'),
                    Slot::Sup | Slot::Over => out.push('^'),
                    Slot::PreSub | Slot::PreSup => continue,
                }
                child(index, out);
            }
        }
        Shape::Table => {
            for (index, row) in part.parts.iter().enumerate() {
                if index > 0 {
                    out.push_str("; ");
                }
                for (index, cell) in row.parts.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    write(cell, out);
                }
            }
        }
    }
}

/// A part of more than one sign stands in brackets.
fn grouped(part: &Part, out: &mut String) {
    let inner = of(part);
    if inner.contains(' ') && !matches!(part.shape, Shape::Fenced { .. }) {
        out.push('(');
        out.push_str(&inner);
        out.push(')');
    } else {
        out.push_str(&inner);
    }
}
