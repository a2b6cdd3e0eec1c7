//! When events happened that are known only to lie between two times: aoristic weights for each hour of the week.
//!
//! A burglary found on Sunday evening may have happened at any time since Friday morning. Its weight 1 is spread evenly,
//! by the minute, over the whole time in which it can have happened, and the weights of all events are added for each
//! hour of the week. The middle, the start or the end of the span alone would show a peak that is only the habit of the
//! person who reports.
//!
//! Times are whole minutes of local civil time since any Monday 00:00, negative before it. The clock changes are the
//! caller's: where the clock goes forward inside a span, an hour that did not exist gets its share, and where it goes
//! back, the doubled hour gets only one; the error is at most 60 minutes of the span.
//!
//! Left out on purpose: time zones, events without a start (leave them out, and say how many), and intervals for the
//! weights (they are sums of shares, not counts).

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::time::Week;
use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual number of events that 168 cells need, as for [`time_pattern`](super::time::time_pattern).
pub const MIN_EVENTS_FOR_CELLS: u64 = super::time::MIN_EVENTS_FOR_CELLS;

/// The usual number of events that 7 weekdays and 24 hours need.
pub const MIN_EVENTS_FOR_MARGINALS: u64 = super::time::MIN_EVENTS_FOR_MARGINALS;

const HOURS: usize = 168;
const MINUTES: i64 = 10_080;
/// A span of this many minutes or fewer is a moment.
const MOMENT: i64 = 1;
/// Events added up together; fixed, so that the sums do not depend on the number of threads.
const CHUNK: usize = 1 << 16;

/// Why aoristic weights could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum AoristicError {
    /// There is not one weight for each event.
    #[error(
        "there are {events} events and {weights} weights; give one weight for each event, or none at all"
    )]
    Length {
        /// Number of events.
        events: usize,
        /// Number of weights.
        weights: usize,
    },
    /// A weight is negative or not a number.
    #[error("event {event} has the weight {weight}; a weight must be zero or more")]
    Weight {
        /// Position of the event.
        event: usize,
        /// Its weight.
        weight: f64,
    },
    /// The weights add up to more than can be held.
    #[error("the weights add up to more than can be handled; use a larger unit")]
    TooLarge,
}

/// The time in which one event can have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Earliest: minutes of civil time since a Monday 00:00.
    pub from: i64,
    /// Latest, on the same clock; none where it is not known.
    pub to: Option<i64>,
}

/// What to do with a span of a week or more, which says nothing of the hour of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LongSpans {
    /// 1/168 to each hour, as the reference does: every hour is raised by the same amount.
    Spread,
    /// Leave the event out and count it: a flat floor hides the pattern of the others.
    Drop,
}

/// What is done with long spans and how many events are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AoristicParams {
    /// Spans of a week or more.
    pub long_spans: LongSpans,
    /// Fewest events for the 168 cells; see [`MIN_EVENTS_FOR_CELLS`].
    pub min_events_for_cells: u64,
    /// Fewest events for weekdays and hours taken apart; see [`MIN_EVENTS_FOR_MARGINALS`].
    pub min_events_for_marginals: u64,
}

/// Weights by weekday and hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AoristicWeek {
    /// Events that the weights come from.
    pub n: u64,
    /// The sum of the weights: `n` where no weights were given.
    pub total: f64,
    /// Of `n`, events without a latest time: all their weight is in the hour of the earliest.
    pub without_end: u64,
    /// Of `n`, events that end before they begin: all their weight is in the hour of `from`. Most likely the two times
    /// were swapped, or the date is wrong; look at them.
    pub end_before_start: u64,
    /// Events with a span of a week or more: part of `n` when they are spread, not when they are dropped.
    pub week_or_more: u64,
    /// The 168 cells, Monday 00 first.
    pub cells: Sufficiency<Box<Week<f64>>>,
    /// Monday to Sunday.
    pub weekdays: [f64; 7],
    /// 00 to 23.
    pub hours: [f64; 24],
    /// What it was made with.
    pub params: AoristicParams,
}

