//! Survey waves (trygghetsmätningar): design, code book, answers, and the indicator that a promise is tested with.
//!
//! An answer belongs to a row number within its delivery and to a stratum; there is nothing that joins it to a
//! person or to the same person in another wave. Estimation is in `lofte_analysis::survey`; the official 0–6 index is
//! left for later.

use crate::period::Period;
use crate::place::AreaCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod evidence;

pub use evidence::{EvidenceError, MeanOf, WaveEvidence, design, wave_evidence, wave_mean};

/// The name of a wave within the municipality, for example `2023`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WaveName(pub String);

impl std::fmt::Display for WaveName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How answers were collected. Changing it breaks a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Post with web alternative.
    PostAndWeb,
    /// Web only.
    Web,
    /// Telephone.
    Telephone,
    /// Face to face.
    Visit,
    /// Whoever wanted to answer: description only, no interval and no verdict.
    SelfSelected,
}

/// One stratum: an area with its register count and its mail-out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyStratum {
    /// Area.
    pub area: AreaCode,
    /// Persons of the asked ages in the register at the time of the draw.
    pub register_count: u32,
    /// Questionnaires sent.
    pub mailed: u32,
    /// Of those: moved, dead, never in scope.
    pub out_of_scope: u32,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyItem {
    /// Column name.
    pub code: String,
    /// The question as it was asked.
    pub question: String,
    /// Answers: code and text.
    pub answers: BTreeMap<i16, String>,
}

/// Design and code book of one wave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// Name.
    pub name: WaveName,
    /// Year that people call it by.
    pub year: i16,
    /// Field work, first to last day.
    pub fieldwork: Period,
    /// Name of the instrument; the same name means the same questions in the same order.
    pub instrument: String,
    /// How answers were collected.
    pub mode: Mode,
    /// Youngest and oldest asked.
    pub ages: (u8, u8),
    /// Strata.
    pub strata: Vec<SurveyStratum>,
    /// Questions.
    pub items: Vec<SurveyItem>,
    /// Indicators that the wave is read with.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
}

impl Wave {
    /// The question with this code.
    pub fn item(&self, code: &str) -> Option<&SurveyItem> {
        self.items.iter().find(|item| item.code == code)
    }
}

/// The answers of a wave as columns: all have one entry for each returned questionnaire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaveAnswers {
    /// Design and code book.
    pub wave: Wave,
    /// Index into [`Wave::strata`].
    pub stratum: Vec<u32>,
    /// What each answer stands for, as [`fitted_weights`] gives it; `None` where the strata say it all.
    #[serde(default)]
    pub weights: Option<Vec<f64>>,
    /// For each item the answer codes; `None` where the question was left blank.
    pub answers: BTreeMap<String, Vec<Option<i16>>>,
}

impl WaveAnswers {
    /// Returned questionnaires.
    pub fn returned(&self) -> usize {
        self.stratum.len()
    }
}

/// Why a column of weights cannot be used beside the strata of its wave.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeightTrouble {
    /// All answers of a stratum weigh nothing.
    #[error("the answers of {area} weigh nothing together")]
    Nothing {
        /// Its area.
        area: AreaCode,
    },
    /// The weights give a stratum another part of the population than the register does.
    #[error(
        "the weights give {area} {weighed:.1} percent of the population, and the register {registered:.1} percent"
    )]
    AgainstRegister {
        /// Its area.
        area: AreaCode,
        /// Percent by the weights.
        weighed: f64,
        /// Percent by the register counts.
        registered: f64,
    },
}

/// How far apart two parts of a population may lie and still be told as the same, as a factor either way: calibration to
/// sex and age moves the part of a stratum a little.
const REACH: f64 = 1.25;

/// How far a mean weight may lie from 1 to be taken as 1.
const MEAN_OF_ONE: f64 = 0.02;

/// The answers of one stratum.
#[derive(Clone, Copy, Debug, Default)]
struct Weighed {
    answers: f64,
    sum: f64,
}

