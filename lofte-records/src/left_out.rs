//! Rows that are left out are set to those that the casework has decided on ([`crate::ask::links`]).

use crate::ask::links::{left_out_by, path, standing};
use crate::error::RecordsError;
use crate::manifest::corrections_path;
use crate::records::Records;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::link::LinkDecision;
use std::collections::HashSet;

impl Records {
    /// Leaves out the rows that these decisions of a municipality leave out, and no others. Doing it again is harmless; a
    /// kill in between leaves some of it undone, and never a file that names keys which are not there.
    pub async fn set_left_out(
        &self,
        municipality: &MunicipalityCode,
        decisions: &[LinkDecision],
    ) -> Result<(), RecordsError> {
        let mut wanted = HashSet::new();
        for (left_out, keys) in left_out_by(decisions) {
            let id = left_out.id()?;
            wanted.insert(id);
            let (path, keys_path) = (path(municipality, id), corrections_path(municipality, id));
            if self.depot().has(&path).await? && self.depot().has(&keys_path).await? {
                continue;
            }
            self.depot().put(&keys_path, keys).await?;
            let bytes = serde_json::to_vec(&left_out).map_err(|error| RecordsError::Store(error.into()))?;
            self.depot().put(&path, bytes).await?;
        }
        for (id, _) in standing(self.depot(), municipality).await? {
            if !wanted.contains(&id) {
                self.depot().delete(&path(municipality, id)).await?;
                self.depot().delete(&corrections_path(municipality, id)).await?;
            }
        }
        Ok(())
    }
}
