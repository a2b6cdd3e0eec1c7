//! `lofte analyse trend`, `alerts`, `ears`, `farrington`, `week` and `aoristic` through the binary: the figures of R,
//! statsmodels and the scripts, and bad input.

use crate::analyse::bench::{Bench, alike, each, numbers, oracle, reference};
use crate::analyse::support::{analyse, close};
use serde_json::Value;
use std::fmt::Write as _;

#[track_caller]
fn json(arguments: &str) -> Value {
    analyse(&format!("{arguments} --format json")).done().json()
}

#[test]
fn the_trend_of_chicago_is_that_of_statsmodels_and_r() {
    let bench = Bench::new();
    let file = bench.unpacked("chicago_aggravated_assaults_2010-2019.csv");
    let ask = |variance: &str| {
        let answer = json(&format!("trend {} --time date --variance {variance}", file.display()));
        answer["result"][0].clone()
    };
    let (ours, theirs) = (ask("quasi-poisson"), &reference("trend.json")["result"]);
    let counts: Vec<Value> = ours["counts"].as_array().unwrap().clone();
    alike(&counts, &numbers(&theirs["y"]), (0.0, 0.0), "counts");
    let trend = &ours["trend"]["sufficient"];
    let coefficients = &trend["coefficients"];
    let quasi = &theirs["quasipoisson"];
    alike(&each(coefficients, "/estimate"), &numbers(&quasi["coef"]), (0.0, 1e-7), "estimates");
    alike(&each(coefficients, "/standard_error"), &numbers(&quasi["se"]), (0.0, 1e-10), "errors");
    let year = &trend["per_year"];
    let limits =
        [&year["estimate"], &year["interval"]["lower"], &year["interval"]["upper"]].map(Value::clone);
    let [low, high] = numbers(&quasi["pct_ci"])[..] else { panic!() };
    alike(&limits, &[quasi["pct_per_year"].as_f64().unwrap(), low, high], (0.0, 1e-9), "per year");
    let (binomial, theirs) = (ask("negative-binomial"), &reference("trend_ref.json")["result"]["nb2"]);
    let trend = &binomial["trend"]["sufficient"];
    alike(&each(&trend["coefficients"], "/estimate"), &numbers(&theirs["coef"]), (0.0, 1e-7), "NB");
    let alpha = trend["variance"]["negative_binomial"]["alpha"].as_f64().unwrap();
    close(alpha, theirs["alpha"].as_f64().unwrap(), 1e-7, "alpha");
}

#[test]
fn the_trend_by_weeks_is_that_of_r() {
    let bench = Bench::new();
    let file = bench.daily("polisen_misshandel_daily.csv");
    let want = &reference("weekly_kinds_ref_polisen.json")["result"];
    for (basis, limits) in [("normal", "pct_normal"), ("student", "pct_student")] {
        let options = format!("--time day --every week --variance quasi-poisson --basis {basis}");
        let trend = &json(&format!("trend {} {options}", file.display()))["result"][0]["trend"]["sufficient"];
        let year = &trend["per_year"];
        let [low, high] = numbers(&want[limits])[..] else { panic!() };
        for (ours, theirs) in [
            (&year["estimate"], want["pct"].as_f64().unwrap()),
            (&year["interval"]["lower"], low),
            (&year["interval"]["upper"], high),
            (&trend["dispersion"], want["dispersion"].as_f64().unwrap()),
        ] {
            close(ours.as_f64().unwrap(), theirs, 1e-8, basis);
        }
    }
}

/// Windows of the weekly series of R's reference, each a kind of its own from the same Monday on.
fn kinds(want: &Value) -> String {
    let weekly = numbers(&reference("alerts_ref_polisen.json")["result"]["weekly"]);
    let size = |name: &str| usize::try_from(want[name].as_u64().unwrap()).unwrap();
    let (window, windows, extra) = (size("window"), size("windows"), numbers(&want["extra"]));
    let monday: jiff::civil::Date = "2020-01-06".parse().unwrap();
    let mut table = "kind,day\n".to_owned();
    for kind in 0..windows {
        for week in 0..window {
            let more = if week + 1 == window { extra[kind] } else { 0.0 };
            let day = monday.saturating_add(jiff::Span::new().weeks(i64::try_from(week).unwrap()));
            for _ in 0..format!("{}", weekly[kind + week] + more).parse().unwrap() {
                writeln!(table, "k{kind:02},{day}").unwrap();
            }
        }
    }
    table
}

