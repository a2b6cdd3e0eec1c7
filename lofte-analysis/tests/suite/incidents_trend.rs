//! Trend with season against statsmodels and R (oracle/*/README.md).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::trend::{
    CountSeries, IntervalBasis, MIN_SAMPLE_OF_MONTHS, MIN_SAMPLE_OF_WEEKS, Season, SeriesUnit, Term, Trend,
    TrendError, TrendParams, TrendSampleSize, VarianceModel, VarianceUsed, trend,
};
use lofte_analysis::sample_size::{MinimumReason, SampleUnit, Sufficiency};
use proptest::prelude::*;
use serde_json::Value;

const MONTHLY: TrendParams = TrendParams {
    unit: SeriesUnit::Month,
    harmonics: 2,
    variance: VarianceModel::QuasiPoisson,
    level: 0.95,
    basis: IntervalBasis::Normal,
    min_sample: MIN_SAMPLE_OF_MONTHS,
};
const ANY_SAMPLE: TrendSampleSize =
    TrendSampleSize { periods: 0, events: 0, season_periods: 0, season_events: 0 };

fn result(text: &str) -> Value {
    serde_json::from_str::<Value>(text).unwrap()["result"].clone()
}

fn statsmodels() -> Value {
    result(include_str!("../../oracle/trend/trend.json"))
}

fn r() -> Value {
    result(include_str!("../../oracle/trend/trend_ref.json"))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts in the oracle files")]
fn counts(value: &Value) -> Vec<u64> {
    numbers(value).into_iter().map(|count| count as u64).collect()
}

fn near(ours: f64, theirs: f64, within: f64) {
    assert!((ours - theirs).abs() <= within, "{ours} against {theirs}");
}

fn fit(counts: &[u64], exposure: &[f64], params: &TrendParams) -> Trend {
    trend(CountSeries { counts, exposure }, params).unwrap().sufficient().unwrap()
}

fn chicago(params: &TrendParams) -> Trend {
    let oracle = statsmodels();
    fit(&counts(&oracle["y"]), &numbers(&oracle["days"]), params)
}

fn compare(trend: &Trend, oracle: &Value, error_within: f64) {
    let (estimates, errors) = (numbers(&oracle["coef"]), numbers(&oracle["se"]));
    assert_eq!(trend.coefficients.len(), estimates.len());
    for (i, coefficient) in trend.coefficients.iter().enumerate() {
        near(coefficient.estimate, estimates[i], 1e-7);
        near(coefficient.standard_error, errors[i], error_within);
    }
}

#[test]
fn quasi_poisson_agrees_with_statsmodels_and_r() {
    let ours = chicago(&MONTHLY);
    let oracle = statsmodels();
    compare(&ours, &oracle["quasipoisson"], 1e-10);
    compare(&ours, &r()["quasipoisson"], 1e-9);
    near(ours.dispersion, oracle["quasipoisson"]["dispersion"].as_f64().unwrap(), 1e-9);
    assert_eq!(ours.variance, VarianceUsed::QuasiPoisson { factor: ours.dispersion });
    near(ours.per_year.estimate, oracle["quasipoisson"]["pct_per_year"].as_f64().unwrap(), 1e-9);
    let limits = numbers(&oracle["quasipoisson"]["pct_ci"]);
    near(ours.per_year.interval.lower, limits[0], 1e-9);
    near(ours.per_year.interval.upper, limits[1], 1e-9);
    // The analysis of 148 636 events leaves out a few outside the ten years; fitted means add up to the events.
    near(ours.fitted.iter().sum(), ours.events as f64, 1e-6);
    assert_eq!(ours.coefficients[3].term, Term::Cosine(1));
}

#[test]
fn negative_binomial_agrees_with_mass() {
    let ours = chicago(&TrendParams { variance: VarianceModel::NegativeBinomial, ..MONTHLY });
    compare(&ours, &r()["nb2"], 1e-9);
    // statsmodels takes the observed information for its errors, MASS and we the expected; coefficients are the same.
    let oracle = &statsmodels()["nb2"];
    for (ours, theirs) in ours.coefficients.iter().zip(numbers(&oracle["coef"])) {
        near(ours.estimate, theirs, 1e-7);
    }
    let VarianceUsed::NegativeBinomial { alpha } = ours.variance else { panic!("{:?}", ours.variance) };
    near(alpha, oracle["alpha"].as_f64().unwrap(), 1e-9);
    near(alpha, r()["nb2"]["alpha"].as_f64().unwrap(), 1e-9);
    near(ours.dispersion, 13.887_093, 1e-6);
}

#[test]
fn the_negative_binomial_is_taken_when_it_is_needed_and_can_be_had() {
    let by =
        |above, periods| TrendParams { variance: VarianceModel::ByDispersion { above, periods }, ..MONTHLY };
    let is_negative_binomial =
        |params: &TrendParams| matches!(chicago(params).variance, VarianceUsed::NegativeBinomial { .. });
    assert!(is_negative_binomial(&by(1.5, 36)) && is_negative_binomial(&by(1.5, 120)));
    assert!(!is_negative_binomial(&by(1.5, 121)) && !is_negative_binomial(&by(14.0, 36)));
}

#[test]
fn weeks_with_gaps_and_short_weeks_agree_with_r() {
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
        let days = numbers(&serde_json::from_str::<Value>(reference).unwrap()["days"]);
        let (mut weekly, reference) = (counts(&result(alerts)["weekly"]), result(reference));
        let unseen = days.iter().position(|days| *days == 0.0).unwrap();
        weekly[unseen] = 0;
        let params = TrendParams { unit: SeriesUnit::Week, min_sample: MIN_SAMPLE_OF_WEEKS, ..MONTHLY };
        let normal = fit(&weekly, &days, &params);
        compare(&normal, &reference, 1e-9);
        assert_eq!(
            (usize::try_from(normal.n).unwrap(), normal.fitted[unseen].to_bits()),
            (weekly.len() - 1, 0)
        );
        near(normal.dispersion, reference["dispersion"].as_f64().unwrap(), 1e-9);
        let student = fit(&weekly, &days, &TrendParams { basis: IntervalBasis::Student, ..params });
        for (ours, name) in [(&normal, "pct_normal"), (&student, "pct_student")] {
            let limits = numbers(&reference[name]);
            near(ours.per_year.interval.lower, limits[0], 1e-8);
            near(ours.per_year.interval.upper, limits[1], 1e-8);
        }
        let Season::Fitted(season) = &normal.season else { panic!("{:?}", normal.season) };
        assert_eq!(season.len(), 52);
    }
}

