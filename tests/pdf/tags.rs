//! Tagged PDF: what the author has marked is read as it is marked, and tags that do not fit are not believed.

use std::time::Instant;

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary, text_string};
use oqyrman::book::{Block, Book, GroupKind, Kind, Style, Target};

use super::support::{Page, Pdf};
use super::{MOST_TIME, made, texts, whole};

impl Page {
    /// A line of 10 points that is marked with this number.
    fn marked(self, number: i64, left: i64, bottom: i64, text: &str) -> Self {
        self.begun("P", dictionary! { "MCID" => number }).line(10, left, bottom, text).operation("EMC", vec![])
    }

    fn begun(self, tag: &str, properties: Dictionary) -> Self {
        self.operation("BDC", vec![tag.into(), properties.into()])
    }
}

/// An element of this type with what is in it: marked content of its page, or elements.
fn element(pdf: &mut Pdf, kind: &str, page: usize, kids: Vec<Object>) -> Object {
    element_with(pdf, kind, page, kids, Dictionary::new())
}

fn element_with(pdf: &mut Pdf, kind: &str, page: usize, kids: Vec<Object>, more: Dictionary) -> Object {
    let mut element = dictionary! { "Type" => "StructElem", "S" => kind, "Pg" => pdf.pages[page], "K" => kids };
    element.extend(&more);
    pdf.document.add_object(element).into()
}

/// The document with these at the root of its structure.
fn tagged(mut pdf: Pdf, kids: Vec<Object>) -> Pdf {
    let mapped = dictionary! { "Absatz" => "Normal", "Normal" => "P", "Kreis" => "Kreis" };
    let root = pdf.document.add_object(dictionary! { "Type" => "StructTreeRoot", "RoleMap" => mapped, "K" => kids });
    pdf.in_root("StructTreeRoot", root)
}

fn blocks(book: &Book) -> Vec<&Block> {
    book.sections.iter().flat_map(|section| &section.blocks).collect()
}

fn shown(book: &Book) -> Vec<String> {
    let kind = |block: &Block| match block.kind {
        Kind::Heading(level) => format!("h{level}"),
        kind => kind.name().to_owned(),
    };
    let label = |block: &Block| block.label.as_ref().map(|label| format!("<{label}> ")).unwrap_or_default();
    blocks(book).iter().map(|block| format!("{} {}{}", kind(block), label(block), block.text)).collect()
}

fn styles(block: &Block) -> Vec<(&str, &Style)> {
    block.inlines.iter().map(|inline| (&block.text[inline.range.clone()], &inline.style)).collect()
}

#[test]
fn the_order_is_that_of_the_tags_and_types_stand_for_types() {
    let page = Page::new()
        .marked(2, 72, 700, "Соңғы абзац жоғарыда тұр")
        .marked(0, 72, 600, "Тақырып осы")
        .marked(1, 72, 500, "Бірінші абзацтың бірін-")
        .marked(3, 72, 487, "ші жолы және екінші жолы")
        .begun("Artifact", Dictionary::new())
        .line(10, 300, 40, "17")
        .operation("EMC", vec![]);
    let mut pdf = Pdf::new().page(page);
    let heading = element(&mut pdf, "H", 0, vec![0.into()]);
    let first = element(&mut pdf, "Absatz", 0, vec![1.into(), 3.into()]);
    let last = element(&mut pdf, "Kreis", 0, vec![2.into()]);
    let inner = element(&mut pdf, "Sect", 0, vec![heading, first, last]);
    let outer = element(&mut pdf, "Sect", 0, vec![inner]);
    let book = made(tagged(pdf, vec![outer])).book;
    assert_eq!(
        shown(&book),
        [
            "h2 Тақырып осы",
            "paragraph Бірінші абзацтың бірінші жолы және екінші жолы",
            "paragraph Соңғы абзац жоғарыда тұр"
        ]
    );
    // Without bookmarks, headings are the contents.
    assert_eq!(book.outline.len(), 1);
    assert_eq!((book.outline[0].title.as_str(), book.outline[0].level), ("Тақырып осы", 1));
}

