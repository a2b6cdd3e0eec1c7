//! What is taken, what is refused, and that only a verdict that its rule gives is published.

use super::fixture::{PARAMS, Town, answers, rate, rates, station, town};
use crate::error::PublishError;
use crate::held::{Held, Why};
use crate::promise::Standing;
use crate::snapshot::Snapshot;
use jiff::civil::date;
use lofte_analysis::disclosure::{Cell, DisclosureParams};
use lofte_model::coverage::{Gap, GapPlace};
use lofte_model::fingerprint::canonical_bytes;
use lofte_model::followup::{Evidence, judge};
use lofte_model::id::UserId;
use lofte_model::period::Period;
use lofte_model::picture::Edition;
use lofte_model::records::RecordKind;

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
    assert!(promise.feedback.as_ref().unwrap().telling.text.ends_with("2025-11-01T09:00:00Z."), "the newest");
    assert!(matches!(snapshot.promise(1).unwrap().standing, Standing::Historical { .. }));
    assert!(snapshot.promise(1).unwrap().verdict.is_none());
    assert_eq!(snapshot.agreements.len(), 1, "the unsigned agreement is not public");
    assert!(snapshot.synthetic);
    assert!(matches!(snapshot.promise(9), Err(PublishError::NoSuchPromise(9))));
}

#[test]
fn only_organisations_that_something_public_names_are_published() {
    let mut town = town();
    town.parties.push(lofte_model::party::Party::new(
        lofte_model::id::PartyId::named("skyddat"),
        "Skyddat boende Tallen",
        lofte_model::party::PartyKind::Association,
    ));
    let mut named = |measures: bool| -> Vec<String> {
        if !measures {
            town.measures.clear();
        }
        town.snapshot().parties.into_iter().map(|party| party.name).collect()
    };
    let all = ["Flens kommun", "Lokalpolisområde Katrineholm", "Flens bostad"];
    assert_eq!(named(true), all);
    assert_eq!(named(false), all, "undertakings name them too");
    for promise in &mut town.promises {
        promise.state = lofte_model::promise::PromiseState::Draft;
    }
    let left: Vec<String> = town.snapshot().parties.into_iter().map(|party| party.name).collect();
    assert_eq!(left, all[..2], "those of the agreement are left");
}

#[test]
fn what_masking_left_of_a_signed_text_is_published_with_the_fingerprint_that_was_signed() {
    let mut town = town();
    let signed = town.snapshot().promise(2).unwrap().fingerprint().unwrap().clone();
    town.promises[1].text = lofte_model::mask::MARK.into();
    assert_eq!(Snapshot::build(&town.input(), &PARAMS).unwrap_err().code(), "frozen-changed");
    let now = lofte_model::fingerprint::Fingerprint::of(&town.promises[1].frozen()).unwrap();
    town.masks.push(lofte_model::mask::MaskOf {
        noun: "promise".into(),
        id: town.promises[1].id.to_string(),
        mask: lofte_model::mask::Mask {
            at: super::fixture::at("2026-01-02T10:00:00Z"),
            by: UserId::named("police"),
            role: lofte_model::access::Role::Police,
            ground: "art. 17".into(),
            places: 1,
            after: Some(now),
        },
    });
    let snapshot = town.snapshot();
    snapshot.verify().unwrap();
    let promise = snapshot.promise(2).unwrap();
    assert_eq!(promise.fingerprint(), Some(&signed));
    assert_eq!((promise.masked[0].ground.as_str(), promise.masked.len()), ("art. 17", 1));
    assert_eq!(promise.verdict.as_ref().unwrap().answer.word(), "kept", "the answer stands");
    town.promises[1].title.push('!');
    assert_eq!(Snapshot::build(&town.input(), &PARAMS).unwrap_err().code(), "frozen-changed");
}

#[test]
fn a_change_of_the_limits_is_told_from_then_on() {
    let town = town();
    let first = town.snapshot();
    let wide = DisclosureParams { threshold: 10, protect: 10 };
    let beside = |before: &Snapshot| {
        let earlier = [crate::Earlier { snapshot: before.clone(), ledger: None }];
        Snapshot::build(&crate::SnapshotInput { earlier: &earlier, ..town.input() }, &wide).unwrap().snapshot
    };
    let second = beside(&first);
    let third = beside(&second);
    assert_eq!(first.protection_changes, []);
    let [change] = second.protection_changes[..] else { panic!("{:?}", second.protection_changes) };
    assert_eq!((change.from, change.to), (first.protection, second.protection));
    assert_eq!(third.protection_changes, second.protection_changes);
    second.verify().unwrap();
}

