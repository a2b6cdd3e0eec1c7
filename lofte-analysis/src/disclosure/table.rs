//! Two-way tables with row, column and grand totals.
//!
//! A weekday x hour table is one too: its cells are counts of people like any others.
//!
//! Left out on purpose: tables in more than two directions and hierarchies of areas; protect the finest table and
//! publish no other sums of it.

use std::sync::OnceLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::flow::Work;
use super::network::{Edge, Network, UNLIMITED};

use super::{Cell, Disclosed, DisclosureError, DisclosureParams, SuppressionReason};

/// A place in a table, sums included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Position {
    /// An inner cell.
    Inner {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        col: usize,
    },
    /// The total of a row.
    RowTotal {
        /// Row, from 0.
        row: usize,
    },
    /// The total of a column.
    ColTotal {
        /// Column, from 0.
        col: usize,
    },
    /// The total of the table.
    GrandTotal,
}

/// What an outsider can work out about a suppressed cell. For the working side only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AttackerInterval {
    /// The cell.
    pub position: Position,
    /// The lowest count that fits everything published.
    pub lower: u64,
    /// The highest; none when there is no limit.
    pub upper: Option<u64>,
}

/// A table as it is published: shown and suppressed cells, nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedTable {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub cols: usize,
    /// Inner cells, row by row.
    pub cells: Vec<Cell<u64>>,
    /// Row totals.
    pub row_totals: Vec<Cell<u64>>,
    /// Column totals.
    pub col_totals: Vec<Cell<u64>>,
    /// The grand total.
    pub grand_total: Cell<u64>,
    /// What it was protected by.
    pub params: DisclosureParams,
}

/// What the zeros of a table may tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zeros {
    /// A zero tells of nobody: all are shown unless they are needed to protect a small count.
    Harmless,
    /// Where all events of a row or column are in one cell, the zeros beside it tell something of every one of them
    /// ("all who were reported in this area were reported for this"). That cell is then suppressed, and with it at least
    /// one of the zeros, so that nobody can be sure that it was all.
    AllInOneCell,
}

/// A protected table with the reasons, for the working side.
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::table::{Position, protect_table};
/// use lofte_analysis::disclosure::{DisclosureParams, SuppressionReason};
/// let table = protect_table(2, 2, &[2, 30, 40, 50], &DisclosureParams { threshold: 5, protect: 5 })?;
/// let small = Position::Inner { row: 0, col: 0 };
/// assert_eq!(table.reason(small), Some(SuppressionReason::Primary));
/// assert!(table.cell(small).unwrap().get().shown().is_none() && table.hidden().contains(&small));
/// // What a reader can work out about it is at least five counts wide.
/// assert!(table.audit()[0].upper.unwrap() - table.audit()[0].lower >= 5);
/// assert_eq!(table.published().get().cells.len(), 4);
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ProtectedTable {
    pub(super) shape: Shape,
    /// The true counts and sums, in the order of the edges.
    pub(super) values: Vec<u64>,
    pub(super) reasons: Vec<Option<SuppressionReason>>,
    published: Disclosed<PublishedTable>,
    /// Made when first asked for: it takes much longer than the protection itself.
    audit: OnceLock<Vec<AttackerInterval>>,
}

impl PartialEq for ProtectedTable {
    fn eq(&self, other: &Self) -> bool {
        // The rest follows from these.
        self.values == other.values && self.reasons == other.reasons && self.published == other.published
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub(super) rows: usize,
    pub(super) cols: usize,
}

/// What a table is protected by beyond its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// What zeros may tell.
    pub zeros: Zeros,
    /// Lets chance have a say in which further cells are suppressed, so that whoever knows this program cannot run it
    /// backwards. The same secret gives the same cells; whoever has it can rule out some counts.
    pub secret: Option<u64>,
}

impl Default for Rules {
    /// Zeros are harmless, and the cheapest cells are suppressed.
    fn default() -> Self {
        Self { zeros: Zeros::Harmless, secret: None }
    }
}

/// What an outsider knows besides the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// That no count is negative.
    OfTheTable,
    /// Also that zeros are shown, and so that a suppressed count that is not 0 is at least 1.
    OfTheRule,
}

