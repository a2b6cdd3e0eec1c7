//! Planning and verdicts against `planning_reference.json`, R's `power.prop.test` and chance itself.

#![allow(
    clippy::unwrap_used,
    clippy::many_single_char_names,
    reason = "a test may stop; the names of the statistics"
)]

use crate::survey_support::{Oracle, close, json};
use lofte_analysis::survey::change::Change;
use lofte_analysis::survey::power_analysis::{
    Direction, MdeParams, NullVariance, Sides, expected_answers, margin_of_error, minimum_detectable_effect,
    power, required_sample_size,
};
use lofte_analysis::survey::threshold_test::{ThresholdResult, ThresholdTestParams, threshold_test};
use lofte_analysis::survey::{Design, EstimateOptions, Stratum, change, share};
use rand::{RngExt, SeedableRng};

fn params(share_before: f64, answers: f64) -> MdeParams {
    MdeParams {
        share_before,
        answers_before: answers,
        answers_after: answers,
        design_effect: 1.0,
        direction: Direction::Up,
        threshold: 0.0,
        alpha: 0.05,
        power: 0.8,
        sides: Sides::One,
        null_variance: NullVariance::Unpooled,
        overlap: 0.0,
        correlation: 0.0,
    }
}

#[test]
fn minimum_detectable_change_agrees() {
    for row in json("planning_reference.json")["mdc"].as_array().unwrap() {
        let number = |key: &str| row[key].as_f64().unwrap();
        let answers = expected_answers(number("sent"), 0.0, number("response_rate")).unwrap();
        close(answers, number("n"), 1e-12, "answers");
        let p = MdeParams { design_effect: number("deff"), ..params(number("p1"), answers) };
        let half = margin_of_error(p.share_before, answers, p.design_effect, 0.95).unwrap();
        close(half, number("ci95_half"), 1e-10, "margin");
        let mdc = |p: MdeParams| minimum_detectable_effect(&p).unwrap().unwrap();
        close(mdc(p), number("mdc80_one"), 1e-10, "one-sided");
        close(mdc(MdeParams { sides: Sides::Two, ..p }), number("mdc80_two"), 1e-10, "two-sided");
        let panel = MdeParams { overlap: 0.5, correlation: 0.5, ..p };
        close(mdc(panel), number("mdc80_one_panel50_rho05"), 1e-10, "panel");
        // A promise that something shall fall is the mirror image.
        let down = MdeParams { direction: Direction::Down, share_before: 1.0 - p.share_before, ..p };
        close(mdc(down), number("mdc80_one"), 1e-10, "downwards");
    }
}

#[test]
fn power_agrees() {
    for row in json("planning_reference.json")["power"].as_array().unwrap() {
        let number = |key: &str| row[key].as_f64().unwrap();
        let p = MdeParams { sides: Sides::Two, ..params(number("p1"), number("n1")) };
        close(power(&p, number("delta")).unwrap(), number("two_sided_unpooled"), 1e-10, "unpooled");
        // statsmodels' own approximation of the variance under no change; close, not equal.
        close(power(&p, number("delta")).unwrap(), number("statsmodels_pooled_null"), 5e-3, "statsmodels");
    }
}

#[test]
fn pooled_power_is_that_of_r() {
    let o = Oracle::read();
    for (n, before, after) in
        [(300.0, 0.55, 0.60), (1200.0, 0.55, 0.60), (300.0, 0.55, 0.62), (800.0, 0.25, 0.20)]
    {
        let id = format!("power.prop.{n}.{before}.{after}");
        let direction = if after > before { Direction::Up } else { Direction::Down };
        let change = f64::abs(after - before);
        let one = MdeParams { null_variance: NullVariance::Pooled, direction, ..params(before, n) };
        close(power(&one, change).unwrap(), o.numbers(&id, "one_sided")[0], 1e-10, &id);
        // R leaves out the far tail of the two-sided test: the same as a one-sided test at half the level.
        let near = MdeParams { alpha: 0.025, ..one };
        close(power(&near, change).unwrap(), o.numbers(&id, "two_sided")[0], 1e-10, &id);
        let both = power(&MdeParams { sides: Sides::Two, ..one }, change).unwrap();
        assert!(both > o.numbers(&id, "two_sided")[0] && both - o.numbers(&id, "two_sided")[0] < 2e-3);
    }
}

#[test]
fn the_sample_size_gives_the_power_asked_for() {
    let p = MdeParams { design_effect: 1.3, ..params(0.6, 1.0) };
    let mailed = required_sample_size(&p, 0.05, 0.55).unwrap();
    let answers = expected_answers(mailed, 0.0, 0.55).unwrap();
    let with = MdeParams { answers_before: answers, answers_after: answers, ..p };
    close(power(&with, 0.05).unwrap(), 0.8, 1e-12, "power");
    assert!(required_sample_size(&p, -0.01, 0.55).is_err());
}

