//! What a protected table says: to readers a mark where a count is hidden, to the terminal the reasons and what was audited.

use lofte_analysis::disclosure::differencing::{DisclosiveValue, Relation, disclosive_cells};
use lofte_analysis::disclosure::one_way_table::ProtectedOneWayTable;
use lofte_analysis::disclosure::rounding::RoundedTable;
use lofte_analysis::disclosure::table::{
    AttackerInterval, Position, ProtectedTable, PublishedTable, Reader, attacker_intervals,
};
use lofte_analysis::disclosure::{Cell as Told, DisclosureError, DisclosureParams, SuppressionReason};
use lofte_words::{Message, Words};
use serde::Serialize;
use std::collections::HashMap;

use crate::disclosure::crosstable::Crosstable;
use crate::input_error::InputError;
use crate::output::answer::{Answer, Cell, Row, number, word};

/// What stands where a count is hidden, in the table and in CSV, whatever the reason.
const MARK: &str = "..";

/// A count, or why it is hidden and how closely an outsider can place it.
#[derive(Clone, Copy, Debug, Serialize)]
struct OneCell {
    count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<Bounds>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Reason {
    Primary,
    Secondary,
}

/// The lowest and the highest count that fit everything shown; no upper where there is no limit.
#[derive(Clone, Copy, Debug, Serialize)]
struct Bounds {
    lower: u64,
    upper: Option<u64>,
}

/// What the audit found over all hidden cells.
#[derive(Debug, Serialize)]
struct Audit {
    cells: usize,
    hidden: usize,
    primary: usize,
    secondary: usize,
    /// The narrowest doubt about a cell that is hidden for being small; none where there is no limit upwards for any.
    narrowest: Option<u64>,
    /// Every one of those is in at least the doubt that was asked for.
    protected: bool,
}

/// How the table stands beside the one that is out already.
#[derive(Debug, Serialize)]
pub(crate) struct Guard {
    file: String,
    relation: Relation,
    /// Small counts and differences that both together may give away.
    leaks: usize,
    leaks_of_differences: usize,
}

/// A table with hidden cells.
#[derive(Debug, Serialize)]
pub(crate) struct Protected {
    rows: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<String>>,
    /// Row by row.
    cells: Vec<Vec<OneCell>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row_totals: Option<Vec<OneCell>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column_totals: Option<Vec<OneCell>>,
    grand_total: OneCell,
    least: u64,
    protect: u64,
    audit: Audit,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Guard>,
}

impl Guard {
    pub(crate) fn new(
        file: String,
        table: &ProtectedTable,
        earlier: &ProtectedTable,
        params: &DisclosureParams,
        relation: Relation,
    ) -> Result<Self, DisclosureError> {
        let found = disclosive_cells(table, earlier, params, relation)?;
        let of_differences = found.iter().filter(|leak| leak.of == DisclosiveValue::Difference).count();
        Ok(Self { file, relation, leaks: found.len(), leaks_of_differences: of_differences })
    }
}

impl Protected {
    pub(crate) fn of_table(table: &Crosstable, made: &ProtectedTable, against: Option<Guard>) -> Self {
        let published: &PublishedTable = made.published().get();
        let bounds: HashMap<Position, Bounds> =
            made.audit().iter().map(|cell| (cell.position, of(cell))).collect();
        let one = |position: Position, told: &Told<u64>| OneCell {
            count: told.shown().copied(),
            hidden: made.reason(position).map(Reason::from),
            bounds: bounds.get(&position).copied(),
        };
        let width = published.cols.max(1);
        let cells = published.cells.chunks(width).enumerate().map(|(row, cells)| {
            let cell = |(col, told)| one(Position::Inner { row, col }, told);
            cells.iter().enumerate().map(cell).collect()
        });
        let rows = published.row_totals.iter().enumerate();
        let columns = published.col_totals.iter().enumerate();
        let mut found = Self {
            rows: table.rows.clone(),
            columns: Some(table.columns.clone()),
            cells: cells.collect(),
            row_totals: Some(rows.map(|(row, told)| one(Position::RowTotal { row }, told)).collect()),
            column_totals: Some(columns.map(|(col, told)| one(Position::ColTotal { col }, told)).collect()),
            grand_total: one(Position::GrandTotal, &published.grand_total),
            least: published.params.threshold,
            protect: published.params.protect,
            audit: Audit { cells: 0, hidden: 0, primary: 0, secondary: 0, narrowest: None, protected: true },
            against,
        };
        found.audit = found.audited();
        found
    }

