//! Harm: events weighted by how grave they are.
//!
//! A count makes a bicycle theft and a homicide equal. A harm sum gives each kind of offence a weight, usually days
//! of the sentence that is given for it. The table of weights is the caller's, has a name, a version and a source,
//! and is frozen: a sum says which table it was made with, and sums from different tables must never stand in one
//! series. Sentences and definitions change over the years, so harm is for comparing places and priorities, not for
//! long series.
//!
//! One event can be most of the harm in a small town. The sum therefore always comes with its variance, and with the
//! share that the single gravest event makes.
//!
//! No weights are shipped: there is no official Swedish table.

use serde::{Deserialize, Serialize};

use super::standardise::weighted_interval;
use crate::ConfidenceInterval;

/// Why harm could not be summed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum HarmError {
    /// The table lacks its name, version or source.
    #[error("the table of weights must have a name, a version and a source")]
    Unnamed,
    /// The table has no weights.
    #[error("the table of weights is empty; give a weight for each kind of offence")]
    Empty,
    /// A weight is not a positive number.
    #[error("the weight of {category} is {weight}; weights are positive numbers")]
    Weight {
        /// The kind of offence.
        category: String,
        /// Its weight.
        weight: f64,
    },
    /// A kind of offence has two weights.
    #[error("{category} has two weights; keep one")]
    Twice {
        /// The kind of offence.
        category: String,
    },
    /// The level is not strictly between 0 and 1.
    #[error("the confidence level must lie between 0 and 1, for example 0.95; it is {level}")]
    Level {
        /// The level that was asked for.
        level: f64,
    },
    /// The sum, or its variance, is too large or too small to be computed.
    #[error("the harm is too large or too small to be added up; give the weights in days or years")]
    TooLarge,
}

/// The weight of one kind of offence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HarmWeight {
    /// The kind of offence.
    pub category: String,
    /// Its weight, positive.
    pub weight: f64,
}

/// What a table of weights is made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HarmTableParts {
    /// What the table is called.
    pub name: String,
    /// Which version it is, for example a year.
    pub version: String,
    /// Where it comes from: a publication or a decision.
    pub source: String,
    /// What a weight of 1 is, for example a day of sentence.
    pub unit: String,
    /// The weights.
    pub weights: Vec<HarmWeight>,
}

/// A table of weights that has been checked and does not change.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::harm::{HarmTable, HarmTableParts, HarmWeight};
/// let weight = |category: &str, weight| HarmWeight { category: category.into(), weight };
/// let table = HarmTable::new(HarmTableParts {
///     name: "An example".into(),
///     version: "1".into(),
///     source: "made up for this example".into(),
///     unit: "day".into(),
///     weights: vec![weight("theft", 10.0), weight("arson", 900.0)],
/// })?;
/// assert_eq!((table.name().unit.as_str(), table.weights().len(), table.weight("arson")), ("day", 2, Some(900.0)));
/// # Ok::<(), lofte_analysis::incidents::harm::HarmError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "HarmTableParts", into = "HarmTableParts")]
pub struct HarmTable {
    parts: HarmTableParts,
}

/// The name and version of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HarmTableName {
    /// What the table is called.
    pub name: String,
    /// Which version it is.
    pub version: String,
    /// Where it comes from.
    pub source: String,
    /// What a weight of 1 is.
    pub unit: String,
}

/// How many events of a kind there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryCount<'a> {
    /// The kind of offence.
    pub category: &'a str,
    /// Number of events.
    pub count: u64,
}

/// A sum of harm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HarmSum {
    /// Number of events that have a weight.
    pub events: u64,
    /// Number of events of kinds that the table does not have; they are not in the sum.
    pub unweighted: u64,
    /// Those kinds, in the order met.
    pub unweighted_categories: Vec<String>,
    /// sum over kinds of weight times count.
    pub sum: f64,
    /// Its variance if counts are Poisson: the sum of squared weight times count.
    pub variance: f64,
    /// Fay and Feuer's interval for the expected sum.
    pub interval: ConfidenceInterval,
    /// The share of the sum that the single gravest event makes; none when the sum is 0.
    pub largest_event_share: Option<f64>,
    /// The kind of that event.
    pub largest_event_category: Option<String>,
    /// The table that was used.
    pub table: HarmTableName,
}

impl TryFrom<HarmTableParts> for HarmTable {
    type Error = HarmError;

    fn try_from(parts: HarmTableParts) -> Result<Self, HarmError> {
        Self::new(parts)
    }
}

impl From<HarmTable> for HarmTableParts {
    fn from(table: HarmTable) -> Self {
        table.parts
    }
}

