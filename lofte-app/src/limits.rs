//! How much one installation takes on, in one place: the part `[limits]` of `lofte.toml`, and what holds without it.
//!
//! Whatever is refused for one of these says so and names it. Left out are the bounds that are not a matter of the
//! machine: how files are read ([`lofte_import::limits`]) and how deep causes may lie (`lofte_model::problem`).

use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;

/// The limits. Times are given in seconds, sizes in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Until the head of a request is there, from its first byte.
    #[serde(with = "seconds")]
    pub head: Duration,
    /// That a connection may lie still between two requests.
    #[serde(with = "seconds")]
    pub idle: Duration,
    /// Until a request is answered, unless it brings a file.
    #[serde(with = "seconds")]
    pub request: Duration,
    /// In which [`pace`](Self::pace) bytes must come of what somebody sends, or be taken of what we send.
    #[serde(with = "seconds")]
    pub pace_window: Duration,
    /// See [`pace_window`](Self::pace_window).
    pub pace: u64,
    /// For requests under way when the program is told to stop.
    #[serde(with = "seconds")]
    pub stopping: Duration,
    /// Connections at the same time.
    pub connections: usize,
    /// Of those from one address. This machine's own is not counted: a proxy brings everybody from there.
    pub connections_from_one_address: usize,
    /// Bytes that stay free on the disk.
    pub free_disk: u64,
    /// Jobs of one account that wait or run.
    pub jobs_of_one_account: usize,
}

/// Files that a backup may hold.
pub const MOST_FILES_OF_A_BACKUP: usize = 100_000;
/// How many times its size a file may unpack to. Tables and texts of people come nowhere near.
pub const MOST_TIMES: u64 = 250;
/// What any file may unpack to, however small it is.
pub const ALWAYS_UNPACKED: u64 = 64 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_mins(1),
            request: Duration::from_secs(30),
            pace_window: Duration::from_secs(30),
            pace: 30 << 10,
            stopping: Duration::from_secs(10),
            connections: 512,
            connections_from_one_address: 64,
            free_disk: 256 << 20,
            jobs_of_one_account: 10,
        }
    }
}

impl Limits {
    /// Whether the disk of a folder has the room that is to stay free. One that cannot tell has.
    pub fn has_room(&self, folder: &Path) -> bool {
        free_disk(folder).is_none_or(|free| free >= self.free_disk)
    }
}

/// Bytes that are free on the disk of a folder.
pub fn free_disk(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Whole megabytes, for messages.
pub fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

/// A time as a number of seconds, whole or not.
mod seconds {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};
    use std::time::Duration;

    pub(super) fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(time.as_secs_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_as_it_is_without() {
        let limits: Limits = toml::from_str("head = 3\nstopping = 0.5\nconnections = 7\n").unwrap();
        assert_eq!((limits.head, limits.stopping), (Duration::from_secs(3), Duration::from_millis(500)));
        assert_eq!((limits.connections, limits.idle), (7, Limits::default().idle));
        for wrong in ["haed = 3\n", "head = -1\n", "head = \"10 s\"\n", "connections = -1\n"] {
            assert!(toml::from_str::<Limits>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_full_disk_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let limits = |free_disk| Limits { free_disk, ..Limits::default() };
        assert!(limits(0).has_room(folder.path()));
        assert!(!limits(u64::MAX).has_room(folder.path()));
        assert_eq!((megabytes(1), megabytes(256 << 20)), (1, 256));
    }
}
