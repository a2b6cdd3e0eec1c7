//! The change in one treated unit against the change in the untreated ones.
//!
//! With one treated unit a standard error that is clustered by unit is meaningless, however small it comes out: there is
//! one cluster to learn from. So chance is judged by placebos: each untreated unit is taken in turn as the treated one,
//! and the effects that are found where nothing was done show what the method finds by itself.
//!
//! Left out on purpose: covariates, and several treated units. With one treated unit and no gaps the Poisson regression
//! with effects of unit and period has a closed solution, the ratio of the four sums, so nothing is iterated.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::panel::{Panel, PanelError};
use super::pre_trend::{PreTrend, pre_trend};
use crate::ConfidenceInterval;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// Untreated units: with fewer, no rank can show a chance below one in ten.
pub const MIN_CONTROLS: u64 = 9;
/// Periods before the measure, as for a trend.
pub const MIN_PERIODS_BEFORE: u64 = 12;
/// Events of the treated unit, as for a trend.
pub const MIN_EVENTS: u64 = 20;
/// Events in all that can be summed exactly.
const MAX_EVENTS: u64 = 1 << 53;

/// Why the changes could not be compared.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum DifferenceError {
    /// The counts do not make a panel.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// The confidence level is not strictly between 0 and 1.
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// More events than can be summed exactly.
    #[error("there are more than 9 000 million million events, which cannot be added exactly")]
    TooManyEvents,
}

/// What is ranked among the placebos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceboStatistic {
    /// The size of the effect: right when the units have about the same number of events.
    Effect,
    /// The effect over its Poisson standard error, so that a small unit's noise is not held against a large one.
    Standardised,
}

/// How the changes are compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DifferenceParams {
    /// Confidence level of the intervals.
    pub level: f64,
    /// What is ranked among the placebos.
    pub statistic: PlaceboStatistic,
    /// Untreated units that are needed; see [`MIN_CONTROLS`].
    pub min_controls: u64,
    /// Periods before the measure that are needed; see [`MIN_PERIODS_BEFORE`].
    pub min_periods_before: u64,
    /// Events of the treated unit that are needed; see [`MIN_EVENTS`].
    pub min_events: u64,
}

/// The effect that is found in a unit as if it had been the treated one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UnitEffect {
    /// The row of the unit.
    pub unit: usize,
    /// The effect.
    pub estimate: f64,
    /// What its standard error would be if all counts were independent Poisson counts. Too small where units drift by
    /// themselves; it is for scaling, not for intervals.
    pub poisson_error: f64,
}

/// An effect with its rank among the placebos.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceboTest {
    /// The effect in the treated unit.
    pub treated: UnitEffect,
    /// The effects where nothing was done, each against the other untreated units.
    pub placebos: Vec<UnitEffect>,
    /// Share of the units, the treated one included, with an effect at least as far from 0 as its own.
    pub p_value: f64,
    /// The effects that the same test would not reject at 1 - level; none when there are too few placebos for any.
    pub interval: Option<ConfidenceInterval>,
}

/// The change in the treated unit against the untreated ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DifferenceInDifferences {
    /// The logarithm of the ratio of ratios: the coefficient of the Poisson regression.
    pub log_ratio: PlaceboTest,
    /// The same as a ratio: 0.8 for 20 % fewer than the untreated units would lead one to expect.
    pub ratio: f64,
    /// The interval of the ratio.
    pub ratio_interval: Option<ConfidenceInterval>,
    /// The difference of the changes of the means, in events per period: the coefficient of least squares.
    pub difference: PlaceboTest,
    /// A sum was zero, so that half an event was added to all four sums of that unit's ratio: unit rows.
    pub corrected: Vec<usize>,
    /// Pearson's dispersion of the Poisson regression; none without degrees of freedom.
    pub dispersion: Option<f64>,
    /// How the treated unit drifted against the others before; none where it cannot be fitted.
    pub pre_trend: Option<PreTrend>,
    /// Mean of the untreated units in every period, to be drawn beside the treated unit.
    pub control_mean: Vec<f64>,
    /// Untreated units.
    pub controls: u64,
    /// Periods before the measure.
    pub periods_before: u64,
    /// Periods after.
    pub periods_after: u64,
    /// The parameters that were used.
    pub params: DifferenceParams,
}

