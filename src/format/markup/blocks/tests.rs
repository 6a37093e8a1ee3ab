use std::collections::HashMap;

use super::*;
use crate::format::markup::Dialect;

fn document(body: &str) -> Document {
    let text = format!("<html lang=\"kk\"><head><title>t</title></head><body>{body}</body></html>");
    let tree = Tree::parse(&text, Dialect::Html, Deadline::start());
    read(&tree, "OEBPS/a.xhtml", 1000, None, Deadline::start())
}

/// A block as `kind text`, with label, cell and language where there are any.
fn line(block: &Block) -> String {
    let mut line = match block.kind {
        Kind::Heading(level) => format!("h{level}"),
        kind => kind.name().to_owned(),
    };
    if let Some(cell) = block.cell {
        let header = match (cell.header, cell.row_header) {
            (true, true) => "!row",
            (true, false) => "!",
            (false, _) => "",
        };
        line += &format!(" {},{}/{}x{}", cell.row, cell.column, cell.rows, cell.columns);
        if (cell.row_span, cell.column_span) != (1, 1) {
            line += &format!("~{}x{}", cell.row_span, cell.column_span);
        }
        line += header;
    }
    if let Some(label) = &block.label {
        line += &format!(" <{label}>");
    }
    if let Some(language) = &block.language {
        line += &format!(" @{language}");
    }
    if !block.text.is_empty() {
        line += &format!(" {}", block.text.replace('\n', "⏎"));
    }
    line
}

fn check(body: &str, wanted: &[&str]) -> Document {
    let document = document(body);
    let lines: Vec<String> = document.section.blocks.iter().map(line).collect();
    assert_eq!(lines, wanted, "{body}");
    document
}

/// The styles of a block as `text=style`.
fn styles(block: &Block) -> Vec<String> {
    let name = |style: &Style| match style {
        Style::Link(target) => format!("link {}", address(target)),
        Style::NoteReference(target) => format!("note {}", address(target)),
        Style::Language(language) => format!("@{language}"),
        other => format!("{other:?}"),
    };
    block
        .inlines
        .iter()
        .map(|inline| format!("{}={}", &block.text[inline.range.clone()], name(&inline.style)))
        .collect()
}

fn address(target: &Target) -> String {
    match target {
        Target::Internal { href, fragment } => format!("{href}#{}", fragment.as_deref().unwrap_or_default()),
        Target::External(address) => address.clone(),
    }
}

#[test]
fn paragraphs_headings_and_bare_text() {
    check(
        "bare <b>text</b><h1>One</h1><div>a\n  b<p>c</p>d</div><h3 aria-level='2' role='heading'>X</h3>\
         <p role='heading' aria-level='4'>Y</p><p> </p><hgroup><h2>T</h2><p>sub</p></hgroup>",
        &[
            "paragraph bare text",
            "h1 One",
            "paragraph a b",
            "paragraph c",
            "paragraph d",
            "h2 X",
            "h4 Y",
            "h2 T",
            "paragraph sub",
        ],
    );
}

#[test]
fn line_breaks_stay_in_their_block_and_two_part_paragraphs() {
    check("<p>one<br/>two <br/> three</p>", &["paragraph one⏎two⏎three"]);
    check("<p>one<br/><br/>two</p>", &["paragraph one", "paragraph two"]);
    check("<h1>I<br/><br/>Title</h1>", &["h1 I⏎Title"]);
}

#[test]
fn lists_have_items_with_markers() {
    let read = check(
        "<ol start='3'><li>a</li><li value='7'><p>b</p><p>c</p></li><li>d<ul><li>e</li></ul>f</li></ol>",
        &["item <3.> a", "item <7.> b", "item c", "item <8.> d", "item e", "item f"],
    );
    let kinds: Vec<_> = read.section.groups.iter().map(|group| (group.kind.clone(), group.blocks.clone())).collect();
    assert_eq!(kinds[0], (GroupKind::List { ordered: true }, 0..6));
    assert_eq!(kinds[1], (GroupKind::ListItem, 0..1));
    assert_eq!(kinds[4], (GroupKind::List { ordered: false }, 4..5));
    assert_eq!(read.section.groups[4].parent, Some(3));
    check("<ol type='i' reversed='reversed'><li>a</li><li>b</li></ol>", &["item <ii.> a", "item <i.> b"]);
    check("<dl><dt>word</dt><dd>meaning</dd></dl>", &["item word", "item meaning"]);
    check("<ul><li>a<li>b</ul>", &["item a", "item b"]);
}

