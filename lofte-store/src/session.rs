//! Sessions: who is signed in. The store knows the SHA-256 of a token, not the token.
//!
//! Sessions are not in backups: who restores one, signs in again.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Store, Tx, from_word};
use crate::user::account;
use jiff::Timestamp;
use lofte_model::access::Actor;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::UserId;

const INSERT: &str = "INSERT INTO session (token, municipality, account, created_at, expires_at) \
    VALUES ($2, $1, $3, $4, $5)";
const DELETE: &str = "DELETE FROM session WHERE municipality = $1 AND token = $2";
const EXPIRE: &str = "DELETE FROM session WHERE expires_at <= $1";
const ACTOR: &str = "SELECT a.municipality, a.id, a.version, a.login, a.role, a.party, a.password_hash, \
    a.created_at, a.closed_at FROM session s \
    JOIN account a ON a.municipality = s.municipality AND a.id = s.account \
    WHERE s.token = $1 AND s.expires_at > $2 AND a.closed_at IS NULL";

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token that the browser holds.
    pub token: Fingerprint,
    /// Whose it is.
    pub user: UserId,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

impl Store {
    /// Who holds this token now: nobody when the session has ended or the account is closed. Role and organisation
    /// are those of this moment, not of the sign-in.
    pub async fn actor(&self, token: &Fingerprint, now: Timestamp) -> Result<Option<Actor>, StoreError> {
        let mut connection = self.pool.read().await?;
        let Some(row) = connection.row(ACTOR, &[token.as_str().into(), now.into()]).await? else {
            return Ok(None);
        };
        let found = account(&row)?.value;
        Ok(Some(Actor {
            user: found.user,
            login: found.login,
            role: found.role,
            municipality: from_word(Noun::Account, row.text("municipality")?)?,
            party: found.party,
        }))
    }

    /// Removes the sessions that have ended and says how many there were.
    pub async fn expire_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut connection = self.pool.write().await?;
        let removed = connection.execute(EXPIRE, &[now.into()]).await?;
        connection.commit().await?;
        Ok(removed)
    }
}

impl Tx {
    /// Opens a session for an account of this municipality.
    pub async fn open_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let args = self.here([
            session.token.as_str().into(),
            session.user.to_string().into(),
            session.created_at.into(),
            session.expires_at.into(),
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
}
