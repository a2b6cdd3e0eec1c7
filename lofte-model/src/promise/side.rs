//! Sides and their signatures: who signs a promise, by which office, in the program, on paper or with a neighbour.
//!
//! Municipality and police always sign; organisations that the promise names sign besides, and it is frozen when all of
//! them have signed the same text, in any order. What is signed elsewhere is *noted* here: by whom, when, of which day,
//! and where the original lies. Leaves out who may note what, which depends on accounts, and the paper itself.

use super::{CitizenPromise, KnownWave, PromiseRefusal, PromiseState};
use crate::access::{Actor, Role};
use crate::fingerprint::Fingerprint;
use crate::id::{PartyId, UserId};
use crate::period::swedish_day;
use crate::place::MunicipalityCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A side that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The municipality; of a promise of several municipalities the one that wrote it.
    Municipality,
    /// The police.
    Police,
    /// Another organisation that the promise names as a side.
    Party(PartyId),
}

impl Side {
    /// The side that an account stands for whatever a promise says.
    pub fn of(role: Role) -> Option<Self> {
        match role {
            Role::Coordinator => Some(Self::Municipality),
            Role::Police => Some(Self::Police),
            Role::Partner | Role::Reader => None,
        }
    }

    /// The word that commands and forms use: that of the side, or the id of the organisation.
    pub fn word(self) -> String {
        match self {
            Self::Municipality => "municipality".to_owned(),
            Self::Police => "police".to_owned(),
            Self::Party(party) => party.to_string(),
        }
    }
}

/// The sides of a promise beyond municipality and police, and what signing takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sides {
    /// Further sides, as they stand in the text that is signed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<PartyId>,
    /// Whether nobody signs what they have written themselves.
    #[serde(skip_serializing_if = "super::is_not")]
    pub second_reader: bool,
    /// Where it comes from, when another municipality wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joint: Option<Joint>,
}

impl Sides {
    /// Whether there is nothing but municipality and police.
    pub fn are_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// A promise of several municipalities that another one wrote: its text is theirs, to the byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joint {
    /// The municipality that wrote it.
    pub from: MunicipalityCode,
    /// Its name.
    pub name: String,
    /// The number that stands in the text.
    pub number: u32,
    /// The side that this municipality is in it.
    pub ours: PartyId,
}

/// How a signature was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "way")]
pub enum Given {
    /// In the program, by the account that stands beside it.
    #[default]
    Here,
    /// On paper; the account beside it noted that.
    OnPaper(OnPaper),
    /// With another municipality that signs the same text; the account beside it took that in.
    Elsewhere {
        /// Name of that municipality.
        municipality: String,
        /// Day it was signed.
        signed_on: Date,
    },
}

/// A signature on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnPaper {
    /// Day it was signed.
    pub signed_on: Date,
    /// Registry number (diarienummer) under which the paper lies.
    pub registry_number: String,
}

impl Given {
    fn is_here(&self) -> bool {
        *self == Self::Here
    }

    /// Whether the account beside it only noted it.
    pub fn is_noted(&self) -> bool {
        !self.is_here()
    }

    /// Refuses a day to come and a paper that nobody can find.
    pub fn require(&self, today: Date) -> Result<(), PromiseRefusal> {
        match self {
            Self::Here => Ok(()),
            Self::OnPaper(paper) if paper.registry_number.trim().is_empty() => {
                Err(PromiseRefusal::NoRegistryNumber)
            }
            Self::OnPaper(OnPaper { signed_on, .. }) | Self::Elsewhere { signed_on, .. } => {
                if *signed_on > today { Err(PromiseRefusal::NotYet(*signed_on)) } else { Ok(()) }
            }
        }
    }
}

/// One side's signature on the frozen text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideSignature {
    /// Side.
    pub side: Side,
    /// Account that signed, or that noted it.
    pub by: UserId,
    /// When that account did so.
    pub at: Timestamp,
    /// Of what was signed.
    pub fingerprint: Fingerprint,
    /// The office that signed; none in signatures from before offices were asked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub office: String,
    /// How it was given.
    #[serde(default, skip_serializing_if = "Given::is_here")]
    pub given: Given,
}

impl SideSignature {
    /// Day it was signed.
    pub fn day(&self) -> Date {
        match &self.given {
            Given::Here => swedish_day(self.at),
            Given::OnPaper(OnPaper { signed_on, .. }) | Given::Elsewhere { signed_on, .. } => *signed_on,
        }
    }
}

/// A signature that is about to be given or noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSignature {
    /// For whom.
    pub side: Side,
    /// The office that signs or signed: never a name.
    pub office: String,
    /// How it was given.
    pub given: Given,
}

impl NewSignature {
    /// Given in the program.
    pub fn here(side: Side, office: &str) -> Self {
        Self { side, office: office.to_owned(), given: Given::Here }
    }

    /// The same without space around what was typed; refused without an office, of a day to come, and of a paper that
    /// nobody can find.
    pub fn fit(self, today: Date) -> Result<Self, PromiseRefusal> {
        let office = self.office.trim().to_owned();
        if office.is_empty() {
            return Err(PromiseRefusal::NoOffice);
        }
        self.given.require(today)?;
        let given = match self.given {
            Given::OnPaper(paper) => {
                let registry_number = paper.registry_number.trim().to_owned();
                Given::OnPaper(OnPaper { registry_number, ..paper })
            }
            given => given,
        };
        Ok(Self { side: self.side, office, given })
    }
}

