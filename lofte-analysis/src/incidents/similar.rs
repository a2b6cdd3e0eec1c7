//! Which municipalities, or areas, are most like one of them, by what they cannot change.
//!
//! Choose population, density, ages, income and moving; never crime, safety or measures, which would be to compare with
//! those who do equally well. Give population as its logarithm, or the largest make everybody else look alike. Two columns of
//! the same thing count double. Keep the list, with its columns and weights, before any outcome is looked at.
//!
//! The list is not symmetric, and there is always a nearest: [`Similar::strangeness`] says whether it is near. Left out
//! on purpose: a choice of columns, and groups that everybody is put into.

use serde::{Deserialize, Serialize};

use crate::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};

/// The usual fewest units.
pub const MIN_UNITS: u64 = 20;
/// How many are usually shown.
pub const TAKE: usize = 7;
/// Above this strangeness no unit is like the one asked about.
pub const STRANGE: f64 = 0.95;

/// The most units: all pairs are compared.
const MAX_UNITS: usize = 10_000;
/// Distances that differ by less are taken as equal, and go by name.
const ROUNDING: f64 = 1e12;

/// Why no units are similar.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SimilarError {
    /// There is no column, or one is not as long as the list of names.
    #[error("give at least one column with a value for each of the {units} units")]
    Length {
        /// Number of units.
        units: usize,
    },
    /// A value, or the logarithm of one, is not a number.
    #[error(
        "unit {unit} has in column {column} the value {value}, which cannot be used; a logarithm needs a value above 0. Leave the \
         unit out"
    )]
    Value {
        /// Position of the unit.
        unit: usize,
        /// Position of the column.
        column: usize,
        /// The value.
        value: f64,
    },
    /// All units have the same value.
    #[error("all units have the same value in column {column}, which tells nothing; leave the column out")]
    WithoutSpread {
        /// Position of the column.
        column: usize,
    },
    /// A weight is not a positive number.
    #[error("the weight of column {column} is {weight}; it must be a positive number")]
    Weight {
        /// Position of the column.
        column: usize,
        /// The weight.
        weight: f64,
    },
    /// The unit asked about is not among them.
    #[error("there is no unit number {focus} among {units}")]
    Focus {
        /// The unit asked about.
        focus: usize,
        /// Number of units.
        units: usize,
    },
    /// There are too many units.
    #[error("{units} units are more than {MAX_UNITS}; choose fewer")]
    TooMany {
        /// Number of units.
        units: usize,
    },
}

/// How a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnScale {
    /// As it is.
    Plain,
    /// Its natural logarithm, as for population.
    Logarithm,
}

/// A column of what units cannot change.
#[derive(Debug, Clone, Copy)]
pub struct SimilarColumn<'a> {
    /// One value for each unit.
    pub values: &'a [f64],
    /// How it is read.
    pub scale: ColumnScale,
    /// Its weight against the other columns, positive.
    pub weight: f64,
}

/// What is asked for; none has a hidden default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimilarParams {
    /// The unit asked about.
    pub focus: usize,
    /// How many are to be named; see [`TAKE`].
    pub take: usize,
    /// Fewer units give no answer; see [`MIN_UNITS`].
    pub min_units: u64,
}

/// A unit that is like the one asked about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimilarUnit {
    /// Its position.
    pub unit: usize,
    /// Its squared distance, in variances.
    pub distance: f64,
    /// What each column adds to that.
    pub by_column: Vec<f64>,
}

/// The units most like one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Similar {
    /// Number of units.
    pub units: u64,
    /// The most similar first; those at the same distance by name.
    pub similar: Vec<SimilarUnit>,
    /// Share of units whose own last similar one is at most as far away; see [`STRANGE`].
    pub strangeness: f64,
    /// What was asked for.
    pub params: SimilarParams,
}

