//! Variances from replicates: the survey is computed again with some units left out or counted more than once.
//!
//! For statistics without a derivative (an index made of steps) and for seeing what calibration gains. Each replicate's
//! weights are made when they are needed and thrown away, so memory does not grow with the number of replicates. Every
//! draw depends only on the seed, the replicate and the stratum, so threads change nothing and two columns on the same
//! people get the same replicates. If the design is calibrated, every replicate is calibrated again from its own design
//! weights (base, then replicate, then calibrate). Units are primary units; the second stage is not resampled.

use super::calibrate::calibrated_weights;
use super::design::{Design, LonelyPsu};
use super::distribution::student_quantile;
use super::error::{SurveyError, require_length, require_open_unit};
use super::taylor::CENSUS;
use crate::interval::Interval;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
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
        let deviations = self
            .replicates
            .iter()
            .map(|r| (r[i] - centre_i) * (r[j] - centre_j));
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
    pub fn interval(&self, i: usize, level: f64, df: f64) -> Result<Interval, SurveyError> {
        require_open_unit("level", level)?;
        if !(df.is_finite() && df > 0.0) {
            return Err(SurveyError::parameter(
                "degrees of freedom",
                df,
                "a positive number",
            ));
        }
        let half = student_quantile(f64::midpoint(1.0, level), df) * self.standard_error(i);
        Ok(Interval {
            lower: self.values[i] - half,
            upper: self.values[i] + half,
            level,
        })
    }

    /// The percentile interval of statistic i, for the bootstrap: the range that holds the middle `level` of the
    /// replicates. Wants at least 1 000 of them.
    ///
    /// # Errors
    /// A level outside 0–1.
    ///
    /// # Panics
    /// If there is no such statistic.
    pub fn percentile_interval(&self, i: usize, level: f64) -> Result<Interval, SurveyError> {
        require_open_unit("level", level)?;
        let mut sorted: Vec<f64> = self.replicates.iter().map(|r| r[i]).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |p: f64| interpolate(&sorted, p);
        Ok(Interval {
            lower: at((1.0 - level) / 2.0),
            upper: at(f64::midpoint(1.0, level)),
            level,
        })
    }

    /// `other - self`, replicate by replicate; both must have the same number of replicates and statistics.
    pub(crate) fn difference(&self, other: &Self) -> Self {
        let minus = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| b - a).collect() };
        let pairs = self.replicates.iter().zip(&other.replicates);
        Self {
            values: minus(&self.values, &other.values),
            replicates: pairs.map(|(a, b)| minus(a, b)).collect(),
            ..self.clone()
        }
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

/// The p-quantile of sorted numbers, linear between neighbours (R's type 7).
fn interpolate(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len() as f64 - 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place within the list"
    )]
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

/// Computes a vector of statistics from the whole sample and from every replicate.
///
/// `statistic` gets one weight per row and gives back its estimates, or `None` where it cannot be computed.
///
/// # Errors
/// A statistic that cannot be computed or is not finite in some replicate, a stratum with one unit, half-samples of a
/// stratum that does not have exactly two, or a replicate that cannot be calibrated.
///
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
                Err(SurveyError::Replicate {
                    replicate: replicate + 1,
                })
            }
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Replicated {
        values,
        replicates,
        factors: plan.factors(centre),
        centre,
    })
}

/// The share in each of many groups with its replicates: [`replicate`] for the commonest table. Memory grows with groups
/// times replicates, not with rows.
///
/// # Errors
/// As [`replicate`]; also a group number that is not below `groups`, or a group without answers.
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
        return Err(SurveyError::UnknownCode {
            row,
            column: "group".to_owned(),
            code,
        });
    }
    replicate(design, replication, centre, |weights| {
        let mut sums = vec![(0.0, 0.0); groups];
        for ((weight, answer), group) in weights.iter().zip(answers).zip(group_of_row) {
            if let (Some(answer), Some(group)) = (answer, group) {
                let (size, yes) = &mut sums[*group as usize];
                *size += weight;
                *yes += weight * f64::from(u8::from(*answer));
            }
        }
        sums.into_iter()
            .map(|(size, yes)| (size > 0.0).then(|| yes / size))
            .collect()
    })
}

