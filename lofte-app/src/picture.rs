//! The picture: computed from what the rows answer, read by everybody, adopted by the coordinator.
//!
//! Computing is separate from reading, so that a page never waits for a million rows: the newest computed picture
//! lies as a draft in the casework, with what it states and a fingerprint of its counts, which lie as a file beside the
//! deliveries. A page asks for the slice of the counts that it shows ([`area_counts`]). Adoption freezes a copy as a
//! numbered edition; nothing is computed or copied then, since a file of counts never changes.

mod compute;
mod harm;
mod survey_index;

use super::history::restricted;
use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use jiff::{SignedDuration, Timestamp};
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::DeliveryId;
use lofte_model::law::Part;
use lofte_model::picture::{
    AreaCount, Assessment, CellFile, CellSlice, Cells, Edition, RateCell, Rates, SituationReport,
};
use lofte_model::records::{Category, Dimension, RecordKind, Selection};
use lofte_store::{DraftPicture, Noun, View};
use lofte_words::Message;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How long counts are kept that no picture names.
const UNADOPTED: SignedDuration = SignedDuration::from_hours(24);

/// Computes the picture anew from all visible deliveries.
pub async fn refresh(actor: &Actor, house: &House) -> Result<SituationReport, AppError> {
    actor.require(Action::RefreshPicture)?;
    super::delivery::rows_are_there(house).await?;
    // Where somebody delivers or decides right now, they see to it.
    if let Some(_lock) = house.try_lock()? {
        super::link::follow(house).await?;
    }
    let mut tx = house.store().read(&actor.municipality).await?;
    let areas = tx.areas().await?;
    let problems: Vec<_> = tx.problems().await?.into_iter().map(|problem| problem.value).collect();
    drop(tx);
    let report = compute::report(house, &actor.municipality, &areas, &problems).await?;
    let mut tx = begin(actor, house, Action::RefreshPicture).await?;
    let known = tx.draft_picture().await?;
    let expected = known.as_ref().map(|known| known.version);
    let assessment = known.map(|known| known.value.assessment).unwrap_or_default();
    tx.save_draft_picture(&DraftPicture { report: Some(report.clone()), assessment }, expected).await?;
    let entry = audit(actor, house, Action::RefreshPicture, Noun::Picture, "draft");
    tx.commit(entry).await?;
    Ok(report)
}

/// The newest computed picture, small counts and all.
pub async fn draft(actor: &Actor, house: &House) -> Result<Option<SituationReport>, AppError> {
    restricted(actor, house, Action::ReadSmallCounts, Noun::Picture, "draft").await?;
    let draft = house.store().read(&actor.municipality).await?.draft_picture().await?;
    Ok(draft.and_then(|draft| draft.value.report))
}

/// Adopts the computed picture that was seen as the next edition.
pub async fn adopt(
    actor: &Actor,
    house: &House,
    assessment: Assessment,
    seen: &Fingerprint,
) -> Result<Edition, AppError> {
    let mut tx = begin(actor, house, Action::AdoptPicture).await?;
    let report = tx
        .draft_picture()
        .await?
        .and_then(|draft| draft.value.report)
        .ok_or_else(|| AppError::refused(Message::plain("picture-empty")))?;
    super::require_seen(&Fingerprint::of(&report)?, seen)?;
    let previous = tx.adopted_pictures().await?.iter().map(|edition| edition.number).max();
    let edition = Edition::adopt(report, assessment, previous, actor.user, house.now())?;
    tx.adopt_picture(&edition).await?;
    let entry = audit(actor, house, Action::AdoptPicture, Noun::Picture, edition.number);
    tx.commit(entry.fingerprint(&edition.fingerprint)).await?;
    Ok(edition)
}

/// An adopted edition without its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionHead {
    /// Number.
    pub number: u32,
    /// When it was adopted.
    pub adopted_at: Timestamp,
    /// When its figures were computed.
    pub computed_at: Timestamp,
    /// Categories of rows that it counts.
    pub categories: BTreeSet<Category>,
    /// The parts that the law asks for and that it holds.
    pub parts: BTreeSet<Part>,
    /// What it was counted from.
    pub deliveries: BTreeSet<DeliveryId>,
    /// Over all of it.
    pub fingerprint: Fingerprint,
}

