//! What the buttons above the page and its menu offer.

use crate::reading::{Asked, Command, Direction, Portion, Toward, Unit};
use crate::ui::keymap::{Act, Place, Way};

/// The buttons that stand beside «read aloud» while there is room, the most used first.
pub(super) fn shown() -> [(&'static str, Act); 8] {
    [
        ("reader-previous-sentence", Act::Read(Command::Move(Direction::Backward, Unit::Sentence))),
        ("reader-next-sentence", Act::Read(Command::Move(Direction::Forward, Unit::Sentence))),
        ("reader-contents", Act::Show(Place::Outline)),
        ("screen-shelf", Act::Show(Place::Shelf)),
        ("reader-bookmark", Act::Read(Command::AddBookmark { label: String::new() })),
        ("reader-search", Act::Find),
        ("act-where-am-i", Act::WhereAmI),
        ("act-larger", Act::Larger),
    ]
}

/// Everything that the menu offers.
pub(super) fn offered(in_table: bool) -> Vec<Act> {
    use Direction::{Backward, Forward};
    let step = |direction, unit| Act::Read(Command::Move(direction, unit));
    let mut acts = vec![
        Act::Read(Command::Toggle),
        Act::Read(Command::ReadFromHere),
        Act::Read(Command::ReadThis(Portion::Paragraph)),
        Act::Read(Command::ReadThis(Portion::Chapter)),
        Act::Read(Command::ReadThis(Portion::RestOfChapter)),
        Act::Read(Command::Stop),
        Act::Read(Command::RepeatPhrase),
        Act::Read(Command::Leave),
        step(Forward, Unit::Sentence),
        step(Backward, Unit::Sentence),
        step(Forward, Unit::Paragraph),
        step(Backward, Unit::Paragraph),
        step(Forward, Unit::Heading(None)),
        step(Backward, Unit::Heading(None)),
        step(Forward, Unit::Section),
        step(Backward, Unit::Section),
        step(Forward, Unit::Page),
        step(Backward, Unit::Page),
        step(Forward, Unit::List),
        step(Backward, Unit::List),
        step(Forward, Unit::Table),
        step(Backward, Unit::Table),
        step(Forward, Unit::Link),
        step(Backward, Unit::Link),
        step(Forward, Unit::Image),
        step(Backward, Unit::Image),
        step(Forward, Unit::Note),
        step(Backward, Unit::Note),
        step(Forward, Unit::Quote),
        step(Backward, Unit::Quote),
        step(Forward, Unit::Bookmark),
        step(Backward, Unit::Bookmark),
        Act::Show(Place::Outline),
        Act::Headings,
        Act::GoTo,
        Act::Find,
        Act::Read(Command::FindNext),
        Act::Read(Command::FindPrevious),
        Act::FindAll,
        Act::WhereAmI,
        Act::SayTitle,
        Act::SayStatus,
        Act::Read(Command::Say(Asked::Selection)),
        Act::Read(Command::Say(Asked::Word)),
        Act::Read(Command::Say(Asked::Spelling)),
        Act::Read(Command::AddBookmark { label: String::new() }),
        Act::Read(Command::RemoveBookmark),
        Act::Read(Command::AddHighlight),
        Act::WriteNote,
        Act::Bookmarks,
        Act::Read(Command::Restore),
        Act::Export,
        Act::Record,
        Act::SaveAs,
        Act::Read(Command::Follow),
        Act::Read(Command::Explore),
        Act::Read(Command::Describe),
        Act::Read(Command::Back),
        Act::Read(Command::Forward),
        Act::Copy,
        Act::Larger,
        Act::Smaller,
        Act::NextColours,
        Act::Faster,
        Act::Slower,
        Act::SleepTimer,
        Act::Printed,
        Act::PrintedBeside,
        Act::Way(Way::Next),
        Act::Way(Way::Previous),
        Act::Way(Way::Run),
        Act::Way(Way::Faster),
        Act::Way(Way::Slower),
        Act::Show(Place::Shelf),
        Act::Show(Place::Catalog),
        Act::Show(Place::Page),
        Act::Show(Place::Aloud),
        Act::Show(Place::Settings),
        Act::Show(Place::Help),
    ];
    // Only in a table are its cells of use.
    if in_table {
        acts.extend(Toward::ALL.map(|toward| Act::Read(Command::Cell(toward))));
        acts.push(Act::NextTables);
    }
    acts
}
