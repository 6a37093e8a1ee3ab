//! The pages of a document as pictures, drawn by a child of its own each time: what draws may fail as what reads.

use super::child::{self, Origin};
use super::protocol::Question;
use crate::format::sheets::{Drawn, Fit, Sheets};
use crate::format::{Error, limits};

/// A document whose pages are looked at.
#[derive(Debug)]
pub(super) struct Pages {
    pub origin: Origin,
    pub password: Option<Secret>,
}

/// A password that is never printed.
pub(super) struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl Sheets for Pages {
    fn draw(&self, page: usize, fit: Fit) -> Result<Drawn, Error> {
        let question = Question {
            password: self.password.as_ref().map(|secret| secret.0.clone()),
            draw: Some((page, fit)),
            ..Question::default()
        };
        child::draw(&self.origin, question, limits::SHEET)
    }

    fn size(&self, page: usize) -> Result<(f32, f32), Error> {
        Ok(self.draw(page, Fit::Nothing)?.size)
    }
}
