//! The page that books are read on: its text, caret, movement, marks and tree, without a window.

#[path = "support/headless.rs"]
mod headless;

use std::sync::Arc;

use accesskit::{Action, ActionData, Role, TextSelection};
use headless::{Found, Headless};
use iced::keyboard::{Modifiers, key::Code, key::Named};
use iced::{Color, Element, Size, window};
use oqyrman::book::{Block, CellPlace, Group, GroupKind, Inline, Kind, Language, Point, Section, Span, Style, Target};
use oqyrman::settings::{Alignment, Hyphenation};
use oqyrman::ui::typography;
use oqyrman::ui::widget::prose::Event;
use oqyrman::ui::widget::{Look, Mark, PageLook, prose, root};
use proptest::prelude::*;

struct Reader {
    window: window::Id,
    section: Arc<Section>,
    look: PageLook,
    cursor: Point,
    anchor: Option<Point>,
    phrase: Option<Span>,
    word: Option<Span>,
    marks: Vec<Mark>,
    events: Vec<Event>,
}

fn page_look(size: f32) -> PageLook {
    let look = Look { font: typography::REGULAR, bold: typography::BOLD, ..Look::default() };
    PageLook { look, size, ..PageLook::default() }
}

fn view(reader: &Reader) -> Element<'_, Event> {
    let page = prose(&reader.look, "Қара сөздер", "kk", &reader.section, reader.cursor.section)
        .cursor(reader.cursor)
        .anchor(reader.anchor)
        .highlight(reader.phrase)
        .word(reader.word)
        .marks(reader.marks.iter().copied())
        .on_event(|event| event);
    root("Оқырман", "kk", page).window(reader.window, 1.0).into()
}

fn update(reader: &mut Reader, event: Event) {
    match &event {
        Event::Placed(point) => (reader.cursor, reader.anchor) = (*point, None),
        Event::Selected { anchor, caret } => (reader.cursor, reader.anchor) = (*caret, Some(*anchor)),
        _ => {}
    }
    reader.events.push(event);
}

fn reader_of(section: Section, size: Size) -> Headless<Reader, Event> {
    let new = |window| Reader {
        window,
        section: Arc::new(section),
        look: page_look(24.0),
        cursor: Point::default(),
        anchor: None,
        phrase: None,
        word: None,
        marks: Vec::new(),
        events: Vec::new(),
    };
    Headless::sized(size, new, view, update)
}

/// To the end of the section, without a selection.
fn to_end(reader: &mut Headless<Reader, Event>) {
    reader.press_with(Modifiers::CTRL | Modifiers::SHIFT, Named::End);
    reader.state.anchor = None;
    reader.redraw();
}

fn block(kind: Kind, text: &str) -> Block {
    Block::new(kind, text)
}

/// One of everything.
fn chapter() -> Section {
    let mut section = Section::new("text/1.xhtml");
    section.language = Language::parse("kk");
    let mut linked =
        block(Kind::Paragraph, "Бұл жасқа келгенше жақсы өткіздік пе, say it in English, [1] бізге белгісіз.");
    let place = |what: &str| {
        let start = linked.text.find(what).unwrap();
        start..start + what.len()
    };
    let inlines = vec![
        Inline {
            range: place("жақсы өткіздік"), style: Style::Link(Target::External("https://example.org/".into()))
        },
        Inline { range: place("say it in English"), style: Style::Language(Language::parse("en").unwrap()) },
        Inline {
            range: place("[1]"),
            style: Style::NoteReference(Target::Internal { href: "text/1.xhtml".into(), fragment: Some("n1".into()) }),
        },
    ];
    linked.inlines = inlines;
    let mut page = block(Kind::PageBreak, "");
    page.label = Some("12".to_owned());
    let cell = |text: &str, row, column, header| {
        let mut block = block(Kind::Cell, text);
        block.cell = Some(CellPlace { row, column, rows: 2, columns: 2, header, ..CellPlace::default() });
        block
    };
    section.blocks = vec![
        block(Kind::Heading(1), "Бірінші сөз"),
        linked,
        page,
        block(Kind::Item, "Бірінші"),
        block(Kind::Item, "Екінші"),
        cell("Жыл", 0, 0, true),
        cell("Сөз", 0, 1, true),
        cell("1890", 1, 0, false),
        cell("Бірінші", 1, 1, false),
        block(Kind::Image, "Абайдың суреті"),
        block(Kind::Separator, ""),
        block(Kind::Paragraph, "Ақыры ойладым."),
    ];
    let group = |kind, blocks, parent| Group { kind, blocks, parent, label: None };
    section.groups = vec![
        group(GroupKind::List { ordered: false }, 3..5, None),
        group(GroupKind::ListItem, 3..4, Some(0)),
        group(GroupKind::ListItem, 4..5, Some(0)),
        group(GroupKind::Table { rows: 2, columns: 2 }, 5..9, None),
    ];
    section
}

