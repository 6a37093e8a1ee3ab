//! Lists of word processors: paragraphs with a list and a level each, on their way to lists inside lists.

use std::collections::HashMap;

use super::write::Writer;

/// Levels of a list.
const DEEPEST: usize = 9;

/// How a level counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Marks,
    /// The type of `ol`, and its first number.
    Numbers(char, u32),
}

/// What is open.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The list, its level, whether it is ordered; outermost first.
    open: Vec<(u32, usize, bool)>,
    /// How many items a level of a list had.
    counts: HashMap<(u32, usize), u32>,
}

impl Lists {
    /// Begins an item; its paragraphs follow.
    pub fn item(&mut self, writer: &mut Writer, list: u32, level: usize, count: Count) {
        let level = level.min(DEEPEST - 1);
        while self.open.last().is_some_and(|(other, at, _)| *at > level || *at == level && *other != list) {
            self.close_one(writer);
        }
        for deeper in level + 1..DEEPEST {
            self.counts.remove(&(list, deeper));
        }
        let had = self.counts.entry((list, level)).or_default();
        if self.open.last().is_some_and(|(_, at, _)| *at == level) {
            writer.markup("</li>");
        } else {
            match count {
                Count::Marks => writer.markup("<ul>"),
                Count::Numbers(kind, first) => {
                    let start = first.saturating_add(*had);
                    writer.markup(&format!("<ol type=\"{kind}\" start=\"{start}\">"));
                }
            }
            self.open.push((list, level, count != Count::Marks));
        }
        *had += 1;
        writer.markup("<li>");
    }

    fn close_one(&mut self, writer: &mut Writer) {
        if let Some((_, _, ordered)) = self.open.pop() {
            writer.markup(if ordered { "</li></ol>" } else { "</li></ul>" });
        }
    }

    /// Ends all lists: something else follows.
    pub fn close(&mut self, writer: &mut Writer) {
        while !self.open.is_empty() {
            self.close_one(writer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_nest_and_count_on() {
        let (mut lists, mut writer) = (Lists::default(), Writer::default());
        let numbers = Count::Numbers('1', 1);
        lists.item(&mut writer, 1, 0, numbers);
        writer.words("a");
        lists.item(&mut writer, 1, 1, Count::Marks);
        writer.words("b");
        lists.item(&mut writer, 1, 0, numbers);
        lists.close(&mut writer);
        writer.markup("<p></p>");
        lists.item(&mut writer, 1, 0, numbers);
        lists.close(&mut writer);
        assert_eq!(
            writer.finish().0,
            "<ol type=\"1\" start=\"1\"><li>a<ul><li>b</li></ul></li><li></li></ol><p></p><ol type=\"1\" \
             start=\"3\"><li></li></ol>"
        );
    }
}
