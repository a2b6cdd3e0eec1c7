//! Events as series of counts: one for each kind, by months or weeks, all over the same periods.
//!
//! The first and the last period have the days that were observed in them as exposure, so that a month that has just
//! begun does not look like a fall. Events outside the observed days are counted and left out. A wrong year, which would
//! stretch the series over centuries, is told instead of being computed.

use clap::{Args, ValueEnum};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::failure::Failure;
use crate::input::days::day_number;
use crate::input::events::{EventArgs, Events, InputFacts};
use crate::input_error::InputError;
use crate::output::answer::Answer;

/// More years than any register of events has; a longer series comes of a date that stands for “unknown”.
const MOST_YEARS: i32 = 200;
/// Kinds times periods. Each may become a row of the answer with a dozen numbers: a million days of `ears` are a file of
/// 600 MB, made in 1 to 1.4 GB of memory, and nobody reads more.
const MOST_COUNTS: usize = 1 << 20;

/// A run of periods without events counts as a silence where chance gives it less often than this.
const SILENCE: f64 = 0.001;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Every {
    /// Calendar months
    Month,
    /// Weeks from Monday
    Week,
    /// Days
    Day,
}

/// The days that were observed.
#[derive(Clone, Debug, Args, Serialize)]
pub(crate) struct Observed {
    /// First day that was observed, YYYY-MM-DD; the first of the first event's period if not given
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Last day that was observed, YYYY-MM-DD; the day of the last event if not given
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
}

/// The counts of one kind of event.
#[derive(Debug)]
pub(crate) struct Series {
    /// The kind; none where the file was not divided, or the cell was empty.
    pub(crate) category: Option<String>,
    /// First day of the first period.
    pub(crate) from: Date,
    pub(crate) counts: Vec<u64>,
    /// Days observed in each period; the same for all series.
    pub(crate) exposure: Arc<[f64]>,
}

/// The series of a file.
#[derive(Debug)]
pub(crate) struct AllSeries {
    pub(crate) list: Vec<Series>,
    every: Every,
    used: usize,
    without_time: u64,
    outside: u64,
}

impl AllSeries {
    /// What became of the rows.
    pub(crate) fn facts(&self, events: &Events) -> InputFacts {
        InputFacts {
            without_time: Some(self.without_time),
            outside_period: Some(self.outside),
            ..events.facts(self.used)
        }
    }

    /// An answer that knows what became of the rows.
    pub(crate) fn answer(
        &self,
        method: &'static str,
        asked: &impl Serialize,
        events: &Events,
        found: &impl Serialize,
    ) -> Result<Answer<'static>, Failure> {
        let mut answer = Answer::new(method, asked, self.facts(events), found)?;
        if self.list.is_empty() {
            answer.say("analyse-no-series", Vec::new());
        }
        for (first, last) in self.silences() {
            answer.say("analyse-silence", vec![("from", first.to_string()), ("until", last.to_string())]);
        }
        Ok(answer)
    }
}

impl AllSeries {
    /// First and last day of runs of periods, between events, that have no event of any kind and are longer than chance
    /// gives: the source may have been silent.
    fn silences(&self) -> Vec<(Date, Date)> {
        let Some(series) = self.list.first() else { return Vec::new() };
        let exposure = &series.exposure;
        let total = |period| self.list.iter().filter_map(|series| series.counts.get(period)).sum::<u64>();
        let totals: Vec<u64> = (0..exposure.len()).map(total).collect();
        let pace = totals.iter().sum::<u64>() as f64 / exposure.iter().sum::<f64>().max(1.0);
        let filled: Vec<usize> = (0..totals.len()).filter(|period| totals[*period] > 0).collect();
        let silent = |pair: &[usize]| {
            let (first, next) = (pair[0] + 1, pair[1]);
            let days: f64 = exposure[first..next].iter().sum();
            let last = series.start_of(self.every, next)?.yesterday().ok()?;
            let first = series.start_of(self.every, first)?;
            (days > 0.0 && (-pace * days).exp() < SILENCE).then_some((first, last))
        };
        filled.windows(2).filter_map(silent).collect()
    }
}

impl Series {
    /// First day of a period, as text.
    pub(crate) fn first_day_of(&self, every: Every, period: usize) -> String {
        self.start_of(every, period).map(|day| day.to_string()).unwrap_or_default()
    }

