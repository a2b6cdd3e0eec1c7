//! An entry of the audit, before it is written: who did what, when, to what. Never what it said.
//!
//! Left out: how entries are numbered, chained and read ([`crate::audit`]).

use crate::noun::Noun;
use jiff::Timestamp;
use lofte_model::access::{Action, Channel};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::UserId;
use serde::{Deserialize, Serialize};

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
    /// Got an account going again: a recovery code, or a link from the command line.
    Recover,
    /// Was refused: the id is the action that was asked for.
    Refused,
    /// Sent a request that came from another site.
    ForeignRequest,
    /// Guessed so often that further tries have to wait.
    HeldUp,
    /// Made a house from a backup.
    Restore,
    /// Read a backup back, and found it whole.
    CheckBackup,
    /// Tried to read a backup back, and found that it is not whole.
    BackupDamaged,
    /// Read a backup back, and found that the file is whole but what it was taken of had faults.
    BackupOfDamagedHouse,
    /// Chose a password: the first, or a new one.
    ChoosePassword,
    /// Made new recovery codes.
    RenewCodes,
    /// Began to use a second factor.
    EnrolFactor,
    /// Showed a second factor.
    UseFactor,
    /// Took a second factor away.
    DropFactor,
    /// Made a calendar address.
    Subscribe,
    /// Took the calendar address away.
    Unsubscribe,
    /// Erased an account.
    Erase,
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
    /// The version it has now, where it was saved with this entry: [`Tx::commit`](crate::Tx::commit) knows it.
    pub version: Option<i64>,
    /// The fingerprint it has now, where it is frozen.
    pub fingerprint: Option<Fingerprint>,
    /// The way by which it came; unknown for entries of earlier versions of the program.
    pub channel: Option<Channel>,
    /// How often: refusals of strangers are counted, not written one by one.
    pub times: i64,
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
        Self {
            at,
            user,
            verb: verb.into(),
            noun,
            id: id.to_string(),
            version: None,
            fingerprint: None,
            channel: Some(Channel::Program),
            times: 1,
        }
    }

    /// Come by this way.
    #[must_use]
    pub fn through(self, channel: &Channel) -> Self {
        Self { channel: Some(channel.clone()), ..self }
    }

    /// That happened so many times.
    #[must_use]
    pub fn times(self, times: i64) -> Self {
        Self { times, ..self }
    }

    /// With the fingerprint that the thing has now.
    #[must_use]
    pub fn fingerprint(self, fingerprint: &Fingerprint) -> Self {
        Self { fingerprint: Some(fingerprint.clone()), ..self }
    }

    /// Whether the id is more than an id.
    pub(crate) fn holds_text(&self) -> bool {
        self.id.chars().count() > 80
            || self.id.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{from_word, word};

    #[test]
    fn verbs_are_single_words_and_read_back() {
        let verbs = Action::ALL.into_iter().map(AuditVerb::Did).chain([
            AuditVerb::SignIn,
            AuditVerb::SignInFailed,
            AuditVerb::SignOut,
            AuditVerb::SetUp,
            AuditVerb::Recover,
            AuditVerb::Refused,
            AuditVerb::ForeignRequest,
            AuditVerb::HeldUp,
            AuditVerb::Restore,
            AuditVerb::CheckBackup,
            AuditVerb::BackupDamaged,
            AuditVerb::BackupOfDamagedHouse,
            AuditVerb::ChoosePassword,
            AuditVerb::RenewCodes,
            AuditVerb::EnrolFactor,
            AuditVerb::UseFactor,
            AuditVerb::DropFactor,
            AuditVerb::Subscribe,
            AuditVerb::Unsubscribe,
            AuditVerb::Erase,
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
        assert_eq!(words.len(), Action::ALL.len() + 21);
    }
}
