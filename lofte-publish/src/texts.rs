//! The Swedish words of documents and open data, from `templates/texts.json`.
//!
//! Codes come from the model; only the file knows Swedish. A test makes sure that every code has its word.

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

    /// The word of a code in its group; the code itself where there is none.
    pub(crate) fn in_group(&self, group: &str, code: &str) -> String {
        self.0.get(group).and_then(|words| words.get(code)).and_then(Value::as_str).unwrap_or(code).to_owned()
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
                assert!(texts.0[group][&code].is_string(), "{group} {code}");
            }
        };
        let execution = [Execution::NotStarted, Execution::Ongoing, Execution::Done, Execution::Dropped];
        check("execution", execution.iter().map(code).collect());
        let fidelity = [Fidelity::Unknown, Fidelity::AsIntended, Fidelity::Partly, Fidelity::NotAsIntended];
        check("fidelity", fidelity.iter().map(code).collect());
        let effect =
            [JudgedEffect::Unknown, JudgedEffect::Better, JudgedEffect::NoDifference, JudgedEffect::Worse];
        check("effect", effect.iter().map(code).collect());
        check("kind", [MeasureKind::Situational, MeasureKind::Social].iter().map(code).collect());
        check("pace", [Pace::Week, Pace::Month, Pace::Year, Pace::WholePeriod].iter().map(code).collect());
        check("side", [Side::Municipality, Side::Police].iter().map(code).collect());
        check("record_kind", RecordKind::ALL.iter().map(code).collect());
    }
}
