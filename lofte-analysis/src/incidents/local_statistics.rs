//! What the tests of single units against all units have in common: smallest samples, permutations, and corrected significance.
//!
//! **Conditional permutation.** A unit keeps its value and is given random neighbours out of all others. Drawing them
//! anew for each unit is slow and unnecessary. Here one random row of units is drawn for each permutation. Its first
//! k units are random neighbours for every unit with k neighbours that is not among them; for a unit that is, the
//! next in the row takes its place. Each unit so gets an honest uniform draw from the others, the sums for each k are
//! sorted once, and a unit finds its place among them by bisection. Permutations are shared by units (as in PySAL),
//! so the p-values of different units have related simulation error.
//!
//! Left out on purpose: unequal weights, which would need draws of their own for each unit.

use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::neighbours::Neighbours;
use super::shuffle::generator;
use crate::multiple_testing::{Adjustment, p_adjust};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit};

/// Fewer units than this cannot be told from one another.
pub const MIN_UNITS: u64 = 30;
/// With few units, each needs this many neighbours.
pub const MIN_NEIGHBOURS: u64 = 8;
/// Below this many units [`MIN_NEIGHBOURS`] counts.
pub const FEW_UNITS: u64 = 100;

/// The most numbers that are drawn: permutations times (most neighbours + 1).
const MAX_DRAWS: usize = 1 << 28;
/// Permutations in a block that one thread draws.
const BLOCK: usize = 256;
/// Two sums are the same when they differ by less than this share of the largest possible sum.
const SAME: f64 = 1e-12;

/// Why a local test could not be made.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum LocalError {
    /// There are not as many values as units.
    #[error("there are {values} values and neighbours for {units} units; give one value for each unit")]
    Length {
        /// Number of values.
        values: usize,
        /// Number of units.
        units: usize,
    },
    /// A value is not a number.
    #[error(
        "unit {unit} has a value that is not a number; leave the unit out, or give it 0 if it had no events"
    )]
    Value {
        /// Position of the unit.
        unit: usize,
    },
    /// The values are so large, or differ by so little, that their squares are not numbers.
    #[error("the values are too large or too small to be compared; give them in another unit")]
    TooLarge,
    /// The false discovery rate is not strictly between 0 and 1.
    #[error("the false discovery rate must lie between 0 and 1, for example 0.05; it is {rate}")]
    DiscoveryRate {
        /// The rate that was asked for.
        rate: f64,
    },
    /// No permutations were asked for, or more than can be held.
    #[error(
        "{permutations} permutations with up to {neighbours} neighbours cannot be made; ask for 9999, say, or fewer"
    )]
    Permutations {
        /// Permutations asked for.
        permutations: u32,
        /// The most neighbours that a unit has.
        neighbours: usize,
    },
}

/// The smallest sample of a local test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalSampleSize {
    /// At least this many units; normally [`MIN_UNITS`].
    pub units: u64,
    /// With fewer than `few_units` units, each has at least this many neighbours, where p-values come from the normal
    /// distribution; normally [`MIN_NEIGHBOURS`].
    pub neighbours: u64,
    /// See `neighbours`; normally [`FEW_UNITS`].
    pub few_units: u64,
}

/// Where p-values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inference {
    /// The normal distribution, two-sided.
    Normal,
    /// Conditional permutation.
    Permutation {
        /// Number of permutations; the smallest possible p is 1 / (this + 1). 999 never let a single unit pass a
        /// false discovery rate of 5 % among more than 50; take 9999.
        permutations: u32,
        /// The seed.
        seed: u64,
        /// Which tails count.
        tails: Tails,
    },
}

/// Which tails a permutation p-value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tails {
    /// The smaller tail, as PySAL does: in effect one-sided, so half as large as a two-sided p.
    Smaller,
    /// Twice the smaller tail, at most 1.
    Both,
}

/// How many permutations were as large and as small as what was observed; those that were equal count in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermutationCounts {
    /// Permutations in which the statistic was at least as large as observed.
    pub at_least: u32,
    /// Permutations in which it was at most as large as observed.
    pub at_most: u32,
}

/// The answer for one unit.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::local_statistics::{NotTested, UnitResult};
/// assert_eq!(UnitResult::Tested(1.5).tested(), Some(&1.5));
/// assert_eq!(UnitResult::<f64>::NotTested(NotTested::NoNeighbours).tested(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitResult<T> {
    /// The unit was tested.
    Tested(T),
    /// The test is not defined for it.
    NotTested(NotTested),
}

/// Why a unit was not tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotTested {
    /// All units have the same value.
    ConstantValues,
    /// The unit has no neighbours.
    NoNeighbours,
    /// All other units are its neighbours, so there is nothing else to compare with.
    AllAreNeighbours,
    /// All other units have the same value, so one random neighbour is as good as another.
    OthersAreConstant,
    /// The unit has exactly the mean value, so its statistic is 0 whatever its neighbours are.
    OwnValueIsMean,
}

