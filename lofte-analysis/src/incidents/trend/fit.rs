//! The design, the fit and the prediction of a trend.

use std::f64::consts::PI;

use super::{
    Coefficient, CountSeries, IntervalBasis, MAX_HARMONICS, PercentPerYear, Season, SeriesUnit, Term, Trend,
    TrendError, TrendParams, VarianceModel, VarianceUsed,
};
use crate::ConfidenceInterval;
use crate::distribution::{normal_quantile, student_quantile};
use crate::generalised_linear::{self as linear, Fit, FitError, Model};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The design of a trend: which columns a time has.
#[derive(Debug, Clone, Copy)]
pub(in crate::incidents) struct Shape {
    harmonics: u8,
    per_year: f64,
}

impl Shape {
    fn columns(self) -> usize {
        2 + 2 * usize::from(self.harmonics)
    }

    pub(in crate::incidents) fn has_season(self) -> bool {
        self.harmonics > 0
    }

    /// The row of period `t`, counted from the first.
    pub(in crate::incidents) fn row(self, t: usize) -> impl Iterator<Item = f64> {
        let years = t as f64 / self.per_year;
        // Whole years do nothing to a wave; taking them off keeps the sines exact in long series.
        let angle = move |k: u8| 2.0 * PI * (f64::from(k) * years).fract();
        let waves = (1..=self.harmonics).flat_map(move |k| [angle(k).sin(), angle(k).cos()]);
        [1.0, years].into_iter().chain(waves)
    }
}

/// A fit before it is reported; alerts predict from it.
pub(in crate::incidents) struct FittedTrend {
    pub(in crate::incidents) shape: Shape,
    /// The fit that is reported.
    pub(in crate::incidents) fit: Fit,
    pub(in crate::incidents) variance: VarianceUsed,
    dispersion: f64,
    left_out: Option<InsufficientData>,
    periods: u64,
    pub(in crate::incidents) events: u64,
}

impl FittedTrend {
    /// The logarithm of the rate at a row of the design, and its variance.
    pub(in crate::incidents) fn predict(&self, row: &[f64]) -> (f64, f64) {
        let log_rate = row.iter().zip(&self.fit.coefficients).map(|(x, coefficient)| x * coefficient).sum();
        (log_rate, self.variance.scale() * self.fit.unscaled_variance_at(row))
    }

    pub(in crate::incidents) fn new(
        series: CountSeries<'_>,
        params: &TrendParams,
    ) -> Result<Sufficiency<Self>, TrendError> {
        check(series, params)?;
        let periods = series.exposure.iter().filter(|exposure| **exposure > 0.0).count() as u64;
        let events = series.counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
        let min_sample = params.min_sample;
        let floor = |need_periods, need_events, why| {
            let short = InsufficientData::check(SampleUnit::Periods, periods, need_periods, why);
            short.or_else(|| InsufficientData::check(SampleUnit::Events, events, need_events, why))
        };
        if let Some(few) = floor(min_sample.periods, min_sample.events, MinimumReason::TrendIsNoise) {
            return Ok(Sufficiency::Insufficient(few));
        }
        let left_out =
            floor(min_sample.season_periods, min_sample.season_events, MinimumReason::SeasonIsUnseen)
                .filter(|_| params.harmonics > 0);
        let harmonics = if left_out.is_some() { 0 } else { params.harmonics };
        let shape = Shape { harmonics, per_year: params.unit.per_year() };
        let (poisson, variance, dispersion) = fit(series, shape, params.variance, periods)?;
        Ok(Sufficiency::Sufficient(Self {
            shape,
            fit: poisson,
            variance,
            dispersion,
            left_out,
            periods,
            events,
        }))
    }

    pub(super) fn report(self, series: CountSeries<'_>, params: &TrendParams) -> Result<Trend, TrendError> {
        let scale = self.variance.scale();
        let terms = [Term::Level, Term::PerYear].into_iter();
        let waves = (1..=self.shape.harmonics).flat_map(|k| [Term::Sine(k), Term::Cosine(k)]);
        let coefficients: Vec<Coefficient> = terms
            .chain(waves)
            .enumerate()
            .map(|(column, term)| Coefficient {
                term,
                estimate: self.fit.coefficients[column],
                standard_error: self.fit.standard_error(column, scale),
            })
            .collect();
        let quantile = match (params.basis, self.variance) {
            (IntervalBasis::Student, VarianceUsed::QuasiPoisson { .. }) => {
                student_quantile(f64::midpoint(1.0, params.level), self.fit.residual_df as f64)
            }
            _ => normal_quantile(f64::midpoint(1.0, params.level)),
        };
        let Coefficient { estimate, standard_error, .. } = coefficients[1];
        let percent = |b: f64| 100.0 * b.exp_m1();
        let (lower, upper) = (estimate - quantile * standard_error, estimate + quantile * standard_error);
        let per_year = PercentPerYear {
            estimate: percent(estimate),
            interval: ConfidenceInterval {
                lower: percent(lower),
                upper: percent(upper),
                level: params.level,
            },
        };
        if ![per_year.estimate, per_year.interval.lower, per_year.interval.upper]
            .iter()
            .all(|v| v.is_finite())
        {
            return Err(TrendError::Separated);
        }
        let season = match self.left_out {
            Some(floor) => Season::LeftOut(floor),
            None if params.harmonics == 0 => Season::NotAsked,
            None => Season::Fitted(self.season(params.unit)),
        };
        // A part of the year that was never observed may get any factor.
        if matches!(&season, Season::Fitted(factors) if !factors.iter().all(|factor| factor.is_finite())) {
            return Err(TrendError::Separated);
        }
        let mut observed = self.fit.fitted.iter();
        let mut expected = |exposure: &f64| {
            if *exposure > 0.0 { observed.next().copied().unwrap_or(0.0) } else { 0.0 }
        };
        Ok(Trend {
            n: self.periods,
            events: self.events,
            per_year,
            season,
            coefficients,
            dispersion: self.dispersion,
            variance: self.variance,
            fitted: series.exposure.iter().map(&mut expected).collect(),
            params: *params,
        })
    }

