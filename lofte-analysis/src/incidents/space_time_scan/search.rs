//! The search behind the scan.
//!
//! Around each middle, places are added ring by ring to a row of counts by day. For each length of window there is a
//! number of events below which it cannot beat the best so far, whatever its days. A window has no more events than a
//! longer one around it, so one look at the fullest window of some length rules out many shorter ones too: that leaves
//! subtractions of whole numbers, in vector registers, for a few lengths, and logarithms for a handful of windows.
//! The answer is that of looking at every cylinder.

use rayon::prelude::*;

use super::super::strips::{Reach, Strips};
use super::{MOST_NEIGHBOURS, ScanError, ScanParams, ScanPlaces, ScanWindows};

/// Places at distances that agree to this many steps in a metre are equally far.
const STEPS: f64 = 1e6;
/// Room for rounding in the bound, for each event.
const ROUNDING: f64 = 1e-12;
/// Windows compared side by side.
const LANES: usize = 16;
/// Windows of one length that are looked at one by one when any of them has enough events.
const BLOCK: usize = 32;

/// The events, sorted by place and day, and what surrounds each place.
pub(super) struct Field {
    /// Middle of each place.
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// The row of each event in the input.
    pub rows: Vec<u32>,
    /// The day of each event, from 0.
    pub days: Vec<u16>,
    /// Where the events of each place begin, and the end.
    starts: Vec<u32>,
    /// Places around each place, nearest first, and whether the next is further away.
    around: Vec<u32>,
    closes: Vec<bool>,
    around_starts: Vec<usize>,
    windows: Windows,
    /// Natural logarithms of whole numbers up to the number of events.
    logarithms: Vec<f64>,
    /// Circles with more events than this are left out.
    most: f64,
}

/// Which windows there are, and how many events they have in all places.
struct Windows {
    /// Events before each day, and all.
    before: Vec<u32>,
    /// For a window of k + 1 days or more, the fewest events it can have in all places.
    fewest: Vec<u32>,
    /// Whether windows must reach to the end.
    to_the_end: bool,
    least: u32,
}

/// The strongest cylinder around a place: the first `places` of those around it, from day `from` to before day `to`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Strongest {
    pub llr: f64,
    pub places: usize,
    pub from: u16,
    pub to: u16,
    pub observed: u32,
    pub expected: f64,
}

/// Working memory of one thread.
pub(super) struct Finder<'a> {
    field: &'a Field,
    /// Events on each day in the circle so far.
    counts: Vec<i32>,
    /// Events before each day, and all: whole numbers that are exact as floats, whose larger one is a single instruction.
    before: Vec<f32>,
    /// For a window of k + 1 days, the number of events below which it cannot be the best; rising.
    need: Vec<u32>,
}

impl Field {
    pub(super) fn new(
        xs: &[f64],
        ys: &[f64],
        days: &[i32],
        first_day: i32,
        length: u32,
        params: &ScanParams,
    ) -> Result<Self, ScanError> {
        let place = |value: f64| match params.places {
            // Adding 0 makes one number of the two zeros.
            ScanPlaces::AsGiven => value + 0.0,
            ScanPlaces::Grid { side } => (value / side).floor() + 0.0,
        };
        let middle = |place: f64| match params.places {
            ScanPlaces::AsGiven => place,
            ScanPlaces::Grid { side } => (place + 0.5) * side,
        };
        let places: Vec<[f64; 2]> = xs.iter().zip(ys).map(|(&x, &y)| [place(x), place(y)]).collect();
        let mut rows: Vec<u32> = (0..).take(xs.len()).collect();
        rows.par_sort_unstable_by(|&a, &b| {
            let (i, j) = (a as usize, b as usize);
            let by_x = places[i][0].total_cmp(&places[j][0]);
            by_x.then(places[i][1].total_cmp(&places[j][1])).then(days[i].cmp(&days[j])).then(a.cmp(&b))
        });
        let (mut x, mut y, mut starts) = (Vec::new(), Vec::new(), Vec::new());
        let mut before = None;
        for (event, &row) in rows.iter().enumerate() {
            let here = places[row as usize];
            if before != Some(here) {
                x.push(middle(here[0]));
                y.push(middle(here[1]));
                starts.push(small(event));
                before = Some(here);
            }
        }
        starts.push(small(rows.len()));
        let days: Vec<u16> = rows.iter().map(|&row| day(days[row as usize].abs_diff(first_day))).collect();
        let (around_starts, around, closes) = surroundings(&x, &y, params.radius)?;
        Ok(Self {
            windows: Windows::new(&days, length, params),
            logarithms: (0..=small(rows.len())).map(|number| f64::from(number).ln()).collect(),
            most: params.largest_share * rows.len() as f64,
            x,
            y,
            rows,
            days,
            starts,
            around,
            closes,
            around_starts,
        })
    }

    pub(super) fn places(&self) -> usize {
        self.x.len()
    }

    /// Places around a place, nearest first; the first is itself.
    pub(super) fn around(&self, place: usize) -> &[u32] {
        &self.around[self.around_starts[place]..self.around_starts[place + 1]]
    }

