//! `lofte analyse three-year`: the pooled rate of three years for each unit, and against the three before.

use clap::Args;
use lofte_analysis::incidents::rates::{CountIn, Ratio};
use lofte_analysis::incidents::three_year::{ThreeYear, ThreeYearParams, YEARS, three_year};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::unit_table::{UnitTable, positive};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number, word};

/// Years differ by more than chance when p is below this.
const DISAGREE: f64 = 0.05;

const EXAMPLE: &str = "Example:
  lofte analyse three-year areas.csv --unit area --counts in2023,in2024,in2025 --populations r2023,r2024,r2025
  lofte analyse three-year areas.csv --unit area --counts a,b,c,d,e,f --populations residents --per 1000";

/// The pooled rate of the last three years for each unit, and against the three before
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct ThreeYearArgs {
    #[command(flatten)]
    #[serde(flatten)]
    table: UnitTable,
    /// Columns of counts, one for each year, the oldest first: three, or six to compare with the three before
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', required = true)]
    counts: Vec<String>,
    /// Columns of residents in the same years, or one column for all
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', required = true)]
    populations: Vec<String>,
    /// The rate is per this many a year
    #[arg(long, default_value_t = 1000.0)]
    per: f64,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

/// What is said of one unit.
#[derive(Debug, Serialize)]
struct Found {
    unit: String,
    result: Sufficiency<ThreeYear>,
}

impl ThreeYearArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let (years, given) = (self.counts.len(), self.populations.len());
        if given != 1 && given != years {
            let (option, value) = ("--populations", self.populations.join(","));
            let must = "one column, or as many as --counts";
            return Err(InputError::OptionValue { option, value, must }.into());
        }
        let units = self.table.read(self.counts.iter().chain(&self.populations))?;
        let names = self.table.names(&units, terminal.words);
        let mut all = vec![Vec::with_capacity(years); units.len()];
        for (year, column) in self.counts.iter().enumerate() {
            let populations = positive(&units, &self.populations[if given == 1 { 0 } else { year }])?;
            for ((unit, count), population) in all.iter_mut().zip(units.counts(column)?).zip(populations) {
                unit.push(CountIn { count, population });
            }
        }
        let params = ThreeYearParams { per: self.per, level: self.level, heterogeneity_level: DISAGREE };
        let mut found = Vec::with_capacity(all.len());
        for (unit, years) in names.into_iter().zip(&all) {
            found.push(Found { unit, result: three_year(years, &params).map_err(refused)? });
        }
        let mut answer = Answer::new("three-year", self, units.facts(units.len()), &found)?;
        self.tell(&mut answer, &found, terminal);
        answer.show(terminal)
    }

    fn tell(&self, answer: &mut Answer<'_>, found: &[Found], terminal: &Terminal<'_>) {
        let compared = self.counts.len() >= 2 * YEARS;
        answer.columns = vec![word("unit"), number("count", 0), number("rate", 2), number("lower", 2)];
        answer.columns.extend([number("upper", 2), word("years_disagree")]);
        if compared {
            answer.columns.extend([number("ratio", 3), number("ratio_lower", 3), number("ratio_upper", 3)]);
            answer.columns.push(number("p", 4));
        }
        let mut disagree = Vec::new();
        for Found { unit, result } in found {
            match result {
                Sufficiency::Insufficient(few) => answer.say_floor_of(Some(unit), *few, terminal.words),
                Sufficiency::Sufficient(mean) => {
                    if mean.heterogeneity.years_disagree {
                        disagree.push(unit.as_str());
                    }
                    answer.rows.push(row(unit, mean));
                }
            }
        }
        if !disagree.is_empty() {
            answer.say("analyse-years-disagree", vec![("units", disagree.join(", "))]);
        }
    }
}

fn row(unit: &str, mean: &ThreeYear) -> Row {
    let mut cells: Vec<Cell> = vec![
        unit.to_owned().into(),
        mean.rate.count.into(),
        mean.rate.value.into(),
        mean.rate.interval.lower.into(),
        mean.rate.interval.upper.into(),
        mean.heterogeneity.years_disagree.into(),
    ];
    if let Some(against) = &mean.against_before {
        cells.push(match against.ratio.ratio {
            Ratio::Finite(ratio) => ratio.into(),
            Ratio::Unbounded => "unbounded".into(),
            Ratio::Undefined => Cell::Empty,
        });
        cells.extend([against.ratio.lower.into(), against.ratio.upper.into(), against.p_doubled.into()]);
    }
    cells.into()
}
