//! One promise of several municipalities: the file in which its text and the signatures so far go from one to the others.
//!
//! Each municipality is a house of its own. One of them writes the promise and names the others among its further sides; they
//! take it in with the same frozen bytes, so all sign the same fingerprint. What is a house's own (the number in its list, the
//! problems it answers) is no part of that. The file carries a seal over everything in it, so that what was changed on the way
//! is found; it proves sameness and no authorship. Leaves out goals that rest on the deliveries of one house, and areas, which
//! are codes of one municipality.

use super::{CitizenPromise, Frozen, Given, Goal, Joint, PromiseState, Side, SideSignature, Sides};
use crate::fingerprint::{Fingerprint, NotCanonical};
use crate::id::{PartyId, PromiseId};
use crate::party::{Party, PartyKind};
use crate::place::{Municipality, MunicipalityCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the file says that it is.
pub const FORMAT: &str = "lofte-joint-promise-1";

/// The largest file that is read.
pub const LARGEST: usize = 1 << 20;

/// An organisation that the text names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedParty {
    /// Identity, as the text has it.
    pub id: PartyId,
    /// Name.
    pub name: String,
    /// Sort.
    pub kind: PartyKind,
    /// Which municipality it is, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<MunicipalityCode>,
}

/// A signature as it goes to the others: no account, only side, office, day and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedSignature {
    /// Side.
    pub side: Side,
    /// The office that signed.
    pub office: String,
    /// Day it was signed.
    pub signed_on: Date,
    /// Name of the municipality where it was given.
    pub municipality: String,
    /// Of the text that was signed.
    pub fingerprint: Fingerprint,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JointDocument {
    /// [`FORMAT`].
    pub format: String,
    /// The municipality that wrote the promise.
    pub from: MunicipalityCode,
    /// Its name.
    pub name: String,
    /// Whether it is made up, for showing and practising.
    pub synthetic: bool,
    /// Identity, the same everywhere.
    pub promise: PromiseId,
    /// The text that is signed.
    pub frozen: Frozen,
    /// Of that text.
    pub fingerprint: Fingerprint,
    /// The organisations that the text names.
    pub parties: Vec<NamedParty>,
    /// The signatures so far.
    pub signatures: Vec<CarriedSignature>,
    /// Of everything above.
    pub seal: Fingerprint,
}

/// Why a promise does not go to other municipalities, or a file is not taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JointRefusal {
    /// Not a file that Löfte wrote.
    #[error("this is not a file of a joint promise")]
    NotOne,
    /// Something was changed on the way.
    #[error("the file is not as it was written: its text, parties or signatures were changed on the way")]
    Changed,
    /// No other municipality signs it.
    #[error("no other municipality is a side of the promise")]
    NotJoint,
    /// It rests on what one house has.
    #[error("a joint promise has no areas and no goals that rest on deliveries")]
    RestsOnOne,
    /// This municipality is not a side.
    #[error("municipality {0} is not among the sides of the promise")]
    NotOurs(MunicipalityCode),
    /// The promise is here with another text.
    #[error("the text in the file has fingerprint {file}, the one here {here}")]
    Differs {
        /// Of the text in the file.
        file: Fingerprint,
        /// Of the text here.
        here: Fingerprint,
    },
    /// One's own promise that is not here any more.
    #[error("the promise was written here and is not here any more")]
    Gone,
    /// A practice file in a real house, or the other way round.
    #[error("what is made up and what is real are not mixed")]
    Mixed,
}

#[derive(Serialize)]
struct Sealed<'a> {
    format: &'a str,
    from: &'a MunicipalityCode,
    name: &'a str,
    synthetic: bool,
    promise: PromiseId,
    frozen: &'a Frozen,
    fingerprint: &'a Fingerprint,
    parties: &'a [NamedParty],
    signatures: &'a [CarriedSignature],
}

impl JointDocument {
    /// The file of a promise as it stands in a house.
    ///
    /// # Errors
    /// A promise without another municipality among its sides, or one that rests on what only this house has.
    pub fn of(
        promise: &CitizenPromise,
        parties: &[Party],
        here: &Municipality,
    ) -> Result<Result<Self, JointRefusal>, NotCanonical> {
        let named = named_parties(promise, parties);
        let others = |party: &NamedParty| promise.sides.further.contains(&party.id) && party.code.is_some();
        if !named.iter().any(others) {
            return Ok(Err(JointRefusal::NotJoint));
        }
        if !travels(&promise.frozen()) {
            return Ok(Err(JointRefusal::RestsOnOne));
        }
        let (from, name) = match &promise.sides.joint {
            Some(joint) => (joint.from.clone(), joint.name.clone()),
            None => (here.code.clone(), here.name.clone()),
        };
        let carried = |signature: &SideSignature| CarriedSignature {
            side: signature.side,
            office: signature.office.clone(),
            signed_on: signature.day(),
            municipality: match &signature.given {
                Given::Elsewhere { municipality, .. } => municipality.clone(),
                Given::Here | Given::OnPaper(_) => here.name.clone(),
            },
            fingerprint: signature.fingerprint.clone(),
        };
        let frozen = promise.frozen();
        let mut file = Self {
            format: FORMAT.to_owned(),
            from,
            name,
            synthetic: here.synthetic,
            promise: promise.id,
            fingerprint: Fingerprint::of(&frozen)?,
            frozen,
            parties: named,
            signatures: promise.state.signatures().into_iter().map(carried).collect(),
            seal: Fingerprint::of_bytes(b""),
        };
        file.seal = file.seal_now()?;
        Ok(Ok(file))
    }

