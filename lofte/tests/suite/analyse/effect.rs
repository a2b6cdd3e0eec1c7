//! Effects and protection through the binary, against the reference results of the analysis crate.

use crate::analyse::bench::{Bench, reference};
use crate::analyse::support::{analyse, close};
use serde_json::Value;
use std::fmt::Write as _;

const ASSAULTS: &str = "chicago_aggravated_assaults_2010-2019.csv";
/// The district with a single event is left out, as in the reference.
const DISTRICTS: &str = "--unit district --time date --treated 11 --at 2016-01-01 --where not~district~=~31";

#[track_caller]
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[track_caller]
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

/// Differences of small numbers: the tolerance is absolute.
#[track_caller]
fn near(got: &Value, want: &Value) {
    let (got, want) = (number(got), number(want));
    assert!((got - want).abs() <= 1e-8, "{got} is not {want}");
}

#[track_caller]
fn json(arguments: &str) -> Value {
    analyse(&format!("{arguments} --format json")).done().json()
}

#[test]
fn the_displacement_difference_is_the_published_one() {
    let oracle = &reference("displacement.json")["result"]["wdd"];
    let paper = "displacement --treated 207,110 --control 308,318 --buffer 178,157 --buffer-control 150,140";
    let cases = [
        (paper.to_owned(), "paper Crime Science 2018"),
        (format!("{paper} --sizes 1.2,0.9,1.5,1.6"), "area weights .9,1.2,1.6,1.5"),
        ("displacement --treated 80,20 --control 100,50 --time-before 2".to_owned(), "time weights 2,1"),
    ];
    for (arguments, name) in cases {
        let (answer, want) = (json(&arguments), &oracle[name]);
        let found = &answer["result"]["displacement"]["sufficient"];
        let total = &found["total"];
        near(&total["estimate"], &want["est_total"]);
        near(&total["standard_error"], &want["se_total"]);
        near(&total["z"], &want["z"]);
        near(&total["interval"]["lower"], &want["lo"]);
        near(&total["interval"]["upper"], &want["hi"]);
        near(&found["local"]["estimate"], &want["est_local"]);
        if !found["displacement"].is_null() {
            near(&found["displacement"]["estimate"], &want["est_displace"]);
            near(&found["displacement"]["standard_error"], &want["se_displace"]);
        }
    }
}

#[test]
fn the_displacement_quotient_is_shown_only_where_it_can_be_read() {
    let oracle = &reference("displacement.json")["result"]["wdq"];
    for (buffer, name, reading) in [
        ("15,15", "20->10, buffer 15->15, control 100->100", "neither"),
        ("15,20", "buffer 15->20", "some_displacement"),
        ("15,10", "buffer 15->10", "some_diffusion"),
    ] {
        let found =
            &json(&format!("displacement --treated 20,10 --control 100,100 --buffer {buffer}"))["result"];
        let shown = &found["quotient"]["shown"];
        near(&shown["quotient"], &oracle[name]["wdq"]);
        assert_eq!(shown["reading"], reading);
        assert!(found["displacement"]["sufficient"]["displacement"].is_null(), "the buffer has no control");
    }
    let rose = json("displacement --treated 20,25 --control 100,100 --buffer 15,15");
    near(&rose["result"]["quotient"]["no_success"]["success"], &oracle["target up"]["success"]);
    let none = json("displacement --treated 20,25 --control 0,100 --buffer 15,15");
    assert_eq!(none["result"]["quotient"], "control_is_zero");
}

