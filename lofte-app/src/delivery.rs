//! Deliveries: a file comes in whole or not at all, is listed with what became of its rows, and can be taken back
//! whole.
//!
//! The order that makes this hold, whatever stops it (docs/adr/0011): rows are staged by `lofte-records`; the casework
//! transaction with the audit entry decides; then the manifest makes the rows visible. [`recover`] finishes or removes
//! what a crash left between two of these steps.
//!
//! Files of places become no rows and no delivery: what they say is written into the casework at once ([`places`]).

mod gazetteer;
mod places;
mod reading;
mod sink;

pub use places::look;
pub(crate) use places::{borders_hold, placed_deliveries};
pub use reading::{answers, incidents};

use super::history::restricted;
use super::{audit, begin};
use crate::error::AppError;
use crate::halt;
use crate::house::House;
use lofte_import::sources::{self, Reader, RowReader};
use lofte_import::{Context, ImportError, Inspected, Note, Problem, Problems, ReadReport};
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::DeliveryId;
use lofte_model::period::Period;
use lofte_model::place::Area;
use lofte_model::records::quality::{Observer, Quality};
use lofte_model::records::{Correction, Delivery, Reject, RowCounts};
use lofte_records::{
    Decided, DeliveryDraft, DeliveryFacts, DeliveryWriter, RecordsError, Recovery, SourceSummary,
};
use lofte_store::{Noun, Tx};
use lofte_words::Message;
use serde::Serialize;
use sink::{Beginning, Sink};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// How a file is to be read: a source with its settings understood.
#[derive(Clone, Debug)]
pub struct Source(Arc<Reader>);

impl Source {
    /// The source that a word and the text of a mapping file describe.
    ///
    /// Every text of the mapping, also names of waves, indicators and answers, is screened: much of it is published.
    pub fn new(word: &str, mapping: Option<&str>) -> Result<Self, AppError> {
        let source = sources::named(word).ok_or_else(|| {
            let known: Vec<&str> = words().collect();
            let message = Message::with("import-unknown-source", "source", word);
            AppError::refused(message.and("known", known.join(", ")))
        })?;
        if source.card().needs_settings && mapping.is_none() {
            return Err(AppError::refused(Message::with("import-needs-mapping", "source", word)));
        }
        let reader = source.reader(mapping.unwrap_or_default())?;
        // What cannot be parsed was refused above.
        let texts: Option<toml::Value> = mapping.and_then(|mapping| toml::from_str(mapping).ok());
        super::screening::screen(Noun::Delivery, &texts)?;
        Ok(Self(Arc::new(reader)))
    }

    pub(crate) fn rows(&self) -> Result<&dyn RowReader, AppError> {
        match &*self.0 {
            Reader::Rows(reader) => Ok(&**reader),
            Reader::Places(_) | Reader::Gazetteer(_) => {
                Err(AppError::Defect("a file of places has no rows".into()))
            }
        }
    }
}

/// Words of the sources, as commands and forms name them.
pub fn words() -> impl Iterator<Item = &'static str> {
    sources::all().iter().map(|source| source.card().name)
}

/// A file to take.
#[derive(Clone, Debug)]
pub struct Request {
    /// How to read it.
    pub source: Source,
    /// Where it lies.
    pub file: PathBuf,
    /// What it is called.
    pub file_name: String,
    /// Read and count, but keep nothing.
    pub dry_run: bool,
}

/// What is screened before a file is read.
#[derive(Serialize)]
struct FileName<'a> {
    file_name: &'a str,
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The delivery; `None` after a dry run, when there was nothing new in the file, or where it is of places.
    pub delivery: Option<Delivery>,
    /// How many areas were written, or would be; `None` for a file of rows.
    pub places: Option<u64>,
    /// What became of its rows.
    pub counts: RowCounts,
    /// First to last day.
    pub period: Option<Period>,
    /// Things worth knowing.
    pub notes: Vec<Note>,
    /// The first rejects (all of them are kept with the delivery).
    pub rejects: Vec<Reject>,
    /// Everything that could not be taken, grouped by reason and column.
    pub problems: Vec<Problem>,
    /// How good the rows are, where they are incidents.
    pub quality: Option<Quality>,
}

/// How many rejects are shown right away.
const REJECTS_SHOWN: usize = 20;

/// Tells how far a reading has come: done and total, in the same unit.
pub type Progress = Box<dyn FnMut(u64, u64) + Send>;