fn reader() -> Headless<Reader, Event> {
    reader_of(chapter(), Size::new(800.0, 600.0))
}

/// Paragraphs of plain words, `characters` in all.
fn long(characters: usize) -> Section {
    let mut section = Section::new("long.xhtml");
    let sentence = "Адам баласы анадан туғанда екі түрлі мінезбен туады. ";
    let paragraph = sentence.repeat(8);
    let count = characters / paragraph.chars().count() + 1;
    section.blocks = (0..count).map(|number| block(Kind::Paragraph, &format!("{number}. {paragraph}"))).collect();
    section
}

fn document(reader: &Headless<Reader, Event>) -> Found {
    reader.find(Role::Document, "Қара сөздер")
}

fn text(reader: &Headless<Reader, Event>) -> String {
    reader.tree(|tree| tree.state().focus().expect("the page has the focus").document_range().text())
}

/// The caret in characters of the document.
fn caret(reader: &Headless<Reader, Event>) -> usize {
    reader.tree(|tree| {
        let node = tree.state().focus().expect("the page has the focus");
        node.text_selection_focus().expect("it has a caret").to_global_usv_index()
    })
}

/// Where the caret is, drawn, in window coordinates.
fn caret_y(reader: &Headless<Reader, Event>) -> f64 {
    reader.tree(|tree| {
        let node = tree.state().focus().expect("the page has the focus");
        let position = node.text_selection_focus().expect("it has a caret");
        let mut range = position.to_degenerate_range();
        range.set_end(position.forward_to_character_end());
        range.bounding_boxes().first().expect("it is laid out").y0
    })
}

#[test]
fn the_document_is_the_section() {
    let reader = reader();
    let joined: String =
        chapter().blocks.iter().filter(|block| !block.text.is_empty()).map(|block| block.text.clone() + "\n").collect();
    assert_eq!(text(&reader), joined);
    assert_eq!(
        reader.outline(),
        "\
Window «Оқырман»
  Document «Қара сөздер» [focused]
    Heading «Бірінші сөз»
    Paragraph
      Link «жақсы өткіздік»
      DocNoteRef «[1]»
    DocPageBreak «12»
    List
      ListItem 1/2
        Group «12»
          Paragraph
      ListItem 2/2
        Paragraph
    Table
      Row
        ColumnHeader
        ColumnHeader
      Row
        Cell
        Cell
    Image «Абайдың суреті»
    Paragraph
"
    );
    let document = document(&reader);
    for action in [Action::Focus, Action::Click, Action::SetTextSelection, Action::ScrollToPoint] {
        assert!(document.node.supports_action(action), "{action:?}");
    }
    assert_eq!(reader.find(Role::Heading, "Бірінші сөз").node.level(), Some(0));
}

