//! Linkage: which rows of two sources may tell of the same event, and how many would look so by chance alone.
//!
//! A brawl at the station may stand in the police's list, in the guards' and in a report from staff. Rows of two sources
//! are *candidates* when they agree on the kind of event and lie near each other in space and time: deterministic record
//! linkage. Each row takes part in one pair at most, the nearest first. Where much happens, rows of different events lie
//! near each other too; how many is estimated by moving one source in time by whole weeks, which keeps places,
//! weekdays and hours and breaks every true link.
//!
//! Left out on purpose: weights of agreement learned from the data (Fellegi and Sunter's m and u need known links or
//! a mixture that small towns cannot carry), and any decision. A person looks at each candidate.

use crate::points::MAX_COORDINATE;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// Minutes in a day. A row whose time is less exact than a day tells too little of when to be linked.
pub const DAY: i64 = 24 * 60;
/// No time is further from the first minute: more than a thousand years.
const MAX_MINUTE: i64 = 1_000_000_000;
/// Minutes in a week.
const WEEK: i64 = 7 * DAY;
/// Weeks by which one source is moved to see what chance gives: to both sides, and not so far that the season changes.
const SHIFTS: [i64; 8] = [-4, -3, -2, -1, 1, 2, 3, 4];

/// Why rows could not be compared.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum LinkageError {
    /// The largest distance is less than anybody measures.
    #[error("the largest distance must be at least 1 metre, for example 100")]
    Metres,
    /// The largest difference in time is none.
    #[error("the largest difference in time must lie between 0 minutes and a day")]
    Minutes,
    /// A position is not a number, or larger than the Earth.
    #[error("row {row} has no usable position; give metres in a plane, or leave the row out")]
    Position {
        /// Its place in its source, from 0.
        row: usize,
    },
    /// A time ends before it begins, or lies more than a thousand years away.
    #[error("row {row} has no usable time: it ends before it begins, or lies too far away")]
    Time {
        /// Its place in its source, from 0.
        row: usize,
    },
}

/// A row, as far as it is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkEvent {
    /// Metres east, in a plane.
    pub x: f64,
    /// Metres north, in the same plane.
    pub y: f64,
    /// The minute it began, counted from anywhere.
    pub from: i64,
    /// The minute it ended at the latest; the same where the time is exact.
    pub to: i64,
    /// Number of its kind.
    pub category: u32,
}

/// How near two rows must lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LinkRule {
    /// Largest distance in metres.
    pub metres: f64,
    /// Most minutes between the two times; none where they overlap.
    pub minutes: i64,
}

/// Two rows that may tell of the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CandidatePair {
    /// Place in the first source.
    pub one: usize,
    /// Place in the other source.
    pub other: usize,
    /// Metres between them.
    pub metres: f64,
    /// Minutes between their times; 0 where they overlap.
    pub minutes: i64,
}

/// What two sources may have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkage {
    /// The candidates, the nearest first: by distance and time together, each as a part of the largest allowed.
    pub pairs: Vec<CandidatePair>,
    /// How many there would be on average if no row told of the same event as another.
    pub by_chance: f64,
}

/// Finds which rows of two sources may tell of the same event.
///
/// `agrees` says whether two kinds can be the same thing, for example when one is part of the other. Rows whose time spans
/// more than a [`DAY`] are compared with nothing.
///
/// Each row stands in one pair at most: pairs are taken in the order of
/// metres / `rule.metres` + minutes / `rule.minutes`, then of their places. `by_chance` is the mean number of pairs over
/// eight shifts of the first source by one to four weeks back and forth.
///
/// # Errors
/// [`LinkageError`], which names the row.
///
/// # References
/// I. P. Fellegi & A. B. Sunter, *A Theory for Record Linkage*, Journal of the American Statistical Association 64
/// (1969) 1183–1210, with agreement on fixed limits; the shift in time as in tests of the Knox kind.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::linkage::{LinkEvent, LinkRule, candidates};
/// let at = |x, from| LinkEvent { x, y: 0.0, from, to: from, category: 1 };
/// let police = [at(0.0, 600), at(5_000.0, 600)];
/// let guards = [at(30.0, 610), at(90.0, 590)];
/// let rule = LinkRule { metres: 100.0, minutes: 60 };
/// let found = candidates(&police, &guards, &rule, |one, other| one == other)?;
/// let pairs: Vec<_> = found.pairs.iter().map(|pair| (pair.one, pair.other, pair.metres, pair.minutes)).collect();
/// assert_eq!(pairs, [(0, 0, 30.0, 10)], "the nearer of the two guards' rows");
/// assert_eq!(found.by_chance, 0.0);
/// # Ok::<(), lofte_analysis::incidents::linkage::LinkageError>(())
/// ```
pub fn candidates(
    one: &[LinkEvent],
    other: &[LinkEvent],
    rule: &LinkRule,
    agrees: impl Fn(u32, u32) -> bool,
) -> Result<Linkage, LinkageError> {
    if !(1.0..=MAX_COORDINATE).contains(&rule.metres) {
        return Err(LinkageError::Metres);
    }
    if !(0..=DAY).contains(&rule.minutes) {
        return Err(LinkageError::Minutes);
    }
    usable(one)?;
    usable(other)?;
    let cells = Cells::of(other, rule);
    let pairs = nearest_first(cells.near(one, 0, &agrees), rule);
    let by_chance: usize =
        SHIFTS.iter().map(|weeks| nearest_first(cells.near(one, weeks * WEEK, &agrees), rule).len()).sum();
    Ok(Linkage { pairs, by_chance: by_chance as f64 / SHIFTS.len() as f64 })
}

