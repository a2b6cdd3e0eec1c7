//! `lofte analyse week`: weekday by hour against an even spread.

use clap::Args;
use jiff::civil::Date;
use lofte_analysis::incidents::exposure::stockholm_exposure;
use lofte_analysis::incidents::time::{
    MIN_EVENTS_FOR_CELLS, MIN_EVENTS_FOR_MARGINALS, MidnightHeaping, TimeCell, TimePattern,
    TimePatternParams, Week as Hours, even_exposure, midnight_heaping, time_pattern,
};
use lofte_analysis::sample_size::{InsufficientData, MinimumReason, SampleUnit};
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::series::{Every, Observed};
use crate::input::days::analysed;
use crate::input::events::EventArgs;
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse week assaults.csv --time occurred
  lofte analyse week offences.csv --time occurred --from 2025-01-01 --until 2025-06-30 --where \"type = 'burglary'\"";

pub(crate) const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Weekday by hour against an even spread
///
/// With --from or --until the hours between the two days are what is even: the hour that the clock skips in March and
/// repeats in October, and weeks that are not whole. Without them every hour of the week counts alike.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct TimeArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Fewest events for the table of 168 cells
    #[arg(long, default_value_t = MIN_EVENTS_FOR_CELLS)]
    floor_for_cells: u64,
    /// Fewest events for weekdays and hours taken apart
    #[arg(long, default_value_t = MIN_EVENTS_FOR_MARGINALS)]
    floor_for_marginals: u64,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    pattern: TimePattern,
    heaping: MidnightHeaping,
}

impl TimeArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let column = EventArgs::need(self.events.time.as_ref(), "--time", "week")?;
        let events = self.events.read(&[])?;
        let times = self.events.times(&events, column)?;
        let days: Vec<Option<Date>> = times.iter().map(|time| time.map(|(time, _)| time.date())).collect();
        let named = self.observed.is_named().then(|| self.observed.span(&days, Every::Day)).transpose()?;
        let period = named.flatten();
        let mut counts: Hours<u64> = [[0; 24]; 7];
        let mut without_hour = times.iter().filter(|time| time.is_none()).count() as u64;
        let (mut used, mut outside, mut at_midnight, mut at_one) = (0_usize, 0, 0, 0);
        for (time, hour_known) in times.iter().flatten() {
            if !hour_known {
                without_hour += 1;
                continue;
            }
            if period.is_some_and(|(first, last)| !(first..=last).contains(&time.date())) {
                outside += 1;
                continue;
            }
            used += 1;
            let day = weekday_number(time.date());
            let hour = usize::from(time.hour().unsigned_abs());
            counts[day][hour] += 1;
            at_midnight += u64::from((time.hour(), time.minute()) == (0, 0));
            at_one += u64::from((time.hour(), time.minute()) == (1, 0));
        }
        let params = TimePatternParams {
            min_events_for_cells: self.floor_for_cells,
            min_events_for_marginals: self.floor_for_marginals,
            exposure: match period {
                None => even_exposure(),
                Some((first, last)) => {
                    stockholm_exposure(analysed(first), analysed(last)).map_err(refused)?
                }
            },
        };
        let pattern = time_pattern(&counts, &params).map_err(refused)?;
        let heaping = midnight_heaping(at_midnight, at_one, used as u64);
        let mut input = events.facts(used);
        input.without_time = Some(without_hour);
        input.outside_period = period.map(|_| outside);
        let found = Found { pattern, heaping };
        let mut answer = Answer::new("week", self, input, &found)?;
        if heaping.heaped {
            let counts = vec![
                ("midnight", terminal.words.count(heaping.at_midnight)),
                ("one", terminal.words.count(heaping.at_one)),
            ];
            answer.say("analyse-heaping", counts);
        }
        tell(&mut answer, &found.pattern, terminal);
        answer.show(terminal)
    }
}

fn tell(answer: &mut Answer<'_>, pattern: &TimePattern, terminal: &Terminal) {
    answer.columns = vec![
        word("weekday"),
        word("hour"),
        number("observed", 0),
        number("expected", 1),
        number("residual", 1),
    ];
    let below = |what_is_given: u64, need: u64| InsufficientData {
        unit: SampleUnit::Events,
        available: what_is_given,
        required: need,
        reason: MinimumReason::PatternIsChance,
    };
    let (weekdays, hours) = match pattern {
        TimePattern::Full { cells, .. } => {
            for (day, hours) in DAYS.iter().zip(cells.iter()) {
                let rows = hours.iter().enumerate();
                answer.rows.extend(rows.map(|(hour, cell)| row((*day).into(), clock(hour), cell)));
            }
            return;
        }
        TimePattern::TooFew { n, required } => {
            answer.say_floor(below(*n, *required), terminal.words);
            return;
        }
        TimePattern::Marginals { n, required, weekdays, hours } => {
            answer.say_floor(below(*n, *required), terminal.words);
            (weekdays, hours)
        }
    };
    let days = DAYS.iter().zip(weekdays).map(|(day, cell)| row((*day).into(), Cell::Empty, cell));
    answer.rows.extend(days);
    let hours = hours.iter().enumerate().map(|(hour, cell)| row(Cell::Empty, clock(hour), cell));
    answer.rows.extend(hours);
}

/// The name of a day of the week.
pub(crate) fn weekday(date: Date) -> &'static str {
    DAYS[weekday_number(date)]
}

/// Monday is 0.
fn weekday_number(date: Date) -> usize {
    usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())
}

fn clock(hour: usize) -> Cell {
    format!("{hour:02}").into()
}

fn row(day: Cell, hour: Cell, cell: &TimeCell) -> Row {
    vec![day, hour, cell.observed.into(), cell.expected.into(), cell.residual.into()].into()
}