/// Suppress what must be suppressed in a two-way table whose totals are published too.
///
/// `counts` are the inner cells row by row. Every count from 1 to k - 1, totals included, is suppressed; then further
/// cells, until each of those can vary by at least `protect` for someone who knows everything published, and that a
/// suppressed count that is not 0 is at least 1, because zeros are shown. A zero is suppressed only where nothing else serves, a
/// total of k or more only after that; a row or column whose total is below k loses its total. The same counts always
/// give the same cells; whoever knows this rule to the letter can therefore rule out some counts by running it, see
/// [`Rules::secret`].
///
/// # Errors
/// [`DisclosureError::Shape`], [`DisclosureError::TooLarge`].
///
/// # References
/// as in the module `network`: Gusfield 1988, Cox 1995.
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::{Cell, DisclosureParams, table::protect_table};
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// let table = protect_table(3, 3, &[2, 20, 9, 14, 30, 8, 11, 17, 25], &params)?;
/// let published = table.published().get();
/// assert_eq!(published.grand_total, Cell::Shown(136));
/// assert_eq!(published.cells.iter().filter(|cell| cell.shown().is_none()).count(), 4);
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
pub fn protect_table(
    rows: usize,
    cols: usize,
    counts: &[u64],
    params: &DisclosureParams,
) -> Result<ProtectedTable, DisclosureError> {
    protect_table_with(rows, cols, counts, params, &Rules::default())
}

/// [`protect_table`], with a say in what zeros may tell and in what is left to chance.
///
/// With [`Zeros::AllInOneCell`], in a row of two or more cells (and a column of two or more) whose events are all in one
/// cell, that cell counts as small: it is suppressed and can vary by at least `protect`. And somebody who stands alone behind
/// a count of 1, and so knows it, can tell no other small count exactly.
///
/// # Errors
/// As [`protect_table`].
///
/// # References
/// As [`protect_table`].
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::DisclosureParams;
/// use lofte_analysis::disclosure::table::{Rules, Zeros, protect_table_with};
/// let (counts, params) = ([0, 12, 0, 9, 14, 30], DisclosureParams { threshold: 5, protect: 5 });
/// let rules = Rules { zeros: Zeros::AllInOneCell, secret: Some(7304) };
/// let table = protect_table_with(2, 3, &counts, &params, &rules)?;
/// let cells = &table.published().get().cells;
/// assert!(cells[1].shown().is_none());
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
pub fn protect_table_with(
    rows: usize,
    cols: usize,
    counts: &[u64],
    params: &DisclosureParams,
    rules: &Rules,
) -> Result<ProtectedTable, DisclosureError> {
    let shape = Shape::new(rows, cols, counts)?;
    let values = shape.values(counts)?;
    let telling = shape.telling(counts, rules.zeros);
    let mut network = shape.network(&values, |number, value| params.suppresses(value) || telling[number]);
    network.zeros_are_shown(counts.len());
    let chance = rules.secret.map(Chance::new);
    if let Some(chance) = &chance {
        chance.price(&mut network);
    }
    let reasons = network.protect_small(params, chance.as_ref());
    if rules.zeros == Zeros::AllInOneCell {
        network.doubt_for_those_who_stand_alone(counts.len(), params);
    }
    let reasons = network.with_what_was_added(reasons);
    Ok(ProtectedTable::new(shape, values, reasons, params))
}

/// What an outsider can work out about each suppressed cell, given all other cells and totals.
///
/// The answer is in the order inner cells, row totals, column totals, grand total. Use it to audit a table that was
/// suppressed by other means. `reader` says what else the outsider knows.
///
/// # Errors
/// As [`protect_table`], and [`DisclosureError::NoSuchCell`].
///
/// # References
/// D. Gusfield, *A graph theoretic approach to statistical data security*, SIAM Journal on Computing 17 (1988).
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::table::{Position, Reader, attacker_intervals};
/// // Only one cell hidden: the sums give it back.
/// let hidden = [Position::Inner { row: 0, col: 0 }];
/// let only = attacker_intervals(2, 2, &[3, 9, 8, 7], &hidden, Reader::OfTheTable)?;
/// assert_eq!((only[0].lower, only[0].upper), (3, Some(3)));
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
pub fn attacker_intervals(
    rows: usize,
    cols: usize,
    counts: &[u64],
    hidden: &[Position],
    reader: Reader,
) -> Result<Vec<AttackerInterval>, DisclosureError> {
    let shape = Shape::new(rows, cols, counts)?;
    let values = shape.values(counts)?;
    let mut pattern = vec![false; values.len()];
    for position in hidden {
        pattern[shape.number(*position).ok_or(DisclosureError::NoSuchCell { position: *position })?] = true;
    }
    let mut network = shape.network(&values, |number, _| pattern[number]);
    if reader == Reader::OfTheRule {
        network.zeros_are_shown(counts.len());
    }
    Ok(shape.audit(&network))
}