#[test]
fn events_of_named_areas_are_the_counts_written_out() {
    let mut table = "area,when\n".to_owned();
    for (area, before, after) in [("A", 20, 10), ("B", 30, 25), ("C", 9, 12), ("D", 7, 7)] {
        for day in 0..before {
            writeln!(table, "{area},2023-01-{:02}", day % 28 + 1).unwrap();
        }
        for day in 0..after {
            writeln!(table, "{area},2023-02-{:02}", day % 28 + 1).unwrap();
        }
    }
    table.push_str(",2023-01-05\nA,\n");
    let bench = Bench::new();
    let options = "--area area --time when --at 2023-02-01 --from 2023-01-01 --until 2023-02-28 --treated A \
                   --control B --buffer C --buffer-control D --format json";
    let found = bench.ask("displacement", &table, options).done().json();
    let written = json(
        "displacement --treated 20,10 --control 30,25 --buffer 9,12 --buffer-control 7,7 --time-before 31 \
         --time-after 28",
    );
    // In events per day there, and per 28 days here.
    let total = |answer: &Value| number(&answer["result"]["displacement"]["sufficient"]["total"]["estimate"]);
    close(total(&found), 28.0 * total(&written), 1e-12, "difference");
    assert_eq!(
        (&found["result"]["days_before"], &found["result"]["days_after"]),
        (&31.0.into(), &28.0.into())
    );
    let input = &found["input"];
    assert_eq!(
        (&input["used"], &input["without_position"], &input["without_time"]),
        (&120.into(), &1.into(), &1.into())
    );
}

/// The table in Fleiss: births and cases by mother's age, for first and fifth children.
fn births(columns: &[(&str, &str, &str)]) -> String {
    let oracle = &reference("rates_ref.json")["result"];
    let mut table = "born,age,cases,births,standard\n".to_owned();
    for (unit, births, cases) in columns {
        for (group, standard) in list(&oracle["dsr_input"]).iter().zip(list(&oracle["dsr_std"])) {
            let age = group["age"].as_str().unwrap();
            writeln!(table, "{unit},{age},{},{},{standard}", group[*cases], group[*births]).unwrap();
        }
    }
    table
}

const BIRTHS: &str = "--unit born --stratum age --count cases --population births";

#[test]
fn standardised_rates_are_those_of_epitools() {
    let bench = Bench::new();
    let table = births(&[("first", "n1", "b1"), ("fifth", "n5", "b5")]);
    let options = format!("{BIRTHS} --standard-column standard --per 1 --format json");
    let answer = bench.ask("standardise", &table, &options).done().json();
    let oracle = &reference("rates_ref.json")["result"];
    let units = list(&answer["result"]["units"]);
    assert_eq!(units.len(), 2);
    for (found, want) in units.iter().zip(list(&oracle["dsr"])) {
        let direct = &found["direct"]["sufficient"];
        close(number(&direct["value"]), number(&want["adj.rate"]), 1e-12, "rate");
        close(number(&direct["crude"]), number(&want["crude.rate"]), 1e-12, "plain rate");
        close(number(&found["crude"]["value"]), number(&want["crude.rate"]), 1e-12, "plain rate");
        close(number(&direct["interval"]["lower"]), number(&want["lci"]), 1e-9, "lower");
        close(number(&direct["interval"]["upper"]), number(&want["uci"]), 1e-9, "upper");
    }
}

#[test]
fn expected_events_are_those_of_epitools_at_the_rates_of_a_file() {
    let bench = Bench::new();
    let standard = bench.file("standard.csv", &births(&[("first", "n1", "b1")]));
    let options = format!("{BIRTHS} --standard {} --format json", standard.display());
    let answer = bench.ask("standardise", &births(&[("fifth", "n5", "b5")]), &options).done().json();
    let want = &reference("rates_ref.json")["result"]["sir"]["sir"];
    let found = &answer["result"]["units"][0]["indirect"];
    close(number(&found["expected"]), number(&want["exp"]), 1e-12, "expected");
    close(number(&found["ratio"]), number(&want["sir"]), 1e-12, "ratio");
    // Theirs is log-normal and ours exact.
    close(number(&found["interval"]["lower"]), number(&want["lci"]), 5e-3, "lower");
    assert_eq!(answer["result"]["standard"]["rates_from"], "file");
}

