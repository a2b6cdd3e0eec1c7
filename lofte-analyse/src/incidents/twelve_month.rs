//! `lofte analyse twelve-month`: the last twelve whole months against the twelve before, for each kind of event.

use clap::Args;
use lofte_analysis::incidents::rates::Ratio;
use lofte_analysis::incidents::twelve_month::{
    MIN_EVENTS, MonthCount, TwelveMonth, TwelveMonthParams, Use, twelve_month,
};
use lofte_analysis::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::failure::Outcome;
use crate::incidents::series::Observed;
use crate::incidents::whole_months::{Dated, WholeMonths};
use crate::input::events::{EventArgs, InputFacts};
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number, word};

/// Months on each side.
const YEAR: usize = 12;

const EXAMPLE: &str = "Example:
  lofte analyse twelve-month offences.csv --time occurred --category type
  lofte analyse twelve-month offences.csv --time occurred --until 2025-10-31 --format json";

/// The last twelve whole months against the twelve before, for each kind of event
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct TwelveMonthArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// Fewest events in both years together
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor: u64,
}

/// What was found of one kind of event.
#[derive(Debug, Serialize)]
struct Found {
    category: Option<String>,
    result: Sufficiency<TwelveMonth>,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct All {
    /// First month of the year before, and of the last.
    years: Option<[String; 2]>,
    kinds: Vec<Found>,
}

impl TwelveMonthArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&[])?;
        let dated = Dated::read(&self.events, &events, &self.observed, "twelve-month")?;
        let months = dated.span.map(|span| WholeMonths::within(span, 1));
        let whole = months.map_or(0, |months| months.periods);
        // The last two years of what was observed; earlier months are passed over.
        let skipped = whole.saturating_sub(2 * YEAR);
        let mut kinds: BTreeMap<Option<String>, Vec<u64>> = BTreeMap::new();
        let (mut used, mut outside) = (0, 0);
        for (row, day) in dated.days.iter().enumerate() {
            let Some((day, months)) = day.zip(months) else { continue };
            let Some(month) = months.of(day).and_then(|month| month.checked_sub(skipped)) else {
                outside += 1;
                continue;
            };
            let kind = self.events.category.as_ref().and_then(|column| events.text(column, row));
            kinds.entry(kind).or_insert_with(|| vec![0; whole - skipped])[month] += 1;
            used += 1;
        }
        let all = self.compared(kinds, months, skipped)?;
        let facts = InputFacts {
            without_time: Some(dated.without_time()),
            outside_period: Some(outside),
            ..events.facts(used)
        };
        let mut answer = Answer::new("twelve-month", self, facts, &all)?;
        tell(&mut answer, &all, terminal);
        answer.show(terminal)
    }

    fn compared(
        &self,
        kinds: BTreeMap<Option<String>, Vec<u64>>,
        months: Option<WholeMonths>,
        skipped: usize,
    ) -> Result<All, crate::input_error::InputError> {
        let whole = months.map_or(0, |months| months.periods - skipped);
        let params = TwelveMonthParams { level: self.level, min_events: self.floor };
        let mut found = Vec::with_capacity(kinds.len());
        for (category, counts) in kinds {
            let short = InsufficientData::check(
                SampleUnit::Periods,
                whole as u64,
                2 * YEAR as u64,
                MinimumReason::NothingToCompare,
            );
            let result = match (short, months) {
                (None, Some(months)) => {
                    let month = |(at, count): (usize, &u64)| MonthCount {
                        count: *count,
                        days: f64::from(months.days(skipped + at)),
                    };
                    let all: Vec<MonthCount> = counts.iter().enumerate().map(month).collect();
                    let (before, after) = all.split_at(YEAR);
                    twelve_month(before, after, &params).map_err(refused)?
                }
                (Some(few), _) => Sufficiency::Insufficient(few),
                (None, None) => continue,
            };
            found.push(Found { category, result });
        }
        let year = |months: WholeMonths| [0, YEAR].map(|at| months.name(skipped + at));
        let years = months.filter(|_| whole == 2 * YEAR).map(year);
        Ok(All { years, kinds: found })
    }
}

fn tell(answer: &mut Answer<'_>, all: &All, terminal: &Terminal<'_>) {
    if let Some([before, after]) = &all.years {
        let gaps = vec![("before", before.clone()), ("after", after.clone())];
        answer.say("analyse-twelve-month", gaps);
    }
    if all.kinds.is_empty() {
        answer.say("analyse-no-series", Vec::new());
    }
    answer.columns = vec![word("category"), number("before", 0), number("after", 0), number("ratio", 3)];
    answer.columns.extend([number("ratio_lower", 3), number("ratio_upper", 3), number("p", 4)]);
    answer.columns.extend([number("dispersion", 2), word("interval")]);
    for kind in &all.kinds {
        match &kind.result {
            Sufficiency::Insufficient(few) => {
                answer.say_floor_of(kind.category.as_deref(), *few, terminal.words);
            }
            Sufficiency::Sufficient(change) => answer.rows.push(row(kind.category.clone(), change)),
        }
    }
}

fn row(category: Option<String>, change: &TwelveMonth) -> Row {
    let shown = change.shown();
    let ratio: Cell = match shown.ratio {
        Ratio::Finite(ratio) => ratio.into(),
        Ratio::Unbounded => "unbounded".into(),
        Ratio::Undefined => Cell::Empty,
    };
    let basis = if change.to_use == Use::Exact { "exact" } else { "widened" };
    vec![
        category.into(),
        change.exact.second.count.into(),
        change.exact.first.count.into(),
        ratio,
        shown.lower.into(),
        shown.upper.into(),
        shown.p_value.into(),
        change.quasi.map(|quasi| quasi.dispersion).into(),
        basis.into(),
    ]
    .into()
}