/// Takes a file.
pub async fn import(
    actor: &Actor,
    house: &House,
    request: Request,
    progress: Progress,
) -> Result<Delivered, AppError> {
    take(actor, house, request, None, progress).await
}

/// Takes a file in place of an earlier one of the same source, in which something was wrong: the earlier one is taken back
/// in the same stroke, and the reason stays with the new one.
pub async fn correct(
    actor: &Actor,
    house: &House,
    correction: Correction,
    request: Request,
    progress: Progress,
) -> Result<Delivered, AppError> {
    actor.require(Action::UndoDelivery)?;
    let correction = Correction { reason: correction.reason.trim().to_owned(), ..correction };
    if correction.reason.is_empty() {
        return Err(AppError::refused(Message::plain("correction-no-reason")));
    }
    let earlier = find(actor, house, correction.delivery).await?;
    if earlier.undone.is_some() {
        return Err(AppError::refused(Message::plain("delivery-already-undone")));
    }
    let same =
        |reader: &dyn RowReader| (earlier.kind, earlier.source.as_str()) == (reader.kind(), reader.source());
    if !request.source.rows().is_ok_and(same) {
        return Err(AppError::refused(Message::with("correction-other-source", "file", earlier.file_name)));
    }
    super::screening::screen(Noun::Delivery, &correction)?;
    take(actor, house, request, Some(correction), progress).await
}

async fn take(
    actor: &Actor,
    house: &House,
    request: Request,
    correction: Option<Correction>,
    progress: Progress,
) -> Result<Delivered, AppError> {
    actor.require(Action::Import)?;
    super::screening::screen(Noun::Delivery, &FileName { file_name: &request.file_name })?;
    let Some(lock) = house.try_lock()? else {
        return Err(AppError::refused(Message::plain("import-busy")));
    };
    let outcome = match &*request.source.0 {
        Reader::Gazetteer(_) => gazetteer::take(actor, house, &request, progress).await,
        Reader::Places(_) => places::take(actor, house, &request, progress).await,
        Reader::Rows(_) => rows(actor, house, &request, correction, progress).await,
    };
    drop(lock);
    outcome
}

/// Takes a file of rows, as a delivery.
async fn rows(
    actor: &Actor,
    house: &House,
    request: &Request,
    correction: Option<Correction>,
    progress: Progress,
) -> Result<Delivered, AppError> {
    if !house.records().pending_in(&actor.municipality).await?.is_empty() {
        // An earlier delivery was decided and is not visible yet: without it its rows would be taken for new ones.
        recover(house).await?;
    }
    let id = DeliveryId(uuid::Uuid::now_v7());
    let read = read(actor, house, request, correction, id, progress).await;
    let mut decided = false;
    let outcome = match read {
        Ok(read) => keep(actor, house, request, id, read, &mut decided).await,
        Err(error) => Err(error),
    };
    match &outcome {
        Ok(Delivered { delivery: Some(_), .. }) => {}
        Ok(_) => house.records().discard(&actor.municipality, id).await?,
        // What went wrong is told, and not that cleaning up went wrong too: whoever opens the house next does that.
        Err(_) if !decided => drop(house.records().discard(&actor.municipality, id).await),
        // The casework may have the delivery: its rows are not thrown away, but made visible where it has, now or at the next
        // start.
        Err(_) => {
            if let Err(error) = recover(house).await {
                tracing::warn!(delivery = %id, code = error.code(), "a delivery that was decided is not visible yet");
            }
        }
    }
    if let Ok(Delivered { delivery, counts, .. }) = &outcome {
        // Numbers and an id alone: neither the name of the file nor anything in it.
        tracing::debug!(delivery = %id, ?counts, kept = delivery.is_some(), "a file was read");
    }
    outcome
}

/// What reading gives: the writer that holds the rows, and what was seen.
struct Reading {
    writer: DeliveryWriter,
    report: ReadReport,
    rejects: Vec<Reject>,
    problems: Vec<Problem>,
    quality: Option<Quality>,
}

