//! The cooperation agreement (samverkansöverenskommelse): who works together, on what, where and for how long.
//!
//! Law 2023:196 section 9 asks for the purposes and the areas of the cooperation in writing; here they are therefore
//! not optional. It is no contract: nothing in it is enforced.

use crate::id::{AgreementId, PartyId};
use crate::period::Period;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Who signed for a party: the office, not the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// For whom.
    pub party: PartyId,
    /// The office that signed, for example "kommunstyrelsens ordförande".
    pub office: String,
    /// When.
    pub signed_on: Date,
}

/// One agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Identity.
    pub id: AgreementId,
    /// Title.
    pub title: String,
    /// At least two.
    pub parties: Vec<PartyId>,
    /// What the cooperation is for.
    pub purposes: Vec<String>,
    /// What it covers.
    pub areas: Vec<String>,
    /// How long it runs.
    pub period: Period,
    /// Registry number (diarienummer), where there is one.
    pub registry_number: Option<String>,
    /// Signatures so far.
    pub signatures: Vec<Signature>,
}

/// What an agreement lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgreementGap {
    /// No title.
    #[error("give the agreement a title")]
    NoTitle,
    /// One party or none.
    #[error("an agreement needs at least two parties")]
    TooFewParties,
    /// The same party twice.
    #[error("the same party is named twice")]
    PartyTwice,
    /// No purpose.
    #[error("state at least one purpose (law 2023:196, section 9)")]
    NoPurpose,
    /// No area.
    #[error("state at least one area of cooperation (law 2023:196, section 9)")]
    NoArea,
    /// A signature for somebody outside.
    #[error("a signature belongs to a party that is not in the agreement")]
    ForeignSignature,
}

impl Agreement {
    /// Everything that is missing; empty when the agreement may be saved.
    pub fn gaps(&self) -> Vec<AgreementGap> {
        let mut gaps = Vec::new();
        let mut parties = self.parties.clone();
        parties.sort_unstable();
        parties.dedup();
        if self.title.trim().is_empty() {
            gaps.push(AgreementGap::NoTitle);
        }
        if parties.len() < 2 {
            gaps.push(AgreementGap::TooFewParties);
        }
        if parties.len() < self.parties.len() {
            gaps.push(AgreementGap::PartyTwice);
        }
        if self.purposes.iter().all(|text| text.trim().is_empty()) {
            gaps.push(AgreementGap::NoPurpose);
        }
        if self.areas.iter().all(|text| text.trim().is_empty()) {
            gaps.push(AgreementGap::NoArea);
        }
        if self.signatures.iter().any(|signature| !self.parties.contains(&signature.party)) {
            gaps.push(AgreementGap::ForeignSignature);
        }
        gaps
    }

    /// Whether every party has signed.
    pub fn is_signed(&self) -> bool {
        self.parties.iter().all(|party| self.signatures.iter().any(|signature| signature.party == *party))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_agreement_lists_every_gap() {
        let agreement = Agreement {
            id: AgreementId::named("x"),
            title: " ".into(),
            parties: vec![PartyId::named("a"), PartyId::named("a")],
            purposes: vec![],
            areas: vec![String::new()],
            period: Period::year(2023),
            registry_number: None,
            signatures: vec![Signature {
                party: PartyId::named("b"),
                office: "KSO".into(),
                signed_on: jiff::civil::date(2023, 3, 1),
            }],
        };
        assert_eq!(
            agreement.gaps(),
            [
                AgreementGap::NoTitle,
                AgreementGap::TooFewParties,
                AgreementGap::PartyTwice,
                AgreementGap::NoPurpose,
                AgreementGap::NoArea,
                AgreementGap::ForeignSignature
            ]
        );
        assert!(!agreement.is_signed());
    }
}
