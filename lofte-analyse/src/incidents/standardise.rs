//! `lofte analyse standardise`: rates that can be compared although the units differ in ages or other groups.

use clap::Args;
use lofte_analysis::incidents::rates::{ObservedExpected, Rate, expected_count, observed_expected, rate};
use lofte_analysis::incidents::standardise::{
    MIN_EVENTS_PER_GROUP, StandardiseParams, StandardisedRate, standardised_rate,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;
use std::path::PathBuf;

use crate::failure::Outcome;
use crate::incidents::standard::{Columns, From, Groups, Standard};
use crate::input::events::EventArgs;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse standardise ages.csv --unit municipality --stratum age --count victims --population residents
  lofte analyse standardise ages.csv --unit area --stratum age --count victims --population residents
      --standard sweden.csv --per 1000 --format json";

/// Rates that can be compared although the units differ in ages or other groups
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct StandardiseArgs {
    /// Table with one row for each unit and group, CSV or Parquet
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// Column with the name of the unit
    #[arg(long, value_name = "COLUMN")]
    unit: String,
    /// Column of the group, for instance of age
    #[arg(long, value_name = "COLUMN")]
    stratum: String,
    /// Column of counts
    #[arg(long, value_name = "COLUMN")]
    count: String,
    /// Column of inhabitants
    #[arg(long, value_name = "COLUMN")]
    population: String,
    /// Table of the standard population, with the same columns of groups and inhabitants, and of counts where the rates to
    /// expect are to come from there; all units together if not given
    #[arg(long, value_name = "FILE", conflicts_with = "standard_column")]
    standard: Option<PathBuf>,
    /// Column of the table with the standard population, the same in every row of a group
    #[arg(long, value_name = "COLUMN")]
    standard_column: Option<String>,
    /// The rate is per this many
    #[arg(long, default_value_t = 1000.0)]
    per: f64,
    /// Fewest events in any group, for the direct way
    #[arg(long, default_value_t = MIN_EVENTS_PER_GROUP)]
    floor: u64,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

/// What is said of one unit.
#[derive(Debug, Serialize)]
struct Found {
    unit: String,
    count: u64,
    crude: Option<Rate>,
    direct: Sufficiency<StandardisedRate>,
    /// None where nothing is to be expected: there are no events in the reference.
    indirect: Option<ObservedExpected>,
}

/// The answer.
#[derive(Debug, Serialize)]
struct All {
    standard: Standard,
    units: Vec<Found>,
}

impl StandardiseArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let reader = EventArgs::of_files(&self.files);
        let mut named =
            [&self.unit, &self.stratum, &self.count, &self.population].map(String::clone).to_vec();
        named.extend(self.standard_column.clone());
        let rows = reader.read(&named)?;
        let columns = Columns { stratum: &self.stratum, count: &self.count, population: &self.population };
        let groups = Groups::read(&rows, &self.unit, &columns)?;
        let standard = match (&self.standard, &self.standard_column) {
            (Some(file), _) => Standard::of_file(file, &columns, &groups)?,
            (None, Some(column)) => {
                Standard::of_column(&rows, &rows.labels(&self.stratum)?, column, &groups)?
            }
            (None, None) if groups.units.len() == 1 => {
                return Err(InputError::Needs { option: "standardise", needed: "--standard" }.into());
            }
            (None, None) => Standard::together(&groups),
        };
        let mut units = Vec::with_capacity(groups.units.len());
        for place in 0..groups.units.len() {
            units.push(self.unit(&groups, place, &standard)?);
        }
        let all = All { standard, units };
        let mut answer = Answer::new("standardise", self, rows.facts(rows.len()), &all)?;
        let from = |from: From| terminal.words.word("analyse-from", &from);
        let gaps = vec![
            ("standard", from(all.standard.populations_from)),
            ("rates", from(all.standard.rates_from)),
            ("groups", terminal.words.count(groups.strata.len() as u64)),
        ];
        answer.say("analyse-standard", gaps);
        for found in &all.units {
            if let Sufficiency::Insufficient(floor) = &found.direct {
                answer.say_floor_of(Some(&found.unit), *floor, terminal.words);
            }
        }
        answer.columns = vec![
            word("unit"),
            number("count", 0),
            number("crude", 2),
            number("standardised", 2),
            number("lower", 2),
            number("upper", 2),
            number("expected", 1),
            number("observed_expected", 3),
            number("oe_lower", 3),
            number("oe_upper", 3),
        ];
        answer.rows = all.units.iter().map(|found| cells(found).into()).collect();
        answer.show(terminal)
    }

    fn unit(&self, groups: &Groups, place: usize, standard: &Standard) -> Result<Found, InputError> {
        let own = groups.of_unit(place);
        let params = StandardiseParams { per: self.per, level: self.level, min_events_per_group: self.floor };
        let direct = standardised_rate(&standard.direct(own), &params).map_err(refused)?;
        let count = own.iter().fold(0_u64, |sum, group| sum.saturating_add(group.count));
        let population: f64 = own.iter().map(|group| group.population).sum();
        let expected = expected_count(&standard.indirect(own)).map_err(refused)?;
        let compare = || observed_expected(count, expected, self.level);
        let indirect = (expected > 0.0).then(compare).transpose().map_err(refused)?;
        let crude = rate(count, Some(population), self.per, self.level);
        let unit = groups.units[place].clone();
        Ok(Found { unit, count, crude, direct, indirect })
    }
}

fn cells(found: &Found) -> Vec<Cell> {
    let direct = match &found.direct {
        Sufficiency::Sufficient(rate) => Some(rate),
        Sufficiency::Insufficient(_) => None,
    };
    let indirect = found.indirect.as_ref();
    vec![
        found.unit.clone().into(),
        found.count.into(),
        found.crude.as_ref().map(|rate| rate.value).into(),
        direct.map(|rate| rate.value).into(),
        direct.map(|rate| rate.interval.lower).into(),
        direct.map(|rate| rate.interval.upper).into(),
        indirect.map(|ratio| ratio.expected).into(),
        indirect.map(|ratio| ratio.ratio).into(),
        indirect.map(|ratio| ratio.interval.lower).into(),
        indirect.map(|ratio| ratio.interval.upper).into(),
    ]
}
