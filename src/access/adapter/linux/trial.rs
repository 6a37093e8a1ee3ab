//! Every question about every object of trees that nobody would make, after changes that nobody would send.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use accesskit::{Action, Affine, Live, Node, NodeId, Rect, Role, TextPosition, TextSelection, TreeInfo, TreeUpdate};
use atspi_common::{State, StateSet};
use futures::channel::mpsc;
use proptest::prelude::*;
use zbus::message::Message;
use zbus::zvariant::{OwnedValue, StructureBuilder, Value};

use super::Command;
use super::call::{Call, Refusal, long, nothing, path_of};
use super::events::Wanted;
use super::interface::INTERFACES;
use super::passage::{InTree, Passage, TREE, Unit};
use super::service::Service;
use super::window::Window;
use crate::access::bridge::{Handler, Shared};
use crate::access::text::{Line, Part, runs};

const ROLES: &[Role] = &[
    Role::Paragraph,
    Role::Heading,
    Role::Document,
    Role::Link,
    Role::List,
    Role::ListItem,
    Role::Table,
    Role::Row,
    Role::Cell,
    Role::ColumnHeader,
    Role::TextInput,
    Role::PasswordInput,
    Role::MultilineTextInput,
    Role::Label,
    Role::GenericContainer,
    Role::Button,
    Role::CheckBox,
    Role::Slider,
    Role::ListBox,
    Role::ListBoxOption,
    Role::Image,
    Role::TextRun,
    Role::ComboBox,
    Role::Dialog,
];

/// The least thing that gives the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides.max(1)
    }

    fn node(&mut self, id: u64, children: Vec<NodeId>) -> Node {
        let role = if id == 0 { Role::Window } else { ROLES[self.next(ROLES.len() as u64) as usize] };
        let mut node = Node::new(role);
        node.set_children(children);
        if self.next(2) == 0 {
            node.set_label(["Ұзақ", "", "a\u{0}b", "два"][self.next(4) as usize]);
        }
        if role == Role::TextRun || self.next(6) == 0 {
            // Lengths that do not fit the value, and words beyond its end, now and then.
            node.set_value(["Ол келді. ", "е\u{301}лім\n", "", "Mr. Brown read."][self.next(4) as usize]);
            let count = self.next(12) as usize;
            node.set_character_lengths((0..count).map(|_| self.next(4) as u8).collect::<Vec<_>>());
            node.set_word_starts((0..self.next(4)).map(|_| self.next(14) as u8).collect::<Vec<_>>());
            if self.next(2) == 0 {
                node.set_character_positions((0..count).map(|at| at as f32 * 7.0).collect::<Vec<_>>());
                node.set_character_widths(vec![7.0; count]);
            }
        }
        if self.next(2) == 0 {
            node.set_bounds(Rect::new(0.0, self.next(400) as f64, 50.0, 500.0));
        }
        if self.next(5) == 0 {
            node.set_transform(Affine::scale(self.next(3) as f64));
        }
        if self.next(3) == 0 {
            let mut place = || TextPosition { node: NodeId(self.next(40)), character_index: self.next(9) as usize };
            node.set_text_selection(TextSelection { anchor: place(), focus: place() });
        }
        if self.next(4) == 0 {
            node.set_row_index(self.next(4) as usize);
            node.set_column_index(self.next(4) as usize);
            node.set_column_span(self.next(3) as usize);
        }
        if self.next(4) == 0 {
            node.set_numeric_value(f64::NAN);
        }
        if self.next(4) == 0 {
            node.set_live([Live::Polite, Live::Assertive, Live::Off][self.next(3) as usize]);
        }
        if self.next(6) == 0 {
            node.set_hidden();
        }
        if self.next(4) == 0 {
            node.set_selected(self.next(2) == 0);
            node.add_action(Action::Click);
        }
        if self.next(6) == 0 {
            node.set_labelled_by(vec![NodeId(self.next(40))]);
            node.set_flow_to(vec![NodeId(self.next(40))]);
        }
        node
    }

    /// A tree of these ids, each the child of one with a smaller id.
    fn update(&mut self, count: u64, whole: bool) -> TreeUpdate {
        let mut children: Vec<Vec<NodeId>> = vec![Vec::new(); count as usize];
        for id in 1..count {
            let parent = self.next(id.min(9)) as usize;
            children[parent].push(NodeId(id));
        }
        let mut nodes: Vec<(NodeId, Node)> = Vec::new();
        for (id, children) in children.into_iter().enumerate() {
            nodes.push((NodeId(id as u64), self.node(id as u64, children)));
        }
        // Now and then something is missing, or stated twice.
        if self.next(6) == 0 {
            nodes.pop();
        }
        TreeUpdate {
            nodes,
            tree: whole.then(|| TreeInfo::new(NodeId(0))),
            tree_id: TREE,
            focus: NodeId(self.next(count)),
        }
    }

    fn argument(&mut self, kind: &str) -> Value<'static> {
        match kind {
            "i" => Value::from([-2, -1, 0, 1, 3, 9, i32::MAX, i32::MIN][self.next(8) as usize]),
            "u" => Value::from([0_u32, 1, 2, 3, 4, 5, 6, u32::MAX][self.next(8) as usize]),
            "s" => Value::from("Ә"),
            "b" => Value::from(self.next(2) == 0),
            "o" => Value::from(path_of(1, NodeId(self.next(40)))),
            "a((so)i(so)ib)" => {
                let mut place = || (String::new(), path_of(1, NodeId(self.next(40))));
                Value::from(vec![(place(), 0_i32, place(), 2_i32, false)])
            }
            _ => Value::from(rule(self)),
        }
    }
}

