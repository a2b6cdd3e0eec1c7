//! `lofte analyse counts`: how many, by columns and by parts of the time, with exact intervals.

use clap::{Args, ValueEnum};
use jiff::civil::DateTime;
use lofte_analysis::incidents::counts::{CodedColumn, Codes, MISSING, grouped_counts};
use lofte_analysis::incidents::harm::{CategoryCount, HarmSum, harm_sum};
use lofte_analysis::incidents::rates::garwood;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::failure::Outcome;
use crate::incidents::harm;
use crate::input::events::{EventArgs, Events};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse counts offences.csv --by type,area
  lofte analyse counts offences.csv --by type --time occurred --by-time year --format csv
  lofte analyse counts offences.csv --by area --category type --harm weights.csv";

/// Count events by columns and by parts of the time, with exact intervals
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct CountsArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// Columns to count by; --category alone counts by that column
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    by: Vec<String>,
    /// Parts of the time to count by
    #[arg(long, value_enum, value_delimiter = ',')]
    by_time: Vec<Part>,
    /// Table with the columns category and weight: sums of harm beside the counts, by the kinds in --category
    #[arg(long, value_name = "FILE", requires = "category")]
    harm: Option<PathBuf>,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Part {
    /// 2025
    Year,
    /// 2025-03
    Month,
    /// 2025-W09, weeks as in ISO 8601
    Week,
    /// 2025-03-01
    Day,
    /// monday to sunday
    Weekday,
    /// 00 to 23
    Hour,
}

/// One combination that occurs.
#[derive(Debug, Serialize)]
struct Combination {
    /// The label in each column; none where the cell was empty.
    group: Vec<Option<String>>,
    count: u64,
    lower: f64,
    upper: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    harm: Option<HarmSum>,
}

/// The codes of one column, and what they stand for.
struct Coded {
    /// Owned where it is a column of the data, so that it is no word of the program.
    name: Cow<'static, str>,
    codes: Vec<u32>,
    labels: Vec<String>,
}

