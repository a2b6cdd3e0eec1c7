//! `lofte analyse ears`: early aberration by the week before, day by day.

use clap::Args;
use lofte_analysis::incidents::alerts::ears::{self, Ears, EarsParams, ears};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use super::{Found, found};
use crate::failure::Outcome;
use crate::incidents::series::{Every, Observed, Series, of_events};
use crate::input::events::EventArgs;
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{number, word};

const EXAMPLE: &str = "Example:
  lofte analyse ears calls.csv --time received
  lofte analyse ears calls.csv --time received --category type --format csv";

/// Early aberration by the week before (EARS C1, C2, C3), day by day
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct EarsArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Days of the baseline
    #[arg(long, default_value_t = ears::BASELINE_DAYS)]
    baseline: u32,
    /// One-sided chance of an alarm
    #[arg(long, default_value_t = ears::TAIL)]
    tail: f64,
    /// Limit of C3
    #[arg(long, default_value_t = ears::C3_LIMIT)]
    c3_limit: f64,
    /// Least standard deviation of a baseline
    #[arg(long, default_value_t = ears::MIN_SD)]
    least_sd: f64,
    /// Fewest events of an alarm
    #[arg(long, default_value_t = ears::MIN_COUNT)]
    least_count: u64,
}

impl EarsArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&[])?;
        let series = of_events(&self.events, &events, Every::Day, &self.observed, "ears")?;
        let params = EarsParams {
            baseline: self.baseline,
            tail: self.tail,
            c3_limit: self.c3_limit,
            min_sd: self.least_sd,
            min_count: self.least_count,
        };
        let judge = |series: &Series| Ok(found(series, ears(&series.counts, &params)?));
        let all: Result<Vec<Found<Sufficiency<Ears>>>, ears::EarsError> =
            series.list.iter().map(judge).collect();
        let all = all.map_err(refused)?;
        let mut answer = series.answer("ears", self, &events, &all)?;
        answer.columns = vec![
            word("category"),
            word("day"),
            number("count", 0),
            number("c1_upper", 1),
            word("c1"),
            number("c2_upper", 1),
            word("c2"),
            number("c3_statistic", 2),
            word("c3"),
        ];
        for (kind, series) in all.iter().zip(&series.list) {
            match &kind.result {
                Sufficiency::Insufficient(floor) => {
                    answer.say_floor_of(kind.category.as_deref(), *floor, terminal.words);
                }
                Sufficiency::Sufficient(ears) => {
                    for day in &ears.days {
                        answer.rows.push(
                            vec![
                                kind.category.clone().into(),
                                series.first_day_of(Every::Day, day.day).into(),
                                day.count.into(),
                                day.c1.upper.into(),
                                day.c1.alarm.into(),
                                day.c2.upper.into(),
                                day.c2.alarm.into(),
                                day.c3.statistic.into(),
                                day.c3.alarm.into(),
                            ]
                            .into(),
                        );
                    }
                }
            }
        }
        answer.show(terminal)
    }
}
