//! `lofte analyse displacement`: whether events fell where something was done, and moved next door.
//!
//! The difference with its interval is the answer. The older quotient stands beside it for those who ask for it, and only
//! when it can be read.

use clap::Args;
use lofte_analysis::effect::displacement::{
    AreaWeights, Contrast, Difference, Displacement, DisplacementCounts, DisplacementParams, MATCHED_RATIO,
    SMALL_COUNT, Side, Warning, displacement,
};
use lofte_analysis::effect::weighted_displacement_quotient::{
    WeightedDisplacementQuotient, weighted_displacement_quotient,
};
use lofte_analysis::sample_size::Sufficiency;
use lofte_words::{Message, Words};
use serde::Serialize;
use std::path::PathBuf;

use crate::effect::displacement_counts::{Counted, Source, counted, written};
use crate::failure::Outcome;
use crate::input::events::EventArgs;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};

const EXAMPLE: &str = "Example:
  lofte analyse displacement --treated 207,110 --control 308,318 --buffer 178,157 --buffer-control 150,140
  lofte analyse displacement offences.csv --area district --time occurred --at 2024-01-01
      --treated Centrum --control Norr --buffer Söder --buffer Väster --buffer-control Öster";

/// Whether events fell where something was done, and moved next door
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct DisplacementArgs {
    /// Table with one row for each event; without it the areas below are counts before and after, as 100,80
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where something was done: counts, or with a file the name of an area, once for each
    #[arg(long, value_name = "BEFORE,AFTER|AREA", required = true)]
    treated: Vec<String>,
    /// A like area where nothing was done
    #[arg(long, value_name = "BEFORE,AFTER|AREA", required = true)]
    control: Vec<String>,
    /// The surroundings to which events may have moved
    #[arg(long, value_name = "BEFORE,AFTER|AREA")]
    buffer: Vec<String>,
    /// A like area to compare the surroundings with
    #[arg(long, value_name = "BEFORE,AFTER|AREA", requires = "buffer")]
    buffer_control: Vec<String>,
    /// Column with the name of the area
    #[arg(long, value_name = "COLUMN", requires = "files")]
    area: Option<String>,
    /// Column of the time or day
    #[arg(long, value_name = "COLUMN", requires = "files")]
    time: Option<String>,
    /// How times are written, as in strftime (%Y-%m-%d %H:%M); recognised by themselves if not given
    #[arg(long, value_name = "FORM", requires = "files")]
    time_format: Vec<String>,
    /// The first day after: when the measure began
    #[arg(long, value_name = "DAY", requires = "files")]
    at: Option<String>,
    /// First day that was observed; the day of the first event if not given
    #[arg(long, value_name = "DAY", requires = "files")]
    from: Option<String>,
    /// Last day that was observed; the day of the last event if not given
    #[arg(long, value_name = "DAY", requires = "files")]
    until: Option<String>,
    /// Only rows that satisfy this
    #[arg(long = "where", value_name = "EXPRESSION", requires = "files")]
    #[serde(rename = "where")]
    condition: Option<String>,
    /// Length of the time before, when it is not that after; with a file the days are counted
    #[arg(long, value_name = "LENGTH")]
    time_before: Option<f64>,
    /// Length of the time after
    #[arg(long, value_name = "LENGTH")]
    time_after: Option<f64>,
    /// Sizes that the counts are divided by: of the treated area, the control, the surroundings and their control
    #[arg(long, value_name = "SIZES", value_delimiter = ',')]
    sizes: Vec<f64>,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

/// The answer: the difference, and the quotient also where the surroundings have no control of their own.
#[derive(Debug, Serialize)]
struct Found {
    displacement: Sufficiency<Displacement>,
    quotient: Option<WeightedDisplacementQuotient>,
    days_before: Option<f64>,
    days_after: Option<f64>,
}

impl DisplacementArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let counted = self.counts()?;
        let [Some(area), Some(control), buffer, buffer_control] = counted.areas else {
            return Err(InputError::Needs { option: "displacement", needed: "--treated, --control" }.into());
        };
        let target = Contrast { area, control };
        let surroundings = match (buffer, buffer_control) {
            (Some(area), Some(control)) => Some(Contrast { area, control }),
            _ => None,
        };
        let counts = DisplacementCounts { target, surroundings };
        self.check_sizes(surroundings.is_some())?;
        let result = displacement(&counts, &self.params(&counted)).map_err(refused)?;
        let found = Found {
            displacement: result,
            quotient: buffer.map(|buffer| weighted_displacement_quotient(&target, &buffer)),
            days_before: counted.days.map(|days| days.0),
            days_after: counted.days.map(|days| days.1),
        };
        let mut answer = Answer::new("displacement", self, counted.input.clone(), &found)?;
        if let Some((before, after)) = counted.days {
            let gaps = vec![
                ("before", terminal.words.decimal(before, 0)),
                ("after", terminal.words.decimal(after, 0)),
            ];
            answer.say("analyse-displacement-days", gaps);
        }
        match &found.displacement {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, terminal.words),
            Sufficiency::Sufficient(result) => {
                tell(&mut answer, terminal.words, result);
                if buffer.is_some() && surroundings.is_none() {
                    answer.say("analyse-displacement-no-control", Vec::new());
                }
                if let Some(quotient) = &found.quotient {
                    say_quotient(&mut answer, terminal.words, quotient);
                }
            }
        }
        answer.show(terminal)
    }

    fn counts(&self) -> Result<Counted, InputError> {
        let named = [&self.treated, &self.control, &self.buffer, &self.buffer_control].map(Vec::as_slice);
        if self.files.is_empty() {
            return written(named);
        }
        let events = EventArgs {
            time: self.time.clone(),
            time_format: self.time_format.clone(),
            condition: self.condition.clone(),
            ..EventArgs::of_files(&self.files)
        };
        let source = Source {
            events,
            area: EventArgs::need(self.area.as_ref(), "--area", "displacement FILE")?,
            at: EventArgs::need(self.at.as_ref(), "--at", "displacement FILE")?,
            from: self.from.as_deref(),
            until: self.until.as_deref(),
        };
        counted(&source, named)
    }

    /// One size for each area that is compared, or none.
    fn check_sizes(&self, with_surroundings: bool) -> Result<(), InputError> {
        let right = match self.sizes.len() {
            0 | 4 => true,
            given => given == 2 && !with_surroundings,
        };
        let sizes: Vec<String> = self.sizes.iter().map(f64::to_string).collect();
        let told = || InputError::Told(Message::with("analyse-not-sizes", "value", sizes.join(",")));
        right.then_some(()).ok_or_else(told)
    }

    fn params(&self, counted: &Counted) -> DisplacementParams {
        let (before, after) = counted.days.map_or((1.0, 1.0), |(before, after)| (before / after, 1.0));
        let size = |place: usize| self.sizes.get(place).copied().unwrap_or(1.0);
        DisplacementParams {
            level: self.level,
            time_before: self.time_before.unwrap_or(before),
            time_after: self.time_after.unwrap_or(after),
            areas: AreaWeights {
                target: size(0),
                control: size(1),
                surroundings: size(2),
                surroundings_control: size(3),
            },
            small_count: SMALL_COUNT,
            matched_ratio: MATCHED_RATIO,
        }
    }
}

