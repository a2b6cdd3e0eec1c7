//! Estimates as R's `survey` 4.5 and `sae` 1.3 give them, read from the JSON of the binary.

use crate::analyse::support::{Oracle, analyse, close, data, reference_json, survey};
use std::fmt::Write;

/// Each reference design with the options that make it.
fn designs() -> [(&'static str, String); 6] {
    [
        ("strat", format!("--data {} --strata stype --weights pw --fpc fpc", data("apistrat"))),
        ("strat_nofpc", format!("--data {} --strata stype --weights pw", data("apistrat"))),
        ("clus1", format!("--data {} --psu dnum --weights pw --fpc fpc", data("apiclus1"))),
        ("clus1_nofpc", format!("--data {} --psu dnum --weights pw", data("apiclus1"))),
        ("clus2", format!("--data {} --psu dnum,snum --fpc fpc1,fpc2", data("apiclus2"))),
        ("srs", format!("--data {} --weights pw --fpc fpc", data("apisrs"))),
    ]
}

const STATISTICS: [(&str, &str); 6] = [
    ("mean.api00", "--statistic mean --variable api00"),
    ("total.enroll", "--statistic total --variable enroll"),
    ("ratio.api.stu_enroll", "--statistic ratio --variable api.stu --denominator enroll"),
    ("domain.mean.api00.comp.imp_Yes", "--statistic mean --variable api00 --domain comp.imp=Yes"),
    ("by.mean.api00.awards", "--statistic mean --variable api00 --by awards --df design"),
    ("prop.awards", "--statistic share --variable awards --levels all --interval mean-t"),
];

#[test]
fn six_designs_agree_with_r() {
    let oracle = Oracle::read();
    for (design, options) in designs() {
        for (case, statistic) in STATISTICS {
            oracle.check(&format!("{design}.{case}"), &survey(&format!("{options} {statistic}")));
        }
    }
    assert_eq!(oracle.compared.get(), 35);
}

#[test]
fn published_figures_come_out() {
    let [(_, strat), _, (_, clus1), ..] = designs();
    let mean = survey(&format!("{strat} --statistic mean --variable api00"));
    close(mean[0]["value"].as_f64().unwrap(), 662.287_363_159, 1e-11, "mean of api00");
    close(mean[0]["df"].as_f64().unwrap(), 197.0, 0.0, "its degrees of freedom");
    let total = survey(&format!("{clus1} --statistic total --variable enroll"));
    close(total[0]["se"].as_f64().unwrap(), 932_235.0, 1e-6, "standard error of a total");
}

#[test]
fn small_domains_and_tables_of_shares_agree_with_r() {
    let oracle = Oracle::read();
    for (design, options) in designs() {
        let small = survey(&format!("{options} --statistic mean --variable api00 --domain mobility>40"));
        oracle.check(&format!("{design}.smalldomain.mean.api00.mobility_gt40"), &small);
        if design.starts_with("strat") || design == "srs" {
            let table =
                survey(&format!("{options} --statistic share --variable sch.wide --yes Yes --by stype"));
            oracle.check(&format!("{design}.by.prop.sch.wide.stype"), &table);
        }
    }
    assert_eq!(oracle.compared.get(), 9);
}

#[test]
fn intervals_of_shares_agree_with_r() {
    let oracle = Oracle::read();
    let [(_, strat), ..] = designs();
    for (ours, theirs) in
        [("logit", "xlogit"), ("wilson", "wilson"), ("beta", "beta"), ("arcsine", "asin"), ("mean-t", "mean")]
    {
        for percent in [90, 95] {
            let options = format!("--interval {ours} --level 0.{percent} --df design");
            let found = survey(&format!("{strat} --statistic share --variable awards --yes Yes {options}"));
            oracle.check(&format!("ciprop.strat.awards.{theirs}.{percent}"), &found);
        }
    }
    assert_eq!(oracle.compared.get(), 10);
}

#[test]
fn quartiles_agree_with_r() {
    let oracle = Oracle::read();
    let [(_, strat), ..] = designs();
    let options = "--statistic quantile --variable api00 --quantile 0.25,0.5,0.75 --interval mean-t";
    oracle.check_within("strat.quantile.api00", &survey(&format!("{strat} {options}")), 1e-6);
}

#[test]
fn the_hospital_sample_agrees_with_r() {
    let oracle = Oracle::read();
    let design = format!("--data {} --strata oblevel --fpc tothosp --weights weighta", data("hospital"));
    oracle.check("hospital.mean", &survey(&format!("{design} --statistic mean --variable births")));
    oracle.check("hospital.total", &survey(&format!("{design} --statistic total --variable births")));
    let by = survey(&format!("{design} --statistic mean --variable births --by oblevel --df design"));
    oracle.check("hospital.by", &by);
}

#[test]
fn clusters_within_strata_agree_with_r() {
    let design = format!("--data {} --strata SDMVSTRA --psu SDMVPSU --weights WTMEC2YR", data("nhanes"));
    let found =
        survey(&format!("{design} --statistic mean --variable HI_CHOL --by race,RIAGENDR --df design"));
    // R lets the first factor run fastest, the binary the last.
    let oracle = Oracle::read();
    let (est, se) = (oracle.numbers("nhanes.by.race.sex", "est"), oracle.numbers("nhanes.by.race.sex", "se"));
    assert_eq!(found.len(), est.len());
    let mut got: Vec<(f64, f64)> =
        found.iter().map(|e| (e["value"].as_f64().unwrap(), e["se"].as_f64().unwrap())).collect();
    let mut want: Vec<(f64, f64)> = est.into_iter().zip(se).collect();
    got.sort_by(|a, b| a.0.total_cmp(&b.0));
    want.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (got, want) in got.into_iter().zip(want) {
        close(got.0, want.0, 1e-8, "share of high cholesterol");
        close(got.1, want.1, 1e-8, "its standard error");
    }
}

#[test]
fn single_units_follow_the_rule_as_in_r() {
    let oracle = Oracle::read();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lonely.csv");
    std::fs::write(&file, "h;w;y\n1;2;3\n1;2;5\n1;2;4\n2;3;8\n2;3;6\n3;4;9\n").unwrap();
    let design = format!("--data {} --strata h --weights w", file.display());
    for rule in ["adjust", "average", "remove", "certainty"] {
        let found = survey(&format!("{design} --lonely {rule} --statistic mean --variable y --df design"));
        oracle.check(&format!("lonely.{rule}"), &found);
    }
}

const TYPES: &str = "stype,E,4421\nstype,H,755\nstype,M,1018\n";
const WIDE: &str = "sch.wide,No,1072\nsch.wide,Yes,5122\n";

#[test]
fn calibration_agrees_with_r() {
    let oracle = Oracle::read();
    let folder = tempfile::tempdir().unwrap();
    let [_, _, (_, clus1), ..] = designs();
    let cases = [
        ("cal.ps.clus1.stype", TYPES.to_owned(), "poststratify"),
        ("cal.greg.clus1.api99", "population,,6194\napi99,,3914069\n".to_owned(), "linear"),
        ("cal.greg.clus1.stype_api99", format!("{TYPES}api99,,3914069\n"), "linear"),
        ("cal.calfun_linear.clus1", format!("{TYPES}{WIDE}"), "linear"),
        ("cal.calfun_raking.clus1", format!("{TYPES}{WIDE}"), "rake"),
        ("cal.logit.clus1", format!("{TYPES}{WIDE}"), "logit --bounds 0.4,3"),
        ("cal.linbounded.clus1", format!("{TYPES}{WIDE}"), "bounded --bounds 0.6,2"),
    ];
    for (place, (case, margins, method)) in cases.into_iter().enumerate() {
        let file = folder.path().join(format!("{place}.csv"));
        std::fs::write(&file, format!("variable,category,total\n{margins}")).unwrap();
        let options = format!("{clus1} --calibrate {} --method {method}", file.display());
        for (name, statistic) in &STATISTICS[..2] {
            let found = survey(&format!("{options} {statistic}"));
            oracle.check(&format!("{case}.{name}"), &found);
        }
    }
    assert_eq!(oracle.compared.get(), 12);
}

#[test]
fn a_calibrated_mean_is_the_published_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("margins.csv");
    let [_, _, (_, clus1), ..] = designs();
    let cases = [("population,,6194\n", 666.717_7, 3.295_881), (TYPES, 665.309, 3.441_8)];
    for (size, mean, se) in cases {
        std::fs::write(&file, format!("variable,category,total\n{size}api99,,3914069\n")).unwrap();
        let options = format!("--calibrate {} --method linear", file.display());
        let found = survey(&format!("{clus1} {options} --statistic mean --variable api00"));
        close(found[0]["value"].as_f64().unwrap(), mean, 1e-6, "calibrated mean");
        close(found[0]["se"].as_f64().unwrap(), se, 2e-5, "its standard error");
    }
}