#[test]
fn tables_have_a_grid() {
    let read = check(
        "<table><caption>Cap</caption><tfoot><tr><td>f</td></tr></tfoot><thead><tr><th>A</th><th>B</th></tr></thead>\
         <tbody><tr><td rowspan='2'>1</td><td>2</td></tr><tr><td>3</td></tr><tr><td colspan='2'></td></tr></tbody>\
         </table>",
        &[
            "caption Cap",
            "cell 0,0/5x2! A",
            "cell 0,1/5x2! B",
            "cell 1,0/5x2~2x1 1",
            "cell 1,1/5x2 2",
            "cell 2,1/5x2 3",
            "cell 3,0/5x2~1x2",
            "cell 4,0/5x2 f",
        ],
    );
    let group = &read.section.groups[0];
    assert_eq!((&group.kind, group.label.as_deref()), (&GroupKind::Table { rows: 5, columns: 2 }, Some("Cap")));
}

#[test]
fn headers_are_those_of_rows_or_of_columns() {
    check(
        "<table><tr><th></th><th>A</th></tr><tr><th>r</th><td>1</td></tr><tr><th scope='col'>c</th><td>2</td></tr>\
         <tr><th scope='row'>s</th><th>t</th></tr><tr><th role='rowheader'>q</th></tr></table>",
        &[
            "cell 0,0/5x2!",
            "cell 0,1/5x2! A",
            "cell 1,0/5x2!row r",
            "cell 1,1/5x2 1",
            "cell 2,0/5x2! c",
            "cell 2,1/5x2 2",
            "cell 3,0/5x2!row s",
            "cell 3,1/5x2! t",
            "cell 4,0/5x2!row q",
        ],
    );
    let named = document(
        "<table><tr><td headers='b a  gone own' id='own'>1</td><td headers=''>2</td></tr>\
         <tr><th id='a'>A</th><th id='b'>B</th></tr></table>",
    );
    assert_eq!(named.section.headers, HashMap::from([(0, vec![3, 2])]), "headers that stand behind, too");
}

#[test]
fn a_cell_is_one_block_but_for_its_pictures_and_tables() {
    check(
        "<table><tr><td><p>a</p><p>b</p><ul><li>c</li></ul></td><td>x<img alt='pic' src='p.png'/>y</td></tr></table>",
        &["cell 0,0/1x2 a⏎b⏎c", "cell 0,1/1x2 x", "image 0,1/1x2 pic", "cell 0,1/1x2 y"],
    );
    check(
        "<table><tr><td>o<table><tr><td>i</td></tr></table></td></tr></table>",
        &["cell 0,0/1x1 o", "cell 0,0/1x1 i"],
    );
    check("<table role='presentation'><tr><td>a</td><td>b</td></tr></table>", &["paragraph a", "paragraph b"]);
    check(
        "<table><tr><td rowspan='0'>a</td></tr><tr><td>b</td></tr></table>",
        &["cell 0,0/2x2~2x1 a", "cell 1,1/2x2 b"],
    );
    check("<table><tr><td colspan='9999999999'>a</td></tr></table>", &["cell 0,0/1x1000~1x1000 a"]);
}

#[test]
fn pictures_say_their_alternative() {
    let read = check(
        "<figure id='f'><img src='../i/p.png' alt=' A  cat '/><figcaption>Cat</figcaption></figure>\
         <p>before <img alt='mid' src='m.png'/> after</p><p>text <img src='d.png' alt=''/>goes on</p>\
         <img src='x.png' alt='no' role='presentation'/><p id='n'>named</p><img src='y.png' aria-labelledby='n' alt='z'/>\
         <svg><title>Title</title><image xlink:href='c.jpg'/></svg><svg><text>drawn</text></svg>",
        &[
            "image A cat",
            "caption Cat",
            "paragraph before",
            "image mid",
            "paragraph after",
            "paragraph text goes on",
            "image",
            "paragraph named",
            "image named",
            "image Title",
            "image drawn",
        ],
    );
    assert_eq!(read.section.blocks[0].resource.as_deref(), Some("i/p.png"));
    assert_eq!(read.section.blocks[9].resource.as_deref(), Some("OEBPS/c.jpg"));
    assert_eq!(read.section.groups[0].label.as_deref(), Some("Cat"));
    check("<h1><img src='h.png' alt='Chapter'/></h1>", &["h1 Chapter"]);
    check("<p><img src='o.png' alt='O'/>nce</p>", &["paragraph Once"]);
}

