use std::io::{Cursor, Write};
use std::sync::Arc;

use crate::book::{Block, Format, GroupKind, Kind, Style};
use crate::format::{Opened, open_bytes};

fn zipped(files: &[(&str, &str)]) -> Opened {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(text.as_bytes()).expect("written");
    }
    let bytes = zip.finish().expect("finished").into_inner();
    open_bytes(Arc::from(bytes)).expect("it opens")
}

fn shown(opened: &Opened) -> Vec<String> {
    let show = |block: &Block| {
        let kind = match block.kind {
            Kind::Heading(level) => format!("h{level}"),
            kind => kind.name().to_owned(),
        };
        let label = block.label.as_ref().map(|label| format!("[{label}]")).unwrap_or_default();
        format!("{kind}{label}: {}", block.text)
    };
    opened.book.sections.iter().flat_map(|section| &section.blocks).map(show).collect()
}

const RELATIONS: &str = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>";

fn docx(body: &str) -> Opened {
    let document =
        format!("<w:document xmlns:w='w' xmlns:r='r' xmlns:wp='wp' xmlns:a='a'><w:body>{body}</w:body></w:document>");
    let styles = "<w:styles xmlns:w='w'><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val='kk-KZ'/></w:rPr></w:rPrDefault>\
                  </w:docDefaults><w:style w:styleId='T1'><w:name w:val='Тақырып 1'/></w:style>\
                  <w:style w:styleId='T2'><w:name w:val='өз стилі'/><w:basedOn w:val='H2'/></w:style>\
                  <w:style w:styleId='H2'><w:name w:val='heading 2'/></w:style></w:styles>";
    let numbering = "<w:numbering xmlns:w='w'><w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'><w:start w:val='3'/>\
                     <w:numFmt w:val='decimal'/></w:lvl><w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>\
                     <w:num w:numId='2'><w:abstractNumId w:val='7'/></w:num></w:numbering>";
    let notes = "<w:footnotes xmlns:w='w'><w:footnote w:id='4'><w:p><w:r><w:t>Ескерту мәтіні.</w:t></w:r></w:p></w:footnote>\
                 </w:footnotes>";
    let links = format!(
        "{RELATIONS}<Relationship Id='r1' Target='https://kitap.kz/' TargetMode='External'/><Relationship \
                         Id='r2' Target='media/a.png'/></Relationships>"
    );
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document),
        ("word/styles.xml", styles),
        ("word/numbering.xml", numbering),
        ("word/footnotes.xml", notes),
        ("word/_rels/document.xml.rels", &links),
        ("word/media/a.png", "png"),
        ("docProps/core.xml", "<c xmlns:dc='dc'><dc:title>Сынақ</dc:title><dc:creator>Абай</dc:creator></c>"),
    ])
}

