//! `lofte analyse difference-in-differences`: the change in one unit against the change in the others, judged by what the
//! same method finds where nothing was done.

use clap::{Args, ValueEnum};
use lofte_analysis::effect::difference_in_differences::{
    DifferenceInDifferences, DifferenceParams, MIN_CONTROLS, MIN_EVENTS, MIN_PERIODS_BEFORE,
    PlaceboStatistic, PlaceboTest, UnitEffect, difference_in_differences,
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
use crate::output::wording::{change, changes, numbers, p, relative, say_drift};

const EXAMPLE: &str = "Example:
  lofte analyse difference-in-differences offences.csv --unit area --time occurred --treated Centrum --at 2024-01
  lofte analyse difference-in-differences counts.csv --unit area --period month --count burglaries
      --treated Centrum --at 2024-01 --format json";

/// The change in one unit against the change in the others
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct DifferenceInDifferencesArgs {
    #[command(flatten)]
    #[serde(flatten)]
    panel: PanelArgs,
    /// What is ranked among the units where nothing was done
    #[arg(long, value_enum, default_value = "standardised")]
    statistic: Ranked,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// Fewest units to compare with
    #[arg(long, default_value_t = MIN_CONTROLS)]
    floor_units: u64,
    /// Fewest periods before
    #[arg(long, default_value_t = MIN_PERIODS_BEFORE)]
    floor_before: u64,
    /// Fewest events in the unit that something was done to
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor_events: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Ranked {
    /// The change over its chance error, so that a small unit's noise is not held against a large one
    Standardised,
    /// The change as it is, for units with about as many events each
    Effect,
}

impl DifferenceInDifferencesArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let units = self.panel.counts("difference-in-differences")?;
        let params = DifferenceParams {
            level: self.level,
            statistic: match self.statistic {
                Ranked::Standardised => PlaceboStatistic::Standardised,
                Ranked::Effect => PlaceboStatistic::Effect,
            },
            min_controls: self.floor_units,
            min_periods_before: self.floor_before,
            min_events: self.floor_events,
        };
        let judged = while_working(|| difference_in_differences(&units.panel(), &params)).map_err(refused)?;
        let (input, found) = (units.input.clone(), units.found(&judged));
        let mut answer = Answer::new("difference-in-differences", self, input, &found)?;
        units.say_start(&mut answer);
        match &judged {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, terminal.words),
            Sufficiency::Sufficient(found) => {
                say(&mut answer, terminal.words, &units, found);
                answer.columns =
                    vec![word("unit"), word("role"), number("percent", 1), number("difference", 2)];
                answer.rows = self.rows(&units, found);
            }
        }
        answer.show(terminal)
    }

    /// All units, those with the largest change first.
    fn rows(&self, units: &Units<u64>, found: &DifferenceInDifferences) -> Vec<Row> {
        let all = |test: &PlaceboTest| -> Vec<UnitEffect> {
            std::iter::once(test.treated).chain(test.placebos.iter().copied()).collect()
        };
        let mut pairs: Vec<(UnitEffect, UnitEffect)> =
            all(&found.log_ratio).into_iter().zip(all(&found.difference)).collect();
        let size = |effect: &UnitEffect| match self.statistic {
            Ranked::Standardised => effect.estimate.abs() / effect.poisson_error,
            Ranked::Effect => effect.estimate.abs(),
        };
        pairs.sort_by(|one, other| size(&other.0).total_cmp(&size(&one.0)));
        let row = |(ratio, difference): &(UnitEffect, UnitEffect)| {
            let role = if ratio.unit == units.treated { "treated" } else { "untreated" };
            let percent = 100.0 * ratio.estimate.exp_m1();
            let cells: Vec<Cell> =
                vec![units.name(ratio.unit).into(), role.into(), percent.into(), difference.estimate.into()];
            cells.into()
        };
        pairs.iter().map(row).collect()
    }
}

fn say(answer: &mut Answer<'_>, words: Words, units: &Units<u64>, found: &DifferenceInDifferences) {
    let unit = units.name(units.treated).to_owned();
    let test = &found.log_ratio;
    answer.say(
        "analyse-difference-found",
        vec![
            ("unit", unit.clone()),
            ("controls", words.count(found.controls)),
            ("before", words.count(found.periods_before)),
            ("after", words.count(found.periods_after)),
            ("change", change(words, test.treated.estimate.exp_m1())),
            ("interval", changes(words, test.interval.map(relative))),
            ("p", p(words, test.p_value)),
        ],
    );
    let difference = &found.difference;
    answer.say(
        "analyse-difference-per-period",
        vec![
            ("difference", words.decimal(difference.treated.estimate, 2)),
            ("interval", numbers(words, difference.interval, 2)),
            ("p", p(words, difference.p_value)),
        ],
    );
    answer.say("analyse-difference-placebos", vec![("unit", unit.clone())]);
    say_drift(answer, words, &unit, found.pre_trend.as_ref());
    if !found.corrected.is_empty() {
        answer.say("analyse-difference-zero", vec![("units", words.count(found.corrected.len() as u64))]);
    }
}
