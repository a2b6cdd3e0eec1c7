//! Balanced half-samples, Fay's method and quantiles from replicates (`oracle/replication/half_samples.R`).

use super::replication::statistics;
use crate::survey_support::{Frame, Oracle};
use lofte_analysis::survey::quantile::InOrder;
use lofte_analysis::survey::replication::{Centre, Replicated, Replication, from_given_weights, replicate};
use lofte_analysis::survey::{Design, DesignColumns};

const QUARTILES: [f64; 3] = [0.25, 0.5, 0.75];

/// Compares the statistics at these places.
fn compare(o: &mut Oracle, id: &str, result: &Replicated, at: &[usize]) {
    assert!(o.has(id), "no case {id}");
    let df = o.numbers(id, "df")[0];
    let pick = |get: &dyn Fn(usize) -> f64| -> Vec<f64> { at.iter().map(|&i| get(i)).collect() };
    o.check(id, "est", &pick(&|i| result.values[i]), 1e-10);
    o.check(id, "se", &pick(&|i| result.standard_error(i)), 1e-10);
    o.check(id, "lo", &pick(&|i| result.interval(i, 0.95, df).unwrap().lower), 1e-10);
    o.check(id, "hi", &pick(&|i| result.interval(i, 0.95, df).unwrap().upper), 1e-10);
}

/// NHANES without the one stratum that has three clusters, in the order of strata and clusters.
fn clusters() -> (Frame, Design) {
    let all = Frame::read("nhanes");
    let (strata, psu) = (all.full("SDMVSTRA"), all.full("SDMVPSU"));
    let mut rows: Vec<usize> = (0..all.rows).filter(|&row| (strata[row] - 86.0).abs() > 0.5).collect();
    rows.sort_by(|&a, &b| strata[a].total_cmp(&strata[b]).then(psu[a].total_cmp(&psu[b])));
    let f = all.pick(&rows);
    let (strata, psu, weights) = (f.codes("SDMVSTRA"), f.codes("SDMVPSU"), f.full("WTMEC2YR"));
    let columns = DesignColumns {
        strata: Some(&strata),
        psu: Some(&psu),
        weights: Some(&weights),
        ..DesignColumns::default()
    };
    let design = Design::from_columns(f.rows, &columns).unwrap();
    (f, design)
}

/// The schools of apistrat two by two.
fn pairs() -> (Frame, Design) {
    let f = Frame::read("apistrat");
    let strata: Vec<u32> = (0..100).flat_map(|pair| [pair, pair]).collect();
    let weights = f.full("pw");
    let columns =
        DesignColumns { strata: Some(&strata), weights: Some(&weights), ..DesignColumns::default() };
    let design = Design::from_columns(f.rows, &columns).unwrap();
    (f, design)
}

/// The share with high cholesterol of everybody and of each race.
fn cholesterol(f: &Frame) -> impl Fn(&[f64]) -> Option<Vec<f64>> + Sync {
    let (high, race) = (f.numbers("HI_CHOL"), f.full("race"));
    move |w: &[f64]| {
        let mean = |wanted: &dyn Fn(usize) -> bool| {
            let known = || (0..w.len()).filter(|&k| wanted(k)).filter_map(|k| Some((w[k], high[k]?)));
            known().map(|(w, y)| w * y).sum::<f64>() / known().map(|(w, _)| w).sum::<f64>()
        };
        let mut all = vec![mean(&|_| true)];
        all.extend([1.0, 2.0, 3.0, 4.0].map(|wanted| mean(&|k| (race[k] - wanted).abs() < 0.5)));
        Some(all)
    }
}

fn quartiles(f: &Frame) -> impl Fn(&[f64]) -> Option<Vec<f64>> + Sync {
    let scores = InOrder::new(&f.numbers("api00"), |_| true);
    move |w: &[f64]| QUARTILES.iter().map(|&p| scores.quantile(w, p)).collect()
}

/// The change of the mean and of the median from 1999 to 2000.
fn changes(f: &Frame) -> impl Fn(&[f64]) -> Option<Vec<f64>> + Sync {
    let years = ["api99", "api00"].map(|year| (f.full(year), InOrder::new(&f.numbers(year), |_| true)));
    move |w: &[f64]| {
        let mean = |y: &[f64]| w.iter().zip(y).map(|(w, y)| w * y).sum::<f64>() / w.iter().sum::<f64>();
        let [before, after] = &years;
        let medians = [before, after].map(|(_, answers)| answers.quantile(w, 0.5));
        Some(vec![mean(&after.0) - mean(&before.0), medians[1]? - medians[0]?])
    }
}

#[test]
fn half_samples_agree_with_r() {
    let mut o = Oracle::read_file("half_samples_r_survey_4.1.json");
    let ((people, clusters), (schools, pairs)) = (clusters(), pairs());
    let methods = [
        ("brr", Replication::BalancedHalfSamples),
        ("fay3", Replication::Fay { rho: 0.3 }),
        ("fay5", Replication::Fay { rho: 0.5 }),
    ];
    for (name, method) in methods {
        for (around, centre) in [("mse", Centre::FullSample), ("nomse", Centre::ReplicateMean)] {
            let id = |rest: &str| format!("{name}.{around}.{rest}");
            let shares = replicate(&clusters, method, centre, cholesterol(&people)).unwrap();
            assert_eq!(shares.replicates.len(), 16);
            compare(&mut o, &id("nhanes.hi_chol"), &shares, &[0]);
            for race in 1..=4 {
                compare(&mut o, &id(&format!("nhanes.hi_chol.race{race}")), &shares, &[race]);
            }
            let result = replicate(&pairs, method, centre, statistics(&schools)).unwrap();
            compare(&mut o, &id("pairs.mean.api00"), &result, &[0]);
            compare(&mut o, &id("pairs.total.enroll"), &result, &[1]);
            compare(&mut o, &id("pairs.prop.awards"), &result, &[2, 3]);
            compare(&mut o, &id("pairs.ratio"), &result, &[4]);
            compare(&mut o, &id("pairs.domain"), &result, &[5]);
            let result = replicate(&pairs, method, centre, quartiles(&schools)).unwrap();
            compare(&mut o, &id("pairs.quartiles"), &result, &[0, 1, 2]);
            let result = replicate(&pairs, method, centre, changes(&schools)).unwrap();
            compare(&mut o, &id("pairs.change.mean"), &result, &[0]);
            compare(&mut o, &id("pairs.change.median"), &result, &[1]);
        }
    }
    let table = Frame::read("apistrat_raowu60");
    let mut columns: Vec<&str> = table.names().filter(|name| *name != "row").collect();
    columns.sort_unstable();
    let given: Vec<Vec<f64>> = columns.into_iter().map(|column| table.full(column)).collect();
    let (weights, factors) = (schools.full("pw"), [1.0 / 60.0; 60]);
    let result = from_given_weights(&weights, &given, &factors, Centre::FullSample, quartiles(&schools));
    compare(&mut o, "raowu60.mse.quartiles", &result.unwrap(), &[0, 1, 2]);
    let left: Vec<&String> = o.ids().filter(|id| !o.checked.contains(*id)).collect();
    assert!(left.is_empty(), "{left:#?}");
}
