//! How the sample was drawn: strata, clusters, weights and population sizes.
//!
//! The design is kept whole. A group of respondents is a *domain*: its rows get scores, the others get zero, and nobody
//! is taken out, because taking rows out would pretend that the size of the group had been fixed in advance. Leaves out
//! designs with more than two stages and unequal-probability joint inclusion: the last stages are covered by the
//! "ultimate cluster" when the first stage has no population size (Wolter 2007).

use super::calibrate::Calibration;
use super::error::{SurveyError, require_length};
use serde::{Deserialize, Serialize};

/// One stratum of the register: a survey area, or an area by age group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stratum {
    /// What people call it; used in messages.
    pub name: String,
    /// Persons in the register, N_h.
    pub population: Option<f64>,
}

/// What to do with a stratum that has a single sampling unit, whose variance is therefore unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LonelyPsu {
    /// Refuse, naming the stratum.
    #[default]
    Refuse,
    /// Centre the unit at zero, the mean of all scores, instead of at its own stratum: too large rather than too small.
    Adjust,
    /// Give it the average contribution of the other strata.
    Average,
    /// It was certain to be drawn: no contribution.
    Certainty,
    /// Leave its contribution out (numerically the same as certainty; the name records why).
    Remove,
}

/// A sample design: who was drawn, from what, and with which weight.
///
/// ```
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, share};
///
/// // Two areas with 3 answers each, from 1 200 and 300 residents.
/// let areas = [
///     Stratum { name: "Centrum".into(), population: Some(1200.0) },
///     Stratum { name: "Salsta".into(), population: Some(300.0) },
/// ];
/// let design = Design::stratified(&[0, 0, 0, 1, 1, 1], &areas)?;
/// assert_eq!(design.weights(), &[400.0, 400.0, 400.0, 100.0, 100.0, 100.0]);
/// let safe = [true, true, false, true, false, false].map(Some);
/// let estimate = share(&design, &safe, None, &EstimateOptions::default())?;
/// assert!((estimate.value - 0.6).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Design {
    pub(crate) weights: Vec<f64>,
    /// The stratum of each row.
    pub(crate) stratum_of_row: Vec<u32>,
    /// The primary unit of each row; `None` when every row is its own.
    pub(crate) psu_of_row: Option<Vec<u32>>,
    /// The stratum of each primary unit; empty when every row is its own unit.
    pub(crate) stratum_of_psu: Vec<u32>,
    pub(crate) strata: Vec<StratumFacts>,
    pub(crate) second_stage: Option<SecondStage>,
    pub(crate) lonely: LonelyPsu,
    pub(crate) calibration: Option<Calibration>,
}

/// What the variance needs to know about a stratum.
#[derive(Clone, Debug)]
pub(crate) struct StratumFacts {
    pub(crate) name: String,
    /// Sampled primary units.
    pub(crate) units: usize,
    /// Primary units in the population, when the finite population correction applies.
    pub(crate) population: Option<f64>,
}

impl StratumFacts {
    /// `1 - f_h`.
    pub(crate) fn correction(&self) -> f64 {
        self.population.map_or(1.0, |n| (n - self.units as f64) / n)
    }
}

/// The second stage of a two-stage design with known population sizes.
#[derive(Clone, Debug)]
pub(crate) struct SecondStage {
    /// The second-stage unit of each row, numbered over the whole sample.
    pub(crate) ssu_of_row: Vec<u32>,
    /// The primary unit of each second-stage unit.
    pub(crate) psu_of_ssu: Vec<u32>,
    /// Second-stage units sampled and in the population, by primary unit.
    pub(crate) units: Vec<usize>,
    pub(crate) population: Vec<f64>,
}

impl Design {
    /// A stratified sample of persons, each standing for N_h / r_h residents of its stratum, with the finite population
    /// correction (Cochran 1977 ch. 5). The weights rest on the assumption that those who answered are a random part of
    /// those who were asked within the stratum (Särndal, Swensson & Wretman 1992 ch. 15).
    ///
    /// `stratum_of_row` holds an index into `strata` per respondent.
    ///
    /// # Errors
    /// A row in an unknown stratum, a stratum without register count or respondents, or one with more respondents than
    /// residents. A stratum with one respondent is accepted here and refused when a variance is asked for, so that
    /// another [`LonelyPsu`] rule can be chosen with [`Design::with_lonely_psu`].
    pub fn stratified(stratum_of_row: &[u32], strata: &[Stratum]) -> Result<Self, SurveyError> {
        if stratum_of_row.is_empty() {
            return Err(SurveyError::NoRows);
        }
        let mut counts = vec![0_usize; strata.len()];
        for (row, &stratum) in stratum_of_row.iter().enumerate() {
            match counts.get_mut(stratum as usize) {
                Some(count) => *count += 1,
                None => {
                    return Err(SurveyError::UnknownStratum { row, stratum, strata: strata.len() });
                }
            }
        }
        let mut facts = Vec::with_capacity(strata.len());
        for (stratum, &units) in strata.iter().zip(&counts) {
            let name = stratum.name.clone();
            let Some(population) = stratum.population else {
                return Err(SurveyError::NoRegisterCount { stratum: name });
            };
            if units == 0 {
                return Err(SurveyError::NoRespondents { stratum: name });
            }
            check_population(&name, population, units)?;
            facts.push(StratumFacts { name, units, population: Some(population) });
        }
        let each: Vec<f64> =
            facts.iter().map(|s| s.population.unwrap_or_default() / s.units as f64).collect();
        Ok(Self {
            weights: stratum_of_row.iter().map(|&s| each[s as usize]).collect(),
            stratum_of_row: stratum_of_row.to_vec(),
            psu_of_row: None,
            stratum_of_psu: Vec::new(),
            strata: facts,
            second_stage: None,
            lonely: LonelyPsu::Refuse,
            calibration: None,
        })
    }

