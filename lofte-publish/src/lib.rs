#![doc = include_str!("../README.md")]

pub mod data;
pub mod document;
pub mod error;
mod folder;
pub mod picture;
pub mod promise;
pub mod snapshot;
mod texts;

pub use document::Fonts;
pub use error::{Damage, PublishError};
pub use snapshot::{Snapshot, SnapshotInput};

#[cfg(test)]
mod tests;
