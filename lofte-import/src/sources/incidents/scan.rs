//! A look at the file before the first row is taken: things that one row alone does not tell, and that would be
//! wrong for all rows alike.

use super::dates::Dates;
use super::once::Once;
use super::points::Points;
use super::rows::{How, Rows};
use super::texts::{Labelled, Texts};
use crate::coordinates::{Likely, pair};
use crate::error::ImportError;
use crate::limits::{MOST_ROWS, not_too_many};
use crate::report::Note;
use crate::table::header::Header;
use crate::table::{Batch, Fault, Line, Table};
use crate::time::Order;
use jiff::civil::Time;
use lofte_model::records::{RejectReason, TimePrecision};
use lofte_model::screening::shape;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Rows in which clocks and coordinates are looked at; all others have to be looked through to the end.
const ROWS: u64 = 1000;
/// Numbers from which on it is no chance that they all end in zero.
const NO_CHANCE: u64 = 5;
/// Digits that a spreadsheet keeps of a number.
const DIGITS_KEPT: usize = 15;

/// Rows from which it is guessed what the whole file will show.
const ROWS_OF_A_GUESS: u64 = 10_000;

/// What the look found.
#[derive(Debug)]
pub(super) struct Scan {
    head: Head,
    whole: Whole,
    /// Whether every row of the file was looked at.
    complete: bool,
}

/// What the first rows show.
#[derive(Clone, Debug, Default)]
struct Head {
    rows: u64,
    clocks: u64,
    midnights: u64,
    positions: u64,
    swapped: u64,
    /// Rows whose coordinates look like another system, and the first of them.
    foreign: BTreeMap<Likely, (u64, u64)>,
}

/// What only all rows together show; parts of a file are looked at apart and added in their order.
#[derive(Debug)]
pub(super) struct Whole {
    rows: u64,
    dates: Dates,
    once: Vec<Once>,
    pub(super) points: Points,
    unstored: Option<(usize, u64)>,
    shortened: Option<Shortened>,
    /// Numbers of sixteen digits: the last digit is lost where all end in zero.
    sixteen: Option<Shortened>,
    not_sixteen: u64,
    labels: Labelled,
}

/// Numbers that have lost digits.
#[derive(Debug)]
struct Shortened {
    column: usize,
    /// The first, and its shape.
    row: u64,
    shape: String,
    rows: u64,
}

/// How rows are read, and what is to be told of that.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub(super) how: How,
    pub(super) notes: Vec<Note>,
}

