use super::*;
use crate::fingerprint::canonical_bytes;
use crate::promise::tests::promise;
use jiff::civil::date;
use proptest::prelude::*;

fn historical(count: u16) -> CitizenPromise {
    let known = promise();
    let commitments = (1..=count).map(|number| Commitment { number, ..known.commitments[0].clone() });
    let state = PromiseState::Historical { source: "webbsidan".into() };
    CitizenPromise { commitments: commitments.collect(), state, ..known.clone() }
}

fn next(earlier: &CitizenPromise, choices: Vec<(u16, Onward)>) -> Next {
    let (title, text) = (earlier.title.clone(), earlier.text.clone());
    Next { title, text, period: earlier.next_period(), choices, goals: true }
}

fn begin(earlier: &CitizenPromise, next: Next) -> Result<CitizenPromise, Vec<CarryRefusal>> {
    earlier.begin_next(PromiseId::named("next"), next, |wave| wave.0.parse().ok(), &[])
}

fn onward() -> impl Strategy<Value = Option<Onward>> {
    prop_oneof![
        Just(None),
        Just(Some(Onward::Take)),
        Just(Some(Onward::Change)),
        "[ a-z]{0,6}".prop_map(|reason| Some(Onward::Drop(reason))),
    ]
}

proptest! {
    /// Every undertaking is answered for: it goes on under a number that is there, or it is dropped with a reason.
    #[test]
    fn no_undertaking_disappears_between_two_promises(chosen in prop::collection::vec(onward(), 0..8)) {
        let earlier = historical(u16::try_from(chosen.len()).unwrap());
        let choices = (1..).zip(&chosen).filter_map(|(number, one)| Some((number, one.clone()?))).collect();
        match begin(&earlier, next(&earlier, choices)) {
            Ok(begun) => {
                let from: Vec<u16> = begun.carried.iter().map(|one| one.from).collect();
                prop_assert_eq!(from, (1..).take(earlier.commitments.len()).collect::<Vec<_>>());
                for one in &begun.carried {
                    match &one.fate {
                        Fate::Dropped { reason } => prop_assert!(!reason.trim().is_empty()),
                        fate => prop_assert!(begun.commitments.iter().any(|known| Some(known.number) == fate.to())),
                    }
                }
                let numbers: Vec<u16> = begun.commitments.iter().map(|known| known.number).collect();
                prop_assert_eq!(numbers, (1..).take(begun.commitments.len()).collect::<Vec<_>>());
            }
            Err(refusals) => prop_assert!(!refusals.is_empty()),
        }
    }
}

#[test]
fn the_next_promise_starts_where_the_earlier_one_ended() {
    let earlier = historical(2);
    let choices = vec![(1, Onward::Take), (2, Onward::Drop("gjort".into()))];
    let begun = begin(&earlier, next(&earlier, choices)).unwrap();
    assert_eq!(begun.continues, Some(earlier.id));
    assert_eq!(begun.period, Period::years(2025, 2026));
    assert_eq!((begun.state.word(), begun.problems.clone()), ("draft", earlier.problems.clone()));
    let (was, goal) = (earlier.effect_goal.unwrap(), begun.effect_goal.clone().unwrap());
    assert_eq!(goal.baseline, was.follow_up);
    assert_eq!((goal.follow_up_year, goal.follow_up.0.as_str()), (2027, "2027"));
    assert_eq!((goal.indicator, goal.threshold), (was.indicator, was.threshold));
    // What is edited away later is not told as taken over.
    let none = CitizenPromise { commitments: vec![], ..begun.clone() };
    let edited = begun.edit(none).unwrap();
    assert_eq!(edited.carried[0].fate, Fate::Dropped { reason: String::new() });
}

#[test]
fn a_goal_on_incidents_counts_the_months_after_and_one_on_a_table_needs_its_figure() {
    let (before, after) = (Period::year(2023), Period::new(date(2024, 7, 1), date(2024, 12, 31)).unwrap());
    assert_eq!(shifted(after, date(2025, 1, 1)), Period::new(date(2025, 1, 1), date(2025, 6, 30)).unwrap());
    let spring = Period::new(date(2024, 3, 4), date(2024, 5, 31)).unwrap();
    assert_eq!(shifted(spring, date(2024, 6, 1)).days(), spring.days());
    assert_eq!(shifted(before, date(2024, 1, 1)), Period::year(2024), "a leap year is a year");
}

#[test]
fn everything_that_is_wrong_is_told_together() {
    let earlier = historical(3);
    let choices = vec![(1, Onward::Take), (3, Onward::Drop(" ".into()))];
    let backwards = Next { period: earlier.period, ..next(&earlier, choices) };
    let refused = begin(&earlier, backwards).unwrap_err();
    let from = earlier.period.from();
    assert_eq!(
        refused,
        [CarryRefusal::NotAfter(from), CarryRefusal::Undecided(2), CarryRefusal::NoReason(3)]
    );
    assert_eq!(begin(&promise(), next(&promise(), vec![])).unwrap_err(), [CarryRefusal::NotSigned]);
}

/// A promise that continues nothing by answers keeps its bytes, and so its fingerprint.
#[test]
fn what_was_frozen_before_keeps_its_bytes() {
    let bytes = String::from_utf8(canonical_bytes(&promise().frozen()).unwrap()).unwrap();
    assert!(!bytes.contains("carried"), "{bytes}");
    assert!(!serde_json::to_string(&promise()).unwrap().contains("carried"));
}
