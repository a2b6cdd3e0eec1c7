//! How files are read: a guess at a new one, a reading on trial that keeps nothing, and the mappings that the municipality
//! remembers by source, with what they said before.
//!
//! Cells of a file come out of here only to those who may deliver it, and only as the guess shows them. Left out: the
//! delivery ([`super::delivery`]) and the file on its way ([`super::staging`]).

use super::activity::change;
use super::{audit, begin};
use crate::error::{AppError, not_amended};
use crate::house::House;
use lofte_import::gazetteer::Gazetteer;
use lofte_import::guess::wave::{WaveDraft, draft};
use lofte_import::guess::{Hints, Proposal, Trial, guess, heading_form, trial};
use lofte_import::sources::survey::structure::Structure;
use lofte_import::{Context, IncidentMapping, Letters};
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::Former;
use lofte_model::mapping::{Drift, MappingFile, MappingRefusal, Remembered};
use lofte_store::{Noun, StoreError, Tx, Versioned, View};
use lofte_words::Message;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

impl From<MappingRefusal> for AppError {
    fn from(refusal: MappingRefusal) -> Self {
        Self::refused(match refusal {
            MappingRefusal::TooManyTexts => Message::plain("mapping-too-many-texts"),
            MappingRefusal::NoSource => Message::plain("mapping-no-source"),
        })
    }
}

/// What somebody has settled of how the bytes of a file are read, before anything is guessed of its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Name of the encoding.
    pub encoding: Option<String>,
    /// What separates columns.
    pub delimiter: Option<char>,
    /// Sheet of the workbook.
    pub sheet: Option<String>,
    /// Row of the header.
    pub header_row: Option<u64>,
    /// Column of the category.
    pub category: Option<String>,
}

impl From<&MappingFile> for Settled {
    fn from(mapping: &MappingFile) -> Self {
        let MappingFile { encoding, delimiter, sheet, header_row, .. } = mapping.clone();
        Self { encoding, delimiter, sheet, header_row, category: mapping.columns.category.clone() }
    }
}

/// A guess at how a file is read.
pub async fn propose(
    actor: &Actor,
    house: &House,
    (path, file_name): (PathBuf, String),
    settled: Settled,
) -> Result<Proposal, AppError> {
    actor.require(Action::Import)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let (areas, loaded) = (view.areas().await?, crate::loaded::gazetteer(&mut view).await?);
    drop(view);
    let (municipality, today) = (actor.municipality.clone(), house.today());
    apart(move || {
        let context = Context { municipality: &municipality, areas: &areas, today, gazetteer: &loaded };
        let gazetteer = Gazetteer::new(&context);
        let hints = Hints {
            areas: &areas,
            gazetteer: Some(&gazetteer),
            today,
            file_name: &file_name,
            encoding: settled.encoding.as_deref().and_then(Letters::named),
            delimiter: settled.delimiter,
            sheet: settled.sheet,
            header_row: settled.header_row,
            category: settled.category,
        };
        Ok(guess(&path, &hints)?)
    })
    .await
}

/// What would come of a file: its first rows as they would be stored, and its problems. Nothing is kept.
pub async fn try_out(
    actor: &Actor,
    house: &House,
    path: PathBuf,
    mapping: MappingFile,
    shown: usize,
) -> Result<Trial, AppError> {
    actor.require(Action::Import)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let (areas, loaded) = (view.areas().await?, crate::loaded::gazetteer(&mut view).await?);
    drop(view);
    let (municipality, today) = (actor.municipality.clone(), house.today());
    apart(move || {
        let mapping = IncidentMapping::of(mapping)?;
        let context = Context { municipality: &municipality, areas: &areas, today, gazetteer: &loaded };
        Ok(trial(Path::new(&path), &mapping, &context, shown)?)
    })
    .await
}

/// A draft of the wave file of a survey, from its answers and, where it is given, the structure file of LimeSurvey with its
/// name. Nothing is kept.
pub async fn draft_wave(
    actor: &Actor,
    house: &House,
    path: PathBuf,
    structure: Option<(Vec<u8>, String)>,
) -> Result<WaveDraft, AppError> {
    actor.require(Action::Import)?;
    let areas = house.store().read(&actor.municipality).await?.areas().await?;
    let today = house.today();
    apart(move || {
        let structure = structure.map(|(bytes, name)| Structure::parse(&bytes, &name)).transpose()?;
        let hints = Hints { areas: &areas, today, ..Hints::default() };
        Ok(draft(&path, structure.as_ref(), &hints)?)
    })
    .await
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Defect(error.to_string()))?
}

