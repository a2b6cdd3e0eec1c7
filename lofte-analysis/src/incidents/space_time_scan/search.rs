//! The search behind the scan.
//!
//! Around each middle, places are added ring by ring. In a circle, windows are looked at by how many events they hold:
//! of those with as many, the one with the fewest events in all places is the strongest, and it is found by
//! subtractions and comparisons in vector registers. More events never fit into a shorter window, so that
//! one window also rules out all larger numbers of events that would still not make it the best so far. Only the handful
//! that remains is looked at one by one. The answer is that of looking at every cylinder.

use rayon::prelude::*;

use super::super::strips::{Reach, Strips};
use super::{MAX_NEIGHBOURS, ScanError, ScanParams, ScanPlaces, ScanWindows};

/// Places at distances that agree to this many steps in a metre are equally far.
const STEPS: f64 = 1e6;
/// Room for rounding in the bound, for each event.
const ROUNDING: f64 = 1e-12;
/// Windows compared side by side.
const LANES: usize = 16;
/// Events that are written at a time, whether a day has them or not.
const SLOTS: usize = 4;
/// Windows that are looked at one by one when any of them may be the best.
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
    around: Around,
    windows: Windows,
    /// Natural logarithms of whole numbers up to the number of events.
    logarithms: Vec<f64>,
    /// Circles with more events than this are left out.
    most: f64,
}

/// Places around each place, nearest first.
struct Around {
    /// Where those around each place begin, and the end.
    starts: Vec<usize>,
    places: Vec<u32>,
    /// Whether the next is further away, so that a ring closes here.
    closes: Vec<bool>,
}

