//! Markup, well-formed and not, and the tree that is made of it.

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Tree {
    Tree::parse(text, Dialect::Html, Deadline::start())
}

fn outline(tree: &Tree, node: NodeId) -> String {
    let inner: String = tree.children(node).map(|child| outline(tree, child)).collect();
    if tree.is_text(node) {
        tree.text(node).to_owned()
    } else if node == ROOT {
        inner
    } else {
        format!("<{}>{inner}</>", tree.name(node))
    }
}

#[test]
fn well_formed_markup_is_read_as_it_stands() {
    let tree = parse("<!DOCTYPE html><html><P a='1' b=2 c>x<br/>y &amp; &#1179;<![CDATA[<z>]]></P><!-- n --></html>");
    assert_eq!(outline(&tree, ROOT), "<html><p>x<br></>y & қ<z></></>");
    let p = tree.descendant(ROOT, "p").expect("there");
    assert_eq!(
        (tree.attribute(p, "a"), tree.attribute(p, "b"), tree.attribute(p, "c")),
        (Some("1"), Some("2"), Some(""))
    );
    assert!(!tree.malformed && !tree.cut);
}

#[test]
fn badly_formed_markup_is_read_as_html_reads_it() {
    let check = |text: &str, wanted: &str| {
        let tree = parse(text);
        assert_eq!(outline(&tree, ROOT), wanted, "{text}");
        assert!(tree.malformed, "{text}");
    };
    check("<p>a < b<p>c", "<p>a < b</><p>c</>");
    check("<ul><li>a<li>b</ul>", "<ul><li>a</><li>b</></>");
    check("<b><i>x</b>y</i>", "<b><i>x</></>y");
    check("<p>a &foo; b</p>", "<p>a  b</>");
    check("<p>x</p><a href=\"", "<p>x</><a href=\"");
}

#[test]
fn of_a_dtd_only_words_are_read() {
    let tree = parse("<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY y \"yy\">]><p>a&x;&y;b</p>");
    assert_eq!(outline(&tree, ROOT), "<p>ayyb</>");
}

#[test]
fn what_is_too_deep_is_flattened_and_its_text_kept() {
    let deep = 100_000;
    let tree = parse(&format!("{}x{}y", "<div>".repeat(deep), "</div>".repeat(deep)));
    assert!(tree.cut);
    assert_eq!(tree.text_content(ROOT), "x y".replace(' ', ""));
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(<|>|/|&|;|p|li|!|-|\\[|\"|=|қ| |<p>|</p>|<!--|<table>|<td>){0,60}") {
        let tree = parse(&text);
        for node in tree.descendants(ROOT) {
            prop_assert!(tree.parent(node).is_some());
        }
    }
}
