//! Many comparisons at once.
//!
//! 240 areas times 33 questions at 5 % give 396 false alarms when nothing has changed. The indicator that a promise
//! names in advance is tested alone at its full level; everything else in the same table goes through here. Leaves out
//! adaptive and weighted procedures.

use serde::{Deserialize, Serialize};

/// How p-values are adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adjustment {
    /// False discovery rate under independence or positive dependence (Benjamini & Hochberg 1995).
    BenjaminiHochberg,
    /// False discovery rate under any dependence (Benjamini & Yekutieli 2001).
    BenjaminiYekutieli,
    /// Family-wise error (Holm 1979).
    Holm,
    /// Family-wise error, simpler and never better than Holm.
    Bonferroni,
}

/// A p-value that is no probability.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("p-value is {value}; it must be from 0 to 1")]
pub struct PValueError {
    /// The value given.
    pub value: f64,
}

/// Adjusted p-values in the order of the input.
///
/// # Errors
/// A p-value that is not a number from 0 to 1.
///
/// # References
/// Y. Benjamini, Y. Hochberg, *Controlling the false discovery rate*, JRSS B 57 (1995); Y. Benjamini, D. Yekutieli,
/// *The control of the false discovery rate in multiple testing under dependency*, Annals of Statistics 29 (2001); S.
/// Holm, *A simple sequentially rejective multiple test procedure*, Scandinavian Journal of Statistics 6 (1979). The
/// same as R's `p.adjust`.
///
/// # Examples
/// ```
/// use lofte_analysis::multiple_testing::{Adjustment, p_adjust};
///
/// let q = p_adjust(&[0.01, 0.04, 0.03], Adjustment::BenjaminiHochberg)?;
/// assert!((q[0] - 0.03).abs() < 1e-15 && (q[1] - 0.04).abs() < 1e-15);
/// # Ok::<(), lofte_analysis::multiple_testing::PValueError>(())
/// ```
pub fn p_adjust(p_values: &[f64], adjustment: Adjustment) -> Result<Vec<f64>, PValueError> {
    if let Some(&bad) = p_values.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(PValueError { value: bad });
    }
    let m = p_values.len() as f64;
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![1.0; p_values.len()];
    match adjustment {
        Adjustment::Bonferroni => {
            for (q, p) in adjusted.iter_mut().zip(p_values) {
                *q = (p * m).min(1.0);
            }
        }
        Adjustment::Holm => {
            let mut largest = 0.0_f64;
            for (rank, &index) in order.iter().enumerate() {
                largest = largest.max((m - rank as f64) * p_values[index]).min(1.0);
                adjusted[index] = largest;
            }
        }
        Adjustment::BenjaminiHochberg => step_up(p_values, &order, m, &mut adjusted),
        Adjustment::BenjaminiYekutieli => {
            let harmonic: f64 = (1..=p_values.len()).map(|j| 1.0 / j as f64).sum();
            step_up(p_values, &order, m * harmonic, &mut adjusted);
        }
    }
    Ok(adjusted)
}

fn step_up(p_values: &[f64], order: &[usize], scale: f64, adjusted: &mut [f64]) {
    let mut smallest = 1.0_f64;
    for (rank, &index) in order.iter().enumerate().rev() {
        smallest = smallest.min(scale * p_values[index] / (rank as f64 + 1.0));
        adjusted[index] = smallest;
    }
}
