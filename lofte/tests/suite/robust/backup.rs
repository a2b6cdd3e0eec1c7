//! A backup is of one moment: a delivery that is taken in meanwhile, or that was cut off, is in it whole or not at all.

use crate::robust::place::{Place, lofte, text};
use lofte_app::house::House;
use lofte_app::{access, backup};
use std::path::Path;

const ROWS: &str = "Nr;Tid;Typ;Lat;Lon\n1;2025-03-01 21:00;Inbrott;59,0570;16,5880\n\
    2;2025-03-02 22:00;Stöld;59,0580;16,5890\n";

/// What a house made of a backup has, after the doctor found nothing wrong with it.
fn deliveries(file: &Path, dir: &Path) -> usize {
    lofte(&["restore", text(file), "--dir", text(dir)]).done();
    let doctor = lofte(&["doctor", "--dir", text(dir)]);
    assert_eq!(doctor.code, 0, "{doctor:#?}");
    let listed = lofte(&["delivery", "list", "--format", "json", "--dir", text(dir)]).done();
    listed.json().as_array().unwrap().len()
}

#[tokio::test]
async fn a_delivery_is_in_a_backup_whole_or_not_at_all_wherever_it_has_come() {
    for (at, whole) in [("row:1", 0), ("staged", 0), ("decided", 1), ("visible", 1)] {
        let place = Place::new();
        let file = place.write("a.csv", ROWS);
        // Open all the while, as the pages are: it puts nothing right by being opened afterwards.
        let house = House::open(&place.house()).await.unwrap();
        let actor = access::acting_for(&house, None).await.unwrap();
        let halted = place.halt_import(&file, at);
        let meanwhile = place.path("meanwhile.zip");
        let refused = backup::take(&actor, &house, &meanwhile, false).await.unwrap_err();
        assert_eq!(refused.messages()[0].key, "import-busy", "{at}");
        assert!(!meanwhile.exists(), "{at}");

        halted.kill();
        let cut_off = backup::take_checked(&actor, &house).await.unwrap();
        assert_eq!(deliveries(&cut_off.file, &place.path("cut-off")), whole, "{at}");
        house.store().close().await;
    }
}

#[tokio::test]
async fn a_backup_that_waited_has_the_delivery_that_it_waited_for() {
    let place = Place::new();
    let file = place.write("a.csv", ROWS);
    let house = House::open(&place.house()).await.unwrap();
    let actor = access::acting_for(&house, None).await.unwrap();
    let halted = place.halt_import(&file, "staged");
    lofte::jobs::backup::order(&actor, &house).await.unwrap();
    halted.go_on().done();
    lofte::jobs::rest(&house).await;
    let known = backup::list(&actor, &house).await.unwrap();
    assert!(matches!(known[0].trial, lofte_app::backup_folder::Trial::Sound(_)), "{known:?}");
    let taken = backup::folder(&house).join(&known[0].name);
    assert_eq!(deliveries(&taken, &place.path("again")), 1);
    house.store().close().await;
}
