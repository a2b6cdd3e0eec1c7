//! The clock of the machine goes back: what came last stays last, nothing is lost, and the doctor says what is wrong.

use crate::fixture::copy_demo;
use crate::robust::place::Place;
use jiff::{Timestamp, ToSpan as _};
use lofte_app::delivery::{Request, Source, import};
use lofte_app::house::House;
use lofte_app::{access, publication};

const ONE: &str = "Nr;Tid;Typ;Lat;Lon\nZ1;2024-01-01 10:00;Inbrott;;\nZ2;2024-01-02 10:00;Inbrott;;\n";

/// Delivered tomorrow, as the clock then said; now it is today again.
#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_a_day_before_the_last_one() {
    let place = Place::new();
    let file = place.write("imorgon.csv", ONE);
    let tomorrow = Timestamp::now().checked_add(26.hours()).unwrap();
    let house = House::open(&place.house()).await.unwrap().at(tomorrow);
    let actor = access::acting_for(&house, None).await.unwrap();
    let mapping = std::fs::read_to_string(place.path("mapping.toml")).unwrap();
    let source = Source::new("incidents", Some(&mapping)).unwrap();
    let request = Request { source, file: file.clone(), file_name: "imorgon.csv".into(), dry_run: false };
    import(&actor, &house, request, Box::new(|_, _| {})).await.unwrap();
    house.store().close().await;

    let told = place.run(&["doctor"]);
    assert!(told.code == 0 && told.out.contains("Klockan går fel"), "{told:#?}");
    let again = place.import(&file, &[]).done();
    assert!(again.out.contains("inget nytt att spara"), "{again:?}");
    let other = place.write("idag.csv", ONE.replace('Z', "Y"));
    place.import(&other, &[]).done();
    let deliveries = place.deliveries();
    assert_eq!(deliveries.len(), 2);
    place.is_sound("4");
    for delivery in deliveries {
        place.run(&["delivery", "undo", delivery["id"].as_str().unwrap()]).done();
    }
    assert!(place.record_files().is_empty(), "{:?}", place.record_files());
}

/// Published tomorrow, and then today: the last is the one with the higher number, whatever the day says.
#[tokio::test]
async fn a_publication_a_day_before_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("house");
    copy_demo(&home).await;
    let house = House::open(&home).await.unwrap();
    let actor = access::acting_for(&house, None).await.unwrap();
    let mut numbers = Vec::new();
    for hours in [26_i64, 0] {
        let then = house.at(Timestamp::now().checked_add(hours.hours()).unwrap());
        let seen = publication::preview(&actor, &then).await.unwrap().seen;
        numbers.push(publication::publish(&actor, &then, &seen).await.unwrap().number);
    }
    assert_eq!(numbers[1], numbers[0] + 1);
    let list = publication::list(&actor, &house).await.unwrap();
    assert_eq!(list[0].number, numbers[1]);
    let shown = publication::newer_than(&house, 0).await.unwrap().unwrap();
    assert_eq!(shown.number, numbers[1]);
    assert_eq!(house.store().check().await.unwrap().findings, []);
}
