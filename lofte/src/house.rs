//! The house: settings, casework and rows of one installation, opened together and put right after a crash.
//!
//! Everything that changes goes through [`crate::app`]; the house only hands out what the use cases need. The clock
//! is here, so that the demo and tests can live in another year.

use crate::app::backup::Hashes;
use crate::app::delivery::recover;
use crate::config::{Config, Retention};
use crate::error::AppError;
use crate::jobs::Work;
use crate::kept::Kept;
use crate::limits::Limits;
use crate::throttle::Throttle;
use crate::tickets::Tickets;
use jiff::Timestamp;
use lofte_model::place::{Municipality, MunicipalityCode};
use lofte_records::Records;
use lofte_store::Store;
use lofte_words::Message;
use lofte_words::swedish;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// File that the process which delivers rows holds locked.
const LOCK: &str = "deliveries.lock";

/// File that says where the casework was when the house was last opened, without user and password.
const CASEWORK_PLACE: &str = "casework.place";

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
    /// Opens the house in `dir` and finishes or removes what a crash left half-done.
    pub async fn open(dir: &Path) -> Result<Self, AppError> {
        let config = Config::read(dir)?;
        let municipality: MunicipalityCode = config
            .municipality
            .parse()
            .map_err(|error| AppError::refused(Message::with("doctor-settings-bad", "why", error)))?;
        let store = casework(dir, &config).await?;
        let records = Records::open(&config.records_location(dir))?;
        let house = Self {
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
        };
        // Somebody who delivers right now has unfinished business that is not a crash's.
        if let Some(lock) = house.try_lock()? {
            recover(&house).await?;
            records_in_order(&house).await?;
            drop(lock);
        }
        Ok(house)
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
    pub(crate) fn shown_municipality(&self) -> &OnceLock<Municipality> {
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

/// Opens the casework where it was. A house that has been used has some: an empty one in its place would only say that
/// nothing is there.
pub(crate) async fn casework(dir: &Path, config: &Config) -> Result<Store, AppError> {
    let url = config.store_url(dir);
    let file = dir.join(lofte_store::FILE_NAME);
    let last = std::fs::read_to_string(dir.join(CASEWORK_PLACE)).unwrap_or_default();
    let in_folder = url == format!("sqlite://{}", file.display());
    if in_folder && !file.exists() && dir.join(LOCK).exists() {
        let place = if last.trim().is_empty() { "?".to_owned() } else { last.trim().to_owned() };
        return Err(AppError::refused(Message::with("casework-elsewhere", "place", place)));
    }
    let store = Store::open(&url).await?;
    if last.trim() != store.place() {
        let path = dir.join(CASEWORK_PLACE);
        std::fs::write(&path, store.place()).map_err(|source| AppError::machine(&path, source))?;
    }
    Ok(store)
}

/// Reject lists from before cells were left out of them are rewritten once.
async fn records_in_order(house: &House) -> Result<(), AppError> {
    let rewritten = house.records().withhold_old_rejects(house.municipality()).await?;
    if rewritten > 0 {
        tracing::info!(rewritten, "took the contents of cells out of older reject lists");
    }
    Ok(())
}