/// The difference in differences of one treated unit, on the ratio and on the count scale, judged by placebos.
///
/// The model ln E y_gt = a_g + b_t + d [g treated and t after] has the maximum-likelihood solution
/// d = ln((T1/T0)/(C1/C0)) with the sums of the treated unit T and of all untreated units C, before (0) and after (1).
/// Least squares gives the difference of the changes of the means. A placebo is the same for an untreated unit against
/// the other untreated ones; the treated unit takes no part in it. p = (1 + number of placebos at least as extreme) /
/// (1 + number of placebos); the interval holds the effects that this test does not reject.
///
/// Smallest sample: [`MIN_CONTROLS`], [`MIN_PERIODS_BEFORE`] and [`MIN_EVENTS`], or what the parameters say; at least two
/// untreated units and one event in the treated one.
///
/// # Errors
/// [`DifferenceError`].
///
/// # References
/// T. G. Conley, C. R. Taber, *Inference with "difference in differences" with a small number of policy changes*,
/// Review of Economics and Statistics 93 (2011), for judging by the untreated; M. Bertrand, E. Duflo, S. Mullainathan,
/// Quarterly Journal of Economics 119 (2004), for why.
///
/// # Examples
/// ```
/// use lofte_analysis::effect::{Panel, difference_in_differences::*};
/// let values = [20, 20, 10, 10, 30, 30, 30, 30, 25, 25, 24, 26_u64];
/// let panel = Panel { values: &values, units: 3, treated: 0, start: 2 };
/// let params = DifferenceParams {
///     level: 0.9,
///     statistic: PlaceboStatistic::Standardised,
///     min_controls: 2,
///     min_periods_before: 2,
///     min_events: MIN_EVENTS,
/// };
/// let result = difference_in_differences(&panel, &params)?.sufficient().unwrap();
/// assert!((result.ratio - 0.5).abs() < 1e-12 && (result.difference.treated.estimate + 10.0).abs() < 1e-12);
/// // Of three units the treated one changed most; that happens in one of three cases by chance.
/// assert!((result.log_ratio.p_value - 1.0 / 3.0).abs() < 1e-12 && result.log_ratio.interval.is_none());
/// # Ok::<(), DifferenceError>(())
/// ```
pub fn difference_in_differences(
    panel: &Panel<'_, u64>,
    params: &DifferenceParams,
) -> Result<Sufficiency<DifferenceInDifferences>, DifferenceError> {
    let sums = Sums::of(panel)?;
    if !(params.level > 0.0 && params.level < 1.0) {
        return Err(DifferenceError::Level { level: params.level });
    }
    let (controls, before) = (panel.units as u64 - 1, panel.start as u64);
    let need = params.min_controls.max(2);
    let events: u64 = panel.row(panel.treated).iter().sum();
    let checks = [
        InsufficientData::check(SampleUnit::Controls, controls, need, MinimumReason::NothingToCompare),
        InsufficientData::check(
            SampleUnit::Periods,
            before,
            params.min_periods_before,
            MinimumReason::TrendIsNoise,
        ),
        InsufficientData::check(
            SampleUnit::Events,
            events,
            params.min_events.max(1),
            MinimumReason::TrendIsNoise,
        ),
    ];
    if let Some(few) = checks.into_iter().flatten().next() {
        return Ok(Sufficiency::Insufficient(few));
    }
    let log_ratio = sums.placebo_test(Sums::ratio, params);
    let (untreated, treated) = (sums.pooled_controls(panel), numbers(panel.row(panel.treated)));
    let exponentiated = log_ratio.interval.map(|interval| ConfidenceInterval {
        lower: interval.lower.exp(),
        upper: interval.upper.exp(),
        level: interval.level,
    });
    Ok(Sufficiency::Sufficient(DifferenceInDifferences {
        ratio: log_ratio.treated.estimate.exp(),
        ratio_interval: exponentiated.filter(|interval| interval.upper.is_finite()),
        log_ratio,
        difference: sums.placebo_test(Sums::difference, params),
        corrected: sums.corrected(),
        dispersion: sums.dispersion(panel, &untreated),
        pre_trend: pre_trend(&treated, &untreated, panel.start, params.level),
        control_mean: untreated.iter().map(|sum| sum / controls as f64).collect(),
        controls,
        periods_before: before,
        periods_after: sums.periods_after,
        params: *params,
    }))
}

/// Events of each unit before and after.
pub(super) struct Sums {
    treated: usize,
    units: Vec<[f64; 2]>,
    /// Of all untreated units.
    controls: [f64; 2],
    periods_before: u64,
    periods_after: u64,
}

/// The four sums of a comparison, and how many units the second pair is the sum of.
struct Cells {
    own: [f64; 2],
    others: [f64; 2],
    other_units: f64,
}

impl Sums {
    pub(super) fn of(panel: &Panel<'_, u64>) -> Result<Self, DifferenceError> {
        let periods = panel.periods()?;
        let total = panel.values.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        if total.is_none_or(|total| total > MAX_EVENTS) {
            return Err(DifferenceError::TooManyEvents);
        }
        let pair = |unit| {
            let (before, after) = panel.row(unit).split_at(panel.start);
            [before.iter().sum::<u64>() as f64, after.iter().sum::<u64>() as f64]
        };
        let units: Vec<[f64; 2]> = (0..panel.units).map(pair).collect();
        let mut controls = [0.0; 2];
        for unit in panel.controls() {
            controls[0] += units[unit][0];
            controls[1] += units[unit][1];
        }
        Ok(Self {
            treated: panel.treated,
            units,
            controls,
            periods_before: panel.start as u64,
            periods_after: (periods - panel.start) as u64,
        })
    }

