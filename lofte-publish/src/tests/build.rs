//! What is taken, what is refused, and that a verdict can be computed again.

use super::fixture::{PARAMS, Town, answers, rate, rates, station, town, verdict};
use crate::error::PublishError;
use crate::promise::Standing;
use crate::snapshot::Snapshot;
use lofte_analysis::disclosure::{Cell, DisclosureParams};
use lofte_model::fingerprint::canonical_bytes;
use lofte_model::followup::{Evidence, judge};

fn refusal(change: impl FnOnce(&mut Town)) -> &'static str {
    let mut town = town();
    change(&mut town);
    Snapshot::build(&town.input(), &PARAMS).unwrap_err().code()
}

#[test]
fn public_promises_only_and_nothing_lost_of_them() {
    let snapshot = town().snapshot();
    let numbers: Vec<u32> = snapshot.promises.iter().map(|promise| promise.frozen.number).collect();
    assert_eq!(numbers, [1, 2], "the draft is not public");
    let promise = snapshot.promise(2).unwrap();
    let frozen: Vec<u16> = promise.frozen.commitments.iter().map(|commitment| commitment.number).collect();
    let shown: Vec<u16> = promise.commitments.iter().map(|entry| entry.commitment.number).collect();
    assert_eq!(frozen, shown, "an undertaking without measures is there all the same");
    let measures: Vec<usize> = promise.commitments.iter().map(|entry| entry.measures.len()).collect();
    assert_eq!(measures, [2, 0, 0]);
    assert_eq!(
        promise.history.iter().map(|link| (link.number, link.historical)).collect::<Vec<_>>(),
        [(1, true)]
    );
    assert!(promise.feedback.as_ref().unwrap().text.ends_with("2025-11-01T09:00:00Z."), "the newest");
    assert!(matches!(snapshot.promise(1).unwrap().standing, Standing::Historical { .. }));
    assert!(snapshot.promise(1).unwrap().verdict.is_none());
    assert_eq!(snapshot.agreements.len(), 1, "the unsigned agreement is not public");
    assert!(snapshot.synthetic);
    assert!(matches!(snapshot.promise(9), Err(PublishError::NoSuchPromise(9))));
}

#[test]
fn own_areas_are_named_only_where_a_promise_is_about_them() {
    let snapshot = town().snapshot();
    let codes: Vec<&str> = snapshot.areas.iter().map(|area| area.code.as_str()).collect();
    assert!(codes.contains(&"stationsomradet") && !codes.contains(&"arbetsyta"), "{codes:?}");
}

/// Invariant 8: from what is published, the same bytes again.
#[test]
fn a_verdict_is_computed_again_from_the_written_snapshot() {
    let town = town();
    let written = canonical_bytes(&town.snapshot()).unwrap();
    let read: Snapshot = serde_json::from_slice(&written).unwrap();
    read.verify().unwrap();
    let again = read.promise(2).unwrap().judge_again().unwrap().unwrap();
    assert_eq!(canonical_bytes(&again).unwrap(), canonical_bytes(&town.verdicts[0]).unwrap());
    assert_eq!(again.answer.word(), "kept");
}

#[test]
fn hidden_evidence_hides_figures_and_never_the_answer() {
    let mut town = town();
    town.edition = None;
    town.verdicts = vec![verdict(&station(), (10, 264), (267, 270))];
    let snapshot = town.snapshot();
    let public = snapshot.promise(2).unwrap();
    let verdict = public.verdict.as_ref().unwrap();
    assert_eq!(verdict.answer.word(), "kept");
    assert!(verdict.before.as_ref().unwrap().evidence.get().shown().is_some());
    assert!(verdict.after.as_ref().unwrap().evidence.get().shown().is_none(), "3 answered no");
    assert!(matches!(verdict.change.as_ref().unwrap().get(), Cell::Hidden(_)));
    assert!(public.judge_again().is_none());
}

#[test]
fn a_verdict_without_a_follow_up_is_computed_again_too() {
    let mut town = town();
    let promise = station();
    let goal = promise.effect_goal.as_ref().unwrap();
    let evidence = Evidence::gather(goal, Some(&answers(2023, (100, 264))), None).unwrap();
    town.verdicts = vec![judge(&promise, evidence).unwrap()];
    let snapshot = town.snapshot();
    let again = snapshot.promise(2).unwrap().judge_again().unwrap().unwrap();
    assert_eq!(again, town.verdicts[0]);
    assert_eq!(again.answer.word(), "cannot_tell");
}

#[test]
fn what_does_not_hold_together_is_refused() {
    assert_eq!(refusal(|town| town.parties.clear()), "unknown-party");
    assert_eq!(refusal(|town| town.problems.clear()), "unknown-problem");
    assert_eq!(refusal(|town| town.areas.clear()), "unknown-area");
    assert_eq!(refusal(|town| town.promises[1].text.push('!')), "frozen-changed");
    let changed = |town: &mut Town| town.edition.as_mut().unwrap().assessment.extent.push('!');
    assert_eq!(refusal(changed), "frozen-changed");
    let bent = |town: &mut Town| town.verdicts[0].change.as_mut().unwrap().delta += 0.01;
    assert_eq!(refusal(bent), "verdict-differs");
    let twice = |town: &mut Town| {
        let mut cells = rates();
        cells.push(rate("burglary", None, 2024, 4));
        town.edition = Some(super::fixture::edition(&cells));
    };
    assert_eq!(refusal(twice), "counted-twice");
}

#[test]
fn every_change_is_seen_by_the_fingerprint() {
    let mut snapshot = town().snapshot();
    snapshot.verify().unwrap();
    snapshot.promises[1].feedback.as_mut().unwrap().text.push('!');
    assert_eq!(snapshot.verify().unwrap_err().code(), "snapshot-damaged");
    let mut newer = town().snapshot();
    newer.format += 1;
    assert!(newer.verify().unwrap_err().to_string().contains("format 2"));
}

#[test]
fn the_same_casework_gives_the_same_bytes() {
    let bytes = || canonical_bytes(&town().snapshot()).unwrap();
    assert_eq!(bytes(), bytes());
    let wide = DisclosureParams { threshold: 10, protect: 10 };
    assert_ne!(Snapshot::build(&town().input(), &wide).unwrap().fingerprint, town().snapshot().fingerprint);
}

#[test]
fn the_latest_years_are_published() {
    let mut town = town();
    let cells: Vec<_> = (2015..=2024).map(|year| rate("theft", Some("0482A0010"), year, 50)).collect();
    town.edition = Some(super::fixture::edition(&cells));
    let picture = town.snapshot().picture.unwrap();
    let years: Vec<i16> = picture.counts.unwrap().figures.iter().map(|table| table.year).collect();
    assert_eq!(years, [2020, 2021, 2022, 2023, 2024]);
}