#[test]
fn a_table_tells_headers_and_spans_and_the_caret_stands_in_an_empty_cell() {
    let mut section = Section::new("text/1.xhtml");
    let cell = |text: &str, place: CellPlace| {
        let mut block = block(Kind::Cell, text);
        block.cell = Some(CellPlace { rows: 2, columns: 3, ..place });
        block
    };
    let at = |row, column| CellPlace { row, column, ..CellPlace::default() };
    section.blocks = vec![
        block(Kind::Paragraph, "Алды."),
        cell("Жыл", CellPlace { header: true, ..at(0, 0) }),
        cell("Екеуі", CellPlace { header: true, column_span: 2, ..at(0, 1) }),
        cell("1890", CellPlace { header: true, row_header: true, ..at(1, 0) }),
        cell("", at(1, 1)),
        cell("Соңы", at(1, 2)),
    ];
    let kind = GroupKind::Table { rows: 2, columns: 3 };
    section.groups = vec![Group { kind, blocks: 1..6, parent: None, label: None }];
    let mut reader = reader_of(section, Size::new(800.0, 600.0));
    let of = |role| reader.all(role).into_iter().map(|found| found.node).collect::<Vec<_>>();
    let table = of(Role::Table).remove(0);
    assert_eq!((table.row_count(), table.column_count()), (Some(2), Some(3)));
    let (columns, rows, cells) = (of(Role::ColumnHeader), of(Role::RowHeader), of(Role::Cell));
    assert_eq!((columns.len(), rows.len(), cells.len()), (2, 1, 2));
    assert_eq!((columns[1].column_span(), columns[1].row_span()), (Some(2), None));
    assert_eq!((cells[0].row_index(), cells[0].column_index()), (Some(1), Some(1)), "the empty one");
    // The session may put the cursor there, and the arrows come there.
    reader.state.cursor = Point::new(0, 4, 0);
    reader.redraw();
    assert_eq!(caret(&reader), "Алды.\nЖыл\nЕкеуі\n1890\n".chars().count());
    reader.press(Named::ArrowRight);
    assert_eq!(reader.state.cursor, Point::new(0, 5, 0));
    reader.press(Named::ArrowLeft);
    assert_eq!(reader.state.cursor, Point::new(0, 4, 0));
}

#[test]
fn the_page_knows_the_line_that_is_asked_for() {
    let mut reader = reader_of(long(2_000), Size::new(800.0, 600.0));
    reader.press(Named::ArrowDown);
    let cursor = reader.state.cursor;
    reader.press_with(Modifiers::SHIFT, Named::F6);
    let Some(Event::LineAsked(line)) = reader.state.events.last() else { panic!("{:?}", reader.state.events) };
    assert!(line.start <= cursor && cursor < line.end, "{line:?} around {cursor:?}");
    let length = reader.state.section.blocks[cursor.block].text.len();
    assert!(line.start.byte > 0 && line.end.byte < length, "{line:?} is one of several in {length}");
    assert_eq!(reader.state.cursor, cursor, "nothing moves");
    assert!(reader.state.anchor.is_none(), "Shift selects nothing here");
}

#[test]
fn keys_of_tables_are_left_to_the_session() {
    let mut reader = reader();
    for named in [Named::ArrowLeft, Named::ArrowRight, Named::ArrowUp, Named::ArrowDown, Named::Home, Named::End] {
        for held in [Modifiers::CTRL | Modifiers::ALT, Modifiers::ALT | Modifiers::SHIFT] {
            reader.press_with(held, named);
            assert_eq!(reader.state.events, [], "{named:?} with {held:?}");
        }
    }
}

#[test]
fn every_stretch_has_its_language() {
    let reader = reader();
    let languages: Vec<(String, Option<String>)> = reader.tree(|tree| {
        let document = tree.state().focus().expect("the page has the focus");
        let mut found = Vec::new();
        let mut position = document.document_start();
        while !position.is_document_end() {
            let next = position.forward_to_format_start();
            let mut range = position.to_degenerate_range();
            range.set_end(next);
            found.push((range.text(), position.inner_node().data().language().map(str::to_owned)));
            position = next;
        }
        found
    });
    let english = languages.iter().find(|(text, _)| text == "say it in English").expect("it is a stretch of its own");
    assert_eq!(english.1.as_deref(), Some("en"));
    assert!(languages.iter().all(|(_, language)| language.is_some()), "{languages:?}");
}

