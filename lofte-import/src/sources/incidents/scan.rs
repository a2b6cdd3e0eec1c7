//! A look at the file before the first row is taken: things that one row alone does not tell, and that would be
//! wrong for all rows alike.

use super::points::Points;
use super::rows::Rows;
use crate::coordinates::{Likely, pair};
use crate::error::ImportError;
use crate::letters::garbled;
use crate::report::Note;
use crate::table::header::Header;
use crate::table::{Fault, Line, Table, shown};
use crate::time::{Order, Slashed, short_year, slashed};
use jiff::civil::Time;
use lofte_model::records::{RejectReason, TimePrecision};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Rows in which clocks and coordinates are looked at; all others have to be looked through to the end.
const ROWS: u64 = 1000;
/// Rows from which on it is no chance that none has a text that the mapping names.
const ROWS_TO_KNOW_ONE: u64 = 10;
/// Digits that a spreadsheet keeps of a number.
const DIGITS_KEPT: usize = 15;

/// What the look found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) notes: Vec<Note>,
    seen: u64,
    dates: Dates,
    short_years: bool,
    clocks: u64,
    midnights: u64,
    positions: u64,
    swapped: u64,
    /// Rows whose coordinates look like another system, and a pair from the file.
    foreign: BTreeMap<Likely, (u64, String)>,
    /// Cells with both coordinates, and how many of them have the smaller first.
    pairs: u64,
    small_first: u64,
    points: Points,
    unstored: Option<(usize, u64)>,
    shortened: Option<(usize, String, u64)>,
    texts: Texts,
}

/// Dates that could be read both ways.
#[derive(Debug, Default)]
struct Dates {
    unsaid: Option<String>,
    day_first: Option<String>,
    month_first: Option<String>,
}

/// What the column of categories holds.
#[derive(Debug, Default)]
struct Texts {
    rows: u64,
    known: u64,
    foreign_letters: u64,
    wrong: u64,
    example: Option<String>,
    unknown: Vec<String>,
}