#[test]
fn lists_have_labels_and_lists_inside() {
    let page = Page::new()
        .marked(0, 72, 700, "1.")
        .marked(1, 90, 700, "Бірінші тармақ")
        .marked(2, 90, 680, "•")
        .marked(3, 110, 680, "Ішкі тармақ")
        .marked(4, 72, 660, "2.")
        .marked(5, 90, 660, "Екінші тармақ");
    let mut pdf = Pdf::new().page(page);
    let item = |pdf: &mut Pdf, label: i64, body: Vec<Object>| {
        let label = element(pdf, "Lbl", 0, vec![label.into()]);
        let body = element(pdf, "LBody", 0, body);
        element(pdf, "LI", 0, vec![label, body])
    };
    let inner = item(&mut pdf, 2, vec![3.into()]);
    let inner = element(&mut pdf, "L", 0, vec![inner]);
    let first = item(&mut pdf, 0, vec![1.into(), inner]);
    let second = item(&mut pdf, 4, vec![5.into()]);
    let list = element(&mut pdf, "L", 0, vec![first, second]);
    let book = made(tagged(pdf, vec![list])).book;
    assert_eq!(shown(&book), ["item <1.> Бірінші тармақ", "item Ішкі тармақ", "item <2.> Екінші тармақ"]);
    let groups: Vec<_> = book.sections[0].groups.iter().map(|it| (&it.kind, it.blocks.clone(), it.parent)).collect();
    assert_eq!(
        groups,
        [
            (&GroupKind::List { ordered: true }, 0..3, None),
            (&GroupKind::ListItem, 0..2, Some(0)),
            (&GroupKind::List { ordered: false }, 1..2, Some(1)),
            (&GroupKind::ListItem, 1..2, Some(2)),
            (&GroupKind::ListItem, 2..3, Some(0)),
        ]
    );
}

#[test]
fn tables_have_places_spans_and_headers() {
    let page = Page::new()
        .marked(0, 72, 700, "Өлке")
        .marked(1, 200, 700, "Халқы")
        .marked(2, 72, 680, "Абай облысы")
        .marked(3, 200, 680, "610")
        .marked(4, 72, 660, "Бәрі");
    let mut pdf = Pdf::new().page(page);
    let attributes = |it: Dictionary| dictionary! { "A" => vec![dictionary! { "O" => "Layout" }.into(), it.into()] };
    let cell = |pdf: &mut Pdf, kind: &str, content: Vec<Object>, more| element_with(pdf, kind, 0, content, more);
    let named = |name: &str| dictionary! { "ID" => Object::string_literal(name) };
    let (one, two) =
        (cell(&mut pdf, "TH", vec![0.into()], named("өлке")), cell(&mut pdf, "TH", vec![1.into()], named("b")));
    let head = element(&mut pdf, "TR", 0, vec![one, two]);
    let head = element(&mut pdf, "THead", 0, vec![head]);
    let scope = attributes(dictionary! { "O" => "Table", "Scope" => "Row", "RowSpan" => 1 });
    let one = cell(&mut pdf, "TH", vec![2.into()], scope);
    let names = vec![Object::string_literal("b"), Object::string_literal("nobody"), Object::Null];
    let two = cell(&mut pdf, "TD", vec![3.into()], attributes(dictionary! { "Headers" => names }));
    let body = element(&mut pdf, "TR", 0, vec![one, two]);
    let one = cell(&mut pdf, "TD", vec![4.into()], Dictionary::new());
    let two = cell(&mut pdf, "TD", vec![], Dictionary::new());
    let last = element(&mut pdf, "TR", 0, vec![one, two]);
    let wide = cell(&mut pdf, "TD", vec![], attributes(dictionary! { "ColSpan" => 2, "RowSpan" => 90 }));
    let end = element(&mut pdf, "TR", 0, vec![wide]);
    let title = dictionary! { "T" => text_string("Халық") };
    let table = element_with(&mut pdf, "Table", 0, vec![head, body, last, end], title);
    let book = made(tagged(pdf, vec![table])).book;
    assert_eq!(texts(&book), ["Өлке", "Халқы", "Абай облысы", "610", "Бәрі", "", ""]);
    let section = &book.sections[0];
    assert_eq!(section.groups[0].kind, GroupKind::Table { rows: 4, columns: 2 });
    assert_eq!(section.groups[0].label.as_deref(), Some("Халық"));
    let places: Vec<_> = section.blocks.iter().map(|block| block.cell.expect("a cell")).collect();
    let headers: Vec<_> = places.iter().map(|it| (it.header, it.row_header)).collect();
    assert_eq!(headers[..4], [(true, false), (true, false), (true, true), (false, false)]);
    assert_eq!((places[3].row, places[3].column, places[3].rows, places[3].columns), (1, 1, 4, 2));
    assert_eq!((places[6].column_span, places[6].row_span), (2, 1));
    assert_eq!(section.headers.get(&3), Some(&vec![1]));
    assert_eq!(section.headers.len(), 1);
}

