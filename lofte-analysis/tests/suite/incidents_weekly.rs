//! The weekly rule against R's glm, pnbinom and p.adjust (oracle/*/README.md).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::alerts::weekly::{
    Weekly, WeeklyAlert, WeeklyError, WeeklyOutcome, WeeklyParams, weekly,
};
use lofte_analysis::incidents::trend::{CountSeries, MIN_SAMPLE_OF_WEEKS, TrendError, TrendSampleSize};
use lofte_analysis::sample_size::{MinimumReason, SampleUnit};
use proptest::prelude::*;
use serde_json::Value;

const PARAMS: WeeklyParams = WeeklyParams {
    tail: 1.0 / 52.0,
    harmonics: 2,
    min_weeks: 104,
    max_baseline_weeks: 10_000,
    min_sample: MIN_SAMPLE_OF_WEEKS,
    min_count: 3,
};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn judge(series: &[(Vec<u64>, Vec<f64>)], params: &WeeklyParams) -> Weekly {
    let series: Vec<CountSeries<'_>> =
        series.iter().map(|(counts, exposure)| CountSeries { counts, exposure }).collect();
    weekly(&series, params).unwrap()
}

fn alert(outcome: WeeklyOutcome) -> WeeklyAlert {
    let WeeklyOutcome::Judged(alert) = outcome else { panic!("{outcome:?}") };
    alert
}

fn even(counts: Vec<u64>) -> (Vec<u64>, Vec<f64>) {
    let exposure = vec![7.0; counts.len()];
    (counts, exposure)
}

#[test]
fn prediction_probability_and_adjustment_agree_with_r() {
    for (alerts, reference) in [
        (
            include_str!("../../oracle/alerts/alerts_ref_polisen.json"),
            include_str!("../../oracle/alerts/weekly_ref_polisen.json"),
        ),
        (
            include_str!("../../oracle/alerts/alerts_ref_chicago.json"),
            include_str!("../../oracle/alerts/weekly_ref_chicago.json"),
        ),
    ] {
        let [alerts, reference] =
            [alerts, reference].map(|text| serde_json::from_str::<Value>(text).unwrap());
        let days = numbers(&reference["days"]);
        let counts =
            alerts["result"]["weekly"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap());
        let mut counts: Vec<u64> = counts.collect();
        counts[days.iter().position(|days| *days == 0.0).unwrap()] = 0;
        // The last 52 weeks one after another, each judged as a series that ends with it.
        let n = counts.len();
        let series: Vec<_> = (n - 51..=n).map(|end| (counts[..end].to_vec(), days[..end].to_vec())).collect();
        let ours = judge(&series, &PARAMS);
        assert_eq!(ours.judged, 52);
        let theirs = |name: &str| numbers(&reference["result"][name]);
        let [mu, se, phi, p, upper, adjusted] = ["mu", "se_link", "phi", "p", "upper", "p_bh"].map(theirs);
        for (i, outcome) in ours.series.iter().enumerate() {
            let week = alert(*outcome);
            let near = |ours: f64, theirs: f64, within: f64| {
                assert!((ours - theirs).abs() <= within * theirs.abs(), "week {i}: {ours} against {theirs}");
            };
            near(week.expected, mu[i], 1e-10);
            near(week.standard_error, se[i], 1e-9);
            near(week.dispersion, phi[i], 1e-9);
            near(week.p_value, p[i], 1e-8);
            near(week.p_adjusted, adjusted[i], 1e-8);
            near(week.upper as f64, upper[i], 0.0);
            assert_eq!(week.unusual, week.p_value <= PARAMS.tail);
            assert_eq!(week.alarm, adjusted[i] <= PARAMS.tail && week.count >= 3);
            assert!(week.season);
        }
    }
}

