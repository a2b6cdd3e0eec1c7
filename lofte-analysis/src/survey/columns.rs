//! Designs from the columns of a file: strata, one or two stages of clusters, weights and population sizes.
//!
//! Labels may be any numbers; they are numbered here in order of appearance. Everything is optional, because files differ
//! in what they carry. Leaves out a third stage and replicate weights (see [`super::replication`]).

use super::design::{Design, LonelyPsu, SecondStage, StratumFacts, check_population, check_weights};
use super::error::{SurveyError, require_length};
use std::collections::HashMap;

/// The columns of a general design. Every slice has one value per respondent.
#[derive(Clone, Copy, Debug, Default)]
pub struct DesignColumns<'a> {
    /// Weights: persons each row stands for. Without them they follow from the population sizes.
    pub weights: Option<&'a [f64]>,
    /// Strata, any labels.
    pub strata: Option<&'a [u32]>,
    /// Primary sampling units; labels may repeat between strata.
    pub psu: Option<&'a [u32]>,
    /// Second-stage units within the primary ones.
    pub ssu: Option<&'a [u32]>,
    /// Number of primary units in the stratum's population.
    pub psu_population: Option<&'a [f64]>,
    /// Number of second-stage units in the primary unit's population.
    pub ssu_population: Option<&'a [f64]>,
}

impl Design {
    /// A general design from columns: strata, one or two stages of clusters, weights and population sizes, all optional.
    ///
    /// Without weights each row gets the product over the stages of population divided by sample, as in R's `svydesign`;
    /// without population sizes either, every row counts as one. Cluster labels are taken within their stratum.
    ///
    /// # Errors
    /// Columns of different lengths, missing or negative weights, population sizes that vary within a unit or are
    /// smaller than the sample: each names the row or the stratum.
    pub fn from_columns(rows: usize, columns: &DesignColumns<'_>) -> Result<Self, SurveyError> {
        if rows == 0 {
            return Err(SurveyError::NoRows);
        }
        check_lengths(rows, columns)?;
        let (stratum_of_row, names) = match columns.strata {
            Some(labels) => number_labels(labels.iter().copied()),
            None => (vec![0; rows], vec![0]),
        };
        let mut names: Vec<String> = names.iter().map(u32::to_string).collect();
        if columns.strata.is_none() {
            "(the whole sample)".clone_into(&mut names[0]);
        }
        let (psu_of_row, stratum_of_psu) = match columns.psu {
            Some(labels) => {
                let (psu, keys) = number_labels(stratum_of_row.iter().copied().zip(labels.iter().copied()));
                (Some(psu), keys.into_iter().map(|(stratum, _)| stratum).collect())
            }
            None => (None, Vec::new()),
        };
        let units = count_units(&stratum_of_row, columns.psu.map(|_| stratum_of_psu.as_slice()), names.len());
        let populations = unit_populations(&stratum_of_row, columns.psu_population, &names)?;
        let mut strata = Vec::with_capacity(names.len());
        for ((name, units), population) in names.into_iter().zip(units).zip(populations) {
            if let Some(population) = population {
                check_population(&name, population, units)?;
            }
            strata.push(StratumFacts { name, units, population });
        }
        let second_stage = second_stage(columns, psu_of_row.as_deref(), stratum_of_psu.len())?;
        let weights = match columns.weights {
            Some(weights) => check_weights(weights)?,
            None => implied_weights(&stratum_of_row, psu_of_row.as_deref(), &strata, second_stage.as_ref()),
        };
        Ok(Self {
            weights,
            stratum_of_row,
            psu_of_row,
            stratum_of_psu,
            strata,
            second_stage,
            lonely: LonelyPsu::Refuse,
            calibration: None,
        })
    }
}

fn check_lengths(rows: usize, columns: &DesignColumns<'_>) -> Result<(), SurveyError> {
    let lengths = [
        ("weights", columns.weights.map(<[f64]>::len)),
        ("strata", columns.strata.map(<[u32]>::len)),
        ("psu", columns.psu.map(<[u32]>::len)),
        ("ssu", columns.ssu.map(<[u32]>::len)),
        ("psu population", columns.psu_population.map(<[f64]>::len)),
        ("ssu population", columns.ssu_population.map(<[f64]>::len)),
    ];
    for (column, length) in lengths {
        if let Some(length) = length {
            require_length(column, rows, length)?;
        }
    }
    Ok(())
}

/// Numbers the labels 0, 1, ... in order of first appearance.
fn number_labels<L: Copy + Eq + std::hash::Hash>(labels: impl Iterator<Item = L>) -> (Vec<u32>, Vec<L>) {
    let mut known: HashMap<L, u32> = HashMap::new();
    let mut names = Vec::new();
    let numbers = labels
        .map(|label| {
            *known.entry(label).or_insert_with(|| {
                names.push(label);
                u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
            })
        })
        .collect();
    (numbers, names)
}

/// Primary units per stratum; rows are the units when there are no clusters.
fn count_units(stratum_of_row: &[u32], stratum_of_psu: Option<&[u32]>, strata: usize) -> Vec<usize> {
    let mut units = vec![0; strata];
    for &stratum in stratum_of_psu.unwrap_or(stratum_of_row) {
        units[stratum as usize] += 1;
    }
    units
}