#[test]
fn pictures_and_formulas_are_what_stands_for_them() {
    let page = Page::new()
        .marked(0, 72, 700, "Сурет ішіндегі жазу")
        .marked(1, 72, 680, "1-сурет. Дала")
        .marked(2, 72, 660, "Формула мынау")
        .marked(3, 160, 660, "x²")
        .marked(4, 200, 660, "болады.")
        .marked(5, 72, 640, "let a = 1;")
        .marked(6, 82, 627, "a + 1");
    let mut pdf = Pdf::new().page(page);
    let caption = element(&mut pdf, "Caption", 0, vec![1.into()]);
    let alternative = |text: &str| dictionary! { "Alt" => text_string(text) };
    let figure = element_with(&mut pdf, "Figure", 0, vec![0.into(), caption], alternative("Кең дала"));
    let formula = element_with(&mut pdf, "Formula", 0, vec![3.into()], alternative("икс квадраты"));
    let text = element(&mut pdf, "P", 0, vec![2.into(), formula, 4.into()]);
    let alone = element_with(&mut pdf, "Figure", 0, vec![], alternative("Тау"));
    let code = element(&mut pdf, "Code", 0, vec![5.into(), 6.into()]);
    let book = made(tagged(pdf, vec![figure, text, alone, code])).book;
    assert_eq!(
        shown(&book),
        [
            "image Кең дала",
            "caption 1-сурет. Дала",
            "paragraph Формула мынау икс квадраты болады.",
            "image Тау",
            "code let a = 1;\n  a + 1"
        ]
    );
    assert_eq!(book.sections[0].groups.len(), 1);
    assert_eq!(book.sections[0].groups[0].kind, GroupKind::Figure);
}

