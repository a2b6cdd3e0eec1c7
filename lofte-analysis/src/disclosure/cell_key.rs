//! Noise by cell key: counts that are changed a little, always in the same way.
//!
//! Every record has a fixed random key; the key of a cell is the sum of its records' keys, and points with the count into a
//! table of noise. The same records get the same noise in every table, totals too, so that many tables can be made of one
//! closed set of records without telling more with each.
//!
//! For closed periods only: in a live table each new record gives the cell fresh noise, and whoever reads it daily averages
//! it out. Never publish a hidden and a changed version of one table, never show keys, and never change the parameters for a
//! published period. A group all of whose members are in one cell is told of in spite of the noise. Say on the page that
//! figures are changed a little and that totals may differ from sums.
//!
//! Left out on purpose: how keys are made (a keyed hash of a row's id), and verdicts, which use the true counts.

use serde::{Deserialize, Serialize};

/// The largest noise and the largest hidden count.
const MAX_OUTCOME: u32 = 50;
/// Variances that differ by less are taken as equal.
const SMALL: f64 = 1e-9;

/// Why there is no noise.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum CellKeyError {
    /// A parameter is outside its range.
    #[error(
        "the largest noise must be from 1 to {MAX_OUTCOME}, counts hidden up to at most {MAX_OUTCOME}, and the variance positive"
    )]
    Parameters,
    /// No noise has the mean 0 with these parameters.
    #[error(
        "for the count {count} no noise leaves the mean as it is; take a larger largest noise, or hide fewer counts"
    )]
    NoUnbiasedNoise {
        /// The count.
        count: u32,
    },
    /// The noise needed has a larger variance.
    #[error(
        "for the count {count} the variance must be above {least}; take a larger variance, or hide fewer counts"
    )]
    VarianceTooSmall {
        /// The count.
        count: u32,
        /// The variance that is not enough.
        least: f64,
    },
    /// Keys have no range.
    #[error("keys need a range of at least 2; it is {modulus}")]
    Modulus {
        /// The range that was given.
        modulus: u64,
    },
}

/// The parameters of the noise; published with the tables, and never changed for a published period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CellKeyParams {
    /// The largest noise, up or down.
    pub largest: u32,
    /// The largest variance of the noise.
    pub variance: f64,
    /// Counts from 1 to this are never shown: they become 0 or larger.
    pub hidden_up_to: u32,
}

/// The noise of a count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoiseRow {
    /// The count; the last row is for all larger ones too.
    pub count: u32,
    /// What may be added, rising.
    pub noise: Vec<i64>,
    /// How likely each is, from 0 to 1.
    pub probability: Vec<f64>,
    /// Entropy in bits.
    pub entropy: f64,
    /// Probability that the count is shown as it is.
    pub kept: f64,
}

/// A table of noise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoiseTable {
    /// One for each count from 0.
    pub rows: Vec<NoiseRow>,
    /// What was asked for.
    pub params: CellKeyParams,
}

/// A cell that is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoisyCell {
    /// The true count, which is not published.
    pub count: u64,
    /// Its key, which is not published.
    pub cell_key: u64,
    /// What was added.
    pub noise: i64,
    /// The count to publish.
    pub published: u64,
}

/// The table of noise with mean 0, bounded variance and the largest entropy.
///
/// For each count i the outcomes are the whole numbers from max(0, i - largest) to i + largest without 1 to `hidden_up_to`. The
/// probabilities of v = outcome - i are proportional to exp(-a v - b v^2), b >= 0, with mean 0 and variance at most the one asked
/// for. 0 stays 0. Rows go to largest + `hidden_up_to` + 1, the last for all larger counts.
///
/// # Errors
/// [`CellKeyError`].
///
/// # References
/// B. Fraser, J. Wooton, *A proposed method for confidentialising tabular output to protect against differencing* (2006); J. K.
/// Marley, V. L. Leaver, *A method for confidentialising user-defined tables* (2011); S. Giessing, *Computational issues in the design
/// of transition probabilities and disclosure risk estimation for additive noise*, LNCS 9867 (2016).
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::cell_key::{CellKeyParams, noise_table};
/// let table = noise_table(CellKeyParams { largest: 5, variance: 3.0, hidden_up_to: 2 })?;
/// // A single person is shown as nobody in 73 of 100 cases.
/// assert!((table.rows[1].probability[0] - 0.73).abs() < 0.01);
/// # Ok::<(), lofte_analysis::disclosure::cell_key::CellKeyError>(())
/// ```
pub fn noise_table(params: CellKeyParams) -> Result<NoiseTable, CellKeyError> {
    let CellKeyParams { largest, variance, hidden_up_to } = params;
    let usable = (1..=MAX_OUTCOME).contains(&largest) && hidden_up_to <= MAX_OUTCOME;
    if !(usable && variance > 0.0 && variance.is_finite()) {
        return Err(CellKeyError::Parameters);
    }
    let zero = NoiseRow { count: 0, noise: vec![0], probability: vec![1.0], entropy: 0.0, kept: 1.0 };
    let mut rows = vec![zero];
    for count in 1..=largest + hidden_up_to + 1 {
        rows.push(row(count, params)?);
    }
    Ok(NoiseTable { rows, params })
}

