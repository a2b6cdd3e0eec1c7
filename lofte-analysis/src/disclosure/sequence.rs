//! One table published again and again while its rows come in.
//!
//! March is published, then June, then the year. Every table may be safe alone; the difference of two is the rows that
//! have come between, and may be a 2. A [`Sequence`] holds what has been published of a table, suppressed counts included,
//! and says what to suppress in the next one so that no small count of any of the tables, and no small difference of any two,
//! can be placed closer than within `protect` by somebody who has them all.
//!
//! The reader is taken to know: all that was ever shown; the total of every row, shown or not (rows are categories, and
//! their totals are often official); that counts only grow, where that is true; and that what is suppressed is not 0, or has
//! changed since it was shown, where that is true.
//!
//! Two ways of suppression are tried, and the one that suppresses less is taken. The first suppresses for good: what is suppressed once stays
//! suppressed in every later table. What a reader knows then falls apart into one system for the first table and one for each
//! set of new rows, and it is enough that the new rows are safe as a table of their own. The second suppresses afresh, so that
//! a count that has grown is shown again; whether it is safe is asked of the module `blocks`.
//!
//! Left out on purpose: sequences of tables with different sums, and the best choice of cells (see `network`).

use super::chance::Chance;
use super::network::Network;
use super::table::{Position, ProtectedTable, Shape};
use super::{DisclosureError, DisclosureParams, SuppressionReason};

mod blocks;

use blocks::Blocks;

/// Tables after which suppression afresh is no longer tried: the questions to ask grow with their square.
const FRESH_UP_TO: usize = 8;
/// Rounds of suppression more in a pattern made afresh.
const ROUNDS: usize = 3;

/// A table that has been published, with its true counts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stage {
    /// Inner cells and sums; 0 in rows that are not in the table.
    values: Vec<u64>,
    hidden: Vec<bool>,
    present: Vec<bool>,
}

/// What has been published of one table so far.
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::DisclosureParams;
/// use lofte_analysis::disclosure::sequence::Sequence;
/// let mut sequence = Sequence::new(1, 2, &DisclosureParams { threshold: 5, protect: 5 }, None);
/// sequence.published(&[20, 30], &[true], &[])?;
/// sequence.published(&[22, 30], &[true], &[])?;
/// // Both tables show the first cell, and with it that two events came late.
/// assert!(!sequence.disclosive_cells().is_empty());
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Sequence {
    shape: Shape,
    params: DisclosureParams,
    secret: Option<u64>,
    stages: Vec<Stage>,
}

/// What to do with the next table.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Publish it so.
    Publish(Box<ProtectedTable>),
    /// No pattern protects the table as long as these rows have changed: leave them as they were, or leave them out.
    Unsafe(Vec<usize>),
}

impl Sequence {
    /// Nothing has been published yet. `rows` and `cols` are all that are in any of the tables.
    ///
    /// `secret` lets chance have a say in what is suppressed, see [`Rules::secret`](super::table::Rules::secret).
    pub fn new(rows: usize, cols: usize, params: &DisclosureParams, secret: Option<u64>) -> Self {
        Self { shape: Shape { rows, cols }, params: *params, secret, stages: Vec::new() }
    }

    /// A table that has been published: its true counts row by row, which rows were in it, and what was suppressed.
    ///
    /// Counts of rows that were not in it are ignored.
    ///
    /// # Errors
    /// [`DisclosureError::Shape`], [`DisclosureError::TooLarge`], [`DisclosureError::NoSuchCell`].
    pub fn published(
        &mut self,
        counts: &[u64],
        present: &[bool],
        hidden: &[Position],
    ) -> Result<(), DisclosureError> {
        let mut stage = self.stage(counts, present)?;
        for position in hidden {
            let edge = self.shape.number(*position);
            let edge = edge.ok_or(DisclosureError::NoSuchCell { position: *position })?;
            stage.hidden[edge] = true;
        }
        self.stages.push(stage);
        Ok(())
    }