impl Scan {
    /// Looks at the beginning of the file, from which it is guessed what the whole will show.
    pub(super) fn of_beginning(
        table: &mut Table,
        header: &Header,
        rows: &mut Rows<'_>,
    ) -> Result<Self, ImportError> {
        rows.east_first = east_first(table, header, rows)?;
        let (mut head, mut whole, mut complete) = (Head::default(), Whole::new(rows), true);
        let mut texts = Texts::default();
        table.each(header.row, &mut |line| {
            if !rows.is_passed_over(line) {
                head.look(line, rows);
                whole.look(line, rows);
                texts.count(line, rows);
                if let Some((position, coarse)) = rows.point(line) {
                    whole.points.count(position, coarse, 1);
                }
            }
            complete = whole.rows < ROWS_OF_A_GUESS;
            Ok(if complete { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        whole.add_texts(&texts, rows);
        Ok(Self { head, whole, complete })
    }

    /// Whether every row was looked at: only then what was found is more than a guess.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Looks at every row.
    pub(super) fn complete(
        self,
        table: &mut Table,
        header: &Header,
        rows: &Rows<'_>,
    ) -> Result<Self, ImportError> {
        let mut whole = self.afresh();
        let look = |batch: &Batch| {
            let (mut part, mut texts, mut points) = (self.afresh(), Texts::default(), Vec::new());
            let looked = batch.each(|line| {
                if !rows.is_passed_over(line) {
                    part.look(line, rows);
                    texts.count(line, rows);
                    points.extend(rows.point(line));
                }
            });
            (looked, part, texts, points)
        };
        let mut all = 0;
        table.each_batch(header.row, &look, &mut |(looked, part, texts, points)| {
            all += *looked;
            not_too_many(all, MOST_ROWS)?;
            whole.add(std::mem::replace(part, self.afresh()));
            whole.add_texts(texts, rows);
            for (position, coarse) in points.drain(..) {
                whole.points.count(position, coarse, 1);
            }
            Ok(())
        })?;
        Ok(self.with(whole))
    }

    /// A place for what every row shows.
    pub(super) fn afresh(&self) -> Whole {
        self.whole.afresh()
    }

    /// The look with what every row has shown.
    pub(super) fn with(self, whole: Whole) -> Self {
        Self { head: self.head, whole, complete: true }
    }

    /// How the rows are to be read; refuses what would be wrong for all rows alike.
    pub(super) fn settled(
        &self,
        header: &Header,
        rows: &Rows<'_>,
        encoding: &str,
    ) -> Result<Settled, ImportError> {
        self.refuse(header, rows, encoding)?;
        let mut settled = Settled::default();
        self.settle_times(header, rows, &mut settled)?;
        if let Some((first, second)) = rows.places_of.place
            && self.head.swapped * 2 > self.head.positions
        {
            return Err(ImportError::SwappedColumns {
                first: header.names[first].clone(),
                second: header.names[second].clone(),
                rows: self.head.swapped,
                of: self.head.positions,
            });
        }
        let notes = self.whole.points.settle(rows, &mut settled.how);
        settled.notes.extend(notes);
        let column = rows.places_of.category.map(|column| header.names[column].clone()).unwrap_or_default();
        settled.notes.extend(self.whole.labels.nearly().iter().map(|(nearest, rows)| Note::Misspelt {
            column: column.clone(),
            rows: *rows,
            nearest: nearest.clone(),
        }));
        Ok(settled)
    }

    fn refuse(&self, header: &Header, rows: &Rows<'_>, encoding: &str) -> Result<(), ImportError> {
        let name = |column: usize| header.names.get(column).cloned().unwrap_or_default();
        let whole = &self.whole;
        if let Some((column, cells)) = whole.unstored {
            return Err(ImportError::FormulasWithoutValues { column: name(column), cells });
        }
        let sixteen = whole.sixteen.as_ref().filter(|all| all.rows >= NO_CHANCE && whole.not_sixteen == 0);
        if let Some(Shortened { column, row, shape, rows }) = whole.shortened.as_ref().or(sixteen) {
            let (column, shape) = (name(*column), shape.clone());
            return Err(ImportError::ShortenedNumbers { column, row: *row, shape, rows: *rows });
        }
        whole.once.iter().try_for_each(|once| once.refuse(name))?;
        if let Some(column) = rows.places_of.category {
            whole.labels.refuse(name(column), rows, encoding)?;
        }
        let foreign = self.head.foreign.iter().max_by_key(|(_, (count, _))| *count);
        if let (Some((likely, (count, row))), Some((first, second))) = (foreign, rows.places_of.place)
            && *count > 1
            && count * 2 > self.head.positions
        {
            return Err(ImportError::OtherSystem {
                first: name(first),
                second: name(second),
                found: likely.word(),
                row: *row,
                rows: *count,
                of: self.head.positions,
            });
        }
        Ok(())
    }

    fn settle_times(
        &self,
        header: &Header,
        rows: &Rows<'_>,
        settled: &mut Settled,
    ) -> Result<(), ImportError> {
        let (time, dates) = (&header.names[rows.places_of.time], &self.whole.dates);
        let how = &mut settled.how;
        if rows.plain_times.formats.is_empty() && rows.mapping.order.is_none() {
            how.order = dates.order(time)?;
            how.dotted = dates.dots_month_first().then_some(Order::MonthFirst);
            let guessed = how.order.or(how.dotted).map(|order| match order {
                Order::DayFirst => "day-month-year",
                Order::MonthFirst => "month-day-year",
            });
            let guessed = guessed.or(dates.short_years().then_some("yymmdd"));
            how.numbers_are_days = rows.plain_times.serial.is_none() && dates.all_serial();
            let guessed = guessed.or(how.numbers_are_days.then_some("days"));
            settled.notes.extend(
                guessed.map(|format| Note::TimeFormatGuessed {
                    column: time.clone(),
                    format: format.to_owned(),
                }),
            );
        }
        // With a clock column of its own, an hour 0 is an hour.
        how.midnight_is_date =
            rows.places_of.clock.is_none() && self.head.clocks > 0 && self.head.clocks == self.head.midnights;
        Ok(())
    }
}

/// Where both coordinates stand in one cell: the one that is smaller in all of Sweden is east.
fn east_first(table: &mut Table, header: &Header, rows: &Rows<'_>) -> Result<bool, ImportError> {
    let Some((column, _)) = rows.places_of.place.filter(|(first, second)| first == second) else {
        return Ok(false);
    };
    let (mut pairs, mut small_first) = (0, 0);
    table.each(header.row, &mut |line| {
        if let Some((one, other, false)) = pair(rows.cell(line, column))
            && Likely::of(one, other).is_some()
        {
            pairs += 1;
            small_first += u64::from(one < other);
        }
        Ok(if pairs < ROWS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(small_first * 2 > pairs)
}

impl Head {
    fn look(&mut self, line: &Line<'_>, rows: &Rows<'_>) {
        if self.rows >= ROWS {
            return;
        }
        self.rows += 1;
        let clock = rows.places_of.clock.map_or("", |column| rows.cell(line, column));
        self.clock(rows.cell(line, rows.places_of.time), clock, rows);
        self.position(line, rows);
    }

    fn clock(&mut self, time: &str, clock: &str, rows: &Rows<'_>) {
        // The order does not matter for the clock time, but without one no time is read.
        let mut times = rows.times.clone();
        times.order = Some(Order::DayFirst);
        let mut moment = times.date_and_clock(time, clock);
        if rows.places_of.clock.is_none() {
            moment = times.moment(time);
            if moment.is_err() {
                times.order = Some(Order::MonthFirst);
                moment = times.moment(time);
            }
        }
        if let Ok(moment) = moment
            && moment.precision == TimePrecision::Minute
        {
            self.clocks += 1;
            self.midnights += u64::from(moment.at.time() == Time::midnight());
        }
    }

    fn position(&mut self, line: &Line<'_>, rows: &Rows<'_>) {
        let numbers = rows.numbers(line);
        let position = numbers.clone().and_then(|numbers| rows.position_of(numbers));
        if matches!(position, Ok(None)) {
            return;
        }
        self.positions += 1;
        self.swapped += u64::from(position == Err(RejectReason::SwappedCoordinates));
        let believed = position.is_ok() && rows.places.near().is_some();
        if let (Ok(Some((one, other))), Some(place), false) = (numbers, &rows.mapping.place, believed)
            && let Some(likely) = Likely::of(one, other).filter(|likely| !likely.fits(place.system))
        {
            self.foreign.entry(likely).or_insert((0, line.row)).0 += 1;
        }
    }
}

impl Whole {
    fn new(rows: &Rows<'_>) -> Self {
        let of = &rows.places_of;
        let every: Vec<usize> = std::iter::once(of.time).chain(of.category).chain(of.id).collect();
        let once = std::iter::once(of.time).chain(of.category).map(|column| Once::new(column, &every));
        Self {
            rows: 0,
            dates: Dates::default(),
            once: once.collect(),
            points: Points::default(),
            unstored: None,
            shortened: None,
            sixteen: None,
            not_sixteen: 0,
            labels: Labelled::default(),
        }
    }

    /// For other rows of the same file: what its beginning has settled is not looked at again.
    pub(super) fn afresh(&self) -> Self {
        Self {
            rows: 0,
            dates: Dates::default(),
            once: self.once.iter().map(Once::afresh).collect(),
            points: Points::default(),
            unstored: None,
            shortened: None,
            sixteen: None,
            not_sixteen: 0,
            labels: Labelled::default(),
        }
    }

    /// Looks at a row. Positions are counted by whoever has them, see [`Points::count`].
    pub(super) fn look(&mut self, line: &Line<'_>, rows: &Rows<'_>) {
        let of = &rows.places_of;
        self.rows += 1;
        for column in std::iter::once(of.time).chain(of.end) {
            self.dates.look(line.row, rows.cell(line, column));
        }
        self.once.iter_mut().for_each(|once| once.look(line));
        if !line.faults.is_empty() {
            for column in &of.all {
                if line.fault(*column) == Some(Fault::NoStoredValue) {
                    let (_, cells) = self.unstored.get_or_insert((*column, 0));
                    *cells += 1;
                }
            }
        }
        for column in [of.id, of.area].into_iter().flatten() {
            self.number(line.row, column, rows.cell(line, column));
        }
    }

    /// Adds the texts of the column of categories.
    pub(super) fn add_texts(&mut self, texts: &Texts, rows: &Rows<'_>) {
        self.labels.add(texts, &rows.mapping.categories);
    }

    fn number(&mut self, row: u64, column: usize, text: &str) {
        let first = || Shortened { column, row, shape: shape(text), rows: 0 };
        if shortened(text) {
            self.shortened.get_or_insert_with(first).rows += 1;
        }
        let digits = text.len() == DIGITS_KEPT + 1 && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && text.ends_with('0') && !text.starts_with('0') {
            self.sixteen.get_or_insert_with(first).rows += 1;
        } else if !text.is_empty() {
            self.not_sixteen += 1;
        }
    }

    /// Adds what the rows that follow have shown.
    pub(super) fn add(&mut self, later: Self) {
        self.rows += later.rows;
        self.dates.add(&later.dates);
        self.once.iter_mut().zip(later.once).for_each(|(once, later)| once.add(later));
        if let Some((column, cells)) = later.unstored {
            self.unstored.get_or_insert((column, 0)).1 += cells;
        }
        for (known, later) in [(&mut self.shortened, later.shortened), (&mut self.sixteen, later.sixteen)] {
            match (known.as_mut(), later) {
                (Some(known), Some(later)) => known.rows += later.rows,
                (None, later) => *known = later,
                (Some(_), None) => {}
            }
        }
        self.not_sixteen += later.not_sixteen;
    }
}

/// Whether a number has lost its last digits in a spreadsheet: `2,02503E+15`, or zeros behind the fifteenth digit.
fn shortened(text: &str) -> bool {
    if let Some((digits, power)) = text.split_once(['E', 'e']) {
        let broken = digits.contains([',', '.']);
        let power = power.trim_start();
        // With neither a sign nor a decimal it may be how cases are called: `12E3`.
        let plus = power.strip_prefix('+').or(broken.then_some(power));
        let power =
            plus.is_some_and(|power| power.bytes().all(|byte| byte.is_ascii_digit()) && !power.is_empty());
        let number = digits.trim_end().bytes().all(|byte| byte.is_ascii_digit() || b",.".contains(&byte));
        return power && number && digits.starts_with(|sign: char| sign.is_ascii_digit());
    }
    let long = text.len() > DIGITS_KEPT && text.bytes().all(|byte| byte.is_ascii_digit());
    // One zero alone may be chance, and many zeros in front are no rounding.
    long && text.trim_start_matches('0').len() > DIGITS_KEPT + 1
        && text.trim_start_matches('0').bytes().skip(DIGITS_KEPT).all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_a_spreadsheet_has_shortened() {
        for text in [
            "2,02503E+15",
            "2.0250301e+16",
            "2E+15",
            "20250301000000000",
            "1,23457E+14",
            "1.23457e14",
            "1,23457E 15",
        ] {
            assert!(shortened(text), "{text}");
        }
        for text in [
            "K1",
            "12E3",
            "5E10",
            "0482E+",
            "2025030112345678",
            "5000000000000000",
            "00000000000000000001",
            "",
            "1e5",
        ] {
            assert!(!shortened(text), "{text}");
        }
    }
}