fn tell(answer: &mut Answer<'_>, words: Words, found: &Displacement) {
    for warning in &found.warnings {
        match *warning {
            Warning::SmallCount { cell, count } => {
                let gaps = vec![("cell", words.word("analyse-cell", &cell)), ("count", words.count(count))];
                answer.say("analyse-displacement-small", gaps);
            }
            Warning::UnmatchedLevels { side, ratio } => {
                let key = match side {
                    Side::Target => "analyse-displacement-unmatched-target",
                    Side::Surroundings => "analyse-displacement-unmatched-surroundings",
                };
                let ratio =
                    ratio.map_or_else(|| words.say("analyse-nothing-to-say"), |r| words.decimal(r, 1));
                answer.say(key, vec![("ratio", ratio)]);
            }
        }
    }
    answer.columns = vec![
        word("change_of"),
        number("difference", 1),
        number("lower", 1),
        number("upper", 1),
        number("p", 4),
    ];
    let parts = [
        ("treated_area", Some(&found.local)),
        ("surroundings", found.displacement.as_ref()),
        ("both_together", found.displacement.as_ref().map(|_| &found.total)),
    ];
    let rows = parts.into_iter().filter_map(|(name, part)| Some(cells(name, part?).into()));
    answer.rows = rows.collect();
}

fn cells(name: &str, found: &Difference) -> Vec<Cell> {
    vec![
        name.into(),
        found.estimate.into(),
        found.interval.map(|interval| interval.lower).into(),
        found.interval.map(|interval| interval.upper).into(),
        found.p_value.into(),
    ]
}

fn say_quotient(answer: &mut Answer<'_>, words: Words, found: &WeightedDisplacementQuotient) {
    match found {
        WeightedDisplacementQuotient::Shown { quotient, reading, .. } => answer.say(
            "analyse-quotient-shown",
            vec![
                ("quotient", words.decimal(*quotient, 2)),
                ("reading", words.word("analyse-reading", reading)),
            ],
        ),
        WeightedDisplacementQuotient::ControlIsZero => {
            answer.say("analyse-quotient-control_is_zero", Vec::new());
        }
        WeightedDisplacementQuotient::NoSuccess { .. } => {
            answer.say("analyse-quotient-no_success", Vec::new());
        }
    }
}
