#![doc = include_str!("../README.md")]

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
mod kept;
pub mod ledger;
pub mod picture;
pub mod promise;
mod screening;
pub mod snapshot;
pub mod survey;
pub mod wording;

pub use document::Fonts;
pub use error::{Damage, PublishError};
pub use held::{Held, HeldBack, Why};
pub use kept::sealed;
pub use ledger::Ledger;
pub use snapshot::{Earlier, Made, Masked, ProtectionChange, Snapshot, SnapshotInput};
pub use survey::WaveCounts;

#[cfg(test)]
mod tests;
