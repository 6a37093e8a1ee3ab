//! Rows of a long list: only those in sight, around the focus and at both ends are there; the others have a place, and are
//! made when the view, an arrow or a typed letter comes to them.
//!
//! Assistive technology learns of the others by the size of the list and the places of its rows.

use std::ops::Range;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, mouse, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, window};

use super::Element;
use super::control::{self, Control};

/// So many rows are all there: it costs nothing, and everything about them is known.
const FEW: usize = 60;

/// Rows that are there beyond those in sight and around the focus, so that no key comes to a row before it is made.
const SPARE: usize = 12;

/// What a long list can be asked by an operation.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The names of all rows, when they were asked for.
    pub names: Option<Vec<String>>,
    pub asked: bool,
    /// The number of the row that has the focus.
    pub focused: Option<usize>,
    /// The row that is to get the focus with the next layout.
    pub wanted: Option<usize>,
}

/// The rows. Each has a key, by which it is known again.
pub(super) struct LongList<'a, Message> {
    len: usize,
    row: Box<dyn Fn(usize) -> Control<'a, Message> + 'a>,
    spacing: f32,
    kept: Option<usize>,
    rows: Vec<Element<'a, Message>>,
}

impl<'a, Message> LongList<'a, Message> {
    /// `row` makes a row from its number; `kept` is always there, in sight or not.
    pub fn new(
        len: usize,
        spacing: f32,
        kept: Option<usize>,
        row: impl Fn(usize) -> Control<'a, Message> + 'a,
    ) -> Self {
        Self { len, row: Box::new(row), spacing, kept, rows: Vec::new() }
    }
}

#[derive(Debug, Default)]
struct State {
    index: Index,
    width: f32,
    /// Of each row, once it was laid out.
    heights: Vec<Option<f32>>,
    /// Where each row begins; one more than rows.
    tops: Vec<f32>,
    /// The rows that are there, by number and key; in the order of the tree's children.
    there: Vec<(usize, u64)>,
    seen: Range<usize>,
}

