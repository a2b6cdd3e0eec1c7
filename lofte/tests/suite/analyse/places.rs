//! Places and clusters through the binary: the reference figures, the maps, and harm.

use crate::analyse::bench::{Bench, oracle, reference};
use crate::analyse::support::{analyse, close};
use serde_json::Value;
use std::fmt::Write as _;

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

/// Numbers within this share of the larger of one and the reference.
#[track_caller]
fn all_close(ours: &[f64], theirs: &Value, within: f64) {
    let theirs = numbers(theirs);
    assert_eq!(ours.len(), theirs.len());
    for (place, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        assert!((ours - theirs).abs() <= within * theirs.abs().max(1.0), "{place}: {ours} against {theirs}");
    }
}

/// A number of each unit that was tested; all must be.
fn tested(results: &Value, name: &str) -> Vec<f64> {
    results.as_array().unwrap().iter().map(|unit| unit["tested"][name].as_f64().unwrap()).collect()
}

/// Chicago's assaults, in cells of 500 m with an event or next to one.
fn chicago(bench: &Bench, method: &str, options: &str) -> Value {
    let file = bench.unpacked("chicago_aggravated_assaults_2010-2019.csv");
    let place = "--x longitude --y latitude --crs EPSG:4326 --cells near --format json";
    analyse(&format!("{method} {} {place} {options}", file.display())).done().json()
}

#[test]
fn hot_spots_of_chicago_are_those_of_esda() {
    let want = reference("gistar_lisa_chicago500.json")["result"].clone();
    let answer = chicago(&Bench::new(), "hot-spots", "--cell 500");
    assert_eq!(answer["input"]["plane"], "EPSG:32616");
    let result = &answer["result"];
    all_close(&numbers(&result["cells"]["counts"]), &want["y"], 0.0);
    let spots = &result["hot_spots"]["sufficient"];
    all_close(&tested(&spots["results"], "z"), &want["gistar_z"], 1e-11);
    all_close(&tested(&spots["results"], "p_value"), &want["gistar_p"], 1e-12);
    assert_eq!((&spots["hot"], &spots["cold"]), (&want["gistar"]["hot"], &want["gistar"]["cold"]));
    assert_eq!((&spots["tested"], &result["cells"]["outside"]), (&2775.into(), &0.into()));
}

/// Chicago's cells as areas in degrees, with residents that each have the same number of.
fn cells_as_areas(cells: &Value) -> String {
    let plane = lofte_import::plane::Plane::utm(16, false);
    let corner = |x: f64, y: f64| <[f64; 2]>::from(plane.unproject(x, y).unwrap());
    let features: Vec<Value> = numbers(&cells["x"])
        .iter()
        .zip(numbers(&cells["y"]))
        .enumerate()
        .map(|(place, (x, y))| {
            let (west, south, east, north) = (x - 250.0, y - 250.0, x + 250.0, y + 250.0);
            let ring = [
                corner(west, south),
                corner(east, south),
                corner(east, north),
                corner(west, north),
                corner(west, south),
            ];
            serde_json::json!({
                "type": "Feature",
                "properties": {"code": format!("{place}"), "residents": 2000},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            })
        })
        .collect();
    serde_json::json!({"type": "FeatureCollection", "features": features}).to_string()
}

#[test]
fn areas_that_share_corners_are_neighbours_as_cells_are() {
    let bench = Bench::new();
    let want = reference("gistar_lisa_chicago500.json")["result"].clone();
    let cells = chicago(&bench, "hot-spots", "--cell 500")["result"]["cells"].clone();
    let areas = bench.file("areas.geojson", &cells_as_areas(&cells));
    // Events in the middles: borders in degrees are not quite those of the cells.
    let mut table = "e,n\n".to_owned();
    for ((x, y), count) in
        numbers(&cells["x"]).iter().zip(numbers(&cells["y"])).zip(cells["counts"].as_array().unwrap())
    {
        table.push_str(&format!("{x},{y}\n").repeat(usize::try_from(count.as_u64().unwrap()).unwrap()));
    }
    let options = format!("--areas {} --name code --residents residents", areas.display());
    let ask = |more: &str| {
        let place = "--x e --y n --crs EPSG:32616 --format json";
        bench.ask("hot-spots", &table, &format!("{place} {options} {more}")).done().json()["result"].clone()
    };
    let result = ask("");
    let spots = &result["hot_spots"]["sufficient"];
    all_close(&numbers(&result["areas"]["counts"]), &want["y"], 0.0);
    all_close(&tested(&spots["results"], "z"), &want["gistar_z"], 1e-11);
    close(spots["mean"].as_f64().unwrap(), want["mean"].as_f64().unwrap() / 2.0, 1e-12, "for each thousand");
    let rook = ask("--neighbours rook");
    let cells = chicago(&bench, "hot-spots", "--cell 500 --neighbours rook");
    let cells = tested(&cells["result"]["hot_spots"]["sufficient"]["results"], "z");
    all_close(&tested(&rook["hot_spots"]["sufficient"]["results"], "z"), &cells.into(), 1e-11);
}

