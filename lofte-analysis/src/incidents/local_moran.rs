//! Clusters and outliers by Anselin's local Moran's I.
//!
//! For each unit: do its neighbours resemble it (high among high, low among low), or differ from it (high among low),
//! more than chance would give? It answers another question than hot spots, and more people misread it; show
//! [`local_getis_ord`](super::local_getis_ord) first.
//!
//! Left out on purpose: unequal weights, and the moments under total randomisation, which do not hold the unit's own
//! value fixed and are therefore wrong for a test of the unit.

use serde::{Deserialize, Serialize};

use super::local_statistics::{
    Centred, Corrected, Inference, LocalError, LocalSampleSize, LocalStatistic, NotTested, PermutationCounts,
    UnitResult, centre, neighbour_sum, test_units,
};
use super::neighbours::Neighbours;
use crate::distribution::normal_two_sided;
use crate::sample_size::Sufficiency;

/// A unit that holds all the variance but this share leaves nothing for the others.
const NO_VARIANCE: f64 = 1e-12;

/// What the products are divided by. The two differ by the factor n/(n-1); p-values and z are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoranVariance {
    /// The sum of squares divided by n, as in R's spdep.
    MaximumLikelihood,
    /// The sum of squares divided by n - 1, as in PySAL's esda.
    Unbiased,
}

/// What [`local_moran`] is to do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LocalMoranParams {
    /// The variance that I is divided by.
    pub variance: MoranVariance,
    /// Where p-values come from.
    pub inference: Inference,
    /// The share of false ones among the clusters and outliers that is accepted, for example 0.05.
    pub false_discovery_rate: f64,
    /// The smallest sample.
    pub min_sample: LocalSampleSize,
}

/// A unit's own value and the mean of its neighbours, above the mean of all (high) or not (low).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// High among high.
    HighHigh,
    /// Low among high.
    LowHigh,
    /// Low among low.
    LowLow,
    /// High among low.
    HighLow,
}

/// Local Moran's I of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LocalMoran {
    /// I.
    pub statistic: f64,
    /// Its mean if the neighbours were random.
    pub expected: f64,
    /// Its variance if the neighbours were random.
    pub variance: f64,
    /// (statistic - expected) / sqrt(variance).
    pub z: f64,
    /// The p-value, before correction.
    pub p_value: f64,
    /// The smallest false discovery rate at which the unit would still pass.
    pub p_adjusted: f64,
    /// Whether it passes at the wanted rate.
    pub significant: bool,
    /// The quadrant; it means something where `significant`.
    pub quadrant: Quadrant,
    /// How many permutations were as large and as small; none with [`Inference::Normal`].
    pub permutations: Option<PermutationCounts>,
}

/// Local Moran's I of all units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalMoranResults {
    /// Number of units.
    pub units: u64,
    /// Number of units that were tested, and corrected for.
    pub tested: u64,
    /// The mean value.
    pub mean: f64,
    /// Moran's I of the whole map; none when all values are equal or no unit has neighbours.
    pub global: Option<f64>,
    /// Number of units that are significant after the correction.
    pub significant: u64,
    /// The largest p-value that passed; none if none did.
    pub largest_passing_p: Option<f64>,
    /// The answer for each unit, in the order of the values.
    pub results: Vec<UnitResult<LocalMoran>>,
    /// What was asked for.
    pub params: LocalMoranParams,
}

/// Anselin's local Moran's I for each unit, with false discovery rate.
///
/// I_i = z_i (mean of z over the neighbours) / m2, with z the differences from the mean and m2 as [`MoranVariance`]
/// says. Given z_i, with k neighbours drawn from the other n - 1 units, and m2 the sum of squares divided by n, E =
/// -z_i^2 / ((n-1) m2) and Var = (z_i/m2)^2 n/(n-2) (1/k - 1/(n-1)) (m2 - z_i^2/(n-1)). The p-value is two-sided
/// normal from these, or by conditional permutation (see [`local_statistics`](super::local_statistics)); its counts are of I, so
/// many ties count on both sides. Values may have any unit.
///
/// The same input and seed give the same result on any number of threads.
///
/// Smallest sample: [`LocalSampleSize`].
///
/// # Errors
/// [`LocalError`].
///
/// # References
/// L. Anselin, Geographical Analysis 27 (1995); R. R. Sokal, N. L. Oden, B. A. Thomson, Geographical Analysis 30
/// (1998).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::local_moran::{LocalMoranParams, MoranVariance, Quadrant, local_moran};
/// use lofte_analysis::incidents::local_statistics::{Inference, LocalSampleSize, Tails};
/// use lofte_analysis::incidents::neighbours::{Cell, Contiguity, Neighbours};
/// let cells: Vec<Cell> = (0..144).map(|i| Cell { row: i / 12, column: i % 12 }).collect();
/// let block = |c: &Cell| (4..7).contains(&c.row) && (4..7).contains(&c.column);
/// let values: Vec<f64> = cells.iter().map(|c| if block(c) { 20.0 } else { 1.0 }).collect();
/// let params = LocalMoranParams {
///     variance: MoranVariance::MaximumLikelihood,
///     inference: Inference::Permutation { permutations: 9999, seed: 1, tails: Tails::Both },
///     false_discovery_rate: 0.05,
///     min_sample: LocalSampleSize { units: 30, neighbours: 8, few_units: 100 },
/// };
/// let found = local_moran(&values, &Neighbours::of_cells(&cells, Contiguity::Queen)?, &params)?.sufficient().unwrap();
/// let middle = found.results[5 * 12 + 5].tested().unwrap();
/// assert!(middle.significant && middle.quadrant == Quadrant::HighHigh);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn local_moran(
    values: &[f64],
    neighbours: &Neighbours,
    params: &LocalMoranParams,
) -> Result<Sufficiency<LocalMoranResults>, LocalError> {
    let centred = centre(values, neighbours, params.false_discovery_rate)?;
    if let Some(few) = params.min_sample.check(neighbours, params.inference) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let found = test_units(
        values,
        neighbours,
        params.inference,
        params.false_discovery_rate,
        |unit, neighbours, counts| test(unit, neighbours, &centred, counts, params),
    )?;
    let Corrected { tested, largest_passing_p, results } = found;
    let significant = results.iter().filter_map(UnitResult::tested).filter(|unit| unit.significant).count();
    Ok(Sufficiency::Sufficient(LocalMoranResults {
        units: values.len() as u64,
        tested,
        mean: centred.mean,
        global: global(&centred, neighbours),
        significant: significant as u64,
        largest_passing_p,
        results,
        params: *params,
    }))
}

