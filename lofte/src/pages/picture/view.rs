//! What a reader has chosen to look at: the query of the address, so that a view can be linked to and needs no script.

use crate::face::part::{Choice, Field};
use serde::Deserialize;

/// The choices. Anything that is not understood is as if nothing had been chosen.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct View {
    /// Kind of rows, or kind and category: `offence`, `offence.burglary`.
    #[serde(default)]
    pub(super) slag: String,
    /// Year.
    #[serde(default)]
    pub(super) ar: String,
    /// Group of offences in the official statistics.
    #[serde(default)]
    pub(super) brott: String,
    /// Kind of rows in the week.
    #[serde(default)]
    pub(super) vecka: String,
    /// Indicator of the survey.
    #[serde(default)]
    pub(super) fraga: String,
    /// Wave of the survey.
    #[serde(default)]
    pub(super) matning: String,
}

/// A form of selects that changes the view of one section and leaves the others as they are.
pub(super) struct Chooser {
    /// The section to come back to.
    pub(super) anchor: &'static str,
    /// The selects.
    pub(super) fields: Vec<(Field, Vec<Choice>)>,
    /// The other choices.
    pub(super) kept: Vec<(&'static str, String)>,
}

impl View {
    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("slag", &self.slag),
            ("ar", &self.ar),
            ("brott", &self.brott),
            ("vecka", &self.vecka),
            ("fraga", &self.fraga),
            ("matning", &self.matning),
        ]
    }

    /// A chooser of these fields.
    pub(super) fn chooser(&self, anchor: &'static str, fields: Vec<(Field, Vec<Choice>)>) -> Chooser {
        let own = |name: &str| fields.iter().any(|(field, _)| field.name == name);
        let others = self.pairs().into_iter().filter(|(name, value)| !value.is_empty() && !own(name));
        let kept = others.map(|(name, value)| (name, value.to_owned())).collect();
        Chooser { anchor, fields, kept }
    }
}
