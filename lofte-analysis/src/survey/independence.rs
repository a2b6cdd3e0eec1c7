//! Whether two questions of a survey are independent: Rao and Scott's test.
//!
//! Pearson's chi-squared takes every answer for one of its own; with strata, clusters and weights it calls too much
//! dependent. Rao & Scott (1984) divide it by what the design does to it, in the second-order form of an F distribution
//! with Satterthwaite's degrees of freedom (Thomas & Rao 1987), which is R's default; the first-order form with a
//! chi-squared distribution stands beside it. Leaves out tests in more than two dimensions, and the exact distribution of
//! the sum (R's "lincom" and "saddlepoint"), which differs in the tail only.

use super::design::Design;
use super::error::{SurveyError, require_length};
use super::statistic::{Statistic, covariance};
use crate::distribution::{chi_squared_tail, f_tail};
use crate::linear_algebra::Factor;
use serde::{Deserialize, Serialize};

/// The test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Independence {
    /// Estimated shares of the population, row by row; they add up to 1.
    pub shares: Vec<Vec<f64>>,
    /// Rows that answered both questions.
    pub n: u64,
    /// Pearson's chi-squared of the estimated shares, scaled to `n`.
    pub pearson: f64,
    /// Pearson's chi-squared divided by the trace of the design effects.
    pub f: f64,
    /// Degrees of freedom of the numerator.
    pub df_numerator: f64,
    /// Degrees of freedom of the denominator.
    pub df_denominator: f64,
    /// Its p-value: the probability of as much dependence or more where there is none.
    pub p_value: f64,
    /// Degrees of freedom of the first-order test.
    pub df: u64,
    /// Mean design effect of the table, by which the first-order test divides.
    pub mean_design_effect: f64,
    /// p-value of the first-order test.
    pub p_value_first_order: f64,
}

