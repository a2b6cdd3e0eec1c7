//! The same periods for several units, one of which something was done to: read from events or from a table of counts.
//!
//! Events are counted by months or weeks, and a unit without events in a period has 0 there. A table of counts must have
//! a row for every unit and period: a row that is missing may be a 0 or a number that nobody sent, and nobody but the
//! sender can say which.

use clap::Args;
use lofte_analysis::effect::Panel;
use lofte_words::Message;
use serde::Serialize;
use std::collections::HashSet;
use std::path::PathBuf;

use crate::incidents::series::{AllSeries, Every, Observed, of_events};
use crate::input::columns::Labels;
use crate::input::events::{EventArgs, Events, InputFacts};
use crate::input::given::{day, no_such_unit};
use crate::input::order::{by_numbers, sortable};
use crate::input_error::InputError;
use crate::output::answer::Answer;

/// Where the periods of the units are read from.
#[derive(Clone, Debug, Args, Serialize)]
pub(crate) struct PanelArgs {
    /// Table, CSV or Parquet: one row for each event (with --time), or one for each unit and period (with --period and
    /// --count)
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Column with the name of the unit: area, district, street
    #[arg(long, value_name = "COLUMN")]
    unit: Option<String>,
    /// The unit that something was done to
    #[arg(long, value_name = "UNIT")]
    pub(crate) treated: String,
    /// When it began: a day or month; in a table of counts the name of the first period after
    #[arg(long, value_name = "DAY")]
    at: Option<String>,
    /// Column of the time, in a table of events
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["period", "count"])]
    time: Option<String>,
    /// How times are written, as in strftime (%Y-%m-%d %H:%M); recognised by themselves if not given
    #[arg(long, value_name = "FORM")]
    time_format: Vec<String>,
    /// The periods that events are counted by: month or week
    #[arg(long, value_parser = ["month", "week"], default_value = "month")]
    every: String,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Column of the period, in a table of counts: 2024, 2024-03, 2024-W09 or 2024-03-01
    #[arg(long, value_name = "COLUMN")]
    period: Option<String>,
    /// Column of counts, in a table of counts
    #[arg(long, value_name = "COLUMN")]
    count: Option<String>,
    /// Only rows that satisfy this, for example "type = 'burglary' and not area in ('A', 'B')"
    #[arg(long = "where", value_name = "EXPRESSION")]
    #[serde(rename = "where")]
    condition: Option<String>,
}

/// The units with their periods.
#[derive(Debug)]
pub(crate) struct Units<T> {
    pub(crate) names: Vec<String>,
    /// Names of the periods, or their first days.
    pub(crate) periods: Vec<String>,
    pub(crate) values: Vec<T>,
    pub(crate) treated: usize,
    pub(crate) start: usize,
    /// The measure began after the first day of its first period.
    within: bool,
    pub(crate) input: InputFacts,
}

/// Which number stands for which unit and period in the result; part of the answer.
#[derive(Debug, Serialize)]
pub(crate) struct Found<'a, R> {
    units: &'a [String],
    treated: &'a str,
    periods: &'a [String],
    first_period_after: &'a str,
    #[serde(flatten)]
    result: R,
}

impl<T> Units<T> {
    pub(crate) fn panel(&self) -> Panel<'_, T> {
        let (treated, start) = (self.treated, self.start);
        Panel { values: &self.values, units: self.names.len(), treated, start }
    }

    pub(crate) fn name(&self, unit: usize) -> &str {
        self.names.get(unit).map_or("", String::as_str)
    }

    pub(crate) fn found<R>(&self, result: R) -> Found<'_, R> {
        let first_period_after = self.periods.get(self.start).map_or("", String::as_str);
        let (units, periods) = (self.names.as_slice(), self.periods.as_slice());
        Found { units, treated: self.name(self.treated), periods, first_period_after, result }
    }

    /// Says where a period with both before and after in it was put.
    pub(crate) fn say_start(&self, answer: &mut Answer<'_>) {
        if let Some(period) = self.periods.get(self.start).filter(|_| self.within) {
            answer.say("analyse-at-within", vec![("period", period.clone())]);
        }
    }

    /// One period before and one after, of the treated unit first.
    pub(crate) fn of_options(names: Vec<String>, values: Vec<T>) -> Self {
        let periods = ["before", "after"].map(str::to_owned).to_vec();
        let input = InputFacts::default();
        Self { names, periods, values, treated: 0, start: 1, within: false, input }
    }

    fn with<U>(self, values: Vec<U>) -> Units<U> {
        let Self { names, periods, treated, start, within, input, .. } = self;
        Units { names, periods, values, treated, start, within, input }
    }
}