#[test]
fn links_notes_languages_and_stress_stand_inside_the_text() {
    let first = Page::new()
        .marked(0, 72, 700, "Мына")
        .marked(1, 102, 700, "сайт")
        .marked(2, 132, 700, "және")
        .marked(3, 162, 700, "бет,")
        .marked(4, 192, 700, "сөз")
        .marked(5, 207, 700, "1")
        .marked(6, 222, 700, "hello")
        .begun("P", dictionary! { "MCID" => 7 })
        .begun("Span", dictionary! { "Lang" => Object::string_literal("ru") })
        .line(10, 262, 700, "привет")
        .operation("EMC", vec![])
        .operation("EMC", vec![])
        .marked(8, 72, 100, "1")
        .marked(9, 82, 100, "Ескерту осы.")
        .marked(10, 72, 600, "Келесі абзац.");
    let second = Page::new().marked(0, 72, 700, "Бірінші.").marked(1, 72, 400, "Сілтенген жер.");
    let mut pdf = Pdf::new().page(first).page(second);
    let link = |pdf: &mut Pdf, number: i64, annotation: Dictionary| {
        let annotation = pdf.document.add_object(annotation);
        let object = dictionary! { "Type" => "OBJR", "Obj" => annotation };
        element(pdf, "Link", 0, vec![number.into(), object.into()])
    };
    let action = dictionary! { "S" => "URI", "URI" => Object::string_literal("https://abai.kz") };
    let out = link(&mut pdf, 1, dictionary! { "Subtype" => "Link", "A" => action });
    let place = vec![pdf.pages[1].into(), "XYZ".into(), 0.into(), 412.into(), Object::Null];
    let inside = link(&mut pdf, 3, dictionary! { "Subtype" => "Link", "Dest" => place });
    let strong = element(&mut pdf, "Strong", 0, vec![4.into()]);
    let label = element(&mut pdf, "Lbl", 0, vec![5.into()]);
    let reference = element(&mut pdf, "Reference", 0, vec![label]);
    let english =
        element_with(&mut pdf, "Span", 0, vec![6.into()], dictionary! { "Lang" => Object::string_literal("en-GB") });
    let label = element(&mut pdf, "Lbl", 0, vec![8.into()]);
    let body = element(&mut pdf, "P", 0, vec![9.into()]);
    let note = element(&mut pdf, "Note", 0, vec![label, body]);
    let kids = vec![0.into(), out, 2.into(), inside, strong, reference, note, english, 7.into()];
    let text = element(&mut pdf, "P", 0, kids);
    let next = element(&mut pdf, "P", 0, vec![10.into()]);
    let [third, fourth] = [0, 1].map(|number: i64| element(&mut pdf, "P", 1, vec![number.into()]));
    let pdf = tagged(pdf, vec![text, next, third, fourth]).in_root("Lang", Object::string_literal("kk"));
    let book = made(pdf).book;
    assert_eq!(
        shown(&book),
        [
            "paragraph Мына сайт және бет, сөз1 hello привет",
            "paragraph Келесі абзац.",
            "note <1> Ескерту осы.",
            "paragraph Бірінші.",
            "paragraph Сілтенген жер."
        ]
    );
    let found = styles(blocks(&book)[0]);
    let points: Vec<_> = found
        .iter()
        .map(|(text, style)| match style {
            Style::Link(Target::External(address)) => format!("{text}: {address}"),
            Style::Link(target) => {
                format!("{text}: {:?}", book.resolve_target(target).map(|it| (it.section, it.block)))
            }
            Style::NoteReference(target) => {
                format!("{text}: note {:?}", book.resolve_target(target).map(|it| it.block))
            }
            Style::Language(language) => format!("{text}: {language}"),
            style => format!("{text}: {style:?}"),
        })
        .collect();
    assert_eq!(
        points,
        ["сайт: https://abai.kz", "бет,: Some((1, 1))", "сөз: Strong", "1: note Some(2)", "hello: en-GB", "привет: ru"]
    );
    assert!(book.sections[0].groups.iter().any(|it| it.kind == GroupKind::Notes && it.blocks == (2..3)));
}

