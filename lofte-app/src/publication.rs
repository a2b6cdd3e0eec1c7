//! Publication: the snapshot that residents see, made through disclosure control.

use super::feedback::newest as newest_accounts;
use super::{audit, begin, require_seen};
use crate::error::AppError;
use crate::house::House;
use lofte_analysis::disclosure::DisclosureParams;
use lofte_model::access::{Action, Actor};
use lofte_model::activity::Activity;
use lofte_model::agreement::Agreement;
use lofte_model::coordination::Organised;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{Feedback, Verdict, VerdictSignature};
use lofte_model::id::PromiseId;
use lofte_model::mask::MaskOf;
use lofte_model::party::Party;
use lofte_model::picture::{Edition, RateCell, Rates};
use lofte_model::place::{Area, Municipality};
use lofte_model::plan::Measure;
use lofte_model::problem::Problem;
use lofte_model::promise::CitizenPromise;
use lofte_model::publication::{Limits, Publication};
use lofte_model::records::Delivery;
use lofte_publish::changes::{Change, changes};
use lofte_publish::promise::{PublicPromise, Standing};
use lofte_publish::{Earlier, HeldBack, Made, Snapshot, SnapshotInput, WaveCounts};
use lofte_store::{Noun, ShownThen, Versioned, View};
use lofte_words::Message;
use std::collections::{BTreeMap, BTreeSet};

/// The limits that counts are published with.
pub async fn limits(actor: &Actor, house: &House) -> Result<Limits, AppError> {
    actor.require(Action::ReadCasework)?;
    let chosen = house.store().read(&actor.municipality).await?.limits().await?;
    Ok(chosen.map_or(Limits::LOWEST, |chosen| chosen.value))
}

/// Chooses other limits; they hold from the next publication, where the change is told.
pub async fn set_limits(actor: &Actor, house: &House, limits: Limits) -> Result<(), AppError> {
    let mut tx = begin(actor, house, Action::SetProtection).await?;
    if !limits.are_allowed() {
        let message = Message::with("limits-not-allowed", "least", Limits::LOWEST.threshold);
        return Err(AppError::refused(message.and("most", Limits::HIGHEST.threshold)));
    }
    let known = tx.limits().await?;
    tx.save_limits(&limits, known.map(|known| known.version)).await?;
    let chosen = format!("{}-{}", limits.threshold, limits.protect);
    tx.commit(audit(actor, house, Action::SetProtection, Noun::Protection, chosen)).await?;
    Ok(())
}

/// What a publication would hold now, beside what residents are shown today; nothing is saved.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What would be published.
    pub next: Snapshot,
    /// Give it back to [`publish`]: nothing is published that was not seen.
    pub seen: Fingerprint,
    /// Every line that differs from the newest publication.
    pub changes: Vec<Change>,
    /// What stays inside, and why.
    pub inside: Inside,
    /// Figures that are held back, and why.
    pub held_back: Vec<HeldBack>,
}

/// What is not published, counted by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    /// Promises that are drafts or wait for a signature.
    pub unsigned_promises: usize,
    /// Agreements that lack a signature on their text.
    pub unsigned_agreements: usize,
    /// Measures that fulfil no undertaking of a public promise.
    pub measures: usize,
    /// Published promises with an effect goal and no recorded verdict.
    pub unjudged: usize,
    /// Organisations that nothing public names.
    pub parties: usize,
}

/// What a publication would hold now; nothing is saved.
pub async fn preview(actor: &Actor, house: &House) -> Result<Preview, AppError> {
    actor.require(Action::PreviewPublication)?;
    let material = Material::gather(&mut house.store().read(&actor.municipality).await?).await?;
    let Made { snapshot: next, held_back, .. } =
        material.build(house, &Rows::ask(actor, house, &material).await?)?;
    Ok(Preview {
        seen: next.seen()?,
        changes: changes(material.earlier.last().map(|earlier| &earlier.snapshot), &next),
        inside: material.inside(&next),
        held_back,
        next,
    })
}