    /// What the seal would be now.
    fn seal_now(&self) -> Result<Fingerprint, NotCanonical> {
        Fingerprint::of(&Sealed {
            format: &self.format,
            from: &self.from,
            name: &self.name,
            synthetic: self.synthetic,
            promise: self.promise,
            frozen: &self.frozen,
            fingerprint: &self.fingerprint,
            parties: &self.parties,
            signatures: &self.signatures,
        })
    }

    /// Reads a file, and refuses one in which a byte of the text, a party or a signature was changed on the way.
    ///
    /// # Errors
    /// Another file, and one that is not whole.
    pub fn read(bytes: &[u8]) -> Result<Self, JointRefusal> {
        if bytes.len() > LARGEST {
            return Err(JointRefusal::NotOne);
        }
        let file: Self = serde_json::from_slice(bytes).map_err(|_| JointRefusal::NotOne)?;
        if file.format != FORMAT {
            return Err(JointRefusal::NotOne);
        }
        let same = |value: Result<Fingerprint, NotCanonical>, then: &Fingerprint| {
            value.is_ok_and(|now| now == *then)
        };
        let signed = |one: &CarriedSignature| one.fingerprint == file.fingerprint;
        let whole = same(Fingerprint::of(&file.frozen), &file.fingerprint)
            && same(file.seal_now(), &file.seal)
            && file.signatures.iter().all(signed);
        if !whole {
            return Err(JointRefusal::Changed);
        }
        if !travels(&file.frozen) {
            return Err(JointRefusal::RestsOnOne);
        }
        Ok(file)
    }

    /// The draft that the file makes in a house where the promise is not known, under the house's own number.
    ///
    /// # Errors
    /// A municipality that is no side of it, or that wrote it and has it no more.
    pub fn draft(&self, here: &MunicipalityCode, number: u32) -> Result<CitizenPromise, JointRefusal> {
        if self.from == *here {
            return Err(JointRefusal::Gone);
        }
        let ours = self
            .parties
            .iter()
            .find(|party| party.code.as_ref() == Some(here) && self.frozen.sides.contains(&party.id));
        let ours = ours.ok_or_else(|| JointRefusal::NotOurs(here.clone()))?.id;
        let frozen = self.frozen.clone();
        let joint = Joint { from: self.from.clone(), name: self.name.clone(), number: frozen.number, ours };
        Ok(CitizenPromise {
            id: self.promise,
            number,
            title: frozen.title,
            text: frozen.text,
            period: frozen.period,
            areas: frozen.areas,
            problems: Vec::new(),
            commitments: frozen.commitments,
            effect_goal: frozen.effect_goal,
            goals: frozen.goals,
            continues: None,
            carried: frozen.carried,
            state: PromiseState::Draft,
            sealed: None,
            sides: Sides { further: frozen.sides, second_reader: false, joint: Some(joint) },
        })
    }

    /// Refuses a file whose text is not the one here.
    ///
    /// # Errors
    /// The two texts differ.
    pub fn require_text(&self, promise: &CitizenPromise) -> Result<(), JointRefusal> {
        match Fingerprint::of(&promise.frozen()) {
            Ok(here) if here == self.fingerprint => Ok(()),
            Ok(here) => Err(JointRefusal::Differs { file: self.fingerprint.clone(), here }),
            Err(_) => Err(JointRefusal::Changed),
        }
    }
}

/// Whether a text rests on nothing that only one house has.
fn travels(frozen: &Frozen) -> bool {
    let details = frozen.commitments.iter().map(|commitment| &commitment.details);
    frozen.areas.is_empty()
        && frozen.effect_goal.is_none()
        && frozen.baseline.is_none()
        && frozen.goals.iter().all(|goal| matches!(goal, Goal::Stated(_)))
        && details.into_iter().all(|details| details.areas.is_empty() && details.cause.is_none())
}

