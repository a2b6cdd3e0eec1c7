//! How unevenly events are spread over places, beside what chance gives.
//!
//! "Half of all burglaries are at 4 % of the addresses" sounds like a finding. With 83 burglaries and 5 000 addresses
//! it is what chance alone gives, since most addresses must be empty. Every figure here stands beside the same figure
//! for the same events thrown at random.
//!
//! Units are all places where an event could have happened (cells, street segments, addresses), also those without
//! any; leaving the empty ones out makes everything look even.
//!
//! Left out on purpose: drawing street segments, and comparison of two curves.

use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::shuffle::generator;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// With fewer events than this nothing can be concentrated.
pub const MIN_EVENTS: u64 = 2;
/// With fewer units than this nothing can be concentrated.
pub const MIN_UNITS: u64 = 2;

/// A share is reached when the sum is within this part of it, so that rounding costs no unit.
const ROUNDING: f64 = 1e-12;
/// The most units, so that a simulated table fits in memory.
const MAX_UNITS: usize = 1 << 26;
/// The most events, so that throwing them at random comes to an end.
const MAX_EVENTS: u64 = 1 << 32;
/// The most simulations.
pub const MAX_SIMULATIONS: u32 = 99_999;
/// The most points of a curve.
pub const MAX_CURVE_STEPS: u32 = 100_000;
/// Throws in all simulations together, at 3-5 ns each; sorting a unit costs about as much as a throw.
const MAX_THROWS: u64 = 100_000_000_000;

/// Why concentration could not be measured.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ConcentrationError {
    /// There are more units than can be handled.
    #[error("there are more than {MAX_UNITS} units; take larger units")]
    TooManyUnits,
    /// An event is at a unit that does not exist.
    #[error("event {event} is at unit {unit}, but there are only {units} units")]
    UnknownUnit {
        /// Position of the event.
        event: usize,
        /// The unit it names.
        unit: u32,
        /// Number of units.
        units: u32,
    },
    /// There are not as many weights as events.
    #[error("there are {events} events and {weights} weights; give one weight for each event")]
    Length {
        /// Number of events.
        events: usize,
        /// Number of weights.
        weights: usize,
    },
    /// A weight is not a positive number.
    #[error("event {event} has a weight that is not a positive number; leave out events without weight")]
    Weight {
        /// Position of the event.
        event: usize,
    },
    /// There are too many events to be thrown at random, or the weights are too large to be added.
    #[error("there are too many events, or their weights are too large, to be compared with chance")]
    TooLarge,
    /// A share is not above 0 and at most 1.
    #[error("a share of events must be above 0 and at most 1, for example 0.5; it is {share}")]
    Share {
        /// The share that was asked for.
        share: f64,
    },
    /// The confidence level is not strictly between 0 and 1.
    #[error("the level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// No simulations were asked for.
    #[error("give at least one simulation of chance, for example 999")]
    NoSimulations,
    /// More simulations than there is time and memory for.
    #[error(
        "{simulations} simulations are more than {MAX_SIMULATIONS}; 999 are enough for a p-value of 0.05"
    )]
    TooManySimulations {
        /// The number that was asked for.
        simulations: u32,
    },
    /// More throws than there is time for.
    #[error(
        "throwing {events} events over {units} units {simulations} times would take hours; ask for fewer simulations, \
         for example 99, or for larger units"
    )]
    TooManyThrows {
        /// Number of events.
        events: u64,
        /// Number of units.
        units: u64,
        /// The number of simulations that was asked for.
        simulations: u32,
    },
    /// More points of the curve than anybody can see.
    #[error("a curve of {steps} points is more than {MAX_CURVE_STEPS}; 100 are enough for a picture")]
    TooManySteps {
        /// The number that was asked for.
        steps: u32,
    },
}

/// What [`concentration`] and [`weighted_concentration`] are to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConcentrationParams {
    /// Shares of the events whose places are counted, for example 0.25, 0.5 and 0.8.
    pub shares: Vec<f64>,
    /// Number of equal steps of the curve, for example 100; 0 gives no curve.
    pub curve_steps: u32,
    /// Number of times the events are thrown at random, for example 999.
    pub simulations: u32,
    /// The seed.
    pub seed: u64,
    /// Level of the range that chance gives, for example 0.95.
    pub level: f64,
    /// Fewer events give no answer; normally [`MIN_EVENTS`].
    pub min_events: u64,
    /// Fewer units give no answer; normally [`MIN_UNITS`].
    pub min_units: u64,
}

