//! A promise of several municipalities: writing its file for the others, and taking theirs in.
//!
//! What is taken in is the text to the byte, and the signatures that the others gave; a side that can sign here is never signed
//! for, so its signature is left out and told. Left out: sending the file, which people do.

use super::promise::known_waves;
use super::signing::{accounts, require_may_note};
use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::id::PromiseId;
use lofte_model::party::{Party, PartyKind};
use lofte_model::place::MunicipalityCode;
use lofte_model::promise::{
    CitizenPromise, Given, JointDocument, JointRefusal, NewSignature, PromiseState, Side,
};
use lofte_store::{Noun, StoreError, Tx, Versioned};
use lofte_words::Message;
use serde::Serialize;

/// What became of a file that was taken in.
#[derive(Clone, Debug, Serialize)]
pub struct TakenIn {
    /// The promise as it stands here now.
    pub promise: CitizenPromise,
    /// Whether it was not here before.
    pub new: bool,
    /// How many signatures were added.
    pub added: usize,
    /// Sides that have signed elsewhere and sign here themselves.
    pub left_out: Vec<Side>,
}

/// The file of a promise for the other municipalities, as JSON.
pub async fn export(actor: &Actor, house: &House, id: PromiseId) -> Result<String, AppError> {
    actor.require(Action::DraftPromise)?;
    let promise = super::promise::find(actor, house, id).await?;
    let mut view = house.store().read(&actor.municipality).await?;
    let parties: Vec<Party> = view.parties().await?.into_iter().map(|party| party.value).collect();
    let here = view.municipality().await?.value;
    let file = JointDocument::of(&promise, &parties, &here)?.map_err(refusal)?;
    serde_json::to_string_pretty(&file).map_err(|error| AppError::Defect(error.to_string()))
}

/// Takes a file in: as a draft where the promise is not known, and with the signatures that are not here yet.
pub async fn take_in(actor: &Actor, house: &House, bytes: &[u8]) -> Result<TakenIn, AppError> {
    let mut tx = begin(actor, house, Action::DraftPromise).await?;
    actor.require(Action::SignPromise)?;
    actor.require_holder()?;
    let file = JointDocument::read(bytes).map_err(refusal)?;
    let here = tx.municipality().await?.value;
    if file.synthetic != here.synthetic {
        return Err(refusal(JointRefusal::Mixed));
    }
    let (known, version, new) = match tx.promise(file.promise).await {
        Ok(Versioned { value, version }) => (value, Some(version), false),
        Err(StoreError::NotFound { .. }) => (draft(&mut tx, &file, &here.code).await?, None, true),
        Err(error) => return Err(error.into()),
    };
    file.require_text(&known).map_err(refusal)?;
    let accounts = accounts(&mut tx).await?;
    let waves = known_waves(actor, house, &known).await?;
    let (mut promise, mut added, mut left_out) = (known.clone(), 0, Vec::new());
    for signature in &file.signatures {
        let open = matches!(promise.state, PromiseState::Draft | PromiseState::Proposed { .. });
        if !open || promise.signature_of(signature.side).is_some() || signature.side == promise.our_side() {
            continue;
        }
        if require_may_note(actor, &accounts, &promise, signature.side).is_err() {
            left_out.push(signature.side);
            continue;
        }
        let municipality = signature.municipality.clone();
        let given = Given::Elsewhere { municipality, signed_on: signature.signed_on };
        let new = NewSignature { side: signature.side, office: signature.office.clone(), given };
        promise = promise.sign(new, actor.user, house.now(), &waves)?;
        added += 1;
    }
    if promise != known || new {
        tx.save_promise(&promise, version).await?;
        let action = if added > 0 { Action::SignPromise } else { Action::DraftPromise };
        tx.commit(audit(actor, house, action, Noun::Promise, promise.id).fingerprint(&file.fingerprint))
            .await?;
    }
    Ok(TakenIn { promise, new, added, left_out })
}

/// The draft that a file makes here, with the organisations that it names and that nobody knows here.
async fn draft(
    tx: &mut Tx,
    file: &JointDocument,
    here: &MunicipalityCode,
) -> Result<CitizenPromise, AppError> {
    let number = tx.next_number(Noun::Promise).await?;
    let draft = file.draft(here, number).map_err(refusal)?;
    let known = tx.parties().await?;
    for named in &file.parties {
        if known.iter().any(|party| party.value.id == named.id) {
            continue;
        }
        let lead = named.kind == PartyKind::Municipality && named.code.is_none();
        let name = if lead { &file.name } else { &named.name };
        let code = if lead { Some(file.from.clone()) } else { named.code.clone() };
        tx.save_party(&Party { code, ..Party::new(named.id, name, named.kind) }, None).await?;
    }
    Ok(draft)
}

fn refusal(refusal: JointRefusal) -> AppError {
    AppError::refused(match refusal {
        JointRefusal::NotOne => Message::plain("joint-not-one"),
        JointRefusal::Changed => Message::plain("joint-changed"),
        JointRefusal::NotJoint => Message::plain("joint-no-neighbour"),
        JointRefusal::RestsOnOne => Message::plain("joint-rests-on-one"),
        JointRefusal::NotOurs(code) => Message::with("joint-not-ours", "code", code),
        JointRefusal::Differs { file, here } => {
            Message::with("joint-differs", "file", file.short()).and("here", here.short())
        }
        JointRefusal::Gone => Message::plain("joint-gone"),
        JointRefusal::Mixed => Message::plain("joint-mixed"),
    })
}