#[test]
fn the_caret_goes_where_the_keys_say() {
    let mut reader = reader();
    let at = |reader: &Headless<Reader, Event>| (reader.state.cursor.block, reader.state.cursor.byte);
    reader.press(Named::ArrowRight);
    assert_eq!(at(&reader), (0, 2));
    assert_eq!(caret(&reader), 1);
    reader.press_with(Modifiers::CTRL, Named::ArrowRight);
    assert_eq!(at(&reader), (0, 15));
    reader.press(Named::End);
    assert_eq!(at(&reader), (0, 21));
    reader.press(Named::ArrowRight);
    assert_eq!(at(&reader), (1, 0));
    reader.press(Named::ArrowLeft);
    assert_eq!(at(&reader), (0, 21));
    reader.press_with(Modifiers::CTRL, Named::ArrowDown);
    // The printed page's number has no text to stand in.
    reader.press_with(Modifiers::CTRL, Named::ArrowDown);
    assert_eq!(at(&reader), (3, 0));
    reader.press(Named::ArrowUp);
    assert_eq!(at(&reader).0, 1);
    reader.press(Named::Home);
    reader.press(Named::ArrowUp);
    assert_eq!(at(&reader), (1, 0), "the paragraph has two lines");
    // To the ends of the book go the keys of the program, which knows the other sections.
    let before = at(&reader);
    reader.press_with(Modifiers::CTRL, Named::End);
    reader.press_with(Modifiers::CTRL, Named::Home);
    assert_eq!(at(&reader), before);
    to_end(&mut reader);
    assert_eq!(at(&reader), (11, "Ақыры ойладым.".len()));
    reader.press(Named::ArrowRight);
    assert_eq!(reader.state.events.last(), Some(&Event::BeyondEnd));
    reader.press_with(Modifiers::CTRL | Modifiers::SHIFT, Named::Home);
    assert_eq!(at(&reader), (0, 0));
    reader.press(Named::PageUp);
    assert_eq!(reader.state.events.last(), Some(&Event::BeyondStart));
}

#[test]
fn two_keys_in_one_batch_are_two_steps() {
    use iced::keyboard::{Event as Press, Key, Location, key::NativeCode, key::Physical};
    let mut reader = reader();
    let key = Key::Named(Named::ArrowRight);
    let press = iced::Event::Keyboard(Press::KeyPressed {
        key: key.clone(),
        modified_key: key,
        physical_key: Physical::Unidentified(NativeCode::Unidentified),
        location: Location::Standard,
        modifiers: Modifiers::default(),
        text: None,
        repeat: true,
    });
    reader.events(&[press.clone(), press]);
    assert_eq!(reader.state.cursor.byte, 4);
}

#[test]
fn shift_selects_and_control_a_selects_all() {
    let mut reader = reader();
    let selected = |reader: &Headless<Reader, Event>| {
        reader.tree(|tree| {
            let node = tree.state().focus().expect("the page has the focus");
            node.text_selection().expect("something is selected").text()
        })
    };
    reader.press_with(Modifiers::CTRL | Modifiers::SHIFT, Named::ArrowDown);
    reader.press_with(Modifiers::CTRL | Modifiers::SHIFT, Named::ArrowRight);
    assert_eq!(selected(&reader), "Бірінші сөз\nБұл ");
    reader.picture("selection");
    // What is selected is the session's, and so is copying it.
    reader.chord(Modifiers::CTRL, "с", Code::KeyC);
    assert_eq!(reader.clipboard(), None);
    reader.chord(Modifiers::CTRL, "a", Code::KeyA);
    assert!(selected(&reader).ends_with("Ақыры ойладым."));
    reader.press(Named::ArrowLeft);
    assert_eq!(reader.state.anchor, None);
}

