//! The shared scheme of categories: what rows are about, by slugs that mean the same in every municipality.
//!
//! The scheme is data (`data/categories.toml`) with a version and its sources: label in Swedish and English, group, the
//! wider category, Brå's codes and the words that lists use. A municipality may have categories of its own beside it
//! ([`OwnCategory`]), with a label that it chose. [`Labels`] says how a category is written for people, and
//! [`suggest`] which category a word of a list may mean.
//!
//! Left out: weights. There is no official Swedish table; what an event weighs is loaded from a file that names its
//! source ([`CategoryTable`]). Which rows are in a category is the mapping's business.

mod label;
mod own;
mod similar;
mod suggest;
mod table;
mod table_rows;

pub use label::Labels;
pub use own::{LabelGap, OwnCategory, slug_of};
pub use suggest::{Reason, Suggestion, suggest};
pub use table::{CategoryTable, TableError, TableHead};
pub use table_rows::read_rows;

use crate::records::{Category, RecordKind};
use serde::Deserialize;
use std::sync::LazyLock;

/// Only of this file: changing it changes the scheme, which then has a new version.
const DATA: &str = include_str!("../data/categories.toml");

static SCHEME: LazyLock<Scheme> = LazyLock::new(|| {
    // A test reads the file; a program whose file cannot be read has a scheme without categories.
    toml::from_str(DATA).unwrap_or_default()
});

/// The scheme with its version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Scheme {
    /// Changes when a category is added or mended.
    pub version: String,
    /// Where its words and codes are from.
    pub sources: Vec<SchemeSource>,
    /// Its categories, group by group.
    #[serde(rename = "category")]
    pub categories: Vec<Entry>,
}

/// Where a part of the scheme is from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SchemeSource {
    /// Who says so, and where.
    pub name: String,
    /// What of the scheme it covers.
    pub covers: String,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Bilingual {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

/// What categories stand together in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Everything together.
    Total,
    /// Against persons.
    Person,
    /// Against property.
    Property,
    /// Damage and fire.
    Damage,
    /// Drugs and weapons.
    DrugsWeapons,
    /// In traffic.
    Traffic,
    /// Order.
    Order,
    /// The state of public places.
    Place,
    /// What is left.
    Other,
}

impl Group {
    /// All of them, in the order of the scheme.
    pub const ALL: [Self; 9] = [
        Self::Total,
        Self::Person,
        Self::Property,
        Self::Damage,
        Self::DrugsWeapons,
        Self::Traffic,
        Self::Order,
        Self::Place,
        Self::Other,
    ];

    /// Its name in text files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Person => "person",
            Self::Property => "property",
            Self::Damage => "damage",
            Self::DrugsWeapons => "drugs_weapons",
            Self::Traffic => "traffic",
            Self::Order => "order",
            Self::Place => "place",
            Self::Other => "other",
        }
    }
}

/// A category of the scheme.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// What files and rows call it; never changed.
    pub slug: Category,
    /// Where it stands in a list.
    pub group: Group,
    /// The wider category, where there is one.
    #[serde(default)]
    pub within: Option<Category>,
    /// Kinds of rows that it usually is about.
    pub kinds: Vec<RecordKind>,
    /// How it is written for people.
    #[serde(flatten)]
    pub label: Bilingual,
    /// Words of lists that mean it.
    #[serde(default)]
    pub terms: Vec<String>,
    /// Beginnings of Brå's offence codes.
    #[serde(default)]
    pub codes: Vec<String>,
    /// What whoever compares its figures must know.
    #[serde(default)]
    pub note: Option<Bilingual>,
}

/// The scheme of this program.
///
/// ```
/// use lofte_model::scheme::scheme;
/// assert_eq!(scheme().version, "2026-2");
/// let arson = scheme().entry("arson").unwrap();
/// assert_eq!((arson.label.sv.as_str(), arson.note.is_some()), ("mordbrand och anlagd brand", true));
/// assert!(scheme().entry("our-own").is_none());
/// ```
pub fn scheme() -> &'static Scheme {
    &SCHEME
}

impl Scheme {
    /// A category by its slug.
    pub fn entry(&self, slug: &str) -> Option<&Entry> {
        self.categories.iter().find(|entry| entry.slug.as_str() == slug)
    }

    /// Whether two categories can be of one event: they are the same, or one is part of the other.
    ///
    /// ```
    /// use lofte_model::scheme::scheme;
    /// assert!(scheme().overlap("arson", "arson") && scheme().overlap("our-own", "our-own"));
    /// assert!(!scheme().overlap("arson", "burglary") && !scheme().overlap("our-own", "arson"));
    /// ```
    pub fn overlap(&self, one: &str, other: &str) -> bool {
        self.is_part(one, other) || self.is_part(other, one)
    }

    /// Whether a category is another one, or part of it.
    fn is_part(&self, narrow: &str, wide: &str) -> bool {
        let wider =
            |slug: &&str| self.entry(slug).and_then(|entry| entry.within.as_ref()).map(Category::as_str);
        // As many steps as there are categories: a circle in the data ends.
        std::iter::successors(Some(narrow), wider).take(self.categories.len().max(1)).any(|slug| slug == wide)
    }

    /// The categories that rows of a kind usually have, group by group.
    pub fn of_kind(&self, kind: RecordKind) -> impl Iterator<Item = &Entry> {
        self.categories.iter().filter(move |entry| entry.kinds.contains(&kind))
    }
}

#[cfg(test)]
mod tests;