impl PanelArgs {
    /// The units with counts.
    pub(crate) fn counts(&self, method: &'static str) -> Result<Units<u64>, InputError> {
        if self.is_table() { self.of_table(method, Events::counts) } else { self.of_events(method) }
    }

    /// The units with numbers, which may be rates.
    pub(crate) fn numbers(&self, method: &'static str) -> Result<Units<f64>, InputError> {
        if self.is_table() {
            return self.of_table(method, Events::all_numbers);
        }
        let counted = self.of_events(method)?;
        let values = counted.values.iter().map(|count| *count as f64).collect();
        Ok(counted.with(values))
    }

    fn is_table(&self) -> bool {
        self.period.is_some() || self.count.is_some()
    }

    fn reader(&self, method: &'static str) -> Result<(EventArgs, &str, &str), InputError> {
        if self.files.is_empty() {
            return Err(InputError::Needs { option: method, needed: "FILE" });
        }
        let unit = EventArgs::need(self.unit.as_ref(), "--unit", method)?;
        let at = EventArgs::need(self.at.as_ref(), "--at", method)?;
        let condition = self.condition.clone();
        Ok((EventArgs { condition, ..EventArgs::of_files(&self.files) }, unit, at))
    }

    fn of_events(&self, method: &'static str) -> Result<Units<u64>, InputError> {
        let (reader, unit, at) = self.reader(method)?;
        let reader = EventArgs {
            time: self.time.clone(),
            time_format: self.time_format.clone(),
            category: Some(unit.to_owned()),
            ..reader
        };
        EventArgs::need(self.time.as_ref(), "--time (or --period and --count)", method)?;
        let events = reader.read(&[])?;
        let every = if self.every == "week" { Every::Week } else { Every::Month };
        let all = of_events(&reader, &events, every, &self.observed, method)?;
        let unnamed: u64 =
            all.list.iter().filter(|row| row.category.is_none()).flat_map(|row| &row.counts).sum();
        let mut input = all.facts(&events);
        input.used -= unnamed;
        input.without_position = Some(unnamed);
        let (periods, start, within) = periods_around(&all, every, at)?;
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for row in all.list {
            let Some(name) = row.category else { continue };
            names.push(name);
            values.extend(row.counts);
        }
        let treated = self.treated_among(&names, unit)?;
        Ok(Units { names, periods, values, treated, start, within, input })
    }

    fn of_table<T: Copy>(
        &self,
        method: &'static str,
        read: impl Fn(&Events, &str) -> Result<Vec<T>, InputError>,
    ) -> Result<Units<T>, InputError> {
        let (reader, unit, at) = self.reader(method)?;
        let period = EventArgs::need(self.period.as_ref(), "--period", method)?;
        let count = EventArgs::need(self.count.as_ref(), "--count", method)?;
        let rows = reader.read(&[unit, period, count].map(str::to_owned))?;
        let values = read(&rows, count)?;
        let (units, periods) = (rows.labels(unit)?, rows.labels(period)?);
        let order = in_order(&periods, period)?;
        whole(&units, &periods)?;
        let mut place = vec![0; order.len()];
        for (at, label) in order.iter().enumerate() {
            place[*label] = at;
        }
        let mut cells: Vec<(u32, usize, T)> = Vec::with_capacity(values.len());
        for (row, value) in values.iter().enumerate() {
            cells.push((units.codes[row], place[periods.codes[row] as usize], *value));
        }
        cells.sort_by_key(|(unit, period, _)| (*unit, *period));
        let labels: Vec<String> = order.iter().map(|label| periods.names[*label].clone()).collect();
        let start = labels.iter().position(|label| label == at).filter(|start| *start > 0);
        let start = start.ok_or_else(|| outside(at, labels.first(), labels.last()))?;
        Ok(Units {
            treated: self.treated_among(&units.names, unit)?,
            names: units.names,
            periods: labels,
            values: cells.into_iter().map(|(_, _, value)| value).collect(),
            start,
            within: false,
            input: rows.facts(rows.len()),
        })
    }