#[test]
fn what_people_did_is_told_by_the_day() {
    let snapshot = town().snapshot();
    assert_eq!(snapshot.published_at.as_nanosecond() % 60_000_000_000, 0);
    let mut json = serde_json::to_value(&snapshot).unwrap();
    json["published_at"] = "".into();
    let json = json.to_string();
    let at = json.match_indices('T').find(|(at, _)| {
        let around = (json.get(at - 5..*at), json.get(at + 1..at + 4));
        matches!(around, (Some(day), Some(hour)) if day.starts_with('-') && hour.ends_with(':'))
    });
    assert_eq!(at.map(|(at, _)| &json[at - 10..at + 6]), None, "a moment");
}

#[test]
fn own_areas_are_named_only_where_a_promise_is_about_them() {
    let snapshot = town().snapshot();
    let codes: Vec<&str> = snapshot.areas.iter().map(|area| area.code.as_str()).collect();
    assert!(codes.contains(&"stationsomradet") && !codes.contains(&"arbetsyta"), "{codes:?}");
}

/// Invariant 8, on the working side: the rule gives the same verdict again from the evidence that was kept, to the byte.
/// What is published of the evidence is rounded, so nobody outside can subtract it from anything.
#[test]
fn a_verdict_is_computed_again_before_it_is_published() {
    let town = town();
    let kept = &town.verdicts[0];
    let again = judge(&station(), kept.evidence.clone()).unwrap();
    assert_eq!(canonical_bytes(&again).unwrap(), canonical_bytes(kept).unwrap());
    let snapshot = town.snapshot();
    let public = snapshot.promise(2).unwrap().verdict.as_ref().unwrap();
    assert_eq!(public.answer, again.answer);
    let evidence = public.after.as_ref().unwrap().evidence.get().shown().unwrap();
    assert_eq!((evidence.share, evidence.answers), (0.611, 270));
    let change = public.change.as_ref().unwrap().get().shown().unwrap();
    assert!((change.delta - 0.134).abs() < 1e-9);
    assert!(!serde_json::to_string(&snapshot).unwrap().contains("\"yes\":1"), "how many said yes");
}

#[test]
fn hidden_evidence_hides_figures_and_never_the_answer() {
    let mut town = town();
    town.edition = None;
    town.judge((126, 264), (267, 270));
    let made = town.made();
    let verdict = made.snapshot.promise(2).unwrap().verdict.as_ref().unwrap();
    assert_eq!(verdict.answer.word(), "kept");
    assert!(verdict.before.as_ref().unwrap().evidence.get().shown().is_some());
    assert!(verdict.after.as_ref().unwrap().evidence.get().shown().is_none(), "3 answered no");
    assert!(matches!(verdict.change.as_ref().unwrap().get(), Cell::Suppressed(_)));
    assert!(
        made.held_back
            .iter()
            .any(|held| matches!(held.held, Held::Verdict { .. }) && held.why == Why::TooFew)
    );
}

#[test]
fn a_verdict_without_a_follow_up_is_published_too() {
    let mut town = town();
    let promise = station();
    let goal = promise.effect_goal.as_ref().unwrap();
    let evidence = Evidence::gather(goal, None, Some(&answers(2023, (126, 264))), None).unwrap();
    town.verdicts = vec![judge(&promise, evidence).unwrap()];
    let snapshot = town.snapshot();
    let verdict = snapshot.promise(2).unwrap().verdict.as_ref().unwrap();
    assert_eq!(verdict.answer.word(), "cannot_tell");
    assert!(verdict.before.as_ref().unwrap().evidence.get().shown().is_some());
}

/// Somebody outside who guesses the hidden counts cannot try the guess on a fingerprint: none is over figures alone.
#[test]
fn fingerprints_do_not_confirm_guesses() {
    let town = town();
    let edition = town.edition.as_ref().unwrap();
    let snapshot = town.snapshot();
    let public = &snapshot.picture.as_ref().unwrap().fingerprint;
    assert_ne!(*public, edition.fingerprint);
    // The very same figures, adopted by somebody else: another fingerprint, and the id of an account has 74 or more bits
    // that nobody can guess.
    let (report, words) = (edition.report.clone(), edition.assessment.clone());
    let by = UserId::named("somebody else");
    let other = Edition::adopt(report, words, edition.previous, by, edition.adopted_at).unwrap();
    let mut elsewhere = super::fixture::town();
    elsewhere.edition = Some(other);
    assert_ne!(*public, elsewhere.snapshot().picture.unwrap().fingerprint);
}

