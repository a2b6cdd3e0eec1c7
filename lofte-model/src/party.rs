//! Organisations that take part. People who act for them are accounts ([`crate::access`]), not parties.

use crate::amendment::Withdrawal;
use crate::id::PartyId;
use crate::place::MunicipalityCode;
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
    /// Which municipality it is, where it is one that signs promises together with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<MunicipalityCode>,
    /// That it takes part no more. What it signed, owns and promised keeps its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

impl Party {
    /// An organisation that takes part.
    pub fn new(id: PartyId, name: &str, kind: PartyKind) -> Self {
        Self { id, name: name.to_owned(), kind, code: None, withdrawn: None }
    }

    /// Whether it takes part today.
    pub fn takes_part(&self) -> bool {
        self.withdrawn.is_none()
    }
}