/// Makes and records the next publication, if it is what was seen.
///
/// It is built before the transaction, since disclosure control takes its time; the transaction sees that nothing it
/// was built from has changed meanwhile.
pub async fn publish(actor: &Actor, house: &House, seen: &Fingerprint) -> Result<Snapshot, AppError> {
    actor.require(Action::Publish)?;
    let material = Material::gather(&mut house.store().read(&actor.municipality).await?).await?;
    let Made { snapshot, ledger, .. } = material.build(house, &Rows::ask(actor, house, &material).await?)?;
    require_seen(&snapshot.seen()?, seen)?;
    let mut tx = begin(actor, house, Action::Publish).await?;
    if Material::gather(&mut tx).await? != material {
        return Err(AppError::refused(Message::plain("seen-changed")));
    }
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

/// What was published under a number. What was public may be read by everybody here.
pub async fn find(actor: &Actor, house: &House, number: u32) -> Result<Snapshot, AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(Snapshot::kept(&house.store().read(&actor.municipality).await?.snapshot(number).await?)?)
}

/// All publications, newest first.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Publication>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut publications = house.store().read(&actor.municipality).await?.publications().await?;
    publications.sort_by_key(|publication| std::cmp::Reverse(publication.number));
    Ok(publications)
}

/// The promises that the newest publication holds.
pub async fn promises(actor: &Actor, house: &House) -> Result<BTreeSet<PromiseId>, AppError> {
    let newest = list(actor, house).await?.into_iter().next();
    Ok(newest.into_iter().flat_map(|publication| publication.promises).collect())
}

