//! Gi* and local Moran against esda, spdep and all possible draws (oracle/*/README.md).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use flate2::read::GzDecoder;
use lofte_analysis::incidents::local_getis_ord::{
    HotSpotKind, LocalGetisOrd, LocalGetisOrdParams, LocalGetisOrdResults, local_getis_ord,
};
use lofte_analysis::incidents::local_moran::{
    LocalMoran, LocalMoranParams, LocalMoranResults, MoranVariance, Quadrant, local_moran,
};
use lofte_analysis::incidents::local_statistics::{
    FEW_UNITS, Inference, LocalError, LocalSampleSize, MIN_NEIGHBOURS, MIN_UNITS, NotTested, Tails,
    UnitResult,
};
use lofte_analysis::incidents::neighbours::{Cell, Contiguity, Neighbours};
use lofte_analysis::sample_size::SampleUnit;
use proptest::prelude::*;
use serde_json::Value;

const MIN_SAMPLE: LocalSampleSize =
    LocalSampleSize { units: MIN_UNITS, neighbours: MIN_NEIGHBOURS, few_units: FEW_UNITS };
const ANY_SAMPLE: LocalSampleSize = LocalSampleSize { units: 0, neighbours: 0, few_units: 0 };

fn oracle(text: &str) -> Value {
    serde_json::from_str::<Value>(text).unwrap()["result"].clone()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

/// 148 636 aggravated assaults in 2 775 cells of 500 m.
fn chicago() -> (Vec<f64>, Neighbours, Value) {
    let packed: &[u8] = include_bytes!("../../oracle/data/chicago_lattice_500.csv.gz");
    let rows = csv::Reader::from_reader(GzDecoder::new(packed)).into_deserialize::<(i32, i32, f64)>();
    let (cells, counts): (Vec<Cell>, Vec<f64>) =
        rows.map(|row| row.map(|(row, column, count)| (Cell { row, column }, count)).unwrap()).unzip();
    let oracle = oracle(include_str!("../../oracle/local_statistics/gistar_lisa_chicago500.json"));
    assert_eq!(counts, numbers(&oracle["y"]));
    (counts, Neighbours::of_cells(&cells, Contiguity::Queen).unwrap(), oracle)
}

/// 39 704 incidents in the 177 wards of Northumbria.
fn wards() -> (Vec<f64>, Neighbours, Value, Value) {
    let esda = oracle(include_str!("../../oracle/local_statistics/gistar_lisa_wards.json"));
    let spdep = oracle(include_str!("../../oracle/local_statistics/gistar_lisa_wards_ref.json"));
    let neighbours = serde_json::from_value(esda["neighbours"].clone()).unwrap();
    (numbers(&esda["y"]), neighbours, esda, spdep)
}

fn permutations(permutations: u32, seed: u64, tails: Tails) -> Inference {
    Inference::Permutation { permutations, seed, tails }
}

fn gi(values: &[f64], neighbours: &Neighbours, inference: Inference) -> LocalGetisOrdResults {
    let params = LocalGetisOrdParams { inference, false_discovery_rate: 0.05, min_sample: ANY_SAMPLE };
    local_getis_ord(values, neighbours, &params).unwrap().sufficient().unwrap()
}

fn moran(
    values: &[f64],
    neighbours: &Neighbours,
    variance: MoranVariance,
    inference: Inference,
) -> LocalMoranResults {
    let params = LocalMoranParams { variance, inference, false_discovery_rate: 0.05, min_sample: ANY_SAMPLE };
    local_moran(values, neighbours, &params).unwrap().sufficient().unwrap()
}

fn spots(found: &LocalGetisOrdResults) -> Vec<LocalGetisOrd> {
    found.results.iter().map(|unit| *unit.tested().unwrap()).collect()
}

fn units(found: &LocalMoranResults) -> Vec<LocalMoran> {
    found.results.iter().map(|unit| *unit.tested().unwrap()).collect()
}

fn all_close(ours: impl IntoIterator<Item = f64>, theirs: &Value, within: f64) {
    let (ours, theirs): (Vec<f64>, Vec<f64>) = (ours.into_iter().collect(), numbers(theirs));
    assert_eq!(ours.len(), theirs.len());
    for (unit, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        assert!((ours - theirs).abs() <= within * theirs.abs().max(1.0), "{unit}: {ours} against {theirs}");
    }
}

#[test]
fn gi_of_chicago_agrees_with_esda() {
    let (values, neighbours, oracle) = chicago();
    let found = gi(&values, &neighbours, Inference::Normal);
    let theirs = &oracle["gistar"];
    all_close(spots(&found).iter().map(|spot| spot.z), &oracle["gistar_z"], 1e-11);
    all_close(spots(&found).iter().map(|spot| spot.p_value), &oracle["gistar_p"], 1e-12);
    assert_eq!((found.hot, found.cold, found.tested), (375, 0, 2775));
    let cut = found.largest_passing_p.unwrap();
    assert!((cut - theirs["fdr_cut_p"].as_f64().unwrap()).abs() < 1e-12);
    assert!((found.mean - oracle["mean"].as_f64().unwrap()).abs() < 1e-11);
    assert!((found.sd - oracle["sd"].as_f64().unwrap()).abs() < 1e-11);
    let raw = spots(&found).iter().filter(|spot| spot.p_value <= 0.05 && spot.z > 0.0).count() as u64;
    assert_eq!(raw, theirs["hot_unadjusted_p05"].as_u64().unwrap());
}

#[test]
fn gi_of_the_wards_agrees_with_esda_and_spdep() {
    let (values, neighbours, esda, spdep) = wards();
    let found = gi(&values, &neighbours, Inference::Normal);
    all_close(spots(&found).iter().map(|spot| spot.z), &esda["gistar_z"], 1e-12);
    all_close(spots(&found).iter().map(|spot| spot.z), &spdep["gistar_z"], 1e-11);
    assert_eq!(found.hot, esda["gistar"]["hot"].as_u64().unwrap());
}

#[test]
fn local_moran_of_the_wards_agrees_with_spdep() {
    let (values, neighbours, esda, spdep) = wards();
    let found = moran(&values, &neighbours, MoranVariance::MaximumLikelihood, Inference::Normal);
    let ours = units(&found);
    all_close(ours.iter().map(|unit| unit.statistic), &spdep["Ii"], 1e-11);
    all_close(ours.iter().map(|unit| unit.expected), &spdep["E"], 1e-11);
    all_close(ours.iter().map(|unit| unit.variance), &spdep["V"], 1e-11);
    all_close(ours.iter().map(|unit| unit.z), &spdep["Z"], 1e-10);
    all_close(ours.iter().map(|unit| unit.p_value), &spdep["p"], 1e-11);
    let global = spdep["global"]["Moran I statistic"].as_f64().unwrap();
    assert!((found.global.unwrap() - global).abs() < 1e-11);
    let other = moran(&values, &neighbours, MoranVariance::Unbiased, Inference::Normal);
    all_close(units(&other).iter().map(|unit| unit.statistic), &esda["lisa_I_esda"], 1e-12);
    for (a, b) in ours.iter().zip(units(&other)) {
        assert!((a.z - b.z).abs() < 1e-12 && a.p_value.to_bits() == b.p_value.to_bits());
    }
}

#[test]
fn local_moran_of_chicago_agrees_with_esda() {
    let (values, neighbours, oracle) = chicago();
    let found = moran(&values, &neighbours, MoranVariance::Unbiased, permutations(9999, 1, Tails::Smaller));
    let ours = units(&found);
    all_close(ours.iter().map(|unit| unit.statistic), &oracle["lisa_I_esda"], 1e-12);
    let number = |quadrant| match quadrant {
        Quadrant::HighHigh => 1.0,
        Quadrant::LowHigh => 2.0,
        Quadrant::LowLow => 3.0,
        Quadrant::HighLow => 4.0,
    };
    all_close(ours.iter().map(|unit| number(unit.quadrant)), &oracle["lisa_q"], 0.0);
    assert!((found.global.unwrap() - oracle["lisa"]["globalI"].as_f64().unwrap()).abs() < 1e-11);
    agree_with_simulated(&ours, &oracle);
}

/// esda's p-values from 999 permutations against ours from 9 999, within four standard errors of both.
fn agree_with_simulated(ours: &[LocalMoran], esda: &Value) {
    let (p, mean, variance) =
        (numbers(&esda["lisa_p_sim"]), numbers(&esda["lisa_EI_sim"]), numbers(&esda["lisa_VI_sim"]));
    for (unit, ours) in ours.iter().enumerate() {
        // esda counts what is equal on one side only, and folds that.
        let above = f64::from(ours.permutations.unwrap().at_least) / 9999.0;
        let folded = above.min(1.0 - above);
        let likely = folded.max(1.0 / 1000.0);
        let error = (likely * (1.0 - likely) * (1.0 / 999.0 + 1.0 / 9999.0)).sqrt();
        assert!(
            (p[unit] - folded).abs() <= 4.0 * error + 1.0 / 1000.0,
            "{unit}: {folded} against {}",
            p[unit]
        );
        // The moments of the permutations are known without permuting.
        assert!((mean[unit] - ours.expected).abs() <= 5.0 * (ours.variance / 999.0).sqrt(), "{unit}");
        assert!(
            (variance[unit] / ours.variance - 1.0).abs() < 0.9,
            "{unit}: {}",
            variance[unit] / ours.variance
        );
    }
}

#[test]
fn local_moran_permutations_of_the_wards_agree_with_esda() {
    let (values, neighbours, esda, _) = wards();
    let found = moran(&values, &neighbours, MoranVariance::Unbiased, permutations(9999, 7, Tails::Smaller));
    agree_with_simulated(&units(&found), &esda);
}

/// All subsets of `size` out of `others`, as sums.
fn all_sums(others: &[f64], size: usize) -> Vec<f64> {
    if size == 0 {
        return vec![0.0];
    }
    let mut sums = Vec::new();
    for (i, first) in others.iter().enumerate() {
        sums.extend(all_sums(&others[i + 1..], size - 1).iter().map(|rest| first + rest));
    }
    sums
}

#[test]
fn permutations_agree_with_all_possible_draws() {
    // Few units and many neighbours, so that units are often drawn as their own neighbours.
    let values = [0.0, 0.0, 1.0, 1.0, 1.0, 3.0, 4.0, 7.5, 9.0, 2.0];
    let lists = [
        vec![1, 2, 3, 4, 5, 6, 7],
        vec![0],
        vec![8, 9],
        vec![7, 8],
        vec![0, 1, 2],
        vec![6, 7, 8],
        vec![5, 7, 8, 9],
        vec![8],
        vec![7, 6, 0, 1, 2],
        vec![0, 1, 2, 3, 4, 5, 6, 7],
    ];
    let neighbours = Neighbours::from_lists(&lists).unwrap();
    let draws = 40_000;
    let found = gi(&values, &neighbours, permutations(draws, 3, Tails::Smaller));
    for (unit, spot) in spots(&found).iter().enumerate() {
        let counts = spot.permutations.unwrap();
        let others: Vec<f64> = (0..10).filter(|i| *i != unit).map(|i| values[i]).collect();
        let sums = all_sums(&others, lists[unit].len());
        let observed: f64 = lists[unit].iter().map(|i| values[*i as usize]).sum();
        let share = |rule: &dyn Fn(f64) -> bool| {
            sums.iter().filter(|sum| rule(**sum)).count() as f64 / sums.len() as f64
        };
        for (count, exact) in [
            (counts.at_least, share(&|sum| sum >= observed - 1e-9)),
            (counts.at_most, share(&|sum| sum <= observed + 1e-9)),
        ] {
            let error = (exact * (1.0 - exact) / f64::from(draws)).sqrt();
            let off = (f64::from(count) / f64::from(draws) - exact).abs();
            assert!(off <= 4.0 * error, "unit {unit}: {count} of {draws} against {exact}");
        }
        let smaller = f64::from(counts.at_least.min(counts.at_most));
        assert!((spot.p_value - (smaller + 1.0) / f64::from(draws + 1)).abs() < 1e-15);
    }
}

#[test]
fn two_tails_are_twice_the_smaller_one() {
    let (values, neighbours, _, _) = wards();
    let run = |tails| {
        units(&moran(&values, &neighbours, MoranVariance::MaximumLikelihood, permutations(999, 5, tails)))
    };
    for (one, two) in run(Tails::Smaller).iter().zip(run(Tails::Both)) {
        assert!((two.p_value - (2.0 * one.p_value).min(1.0)).abs() < 1e-15);
        assert_eq!(one.permutations, two.permutations);
    }
}

#[test]
fn many_empty_cells_are_no_outliers() {
    // A full cell among empty ones, where nearly all sums are 0: equal sums must count on both sides.
    let cells: Vec<Cell> = (0..400).map(|i| Cell { row: i / 20, column: i % 20 }).collect();
    let mut values = vec![0.0; 400];
    values[210] = 5.0;
    values[45] = 4.0;
    let neighbours = Neighbours::of_cells(&cells, Contiguity::Queen).unwrap();
    let found =
        moran(&values, &neighbours, MoranVariance::MaximumLikelihood, permutations(999, 1, Tails::Smaller));
    assert!(units(&found)[210].p_value > 0.9, "{:?}", units(&found)[210]);
    assert_eq!(found.significant, 0);
}

#[test]
fn floors_are_told() {
    let ring = |n: u32, reach: u32| {
        let list = |i: u32| (1..=reach).flat_map(move |d| [(i + d) % n, (i + n - d) % n]).collect();
        Neighbours::from_lists(&(0..n).map(list).collect::<Vec<Vec<u32>>>()).unwrap()
    };
    let values: Vec<f64> = (0..120).map(|i| f64::from(i % 7)).collect();
    let params = LocalGetisOrdParams {
        inference: Inference::Normal,
        false_discovery_rate: 0.05,
        min_sample: MIN_SAMPLE,
    };
    let moran_params = LocalMoranParams {
        variance: MoranVariance::MaximumLikelihood,
        inference: Inference::Normal,
        false_discovery_rate: 0.05,
        min_sample: MIN_SAMPLE,
    };
    let below = |n: u32, reach| {
        let (values, neighbours) = (&values[..n as usize], ring(n, reach));
        let gi = local_getis_ord(values, &neighbours, &params).unwrap().insufficient();
        assert_eq!(gi, local_moran(values, &neighbours, &moran_params).unwrap().insufficient());
        gi.map(|floor| (floor.unit, floor.available, floor.required))
    };
    assert_eq!(below(29, 4), Some((SampleUnit::Units, 29, 30)));
    assert_eq!(below(30, 4), None);
    assert_eq!(below(30, 3), Some((SampleUnit::Neighbours, 6, 8)));
    assert_eq!(below(99, 3), Some((SampleUnit::Neighbours, 6, 8)));
    assert_eq!(below(100, 3), None);
    let nothing = Neighbours::from_lists(&[]).unwrap();
    assert_eq!(local_getis_ord(&[], &nothing, &params).unwrap().insufficient().unwrap().available, 0);
}

#[test]
fn what_cannot_be_tested_is_said() {
    let reason = |unit: &UnitResult<LocalGetisOrd>| match unit {
        UnitResult::NotTested(reason) => Some(*reason),
        UnitResult::Tested(_) => None,
    };
    let lists = Neighbours::from_lists(&[vec![1, 2, 3], vec![0], vec![], vec![0]]).unwrap();
    for inference in [Inference::Normal, permutations(99, 1, Tails::Both)] {
        let found = gi(&[1.0, 5.0, 2.0, 0.0], &lists, inference);
        let reasons: Vec<Option<NotTested>> = found.results.iter().map(reason).collect();
        assert_eq!(reasons, [Some(NotTested::AllAreNeighbours), None, Some(NotTested::NoNeighbours), None]);
        assert_eq!((found.units, found.tested), (4, 2));
        for constant in [0.0, 0.1, 7.0, 1e300] {
            let found = gi(&[constant; 4], &lists, inference);
            assert!(found.results.iter().all(|unit| reason(unit) == Some(NotTested::ConstantValues)));
            assert_eq!((found.tested, found.hot, found.largest_passing_p, found.sd), (0, 0, None, 0.0));
            let found = moran(&[constant; 4], &lists, MoranVariance::MaximumLikelihood, inference);
            assert_eq!((found.tested, found.global), (0, None));
        }
        let found = moran(&[1.0, 5.0, 2.0, 0.0], &lists, MoranVariance::MaximumLikelihood, inference);
        assert_eq!(found.results[2], UnitResult::NotTested(NotTested::NoNeighbours));
        assert_eq!(found.results[0], UnitResult::NotTested(NotTested::AllAreNeighbours));
        assert_eq!(
            moran(&[2.0, 5.0, 1.0, 0.0], &lists, MoranVariance::MaximumLikelihood, inference).results[0],
            UnitResult::NotTested(NotTested::AllAreNeighbours)
        );
        let found = moran(&[0.0, 2.0, 2.0, 4.0], &lists, MoranVariance::MaximumLikelihood, inference);
        assert_eq!(found.results[1], UnitResult::NotTested(NotTested::OwnValueIsMean));
        let found = moran(&[0.1, 0.1, 0.1, 9.0], &lists, MoranVariance::MaximumLikelihood, inference);
        assert_eq!(found.results[3], UnitResult::NotTested(NotTested::OthersAreConstant));
        assert!(found.results[1].tested().is_some());
    }
}

#[test]
fn units_that_are_not_tested_leave_the_others_their_own_correction() {
    // Every third unit has no neighbours.
    let n = 90_u32;
    let list = |i: u32| if i.is_multiple_of(3) { vec![] } else { (1..12).map(|d| (i + d) % n).collect() };
    let neighbours = Neighbours::from_lists(&(0..n).map(list).collect::<Vec<Vec<u32>>>()).unwrap();
    let values: Vec<f64> = (0..n).map(|i| f64::from(i * 37 % 23) + if i > 70 { 30.0 } else { 0.0 }).collect();
    let by_definition = |p: &[f64], own: f64| {
        let passed = |limit: f64| p.iter().filter(|p| **p <= limit).count() as f64;
        let above = p.iter().filter(|p| **p >= own);
        above.map(|p_j| p_j * p.len() as f64 / passed(*p_j)).fold(1.0, f64::min)
    };
    let found = gi(&values, &neighbours, Inference::Normal);
    assert_eq!((found.units, found.tested), (90, 60));
    let tested: Vec<&LocalGetisOrd> = found.results.iter().filter_map(UnitResult::tested).collect();
    let p: Vec<f64> = tested.iter().map(|spot| spot.p_value).collect();
    for spot in &tested {
        assert!((spot.p_adjusted - by_definition(&p, spot.p_value)).abs() < 1e-14);
        assert_eq!(spot.kind == HotSpotKind::Neither, spot.p_adjusted > 0.05);
        assert!(spot.kind != HotSpotKind::Hot || spot.z > 0.0);
    }
    assert!(found.hot > 0 && found.hot < 60, "{}", found.hot);
    let found = moran(&values, &neighbours, MoranVariance::MaximumLikelihood, Inference::Normal);
    let tested: Vec<&LocalMoran> = found.results.iter().filter_map(UnitResult::tested).collect();
    let p: Vec<f64> = tested.iter().map(|unit| unit.p_value).collect();
    for unit in tested {
        assert!((unit.p_adjusted - by_definition(&p, unit.p_value)).abs() < 1e-14);
        assert_eq!(unit.significant, unit.p_adjusted <= 0.05);
    }
}

#[test]
fn bad_input_is_named() {
    let lists = Neighbours::from_lists(&[vec![1], vec![0]]).unwrap();
    let run = |values: &[f64], inference, false_discovery_rate| {
        let gi = local_getis_ord(
            values,
            &lists,
            &LocalGetisOrdParams { inference, false_discovery_rate, min_sample: ANY_SAMPLE },
        );
        let params = LocalMoranParams {
            variance: MoranVariance::MaximumLikelihood,
            inference,
            false_discovery_rate,
            min_sample: ANY_SAMPLE,
        };
        assert_eq!(
            gi.as_ref().unwrap_err().to_string(),
            local_moran(values, &lists, &params).unwrap_err().to_string()
        );
        gi.unwrap_err()
    };
    assert_eq!(run(&[1.0], Inference::Normal, 0.05), LocalError::Length { values: 1, units: 2 });
    assert_eq!(run(&[1.0, f64::NAN], Inference::Normal, 0.05), LocalError::Value { unit: 1 });
    assert_eq!(run(&[f64::INFINITY, 1.0], Inference::Normal, 0.05), LocalError::Value { unit: 0 });
    for values in [[f64::MAX, 1.0], [f64::MAX, f64::MAX], [1e-200, 0.0], [1e-320, 0.0]] {
        assert_eq!(run(&values, Inference::Normal, 0.05), LocalError::TooLarge, "{values:?}");
    }
    for rate in [0.0, 1.0, f64::NAN] {
        assert!(matches!(run(&[1.0, 2.0], Inference::Normal, rate), LocalError::DiscoveryRate { .. }));
    }
    for count in [0, u32::MAX] {
        let error = run(&[1.0, 2.0], permutations(count, 1, Tails::Both), 0.05);
        assert_eq!(error, LocalError::Permutations { permutations: count, neighbours: 1 });
    }
}

#[test]
fn same_seed_same_bytes_on_any_number_of_threads() {
    let (values, neighbours, _) = chicago();
    let run = |threads, seed| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let inference = permutations(999, seed, Tails::Both);
            let gi = gi(&values, &neighbours, inference);
            let moran = moran(&values, &neighbours, MoranVariance::MaximumLikelihood, inference);
            (serde_json::to_string(&gi).unwrap(), serde_json::to_string(&moran).unwrap())
        })
    };
    assert_eq!(run(1, 5), run(2, 5));
    assert_ne!(run(2, 5), run(2, 6));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn another_unit_of_measure_changes_nothing(values in prop::collection::vec(0..50_u8, 60), scale in 0.01..100.0, shift in -1000.0..1000.0) {
        let cells: Vec<Cell> = (0..60).map(|i| Cell { row: i / 10, column: i % 10 }).collect();
        let neighbours = Neighbours::of_cells(&cells, Contiguity::Queen).unwrap();
        let here: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
        let there: Vec<f64> = here.iter().map(|v| v * scale + shift).collect();
        let inference = permutations(499, 3, Tails::Smaller);
        for (a, b) in gi(&here, &neighbours, inference).results.iter().zip(gi(&there, &neighbours, inference).results) {
            if let (Some(a), Some(b)) = (a.tested(), b.tested()) {
                prop_assert!((a.z - b.z).abs() < 1e-6);
                prop_assert_eq!(a.permutations, b.permutations);
            }
        }
        let run = |values: &[f64]| moran(values, &neighbours, MoranVariance::MaximumLikelihood, Inference::Normal).results;
        for (a, b) in run(&here).iter().zip(run(&there)) {
            if let (Some(a), Some(b)) = (a.tested(), b.tested()) {
                prop_assert!((a.statistic - b.statistic).abs() < 1e-6 && (a.z - b.z).abs() < 1e-4 * a.z.abs().max(1.0));
            }
        }
    }

    #[test]
    fn the_order_of_units_changes_nothing(values in prop::collection::vec(0..50_u8, 60), step in 1..29_usize) {
        let place = |i: usize| (i * (2 * step + 1)) % 60;
        prop_assume!((0..60).map(place).collect::<std::collections::BTreeSet<usize>>().len() == 60);
        let cells: Vec<Cell> = (0..60).map(|i| Cell { row: i / 10, column: i % 10 }).collect();
        let mixed: Vec<Cell> = (0..60).map(|i| cells[place(i)]).collect();
        let (here, there): (Vec<f64>, Vec<f64>) = (0..60).map(|i| (f64::from(values[i]), f64::from(values[place(i)]))).unzip();
        let a = gi(&here, &Neighbours::of_cells(&cells, Contiguity::Rook).unwrap(), Inference::Normal);
        let b = gi(&there, &Neighbours::of_cells(&mixed, Contiguity::Rook).unwrap(), Inference::Normal);
        for i in 0..60 {
            if let (Some(a), Some(b)) = (a.results[place(i)].tested(), b.results[i].tested()) {
                prop_assert!((a.z - b.z).abs() < 1e-10);
                prop_assert_eq!(a.kind, b.kind);
            }
        }
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(values in prop::collection::vec(any::<f64>(), 12), small in prop::collection::vec(0..3_u8, 12), seed: u64) {
        let lists: Vec<Vec<u32>> = (0..12_u32).map(|i| (0..i).collect()).collect();
        let neighbours = Neighbours::from_lists(&lists).unwrap();
        let small: Vec<f64> = small.iter().map(|v| f64::from(*v)).collect();
        for values in [&values, &small] {
            for inference in [Inference::Normal, permutations(19, seed, Tails::Both)] {
                let params = LocalGetisOrdParams { inference, false_discovery_rate: 0.05, min_sample: ANY_SAMPLE };
                if let Ok(found) = local_getis_ord(values, &neighbours, &params) {
                    for spot in found.sufficient().unwrap().results.iter().filter_map(UnitResult::tested) {
                        prop_assert!(spot.z.is_finite() && (0.0..=1.0).contains(&spot.p_value) && (0.0..=1.0).contains(&spot.p_adjusted));
                        prop_assert!(spot.kind == HotSpotKind::Neither || spot.p_adjusted <= 0.05);
                        prop_assert!(spot.p_adjusted >= spot.p_value * (1.0 - 1e-12));
                    }
                }
                let params = LocalMoranParams { variance: MoranVariance::MaximumLikelihood, inference, false_discovery_rate: 0.05, min_sample: ANY_SAMPLE };
                if let Ok(found) = local_moran(values, &neighbours, &params) {
                    let found = found.sufficient().unwrap();
                    prop_assert!(found.global.is_none_or(f64::is_finite));
                    for unit in found.results.iter().filter_map(UnitResult::tested) {
                        prop_assert!([unit.statistic, unit.expected, unit.variance, unit.z, unit.p_value].iter().all(|v| v.is_finite()));
                    }
                }
            }
        }
    }
}
