//! Files of names and points: a gazetteer of the municipality's own, by which rows that name their place are put in areas.
//!
//! It becomes a loaded table under the next number, in the place of the one before ([`crate::loaded`]). Rows that were placed
//! keep their place: what a new gazetteer knows holds for files that are delivered from now on.

use super::{Delivered, Progress, REJECTS_SHOWN, Request};
use crate::error::AppError;
use crate::house::House;
use crate::loaded::{Fresh, gazetteer, keep};
use crate::{audit, begin};
use lofte_import::sources::{GazetteerReport, Reader};
use lofte_import::{Context, Problems};
use lofte_model::access::{Action, Actor};
use lofte_model::loaded::LoadedKind;
use lofte_store::Noun;

/// Takes a file of names.
pub(super) async fn take(
    actor: &Actor,
    house: &House,
    request: &Request,
    mut progress: Progress,
) -> Result<Delivered, AppError> {
    actor.require(Action::Import)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let (areas, known) = (view.areas().await?, gazetteer(&mut view).await?);
    drop(view);
    let (order, municipality, today) = (request.clone(), actor.municipality.clone(), house.today());
    let reading = tokio::task::spawn_blocking(move || {
        let context = Context { municipality: &municipality, areas: &areas, today, gazetteer: &known };
        let Reader::Gazetteer(reader) = &*order.source.0 else {
            return Err(AppError::Defect("the file has no names".into()));
        };
        let report = reader.read(&order.file, &context, lofte_import::guess::form, &mut *progress)?;
        Ok((report, known))
    });
    let (report, known) = reading.await.map_err(|error| AppError::Defect(error.to_string()))??;
    let GazetteerReport { entries, counts, mut rejects, notes, fingerprint } = report;
    let mut problems = Problems::default();
    for reject in &rejects {
        problems.count(reject);
    }
    rejects.truncate(REJECTS_SHOWN);
    let new = if entries == known { 0 } else { entries.len() as u64 };
    let (problems, places) = (problems.told(), Some(new));
    let delivered =
        Delivered { delivery: None, places, counts, period: None, notes, rejects, problems, quality: None };
    if request.dry_run || new == 0 {
        return Ok(delivered);
    }
    let mut tx = begin(actor, house, Action::Import).await?;
    let fresh = Fresh {
        kind: LoadedKind::Gazetteer,
        name: request.file_name.clone(),
        edition: house.today().to_string(),
        source: String::new(),
        unit: String::new(),
        entries: new,
        content: serde_json::to_string(&entries).map_err(|error| AppError::Defect(error.to_string()))?,
    };
    let table = keep(&mut tx, actor, house, fresh).await?;
    let entry = audit(actor, house, Action::Import, Noun::LoadedTable, table.id());
    tx.commit(entry.fingerprint(&fingerprint)).await?;
    Ok(delivered)
}
