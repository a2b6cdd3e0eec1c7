//! Shares, means, totals and ratios with standard error, degrees of freedom and interval.
//!
//! Missing answers make "answered the question" a domain; the design keeps all rows. The degrees of freedom of a group
//! are the primary units minus the strata that hold members of the group, whether they answered the item or not (as R's
//! `degf` of a subset); other rules by choice. Quantiles, contrasts and change have modules of their own.

mod options;

pub use options::{DegreesOfFreedom, EstimateOptions, Variation};

use super::design::Design;
use super::error::{SurveyError, require_length};
use super::sample::{Members, answered, by_group, check_column, check_options, count_members, domain_rows};
use super::share_interval::{IntervalMethod, ShareFacts, share_interval};
use super::taylor::{Spread, Workspace};
use crate::distribution::student_quantile;
use crate::interval::ConfidenceInterval;
use serde::{Deserialize, Serialize};

/// An estimate and everything needed to judge it. All numbers are finite.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, share};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 100], &area)?;
/// let safe: Vec<Option<bool>> = (0..100).map(|row| Some(row < 60)).collect();
/// let found = share(&design, &safe, None, &EstimateOptions::default())?;
/// assert!((found.variance() - found.se * found.se).abs() < 1e-15);
/// // With the finite population correction, a little better than a simple random sample with replacement.
/// assert!(found.design_effect_with_replacement().expect("answers differ") < 1.0);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Degrees of freedom used for the interval.
    pub df: f64,
    /// Satterthwaite's degrees of freedom (equal to `df` when nothing varies).
    pub df_satterthwaite: f64,
    /// Answers in the group, unweighted.
    pub n: u64,
    /// For shares: how many of them said yes, unweighted.
    pub yes: Option<u64>,
    /// Sum of the weights of those who answered: the estimated number of people.
    pub weight_sum: f64,
    /// For shares: answers that a simple random sample with the same precision would have, as far as weights and the
    /// finite population say: `(Σ w)² / Σ (1-f) w²` (Kish 1965). `None` where everybody was asked.
    #[serde(default)]
    pub size_by_weights: Option<f64>,
    /// What the standard error rests on.
    #[serde(default)]
    pub variation: Variation,
    /// Variance relative to a simple random sample without replacement of the same size; `None` where that has no
    /// variance of its own, and where the weights add up to about the number of answers, so that they do not say how
    /// large the population is.
    pub design_effect: Option<f64>,
    /// The same relative to a sample with replacement, which needs no size of the population.
    #[serde(default)]
    pub effect_with_replacement: Option<f64>,
    /// The interval.
    pub interval: ConfidenceInterval,
    /// How the interval was really made: 0 of n and n of n fall back on [`IntervalMethod::KornGraubard`].
    pub interval_method: IntervalMethod,
}

impl Estimate {
    /// The variance, `se²`.
    pub fn variance(&self) -> f64 {
        self.se * self.se
    }

    /// The design effect relative to sampling with replacement (R's `deff = "replace"`).
    pub fn design_effect_with_replacement(&self) -> Option<f64> {
        self.effect_with_replacement
            .or_else(|| self.design_effect.map(|deff| deff * (1.0 - self.n as f64 / self.weight_sum)))
    }
}

/// The share of the population that would answer yes.
///
/// `answers` has one value per row, `None` where the question was not answered; `domain` restricts to a group. The
/// estimate is `Σ w y / Σ w` over those who answered; its variance is by linearisation (Woodruff 1971; Särndal, Swensson
/// & Wretman 1992 ch. 5).
///
/// # Errors
/// Columns of the wrong length, nobody who answered, a level outside 0–1, or a stratum with one sampling unit.
///
/// # References
/// R. S. Woodruff, *A simple method for approximating the variance of a complicated estimate*, JASA 66 (1971); C.-E.
/// Särndal, B. Swensson, J. Wretman, *Model Assisted Survey Sampling* (1992), chapter 5; R's `svymean` and `svyciprop`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, share};
///
/// let area = [Stratum { name: "Centrum".into(), population: Some(1500.0) }];
/// let design = Design::stratified(&[0; 165], &area)?;
/// let answers: Vec<Option<bool>> = (0..165).map(|k| Some(k < 99)).collect();
/// let safe = share(&design, &answers, None, &EstimateOptions::default())?;
/// assert!((safe.value - 0.6).abs() < 1e-12);
/// assert_eq!((safe.n, safe.yes), (165, Some(99)));
/// assert!(safe.interval.lower > 0.52 && safe.interval.upper < 0.68);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn share(
    design: &Design,
    answers: &[Option<bool>],
    domain: Option<&[bool]>,
    options: &EstimateOptions,
) -> Result<Estimate, SurveyError> {
    require_length("answers", design.rows(), answers.len())?;
    check_options(options)?;
    let rows = domain_rows(design, domain)?;
    let mut work = Workspace::default();
    share_of_rows(design, answers, &rows, options, &mut work)?.ok_or(SurveyError::NoAnswers)
}