const REPLICATED: [(&str, &str); 5] = [
    ("mean.api00", "--statistic mean --variable api00"),
    ("total.enroll", "--statistic total --variable enroll"),
    ("prop.awards", "--statistic share --variable awards --levels all --interval mean-t"),
    ("ratio", "--statistic ratio --variable api.stu --denominator enroll"),
    ("domain", "--statistic mean --variable api00 --domain comp.imp=Yes"),
];

#[test]
fn the_jackknife_agrees_with_r() {
    let oracle = Oracle::read();
    let [(_, strat), (_, without), ..] = designs();
    for (tag, design) in [("strat", strat), ("stratn", without)] {
        for (name, statistic) in REPLICATED {
            for (centre, option) in [("mse", "full"), ("nomse", "mean")] {
                let options = format!("--replicates jkn --centre {option} --df design");
                let found = survey(&format!("{design} {statistic} {options}"));
                oracle.check(&format!("rep.jkn.{tag}.{centre}.{name}"), &found);
            }
        }
    }
    assert_eq!(oracle.compared.get(), 20);
}

#[test]
fn given_replicate_weights_agree_with_r() {
    let oracle = Oracle::read();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("joined.csv");
    let read = |name| std::fs::read_to_string(data(name)).unwrap();
    let mut joined = String::new();
    for (one, other) in read("apistrat").lines().zip(read("apistrat_raowu60").lines()) {
        let (_, weights) = other.split_once(',').unwrap();
        writeln!(joined, "{one},{weights}").unwrap();
    }
    std::fs::write(&file, joined).unwrap();
    let design = format!("--data {} --weights pw --replicate-weights X", file.display());
    for (name, statistic) in REPLICATED {
        for (centre, option) in [("mse", "full"), ("nomse", "mean")] {
            let found = survey(&format!("{design} {statistic} --centre {option}"));
            oracle.check(&format!("rep.raowu60.{centre}.{name}"), &found);
        }
    }
    assert_eq!(oracle.compared.get(), 10);
}

