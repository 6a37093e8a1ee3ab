//! What a page asks its reader, and her answers.

use serde_json::{Value, json};
use url::Url;

use crate::library::catalog::Feed;
use crate::library::catalog::form::{Field, Form, Kind, Lack};
use crate::library::daisy_online::model::Label;
use crate::locale::Locale;

/// The questions as lines of the contract.
pub(super) fn lines(form: &Form) -> Vec<Value> {
    form.fields.iter().map(line).collect()
}

fn line(field: &Field) -> Value {
    let Field { id, label, kind } = field;
    let mut line = json!({ "question": id, "label": label.text, "language": language(label) });
    let (key, value) = match kind {
        Kind::Choice { choices, several } => {
            line["several"] = json!(several);
            let choice = |(id, label): &(String, Label)| json!({ "answer": id, "label": label.text, "language": language(label) });
            ("choices", choices.iter().map(choice).collect())
        }
        Kind::Words { figures, default } => {
            line["figures"] = json!(figures);
            ("default", json!(default))
        }
        Kind::Spoken => ("spoken", json!(true)),
    };
    line[key] = value;
    line
}

fn language(label: &Label) -> Option<&str> {
    label.language.as_ref().map(|it| it.tag())
}

/// The address at which these answers, each `QUESTION=ANSWER`, are answered; else what is wanting.
pub(super) fn answered(locale: &Locale, feed: &Feed, answers: &[String]) -> Result<Url, String> {
    let form = feed.form.as_ref().ok_or_else(|| locale.text("cli-answer-none"))?;
    let unknown = |what: &str| locale.with("cli-answer-unknown", &[("what", what.into())]);
    let parted: Result<Vec<_>, _> =
        answers.iter().map(|answer| answer.split_once('=').ok_or_else(|| unknown(answer))).collect();
    let given = form.typed(&parted?).map_err(unknown)?;
    form.answered(&given).map_err(|lack| {
        let of = |number: usize| form.fields.get(number).map(|field| field.id.clone()).unwrap_or_default();
        // A question may end as one: in the window the words end with it.
        let sentence = |id, number| format!("{}.", locale.with(id, &[("question", of(number).into())]));
        match lack {
            Lack::Choice(number) => sentence("catalog-form-choose", number),
            Lack::Figures(number) => sentence("catalog-form-figures", number),
            Lack::Everything => locale.text("catalog-form-nothing"),
        }
    })
}
