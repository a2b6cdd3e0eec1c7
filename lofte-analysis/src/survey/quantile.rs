//! Medians and other quantiles.
//!
//! A quantile is the smallest answer at or below which at least the wanted share of the population lies: the inverse of
//! the weighted distribution function, R's `qrule = "math"`. The interval is Woodruff's (1952): the interval of the share
//! at or below the estimate, read back through the distribution function. Programs have many rules for quantiles, which
//! is one reason not to make them headlines; interpolating rules are left out.

use super::design::Design;
use super::distribution::student_quantile;
use super::error::{SurveyError, require_open_unit};
use super::estimate::{Estimate, EstimateOptions, share};
use super::sample::{Sample, answered, check_column, check_options, count_members, domain_rows};
use super::taylor::Workspace;
use crate::interval::Interval;

/// How far the cumulated share may fall short of the wanted one by rounding.
const ROUNDING: f64 = 1e-12;

/// The quantile with Woodruff's interval, made with the interval method of the options. The standard error is the width
/// of the interval divided by 2t. Where the interval of the share reaches 0 or 1, the smallest or largest answer bounds
/// the quantile.
///
/// # Errors
/// As [`super::mean`]; also a probability that is not between 0 and 1.
///
/// ```
/// use lofte_analysis::survey::quantile::quantile;
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum};
///
/// let area = [Stratum { name: "Flen".into(), population: Some(1000.0) }];
/// let design = Design::stratified(&[0; 99], &area)?;
/// let minutes: Vec<Option<f64>> = (1..=99).map(|k| Some(f64::from(k))).collect();
/// let median = quantile(&design, &minutes, 0.5, None, &EstimateOptions::default())?;
/// assert_eq!(median.value, 50.0);
/// assert!(median.interval.lower < 45.0 && median.interval.upper > 55.0);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn quantile(
    design: &Design,
    values: &[Option<f64>],
    probability: f64,
    domain: Option<&[bool]>,
    options: &EstimateOptions,
) -> Result<Estimate, SurveyError> {
    require_open_unit("probability of the quantile", probability)?;
    check_column(design, "values", values)?;
    check_options(options)?;
    let rows = domain_rows(design, domain)?;
    let sample = answered(design, &rows, values).ok_or(SurveyError::NoAnswers)?;
    let distribution = Distribution::new(design, &sample);
    let value = distribution.quantile(probability);
    let below: Vec<Option<bool>> = values.iter().map(|v| v.map(|v| v <= value)).collect();
    let level = share(design, &below, domain, options)?;
    if level.df <= 0.0 {
        let members = count_members(design, &rows, &mut Workspace::default());
        return Err(SurveyError::NoDegreesOfFreedom { units: members.units, strata: members.strata });
    }
    let (lower, upper) =
        (distribution.quantile(level.interval.lower), distribution.quantile(level.interval.upper));
    let t = student_quantile(f64::midpoint(1.0, options.level), level.df);
    Ok(Estimate {
        value,
        se: (upper - lower) / (2.0 * t),
        yes: None,
        design_effect: None,
        interval: Interval { lower, upper, level: options.level },
        ..level
    })
}

/// The weighted distribution function of a sample.
struct Distribution {
    values: Vec<f64>,
    cumulated: Vec<f64>,
}

impl Distribution {
    fn new(design: &Design, sample: &Sample) -> Self {
        let mut pairs: Vec<(f64, f64)> = sample
            .values
            .iter()
            .copied()
            .zip(sample.rows.iter().map(|&r| design.weights[r as usize]))
            .collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        let cumulated = pairs
            .iter()
            .map(|(_, weight)| {
                sum += weight;
                sum / sample.weight_sum
            })
            .collect();
        Self { values: pairs.into_iter().map(|(value, _)| value).collect(), cumulated }
    }

    fn quantile(&self, probability: f64) -> f64 {
        let place = self.cumulated.partition_point(|&c| c < probability - ROUNDING);
        self.values[place.min(self.values.len() - 1)]
    }
}
