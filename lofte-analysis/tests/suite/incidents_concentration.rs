//! Concentration against numpy, PySAL and what chance gives exactly (oracle/*/README.md).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use flate2::read::GzDecoder;
use lofte_analysis::incidents::concentration::{
    Chance, Concentration, ConcentrationError, ConcentrationParams, MIN_EVENTS, MIN_UNITS, concentration,
    weighted_concentration,
};
use lofte_analysis::sample_size::{MinimumReason, SampleUnit};
use proptest::prelude::*;
use serde_json::Value;

fn params(simulations: u32) -> ConcentrationParams {
    ConcentrationParams {
        shares: vec![0.25, 0.5, 0.8],
        curve_steps: 100,
        simulations,
        seed: 11,
        level: 0.95,
        min_events: MIN_EVENTS,
        min_units: MIN_UNITS,
    }
}

fn oracle() -> Value {
    let text = include_str!("../../oracle/concentration/concentration_chicago150.json");
    serde_json::from_str::<Value>(text).unwrap()["result"].clone()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn close(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= 1e-12, "{ours} against {theirs}");
}

fn of(counts: &[u64], params: &ConcentrationParams) -> Concentration {
    concentration(counts, params).unwrap().sufficient().unwrap()
}

/// 148 636 aggravated assaults in cells of 150 m.
fn chicago() -> Vec<u64> {
    let packed: &[u8] = include_bytes!("../../oracle/data/chicago_lattice_150.csv.gz");
    let rows = csv::Reader::from_reader(GzDecoder::new(packed)).into_deserialize::<(i32, i32, u64)>();
    rows.map(|row| row.unwrap().2).collect()
}

#[test]
fn chicago_agrees_with_numpy_and_pysal() {
    let oracle = oracle();
    let found = of(&chicago(), &params(19));
    assert_eq!((found.units, found.events), (23_570, 148_636));
    assert!((found.weight - 148_636.0).abs() < 1e-9);
    close(found.gini.plain.observed, number(&oracle["gini"]));
    close(found.gini.plain.observed, number(&oracle["pysal_gini"]));
    close(found.gini.generalised.unwrap(), number(&oracle["ggini_biased"]));
    close(found.gini.generalised_unbiased.unwrap(), number(&oracle["ggini"]));
    for share in &found.shares {
        let theirs = &oracle["share"][share.share.to_string()];
        assert_eq!(share.units, theirs["units"].as_u64().unwrap());
        close(share.of_all.observed, number(&theirs["of_all"]));
        close(share.of_used.observed, number(&theirs["of_nonzero"]));
    }
    let curve = oracle["lorenz_at_1pct_steps"].as_array().unwrap();
    assert_eq!((curve.len(), found.curve.len()), (100, 100));
    for (ours, theirs) in found.curve.iter().zip(curve) {
        close(ours.of_events, number(theirs));
    }
    // Far from chance: no simulation comes near.
    assert!((found.gini.plain.chance.p_value - 0.05).abs() < 1e-15);
    assert!(found.shares[2].of_all.observed < found.shares[2].of_all.chance.lower);
}

#[test]
fn the_worked_values_of_bernasco_and_steenbeek() {
    let oracle = oracle();
    let empty = |filled: &[u64], units: usize| {
        let mut counts = filled.to_vec();
        counts.resize(units, 0);
        counts
    };
    for (name, counts) in [
        ("10,8,2,0x7", empty(&[10, 8, 2], 10)),
        ("5,2,1,0x7", empty(&[5, 2, 1], 10)),
        ("10,0x99", empty(&[10], 100)),
        ("1x5,0x5", empty(&[1; 5], 10)),
        ("1x10", vec![1; 10]),
    ] {
        let (theirs, ours) = (&oracle["demo"][name], of(&counts, &params(9)).gini);
        close(ours.plain.observed, number(&theirs["gini"]));
        close(ours.generalised.unwrap(), number(&theirs["ggini"]));
        close(ours.generalised_unbiased.unwrap(), number(&theirs["ggini_unbiased"]));
    }
}