#[test]
fn a_known_season_is_found_again() {
    // A wave of 30 % on 200 a month, doubled in ten years; counts are the rounded means, so only rounding is left.
    let mean = |t: f64| {
        200.0 * (t / 120.0).exp2() * (0.3 * (2.0 * std::f64::consts::PI * (t - 3.0) / 12.0).cos()).exp()
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "means of hundreds")]
    let counts: Vec<u64> = (0..120).map(|t| mean(f64::from(t)).round() as u64).collect();
    let ours = fit(&counts, &[1.0; 120], &MONTHLY);
    near(ours.per_year.estimate, 100.0 * (0.1_f64.exp2() - 1.0), 0.02);
    let Season::Fitted(season) = ours.season else { panic!() };
    near(season[3], 0.3_f64.exp(), 2e-3);
    near(season[9], (-0.3_f64).exp(), 2e-3);
    near(season.iter().map(|factor| factor.ln()).sum(), 0.0, 1e-12);
    // Such a series varies far less than a Poisson series; the factor stays at 1, and there is no alpha.
    assert!(ours.dispersion < 0.01);
    assert_eq!(ours.variance, VarianceUsed::QuasiPoisson { factor: 1.0 });
    let negative_binomial =
        fit(&counts, &[1.0; 120], &TrendParams { variance: VarianceModel::NegativeBinomial, ..MONTHLY });
    assert_eq!(negative_binomial.variance, VarianceUsed::QuasiPoisson { factor: 1.0 });
}

