//! `lofte analyse rates`: counts per inhabitant with exact intervals, against one unit or against what was expected.

use clap::Args;
use lofte_analysis::incidents::rates::{
    CountIn, ObservedExpected, Rate, RateRatio, Ratio, observed_expected, rate, rate_ratio,
};
use serde::Serialize;
use std::path::PathBuf;

use crate::failure::Outcome;
use crate::incidents::unit_table;
use crate::input::events::EventArgs;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse rates areas.csv --unit area --count burglaries --population residents --per 1000
  lofte analyse rates municipalities.csv --unit name --count offences --population residents --against Flen
  lofte analyse rates areas.csv --unit area --count burglaries --expected expected";

/// Rates with exact intervals, rate ratios, and observed against expected
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct RatesArgs {
    /// Table with one row for each unit, CSV or Parquet
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// Column with the name of the unit
    #[arg(long, value_name = "COLUMN")]
    unit: String,
    /// Column of counts
    #[arg(long, value_name = "COLUMN")]
    count: String,
    /// Column of inhabitants, dwellings or person-years; empty where not known
    #[arg(long, value_name = "COLUMN", required_unless_present = "expected")]
    population: Option<String>,
    /// Column of expected counts, by the rates of a reference
    #[arg(long, value_name = "COLUMN")]
    expected: Option<String>,
    /// The rate is per this many
    #[arg(long, default_value_t = 1000.0)]
    per: f64,
    /// Name of the unit that the others are compared with
    #[arg(long, value_name = "UNIT", requires = "population")]
    against: Option<String>,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

/// What is said of one unit.
#[derive(Debug, Serialize)]
struct Found {
    unit: String,
    count: u64,
    /// Why there is no rate, or no ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<Without>,
    rate: Option<Rate>,
    against: Option<RateRatio>,
    observed_expected: Option<ObservedExpected>,
}

/// What a unit lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Without {
    /// Its population is nought.
    People,
    /// Its population is not known.
    Population,
    /// Nothing was expected, or nobody knows what.
    Expectation,
}

