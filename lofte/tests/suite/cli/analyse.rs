//! Analyses of what the municipality has delivered: the rows that were asked for, for whom, and noted.

use crate::cli::support::{lofte, text};
use crate::fixture::copy_demo;
use lofte_app::access::{acting_for, audit_log};
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::period::Period;
use lofte_model::records::{RecordKind, Selection};
use lofte_store::{AuditVerb, Noun};

/// A demo house, and what `lofte analyse` with these options says of it.
async fn house() -> (tempfile::TempDir, House) {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("house");
    copy_demo(&home).await;
    let house = House::open(&home).await.unwrap();
    (folder, house)
}

fn ask(house: &House, options: &[&str]) -> crate::cli::support::Ran {
    let mut all = vec!["analyse"];
    all.extend(options);
    all.extend(["--dir", text(house.dir()), "--lang", "en"]);
    lofte(&all)
}

async fn held(house: &House, change: impl FnOnce(&mut Selection)) -> u64 {
    let mut selection = Selection::all(house.municipality().clone());
    change(&mut selection);
    house.records().count(&selection, &[]).await.unwrap().total()
}

#[tokio::test]
async fn delivered_rows_are_analysed_as_a_file_is() {
    let (_folder, house) = house().await;
    let read = |selection: &str| {
        let options = ["counts", "--from-records", selection, "--by", "category,kind", "--format", "json"];
        let answer = ask(&house, &options).done().json();
        assert_eq!(answer["parameters"]["from_records"], selection);
        answer["input"]["read"].as_u64().unwrap()
    };
    let all = held(&house, |_| ()).await;
    let offences = held(&house, |selection| selection.kinds = vec![RecordKind::Offence]).await;
    assert!(0 < offences && offences < all, "{offences} of {all}");
    assert_eq!((read("all"), read("kind=offence")), (all, offences));
    let year = Period::year(2024);
    let of_year = held(&house, |selection| {
        selection.kinds = vec![RecordKind::Offence];
        selection.period = Some(year);
    });
    assert_eq!(read("kind=offence period=2024-01-01..2024-12-31"), of_year.await);

    // Time and position are found by themselves, and a time that is only a date is none.
    let week = ask(&house, &["week", "--from-records", "kind=offence", "--format", "json"]).done().json();
    let input = &week["input"];
    assert_eq!(input["read"], offences);
    assert!(input["used"].as_u64().unwrap() > 0, "{input}");
    let near = ["clusters", "--from-records", "kind=offence", "--radius", "200", "--least", "5"];
    let near = ask(&house, &[near.as_slice(), &["--format", "json"]].concat());
    assert_eq!(near.done().json()["input"]["plane"], "EPSG:3006");
}

#[tokio::test]
async fn reading_rows_takes_an_account_that_may_and_is_noted() {
    let (_folder, house) = house().await;
    let options = |login: &'static str| ["week", "--from-records", "kind=offence", "--as", login];
    ask(&house, &options("bostadsbolag")).refused("");
    let coordinator = acting_for(&house, Some("samordnare")).await.unwrap();
    let noted = async || -> Vec<String> {
        let log = audit_log(&coordinator, &house, 50, None).await.unwrap();
        let reading = (AuditVerb::Did(Action::ReadSmallCounts), Noun::Delivery);
        let readings = log.into_iter().filter(|known| (known.entry.verb, known.entry.noun) == reading);
        readings.map(|known| known.entry.id).collect()
    };
    assert!(noted().await.is_empty());
    ask(&house, &options("samordnare")).done();
    assert_eq!(noted().await, ["rows:offence"]);
    // What was read is said by kind, areas and period, and no text that somebody wrote.
    let narrow = "kind=fault category=hos_anna area=0482A0010,hos_anna period=2024-01-01..2024-12-31";
    let read = ask(&house, &["counts", "--from-records", narrow, "--by", "kind", "--as", "samordnare"]);
    read.refused("no rows");
    let log = noted().await;
    for entry in ["rows:fault:2024-01-01..2024-12-31", "areas:0482A0010", "areas:+1"] {
        assert!(log.iter().any(|known| known == entry), "{entry} is not in {log:?}");
    }
    assert!(log.iter().all(|entry| !entry.contains("anna")), "{log:?}");
    // Neither a file beside it, nor what is no selection, nor a selection without rows.
    let both = ask(&house, &["week", "x.csv", "--time", "t", "--from-records", "all"]);
    assert_eq!(both.code, 2, "{both:?}");
    let none = ask(&house, &["week", "--from-records", "colour=red"]);
    assert!(
        none.code == 2
            && none.err.contains("none of kind, source, category, area, period, weekday and hours"),
        "{none:?}"
    );
    ask(&house, &["week", "--from-records", "category=nothing_of_the_kind"]).refused("no rows");
}

