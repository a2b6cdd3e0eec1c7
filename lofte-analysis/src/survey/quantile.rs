//! Medians and other quantiles.
//!
//! A quantile is the smallest answer at or below which at least the wanted share of the population lies: the inverse of
//! the weighted distribution function, R's `qrule = "math"`. The interval is Woodruff's (1952): the interval of the share
//! at or below the estimate, read back through the distribution function. Programs have many rules for quantiles, which
//! is one reason not to make them headlines; interpolating rules are left out.

use super::design::Design;
use super::error::{SurveyError, require_open_unit};
use super::estimate::{Estimate, EstimateOptions, Variation, share};
use super::sample::{Sample, answered, check_column, check_options, count_members, domain_rows};
use super::taylor::Workspace;
use crate::distribution::student_quantile;
use crate::interval::ConfidenceInterval;

/// How far the cumulated share may fall short of the wanted one by rounding.
const ROUNDING: f64 = 1e-12;

/// The quantile with Woodruff's interval, made with the interval method of the options. The standard error is the width
/// of the interval divided by 2t. Where the interval of the share reaches 0 or 1, the smallest or largest answer bounds
/// the quantile.
///
/// # Errors
/// As [`super::mean`]; also a probability that is not between 0 and 1.
///
/// # References
/// R. S. Woodruff, *Confidence intervals for medians and other position measures*, JASA 47 (1952); R's `svyquantile`.
///
/// # Examples
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
    let variation = match level.variation {
        Variation::Seen | Variation::NotSeen if upper <= lower => Variation::NotSeen,
        other => other,
    };
    Ok(Estimate {
        value,
        variation,
        size_by_weights: None,
        se: (upper - lower) / (2.0 * t),
        yes: None,
        design_effect: None,
        effect_with_replacement: None,
        interval: ConfidenceInterval { lower, upper, level: options.level },
        ..level
    })
}

/// Answers in order, for quantiles under many sets of weights: the statistic to replicate.
///
/// Replicates of a quantile jump from answer to answer. The bootstrap and balanced half-samples estimate its variance;
/// the jackknife does not, because its replicates differ too little (Efron 1979).
///
/// ```
/// use lofte_analysis::survey::quantile::InOrder;
///
/// let minutes = InOrder::new(&[Some(30.0), None, Some(5.0), Some(10.0)], |_| true);
/// assert_eq!(minutes.quantile(&[1.0, 1.0, 1.0, 1.0], 0.5), Some(10.0));
/// assert_eq!(minutes.quantile(&[3.0, 1.0, 1.0, 1.0], 0.5), Some(30.0));
/// assert_eq!(minutes.quantile(&[0.0; 4], 0.5), None);
/// ```
#[derive(Clone, Debug)]
pub struct InOrder {
    /// The answer and the row it is in.
    answers: Vec<(f64, usize)>,
}

impl InOrder {
    /// The answers of the rows that are members. Answers that are not finite count as missing.
    pub fn new(values: &[Option<f64>], is_member: impl Fn(usize) -> bool) -> Self {
        let answered = values.iter().enumerate().filter_map(|(row, value)| Some(((*value)?, row)));
        let mut answers: Vec<(f64, usize)> =
            answered.filter(|(value, row)| value.is_finite() && is_member(*row)).collect();
        answers.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { answers }
    }

    /// The quantile under weights, one for each row: the smallest answer at which the cumulated share reaches the
    /// probability, as in [`quantile`]. `None` where nobody has a weight.
    pub fn quantile(&self, weights: &[f64], probability: f64) -> Option<f64> {
        let weighted = || {
            let answers = self.answers.iter();
            answers.filter_map(|&(value, row)| Some((value, *weights.get(row)?))).filter(|(_, w)| *w != 0.0)
        };
        let whole: f64 = weighted().map(|(_, weight)| weight).sum();
        let (mut sum, mut last) = (0.0, None);
        for (value, weight) in weighted() {
            sum += weight;
            last = Some(value);
            if sum / whole >= probability - ROUNDING {
                break;
            }
        }
        last.filter(|_| whole > 0.0)
    }
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
