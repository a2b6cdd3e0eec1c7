//! What the column of categories holds, text by text: the same text means the same in every row, so each is judged once.

use super::rows::Rows;
use crate::error::ImportError;
use crate::letters::{foreign_signs, garbled};
use crate::rejects::Codes;
use crate::same::Labels;
use crate::table::Line;
use lofte_model::records::{Category, RejectReason};
use lofte_model::spread::Spread;
use std::collections::{BTreeMap, HashMap};

/// Rows from which on it is no chance that none has a text that the mapping names.
const ROWS_TO_KNOW_ONE: u64 = 10;
/// Different texts that are compared with those of the mapping.
const MOST_LOOKED_UP: usize = 1000;
/// Different texts of which it is kept in mind what they are.
const MOST_JUDGED: usize = 10_000;

/// Texts of some rows, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Texts {
    places: HashMap<String, usize, Spread>,
    all: Vec<Text>,
    /// The place of the last one.
    last: usize,
}

#[derive(Debug)]
struct Text {
    written: String,
    rows: u64,
    /// The first row that has it.
    first: u64,
    /// What it was found to be, once somebody has asked.
    category: Option<Result<Category, RejectReason>>,
}

impl Texts {
    /// Counts the text of a row.
    pub(super) fn count(&mut self, line: &Line<'_>, rows: &Rows<'_>) {
        if let Some(column) = rows.places_of.category {
            self.text(line.row, line.text(column)).rows += 1;
        }
    }

    /// Adds the texts of a row that stands for several.
    pub(super) fn add(&mut self, other: Self, times: u64) {
        for Text { written, rows, first, category } in other.all {
            let known = self.text(first, &written);
            known.rows += rows * times;
            known.category = known.category.take().or(category);
        }
    }

    /// The category of a text in a row, judged once for all rows that have it.
    pub(super) fn category(
        &mut self,
        row: u64,
        text: &str,
        judge: impl FnOnce() -> Result<Category, RejectReason>,
    ) -> Result<Category, RejectReason> {
        self.text(row, text).category.get_or_insert_with(judge).clone()
    }

    fn text(&mut self, row: u64, text: &str) -> &mut Text {
        // Each text is asked for more than once a row.
        if self.all.get(self.last).is_none_or(|last| last.written != text) {
            self.last = self.places.get(text).copied().unwrap_or_else(|| {
                self.all.push(Text { written: text.to_owned(), rows: 0, first: row, category: None });
                self.places.insert(text.to_owned(), self.all.len() - 1);
                self.all.len() - 1
            });
        }
        &mut self.all[self.last]
    }
}

/// Which texts the mapping names.
#[derive(Debug, Default)]
pub(super) struct Labelled {
    rows: u64,
    known: u64,
    foreign_letters: u64,
    wrong: u64,
    example: Option<(u64, String)>,
    unknown: Codes,
    /// Rows with a text that is nearly one that the mapping names, by that text.
    nearly: BTreeMap<String, u64>,
    /// What was found of each text so far, and how many were compared with those of the mapping.
    judged: HashMap<String, Judged>,
    looked_up: usize,
}

/// What a text of that column is.
#[derive(Debug)]
enum Judged {
    /// One that the mapping names.
    Known,
    /// Another: the signs that show that it was read wrongly, if it was, and the text that it nearly is.
    Unknown { signs: Option<String>, nearest: Option<String> },
}

impl Judged {
    fn of(text: &str, labels: &Labels<Category>, nearest: bool) -> Self {
        if labels.get(text).is_some() {
            return Self::Known;
        }
        let signs = if garbled(text) {
            Some(foreign_signs(text))
        } else {
            labels.lost_letters(text).map(|signs| signs.chars().take(6).collect())
        };
        Self::Unknown { signs, nearest: nearest.then(|| labels.nearest(text)).flatten() }
    }
}

impl Labelled {
    /// Adds the texts of the rows that follow.
    pub(super) fn add(&mut self, texts: &Texts, labels: &Labels<Category>) {
        texts.all.iter().for_each(|text| self.look(text, labels));
    }

    /// Rows with a text that is nearly one that the mapping names, by that text.
    pub(super) fn nearly(&self) -> &BTreeMap<String, u64> {
        &self.nearly
    }

    fn look(&mut self, Text { written: text, rows, first, .. }: &Text, labels: &Labels<Category>) {
        self.rows += rows;
        let judged = match self.judged.get(text) {
            Some(judged) => judged,
            None if self.judged.len() < MOST_JUDGED => {
                let nearest = self.looked_up < MOST_LOOKED_UP;
                let judged = Judged::of(text, labels, nearest);
                self.looked_up += usize::from(matches!(judged, Judged::Unknown { .. }));
                self.judged.entry(text.clone()).or_insert(judged)
            }
            None => &Judged::of(text, labels, false),
        };
        match judged {
            Judged::Known => {
                self.known += rows;
                self.foreign_letters += if text.is_ascii() { 0 } else { *rows };
            }
            Judged::Unknown { signs, nearest } => {
                if let Some(signs) = signs {
                    self.wrong += rows;
                    self.example.get_or_insert_with(|| (*first, signs.clone()));
                }
                self.unknown.count_rows(text, u32::try_from(*rows).unwrap_or(u32::MAX));
                if let Some(nearest) = nearest {
                    *self.nearly.entry(nearest.clone()).or_insert(0) += rows;
                }
            }
        }
    }

    /// Refuses a column whose letters were read wrongly, or of which the mapping names nothing.
    pub(super) fn refuse(&self, column: String, rows: &Rows<'_>, encoding: &str) -> Result<(), ImportError> {
        // A single spoilt letter is a bad row; letters that are all wrong are a bad reading.
        if let Some((row, signs)) = self.example.as_ref().filter(|_| self.wrong > self.foreign_letters) {
            let (row, signs, encoding) = (*row, signs.clone(), encoding.to_owned());
            return Err(ImportError::WrongLetters { column, row, signs, encoding });
        }
        let named = !rows.mapping.categories.is_empty() && rows.mapping.categories_default.is_some();
        if named && self.known == 0 && self.rows >= ROWS_TO_KNOW_ONE {
            let found = self.unknown.told();
            return Err(ImportError::NoKnownCategory { column, found, rows: self.rows });
        }
        Ok(())
    }
}