    /// The same design with another rule for strata that have a single sampling unit.
    #[must_use]
    pub fn with_lonely_psu(mut self, rule: LonelyPsu) -> Self {
        self.lonely = rule;
        self
    }

    /// The same design without the finite population correction, for inference about the process behind the register
    /// rather than about the people in it. Use one rule for all waves that are compared.
    #[must_use]
    pub fn without_population_correction(mut self) -> Self {
        for stratum in &mut self.strata {
            stratum.population = None;
        }
        self.second_stage = None;
        self
    }

    /// The same design with given weights, for instance a product of design weight and a non-response adjustment.
    ///
    /// # Errors
    /// A wrong number of weights, or one that is missing or negative.
    pub fn with_weights(mut self, weights: &[f64]) -> Result<Self, SurveyError> {
        require_length("weights", self.rows(), weights.len())?;
        self.weights = check_weights(weights)?;
        self.calibration = None;
        Ok(self)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.weights.len()
    }

    /// The weight of each row.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Number of strata.
    pub fn strata(&self) -> usize {
        self.strata.len()
    }

    /// Number of primary sampling units.
    pub fn units(&self) -> usize {
        self.psu_of_row.as_ref().map_or(self.rows(), |_| self.stratum_of_psu.len())
    }

    /// Degrees of freedom of the whole design: primary units minus strata.
    pub fn degrees_of_freedom(&self) -> f64 {
        self.units() as f64 - self.strata() as f64
    }

    /// Whether everybody in the population was sampled, so that nothing is uncertain.
    pub(crate) fn is_census(&self) -> bool {
        self.second_stage.is_none() && self.strata.iter().all(|s| s.correction() < super::taylor::CENSUS)
    }

    /// `1 - f` of a stratum.
    pub(crate) fn correction(&self, stratum: u32) -> f64 {
        self.strata[stratum as usize].correction()
    }

    /// `Σ (1-f) w²` over rows.
    pub(crate) fn weight_squares(&self, rows: &[u32]) -> f64 {
        let square = |row: &u32| {
            let weight = self.weights[*row as usize];
            self.correction(self.stratum_of_row[*row as usize]) * weight * weight
        };
        rows.iter().map(square).sum()
    }

    /// Kish's loss from unequal weights, `1 + cv²(w)` (Kish 1965, 1992).
    pub fn weighting_effect(&self) -> f64 {
        weighting_effect(&self.weights)
    }
}

/// `n Σw² / (Σw)²`.
pub(crate) fn weighting_effect(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    // Equal weights lose nothing; their rounding must not gain anything.
    (weights.len() as f64 * squares / (sum * sum)).max(1.0)
}

pub(crate) fn check_weights(weights: &[f64]) -> Result<Vec<f64>, SurveyError> {
    for (row, &weight) in weights.iter().enumerate() {
        if weight.is_nan() {
            return Err(SurveyError::MissingWeight { row });
        }
        if weight < 0.0 || weight.is_infinite() {
            return Err(SurveyError::BadWeight { row, weight });
        }
    }
    if weights.iter().all(|&w| w == 0.0) {
        return Err(SurveyError::NoWeight);
    }
    Ok(weights.to_vec())
}

pub(crate) fn check_population(stratum: &str, population: f64, units: usize) -> Result<(), SurveyError> {
    let stratum = stratum.to_owned();
    if !(population.is_finite() && population > 0.0) {
        return Err(SurveyError::BadRegisterCount { stratum, population });
    }
    if population < units as f64 {
        return Err(SurveyError::PopulationSmallerThanSample { stratum, population, sampled: units });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Design, Stratum};
    use crate::survey::SurveyError;

    fn area(name: &str, population: f64) -> Stratum {
        Stratum { name: name.to_owned(), population: Some(population) }
    }

    #[test]
    fn bad_strata_are_named() {
        let two = [area("Centrum", 900.0), area("Salsta", 2.0)];
        let error = |rows: &[u32], strata: &[Stratum]| Design::stratified(rows, strata).unwrap_err();
        assert_eq!(error(&[], &two), SurveyError::NoRows);
        assert_eq!(error(&[0, 1, 7], &two), SurveyError::UnknownStratum { row: 2, stratum: 7, strata: 2 });
        assert_eq!(error(&[0, 0], &two), SurveyError::NoRespondents { stratum: "Salsta".into() });
        assert_eq!(
            error(&[0, 1, 1, 1], &two).to_string(),
            "stratum Salsta has 3 sampling units but a population of only 2; correct the register count or the stratum of the rows"
        );
        let unknown = [Stratum { name: "Salsta".into(), population: None }];
        assert_eq!(
            error(&[0, 0], &unknown).to_string(),
            "stratum Salsta has no register count; give the number of persons in the population"
        );
        assert_eq!(
            error(&[0, 0], &[area("Salsta", f64::NAN)]).to_string(),
            "stratum Salsta has register count NaN; it must be a positive number"
        );
    }
}