#[test]
fn a_year_that_the_rows_do_not_cover_is_published_as_such_by_whole_months() {
    let mut town = town();
    let edition = town.edition.take().unwrap();
    let mut report = edition.report.clone();
    let days = |from, to| Period::new(from, to).unwrap();
    let gap = |kind, days| Gap { kind, days, place: GapPlace::End };
    report.gaps = vec![
        gap(RecordKind::Offence, days(date(2024, 9, 17), date(2024, 12, 31))),
        gap(RecordKind::Fault, days(date(2024, 2, 3), date(2024, 12, 31))),
    ];
    let (words, by, at) = (edition.assessment, edition.adopted_by, edition.adopted_at);
    town.edition = Some(Edition::adopt(report, words, edition.previous, by, at).unwrap());
    let snapshot = town.snapshot();
    let tables: Vec<_> = snapshot.count_tables().map(|table| (table.kind, table.uncovered.clone())).collect();
    assert_eq!(tables, [(RecordKind::Offence, vec![days(date(2024, 9, 1), date(2024, 12, 31))])]);
    let csv = String::from_utf8(snapshot.counts_csv().unwrap()).unwrap();
    let offences: Vec<&str> = csv.lines().filter(|line| line.contains("\"offence\"")).collect();
    assert!(!offences.is_empty() && offences.iter().all(|line| line.contains("\"2024-09-01/2024-12-31\"")));
    let text = String::from_utf8(canonical_bytes(&snapshot).unwrap()).unwrap();
    assert!(!(text + &csv).contains("2024-09-17"), "the day of the last row is told");
}

/// A publication of an earlier program, trimmed; figures made up for the demo.
#[test]
fn a_publication_of_an_earlier_format_is_read_with_fewer_digits() {
    let snapshot = Snapshot::kept(include_str!("data/format-1.json")).unwrap();
    snapshot.verify().unwrap();
    let verdict = snapshot.promises[0].verdict.as_ref().unwrap();
    let before = verdict.before.as_ref().unwrap();
    let evidence = before.evidence.get().shown().unwrap();
    assert_eq!((evidence.share, evidence.lower, evidence.answers), (0.478, 0.452, 1350));
    assert_eq!(before.response_rate.get().shown(), Some(&Some(0.51)));
    let change = verdict.change.as_ref().unwrap().get().shown().unwrap();
    assert!((change.delta - 0.05).abs() < 1e-9);
    let picture = snapshot.picture.as_ref().unwrap();
    let row = &picture.counts.as_ref().unwrap().figures[0].rows[0];
    assert_eq!(row.as_of.edition, picture.edition);
    let rate = row.cells[1].per_1000.as_ref().unwrap().get().shown().unwrap();
    assert_eq!((rate.value, rate.lower), (5.6, 2.6));
    // A format that is to come is named.
    let error = Snapshot::kept("{\"format\": 9}").unwrap_err();
    assert!(error.to_string().contains("format 9"), "{error}");
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
    snapshot.promises[1].feedback.as_mut().unwrap().telling.text.push('!');
    assert_eq!(snapshot.verify().unwrap_err().code(), "snapshot-damaged");
    let mut newer = town().snapshot();
    newer.format += 1;
    assert!(newer.verify().unwrap_err().to_string().contains("format 3"));
}

#[test]
fn the_same_casework_gives_the_same_bytes() {
    let bytes = || canonical_bytes(&town().snapshot()).unwrap();
    assert_eq!(bytes(), bytes());
    let wide = DisclosureParams { threshold: 10, protect: 10 };
    assert_ne!(
        Snapshot::build(&town().input(), &wide).unwrap().snapshot.fingerprint,
        town().snapshot().fingerprint
    );
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

/// Whatever came in before the casework screened what it saves.
#[test]
fn an_identity_number_is_not_published() {
    let number = "640823\u{2013}3234";
    assert_eq!(refusal(|town| town.municipality.contact = number.into()), "identity-number");
    assert_eq!(refusal(|town| town.parties[0].name = format!("Bolaget {number}")), "identity-number");
}

/// The same town with its counts in a file: what residents are shown is the same to the byte, but for what names the edition.
#[test]
fn counts_in_a_file_are_published_as_counts_in_the_picture_are() {
    use lofte_model::picture::{CellFile, Cells, Edition, RateRule};
    let here = town();
    let edition = here.edition.clone().unwrap();
    let mut report = edition.report.clone();
    let figures = report.rates.as_mut().unwrap();
    let file = CellFile {
        fingerprint: lofte_model::fingerprint::Fingerprint::of_bytes(b"counts"),
        cells: rates().len() as u64,
        bytes: 6,
        rule: RateRule::CURRENT,
        contents: figures.contents(),
    };
    figures.cells = Cells::Kept(file);
    let words = edition.assessment.clone();
    let mut kept = town();
    kept.edition = Some(Edition::adopt(report, words, None, edition.adopted_by, edition.adopted_at).unwrap());
    let unread = Snapshot::build(&kept.input(), &PARAMS).unwrap_err();
    assert!(matches!(unread, PublishError::NoCounts { edition: 1 }), "{unread:?}");
    kept.cells = [(1, rates())].into();
    let counts = |town: &Town| {
        let tables = town.snapshot().picture.unwrap().counts.unwrap().figures;
        // Which further cells are hidden depends on what names the edition; sums and shape do not.
        let table = &tables[0];
        let rows: Vec<_> =
            table.rows.iter().map(|row| (row.category.clone(), row.total, row.cells.len())).collect();
        (tables.len(), table.areas.clone(), rows, table.total)
    };
    assert_eq!(counts(&kept), counts(&here));
}
