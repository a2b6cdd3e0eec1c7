//! The cooperation agreement (samverkansöverenskommelse): who works together, on what, where and for how long.
//!
//! Law 2023:196 section 9 asks for the purposes and the areas of the cooperation in writing; here they are therefore
//! not optional. It is no contract: nothing in it is enforced.
//!
//! A signature is given on paper by an office and *noted* here, over the fingerprint of the text that was signed
//! ([`Agreed`]). Another text has another fingerprint, so changing it takes the signatures away; what falls or is struck
//! out stays on record. Left out: the paper itself, which lies in the registry.

use crate::access::Role;
use crate::fingerprint::{Fingerprint, NotCanonical};
use crate::id::{AgreementId, PartyId, UserId};
use crate::party::PartyKind;
use crate::period::Period;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Who noted a signature, when, and of which text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Account.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Of the text that was signed; of what is left of it, where it was masked.
    pub fingerprint: Fingerprint,
    /// Of the text that was signed, where it was masked since.
    #[serde(default)]
    pub before_masking: Option<Fingerprint>,
}

/// Who signed for a party: the office, not the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// For whom.
    pub party: PartyId,
    /// The office that signed, for example "kommunstyrelsens ordförande".
    pub office: String,
    /// When.
    pub signed_on: Date,
    /// Who noted it here. A signature from before texts were frozen has none and is of no known text.
    #[serde(default)]
    pub noted: Option<Noted>,
}

/// A signature that no longer holds. It stays on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fallen {
    /// The signature as it was.
    pub signature: Signature,
    /// Who made it fall.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Why: `None` where the text was changed, otherwise in the words of whoever struck it out.
    pub reason: Option<String>,
}

/// A signature that is about to be noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSignature {
    /// For whom.
    pub party: PartyId,
    /// The office that signed.
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
    /// Signatures that fell or were struck out, the earliest first.
    #[serde(default)]
    pub fallen: Vec<Fallen>,
}

/// What a signature is of: everything that was agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Agreed<'a> {
    title: &'a str,
    parties: &'a [PartyId],
    purposes: &'a [String],
    areas: &'a [String],
    period: Period,
    registry_number: Option<&'a str>,
}

/// Why a signature is not noted or struck out.
#[derive(Debug, thiserror::Error)]
pub enum SignatureRefusal {
    /// Not a party of the agreement.
    #[error("a signature belongs to a party that is not in the agreement")]
    Foreign,
    /// The police's by somebody else, or another's by the police.
    #[error("the police note their own signature, the coordinator those of the municipality and the others")]
    OtherSide,
    /// There is one already.
    #[error("the party has signed already: strike that signature out first, with the reason")]
    SignedAlready,
    /// A day that has not come.
    #[error("the day of the signature has not come yet")]
    NotYet,
    /// No office.
    #[error("name the office that signed")]
    NoOffice,
    /// Nothing to strike out.
    #[error("the party has not signed")]
    NotSigned,
    /// Struck out without a reason.
    #[error("say why the signature is struck out")]
    NoReason,
    /// Something is missing in the text.
    #[error("the agreement lacks something")]
    Gaps(Vec<AgreementGap>),
    /// Not writable as canonical bytes.
    #[error("the agreement cannot be frozen")]
    NotCanonical(#[from] NotCanonical),
}

/// The role that notes signatures of a kind of party: each side its own, and the coordinator those without an account.
pub fn notes_for(kind: PartyKind) -> Role {
    match kind {
        PartyKind::Police => Role::Police,
        _ => Role::Coordinator,
    }
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
    /// A period that nobody can have meant.
    #[error("the period must lie between 1990 and 2100")]
    ImplausiblePeriod,
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
        if !self.period.is_plausible() {
            gaps.push(AgreementGap::ImplausiblePeriod);
        }
        if self.signatures.iter().any(|signature| !self.parties.contains(&signature.party)) {
            gaps.push(AgreementGap::ForeignSignature);
        }
        gaps
    }

    /// Whether every party has signed the text as it stands.
    pub fn is_signed(&self) -> bool {
        let Ok(text) = self.fingerprint() else {
            return false;
        };
        self.parties.iter().all(|party| self.signature_of(*party).is_some_and(|known| known.is_of(&text)))
    }

