//! Variances from replicates: the survey is computed again with some units left out or counted more than once.
//!
//! For statistics without a derivative (an index made of steps) and for seeing what calibration gains. Each replicate's
//! weights are made when they are needed and thrown away, so memory does not grow with the number of replicates. Every
//! draw depends only on the seed, the replicate and the stratum, so threads change nothing and two columns on the same
//! people get the same replicates. If the design is calibrated, every replicate is calibrated again from its own design
//! weights (base, then replicate, then calibrate). Units are primary units; the second stage is not resampled.

use super::calibrate::calibrated_weights;
use super::design::Design;
use super::error::{SurveyError, require_length, require_open_unit};
use super::replicate_sums::Cells;
use super::replicate_weights::{Buffers, Plan};
use crate::distribution::student_quantile;
use crate::interval::ConfidenceInterval;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// How replicates are made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replication {
    /// One replicate per primary unit, left out (JKn; JK1 when there is one stratum), with the finite population
    /// correction.
    Jackknife,
    /// Half-samples for designs with exactly two primary units per stratum, balanced by a Hadamard matrix. Without
    /// finite population correction.
    BalancedHalfSamples,
    /// The same with weights times ρ or 2 - ρ instead of 0 or 2 (Fay).
    Fay {
        /// 0 ≤ ρ < 1.
        rho: f64,
    },
    /// Rescaled bootstrap of r - 1 of the r units of each stratum, with the finite population correction (Rao & Wu 1988;
    /// Rao, Wu & Yue 1992).
    RaoWu {
        /// Number of replicates.
        replicates: usize,
        /// Seed.
        seed: u64,
    },
}

/// What the replicates are compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Centre {
    /// The estimate from the whole sample (R's `mse = TRUE`); never smaller.
    #[default]
    FullSample,
    /// The mean of the replicates; for the bootstrap with the divisor R - 1 (R's default).
    ReplicateMean,
}

/// Estimates of one or more statistics with their replicates, of which there are at least two.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::replication::{Centre, from_given_weights};
/// let y = [1.0, 2.0, 6.0];
/// let means = |w: &[f64]| {
///     let mean = w.iter().zip(&y).map(|(w, y)| w * y).sum::<f64>() / w.iter().sum::<f64>();
///     Some(vec![mean, 2.0 * mean])
/// };
/// let left_out = [[0.0, 1.5, 1.5], [1.5, 0.0, 1.5], [1.5, 1.5, 0.0]].map(|w| w.to_vec());
/// let found = from_given_weights(&[1.0; 3], &left_out, &[2.0 / 3.0; 3], Centre::FullSample, means)?;
/// assert!((found.covariance(0, 1) - 2.0 * found.standard_error(0).powi(2)).abs() < 1e-12);
/// assert!(found.interval(0, 0.95, 2.0)?.contains(3.0));
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Replicated {
    /// The estimates from the whole sample.
    pub values: Vec<f64>,
    /// The estimates from each replicate: `replicates[b][j]`.
    pub replicates: Vec<Vec<f64>>,
    /// The factor of each replicate's squared deviation.
    factors: Vec<f64>,
    centre: Centre,
}

impl Replicated {
    /// The covariance of statistics i and j.
    ///
    /// # Panics
    /// If there is no such statistic.
    pub fn covariance(&self, i: usize, j: usize) -> f64 {
        let (centre_i, centre_j) = (self.centre_of(i), self.centre_of(j));
        let deviations = self.replicates.iter().map(|r| (r[i] - centre_i) * (r[j] - centre_j));
        deviations.zip(&self.factors).map(|(d, f)| d * f).sum()
    }

    /// The standard error of statistic i.
    ///
    /// # Panics
    /// If there is no such statistic.
    pub fn standard_error(&self, i: usize) -> f64 {
        self.covariance(i, i).max(0.0).sqrt()
    }

