//! The manifest of a delivery and the paths of its files: the only way from a question to rows.
//!
//! ```text
//! 0482/offence/2024/<delivery>.parquet     rows, one file for each year
//! 0482/rejects/<delivery>.jsonl            the reject list
//! 0482/corrections/<delivery>.keys         keys of earlier rows that its rows take the place of
//! 0482/pending/<delivery>.json             staged: written last, names all of the above
//! 0482/deliveries/<delivery>.json          visible: the same, put in one stroke
//! 0482/links/<id>.json                     rows of another source that are not counted (see `ask/links.rs`)
//! 0482/cells/<fingerprint>.parquet         counts of a picture, which belong to no delivery (see `cells.rs`)
//! ```
//! A file of a delivery that no manifest names does not exist for a reader, whatever it holds.

use crate::depot::{AT_A_TIME, Depot};
use crate::error::RecordsError;
use futures::future::try_join_all;
use jiff::civil::Date;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::DeliveryId;
use lofte_model::period::Period;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{Delivery, RecordKind};
use lofte_model::survey::Wave;
use object_store::ObjectMeta;
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The newest form that this version reads.
const FORMAT: u32 = 2;
/// The form of a delivery without corrections, which earlier versions read too.
const WITHOUT_CORRECTIONS: u32 = 1;

/// Everything that is known of a delivery, and its files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Form of this file.
    pub(crate) format: u32,
    pub(crate) delivery: Delivery,
    pub(crate) files: Vec<DataFile>,
    pub(crate) rejects: Option<RejectFile>,
    pub(crate) wave: Option<StoredWave>,
    /// Earlier rows that rows of this delivery take the place of, as long as it is visible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) corrections: Option<KeyFile>,
    /// Rows that were stored and have been removed by rule since.
    #[serde(default)]
    pub(crate) pruned: u64,
}

/// One file of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DataFile {
    pub(crate) path: String,
    pub(crate) year: i16,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// First and last day of its rows.
    pub(crate) from: Date,
    pub(crate) to: Date,
    /// SHA-256 of the file as it was put; files from before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<Fingerprint>,
}

impl DataFile {
    pub(crate) fn path(&self) -> Path {
        Path::from(self.path.as_str())
    }

    /// Whether some of its days lie in the period.
    pub(crate) fn touches(&self, period: Period) -> bool {
        self.from <= period.to() && period.from() <= self.to
    }

    /// Whether all of its days lie in the period.
    pub(crate) fn within(&self, period: Period) -> bool {
        period.contains(self.from) && period.contains(self.to)
    }
}

/// The reject list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RejectFile {
    pub(crate) path: String,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// SHA-256 of the file as it was put; files from before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<Fingerprint>,
}

/// Keys, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyFile {
    pub(crate) path: String,
    pub(crate) rows: u64,
    /// SHA-256 of the file as it was put; files from before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<Fingerprint>,
}

/// Design and code book of a survey delivery, with the fingerprint of design and answers together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredWave {
    pub(crate) wave: Wave,
    pub(crate) fingerprint: Fingerprint,
}

impl Manifest {
    pub(crate) fn new(delivery: Delivery) -> Self {
        let format = WITHOUT_CORRECTIONS;
        Self { format, delivery, files: Vec::new(), rejects: None, wave: None, corrections: None, pruned: 0 }
    }

    /// Adds corrections: a version that does not know of them would count both versions of a row.
    pub(crate) fn correct(&mut self, corrections: KeyFile) {
        self.format = FORMAT;
        self.corrections = Some(corrections);
    }

    /// Whether deliveries of this one's kind and source could hold the other's rows.
    pub(crate) fn shares_rows_with(&self, kind: RecordKind, source: &str) -> bool {
        self.delivery.kind == kind && (kind == RecordKind::Survey || self.delivery.source == source)
    }

    /// Paths of all files but the manifest itself.
    pub(crate) fn paths(&self) -> impl Iterator<Item = Path> {
        let rejects = self.rejects.iter().map(|file| Path::from(file.path.as_str()));
        let corrections = self.corrections.iter().map(|file| Path::from(file.path.as_str()));
        self.files.iter().map(DataFile::path).chain(rejects).chain(corrections)
    }

    /// Every file but the manifest itself, with the digest of what was put there. A reject list may have been forgotten
    /// by rule since; the others may not.
    pub(crate) fn digests(&self) -> impl Iterator<Item = (Path, Option<&Fingerprint>, bool)> {
        let files = self.files.iter().map(|file| (file.path(), file.sha256.as_ref(), false));
        let of = |path: &str| Path::from(path);
        let rejects = self.rejects.iter().map(move |file| (of(&file.path), file.sha256.as_ref(), true));
        let corrections =
            self.corrections.iter().map(move |file| (of(&file.path), file.sha256.as_ref(), false));
        files.chain(rejects).chain(corrections)
    }

    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, RecordsError> {
        serde_json::to_vec_pretty(self).map_err(|error| RecordsError::Store(error.into()))
    }