/// Which windows there are, and how many events they have in all places.
struct Windows {
    /// Events before each day, and all.
    before: Vec<u32>,
    /// The most events in any window; a window with more is too long.
    most: f32,
    longest: u16,
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
    /// Events on each day in the circle so far, and which days have any.
    counts: Vec<u32>,
    some: Vec<u64>,
    /// For each event in the circle, in order of time: its day, and how many events in all places lie before that day
    /// and up to its end. Whole numbers that are exact as floats, of which the smaller is a single instruction.
    days: Vec<u16>,
    before: Vec<f32>,
    after: Vec<f32>,
    /// How many of them belong to the circle.
    listed: usize,
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
        Ok(Self {
            around: Around::new(&x, &y, params.radius)?,
            windows: Windows::new(&days, length, params),
            logarithms: (0..=small(rows.len())).map(|number| f64::from(number).ln()).collect(),
            most: params.max_share * rows.len() as f64,
            x,
            y,
            rows,
            days,
            starts,
        })
    }

    pub(super) fn places(&self) -> usize {
        self.x.len()
    }

    /// Places around a place, nearest first; the first is itself.
    pub(super) fn around(&self, place: usize) -> &[u32] {
        &self.around.places[self.around.starts[place]..self.around.starts[place + 1]]
    }

    /// The events of a place, as positions in `rows` and `days`.
    pub(super) fn events(&self, place: u32) -> std::ops::Range<usize> {
        self.starts[place as usize] as usize..self.starts[place as usize + 1] as usize
    }

    /// The strongest cylinder around each place, where there is one.
    pub(super) fn strongest(&self) -> Vec<Option<Strongest>> {
        (0..self.places())
            .into_par_iter()
            .with_min_len(16)
            .map_init(
                || Finder::new(self),
                |finder, place| {
                    let mut best = Strongest::default();
                    finder.around(place, &self.days, &mut best);
                    (best.places > 0).then_some(best)
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
        let longest = length.min(params.max_days as usize);
        let most = before.iter().zip(&before[longest..]).map(|(start, end)| end - start).max().unwrap_or(0);
        Self {
            before,
            most: most as f32,
            longest: day16(longest),
            to_the_end: matches!(params.windows, ScanWindows::Prospective { .. }),
            least: params.min_cluster_size,
        }
    }
}

impl<'a> Finder<'a> {
    pub(super) fn new(field: &'a Field) -> Self {
        let days = field.windows.before.len() - 1;
        Self {
            field,
            counts: vec![0; days],
            some: vec![0; days.div_ceil(64)],
            days: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
            listed: 0,
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
        self.some.fill(0);
        let mut in_circle = 0;
        let closes = &field.around.closes[field.around.starts[place]..];
        for (position, (&other, &closes)) in field.around(place).iter().zip(closes).enumerate() {
            let events = field.events(other);
            in_circle += small(events.len());
            if f64::from(in_circle) > field.most {
                return;
            }
            for &day in &days[events] {
                let day = usize::from(day);
                self.counts[day] += 1;
                self.some[day / 64] |= 1 << (day % 64);
            }
            if closes && in_circle >= field.windows.least {
                self.list_events(in_circle);
                self.windows(in_circle, position + 1, best);
            }
        }
    }

    /// The events in the circle in order of time.
    fn list_events(&mut self, in_circle: u32) {
        self.listed = in_circle as usize;
        if self.days.len() < self.listed + SLOTS {
            self.days.resize(self.listed + SLOTS, 0);
            self.before.resize(self.listed + SLOTS, 0.0);
            self.after.resize(self.listed + SLOTS, 0.0);
        }
        let mut event = 0;
        for (block, &bits) in self.some.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                let day = block * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                // Some places more than the day has events: the next days overwrite them, and there is no loop whose
                // end the processor has to guess.
                let next = event + self.counts[day] as usize;
                let slots = event..next.max(event + SLOTS);
                let in_all = &self.field.windows.before[day..day + 2];
                fill(&mut self.days[slots.clone()], day16(day));
                fill(&mut self.before[slots.clone()], in_all[0] as f32);
                fill(&mut self.after[slots], in_all[1] as f32);
                event = next;
            }
        }
    }

    /// Look at all windows, by how many events they hold.
    ///
    /// A run of events that begins or ends within a day is looked at too, as a window with fewer events than it has. It is
    /// weaker than the same window with all its events, so it is never what remains.
    fn windows(&self, in_circle: u32, places: usize, best: &mut Strongest) {
        let windows = &self.field.windows;
        if windows.to_the_end {
            return self.windows_to_the_end(in_circle, places, best);
        }
        let mut observed = windows.least;
        while observed <= in_circle {
            let fewest = self.fewest(0..self.listed, observed);
            if fewest > windows.most {
                return;
            }
            if self.beats(observed, in_circle, whole(fewest), best) {
                self.windows_with(observed, in_circle, places, best);
                observed += 1;
            } else {
                // Windows with more events have no fewer in all places than this one.
                while observed <= in_circle && !self.beats(observed, in_circle, whole(fewest), best) {
                    observed += 1;
                }
            }
        }
    }

    /// Of the runs of so many events among these, the fewest events in all places.
    fn fewest(&self, events: std::ops::Range<usize>, observed: u32) -> f32 {
        let runs = (events.len() + 1).saturating_sub(observed as usize);
        let starts = &self.before[events.start..events.start + runs];
        let ends = &self.after[events.end - runs..events.end];
        let (starts, starts_left) = starts.as_chunks::<LANES>();
        let (ends, ends_left) = ends.as_chunks::<LANES>();
        let mut fewest = [f32::INFINITY; LANES];
        for (starts, ends) in starts.iter().zip(ends) {
            for ((fewest, start), end) in fewest.iter_mut().zip(starts).zip(ends) {
                let in_window = end - start;
                // Not f32::min, which takes more instructions to treat NaN.
                *fewest = if in_window < *fewest { in_window } else { *fewest };
            }
        }
        let left = starts_left.iter().zip(ends_left).map(|(start, end)| end - start);
        fewest.into_iter().chain(left).fold(f32::INFINITY, f32::min)
    }

    /// Whether a window may be stronger than the best so far.
    fn beats(&self, observed: u32, in_circle: u32, in_window: u32, best: &Strongest) -> bool {
        let field = self.field;
        f64::from(observed) > field.expected(in_circle, in_window)
            && field.bound(observed, in_circle, in_window) > best.llr
    }

    /// Look at the windows with so many events.
    fn windows_with(&self, observed: u32, in_circle: u32, places: usize, best: &mut Strongest) {
        let length = observed as usize - 1;
        let starts = self.listed - length;
        for first in (0..starts).step_by(BLOCK) {
            let block = first..(first + BLOCK).min(starts);
            let fewest = whole(self.fewest(block.start..block.end + length, observed));
            if !self.beats(observed, in_circle, fewest, best) {
                continue;
            }
            for start in block {
                let (from, last) = (self.days[start], self.days[start + length]);
                if last - from < self.field.windows.longest {
                    self.try_window(observed, in_circle, places, (from, last + 1), best);
                }
            }
        }
    }

    /// Look at the windows up to today.
    fn windows_to_the_end(&self, in_circle: u32, places: usize, best: &mut Strongest) {
        let (windows, end) = (&self.field.windows, day16(self.counts.len()));
        for (&from, observed) in self.days[..self.listed].iter().rev().zip(1..) {
            if end - from > windows.longest {
                return;
            }
            if observed >= windows.least {
                self.try_window(observed, in_circle, places, (from, end), best);
            }
        }
    }

    fn try_window(
        &self,
        observed: u32,
        in_circle: u32,
        places: usize,
        (from, to): (u16, u16),
        best: &mut Strongest,
    ) {
        let before = &self.field.windows.before;
        let in_window = before[usize::from(to)] - before[usize::from(from)];
        if self.beats(observed, in_circle, in_window, best) {
            let expected = self.field.expected(in_circle, in_window);
            let llr = self.field.ratio(observed, expected);
            if llr > best.llr {
                *best = Strongest { llr, places, from, to, observed, expected };
            }
        }
    }
}

/// Fill a few slots at once, or the many of a day with more events.
fn fill<T: Copy>(slots: &mut [T], value: T) {
    match <&mut [T; SLOTS]>::try_from(&mut *slots) {
        Ok(few) => *few = [value; SLOTS],
        Err(_) => slots.fill(value),
    }
}

impl Around {
    /// Find those within the radius, and where rings close.
    fn new(x: &[f64], y: &[f64], radius: f64) -> Result<Self, ScanError> {
        let strips = Strips::new(x, y, &vec![0; x.len()], Reach::Circle(radius));
        let most = micrometres(radius);
        let mut near: Vec<(u32, u64, u32)> = (0..small(x.len())).map(|place| (place, 0, place)).collect();
        let mut too_many = false;
        strips.ahead(0..x.len(), |one, others| {
            for other in others {
                let apart =
                    micrometres((strips.x[one] - strips.x[other]).hypot(strips.y[one] - strips.y[other]));
                too_many |= near.len() > MAX_NEIGHBOURS;
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
        Ok(Self { starts, places: near.into_iter().map(|(_, _, other)| other).collect(), closes })
    }
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

/// Days since the first, which were checked to be at most `MAX_DAYS`.
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