/// The units most like one, by weighted squared distance in standard deviations.
///
/// D = sum of w ((x - y)/s)^2 over the columns, with weights that sum to 1 and s the standard deviation over all units (divisor
/// n). Distances are 0 or more.
///
/// Smallest sample: twenty units.
///
/// # Errors
/// [`SimilarError`].
///
/// # References
/// The idea of the search for similar municipalities of Kolada (RKA, Sweden), whose values need not be equal; L. Kaufman, P. J.
/// Rousseeuw, *Finding Groups in Data* (1990), section 1.2 (standardised distances).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::similar::{ColumnScale, SimilarColumn, SimilarParams, similar};
/// let residents: Vec<f64> = (0..20).map(|i| 5000.0 * 1.3_f64.powi(i)).collect();
/// let names: Vec<String> = (0..20).map(|i| format!("{i:02}")).collect();
/// let column = SimilarColumn { values: &residents, scale: ColumnScale::Logarithm, weight: 1.0 };
/// let params = SimilarParams { focus: 10, take: 2, min_units: 20 };
/// let found = similar(&names, &[column], &params)?.sufficient().unwrap();
/// assert_eq!(found.similar.iter().map(|unit| unit.unit).collect::<Vec<_>>(), [9, 11]);
/// # Ok::<(), lofte_analysis::incidents::similar::SimilarError>(())
/// ```
pub fn similar(
    names: &[impl AsRef<str>],
    columns: &[SimilarColumn<'_>],
    params: &SimilarParams,
) -> Result<Sufficiency<Similar>, SimilarError> {
    let units = names.len();
    if columns.is_empty() || columns.iter().any(|column| column.values.len() != units) {
        return Err(SimilarError::Length { units });
    }
    if units > MAX_UNITS {
        return Err(SimilarError::TooMany { units });
    }
    let reason = MinimumReason::NothingToCompare;
    let few = InsufficientData::check(SampleUnit::Units, units as u64, params.min_units.max(2), reason);
    if let Some(few) = few {
        return Ok(Sufficiency::Insufficient(few));
    }
    let focus = params.focus;
    if focus >= units {
        return Err(SimilarError::Focus { focus, units });
    }
    let scaled = scaled(columns, units)?;
    let parts =
        |one: usize, other: usize| scaled.iter().map(move |column| (column[one] - column[other]).powi(2));
    let distance = |one: usize, other: usize| parts(one, other).sum::<f64>();
    let take = params.take.clamp(1, units - 1);
    let mut others: Vec<(f64, usize)> =
        (0..units).filter(|unit| *unit != focus).map(|unit| (distance(focus, unit), unit)).collect();
    let rounded = |distance: f64| (distance * ROUNDING).round();
    others.sort_by(|(one, a), (other, b)| {
        let by_name = || names[*a].as_ref().cmp(names[*b].as_ref()).then(a.cmp(b));
        rounded(*one).total_cmp(&rounded(*other)).then_with(by_name)
    });
    let last = |unit: usize| {
        let mut all: Vec<f64> =
            (0..units).filter(|other| *other != unit).map(|other| distance(unit, other)).collect();
        *all.select_nth_unstable_by(take - 1, f64::total_cmp).1
    };
    let own = last(focus);
    let nearer = (0..units).filter(|unit| last(*unit) <= own).count();
    let named = others.into_iter().take(take).map(|(distance, unit)| SimilarUnit {
        unit,
        distance,
        by_column: parts(focus, unit).collect(),
    });
    Ok(Sufficiency::Sufficient(Similar {
        units: units as u64,
        similar: named.collect(),
        strangeness: nearer as f64 / units as f64,
        params: *params,
    }))
}

/// Columns in standard deviations times the root of their weight.
fn scaled(columns: &[SimilarColumn<'_>], units: usize) -> Result<Vec<Vec<f64>>, SimilarError> {
    let mut whole = 0.0;
    for (column, SimilarColumn { weight, .. }) in columns.iter().enumerate() {
        if !(1e-9..=1e9).contains(weight) {
            return Err(SimilarError::Weight { column, weight: *weight });
        }
        whole += weight;
    }
    let mut scaled = Vec::with_capacity(columns.len());
    for (column, SimilarColumn { values, scale, weight }) in columns.iter().enumerate() {
        let read = |(unit, value): (usize, &f64)| {
            let read = if *scale == ColumnScale::Logarithm { value.ln() } else { *value };
            let usable = read.abs() <= 1e100;
            if usable { Ok(read) } else { Err(SimilarError::Value { unit, column, value: *value }) }
        };
        let mut read: Vec<f64> = values.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        let mean = read.iter().sum::<f64>() / units as f64;
        let variance = read.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / units as f64;
        // Rounding makes a little spread of equal values.
        if variance.sqrt() <= 1e-13 * mean.abs() || variance <= 0.0 {
            return Err(SimilarError::WithoutSpread { column });
        }
        let factor = (weight / whole / variance).sqrt();
        for value in &mut read {
            *value *= factor;
        }
        scaled.push(read);
    }
    Ok(scaled)
}