async fn read(
    actor: &Actor,
    house: &House,
    request: &Request,
    correction: Option<Correction>,
    id: DeliveryId,
    progress: Progress,
) -> Result<Reading, AppError> {
    let mut view = house.store().read(&actor.municipality).await?;
    let (areas, gazetteer): (Vec<Area>, _) =
        (view.areas().await?, crate::loaded::gazetteer(&mut view).await?);
    drop(view);
    let reader = request.source.rows()?;
    let draft = DeliveryDraft {
        id,
        municipality: actor.municipality.clone(),
        kind: reader.kind(),
        source: reader.source().to_owned(),
        synthetic: reader.synthetic(),
    };
    let beginning = Beginning { records: house.records().clone(), draft, correction };
    let writer = beginning.begin().await?;
    let (request, municipality, today) = (request.clone(), actor.municipality.clone(), house.today());
    tokio::task::spawn_blocking(move || {
        let context = Context { municipality: &municipality, areas: &areas, today, gazetteer: &gazetteer };
        let mut sink = Sink {
            writer,
            beginning,
            rejects: Vec::new(),
            problems: Problems::default(),
            observer: Observer::default(),
            progress,
            rows: 0,
        };
        let report = request.source.rows()?.read(&request.file, &context, &mut sink).map_err(unwrap_sink)?;
        let Sink { writer, rejects, problems, observer, .. } = sink;
        let (problems, quality) = (problems.told(), observer.told());
        Ok(Reading { writer, report, rejects, problems, quality })
    })
    .await
    .map_err(|error| AppError::Defect(error.to_string()))?
}

/// A sink's own error is the records' error, not the file's.
fn unwrap_sink(error: ImportError) -> AppError {
    match error {
        ImportError::Sink(inner) => match inner.downcast::<RecordsError>() {
            Ok(records) => AppError::Records(*records),
            Err(other) => AppError::Import(ImportError::Sink(other)),
        },
        other => AppError::Import(other),
    }
}

async fn keep(
    actor: &Actor,
    house: &House,
    request: &Request,
    id: DeliveryId,
    read: Reading,
    decided: &mut bool,
) -> Result<Delivered, AppError> {
    let Reading { writer, report, rejects, problems, quality } = read;
    let ReadReport { counts, period, inspected, notes } = report;
    let mut delivered =
        Delivered { delivery: None, places: None, counts, period, notes, rejects, problems, quality };
    if request.dry_run || counts.kept() == 0 {
        return Ok(delivered);
    }
    let Inspected { fingerprint, bytes, .. } = inspected;
    let mut delivery = writer
        .finish(DeliveryFacts {
            file_name: request.file_name.clone(),
            file_fingerprint: fingerprint,
            file_bytes: bytes,
            counts,
            delivered_at: house.now(),
            delivered_by: actor.user,
        })
        .await?;
    delivery.quality = delivered.quality.clone();
    halt::at("staged");
    let mut tx = begin(actor, house, Action::Import).await?;
    let known = tx.deliveries().await?;
    let gone =
        |id: &DeliveryId| known.iter().any(|known| known.value.id == *id && known.value.undone.is_some());
    if delivery.rests_on.iter().any(|(id, _)| gone(id)) {
        // What it left out as duplicates was taken back while it was read.
        return Err(AppError::refused(Message::plain("import-busy")));
    }
    take_back_corrected(&mut tx, actor, house, &delivery).await?;
    tx.save_delivery(&delivery, None).await?;
    let entry = audit(actor, house, Action::Import, Noun::Delivery, id);
    // From here on nobody but the casework knows: also of a commit that failed it may have heard.
    *decided = true;
    tx.commit(entry.fingerprint(&delivery.file_fingerprint)).await?;
    halt::at("decided");
    if let Some(correction) = &delivery.corrects {
        house.records().remove(&actor.municipality, correction.delivery).await?;
    }
    house.records().promote(&actor.municipality, id).await?;
    halt::at("visible");
    delivered.delivery = Some(delivery);
    Ok(delivered)
}

/// Takes the delivery back that a new one comes in place of.
async fn take_back_corrected(
    tx: &mut Tx,
    actor: &Actor,
    house: &House,
    delivery: &Delivery,
) -> Result<(), AppError> {
    let Some(correction) = &delivery.corrects else { return Ok(()) };
    let others: Vec<Delivery> = tx.deliveries().await?.into_iter().map(|delivery| delivery.value).collect();
    let earlier = tx.delivery(correction.delivery).await?;
    let undone = earlier.value.undo(&others, actor.user, house.now())?;
    tx.save_delivery(&undone, Some(earlier.version)).await?;
    Ok(())
}

/// All deliveries, newest first, also those taken back.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Delivery>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut tx = house.store().read(&actor.municipality).await?;
    let mut deliveries: Vec<Delivery> =
        tx.deliveries().await?.into_iter().map(|delivery| as_seen_by(actor, delivery.value)).collect();
    deliveries.sort_by_key(|delivery| std::cmp::Reverse((delivery.delivered_at, delivery.id)));
    Ok(deliveries)
}

