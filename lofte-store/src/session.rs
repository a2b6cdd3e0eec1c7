//! Sessions: who is signed in, and with which browsers somebody has been. The store knows the SHA-256 of a token, not
//! the token.
//!
//! A session ends at its own time, or when nothing was asked for as long as the caller says. Neither sessions nor
//! known browsers are in backups: who restores one, signs in again.

use crate::engine::Row;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Store, Tx, View, from_word, not_found};
use crate::user::account;
use jiff::Timestamp;
use lofte_model::access::{Actor, Channel};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::UserId;
use lofte_model::place::MunicipalityCode;

const INSERT: &str = "INSERT INTO session (token, municipality, account, created_at, seen_at, expires_at, address, browser) \
    VALUES ($2, $1, $3, $4, $5, $6, $7, $8)";
const DELETE: &str = "DELETE FROM session WHERE municipality = $1 AND token = $2";
const OF_ACCOUNT: &str = "SELECT token, account, created_at, seen_at, expires_at, address, browser FROM session \
    WHERE municipality = $1 AND account = $2 ORDER BY seen_at DESC, token";
const END_OTHERS: &str = "DELETE FROM session WHERE municipality = $1 AND account = $2 AND token <> $3";
const EXPIRE: &str = "DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2";
const SEEN: &str = "UPDATE session SET seen_at = $2 WHERE token = $1 AND seen_at < $2";
const ACTOR: &str = "SELECT a.municipality, a.id, a.version, a.login, a.role, a.party, a.password_hash, a.created_at, \
    a.closed_at, a.made_by, a.made_through, a.password_at, a.password_by, a.password_through, s.seen_at FROM session s \
    JOIN account a ON a.municipality = s.municipality AND a.id = s.account \
    WHERE s.token = $1 AND s.expires_at > $2 AND s.seen_at > $3 AND a.closed_at IS NULL";
const KNOW: &str = "INSERT INTO known_browser (token, municipality, account, seen_at) VALUES ($2, $1, $3, $4) \
    ON CONFLICT (token) DO UPDATE SET seen_at = excluded.seen_at \
    WHERE known_browser.municipality = excluded.municipality AND known_browser.account = excluded.account";
const KNOWN: &str = "SELECT token FROM known_browser WHERE municipality = $1 AND token = $2 AND account = $3";
const BROWSERS: &str = "SELECT seen_at FROM known_browser WHERE municipality = $1 AND account = $2 \
    ORDER BY seen_at DESC, token";
const FORGET_BROWSERS: &str = "DELETE FROM known_browser WHERE seen_at <= $1";

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token that the browser holds.
    pub token: Fingerprint,
    /// Whose it is.
    pub user: UserId,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When something was last asked for.
    pub seen_at: Timestamp,
    /// When it ends by itself, whatever is done.
    pub expires_at: Timestamp,
    /// Where from: a part of the network address.
    pub address: Option<String>,
    /// With what: the family of the browser.
    pub browser: Option<String>,
}

/// Who holds a token, and when that was last noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Who.
    pub actor: Actor,
    /// When something was last asked for.
    pub seen_at: Timestamp,
}