/// The share in each of many groups, in one pass over the rows.
///
/// `group_of_row` holds the group of each row, `0..groups`; rows with `None` are in no group. The result has one entry
/// per group, `None` where nobody answered. The same numbers as [`share`] with each group as domain, to the last bit.
///
/// # Errors
/// As [`share`]; also a group number that is not below `groups`.
///
/// # References
/// As [`share`]; R's `svyby`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, shares_by};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 60], &area)?;
/// let safe: Vec<Option<bool>> = (0..60).map(|row| Some(row % 4 != 0)).collect();
/// let women_and_men: Vec<Option<u32>> = (0..60).map(|row| Some(row % 2)).collect();
/// let shares = shares_by(&design, &safe, &women_and_men, 2, &EstimateOptions::default())?;
/// assert_eq!(shares[0].expect("women answered").yes, Some(15));
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn shares_by(
    design: &Design,
    answers: &[Option<bool>],
    group_of_row: &[Option<u32>],
    groups: usize,
    options: &EstimateOptions,
) -> Result<Vec<Option<Estimate>>, SurveyError> {
    require_length("answers", design.rows(), answers.len())?;
    check_options(options)?;
    by_group(design, group_of_row, groups, |rows, work| share_of_rows(design, answers, rows, options, work))
}

/// The mean of a number, `Σ w y / Σ w` over those who answered.
///
/// # Errors
/// As [`share`]; also a value that is not finite, or a group without degrees of freedom.
///
/// # References
/// C.-E. Särndal, B. Swensson, J. Wretman, *Model Assisted Survey Sampling* (1992), section 5.7; R's `svymean`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, mean};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 4], &area)?;
/// let found = mean(&design, &[1.0, 2.0, 3.0, 6.0].map(Some), None, &EstimateOptions::default())?;
/// assert!((found.value - 3.0).abs() < 1e-12 && found.interval.contains(2.0));
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn mean(
    design: &Design,
    values: &[Option<f64>],
    domain: Option<&[bool]>,
    options: &EstimateOptions,
) -> Result<Estimate, SurveyError> {
    check_column(design, "values", values)?;
    check_options(options)?;
    let rows = domain_rows(design, domain)?;
    let mut work = Workspace::default();
    mean_of_rows(design, values, &rows, options, &mut work)?.ok_or(SurveyError::NoAnswers)
}

/// The mean in each of many groups, in one pass; see [`shares_by`]. `None` also where a group leaves no degrees of
/// freedom.
///
/// # Errors
/// As [`mean`].
///
/// # References
/// As [`mean`]; R's `svyby`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, means_by};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 4], &area)?;
/// let groups = [Some(0), Some(0), Some(1), Some(1)];
/// let found = means_by(&design, &[1.0, 2.0, 3.0, 6.0].map(Some), &groups, 2, &EstimateOptions::default())?;
/// assert!((found[1].expect("two answers").value - 4.5).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn means_by(
    design: &Design,
    values: &[Option<f64>],
    group_of_row: &[Option<u32>],
    groups: usize,
    options: &EstimateOptions,
) -> Result<Vec<Option<Estimate>>, SurveyError> {
    check_column(design, "values", values)?;
    check_options(options)?;
    by_group(design, group_of_row, groups, |rows, work| {
        match mean_of_rows(design, values, rows, options, work) {
            Err(SurveyError::NoDegreesOfFreedom { .. }) => Ok(None),
            other => other,
        }
    })
}