#[test]
fn many_series_alarm_less_than_each_alone() {
    // 300 series of about 3 a week, each the number of ones in six mixed bits; one has a real outbreak.
    let bits = |seed: u64| {
        let mixed = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        u64::from((mixed >> 58).count_ones())
    };
    let mut series: Vec<_> =
        (0..300).map(|id| even((0..157).map(|week| bits(1000 * id + week)).collect())).collect();
    *series[17].0.last_mut().unwrap() = 25;
    *series[18].0.last_mut().unwrap() = 9;
    let ours = judge(&series, &PARAMS);
    let found: Vec<WeeklyAlert> = ours.series.iter().map(|outcome| alert(*outcome)).collect();
    assert!(found[17].alarm, "{:?}", found[17]);
    assert!(found[18].unusual && !found[18].alarm, "{:?}", found[18]);
    let alone = judge(&series[18..19], &PARAMS);
    assert!(alert(alone.series[0]).alarm);
}

#[test]
fn a_series_below_its_floor_does_not_touch_the_others() {
    let steady = || even((0..157).map(|week| 2 + week % 3).collect());
    let short = even(vec![5; 104]);
    let empty = even(vec![0; 157]);
    let few = even((0..157).map(|week| u64::from(week % 5 == 0)).collect());
    let outbreak = even((0..157).map(|week| if week == 0 { 90 } else { 0 }).collect());
    let mut high = steady();
    high.0[156] = 9;
    let ours = judge(&[high.clone(), short, empty, few, outbreak], &PARAMS);
    assert_eq!(ours.judged, 2);
    let below = |i: usize| {
        let WeeklyOutcome::Insufficient(floor) = ours.series[i] else { panic!("{:?}", ours.series[i]) };
        (floor.unit, floor.available, floor.required, floor.reason)
    };
    assert_eq!(below(1), (SampleUnit::Periods, 103, 104, MinimumReason::NothingToCompare));
    assert_eq!(below(2), (SampleUnit::Events, 0, 20, MinimumReason::TrendIsNoise));
    // 32 events in three years carry a trend, but no season.
    assert!(!alert(ours.series[3]).season && alert(ours.series[0]).season);
    assert_eq!(ours.series[4], WeeklyOutcome::NotFitted(TrendError::Separated));
    // Adjusted over the two that were judged, not over five: the same as the two alone.
    let steady = judge(&[high.clone()], &PARAMS);
    assert!((alert(ours.series[0]).p_adjusted - 2.0 * alert(steady.series[0]).p_value).abs() < 1e-15);
}

#[test]
fn one_event_is_no_alarm_and_a_short_week_expects_less() {
    let rare = |last| {
        let mut counts: Vec<u64> = (0..157).map(|week| u64::from(week % 7 == 0)).collect();
        counts[156] = last;
        judge(&[even(counts)], &PARAMS)
    };
    let two = alert(rare(2).series[0]);
    assert!(two.unusual && two.p_adjusted <= PARAMS.tail && !two.alarm);
    assert!(alert(rare(3).series[0]).alarm);
    let (counts, mut days) = even((0..157).map(|week| 20 + week % 4).collect());
    let whole = alert(judge(&[(counts.clone(), days.clone())], &PARAMS).series[0]);
    days[156] = 3.5;
    let half = alert(judge(&[(counts, days)], &PARAMS).series[0]);
    assert!((half.expected * 2.0 - whole.expected).abs() < 1e-9 && half.p_value < whole.p_value);
}

#[test]
fn weeks_before_the_longest_baseline_do_not_matter() {
    let params = WeeklyParams { max_baseline_weeks: 120, ..PARAMS };
    let late: Vec<u64> = (0..121).map(|week| 6 + week % 5).collect();
    let early: Vec<u64> = (0..80).map(|_| 50).chain(late.iter().copied()).collect();
    let ours = judge(&[even(late), even(early)], &params);
    assert_eq!(ours.series[0], ours.series[1]);
    assert_eq!(alert(ours.series[0]).weeks, 120);
}

