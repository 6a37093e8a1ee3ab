//! What a page of a service asks its reader. All of it is answered at once.

use std::collections::BTreeSet;

use url::Url;

use super::Feed;
use crate::library::daisy_online::model::{Answer, Input, Label};
use crate::library::daisy_online::{Address, Place};

/// The questions of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The service whose questions they are.
    pub service: Url,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The question's.
    pub id: String,
    pub label: Label,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Choice {
        /// With the ids by which they are answered.
        choices: Vec<(String, Label)>,
        /// Any number of them, and not one.
        several: bool,
    },
    Words {
        /// Figures alone are understood.
        figures: bool,
        default: String,
    },
    /// A recording of the reader's own voice and nothing else: what this program does not send.
    Spoken,
}

impl Kind {
    pub(in crate::library) fn of_input(inputs: &[Input], default: Option<String>) -> Self {
        // A service that does not say what it takes takes words.
        let takes = |kind| inputs.is_empty() || inputs.contains(&kind);
        match (takes(Input::Words), takes(Input::Figures)) {
            (false, false) => Self::Spoken,
            (words, _) => Self::Words { figures: !words, default: default.unwrap_or_default() },
        }
    }
}

/// What is answered to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// By their numbers.
    Chosen(BTreeSet<usize>),
    Words(String),
}

/// Why answers are not sent: with the number of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// One has to be chosen.
    Choice(usize),
    /// Something else than figures is written.
    Figures(usize),
    /// Nothing is answered at all.
    Everything,
}

impl Form {
    /// What stands in it before anything was answered.
    pub fn blank(&self) -> Vec<Given> {
        let given = self.fields.iter().map(|field| match &field.kind {
            Kind::Choice { .. } => Given::Chosen(BTreeSet::new()),
            Kind::Words { default, .. } => Given::Words(default.clone()),
            Kind::Spoken => Given::Words(String::new()),
        });
        given.collect()
    }

    /// The address at which these answers are answered, one for each of the questions.
    ///
    /// # Errors
    /// What is wanting in them.
    pub fn answered(&self, given: &[Given]) -> Result<Url, Lack> {
        let mut answers = Vec::new();
        let mut is_answered = false;
        for (number, (field, given)) in self.fields.iter().zip(given).enumerate() {
            let values = match (&field.kind, given) {
                (Kind::Choice { choices, several }, Given::Chosen(chosen)) => {
                    if !several && chosen.len() != 1 {
                        return Err(Lack::Choice(number));
                    }
                    let ids: Vec<String> =
                        chosen.iter().filter_map(|at| choices.get(*at)).map(|(id, _)| id.clone()).collect();
                    is_answered |= !ids.is_empty();
                    ids
                }
                (Kind::Words { figures, .. }, Given::Words(words)) => {
                    let words = words.trim();
                    if *figures && !words.chars().all(char::is_numeric) {
                        return Err(Lack::Figures(number));
                    }
                    is_answered |= !words.is_empty();
                    vec![words.to_owned()]
                }
                // Left open.
                _ => Vec::new(),
            };
            answers.push(Answer { question: field.id.clone(), values });
        }
        let at = Address::parse(&self.service).filter(|_| is_answered).ok_or(Lack::Everything)?;
        Ok(at.at(Place::Menu(answers)).url())
    }

    /// Answers as they are typed, by the ids of questions and choices.
    ///
    /// # Errors
    /// The id that is none of this form.
    pub fn typed<'a>(&self, answers: &[(&'a str, &'a str)]) -> Result<Vec<Given>, &'a str> {
        let mut given = self.blank();
        for (question, value) in answers {
            let number = self.fields.iter().position(|field| field.id == *question).ok_or(*question)?;
            match (&self.fields[number].kind, &mut given[number]) {
                (Kind::Choice { choices, .. }, Given::Chosen(chosen)) => {
                    chosen.insert(choices.iter().position(|(id, _)| id == value).ok_or(*value)?);
                }
                (_, given) => *given = Given::Words((*value).to_owned()),
            }
        }
        Ok(given)
    }
}

impl Feed {
    /// What the library says on this page in its own voice, in the order of the page.
    pub fn sounds(&self) -> Vec<Url> {
        let of_fields = self.form.iter().flat_map(|form| &form.fields).flat_map(|field| {
            let choices = match &field.kind {
                Kind::Choice { choices, .. } => choices.as_slice(),
                _ => &[],
            };
            std::iter::once(&field.label).chain(choices.iter().map(|(_, label)| label)).map(|label| &label.audio)
        });
        // Of a page that asks, the sections are its choices.
        let of_sections = self.navigation.iter().filter(|_| self.form.is_none()).map(|entry| &entry.sound);
        let title = Some(&self.sound).filter(|_| self.form.is_none()).into_iter();
        let said = self.said.iter().map(|label| &label.audio);
        title.chain(said).chain(of_fields).chain(of_sections).flatten().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> Label {
        Label { text: text.to_owned(), ..Label::default() }
    }

    fn form() -> Form {
        let choices = vec![("a".to_owned(), label("A")), ("b".to_owned(), label("B")), ("c".to_owned(), label("C"))];
        let choice = |id: &str, several| Field {
            id: id.to_owned(),
            label: label(id),
            kind: Kind::Choice { choices: choices.clone(), several },
        };
        let words = |id: &str, inputs: &[Input], default: Option<&str>| Field {
            id: id.to_owned(),
            label: label(id),
            kind: Kind::of_input(inputs, default.map(str::to_owned)),
        };
        Form {
            service: Url::parse("dodp+https://library.kz/service").unwrap(),
            fields: vec![
                choice("many", true),
                choice("one", false),
                words("title", &[Input::Words, Input::Figures], None),
                words("year", &[Input::Figures, Input::Voice], Some("1890")),
                words("voice", &[Input::Voice], None),
            ],
        }
    }

    #[test]
    fn all_answers_go_together_and_several_of_one_question_each_for_itself() {
        let form = form();
        assert_eq!(form.fields[4].kind, Kind::Spoken);
        let given = form.typed(&[("many", "c"), ("many", "a"), ("one", "b"), ("title", "Абай ")]).unwrap();
        let at = Address::parse(&form.answered(&given).unwrap()).unwrap();
        let Place::Menu(answers) = at.place else { panic!("{at:?}") };
        let told: Vec<_> = answers.iter().map(|it| (it.question.as_str(), it.values.join(","))).collect();
        let wanted = [("many", "a,c"), ("one", "b"), ("title", "Абай"), ("year", "1890"), ("voice", "")];
        assert_eq!(told, wanted.map(|(id, values)| (id, values.to_owned())));
    }

    #[test]
    fn what_is_wanting_is_told() {
        let mut form = form();
        let lack = |form: &Form, typed: &[(&str, &str)]| form.answered(&form.typed(typed).unwrap());
        assert_eq!(lack(&form, &[("many", "a")]), Err(Lack::Choice(1)));
        assert_eq!(lack(&form, &[("one", "a"), ("one", "b")]), Err(Lack::Choice(1)));
        assert_eq!(lack(&form, &[("one", "a"), ("year", "MDCCC")]), Err(Lack::Figures(3)));
        assert_eq!(form.typed(&[("many", "z")]), Err("z"));
        assert_eq!(form.typed(&[("nobody", "a")]), Err("nobody"));
        form.fields.truncate(1);
        assert_eq!(lack(&form, &[]), Err(Lack::Everything));
    }
}
