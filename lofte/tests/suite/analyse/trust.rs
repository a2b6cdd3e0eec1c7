//! What analyses must not claim: certainty without variance, two categories for one, and verdicts that options of display
//! move. All figures are made up.

use crate::analyse::bench::Bench;
use crate::analyse::support::{Ran, analyse};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// Rows `y` under a header, so many of each.
fn answers(parts: &[(&str, usize)]) -> String {
    let mut text = "y\n".to_owned();
    for (answer, count) in parts {
        (0..*count).for_each(|_| writeln!(text, "{answer}").unwrap());
    }
    text
}

fn survey(bench: &Bench, table: &str, options: &str) -> Ran {
    let path = bench.file("wave.csv", table);
    analyse(&format!("survey --data {} {options}", path.display()))
}

fn change(bench: &Bench, before: &str, after: &str, options: &str) -> Ran {
    let (before, after) = (bench.file("before.csv", before), bench.file("after.csv", after));
    analyse(&format!("change --before {} --after {} {options}", before.display(), after.display()))
}

#[track_caller]
fn first(ran: Ran) -> Value {
    ran.done().json()["changes"][0].clone()
}

/// Strata that are each of one mind, in the sizes at which their sum is no zero but a rounding of it.
fn of_one_mind() -> String {
    let mut table = "y,h,N\n".to_owned();
    for (answer, stratum, residents) in [(1, 0, 30), (0, 1, 170), (0, 2, 430)] {
        (0..3).for_each(|_| writeln!(table, "{answer},{stratum},{residents}").unwrap());
    }
    table
}

#[test]
fn the_rounding_of_no_variance_is_no_certainty() {
    let bench = Bench::new();
    let share = "--strata h --fpc N --statistic share --variable y";
    let found = survey(&bench, &of_one_mind(), &format!("{share} --format json")).done().json();
    let estimate = &found["estimates"][0]["estimate"];
    assert_eq!(estimate["variation"], "not_seen");
    assert_eq!(estimate["se"].as_f64(), Some(0.0));
    let width =
        estimate["interval"]["upper"].as_f64().unwrap() - estimate["interval"]["lower"].as_f64().unwrap();
    assert!(width > 0.3, "{estimate}");
    let verdict = format!("{share} --threshold -0.01 --alpha 0.05 --format json");
    let same = first(change(&bench, &of_one_mind(), &of_one_mind(), &verdict));
    assert_eq!(same["verdict"]["result"], "inconclusive");
}

#[test]
fn equal_answers_give_no_verdict() {
    let bench = Bench::new();
    let (four, five) = (answers(&[("4", 9)]), answers(&[("5", 9)]));
    for statistic in ["mean", "quantile"] {
        let options = format!("--statistic {statistic} --variable y --threshold 0 --format json");
        let found = first(change(&bench, &four, &five, &options));
        assert_eq!(found["verdict"]["result"], "inconclusive", "{statistic}");
        assert_eq!(found["verdict"]["doubt"], "no_variance", "{statistic}");
        assert!(found["p_value"].is_null(), "{statistic} {found}");
    }
    let two = first(change(
        &bench,
        &answers(&[("4", 1), ("4.1", 1)]),
        &answers(&[("7", 1), ("7.1", 1)]),
        "--statistic mean --variable y --threshold 0 --format json",
    ));
    assert_eq!(two["verdict"]["doubt"], "too_few_answers");
    let table = survey(&bench, &four, "--statistic mean --variable y").done().out;
    assert!(!table.contains("4.0–4.0") && table.contains("too uncertain"), "{table}");
}

/// A panel of `n` persons with these answers, all alike.
fn panel(n: usize, answer: u8) -> String {
    (0..n).fold("id,y\n".to_owned(), |text, id| format!("{text}p{id},{answer}\n"))
}

#[test]
fn people_asked_twice_who_did_not_change_prove_nothing() {
    let bench = Bench::new();
    let options = "--overlap-id id --statistic share --variable y --threshold -0.03 --format json";
    for n in [2, 5, 60] {
        let found = first(change(&bench, &panel(n, 0), &panel(n, 0), options));
        assert_eq!(found["verdict"]["result"], "inconclusive", "{n}");
    }
    let turned = first(change(&bench, &panel(2, 0), &panel(2, 1), options));
    assert_eq!(turned["verdict"]["doubt"], "too_few_answers");
}

#[test]
fn a_share_that_may_not_be_shown_carries_no_verdict() {
    let bench = Bench::new();
    let (before, after) = (answers(&[("1", 1), ("0", 9)]), answers(&[("1", 6), ("0", 4)]));
    let options = "--statistic share --variable y --threshold 0";
    let found = first(change(&bench, &before, &after, &format!("{options} --format json")));
    assert_eq!(found["verdict"]["doubt"], "too_few_answers");
    let table = change(&bench, &before, &after, options).done().out;
    assert!(
        table.contains("too uncertain to show") && table.contains("cannot tell: too few answers"),
        "{table}"
    );
}

#[test]
fn the_level_that_is_shown_moves_no_verdict() {
    let bench = Bench::new();
    let (before, after) = (answers(&[("0", 150)]), answers(&[("1", 5), ("0", 145)]));
    let verdicts = [".8", ".95", ".999"].map(|level| {
        let options = format!("--statistic share --variable y --threshold 0 --level {level} --format json");
        first(change(&bench, &before, &after, &options))["verdict"].to_string()
    });
    assert!(verdicts.iter().all(|verdict| *verdict == verdicts[0]), "{verdicts:?}");
}

