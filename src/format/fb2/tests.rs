//! FictionBooks, whole and broken, and what is read of them.

use std::sync::Arc;

use crate::book::{Code, GroupKind, Kind, OutlineEntry, Style, Target};
use crate::format::{Opened, open_bytes};

const DESCRIPTION: &str = "<description><title-info><genre>poetry</genre><author><first-name>Абай</first-name><middle-name>И.\
    </middle-name><last-name>Құнанбайұлы</last-name></author><author><nickname>Кім</nickname></author><book-title>Қара\n сөздер\
    </book-title><annotation><p>Бір.</p><p>Екі.</p></annotation><lang>kk</lang><src-lang>ru</src-lang><translator>\
    <last-name>Аудармашы</last-name></translator><sequence name='Абай жолы' number='2'/><coverpage><image l:href='#c.png'/>\
    </coverpage><date value='1890-01-01'>1890</date></title-info><document-info><id>id-7</id></document-info><publish-info>\
    <publisher>Жазушы</publisher><year>1993</year></publish-info></description>";

fn book(inside: &str) -> Vec<u8> {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><FictionBook xmlns='http://www.gribuser.ru/xml/fictionbook/2.0' \
         xmlns:l='http://www.w3.org/1999/xlink'>{DESCRIPTION}{inside}</FictionBook>"
    )
    .into_bytes()
}

fn opened(bytes: Vec<u8>) -> Opened {
    open_bytes(Arc::from(bytes)).expect("it opens")
}

fn shown(opened: &Opened) -> Vec<String> {
    let blocks = opened.book.sections.iter().flat_map(|section| &section.blocks);
    let name = |kind: Kind| match kind.level() {
        Some(level) => format!("h{level}"),
        None => kind.name().to_owned(),
    };
    blocks.map(|block| format!("{}: {}", name(block.kind), block.text.replace('\n', "/"))).collect()
}

fn codes(opened: &Opened) -> Vec<Code> {
    opened.defects.iter().map(|defect| defect.code).collect()
}

fn titles(entries: &[OutlineEntry]) -> Vec<String> {
    let all = entries.iter().flat_map(|entry| {
        let own = format!("{} {}", entry.level, entry.title);
        assert!(entry.point.is_some(), "{own}");
        std::iter::once(own).chain(titles(&entry.children))
    });
    all.collect()
}

