//! Jackknife, given bootstrap weights, and calibration in every replicate.

use crate::survey_support::{Frame, Oracle, api_designs, close};
use lofte_analysis::survey::auxiliary::Auxiliary;
use lofte_analysis::survey::calibrate::CalibrationMethod;
use lofte_analysis::survey::replication::{Centre, Replicated, Replication, from_given_weights, replicate};
use lofte_analysis::survey::{EstimateOptions, total};

/// The statistics of the reference: mean, total, two shares, ratio, domain mean.
pub fn statistics(f: &Frame) -> impl Fn(&[f64]) -> Option<Vec<f64>> + Sync {
    let (api00, enroll, students) = (f.full("api00"), f.numbers("enroll"), f.numbers("api.stu"));
    let (awarded, improved) = (f.has("awards", "Yes"), f.has("comp.imp", "Yes"));
    move |w: &[f64]| {
        let sum = |y: &dyn Fn(usize) -> f64| -> f64 { w.iter().enumerate().map(|(k, w)| w * y(k)).sum() };
        let yes = |b: bool| f64::from(u8::from(b));
        let size = sum(&|_| 1.0);
        let with_award = sum(&|k| yes(awarded[k])) / size;
        let both = |k: usize| enroll[k].zip(students[k]);
        let ratio = sum(&|k| both(k).map_or(0.0, |b| b.1)) / sum(&|k| both(k).map_or(0.0, |b| b.0));
        let domain = sum(&|k| yes(improved[k]) * api00[k]) / sum(&|k| yes(improved[k]));
        let mean = sum(&|k| api00[k]) / size;
        Some(vec![mean, sum(&|k| enroll[k].unwrap_or(0.0)), 1.0 - with_award, with_award, ratio, domain])
    }
}

fn compare(o: &mut Oracle, tag: &str, result: &Replicated, tolerance: f64) {
    let places: [(&str, &[usize]); 5] = [
        ("mean.api00", &[0]),
        ("total.enroll", &[1]),
        ("prop.awards", &[2, 3]),
        ("ratio", &[4]),
        ("domain", &[5]),
    ];
    for (name, at) in places {
        let id = format!("rep.{tag}.{name}");
        if !o.has(&id) {
            continue;
        }
        let pick = |get: &dyn Fn(usize) -> f64| -> Vec<f64> { at.iter().map(|&i| get(i)).collect() };
        o.check(&id, "est", &pick(&|i| result.values[i]), tolerance);
        o.check(&id, "se", &pick(&|i| result.standard_error(i)), tolerance);
        let df = o.numbers(&id, "df")[0];
        let interval = |i: usize| result.interval(i, 0.95, df).unwrap();
        o.check(&id, "lo", &pick(&|i| interval(i).lower), tolerance);
        o.check(&id, "hi", &pick(&|i| interval(i).upper), tolerance);
        if o.field_is_present(&id, "vcov") {
            let v: Vec<f64> = at
                .iter()
                .flat_map(|&i| at.iter().map(move |&j| (i, j)))
                .map(|(i, j)| result.covariance(i, j))
                .collect();
            o.check(&id, "vcov", &v, tolerance.max(1e-9));
        }
    }
}

pub fn replicates(o: &mut Oracle) {
    let designs = api_designs();
    let [(_, strat, ds), (_, _, dsn), (_, clus1, d1), ..] = designs.as_slice() else { panic!("six designs") };
    for (name, centre) in [("mse", Centre::FullSample), ("nomse", Centre::ReplicateMean)] {
        for (tag, f, design) in
            [("jkn.strat", strat, ds), ("jkn.stratn", strat, dsn), ("jk1.clus1", clus1, d1)]
        {
            let result = replicate(design, Replication::Jackknife, centre, statistics(f)).unwrap();
            compare(o, &format!("{tag}.{name}"), &result, 1e-10);
        }
        let table = Frame::read("apistrat_raowu60");
        let mut columns: Vec<&str> = table.names().filter(|name| *name != "row").collect();
        columns.sort_unstable();
        assert_eq!(columns.len(), 60);
        let given: Vec<Vec<f64>> = columns.into_iter().map(|c| table.full(c)).collect();
        let factor = if centre == Centre::FullSample { 1.0 / 60.0 } else { 1.0 / 59.0 };
        let weights = strat.full("pw");
        let result = from_given_weights(&weights, &given, &[factor; 60], centre, statistics(strat)).unwrap();
        compare(o, &format!("raowu60.{name}"), &result, 1e-10);
    }
    let register = Auxiliary::new(strat.rows)
        .margin("sch.wide", &strat.codes("sch.wide"), &[1072.0, 5122.0])
        .unwrap()
        .margin("comp.imp", &strat.codes("comp.imp"), &[1712.0, 4482.0])
        .unwrap();
    let (raked, _) = dsn.calibrate(&register, CalibrationMethod::Raking).unwrap();
    let result = replicate(&raked, Replication::Jackknife, Centre::ReplicateMean, statistics(strat)).unwrap();
    compare(o, "jkn.strat.raked", &result, 1e-8);
    bootstrap(o, strat, dsn);
}

/// R's 4 000 bootstrap replicates are other draws than ours; both must lie within chance of the same expectation.
fn bootstrap(o: &mut Oracle, strat: &Frame, design: &lofte_analysis::survey::Design) {
    let id = "boot4000.total.enroll";
    let method = Replication::RaoWu { replicates: 4000, seed: 7 };
    let result = replicate(design, method, Centre::ReplicateMean, statistics(strat)).unwrap();
    o.check(id, "est", &[result.values[1]], 1e-10);
    let taylor = total(design, &strat.numbers("enroll"), None, &EstimateOptions::default()).unwrap();
    o.check(id, "se_taylor", &[taylor.se], 1e-10);
    let chance = 4.0 / f64::sqrt(2.0 * 4000.0);
    close(result.standard_error(1), taylor.se, chance, "bootstrap against its expectation");
    close(o.numbers(id, "se")[0], taylor.se, chance, "R's bootstrap against its expectation");
}
