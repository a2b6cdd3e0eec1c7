//! Small symmetric systems.
//!
//! Calibration and small-area models solve systems of at most a few hundred unknowns, often with redundant columns (the
//! margins of a table share one sum). A Cholesky factorisation that drops dependent columns is all that is needed, so no
//! matrix library is.

/// A symmetric positive semidefinite matrix, factorised; dependent columns are left out and get the coefficient zero.
#[derive(Clone, Debug)]
pub(crate) struct Factor {
    size: usize,
    matrix: Vec<f64>,
    lower: Vec<f64>,
    kept: Vec<bool>,
}

/// A pivot smaller than this part of its diagonal element means a dependent column.
const DEPENDENT: f64 = 1e-11;

impl Factor {
    /// Factorises a matrix given row by row.
    pub(crate) fn new(matrix: Vec<f64>, size: usize) -> Self {
        let mut lower = matrix.clone();
        let mut kept = vec![true; size];
        for j in 0..size {
            let mut pivot = lower[j * size + j];
            for k in 0..j {
                pivot -= lower[j * size + k] * lower[j * size + k];
            }
            let full = matrix[j * size + j];
            kept[j] = pivot > DEPENDENT * full && full > 0.0;
            let root = if kept[j] { pivot.sqrt() } else { 0.0 };
            lower[j * size + j] = root;
            for i in j + 1..size {
                let mut sum = lower[i * size + j];
                for k in 0..j {
                    sum -= lower[i * size + k] * lower[j * size + k];
                }
                lower[i * size + j] = if kept[j] { sum / root } else { 0.0 };
            }
        }
        Self { size, matrix, lower, kept }
    }

    /// Whether no column depends on the others.
    pub(crate) fn is_full_rank(&self) -> bool {
        self.kept.iter().all(|&k| k)
    }

    /// The logarithm of the determinant of the part that was kept.
    pub(crate) fn log_determinant(&self) -> f64 {
        let roots = (0..self.size).filter(|&j| self.kept[j]).map(|j| self.lower[j * self.size + j]);
        2.0 * roots.map(f64::ln).sum::<f64>()
    }

    /// Solves for one right-hand side, with one step of refinement.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        self.solve_side_by_side(right, 1)
    }

    /// The inverse, row by row.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        let mut units = vec![0.0; self.size * self.size];
        units.iter_mut().step_by(self.size + 1).for_each(|unit| *unit = 1.0);
        self.solve_side_by_side(&units, self.size)
    }

    /// Solves for right-hand sides that are the columns of a row-major matrix, with one step of refinement.
    fn solve_side_by_side(&self, right: &[f64], sides: usize) -> Vec<f64> {
        let mut solution = right.to_vec();
        self.substitute(&mut solution, sides);
        let mut rest = right.to_vec();
        for (i, rest) in rest.chunks_exact_mut(sides).enumerate() {
            let row = &self.matrix[i * self.size..(i + 1) * self.size];
            for (element, solution) in row.iter().zip(solution.chunks_exact(sides)) {
                take(rest, *element, solution);
            }
        }
        self.substitute(&mut rest, sides);
        for (x, correction) in solution.iter_mut().zip(rest) {
            *x += correction;
        }
        solution
    }

    /// From right-hand sides side by side to their solutions.
    fn substitute(&self, x: &mut [f64], sides: usize) {
        let n = self.size;
        let scale = |x: &mut [f64], i: usize| {
            let by = self.lower[i * n + i];
            for x in x {
                *x = if self.kept[i] { *x / by } else { 0.0 };
            }
        };
        for i in 0..n {
            let (before, here) = x.split_at_mut(i * sides);
            let here = &mut here[..sides];
            for (lower, before) in self.lower[i * n..].iter().zip(before.chunks_exact(sides)) {
                take(here, *lower, before);
            }
            scale(here, i);
        }
        for i in (0..n).rev() {
            let (before, here) = x.split_at_mut(i * sides);
            let here = &mut here[..sides];
            scale(here, i);
            // Taken from all others at once, so that the matrix is read along its rows.
            for (lower, before) in self.lower[i * n..].iter().zip(before.chunks_exact_mut(sides)) {
                take(before, *lower, here);
            }
        }
    }
}

/// Takes a multiple of some numbers from others.
fn take(from: &mut [f64], factor: f64, what: &[f64]) {
    for (from, what) in from.iter_mut().zip(what) {
        *from -= factor * what;
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::Factor;

    #[test]
    fn solves_and_drops_dependent_columns() {
        // Two groups and their sum: the third column is redundant.
        let matrix = vec![2.0, 0.0, 2.0, 0.0, 3.0, 3.0, 2.0, 3.0, 5.0];
        let factor = Factor::new(matrix, 3);
        assert!(!factor.is_full_rank());
        let x = factor.solve(&[4.0, 9.0, 13.0]);
        assert!((x[0] - 2.0).abs() < 1e-14 && (x[1] - 3.0).abs() < 1e-14 && x[2].abs() < 1e-14);
        let factor = Factor::new(vec![4.0, 2.0, 2.0, 3.0], 2);
        let inverse = factor.inverse();
        assert!((inverse[0] - 0.375).abs() < 1e-15 && (inverse[1] + 0.25).abs() < 1e-15);
    }
}