    /// Whether a period was observed from its first day to its last.
    pub(crate) fn is_whole(&self, every: Every, period: usize) -> bool {
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

    /// The periods from the one with the first day to the one with the last, as day numbers: their first days, and the
    /// day after.
    fn edges(self, first: Date, last: Date) -> Vec<i32> {
        let mut edges = Vec::new();
        let mut day = Some(self.first_day(first));
        while let Some(edge) = day.filter(|edge| *edge <= last) {
            edges.push(day_number(edge));
            day = edge.checked_add(self.span()).ok();
        }
        // The last day of the calendar has no day after it, but its number has.
        edges.push(day.map_or(day_number(last) + 1, day_number));
        edges
    }
}

/// Counts the events of each kind by period.
pub(crate) fn of_events(
    asked: &EventArgs,
    events: &Events,
    every: Every,
    observed: &Observed,
    method: &'static str,
) -> Result<AllSeries, InputError> {
    let column = EventArgs::need(asked.time.as_ref(), "--time", method)?;
    let times = asked.times(events, column)?;
    let days: Vec<Option<Date>> = times.iter().map(|time| time.map(|(time, _)| time.date())).collect();
    let without_time = days.iter().filter(|day| day.is_none()).count() as u64;
    let Some((first, last)) = observed.span(&days, every)? else {
        return Ok(AllSeries { list: Vec::new(), every, used: 0, without_time, outside: 0 });
    };
    let edges = every.edges(first, last);
    let exposure = exposure(&edges, first, last);
    let mut counts: BTreeMap<Option<String>, Vec<u64>> = BTreeMap::new();
    if asked.category.is_none() {
        // Days on which nothing happened were observed all the same.
        counts.insert(None, vec![0; exposure.len()]);
    }
    let (mut used, mut outside) = (0, 0);
    for (row, day) in days.iter().enumerate().filter_map(|(row, day)| Some((row, (*day)?))) {
        if !(first..=last).contains(&day) {
            outside += 1;
            continue;
        }
        let category = asked.category.as_ref().and_then(|column| events.text(column, row));
        let kinds = counts.len();
        let series = counts.entry(category).or_insert_with(|| vec![0; exposure.len()]);
        if kinds.saturating_mul(exposure.len()) > MOST_COUNTS {
            return Err(InputError::ManyCounts {
                periods: exposure.len(),
                most: MOST_COUNTS / exposure.len(),
            });
        }
        let period = edges.partition_point(|edge| *edge <= day_number(day)).saturating_sub(1);
        if let Some(count) = series.get_mut(period) {
            *count += 1;
            used += 1;
        }
    }
    let from = every.first_day(first);
    let list = counts
        .into_iter()
        .map(|(category, counts)| Series { category, from, counts, exposure: Arc::clone(&exposure) })
        .collect();
    Ok(AllSeries { list, every, used, without_time, outside })
}

impl Observed {
    /// Whether a day was named.
    pub(crate) fn is_named(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// The first and the last day that were observed; nothing where no day is known.
    pub(crate) fn span(
        &self,
        days: &[Option<Date>],
        every: Every,
    ) -> Result<Option<(Date, Date)>, InputError> {
        let known = || days.iter().flatten().copied();
        let from = read_day("--from", self.from.as_deref())?;
        let until = read_day("--until", self.until.as_deref())?;
        let first = from.or_else(|| known().min().map(|day| every.first_day(day)));
        let (Some(first), Some(last)) = (first, until.or_else(|| known().max())) else {
            return Ok(None);
        };
        let refuse =
            |option, day: Date, must| InputError::OptionValue { option, value: day.to_string(), must };
        if last < first {
            return Err(match (from, until) {
                (_, None) => {
                    refuse("--from", first, "no later than the last event, or be given with --until")
                }
                (None, _) => {
                    refuse("--until", last, "no earlier than the first event, or be given with --from")
                }
                _ => refuse("--until", last, "the day of --from or later"),
            });
        }
        if i32::from(last.year()) - i32::from(first.year()) > MOST_YEARS {
            let (from, until) = (first.to_string(), last.to_string());
            return Err(InputError::LongPeriod { from, until, most: MOST_YEARS });
        }
        Ok(Some((first, last)))
    }
}

/// Days observed in each period.
fn exposure(edges: &[i32], first: Date, last: Date) -> Arc<[f64]> {
    let (first, after) = (day_number(first), day_number(last) + 1);
    let periods = edges.iter().zip(edges.iter().skip(1));
    periods.map(|(from, to)| f64::from(((*to).min(after) - (*from).max(first)).max(0))).collect()
}

/// A day that was given with an option.
pub(crate) fn read_day(option: &'static str, text: Option<&str>) -> Result<Option<Date>, InputError> {
    let refuse = |text: &str| InputError::OptionValue {
        option,
        value: text.to_owned(),
        must: "a day like 2025-12-31",
    };
    text.map(|text| text.parse().map_err(|_| refuse(text))).transpose()
}

#[cfg(test)]
mod tests {
    use super::{Every, exposure};
    use crate::input::days::day_number;
    use jiff::civil::{Date, date};

    #[test]
    fn the_first_and_the_last_period_have_the_days_that_were_observed() {
        let (first, last) = (date(2024, 1, 15), date(2024, 3, 10));
        let edges = Every::Month.edges(first, last);
        assert_eq!(edges.first(), Some(&day_number(date(2024, 1, 1))));
        assert_eq!(*exposure(&edges, first, last), [17.0, 29.0, 10.0]);
        let edges = Every::Week.edges(date(2024, 1, 3), date(2024, 1, 8));
        assert_eq!(*exposure(&edges, date(2024, 1, 3), date(2024, 1, 8)), [5.0, 1.0]);
        assert_eq!(Every::Day.edges(last, last).len(), 2);
    }

    #[test]
    fn the_last_day_of_the_calendar_is_a_day_like_others() {
        let (first, last) = (date(9999, 12, 20), Date::MAX);
        for (every, days) in
            [(Every::Month, &[12.0][..]), (Every::Week, &[7.0, 5.0]), (Every::Day, &[1.0; 12])]
        {
            assert_eq!(*exposure(&every.edges(first, last), first, last), *days);
        }
    }
}