/// The total `Σ w y` over those who answered. Missing answers are left out, not imputed: the total of a question that
/// some did not answer is too small, and [`Estimate::weight_sum`] shows by how much.
///
/// # Errors
/// As [`mean`].
///
/// # References
/// C.-E. Särndal, B. Swensson, J. Wretman, *Model Assisted Survey Sampling* (1992), chapter 3; R's `svytotal`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, total};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 3], &area)?;
/// // Each answer stands for 3 000 residents.
/// let found = total(&design, &[1.0, 0.0, 2.0].map(Some), None, &EstimateOptions::default())?;
/// assert!((found.value - 9000.0).abs() < 1e-9);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn total(
    design: &Design,
    values: &[Option<f64>],
    domain: Option<&[bool]>,
    options: &EstimateOptions,
) -> Result<Estimate, SurveyError> {
    check_column(design, "values", values)?;
    check_options(options)?;
    let rows = domain_rows(design, domain)?;
    let mut work = Workspace::default();
    let members = count_members(design, &rows, &mut work);
    let sample = answered(design, &rows, values).ok_or(SurveyError::NoAnswers)?;
    let spread = design.spread(&sample.rows, &sample.values, &mut work)?;
    let n = sample.rows.len() as f64;
    let size = sample.weight_sum;
    let srs = sample.srs_variance() * size * size / n;
    finish(sample.size(), sample.weighted_sum, spread, members, srs, options)
}

/// The ratio `Σ w y / Σ w x` over the rows that have both.
///
/// # Errors
/// As [`mean`]; also a denominator that adds up to zero.
///
/// # References
/// C.-E. Särndal, B. Swensson, J. Wretman, *Model Assisted Survey Sampling* (1992), section 5.6; R's `svyratio`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, ratio};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 3], &area)?;
/// let (reported, victim) = ([1.0, 0.0, 1.0].map(Some), [1.0, 1.0, 2.0].map(Some));
/// let found = ratio(&design, &reported, &victim, None, &EstimateOptions::default())?;
/// assert!((found.value - 0.5).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn ratio(
    design: &Design,
    numerator: &[Option<f64>],
    denominator: &[Option<f64>],
    domain: Option<&[bool]>,
    options: &EstimateOptions,
) -> Result<Estimate, SurveyError> {
    check_column(design, "numerator", numerator)?;
    check_column(design, "denominator", denominator)?;
    check_options(options)?;
    let rows = domain_rows(design, domain)?;
    let mut work = Workspace::default();
    let members = count_members(design, &rows, &mut work);
    let both: Vec<u32> = rows
        .into_iter()
        .filter(|&r| numerator[r as usize].is_some() && denominator[r as usize].is_some())
        .collect();
    let above = answered(design, &both, numerator).ok_or(SurveyError::NoAnswers)?;
    let below = answered(design, &both, denominator).ok_or(SurveyError::NoAnswers)?;
    if below.weighted_sum == 0.0 {
        return Err(SurveyError::ZeroDenominator);
    }
    let value = above.weighted_sum / below.weighted_sum;
    let linear: Vec<f64> =
        above.values.iter().zip(&below.values).map(|(y, x)| (y - value * x) / below.weighted_sum).collect();
    let spread = design.spread(&above.rows, &linear, &mut work)?;
    finish(above.size(), value, spread, members, f64::NAN, options)
}

fn mean_of_rows(
    design: &Design,
    values: &[Option<f64>],
    rows: &[u32],
    options: &EstimateOptions,
    work: &mut Workspace,
) -> Result<Option<Estimate>, SurveyError> {
    let Some(sample) = answered(design, rows, values) else {
        return Ok(None);
    };
    let members = count_members(design, rows, work);
    let value = sample.weighted_sum / sample.weight_sum;
    let linear: Vec<f64> = sample.values.iter().map(|y| (y - value) / sample.weight_sum).collect();
    let spread = design.spread(&sample.rows, &linear, work)?;
    let n = sample.rows.len() as f64;
    let srs = sample.srs_variance() / n;
    finish(sample.size(), value, spread, members, srs, options).map(Some)
}