/// Statistics from replicate weights that came with the data.
///
/// `replicate_weights[b]` has one weight per row. The variance is `Σ factors[b] (θ_b - centre)²`; a bootstrap of R
/// replicates has factors 1/R around the full estimate or 1/(R-1) around the mean.
///
/// # Errors
/// Wrong lengths, weights that are missing or negative, factors that are not positive, or a statistic that cannot be
/// computed in some replicate.
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
        return Err(SurveyError::parameter(
            "number of replicates",
            factors.len() as f64,
            "at least 2",
        ));
    }
    super::design::check_weights(weights)?;
    let values = checked(statistic(weights), 0)?;
    let mut replicates = Vec::with_capacity(factors.len());
    for (index, column) in replicate_weights.iter().enumerate() {
        require_length(&format!("replicate {}", index + 1), weights.len(), column.len())?;
        super::design::check_weights(column)?;
        replicates.push(checked(statistic(column), index + 1)?);
    }
    Ok(Replicated {
        values,
        replicates,
        factors: factors.to_vec(),
        centre,
    })
}

fn checked(estimates: Option<Vec<f64>>, replicate: usize) -> Result<Vec<f64>, SurveyError> {
    match estimates {
        Some(estimates) if estimates.iter().all(|e| e.is_finite()) => Ok(estimates),
        _ => Err(SurveyError::Replicate { replicate }),
    }
}

/// Working memory of one thread.
#[derive(Default)]
struct Buffers {
    units: Vec<f64>,
    /// How often each unit was drawn, stratum by stratum, so that the draws stay in the processor's cache.
    draws: Vec<u16>,
    weights: Vec<f64>,
}

/// How the replicates of a design are made.
struct Plan<'a> {
    design: &'a Design,
    replication: Replication,
    base: &'a [f64],
    /// The units of each stratum, and the stratum of each unit.
    units: Vec<Vec<u32>>,
    stratum_of_unit: &'a [u32],
    /// The place of each unit when units are listed stratum by stratum.
    place_of_unit: Vec<u32>,
    count: usize,
    hadamard_order: usize,
}

impl<'a> Plan<'a> {
    fn new(design: &'a Design, replication: Replication) -> Result<Self, SurveyError> {
        let stratum_of_unit = if design.psu_of_row.is_some() {
            &design.stratum_of_psu
        } else {
            &design.stratum_of_row
        };
        let mut units = vec![Vec::new(); design.strata.len()];
        for (unit, &stratum) in (0_u32..).zip(stratum_of_unit) {
            units[stratum as usize].push(unit);
        }
        let halves = matches!(
            replication,
            Replication::BalancedHalfSamples | Replication::Fay { .. }
        );
        for (facts, members) in design.strata.iter().zip(&units) {
            let stratum = || facts.name.clone();
            let certain = facts.correction() < CENSUS
                || matches!(design.lonely, LonelyPsu::Certainty | LonelyPsu::Remove);
            if members.len() < 2 && (halves || !certain) {
                return Err(SurveyError::OneRespondent { stratum: stratum() });
            }
            if halves && members.len() != 2 {
                return Err(SurveyError::NotTwoUnits {
                    stratum: stratum(),
                    units: members.len(),
                });
            }
        }
        let mut place_of_unit = vec![0; stratum_of_unit.len()];
        for (place, &unit) in (0_u32..).zip(units.iter().flatten()) {
            place_of_unit[unit as usize] = place;
        }
        let hadamard_order = (design.strata.len() + 1).next_power_of_two();
        let count = match replication {
            Replication::Jackknife => stratum_of_unit.len(),
            Replication::BalancedHalfSamples => hadamard_order,
            Replication::Fay { rho } if (0.0..1.0).contains(&rho) => hadamard_order,
            Replication::Fay { rho } => return Err(SurveyError::parameter("rho", rho, "from 0 to below 1")),
            Replication::RaoWu { replicates, .. } if replicates >= 2 => replicates,
            Replication::RaoWu { replicates, .. } => {
                return Err(SurveyError::parameter(
                    "number of replicates",
                    replicates as f64,
                    "at least 2",
                ));
            }
        };
        let base = design
            .calibration
            .as_ref()
            .map_or(&design.weights, |c| &c.design_weights);
        Ok(Self {
            design,
            replication,
            base,
            units,
            stratum_of_unit,
            place_of_unit,
            count,
            hadamard_order,
        })
    }