#[test]
fn local_moran_of_chicago_is_that_of_esda() {
    let want = reference("gistar_lisa_chicago500.json")["result"].clone();
    let options = "--cell 500 --scale units-less-one --permutations 999 --seed 1 --tails smaller";
    let answer = chicago(&Bench::new(), "local-moran", options);
    let moran = &answer["result"]["local_moran"]["sufficient"];
    all_close(&tested(&moran["results"], "statistic"), &want["lisa_I_esda"], 1e-12);
    close(moran["global"].as_f64().unwrap(), want["lisa"]["globalI"].as_f64().unwrap(), 1e-11, "I");
    let quadrants = ["high_high", "low_high", "low_low", "high_low"];
    for (unit, theirs) in moran["results"].as_array().unwrap().iter().zip(numbers(&want["lisa_q"])) {
        let ours = quadrants.iter().position(|name| unit["tested"]["quadrant"] == *name).unwrap();
        assert!((ours as f64 + 1.0 - theirs).abs() < 0.5);
    }
    // Two simulations of 999 agree on how much stands out, if not on each cell.
    let significant = moran["significant"].as_f64().unwrap();
    close(significant, want["lisa"]["sig_fdr"].as_f64().unwrap(), 0.05, "significant");
}

#[test]
fn concentration_in_chicago_is_that_of_numpy_and_pysal() {
    let want = reference("concentration_chicago150.json")["result"].clone();
    let answer = chicago(&Bench::new(), "concentration", "--cell 150 --simulations 19 --seed 11");
    let found = &answer["result"]["concentration"]["sufficient"];
    assert_eq!((&found["units"], &found["events"]), (&want["units"], &want["events"]));
    let near = |ours: &Value, theirs: &Value| {
        let (ours, theirs) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
        assert!((ours - theirs).abs() <= 1e-12, "{ours} against {theirs}");
    };
    near(&found["gini"]["plain"]["observed"], &want["gini"]);
    near(&found["gini"]["plain"]["observed"], &want["pysal_gini"]);
    near(&found["gini"]["generalised_unbiased"], &want["ggini"]);
    for (share, name) in found["shares"].as_array().unwrap().iter().zip(["0.25", "0.5", "0.8"]) {
        let theirs = &want["share"][name];
        assert_eq!(share["units"], theirs["units"]);
        near(&share["of_all"]["observed"], &theirs["of_all"]);
        near(&share["of_used"]["observed"], &theirs["of_nonzero"]);
    }
    let curve = found["curve"].as_array().unwrap();
    let curve: Vec<f64> = curve.iter().map(|point| point["of_events"].as_f64().unwrap()).collect();
    all_close(&curve, &want["lorenz_at_1pct_steps"], 1e-12);
}

