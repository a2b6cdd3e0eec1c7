//! Results of a survey that somebody else has published as a table: a share or a mean, for an area, a group and a year.
//!
//! They are no answers: nothing can be estimated anew from them, and how sure a figure is, is known as far as the table says.
//! Left out: answers of single questionnaires, which are in [`crate::survey`].

use super::{Category, RowKey};
use crate::place::AreaCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultMeasure {
    /// A share of those who answered, 0–1.
    Share,
    /// A mean of answers, or an index.
    Mean,
}

impl ResultMeasure {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Mean => "mean",
        }
    }

    /// The measure that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Share, Self::Mean].into_iter().find(|measure| measure.word() == word)
    }
}

/// One published figure.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyResult {
    /// Sameness; what it says is part of it.
    pub key: RowKey,
    /// What is measured, as a slug.
    pub indicator: Category,
    /// What it is called where it comes from.
    pub label: String,
    /// Area; `None` for the whole municipality.
    pub area: Option<AreaCode>,
    /// Among whom; `None` for all who answered.
    pub group: Option<String>,
    /// Year of the survey.
    pub year: i16,
    /// What the figure is.
    pub measure: ResultMeasure,
    /// The figure: a share 0–1, or a mean.
    pub value: f64,
    /// 95 % interval, where the table says.
    pub interval: Option<(f64, f64)>,
    /// How many answered, where the table says.
    pub answers: Option<u64>,
    /// When it was taken out of its source, where that is told.
    pub retrieved: Option<Date>,
}
