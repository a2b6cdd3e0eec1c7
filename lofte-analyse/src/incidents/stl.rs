//! `lofte analyse stl`: a series taken apart into trend, season and remainder, for display.
//!
//! Periods at the ends that were not wholly observed are left out and named: a month that has just begun would bend the
//! trend down. Left out on purpose: intervals and tests, which STL does not have; they are asked of `trend`.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::stl::{LocalFit, Loess, MIN_CYCLES, Stl, StlParams, stl};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::series::{Every, Observed, Series, of_events};
use crate::input::events::EventArgs;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Cell, number, word};
use crate::output::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse stl offences.csv --time occurred --until 2025-12-31
  lofte analyse stl offences.csv --time occurred --every week --inner 1 --outer 15 --format csv";

/// A window of the seasonal smoother that lets the season change slowly.
const SEASONAL_WINDOW: u32 = 13;

/// Take a series apart into trend, season and remainder, for display (STL)
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct StlArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// The periods that are counted
    #[arg(long, value_enum, default_value = "month")]
    every: Every,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Periods in a cycle; 12 for months, 52 for weeks and 7 for days if not given
    #[arg(long)]
    period: Option<u32>,
    /// Window of the seasonal smoother, in cycles: odd; the larger, the more alike the years
    #[arg(long, default_value_t = SEASONAL_WINDOW)]
    seasonal: u32,
    /// Window of the trend smoother, in periods: odd; the next odd number from 1.5 cycle / (1 - 1.5 / seasonal) if
    /// not given
    #[arg(long)]
    trend: Option<u32>,
    /// Window of the low-pass filter, in periods: odd; the next odd number from the cycle if not given
    #[arg(long)]
    low_pass: Option<u32>,
    /// What is fitted in the windows of season, trend and low-pass filter
    #[arg(long, value_enum, value_delimiter = ',', default_value = "line,line,line")]
    fits: Vec<Fit>,
    /// Fit season, trend and low-pass filter at every so many points and draw lines between
    #[arg(long, value_delimiter = ',', default_value = "1,1,1")]
    jumps: Vec<u32>,
    /// Inner rounds
    #[arg(long, default_value_t = 2)]
    inner: u32,
    /// Rounds in which far-off periods lose weight; 15 with 1 inner round for a robust answer
    #[arg(long, default_value_t = 0)]
    outer: u32,
    /// Fewest whole cycles
    #[arg(long, default_value_t = MIN_CYCLES)]
    floor_cycles: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Fit {
    /// A constant
    Level,
    /// A line
    Line,
}

/// The parts of one kind of event.
#[derive(Debug, Serialize)]
struct Found {
    category: Option<String>,
    /// First days of the periods.
    periods: Vec<String>,
    counts: Vec<u64>,
    stl: Sufficiency<Stl>,
}

impl StlArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let params = self.params()?;
        let events = self.events.read(&[])?;
        let series = of_events(&self.events, &events, self.every, &self.observed, "stl")?;
        let whole = series.list.first().map(|series| self.whole(series)).unwrap_or_default();
        let judged = while_working(|| {
            let judge = |series: &Series| {
                let values = whole.iter().map(|period| series.counts[*period] as f64);
                stl(&values.collect::<Vec<_>>(), &params)
            };
            series.list.iter().map(judge).collect::<Result<Vec<_>, _>>()
        });
        let found = |(series, stl): (&Series, Sufficiency<Stl>)| Found {
            category: series.category.clone(),
            periods: whole.iter().map(|period| series.first_day_of(self.every, *period)).collect(),
            counts: whole.iter().map(|period| series.counts[*period]).collect(),
            stl,
        };
        let found: Vec<Found> = series.list.iter().zip(judged.map_err(refused)?).map(found).collect();
        let mut answer = series.answer("stl", self, &events, &found)?;
        if let Some(series) = series.list.first() {
            for period in (0..series.counts.len()).filter(|period| !whole.contains(period)) {
                let day = series.first_day_of(self.every, period);
                answer.say("analyse-part-of-period", vec![("day", day)]);
            }
        }
        answer.columns = vec![
            word("category"),
            word("period"),
            number("count", 0),
            number("trend", 1),
            number("seasonal", 1),
            number("remainder", 1),
        ];
        if self.outer > 0 {
            answer.columns.push(number("weight", 2));
        }
        for found in &found {
            match &found.stl {
                Sufficiency::Insufficient(floor) => {
                    answer.say_floor_of(found.category.as_deref(), *floor, terminal.words);
                }
                Sufficiency::Sufficient(parts) => {
                    answer.rows.extend((0..parts.n).map(|at| self.cells(found, parts, at).into()));
                }
            }
        }
        answer.show(terminal)
    }

    /// The periods that were observed from beginning to end.
    fn whole(&self, series: &Series) -> Vec<usize> {
        (0..series.counts.len()).filter(|period| series.is_whole(self.every, *period)).collect()
    }

    fn params(&self) -> Result<StlParams, InputError> {
        let period = self.period.unwrap_or(match self.every {
            Every::Month => 12,
            Every::Week => 52,
            Every::Day => 7,
        });
        let (fits, jumps): ([Fit; 3], [u32; 3]) =
            match (self.fits.as_slice().try_into(), self.jumps.as_slice().try_into()) {
                (Ok(fits), Ok(jumps)) => (fits, jumps),
                (Err(_), _) => return Err(three("--fits", &format!("{:?}", self.fits))),
                (_, Err(_)) => return Err(three("--jumps", &format!("{:?}", self.jumps))),
            };
        let loess = |place: usize, window: u32| Loess {
            window,
            fit: match fits[place] {
                Fit::Level => LocalFit::Level,
                Fit::Line => LocalFit::Line,
            },
            jump: jumps[place],
        };
        Ok(StlParams {
            period,
            seasonal: loess(0, self.seasonal),
            trend: loess(1, self.trend.unwrap_or_else(|| usual_trend(period, self.seasonal))),
            low_pass: loess(2, self.low_pass.unwrap_or((period | 1).max(3))),
            inner: self.inner,
            outer: self.outer,
            min_cycles: self.floor_cycles,
        })
    }

    fn cells(&self, found: &Found, parts: &Stl, at: usize) -> Vec<Cell> {
        let mut cells: Vec<Cell> = vec![
            found.category.clone().into(),
            found.periods[at].clone().into(),
            found.counts[at].into(),
            parts.trend[at].into(),
            parts.seasonal[at].into(),
            parts.remainder[at].into(),
        ];
        if self.outer > 0 {
            cells.push(parts.weights[at].into());
        }
        cells
    }
}

fn three(option: &'static str, value: &str) -> InputError {
    InputError::OptionValue { option, value: value.to_owned(), must: "three, separated by commas" }
}

/// The next odd number from 1.5 period / (1 - 1.5 / seasonal), as the authors advise.
fn usual_trend(period: u32, seasonal: u32) -> u32 {
    let window = (1.5 * f64::from(period) / (1.0 - 1.5 / f64::from(seasonal.max(2)))).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
    let window = window as u32;
    window | 1
}

#[cfg(test)]
mod tests {
    use super::usual_trend;

    #[test]
    fn the_usual_window_is_that_of_r() {
        // stl(x, s.window = 13) and (s.window = 7) of R for months, (s.window = 13) for weeks.
        assert_eq!((usual_trend(12, 13), usual_trend(12, 7), usual_trend(52, 13)), (21, 23, 89));
    }
}
