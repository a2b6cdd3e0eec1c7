//! Organisations that take part. People who act for them are accounts ([`crate::access`]), not parties.

use crate::id::PartyId;
use serde::{Deserialize, Serialize};

/// What sort of organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// The municipality or a part of it.
    Municipality,
    /// The police authority.
    Police,
    /// A municipal or private housing company.
    Housing,
    /// Owner or operator of railway, station or bus traffic.
    Transport,
    /// Association or congregation.
    Association,
    /// Company.
    Business,
    /// Another authority.
    Authority,
}

/// One organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Identity.
    pub id: PartyId,
    /// Name.
    pub name: String,
    /// Sort.
    pub kind: PartyKind,
}