    fn factors(&self, centre: Centre) -> Vec<f64> {
        let count = self.count as f64;
        match self.replication {
            Replication::Jackknife => {
                let factor = |&stratum: &u32| {
                    let facts = &self.design.strata[stratum as usize];
                    let units = facts.units as f64;
                    facts.correction() * (units - 1.0) / units
                };
                self.stratum_of_unit.iter().map(factor).collect()
            }
            Replication::BalancedHalfSamples => vec![1.0 / count; self.count],
            Replication::Fay { rho } => vec![1.0 / (count * (1.0 - rho) * (1.0 - rho)); self.count],
            Replication::RaoWu { .. } => match centre {
                Centre::FullSample => vec![1.0 / count; self.count],
                Centre::ReplicateMean => vec![1.0 / (count - 1.0); self.count],
            },
        }
    }

    /// Fills the buffer with the weights of one replicate.
    fn weights(&self, replicate: usize, buffers: &mut Buffers) {
        if let Replication::RaoWu { seed, .. } = self.replication {
            self.resample(replicate, seed, buffers);
            return;
        }
        let Buffers { units, weights, .. } = buffers;
        units.clear();
        units.resize(self.stratum_of_unit.len(), 1.0);
        match self.replication {
            Replication::Jackknife => self.leave_out(replicate, units),
            Replication::Fay { rho } => self.half_sample(replicate, rho, units),
            Replication::BalancedHalfSamples | Replication::RaoWu { .. } => {
                self.half_sample(replicate, 0.0, units);
            }
        }
        self.fill(weights, |unit| units[unit]);
    }

    /// Multiplies the base weight of each row with the factor of its unit.
    fn fill(&self, weights: &mut Vec<f64>, factor: impl Fn(usize) -> f64) {
        weights.clear();
        match &self.design.psu_of_row {
            None => weights.extend(self.base.iter().enumerate().map(|(row, w)| w * factor(row))),
            Some(psu) => weights.extend(self.base.iter().zip(psu).map(|(w, &p)| w * factor(p as usize))),
        }
    }

    fn leave_out(&self, unit: usize, factors: &mut [f64]) {
        let members = &self.units[self.stratum_of_unit[unit] as usize];
        let count = members.len() as f64;
        if members.len() < 2 {
            return;
        }
        for &member in members {
            factors[member as usize] = count / (count - 1.0);
        }
        factors[unit] = 0.0;
    }

    fn half_sample(&self, replicate: usize, rho: f64, factors: &mut [f64]) {
        for (stratum, members) in self.units.iter().enumerate() {
            // Sylvester's matrix: the sign is the parity of the common bits. Column 0 is constant and left out.
            debug_assert!(stratum + 1 < self.hadamard_order);
            let first_is_in = (replicate & (stratum + 1)).count_ones().is_multiple_of(2);
            for (place, &member) in members.iter().enumerate() {
                factors[member as usize] = if (place == 0) == first_is_in {
                    2.0 - rho
                } else {
                    rho
                };
            }
        }
    }

    fn resample(&self, replicate: usize, seed: u64, buffers: &mut Buffers) {
        let Buffers { draws, weights, .. } = buffers;
        draws.clear();
        draws.resize(self.stratum_of_unit.len(), 0);
        // The factor of a unit drawn r* times is 1 - λ + λ r/(r-1) r*; with r - 1 draws λ is √(1 - f).
        let mut terms = Vec::with_capacity(self.units.len());
        let mut start = 0;
        for (stratum, members) in self.units.iter().enumerate() {
            let own = &mut draws[start..start + members.len()];
            start += members.len();
            if members.len() < 2 {
                terms.push((1.0, 0.0));
                continue;
            }
            let count = members.len() as f64;
            let scale = self.design.strata[stratum].correction().max(0.0).sqrt();
            terms.push((1.0 - scale, scale * count / (count - 1.0)));
            let size = u32::try_from(members.len()).unwrap_or(u32::MAX);
            let mut rng = generator(seed, replicate, stratum);
            for _ in 1..members.len() {
                let drawn = &mut own[rng.random_range(0..size) as usize];
                *drawn = drawn.saturating_add(1);
            }
        }
        self.fill(weights, |unit| {
            let (fixed, each) = terms[self.stratum_of_unit[unit] as usize];
            fixed + each * f64::from(draws[self.place_of_unit[unit] as usize])
        });
    }
}

/// A generator of its own for each replicate and stratum.
fn generator(seed: u64, replicate: usize, stratum: usize) -> Pcg64Mcg {
    let mix = |state: u64, part: u64| {
        // SplitMix64's finaliser: neighbouring numbers give unrelated seeds.
        let mut z = (state ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    Pcg64Mcg::seed_from_u64(mix(mix(mix(seed, 0), replicate as u64), stratum as u64))
}
