//! Rates drawn to the mean by their moments: of all areas, or of each area with its neighbours.

use serde::{Deserialize, Serialize};

use super::{MAX_AREAS, MAX_COUNT, ShrinkageError, ShrinkageSampleSize};
use crate::incidents::neighbours::Neighbours;
use crate::incidents::rates::CountIn;
use crate::sample_size::{SampleUnit, Sufficiency};

/// The rate of one area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShrunkRate {
    /// Events and population.
    pub counted: CountIn,
    /// Its own rate.
    pub rate: f64,
    /// The rate of what it is drawn to.
    pub mean: f64,
    /// The weight of its own rate, from 0 to 1.
    pub weight: f64,
    /// The rate drawn to the mean.
    pub estimate: f64,
}

/// The rates of all areas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShrunkRates {
    /// Events of all areas over their population.
    pub mean: f64,
    /// Variance between all areas beyond chance, 0 or more.
    pub between_variance: f64,
    /// One for each area, in the order given.
    pub areas: Vec<ShrunkRate>,
    /// What was asked for.
    pub min_sample: ShrinkageSampleSize,
}

/// Mean and variance between areas beyond chance.
struct Moments {
    mean: f64,
    between: f64,
}

impl Moments {
    fn of(areas: impl Iterator<Item = CountIn> + Clone) -> Self {
        let count: f64 = areas.clone().map(|area| area.count as f64).sum();
        let population: f64 = areas.clone().map(|area| area.population).sum();
        let (mean, n) = (count / population, areas.clone().count() as f64);
        let square = |area: CountIn| area.population * (area.count as f64 / area.population - mean).powi(2);
        let variance = areas.map(square).sum::<f64>() / population;
        Self { mean, between: (variance - mean / (population / n)).max(0.0) }
    }

    fn draw(&self, counted: CountIn) -> ShrunkRate {
        let rate = counted.count as f64 / counted.population;
        let whole = self.between + self.mean / counted.population;
        // Without any events around there is nothing to weigh, and the rate is 0.
        let weight = if whole > 0.0 { self.between / whole } else { 0.0 };
        let estimate = self.mean + weight * (rate - self.mean);
        ShrunkRate { counted, rate, mean: self.mean, weight, estimate }
    }
}

/// Rates drawn to the mean of all areas.
///
/// m = sum O / sum N, s^2 = sum N (r - m)^2 / sum N, A = max(0, s^2 - m / mean N); the estimate is m + A/(A + m/N) (r - m). Rates are
/// events for each resident. Where the areas differ no more than by chance, A is 0 and all get the mean.
///
/// Smallest sample: ten areas and thirty events.
///
/// # Errors
/// [`ShrinkageError`].
///
/// # References
/// R. J. Marshall, *Mapping disease and mortality rates using empirical Bayes estimators*, Applied Statistics 40 (1991); R's
/// `EBest` of spdep.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::rates::CountIn;
/// use lofte_analysis::incidents::shrinkage::{ShrinkageSampleSize, marshall::eb_marshall};
/// let areas: Vec<CountIn> =
///     (1..=12).map(|i| CountIn { count: i * (i % 4), population: 500.0 * i as f64 }).collect();
/// let found = eb_marshall(&areas, ShrinkageSampleSize { areas: 10, counted: 30 })?.sufficient().unwrap();
/// let small = found.areas[0];
/// assert!(small.weight < found.areas[11].weight && small.rate < small.estimate.max(found.mean));
/// # Ok::<(), lofte_analysis::incidents::shrinkage::ShrinkageError>(())
/// ```
pub fn eb_marshall(
    areas: &[CountIn],
    min_sample: ShrinkageSampleSize,
) -> Result<Sufficiency<ShrunkRates>, ShrinkageError> {
    let events = events(areas)?;
    if let Some(few) = min_sample.check(areas.len(), SampleUnit::Events, events) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let all = Moments::of(areas.iter().copied());
    let drawn = areas.iter().map(|area| all.draw(*area)).collect();
    Ok(Sufficiency::Sufficient(ShrunkRates {
        mean: all.mean,
        between_variance: all.between,
        areas: drawn,
        min_sample,
    }))
}

/// Rates drawn to the mean of each area and its neighbours.
///
/// The same sums as [`eb_marshall`], over the area and its neighbours. Some programs centre each neighbour at its own local mean
/// instead, which is another estimate. Where there are no events around, the rate is 0.
///
/// Smallest sample: ten areas and thirty events.
///
/// # Errors
/// [`ShrinkageError`].
///
/// # References
/// R. J. Marshall, Applied Statistics 40 (1991); R's `EBlocal` of spdep with `geoda = TRUE`.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::neighbours::Neighbours;
/// use lofte_analysis::incidents::rates::CountIn;
/// use lofte_analysis::incidents::shrinkage::{ShrinkageSampleSize, marshall::eb_local};
/// let areas: Vec<CountIn> = (0..12).map(|i| CountIn { count: 3 + i % 5, population: 1000.0 }).collect();
/// let ring: Vec<Vec<u32>> = (0..12).map(|i| vec![(i + 1) % 12, (i + 11) % 12]).collect();
/// let min_sample = ShrinkageSampleSize { areas: 10, counted: 30 };
/// let found = eb_local(&areas, &Neighbours::from_lists(&ring)?, min_sample)?.sufficient().unwrap();
/// assert!((found.areas[1].mean - 12.0 / 3000.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn eb_local(
    areas: &[CountIn],
    neighbours: &Neighbours,
    min_sample: ShrinkageSampleSize,
) -> Result<Sufficiency<ShrunkRates>, ShrinkageError> {
    if neighbours.len() != areas.len() {
        return Err(ShrinkageError::Neighbours { areas: areas.len(), lists: neighbours.len() });
    }
    let events = events(areas)?;
    if let Some(few) = min_sample.check(areas.len(), SampleUnit::Events, events) {
        return Ok(Sufficiency::Insufficient(few));
    }
    let around = |area: usize| {
        let near = neighbours.of(area).iter().map(|other| areas[*other as usize]);
        Moments::of(near.chain(std::iter::once(areas[area]))).draw(areas[area])
    };
    let all = Moments::of(areas.iter().copied());
    Ok(Sufficiency::Sufficient(ShrunkRates {
        mean: all.mean,
        between_variance: all.between,
        areas: (0..areas.len()).map(around).collect(),
        min_sample,
    }))
}

/// The sum of all events, when every area can be used.
fn events(areas: &[CountIn]) -> Result<u64, ShrinkageError> {
    if areas.len() > MAX_AREAS {
        return Err(ShrinkageError::TooMany { areas: areas.len() });
    }
    let mut events = 0;
    for (area, CountIn { count, population }) in areas.iter().copied().enumerate() {
        if !(1e-9..=1e12).contains(&population) || count > MAX_COUNT {
            return Err(ShrinkageError::Area { area, count, of: population });
        }
        events += count;
    }
    Ok(events)
}