#[test]
fn kinds_judged_together_alarm_as_r_adjusts_them() {
    let bench = Bench::new();
    let reference = reference("weekly_kinds_ref_polisen.json");
    let file = bench.file("kinds.csv", &kinds(&reference));
    // Monday of the last week, which is whole only until its Sunday.
    let options = "--time day --category kind --until 2022-11-27 --longest-baseline 10000";
    let answer = json(&format!("alerts {} {options}", file.display()));
    let (found, want) = (&answer["result"], &reference["result"]);
    for (field, theirs) in [("expected", "mu"), ("p_value", "p"), ("p_adjusted", "p_bh"), ("upper", "upper")]
    {
        let ours = each(found, &format!("/result/judged/{field}"));
        alike(&ours, &numbers(&want[theirs]), (1e-8, 0.0), field);
    }
    let alarms = each(found, "/result/judged/alarm");
    let alarming: Vec<usize> = (0..alarms.len()).filter(|kind| alarms[*kind] == true).collect();
    assert_eq!(alarming, [4], "of the two outbreaks one is too small among 26 kinds");
    assert_eq!(found[4]["category"], "k04");
    let alone = json(&format!("alerts {} {options} --where kind=k11", file.display()));
    assert_eq!(alone["result"][0]["result"]["judged"]["alarm"], true, "alone it is an alarm");
}

#[test]
fn early_aberration_is_that_of_surveillance_and_the_definition() {
    let bench = Bench::new();
    let file = bench.daily("polisen_misshandel_daily.csv");
    let options = "--time day --from 2023-04-03 --until 2026-08-16 --least-sd 1e-6 --least-count 0";
    let answer = json(&format!("ears {} {options}", file.display()));
    let days = answer["result"][0]["result"]["sufficient"]["days"].as_array().unwrap();
    let last: Value = days[days.len() - 365..].to_vec().into();
    let want = &reference("ears_polisen_misshandel.json")["result"];
    for (path, theirs) in [("/c1/upper", "c1_upper"), ("/c2/upper", "c2_upper"), ("/c3/statistic", "c3_stat")]
    {
        alike(&each(&last, path), &numbers(&want[theirs]), (0.0, 1e-9), theirs);
    }
    let r = &reference("alerts_ref_polisen.json")["result"];
    for (path, theirs) in [("/c1/alarm", "C1"), ("/c2/alarm", "C2")] {
        let ours: Vec<f64> =
            each(&last, path).iter().map(|alarm| f64::from(u8::from(*alarm == true))).collect();
        assert_eq!(ours, numbers(&r[theirs]["alarm"]), "{theirs}");
    }
    let csv = analyse(&format!("ears {} {options} --format csv", file.display())).done().out;
    assert!(csv.lines().last().unwrap().starts_with(",2026-08-16,3,"), "the last day by its date");
}