#[test]
fn long_descriptions_can_be_followed() {
    let described = |body: &str, wanted: &[&str]| {
        let read = check(body, wanted);
        let found = |(blocks, it): &(std::ops::Range<usize>, crate::book::Description)| {
            let target = it.target.as_ref().map(address).unwrap_or_default();
            format!("{blocks:?} {} {target}", it.text.as_deref().unwrap_or_default())
        };
        read.section.descriptions.iter().map(found).collect::<Vec<_>>()
    };
    let map = |attributes: &str| format!("<img src='p.png' alt='Map' {attributes}/>");
    let both = &["image Map", "paragraph Long"];
    let only = &["image Map"];
    assert_eq!(described(&(map("aria-details='d'") + "<p id='d'>Long</p>"), both), ["0..1  OEBPS/a.xhtml#d"]);
    assert_eq!(described(&(map("longdesc='d.xhtml#x'")), only), ["0..1  OEBPS/d.xhtml#x"]);
    assert_eq!(
        described(&(map("aria-describedby='d'") + "<p id='d'>Long</p>"), both),
        ["0..1 Long OEBPS/a.xhtml#d"],
        "its words are told and its place is known"
    );
    assert_eq!(described(&(map("aria-describedby='d'") + "<p id='d' hidden=''>Long</p>"), only), ["0..1 Long "]);
    assert_eq!(described(&(map("aria-details='d'") + "<div hidden=''><p id='d'>Long</p></div>"), only), ["0..1 Long "]);
    assert_eq!(
        described(&(map("aria-details='d'") + "<p><a id='d' href='far.xhtml'>Long</a></p>"), both),
        ["0..1  OEBPS/far.xhtml#"]
    );
    let figure = |caption: &str| format!("<figure>{}<figcaption>{caption}</figcaption></figure>", map(""));
    assert_eq!(
        described(&figure("<a href='d.xhtml'>Long</a>"), &["image Map", "caption Long"]),
        ["0..1  OEBPS/d.xhtml#"]
    );
    assert!(described(&figure("<a href='https://e.org/'>Long</a>"), &["image Map", "caption Long"]).is_empty());
    assert_eq!(
        described(
            "<table aria-describedby='d'><tr><td>x</td></tr></table><p id='d' hidden=''>Sums</p>",
            &["cell 0,0/1x1 x"]
        ),
        ["0..1 Sums "]
    );
    assert_eq!(
        described(
            "<p>a <math aria-describedby='d'><mi>x</mi></math></p><p id='d' hidden=''>Letter</p>",
            &["paragraph a x"]
        ),
        ["0..1 Letter "]
    );
    assert_eq!(
        described(&(map("aria-details='d'") + "<p id='d' hidden=''><a href='far.xhtml'>Long</a></p>"), only),
        ["0..1  OEBPS/far.xhtml#"],
        "what is hidden may be but the way to it"
    );
    assert_eq!(
        described(
            "<figure aria-details='d'><p>Drawn</p></figure><p id='d'>Long</p>",
            &["paragraph Drawn", "paragraph Long"]
        ),
        ["0..1  OEBPS/a.xhtml#d"]
    );
    for nothing in ["alt=''", "alt='Map' role='presentation'", "alt='Map' role='none'"] {
        let read = document(&format!("<img src='p.png' {nothing} aria-describedby='d'/><p id='d'>Long</p>"));
        assert!(read.section.descriptions.is_empty(), "{nothing}");
    }
}

