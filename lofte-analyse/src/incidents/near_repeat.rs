//! `lofte analyse near-repeat`: whether an event raises the risk near it for a while.

use clap::{Args, ValueEnum};
use jiff::civil::DateTime;
use lofte_analysis::incidents::near_repeat::{
    LONG_SPAN, MIN_EVENTS, Metric, NearRepeatCell, NearRepeatParams, SHOWN_P, SHOWN_RATIO, near_repeat,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::input::days::{day_number, minute_number};
use crate::input::events::{EventArgs, Points};
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};
use crate::output::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse near-repeat burglaries.csv --x east --y north --time day --seed 1
  lofte analyse near-repeat burglaries.csv --x east --y north --time day --seed 1
      --distances 0,0.1,200,400,600,800 --days 0,7,14,21,28 --permutations 999 --format json";

/// Minutes within which two rows at one place may well be one incident.
const COPY_MINUTES: i64 = 30;

/// Whether an event raises the risk near it for a while (Knox)
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct NearRepeatArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// Edges of the distance bands in metres; a first band from 0 to 0.1 is the same place
    #[arg(long, value_delimiter = ',', default_value = "0,0.1,200,400,600,800")]
    distances: Vec<f64>,
    /// Edges of the time bands in days
    #[arg(long, value_delimiter = ',', default_value = "0,7,14,21,28")]
    days: Vec<u32>,
    /// How distance is measured
    #[arg(long, value_enum, default_value = "euclidean")]
    metric: Measure,
    /// Times the days are shuffled for the p-value; 0 gives none
    #[arg(long, default_value_t = 999)]
    permutations: u32,
    /// Seed of the shuffling: the same gives the same answer
    #[arg(long)]
    seed: u64,
    /// Fewest events
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor: u64,
    /// Largest p-value of a cell that stands out
    #[arg(long, default_value_t = SHOWN_P)]
    shown_p: f64,
    /// Smallest ratio of a cell that stands out
    #[arg(long, default_value_t = SHOWN_RATIO)]
    shown_ratio: f64,
    /// Days after which a series is called long, so that season and new housing look like repeats
    #[arg(long, default_value_t = LONG_SPAN)]
    longest_span: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Measure {
    /// As the crow flies
    Euclidean,
    /// Along a square street net
    Manhattan,
}

impl NearRepeatArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let column = EventArgs::need(self.events.time.as_ref(), "--time", "near-repeat")?;
        let events = self.events.read(&[])?;
        let mut points = self.events.points(&events, "near-repeat")?;
        let times = self.events.times(&events, column)?;
        let without_time = points.retain_rows(|row| times[row].is_some());
        let moments: Vec<(DateTime, bool)> = points.rows.iter().filter_map(|row| times[*row]).collect();
        let days: Vec<i32> = moments.iter().map(|(time, _)| day_number(time.date())).collect();
        let copies = minutes_apart(&points, &moments);
        let params = NearRepeatParams {
            distance_edges: self.distances.clone(),
            day_edges: self.days.clone(),
            metric: match self.metric {
                Measure::Euclidean => Metric::Euclidean,
                Measure::Manhattan => Metric::Manhattan,
            },
            permutations: self.permutations,
            seed: self.seed,
            min_events: self.floor,
            shown_p: self.shown_p,
            shown_ratio: self.shown_ratio,
            long_span: self.longest_span,
        };
        let found = while_working(|| near_repeat(points.columns(), &days, &params)).map_err(refused)?;
        let mut input = points.facts(&events);
        input.without_time = Some(without_time);
        let mut answer = Answer::new("near-repeat", self, input, &found)?;
        if copies > 0 {
            let gaps = vec![("rows", terminal.words.count(copies)), ("minutes", COPY_MINUTES.to_string())];
            answer.say("analyse-copies", gaps);
        }
        match &found {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, terminal.words),
            Sufficiency::Sufficient(found) => {
                if found.long_series {
                    let days = terminal.words.count(u64::from(found.span));
                    answer.say("analyse-long-series", vec![("days", days)]);
                }
                answer.columns = vec![
                    word("distance"),
                    word("days"),
                    number("observed", 0),
                    number("expected", 1),
                    number("ratio", 2),
                    number("p", 4),
                    word("stands_out"),
                ];
                answer.rows = found.cells.iter().map(|cell| cells(cell).into()).collect();
            }
        }
        answer.show(terminal)
    }
}

/// Rows at the place of an earlier one, within minutes of it: perhaps the same incident entered again.
fn minutes_apart(points: &Points, moments: &[(DateTime, bool)]) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "coordinates are checked to be metres of a plane")]
    let metre = |value: f64| value.round() as i64;
    let places = points.xs.iter().zip(&points.ys).map(|(x, y)| (metre(*x), metre(*y)));
    let timed = places.zip(moments).filter(|(_, (_, hour_known))| *hour_known);
    let mut rows: Vec<((i64, i64), i64)> =
        timed.map(|(place, (time, _))| (place, minute_number(*time))).collect();
    rows.sort_unstable();
    let close = |pair: &[((i64, i64), i64)]| {
        let ((one, first), (other, second)) = (pair[0], pair[1]);
        one == other && second - first <= COPY_MINUTES
    };
    rows.windows(2).filter(|pair| close(pair)).count() as u64
}

fn cells(cell: &NearRepeatCell) -> Vec<Cell> {
    vec![
        format!("{}-{}", cell.distance_from, cell.distance_to).into(),
        format!("{}-{}", cell.days_from, cell.days_to).into(),
        cell.observed.into(),
        cell.expected.into(),
        cell.ratio.into(),
        cell.p_value.into(),
        cell.shown.into(),
    ]
}
