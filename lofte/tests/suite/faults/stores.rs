//! The places where rows and casework lie answer late or not at all for a while, and the server of the casework is
//! started anew in the middle of a delivery. What helps is tried again; what does not is said, and nothing is half there.

use crate::engines::support::{database, server};
use crate::faults::bucket::{Bucket, Trouble};
use crate::robust::outages::Line;
use crate::robust::place::{Place, Ran};
use std::path::Path;

const ROWS: u32 = 3_000;

/// A house whose rows lie in a bucket.
struct House {
    place: Place,
    bucket: Bucket,
}

impl House {
    fn new() -> Self {
        let (place, bucket) = (Place::new(), Bucket::open());
        let settings = place.house().join("lofte.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        assert!(text.contains("records = \"\"\n"), "{text}");
        std::fs::write(settings, text.replace("records = \"\"\n", "records = \"s3://hink/rader\"\n"))
            .unwrap();
        Self { place, bucket }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.place.command(arguments).envs(self.bucket.environment()).output().unwrap())
    }

    fn import(&self, file: &Path) -> Ran {
        let mapping = self.place.path("mapping.toml");
        let (file, mapping) = (file.to_str().unwrap(), mapping.to_str().unwrap());
        self.run(&["import", "incidents", file, "--mapping", mapping])
    }

    fn deliveries(&self) -> usize {
        self.run(&["delivery", "list", "--format", "json"]).done().json().as_array().unwrap().len()
    }

    /// The doctor finds nothing wrong.
    fn is_sound(&self) {
        let doctor = self.run(&["doctor"]);
        assert_eq!(doctor.code, 0, "{doctor:#?}");
    }
}

/// Whatever passes by itself is waited for: a delivery into a store that is busy or slow is done, once.
#[test]
fn a_store_in_passing_trouble_is_asked_again() {
    let house = House::new();
    for (number, trouble) in [Trouble::Nothing, Trouble::Busy(3), Trouble::Dripping].into_iter().enumerate() {
        let file = house.place.table("brott.csv", ROWS);
        let text = std::fs::read_to_string(&file).unwrap().replace("\nK", &format!("\nK{number}x"));
        std::fs::write(&file, text).unwrap();
        house.bucket.is_in(trouble);
        house.import(&file).done();
        house.run(&["picture", "--refresh"]);
        let refused = house.bucket.refused();
        assert_eq!(refused > 0, matches!(trouble, Trouble::Busy(_)), "{trouble:?}");
        house.bucket.is_in(Trouble::Nothing);
        assert_eq!(house.deliveries(), number + 1, "{trouble:?}");
        house.is_sound();
    }
}

/// What does not pass is told after a few attempts, and nothing is left of it.
#[test]
fn a_store_that_is_away_is_told_and_nothing_is_lost() {
    let house = House::new();
    let first = house.place.table("brott.csv", ROWS);
    house.import(&first).done();
    let before = house.bucket.objects();
    let other = house.place.write("annan.csv", "Nr;Tid;Typ;Lat;Lon\nZ1;2024-01-01 10:00;Inbrott;;\n");
    house.bucket.is_in(Trouble::Away);
    let refused = house.import(&other).refused();
    assert!(refused.err.contains("Platsen där raderna förvaras"), "{refused:?}");
    assert!(house.bucket.refused() > 2, "it is asked again: {}", house.bucket.refused());
    house.bucket.is_in(Trouble::Nothing);
    assert_eq!((house.deliveries(), house.bucket.objects()), (1, before));
    house.import(&other).done();
    assert_eq!(house.deliveries(), 2);
    house.is_sound();
}

/// A delivery under way when the server of the casework is started anew, on PostgreSQL where `LOFTE_TEST_POSTGRES` names one.
#[test]
fn a_database_that_is_started_anew_in_the_middle() {
    let Some(server) = server() else { return };
    let address = database(&server);
    let (before, rest) = address.split_once('@').unwrap();
    let (host, name) = rest.split_once('/').unwrap();
    let line = Line::to(host.to_owned());
    let place = Place::with_store(&format!("{before}@127.0.0.1:{}/{name}", line.port()));
    let file = place.table("brott.csv", ROWS);
    // Started anew while the file is read: the delivery does not even notice.
    let import = place.halt_import(&file, "row:1");
    line.cut();
    line.mend();
    import.go_on().done();
    assert_eq!(place.deliveries().len(), 1);
    place.is_sound("3\u{a0}000");
    // Away when it is to be decided: told, and nothing is left of it.
    let other = place.write("annan.csv", "Nr;Tid;Typ;Lat;Lon\nZ1;2024-01-01 10:00;Inbrott;;\n");
    let import = place.halt_import(&other, "staged");
    line.cut();
    let refused = import.go_on().refused();
    assert!(refused.err.contains("svarar inte"), "{refused:?}");
    line.mend();
    assert_eq!(place.deliveries().len(), 1);
    place.is_sound("3\u{a0}000");
    place.import(&other, &[]).done();
    place.is_sound("3\u{a0}001");
}

/// The same file twice at once: the second waits for nobody and changes nothing, and afterwards everything is there once.
#[test]
fn the_same_file_twice_at_once() {
    let place = Place::new();
    let settings = place.house().join("lofte.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let (text, _) = text.split_once("[retention]").unwrap_or((&text, ""));
    std::fs::write(&settings, format!("{text}\n[retention]\nundone_deliveries_days = 0\n")).unwrap();
    let file = place.table("brott.csv", ROWS);
    for halt in ["row:1", "staged", "decided"] {
        let first = place.halt_import(&file, halt);
        let second = place.import(&file, &[]).refused();
        assert!(second.err.starts_with("En annan leverans pågår"), "{halt}: {second:?}");
        first.go_on().done();
        assert_eq!(place.deliveries().len(), 1, "{halt}");
        place.is_sound("3\u{a0}000");
        let id = place.deliveries()[0]["id"].as_str().unwrap().to_owned();
        place.run(&["delivery", "undo", &id]).done();
        place.run(&["prune"]).done();
        assert_eq!(place.deliveries().len(), 0);
    }
}
