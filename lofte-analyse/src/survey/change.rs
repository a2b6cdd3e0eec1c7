//! `lofte analyse change`: a change between two waves, and the verdict on it.
//!
//! Waves drawn afresh are independent; with `--overlap-id` the people asked twice are primary units of one design with
//! both waves in it. A change across two scales is refused. With replicates, independent waves are replicated each on its
//! own and their variances add up; of people asked twice, a replicate holds both answers.

use crate::failure::Outcome;
use crate::input::columns::Frame;
use crate::input_error::InputError;
use crate::output::Terminal;
use crate::survey::calibrate::{CalibrationArgs, Margins};
use crate::survey::delivered::DeliveredArgs;
use crate::survey::design::{DesignArgs, DesignFacts, Drawn};
use crate::survey::estimates::{Cell, Found, Source};
use crate::survey::question::{Groups, QuestionArgs, StatisticKind, Values, occurring};
use crate::survey::replication::{ReplicateArgs, ReplicateFacts};
use crate::survey::scale::{Scale, scale};
use crate::survey::show_change;
use clap::{Args, ValueEnum};
use lofte_analysis::multiple_testing::{Adjustment, p_adjust};
use lofte_analysis::survey::calibrate::CalibrationReport;
use lofte_analysis::survey::change::{Change as Difference, Doubt, independent_change, overlapping_change};
use lofte_analysis::survey::threshold_test::{
    ThresholdResult, ThresholdTest, ThresholdTestParams, threshold_test,
};
use lofte_analysis::survey::{EstimateOptions, SurveyError};
use serde::Serialize;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte analyse change --before 2024.csv --after 2026.csv --strata area --fpc residents \\
      --statistic share --variable safe --threshold 0 --alpha 0.05
  lofte analyse change --data both.parquet --wave year --weights w --statistic share --variable q7 --yes 4,5 --by area
  lofte analyse change --before a.csv --after b.csv --strata area --weights w --overlap-id person \\
      --statistic quantile --variable index --replicates raowu:1000 --seed 1";

/// Estimate the change between two waves, and decide whether a promise about it was kept
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct ChangeArgs {
    /// Table of the baseline
    #[arg(long, value_name = "FILE", requires = "after", required_unless_present_any = ["data", "from_records"])]
    before: Option<PathBuf>,
    /// Table of the follow-up
    #[arg(long, value_name = "FILE", requires = "before")]
    after: Option<PathBuf>,
    /// Table of both waves, told apart by --wave
    #[arg(long, value_name = "FILE", requires = "wave", conflicts_with_all = ["before", "after"])]
    data: Option<PathBuf>,
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) delivered: DeliveredArgs,
    /// Column with two values; the smaller is the baseline
    #[arg(long, value_name = "COLUMN", requires = "data")]
    wave: Option<String>,
    /// Column that names a person asked in both waves (panel or rotating sample)
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["calibrate", "psu"])]
    overlap_id: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) design: DesignArgs,
    #[command(flatten)]
    #[serde(flatten)]
    question: QuestionArgs,
    #[command(flatten)]
    #[serde(flatten)]
    calibration: CalibrationArgs,
    /// File of margins of the follow-up, when they are not those of the baseline
    #[arg(long, value_name = "FILE", requires = "calibrate")]
    calibrate_after: Option<PathBuf>,
    #[command(flatten)]
    #[serde(flatten)]
    replication: ReplicateArgs,
    #[command(flatten)]
    #[serde(flatten)]
    verdict: VerdictArgs,
}

#[derive(Clone, Debug, Args, Serialize)]
#[command(next_help_heading = "Verdict")]
struct VerdictArgs {
    /// Change that must be exceeded, in the promised direction; gives a verdict
    #[arg(long, allow_negative_numbers = true)]
    threshold: Option<f64>,
    /// Risk of a wrong “kept” and of a wrong “not kept”; gives a verdict
    #[arg(long)]
    alpha: Option<f64>,
    /// Changes smaller than this either way are called practically unchanged
    #[arg(long)]
    equivalence: Option<f64>,
    /// The promised direction
    #[arg(long, value_enum, default_value = "up")]
    direction: Direction,
    /// Correction for many comparisons, where there is more than one
    #[arg(long, value_enum, default_value = "bh")]
    adjust: Correction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Direction {
    Up,
    Down,
}

/// A correction for many comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Correction {
    /// Benjamini and Hochberg
    Bh,
    /// Benjamini and Yekutieli
    By,
    Holm,
    Bonferroni,
    None,
}