#[test]
fn the_interrupted_series_is_that_of_statsmodels() {
    let bench = Bench::new();
    let file = bench.unpacked(ASSAULTS);
    let oracle = &reference("evaluate_chicago.json")["result"];
    for (name, options) in
        [("its_quasipoisson", ""), ("its_ols_newey_west", "--errors newey-west --lags 12 --equal-periods")]
    {
        let answer = json(&format!(
            "interrupted-series {} --time date --at 2016-01 --from 2010-01-01 --until 2019-12-31 --where \
             district~=~11 {options}",
            file.display()
        ));
        let series = &answer["result"][0]["series"]["sufficient"];
        let terms = list(&series["coefficients"]);
        assert_eq!((terms.len(), &series["periods"]), (8, &120.into()));
        for ((term, coef), se) in terms.iter().zip(list(&oracle[name]["coef"])).zip(list(&oracle[name]["se"]))
        {
            close(number(&term[1]["estimate"]), number(coef), 1e-8, name);
            close(number(&term[1]["standard_error"]), number(se), 1e-8, name);
        }
        if name == "its_quasipoisson" {
            close(number(&series["dispersion"]), number(&oracle[name]["dispersion"]), 1e-8, "dispersion");
        }
        assert_eq!(answer["result"][0]["first_period_after"], "2016-01-01");
    }
}

/// The counts of the reference as a table, the months of each district turned round.
fn months(oracle: &Value) -> String {
    let mut table = "district,month,n\n".to_owned();
    for (district, counts) in list(&oracle["districts"]).iter().zip(list(&oracle["Y"])) {
        for (month, count) in list(counts).iter().enumerate().rev() {
            writeln!(table, "{district},{}-{},{count}", 2010 + month / 12, month % 12 + 1).unwrap();
        }
    }
    table
}

#[test]
fn difference_in_differences_is_that_of_statsmodels_from_events_and_from_counts() {
    let bench = Bench::new();
    let oracle = &reference("evaluate_chicago.json")["result"];
    let file = bench.unpacked(ASSAULTS);
    let of_events = json(&format!("difference-in-differences {} {DISTRICTS}", file.display()));
    let options = "--unit district --period month --count n --treated 11 --at 2016-1 --format json";
    let of_counts = bench.ask("difference-in-differences", &months(oracle), options).done().json();
    for answer in [&of_events, &of_counts] {
        let result = &answer["result"];
        let found = &result["sufficient"];
        close(
            number(&found["log_ratio"]["treated"]["estimate"]),
            number(&oracle["did_poisson"]["log_irr"]),
            1e-8,
            "logarithm",
        );
        close(number(&found["ratio"]), number(&oracle["did_poisson"]["irr"]), 1e-8, "ratio");
        let difference = number(&found["difference"]["treated"]["estimate"]);
        close(difference, number(&oracle["did_simple"]), 1e-8, "difference");
        close(difference, number(&oracle["did_ols"]["effect"]), 1e-8, "difference");
        // Twenty-one placebos, so the chance is told in parts of twenty-two.
        let p = number(&found["log_ratio"]["p_value"]) * 22.0;
        assert!((p - p.round()).abs() < 1e-9 && p > 1.5, "{p}");
        assert_eq!(list(&found["log_ratio"]["placebos"]).len(), 21);
        assert_eq!(list(&result["units"]).len(), 22);
    }
    assert_eq!(of_counts["result"]["periods"][9], "2010-10");
    assert_eq!(of_events["result"]["periods"][72], "2016-01-01");
    // Which unit has which effect does not depend on where the counts come from.
    let effects = |answer: &Value| -> Vec<(String, String)> {
        let result = &answer["result"];
        let placebos = list(&result["sufficient"]["log_ratio"]["placebos"]).iter();
        let named = placebos.map(|found| {
            let unit = usize::try_from(found["unit"].as_u64().unwrap()).unwrap();
            (
                result["units"][unit].as_str().unwrap().to_owned(),
                format!("{:.12}", number(&found["estimate"])),
            )
        });
        let mut named: Vec<_> = named.collect();
        named.sort();
        named
    };
    assert_eq!(effects(&of_events), effects(&of_counts));
}

