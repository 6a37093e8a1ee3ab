use std::io::Cursor;
use std::sync::Arc;

use super::*;
use crate::book::{BaseDirection, Block, GroupKind, Kind, Style, Target};
use crate::format::container::Source;
use crate::format::trial;

const TYPES: &str = "<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-\
    officedocument.wordprocessingml.document.main+xml'/></Types>";
const RELATIONS: &str = "<Relationships>\
    <Relationship Id='s' Type='x/styles' Target='styles.xml'/><Relationship Id='n' Type='x/numbering' Target='numbering.xml'/>\
    <Relationship Id='f' Type='x/footnotes' Target='footnotes.xml'/>\
    <Relationship Id='p' Type='x/image' Target='media/a b.png'/>\
    <Relationship Id='h' Type='x/hyperlink' Target='https://a.kz/' TargetMode='External'/></Relationships>";
const STYLES: &str = "<styles><docDefaults><rPrDefault><rPr><lang val='en-US'/></rPr></rPrDefault></docDefaults>\
    <style type='paragraph' default='1' styleId='N'><name val='Normal'/></style>\
    <style type='paragraph' styleId='H1'><name val='heading 1'/><pPr><outlineLvl val='0'/></pPr><rPr><b/></rPr></style>\
    <style type='paragraph' styleId='Mine'><name val='Менің'/><basedOn val='H1'/><pPr><outlineLvl val='1'/></pPr></style>\
    <style type='paragraph' styleId='Loop'><name val='x'/><basedOn val='Loop'/></style>\
    <style type='paragraph' styleId='T'><name val='Тақырып 3'/></style>\
    <style type='paragraph' styleId='C'><name val='TOC Heading'/><basedOn val='H1'/><pPr><outlineLvl val='9'/></pPr></style>\
    </styles>";
const NUMBERING: &str = "<numbering><abstractNum abstractNumId='1'>\
    <lvl ilvl='0'><start val='3'/><numFmt val='decimal'/><lvlText val='%1.'/></lvl>\
    <lvl ilvl='1'><start val='1'/><numFmt val='russianLower'/><lvlText val='%1.%2)'/></lvl></abstractNum>\
    <abstractNum abstractNumId='2'><lvl ilvl='0'><numFmt val='bullet'/><lvlText val='•'/></lvl></abstractNum>\
    <num numId='1'><abstractNumId val='1'/></num><num numId='2'><abstractNumId val='2'/></num>\
    <num numId='3'><abstractNumId val='1'/><lvlOverride ilvl='0'><startOverride val='1'/></lvlOverride></num></numbering>";
const NOTES: &str = "<footnotes><footnote type='separator' id='0'><p><r><separator/></r></p></footnote>\
    <footnote id='7'><p><r><footnoteRef/></r><r><t> Ескерту.</t></r></p></footnote></footnotes>";

fn document(body: &str) -> Opened {
    let zip = crate::format::container::zipped(&[
        ("[Content_Types].xml", TYPES),
        ("word/document.xml", &format!("<document><body>{body}</body></document>")),
        ("word/_rels/document.xml.rels", RELATIONS),
        ("word/styles.xml", STYLES),
        ("word/numbering.xml", NUMBERING),
        ("word/footnotes.xml", NOTES),
    ]);
    let bytes: Arc<[u8]> = zip.into();
    open(Container::open(Source::Bytes(Cursor::new(bytes))).expect("a zip"), Deadline::start()).expect("it opens")
}

fn blocks(opened: &Opened) -> &[Block] {
    &opened.book.sections[0].blocks
}

fn shown(opened: &Opened) -> Vec<String> {
    trial::shown(&opened.book)
}

fn paragraph(properties: &str, text: &str) -> String {
    format!("<p><pPr>{properties}</pPr><r><t>{text}</t></r></p>")
}

