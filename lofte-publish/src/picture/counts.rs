//! The shape of public counts: category by statistical area, one table for each kind and year.

use crate::day;
use jiff::civil::Date;
use lofte_analysis::disclosure::{Cell, Disclosed};
use lofte_model::period::Period;
use lofte_model::picture::{CellContents, Edition, WithInterval};
use lofte_model::place::AreaCode;
use lofte_model::records::{Category, RecordKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many of the latest years of each kind are published.
pub const LATEST_YEARS: usize = 5;

/// The kinds and years that are published of a picture that counts these: the latest of each kind. Of earlier editions no
/// others are needed.
pub fn published_years(contents: &[CellContents]) -> BTreeSet<(RecordKind, i16)> {
    let of_kind = |known: &CellContents| {
        let kind = known.kind;
        let latest = known.years.iter().rev().take(LATEST_YEARS).copied().collect::<Vec<_>>();
        latest.into_iter().map(move |year| (kind, year))
    };
    contents.iter().flat_map(of_kind).collect()
}

/// The edition that figures are from. Figures that have not changed, or not by enough to be told, keep an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// Number of the edition.
    pub edition: u32,
    /// Day when it was adopted.
    #[serde(alias = "adopted_at", deserialize_with = "day::read")]
    pub adopted_on: Date,
}

/// A count in one area.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountCell {
    /// Rows.
    pub count: Disclosed<Cell<u64>>,
    /// Per 1 000 residents with 95 % interval, where that is honest; hidden when the count is. One decimal.
    pub per_1000: Option<Disclosed<Cell<WithInterval>>>,
}

/// One category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountRow {
    /// Category.
    pub category: Category,
    /// One for each of the table's areas, in their order; none where only the total can be published.
    pub cells: Vec<CountCell>,
    /// All areas together.
    pub total: Disclosed<Cell<u64>>,
    /// The edition that the figures are from.
    pub as_of: AsOf,
}

/// One kind of row in one year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountTable {
    /// Kind.
    pub kind: RecordKind,
    /// Year.
    pub year: i16,
    /// Statistical areas; `None` is rows outside them or without a place. Empty where only totals can be published.
    pub areas: Vec<Option<AreaCode>>,
    /// Categories with at least k rows.
    pub rows: Vec<CountRow>,
    /// One for each area: the categories that have figures by area together.
    pub area_totals: Vec<Disclosed<Cell<u64>>>,
    /// All categories of the table together.
    pub total: Disclosed<Cell<u64>>,
    /// Whole months of the year that the rows do not cover or hardly: the counts are not of the whole year. Days would
    /// tell when the last row came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncovered: Vec<Period>,
}

impl From<&Edition> for AsOf {
    fn from(edition: &Edition) -> Self {
        Self { edition: edition.number, adopted_on: day::day(edition.adopted_at) }
    }
}

impl CountTable {
    /// The categories whose figures are from an earlier edition than this, oldest first.
    pub fn older_than(&self, edition: u32) -> Vec<(&Category, AsOf)> {
        let older = self.rows.iter().filter(|row| row.as_of.edition < edition);
        let mut rows: Vec<(&Category, AsOf)> = older.map(|row| (&row.category, row.as_of)).collect();
        rows.sort_by_key(|(_, as_of)| as_of.edition);
        rows
    }
}
