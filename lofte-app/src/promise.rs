//! Promises: writing them, and checking that they can be measured. Signing is in [`super::signing`].

mod next;

pub use next::begin_next;

use super::history::restricted;
use super::screening::require_areas;
use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::goals::detectable_decrease;
use lofte_model::followup::{WaveEvidence, baseline_is_too_small, detectable, wave_evidence};
use lofte_model::id::PromiseId;
use lofte_model::party::PartyKind;
use lofte_model::place::AreaCode;
use lofte_model::promise::{
    Baseline, CitizenPromise, Goal, KnownWave, Lint, PromiseGap, PromiseRefusal, PromiseState, RestsOn,
    Sealed, Sides, WaveBaseline,
};
use lofte_model::survey::Wave;
use lofte_store::{Noun, Versioned, View};
use lofte_words::Message;

/// What the gate shows before anybody signs.
#[derive(Clone, Debug)]
pub struct Gate {
    /// What is missing; empty means that the promise may be signed.
    pub gaps: Vec<PromiseGap>,
    /// What the baseline says.
    pub baseline: Option<WaveEvidence>,
    /// The smallest true change that a follow-up with as many answers as the baseline would show with 80 % power.
    pub minimum_detectable: Option<f64>,
    /// Problems that it answers without a cause analysis: a warning, no hindrance.
    pub problems_without_causes: Vec<u32>,
    /// Whether the measurement that decides is there already: signed now, the promise gets no verdict on its effect.
    pub answer_known: bool,
    /// Of everything that a signature now would freeze; give it to [`super::signing::sign`].
    pub seen: Fingerprint,
    /// What the goals would start from, or start from since it was signed.
    pub sealed: Option<Sealed>,
    /// What goals on incidents could show.
    pub incidents: Vec<CouldShow>,
    /// What would make it easier to keep, to judge and to tell: suggestions, no hindrance.
    pub lints: Vec<Lint>,
}

/// What a goal on incidents could show.
#[derive(Clone, Copy, Debug)]
pub struct CouldShow {
    /// Number of the goal.
    pub goal: u16,
    /// How many there were in the months that it starts from.
    pub before: u64,
    /// The smallest decrease that would be seen in four cases of five, as a share; `None` where not even none would be.
    pub detectable: Option<f64>,
}

/// All promises, by number.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<CitizenPromise>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut tx = house.store().read(&actor.municipality).await?;
    let mut promises: Vec<CitizenPromise> = tx
        .promises()
        .await?
        .into_iter()
        .map(|promise| promise.value)
        .filter(|promise| actor.may_see_promise(promise))
        .map(|promise| as_read_by(actor, promise))
        .collect();
    promises.sort_by_key(|promise| promise.number);
    Ok(promises)
}

/// One promise.
pub async fn find(actor: &Actor, house: &House, id: PromiseId) -> Result<CitizenPromise, AppError> {
    actor.require(Action::ReadCasework)?;
    let promise = house.store().read(&actor.municipality).await?.promise(id).await?.value;
    if actor.may_see_promise(&promise) {
        Ok(as_read_by(actor, promise))
    } else {
        Err(AppError::not_found("promise", id))
    }
}

/// A promise as somebody may read it: the figures that it starts from are for those who may read small counts.
fn as_read_by(actor: &Actor, promise: CitizenPromise) -> CitizenPromise {
    let sealed =
        if actor.may(Action::ReadSmallCounts) { promise.sealed } else { promise.sealed.map(Sealed::closed) };
    CitizenPromise { sealed, ..promise }
}

/// The promise that a number or an id names.
pub async fn named(actor: &Actor, house: &House, name: &str) -> Result<CitizenPromise, AppError> {
    let promises = list(actor, house).await?;
    promises
        .into_iter()
        .find(|promise| promise.number.to_string() == name || promise.id.to_string() == name)
        .ok_or_else(|| AppError::not_found("promise", name))
}

/// Writes a new promise down. Number and state of the contents are replaced, except that history stays history.
pub async fn create(
    actor: &Actor,
    house: &House,
    contents: CitizenPromise,
) -> Result<CitizenPromise, AppError> {
    known_places(actor, house, &contents).await?;
    let mut tx = begin(actor, house, Action::DraftPromise).await?;
    writable(&contents)?;
    let state = match contents.state {
        PromiseState::Historical { source } => PromiseState::Historical { source },
        _ => PromiseState::Draft,
    };
    let number = tx.next_number(Noun::Promise).await?;
    let sides = Sides { joint: None, ..contents.sides };
    let promise = CitizenPromise { number, state, sealed: None, sides, ..contents };
    known_sides(actor, &mut tx, &promise).await?;
    tx.save_promise(&promise, None).await?;
    tx.commit(audit(actor, house, Action::DraftPromise, Noun::Promise, promise.id)).await?;
    Ok(promise)
}

