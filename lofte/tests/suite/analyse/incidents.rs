//! Incident analyses through the binary: reference figures, shapes of the answers, and bad input.

use crate::analyse::bench::{Bench, oracle, reference};
use crate::analyse::support::{analyse, close};
use serde_json::Value;

#[test]
fn a_week_of_chicago_is_the_one_that_duckdb_counted() {
    let bench = Bench::new();
    let file = bench.unpacked("chicago_aggravated_assaults_2010-2019.csv");
    let ran = analyse(&format!("week {} --time date --format json", file.display())).done();
    let answer = ran.json();
    let want = reference("chicago_week.json");
    let cells = answer["result"]["pattern"]["Full"]["cells"].as_array().unwrap();
    for (day, hours) in cells.iter().enumerate() {
        for (hour, cell) in hours.as_array().unwrap().iter().enumerate() {
            assert_eq!(cell["observed"], want["dow_hour"][format!("{day}_{hour}")], "{day} {hour}");
        }
    }
    assert_eq!(cells.len(), 7);
    assert_eq!(answer["input"]["read"], 148_636);
}

/// Twenty-six weeks with the change of the clock on 29 March 2026 have 25 Sundays with an hour from 02 to 03.
#[test]
fn the_hour_that_the_clock_skips_was_observed_once_less() {
    let bench = Bench::new();
    let table: String = std::iter::once("t\n".to_owned())
        .chain((0..200).map(|k| format!("2026-0{}-{:02} {:02}:30\n", 1 + k % 5, 1 + k % 28, k % 24)))
        .collect();
    let expected = |options: &str, day: usize| {
        let answer = bench.ask("week", &table, &format!("--time t --format json {options}")).done().json();
        assert_eq!(answer["input"]["used"], 200);
        answer["result"]["pattern"]["Full"]["cells"][day][2]["expected"].as_f64().unwrap()
    };
    let hours = 26.0 * 168.0 - 1.0;
    let observed = "--from 2025-12-29 --until 2026-06-28";
    close(expected(observed, 6), 200.0 * 25.0 / hours, 1e-12, "Sunday");
    close(expected(observed, 0), 200.0 * 26.0 / hours, 1e-12, "Monday");
    close(expected("", 6), 200.0 / 168.0, 1e-12, "all hours alike");
    let part = bench.ask("week", &table, "--time t --format json --until 2026-01-31").done().json();
    assert_eq!((&part["input"]["used"], &part["input"]["outside_period"]), (&40.into(), &160.into()));
    bench
        .ask("week", &table, "--time t --from 2026-06-01 --until 2026-01-01")
        .refused(&["--until", "--from or later"]);
    bench.ask("week", &table, "--time t --from June").refused(&["--from", "June", "2025-12-31"]);
}

#[test]
fn counts_add_up_and_say_what_has_no_label() {
    let table = "type,when\nburglary,2025-03-30 01:59\ntheft,2025-03-31\n,2024-12-30 10:00\nburglary,\n";
    let bench = Bench::new();
    let ran = bench.ask("counts", table, "--by type --time when --by-time year,week --format csv").done();
    assert_eq!(
        ran.out.lines().map(|line| line.split(',').take(4).collect::<Vec<_>>().join(",")).collect::<Vec<_>>(),
        [
            "type,year,week,count",
            "burglary,2025,2025-W13,1",
            "burglary,,,1",
            "theft,2025,2025-W14,1",
            ",2024,2025-W01,1"
        ]
    );
    let ran = bench.ask("counts", table, "--category type --format json").done().json();
    let interval = &ran["result"][0];
    // Garwood for two events: chi-square quantiles.
    assert_eq!(interval["count"], 2);
    close(interval["lower"].as_f64().unwrap(), 0.242_209_278_543_996_6, 1e-10, "lower");
    close(interval["upper"].as_f64().unwrap(), 7.224_687_667_706_197, 1e-10, "upper");
}