impl Scan {
    /// Looks at the file and settles how `rows` reads times and positions.
    pub(super) fn of(
        table: &mut Table,
        header: &Header,
        rows: &mut Rows<'_>,
        encoding: &str,
    ) -> Result<Self, ImportError> {
        let mut scan = Self::default();
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
            self.date(rows.cell(line, column));
        }
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
            let text = rows.cell(line, column);
            if shortened(text) {
                let (_, _, count) = self.shortened.get_or_insert_with(|| (column, shown(text), 0));
                *count += 1;
            }
        }
        if let Some(column) = of.category {
            self.texts.look(line.text(column), rows);
        }
    }

    fn date(&mut self, text: &str) {
        let place = match slashed(text) {
            Some(Slashed::Says(Order::DayFirst)) => &mut self.dates.day_first,
            Some(Slashed::Says(Order::MonthFirst)) => &mut self.dates.month_first,
            Some(Slashed::SaysNothing) => &mut self.dates.unsaid,
            None => {
                self.short_years |= short_year(text);
                return;
            }
        };
        if place.is_none() {
            *place = Some(shown(text));
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
        let position = rows.position(line);
        if let Ok(Some(position)) = position {
            self.points.count(position);
        }
        if self.seen > ROWS || matches!(position, Ok(None)) {
            return;
        }
        self.positions += 1;
        self.swapped += u64::from(position == Err(RejectReason::SwappedCoordinates));
        let believed = position.is_ok() && rows.places.near().is_some();
        if let (Ok(Some((one, other))), Some(place), false) =
            (rows.numbers(line), &rows.mapping.place, believed)
            && let Some(likely) = Likely::of(one, other).filter(|likely| !likely.fits(place.system))
        {
            let example = || format!("{one}, {other}");
            self.foreign.entry(likely).or_insert_with(|| (0, example())).0 += 1;
        }
    }

    /// Refuses what would be wrong for all rows alike.
    fn refuse(&self, header: &Header, rows: &Rows<'_>, encoding: &str) -> Result<(), ImportError> {
        let name = |column: usize| header.names.get(column).cloned().unwrap_or_default();
        if let Some((column, cells)) = self.unstored {
            return Err(ImportError::FormulasWithoutValues { column: name(column), cells });
        }
        if let Some((column, example, rows)) = &self.shortened {
            let (column, example, rows) = (name(*column), example.clone(), *rows);
            return Err(ImportError::ShortenedNumbers { column, example, rows });
        }
        if let Some(column) = rows.places_of.category {
            self.texts.refuse(name(column), rows, encoding)?;
        }
        let foreign = self.foreign.iter().max_by_key(|(_, (count, _))| *count);
        if let (Some((likely, (count, example))), Some((first, second))) = (foreign, rows.places_of.place)
            && *count > 1
            && count * 2 > self.positions
        {
            return Err(ImportError::OtherSystem {
                first: name(first),
                second: name(second),
                found: likely.word(),
                example: example.clone(),
                rows: *count,
                of: self.positions,
            });
        }
        Ok(())
    }

    /// The order of day and month, from the dates that can only be read in one way.
    fn order(&self, column: &str) -> Result<Option<Order>, ImportError> {
        let Dates { unsaid, day_first, month_first } = &self.dates;
        match (unsaid, day_first, month_first) {
            (_, Some(day_first), Some(month_first)) => Err(ImportError::DatesBothWays {
                column: column.to_owned(),
                day_first: day_first.clone(),
                month_first: month_first.clone(),
                example: unsaid.as_ref().unwrap_or(day_first).clone(),
            }),
            (Some(example), None, None) => {
                Err(ImportError::AmbiguousDates { column: column.to_owned(), example: example.clone() })
            }
            (_, Some(_), None) => Ok(Some(Order::DayFirst)),
            (_, None, Some(_)) => Ok(Some(Order::MonthFirst)),
            (None, None, None) => Ok(None),
        }
    }

    fn settle(&mut self, header: &Header, rows: &mut Rows<'_>) -> Result<(), ImportError> {
        let time = &header.names[rows.places_of.time];
        if rows.times.formats.is_empty() {
            rows.times.order = self.order(time)?;
            let guessed = rows.times.order.map(|order| match order {
                Order::DayFirst => "day/month/year",
                Order::MonthFirst => "month/day/year",
            });
            let guessed = guessed.or(self.short_years.then_some("yymmdd"));
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
        Ok(())
    }
}

impl Texts {
    fn look(&mut self, text: &str, rows: &Rows<'_>) {
        self.rows += 1;
        if rows.mapping.categories.get(text).is_some() {
            self.known += 1;
            self.foreign_letters += u64::from(!text.is_ascii());
            return;
        }
        if garbled(text) {
            self.wrong += 1;
            self.example.get_or_insert_with(|| shown(text));
        }
        let short = shown(text);
        if self.unknown.len() < 5 && !text.is_empty() && !self.unknown.contains(&short) {
            self.unknown.push(short);
        }
    }

    fn refuse(&self, column: String, rows: &Rows<'_>, encoding: &str) -> Result<(), ImportError> {
        // A single spoilt letter is a bad row; letters that are all wrong are a bad reading.
        if let Some(example) = self.example.as_ref().filter(|_| self.wrong > self.foreign_letters) {
            let (example, encoding) = (example.clone(), encoding.to_owned());
            return Err(ImportError::WrongLetters { column, example, encoding });
        }
        let named = !rows.mapping.categories.is_empty() && rows.mapping.categories_default.is_some();
        if named && self.known == 0 && self.rows >= ROWS_TO_KNOW_ONE {
            let found = self.unknown.join(", ");
            return Err(ImportError::NoKnownCategory { column, found, rows: self.rows });
        }
        Ok(())
    }
}

/// Whether a number has lost its last digits in a spreadsheet: `2,02503E+15`, or zeros behind the fifteenth digit.
fn shortened(text: &str) -> bool {
    if let Some((digits, power)) = text.split_once(['E', 'e']) {
        let power = power.strip_prefix('+').is_some_and(|power| power.parse::<u16>().is_ok());
        let number = digits.bytes().all(|byte| byte.is_ascii_digit() || b",.".contains(&byte));
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
        for text in ["2,02503E+15", "2.0250301e+16", "2E+15", "20250301000000000", "1,23457E+14"] {
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