#[test]
fn a_selection_goes_on_into_the_next_section() {
    let mut reader = reader();
    reader.press_with(Modifiers::CTRL | Modifiers::SHIFT, Named::End);
    reader.press_with(Modifiers::SHIFT, Named::ArrowRight);
    assert_eq!(reader.state.events.last(), Some(&Event::StretchedBeyond { forward: true }));
    reader.press_with(Modifiers::CTRL | Modifiers::SHIFT, Named::Home);
    reader.press_with(Modifiers::SHIFT, Named::ArrowUp);
    assert_eq!(reader.state.events.last(), Some(&Event::StretchedBeyond { forward: false }));

    // As the session has it when the selection has come in from the section before.
    let anchor = Point::new(0, 0, 2);
    reader.state.cursor = Point::new(1, 0, 0);
    reader.state.anchor = Some(anchor);
    reader.redraw();
    reader.press_with(Modifiers::SHIFT, Named::ArrowRight);
    let caret = Point::new(1, 0, 2);
    assert_eq!(reader.state.events.last(), Some(&Event::Selected { anchor, caret }), "its beginning stays");
    let selected = reader.tree(|tree| {
        let node = tree.state().focus().expect("the page has the focus");
        node.text_selection().expect("something is selected").text()
    });
    assert_eq!(selected, "Б");
}

#[test]
fn assistive_technology_moves_the_caret_and_presses_links() {
    let mut reader = reader();
    let document = document(&reader).id;
    let place = |reader: &Headless<Reader, Event>, index: usize| {
        reader.tree(|tree| {
            let node = tree.state().focus().expect("the page has the focus");
            node.text_position_from_global_usv_index(index).expect("it is inside").to_raw()
        })
    };
    let length = text(&reader).chars().count();
    // Every character is a place for the caret, and the caret is where it was put.
    for index in (0..length).step_by(7) {
        let position = place(&reader, index);
        let selection = TextSelection { anchor: position, focus: position };
        reader.request(document, Action::SetTextSelection, Some(ActionData::SetTextSelection(selection)));
        assert_eq!(caret(&reader), index);
    }
    let selection = TextSelection { anchor: place(&reader, 0), focus: place(&reader, 7) };
    reader.request(document, Action::SetTextSelection, Some(ActionData::SetTextSelection(selection)));
    assert_eq!((reader.state.anchor, reader.state.cursor.byte), (Some(Point::default()), 14));

    let events = reader.state.events.len();
    reader.request(document, Action::Click, None);
    assert_eq!(reader.state.events.len(), events, "a click into the document means nothing");
    let link = reader.find(Role::Link, "жақсы өткіздік").id;
    reader.request(link, Action::Click, None);
    let target = Target::External("https://example.org/".to_owned());
    assert_eq!(reader.state.events.last(), Some(&Event::Activated(target.clone())));
    reader.state.cursor = Point::new(0, 1, reader.state.section.blocks[1].inlines[0].range.start);
    reader.redraw();
    reader.press(Named::Enter);
    assert_eq!(reader.state.events.last(), Some(&Event::Activated(target.clone())));
    reader.state.events.clear();
    reader.click(Role::Link, "жақсы өткіздік");
    assert_eq!(reader.state.events.last(), Some(&Event::Activated(target)));
}