#[test]
fn a_paragraph_is_one_over_pages_and_what_is_another_is_not() {
    let first = Page::new().marked(0, 72, 700, "Бірінші абзац басталды,").marked(1, 72, 680, "Бұл абзац жалға-");
    let second = Page::new().marked(0, 72, 700, "сады. Енді бітті.").marked(1, 72, 680, "соңғы абзац,");
    let third = Page::new().marked(0, 72, 700, "бірақ жаңа абзац.").marked(1, 72, 680, "Ең соңы.");
    let mut pdf = Pdf::new().page(first).page(second).page(third);
    let page = pdf.pages[1];
    let one = element(&mut pdf, "P", 0, vec![0.into()]);
    let rest = dictionary! { "Type" => "MCR", "Pg" => page, "MCID" => 0 };
    let two = element(&mut pdf, "P", 0, vec![1.into(), rest.into()]);
    let three = element(&mut pdf, "P", 1, vec![1.into()]);
    let [four, five] = [0, 1].map(|number: i64| element(&mut pdf, "P", 2, vec![number.into()]));
    let book = made(tagged(pdf, vec![one, two, three, four, five])).book;
    assert_eq!(
        texts(&book),
        [
            "Бірінші абзац басталды,",
            "Бұл абзац жалғасады. Енді бітті.",
            "соңғы абзац,",
            "бірақ жаңа абзац.",
            "Ең соңы."
        ]
    );
    assert_eq!(book.sections[1].blocks.len(), 1);
}

#[test]
fn content_of_forms_has_numbers_of_its_own() {
    let mut pdf = Pdf::new();
    let font = pdf.document.get_dictionary(pdf.resources).expect("there").get(b"Font").expect("there").clone();
    let inner = "/P <</MCID 0>> BDC BT /F1 10 Tf 72 600 Td <04210451> Tj ET EMC";
    let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => dictionary! { "Font" => font } };
    let form: ObjectId = pdf.document.add_object(Stream::new(form, inner.into()));
    let own = pdf.document.get_dictionary_mut(pdf.resources).expect("there");
    own.set("XObject", dictionary! { "X" => form });
    let page = Page::new().marked(0, 72, 700, "Беттің өзі").operation("Do", vec!["X".into()]);
    let mut pdf = pdf.page(page);
    let content = dictionary! { "Type" => "MCR", "Stm" => form, "MCID" => 0 };
    let first = element(&mut pdf, "H1", 0, vec![content.into()]);
    let second = element(&mut pdf, "P", 0, vec![0.into()]);
    let book = made(tagged(pdf, vec![first, second])).book;
    assert_eq!(shown(&book), ["h1 Сё", "paragraph Беттің өзі"]);
}

#[test]
fn tags_that_do_not_fit_are_not_believed() {
    // They know a part of the page alone.
    let page = Page::new().marked(0, 72, 700, "Белгіленген сөз.").line(10, 72, 600, "Белгіленбеген ұзын мәтін осында.");
    let mut pdf = Pdf::new().page(page);
    let known = element(&mut pdf, "H1", 0, vec![0.into()]);
    let book = made(tagged(pdf, vec![known])).book;
    assert_eq!(shown(&book), ["paragraph Белгіленген сөз.", "paragraph Белгіленбеген ұзын мәтін осында."]);

    // They jump about.
    let mut page = Page::new();
    for number in 0..12 {
        page = page.marked(number, 72, 700 - 30 * number, &format!("Бұл {number}-абзацтың мәтіні."));
    }
    let mut pdf = Pdf::new().page(page);
    let order = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
    let kids = order.map(|number: i64| element(&mut pdf, "P", 0, vec![number.into()])).to_vec();
    let book = made(tagged(pdf, kids)).book;
    assert!(texts(&book)[0].starts_with("Бұл 0-"), "{:?}", texts(&book));

    // They tear words.
    let mut page = Page::new();
    for (number, letter) in "БұлсөздертілініпқалғанЕнді".chars().enumerate() {
        page = page.marked(number as i64, 72 + 5 * number as i64, 700, &letter.to_string());
    }
    let mut pdf = Pdf::new().page(page);
    let kids = (0..26_i64).map(|number| element(&mut pdf, "P", 0, vec![number.into()])).collect();
    let book = made(tagged(pdf, kids)).book;
    assert_eq!(texts(&book), ["БұлсөздертілініпқалғанЕнді"]);
}

