//! What is asked of the rows: which statistic of which column, for whom, with which interval.

use crate::input::columns::{Frame, as_number, sameness};
use crate::input::expression::Condition;
use crate::input_error::InputError;
use clap::{Args, ValueEnum};
use lofte_analysis::survey::{DegreesOfFreedom, EstimateOptions, IntervalMethod};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The options that say what is to be estimated.
#[derive(Clone, Debug, Args, Serialize)]
#[command(next_help_heading = "What is estimated")]
pub(crate) struct QuestionArgs {
    /// What is estimated
    #[arg(long, value_enum)]
    pub(crate) statistic: StatisticKind,
    /// Column that it is estimated of; the numerator of a ratio
    #[arg(long, value_name = "COLUMN")]
    pub(crate) variable: String,
    /// Column of the denominator of a ratio
    #[arg(long, value_name = "COLUMN")]
    pub(crate) denominator: Option<String>,
    /// Shares of each answer: “all” that occur, or the codes of the code book, outside which no answer may lie
    #[arg(long, value_name = "all|CODES", value_delimiter = ',')]
    pub(crate) levels: Vec<String>,
    /// Codes that count as yes in a share, all others as no
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) yes: Vec<String>,
    /// Which quantiles: 0.25,0.5,0.75
    #[arg(long, value_name = "P", value_delimiter = ',', default_value = "0.5")]
    pub(crate) quantile: Vec<f64>,
    /// Columns whose combinations make groups
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    /// Which rows count; the others stay in the design: "age >= 65 and area in ('Centrum', 'Salsta')"
    #[arg(long, value_name = "EXPRESSION")]
    pub(crate) domain: Option<String>,
    /// Interval of a share; other statistics have estimate ± t · se
    #[arg(long, value_enum, default_value = "logit")]
    pub(crate) interval: Interval,
    /// Degrees of freedom: of the group, of the whole design, or Satterthwaite's
    #[arg(long, value_enum, default_value = "domain")]
    pub(crate) df: Df,
    /// Level of the interval
    #[arg(long, default_value_t = 0.95)]
    pub(crate) level: f64,
    /// Values that stand for “no answer” in every column, as in -9,99,'vet ej'
    #[arg(long, value_name = "CODES", value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) missing: Vec<String>,
}

/// A statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StatisticKind {
    Mean,
    Total,
    Share,
    Ratio,
    Quantile,
}

/// An interval for a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Interval {
    Logit,
    Wilson,
    KornGraubard,
    Beta,
    Arcsine,
    MeanT,
    Likelihood,
}

/// A rule for degrees of freedom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Df {
    Domain,
    Design,
    Satterthwaite,
}

/// An answer's code, if it has one, and who gave it.
pub(crate) type Answers = (Option<String>, Vec<Option<bool>>);

/// The values that an estimate is made of.
#[derive(Debug)]
pub(crate) enum Values {
    Mean(Vec<Option<f64>>),
    Total(Vec<Option<f64>>),
    Ratio(Vec<Option<f64>>, Vec<Option<f64>>),
    /// Each answer wanted.
    Shares(Vec<Answers>),
    Quantiles(Vec<Option<f64>>, Vec<f64>),
}

/// Which group each row belongs to; nobody outside the domain belongs to any.
#[derive(Debug)]
pub(crate) struct Groups {
    pub(crate) names: Vec<Vec<String>>,
    pub(crate) of_row: Vec<Option<u32>>,
}

impl QuestionArgs {
    /// The columns that are needed.
    pub(crate) fn columns(&self) -> Result<Vec<String>, InputError> {
        self.check()?;
        let mut columns = vec![self.variable.clone()];
        columns.extend(self.denominator.clone());
        columns.extend(self.by.iter().cloned());
        columns.extend(self.condition()?.iter().flat_map(Condition::columns));
        Ok(columns)
    }

    fn condition(&self) -> Result<Option<Condition>, InputError> {
        self.domain.as_deref().map(Condition::parse).transpose()
    }

