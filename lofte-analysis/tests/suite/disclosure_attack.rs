//! An outsider who tries every table that fits what was published: no program, no flows, only patience.

use lofte_analysis::disclosure::table::{Position, Reader, attacker_intervals, protect_table};
use lofte_analysis::disclosure::{DisclosureParams, SuppressionReason, one_way_table::protect_one_way_table};
use proptest::prelude::*;

/// What the outsider sees: counts or nothing, and sums or nothing.
struct Seen {
    cols: usize,
    cells: Vec<Option<u64>>,
    row_totals: Vec<Option<u64>>,
    col_totals: Vec<Option<u64>>,
    grand: Option<u64>,
}

/// The lowest and highest count, and the highest that is tried, of each cell; inner cells, rows, columns, all.
struct Attack<'a> {
    seen: &'a Seen,
    /// The highest count tried in each inner cell. A cell can be moved by any number up to `protect` without another
    /// cell moving further, so the true count plus `protect` is enough to show that width.
    most: Vec<u64>,
    /// The lowest: 1 where the outsider knows that a hidden count is not 0.
    least: Vec<u64>,
    table: Vec<u64>,
    found: Vec<(u64, u64)>,
    /// Stop when these cells are known to vary by this much.
    enough: Option<(Vec<usize>, u64)>,
}

impl<'a> Attack<'a> {
    fn new(seen: &'a Seen, least: Vec<u64>, most: Vec<u64>, enough: Option<(Vec<usize>, u64)>) -> Self {
        let cells = seen.cells.len() + seen.row_totals.len() + seen.cols + 1;
        Self { seen, most, least, table: Vec::new(), found: vec![(u64::MAX, 0); cells], enough }
    }

    fn satisfied(&self) -> bool {
        self.enough.as_ref().is_some_and(|(cells, width)| {
            cells.iter().all(|cell| self.found[*cell].1.saturating_sub(self.found[*cell].0) >= *width)
        })
    }

    fn run(&mut self) {
        let (next, cols) = (self.table.len(), self.seen.cols);
        if self.satisfied() || !self.fits_so_far() {
            return;
        }
        if next == self.seen.cells.len() {
            self.note();
            return;
        }
        let room =
            |total: Option<u64>, so_far: u64| total.map_or(u64::MAX, |total| total.saturating_sub(so_far));
        let row_so_far: u64 = self.table[next / cols * cols..].iter().sum();
        let col_so_far: u64 = self.table.iter().skip(next % cols).step_by(cols).sum();
        let rows_room = room(self.seen.row_totals[next / cols], row_so_far);
        let cols_room = room(self.seen.col_totals[next % cols], col_so_far);
        let tried = match self.seen.cells[next] {
            Some(count) => count..=count,
            None => self.least[next]..=self.most[next].min(rows_room).min(cols_room),
        };
        for count in tried {
            self.table.push(count);
            self.run();
            self.table.pop();
        }
    }

    /// Whether finished rows and columns have the sums that are published, and the rest does not exceed them.
    fn fits_so_far(&self) -> bool {
        let (cols, rows) = (self.seen.cols, self.seen.row_totals.len());
        let fits = |total: Option<u64>, sum: u64, done: bool| {
            total.is_none_or(|t| if done { t == sum } else { t >= sum })
        };
        let rows_fit = self
            .table
            .chunks(cols)
            .zip(&self.seen.row_totals)
            .all(|(row, total)| fits(*total, row.iter().sum(), row.len() == cols));
        let last_row = self.table.len() > (rows - 1) * cols;
        let cols_fit = self.seen.col_totals.iter().enumerate().all(|(col, total)| {
            let sum = self.table.iter().skip(col).step_by(cols).sum();
            fits(*total, sum, last_row && self.table.len() > (rows - 1) * cols + col)
        });
        rows_fit
            && cols_fit
            && fits(self.seen.grand, self.table.iter().sum(), self.table.len() == rows * cols)
    }

    fn note(&mut self) {
        let cols = self.seen.cols;
        let mut values = self.table.clone();
        values.extend(self.table.chunks(cols).map(|row| row.iter().sum::<u64>()));
        values.extend((0..cols).map(|col| self.table.iter().skip(col).step_by(cols).sum::<u64>()));
        values.push(self.table.iter().sum());
        for (found, value) in self.found.iter_mut().zip(values) {
            *found = (found.0.min(value), found.1.max(value));
        }
    }
}

fn positions(rows: usize, cols: usize) -> Vec<Position> {
    let inner = (0..rows * cols).map(|cell| Position::Inner { row: cell / cols, col: cell % cols });
    let totals = (0..rows)
        .map(|row| Position::RowTotal { row })
        .chain((0..cols).map(|col| Position::ColTotal { col }));
    inner.chain(totals).chain([Position::GrandTotal]).collect()
}