#[test]
fn farrington_is_that_of_surveillance_and_the_definition() {
    let bench = Bench::new();
    let cases = [
        ("chicago_daily.csv", "chicago", "--weeks 104 --years-back 5 --until 2019-12-29"),
        ("polisen_misshandel_daily.csv", "polisen", "--weeks 52 --years-back 2 --until 2026-08-16"),
    ];
    for (name, oracle, options) in cases {
        let file = bench.daily(name);
        let ask = |threshold: &str| {
            let line =
                format!("farrington {} --time day --floor-years 2 {options} {threshold}", file.display());
            json(&line)["result"][0]["result"]["sufficient"]["weeks"].clone()
        };
        let ours = ask("--threshold negative-binomial");
        let package =
            &reference(&format!("alerts_ref_{oracle}.json"))["result"]["farrington_flexible_nbPlugin"];
        alike(&each(&ours, "/outcome/judged/upper"), &numbers(&package["upper"]), (0.0, 0.0), name);
        let verdicts = each(&ours, "/outcome/judged/verdict");
        let alarms: Vec<f64> = verdicts.iter().map(|one| f64::from(u8::from(*one == "alarm"))).collect();
        assert_eq!(alarms, numbers(&package["alarm"]), "{name}");
        let ours = ask("--threshold two-thirds-power");
        let definition = &reference(&format!("farrington_ref_{oracle}.json"))["result"];
        for (field, theirs) in [("upper", "delta_upper"), ("expected", "expected"), ("dispersion", "phi")] {
            let ours = each(&ours, &format!("/outcome/judged/{field}"));
            alike(&ours, &numbers(&definition[theirs]), (0.0, 1e-9), field);
        }
    }
}

#[test]
fn spans_of_washington_weigh_as_in_r() {
    let bench = Bench::new();
    let file = bench.unpacked("dc_burglary_2016h1.csv");
    let answer = json(&format!("aoristic {} --time StartDateTime --until EndDateTime", file.display()));
    let found = &answer["result"]["sufficient"];
    let cells: Vec<Value> = found["cells"]["sufficient"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|day| day.as_array().unwrap().clone())
        .collect();
    for name in ["aoristic_dc.json", "aoristic_dc_Rpackage.json"] {
        let sunday_first = numbers(&reference(name)["result"]["hour_of_week"]);
        alike(&cells, &[&sunday_first[24..], &sunday_first[..24]].concat(), (0.0, 1e-9), name);
    }
    let script = &reference("aoristic_dc.json")["result"];
    for (ours, theirs) in [
        ("without_end", "missing_end"),
        ("end_before_start", "end_before_start"),
        ("week_or_more", "over_week"),
    ] {
        assert_eq!(found[ours], script[theirs], "{ours}");
    }
}

#[test]
fn a_day_without_an_hour_is_a_span_and_no_midnight() {
    let bench = Bench::new();
    // 2025-01-06 is a Monday: a day, a day until noon of the next, and two days.
    let table = "a,b\n2025-01-06,\n2025-01-06,2025-01-07 12:00\n2025-01-06,2025-01-07\n";
    let options = "--time a --until b --floor-for-cells 0 --floor-for-marginals 0 --format json";
    let found = &bench.ask("aoristic", table, options).done().json()["result"]["sufficient"];
    let monday = 1.0 + 24.0 / 36.0 + 0.5;
    close(found["weekdays"][0].as_f64().unwrap(), monday, 1e-12, "Monday");
    close(found["weekdays"][1].as_f64().unwrap(), 3.0 - monday, 1e-12, "Tuesday");
    assert_eq!(found["without_end"], 0);
    let hour = |hour: usize| found["cells"]["sufficient"][0][hour].as_f64().unwrap();
    close(hour(0), hour(23), 1e-12, "no hour of Monday stands out");
}

#[test]
fn midnight_for_an_unknown_time_is_warned_of() {
    let bench = Bench::new();
    let ask = |midnight: usize, one: usize| {
        let rows = [("00:00", midnight), ("01:00", one), ("00:30", 30)];
        let rows = rows.iter().flat_map(|(time, rows)| vec![format!("2025-03-03 {time}\n"); *rows]);
        let table = format!("t\n{}", rows.collect::<String>());
        bench.ask("week", &table, "--time t").done().out
    };
    assert!(ask(10, 3).contains("10 events stand at exactly 00:00 against 3 at exactly 01:00"));
    assert!(!ask(9, 3).contains("Warning"), "the half hour after midnight is no midnight");
}

