//! Makes signatures public: the side, the office and the day, never the account.

use crate::build::party_name;
use crate::day;
use crate::error::PublishError;
use crate::input::SnapshotInput;
use crate::promise::{PublicNote, PublicSide, PublicSignature, PublicVerdictSignature};
use jiff::Timestamp;
use lofte_model::followup::VerdictSignature;
use lofte_model::promise::{CitizenPromise, Given, Side, SideSignature};

/// The signatures on a promise, in the order they came.
pub(super) fn of_promise(
    promise: &CitizenPromise,
    input: &SnapshotInput,
) -> Result<Vec<PublicSignature>, PublishError> {
    let public = |signature: &SideSignature| {
        Ok(PublicSignature {
            side: signature.side,
            name: name(promise, signature.side, input)?,
            on: signature.day(),
            office: signature.office.clone(),
            noted: noted(&signature.given, signature.at),
        })
    };
    promise.state.signatures().into_iter().map(public).collect()
}

/// The signatures that stand on its verdict, in the order of its sides.
pub(super) fn of_verdict(
    promise: &CitizenPromise,
    input: &SnapshotInput,
) -> Result<Vec<PublicVerdictSignature>, PublishError> {
    let public = |signature: &VerdictSignature| {
        let of = PublicSignature {
            side: signature.side,
            name: name(promise, signature.side, input)?,
            on: signature.day(),
            office: signature.office.clone(),
            noted: noted(&signature.given, signature.at),
        };
        Ok(PublicVerdictSignature { signature: of, dissent: signature.dissent().to_owned() })
    };
    signed(promise, input).map(public).collect()
}

/// The sides that have not signed its verdict.
pub(super) fn awaited(
    promise: &CitizenPromise,
    input: &SnapshotInput,
) -> Result<Vec<PublicSide>, PublishError> {
    let has_signed = |side: &Side| signed(promise, input).any(|signature| signature.side == *side);
    let missing = promise.sides().into_iter().filter(|side| !has_signed(side));
    missing.map(|side| Ok(PublicSide { side, name: name(promise, side, input)? })).collect()
}

fn signed<'a>(
    promise: &CitizenPromise,
    input: &SnapshotInput<'a>,
) -> impl Iterator<Item = &'a VerdictSignature> + use<'a> {
    let id = promise.id;
    input.verdict_signatures.iter().filter(move |signature| signature.promise == id)
}

/// The name of a side that is neither this municipality nor the police.
fn name(promise: &CitizenPromise, side: Side, input: &SnapshotInput) -> Result<String, PublishError> {
    match (side, &promise.sides.joint) {
        (Side::Municipality, Some(joint)) => Ok(joint.name.clone()),
        (Side::Municipality | Side::Police, _) => Ok(String::new()),
        (Side::Party(party), _) => party_name(input.parties, party, || format!("promise {}", promise.number)),
    }
}

fn noted(given: &Given, at: Timestamp) -> Option<PublicNote> {
    let note = PublicNote { on: day::day(at), registry_number: String::new(), municipality: String::new() };
    match given {
        Given::Here => None,
        Given::OnPaper(paper) => Some(PublicNote { registry_number: paper.registry_number.clone(), ..note }),
        Given::Elsewhere { municipality, .. } => {
            Some(PublicNote { municipality: municipality.clone(), ..note })
        }
    }
}