/// All adopted editions without their figures, newest first.
pub async fn editions(actor: &Actor, house: &House) -> Result<Vec<EditionHead>, AppError> {
    actor.require(Action::ReadCasework)?;
    let editions = house.store().read(&actor.municipality).await?.adopted_pictures().await?;
    let mut heads: Vec<EditionHead> = editions
        .into_iter()
        .map(|edition| EditionHead {
            number: edition.number,
            adopted_at: edition.adopted_at,
            computed_at: edition.report.computed_at,
            categories: categories(&edition.report),
            parts: Part::of(&edition),
            deliveries: edition.report.provenances().flat_map(|part| &part.deliveries).copied().collect(),
            fingerprint: edition.fingerprint,
        })
        .collect();
    heads.sort_by_key(|head| std::cmp::Reverse(head.number));
    Ok(heads)
}

fn categories(report: &SituationReport) -> BTreeSet<Category> {
    let of_rows = report.rates.iter().flat_map(Rates::contents).flat_map(|kind| kind.categories);
    let of_tables =
        report.tables.iter().flat_map(|tables| &tables.cells).map(|series| series.category.clone());
    of_rows.chain(of_tables).collect()
}

/// One adopted edition, small counts and all.
pub async fn edition(actor: &Actor, house: &House, number: u32) -> Result<Edition, AppError> {
    restricted(actor, house, Action::ReadSmallCounts, Noun::Picture, number).await?;
    let editions = house.store().read(&actor.municipality).await?.adopted_pictures().await?;
    let found = editions.into_iter().find(|edition| edition.number == number);
    found.ok_or_else(|| AppError::not_found("edition", number))
}

/// What the rows hold that a question can be asked about: the categories of each kind, with the rows of each.
pub async fn held(
    actor: &Actor,
    house: &House,
) -> Result<BTreeMap<RecordKind, BTreeMap<Category, u64>>, AppError> {
    actor.require(Action::ReadSmallCounts)?;
    super::delivery::rows_are_there(house).await?;
    let incidents = Selection::all(actor.municipality.clone()).kinds(&RecordKind::INCIDENTS);
    let table = house.records().count(&incidents, &[Dimension::Kind, Dimension::Category]).await?;
    let mut held: BTreeMap<RecordKind, BTreeMap<Category, u64>> = BTreeMap::new();
    for row in &table.rows {
        let kind = row.keys[0].text().and_then(RecordKind::from_word);
        if let Some((kind, category)) = kind.zip(row.keys[1].text()) {
            held.entry(kind).or_default().insert(Category::new(category), row.count);
        }
    }
    Ok(held)
}

/// A slice of the counts of a picture, by area.
pub async fn area_counts(
    actor: &Actor,
    house: &House,
    rates: &Rates,
    slice: &CellSlice,
) -> Result<Vec<AreaCount>, AppError> {
    actor.require(Action::ReadSmallCounts)?;
    match &rates.cells {
        Cells::Here(cells) => Ok(slice.of(cells)),
        Cells::Kept(file) => Ok(house.records().area_counts(&actor.municipality, file, slice).await?),
    }
}

/// Every count of a picture in the wanted kinds and years, with its rate.
pub async fn rate_cells(
    actor: &Actor,
    house: &House,
    rates: &Rates,
    wanted: impl Fn(RecordKind, i16) -> bool + Send + 'static,
) -> Result<Vec<RateCell>, AppError> {
    actor.require(Action::ReadSmallCounts)?;
    match &rates.cells {
        Cells::Here(cells) => Ok(cells.iter().filter(|cell| wanted(cell.kind, cell.year)).cloned().collect()),
        Cells::Kept(file) => Ok(house.records().rate_cells(&actor.municipality, file, wanted).await?),
    }
}

/// The files of counts that the casework names: of the draft and of every edition.
pub(crate) async fn files(view: &mut View) -> Result<Vec<CellFile>, AppError> {
    let draft = view.draft_picture().await?.and_then(|draft| draft.value.report);
    let editions = view.adopted_pictures().await?.into_iter().map(|edition| edition.report);
    let rates = draft.into_iter().chain(editions).filter_map(|report| report.rates);
    Ok(rates.filter_map(|rates| rates.file().cloned()).collect())
}

/// Removes counts of pictures that were computed and never adopted. A file that is younger than [`UNADOPTED`] is left: it
/// may belong to a picture that is being computed, or seen by a backup that is being taken.
pub(crate) async fn sweep(house: &House) -> Result<usize, AppError> {
    let Ok(before) = house.now().checked_sub(UNADOPTED) else { return Ok(0) };
    let files = files(&mut house.store().read(house.municipality()).await?).await?;
    let keep: Vec<Fingerprint> = files.into_iter().map(|file| file.fingerprint).collect();
    Ok(house.records().sweep_cells(house.municipality(), &keep, before).await?)
}
