//! What can be wrong with a survey, said so that whoever prepared the file can mend it.
//!
//! Rows are counted from 0 in the fields and from 1 in the sentences. "No answers" and "cannot tell" are values of the
//! results, not errors; an error means that a number would be wrong or meaningless.

use serde::{Deserialize, Serialize};

/// Why a survey statistic was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum SurveyError {
    /// There is nothing to compute from.
    #[error("the survey has no rows; check that the file was read and that the selection is not empty")]
    NoRows,
    /// Two columns that belong to the same rows have different lengths.
    #[error("column {column} has {found} rows but the design has {expected}; give one value per respondent")]
    Length {
        /// The column.
        column: String,
        /// Rows in the design.
        expected: usize,
        /// Rows in the column.
        found: usize,
    },
    /// A respondent has no weight.
    #[error("row {} has no weight; compute it from the register count of its stratum or leave the row out", .row + 1)]
    MissingWeight {
        /// The row, from 0.
        row: usize,
    },
    /// A respondent has a negative or infinite weight.
    #[error("row {} has weight {weight}; a design weight is a positive number of persons", .row + 1)]
    BadWeight {
        /// The row, from 0.
        row: usize,
        /// The weight.
        weight: f64,
    },
    /// All weights are zero.
    #[error("all weights are zero; give each respondent the number of persons it stands for")]
    NoWeight,
    /// A row names a stratum that does not exist.
    #[error("row {} is in stratum number {stratum}, but only {strata} strata were given; add the stratum or correct the row", .row + 1)]
    UnknownStratum {
        /// The row, from 0.
        row: usize,
        /// The stratum index.
        stratum: u32,
        /// How many strata there are.
        strata: usize,
    },
    /// A stratum has no count of persons in the register.
    #[error("stratum {stratum} has no register count; give the number of persons in the population")]
    NoRegisterCount {
        /// The stratum's name.
        stratum: String,
    },
    /// A register count that is not a positive number.
    #[error("stratum {stratum} has register count {population}; it must be a positive number")]
    BadRegisterCount {
        /// The stratum's name.
        stratum: String,
        /// The count.
        population: f64,
    },
    /// A stratum of the register from which nobody answered.
    #[error(
        "nobody answered in stratum {stratum}; merge it with a neighbour or leave it out of the population"
    )]
    NoRespondents {
        /// The stratum's name.
        stratum: String,
    },
    /// A stratum with one sampled unit has no variance.
    #[error(
        "stratum {stratum} has only one sampling unit, so its variance is unknown; merge it with a named neighbour or choose a rule for lonely units"
    )]
    OneRespondent {
        /// The stratum's name.
        stratum: String,
    },
    /// The population is smaller than the sample.
    #[error(
        "stratum {stratum} has {sampled} sampling units but a population of only {population}; correct the register count or the stratum of the rows"
    )]
    PopulationSmallerThanSample {
        /// The stratum's name.
        stratum: String,
        /// The population.
        population: f64,
        /// Units in the sample.
        sampled: usize,
    },
    /// The population size varies within a stratum or a cluster.
    #[error("row {} gives population {found} where earlier rows of {unit} give {expected}; use one number for the whole unit", .row + 1)]
    PopulationVaries {
        /// The row, from 0.
        row: usize,
        /// The stratum or cluster.
        unit: String,
        /// The population given first.
        expected: f64,
        /// The population of this row.
        found: f64,
    },
    /// An answer that is not a number.
    #[error("row {} of column {column} is not a finite number; leave missing answers empty", .row + 1)]
    NotFinite {
        /// The row, from 0.
        row: usize,
        /// The column.
        column: String,
    },
    /// An answer code that the code book does not know.
    #[error("row {} of column {column} has code {code}, which the code book does not list; add it or mark it as missing", .row + 1)]
    UnknownCode {
        /// The row, from 0.
        row: usize,
        /// The column.
        column: String,
        /// The code.
        code: u32,
    },
    /// Nobody in the domain answered.
    #[error("nobody in the chosen group answered the question; choose a larger group")]
    NoAnswers,
    /// The denominator of a ratio adds up to nothing.
    #[error("the denominator adds up to zero; choose a denominator that is positive in the group")]
    ZeroDenominator,
    /// Negative weights have pushed a share out of its range.
    #[error(
        "the estimated share is {value}, outside 0 to 1, because some calibrated weights are negative; use raking or bounded calibration"
    )]
    ShareOutsideRange {
        /// The value.
        value: f64,
    },
    /// Too few sampling units for an interval.
    #[error(
        "the group has {units} sampling units in {strata} strata, which leaves no degrees of freedom; choose a larger group"
    )]
    NoDegreesOfFreedom {
        /// Sampling units in the group.
        units: usize,
        /// Strata in the group.
        strata: usize,
    },
    /// A second calibration on top of the first.
    #[error(
        "the weights are calibrated already; calibrate the design weights to all register totals at once"
    )]
    AlreadyCalibrated,
    /// Nothing to calibrate to.
    #[error("no register totals were given; add at least one margin or the size of the population")]
    NoRegisterTotals,
    /// A category of the register without respondents.
    #[error("nobody with a weight is in category {level} of margin {margin}; merge it with another category")]
    EmptyMargin {
        /// The margin.
        margin: String,
        /// The category, from 0.
        level: usize,
    },
    /// Two margins count different populations.
    #[error(
        "margin {first} adds up to {first_sum} but margin {second} to {second_sum}; take both from the same register and day"
    )]
    MarginsDisagree {
        /// One margin.
        first: String,
        /// Its sum.
        first_sum: f64,
        /// The other margin.
        second: String,
        /// Its sum.
        second_sum: f64,
    },
    /// No weights satisfy all totals.
    #[error(
        "no weights meet all register totals: after {iterations} rounds {worst} is still off by {deviation:.2e} of its total; widen the bounds or use fewer or coarser margins"
    )]
    NotCalibrated {
        /// Rounds tried.
        iterations: usize,
        /// Largest relative deviation left.
        deviation: f64,
        /// Where.
        worst: String,
    },
    /// A table in batches cannot be made for this design.
    #[error("a table cannot be made in batches where {why}; give all rows at once instead")]
    NeedsAllRows {
        /// What is in the way.
        why: String,
    },
    /// A statistic has no finite value in some replicate; 0 is the whole sample.
    #[error(
        "the statistic cannot be computed in replicate {replicate} (0 is the whole sample); use a larger group or another method"
    )]
    Replicate {
        /// The replicate.
        replicate: usize,
    },
    /// Half-samples need pairs.
    #[error(
        "stratum {stratum} has {units} sampling units; balanced half-samples need exactly two, so use the jackknife or the bootstrap"
    )]
    NotTwoUnits {
        /// The stratum's name.
        stratum: String,
        /// Its units.
        units: usize,
    },
    /// Not enough areas for the model.
    #[error(
        "the model has {features} features but only {areas} areas with answers; use more areas or fewer features"
    )]
    TooFewAreas {
        /// Areas with answers.
        areas: usize,
        /// Features per area.
        features: usize,
    },
    /// A feature is a combination of others.
    #[error("one feature of the areas is a combination of the others; leave it out")]
    DependentFeatures,
    /// A parameter outside its range.
    #[error("{name} is {value}; it must be {must}")]
    Parameter {
        /// The parameter.
        name: String,
        /// Its value.
        value: f64,
        /// What is allowed.
        must: String,
    },
}

