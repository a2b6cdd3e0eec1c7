//! The problem index of the delivered waves by the table in force. Nothing where none is loaded, or no wave has any of its
//! questions.

use super::compute::Asker;
use crate::error::AppError;
use crate::index_table;
use lofte_model::loaded::LoadedTable;
use lofte_model::picture::{IndexWave, Method, SurveyIndex};
use lofte_model::place::{Area, AreaCode};
use lofte_model::records::RecordKind;

impl Asker<'_> {
    /// The index of each wave.
    pub(super) async fn index(&self, areas: &[Area]) -> Result<Option<SurveyIndex>, AppError> {
        let mut view = self.house.store().read(self.municipality).await?;
        let Some((table, known)) = index_table::in_force(&mut view).await? else { return Ok(None) };
        drop(view);
        let (mut waves, mut n) = (Vec::new(), 0);
        for wave in self.house.records().waves(self.municipality).await? {
            let Some(data) = self.house.records().answers(self.municipality, &wave.name).await? else {
                continue;
            };
            let asked = data.wave.strata.iter().map(|stratum| stratum.area.clone());
            let of_wave: Vec<AreaCode> =
                asked.filter(|code| areas.iter().any(|area| area.code == *code)).collect();
            let (returned, known) = (data.returned() as u64, known.clone());
            let found = tokio::task::spawn_blocking(move || IndexWave::of(&data, &known, &of_wave)).await;
            if let Some(found) = found.map_err(|error| AppError::Defect(error.to_string()))? {
                n += returned;
                waves.push(found);
            }
        }
        let provenance = self.provenance(&[RecordKind::Survey], "kommun, deso", n, Method::ProblemIndex);
        let LoadedTable { fingerprint, name, edition, source, .. } = table.clone();
        let index = SurveyIndex {
            provenance,
            table: table.id(),
            table_fingerprint: fingerprint,
            name,
            edition,
            source,
            levels: known.levels.clone(),
            indicators: known.indicators.len() as u64,
            waves,
        };
        Ok((!index.waves.is_empty()).then_some(index))
    }
}
