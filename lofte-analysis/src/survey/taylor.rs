//! The variance engine: from linearised scores to a variance, or to the covariances of several statistics.
//!
//! For weighted scores u the variance is `Σ_h (1-f_h) r_h/(r_h-1) Σ_j (U_hj - Ū_h)²` over primary units j, plus
//! `f_h` times the same expression within each primary unit when a second stage with population sizes exists. Scores are
//! given for some rows only; all other rows of the design have the score zero and stay in the counts, which is what makes
//! a domain cost no more than its own rows. Sums run in row order on one thread: same bytes on any machine.

use super::design::{Design, LonelyPsu, StratumFacts};
use super::error::SurveyError;

/// A variance with what is needed to judge it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) variance: f64,
    /// Satterthwaite's degrees of freedom; `None` when nothing varies.
    pub(crate) df_satterthwaite: Option<f64>,
}

/// A standard error below this part of what it belongs to is the rounding of sums that would be zero.
const ROUNDING: f64 = 1e-12;

/// The variance, or zero where it is the rounding of numbers of the size of `scale`.
pub(crate) fn rounded(variance: f64, scale: f64) -> f64 {
    let least = ROUNDING * scale;
    if variance > least * least { variance } else { 0.0 }
}

impl Spread {
    /// The same, without the rounding of numbers of the size of `scale`.
    pub(crate) fn beside(self, scale: f64) -> Self {
        let variance = rounded(self.variance, scale);
        Self { variance, df_satterthwaite: self.df_satterthwaite.filter(|_| variance > 0.0) }
    }
}

/// Reusable sums, one slot per unit, so that many domains do not allocate many times.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    units: Slots,
    seconds: Slots,
    strata: Slots,
    deviations: Vec<f64>,
}

/// A sparse vector of sums that remembers which slots are in use.
#[derive(Debug, Default)]
struct Slots {
    sum: Vec<f64>,
    count: Vec<u32>,
    used: Vec<u32>,
}

impl Slots {
    fn start(&mut self, size: usize) {
        for &slot in &self.used {
            self.sum[slot as usize] = 0.0;
            self.count[slot as usize] = 0;
        }
        self.used.clear();
        if self.sum.len() < size {
            self.sum.resize(size, 0.0);
            self.count.resize(size, 0);
        }
    }

    fn add(&mut self, slot: u32, value: f64) {
        let at = slot as usize;
        if self.count[at] == 0 {
            self.used.push(slot);
        }
        self.sum[at] += value;
        self.count[at] += 1;
    }
}

impl Workspace {
    /// How many primary units and strata hold at least one of the rows.
    pub(crate) fn count_units(&mut self, design: &Design, rows: impl Iterator<Item = u32>) -> (usize, usize) {
        let Self { units, strata, .. } = self;
        strata.start(design.strata.len());
        let mut count = 0;
        match &design.psu_of_row {
            Some(psu_of_row) => {
                units.start(design.stratum_of_psu.len());
                for row in rows {
                    units.add(psu_of_row[row as usize], 0.0);
                    strata.add(design.stratum_of_row[row as usize], 0.0);
                }
                count = units.used.len();
            }
            None => {
                for row in rows {
                    count += 1;
                    strata.add(design.stratum_of_row[row as usize], 0.0);
                }
            }
        }
        (count, strata.used.len())
    }
}

impl Design {
    /// The variance of a statistic whose linearised variable is `linear[i]` in row `rows[i]` and zero elsewhere. Weights
    /// are applied here.
    pub(crate) fn spread(
        &self,
        rows: &[u32],
        linear: &[f64],
        work: &mut Workspace,
    ) -> Result<Spread, SurveyError> {
        if let Some(calibration) = &self.calibration {
            let residuals = calibration.residuals(rows, linear);
            let scores: Vec<f64> = residuals.iter().zip(&self.weights).map(|(e, w)| e * w).collect();
            let all: Vec<u32> = (0..).take(self.rows()).collect();
            return self.spread_of_scores(&all, &scores, work);
        }
        let scores: Vec<f64> = rows.iter().zip(linear).map(|(&r, z)| self.weights[r as usize] * z).collect();
        self.spread_of_scores(rows, &scores, work)
    }