    /// The events of a place, as positions in `rows` and `days`.
    pub(super) fn events(&self, place: u32) -> std::ops::Range<usize> {
        self.starts[place as usize] as usize..self.starts[place as usize + 1] as usize
    }

    /// The strongest cylinder around each place.
    pub(super) fn strongest(&self) -> Vec<Strongest> {
        (0..self.places())
            .into_par_iter()
            .with_min_len(16)
            .map_init(
                || Finder::new(self),
                |finder, place| {
                    let mut best = Strongest::default();
                    finder.around(place, &self.days, &mut best);
                    best
                },
            )
            .collect()
    }

    fn expected(&self, in_circle: u32, in_window: u32) -> f64 {
        f64::from(in_circle) * f64::from(in_window) / self.rows.len() as f64
    }

    /// The log likelihood ratio of a cylinder with more events than expected.
    fn ratio(&self, observed: u32, expected: f64) -> f64 {
        let (all, observed) = (self.rows.len() as f64, f64::from(observed));
        let outside = all - observed;
        let inside = observed * (observed / expected).ln();
        if outside > 0.0 { inside + outside * (outside / (all - expected)).ln() } else { inside }
    }

    /// No less than the ratio, by table: -ln(1 + z) <= -z + z^2 / 2 replaces the logarithm that is not of a whole number.
    fn bound(&self, observed: u32, in_circle: u32, in_window: u32) -> f64 {
        let logarithm = |number: u32| self.logarithms[number as usize];
        let all = self.rows.len() as f64;
        let expected = logarithm(in_circle) + logarithm(in_window) - logarithm(small(self.rows.len()));
        let count = f64::from(observed);
        let inside = count * (logarithm(observed) - expected);
        let excess = count - self.expected(in_circle, in_window);
        let outside = all - count;
        let rest = if outside > 0.0 { excess * (excess / (2.0 * outside) - 1.0) } else { 0.0 };
        inside + rest + ROUNDING * (count + 1.0)
    }
}

impl Windows {
    fn new(days: &[u16], length: u32, params: &ScanParams) -> Self {
        let length = length as usize;
        let mut before = vec![0; length + 1];
        for &day in days {
            before[usize::from(day) + 1] += 1;
        }
        for day in 0..length {
            before[day + 1] += before[day];
        }
        let longest = length.min(params.longest_days as usize);
        let to_the_end = matches!(params.windows, ScanWindows::Prospective { .. });
        let mut fewest = vec![u32::MAX; longest];
        let busy = |day: usize| before[day + 1] > before[day];
        for end in if to_the_end { length - 1..length } else { 0..length } {
            for (back, fewest) in fewest.iter_mut().enumerate().take(end + 1) {
                if busy(end - back) && (to_the_end || busy(end)) {
                    *fewest = (before[end + 1] - before[end - back]).min(*fewest);
                }
            }
        }
        for back in (1..longest).rev() {
            fewest[back - 1] = fewest[back].min(fewest[back - 1]);
        }
        Self { before, fewest, to_the_end, least: params.least_in_cluster }
    }
}

impl<'a> Finder<'a> {
    pub(super) fn new(field: &'a Field) -> Self {
        let days = field.windows.before.len() - 1;
        Self {
            field,
            counts: vec![0; days],
            before: vec![0.0; days + 1],
            need: vec![0; field.windows.fewest.len()],
        }
    }

    /// The largest ratio anywhere, with these days.
    pub(super) fn largest(&mut self, days: &[u16]) -> f64 {
        let mut best = Strongest::default();
        for place in 0..self.field.places() {
            self.around(place, days, &mut best);
        }
        best.llr
    }

    /// Look at all cylinders around a place, and keep the best.
    fn around(&mut self, place: usize, days: &[u16], best: &mut Strongest) {
        let field = self.field;
        self.counts.fill(0);
        let mut in_circle = 0;
        let closes = &field.closes[field.around_starts[place]..];
        for (position, (&other, &closes)) in field.around(place).iter().zip(closes).enumerate() {
            let events = field.events(other);
            in_circle += small(events.len());
            if f64::from(in_circle) > field.most {
                return;
            }
            for &day in &days[events] {
                self.counts[usize::from(day)] += 1;
            }
            if closes && self.set_need(in_circle, best.llr) {
                self.sum_up();
                self.windows(in_circle, position + 1, best);
            }
        }
    }

    /// How many events a window of each length needs; false when the circle has too few for any.
    fn set_need(&mut self, in_circle: u32, best: f64) -> bool {
        let field = self.field;
        let mut need = field.windows.least;
        for (slot, &in_window) in self.need.iter_mut().zip(&field.windows.fewest) {
            while need <= in_circle
                && (f64::from(need) <= field.expected(in_circle, in_window)
                    || field.bound(need, in_circle, in_window) <= best)
            {
                need += 1;
            }
            *slot = need;
        }
        self.need.first().is_some_and(|&need| need <= in_circle)
    }

    fn sum_up(&mut self) {
        let mut sum = 0;
        for (before, &count) in self.before[1..].iter_mut().zip(&self.counts) {
            sum += count;
            *before = sum as f32;
        }
    }

