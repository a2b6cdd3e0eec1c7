//! Someone who has everything that is published, and a solver of linear programs.

use lofte_analysis::disclosure::table::{Position, ProtectedTable, PublishedTable};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

/// One published cell or sum: its count, or none.
type Seen = Option<u64>;

/// The tables that are out, cell by cell in the order inner cells, row totals, column totals, grand total.
pub struct Outsider {
    rows: usize,
    cols: usize,
    tables: Vec<Vec<Seen>>,
    /// What each cell is known to be at least.
    least: Vec<f64>,
}

impl Outsider {
    /// One table, to somebody who knows that a hidden count is 1 or more where it is not 0.
    pub fn of(table: &ProtectedTable, counts: &[u64]) -> Self {
        let mut outsider = Self::new(&[table]);
        for (least, count) in outsider.least.iter_mut().zip(counts) {
            *least = if *count > 0 { 1.0 } else { 0.0 };
        }
        outsider
    }

    /// The first is part of the second.
    pub fn of_nested(part: &ProtectedTable, whole: &ProtectedTable) -> Self {
        Self::new(&[part, whole])
    }

    fn new(tables: &[&ProtectedTable]) -> Self {
        let first = tables[0].published().get();
        let seen = |table: &&ProtectedTable| cells(table.published().get());
        let tables: Vec<Vec<Seen>> = tables.iter().map(seen).collect();
        Self { rows: first.rows, cols: first.cols, least: vec![0.0; tables[0].len()], tables }
    }

    pub fn interval(&self, position: Position) -> (f64, f64) {
        let Self { rows, cols, .. } = *self;
        let place = match position {
            Position::Inner { row, col } => row * cols + col,
            Position::RowTotal { row } => rows * cols + row,
            Position::ColTotal { col } => rows * cols + rows + col,
            Position::GrandTotal => rows * cols + rows + cols,
        };
        self.interval_of(place, [1.0, 0.0])
    }

    /// The lowest and the highest value of a weighted sum of one place's counts in the tables.
    pub fn interval_of(&self, place: usize, weights: [f64; 2]) -> (f64, f64) {
        let solve = |direction| {
            let (problem, fixed) = self.problem(direction, place, weights);
            match problem.solve() {
                Ok(solved) => Some(solved.into_solution().unwrap().objective() + fixed),
                Err(microlp::Error::Unbounded) => None,
                Err(error) => panic!("{error:?}"),
            }
        };
        (
            solve(OptimizationDirection::Minimize).unwrap_or(f64::NEG_INFINITY),
            solve(OptimizationDirection::Maximize).unwrap_or(f64::INFINITY),
        )
    }

    fn problem(&self, direction: OptimizationDirection, place: usize, weights: [f64; 2]) -> (Problem, f64) {
        let mut problem = Problem::new(direction);
        let mut fixed = 0.0;
        let mut variables: Vec<Vec<Option<Variable>>> = Vec::new();
        for (table, weight) in self.tables.iter().zip(weights) {
            let own = table.iter().enumerate().map(|(cell, seen)| {
                let wanted = if cell == place { weight } else { 0.0 };
                match seen {
                    Some(count) => {
                        fixed += wanted * *count as f64;
                        None
                    }
                    None => Some(problem.add_var(wanted, (self.least[cell], f64::INFINITY))),
                }
            });
            variables.push(own.collect());
        }
        for (table, variables) in self.tables.iter().zip(&variables) {
            for sum in self.sums() {
                add(
                    &mut problem,
                    sum.into_iter().map(|(cell, sign)| (table[cell], variables[cell], sign)),
                    ComparisonOp::Eq,
                );
            }
        }
        if let ([part, whole], [own_part, own_whole]) = (self.tables.as_slice(), variables.as_slice()) {
            for cell in 0..part.len() {
                let terms = [(part[cell], own_part[cell], 1.0), (whole[cell], own_whole[cell], -1.0)];
                add(&mut problem, terms.into_iter(), ComparisonOp::Le);
            }
        }
        (problem, fixed)
    }

    /// Every sum as cells that add up to zero.
    fn sums(&self) -> Vec<Vec<(usize, f64)>> {
        let Self { rows, cols, .. } = *self;
        let (row_total, col_total, grand) = (rows * cols, rows * cols + rows, rows * cols + rows + cols);
        let line = |cells: &mut dyn Iterator<Item = usize>, total: usize| {
            cells.map(|cell| (cell, 1.0)).chain([(total, -1.0)]).collect()
        };
        let mut sums: Vec<Vec<(usize, f64)>> = Vec::new();
        sums.extend((0..rows).map(|row| line(&mut (row * cols..(row + 1) * cols), row_total + row)));
        sums.extend((0..cols).map(|col| line(&mut (0..rows).map(|row| row * cols + col), col_total + col)));
        sums.push(line(&mut (row_total..col_total), grand));
        sums.push(line(&mut (col_total..grand), grand));
        sums
    }
}

fn add(problem: &mut Problem, terms: impl Iterator<Item = (Seen, Option<Variable>, f64)>, how: ComparisonOp) {
    let (mut open, mut known) = (Vec::new(), 0.0);
    for (seen, variable, sign) in terms {
        known += sign * seen.unwrap_or(0) as f64;
        open.extend(variable.map(|variable| (variable, sign)));
    }
    if !open.is_empty() {
        problem.add_constraint(&open, how, -known);
    }
}

fn cells(table: &PublishedTable) -> Vec<Seen> {
    let all =
        table.cells.iter().chain(&table.row_totals).chain(&table.col_totals).chain([&table.grand_total]);
    all.map(|cell| cell.shown().copied()).collect()
}
