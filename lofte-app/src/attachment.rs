//! Scans of signed papers: brought to a signature that was noted, looked at by those who work with promises, erased when
//! somebody asks.
//!
//! A scan shows handwriting and names, so it is never published, and goes with its promise. Erasing one leaves the signature
//! and the registry number of the paper. The log keeps the digest of each. Left out: what is allowed as a scan
//! ([`lofte_model::attachment`]).

use super::signing::{accounts, require_may_note};
use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::attachment::{LARGEST_SCAN, Scan, ScanKind, ScanRefusal};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::standing;
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, Given, Side};
use lofte_store::{AuditEntry, AuditVerb, Noun, View};
use lofte_words::Message;

/// Brings the scan of a paper that a side signed: of the promise, or of its newest verdict. It is known by its digest.
pub async fn add(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    (side, of_verdict): (Side, bool),
    bytes: Vec<u8>,
) -> Result<Fingerprint, AppError> {
    let mut tx = begin(actor, house, Action::SignPromise).await?;
    let kind = ScanKind::of(&bytes).map_err(|refusal| AppError::refused(no_scan(refusal)))?;
    let promise = tx.promise(id).await?.value;
    if !actor.may_see_promise(&promise) {
        return Err(AppError::not_found("promise", id));
    }
    require_may_note(actor, &accounts(&mut tx).await?, &promise, side)?;
    let verdict = if of_verdict { newest(&mut tx, id).await? } else { None };
    if !is_on_paper(&mut tx, &promise, side, verdict, of_verdict).await? {
        return Err(AppError::refused(Message::plain("scan-no-paper")));
    }
    let scan = Scan { kind, side, verdict, by: actor.user, at: house.now(), bytes };
    let digest = tx.add_scan(id, &scan).await?;
    let entry = audit(actor, house, Action::SignPromise, Noun::Attachment, id);
    tx.commit(entry.fingerprint(&digest)).await?;
    Ok(digest)
}

async fn newest(view: &mut View, id: PromiseId) -> Result<Option<i64>, AppError> {
    Ok(view.verdicts(id).await?.into_iter().map(|recorded| recorded.number).max())
}

/// Whether what a side signed was signed on paper.
async fn is_on_paper(
    view: &mut View,
    promise: &CitizenPromise,
    side: Side,
    verdict: Option<i64>,
    of_verdict: bool,
) -> Result<bool, AppError> {
    if !of_verdict {
        let signature = promise.signature_of(side);
        return Ok(signature.is_some_and(|signature| matches!(signature.given, Given::OnPaper(_))));
    }
    let Some(number) = verdict else { return Ok(false) };
    let all = view.verdict_signatures(promise.id).await?;
    let signature = standing(&all, number, &[side]);
    Ok(signature.iter().any(|signature| matches!(signature.given, Given::OnPaper(_))))
}

/// The scans about a promise, for those who work with every promise.
pub async fn list(actor: &Actor, house: &House, id: PromiseId) -> Result<Vec<Scan>, AppError> {
    actor.require(Action::ReadDrafts)?;
    Ok(house.store().read(&actor.municipality).await?.scans(id).await?)
}

/// One scan, by its digest.
pub async fn find(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    digest: &Fingerprint,
) -> Result<Scan, AppError> {
    let scans = list(actor, house, id).await?;
    let found = scans.into_iter().find(|scan| scan.digest() == *digest);
    found.ok_or_else(|| AppError::not_found("attachment", digest))
}

/// Erases a scan. The signature stays, and so does the registry number of the paper.
pub async fn erase(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    digest: &Fingerprint,
) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::Mask).await?;
    tx.erase_scan(id, digest).await?;
    let entry = audit(actor, house, Action::Mask, Noun::Attachment, id).fingerprint(digest);
    Ok(tx.commit(AuditEntry { verb: AuditVerb::Prune, ..entry }).await?)
}

fn no_scan(refusal: ScanRefusal) -> Message {
    match refusal {
        ScanRefusal::TooLarge => Message::with("scan-too-large", "most", LARGEST_SCAN >> 20),
        ScanRefusal::Unknown => Message::plain("scan-unknown"),
    }
}