#[test]
fn the_number_of_an_item_is_told_before_its_words_and_is_no_place_of_the_caret() {
    let mut section = Section::new("text/1.xhtml");
    let mut item = block(Kind::Item, "Бірінші");
    item.label = Some("3.".to_owned());
    section.blocks = vec![item];
    let group = |kind, parent| Group { kind, blocks: 0..1, parent, label: None };
    section.groups = vec![group(GroupKind::List { ordered: true }, None), group(GroupKind::ListItem, Some(0))];
    let mut reader = reader_of(section, Size::new(800.0, 600.0));
    assert_eq!(text(&reader), "3. Бірінші\n");
    assert_eq!(caret(&reader), 3);
    let document = document(&reader).id;
    for (index, byte) in [(5, 4), (1, 0)] {
        let position = reader.tree(|tree| {
            let node = tree.state().focus().expect("the page has the focus");
            node.text_position_from_global_usv_index(index).expect("it is inside").to_raw()
        });
        let selection = TextSelection { anchor: position, focus: position };
        reader.request(document, Action::SetTextSelection, Some(ActionData::SetTextSelection(selection)));
        assert_eq!(reader.state.cursor.byte, byte, "from {index}");
    }
}

#[test]
fn a_click_puts_the_caret_at_the_letter() {
    let mut reader = reader();
    let heading = reader.find(Role::Heading, "Бірінші сөз").bounds.expect("it is laid out");
    reader.click_at(iced::Point::new(heading.x0 as f32 + 2.0, heading.y0 as f32 + 10.0));
    assert_eq!(reader.state.cursor, Point::default());
    reader.click_at(iced::Point::new(heading.x1 as f32 - 2.0, heading.y0 as f32 + 10.0));
    assert_eq!(reader.state.cursor, Point::new(0, 0, 21));
}

#[test]
fn the_phrase_is_kept_in_the_upper_middle() {
    let mut reader = reader_of(long(20_000), Size::new(700.0, 500.0));
    for index in [0, 3, 20, 40, 5] {
        let phrase = reader.state.section.blocks[index].phrases()[2].clone();
        let at = |byte| Point::new(0, index, byte);
        reader.state.cursor = at(phrase.start);
        reader.state.phrase = Some(Span { start: at(phrase.start), end: at(phrase.end) });
        reader.redraw();
        let y = caret_y(&reader);
        assert!((0.0..300.0).contains(&y), "block {index}: {y}");
    }
    reader.picture("phrase");
    let dark = reader.screenshot().chunks_exact(4).filter(|pixel| pixel[..3] == [0x10, 0x2a, 0x6b]).count();
    assert!(dark > 2_000, "the phrase is marked: {dark} pixels");
}

#[test]
fn the_caret_is_kept_in_view_at_any_size() {
    let mut reader = reader_of(long(8_000), Size::new(700.0, 500.0));
    for size in [14.0, 32.0, 128.0] {
        reader.state.look = page_look(size);
        reader.redraw();
        for key in [Named::ArrowDown, Named::PageDown, Named::PageDown, Named::ArrowDown, Named::PageUp] {
            reader.press(key);
            let y = caret_y(&reader);
            assert!((-1.0..500.0).contains(&y), "{size}: {key:?} {y}");
        }
        reader.picture(&format!("size-{size}"));
    }
}

#[test]
fn page_down_and_up_come_back() {
    let mut reader = reader_of(long(40_000), Size::new(700.0, 500.0));
    let mut way = Vec::new();
    for _ in 0..10 {
        way.push(reader.state.cursor);
        reader.press(Named::PageDown);
    }
    assert!(way.windows(2).all(|pair| pair[0] < pair[1]));
    for _ in 0..10 {
        reader.press(Named::PageUp);
    }
    assert_eq!(reader.state.cursor, Point::default());
}

#[test]
fn arrow_down_reaches_every_line_to_the_end() {
    let mut reader = reader_of(long(3_000), Size::new(700.0, 500.0));
    let mut steps = 0;
    while reader.state.events.last() != Some(&Event::BeyondEnd) {
        let before = reader.state.cursor;
        reader.press(Named::ArrowDown);
        assert!(reader.state.cursor >= before);
        steps += 1;
        assert!(steps < 500);
    }
    assert_eq!(reader.state.cursor.block, reader.state.section.blocks.len() - 1);
    assert!(steps > 40, "{steps}");
}