/// The population of each unit, which must be the same on all its rows.
fn unit_populations(
    unit_of_row: &[u32],
    population_of_row: Option<&[f64]>,
    names: &[String],
) -> Result<Vec<Option<f64>>, SurveyError> {
    let mut populations = vec![None; names.len()];
    for (row, &found) in population_of_row.unwrap_or_default().iter().enumerate() {
        let unit = unit_of_row[row] as usize;
        match populations[unit] {
            None if found.is_nan() => {
                return Err(SurveyError::NoRegisterCount { stratum: names[unit].clone() });
            }
            None => populations[unit] = Some(found),
            Some(expected) if expected.to_bits() == found.to_bits() => {}
            Some(expected) => {
                return Err(SurveyError::PopulationVaries {
                    row,
                    unit: names[unit].clone(),
                    expected,
                    found,
                });
            }
        }
    }
    Ok(populations)
}

fn second_stage(
    columns: &DesignColumns<'_>,
    psu_of_row: Option<&[u32]>,
    psus: usize,
) -> Result<Option<SecondStage>, SurveyError> {
    // Without a population size at the first stage the second adds nothing: f = 0.
    let (Some(psu_of_row), Some(labels), Some(sizes), Some(_)) =
        (psu_of_row, columns.ssu, columns.ssu_population, columns.psu_population)
    else {
        return Ok(None);
    };
    let (ssu_of_row, keys) = number_labels(psu_of_row.iter().copied().zip(labels.iter().copied()));
    let psu_of_ssu: Vec<u32> = keys.into_iter().map(|(psu, _)| psu).collect();
    let units = count_units(&[], Some(&psu_of_ssu), psus);
    let names: Vec<String> = (0..psus).map(|psu| format!("cluster number {}", psu + 1)).collect();
    let mut population = Vec::with_capacity(psus);
    let sizes = unit_populations(psu_of_row, Some(sizes), &names)?;
    for ((size, name), &units) in sizes.into_iter().zip(&names).zip(&units) {
        let size = size.unwrap_or_default();
        check_population(name, size, units)?;
        population.push(size);
    }
    Ok(Some(SecondStage { ssu_of_row, psu_of_ssu, units, population }))
}

fn implied_weights(
    stratum_of_row: &[u32],
    psu_of_row: Option<&[u32]>,
    strata: &[StratumFacts],
    second: Option<&SecondStage>,
) -> Vec<f64> {
    stratum_of_row
        .iter()
        .enumerate()
        .map(|(row, &stratum)| {
            let facts = &strata[stratum as usize];
            let first = facts.population.map_or(1.0, |n| n / facts.units as f64);
            let later = match (psu_of_row, second) {
                (Some(psu), Some(stage)) => {
                    let psu = psu[row] as usize;
                    stage.population[psu] / stage.units[psu] as f64
                }
                _ => 1.0,
            };
            first * later
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::DesignColumns;
    use crate::survey::{Design, SurveyError};

    #[test]
    fn bad_columns_are_named() {
        let error = |columns: &DesignColumns<'_>| Design::from_columns(3, columns).unwrap_err();
        let weights = |w: &[f64]| error(&DesignColumns { weights: Some(w), ..DesignColumns::default() });
        assert_eq!(weights(&[1.0, f64::NAN, 1.0]), SurveyError::MissingWeight { row: 1 });
        assert_eq!(weights(&[1.0, 2.0, -1.0]), SurveyError::BadWeight { row: 2, weight: -1.0 });
        assert_eq!(weights(&[0.0; 3]), SurveyError::NoWeight);
        assert_eq!(weights(&[1.0]), SurveyError::Length { column: "weights".into(), expected: 3, found: 1 });
        assert_eq!(
            weights(&[1.0, 2.0, -1.0]).to_string(),
            "row 3 has weight -1; a design weight is a positive number of persons"
        );
        let varying = DesignColumns { psu_population: Some(&[10.0, 10.0, 12.0]), ..DesignColumns::default() };
        assert!(matches!(error(&varying), SurveyError::PopulationVaries { row: 2, .. }));
        let small = DesignColumns {
            strata: Some(&[4, 4, 9]),
            psu_population: Some(&[1.0, 1.0, 12.0]),
            ..DesignColumns::default()
        };
        assert!(matches!(
            error(&small),
            SurveyError::PopulationSmallerThanSample { stratum, sampled: 2, .. } if stratum == "4"
        ));
    }

    #[test]
    fn weights_follow_from_population_sizes() {
        let columns = DesignColumns {
            psu: Some(&[1, 1, 2]),
            ssu: Some(&[1, 2, 1]),
            psu_population: Some(&[10.0; 3]),
            ssu_population: Some(&[6.0, 6.0, 4.0]),
            ..DesignColumns::default()
        };
        let design = Design::from_columns(3, &columns).unwrap();
        assert_eq!(design.weights(), &[15.0, 15.0, 20.0]);
        assert_eq!(design.units(), 2);
    }
}