    /// What to suppress in the next table. Row totals and the grand total are shown; the caller sees to it that a row total
    /// is k or more, and its difference from the last one 0 or k or more.
    ///
    /// Rows with the counts of the last table keep its pattern.
    ///
    /// # Errors
    /// As [`Sequence::published`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::disclosure::DisclosureParams;
    /// use lofte_analysis::disclosure::sequence::{Next, Sequence};
    /// let params = DisclosureParams { threshold: 5, protect: 5 };
    /// let mut sequence = Sequence::new(2, 3, &params, None);
    /// sequence.published(&[20, 30, 40, 50, 60, 70], &[true, true], &[])?;
    /// // One row more in the first cell and many elsewhere: the first cell cannot be shown again.
    /// let Next::Publish(table) = sequence.next(&[21, 41, 52, 50, 60, 70], &[true, true])? else { panic!() };
    /// assert!(table.hidden().len() > 1);
    /// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
    /// ```
    pub fn next(&self, counts: &[u64], present: &[bool]) -> Result<Next, DisclosureError> {
        let next = self.stage(counts, present)?;
        let lasting = if self.is_corrected(&next) { Err(Vec::new()) } else { self.hide_for_good(&next) };
        let lasting = lasting.and_then(|pattern| self.is_safe_after_corrections(&next, pattern));
        let afresh = (self.stages.len() < FRESH_UP_TO && !self.stages.is_empty())
            .then(|| self.hide_afresh(&next))
            .flatten();
        let pattern = match (lasting, afresh) {
            (Ok(lasting), Some(afresh)) => {
                if hidden_in(&afresh) < hidden_in(&lasting) {
                    afresh
                } else {
                    lasting
                }
            }
            (Ok(pattern), None) | (Err(_), Some(pattern)) => pattern,
            (Err(rows), None) => return Ok(Next::Unsafe(rows)),
        };
        let reason = |(hidden, value): (&bool, &u64)| match hidden {
            true if self.params.suppresses(*value) => Some(SuppressionReason::Primary),
            true => Some(SuppressionReason::Secondary),
            false => None,
        };
        let reasons = pattern.iter().zip(&next.values).map(reason).collect();
        Ok(Next::Publish(Box::new(ProtectedTable::new(self.shape, next.values, reasons, &self.params))))
    }

    /// Small counts and small differences of what has been published that are in less doubt than `protect`.
    pub fn disclosive_cells(&self) -> Vec<Position> {
        let edges = Blocks::new(self.shape, &self.stages, &self.params).narrow();
        edges.into_iter().map(|edge| self.shape.position(edge)).collect()
    }

    fn stage(&self, counts: &[u64], present: &[bool]) -> Result<Stage, DisclosureError> {
        let Shape { rows, cols } = self.shape;
        Shape::new(rows, cols, counts)?;
        if present.len() != rows {
            return Err(DisclosureError::Shape { rows, cols, counts: counts.len() });
        }
        let counted: Vec<u64> = counts
            .iter()
            .enumerate()
            .map(|(cell, count)| if present[cell / cols] { *count } else { 0 })
            .collect();
        let values = self.shape.values(&counted)?;
        Ok(Stage { hidden: vec![false; values.len()], values, present: present.to_vec() })
    }

    /// Whether anything has become less since the last table, or a row has left it or come back.
    fn is_corrected(&self, next: &Stage) -> bool {
        let Some(last) = self.stages.last() else { return false };
        let comes_back = |row: usize| {
            next.present[row] && !last.present[row] && self.stages.iter().any(|stage| stage.present[row])
        };
        blocks::is_corrected(self.shape, last, next) || (0..self.shape.rows).any(comes_back)
    }

    /// The pattern, if it is safe; or the rows that are not. Where counts have only grown it always is. After a correction
    /// the difference from a table before it may be small though no step was.
    fn is_safe_after_corrections(&self, next: &Stage, pattern: Vec<bool>) -> Result<Vec<bool>, Vec<usize>> {
        let before = Blocks::new(self.shape, &self.stages, &self.params);
        if !before.is_ever_corrected() {
            return Ok(pattern);
        }
        let known = before.narrow();
        let mut stages = self.stages.clone();
        stages.push(Stage { hidden: pattern.clone(), ..next.clone() });
        let mut narrow = Blocks::new(self.shape, &stages, &self.params).narrow();
        narrow.retain(|edge| !known.contains(edge));
        if narrow.is_empty() {
            return Ok(pattern);
        }
        let last = self.stages.last();
        Err(self.changed_rows(&narrow, |edge| last.is_none_or(|last| last.values[edge] != next.values[edge])))
    }

    /// Whether an edge is known to everybody, whatever is suppressed: sums of rows, and rows that are not in the table.
    fn is_known(&self, stage: &Stage, edge: usize) -> bool {
        match self.shape.position(edge) {
            Position::Inner { row, .. } => !stage.present[row],
            Position::ColTotal { .. } => false,
            Position::RowTotal { .. } | Position::GrandTotal => true,
        }
    }

    /// Whether the row of an edge is as it was in the last table.
    fn is_as_before(&self, next: &Stage, edge: usize) -> bool {
        let (Some(last), Position::Inner { row, .. }) = (self.stages.last(), self.shape.position(edge))
        else {
            return false;
        };
        let cells = row * self.shape.cols..(row + 1) * self.shape.cols;
        last.present[row] && next.present[row] && last.values[cells.clone()] == next.values[cells]
    }

