//! What the form of a promise sends: names with values, read by name because the form has as many rows as it needs.
//!
//! Left out: what the values mean; whoever reads a field says what is wrong with it.

use serde::Deserialize;
use std::str::FromStr;

/// What a form sent: names with values, some names more than once.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(in crate::pages) struct Posted(pub(super) Vec<(String, String)>);

impl Posted {
    /// The value of a name, without space around it; empty when it was not sent.
    pub(in crate::pages) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// All values of a name.
    pub(super) fn many(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    /// Those values of a name that can be read.
    pub(super) fn read<T: FromStr>(&self, name: &str) -> Vec<T> {
        self.many(name).iter().filter_map(|value| value.parse().ok()).collect()
    }

    /// Adds a value.
    pub(in crate::pages) fn put(&mut self, name: impl Into<String>, value: &(impl ToString + ?Sized)) {
        self.0.push((name.into(), value.to_string()));
    }
}
