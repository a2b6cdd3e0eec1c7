//! The reference weeks of the Farrington algorithm, and the model fitted to them.

use std::ops::Range;

use super::farrington::FarringtonParams;
use super::levels::{Fitted, Rows};
use crate::generalised_linear::{FitError, Model, poisson};
use crate::incidents::time::Day;

/// Days since 1970-01-01, or none when there is no such day.
pub(super) fn day_number(Day { month, day }: Day) -> Option<i64> {
    month.days().filter(|days| (1..=*days).contains(&day))?;
    let year = i64::from(month.year) - i64::from(month.month <= 2);
    let from_march = (i64::from(month.month) + 9) % 12;
    let day_of_year = (153 * from_march + 2) / 5 + i64::from(day) - 1;
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468,
    )
}

/// The year, and the days from its 1 March, of a day number; years run from March.
fn year_from_march(day_number: i64) -> (i64, i64) {
    let days = day_number + 719_468;
    let start = |year: i64| 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let mut year = days.div_euclid(366);
    while start(year + 1) <= days {
        year += 1;
    }
    (year, days - start(year))
}

/// The week whose first day is nearest to the date `back` years before the first day of `week`; below 0 before the series.
pub(super) fn reference_week(first_day: i64, week: usize, back: u32) -> i64 {
    let week = i64::try_from(week).unwrap_or(i64::MAX / 8);
    let day = first_day + 7 * week;
    let (year, from_march) = year_from_march(day);
    let earlier = year - i64::from(back);
    let start = 365 * earlier + earlier.div_euclid(4) - earlier.div_euclid(100) + earlier.div_euclid(400);
    // 29 February, day 365 from 1 March, becomes 1 March where the year has none: the day after 28 February all the same.
    let same_date = start + from_march - 719_468;
    week - (day - same_date + 3).div_euclid(7)
}

/// The reference weeks of one week: counts, time from the judged week, and level of the season (0 is that of the week).
pub(super) struct References {
    pub(super) response: Vec<f64>,
    time: Vec<f64>,
    level: Vec<u32>,
    levels: usize,
}

impl References {
    pub(super) fn of(values: &[f64], first_day: i64, week: usize, params: &FarringtonParams) -> Self {
        let window = params.half_window as usize;
        let last = week.checked_sub(params.weeks_left_out as usize + 1);
        let mut references = Self {
            response: Vec::new(),
            time: Vec::new(),
            level: Vec::new(),
            levels: params.season_levels as usize,
        };
        let at = |back| usize::try_from(reference_week(first_day, week, back)).unwrap_or(0);
        for back in (1..=params.years_back).rev() {
            let (own, next) = (at(back), at(back - 1));
            let mut add = |weeks: Range<usize>, level: u32| {
                for t in weeks.filter(|t| last.is_some_and(|last| *t <= last)) {
                    references.response.push(values[t]);
                    references.time.push(t as f64 - week as f64);
                    references.level.push(level);
                }
            };
            add(own - window..own + window + 1, 0);
            let between = own + window + 1..next - window;
            let parts = params.season_levels - 1;
            let mut start = between.start;
            for level in 1..=parts {
                let (parts, part) = (parts as usize, level as usize - 1);
                let length = between.len() / parts + usize::from(part < between.len() % parts);
                add(start..start + length, level);
                start += length;
            }
            if back == 1 {
                add(next - window..week, 0);
            }
        }
        references.renumber();
        references
    }

    /// Leave out levels that no reference week has: the weeks before the judged one may be all that a level had.
    fn renumber(&mut self) {
        let mut used = vec![false; self.levels];
        self.level.iter().for_each(|level| used[*level as usize] = true);
        // The level of the judged week itself stays first, with or without weeks.
        used[0] = true;
        let mut numbers = vec![0; self.levels];
        let mut next = 0;
        for (number, _) in numbers.iter_mut().zip(&used).filter(|(_, used)| **used) {
            *number = next;
            next += 1;
        }
        self.level.iter_mut().for_each(|level| *level = numbers[*level as usize]);
        self.levels = next as usize;
    }

    /// Row-major: one column for each level, and the trend last. Each level has its own column (none is the base), so
    /// that a level without events does not make two columns look alike.
    fn design(&self, trend: bool) -> (Vec<f64>, usize) {
        let columns = self.levels + usize::from(trend);
        let mut design = vec![0.0; columns * self.response.len()];
        for ((row, level), time) in design.chunks_exact_mut(columns).zip(&self.level).zip(&self.time) {
            row[*level as usize] = 1.0;
            if trend {
                row[self.levels] = *time;
            }
        }
        (design, columns)
    }