impl Store {
    /// Who holds this token now: nobody when the session has ended, nothing was asked since `idle_since`, or the
    /// account is closed. Role and organisation are those of this moment, not of the sign-in.
    pub async fn actor(
        &self,
        token: &Fingerprint,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<Option<Held>, StoreError> {
        let mut connection = self.pool.read().await?;
        let args = [token.as_str().into(), now.into(), idle_since.into()];
        let Some(row) = connection.row(ACTOR, &args).await? else {
            return Ok(None);
        };
        let found = account(&row)?.value;
        let actor = Actor {
            user: found.user,
            login: found.login,
            role: found.role,
            municipality: from_word(Noun::Account, row.text("municipality")?)?,
            party: found.party,
            channel: Channel::Page { address: None, browser: None },
        };
        Ok(Some(Held { actor, seen_at: row.time("seen_at")? }))
    }

    /// Notes that something was asked for. No deed, so nothing in the audit.
    pub async fn session_seen(&self, token: &Fingerprint, now: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.pool.write().await?;
        connection.execute(SEEN, &[token.as_str().into(), now.into()]).await?;
        connection.commit().await
    }

    /// Removes the sessions that have ended or in which nothing was asked since `idle_since`, and says how many.
    pub async fn expire_sessions(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError> {
        let mut connection = self.pool.write().await?;
        let removed = connection.execute(EXPIRE, &[now.into(), idle_since.into()]).await?;
        connection.commit().await?;
        Ok(removed)
    }

    /// Forgets the browsers that nobody has signed in with since a moment, and says how many.
    pub async fn forget_browsers(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut connection = self.pool.write().await?;
        let removed = connection.execute(FORGET_BROWSERS, &[before.into()]).await?;
        connection.commit().await?;
        Ok(removed)
    }

    /// Whether somebody has signed in to this account with the browser that holds this token.
    pub async fn knows_browser(
        &self,
        municipality: &MunicipalityCode,
        user: UserId,
        token: &Fingerprint,
    ) -> Result<bool, StoreError> {
        let mut connection = self.pool.read().await?;
        let args = [municipality.as_str().into(), token.as_str().into(), user.to_string().into()];
        Ok(connection.row(KNOWN, &args).await?.is_some())
    }
}

impl View {
    /// The sessions of an account, the one used last first.
    pub async fn sessions(&mut self, user: UserId) -> Result<Vec<Session>, StoreError> {
        let args = self.here([user.to_string().into()]);
        self.connection.rows(OF_ACCOUNT, &args).await?.iter().map(session).collect()
    }

    /// When each browser that an account has signed in with was last seen, the newest first. More is not kept of them
    /// than the hash of a token.
    pub async fn known_browsers(&mut self, user: UserId) -> Result<Vec<Timestamp>, StoreError> {
        let args = self.here([user.to_string().into()]);
        self.connection.rows(BROWSERS, &args).await?.iter().map(|row| row.time("seen_at")).collect()
    }
}

impl Tx {
    /// Opens a session for an account of this municipality.
    pub async fn open_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let args = self.here([
            session.token.as_str().into(),
            session.user.to_string().into(),
            session.created_at.into(),
            session.seen_at.into(),
            session.expires_at.into(),
            session.address.clone().into(),
            session.browser.clone().into(),
        ]);
        self.connection.execute(INSERT, &args).await.map_err(|error| error.or_taken(Noun::Session))?;
        Ok(())
    }

    /// Ends a session. One that has ended already is no error.
    pub async fn close_session(&mut self, token: &Fingerprint) -> Result<(), StoreError> {
        let args = self.here([token.as_str().into()]);
        self.connection.execute(DELETE, &args).await?;
        Ok(())
    }

    /// Ends the session of an account whose token begins so; there must be one.
    pub async fn close_session_of(&mut self, user: UserId, start: &str) -> Result<(), StoreError> {
        let sessions = self.sessions(user).await?;
        let found = sessions.iter().find(|session| session.token.short() == start);
        let token = found.ok_or_else(|| not_found(Noun::Session, &start))?.token.clone();
        self.close_session(&token).await
    }

    /// Ends the other sessions of an account, and says how many there were.
    pub async fn close_other_sessions(&mut self, user: UserId, own: &Fingerprint) -> Result<u64, StoreError> {
        let args = self.here([user.to_string().into(), own.as_str().into()]);
        self.connection.execute(END_OTHERS, &args).await
    }

    /// Remembers the browser that somebody has signed in with.
    pub async fn know_browser(
        &mut self,
        user: UserId,
        token: &Fingerprint,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let args = self.here([token.as_str().into(), user.to_string().into(), now.into()]);
        self.connection.execute(KNOW, &args).await?;
        Ok(())
    }
}

fn session(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        token: from_word(Noun::Session, row.text("token")?)?,
        user: from_word(Noun::Session, row.text("account")?)?,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        expires_at: row.time("expires_at")?,
        address: row.get("address")?,
        browser: row.get("browser")?,
    })
}
