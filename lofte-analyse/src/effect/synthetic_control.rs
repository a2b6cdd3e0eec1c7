//! `lofte analyse synthetic-control`: what one unit would have looked like, as a mixture of units that followed it before.

use clap::{Args, ValueEnum};
use lofte_analysis::effect::synthetic_control::{
    MIN_CONTROLS, MIN_PERIODS_BEFORE, PlaceboDonors, SyntheticControl, SyntheticParams, UnitFit,
    synthetic_control,
};
use lofte_analysis::sample_size::Sufficiency;
use lofte_words::Words;
use serde::Serialize;

use crate::effect::panel::{PanelArgs, Units};
use crate::failure::Outcome;
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number, word};
use crate::output::progress::while_working;
use crate::output::wording::p;

const EXAMPLE: &str = "Example:
  lofte analyse synthetic-control offences.csv --unit area --time occurred --treated Centrum --at 2024-01
  lofte analyse synthetic-control rates.csv --unit municipality --period month --count per_1000
      --treated Flen --at 2024-01 --format json";

/// What one unit would have looked like: a mixture of others that followed it before
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct SyntheticControlArgs {
    #[command(flatten)]
    #[serde(flatten)]
    panel: PanelArgs,
    /// Whether the unit that something was done to may be part of the mixtures of the others
    #[arg(long, value_enum, default_value = "with-treated")]
    donors: Donors,
    /// Leave units out of the ranking whose mean squared gap before is this many times as large
    #[arg(long, value_name = "TIMES")]
    poorest_fit: Option<f64>,
    /// Fewest units to compare with
    #[arg(long, default_value_t = MIN_CONTROLS)]
    floor_units: u64,
    /// Fewest periods before
    #[arg(long, default_value_t = MIN_PERIODS_BEFORE)]
    floor_before: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Donors {
    /// It may: every unit is treated alike
    WithTreated,
    /// It may not: an effect of the measure stays out of the comparison
    WithoutTreated,
}

impl SyntheticControlArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let units = self.panel.numbers("synthetic-control")?;
        let params = SyntheticParams {
            placebo_donors: match self.donors {
                Donors::WithTreated => PlaceboDonors::WithTreated,
                Donors::WithoutTreated => PlaceboDonors::WithoutTreated,
            },
            poorest_fit: self.poorest_fit,
            min_controls: self.floor_units,
            min_periods_before: self.floor_before,
        };
        let judged = while_working(|| synthetic_control(&units.panel(), &params)).map_err(refused)?;
        let (input, found) = (units.input.clone(), units.found(&judged));
        let mut answer = Answer::new("synthetic-control", self, input, &found)?;
        units.say_start(&mut answer);
        match &judged {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, terminal.words),
            Sufficiency::Sufficient(found) => {
                say(&mut answer, terminal.words, &units, found);
                answer.columns = vec![
                    word("unit"),
                    word("role"),
                    number("mixture", 3),
                    number("gap_after", 2),
                    number("rmspe_ratio", 2),
                ];
                answer.rows = rows(&units, found);
            }
        }
        answer.show(terminal)
    }
}

/// All units, those whose gap grew most first.
fn rows(units: &Units<f64>, found: &SyntheticControl) -> Vec<Row> {
    let mut fits: Vec<&UnitFit> = std::iter::once(&found.treated).chain(&found.placebos).collect();
    let size = |fit: &UnitFit| fit.rmspe_ratio.unwrap_or(0.0);
    fits.sort_by(|one, other| size(other).total_cmp(&size(one)));
    let row = |fit: &&UnitFit| {
        let weight = found.donors.iter().find(|donor| donor.unit == fit.unit).map(|donor| donor.weight);
        let role = if fit.unit == units.treated { "treated" } else { "untreated" };
        let cells: Vec<Cell> = vec![
            units.name(fit.unit).into(),
            role.into(),
            weight.into(),
            fit.mean_gap_after.into(),
            fit.rmspe_ratio.into(),
        ];
        cells.into()
    };
    fits.iter().map(row).collect()
}

fn say(answer: &mut Answer<'_>, words: Words, units: &Units<f64>, found: &SyntheticControl) {
    let unit = units.name(units.treated).to_owned();
    let after = units.values.iter().skip(units.treated * units.periods.len()).take(units.periods.len());
    let after = after.skip(units.start).sum::<f64>() / found.periods_after as f64;
    answer.say(
        "analyse-synthetic-found",
        vec![
            ("unit", unit.clone()),
            ("mean", words.decimal(after, 2)),
            ("mixture", words.decimal(after - found.treated.mean_gap_after, 2)),
            ("gap", words.decimal(found.treated.mean_gap_after, 2)),
            ("before", words.count(found.periods_before)),
            ("after", words.count(found.periods_after)),
        ],
    );
    match found.p_value {
        None => answer.say("analyse-synthetic-perfect", vec![("unit", unit)]),
        Some(value) => {
            let gaps = vec![
                ("unit", unit),
                ("p", p(words, value)),
                ("smallest", words.decimal(found.smallest_p, 3)),
                ("ranked", words.count(found.ranked)),
            ];
            answer.say("analyse-synthetic-rank", gaps);
        }
    }
    if found.weights_may_differ {
        answer.say("analyse-synthetic-weights", Vec::new());
    }
}