impl ProtectedTable {
    pub(super) fn new(
        shape: Shape,
        values: Vec<u64>,
        reasons: Vec<Option<SuppressionReason>>,
        params: &DisclosureParams,
    ) -> Self {
        let Shape { rows, cols } = shape;
        let cells: Vec<Cell<u64>> =
            values.iter().zip(&reasons).map(|(value, reason)| published_cell(*value, *reason)).collect();
        let (inner, totals) = cells.split_at(rows * cols);
        let published = Disclosed(PublishedTable {
            rows,
            cols,
            cells: inner.to_vec(),
            row_totals: totals[..rows].to_vec(),
            col_totals: totals[rows..rows + cols].to_vec(),
            grand_total: totals[rows + cols],
            params: *params,
        });
        Self { shape, values, reasons, published, audit: OnceLock::new() }
    }

    /// The table that may be shown.
    pub fn published(&self) -> &Disclosed<PublishedTable> {
        &self.published
    }

    /// One cell or total that may be shown; none when there is no such cell.
    pub fn cell(&self, position: Position) -> Option<Disclosed<Cell<u64>>> {
        self.shape.number(position)?;
        let table = self.published.get();
        let cell = match position {
            Position::Inner { row, col } => table.cells.get(row * table.cols + col)?,
            Position::RowTotal { row } => table.row_totals.get(row)?,
            Position::ColTotal { col } => table.col_totals.get(col)?,
            Position::GrandTotal => &table.grand_total,
        };
        Some(Disclosed(*cell))
    }

    /// The cells and sums that are suppressed.
    pub fn hidden(&self) -> Vec<Position> {
        let hidden = self.reasons.iter().enumerate().filter(|(_, reason)| reason.is_some());
        hidden.map(|(number, _)| self.shape.position(number)).collect()
    }

    /// Why a cell is suppressed, for the working side; none when it is shown or does not exist.
    pub fn reason(&self, position: Position) -> Option<SuppressionReason> {
        self.reasons.get(self.shape.number(position)?).copied().flatten()
    }

    /// What an outsider who knows that zeros are shown can work out about each suppressed cell, for the working side.
    ///
    /// Worked out when first asked for, on the threads of the current rayon pool.
    pub fn audit(&self) -> &[AttackerInterval] {
        self.audit.get_or_init(|| {
            let mut network = self.shape.network(&self.values, |number, _| self.reasons[number].is_some());
            network.zeros_are_shown(self.shape.rows * self.shape.cols);
            self.shape.audit(&network)
        })
    }
}

/// The published form of a count: shown, or suppressed without a reason.
pub(super) fn published_cell(value: u64, reason: Option<SuppressionReason>) -> Cell<u64> {
    match reason {
        None => Cell::Shown(value),
        Some(_) => Cell::Suppressed(SuppressionReason::Untold),
    }
}

impl Network {
    /// Let the reader know that a suppressed inner cell is at least 1 where it is not 0.
    pub(super) fn zeros_are_shown(&mut self, inner: usize) {
        for edge in &mut self.edges[..inner] {
            edge.floor = edge.value.min(1);
        }
    }

    /// Protect the edges that are suppressed now; the reason for each edge that is suppressed afterwards.
    pub(super) fn protect_small(
        &mut self,
        params: &DisclosureParams,
        chance: Option<&Chance>,
    ) -> Vec<Option<SuppressionReason>> {
        let small: Vec<usize> = (0..self.len()).filter(|edge| self.hidden(*edge)).collect();
        // Nothing limits the edges of a single table, so all of them can be protected.
        self.protect(&small, params.protect, chance);
        let mut reasons = vec![None; self.len()];
        for edge in small {
            reasons[edge] = Some(SuppressionReason::Primary);
        }
        self.with_what_was_added(reasons)
    }

    /// The reasons, with those edges that have been suppressed since.
    fn with_what_was_added(
        &self,
        mut reasons: Vec<Option<SuppressionReason>>,
    ) -> Vec<Option<SuppressionReason>> {
        for (edge, reason) in reasons.iter_mut().enumerate() {
            if reason.is_none() && self.hidden(edge) {
                *reason = Some(SuppressionReason::Secondary);
            }
        }
        reasons
    }

