//! `lofte analyse farrington`: weeks against the same season in earlier years.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::alerts::farrington::{
    self, Farrington, FarringtonOutcome, FarringtonParams, FarringtonVerdict, MeanError, Threshold,
    farrington,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use super::{Found, found};
use crate::failure::Outcome;
use crate::incidents::series::{Every, Observed, Series, of_events};
use crate::input::days::analysed;
use crate::input::events::EventArgs;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Cell, number, word};
use crate::output::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse farrington offences.csv --time occurred --weeks 52
  lofte analyse farrington offences.csv --time occurred --category type --years-back 5 --format json";

/// Whether weeks were unusual against the same season in earlier years (Farrington flexible)
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
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
