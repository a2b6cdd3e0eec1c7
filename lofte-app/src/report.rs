//! What was found when a house was examined: one line for each check, and how it came out.
//!
//! Left out: the checks ([`crate::doctor`]).

use crate::error::AppError;
use lofte_words::Message;
use serde::Serialize;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should be.
    Ok,
    /// Works, but somebody should look at it.
    Warn,
    /// A fault.
    Error,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// The file of settings.
    Settings,
    /// The database of the casework.
    Casework,
    /// Who can sign in.
    Accounts,
    /// The chain of the log.
    Audit,
    /// Delivered rows, by their manifests.
    Records,
    /// The gateway that is asked about rows.
    Gateway,
    /// The bytes of every file with rows.
    RowFiles,
    /// The counts of drafts and editions of the picture.
    Picture,
    /// Whether casework and rows know the same deliveries.
    Deliveries,
    /// Deliveries that were interrupted.
    Pending,
    /// The last backup.
    Backup,
    /// Whether the folder can be written in.
    Folder,
    /// Who else can reach the folder.
    Rights,
    /// Space on its disk.
    Disk,
    /// The same of the folder of backups.
    BackupFolder,
    /// Who else can reach the folder of backups.
    BackupRights,
    /// Space on the disk of the backups.
    BackupDisk,
    /// The files of the pages.
    Assets,
    /// The clocks of the world.
    TimeZone,
    /// The clock of the machine.
    Clock,
}

impl Check {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Settings,
        Self::Casework,
        Self::Accounts,
        Self::Audit,
        Self::Records,
        Self::Gateway,
        Self::RowFiles,
        Self::Picture,
        Self::Deliveries,
        Self::Pending,
        Self::Backup,
        Self::Folder,
        Self::Rights,
        Self::Disk,
        Self::BackupFolder,
        Self::BackupRights,
        Self::BackupDisk,
        Self::Assets,
        Self::TimeZone,
        Self::Clock,
    ];

    /// Its name for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Casework => "casework",
            Self::Accounts => "accounts",
            Self::Audit => "audit",
            Self::Records => "records",
            Self::Gateway => "gateway",
            Self::RowFiles => "row files",
            Self::Picture => "picture",
            Self::Deliveries => "deliveries",
            Self::Pending => "pending",
            Self::Backup => "backup",
            Self::Folder => "folder",
            Self::Rights => "rights",
            Self::Disk => "disk",
            Self::BackupFolder => "backup folder",
            Self::BackupRights => "backup rights",
            Self::BackupDisk => "backup disk",
            Self::Assets => "assets",
            Self::TimeZone => "time zone",
            Self::Clock => "clock",
        }
    }

    /// The key of its name for people.
    pub fn text(self) -> String {
        format!("doctor-check-{}", self.word().replace(' ', "-"))
    }
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What was looked at.
    pub check: Check,
    /// How it came out.
    pub state: State,
    /// What was found, and what to do. Counts are plain numbers; whoever tells them writes them as people do.
    pub messages: Vec<Message>,
}

/// What was found, in the order that it was looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The lines.
    pub lines: Vec<Line>,
}

impl Report {
    /// Whether there is no fault. Warnings are none.
    pub fn is_sound(&self) -> bool {
        self.worst() < State::Error
    }

    /// The gravest that was found.
    pub fn worst(&self) -> State {
        self.lines.iter().map(|line| line.state).max().unwrap_or(State::Ok)
    }

    /// How many lines came out so.
    pub fn count(&self, state: State) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }

    /// Adds a line.
    pub(crate) fn add(&mut self, check: Check, state: State, message: Message) {
        self.lines.push(Line { check, state, messages: vec![message] });
    }

    /// Adds what could not be looked at.
    pub(crate) fn failed(&mut self, check: Check, error: impl Into<AppError>) {
        let messages = error.into().messages();
        self.lines.push(Line { check, state: State::Error, messages });
    }
}

impl Report {
    /// Adds what belongs to the program that examines: whether the files of its pages are in it, and the clocks of the world.
    #[must_use]
    pub fn with_program(mut self, assets_bundled: bool) -> Self {
        if assets_bundled {
            self.add(Check::Assets, State::Ok, Message::plain("doctor-assets-ok"));
        } else {
            self.add(Check::Assets, State::Warn, Message::plain("doctor-assets-missing"));
        }
        if jiff::tz::TimeZone::get("Europe/Stockholm").is_ok() {
            self.add(Check::TimeZone, State::Ok, Message::plain("doctor-time-zone-ok"));
        } else {
            self.add(Check::TimeZone, State::Error, Message::plain("doctor-time-zone-missing"));
        }
        self
    }
}