    /// Reads a manifest and checks that it stands where it belongs: no path leads across municipalities.
    pub(crate) fn from_bytes(
        path: &Path,
        municipality: &MunicipalityCode,
        id: DeliveryId,
        bytes: &[u8],
    ) -> Result<Self, RecordsError> {
        #[derive(Deserialize)]
        struct Form {
            format: u32,
        }
        let form: Form = serde_json::from_slice(bytes).map_err(|error| RecordsError::damaged(path, error))?;
        if form.format > FORMAT {
            return Err(RecordsError::LaterFormat { path: path.to_string(), format: form.format });
        }
        let manifest: Self =
            serde_json::from_slice(bytes).map_err(|error| RecordsError::damaged(path, error))?;
        let home = format!("{municipality}/");
        let at_home = manifest.paths().all(|file| file.as_ref().starts_with(&home));
        if manifest.delivery.municipality != *municipality || manifest.delivery.id != id || !at_home {
            return Err(RecordsError::damaged(path, "it belongs to another delivery or municipality"));
        }
        Ok(manifest)
    }
}

pub(crate) fn data_path(
    municipality: &MunicipalityCode,
    kind: RecordKind,
    year: i16,
    id: DeliveryId,
) -> Path {
    Path::from(format!("{municipality}/{kind}/{year:04}/{id}.parquet"))
}

/// The mark that the reject lists of a municipality hold no contents of cells.
pub(crate) fn withheld_mark(municipality: &MunicipalityCode) -> Path {
    Path::from(format!("{municipality}/rejects/values-withheld"))
}

pub(crate) fn rejects_path(municipality: &MunicipalityCode, id: DeliveryId) -> Path {
    Path::from(format!("{municipality}/rejects/{id}.jsonl"))
}

pub(crate) fn corrections_path(municipality: &MunicipalityCode, id: DeliveryId) -> Path {
    Path::from(format!("{municipality}/corrections/{id}.keys"))
}

pub(crate) fn pending_folder(municipality: &MunicipalityCode) -> Path {
    Path::from(format!("{municipality}/pending"))
}

pub(crate) fn pending_path(municipality: &MunicipalityCode, id: DeliveryId) -> Path {
    Path::from(format!("{municipality}/pending/{id}.json"))
}

fn visible_folder(municipality: &MunicipalityCode) -> Path {
    Path::from(format!("{municipality}/deliveries"))
}

pub(crate) fn visible_path(municipality: &MunicipalityCode, id: DeliveryId) -> Path {
    Path::from(format!("{municipality}/deliveries/{id}.json"))
}

/// The delivery that a file belongs to, by its name.
pub(crate) fn delivery_of(path: &Path) -> Option<DeliveryId> {
    path.filename()?.split_once('.')?.0.parse().ok()
}

/// Whether the file is a manifest, visible or pending.
pub(crate) fn is_manifest(path: &Path) -> bool {
    path.parts().nth(1).is_some_and(|folder| ["deliveries", "pending"].contains(&folder.as_ref()))
}

/// The visible manifests, kept after the first reading: a manifest comes and goes, and changes only when rows are
/// pruned, which its size tells.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    read: Mutex<HashMap<Path, (ObjectMeta, Arc<Manifest>)>>,
}

impl Shelf {
    /// Every visible manifest of a municipality in the order of delivery.
    pub(crate) async fn visible(
        &self,
        depot: &Depot,
        municipality: &MunicipalityCode,
    ) -> Result<Vec<Arc<Manifest>>, RecordsError> {
        let listed = depot.list(&visible_folder(municipality)).await?;
        let mut manifests: Vec<Arc<Manifest>> = Vec::with_capacity(listed.len());
        for some in listed.chunks(AT_A_TIME) {
            let found = try_join_all(some.iter().map(|meta| self.one(depot, municipality, meta))).await?;
            manifests.extend(found.into_iter().flatten());
        }
        manifests.sort_by_key(|manifest| (manifest.delivery.delivered_at, manifest.delivery.id));
        Ok(manifests)
    }

    async fn one(
        &self,
        depot: &Depot,
        municipality: &MunicipalityCode,
        meta: &ObjectMeta,
    ) -> Result<Option<Arc<Manifest>>, RecordsError> {
        if let Some((known, manifest)) = self.lock().get(&meta.location)
            && known == meta
        {
            return Ok(Some(Arc::clone(manifest)));
        }
        let Some(id) = delivery_of(&meta.location) else {
            return Ok(None);
        };
        let Some(bytes) = depot.read(&meta.location).await? else {
            return Ok(None);
        };
        let manifest = Arc::new(Manifest::from_bytes(&meta.location, municipality, id, &bytes)?);
        self.lock().insert(meta.location.clone(), (meta.clone(), Arc::clone(&manifest)));
        Ok(Some(manifest))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Path, (ObjectMeta, Arc<Manifest>)>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A staged manifest.
pub(crate) async fn read_pending(
    depot: &Depot,
    municipality: &MunicipalityCode,
    id: DeliveryId,
) -> Result<Option<Manifest>, RecordsError> {
    let path = pending_path(municipality, id);
    let Some(bytes) = depot.read(&path).await? else {
        return Ok(None);
    };
    Manifest::from_bytes(&path, municipality, id, &bytes).map(Some)
}