    /// The Poisson fit, begun where one with other weights ended.
    fn poisson(&self, weights: &[f64], trend: bool, before: Option<&Fitted>) -> Result<Fitted, FitError> {
        let Self { response: counts, time: times, level, levels } = self;
        let rows = Rows { counts, weights, times, level, levels: *levels };
        let near = trend.then(|| before.map_or(0.0, |before| before.coefficients[*levels]));
        rows.fit(near).map_or_else(|| self.general_poisson(weights, trend, before), Ok)
    }

    fn general_poisson(
        &self,
        weights: &[f64],
        trend: bool,
        before: Option<&Fitted>,
    ) -> Result<Fitted, FitError> {
        let (design, columns) = self.design(trend);
        let weights = Some(weights);
        let model = Model { design: &design, columns, response: &self.response, offset: None, weights };
        let fit = poisson(&model, before.map(|before| &before.coefficients[..]))?;
        let leverages = design.chunks_exact(columns).enumerate().map(|(i, row)| fit.leverage(i, row));
        Ok(Fitted {
            variance: fit.unscaled_covariance[0],
            dispersion: fit.dispersion,
            leverages: leverages.collect(),
            residual_df: fit.residual_df,
            coefficients: fit.coefficients,
            means: fit.fitted,
        })
    }

    /// Fit, weigh, fit again.
    pub(super) fn fit(&self, trend: bool, reweight_above: Option<f64>) -> Result<Weighted, FitError> {
        let mut weights = vec![1.0; self.response.len()];
        let mut fit = self.poisson(&weights, trend, None)?;
        let mut unusual = 0;
        if let Some(limit) = reweight_above {
            let (omega, above) = anscombe_weights(&self.response, &fit, limit);
            // Equal weights are weights of 1, and the fit would be the same.
            if above > 0 {
                fit = self.poisson(&omega, trend, Some(&fit))?;
                (weights, unusual) = (omega, above);
            }
        }
        let squares = fit.means.iter().zip(&self.response).zip(&weights);
        let squares = squares.map(|((mean, count), weight)| weight * ((count - mean) / mean).powi(2));
        // Without reweighting that program leaves its working weights alone.
        let relative_dispersion = match reweight_above {
            Some(_) => squares.sum::<f64>() / fit.residual_df as f64,
            None => fit.dispersion,
        };
        Ok(Weighted {
            // At the judged week time is 0, so its linear predictor is the coefficient of its level.
            log_mean: fit.coefficients[0],
            variance: fit.variance,
            dispersion: fit.dispersion.max(1.0),
            relative_dispersion,
            trend_per_week: trend.then(|| fit.coefficients[self.levels]),
            unusual,
        })
    }
}

/// What a fit says about the judged week.
pub(super) struct Weighted {
    pub(super) log_mean: f64,
    /// Unscaled variance of `log_mean`.
    pub(super) variance: f64,
    pub(super) dispersion: f64,
    pub(super) relative_dispersion: f64,
    pub(super) trend_per_week: Option<f64>,
    pub(super) unusual: u32,
}

/// Weights s^-2 above the limit and 1 below, scaled to the mean 1, and how many are above.
fn anscombe_weights(response: &[f64], fit: &Fitted, limit: f64) -> (Vec<f64>, u32) {
    let dispersion = fit.dispersion.max(1.0);
    let mut above = 0;
    let mut weights = vec![1.0; response.len()];
    let rows = response.iter().zip(&fit.means).zip(&fit.leverages);
    for (((count, mean), leverage), own) in rows.zip(&mut weights) {
        // Most weeks are not above the mean and keep their weight without more ado.
        if count <= mean {
            continue;
        }
        let raw = 1.5 * (count.cbrt().powi(2) / mean.cbrt().sqrt() - mean.sqrt());
        let room = dispersion * (1.0 - leverage);
        // A week alone in its level is fitted exactly and has no residual.
        let residual = if room > 1e-9 { raw / room.sqrt() } else { 0.0 };
        if residual > limit {
            above += 1;
            *own = residual.powi(-2);
        }
    }
    let scale = weights.len() as f64 / weights.iter().sum::<f64>();
    for weight in &mut weights {
        *weight *= scale;
    }
    (weights, above)
}
