//! `lofte analyse rank-uncertainty`: which units can be told apart at all; never a league table.

use clap::Args;
use lofte_analysis::incidents::rank_uncertainty::{MIN_UNITS, RankParams, RankUncertainty, rank_uncertainty};
use lofte_analysis::incidents::rates::CountAgainst;
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::unit_table::{UnitTable, positive};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse rank-uncertainty areas.csv --unit area --count burglaries --population residents
  lofte analyse rank-uncertainty areas.csv --unit area --count burglaries --expected expected --format json";

/// Which units can be told apart at all, instead of a league table
///
/// Units stand in the order of the file. Rank 1 is the lowest rate.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct RankUncertaintyArgs {
    #[command(flatten)]
    #[serde(flatten)]
    table: UnitTable,
    /// Column of counts
    #[arg(long, value_name = "COLUMN")]
    count: String,
    /// Column of residents, dwellings or person-years
    #[arg(long, value_name = "COLUMN", required_unless_present = "expected")]
    population: Option<String>,
    /// Column of expected counts, instead of a population
    #[arg(long, value_name = "COLUMN", conflicts_with = "population")]
    expected: Option<String>,
    /// Rates by a population are per this many
    #[arg(long, default_value_t = 1000.0)]
    per: f64,
    /// Level at which all ranges hold together
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    units: Vec<String>,
    ranks: Sufficiency<RankUncertainty>,
}

impl RankUncertaintyArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let column = self.expected.as_ref().or(self.population.as_ref());
        let column =
            column.ok_or(InputError::Needs { option: "rank-uncertainty", needed: "--population" })?;
        if !(self.per.is_finite() && self.per > 0.0) {
            let (option, value) = ("--per", self.per.to_string());
            return Err(InputError::OptionValue { option, value, must: "a positive number" }.into());
        }
        let units = self.table.read([&self.count, column])?;
        let scale = if self.expected.is_some() { 1.0 } else { self.per };
        let counted: Vec<CountAgainst> = units
            .counts(&self.count)?
            .into_iter()
            .zip(positive(&units, column)?)
            .map(|(observed, expected)| CountAgainst { observed, expected: expected / scale })
            .collect();
        let params = RankParams { level: self.level, min_units: MIN_UNITS };
        let ranks = rank_uncertainty(&counted, &params).map_err(refused)?;
        let found = Found { units: self.table.names(&units, terminal.words), ranks };
        let mut answer = Answer::new("rank-uncertainty", self, units.facts(units.len()), &found)?;
        tell(&mut answer, &found, terminal);
        answer.show(terminal)
    }
}

fn tell(answer: &mut Answer<'_>, found: &Found, terminal: &Terminal<'_>) {
    let words = terminal.words;
    let ranks = match &found.ranks {
        Sufficiency::Sufficient(ranks) => ranks,
        Sufficiency::Insufficient(few) => return answer.say_floor(*few, words),
    };
    let gaps = vec![("alike", words.count(ranks.pairs_not_told_apart)), ("pairs", words.count(ranks.pairs))];
    answer.say("analyse-rank-uncertainty", gaps);
    answer.columns = vec![word("unit"), number("count", 0), number("rate", 2), number("lower", 2)];
    answer.columns.extend([number("upper", 2), number("lowest_rank", 0), number("highest_rank", 0)]);
    answer.columns.push(number("not_told_apart", 0));
    for (name, unit) in found.units.iter().zip(&ranks.units) {
        answer.rows.push(
            vec![
                name.clone().into(),
                unit.counted.observed.into(),
                unit.ratio.into(),
                unit.interval.lower.into(),
                unit.interval.upper.into(),
                unit.lowest.into(),
                unit.highest.into(),
                unit.not_told_apart.into(),
            ]
            .into(),
        );
    }
}