#[test]
fn verdicts_agree() {
    for row in json("planning_reference.json")["verdict"].as_array().unwrap() {
        let number = |key: &str| row[key].as_f64().unwrap();
        let params =
            ThresholdTestParams { threshold: number("delta"), alpha: 0.05, equivalence: row["eps"].as_f64() };
        // The reference uses the normal distribution.
        let decision =
            threshold_test(&Change::new(number("diff"), number("se"), 1e15, 0.95).unwrap(), &params).unwrap();
        let outcome = match row["verdict"].as_str().unwrap() {
            "kept" => ThresholdResult::Above,
            "not kept" => ThresholdResult::Below,
            _ => ThresholdResult::Inconclusive,
        };
        assert_eq!(decision.result, outcome, "{}", row["case"]);
        close(decision.interval.lower, number("lo90"), 1e-10, "lower");
        close(decision.interval.upper, number("hi90"), 1e-10, "upper");
        close(decision.p_above, number("p_above"), 1e-10, "p kept");
        close(decision.p_below, number("p_below"), 1e-10, "p not kept");
        assert_eq!(decision.equivalent, row["practically_unchanged"].as_bool().unwrap());
    }
}

#[test]
fn verdicts_are_wrong_as_often_as_promised() {
    let n = 330;
    let area = [Stratum { name: "Centrum".into(), population: Some(1e7) }];
    let design = Design::stratified(&vec![0; n], &area).unwrap();
    let verdict_params = ThresholdTestParams { threshold: 0.0, alpha: 0.05, equivalence: None };
    let mdc = minimum_detectable_effect(&params(0.6, 330.0)).unwrap().unwrap();
    let mut rng = rand_pcg::Pcg64Mcg::seed_from_u64(20_240_915);
    let rounds = 8_000;
    for (truth, kept_range, not_kept_range) in [(0.0, 0.04..0.06, 0.04..0.06), (mdc, 0.77..0.83, 0.0..0.001)]
    {
        let (mut kept, mut not_kept) = (0_u32, 0_u32);
        for _ in 0..rounds {
            let mut wave = |p: f64| {
                let answers: Vec<Option<bool>> = (0..n).map(|_| Some(rng.random::<f64>() < p)).collect();
                share(&design, &answers, None, &EstimateOptions::default()).unwrap()
            };
            let change = change::independent_change(&wave(0.6), &wave(0.6 + truth), 0.95).unwrap();
            match threshold_test(&change, &verdict_params).unwrap().result {
                ThresholdResult::Above => kept += 1,
                ThresholdResult::Below => not_kept += 1,
                ThresholdResult::Inconclusive => {}
            }
        }
        let rate = |count: u32| f64::from(count) / f64::from(rounds);
        assert!(kept_range.contains(&rate(kept)), "true change {truth}: kept {}", rate(kept));
        assert!(not_kept_range.contains(&rate(not_kept)), "true change {truth}: not kept {}", rate(not_kept));
    }
}

#[test]
fn nobody_in_both_waves_proves_nothing() {
    let area = [Stratum { name: "Centrum".into(), population: Some(1e7) }];
    let design = Design::stratified(&[0; 5], &area).unwrap();
    let wave = share(&design, &[Some(false); 5], None, &EstimateOptions::default()).unwrap();
    let change = change::independent_change(&wave, &wave, 0.95).unwrap();
    let not_worse = ThresholdTestParams { threshold: -0.03, alpha: 0.05, equivalence: Some(0.05) };
    let decision = threshold_test(&change, &not_worse).unwrap();
    assert_eq!(decision.result, ThresholdResult::Inconclusive);
    assert!(!decision.equivalent);
}

#[test]
fn bad_parameters_are_refused() {
    for bad in [
        MdeParams { share_before: 1.2, ..params(0.6, 100.0) },
        MdeParams { alpha: 0.0, ..params(0.6, 100.0) },
        MdeParams { answers_after: f64::NAN, ..params(0.6, 100.0) },
        MdeParams { design_effect: -1.0, ..params(0.6, 100.0) },
        MdeParams { overlap: 2.0, ..params(0.6, 100.0) },
        MdeParams { threshold: f64::NAN, ..params(0.6, 100.0) },
    ] {
        assert!(minimum_detectable_effect(&bad).is_err(), "{bad:?}");
    }
    assert_eq!(minimum_detectable_effect(&params(0.99, 20.0)), Ok(None));
    let change = Change::new(0.05, 0.02, 100.0, 0.95).unwrap();
    let verdict = |threshold, alpha, equivalence| {
        threshold_test(&change, &ThresholdTestParams { threshold, alpha, equivalence })
    };
    assert!(verdict(f64::NAN, 0.05, None).is_err());
    assert!(verdict(0.0, 0.5, None).is_err());
    assert!(verdict(0.0, 0.05, Some(-1.0)).is_err());
    assert!(Change::new(0.05, f64::NAN, 100.0, 0.95).is_err());
}