impl State {
    /// The rows that have to be there, in order.
    fn needed(&self, len: usize, kept: Option<usize>) -> Vec<usize> {
        if len <= FEW {
            return (0..len).collect();
        }
        let around = |middle: Range<usize>| middle.start.saturating_sub(SPARE)..(middle.end + SPARE).min(len);
        let focus = self.index.focused.map(|at| at..at + 1);
        let wanted = self.index.wanted.map(|at| at..at + 1);
        let seen = around(self.seen.clone());
        let mut needed: Vec<usize> = [Some(seen), focus.map(around), wanted.map(around)]
            .into_iter()
            .flatten()
            .flatten()
            .chain([0, len - 1])
            .chain(kept)
            .filter(|&row| row < len)
            .collect();
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    /// Sets the rows below each other; those that were never laid out are taken to be as high as the others are.
    fn stack(&mut self, len: usize, spacing: f32) {
        let known: Vec<f32> = self.heights.iter().flatten().copied().collect();
        let usual = if known.is_empty() { 44.0 } else { known.iter().sum::<f32>() / known.len() as f32 };
        self.tops.clear();
        let mut top = 0.0;
        for row in 0..len {
            self.tops.push(top);
            top += self.heights[row].unwrap_or(usual) + spacing;
        }
        self.tops.push(top);
    }

    /// The rows that lie between these heights.
    fn between(&self, from: f32, to: f32) -> Range<usize> {
        let len = self.tops.len().saturating_sub(1);
        let first = self.tops.partition_point(|&top| top <= from).saturating_sub(1);
        let last = self.tops.partition_point(|&top| top < to);
        first.min(len)..last.clamp(first, len)
    }
}

impl<'a, Message: Clone + 'a> Widget<Message, Theme, Renderer> for LongList<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State { seen: 0..FEW, ..State::default() })
    }

    fn diff(&self, _tree: &mut Tree) {
        // When the rows are known, in the layout.
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let limits = limits.width(Length::Fill);
        let state = tree.state.downcast_mut::<State>();
        let width = limits.max().width;
        if state.width != width || state.heights.len() != self.len {
            state.width = width;
            state.heights = vec![None; self.len];
        }
        let focused = state.there.iter().zip(&tree.children).find(|(_, row)| control::is_focused(row));
        let focused_key = focused.map(|((_, key), _)| *key);
        state.index.focused = focused.map(|((at, _), _)| *at).filter(|&at| at < self.len);

        let needed = state.needed(self.len, self.kept);
        let mut before: Vec<(u64, Tree)> =
            state.there.iter().map(|(_, key)| *key).zip(std::mem::take(&mut tree.children)).collect();
        state.there.clear();
        self.rows.clear();
        let mut nodes = Vec::with_capacity(needed.len());
        let inner = limits.loose();
        let mut make =
            |at: usize, state: &mut State, rows: &mut Vec<Element<'a, Message>>, children: &mut Vec<Tree>| {
                let row = (self.row)(at);
                let key = row.identity().unwrap_or(at as u64);
                let mut row = Element::from(row.key(key).position(at + 1, self.len));
                let mut child = match before.iter().position(|(known, _)| *known == key) {
                    Some(found) => before.swap_remove(found).1,
                    None => Tree::empty(),
                };
                child.diff(&row);
                let node = row.as_widget_mut().layout(&mut child, renderer, &inner);
                state.heights[at] = Some(node.size().height);
                state.there.push((at, key));
                rows.push(row);
                children.push(child);
                nodes.push(node);
            };
        for at in needed {
            make(at, state, &mut self.rows, &mut tree.children);
        }
        // The rows may stand in another order than before: what has the focus keeps it, wherever it is now.
        if let Some(key) = focused_key.filter(|key| !state.there.iter().any(|(_, there)| there == key))
            && let Some(at) = (0..self.len).find(|&at| (self.row)(at).identity() == Some(key))
        {
            make(at, state, &mut self.rows, &mut tree.children);
            state.index.focused = Some(at);
        }
        if let Some(wanted) = state.index.wanted.take()
            && let Some(place) = state.there.iter().position(|(at, _)| *at == wanted)
        {
            control::claim(&mut tree.children[place]);
        }
        state.stack(self.len, self.spacing);
        let nodes = nodes
            .into_iter()
            .zip(&state.there)
            .map(|(node, (at, _))| node.move_to(Point::new(0.0, state.tops[*at])))
            .collect();
        let height = (state.tops[self.len] - self.spacing).max(0.0);
        layout::Node::with_children(limits.resolve(Length::Fill, Length::Shrink, Size::new(width, height)), nodes)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let state = tree.state.downcast_mut::<State>();
        operation.container(None, layout.bounds());
        if self.len > FEW {
            operation.custom(None, layout.bounds(), &mut state.index);
            if std::mem::take(&mut state.index.asked) {
                state.index.names = Some((0..self.len).map(|at| (self.row)(at).name().to_owned()).collect());
                operation.custom(None, layout.bounds(), &mut state.index);
                state.index.names = None;
            }
        }
        // In their order, which is not always the one in which they were made.
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|&place| state.there.get(place).map(|(at, _)| *at));
        let layouts: Vec<Layout<'_>> = layout.children().collect();
        operation.traverse(&mut |operation| {
            for &place in &order {
                let row = self.rows[place].as_widget_mut();
                row.operate(&mut tree.children[place], layouts[place], renderer, operation);
            }
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        for ((row, child), layout) in self.rows.iter_mut().zip(&mut tree.children).zip(layout.children()) {
            row.as_widget_mut().update(child, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
        if !matches!(event, Event::Window(window::Event::RedrawRequested(_))) || self.len <= FEW {
            return;
        }
        let bounds = layout.bounds();
        let state = tree.state.downcast_mut::<State>();
        let in_sight = bounds.intersection(viewport).map_or(0.0..0.0, |seen| {
            let top = seen.y - bounds.y;
            top..top + seen.height
        });
        let seen = state.between(in_sight.start, in_sight.end);
        let focused = state.there.iter().zip(&tree.children).find(|(_, row)| control::is_focused(row));
        let focused = focused.map(|((at, _), _)| *at);
        state.index.focused = focused;
        let is_there = |at: usize| state.there.iter().any(|(there, _)| *there == at);
        let mut wanted =
            seen.clone().chain(focused.map(|at| at.saturating_sub(2)..(at + 3).min(self.len)).into_iter().flatten());
        if state.index.wanted.is_some() || !wanted.all(is_there) {
            state.seen = seen;
            shell.invalidate_layout();
            shell.request_redraw();
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        for ((row, child), layout) in self.rows.iter().zip(&tree.children).zip(layout.children()) {
            if layout.bounds().intersects(viewport) {
                row.as_widget().draw(child, renderer, theme, style, layout, cursor, viewport);
            }
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let rows = self.rows.iter().zip(&tree.children).zip(layout.children());
        rows.map(|((row, child), layout)| row.as_widget().mouse_interaction(child, layout, cursor, viewport, renderer))
            .max()
            .unwrap_or_default()
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        overlay::from_children(&mut self.rows, tree, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: Clone + 'a> From<LongList<'a, Message>> for Element<'a, Message> {
    fn from(list: LongList<'a, Message>) -> Self {
        Element::new(list)
    }
}