#[test]
fn bad_input_is_named() {
    let counts = vec![3; 120];
    let exposure = vec![7.0; 120];
    let failure = |counts: &[u64], exposure: &[f64], params: &WeeklyParams| {
        let good = CountSeries { counts: &[1], exposure: &[7.0] };
        weekly(&[good, CountSeries { counts, exposure }], params).unwrap_err()
    };
    for tail in [0.0, 0.5, -0.1, f64::NAN] {
        let params = WeeklyParams { tail, ..PARAMS };
        assert!(matches!(failure(&counts, &exposure, &params), WeeklyError::Tail { .. }));
    }
    assert_eq!(failure(&[], &[], &PARAMS), WeeklyError::Length { series: 1 });
    assert_eq!(failure(&counts, &exposure[1..], &PARAMS), WeeklyError::Length { series: 1 });
    for bad in [0.0, -7.0, f64::NAN, f64::INFINITY] {
        let mut exposure = exposure.clone();
        exposure[119] = bad;
        assert_eq!(failure(&counts, &exposure, &PARAMS), WeeklyError::NotObserved { series: 1 });
    }
    let mut exposure = exposure.clone();
    exposure[5] = -1.0;
    let outcome = judge(&[(counts, exposure)], &PARAMS).series[0];
    assert_eq!(outcome, WeeklyOutcome::NotFitted(TrendError::Exposure { period: 5 }));
    // Ten coefficients on fifteen weeks: rounding alone can make the variance negative, and its root no number. Which way
    // it falls depends on the order of the sums.
    let few = [6, 26, 13, 6, 20, 4, 22, 26, 5, 0, 1, 16, 7, 20, 6, 0];
    let min_sample = TrendSampleSize { periods: 0, events: 0, season_periods: 0, season_events: 0 };
    let waves = WeeklyParams { harmonics: 4, min_weeks: 0, min_sample, ..PARAMS };
    let outcome = judge(&[even(few.to_vec())], &waves).series[0];
    match outcome {
        WeeklyOutcome::Judged(week) => assert!(week.standard_error.is_finite(), "{week:?}"),
        other => assert_eq!(other, WeeklyOutcome::NotFitted(TrendError::NoConvergence)),
    }
    let none = weekly(&[], &PARAMS).unwrap();
    assert_eq!((none.judged, none.series.len()), (0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_series_and_the_number_of_threads_do_not_matter(
        series in prop::collection::vec(prop::collection::vec(0_u64..9, 106..125), 1..8),
    ) {
        let series: Vec<_> = series.into_iter().map(even).collect();
        let bytes = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            serde_json::to_vec(&pool.install(|| judge(&series, &PARAMS))).unwrap()
        };
        prop_assert_eq!(bytes(1), bytes(2));
        let back: Vec<_> = series.iter().rev().cloned().collect();
        let (ours, mut back) = (judge(&series, &PARAMS), judge(&back, &PARAMS));
        back.series.reverse();
        prop_assert_eq!(ours, back);
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(
        counts in prop::collection::vec(prop_oneof![6 => 0_u64..3, 1 => Just(u64::MAX), 1 => 0_u64..3000], 1..40), days in prop_oneof![1.0..8.0, Just(1e-300), Just(1e300)],
    ) {
        let min_sample = TrendSampleSize { periods: 0, events: 0, season_periods: 0, season_events: 0 };
        let params = WeeklyParams { min_weeks: 0, min_sample, ..PARAMS };
        let mut exposure = vec![7.0; counts.len()];
        *exposure.last_mut().unwrap() = days;
        if let WeeklyOutcome::Judged(week) = judge(&[(counts, exposure)], &params).series[0] {
            prop_assert!([week.expected, week.standard_error, week.dispersion].iter().all(|value| value.is_finite()));
            prop_assert!((0.0..=1.0).contains(&week.p_value) && (0.0..=1.0).contains(&week.p_adjusted));
        }
    }
}
