//! Hot and cold spots by Getis and Ord's Gi*, corrected for looking everywhere.
//!
//! For each unit: is the sum over the unit and its neighbours higher or lower than chance would give? A map of
//! thousands of such tests always has some that look significant, so the answer that counts is the one after
//! Benjamini and Hochberg's correction.
//!
//! A count without a denominator finds where people are. Give rates, or observed divided by expected, or say so.
//!
//! Left out on purpose: unequal weights, and Gi without the unit itself.

use serde::{Deserialize, Serialize};

use super::local_statistics::{
    Centred, Corrected, Inference, LocalError, LocalSampleSize, LocalStatistic, NotTested, PermutationCounts,
    UnitResult, centre, neighbour_sum, test_units,
};
use super::neighbours::Neighbours;
use crate::distribution::normal_two_sided;
use crate::sample_size::Sufficiency;

/// What [`local_getis_ord`] is to do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LocalGetisOrdParams {
    /// Where p-values come from.
    pub inference: Inference,
    /// The share of false ones among the hot and cold spots that is accepted, for example 0.05.
    pub false_discovery_rate: f64,
    /// The smallest sample.
    pub min_sample: LocalSampleSize,
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
pub struct LocalGetisOrd {
    /// Gi* as a standard normal deviate.
    pub z: f64,
    /// The p-value, before correction.
    pub p_value: f64,
    /// The smallest false discovery rate at which the unit would still pass.
    pub p_adjusted: f64,
    /// What the unit is at the wanted rate.
    pub kind: HotSpotKind,
    /// How many permutations were as large and as small; none with [`Inference::Normal`].
    pub permutations: Option<PermutationCounts>,
}

/// Gi* of all units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalGetisOrdResults {
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
    pub results: Vec<UnitResult<LocalGetisOrd>>,
    /// What was asked for.
    pub params: LocalGetisOrdParams,
}

/// Getis and Ord's Gi* for each unit, with false discovery rate.
///
/// z_i = (sum_j w_ij x_j - m W_i) / (S sqrt((n W_i - W_i^2) / (n - 1))), where w_ij is 1 for the unit itself and its
/// neighbours and 0 otherwise, W_i = sum_j w_ij, m the mean and S^2 = mean(x^2) - m^2 over all n units. The p-value
/// is two-sided normal, or by conditional permutation of the neighbours (see [`local_statistics`](super::local_statistics)).
/// Values may have any unit. A unit is not tested when all values are equal, when it has no neighbours, or when all
/// other units are its neighbours.
///
/// The same input and seed give the same result on any number of threads.
///
/// Smallest sample: [`LocalSampleSize`].
///
/// # Errors
/// [`LocalError`].
///
/// # References
/// A. Getis, J. K. Ord, Geographical Analysis 24 (1992); J. K. Ord, A. Getis, Geographical Analysis 27 (1995); Y.
/// Benjamini, Y. Hochberg, JRSS B 57 (1995).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::local_getis_ord::{HotSpotKind, LocalGetisOrdParams, local_getis_ord};
/// use lofte_analysis::incidents::local_statistics::{FEW_UNITS, MIN_NEIGHBOURS, MIN_UNITS, Inference, LocalSampleSize};
/// use lofte_analysis::incidents::neighbours::{Cell, Contiguity, Neighbours};
/// // 12 x 12 cells with one event each, and a block of nine cells with twenty.
/// let cells: Vec<Cell> = (0..144).map(|i| Cell { row: i / 12, column: i % 12 }).collect();
/// let block = |c: &Cell| (4..7).contains(&c.row) && (4..7).contains(&c.column);
/// let values: Vec<f64> = cells.iter().map(|c| if block(c) { 20.0 } else { 1.0 }).collect();
/// let params = LocalGetisOrdParams {
///     inference: Inference::Normal,
///     false_discovery_rate: 0.05,
///     min_sample: LocalSampleSize { units: MIN_UNITS, neighbours: MIN_NEIGHBOURS, few_units: FEW_UNITS },
/// };
/// let found = local_getis_ord(&values, &Neighbours::of_cells(&cells, Contiguity::Queen)?, &params)?.sufficient().unwrap();
/// let middle = found.results[5 * 12 + 5].tested().unwrap();
/// assert_eq!((middle.kind, found.results[0].tested().unwrap().kind), (HotSpotKind::Hot, HotSpotKind::Neither));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn local_getis_ord(
    values: &[f64],
    neighbours: &Neighbours,
    params: &LocalGetisOrdParams,
) -> Result<Sufficiency<LocalGetisOrdResults>, LocalError> {
    let centred = centre(values, neighbours, params.false_discovery_rate)?;
    if let Some(few) = params.min_sample.check(neighbours, params.inference) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let found = test_units(
        values,
        neighbours,
        params.inference,
        params.false_discovery_rate,
        |unit, neighbours, counts| test(unit, neighbours, &centred, counts, params.inference),
    )?;
    let Corrected { tested, largest_passing_p, results } = found;
    let of_kind =
        |kind| results.iter().filter_map(UnitResult::tested).filter(|unit| unit.kind == kind).count();
    let (hot, cold) = (of_kind(HotSpotKind::Hot) as u64, of_kind(HotSpotKind::Cold) as u64);
    Ok(Sufficiency::Sufficient(LocalGetisOrdResults {
        units: values.len() as u64,
        tested,
        mean: centred.mean,
        sd: centred.variance.sqrt(),
        hot,
        cold,
        largest_passing_p,
        results,
        params: *params,
    }))
}

impl LocalStatistic for LocalGetisOrd {
    fn p_value(&self) -> f64 {
        self.p_value
    }

    fn correct(&mut self, p_adjusted: f64, rate: f64) {
        self.p_adjusted = p_adjusted;
        if p_adjusted > rate {
            self.kind = HotSpotKind::Neither;
        }
    }
}

/// One unit before the correction; its kind is the side on which it lies.
fn test(
    unit: usize,
    neighbours: &[u32],
    values: &Centred,
    counts: Option<PermutationCounts>,
    inference: Inference,
) -> UnitResult<LocalGetisOrd> {
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
        _ => (normal_two_sided(z), z > 0.0),
    };
    let kind = if high { HotSpotKind::Hot } else { HotSpotKind::Cold };
    UnitResult::Tested(LocalGetisOrd { z, p_value, p_adjusted: 1.0, kind, permutations: counts })
}