/// Weights that fit the strata: persons that each answer stands for, adding up to the register counts.
///
/// Three kinds of weights are in use. Those of mean 1 within every stratum, and those of the draw (register count by
/// mail-out), say nothing of how many answered in a stratum: each stratum's are brought to its register count. Weights
/// that give each stratum about the part of the population that the register gives it are scaled as a whole. Anything
/// else contradicts the design, and is refused with the stratum named.
///
/// ```
/// use lofte_model::place::AreaCode;
/// use lofte_model::survey::{SurveyStratum, fitted_weights};
///
/// let stratum = |area: &str, register_count| {
///     SurveyStratum { area: AreaCode::new(area), register_count, mailed: 100, out_of_scope: 0 }
/// };
/// let strata = [stratum("a", 1_000), stratum("b", 3_000)];
/// assert_eq!(fitted_weights(&strata, &[0, 0, 1], &[0.5, 1.5, 1.0]), Ok(vec![250.0, 750.0, 3_000.0]));
/// assert!(fitted_weights(&strata, &[0, 0, 1], &[1_500.0, 1_500.0, 1_000.0]).is_err());
/// ```
pub fn fitted_weights(
    strata: &[SurveyStratum],
    stratum: &[u32],
    weights: &[f64],
) -> Result<Vec<f64>, WeightTrouble> {
    let mut sums = vec![Weighed::default(); strata.len()];
    for (stratum, weight) in stratum.iter().zip(weights) {
        if let Some(weighed) = usize::try_from(*stratum).ok().and_then(|at| sums.get_mut(at)) {
            weighed.answers += 1.0;
            weighed.sum += weight;
        }
    }
    let used: Vec<(&SurveyStratum, Weighed)> =
        strata.iter().zip(sums.iter().copied()).filter(|(_, weighed)| weighed.answers > 0.0).collect();
    if let Some((empty, _)) = used.iter().find(|(_, weighed)| weighed.sum <= 0.0) {
        return Err(WeightTrouble::Nothing { area: empty.area.clone() });
    }
    let total: f64 = used.iter().map(|(_, weighed)| weighed.sum).sum();
    let people: f64 = used.iter().map(|(s, _)| f64::from(s.register_count)).sum();
    let of_one = used.iter().all(|(_, w)| (w.sum / w.answers - 1.0).abs() <= MEAN_OF_ONE);
    let by_register = if of_one || are_of_the_draw(&used) { None } else { Some(people / total) };
    if by_register.is_some() {
        used.iter().try_for_each(|(one, weighed)| agrees(one, weighed.sum / total, people))?;
    }
    let factor =
        |at: usize| by_register.unwrap_or_else(|| f64::from(strata[at].register_count) / sums[at].sum);
    let places = stratum.iter().map(|stratum| usize::try_from(*stratum).ok().filter(|at| *at < strata.len()));
    Ok(places.zip(weights).map(|(at, weight)| at.map_or(0.0, |at| weight * factor(at))).collect())
}

/// Whether the mean weights of the strata lie to each other as register count by mail-out does.
fn are_of_the_draw(used: &[(&SurveyStratum, Weighed)]) -> bool {
    let ratios = used.iter().map(|(one, weighed)| {
        weighed.sum / weighed.answers * f64::from(one.mailed) / f64::from(one.register_count)
    });
    let (least, most) = ratios.fold((f64::INFINITY, 0.0_f64), |(a, b), r| (a.min(r), b.max(r)));
    least > 0.0 && most / least <= REACH
}

fn agrees(one: &SurveyStratum, weighed: f64, people: f64) -> Result<(), WeightTrouble> {
    let registered = f64::from(one.register_count) / people;
    let apart = (weighed / registered).max(registered / weighed);
    if apart <= REACH {
        return Ok(());
    }
    Err(WeightTrouble::AgainstRegister {
        area: one.area.clone(),
        weighed: 100.0 * weighed,
        registered: 100.0 * registered,
    })
}

/// What is measured: the share of answers that count as yes, among those that count at all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Indicator {
    /// Slug.
    pub code: String,
    /// What the share is of, in words: "känner sig trygga ute sent".
    pub name: String,
    /// The question.
    pub item: String,
    /// Answer codes that count as yes.
    pub yes: Vec<i16>,
    /// Answer codes that count as no. Codes in neither ("don't know") stand outside the share.
    pub no: Vec<i16>,
}

impl Indicator {
    /// What one answer says.
    pub fn reads(&self, answer: Option<i16>) -> Option<bool> {
        let code = answer?;
        if self.yes.contains(&code) {
            Some(true)
        } else if self.no.contains(&code) {
            Some(false)
        } else {
            None
        }
    }
}

/// What differs between two waves, so that a difference of shares would not be a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesBreak {
    /// Another instrument.
    Instrument,
    /// Another way to collect answers.
    Mode,
    /// Other ages.
    Ages,
    /// Another season: more than 60 days of the year apart.
    Season,
    /// The question is not in one of the waves, or reads otherwise.
    Question,
    /// The answers to choose from differ.
    Scale,
    /// Areas that one of the waves lacks.
    Areas(Vec<AreaCode>),
    /// Answers came from whoever wanted to answer.
    SelfSelected,
    /// One of the waves came with weights of its own and the other without: what the weights even out in the one is
    /// left in the other.
    Weights,
}