fn tables(most: u64) -> impl Strategy<Value = (usize, usize, Vec<u64>)> {
    (1_usize..=3, 1_usize..=3).prop_flat_map(move |(rows, cols)| {
        let count = prop_oneof![2 => Just(0), 5 => 1..=most];
        (Just(rows), Just(cols), prop::collection::vec(count, rows * cols))
    })
}

fn sums(rows: usize, cols: usize, counts: &[u64]) -> Seen {
    let row_totals = (0..rows).map(|row| Some(counts[row * cols..][..cols].iter().sum())).collect();
    let col_totals = (0..cols).map(|col| Some(counts.iter().skip(col).step_by(cols).sum())).collect();
    let cells = counts.iter().copied().map(Some).collect();
    Seen { cols, cells, row_totals, col_totals, grand: Some(counts.iter().sum()) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_small_count_is_pinned_down((rows, cols, counts) in tables(7), protect in 1_u64..=3) {
        let params = DisclosureParams { threshold: 3, protect };
        let table = protect_table(rows, cols, &counts, &params).unwrap();
        let published = table.published().get();
        let seen = Seen {
            cols,
            cells: published.cells.iter().map(|cell| cell.shown().copied()).collect(),
            row_totals: published.row_totals.iter().map(|cell| cell.shown().copied()).collect(),
            col_totals: published.col_totals.iter().map(|cell| cell.shown().copied()).collect(),
            grand: published.grand_total.shown().copied(),
        };
        let positions = positions(rows, cols);
        let small: Vec<usize> = (0..positions.len())
            .filter(|cell| table.reason(positions[*cell]) == Some(SuppressionReason::Primary)).collect();
        let most = counts.iter().map(|count| count + protect).collect();
        let least = counts.iter().map(|count| *count.min(&1)).collect();
        let mut attack = Attack::new(&seen, least, most, Some((small.clone(), protect)));
        attack.run();
        for cell in small {
            let (lowest, highest) = attack.found[cell];
            prop_assert!(highest - lowest >= protect, "{:?}: {lowest} to {highest}", positions[cell]);
        }
        // What is shown is true, and no count from 1 to k - 1 is.
        let truth = sums(rows, cols, &counts);
        for (shown, count) in seen.cells.iter().chain(&seen.row_totals).chain(&seen.col_totals).chain([&seen.grand])
            .zip(truth.cells.iter().chain(&truth.row_totals).chain(&truth.col_totals).chain([&truth.grand])) {
            prop_assert!(shown.is_none() || shown == count);
            prop_assert!(shown.is_none_or(|count| count == 0 || count >= 3));
        }
    }

    #[test]
    fn bounds_are_those_of_all_tables_that_fit((rows, cols, counts) in tables(5), pattern: [bool; 9]) {
        let hidden: Vec<usize> = (0..counts.len()).filter(|cell| pattern[*cell]).collect();
        let places: Vec<Position> = hidden.iter().map(|cell| positions(rows, cols)[*cell]).collect();
        let ours = attacker_intervals(rows, cols, &counts, &places, Reader::OfTheTable).unwrap();
        let mut seen = sums(rows, cols, &counts);
        for cell in &hidden {
            seen.cells[*cell] = None;
        }
        let mut attack = Attack::new(&seen, vec![0; counts.len()], vec![u64::MAX; counts.len()], None);
        attack.run();
        for (ours, cell) in ours.iter().zip(hidden) {
            prop_assert_eq!((ours.lower, ours.upper.unwrap()), attack.found[cell]);
        }
    }

    #[test]
    fn the_same_table_gives_the_same_cells_and_a_wider_one_is_audited_alike((rows, cols, counts) in tables(30)) {
        let params = DisclosureParams { threshold: 5, protect: 5 };
        let table = protect_table(rows, cols, &counts, &params).unwrap();
        prop_assert_eq!(&table, &protect_table(rows, cols, &counts, &params).unwrap());
        let places: Vec<Position> = table.audit().iter().map(|cell| cell.position).collect();
        prop_assert_eq!(table.audit(), attacker_intervals(rows, cols, &counts, &places, Reader::OfTheRule).unwrap());
    }

    #[test]
    fn no_small_count_of_a_list_is_pinned_down(counts in prop::collection::vec(0_u64..12, 0..8)) {
        let params = DisclosureParams { threshold: 5, protect: 5 };
        let list = protect_one_way_table(&counts, &params).unwrap();
        let published = list.published().get();
        let Some(total) = published.total.shown() else { return Ok(()) };
        let shown: u64 = published.counts.iter().filter_map(|cell| cell.shown()).sum();
        let hidden = published.counts.iter().filter(|cell| cell.shown().is_none()).count();
        // With the total known, each hidden count lies between 1 and what the others leave, if there are others; zeros
        // among the hidden leave more.
        let zeros = published.counts.iter().zip(&counts).filter(|(cell, count)| cell.shown().is_none() && **count == 0);
        let least = (hidden - zeros.count()) as u64;
        prop_assert!(hidden == 0 || (hidden > 1 && total - shown - least >= params.protect));
    }
}
