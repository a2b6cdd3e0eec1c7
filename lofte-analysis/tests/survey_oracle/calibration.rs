//! Calibrated weights, estimates and residual variances.

use crate::survey_support::{Frame, Oracle, api_designs, close};
use lofte_analysis::survey::auxiliary::Auxiliary;
use lofte_analysis::survey::calibrate::CalibrationMethod;
use lofte_analysis::survey::{
    DegreesOfFreedom, Design, EstimateOptions, IntervalMethod, mean, ratio, share, total,
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
        auxiliary = auxiliary
            .quantity("api99", &f.full("api99"), 3_914_069.0)
            .unwrap();
    }
    auxiliary
}

/// Which variance the reference has: residuals of a design-weighted regression as ours, or the margin means of `rake()`.
#[derive(Clone, Copy, PartialEq)]
enum Residuals {
    Ours,
    MarginMeans,
}

fn compare(
    o: &mut Oracle,
    tag: &str,
    f: &Frame,
    before: &Design,
    after: &Design,
    residuals: Residuals,
    tolerance: f64,
) {
    let options = EstimateOptions {
        interval: IntervalMethod::MeanT,
        df: DegreesOfFreedom::Design,
        ..EstimateOptions::default()
    };
    let improved = f.has("comp.imp", "Yes");
    let within = EstimateOptions {
        df: DegreesOfFreedom::Domain,
        ..options
    };
    let results = [
        (
            "mean.api00",
            vec![mean(after, &f.numbers("api00"), None, &options).unwrap()],
        ),
        (
            "total.enroll",
            vec![total(after, &f.numbers("enroll"), None, &options).unwrap()],
        ),
        (
            "prop.awards",
            ["No", "Yes"]
                .map(|l| share(after, &f.is("awards", l), None, &options).unwrap())
                .to_vec(),
        ),
        (
            "ratio",
            vec![ratio(after, &f.numbers("api.stu"), &f.numbers("enroll"), None, &options).unwrap()],
        ),
        (
            "domain",
            vec![mean(after, &f.numbers("api00"), Some(&improved), &within).unwrap()],
        ),
    ];
    let g: Vec<f64> = after
        .weights()
        .iter()
        .zip(before.weights())
        .map(|(w, d)| w / d)
        .collect();
    for (name, estimates) in results {
        let id = format!("cal.{tag}.{name}");
        let all = |pick: fn(&lofte_analysis::survey::Estimate) -> f64| -> Vec<f64> {
            estimates.iter().map(pick).collect()
        };
        o.check(&id, "est", &all(|e| e.value), tolerance);
        o.check(&id, "w_sum", &[after.weights().iter().sum()], tolerance);
        o.check(
            &id,
            "g_min",
            &[g.iter().copied().fold(f64::MAX, f64::min)],
            tolerance,
        );
        o.check(&id, "g_max", &[g.iter().copied().fold(0.0, f64::max)], tolerance);
        o.check(&id, "g_first10", &g[..10], tolerance);
        if residuals == Residuals::Ours {
            o.check(&id, "se", &all(|e| e.se), tolerance);
            o.check(&id, "lo", &all(|e| e.interval.lower), tolerance);
            o.check(&id, "hi", &all(|e| e.interval.upper), tolerance);
        } else if o.has(&id) {
            // The other definition: near, and different where the cells are unevenly filled.
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
    let cases: [(&str, &Frame, &Design, Auxiliary, CalibrationMethod); 17] = [
        ("ps.srs.stype", srs, dr, register(srs, &all[..1], false), Linear),
        (
            "ps.clus1.stype",
            clus1,
            d1,
            register(clus1, &all[..1], false),
            Linear,
        ),
        (
            "ps.clus1n.stype",
            clus1,
            d1n,
            register(clus1, &all[..1], false),
            Raking,
        ),
        (
            "ps.strat.schwide",
            strat,
            ds,
            register(strat, &wide[..1], false),
            Linear,
        ),
        ("rake.clus1", clus1, d1, register(clus1, &all, false), Raking),
        ("rake.strat", strat, ds, register(strat, &wide, false), Raking),
        ("rake3.srs", srs, dr, register(srs, &three, false), Raking),
        ("greg.clus1.api99", clus1, d1, register(clus1, &[], true), Linear),
        (
            "greg.clus1.stype_api99",
            clus1,
            d1,
            register(clus1, &all[..1], true),
            Linear,
        ),
        (
            "greg.strat.stype_api99",
            strat,
            ds,
            register(strat, &all[..1], true),
            Linear,
        ),
        (
            "calfun_linear.clus1",
            clus1,
            d1,
            register(clus1, &all, false),
            Linear,
        ),
        (
            "calfun_linear.strat",
            strat,
            ds,
            register(strat, &wide, false),
            Linear,
        ),
        (
            "calfun_raking.clus1",
            clus1,
            d1,
            register(clus1, &all, false),
            Raking,
        ),
        (
            "calfun_raking.strat",
            strat,
            ds,
            register(strat, &wide, false),
            Raking,
        ),
        (
            "logit.clus1",
            clus1,
            d1,
            register(clus1, &all, false),
            Logit {
                lower: 0.4,
                upper: 3.0,
            },
        ),
        (
            "linbounded.clus1",
            clus1,
            d1,
            register(clus1, &all, false),
            BoundedLinear {
                lower: 0.6,
                upper: 2.0,
            },
        ),
        ("nothing", strat, ds, register(strat, &all[..1], false), Raking),
    ];
    for (tag, f, design, auxiliary, method) in cases {
        let (calibrated, report) = design.calibrate(&auxiliary, method).unwrap();
        assert!(report.largest_deviation < 1e-10);
        let residuals = if tag.starts_with("rake") {
            Residuals::MarginMeans
        } else {
            Residuals::Ours
        };
        let tolerance = if matches!(method, Linear) { 1e-10 } else { 1e-8 };
        compare(o, tag, f, design, &calibrated, residuals, tolerance);
    }
}

/// Kalton & Flores-Cervantes (2003): a table of four by three cells, listed with a running fastest.
pub fn kalton(o: &mut Oracle) {
    let sample = [20, 50, 100, 30, 40, 140, 50, 100, 40, 310, 50, 70];
    let population = [
        80.0, 60.0, 170.0, 55.0, 40.0, 150.0, 60.0, 165.0, 55.0, 340.0, 200.0, 125.0,
    ];
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
        (
            "logit",
            &both,
            CalibrationMethod::Logit {
                lower: 0.5,
                upper: 2.2,
            },
        ),
        (
            "trunclinear",
            &both,
            CalibrationMethod::BoundedLinear {
                lower: 0.5,
                upper: 2.2,
            },
        ),
    ] {
        let (calibrated, _) = design.calibrate(auxiliary, method).unwrap();
        let weights: Vec<f64> = first_rows.iter().map(|&row| calibrated.weights()[row]).collect();
        o.check(&format!("kalton.{name}"), "est", &weights, 1e-8);
    }
}
