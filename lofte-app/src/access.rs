//! Signing in and out, sessions, and the log.
//!
//! Passwords are kept as Argon2id hashes, sessions as SHA-256 of a random token. How fast one may guess is decided by
//! [`crate::throttle`]; a name that nobody has costs the same work as one that somebody has. A session ends after
//! twelve hours, or when nothing was asked for three quarters of an hour. Making and changing accounts is in
//! [`super::account`], what is shown beside a password in [`super::factor`]. Left out: single sign-on.

use crate::error::AppError;
use crate::factor;
use crate::house::House;
use crate::proof::{Arrival, known_browser, proven};
use crate::secret::{later, random_token, token_hash};
use crate::throttle::{Try, Wait};
use jiff::{SignedDuration, Timestamp};
use lofte_model::access::{Action, Actor, Channel, Role};
use lofte_model::id::UserId;
use lofte_store::{Account, AuditEntry, AuditVerb, Noun, NumberedEntry, Session, login_key};
use lofte_words::Message;

/// How long one stays signed in, whatever one does.
const SESSION: SignedDuration = SignedDuration::from_hours(12);
/// How long one stays signed in without asking for anything.
const IDLE: SignedDuration = SignedDuration::from_mins(45);
/// How exactly it is noted when something was last asked for.
const SEEN_EVERY: SignedDuration = SignedDuration::from_secs(60);
/// How long a browser is remembered that nobody signs in with.
const BROWSER_REMEMBERED: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Somebody who has signed in. The tokens are the browser's to keep, and are never stored here.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Who.
    pub actor: Actor,
    /// Token of the session.
    pub token: String,
    /// What makes the browser a known one next time.
    pub browser: String,
}

/// How far a password leads.
#[derive(Clone, Debug)]
pub enum Entry {
    /// In.
    In(Box<SignIn>),
    /// To the second factor, for which this ticket is good for a few minutes.
    SecondFactor(String),
}

impl Entry {
    /// Whoever is in, where the password was enough.
    pub fn entered(self) -> Option<SignIn> {
        match self {
            Self::In(entered) => Some(*entered),
            Self::SecondFactor(_) => None,
        }
    }
}

/// Checks a login and a password: the first step in, and the only one where there is no second factor.
pub async fn sign_in(
    house: &House,
    arrival: &Arrival,
    login: &str,
    password: &str,
) -> Result<Entry, AppError> {
    let account = proven(house, arrival, login, password).await?;
    if factor::has_one(house, account.user).await? {
        return Ok(Entry::SecondFactor(house.tickets().open(account.user, house.now())));
    }
    Ok(Entry::In(Box::new(enter(house, arrival, &account).await?)))
}

/// The second step in: the ticket of the first, and a number of the second factor.
pub async fn sign_in_second(
    house: &House,
    arrival: &Arrival,
    ticket: &str,
    number: &str,
) -> Result<SignIn, AppError> {
    let user = house.tickets().redeem(ticket, house.now()).ok_or(AppError::SignedOut)?;
    // Who has guessed a password could ask for one ticket after the other; numbers are counted for the account.
    let who = Try { login: user.to_string(), block: None, known_browser: None };
    house.throttle().reserve(&who, house.now()).map_err(|Wait(seconds)| AppError::Throttled { seconds })?;
    if !factor::accepts(house, &arrival.channel, user, number).await? {
        house.throttle().note(AuditVerb::SignInFailed, Some(user), &arrival.channel);
        return Err(AppError::refused(Message::plain("factor-wrong")));
    }
    house.tickets().close(ticket);
    house.throttle().succeeded(&who);
    let account = house.store().read(house.municipality()).await?.account(user).await?.value;
    if account.closed_at.is_some() {
        return Err(AppError::WrongPassword);
    }
    enter(house, arrival, &account).await
}

