//! How the sample was drawn, as options and columns.
//!
//! Labels may be any texts; what the statistics refuse is told with the labels and rows of the file.

use crate::input::columns::{Frame, Labels};
use crate::input_error::InputError;
use clap::{Args, ValueEnum};
use lofte_analysis::survey::{Design, DesignColumns, LonelyPsu, SurveyError};
use serde::Serialize;

/// The options that say how the sample was drawn.
#[derive(Clone, Debug, Args, Serialize)]
#[command(next_help_heading = "How the sample was drawn")]
pub(crate) struct DesignArgs {
    /// Column of strata; several make one stratum of each combination
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) strata: Vec<String>,
    /// Column of primary sampling units (clusters), and of second-stage units
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) psu: Vec<String>,
    /// Column of weights: persons that each row stands for; without it they follow from --fpc
    #[arg(long, value_name = "COLUMN")]
    pub(crate) weights: Option<String>,
    /// Column of population sizes: units in the stratum, and second-stage units in the cluster
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) fpc: Vec<String>,
    /// What to do with a stratum that has a single sampling unit
    #[arg(long, value_enum, value_name = "RULE", default_value = "refuse")]
    pub(crate) lonely: Lonely,
}

/// A rule for single units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Lonely {
    /// Refuse, naming the stratum
    Refuse,
    /// Centre the unit at the mean of all
    Adjust,
    /// Give it the average contribution of the other strata
    Average,
    /// It was certain to be drawn
    Certainty,
    /// Leave its contribution out
    Remove,
}

impl Lonely {
    fn rule(self) -> LonelyPsu {
        match self {
            Self::Refuse => LonelyPsu::Refuse,
            Self::Adjust => LonelyPsu::Adjust,
            Self::Average => LonelyPsu::Average,
            Self::Certainty => LonelyPsu::Certainty,
            Self::Remove => LonelyPsu::Remove,
        }
    }
}

/// A design with the names that its file uses.
#[derive(Debug)]
pub(crate) struct Drawn {
    pub(crate) design: Design,
    pub(crate) names: Names,
}

/// What strata and clusters are called in the file.
#[derive(Debug, Default)]
pub(crate) struct Names {
    strata: Vec<String>,
    clusters: Vec<String>,
    weights: Option<String>,
    populations: Vec<String>,
}

impl DesignArgs {
    /// The columns that are needed.
    pub(crate) fn columns(&self) -> Vec<String> {
        let own = [&self.strata, &self.psu, &self.fpc].into_iter().flatten().cloned();
        own.chain(self.weights.clone()).collect()
    }

    /// Makes the design.
    pub(crate) fn draw(&self, frame: &Frame) -> Result<Drawn, InputError> {
        self.check()?;
        let labels = |columns: &[String]| (!columns.is_empty()).then(|| frame.labels(columns)).transpose();
        let strata = labels(&self.strata)?;
        let psu = labels(self.psu.get(..1).unwrap_or_default())?;
        let ssu = labels(self.psu.get(1..2).unwrap_or_default())?;
        let weights = self.weights.as_ref().map(|column| weights(frame, column)).transpose()?;
        let population = |stage: usize| -> Result<Option<Vec<f64>>, InputError> {
            let column = self.fpc.get(stage);
            column.map(|column| populations(frame, column, strata.as_ref())).transpose()
        };
        let (first, second) = (population(0)?, population(1)?);
        let names = Names {
            clusters: cluster_names(strata.as_ref(), psu.as_ref()),
            strata: strata.as_ref().map(|labels| labels.names.clone()).unwrap_or_default(),
            weights: self.weights.clone(),
            populations: self.fpc.clone(),
        };
        let columns = DesignColumns {
            weights: weights.as_deref(),
            strata: strata.as_ref().map(|labels| labels.codes.as_slice()),
            psu: psu.as_ref().map(|labels| labels.codes.as_slice()),
            ssu: ssu.as_ref().map(|labels| labels.codes.as_slice()),
            psu_population: first.as_deref(),
            ssu_population: second.as_deref(),
        };
        let design = Design::from_columns(frame.len(), &columns).map_err(|error| names.told(error, frame))?;
        Ok(Drawn { design: design.with_lonely_psu(self.lonely.rule()), names })
    }

    fn check(&self) -> Result<(), InputError> {
        for (option, given) in [("--psu", &self.psu), ("--fpc", &self.fpc)] {
            if given.len() > 2 {
                let must = "one or two columns: later stages are part of the second";
                return Err(InputError::OptionValue { option, value: given.join(","), must });
            }
        }
        if self.fpc.len() == 2 && self.psu.len() < 2 {
            return Err(InputError::Needs { option: "--fpc a,b", needed: "--psu a,b" });
        }
        Ok(())
    }
}