#[tokio::test]
async fn delivered_waves_are_analysed_by_the_design_that_a_promise_is_judged_by() {
    let (_folder, house) = house().await;
    let coordinator = acting_for(&house, Some("samordnare")).await.unwrap();
    let waves = lofte_app::promise::waves(&coordinator, &house).await.unwrap();
    let [first, last] =
        [waves.iter().min_by_key(|wave| wave.year), waves.iter().max_by_key(|wave| wave.year)];
    let (first, last) = (format!("wave={}", first.unwrap().name), format!("wave={}", last.unwrap().name));
    let share = ["--statistic", "share", "--variable", "trygg_stationen", "--format", "json"];
    // The verdict of the demo's promise, from the answers themselves.
    let promise = lofte_app::promise::named(&coordinator, &house, "2").await.unwrap();
    let verdict = lofte_app::followup::verdict(&coordinator, &house, promise.id).await.unwrap();
    let goal = promise.effect_goal.unwrap();
    let variable = goal.indicator.code.clone();
    let asked = ["change", "--from-records", &first, &last, "--statistic", "share", "--variable", &variable];
    let threshold = goal.threshold.to_string();
    let alpha = goal.alpha.to_string();
    let rest = ["--threshold", &threshold, "--alpha", &alpha, "--format", "json"];
    let of_area: Vec<String> = goal.areas.iter().map(|area| format!("stratum = '{area}'")).collect();
    let domain = of_area.join(" or ");
    let domain = if domain.is_empty() { Vec::new() } else { vec!["--where", domain.as_str()] };
    let change = ask(&house, &[asked.as_slice(), &rest, &domain].concat()).done().json();
    assert_eq!(change["parameters"]["strata"], serde_json::json!(["stratum"]));
    let measured = verdict.change.unwrap().delta;
    let found = change["changes"][0]["change"]["delta"].as_f64().or(change["changes"][0]["delta"].as_f64());
    let found = found.unwrap_or_else(|| panic!("{change}"));
    assert!((found - measured).abs() < 1e-9, "{found} is not {measured}: {change}");
    let one = ask(&house, &[["survey", "--from-records", &last].as_slice(), &share].concat()).done().json();
    assert_eq!(one["parameters"]["from_records"], serde_json::json!([last]));
    // Who may read no small counts reads no answers, and what was read is noted without the name of the wave.
    ask(
        &house,
        &[
            "survey",
            "--from-records",
            &last,
            "--as",
            "bostadsbolag",
            "--statistic",
            "share",
            "--variable",
            "x",
        ],
    )
    .refused("");
    let log = audit_log(&coordinator, &house, 50, None).await.unwrap();
    assert!(log.iter().any(|known| known.entry.id.starts_with("rows:survey:")), "{log:?}");
    // A wave that is not there, and a method that reads something else.
    ask(&house, &[["survey", "--from-records", "wave=1999"].as_slice(), &share].concat())
        .refused("There is no wave 1999");
    ask(&house, &[["survey", "--from-records", "kind=offence"].as_slice(), &share].concat())
        .refused("asks for kind=offence");
    ask(&house, &["week", "--from-records", "wave=1999"]).refused("asks for wave=1999");
}