/// The changes of all cells, and what was replicated.
type Changes = (Vec<Compared>, Vec<ReplicateFacts>);

/// One wave, ready to be asked.
struct Wave {
    frame: Frame,
    drawn: Drawn,
    calibration: Option<CalibrationReport>,
}

/// The change of one cell.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Compared {
    #[serde(flatten)]
    pub(crate) cell: Cell,
    pub(crate) before: Option<Found>,
    pub(crate) after: Option<Found>,
    pub(crate) change: Option<Difference>,
    /// Of the hypothesis that nothing has changed.
    pub(crate) p_value: Option<f64>,
    /// The same after the correction for many comparisons.
    pub(crate) p_adjusted: Option<f64>,
    pub(crate) verdict: Option<Judged>,
}

/// A verdict.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Judged {
    #[serde(flatten)]
    pub(crate) decision: ThresholdTest,
    pub(crate) p_above_adjusted: f64,
    pub(crate) p_below_adjusted: f64,
    /// What can be said after the correction for many comparisons.
    pub(crate) result_adjusted: ThresholdResult,
}

/// The answer as JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    analysis: &'static str,
    version: &'static str,
    parameters: &'a ChangeArgs,
    verdict_parameters: Option<ThresholdTestParams>,
    designs: Vec<DesignFacts>,
    calibration: Vec<Option<CalibrationReport>>,
    /// Of each design, where replicates were asked for.
    replication: Vec<ReplicateFacts>,
    /// Persons by --overlap-id.
    asked_twice: Option<AskedTwice>,
    changes: Vec<Compared>,
}

/// How many persons the column of --overlap-id finds.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct AskedTwice {
    pub(crate) both: usize,
    pub(crate) only_before: usize,
    pub(crate) only_after: usize,
}

impl AskedTwice {
    /// Refuses waves that share nobody: whoever asks for a panel and has none should know.
    fn found(both: &Frame, column: &str, is_after: &[bool]) -> Result<Self, InputError> {
        let labels = both.labels(std::slice::from_ref(&column.to_owned()))?;
        let mut seen = vec![[false; 2]; labels.names.len()];
        for (code, after) in labels.codes.iter().zip(is_after) {
            seen[*code as usize][usize::from(*after)] = true;
        }
        let count = |wanted: [bool; 2]| seen.iter().filter(|waves| **waves == wanted).count();
        let found = Self {
            both: count([true, true]),
            only_before: count([true, false]),
            only_after: count([false, true]),
        };
        if found.both == 0 {
            return Err(InputError::NobodyTwice { column: column.to_owned() });
        }
        Ok(found)
    }
}