#[test]
fn places_without_events_count_among_all_places() {
    let want = reference("concentration_chicago150.json")["result"]["demo"]["10,8,2,0x7"].clone();
    let mut table = "street\n".to_owned();
    for (street, times) in [("A", 10), ("B", 8), ("C", 2)] {
        table.push_str(&format!("{street}\n").repeat(times));
    }
    table.push_str("NA\n");
    let bench = Bench::new();
    let options = "--place street --places 10 --seed 1 --simulations 99";
    let answer = bench.ask("concentration", &table, &format!("{options} --format json")).done().json();
    let gini = &answer["result"]["concentration"]["sufficient"]["gini"];
    close(gini["plain"]["observed"].as_f64().unwrap(), want["gini"].as_f64().unwrap(), 1e-12, "Gini");
    close(gini["generalised"].as_f64().unwrap(), want["ggini"].as_f64().unwrap(), 1e-12, "generalised");
    assert_eq!((&answer["input"]["used"], &answer["input"]["without_position"]), (&20.into(), &1.into()));
    let curve = bench.ask("concentration", &table, &format!("{options} --curve --steps 10 --format csv"));
    let curve: Vec<String> = curve.done().out.lines().take(3).map(str::to_owned).collect();
    assert_eq!(curve, ["places,of_places,of_events", "1,0.1,0.5", "2,0.2,0.9"]);
}

/// Houston's events with their time.
fn houston(bench: &Bench, only: impl Fn(&csv::StringRecord) -> bool) -> String {
    let file = bench.unpacked("houston_points.csv");
    let rows = csv::Reader::from_path(file).unwrap().into_records().map(Result::unwrap);
    let mut table = "x,y,when\n".to_owned();
    for row in rows.filter(only) {
        let hour: i64 = row[2].parse().unwrap();
        let day = jiff::civil::date(2010, 1, 1).checked_add(jiff::Span::new().days(hour / 24)).unwrap();
        writeln!(table, "{},{},{day} {:02}:00", &row[0], &row[1], hour % 24).unwrap();
    }
    bench.file("houston.csv", &table).display().to_string()
}

/// The first half of the SHA-256 by which the references name a list.
fn digest(bytes: &[u8]) -> String {
    lofte_model::fingerprint::Fingerprint::of_bytes(bytes).as_str()[..16].to_owned()
}

/// Compares a clustering with the summary of another program, and all its labels with their digest.
fn same_clusters(answer: &Value, name: &str) {
    let found = &answer["result"]["sufficient"];
    let want = reference(name)["result"].clone();
    for name in ["core", "border", "noise"] {
        assert_eq!(found[name], want[name], "{name}");
    }
    let clusters = found["clusters"].as_array().unwrap();
    assert_eq!(want["clusters"], clusters.len());
    let mut cores: Vec<u64> = clusters.iter().map(|cluster| cluster["core"].as_u64().unwrap()).collect();
    cores.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(want["core_sizes_top"], Value::from(cores[..30].to_vec()));
    let members = found["members"].as_array().unwrap();
    let core: Vec<bool> = members.iter().map(|member| member["core"] == true).collect();
    let noise: Vec<u8> = members.iter().map(|member| u8::from(member["cluster"].is_null())).collect();
    // A cluster is named by its first core event.
    let mut names = std::collections::BTreeMap::new();
    let mut partition = Vec::new();
    for (event, member) in members.iter().enumerate().filter(|(event, _)| core[*event]) {
        let name = *names.entry(member["cluster"].as_u64().unwrap()).or_insert(i64::try_from(event).unwrap());
        partition.extend(name.to_le_bytes());
    }
    let core: Vec<u8> = core.into_iter().map(u8::from).collect();
    assert_eq!(want["core_sha"], digest(&core));
    assert_eq!(want["noise_sha"], digest(&noise));
    assert_eq!(want["core_partition_sha"], digest(&partition));
    assert_eq!(members[7]["row"], 9, "the eighth event stands in row 9 of the file");
}

#[test]
fn clusters_in_houston_are_those_of_scikit_learn_and_scipy() {
    let bench = Bench::new();
    let file = houston(&bench, |_| true);
    let ask = |options: &str| {
        let place = "--x x --y y --crs plane --members --format json";
        analyse(&format!("clusters {file} {place} {options}")).done().json()
    };
    same_clusters(&ask("--radius 150 --least 30"), "dbscan_houston.json");
    let answer = ask("--radius 250 --least 8 --time when --days 7");
    same_clusters(&answer, "stdbscan_houston_hours.json");
    let first = &answer["result"]["sufficient"]["clusters"][0];
    assert!(first["first"].as_str().unwrap() <= first["last"].as_str().unwrap());
}

