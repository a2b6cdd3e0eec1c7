//! Accounts and signing in.
//!
//! Passwords are kept as Argon2id hashes, sessions as SHA-256 of a random token. Failed sign-ins are counted per name
//! and hour; after ten the name rests. What is left out: single sign-on, which comes with its own issue.

use super::begin;
use crate::error::{AppError, Message};
use crate::house::House;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::{PasswordHasher, PasswordVerifier};
use jiff::ToSpan;
use lofte_model::access::{Action, Actor, Role};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{PartyId, UserId};
use lofte_store::{Account, AuditEntry, AuditVerb, Noun, NumberedEntry, Session};
use rand::Rng;

/// How long one stays signed in without doing anything new.
const SESSION_HOURS: i64 = 12;
/// Failed sign-ins for one name within an hour, after which it rests.
const FAILURES_ALLOWED: i64 = 10;
/// Shortest password.
pub const SHORTEST_PASSWORD: usize = 12;

/// A new account.
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

/// Signs in; the token is the caller's to keep, and is never stored.
pub async fn sign_in(house: &House, login: &str, password: &str) -> Result<(Actor, String), AppError> {
    let now = house.now();
    let key = login.trim().to_lowercase();
    let an_hour_ago = now.checked_sub(1.hour()).unwrap_or(now);
    if house.store().failed_sign_ins(&key, an_hour_ago).await? >= FAILURES_ALLOWED {
        return Err(AppError::Throttled);
    }
    let account = house.store().account_by_login(&key).await?;
    let account = account
        .filter(|(municipality, _)| municipality == house.municipality())
        .map(|(_, account)| account.value);
    let password = password.to_owned();
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let matches = tokio::task::spawn_blocking(move || matches(hash.as_deref(), &password))
        .await
        .map_err(|error| AppError::Defect(error.to_string()))?;
    let open = account.filter(|account| account.closed_at.is_none());
    let Some(account) = open.clone().filter(|_| matches) else {
        house.store().note_failed_sign_in(&key, now).await?;
        if let Some(account) = open {
            note_failure(house, account.user).await?;
        }
        return Err(AppError::WrongPassword);
    };
    let token = random_token();
    let mut tx = house.store().begin(house.municipality()).await?;
    let expires = now.checked_add(SESSION_HOURS.hours()).unwrap_or(now);
    let user = account.user;
    tx.open_session(&Session { token: token_hash(&token), user, created_at: now, expires_at: expires })
        .await?;
    tx.commit(AuditEntry::new(now, Some(user), AuditVerb::SignIn, Noun::Session, &user)).await?;
    house.store().forget_failed_sign_ins(&key).await?;
    Ok((actor(house, &account), token))
}

/// Whoever has this account, as long as it is open: long work acts for those who asked for it.
pub async fn holder(house: &House, user: UserId) -> Result<Actor, AppError> {
    let mut tx = house.store().read(house.municipality()).await?;
    let account = tx.account(user).await?.value;
    if account.closed_at.is_some() {
        return Err(AppError::not_found("account", account.login));
    }
    Ok(actor(house, &account))
}

/// A failed sign-in to an account that exists goes into the audit; names that do not exist go nowhere.
async fn note_failure(house: &House, user: UserId) -> Result<(), AppError> {
    let tx = house.store().begin(house.municipality()).await?;
    let entry = AuditEntry::new(house.now(), Some(user), AuditVerb::SignInFailed, Noun::Session, &user);
    Ok(tx.commit(entry).await?)
}

/// Who a token belongs to; a session of another municipality in the same store opens nothing here.
pub async fn signed_in(house: &House, token: &str) -> Result<Actor, AppError> {
    let actor = house.store().actor(&token_hash(token), house.now()).await?;
    actor.filter(|actor| actor.municipality == *house.municipality()).ok_or(AppError::SignedOut)
}

/// Ends a session.
pub async fn sign_out(actor: &Actor, house: &House, token: &str) -> Result<(), AppError> {
    let mut tx = house.store().begin(&actor.municipality).await?;
    tx.close_session(&token_hash(token)).await?;
    let user = actor.user;
    tx.commit(AuditEntry::new(house.now(), Some(user), AuditVerb::SignOut, Noun::Session, &user)).await?;
    Ok(())
}

