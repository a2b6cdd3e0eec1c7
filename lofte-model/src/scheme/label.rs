//! How a category is written for people: the house's own label first, then the scheme's, and the slug where neither is.

use super::scheme;
use crate::records::Category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The labels that a municipality has given categories of its own, as they were when something was made of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Label>", into = "Vec<Label>")]
pub struct Labels(BTreeMap<Category, String>);

/// As files have it: a list of things with a title, so that masking and screening reach the title.
#[derive(Serialize, Deserialize)]
struct Label {
    slug: Category,
    title: String,
}

impl From<Vec<Label>> for Labels {
    fn from(labels: Vec<Label>) -> Self {
        Self::new(labels.into_iter().map(|label| (label.slug, label.title)))
    }
}

impl From<Labels> for Vec<Label> {
    fn from(labels: Labels) -> Self {
        labels.0.into_iter().map(|(slug, title)| Label { slug, title }).collect()
    }
}

impl Labels {
    /// From slugs and labels.
    pub fn new(labels: impl IntoIterator<Item = (Category, String)>) -> Self {
        Self(labels.into_iter().collect())
    }

    /// Whether the municipality has no category of its own among them.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The own label of a category.
    pub fn own(&self, slug: &str) -> Option<&str> {
        self.0.get(&Category::new(slug)).map(String::as_str)
    }

    /// The first of the municipality's own categories that fits, by slug and label.
    pub fn find(&self, fits: impl Fn(&str, &str) -> bool) -> Option<Category> {
        self.0.iter().find(|(slug, title)| fits(slug.as_str(), title)).map(|(slug, _)| slug.clone())
    }

    /// Only the labels of these categories.
    #[must_use]
    pub fn only<'a>(&self, used: impl IntoIterator<Item = &'a Category>) -> Self {
        let used = used.into_iter();
        Self::new(used.filter_map(|slug| Some((slug.clone(), self.own(slug.as_str())?.to_owned()))))
    }

    /// How a category is written in Swedish.
    ///
    /// ```
    /// use lofte_model::records::Category;
    /// use lofte_model::scheme::Labels;
    /// let labels = Labels::new([(Category::new("egen_sort"), "båtstöld".to_owned())]);
    /// assert_eq!((labels.swedish("egen_sort"), labels.swedish("assault")), ("båtstöld".into(), "misshandel".into()));
    /// assert_eq!(labels.swedish("gone_sort"), "gone sort", "a slug is at least written as words");
    /// ```
    pub fn swedish(&self, slug: &str) -> String {
        self.written(slug, |entry| &entry.label.sv)
    }

    /// How a category is written in English; what the municipality calls its own stays as it is.
    pub fn english(&self, slug: &str) -> String {
        self.written(slug, |entry| &entry.label.en)
    }

    fn written(&self, slug: &str, label: impl Fn(&'static super::Entry) -> &'static String) -> String {
        let known = || scheme().entry(slug).map(|entry| label(entry).clone());
        self.own(slug).map(str::to_owned).or_else(known).unwrap_or_else(|| slug.replace(['_', '-'], " "))
    }
}