type Rule = (Vec<i32>, i32, std::collections::HashMap<String, String>, i32, Vec<i32>, i32, Vec<String>, i32, bool);

fn rule(dice: &mut Dice) -> Rule {
    let mut kind = || dice.next(6) as i32 - 1;
    let kinds = [kind(), kind(), kind(), kind()];
    let attributes = [("level".to_owned(), "1".to_owned())].into();
    (vec![-1, 3], kinds[0], attributes, kinds[1], vec![1 << 29], kinds[2], vec![long("Text")], kinds[3], false)
}

fn service() -> Service {
    let (_, commands) = mpsc::unbounded();
    let mut service = Service::new(commands);
    let handler = Handler(Arc::new(Shared::default()));
    service.take(Command::Add { window: 1, handler, active: Arc::new(AtomicBool::new(false)), on_x: None });
    service
}

/// Asks everything about these nodes.
fn ask_all(service: &Service, dice: &mut Dice, count: u64) {
    for id in (0..count).map(NodeId) {
        for described in INTERFACES {
            for (member, takes, _) in described.methods {
                let mut body = StructureBuilder::new();
                let kinds = super::interface::split(takes);
                for kind in &kinds {
                    body = body.append_field(dice.argument(kind));
                }
                let message =
                    Message::method_call(path_of(1, id), *member).unwrap().interface(long(described.name)).unwrap();
                let message = match kinds.is_empty() {
                    true => message.build(&()),
                    false => message.build(&body.build().unwrap()),
                }
                .unwrap();
                check(service, &message);
            }
            for (name, ..) in described.properties {
                let message = Message::method_call(path_of(1, id), "Get")
                    .unwrap()
                    .interface("org.freedesktop.DBus.Properties")
                    .unwrap()
                    .build(&(long(described.name), *name))
                    .unwrap();
                check(service, &message);
            }
        }
    }
}

