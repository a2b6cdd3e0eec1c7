//! `lofte analyse aoristic`: when things happened whose time is only known as a span.
//!
//! A day without an hour is itself a span: it begins at its first minute and ends at its last. Taken for midnight, such
//! days would heap up in the first hour.

use clap::{Args, ValueEnum};
use jiff::civil::{DateTime, Weekday};
use lofte_analysis::incidents::aoristic::{
    AoristicParams, AoristicWeek, LongSpans, MIN_EVENTS_FOR_CELLS, MIN_EVENTS_FOR_MARGINALS, Span,
    aoristic_week,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::time::DAYS;
use crate::input::days::{day_of, minute_number};
use crate::input::events::EventArgs;
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};

const MINUTES_OF_A_DAY: i64 = 24 * 60;

const EXAMPLE: &str = "Example:
  lofte analyse aoristic burglaries.csv --time from --until to
  lofte analyse aoristic burglaries.csv --time from --until to --long-spans drop --format csv";

/// Weekday by hour where times are only known as spans
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct AoristicArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
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
    #[arg(long, default_value_t = MIN_EVENTS_FOR_CELLS)]
    floor_for_cells: u64,
    /// Fewest events for weekdays and hours taken apart
    #[arg(long, default_value_t = MIN_EVENTS_FOR_MARGINALS)]
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

impl AoristicArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let from = EventArgs::need(self.events.time.as_ref(), "--time", "aoristic")?;
        let mut others = vec![self.until.clone()];
        others.extend(self.weight.clone());
        let events = self.events.read(&others)?;
        let starts = self.events.times(&events, from)?;
        let ends = self.events.times(&events, &self.until)?;
        let rows: Vec<usize> = (0..events.len()).filter(|row| starts[*row].is_some()).collect();
        let spans: Vec<Span> =
            rows.iter().filter_map(|row| starts[*row].map(|start| span(start, ends[*row]))).collect();
        let weights = self.weight.as_ref().map(|column| events.weights(column, &rows)).transpose()?;
        let params = AoristicParams {
            long_spans: match self.long_spans {
                Long::Spread => LongSpans::Spread,
                Long::Drop => LongSpans::Drop,
            },
            min_events_for_cells: self.floor_for_cells,
            min_events_for_marginals: self.floor_for_marginals,
        };
        let found = aoristic_week(&spans, weights.as_deref(), &params).map_err(refused)?;
        let mut input = events.facts(spans.len());
        input.without_time = Some((events.len() - spans.len()) as u64);
        let mut answer = Answer::new("aoristic", self, input, &found)?;
        let changed = spans.iter().filter(|span| over_the_change(span)).count() as u64;
        if changed > 0 {
            answer.say("analyse-clock-change", vec![("spans", terminal.words.count(changed))]);
        }
        answer.columns = vec![word("weekday"), word("hour"), number("weight", 2)];
        match &found {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, terminal.words),
            Sufficiency::Sufficient(week) => tell(&mut answer, week, terminal),
        }
        answer.show(terminal)
    }
}

/// From the first minute at which it can have happened to the last.
fn span((start, hour_known): (DateTime, bool), end: Option<(DateTime, bool)>) -> Span {
    let from = minute_number(start);
    let to = match end {
        None if hour_known => None,
        None => Some(from + MINUTES_OF_A_DAY),
        Some((end, true)) => Some(minute_number(end)),
        Some((end, false)) => Some(minute_number(end) + MINUTES_OF_A_DAY),
    };
    Span { from, to }
}

/// Whether a span goes over the hour that clocks in Sweden skip in March or have twice in October: the last Sunday of
/// the month, from two to three. The file does not say where it comes from, so that the hour is counted as any other.
fn over_the_change(span: &Span) -> bool {
    let Some(to) = span.to else { return false };
    let days = span.from.div_euclid(MINUTES_OF_A_DAY)..=to.div_euclid(MINUTES_OF_A_DAY);
    if days.end() - days.start() >= 7 {
        return false;
    }
    days.into_iter().any(|day| {
        let (two, three) = (day * MINUTES_OF_A_DAY + 120, day * MINUTES_OF_A_DAY + 180);
        // Minutes are counted from a Monday three days before the origin of days.
        let date = i32::try_from(day - 3).ok().and_then(day_of);
        let last_sunday = date.is_some_and(|date| {
            date.weekday() == Weekday::Sunday && date.day() > 24 && matches!(date.month(), 3 | 10)
        });
        last_sunday && span.from < three && two < to
    })
}

fn tell(answer: &mut Answer<'_>, week: &AoristicWeek, terminal: &Terminal) {
    let words = terminal.words;
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
        Sufficiency::Sufficient(cells) => {
            for (day, hours) in DAYS.iter().zip(cells.iter()) {
                let rows = hours.iter().enumerate();
                answer.rows.extend(
                    rows.map(|(hour, weight)| vec![(*day).into(), clock(hour), (*weight).into()].into()),
                );
            }
        }
        Sufficiency::Insufficient(floor) => {
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