/// One promise with the version it has, for whoever is going to change it.
pub async fn to_edit(
    actor: &Actor,
    house: &House,
    id: PromiseId,
) -> Result<Versioned<CitizenPromise>, AppError> {
    actor.require(Action::DraftPromise)?;
    Ok(house.store().read(&actor.municipality).await?.promise(id).await?)
}

/// Changes a promise that is not frozen, if it is still the version that was read. Signatures that were given fall
/// away; [`super::history::fallen_signature`] tells whose.
pub async fn edit(
    actor: &Actor,
    house: &House,
    contents: CitizenPromise,
    read: i64,
) -> Result<CitizenPromise, AppError> {
    actor.require(Action::DraftPromise)?;
    // What is not there is not there, whatever would have been written into it.
    house.store().read(&actor.municipality).await?.promise(contents.id).await?;
    known_places(actor, house, &contents).await?;
    let mut tx = begin(actor, house, Action::DraftPromise).await?;
    writable(&contents)?;
    let known = tx.promise(contents.id).await?;
    known_sides(actor, &mut tx, &contents).await?;
    let promise = known.value.edit(contents)?;
    tx.save_promise(&promise, Some(read)).await?;
    tx.commit(audit(actor, house, Action::DraftPromise, Noun::Promise, promise.id)).await?;
    Ok(promise)
}

/// Refuses a rule that cannot be broken.
fn writable(promise: &CitizenPromise) -> Result<(), AppError> {
    let gaps = promise.unwritable();
    if gaps.is_empty() { Ok(()) } else { Err(PromiseRefusal::Gaps(gaps).into()) }
}

/// Refuses further sides that nobody knows, that are named twice, or that sign already as municipality or police.
async fn known_sides(actor: &Actor, view: &mut View, promise: &CitizenPromise) -> Result<(), AppError> {
    let parties = view.parties().await?;
    let named = &promise.sides.further;
    for (place, id) in named.iter().enumerate() {
        let party = parties.iter().map(|known| &known.value).find(|party| party.id == *id);
        let party = party.ok_or_else(|| AppError::not_found("party", id))?;
        if named.iter().take(place).any(|earlier| earlier == id) {
            return Err(AppError::refused(Message::with("promise-side-twice", "name", &party.name)));
        }
        if !party.takes_part() {
            return Err(AppError::refused(Message::with("promise-side-gone", "name", &party.name)));
        }
        let ours = party.code.as_ref().is_none_or(|code| *code == actor.municipality);
        let signs_anyway = party.kind == PartyKind::Police || party.kind == PartyKind::Municipality && ours;
        if signs_anyway && promise.sides.joint.is_none() {
            return Err(AppError::refused(Message::with("promise-side-anyway", "name", &party.name)));
        }
    }
    Ok(())
}

/// Refuses a promise about places that the municipality does not have.
async fn known_places(actor: &Actor, house: &House, promise: &CitizenPromise) -> Result<(), AppError> {
    actor.require(Action::DraftPromise)?;
    let goal = promise.effect_goal.iter().flat_map(|goal| &goal.areas);
    let commitments = promise.commitments.iter().flat_map(|commitment| &commitment.details.areas);
    let goals = promise.goals.iter().flat_map(Goal::areas);
    let named = promise.areas.iter().chain(goal).chain(goals).chain(commitments);
    let areas: Vec<AreaCode> = named.cloned().collect();
    require_areas(actor, house, &areas).await?;
    for goal in &promise.goals {
        let Goal::Incidents(goal) = goal else { continue };
        if let Some(area) = crate::goals::not_used_throughout(actor, house, goal, goal.before).await? {
            let message = Message::with("goal-area-not-throughout", "area", area.name);
            return Err(AppError::refused(message.and("field", "areas")));
        }
    }
    Ok(())
}

/// The measurability gate.
pub async fn check(actor: &Actor, house: &House, id: PromiseId) -> Result<Gate, AppError> {
    actor.require(Action::ReadCasework)?;
    let promise = sealed(actor, house, find(actor, house, id).await?).await?;
    let mut view = house.store().read(&actor.municipality).await?;
    let problems = view.problems().await?;
    let measures = view.measures_of_promise(id).await?;
    drop(view);
    let measures: Vec<_> = measures.into_iter().map(|measure| measure.value).collect();
    let waves = known_waves(actor, house, &promise).await?;
    let open = matches!(promise.state, PromiseState::Draft | PromiseState::Proposed { .. });
    let mut gate = Gate {
        gaps: promise.gaps(&waves),
        answer_known: open && promise.is_answered_by(&waves),
        seen: Fingerprint::of(&promise.frozen())?,
        sealed: promise.sealed.clone().filter(|_| actor.may(Action::ReadSmallCounts)),
        incidents: could_show(actor, &promise),
        baseline: None,
        minimum_detectable: None,
        lints: promise.lints(&measures),
        problems_without_causes: problems
            .iter()
            .map(|problem| &problem.value)
            .filter(|problem| promise.problems.contains(&problem.id) && problem.causes.is_empty())
            .map(|problem| problem.number)
            .collect(),
    };
    if let Some(goal) = &promise.effect_goal
        && actor.may(Action::ReadSmallCounts)
        && let Some(data) = house.records().answers(&actor.municipality, &goal.baseline).await?
        && let Ok(evidence) = wave_evidence(&data, &goal.indicator, &goal.areas)
    {
        restricted(actor, house, Action::ReadSmallCounts, Noun::Promise, id).await?;
        gate.minimum_detectable = detectable(goal, &evidence.estimate, evidence.estimate.n as f64);
        gate.baseline = Some(evidence);
    }
    Ok(gate)
}

