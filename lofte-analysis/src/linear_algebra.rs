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
        let mut solution = self.substitute(right);
        let rest: Vec<f64> = (0..self.size)
            .map(|i| right[i] - dot(&self.matrix[i * self.size..(i + 1) * self.size], &solution))
            .collect();
        for (x, correction) in solution.iter_mut().zip(self.substitute(&rest)) {
            *x += correction;
        }
        solution
    }

    /// The inverse, row by row.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        let mut inverse = vec![0.0; self.size * self.size];
        for j in 0..self.size {
            let mut unit = vec![0.0; self.size];
            unit[j] = 1.0;
            for (i, value) in self.solve(&unit).into_iter().enumerate() {
                inverse[i * self.size + j] = value;
            }
        }
        inverse
    }

    fn substitute(&self, right: &[f64]) -> Vec<f64> {
        let n = self.size;
        let mut x = right.to_vec();
        for i in 0..n {
            let sum = dot(&self.lower[i * n..i * n + i], &x[..i]);
            x[i] = if self.kept[i] { (x[i] - sum) / self.lower[i * n + i] } else { 0.0 };
        }
        for i in (0..n).rev() {
            let later: f64 = (i + 1..n).zip(&x[i + 1..]).map(|(k, xk)| self.lower[k * n + i] * xk).sum();
            let sum = x[i] - later;
            x[i] = if self.kept[i] { sum / self.lower[i * n + i] } else { 0.0 };
        }
        x
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