fn weights(frame: &Frame, column: &str) -> Result<Vec<f64>, InputError> {
    let weights = frame.numbers(column)?;
    weights
        .into_iter()
        .enumerate()
        .map(|(row, weight)| {
            weight.ok_or_else(|| InputError::MissingWeight { at: frame.at(row), column: column.to_owned() })
        })
        .collect()
}

fn populations(frame: &Frame, column: &str, strata: Option<&Labels>) -> Result<Vec<f64>, InputError> {
    let sizes = frame.numbers(column)?;
    sizes
        .into_iter()
        .enumerate()
        .map(|(row, size)| {
            size.ok_or_else(|| InputError::NoRegisterCount {
                at: frame.at(row),
                column: column.to_owned(),
                stratum: strata.map_or_else(String::new, |labels| {
                    labels
                        .codes
                        .get(row)
                        .and_then(|code| labels.names.get(*code as usize))
                        .cloned()
                        .unwrap_or_default()
                }),
            })
        })
        .collect()
}

/// Clusters in the order in which the statistics number them: by first appearance within their stratum.
fn cluster_names(strata: Option<&Labels>, psu: Option<&Labels>) -> Vec<String> {
    let Some(psu) = psu else {
        return Vec::new();
    };
    let mut seen = std::collections::HashSet::new();
    let mut names = Vec::new();
    for (row, code) in psu.codes.iter().enumerate() {
        let stratum = strata.map_or(0, |labels| labels.codes[row]);
        if seen.insert((stratum, *code)) {
            names.push(psu.names[*code as usize].clone());
        }
    }
    names
}

/// What the statistics put before the number of a cluster.
const CLUSTER: &str = "cluster number ";

impl Names {
    /// The name of a stratum or cluster that the statistics know by number.
    fn name(&self, numbered: &str) -> String {
        let cluster = numbered.strip_prefix(CLUSTER).and_then(|number| number.parse::<usize>().ok());
        let found = match cluster {
            Some(number) => self.clusters.get(number.wrapping_sub(1)),
            None => numbered.parse::<usize>().ok().and_then(|number| self.strata.get(number)),
        };
        found.cloned().unwrap_or_else(|| numbered.to_owned())
    }

    /// An error of the statistics in the names and rows of the file.
    pub(crate) fn told(&self, error: SurveyError, frame: &Frame) -> InputError {
        let weights = || self.weights.clone().unwrap_or_default();
        match error {
            SurveyError::MissingWeight { row } => {
                InputError::MissingWeight { at: frame.at(row), column: weights() }
            }
            SurveyError::BadWeight { row, weight } => {
                InputError::BadWeight { at: frame.at(row), column: weights(), value: weight.to_string() }
            }
            SurveyError::NoRegisterCount { stratum } => InputError::NoRegisterCount {
                at: frame.at(0),
                column: self.populations.join(", "),
                stratum: self.name(&stratum),
            },
            SurveyError::PopulationVaries { row, unit, expected, found } => InputError::CountVaries {
                at: frame.at(row),
                column: self.populations.join(", "),
                stratum: self.name(&unit),
                expected,
                found,
            },
            SurveyError::PopulationSmallerThanSample { stratum, population, sampled } => {
                let stratum = self.name(&stratum);
                InputError::SmallerThanSample { stratum, population: population.to_string(), sampled }
            }
            SurveyError::BadRegisterCount { stratum, population } => {
                InputError::Survey(SurveyError::BadRegisterCount { stratum: self.name(&stratum), population })
            }
            SurveyError::OneRespondent { stratum } if stratum.starts_with(CLUSTER) => {
                InputError::OneInCluster { cluster: self.name(&stratum) }
            }
            SurveyError::OneRespondent { stratum } => {
                InputError::OneRespondent { stratum: self.name(&stratum) }
            }
            SurveyError::NotTwoUnits { stratum, units } => {
                InputError::NotTwoUnits { stratum: self.name(&stratum), units }
            }
            other => InputError::Survey(other),
        }
    }
}

/// What the design is, in numbers.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DesignFacts {
    rows: usize,
    strata: usize,
    units: usize,
    degrees_of_freedom: f64,
    weight_sum: f64,
    weighting_effect: f64,
}

impl DesignFacts {
    pub(crate) fn of(design: &Design) -> Self {
        Self {
            rows: design.rows(),
            strata: design.strata(),
            units: design.units(),
            degrees_of_freedom: design.degrees_of_freedom(),
            weight_sum: design.weights().iter().sum(),
            weighting_effect: design.weighting_effect(),
        }
    }
}
