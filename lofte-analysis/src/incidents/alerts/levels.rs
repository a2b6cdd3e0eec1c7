//! Counts whose mean is a level for each part of the year, times a trend: fitted by looking for the trend alone.
//!
//! Given the trend, the level of a part of the year is the one that expects as many events as there were, so Poisson
//! regression on many columns comes down to one unknown, and what the fit is uncertain of to a few sums. This is many
//! times as fast as [`generalised_linear`](crate::generalised_linear), which does the rest: levels without events, and
//! series on which the trend runs away.

/// Steps towards the trend; three to five are usual.
const MAX_STEPS: usize = 20;
/// The last step towards the trend changes ln(mean) by no more than this, and leaves an error of about its square.
const NEAR: f64 = 1e-7;
/// Less of the spread of time than this within the levels is rounding: the trend cannot be told from the levels.
const MIN_SPREAD: f64 = 1e-9;

/// What is fitted; all slices but `levels` are one element for each row.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) counts: &'a [f64],
    pub(super) weights: &'a [f64],
    pub(super) times: &'a [f64],
    pub(super) level: &'a [u32],
    /// The number of levels.
    pub(super) levels: usize,
}

/// What a fit says of the rows, and of time 0 in level 0.
pub(super) struct Fitted {
    /// ln(mean) at time 0 in each level, and the trend last when there is one.
    pub(super) coefficients: Vec<f64>,
    /// Unscaled variance of the first coefficient.
    pub(super) variance: f64,
    /// Pearson's X2 over the degrees of freedom.
    pub(super) dispersion: f64,
    pub(super) means: Vec<f64>,
    pub(super) leverages: Vec<f64>,
    pub(super) residual_df: usize,
}

/// Sums over the rows of one level, with the mean of each row as far as the trend makes it.
#[derive(Clone, Copy, Default)]
struct Sums {
    means: f64,
    times: f64,
    squares: f64,
}

impl Sums {
    fn average_time(&self) -> f64 {
        self.times / self.means
    }
}

impl Rows<'_> {
    /// The fit, with a trend when there is one to begin with; none where the general fit must be asked.
    pub(super) fn fit(self, trend: Option<f64>) -> Option<Fitted> {
        let columns = self.levels + usize::from(trend.is_some());
        let residual_df = self.counts.len().checked_sub(columns).filter(|df| *df > 0)?;
        let (mut events, mut times, mut furthest) = (vec![0.0; self.levels], 0.0, 0.0_f64);
        for (((count, weight), time), level) in
            self.counts.iter().zip(self.weights).zip(self.times).zip(self.level)
        {
            events[*level as usize] += weight * count;
            times += weight * count * time;
            furthest = furthest.max(time.abs());
        }
        if events.iter().any(|events| *events <= 0.0) {
            return None;
        }
        let mut means = vec![1.0; self.counts.len()];
        let mut slope = trend.unwrap_or(0.0);
        for _ in 0..MAX_STEPS {
            let sums = self.follow(slope, &mut means);
            let Some(_) = trend else {
                return self.finish(&events, &sums, means, None, residual_df);
            };
            let spread = spread(&events, &sums)?;
            let off =
                events.iter().zip(&sums).map(|(events, sums)| events * sums.average_time()).sum::<f64>();
            let step = (times - off) / spread;
            slope += step;
            if (step * furthest).abs() <= NEAR {
                let sums = self.follow(slope, &mut means);
                return self.finish(&events, &sums, means, Some(slope), residual_df);
            }
        }
        None
    }

    /// What the trend makes of the means, and its sums.
    fn follow(self, slope: f64, means: &mut [f64]) -> Vec<Sums> {
        let mut all = vec![Sums::default(); self.levels];
        let rows = self.weights.iter().zip(self.times).zip(self.level);
        for (mean, ((weight, time), level)) in means.iter_mut().zip(rows) {
            *mean = (slope * time).exp();
            let (sums, weighted) = (&mut all[*level as usize], weight * *mean);
            sums.means += weighted;
            sums.times += weighted * time;
            sums.squares += weighted * time * time;
        }
        all
    }

    fn finish(
        self,
        events: &[f64],
        sums: &[Sums],
        mut means: Vec<f64>,
        trend: Option<f64>,
        residual_df: usize,
    ) -> Option<Fitted> {
        let spread = if trend.is_some() { spread(events, sums)? } else { f64::INFINITY };
        // X'WX has the weighted events of the levels on its diagonal, and the trend is the only column across them.
        let variance = |level: usize, time: f64| {
            1.0 / events[level] + (time - sums[level].average_time()).powi(2) / spread
        };
        let mut squares = 0.0;
        let mut leverages = Vec::with_capacity(means.len());
        let rows = self.counts.iter().zip(self.weights).zip(self.times).zip(self.level);
        for (mean, (((count, weight), time), level)) in means.iter_mut().zip(rows) {
            let level = *level as usize;
            *mean *= events[level] / sums[level].means;
            squares += weight * (count - *mean).powi(2) / *mean;
            leverages.push(weight * *mean * variance(level, *time));
        }
        let dispersion = squares / residual_df as f64;
        let variance = variance(0, 0.0);
        let levels = events.iter().zip(sums).map(|(events, sums)| (events / sums.means).ln());
        let coefficients: Vec<f64> = levels.chain(trend).collect();
        let usable = coefficients.iter().chain([&dispersion, &variance]).all(|value| value.is_finite());
        usable.then_some(Fitted { coefficients, variance, dispersion, means, leverages, residual_df })
    }
}