#[test]
fn a_group_in_one_cluster_has_no_interval_whatever_the_degrees_of_freedom() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/analyse/trust/one-cluster.csv");
    for df in ["domain", "design", "satterthwaite"] {
        let options = format!(
            "survey --data {} --strata stratum --psu psu --weights w --statistic share --variable y --by grupp --df {df}",
            file.display()
        );
        let json = analyse(&format!("{options} --format json")).done().json();
        let small = json["estimates"].as_array().unwrap().iter().find(|found| found["group"][0] == "liten");
        let small = small.unwrap();
        assert_eq!(small["reliability"], "suppress", "{df}");
        assert!(small["estimate"]["interval"].is_null(), "{df} {small}");
        let csv = analyse(&format!("{options} --format csv")).done().out;
        let line = csv.lines().find(|line| line.starts_with("liten")).unwrap();
        assert!(line.ends_with("suppress") && line.contains(",,"), "{line}");
    }
}

#[test]
fn one_category_is_one_category_however_it_is_written() {
    let bench = Bench::new();
    let numbers = "y\n1\n0\n1.0\n01\n0.0\n1\n";
    let csv = survey(&bench, numbers, "--statistic share --variable y --levels all --format csv").done().out;
    let shares: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(shares.len(), 2, "{csv}");
    let letters = "y\nÅker\nA\u{30a}ker\nÄng\nÄng\n";
    let yes =
        survey(&bench, letters, "--statistic share --variable y --yes Åker --format json").done().json();
    assert_eq!(yes["estimates"][0]["estimate"]["value"].as_f64(), Some(0.5));
    let csv = survey(&bench, letters, "--statistic share --variable y --levels all --format csv").done().out;
    assert_eq!(csv.lines().count(), 3, "{csv}");
    // Waves that write the same groups differently are compared group by group.
    let wave = |code: &str| format!("y,g\n{}", format!("1,{code}\n0,{code}\n").repeat(40));
    let found =
        change(&bench, &wave("1"), &wave("1.0"), "--statistic share --variable y --by g --format json");
    assert_eq!(found.done().json()["changes"].as_array().unwrap().len(), 1);
}

#[test]
fn letters_of_windows_are_read_as_what_they_are() {
    let bench = Bench::new();
    let path = bench.file("wave.csv", "");
    let mut bytes = b"y,age\n".to_vec();
    for (answer, age) in [(b'1', &b"16\x9624"[..]), (b'0', b"16\x9624"), (b'1', b"\xe5ldre")] {
        bytes.extend([answer, b',']);
        bytes.extend(age);
        bytes.push(b'\n');
    }
    std::fs::write(&path, bytes).unwrap();
    let options = "--statistic share --variable y --domain age='16–24' --format json";
    let found = analyse(&format!("survey --data {} {options}", path.display())).done().json();
    assert_eq!(found["estimates"][0]["estimate"]["n"], 2);
}

#[test]
fn codes_for_no_answer_can_be_declared() {
    let bench = Bench::new();
    let table = answers(&[("1", 6), ("2", 3), ("-9", 2), ("99", 1), ("vet ej", 1)]);
    let options = "--statistic share --variable y --yes 1 --format json";
    let all = survey(&bench, &table, options).done().json();
    assert_eq!(all["estimates"][0]["estimate"]["n"], 13);
    let some = survey(&bench, &table, &format!("{options} --missing -9,99.0,vet~ej")).done().json();
    assert_eq!(some["estimates"][0]["estimate"]["n"], 9);
    let mean = survey(&bench, &table, "--statistic mean --variable y --missing -9,99,vet~ej --format json");
    let mean = mean.done().json()["estimates"][0]["estimate"]["value"].as_f64().unwrap();
    assert!((mean - 12.0 / 9.0).abs() < 1e-12);
}

#[test]
fn persons_asked_twice_are_counted_and_nobody_is_refused() {
    let bench = Bench::new();
    let persons = |from: usize, n: usize, letter: &str| {
        (from..from + n).fold("id,y\n".to_owned(), |text, id| format!("{text}{letter}{id},{}\n", id % 2))
    };
    let options = "--overlap-id id --statistic share --variable y --threshold 0";
    let found = change(&bench, &persons(0, 60, ""), &persons(20, 60, ""), options).done().out;
    assert!(found.contains("40") && found.contains("20"), "{found}");
    let json = change(&bench, &persons(0, 60, ""), &persons(20, 60, ""), &format!("{options} --format json"));
    assert_eq!(json.done().json()["asked_twice"]["both"], 40);
    change(&bench, &persons(0, 60, ""), &persons(0, 60, "z"), options).refused(&["Nobody in column “id”"]);
}

#[test]
fn weights_of_mean_one_have_a_design_effect_that_means_something() {
    let bench = Bench::new();
    let mut table = "y,w\n".to_owned();
    for row in 0..400 {
        writeln!(table, "{},{}", u8::from(row % 3 == 0), if row % 2 == 0 { 0.5001 } else { 1.5 }).unwrap();
    }
    let json =
        survey(&bench, &table, "--weights w --statistic share --variable y --format json").done().json();
    let found = &json["estimates"][0];
    assert!(found["estimate"]["design_effect"].is_null());
    let effect = found["design_effect_with_replacement"].as_f64().unwrap();
    assert!((1.0..2.0).contains(&effect), "{effect}");
}

#[test]
fn labels_of_the_data_are_no_words_of_the_program() {
    let bench = Bench::new();
    let table =
        "a,b,n\nr1,n,10\nr1,lower,20\nr1,x,30\nr2,n,11\nr2,lower,21\nr2,x,31\nr2,total,40\nr1,total,40\n";
    let options = "--rows a --columns b --count n --least 5";
    let shown = bench.ask("protect", table, options).done().out;
    assert!(!shown.contains("Lower") && !shown.contains("East") && shown.contains("lower"), "{shown}");
    let csv = bench.ask("protect", table, &format!("{options} --format csv")).done().out;
    let mut names: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 6, "{csv}");
}
