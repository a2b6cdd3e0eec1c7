//! `lofte analyse interrupted-series`: whether the level or the slope of one series changed when something began.

use clap::{Args, ValueEnum};
use lofte_analysis::ConfidenceInterval;
use lofte_analysis::effect::interrupted_series::{
    Change, Coefficient, Errors, InterruptedSeries, MIN_PERIODS_EACH_SIDE, Season, SeriesParams,
    interrupted_series,
};
use lofte_analysis::incidents::trend::{HARMONICS, MIN_SAMPLE_OF_MONTHS, MIN_SAMPLE_OF_WEEKS};
use lofte_analysis::sample_size::Sufficiency;
use lofte_words::Words;
use serde::Serialize;

use crate::effect::panel::periods_around;
use crate::failure::Outcome;
use crate::incidents::series::{Every, Observed, Series, of_events};
use crate::input::events::EventArgs;
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};
use crate::output::progress::while_working;
use crate::output::wording::{change, changes, numbers, p, relative};

const EXAMPLE: &str = "Example:
  lofte analyse interrupted-series offences.csv --time occurred --at 2024-01-01
  lofte analyse interrupted-series offences.csv --time occurred --category type --at 2024-01 --change level
      --errors newey-west --lags 12 --format json";

const WEEKS_IN_A_YEAR: f64 = 365.25 / 7.0;

