//! Events as series of counts: one for each kind, by months or weeks, all over the same periods.
//!
//! The first and the last period have the days that were observed in them as exposure, so that a month that has just
//! begun does not look like a fall.

use clap::{Args, ValueEnum};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};
use serde::Serialize;
use std::collections::BTreeMap;

use super::days::day_number;
use super::events::{EventArgs, Events, InputFacts};
use crate::cli::analyse::trouble::Trouble;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Every {
    /// Calendar months
    Month,
    /// Weeks from Monday
    Week,
    /// Days
    Day,
}

/// The days that were observed.
#[derive(Clone, Debug, Args, Serialize)]
pub(super) struct Observed {
    /// First day that was observed, YYYY-MM-DD; the first of the first event's period if not given
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Last day that was observed, YYYY-MM-DD; the day of the last event if not given
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
}

/// The counts of one kind of event.
#[derive(Debug)]
pub(super) struct Series {
    /// The kind; none where the file was not divided, or the cell was empty.
    pub(super) category: Option<String>,
    /// First day of the first period.
    pub(super) from: Date,
    pub(super) counts: Vec<u64>,
    /// Days observed in each period.
    pub(super) exposure: Vec<f64>,
}

/// The series of a file.
#[derive(Debug)]
pub(super) struct AllSeries {
    pub(super) list: Vec<Series>,
    used: usize,
    without_time: u64,
}

impl AllSeries {
    /// What became of the rows.
    pub(super) fn facts(&self, events: &Events) -> InputFacts {
        InputFacts { without_time: Some(self.without_time), ..events.facts(self.used) }
    }
}

impl Series {
    /// First day of a period, as text.
    pub(super) fn first_day_of(&self, every: Every, period: usize) -> String {
        self.start_of(every, period).map(|day| day.to_string()).unwrap_or_default()
    }

    /// Whether a period was observed from its first day to its last.
    pub(super) fn is_whole(&self, every: Every, period: usize) -> bool {
        let (from, to) = (self.start_of(every, period), self.start_of(every, period + 1));
        let days = from.zip(to).map(|(from, to)| f64::from(day_number(to) - day_number(from)));
        days.zip(self.exposure.get(period)).is_some_and(|(days, observed)| *observed >= days)
    }

    fn start_of(&self, every: Every, period: usize) -> Option<Date> {
        let spans = i64::try_from(period).ok()?;
        self.from.checked_add(every.span().checked_mul(spans).ok()?).ok()
    }
}

impl Every {
    fn first_day(self, day: Date) -> Date {
        match self {
            Self::Month => day.first_of_month(),
            Self::Week => {
                let since_monday = i64::from(day.weekday().since(Weekday::Monday));
                day.checked_sub(since_monday.days()).unwrap_or(day)
            }
            Self::Day => day,
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Month => 1.month(),
            Self::Week => 1.week(),
            Self::Day => 1.day(),
        }
    }

    /// The periods from the one with the first day to the one with the last: their first days, and the day after.
    fn edges(self, first: Date, last: Date) -> Vec<Date> {
        let mut edges = vec![self.first_day(first)];
        while let Some(edge) = edges.last().copied().filter(|edge| *edge <= last) {
            match edge.checked_add(self.span()) {
                Ok(next) => edges.push(next),
                Err(_) => break,
            }
        }
        edges
    }
}

/// Counts the events of each kind by period.
pub(super) fn of_events(
    asked: &EventArgs,
    events: &Events,
    every: Every,
    observed: &Observed,
    method: &'static str,
) -> Result<AllSeries, Trouble> {
    let column = EventArgs::need(asked.time.as_ref(), "--time", method)?;
    let times = asked.times(events, column)?;
    let days: Vec<Option<Date>> = times.iter().map(|time| time.map(|(time, _)| time.date())).collect();
    let known = || days.iter().flatten().copied();
    let first = read_day("--from", observed.from.as_deref())?
        .or_else(|| known().min().map(|day| every.first_day(day)));
    let last = read_day("--until", observed.until.as_deref())?.or_else(|| known().max());
    let without_time = days.iter().filter(|day| day.is_none()).count() as u64;
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(AllSeries { list: Vec::new(), used: 0, without_time });
    };
    let edges = every.edges(first, last);
    let exposure = exposure(&edges, first, last);
    let mut counts: BTreeMap<Option<String>, Vec<u64>> = BTreeMap::new();
    let mut used = 0;
    for (row, day) in days.iter().enumerate() {
        let Some(day) = day.filter(|day| (first..=last).contains(day)) else {
            continue;
        };
        let category = asked.category.as_ref().and_then(|column| events.text(column, row));
        let period = edges.partition_point(|edge| *edge <= day).saturating_sub(1);
        if let Some(count) = counts.entry(category).or_insert_with(|| vec![0; exposure.len()]).get_mut(period)
        {
            *count += 1;
            used += 1;
        }
    }
    let from = edges.first().copied().unwrap_or(first);
    let list = counts
        .into_iter()
        .map(|(category, counts)| Series { category, from, counts, exposure: exposure.clone() })
        .collect();
    Ok(AllSeries { list, used, without_time })
}

/// Days observed in each period.
fn exposure(edges: &[Date], first: Date, last: Date) -> Vec<f64> {
    let (first, after) = (day_number(first), day_number(last) + 1);
    let periods = edges.iter().zip(edges.iter().skip(1));
    periods
        .map(|(from, to)| f64::from((day_number(*to).min(after) - day_number(*from).max(first)).max(0)))
        .collect()
}

/// A day that was given with an option.
pub(super) fn read_day(option: &'static str, text: Option<&str>) -> Result<Option<Date>, Trouble> {
    let refuse =
        |text: &str| Trouble::OptionValue { option, value: text.to_owned(), must: "a day like 2025-12-31" };
    text.map(|text| text.parse().map_err(|_| refuse(text))).transpose()
}

#[cfg(test)]
mod tests {
    use super::{Every, exposure};
    use jiff::civil::date;

    #[test]
    fn the_first_and_the_last_period_have_the_days_that_were_observed() {
        let (first, last) = (date(2024, 1, 15), date(2024, 3, 10));
        let edges = Every::Month.edges(first, last);
        assert_eq!(edges.first(), Some(&date(2024, 1, 1)));
        assert_eq!(exposure(&edges, first, last), [17.0, 29.0, 10.0]);
        let edges = Every::Week.edges(date(2024, 1, 3), date(2024, 1, 8));
        assert_eq!(exposure(&edges, date(2024, 1, 3), date(2024, 1, 8)), [5.0, 1.0]);
        assert_eq!(Every::Day.edges(last, last).len(), 2);
    }
}
