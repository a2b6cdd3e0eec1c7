//! Register totals and the variables that belong to them.
//!
//! Categories (sex, age group, area) are held as codes, not as columns of zeros and ones, so that a margin with hundreds
//! of areas costs no more than one with two. Leaves out reading files and building the codes.

use super::error::{SurveyError, require_at_least, require_length};
use serde::{Deserialize, Serialize};

/// One margin: the category of each respondent and the register count of each category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Margin {
    name: String,
    codes: Vec<u32>,
    totals: Vec<f64>,
    /// Where its columns begin.
    start: usize,
}

/// One number with a known population total.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Quantity {
    name: String,
    values: Vec<f64>,
    total: f64,
}

/// What the register knows about the population, and the same variables for the respondents.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::auxiliary::Auxiliary;
/// // The register has 520 women and 480 men, who are 44 000 years old together.
/// let register = Auxiliary::new(4)
///     .margin("sex", &[0, 1, 1, 0], &[520.0, 480.0])?
///     .quantity("age", &[31.0, 52.0, 47.0, 68.0], 44_000.0)?;
/// assert!(Auxiliary::new(4).population(1000.0).is_ok() && register != Auxiliary::new(4));
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Auxiliary {
    rows: usize,
    margins: Vec<Margin>,
    quantities: Vec<Quantity>,
    categories: usize,
}

/// How far two margins may differ in their sum, relative.
const SAME_SUM: f64 = 1e-6;

impl Auxiliary {
    /// Nothing known yet about the given number of rows.
    pub fn new(rows: usize) -> Self {
        Self { rows, margins: Vec::new(), quantities: Vec::new(), categories: 0 }
    }

    /// Adds a margin: `codes[k]` is the category of row k, `totals[c]` the number of people in category c.
    ///
    /// # Errors
    /// A wrong number of codes, a code without total, or a total that is not positive.
    pub fn margin(mut self, name: &str, codes: &[u32], totals: &[f64]) -> Result<Self, SurveyError> {
        require_length(name, self.rows, codes.len())?;
        for (level, &total) in totals.iter().enumerate() {
            if !(total.is_finite() && total > 0.0) {
                let name = format!("total of category {level} of margin {name}");
                return Err(SurveyError::parameter(&name, total, "a positive number"));
            }
        }
        if let Some(row) = codes.iter().position(|&code| code as usize >= totals.len()) {
            return Err(SurveyError::UnknownCode { row, column: name.to_owned(), code: codes[row] });
        }
        let start = self.categories;
        self.categories += totals.len();
        self.margins.push(Margin {
            name: name.to_owned(),
            codes: codes.to_vec(),
            totals: totals.to_vec(),
            start,
        });
        Ok(self)
    }

    /// Adds a number with a known population total, for instance years lived in the area.
    ///
    /// # Errors
    /// A wrong number of values, or one that is not finite.
    pub fn quantity(mut self, name: &str, values: &[f64], total: f64) -> Result<Self, SurveyError> {
        require_length(name, self.rows, values.len())?;
        super::error::require_finite(&format!("total of {name}"), total)?;
        if let Some(row) = values.iter().position(|v| !v.is_finite()) {
            return Err(SurveyError::NotFinite { row, column: name.to_owned() });
        }
        self.quantities.push(Quantity { name: name.to_owned(), values: values.to_vec(), total });
        Ok(self)
    }

