//! Identities: one type per noun, so that a promise can never be looked up with the id of a problem.
//!
//! An id is made at the rim (random) or derived from a name (the demo); this crate never makes one up by itself.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Makes a newtype around [`Uuid`] for one noun.
macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id that belongs to a name: the same name always gives the same id. For demos, tests, and rows of files
            /// that may come again.
            pub fn named(name: &str) -> Self {
                Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("lofte:{}:{name}", stringify!($name)).as_bytes()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

id! {
    /// An entry of the activity log.
    ActivityId,
    /// A cooperation agreement (samverkansöverenskommelse).
    AgreementId,
    /// A follow-up of a promise on the way (avstämning).
    CheckpointId,
    /// One delivery of rows.
    DeliveryId,
    /// A piece of long work.
    JobId,
    /// An entry of the library of measures.
    LibraryId,
    /// A measure in the action plan.
    MeasureId,
    /// An organisation that takes part.
    PartyId,
    /// A prioritised problem.
    ProblemId,
    /// A citizen promise (medborgarlöfte).
    PromiseId,
    /// A file on its way in.
    StagedId,
    /// A word of the local dictionary.
    TermId,
    /// An account: an official who signs in.
    UserId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_stable_and_separate_ids() {
        assert_eq!(PromiseId::named("station"), PromiseId::named("station"));
        assert_ne!(PromiseId::named("station").0, ProblemId::named("station").0);
    }

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = PromiseId::named("station");
        assert_eq!(id.to_string().parse::<PromiseId>().unwrap(), id);
    }
}
