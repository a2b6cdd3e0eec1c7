//! What was settled of a file, why, and how sure it is.

use super::Hints;
use super::outline::Outline;
use crate::inspect::{Format, Inspected};
use lofte_model::message::Told;
use serde::Serialize;

/// How sure a choice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sure {
    /// Two things say it, or nothing else is possible.
    Certain,
    /// One thing says it, and nothing speaks against it.
    Likely,
    /// Somebody must say.
    Open,
}

/// What a choice rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Why {
    /// Somebody has said so.
    Said,
    /// The file says it itself.
    SaidByFile,
    /// The letters of the file fit.
    Letters,
    /// The rows are divided most evenly so.
    Evenly {
        /// Columns that it gives.
        columns: u64,
    },
    /// The one sheet with a table.
    OnlySheet,
    /// The sheet with the most that looks like headings and rows.
    BestSheet,
    /// The row looks like headings, and what stands below it like rows.
    LooksLikeHeadings,
    /// The heading says it, and the cells fit.
    Heading {
        /// Hundredths of the cells that fit.
        share: u64,
    },
    /// The cells say it.
    Contents {
        /// Hundredths of the cells that do.
        share: u64,
    },
    /// The cells, and not the headings, say which one is north.
    Swapped,
    /// So many positions lie in the municipality or close to it.
    Within {
        /// Hundredths of the positions.
        share: u64,
    },
    /// The numbers are of this size; where the municipality lies is not known.
    Size,
    /// Several systems would do.
    SeveralSystems,
    /// A system that is not read.
    OtherSystem,
    /// The same number stands in several rows, so it says of no row which one it is.
    Repeats {
        /// Rows with a number that an earlier row has.
        rows: u64,
    },
    /// A date can only be read so.
    OneWay,
    /// Dates may be read with the day or the month first.
    BothWays {
        /// A row with such a date.
        row: u64,
    },
    /// The column of years agrees.
    YearAgrees {
        /// Its heading.
        heading: String,
    },
    /// Nearly all clock times are midnight.
    Midnight,
    /// Words in headings, texts or the name of the file.
    Words,
    /// What people have written is never read.
    FreeText,
    /// Numbers of persons stand in it.
    Persons {
        /// Cells.
        cells: u64,
    },
    /// No column has it.
    NotFound,
    /// Some texts are no known category.
    UnknownTexts {
        /// How many texts.
        texts: u64,
        /// Rows that have them.
        rows: u64,
    },
    /// Every text is known.
    AllTexts {
        /// How many.
        texts: u64,
    },
    /// Some rows count several.
    Counted {
        /// Rows that do.
        rows: u64,
    },
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is chosen, by its word: that of a part of the mapping, or of the file.
    pub part: &'static str,
    /// The choice; nothing where there is none.
    pub value: Option<String>,
    /// What it rests on.
    #[serde(flatten)]
    pub why: Why,
    /// How sure it is.
    pub sure: Sure,
}

impl Choice {
    pub(super) fn new(part: &'static str, value: impl Into<String>, why: Why, sure: Sure) -> Self {
        Self { part, value: Some(value.into()), why, sure }
    }

    pub(super) fn nothing(part: &'static str, why: Why, sure: Sure) -> Self {
        Self { part, value: None, why, sure }
    }
}

impl Told for Choice {
    fn code(&self) -> &'static str {
        match self.why {
            Why::Said => "said",
            Why::SaidByFile => "said-by-file",
            Why::Letters => "letters",
            Why::Evenly { .. } => "evenly",
            Why::OnlySheet => "only-sheet",
            Why::BestSheet => "best-sheet",
            Why::LooksLikeHeadings => "looks-like-headings",
            Why::Heading { .. } => "heading",
            Why::Contents { .. } => "contents",
            Why::Swapped => "swapped",
            Why::Within { .. } => "within",
            Why::Size => "size",
            Why::SeveralSystems => "several-systems",
            Why::OtherSystem => "other-system",
            Why::Repeats { .. } => "repeats",
            Why::OneWay => "one-way",
            Why::BothWays { .. } => "both-ways",
            Why::YearAgrees { .. } => "year-agrees",
            Why::Midnight => "midnight",
            Why::Words => "words",
            Why::FreeText => "free-text",
            Why::Persons { .. } => "persons",
            Why::NotFound => "not-found",
            Why::UnknownTexts { .. } => "unknown-texts",
            Why::AllTexts { .. } => "all-texts",
            Why::Counted { .. } => "counted",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match &self.why {
            Why::Evenly { columns } => vec![("columns", columns.to_string())],
            Why::Heading { share } | Why::Contents { share } | Why::Within { share } => {
                vec![("share", share.to_string())]
            }
            Why::Repeats { rows } | Why::Counted { rows } => vec![("rows", rows.to_string())],
            Why::BothWays { row } => vec![("row", row.to_string())],
            Why::YearAgrees { heading } => vec![("heading", heading.clone())],
            Why::Persons { cells } => vec![("cells", cells.to_string())],
            Why::UnknownTexts { texts, rows } => {
                vec![("texts", texts.to_string()), ("rows", rows.to_string())]
            }
            Why::AllTexts { texts } => vec![("texts", texts.to_string())],
            _ => Vec::new(),
        }
    }
}

/// What was settled of the file as a whole.
pub(super) fn of_file(
    inspected: &Inspected,
    hints: &Hints<'_>,
    outline: &Outline,
    columns: usize,
) -> Vec<Choice> {
    let mut choices = Vec::new();
    if inspected.format == Format::Csv {
        let (why, sure) = match (hints.encoding, inspected.guessed) {
            (Some(_), _) => (Why::Said, Sure::Certain),
            (None, true) => (Why::Letters, Sure::Likely),
            (None, false) => (Why::SaidByFile, Sure::Certain),
        };
        choices.push(Choice::new("encoding", inspected.encoding, why, sure));
    }
    if let Some(delimiter) = inspected.delimiter {
        let why = if hints.delimiter.is_some() { Why::Said } else { Why::Evenly { columns: columns as u64 } };
        let sure = if columns > 1 { Sure::Certain } else { Sure::Likely };
        choices.push(Choice::new("delimiter", delimiter, why, sure));
    }
    if let Some(sheet) = outline.sheet.as_ref().filter(|_| outline.sheets.len() > 1) {
        let (why, sure) = match hints.sheet {
            Some(_) => (Why::Said, Sure::Certain),
            None if outline.alike > 1 => (Why::BestSheet, Sure::Open),
            None => (Why::BestSheet, Sure::Likely),
        };
        choices.push(Choice::new("sheet", sheet, why, sure));
    }
    let (why, sure) = match hints.header_row {
        Some(_) => (Why::Said, Sure::Certain),
        None => (Why::LooksLikeHeadings, outline.sure),
    };
    choices.push(Choice::new("header_row", outline.row.to_string(), why, sure));
    choices
}