    /// The treated unit against all others, or an untreated one against the other untreated.
    fn cells(&self, unit: usize) -> Cells {
        let own = self.units[unit];
        if unit == self.treated {
            return Cells { own, others: self.controls, other_units: self.units.len() as f64 - 1.0 };
        }
        let others = [self.controls[0] - own[0], self.controls[1] - own[1]];
        Cells { own, others, other_units: self.units.len() as f64 - 2.0 }
    }

    pub(super) fn ratio(&self, unit: usize) -> UnitEffect {
        let cells = self.cells(unit);
        let add = if cells.has_zero() { 0.5 } else { 0.0 };
        let [t0, t1, c0, c1] =
            [cells.own[0], cells.own[1], cells.others[0], cells.others[1]].map(|sum| sum + add);
        UnitEffect {
            unit,
            estimate: (t1 / t0).ln() - (c1 / c0).ln(),
            poisson_error: (1.0 / t0 + 1.0 / t1 + 1.0 / c0 + 1.0 / c1).sqrt(),
        }
    }

    fn difference(&self, unit: usize) -> UnitEffect {
        let cells = self.cells(unit);
        let (n0, n1) = (self.periods_before as f64, self.periods_after as f64);
        let change = |sums: [f64; 2], share: f64| (sums[1] / n1 - sums[0] / n0) / share;
        let add = if cells.has_zero() { 0.5 } else { 0.0 };
        let variance = |sums: [f64; 2], share: f64| {
            ((sums[1] + add) / (n1 * n1) + (sums[0] + add) / (n0 * n0)) / (share * share)
        };
        UnitEffect {
            unit,
            estimate: change(cells.own, 1.0) - change(cells.others, cells.other_units),
            poisson_error: (variance(cells.own, 1.0) + variance(cells.others, cells.other_units)).sqrt(),
        }
    }

    pub(super) fn placebo_test(
        &self,
        effect: fn(&Self, usize) -> UnitEffect,
        params: &DifferenceParams,
    ) -> PlaceboTest {
        let treated = effect(self, self.treated);
        let others: Vec<usize> = (0..self.units.len()).filter(|unit| *unit != self.treated).collect();
        let placebos: Vec<UnitEffect> = others.par_iter().map(|unit| effect(self, *unit)).collect();
        let standardised = params.statistic == PlaceboStatistic::Standardised;
        let scale = |found: &UnitEffect| if standardised { found.poisson_error } else { 1.0 };
        let mut sizes: Vec<f64> = placebos.iter().map(|found| found.estimate.abs() / scale(found)).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let own = treated.estimate.abs() / scale(&treated);
        let as_large = sizes.iter().filter(|size| **size >= own).count();
        let p_value = (as_large + 1) as f64 / (sizes.len() + 1) as f64;
        let beyond = critical_rank(sizes.len(), params.level);
        let interval = beyond.map(|rank| {
            let half = sizes[rank - 1] * scale(&treated);
            ConfidenceInterval {
                lower: treated.estimate - half,
                upper: treated.estimate + half,
                level: params.level,
            }
        });
        PlaceboTest { treated, placebos, p_value, interval }
    }

    fn corrected(&self) -> Vec<usize> {
        (0..self.units.len()).filter(|unit| self.cells(*unit).has_zero()).collect()
    }

    /// The sum of the untreated units in every period.
    pub(super) fn pooled_controls(&self, panel: &Panel<'_, u64>) -> Vec<f64> {
        let mut pooled = vec![0.0; panel.values.len() / self.units.len()];
        for unit in panel.controls() {
            for (sum, count) in pooled.iter_mut().zip(panel.row(unit)) {
                *sum += *count as f64;
            }
        }
        pooled
    }