/// Whether the level or slope of a series changed when something began
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct InterruptedSeriesArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// When it began, a day or month; known beforehand, not looked up in the series
    #[arg(long, value_name = "DAY")]
    at: String,
    /// The periods that are counted: month or week
    #[arg(long, value_parser = ["month", "week"], default_value = "month")]
    every: String,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// What may have changed
    #[arg(long, value_enum, default_value = "level-and-slope")]
    change: Changed,
    /// Waves of the season in a year; 0 for no season
    #[arg(long, default_value_t = HARMONICS)]
    harmonics: u8,
    /// How the spread around the model is described
    #[arg(long, value_enum, default_value = "quasi-poisson")]
    errors: Spread,
    /// Periods over which errors may hang together, with --errors newey-west
    #[arg(long, default_value_t = 12)]
    lags: usize,
    /// Take all periods as equally long instead of counting per day
    #[arg(long)]
    equal_periods: bool,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// Fewest periods before, and after
    #[arg(long, default_value_t = MIN_PERIODS_EACH_SIDE)]
    floor_each_side: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Changed {
    /// The level only
    Level,
    /// The level and the slope
    LevelAndSlope,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Spread {
    /// Relative changes, with a dispersion factor
    QuasiPoisson,
    /// A straight line of events per day, with errors that hang together over time
    NeweyWest,
}

/// The change in one kind of event.
#[derive(Debug, Serialize)]
struct Found {
    category: Option<String>,
    from: String,
    first_period_after: String,
    counts: Vec<u64>,
    series: Sufficiency<InterruptedSeries>,
}

impl InterruptedSeriesArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&[])?;
        let all = of_events(&self.events, &events, self.every(), &self.observed, "interrupted-series")?;
        let (periods, start, within) = periods_around(&all, self.every(), &self.at)?;
        let params = self.params(start);
        let judge = |series: &Series| {
            let exposure = (!self.equal_periods).then_some(&*series.exposure);
            interrupted_series(&series.counts, exposure, &params)
        };
        let judged = while_working(|| all.list.iter().map(judge).collect::<Result<Vec<_>, _>>());
        let found: Vec<Found> = all
            .list
            .iter()
            .zip(judged.map_err(refused)?)
            .map(|(series, judged)| Found {
                category: series.category.clone(),
                from: series.from.to_string(),
                first_period_after: periods[start].clone(),
                counts: series.counts.clone(),
                series: judged,
            })
            .collect();
        let mut answer = all.answer("interrupted-series", self, &events, &found)?;
        if within {
            answer.say("analyse-at-within", vec![("period", periods[start].clone())]);
        }
        self.tell(&mut answer, terminal.words, &found);
        answer.show(terminal)
    }

    fn every(&self) -> Every {
        if self.every == "week" { Every::Week } else { Every::Month }
    }

    fn params(&self, start: usize) -> SeriesParams {
        let (length, floors) = match self.every() {
            Every::Month => (12.0, MIN_SAMPLE_OF_MONTHS),
            Every::Week | Every::Day => (WEEKS_IN_A_YEAR, MIN_SAMPLE_OF_WEEKS),
        };
        let waves = u32::from(self.harmonics);
        let season = (waves > 0).then_some(Season { length, harmonics: waves });
        SeriesParams {
            start,
            change: match self.change {
                Changed::Level => Change::Level,
                Changed::LevelAndSlope => Change::LevelAndSlope,
            },
            season,
            errors: match self.errors {
                Spread::QuasiPoisson => Errors::QuasiPoisson,
                Spread::NeweyWest => Errors::NeweyWest { lags: self.lags },
            },
            level: self.level,
            min_periods: if season.is_some() { floors.season_periods } else { floors.periods },
            min_events: if season.is_some() { floors.season_events } else { floors.events },
            min_periods_each_side: self.floor_each_side,
        }
    }

    fn tell(&self, answer: &mut Answer<'_>, words: Words, found: &[Found]) {
        let relative = self.errors == Spread::QuasiPoisson;
        let unit = match (relative, self.equal_periods) {
            (true, _) => number("percent", 2),
            (false, true) => number("per_period", 2),
            (false, false) => number("per_day", 3),
        };
        let decimals = if relative { 2 } else { 3 };
        answer.columns = vec![
            word("category"),
            word("change_of"),
            unit,
            number("lower", decimals),
            number("upper", decimals),
            number("p", 4),
        ];
        for kind in found {
            match &kind.series {
                Sufficiency::Insufficient(floor) => {
                    answer.say_floor_of(kind.category.as_deref(), *floor, words);
                }
                Sufficiency::Sufficient(series) => {
                    self.say(answer, words, kind, series);
                    let terms = [
                        ("mean_change", Some(&series.mean_change)),
                        ("level_change", Some(&series.level_change)),
                        ("slope_change", series.slope_change.as_ref()),
                    ];
                    for (name, term) in terms {
                        let Some(term) = term else { continue };
                        answer.rows.push(cells(kind, name, term, relative).into());
                    }
                }
            }
        }
        // Without kinds of events their column would be empty.
        if found.iter().all(|kind| kind.category.is_none()) {
            answer.columns.remove(0);
            for row in &mut answer.rows {
                row.cells.remove(0);
            }
        }
    }

    fn say(&self, answer: &mut Answer<'_>, words: Words, kind: &Found, series: &InterruptedSeries) {
        if let Some(category) = &kind.category {
            answer.say("analyse-of-kind", vec![("kind", category.clone())]);
        }
        let mean = &series.mean_change;
        let (told, interval) = match self.errors {
            Spread::QuasiPoisson => {
                (change(words, mean.estimate.exp_m1()), changes(words, Some(relative(mean.interval))))
            }
            Spread::NeweyWest => {
                let (decimals, key) =
                    if self.equal_periods { (2, "analyse-per-period") } else { (3, "analyse-per-day") };
                let gaps = [("number", words.decimal(mean.estimate, decimals))];
                (words.tell(key, &gaps), numbers(words, Some(mean.interval), decimals))
            }
        };
        let before = series.params.start as u64;
        answer.say(
            "analyse-interrupted-found",
            vec![
                ("change", told),
                ("interval", interval),
                ("p", p(words, mean.p_value)),
                ("before", words.count(before)),
                ("after", words.count(series.periods - before)),
            ],
        );
        // Bartlett's bound: neighbouring residuals of chance alone seldom correlate by more.
        let bound = 2.0 / (series.periods as f64).sqrt();
        let hangs = series.autocorrelation.filter(|found| *found > bound);
        if let Some(correlation) = hangs.filter(|_| self.errors == Spread::QuasiPoisson) {
            answer.say("analyse-interrupted-narrow", vec![("correlation", words.decimal(correlation, 2))]);
        }
    }
}

fn cells(kind: &Found, name: &str, term: &Coefficient, is_relative: bool) -> Vec<Cell> {
    let percent = |share: f64| (100.0 * share).min(f64::MAX);
    let (estimate, interval) = if is_relative {
        let ConfidenceInterval { lower, upper, level } = relative(term.interval);
        let interval = ConfidenceInterval { lower: percent(lower), upper: percent(upper), level };
        (percent(term.estimate.exp_m1()), interval)
    } else {
        (term.estimate, term.interval)
    };
    vec![
        kind.category.clone().into(),
        name.into(),
        estimate.into(),
        interval.lower.into(),
        interval.upper.into(),
        term.p_value.into(),
    ]
}