#[test]
fn a_long_chapter_is_told_whole_and_moves_cheaply() {
    let mut reader = reader_of(long(400_000), Size::new(800.0, 600.0));
    assert!(text(&reader).chars().count() >= 400_000);
    reader.press(Named::ArrowRight);
    assert_eq!(reader.pushed().1, 1, "a caret that moves changes the document's own node only");
    to_end(&mut reader);
    assert!((0.0..600.0).contains(&caret_y(&reader)));
}

#[test]
fn another_section_is_another_document() {
    let mut reader = reader();
    to_end(&mut reader);
    reader.state.section = Arc::new(long(2_000));
    reader.state.cursor = Point::default();
    reader.redraw();
    assert!(text(&reader).starts_with("0. Адам"));
    assert_eq!(caret(&reader), 0);
    // A section that has not been read yet.
    reader.state.section = Arc::new(Section::new("empty"));
    reader.redraw();
    reader.press(Named::ArrowDown);
    assert_eq!(document(&reader).name, "Қара сөздер");
}

#[test]
fn spacing_and_fonts_change_the_page_and_not_the_text() {
    let mut reader = reader();
    let before = text(&reader);
    reader.state.look =
        PageLook { letter_spacing: 0.12, word_spacing: 0.16, paragraph_spacing: 2.0, ..page_look(40.0) };
    reader.redraw();
    assert_eq!(text(&reader), before);
    reader.picture("spacing");
}

/// How many pixels of the window have this colour.
fn painted(reader: &mut Headless<Reader, Event>, color: Color) -> usize {
    let [red, green, blue, _] = color.into_rgba8();
    reader.screenshot().chunks_exact(4).filter(|pixel| pixel[..3] == [red, green, blue]).count()
}

#[test]
fn what_the_reader_has_marked_is_seen_and_not_by_colour_alone() {
    let mut reader = reader();
    let passage = Span { start: Point::new(0, 0, 0), end: Point::new(0, 0, "Бірінші".len()) };
    let (mark, ink) = (reader.state.look.mark, reader.state.look.text);
    let before = (text(&reader), painted(&mut reader, ink));
    assert_eq!(painted(&mut reader, mark), 0);
    reader.state.marks = vec![Mark { span: passage, note: false }];
    reader.redraw();
    let ground = painted(&mut reader, mark);
    let line = painted(&mut reader, ink) - before.1;
    assert!(ground > 500 && line > 50, "{ground} {line}");
    reader.state.marks[0].note = true;
    reader.redraw();
    assert_ne!(painted(&mut reader, ink) - before.1, line, "a note is told from a highlight by its line");
    assert_eq!(text(&reader), before.0);
}

#[test]
fn phrase_and_word_are_seen_at_once() {
    let mut reader = reader();
    let highlight = reader.state.look.highlight;
    reader.state.phrase =
        Some(Span { start: Point::new(0, 11, 0), end: Point::new(0, 11, "Ақыры ойладым.".len()) });
    reader.redraw();
    let phrase = painted(&mut reader, highlight);
    assert!(phrase > 1000);
    reader.state.word = Some(Span { start: Point::new(0, 11, 0), end: Point::new(0, 11, "Ақыры".len()) });
    reader.redraw();
    let beside = painted(&mut reader, highlight);
    assert!(beside < phrase && beside > phrase / 4, "the word is told from its phrase: {phrase} {beside}");
    // A voice that marks no words leaves the phrase as it is.
    reader.state.word = None;
    reader.redraw();
    assert_eq!(painted(&mut reader, highlight), phrase);
}

#[test]
fn hyphens_edges_and_indents_change_the_page_and_not_the_text() {
    let mut reader = reader_of(long(3_000), Size::new(700.0, 600.0));
    let before = text(&reader);
    for hyphenation in Hyphenation::ALL {
        for alignment in Alignment::ALL {
            for size in [24.0, 60.0, 267.0] {
                reader.state.look = PageLook {
                    hyphenation,
                    alignment,
                    indent: 2.0,
                    letter_spacing: 0.1,
                    thicker: 0.02,
                    margin_share: 0.05,
                    ..page_look(size)
                };
                reader.redraw();
                assert_eq!(text(&reader), before);
                to_end(&mut reader);
                assert_eq!(caret(&reader), before.chars().count() - 1);
                assert!((0.0..600.0).contains(&caret_y(&reader)));
                reader.press_with(Modifiers::CTRL | Modifiers::SHIFT, Named::Home);
                reader.state.anchor = None;
            }
        }
    }
}