fn share_of_rows(
    design: &Design,
    answers: &[Option<bool>],
    rows: &[u32],
    options: &EstimateOptions,
    work: &mut Workspace,
) -> Result<Option<Estimate>, SurveyError> {
    let (mut size, mut yes_size, mut yes) = (0.0, 0.0, 0_u64);
    let mut kept = Vec::with_capacity(rows.len());
    for &row in rows {
        let weight = design.weights[row as usize];
        if let Some(answer) = answers[row as usize]
            && weight != 0.0
        {
            kept.push(row);
            size += weight;
            if answer {
                yes += 1;
                yes_size += weight;
            }
        }
    }
    let n = kept.len() as u64;
    if n == 0 || size <= 0.0 {
        return Ok(None);
    }
    let value = if yes == 0 {
        0.0
    } else if yes == n {
        1.0
    } else {
        yes_size / size
    };
    if !(0.0..=1.0).contains(&value) {
        return Err(SurveyError::ShareOutsideRange { value });
    }
    let members = count_members(design, rows, work);
    let linear: Vec<f64> = kept
        .iter()
        .map(|&r| (f64::from(u8::from(answers[r as usize] == Some(true))) - value) / size)
        .collect();
    let spread = design.spread(&kept, &linear, work)?;
    let size = Size { n, weight_sum: size, squares: design.weight_squares(&kept) };
    finish_share(size, (value, yes), spread, members, options).map(Some)
}

/// How many answered, and how many people they stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) n: u64,
    pub(crate) weight_sum: f64,
    /// `Σ (1-f) w²`; only shares need it.
    pub(crate) squares: f64,
}

/// Makes the estimate of a share from its value, how many said yes, and its variance.
pub(crate) fn finish_share(
    size: Size,
    (value, yes): (f64, u64),
    spread: Spread,
    members: Members,
    options: &EstimateOptions,
) -> Result<Estimate, SurveyError> {
    if !(0.0..=1.0).contains(&value) {
        return Err(SurveyError::ShareOutsideRange { value });
    }
    let Size { n, weight_sum, squares } = size;
    let spread = spread.beside(value);
    let df = members.degrees_of_freedom(options.df, spread);
    let variation = members.variation(spread);
    let facts = ShareFacts { share: value, variance: spread.variance, n, df, variation };
    let (interval, interval_method) = share_interval(facts, options.interval, options.level);
    let srs = value * (1.0 - value) / (n as f64 - 1.0);
    let effect_with_replacement = design_effect(spread.variance, srs);
    Ok(Estimate {
        value,
        se: spread.variance.sqrt(),
        df,
        df_satterthwaite: spread.df_satterthwaite.unwrap_or(df),
        n,
        yes: Some(yes),
        weight_sum,
        size_by_weights: Some(weight_sum * weight_sum / squares).filter(|size| size.is_finite()),
        variation,
        design_effect: effect_with_replacement.and_then(|effect| without_replacement(effect, n, weight_sum)),
        effect_with_replacement,
        interval,
        interval_method,
    })
}

/// Makes an estimate with the interval estimate ± t · se.
pub(crate) fn finish(
    size: Size,
    value: f64,
    spread: Spread,
    members: Members,
    srs_variance: f64,
    options: &EstimateOptions,
) -> Result<Estimate, SurveyError> {
    let spread = spread.beside(value);
    let se = spread.variance.sqrt();
    let df = members.degrees_of_freedom(options.df, spread);
    let effect_with_replacement = design_effect(spread.variance, srs_variance);
    let half = if spread.variance <= 0.0 {
        0.0
    } else if df > 0.0 {
        student_quantile(f64::midpoint(1.0, options.level), df) * se
    } else {
        return Err(SurveyError::NoDegreesOfFreedom { units: members.units, strata: members.strata });
    };
    Ok(Estimate {
        value,
        se,
        df,
        df_satterthwaite: spread.df_satterthwaite.unwrap_or(df),
        n: size.n,
        yes: None,
        weight_sum: size.weight_sum,
        size_by_weights: None,
        variation: members.variation(spread),
        design_effect: effect_with_replacement
            .and_then(|effect| without_replacement(effect, size.n, size.weight_sum)),
        effect_with_replacement,
        interval: ConfidenceInterval { lower: value - half, upper: value + half, level: options.level },
        interval_method: IntervalMethod::MeanT,
    })
}

/// Part of the population outside the sample below which its size is not known: weights of mean 1 leave nothing.
const MIN_OUTSIDE: f64 = 0.01;

/// The design effect against a sample without replacement, from the one with.
fn without_replacement(effect: f64, n: u64, weight_sum: f64) -> Option<f64> {
    let outside = 1.0 - n as f64 / weight_sum;
    (outside > MIN_OUTSIDE).then(|| effect / outside)
}

/// The ratio of two variances, where the second says something.
fn design_effect(variance: f64, srs_variance: f64) -> Option<f64> {
    let ratio = variance / srs_variance;
    (srs_variance > 0.0 && ratio.is_finite()).then_some(ratio)
}