impl HarmTable {
    /// Check a table and freeze it.
    ///
    /// # Errors
    /// [`HarmError::Unnamed`], [`HarmError::Empty`], [`HarmError::Weight`], [`HarmError::Twice`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::harm::{HarmTable, HarmTableParts, HarmWeight};
    /// let table = HarmTable::new(HarmTableParts {
    ///     name: "An example".into(),
    ///     version: "1".into(),
    ///     source: "made up for this example".into(),
    ///     unit: "day".into(),
    ///     weights: vec![HarmWeight { category: "theft".into(), weight: 10.0 }],
    /// })?;
    /// assert_eq!((table.weight("theft"), table.weight("arson")), (Some(10.0), None));
    /// # Ok::<(), lofte_analysis::incidents::harm::HarmError>(())
    /// ```
    pub fn new(mut parts: HarmTableParts) -> Result<Self, HarmError> {
        if [&parts.name, &parts.version, &parts.source].iter().any(|text| text.trim().is_empty()) {
            return Err(HarmError::Unnamed);
        }
        if parts.weights.is_empty() {
            return Err(HarmError::Empty);
        }
        if let Some(HarmWeight { category, weight }) =
            parts.weights.iter().find(|entry| !(entry.weight > 0.0 && entry.weight.is_finite()))
        {
            return Err(HarmError::Weight { category: category.clone(), weight: *weight });
        }
        parts.weights.sort_by(|a, b| a.category.cmp(&b.category));
        match parts.weights.windows(2).find(|pair| pair[0].category == pair[1].category) {
            Some(pair) => Err(HarmError::Twice { category: pair[0].category.clone() }),
            None => Ok(Self { parts }),
        }
    }

    /// The name and version.
    pub fn name(&self) -> HarmTableName {
        let HarmTableParts { name, version, source, unit, .. } = self.parts.clone();
        HarmTableName { name, version, source, unit }
    }

    /// All weights, by category.
    pub fn weights(&self) -> &[HarmWeight] {
        &self.parts.weights
    }

    /// The weight of a kind of offence; none when the table does not have it.
    pub fn weight(&self, category: &str) -> Option<f64> {
        let found = self.parts.weights.binary_search_by(|entry| entry.category.as_str().cmp(category));
        found.ok().map(|place| self.parts.weights[place].weight)
    }
}

/// The sum of harm, how uncertain it is, and how much of it one event makes.
///
/// sum = sum over kinds of w k, variance = sum of w^2 k, in the unit of the table and its square. The interval is Fay
/// and Feuer's for weighted sums of Poisson counts, which is Garwood's when all weights are equal; it takes the
/// largest weight of the kinds given as the weight of an event that has not been seen. `level` is strictly between 0
/// and 1. Repeated events by one person break the Poisson assumption, and the interval is then too narrow.
///
/// No smallest sample: with few events the interval and the share of the largest event say how little is known.
///
/// # Errors
/// [`HarmError::Level`], [`HarmError::TooLarge`].
///
/// # References
/// L. Sherman, P. Neyroud, E. Neyroud, *The Cambridge Crime Harm Index*, Policing 10 (2016); M. P. Fay, E. J. Feuer,
/// Statistics in Medicine 16 (1997).
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::harm::{CategoryCount, HarmTable, HarmTableParts, HarmWeight, harm_sum};
/// let weight = |category: &str, weight| HarmWeight { category: category.into(), weight };
/// let table = HarmTable::new(HarmTableParts {
///     name: "An example".into(),
///     version: "1".into(),
///     source: "made up for this example".into(),
///     unit: "day".into(),
///     weights: vec![weight("theft", 10.0), weight("robbery", 400.0)],
/// })?;
/// let counts = [("theft", 60), ("robbery", 1), ("littering", 7)];
/// let harm = harm_sum(&table, &counts.map(|(category, count)| CategoryCount { category, count }), 0.95)?;
/// assert_eq!((harm.sum, harm.variance, harm.unweighted), (1_000.0, 166_000.0, 7));
/// assert_eq!(harm.largest_event_share, Some(0.4));
/// # Ok::<(), lofte_analysis::incidents::harm::HarmError>(())
/// ```
pub fn harm_sum(table: &HarmTable, counts: &[CategoryCount<'_>], level: f64) -> Result<HarmSum, HarmError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(HarmError::Level { level });
    }
    let (mut events, mut unweighted, mut unknown) = (0_u64, 0_u64, Vec::<String>::new());
    let (mut sum, mut variance, mut largest, mut unseen) = (0.0, 0.0, None::<(f64, &str)>, 0.0_f64);
    for CategoryCount { category, count } in counts {
        let Some(weight) = table.weight(category) else {
            unweighted = unweighted.checked_add(*count).ok_or(HarmError::TooLarge)?;
            if *count > 0 && !unknown.iter().any(|known| known == category) {
                unknown.push((*category).to_owned());
            }
            continue;
        };
        events = events.checked_add(*count).ok_or(HarmError::TooLarge)?;
        sum += weight * *count as f64;
        variance += weight * weight * *count as f64;
        unseen = unseen.max(weight);
        if *count > 0 && largest.is_none_or(|(most, _)| weight > most) {
            largest = Some((weight, *category));
        }
    }
    let unseen =
        if unseen > 0.0 { unseen } else { table.parts.weights.iter().fold(0.0, |w: f64, e| w.max(e.weight)) };
    // Squares that overflow, or vanish, have no interval.
    let square = unseen * unseen;
    if !(square.is_normal() && (variance + square).is_finite() && (sum + unseen).is_finite()) {
        return Err(HarmError::TooLarge);
    }
    let interval = weighted_interval(sum, variance, unseen, level);
    Ok(HarmSum {
        events,
        unweighted,
        unweighted_categories: unknown,
        sum,
        variance,
        interval,
        largest_event_share: largest.map(|(weight, _)| weight / sum),
        largest_event_category: largest.map(|(_, category)| category.to_owned()),
        table: table.name(),
    })
}
