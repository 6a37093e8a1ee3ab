//! Formulas of Office (OMML) → MathML, which the shared reader says in words.
//!
//! ECMA-376 part 1, 22.1; <https://www.w3.org/TR/mathml-core/>.

use quick_xml::escape::escape;

use super::body::Walker;
use crate::format::markup::Tree;
use crate::format::markup::tree::NodeId;

/// Bytes of one formula.
const LENGTH: usize = 200_000;

impl Walker<'_> {
    /// Reads a formula, or the paragraph of them that this is.
    pub(super) fn formula(&mut self, tree: &Tree, node: NodeId) {
        if self.fields.is_silent() {
            return;
        }
        if tree.name(node) == "omathpara" {
            let formulas: Vec<NodeId> = tree.elements(node).filter(|&child| tree.name(child) == "omath").collect();
            formulas.into_iter().for_each(|formula| self.formula(tree, formula));
            return;
        }
        let mut out = String::from("<math>");
        children(tree, node, &mut out);
        out.push_str("</math>");
        if out.len() <= LENGTH {
            self.out.formula(out);
        }
    }
}

fn children(tree: &Tree, node: NodeId, out: &mut String) {
    for child in tree.elements(node) {
        if out.len() > LENGTH {
            return;
        }
        element(tree, child, out);
    }
}

/// One argument as one row.
fn argument(tree: &Tree, node: NodeId, name: &str, out: &mut String) {
    out.push_str("<mrow>");
    if let Some(argument) = tree.child(node, name) {
        children(tree, argument, out);
    }
    out.push_str("</mrow>");
}

/// Arguments in this order inside an element.
fn inside(tree: &Tree, node: NodeId, outer: &str, arguments: &[&str], out: &mut String) {
    out.push_str(&format!("<{outer}>"));
    arguments.iter().for_each(|name| argument(tree, node, name, out));
    out.push_str(&format!("</{outer}>"));
}

fn sign(out: &mut String, sign: &str) {
    if !sign.is_empty() {
        out.push_str(&format!("<mo>{}</mo>", escape(sign)));
    }
}