/// What a figure is when the same events are thrown at random over all units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// The mean over the simulations.
    pub mean: f64,
    /// The lower end of the range that holds `level` of the simulations.
    pub lower: f64,
    /// The upper end of it.
    pub upper: f64,
    /// (simulations at least as concentrated + 1) / (simulations + 1).
    pub p_value: f64,
}

/// A figure and what chance gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// The figure for the events as they are.
    pub observed: f64,
    /// The same for chance.
    pub chance: Chance,
}

/// The places that hold a share of the events.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShareOfUnits {
    /// The share of the events.
    pub share: f64,
    /// The fewest units that hold at least this share.
    pub units: u64,
    /// Their share of all units.
    pub of_all: Beside,
    /// Their share of the units with an event.
    pub of_used: Beside,
}

/// A point of the Lorenz curve, read from the busiest unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The busiest units, this many.
    pub units: u64,
    /// Their share of all units.
    pub of_units: f64,
    /// The share of events (or weight) that they hold.
    pub of_events: f64,
}

/// Gini coefficients.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gini {
    /// Gini's coefficient over all units: 0 when all have the same, towards 1 when one has everything.
    pub plain: Beside,
    /// Bernasco and Steenbeek's, which is 0 when the events are spread as evenly as so few can be; none with weights.
    pub generalised: Option<f64>,
    /// `generalised` times m/(m - 1), m the smaller of the numbers of units and events, so that it reaches 1.
    pub generalised_unbiased: Option<f64>,
}

/// How concentrated events are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Concentration {
    /// Number of units.
    pub units: u64,
    /// Number of units with an event.
    pub used: u64,
    /// Number of events.
    pub events: u64,
    /// Sum of the weights; the number of events without weights.
    pub weight: f64,
    /// Gini coefficients.
    pub gini: Gini,
    /// For each share that was asked for.
    pub shares: Vec<ShareOfUnits>,
    /// The curve.
    pub curve: Vec<CurvePoint>,
    /// What was asked for.
    pub params: ConcentrationParams,
}

/// Concentration of events over units.
///
/// `counts` has one entry for each unit, with zeros. Gini = 2 sum_i i x_(i) / (n sum x) - (n+1)/n with x in rising
/// order; generalised G' = max(1, n/c) (G - 1) + 1 for c events. The share of units is the fewest units that hold at
/// least the wanted share of events. Chance: each event falls on each unit with the same probability, independently.
/// Shares are from 0 to 1. The same input and seed give the same result on any number of threads.
///
/// Smallest sample: two events and two units; with fewer the measures are not defined.
///
/// # Errors
/// [`ConcentrationError`].
///
/// # References
/// W. Bernasco, W. Steenbeek, *More Places than Crimes*, J. Quant. Criminol. 33 (2017); A. Chalfin, J. Kaplan, M.
/// Cuellar, *Measuring Marginal Crime Concentration*, J. Res. Crime Delinq. 58 (2021).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::concentration::{ConcentrationParams, concentration};
/// let params = ConcentrationParams {
///     shares: vec![0.5], curve_steps: 10, simulations: 99, seed: 1, level: 0.95, min_events: 2, min_units: 2,
/// };
/// let found = concentration(&[5, 2, 1, 0, 0, 0, 0, 0, 0, 0], &params)?.sufficient().unwrap();
/// assert!((found.gini.plain.observed - 0.80).abs() < 1e-12);
/// assert!((found.gini.generalised.unwrap() - 0.75).abs() < 1e-12);
/// assert_eq!((found.shares[0].units, found.shares[0].of_all.observed), (1, 0.1));
/// # Ok::<(), lofte_analysis::incidents::concentration::ConcentrationError>(())
/// ```
pub fn concentration(
    counts: &[u64],
    params: &ConcentrationParams,
) -> Result<Sufficiency<Concentration>, ConcentrationError> {
    let mut events = 0_u64;
    for count in counts {
        events = events.saturating_add(*count);
    }
    if events > MAX_EVENTS {
        return Err(ConcentrationError::TooLarge);
    }
    let loads: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
    measure(loads, Load::Counts(events), params)
}