impl<T> UnitResult<T> {
    /// The answer, if the unit was tested.
    pub fn tested(&self) -> Option<&T> {
        match self {
            Self::Tested(result) => Some(result),
            Self::NotTested(_) => None,
        }
    }

    fn tested_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Tested(result) => Some(result),
            Self::NotTested(_) => None,
        }
    }
}

impl LocalSampleSize {
    /// Neighbours are counted for the normal distribution only: a permutation draws what chance gives for as many
    /// neighbours as the unit has, be they two.
    pub(super) fn check(&self, neighbours: &Neighbours, inference: Inference) -> Option<InsufficientData> {
        let units = neighbours.len() as u64;
        let reason = MinimumReason::NormalFails;
        InsufficientData::check(SampleUnit::Units, units, self.units, reason).or_else(|| {
            let fewest = neighbours.fewest() as u64;
            let counted = units < self.few_units && inference == Inference::Normal;
            let needed = if counted { self.neighbours } else { 0 };
            InsufficientData::check(SampleUnit::Neighbours, fewest, needed, reason)
        })
    }
}

/// Values as differences from their mean, and their spread.
pub(super) struct Centred {
    pub(super) mean: f64,
    /// The sum of squared differences divided by the number of units.
    pub(super) variance: f64,
    pub(super) differences: Vec<f64>,
    pub(super) constant: bool,
}

/// Check the input and centre the values.
pub(super) fn centre(values: &[f64], neighbours: &Neighbours, rate: f64) -> Result<Centred, LocalError> {
    if values.len() != neighbours.len() {
        return Err(LocalError::Length { values: values.len(), units: neighbours.len() });
    }
    if !(rate > 0.0 && rate < 1.0) {
        return Err(LocalError::DiscoveryRate { rate });
    }
    if let Some(unit) = values.iter().position(|value| !value.is_finite()) {
        return Err(LocalError::Value { unit });
    }
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let mut differences: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
    let constant = low >= high;
    if constant {
        differences.fill(0.0);
    }
    let variance = differences.iter().map(|difference| difference * difference).sum::<f64>() / count;
    // Squares that vanish would make the statistic 0/0.
    let usable = mean.is_finite() && variance.is_finite() && (constant || variance.is_normal());
    if usable { Ok(Centred { mean, variance, differences, constant }) } else { Err(LocalError::TooLarge) }
}

/// The statistic of one unit, as the common test needs it.
pub(super) trait LocalStatistic: Send {
    /// The p-value before the correction.
    fn p_value(&self) -> f64;
    /// Takes the adjusted p-value, and what it means at this false discovery rate.
    fn correct(&mut self, p_adjusted: f64, rate: f64);
}

/// The statistics of all units, corrected for their number.
pub(super) struct Corrected<T> {
    pub(super) tested: u64,
    pub(super) largest_passing_p: Option<f64>,
    pub(super) results: Vec<UnitResult<T>>,
}

/// Tests every unit, by permutation where that is asked for, and corrects the p-values.
pub(super) fn test_units<T: LocalStatistic>(
    values: &[f64],
    neighbours: &Neighbours,
    inference: Inference,
    rate: f64,
    test: impl Fn(usize, &[u32], Option<PermutationCounts>) -> UnitResult<T> + Sync,
) -> Result<Corrected<T>, LocalError> {
    let counts = match inference {
        Inference::Normal => None,
        Inference::Permutation { permutations, seed, .. } => {
            Some(permute(values, neighbours, permutations, seed)?)
        }
    };
    let mut results: Vec<UnitResult<T>> = (0..values.len())
        .into_par_iter()
        .with_min_len(1024)
        .map(|unit| test(unit, neighbours.of(unit), counts.as_ref().map(|counts| counts[unit])))
        .collect();
    let p_values: Vec<f64> =
        results.iter().filter_map(|unit| unit.tested().map(LocalStatistic::p_value)).collect();
    let (adjusted, largest_passing_p) = discoveries(&p_values, rate);
    for (unit, p_adjusted) in results.iter_mut().filter_map(UnitResult::tested_mut).zip(adjusted) {
        unit.correct(p_adjusted, rate);
    }
    Ok(Corrected { tested: p_values.len() as u64, largest_passing_p, results })
}

/// The sum of the neighbours' values.
pub(super) fn neighbour_sum(values: &[f64], neighbours: &[u32]) -> f64 {
    neighbours.iter().map(|neighbour| values[*neighbour as usize]).sum()
}

impl PermutationCounts {
    /// (smaller tail + 1) / (permutations + 1).
    pub(super) fn p_value(self, permutations: u32, tails: Tails) -> f64 {
        let smaller = f64::from(self.at_least.min(self.at_most));
        let p = (smaller + 1.0) / (f64::from(permutations) + 1.0);
        match tails {
            Tails::Smaller => p.min(1.0),
            Tails::Both => (2.0 * p).min(1.0),
        }
    }

    pub(super) fn turned(self) -> Self {
        Self { at_least: self.at_most, at_most: self.at_least }
    }
}

