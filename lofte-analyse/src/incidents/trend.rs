//! `lofte analyse trend`: change per year with season, by months or weeks, for each kind of event.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::trend::{
    CountSeries, HARMONICS, IntervalBasis, MIN_SAMPLE_OF_MONTHS, MIN_SAMPLE_OF_WEEKS,
    NEGATIVE_BINOMIAL_MONTHS, NEGATIVE_BINOMIAL_WEEKS, OVERDISPERSED_ABOVE, Season, SeriesUnit, Trend,
    TrendParams, TrendSampleSize, VarianceModel, trend,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::series::{Every, Observed, Series, of_events};
use crate::input::events::EventArgs;
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Cell, number, word};
use crate::output::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse trend offences.csv --time occurred --category type
  lofte analyse trend offences.csv --time occurred --every week --variance quasi-poisson --format json";

/// Change per year with season, by months or weeks
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct TrendArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// The periods that are counted: month or week
    #[arg(long, value_parser = ["month", "week"], default_value = "month")]
    every: String,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Waves of the season in a year
    #[arg(long, default_value_t = HARMONICS)]
    harmonics: u8,
    /// How the spread around the model is described
    #[arg(long, value_enum, default_value = "by-dispersion")]
    variance: Spread,
    /// Whether intervals rest on the normal or on Student's distribution
    #[arg(long, value_enum, default_value = "normal")]
    basis: Basis,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Spread {
    /// Poisson with a dispersion factor
    QuasiPoisson,
    /// Negative binomial
    NegativeBinomial,
    /// Negative binomial where the dispersion is above 1.5 and the series at least three years long
    ByDispersion,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Basis {
    Normal,
    Student,
}

/// The trend of one kind of event.
#[derive(Debug, Serialize)]
struct Found {
    category: Option<String>,
    from: String,
    counts: Vec<u64>,
    trend: Sufficiency<Trend>,
}

impl TrendArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&[])?;
        let series = of_events(&self.events, &events, self.every(), &self.observed, "trend")?;
        let params = self.params();
        let judged = while_working(|| {
            let judge = |series: &Series| {
                let counts = CountSeries { counts: &series.counts, exposure: &series.exposure };
                trend(counts, &params)
            };
            series.list.iter().map(judge).collect::<Result<Vec<_>, _>>()
        });
        let found: Vec<Found> = series
            .list
            .iter()
            .zip(judged.map_err(refused)?)
            .map(|(series, trend)| Found {
                category: series.category.clone(),
                from: series.from.to_string(),
                counts: series.counts.clone(),
                trend,
            })
            .collect();
        let mut answer = series.answer("trend", self, &events, &found)?;
        answer.columns = vec![
            word("category"),
            number("count", 0),
            number("periods", 0),
            number("percent_per_year", 1),
            number("lower", 1),
            number("upper", 1),
            number("dispersion", 2),
            word("season"),
        ];
        for found in &found {
            match &found.trend {
                Sufficiency::Insufficient(floor) => {
                    answer.say_floor_of(found.category.as_deref(), *floor, terminal.words);
                }
                Sufficiency::Sufficient(trend) => answer.rows.push(cells(found, trend).into()),
            }
        }
        answer.show(terminal)
    }

    fn every(&self) -> Every {
        if self.every == "week" { Every::Week } else { Every::Month }
    }

    fn params(&self) -> TrendParams {
        let (unit, min_sample, periods): (_, TrendSampleSize, _) = match self.every() {
            Every::Month => (SeriesUnit::Month, MIN_SAMPLE_OF_MONTHS, NEGATIVE_BINOMIAL_MONTHS),
            Every::Week | Every::Day => (SeriesUnit::Week, MIN_SAMPLE_OF_WEEKS, NEGATIVE_BINOMIAL_WEEKS),
        };
        TrendParams {
            unit,
            harmonics: self.harmonics,
            variance: match self.variance {
                Spread::QuasiPoisson => VarianceModel::QuasiPoisson,
                Spread::NegativeBinomial => VarianceModel::NegativeBinomial,
                Spread::ByDispersion => VarianceModel::ByDispersion { above: OVERDISPERSED_ABOVE, periods },
            },
            level: self.level,
            basis: match self.basis {
                Basis::Normal => IntervalBasis::Normal,
                Basis::Student => IntervalBasis::Student,
            },
            min_sample,
        }
    }
}

fn cells(found: &Found, trend: &Trend) -> Vec<Cell> {
    let season = match trend.season {
        Season::Fitted(_) => "fitted",
        Season::LeftOut(_) => "left_out",
        Season::NotAsked => "not_asked",
    };
    vec![
        found.category.clone().into(),
        trend.events.into(),
        trend.n.into(),
        trend.per_year.estimate.into(),
        trend.per_year.interval.lower.into(),
        trend.per_year.interval.upper.into(),
        trend.dispersion.into(),
        season.into(),
    ]
}