#[test]
fn chance_is_what_the_binomial_gives() {
    // Two events on two units: together with probability 1/2 (Gini 1/2), apart otherwise (Gini 0).
    let together = of(&[2, 0], &params(20_000)).gini.plain;
    assert!((together.observed - 0.5).abs() < 1e-15);
    let error = (0.25_f64 / 20_000.0).sqrt();
    assert!((together.chance.p_value - 0.5).abs() < 4.0 * error, "{:?}", together.chance);
    assert!((together.chance.mean - 0.25).abs() < 2.0 * error);
    // Three events on 20 units fall on different units with probability 19/20 x 18/20.
    let mut counts = vec![0; 20];
    counts[3] = 3;
    let found = of(&counts, &ConcentrationParams { shares: vec![1.0], ..params(20_000) });
    let chance = found.shares[0].of_all.chance;
    let expected = (3.0 * 19.0 * 18.0 + 2.0 * 3.0 * 19.0 + 1.0) / 400.0 / 20.0;
    assert!((chance.mean - expected).abs() < 0.001, "{chance:?}");
    assert!((chance.p_value - 1.0 / 400.0).abs() < 4.0 * (1.0 / 400.0 / 20_000.0_f64).sqrt(), "{chance:?}");
}

#[test]
fn a_small_town_looks_concentrated_by_chance_alone() {
    // 83 burglaries at 83 of 5 000 addresses cannot be spread more evenly, and yet 0.8 % of the addresses have half of them.
    let counts: Vec<u64> = (0..5000).map(|i| u64::from(i < 83)).collect();
    let found = of(&counts, &params(199));
    assert!(found.gini.plain.observed > 0.98 && found.gini.generalised.unwrap().abs() < 1e-12);
    let half = found.shares[1].of_all;
    assert!(half.observed < 0.01 && half.chance.p_value > 0.2 && half.chance.lower <= half.observed);
}

#[test]
fn weights_of_one_are_counts() {
    let counts = [5_u64, 0, 2, 0, 1, 0, 0, 0, 0, 0];
    let events: Vec<u32> = [0, 0, 0, 0, 0, 2, 2, 4].into();
    let by_weight =
        weighted_concentration(&events, &[1.0; 8], 10, &params(99)).unwrap().sufficient().unwrap();
    let by_count = of(&counts, &params(99));
    assert_eq!(by_weight.gini.plain, by_count.gini.plain);
    assert_eq!((&by_weight.shares, &by_weight.curve), (&by_count.shares, &by_count.curve));
    assert_eq!((by_weight.gini.generalised, by_weight.gini.generalised_unbiased), (None, None));
}

#[test]
fn one_event_is_not_concentrated_but_below_the_floor() {
    let below = |counts: &[u64]| concentration(counts, &params(9)).unwrap().insufficient().unwrap();
    let one = below(&[0, 1, 0]);
    assert_eq!(
        (one.unit, one.available, one.required, one.reason),
        (SampleUnit::Events, 1, 2, MinimumReason::Undefined)
    );
    assert_eq!(below(&[0, 0, 0]).available, 0);
    assert_eq!(below(&[]).available, 0);
    assert_eq!(below(&[7]).unit, SampleUnit::Units);
    let lax = ConcentrationParams { min_events: 0, min_units: 0, ..params(9) };
    assert_eq!(concentration(&[0, 1], &lax).unwrap().insufficient().unwrap().required, 2);
    let strict = ConcentrationParams { min_events: 20, ..params(9) };
    assert_eq!(concentration(&[10, 9], &strict).unwrap().insufficient().unwrap().required, 20);
}