#[test]
fn the_hour_of_a_day_without_one_is_not_midnight() {
    let bench = Bench::new();
    let ran =
        bench.ask("counts", "t\n2025-03-31\n2025-03-31 00:00\n", "--time t --by-time hour --format csv");
    let firsts: Vec<String> = ran.done().out.lines().map(|line| line.chars().take(4).collect()).collect();
    assert_eq!(firsts, ["hour", "00,1", ",1,0"]);
}

#[test]
fn rates_and_their_ratio_are_those_of_r() {
    let bench = Bench::new();
    let table = "name,n,pop\nFlen,1965,15229\nOxelösund,1334,11996\nTom,0,\n";
    let options = "--unit name --count n --population pop --per 1000 --against Oxelösund --format json";
    let answer = bench.ask("rates", table, options).done().json();
    let flen = &answer["result"][0];
    let number = |value: &Value| value.as_f64().unwrap();
    let ratio = &flen["against"];
    let (lower, upper) = (number(&ratio["lower"]), number(&ratio["upper"]));
    assert_eq!(format!("{lower:.3}-{upper:.3}"), "1.082-1.245");
    close(number(&ratio["p_value"]), 2.759e-5, 1e-3, "p by poisson.test");
    assert!(answer["result"][1]["against"].is_null() && answer["result"][2]["rate"].is_null());
}

#[test]
fn events_fall_into_their_areas_or_outside() {
    let bench = Bench::new();
    let table = "e,n\n591000,6547000\n592000,6548000\n600000,6600000\n591000,\n";
    let areas = oracle("data/flen_deso_2025.geojson");
    let options = format!("--x e --y n --areas {} --name deso --format json", areas.display());
    let answer = bench.ask("areas", table, &options).done().json();
    assert_eq!((&answer["result"]["outside"], &answer["input"]["without_position"]), (&1.into(), &1.into()));
    let counted = answer["result"]["areas"].as_array().unwrap().iter();
    assert_eq!(counted.map(|area| area["count"].as_u64().unwrap()).sum::<u64>(), 2);
    assert_eq!(answer["input"]["plane"], "EPSG:3006");
}

#[test]
fn positions_that_cannot_be_are_told_from_those_changed_round() {
    let bench = Bench::new();
    let areas = oracle("data/flen_deso_2025.geojson");
    let end = format!("--areas {} --name deso", areas.display());
    let ask = |table: &str, options: &str| bench.ask("areas", table, &format!("{options} {end}"));
    ask("e,n\n6547000,591000\n", "--x e --y n").refused(&[
        "events.csv, row 2",
        "changed round",
        "--x and --y",
    ]);
    ask("e,n\n16.5,59.05\n", "--x e --y n").refused(&["row 2", "EPSG:3006", "--crs"]);
    ask("e,n\n591000,6547000\n", "--x e --y n --crs EPSG:4326").refused(&["row 2", "EPSG:4326"]);
    ask("e,n\n1,2\n", "--x e --y n --crs plane").refused(&["--crs with a known system"]);
    ask("e,n\n1,two\n", "--x e --y n --crs plane").refused(&["row 2", "“n”", "“two”"]);
    ask("e,n\n591000,6547000\n", "--x e").refused(&["--y"]);
    let nowhere = bench.file("no.geojson", "{\"type\": \"Feature\"}");
    let options = format!("--x e --y n --areas {} --name deso", nowhere.display());
    bench.ask("areas", "e,n\n591000,6547000\n", &options).refused(&["no.geojson", "no usable border"]);
}