/// Aoristic weights for each hour of the week.
///
/// An event with the span [from, to) of L minutes gives each hour (minutes of the span in that hour)/L, times its weight.
/// A missing end, an end before the start, or L of at most one minute gives all to the hour of `from`. `weights`, one for
/// each event, are harm or severity; without them every event weighs 1. The cells add up to `total`, to rounding.
///
/// Smallest samples: events that count (after long spans have been dropped) against `min_events_for_marginals`, below which there is
/// nothing, and `min_events_for_cells`, below which there are weekdays and hours but no cells.
///
/// # Errors
/// [`AoristicError`].
///
/// # References
/// J. H. Ratcliffe, *Aoristic Signatures and the Spatio-Temporal Analysis of High Volume Crime Patterns*, J. Quant.
/// Criminol. 18 (2002); how close it comes: M. P. J. Ashby, K. J. Bowers, *A Comparison of Methods for Temporal
/// Analysis of Aoristic Crime*, Crime Science 2 (2013).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::aoristic::{AoristicParams, LongSpans, Span, aoristic_week};
/// // Between Monday 22:30 and Tuesday 00:30: a quarter, a half and a quarter.
/// let span = Span { from: 22 * 60 + 30, to: Some(24 * 60 + 30) };
/// let params = AoristicParams { long_spans: LongSpans::Drop, min_events_for_cells: 1, min_events_for_marginals: 1 };
/// let week = aoristic_week(&[span], None, &params)?.sufficient().unwrap();
/// let cells = week.cells.sufficient().unwrap();
/// assert_eq!((cells[0][22], cells[0][23], cells[1][0]), (0.25, 0.5, 0.25));
/// assert_eq!(week.weekdays[..2], [0.75, 0.25]);
/// # Ok::<(), lofte_analysis::incidents::aoristic::AoristicError>(())
/// ```
pub fn aoristic_week(
    spans: &[Span],
    weights: Option<&[f64]>,
    params: &AoristicParams,
) -> Result<Sufficiency<AoristicWeek>, AoristicError> {
    let sums = match weights {
        None => spans.par_chunks(CHUNK).map(|part| add(part, std::iter::repeat(1.0), params)).collect(),
        Some(weights) => {
            check(spans, weights)?;
            let parts = spans.par_chunks(CHUNK).zip(weights.par_chunks(CHUNK));
            parts.map(|(part, weights)| add(part, weights.iter().copied(), params)).collect()
        }
    };
    let sums = merge(sums);
    // Room for the rounding of the sums by day and hour.
    if sums.total.is_nan() || sums.total > f64::MAX / 2.0 {
        return Err(AoristicError::TooLarge);
    }
    let floor =
        |need| InsufficientData::check(SampleUnit::Events, sums.n, need, MinimumReason::PatternIsChance);
    if let Some(below) = floor(params.min_events_for_marginals) {
        return Ok(Sufficiency::Insufficient(below));
    }
    let week = sums.week();
    let cells = floor(params.min_events_for_cells);
    Ok(Sufficiency::Sufficient(AoristicWeek {
        n: sums.n,
        total: sums.total,
        without_end: sums.without_end,
        end_before_start: sums.end_before_start,
        week_or_more: sums.week_or_more,
        weekdays: std::array::from_fn(|day| week[day].iter().sum()),
        hours: std::array::from_fn(|hour| week.iter().map(|day| day[hour]).sum()),
        cells: cells.map_or_else(|| Sufficiency::Sufficient(Box::new(week)), Sufficiency::Insufficient),
        params: *params,
    }))
}

/// What a chunk of events adds up to.
struct Sums {
    n: u64,
    total: f64,
    without_end: u64,
    end_before_start: u64,
    week_or_more: u64,
    /// Weight of long spans, over all hours.
    flat: f64,
    /// Weight of moments and of the first and last hour of a span.
    direct: [f64; HOURS],
    /// For the hours that a span covers whole: what each hour gets more than the hour before it, over two weeks, so that
    /// a span need not be folded at Sunday midnight.
    steps: [f64; 2 * HOURS + 1],
}

fn check(spans: &[Span], weights: &[f64]) -> Result<(), AoristicError> {
    if spans.len() != weights.len() {
        return Err(AoristicError::Length { events: spans.len(), weights: weights.len() });
    }
    match weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        Some(event) => Err(AoristicError::Weight { event, weight: weights[event] }),
        None => Ok(()),
    }
}

/// The hour of the two weeks in which a minute of them lies.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= minute < 2 x MINUTES")]
fn hour_of(minute: i64) -> usize {
    (minute as u32 / 60) as usize
}

fn add(spans: &[Span], weights: impl Iterator<Item = f64>, params: &AoristicParams) -> Sums {
    let mut sums = Sums::empty();
    for (Span { from, to }, weight) in spans.iter().zip(weights) {
        let start = from.rem_euclid(MINUTES);
        let length = to.map_or(0, |to| to.saturating_sub(*from));
        sums.without_end += u64::from(to.is_none());
        sums.end_before_start += u64::from(length < 0);
        if length >= MINUTES {
            sums.week_or_more += 1;
            if params.long_spans == LongSpans::Drop {
                continue;
            }
            sums.flat += weight;
        } else if length <= MOMENT {
            sums.direct[hour_of(start)] += weight;
        } else {
            sums.spread(start, length, weight);
        }
        sums.n += 1;
        sums.total += weight;
    }
    sums
}

impl Sums {
    fn empty() -> Self {
        let (direct, steps) = ([0.0; HOURS], [0.0; 2 * HOURS + 1]);
        Self {
            n: 0,
            total: 0.0,
            without_end: 0,
            end_before_start: 0,
            week_or_more: 0,
            flat: 0.0,
            direct,
            steps,
        }
    }

    /// Spread a weight over `length` minutes from a minute of the first week.
    fn spread(&mut self, start: i64, length: i64, weight: f64) {
        let each = weight / length as f64;
        let end = start + length;
        let (first, last) = (hour_of(start), hour_of(end));
        if first == last {
            self.direct[first] += weight;
            return;
        }
        let (head, tail) = (60 - start % 60, end % 60);
        self.direct[first] += each * head as f64;
        self.direct[last % HOURS] += each * tail as f64;
        if first + 1 < last {
            self.steps[first + 1] += each * 60.0;
            self.steps[last] -= each * 60.0;
        }
    }

    fn week(&self) -> Week<f64> {
        let mut cells = self.direct;
        let mut level = 0.0;
        for (hour, step) in self.steps[..2 * HOURS].iter().enumerate() {
            level += step;
            // Rounding may leave a hair below zero where no span reaches.
            cells[hour % HOURS] += f64::max(level, 0.0);
        }
        let flat = self.flat / HOURS as f64;
        std::array::from_fn(|day| std::array::from_fn(|hour| cells[day * 24 + hour] + flat))
    }
}

/// Add the chunks up in their order.
fn merge(parts: Vec<Sums>) -> Sums {
    parts.into_iter().fold(Sums::empty(), |mut sums, part| {
        sums.n += part.n;
        sums.total += part.total;
        sums.without_end += part.without_end;
        sums.end_before_start += part.end_before_start;
        sums.week_or_more += part.week_or_more;
        sums.flat += part.flat;
        sums.direct.iter_mut().zip(part.direct).for_each(|(sum, more)| *sum += more);
        sums.steps.iter_mut().zip(part.steps).for_each(|(sum, more)| *sum += more);
        sums
    })
}