    /// Suppress further edges until nobody who knows one inner count of 1 can tell another small count exactly.
    fn doubt_for_those_who_stand_alone(&mut self, inner: usize, params: &DisclosureParams) {
        let small: Vec<usize> = (0..inner)
            .filter(|edge| self.hidden(*edge) && params.suppresses(self.edges[*edge].value))
            .collect();
        for own in small.iter().filter(|edge| self.edges[**edge].value == 1).copied().collect::<Vec<_>>() {
            let known = std::mem::replace(&mut self.edges[own].room, 0);
            let others: Vec<usize> = small.iter().copied().filter(|edge| *edge != own).collect();
            self.protect(&others, 1, None);
            self.edges[own].room = known;
        }
    }
}

impl Shape {
    pub(super) fn new(rows: usize, cols: usize, counts: &[u64]) -> Result<Self, DisclosureError> {
        if rows == 0 || cols == 0 || rows.checked_mul(cols) != Some(counts.len()) {
            return Err(DisclosureError::Shape { rows, cols, counts: counts.len() });
        }
        Ok(Self { rows, cols })
    }

    /// Inner cells, row totals, column totals and the grand total: the order of the edges everywhere.
    pub(super) fn values(self, counts: &[u64]) -> Result<Vec<u64>, DisclosureError> {
        let grand = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        let grand = grand.ok_or(DisclosureError::TooLarge)?;
        let mut values = counts.to_vec();
        values.extend(counts.chunks(self.cols).map(|row| row.iter().sum::<u64>()));
        values.extend((0..self.cols).map(|col| counts.iter().skip(col).step_by(self.cols).sum::<u64>()));
        values.push(grand);
        Ok(values)
    }

    pub(super) fn number(self, position: Position) -> Option<usize> {
        let Self { rows, cols } = self;
        match position {
            Position::Inner { row, col } => (row < rows && col < cols).then_some(row * cols + col),
            Position::RowTotal { row } => (row < rows).then_some(rows * cols + row),
            Position::ColTotal { col } => (col < cols).then_some(rows * cols + rows + col),
            Position::GrandTotal => Some(rows * cols + rows + cols),
        }
    }

    pub(super) fn position(self, number: usize) -> Position {
        let Self { rows, cols } = self;
        match number.checked_sub(rows * cols) {
            None => Position::Inner { row: number / cols, col: number % cols },
            Some(row) if row < rows => Position::RowTotal { row },
            Some(rest) if rest < rows + cols => Position::ColTotal { col: rest - rows },
            Some(_) => Position::GrandTotal,
        }
    }

    /// The table as a circulation: grand total to rows, rows to columns, columns back to the grand total.
    pub(super) fn network(self, values: &[u64], hide: impl Fn(usize, u64) -> bool) -> Network {
        let Self { rows, cols } = self;
        let (into, out) = (rows + cols, rows + cols + 1);
        let edge = |(number, value): (usize, &u64)| {
            let value = *value;
            let (from, to, tier) = match self.position(number) {
                // A zero is published unless nothing else serves; totals are what readers want most.
                Position::Inner { row, col } => (row, rows + col, u8::from(value == 0)),
                Position::RowTotal { row } => (out, row, 2),
                Position::ColTotal { col } => (rows + col, into, 2),
                Position::GrandTotal => (into, out, 3),
            };
            Edge {
                from,
                to,
                value,
                floor: 0,
                room: UNLIMITED,
                tier,
                cost: value,
                hidden: hide(number, value),
            }
        };
        Network::new(rows + cols + 2, values.iter().enumerate().map(edge).collect())
    }

    /// Inner cells that hold all of a row's or column's events.
    fn telling(self, counts: &[u64], zeros: Zeros) -> Vec<bool> {
        let Self { rows, cols } = self;
        let mut telling = vec![false; rows * cols + rows + cols + 1];
        if zeros == Zeros::Harmless {
            return telling;
        }
        let mut mark = |line: &mut dyn Iterator<Item = usize>| {
            let mut filled = line.filter(|cell| counts[*cell] > 0);
            if let (Some(only), None) = (filled.next(), filled.next()) {
                telling[only] = true;
            }
        };
        if cols > 1 {
            (0..rows).for_each(|row| mark(&mut (row * cols..(row + 1) * cols)));
        }
        if rows > 1 {
            (0..cols).for_each(|col| mark(&mut (0..rows).map(|row| row * cols + col)));
        }
        telling
    }

    fn audit(self, network: &Network) -> Vec<AttackerInterval> {
        let hidden: Vec<usize> = (0..network.len()).filter(|number| network.hidden(*number)).collect();
        let interval = |work: &mut Work, number: &usize| {
            let (lower, upper) = network.bounds(*number, work);
            AttackerInterval { position: self.position(*number), lower, upper }
        };
        hidden.par_iter().map_init(|| Work::new(network), interval).collect()
    }
}
