//! Organisations that change: another name, a municipality code, and leaving or coming back.
//!
//! An organisation that owns measures, has undertaken something or signs cannot vanish: what it signed and promised stands in
//! its name. It is marked as withdrawn, is offered in no form any more, and its page says what it still holds until somebody
//! else takes that over. Left out: adding one ([`super::agreement`]).

use super::{audit, begin};
use crate::error::{AppError, amendment};
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::{Change, NoAmendment, Withdrawal};
use lofte_model::id::PartyId;
use lofte_model::party::Party;
use lofte_model::plan::Measure;
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_store::{Account, Noun, Versioned, View};

/// What an organisation holds that somebody waits for.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Its measures that are neither done nor dropped, by number.
    pub measures: Vec<Measure>,
    /// Promises that are written or in force in which it has undertaken something, or that it is a side of.
    pub promises: Vec<CitizenPromise>,
    /// Logins of its open accounts.
    pub accounts: Vec<String>,
}

impl Held {
    /// Whether nobody waits for anything.
    pub fn is_nothing(&self) -> bool {
        self.measures.is_empty() && self.promises.is_empty() && self.accounts.is_empty()
    }

    async fn by(view: &mut View, id: PartyId) -> Result<Self, AppError> {
        let measures = view.measures_of_owner(id).await?.into_iter().map(|known| known.value);
        let promises = view.promises().await?.into_iter().map(|known| known.value);
        let accounts = view.accounts().await?.into_iter().map(|known| known.value);
        let is_its = |account: &Account| account.party == Some(id) && account.closed_at.is_none();
        Ok(Self {
            measures: measures.filter(|measure| !measure.is_over()).collect(),
            promises: promises.filter(|promise| is_in_force(promise) && names(promise, id)).collect(),
            accounts: accounts.filter(is_its).map(|account| account.login).collect(),
        })
    }
}

fn is_in_force(promise: &CitizenPromise) -> bool {
    match &promise.state {
        PromiseState::Draft | PromiseState::Proposed { .. } => true,
        PromiseState::Published { closed, .. } => closed.is_none(),
        PromiseState::Historical { .. } => false,
    }
}

fn names(promise: &CitizenPromise, id: PartyId) -> bool {
    promise.sides.further.contains(&id)
        || promise.commitments.iter().any(|commitment| commitment.parties.contains(&id))
}

/// One organisation with what it holds, and its version for whoever is going to change it.
pub async fn find(actor: &Actor, house: &House, id: PartyId) -> Result<(Versioned<Party>, Held), AppError> {
    actor.require(Action::EditAgreement)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let party = view.party(id).await?;
    Ok((party, Held::by(&mut view, id).await?))
}

/// Gives an organisation another name, kind or municipality code, if it is still the version that was read. What it was
/// called before is kept with the reason.
pub async fn amend(
    actor: &Actor,
    house: &House,
    party: Party,
    read: i64,
    reason: &str,
) -> Result<Party, AppError> {
    let mut tx = begin(actor, house, Action::EditAgreement).await?;
    let was = tx.party(party.id).await?.value;
    let party = Party { name: party.name.trim().to_owned(), withdrawn: was.withdrawn.clone(), ..party };
    if party.name.is_empty() {
        return Err(AppError::refused(lofte_words::Message::plain("party-no-name")));
    }
    if party == was {
        return Err(AppError::refused(amendment(NoAmendment::Same)));
    }
    let change = change(actor, house, reason)?;
    tx.keep(Noun::Party, &party.id, &was, change).await?;
    tx.save_party(&party, Some(read)).await?;
    tx.commit(audit(actor, house, Action::EditAgreement, Noun::Party, party.id)).await?;
    Ok(party)
}

/// Marks that an organisation takes part no more, and says what it still holds.
pub async fn withdraw(actor: &Actor, house: &House, id: PartyId, reason: &str) -> Result<Held, AppError> {
    let mut tx = begin(actor, house, Action::EditAgreement).await?;
    let Versioned { value: known, version } = tx.party(id).await?;
    let change = change(actor, house, reason)?;
    change.require(known.withdrawn.as_ref()).map_err(|refusal| AppError::refused(amendment(refusal)))?;
    let party = Party { withdrawn: Some(Withdrawal::from(change)), ..known };
    tx.save_party(&party, Some(version)).await?;
    let held = Held::by(&mut tx, id).await?;
    tx.commit(audit(actor, house, Action::EditAgreement, Noun::Party, id)).await?;
    Ok(held)
}

/// Takes an organisation in again that had left; that it had is kept.
pub async fn take_in(actor: &Actor, house: &House, id: PartyId, reason: &str) -> Result<Party, AppError> {
    let mut tx = begin(actor, house, Action::EditAgreement).await?;
    let Versioned { value: was, version } = tx.party(id).await?;
    let change = change(actor, house, reason)?;
    if was.withdrawn.is_none() {
        return Err(AppError::refused(amendment(NoAmendment::Same)));
    }
    tx.keep(Noun::Party, &id, &was, change).await?;
    let party = Party { withdrawn: None, ..was };
    tx.save_party(&party, Some(version)).await?;
    tx.commit(audit(actor, house, Action::EditAgreement, Noun::Party, id)).await?;
    Ok(party)
}

/// The measures that are neither done nor dropped and whose owner takes part no more, with the name of that owner.
pub async fn orphans(actor: &Actor, house: &House) -> Result<Vec<(Measure, String)>, AppError> {
    actor.require(Action::EditPlan)?;
    orphans_in(&mut house.store().read(&actor.municipality).await?).await
}

/// The same, for whoever reads already.
pub(crate) async fn orphans_in(view: &mut View) -> Result<Vec<(Measure, String)>, AppError> {
    let gone: Vec<Party> = view.parties().await?.into_iter().map(|known| known.value).collect();
    let gone: Vec<&Party> = gone.iter().filter(|party| !party.takes_part()).collect();
    let measures = view.measures().await?.into_iter().map(|known| known.value);
    let measures = measures.filter(|measure| !measure.is_over());
    let orphan = |measure: Measure| {
        let owner = gone.iter().find(|party| party.id == measure.owner)?;
        Some((measure, owner.name.clone()))
    };
    Ok(measures.filter_map(orphan).collect())
}

fn change(actor: &Actor, house: &House, reason: &str) -> Result<Change, AppError> {
    if reason.trim().is_empty() {
        return Err(AppError::refused(amendment(NoAmendment::NoReason)));
    }
    Ok(Change { at: house.now(), by: actor.user, reason: reason.trim().to_owned() })
}
