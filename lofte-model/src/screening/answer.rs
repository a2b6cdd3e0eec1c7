//! What somebody answered when asked whether a text names a person.

use super::value::Found;
use crate::fingerprint::Fingerprint;
use std::collections::BTreeSet;

/// The answer to "this looks like … is it a person?".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nobody was asked yet.
    #[default]
    NotAsked,
    /// It is nobody: whatever is asked about may stay. What is certain is refused all the same.
    NobodyAtAll,
    /// These pieces are nobody; others are asked about.
    Nobody(Fingerprint),
}

impl Answer {
    /// The name of a list of findings, whatever their order: an answer to one list is no answer to another.
    pub fn token(found: &[Found]) -> Fingerprint {
        let pieces: BTreeSet<String> =
            found.iter().map(|found| format!("{} {}\n", found.kind.word(), found.text)).collect();
        Fingerprint::of_bytes(pieces.into_iter().collect::<String>().as_bytes())
    }

    /// Whether these findings are answered.
    pub fn covers(&self, found: &[Found]) -> bool {
        match self {
            Self::NotAsked => found.is_empty(),
            Self::NobodyAtAll => true,
            Self::Nobody(token) => found.is_empty() || *token == Self::token(found),
        }
    }
}