    /// Pearson's X2 over its degrees of freedom, from the fitted means in closed form.
    ///
    /// With b_t the share of the untreated events that would fall in period t, a unit's mean is its total x b_t; the
    /// treated unit has its own level before and after.
    pub(super) fn dispersion(&self, panel: &Panel<'_, u64>, untreated: &[f64]) -> Option<f64> {
        let all = self.controls[0] + self.controls[1];
        let own = self.units[self.treated];
        let treated = panel.row(panel.treated);
        // The treated unit's level relative to the untreated events of the same side.
        let level = [own[0] / self.controls[0], own[1] / self.controls[1]];
        if !(level[0].is_finite() && level[1].is_finite()) {
            return None;
        }
        let (mut squares, mut cells, mut live) = (0.0, 0_usize, 0_usize);
        let live_units = self.units.iter().filter(|sums| sums[0] + sums[1] > 0.0).count();
        for (t, pooled) in untreated.iter().enumerate() {
            let side = usize::from(t >= panel.start);
            let mean = (pooled + treated[t] as f64) / (1.0 + level[side]);
            if mean <= 0.0 {
                continue;
            }
            live += 1;
            for (unit, sums) in self.units.iter().enumerate() {
                let share = if unit == self.treated { level[side] } else { (sums[0] + sums[1]) / all };
                let fitted = share * mean;
                if fitted > 0.0 {
                    cells += 1;
                    squares += (panel.row(unit)[t] as f64 - fitted).powi(2) / fitted;
                }
            }
        }
        let df = cells.checked_sub(live_units + live).filter(|df| *df > 0)?;
        Some(squares / df as f64)
    }
}

pub(super) fn numbers(counts: &[u64]) -> Vec<f64> {
    counts.iter().map(|count| *count as f64).collect()
}

impl Cells {
    fn has_zero(&self) -> bool {
        self.own.contains(&0.0) || self.others.contains(&0.0)
    }
}

/// The rank (from 1, the largest first) of the placebo that bounds the interval.
fn critical_rank(placebos: usize, level: f64) -> Option<usize> {
    // A little is added since (1 - 0.9) x 10 must count as 1.
    let most = (1.0 - level) * (placebos as f64 + 1.0) + 1e-9;
    (1..=placebos).take_while(|rank| *rank as f64 <= most).last()
}

#[cfg(test)]
mod tests {
    use super::{PlaceboStatistic, Sums, difference_in_differences};
    use crate::effect::Panel;
    use crate::generalised_linear::{Model, least_squares, poisson};

    /// Treatment, units, periods but the first: the regression that the closed form is said to solve.
    fn design(panel: &Panel<'_, u64>, periods: usize) -> (Vec<f64>, usize) {
        let columns = 1 + panel.units + periods - 1;
        let mut design = vec![0.0; panel.values.len() * columns];
        for (i, row) in design.chunks_exact_mut(columns).enumerate() {
            let (unit, t) = (i / periods, i % periods);
            row[0] = f64::from(unit == panel.treated && t >= panel.start);
            row[1 + unit] = 1.0;
            if t > 0 {
                row[panel.units + t] = 1.0;
            }
        }
        (design, columns)
    }

    #[test]
    fn the_closed_form_is_the_regression() {
        let values = [
            12, 9, 14, 7, 5, 8, 6, 31, 28, 35, 30, 33, 27, 29, 4, 6, 2, 0, 5, 3, 4, 17, 22, 19, 25, 21, 18,
            20_u64,
        ];
        let panel = Panel { values: &values, units: 4, treated: 2, start: 3 };
        let (design, columns) = design(&panel, 7);
        let response: Vec<f64> = values.iter().map(|count| *count as f64).collect();
        let model = Model { design: &design, columns, response: &response, offset: None, weights: None };
        let (fit, line) = (poisson(&model, None).unwrap(), least_squares(&model).unwrap());
        let sums = Sums::of(&panel).unwrap();
        let ratio = sums.ratio(2);
        assert!((ratio.estimate - fit.coefficients[0]).abs() < 1e-12);
        assert!((ratio.poisson_error - fit.standard_error(0, 1.0)).abs() < 1e-12);
        assert!((sums.difference(2).estimate - line.coefficients[0]).abs() < 1e-12);
        let dispersion = sums.dispersion(&panel, &sums.pooled_controls(&panel)).unwrap();
        assert!((dispersion - fit.dispersion).abs() < 1e-12);
    }

    #[test]
    fn the_interval_holds_zero_exactly_when_the_test_does_not_reject() {
        let mut state = 1_u64;
        for round in 0..200 {
            let values: Vec<u64> = (0..20 * 4)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(round);
                    3 + (state >> 33) % 40
                })
                .collect();
            let panel = Panel { values: &values, units: 20, treated: 5, start: 2 };
            for level in [0.95, 0.9, 0.8] {
                let params = super::DifferenceParams {
                    level,
                    statistic: PlaceboStatistic::Standardised,
                    min_controls: 9,
                    min_periods_before: 2,
                    min_events: 1,
                };
                let result = difference_in_differences(&panel, &params).unwrap().sufficient().unwrap();
                for test in [result.log_ratio, result.difference] {
                    let holds = test.interval.unwrap().contains(0.0);
                    assert_eq!(holds, test.p_value > 1.0 - level + 1e-9, "{level} {}", test.p_value);
                }
            }
        }
    }
}
