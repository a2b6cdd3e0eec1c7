//! Accounts: who gets one, who helps whom, and what becomes of them.
//!
//! A new account comes with a one-time link; its holder chooses the password, and nobody else ever knows it. Each side
//! answers for its own signatories: accounts of the police are made, closed and helped by the police, except for the
//! first one, when there is nobody yet who could. Whoever runs the machine can make a link for anybody, because they
//! can do anything; the log and the page where one signs say so. An account can help itself with a recovery code.
//! Left out: mail; a link is shown once to whoever made it, to be handed over.

use crate::audit;
use crate::error::AppError;
use crate::house::House;
use crate::proof::{Arrival, find, proven};
use crate::secret::{hashed, hashed_apart, later, random_token, token_hash};
use jiff::SignedDuration;
use lofte_model::access::{Action, Actor, Channel, Role};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{PartyId, UserId};
use lofte_store::{Account, AccountLink, AuditEntry, AuditVerb, LinkPurpose, Noun, Origin, Tx};
use lofte_words::Message;

/// How long an invitation works.
const INVITATION: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a link for a new password works.
const RESET: SignedDuration = SignedDuration::from_hours(24);
/// A first account, whose password is given with it.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Name to sign in with.
    pub login: String,
    /// Password in the clear; never stored.
    pub password: String,
    /// Role.
    pub role: Role,
    /// Organisation; partners must have one.
    pub party: Option<PartyId>,
}

/// Somebody who is to have an account.
#[derive(Clone, Debug)]
pub struct Invited {
    /// Name to sign in with.
    pub login: String,
    /// Role.
    pub role: Role,
    /// Organisation; partners must have one.
    pub party: Option<PartyId>,
}

/// By whom an account was made and its password made possible: what the other side sees before it signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatory {
    /// The account.
    pub account: Account,
    /// Login of whoever made it; nobody where a command or the program did.
    pub made_by: Option<String>,
    /// Login of whoever made the link by which the password was chosen; nobody where a command did.
    pub password_by: Option<String>,
}

/// Adds the first account of a new house, when there is nobody yet who could.
pub async fn add_first_account(house: &House, new: NewAccount) -> Result<Account, AppError> {
    let mut tx = house.store().begin(house.municipality()).await?;
    if !tx.accounts().await?.is_empty() {
        return Err(AppError::refused(Message::plain("account-not-first")));
    }
    let login = login(&new.login)?;
    let now = house.now();
    let made = Origin { by: None, through: Some(Channel::Program.word().to_owned()) };
    let account = Account {
        user: UserId(uuid::Uuid::now_v7()),
        password_hash: Some(hashed(&new.password, &login)?),
        login,
        role: Role::Coordinator,
        party: new.party,
        created_at: now,
        closed_at: None,
        made: made.clone(),
        password_at: Some(now),
        password_origin: made,
    };
    tx.save_account(&account, None).await?;
    let user = account.user;
    tx.commit(AuditEntry::new(now, Some(user), Action::ManageUsers, Noun::Account, &user)).await?;
    Ok(account)
}

/// The accounts that the asker may help: the police see their own side, the coordinator all.
pub async fn accounts(actor: &Actor, house: &House) -> Result<Vec<Account>, AppError> {
    if !actor.may(Action::ManagePoliceUsers) {
        actor.require(Action::ManageUsers)?;
    }
    let accounts = house.store().read(&actor.municipality).await?.accounts().await?;
    let accounts = accounts.into_iter().map(|known| known.value);
    Ok(accounts.filter(|account| actor.may(Action::ManageUsers) || account.role == Role::Police).collect())
}

/// Makes an account without a password, and gives what its invitation holds.
pub async fn invite(actor: &Actor, house: &House, invited: Invited) -> Result<(Account, String), AppError> {
    require_a_side(actor)?;
    let mut tx = house.store().begin(&actor.municipality).await?;
    require_side(actor, &mut tx, invited.role).await?;
    let login = login(&invited.login)?;
    if invited.role == Role::Partner && invited.party.is_none() {
        return Err(AppError::refused(Message::plain("account-partner-party")));
    }
    let account = Account {
        user: UserId(uuid::Uuid::now_v7()),
        login,
        role: invited.role,
        party: invited.party,
        password_hash: None,
        created_at: house.now(),
        closed_at: None,
        made: origin(actor),
        password_at: None,
        password_origin: Origin::default(),
    };
    tx.save_account(&account, None).await?;
    let token = add_link(house, &mut tx, account.user, LinkPurpose::Invitation, origin(actor)).await?;
    tx.commit(entry(actor, house, &account)).await?;
    Ok((account, token))
}

