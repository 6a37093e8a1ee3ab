use std::io::Cursor;
use std::sync::Arc;

use super::*;
use crate::book::{BaseDirection, Block, GroupKind, Kind, Style};
use crate::format::trial;

const STYLES: &str = "<styles><default-style style:family='paragraph'><text-properties fo:language='ru' fo:country='RU'/>\
    </default-style><style style:name='Title' style:family='paragraph'/>\
    <style style:name='Heading_20_1' style:display-name='Heading 1' style:family='paragraph' style:default-outline-level='1'>\
    <text-properties fo:font-weight='bold'/></style></styles>";
const AUTOMATIC: &str = "<automatic-styles><style style:name='B' style:family='text'><text-properties fo:font-weight='bold'/>\
    </style><style style:name='K' style:family='text'><text-properties fo:language='kk' fo:country='KZ'/></style>\
    <list-style style:name='L'><list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/>\
    <list-level-style-number text:level='2' style:num-format='а' style:num-suffix=')' text:display-levels='2'/></list-style>\
    <list-style style:name='U'><list-level-style-bullet text:level='1' text:bullet-char='•'/></list-style></automatic-styles>";

fn document(body: &str) -> Opened {
    document_with(AUTOMATIC, body)
}

fn document_with(automatic: &str, body: &str) -> Opened {
    let content = format!("<document-content>{automatic}<body><text>{body}</text></body></document-content>");
    let meta = "<document-meta><meta><dc:title>Кітап</dc:title><meta:initial-creator>Абай</meta:initial-creator>\
        <dc:creator>Другой</dc:creator><meta:keyword>сөз</meta:keyword></meta></document-meta>";
    let zip = crate::format::container::zipped(&[
        ("mimetype", KIND),
        ("content.xml", &content),
        ("styles.xml", STYLES),
        ("meta.xml", meta),
        ("Object 1/content.xml", "<math><semantics><mfrac><mi>a</mi><mi>b</mi></mfrac></semantics></math>"),
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

#[test]
fn headings_stretches_and_languages_are_read() {
    let opened = document(
        "<h text:style-name='Heading_20_1' text:outline-level='2'>Бас</h><p>Слово <span text:style-name='B'>важное</span>\
         <s text:c='2'/><span text:style-name='K'>сөз</span></p><p><annotation><p>remark</p></annotation>x</p>\
         <tracked-changes><changed-region><deletion><p>gone</p></deletion></changed-region></tracked-changes>",
    );
    assert_eq!(shown(&opened), ["heading2 Бас", "paragraph Слово важное сөз", "paragraph x"]);
    let block = &blocks(&opened)[1];
    assert!(block.inlines.iter().any(|it| it.style == Style::Strong && &block.text[it.range.clone()] == "важное"));
    assert_eq!(block.language_at(block.text.len() - 1).map(Language::tag), Some("kk-KZ"));
    let metadata = &opened.book.metadata;
    assert_eq!((metadata.title.as_str(), metadata.languages[0].tag()), ("Кітап", "ru-RU"));
    assert_eq!(
        (metadata.authors().collect::<Vec<_>>(), metadata.subjects.as_slice()),
        (vec!["Абай"], &["сөз".to_owned()][..])
    );
}

#[test]
fn lists_keep_the_markers_of_paper() {
    let opened = document(
        "<list text:style-name='L' xml:id='a'><list-item><p>a</p><p>more</p><list><list-item><p>b</p></list-item><list-item>\
         <p>c</p></list-item></list></list-item></list><p>between</p><list text:style-name='L' text:continue-list='a'>\
         <list-item><p>d</p></list-item></list><list text:style-name='L'><list-item text:start-value='7'><p>e</p></list-item>\
         </list><list text:style-name='U'><list-item><p>f</p></list-item></list>",
    );
    let wanted = [
        "item [1.] a",
        "item more",
        "item [1.а)] b",
        "item [1.б)] c",
        "paragraph between",
        "item [2.] d",
        "item [7.] e",
        "item f",
    ];
    assert_eq!(shown(&opened), wanted);
}

#[test]
fn tables_notes_links_and_pictures_are_read() {
    let opened = document(
        "<p><bookmark text:name='b'/>Сөз<note text:note-class='footnote'><note-citation>1</note-citation><note-body>\
         <p>Ескерту.</p></note-body></note> <a xlink:href='#b|region'>мұнда</a></p>\
         <table><table-header-rows><table-row><table-cell table:number-columns-spanned='2'><p>h</p></table-cell>\
         <covered-table-cell/></table-row></table-header-rows><table-row><table-cell><p>a</p></table-cell><table-cell/>\
         </table-row></table><p><frame><image xlink:href='Pictures/a.png'/><desc>Алма</desc></frame></p>\
         <p><frame><object xlink:href='./Object 1'/></frame></p><p><frame><text-box><p>box</p></text-box></frame></p>",
    );
    let told = shown(&opened);
    assert_eq!(told[..4], ["paragraph Сөз1 мұнда", "cell h", "cell a", "cell "]);
    assert_eq!(told[4], "image Алма");
    assert_eq!(told[6..], ["paragraph box", "note [1] Ескерту."]);
    let cell = blocks(&opened)[1].cell.expect("a cell");
    assert!(cell.header && cell.column_span == 2);
    assert_eq!(blocks(&opened)[4].resource.as_deref(), Some("Pictures/a.png"));
    assert!(matches!(blocks(&opened)[5].inlines[0].style, Style::Math(_)));
    assert!(opened.book.sections[0].groups.iter().any(|group| group.kind == GroupKind::Aside));
    assert!(opened.defects.iter().all(|defect| defect.code == crate::book::Code::NoOutline), "{:?}", opened.defects);
    assert!(blocks(&opened)[0].kind == Kind::Paragraph);
}

#[test]
fn a_document_in_one_file_and_one_that_does_not_say_what_it_is_are_known() {
    let flat = format!(
        "<?xml version='1.0'?><office:document office:mimetype='{KIND}'><meta><dc:title>Т</dc:title></meta><body><text>\
         <h>Бас</h><p>Сөз</p></text></body></office:document>"
    );
    let opened = crate::format::open_bytes(flat.as_bytes().into()).expect("it opens");
    assert_eq!(
        (shown(&opened), opened.book.metadata.title.as_str()),
        (vec!["heading1 Бас".to_owned(), "paragraph Сөз".to_owned()], "Т")
    );
    let zip = crate::format::container::zipped(&[
        (
            "content.xml",
            "<office:document-content><office:body><office:text><text:p>x</text:p></office:text></office:body></office:document-content>",
        ),
        ("styles.xml", ""),
    ]);
    assert_eq!(crate::format::open_bytes(zip.into()).expect("it opens").book.metadata.format, Format::Odt);
    let locked =
        crate::format::container::zipped(&[("mimetype", KIND), ("META-INF/manifest.xml", "<m:encryption-data/>")]);
    assert!(matches!(crate::format::open_bytes(locked.into()), Err(Error::Protected(_))));
}

#[test]
fn a_paragraph_says_from_which_side_it_is_written() {
    let style = |mode: &str| {
        format!(
            "<style style:name='{mode}' style:family='paragraph'><paragraph-properties style:writing-mode='{mode}'/></style>"
        )
    };
    let automatic =
        AUTOMATIC.replace("<automatic-styles>", &format!("<automatic-styles>{}{}", style("rl-tb"), style("page")));
    let body = "<p text:style-name='rl-tb'>12</p><p text:style-name='page'>13</p><p>قال</p>";
    let opened = document_with(&automatic, body);
    let told: Vec<_> = blocks(&opened).iter().map(|block| block.direction).collect();
    assert_eq!(told, [Some(BaseDirection::Rtl), None, None]);
}
