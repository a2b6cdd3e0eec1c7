//! `lofte analyse shrinkage`: rates and shares of small areas, drawn towards the mean of all, for maps.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::funnel::share::YesOf;
use lofte_analysis::incidents::rates::{CountAgainst, CountIn};
use lofte_analysis::incidents::shrinkage::gamma::{
    GammaFit, GammaParams, GammaSpread, ShrunkRatios, eb_gamma,
};
use lofte_analysis::incidents::shrinkage::marshall::{ShrunkRates, eb_marshall};
use lofte_analysis::incidents::shrinkage::share::{BetaSpread, ShareShrinkageParams, ShrunkShares, eb_share};
use lofte_analysis::incidents::shrinkage::{
    EXCEED, LITTLE_OF_ITS_OWN, MIN_ANSWERS, MIN_AREAS, MIN_EVENTS, ShrinkageSampleSize,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::unit_table::{UnitTable, positive};
use crate::input::events::Events;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse shrinkage areas.csv --unit area --count burglaries --population residents
  lofte analyse shrinkage areas.csv --unit area --count burglaries --expected expected --exceed 1.5
  lofte analyse shrinkage areas.csv --unit area --count unsafe --answers answers";

/// Rates and shares of small areas, drawn towards the mean of all as much as chance makes them differ
///
/// For maps and for where to look; never for a verdict, or for change over time.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct ShrinkageArgs {
    #[command(flatten)]
    #[serde(flatten)]
    table: UnitTable,
    /// Column of counts
    #[arg(long, value_name = "COLUMN")]
    count: String,
    /// Column of residents, dwellings or person-years
    #[arg(long, value_name = "COLUMN", required_unless_present_any = ["expected", "answers"])]
    population: Option<String>,
    /// Column of expected counts, instead of a population
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["population", "answers"])]
    expected: Option<String>,
    /// Column of answers that the counts are part of
    #[arg(long, value_name = "COLUMN", conflicts_with = "population")]
    answers: Option<String>,
    /// How counts against expected are drawn together
    #[arg(long, value_enum, default_value = "likelihood")]
    fit: Fit,
    /// Rates by a population are per this many
    #[arg(long, default_value_t = 1000.0)]
    per: f64,
    /// The probability that observed over expected is above this is given
    #[arg(long, default_value_t = EXCEED)]
    exceed: f64,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Fit {
    /// Largest likelihood of the Poisson-gamma model
    Likelihood,
    /// Moments of the Poisson-gamma model
    Moments,
    /// Marshall's moments, without intervals; always so with --population
    Marshall,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    units: Vec<String>,
    shrinkage: Kind,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Rates(Sufficiency<ShrunkRates>),
    Ratios(Sufficiency<ShrunkRatios>),
    Shares(Sufficiency<ShrunkShares>),
}

/// What the table shows of an area.
struct Shown {
    own: f64,
    estimate: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    weight: f64,
    exceedance: Option<f64>,
}

impl ShrinkageArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        if !(self.per.is_finite() && self.per > 0.0) {
            let (option, value) = ("--per", self.per.to_string());
            return Err(InputError::OptionValue { option, value, must: "a positive number" }.into());
        }
        let named = [&self.population, &self.expected, &self.answers];
        let units = self.table.read(std::iter::once(&self.count).chain(named.into_iter().flatten()))?;
        let names = self.table.names(&units, terminal.words);
        let found = Found { units: names, shrinkage: self.shrunk(&units)? };
        let mut answer = Answer::new("shrinkage", self, units.facts(units.len()), &found)?;
        tell(&mut answer, &found, &units.counts(&self.count)?, terminal);
        answer.show(terminal)
    }

    fn shrunk(&self, units: &Events) -> Result<Kind, InputError> {
        let counts = units.counts(&self.count)?;
        let min_sample = ShrinkageSampleSize { areas: MIN_AREAS, counted: MIN_EVENTS };
        if let Some(answers) = &self.answers {
            let answers = units.counts(answers)?;
            let areas: Vec<YesOf> =
                counts.iter().zip(answers).map(|(yes, answers)| YesOf { yes: *yes, answers }).collect();
            let min_sample = ShrinkageSampleSize { areas: MIN_AREAS, counted: MIN_ANSWERS };
            let params = ShareShrinkageParams { level: self.level, min_sample };
            return Ok(Kind::Shares(eb_share(&areas, &params).map_err(refused)?));
        }
        let column = self.expected.as_ref().or(self.population.as_ref());
        let column = column.ok_or(InputError::Needs { option: "shrinkage", needed: "--population" })?;
        let sizes = positive(units, column)?;
        let fit = match self.fit {
            Fit::Likelihood if self.expected.is_some() => GammaFit::Likelihood,
            Fit::Moments if self.expected.is_some() => GammaFit::Moments,
            Fit::Likelihood | Fit::Moments | Fit::Marshall => {
                let scale = if self.expected.is_some() { 1.0 } else { self.per };
                let area = |(count, size): (u64, f64)| CountIn { count, population: size / scale };
                let areas: Vec<CountIn> = counts.into_iter().zip(sizes).map(area).collect();
                return Ok(Kind::Rates(eb_marshall(&areas, min_sample).map_err(refused)?));
            }
        };
        let area = |(observed, expected): (u64, f64)| CountAgainst { observed, expected };
        let areas: Vec<CountAgainst> = counts.into_iter().zip(sizes).map(area).collect();
        let params = GammaParams { fit, level: self.level, exceed: self.exceed, min_sample };
        Ok(Kind::Ratios(eb_gamma(&areas, &params).map_err(refused)?))
    }
}

