//! `lofte analyse alerts`: which kinds of events were unusually many in the last week.

use clap::Args;
use lofte_analysis::incidents::alerts::weekly::{self, Weekly, WeeklyOutcome, WeeklyParams, weekly};
use lofte_analysis::incidents::trend::{CountSeries, HARMONICS, MIN_SAMPLE_OF_WEEKS};
use serde::Serialize;

use super::{Found, found};
use crate::failure::Outcome;
use crate::incidents::series::{Every, Observed, of_events};
use crate::input::events::EventArgs;
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{number, word};
use crate::output::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse alerts offences.csv --time occurred --category type
  lofte analyse alerts offences.csv --time occurred --category type --until 2025-11-23 --format json";

/// Which kinds of events were unusually many in the last week, all kinds judged together
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct AlertsArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// One-sided chance of an alarm for one kind, and the rate of false alarms over all
    #[arg(long, default_value_t = weekly::TAIL)]
    tail: f64,
    /// Waves of the season in a year
    #[arg(long, default_value_t = HARMONICS)]
    harmonics: u8,
    /// Fewest weeks before the one that is judged
    #[arg(long, default_value_t = weekly::MIN_WEEKS)]
    floor_weeks: u64,
    /// Most weeks before the one that is judged
    #[arg(long, default_value_t = weekly::MAX_BASELINE_WEEKS)]
    longest_baseline: u64,
    /// Fewest events of an alarm
    #[arg(long, default_value_t = weekly::MIN_COUNT)]
    least_count: u64,
}

impl AlertsArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&[])?;
        let series = of_events(&self.events, &events, Every::Week, &self.observed, "alerts")?;
        let counts: Vec<CountSeries<'_>> = series
            .list
            .iter()
            .map(|series| CountSeries { counts: &series.counts, exposure: &series.exposure })
            .collect();
        let params = WeeklyParams {
            tail: self.tail,
            harmonics: self.harmonics,
            min_weeks: self.floor_weeks,
            max_baseline_weeks: self.longest_baseline,
            min_sample: MIN_SAMPLE_OF_WEEKS,
            min_count: self.least_count,
        };
        let Weekly { series: outcomes, judged, .. } =
            while_working(|| weekly(&counts, &params)).map_err(refused)?;
        let all: Vec<Found<WeeklyOutcome>> =
            series.list.iter().zip(outcomes).map(|(series, outcome)| found(series, outcome)).collect();
        let mut answer = series.answer("alerts", self, &events, &all)?;
        answer.say("analyse-judged", vec![("judged", terminal.words.count(judged as u64))]);
        answer.columns = vec![
            word("category"),
            number("count", 0),
            number("expected", 1),
            number("upper", 0),
            number("p", 4),
            number("adjusted", 4),
            word("alarm"),
        ];
        for kind in &all {
            match &kind.result {
                WeeklyOutcome::Judged(week) => answer.rows.push(
                    vec![
                        kind.category.clone().into(),
                        week.count.into(),
                        week.expected.into(),
                        week.upper.into(),
                        week.p_value.into(),
                        week.p_adjusted.into(),
                        week.alarm.into(),
                    ]
                    .into(),
                ),
                WeeklyOutcome::Insufficient(floor) => {
                    answer.say_floor_of(kind.category.as_deref(), *floor, terminal.words);
                }
                WeeklyOutcome::NotFitted(error) => {
                    let kind = kind.category.clone().unwrap_or_default();
                    answer.say("analyse-not-fitted", vec![("kind", kind), ("why", error.to_string())]);
                }
            }
        }
        answer.show(terminal)
    }
}
