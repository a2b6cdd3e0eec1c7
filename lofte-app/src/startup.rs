//! A house is opened: settings, casework and rows together, and what a crash left half-done is finished or removed.
//!
//! Left out: making a new one, which says first what it is to be.

use crate::config::Config;
use crate::delivery::recover;
use crate::error::AppError;
use crate::house::{House, LOCK};
use lofte_model::place::MunicipalityCode;
use lofte_store::Store;
use lofte_words::Message;
use std::path::Path;

/// File that says where the casework was when the house was last opened, without user and password.
const CASEWORK_PLACE: &str = "casework.place";

impl House {
    /// Opens the house in `dir` and finishes or removes what a crash left half-done.
    pub async fn open(dir: &Path) -> Result<Self, AppError> {
        let config = Config::read(dir)?;
        let municipality: MunicipalityCode = config
            .municipality
            .parse()
            .map_err(|error| AppError::refused(Message::with("doctor-settings-bad", "why", error)))?;
        let store = casework(dir, &config).await?;
        let records = config.open_records(dir)?;
        let house = Self::of(dir, config, municipality, store, records);
        // Somebody who delivers right now has unfinished business that is not a crash's.
        if let Some(lock) = house.try_lock()? {
            // A house that is being made has no casework yet.
            if house.store().municipalities().await?.iter().any(|known| known.code == *house.municipality()) {
                recover(&house).await?;
                crate::picture::sweep(&house).await?;
            }
            records_in_order(&house).await?;
            drop(lock);
        }
        Ok(house)
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