    /// Look at all windows, the longest first, leaving out lengths that cannot have enough events.
    fn windows(&self, in_circle: u32, places: usize, best: &mut Strongest) {
        let mut length = self.need.len();
        while length > 0 {
            if self.field.windows.to_the_end {
                self.try_window(in_circle, places, self.counts.len() - length, length, best);
                length -= 1;
                continue;
            }
            let fullest = fullest(&self.before, length);
            if fullest >= self.need[length - 1] as f32 {
                self.full_windows(in_circle, places, length, best);
                length -= 1;
            } else {
                length = self.need[..length].partition_point(|&need| need as f32 <= fullest);
            }
        }
    }

    /// Try the windows of one length that have enough events.
    fn full_windows(&self, in_circle: u32, places: usize, length: usize, best: &mut Strongest) {
        let need = self.need[length - 1] as f32;
        let starts = self.before.len() - length;
        for first in (0..starts).step_by(BLOCK) {
            let last = (first + BLOCK).min(starts);
            if fullest(&self.before[first..last + length], length) < need {
                continue;
            }
            for start in first..last {
                if self.before[start + length] - self.before[start] >= need {
                    self.try_window(in_circle, places, start, length, best);
                }
            }
        }
    }

    /// See whether a window that begins and ends with an event, or ends today, beats the best.
    fn try_window(&self, in_circle: u32, places: usize, start: usize, length: usize, best: &mut Strongest) {
        let (windows, end) = (&self.field.windows, start + length);
        if self.counts[start] == 0 || (self.counts[end - 1] == 0 && !windows.to_the_end) {
            return;
        }
        let observed = whole(self.before[end] - self.before[start]);
        let in_window = windows.before[end] - windows.before[start];
        let expected = self.field.expected(in_circle, in_window);
        let enough = observed >= self.need[length - 1] && f64::from(observed) > expected;
        if enough && self.field.bound(observed, in_circle, in_window) > best.llr {
            let llr = self.field.ratio(observed, expected);
            if llr > best.llr {
                *best = Strongest { llr, places, from: day16(start), to: day16(end), observed, expected };
            }
        }
    }
}

/// The most events in any window of this length; a window that begins before the first day is part of one that does not.
fn fullest(before: &[f32], length: usize) -> f32 {
    let (ends, ends_left) = before[length..].as_chunks::<LANES>();
    let (starts, starts_left) = before[..before.len() - length].as_chunks::<LANES>();
    let mut most = [0.0; LANES];
    for (ends, starts) in ends.iter().zip(starts) {
        for ((most, end), start) in most.iter_mut().zip(ends).zip(starts) {
            let events = end - start;
            // Not f32::max, which takes more instructions to treat NaN.
            *most = if events > *most { events } else { *most };
        }
    }
    let left = ends_left.iter().zip(starts_left).map(|(end, start)| end - start);
    most.into_iter().chain(left).fold(0.0, f32::max)
}

/// Where the list of each place begins, the places, and whether a ring closes with each.
type Surroundings = (Vec<usize>, Vec<u32>, Vec<bool>);

/// For each place those within the radius, nearest first, and where rings close.
fn surroundings(x: &[f64], y: &[f64], radius: f64) -> Result<Surroundings, ScanError> {
    let strips = Strips::new(x, y, &vec![0; x.len()], Reach::Circle(radius));
    let most = micrometres(radius);
    let mut near: Vec<(u32, u64, u32)> = (0..small(x.len())).map(|place| (place, 0, place)).collect();
    let mut too_many = false;
    strips.ahead(0..x.len(), |one, others| {
        for other in others {
            let apart = micrometres((strips.x[one] - strips.x[other]).hypot(strips.y[one] - strips.y[other]));
            too_many |= near.len() > MOST_NEIGHBOURS;
            if apart <= most && !too_many {
                let (one, other) = (strips.order[one], strips.order[other]);
                near.extend([(one, apart, other), (other, apart, one)]);
            }
        }
    });
    if too_many {
        return Err(ScanError::TooManyNeighbours);
    }
    near.par_sort_unstable();
    let mut starts = vec![0; x.len() + 1];
    for &(place, _, _) in &near {
        starts[place as usize + 1] += 1;
    }
    for place in 0..x.len() {
        starts[place + 1] += starts[place];
    }
    let mut closes: Vec<bool> =
        near.windows(2).map(|pair| (pair[0].0, pair[0].1) != (pair[1].0, pair[1].1)).collect();
    closes.push(true);
    Ok((starts, near.into_iter().map(|(_, _, other)| other).collect(), closes))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no distance here is above 1e9 m"
)]
fn micrometres(distance: f64) -> u64 {
    (distance * STEPS).round() as u64
}

#[expect(clippy::cast_possible_truncation, reason = "the number of points was checked to fit")]
fn small(number: usize) -> u32 {
    number as u32
}

/// Days since the first, which were checked to be at most `MOST_DAYS`.
fn day(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn day16(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of events")]
fn whole(events: f32) -> u32 {
    events as u32
}
