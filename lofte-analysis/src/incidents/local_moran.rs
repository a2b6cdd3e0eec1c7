//! Clusters and outliers by Anselin's local Moran's I.
//!
//! For each unit: do its neighbours resemble it (high among high, low among low), or differ from it (high among low),
//! more than chance would give? It answers another question than hot spots, and more people misread it; show
//! [`hot_spots`](super::hot_spots) first.
//!
//! Left out on purpose: unequal weights, and the moments under total randomisation, which do not hold the unit's own
//! value fixed and are therefore wrong for a test of the unit.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::floor::Floored;
use super::local_test::{
    Centred, Inference, LocalError, LocalFloor, NotTested, PermutationCounts, UnitResult, centre,
    discoveries, neighbour_sum, normal_p, permute,
};
use super::neighbours::Neighbours;

/// A unit that holds all the variance but this share leaves nothing for the others.
const NO_VARIANCE: f64 = 1e-12;

/// What the products are divided by. The two differ by the factor n/(n-1); p-values and z are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoranScale {
    /// The sum of squares divided by n, as in R's spdep.
    Units,
    /// The sum of squares divided by n - 1, as in PySAL's esda.
    UnitsLessOne,
}

/// What [`local_moran`] is to do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LocalMoranParams {
    /// The scale of I.
    pub scale: MoranScale,
    /// Where p-values come from.
    pub inference: Inference,
    /// The share of false ones among the clusters and outliers that is accepted, for example 0.05.
    pub discovery_rate: f64,
    /// The floor.
    pub floor: LocalFloor,
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
    pub adjusted_p: f64,
    /// Whether it passes at the wanted rate.
    pub significant: bool,
    /// The quadrant; it means something where `significant`.
    pub quadrant: Quadrant,
    /// How many permutations were as large and as small; none with [`Inference::Normal`].
    pub permutations: Option<PermutationCounts>,
}

/// Local Moran's I of all units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalMorans {
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
/// I_i = z_i (mean of z over the neighbours) / m2, with z the differences from the mean and m2 as [`MoranScale`]
/// says. Given z_i, with k neighbours drawn from the other n - 1 units, and m2 the sum of squares divided by n, E =
/// -z_i^2 / ((n-1) m2) and Var = (z_i/m2)^2 n/(n-2) (1/k - 1/(n-1)) (m2 - z_i^2/(n-1)). The p-value is two-sided
/// normal from these, or by conditional permutation (see [`local_test`](super::local_test)); its counts are of I, so
/// many ties count on both sides. Values may have any unit.
///
/// The same input and seed give the same result on any number of threads.
///
/// Floor: [`LocalFloor`]. Errors: see [`LocalError`].
///
/// Sources: L. Anselin, Geographical Analysis 27 (1995); R. R. Sokal, N. L. Oden, B. A. Thomson, Geographical
/// Analysis 30 (1998).
///
/// ```
/// use lofte_analysis::incidents::local_moran::{LocalMoranParams, MoranScale, Quadrant, local_moran};
/// use lofte_analysis::incidents::local_test::{Inference, LocalFloor, Tails};
/// use lofte_analysis::incidents::neighbours::{Cell, Contiguity, Neighbours};
/// let cells: Vec<Cell> = (0..144).map(|i| Cell { row: i / 12, column: i % 12 }).collect();
/// let block = |c: &Cell| (4..7).contains(&c.row) && (4..7).contains(&c.column);
/// let values: Vec<f64> = cells.iter().map(|c| if block(c) { 20.0 } else { 1.0 }).collect();
/// let params = LocalMoranParams {
///     scale: MoranScale::Units,
///     inference: Inference::Permutation { permutations: 9999, seed: 1, tails: Tails::Both },
///     discovery_rate: 0.05,
///     floor: LocalFloor { units: 30, neighbours: 8, few_units: 100 },
/// };
/// let found = local_moran(&values, &Neighbours::of_cells(&cells, Contiguity::Queen)?, &params)?.given().unwrap();
/// let middle = found.results[5 * 12 + 5].tested().unwrap();
/// assert!(middle.significant && middle.quadrant == Quadrant::HighHigh);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn local_moran(
    values: &[f64],
    neighbours: &Neighbours,
    params: &LocalMoranParams,
) -> Result<Floored<LocalMorans>, LocalError> {
    let centred = centre(values, neighbours, params.discovery_rate)?;
    if let Some(floor) = params.floor.check(neighbours, params.inference) {
        return Ok(Floored::BelowFloor(floor));
    }
    let counts = match params.inference {
        Inference::Normal => None,
        Inference::Permutation { permutations, seed, .. } => {
            Some(permute(values, neighbours, permutations, seed)?)
        }
    };
    let mut results: Vec<UnitResult<LocalMoran>> = (0..values.len())
        .into_par_iter()
        .with_min_len(1024)
        .map(|unit| {
            let counts = counts.as_ref().map(|counts| counts[unit]);
            test(unit, neighbours.of(unit), &centred, counts, params)
        })
        .collect();
    let p_values: Vec<f64> =
        results.iter().filter_map(|unit| unit.tested().map(|unit| unit.p_value)).collect();
    let (adjusted, largest_passing_p) = discoveries(&p_values, params.discovery_rate);
    let mut significant = 0;
    for (unit, adjusted) in results.iter_mut().filter_map(UnitResult::tested_mut).zip(adjusted) {
        unit.adjusted_p = adjusted;
        unit.significant = adjusted <= params.discovery_rate;
        significant += u64::from(unit.significant);
    }
    Ok(Floored::Given(LocalMorans {
        units: values.len() as u64,
        tested: p_values.len() as u64,
        mean: centred.mean,
        global: global(&centred, neighbours),
        significant,
        largest_passing_p,
        results,
        params: *params,
    }))
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
    let scale = match params.scale {
        MoranScale::Units => 1.0,
        MoranScale::UnitsLessOne => (n - 1.0) / n,
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
        _ => normal_p(z),
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
        adjusted_p: 1.0,
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