    fn spread_of_scores(
        &self,
        rows: &[u32],
        scores: &[f64],
        work: &mut Workspace,
    ) -> Result<Spread, SurveyError> {
        let mut total = self.first_stage(rows, scores, work)?;
        if self.second_stage.is_some() {
            total.variance += self.second_stage_variance(rows, scores, work)?;
        }
        Ok(total)
    }

    fn first_stage(&self, rows: &[u32], scores: &[f64], work: &mut Workspace) -> Result<Spread, SurveyError> {
        let Workspace { units, strata, deviations, .. } = work;
        strata.start(self.strata.len());
        deviations.clear();
        deviations.resize(self.strata.len(), 0.0);
        if let Some(psu_of_row) = &self.psu_of_row {
            units.start(self.stratum_of_psu.len());
            for (&row, &score) in rows.iter().zip(scores) {
                units.add(psu_of_row[row as usize], score);
            }
            let pairs =
                || units.used.iter().map(|&u| (self.stratum_of_psu[u as usize], units.sum[u as usize]));
            sum_deviations(pairs, strata, deviations, &self.strata);
        } else {
            let pairs = || rows.iter().zip(scores).map(|(&r, &u)| (self.stratum_of_row[r as usize], u));
            sum_deviations(pairs, strata, deviations, &self.strata);
        }
        self.sum_strata(strata, deviations)
    }

    /// The variance from totals of scores per primary unit, given as stratum and total.
    pub(crate) fn spread_of_units<P: Iterator<Item = (u32, f64)>>(
        &self,
        totals: impl Fn() -> P,
        work: &mut Workspace,
    ) -> Result<Spread, SurveyError> {
        let Workspace { strata, deviations, .. } = work;
        strata.start(self.strata.len());
        deviations.clear();
        deviations.resize(self.strata.len(), 0.0);
        sum_deviations(totals, strata, deviations, &self.strata);
        self.sum_strata(strata, deviations)
    }

    /// The variance from each stratum's sum and sum of squares of scores, where every row is its own unit. Strata that are
    /// not given have no scores.
    pub(crate) fn spread_of_sums(
        &self,
        parts: impl Iterator<Item = (u32, f64, f64)>,
        work: &mut Workspace,
    ) -> Result<Spread, SurveyError> {
        let Workspace { strata, deviations, .. } = work;
        strata.start(self.strata.len());
        deviations.clear();
        deviations.resize(self.strata.len(), 0.0);
        for (stratum, sum, squares) in parts {
            let index = stratum as usize;
            strata.add(stratum, sum);
            // The difference of two sums that are equal where nothing varies, up to their rounding.
            let deviation = squares - sum * sum / self.strata[index].units as f64;
            deviations[index] = if deviation > 1e-13 * squares { deviation } else { 0.0 };
        }
        self.sum_strata(strata, deviations)
    }

    fn sum_strata(&self, sums: &mut Slots, deviations: &[f64]) -> Result<Spread, SurveyError> {
        sums.used.sort_unstable();
        let (mut variance, mut weight, mut skipped) = (0.0, 0.0, 0_usize);
        let mut lonely = |facts: &StratumFacts, sum: f64| match self.lonely {
            LonelyPsu::Refuse => Err(SurveyError::OneRespondent { stratum: facts.name.clone() }),
            LonelyPsu::Adjust => Ok(facts.correction() * sum * sum),
            LonelyPsu::Average => {
                skipped += 1;
                Ok(0.0)
            }
            LonelyPsu::Certainty | LonelyPsu::Remove => Ok(0.0),
        };
        for &stratum in &sums.used {
            let index = stratum as usize;
            let facts = &self.strata[index];
            let correction = facts.correction();
            if correction < CENSUS {
                continue;
            }
            if facts.units == 1 {
                variance += lonely(facts, sums.sum[index])?;
                continue;
            }
            let units = facts.units as f64;
            let part = correction * units / (units - 1.0) * deviations[index];
            variance += part;
            weight += part * part / (units - 1.0);
        }
        if skipped > 0 {
            let (all, counted) = (sums.used.len(), sums.used.len() - skipped);
            if counted == 0 {
                let name = self.strata[sums.used[0] as usize].name.clone();
                return Err(SurveyError::OneRespondent { stratum: name });
            }
            variance *= all as f64 / counted as f64;
        }
        let df_satterthwaite = (weight > 0.0).then(|| variance * variance / weight);
        Ok(Spread { variance, df_satterthwaite })
    }