    /// What a signature would be of now.
    pub fn agreed(&self) -> Agreed<'_> {
        Agreed {
            title: &self.title,
            parties: &self.parties,
            purposes: &self.purposes,
            areas: &self.areas,
            period: self.period,
            registry_number: self.registry_number.as_deref(),
        }
    }

    /// Of the text as it stands.
    ///
    /// # Errors
    /// A text that cannot be written as canonical bytes.
    pub fn fingerprint(&self) -> Result<Fingerprint, NotCanonical> {
        Fingerprint::of(&self.agreed())
    }

    /// The signature of a party that stands.
    pub fn signature_of(&self, party: PartyId) -> Option<&Signature> {
        self.signatures.iter().find(|signature| signature.party == party)
    }

    /// The agreement after its text was masked: signatures of the text before are of what is left of it, and keep the
    /// fingerprint that they were given on.
    ///
    /// # Errors
    /// A text that cannot be written as canonical bytes.
    pub fn masked_from(mut self, before: &Fingerprint) -> Result<Self, NotCanonical> {
        let now = self.fingerprint()?;
        for noted in self.signatures.iter_mut().filter_map(|signature| signature.noted.as_mut()) {
            if noted.fingerprint == *before {
                let signed = noted.before_masking.take().unwrap_or_else(|| before.clone());
                noted.before_masking = Some(signed);
                noted.fingerprint = now.clone();
            }
        }
        Ok(self)
    }

    /// Replaces the text. Signatures of another text fall, and stay on record.
    ///
    /// # Errors
    /// A text that cannot be written as canonical bytes.
    pub fn edit(self, text: Self, by: UserId, at: Timestamp) -> Result<Self, NotCanonical> {
        let fingerprint = text.fingerprint()?;
        let (standing, falling): (Vec<_>, Vec<_>) =
            self.signatures.into_iter().partition(|signature| signature.is_of(&fingerprint));
        let mut fallen = self.fallen;
        fallen.extend(falling.into_iter().map(|signature| Fallen { signature, by, at, reason: None }));
        Ok(Self { id: self.id, signatures: standing, fallen, ..text })
    }

    /// Notes that a party has signed the text as it stands. `kind` is the party's, `role` that of whoever notes it.
    ///
    /// # Errors
    /// A party outside, the other side's party, a second signature, a day to come, no office, a text with gaps.
    pub fn sign(
        mut self,
        new: NewSignature,
        (kind, role): (PartyKind, Role),
        by: UserId,
        at: Timestamp,
        today: Date,
    ) -> Result<Self, SignatureRefusal> {
        let NewSignature { party, office, signed_on } = new;
        let gaps = self.gaps();
        if !gaps.is_empty() {
            return Err(SignatureRefusal::Gaps(gaps));
        }
        if !self.parties.contains(&party) {
            return Err(SignatureRefusal::Foreign);
        }
        if notes_for(kind) != role {
            return Err(SignatureRefusal::OtherSide);
        }
        let fingerprint = self.fingerprint()?;
        if self.signature_of(party).is_some_and(|known| known.is_of(&fingerprint)) {
            return Err(SignatureRefusal::SignedAlready);
        }
        if signed_on > today {
            return Err(SignatureRefusal::NotYet);
        }
        let office = office.trim().to_owned();
        if office.is_empty() {
            return Err(SignatureRefusal::NoOffice);
        }
        self.take(party, by, at, None);
        let noted = Some(Noted { by, at, fingerprint, before_masking: None });
        self.signatures.push(Signature { party, office, signed_on, noted });
        Ok(self)
    }

    /// Strikes a signature out that was noted by mistake.
    ///
    /// # Errors
    /// The other side's party, no such signature, no reason.
    pub fn strike(
        mut self,
        party: PartyId,
        reason: &str,
        (kind, role): (PartyKind, Role),
        by: UserId,
        at: Timestamp,
    ) -> Result<Self, SignatureRefusal> {
        if notes_for(kind) != role {
            return Err(SignatureRefusal::OtherSide);
        }
        if self.signature_of(party).is_none() {
            return Err(SignatureRefusal::NotSigned);
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(SignatureRefusal::NoReason);
        }
        self.take(party, by, at, Some(reason));
        Ok(self)
    }

    /// Takes the signature of a party away and keeps it on record.
    fn take(&mut self, party: PartyId, by: UserId, at: Timestamp, reason: Option<&str>) {
        let (falling, standing): (Vec<_>, Vec<_>) =
            self.signatures.drain(..).partition(|signature| signature.party == party);
        self.signatures = standing;
        let fallen = |signature| Fallen { signature, by, at, reason: reason.map(str::to_owned) };
        self.fallen.extend(falling.into_iter().map(fallen));
    }
}

impl Signature {
    /// Whether it was given on the text with this fingerprint.
    pub fn is_of(&self, text: &Fingerprint) -> bool {
        self.noted.as_ref().is_some_and(|noted| noted.fingerprint == *text)
    }
}

#[cfg(test)]
mod tests;
