//! `lofte analyse plan`: what two waves can show, before they are carried out.

use crate::failure::Outcome;
use crate::input_error::InputError;
use crate::output::Table;
use crate::output::separated;
use crate::output::{Format, Terminal};
use clap::{Args, ValueEnum};
use lofte_analysis::survey::power_analysis::{
    Direction, MdeParams, NullVariance, Sides, expected_answers, margin_of_error, minimum_detectable_effect,
    power, required_sample_size,
};
use serde::Serialize;

const EXAMPLE: &str = "Example:
  lofte analyse plan --share 0.6 --mailed 300 --response-rate 0.5
  lofte analyse plan --share 0.6 --answers-before 330 --answers-after 330 --change 0.05 --response-rate 0.5
  lofte analyse plan --share 0.25 --answers-before 800 --direction down --design-effect 1.4 --overlap 0.5 --correlation 0.5";

/// Margin of error, smallest change that can be seen, power, and forms to mail
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct PowerAnalysisArgs {
    /// Share in the baseline, between 0 and 1
    #[arg(long)]
    share: f64,
    /// Answers in the baseline
    #[arg(long, required_unless_present = "mailed", conflicts_with = "mailed")]
    answers_before: Option<f64>,
    /// Answers in the follow-up; as many as in the baseline if not given
    #[arg(long)]
    answers_after: Option<f64>,
    /// Forms mailed in each wave
    #[arg(long, requires = "response_rate")]
    mailed: Option<f64>,
    /// Share of those in scope who answer
    #[arg(long)]
    response_rate: Option<f64>,
    /// Share of those mailed who have moved, died or do not belong to the population
    #[arg(long, default_value_t = 0.0)]
    out_of_scope: f64,
    /// Design effect, the loss from unequal weights included
    #[arg(long, default_value_t = 1.0)]
    design_effect: f64,
    /// Persons asked in both waves, as a share of the larger sample
    #[arg(long, default_value_t = 0.0)]
    overlap: f64,
    /// Correlation between a person's two answers
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    correlation: f64,
    /// Smallest change that counts, in the promised direction
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    threshold: f64,
    /// Level of the test
    #[arg(long, default_value_t = 0.05)]
    alpha: f64,
    /// Wanted probability of seeing the change
    #[arg(long, default_value_t = 0.8)]
    power: f64,
    /// Level of the margin of error
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// A true change, in the promised direction, whose power and forms to mail are wanted
    #[arg(long, allow_negative_numbers = true)]
    change: Option<f64>,
    /// The promised direction
    #[arg(long, value_enum, default_value = "up")]
    direction: Way,
    /// Sides of the test
    #[arg(long, value_enum, default_value = "one")]
    sides: HowMany,
    /// Variance of the test when nothing has changed
    #[arg(long, value_enum, default_value = "unpooled")]
    null_variance: Variance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Way {
    Up,
    Down,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum HowMany {
    One,
    Two,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Variance {
    /// At the shares planned for, as the verdict does
    Unpooled,
    /// At their mean, as power.prop.test of R
    Pooled,
}

/// The answer as JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    analysis: &'static str,
    version: &'static str,
    parameters: &'a PowerAnalysisArgs,
    answers_before: f64,
    answers_after: f64,
    margin_before: f64,
    margin_after: f64,
    /// None when not even the largest possible change would be seen.
    minimum_detectable_change: Option<f64>,
    /// Of the change asked about.
    power_of_change: Option<f64>,
    /// Forms per wave for the change asked about, or else for the smallest that can be seen.
    mailed_needed: Option<f64>,
}

impl PowerAnalysisArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let answer = self.answer()?;
        let numbers = [
            ("answers_before", Some(answer.answers_before)),
            ("answers_after", Some(answer.answers_after)),
            ("margin_before", Some(answer.margin_before)),
            ("margin_after", Some(answer.margin_after)),
            ("minimum_detectable_change", answer.minimum_detectable_change),
            ("power_of_change", answer.power_of_change),
            ("mailed_needed", answer.mailed_needed),
        ];
        match terminal.format {
            Format::Json => terminal.out.json(&answer)?,
            Format::Csv => {
                let text = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
                let rows = [
                    numbers.iter().map(|(name, _)| (*name).to_owned()).collect(),
                    numbers.iter().map(|(_, number)| text(*number)).collect(),
                ];
                separated::csv(terminal, &rows)?;
            }
            Format::Table | Format::Geojson => {
                let words = terminal.words;
                let mut table = Table::new().words("").numbers(words.say("analyse-col-number"));
                for (name, number) in numbers {
                    let digits =
                        if name.starts_with("answers") || name.starts_with("mailed") { 0 } else { 4 };
                    let unknown = || words.say("analyse-nothing-to-say");
                    let asked = name != "power_of_change" || self.change.is_some();
                    if asked {
                        let number = number.map_or_else(unknown, |number| words.decimal(number, digits));
                        table.row([words.known("analyse-plan", name), number]);
                    }
                }
                terminal.out.table(&table)?;
            }
        }
        Ok(())
    }

    fn answer(&self) -> Result<Answer<'_>, InputError> {
        let params = self.params()?;
        let smallest = minimum_detectable_effect(&params)?;
        let power_of_change = self.change.map(|change| power(&params, change)).transpose()?;
        let reached = self.response_rate.map(|rate| rate * (1.0 - self.out_of_scope));
        let mailed_needed = match (self.change.or(smallest), reached) {
            (Some(change), Some(reached)) => Some(required_sample_size(&params, change, reached)?),
            _ => None,
        };
        let half = |answers| margin_of_error(self.share, answers, self.design_effect, self.level);
        Ok(Answer {
            analysis: "plan",
            version: env!("CARGO_PKG_VERSION"),
            parameters: self,
            answers_before: params.answers_before,
            answers_after: params.answers_after,
            margin_before: half(params.answers_before)?,
            margin_after: half(params.answers_after)?,
            minimum_detectable_change: smallest,
            power_of_change,
            mailed_needed,
        })
    }

    fn params(&self) -> Result<MdeParams, InputError> {
        let before = match (self.answers_before, self.mailed, self.response_rate) {
            (Some(answers), ..) => answers,
            (None, Some(mailed), Some(rate)) => expected_answers(mailed, self.out_of_scope, rate)?,
            _ => {
                return Err(InputError::Needs {
                    option: "--share",
                    needed: "--answers-before / --mailed --response-rate",
                });
            }
        };
        Ok(MdeParams {
            share_before: self.share,
            answers_before: before,
            answers_after: self.answers_after.unwrap_or(before),
            design_effect: self.design_effect,
            direction: match self.direction {
                Way::Up => Direction::Up,
                Way::Down => Direction::Down,
            },
            threshold: self.threshold,
            alpha: self.alpha,
            power: self.power,
            sides: match self.sides {
                HowMany::One => Sides::One,
                HowMany::Two => Sides::Two,
            },
            null_variance: match self.null_variance {
                Variance::Unpooled => NullVariance::Unpooled,
                Variance::Pooled => NullVariance::Pooled,
            },
            overlap: self.overlap,
            correlation: self.correlation,
        })
    }
}