#[test]
fn roles_say_what_elements_are_meant_as() {
    let read = check(
        "<div role='list'><div role='listitem'>a</div><div role='listitem'>b</div></div><ul role='none'><li>c</li></ul>\
         <div role='img' aria-label='Drawn'><b>x</b></div><p>so <span role='math' aria-label='x squared'>x²</span></p>\
         <div role='separator'></div><div role='img'>plain</div>",
        &["item a", "item b", "item c", "image Drawn", "paragraph so x squared", "separator", "paragraph plain"],
    );
    assert_eq!(read.section.groups[0].kind, GroupKind::List { ordered: false });
    assert_eq!(read.section.groups.iter().filter(|group| matches!(group.kind, GroupKind::List { .. })).count(), 1);
    assert!(matches!(read.section.blocks[4].inlines[0].style, Style::Math(_)));
}

#[test]
fn details_have_a_summary_and_what_it_opens() {
    let groups = |body: &str, wanted: &[&str]| {
        let read = check(body, wanted);
        let details = read.section.details().map(|(_, summary, hidden)| (summary, hidden)).collect::<Vec<_>>();
        (details, read.section.groups[0].kind.clone())
    };
    let more = &["paragraph Sum", "paragraph More"];
    let (details, kind) = groups("<details><summary>Sum</summary><p>More</p></details>", more);
    assert_eq!((details, kind), (vec![(0..1, 1..2)], GroupKind::Details { open: false, summary: 1 }));
    let (_, kind) = groups("<details open=''><p>More</p><summary><p>Sum</p></summary></details>", more);
    assert_eq!(kind, GroupKind::Details { open: true, summary: 1 });
    // Without a summary it is called as such things are in the language of the text.
    let (details, _) = groups("<details>More</details>", &["paragraph Толығырақ", "paragraph More"]);
    assert_eq!(details, [(0..1, 1..2)]);
    let (details, _) = groups(
        "<details><summary>Sum</summary><details><summary>In</summary>Deep</details></details>",
        &["paragraph Sum", "paragraph In", "paragraph Deep"],
    );
    assert_eq!(details, [(0..1, 1..3), (1..2, 2..3)]);
}

#[test]
fn styles_and_links_cover_their_text() {
    let read = check(
        "<p>a <em>b <strong>c</strong> </em>d <a href='b.xhtml#x%20y'>e</a> <a href='https://e.org/'>f</a> \
         <a epub:type='noteref' href='#n1'>1</a> <a href='../../../x'>bad</a> <span xml:lang='en'>word</span></p>",
        &["paragraph a b c d e f 1 bad word"],
    );
    assert_eq!(
        styles(&read.section.blocks[0]),
        [
            "b c=Emphasis",
            "c=Strong",
            "e=link OEBPS/b.xhtml#x y",
            "f=link https://e.org/",
            "1=note OEBPS/a.xhtml#n1",
            "word=@en"
        ]
    );
    assert_eq!(read.unsafe_references, ["../../../x"]);
}

#[test]
fn a_style_goes_on_over_the_end_of_a_block() {
    let read = check("<em><p>a</p><p>b</p></em>", &["paragraph a", "paragraph b"]);
    assert_eq!(styles(&read.section.blocks[1]), ["b=Emphasis"]);
}

#[test]
fn notes_stand_at_the_end() {
    let read = check(
        "<p>Text<a epub:type='noteref' href='#n'>1</a> on.</p><aside epub:type='footnote' id='n' hidden='hidden'>\
         <p>Note.</p></aside><p>After.</p><section role='doc-endnotes'><h2>Notes</h2><ol><li id='e'>End.</li></ol>\
         </section><p>Last.</p>",
        &["paragraph Text1 on.", "paragraph After.", "paragraph Last.", "note Note.", "h2 Notes", "note <1.> End."],
    );
    assert_eq!(read.section.anchors["n"], (3, 0));
    assert_eq!(read.section.anchors["e"], (5, 0));
    assert!(read.section.groups.iter().any(|group| group.kind == GroupKind::Notes && group.blocks == (3..6)));
}