/// Everything that differs between two waves for an indicator in some areas (empty: all areas of both waves).
pub fn series_breaks(before: &Wave, after: &Wave, item: &str, areas: &[AreaCode]) -> Vec<SeriesBreak> {
    let mut breaks = Vec::new();
    if before.instrument != after.instrument {
        breaks.push(SeriesBreak::Instrument);
    }
    if before.mode != after.mode {
        breaks.push(SeriesBreak::Mode);
    }
    if [before.mode, after.mode].contains(&Mode::SelfSelected) {
        breaks.push(SeriesBreak::SelfSelected);
    }
    if before.ages != after.ages {
        breaks.push(SeriesBreak::Ages);
    }
    let (one, other) = (middle_day(before.fieldwork), middle_day(after.fieldwork));
    let apart = (one - other).abs();
    if apart.min(365 - apart) > 60 {
        breaks.push(SeriesBreak::Season);
    }
    match (before.item(item), after.item(item)) {
        (Some(one), Some(other)) if one.question == other.question => {
            if one.answers != other.answers {
                breaks.push(SeriesBreak::Scale);
            }
        }
        _ => breaks.push(SeriesBreak::Question),
    }
    let lacking = lacking_areas(before, after, areas);
    if !lacking.is_empty() {
        breaks.push(SeriesBreak::Areas(lacking));
    }
    breaks
}

/// The middle of a period as day of the year.
fn middle_day(period: Period) -> i32 {
    i32::midpoint(i32::from(period.from().day_of_year()), i32::from(period.to().day_of_year()))
}

fn lacking_areas(before: &Wave, after: &Wave, areas: &[AreaCode]) -> Vec<AreaCode> {
    let has = |wave: &Wave, area: &AreaCode| wave.strata.iter().any(|stratum| stratum.area == *area);
    let mut asked: Vec<AreaCode> = if areas.is_empty() {
        before.strata.iter().chain(&after.strata).map(|stratum| stratum.area.clone()).collect()
    } else {
        areas.to_vec()
    };
    asked.retain(|area| !has(before, area) || !has(after, area));
    asked.sort();
    asked.dedup();
    asked
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn wave(name: &str, year: i16) -> Wave {
        Wave {
            name: WaveName(name.into()),
            year,
            fieldwork: Period::new(jiff::civil::date(year, 4, 1), jiff::civil::date(year, 5, 31)).unwrap(),
            instrument: "region öst".into(),
            mode: Mode::PostAndWeb,
            ages: (16, 85),
            strata: vec![SurveyStratum {
                area: AreaCode::new("a"),
                register_count: 1000,
                mailed: 300,
                out_of_scope: 3,
            }],
            items: vec![SurveyItem {
                code: "ute_sent".into(),
                question: "Hur trygg?".into(),
                answers: [(1, "Mycket trygg".to_owned()), (2, "Otrygg".to_owned())].into(),
            }],
            indicators: vec![],
        }
    }

    #[test]
    fn the_same_survey_twice_is_a_series() {
        assert_eq!(series_breaks(&wave("a", 2023), &wave("b", 2025), "ute_sent", &[]), []);
    }

    #[test]
    fn every_difference_is_named() {
        let mut other = wave("b", 2025);
        other.instrument = "annan".into();
        other.mode = Mode::SelfSelected;
        other.ages = (16, 84);
        other.fieldwork = Period::new(jiff::civil::date(2025, 9, 1), jiff::civil::date(2025, 10, 1)).unwrap();
        other.items[0].answers.insert(3, "Vet inte".into());
        other.strata[0].area = AreaCode::new("b");
        assert_eq!(
            series_breaks(&wave("a", 2023), &other, "ute_sent", &[]),
            [
                SeriesBreak::Instrument,
                SeriesBreak::Mode,
                SeriesBreak::SelfSelected,
                SeriesBreak::Ages,
                SeriesBreak::Season,
                SeriesBreak::Scale,
                SeriesBreak::Areas(vec![AreaCode::new("a"), AreaCode::new("b")]),
            ]
        );
    }

    #[test]
    fn codes_in_neither_list_stand_outside() {
        let indicator = Indicator {
            code: "x".into(),
            name: "x".into(),
            item: "ute_sent".into(),
            yes: vec![1],
            no: vec![2],
        };
        assert_eq!(
            [Some(1), Some(2), Some(9), None].map(|answer| indicator.reads(answer)),
            [Some(true), Some(false), None, None]
        );
    }
}
