//! Promises as a table: one row for each undertaking, the promise and its verdict repeated.
//!
//! A promise without undertakings (a historical one) has one row. Measures are counted by status; each of them is in
//! the JSON.

use super::{names, text};
use crate::promise::{PublicCommitment, PublicPromise, PublicWave, Standing};
use crate::snapshot::Snapshot;
use crate::wording::code;
use lofte_model::plan::Execution;
use lofte_model::promise::Counted;
use lofte_words::SV;

pub(super) const HEADER: [&str; 41] = [
    "municipality_code",
    "municipality",
    "synthetic",
    "note",
    "promise",
    "title",
    "standing",
    "from",
    "to",
    "areas",
    "fingerprint",
    "commitment",
    "commitment_text",
    "parties",
    "quantity",
    "quantity_count",
    "quantity_unit",
    "quantity_pace",
    "commitment_kind",
    "commitment_place",
    "commitment_hours",
    "target_group",
    "function",
    "done",
    "promised",
    "outcome",
    "measures",
    "measures_not_started",
    "measures_ongoing",
    "measures_done",
    "measures_dropped",
    "promises_effect",
    "answer",
    "evidence",
    "share_before",
    "share_after",
    "change",
    "change_lower",
    "change_upper",
    "minimum_detectable_change",
    "hidden",
];

pub(super) fn rows(snapshot: &Snapshot) -> Vec<[String; 41]> {
    let mut rows = Vec::new();
    for promise in &snapshot.promises {
        if promise.commitments.is_empty() {
            rows.push(row(snapshot, promise, None));
        }
        for commitment in &promise.commitments {
            rows.push(row(snapshot, promise, Some(commitment)));
        }
    }
    rows
}

fn row(snapshot: &Snapshot, promise: &PublicPromise, commitment: Option<&PublicCommitment>) -> [String; 41] {
    let [number, what, parties, quantity, count, unit, pace, done] = undertaking(commitment);
    let [kind, place, hours, group, function] = details(snapshot, commitment);
    let [promised, outcome] = fulfilment(commitment);
    let [all, not_started, ongoing, carried_out, dropped] = measures(commitment);
    let [answer, grade, before, after, change, lower, upper, detectable, hidden] = verdict(promise);
    let frozen = &promise.frozen;
    let standing = match promise.standing {
        Standing::Published { .. } => "published",
        Standing::Historical { .. } => "historical",
    };
    [
        snapshot.municipality.code.to_string(),
        text(&snapshot.municipality.name),
        snapshot.synthetic.to_string(),
        note(snapshot.synthetic),
        promise.number().to_string(),
        text(&frozen.title),
        standing.to_owned(),
        frozen.period.from().to_string(),
        frozen.period.to().to_string(),
        names(frozen.areas.iter().map(|area| snapshot.area_name(area))),
        promise.fingerprint().map(ToString::to_string).unwrap_or_default(),
        number,
        what,
        parties,
        quantity,
        count,
        unit,
        pace,
        kind,
        place,
        hours,
        group,
        function,
        done,
        promised,
        outcome,
        all,
        not_started,
        ongoing,
        carried_out,
        dropped,
        frozen.decided_in().is_some().to_string(),
        answer,
        grade,
        before,
        after,
        change,
        lower,
        upper,
        detectable,
        hidden,
    ]
}

/// What a synthetic row says in words.
pub(super) fn note(synthetic: bool) -> String {
    if synthetic { SV.say("document-synthetic") } else { String::new() }
}

fn undertaking(commitment: Option<&PublicCommitment>) -> [String; 8] {
    let Some(public) = commitment else {
        return Default::default();
    };
    let commitment = &public.commitment;
    let quantity = commitment.quantity.word();
    let [count, unit, pace] = match commitment.quantity.counted() {
        Some(Counted { count, unit, per }) => [count.to_string(), text(unit), code(&per)],
        None => Default::default(),
    };
    let reported = || public.measures.iter().map(|measure| measure.done).sum();
    let done: u64 = public.outcome.as_ref().map_or_else(reported, |outcome| outcome.done);
    [
        commitment.number.to_string(),
        text(&commitment.text),
        names(public.parties.iter().map(String::as_str)),
        quantity.to_owned(),
        count,
        unit,
        pace,
        done.to_string(),
    ]
}

/// What sort of work, where, when, for whom and by which office.
fn details(snapshot: &Snapshot, commitment: Option<&PublicCommitment>) -> [String; 5] {
    let Some(public) = commitment else {
        return Default::default();
    };
    let details = &public.commitment.details;
    let areas = details.areas.iter().map(|area| snapshot.area_name(area));
    let site = Some(details.place.as_str()).filter(|site| !site.is_empty());
    [
        details.sort.as_ref().map(code).unwrap_or_default(),
        names(areas.chain(site)),
        text(&details.hours),
        text(&details.target_group),
        text(&details.function),
    ]
}

/// How many were promised in all, and what became of it.
fn fulfilment(commitment: Option<&PublicCommitment>) -> [String; 2] {
    let Some(outcome) = commitment.and_then(|commitment| commitment.outcome.as_ref()) else {
        return Default::default();
    };
    [outcome.promised.map(|promised| promised.to_string()).unwrap_or_default(), code(&outcome.outcome)]
}

fn measures(commitment: Option<&PublicCommitment>) -> [String; 5] {
    let Some(commitment) = commitment else {
        return Default::default();
    };
    let standing = |execution: Execution| {
        let at = |measure: &&crate::promise::PublicMeasure| measure.status.execution == execution;
        commitment.measures.iter().filter(at).count().to_string()
    };
    [
        commitment.measures.len().to_string(),
        standing(Execution::NotStarted),
        standing(Execution::Ongoing),
        standing(Execution::Done),
        standing(Execution::Dropped),
    ]
}

fn verdict(promise: &PublicPromise) -> [String; 9] {
    let Some(verdict) = &promise.verdict else {
        return Default::default();
    };
    let share = |wave: &Option<PublicWave>| {
        let shown = wave.as_ref().and_then(|wave| wave.evidence.get().shown());
        shown.map(|evidence| evidence.share.to_string()).unwrap_or_default()
    };
    let change = verdict.change.as_ref().and_then(|change| change.get().shown());
    let figure = |of: fn(&lofte_model::followup::MeasuredChange) -> f64| {
        change.map(|change| of(change).to_string()).unwrap_or_default()
    };
    let hidden = [&verdict.before, &verdict.after]
        .into_iter()
        .flatten()
        .any(|wave| wave.evidence.get().shown().is_none());
    [
        verdict.answer.word().to_owned(),
        verdict.grade.as_ref().map(code).unwrap_or_default(),
        share(&verdict.before),
        share(&verdict.after),
        figure(|change| change.delta),
        figure(|change| change.lower),
        figure(|change| change.upper),
        change
            .and_then(|change| change.minimum_detectable)
            .map(|detectable| detectable.to_string())
            .unwrap_or_default(),
        hidden.to_string(),
    ]
}
