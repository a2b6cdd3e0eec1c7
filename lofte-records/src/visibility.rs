//! How a delivery becomes visible and how it goes: the protocol that survives being killed between any two steps.
//!
//! Coming: rows and rejects are put, then the pending manifest (*staged*). The casework decides in its own
//! transaction. Then [`Records::promote`] puts the visible manifest in one stroke and takes the pending one away.
//! Going: [`Records::remove`] takes the visible manifest away first, then the files.
//!
//! Whatever the point of death, a reader sees the delivery whole or not at all, and what is left is a pending
//! manifest (decided again by [`Records::recover`]) or files without manifest (taken by [`Records::sweep`]).

use crate::Records;
use crate::ask::links;
use crate::cells::is_cells;
use crate::depot::blocking;
use crate::error::RecordsError;
use crate::manifest::{self, Manifest, read_pending};
use lofte_model::id::DeliveryId;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::Delivery;
use object_store::path::Path;
use std::collections::HashSet;

/// What the casework says of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It was taken in.
    Kept,
    /// It was taken in and taken back.
    Undone,
    /// The casework does not know it: its transaction never happened.
    Unknown,
}

/// What [`Records::recover`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Staged and decided upon, or half-way there: made visible.
    pub promoted: Vec<DeliveryId>,
    /// Staged and never decided upon: thrown away.
    pub discarded: Vec<DeliveryId>,
    /// Taken back but still visible: removed.
    pub removed: Vec<DeliveryId>,
    /// Visible though the casework does not know them: left alone, since only people can tell why (a backup of the
    /// casework that is older than the records?).
    pub unclaimed: Vec<DeliveryId>,
    /// Files that no manifest named.
    pub swept: usize,
}

impl Records {
    /// Puts the pending manifest, the last step of staging. Refuses when deliveries of the same kind and source came
    /// or went since the writer began, since its duplicates would be wrong.
    pub(crate) async fn stage(&self, manifest: &Manifest, seen: &[DeliveryId]) -> Result<(), RecordsError> {
        let Delivery { municipality, id, kind, source, .. } = &manifest.delivery;
        let path = manifest::pending_path(municipality, *id);
        self.depot().put(&path, manifest.to_bytes()?).await?;
        let visible = self.visible(municipality).await?;
        let corrected = manifest.delivery.corrects.as_ref().map(|correction| correction.delivery);
        let now = visible
            .iter()
            .filter(|other| other.shares_rows_with(*kind, source) && Some(other.delivery.id) != corrected);
        let mut overtaken = !now.map(|other| &other.delivery.id).eq(seen);
        for other in self.pending_in(municipality).await?.into_iter().filter(|other| other != id) {
            let other = read_pending(self.depot(), municipality, other).await?;
            overtaken |= other.is_some_and(|other| other.shares_rows_with(*kind, source));
        }
        if overtaken { Err(RecordsError::Overtaken { origin: source.clone() }) } else { Ok(()) }
    }

    /// Makes a staged delivery visible. Doing it again is harmless.
    pub async fn promote(&self, municipality: &MunicipalityCode, id: DeliveryId) -> Result<(), RecordsError> {
        let visible = manifest::visible_path(municipality, id);
        match read_pending(self.depot(), municipality, id).await? {
            Some(manifest) => {
                self.depot().put(&visible, manifest.to_bytes()?).await?;
                self.depot().delete(&manifest::pending_path(municipality, id)).await
            }
            None if self.depot().has(&visible).await? => Ok(()),
            None => Err(RecordsError::NotStaged(id)),
        }
    }

    /// Throws away a delivery that was staged or never finished, with all its files. Doing it again is harmless.
    pub async fn discard(&self, municipality: &MunicipalityCode, id: DeliveryId) -> Result<(), RecordsError> {
        if self.depot().has(&manifest::visible_path(municipality, id)).await? {
            return Err(RecordsError::Visible(id));
        }
        self.depot().delete(&manifest::pending_path(municipality, id)).await?;
        self.delete_files_of(municipality, id).await
    }

    /// Takes back a visible delivery: from the first step on nobody sees any of it. Doing it again is harmless.
    pub async fn remove(&self, municipality: &MunicipalityCode, id: DeliveryId) -> Result<(), RecordsError> {
        // A pending manifest that a kill left beside the visible one would bring it back.
        self.depot().delete(&manifest::pending_path(municipality, id)).await?;
        self.depot().delete(&manifest::visible_path(municipality, id)).await?;
        self.delete_files_of(municipality, id).await
    }

    /// Staged deliveries that are not visible yet, of all municipalities.
    pub async fn pending(&self) -> Result<Vec<(MunicipalityCode, DeliveryId)>, RecordsError> {
        let mut pending = Vec::new();
        for municipality in self.municipalities().await? {
            let staged = self.pending_in(&municipality).await?;
            pending.extend(staged.into_iter().map(|id| (municipality.clone(), id)));
        }
        Ok(pending)
    }

