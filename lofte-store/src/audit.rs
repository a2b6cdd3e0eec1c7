//! The audit: who did what, when, to which version. Never what it said.
//!
//! An entry is written by [`Tx::commit`](crate::Tx::commit) and in no other way. Entries number themselves without
//! gaps, so that `lofte doctor` sees when one is gone. Nothing here changes or removes one.

use crate::engine::Row;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{View, from_word, word};
use jiff::Timestamp;
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::UserId;
use serde::{Deserialize, Serialize};

const INSERT: &str = "INSERT INTO audit (municipality, number, at, account, verb, noun, id, version, fingerprint) \
    VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM audit WHERE municipality = $1), \
    $2, $3, $4, $5, $6, $7, $8)";
const NEWEST: &str = "SELECT number, at, account, verb, noun, id, version, fingerprint FROM audit \
    WHERE municipality = $1 AND number < $2 ORDER BY number DESC LIMIT $3";

const OF_THING: &str = "SELECT number, at, account, verb, noun, id, version, fingerprint FROM audit \
    WHERE municipality = $1 AND noun = $2 AND id = $3 ORDER BY number DESC LIMIT $4";

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditVerb {
    /// Signed in.
    SignIn,
    /// Tried to sign in to this account and failed.
    SignInFailed,
    /// Signed out.
    SignOut,
    /// Set the store up: a municipality, a first account.
    SetUp,
    /// Got a locked-out account going again from the command line.
    Recover,
    /// Removed what its rule no longer keeps, or what somebody asked to have erased.
    Prune,
    /// Something that the policy knows.
    #[serde(untagged)]
    Did(Action),
}

impl From<Action> for AuditVerb {
    fn from(action: Action) -> Self {
        Self::Did(action)
    }
}

/// One entry. It holds ids and versions, so that it can be kept when texts and accounts are erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// By whom; `None` for the program itself and the command line.
    pub user: Option<UserId>,
    /// What.
    pub verb: AuditVerb,
    /// To what sort of thing.
    pub noun: Noun,
    /// Its id or number. No text: spaces, `@` and more than 80 characters are refused.
    pub id: String,
    /// The version it has now.
    pub version: Option<i64>,
    /// The fingerprint it has now, where it is frozen.
    pub fingerprint: Option<Fingerprint>,
}

impl AuditEntry {
    /// An entry without version and fingerprint.
    pub fn new(
        at: Timestamp,
        user: Option<UserId>,
        verb: impl Into<AuditVerb>,
        noun: Noun,
        id: &(impl ToString + ?Sized),
    ) -> Self {
        Self { at, user, verb: verb.into(), noun, id: id.to_string(), version: None, fingerprint: None }
    }

    /// With the version that the thing has now.
    #[must_use]
    pub fn version(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }

    /// With the fingerprint that the thing has now.
    #[must_use]
    pub fn fingerprint(self, fingerprint: &Fingerprint) -> Self {
        Self { fingerprint: Some(fingerprint.clone()), ..self }
    }

    fn holds_text(&self) -> bool {
        self.id.chars().count() > 80
            || self.id.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@')
    }
}

/// An entry with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedEntry {
    /// From 1, without gaps.
    pub number: i64,
    /// The entry.
    pub entry: AuditEntry,
}

impl View {
    /// The newest entries first: at most `limit`, before the given number where one is given.
    pub async fn audit(&mut self, limit: u32, before: Option<i64>) -> Result<Vec<NumberedEntry>, StoreError> {
        let args = self.here([before.unwrap_or(i64::MAX).into(), limit.into()]);
        self.connection.rows(NEWEST, &args).await?.iter().map(entry).collect()
    }

    /// The newest entries about one thing.
    pub async fn history(&mut self, noun: Noun, id: &str, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let args = self.here([noun.word().into(), id.into(), limit.into()]);
        let rows = self.connection.rows(OF_THING, &args).await?;
        rows.iter().map(|row| Ok(entry(row)?.entry)).collect()
    }

    pub(crate) async fn record(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        if entry.holds_text() {
            return Err(StoreError::TextInAudit);
        }
        let args = self.here([
            entry.at.into(),
            entry.user.map(|user| user.to_string()).into(),
            word(Noun::Audit, &entry.verb)?.into(),
            entry.noun.word().into(),
            entry.id.clone().into(),
            entry.version.into(),
            entry.fingerprint.as_ref().map(ToString::to_string).into(),
        ]);
        self.connection.execute(INSERT, &args).await?;
        Ok(())
    }
}

fn entry(row: &Row) -> Result<NumberedEntry, StoreError> {
    let user: Option<String> = row.get("account")?;
    let fingerprint: Option<String> = row.get("fingerprint")?;
    let entry = AuditEntry {
        at: row.time("at")?,
        user: user.map(|user| from_word(Noun::Audit, user)).transpose()?,
        verb: from_word(Noun::Audit, row.text("verb")?)?,
        noun: from_word(Noun::Audit, row.text("noun")?)?,
        id: row.text("id")?,
        version: row.get("version")?,
        fingerprint: fingerprint.map(|text| from_word(Noun::Audit, text)).transpose()?,
    };
    Ok(NumberedEntry { number: row.get("number")?, entry })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_single_words_and_read_back() {
        let verbs = Action::ALL.into_iter().map(AuditVerb::Did).chain([
            AuditVerb::SignIn,
            AuditVerb::SignInFailed,
            AuditVerb::SignOut,
            AuditVerb::SetUp,
            AuditVerb::Recover,
            AuditVerb::Prune,
        ]);
        let mut words: Vec<String> = Vec::new();
        for verb in verbs {
            let word = word(Noun::Audit, &verb).unwrap();
            assert_eq!(from_word::<AuditVerb>(Noun::Audit, word.clone()).unwrap(), verb, "{word}");
            words.push(word);
        }
        words.sort();
        words.dedup();
        assert_eq!(words.len(), Action::ALL.len() + 6);
    }
}
