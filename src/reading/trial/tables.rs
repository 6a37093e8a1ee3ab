//! From cell to cell, through cells of several rows and columns, with the headers that are new.

use super::{Desk, check};
use crate::reading::{CellTold, Notice};

/// Headers of columns and rows, an empty cell, one of two columns and one of two rows.
const TABLE: &str =
    "Алды.\n;!;!Биіктігі;!Халқы\n;!!|Алматы;800;2 млн\n;!!Шымкент;1x2~биікте\n;2x1~;506;1 млн\n;а;б\nСоңы.";

fn told(desk: &Desk) -> CellTold {
    match desk.notices.last() {
        Some(Notice::Cell(told)) => (**told).clone(),
        other => panic!("no cell: {other:?}"),
    }
}

#[test]
fn cells_lie_beside_each_other() {
    check("А\n;а;|б\n;в;г", "cell left", "А\n;|а;б\n;в;г");
    check("А\n;|а;б\n;в;г", "cell right", "А\n;а;|б\n;в;г");
    check("А\n;а;|б\n;в;г", "cell down", "А\n;а;б\n;в;|г");
    check("А\n;а;б\n;в;|г", "cell up", "А\n;а;|б\n;в;г");
    check("А\n;а;б\n;в;г|г", "cell first", "А\n;|а;б\n;в;гг");
    check("А\n;а|а;б\n;в;г", "cell last", "А\n;аа;б\n;в;|г");
    // From inside a cell, too; an empty one has a place.
    check("А\n;а|а;\n;;г", "cell right", "А\n;аа;|\n;;г");
    check("А\n;аа;|\n;;г", "cell down", "А\n;аа;\n;;|г");
}

#[test]
fn wide_and_tall_cells_are_one_step_and_keep_the_line_of_the_walk() {
    let mut desk = Desk::new("kk", TABLE);
    let mut walk = |ways: &[&str]| {
        for way in ways {
            desk.ask(&format!("cell {way}"));
        }
        let told = told(&desk);
        (told.row, told.column, told.text.unwrap_or_default())
    };
    // Down the third column through the cell that takes the second and third.
    assert_eq!(walk(&["right", "right"]), (2, 3, "2 млн".to_owned()));
    assert_eq!(walk(&["down"]), (3, 2, "биікте".to_owned()));
    assert_eq!(walk(&["down"]), (4, 3, "1 млн".to_owned()));
    assert_eq!(walk(&["up", "up"]), (2, 3, "2 млн".to_owned()));
    // Along the last row, whose first cell reaches down from the row above.
    assert_eq!(walk(&["down", "down", "down"]), (5, 3, "б".to_owned()));
    assert_eq!(walk(&["left", "left"]), (4, 1, String::new()));
    assert_eq!(walk(&["right"]), (5, 2, "а".to_owned()));
}

#[test]
fn headers_are_told_when_they_are_others() {
    let mut desk = Desk::new("kk", TABLE);
    desk.ask("cell right");
    assert_eq!(told(&desk).headers, ["Биіктігі", "Алматы"]);
    desk.ask("cell right");
    assert_eq!(told(&desk).headers, ["Халқы"]);
    desk.ask("cell down");
    assert_eq!(told(&desk).headers, ["Биіктігі", "Шымкент"]);
    assert_eq!((told(&desk).rows, told(&desk).columns), (1, 2));
    desk.ask("cell left");
    assert_eq!(told(&desk).headers, Vec::<String>::new(), "the header of a row is no header of itself");
}

#[test]
fn the_edge_is_told_and_so_is_a_place_without_a_table() {
    for (way, begin) in
        [("up", "first"), ("left", "first"), ("first", "first"), ("down", "last"), ("right", "last"), ("last", "last")]
    {
        let mut desk = Desk::new("kk", "А\n;|а;б\n;в;г\nБ");
        desk.ask(&format!("cell {begin}"));
        let place = desk.reading.cursor();
        desk.ask(&format!("cell {way}"));
        assert!(matches!(desk.notices.last(), Some(Notice::EdgeOfTable)), "{way}: {:?}", desk.notices);
        assert_eq!(desk.reading.cursor(), place);
    }
    let mut desk = Desk::new("kk", "|А\n;а;б");
    for way in ["left", "right", "up", "down", "first", "last"] {
        desk.ask(&format!("cell {way}"));
    }
    assert_eq!(desk.notices.len(), 6);
    assert!(desk.notices.iter().all(|notice| matches!(notice, Notice::NotInTable)));
}

#[test]
fn an_empty_cell_says_so_and_nothing_of_the_next() {
    let mut desk = Desk::new("kk", "А\n;|а;\n;в;г");
    desk.reading.set_speak_moves(true);
    desk.ask("cell right");
    assert_eq!(told(&desk).text.as_deref(), Some(""));
    assert!(desk.sounding().is_none(), "{:?}", desk.sounding());
    desk.ask("repeat");
    assert!(matches!(desk.notices.last(), Some(Notice::Empty)));
}

#[test]
fn while_reading_aloud_the_cell_is_read_where_one_comes_to() {
    let mut desk = Desk::new("kk", "А\n;!Ат;!Жас\n;|Абай;45\nБ");
    desk.ask("read");
    desk.begin();
    desk.ask("cell right");
    assert_eq!((told(&desk).headers, told(&desk).text), (vec!["Жас".to_owned()], None));
    assert_eq!(desk.say_all(), ["Абай", "45", "Б"]);
}
