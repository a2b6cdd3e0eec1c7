//! Undertakings (åtaganden): what is promised to be done, by whom, how much and how often, where, when and for whom.
//!
//! Leaves out whether it was done: that is followed up. What is not said is left out of the document too, so that an
//! undertaking without such details has the fingerprint it had before there were any.

use super::Pace;
use crate::id::PartyId;
use crate::period::Period;
use crate::place::AreaCode;
use crate::plan::CauseRef;
use serde::{Deserialize, Serialize};

/// How much is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Quantity {
    /// At least so many, for example 12 `safety walks` in the whole period.
    AtLeast {
        /// Number.
        count: u32,
        /// Of what.
        unit: String,
        /// How often.
        per: Pace,
    },
    /// At most so many, for example 3 `days` until a lamp is mended.
    AtMost {
        /// Number.
        count: u32,
        /// Of what.
        unit: String,
        /// How often.
        per: Pace,
    },
    /// At least so many, each of them carried out as the method is meant.
    AsIntended {
        /// Number.
        count: u32,
        /// Of what.
        unit: String,
        /// How often.
        per: Pace,
    },
    /// Whenever somebody asks.
    OnRequest,
    /// Something that is done or not done, without a number.
    DoneOrNot,
}

/// The number in a quantity that has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted<'a> {
    /// Number each time.
    pub count: u32,
    /// Of what.
    pub unit: &'a str,
    /// How often.
    pub per: Pace,
}

impl Counted<'_> {
    /// How many that is in a whole period.
    pub fn in_all(&self, period: Period) -> u64 {
        u64::from(self.count) * self.per.spells(period).len() as u64
    }

    /// Whether it is a number of something.
    pub fn is_empty(&self) -> bool {
        self.count == 0 || self.unit.trim().is_empty()
    }
}

impl Quantity {
    /// The number, where there is one.
    pub fn counted(&self) -> Option<Counted<'_>> {
        match self {
            Self::AtLeast { count, unit, per }
            | Self::AtMost { count, unit, per }
            | Self::AsIntended { count, unit, per } => Some(Counted { count: *count, unit, per: *per }),
            Self::OnRequest | Self::DoneOrNot => None,
        }
    }

    /// What is counted, where something is.
    pub fn unit(&self) -> Option<&str> {
        self.counted().map(|counted| counted.unit)
    }

    /// The word that files have.
    pub fn word(&self) -> &'static str {
        match self {
            Self::AtLeast { .. } => "at_least",
            Self::AtMost { .. } => "at_most",
            Self::AsIntended { .. } => "as_intended",
            Self::OnRequest => "on_request",
            Self::DoneOrNot => "done_or_not",
        }
    }
}

/// What sort of work is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentKind {
    /// Changes the situation: light, sight, locks, presence.
    Situational,
    /// Changes attitudes and conditions; works later.
    Social,
    /// Tells, asks or listens.
    Communication,
    /// Sees that rules are kept: controls, inspections.
    Enforcement,
}

impl CommitmentKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Situational, Self::Social, Self::Communication, Self::Enforcement];
}

/// Where, when, for whom and by which office; everything may be left unsaid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// What sort of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<CommitmentKind>,
    /// Areas it is done in; those of the promise where none are named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaCode>,
    /// A place by its name: a street, a school, an underpass.
    #[serde(rename = "site", skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// When, in words: evenings and nights from Friday to Sunday, the walks in May.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hours: String,
    /// For whom, as a group.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub target_group: String,
    /// The function that answers for it: an office, not a name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub function: String,
    /// The cause that it should remove or weaken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<CauseRef>,
}

impl Details {
    /// Whether nothing is said.
    pub fn are_unsaid(&self) -> bool {
        *self == Self::default()
    }
}

/// One undertaking (åtagande).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Number within the promise, from 1.
    pub number: u16,
    /// What is promised, in plain words.
    pub text: String,
    /// Who undertakes it; more than one when it is done jointly.
    pub parties: Vec<PartyId>,
    /// How much.
    pub quantity: Quantity,
    /// Where, when and for whom.
    #[serde(default, skip_serializing_if = "Details::are_unsaid")]
    pub details: Details,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::{Fingerprint, canonical_bytes};

    /// A promise that was frozen before undertakings had details keeps its bytes, and so its fingerprint.
    #[test]
    fn what_is_frozen_already_keeps_its_bytes() {
        let old = r#"{"number":2,"text":"Vandringar","parties":["7e0f3d6a-58c4-5c5a-9a53-0c2a6a7a3c55"],"quantity":{"kind":"at_least","count":4,"unit":"vandringar","per":"whole_period"}}"#;
        let read: Commitment = serde_json::from_str(old).unwrap();
        assert!(read.details.are_unsaid());
        assert_eq!(String::from_utf8(canonical_bytes(&read).unwrap()).unwrap(), old);
        for quantity in [r#"{"kind":"on_request"}"#, r#"{"kind":"done_or_not"}"#] {
            let read: Quantity = serde_json::from_str(quantity).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), quantity);
        }
        let said = Commitment {
            details: Details { place: "Storgatan".into(), ..Details::default() },
            ..read.clone()
        };
        assert_ne!(Fingerprint::of(&said).unwrap(), Fingerprint::of(&read).unwrap());
        assert_eq!(serde_json::from_slice::<Commitment>(&canonical_bytes(&said).unwrap()).unwrap(), said);
    }

    #[test]
    fn a_number_is_that_of_the_whole_period() {
        let weekly = Quantity::AtLeast { count: 2, unit: "ronder".into(), per: Pace::Week };
        assert_eq!(weekly.counted().unwrap().in_all(Period::year(2023)), 104);
        assert_eq!(Quantity::OnRequest.counted(), None);
    }
}