#[test]
fn bad_input_is_named() {
    let run = |change: &dyn Fn(&mut ConcentrationParams)| {
        let mut params = params(9);
        change(&mut params);
        concentration(&[3, 0, 1], &params).unwrap_err()
    };
    for share in [0.0, -0.5, 1.1, f64::NAN] {
        assert!(matches!(run(&|p| p.shares = vec![share]), ConcentrationError::Share { .. }));
    }
    for level in [0.0, 1.0, f64::NAN] {
        assert!(matches!(run(&|p| p.level = level), ConcentrationError::Level { .. }));
    }
    assert_eq!(run(&|p| p.simulations = 0), ConcentrationError::NoSimulations);
    let most = ConcentrationError::TooManySimulations { simulations: 100_000 };
    assert_eq!(run(&|p| p.simulations = 100_000), most);
    assert_eq!(run(&|p| p.curve_steps = u32::MAX), ConcentrationError::TooManySteps { steps: u32::MAX });
    let hours = concentration(&[1 << 30, 1], &params(9_999)).unwrap_err();
    assert!(matches!(hours, ConcentrationError::TooManyThrows { units: 2, simulations: 9_999, .. }));
    assert_eq!(concentration(&[u64::MAX, 1], &params(9)).unwrap_err(), ConcentrationError::TooLarge);
    let weighted =
        |units: &[u32], weights: &[f64]| weighted_concentration(units, weights, 5, &params(9)).unwrap_err();
    assert_eq!(
        weighted(&[0, 5], &[1.0, 1.0]),
        ConcentrationError::UnknownUnit { event: 1, unit: 5, units: 5 }
    );
    assert_eq!(weighted(&[0], &[]), ConcentrationError::Length { events: 1, weights: 0 });
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(weighted(&[0, 1], &[1.0, weight]), ConcentrationError::Weight { event: 1 });
    }
    assert_eq!(weighted(&[0, 1], &[f64::MAX; 2]), ConcentrationError::TooLarge);
    let many = weighted_concentration(&[], &[], u32::MAX, &params(9)).unwrap_err();
    assert_eq!(many, ConcentrationError::TooManyUnits);
}

#[test]
fn same_seed_same_bytes_on_any_number_of_threads() {
    let counts = [9_u64, 4, 0, 0, 3, 1, 0, 0, 0, 12];
    let run = |threads, seed| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let params = ConcentrationParams { seed, ..params(199) };
        pool.install(|| serde_json::to_string(&of(&counts, &params).shares).unwrap())
    };
    assert_eq!(run(1, 4), run(2, 4));
    assert_ne!(run(2, 4), run(2, 5));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_order_of_units_changes_nothing(counts in prop::collection::vec(0..9_u64, 2..40)) {
        let backwards: Vec<u64> = counts.iter().rev().copied().collect();
        prop_assert_eq!(concentration(&counts, &params(19)).unwrap(), concentration(&backwards, &params(19)).unwrap());
    }

    #[test]
    fn figures_keep_within_their_ranges(counts in prop::collection::vec(0..9_u64, 2..40)) {
        if let Some(found) = concentration(&counts, &params(39)).unwrap().sufficient() {
            let proper = |chance: Chance| chance.lower <= chance.upper && chance.p_value > 0.0 && chance.p_value <= 1.0;
            // Gini as the mean absolute difference between all pairs, over twice the mean.
            let n = counts.len() as f64;
            let pairs: u64 = counts.iter().flat_map(|a| counts.iter().map(|b| a.abs_diff(*b))).sum();
            let by_pairs = pairs as f64 / (2.0 * n * counts.iter().sum::<u64>() as f64);
            prop_assert!((found.gini.plain.observed - by_pairs).abs() < 1e-12);
            prop_assert!(found.gini.generalised_unbiased.unwrap() <= 1.0 + 1e-12 && proper(found.gini.plain.chance));
            for share in &found.shares {
                let held = |units: u64| found_top(&counts, units) as f64;
                let wanted = share.share * found.weight;
                prop_assert!(held(share.units) >= wanted - 1e-9 && held(share.units - 1) < wanted);
                prop_assert!(proper(share.of_all.chance) && proper(share.of_used.chance) && share.of_used.observed <= 1.0);
            }
            prop_assert!(found.curve.windows(2).all(|pair| pair[0].of_events <= pair[1].of_events));
            prop_assert!((found.curve[99].of_events - 1.0).abs() < 1e-12 && found.curve[99].units == found.units);
        }
    }
}

/// The events of the busiest units.
fn found_top(counts: &[u64], units: u64) -> u64 {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted.iter().take(usize::try_from(units).unwrap()).sum()
}