#[test]
fn an_incident_that_is_written_twice_counts_once() {
    let bench = Bench::new();
    let rows =
        (0..60).map(|k| format!("K{},{},6547000,2025-03-{:02}\n", k / 2, 591_000 + k / 2, 1 + k % 20 / 2));
    let table: String =
        std::iter::once("nr,e,n,t\n".to_owned()).chain(rows).chain([",1,2,\n".to_owned()]).collect();
    let options = "--x e --y n --time t --crs plane --seed 1 --floor 10";
    let ran = bench.ask("near-repeat", &table, options).done();
    assert!(
        ran.out.contains("rows with the same time, position and kind as an earlier one: 30."),
        "{ran:#?}"
    );
    let ran = bench.ask("near-repeat", &table, &format!("{options} --id nr")).done();
    assert!(ran.out.contains("Rows that name an incident that an earlier row names: 30"), "{ran:#?}");
    let input = bench.ask("near-repeat", &table, &format!("{options} --id nr --format json")).done().json();
    let facts = ["read", "used", "repeated", "without_time"].map(|fact| input["input"][fact].as_u64());
    assert_eq!(facts, [Some(61), Some(30), Some(30), Some(1)]);
    let counts = bench.ask("counts", &table, "--by t --id nr --format json").done().json();
    assert_eq!(counts["input"]["used"], 31);
}

/// Washington's longitude is a latitude too, in Antarctica.
#[test]
fn columns_that_say_that_they_are_changed_round_are_believed() {
    let bench = Bench::new();
    let options = "--crs EPSG:4326 --time t --seed 1";
    let named = "LATITUDE,LONGITUDE,t\n38.9,-77.0,2024-01-01\n";
    bench.ask("near-repeat", named, &format!("--x LATITUDE --y LONGITUDE {options}")).refused(&[
        "LATITUDE",
        "--x",
        "longitude",
        "Swap",
    ]);
    let unnamed = "a,b,t\n38.9,-77.0,2024-01-01\n";
    bench.ask("near-repeat", unnamed, &format!("--x a --y b {options}")).refused(&["row 2", "Swap"]);
    bench.ask("near-repeat", unnamed, &format!("--x b --y a {options}")).done();
}

#[test]
fn times_that_can_be_read_two_ways_are_refused() {
    let bench = Bench::new();
    bench.ask("week", "t\n1/5/2023 10:00\n", "--time t").refused(&[
        "row 2",
        "“t”",
        "1/5/2023",
        "--time-format",
    ]);
    bench.ask("week", "t\n1/5/2023 10:00\n31/5/2023 10:00\n", "--time t").done();
    bench.ask("week", "t\nyesterday\n", "--time t").refused(&["row 2", "yesterday"]);
    bench.ask("week", "t\n2025-01-01 10:00\n", "").refused(&["--time"]);
    let ran = bench.ask("week", "t\n2025-01-01 10:00\n", "--time t").done();
    assert!(ran.out.contains("1 events, and the method needs 20"), "{ran:#?}");
}

#[test]
fn counts_and_levels_that_are_none() {
    let bench = Bench::new();
    let table = "u,n,p\na,1.5,100\n";
    bench.ask("rates", table, "--unit u --count n --population p").refused(&["row 2", "“n”", "1.5"]);
    bench.ask("rates", "u,n,p\na,-1,100\n", "--unit u --count n --population p").refused(&["row 2", "-1"]);
    bench.ask("rates", "u,n,p\na,1,100\n", "--unit u --count n --population p --per 0").refused(&["--per"]);
    bench
        .ask("rates", "u,n,p\na,1,100\n", "--unit u --count n --population p --against b")
        .refused(&["--against", "“b”"]);
    bench.ask("counts", "a\nx\n", "--by a --level 1").refused(&["level"]);
    bench.ask("counts", "a\nx\n", "").refused(&["--by"]);
    bench.ask("counts", "a\nx\n", "--by a --where a~=").refused(&["a ="]);
}

#[test]
fn only_what_lies_on_a_map_is_given_as_one() {
    let bench = Bench::new();
    bench.ask("counts", "a\nx\n", "--by a --format geojson").refused(&["does not lie on a map"]);
    analyse("plan --share 0.5 --mailed 100 --response-rate 0.5 --format geojson").refused(&["map"]);
}

#[test]
fn a_condition_keeps_only_what_satisfies_it() {
    let bench = Bench::new();
    let table = "type,area\nburglary,A\ntheft,A\nburglary,B\n";
    let answer =
        bench.ask("counts", table, "--by area --where type~=~'burglary' --format json").done().json();
    assert_eq!((&answer["input"]["read"], &answer["input"]["used"]), (&3.into(), &2.into()));
}