impl PromiseState {
    /// The signatures so far, in the order they came.
    pub fn signatures(&self) -> Vec<&SideSignature> {
        match self {
            Self::Draft | Self::Historical { .. } => Vec::new(),
            Self::Proposed { first, further } => std::iter::once(first).chain(further).collect(),
            Self::Published { first, second, further, .. } => {
                [first, second].into_iter().chain(further).collect()
            }
        }
    }
}

impl CitizenPromise {
    /// Everybody who signs it, municipality and police first.
    pub fn sides(&self) -> Vec<Side> {
        let further = self.sides.further.iter().copied().map(Side::Party);
        [Side::Municipality, Side::Police].into_iter().chain(further).collect()
    }

    /// The side of this promise that somebody signs for.
    pub fn side_of(&self, actor: &Actor) -> Option<Side> {
        let side = match actor.role {
            Role::Coordinator => self.our_side(),
            Role::Police => Side::Police,
            Role::Partner => Side::Party(actor.party?),
            Role::Reader => return None,
        };
        self.sides().contains(&side).then_some(side)
    }

    /// The side that the municipality of this house is.
    pub fn our_side(&self) -> Side {
        self.sides.joint.as_ref().map_or(Side::Municipality, |joint| Side::Party(joint.ours))
    }

    /// A side's signature, where it has signed.
    pub fn signature_of(&self, side: Side) -> Option<&SideSignature> {
        self.state.signatures().into_iter().find(|signature| signature.side == side)
    }

    /// The sides that have not signed; none once it is frozen.
    pub fn awaited(&self) -> Vec<Side> {
        match self.state {
            PromiseState::Draft | PromiseState::Proposed { .. } => {
                self.sides().into_iter().filter(|side| self.signature_of(*side).is_none()).collect()
            }
            PromiseState::Published { .. } | PromiseState::Historical { .. } => Vec::new(),
        }
    }

    /// Whether the others have begun to sign and somebody's own side has not.
    pub fn waits_for(&self, actor: &Actor) -> bool {
        matches!(self.state, PromiseState::Proposed { .. })
            && self.side_of(actor).is_some_and(|side| self.signature_of(side).is_none())
    }

    /// The day when the last side's signature stood here: since then text and rule are frozen.
    pub fn frozen_on(&self) -> Option<Date> {
        match &self.state {
            PromiseState::Published { .. } => {
                self.state.signatures().iter().map(|signature| swedish_day(signature.at)).max()
            }
            _ => None,
        }
    }

    /// Signs for one side. `Draft -> Proposed`, `Proposed -> Proposed`, and `Proposed -> Published` with the last one.
    ///
    /// # Errors
    /// Something that is missing, a side that has signed or is none, another text than the others signed, no office.
    pub fn sign(
        self,
        new: NewSignature,
        by: UserId,
        at: Timestamp,
        waves: &[KnownWave],
    ) -> Result<Self, PromiseRefusal> {
        if !matches!(self.state, PromiseState::Draft | PromiseState::Proposed { .. }) {
            return Err(PromiseRefusal::Frozen);
        }
        let gaps = self.gaps(waves);
        if !gaps.is_empty() {
            return Err(PromiseRefusal::Gaps(gaps));
        }
        let NewSignature { side, office, given } = new.fit(swedish_day(at))?;
        if !self.sides().contains(&side) {
            return Err(PromiseRefusal::NoSide);
        }
        if self.signature_of(side).is_some() {
            return Err(PromiseRefusal::SameSide);
        }
        let fingerprint = Fingerprint::of(&self.frozen())?;
        let mut signatures: Vec<SideSignature> = self.state.signatures().into_iter().cloned().collect();
        if signatures.iter().any(|known| known.fingerprint != fingerprint) {
            return Err(PromiseRefusal::OtherText);
        }
        signatures.push(SideSignature { side, by, at, fingerprint, office, given });
        let answer_known = self.is_answered_by(waves);
        let all = self.sides().len() == signatures.len();
        let mut signatures = signatures.into_iter();
        let state = match (signatures.next(), signatures.next()) {
            (Some(first), Some(second)) if all => {
                let further = signatures.collect();
                PromiseState::Published { first, second, further, answer_known, closed: None }
            }
            (Some(first), second) => {
                PromiseState::Proposed { first, further: second.into_iter().chain(signatures).collect() }
            }
            (None, _) => PromiseState::Draft,
        };
        Ok(Self { state, ..self })
    }

    /// Takes one side's signature back. `Proposed -> Proposed`, and `Proposed -> Draft` with the only one, which breaks the
    /// seal on the baseline too.
    ///
    /// # Errors
    /// A promise that is frozen, a side that has not signed.
    pub fn unsign(self, side: Side) -> Result<Self, PromiseRefusal> {
        let PromiseState::Proposed { first, further } = self.state else {
            return Err(if self.state == PromiseState::Draft {
                PromiseRefusal::NothingToTakeBack
            } else {
                PromiseRefusal::Frozen
            });
        };
        let known = further.len() + 1;
        let mut left = std::iter::once(first).chain(further).filter(|signature| signature.side != side);
        let (first, further): (_, Vec<SideSignature>) = (left.next(), left.collect());
        match first {
            Some(_) if further.len() + 1 == known => Err(PromiseRefusal::NothingToTakeBack),
            Some(first) => Ok(Self { state: PromiseState::Proposed { first, further }, ..self }),
            None => Ok(Self { state: PromiseState::Draft, sealed: None, ..self }),
        }
    }
}
