//! Hot and cold spots by Getis and Ord's Gi*, corrected for looking everywhere.
//!
//! For each unit: is the sum over the unit and its neighbours higher or lower than chance would give? A map of
//! thousands of such tests always has some that look significant, so the answer that counts is the one after
//! Benjamini and Hochberg's correction.
//!
//! A count without a denominator finds where people are. Give rates, or observed divided by expected, or say so.
//!
//! Left out on purpose: unequal weights, and Gi without the unit itself.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::floor::Floored;
use super::local_test::{
    Centred, Inference, LocalError, LocalFloor, NotTested, PermutationCounts, UnitResult, centre,
    discoveries, neighbour_sum, normal_p, permute,
};
use super::neighbours::Neighbours;

/// What [`hot_spots`] is to do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HotSpotParams {
    /// Where p-values come from.
    pub inference: Inference,
    /// The share of false ones among the hot and cold spots that is accepted, for example 0.05.
    pub discovery_rate: f64,
    /// The floor.
    pub floor: LocalFloor,
}

/// What a unit is after the correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HotSpotKind {
    /// High among high.
    Hot,
    /// Low among low.
    Cold,
    /// Neither can be said.
    Neither,
}

/// Gi* of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HotSpot {
    /// Gi* as a standard normal deviate.
    pub z: f64,
    /// The p-value, before correction.
    pub p_value: f64,
    /// The smallest false discovery rate at which the unit would still pass.
    pub adjusted_p: f64,
    /// What the unit is at the wanted rate.
    pub kind: HotSpotKind,
    /// How many permutations were as large and as small; none with [`Inference::Normal`].
    pub permutations: Option<PermutationCounts>,
}

/// Gi* of all units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotSpots {
    /// Number of units.
    pub units: u64,
    /// Number of units that were tested, and corrected for.
    pub tested: u64,
    /// The mean value.
    pub mean: f64,
    /// The standard deviation (divided by the number of units, not one less).
    pub sd: f64,
    /// Number of hot spots.
    pub hot: u64,
    /// Number of cold spots.
    pub cold: u64,
    /// The largest p-value that passed; none if none did.
    pub largest_passing_p: Option<f64>,
    /// The answer for each unit, in the order of the values.
    pub results: Vec<UnitResult<HotSpot>>,
    /// What was asked for.
    pub params: HotSpotParams,
}

/// Getis and Ord's Gi* for each unit, with false discovery rate.
///
/// z_i = (sum_j w_ij x_j - m W_i) / (S sqrt((n W_i - W_i^2) / (n - 1))), where w_ij is 1 for the unit itself and its
/// neighbours and 0 otherwise, W_i = sum_j w_ij, m the mean and S^2 = mean(x^2) - m^2 over all n units. The p-value
/// is two-sided normal, or by conditional permutation of the neighbours (see [`local_test`](super::local_test)).
/// Values may have any unit. A unit is not tested when all values are equal, when it has no neighbours, or when all
/// other units are its neighbours.
///
/// The same input and seed give the same result on any number of threads.
///
/// Floor: [`LocalFloor`]. Errors: see [`LocalError`].
///
/// Sources: A. Getis, J. K. Ord, Geographical Analysis 24 (1992); J. K. Ord, A. Getis, Geographical Analysis 27
/// (1995); Y. Benjamini, Y. Hochberg, JRSS B 57 (1995).
///
/// ```
/// use lofte_analysis::incidents::hot_spots::{HotSpotKind, HotSpotParams, hot_spots};
/// use lofte_analysis::incidents::local_test::{FEW_UNITS, FLOOR_NEIGHBOURS, FLOOR_UNITS, Inference, LocalFloor};
/// use lofte_analysis::incidents::neighbours::{Cell, Contiguity, Neighbours};
/// // 12 x 12 cells with one event each, and a block of nine cells with twenty.
/// let cells: Vec<Cell> = (0..144).map(|i| Cell { row: i / 12, column: i % 12 }).collect();
/// let block = |c: &Cell| (4..7).contains(&c.row) && (4..7).contains(&c.column);
/// let values: Vec<f64> = cells.iter().map(|c| if block(c) { 20.0 } else { 1.0 }).collect();
/// let params = HotSpotParams {
///     inference: Inference::Normal,
///     discovery_rate: 0.05,
///     floor: LocalFloor { units: FLOOR_UNITS, neighbours: FLOOR_NEIGHBOURS, few_units: FEW_UNITS },
/// };
/// let found = hot_spots(&values, &Neighbours::of_cells(&cells, Contiguity::Queen)?, &params)?.given().unwrap();
/// let middle = found.results[5 * 12 + 5].tested().unwrap();
/// assert_eq!((middle.kind, found.results[0].tested().unwrap().kind), (HotSpotKind::Hot, HotSpotKind::Neither));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn hot_spots(
    values: &[f64],
    neighbours: &Neighbours,
    params: &HotSpotParams,
) -> Result<Floored<HotSpots>, LocalError> {
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
    let mut results: Vec<UnitResult<HotSpot>> = (0..values.len())
        .into_par_iter()
        .with_min_len(1024)
        .map(|unit| {
            let counts = counts.as_ref().map(|counts| counts[unit]);
            test(unit, neighbours.of(unit), &centred, counts, params.inference)
        })
        .collect();
    let p_values: Vec<f64> =
        results.iter().filter_map(|unit| unit.tested().map(|spot| spot.p_value)).collect();
    let (adjusted, largest_passing_p) = discoveries(&p_values, params.discovery_rate);
    let (mut hot, mut cold) = (0, 0);
    for (spot, adjusted) in results.iter_mut().filter_map(UnitResult::tested_mut).zip(adjusted) {
        spot.adjusted_p = adjusted;
        if adjusted > params.discovery_rate {
            spot.kind = HotSpotKind::Neither;
        }
        hot += u64::from(spot.kind == HotSpotKind::Hot);
        cold += u64::from(spot.kind == HotSpotKind::Cold);
    }
    Ok(Floored::Given(HotSpots {
        units: values.len() as u64,
        tested: p_values.len() as u64,
        mean: centred.mean,
        sd: centred.variance.sqrt(),
        hot,
        cold,
        largest_passing_p,
        results,
        params: *params,
    }))
}

/// One unit before the correction; its kind is the side on which it lies.
fn test(
    unit: usize,
    neighbours: &[u32],
    values: &Centred,
    counts: Option<PermutationCounts>,
    inference: Inference,
) -> UnitResult<HotSpot> {
    let (n, weight) = (values.differences.len() as f64, neighbours.len() as f64 + 1.0);
    if values.constant {
        return UnitResult::NotTested(NotTested::ConstantValues);
    }
    if neighbours.is_empty() {
        return UnitResult::NotTested(NotTested::NoNeighbours);
    }
    if weight >= n {
        return UnitResult::NotTested(NotTested::AllAreNeighbours);
    }
    let sum = values.differences[unit] + neighbour_sum(&values.differences, neighbours);
    let z = sum / (values.variance.sqrt() * (weight * (n - weight) / (n - 1.0)).sqrt());
    let (p_value, high) = match (inference, counts) {
        (Inference::Permutation { permutations, tails, .. }, Some(counts)) => {
            (counts.p_value(permutations, tails), counts.at_least < counts.at_most)
        }
        _ => (normal_p(z), z > 0.0),
    };
    let kind = if high { HotSpotKind::Hot } else { HotSpotKind::Cold };
    UnitResult::Tested(HotSpot { z, p_value, adjusted_p: 1.0, kind, permutations: counts })
}
