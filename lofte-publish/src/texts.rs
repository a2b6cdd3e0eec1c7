//! The Swedish words of documents and open data, from `templates/texts.json`.
//!
//! Codes come from the model; only the file knows Swedish. A code without a word is shown as it is, and a test makes
//! sure that none is.

use serde_json::Value;

/// The file as it is given to the typesetter.
pub(crate) const FILE: &str = include_str!("../templates/texts.json");

/// The texts, read once where they are needed.
pub(crate) struct Texts(Value);

impl Texts {
    /// Reads the texts that came with the program.
    pub(crate) fn read() -> Self {
        Self(serde_json::from_str(FILE).unwrap_or_default())
    }

    /// A text.
    pub(crate) fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).and_then(Value::as_str).unwrap_or(key)
    }

    /// The word of a code in a group.
    pub(crate) fn word<'a>(&'a self, group: &str, code: &'a str) -> &'a str {
        self.0.get(group).and_then(|group| group.get(code)).and_then(Value::as_str).unwrap_or(code)
    }
}

/// The code that a plain enum of the model is written as.
pub(crate) fn code<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(code)) => code,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::plan::{Execution, Fidelity, JudgedEffect, MeasureKind};
    use lofte_model::promise::{Pace, Side};
    use lofte_model::records::RecordKind;

    #[test]
    fn every_code_has_a_word() {
        let texts = Texts::read();
        let check = |group: &str, codes: Vec<String>| {
            for code in codes {
                assert_ne!(texts.word(group, &code), code, "{group}");
            }
        };
        use Execution::{Done, Dropped, NotStarted, Ongoing};
        check("execution", [NotStarted, Ongoing, Done, Dropped].iter().map(code).collect());
        use Fidelity::{AsIntended, NotAsIntended, Partly};
        check("fidelity", [Fidelity::Unknown, AsIntended, Partly, NotAsIntended].iter().map(code).collect());
        use JudgedEffect::{Better, NoDifference, Worse};
        check("effect", [JudgedEffect::Unknown, Better, NoDifference, Worse].iter().map(code).collect());
        check("kind", [MeasureKind::Situational, MeasureKind::Social].iter().map(code).collect());
        check("pace", [Pace::Week, Pace::Month, Pace::Year, Pace::WholePeriod].iter().map(code).collect());
        check("side", [Side::Municipality, Side::Police].iter().map(code).collect());
        check("record_kind", RecordKind::ALL.iter().map(code).collect());
    }
}