    fn check(&self) -> Result<(), InputError> {
        let ratio = self.statistic == StatisticKind::Ratio;
        if ratio && self.denominator.is_none() {
            return Err(InputError::Needs { option: "--statistic ratio", needed: "--denominator" });
        }
        if !ratio && self.denominator.is_some() {
            return Err(InputError::Needs { option: "--denominator", needed: "--statistic ratio" });
        }
        if self.statistic != StatisticKind::Share && !self.yes.is_empty() {
            return Err(InputError::Needs { option: "--yes", needed: "--statistic share" });
        }
        Ok(())
    }

    pub(crate) fn options(&self) -> EstimateOptions {
        EstimateOptions {
            level: self.level,
            interval: match self.interval {
                Interval::Logit => IntervalMethod::Logit,
                Interval::Wilson => IntervalMethod::Wilson,
                Interval::KornGraubard => IntervalMethod::KornGraubard,
                Interval::Beta => IntervalMethod::Beta,
                Interval::Arcsine => IntervalMethod::Arcsine,
                Interval::MeanT => IntervalMethod::MeanT,
                Interval::Likelihood => IntervalMethod::Likelihood,
            },
            df: match self.df {
                Df::Domain => DegreesOfFreedom::Domain,
                Df::Design => DegreesOfFreedom::Design,
                Df::Satterthwaite => DegreesOfFreedom::Satterthwaite,
            },
        }
    }

    /// The values of the rows. All waves of a change give the same answers in the same order.
    pub(crate) fn values(&self, frame: &Frame, codes: &[String]) -> Result<Values, InputError> {
        self.check_codes(frame)?;
        let numbers = frame.numbers(&self.variable);
        Ok(match (self.statistic, &self.denominator) {
            (StatisticKind::Mean, _) => Values::Mean(numbers?),
            (StatisticKind::Total, _) => Values::Total(numbers?),
            (StatisticKind::Quantile, _) => Values::Quantiles(numbers?, self.quantile.clone()),
            (StatisticKind::Ratio, Some(denominator)) => Values::Ratio(numbers?, frame.numbers(denominator)?),
            (StatisticKind::Ratio, None) => {
                return Err(InputError::Needs { option: "--statistic ratio", needed: "--denominator" });
            }
            (StatisticKind::Share, _) => Values::Shares(self.shares(frame, codes)?),
        })
    }

    fn shares(&self, frame: &Frame, codes: &[String]) -> Result<Vec<Answers>, InputError> {
        let given = |row: usize, wanted: &[String]| {
            frame.text(&self.variable, row).map(|answer| wanted.iter().any(|code| same(code, &answer)))
        };
        let rows = 0..frame.len();
        if !self.yes.is_empty() {
            return Ok(vec![(None, rows.map(|row| given(row, &self.yes)).collect())]);
        }
        if codes.is_empty() {
            let answers: Result<Vec<Option<bool>>, InputError> =
                rows.map(|row| self.zero_one(frame, row)).collect();
            return Ok(vec![(None, answers?)]);
        }
        let share = |code: &String| {
            let wanted = std::slice::from_ref(code);
            (Some(code.clone()), rows.clone().map(|row| given(row, wanted)).collect())
        };
        Ok(codes.iter().map(share).collect())
    }

    /// Refuses an answer outside the code book, if there is one.
    fn check_codes(&self, frame: &Frame) -> Result<(), InputError> {
        if !self.has_code_book() {
            return Ok(());
        }
        for row in 0..frame.len() {
            if let Some(answer) = frame.text(&self.variable, row)
                && !self.levels.iter().any(|code| same(code, &answer))
            {
                let (at, value) = (frame.at(row), answer.into_owned());
                return Err(InputError::UnknownCode { at, column: self.variable.clone(), value });
            }
        }
        Ok(())
    }

    /// Whether the codes of the question were given.
    pub(crate) fn has_code_book(&self) -> bool {
        !self.levels.is_empty() && self.levels != ["all"]
    }

