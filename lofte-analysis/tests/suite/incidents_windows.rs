//! The alert table against scipy and R (oracle/window_alert/README.md).

use crate::reference_cases::{Case, list, whole};
use lofte_analysis::incidents::alerts::window::{
    WindowAlertError, WindowAlertParams, WindowOutcome, WindowSeries, window_alerts,
};
use proptest::prelude::*;

const CASES: &str = include_str!("../../oracle/window_alert/cases.json");
const PARAMS: WindowAlertParams = WindowAlertParams {
    recent_weeks: 3,
    baseline_weeks: 13,
    level: 0.95,
    false_discovery_rate: 0.1,
    min_events: 5,
    min_recent: 3,
};

#[test]
fn alerts_agree_with_scipy_and_r() {
    for case in Case::of(CASES, "window_alert") {
        let inputs = list(&case.input["series"]);
        let series: Vec<WindowSeries> = inputs
            .iter()
            .map(|series| WindowSeries {
                recent: whole(&series["recent"]),
                baseline: whole(&series["baseline"]),
                season: series["season_ratio"].as_f64().unwrap_or(1.0),
                dispersion: series["dispersion"].as_f64().unwrap_or(1.0),
            })
            .collect();
        let weeks = |name: &str| u32::try_from(whole(&inputs[0][name])).unwrap();
        let params = WindowAlertParams {
            recent_weeks: weeks("recent_weeks"),
            baseline_weeks: weeks("baseline_weeks"),
            ..PARAMS
        };
        let found = window_alerts(&series, &params).unwrap();
        assert_eq!(found.judged as u64, whole(&case.output["tested"]), "{}", case.id);
        for (ours, theirs) in found.series.iter().zip(list(&case.output["rows"])) {
            case.near(ours.expected, &theirs["expected"], 1e-10);
            case.near_or_none(ours.ratio, &theirs["ratio"], 1e-10);
            case.near(ours.lower, &theirs["lower"], 1e-10);
            case.near_or_none(ours.upper, &theirs["upper"], 1e-10);
            match ours.outcome {
                WindowOutcome::Insufficient(_) => assert!(theirs["refused"].is_string(), "{}", case.id),
                WindowOutcome::Judged(judged) => {
                    case.near(judged.p_value, &theirs["p_value"], 1e-10);
                    case.near(judged.p_adjusted, &theirs["q_value"], 1e-10);
                    assert_eq!(judged.alert, theirs["alert"], "{}", case.id);
                }
            }
        }
    }
}

fn plain(recent: u64, baseline: u64) -> WindowSeries {
    WindowSeries { recent, baseline, season: 1.0, dispersion: 1.0 }
}

#[test]
fn what_cannot_be_used_is_named() {
    let weeks = WindowAlertParams { recent_weeks: 0, ..PARAMS };
    let refused = WindowAlertError::Weeks { recent: 0, baseline: 13 };
    assert_eq!(window_alerts(&[], &weeks).unwrap_err(), refused);
    for level in [0.0, 1.0, f64::NAN] {
        let params = WindowAlertParams { false_discovery_rate: level, ..PARAMS };
        assert!(matches!(window_alerts(&[], &params), Err(WindowAlertError::Level { .. })));
    }
    let season = WindowSeries { season: 0.0, ..plain(1, 2) };
    let refused = WindowAlertError::Factor { series: 1, value: 0.0 };
    assert_eq!(window_alerts(&[plain(1, 2), season], &PARAMS).unwrap_err(), refused);
    let far = window_alerts(&[plain(u64::MAX, 2)], &PARAMS).unwrap_err();
    assert_eq!(far, WindowAlertError::Count { series: 0 });
    assert_eq!(window_alerts(&[], &PARAMS).unwrap().judged, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn few_events_touch_no_other_series_and_more_of_them_are_no_less_alarming(
        series in prop::collection::vec((0_u64..30, 0_u64..90), 1..20), at in any::<prop::sample::Index>(),
    ) {
        let series: Vec<WindowSeries> = series.into_iter().map(|(recent, baseline)| plain(recent, baseline)).collect();
        let found = window_alerts(&series, &PARAMS).unwrap();
        let more = [series.clone(), vec![plain(1, 2); 40]].concat();
        let beside = window_alerts(&more, &PARAMS).unwrap();
        prop_assert_eq!(&found.series[..], &beside.series[..series.len()]);
        let at = at.index(series.len());
        let mut raised = series.clone();
        raised[at].recent += 5;
        let raised = window_alerts(&raised, &PARAMS).unwrap();
        if let (WindowOutcome::Judged(one), WindowOutcome::Judged(other)) = (found.series[at].outcome, raised.series[at].outcome) {
            prop_assert!(other.p_value <= one.p_value + 1e-12);
        }
    }
}
