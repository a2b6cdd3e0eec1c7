//! Areas: statistical ones and those that the municipality draws itself.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View, word};
use lofte_model::place::Area;

const SAVE: &str = "INSERT INTO area (municipality, code, version, kind, body) VALUES ($1, $2, 1, $3, $4) \
    ON CONFLICT (municipality, code) DO UPDATE \
    SET version = area.version + 1, kind = excluded.kind, body = excluded.body";
const ALL: &str = "SELECT body FROM area WHERE municipality = $1 ORDER BY code";

impl View {
    /// Every area, by code.
    pub async fn areas(&mut self) -> Result<Vec<Area>, StoreError> {
        self.bodies(Noun::Area, ALL, []).await
    }
}

impl Tx {
    /// Adds areas, or replaces those of the same code. Areas that are not named stay.
    pub async fn save_areas(&mut self, areas: &[Area]) -> Result<(), StoreError> {
        for area in areas {
            let body = self.screened(Noun::Area, area)?;
            let args =
                self.here([area.code.as_str().into(), word(Noun::Area, &area.kind)?.into(), body.into()]);
            self.connection.execute(SAVE, &args).await?;
        }
        Ok(())
    }
}
