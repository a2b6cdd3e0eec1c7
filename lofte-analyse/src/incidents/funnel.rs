//! `lofte analyse funnel`: which units lie further from the others than chance, or their usual spread, puts units of their size.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::funnel::change::{BeforeAndAfter, ChangeFunnel, funnel_change};
use lofte_analysis::incidents::funnel::overdispersed::{
    LARGE_DISPERSION, MIN_UNITS_FOR_SPREAD, OverdispersedFunnel, OverdispersedParams, Scale, WINSORISE,
    funnel_overdispersed,
};
use lofte_analysis::incidents::funnel::poisson::{Funnel, funnel_poisson};
use lofte_analysis::incidents::funnel::share::{ShareFunnel, YesOf, funnel_share};
use lofte_analysis::incidents::funnel::{
    FunnelParams, LEVELS, Limits, MIN_EXPECTED, MIN_UNITS, Position, Target,
};
use lofte_analysis::incidents::rates::{CountAgainst, Ratio};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::unit_table::{UnitTable, positive};
use crate::input::events::Events;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};
use crate::output::wording::p;

const EXAMPLE: &str = "Example:
  lofte analyse funnel areas.csv --unit area --count burglaries --population residents
  lofte analyse funnel areas.csv --unit area --count burglaries --expected expected --limits chance
  lofte analyse funnel areas.csv --unit area --count unsafe --answers answers --target 0.3
  lofte analyse funnel areas.csv --unit area --before in2024 --count in2025 --population residents";

/// Units beside limits for their size: who differs from the others by more than chance or their usual spread
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct FunnelArgs {
    #[command(flatten)]
    #[serde(flatten)]
    table: UnitTable,
    /// Column of counts
    #[arg(long, value_name = "COLUMN")]
    count: String,
    /// Column of counts in the period before: the change is compared
    #[arg(long, value_name = "COLUMN", conflicts_with = "answers")]
    before: Option<String>,
    /// Column of residents, dwellings or person-years
    #[arg(long, value_name = "COLUMN", required_unless_present_any = ["expected", "answers"])]
    population: Option<String>,
    /// Column of expected counts, instead of a population
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["population", "answers", "before"])]
    expected: Option<String>,
    /// Column of answers that the counts are part of: shares are compared
    #[arg(long, value_name = "COLUMN", conflicts_with = "population")]
    answers: Option<String>,
    /// Rates by a population are per this many
    #[arg(long, default_value_t = 1000.0)]
    per: f64,
    /// The rate, ratio, share or change that units are compared with, of the county or a group; that of all units together
    /// if not given
    #[arg(long, value_name = "NUMBER")]
    target: Option<f64>,
    /// What makes the limits of counts wide: chance alone, a variance between units, or a factor for all
    #[arg(long, value_enum, default_value = "additive")]
    limits: Wide,
    /// Levels of the limits; the outermost gives the word
    #[arg(long, value_name = "LEVELS", value_delimiter = ',', default_values_t = LEVELS)]
    levels: Vec<f64>,
    /// Share of the units that are pulled in at each end before their spread is measured
    #[arg(long, default_value_t = WINSORISE)]
    winsorise: f64,
    /// Units with less expected are shown but not judged
    #[arg(long, default_value_t = MIN_EXPECTED)]
    least_expected: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Wide {
    Chance,
    Additive,
    Multiplicative,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    units: Vec<String>,
    funnel: Kind,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Chance(Sufficiency<Funnel>),
    Overdispersed(Sufficiency<OverdispersedFunnel>),
    Shares(Sufficiency<ShareFunnel>),
    Changes(Sufficiency<ChangeFunnel>),
}

/// What the table shows of a unit: its value, limits, p and place.
struct Shown {
    value: Cell,
    lower: Cell,
    upper: Cell,
    p_value: Option<f64>,
    position: Option<Position>,
}

