//! Calibrated weights, estimates and residual variances.

use crate::survey_support::{Frame, Oracle, api_designs, close};
use lofte_analysis::survey::auxiliary::Auxiliary;
use lofte_analysis::survey::calibrate::CalibrationMethod;
use lofte_analysis::survey::{
    DegreesOfFreedom, Design, Estimate, EstimateOptions, IntervalMethod, mean, ratio, share, total,
};

const TYPES: (&str, &[f64]) = ("stype", &[4421.0, 755.0, 1018.0]);
const SCHOOL_WIDE: (&str, &[f64]) = ("sch.wide", &[1072.0, 5122.0]);
const IMPROVED: (&str, &[f64]) = ("comp.imp", &[1712.0, 4482.0]);

fn register(f: &Frame, margins: &[(&str, &[f64])], api99: bool) -> Auxiliary {
    let mut auxiliary = Auxiliary::new(f.rows);
    for (column, totals) in margins {
        auxiliary = auxiliary.margin(column, &f.codes(column), totals).unwrap();
    }
    if api99 {
        if margins.is_empty() {
            auxiliary = auxiliary.population(6194.0).unwrap();
        }
        auxiliary = auxiliary.quantity("api99", &f.full("api99"), 3_914_069.0).unwrap();
    }
    auxiliary
}

struct Case<'a> {
    tag: &'a str,
    frame: &'a Frame,
    design: &'a Design,
    register: Auxiliary,
    method: CalibrationMethod,
}