#[test]
fn headings_are_told_by_styles_their_chains_their_names_and_the_paragraph() {
    let body = ["H1", "Mine", "T", "Loop", "C", "gone"]
        .map(|style| paragraph(&format!("<pStyle val='{style}'/>"), style))
        .concat();
    let body = body
        + &paragraph("<outlineLvl val='8'/>", "deep")
        + &paragraph("<pStyle val='H1'/><outlineLvl val='9'/>", "not");
    let wanted = [
        "heading1 H1",
        "heading2 Mine",
        "heading3 T",
        "paragraph Loop",
        "paragraph C",
        "paragraph gone",
        "heading6 deep",
        "paragraph not",
    ];
    let opened = document(&body);
    assert_eq!(shown(&opened), wanted);
    assert_eq!(opened.book.outline[0].children[0].title, "Mine");
    assert!(opened.defects.is_empty(), "{:?}", opened.defects);
}

#[test]
fn lists_keep_the_markers_of_paper() {
    let item = |list: u8, level: u8, text: &str| {
        paragraph(&format!("<numPr><ilvl val='{level}'/><numId val='{list}'/></numPr>"), text)
    };
    let body = item(1, 0, "a")
        + &item(1, 1, "b")
        + &item(1, 1, "c")
        + &paragraph("", "between")
        + &item(1, 0, "d")
        + &item(3, 0, "e")
        + &item(2, 0, "f")
        + &item(0, 0, "g");
    let opened = document(&body);
    let wanted = [
        "item [3.] a",
        "item [3.а)] b",
        "item [3.б)] c",
        "paragraph between",
        "item [4.] d",
        "item [1.] e",
        "item f",
        "paragraph g",
    ];
    assert_eq!(shown(&opened), wanted);
    let lists = opened.book.sections[0].groups.iter().filter(|group| matches!(group.kind, GroupKind::List { .. }));
    assert_eq!(lists.count(), 5);
}

#[test]
fn notes_are_read_once_and_referred_to() {
    let opened = document(
        "<p><r><t>Сөз</t></r><r><footnoteReference id='7'/></r><r><t>, тағы</t></r><r><footnoteReference id='7'/></r></p>",
    );
    assert_eq!(shown(&opened), ["paragraph Сөз1, тағы1", "note [1] Ескерту."]);
    let references = blocks(&opened)[0].inlines.iter().filter(|it| matches!(it.style, Style::NoteReference(_)));
    assert_eq!(references.count(), 2);
}

#[test]
fn tables_keep_their_spans_and_heads() {
    let opened = document(
        "<tbl><tr><trPr><tblHeader/></trPr><tc><tcPr><gridSpan val='2'/></tcPr><p><r><t>h</t></r></p></tc><tc><p/></tc></tr>\
         <tr><tc><tcPr><vMerge val='restart'/></tcPr><p><r><t>a</t></r></p></tc><tc><p><r><t>b</t></r></p></tc></tr>\
         <tr><tc><tcPr><vMerge/></tcPr><p/></tc><tc><p><r><t>c</t></r></p></tc></tr></tbl>",
    );
    let cells: Vec<_> = blocks(&opened).iter().filter_map(|block| Some((block.text.as_str(), block.cell?))).collect();
    let wanted = [
        ("h", 0, 0, 1, 2, true),
        ("", 0, 2, 1, 1, true),
        ("a", 1, 0, 2, 1, false),
        ("b", 1, 1, 1, 1, false),
        ("c", 2, 1, 1, 1, false),
    ];
    let told = cells.iter().map(|(text, it)| (*text, it.row, it.column, it.row_span, it.column_span, it.header));
    assert_eq!(told.collect::<Vec<_>>(), wanted);
}