    fn treated_among(&self, names: &[String], column: &str) -> Result<usize, InputError> {
        let place = names.iter().position(|name| *name == self.treated);
        place.ok_or_else(|| no_such_unit("--treated", &self.treated, column, names.iter()))
    }
}

/// The first days of the periods of series, the one in which a day lies, and whether it is not the first of it.
pub(crate) fn periods_around(
    all: &AllSeries,
    every: Every,
    at: &str,
) -> Result<(Vec<String>, usize, bool), InputError> {
    let begins = day("--at", at)?.to_string();
    let first = all.list.first();
    let length = first.map_or(0, |series| series.counts.len());
    // One more than there are periods: the day after the last.
    let mut edges: Vec<String> =
        (0..=length).filter_map(|period| Some(first?.first_day_of(every, period))).collect();
    let found = start_within(&edges, &begins);
    edges.truncate(length);
    let start = found.ok_or_else(|| outside(at, edges.first(), edges.last()))?;
    let within = edges.get(start).is_some_and(|first| *first != begins);
    Ok((edges, start, within))
}

/// The period that a day lies in, by the periods' first days and the day after the last; not the first period, since there
/// is nothing before it.
fn start_within(edges: &[String], day: &str) -> Option<usize> {
    // Days of four-digit years sort as text.
    let begun = edges.partition_point(|first| first.as_str() <= day);
    (2..edges.len()).contains(&begun).then(|| begun - 1)
}

fn outside(at: &str, first: Option<&String>, last: Option<&String>) -> InputError {
    let (Some(first), Some(last)) = (first, last) else {
        return InputError::Told(Message::plain("analyse-nothing-dated"));
    };
    let message = Message::with("analyse-at-outside", "at", at).and("first", first).and("last", last);
    InputError::Told(message)
}

/// The periods in order of time, by their names.
fn in_order(periods: &Labels, column: &str) -> Result<Vec<usize>, InputError> {
    if let Some(name) = periods.names.iter().find(|name| !sortable(name)) {
        let message = Message::with("analyse-not-a-period", "column", column).and("value", name);
        return Err(InputError::Told(message));
    }
    let mut order: Vec<usize> = (0..periods.names.len()).collect();
    order.sort_by(|one, other| by_numbers(&periods.names[*one], &periods.names[*other]));
    Ok(order)
}

/// Refuses a unit and period with two rows, or with none.
fn whole(units: &Labels, periods: &Labels) -> Result<(), InputError> {
    let told = |key: &'static str, unit: usize, period: usize| {
        let message = Message::with(key, "unit", &units.names[unit]).and("period", &periods.names[period]);
        InputError::Told(message)
    };
    let mut seen = HashSet::with_capacity(units.codes.len());
    let mut of_unit = vec![0; units.names.len()];
    for pair in units.codes.iter().copied().zip(periods.codes.iter().copied()) {
        let (unit, period) = (pair.0 as usize, pair.1 as usize);
        if !seen.insert(pair) {
            return Err(told("analyse-panel-twice", unit, period));
        }
        of_unit[unit] += 1;
    }
    let short = of_unit.iter().position(|rows| *rows < periods.names.len());
    let gap = short.and_then(|unit| {
        let lacks = |period: &u32| u32::try_from(unit).is_ok_and(|unit| !seen.contains(&(unit, *period)));
        (0..).take(periods.names.len()).find(lacks).map(|period| (unit, period as usize))
    });
    gap.map_or(Ok(()), |(unit, period)| Err(told("analyse-panel-gap", unit, period)))
}

#[cfg(test)]
mod tests {
    use super::start_within;

    #[test]
    fn a_day_lies_in_the_period_that_has_begun() {
        let edges = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"].map(str::to_owned);
        assert_eq!(start_within(&edges, "2024-02-01"), Some(1));
        assert_eq!(start_within(&edges, "2024-02-29"), Some(1));
        assert_eq!(start_within(&edges, "2024-03-31"), Some(2));
        for day in ["2023-12-31", "2024-01-31", "2024-04-01"] {
            assert_eq!(start_within(&edges, day), None, "{day}");
        }
        assert_eq!(start_within(&[], "2024-01-01"), None);
    }
}
