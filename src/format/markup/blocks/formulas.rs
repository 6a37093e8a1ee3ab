//! Mathematics: its words in the text, its tree beside them.
//!
//! <https://html.spec.whatwg.org/multipage/embedded-content-other.html#mathml>

use std::sync::Arc;

use super::Reader;
use crate::book::{Formula, Style, Tongue};
use crate::format::markup::math;
use crate::format::markup::tree::{NodeId, ROOT};

impl Reader<'_> {
    pub(super) fn formula(&mut self, node: NodeId) {
        let tongue = self.tongue(node);
        let formula = math::formula(self.tree, self.identifiers, node, tongue);
        self.say_formula(node, formula);
    }

    /// A formula that is made of something else than MathML, with words for it.
    pub(super) fn named_formula(&mut self, node: NodeId, words: String) {
        let tongue = self.tongue(node);
        self.say_formula(node, Formula { root: None, authored: Some(words), tongue, display: false });
    }

    fn say_formula(&mut self, node: NodeId, formula: Formula) {
        let text = formula.text();
        if text.is_empty() {
            return;
        }
        // Words would run into the letter before them where signs did not.
        if self.flow.ends_in_letter() {
            self.flow.push(" ");
        }
        self.flow.open(Style::Math(Arc::new(formula)));
        self.text(&text);
        self.flow.close();
        self.wanting_description.push(node);
    }

    /// In whose words the formula is said: those of the language around it.
    fn tongue(&mut self, node: NodeId) -> Option<Tongue> {
        let language = self
            .own_language(node)
            .or_else(|| {
                let inline = self.flow.styles().filter_map(|style| match style {
                    Style::Language(language) => Some(language),
                    _ => None,
                });
                inline.last().cloned()
            })
            .or_else(|| self.scope.language.clone());
        match language.as_ref().or(self.language) {
            Some(language) => Tongue::of(language),
            None => Some(self.guess()),
        }
    }

    /// The tongue of a document that names none, by its letters.
    pub(super) fn guess(&mut self) -> Tongue {
        *self.guessed.get_or_insert_with(|| math::guess(self.tree, ROOT))
    }
}
