//! MathML as readable text: the author's `alttext`, else the formula in one line.
//!
//! <https://www.w3.org/TR/mathml-core/>

use super::tree::{NodeId, Tree, collapse};

pub(super) fn text(tree: &Tree, node: NodeId) -> String {
    let alternative = tree.attribute(node, "alttext").or_else(|| tree.attribute(node, "aria-label"));
    if let Some(alternative) = alternative.map(collapse).filter(|text| !text.is_empty()) {
        return alternative;
    }
    let mut out = String::new();
    row(tree, node, &mut out);
    collapse(&out)
}

fn row(tree: &Tree, node: NodeId, out: &mut String) {
    for child in tree.children(node) {
        write(tree, child, out);
    }
}

/// No formula that is read is longer; what is, is cut.
const LONGEST_BYTES: usize = 20_000;

fn write(tree: &Tree, node: NodeId, out: &mut String) {
    if out.len() > LONGEST_BYTES {
        return;
    }
    if tree.is_text(node) {
        out.push_str(tree.text(node));
        return;
    }
    let part = |index: usize| tree.elements(node).nth(index);
    match tree.name(node) {
        "annotation" | "annotation-xml" | "mphantom" => {}
        "mo" => {
            let sign = tree.text_content(node);
            // Invisible operators say nothing; relations stand between spaces.
            match sign.as_str() {
                "\u{2061}" | "\u{2062}" | "\u{2063}" | "\u{2064}" => out.push(' '),
                "(" | ")" | "[" | "]" | "{" | "}" | "|" | "," | "!" | "′" | "." => out.push_str(&sign),
                _ => {
                    out.push(' ');
                    out.push_str(&sign);
                    out.push(' ');
                }
            }
        }
        "mfrac" => joined(tree, [part(0), part(1)], "/", out),
        "msup" | "mover" => joined(tree, [part(0), part(1)], "^", out),
        "msub" | "munder" => joined(tree, [part(0), part(1)], "_", out),
        "msubsup" | "munderover" => {
            joined(tree, [part(0), part(1)], "_", out);
            out.push('^');
            grouped(tree, part(2), out);
        }
        "msqrt" => {
            out.push_str("√(");
            row(tree, node, out);
            out.push(')');
        }
        "mroot" => {
            out.push_str("√[");
            part(1).inspect(|&index| write(tree, index, out));
            out.push_str("](");
            part(0).inspect(|&base| write(tree, base, out));
            out.push(')');
        }
        "mfenced" => {
            out.push_str(tree.attribute(node, "open").unwrap_or("("));
            for (index, child) in tree.elements(node).enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write(tree, child, out);
            }
            out.push_str(tree.attribute(node, "close").unwrap_or(")"));
        }
        "mtr" | "mlabeledtr" => {
            for (index, child) in tree.elements(node).enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write(tree, child, out);
            }
            out.push_str("; ");
        }
        "mspace" => out.push(' '),
        _ => row(tree, node, out),
    }
}

fn joined(tree: &Tree, parts: [Option<NodeId>; 2], sign: &str, out: &mut String) {
    grouped(tree, parts[0], out);
    out.push_str(sign);
    grouped(tree, parts[1], out);
}

/// A part of more than one sign stands in brackets.
fn grouped(tree: &Tree, part: Option<NodeId>, out: &mut String) {
    let Some(part) = part else { return };
    let mut inner = String::new();
    write(tree, part, &mut inner);
    let inner = collapse(&inner);
    if inner.contains(' ') {
        out.push('(');
        out.push_str(&inner);
        out.push(')');
    } else {
        out.push_str(&inner);
    }
}