#[test]
fn robberies_in_houston_are_scanned_as_by_a_plain_search() {
    let bench = Bench::new();
    let file = houston(&bench, |row| &row[3] == "1");
    let options = "--x x --y y --crs plane --time when --cell 500 --permutations 199 --seed 7 --format json";
    let answer = analyse(&format!("scan {file} {options}")).done().json();
    let (want, found) = (reference("stscan_houston_robbery.json"), &answer["result"]["sufficient"]);
    assert_eq!(want["n"], found["events"]);
    let want = &want["result"];
    assert_eq!((&want["locations"], &want["times"]), (&found["places"], &found["days"]));
    let day = |number: &Value| {
        let days = jiff::Span::new().days(number.as_i64().unwrap());
        jiff::civil::date(2010, 1, 1).checked_add(days).unwrap().to_string()
    };
    for (cluster, theirs) in [(0, 0), (1, 2), (2, 7)] {
        let (cluster, theirs) = (&found["clusters"][cluster], &want["top"][theirs]);
        assert_eq!(Value::from(vec![cluster["x"].clone(), cluster["y"].clone()]), theirs["centre"]);
        assert_eq!((&cluster["places"], &cluster["observed"]), (&theirs["cells"], &theirs["observed"]));
        assert_eq!(cluster["first_day"], day(&theirs["t_from"]));
        assert_eq!(cluster["last_day"], day(&theirs["t_to"]));
        let same = |name: &str, within: f64| {
            close(cluster[name].as_f64().unwrap(), theirs[name].as_f64().unwrap(), within, name);
        };
        same("expected", 1e-12);
        same("llr", 1e-9);
        same("radius", 1e-9);
        // Four standard errors of the difference of two simulations, and a step.
        let (ours, theirs) = (cluster["p_value"].as_f64().unwrap(), theirs["p"].as_f64().unwrap());
        let p = f64::midpoint(ours, theirs);
        assert!((ours - theirs).abs() <= 4.0 * (p * (1.0 - p) * 2.0 / 199.0).sqrt() + 1.0 / 199.0);
        assert_eq!(cluster["events"].as_array().unwrap().len() as u64, cluster["observed"].as_u64().unwrap());
    }
    assert_eq!(found["clusters"][0]["may_be_one_incident"], true);
}

#[test]
fn series_are_taken_apart_as_by_r() {
    let bench = Bench::new();
    let file = bench.unpacked("chicago_aggravated_assaults_2010-2019.csv");
    let monthly = reference("trend.json")["result"]["y"].clone();
    let weekly = reference("alerts_ref_chicago.json")["result"]["weekly"].clone();
    let variants = reference("stl_ref.json")["result"].clone();
    let variants = variants.as_object().unwrap();
    assert_eq!(variants.len(), 6);
    for (name, variant) in variants {
        let [windows, jumps] = ["window", "jump"].map(|name| numbers(&variant[name]));
        let fits: Vec<&str> = numbers(&variant["degree"])
            .iter()
            .map(|degree| if *degree < 0.5 { "level" } else { "line" })
            .collect();
        let n = usize::try_from(variant["n"].as_u64().unwrap()).unwrap();
        let (every, counts, observed) = match (variant["period"].as_u64(), n) {
            (Some(52), _) => ("week", &weekly, "--from 2010-01-04 --until 2019-12-31"),
            (_, 30) => ("month", &monthly, "--until 2012-06-30"),
            _ => ("month", &monthly, "--until 2019-12-31"),
        };
        let options = format!(
            "--time date --every {every} {observed} --seasonal {} --trend {} --low-pass {} --fits {} --jumps \
             {},{},{} --inner {} --outer {} --format json",
            windows[0],
            windows[1],
            windows[2],
            fits.join(","),
            jumps[0],
            jumps[1],
            jumps[2],
            variant["inner"],
            variant["outer"],
        );
        let answer = analyse(&format!("stl {} {options}", file.display())).done().json();
        let found = &answer["result"][0];
        assert_eq!(numbers(&found["counts"]), numbers(counts)[..n], "{name}");
        let parts = &found["stl"]["sufficient"];
        for part in ["trend", "seasonal", "weights"] {
            let (ours, theirs) = (numbers(&parts[part]), numbers(&variant[part]));
            assert_eq!(ours.len(), theirs.len(), "{name}");
            for (ours, theirs) in ours.iter().zip(theirs) {
                assert!((ours - theirs).abs() <= 1e-8, "{name} {part}: {ours} against {theirs}");
            }
        }
    }
}

