//! What one wave says about an indicator in some areas: the share with its standard error, and how it came about.
//!
//! Direct estimates only. Leaves out what two waves say together, which is the follow-up's.

use super::{Indicator, SurveyStratum, WaveAnswers, WaveName};
use crate::period::Period;
use crate::place::AreaCode;
use lofte_analysis::survey::SurveyError;
use lofte_analysis::survey::design::{Design, Stratum};
use lofte_analysis::survey::estimate::{Estimate, EstimateOptions, share};
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
    let wave = &data.wave;
    let failed = |source| EvidenceError::Estimate { wave: wave.name.clone(), source };
    let column = data
        .answers
        .get(&indicator.item)
        .ok_or_else(|| EvidenceError::NoItem { wave: wave.name.clone(), item: indicator.item.clone() })?;
    let answers: Vec<Option<bool>> = column.iter().map(|answer| indicator.reads(*answer)).collect();
    let asked: Vec<bool> =
        wave.strata.iter().map(|stratum| areas.is_empty() || areas.contains(&stratum.area)).collect();
    let domain: Vec<bool> = data
        .stratum
        .iter()
        .map(|stratum| usize::try_from(*stratum).ok().and_then(|i| asked.get(i)).copied().unwrap_or(false))
        .collect();
    let design = design(data).map_err(failed)?;
    let estimate = share(&design, &answers, Some(&domain), &EstimateOptions::default()).map_err(failed)?;
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