#[test]
fn below_the_floors_there_is_less_and_then_nothing() {
    let series = |n: usize, each: u64| (vec![each; n], vec![30.0; n]);
    let run = |n, each| {
        let (counts, exposure) = series(n, each);
        trend(CountSeries { counts: &counts, exposure: &exposure }, &MONTHLY).unwrap()
    };
    let short = run(11, 9).insufficient().unwrap();
    assert_eq!(
        (short.unit, short.available, short.required, short.reason),
        (SampleUnit::Periods, 11, 12, MinimumReason::TrendIsNoise)
    );
    let few = run(19, 1).insufficient().unwrap();
    assert_eq!((few.unit, few.available, few.required), (SampleUnit::Events, 19, 20));
    assert_eq!(run(40, 0).insufficient().unwrap().unit, SampleUnit::Events);
    for (n, each, what) in [(23, 9, SampleUnit::Periods), (24, 2, SampleUnit::Events)] {
        let found = run(n, each).sufficient().unwrap();
        let Season::LeftOut(floor) = found.season else { panic!("{:?}", found.season) };
        assert_eq!((floor.unit, floor.reason), (what, MinimumReason::SeasonIsUnseen));
        assert_eq!(found.coefficients.len(), 2);
    }
    assert!(matches!(run(24, 3).sufficient().unwrap().season, Season::Fitted(_)));
    let (counts, exposure) = series(24, 3);
    let without = fit(&counts, &exposure, &TrendParams { harmonics: 0, ..MONTHLY });
    assert_eq!(without.season, Season::NotAsked);
    // A constant series does not change.
    near(without.per_year.estimate, 0.0, 1e-10);
    // Nor does one that the model meets exactly, with a short last week: there is no deviance left to settle by.
    let (mut counts, mut exposure) = (vec![7; 313], vec![7.0; 313]);
    (counts[312], exposure[312]) = (2, 2.0);
    for harmonics in [0, 2] {
        let params =
            TrendParams { unit: SeriesUnit::Week, harmonics, min_sample: MIN_SAMPLE_OF_WEEKS, ..MONTHLY };
        near(fit(&counts, &exposure, &params).per_year.estimate, 0.0, 1e-10);
    }
    // Months that nobody counted do not count towards the floor.
    let mut exposure = vec![30.0; 12];
    exposure[4] = 0.0;
    let mut counts = vec![9; 12];
    counts[4] = 0;
    assert!(
        trend(CountSeries { counts: &counts, exposure: &exposure }, &MONTHLY)
            .unwrap()
            .insufficient()
            .is_some()
    );
}

#[test]
fn an_incomplete_last_month_with_its_days_changes_little() {
    let (mut counts, mut days): (Vec<u64>, Vec<f64>) = (vec![30; 36], vec![30.0; 36]);
    let whole = fit(&counts, &days, &MONTHLY);
    counts[35] = 10;
    let wrong = fit(&counts, &days, &MONTHLY);
    days[35] = 10.0;
    let right = fit(&counts, &days, &MONTHLY);
    near(right.per_year.estimate, whole.per_year.estimate, 1e-9);
    assert!((wrong.per_year.estimate - whole.per_year.estimate).abs() > 1.0);
}