/// Makes a link by which the holder of an account chooses a new password, or the first where there is none yet.
pub async fn make_link(actor: &Actor, house: &House, user: UserId) -> Result<(Account, String), AppError> {
    require_a_side(actor)?;
    let mut tx = house.store().begin(&actor.municipality).await?;
    let account = tx.account(user).await?.value;
    require_side(actor, &mut tx, account.role).await?;
    let token = renew_link(house, &mut tx, &account, origin(actor)).await?;
    tx.commit(entry(actor, house, &account)).await?;
    Ok((account, token))
}

/// The same for whoever runs the machine, on whatever side the account is. It is a recovery in the log, with the
/// account of the machine.
pub async fn make_link_by_command(
    house: &House,
    system_user: &str,
    login: &str,
) -> Result<(Account, String), AppError> {
    let account = find(house, login).await?.ok_or_else(|| AppError::not_found("account", login))?;
    let channel = Channel::Command { system_user: system_user.to_owned(), holder: false };
    let mut tx = house.store().begin(house.municipality()).await?;
    let made = Origin { by: None, through: Some(channel.word().to_owned()) };
    let token = renew_link(house, &mut tx, &account, made).await?;
    let entry = AuditEntry::new(house.now(), None, AuditVerb::Recover, Noun::Account, &account.user);
    tx.commit(entry.through(&channel)).await?;
    Ok((account, token))
}

/// The account that a link is for, as long as the link works.
pub async fn of_link(house: &House, token: &str) -> Result<(Account, LinkPurpose), AppError> {
    let mut view = house.store().read(house.municipality()).await?;
    let link = view.account_link(&token_hash(token), house.now()).await?;
    let link = link.ok_or_else(|| AppError::refused(Message::plain("account-link-gone")))?;
    Ok((view.account(link.user).await?.value, link.purpose))
}

/// Uses a link: its holder chooses the password. Whoever was signed in to the account is so no longer.
pub async fn accept_link(
    house: &House,
    channel: &Channel,
    token: &str,
    password: &str,
) -> Result<Account, AppError> {
    // Hashing is work; only those who hold a link may ask for it.
    let (account, _) = of_link(house, token).await?;
    let hash = hashed_apart(password, &account.login).await?;
    let mut tx = house.store().begin(house.municipality()).await?;
    let link = tx.account_link(&token_hash(token), house.now()).await?;
    let link = link.ok_or_else(|| AppError::refused(Message::plain("account-link-gone")))?;
    let known = tx.account(link.user).await?;
    let account = Account {
        password_hash: Some(hash),
        password_at: Some(house.now()),
        password_origin: link.made,
        ..known.value
    };
    tx.save_account(&account, Some(known.version)).await?;
    tx.drop_account_links(account.user).await?;
    let user = account.user;
    let entry = AuditEntry::new(house.now(), Some(user), AuditVerb::ChoosePassword, Noun::Account, &user);
    tx.commit(entry.through(channel)).await?;
    house.throttle().forgive(&account.login);
    Ok(account)
}

/// Changes the asker's own password. It takes the old one, and ends every session, also this one.
pub async fn change_password(actor: &Actor, house: &House, old: &str, new: &str) -> Result<(), AppError> {
    let arrival = Arrival::by(actor.channel.clone());
    let proven = proven(house, &arrival, &actor.login, old).await;
    let account = proven.map_err(|error| match error {
        AppError::WrongPassword => AppError::refused(Message::plain("account-old-password")),
        other => other,
    })?;
    let hash = hashed_apart(new, &account.login).await?;
    let mut tx = house.store().begin(&actor.municipality).await?;
    let known = tx.account(actor.user).await?;
    let account = Account {
        password_hash: Some(hash),
        password_at: Some(house.now()),
        password_origin: Origin { by: Some(actor.user), through: Some(actor.channel.word().to_owned()) },
        ..known.value
    };
    tx.save_account(&account, Some(known.version)).await?;
    let user = actor.user;
    let entry = AuditEntry::new(house.now(), Some(user), AuditVerb::ChoosePassword, Noun::Account, &user);
    Ok(tx.commit(entry.through(&actor.channel)).await?)
}

