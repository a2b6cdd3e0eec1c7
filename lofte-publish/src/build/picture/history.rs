//! What has been published of one table of counts, with the counts that stand behind it.
//!
//! Snapshots say what was shown and what was hidden; the editions that their rows are from say what was hidden. Editions
//! are never changed, so no further memory is needed.

use crate::error::PublishError;
use crate::input::{Earlier, SnapshotInput};
use crate::picture::{CountRow, CountTable};
use lofte_analysis::disclosure::table::Position;
use lofte_model::picture::{Cells, Edition, RateCell};
use lofte_model::place::{AreaCode, AreaKind};
use lofte_model::records::{Category, RecordKind};
use std::collections::{BTreeMap, BTreeSet};

/// A table: what and when.
pub(crate) type Subject = (RecordKind, i16);

/// The rates of one kind and year, by category and area.
pub(crate) type Rates<'a> = BTreeMap<(&'a Category, Option<&'a AreaCode>), &'a RateCell>;

/// The counts of an edition: its own, or those that were read from its file.
fn cells_of<'a>(edition: &'a Edition, input: &SnapshotInput<'a>) -> Option<&'a [RateCell]> {
    match &edition.report.rates.as_ref()?.cells {
        Cells::Here(cells) => Some(cells),
        Cells::Kept(_) => input.cells.get(&edition.number).map(Vec::as_slice),
    }
}

/// The rates of an edition in statistical areas and outside them, by kind and year.
pub(crate) fn rates<'a>(
    edition: &'a Edition,
    input: &SnapshotInput<'a>,
) -> Result<BTreeMap<Subject, Rates<'a>>, PublishError> {
    let mut tables: BTreeMap<Subject, Rates> = BTreeMap::new();
    let missing = || PublishError::NoCounts { edition: edition.number };
    let cells = cells_of(edition, input).ok_or_else(missing)?;
    let kinds: BTreeMap<&AreaCode, AreaKind> =
        input.areas.iter().map(|area| (&area.code, area.kind)).collect();
    for cell in cells {
        if !is_statistical(cell.area.as_ref(), &kinds)? {
            continue;
        }
        let rates = tables.entry((cell.kind, cell.year)).or_default();
        if rates.insert((&cell.category, cell.area.as_ref()), cell).is_some() {
            return Err(PublishError::CountedTwice { category: cell.category.to_string(), year: cell.year });
        }
    }
    Ok(tables)
}

fn is_statistical(
    code: Option<&AreaCode>,
    kinds: &BTreeMap<&AreaCode, AreaKind>,
) -> Result<bool, PublishError> {
    let Some(code) = code else { return Ok(true) };
    let kind = kinds.get(code).ok_or_else(|| PublishError::UnknownArea(code.clone()))?;
    Ok(*kind == AreaKind::Statistical)
}

/// Everything that has been published of counts.
pub(crate) struct History<'a> {
    earlier: &'a [Earlier],
    /// Count and rate by edition, kind, year, category and area.
    cells: BTreeMap<(u32, Subject), Rates<'a>>,
}

/// One table as it was published, different from the one before.
pub(crate) struct Stage<'a> {
    pub(crate) table: &'a CountTable,
    /// The publication that it was first in.
    pub(crate) publication: u32,
}

impl<'a> History<'a> {
    pub(crate) fn new(input: &SnapshotInput<'a>) -> Self {
        let tables = input.earlier.iter().flat_map(|earlier| earlier.snapshot.count_tables());
        let used: BTreeSet<u32> = tables.flat_map(|table| &table.rows).map(|row| row.as_of.edition).collect();
        let mut cells: BTreeMap<(u32, Subject), Rates> = BTreeMap::new();
        for edition in input.editions.iter().filter(|edition| used.contains(&edition.number)) {
            for cell in cells_of(edition, input).unwrap_or_default() {
                let rates = cells.entry((edition.number, (cell.kind, cell.year))).or_default();
                rates.insert((&cell.category, cell.area.as_ref()), cell);
            }
        }
        Self { earlier: input.earlier, cells }
    }

    /// The different tables that have been published of a kind and year, oldest first.
    pub(crate) fn of(&self, subject: Subject) -> Vec<Stage<'a>> {
        let mut stages: Vec<Stage> = Vec::new();
        for earlier in self.earlier {
            let of_subject = |table: &&CountTable| (table.kind, table.year) == subject;
            let Some(table) = earlier.snapshot.count_tables().find(of_subject) else { continue };
            if stages.last().is_none_or(|last| last.table != table) {
                stages.push(Stage { table, publication: earlier.snapshot.number });
            }
        }
        stages
    }

    /// The cell behind a published figure; none where nothing happened.
    pub(crate) fn cell(
        &self,
        subject: Subject,
        row: &CountRow,
        area: Option<&AreaCode>,
    ) -> Option<&'a RateCell> {
        self.cells.get(&(row.as_of.edition, subject))?.get(&(&row.category, area)).copied()
    }

    /// Whether the editions behind a table are all here.
    pub(crate) fn knows(&self, subject: Subject, table: &CountTable) -> bool {
        table.rows.iter().all(|row| self.cells.contains_key(&(row.as_of.edition, subject)))
    }
}

impl Stage<'_> {
    /// The cells and column totals that were hidden, in a table with these categories and areas. All are, where nothing
    /// was told by area.
    pub(crate) fn hidden(&self, rows: &[Category], areas: &[Option<AreaCode>]) -> Vec<Position> {
        let mut hidden = Vec::new();
        for (row, category) in rows.iter().enumerate() {
            let Some(published) = self.row(category) else { continue };
            for (col, area) in areas.iter().enumerate() {
                let cell = self.place(area.as_ref()).and_then(|place| published.cells.get(place));
                if cell.is_some_and(|cell| cell.count.get().shown().is_none()) {
                    hidden.push(Position::Inner { row, col });
                }
            }
        }
        for (col, area) in areas.iter().enumerate() {
            let total = self.place(area.as_ref()).and_then(|place| self.table.area_totals.get(place));
            if total.is_some_and(|total| total.get().shown().is_none()) {
                hidden.push(Position::ColTotal { col });
            }
        }
        hidden
    }

    /// A category that has figures by area.
    pub(crate) fn row(&self, category: &Category) -> Option<&CountRow> {
        self.table.rows.iter().find(|row| row.category == *category && !row.cells.is_empty())
    }

    fn place(&self, area: Option<&AreaCode>) -> Option<usize> {
        self.table.areas.iter().position(|known| known.as_ref() == area)
    }
}