    /// What a staged delivery would be.
    pub async fn staged(
        &self,
        municipality: &MunicipalityCode,
        id: DeliveryId,
    ) -> Result<Option<Delivery>, RecordsError> {
        Ok(read_pending(self.depot(), municipality, id).await?.map(|manifest| manifest.delivery))
    }

    /// Deletes files that no manifest names, visible or pending, except those of deliveries that are being taken in
    /// right now (`keep`). Gives the number of files. For use at start, or when nothing else writes.
    pub async fn sweep(&self, keep: &[DeliveryId]) -> Result<usize, RecordsError> {
        let mut swept = 0;
        for municipality in self.municipalities().await? {
            swept += self.sweep_one(&municipality, keep).await?;
        }
        Ok(swept)
    }

    /// Brings the rows of a municipality in step with its casework after a start: whatever was interrupted is finished
    /// or thrown away, whole. `decided` is asked once for each staged or visible delivery. Doing it again changes
    /// nothing. Other municipalities are left alone: somebody else may be delivering there right now.
    pub async fn recover(
        &self,
        municipality: &MunicipalityCode,
        decided: impl Fn(DeliveryId) -> Decided,
    ) -> Result<Recovery, RecordsError> {
        let mut recovery = Recovery::default();
        for id in self.pending_in(municipality).await? {
            let visible = self.depot().has(&manifest::visible_path(municipality, id)).await?;
            if visible || decided(id) == Decided::Kept {
                self.promote(municipality, id).await?;
                recovery.promoted.push(id);
            } else {
                self.discard(municipality, id).await?;
                recovery.discarded.push(id);
            }
        }
        for delivery in self.deliveries(municipality).await? {
            match decided(delivery.id) {
                Decided::Kept => {}
                Decided::Undone => {
                    self.remove(municipality, delivery.id).await?;
                    recovery.removed.push(delivery.id);
                }
                Decided::Unknown => recovery.unclaimed.push(delivery.id),
            }
        }
        recovery.swept = self.sweep_one(municipality, &[]).await?;
        Ok(recovery)
    }

    /// Municipalities that have files here.
    pub async fn municipalities(&self) -> Result<Vec<MunicipalityCode>, RecordsError> {
        Ok(self.depot().top().await?.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// Staged deliveries of a municipality that are not visible yet.
    pub async fn pending_in(&self, municipality: &MunicipalityCode) -> Result<Vec<DeliveryId>, RecordsError> {
        let listed = self.depot().list(&manifest::pending_folder(municipality)).await?;
        Ok(listed.iter().filter_map(|meta| manifest::delivery_of(&meta.location)).collect())
    }

    async fn delete_files_of(
        &self,
        municipality: &MunicipalityCode,
        id: DeliveryId,
    ) -> Result<(), RecordsError> {
        let files = self.files_in(municipality).await?;
        let its: Vec<Path> =
            files.into_iter().filter(|file| manifest::delivery_of(file) == Some(id)).collect();
        self.depot().delete_all(&its).await
    }

    /// Every file of the municipality that belongs to a delivery or to what is left out, except what names them.
    async fn files_in(&self, municipality: &MunicipalityCode) -> Result<Vec<Path>, RecordsError> {
        let listed = self.depot().list(&Path::from(municipality.as_str())).await?;
        let files = listed.into_iter().map(|meta| meta.location);
        Ok(files
            .filter(|file| !manifest::is_manifest(file) && !is_cells(file) && !links::is_link(file))
            .collect())
    }

    async fn sweep_one(
        &self,
        municipality: &MunicipalityCode,
        keep: &[DeliveryId],
    ) -> Result<usize, RecordsError> {
        // Files first: a delivery that is staged after this listing cannot lose any.
        let files = self.files_in(municipality).await?;
        let mut named: HashSet<Path> = HashSet::from([manifest::withheld_mark(municipality)]);
        for manifest in self.visible(municipality).await? {
            named.extend(manifest.paths());
        }
        let left_out = links::standing(self.depot(), municipality).await?;
        named.extend(left_out.iter().map(|(id, _)| manifest::corrections_path(municipality, *id)));
        for id in self.pending_in(municipality).await? {
            if let Some(manifest) = read_pending(self.depot(), municipality, id).await? {
                named.extend(manifest.paths());
            }
        }
        let kept = |id: Option<DeliveryId>| id.is_some_and(|id| keep.contains(&id));
        let orphans: Vec<Path> = files
            .into_iter()
            .filter(|file| !named.contains(file) && !kept(manifest::delivery_of(file)))
            .collect();
        let mut halves = self.depot().halves(municipality.as_str()).await?;
        halves.retain(|half| {
            let name = half.file_name().map(|name| name.to_string_lossy().into_owned());
            !kept(name.and_then(|name| manifest::delivery_of(&Path::from(name))))
        });
        let swept = orphans.len() + halves.len();
        self.depot().delete_all(&orphans).await?;
        blocking(move || halves.iter().try_for_each(std::fs::remove_file).map_err(RecordsError::from_io))
            .await?;
        Ok(swept)
    }
}
