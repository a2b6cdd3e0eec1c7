//! What an engine of its own needs to know before it reads: the files that can hold an answer, and what of them counts.
//!
//! Visibility, corrections and tenancy are decided here and by nobody else, so that two answerers cannot differ in them.
//! What a selection asks of the rows themselves (categories, areas, hours) is left to the engine.

use crate::ask::corrections;
use crate::ask::filter::Filter;
use crate::ask::links;
use crate::ask::scan::Portion;
use crate::depot::Home;
use crate::error::RecordsError;
use crate::manifest::Manifest;
use crate::records::Records;
use crate::rows::incident;
use arrow::datatypes::SchemaRef;
use lofte_model::id::DeliveryId;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{RecordKind, RowKey, Selection};
use lofte_model::survey::{Wave, WaveName};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// One file of a visible delivery, and what of it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFile {
    /// Path under the location.
    pub path: String,
    /// Its size as it was put.
    pub bytes: u64,
    /// Its rows, corrected ones included.
    pub rows: u64,
    /// The year of all its rows.
    pub year: i16,
    /// The delivery it belongs to.
    pub delivery: DeliveryId,
    /// What its rows tell of.
    pub kind: RecordKind,
    /// Their source.
    pub source: String,
    /// Whether they are synthetic.
    pub synthetic: bool,
    /// Microseconds of local civil time that a row must begin within; `None` if every row of the file does.
    pub starts: Option<Range<i64>>,
    /// Whose keys are those of rows of it that do not count ([`Records::corrected_keys`]): deliveries that correct them, and
    /// links to rows of other sources that tell of the same.
    pub corrected_by: Vec<DeliveryId>,
}

impl PlannedFile {
    fn of(portion: &Portion, manifests: &[Arc<Manifest>], starts: Option<Range<i64>>) -> Self {
        let (delivery, file) = (&portion.manifest.delivery, portion.file());
        let corrects = |manifest: &&Arc<Manifest>| {
            let rests_on = &manifest.delivery.rests_on;
            manifest.corrections.is_some() && rests_on.iter().any(|(id, _)| *id == delivery.id)
        };
        let corrected_by = manifests.iter().filter(corrects).map(|manifest| manifest.delivery.id).collect();
        Self {
            path: file.path.clone(),
            bytes: file.bytes,
            rows: file.rows,
            year: file.year,
            delivery: delivery.id,
            kind: delivery.kind,
            source: delivery.source.clone(),
            synthetic: delivery.synthetic,
            starts,
            corrected_by,
        }
    }
}

impl Records {
    /// The files that can hold incidents of a selection, in the order of delivery, year and file.
    pub async fn plan(&self, selection: &Selection) -> Result<Vec<PlannedFile>, RecordsError> {
        let manifests = self.visible(&selection.municipality).await?;
        let filter = Filter::new(selection.clone());
        let portions = Portion::all(&manifests);
        let left_out = links::standing(self.depot(), &selection.municipality).await?;
        let wanted = portions.iter().filter(|portion| filter.wants(portion));
        let planned = wanted.map(|portion| {
            let mut file = PlannedFile::of(portion, &manifests, filter.starts(portion));
            file.corrected_by.extend(links::of(&left_out, &manifests, &portion.manifest));
            file
        });
        Ok(planned.collect())
    }

    /// The files of published counts, in the order of delivery.
    pub async fn plan_statistics(
        &self,
        municipality: &MunicipalityCode,
    ) -> Result<Vec<PlannedFile>, RecordsError> {
        let mut manifests = self.visible(municipality).await?;
        manifests.retain(|manifest| manifest.delivery.kind == RecordKind::Statistic);
        let portions = Portion::all(&manifests);
        Ok(portions.iter().map(|portion| PlannedFile::of(portion, &[], None)).collect())
    }

    /// Design and code book of a wave with the file of its answers; `None` where there is no such wave.
    pub async fn plan_answers(
        &self,
        municipality: &MunicipalityCode,
        wave: &WaveName,
    ) -> Result<Option<(Wave, PlannedFile)>, RecordsError> {
        let manifests = self.visible(municipality).await?;
        let found = Portion::all(&manifests).into_iter().find_map(|portion| {
            let held = portion.manifest.wave.as_ref().filter(|held| held.wave.name == *wave)?;
            Some((held.wave.clone(), PlannedFile::of(&portion, &[], None)))
        });
        Ok(found)
    }

    /// The keys of the rows that a delivery takes the place of in earlier ones, or that a link leaves out.
    pub async fn corrected_keys(
        &self,
        municipality: &MunicipalityCode,
        delivery: DeliveryId,
    ) -> Result<HashSet<RowKey>, RecordsError> {
        corrections::keys_in(self.depot(), municipality, delivery).await
    }

    /// Whether a planned file is as it was put: an engine that failed to read it asks what to tell.
    pub async fn look_at(&self, file: &PlannedFile) -> Result<(), RecordsError> {
        let path = object_store::path::Path::from(file.path.as_str());
        match self.depot().size(&path).await? {
            None => Err(RecordsError::Missing { path: file.path.clone() }),
            Some(bytes) if bytes != file.bytes => {
                Err(RecordsError::damaged(&path, format!("it has {bytes} bytes instead of {}", file.bytes)))
            }
            Some(_) => Ok(()),
        }
    }

    /// Where the files are, for an engine that opens them itself.
    pub fn home(&self) -> &Home {
        self.depot().home()
    }
}

/// The columns of a file of incidents. Files from earlier versions may lack the last of them.
pub fn incident_schema() -> &'static SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(incident::schema);
    &SCHEMA
}
