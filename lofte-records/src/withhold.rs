//! Reject lists without the contents of cells: those that earlier versions kept are rewritten, and old ones go.

use crate::depot::Depot;
use crate::error::RecordsError;
use crate::manifest;
use crate::records::Records;
use lofte_model::id::DeliveryId;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::Reject;
use lofte_model::screening::shape;
use object_store::path::Path;

impl Records {
    /// Replaces every value of the reject lists of a municipality by its shape, once: a mark beside the lists says that
    /// it was done. Gives the number of lists.
    pub async fn withhold_old_rejects(&self, municipality: &MunicipalityCode) -> Result<usize, RecordsError> {
        let mark = manifest::withheld_mark(municipality);
        if self.depot().has(&mark).await? {
            return Ok(0);
        }
        let lists = self.depot().list(&Path::from(format!("{municipality}/rejects"))).await?;
        for list in &lists {
            withhold(self.depot(), &list.location).await?;
        }
        self.depot().put(&mark, Vec::new()).await?;
        Ok(lists.len())
    }

    /// Deletes the reject list of a delivery; its counts stay. Doing it again is harmless.
    pub async fn forget_rejects(
        &self,
        municipality: &MunicipalityCode,
        id: DeliveryId,
    ) -> Result<bool, RecordsError> {
        let path = manifest::rejects_path(municipality, id);
        let there = self.depot().has(&path).await?;
        self.depot().delete(&path).await?;
        Ok(there)
    }
}

async fn withhold(depot: &Depot, path: &Path) -> Result<(), RecordsError> {
    let Some(bytes) = depot.read(path).await? else { return Ok(()) };
    let mut kept = Vec::with_capacity(bytes.len());
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let reject: Reject =
            serde_json::from_slice(line).map_err(|error| RecordsError::damaged(path, error))?;
        let reject = Reject { value: reject.value.as_deref().map(shape), ..reject };
        serde_json::to_writer(&mut kept, &reject).map_err(|error| RecordsError::Store(error.into()))?;
        kept.push(b'\n');
    }
    depot.put(path, kept).await
}