/// How far time spreads within the levels, weighted by the mean; none when it does not.
fn spread(events: &[f64], sums: &[Sums]) -> Option<f64> {
    let (mut within, mut all) = (0.0, 0.0);
    for (events, sums) in events.iter().zip(sums) {
        let square = sums.squares / sums.means;
        within += events * (square - sums.average_time().powi(2));
        all += events * square;
    }
    (within.is_finite() && within > MIN_SPREAD * all).then_some(within)
}

#[cfg(test)]
mod tests {
    use super::{Fitted, Rows};
    use crate::generalised_linear::{Model, poisson};

    const COUNTS: [f64; 9] = [3.0, 5.0, 4.0, 9.0, 2.0, 7.0, 8.0, 3.0, 12.0];
    const WEIGHTS: [f64; 9] = [1.0, 0.5, 1.0, 2.0, 1.0, 1.0, 0.1, 1.0, 1.0];
    const TIMES: [f64; 9] = [-9.0, -8.0, -7.0, -6.0, -5.0, -4.0, -3.0, -2.0, -1.0];
    const LEVEL: [u32; 9] = [0, 0, 1, 2, 0, 1, 2, 0, 1];

    fn rows(counts: &[f64]) -> Rows<'_> {
        Rows { counts, weights: &WEIGHTS, times: &TIMES, level: &LEVEL, levels: 3 }
    }

    #[test]
    fn the_general_fit_says_the_same() {
        for trend in [None, Some(0.0), Some(0.1)] {
            let columns = 3 + usize::from(trend.is_some());
            let mut design = vec![0.0; 9 * columns];
            for (i, row) in design.chunks_mut(columns).enumerate() {
                row[LEVEL[i] as usize] = 1.0;
                row.iter_mut().skip(3).for_each(|time| *time = TIMES[i]);
            }
            let weights = Some(&WEIGHTS[..]);
            let model = Model { design: &design, columns, response: &COUNTS, offset: None, weights };
            let general = poisson(&model, None).unwrap();
            let Fitted { coefficients, variance, dispersion, means, leverages, residual_df } =
                rows(&COUNTS).fit(trend).unwrap();
            let same = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * b.abs(), "{a} {b}");
            coefficients.iter().zip(&general.coefficients).for_each(|(ours, general)| same(*ours, *general));
            same(variance, general.unscaled_covariance[0]);
            same(dispersion, general.dispersion);
            assert_eq!((coefficients.len(), residual_df), (columns, general.residual_df));
            for (i, row) in design.chunks(columns).enumerate() {
                same(means[i], general.fitted[i]);
                same(leverages[i], general.leverage(i, row));
            }
        }
    }

    #[test]
    fn what_has_no_finite_fit_is_left_to_the_general_one() {
        let mut empty = COUNTS;
        (empty[2], empty[5], empty[8]) = (0.0, 0.0, 0.0);
        assert!(rows(&empty).fit(Some(0.0)).is_none() && rows(&empty).fit(None).is_none());
        // Each level at one time only.
        let level: Vec<u32> = (0..9).collect();
        let alone = Rows { level: &level, levels: 9, ..rows(&COUNTS) };
        assert!(alone.fit(None).is_none());
        let times = LEVEL.map(f64::from);
        let alone = Rows { times: &times, ..rows(&COUNTS) };
        assert!(alone.fit(Some(0.0)).is_none() && alone.fit(None).is_some());
    }
}
