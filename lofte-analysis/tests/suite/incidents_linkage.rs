//! Linkage against every pair looked at, and its estimate of chance against rows that have nothing in common.

use lofte_analysis::incidents::linkage::{DAY, LinkEvent, LinkRule, LinkageError, candidates};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

fn event() -> impl Strategy<Value = LinkEvent> {
    let place = -300.0..300.0_f64;
    (place.clone(), place, 0..3_000_i64, 0..2_000_i64, 0..3_u32)
        .prop_map(|(x, y, from, long, category)| LinkEvent { x, y, from, to: from + long, category })
}

fn fits(one: &LinkEvent, other: &LinkEvent, rule: &LinkRule) -> bool {
    let dated = [one, other].iter().all(|event| event.to - event.from <= DAY);
    let gap = (other.from - one.to).max(one.from - other.to).max(0);
    dated
        && one.category == other.category
        && (one.x - other.x).hypot(one.y - other.y) <= rule.metres
        && gap <= rule.minutes
}

proptest! {
    #[test]
    fn every_pair_fits_and_no_two_rows_that_fit_are_both_left(
        one in prop::collection::vec(event(), 0..40),
        other in prop::collection::vec(event(), 0..40),
        metres in 1.0..200.0_f64,
        minutes in 0..=DAY,
    ) {
        let rule = LinkRule { metres, minutes };
        let found = candidates(&one, &other, &rule, |one, other| one == other).unwrap();
        let mut left: Vec<bool> = vec![true; one.len()];
        let mut left_of_other: Vec<bool> = vec![true; other.len()];
        for pair in &found.pairs {
            prop_assert!(fits(&one[pair.one], &other[pair.other], &rule));
            prop_assert!(std::mem::replace(&mut left[pair.one], false), "a row stands in one pair");
            prop_assert!(std::mem::replace(&mut left_of_other[pair.other], false));
        }
        for (at, event) in one.iter().enumerate().filter(|(at, _)| left[*at]) {
            let none = other.iter().enumerate().filter(|(at, _)| left_of_other[*at]);
            prop_assert!(none.clone().all(|(_, known)| !fits(event, known, &rule)), "row {at} has a match left");
        }
        let turned = candidates(&other, &one, &rule, |one, other| one == other).unwrap();
        prop_assert_eq!(turned.pairs.len(), found.pairs.len(), "no source comes before the other");
    }
}

/// Rows spread evenly over a year and a square kilometre, of one kind.
fn spread(rows: usize, seed: u64) -> Vec<LinkEvent> {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let event = |_| {
        let from = random.random_range(0..365 * DAY);
        LinkEvent {
            x: random.random_range(0.0..1_000.0),
            y: random.random_range(0.0..1_000.0),
            from,
            to: from,
            category: 1,
        }
    };
    (0..rows).map(event).collect()
}

#[test]
fn chance_is_told_from_links() {
    let (police, guards) = (spread(2_000, 1), spread(2_000, 2));
    let rule = LinkRule { metres: 100.0, minutes: 60 };
    let apart = candidates(&police, &guards, &rule, |_, _| true).unwrap();
    // Pairs by chance: 2 000 × 2 000 × (π · 100² / 10⁶) × (120 / 525 600), a little less at the edges.
    let expected = 4e6 * std::f64::consts::PI * 1e-2 * 121.0 / 525_600.0;
    assert!((apart.by_chance / expected - 0.93).abs() < 0.12, "{} against {expected}", apart.by_chance);
    let found = apart.pairs.len() as f64;
    assert!((found - apart.by_chance).abs() < 4.0 * expected.sqrt(), "{found} against {}", apart.by_chance);

    // A tenth of the guards' rows tell of what the police were called to, some metres and minutes away.
    let mut told = guards.clone();
    for (row, event) in police.iter().take(200).enumerate() {
        told[row] = LinkEvent { x: event.x + 20.0, from: event.from + 7, to: event.from + 7, ..*event };
    }
    let linked = candidates(&police, &told, &rule, |_, _| true).unwrap();
    let true_links = linked.pairs.iter().filter(|pair| pair.one == pair.other && pair.one < 200).count();
    assert!(true_links >= 195, "{true_links}");
    assert!((linked.by_chance / apart.by_chance - 1.0).abs() < 0.25, "links do not raise what chance gives");
}

#[test]
fn times_that_overlap_are_no_minutes_apart_and_a_month_is_compared_with_nothing() {
    let rule = LinkRule { metres: 10.0, minutes: 30 };
    let at = |from, to| [LinkEvent { x: 0.0, y: 0.0, from, to, category: 0 }];
    let minutes = |one: [LinkEvent; 1], other: [LinkEvent; 1]| {
        candidates(&one, &other, &rule, |_, _| true).unwrap().pairs.first().map(|pair| pair.minutes)
    };
    assert_eq!(minutes(at(0, DAY), at(600, 600)), Some(0));
    assert_eq!(minutes(at(0, 10), at(40, 40)), Some(30));
    assert_eq!(minutes(at(0, 10), at(41, 41)), None);
    assert_eq!(minutes(at(0, 30 * DAY), at(600, 600)), None);
}

#[test]
fn what_cannot_be_compared_is_told_with_its_row() {
    let event = |x, from, to| LinkEvent { x, y: 0.0, from, to, category: 0 };
    let rule = LinkRule { metres: 10.0, minutes: 30 };
    let good = event(0.0, 0, 0);
    let asked = |one: &[LinkEvent], rule: &LinkRule| candidates(one, &[good], rule, |_, _| true).map(|_| ());
    assert_eq!(asked(&[good, event(f64::NAN, 0, 0)], &rule), Err(LinkageError::Position { row: 1 }));
    assert_eq!(asked(&[event(0.0, 5, 4)], &rule), Err(LinkageError::Time { row: 0 }));
    assert_eq!(asked(&[event(0.0, i64::MIN, 4)], &rule), Err(LinkageError::Time { row: 0 }));
    assert_eq!(asked(&[good], &LinkRule { metres: 0.0, ..rule }), Err(LinkageError::Metres));
    assert_eq!(asked(&[good], &LinkRule { minutes: DAY + 1, ..rule }), Err(LinkageError::Minutes));
}
