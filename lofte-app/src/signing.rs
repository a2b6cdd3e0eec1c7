//! Signatures of the sides: on a promise and on its verdict, given here, given on paper and noted, and taken back.
//!
//! A side signs by the account of whoever holds it, and says which office that is. What a side signs on paper is noted by
//! itself, or by the coordinator as long as that side has no account of its own: whoever can sign is never signed for.
//! Left out: signing with a neighbour ([`super::joint`]).

use super::promise::{known_waves, require_baseline, sealed};
use super::{audit, begin, require_seen};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor, Role};
use lofte_model::amendment::Change;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{Stance, VerdictSignature, standing};
use lofte_model::id::{PromiseId, UserId};
use lofte_model::promise::{
    CitizenPromise, Given, NewSignature, OnPaper, PromiseRefusal, PromiseState, Side,
};
use lofte_store::{Account, AuditVerb, Noun, RecordedVerdict, Tx, Versioned, View};
use lofte_words::Message;

/// A signature on paper that somebody notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Whose.
    pub side: Side,
    /// The office that signed.
    pub office: String,
    /// Day, registry number and scan.
    pub paper: OnPaper,
}

impl From<Paper> for NewSignature {
    fn from(paper: Paper) -> Self {
        Self { side: paper.side, office: paper.office, given: Given::OnPaper(paper.paper) }
    }
}

/// Signs what was seen for the asker's side, for which a command must have given the account's password: the first
/// signature proposes, the last one freezes.
pub async fn sign(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    office: &str,
    seen: &Fingerprint,
) -> Result<CitizenPromise, AppError> {
    let (mut tx, known) = open(actor, house, id).await?;
    let side = known.value.side_of(actor).ok_or(PromiseRefusal::NoSide)?;
    second_reader(actor, &mut tx, &known.value).await?;
    add(actor, house, tx, known, NewSignature::here(side, office), seen).await
}

/// Notes that a side has signed on paper what was seen.
pub async fn note(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    paper: Paper,
    seen: &Fingerprint,
) -> Result<CitizenPromise, AppError> {
    let (mut tx, known) = open(actor, house, id).await?;
    require_may_note(actor, &accounts(&mut tx).await?, &known.value, paper.side)?;
    add(actor, house, tx, known, paper.into(), seen).await
}

/// A transaction of whoever holds an account that may sign, and the promise that is signed, taken back or judged: one that
/// the asker may not see is not there.
async fn open(
    actor: &Actor,
    house: &House,
    id: PromiseId,
) -> Result<(Tx, Versioned<CitizenPromise>), AppError> {
    let mut tx = begin(actor, house, Action::SignPromise).await?;
    actor.require_holder()?;
    let known = tx.promise(id).await?;
    if !actor.may_see_promise(&known.value) {
        return Err(AppError::not_found("promise", id));
    }
    Ok((tx, known))
}

/// Refuses to take back what is neither one's own side's nor noted by oneself.
fn require_taker(
    actor: &Actor,
    promise: &CitizenPromise,
    (side, given, by): (Side, &Given, UserId),
) -> Result<(), AppError> {
    let own = promise.side_of(actor) == Some(side);
    let noted_by_asker = given.is_noted() && by == actor.user;
    if own || noted_by_asker { Ok(()) } else { Err(PromiseRefusal::NoSide.into()) }
}

/// Adds a signature on what was seen, in the transaction that looked whether it may be given.
async fn add(
    actor: &Actor,
    house: &House,
    mut tx: Tx,
    known: Versioned<CitizenPromise>,
    new: NewSignature,
    seen: &Fingerprint,
) -> Result<CitizenPromise, AppError> {
    require_baseline(actor, house, &known.value).await?;
    let promise = sealed(actor, house, known.value).await?;
    require_seen(&Fingerprint::of(&promise.frozen())?, seen)?;
    let waves = known_waves(actor, house, &promise).await?;
    let promise = promise.sign(new, actor.user, house.now(), &waves)?;
    tx.save_promise(&promise, Some(known.version)).await?;
    let entry = audit(actor, house, Action::SignPromise, Noun::Promise, promise.id);
    tx.commit(match promise.fingerprint() {
        Some(fingerprint) => entry.fingerprint(fingerprint),
        None => entry,
    })
    .await?;
    Ok(promise)
}