/// Opens a session for somebody who has shown all that is asked.
async fn enter(house: &House, arrival: &Arrival, account: &Account) -> Result<SignIn, AppError> {
    write_notes(house).await?;
    let now = house.now();
    let (token, user, channel) = (random_token(), account.user, arrival.channel.clone());
    let kept = known_browser(house, arrival, account).await?;
    let browser = kept.unwrap_or_else(random_token);
    let (address, family) = match &channel {
        Channel::Page { address, browser } => (address.clone(), browser.clone()),
        _ => (None, None),
    };
    let mut tx = house.store().begin(house.municipality()).await?;
    tx.open_session(&Session {
        token: token_hash(&token),
        user,
        created_at: now,
        seen_at: now,
        expires_at: later(now, SESSION),
        address,
        browser: family,
    })
    .await?;
    tx.know_browser(user, &token_hash(&browser), now).await?;
    tx.commit(AuditEntry::new(now, Some(user), AuditVerb::SignIn, Noun::Session, &user).through(&channel))
        .await?;
    Ok(SignIn { actor: Actor { channel, ..actor(house, account) }, token, browser })
}

/// Writes what was gathered about failed sign-ins into the log. Whoever was aimed at has done nothing, so the entries
/// are nobody's deed; a name that nobody has is not written down, because people type passwords there.
pub async fn write_notes(house: &House) -> Result<(), AppError> {
    let notes = house.throttle().take_notes();
    let entry = |note: &crate::throttle::Note| {
        let id = note.user.map_or_else(|| "unknown".to_owned(), |user| user.to_string());
        let entry = AuditEntry::new(house.now(), None, note.verb, Noun::Account, &id);
        entry.through(&note.channel).times(note.times)
    };
    let entries: Vec<AuditEntry> = notes.iter().map(entry).collect();
    if entries.is_empty() {
        return Ok(());
    }
    Ok(house.store().begin(house.municipality()).await?.commit_all(&entries).await?)
}

/// Writes a refusal into the log: who asked for what.
pub async fn note_refusal(actor: &Actor, house: &House, action: Action) -> Result<(), AppError> {
    let word = serde_json::to_value(action).ok();
    let word = word.as_ref().and_then(|word| word.as_str()).unwrap_or_default().to_owned();
    let entry = AuditEntry::new(house.now(), Some(actor.user), AuditVerb::Refused, Noun::Action, &word);
    Ok(house.store().begin(&actor.municipality).await?.commit(entry.through(&actor.channel)).await?)
}

/// Whoever has this account, as long as it is open: long work acts for those who asked for it.
pub async fn holder(house: &House, user: UserId) -> Result<Actor, AppError> {
    let mut tx = house.store().read(house.municipality()).await?;
    let account = tx.account(user).await?.value;
    if account.closed_at.is_some() {
        return Err(AppError::not_found("account", account.login));
    }
    Ok(Actor { channel: Channel::Job, ..actor(house, &account) })
}

/// The holder of an account, who proves it at a command with the password, and a number where the account has a second
/// factor: what a signature on the command line takes. No session is opened; the entry in the log says that it was a
/// command, and by which account of the machine.
pub async fn sign_in_for_command(
    house: &House,
    system_user: &str,
    login: &str,
    password: &str,
    number: &str,
) -> Result<Actor, AppError> {
    let channel = Channel::Command { system_user: system_user.to_owned(), holder: true };
    let proven = proven(house, &Arrival::by(channel.clone()), login, password).await;
    write_notes(house).await?;
    let account = proven?;
    let asked = factor::has_one(house, account.user).await?;
    if asked && !factor::accepts(house, &channel, account.user, number).await? {
        return Err(AppError::refused(Message::plain("factor-wrong")));
    }
    let (now, user) = (house.now(), account.user);
    let tx = house.store().begin(house.municipality()).await?;
    let entry = AuditEntry::new(now, Some(user), AuditVerb::SignIn, Noun::Account, &user);
    tx.commit(entry.through(&channel)).await?;
    Ok(Actor { channel, ..actor(house, &account) })
}

/// Who a token belongs to; a session of another municipality in the same store opens nothing here.
pub async fn signed_in(house: &House, token: &str) -> Result<Actor, AppError> {
    let (now, token) = (house.now(), token_hash(token));
    let held = house.store().actor(&token, now, earlier(now, IDLE)).await?;
    let held = held.filter(|held| held.actor.municipality == *house.municipality());
    let held = held.ok_or(AppError::SignedOut)?;
    if now.duration_since(held.seen_at) >= SEEN_EVERY {
        house.store().session_seen(&token, now).await?;
    }
    Ok(held.actor)
}

