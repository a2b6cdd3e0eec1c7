//! Accounts of officials: the only personal data in the store, and erasable.
//!
//! The store keeps a hash that was made elsewhere and never sees a password. A login belongs to one open account of a
//! municipality, however it is written: capitals, spaces around it and ways of composing letters do not count. An
//! erased account leaves its id in the audit and nothing else. By whom an account was made, and by whose link its
//! password was chosen, is kept with it, because a signature is worth as much as that.

use crate::engine::Row;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View, from_word, not_found};
use jiff::Timestamp;
use lofte_model::access::Role;
use lofte_model::id::{PartyId, UserId};
use serde::Serialize;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

const INSERT: &str = "INSERT INTO account (municipality, id, version, login, login_key, role, party, password_hash, \
    created_at, closed_at, made_by, made_through, password_at, password_by, password_through) \
    VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
    ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE account SET version = version + 1, login = $3, login_key = $4, role = $5, party = $6, \
    password_hash = $7, created_at = $8, closed_at = $9, made_by = $10, made_through = $11, password_at = $12, \
    password_by = $13, password_through = $14 WHERE municipality = $1 AND id = $2 AND version = $15";
const ONE: &str = "SELECT id, version, login, role, party, password_hash, created_at, closed_at, made_by, made_through, \
    password_at, password_by, password_through FROM account WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT id, version, login, role, party, password_hash, created_at, closed_at, made_by, made_through, \
    password_at, password_by, password_through FROM account WHERE municipality = $1 ORDER BY login_key, created_at";
const BY_LOGIN: &str = "SELECT id, version, login, role, party, password_hash, created_at, closed_at, made_by, \
    made_through, password_at, password_by, password_through FROM account \
    WHERE municipality = $1 AND login_key = $2 AND closed_at IS NULL";
const END_SESSIONS: &str = "DELETE FROM session WHERE municipality = $1 AND account = $2";
const FORGET_BROWSERS: &str = "DELETE FROM known_browser WHERE municipality = $1 AND account = $2";
const FORGET_LINKS: &str = "DELETE FROM account_link WHERE municipality = $1 AND account = $2";
const ERASE: &str = "DELETE FROM account WHERE municipality = $1 AND id = $2";
const SAVING: Saving = Saving { noun: Noun::Account, insert: INSERT, update: UPDATE, find: ONE };

/// By whom something about an account was done, and by which channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The account that did it; nobody where the program or a command set a house up.
    pub by: Option<UserId>,
    /// The word of the channel; unknown for accounts of earlier versions of the program.
    pub through: Option<String>,
}

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Identity, which is all that the rest of the casework knows.
    pub user: UserId,
    /// What one signs in with.
    pub login: String,
    /// What it is for.
    pub role: Role,
    /// The organisation it belongs to.
    pub party: Option<PartyId>,
    /// Hash of the password, in PHC form; missing until the holder has chosen one.
    pub password_hash: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was closed; nobody can sign in to it then.
    pub closed_at: Option<Timestamp>,
    /// Who made it.
    pub made: Origin,
    /// When the password was chosen.
    pub password_at: Option<Timestamp>,
    /// Whose doing it was that it could be chosen: the inviter's, the holder's own, or whoever made the link.
    pub password_origin: Origin,
}

/// Without the hash, which has no business in a log.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user)
            .field("login", &self.login)
            .field("role", &self.role)
            .field("party", &self.party)
            .field("created_at", &self.created_at)
            .field("closed_at", &self.closed_at)
            .field("made", &self.made)
            .field("password_at", &self.password_at)
            .finish_non_exhaustive()
    }
}

/// What is screened of an account: the one text that its maker chooses.
#[derive(Serialize)]
struct LoginOf<'a> {
    login: &'a str,
}

/// A login without the differences that do not count.
pub fn login_key(login: &str) -> String {
    login.trim().nfkc().collect::<String>().to_lowercase()
}