#[test]
fn page_breaks_part_no_sentence() {
    let read = check(
        "<span epub:type='pagebreak' id='p1' title='1'/><p>A sentence that <span role='doc-pagebreak' id='p2' \
         aria-label='Page 2.'/>goes on.</p><div epub:type='pagebreak' id='page_003'/><p><a epub:type='pagebreak' \
         id='p4'>iv</a>x</p>",
        &["page_break <1>", "paragraph A sentence that goes on.", "page_break <3>", "page_break <iv>", "paragraph x"],
    );
    let breaks: Vec<_> = read.breaks.iter().map(|found| (found.label.as_deref(), found.place)).collect();
    assert_eq!(breaks, [(Some("1"), (0, 0)), (Some("2"), (1, 16)), (Some("3"), (2, 0)), (Some("iv"), (3, 0))]);
    assert_eq!(read.section.anchors["p2"], (1, 16));
}

#[test]
fn anchors_lie_at_their_text() {
    let read = check(
        "<div id='d'><h1 id='h'>T</h1></div><p>one <a id='m'/>two</p><p id='empty'></p><a name='old'></a><p>x</p>\
         <p id='end'></p>",
        &["h1 T", "paragraph one two", "paragraph x"],
    );
    let anchors = &read.section.anchors;
    assert_eq!((anchors["d"], anchors["h"], anchors["m"]), ((0, 0), (0, 0), (1, 4)));
    assert_eq!((anchors["empty"], anchors["old"], anchors["end"]), ((2, 0), (2, 0), (2, 1)));
    assert_eq!(read.section.blocks[0].fragment.as_deref(), Some("h"));
}

#[test]
fn languages_are_kept_where_they_differ() {
    check(
        "<p lang='ru'>да</p><div xml:lang='en'><p>yes</p><p lang='kk'>иә</p></div><p>сөз</p>",
        &["paragraph @ru да", "paragraph @en yes", "paragraph иә", "paragraph сөз"],
    );
}

#[test]
fn code_keeps_its_lines() {
    check("<pre><code>\nfn a() {\n\tb\n}\n</code></pre>", &["code fn a() {⏎    b⏎}"]);
}

#[test]
fn quotes_asides_details_and_separators_are_known() {
    let read = check(
        "<blockquote><p>q</p></blockquote><hr/><aside aria-label='Side'><p>a</p></aside>\
         <details><summary>Sum</summary><p>More</p></details>",
        &["paragraph q", "separator", "paragraph a", "paragraph Sum", "paragraph More"],
    );
    let groups: Vec<_> = read.section.groups.iter().map(|group| (&group.kind, group.label.as_deref())).collect();
    assert_eq!(
        groups,
        [
            (&GroupKind::Quote, None),
            (&GroupKind::Aside, Some("Side")),
            (&GroupKind::Details { open: false, summary: 1 }, Some("Sum"))
        ]
    );
}

#[test]
fn ruby_mathematics_and_quotations_can_be_read() {
    check("<p><ruby>漢<rt>kan</rt></ruby></p>", &["paragraph 漢(kan)"]);
    check("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>", &["paragraph 漢(kan)"]);
    check("<p><q>сөз</q></p>", &["paragraph «сөз»"]);
    check("<p>so <math alttext='x squared'></math>, so</p>", &["paragraph so x squared, so"]);
    check(
        "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac><mo>=</mo><msqrt><msup><mi>x</mi>\
         <mn>2</mn></msup></msqrt></math>",
        &["paragraph бөлшек: алымы a плюс b, бөлімі 2, бөлшек соңы тең квадрат түбір астында x квадрат, түбір соңы"],
    );
}

#[test]
fn what_is_hidden_is_not_read() {
    check(
        "<p hidden='hidden'>a</p><p style='Display: None'>b</p><p>c<span aria-hidden='true'>d</span></p>\
         <script>e</script><style>f</style>",
        &["paragraph c"],
    );
}

#[test]
fn soft_hyphens_and_controls_are_left_out() {
    check("<p>қа\u{ad}зақ\u{1}\u{7f} тілі&nbsp;—</p>", &["paragraph қазақ тілі\u{a0}—"]);
}

#[test]
fn more_blocks_than_there_is_room_for_are_cut() {
    let text = format!("<body>{}</body>", "<p>x</p>".repeat(50));
    let tree = Tree::parse(&text, Dialect::Html, Deadline::start());
    let read = read(&tree, "a.xhtml", 10, None, Deadline::start());
    assert!(read.cut && read.section.blocks.len() <= 11);
}
