//! One table published again and again, and somebody who has every publication and a solver.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use lofte_analysis::disclosure::DisclosureParams;
use lofte_analysis::disclosure::sequence::{Next, Sequence};
use lofte_analysis::disclosure::table::{Position, Rules, Zeros, protect_table_with};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use proptest::prelude::*;

const PARAMS: DisclosureParams = DisclosureParams { threshold: 5, protect: 5 };

/// Tables as they were published: true counts and what is hidden of them, inner cells and then columns.
struct Published {
    rows: usize,
    cols: usize,
    tables: Vec<(Vec<u64>, Vec<bool>)>,
}

impl Published {
    /// Publishes each table beside those before it; one that cannot be is held.
    fn of(rows: usize, cols: usize, tables: &[Vec<u64>], secret: Option<u64>) -> Self {
        let mut sequence = Sequence::new(rows, cols, &PARAMS, secret);
        let mut published = Self { rows, cols, tables: Vec::new() };
        for counts in tables {
            let Next::Publish(table) = sequence.next(counts, &vec![true; rows]).unwrap() else { continue };
            let hidden = table.hidden();
            sequence.published(counts, &vec![true; rows], &hidden).unwrap();
            let mut pattern = vec![false; rows * cols + cols];
            for position in hidden {
                pattern[match position {
                    Position::Inner { row, col } => row * cols + col,
                    Position::ColTotal { col } => rows * cols + col,
                    other => panic!("{other:?} is hidden"),
                }] = true;
            }
            published.tables.push((counts.clone(), pattern));
        }
        assert_eq!(sequence.disclosive_cells(), [], "{tables:?}");
        published
    }

    fn value(&self, table: usize, place: usize) -> u64 {
        let counts = &self.tables[table].0;
        match place.checked_sub(self.rows * self.cols) {
            None => counts[place],
            Some(col) => counts.iter().skip(col).step_by(self.cols).sum(),
        }
    }

    /// The width of what can be believed about a place of one table, less that of another.
    fn width(&self, place: usize, later: usize, earlier: Option<usize>) -> f64 {
        let end = |direction| {
            let mut problem = Problem::new(direction);
            let cells: Vec<Vec<Variable>> = (0..self.tables.len())
                .map(|table| {
                    let weight = |cell: usize| {
                        let here = cell == place || place == self.rows * self.cols + cell % self.cols;
                        match table {
                            _ if !here => 0.0,
                            _ if table == later => 1.0,
                            _ if Some(table) == earlier => -1.0,
                            _ => 0.0,
                        }
                    };
                    let bounds = |cell: usize| match self.tables[table].1[cell] {
                        true if self.value(table, cell) > 0 => (1.0, f64::INFINITY),
                        true => (0.0, f64::INFINITY),
                        false => (self.value(table, cell) as f64, self.value(table, cell) as f64),
                    };
                    (0..self.rows * self.cols)
                        .map(|cell| problem.add_var(weight(cell), bounds(cell)))
                        .collect()
                })
                .collect();
            self.add_sums(&mut problem, &cells);
            match problem.solve() {
                Ok(solved) => solved.into_solution().unwrap().objective(),
                Err(microlp::Error::Unbounded) => f64::INFINITY,
                Err(error) => panic!("{error:?}"),
            }
        };
        end(OptimizationDirection::Maximize) - end(OptimizationDirection::Minimize)
    }

    fn add_sums(&self, problem: &mut Problem, cells: &[Vec<Variable>]) {
        let (rows, cols) = (self.rows, self.cols);
        for (table, cells) in cells.iter().enumerate() {
            for row in 0..rows {
                // The total of a category is known, shown or not.
                let sum: u64 = (0..cols).map(|col| self.value(table, row * cols + col)).sum();
                let terms: Vec<_> = (0..cols).map(|col| (cells[row * cols + col], 1.0)).collect();
                problem.add_constraint(&terms, ComparisonOp::Eq, sum as f64);
            }
            for col in (0..cols).filter(|col| !self.tables[table].1[rows * cols + col]) {
                let terms: Vec<_> = (0..rows).map(|row| (cells[row * cols + col], 1.0)).collect();
                problem.add_constraint(&terms, ComparisonOp::Eq, self.value(table, rows * cols + col) as f64);
            }
        }
        for (table, pair) in cells.windows(2).enumerate() {
            for (cell, (earlier, later)) in pair[0].iter().zip(&pair[1]).take(rows * cols).enumerate() {
                let [before, after] = [self.value(table, cell), self.value(table + 1, cell)];
                // What was shown and is hidden now has changed.
                let told = !self.tables[table].1[cell] && self.tables[table + 1].1[cell] && after > before;
                let terms = [(*later, 1.0), (*earlier, -1.0)];
                problem.add_constraint(terms, ComparisonOp::Ge, if told { 1.0 } else { 0.0 });
            }
        }
    }