impl LocalStatistic for LocalMoran {
    fn p_value(&self) -> f64 {
        self.p_value
    }

    fn correct(&mut self, p_adjusted: f64, rate: f64) {
        self.p_adjusted = p_adjusted;
        self.significant = p_adjusted <= rate;
    }
}

/// One unit before the correction.
fn test(
    unit: usize,
    neighbours: &[u32],
    values: &Centred,
    counts: Option<PermutationCounts>,
    params: &LocalMoranParams,
) -> UnitResult<LocalMoran> {
    let (n, k, own) = (values.differences.len() as f64, neighbours.len() as f64, values.differences[unit]);
    let m2 = values.variance;
    let left = m2 - own * own / (n - 1.0);
    let reason = if values.constant {
        Some(NotTested::ConstantValues)
    } else if neighbours.is_empty() {
        Some(NotTested::NoNeighbours)
    } else if k + 1.0 >= n {
        Some(NotTested::AllAreNeighbours)
    } else if own == 0.0 {
        Some(NotTested::OwnValueIsMean)
    } else if left <= NO_VARIANCE * m2 {
        Some(NotTested::OthersAreConstant)
    } else {
        None
    };
    if let Some(reason) = reason {
        return UnitResult::NotTested(reason);
    }
    let lag = neighbour_sum(&values.differences, neighbours) / k;
    let scale = match params.variance {
        MoranVariance::MaximumLikelihood => 1.0,
        MoranVariance::Unbiased => (n - 1.0) / n,
    };
    // Dividing by the standard deviation twice keeps very large and very small values in range.
    let sd = m2.sqrt();
    let (own_sd, lag_sd) = (own / sd, lag / sd);
    let expected = -own_sd * own_sd / (n - 1.0);
    let variance = own_sd * own_sd * (n / (n - 2.0)) * (1.0 / k - 1.0 / (n - 1.0)) * (left / m2);
    let z = (own_sd * lag_sd - expected) / variance.sqrt();
    let counts = counts.map(|counts| if own < 0.0 { counts.turned() } else { counts });
    let p_value = match (params.inference, counts) {
        (Inference::Permutation { permutations, tails, .. }, Some(counts)) => {
            counts.p_value(permutations, tails)
        }
        _ => normal_two_sided(z),
    };
    let quadrant = match (own > 0.0, lag > 0.0) {
        (true, true) => Quadrant::HighHigh,
        (false, true) => Quadrant::LowHigh,
        (false, false) => Quadrant::LowLow,
        (true, false) => Quadrant::HighLow,
    };
    UnitResult::Tested(LocalMoran {
        statistic: own_sd * lag_sd * scale,
        expected: expected * scale,
        variance: variance * scale * scale,
        z,
        p_value,
        p_adjusted: 1.0,
        significant: false,
        quadrant,
        permutations: counts,
    })
}

/// Moran's I: n/s sum_i z_i lag_i / sum_i z_i^2, where s is the number of units that have neighbours.
fn global(values: &Centred, neighbours: &Neighbours) -> Option<f64> {
    let (mut sum, mut linked) = (0.0, 0_u64);
    let sd = values.variance.sqrt();
    for (unit, own) in values.differences.iter().enumerate() {
        let list = neighbours.of(unit);
        if !list.is_empty() {
            sum += own / sd * (neighbour_sum(&values.differences, list) / list.len() as f64 / sd);
            linked += 1;
        }
    }
    (linked > 0 && !values.constant).then(|| sum / linked as f64)
}