    /// The last pattern and what the new rows need beyond it; or the rows that cannot be protected.
    fn hide_for_good(&self, next: &Stage) -> Result<Vec<bool>, Vec<usize>> {
        let last = self.stages.last();
        let step = |edge: usize| next.values[edge] - last.map_or(0, |last| last.values[edge]);
        let small: Vec<usize> = (0..next.values.len())
            .filter(|edge| !self.is_known(next, *edge) && self.params.suppresses(step(*edge)))
            .collect();
        let mut trial = next.clone();
        if let Some(last) = last {
            trial.hidden.clone_from(&last.hidden);
        }
        for edge in &small {
            trial.hidden[*edge] = true;
        }
        let mut stages = self.stages.clone();
        let place = stages.len();
        stages.push(trial);
        let mut network = Blocks::new(self.shape, &stages, &self.params).network(place, place);
        let failed = self.protect(&mut network, next, &small);
        if failed.is_empty() {
            return Ok((0..network.len()).map(|edge| network.hidden(edge)).collect());
        }
        Err(self.changed_rows(&failed, |edge| step(edge) > 0))
    }

    /// The rows that stand behind edges that cannot be protected.
    fn changed_rows(&self, failed: &[usize], changed: impl Fn(usize) -> bool) -> Vec<usize> {
        let Shape { rows, cols } = self.shape;
        let behind = |edge: &usize| match self.shape.position(*edge) {
            Position::Inner { row, .. } => vec![row],
            Position::ColTotal { col } => (0..rows).filter(|row| changed(row * cols + col)).collect(),
            Position::RowTotal { .. } | Position::GrandTotal => Vec::new(),
        };
        let mut behind: Vec<usize> = failed.iter().flat_map(behind).collect();
        behind.sort_unstable();
        behind.dedup();
        behind
    }

    /// Suppress more in a network where sums of rows are known, until the small edges are wide enough; those that are not.
    fn protect(&self, network: &mut Network, next: &Stage, small: &[usize]) -> Vec<usize> {
        for edge in 0..network.len() {
            if self.is_known(next, edge) || (self.is_as_before(next, edge) && !network.hidden(edge)) {
                network.fix(edge);
            }
        }
        let chance = self.secret.map(Chance::new);
        if let Some(chance) = &chance {
            chance.price(network);
        }
        network.protect(small, self.params.protect, chance.as_ref())
    }

    /// A pattern that looks at the new counts alone, if it is safe beside all others.
    fn hide_afresh(&self, next: &Stage) -> Option<Vec<bool>> {
        let last = self.stages.last()?;
        let told_before = |edge: usize| {
            self.stages.iter().any(|stage| {
                !stage.hidden[edge]
                    && self.params.suppresses(next.values[edge].abs_diff(stage.values[edge]))
                    && !self.is_known(stage, edge)
            })
        };
        let small: Vec<usize> = (0..next.values.len())
            .filter(|edge| !self.is_known(next, *edge))
            .filter(|edge| self.params.suppresses(next.values[*edge]) || told_before(*edge))
            .collect();
        let mut trial = next.clone();
        for edge in 0..trial.hidden.len() {
            trial.hidden[edge] = self.is_as_before(next, edge) && last.hidden[edge];
        }
        for edge in &small {
            trial.hidden[*edge] = true;
        }
        let alone = [trial.clone()];
        let mut network = Blocks::new(self.shape, &alone, &self.params).network(0, 0);
        if !self.protect(&mut network, next, &small).is_empty() {
            return None;
        }
        trial.hidden = (0..network.len()).map(|edge| network.hidden(edge)).collect();
        let mut stages = self.stages.clone();
        stages.push(trial);
        for _ in 0..ROUNDS {
            let narrow = Blocks::new(self.shape, &stages, &self.params).narrow();
            let trial = stages.last_mut()?;
            if narrow.is_empty() {
                return Some(std::mem::take(&mut trial.hidden));
            }
            for edge in narrow {
                for other in self.beside(edge) {
                    trial.hidden[other] |= last.hidden[other] && !self.is_known(next, other);
                }
            }
        }
        None
    }

    /// An edge and those that share a row or a column with it.
    fn beside(&self, edge: usize) -> Vec<usize> {
        let shares = |other: &usize| match (self.shape.position(edge), self.shape.position(*other)) {
            (Position::Inner { row, col }, Position::Inner { row: other, col: beside }) => {
                row == other || col == beside
            }
            (
                Position::Inner { col, .. } | Position::ColTotal { col },
                Position::ColTotal { col: beside },
            )
            | (Position::ColTotal { col }, Position::Inner { col: beside, .. }) => col == beside,
            _ => false,
        };
        (0..self.shape.rows * self.shape.cols + self.shape.rows + self.shape.cols).filter(shares).collect()
    }
}

fn hidden_in(pattern: &[bool]) -> usize {
    pattern.iter().filter(|hidden| **hidden).count()
}