impl CountsArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&self.by)?;
        let columns = self.columns(&events)?;
        let coded: Vec<CodedColumn<'_>> = columns
            .iter()
            .map(|column| CodedColumn {
                codes: Codes::Wide(&column.codes),
                size: u32::try_from(column.labels.len()).unwrap_or(MISSING),
            })
            .collect();
        let table = grouped_counts(&coded, None).map_err(refused)?;
        let mut counts = self.occurring(&columns, table.cells())?;
        if let Some(file) = &self.harm {
            self.weigh(&events, &columns, file, &mut counts)?;
        }
        let mut answer = Answer::new("counts", self, events.facts(events.len()), &counts)?;
        answer.columns = columns.iter().map(|column| word(column.name.clone())).collect();
        answer.columns.extend([number("count", 0), number("lower", 1), number("upper", 1)]);
        if self.harm.is_some() {
            let table = counts.iter().find_map(|count| count.harm.as_ref());
            harm::tell(&mut answer, table.map(|harm| &harm.table));
            answer.columns.extend([
                number("harm", 0),
                number("harm_lower", 0),
                number("harm_upper", 0),
                number("gravest_share", 2),
            ]);
        }
        answer.rows = counts.iter().map(|count| cells(&columns, count).into()).collect();
        answer.show(terminal)
    }

    fn columns(&self, events: &Events) -> Result<Vec<Coded>, InputError> {
        let mut named: Vec<String> = self.by.clone();
        // Where kinds are weighed together they divide the events only if asked to.
        if named.is_empty() && (self.harm.is_none() || self.by_time.is_empty()) {
            named.extend(self.events.category.clone());
        }
        let mut columns = Vec::new();
        for name in named {
            let labels = (0..events.len()).map(|row| events.text(&name, row));
            columns.push(coded(Cow::Owned(name.clone()), labels));
        }
        if !self.by_time.is_empty() {
            let column = EventArgs::need(self.events.time.as_ref(), "--time", "--by-time")?;
            let times = self.events.times(events, column)?;
            for part in &self.by_time {
                let label = |time: &Option<(DateTime, bool)>| time.and_then(|time| part.label(time));
                columns.push(coded(Cow::Borrowed(part.name()), times.iter().map(label)));
            }
        }
        if columns.is_empty() {
            return Err(InputError::Needs { option: "counts", needed: "--by, --by-time or --category" });
        }
        Ok(columns)
    }

    /// The cells with events, in the order of the labels.
    fn occurring(&self, columns: &[Coded], cells: &[u64]) -> Result<Vec<Combination>, InputError> {
        let mut counts = Vec::new();
        for (place, count) in cells.iter().enumerate().filter(|(_, count)| **count > 0) {
            let mut rest = place;
            let mut group = vec![None; columns.len()];
            for (label, column) in group.iter_mut().zip(columns).rev() {
                let size = column.labels.len() + 1;
                *label = column.labels.get(rest % size).cloned();
                rest /= size;
            }
            let interval = garwood(*count, self.level).map_err(refused)?;
            counts.push(Combination {
                group,
                count: *count,
                lower: interval.lower,
                upper: interval.upper,
                harm: None,
            });
        }
        Ok(counts)
    }

    /// Sums the harm of each combination, with its interval.
    fn weigh(
        &self,
        events: &Events,
        columns: &[Coded],
        file: &Path,
        counts: &mut [Combination],
    ) -> Result<(), InputError> {
        let category = EventArgs::need(self.events.category.as_ref(), "--category", "--harm")?;
        let table = harm::table(file)?;
        let mut kinds: BTreeMap<Vec<Option<&String>>, BTreeMap<String, u64>> = BTreeMap::new();
        for row in 0..events.len() {
            let kind = harm::kind_of(&table, file, events, category, row)?;
            let labels = columns.iter().map(|column| column.labels.get(column.codes[row] as usize));
            let group = labels.collect();
            *kinds.entry(group).or_default().entry(kind).or_default() += 1;
        }
        for combination in counts {
            let group: Vec<Option<&String>> = combination.group.iter().map(Option::as_ref).collect();
            let kinds = kinds.get(&group).into_iter().flatten();
            let kinds: Vec<CategoryCount<'_>> =
                kinds.map(|(category, count)| CategoryCount { category, count: *count }).collect();
            combination.harm = Some(harm_sum(&table, &kinds, self.level).map_err(refused)?);
        }
        Ok(())
    }
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::Weekday => "weekday",
            Self::Hour => "hour",
        }
    }

    /// Nothing for the hour of a day whose hour is not known.
    fn label(self, (time, hour_known): (DateTime, bool)) -> Option<String> {
        let date = time.date();
        Some(match self {
            Self::Year => format!("{:04}", date.year()),
            Self::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Self::Week => {
                let week = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Day => date.to_string(),
            Self::Weekday => super::time::weekday(date).to_owned(),
            Self::Hour if hour_known => format!("{:02}", time.hour()),
            Self::Hour => return None,
        })
    }
}

/// Codes in the order of the sorted labels; weekdays in their own.
fn coded(name: Cow<'static, str>, labels: impl Iterator<Item = Option<String>>) -> Coded {
    let rows: Vec<Option<String>> = labels.collect();
    let rank = |label: &str| super::time::DAYS.iter().position(|day| *day == label);
    let mut known: Vec<&String> =
        rows.iter().flatten().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    known.sort_by_key(|label| rank(label));
    let numbers: BTreeMap<&String, u32> = known.iter().copied().zip(0..).collect();
    let codes = rows.iter().map(|row| row.as_ref().map_or(MISSING, |label| numbers[label])).collect();
    let labels = known.into_iter().cloned().collect();
    Coded { name, codes, labels }
}

fn cells(columns: &[Coded], count: &Combination) -> Vec<Cell> {
    let cell = |(column, label): (&Coded, &Option<String>)| match (&column.name, label) {
        (Cow::Borrowed(_), Some(word)) => Cell::from(word.as_str()),
        (_, label) => label.clone().into(),
    };
    let mut cells: Vec<Cell> = columns.iter().zip(&count.group).map(cell).collect();
    cells.extend([count.count.into(), count.lower.into(), count.upper.into()]);
    if let Some(harm) = &count.harm {
        let HarmSum { sum, interval, largest_event_share, .. } = harm;
        let gravest = *largest_event_share;
        cells.extend([(*sum).into(), interval.lower.into(), interval.upper.into(), gravest.into()]);
    }
    cells
}
