//! `lofte analyse alerts`, `ears` and `farrington`: whether the latest weeks or days are unusual.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::alerts::ears::{self, Ears, EarsParams, ears};
use lofte_analysis::incidents::alerts::farrington::{
    self, Farrington, FarringtonOutcome, FarringtonParams, FarringtonVerdict, MeanError, Threshold,
    farrington,
};
use lofte_analysis::incidents::alerts::weekly::{self, Weekly, WeeklyOutcome, WeeklyParams, weekly};
use lofte_analysis::incidents::trend::{CountSeries, HARMONICS, MIN_SAMPLE_OF_WEEKS};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::series::{Every, Observed, Series, of_events};
use crate::input::days::analysed;
use crate::input::events::EventArgs;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Cell, number, word};
use crate::output::progress::while_working;

const ALERTS_EXAMPLE: &str = "Example:
  lofte analyse alerts offences.csv --time occurred --category type
  lofte analyse alerts offences.csv --time occurred --category type --until 2025-11-23 --format json";

/// Which kinds of events were unusually many in the last week, all kinds judged together
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = ALERTS_EXAMPLE)]
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

const EARS_EXAMPLE: &str = "Example:
  lofte analyse ears calls.csv --time received
  lofte analyse ears calls.csv --time received --category type --format csv";

/// Early aberration by the week before (EARS C1, C2, C3), day by day
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EARS_EXAMPLE)]
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

const FARRINGTON_EXAMPLE: &str = "Example:
  lofte analyse farrington offences.csv --time occurred --weeks 52
  lofte analyse farrington offences.csv --time occurred --category type --years-back 5 --format json";

/// Whether weeks were unusual against the same season in earlier years (Farrington flexible)
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = FARRINGTON_EXAMPLE)]
pub(crate) struct FarringtonArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Weeks at the end of the series that are judged
    #[arg(long, default_value_t = 1)]
    weeks: usize,
    /// Years of reference
    #[arg(long, default_value_t = farrington::YEARS_BACK)]
    years_back: u32,
    /// Fewest years of reference
    #[arg(long, default_value_t = farrington::MIN_YEARS)]
    floor_years: u32,
    /// Weeks on each side of the same week in earlier years
    #[arg(long, default_value_t = farrington::HALF_WINDOW)]
    half_window: u32,
    /// Levels of the season
    #[arg(long, default_value_t = farrington::SEASON_LEVELS)]
    season_levels: u32,
    /// Latest weeks that are no reference
    #[arg(long, default_value_t = farrington::WEEKS_LEFT_OUT)]
    weeks_left_out: u32,
    /// Residual above which a reference week loses weight
    #[arg(long, default_value_t = farrington::REWEIGHT_ABOVE)]
    reweight_above: f64,
    /// Leave out the trend
    #[arg(long)]
    no_trend: bool,
    /// One-sided chance of an alarm
    #[arg(long, default_value_t = 0.05)]
    tail: f64,
    /// How the threshold is computed
    #[arg(long, value_enum, default_value = "negative-binomial")]
    threshold: Limit,
    /// How the uncertainty of the mean enters
    #[arg(long, value_enum, default_value = "dispersion")]
    mean_error: Uncertainty,
    /// Fewest events of an alarm
    #[arg(long, default_value_t = farrington::MIN_EVENTS)]
    least_events: u64,
    /// Weeks in which these must lie
    #[arg(long, default_value_t = farrington::MIN_EVENTS_WEEKS)]
    least_events_weeks: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Limit {
    NegativeBinomial,
    TwoThirdsPower,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Uncertainty {
    Dispersion,
    AsSurveillance,
}

/// What was found of one kind of event.
#[derive(Debug, Serialize)]
struct Found<T> {
    category: Option<String>,
    /// First day of the series.
    from: String,
    result: T,
}

fn found<T>(series: &Series, result: T) -> Found<T> {
    Found { category: series.category.clone(), from: series.from.to_string(), result }
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

impl FarringtonArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        if self.weeks == 0 {
            let (option, value) = ("--weeks", self.weeks.to_string());
            return Err(InputError::OptionValue { option, value, must: "1 or more" }.into());
        }
        let events = self.events.read(&[])?;
        let series = of_events(&self.events, &events, Every::Week, &self.observed, "farrington")?;
        let params = self.params();
        let all = while_working(|| {
            series.list.iter().map(|series| self.judge(series, &params)).collect::<Result<Vec<_>, _>>()
        })?;
        let mut answer = series.answer("farrington", self, &events, &all)?;
        answer.columns = vec![
            word("category"),
            word("week"),
            number("count", 0),
            number("expected", 1),
            number("upper", 1),
            number("p", 4),
            word("verdict"),
        ];
        for (kind, series) in all.iter().zip(&series.list) {
            match &kind.result {
                Sufficiency::Insufficient(floor) => {
                    answer.say_floor_of(kind.category.as_deref(), *floor, terminal.words);
                }
                Sufficiency::Sufficient(judged) => {
                    for week in &judged.weeks {
                        let mut row = vec![
                            kind.category.clone().into(),
                            series.first_day_of(Every::Week, week.week).into(),
                            week.count.into(),
                        ];
                        row.extend(judgement(&week.outcome));
                        answer.rows.push(row.into());
                    }
                }
            }
        }
        answer.show(terminal)
    }

    fn judge(
        &self,
        series: &Series,
        params: &FarringtonParams,
    ) -> Result<Found<Sufficiency<Farrington>>, InputError> {
        let first = analysed(series.from);
        let weeks = series.counts.len();
        let judged = weeks.saturating_sub(self.weeks)..weeks;
        Ok(found(series, farrington(&series.counts, first, judged, params).map_err(refused)?))
    }

    fn params(&self) -> FarringtonParams {
        FarringtonParams {
            years_back: self.years_back,
            min_years: self.floor_years,
            half_window: self.half_window,
            season_levels: self.season_levels,
            weeks_left_out: self.weeks_left_out,
            reweight_above: Some(self.reweight_above),
            trend: !self.no_trend,
            tail: self.tail,
            threshold: match self.threshold {
                Limit::NegativeBinomial => Threshold::NegativeBinomial,
                Limit::TwoThirdsPower => Threshold::TwoThirdsPower,
            },
            mean_error: match self.mean_error {
                Uncertainty::Dispersion => MeanError::Dispersion,
                Uncertainty::AsSurveillance => MeanError::AsSurveillance,
            },
            min_events: self.least_events,
            min_events_weeks: self.least_events_weeks,
        }
    }
}

fn judgement(outcome: &FarringtonOutcome) -> [Cell; 4] {
    let verdict = |name: &str| [Cell::Empty, Cell::Empty, Cell::Empty, name.into()];
    match outcome {
        FarringtonOutcome::Judged(week) => {
            let verdict = match week.verdict {
                FarringtonVerdict::Alarm => "alarm",
                FarringtonVerdict::Usual => "usual",
                FarringtonVerdict::TooFewEvents => "too_few_events",
            };
            [week.expected.into(), week.upper.into(), week.p_value.into(), verdict.into()]
        }
        FarringtonOutcome::NoReferenceEvents => verdict("no_reference_events"),
        FarringtonOutcome::NotFitted => verdict("not_fitted"),
    }
}
