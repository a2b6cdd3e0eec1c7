//! Disclosure control: nothing leaves the house before it has been through here.
//!
//! A number about few people can point at one of them. [`Disclosed`] marks a value that has been checked; only the
//! functions of this module make one, so code that takes `Disclosed<T>` cannot be given a raw number by mistake.
//! Counts from 1 to k - 1 are suppressed (primary); in tables, more cells are suppressed so that the small ones cannot be
//! worked out from the sums (secondary, see [`table`] and [`one_way_table`]); rates follow their counts; survey shares need
//! enough answers on both sides.
//!
//! Inside a `Disclosed` table the reason is [`SuppressionReason::Untold`]: telling a reader which cells were suppressed for
//! being small would narrow them to 1..k-1. The working side can ask the table itself.
//!
//! A table is also protected against its difference from one published before ([`differencing`]) and from all of them
//! ([`sequence`]), can be rounded instead ([`rounding`]), and dots on a map are moved to squares that hold enough ([`geomasking`]).
//!
//! Readers are taken to know that zeros are shown, and so that a suppressed count that is not 0 is at least 1. Those who run
//! this program backwards from the pattern of suppressed cells are met by chance with a secret ([`table::Rules::secret`]).
//!
//! Left out on purpose: perturbation with a record key kept for ever (SCB's cell key method).

use serde::{Deserialize, Serialize};

pub mod cell_key;
mod chance;
pub mod differencing;
mod flow;
pub mod geomasking;
mod network;
pub mod one_way_table;
mod pair;
pub mod rounding;
pub mod sequence;
pub mod table;

/// A value that may be shown to anyone.
///
/// There is no public way to make one from a plain value. Reading one back (`Deserialize`) exists for published
/// snapshots only; there the fingerprint over the snapshot's bytes is the guard.
///
/// ```compile_fail
/// let made_up = lofte_analysis::disclosure::Disclosed(3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Disclosed<T>(T);

impl<T> Disclosed<T> {
    /// The value.
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// A value that is shown, or suppressed so that it cannot point at anyone.
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::{DisclosureParams, disclose_count};
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// assert_eq!(disclose_count(12, &params).get().shown(), Some(&12));
/// assert_eq!(disclose_count(3, &params).get().shown(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cell<T> {
    /// May be shown.
    Shown(T),
    /// Must not be shown.
    #[serde(rename = "Hidden")]
    Suppressed(SuppressionReason),
}

/// Why a cell is suppressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SuppressionReason {
    /// Too few in itself, or telling of everyone in its row or column.
    Primary,
    /// Not small, but others could be worked out from it.
    Secondary,
    /// Suppressed in a published table, where the reason is not told.
    Untold,
}

/// How small is too small. There is no default: whoever publishes decides.
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::DisclosureParams;
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// assert!(params.suppresses(4) && !params.suppresses(5) && !params.suppresses(0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureParams {
    /// k: counts from 1 to k - 1 are suppressed, 0 is shown. With 0 or 1 nothing is suppressed.
    pub threshold: u64,
    /// The least width of what an outsider can work out about a cell that is suppressed for being small: highest minus
    /// lowest possible count, given everything that is published.
    pub protect: u64,
}

/// How many answers a share needs. There is no default: whoever publishes decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareParams {
    /// Fewest answers in all.
    pub min_answers: u64,
    /// k: neither the yes nor the no answers may number 1 to k - 1.
    pub threshold: u64,
}

/// Unweighted answers behind a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Answers that the share counts.
    pub yes: u64,
    /// All other answers to the question.
    pub no: u64,
}

/// Why a table could not be protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// The number of counts is not rows times columns, or there are none.
    #[error(
        "the table has {counts} counts but should have {rows} rows of {cols} columns, at least one of each"
    )]
    Shape {
        /// Number of rows.
        rows: usize,
        /// Number of columns.
        cols: usize,
        /// Number of counts.
        counts: usize,
    },
    /// The counts add up to more than can be held.
    #[error("the counts of the table add up to more than can be handled")]
    TooLarge,
    /// Two tables that should be compared do not have the same rows and columns.
    #[error("the two tables must have the same rows and columns, in the same order")]
    OtherShape,
    /// A table that should be part of another has more in a cell.
    #[error(
        "the part has more than the whole in {position:?}; check that one period or area lies in the other"
    )]
    NotPart {
        /// The cell.
        position: table::Position,
    },
    /// No cells can be suppressed that keep a small difference from being worked out.
    #[error(
        "the difference in {position:?} would tell of too few whatever is hidden; publish one table, not both"
    )]
    Told {
        /// The cell.
        position: table::Position,
    },
    /// There is no such base to round to.
    #[error("the base to round to must be 2 or more; it is {base}")]
    Base {
        /// The base asked for.
        base: u64,
    },
    /// There is no such cell in the table.
    #[error("there is no such cell in the table: {position:?}")]
    NoSuchCell {
        /// The position asked for.
        position: table::Position,
    },
}