#[test]
fn what_is_no_text_any_more_is_not_read() {
    let opened = document(
        "<p><del><r><delText>gone</delText></r></del><ins><r><t>new</t></r></ins><r><rPr><vanish/></rPr><t>hidden</t></r></p>\
         <p><pPr><rPr><del/></rPr></pPr><r><t>one </t></r></p><p><r><t>two</t></r></p>\
         <p><r><fldChar fldCharType='begin'/></r><r><instrText> TOC \\o </instrText></r><r><fldChar fldCharType='separate'/></r>\
         <r><t>Contents 1</t></r></p><p><r><t>entry</t></r><r><fldChar fldCharType='end'/></r></p>\
         <p><r><t>see </t></r><fldSimple instr='PAGEREF x'><r><t>9</t></r></fldSimple></p>\
         <p><pPr><pStyle val='H1'/></pPr><r><t>h</t></r></p>",
    );
    assert_eq!(shown(&opened), ["paragraph new", "paragraph one two", "paragraph see", "heading1 h"]);
}

#[test]
fn links_pictures_boxes_and_languages_are_kept() {
    let opened = document(
        "<p><bookmarkStart id='1' name='b'/><hyperlink r:id='h'><r><t>away</t></r></hyperlink><r><t> </t></r>\
         <hyperlink anchor='b'><r><rPr><b/><lang val='kk-KZ'/></rPr><t>мұнда</t></r></hyperlink><r><t> ok so</t></r></p>\
         <p><r><drawing><docPr id='1' name='x' descr='Алма'/><blip r:embed='p'/></drawing></r></p>\
         <p><r><AlternateContent><Choice><drawing><txbxContent><p><r><t>box</t></r></p></txbxContent></drawing></Choice>\
         <Fallback><pict><textbox><txbxContent><p><r><t>box</t></r></p></txbxContent></textbox></pict></Fallback>\
         </AlternateContent></r></p>",
    );
    assert_eq!(shown(&opened), ["paragraph away мұнда ok so", "image Алма", "paragraph box"]);
    let block = &blocks(&opened)[0];
    assert_eq!(block.language_at(6).map(Language::tag), Some("kk-KZ"));
    let links: Vec<_> = block
        .inlines
        .iter()
        .filter_map(|it| match &it.style {
            Style::Link(target) => Some(target.clone()),
            _ => None,
        })
        .collect();
    let inside = Target::Internal { href: "word/document.xml".to_owned(), fragment: Some("b".to_owned()) };
    assert_eq!(links, [Target::External("https://a.kz/".to_owned()), inside]);
    assert_eq!(blocks(&opened)[1].resource.as_deref(), Some("word/media/a b.png"));
    assert!(opened.book.sections[0].groups.iter().any(|group| group.kind == GroupKind::Aside));
}

#[test]
fn formulas_are_said() {
    let opened = document(
        "<p><oMath><f><num><r><t>a</t></r></num><den><r><t>b</t></r></den></f><r><t>=</t></r><rad><radPr><degHide val='1'/>\
         </radPr><deg/><e><sSup><e><r><t>x</t></r></e><sup><r><t>2</t></r></sup></sSup></e></rad></oMath></p>",
    );
    let Some(Style::Math(formula)) = blocks(&opened)[0].inlines.first().map(|it| it.style.clone()) else {
        panic!("{:?}", blocks(&opened))
    };
    assert!(formula.root.is_some());
    assert!(blocks(&opened)[0].kind == Kind::Paragraph && !blocks(&opened)[0].text.is_empty());
}

#[test]
fn a_paragraph_says_from_which_side_it_is_written() {
    let opened = document(
        &(paragraph("<bidi/>", "12")
            + &paragraph("<bidi val='0'/>", "قال")
            + &paragraph("<pStyle val='H1'/><bidi/>", "1")
            + &paragraph("", "قال")),
    );
    let told: Vec<_> = blocks(&opened).iter().map(|block| block.direction).collect();
    let (ltr, rtl) = (Some(BaseDirection::Ltr), Some(BaseDirection::Rtl));
    assert_eq!(told, [rtl, ltr, rtl, None]);
}