/// Takes a signature back while others are awaited: one's own, or one that one noted. It is kept with the reason.
pub async fn take_back(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    side: Side,
    reason: &str,
) -> Result<CitizenPromise, AppError> {
    let (mut tx, known) = open(actor, house, id).await?;
    let signature = known.value.signature_of(side).cloned().ok_or(PromiseRefusal::NothingToTakeBack)?;
    require_taker(actor, &known.value, (side, &signature.given, signature.by))?;
    if reason.trim().is_empty() {
        return Err(PromiseRefusal::NoReason.into());
    }
    let change = Change { at: house.now(), by: actor.user, reason: reason.trim().to_owned() };
    let promise = known.value.unsign(side)?;
    tx.keep(Noun::Promise, &id, &signature, change).await?;
    tx.save_promise(&promise, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::SignPromise, Noun::Promise, id)).await?;
    Ok(promise)
}

/// The sides whose paper the asker may note now: its own, and for the coordinator those that have no account.
pub async fn notable(actor: &Actor, house: &House, promise: &CitizenPromise) -> Result<Vec<Side>, AppError> {
    actor.require(Action::SignPromise)?;
    let accounts = accounts(&mut house.store().read(&actor.municipality).await?).await?;
    let may = |side: &Side| require_may_note(actor, &accounts, promise, *side).is_ok();
    Ok(promise.sides().into_iter().filter(may).collect())
}

pub(crate) async fn accounts(view: &mut View) -> Result<Vec<Account>, AppError> {
    let accounts = view.accounts().await?.into_iter().map(|known| known.value);
    Ok(accounts.filter(|account| account.closed_at.is_none()).collect())
}

/// Refuses to note for a side that could sign for itself, and for another side than one's own, but for the coordinator.
pub(crate) fn require_may_note(
    actor: &Actor,
    accounts: &[Account],
    promise: &CitizenPromise,
    side: Side,
) -> Result<(), AppError> {
    if !promise.sides().contains(&side) {
        return Err(PromiseRefusal::NoSide.into());
    }
    if promise.side_of(actor) == Some(side) {
        return Ok(());
    }
    if actor.role != Role::Coordinator {
        return Err(AppError::refused(Message::plain("note-other-side")));
    }
    let signs = |account: &&Account| match side {
        Side::Municipality => false,
        Side::Police => account.role == Role::Police,
        Side::Party(party) => account.role == Role::Partner && account.party == Some(party),
    };
    match accounts.iter().find(signs) {
        Some(account) => Err(AppError::refused(Message::with("note-has-account", "login", &account.login))),
        None => Ok(()),
    }
}

/// How many entries about a promise are looked through for its writers.
const LOOKED_THROUGH: u32 = 10_000;

/// Refuses a signature on what the signatory wrote, where the promise asks for a second pair of eyes.
async fn second_reader(actor: &Actor, view: &mut View, promise: &CitizenPromise) -> Result<(), AppError> {
    if !promise.sides.second_reader {
        return Ok(());
    }
    let entries = view.history(Noun::Promise, &promise.id.to_string(), LOOKED_THROUGH).await?;
    let wrote = entries
        .iter()
        .any(|entry| entry.verb == AuditVerb::Did(Action::DraftPromise) && entry.user == Some(actor.user));
    if wrote { Err(AppError::refused(Message::plain("promise-second-reader"))) } else { Ok(()) }
}

/// A recorded verdict with the signatures that stand on it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Give it back to [`sign_verdict`] and [`note_verdict`].
    pub seen: Fingerprint,
    /// The signatures that stand, in the order of the sides.
    pub signatures: Vec<VerdictSignature>,
    /// The sides that have not signed it.
    pub awaited: Vec<Side>,
}

/// The newest recorded verdict on a promise with its signatures; none before one is recorded, and for promises from before
/// there were signatures.
pub async fn judged(actor: &Actor, house: &House, id: PromiseId) -> Result<Option<Judged>, AppError> {
    actor.require(Action::ReadCasework)?;
    let promise = super::promise::find(actor, house, id).await?;
    let mut view = house.store().read(&actor.municipality).await?;
    let Some((recorded, all)) = newest(&mut view, &promise).await? else { return Ok(None) };
    let sides = promise.sides();
    let signatures: Vec<VerdictSignature> =
        standing(&all, recorded.number, &sides).into_iter().cloned().collect();
    let awaited = sides.into_iter().filter(|side| signatures.iter().all(|one| one.side != *side)).collect();
    Ok(Some(Judged { seen: Fingerprint::of(&recorded.verdict)?, signatures, awaited }))
}