/// The newest published snapshot, if it is newer than the one with this number: what the public side of this house
/// shows. Nobody in particular asks; a publication is public.
pub async fn newer_than(house: &House, number: u32) -> Result<Option<Snapshot>, AppError> {
    let mut view = house.store().read(house.municipality()).await?;
    let newest = view.publications().await?.iter().map(|known| known.number).max();
    let Some(newest) = newest.filter(|newest| *newest > number) else {
        return Ok(None);
    };
    Ok(Some(Snapshot::kept(&view.snapshot(newest).await?)?))
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

/// What a publication takes from beside the casework. It changes with what the casework names and never otherwise.
struct Rows {
    /// The answers of every wave that is delivered, counted.
    waves: Vec<WaveCounts>,
    /// The counts of the editions that something public is made from, by the number of the edition.
    cells: BTreeMap<u32, Vec<RateCell>>,
}

impl Rows {
    async fn ask(actor: &Actor, house: &House, material: &Material) -> Result<Self, AppError> {
        let mut waves = Vec::new();
        for wave in house.records().waves(&actor.municipality).await? {
            let answers = house.records().answers(&actor.municipality, &wave.name).await?;
            waves.extend(answers.as_ref().map(WaveCounts::of));
        }
        let newest = material.editions.iter().max_by_key(|edition| edition.number);
        let contents = newest.and_then(|edition| edition.report.rates.as_ref()).map(Rates::contents);
        let published = lofte_publish::picture::published_years(&contents.unwrap_or_default());
        let mut cells = BTreeMap::new();
        for edition in material.editions.iter().filter(|edition| material.publishes_from(edition.number)) {
            let Some(file) = edition.report.rates.as_ref().and_then(Rates::file) else { continue };
            let published = published.clone();
            let wanted = move |kind, year| published.contains(&(kind, year));
            let found = house.records().rate_cells(&actor.municipality, file, wanted).await?;
            cells.insert(edition.number, found);
        }
        Ok(Self { waves, cells })
    }
}

/// Everything in the casework that a publication is built from, at one moment.
#[derive(PartialEq)]
struct Material {
    number: u32,
    municipality: Municipality,
    parties: Vec<Party>,
    areas: Vec<Area>,
    agreements: Vec<Agreement>,
    organised: Organised,
    editions: Vec<Edition>,
    earlier: Vec<Earlier>,
    deliveries: Vec<Versioned<Delivery>>,
    problems: Vec<Problem>,
    promises: Vec<CitizenPromise>,
    measures: Vec<Measure>,
    activities: Vec<Activity>,
    verdicts: Vec<Verdict>,
    verdict_signatures: Vec<VerdictSignature>,
    feedback: Vec<Feedback>,
    limits: Limits,
    masks: Vec<MaskOf>,
}

impl Material {
    async fn gather(view: &mut View) -> Result<Self, AppError> {
        let number = view.publications().await?.iter().map(|known| known.number).max().unwrap_or(0) + 1;
        Ok(Self {
            number,
            municipality: view.municipality().await?.value,
            parties: values(view.parties().await?),
            areas: view.areas().await?,
            agreements: values(view.agreements().await?),
            organised: view.coordination().await?.map(|known| known.value.organised).unwrap_or_default(),
            editions: view.adopted_pictures().await?,
            earlier: earlier(view).await?,
            // The answers of waves are asked for from the rows, which change with the deliveries and never otherwise.
            deliveries: view.deliveries().await?,
            problems: values(view.problems().await?),
            promises: values(view.promises().await?),
            measures: values(view.measures().await?),
            activities: values(view.activities().await?),
            verdicts: view.latest_verdicts().await?.into_iter().map(|recorded| recorded.verdict).collect(),
            verdict_signatures: super::signing::standing_signatures(view).await?,
            feedback: newest_accounts(view).await?,
            masks: view.all_masks().await?,
            limits: view.limits().await?.map_or(Limits::LOWEST, |chosen| chosen.value),
        })
    }

    /// Whether figures of an edition are public, or would be.
    fn publishes_from(&self, edition: u32) -> bool {
        let newest = self.editions.iter().map(|edition| edition.number).max();
        let shown = || self.earlier.iter().flat_map(|earlier| earlier.snapshot.editions_shown());
        newest == Some(edition) || shown().any(|shown| shown == edition)
    }

    fn build(&self, house: &House, rows: &Rows) -> Result<Made, AppError> {
        let input = SnapshotInput {
            municipality: &self.municipality,
            number: self.number,
            at: house.now(),
            parties: &self.parties,
            areas: &self.areas,
            agreements: &self.agreements,
            organised: &self.organised,
            edition: self.editions.iter().max_by_key(|edition| edition.number),
            editions: &self.editions,
            cells: &rows.cells,
            waves: &rows.waves,
            earlier: &self.earlier,
            problems: &self.problems,
            promises: &self.promises,
            measures: &self.measures,
            activities: &self.activities,
            verdicts: &self.verdicts,
            verdict_signatures: &self.verdict_signatures,
            feedback: &self.feedback,
            masks: &self.masks,
        };
        let Limits { threshold, protect } = self.limits;
        Ok(Snapshot::build(&input, &DisclosureParams { threshold, protect })?)
    }

    fn inside(&self, next: &Snapshot) -> Inside {
        let shown: usize = next
            .promises
            .iter()
            .flat_map(|promise| &promise.commitments)
            .map(|commitment| commitment.measures.len())
            .sum();
        let unjudged = |promise: &&PublicPromise| {
            let promises_effect = promise.frozen.decided_in().is_some();
            promises_effect
                && promise.verdict.is_none()
                && matches!(promise.standing, Standing::Published { .. })
        };
        Inside {
            unsigned_promises: self.promises.len().saturating_sub(next.promises.len()),
            unsigned_agreements: self.agreements.len().saturating_sub(next.agreements.len()),
            measures: self.measures.len().saturating_sub(shown),
            unjudged: next.promises.iter().filter(unjudged).count(),
            parties: self.parties.len().saturating_sub(next.parties.len()),
        }
    }
}

fn values<T>(known: Vec<Versioned<T>>) -> Vec<T> {
    known.into_iter().map(|known| known.value).collect()
}
