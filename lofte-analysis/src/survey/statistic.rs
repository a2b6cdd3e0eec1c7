//! Statistics that can be combined: several from the same respondents, with the covariance between them.
//!
//! A difference between two groups of one wave, or between two waves that share people, is not the difference of two
//! independent numbers. A [`Statistic`] keeps the linearised variable of each respondent, so that any linear combination
//! gets its right variance (Woodruff 1971; Binder 1983). Leaves out combinations that are not linear.

use super::design::Design;
use super::error::{SurveyError, require_length};
use super::estimate::{Estimate, EstimateOptions, finish};
use super::sample::{Sample, answered, check_column, check_options, count_members, domain_rows};
use super::taylor::Workspace;

/// An estimate together with its linearised variable.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::statistic::Statistic;
/// use lofte_analysis::survey::{Design, Stratum};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 3], &area)?;
/// let (y, x) = ([1.0, 2.0, 3.0].map(Some), [2.0, 4.0, 6.0].map(Some));
/// assert!((Statistic::mean(&design, &y, None)?.value() - 2.0).abs() < 1e-12);
/// assert!((Statistic::total(&design, &y, None)?.value() - 18_000.0).abs() < 1e-9);
/// assert!((Statistic::ratio(&design, &y, &x, None)?.value() - 0.5).abs() < 1e-12);
/// assert!((Statistic::share(&design, &[true, false, true].map(Some), None)?.value() - 2.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Statistic {
    value: f64,
    /// Members of the domain, answered or not.
    members: Vec<u32>,
    rows: Vec<u32>,
    linear: Vec<f64>,
}

impl Statistic {
    /// A mean; see [`super::mean`].
    ///
    /// # Errors
    /// As [`super::mean`].
    pub fn mean(
        design: &Design,
        values: &[Option<f64>],
        domain: Option<&[bool]>,
    ) -> Result<Self, SurveyError> {
        check_column(design, "values", values)?;
        let members = domain_rows(design, domain)?;
        let sample = answered(design, &members, values).ok_or(SurveyError::NoAnswers)?;
        let value = sample.weighted_sum / sample.weight_sum;
        let linear = sample.values.iter().map(|y| (y - value) / sample.weight_sum).collect();
        Ok(Self { value, members, rows: sample.rows, linear })
    }

    /// A share; see [`super::share`].
    ///
    /// # Errors
    /// As [`super::share`].
    pub fn share(
        design: &Design,
        answers: &[Option<bool>],
        domain: Option<&[bool]>,
    ) -> Result<Self, SurveyError> {
        require_length("answers", design.rows(), answers.len())?;
        let values: Vec<Option<f64>> = answers.iter().map(|a| a.map(|a| f64::from(u8::from(a)))).collect();
        Self::mean(design, &values, domain)
    }

    /// A total; see [`super::total`].
    ///
    /// # Errors
    /// As [`super::total`].
    pub fn total(
        design: &Design,
        values: &[Option<f64>],
        domain: Option<&[bool]>,
    ) -> Result<Self, SurveyError> {
        check_column(design, "values", values)?;
        let members = domain_rows(design, domain)?;
        let sample = answered(design, &members, values).ok_or(SurveyError::NoAnswers)?;
        Ok(Self { value: sample.weighted_sum, members, rows: sample.rows, linear: sample.values })
    }

    /// A ratio; see [`super::ratio`].
    ///
    /// # Errors
    /// As [`super::ratio`].
    pub fn ratio(
        design: &Design,
        numerator: &[Option<f64>],
        denominator: &[Option<f64>],
        domain: Option<&[bool]>,
    ) -> Result<Self, SurveyError> {
        check_column(design, "numerator", numerator)?;
        check_column(design, "denominator", denominator)?;
        let members = domain_rows(design, domain)?;
        let has_both = |row: &u32| numerator[*row as usize].is_some() && denominator[*row as usize].is_some();
        let both: Vec<u32> = members.iter().copied().filter(has_both).collect();
        let above = answered(design, &both, numerator).ok_or(SurveyError::NoAnswers)?;
        let below = answered(design, &both, denominator).ok_or(SurveyError::NoAnswers)?;
        if below.weighted_sum == 0.0 {
            return Err(SurveyError::ZeroDenominator);
        }
        let value = above.weighted_sum / below.weighted_sum;
        let pairs = above.values.iter().zip(&below.values);
        let linear = pairs.map(|(y, x)| (y - value * x) / below.weighted_sum).collect();
        Ok(Self { value, members, rows: above.rows, linear })
    }

    /// The estimate.
    pub fn value(&self) -> f64 {
        self.value
    }
}