/// The newest verdict on a promise that its sides sign, and every signature on its verdicts.
async fn newest(
    view: &mut View,
    promise: &CitizenPromise,
) -> Result<Option<(RecordedVerdict, Vec<VerdictSignature>)>, AppError> {
    if !matches!(promise.state, PromiseState::Published { .. }) {
        return Ok(None);
    }
    let newest = view.verdicts(promise.id).await?.into_iter().max_by_key(|recorded| recorded.number);
    let Some(recorded) = newest else { return Ok(None) };
    Ok(Some((recorded, view.verdict_signatures(promise.id).await?)))
}

/// The signatures that stand on the newest verdict of each promise.
pub(crate) async fn standing_signatures(view: &mut View) -> Result<Vec<VerdictSignature>, AppError> {
    let mut found = Vec::new();
    let promises = view.promises().await?;
    for recorded in view.latest_verdicts().await? {
        let of = recorded.verdict.promise;
        let Some(promise) = promises.iter().map(|known| &known.value).find(|known| known.id == of) else {
            continue;
        };
        let all = view.verdict_signatures(of).await?;
        found.extend(standing(&all, recorded.number, &promise.sides()).into_iter().cloned());
    }
    Ok(found)
}

/// Signs the recorded verdict that was seen for the asker's side, with what the side sees otherwise; empty where it agrees.
/// It may be signed anew, and the newest stands.
pub async fn sign_verdict(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    (office, dissent): (&str, &str),
    seen: &Fingerprint,
) -> Result<VerdictSignature, AppError> {
    let (tx, known) = open(actor, house, id).await?;
    let promise = known.value;
    let side = promise.side_of(actor).ok_or(PromiseRefusal::NoSide)?;
    add_to_verdict(actor, house, tx, &promise, (NewSignature::here(side, office), Stance::of(dissent)), seen)
        .await
}

/// Notes that a side has signed the recorded verdict that was seen on paper.
pub async fn note_verdict(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    (paper, dissent): (Paper, &str),
    seen: &Fingerprint,
) -> Result<VerdictSignature, AppError> {
    let (mut tx, known) = open(actor, house, id).await?;
    let promise = known.value;
    require_may_note(actor, &accounts(&mut tx).await?, &promise, paper.side)?;
    add_to_verdict(actor, house, tx, &promise, (paper.into(), Stance::of(dissent)), seen).await
}

/// Takes one's own side's signature on the newest verdict back, or one that one noted. It stays on record with the reason.
pub async fn take_back_verdict(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    side: Side,
    reason: &str,
) -> Result<VerdictSignature, AppError> {
    let (mut tx, known) = open(actor, house, id).await?;
    let promise = known.value;
    let (recorded, all) = newest(&mut tx, &promise).await?.ok_or(PromiseRefusal::NothingToTakeBack)?;
    let known = standing(&all, recorded.number, &[side]).first().copied().cloned();
    let known = known.ok_or(PromiseRefusal::NothingToTakeBack)?;
    require_taker(actor, &promise, (side, &known.given, known.by))?;
    let seen = Fingerprint::of(&recorded.verdict)?;
    let new = NewSignature { side, office: known.office, given: Given::Here };
    let stance = Stance::TakenBack { reason: reason.trim().to_owned() };
    add_to_verdict(actor, house, tx, &promise, (new, stance), &seen).await
}

async fn add_to_verdict(
    actor: &Actor,
    house: &House,
    mut tx: Tx,
    promise: &CitizenPromise,
    (new, stance): (NewSignature, Stance),
    seen: &Fingerprint,
) -> Result<VerdictSignature, AppError> {
    let Some((recorded, _)) = newest(&mut tx, promise).await? else {
        return Err(AppError::refused(Message::plain("verdict-not-recorded")));
    };
    let fingerprint = Fingerprint::of(&recorded.verdict)?;
    require_seen(&fingerprint, seen)?;
    let of = (promise.id, recorded.number, fingerprint);
    let signature = VerdictSignature::new(of, new, stance, actor.user, house.now())?;
    tx.add_verdict_signature(&signature).await?;
    let entry = audit(actor, house, Action::SignPromise, Noun::VerdictSignature, promise.id);
    tx.commit(entry.fingerprint(seen)).await?;
    Ok(signature)
}
