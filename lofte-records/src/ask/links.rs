//! Rows that are left out of every count because a row of another source tells of the same event.
//!
//! ```text
//! 0482/links/<id>.json          which rows of which source are left out, and the delivery and year that tell of the same
//! 0482/corrections/<id>.keys    their keys, read as those of corrections are
//! ```
//! The casework decides; these files follow it ([`crate::Records::set_left_out`]) and can be made again from it. They are named
//! by their contents, so that one never changes and putting it twice is harmless. A row is left out only while the
//! delivery that tells of the same is visible and still has that year: no event is lost with what tells of it.

use super::corrections::{Superseded, keys_in};
use crate::depot::Depot;
use crate::error::RecordsError;
use crate::manifest::{Manifest, corrections_path, delivery_of};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::DeliveryId;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::link::{LinkDecision, RowSource};
use lofte_model::records::{RecordKind, RowKey};
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// The form of these files.
const FORMAT: u32 = 1;

/// Rows of one source that are left out as long as a year of a delivery is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LeftOut {
    format: u32,
    /// Of whose rows some are left out.
    kind: RecordKind,
    source: String,
    /// The delivery that tells of the same.
    kept: DeliveryId,
    /// The year of its rows that do.
    year: i16,
    /// How many rows.
    rows: u64,
    /// SHA-256 of their keys.
    sha256: Fingerprint,
}

impl LeftOut {
    /// Its name, made of what it says.
    pub(crate) fn id(&self) -> Result<DeliveryId, RecordsError> {
        let bytes = serde_json::to_vec(self).map_err(|error| RecordsError::Store(error.into()))?;
        let digest = Fingerprint::of_bytes(&bytes).to_string();
        let half = digest.get(..32).and_then(|half| u128::from_str_radix(half, 16).ok()).unwrap_or_default();
        Ok(DeliveryId(Uuid::from_u128(half)))
    }

    /// Whether what tells of the same is there.
    fn is_told(&self, manifests: &[Arc<Manifest>]) -> bool {
        let keeps = |manifest: &Arc<Manifest>| {
            manifest.delivery.id == self.kept && manifest.files.iter().any(|file| file.year == self.year)
        };
        manifests.iter().any(keeps)
    }

    /// Whether rows of a delivery are meant.
    fn means(&self, manifest: &Manifest) -> bool {
        manifest.delivery.kind == self.kind && manifest.delivery.source == self.source
    }
}

fn folder(municipality: &MunicipalityCode) -> Path {
    Path::from(format!("{municipality}/links"))
}

pub(crate) fn path(municipality: &MunicipalityCode, id: DeliveryId) -> Path {
    Path::from(format!("{municipality}/links/{id}.json"))
}

/// Whether a file says what is left out.
pub(crate) fn is_link(path: &Path) -> bool {
    path.parts().nth(1).is_some_and(|folder| folder.as_ref() == "links")
}

/// Everything that is left out in a municipality while what tells of the same is there, by the name of its file.
pub(crate) async fn standing(
    depot: &Depot,
    municipality: &MunicipalityCode,
) -> Result<Vec<(DeliveryId, LeftOut)>, RecordsError> {
    let mut found = Vec::new();
    for meta in depot.list(&folder(municipality)).await? {
        let Some(id) = delivery_of(&meta.location) else { continue };
        // It may be gone since the list was made.
        let Some(bytes) = depot.read(&meta.location).await? else { continue };
        let left_out: LeftOut =
            serde_json::from_slice(&bytes).map_err(|error| RecordsError::damaged(&meta.location, error))?;
        if left_out.format > FORMAT {
            let path = meta.location.to_string();
            return Err(RecordsError::LaterFormat { path, format: left_out.format });
        }
        found.push((id, left_out));
    }
    Ok(found)
}

/// The names of what leaves rows of a delivery out.
pub(crate) fn of(
    standing: &[(DeliveryId, LeftOut)],
    manifests: &[Arc<Manifest>],
    manifest: &Manifest,
) -> Vec<DeliveryId> {
    let means =
        |(_, left_out): &&(DeliveryId, LeftOut)| left_out.means(manifest) && left_out.is_told(manifests);
    standing.iter().filter(means).map(|(id, _)| *id).collect()
}

/// The files of keys of everything that is left out, with the digest that each should have.
pub(crate) async fn digests(
    depot: &Depot,
    municipality: &MunicipalityCode,
) -> Result<Vec<(Path, Fingerprint)>, RecordsError> {
    let standing = standing(depot, municipality).await?;
    let digest =
        |(id, left_out): (DeliveryId, LeftOut)| (corrections_path(municipality, id), left_out.sha256);
    Ok(standing.into_iter().map(digest).collect())
}

/// Adds the rows that are left out to those that later deliveries have corrected: neither is counted.
pub(crate) async fn leave_out(
    depot: &Depot,
    manifests: &[Arc<Manifest>],
    superseded: &mut HashMap<DeliveryId, Superseded>,
) -> Result<(), RecordsError> {
    let Some(first) = manifests.first() else { return Ok(()) };
    let municipality = &first.delivery.municipality;
    let standing = standing(depot, municipality).await?;
    let mut read: HashMap<DeliveryId, HashSet<RowKey>> = HashMap::new();
    for manifest in manifests {
        for id in of(&standing, manifests, manifest) {
            let keys = match read.entry(id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(keys_in(depot, municipality, id).await?),
            };
            let of_delivery = superseded.entry(manifest.delivery.id).or_default();
            Arc::make_mut(of_delivery).extend(keys.iter().copied());
        }
    }
    Ok(())
}

/// What decisions leave out, each with its keys in their order.
pub(crate) fn left_out_by(decisions: &[LinkDecision]) -> Vec<(LeftOut, Vec<u8>)> {
    let mut keys: BTreeMap<(&RowSource, DeliveryId, i16), BTreeSet<RowKey>> = BTreeMap::new();
    for decision in decisions.iter().filter(|decision| decision.leaves_out()) {
        for pair in &decision.pairs {
            keys.entry((&decision.other, pair.delivery, pair.year)).or_default().insert(pair.other);
        }
    }
    let file = |((of, kept, year), keys): ((&RowSource, DeliveryId, i16), BTreeSet<RowKey>)| {
        let bytes: Vec<u8> = keys.iter().flat_map(|key| key.0).collect();
        let left_out = LeftOut {
            format: FORMAT,
            kind: of.kind,
            source: of.source.clone(),
            kept,
            year,
            rows: keys.len() as u64,
            sha256: Fingerprint::of_bytes(&bytes),
        };
        (left_out, bytes)
    };
    keys.into_iter().map(file).collect()
}