/// Every feature has a shape in degrees near Flen, and rings are closed and counter-clockwise.
#[track_caller]
fn valid_map(text: &str) -> Vec<Value> {
    text.parse::<geojson::GeoJson>().unwrap();
    let map: Value = serde_json::from_str(text).unwrap();
    assert_eq!(map["type"], "FeatureCollection");
    let features = map["features"].as_array().unwrap().clone();
    for feature in &features {
        let (kind, coordinates) = (&feature["geometry"]["type"], &feature["geometry"]["coordinates"]);
        let polygons = match kind.as_str().unwrap() {
            "Polygon" => vec![coordinates.clone()],
            "MultiPolygon" => coordinates.as_array().unwrap().clone(),
            "LineString" => {
                coordinates.as_array().unwrap().iter().map(|c| Value::from(vec![vec![c.clone()]])).collect()
            }
            "Point" => vec![Value::from(vec![vec![coordinates.clone()]])],
            other => panic!("{other}"),
        };
        for rings in polygons {
            for (ring, corners) in rings.as_array().unwrap().iter().enumerate() {
                let corners: Vec<Vec<f64>> = corners.as_array().unwrap().iter().map(numbers).collect();
                assert!(corners.iter().all(|c| (16.0..17.5).contains(&c[0]) && (58.5..59.5).contains(&c[1])));
                if corners.len() > 1 {
                    let area: f64 = corners.windows(2).map(|c| c[0][0] * c[1][1] - c[1][0] * c[0][1]).sum();
                    assert!(corners.len() >= 4 && corners.first() == corners.last());
                    assert!((area > 0.0) == (ring == 0), "{feature}");
                }
            }
        }
    }
    features
}

/// Four hundred events in Flen: one every 150 m, and forty at three spots in a few days.
pub(crate) fn flen() -> String {
    let mut table = "e,n,day,kind\n".to_owned();
    for at in 0..360 {
        let (east, north) = (589_000 + at % 20 * 150, 6_545_000 + at / 20 * 150);
        let kind = if at % 3 == 0 { "theft" } else { "damage" };
        writeln!(table, "{east},{north},2025-{:02}-{:02},{kind}", at % 12 + 1, at % 28 + 1).unwrap();
    }
    for at in 0..40 {
        let (east, north) = (591_010 + at % 3 * 40, 6_547_010 + at % 2 * 30);
        writeln!(table, "{east},{north},2025-06-{:02},robbery", at % 5 + 10).unwrap();
    }
    table
}

#[test]
fn what_lies_on_a_map_is_valid_geojson() {
    let bench = Bench::new();
    let map = |method: &str, options: &str| {
        let ran = bench.ask(method, &flen(), &format!("--x e --y n --format geojson {options}"));
        valid_map(&ran.done().out)
    };
    let kinds = |features: &[Value]| -> std::collections::BTreeSet<String> {
        features.iter().map(|f| f["geometry"]["type"].as_str().unwrap().to_owned()).collect()
    };
    let hot = map("hot-spots", "--cell 300 --cells near");
    assert!(!hot.is_empty() && hot.iter().all(|cell| cell["properties"]["spot"] == "hot"));
    let all = map("hot-spots", "--cell 300 --cells near --all");
    assert!(all.len() > hot.len() && kinds(&all).contains("Polygon"));
    assert!(!map("local-moran", "--cell 300 --cells near").is_empty());
    let clusters = map("clusters", "--radius 60 --least 5");
    assert_eq!((clusters.len(), &clusters[0]["properties"]["events"]), (1, &40.into()));
    assert!(kinds(&clusters).contains("Polygon"));
    let members = map("clusters", "--radius 60 --least 5 --members");
    assert_eq!((members.len(), kinds(&members).into_iter().next().unwrap()), (400, "Point".to_owned()));
    let scan = map("scan", "--time day --cell 100 --seed 1 --permutations 99");
    assert_eq!(scan[0]["properties"]["p"], 0.01);
    assert_eq!(scan[0]["properties"]["first"], "2025-06-10");
    let borders = oracle("data/flen_deso_2025.geojson");
    let areas = map("areas", &format!("--areas {} --name deso", borders.display()));
    let counted: u64 = areas.iter().map(|area| area["properties"]["count"].as_u64().unwrap()).sum();
    assert_eq!((areas.len() > 5, counted), (true, 398), "two lie outside the municipality");
    let few = format!(
        "--areas {} --name deso --neighbours nearest:2 --floor 5 --floor-neighbours 2 --all",
        borders.display()
    );
    let tested = map("hot-spots", &few);
    assert_eq!(tested.len(), areas.len());
    assert!(tested[0]["properties"]["area"].is_string() && tested[0]["geometry"] == areas[0]["geometry"]);
    let within = map("hot-spots", &format!("--cell 300 --all --boundary {}", borders.display()));
    assert!(!within.is_empty());
    let edges = "--extent 590000,6546000,591000,6547000 --bandwidth 300 --floor 1";
    let dense = map("density", &format!("--cell 250 {edges}"));
    assert_eq!(dense.len(), 16, "four by four cells within the edges");
}