/// The account that a command acts for: the one named, or the only coordinator.
pub async fn acting_for(house: &House, login: Option<&str>) -> Result<Actor, AppError> {
    let mut tx = house.store().read(house.municipality()).await?;
    let accounts: Vec<Account> = tx.accounts().await?.into_iter().map(|known| known.value).collect();
    let mut open = accounts.iter().filter(|account| account.closed_at.is_none());
    let chosen = match login {
        Some(login) => open.find(|account| account.login.eq_ignore_ascii_case(login)),
        None => open.find(|account| account.role == Role::Coordinator),
    };
    chosen
        .map(|account| actor(house, account))
        .ok_or_else(|| AppError::not_found("account", login.unwrap_or("coordinator")))
}

/// Adds an account.
pub async fn add_account(actor: &Actor, house: &House, new: NewAccount) -> Result<Account, AppError> {
    let mut tx = begin(actor, house, Action::ManageUsers).await?;
    let account = account(house, &new)?;
    tx.save_account(&account, None).await?;
    tx.commit(super::audit(actor, house, Action::ManageUsers, Noun::Account, account.user)).await?;
    Ok(account)
}

/// Adds the first account of a new house, when there is nobody yet who could.
pub async fn add_first_account(house: &House, new: NewAccount) -> Result<Account, AppError> {
    let mut tx = house.store().begin(house.municipality()).await?;
    if !tx.accounts().await?.is_empty() {
        return Err(AppError::refused(Message::plain("account-not-first")));
    }
    let account = account(house, &NewAccount { role: Role::Coordinator, ..new })?;
    tx.save_account(&account, None).await?;
    let user = account.user;
    tx.commit(AuditEntry::new(house.now(), Some(user), Action::ManageUsers, Noun::Account, &user)).await?;
    Ok(account)
}

/// Closes an account; what it did stays in the audit.
pub async fn close_account(actor: &Actor, house: &House, user: UserId) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::ManageUsers).await?;
    if user == actor.user {
        return Err(AppError::refused(Message::plain("account-own")));
    }
    let known = tx.account(user).await?;
    let closed = Account { closed_at: Some(house.now()), ..known.value };
    tx.save_account(&closed, Some(known.version)).await?;
    tx.commit(super::audit(actor, house, Action::ManageUsers, Noun::Account, user)).await?;
    Ok(())
}

/// All accounts.
pub async fn accounts(actor: &Actor, house: &House) -> Result<Vec<Account>, AppError> {
    actor.require(Action::ManageUsers)?;
    let accounts = house.store().read(&actor.municipality).await?.accounts().await?;
    Ok(accounts.into_iter().map(|known| known.value).collect())
}

/// Entries of the audit, the newest first; only those before a number, where one is given.
pub async fn audit_log(
    actor: &Actor,
    house: &House,
    limit: u32,
    before: Option<i64>,
) -> Result<Vec<NumberedEntry>, AppError> {
    actor.require(Action::ReadAudit)?;
    Ok(house.store().read(&actor.municipality).await?.audit(limit, before).await?)
}

fn account(house: &House, new: &NewAccount) -> Result<Account, AppError> {
    let login = new.login.trim();
    let login_ok = (2..=40).contains(&login.chars().count())
        && login.chars().all(|c| c.is_alphanumeric() || "-_.@".contains(c));
    if !login_ok {
        return Err(AppError::refused(Message::plain("account-bad-login")));
    }
    if new.password.chars().count() < SHORTEST_PASSWORD {
        return Err(AppError::refused(Message::with("account-short-password", "length", SHORTEST_PASSWORD)));
    }
    if new.role == Role::Partner && new.party.is_none() {
        return Err(AppError::refused(Message::plain("account-partner-party")));
    }
    let hash = Argon2::default()
        .hash_password(new.password.as_bytes())
        .map_err(|error| AppError::Defect(error.to_string()))?;
    Ok(Account {
        user: UserId(uuid::Uuid::now_v7()),
        login: login.to_owned(),
        role: new.role,
        party: new.party,
        password_hash: hash.to_string(),
        created_at: house.now(),
        closed_at: None,
    })
}

/// Whether the password is right. Without a hash the same work is done, so that the time taken does not tell which
/// names exist.
fn matches(hash: Option<&str>, password: &str) -> bool {
    if let Some(Ok(hash)) = hash.map(PasswordHash::new) {
        return Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
    }
    let _ = Argon2::default().hash_password(password.as_bytes());
    false
}

/// Whoever the account lets act.
pub fn actor(house: &House, account: &Account) -> Actor {
    Actor {
        user: account.user,
        login: account.login.clone(),
        role: account.role,
        municipality: house.municipality().clone(),
        party: account.party,
    }
}

fn token_hash(token: &str) -> Fingerprint {
    Fingerprint::of_bytes(token.as_bytes())
}

fn random_token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    Fingerprint::from_digest(&bytes).as_str().to_owned()
}