fn check(service: &Service, message: &Message) {
    let call = Call::new(message, ":1.1");
    match service.answer(&call) {
        Ok(_) | Err(Refusal::Object | Refusal::Interface | Refusal::Property | Refusal::Arguments) => {}
        Err(refusal) => panic!("{} {} {}: {refusal:?}", call.path(), call.interface(), call.member()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_tree_and_no_question_breaks_the_service(seed in 1_u64.., steps in 1_usize..6) {
        let mut dice = Dice(seed);
        let mut service = service();
        service.listen(Wanted::new(["object:", "window:"]));
        for step in 0..steps {
            let count = 8 + dice.next(32);
            let whole = step == 0 || dice.next(3) == 0;
            let update = dice.update(count, whole);
            service.take(Command::Update(1, Box::new(update)));
            service.take(Command::Focus(1, dice.next(2) == 0));
            ask_all(&service, &mut dice, count.min(12));
        }
    }

    #[test]
    fn units_cover_a_text_without_gaps(text in "[а-яәіA-Z .,!?\n«»…0-9]{0,80}") {
        let (_, passage) = passage(&text);
        let length = passage.len();
        prop_assert_eq!(passage.text(), text.as_str());
        for kind in 0..7 {
            let (unit, by_ends) = Unit::of_boundary(kind).unwrap();
            let mut at = 0;
            while at < length {
                let range = passage.unit_at(at, unit, by_ends);
                prop_assert!(range.start <= at && range.end > at, "{:?} {:?} at {}", unit, range, at);
                prop_assert_eq!(passage.unit_near(range.start, unit, by_ends, 0), range.clone());
                if range.end < length {
                    prop_assert_eq!(passage.unit_near(at, unit, by_ends, 1).start, range.end);
                }
                at = range.end;
            }
        }
    }
}

/// A paragraph in a window, and its text.
fn passage(text: &str) -> (Window, Passage) {
    let part = Part { bytes: 0..text.len(), language: Some("kk".to_owned()), ..Part::default() };
    let (found, _) = runs(NodeId(10), text, &[Line::unplaced(0..text.len())], &[part], true);
    let mut paragraph = Node::new(Role::Paragraph);
    paragraph.set_children(found.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    let mut root = Node::new(Role::Window);
    root.set_children(vec![NodeId(1)]);
    let nodes = [(NodeId(0), root), (NodeId(1), paragraph)].into_iter().chain(found).collect();
    let mut window = Window::new(1, Handler(Arc::default()), Arc::default(), None);
    window.update(TreeUpdate { nodes, tree: Some(TreeInfo::new(NodeId(0))), tree_id: TREE, focus: NodeId(0) });
    let passage = Passage::of(window.node(NodeId(1)).unwrap(), true);
    (window, passage)
}

#[test]
fn sentences_are_the_books_phrases() {
    let (_, passage) = passage("Қасында кітап т.б. бар еді. Күн шуақты болатын.");
    assert_eq!(passage.slice(passage.unit_at(3, Unit::Sentence, false)), "Қасында кітап т.б. бар еді. ");
    assert_eq!(passage.slice(passage.unit_near(3, Unit::Sentence, false, 1)), "Күн шуақты болатын.");
    assert_eq!(passage.slice(passage.unit_at(0, Unit::Word, true)), "Қасында");
    assert_eq!(passage.unit_at(passage.len(), Unit::Character, false), passage.len()..passage.len());
}

#[test]
fn a_run_from_the_right_says_so() {
    let (_, there) = passage("سلام");
    let (attributes, range) = there.attributes_at(1);
    assert_eq!((attributes.get("direction").map(String::as_str), range), (Some("rtl"), 0..4));
    assert_eq!(attributes.get("language").map(String::as_str), Some("kk"));
    let (_, here) = passage("сәлем");
    assert_eq!(here.attributes_at(1).0.get("direction"), None, "the default attributes say it");
}

#[test]
fn typed_letters_are_told() {
    let field = |text: &str| {
        let part = Part { bytes: 0..text.len(), language: None, ..Part::default() };
        let (found, _) = runs(NodeId(10), text, &[Line::unplaced(0..text.len())], &[part], false);
        let mut input = Node::new(Role::TextInput);
        input.set_children(found.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        input.add_action(Action::Focus);
        let mut root = Node::new(Role::Window);
        root.set_children(vec![NodeId(1)]);
        let nodes: Vec<_> = [(NodeId(0), root), (NodeId(1), input)].into_iter().chain(found).collect();
        TreeUpdate { nodes, tree: Some(TreeInfo::new(NodeId(0))), tree_id: TREE, focus: NodeId(1) }
    };
    let mut window = Window::new(1, Handler(Arc::default()), Arc::default(), None);
    window.update(field("ала"));
    let told = window.update(field("алма"));
    let changed: Vec<_> = told.iter().filter(|event| event.member == "TextChanged").collect();
    assert_eq!(changed.len(), 1, "{told:?}");
    assert_eq!((changed[0].kind, changed[0].numbers), ("insert", (2, 1)));
    let told = window.update(field("лма"));
    let changed: Vec<_> = told.iter().filter(|event| event.member == "TextChanged").collect();
    assert_eq!((changed[0].kind, changed[0].numbers), ("delete", (0, 1)));
    assert_eq!(window.node(NodeId(1)).unwrap().id_in_tree(), NodeId(1));
}

#[test]
fn what_is_announced_is_not_told_again_as_a_description() {
    let tree = |why: Option<&str>, announced: Option<&str>, whole: bool| {
        let mut field = Node::new(Role::TextInput);
        field.add_action(Action::Focus);
        if let Some(why) = why {
            field.set_description(why);
        }
        let mut root = Node::new(Role::Window);
        root.set_children([vec![NodeId(1)], announced.map(|_| NodeId(2)).into_iter().collect()].concat());
        let mut nodes = vec![(NodeId(0), root), (NodeId(1), field)];
        nodes.extend(announced.map(|text| {
            let mut status = Node::new(Role::Label);
            status.set_value(text);
            status.set_live(Live::Polite);
            (NodeId(2), status)
        }));
        TreeUpdate { nodes, tree: whole.then(|| TreeInfo::new(NodeId(0))), tree_id: TREE, focus: NodeId(1) }
    };
    let described = |announced: Option<&str>| {
        let mut window = Window::new(1, Handler(Arc::default()), Arc::default(), None);
        window.update(tree(None, None, true));
        let told = window.update(tree(Some("Табылмады. Сөзді теріңіз."), announced, false));
        told.iter().filter(|event| event.kind == "accessible-description").count()
    };
    assert_eq!((described(None), described(Some("Табылмады.")), described(Some("Ашылды."))), (1, 0, 1));
}

#[test]
fn what_has_gone_is_answered_as_defunct_and_nowhere() {
    let tree = |fields: &[u64], whole: bool| {
        let mut root = Node::new(Role::Window);
        root.set_children(fields.iter().copied().map(NodeId).collect::<Vec<_>>());
        let mut nodes = vec![(NodeId(0), root)];
        nodes.extend(fields.iter().map(|id| {
            let mut button = Node::new(Role::Button);
            button.add_action(Action::Focus);
            (NodeId(*id), button)
        }));
        let tree = whole.then(|| TreeInfo::new(NodeId(0)));
        Command::Update(1, Box::new(TreeUpdate { nodes, tree, tree_id: TREE, focus: NodeId(fields[0]) }))
    };
    let mut service = service();
    service.take(tree(&[1], true));
    service.take(tree(&[2], false));
    let ask = |id: u64, interface: &str, member: &'static str| {
        Message::method_call(path_of(1, NodeId(id)), member).unwrap().interface(interface.to_owned()).unwrap()
    };
    let state = ask(1, "org.a11y.atspi.Accessible", "GetState").build(&()).unwrap();
    let answer = service.answer(&Call::new(&state, ":1.1")).unwrap();
    let bits: Vec<u32> = answer.body().deserialize().unwrap();
    assert_eq!(u64::from(bits[0]) | u64::from(bits[1]) << 32, StateSet::from(State::Defunct).bits());
    let parent =
        ask(1, "org.freedesktop.DBus.Properties", "Get").build(&("org.a11y.atspi.Accessible", "Parent")).unwrap();
    let answer = service.answer(&Call::new(&parent, ":1.1")).unwrap();
    let parent: OwnedValue = answer.body().deserialize().unwrap();
    assert_eq!(parent.to_string(), Value::from(nothing()).to_string());
    // What was never there is no object.
    let state = ask(7, "org.a11y.atspi.Accessible", "GetState").build(&()).unwrap();
    assert!(matches!(service.answer(&Call::new(&state, ":1.1")), Err(Refusal::Object)));
}

#[test]
fn the_interface_never_waits_for_a_long_chapter() {
    // Two thousand paragraphs of two hundred letters, as one chapter.
    let mut nodes = Vec::new();
    let mut tops = Vec::new();
    for number in 0..2000_u64 {
        let text = "Ұзақ тараудың бір сөйлемі. ".repeat(8);
        let part = Part { bytes: 0..text.len(), language: Some("kk".to_owned()), ..Part::default() };
        let id = NodeId(100 + number * 100);
        let (found, _) = runs(NodeId(id.0 + 1), &text, &[Line::unplaced(0..text.len())], &[part], true);
        let mut paragraph = Node::new(Role::Paragraph);
        paragraph.set_children(found.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        tops.push(id);
        nodes.push((id, paragraph));
        nodes.extend(found);
    }
    let mut document = Node::new(Role::Document);
    document.set_children(tops);
    document.add_action(Action::Focus);
    let mut root = Node::new(Role::Window);
    root.set_children(vec![NodeId(1)]);
    nodes.extend([(NodeId(0), root), (NodeId(1), document.clone())]);
    let whole = TreeUpdate { nodes, tree: Some(TreeInfo::new(NodeId(0))), tree_id: TREE, focus: NodeId(1) };

    let (sender, commands) = mpsc::unbounded();
    let thread = std::thread::spawn(move || {
        let mut service = Service::new(commands);
        service.listen(Wanted::new(["object:"]));
        service.drain()
    });
    let handler = Handler(Arc::new(Shared::default()));
    let active = Arc::new(AtomicBool::new(true));
    sender.unbounded_send(Command::Add { window: 1, handler, active, on_x: None }).unwrap();
    sender.unbounded_send(Command::Focus(1, true)).unwrap();
    sender.unbounded_send(Command::Update(1, Box::new(whole))).unwrap();
    let mut longest = Duration::ZERO;
    for step in 0..500_u64 {
        let mut document = document.clone();
        let place = TextPosition { node: NodeId(101 + step * 300), character_index: 3 };
        document.set_text_selection(TextSelection { anchor: place, focus: place });
        let update = TreeUpdate { nodes: vec![(NodeId(1), document)], tree: None, tree_id: TREE, focus: NodeId(1) };
        let began = Instant::now();
        sender.unbounded_send(Command::Update(1, Box::new(update))).unwrap();
        longest = longest.max(began.elapsed());
    }
    drop(sender);
    let began = Instant::now();
    let told = thread.join().unwrap();
    println!("the interface waited {longest:?} at most; 500 moves of the caret were told in {:?}", began.elapsed());
    let moved = told.iter().filter(|event| event.member == "TextCaretMoved").count();
    assert_eq!(moved, 500);
}