    /// The waves alone, period by period through one year.
    fn season(&self, unit: SeriesUnit) -> Vec<f64> {
        let factor = |t| {
            let waves = self.shape.row(t).zip(&self.fit.coefficients).skip(2);
            waves.map(|(x, coefficient)| x * coefficient).sum::<f64>().exp()
        };
        (0..unit.whole_periods()).map(factor).collect()
    }
}

impl VarianceUsed {
    /// What the unscaled covariance is multiplied by.
    pub(in crate::incidents) fn scale(self) -> f64 {
        match self {
            Self::QuasiPoisson { factor } => factor,
            Self::NegativeBinomial { .. } => 1.0,
        }
    }
}

impl From<FitError> for TrendError {
    fn from(error: FitError) -> Self {
        match error {
            FitError::AllZero => Self::NoEvents,
            FitError::Separated => Self::Separated,
            FitError::CountTooLarge => Self::CountTooLarge,
            FitError::TooFewRows { .. } | FitError::RankDeficient => Self::TooFewPeriods,
            FitError::Shape | FitError::Value | FitError::NoConvergence => Self::NoConvergence,
        }
    }
}

fn check(series: CountSeries<'_>, params: &TrendParams) -> Result<(), TrendError> {
    let CountSeries { counts, exposure } = series;
    if counts.len() != exposure.len() {
        return Err(TrendError::Length { counts: counts.len(), exposures: exposure.len() });
    }
    // Below the smallest normal number the logarithm and its exponential are not each other's inverse.
    let usable = |count: u64, exposure: f64| {
        exposure.is_finite() && (exposure >= f64::MIN_POSITIVE || (exposure == 0.0 && count == 0))
    };
    if let Some(period) = counts.iter().zip(exposure).position(|(count, exposure)| !usable(*count, *exposure))
    {
        return Err(TrendError::Exposure { period });
    }
    if !(params.level > 0.0 && params.level < 1.0) {
        return Err(TrendError::Level { level: params.level });
    }
    if params.harmonics > MAX_HARMONICS {
        return Err(TrendError::Harmonics { harmonics: params.harmonics });
    }
    match params.variance {
        VarianceModel::ByDispersion { above, .. } if above.is_nan() => Err(TrendError::Dispersion),
        _ => Ok(()),
    }
}

/// Fit the periods under observation; the fit, its variance and the dispersion of the Poisson fit.
fn fit(
    series: CountSeries<'_>,
    shape: Shape,
    variance: VarianceModel,
    periods: u64,
) -> Result<(Fit, VarianceUsed, f64), TrendError> {
    let mut design = Vec::new();
    let (mut response, mut offset) = (Vec::new(), Vec::new());
    for (t, (count, exposure)) in series.counts.iter().zip(series.exposure).enumerate() {
        if *exposure > 0.0 {
            design.extend(shape.row(t));
            response.push(*count as f64);
            offset.push(exposure.ln());
        }
    }
    let model = Model {
        design: &design,
        columns: shape.columns(),
        response: &response,
        offset: Some(&offset),
        weights: None,
    };
    let poisson = linear::poisson(&model, None)?;
    let dispersion = poisson.dispersion;
    let negative_binomial = match variance {
        VarianceModel::QuasiPoisson => false,
        VarianceModel::NegativeBinomial => true,
        VarianceModel::ByDispersion { above, periods: need } => dispersion > above && periods >= need,
    };
    let quasi = VarianceUsed::QuasiPoisson { factor: dispersion.max(1.0) };
    let (fit, variance) = if negative_binomial {
        let found = linear::negative_binomial_ml(&model)?;
        // Without any extra variance the negative binomial is the Poisson model.
        let used = VarianceUsed::NegativeBinomial { alpha: found.alpha };
        if found.alpha > 0.0 { (found.fit, used) } else { (poisson, quasi) }
    } else {
        (poisson, quasi)
    };
    if fit.settled { Ok((fit, variance, dispersion)) } else { Err(TrendError::Separated) }
}
