//! Calendar subscriptions: what lets a calendar program read days without signing in. The store knows the SHA-256 of what
//! the address holds. One for each account; a new one takes the place of the earlier.

use crate::engine::Row;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Store, Tx, View, from_word};
use crate::user::account;
use jiff::Timestamp;
use lofte_model::access::{Actor, Channel};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::UserId;

const SAVE: &str = "INSERT INTO calendar_feed (municipality, account, token, made_at, read_at) \
    VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (municipality, account) DO UPDATE SET token = excluded.token, \
    made_at = excluded.made_at, read_at = NULL";
const DROP_FEED: &str = "DELETE FROM calendar_feed WHERE municipality = $1 AND account = $2";
const OF_ACCOUNT: &str =
    "SELECT made_at, read_at FROM calendar_feed WHERE municipality = $1 AND account = $2";
const READ: &str =
    "UPDATE calendar_feed SET read_at = $2 WHERE token = $1 AND (read_at IS NULL OR read_at < $2)";
const HOLDER: &str = "SELECT a.municipality, a.id, a.version, a.login, a.role, a.party, a.password_hash, a.created_at, \
    a.closed_at, a.made_by, a.made_through, a.password_at, a.password_by, a.password_through FROM calendar_feed f \
    JOIN account a ON a.municipality = f.municipality AND a.id = f.account \
    WHERE f.token = $1 AND a.closed_at IS NULL";

/// A calendar subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feed {
    /// When it was made.
    pub made_at: Timestamp,
    /// When a calendar last read it.
    pub read_at: Option<Timestamp>,
}

impl Store {
    /// Whose subscription a token is; nobody's when it was revoked or the account is closed.
    pub async fn feed_holder(&self, token: &Fingerprint) -> Result<Option<Actor>, StoreError> {
        let mut connection = self.pool.read().await?;
        let Some(row) = connection.row(HOLDER, &[token.as_str().into()]).await? else {
            return Ok(None);
        };
        let found = account(&row)?.value;
        Ok(Some(Actor {
            user: found.user,
            login: found.login,
            role: found.role,
            municipality: from_word(Noun::Account, row.text("municipality")?)?,
            party: found.party,
            channel: Channel::Page { address: None, browser: None },
        }))
    }

    /// Notes that a subscription was read.
    pub async fn feed_read(&self, token: &Fingerprint, at: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.pool.write().await?;
        connection.execute(READ, &[token.as_str().into(), at.into()]).await?;
        connection.commit().await
    }
}

impl View {
    /// The subscription of an account, where it has one.
    pub async fn feed(&mut self, user: UserId) -> Result<Option<Feed>, StoreError> {
        let args = self.here([user.to_string().into()]);
        self.connection.row(OF_ACCOUNT, &args).await?.as_ref().map(feed).transpose()
    }
}

impl Tx {
    /// Makes a subscription for an account; an earlier one stops working.
    pub async fn save_feed(
        &mut self,
        user: UserId,
        token: &Fingerprint,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let args = self.here([user.to_string().into(), token.as_str().into(), at.into()]);
        self.connection.execute(SAVE, &args).await?;
        Ok(())
    }

    /// Makes the subscription of an account stop working.
    pub async fn drop_feed(&mut self, user: UserId) -> Result<(), StoreError> {
        let args = self.here([user.to_string().into()]);
        self.connection.execute(DROP_FEED, &args).await?;
        Ok(())
    }
}

fn feed(row: &Row) -> Result<Feed, StoreError> {
    Ok(Feed { made_at: row.time("made_at")?, read_at: row.optional_time("read_at")? })
}