    /// Estimate ± t · se.
    ///
    /// # Errors
    /// A level outside 0–1 or degrees of freedom that are not positive.
    ///
    /// # Panics
    /// If there is no such statistic.
    pub fn interval(&self, i: usize, level: f64, df: f64) -> Result<ConfidenceInterval, SurveyError> {
        require_open_unit("level", level)?;
        if !(df.is_finite() && df > 0.0) {
            return Err(SurveyError::parameter("degrees of freedom", df, "a positive number"));
        }
        let half = student_quantile(f64::midpoint(1.0, level), df) * self.standard_error(i);
        Ok(ConfidenceInterval { lower: self.values[i] - half, upper: self.values[i] + half, level })
    }

    fn centre_of(&self, i: usize) -> f64 {
        match self.centre {
            Centre::FullSample => self.values[i],
            Centre::ReplicateMean => {
                self.replicates.iter().map(|r| r[i]).sum::<f64>() / self.replicates.len() as f64
            }
        }
    }
}

/// Computes a vector of statistics from the whole sample and from every replicate.
///
/// `statistic` gets one weight per row and gives back its estimates, or `None` where it cannot be computed.
///
/// # Errors
/// A statistic that cannot be computed or is not finite in some replicate, a stratum with one unit, half-samples of a
/// stratum that does not have exactly two, or a replicate that cannot be calibrated.
///
/// # References
/// K. F. Rust, J. N. K. Rao, *Variance estimation for complex surveys using replication techniques*, Statistical
/// Methods in Medical Research 5 (1996); J. N. K. Rao, C. F. J. Wu, JASA 83 (1988); D. R. Judkins, Journal of Official
/// Statistics 6 (1990); R's `withReplicates`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::replication::{Centre, Replication, replicate};
/// use lofte_analysis::survey::{Design, Stratum};
///
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 100], &area)?;
/// let safe: Vec<f64> = (0..100).map(|k| f64::from(u8::from(k < 60))).collect();
/// let share = |w: &[f64]| {
///     Some(vec![w.iter().zip(&safe).map(|(w, y)| w * y).sum::<f64>() / w.iter().sum::<f64>()])
/// };
/// let result = replicate(&design, Replication::RaoWu { replicates: 500, seed: 1 }, Centre::FullSample, share)?;
/// assert!((result.standard_error(0) / 0.049 - 1.0).abs() < 0.1);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn replicate(
    design: &Design,
    replication: Replication,
    centre: Centre,
    statistic: impl Fn(&[f64]) -> Option<Vec<f64>> + Sync,
) -> Result<Replicated, SurveyError> {
    let plan = Plan::new(design, replication)?;
    let values = checked(statistic(&design.weights), 0)?;
    let replicates = (0..plan.count)
        .into_par_iter()
        .map_init(Buffers::default, |buffers, replicate| {
            plan.weights(replicate, buffers);
            let estimates = match &design.calibration {
                None => statistic(&buffers.weights),
                Some(c) => statistic(&calibrated_weights(&buffers.weights, &c.auxiliary, c.method)?.weights),
            };
            let estimates = checked(estimates, replicate + 1)?;
            if estimates.len() == values.len() {
                Ok(estimates)
            } else {
                Err(SurveyError::Replicate { replicate: replicate + 1 })
            }
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Replicated { values, replicates, factors: plan.factors(centre), centre })
}

/// The share in each of many groups with its replicates: [`replicate`] for the commonest table, with the same draws. No
/// replicate's weights are made, so that beside the columns memory grows with groups times replicates only.
///
/// # Errors
/// As [`replicate`]; also a group number that is not below `groups`, or a group without answers.
///
/// # References
/// As [`replicate`].
///
/// # Examples
/// ```
/// use lofte_analysis::survey::replication::{Centre, Replication, replicate_shares};
/// use lofte_analysis::survey::{Design, Stratum};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 100], &area)?;
/// let safe: Vec<Option<bool>> = (0..100).map(|row| Some(row % 5 < 3)).collect();
/// let groups: Vec<Option<u32>> = (0..100).map(|row| Some(row % 2)).collect();
/// let method = Replication::RaoWu { replicates: 200, seed: 1 };
/// let found = replicate_shares(&design, &safe, &groups, 2, method, Centre::FullSample)?;
/// assert!((found.values[0] - 0.6).abs() < 1e-12 && found.standard_error(0) > 0.04);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn replicate_shares(
    design: &Design,
    answers: &[Option<bool>],
    group_of_row: &[Option<u32>],
    groups: usize,
    replication: Replication,
    centre: Centre,
) -> Result<Replicated, SurveyError> {
    require_length("answers", design.rows(), answers.len())?;
    require_length("group", design.rows(), group_of_row.len())?;
    let unknown = |group: &Option<u32>| group.is_some_and(|g| g as usize >= groups);
    if let Some(row) = group_of_row.iter().position(unknown) {
        let code = group_of_row[row].unwrap_or_default();
        return Err(SurveyError::UnknownCode { row, column: "group".to_owned(), code });
    }
    let shares = |weights: &[f64]| {
        let mut sums = vec![(0.0, 0.0); groups];
        for ((weight, answer), group) in weights.iter().zip(answers).zip(group_of_row) {
            if let (Some(answer), Some(group)) = (answer, group) {
                let (size, yes) = &mut sums[*group as usize];
                *size += weight;
                *yes += weight * f64::from(u8::from(*answer));
            }
        }
        sums.into_iter().map(|(size, yes)| (size > 0.0).then(|| yes / size)).collect()
    };
    match (replication, &design.calibration) {
        (Replication::RaoWu { seed, .. }, None) => {
            let plan = Plan::new(design, replication)?;
            let values = checked(shares(&design.weights), 0)?;
            let cells = Cells::new(&plan, design, answers, group_of_row, groups);
            let replicates = cells.shares(&plan, seed)?;
            Ok(Replicated { values, replicates, factors: plan.factors(centre), centre })
        }
        _ => replicate(design, replication, centre, shares),
    }
}