    /// A list is audited as a table of one column, whose rows are their own totals.
    pub(crate) fn of_list(table: &Crosstable, list: &ProtectedOneWayTable) -> Result<Self, DisclosureError> {
        let published = list.published().get();
        let hidden: Vec<usize> = (0..table.counts.len()).filter(|row| list.reason(*row).is_some()).collect();
        let mut positions: Vec<Position> = hidden
            .iter()
            .flat_map(|row| [Position::Inner { row: *row, col: 0 }, Position::RowTotal { row: *row }])
            .collect();
        if published.total.shown().is_none() {
            positions.extend([Position::ColTotal { col: 0 }, Position::GrandTotal]);
        }
        let found = if table.counts.is_empty() {
            Vec::new()
        } else {
            attacker_intervals(table.counts.len(), 1, &table.counts, &positions, Reader::OfTheRule)?
        };
        let bounds: HashMap<Position, Bounds> = found.iter().map(|cell| (cell.position, of(cell))).collect();
        let cell = |(row, told): (usize, &Told<u64>)| OneCell {
            count: told.shown().copied(),
            hidden: list.reason(row).map(Reason::from),
            bounds: bounds.get(&Position::Inner { row, col: 0 }).copied(),
        };
        let is_small = published.params.suppresses(table.counts.iter().sum());
        let reason = if is_small { Reason::Primary } else { Reason::Secondary };
        let small = published.total.shown().is_none().then_some(reason);
        let total = OneCell {
            count: published.total.shown().copied(),
            hidden: small,
            bounds: bounds.get(&Position::GrandTotal).copied(),
        };
        let mut made = Self {
            rows: table.rows.clone(),
            columns: None,
            cells: published.counts.iter().enumerate().map(|told| vec![cell(told)]).collect(),
            row_totals: None,
            column_totals: None,
            grand_total: total,
            least: published.params.threshold,
            protect: published.params.protect,
            audit: Audit { cells: 0, hidden: 0, primary: 0, secondary: 0, narrowest: None, protected: true },
            against: None,
        };
        made.audit = made.audited();
        Ok(made)
    }

    fn all(&self) -> impl Iterator<Item = &OneCell> {
        let totals = self.row_totals.iter().chain(&self.column_totals).flatten();
        self.cells.iter().flatten().chain(totals).chain(std::iter::once(&self.grand_total))
    }

    fn audited(&self) -> Audit {
        let with = |reason: Reason| self.all().filter(move |cell| cell.hidden == Some(reason));
        let (primary, secondary) = (with(Reason::Primary).count(), with(Reason::Secondary).count());
        let widths = with(Reason::Primary)
            .filter_map(|cell| cell.bounds)
            .filter_map(|bounds| bounds.upper.map(|upper| upper.saturating_sub(bounds.lower)));
        let narrowest = widths.min();
        Audit {
            cells: self.all().count(),
            hidden: primary + secondary,
            primary,
            secondary,
            narrowest,
            protected: narrowest.is_none_or(|width| width >= self.protect),
        }
    }

    /// The table as readers see it, and above it what was done.
    pub(crate) fn tell(&self, answer: &mut Answer<'_>, words: Words, heading: &str, missing: usize) {
        if missing > 0 {
            answer.say("analyse-protect-missing", vec![("cells", words.count(missing as u64))]);
        }
        let audit = &self.audit;
        let count = |number: usize| words.count(number as u64);
        if audit.hidden == 0 {
            answer.say("analyse-protect-nothing", vec![("cells", count(audit.cells))]);
        } else {
            let mut hidden = vec![
                ("hidden", count(audit.hidden)),
                ("cells", count(audit.cells)),
                ("primary", count(audit.primary)),
                ("secondary", count(audit.secondary)),
                ("most", words.count(self.least - 1)),
            ];
            match &self.against {
                None => answer.say("analyse-protect-hidden", hidden),
                Some(guard) => {
                    hidden.push(("file", guard.file.clone()));
                    answer.say("analyse-protect-hidden-beside", hidden);
                }
            }
            self.tell_audit(answer, words);
        }
        if let Some(guard) = &self.against {
            let key =
                if guard.leaks == 0 { "analyse-protect-beside" } else { "analyse-protect-beside-leaks" };
            answer.say(key, vec![("file", guard.file.clone()), ("leaks", count(guard.leaks))]);
        }
        let line = |label: Cell, cells: &[OneCell], total: Option<&OneCell>| -> Row {
            let cells = cells.iter().chain(total).map(shown);
            std::iter::once(label).chain(cells).collect::<Vec<_>>().into()
        };
        answer.columns = vec![word(heading.to_owned())];
        match &self.columns {
            None => answer.columns.push(number("count", 0)),
            Some(columns) => {
                answer.columns.extend(columns.iter().map(|name| number(name.clone(), 0)));
                answer.columns.push(number(name_of_sum(columns), 0));
            }
        }
        for (place, (label, cells)) in self.rows.iter().zip(&self.cells).enumerate() {
            let total = self.row_totals.as_ref().and_then(|totals| totals.get(place));
            answer.rows.push(line(label.clone().into(), cells, total));
        }
        let sums = self.column_totals.as_deref().unwrap_or_default();
        answer.rows.push(line(name_of_sum(&self.rows).into(), sums, Some(&self.grand_total)));
    }