impl View {
    /// The open account with this login.
    pub async fn account_by_login(&mut self, login: &str) -> Result<Option<Versioned<Account>>, StoreError> {
        let args = self.here([login_key(login).into()]);
        self.connection.row(BY_LOGIN, &args).await?.as_ref().map(account).transpose()
    }

    /// One account.
    pub async fn account(&mut self, user: UserId) -> Result<Versioned<Account>, StoreError> {
        let args = self.here([user.to_string().into()]);
        let row = self.connection.row(ONE, &args).await?;
        account(&row.ok_or_else(|| not_found(Noun::Account, &user))?)
    }

    /// Every account, by login, closed ones too.
    pub async fn accounts(&mut self) -> Result<Vec<Versioned<Account>>, StoreError> {
        let args = self.here([]);
        self.connection.rows(ALL, &args).await?.iter().map(account).collect()
    }
}

impl Tx {
    /// Saves an account and says its new version. A closed account, or one with another password than before, is
    /// signed out everywhere, and no browser, link or calendar address of before is known any more.
    pub async fn save_account(
        &mut self,
        account: &Account,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let starts_anew = expected.is_some() && {
            let before = self.account(account.user).await?.value;
            account.closed_at.is_some() || before.password_hash != account.password_hash
        };
        let word = |user: Option<UserId>| user.map(|user| user.to_string());
        self.screened(Noun::Account, &LoginOf { login: &account.login })?;
        let columns = [
            account.login.trim().into(),
            login_key(&account.login).into(),
            account.role.word().into(),
            account.party.map(|party| party.to_string()).into(),
            account.password_hash.clone().into(),
            account.created_at.into(),
            account.closed_at.into(),
            word(account.made.by).into(),
            account.made.through.clone().into(),
            account.password_at.into(),
            word(account.password_origin.by).into(),
            account.password_origin.through.clone().into(),
        ];
        let version = self.save(&SAVING, &account.user, columns, expected).await?;
        if starts_anew {
            self.end_sessions(account.user).await?;
            let args = self.here([account.user.to_string().into()]);
            self.connection.execute(FORGET_BROWSERS, &args).await?;
            self.connection.execute(FORGET_LINKS, &args).await?;
            self.drop_feed(account.user).await?;
        }
        Ok(version)
    }

    /// Ends every session of an account.
    pub async fn end_sessions(&mut self, user: UserId) -> Result<u64, StoreError> {
        let args = self.here([user.to_string().into()]);
        self.connection.execute(END_SESSIONS, &args).await
    }

    /// Erases an account with its sessions, links, factors and codes. What it did stays in the audit under its id.
    pub async fn erase_account(&mut self, user: UserId) -> Result<(), StoreError> {
        self.account(user).await?;
        let args = self.here([user.to_string().into()]);
        self.connection.execute(ERASE, &args).await?;
        Ok(())
    }
}

pub(crate) fn account(row: &Row) -> Result<Versioned<Account>, StoreError> {
    let party: Option<String> = row.get("party")?;
    let user = |column: &str| -> Result<Option<UserId>, StoreError> {
        let id: Option<String> = row.get(column)?;
        id.map(|id| from_word(Noun::Account, id)).transpose()
    };
    let value = Account {
        user: from_word(Noun::Account, row.text("id")?)?,
        login: row.text("login")?,
        role: from_word(Noun::Account, row.text("role")?)?,
        party: party.map(|party| from_word(Noun::Account, party)).transpose()?,
        password_hash: row.get("password_hash")?,
        created_at: row.time("created_at")?,
        closed_at: row.optional_time("closed_at")?,
        made: Origin { by: user("made_by")?, through: row.get("made_through")? },
        password_at: row.optional_time("password_at")?,
        password_origin: Origin { by: user("password_by")?, through: row.get("password_through")? },
    };
    Ok(Versioned { value, version: row.get("version")? })
}