#[test]
fn below_the_floor_the_reason_is_told() {
    let bench = Bench::new();
    let ask = |method: &str, options: &str| {
        let table = "day,end,kind\n2025-01-06 10:00,2025-01-06 12:00,theft\n";
        bench.ask(method, table, &format!("--time day {options}")).done().out
    };
    let trend = "With fewer, a trend is noise.";
    for (method, options, have, need, why) in [
        ("trend", "", "1 periods", "12", trend),
        ("trend", "--from 2023-01-01", "1 events", "20", trend),
        ("alerts", "", "0 periods", "104", "there is nothing to compare with"),
        ("alerts", "--from 2020-01-06", "0 events", "20", trend),
        ("ears", "", "1 periods", "12", "there is nothing to compare with"),
        ("farrington", "", "0 years", "5", trend),
        ("aoristic", "--until end", "1 events", "20", "happen to lie"),
        ("week", "", "1 events", "20", "happen to lie"),
    ] {
        let said = ask(method, options);
        for words in [have, &format!("the method needs {need}"), why, "Cannot be said"] {
            assert!(said.contains(words), "{method} {options}: “{words}” is not in {said}");
        }
    }
    let kinds = ask("trend", "--category kind");
    assert!(kinds.contains("theft"), "the kind is named: {kinds}");
}

#[test]
fn series_without_change_or_events_are_judged_or_told() {
    let bench = Bench::new();
    let mut table = "day\n".to_owned();
    let mut day: jiff::civil::Date = "2019-01-07".parse().unwrap();
    while day.year() < 2025 {
        writeln!(table, "{day}").unwrap();
        day = day.tomorrow().unwrap();
    }
    let ask = |method: &str, options: &str| {
        let answer = bench.ask(method, &table, &format!("--time day {options} --format json")).done().json();
        (answer["result"][0].clone(), answer["input"].clone())
    };
    let (trend, _) = ask("trend", "--harmonics 0 --every week");
    let per_year = trend["trend"]["sufficient"]["per_year"]["estimate"].as_f64().unwrap();
    assert!(per_year.abs() < 1e-9, "one a day does not change: {per_year}");
    let (ears, _) = ask("ears", "");
    assert!(each(&ears["result"]["sufficient"]["days"], "/c3/alarm").iter().all(|alarm| *alarm == false));
    let (farrington, _) = ask("farrington", "--years-back 3");
    assert_eq!(farrington["result"]["sufficient"]["weeks"][0]["outcome"]["judged"]["verdict"], "usual");
    // Nothing happened in the days that were observed: that is a series of zeros, and no missing one.
    let (zeros, input) = ask("trend", "--from 2000-01-01 --until 2010-12-31");
    assert_eq!(zeros["trend"]["insufficient"]["available"], 0);
    assert_eq!((&input["used"], &input["outside_period"]), (&0.into(), &input["read"]));
    let (zeros, _) = ask("farrington", "--from 2000-01-01 --until 2010-12-31");
    assert_eq!(zeros["result"]["sufficient"]["weeks"][0]["outcome"], "no_reference_events");
    let (zeros, _) = ask("alerts", "--from 2000-01-01 --until 2010-12-31");
    assert_eq!(zeros["result"]["insufficient"]["unit"], "events");
}

#[test]
fn rows_outside_the_observed_days_and_without_a_time_are_counted() {
    let bench = Bench::new();
    let table = "day,kind\n2025-01-06,a\n2025-01-06,a\n,a\n2024-01-01,b\n9999-12-31,a\n";
    let options = "--time day --category kind --from 2025-01-01 --until 2025-12-31";
    let said = bench.ask("trend", table, options).done().out;
    for words in [
        "5 rows read, 2 used, 1 without position or time.",
        "Rows outside the days observed, which are not counted: 2",
    ] {
        assert!(said.contains(words), "{said}");
    }
    let said = bench.ask("trend", "day,kind\n,a\n,b\n", "--time day --category kind").done().out;
    assert!(said.contains("2 without") && said.contains("there is no series to judge"), "{said}");
    // The last day of the calendar has no day after it.
    let options = "--time day --from 9999-01-01 --format json";
    let answer = bench.ask("trend", "day\n9999-12-31\n9999-12-31\n", options).done().json();
    assert_eq!((&answer["input"]["used"], &answer["result"][0]["counts"][11]), (&2.into(), &2.into()));
}