#[test]
fn the_synthetic_control_has_the_exact_weights() {
    let bench = Bench::new();
    let file = bench.unpacked(ASSAULTS);
    let answer = json(&format!("synthetic-control {} {DISTRICTS}", file.display()));
    let exact = &reference("synthetic_chicago.json")["result"];
    let (result, found) = (&answer["result"], &answer["result"]["sufficient"]);
    let name =
        |unit: &Value| result["units"][usize::try_from(unit.as_u64().unwrap()).unwrap()].as_str().unwrap();
    let of_district = |name: &str| {
        list(&exact["districts"]).iter().find(|row| row["district"].as_u64() == name.parse().ok()).unwrap()
    };
    let own = of_district("11");
    for donor in list(&found["donors"]) {
        let want = own["weights"][name(&donor["unit"])].as_f64().unwrap_or(0.0);
        assert!((number(&donor["weight"]) - want).abs() <= 1e-9, "{donor}");
    }
    let fits = std::iter::once(&found["treated"]).chain(list(&found["placebos"]));
    let mut compared = 0;
    for fit in fits {
        let want = of_district(name(&fit["unit"]));
        close(number(&fit["mse_before"]), number(&want["pre_mse"]), 1e-10, "before");
        close(number(&fit["rmspe_ratio"]), number(&want["rmspe_ratio"]), 1e-10, "ratio");
        compared += 1;
    }
    assert_eq!(compared, 22);
    close(number(&found["p_value"]), number(&exact["placebo_p"]), 1e-12, "p");
    // Rates are as good as counts here.
    let rates = months(&reference("evaluate_chicago.json")["result"]);
    let options = "--unit district --period month --count n --treated 11 --at 2016-1 --format json";
    let of_counts = bench.ask("synthetic-control", &rates, options).done().json();
    close(number(&of_counts["result"]["sufficient"]["p_value"]), number(&exact["placebo_p"]), 1e-12, "p");
}

#[test]
fn two_years_of_chicago_differ_where_scipy_says() {
    let oracle = &reference("sppt_chicago.json")["result"];
    let mut table = "cell,before,after\n".to_owned();
    for (cell, (first, second)) in list(&oracle["base"]).iter().zip(list(&oracle["test"])).enumerate() {
        writeln!(table, "c{cell},{first},{second}").unwrap();
    }
    let bench = Bench::new();
    let options = "--unit cell --first before --second after --format json";
    let answer = bench.ask("point-pattern", &table, options).done().json();
    let found = &answer["result"]["compared"]["sufficient"];
    assert_eq!(list(&found["units"]).len(), 187);
    for (index, unit) in list(&found["units"]).iter().enumerate() {
        let limit = |name: &str| 100.0 * number(&unit["drawn"][name]);
        assert!((limit("lower") - number(&oracle["exact_lo"][index])).abs() <= 1e-9, "{index}");
        assert!((limit("upper") - number(&oracle["exact_hi"][index])).abs() <= 1e-9, "{index}");
        close(number(&unit["p_value"]), number(&oracle["fisher_p"][index]), 1e-9, "p");
        close(number(&unit["p_adjusted"]), number(&oracle["fisher_bh"][index]), 1e-9, "p, corrected");
        let position = match oracle["exact_index"][index].as_i64() {
            Some(-1) => "below",
            Some(0) => "within",
            _ => "above",
        };
        assert_eq!(unit["position"], position, "{index}");
    }
    close(number(&found["classic"]["all"]), number(&oracle["exact_S"]), 1e-15, "older test");
    close(number(&found["similarity"]["all"]), number(&oracle["fisher_S"]), 1e-15, "alike");
}

