//! Whether the newest backup is as it should be, and who takes the next.

use super::{Hashes, Known, Trial, in_folder};
use crate::config::Config;
use crate::error::AppError;
use crate::report::State;
use jiff::Timestamp;
use lofte_model::place::MunicipalityCode;
use lofte_store::Store;
use lofte_words::{Message, swedish};
use std::path::Path;

/// The folder that the packaged service and its timer work in.
const FOLDER_OF_THE_SERVICE: &str = "/var/lib/lofte";
/// There when the packaged timer is switched on.
const TIMER: &str = "/etc/systemd/system/timers.target.wants/lofte-backup.timer";

/// How the newest backup is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// The folder cannot be read.
    Unreadable,
    /// There is none.
    None,
    /// The newest could not be read back.
    Damaged(Known),
    /// The newest is a whole file, but what it was taken of had faults.
    OfDamagedHouse(Known),
    /// Nobody has read any back.
    Unchecked(Known),
    /// The newest that was read back is older than it should be.
    Late(Known, u32),
    /// A sound one is there, and young enough.
    Sound(Known),
}

impl Health {
    /// Of what lies in the folder of a house. What is older than the newest whole one is not looked at.
    pub(crate) async fn look(
        of: (&Store, &MunicipalityCode),
        (dir, config): (&Path, &Config),
        hashes: &Hashes,
        now: Timestamp,
    ) -> Result<Self, AppError> {
        let folder = config.backup_folder(dir);
        match in_folder(&folder, of, hashes, |known| known.is_whole_at(now)).await {
            Ok(known) => Ok(Self::of(&known, config.backup.late_after_hours, now)),
            Err(AppError::Machine { .. }) => Ok(Self::Unreadable),
            Err(error) => Err(error),
        }
    }

    /// Of the backups that are known, the newest first.
    fn of(known: &[Known], late_after_hours: u32, now: Timestamp) -> Self {
        // A name from the future is somebody's mistake, and no backup of today.
        let known: Vec<&Known> = known.iter().filter(|one| one.taken_at <= now).collect();
        let Some(newest) = known.first().copied() else { return Self::None };
        match newest.trial {
            Trial::Damaged(_) => return Self::Damaged(newest.clone()),
            Trial::OfDamagedHouse(_) => return Self::OfDamagedHouse(newest.clone()),
            Trial::None | Trial::Sound(_) => {}
        }
        let Some(sound) = known.iter().find(|one| matches!(one.trial, Trial::Sound(_))) else {
            return Self::Unchecked(newest.clone());
        };
        let hours = now.duration_since(sound.taken_at).as_hours();
        if hours >= i64::from(late_after_hours) {
            return Self::Late((*sound).clone(), late_after_hours);
        }
        Self::Sound((*sound).clone())
    }

    /// As a check of the doctor.
    pub fn state(&self) -> State {
        match self {
            Self::Sound(_) => State::Ok,
            Self::None | Self::Unchecked(_) | Self::Late(..) => State::Warn,
            Self::Damaged(_) | Self::OfDamagedHouse(_) | Self::Unreadable => State::Error,
        }
    }

    /// What to say, and what to do.
    pub fn message(&self) -> Message {
        let of = |key: &str, known: &Known| Message::with(key, "at", moment(known.taken_at));
        match self {
            Self::Unreadable => Message::plain("backup-health-unreadable"),
            Self::None => Message::plain("backup-health-none"),
            Self::Damaged(known) => of("backup-health-damaged", known),
            Self::OfDamagedHouse(known) => of("backup-health-of-damaged-house", known),
            Self::Unchecked(known) => of("backup-health-unchecked", known),
            Self::Late(known, hours) => of("backup-health-late", known).and("hours", hours),
            Self::Sound(known) => of("backup-health-sound", known),
        }
    }
}

/// As Swedish clocks show it, in every language.
fn moment(at: Timestamp) -> String {
    swedish(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Who takes the nightly backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// `lofte serve`, by its settings.
    Program,
    /// The packaged timer of the machine.
    Timer,
    /// Nobody that this program knows of.
    Nobody,
}

impl Schedule {
    pub(crate) fn of(dir: &Path, config: &Config) -> Self {
        if config.backup.nightly {
            Self::Program
        } else if dir == Path::new(FOLDER_OF_THE_SERVICE) && Path::new(TIMER).symlink_metadata().is_ok() {
            Self::Timer
        } else {
            Self::Nobody
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    fn taken(hours_ago: i64, trial: Trial, now: Timestamp) -> Known {
        let taken_at = now.checked_sub(hours_ago.hours()).unwrap();
        Known { name: format!("{hours_ago}"), taken_at, bytes: 1, trial }
    }

    #[test]
    fn a_backup_counts_when_it_was_read_back_and_is_young() {
        let now: Timestamp = "2026-11-29T12:00:00Z".parse().unwrap();
        let sound = |hours| taken(hours, Trial::Sound(now), now);
        let of = |known: &[Known]| Health::of(known, 36, now).state();
        assert_eq!(of(&[]), State::Warn);
        assert_eq!(of(&[sound(35)]), State::Ok);
        assert_eq!(of(&[sound(36)]), State::Warn);
        assert_eq!(of(&[taken(1, Trial::None, now)]), State::Warn);
        assert_eq!(of(&[taken(1, Trial::None, now), sound(20)]), State::Ok, "one that counts is there");
        assert_eq!(of(&[taken(1, Trial::Damaged(now), now), sound(20)]), State::Error);
        assert_eq!(of(&[taken(1, Trial::OfDamagedHouse(now), now), sound(20)]), State::Error);
        assert_eq!(of(&[sound(-1000), sound(36)]), State::Warn, "the future has taken no backup");
    }
}
