//! Follow-up: what became of the undertakings, the verdict by the frozen rule, and what waits to be told.

use super::fulfilment::doings;
use super::goals::Stated;
use super::history::restricted;
use super::public_accounts::PublicAccounts;
use super::{audit, begin};
use crate::error::{AppError, not_amended};
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::{Change, Former, NoAmendment};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::waits::{self, Known, Waiting};
use lofte_model::followup::{
    Answer, CannotTell, Corrected, Doings, Evidence, Fulfilment, GoalOutcome, Verdict,
    fulfilments as outcomes, judge as judge_by_rule, wave_evidence,
};
use lofte_model::id::PromiseId;
use lofte_model::period::swedish_day;
use lofte_model::promise::{
    CitizenPromise, EffectGoal, Goal, GoalGap, PromiseGap, PromiseRefusal, PromiseState, StatedFigure,
    WaveBaseline, figure_gaps,
};
use lofte_model::records::Delivery;
use lofte_model::survey::WaveAnswers;
use lofte_store::{Noun, Versioned, View};
use lofte_words::Message;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The verdict as the delivered data give it now; nothing is saved but who read it. Those who may not read the answers
/// of few are told the recorded answer alone.
pub async fn verdict(actor: &Actor, house: &House, id: PromiseId) -> Result<Verdict, AppError> {
    let promise = super::promise::find(actor, house, id).await?;
    if !actor.may(Action::ReadSmallCounts) {
        let recorded = recorded(actor, house).await?.into_iter().find(|verdict| verdict.promise == id);
        return Ok(recorded.unwrap_or_else(|| not_told_yet(&promise)));
    }
    let mut view = house.store().read(&actor.municipality).await?;
    let doings = doings(&mut view, &promise).await?;
    let stated = stated(&mut view, &promise).await?;
    drop(view);
    let verdict = weigh(actor, house, &promise, doings, &stated).await?;
    if verdict.evidence.before.is_some() || verdict.evidence.after.is_some() || !verdict.goals.is_empty() {
        restricted(actor, house, Action::ReadSmallCounts, Noun::Verdict, id).await?;
    }
    Ok(verdict)
}

/// What is said before anything is recorded: that it is not told yet.
fn not_told_yet(promise: &CitizenPromise) -> Verdict {
    let because = match promise.decided_in() {
        Some(year) => CannotTell::NotYet { year },
        None => CannotTell::NoRule,
    };
    without_figures(Verdict {
        promise: promise.id,
        frozen: promise.fingerprint().cloned(),
        answer: Answer::CannotTell(because),
        change: None,
        evidence: Evidence::none(),
        commitments: Vec::new(),
        goals: Vec::new(),
    })
}

/// Computes the verdict on a published promise anew and records it, if it is the one that was seen.
///
/// It is computed before the transaction, since rows are asked for; the transaction sees that neither the promise nor
/// any delivery, report or figure has changed meanwhile.
pub async fn judge(
    actor: &Actor,
    house: &House,
    id: PromiseId,
    seen: &Fingerprint,
) -> Result<Verdict, AppError> {
    actor.require(Action::Judge)?;
    let rested = RestedUpon::read(&mut house.store().read(&actor.municipality).await?, id).await?;
    let promise = &rested.promise.value;
    if !promise.is_standing() {
        return Err(AppError::refused(Message::plain("verdict-not-published")));
    }
    let verdict = weigh(actor, house, promise, rested.doings.clone(), &rested.stated).await?;
    super::require_seen(&Fingerprint::of(&verdict)?, seen)?;
    record(actor, house, &rested, verdict, None).await
}

/// What a verdict rests on in the casework, as it was read.
#[derive(PartialEq)]
struct RestedUpon {
    promise: Versioned<CitizenPromise>,
    deliveries: Vec<Versioned<Delivery>>,
    doings: Vec<Doings>,
    stated: Vec<(u16, Stated)>,
}

impl RestedUpon {
    async fn read(view: &mut View, id: PromiseId) -> Result<Self, AppError> {
        let promise = view.promise(id).await?;
        let doings = doings(view, &promise.value).await?;
        let stated = stated(view, &promise.value).await?;
        Ok(Self { promise, deliveries: view.deliveries().await?, doings, stated })
    }
}

