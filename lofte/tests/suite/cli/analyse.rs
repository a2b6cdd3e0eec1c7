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
    let noted = async || {
        let log = audit_log(&coordinator, &house, 50, None).await.unwrap();
        let reading = (AuditVerb::Did(Action::ReadSmallCounts), Noun::Delivery);
        log.iter().filter(|known| (known.entry.verb, known.entry.noun) == reading).count()
    };
    assert_eq!(noted().await, 0);
    ask(&house, &options("samordnare")).done();
    assert_eq!(noted().await, 1);
    // Neither a file beside it, nor what is no selection, nor a selection without rows.
    let both = ask(&house, &["week", "x.csv", "--time", "t", "--from-records", "all"]);
    assert_eq!(both.code, 2, "{both:?}");
    let none = ask(&house, &["week", "--from-records", "colour=red"]);
    assert!(
        none.code == 2 && none.err.contains("none of kind, source, category, area and period"),
        "{none:?}"
    );
    ask(&house, &["week", "--from-records", "category=nothing_of_the_kind"]).refused("no rows");
}