/// Every mapping that is remembered and not taken back, by source.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<Remembered>, AppError> {
    actor.require(Action::Import)?;
    let known = house.store().read(&actor.municipality).await?.mappings().await?;
    Ok(known.into_iter().map(|known| known.value).collect())
}

/// The mapping of a source, with its version for whoever is going to correct it.
pub async fn find(actor: &Actor, house: &House, source: &str) -> Result<Versioned<Remembered>, AppError> {
    actor.require(Action::Import)?;
    Ok(house.store().read(&actor.municipality).await?.mapping(source).await?)
}

/// What the mapping of a source said before, the earliest first.
pub async fn history(
    actor: &Actor,
    house: &House,
    source: &str,
) -> Result<Vec<Former<serde_json::Value>>, AppError> {
    actor.require(Action::Import)?;
    Ok(house.store().read(&actor.municipality).await?.revisions(Noun::Mapping, source).await?)
}

/// The remembered mapping that a file fits best, and how its columns differ: one whose columns it has all, or that at
/// least uses some of them.
pub async fn fitting(
    actor: &Actor,
    house: &House,
    headings: &[String],
) -> Result<Option<(Remembered, Drift)>, AppError> {
    let known = list(actor, house).await?.into_iter().filter(|known| known.withdrawn.is_none());
    let drifts = known.map(|known| {
        let drift = known.drift(headings, heading_form);
        (known, drift)
    });
    let near = drifts.filter(|(known, drift)| {
        let columns = known.mapping.columns.said().len();
        columns > 0 && drift.lacking.len() * 2 <= columns
    });
    let far = |drift: &Drift| (drift.lacking.len(), drift.new.len() + drift.gone.len());
    Ok(near.min_by_key(|(known, drift)| (far(drift), std::cmp::Reverse(known.at))))
}

/// Remembers the mapping of a source. What was remembered before is kept with the name of the file that came with
/// another one.
pub async fn remember(
    actor: &Actor,
    house: &House,
    (mapping, headings): (MappingFile, Vec<String>),
    because: &str,
) -> Result<Remembered, AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    IncidentMapping::of(mapping.clone())?;
    let remembered = Remembered::of(mapping, headings, (house.now(), actor.user))?;
    let known = of(&mut tx, &remembered.source).await?;
    match known {
        Some(known) if known.value.says_the_same(&remembered) => Ok(known.value),
        Some(known) => save(actor, house, tx, (known, remembered), because).await,
        None => {
            tx.save_mapping(&remembered, None).await?;
            tx.commit(audit(actor, house, Action::Import, Noun::Mapping, &remembered.source)).await?;
            Ok(remembered)
        }
    }
}

/// Corrects which text is which category, if it is still the version that was read.
pub async fn correct(
    actor: &Actor,
    house: &House,
    (source, read): (&str, i64),
    texts: BTreeMap<String, String>,
    reason: &str,
) -> Result<Remembered, AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let known = tx.mapping(source).await?;
    if known.version != read {
        return Err(StoreError::Conflict(Noun::Mapping).into());
    }
    change(actor, house, reason).require(known.value.withdrawn.as_ref()).map_err(not_amended)?;
    let file = MappingFile { categories: texts, ..known.value.file() };
    IncidentMapping::of(file.clone())?;
    let headings = known.value.headings.clone();
    let corrected = Remembered::of(file, headings, (house.now(), actor.user))?;
    save(actor, house, tx, (known, corrected), reason).await
}

/// Takes a mapping back: it is offered for no file any more.
pub async fn withdraw(
    actor: &Actor,
    house: &House,
    (source, read): (&str, i64),
    reason: &str,
) -> Result<Remembered, AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let known = tx.mapping(source).await?;
    if known.version != read {
        return Err(StoreError::Conflict(Noun::Mapping).into());
    }
    let change = change(actor, house, reason);
    change.require(known.value.withdrawn.as_ref()).map_err(not_amended)?;
    let withdrawn = Remembered { withdrawn: Some(change.into()), ..known.value.clone() };
    save(actor, house, tx, (known, withdrawn), reason).await
}

async fn of(view: &mut View, source: &str) -> Result<Option<Versioned<Remembered>>, AppError> {
    Ok(view.mappings().await?.into_iter().find(|known| known.value.source == source))
}

async fn save(
    actor: &Actor,
    house: &House,
    mut tx: Tx,
    (known, next): (Versioned<Remembered>, Remembered),
    reason: &str,
) -> Result<Remembered, AppError> {
    tx.keep(Noun::Mapping, &next.source, &known.value, change(actor, house, reason)).await?;
    tx.save_mapping(&next, Some(known.version)).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Mapping, &next.source)).await?;
    Ok(next)
}
