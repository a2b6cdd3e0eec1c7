//! The last look before something is public: no text of a snapshot holds a personal identity number.
//!
//! The casework screens what it saves; this holds whatever came in before it did, or beside it.

use crate::error::PublishError;
use crate::snapshot::Snapshot;
use lofte_model::screening::{Certainty, found_in};

/// Refuses a snapshot with an identity number anywhere in it.
pub(crate) fn require_nobody(snapshot: &Snapshot) -> Result<(), PublishError> {
    let found = found_in(snapshot).into_iter().find(|found| found.kind.certainty() == Certainty::Certain);
    found.map_or(Ok(()), |found| Err(PublishError::IdentityNumber { field: found.place }))
}
