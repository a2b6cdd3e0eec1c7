//! A sentence that is still to be said: the key of its text, and what goes into its gaps.
//!
//! Errors, refusals and jobs carry messages, so that the language is chosen by whoever reads and not by whoever fails.

use crate::language::Language;

/// A sentence for people: the key of its text and what to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Key in the text files.
    pub key: String,
    /// What to fill in.
    pub arguments: Vec<(&'static str, String)>,
}

impl Message {
    /// A message without arguments.
    pub fn plain(key: impl Into<String>) -> Self {
        Self { key: key.into(), arguments: Vec::new() }
    }

    /// A message with one argument.
    pub fn with(key: impl Into<String>, name: &'static str, value: impl ToString) -> Self {
        Self::plain(key).and(name, value)
    }

    /// Adds an argument.
    #[expect(clippy::needless_pass_by_value, reason = "callers name numbers and ids as they have them")]
    #[must_use]
    pub fn and(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// The sentence.
    pub fn tell(&self, language: Language) -> String {
        language.tell(&self.key, &self.arguments)
    }
}
