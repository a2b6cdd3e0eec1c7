//! A look at the file before the first row is taken: things that one row alone does not tell, and that would be
//! wrong for all rows alike.

use super::dates::Dates;
use super::once::Once;
use super::points::Points;
use super::rows::Rows;
use crate::coordinates::{Likely, pair};
use crate::error::ImportError;
use crate::letters::{foreign_signs, garbled};
use crate::rejects::Codes;
use crate::report::Note;
use crate::same::Labels;
use crate::table::header::Header;
use crate::table::{Fault, Line, Serial, Table};
use crate::time::Order;
use jiff::civil::Time;
use lofte_model::records::{Category, RejectReason, TimePrecision};
use lofte_model::screening::shape;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

/// Rows in which clocks and coordinates are looked at; all others have to be looked through to the end.
const ROWS: u64 = 1000;
/// Rows from which on it is no chance that none has a text that the mapping names.
const ROWS_TO_KNOW_ONE: u64 = 10;
/// Numbers from which on it is no chance that they all end in zero.
const NO_CHANCE: u64 = 5;
/// Different texts that are compared with those of the mapping.
const MOST_LOOKED_UP: usize = 1000;
/// Different texts of which it is kept in mind what they are.
const MOST_JUDGED: usize = 10_000;
/// Digits that a spreadsheet keeps of a number.
const DIGITS_KEPT: usize = 15;

/// What the look found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) notes: Vec<Note>,
    seen: u64,
    dates: Dates,
    once: Vec<Once>,
    clocks: u64,
    midnights: u64,
    positions: u64,
    swapped: u64,
    /// Rows whose coordinates look like another system, and the first of them.
    foreign: BTreeMap<Likely, (u64, u64)>,
    /// Cells with both coordinates, and how many of them have the smaller first.
    pairs: u64,
    small_first: u64,
    points: Points,
    unstored: Option<(usize, u64)>,
    shortened: Option<Shortened>,
    /// Numbers of sixteen digits: the last digit is lost where all end in zero.
    sixteen: Option<Shortened>,
    not_sixteen: u64,
    texts: Texts,
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

/// What the column of categories holds.
#[derive(Debug, Default)]
struct Texts {
    rows: u64,
    known: u64,
    foreign_letters: u64,
    wrong: u64,
    example: Option<(u64, String)>,
    unknown: Codes,
    /// Rows with a text that is nearly one that the mapping names, by that text.
    nearly: BTreeMap<String, u64>,
    /// What was found of each text so far, and how many were compared with those of the mapping.
    judged: HashMap<String, Judged>,
    looked_up: usize,
}

/// What a text of that column is.
#[derive(Debug)]
enum Judged {
    /// One that the mapping names.
    Known,
    /// Another: the signs that show that it was read wrongly, if it was, and the text that it nearly is.
    Unknown { signs: Option<String>, nearest: Option<String> },
}

