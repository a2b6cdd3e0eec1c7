//! Files of places: areas, and the residents of those that are known.
//!
//! They are casework and no rows: a file is written over what is known in one transaction, with its fingerprint in the log.
//! A border that rows were placed by holds as long as these rows count; otherwise an area would lack what happened in it
//! before it was drawn, and look calm. An own place that comes later is used from the day that it comes (docs/adr/0049).

use super::{Delivered, Progress, REJECTS_SHOWN, Request, Source};
use crate::error::AppError;
use crate::house::House;
use crate::{audit, begin};
use jiff::civil::Date;
use lofte_import::sources::areas::distinct;
use lofte_import::sources::{PlaceReport, Reader};
use lofte_import::{AreaNote, Context, Note, Problems};
use lofte_model::access::{Action, Actor};
use lofte_model::place::{Area, AreaKind, MunicipalityCode};
use lofte_model::records::RecordKind;
use lofte_store::{Noun, View};
use lofte_words::Message;
use std::path::{Path, PathBuf};

/// Takes a file of places.
pub(super) async fn take(
    actor: &Actor,
    house: &House,
    request: &Request,
    mut progress: Progress,
) -> Result<Delivered, AppError> {
    let mut view = house.store().read(&actor.municipality).await?;
    let known = view.areas().await?;
    let (order, municipality, today) = (request.clone(), actor.municipality.clone(), house.today());
    let reading = tokio::task::spawn_blocking(move || {
        let context = Context { municipality: &municipality, areas: &known, today, gazetteer: &[] };
        let report = read(&order.source, &order.file, &context, &mut progress)?;
        Ok::<_, AppError>((report, known))
    });
    let (report, known) = reading.await.map_err(|error| AppError::Defect(error.to_string()))??;
    let PlaceReport { mut areas, counts, mut rejects, mut notes, fingerprint } = report;
    let mut problems = Problems::default();
    for reject in &rejects {
        problems.count(reject);
    }
    let problems = problems.told();
    rejects.truncate(REJECTS_SHOWN);
    if placed_deliveries(&mut view).await? > 0 {
        notes.extend(used_from(&mut areas, &known, house.today()));
    }
    let places = Some(areas.len() as u64);
    let delivered =
        Delivered { delivery: None, places, counts, period: None, notes, rejects, problems, quality: None };
    borders_hold(&mut view, &areas, &known).await?;
    drop(view);
    if request.dry_run || areas.is_empty() {
        return Ok(delivered);
    }
    let mut tx = begin(actor, house, Action::Import).await?;
    let before = tx.areas().await?;
    if before != known {
        return Err(AppError::refused(Message::plain("import-busy")));
    }
    borders_hold(&mut tx, &areas, &before).await?;
    let refused = |source| lofte_import::ImportError::AreaFile { file: request.file_name.clone(), source };
    distinct(&areas, &before).map_err(refused)?;
    tx.save_areas(&areas).await?;
    let entry = audit(actor, house, Action::Import, Noun::Area, areas.len());
    tx.commit(entry.fingerprint(&fingerprint)).await?;
    Ok(delivered)
}

fn read(
    source: &Source,
    file: &Path,
    context: &Context<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<PlaceReport, AppError> {
    match &*source.0 {
        Reader::Places(reader) => Ok(reader.read(file, context, progress)?),
        Reader::Rows(_) | Reader::Gazetteer(_) => Err(AppError::Defect("the file has no areas".into())),
    }
}

/// The areas that files of places would become, one after the other, in a municipality without any: for a house that is
/// about to be made. Nothing is kept.
pub fn look(
    files: &[(Source, PathBuf)],
    municipality: &MunicipalityCode,
    today: Date,
) -> Result<Vec<Area>, AppError> {
    let mut areas = Vec::new();
    for (source, file) in files {
        let context = Context { municipality, areas: &areas, today, gazetteer: &[] };
        let found = read(source, file, &context, &mut |_, _| ())?.areas;
        areas.retain(|area: &Area| found.iter().all(|other| other.code != area.code));
        areas.extend(found);
    }
    Ok(areas)
}

/// Deliveries whose rows were placed by the borders that there are, and count.
pub(crate) async fn placed_deliveries(view: &mut View) -> Result<usize, AppError> {
    let deliveries = view.deliveries().await?;
    let placed = |kind: RecordKind| RecordKind::INCIDENTS.contains(&kind);
    Ok(deliveries.iter().filter(|known| known.value.undone.is_none() && placed(known.value.kind)).count())
}

/// Own places that are new while rows count are used for what happens from today: rows are not placed again, and what
/// happened before would lack in them and look like calm.
fn used_from(areas: &mut [Area], known: &[Area], today: Date) -> Option<Note> {
    let is_new =
        |area: &&mut Area| area.kind == AreaKind::Own && known.iter().all(|before| before.code != area.code);
    let mut codes = Vec::new();
    for area in areas.iter_mut().filter(is_new) {
        area.details.valid_from = Some(today);
        codes.push(area.code.clone());
    }
    (!codes.is_empty()).then_some(Note::Areas(AreaNote::UsedFrom { areas: codes, day: today }))
}

/// Refuses new statistical areas and other borders while rows count that were placed by those there are.
pub(crate) async fn borders_hold(view: &mut View, areas: &[Area], known: &[Area]) -> Result<(), AppError> {
    let moved = |area: &&Area| match known.iter().find(|before| before.code == area.code) {
        Some(before) => before.border != area.border,
        None => area.details.valid_from.is_none(),
    };
    let Some(first) = areas.iter().find(moved) else {
        return Ok(());
    };
    match placed_deliveries(view).await? {
        0 => Ok(()),
        count => {
            let message = Message::with("areas-rows-are-placed", "area", &first.code);
            Err(AppError::refused(message.and("count", count)))
        }
    }
}