/// Ends a session.
pub async fn sign_out(actor: &Actor, house: &House, token: &str) -> Result<(), AppError> {
    let mut tx = house.store().begin(&actor.municipality).await?;
    tx.close_session(&token_hash(token)).await?;
    tx.commit(of_session(actor, house)).await?;
    Ok(())
}

/// The asker's own sessions, the one used last first.
pub async fn own_sessions(actor: &Actor, house: &House) -> Result<Vec<Session>, AppError> {
    let (now, mut view) = (house.now(), house.store().read(&actor.municipality).await?);
    let sessions = view.sessions(actor.user).await?.into_iter();
    let open = |one: &Session| one.expires_at > now && one.seen_at > earlier(now, IDLE);
    Ok(sessions.filter(open).collect())
}

/// Ends one of the asker's own sessions, named by the beginning of its fingerprint.
pub async fn end_own_session(actor: &Actor, house: &House, name: &str) -> Result<(), AppError> {
    let mut tx = house.store().begin(&actor.municipality).await?;
    tx.close_session_of(actor.user, name).await?;
    Ok(tx.commit(of_session(actor, house)).await?)
}

/// Ends all of the asker's own sessions but the one with this token.
pub async fn end_other_sessions(actor: &Actor, house: &House, token: &str) -> Result<(), AppError> {
    let mut tx = house.store().begin(&actor.municipality).await?;
    tx.close_other_sessions(actor.user, &token_hash(token)).await?;
    Ok(tx.commit(of_session(actor, house)).await?)
}

/// Whether a session is the one of this token.
pub fn is_session(session: &Session, token: &str) -> bool {
    session.token == token_hash(token)
}

fn of_session(actor: &Actor, house: &House) -> AuditEntry {
    let user = actor.user;
    AuditEntry::new(house.now(), Some(user), AuditVerb::SignOut, Noun::Session, &user).through(&actor.channel)
}

/// Removes what has ended by itself: sessions, and browsers that nobody has signed in with for half a year.
pub async fn tidy(house: &House) -> Result<(), AppError> {
    let now = house.now();
    house.store().expire_sessions(now, earlier(now, IDLE)).await?;
    house.store().forget_browsers(earlier(now, BROWSER_REMEMBERED)).await?;
    write_notes(house).await
}

/// The account that a command acts for: the one named, or the first coordinator. Naming is not holding: nothing can be
/// signed so.
pub async fn acting_for(house: &House, login: Option<&str>) -> Result<Actor, AppError> {
    let mut tx = house.store().read(house.municipality()).await?;
    let accounts: Vec<Account> = tx.accounts().await?.into_iter().map(|known| known.value).collect();
    let mut open = accounts.iter().filter(|account| account.closed_at.is_none());
    let chosen = match login {
        Some(login) => open.find(|account| login_key(&account.login) == login_key(login)),
        None => open.find(|account| account.role == Role::Coordinator),
    };
    let channel = Channel::Command { system_user: crate::machine::system_user(), holder: false };
    chosen
        .map(|account| Actor { channel, ..actor(house, account) })
        .ok_or_else(|| AppError::not_found("account", login.unwrap_or("coordinator")))
}

/// Entries of the audit, the newest first; only those before a number, where one is given.
pub async fn audit_log(
    actor: &Actor,
    house: &House,
    limit: u32,
    before: Option<i64>,
) -> Result<Vec<NumberedEntry>, AppError> {
    actor.require(Action::ReadAudit)?;
    write_notes(house).await?;
    Ok(house.store().read(&actor.municipality).await?.audit(limit, before).await?)
}

/// Whoever the account lets act, when the program itself does it.
pub fn actor(house: &House, account: &Account) -> Actor {
    Actor {
        user: account.user,
        login: account.login.clone(),
        role: account.role,
        municipality: house.municipality().clone(),
        party: account.party,
        channel: Channel::Program,
    }
}

fn earlier(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(now)
}
