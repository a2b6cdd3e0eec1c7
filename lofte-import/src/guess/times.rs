//! How times are written: the order of day and month, numbers of days, and what midnight means.

use super::choice::{Choice, Sure, Why};
use super::profile::{Column, Seen};
use super::words::{Names, names};
use crate::time::Order;
use lofte_model::mapping::{DayNumbers, MappingFile};
use lofte_model::records::TimePrecision;

/// Days between the two ways of counting.
const APART: f64 = 1462.0;
/// Days of a year.
const YEAR: f64 = 365.25;

/// Settles it for the column of the time.
pub(super) fn settle(seen: &Seen, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    let heading = mapping.columns.time.as_ref().or(mapping.columns.date.as_ref());
    let Some(column) = seen.columns.iter().find(|column| Some(&column.heading) == heading) else { return };
    if column.times() == 0 && column.serials > 0 {
        return day_numbers(seen, column, mapping, choices);
    }
    order(column, mapping, choices);
    precision(column, mapping, choices);
}

fn order(column: &Column, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    match column.dates.order(&column.heading) {
        Ok(Some(order)) => {
            let value = if order == Order::DayFirst { "day-month-year" } else { "month-day-year" };
            choices.push(Choice::new("order", value, Why::OneWay, Sure::Certain));
        }
        Ok(None) => {}
        // A Swedish file has the day first; nobody but its sender knows.
        Err(_) => {
            let row = column.dates.first_unsaid().unwrap_or_default();
            choices.push(Choice::nothing("order", Why::BothWays { row }, Sure::Open));
        }
    }
    if mapping.columns.clock.is_none() && column.dates.short_years() {
        choices.push(Choice::new(
            "order",
            "yymmdd",
            Why::Contents { share: column.share(column.days) },
            Sure::Likely,
        ));
    }
}

fn precision(column: &Column, mapping: &MappingFile, choices: &mut Vec<Choice>) {
    let known = if mapping.columns.clock.is_some() {
        (TimePrecision::Minute, column.days + column.minutes)
    } else if column.months > column.times() {
        (TimePrecision::Month, column.months)
    } else if column.minutes > column.days && column.midnights < column.minutes {
        (TimePrecision::Minute, column.minutes)
    } else {
        (TimePrecision::Day, column.days + column.midnights)
    };
    let (precision, cells) = known;
    let all_midnight =
        column.minutes > 0 && column.midnights == column.minutes && mapping.columns.clock.is_none();
    let why = if all_midnight { Why::Midnight } else { Why::Contents { share: column.share(cells) } };
    choices.push(Choice::new("precision", precision.word(), why, Sure::Likely));
}

/// Numbers of days since 1900, unless a column of years says that they are since 1904.
fn day_numbers(seen: &Seen, column: &Column, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    let year_of = |number: f64, shift: f64| 1899.997 + (number + shift) / YEAR;
    let years = seen.columns.iter().find(|other| names(&other.heading, Names::Year) > 0 && other.years > 0);
    let agree = |shift: f64| {
        let Some(years) = years else { return 0 };
        let pairs = column.first.iter().filter_map(|(row, number)| {
            let year = years.first.iter().find(|(other, _)| other == row)?.1;
            Some((year_of(*number, shift).floor() - year).abs() < 0.5)
        });
        pairs.filter(|agree| *agree).count()
    };
    let (early, late) = (agree(0.0), agree(APART));
    let is_late = late > early;
    let value = if is_late { DayNumbers::From1904 } else { DayNumbers::From1900 };
    let word = if is_late { "1904" } else { "1900" };
    let (why, sure) = match years.filter(|_| early.max(late) > 0) {
        Some(years) => (Why::YearAgrees { heading: years.heading.clone() }, Sure::Certain),
        None => (Why::Contents { share: column.share(column.serials) }, Sure::Likely),
    };
    mapping.time.day_numbers = Some(value);
    choices.push(Choice::new("day_numbers", word, why, sure));
}
