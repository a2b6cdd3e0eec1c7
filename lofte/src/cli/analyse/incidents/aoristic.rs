//! `lofte analyse aoristic`: when things happened whose time is only known as a span.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::aoristic::{
    AoristicParams, AoristicWeek, FLOOR_FOR_CELLS, FLOOR_FOR_MARGINALS, LongSpans, Span, aoristic_week,
};
use lofte_analysis::incidents::floor::Floored;
use serde::Serialize;

use super::answer::{Answer, Cell, number, word};
use super::days::minute_number;
use super::events::EventArgs;
use super::refused;
use super::week::DAYS;
use crate::cli::desk::Desk;
use crate::cli::failure::Outcome;

const EXAMPLE: &str = "Example:
  lofte analyse aoristic burglaries.csv --time from --until to
  lofte analyse aoristic burglaries.csv --time from --until to --long-spans drop --format csv";

/// Weekday by hour where times are only known as spans
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(in crate::cli::analyse) struct Aoristic {
    #[command(flatten)]
    #[serde(flatten)]
    events: EventArgs,
    /// Column of the time when it had happened
    #[arg(long, value_name = "COLUMN")]
    until: String,
    /// Column of weights, for instance harm
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// What becomes of spans of a week or more, which say nothing of the hour
    #[arg(long, value_enum, default_value = "spread")]
    long_spans: Long,
    /// Fewest events for the table of 168 cells
    #[arg(long, default_value_t = FLOOR_FOR_CELLS)]
    floor_for_cells: u64,
    /// Fewest events for weekdays and hours taken apart
    #[arg(long, default_value_t = FLOOR_FOR_MARGINALS)]
    floor_for_marginals: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Long {
    /// Evenly over the week, as the reference does
    Spread,
    /// Left out, and counted
    Drop,
}

impl Aoristic {
    pub(in crate::cli::analyse) fn act(&self, desk: &mut Desk) -> Outcome {
        let from = EventArgs::need(self.events.time.as_ref(), "--time", "aoristic")?;
        let mut others = vec![self.until.clone()];
        others.extend(self.weight.clone());
        let events = self.events.read(&others)?;
        let starts = self.events.times(&events, from)?;
        let ends = self.events.times(&events, &self.until)?;
        let weights = self.weight.as_ref().map(|column| events.all_numbers(column)).transpose()?;
        let (mut spans, mut kept) = (Vec::new(), Vec::new());
        for (row, (start, end)) in starts.iter().zip(&ends).enumerate() {
            if let Some((start, _)) = start {
                spans.push(Span { from: minute_number(*start), to: end.map(|(end, _)| minute_number(end)) });
                kept.extend(weights.as_ref().map(|weights| weights[row]));
            }
        }
        let params = AoristicParams {
            long_spans: match self.long_spans {
                Long::Spread => LongSpans::Spread,
                Long::Drop => LongSpans::Drop,
            },
            floor_for_cells: self.floor_for_cells,
            floor_for_marginals: self.floor_for_marginals,
        };
        let found =
            aoristic_week(&spans, weights.is_some().then_some(kept.as_slice()), &params).map_err(refused)?;
        let mut input = events.facts(spans.len());
        input.without_time = Some((events.len() - spans.len()) as u64);
        let mut answer = Answer::new("aoristic", self, input, &found)?;
        answer.columns = vec![word("weekday"), word("hour"), number("weight", 2)];
        match &found {
            Floored::BelowFloor(floor) => answer.say_floor(*floor, desk.words),
            Floored::Given(week) => tell(&mut answer, week, desk),
        }
        answer.show(desk)
    }
}

fn tell(answer: &mut Answer<'_>, week: &AoristicWeek, desk: &Desk) {
    let words = desk.words;
    answer.say(
        "analyse-spans",
        vec![
            ("without", words.count(week.without_end)),
            ("reversed", words.count(week.end_before_start)),
            ("long", words.count(week.week_or_more)),
        ],
    );
    let clock = |hour: usize| Cell::from(format!("{hour:02}"));
    match &week.cells {
        Floored::Given(cells) => {
            for (day, hours) in DAYS.iter().zip(cells.iter()) {
                let rows = hours.iter().enumerate();
                answer.rows.extend(
                    rows.map(|(hour, weight)| vec![(*day).into(), clock(hour), (*weight).into()].into()),
                );
            }
        }
        Floored::BelowFloor(floor) => {
            answer.say_floor(*floor, words);
            let days = DAYS.iter().zip(&week.weekdays);
            answer
                .rows
                .extend(days.map(|(day, weight)| vec![(*day).into(), Cell::Empty, (*weight).into()].into()));
            let hours = week.hours.iter().enumerate();
            answer
                .rows
                .extend(hours.map(|(hour, weight)| vec![Cell::Empty, clock(hour), (*weight).into()].into()));
        }
    }
}
