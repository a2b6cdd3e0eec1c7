//! Which rows of earlier deliveries have been corrected by later ones.
//!
//! A correcting delivery keeps the keys of what it takes the place of; nothing of the earlier delivery is changed. So
//! the earlier version is there again as soon as the later delivery is taken back.

use crate::depot::Depot;
use crate::error::RecordsError;
use crate::manifest::{Manifest, corrections_path};
use crate::rows::statistic::key_of;
use lofte_model::id::DeliveryId;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::RowKey;
use object_store::path::Path;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Keys of rows that later deliveries have corrected.
pub(crate) type Superseded = Arc<HashSet<RowKey>>;

/// Bytes of a key.
const KEY: usize = 16;

/// What later deliveries have corrected in each; deliveries with nothing corrected are not named. Which delivery is the
/// later is told by what it rests on, not by the clock.
pub(crate) async fn superseded(
    depot: &Depot,
    manifests: &[Arc<Manifest>],
) -> Result<HashMap<DeliveryId, Superseded>, RecordsError> {
    let mut found: HashMap<DeliveryId, HashSet<RowKey>> = HashMap::new();
    for manifest in manifests.iter().filter(|manifest| manifest.corrections.is_some()) {
        let keys = keys_of(depot, manifest).await?;
        for (earlier, _) in &manifest.delivery.rests_on {
            found.entry(*earlier).or_default().extend(keys.iter().copied());
        }
    }
    Ok(found.into_iter().map(|(delivery, keys)| (delivery, Arc::new(keys))).collect())
}

/// What one delivery corrects, by its file alone: for whoever knows already that the delivery is visible.
pub(crate) async fn keys_in(
    depot: &Depot,
    municipality: &MunicipalityCode,
    delivery: DeliveryId,
) -> Result<HashSet<RowKey>, RecordsError> {
    let path = corrections_path(municipality, delivery);
    let bytes = depot.read(&path).await?.ok_or_else(|| RecordsError::Missing { path: path.to_string() })?;
    if bytes.len() % KEY != 0 {
        return Err(RecordsError::damaged(&path, format!("it has {} bytes, which are no keys", bytes.len())));
    }
    Ok(bytes.chunks(KEY).filter_map(key_of).collect())
}

async fn keys_of(depot: &Depot, manifest: &Manifest) -> Result<Vec<RowKey>, RecordsError> {
    let Some(file) = &manifest.corrections else {
        return Ok(Vec::new());
    };
    let path = Path::from(file.path.as_str());
    let bytes = depot.read(&path).await?.ok_or_else(|| RecordsError::Missing { path: path.to_string() })?;
    let keys: Vec<RowKey> = bytes.chunks(KEY).filter_map(key_of).collect();
    if keys.len() as u64 == file.rows && bytes.len() == keys.len() * KEY {
        Ok(keys)
    } else {
        Err(RecordsError::damaged(&path, format!("it has {} bytes for {} keys", bytes.len(), file.rows)))
    }
}