impl FunnelArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let named = [&self.before, &self.population, &self.expected, &self.answers];
        let columns = std::iter::once(&self.count).chain(named.into_iter().flatten());
        let units = self.table.read(columns)?;
        let names = self.table.names(&units, terminal.words);
        let found = Found { units: names, funnel: self.funnel(&units)? };
        let mut answer = Answer::new("funnel", self, units.facts(units.len()), &found)?;
        self.tell(&mut answer, &found, &units.counts(&self.count)?, terminal);
        answer.show(terminal)
    }

    fn params(&self, min_units: u64) -> FunnelParams {
        FunnelParams {
            target: self.target.map_or(Target::OfUnits, Target::Given),
            levels: self.levels.clone(),
            min_expected: self.least_expected,
            min_units,
        }
    }

    fn funnel(&self, units: &Events) -> Result<Kind, InputError> {
        let counts = units.counts(&self.count)?;
        if let Some(answers) = &self.answers {
            let answers = units.counts(answers)?;
            let shares: Vec<YesOf> =
                counts.iter().zip(answers).map(|(yes, answers)| YesOf { yes: *yes, answers }).collect();
            return Ok(Kind::Shares(funnel_share(&shares, &self.params(MIN_UNITS)).map_err(refused)?));
        }
        let against = |counts: &[u64], expected: &[f64]| -> Vec<CountAgainst> {
            let pairs = counts.iter().zip(expected);
            pairs
                .map(|(observed, expected)| CountAgainst { observed: *observed, expected: *expected })
                .collect()
        };
        let column = self.expected.as_ref().or(self.population.as_ref());
        let column = column.ok_or(InputError::Needs { option: "funnel", needed: "--population" })?;
        let mut expected = positive(units, column)?;
        if self.expected.is_none() {
            if !(self.per.is_finite() && self.per > 0.0) {
                let (option, value) = ("--per", self.per.to_string());
                return Err(InputError::OptionValue { option, value, must: "a positive number" });
            }
            // What is counted for each so many residents is a rate; the limits depend on the target times it only.
            for population in &mut expected {
                *population /= self.per;
            }
        }
        let after = against(&counts, &expected);
        if let Some(before) = &self.before {
            let before = against(&units.counts(before)?, &expected);
            let changes: Vec<BeforeAndAfter> = before
                .into_iter()
                .zip(after)
                .map(|(before, after)| BeforeAndAfter { before, after })
                .collect();
            return Ok(Kind::Changes(funnel_change(&changes, &self.params(MIN_UNITS)).map_err(refused)?));
        }
        if self.limits == Wide::Chance {
            return Ok(Kind::Chance(funnel_poisson(&after, &self.params(MIN_UNITS)).map_err(refused)?));
        }
        let params = OverdispersedParams {
            funnel: self.params(MIN_UNITS_FOR_SPREAD),
            scale: Scale::SquareRoot,
            winsorise: self.winsorise,
        };
        Ok(Kind::Overdispersed(funnel_overdispersed(&after, &params).map_err(refused)?))
    }

    /// The place of the outermost level.
    fn outermost(&self) -> usize {
        let levels = self.levels.iter().enumerate();
        levels.max_by(|(_, one), (_, other)| one.total_cmp(other)).map_or(0, |(place, _)| place)
    }

    fn shown(&self, funnel: &Kind) -> Result<(f64, Vec<Shown>), lofte_analysis::InsufficientData> {
        let outermost = self.outermost();
        let of = |value: f64, limits: &[Limits], p_value: Option<f64>| {
            let limits = limits.get(outermost);
            Shown {
                value: value.into(),
                lower: limits.map(|limits| limits.interval.lower).into(),
                upper: limits.map(|limits| limits.interval.upper).into(),
                p_value,
                position: limits.map(|limits| limits.position),
            }
        };
        Ok(match funnel {
            Kind::Chance(Sufficiency::Sufficient(funnel)) => {
                let units = funnel.units.iter();
                let shown = units.map(|unit| of(unit.ratio, &unit.limits, Some(unit.p_value)));
                (funnel.target, shown.collect())
            }
            Kind::Overdispersed(Sufficiency::Sufficient(funnel)) => {
                let units = funnel.units.iter().map(|unit| {
                    let additive = self.limits == Wide::Additive;
                    of(unit.ratio, if additive { &unit.additive } else { &unit.multiplicative }, None)
                });
                (funnel.target, units.collect())
            }
            Kind::Shares(Sufficiency::Sufficient(funnel)) => {
                let units = funnel.units.iter();
                let shown = units.map(|unit| of(unit.share, &unit.limits, Some(unit.p_value)));
                (funnel.target, shown.collect())
            }
            Kind::Changes(Sufficiency::Sufficient(funnel)) => {
                let units = funnel.units.iter().map(|unit| {
                    let limits = unit.limits.get(outermost);
                    Shown {
                        value: match unit.ratio {
                            Ratio::Finite(ratio) => ratio.into(),
                            Ratio::Unbounded => "unbounded".into(),
                            Ratio::Undefined => Cell::Empty,
                        },
                        lower: limits.and_then(|limits| limits.lower).into(),
                        upper: limits.and_then(|limits| limits.upper).into(),
                        p_value: Some(unit.p_value),
                        position: limits.map(|limits| limits.position),
                    }
                });
                (funnel.target, units.collect())
            }
            Kind::Chance(Sufficiency::Insufficient(few))
            | Kind::Overdispersed(Sufficiency::Insufficient(few))
            | Kind::Shares(Sufficiency::Insufficient(few))
            | Kind::Changes(Sufficiency::Insufficient(few)) => return Err(*few),
        })
    }

    fn tell(&self, answer: &mut Answer<'_>, found: &Found, counts: &[u64], terminal: &Terminal<'_>) {
        let words = terminal.words;
        let (target, shown) = match self.shown(&found.funnel) {
            Ok(shown) => shown,
            Err(few) => return answer.say_floor(few, words),
        };
        let out = |unit: &&Shown| matches!(unit.position, Some(Position::Above | Position::Below));
        let level = self.levels.get(self.outermost()).copied().unwrap_or_default();
        let gaps = vec![
            ("outside", words.count(shown.iter().filter(out).count() as u64)),
            ("units", words.count(shown.len() as u64)),
            ("level", words.percent(level, 1)),
            ("chance", words.decimal((1.0 - level) * shown.len() as f64, 1)),
        ];
        answer.say("analyse-funnel", gaps);
        if let Kind::Overdispersed(Sufficiency::Sufficient(funnel)) = &found.funnel {
            let gaps =
                vec![("dispersion", words.decimal(funnel.dispersion, 1)), ("p", p(words, funnel.p_value))];
            answer.say("analyse-funnel-dispersion", gaps);
            if funnel.dispersion > LARGE_DISPERSION {
                answer.say("analyse-funnel-differ-in-kind", Vec::new());
            }
        }
        let decimals = 3;
        answer.columns =
            vec![word("unit"), number("count", 0), number("value", decimals), number("target", decimals)];
        answer.columns.extend([number("lower", decimals), number("upper", decimals)]);
        let has_p = shown.iter().any(|unit| unit.p_value.is_some());
        answer.columns.extend(has_p.then(|| number("p", 4)));
        answer.columns.push(word("position"));
        for ((name, count), unit) in found.units.iter().zip(counts).zip(shown) {
            let mut cells: Vec<Cell> =
                vec![name.clone().into(), (*count).into(), unit.value, target.into(), unit.lower, unit.upper];
            cells.extend(has_p.then(|| unit.p_value.into()));
            cells.push(unit.position.map(told).into());
            answer.rows.push(cells.into());
        }
    }
}

/// The word of the program for where a unit lies.
fn told(position: Position) -> &'static str {
    match position {
        Position::Above => "over_limits",
        Position::Below => "under_limits",
        Position::Inside => "within_limits",
        Position::NotJudged => "not_judged",
    }
}