impl RatesArgs {
    /// What a unit lacks, of what was asked for.
    fn without(&self, population: Option<f64>, expected: Option<f64>) -> Option<Without> {
        let nobody = self.population.is_some() && population == Some(0.0);
        let unknown = self.population.is_some() && population.is_none();
        let nothing = self.expected.is_some() && expected.is_none_or(|expected| expected == 0.0);
        match (nobody, unknown, nothing) {
            (true, ..) => Some(Without::People),
            (_, true, _) => Some(Without::Population),
            (_, _, true) => Some(Without::Expectation),
            _ => None,
        }
    }

    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let reader = EventArgs::of_files(&self.files);
        let mut columns = vec![self.unit.clone(), self.count.clone()];
        columns.extend(self.population.iter().chain(&self.expected).cloned());
        let units = reader.read(&columns)?;
        if !(self.per.is_finite() && self.per > 0.0) {
            let (option, value) = ("--per", self.per.to_string());
            return Err(InputError::OptionValue { option, value, must: "a positive number" }.into());
        }
        let names = unit_table::names(&units, &self.unit, terminal.words);
        let counts = units.counts(&self.count)?;
        let nothing = || vec![None; units.len()];
        let column = |name: &Option<String>| name.as_ref().map(|name| units.numbers(name)).transpose();
        let populations = column(&self.population)?.unwrap_or_else(nothing);
        let expected = column(&self.expected)?.unwrap_or_else(nothing);
        let negative = |population: &Option<f64>| population.is_some_and(|population| population < 0.0);
        if let Some(row) = populations.iter().chain(&expected).position(negative) {
            let row = row % units.len();
            let value = populations[row].filter(|value| *value < 0.0).or(expected[row]).unwrap_or_default();
            let column = if negative(&populations[row]) { &self.population } else { &self.expected };
            let column = column.clone().unwrap_or_default();
            return Err(
                InputError::NegativeWeight { at: units.at(row), column, value: value.to_string() }.into()
            );
        }
        let reference = self.reference(&names, &counts, &populations)?;
        let mut found = Vec::with_capacity(counts.len());
        for (place, count) in counts.iter().copied().enumerate() {
            let against = match (reference, populations[place]) {
                (Some((at, reference)), Some(population)) if at != place && population > 0.0 => {
                    let own = CountIn { count, population };
                    Some(rate_ratio(own, reference, self.level).map_err(refused)?)
                }
                _ => None,
            };
            let without = self.without(populations[place], expected[place]);
            let expected = expected[place].filter(|expected| *expected > 0.0);
            let expected = expected.map(|expected| observed_expected(count, expected, self.level));
            found.push(Found {
                unit: names[place].clone(),
                count,
                without,
                rate: rate(count, populations[place], self.per, self.level),
                against,
                observed_expected: expected.transpose().map_err(refused)?,
            });
        }
        let mut answer = Answer::new("rates", self, units.facts(units.len()), &found)?;
        for (what, key) in [
            (Without::People, "analyse-without-people"),
            (Without::Population, "analyse-without-population"),
            (Without::Expectation, "analyse-without-expectation"),
        ] {
            let units = found.iter().filter(|unit| unit.without == Some(what));
            let units: Vec<&str> = units.map(|unit| unit.unit.as_str()).collect();
            if !units.is_empty() {
                answer.say(key, vec![("units", units.join(", "))]);
            }
        }
        self.tell(&mut answer, &found);
        answer.show(terminal)
    }

    fn reference(
        &self,
        names: &[String],
        counts: &[u64],
        populations: &[Option<f64>],
    ) -> Result<Option<(usize, CountIn)>, InputError> {
        let Some(wanted) = &self.against else {
            return Ok(None);
        };
        let refuse = |must| InputError::OptionValue { option: "--against", value: wanted.clone(), must };
        let place = names.iter().position(|name| name == wanted).ok_or(refuse("a unit of the table"))?;
        let population = populations[place].filter(|population| *population > 0.0);
        let population = population.ok_or(refuse("a unit with a known population"))?;
        Ok(Some((place, CountIn { count: counts[place], population })))
    }

    fn tell(&self, answer: &mut Answer<'_>, found: &[Found]) {
        answer.columns = vec![word("unit"), number("count", 0)];
        let (rated, compared) = (self.population.is_some(), self.against.is_some());
        if rated {
            answer.columns.extend([number("rate", 2), number("lower", 2), number("upper", 2)]);
        }
        if compared {
            answer.columns.extend([
                number("ratio", 3),
                number("ratio_lower", 3),
                number("ratio_upper", 3),
                number("p", 4),
            ]);
        }
        if self.expected.is_some() {
            answer.columns.extend([
                number("expected", 1),
                number("observed_expected", 3),
                number("oe_lower", 3),
                number("oe_upper", 3),
            ]);
        }
        for unit in found {
            let mut cells: Vec<Cell> = vec![unit.unit.clone().into(), unit.count.into()];
            if rated {
                let rate = unit.rate.as_ref();
                cells.push(rate.map(|rate| rate.value).into());
                cells.push(rate.map(|rate| rate.interval.lower).into());
                cells.push(rate.map(|rate| rate.interval.upper).into());
            }
            if compared {
                cells.extend(ratio_cells(unit.against.as_ref()));
            }
            if self.expected.is_some() {
                let ratio = unit.observed_expected.as_ref();
                cells.push(ratio.map(|ratio| ratio.expected).into());
                cells.push(ratio.map(|ratio| ratio.ratio).into());
                cells.push(ratio.map(|ratio| ratio.interval.lower).into());
                cells.push(ratio.map(|ratio| ratio.interval.upper).into());
            }
            answer.rows.push(cells.into());
        }
    }
}

fn ratio_cells(ratio: Option<&RateRatio>) -> [Cell; 4] {
    let Some(ratio) = ratio else {
        return [const { Cell::Empty }; 4];
    };
    let value = match ratio.ratio {
        Ratio::Finite(value) => value.into(),
        Ratio::Unbounded => "unbounded".into(),
        Ratio::Undefined => Cell::Empty,
    };
    [value, ratio.lower.into(), ratio.upper.into(), ratio.p_value.into()]
}