/// Records a verdict, unless something that it rests on has changed since it was read.
async fn record(
    actor: &Actor,
    house: &House,
    rested: &RestedUpon,
    verdict: Verdict,
    corrects: Option<(FigureBefore, Change)>,
) -> Result<Verdict, AppError> {
    let id = verdict.promise;
    let mut tx = begin(actor, house, Action::Judge).await?;
    if RestedUpon::read(&mut tx, id).await? != *rested {
        return Err(AppError::refused(Message::plain("seen-changed")));
    }
    if let Some((was, change)) = corrects {
        tx.keep(Noun::Promise, &id, &was, change).await?;
    }
    tx.add_verdict(&verdict, Some(actor.user), house.now()).await?;
    tx.commit(audit(actor, house, Action::Judge, Noun::Verdict, id)).await?;
    Ok(verdict)
}

async fn weigh(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
    doings: Vec<Doings>,
    stated: &[(u16, Stated)],
) -> Result<Verdict, AppError> {
    let evidence = match &promise.effect_goal {
        None => Evidence::none(),
        Some(goal) => {
            super::delivery::rows_are_there(house).await?;
            let before = house.records().answers(&actor.municipality, &goal.baseline).await?;
            let after = house.records().answers(&actor.municipality, &goal.follow_up).await?;
            let signed = promise.sealed.as_ref().and_then(|sealed| sealed.of(1)?.wave.as_ref());
            let evidence = Evidence::gather(goal, signed, before.as_ref(), after.as_ref())?;
            let corrected = corrected(actor, house, goal, signed, before.as_ref()).await?;
            Evidence { corrected, ..evidence }
        }
    };
    let goals = super::goals::evidence(actor, house, promise, stated).await?;
    let evidence = Evidence { goals, ..evidence };
    Ok(judge_by_rule(promise, evidence.with_deeds(doings, house.today()))?)
}

/// The figures of tables that have been written down for the goals of a promise.
async fn stated(view: &mut View, promise: &CitizenPromise) -> Result<Vec<(u16, Stated)>, AppError> {
    let newest = view.verdicts(promise.id).await?.into_iter().max_by_key(|recorded| recorded.number);
    Ok(super::goals::stated_in(promise, newest.as_ref().map(|recorded| &recorded.verdict)))
}

/// A figure of a table before it was corrected, and the goal that it decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureBefore {
    /// Number of the goal.
    pub goal: u16,
    /// The figure.
    pub figure: StatedFigure,
}

/// What figures of tables were before they were corrected, when and why, the earliest first.
pub async fn former_figures(
    actor: &Actor,
    house: &House,
    id: PromiseId,
) -> Result<Vec<Former<FigureBefore>>, AppError> {
    let former = super::history::former(actor, house, Action::Judge, Noun::Promise, &id.to_string()).await?;
    let figure = |one: Former<Value>| {
        let was = serde_json::from_value(one.was).ok()?;
        Some(Former { was, at: one.at, by: one.by, reason: one.reason })
    };
    Ok(former.into_iter().filter_map(figure).collect())
}

/// Writes down the figure of a table that decides a goal, and records the verdict that it gives. One that is written down
/// already is corrected with the reason: what stood before stays in the verdict, and the reason in the promise's history.
pub async fn state_figure(
    actor: &Actor,
    house: &House,
    (id, number): (PromiseId, u16),
    figure: StatedFigure,
    why: &str,
) -> Result<Verdict, AppError> {
    actor.require(Action::Judge)?;
    let rested = RestedUpon::read(&mut house.store().read(&actor.municipality).await?, id).await?;
    let promise = &rested.promise.value;
    if !matches!(promise.state, PromiseState::Published { .. }) {
        return Err(AppError::refused(Message::plain("verdict-not-published")));
    }
    let place = number.checked_sub(promise.first_of_goals()).map(usize::from);
    let Some(Goal::Stated(goal)) = place.and_then(|place| promise.goals.get(place)) else {
        return Err(AppError::not_found("promise", id));
    };
    let mut wrong: Vec<PromiseGap> =
        figure_gaps(goal.scale, &figure).into_iter().map(PromiseGap::Goal).collect();
    if figure.year != goal.follow_up_year || !super::goals::is_measured(&figure, house.today()) {
        wrong.push(PromiseGap::Goal(GoalGap::NotAfter));
    }
    if !wrong.is_empty() {
        return Err(PromiseRefusal::Gaps(wrong).into());
    }
    let mut figures = rested.stated.clone();
    let before = figures.iter().position(|(of, _)| *of == number).map(|place| figures.remove(place).1);
    let change = super::activity::change(actor, house, why);
    if let Some(before) = &before {
        change.require(None).map_err(not_amended)?;
        if before.figure == figure {
            return Err(not_amended(NoAmendment::Same));
        }
    }
    let kept = before.as_ref().map(|before| (FigureBefore { goal: number, figure: before.figure }, change));
    figures.push((number, Stated::of(figure, before, house.today())));
    let verdict = weigh(actor, house, promise, rested.doings.clone(), &figures).await?;
    record(actor, house, &rested, verdict, kept).await
}

