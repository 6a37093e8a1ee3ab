//! Lines, places and bytes of paragraphs that are set in many ways.

use super::*;

fn setting(width: Option<f32>) -> Setting {
    Setting { font: crate::ui::typography::REGULAR, size: 20.0, line_height: 30.0, width, ..Setting::default() }
}

#[test]
fn lines_cover_the_text_without_gaps() {
    crate::ui::widget::tests::load_fonts();
    for text in [
        "",
        "бір",
        "Ол келді. Мен күттім, ал ол кешікті.\nЕкінші жол бар.",
        "a\n",
        "\n\nb",
        "\u{2029}A",
        "а\u{85}б\r\nв\rг\u{2028}д",
        "a\r\nb\x1cc",
    ] {
        for width in [Some(90.0), Some(1.0), None] {
            let shaped = Shaped::new(text, &setting(width), &[]);
            let mut at = 0;
            for line in &shaped.lines {
                assert_eq!(line.bytes.start, at, "{text:?} {width:?}");
                assert!(text.is_char_boundary(line.bytes.end));
                at = line.bytes.end;
            }
            assert_eq!(at, text.len(), "{text:?} {width:?}");
        }
    }
}

#[test]
fn a_place_leads_to_the_byte_that_leads_to_the_place() {
    crate::ui::widget::tests::load_fonts();
    let text = "Қара сөздер, бірінші сөз";
    let shaped = Shaped::new(text, &setting(Some(120.0)), &[]);
    assert!(shaped.lines.len() > 1);
    for (byte, _) in text.char_indices() {
        let caret = shaped.caret(byte);
        let found = shaped.byte_at(Point::new(caret.x + 0.1, caret.y + caret.height / 2.0));
        assert_eq!(found, byte, "byte {byte}");
    }
}

#[test]
fn no_line_ends_between_a_number_and_its_ending() {
    crate::ui::widget::tests::load_fonts();
    let text = "Абайдың 2-тарауы мен 20-шы сөзі, 5-го мая, II-бөлім";
    for width in 110..400 {
        let shaped = Shaped::new(text, &setting(Some(width as f32)), &[]);
        let ends: Vec<&str> = shaped.lines.iter().map(|line| &text[line.bytes.clone()]).collect();
        assert!(!ends.iter().any(|line| line.ends_with('-')), "{ends:?} at {width}");
        assert_eq!(ends.concat(), text);
    }
    // The word is as wide as ever.
    let joined = Shaped::new("2-тарау", &setting(None), &[]).size.width;
    let apart = ["2", "-", "тарау"].map(|part| Shaped::new(part, &setting(None), &[]).size.width);
    assert!((joined - apart.iter().sum::<f32>()).abs() < 2.0, "{joined} {apart:?}");
}

#[test]
fn a_stretch_ends_where_it_ends() {
    crate::ui::widget::tests::load_fonts();
    let code = Stretch { bytes: 0..4, font: typography::CODE, scale: 1.0, room: None };
    let (stop, plain) = (Shaped::new("MMMM.", &setting(None), &[code]), Shaped::new("a.", &setting(None), &[]));
    let width = |shaped: &Shaped, byte: usize| shaped.caret(byte + 1).x - shaped.caret(byte).x;
    assert!((width(&stop, 4) - width(&plain, 1)).abs() < 0.1, "{} {}", width(&stop, 4), width(&plain, 1));
    assert!((width(&stop, 0) - 12.0).abs() < 0.1);
}

#[test]
fn spacing_makes_text_wider() {
    crate::ui::widget::tests::load_fonts();
    let plain = Shaped::new("бір екі үш", &setting(None), &[]).size.width;
    let letters = Shaped::new("бір екі үш", &Setting { letter_spacing: 0.2, ..setting(None) }, &[]).size.width;
    let words = Shaped::new("бір екі үш", &Setting { word_spacing: 1.0, ..setting(None) }, &[]).size.width;
    assert!((letters - plain - 10.0 * 0.2 * 20.0).abs() < 5.0, "{plain} {letters}");
    assert!((words - plain - 2.0 * 20.0).abs() < 2.0, "{plain} {words}");
}