/// Every source that has rows, with how much and how lately.
pub async fn summaries(actor: &Actor, house: &House) -> Result<Vec<SourceSummary>, AppError> {
    actor.require(Action::ReadCasework)?;
    rows_are_there(house).await?;
    Ok(house.records().sources(&actor.municipality).await?)
}

/// Whether the rows can be reached: of the deliveries that count, at least one is there. Without any, the place where
/// they are kept is away, which must not look like "nothing has happened".
pub(crate) async fn rows_are_there(house: &House) -> Result<(), AppError> {
    let mut view = house.store().read(house.municipality()).await?;
    let counts = view.deliveries().await?.iter().any(|known| known.value.undone.is_none());
    drop(view);
    if counts && house.records().deliveries(house.municipality()).await?.is_empty() {
        return Err(AppError::Outage(Message::plain("rows-away")));
    }
    Ok(())
}

/// One delivery.
pub async fn find(actor: &Actor, house: &House, id: DeliveryId) -> Result<Delivery, AppError> {
    actor.require(Action::ReadCasework)?;
    let delivery = house.store().read(&actor.municipality).await?.delivery(id).await?.value;
    Ok(as_seen_by(actor, delivery))
}

/// A delivery without counts of few for those who may not see such.
fn as_seen_by(actor: &Actor, delivery: Delivery) -> Delivery {
    let quality = delivery.quality.clone().filter(|_| actor.may(Action::ReadSmallCounts));
    Delivery { quality, ..delivery }
}

/// One delivery and its reject list.
pub async fn show(actor: &Actor, house: &House, id: DeliveryId) -> Result<(Delivery, Vec<Reject>), AppError> {
    actor.require(Action::ReadRejects)?;
    let delivery = find(actor, house, id).await?;
    restricted(actor, house, Action::ReadRejects, Noun::Delivery, id).await?;
    let rejects = if delivery.undone.is_some() {
        Vec::new()
    } else {
        house.records().rejects(&actor.municipality, id).await?
    };
    Ok((delivery, rejects))
}

/// Of a delivery as it is shown to whoever may take it back; give it to [`undo`].
pub fn seen(delivery: &Delivery) -> Result<Fingerprint, AppError> {
    Ok(Fingerprint::of(delivery)?)
}

/// Takes a whole delivery back, as it was seen; refused when something signed, adopted or published rests on it.
pub async fn undo(
    actor: &Actor,
    house: &House,
    id: DeliveryId,
    seen: &Fingerprint,
) -> Result<Delivery, AppError> {
    let resting = super::resting::on(actor, house, id).await?;
    let mut tx = begin(actor, house, Action::UndoDelivery).await?;
    let Some(lock) = house.try_lock()? else {
        return Err(AppError::refused(Message::plain("import-busy")));
    };
    let all: Vec<_> = tx.deliveries().await?;
    let others: Vec<Delivery> = all.iter().map(|delivery| delivery.value.clone()).collect();
    let known = tx.delivery(id).await?;
    let now = self::seen(&known.value)?;
    let undone = known.value.undo(&others, actor.user, house.now())?;
    super::require_seen(&now, seen)?;
    super::resting::refuse(&resting)?;
    tx.save_delivery(&undone, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::UndoDelivery, Noun::Delivery, id)).await?;
    house.records().remove(&actor.municipality, id).await?;
    drop(lock);
    Ok(undone)
}

/// Finishes or removes what a crash left half-done. The casework is the truth: staged rows that it knows become
/// visible, those that it does not know go, and rows of a delivery that it has taken back go too. Only in the
/// municipality of the house: others may share the store, and be delivering right now.
pub async fn recover(house: &House) -> Result<(), AppError> {
    // A server of casework ends the last transaction of a program that was killed in its own time. Whoever may write has waited
    // for that: a delivery that is decided in this very moment is not taken for one that never was.
    let deliveries = house.store().begin(house.municipality()).await?.deliveries().await?;
    let known: HashMap<DeliveryId, Decided> = deliveries
        .iter()
        .map(|delivery| &delivery.value)
        .map(|delivery| {
            (delivery.id, if delivery.undone.is_some() { Decided::Undone } else { Decided::Kept })
        })
        .collect();
    let decide = |id: DeliveryId| known.get(&id).copied().unwrap_or(Decided::Unknown);
    let recovery = house.records().recover(house.municipality(), decide).await?;
    super::link::follow(house).await?;
    if recovery != Recovery::default() {
        tracing::warn!(?recovery, "put deliveries right that were interrupted");
    }
    Ok(())
}