/// Of an account as it is shown to whoever may close or erase it: which one, what it is called and may do, and whether it
/// is open. Give it to [`close`] or [`erase`].
pub fn seen(account: &Account) -> Result<Fingerprint, AppError> {
    Ok(Fingerprint::of(&(account.user, &account.login, account.role, account.party, account.closed_at))?)
}

/// The account of whoever asks.
pub async fn own(actor: &Actor, house: &House) -> Result<Account, AppError> {
    actor.require_holder()?;
    Ok(house.store().read(&actor.municipality).await?.account(actor.user).await?.value)
}

/// Closes an account as it was seen; what it did stays in the log, and its login is free for another.
pub async fn close(actor: &Actor, house: &House, user: UserId, seen: &Fingerprint) -> Result<(), AppError> {
    let closed = |account: Account| {
        crate::require_seen(&self::seen(&account)?, seen)?;
        Ok(Account { closed_at: Some(house.now()), ..account })
    };
    change(actor, house, user, Own::Refused, closed).await?;
    // What it brought and never delivered is nobody's now.
    crate::staging::forget(house, user).await
}

/// Opens a closed account again, under another login where its own is taken. Its holder chooses a new password by a link.
pub async fn reopen(
    actor: &Actor,
    house: &House,
    user: UserId,
    new_login: &str,
) -> Result<(Account, String), AppError> {
    require_a_side(actor)?;
    let login = login(new_login)?;
    let opened = |account: Account| Ok(Account { closed_at: None, password_hash: None, login, ..account });
    change(actor, house, user, Own::Refused, opened).await?;
    make_link(actor, house, user).await
}

/// Gives an account another login.
pub async fn rename(actor: &Actor, house: &House, user: UserId, new_login: &str) -> Result<(), AppError> {
    require_a_side(actor)?;
    let login = login(new_login)?;
    change(actor, house, user, Own::Allowed, |account| Ok(Account { login, ..account })).await
}

/// Ends every session of an account.
pub async fn end_sessions(actor: &Actor, house: &House, user: UserId) -> Result<(), AppError> {
    require_a_side(actor)?;
    let mut tx = house.store().begin(&actor.municipality).await?;
    let account = tx.account(user).await?.value;
    require_side(actor, &mut tx, account.role).await?;
    tx.end_sessions(user).await?;
    Ok(tx.commit(entry(actor, house, &account)).await?)
}

/// Erases an account: login, password, sessions and codes go; its deeds stay in the log under a number that leads
/// nowhere. The holder may ask for it too, but not the last coordinator; and it is the account that was seen.
pub async fn erase(actor: &Actor, house: &House, user: UserId, seen: &Fingerprint) -> Result<(), AppError> {
    if user != actor.user {
        require_a_side(actor)?;
    }
    let mut tx = house.store().begin(&actor.municipality).await?;
    let account = tx.account(user).await?.value;
    if user == actor.user {
        actor.require_holder()?;
    } else {
        require_side(actor, &mut tx, account.role).await?;
    }
    crate::require_seen(&self::seen(&account)?, seen)?;
    keep_a_coordinator(&mut tx, &account).await?;
    tx.erase_account(user).await?;
    let entry = AuditEntry::new(house.now(), Some(actor.user), AuditVerb::Erase, Noun::Account, &user);
    tx.commit(entry.through(&actor.channel)).await?;
    crate::staging::forget(house, user).await
}

/// The accounts that can sign for a side, with what the other side should know of them.
pub async fn signatories(actor: &Actor, house: &House, role: Role) -> Result<Vec<Signatory>, AppError> {
    actor.require(Action::SignPromise)?;
    let accounts = house.store().read(&actor.municipality).await?.accounts().await?;
    let accounts: Vec<Account> = accounts.into_iter().map(|known| known.value).collect();
    let login = |by: Option<UserId>| {
        accounts.iter().find(|known| Some(known.user) == by).map(|known| known.login.clone())
    };
    let signatory = |account: &Account| Signatory {
        made_by: login(account.made.by),
        password_by: login(account.password_origin.by),
        account: account.clone(),
    };
    let open = accounts.iter().filter(|account| account.role == role && account.closed_at.is_none());
    Ok(open.map(signatory).collect())
}