#[test]
fn what_the_tags_forgot_is_read_behind_them() {
    let long = "Бұл белгіленген ұзын сөйлем, ол беттің көп бөлігін алып тұр, сондықтан оған сенеміз.";
    let page = Page::new().line(10, 72, 720, "Ұмытылған.").marked(0, 72, 700, long);
    let mut pdf = Pdf::new().page(page);
    let known = element(&mut pdf, "H4", 0, vec![0.into()]);
    let book = made(tagged(pdf, vec![known])).book;
    assert_eq!(shown(&book), [format!("h4 {long}"), "paragraph Ұмытылған.".to_owned()]);
}

#[test]
fn trees_that_mean_harm_are_answered() {
    let page = || Page::new().marked(0, 72, 700, "Мәтін осы.").marked(1, 72, 680, "Екіншісі.");
    // Circles, wrong types, numbers that nobody has.
    let mut pdf = Pdf::new().page(page());
    let text = element(&mut pdf, "P", 0, vec![0.into(), 0.into(), (-1).into(), i64::MAX.into(), Object::Null]);
    let id = pdf.document.new_object_id();
    let circle = dictionary! {
        "S" => "Table", "Pg" => 7, "K" => vec![id.into(), id.into(), text.clone(), "x".into()], "A" => vec![id.into()],
        "C" => id, "Alt" => 9, "Lang" => id, "Ref" => vec![id.into()], "NS" => id, "RoleMapNS" => id,
    };
    pdf.document.objects.insert(id, circle.into());
    let pg = pdf.pages[0];
    let wrong = dictionary! { "Type" => "MCR", "MCID" => "x", "Pg" => pg };
    let last = element(&mut pdf, "TD", 0, vec![wrong.into(), 1.into(), dictionary! { "Type" => "OBJR" }.into()]);
    let book = made(tagged(pdf, vec![id.into(), text, last])).book;
    assert_eq!(texts(&book), ["Мәтін осы.", "Екіншісі."]);

    // Depth without an end.
    let mut pdf = Pdf::new().page(page());
    let mut deep = element(&mut pdf, "P", 0, vec![0.into(), 1.into()]);
    for _ in 0..20_000 {
        deep = element(&mut pdf, "Table", 0, vec![deep]);
    }
    assert_eq!(texts(&made(tagged(pdf, vec![deep])).book), ["Мәтін осы.", "Екіншісі."]);

    // More than anybody reads, and all of it in one list.
    let mut pdf = Pdf::new().page(page());
    let text = element(&mut pdf, "P", 0, vec![0.into(), 1.into()]);
    let cell: Object =
        dictionary! { "S" => "TD", "A" => dictionary! { "ColSpan" => 1000, "RowSpan" => i64::MAX } }.into();
    let row: Object = dictionary! { "S" => "TR", "K" => vec![cell; 2000] }.into();
    let table = element(&mut pdf, "Table", 0, vec![row; 10]);
    let again = element(&mut pdf, "P", 0, vec![0.into(); 300_000]);
    let start = Instant::now();
    let read = made(tagged(pdf, vec![text, table, again]));
    assert!(start.elapsed() < MOST_TIME, "took {:?}", start.elapsed());
    assert!(texts(&read.book)[0].starts_with("Мәтін осы."));
}

#[test]
fn the_tables_and_pictures_of_the_fixtures_are_there() {
    for (name, alternative) in [("udhr-kk-tagged.pdf", "Көгілдір тіктөртбұрыш"), ("udhr-ru-tagged.pdf", "")]
    {
        let book = whole(name).book;
        let section = book.sections.last().expect("a page");
        let table = section.groups.iter().find(|group| matches!(group.kind, GroupKind::Table { .. })).expect("a table");
        assert_eq!(table.kind, GroupKind::Table { rows: 2, columns: 2 });
        let kinds: Vec<Kind> = section.blocks[table.blocks.start..].iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [Kind::Cell, Kind::Cell, Kind::Cell, Kind::Cell, Kind::Caption, Kind::Image]);
        let picture = section.blocks.last().expect("a block");
        assert!(picture.text.contains(alternative), "{}", picture.text);
    }
}
