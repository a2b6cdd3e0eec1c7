//! A mapping that the municipality keeps for a source: next year's file is held against it, and what has changed is
//! said.
//!
//! Texts of the source stand in a list of their own, where masking reaches them, and not as keys. What a mapping said
//! before it was changed is kept beside it, as of everything that can be corrected.

use super::MappingFile;
use crate::amendment::Withdrawal;
use crate::id::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Most texts that are kept of a source.
pub const MOST_TEXTS: usize = 5_000;

/// A text of the source and the category that it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The text as the source writes it.
    pub text: String,
    /// The category, a slug.
    pub category: String,
}

/// The mapping of a source, kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The source, a slug.
    pub source: String,
    /// All headings of the file that it was made for, in their order.
    pub headings: Vec<String>,
    /// Which text is which category.
    pub texts: Vec<Named>,
    /// The rest of the mapping.
    pub mapping: MappingFile,
    /// When it was last settled.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// That it was taken back: it is offered for no file any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// Why a mapping is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingRefusal {
    /// More texts than anybody reads.
    #[error("a mapping keeps at most {MOST_TEXTS} texts of the category column")]
    TooManyTexts,
    /// A mapping without a source.
    #[error("say what the source is called")]
    NoSource,
}

/// How the columns of a file differ from those of the mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// Headings that the mapping uses and the file lacks.
    pub lacking: Vec<String>,
    /// Other headings that are gone.
    pub gone: Vec<String>,
    /// Headings that are new.
    pub new: Vec<String>,
}

impl Drift {
    /// Whether the columns are the same.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl Remembered {
    /// Keeps a mapping for its source.
    pub fn of(
        file: MappingFile,
        headings: Vec<String>,
        (at, by): (Timestamp, UserId),
    ) -> Result<Self, MappingRefusal> {
        let MappingFile { categories, .. } = file;
        if file.source.is_empty() {
            return Err(MappingRefusal::NoSource);
        }
        if categories.len() > MOST_TEXTS {
            return Err(MappingRefusal::TooManyTexts);
        }
        let texts = categories.into_iter().map(|(text, category)| Named { text, category }).collect();
        let mapping = MappingFile { categories: BTreeMap::new(), ..file };
        let source = mapping.source.clone();
        Ok(Self { source, headings, texts, mapping, at, by, withdrawn: None })
    }

    /// The mapping, as a file is read through it.
    pub fn file(&self) -> MappingFile {
        let categories =
            self.texts.iter().map(|named| (named.text.clone(), named.category.clone())).collect();
        MappingFile { categories, ..self.mapping.clone() }
    }

    /// Whether it says the same, whoever settled it and when.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let plain = |one: &Self| Self { at: self.at, by: self.by, ..one.clone() };
        plain(self) == plain(other)
    }

    /// How the columns of a file differ, headings compared by `form`.
    pub fn drift(&self, headings: &[String], form: impl Fn(&str) -> String) -> Drift {
        let forms = |all: &[String]| all.iter().map(|one| form(one)).collect::<BTreeSet<String>>();
        let (known, found) = (forms(&self.headings), forms(headings));
        let used: Vec<(&str, String)> =
            self.mapping.columns.said().into_iter().map(|(_, heading)| (heading, form(heading))).collect();
        let is_used = |heading: &str| used.iter().any(|(_, used)| *used == form(heading));
        let mut drift = Drift::default();
        for (heading, form) in &used {
            let told = drift.lacking.iter().any(|told| told == heading);
            if !found.contains(form) && !told {
                drift.lacking.push((*heading).to_owned());
            }
        }
        let gone = |heading: &&String| !found.contains(&form(heading)) && !is_used(heading);
        drift.gone = self.headings.iter().filter(gone).cloned().collect();
        drift.new = headings.iter().filter(|heading| !known.contains(&form(heading))).cloned().collect();
        drift
    }
}

#[cfg(test)]
mod tests {
    use super::super::ColumnNames;
    use super::*;

    fn file() -> MappingFile {
        let columns = ColumnNames {
            time: Some("Tid".into()),
            category: Some("Brott".into()),
            ..ColumnNames::default()
        };
        let categories = BTreeMap::from([("Stöld".to_owned(), "theft".to_owned())]);
        MappingFile {
            source: "polisen".into(),
            kind: "offence".into(),
            columns,
            categories,
            ..MappingFile::default()
        }
    }

    fn kept() -> Remembered {
        let headings = ["Nr", "Tid", "Brott"].map(str::to_owned).to_vec();
        Remembered::of(file(), headings, (Timestamp::UNIX_EPOCH, UserId::named("one"))).unwrap()
    }

    #[test]
    fn what_is_kept_gives_the_mapping_back() {
        assert_eq!(kept().file(), file());
        let text = serde_json::to_string(&kept()).unwrap();
        assert_eq!(serde_json::from_str::<Remembered>(&text).unwrap(), kept());
        let nobody = MappingFile { source: String::new(), ..file() };
        let refused = Remembered::of(nobody, Vec::new(), (kept().at, kept().by));
        assert_eq!(refused, Err(MappingRefusal::NoSource));
    }

    #[test]
    fn changed_columns_are_told_by_whether_they_are_used() {
        let drift = |headings: &[&str]| {
            let headings: Vec<String> = headings.iter().map(|one| (*one).to_owned()).collect();
            kept().drift(&headings, str::to_lowercase)
        };
        assert!(drift(&["nr", "TID", "Brott"]).is_none());
        let changed = drift(&["Brott", "Datum"]);
        assert_eq!(
            (changed.lacking, changed.gone, changed.new),
            (vec!["Tid".to_owned()], vec!["Nr".to_owned()], vec!["Datum".to_owned()])
        );
    }
}
