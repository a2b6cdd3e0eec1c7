//! A list of counts published with their total: the categories of one area, the areas of one category.
//!
//! Left out on purpose: lists inside lists; that is a table or a hierarchy.

use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::network::{Edge, Network, UNLIMITED};
use super::table::published_cell;
use super::{Cell, Disclosed, DisclosureError, DisclosureParams, SuppressionReason};

/// A list as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedOneWayTable {
    /// The counts, in the order given.
    pub counts: Vec<Cell<u64>>,
    /// Their total.
    pub total: Cell<u64>,
    /// What it was protected by.
    pub params: DisclosureParams,
}

/// A protected list with the reasons, for the working side.
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::{DisclosureParams, SuppressionReason, one_way_table::protect_one_way_table};
/// let table = protect_one_way_table(&[2, 40, 9, 11], &DisclosureParams { threshold: 5, protect: 5 })?;
/// assert_eq!(table.total().get().shown(), Some(&62));
/// assert_eq!(table.count(0).unwrap().get().shown(), None);
/// assert_eq!(table.reason(0), Some(SuppressionReason::Primary));
/// assert_eq!(table.published().get().counts.len(), 4);
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProtectedOneWayTable {
    published: Disclosed<PublishedOneWayTable>,
    reasons: Vec<Option<SuppressionReason>>,
}

/// Suppress what must be suppressed in a list of counts whose total is published too.
///
/// The rule is that of [`protect_table`](super::table::protect_table) with one row: small counts, and with them the
/// least that keeps them from being the total minus the rest. A total below k is suppressed, and so is one that would tell the
/// suppressed counts to somebody who knows that each of them is at least 1 (five of them, and 5 in all).
///
/// # Errors
/// [`DisclosureError::TooLarge`]. An empty list has the total 0.
///
/// # References
/// A. Hundepool and others, *Statistical Disclosure Control* (2012), section 5.4 (secondary cell suppression).
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::{Cell, DisclosureParams, one_way_table::protect_one_way_table};
/// let list = protect_one_way_table(&[2, 40, 9, 0], &DisclosureParams { threshold: 5, protect: 5 })?;
/// let shown: Vec<_> = list.published().get().counts.iter().map(|cell| cell.shown().copied()).collect();
/// assert_eq!(shown, [None, Some(40), None, Some(0)]);
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
pub fn protect_one_way_table(
    counts: &[u64],
    params: &DisclosureParams,
) -> Result<ProtectedOneWayTable, DisclosureError> {
    protect_one_way_table_with(counts, params, None)
}

/// [`protect_one_way_table`], where a secret lets chance have a say in which further counts are suppressed (see
/// [`Rules::secret`](super::table::Rules::secret)).
///
/// # Errors
/// As [`protect_one_way_table`].
///
/// # References
/// As [`protect_one_way_table`].
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::{DisclosureParams, one_way_table::protect_one_way_table_with};
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// let list = protect_one_way_table_with(&[2, 40, 9, 0], &params, Some(7304))?;
/// assert!(list.published().get().counts[0].shown().is_none());
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
pub fn protect_one_way_table_with(
    counts: &[u64],
    params: &DisclosureParams,
    secret: Option<u64>,
) -> Result<ProtectedOneWayTable, DisclosureError> {
    let total = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
    let total = total.ok_or(DisclosureError::TooLarge)?;
    let edge = |count: &u64| Edge {
        from: 0,
        to: 1,
        value: *count,
        floor: 0,
        room: UNLIMITED,
        tier: u8::from(*count == 0),
        cost: *count,
        hidden: params.suppresses(*count),
    };
    let mut edges: Vec<Edge> = counts.iter().map(edge).collect();
    let (room, hidden) = (UNLIMITED, params.suppresses(total));
    edges.push(Edge { from: 1, to: 0, value: total, floor: 0, room, tier: 2, cost: total, hidden });
    let mut network = Network::new(2, edges);
    network.zeros_are_shown(counts.len());
    let chance = secret.map(Chance::new);
    if let Some(chance) = &chance {
        chance.price(&mut network);
    }
    let reasons = network.protect_small(params, chance.as_ref());
    let cells = counts.iter().zip(&reasons).map(|(count, reason)| published_cell(*count, *reason)).collect();
    let total = published_cell(total, reasons.last().copied().flatten());
    let published = Disclosed(PublishedOneWayTable { counts: cells, total, params: *params });
    Ok(ProtectedOneWayTable { published, reasons })
}

impl ProtectedOneWayTable {
    /// The list that may be shown.
    pub fn published(&self) -> &Disclosed<PublishedOneWayTable> {
        &self.published
    }

    /// One count that may be shown; none when there is no such count.
    pub fn count(&self, index: usize) -> Option<Disclosed<Cell<u64>>> {
        self.published.get().counts.get(index).copied().map(Disclosed)
    }

    /// The total that may be shown.
    pub fn total(&self) -> Disclosed<Cell<u64>> {
        Disclosed(self.published.get().total)
    }

    /// Why a count is suppressed, for the working side; none when it is shown or does not exist.
    pub fn reason(&self, index: usize) -> Option<SuppressionReason> {
        let counts = &self.reasons[..self.reasons.len() - 1];
        counts.get(index).copied().flatten()
    }
}
