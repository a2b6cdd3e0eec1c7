//! What must hold for any survey: scale, order, threads, batches, merging; and the index, calibration and replication on
//! data made here.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    reason = "a test may stop; equality to the last bit is the claim"
)]

use lofte_analysis::survey::auxiliary::Auxiliary;
use lofte_analysis::survey::calibrate::CalibrationMethod;
use lofte_analysis::survey::quantile::quantile;
use lofte_analysis::survey::replication::{Centre, Replication, replicate, replicate_shares};
use lofte_analysis::survey::small_area::{
    Benchmark, Direct, Fit, benchmarked, fay_herriot, smoothed_variance,
};
use lofte_analysis::survey::statistic::{Statistic, contrast};
use lofte_analysis::survey::{
    DegreesOfFreedom, Design, DesignColumns, Estimate, EstimateOptions, LonelyPsu, Stratum, SurveyError,
    mean, ratio, share, shares_by, total,
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-9)
}

fn same(a: &Estimate, b: &Estimate, tolerance: f64) -> bool {
    near(a.value, b.value, tolerance)
        && near(a.se, b.se, tolerance)
        && near(a.interval.lower, b.interval.lower, tolerance)
        && near(a.interval.upper, b.interval.upper, tolerance)
        && a.n == b.n
        && a.yes == b.yes
}

/// A small survey: stratum, weight, answer and value of each respondent.
type Rows = Vec<(u32, f64, Option<bool>, f64)>;

fn rows() -> impl Strategy<Value = Rows> {
    let one = (0..4_u32, 0.5..50.0_f64, proptest::option::weighted(0.9, any::<bool>()), -100.0..100.0_f64);
    proptest::collection::vec(one, 12..80)
}

fn design(rows: &Rows, scale: f64) -> Design {
    let strata: Vec<u32> = rows.iter().map(|r| r.0).collect();
    let weights: Vec<f64> = rows.iter().map(|r| r.1 * scale).collect();
    let columns =
        DesignColumns { strata: Some(&strata), weights: Some(&weights), ..DesignColumns::default() };
    Design::from_columns(rows.len(), &columns).unwrap().with_lonely_psu(LonelyPsu::Adjust)
}

fn answers(rows: &Rows) -> Vec<Option<bool>> {
    rows.iter().map(|r| r.2).collect()
}

fn values(rows: &Rows) -> Vec<Option<f64>> {
    rows.iter().map(|r| Some(r.3)).collect()
}