/// Tests two columns of codes, `0..rows` and `0..columns`; a row of the survey without one of them stands outside.
///
/// # Errors
/// Columns of the wrong length, a code outside its range, fewer than two rows or columns, a row or column of the table
/// that nobody chose, no degrees of freedom, or a stratum with one sampling unit.
///
/// # References
/// J. N. K. Rao, A. J. Scott, *On chi-squared tests for multiway contingency tables*, Annals of Statistics 12 (1984);
/// D. R. Thomas, J. N. K. Rao, JASA 82 (1987); R's `svychisq`.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::independence::independence;
/// use lofte_analysis::survey::{Design, Stratum};
///
/// let area = [Stratum { name: "Flen".into(), population: Some(9_000.0) }];
/// let design = Design::stratified(&[0; 80], &area)?;
/// let women: Vec<Option<u32>> = (0..80).map(|k| Some(k % 2)).collect();
/// let safe: Vec<Option<u32>> = (0..80).map(|k| Some(u32::from(k % 8 < 3))).collect();
/// let test = independence(&design, &women, &safe, (2, 2))?;
/// assert!(test.p_value > 0.01 && test.p_value < 1.0);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn independence(
    design: &Design,
    first: &[Option<u32>],
    second: &[Option<u32>],
    (rows, columns): (u32, u32),
) -> Result<Independence, SurveyError> {
    check(design, first, second, (rows, columns))?;
    let both: Vec<Option<(u32, u32)>> = first.iter().zip(second).map(|(a, b)| (*a).zip(*b)).collect();
    let answered: Vec<bool> = both.iter().map(Option::is_some).collect();
    let cells: Vec<(u32, u32)> = (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c))).collect();
    let statistics = cells
        .iter()
        .map(|cell| {
            let yes: Vec<Option<bool>> = both.iter().map(|both| both.map(|both| both == *cell)).collect();
            Statistic::share(design, &yes, Some(&answered))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let shares: Vec<f64> = statistics.iter().map(Statistic::value).collect();
    let answers = both.iter().zip(design.weights()).filter(|(both, w)| both.is_some() && **w > 0.0).count();
    let n = answers as f64;
    let (of_row, of_column) = margins(&shares, columns as usize);
    if let Some(empty) = of_row.iter().chain(&of_column).position(|share| *share <= 0.0) {
        return Err(SurveyError::EmptyMargin { margin: "independence".to_owned(), level: empty });
    }
    let pearson = n * pearson(&shares, &of_row, &of_column);
    let effects = effects(&shares, &covariance(design, &statistics)?, columns as usize, n)?;
    let trace = trace(&effects);
    let product = |i: usize, j: usize| effects[i][j] * effects[j][i];
    let squares: f64 = (0..effects.len())
        .flat_map(|i| (0..effects.len()).map(move |j| (i, j)))
        .map(|(i, j)| product(i, j))
        .sum();
    let (df_numerator, design_df) = (trace * trace / squares, design.degrees_of_freedom());
    if !(trace > 0.0 && design_df > 0.0) {
        return Err(SurveyError::NoDegreesOfFreedom { units: design.units(), strata: design.strata() });
    }
    let df = effects.len() as f64;
    let (f, df_denominator) = (pearson / trace, df_numerator * design_df);
    Ok(Independence {
        shares: shares.chunks(columns as usize).map(<[f64]>::to_vec).collect(),
        n: answers as u64,
        pearson,
        f,
        df_numerator,
        df_denominator,
        p_value: f_tail(f, df_numerator, df_denominator),
        df: effects.len() as u64,
        mean_design_effect: trace / df,
        p_value_first_order: chi_squared_tail(pearson * df / trace, df),
    })
}

fn check(
    design: &Design,
    first: &[Option<u32>],
    second: &[Option<u32>],
    (rows, columns): (u32, u32),
) -> Result<(), SurveyError> {
    for (name, codes, size) in [("first question", first, rows), ("second question", second, columns)] {
        require_length(name, design.rows(), codes.len())?;
        if size < 2 {
            return Err(SurveyError::parameter(name, f64::from(size), "at least two different answers"));
        }
        if let Some((row, code)) = codes
            .iter()
            .enumerate()
            .find_map(|(row, code)| code.filter(|code| *code >= size).map(|c| (row, c)))
        {
            return Err(SurveyError::UnknownCode { row, column: name.to_owned(), code });
        }
    }
    Ok(())
}

fn margins(shares: &[f64], columns: usize) -> (Vec<f64>, Vec<f64>) {
    let of_row = shares.chunks(columns).map(|row| row.iter().sum()).collect();
    let of_column = (0..columns).map(|c| shares.iter().skip(c).step_by(columns).sum()).collect();
    (of_row, of_column)
}

fn pearson(shares: &[f64], of_row: &[f64], of_column: &[f64]) -> f64 {
    let expected = of_row.iter().flat_map(|r| of_column.iter().map(move |c| r * c));
    shares.iter().zip(expected).map(|(p, e)| (p - e) * (p - e) / e).sum()
}

/// The matrix of design effects `(C' D⁻¹ C / n)⁻¹ C' D⁻¹ V D⁻¹ C` for the interactions C. Cells that nobody chose count
/// for nothing, as in R.
fn effects(
    shares: &[f64],
    variance: &[Vec<f64>],
    columns: usize,
    n: f64,
) -> Result<Vec<Vec<f64>>, SurveyError> {
    let (last_row, last_column) = (shares.len() / columns - 1, columns - 1);
    let sign = |own: usize, last: usize, at: usize| match at {
        at if at == own => 1.0,
        at if at == last => -1.0,
        _ => 0.0,
    };
    // Each interaction, divided by the shares of its cells.
    let scaled: Vec<(Vec<f64>, Vec<f64>)> = (0..last_row)
        .flat_map(|r| (0..last_column).map(move |c| (r, c)))
        .map(|(r, c)| {
            let plain: Vec<f64> = (0..shares.len())
                .map(|at| sign(r, last_row, at / columns) * sign(c, last_column, at % columns))
                .collect();
            let by_share =
                plain.iter().zip(shares).map(|(x, p)| if *p > 0.0 { x / p } else { 0.0 }).collect();
            (plain, by_share)
        })
        .collect();
    let size = scaled.len();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let mut simple = vec![0.0; size * size];
    let mut found = vec![vec![0.0; size]; size];
    for (i, (plain, by_share)) in scaled.iter().enumerate() {
        let through: Vec<f64> = variance.iter().map(|row| dot(row, by_share)).collect();
        for (j, (_, other)) in scaled.iter().enumerate() {
            simple[i * size + j] = dot(plain, other) / n;
            found[j][i] = dot(other, &through);
        }
    }
    let factor = Factor::new(simple, size);
    if !factor.is_full_rank() {
        return Err(SurveyError::DependentFeatures);
    }
    let mut effects = vec![vec![0.0; size]; size];
    for column in 0..size {
        let right: Vec<f64> = found.iter().map(|row| row[column]).collect();
        for (row, value) in factor.solve(&right).into_iter().enumerate() {
            effects[row][column] = value;
        }
    }
    Ok(effects)
}

fn trace(matrix: &[Vec<f64>]) -> f64 {
    matrix.iter().enumerate().map(|(at, row)| row[at]).sum()
}