/// The baseline as it is delivered now, where that is another figure than the one that was signed.
async fn corrected(
    actor: &Actor,
    house: &House,
    goal: &EffectGoal,
    signed: Option<&WaveBaseline>,
    now: Option<&WaveAnswers>,
) -> Result<Option<Corrected>, AppError> {
    let (Some(signed), Some(now)) = (signed, now) else { return Ok(None) };
    let evidence = wave_evidence(now, &goal.indicator, &goal.areas)?;
    if evidence == signed.evidence {
        return Ok(None);
    }
    let delivery = house.records().delivery_of_wave(&actor.municipality, &goal.baseline).await?;
    Ok(delivery.map(|delivery| Corrected {
        evidence,
        on: swedish_day(delivery.delivered_at),
        reason: delivery.corrects.map(|correction| correction.reason).unwrap_or_default(),
    }))
}

/// What has become of the undertakings of every promise by now.
pub async fn fulfilments(
    actor: &Actor,
    house: &House,
) -> Result<BTreeMap<PromiseId, Vec<Fulfilment>>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let mut by_promise = BTreeMap::new();
    for promise in view.promises().await? {
        if actor.may_see_promise(&promise.value) {
            let told = doings(&mut view, &promise.value).await?;
            by_promise.insert(promise.value.id, outcomes(&promise.value, &told, house.today()));
        }
    }
    Ok(by_promise)
}

/// The answer of the latest recorded verdict on each promise, without its figures.
pub async fn recorded(actor: &Actor, house: &House) -> Result<Vec<Verdict>, AppError> {
    actor.require(Action::ReadCasework)?;
    let recorded = house.store().read(&actor.municipality).await?.latest_verdicts().await?;
    Ok(recorded.into_iter().map(|recorded| without_figures(recorded.verdict)).collect())
}

/// Whether a verdict, as it was shown to the asker, is the latest recorded one on its promise.
pub async fn is_recorded(actor: &Actor, house: &House, verdict: &Verdict) -> Result<bool, AppError> {
    actor.require(Action::ReadCasework)?;
    let recorded = house.store().read(&actor.municipality).await?.latest_verdicts().await?;
    let whole = actor.may(Action::ReadSmallCounts);
    let shown = |verdict: Verdict| if whole { verdict } else { without_figures(verdict) };
    Ok(recorded.into_iter().any(|recorded| shown(recorded.verdict).says_as(verdict)))
}

/// The answer without what it rests on: that is published with its own protection.
fn without_figures(verdict: Verdict) -> Verdict {
    let goals = verdict.goals.into_iter().map(|goal| GoalOutcome { change: None, ..goal }).collect();
    Verdict { evidence: Evidence::none(), change: None, goals, ..verdict }
}

/// What waits with each promise that both sides have signed.
pub async fn waiting(actor: &Actor, house: &House) -> Result<Vec<(CitizenPromise, Vec<Waiting>)>, AppError> {
    actor.require(Action::ReadCasework)?;
    let promises = super::promise::list(actor, house).await?;
    let waves = house.records().waves(&actor.municipality).await?;
    let mut view = house.store().read(&actor.municipality).await?;
    let judged: BTreeSet<PromiseId> =
        view.latest_verdicts().await?.into_iter().map(|recorded| recorded.verdict.promise).collect();
    let public = PublicAccounts::read(&mut view).await?;
    let mut waits = Vec::new();
    for promise in promises {
        let newest = view.feedback(promise.id).await?.into_iter().max_by_key(|feedback| feedback.at);
        let known = Known {
            public: public.promises.contains(&promise.id),
            measured: promise
                .deciding_wave()
                .is_some_and(|decides| waves.iter().any(|wave| wave.name == *decides)),
            judged: judged.contains(&promise.id),
            told: newest.is_some(),
            account_is_public: newest.is_some_and(|newest| public.tells(&newest)),
        };
        let waiting = waits::waiting(&promise, known, house.today());
        if !waiting.is_empty() {
            waits.push((promise, waiting));
        }
    }
    Ok(waits)
}