fn usable(events: &[LinkEvent]) -> Result<(), LinkageError> {
    for (row, event) in events.iter().enumerate() {
        if !(event.x.abs() <= MAX_COORDINATE && event.y.abs() <= MAX_COORDINATE) {
            return Err(LinkageError::Position { row });
        }
        if event.to < event.from || event.from < -MAX_MINUTE || event.to > MAX_MINUTE {
            return Err(LinkageError::Time { row });
        }
    }
    Ok(())
}

impl LinkEvent {
    /// Whether its time says enough to be compared.
    fn is_dated(&self) -> bool {
        self.to - self.from <= DAY
    }
}

/// The rows of a source in squares as wide as the largest distance, each square in the order of time: whatever is near a
/// row lies in its square or one of the eight around it.
struct Cells<'a> {
    events: &'a [LinkEvent],
    squares: HashMap<(i64, i64), Vec<usize>>,
    rule: LinkRule,
}

impl<'a> Cells<'a> {
    fn of(events: &'a [LinkEvent], rule: &LinkRule) -> Self {
        let mut squares: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
        for (place, event) in events.iter().enumerate().filter(|(_, event)| event.is_dated()) {
            squares.entry(square(event, rule)).or_default().push(place);
        }
        for places in squares.values_mut() {
            places.sort_by_key(|place| events[*place].from);
        }
        Self { events, squares, rule: *rule }
    }

    /// Every pair within the rule when the rows of the first source are moved by so many minutes.
    fn near(&self, one: &[LinkEvent], moved: i64, agrees: &impl Fn(u32, u32) -> bool) -> Vec<CandidatePair> {
        let mut pairs = Vec::new();
        for (place, event) in one.iter().enumerate().filter(|(_, event)| event.is_dated()) {
            let event = LinkEvent { from: event.from + moved, to: event.to + moved, ..*event };
            let (column, row) = square(&event, &self.rule);
            for (across, up) in (-1..=1).flat_map(|across| (-1..=1).map(move |up| (across, up))) {
                let Some(places) = self.squares.get(&(column + across, row + up)) else { continue };
                self.among(places, (place, &event), agrees, &mut pairs);
            }
        }
        pairs
    }

    fn among(
        &self,
        places: &[usize],
        (place, event): (usize, &LinkEvent),
        agrees: &impl Fn(u32, u32) -> bool,
        pairs: &mut Vec<CandidatePair>,
    ) {
        // A row of the other source may have begun a day before it ended.
        let earliest = event.from - self.rule.minutes - DAY;
        let first = places.partition_point(|other| self.events[*other].from < earliest);
        for &other in &places[first..] {
            let known = &self.events[other];
            if known.from > event.to + self.rule.minutes {
                break;
            }
            let minutes = (known.from - event.to).max(event.from - known.to).max(0);
            let metres = (known.x - event.x).hypot(known.y - event.y);
            if minutes <= self.rule.minutes
                && metres <= self.rule.metres
                && agrees(event.category, known.category)
            {
                pairs.push(CandidatePair { one: place, other, metres, minutes });
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "coordinates and distances are bounded")]
fn square(event: &LinkEvent, rule: &LinkRule) -> (i64, i64) {
    ((event.x / rule.metres).floor() as i64, (event.y / rule.metres).floor() as i64)
}

/// Each row in one pair at most, the nearest pairs first.
fn nearest_first(mut pairs: Vec<CandidatePair>, rule: &LinkRule) -> Vec<CandidatePair> {
    let minutes = rule.minutes.max(1) as f64;
    let apart = |pair: &CandidatePair| pair.metres / rule.metres + pair.minutes as f64 / minutes;
    pairs.sort_by(|one, other| {
        let places = (one.one, one.other).cmp(&(other.one, other.other));
        apart(one).total_cmp(&apart(other)).then(places)
    });
    let (mut taken, mut taken_of_other) = (HashSet::new(), HashSet::new());
    pairs.retain(|pair| {
        let free = !taken.contains(&pair.one) && !taken_of_other.contains(&pair.other);
        if free {
            taken.insert(pair.one);
            taken_of_other.insert(pair.other);
        }
        free
    });
    pairs
}
