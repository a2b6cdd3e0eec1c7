//! Publication: the snapshot that residents see, made through disclosure control.

use super::followup::latest_feedback;
use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_analysis::disclosure::DisclosureParams;
use lofte_model::access::{Action, Actor};
use lofte_model::publication::Publication;
use lofte_publish::{Earlier, Made, Snapshot, SnapshotInput, WaveCounts};
use lofte_store::{Noun, ShownThen, View};

/// The smallest count that is published, and how wide the doubt about a hidden one must stay.
pub fn disclosure() -> DisclosureParams {
    DisclosureParams { threshold: 5, protect: 5 }
}

/// What a publication would hold now, and what it would hold back; nothing is saved.
pub async fn preview(actor: &Actor, house: &House) -> Result<Made, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut tx = house.store().read(&actor.municipality).await?;
    let next = tx.publications().await?.iter().map(|known| known.number).max().unwrap_or(0) + 1;
    drop(tx);
    build(actor, house, next).await
}

/// Makes and records the next publication.
pub async fn publish(actor: &Actor, house: &House) -> Result<Snapshot, AppError> {
    actor.require(Action::Publish)?;
    let Made { snapshot, ledger, .. } = preview(actor, house).await?;
    let mut tx = begin(actor, house, Action::Publish).await?;
    let publication = Publication {
        number: snapshot.number,
        at: snapshot.published_at,
        by: actor.user,
        fingerprint: snapshot.fingerprint.clone(),
        promises: snapshot.promises.iter().map(|promise| promise.id).collect(),
    };
    let defect = |error: serde_json::Error| AppError::Defect(error.to_string());
    let body = serde_json::to_string(&snapshot).map_err(defect)?;
    let ledger = serde_json::to_string(&ledger).map_err(defect)?;
    tx.add_publication(&publication, &body, &ledger).await?;
    let entry = audit(actor, house, Action::Publish, Noun::Publication, publication.number);
    tx.commit(entry.fingerprint(&publication.fingerprint)).await?;
    Ok(snapshot)
}

/// All publications, newest first.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Publication>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut publications = house.store().read(&actor.municipality).await?.publications().await?;
    publications.sort_by_key(|publication| std::cmp::Reverse(publication.number));
    Ok(publications)
}

/// The newest published snapshot, if it is newer than the one with this number: what the public side of this house
/// shows. Nobody in particular asks; a publication is public.
pub async fn newer_than(house: &House, number: u32) -> Result<Option<Snapshot>, AppError> {
    let mut view = house.store().read(house.municipality()).await?;
    let newest = view.publications().await?.iter().map(|known| known.number).max();
    let Some(newest) = newest.filter(|newest| *newest > number) else {
        return Ok(None);
    };
    let body = view.snapshot(newest).await?;
    Ok(Some(Snapshot::kept(&body)?))
}

/// Everything that was published before: the next publication is made beside it.
async fn earlier(view: &mut View) -> Result<Vec<Earlier>, AppError> {
    let shown = view.all_shown().await?;
    let earlier = |shown: &ShownThen| {
        let ledger = shown.ledger.as_deref().map(serde_json::from_str).transpose();
        let ledger = ledger.map_err(|error| AppError::Defect(format!("ledger: {error}")))?;
        Ok(Earlier { snapshot: Snapshot::kept(&shown.snapshot)?, ledger })
    };
    shown.iter().map(earlier).collect()
}

/// The answers of every wave that is delivered, counted.
async fn waves(actor: &Actor, house: &House) -> Result<Vec<WaveCounts>, AppError> {
    let mut counted = Vec::new();
    for wave in house.records().waves(&actor.municipality).await? {
        let answers = house.records().answers(&actor.municipality, &wave.name).await?;
        counted.extend(answers.as_ref().map(WaveCounts::of));
    }
    Ok(counted)
}

async fn build(actor: &Actor, house: &House, number: u32) -> Result<Made, AppError> {
    let mut tx = house.store().read(&actor.municipality).await?;
    let municipality = tx.municipality().await?.value;
    let parties: Vec<_> = tx.parties().await?.into_iter().map(|party| party.value).collect();
    let areas = tx.areas().await?;
    let agreements: Vec<_> = tx.agreements().await?.into_iter().map(|known| known.value).collect();
    let editions = tx.adopted_pictures().await?;
    let problems: Vec<_> = tx.problems().await?.into_iter().map(|known| known.value).collect();
    let promises: Vec<_> = tx.promises().await?.into_iter().map(|known| known.value).collect();
    let measures: Vec<_> = tx.measures().await?.into_iter().map(|known| known.value).collect();
    let verdicts: Vec<_> = tx.latest_verdicts().await?.into_iter().map(|recorded| recorded.verdict).collect();
    let feedback = latest_feedback(&mut tx).await?;
    let earlier = earlier(&mut tx).await?;
    drop(tx);
    let waves = waves(actor, house).await?;
    let input = SnapshotInput {
        municipality: &municipality,
        number,
        at: house.now(),
        parties: &parties,
        areas: &areas,
        agreements: &agreements,
        edition: editions.iter().max_by_key(|edition| edition.number),
        editions: &editions,
        waves: &waves,
        earlier: &earlier,
        problems: &problems,
        promises: &promises,
        measures: &measures,
        verdicts: &verdicts,
        feedback: &feedback,
    };
    Ok(Snapshot::build(&input, &disclosure())?)
}