impl Scan {
    /// Looks at the file and settles how `rows` reads times and positions.
    pub(super) fn of(
        table: &mut Table,
        header: &Header,
        rows: &mut Rows<'_>,
        encoding: &str,
    ) -> Result<Self, ImportError> {
        let of = &rows.places_of;
        let every: Vec<usize> = std::iter::once(of.time).chain(of.category).chain(of.id).collect();
        let once =
            std::iter::once(of.time).chain(of.category).map(|column| Once::new(column, &every)).collect();
        let mut scan = Self { once, ..Self::default() };
        scan.order_of_pairs(table, header, rows)?;
        table.each(header.row, &mut |line| {
            if !rows.is_sum(line) {
                scan.line(line, rows);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        scan.refuse(header, rows, encoding)?;
        scan.settle(header, rows)?;
        Ok(scan)
    }

    /// Where both coordinates stand in one cell: the one that is smaller in all of Sweden is east.
    fn order_of_pairs(
        &mut self,
        table: &mut Table,
        header: &Header,
        rows: &mut Rows<'_>,
    ) -> Result<(), ImportError> {
        let Some((column, _)) = rows.places_of.place.filter(|(first, second)| first == second) else {
            return Ok(());
        };
        table.each(header.row, &mut |line| {
            if let Some((one, other, false)) = pair(rows.cell(line, column))
                && Likely::of(one, other).is_some()
            {
                self.pairs += 1;
                self.small_first += u64::from(one < other);
            }
            Ok(if self.pairs < ROWS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        rows.east_first = self.small_first * 2 > self.pairs;
        Ok(())
    }

    fn line(&mut self, line: &Line<'_>, rows: &Rows<'_>) {
        let of = &rows.places_of;
        self.seen += 1;
        for column in std::iter::once(of.time).chain(of.end) {
            self.dates.look(line.row, rows.cell(line, column));
        }
        self.once.iter_mut().for_each(|once| once.look(line));
        if self.seen <= ROWS {
            let clock = of.clock.map_or("", |column| rows.cell(line, column));
            self.clock(rows.cell(line, of.time), clock, rows);
        }
        self.position(line, rows);
        for column in &of.all {
            if line.fault(*column) == Some(Fault::NoStoredValue) {
                let (_, cells) = self.unstored.get_or_insert((*column, 0));
                *cells += 1;
            }
        }
        for column in [of.id, of.area].into_iter().flatten() {
            self.number(line.row, column, rows.cell(line, column));
        }
        if let Some(column) = of.category {
            self.texts.look(line.row, line.text(column), rows);
        }
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
        if let (Ok(Some(position)), Ok(numbers)) = (&position, &numbers) {
            self.points.count(*position, rows.is_coarse(*numbers));
        }
        if self.seen > ROWS || matches!(position, Ok(None)) {
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

    /// Refuses what would be wrong for all rows alike.
    fn refuse(&self, header: &Header, rows: &Rows<'_>, encoding: &str) -> Result<(), ImportError> {
        let name = |column: usize| header.names.get(column).cloned().unwrap_or_default();
        if let Some((column, cells)) = self.unstored {
            return Err(ImportError::FormulasWithoutValues { column: name(column), cells });
        }
        let sixteen = self.sixteen.as_ref().filter(|all| all.rows >= NO_CHANCE && self.not_sixteen == 0);
        if let Some(Shortened { column, row, shape, rows }) = self.shortened.as_ref().or(sixteen) {
            let (column, shape) = (name(*column), shape.clone());
            return Err(ImportError::ShortenedNumbers { column, row: *row, shape, rows: *rows });
        }
        self.once.iter().try_for_each(|once| once.refuse(name))?;
        if let Some(column) = rows.places_of.category {
            self.texts.refuse(name(column), rows, encoding)?;
        }
        let foreign = self.foreign.iter().max_by_key(|(_, (count, _))| *count);
        if let (Some((likely, (count, row))), Some((first, second))) = (foreign, rows.places_of.place)
            && *count > 1
            && count * 2 > self.positions
        {
            return Err(ImportError::OtherSystem {
                first: name(first),
                second: name(second),
                found: likely.word(),
                row: *row,
                rows: *count,
                of: self.positions,
            });
        }
        Ok(())
    }

    fn settle(&mut self, header: &Header, rows: &mut Rows<'_>) -> Result<(), ImportError> {
        let time = &header.names[rows.places_of.time];
        if rows.times.formats.is_empty() {
            rows.times.order = self.dates.order(time)?;
            if self.dates.dots_month_first() {
                rows.times.dotted = Some(Order::MonthFirst);
            }
            let dots = rows.times.dotted.filter(|order| *order == Order::MonthFirst);
            let guessed = rows.times.order.or(dots).map(|order| match order {
                Order::DayFirst => "day-month-year",
                Order::MonthFirst => "month-day-year",
            });
            let guessed = guessed.or(self.dates.short_years().then_some("yymmdd"));
            let serial = rows.times.serial.is_none() && self.dates.all_serial();
            if serial {
                rows.times.serial = Some(Serial::From1900);
            }
            let guessed = guessed.or(serial.then_some("days"));
            self.notes.extend(
                guessed.map(|format| Note::TimeFormatGuessed {
                    column: time.clone(),
                    format: format.to_owned(),
                }),
            );
        }
        // With a clock column of its own, an hour 0 is an hour.
        rows.times.midnight_is_date =
            rows.places_of.clock.is_none() && self.clocks > 0 && self.clocks == self.midnights;
        if let Some((first, second)) = rows.places_of.place
            && self.swapped * 2 > self.positions
        {
            return Err(ImportError::SwappedColumns {
                first: header.names[first].clone(),
                second: header.names[second].clone(),
                rows: self.swapped,
                of: self.positions,
            });
        }
        self.notes.extend(std::mem::take(&mut self.points).settle(rows));
        let column = rows.places_of.category.map(|column| header.names[column].clone()).unwrap_or_default();
        let misspelt = std::mem::take(&mut self.texts.nearly).into_iter();
        self.notes.extend(misspelt.map(|(nearest, rows)| Note::Misspelt {
            column: column.clone(),
            rows,
            nearest,
        }));
        Ok(())
    }
}

impl Judged {
    fn of(text: &str, labels: &Labels<Category>, nearest: bool) -> Self {
        if labels.get(text).is_some() {
            return Self::Known;
        }
        let signs = if garbled(text) {
            Some(foreign_signs(text))
        } else {
            labels.lost_letters(text).map(|signs| signs.chars().take(6).collect())
        };
        Self::Unknown { signs, nearest: nearest.then(|| labels.nearest(text)).flatten() }
    }
}

impl Texts {
    fn look(&mut self, row: u64, text: &str, rows: &Rows<'_>) {
        self.rows += 1;
        let labels = &rows.mapping.categories;
        let judged = match self.judged.get(text) {
            Some(judged) => judged,
            None if self.judged.len() < MOST_JUDGED => {
                let nearest = self.looked_up < MOST_LOOKED_UP;
                let judged = Judged::of(text, labels, nearest);
                self.looked_up += usize::from(matches!(judged, Judged::Unknown { .. }));
                self.judged.entry(text.to_owned()).or_insert(judged)
            }
            None => &Judged::of(text, labels, false),
        };
        match judged {
            Judged::Known => {
                self.known += 1;
                self.foreign_letters += u64::from(!text.is_ascii());
            }
            Judged::Unknown { signs, nearest } => {
                if let Some(signs) = signs {
                    self.wrong += 1;
                    self.example.get_or_insert_with(|| (row, signs.clone()));
                }
                self.unknown.count(text);
                if let Some(nearest) = nearest {
                    *self.nearly.entry(nearest.clone()).or_insert(0) += 1;
                }
            }
        }
    }

    fn refuse(&self, column: String, rows: &Rows<'_>, encoding: &str) -> Result<(), ImportError> {
        // A single spoilt letter is a bad row; letters that are all wrong are a bad reading.
        if let Some((row, signs)) = self.example.as_ref().filter(|_| self.wrong > self.foreign_letters) {
            let (row, signs, encoding) = (*row, signs.clone(), encoding.to_owned());
            return Err(ImportError::WrongLetters { column, row, signs, encoding });
        }
        let named = !rows.mapping.categories.is_empty() && rows.mapping.categories_default.is_some();
        if named && self.known == 0 && self.rows >= ROWS_TO_KNOW_ONE {
            let found = self.unknown.told();
            return Err(ImportError::NoKnownCategory { column, found, rows: self.rows });
        }
        Ok(())
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
