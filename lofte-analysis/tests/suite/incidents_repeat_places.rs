//! The same place again, against numpy and R (oracle/repeat_places/README.md).

use crate::reference_cases::{Case, list, numbers, whole};
use lofte_analysis::incidents::repeat_places::{
    PlacesAtRisk, RepeatPlacesError, RepeatPlacesParams, expected_places, repeat_places,
};
use proptest::prelude::*;

const CASES: &str = include_str!("../../oracle/repeat_places/cases.json");
const PARAMS: RepeatPlacesParams = RepeatPlacesParams { min_events: 20 };

fn houses(places: u64) -> PlacesAtRisk {
    PlacesAtRisk { places, dwellings: 1 }
}

#[test]
fn repeats_agree_with_numpy_and_r() {
    for case in Case::of(CASES, "repeat_places") {
        let mut events_at = Vec::new();
        for (events, places) in case.input["places_by_events"].as_object().unwrap() {
            events_at.extend((0..whole(places)).map(|_| events.parse::<u64>().unwrap()));
        }
        let at_risk: Vec<PlacesAtRisk> = match case.input["places_at_risk"].as_u64() {
            Some(places) => vec![houses(places)],
            None => list(&case.input["groups"])
                .iter()
                .map(|group| PlacesAtRisk {
                    places: whole(&group["places"]),
                    dwellings: whole(&group["dwellings"]),
                })
                .collect(),
        };
        let Some(found) = repeat_places(&events_at, &at_risk, &PARAMS).unwrap().sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        for (ours, name) in [
            (found.events, "events"),
            (found.places_hit, "places_hit"),
            (found.repeats, "repeats"),
            (found.hit_twice, "places_hit_twice_or_more"),
            (found.largest, "largest_at_one_place"),
        ] {
            assert_eq!(ours, whole(&case.output[name]), "{} {name}", case.id);
        }
        case.near(found.repeat_share, &case.output["repeat_share"], 1e-12);
        case.near(found.expected_places_hit, &case.output["expected_places_hit"], 1e-9);
        case.near(found.expected_repeats, &case.output["expected_repeats"], 1e-9);
        case.near(found.expected_hit_twice, &case.output["expected_places_twice_or_more"], 1e-9);
        case.near_or_none(found.ratio, &case.output["ratio"], 1e-9);
        case.near(found.largest_p_bound, &case.output["bound_on_p_of_largest"], 1e-9);
        case.near_or_none(found.p_value, &case.output["p_value"], 1e-9);
        let variance = found.deviation.map(|deviation| deviation * deviation);
        case.near_or_none(variance, &case.output["variance_places_hit"], 1e-8);
        if let Some(places) = case.input["places_at_risk"].as_u64() {
            let theirs = numbers(&case.output["expected_by_events"]);
            for (times, theirs) in (0..).zip(theirs) {
                let ours = expected_places(places, found.events, times);
                assert!((ours - theirs).abs() <= 1e-9 * theirs, "{} {times}", case.id);
            }
        }
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let refused =
        |events_at: &[u64], at_risk: &[PlacesAtRisk]| repeat_places(events_at, at_risk, &PARAMS).unwrap_err();
    let too_few = RepeatPlacesError::PlacesAtRisk { hit: 3, at_risk: 2 };
    assert_eq!(refused(&[10, 10, 10], &[houses(2)]), too_few);
    assert_eq!(refused(&[30], &[houses(2), houses(0)]), RepeatPlacesError::Group { group: 1 });
    assert_eq!(refused(&[30], &[houses(u64::MAX)]), RepeatPlacesError::TooLarge);
    assert_eq!(refused(&[u64::MAX, 2], &[houses(9)]), RepeatPlacesError::TooLarge);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_figures_belong_together(
        events_at in prop::collection::vec(0_u64..4, 20..60), empty in 0_u64..500, dwellings in 1_u64..40,
    ) {
        prop_assume!(events_at.iter().sum::<u64>() >= 20);
        let places = events_at.len() as u64 + empty;
        let one = repeat_places(&events_at, &[houses(places)], &PARAMS).unwrap().sufficient().unwrap();
        prop_assert!(one.expected_repeats >= 0.0 && one.expected_places_hit <= places as f64);
        let expected: f64 = (2..=one.events).map(|times| expected_places(places, one.events, times)).sum();
        prop_assert!((expected - one.expected_hit_twice).abs() < 1e-9 * places as f64);
        // Houses that all have as many dwellings are alike; a few large ones among them make repeats more to be expected.
        let alike = PlacesAtRisk { places, dwellings };
        let same = repeat_places(&events_at, &[alike], &PARAMS).unwrap().sufficient().unwrap();
        prop_assert_eq!(one.p_value, same.p_value);
        let mixed = [houses(places), PlacesAtRisk { places: 1, dwellings: 40 }];
        let mixed = repeat_places(&events_at, &mixed, &PARAMS).unwrap().sufficient().unwrap();
        let more = repeat_places(&events_at, &[houses(places + 1)], &PARAMS).unwrap().sufficient().unwrap();
        prop_assert!(mixed.expected_repeats > more.expected_repeats);
    }
}
