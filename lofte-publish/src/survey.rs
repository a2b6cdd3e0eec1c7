//! A wave as disclosure control looks at it: how many gave each answer in each stratum.

use lofte_model::place::AreaCode;
use lofte_model::survey::{Indicator, WaveAnswers, WaveName};
use std::collections::BTreeMap;

/// The answers of a wave, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveCounts {
    /// Wave.
    pub wave: WaveName,
    /// Area of each stratum.
    pub strata: Vec<AreaCode>,
    /// Indicators that the wave is read with.
    pub indicators: Vec<Indicator>,
    /// For each question and answer code, how many gave it in each stratum.
    pub questions: BTreeMap<String, BTreeMap<i16, Vec<u64>>>,
}

impl WaveCounts {
    /// Counts the answers of a wave.
    pub fn of(answers: &WaveAnswers) -> Self {
        let strata: Vec<AreaCode> = answers.wave.strata.iter().map(|stratum| stratum.area.clone()).collect();
        let count = |column: &[Option<i16>]| {
            let mut counts: BTreeMap<i16, Vec<u64>> = BTreeMap::new();
            for (answer, stratum) in column.iter().zip(&answers.stratum) {
                let stratum = usize::try_from(*stratum).ok().filter(|stratum| *stratum < strata.len());
                if let (Some(code), Some(stratum)) = (answer, stratum) {
                    counts.entry(*code).or_insert_with(|| vec![0; strata.len()])[stratum] += 1;
                }
            }
            counts
        };
        Self {
            questions: answers.answers.iter().map(|(item, column)| (item.clone(), count(column))).collect(),
            wave: answers.wave.name.clone(),
            indicators: answers.wave.indicators.clone(),
            strata,
        }
    }
}