/// The covariance matrix of several statistics from one design.
///
/// # Errors
/// A stratum with one sampling unit.
///
/// # References
/// R. S. Woodruff, JASA 66 (1971); D. A. Binder, *On the variances of asymptotically normal estimators from complex
/// surveys*, International Statistical Review 51 (1983); R's `vcov` of a `svystat`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::statistic::{Statistic, covariance};
/// use lofte_analysis::survey::{Design, Stratum};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 4], &area)?;
/// let y = Statistic::mean(&design, &[1.0, 2.0, 3.0, 4.0].map(Some), None)?;
/// let twice = Statistic::mean(&design, &[2.0, 4.0, 6.0, 8.0].map(Some), None)?;
/// let matrix = covariance(&design, &[y, twice])?;
/// assert!((matrix[0][1] / matrix[0][0] - 2.0).abs() < 1e-9);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn covariance(design: &Design, statistics: &[Statistic]) -> Result<Vec<Vec<f64>>, SurveyError> {
    let mut work = Workspace::default();
    let mut variance = |parts: &[(f64, &Statistic)]| -> Result<f64, SurveyError> {
        let (rows, linear) = combine(design, parts);
        Ok(design.spread(&rows, &linear, &mut work)?.variance)
    };
    let size = statistics.len();
    let mut matrix = vec![vec![0.0; size]; size];
    for i in 0..size {
        matrix[i][i] = variance(&[(1.0, &statistics[i])])?;
    }
    for i in 0..size {
        for j in 0..i {
            // Scaled to equal variances, so that nothing is lost when one is much larger.
            let scale = if matrix[j][j] > 0.0 { (matrix[i][i] / matrix[j][j]).sqrt() } else { 1.0 };
            let plus = variance(&[(1.0, &statistics[i]), (scale, &statistics[j])])?;
            let minus = variance(&[(1.0, &statistics[i]), (-scale, &statistics[j])])?;
            let value = if scale > 0.0 { (plus - minus) / (4.0 * scale) } else { 0.0 };
            matrix[i][j] = value;
            matrix[j][i] = value;
        }
    }
    Ok(matrix)
}

/// A linear combination, for instance `[-1, 1]` for the difference between two groups.
///
/// The degrees of freedom count the units that hold members of any of the groups.
///
/// # Errors
/// A number of coefficients other than of statistics, a coefficient that is not finite, or a stratum with one unit.
///
/// # References
/// D. A. Binder, International Statistical Review 51 (1983); R's `svycontrast`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::statistic::{Statistic, contrast};
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum};
///
/// let area = [Stratum { name: "Flen".into(), population: Some(1000.0) }];
/// let design = Design::stratified(&[0; 6], &area)?;
/// let safe = [true, true, true, false, true, false].map(Some);
/// let women = [true, true, true, false, false, false];
/// let men = women.map(|w| !w);
/// let groups = [Statistic::share(&design, &safe, Some(&women))?, Statistic::share(&design, &safe, Some(&men))?];
/// let gap = contrast(&design, &groups, &[1.0, -1.0], &EstimateOptions::default())?;
/// assert!((gap.value - 2.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn contrast(
    design: &Design,
    statistics: &[Statistic],
    coefficients: &[f64],
    options: &EstimateOptions,
) -> Result<Estimate, SurveyError> {
    check_options(options)?;
    require_length("coefficients", statistics.len(), coefficients.len())?;
    for &coefficient in coefficients {
        super::error::require_finite("coefficient", coefficient)?;
    }
    let parts: Vec<(f64, &Statistic)> = coefficients.iter().copied().zip(statistics).collect();
    let (rows, linear) = combine(design, &parts);
    let mut work = Workspace::default();
    let scale = parts.iter().map(|(c, s)| (c * s.value).abs()).fold(0.0, f64::max);
    let spread = design.spread(&rows, &linear, &mut work)?.beside(scale);
    let mut member = vec![false; design.rows()];
    for row in statistics.iter().flat_map(|s| &s.members) {
        member[*row as usize] = true;
    }
    let members: Vec<u32> = (0..).zip(&member).filter(|(_, m)| **m).map(|(row, _)| row).collect();
    let members = count_members(design, &members, &mut work);
    let weight_sum = rows.iter().map(|&r| design.weights[r as usize]).sum();
    let value = parts.iter().map(|(c, s)| c * s.value).sum();
    let sample = Sample::of_rows(rows, linear, weight_sum);
    finish(sample.size(), value, spread, members, f64::NAN, options)
}

/// The linearised variable of a combination, on the union of the rows.
fn combine(design: &Design, parts: &[(f64, &Statistic)]) -> (Vec<u32>, Vec<f64>) {
    if let [(coefficient, statistic)] = parts {
        return (statistic.rows.clone(), statistic.linear.iter().map(|z| coefficient * z).collect());
    }
    let mut sums: Vec<Option<f64>> = vec![None; design.rows()];
    for (coefficient, statistic) in parts {
        for (&row, z) in statistic.rows.iter().zip(&statistic.linear) {
            *sums[row as usize].get_or_insert(0.0) += coefficient * z;
        }
    }
    (0..).zip(sums).filter_map(|(row, sum)| sum.map(|sum| (row, sum))).unzip()
}