#[test]
fn spans_of_days_that_cannot_be_are_refused() {
    let bench = Bench::new();
    let ask = |options: &str| bench.ask("trend", "day\n2024-05-01\n2025-05-01\n", options);
    ask("").refused(&["trend needs --time"]);
    ask("--time dya").refused(&["events.csv", "“dya”", "“day”"]);
    ask("--time day --from 2025-02-01 --until 2025-01-31").refused(&[
        "--until",
        "2025-01-31",
        "the day of --from or later",
    ]);
    ask("--time day --from 2026-01-01").refused(&["--from", "2026-01-01", "no later than the last event"]);
    ask("--time day --until 2020-01-01").refused(&["--until", "no earlier than the first event"]);
    ask("--time day --from yesterday").refused(&["--from", "yesterday", "a day like 2025-12-31"]);
    let unknown = "day\n0001-01-01\n2025-05-01\n";
    bench.ask("ears", unknown, "--time day").refused(&["0001-01-01", "2025-05-01", "200 years", "“unknown”"]);
    bench.ask("ears", "day\n9999-12-31\n2025-05-01\n", "--time day").refused(&["9999-12-31", "--until"]);
    bench.ask("ears", unknown, "--time day --from 2025-05-01").done();
    let mut kinds = "k,day\n".to_owned();
    (0..90).for_each(|kind| write!(kinds, "k{kind},1990-01-01\nk{kind},2025-01-01\n").unwrap());
    let kinds = bench.ask("ears", &kinds, "--time day --category k");
    kinds.refused(&["12785 periods", "82 at a time", "--where"]);
}

#[test]
fn nonsense_is_refused_by_each_method_on_series() {
    let bench = Bench::new();
    let mut table = "day,end,w\n".to_owned();
    for year in 2010..2025 {
        writeln!(table, "{year}-05-01 10:00,{year}-05-01 09:00,1").unwrap();
    }
    for (options, words) in [
        ("trend --time day --level 1", "confidence level"),
        ("trend --time day --level nan", "confidence level"),
        ("trend --time day --harmonics 6", "at most 5 waves"),
        ("alerts --time day --tail 0.5", "one-sided"),
        ("ears --time day --baseline 2", "3 days or more"),
        ("ears --time day --tail 0", "one-sided"),
        ("ears --time day --least-sd 0", "above 0"),
        ("ears --time day --c3-limit inf", "C3"),
        ("farrington --time day --weeks 0", "--weeks"),
        ("farrington --time day --years-back 0", "1 to 50 years"),
        ("farrington --time day --half-window 21", "0 to 20 weeks"),
        ("farrington --time day --season-levels 0", "season level"),
        ("farrington --time day --tail nan", "one-sided"),
        ("farrington --time day --reweight-above 0", "above 0"),
        ("aoristic --until end", "aoristic needs --time"),
        ("aoristic --time day --until w", "row 2, column “w”"),
        ("aoristic --time day --until end --weight end", "“end”"),
    ] {
        let (method, options) = options.split_once(' ').unwrap();
        bench.ask(method, &table, options).refused(&[words]);
    }
    let weight = |weight: &str| {
        let table = format!("a,b,w\n2025-01-01 10:00,,1\n2025-01-01 10:00,,{weight}\n");
        bench.ask("aoristic", &table, "--time a --until b --weight w")
    };
    weight("-1").refused(&["events.csv, row 3", "“w”", "-1", "0 or more"]);
    weight("").refused(&["events.csv, row 3", "“w”", "is empty"]);
    weight("inf").refused(&["events.csv, row 3", "“w”", "inf"]);
    let without_end = analyse(&format!("aoristic {} --time a", oracle("chicago_daily.csv").display()));
    assert_eq!((without_end.code, without_end.err.contains("--until <COLUMN>")), (2, true));
}