    /// Adds the size of the population, when no margin says it.
    ///
    /// # Errors
    /// A size below 1.
    pub fn population(self, size: f64) -> Result<Self, SurveyError> {
        require_at_least("population", size, 1.0)?;
        let ones = vec![1.0; self.rows];
        self.quantity("population", &ones, size)
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns of the design matrix.
    pub(crate) fn width(&self) -> usize {
        self.categories + self.quantities.len()
    }

    /// Refuses an empty set and margins that count different populations.
    pub(crate) fn check_totals(&self) -> Result<(), SurveyError> {
        if self.width() == 0 {
            return Err(SurveyError::NoRegisterTotals);
        }
        let sum = |m: &Margin| m.totals.iter().sum::<f64>();
        if let Some(first) = self.margins.first() {
            for other in &self.margins[1..] {
                if (sum(other) - sum(first)).abs() > SAME_SUM * sum(first) {
                    return Err(SurveyError::MarginsDisagree {
                        first: first.name.clone(),
                        first_sum: sum(first),
                        second: other.name.clone(),
                        second_sum: sum(other),
                    });
                }
            }
        }
        Ok(())
    }

    /// Refuses a category in which nobody has a weight.
    pub(crate) fn check_members(&self, weights: &[f64]) -> Result<(), SurveyError> {
        for margin in &self.margins {
            let mut sums = vec![0.0; margin.totals.len()];
            for (&code, w) in margin.codes.iter().zip(weights) {
                sums[code as usize] += w;
            }
            if let Some(level) = sums.iter().position(|&s| s <= 0.0) {
                return Err(SurveyError::EmptyMargin { margin: margin.name.clone(), level });
            }
        }
        Ok(())
    }

    /// The closed form when one margin is all that is known.
    pub(crate) fn post_stratified(&self, weights: &[f64]) -> Option<Vec<f64>> {
        let ([margin], []) = (self.margins.as_slice(), self.quantities.as_slice()) else {
            return None;
        };
        let mut sums = vec![0.0; margin.totals.len()];
        for (&code, w) in margin.codes.iter().zip(weights) {
            sums[code as usize] += w;
        }
        let ratios: Vec<f64> = margin.totals.iter().zip(&sums).map(|(t, s)| t / s).collect();
        Some(margin.codes.iter().zip(weights).map(|(&code, w)| w * ratios[code as usize]).collect())
    }

    /// `x_k' b`.
    pub(crate) fn product(&self, row: usize, slope: &[f64]) -> f64 {
        let categories: f64 = self.margins.iter().map(|m| slope[m.start + m.codes[row] as usize]).sum();
        let numbers: f64 =
            self.quantities.iter().zip(&slope[self.categories..]).map(|(q, b)| q.values[row] * b).sum();
        categories + numbers
    }

    /// Adds `factor · x_k` to a vector.
    pub(crate) fn add_row(&self, row: usize, factor: f64, sum: &mut [f64]) {
        for margin in &self.margins {
            sum[margin.start + margin.codes[row] as usize] += factor;
        }
        for (quantity, place) in self.quantities.iter().zip(&mut sum[self.categories..]) {
            *place += factor * quantity.values[row];
        }
    }

    /// `Σ w x x'`, row by row.
    pub(crate) fn cross_product(&self, weights: &[f64]) -> Vec<f64> {
        let width = self.width();
        let mut matrix = vec![0.0; width * width];
        for (row, &weight) in weights.iter().enumerate() {
            if weight == 0.0 {
                continue;
            }
            for margin in &self.margins {
                let at = margin.start + margin.codes[row] as usize;
                self.add_row(row, weight, &mut matrix[at * width..(at + 1) * width]);
            }
            for (index, quantity) in self.quantities.iter().enumerate() {
                let at = self.categories + index;
                self.add_row(row, weight * quantity.values[row], &mut matrix[at * width..(at + 1) * width]);
            }
        }
        matrix
    }

    /// `T - Σ w x`.
    pub(crate) fn missing(&self, weights: &[f64]) -> Vec<f64> {
        let mut reached = vec![0.0; self.width()];
        for (row, &weight) in weights.iter().enumerate() {
            self.add_row(row, weight, &mut reached);
        }
        self.totals().zip(reached).map(|(total, sum)| total - sum).collect()
    }

    /// The largest deviation from a total, relative to it, and the name of that total.
    pub(crate) fn deviation(&self, weights: &[f64]) -> (f64, String) {
        let mut worst = (0.0_f64, 0_usize);
        for (index, (missing, total)) in self.missing(weights).into_iter().zip(self.totals()).enumerate() {
            let relative = missing.abs() / total.abs().max(1.0);
            if relative > worst.0 || !relative.is_finite() {
                worst = (if relative.is_finite() { relative } else { f64::MAX }, index);
            }
        }
        (worst.0, self.column_name(worst.1))
    }

    fn totals(&self) -> impl Iterator<Item = f64> {
        let categories = self.margins.iter().flat_map(|m| m.totals.iter().copied());
        categories.chain(self.quantities.iter().map(|q| q.total))
    }

    fn column_name(&self, column: usize) -> String {
        for margin in &self.margins {
            if column >= margin.start && column < margin.start + margin.totals.len() {
                return format!("category {} of margin {}", column - margin.start, margin.name);
            }
        }
        self.quantities.get(column - self.categories).map(|q| q.name.clone()).unwrap_or_default()
    }
}