#[test]
fn hyphens_are_drawn_and_the_text_stays_as_it_is() {
    crate::ui::widget::tests::load_fonts();
    let text = "бір кітапханашыларымыздың сөзі";
    let breaks: Vec<usize> = ["тап", "ха", "на", "шы", "ла"].iter().map(|part| text.find(part).unwrap()).collect();
    for letter_spacing in [0.0, 0.3] {
        let set = Setting { letter_spacing, ..setting(Some(170.0)) };
        let shaped = Shaped::parted(text, &set, &Inside { breaks: &breaks, ..Inside::default() });
        let hyphens = &shaped.bodies[0].hyphens;
        assert!(!hyphens.is_empty());
        for (index, line) in shaped.lines.iter().enumerate() {
            assert_eq!(line.bytes.start, index.checked_sub(1).map_or(0, |before| shaped.lines[before].bytes.end));
            assert!(text.is_char_boundary(line.bytes.end));
        }
        assert_eq!(shaped.lines.last().unwrap().bytes.end, text.len());
        let parted = shaped.lines.iter().filter(|line| breaks.contains(&line.bytes.end)).count();
        assert_eq!(parted, hyphens.len(), "{:?}", shaped.lines);
        // A word that may be parted and is not is as wide as ever.
        let wide = Setting { width: None, ..set };
        let (plain, could) = (
            Shaped::new(text, &wide, &[]),
            Shaped::parted(text, &wide, &Inside { breaks: &breaks, ..Inside::default() }),
        );
        assert!((plain.size.width - could.size.width).abs() < 8.0, "{} {}", plain.size.width, could.size.width);
    }
}

#[test]
fn of_a_paragraph_that_is_cut_lines_are_drawn_as_they_stand_in_it() {
    crate::ui::widget::tests::load_fonts();
    let text = "Ақыры ойладым: осы ойыма келген нәрселерді қағазға жаза берейін, AVA ўй. ".repeat(6);
    let italic = Stretch {
        bytes: text.find("осы").unwrap()..text.find("нәрсе").unwrap(),
        font: crate::ui::typography::ITALIC,
        scale: 1.0,
        room: None,
    };
    let clip = Rectangle { x: 0.0, y: 70.0, width: 400.0, height: 10.0 };
    for set in [
        setting(Some(300.0)),
        Setting { indent: 30.0, ..setting(Some(300.0)) },
        Setting { letter_spacing: 0.1, word_spacing: 0.3, ..setting(Some(300.0)) },
    ] {
        let shaped = Shaped::new(&text, &set, std::slice::from_ref(&italic));
        let body = &shaped.bodies[0];
        let near = shaped.lines_apart(body, Point::ORIGIN, clip).unwrap();
        let places: Vec<f32> = near.iter().map(|(_, y)| *y).collect();
        assert_eq!(places, [60.0], "the third line and no other");
        assert_eq!(body.apart.count(), 1);
        let all = Rectangle { height: 100_000.0, ..clip };
        let all = shaped.lines_apart(body, Point::new(0.0, clip.y - 1.0), all).unwrap();
        assert_eq!(all.len(), shaped.lines.len());
        assert!(shaped.lines_apart(body, clip.position(), Rectangle { height: 100_000.0, ..clip }).is_none());
    }
    // At equal edges the letters of a line stand where the paragraph says: it is drawn whole.
    let shaped = Shaped::new(&text, &Setting { justified: true, ..setting(Some(300.0)) }, &[]);
    assert!(shaped.lines_apart(&shaped.bodies[0], Point::ORIGIN, clip).is_none());
}

#[test]
fn the_first_line_is_set_in_and_the_caret_knows_it() {
    crate::ui::widget::tests::load_fonts();
    let text = "Қара сөздер, бірінші сөз, екінші сөз";
    let shaped = Shaped::new(text, &Setting { indent: 30.0, ..setting(Some(140.0)) }, &[]);
    assert!(shaped.lines.len() > 1);
    assert!((shaped.caret(0).x - 30.0).abs() < 1.0, "{:?}", shaped.caret(0));
    assert!(shaped.caret(shaped.lines[1].bytes.start).x < 1.0);
    for (byte, _) in text.char_indices() {
        let caret = shaped.caret(byte);
        assert_eq!(shaped.byte_at(Point::new(caret.x + 0.1, caret.y + caret.height / 2.0)), byte, "byte {byte}");
    }
}

#[test]
fn justified_lines_end_at_one_edge_and_the_last_one_where_it_does() {
    crate::ui::widget::tests::load_fonts();
    let text = "Ақыры ойладым осы ойыма келген нәрселерді қағазға жаза берейін".repeat(3);
    let shaped = Shaped::new(&text, &Setting { justified: true, ..setting(Some(300.0)) }, &[]);
    let ends: Vec<f32> = shaped.lines.iter().map(|line| line.bounds.unwrap().width).collect();
    let (last, all) = ends.split_last().unwrap();
    assert!(all.len() > 3 && all.iter().all(|end| (295.0..=312.0).contains(end)), "{ends:?}");
    assert!(*last <= 300.0);
}
