//! Effect goals of other kinds than a survey share: what they start from, and what tells.
//!
//! Left out: their rules, which the model has, and figures of tables, which people write down.

use crate::error::AppError;
use crate::house::House;
use jiff::civil::Date;
use lofte_model::access::Actor;
use lofte_model::followup::goals::{CorrectedCounts, FormerFigure, GoalEvidence};
use lofte_model::followup::{Corrected, Verdict, WaveEvidence};
use lofte_model::period::{Period, swedish_day};
use lofte_model::place::{Area, AreaCode};
use lofte_model::promise::{
    Baseline, CitizenPromise, Goal, IncidentGoal, MeanGoal, MonthlyCounts, RestsOn, StatedFigure,
    WaveBaseline, months,
};
use lofte_model::records::{Delivery, Dimension, Key, Selection};
use lofte_model::survey::{SeriesBreak, Wave, WaveAnswers, series_breaks, wave_mean};

/// What a goal starts from, by what is delivered now; `None` where it says so itself, or nothing is delivered.
pub(crate) async fn baseline(
    actor: &Actor,
    house: &House,
    number: u16,
    goal: &Goal,
) -> Result<Option<Baseline>, AppError> {
    Ok(match goal {
        Goal::Mean(goal) => {
            let answers = house.records().answers(&actor.municipality, &goal.baseline).await?;
            let Some(wave) = answers.as_ref().and_then(|answers| WaveBaseline::of_mean(answers, goal)) else {
                return Ok(None);
            };
            let delivery = house.records().delivery_of_wave(&actor.municipality, &goal.baseline).await?;
            let deliveries = delivery.iter().map(RestsOn::delivery).collect();
            Some(Baseline { goal: number, wave: Some(wave), counts: None, deliveries })
        }
        Goal::Share(share) => {
            let answers = house.records().answers(&actor.municipality, &share.baseline).await?;
            let made = answers
                .as_ref()
                .and_then(|answers| WaveBaseline::of(answers, &share.indicator, &share.areas));
            let delivery = house.records().delivery_of_wave(&actor.municipality, &share.baseline).await?;
            let deliveries = delivery.iter().map(RestsOn::delivery).collect();
            made.map(|wave| Baseline { goal: number, wave: Some(wave), counts: None, deliveries })
        }
        Goal::Incidents(goal) => {
            let counts = Some(counts(actor, house, goal, goal.before).await?);
            let deliveries = deliveries_of(actor, house, goal).await?;
            Some(Baseline { goal: number, wave: None, counts, deliveries })
        }
        Goal::Stated(_) => None,
    })
}

/// The deliveries with rows of the months that a goal starts from.
async fn deliveries_of(actor: &Actor, house: &House, goal: &IncidentGoal) -> Result<Vec<RestsOn>, AppError> {
    let known = house.store().read(&actor.municipality).await?.deliveries().await?;
    let reaches = |period: Period| period.from() <= goal.before.to() && goal.before.from() <= period.to();
    let mut rests: Vec<RestsOn> = known
        .iter()
        .map(|known| &known.value)
        .filter(|delivery| delivery.undone.is_none() && delivery.kind == goal.incidents)
        .filter(|delivery| delivery.period.is_some_and(reaches))
        .map(RestsOn::delivery)
        .collect();
    rests.sort_by_key(|rests| rests.delivery);
    Ok(rests)
}

/// Whether the deliveries reach into the last month that tells: what is not delivered has not ceased.
async fn reach(actor: &Actor, house: &House, goal: &IncidentGoal) -> Result<bool, AppError> {
    let known = house.store().read(&actor.municipality).await?.deliveries().await?;
    let mut counted = known.iter().map(|known| &known.value).filter(|delivery| delivery.undone.is_none());
    let last = goal.after.to().first_of_month();
    Ok(counted.any(|delivery| {
        delivery.kind == goal.incidents && delivery.period.is_some_and(|period| period.to() >= last)
    }))
}

/// An area of a goal that was not used throughout these months: rows of some of them were never placed in it, and what is
/// missing would look like calm.
pub(crate) async fn not_used_throughout(
    actor: &Actor,
    house: &House,
    goal: &IncidentGoal,
    period: Period,
) -> Result<Option<Area>, AppError> {
    let areas = house.store().read(&actor.municipality).await?.areas().await?;
    let named = |area: &Area| goal.areas.iter().chain(&goal.compared_with).any(|code| *code == area.code);
    Ok(areas.into_iter().find(|area| named(area) && !area.is_used_throughout(period.from(), period.to())))
}

