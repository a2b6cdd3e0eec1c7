//! A look at the file before the first row is taken: things that one row alone does not tell, and that would be
//! wrong for all rows alike.

use crate::error::ImportError;
use crate::report::Note;
use crate::sources::incidents::rows::Rows;
use crate::table::header::Header;
use crate::table::{Table, shown};
use crate::time::{Order, Slashed, short_year, slashed};
use jiff::civil::Time;
use lofte_model::records::{RejectReason, TimePrecision};
use std::ops::ControlFlow;

/// Rows that are looked at, and more only while the order of the dates is still open.
const ROWS: u64 = 1000;

/// What the look found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) notes: Vec<Note>,
    seen: u64,
    example: Option<String>,
    order: Option<Order>,
    short_years: bool,
    clocks: u64,
    midnights: u64,
    positions: u64,
    swapped: u64,
}

impl Scan {
    /// Looks at the file and settles how `rows` reads times.
    pub(super) fn of(table: &mut Table, header: &Header, rows: &mut Rows<'_>) -> Result<Self, ImportError> {
        let mut scan = Self::default();
        table.each(header.row, &mut |line| {
            let text = line.cell(rows.places_of.time);
            scan.dates(text);
            if scan.seen < ROWS {
                scan.seen += 1;
                scan.clock(
                    line.cell(rows.places_of.time),
                    line.cell(rows.places_of.clock.unwrap_or(usize::MAX)),
                    rows,
                );
                scan.position(line, rows);
            }
            let open = scan.example.is_some() && scan.order.is_none();
            Ok(if scan.seen < ROWS || open { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        scan.settle(header, rows)?;
        Ok(scan)
    }

    fn dates(&mut self, text: &str) {
        match slashed(text) {
            Some(Slashed::Says(order)) => self.order = self.order.or(Some(order)),
            Some(Slashed::SaysNothing) if self.example.is_none() => self.example = Some(shown(text)),
            Some(Slashed::SaysNothing) => {}
            None => self.short_years |= short_year(text),
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

    fn position(&mut self, line: &crate::table::Line<'_>, rows: &Rows<'_>) {
        match rows.position(line) {
            Ok(None) => {}
            Err(RejectReason::SwappedCoordinates) => {
                self.positions += 1;
                self.swapped += 1;
            }
            Ok(Some(_)) | Err(_) => self.positions += 1,
        }
    }

    fn settle(&mut self, header: &Header, rows: &mut Rows<'_>) -> Result<(), ImportError> {
        let time = &header.names[rows.places_of.time];
        if rows.times.formats.is_empty() {
            if let (None, Some(example)) = (self.order, &self.example) {
                return Err(ImportError::AmbiguousDates { column: time.clone(), example: example.clone() });
            }
            rows.times.order = self.order;
            let guessed = self.order.map(|order| match order {
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
        Ok(())
    }
}