/// Concentration of weight (for example harm) over units.
///
/// `unit_of_event` and `weights` have one entry for each event; there are `units` units, numbered from 0. Chance
/// throws each event with its own weight, so a few heavy events are expected to look concentrated. The generalised
/// Gini has no meaning for weights and is none.
///
/// Smallest sample, errors and sources: as [`concentration`].
///
/// # Errors
/// As [`concentration`]; also a weight that is not a positive number.
///
/// # References
/// As [`concentration`]; simulated weights as in W. Bernasco, W. Steenbeek, *More Places than Crimes*, J. Quant.
/// Criminol. 33 (2017).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::concentration::{ConcentrationParams, weighted_concentration};
/// let params = ConcentrationParams {
///     shares: vec![0.8], curve_steps: 0, simulations: 99, seed: 1, level: 0.95, min_events: 2, min_units: 2,
/// };
/// let found = weighted_concentration(&[0, 1, 1], &[900.0, 10.0, 10.0], 50, &params)?.sufficient().unwrap();
/// // One unit holds 80 % of the harm; so does it always, wherever the heavy event falls.
/// assert_eq!((found.shares[0].units, found.shares[0].of_all.chance.p_value), (1, 1.0));
/// # Ok::<(), lofte_analysis::incidents::concentration::ConcentrationError>(())
/// ```
pub fn weighted_concentration(
    unit_of_event: &[u32],
    weights: &[f64],
    units: u32,
    params: &ConcentrationParams,
) -> Result<Sufficiency<Concentration>, ConcentrationError> {
    if unit_of_event.len() != weights.len() {
        return Err(ConcentrationError::Length { events: unit_of_event.len(), weights: weights.len() });
    }
    if units as usize > MAX_UNITS {
        return Err(ConcentrationError::TooManyUnits);
    }
    let mut loads = vec![0.0; units as usize];
    for (event, (unit, weight)) in unit_of_event.iter().zip(weights).enumerate() {
        if !(*weight > 0.0 && weight.is_finite()) {
            return Err(ConcentrationError::Weight { event });
        }
        match loads.get_mut(*unit as usize) {
            Some(load) => *load += weight,
            None => return Err(ConcentrationError::UnknownUnit { event, unit: *unit, units }),
        }
    }
    measure(loads, Load::Weights(weights), params)
}

/// What is thrown at random.
#[derive(Clone, Copy)]
enum Load<'a> {
    Counts(u64),
    Weights(&'a [f64]),
}

/// The figures of one spread, observed or simulated.
struct Figures {
    gini: f64,
    used: usize,
    /// For each wanted share, the fewest units.
    units: Vec<usize>,
}

fn measure(
    mut loads: Vec<f64>,
    load: Load<'_>,
    params: &ConcentrationParams,
) -> Result<Sufficiency<Concentration>, ConcentrationError> {
    check(&loads, params)?;
    let (units, events) = (loads.len() as u64, load.events());
    let below = |what, have, need| InsufficientData::check(what, have, need, MinimumReason::Undefined);
    // Whatever the caller says, one event or unit is never spread.
    if let Some(few) = below(SampleUnit::Events, events, params.min_events.max(MIN_EVENTS))
        .or_else(|| below(SampleUnit::Units, units, params.min_units.max(MIN_UNITS)))
    {
        return Ok(Sufficiency::Insufficient(few));
    }
    let simulations = params.simulations;
    if (events + units).saturating_mul(simulations.into()) > MAX_THROWS {
        return Err(ConcentrationError::TooManyThrows { events, units, simulations });
    }
    loads.sort_unstable_by(|a, b| b.total_cmp(a));
    let weight: f64 = loads.iter().sum();
    let ranks = loads.len() as f64 * loads.len() as f64;
    if !(weight > 0.0 && (weight * ranks).is_finite()) {
        return Err(ConcentrationError::TooLarge);
    }
    let observed = Figures::of(&loads, &params.shares);
    let simulated = simulate(load, loads.len(), params);
    let beside = |figure: &(dyn Fn(&Figures) -> f64 + Sync), fewer: bool| {
        let values: Vec<f64> = simulated.iter().map(figure).collect();
        let observed = figure(&observed);
        Beside { observed, chance: chance(values, observed, fewer, params.level) }
    };
    let n = loads.len() as f64;
    let plain = beside(&|figures| figures.gini, false);
    let generalised = match load {
        Load::Counts(events) => Some((n / events as f64).max(1.0) * (plain.observed - 1.0) + 1.0),
        Load::Weights(_) => None,
    };
    let most = units.min(events) as f64;
    let gini =
        Gini { plain, generalised, generalised_unbiased: generalised.map(|g| g * most / (most - 1.0)) };
    let shares = params.shares.iter().enumerate().map(|(i, share)| ShareOfUnits {
        share: *share,
        units: observed.units[i] as u64,
        of_all: beside(&|figures| figures.units[i] as f64 / n, true),
        of_used: beside(&|figures| figures.units[i] as f64 / figures.used as f64, true),
    });
    Ok(Sufficiency::Sufficient(Concentration {
        units,
        used: observed.used as u64,
        events,
        weight,
        gini,
        shares: shares.collect(),
        curve: curve(&loads, weight, params.curve_steps),
        params: params.clone(),
    }))
}