    /// Nothing small is closer than the protection, of any table and between any two.
    fn withstands(&self) -> Result<(), TestCaseError> {
        for place in 0..self.rows * self.cols + self.cols {
            for later in 0..self.tables.len() {
                for earlier in std::iter::once(None).chain((0..later).map(Some)) {
                    let before = earlier.map_or(0, |earlier| self.value(earlier, place));
                    if PARAMS.suppresses(self.value(later, place) - before) {
                        let width = self.width(place, later, earlier);
                        prop_assert!(
                            width >= PARAMS.protect as f64 - 1e-6,
                            "place {place}, tables {earlier:?} and {later}: {width}"
                        );
                    }
                }
            }
        }
        Ok(())
    }
}

/// Tables that grow: first counts and what comes after, with row totals and their growth that are none or enough.
fn growing() -> impl Strategy<Value = (usize, usize, Vec<Vec<u64>>)> {
    (1_usize..4, 2_usize..5, 2_usize..5).prop_flat_map(|(rows, cols, tables)| {
        let count = prop_oneof![3 => Just(0_u64), 3 => 1..5_u64, 3 => 5..30_u64];
        let steps = prop::collection::vec(prop::collection::vec(count, rows * cols), tables);
        (Just(rows), Just(cols), steps).prop_map(|(rows, cols, mut steps)| {
            for step in &mut steps {
                for row in step.chunks_mut(cols) {
                    // A row that grows by too few is held by whoever publishes.
                    if PARAMS.suppresses(row.iter().sum()) {
                        row.fill(0);
                    }
                }
            }
            let mut counts = vec![0; rows * cols];
            let grown = steps.iter().map(|step| {
                counts.iter_mut().zip(step).for_each(|(count, more)| *count += more);
                counts.clone()
            });
            (rows, cols, grown.collect())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn tables_that_grow_give_nothing_away((rows, cols, tables) in growing(), secret in prop::option::of(any::<u64>())) {
        Published::of(rows, cols, &tables, secret).withstands()?;
    }
}

#[test]
fn what_was_hidden_for_being_small_is_shown_again_when_enough_has_come() {
    let spring = vec![2, 20, 19, 14, 30, 18, 11, 17, 25];
    let year = vec![60, 90, 80, 70, 95, 88, 61, 77, 85];
    let published = Published::of(3, 3, &[spring, year], None);
    assert!(published.tables[0].1[0] && !published.tables[1].1[0]);
    published.withstands().unwrap();
}

#[test]
fn a_row_that_grows_by_few_is_told_to_be_unsafe() {
    // All that is new is one event in each of five areas: each of them is 1 to whoever knows that it changed.
    let mut sequence = Sequence::new(1, 5, &PARAMS, None);
    sequence.published(&[10, 10, 10, 10, 10], &[true], &[]).unwrap();
    assert_eq!(sequence.next(&[11, 11, 11, 11, 11], &[true]).unwrap(), Next::Unsafe(vec![0]));
}

#[test]
fn without_what_came_before_the_difference_leaks() {
    let mut careless = Sequence::new(2, 3, &PARAMS, None);
    careless.published(&[83, 28, 40, 50, 60, 70], &[true, true], &[]).unwrap();
    careless.published(&[84, 30, 60, 50, 60, 70], &[true, true], &[]).unwrap();
    assert!(careless.disclosive_cells().contains(&Position::Inner { row: 0, col: 0 }));
    assert!(careless.disclosive_cells().contains(&Position::ColTotal { col: 1 }));
}

/// Every way to go on with a table cell by cell, as far as there is room.
fn grow(
    table: &mut Vec<u64>,
    (cols, cells): (usize, usize),
    seen: &[Option<u64>],
    room: &dyn Fn(&[u64]) -> Option<u64>,
    found: &mut Vec<Vec<u64>>,
) {
    let Some(room_here) = room(table) else { return };
    if table.len() == cells {
        found.push(table.clone());
        return;
    }
    let tried = match seen[table.len()] {
        Some(count) => count..=count,
        None => 0..=room_here,
    };
    for count in tried {
        table.push(count);
        grow(table, (cols, cells), seen, room, found);
        table.pop();
    }
}

/// Every table that fits what is shown of a small one, with the sums as they are.
fn fitting(rows: usize, cols: usize, seen: &[Option<u64>], counts: &[u64]) -> Vec<Vec<u64>> {
    let mut found = Vec::new();
    let mut table: Vec<u64> = Vec::new();
    let row_total = |row: usize| counts[row * cols..(row + 1) * cols].iter().sum::<u64>();
    let col_total = |col: usize| counts.iter().skip(col).step_by(cols).sum::<u64>();
    let room = |table: &[u64]| -> Option<u64> {
        for row in 0..rows {
            let so_far: u64 = table.iter().skip(row * cols).take(cols).sum();
            let done = table.len() >= (row + 1) * cols;
            if so_far > row_total(row) || (done && so_far != row_total(row)) {
                return None;
            }
        }
        for col in 0..cols {
            let so_far: u64 = table.iter().skip(col).step_by(cols).sum();
            let done = table.len() > (rows - 1) * cols + col;
            if so_far > col_total(col) || (done && so_far != col_total(col)) {
                return None;
            }
        }
        let row = (table.len() / cols).min(rows - 1);
        let so_far: u64 = table[(row * cols).min(table.len())..].iter().sum();
        Some(row_total(row).saturating_sub(so_far))
    };
    grow(&mut table, (cols, rows * cols), seen, &room, &mut found);
    found
}

/// Small counts of small tables that are known exactly to somebody who runs the program on every table that fits, with
/// each of some secrets, and keeps those that look the same; and how many small counts there are.
fn known_to_whoever_runs_the_program(secrets: &[Option<u64>]) -> (usize, usize) {
    let mut draw = 2026_u64;
    let mut next = move |below: usize| {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((draw >> 33) % below as u64).unwrap()
    };
    let (mut known, mut small) = (0, 0);
    for _ in 0..400 {
        let (rows, cols) = (2 + next(2), 2 + next(3));
        let counts: Vec<u64> = (0..rows * cols).map(|_| next(9) as u64).collect();
        let hide = |counts: &[u64], secret| {
            let rules = Rules { zeros: Zeros::Harmless, secret };
            let made = protect_table_with(rows, cols, counts, &PARAMS, &rules).unwrap();
            made.published().get().clone()
        };
        let told = hide(&counts, secrets[0]);
        let sums_shown = told.row_totals.iter().chain(&told.col_totals).all(|total| total.shown().is_some());
        let seen: Vec<Option<u64>> = told.cells.iter().map(|cell| cell.shown().copied()).collect();
        if !sums_shown || seen.iter().filter(|cell| cell.is_none()).count() > 9 {
            continue;
        }
        let same: Vec<Vec<u64>> = fitting(rows, cols, &seen, &counts)
            .into_iter()
            .filter(|table| secrets.iter().any(|secret| hide(table, *secret) == told))
            .collect();
        for cell in (0..rows * cols).filter(|cell| PARAMS.suppresses(counts[*cell])) {
            small += 1;
            known += usize::from(same.iter().all(|table| table[cell] == counts[cell]));
        }
    }
    (known, small)
}

#[test]
fn with_a_secret_the_program_cannot_be_run_backwards() {
    let (known_without, small) = known_to_whoever_runs_the_program(&[None]);
    let secrets: Vec<Option<u64>> = (1..=40).map(Some).collect();
    let (known, with) = known_to_whoever_runs_the_program(&secrets);
    println!(
        "known exactly to whoever runs the program: {known_without} of {small}; with a secret {known} of {with}"
    );
    assert!(small > 200 && with > 200);
    assert_eq!(known, 0);
}