/// Whether an account has what it takes to be signed in to.
pub fn waits_for_password(account: &Account) -> bool {
    account.password_hash.is_none()
}

/// A login that may be one.
fn login(text: &str) -> Result<String, AppError> {
    let login = text.trim();
    let fits = (2..=40).contains(&login.chars().count())
        && login.chars().all(|c| c.is_alphanumeric() || "-_.@".contains(c));
    if fits { Ok(login.to_owned()) } else { Err(AppError::refused(Message::plain("account-bad-login"))) }
}

/// Whether an account may be changed by its own holder.
#[derive(Clone, Copy, PartialEq)]
enum Own {
    Allowed,
    Refused,
}

async fn change(
    actor: &Actor,
    house: &House,
    user: UserId,
    own: Own,
    to: impl FnOnce(Account) -> Result<Account, AppError>,
) -> Result<(), AppError> {
    require_a_side(actor)?;
    let mut tx = house.store().begin(&actor.municipality).await?;
    let known = tx.account(user).await?;
    require_side(actor, &mut tx, known.value.role).await?;
    if user == actor.user && own == Own::Refused {
        return Err(AppError::refused(Message::plain("account-own")));
    }
    let account = to(known.value)?;
    tx.save_account(&account, Some(known.version)).await?;
    Ok(tx.commit(entry(actor, house, &account)).await?)
}

/// Refuses whoever answers for no accounts at all, before anything is looked up.
pub(super) fn require_a_side(actor: &Actor) -> Result<(), AppError> {
    if actor.may(Action::ManagePoliceUsers) { Ok(()) } else { Ok(actor.require(Action::ManageUsers)?) }
}

/// Refuses whoever does not answer for the accounts of a role. The first account of the police is the coordinator's to
/// make, as long as nobody of the police has one with a password.
async fn require_side(actor: &Actor, tx: &mut Tx, role: Role) -> Result<(), AppError> {
    let action = Action::to_manage(role);
    if role == Role::Police && actor.may(Action::ManageUsers) {
        let accounts = tx.accounts().await?;
        let somebody = accounts.iter().any(|known| {
            known.value.role == Role::Police && known.value.password_at.or(was_there(&known.value)).is_some()
        });
        if !somebody {
            return Ok(());
        }
    }
    Ok(actor.require(action)?)
}

/// When an account of an earlier version of the program got its password: when it was made.
fn was_there(account: &Account) -> Option<jiff::Timestamp> {
    account.password_hash.as_ref().map(|_| account.created_at)
}

async fn keep_a_coordinator(tx: &mut Tx, leaving: &Account) -> Result<(), AppError> {
    let accounts = tx.accounts().await?;
    let others = accounts.iter().map(|known| &known.value).filter(|account| {
        account.user != leaving.user
            && account.role == Role::Coordinator
            && account.closed_at.is_none()
            && account.password_hash.is_some()
    });
    if leaving.role == Role::Coordinator && others.count() == 0 {
        return Err(AppError::refused(Message::plain("account-last-coordinator")));
    }
    Ok(())
}

async fn renew_link(house: &House, tx: &mut Tx, account: &Account, made: Origin) -> Result<String, AppError> {
    if account.closed_at.is_some() {
        return Err(AppError::refused(Message::plain("account-closed")));
    }
    let purpose = if waits_for_password(account) { LinkPurpose::Invitation } else { LinkPurpose::Reset };
    add_link(house, tx, account.user, purpose, made).await
}

async fn add_link(
    house: &House,
    tx: &mut Tx,
    user: UserId,
    purpose: LinkPurpose,
    made: Origin,
) -> Result<String, AppError> {
    let (token, made_at) = (random_token(), house.now());
    let works = match purpose {
        LinkPurpose::Invitation => INVITATION,
        LinkPurpose::Reset => RESET,
    };
    let expires_at = later(made_at, works);
    tx.add_account_link(&AccountLink { token: token_hash(&token), user, purpose, made_at, made, expires_at })
        .await?;
    Ok(token)
}

fn origin(actor: &Actor) -> Origin {
    Origin { by: Some(actor.user), through: Some(actor.channel.word().to_owned()) }
}

fn entry(actor: &Actor, house: &House, account: &Account) -> AuditEntry {
    audit(actor, house, Action::to_manage(account.role), Noun::Account, account.user)
}