/// The noise of one count.
fn row(count: u32, params: CellKeyParams) -> Result<NoiseRow, CellKeyError> {
    let CellKeyParams { largest, variance, hidden_up_to } = params;
    let outcomes = count.saturating_sub(largest)..=count + largest;
    let shown = outcomes.filter(|outcome| *outcome == 0 || *outcome > hidden_up_to);
    let noise: Vec<i64> = shown.map(|outcome| i64::from(outcome) - i64::from(count)).collect();
    let values: Vec<f64> = noise.iter().map(|noise| *noise as f64).collect();
    let below = values.iter().copied().filter(|value| *value < 0.0).fold(f64::NEG_INFINITY, f64::max);
    let above = values.iter().copied().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min);
    let (keeps, both) = (noise.contains(&0), below.is_finite() && above.is_finite());
    if !(keeps || both) {
        return Err(CellKeyError::NoUnbiasedNoise { count });
    }
    // With mean 0 the smallest variance lies on the two outcomes next to the count.
    let least = if keeps { 0.0 } else { -below * above };
    if variance <= least + SMALL {
        return Err(CellKeyError::VarianceTooSmall { count, least });
    }
    let probability = if keeps && !both {
        values.iter().map(|value| f64::from(u8::from(value.abs() < 0.5))).collect()
    } else {
        of_largest_entropy(&values, variance)
    };
    let entropy = |p: &f64| if *p > 0.0 { -p * p.log2() } else { 0.0 };
    Ok(NoiseRow {
        count,
        entropy: probability.iter().map(entropy).sum(),
        kept: noise.iter().position(|noise| *noise == 0).map_or(0.0, |at| probability[at]),
        noise,
        probability,
    })
}

/// Probabilities of these values with mean 0 and at most this variance, as even as can be.
fn of_largest_entropy(values: &[f64], variance: f64) -> Vec<f64> {
    let with = |tilt: f64, narrow: f64| {
        let logs: Vec<f64> = values.iter().map(|v| -tilt * v - narrow * v * v).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log| (log - most).exp()).collect();
        let whole: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / whole).collect::<Vec<f64>>()
    };
    let moment =
        |p: &[f64], power: i32| -> f64 { values.iter().zip(p).map(|(v, p)| v.powi(power) * p).sum() };
    let centred = |narrow: f64| {
        let reach = 1e3 + 200.0 * narrow;
        let tilt = falling_root(-reach, reach, |tilt| moment(&with(tilt, narrow), 1));
        with(tilt, narrow)
    };
    let excess = |narrow: f64| moment(&centred(narrow), 2) - variance;
    if excess(0.0) <= 0.0 {
        return centred(0.0);
    }
    let mut most = 1.0;
    while excess(most) > 0.0 && most < 1e6 {
        most *= 2.0;
    }
    centred(falling_root(0.0, most, excess))
}

/// The point at which a falling function passes zero.
fn falling_root(low: f64, high: f64, value: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if value(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

impl NoiseTable {
    /// The cell made of the records with these keys, changed.
    ///
    /// The cell key is the sum of the keys modulo `modulus`; the noise is the first whose cumulated probability exceeds (cell key
    /// + 1/2)/modulus.
    ///
    /// # Errors
    /// [`CellKeyError::Modulus`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::disclosure::cell_key::{CellKeyParams, noise_table};
    /// let table = noise_table(CellKeyParams { largest: 3, variance: 1.5, hidden_up_to: 1 })?;
    /// let cell = table.apply(&[17, 200, 96], 256)?;
    /// assert_eq!((cell.count, cell.cell_key), (3, 57));
    /// assert_eq!(cell, table.apply(&[96, 17, 200], 256)?);
    /// # Ok::<(), lofte_analysis::disclosure::cell_key::CellKeyError>(())
    /// ```
    pub fn apply(&self, keys: &[u64], modulus: u64) -> Result<NoisyCell, CellKeyError> {
        if modulus < 2 {
            return Err(CellKeyError::Modulus { modulus });
        }
        let count = keys.len() as u64;
        let cell_key = keys.iter().fold(0_u128, |sum, key| (sum + u128::from(*key)) % u128::from(modulus));
        // Below the modulus, and so within its type.
        let cell_key = u64::try_from(cell_key).unwrap_or(0);
        let at = (cell_key as f64 + 0.5) / modulus as f64;
        let noise = self.rows.get(keys.len()).or(self.rows.last()).map_or(0, |row| row.at(at));
        Ok(NoisyCell { count, cell_key, noise, published: count.saturating_add_signed(noise) })
    }
}

impl NoiseRow {
    /// The first noise whose cumulated probability exceeds this.
    fn at(&self, share: f64) -> i64 {
        let mut sum = 0.0;
        for (noise, probability) in self.noise.iter().zip(&self.probability) {
            sum += probability;
            if share < sum {
                return *noise;
            }
        }
        self.noise.last().copied().unwrap_or(0)
    }
}