    /// What somebody who knows this program can do with the pattern.
    pub(crate) fn tell_rule(&self, answer: &mut Answer<'_>, by_chance: bool) {
        if self.audit.primary > 0 {
            let key = if by_chance { "analyse-protect-by-chance" } else { "analyse-protect-by-rule" };
            answer.say(key, Vec::new());
        }
    }

    fn tell_audit(&self, answer: &mut Answer<'_>, words: Words) {
        let protect = words.count(self.protect);
        match self.audit.narrowest {
            _ if self.audit.primary == 0 => {}
            None => answer.say("analyse-protect-audited-open", Vec::new()),
            Some(width) => {
                let key = if self.audit.protected {
                    "analyse-protect-audited"
                } else {
                    "analyse-protect-too-narrow"
                };
                answer.say(key, vec![("width", words.count(width)), ("protect", protect)]);
            }
        }
    }
}

/// A rounded table.
#[derive(Debug, Serialize)]
pub(crate) struct Rounded<'a> {
    rows: &'a [String],
    columns: &'a [String],
    /// Row by row.
    cells: Vec<&'a [u64]>,
    row_totals: &'a [u64],
    column_totals: &'a [u64],
    grand_total: u64,
    base: u64,
}

impl<'a> Rounded<'a> {
    pub(crate) fn new(table: &'a Crosstable, rounded: &'a RoundedTable) -> Self {
        Self {
            rows: &table.rows,
            columns: &table.columns,
            cells: rounded.cells.chunks(rounded.cols.max(1)).collect(),
            row_totals: &rounded.row_totals,
            column_totals: &rounded.col_totals,
            grand_total: rounded.grand_total,
            base: rounded.base,
        }
    }

    pub(crate) fn tell(&self, answer: &mut Answer<'_>, words: Words, heading: &str) {
        answer.say("analyse-protect-rounded", vec![("base", words.count(self.base))]);
        // A list has one column without a name, and its rows are their own totals.
        let is_list = matches!(self.columns, [only] if only.is_empty());
        answer.columns = vec![word(heading.to_owned())];
        if is_list {
            answer.columns.push(number("count", 0));
        } else {
            answer.columns.extend(self.columns.iter().map(|name| number(name.clone(), 0)));
            answer.columns.push(number(name_of_sum(self.columns), 0));
        }
        let line = |label: Cell, counts: &[u64], total: u64| -> Row {
            let counts = counts.iter().copied().chain((!is_list).then_some(total)).map(Cell::from);
            std::iter::once(label).chain(counts).collect::<Vec<_>>().into()
        };
        for ((label, counts), total) in self.rows.iter().zip(&self.cells).zip(self.row_totals) {
            answer.rows.push(line(label.clone().into(), counts, *total));
        }
        answer.rows.push(line(name_of_sum(self.rows).into(), self.column_totals, self.grand_total));
    }
}

/// A refusal with the names of the row and column instead of their numbers.
pub(crate) fn in_words(error: &DisclosureError, table: &Crosstable) -> InputError {
    let cell = |position: &Position| match *position {
        Position::Inner { row, col } => format!("{} × {}", name(&table.rows, row), name(&table.columns, col)),
        Position::RowTotal { row } => format!("{} × ∑", name(&table.rows, row)),
        Position::ColTotal { col } => format!("∑ × {}", name(&table.columns, col)),
        Position::GrandTotal => "∑".to_owned(),
    };
    match error {
        DisclosureError::Told { position } => {
            InputError::Told(Message::with("analyse-against-told", "cell", cell(position)))
        }
        DisclosureError::NotPart { position } => {
            InputError::Told(Message::with("analyse-against-not-part", "cell", cell(position)))
        }
        other => InputError::of_method(other),
    }
}

fn name(labels: &[String], place: usize) -> &str {
    labels.get(place).map_or("", String::as_str)
}

/// What the sums are called beside these labels of the data.
fn name_of_sum(labels: &[String]) -> &'static str {
    ["total", "sum"].into_iter().find(|name| labels.iter().all(|label| label != name)).unwrap_or("∑")
}

fn shown(cell: &OneCell) -> Cell {
    cell.count.map_or_else(|| Cell::from(MARK), Cell::from)
}

fn of(cell: &AttackerInterval) -> Bounds {
    Bounds { lower: cell.lower, upper: cell.upper }
}

impl From<SuppressionReason> for Reason {
    fn from(reason: SuppressionReason) -> Self {
        match reason {
            SuppressionReason::Primary => Self::Primary,
            SuppressionReason::Secondary | SuppressionReason::Untold => Self::Secondary,
        }
    }
}
