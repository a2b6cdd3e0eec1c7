//! Farrington flexible against R's surveillance and glm (oracle/*/README.md).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::alerts::farrington::{
    Farrington, FarringtonError, FarringtonJudgement, FarringtonOutcome, FarringtonParams, FarringtonVerdict,
    MeanError, Threshold, farrington,
};
use lofte_analysis::incidents::time::{Day, Month};
use lofte_analysis::sample_size::{SampleUnit, Sufficiency};
use proptest::prelude::*;
use serde_json::Value;

const PARAMS: FarringtonParams = FarringtonParams {
    years_back: 5,
    min_years: 2,
    half_window: 3,
    season_levels: 10,
    weeks_left_out: 26,
    reweight_above: Some(2.58),
    trend: true,
    tail: 0.05,
    threshold: Threshold::TwoThirdsPower,
    mean_error: MeanError::Dispersion,
    min_events: 5,
    min_events_weeks: 4,
};

/// A weekly series with what R made of its last weeks.
struct Case {
    counts: Vec<u64>,
    first_day: Day,
    params: FarringtonParams,
    package: Value,
    converged: Value,
    definition: Value,
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn day(text: &str) -> Day {
    let parts: Vec<i32> = text.split('-').map(|part| part.parse().unwrap()).collect();
    let small = |value: i32| u8::try_from(value).unwrap();
    Day { month: Month { year: parts[0], month: small(parts[1]) }, day: small(parts[2]) }
}

fn case(package: &str, converged: &str, definition: &str) -> Case {
    let package = parse(package);
    let result = &package["result"];
    Case {
        counts: result["weekly"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect(),
        first_day: day(result["monday"][0].as_str().unwrap()),
        params: FarringtonParams {
            years_back: u32::try_from(package["b"].as_u64().unwrap()).unwrap(),
            ..PARAMS
        },
        package: result.clone(),
        converged: parse(converged)["result"].clone(),
        definition: parse(definition)["result"].clone(),
    }
}

fn cases() -> [Case; 2] {
    [
        case(
            include_str!("../../oracle/alerts/alerts_ref_chicago.json"),
            include_str!("../../oracle/alerts/alerts_ref_converged_chicago.json"),
            include_str!("../../oracle/alerts/farrington_ref_chicago.json"),
        ),
        case(
            include_str!("../../oracle/alerts/alerts_ref_polisen.json"),
            include_str!("../../oracle/alerts/alerts_ref_converged_polisen.json"),
            include_str!("../../oracle/alerts/farrington_ref_polisen.json"),
        ),
    ]
}

impl Case {
    /// The judgements of as many last weeks as the oracle has.
    fn run(&self, threshold: Threshold, mean_error: MeanError) -> Vec<FarringtonJudgement> {
        let weeks = self.definition["phi"].as_array().unwrap().len();
        let n = self.counts.len();
        let params = FarringtonParams { threshold, mean_error, ..self.params };
        let found =
            farrington(&self.counts, self.first_day, n - weeks..n, &params).unwrap().sufficient().unwrap();
        found.weeks.iter().map(|week| judged(week.outcome)).collect()
    }
}

fn judged(outcome: FarringtonOutcome) -> FarringtonJudgement {
    let FarringtonOutcome::Judged(judgement) = outcome else { panic!("{outcome:?}") };
    judgement
}

fn compare(
    oracle: &Value,
    ours: &[FarringtonJudgement],
    within: f64,
    of: impl Fn(&FarringtonJudgement) -> f64,
) {
    let oracle = oracle.as_array().unwrap();
    assert_eq!(oracle.len(), ours.len());
    for (i, (theirs, ours)) in oracle.iter().zip(ours).enumerate() {
        let theirs = theirs.as_f64().unwrap();
        assert!((of(ours) - theirs).abs() <= within, "week {i}: {} against {theirs}", of(ours));
    }
}

fn alarms(oracle: &Value, ours: &[FarringtonJudgement]) {
    let oracle: Vec<bool> = oracle.as_array().unwrap().iter().map(|alarm| alarm == 1).collect();
    let ours: Vec<bool> = ours.iter().map(|week| week.verdict == FarringtonVerdict::Alarm).collect();
    assert_eq!(ours, oracle);
}

#[test]
fn the_negative_binomial_bound_agrees_with_surveillance() {
    for case in cases() {
        let ours = case.run(Threshold::NegativeBinomial, MeanError::Dispersion);
        let oracle = &case.package["farrington_flexible_nbPlugin"];
        compare(&oracle["upper"], &ours, 0.0, |week| week.upper);
        alarms(&oracle["alarm"], &ours);
        let kept: Vec<bool> = oracle["trend"].as_array().unwrap().iter().map(|kept| kept == 1).collect();
        assert_eq!(ours.iter().map(|week| week.trend_per_week.is_some()).collect::<Vec<_>>(), kept);
        // The package's score of this bound takes ln(expected) for expected, so it is not compared.
        for week in &ours {
            assert!(week.score.unwrap() > 1.0 || week.verdict != FarringtonVerdict::Alarm);
        }
    }
}

#[test]
fn the_power_bound_agrees_with_surveillance_when_its_standard_error_is_taken() {
    for case in cases() {
        let ours = case.run(Threshold::TwoThirdsPower, MeanError::AsSurveillance);
        compare(&case.converged["upper"], &ours, 1e-6, |week| week.upper);
        compare(&case.converged["expected"], &ours, 1e-6, |week| week.expected);
        compare(&case.converged["phi"], &ours, 1e-6, |week| week.dispersion);
        alarms(&case.converged["alarm"], &ours);
        alarms(&case.package["farrington_flexible_delta"]["alarm"], &ours);
    }
    // Straight from the package: the polisen series is left out, since glm stops before its bound has settled to 1e-6.
    let [chicago, _] = cases();
    let ours = chicago.run(Threshold::TwoThirdsPower, MeanError::AsSurveillance);
    compare(&chicago.package["farrington_flexible_delta"]["upper"], &ours, 1e-6, |week| week.upper);
}

#[test]
fn the_power_bound_agrees_with_the_definition() {
    for case in cases() {
        let ours = case.run(Threshold::TwoThirdsPower, MeanError::Dispersion);
        compare(&case.definition["delta_upper"], &ours, 1e-9, |week| week.upper);
        compare(&case.definition["expected"], &ours, 1e-9, |week| week.expected);
        compare(&case.definition["phi"], &ours, 1e-9, |week| week.dispersion);
        let trends = case.definition["trend_per_week"].as_array().unwrap();
        for (theirs, ours) in trends.iter().zip(&ours) {
            match (theirs.as_f64(), ours.trend_per_week) {
                (Some(theirs), Some(ours)) => assert!((theirs - ours).abs() < 1e-10),
                (theirs, ours) => assert_eq!(theirs, ours),
            }
        }
        // The package's error makes every bound lower.
        let theirs = case.run(Threshold::TwoThirdsPower, MeanError::AsSurveillance);
        compare(&case.definition["delta_upper_as_surveillance"], &theirs, 1e-9, |week| week.upper);
        assert!(theirs.iter().zip(&ours).all(|(theirs, ours)| theirs.upper < ours.upper));
    }
}

/// Weeks of 4, 5 and 6 events in turn from Monday 6 January 2020.
fn calm(n: u64) -> Vec<u64> {
    (0..n).map(|week| 4 + week % 3).collect()
}

fn run(counts: &[u64], params: &FarringtonParams) -> Sufficiency<Farrington> {
    farrington(counts, day("2020-01-06"), counts.len() - 1..counts.len(), params).unwrap()
}

const THREE_YEARS: FarringtonParams = FarringtonParams {
    years_back: 3,
    min_years: 3,
    tail: 0.005,
    threshold: Threshold::NegativeBinomial,
    ..PARAMS
};

#[test]
fn an_outbreak_a_year_ago_does_not_hide_one_now() {
    let mut counts = calm(220);
    counts[165..168].fill(40);
    counts[219] = 14;
    let with = judged(run(&counts, &THREE_YEARS).sufficient().unwrap().weeks[0].outcome);
    let without = FarringtonParams { reweight_above: None, ..THREE_YEARS };
    let without = judged(run(&counts, &without).sufficient().unwrap().weeks[0].outcome);
    assert_eq!((with.verdict, without.verdict), (FarringtonVerdict::Alarm, FarringtonVerdict::Usual));
    assert!(with.unusual_reference_weeks >= 3 && without.unusual_reference_weeks == 0);
}

#[test]
fn few_events_lately_are_no_alarm() {
    let mut counts = vec![0; 220];
    for week in (0..190).step_by(20) {
        counts[week] = 1;
    }
    counts[219] = 4;
    let quiet = judged(run(&counts, &THREE_YEARS).sufficient().unwrap().weeks[0].outcome);
    assert_eq!(quiet.verdict, FarringtonVerdict::TooFewEvents);
    assert!(4.0 > quiet.upper && quiet.p_value < 1e-3);
    counts[217] = 1;
    let busy = judged(run(&counts, &THREE_YEARS).sufficient().unwrap().weeks[0].outcome);
    assert_eq!(busy.verdict, FarringtonVerdict::Alarm);
    // Without any event in the reference weeks there is nothing to compare with.
    let mut counts = vec![0; 220];
    counts[219] = 9;
    assert_eq!(
        run(&counts, &THREE_YEARS).sufficient().unwrap().weeks[0].outcome,
        FarringtonOutcome::NoReferenceEvents
    );
}

#[test]
fn below_the_years_there_is_no_judgement() {
    let two = run(&calm(300), &FarringtonParams { years_back: 2, ..THREE_YEARS }).insufficient().unwrap();
    assert_eq!((two.unit, two.available, two.required), (SampleUnit::Years, 2, 3));
    // The week three years back is 156 or 157 weeks ago, and needs three weeks before it.
    let short = run(&calm(158), &THREE_YEARS).insufficient().unwrap();
    assert_eq!((short.unit, short.available, short.required), (SampleUnit::Years, 2, 3));
    assert!(run(&calm(161), &THREE_YEARS).sufficient().is_some());
    assert_eq!(run(&calm(3), &THREE_YEARS).insufficient().unwrap().available, 0);
    // Fewer than three years have no trend, also when it is asked for.
    let two = FarringtonParams { years_back: 2, min_years: 2, ..THREE_YEARS };
    assert_eq!(judged(run(&calm(200), &two).sufficient().unwrap().weeks[0].outcome).trend_per_week, None);
}

#[test]
fn every_size_of_window_and_season_can_be_judged() {
    let counts = calm(330);
    let weeks = |params: &FarringtonParams| {
        judged(run(&counts, params).sufficient().unwrap().weeks[0].outcome).reference_weeks
    };
    // Windows alone: 7 weeks in each of 5 years.
    assert_eq!(weeks(&FarringtonParams { season_levels: 1, ..PARAMS }), 35);
    assert_eq!(weeks(&FarringtonParams { season_levels: 1, half_window: 0, ..PARAMS }), 5);
    // All weeks from 3 before the first window on, less 26 and the judged one itself.
    let all = weeks(&PARAMS);
    assert!((5 * 52 + 3 - 26..=5 * 52 + 5 - 26).contains(&all), "{all}");
    assert_eq!(weeks(&FarringtonParams { weeks_left_out: 0, ..PARAMS }), all + 26);
    assert_eq!(weeks(&FarringtonParams { half_window: 20, season_levels: 12, ..PARAMS }), all + 17);
    // One year, of which half is left out: some levels have no weeks.
    let one = FarringtonParams { years_back: 1, min_years: 1, ..PARAMS };
    assert!(weeks(&one) < 52);
    let nothing = FarringtonParams { weeks_left_out: u32::MAX, ..PARAMS };
    assert_eq!(
        run(&counts, &nothing).sufficient().unwrap().weeks[0].outcome,
        FarringtonOutcome::NoReferenceEvents
    );
}

#[test]
fn a_series_that_begins_on_a_leap_day_is_judged() {
    let counts = calm(330);
    let found = farrington(&counts, day("2016-02-29"), 300..330, &PARAMS).unwrap().sufficient().unwrap();
    assert!(found.weeks.iter().all(|week| matches!(week.outcome, FarringtonOutcome::Judged(_))));
}

#[test]
fn bad_input_is_named() {
    let counts = calm(330);
    let failure =
        |params: FarringtonParams| farrington(&counts, day("2020-01-06"), 329..330, &params).unwrap_err();
    for params in [
        FarringtonParams { years_back: 0, ..PARAMS },
        FarringtonParams { years_back: 51, ..PARAMS },
        FarringtonParams { half_window: 21, ..PARAMS },
        FarringtonParams { season_levels: 0, ..PARAMS },
        FarringtonParams { season_levels: 47, ..PARAMS },
    ] {
        assert_eq!(failure(params), FarringtonError::Windows);
    }
    for tail in [0.0, 0.5, f64::NAN] {
        assert!(matches!(failure(FarringtonParams { tail, ..PARAMS }), FarringtonError::Tail { .. }));
    }
    for limit in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            failure(FarringtonParams { reweight_above: Some(limit), ..PARAMS }),
            FarringtonError::Limits
        );
    }
    assert_eq!(failure(FarringtonParams { min_events_weeks: 0, ..PARAMS }), FarringtonError::Limits);
    let weeks = |from, to, first| farrington(&counts, first, from..to, &PARAMS).unwrap_err();
    for (from, to) in [(0, 331), (5, 5), (6, 5)] {
        assert_eq!(weeks(from, to, day("2020-01-06")), FarringtonError::NoSuchWeek { from, to, n: 330 });
    }
    let never = Day { month: Month { year: 2021, month: 2 }, day: 29 };
    assert_eq!(weeks(329, 330, never), FarringtonError::NoSuchDay);
    assert!(matches!(
        farrington(&[], day("2020-01-06"), 0..1, &PARAMS),
        Err(FarringtonError::NoSuchWeek { .. })
    ));
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let [case, _] = cases();
    let bytes = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let weeks = pool.install(|| case.run(Threshold::TwoThirdsPower, MeanError::Dispersion));
        serde_json::to_vec(&weeks).unwrap()
    };
    assert_eq!(bytes(1), bytes(2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn weeks_to_come_do_not_matter_and_more_events_are_more_unusual(
        counts in prop::collection::vec(0_u64..12, 175..185), more in 0_u64..50,
    ) {
        let n = counts.len();
        let first = day("2021-03-01");
        let judge = |counts: &[u64]| farrington(counts, first, n - 2..n - 1, &THREE_YEARS).unwrap().sufficient().unwrap().weeks[0];
        let ours = judge(&counts);
        let mut other = counts.clone();
        other[n - 1] += more;
        prop_assert_eq!(ours, judge(&other));
        other[n - 2] += more;
        let (low, high) = (judged(ours.outcome), judged(judge(&other).outcome));
        prop_assert!(high.p_value <= low.p_value && high.upper.to_bits() == low.upper.to_bits());
        prop_assert!((low.upper >= ours.count as f64) == (low.p_value > THREE_YEARS.tail));
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(
        counts in prop::collection::vec(prop_oneof![8 => 0_u64..3, 1 => Just(0), 1 => Just(u64::MAX)], 170..180),
        years_back in 1_u32..4, half_window in 0_u32..5, season_levels in 1_u32..14, weeks_left_out in 0_u32..60, power: bool, surveillance: bool,
    ) {
        let params = FarringtonParams {
            years_back, min_years: 1, half_window, season_levels, weeks_left_out,
            threshold: if power { Threshold::TwoThirdsPower } else { Threshold::NegativeBinomial },
            mean_error: if surveillance { MeanError::AsSurveillance } else { MeanError::Dispersion },
            ..PARAMS
        };
        let n = counts.len();
        if let Sufficiency::Sufficient(found) = farrington(&counts, day("2021-03-01"), n - 8..n, &params).unwrap() {
            for week in found.weeks {
                if let FarringtonOutcome::Judged(week) = week.outcome {
                    let all = [week.expected, week.upper, week.p_value, week.dispersion, week.score.unwrap_or(0.0), week.trend_per_week.unwrap_or(0.0)];
                    prop_assert!(all.iter().all(|value| value.is_finite()), "{:?}", week);
                    prop_assert!((0.0..=1.0).contains(&week.p_value));
                }
            }
        }
    }
}