impl SurveyError {
    /// A parameter outside its range.
    pub(crate) fn parameter(name: &str, value: f64, must: &str) -> Self {
        Self::Parameter { name: name.to_owned(), value, must: must.to_owned() }
    }
}

/// Requires `0 < value < 1`.
pub(crate) fn require_open_unit(name: &str, value: f64) -> Result<(), SurveyError> {
    if value > 0.0 && value < 1.0 {
        return Ok(());
    }
    Err(SurveyError::parameter(name, value, "between 0 and 1, both excluded"))
}

/// Requires a finite number that is at least `least`.
pub(crate) fn require_at_least(name: &str, value: f64, least: f64) -> Result<(), SurveyError> {
    if value.is_finite() && value >= least {
        return Ok(());
    }
    Err(SurveyError::parameter(name, value, &format!("a finite number of at least {least}")))
}

/// Requires a finite number.
pub(crate) fn require_finite(name: &str, value: f64) -> Result<(), SurveyError> {
    if value.is_finite() {
        return Ok(());
    }
    Err(SurveyError::parameter(name, value, "a finite number"))
}

/// Requires a column to be as long as the design.
pub(crate) fn require_length(column: &str, expected: usize, found: usize) -> Result<(), SurveyError> {
    if expected == found {
        return Ok(());
    }
    Err(SurveyError::Length { column: column.to_owned(), expected, found })
}