/// The promise as a signature would freeze it: a draft with what its goals start from, as that is delivered now. What is
/// signed keeps its own.
pub(crate) async fn sealed(
    actor: &Actor,
    house: &House,
    promise: CitizenPromise,
) -> Result<CitizenPromise, AppError> {
    if promise.state != PromiseState::Draft {
        return Ok(promise);
    }
    let baselines = baselines(actor, house, &promise).await?;
    let sealed = if baselines.is_empty() { None } else { Some(Sealed::new(baselines)?) };
    Ok(CitizenPromise { sealed, ..promise })
}

/// What the goals of a promise start from, by what is delivered now.
async fn baselines(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
) -> Result<Vec<Baseline>, AppError> {
    let mut baselines = Vec::new();
    if let Some(goal) = &promise.effect_goal
        && let Some(answers) = house.records().answers(&actor.municipality, &goal.baseline).await?
        && let Some(wave) = WaveBaseline::of(&answers, &goal.indicator, &goal.areas)
    {
        let delivery = house.records().delivery_of_wave(&actor.municipality, &goal.baseline).await?;
        let deliveries = delivery.iter().map(RestsOn::delivery).collect();
        baselines.push(Baseline { goal: 1, wave: Some(wave), counts: None, deliveries });
    }
    for (number, goal) in (promise.first_of_goals()..).zip(&promise.goals) {
        baselines.extend(super::goals::baseline(actor, house, number, goal).await?);
    }
    Ok(baselines)
}

/// What the goals on incidents could show, for those who may read small counts.
fn could_show(actor: &Actor, promise: &CitizenPromise) -> Vec<CouldShow> {
    let Some(sealed) = promise.sealed.as_ref().filter(|_| actor.may(Action::ReadSmallCounts)) else {
        return Vec::new();
    };
    let of = |(number, goal): (u16, &Goal)| {
        let (Goal::Incidents(goal), Some(counts)) = (goal, sealed.of(number)?.counts.as_ref()) else {
            return None;
        };
        let before = counts.treated.iter().sum();
        Some(CouldShow { goal: number, before, detectable: detectable_decrease(goal, counts) })
    };
    (promise.first_of_goals()..).zip(&promise.goals).filter_map(of).collect()
}

/// Refuses a later signature when the first one's baseline has been delivered again with other figures.
pub(crate) async fn require_baseline(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
) -> Result<(), AppError> {
    if let (PromiseState::Proposed { .. }, Some(signed)) = (&promise.state, &promise.sealed)
        && baselines(actor, house, promise).await? != signed.baselines()
    {
        return Err(AppError::refused(Message::plain("promise-baseline-changed")));
    }
    Ok(())
}

/// The waves that are there, as the gate of this promise needs to know them.
pub(crate) async fn known_waves(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
) -> Result<Vec<KnownWave>, AppError> {
    let waves = house.records().waves(&actor.municipality).await?;
    let mut known: Vec<KnownWave> = waves.iter().map(known_wave).collect();
    if let Some(goal) = &promise.effect_goal
        && let Some(baseline) = known.iter_mut().find(|wave| wave.name == goal.baseline)
        && let Some(answers) = house.records().answers(&actor.municipality, &goal.baseline).await?
    {
        baseline.too_few_answers = baseline_is_too_small(goal, &answers);
    }
    Ok(known)
}

fn known_wave(wave: &Wave) -> KnownWave {
    KnownWave {
        too_few_answers: false,
        name: wave.name.clone(),
        year: wave.year,
        items: wave.items.iter().map(|item| item.code.clone()).collect(),
        areas: wave.strata.iter().map(|stratum| stratum.area.clone()).collect(),
    }
}

/// The waves that a promise can choose between.
pub async fn waves(actor: &Actor, house: &House) -> Result<Vec<Wave>, AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(house.records().waves(&actor.municipality).await?)
}
