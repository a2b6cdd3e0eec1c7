//! Counts of rows as protected tables: category by statistical area, one table for each kind and year.
//!
//! Rules beyond those of [`protect_table`]:
//! - A category with fewer than k rows in the year is left out of the table and its sums: its total is often known from
//!   official statistics, and no pattern of hidden cells protects a row whose total is known and small.
//! - Because the totals of whole categories can be known from outside, the table must protect also against somebody who
//!   knows them all; otherwise it is published without its areas.
//! - The municipality's own areas are not in the table (see [`crate::picture`]).

use crate::error::PublishError;
use lofte_analysis::disclosure::table::{Position, ProtectedTable, attacker_intervals, protect_table};
use lofte_analysis::disclosure::{Cell, Disclosed, DisclosureParams, HiddenReason, follow};
use lofte_model::picture::{RateCell, WithInterval};
use lofte_model::place::{Area, AreaCode, AreaKind};
use lofte_model::records::{Category, RecordKind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many of the latest years of each kind are published.
pub const LATEST_YEARS: usize = 5;

/// A count in one area.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountCell {
    /// Rows.
    pub count: Disclosed<Cell<u64>>,
    /// Per 1 000 residents with 95 % interval, where that is honest; hidden when the count is.
    pub per_1000: Option<Disclosed<Cell<WithInterval>>>,
}

/// One category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountRow {
    /// Category.
    pub category: Category,
    /// One for each of the table's areas, in their order.
    pub cells: Vec<CountCell>,
    /// All areas together.
    pub total: Disclosed<Cell<u64>>,
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
    /// One for each area: the categories of the table together.
    pub area_totals: Vec<Disclosed<Cell<u64>>>,
    /// The whole table.
    pub total: Disclosed<Cell<u64>>,
}

/// The rates of one kind and year, by category and area.
type Rates<'a> = BTreeMap<(&'a Category, Option<&'a AreaCode>), &'a RateCell>;

/// Protected tables of the latest years, kinds and years in order.
pub(super) fn count_tables(
    cells: &[RateCell],
    areas: &[Area],
    params: &DisclosureParams,
) -> Result<Vec<CountTable>, PublishError> {
    let mut tables: BTreeMap<(RecordKind, i16), Rates> = BTreeMap::new();
    for cell in cells {
        if !is_statistical(cell.area.as_ref(), areas)? {
            continue;
        }
        let rates = tables.entry((cell.kind, cell.year)).or_default();
        if rates.insert((&cell.category, cell.area.as_ref()), cell).is_some() {
            return Err(PublishError::CountedTwice { category: cell.category.to_string(), year: cell.year });
        }
    }
    let latest = |kind: RecordKind, year: i16| {
        tables.keys().filter(|(other, later)| *other == kind && *later > year).count() < LATEST_YEARS
    };
    let mut published = Vec::new();
    for ((kind, year), rates) in &tables {
        if latest(*kind, *year)
            && let Some(table) = FullTable::of(rates, params).publish(*kind, *year, params)?
        {
            published.push(table);
        }
    }
    Ok(published)
}

fn is_statistical(code: Option<&AreaCode>, areas: &[Area]) -> Result<bool, PublishError> {
    let Some(code) = code else { return Ok(true) };
    areas
        .iter()
        .find(|area| area.code == *code)
        .map(|area| area.kind == AreaKind::Deso)
        .ok_or_else(|| PublishError::UnknownArea(code.clone()))
}

/// The full table, before anything is hidden, without the categories that are too small.
struct FullTable<'a> {
    rates: &'a Rates<'a>,
    categories: Vec<&'a Category>,
    areas: Vec<Option<&'a AreaCode>>,
    /// Row by row.
    inner: Vec<u64>,
}

impl<'a> FullTable<'a> {
    fn of(rates: &'a Rates<'a>, params: &DisclosureParams) -> Self {
        let areas: BTreeSet<Option<&AreaCode>> = rates.keys().map(|(_, area)| *area).collect();
        // Rows without a place come last.
        let mut areas: Vec<Option<&AreaCode>> = areas.into_iter().collect();
        areas.sort_by_key(|area| (area.is_none(), *area));
        let count = |category, area| rates.get(&(category, area)).map_or(0, |cell| cell.count);
        let large = |category: &&'a Category| {
            let total: u64 = areas.iter().map(|area| count(*category, *area)).sum();
            total > 0 && total >= params.threshold
        };
        let categories: BTreeSet<&Category> = rates.keys().map(|(category, _)| *category).collect();
        let categories: Vec<&Category> = categories.into_iter().filter(large).collect();
        let inner = categories
            .iter()
            .flat_map(|category| areas.iter().map(move |area| (*category, *area)))
            .map(|(category, area)| count(category, area))
            .collect();
        Self { rates, categories, areas, inner }
    }

    /// `None` where nothing is left.
    fn publish(
        &self,
        kind: RecordKind,
        year: i16,
        params: &DisclosureParams,
    ) -> Result<Option<CountTable>, PublishError> {
        if self.categories.is_empty() {
            return Ok(None);
        }
        let (rows, cols) = (self.categories.len(), self.areas.len());
        let table = protect_table(rows, cols, &self.inner, params)?;
        if self.withstands_known_totals(&table, params)? {
            return Ok(self.table(kind, year, &table, cols));
        }
        let totals: Vec<u64> = self.inner.chunks(cols).map(|row| row.iter().sum()).collect();
        Ok(self.table(kind, year, &protect_table(rows, 1, &totals, params)?, 0))
    }

    /// Whether the small cells stay in doubt for somebody who knows the total of every category.
    fn withstands_known_totals(
        &self,
        table: &ProtectedTable,
        params: &DisclosureParams,
    ) -> Result<bool, PublishError> {
        let known =
            |position: &Position| matches!(position, Position::RowTotal { .. } | Position::GrandTotal);
        let hidden: Vec<Position> = table
            .audit()
            .iter()
            .map(|interval| interval.position)
            .filter(|position| !known(position))
            .collect();
        let intervals = attacker_intervals(self.categories.len(), self.areas.len(), &self.inner, &hidden)?;
        Ok(intervals
            .iter()
            .filter(|interval| table.reason(interval.position) == Some(HiddenReason::Primary))
            .all(|interval| interval.upper.is_none_or(|upper| upper - interval.lower >= params.protect)))
    }

    /// The protected table with names; `cols` of 0 leaves the areas out.
    fn table(&self, kind: RecordKind, year: i16, table: &ProtectedTable, cols: usize) -> Option<CountTable> {
        let areas = &self.areas[..cols];
        let cell = |position| table.cell(position);
        let row = |(row, category): (usize, &&Category)| {
            let cells = areas.iter().enumerate().filter_map(|(col, area)| {
                let count = cell(Position::Inner { row, col })?;
                let rate = self.rates.get(&(*category, *area)).and_then(|cell| cell.per_1000);
                Some(CountCell { count, per_1000: rate.map(|rate| follow(&count, rate)) })
            });
            let cells = cells.collect();
            Some(CountRow { category: (*category).clone(), cells, total: cell(Position::RowTotal { row })? })
        };
        Some(CountTable {
            kind,
            year,
            areas: areas.iter().map(|area| area.cloned()).collect(),
            rows: self.categories.iter().enumerate().filter_map(row).collect(),
            area_totals: (0..cols).filter_map(|col| cell(Position::ColTotal { col })).collect(),
            total: cell(Position::GrandTotal)?,
        })
    }
}