#[test]
fn bad_input_is_named() {
    let params = TrendParams { min_sample: ANY_SAMPLE, ..MONTHLY };
    let failure = |counts: &[u64], exposure: &[f64], params: &TrendParams| {
        trend(CountSeries { counts, exposure }, params).unwrap_err()
    };
    assert_eq!(failure(&[1, 2], &[1.0], &params), TrendError::Length { counts: 2, exposures: 1 });
    for bad in [-1.0, f64::NAN, f64::INFINITY, 0.0, 1e-320] {
        assert_eq!(failure(&[1, 2], &[1.0, bad], &params), TrendError::Exposure { period: 1 });
    }
    for level in [0.0, 1.0, f64::NAN] {
        let params = TrendParams { level, ..params };
        assert!(matches!(failure(&[1, 2], &[1.0; 2], &params), TrendError::Level { .. }));
    }
    let waves = TrendParams { harmonics: 6, ..params };
    assert_eq!(failure(&[1, 2], &[1.0; 2], &waves), TrendError::Harmonics { harmonics: 6 });
    let limit = VarianceModel::ByDispersion { above: f64::NAN, periods: 1 };
    assert_eq!(
        failure(&[1, 2], &[1.0; 2], &TrendParams { variance: limit, ..params }),
        TrendError::Dispersion
    );
    assert_eq!(failure(&[], &[], &params), TrendError::TooFewPeriods);
    assert_eq!(failure(&[1; 6], &[1.0; 6], &params), TrendError::TooFewPeriods);
    assert_eq!(failure(&[0; 40], &[1.0; 40], &params), TrendError::NoEvents);
    // 36 months seen in the same three months of the year cannot tell the waves apart.
    let quarter: Vec<f64> = (0..144).map(|month| f64::from(u8::from(month % 12 < 3))).collect();
    let counts: Vec<u64> = quarter.iter().map(|seen| if *seen > 0.0 { 5 } else { 0 }).collect();
    assert_eq!(failure(&counts, &quarter, &params), TrendError::TooFewPeriods);
    // All events in the first month: the fall has no finite value.
    let mut first = [0; 40];
    first[0] = 50;
    assert_eq!(failure(&first, &[1.0; 40], &TrendParams { harmonics: 0, ..params }), TrendError::Separated);
    // All events in July.
    let july: Vec<u64> = (0..48).map(|month| if month % 12 == 6 { 20 } else { 0 }).collect();
    assert_eq!(failure(&july, &[1.0; 48], &params), TrendError::Separated);
    // Four waves through the weeks of half a year: the other half could be anything.
    let half = [6, 0, 26, 25, 16, 21, 22, 26, 20, 18, 12, 16, 13, 1, 20, 8, 9, 18, 25, 26, 10];
    let waves = TrendParams { unit: SeriesUnit::Week, harmonics: 4, ..params };
    assert_eq!(failure(&half, &[30.0; 21], &waves), TrendError::Separated);
    let huge = TrendParams { variance: VarianceModel::NegativeBinomial, harmonics: 0, ..params };
    assert_eq!(failure(&[1, 20_000_000, 3, 1], &[1.0; 4], &huge), TrendError::CountTooLarge);
}

proptest! {
    #[test]
    fn the_unit_of_exposure_and_a_common_factor_do_not_matter(
        counts in prop::collection::vec(1_u64..60, 24..70), unit in 0.01..1000.0,
    ) {
        let days: Vec<f64> = (0..counts.len()).map(|t| f64::from([31_u8, 28, 30][t % 3])).collect();
        let other: Vec<f64> = days.iter().map(|days| days * unit).collect();
        let (ours, scaled) = (fit(&counts, &days, &MONTHLY), fit(&counts, &other, &MONTHLY));
        prop_assert!((ours.per_year.estimate - scaled.per_year.estimate).abs() < 1e-7);
        prop_assert!((ours.dispersion - scaled.dispersion).abs() < 1e-8 * ours.dispersion);
        // Turned round in time the change turns round: b becomes -b.
        let (back, back_days): (Vec<u64>, Vec<f64>) = (counts.iter().rev().copied().collect(), days.iter().rev().copied().collect());
        let back = fit(&back, &back_days, &MONTHLY);
        prop_assert!((ours.coefficients[1].estimate + back.coefficients[1].estimate).abs() < 1e-8);
        prop_assert!((ours.coefficients[1].standard_error - back.coefficients[1].standard_error).abs() < 1e-8);
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(
        pairs in prop::collection::vec((prop_oneof![0_u64..4, 0_u64..5000, Just(u64::MAX)], prop_oneof![Just(0.0), 0.1..40.0, Just(1e300)]), 0..80),
        harmonics in 0_u8..7, level in 0.0..1.0, which in 0..3_usize,
    ) {
        let (counts, exposure): (Vec<u64>, Vec<f64>) = pairs.into_iter().unzip();
        let variance = [VarianceModel::QuasiPoisson, VarianceModel::NegativeBinomial, VarianceModel::ByDispersion { above: 1.5, periods: 36 }][which];
        for unit in [SeriesUnit::Month, SeriesUnit::Week] {
            let params = TrendParams { unit, harmonics, variance, level, basis: IntervalBasis::Student, min_sample: ANY_SAMPLE };
            if let Ok(Sufficiency::Sufficient(found)) = trend(CountSeries { counts: &counts, exposure: &exposure }, &params) {
                let interval = found.per_year.interval;
                prop_assert!(interval.lower <= found.per_year.estimate && found.per_year.estimate <= interval.upper);
                prop_assert!(interval.upper.is_finite() && found.dispersion.is_finite());
                prop_assert!(found.fitted.iter().all(|mean| mean.is_finite()));
                let text = serde_json::to_string(&found).unwrap();
                prop_assert!(!text.contains("null"), "{}", text);
            }
        }
    }
}