impl<T> Cell<T> {
    /// The value, if it may be shown.
    pub fn shown(&self) -> Option<&T> {
        match self {
            Self::Shown(value) => Some(value),
            Self::Suppressed(_) => None,
        }
    }
}

impl DisclosureParams {
    /// Whether a count is too small to be shown.
    pub fn suppresses(&self, count: u64) -> bool {
        count > 0 && count < self.threshold
    }
}

/// One count that stands alone, without a sum it belongs to.
///
/// Suppressed from 1 to k - 1; 0 is shown. For counts that are published with their sum use [`one_way_table::protect_one_way_table`].
///
/// # References
/// A. Hundepool and others, *Statistical Disclosure Control* (2012), section 5.3.1 (minimum frequency rule).
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::{Cell, DisclosureParams, disclose_count};
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// assert_eq!(disclose_count(5, &params).get(), &Cell::Shown(5));
/// assert_eq!(disclose_count(4, &params).get().shown(), None);
/// ```
pub fn disclose_count(count: u64, params: &DisclosureParams) -> Disclosed<Cell<u64>> {
    Disclosed(if params.suppresses(count) {
        Cell::Suppressed(SuppressionReason::Primary)
    } else {
        Cell::Shown(count)
    })
}

/// A share of survey answers, or whatever else was computed from them (`payload`).
///
/// Shown when there are at least `min_answers` answers and both the yes and the no answers are 0 or at least k: the
/// complement is as telling as the share. `answers` are unweighted numbers of people.
///
/// # References
/// A. Hundepool and others, *Statistical Disclosure Control* (2012), section 5.3 (minimum frequency rule, on both sides
/// of a proportion).
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::{Answers, ShareParams, disclose_share};
/// let params = ShareParams { min_answers: 30, threshold: 5 };
/// assert!(disclose_share(Answers { yes: 25, no: 5 }, &params, "83 %").get().shown().is_some());
/// assert!(disclose_share(Answers { yes: 27, no: 3 }, &params, "90 %").get().shown().is_none());
/// ```
pub fn disclose_share<T>(answers: Answers, params: &ShareParams, payload: T) -> Disclosed<Cell<T>> {
    let Answers { yes, no } = answers;
    let enough = yes.saturating_add(no) >= params.min_answers;
    let safe = |count: u64| count == 0 || count >= params.threshold;
    let shown = enough && safe(yes) && safe(no);
    Disclosed(if shown { Cell::Shown(payload) } else { Cell::Suppressed(SuppressionReason::Primary) })
}

impl<T> Disclosed<Cell<Option<T>>> {
    /// Without the option: what is not there is as suppressed as what may not be shown.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::disclosure::{Answers, ShareParams, disclose_share};
    /// let params = ShareParams { min_answers: 30, threshold: 5 };
    /// let none = disclose_share(Answers { yes: 25, no: 5 }, &params, None::<f64>);
    /// assert!(none.into_inside().get().shown().is_none());
    /// ```
    pub fn into_inside(self) -> Disclosed<Cell<T>> {
        Disclosed(match self.0 {
            Cell::Shown(Some(value)) => Cell::Shown(value),
            Cell::Shown(None) => Cell::Suppressed(SuppressionReason::Primary),
            Cell::Suppressed(reason) => Cell::Suppressed(reason),
        })
    }
}

/// Let a value share the fate of the count it was computed from.
///
/// The payload must say nothing beyond that one count and what is public anyway (a population, a reference rate, a
/// name); this cannot be checked here.
///
/// # References
/// A. Hundepool and others, *Statistical Disclosure Control* (2012), section 5.2 (linked tables).
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::{DisclosureParams, disclose_count, disclose_with};
/// let count = disclose_count(12, &DisclosureParams { threshold: 5, protect: 5 });
/// assert_eq!(disclose_with(&count, 12.0 / 8.5).get().shown(), Some(&(12.0 / 8.5)));
/// ```
pub fn disclose_with<T>(count: &Disclosed<Cell<u64>>, payload: T) -> Disclosed<Cell<T>> {
    Disclosed(match count.get() {
        Cell::Shown(_) => Cell::Shown(payload),
        Cell::Suppressed(reason) => Cell::Suppressed(*reason),
    })
}
