//! What may go wrong with files, disks, folders, ports and processes: nothing is half-visible afterwards, and whoever
//! sits there is told in plain words what to do.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod backup;
mod disk;
mod files;
mod guests;
mod house;
mod killed;
mod logs;
pub(crate) mod outages;
pub(crate) mod place;
mod restore;
