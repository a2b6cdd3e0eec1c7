//! What one wave says about an indicator or a mean in some areas: the estimate with its standard error, and how it came
//! about.
//!
//! Direct estimates only. Leaves out what two waves say together, which is the follow-up's.

use super::{Indicator, SurveyStratum, WaveAnswers, WaveName};
use crate::period::Period;
use crate::place::AreaCode;
use lofte_analysis::survey::SurveyError;
use lofte_analysis::survey::design::{Design, Stratum};
use lofte_analysis::survey::estimate::{Estimate, EstimateOptions, mean, share};
use serde::{Deserialize, Serialize};

/// What one wave says about an indicator in some areas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaveEvidence {
    /// Wave.
    pub wave: WaveName,
    /// Year.
    pub year: i16,
    /// Field work.
    pub fieldwork: Period,
    /// Questionnaires sent in the areas.
    pub mailed: u64,
    /// Of those out of scope.
    pub out_of_scope: u64,
    /// Questionnaires returned.
    pub returned: u64,
    /// The share with its standard error.
    pub estimate: Estimate,
}

impl WaveEvidence {
    /// Returned of those in scope, 0–1.
    pub fn response_rate(&self) -> Option<f64> {
        let in_scope = self.mailed.checked_sub(self.out_of_scope).filter(|count| *count > 0)?;
        Some(self.returned as f64 / in_scope as f64)
    }
}

/// Why evidence cannot be computed from a wave that is there.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The question is not in the wave.
    #[error("the wave {wave} has no question {item}")]
    NoItem {
        /// Wave.
        wave: WaveName,
        /// Question.
        item: String,
    },
    /// The estimate is refused.
    #[error("the share cannot be estimated from the wave {wave}")]
    Estimate {
        /// Wave.
        wave: WaveName,
        /// Why.
        source: SurveyError,
    },
}

/// The share of an indicator in some areas of a wave (empty: all), with the weights of the wave where it has any, else
/// N/answers per stratum.
pub fn wave_evidence(
    data: &WaveAnswers,
    indicator: &Indicator,
    areas: &[AreaCode],
) -> Result<WaveEvidence, EvidenceError> {
    let column = column(data, &indicator.item)?;
    let answers: Vec<Option<bool>> = column.iter().map(|answer| indicator.reads(*answer)).collect();
    let domain = domain(data, areas);
    of_domain(data, areas, &domain, |design, options| share(design, &answers, Some(&domain), options))
}

/// A mean that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct MeanOf<'a> {
    /// The question.
    pub item: &'a str,
    /// The lowest and the highest answer that count.
    pub range: (i16, i16),
    /// Among whom: the question that tells, and its answers.
    pub group: Option<(&'a str, &'a [i16])>,
    /// Areas; empty for all.
    pub areas: &'a [AreaCode],
}

/// The mean of the answers to a question, in some areas and among some of those who answered.
pub fn wave_mean(data: &WaveAnswers, of: &MeanOf<'_>) -> Result<WaveEvidence, EvidenceError> {
    let (lowest, highest) = of.range;
    let values: Vec<Option<f64>> = column(data, of.item)?
        .iter()
        .map(|answer| answer.filter(|code| (lowest..=highest).contains(code)).map(f64::from))
        .collect();
    let mut domain = domain(data, of.areas);
    if let Some((item, codes)) = of.group {
        for (row, answer) in domain.iter_mut().zip(column(data, item)?) {
            *row &= answer.is_some_and(|code| codes.contains(&code));
        }
    }
    of_domain(data, of.areas, &domain, |design, options| mean(design, &values, Some(&domain), options))
}

fn column<'a>(data: &'a WaveAnswers, item: &str) -> Result<&'a Vec<Option<i16>>, EvidenceError> {
    let missing = || EvidenceError::NoItem { wave: data.wave.name.clone(), item: item.to_owned() };
    data.answers.get(item).ok_or_else(missing)
}

/// Which rows lie in some areas (empty: all of them).
fn domain(data: &WaveAnswers, areas: &[AreaCode]) -> Vec<bool> {
    let asked: Vec<bool> = asked(data, areas);
    let row =
        |stratum: &u32| usize::try_from(*stratum).ok().and_then(|i| asked.get(i)).copied().unwrap_or(false);
    data.stratum.iter().map(row).collect()
}

fn asked(data: &WaveAnswers, areas: &[AreaCode]) -> Vec<bool> {
    data.wave.strata.iter().map(|stratum| areas.is_empty() || areas.contains(&stratum.area)).collect()
}

fn of_domain(
    data: &WaveAnswers,
    areas: &[AreaCode],
    domain: &[bool],
    estimate: impl FnOnce(&Design, &EstimateOptions) -> Result<Estimate, SurveyError>,
) -> Result<WaveEvidence, EvidenceError> {
    let wave = &data.wave;
    let failed = |source| EvidenceError::Estimate { wave: wave.name.clone(), source };
    let design = design(data).map_err(failed)?;
    let estimate = estimate(&design, &EstimateOptions::default()).map_err(failed)?;
    let asked = asked(data, areas);
    let sum = |count: fn(&SurveyStratum) -> u32| -> u64 {
        wave.strata.iter().zip(&asked).filter(|(_, asked)| **asked).map(|(s, _)| u64::from(count(s))).sum()
    };
    Ok(WaveEvidence {
        wave: wave.name.clone(),
        year: wave.year,
        fieldwork: wave.fieldwork,
        mailed: sum(|stratum| stratum.mailed),
        out_of_scope: sum(|stratum| stratum.out_of_scope),
        returned: domain.iter().filter(|row| **row).count() as u64,
        estimate,
    })
}

/// The stratified design of a wave, with the register counts as populations and the answers' own weights where the wave
/// has any.
pub fn design(data: &WaveAnswers) -> Result<Design, SurveyError> {
    let strata: Vec<Stratum> = data
        .wave
        .strata
        .iter()
        .map(|stratum| Stratum {
            name: stratum.area.to_string(),
            population: Some(f64::from(stratum.register_count)),
        })
        .collect();
    let design = Design::stratified(&data.stratum, &strata)?;
    match &data.weights {
        None => Ok(design),
        Some(weights) => design.with_weights(weights),
    }
}