    fn zero_one(&self, frame: &Frame, row: usize) -> Result<Option<bool>, InputError> {
        let Some(text) = frame.text(&self.variable, row) else {
            return Ok(None);
        };
        match as_number(&text) {
            Some(0.0) => Ok(Some(false)),
            Some(1.0) => Ok(Some(true)),
            _ => Err(InputError::NotZeroOne {
                at: frame.at(row),
                column: self.variable.clone(),
                value: text.into_owned(),
            }),
        }
    }

    /// The codes of the code book: those given, or all that occur in any of the frames.
    pub(crate) fn codes(&self, frames: &[&Frame]) -> Result<Vec<String>, InputError> {
        let occurring = occurring(frames, &self.variable);
        if self.levels == ["all"] {
            return Ok(occurring);
        }
        // A misspelt code would count everybody as no.
        let occurs = |code: &String| occurring.iter().any(|known| same(code, known));
        if !self.yes.is_empty() && !self.yes.iter().any(occurs) {
            let code = self.yes.join(", ");
            return Err(InputError::CodeUnused { column: self.variable.clone(), code });
        }
        Ok(self.levels.clone())
    }

    /// The groups of the rows.
    pub(crate) fn groups(&self, frame: &Frame, names: &[Vec<String>]) -> Result<Groups, InputError> {
        let condition = self.condition()?;
        let inside = |row: usize| condition.as_ref().is_none_or(|condition| condition.holds(frame, row));
        let of_row = (0..frame.len())
            .map(|row| {
                let name = self.group(frame, row)?;
                let place = names.binary_search_by(|known| in_order(known, &name)).ok()?;
                if inside(row) { u32::try_from(place).ok() } else { None }
            })
            .collect();
        Ok(Groups { names: names.to_vec(), of_row })
    }

    /// The names of all groups that have members in the domain, in any of the frames, in order.
    pub(crate) fn group_names(&self, frames: &[&Frame]) -> Result<Vec<Vec<String>>, InputError> {
        if self.by.is_empty() {
            return Ok(vec![Vec::new()]);
        }
        let condition = self.condition()?;
        let mut names = BTreeSet::new();
        for frame in frames {
            for row in 0..frame.len() {
                if condition.as_ref().is_none_or(|condition| condition.holds(frame, row)) {
                    names.extend(self.group(frame, row));
                }
            }
        }
        let mut names: Vec<Vec<String>> = names.into_iter().collect();
        names.sort_by(|one, other| in_order(one, other));
        Ok(names)
    }

    fn group(&self, frame: &Frame, row: usize) -> Option<Vec<String>> {
        self.by.iter().map(|column| frame.text(column, row).map(Cow::into_owned)).collect()
    }
}

/// The different answers, in order.
pub(crate) fn occurring(frames: &[&Frame], column: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for frame in frames {
        for row in 0..frame.len() {
            if let Some(text) = frame.text(column, row)
                && !found.contains(text.as_ref())
            {
                found.insert(text.into_owned());
            }
        }
    }
    let mut found: Vec<String> = found.into_iter().collect();
    found.sort_by(|one, other| by_number(one, other));
    found
}

/// 1 and 1.0 are the same code, and so is a letter with its mark and without it written apart.
fn same(code: &str, answer: &str) -> bool {
    code == answer
        || sameness(code) == sameness(answer)
        || as_number(code).zip(as_number(answer)).is_some_and(|(a, b)| a.total_cmp(&b).is_eq())
}

/// Numbers by size, before texts by letters.
fn by_number(one: &str, other: &str) -> Ordering {
    match (as_number(one), as_number(other)) {
        (Some(a), Some(b)) => a.total_cmp(&b).then_with(|| one.cmp(other)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => one.cmp(other),
    }
}

fn in_order(one: &[String], other: &[String]) -> Ordering {
    let pairs = one.iter().zip(other).map(|(one, other)| by_number(one, other));
    pairs.fold(Ordering::Equal, Ordering::then)
}