#[test]
fn a_book_tells_of_itself() {
    let opened = opened(book(
        "<body><section><p>х</p></section></body><binary id='c.png' content-type='image/png'>iVBORw==</binary>",
    ));
    let about = &opened.book.metadata;
    assert_eq!(about.title, "Қара сөздер");
    assert_eq!(about.authors().collect::<Vec<_>>(), ["Абай И. Құнанбайұлы", "Кім"]);
    let others: Vec<_> = about.contributors.iter().filter(|person| person.role == "trl").collect();
    assert_eq!(others.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Аудармашы"]);
    assert_eq!(about.languages.iter().map(|language| language.tag()).collect::<Vec<_>>(), ["kk"]);
    let series = about.collections.first().expect("a series");
    assert_eq!((series.name.as_str(), series.position.as_deref()), ("Абай жолы", Some("2")));
    assert_eq!(about.description.as_deref(), Some("Бір. Екі."));
    assert_eq!((about.publisher.as_deref(), about.published.as_deref()), (Some("Жазушы"), Some("1993")));
    assert_eq!((about.identifier.as_deref(), about.subjects.as_slice()), (Some("id-7"), &["poetry".to_owned()][..]));
    let cover = opened.cover().expect("a cover");
    assert_eq!((cover.media_type.as_str(), cover.bytes.len()), ("image/png", 4));
    assert!(opened.defects.is_empty() || codes(&opened) == [Code::NoOutline]);
}

#[test]
fn every_element_is_read_as_what_it_is() {
    let opened = opened(book(
        "<body><title><p>Абай</p><p>Қара сөздер</p></title><epigraph><p>Эпиграф</p><text-author>Кім</text-author></epigraph>\
         <section id='one'><title><p>Бірінші</p><empty-line/><p>бөлім</p></title><p>Ол <emphasis>келді</emphasis> \
         <strong>бүгін</strong><a l:href='#n1' type='note'>[1]</a>.</p><empty-line/><p xml:lang='ru'>Он пришёл.</p>\
         <subtitle>* * *</subtitle><subtitle>Ішкі</subtitle><poem><title><p>Өлең</p></title><stanza><v>Қансонарда</v>\
         <v>бүркітші</v></stanza><text-author>Абай</text-author></poem><cite><p>Сөз</p></cite><image l:href='#p.png' \
         alt='Сурет'/><table><tr><th>А</th><td>Б</td></tr></table></section><section><title><p>Екінші</p></title><p>Тағы \
         <a l:href='#one'>анда</a> <a l:href='#no'>жоқ</a> <a l:href='https://kitap.kz'>сайт</a></p></section></body>\
         <body name='notes'><title><p>Ескертулер</p></title><section id='n1'><title><p>1</p></title><p>Түсінік.</p><p>Тағы.</p>\
         </section><section id='n2'><p>Басқа.</p></section></body><binary id='p.png' content-type='image/png'>iVBORw==</binary>\
         <binary id='c.png'>iVBORw==</binary>",
    ));
    assert_eq!(
        shown(&opened),
        [
            "h1: Абай/Қара сөздер",
            "paragraph: Эпиграф",
            "paragraph: Кім",
            "h1: Бірінші/бөлім",
            "paragraph: Ол келді бүгін[1].",
            "separator: ",
            "paragraph: Он пришёл.",
            "separator: ",
            "h2: Ішкі",
            "h2: Өлең",
            "paragraph: Қансонарда/бүркітші",
            "paragraph: Абай",
            "paragraph: Сөз",
            "image: Сурет",
            "cell: А",
            "cell: Б",
            "h1: Екінші",
            "paragraph: Тағы анда жоқ сайт",
            "h1: Ескертулер",
            "note: 1 Түсінік.",
            "note: Тағы.",
            "note: Басқа.",
        ]
    );
    let book = &opened.book;
    assert_eq!(titles(&book.outline), ["1 Бірінші бөлім", "1 Екінші", "1 Ескертулер"]);
    assert_eq!(book.sections.iter().map(|section| section.linear).collect::<Vec<_>>(), [true, true, true, false]);
    let target =
        |href: &str, fragment: &str| Target::Internal { href: href.to_owned(), fragment: Some(fragment.to_owned()) };
    let reference = &book.sections[1].blocks[1];
    assert_eq!(
        reference.inlines.last().map(|inline| &inline.style),
        Some(&Style::NoteReference(target("4.xml", "n1")))
    );
    assert_eq!(book.resolve_target(&target("4.xml", "n1")).map(|point| (point.section, point.block)), Some((3, 1)));
    let links: Vec<_> = book.sections[2].blocks[1].inlines.iter().map(|inline| inline.style.clone()).collect();
    assert_eq!(
        links,
        [Style::Link(target("2.xml", "one")), Style::Link(Target::External("https://kitap.kz".to_owned()))]
    );
    assert_eq!(book.sections[1].blocks[3].language.as_ref().map(|language| language.tag()), Some("ru"));
    let groups: Vec<_> = book.sections[3].groups.iter().map(|group| &group.kind).collect();
    assert_eq!(groups, [&GroupKind::Notes]);
    let picture = book.sections[1].blocks[10].resource.clone().expect("a picture");
    assert_eq!(opened.resources.read(&picture).expect("there").media_type, "image/png");
    assert_eq!(codes(&opened), [Code::DeadLink]);
}

#[test]
fn a_long_section_is_cut_and_its_contents_stay_nested() {
    let long = "<p>Сөз сөз сөз сөз сөз.</p>".repeat(1200);
    let inner = |title: &str| format!("<section><title><p>{title}</p></title>{long}</section>");
    let opened = opened(book(&format!(
        "<body><section><title><p>Том</p></title><epigraph><p>э</p></epigraph>{}{}</section><section><title><p>Қысқа</p>\
         </title><section><title><p>Ішкі</p></title><p>х</p></section></section></body>",
        inner("Бір"),
        inner("Екі"),
    )));
    assert_eq!(titles(&opened.book.outline), ["1 Том", "2 Бір", "2 Екі", "1 Қысқа", "2 Ішкі"]);
    assert_eq!(opened.book.sections.len(), 4);
    let title = |index: usize| opened.book.sections[index].title.as_deref();
    assert_eq!([title(0), title(1), title(2), title(3)], [Some("Том"), Some("Бір"), Some("Екі"), Some("Қысқа")]);
    assert_eq!(opened.book.sections[1].blocks[0].kind, Kind::Heading(2));
    let point = opened.book.outline[1].children[0].point.expect("a place");
    assert_eq!((point.section, point.block), (3, 1));
}

#[test]
fn broken_books_are_read_as_far_as_possible() {
    for (broken, wanted) in [
        ("<FictionBook><body><section><p>Бір & екі<p>Үш</section>", "Бір & екі|Үш"),
        ("<FictionBook><body><p>Бір</p></body></FictionBook> junk <FictionBook><body><p>Екі</p></body>", "Бір|Екі"),
        ("<FictionBook><section><p>Бір</p></section></FictionBook>", "Бір"),
        ("<fb:FictionBook><fb:body><fb:section><fb:p>Бір<fb:image xlink:href='#x'/></fb:p>", "Бір"),
        ("<FictionBook><body><section><title><p>Т</title><p>a < b &foo; c<poem><v>в</poem></p></body>", "Т|a < b c|в"),
        ("\u{feff}\n<!-- x --><FictionBook><body><section><section><p>Бір</p></body></FictionBook>", "Бір"),
    ] {
        let opened = opened(broken.as_bytes().to_vec());
        let texts: Vec<_> = opened.book.sections.iter().flat_map(|section| &section.blocks).collect();
        let texts: Vec<_> =
            texts.iter().filter(|block| !block.text.is_empty()).map(|block| block.text.as_str()).collect();
        assert_eq!(texts.join("|"), wanted, "{broken}");
    }
    assert!(open_bytes(Arc::from(&b"<FictionBook/>"[..])).is_err());
}

#[test]
fn empty_lines_part_scenes_only_where_they_are_rare() {
    let often = "<p>х</p><empty-line/>".repeat(9);
    let opened = opened(book(&format!("<body><section>{often}<p>у</p></section></body>")));
    assert!(opened.book.sections[0].blocks.iter().all(|block| block.kind == Kind::Paragraph));
}
