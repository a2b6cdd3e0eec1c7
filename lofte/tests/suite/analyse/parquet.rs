//! Parquet files that other programs wrote give what their CSV gives (`oracle/survey/parquet_copies.py`).

use crate::analyse::support::{Oracle, analyse, data, survey};

/// The same rows from pyarrow and from polars, in unlike types.
fn files() -> [String; 2] {
    ["pyarrow", "polars"].map(|name| data(&format!("apistrat_{name}")).replace(".csv", ".parquet"))
}

const DESIGN: &str = "--strata stype --weights pw --fpc fpc";

#[test]
fn estimates_from_parquet_agree_with_r() {
    let oracle = Oracle::read();
    for file in files() {
        let design = format!("--data {file} {DESIGN}");
        for (case, statistic) in [
            ("mean.api00", "--statistic mean --variable api00"),
            ("total.enroll", "--statistic total --variable enroll"),
            ("ratio.api.stu_enroll", "--statistic ratio --variable api.stu --denominator enroll"),
            ("domain.mean.api00.comp.imp_Yes", "--statistic mean --variable api00 --domain comp.imp=Yes"),
            ("by.mean.api00.awards", "--statistic mean --variable api00 --by awards --df design"),
            (
                "smalldomain.mean.api00.mobility_gt40",
                "--statistic mean --variable api00 --domain mobility>40",
            ),
        ] {
            oracle.check(&format!("strat.{case}"), &survey(&format!("{design} {statistic}")));
        }
        let interval = "--interval wilson --level 0.95 --df design";
        let share = survey(&format!("{design} --statistic share --variable awards {interval}"));
        oracle.check("ciprop.strat.awards.wilson.95", &share);
    }
    assert_eq!(oracle.compared.get(), 14);
}

#[test]
fn parquet_and_csv_give_the_same_bytes() {
    let csv = data("apistrat");
    for statistic in [
        "--statistic share --variable stype --levels all --by comp.imp",
        "--statistic quantile --variable enroll --quantile 0.1,0.5 --by stype",
        "--statistic mean --variable api00 --replicates raowu:40 --seed 3",
    ] {
        let run = |file: &str| {
            analyse(&format!("survey --data {file} {DESIGN} {statistic} --format csv")).done().out
        };
        for file in files() {
            assert_eq!(run(&file), run(&csv), "{file} {statistic}");
        }
        // Two files in two formats are one table.
        let [one, other] = files();
        let both = run(&format!("{one} {csv}"));
        assert_eq!(both, run(&format!("{csv} {other}")));
    }
}

#[test]
fn a_column_that_is_not_in_the_file_is_named() {
    let [file, _] = files();
    analyse(&format!("survey --data {file} --weights pv --statistic mean --variable api00")).refused(&[
        "apistrat_pyarrow.parquet",
        "no column “pv”",
        "Did you mean “pw”?",
    ]);
}
