//! The same place again: more often than events thrown at random over the places at risk would hit one twice.
//!
//! Repeats beyond chance have two reasons that this table cannot tell apart: some places are at higher risk for good, and an
//! event raises the risk of its place for a while; [`near_repeat`](super::near_repeat) can in part. An unknown address, a
//! police station or the middle of a block is a place that everything hits: leave them out and say how many they were.
//! A year's window cuts off half of the repeats of its last months.
//!
//! Left out on purpose: which places it was, which is never published.

use serde::{Deserialize, Serialize};

use crate::distribution::exact_tails::{binomial_at_least, binomial_probability};
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual fewest events.
pub const MIN_EVENTS: u64 = 20;

/// The most events for which the exact p-value is computed: time and memory grow with the square.
const MAX_EVENTS_EXACT: u64 = 10_000;
/// The most events and the most places.
const MAX_COUNT: u64 = 1_000_000_000;

/// Why repeats cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RepeatPlacesError {
    /// More places were hit than are at risk.
    #[error(
        "{hit} places were hit, but only {at_risk} are at risk; count all places where it could have happened"
    )]
    PlacesAtRisk {
        /// Places with an event.
        hit: u64,
        /// Places at risk.
        at_risk: u64,
    },
    /// A group has no place, or places without a weight.
    #[error("group {group} of places has no places or no dwellings; leave it out")]
    Group {
        /// Position of the group.
        group: usize,
    },
    /// More than can be computed.
    #[error("there are more than a thousand million events, places or dwellings; choose fewer")]
    TooLarge,
}

/// Places at risk that are alike: each is hit with the same probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacesAtRisk {
    /// How many places, at least one.
    pub places: u64,
    /// Dwellings at each, at least one: a stair with 36 is hit 36 times as often by chance as a house.
    pub dwellings: u64,
}

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatPlacesParams {
    /// Fewer events give no answer; see [`MIN_EVENTS`].
    pub min_events: u64,
}

/// Repeats beside chance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepeatPlaces {
    /// Number of events.
    pub events: u64,
    /// Places at risk.
    pub places_at_risk: u64,
    /// Different places with an event.
    pub places_hit: u64,
    /// Events at a place that already had one: `events` - `places_hit`.
    pub repeats: u64,
    /// Repeats of all events, from 0 to 1.
    pub repeat_share: f64,
    /// Places with two events or more.
    pub hit_twice: u64,
    /// Places that chance would hit.
    pub expected_places_hit: f64,
    /// Standard deviation of that, where all places are alike.
    pub deviation: Option<f64>,
    /// Repeats that chance would give.
    pub expected_repeats: f64,
    /// Places that chance would hit twice or more.
    pub expected_hit_twice: f64,
    /// Repeats over expected repeats; none where none are expected, with a single event.
    pub ratio: Option<f64>,
    /// Probability of so few different places, or fewer, by chance; where all places are alike and events are not too many
    /// for the exact distribution.
    pub p_value: Option<f64>,
    /// Events at the place with most.
    pub largest: u64,
    /// Upper bound of the probability of so many at any place by chance.
    pub largest_p_bound: f64,
    /// What was asked for.
    pub params: RepeatPlacesParams,
}

/// Places hit again, against events thrown at random over the places at risk.
///
/// `events_at` has the number of events at each place that was hit; zeros are passed over. For n events over M places, q =
/// (1 - 1/M)^n: the expected number of different places is M (1 - q), with variance M q + M (M - 1) (1 - 2/M)^n - M^2 q^2, and
/// P(D <= d) follows exactly from `f_{k+1}(d)` = `f_k(d)` d/M + `f_k(d-1)` (M - d + 1)/M. Places with several dwellings are hit with
/// probability dwellings / all dwellings; then there is no p-value. The place with most is judged by the sum of P(Bin(n, `p_i`)
/// >= most) over all places.
///
/// Smallest sample: twenty events.
///
/// # Errors
/// [`RepeatPlacesError`].
///
/// # References
/// W. Feller, *An Introduction to Probability Theory and Its Applications I* (1968), section II.5 (occupancy); K. Pease, *Repeat
/// Victimisation: Taking Stock* (1998).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::repeat_places::{PlacesAtRisk, RepeatPlacesParams, repeat_places};
/// // 89 burglaries among 5 400 houses: 74 once, 6 twice, 1 three times.
/// let events_at = [vec![1; 74], vec![2; 6], vec![3]].concat();
/// let houses = PlacesAtRisk { places: 5400, dwellings: 1 };
/// let found = repeat_places(&events_at, &[houses], &RepeatPlacesParams { min_events: 20 })?.sufficient().unwrap();
/// assert_eq!((found.repeats, format!("{:.2}", found.expected_repeats)), (8, "0.72".to_owned()));
/// assert!(found.p_value.unwrap() < 1e-6);
/// # Ok::<(), lofte_analysis::incidents::repeat_places::RepeatPlacesError>(())
/// ```
pub fn repeat_places(
    events_at: &[u64],
    at_risk: &[PlacesAtRisk],
    params: &RepeatPlacesParams,
) -> Result<Sufficiency<RepeatPlaces>, RepeatPlacesError> {
    let events = events_at.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let places_hit = events_at.iter().filter(|count| **count > 0).count() as u64;
    let hit_twice = events_at.iter().filter(|count| **count > 1).count() as u64;
    let largest = events_at.iter().copied().max().unwrap_or(0);
    let places_at_risk = places_of(at_risk)?;
    if events > MAX_COUNT {
        return Err(RepeatPlacesError::TooLarge);
    }
    if places_at_risk < places_hit {
        return Err(RepeatPlacesError::PlacesAtRisk { hit: places_hit, at_risk: places_at_risk });
    }
    let needed = params.min_events.max(1);
    let few = InsufficientData::check(SampleUnit::Events, events, needed, MinimumReason::PatternIsChance);
    if let Some(few) = few {
        return Ok(Sufficiency::Insufficient(few));
    }
    let chance = Chance::of(at_risk, events);
    let alike = at_risk.iter().all(|group| group.dwellings == at_risk[0].dwellings);
    let (n, places) = (events as f64, places_at_risk as f64);
    let repeats = events - places_hit;
    Ok(Sufficiency::Sufficient(RepeatPlaces {
        events,
        places_at_risk,
        places_hit,
        repeats,
        repeat_share: repeats as f64 / n,
        hit_twice,
        expected_places_hit: n - chance.repeats,
        deviation: alike.then(|| variance(places, n).sqrt()),
        expected_repeats: chance.repeats,
        expected_hit_twice: chance.hit_twice,
        ratio: (chance.repeats > 0.0).then(|| repeats as f64 / chance.repeats),
        p_value: (alike && events <= MAX_EVENTS_EXACT).then(|| so_few(places, events, places_hit)),
        largest,
        largest_p_bound: chance.bound(largest as f64),
        params: *params,
    }))
}

