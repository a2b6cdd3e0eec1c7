//! What is wrong with a form that was sent: sentences, each at the field where it is mended.

use crate::face::part::Field;
use lofte_app::error::AppError;
use lofte_words::{Language, Message};

/// The argument of a message that names the field it belongs to; texts never show it.
const FIELD: &str = "field";

/// A message about one field of a form.
pub(in crate::pages) fn wrong(field: &str, message: Message) -> Message {
    message.and(FIELD, field)
}

/// A refusal that is told at one field, whatever its rule is about: of two reasons on a page, the one that was written.
pub(in crate::pages) fn refused_at(field: &str, error: AppError) -> AppError {
    let at = |mut message: Message| {
        message.arguments.retain(|(name, _)| *name != FIELD);
        wrong(field, message)
    };
    match error {
        AppError::Refused(messages) => AppError::Refused(messages.into_iter().map(at).collect()),
        other => other,
    }
}

/// Fields with what is wrong in them.
#[derive(Clone, Debug, Default)]
pub(in crate::pages) struct Errors(Vec<(String, String)>);

impl Errors {
    /// From the messages of a refusal.
    pub(in crate::pages) fn of(messages: &[Message]) -> Self {
        let sentence = |message: &Message| (field_of(message), message.tell(Language::Swedish));
        Self(messages.iter().map(sentence).collect())
    }

    /// The field with what is wrong in it.
    pub(in crate::pages) fn mark(&self, field: Field) -> Field {
        match self.0.iter().find(|(name, _)| *name == field.name) {
            Some((_, text)) => field.error(text.clone()),
            None => field,
        }
    }

    /// All of them, for the summary.
    pub(in crate::pages) fn list(&self) -> Vec<(String, String)> {
        self.0.clone()
    }
}

/// The field that a message belongs to: the one it names, or the one that its rule is about.
fn field_of(message: &Message) -> String {
    if let Some((_, field)) = message.arguments.iter().find(|(name, _)| *name == FIELD) {
        return field.clone();
    }
    match message.key.as_str() {
        "promise-gap-rule" | "promise-gap-threshold-sign" | "goal-gap-rule" => "threshold",
        "promise-gap-unchanged" => "unchanged",
        "goal-gap-name" => "name",
        "goal-gap-source" => "source",
        "goal-gap-scale" => "lowest",
        "goal-gap-off-scale" => "value",
        "goal-gap-certainty" | "goal-gap-interval" | "goal-gap-index-interval" => "lower",
        "goal-gap-too-few" => "answers",
        "goal-gap-not-after" => "follow_up_year",
        "goal-gap-months" => "after_to",
        "goal-gap-itself" => "compared",
        "goal-gap-year" => "year",
        "promise-gap-period" => "from",
        "problem-no-title" | "measure-gap-title" => "title",
        "problem-no-reason" => "reason",
        "problem-no-edition" => "edition",
        "cause-empty" | "cause-too-many" => "statement",
        "cause-no-parent" | "cause-too-deep" => "parent",
        "measure-gap-cause" | "measure-gap-no-such-cause" => "causes",
        "measure-gap-function" => "function",
        "measure-gap-deadline" => "deadline",
        _ => "main",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_lands_at_the_field_it_names_or_its_rule_is_about() {
        let errors =
            Errors::of(&[Message::plain("cause-empty"), wrong("from", Message::plain("promise-gap-text"))]);
        let fields: Vec<String> = errors.list().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["statement", "from"]);
        assert_eq!(errors.mark(Field::new("statement", "Orsak")).error, "Skriv orsaken i en mening.");
        assert_eq!(errors.mark(Field::new("title", "Rubrik")).error, "");
    }
}