fn tell(answer: &mut Answer<'_>, found: &Found, counts: &[u64], terminal: &Terminal<'_>) {
    let words = terminal.words;
    let (overall, shown) = match shown(&found.shrinkage) {
        Ok(shown) => shown,
        Err(few) => return answer.say_floor(few, words),
    };
    let Some(shown) = shown else {
        return answer.say("analyse-shrinkage-none", vec![("overall", words.decimal(overall, 3))]);
    };
    let little = shown.iter().filter(|area| area.weight < LITTLE_OF_ITS_OWN).count() as u64;
    let gaps = vec![
        ("overall", words.decimal(overall, 3)),
        ("areas", words.count(shown.len() as u64)),
        ("little", words.count(little)),
    ];
    answer.say("analyse-shrinkage", gaps);
    answer.columns = vec![word("unit"), number("count", 0), number("own_value", 3)];
    answer.columns.extend([number("estimate", 3), number("lower", 3), number("upper", 3)]);
    answer.columns.push(number("own_weight", 2));
    let exceeds = shown.iter().any(|area| area.exceedance.is_some());
    answer.columns.extend(exceeds.then(|| number("exceedance", 3)));
    for ((name, count), area) in found.units.iter().zip(counts).zip(&shown) {
        let mut cells: Vec<Cell> = vec![
            name.clone().into(),
            (*count).into(),
            area.own.into(),
            area.estimate.into(),
            area.lower.into(),
            area.upper.into(),
            area.weight.into(),
        ];
        cells.extend(exceeds.then(|| area.exceedance.into()));
        answer.rows.push(Row::from(cells));
    }
}

/// The figure of all, and those of the areas; none where they differ no more than by chance.
fn shown(kind: &Kind) -> Result<(f64, Option<Vec<Shown>>), lofte_analysis::InsufficientData> {
    Ok(match kind {
        Kind::Rates(Sufficiency::Sufficient(rates)) => {
            let area = rates.areas.iter().map(|area| Shown {
                own: area.rate,
                estimate: area.estimate,
                lower: None,
                upper: None,
                weight: area.weight,
                exceedance: None,
            });
            (rates.mean, (rates.between_variance > 0.0).then(|| area.collect()))
        }
        Kind::Ratios(Sufficiency::Sufficient(ratios)) => {
            let areas = match &ratios.spread {
                GammaSpread::NoDifferenceBeyondChance => None,
                GammaSpread::Gamma { areas, .. } => Some(areas.iter().map(|area| Shown {
                    own: area.ratio,
                    estimate: area.estimate,
                    lower: Some(area.interval.lower),
                    upper: Some(area.interval.upper),
                    weight: area.weight,
                    exceedance: Some(area.exceedance),
                })),
            };
            (ratios.overall, areas.map(Iterator::collect))
        }
        Kind::Shares(Sufficiency::Sufficient(shares)) => {
            let areas = match &shares.spread {
                BetaSpread::NoDifferenceBeyondChance => None,
                BetaSpread::Beta { areas, .. } => Some(areas.iter().map(|area| Shown {
                    own: area.share,
                    estimate: area.estimate,
                    lower: Some(area.interval.lower),
                    upper: Some(area.interval.upper),
                    weight: area.weight,
                    exceedance: None,
                })),
            };
            (shares.overall, areas.map(Iterator::collect))
        }
        Kind::Rates(Sufficiency::Insufficient(few))
        | Kind::Ratios(Sufficiency::Insufficient(few))
        | Kind::Shares(Sufficiency::Insufficient(few)) => return Err(*few),
    })
}