/// All places at risk.
fn places_of(at_risk: &[PlacesAtRisk]) -> Result<u64, RepeatPlacesError> {
    let (mut places, mut dwellings) = (0_u64, 0_u64);
    for (group, of) in at_risk.iter().enumerate() {
        if of.places == 0 || of.dwellings == 0 {
            return Err(RepeatPlacesError::Group { group });
        }
        places = places.saturating_add(of.places);
        dwellings = dwellings.saturating_add(of.places.saturating_mul(of.dwellings));
    }
    if dwellings > MAX_COUNT { Err(RepeatPlacesError::TooLarge) } else { Ok(places) }
}

/// What chance gives.
struct Chance {
    events: f64,
    /// For each group of places: how many, and the probability of each.
    groups: Vec<(f64, f64)>,
    repeats: f64,
    hit_twice: f64,
}

impl Chance {
    fn of(at_risk: &[PlacesAtRisk], events: u64) -> Self {
        let all: f64 = at_risk.iter().map(|group| group.places as f64 * group.dwellings as f64).sum();
        let group = |group: &PlacesAtRisk| (group.places as f64, group.dwellings as f64 / all);
        let groups: Vec<(f64, f64)> = at_risk.iter().map(group).collect();
        let n = events as f64;
        let (mut repeats, mut hit_twice) = (0.0, 0.0);
        for (places, p) in &groups {
            // n p - (1 - (1-p)^n), which is what the place has beyond its first, without the difference of two near numbers
            // where p is small.
            let none = n * (-p).ln_1p();
            let once = if events == 1 { *p } else { n * p * ((n - 1.0) * (-p).ln_1p()).exp() };
            repeats += places * (n * p + none.exp_m1()).max(0.0);
            hit_twice += places * (-none.exp_m1() - once).max(0.0);
        }
        Self { events: n, groups, repeats, hit_twice }
    }

    /// The sum over all places of the probability of at least `most`.
    fn bound(&self, most: f64) -> f64 {
        let tail = |p: f64| if p < 1.0 { binomial_at_least(most, self.events, p, 1.0 - p) } else { 1.0 };
        self.groups.iter().map(|(places, p)| places * tail(*p)).sum::<f64>().min(1.0)
    }
}

/// Variance of the number of different places, all alike.
fn variance(places: f64, n: f64) -> f64 {
    let none = (n * (-1.0 / places).ln_1p()).exp();
    let neither = if places > 2.0 { (n * (-2.0 / places).ln_1p()).exp() } else { 0.0 };
    (places * none + places * (places - 1.0) * neither - places * places * none * none).max(0.0)
}

/// P(D <= hit) for the number D of different places, all alike.
fn so_few(places: f64, events: u64, hit: u64) -> f64 {
    // Only as many as were hit are needed, since the number never falls.
    let mut chance = vec![0.0; usize::try_from(hit).unwrap_or(0) + 1];
    chance[0] = 1.0;
    for _ in 0..events {
        for different in (1..chance.len()).rev() {
            let d = different as f64;
            chance[different] =
                chance[different] * d / places + chance[different - 1] * (places - d + 1.0) / places;
        }
        chance[0] = 0.0;
    }
    chance.iter().sum::<f64>().clamp(0.0, 1.0)
}

/// Places that chance hits exactly `times` times, when all `places` are alike.
///
/// The mean of a binomial count over all places: what a table of places by number of events is to be read beside.
///
/// # References
/// W. Feller, *An Introduction to Probability Theory and Its Applications I* (1968), section II.5.
///
/// # Examples
/// ```
/// let once = lofte_analysis::incidents::repeat_places::expected_places(5400, 89, 1);
/// assert!((once - 87.56).abs() < 0.01);
/// ```
pub fn expected_places(places: u64, events: u64, times: u64) -> f64 {
    let (all, n, k) = (places.clamp(1, MAX_COUNT) as f64, events.min(MAX_COUNT) as f64, times as f64);
    if k > n {
        return 0.0;
    }
    if places <= 1 {
        return if times == events { 1.0 } else { 0.0 };
    }
    all * binomial_probability(k, n, 1.0 / all, 1.0 - 1.0 / all)
}