    fn second_stage_variance(
        &self,
        rows: &[u32],
        scores: &[f64],
        work: &mut Workspace,
    ) -> Result<f64, SurveyError> {
        let Some(stage) = &self.second_stage else {
            return Ok(0.0);
        };
        let Workspace { units, seconds, deviations, .. } = work;
        seconds.start(stage.psu_of_ssu.len());
        for (&row, &score) in rows.iter().zip(scores) {
            seconds.add(stage.ssu_of_row[row as usize], score);
        }
        units.start(stage.units.len());
        deviations.clear();
        deviations.resize(stage.units.len(), 0.0);
        let facts = |psu: usize| StratumFacts {
            name: format!("cluster number {}", psu + 1),
            units: stage.units[psu],
            population: Some(stage.population[psu]),
        };
        let all: Vec<StratumFacts> = (0..stage.units.len()).map(facts).collect();
        let pairs = || seconds.used.iter().map(|&s| (stage.psu_of_ssu[s as usize], seconds.sum[s as usize]));
        sum_deviations(pairs, units, deviations, &all);
        let (mut variance, mut used, mut skipped) = (0.0, 0_usize, 0_usize);
        for (psu, inner) in all.iter().enumerate() {
            let correction = inner.correction();
            let outer = &self.strata[self.stratum_of_psu[psu] as usize];
            let fraction = outer.population.map_or(0.0, |n| outer.units as f64 / n);
            if correction < CENSUS {
                continue;
            }
            used += 1;
            if inner.units > 1 {
                let m = inner.units as f64;
                variance += fraction * correction * m / (m - 1.0) * deviations[psu];
            } else {
                match self.lonely {
                    LonelyPsu::Refuse => {
                        return Err(SurveyError::OneRespondent { stratum: inner.name.clone() });
                    }
                    LonelyPsu::Adjust => variance += fraction * correction * units.sum[psu] * units.sum[psu],
                    LonelyPsu::Average => skipped += 1,
                    LonelyPsu::Certainty | LonelyPsu::Remove => {}
                }
            }
        }
        if skipped > 0 {
            let Some(counted) = used.checked_sub(skipped).filter(|counted| *counted > 0) else {
                return Err(SurveyError::OneRespondent { stratum: all[0].name.clone() });
            };
            variance *= used as f64 / counted as f64;
        }
        Ok(variance)
    }
}

/// A stratum of which less than this share is unsampled is a census and contributes nothing (as in R's `survey`).
pub(crate) const CENSUS: f64 = 1e-7;

/// Sums of squared deviations from the stratum mean, in two passes so that large means lose no digits.
fn sum_deviations<P: Iterator<Item = (u32, f64)>>(
    pairs: impl Fn() -> P,
    sums: &mut Slots,
    deviations: &mut [f64],
    strata: &[StratumFacts],
) {
    for (stratum, value) in pairs() {
        sums.add(stratum, value);
    }
    let mean = |s: usize| sums.sum[s] / strata[s].units as f64;
    for (stratum, value) in pairs() {
        let s = stratum as usize;
        let away = value - mean(s);
        deviations[s] += away * away;
    }
    for &stratum in &sums.used {
        let s = stratum as usize;
        let absent = strata[s].units as f64 - f64::from(sums.count[s]);
        deviations[s] += absent * mean(s) * mean(s);
    }
}
