//! `lofte analyse population-at-risk`: one count by several populations, each a true rate and another ranking.

use clap::Args;
use lofte_analysis::incidents::rates::{Rate, rate};
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::unit_table::UnitTable;
use crate::input_error::InputError;
use crate::output::Terminal;
use crate::output::answer::{Answer, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse population-at-risk areas.csv --unit area --count burglaries --populations residents,dwellings,houses
  lofte analyse population-at-risk areas.csv --unit area --count thefts --populations residents,day_population --per 1000

What to divide by:
  burglary in dwellings         dwellings, houses and flats apart
  theft, violence in the centre people there by day and evening, or square metres; else no rate
  theft of bicycles             bicycles parked, or households
  theft from shops              shops, or their floor
  crime at cars                 cars parked in the area
  violence at home, fraud       residents of the group";

/// One count by several populations: to choose the right one before a promise is made, and to keep to it
///
/// Without a population that suits the problem, show counts and compare the place with itself.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct PopulationAtRiskArgs {
    #[command(flatten)]
    #[serde(flatten)]
    table: UnitTable,
    /// Column of counts
    #[arg(long, value_name = "COLUMN")]
    count: String,
    /// Columns of populations: residents, dwellings, shops; empty where not known
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', required = true)]
    populations: Vec<String>,
    /// The rate is per this many
    #[arg(long, default_value_t = 1000.0)]
    per: f64,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

/// A unit by one population.
#[derive(Debug, Serialize)]
struct Found {
    unit: String,
    count: u64,
    population: String,
    /// None where the population is not known or nought.
    rate: Option<Rate>,
}

impl PopulationAtRiskArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        for (option, value, must, fits) in [
            ("--per", self.per, "a positive number", self.per.is_finite() && self.per > 0.0),
            ("--level", self.level, "between 0 and 1", self.level > 0.0 && self.level < 1.0),
        ] {
            if !fits {
                return Err(InputError::OptionValue { option, value: value.to_string(), must }.into());
            }
        }
        let units = self.table.read(std::iter::once(&self.count).chain(&self.populations))?;
        let names = self.table.names(&units, terminal.words);
        let counts = units.counts(&self.count)?;
        let populations: Vec<Vec<Option<f64>>> =
            self.populations.iter().map(|column| units.numbers(column)).collect::<Result<_, _>>()?;
        let mut found = Vec::with_capacity(counts.len() * populations.len());
        for (row, (unit, count)) in names.iter().zip(&counts).enumerate() {
            for (name, values) in self.populations.iter().zip(&populations) {
                let rate = rate(*count, values[row], self.per, self.level);
                found.push(Found { unit: unit.clone(), count: *count, population: name.clone(), rate });
            }
        }
        let mut answer = Answer::new("population-at-risk", self, units.facts(units.len()), &found)?;
        answer.say("analyse-population-at-risk", Vec::new());
        answer.columns = vec![word("unit"), number("count", 0), word("population"), number("size", 0)];
        answer.columns.extend([number("rate", 2), number("lower", 2), number("upper", 2)]);
        for Found { unit, count, population, rate } in &found {
            answer.rows.push(
                vec![
                    unit.clone().into(),
                    (*count).into(),
                    population.clone().into(),
                    rate.map(|rate| rate.population).into(),
                    rate.map(|rate| rate.value).into(),
                    rate.map(|rate| rate.interval.lower).into(),
                    rate.map(|rate| rate.interval.upper).into(),
                ]
                .into(),
            );
        }
        answer.show(terminal)
    }
}