fn results(f: &Frame, design: &Design) -> [(&'static str, Vec<Estimate>); 5] {
    let options = EstimateOptions {
        interval: IntervalMethod::MeanT,
        df: DegreesOfFreedom::Design,
        ..EstimateOptions::default()
    };
    let within = EstimateOptions { df: DegreesOfFreedom::Domain, ..options };
    let improved = f.has("comp.imp", "Yes");
    let awards = ["No", "Yes"].map(|l| share(design, &f.is("awards", l), None, &options).unwrap());
    let (api00, enroll) = (f.numbers("api00"), f.numbers("enroll"));
    [
        ("mean.api00", vec![mean(design, &api00, None, &options).unwrap()]),
        ("total.enroll", vec![total(design, &enroll, None, &options).unwrap()]),
        ("prop.awards", awards.to_vec()),
        ("ratio", vec![ratio(design, &f.numbers("api.stu"), &enroll, None, &options).unwrap()]),
        ("domain", vec![mean(design, &api00, Some(&improved), &within).unwrap()]),
    ]
}

fn compare(o: &mut Oracle, case: &Case<'_>) {
    let Case { tag, frame, design, register, method } = case;
    let (after, report) = design.calibrate(register, *method).unwrap();
    assert!(report.largest_deviation < 1e-10);
    let tolerance = if matches!(method, CalibrationMethod::Linear) { 1e-10 } else { 1e-8 };
    let g: Vec<f64> = after.weights().iter().zip(design.weights()).map(|(w, d)| w / d).collect();
    for (name, estimates) in results(frame, &after) {
        let id = format!("cal.{tag}.{name}");
        let all = |pick: fn(&Estimate) -> f64| -> Vec<f64> { estimates.iter().map(pick).collect() };
        o.check(&id, "est", &all(|e| e.value), tolerance);
        o.check(&id, "w_sum", &[after.weights().iter().sum()], tolerance);
        o.check(&id, "g_min", &[report.g_min], tolerance);
        o.check(&id, "g_max", &[report.g_max], tolerance);
        o.check(&id, "g_first10", &g[..10], tolerance);
        if !tag.starts_with("rake") {
            o.check(&id, "se", &all(|e| e.se), tolerance);
            o.check(&id, "lo", &all(|e| e.interval.lower), tolerance);
            o.check(&id, "hi", &all(|e| e.interval.upper), tolerance);
        } else if o.has(&id) {
            // R's `rake()` takes residuals from unweighted margin means; ours are those of `calibrate`. The weights are
            // the same, the standard errors near.
            for (ours, theirs) in all(|e| e.se).into_iter().zip(o.numbers(&id, "se")) {
                close(ours, theirs, 0.12, &format!("{id} se"));
            }
        }
    }
}

pub fn api(o: &mut Oracle) {
    use CalibrationMethod::{BoundedLinear, Linear, Logit, Raking};
    let designs = api_designs();
    let [(_, strat, ds), _, (_, clus1, d1), (_, _, d1n), _, (_, srs, dr)] = designs.as_slice() else {
        panic!("six designs")
    };
    let all = [TYPES, SCHOOL_WIDE];
    let wide = [SCHOOL_WIDE, IMPROVED];
    let three = [TYPES, SCHOOL_WIDE, IMPROVED];
    let logit = Logit { lower: 0.4, upper: 3.0 };
    let bounded = BoundedLinear { lower: 0.6, upper: 2.0 };
    let mut check = |tag, (frame, design), margins: &[(&str, &[f64])], api99, method| {
        compare(o, &Case { tag, frame, design, register: register(frame, margins, api99), method });
    };
    check("ps.srs.stype", (srs, dr), &all[..1], false, Linear);
    check("ps.clus1.stype", (clus1, d1), &all[..1], false, Linear);
    check("ps.clus1n.stype", (clus1, d1n), &all[..1], false, Raking);
    check("ps.strat.schwide", (strat, ds), &wide[..1], false, Linear);
    check("rake.clus1", (clus1, d1), &all, false, Raking);
    check("rake.strat", (strat, ds), &wide, false, Raking);
    check("rake3.srs", (srs, dr), &three, false, Raking);
    check("greg.clus1.api99", (clus1, d1), &[], true, Linear);
    check("greg.clus1.stype_api99", (clus1, d1), &all[..1], true, Linear);
    check("greg.strat.stype_api99", (strat, ds), &all[..1], true, Linear);
    check("calfun_linear.clus1", (clus1, d1), &all, false, Linear);
    check("calfun_linear.strat", (strat, ds), &wide, false, Linear);
    check("calfun_raking.clus1", (clus1, d1), &all, false, Raking);
    check("calfun_raking.strat", (strat, ds), &wide, false, Raking);
    check("logit.clus1", (clus1, d1), &all, false, logit);
    check("linbounded.clus1", (clus1, d1), &all, false, bounded);
}

/// Kalton & Flores-Cervantes (2003): a table of four by three cells, listed with a running fastest.
pub fn kalton(o: &mut Oracle) {
    let sample = [20, 50, 100, 30, 40, 140, 50, 100, 40, 310, 50, 70];
    let population = [80.0, 60.0, 170.0, 55.0, 40.0, 150.0, 60.0, 165.0, 55.0, 340.0, 200.0, 125.0];
    let (mut a_codes, mut b_codes, mut cells, mut first_rows) = (vec![], vec![], vec![], vec![]);
    let (mut a_totals, mut b_totals) = ([0.0; 4], [0.0; 3]);
    for (cell, (&count, people)) in (0_u32..).zip(sample.iter().zip(population)) {
        let (a, b) = (cell % 4, cell / 4);
        first_rows.push(cells.len());
        for _ in 0..count {
            a_codes.push(a);
            b_codes.push(b);
            cells.push(cell);
        }
        a_totals[a as usize] += people;
        b_totals[b as usize] += people;
    }
    let rows = a_codes.len();
    let design = Design::from_columns(rows, &lofte_analysis::survey::DesignColumns::default()).unwrap();
    let both = Auxiliary::new(rows)
        .margin("a", &a_codes, &a_totals)
        .unwrap()
        .margin("b", &b_codes, &b_totals)
        .unwrap();
    let each = Auxiliary::new(rows).margin("cell", &cells, &population).unwrap();
    for (name, auxiliary, method) in [
        ("ps", &each, CalibrationMethod::Linear),
        ("rake", &both, CalibrationMethod::Raking),
        ("linear", &both, CalibrationMethod::Linear),
        ("logit", &both, CalibrationMethod::Logit { lower: 0.5, upper: 2.2 }),
        ("trunclinear", &both, CalibrationMethod::BoundedLinear { lower: 0.5, upper: 2.2 }),
    ] {
        let (calibrated, _) = design.calibrate(auxiliary, method).unwrap();
        let weights: Vec<f64> = first_rows.iter().map(|&row| calibrated.weights()[row]).collect();
        o.check(&format!("kalton.{name}"), "est", &weights, 1e-8);
    }
}
