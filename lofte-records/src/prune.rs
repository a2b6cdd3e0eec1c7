//! Removing rows that are older than their rule keeps them: the file of a year goes, and the manifest says how many
//! rows went with it.
//!
//! Rows lie in one file for each year of a delivery, so that nothing has to be rewritten to remove a year. The manifest
//! is put first: from then on nobody reads the file, and a kill before its deletion leaves an orphan for the sweep.
//! Keys of pruned rows are gone too; delivered again they would be stored again, until the next pruning.

use crate::error::RecordsError;
use crate::manifest::{self, Manifest};
use crate::records::Records;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{Delivery, RecordKind};
use std::collections::BTreeMap;

/// Rows of a kind, source and year that are older than the rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrunedYear {
    /// Kind.
    pub kind: RecordKind,
    /// Source.
    pub source: String,
    /// Year of the rows.
    pub year: i16,
    /// Rows.
    pub rows: u64,
}

impl Records {
    /// Removes the rows of every year that lies before what is kept of their delivery; with `dry_run` it only says which
    /// they are. `oldest` gives the first year that is kept, or `None` where all are. Nobody may deliver meanwhile.
    pub async fn prune(
        &self,
        municipality: &MunicipalityCode,
        oldest: impl Fn(&Delivery) -> Option<i16>,
        dry_run: bool,
    ) -> Result<Vec<PrunedYear>, RecordsError> {
        let mut gone: BTreeMap<(RecordKind, String, i16), u64> = BTreeMap::new();
        for manifest in self.visible(municipality).await? {
            let Some(oldest) = oldest(&manifest.delivery) else { continue };
            let of = (manifest.delivery.kind, manifest.delivery.source.clone());
            let (old, kept): (Vec<_>, Vec<_>) =
                manifest.files.iter().cloned().partition(|file| file.year < oldest);
            for file in &old {
                *gone.entry((of.0, of.1.clone(), file.year)).or_default() += file.rows;
            }
            if old.is_empty() || dry_run {
                continue;
            }
            let rows: u64 = old.iter().map(|file| file.rows).sum();
            let left = Manifest { files: kept, pruned: manifest.pruned + rows, ..(*manifest).clone() };
            let path = manifest::visible_path(municipality, manifest.delivery.id);
            self.depot().put(&path, left.to_bytes()?).await?;
            let paths: Vec<_> = old.iter().map(manifest::DataFile::path).collect();
            self.depot().delete_all(&paths).await?;
        }
        let told = |((kind, source, year), rows)| PrunedYear { kind, source, year, rows };
        Ok(gone.into_iter().map(told).collect())
    }

    /// Rows that were stored once and have been pruned since.
    pub async fn pruned_rows(&self, municipality: &MunicipalityCode) -> Result<u64, RecordsError> {
        Ok(self.visible(municipality).await?.iter().map(|manifest| manifest.pruned).sum())
    }
}