#[test]
fn harm_weighs_events_wherever_it_can() {
    let bench = Bench::new();
    let table = bench.file("harm.csv", "category,weight\ntheft,2\ndamage,1\nrobbery,500\n");
    let harm = format!("--category kind --harm {} --format json", table.display());
    let ask = |method: &str, options: &str| {
        bench.ask(method, &flen(), &format!("{options} {harm}")).done().json()["result"].clone()
    };
    let counts = ask("counts", "--by kind");
    let robbery = counts.as_array().unwrap().iter().find(|found| found["group"][0] == "robbery").unwrap();
    assert_eq!((&robbery["count"], &robbery["harm"]["sum"]), (&40.into(), &20_000.0.into()));
    close(robbery["harm"]["largest_event_share"].as_f64().unwrap(), 0.025, 1e-12, "gravest");
    let all = ask("counts", "--time day --by-time year");
    assert_eq!(all[0]["harm"]["sum"], 40.0 * 500.0 + 120.0 * 2.0 + 240.0);
    assert!(all[0]["harm"]["table"]["version"].as_str().unwrap().len() == 64);
    let cells = ask("hot-spots", "--x e --y n --cell 300");
    let sum: f64 = numbers(&cells["cells"]["weights"]).iter().sum();
    close(sum, 20_480.0, 1e-12, "harm in all cells");
    let density = ask("density", "--x e --y n");
    assert_eq!(density["harm"]["name"], "harm.csv");
    let spread = ask("concentration", "--x e --y n --cell 300 --seed 1 --simulations 19");
    close(spread["concentration"]["sufficient"]["weight"].as_f64().unwrap(), 20_480.0, 1e-12, "weight");
    let told =
        bench.ask("hot-spots", &flen(), &format!("--x e --y n --cell 300 {}", harm.replace("json", "table")));
    let version = all[0]["harm"]["table"]["version"].as_str().unwrap();
    assert!(told.done().out.contains(&format!("weighed by harm.csv (fingerprint {})", &version[..12])));
    // A column of the same weights gives the same cells.
    let by_column = flen().replace("kind\n", "kind,w\n").replace("theft\n", "theft,2\n");
    let by_column = by_column.replace("damage\n", "damage,1\n").replace("robbery\n", "robbery,500\n");
    let column = bench.ask("hot-spots", &by_column, "--x e --y n --cell 300 --weight w --format json");
    assert_eq!(column.done().json()["result"]["cells"]["weights"], cells["cells"]["weights"]);
}

#[test]
fn a_period_that_was_not_wholly_observed_is_left_out() {
    let bench = Bench::new();
    let mut table = "t\n".to_owned();
    for (year, month) in (2023..=2025).flat_map(|year| (1..=12).map(move |month| (year, month))) {
        writeln!(table, "{year}-{month:02}-03\n{year}-{month:02}-20").unwrap();
    }
    let ran = bench.ask("stl", &table, "--time t").done();
    assert!(ran.out.contains("The period from 2025-12-01 was not observed to its end"), "{}", ran.out);
    let whole = bench.ask("stl", &table, "--time t --until 2025-12-31 --format csv").done();
    assert_eq!(whole.out.lines().count(), 37);
    assert!(whole.out.starts_with("category,period,count,trend,seasonal,remainder\n,2023-01-01,2,"));
}