fn element(tree: &Tree, node: NodeId, out: &mut String) {
    let properties = tree.elements(node).find(|&child| tree.name(child).ends_with("pr"));
    let property = |name: &str| {
        let found = tree.child(properties?, name)?;
        Some(tree.local_attribute(found, "val").unwrap_or_default())
    };
    let is_on = |name: &str| property(name).is_some_and(|value| !matches!(value, "0" | "off" | "false"));
    match tree.name(node) {
        "r" => {
            let text: String = tree
                .elements(node)
                .filter(|&child| tree.name(child) == "t")
                .flat_map(|child| tree.children(child).map(|text| tree.text(text)))
                .collect();
            if is_on("nor") { out.push_str(&format!("<mtext>{}</mtext>", escape(&text))) } else { tokens(&text, out) }
        }
        "f" => {
            let bare = property("type") == Some("noBar");
            let outer = if bare { "mfrac linethickness=\"0\"" } else { "mfrac" };
            out.push_str(&format!("<{outer}>"));
            argument(tree, node, "num", out);
            argument(tree, node, "den", out);
            out.push_str("</mfrac>");
        }
        "ssup" => inside(tree, node, "msup", &["e", "sup"], out),
        "ssub" => inside(tree, node, "msub", &["e", "sub"], out),
        "ssubsup" => inside(tree, node, "msubsup", &["e", "sub", "sup"], out),
        "spre" => {
            out.push_str("<mmultiscripts>");
            argument(tree, node, "e", out);
            out.push_str("<mprescripts/>");
            argument(tree, node, "sub", out);
            argument(tree, node, "sup", out);
            out.push_str("</mmultiscripts>");
        }
        "rad" => {
            let degree = tree.child(node, "deg").filter(|&degree| tree.descendant(degree, "t").is_some());
            match degree.filter(|_| !is_on("deghide")) {
                Some(_) => inside(tree, node, "mroot", &["e", "deg"], out),
                None => inside(tree, node, "msqrt", &["e"], out),
            }
        }
        "d" => {
            out.push_str("<mrow>");
            sign(out, property("begchr").unwrap_or("("));
            let arguments = tree.elements(node).filter(|&child| tree.name(child) == "e");
            for (index, argument) in arguments.enumerate() {
                if index > 0 {
                    sign(out, property("sepchr").unwrap_or("|"));
                }
                out.push_str("<mrow>");
                children(tree, argument, out);
                out.push_str("</mrow>");
            }
            sign(out, property("endchr").unwrap_or(")"));
            out.push_str("</mrow>");
        }
        "nary" => {
            let operator = property("chr").filter(|sign| !sign.is_empty()).unwrap_or("∫");
            let (low, high) = (!is_on("subhide"), !is_on("suphide"));
            let above = property("limloc") == Some("undOvr");
            let outer = match (low, high, above) {
                (true, true, true) => "munderover",
                (true, true, false) => "msubsup",
                (true, false, true) => "munder",
                (true, false, false) => "msub",
                (false, true, true) => "mover",
                (false, true, false) => "msup",
                (false, false, _) => "mrow",
            };
            out.push_str(&format!("<{outer}>"));
            sign(out, operator);
            if low {
                argument(tree, node, "sub", out);
            }
            if high {
                argument(tree, node, "sup", out);
            }
            out.push_str(&format!("</{outer}>"));
            argument(tree, node, "e", out);
        }
        "func" => {
            argument(tree, node, "fname", out);
            out.push_str("<mo>\u{2061}</mo>");
            argument(tree, node, "e", out);
        }
        "limlow" => inside(tree, node, "munder", &["e", "lim"], out),
        "limupp" => inside(tree, node, "mover", &["e", "lim"], out),
        "acc" | "groupchr" | "bar" => {
            let below = property("pos") == Some("bot");
            let usual = if tree.name(node) == "acc" { "\u{302}" } else { "¯" };
            let outer = if below { "munder" } else { "mover" };
            out.push_str(&format!("<{outer}>"));
            argument(tree, node, "e", out);
            sign(out, property("chr").filter(|sign| !sign.is_empty()).unwrap_or(usual));
            out.push_str(&format!("</{outer}>"));
        }
        "m" | "eqarr" => {
            out.push_str("<mtable>");
            let rows = tree.elements(node).filter(|&row| matches!(tree.name(row), "mr" | "e"));
            for row in rows {
                out.push_str("<mtr>");
                if tree.name(row) == "mr" {
                    for cell in tree.elements(row) {
                        out.push_str("<mtd>");
                        children(tree, cell, out);
                        out.push_str("</mtd>");
                    }
                } else {
                    out.push_str("<mtd>");
                    children(tree, row, out);
                    out.push_str("</mtd>");
                }
                out.push_str("</mtr>");
            }
            out.push_str("</mtable>");
        }
        name if name.ends_with("pr") => {}
        "del" | "movefrom" => {}
        _ => children(tree, node, out),
    }
}

/// Letters, numbers and signs of a run, each by itself; words of several upright letters stay whole.
fn tokens(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = |is: fn(char) -> bool| rest.find(|character| !is(character)).unwrap_or(rest.len());
        let (name, length) = match first {
            first if first.is_ascii_digit() => {
                let whole = length(|character| character.is_ascii_digit() || matches!(character, '.' | ','));
                ("mn", rest[..whole].trim_end_matches(['.', ',']).len())
            }
            first if first.is_whitespace() => ("", first.len_utf8()),
            first if first.is_alphabetic() => match rest[..length(char::is_alphabetic)].chars().count() {
                // The name of a function, a word of a language.
                3.. => ("mi", length(char::is_alphabetic)),
                _ => ("mi", first.len_utf8()),
            },
            first => ("mo", first.len_utf8()),
        };
        if !name.is_empty() {
            out.push_str(&format!("<{name}>{}</{name}>", escape(&rest[..length])));
        }
        rest = &rest[length..];
    }
}