/// Counts by month in the areas of a goal, and in each that it is compared with.
async fn counts(
    actor: &Actor,
    house: &House,
    goal: &IncidentGoal,
    period: Period,
) -> Result<MonthlyCounts, AppError> {
    let treated = monthly(actor, house, goal, &goal.areas, period).await?;
    let mut compared = Vec::new();
    for area in &goal.compared_with {
        compared.push(monthly(actor, house, goal, std::slice::from_ref(area), period).await?);
    }
    Ok(MonthlyCounts { treated, compared })
}

async fn monthly(
    actor: &Actor,
    house: &House,
    goal: &IncidentGoal,
    areas: &[AreaCode],
    period: Period,
) -> Result<Vec<u64>, AppError> {
    let selection = Selection {
        kinds: vec![goal.incidents],
        categories: goal.categories.clone(),
        period: Some(period),
        areas: areas.to_vec(),
        ..Selection::all(actor.municipality.clone())
    };
    let table = house.records().count(&selection, &[Dimension::Month]).await?;
    let mut counts = vec![0; months(period)];
    let first = i64::from(period.from().year()) * 12 + i64::from(period.from().month()) - 1;
    for row in &table.rows {
        let Some(Key::Number(month)) = row.keys.first() else { continue };
        let month = i64::from(*month);
        let place = month / 100 * 12 + month % 100 - 1 - first;
        if let Some(count) = usize::try_from(place).ok().and_then(|place| counts.get_mut(place)) {
            *count += row.count;
        }
    }
    Ok(counts)
}

/// What tells of each goal, in their order. `stated` are the figures of tables that have been written down.
pub(crate) async fn evidence(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
    stated: &[(u16, Stated)],
) -> Result<Vec<GoalEvidence>, AppError> {
    let mut evidence = Vec::new();
    for (number, goal) in (promise.first_of_goals()..).zip(&promise.goals) {
        let signed = promise.sealed.as_ref().and_then(|sealed| sealed.of(number));
        evidence.push(match goal {
            Goal::Share(_) | Goal::Mean(_) => waves(actor, house, goal, signed).await?,
            Goal::Stated(_) => match stated.iter().find(|(of, _)| *of == number) {
                Some((_, stated)) => {
                    GoalEvidence::Stated { after: Some(stated.figure), former: stated.former.clone() }
                }
                None => GoalEvidence::Stated { after: None, former: Vec::new() },
            },
            Goal::Incidents(goal) => {
                let now = counts(actor, house, goal, goal.before).await?;
                let before = signed.and_then(|signed| signed.counts.clone()).unwrap_or_else(|| now.clone());
                let corrected = match signed {
                    Some(signed) if before != now => {
                        corrected_counts(actor, house, goal, signed, now).await?
                    }
                    _ => None,
                };
                let is_there = house.today() > goal.after.to()
                    && reach(actor, house, goal).await?
                    && not_used_throughout(actor, house, goal, goal.after).await?.is_none();
                let after = if is_there { Some(counts(actor, house, goal, goal.after).await?) } else { None };
                GoalEvidence::Counts { before, after, corrected }
            }
        });
    }
    Ok(evidence)
}

/// Both waves of a goal, the first as it was signed.
async fn waves(
    actor: &Actor,
    house: &House,
    goal: &Goal,
    signed: Option<&Baseline>,
) -> Result<GoalEvidence, AppError> {
    let Some((_, follow_up)) = goal.waves() else {
        return Ok(GoalEvidence::Stated { after: None, former: Vec::new() });
    };
    let now = baseline(actor, house, 1, goal).await?;
    let corrected = match (signed.and_then(|signed| signed.wave.as_ref()), now.as_ref()) {
        (Some(signed), Some(now)) => corrected_wave(actor, house, signed, now).await?,
        _ => None,
    };
    let before = signed.or(now.as_ref()).and_then(|baseline| baseline.wave.as_ref());
    let after = house.records().answers(&actor.municipality, follow_up).await?;
    let breaks = match (before, &after) {
        (Some(before), Some(after)) => breaks(goal, before, after),
        _ => Vec::new(),
    };
    let told = match &after {
        Some(after) if breaks.is_empty() => Some(of_wave(goal, after)?),
        _ => None,
    };
    let before = before.filter(|_| breaks.is_empty()).map(|before| before.evidence.clone());
    Ok(GoalEvidence::Waves { before, after: told, breaks, corrected })
}