/// Statistics from replicate weights that came with the data.
///
/// `replicate_weights[b]` has one weight per row. The variance is `Σ factors[b] (θ_b - centre)²`; a bootstrap of R
/// replicates has factors 1/R around the full estimate or 1/(R-1) around the mean.
///
/// # Errors
/// Wrong lengths, weights that are missing or negative, factors that are not positive, or a statistic that cannot be
/// computed in some replicate.
///
/// # References
/// K. M. Wolter, *Introduction to Variance Estimation* (2007), chapters 3 to 5; R's `svrepdesign`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::replication::{Centre, from_given_weights};
/// let y = [1.0, 2.0, 6.0];
/// let mean = |w: &[f64]| {
///     Some(vec![w.iter().zip(&y).map(|(w, y)| w * y).sum::<f64>() / w.iter().sum::<f64>()])
/// };
/// // The jackknife of three units: each left out once.
/// let left_out = [[0.0, 1.5, 1.5], [1.5, 0.0, 1.5], [1.5, 1.5, 0.0]].map(|w| w.to_vec());
/// let found = from_given_weights(&[1.0; 3], &left_out, &[2.0 / 3.0; 3], Centre::FullSample, mean)?;
/// assert!((found.standard_error(0).powi(2) - 7.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn from_given_weights(
    weights: &[f64],
    replicate_weights: &[Vec<f64>],
    factors: &[f64],
    centre: Centre,
    statistic: impl Fn(&[f64]) -> Option<Vec<f64>>,
) -> Result<Replicated, SurveyError> {
    require_length("replicate factors", replicate_weights.len(), factors.len())?;
    for &factor in factors {
        super::error::require_at_least("replicate factor", factor, 0.0)?;
    }
    if factors.len() < 2 {
        return Err(SurveyError::parameter("number of replicates", factors.len() as f64, "at least 2"));
    }
    super::design::check_weights(weights)?;
    let values = checked(statistic(weights), 0)?;
    let mut replicates = Vec::with_capacity(factors.len());
    for (index, column) in replicate_weights.iter().enumerate() {
        require_length(&format!("replicate {}", index + 1), weights.len(), column.len())?;
        super::design::check_weights(column)?;
        replicates.push(checked(statistic(column), index + 1)?);
    }
    Ok(Replicated { values, replicates, factors: factors.to_vec(), centre })
}

fn checked(estimates: Option<Vec<f64>>, replicate: usize) -> Result<Vec<f64>, SurveyError> {
    match estimates {
        Some(estimates) if estimates.iter().all(|e| e.is_finite()) => Ok(estimates),
        _ => Err(SurveyError::Replicate { replicate }),
    }
}