/// Benjamini and Hochberg's adjusted p-values, and the largest p that passes at the rate.
fn discoveries(p_values: &[f64], rate: f64) -> (Vec<f64>, Option<f64>) {
    // Every p here is between 0 and 1, so there is nothing that could be refused.
    let adjusted =
        p_adjust(p_values, Adjustment::BenjaminiHochberg).unwrap_or_else(|_| vec![1.0; p_values.len()]);
    let passed = p_values.iter().zip(&adjusted).filter(|(_, q)| **q <= rate).map(|(p, _)| *p);
    let cut = passed.fold(None, |most: Option<f64>, p| Some(most.map_or(p, |most| most.max(p))));
    (adjusted, cut)
}

/// For each unit, where the sum over its neighbours lies among the sums over random neighbours.
fn permute(
    values: &[f64],
    neighbours: &Neighbours,
    permutations: u32,
    seed: u64,
) -> Result<Vec<PermutationCounts>, LocalError> {
    let most = neighbours.sizes().max().unwrap_or(0);
    let length = most + 1;
    if permutations == 0 || length.saturating_mul(permutations as usize) > MAX_DRAWS {
        return Err(LocalError::Permutations { permutations, neighbours: most });
    }
    if neighbours.is_empty() {
        return Ok(Vec::new());
    }
    let drawn = draw(values.len(), length, permutations as usize, seed);
    let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let same = |size: usize| SAME * largest * size as f64;
    let mut sizes: Vec<usize> = neighbours.sizes().collect();
    sizes.sort_unstable();
    sizes.dedup();
    let sums: Vec<Vec<f64>> = sizes.par_iter().map(|size| sums(values, &drawn, length, *size)).collect();
    let sorted: Vec<Vec<f64>> = sums.par_iter().map(|sums| sorted(sums)).collect();
    let slot = |size: usize| sizes.binary_search(&size).unwrap_or(0);
    let observed: Vec<f64> = (0..values.len())
        .into_par_iter()
        .with_min_len(1024)
        .map(|unit| neighbour_sum(values, neighbours.of(unit)))
        .collect();
    let mut counts: Vec<PermutationCounts> = observed
        .par_iter()
        .enumerate()
        .with_min_len(1024)
        .map(|(unit, observed)| {
            let size = neighbours.of(unit).len();
            count(&sorted[slot(size)], *observed, same(size), permutations)
        })
        .collect();
    // A unit that was drawn as its own neighbour: take that sum out and put in the one with the next in the row.
    for (permutation, row) in drawn.chunks_exact(length).enumerate() {
        for (place, unit) in row.iter().enumerate() {
            let unit = *unit as usize;
            let size = neighbours.of(unit).len();
            if place >= size {
                continue;
            }
            let wrong = sums[slot(size)][permutation];
            let right = wrong - values[unit] + values[row[size] as usize];
            let (observed, same, counts) = (observed[unit], same(size), &mut counts[unit]);
            counts.at_least -= u32::from(wrong >= observed - same);
            counts.at_most -= u32::from(wrong <= observed + same);
            counts.at_least += u32::from(right >= observed - same);
            counts.at_most += u32::from(right <= observed + same);
        }
    }
    Ok(counts)
}

fn sums(values: &[f64], drawn: &[u32], length: usize, size: usize) -> Vec<f64> {
    drawn.chunks_exact(length).map(|row| neighbour_sum(values, &row[..size])).collect()
}

fn sorted(sums: &[f64]) -> Vec<f64> {
    let mut sorted = sums.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

#[expect(clippy::cast_possible_truncation, reason = "there are as many sums as permutations, a u32")]
fn count(sorted: &[f64], observed: f64, same: f64, permutations: u32) -> PermutationCounts {
    let below = sorted.partition_point(|sum| *sum < observed - same) as u32;
    let at_most = sorted.partition_point(|sum| *sum <= observed + same) as u32;
    PermutationCounts { at_least: permutations - below, at_most }
}

/// For each permutation, `length` different units in random order.
#[expect(clippy::cast_possible_truncation, reason = "neighbours are numbered in u32, so units fit")]
fn draw(units: usize, length: usize, permutations: usize, seed: u64) -> Vec<u32> {
    let mut drawn = vec![0; length * permutations];
    drawn.par_chunks_mut(length * BLOCK).enumerate().for_each(|(block, rows)| {
        let mut order: Vec<u32> = (0..units as u32).collect();
        let mut swaps = vec![0; length];
        for (row, out) in rows.chunks_exact_mut(length).enumerate() {
            let mut random = generator(seed, (block * BLOCK + row) as u64);
            for (place, swap) in swaps.iter_mut().enumerate() {
                *swap = random.random_range(place as u32..units as u32) as usize;
                order.swap(place, *swap);
                out[place] = order[place];
            }
            // Put everything back, so that a row does not depend on the rows before it.
            for (place, swap) in swaps.iter().enumerate().rev() {
                order.swap(place, *swap);
            }
        }
    });
    drawn
}