#[test]
fn a_caret_is_as_thick_as_the_reader_wants() {
    let mut reader = reader();
    let seen = Color::from_rgb8(0xd0, 0x20, 0x90);
    reader.state.look.caret = seen;
    reader.redraw();
    let thin = painted(&mut reader, seen);
    reader.state.look.caret_width = 0.4;
    reader.redraw();
    let thick = painted(&mut reader, seen);
    assert!(thin > 0 && thick > thin * 2, "{thin} {thick}");
}

fn blocks() -> impl Strategy<Value = Vec<(u8, String)>> {
    prop::collection::vec((0u8..9, "[ \\PC]{0,40}"), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Any section and any keys: the tree is always whole (the harness ends the test otherwise), the text is the section.
    #[test]
    fn nothing_breaks_the_page(
        blocks in blocks(),
        groups in prop::collection::vec((0u8..6, 0usize..12, 0usize..12), 0..6),
        keys in prop::collection::vec((0u8..12, any::<bool>(), any::<bool>()), 0..25),
        width in 60.0f32..900.0,
    ) {
        let mut section = Section::new("any");
        section.blocks = blocks.iter().map(|(kind, text)| {
            let kind = match kind {
                0 => Kind::Heading(2),
                1 => Kind::Item,
                2 => Kind::Cell,
                3 => Kind::Image,
                4 => Kind::PageBreak,
                5 => Kind::Separator,
                6 => Kind::Note,
                _ => Kind::Paragraph,
            };
            let mut made = block(kind, text);
            if kind == Kind::Cell {
                made.cell = Some(CellPlace { row: text.len() % 3, ..CellPlace::default() });
            }
            let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
            made.inlines.push(Inline { range: 0..middle, style: Style::Link(Target::External("x".into())) });
            made
        }).collect();
        section.groups = groups.iter().map(|(kind, start, length)| Group {
            kind: match kind {
                0 => GroupKind::List { ordered: true },
                1 => GroupKind::ListItem,
                2 => GroupKind::Table { rows: 1, columns: 1 },
                3 => GroupKind::Quote,
                _ => GroupKind::Figure,
            },
            blocks: *start..start + length,
            parent: None,
            label: None,
        }).collect();
        let has_text = section.blocks.iter().any(|block| !block.text.is_empty() || block.cell.is_some());
        let joined: String = section.blocks.iter().filter(|block| !block.text.is_empty() || block.cell.is_some())
            .map(|block| block.text.clone() + "\n").collect();
        let mut reader = reader_of(section, Size::new(width, 300.0));
        for (key, control, shift) in keys {
            let named = match key {
                0 => Named::ArrowLeft,
                1 => Named::ArrowRight,
                2 => Named::ArrowUp,
                3 => Named::ArrowDown,
                4 => Named::PageDown,
                5 => Named::PageUp,
                6 => Named::Home,
                7 => Named::End,
                8 => Named::Enter,
                9 => Named::Tab,
                _ => Named::ArrowRight,
            };
            let mut modifiers = Modifiers::default();
            modifiers.set(Modifiers::CTRL, control);
            modifiers.set(Modifiers::SHIFT, shift);
            reader.press_with(modifiers, named);
        }
        if has_text {
            prop_assert_eq!(text(&reader), joined);
            let cursor = reader.state.cursor;
            let block = &reader.state.section.blocks[cursor.block];
            prop_assert!(block.text.is_char_boundary(cursor.byte));
        }
    }
}