#[test]
fn the_bootstrap_lies_within_chance_of_linearisation() {
    let [(_, strat), ..] = designs();
    let statistic = "--statistic mean --variable api00";
    let taylor = survey(&format!("{strat} {statistic}"))[0]["se"].as_f64().unwrap();
    let run = |seed| {
        let found = survey(&format!("{strat} {statistic} --replicates raowu:1000 --seed {seed}"));
        found[0]["se"].as_f64().unwrap()
    };
    close(run(1), taylor, 4.0 / f64::sqrt(2000.0), "bootstrap");
    assert_eq!(run(1).to_bits(), run(1).to_bits());
    assert_ne!(run(1).to_bits(), run(2).to_bits());
}

#[test]
fn small_areas_agree_with_r() {
    let oracle = Oracle::read();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("milk.csv");
    let milk = std::fs::read_to_string(data("sae_milk")).unwrap();
    let mut text = "area,ni,y,v,region\n".to_owned();
    for line in milk.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let sd: f64 = cells[3].parse().unwrap();
        writeln!(text, "{},{},{},{},{}", cells[0], cells[1], cells[2], sd * sd, cells[5]).unwrap();
    }
    std::fs::write(&file, text).unwrap();
    let options = format!("--data {} --area area --direct y --variance v --factors region", file.display());
    for (fit, id) in [("reml", "REML"), ("ml", "ML"), ("moment", "FH")] {
        let id = format!("fh.milk.{id}");
        let run = format!("fay-herriot {options} --fit {fit} --benchmark ni --format json");
        let json = analyse(&run).done().json();
        let all = |key: &str| -> Vec<f64> {
            json["model"]["areas"].as_array().unwrap().iter().map(|a| a[key].as_f64().unwrap()).collect()
        };
        let checked = [("eblup", all("estimate")), ("mse", all("mse"))];
        for (field, got) in checked {
            for (got, want) in got.into_iter().zip(oracle.numbers(&id, field)) {
                close(got, want, 1e-8, &format!("{id} {field}"));
            }
        }
        let between = json["model"]["between_variance"].as_f64().unwrap();
        close(between, oracle.numbers(&id, "sigma2_u")[0], 1e-8, &id);
        assert_eq!(json["features"].as_array().unwrap().len(), 4);
        assert_eq!(json["benchmarked"].as_array().unwrap().len(), 43);
    }
}

#[test]
fn plans_agree_with_the_reference() {
    for case in reference_json("planning_reference.json")["mdc"].as_array().unwrap() {
        let number = |key: &str| case[key].as_f64().unwrap();
        let options = format!(
            "plan --share {} --mailed {} --response-rate {} --design-effect {} --format json",
            number("p1"),
            number("sent"),
            number("response_rate"),
            number("deff")
        );
        let json = analyse(&options).done().json();
        close(json["margin_before"].as_f64().unwrap(), number("ci95_half"), 1e-8, "margin");
        let smallest = |json: &serde_json::Value| json["minimum_detectable_change"].as_f64().unwrap();
        close(smallest(&json), number("mdc80_one"), 1e-8, "one-sided");
        let two = analyse(&format!("{options} --sides two")).done().json();
        close(smallest(&two), number("mdc80_two"), 1e-8, "two-sided");
        let panel = analyse(&format!("{options} --overlap 0.5 --correlation 0.5")).done().json();
        close(smallest(&panel), number("mdc80_one_panel50_rho05"), 1e-8, "panel");
    }
}
