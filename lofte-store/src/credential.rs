//! What lets somebody choose a password, and what they show beside it: one-time links, second factors, recovery codes.
//!
//! Links and codes are random and kept as SHA-256, so that nobody who reads the store can use them. The secret of a
//! factor has to be kept as it is: the same number is computed from it on both sides. Links are not in backups.

use crate::engine::Row;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View, from_json, from_word, json, word};
use crate::user::Origin;
use jiff::Timestamp;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::UserId;
use serde::{Deserialize, Serialize};

const NEW_LINK: &str = "INSERT INTO account_link (token, municipality, account, purpose, made_at, made_by, made_through, \
    expires_at) VALUES ($2, $1, $3, $4, $5, $6, $7, $8)";
const DROP_LINKS: &str = "DELETE FROM account_link WHERE municipality = $1 AND account = $2";
const LINK: &str = "SELECT token, account, purpose, made_at, made_by, made_through, expires_at FROM account_link \
    WHERE municipality = $1 AND token = $2 AND expires_at > $3";
const WAITING: &str = "SELECT token, account, purpose, made_at, made_by, made_through, expires_at FROM account_link \
    WHERE municipality = $1 AND expires_at > $2 ORDER BY made_at, token";
const FACTORS: &str = "SELECT kind, body FROM factor WHERE municipality = $1 AND account = $2 ORDER BY kind";
const SAVE_FACTOR: &str = "INSERT INTO factor (municipality, account, kind, body) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (municipality, account, kind) DO UPDATE SET body = excluded.body";
const DROP_FACTORS: &str = "DELETE FROM factor WHERE municipality = $1 AND account = $2";
const CODES: &str = "SELECT code FROM recovery_code WHERE municipality = $1 AND account = $2 ORDER BY code";
const NEW_CODE: &str = "INSERT INTO recovery_code (municipality, account, code) VALUES ($1, $2, $3)";
const DROP_CODES: &str = "DELETE FROM recovery_code WHERE municipality = $1 AND account = $2";
const USE_CODE: &str = "DELETE FROM recovery_code WHERE municipality = $1 AND account = $2 AND code = $3";

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// The first password of a new account.
    Invitation,
    /// A new password.
    Reset,
}

/// A link that lets its holder choose the password of an account, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLink {
    /// SHA-256 of what the link holds.
    pub token: Fingerprint,
    /// Whose password.
    pub user: UserId,
    /// What for.
    pub purpose: LinkPurpose,
    /// When it was made.
    pub made_at: Timestamp,
    /// By whom.
    pub made: Origin,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// What one shows beside the password. A passkey and the sign-in of the employer get their own kinds here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Factor {
    /// Numbers that change with time (RFC 6238).
    Totp {
        /// The shared secret, in base 32.
        secret: String,
        /// When it was confirmed with a first number.
        since: Timestamp,
        /// The step of time of the last number that was taken, so that none is taken twice.
        last_step: i64,
    },
}

/// Without the secret.
impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Totp { since, .. } => f.debug_struct("Totp").field("since", since).finish_non_exhaustive(),
        }
    }
}

impl Factor {
    fn kind(&self) -> &'static str {
        match self {
            Self::Totp { .. } => "totp",
        }
    }
}

impl View {
    /// The link that a token opens, if it still works.
    pub async fn account_link(
        &mut self,
        token: &Fingerprint,
        now: Timestamp,
    ) -> Result<Option<AccountLink>, StoreError> {
        let args = self.here([token.as_str().into(), now.into()]);
        self.connection.row(LINK, &args).await?.as_ref().map(link).transpose()
    }

    /// The links that wait to be used, the oldest first.
    pub async fn account_links(&mut self, now: Timestamp) -> Result<Vec<AccountLink>, StoreError> {
        let args = self.here([now.into()]);
        self.connection.rows(WAITING, &args).await?.iter().map(link).collect()
    }

    /// What an account shows beside its password.
    pub async fn factors(&mut self, user: UserId) -> Result<Vec<Factor>, StoreError> {
        let args = self.here([user.to_string().into()]);
        let rows = self.connection.rows(FACTORS, &args).await?;
        rows.iter().map(|row| from_json(Noun::Account, &row.text("body")?)).collect()
    }

    /// How many recovery codes an account has left.
    pub async fn recovery_codes(&mut self, user: UserId) -> Result<usize, StoreError> {
        let args = self.here([user.to_string().into()]);
        Ok(self.connection.rows(CODES, &args).await?.len())
    }
}

impl Tx {
    /// Makes a link; earlier ones of the account stop working.
    pub async fn add_account_link(&mut self, link: &AccountLink) -> Result<(), StoreError> {
        self.drop_account_links(link.user).await?;
        let args = self.here([
            link.token.as_str().into(),
            link.user.to_string().into(),
            word(Noun::Account, &link.purpose)?.into(),
            link.made_at.into(),
            link.made.by.map(|user| user.to_string()).into(),
            link.made.through.clone().unwrap_or_default().into(),
            link.expires_at.into(),
        ]);
        self.connection.execute(NEW_LINK, &args).await?;
        Ok(())
    }

    /// Makes the links of an account stop working.
    pub async fn drop_account_links(&mut self, user: UserId) -> Result<(), StoreError> {
        let args = self.here([user.to_string().into()]);
        self.connection.execute(DROP_LINKS, &args).await?;
        Ok(())
    }

    /// Saves what an account shows beside its password, one of each kind.
    pub async fn save_factor(&mut self, user: UserId, factor: &Factor) -> Result<(), StoreError> {
        let body = json(Noun::Account, factor)?;
        let args = self.here([user.to_string().into(), factor.kind().into(), body.into()]);
        self.connection.execute(SAVE_FACTOR, &args).await?;
        Ok(())
    }

    /// Takes all second factors of an account away.
    pub async fn drop_factors(&mut self, user: UserId) -> Result<(), StoreError> {
        let args = self.here([user.to_string().into()]);
        self.connection.execute(DROP_FACTORS, &args).await?;
        Ok(())
    }

    /// Gives an account new recovery codes instead of those it had.
    pub async fn replace_recovery_codes(
        &mut self,
        user: UserId,
        codes: &[Fingerprint],
    ) -> Result<(), StoreError> {
        let args = self.here([user.to_string().into()]);
        self.connection.execute(DROP_CODES, &args).await?;
        for code in codes {
            let args = self.here([user.to_string().into(), code.as_str().into()]);
            self.connection.execute(NEW_CODE, &args).await?;
        }
        Ok(())
    }

    /// Uses a recovery code up; says whether it was one.
    pub async fn use_recovery_code(&mut self, user: UserId, code: &Fingerprint) -> Result<bool, StoreError> {
        let args = self.here([user.to_string().into(), code.as_str().into()]);
        Ok(self.connection.execute(USE_CODE, &args).await? == 1)
    }
}

fn link(row: &Row) -> Result<AccountLink, StoreError> {
    let by: Option<String> = row.get("made_by")?;
    Ok(AccountLink {
        token: from_word(Noun::Account, row.text("token")?)?,
        user: from_word(Noun::Account, row.text("account")?)?,
        purpose: from_word(Noun::Account, row.text("purpose")?)?,
        made_at: row.time("made_at")?,
        made: Origin {
            by: by.map(|by| from_word(Noun::Account, by)).transpose()?,
            through: Some(row.text("made_through")?),
        },
        expires_at: row.time("expires_at")?,
    })
}