fn finite(e: &Estimate) -> bool {
    [e.value, e.se, e.df, e.df_satterthwaite, e.weight_sum, e.interval.lower, e.interval.upper]
        .into_iter()
        .chain(e.design_effect)
        .all(f64::is_finite)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn scaling_the_weights_changes_no_mean(rows in rows(), scale in 0.001..1000.0_f64) {
        let options = EstimateOptions::default();
        let (plain, scaled) = (design(&rows, 1.0), design(&rows, scale));
        let pairs = [
            (mean(&plain, &values(&rows), None, &options), mean(&scaled, &values(&rows), None, &options)),
            (share(&plain, &answers(&rows), None, &options), share(&scaled, &answers(&rows), None, &options)),
        ];
        for (a, b) in pairs {
            if let (Ok(a), Ok(b)) = (a, b) {
                prop_assert!(same(&a, &b, 1e-9), "{a:?} {b:?}");
            }
        }
        let (a, b) = (total(&plain, &values(&rows), None, &options)?, total(&scaled, &values(&rows), None, &options)?);
        prop_assert!(near(a.value * scale, b.value, 1e-9) && near(a.se * scale, b.se, 1e-9));
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in rows(), seed in any::<u64>()) {
        let mut shuffled = rows.clone();
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        for k in (1..shuffled.len()).rev() {
            shuffled.swap(k, rng.random_range(0..=k));
        }
        let options = EstimateOptions::default();
        let pair = |f: &dyn Fn(&Rows) -> Result<Estimate, SurveyError>| (f(&rows), f(&shuffled));
        for (a, b) in [
            pair(&|r| share(&design(r, 1.0), &answers(r), None, &options)),
            pair(&|r| total(&design(r, 1.0), &values(r), None, &options)),
        ] {
            match (a, b) {
                (Ok(a), Ok(b)) => prop_assert!(same(&a, &b, 1e-10), "{a:?} {b:?}"),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }

    #[test]
    fn groups_add_up_and_nothing_is_nan(rows in rows(), groups in 1..5_u32) {
        let design = design(&rows, 1.0);
        let options = EstimateOptions::default();
        let group = |k: usize| u32::try_from(k).unwrap() % groups;
        let of_row: Vec<Option<u32>> = (0..rows.len()).map(|k| Some(group(k))).collect();
        let table = shares_by(&design, &answers(&rows), &of_row, groups as usize, &options)?;
        prop_assert!(table.iter().flatten().all(finite));
        if let Ok(whole) = share(&design, &answers(&rows), None, &options) {
            let people: f64 = table.iter().flatten().map(|e| e.weight_sum).sum();
            let yes: f64 = table.iter().flatten().map(|e| e.weight_sum * e.value).sum();
            prop_assert!(finite(&whole));
            prop_assert!(near(people, whole.weight_sum, 1e-12) && near(yes / people, whole.value, 1e-12));
            prop_assert_eq!(table.iter().flatten().map(|e| e.n).sum::<u64>(), whole.n);
        }
        // A group with one member per stratum leaves no degrees of freedom of its own.
        let options = EstimateOptions { df: DegreesOfFreedom::Given(10.0), ..options };
        let mut totals = 0.0_f64;
        for g in 0..groups {
            let domain: Vec<bool> = (0..rows.len()).map(|k| group(k) == g).collect();
            totals += total(&design, &values(&rows), Some(&domain), &options)?.value;
        }
        let whole = total(&design, &values(&rows), None, &options)?;
        prop_assert!((totals - whole.value).abs() <= 1e-9 * rows.iter().map(|r| r.1 * r.3.abs()).sum::<f64>());
    }

    #[test]
    fn a_ratio_to_one_is_the_mean_and_a_contrast_with_itself_is_zero(rows in rows()) {
        let design = design(&rows, 1.0);
        let options = EstimateOptions::default();
        let ones = vec![Some(1.0); rows.len()];
        let a = mean(&design, &values(&rows), None, &options)?;
        let b = ratio(&design, &values(&rows), &ones, None, &options)?;
        prop_assert!(near(a.value, b.value, 1e-12) && near(a.se, b.se, 1e-12));
        let same = Statistic::mean(&design, &values(&rows), None)?;
        let zero = contrast(&design, &[same.clone(), same], &[1.0, -1.0], &options)?;
        prop_assert_eq!((zero.value, zero.se), (0.0, 0.0));
    }

    #[test]
    fn calibrated_weights_meet_the_register_or_say_why_not(rows in rows(), people in 100.0..9000.0_f64) {
        let design = design(&rows, 1.0);
        let sex: Vec<u32> = (0..rows.len()).map(|k| u32::try_from(k % 2).unwrap()).collect();
        let age: Vec<u32> = (0..rows.len()).map(|k| u32::try_from(k % 3).unwrap()).collect();
        let register = Auxiliary::new(rows.len())
            .margin("sex", &sex, &[0.4 * people, 0.6 * people])?
            .margin("age", &age, &[0.3 * people, 0.3 * people, 0.4 * people])?;
        for method in [
            CalibrationMethod::Linear,
            CalibrationMethod::Raking,
            CalibrationMethod::Logit { lower: 0.01, upper: 1e4 },
            CalibrationMethod::BoundedLinear { lower: 0.5, upper: 2.0 },
        ] {
            match design.calibrate(&register, method) {
                Ok((calibrated, report)) => {
                    prop_assert!(report.largest_deviation < 1e-10);
                    let women: f64 = calibrated.weights().iter().step_by(2).sum();
                    prop_assert!(near(women, 0.4 * people, 1e-9));
                    // What the register knows has no variance left.
                    let known: Vec<Option<bool>> = sex.iter().map(|&s| Some(s == 1)).collect();
                    if report.negative_weights == 0 {
                        let e = share(&calibrated, &known, None, &EstimateOptions::default())?;
                        prop_assert!(near(e.value, 0.6, 1e-9) && e.se < 1e-9);
                    }
                }
                Err(SurveyError::NotCalibrated { deviation, .. }) => prop_assert!(deviation >= 1e-10),
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
    }
}

/// Design, answers per question, area of each row.
type Large = (Design, Vec<Vec<Option<bool>>>, Vec<Option<u32>>);

fn large(n: u32) -> Large {
    let mut rng = Pcg64Mcg::seed_from_u64(5);
    let areas: Vec<Stratum> = (0..12)
        .map(|a| Stratum { name: format!("area {a}"), population: Some(900.0 + 50.0 * f64::from(a)) })
        .collect();
    let area_of_row: Vec<u32> = (0..n).map(|k| k % 12).collect();
    let columns = (0..5)
        .map(|j| {
            (0..n)
                .map(|_| rng.random_bool(0.97).then(|| rng.random_bool(0.1 + 0.05 * f64::from(j))))
                .collect()
        })
        .collect();
    let groups = area_of_row.iter().map(|&a| Some(a)).collect();
    (Design::stratified(&area_of_row, &areas).unwrap(), columns, groups)
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let (design, columns, groups) = large(2400);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let table = shares_by(&design, &columns[0], &groups, 12, &EstimateOptions::default()).unwrap();
            let method = Replication::RaoWu { replicates: 200, seed: 3 };
            let boot =
                replicate_shares(&design, &columns[0], &groups, 12, method, Centre::FullSample).unwrap();
            serde_json::to_string(&(table, boot)).unwrap()
        })
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}

#[test]
fn the_bootstrap_agrees_with_linearisation_also_after_calibration() {
    let (design, columns, _) = large(1200);
    let sex: Vec<u32> = columns[1].iter().map(|a| u32::from(*a == Some(true))).collect();
    let register = Auxiliary::new(1200).margin("sex", &sex, &[11_900.0, 2200.0]).unwrap();
    let (calibrated, _) = design.calibrate(&register, CalibrationMethod::Raking).unwrap();
    for design in [design, calibrated] {
        let taylor = share(&design, &columns[1], None, &EstimateOptions::default()).unwrap();
        let statistic = |w: &[f64]| {
            let known = || w.iter().zip(&columns[1]).filter_map(|(w, a)| a.map(|a| (w, a)));
            let yes: f64 = known().filter(|(_, a)| *a).map(|(w, _)| w).sum();
            Some(vec![yes / known().map(|(w, _)| w).sum::<f64>()])
        };
        let method = Replication::RaoWu { replicates: 2000, seed: 11 };
        let boot = replicate(&design, method, Centre::FullSample, statistic).unwrap();
        assert!(near(boot.values[0], taylor.value, 1e-12));
        // Monte Carlo error of a standard error from 2 000 replicates: 1.6 %.
        assert!(near(boot.standard_error(0), taylor.se, 0.08), "{} {}", boot.standard_error(0), taylor.se);
    }
}

#[test]
fn half_samples_of_pairs_equal_the_stratified_variance_for_totals() {
    let strata: Vec<u32> = (0..10).map(|k| k / 2).collect();
    let columns = DesignColumns { strata: Some(&strata), ..DesignColumns::default() };
    let design = Design::from_columns(10, &columns).unwrap();
    let y: Vec<f64> = (0..10).map(|k| f64::from(k * k % 7)).collect();
    let values: Vec<Option<f64>> = y.iter().copied().map(Some).collect();
    let taylor = total(&design, &values, None, &EstimateOptions::default()).unwrap();
    let statistic = |w: &[f64]| Some(vec![w.iter().zip(&y).map(|(w, y)| w * y).sum::<f64>()]);
    for method in [Replication::BalancedHalfSamples, Replication::Fay { rho: 0.3 }, Replication::Jackknife] {
        let result = replicate(&design, method, Centre::FullSample, statistic).unwrap();
        assert!(near(result.standard_error(0), taylor.se, 1e-12), "{method:?}");
    }
    let odd =
        Design::from_columns(9, &DesignColumns { strata: Some(&strata[..9]), ..DesignColumns::default() });
    let error = replicate(&odd.unwrap(), Replication::BalancedHalfSamples, Centre::FullSample, statistic);
    assert_eq!(error.unwrap_err(), SurveyError::OneRespondent { stratum: "4".into() });
}

#[test]
fn bad_calibrations_say_what_is_wrong() {
    let (design, _, _) = large(24);
    let sex: Vec<u32> = vec![0; 24];
    let margin = |totals: &[f64]| Auxiliary::new(24).margin("sex", &sex, totals);
    let calibrate =
        |a: &Auxiliary| design.calibrate(a, CalibrationMethod::Raking).map(|_| ()).unwrap_err().to_string();
    assert_eq!(
        calibrate(&margin(&[50.0, 60.0]).unwrap()),
        "nobody with a weight is in category 1 of margin sex; merge it with another category"
    );
    assert_eq!(
        calibrate(&Auxiliary::new(24)),
        "no register totals were given; add at least one margin or the size of the population"
    );
    assert_eq!(
        calibrate(&margin(&[50.0]).unwrap().margin("age", &sex, &[70.0]).unwrap()),
        "margin sex adds up to 50 but margin age to 70; take both from the same register and day"
    );
    assert!(margin(&[-1.0]).is_err() && margin(&[]).is_err());
    let narrow = CalibrationMethod::BoundedLinear { lower: 0.9, upper: 1.1 };
    let error = design.calibrate(&margin(&[1e6]).unwrap(), narrow).map(|_| ()).unwrap_err();
    assert!(matches!(error, SurveyError::NotCalibrated { .. }), "{error}");
    let (done, _) = design.calibrate(&margin(&[5000.0]).unwrap(), CalibrationMethod::Linear).unwrap();
    let again = done.calibrate(&margin(&[5000.0]).unwrap(), CalibrationMethod::Linear).map(|_| ());
    assert_eq!(again.unwrap_err(), SurveyError::AlreadyCalibrated);
}

#[test]
fn small_areas_shrink_and_add_up() {
    let direct: Vec<Option<Direct>> = [0.62, 0.55, 0.91, 0.48, 0.66, 0.30]
        .iter()
        .zip([20.0, 150.0, 12.0, 160.0, 90.0, 70.0])
        .map(|(&value, n)| Some(Direct { value, variance: smoothed_variance(0.6, 1.2, n).unwrap() }))
        .chain([None])
        .collect();
    let features = vec![vec![1.0]; 7];
    let model = fay_herriot(&direct, &features, Fit::Reml).unwrap();
    assert!(model.between_variance > 0.0);
    assert!(model.areas[2].shrinkage < model.areas[3].shrinkage);
    assert_eq!(model.areas[6].estimate, model.coefficients[0]);
    assert!(model.areas.iter().all(|a| a.mse > 0.0 && a.mse.is_finite()));
    let people = [500.0, 3000.0, 200.0, 4000.0, 1500.0, 1000.0, 300.0];
    for benchmark in [Benchmark::Ratio, Benchmark::Difference] {
        let adjusted = benchmarked(&model, &people, 0.57, benchmark).unwrap();
        let reached: f64 = adjusted.iter().zip(people).map(|(e, n)| e * n).sum();
        assert!(near(reached, 0.57 * people.iter().sum::<f64>(), 1e-12));
    }
    // Equal estimates: nothing between the areas, and everything shrinks to the common value.
    let equal = vec![Some(Direct { value: 0.6, variance: 0.002 }); 5];
    let flat = fay_herriot(&equal, &features[..5], Fit::Ml).unwrap();
    assert_eq!(flat.between_variance, 0.0);
    let twice = vec![vec![1.0, 2.0]; 7];
    assert_eq!(fay_herriot(&direct, &twice, Fit::Reml).unwrap_err(), SurveyError::DependentFeatures);
}

#[test]
fn replicated_tables_agree_with_linearised_ones() {
    let (design, columns, groups) = large(2400);
    let table = shares_by(&design, &columns[2], &groups, 12, &EstimateOptions::default()).unwrap();
    let method = Replication::RaoWu { replicates: 1500, seed: 21 };
    let boot = replicate_shares(&design, &columns[2], &groups, 12, method, Centre::FullSample).unwrap();
    for (place, estimate) in table.iter().flatten().enumerate() {
        assert!(near(boot.values[place], estimate.value, 1e-12));
        // Small groups: the ratio's curvature adds to the Monte Carlo error of 1.8 %.
        assert!(near(boot.standard_error(place), estimate.se, 0.12));
    }
}

#[test]
fn a_table_of_replicates_has_the_draws_of_the_replicates_themselves() {
    let (design, columns, _) = large(600);
    let clusters: Vec<u32> = (0..600).map(|k| k / 3).collect();
    let strata: Vec<u32> = clusters.iter().map(|c| c % 5).collect();
    let clustered = DesignColumns { strata: Some(&strata), psu: Some(&clusters), ..DesignColumns::default() };
    let clustered = Design::from_columns(600, &clustered).unwrap();
    // Groups that cut across strata and clusters, and rows in none.
    let groups: Vec<Option<u32>> = (0..600).map(|k| (k % 17 != 0).then_some(k * 7 / 3 % 4)).collect();
    let method = Replication::RaoWu { replicates: 37, seed: 5 };
    // Areas as groups: every stratum lies within one, in both designs.
    let areas: Vec<Option<u32>> = (0..600).map(|k| (k % 17 != 0).then_some(k % 12 % 4)).collect();
    let of_strata: Vec<Option<u32>> = strata.iter().map(|s| Some(s % 4)).collect();
    for (design, groups) in
        [(&design, &groups), (&clustered, &groups), (&design, &areas), (&clustered, &of_strata)]
    {
        let table = replicate_shares(design, &columns[1], groups, 4, method, Centre::ReplicateMean).unwrap();
        let statistic = |w: &[f64]| {
            let share = |group: u32| {
                let known = || (0..600).filter(|&k| groups[k] == Some(group) && columns[1][k].is_some());
                let yes: f64 = known().filter(|&k| columns[1][k] == Some(true)).map(|k| w[k]).sum();
                yes / known().map(|k| w[k]).sum::<f64>()
            };
            Some((0..4).map(share).collect())
        };
        let plain = replicate(design, method, Centre::ReplicateMean, statistic).unwrap();
        assert_eq!(table.replicates.len(), 37);
        for (a, b) in table.replicates.iter().flatten().zip(plain.replicates.iter().flatten()) {
            assert!(near(*a, *b, 1e-12), "{a} {b}");
        }
        assert!(near(table.standard_error(3), plain.standard_error(3), 1e-10));
    }
}

#[test]
fn a_group_that_a_replicate_may_lose_is_refused() {
    let columns = DesignColumns { strata: Some(&[0, 0, 0, 0, 0, 0]), ..DesignColumns::default() };
    let design = Design::from_columns(6, &columns).unwrap();
    let groups = [Some(0), Some(1), Some(1), Some(1), Some(1), Some(1)];
    let method = Replication::RaoWu { replicates: 50, seed: 1 };
    let error = replicate_shares(&design, &[Some(true); 6], &groups, 2, method, Centre::FullSample);
    assert!(matches!(error.unwrap_err(), SurveyError::Replicate { replicate } if replicate > 0));
}

#[test]
fn hopeless_groups_are_refused() {
    let (design, columns, _) = large(24);
    let options = EstimateOptions::default();
    let mut one = vec![false; 24];
    one[3] = true;
    let values: Vec<Option<f64>> = (0..24).map(|k| Some(f64::from(k))).collect();
    let refused = SurveyError::NoDegreesOfFreedom { units: 1, strata: 1 };
    // One person has a value but no spread around it; a total or quantile of one person has no interval.
    assert_eq!(total(&design, &values, Some(&one), &options).unwrap_err(), refused);
    assert_eq!(quantile(&design, &values, 0.5, Some(&one), &options).unwrap_err(), refused);
    assert_eq!(
        share(&design, &columns[0], Some(&[false; 24]), &options).unwrap_err(),
        SurveyError::NoAnswers
    );
    let bad = vec![Some(f64::NAN); 24];
    assert_eq!(
        mean(&design, &bad, None, &options).unwrap_err().to_string(),
        "row 1 of column values is not a finite number; leave missing answers empty"
    );
}
