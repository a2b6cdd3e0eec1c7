//! What a category weighs or belongs to, by a table that somebody else answers for: harm weights, the columns of an
//! index. A table is a file with its name, version, source and unit; none is shipped, and what it does not have is
//! absent, not nought.

use super::scheme;
use crate::records::Category;
use lofte_analysis::incidents::harm::{HarmError, HarmTable, HarmTableParts, HarmWeight};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why a table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// It is not written as a table is.
    #[error("the table of categories cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A text that TOML has no form for.
    #[error("the table of categories cannot be written: {0}")]
    Unwritable(#[from] toml::ser::Error),
    /// A line that is not a category and a number.
    #[error("line {line} is not a category and a number with a semicolon between: {text}")]
    Line {
        /// Which.
        line: usize,
        /// As it is written.
        text: String,
    },
    /// A line with a word that is no category.
    #[error("line {line}: {text} is no category of the scheme")]
    UnknownText {
        /// Which.
        line: usize,
        /// As it is written.
        text: String,
    },
    /// It lacks something, or a weight is no positive number.
    #[error(transparent)]
    Harm(#[from] HarmError),
    /// It names a category that nobody has.
    #[error("the table names {0}, which is no category of the scheme")]
    Unknown(Category),
}

/// A table about categories, with its source.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryTable {
    harm: HarmTable,
    columns: BTreeMap<String, BTreeSet<Category>>,
}

/// What a table is called, and who answers for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableHead {
    /// Name.
    pub name: String,
    /// Edition.
    pub version: String,
    /// Who publishes it, and where.
    pub source: String,
    /// What a weight of 1 is.
    pub unit: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: String,
    source: String,
    unit: String,
    weights: BTreeMap<String, f64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    columns: BTreeMap<String, BTreeSet<Category>>,
}

impl CategoryTable {
    /// Reads a table; the municipality's own categories may be in it.
    ///
    /// # Errors
    /// [`TableError`], which names what to mend.
    ///
    /// # Examples
    /// ```
    /// use lofte_model::scheme::CategoryTable;
    /// let text = r#"
    ///     name = "An example"
    ///     version = "1"
    ///     source = "made up for this example"
    ///     unit = "day"
    ///     [weights]
    ///     theft = 10
    ///     arson = 900.5
    ///     [columns]
    ///     property = ["theft", "burglary"]
    /// "#;
    /// let table = CategoryTable::read(text, &[])?;
    /// assert_eq!((table.harm().weight("arson"), table.harm().weight("assault")), (Some(900.5), None));
    /// assert_eq!(table.column("property").unwrap().len(), 2);
    /// # Ok::<(), lofte_model::scheme::TableError>(())
    /// ```
    pub fn read(text: &str, own: &[Category]) -> Result<Self, TableError> {
        let File { name, version, source, unit, weights, columns } = toml::from_str(text)?;
        let named = weights.keys().cloned().map(Category);
        for slug in named.chain(columns.values().flatten().cloned()) {
            if scheme().entry(slug.as_str()).is_none() && !own.contains(&slug) {
                return Err(TableError::Unknown(slug));
            }
        }
        let weights = weights.into_iter().map(|(category, weight)| HarmWeight { category, weight }).collect();
        let harm = HarmTable::new(HarmTableParts { name, version, source, unit, weights })?;
        Ok(Self { harm, columns })
    }

    /// The text of a table as its file has it.
    ///
    /// # Errors
    /// A text that TOML has no form for.
    pub fn written(head: &TableHead, weights: BTreeMap<Category, f64>) -> Result<String, TableError> {
        let text = |text: &String| text.trim().to_owned();
        let file = File {
            name: text(&head.name),
            version: text(&head.version),
            source: text(&head.source),
            unit: text(&head.unit),
            weights: weights.into_iter().map(|(category, weight)| (category.0, weight)).collect(),
            columns: BTreeMap::new(),
        };
        Ok(toml::to_string(&file)?)
    }

    /// The weights.
    pub fn harm(&self) -> &HarmTable {
        &self.harm
    }

    /// The categories of a column of an index.
    pub fn column(&self, name: &str) -> Option<&BTreeSet<Category>> {
        self.columns.get(name)
    }
}