fn check(loads: &[f64], params: &ConcentrationParams) -> Result<(), ConcentrationError> {
    if loads.len() > MAX_UNITS {
        return Err(ConcentrationError::TooManyUnits);
    }
    if let Some(share) = params.shares.iter().find(|share| !(**share > 0.0 && **share <= 1.0)) {
        return Err(ConcentrationError::Share { share: *share });
    }
    if !(params.level > 0.0 && params.level < 1.0) {
        return Err(ConcentrationError::Level { level: params.level });
    }
    let (simulations, steps) = (params.simulations, params.curve_steps);
    if simulations > MAX_SIMULATIONS {
        return Err(ConcentrationError::TooManySimulations { simulations });
    }
    if steps > MAX_CURVE_STEPS {
        return Err(ConcentrationError::TooManySteps { steps });
    }
    if simulations == 0 { Err(ConcentrationError::NoSimulations) } else { Ok(()) }
}

impl Load<'_> {
    fn events(self) -> u64 {
        match self {
            Load::Counts(events) => events,
            Load::Weights(weights) => weights.len() as u64,
        }
    }
}

impl Figures {
    /// From loads in falling order, at least one of them above 0.
    fn of(loads: &[f64], shares: &[f64]) -> Self {
        let n = loads.len() as f64;
        let total: f64 = loads.iter().sum();
        let ranked: f64 = loads.iter().enumerate().map(|(i, load)| (n - i as f64) * load).sum();
        let gini = (2.0 * ranked / total - n - 1.0) / n;
        let used = loads.iter().take_while(|load| **load > 0.0).count();
        let fewest = |share: &f64| {
            let wanted = share * total * (1.0 - ROUNDING);
            let mut sum = 0.0;
            let reached = loads[..used].iter().position(|load| {
                sum += load;
                sum >= wanted
            });
            reached.map_or(used, |last| last + 1)
        };
        Self { gini, used, units: shares.iter().map(fewest).collect() }
    }
}

/// The figures of each simulation, in order.
#[expect(clippy::cast_possible_truncation, reason = "at most MAX_UNITS units")]
fn simulate(load: Load<'_>, units: usize, params: &ConcentrationParams) -> Vec<Figures> {
    let one = |loads: &mut Vec<f64>, number: u32| {
        let mut random = generator(params.seed, u64::from(number));
        loads.clear();
        loads.resize(units, 0.0);
        let mut throw = |weight: f64| loads[random.random_range(0..units as u32) as usize] += weight;
        match load {
            Load::Counts(events) => (0..events).for_each(|_| throw(1.0)),
            Load::Weights(weights) => weights.iter().for_each(|weight| throw(*weight)),
        }
        loads.sort_unstable_by(|a, b| b.total_cmp(a));
        Figures::of(loads, &params.shares)
    };
    (0..params.simulations).into_par_iter().map_init(Vec::new, one).collect()
}

/// The mean and range of simulated values, and how often they are as extreme as the observed one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= place < length")]
fn chance(mut values: Vec<f64>, observed: f64, fewer: bool, level: f64) -> Chance {
    let slack = ROUNDING * observed.abs();
    let extreme =
        |value: &&f64| if fewer { **value <= observed + slack } else { **value >= observed - slack };
    let as_extreme = values.iter().filter(extreme).count();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.sort_unstable_by(f64::total_cmp);
    let skipped = ((1.0 - level) / 2.0 * values.len() as f64).floor() as usize;
    let (lower, upper) = (values[skipped], values[values.len() - 1 - skipped]);
    let p_value = (as_extreme as f64 + 1.0) / (values.len() as f64 + 1.0);
    Chance { mean, lower, upper, p_value }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= units <= MAX_UNITS")]
fn curve(loads: &[f64], total: f64, steps: u32) -> Vec<CurvePoint> {
    let n = loads.len();
    let (mut units, mut sum) = (0_usize, 0.0);
    let point = |step: u32| {
        let wanted = (f64::from(step) * n as f64 / f64::from(steps)).floor() as usize;
        sum += loads[units..wanted].iter().sum::<f64>();
        units = wanted;
        CurvePoint {
            units: wanted as u64,
            of_units: wanted as f64 / n as f64,
            of_events: (sum / total).min(1.0),
        }
    };
    (1..=steps).map(point).collect()
}
