//! Failed sign-ins, counted by login and hour, so that guessing can be slowed down.
//!
//! What was typed as login is kept as SHA-256 only: people type passwords there. The counting needs no municipality
//! and no audit entry; a failure on an account that exists is audited by whoever checks the password.

use crate::error::StoreError;
use crate::store::Store;
use crate::user::login_key;
use jiff::Timestamp;
use lofte_model::fingerprint::Fingerprint;

const NOTE: &str = "INSERT INTO failed_sign_in (login_fingerprint, hour, failures) VALUES ($1, $2, 1) \
    ON CONFLICT (login_fingerprint, hour) DO UPDATE SET failures = failed_sign_in.failures + 1";
const COUNT: &str = "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) AS failures FROM failed_sign_in \
    WHERE login_fingerprint = $1 AND hour >= $2";
const FORGET: &str = "DELETE FROM failed_sign_in WHERE login_fingerprint = $1";
const FORGET_OLD: &str = "DELETE FROM failed_sign_in WHERE hour < $1";

pub(crate) fn login_fingerprint(login: &str) -> Fingerprint {
    Fingerprint::of_bytes(login_key(login).as_bytes())
}

fn hour(at: Timestamp) -> i64 {
    at.as_second().div_euclid(3600)
}

impl Store {
    /// Counts one more failed sign-in, and forgets those of more than two days ago.
    pub async fn note_failed_sign_in(&self, login: &str, at: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.pool.write().await?;
        let args = [login_fingerprint(login).as_str().into(), hour(at).into()];
        connection.execute(NOTE, &args).await?;
        connection.execute(FORGET_OLD, &[(hour(at) - 48).into()]).await?;
        connection.commit().await
    }

    /// Failed sign-ins with this login since the beginning of the hour that `since` is in.
    pub async fn failed_sign_ins(&self, login: &str, since: Timestamp) -> Result<i64, StoreError> {
        let mut connection = self.pool.read().await?;
        let args = [login_fingerprint(login).as_str().into(), hour(since).into()];
        connection.row(COUNT, &args).await?.map_or(Ok(0), |row| row.get("failures"))
    }

    /// Forgets the failures of a login, as after a sign-in that worked.
    pub async fn forget_failed_sign_ins(&self, login: &str) -> Result<(), StoreError> {
        let mut connection = self.pool.write().await?;
        connection.execute(FORGET, &[login_fingerprint(login).as_str().into()]).await?;
        connection.commit().await
    }
}