impl ChangeArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let answer = self.answer()?;
        show_change::changes(terminal, &answer, &self.question.by, answer.asked_twice, &answer.changes)
    }

    fn answer(&self) -> Result<Answer<'_>, InputError> {
        let [first, second] = self.margins()?;
        let given = self.given(first.is_some())?;
        let mut columns = self.design.columns();
        columns.extend(given.iter().cloned());
        columns.extend(self.question.columns()?);
        columns.extend(self.overlap_id.iter().chain(&self.wave).cloned());
        columns.extend(first.iter().chain(&second).flat_map(Margins::columns));
        let (both, is_after) = self.read(&columns)?;
        let is_before: Vec<bool> = is_after.iter().map(|after| !after).collect();
        let frames = [both.only(&is_before), both.only(&is_after)];
        self.same_scale(&frames)?;
        let mut answer = Answer {
            analysis: "change",
            version: env!("CARGO_PKG_VERSION"),
            parameters: self,
            verdict_parameters: self.rule(),
            designs: Vec::new(),
            calibration: Vec::new(),
            replication: Vec::new(),
            asked_twice: None,
            changes: Vec::new(),
        };
        if let Some(person) = &self.overlap_id {
            answer.asked_twice = Some(AskedTwice::found(&both, person, &is_after)?);
            let drawn = DesignArgs { psu: vec![person.clone()], ..self.design.clone() }.draw(&both)?;
            (answer.changes, answer.replication) = self.overlapping(&drawn, &both, &is_after, &given)?;
            answer.designs.push(DesignFacts::of(&drawn.design));
        } else {
            let [before, after] = frames;
            let waves = [self.wave(before, first.as_ref())?, self.wave(after, second.as_ref())?];
            (answer.changes, answer.replication) = self.independent(&waves, &given)?;
            answer.designs = waves.iter().map(|wave| DesignFacts::of(&wave.drawn.design)).collect();
            answer.calibration = waves.iter().map(|wave| wave.calibration).collect();
        }
        self.judge(&mut answer.changes)?;
        Ok(answer)
    }

    fn margins(&self) -> Result<[Option<Margins>; 2], InputError> {
        let mut after = self.calibration.clone();
        if self.calibrate_after.is_some() {
            after.calibrate.clone_from(&self.calibrate_after);
        }
        Ok([self.calibration.margins()?, after.margins()?])
    }

    /// The columns of given replicate weights.
    fn given(&self, calibrated: bool) -> Result<Vec<String>, InputError> {
        self.replication.check(self.question.statistic)?;
        let quantile = self.question.statistic == StatisticKind::Quantile;
        if quantile && self.overlap_id.is_some() && !self.replication.is_wanted() {
            let needed = "--replicates raowu:NUMBER, or --statistic mean, total, share or ratio";
            return Err(InputError::Needs { option: "--overlap-id", needed });
        }
        let file = self.before.as_ref().or(self.data.as_ref());
        match file.filter(|_| !self.replication.replicate_weights.is_empty()) {
            Some(_) if calibrated => {
                Err(InputError::Clash { first: "--calibrate", second: "--replicate-weights" })
            }
            Some(file) => self.replication.columns(file),
            None => Ok(Vec::new()),
        }
    }

    /// The rows of both waves, and which are those of the follow-up.
    fn read(&self, columns: &[String]) -> Result<(Frame, Vec<bool>), InputError> {
        let files = self.before.is_some() || self.data.is_some();
        if let Some(both) = self.delivered.two_waves(files, columns)? {
            let both = both.without(&self.question.missing);
            let is_after = both.since_file(1);
            return Ok((both, is_after));
        }
        if let (Some(before), Some(after)) = (&self.before, &self.after) {
            let both =
                Frame::read(&[before.clone(), after.clone()], columns)?.without(&self.question.missing);
            let is_after = both.since_file(1);
            for (file, wave) in [(before, false), (after, true)] {
                if !is_after.contains(&wave) {
                    return Err(InputError::NoRows { file: crate::input::columns::shown(file) });
                }
            }
            return Ok((both, is_after));
        }
        let wave = self.wave.clone().unwrap_or_default();
        let both = Frame::read(self.data.as_slice(), columns)?.without(&self.question.missing);
        let found = occurring(&[&both], &wave);
        let [_, second] = found.as_slice() else {
            return Err(InputError::Waves { column: wave, found: found.join(", ") });
        };
        let labels = both.labels(std::slice::from_ref(&wave))?;
        let is_after = labels.codes.iter().map(|code| labels.names[*code as usize] == *second).collect();
        Ok((both, is_after))
    }

    /// Refuses waves whose answers lie on different scales, unless a code book says that they are one.
    fn same_scale(&self, frames: &[Frame; 2]) -> Result<(), InputError> {
        let column = &self.question.variable;
        let scales = frames.each_ref().map(|frame| scale(&occurring(&[frame], column)));
        if self.question.has_code_book() {
            return Ok(());
        }
        let coded = match self.question.statistic {
            StatisticKind::Share => !self.question.yes.is_empty() || self.question.levels == ["all"],
            StatisticKind::Mean | StatisticKind::Quantile => scales.iter().all(Scale::is_codes),
            StatisticKind::Total | StatisticKind::Ratio => false,
        };
        let [before, after] = scales;
        if coded && before != after {
            return Err(InputError::Scales { column: column.clone(), before: before.0, after: after.0 });
        }
        Ok(())
    }

    fn wave(&self, frame: Frame, margins: Option<&Margins>) -> Result<Wave, InputError> {
        let mut drawn = self.design.draw(&frame)?;
        let mut calibration = None;
        if let Some(margins) = margins {
            let (design, report) = margins.calibrate(&drawn.design, &frame)?;
            (drawn.design, calibration) = (design, Some(report));
        }
        Ok(Wave { frame, drawn, calibration })
    }

    fn independent(&self, waves: &[Wave; 2], given: &[String]) -> Result<Changes, InputError> {
        let frames = [&waves[0].frame, &waves[1].frame];
        let (codes, names) = (self.question.codes(&frames)?, self.question.group_names(&frames)?);
        let options = self.question.options();
        let (mut found, mut facts) = (Vec::new(), Vec::new());
        for Wave { frame, drawn, .. } in waves {
            let values = self.question.values(frame, &codes)?;
            let groups = self.question.groups(frame, &names)?;
            let source = Source { design: &drawn.design, names: &drawn.names, frame, options: &options };
            let mut estimates = source.estimates(&values, &groups)?;
            if self.replication.is_wanted() {
                let asked = (&values, &groups);
                let made = self.replication.replace(source, &self.question, asked, given, &mut estimates)?;
                facts.push(made);
            }
            found.push(estimates);
        }
        let (after, before) = (found.pop().unwrap_or_default(), found.pop().unwrap_or_default());
        let pairs = before.into_iter().zip(after);
        let changes: Result<Vec<Compared>, InputError> =
            pairs.map(|(before, after)| self.compared(before, after, &options)).collect();
        Ok((changes?, facts))
    }

    fn compared(
        &self,
        before: Found,
        after: Found,
        options: &EstimateOptions,
    ) -> Result<Compared, InputError> {
        let change = match (&before.estimate, &after.estimate) {
            (Some(first), Some(second)) => {
                said(independent_change(first, second, options.level), !self.question.by.is_empty())?
            }
            _ => None,
        };
        Ok(Compared::new(before, after, change))
    }

    fn overlapping(
        &self,
        drawn: &Drawn,
        both: &Frame,
        is_after: &[bool],
        given: &[String],
    ) -> Result<Changes, InputError> {
        let (codes, names) = (self.question.codes(&[both])?, self.question.group_names(&[both])?);
        let values = self.question.values(both, &codes)?;
        let groups = self.question.groups(both, &names)?;
        let options = self.question.options();
        let source = Source { design: &drawn.design, names: &drawn.names, frame: both, options: &options };
        let waves = [false, true].map(|wave| {
            let members = groups.of_row.iter().zip(is_after);
            let of_row = members.map(|(group, after)| group.filter(|_| *after == wave)).collect();
            Groups { names: groups.names.clone(), of_row }
        });
        let (before, after) = (source.estimates(&values, &waves[0])?, source.estimates(&values, &waves[1])?);
        let statistics = waves.each_ref().map(|groups| source.statistics(&values, groups));
        let [first, second] = statistics;
        let pairs = before.into_iter().zip(after).zip(first?.into_iter().zip(second?));
        let changes = pairs.map(|((before, after), statistics)| {
            let change = match statistics {
                (Some(first), Some(second)) => {
                    let ends = before.estimate.as_ref().zip(after.estimate.as_ref());
                    let change = overlapping_change(&drawn.design, &first, &second, &options)
                        .map(|change| ends.map_or(change, |(one, other)| change.between(one, other)));
                    let change = change.map_err(|error| drawn.names.told(error, both));
                    if values.is_of_groups(&names) { change.ok() } else { Some(change?) }
                }
                _ => None,
            };
            Ok(Compared::new(before, after, change))
        });
        let mut changes = changes.collect::<Result<Vec<_>, InputError>>()?;
        if !self.replication.is_wanted() {
            return Ok((changes, Vec::new()));
        }
        let made = self.replication.replace_changes(
            source,
            &self.question,
            (&values, &waves),
            given,
            &mut changes,
        )?;
        Ok((changes, vec![made]))
    }

    /// What the verdict is measured by, if one is wanted.
    fn rule(&self) -> Option<ThresholdTestParams> {
        let VerdictArgs { threshold, alpha, equivalence, .. } = self.verdict;
        (threshold.is_some() || alpha.is_some() || equivalence.is_some()).then(|| ThresholdTestParams {
            threshold: threshold.unwrap_or(0.0),
            alpha: alpha.unwrap_or(0.05),
            equivalence,
        })
    }

    fn judge(&self, changes: &mut [Compared]) -> Result<(), InputError> {
        let turned = |change: &Difference| match self.verdict.direction {
            Direction::Up => *change,
            Direction::Down => change.reversed(),
        };
        let mut judged: Vec<&mut Compared> = changes.iter_mut().filter(|c| c.change.is_some()).collect();
        let mut p = Vec::new();
        let mut decisions = Vec::new();
        for change in judged.iter().filter_map(|compared| compared.change.as_ref()) {
            p.push(change.p_value());
            decisions.extend(self.rule().map(|rule| threshold_test(&turned(change), &rule)).transpose()?);
        }
        let adjusted = self.adjusted(&p)?;
        let above = self.adjusted(&decisions.iter().map(|d| d.p_above).collect::<Vec<_>>())?;
        let below = self.adjusted(&decisions.iter().map(|d| d.p_below).collect::<Vec<_>>())?;
        let alpha = self.rule().map_or(0.05, |rule| rule.alpha);
        for (place, compared) in judged.iter_mut().enumerate() {
            let tested = compared.change.is_some_and(|change| change.doubt != Some(Doubt::NoVariance));
            compared.p_value = p.get(place).copied().filter(|_| tested);
            compared.p_adjusted = adjusted.get(place).copied().filter(|_| tested);
            compared.verdict = decisions.get(place).map(|decision| Judged {
                decision: *decision,
                p_above_adjusted: above[place],
                p_below_adjusted: below[place],
                result_adjusted: ThresholdResult::of_p_values(above[place], below[place], alpha),
            });
        }
        Ok(())
    }

    fn adjusted(&self, p: &[f64]) -> Result<Vec<f64>, InputError> {
        let adjusted = match self.verdict.adjust {
            Correction::Bh => p_adjust(p, Adjustment::BenjaminiHochberg),
            Correction::By => p_adjust(p, Adjustment::BenjaminiYekutieli),
            Correction::Holm => p_adjust(p, Adjustment::Holm),
            Correction::Bonferroni => p_adjust(p, Adjustment::Bonferroni),
            Correction::None => return Ok(p.to_vec()),
        };
        adjusted.map_err(|error| InputError::of_method(&error))
    }
}

impl Compared {
    fn new(before: Found, after: Found, change: Option<Difference>) -> Self {
        let cell = before.cell.clone();
        Self {
            cell,
            before: Some(before),
            after: Some(after),
            change,
            p_value: None,
            p_adjusted: None,
            verdict: None,
        }
    }
}

impl Values {
    /// Whether an empty cell is one of many, and not the whole answer.
    fn is_of_groups(&self, names: &[Vec<String>]) -> bool {
        names.len() > 1 || matches!(self, Self::Shares(answers) if answers.len() > 1)
    }
}

/// In a table, a group about which nothing can be said stays empty.
fn said(change: Result<Difference, SurveyError>, in_table: bool) -> Result<Option<Difference>, InputError> {
    match change {
        Ok(change) => Ok(Some(change)),
        Err(SurveyError::Parameter { .. }) if in_table => Ok(None),
        Err(error) => Err(error.into()),
    }
}
