#![doc = include_str!("../README.md")]

mod build;
pub mod changes;
pub mod data;
mod day;
mod digits;
pub mod document;
pub mod error;
mod first;
mod folder;
mod guard;
pub mod held;
pub mod input;
mod kept;
pub mod ledger;
pub mod picture;
pub mod promise;
pub mod report;
mod screening;
pub mod snapshot;
pub mod survey;
pub mod telling;
pub mod wording;

pub use build::{MIN_ANSWERS, Made};
pub use document::Fonts;
pub use error::{Damage, PublishError};
pub use held::{Held, HeldBack, Why};
pub use input::{Earlier, SnapshotInput};
pub use kept::sealed;
pub use ledger::Ledger;
pub use snapshot::{ContactPoint, Masked, ProtectionChange, Snapshot};
pub use survey::WaveCounts;

#[cfg(test)]
mod tests;