#[test]
fn events_are_counted_in_areas_and_in_cells_alike() {
    // Two cells of 100 m that are the areas A and B; the first loses to the second.
    let mut table = "area,e,n,when\n".to_owned();
    for (area, east, before, after) in [("A", 591_010, 60, 10), ("B", 591_110, 40, 90)] {
        for (day, times) in [("2023-06-01", before), ("2024-06-01", after)] {
            for _ in 0..times {
                writeln!(table, "{area},{east},6547050,{day}").unwrap();
            }
        }
    }
    table.push_str(",591010,6547050,2023-06-01\nA,,6547050,2023-06-01\nA,591010,6547050,\n");
    let bench = Bench::new();
    let ask = |options: &str| {
        let options = format!("{options} --time when --at 2024-01-01 --format json");
        bench.ask("point-pattern", &table, &options).done().json()
    };
    let (areas, cells) = (ask("--area area"), ask("--x e --y n --cell 100"));
    let counts = |answer: &Value, place: usize| {
        let unit = &answer["result"]["compared"]["sufficient"]["units"][place];
        (
            unit["first"].as_u64().unwrap(),
            unit["second"].as_u64().unwrap(),
            unit["differs"].as_bool().unwrap(),
        )
    };
    // The row without an area still lies in its cell, and that without a position in its area.
    assert_eq!([counts(&areas, 0), counts(&areas, 1)], [(61, 10, true), (40, 90, true)]);
    assert_eq!([counts(&cells, 0), counts(&cells, 1)], [(61, 10, true), (40, 90, true)]);
    assert_eq!(areas["input"]["without_position"], 1);
    assert_eq!(
        (&cells["input"]["without_position"], &cells["input"]["without_time"]),
        (&1.into(), &1.into())
    );
    assert_eq!(cells["result"]["middles"][0], serde_json::json!([591_050.0, 6_547_050.0]));
    let options = "--x e --y n --cell 100 --time when --at 2024-01-01 --format geojson";
    let map = bench.ask("point-pattern", &table, options).done().json();
    assert_eq!(map["features"][1]["properties"]["after"], 90);
    assert_eq!(map["features"][0]["geometry"]["type"], "Polygon");
}

#[test]
fn the_conclusion_of_four_counts_is_the_one_by_hand() {
    let options = "--dispersion 2 --least-controls 1";
    let answer = json(&format!("conclusion --treated 2000,1500 --control 1800,1700 {options}"));
    let found = &answer["result"];
    let ratio: f64 = 1500.0 / 2000.0 / (1700.0 / 1800.0);
    let error = (2.0 * (1.0 / 2000.0 + 1.0 / 1500.0 + 1.0 / 1800.0 + 1.0 / 1700.0_f64)).sqrt();
    close(number(&found["change"]), ratio - 1.0, 1e-12, "change");
    let upper = (ratio.ln() + 1.959_963_984_540_054 * error).exp() - 1.0;
    close(number(&found["interval"]["upper"]), upper, 1e-9, "upper");
    assert_eq!(found["verdict"], "decrease_seen");
    // The figure in the documentation of the method: 83 burglaries and a like area, one year each.
    let small = json("conclusion --treated 83,83 --control 66,66");
    assert_eq!(format!("{:.2}", number(&small["result"]["detectable"])), "0.52");
    let reasons = list(&small["result"]["verdict"]["cannot_tell"]["reasons"]);
    assert_eq!(reasons.len(), 2, "{reasons:?}");
}

#[test]
fn chicago_cannot_be_told_and_the_reasons_are_given_in_both_languages() {
    let bench = Bench::new();
    let file = bench.unpacked(ASSAULTS);
    let answer = json(&format!("conclusion {} {DISTRICTS}", file.display()));
    let found = &answer["result"];
    let sum = |months: &[Value]| months.iter().map(number).sum::<f64>();
    let oracle = &reference("evaluate_chicago.json")["result"];
    let before = |row: usize| sum(&list(&oracle["Y"][row])[..72]);
    let others: f64 = (0..22).filter(|row| *row != 10).map(before).sum();
    close(number(&found["level_ratio"]), before(10) / (others / 21.0), 1e-12, "levels");
    assert_eq!((&found["evidence"], &found["dispersion_source"]), (&"placebos".into(), &"placebos".into()));
    let said = analyse(&format!("conclusion {} {DISTRICTS}", file.display())).done().out;
    for words in ["It cannot be told", "1.87 times as many", "drifting", "smallest decrease", "15% more"] {
        assert!(said.contains(words), "“{words}” is not in {said}");
    }
    let said = analyse(&format!("conclusion {} {DISTRICTS} --lang sv", file.display())).done().out;
    for words in
        ["Det går inte att säga", "1,87 gånger", "gled redan före", "minsta minskning", "15\u{a0}% fler"]
    {
        assert!(said.contains(words), "“{words}” is not in {said}");
    }
}
