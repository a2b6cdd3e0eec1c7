//! `lofte analyse conclusion`: what may be said of a measure, in sentences, with the smallest decrease that would have been
//! seen.
//!
//! The sentences say what the typed parts of the result say, in the language of the messages. Most often that is less than
//! one would wish.

use clap::Args;
use lofte_analysis::effect::conclusion::{
    Caution, Conclusion, ConclusionParams, Dispersion, DispersionSource, MAX_DETECTABLE, MIN_CONTROLS, POWER,
    Reason, Verdict, conclude,
};
use lofte_analysis::effect::displacement::{MATCHED_RATIO, SMALL_COUNT};
use lofte_words::Words;
use serde::Serialize;

use crate::effect::panel::{PanelArgs, Units};
use crate::failure::Outcome;
use crate::input::given::before_after;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, number, word};
use crate::output::progress::while_working;
use crate::output::wording::{change, changes, p};

const EXAMPLE: &str = "Example:
  lofte analyse conclusion --treated 83,70 --control 66,68 --control 71,75
  lofte analyse conclusion offences.csv --unit area --time occurred --treated Centrum --at 2024-01
  lofte analyse conclusion counts.csv --unit area --period month --count burglaries --treated Centrum --at 2024-01";

/// What can be concluded of a measure, in plain words, with the smallest decrease that would have been seen
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct ConclusionArgs {
    #[command(flatten)]
    #[serde(flatten)]
    panel: PanelArgs,
    /// Without a file: events of an untreated area before and after, once for each; --treated is then also two counts
    #[arg(long, value_name = "BEFORE,AFTER")]
    control: Vec<String>,
    /// Confidence level: 1 less this is the risk of seeing a change that is not there
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// Probability with which the smallest decrease would be seen
    #[arg(long, default_value_t = POWER)]
    power: f64,
    /// The largest that the smallest visible decrease may be, as a share
    #[arg(long, default_value_t = MAX_DETECTABLE)]
    largest_detectable: f64,
    /// Untreated units that are needed
    #[arg(long, default_value_t = MIN_CONTROLS)]
    least_controls: u64,
    /// Largest factor between the levels before that counts as alike
    #[arg(long, default_value_t = MATCHED_RATIO)]
    matched_ratio: f64,
    /// How much more than by chance alone counts vary, from longer series; estimated if not given
    #[arg(long)]
    dispersion: Option<f64>,
}

impl ConclusionArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let units = if self.panel.files.is_empty() { self.of_options()? } else { self.of_files()? };
        let params = ConclusionParams {
            level: self.level,
            power: self.power,
            max_detectable: self.largest_detectable,
            min_controls: self.least_controls,
            matched_ratio: self.matched_ratio,
            small_count: SMALL_COUNT,
            dispersion: self.dispersion.map_or(Dispersion::Estimated, Dispersion::Given),
        };
        let found = while_working(|| conclude(&units.panel(), &params)).map_err(refused)?;
        let mut answer = Answer::new("conclusion", self, units.input.clone(), &units.found(&found))?;
        units.say_start(&mut answer);
        say(&mut answer, terminal.words, &found);
        let sums = &found.sums;
        answer.columns = vec![word("unit"), number("before", 0), number("after", 0)];
        let treated = if self.panel.files.is_empty() { "treated" } else { self.panel.treated.as_str() };
        answer.rows = vec![
            vec![treated.into(), sums.treated_before.into(), sums.treated_after.into()].into(),
            vec!["all_untreated".into(), sums.control_before.into(), sums.control_after.into()].into(),
        ];
        answer.show(terminal)
    }

    fn of_files(&self) -> Result<Units<u64>, InputError> {
        if !self.control.is_empty() {
            return Err(InputError::Clash { first: "FILE", second: "--control" });
        }
        self.panel.counts("conclusion")
    }

    /// One period before and one after, from counts on the command line.
    fn of_options(&self) -> Result<Units<u64>, InputError> {
        let mut names = vec!["treated".to_owned()];
        let treated = before_after("--treated", &self.panel.treated)?;
        let mut values = vec![treated.before, treated.after];
        for (number, control) in self.control.iter().enumerate() {
            let control = before_after("--control", control)?;
            names.push(format!("control {}", number + 1));
            values.extend([control.before, control.after]);
        }
        Ok(Units::of_options(names, values))
    }
}