#[test]
fn a_document_of_word_is_read_as_what_it_is() {
    let paragraph = |properties: &str, inside: &str| format!("<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>");
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let item = |level: u8, text: &str| {
        paragraph(&format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='2'/></w:numPr>"), &run(text))
    };
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{}</w:p></w:tc>", run(text));
    let body = [
        paragraph("<w:pStyle w:val='T1'/>", &run("Бірінші тарау")),
        paragraph("", &format!(
            "{}<w:r><w:rPr><w:b/></w:rPr><w:t>қалың</w:t></w:r><w:del><w:r><w:delText>жойылған</w:delText></w:r></w:del>\
             <w:r><w:footnoteReference w:id='4'/></w:r><w:hyperlink r:id='r1'>{}</w:hyperlink>\
             <w:r><w:rPr><w:lang w:val='ru-RU'/></w:rPr><w:t> по-русски</w:t></w:r>",
            run("Мәтін "), run(" сілтеме"),
        )),
        paragraph("<w:pStyle w:val='T2'/>", &run("Кіші тақырып")),
        item(0, "үшінші"),
        item(1, "ішкі"),
        item(0, "төртінші"),
        paragraph("", "<w:r><w:drawing><wp:docPr descr='Абайдың суреті'/><a:blip r:embed='r2'/></w:drawing></w:r>"),
        format!(
            "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
            cell("", "Аты"), cell("", "Жылы"), cell("<w:vMerge w:val='restart'/>", "Абай"), cell("", "1845"),
            cell("<w:vMerge/>", ""), cell("", "1904"),
        ),
        paragraph("<w:pStyle w:val='T1'/>", &run("Екінші тарау")),
        paragraph("", &run("Соңы.")),
    ]
    .concat();
    let opened = docx(&body);
    let book = &opened.book;
    assert_eq!((book.metadata.format, book.metadata.title.as_str()), (Format::Docx, "Сынақ"));
    assert_eq!(book.metadata.authors().collect::<Vec<_>>(), ["Абай"]);
    assert_eq!(book.metadata.languages[0].tag(), "kk-KZ");
    assert_eq!(book.sections.len(), 2);
    assert_eq!(book.outline.len(), 2);
    assert_eq!(
        shown(&opened),
        [
            "h1: Бірінші тарау",
            "paragraph: Мәтін қалың1 сілтеме по-русски",
            "h2: Кіші тақырып",
            "item[3.]: үшінші",
            "item: ішкі",
            "item[4.]: төртінші",
            "image: Абайдың суреті",
            "cell: Аты",
            "cell: Жылы",
            "cell: Абай",
            "cell: 1845",
            "cell: 1904",
            "note: Ескерту мәтіні.",
            "h1: Екінші тарау",
            "paragraph: Соңы.",
        ]
    );
    let words = &book.sections[0].blocks[1];
    let has = |wanted: fn(&Style) -> bool| words.inlines.iter().any(|inline| wanted(&inline.style));
    assert!(has(|it| *it == Style::Strong) && has(|it| matches!(it, Style::NoteReference(_))));
    assert!(has(|it| matches!(it, Style::Language(language) if language.primary() == "ru")));
    assert!(has(|it| matches!(it, Style::Link(crate::book::Target::External(_)))));
    let tables =
        book.sections[0].groups.iter().filter(|it| matches!(it.kind, GroupKind::Table { rows: 3, columns: 2 }));
    assert_eq!(tables.count(), 1);
}

#[test]
fn an_open_document_is_read_as_what_it_is() {
    let content = "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:style='s' xmlns:fo='f' xmlns:xlink='x' \
        xmlns:table='tb' xmlns:draw='d' xmlns:svg='v'><office:automatic-styles><style:style style:name='T1'>\
        <style:text-properties fo:font-weight='bold'/></style:style><style:style style:name='T2'><style:text-properties \
        fo:language='ru' fo:country='RU'/></style:style><text:list-style style:name='L1'><text:list-level-style-number \
        text:level='1' style:num-format='1'/><text:list-level-style-bullet text:level='2'/></text:list-style>\
        </office:automatic-styles><office:body><office:text><text:tracked-changes><text:p>жойылған</text:p>\
        </text:tracked-changes><text:h text:outline-level='1'>Бірінші тарау</text:h><text:p>Мәтін <text:span \
        text:style-name='T1'>қалың</text:span><text:note text:id='n1'><text:note-citation>1</text:note-citation>\
        <text:note-body><text:p>Ескерту.</text:p></text:note-body></text:note> <text:span text:style-name='T2'>слово\
        </text:span></text:p><text:list text:style-name='L1'><text:list-item><text:p>бір</text:p><text:list>\
        <text:list-item><text:p>ішкі</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>екі\
        </text:p></text:list-item></text:list><text:p><draw:frame><draw:image xlink:href='Pictures/a.png'/><svg:desc>Сурет\
        </svg:desc></draw:frame></text:p><table:table><table:table-header-rows><table:table-row><table:table-cell>\
        <text:p>Аты</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row>\
        <table:table-cell><text:p>Абай</text:p></table:table-cell></table:table-row></table:table></office:text>\
        </office:body></office:document-content>";
    let opened = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
        ("META-INF/manifest.xml", "<m/>"),
        ("Pictures/a.png", "png"),
        ("meta.xml", "<m xmlns:dc='d'><dc:title>Сынақ</dc:title><dc:language>kk</dc:language></m>"),
    ]);
    assert_eq!((opened.book.metadata.format, opened.book.metadata.title.as_str()), (Format::Odt, "Сынақ"));
    assert_eq!(
        shown(&opened),
        [
            "h1: Бірінші тарау",
            "paragraph: Мәтін қалың1 слово",
            "item[1.]: бір",
            "item: ішкі",
            "item[2.]: екі",
            "image: Сурет",
            "cell: Аты",
            "cell: Абай",
            "note: Ескерту.",
        ]
    );
}

fn rtf(text: &str) -> Opened {
    open_bytes(Arc::from(text.as_bytes())).expect("it opens")
}

#[test]
fn rich_text_is_read_in_its_encodings() {
    let opened = rtf("{\\rtf1\\ansi\\ansicpg1251\\deff0{\\fonttbl{\\f0\\fcharset204 Times;}{\\f1\\fcharset0 Arial;}}\
        {\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 heading 1;}}{\\info{\\title \\'d1\\'fb\\'ed\\'e0\\'ea}{\\author Abai}}\
        \\pard\\s1 \\'c3\\'eb\\'e0\\'e2\\'e0\\par\\pard\\plain \\f0 \\u1178?\\u1072?\\u1088?\\u1072? {\\b s\\u246\\'f6z} \
        {\\*\\unknown hidden}{\\v secret}end{\\super 1}\\par\
        {\\listtext 1.\\tab}\\ls1\\ilvl0 first\\par{\\listtext 2.\\tab}second\\par\
        \\pard {\\field{\\*\\fldinst HYPERLINK \"https://kitap.kz\"}{\\fldrslt link}} note\\chftn{\\footnote \\chftn  of it}\\par\
        \\trowd\\intbl a\\cell b\\cell\\row\\trowd\\intbl c\\cell d\\cell\\row\\pard last\\par}");
    assert_eq!((opened.book.metadata.format, opened.book.metadata.title.as_str()), (Format::Rtf, "Сынак"));
    assert_eq!(
        shown(&opened),
        [
            "h1: Глава",
            "paragraph: Қара söz end1",
            "item[1.]: first",
            "item[2.]: second",
            "paragraph: link note1",
            "cell: a",
            "cell: b",
            "cell: c",
            "cell: d",
            "paragraph: last",
            "note: of it",
        ]
    );
}

#[test]
fn broken_rich_text_is_read_as_far_as_possible() {
    for text in [
        "{\\rtf1 words",
        "{\\rtf1 words}}}}{{{",
        "{\\rtf1 words\\bin99999999999 x",
        "{\\rtf1 words\\u-99999999 \\'zz\\",
    ] {
        assert!(shown(&rtf(text))[0].contains("words"), "{text}");
    }
    let deep = format!("{{\\rtf1 words {}x", "{".repeat(200_000));
    assert_eq!(shown(&rtf(&deep)).len(), 1);
}