/// The wave that a goal starts from as it is delivered now, where that is another figure than the signed one.
async fn corrected_wave(
    actor: &Actor,
    house: &House,
    signed: &WaveBaseline,
    now: &Baseline,
) -> Result<Option<Corrected>, AppError> {
    let Some(wave) = now.wave.as_ref().filter(|wave| wave.evidence != signed.evidence) else {
        return Ok(None);
    };
    let delivery = house.records().delivery_of_wave(&actor.municipality, &wave.wave.name).await?;
    Ok(delivery.map(|delivery| Corrected {
        evidence: wave.evidence.clone(),
        on: swedish_day(delivery.delivered_at),
        reason: delivery.corrects.map(|correction| correction.reason).unwrap_or_default(),
    }))
}

/// The counts that a goal starts from as they are delivered now, with the newest delivery that was not there when it was
/// signed.
async fn corrected_counts(
    actor: &Actor,
    house: &House,
    goal: &IncidentGoal,
    signed: &Baseline,
    now: MonthlyCounts,
) -> Result<Option<CorrectedCounts>, AppError> {
    let known = house.store().read(&actor.municipality).await?.deliveries().await?;
    let rests = deliveries_of(actor, house, goal).await?;
    let is_new = |delivery: &Delivery| {
        rests.iter().any(|rests| rests.delivery == delivery.id)
            && signed.deliveries.iter().all(|rests| rests.delivery != delivery.id)
    };
    let newest = known.into_iter().map(|known| known.value).filter(is_new);
    let newest = newest.max_by_key(|delivery| delivery.delivered_at);
    // Where rows only went away, the last day that anything was there is all that is known.
    let last = signed.deliveries.iter().map(|rests| rests.delivered_on).max();
    let on = newest.as_ref().map(|delivery| swedish_day(delivery.delivered_at)).or(last);
    let reason = newest.and_then(|delivery| delivery.corrects).map(|correction| correction.reason);
    Ok(on.map(|on| CorrectedCounts { before: now, on, reason: reason.unwrap_or_default() }))
}

fn of_wave(goal: &Goal, answers: &WaveAnswers) -> Result<WaveEvidence, AppError> {
    Ok(match goal {
        Goal::Share(goal) => lofte_model::survey::wave_evidence(answers, &goal.indicator, &goal.areas)?,
        Goal::Mean(goal) => wave_mean(answers, &goal.of())?,
        Goal::Stated(_) | Goal::Incidents(_) => {
            return Err(AppError::Defect("a goal that no wave tells of".into()));
        }
    })
}

/// What differs between the wave that was signed and the one that tells, for every question that the goal asks.
fn breaks(goal: &Goal, before: &WaveBaseline, after: &WaveAnswers) -> Vec<SeriesBreak> {
    let of = |item: &str, areas: &[AreaCode], one: &Wave| series_breaks(one, &after.wave, item, areas);
    let mut breaks = match goal {
        Goal::Share(goal) => of(&goal.indicator.item, &goal.areas, &before.wave),
        Goal::Mean(MeanGoal { item, group, areas, .. }) => {
            let mut breaks = of(item, areas, &before.wave);
            let groups = group.iter().flat_map(|group| of(&group.item, areas, &before.wave));
            breaks.extend(groups.collect::<Vec<_>>().into_iter().filter(|one| *one == SeriesBreak::Question));
            breaks
        }
        Goal::Stated(_) | Goal::Incidents(_) => Vec::new(),
    };
    if before.weighted != after.weights.is_some() {
        breaks.push(SeriesBreak::Weights);
    }
    breaks.dedup();
    breaks
}

/// A figure of a table as it is written down, and what stood before.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stated {
    pub(crate) figure: StatedFigure,
    pub(crate) former: Vec<FormerFigure>,
}

impl Stated {
    /// A figure in the place of another.
    pub(crate) fn of(figure: StatedFigure, before: Option<Self>, today: Date) -> Self {
        let former = before.into_iter().flat_map(|before| {
            let last = FormerFigure { was: before.figure, on: today };
            before.former.into_iter().chain([last])
        });
        Self { figure, former: former.collect() }
    }
}

/// The figures of tables that a recorded verdict holds, by the number of their goal.
pub(crate) fn stated_in(promise: &CitizenPromise, verdict: Option<&Verdict>) -> Vec<(u16, Stated)> {
    let evidence = verdict.map(|verdict| verdict.evidence.goals.as_slice()).unwrap_or_default();
    let stated = (promise.first_of_goals()..).zip(evidence).filter_map(|(number, evidence)| match evidence {
        GoalEvidence::Stated { after: Some(figure), former } => {
            Some((number, Stated { figure: *figure, former: former.clone() }))
        }
        _ => None,
    });
    stated.collect()
}

/// Whether a figure of a table can have been measured by now.
pub(crate) fn is_measured(figure: &StatedFigure, today: Date) -> bool {
    figure.measured_from.map_or(figure.year <= today.year(), |from| from <= today)
}