fn say(answer: &mut Answer<'_>, words: Words, found: &Conclusion) {
    let key = match found.verdict {
        Verdict::DecreaseSeen => "analyse-conclusion-decrease_seen",
        Verdict::IncreaseSeen => "analyse-conclusion-increase_seen",
        Verdict::NoChangeSeen => "analyse-conclusion-no_change_seen",
        Verdict::CannotTell { .. } => "analyse-conclusion-cannot_tell",
    };
    let gaps = vec![
        ("change", change(words, found.change)),
        ("interval", changes(words, Some(found.interval))),
        ("p", p(words, found.p_value)),
    ];
    answer.say(key, gaps);
    if let Verdict::CannotTell { reasons } = &found.verdict {
        for reason in reasons {
            say_reason(answer, words, reason);
        }
    }
    say_detectable(answer, words, found);
    for caution in &found.cautions {
        match *caution {
            Caution::SmallCount { count } => {
                answer.say("analyse-caution-small_count", vec![("count", words.count(count))]);
            }
            Caution::DriftUnseen => answer.say("analyse-caution-drift_unseen", Vec::new()),
            Caution::NotJudgedByPlacebos => {
                answer.say("analyse-caution-not_judged_by_placebos", Vec::new());
            }
        }
    }
}

/// What the design would have shown, whatever it did show.
fn say_detectable(answer: &mut Answer<'_>, words: Words, found: &Conclusion) {
    let power = words.percent(found.params.power, 0);
    match found.detectable {
        None => answer.say("analyse-detectable-none", Vec::new()),
        Some(share) => {
            let gaps = vec![("share", words.percent(share, 0)), ("power", power)];
            answer.say("analyse-detectable", gaps);
        }
    }
    let key = match found.dispersion_source {
        DispersionSource::Given => "analyse-dispersion-given",
        DispersionSource::Placebos => "analyse-dispersion-placebos",
        DispersionSource::Residuals => "analyse-dispersion-residuals",
        DispersionSource::Assumed => "analyse-dispersion-assumed",
    };
    answer.say(key, vec![("dispersion", words.decimal(found.dispersion, 1))]);
}

fn say_reason(answer: &mut Answer<'_>, words: Words, reason: &Reason) {
    match *reason {
        Reason::DetectableTooLarge { detectable: Some(share), limit } => {
            let gaps = vec![("share", words.percent(share, 0)), ("limit", words.percent(limit, 0))];
            answer.say("analyse-reason-too_weak", gaps);
        }
        Reason::DetectableTooLarge { detectable: None, .. } => {
            answer.say("analyse-reason-too_few_events", Vec::new());
        }
        Reason::TooFewControls { available, required } => {
            let gaps = vec![("have", words.count(available)), ("need", words.count(required))];
            answer.say("analyse-reason-too_few_controls", gaps);
        }
        Reason::UnmatchedLevels { ratio: Some(ratio), limit } => {
            let gaps = vec![("ratio", words.decimal(ratio, 2)), ("limit", words.decimal(limit, 1))];
            answer.say("analyse-reason-unmatched_levels", gaps);
        }
        Reason::UnmatchedLevels { ratio: None, .. } => {
            answer.say("analyse-reason-nothing_before", Vec::new());
        }
        Reason::DriftBefore { carried_on, .. } => {
            answer.say("analyse-reason-drift_before", vec![("change", change(words, carried_on))]);
        }
    }
}
