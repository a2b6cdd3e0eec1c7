//! Accounts of officials: the only personal data in the store, and erasable.
//!
//! The store keeps a hash that was made elsewhere and never sees a password. A login belongs to one account in the
//! whole installation, whatever its capitals. An erased account leaves its id in the audit and nothing else.

use crate::engine::Row;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::sign_in::login_fingerprint;
use crate::store::{Saving, Store, Tx, Versioned, View, from_word, not_found};
use jiff::Timestamp;
use lofte_model::access::Role;
use lofte_model::id::{PartyId, UserId};
use lofte_model::place::MunicipalityCode;
use serde::Serialize;
use std::fmt;

const INSERT: &str = "INSERT INTO account (municipality, id, version, login, login_key, role, party, password_hash, \
    created_at, closed_at) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9) \
    ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE account SET version = version + 1, login = $3, login_key = $4, role = $5, party = $6, \
    password_hash = $7, created_at = $8, closed_at = $9 WHERE municipality = $1 AND id = $2 AND version = $10";
const ONE: &str = "SELECT id, version, login, role, party, password_hash, created_at, closed_at FROM account \
    WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT id, version, login, role, party, password_hash, created_at, closed_at FROM account \
    WHERE municipality = $1 ORDER BY login_key";
const BY_LOGIN: &str = "SELECT municipality, id, version, login, role, party, password_hash, created_at, closed_at \
    FROM account WHERE login_key = $1";
const END_SESSIONS: &str = "DELETE FROM session WHERE municipality = $1 AND account = $2";
const ERASE: &str = "DELETE FROM account WHERE municipality = $1 AND id = $2";
const FORGET_FAILURES: &str = "DELETE FROM failed_sign_in WHERE login_fingerprint = $1";
const SAVING: Saving = Saving { noun: Noun::Account, insert: INSERT, update: UPDATE, find: ONE };

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
    /// Hash of the password, in PHC form.
    pub password_hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was closed; nobody can sign in to it then.
    pub closed_at: Option<Timestamp>,
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
            .finish_non_exhaustive()
    }
}

/// What is screened of an account: the one text that its maker chooses.
#[derive(Serialize)]
struct LoginOf<'a> {
    login: &'a str,
}

/// A login without the differences that do not count: capitals and spaces around it.
pub(crate) fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}

impl Store {
    /// The account with this login and its municipality, closed ones too.
    pub async fn account_by_login(
        &self,
        login: &str,
    ) -> Result<Option<(MunicipalityCode, Versioned<Account>)>, StoreError> {
        let mut connection = self.pool.read().await?;
        let Some(row) = connection.row(BY_LOGIN, &[login_key(login).into()]).await? else {
            return Ok(None);
        };
        Ok(Some((from_word(Noun::Account, row.text("municipality")?)?, account(&row)?)))
    }
}

impl View {
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
    /// signed out everywhere.
    pub async fn save_account(
        &mut self,
        account: &Account,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let signs_out = expected.is_some() && {
            let before = self.account(account.user).await?.value;
            account.closed_at.is_some() || before.password_hash != account.password_hash
        };
        self.screened(Noun::Account, &LoginOf { login: &account.login })?;
        let columns = [
            account.login.trim().into(),
            login_key(&account.login).into(),
            account.role.word().into(),
            account.party.map(|party| party.to_string()).into(),
            account.password_hash.clone().into(),
            account.created_at.into(),
            account.closed_at.into(),
        ];
        let version = self.save(&SAVING, &account.user, columns, expected).await?;
        if signs_out {
            let args = self.here([account.user.to_string().into()]);
            self.connection.execute(END_SESSIONS, &args).await?;
        }
        Ok(version)
    }

    /// Erases an account with its sessions and failed sign-ins. What it did stays in the audit under its id.
    pub async fn erase_account(&mut self, user: UserId) -> Result<(), StoreError> {
        let login = self.account(user).await?.value.login;
        self.connection.execute(FORGET_FAILURES, &[login_fingerprint(&login).as_str().into()]).await?;
        let args = self.here([user.to_string().into()]);
        self.connection.execute(ERASE, &args).await?;
        Ok(())
    }
}

pub(crate) fn account(row: &Row) -> Result<Versioned<Account>, StoreError> {
    let party: Option<String> = row.get("party")?;
    let value = Account {
        user: from_word(Noun::Account, row.text("id")?)?,
        login: row.text("login")?,
        role: from_word(Noun::Account, row.text("role")?)?,
        party: party.map(|party| from_word(Noun::Account, party)).transpose()?,
        password_hash: row.text("password_hash")?,
        created_at: row.time("created_at")?,
        closed_at: row.optional_time("closed_at")?,
    };
    Ok(Versioned { value, version: row.get("version")? })
}
