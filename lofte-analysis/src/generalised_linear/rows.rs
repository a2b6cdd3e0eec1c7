//! The rows of a design without their zeros.
//!
//! A season has a column for each of its levels and a row is 0 in all but one of them, so most of a design is zeros that
//! change no sum. The rows are gone through in every step of a fit; the zeros are left out once, before the first.

use super::FitError;
use crate::linear_algebra::Factor;

/// What is not zero in a design, row by row.
#[derive(Debug)]
pub(super) struct Rows {
    /// Column and value.
    entries: Vec<(usize, f64)>,
    /// Where the entries of each row end.
    ends: Vec<usize>,
    columns: usize,
}

/// The normal equations of weighted least squares.
pub(super) struct NormalEquations {
    factor: Factor,
    right: Vec<f64>,
}

impl Rows {
    /// From a row-major design of at least one column.
    pub(super) fn new(design: &[f64], columns: usize) -> Self {
        let mut rows =
            Self { entries: Vec::new(), ends: Vec::with_capacity(design.len() / columns), columns };
        for row in design.chunks_exact(columns) {
            rows.entries.extend(row.iter().copied().enumerate().filter(|(_, value)| *value != 0.0));
            rows.ends.push(rows.entries.len());
        }
        rows
    }

    fn iter(&self) -> impl Iterator<Item = &[(usize, f64)]> {
        self.ends.iter().scan(0, |start, &end| {
            let row = &self.entries[*start..end];
            *start = end;
            Some(row)
        })
    }

    /// The linear predictor of each row, without an offset.
    pub(super) fn predictors(&self, coefficients: &[f64]) -> impl Iterator<Item = f64> {
        self.iter().map(|row| row.iter().map(|&(column, value)| value * coefficients[column]).sum())
    }

    /// X'WX, factorised, and X'W times the target.
    pub(super) fn normal_equations(
        &self,
        weights: &[f64],
        target: &[f64],
    ) -> Result<NormalEquations, FitError> {
        let p = self.columns;
        let (mut matrix, mut right) = (vec![0.0; p * p], vec![0.0; p]);
        for ((row, weight), value) in self.iter().zip(weights).zip(target) {
            let mut rest = row;
            while let [(j, x), later @ ..] = rest {
                let weighted = weight * x;
                right[*j] += weighted * value;
                let cells = &mut matrix[j * p..(j + 1) * p];
                for (k, other) in rest {
                    cells[*k] += weighted * other;
                }
                rest = later;
            }
        }
        for j in 1..p {
            for k in 0..j {
                matrix[j * p + k] = matrix[k * p + j];
            }
        }
        if !matrix.iter().chain(&right).all(|value| value.is_finite()) {
            return Err(FitError::NoConvergence);
        }
        let factor = Factor::new(matrix, p);
        if factor.is_full_rank() {
            Ok(NormalEquations { factor, right })
        } else {
            Err(FitError::RankDeficient)
        }
    }
}

impl NormalEquations {
    /// The coefficients that minimise the weighted squares to the target.
    pub(super) fn coefficients(&self) -> Vec<f64> {
        self.factor.solve(&self.right)
    }

    /// (X'WX)^-1, row by row.
    pub(super) fn unscaled_covariance(&self) -> Vec<f64> {
        self.factor.inverse()
    }
}