/// The organisations that a promise names, in the order of their ids.
fn named_parties(promise: &CitizenPromise, parties: &[Party]) -> Vec<NamedParty> {
    let undertaken = promise.commitments.iter().flat_map(|commitment| &commitment.parties);
    let mut ids: Vec<PartyId> = undertaken.chain(&promise.sides.further).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let known = ids.into_iter().filter_map(|id| parties.iter().find(|party| party.id == id));
    known
        .map(|party| NamedParty {
            id: party.id,
            name: party.name.clone(),
            kind: party.kind,
            code: party.code.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;
    use crate::promise::NewSignature;
    use crate::promise::tests::promise;
    use jiff::Timestamp;

    fn town(code: &str, name: &str) -> Municipality {
        Municipality {
            code: code.parse().unwrap(),
            name: name.into(),
            synthetic: true,
            contact: String::new(),
        }
    }

    fn neighbour(name: &str, code: &str) -> Party {
        let party = Party::new(PartyId::named(name), name, PartyKind::Municipality);
        Party { code: Some(code.parse().unwrap()), ..party }
    }

    fn parties() -> Vec<Party> {
        let kommun = Party::new(PartyId::named("kommun"), "Kommunen", PartyKind::Municipality);
        vec![kommun, neighbour("Orust", "1421"), neighbour("Tjörn", "1419")]
    }

    /// Of three municipalities, written in Stenungsund.
    fn joint() -> CitizenPromise {
        let further = vec![PartyId::named("Orust"), PartyId::named("Tjörn")];
        let sides = Sides { further, ..Sides::default() };
        CitizenPromise { effect_goal: None, sides, ..promise() }
    }

    fn sign(promise: CitizenPromise, side: Side) -> CitizenPromise {
        let by = UserId::named(&side.word());
        promise.sign(NewSignature::here(side, "chefen"), by, Timestamp::UNIX_EPOCH, &[]).unwrap()
    }

    fn file(promise: &CitizenPromise, here: &Municipality) -> Vec<u8> {
        serde_json::to_vec(&JointDocument::of(promise, &parties(), here).unwrap().unwrap()).unwrap()
    }

    #[test]
    fn the_text_has_one_fingerprint_in_every_municipality() {
        let (stenungsund, orust) = (town("1415", "Stenungsund"), town("1421", "Orust"));
        let signed = sign(joint(), Side::Police);
        let read = JointDocument::read(&file(&signed, &stenungsund)).unwrap();
        let there = read.draft(&orust.code, 17).unwrap();
        assert_eq!((there.number, there.our_side()), (17, Side::Party(PartyId::named("Orust"))));
        assert_eq!(Fingerprint::of(&there.frozen()).unwrap(), Fingerprint::of(&signed.frozen()).unwrap());
        assert_eq!(read.signatures[0].municipality, "Stenungsund");
        // It comes back with the neighbour's signature, and is the same promise.
        let back =
            JointDocument::read(&file(&sign(there, Side::Party(PartyId::named("Orust"))), &orust)).unwrap();
        assert_eq!(
            (back.from.clone(), back.fingerprint.clone()),
            (stenungsund.code.clone(), read.fingerprint)
        );
        back.require_text(&signed).unwrap();
        assert_eq!(back.draft(&stenungsund.code, 1), Err(JointRefusal::Gone));
    }

    #[test]
    fn a_byte_that_differs_is_refused() {
        let whole = file(&sign(joint(), Side::Police), &town("1415", "Stenungsund"));
        let text = String::from_utf8(whole.clone()).unwrap();
        for (from, to) in [
            ("tryggare", "Tryggare"),
            ("chefen", "Chefen"),
            ("Orust", "Orusts"),
            ("\"1421\"", "\"1430\""),
            ("police", "municipality"),
        ] {
            let bent = text.replacen(from, to, 1);
            assert_ne!(bent, text, "{from}");
            assert_eq!(JointDocument::read(bent.as_bytes()), Err(JointRefusal::Changed), "{from}");
        }
        assert_eq!(JointDocument::read(b"{}"), Err(JointRefusal::NotOne));
        assert_eq!(JointDocument::read(&whole[1..]), Err(JointRefusal::NotOne));
        let other = CitizenPromise { title: "Annat".into(), ..joint() };
        let refused = JointDocument::read(&whole).unwrap().require_text(&other);
        assert!(matches!(refused, Err(JointRefusal::Differs { .. })), "{refused:?}");
    }

    #[test]
    fn what_rests_on_one_house_stays_there() {
        let of = |promise: &CitizenPromise| {
            JointDocument::of(promise, &parties(), &town("1415", "Stenungsund")).unwrap().map(|_| ())
        };
        assert_eq!(of(&joint()), Ok(()));
        assert_eq!(of(&CitizenPromise { sides: Sides::default(), ..joint() }), Err(JointRefusal::NotJoint));
        assert_eq!(
            of(&CitizenPromise { effect_goal: promise().effect_goal, ..joint() }),
            Err(JointRefusal::RestsOnOne)
        );
        let placed = CitizenPromise { areas: vec![crate::place::AreaCode::new("a")], ..joint() };
        assert_eq!(of(&placed), Err(JointRefusal::RestsOnOne));
        let read = JointDocument::read(&file(&joint(), &town("1415", "Stenungsund"))).unwrap();
        let foreign: MunicipalityCode = "0482".parse().unwrap();
        assert_eq!(read.draft(&foreign, 1), Err(JointRefusal::NotOurs(foreign.clone())));
    }
}
