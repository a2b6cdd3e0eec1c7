//! The house: settings, casework and rows of one installation, as the use cases ask for them.
//!
//! The clock is here, so that the demo and tests can live in another year. Left out: opening it, which is a use case of its
//! own ([`crate::startup`]).

use crate::backup_folder::Hashes;
use crate::config::{Config, Retention};
use crate::error::AppError;
use crate::kept::Kept;
use crate::limits::Limits;
use crate::throttle::Throttle;
use crate::tickets::Tickets;
use crate::work::Work;
use jiff::Timestamp;
use lofte_model::place::{Municipality, MunicipalityCode};
use lofte_records::Records;
use lofte_store::Store;
use lofte_words::swedish;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// File that the process which delivers rows holds locked.
pub(crate) const LOCK: &str = "deliveries.lock";

/// One installation. Cheap to clone.
#[derive(Clone)]
pub struct House {
    dir: Arc<PathBuf>,
    municipality: MunicipalityCode,
    store: Store,
    records: Records,
    retention: Arc<Retention>,
    work: Work,
    config: Arc<Config>,
    throttle: Arc<Throttle>,
    tickets: Arc<Tickets>,
    fixed_time: Option<Timestamp>,
    kept: Arc<Kept>,
    shown: Arc<OnceLock<Municipality>>,
    backups: Arc<Hashes>,
}

impl House {
    /// A house of what has been opened already; [`crate::startup`] opens it and puts it right.
    pub(crate) fn of(
        dir: &Path,
        config: Config,
        municipality: MunicipalityCode,
        store: Store,
        records: Records,
    ) -> Self {
        Self {
            dir: Arc::new(dir.to_owned()),
            municipality,
            store,
            records,
            retention: Arc::new(config.retention.clone()),
            work: Work::default(),
            config: Arc::new(config),
            throttle: Arc::default(),
            tickets: Arc::default(),
            fixed_time: None,
            kept: Arc::default(),
            shown: Arc::default(),
            backups: Arc::default(),
        }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The municipality.
    pub fn municipality(&self) -> &MunicipalityCode {
        &self.municipality
    }

    /// The municipality as it was last shown, for pages that must not ask the casework: thousands of them may be asked for
    /// at once by somebody who guesses passwords.
    pub fn shown_municipality(&self) -> &OnceLock<Municipality> {
        &self.shown
    }

    /// Casework.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Rows.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// Jobs of this house that this process does.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// How much is taken on.
    pub fn limits(&self) -> &Limits {
        &self.config.limits
    }

    /// Settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The same house with other settings than its file has, for what a command line says.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(Config) -> Config) -> Self {
        Self { config: Arc::new(change(Config::clone(&self.config))), ..self.clone() }
    }

    /// How fast passwords may be guessed here.
    pub fn throttle(&self) -> &Throttle {
        &self.throttle
    }

    /// Who is between a password and the second factor.
    pub fn tickets(&self) -> &Tickets {
        &self.tickets
    }

    /// What is kept of forms while the program runs.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Which contents the backups have that were looked at while the program runs.
    pub(crate) fn backups(&self) -> &Hashes {
        &self.backups
    }

    /// How long what is kept.
    pub fn retention(&self) -> &Retention {
        &self.retention
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.fixed_time.unwrap_or_else(Timestamp::now)
    }

    /// Today in Sweden.
    pub fn today(&self) -> jiff::civil::Date {
        swedish(self.now()).date()
    }

    /// The same house at another time, for the demo and for tests.
    #[must_use]
    pub fn at(&self, time: Timestamp) -> Self {
        Self { fixed_time: Some(time), ..self.clone() }
    }

    /// Takes the lock that one process at a time may deliver under; `None` when another has it.
    pub fn try_lock(&self) -> Result<Option<DeliveryLock>, AppError> {
        let path = self.dir.join(LOCK);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|source| AppError::machine(&path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(DeliveryLock(file))),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(source)) => Err(AppError::machine(&path, source)),
        }
    }
}

/// The right of this process to deliver, until it is dropped.
#[derive(Debug)]
#[must_use]
pub struct DeliveryLock(File);

impl Drop for DeliveryLock {
    fn drop(&mut self) {
        // Closing is not enough: a program that somebody here starts at this moment holds the file until it runs.
        let _ = self.0.unlock();
    }
}
