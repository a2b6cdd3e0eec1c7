//! The folder of backups: what lies in it, what the log says of each, and how that stands.
//!
//! Left out: taking a backup, trying one and thinning them out ([`crate::backup`]).

mod content;
mod health;
mod known;

pub use content::Hashes;
pub use health::{Health, Schedule};
pub use known::{Known, Trial};
pub(crate) use known::{in_folder, name_of, names, taken_at};

/// How what is read back for a trial is called in the folder of backups.
pub(crate) const TRIAL: &str = ".trial-";
