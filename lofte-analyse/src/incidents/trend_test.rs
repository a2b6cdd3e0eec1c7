//! `lofte analyse trend-test`: whether each kind of event rises or falls from period to period, whatever the shape.

use clap::Args;
use lofte_analysis::incidents::trend_test::{MIN_PERIODS, TrendTest, TrendTestParams, trend_test};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;
use std::collections::BTreeMap;

use crate::failure::Outcome;
use crate::incidents::series::Observed;
use crate::incidents::whole_months::{Dated, WholeMonths};
use crate::input::events::{EventArgs, InputFacts};
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Answer, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse trend-test offences.csv --time occurred --category type
  lofte analyse trend-test offences.csv --time occurred --months 3 --until 2025-12-31";

/// Whether each kind of event rises or falls from period to period, whatever the shape (Mann-Kendall, Sen)
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct TrendTestArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Months in a period; with less than 12 a season looks like a trend
    #[arg(long, default_value_t = 12)]
    months: u8,
    /// Fewest periods
    #[arg(long, default_value_t = MIN_PERIODS)]
    floor: u64,
    /// Confidence level of the interval of the slope
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

/// What was found of one kind of event.
#[derive(Debug, Serialize)]
struct Found {
    category: Option<String>,
    /// First month of the first period.
    from: String,
    counts: Vec<u64>,
    result: Sufficiency<TrendTest>,
}

impl TrendTestArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&[])?;
        let dated = Dated::read(&self.events, &events, &self.observed, "trend-test")?;
        let periods = dated.span.map(|span| WholeMonths::within(span, self.months));
        let size = periods.map_or(0, |periods| periods.periods);
        let mut kinds: BTreeMap<Option<String>, Vec<u64>> = BTreeMap::new();
        let (mut used, mut outside) = (0, 0);
        for (row, day) in dated.days.iter().enumerate() {
            let Some((day, periods)) = day.zip(periods) else { continue };
            let Some(period) = periods.of(day) else {
                outside += 1;
                continue;
            };
            let kind = self.events.category.as_ref().and_then(|column| events.text(column, row));
            kinds.entry(kind).or_insert_with(|| vec![0; size])[period] += 1;
            used += 1;
        }
        let params = TrendTestParams { level: self.level, min_periods: self.floor };
        let mut all = Vec::with_capacity(kinds.len());
        for (category, counts) in kinds {
            let values: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
            let result = trend_test(&values, &params).map_err(refused)?;
            let from = periods.map(|periods| periods.name(0)).unwrap_or_default();
            all.push(Found { category, from, counts, result });
        }
        let facts = InputFacts {
            without_time: Some(dated.without_time()),
            outside_period: Some(outside),
            ..events.facts(used)
        };
        let mut answer = Answer::new("trend-test", self, facts, &all)?;
        if all.is_empty() {
            answer.say("analyse-no-series", Vec::new());
        }
        answer.columns = vec![word("category"), number("periods", 0), number("first_count", 0)];
        answer.columns.extend([number("last_count", 0), number("slope", 2), number("lower", 2)]);
        answer.columns.extend([number("upper", 2), number("p", 4)]);
        for kind in &all {
            match &kind.result {
                Sufficiency::Insufficient(few) => {
                    answer.say_floor_of(kind.category.as_deref(), *few, terminal.words);
                }
                Sufficiency::Sufficient(trend) => answer.rows.push(
                    vec![
                        kind.category.clone().into(),
                        trend.periods.into(),
                        kind.counts.first().copied().into(),
                        kind.counts.last().copied().into(),
                        trend.slope.into(),
                        trend.interval.lower.into(),
                        trend.interval.upper.into(),
                        trend.p_value.into(),
                    ]
                    .into(),
                ),
            }
        }
        answer.show(terminal)
    }
}
