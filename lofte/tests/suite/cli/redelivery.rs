//! Files that come again with other contents, areas as programs export them, and figures that must not be taken for
//! others.

use crate::cli::support::{PASSWORD, Ran, Workplace, lofte, text};
use serde_json::json;
use std::path::{Path, PathBuf};

const MAPPING: &str = "source = \"test\"\nkind = \"offence\"\n[columns]\nid = \"Ärendenummer\"\ntime = \"Brottstid\"\n\
    category = \"Brott\"\n[categories]\n\"Skadegörelse\" = \"vandalism\"\n\"Inbrott\" = \"burglary\"\n";
const FIRST: &str = "Ärendenummer;Brottstid;Brott\nK1;2025-03-01 10:00;Skadegörelse\nK2;2025-03-02 10:00;Skadegörelse\n\
    K3;2025-03-03 10:00;Skadegörelse\n";
const SECOND: &str = "Ärendenummer;Brottstid;Brott\nK1;2025-03-01 10:00;Skadegörelse\nK2;2025-04-02 22:00;Skadegörelse\n\
    K3;2025-03-03 10:00;Inbrott\nK4;2025-03-04 10:00;Skadegörelse\n";

fn incidents(workplace: &Workplace, name: &str, table: &str, format: &str) -> Ran {
    let table = workplace.write(name, table);
    let mapping = workplace.write("offences.toml", MAPPING);
    workplace.run(&["import", "incidents", text(&table), "--mapping", text(&mapping), "--format", format])
}

/// Rows by category in the picture, of the newest year.
fn pictured(workplace: &Workplace) -> Vec<(String, u64)> {
    let picture = workplace.run(&["picture", "--refresh", "--format", "json"]).done().json();
    let cells = picture["counts"].as_array().unwrap();
    let category = |cell: &serde_json::Value| cell["category"].as_str().unwrap().to_owned();
    let counted = cells.iter().map(|cell| (category(cell), cell["count"].as_u64().unwrap()));
    // Every area has its cell, also where nothing happened.
    counted.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn a_corrected_row_takes_the_place_of_the_earlier_until_it_is_taken_back() {
    let workplace = Workplace::new();
    incidents(&workplace, "one.csv", FIRST, "json").done();
    assert_eq!(pictured(&workplace), [("vandalism".to_owned(), 3)]);
    let told = incidents(&workplace, "two.csv", SECOND, "table").done().out;
    assert!(told.contains("4 lästa = 1 sparade + 2 rättade + 1 dubbletter + 0 avvisade"), "{told}");
    assert!(told.contains("Rader med samma nummer som en rad som fanns, men annat innehåll: 2."), "{told}");
    assert_eq!(pictured(&workplace), [("burglary".to_owned(), 1), ("vandalism".to_owned(), 3)]);
    let listed = workplace.run(&["delivery", "list", "--format", "json"]).done().json();
    assert_eq!(listed[0]["counts"]["corrected"], json!(2));
    workplace.run(&["doctor"]).done();
    let (second, first) = (listed[0]["id"].as_str().unwrap(), listed[1]["id"].as_str().unwrap());
    workplace.run(&["delivery", "undo", first]).refused("");
    workplace.run(&["delivery", "undo", second]).done();
    assert_eq!(pictured(&workplace), [("vandalism".to_owned(), 3)]);
}

#[test]
fn a_number_that_stands_twice_with_other_contents_is_told() {
    let workplace = Workplace::new();
    let twice = format!("{FIRST}K1;2025-05-05 10:00;Inbrott\n");
    let told = incidents(&workplace, "twice.csv", &twice, "table").done().out;
    assert!(told.contains("3 sparade + 0 dubbletter + 1 avvisade"), "{told}");
    assert!(told.contains("samma nummer men annat innehåll"), "{told}");
}

/// Rows at the given points, with their numbers.
fn at_points(rows: &[(&str, &str)]) -> String {
    let head = "Nr;Tid;Lon;Lat\n".to_owned();
    rows.iter().fold(head, |text, (id, point)| text + &format!("{id};2025-03-01 00:00;{point}\n"))
}

#[test]
fn a_row_among_other_rows_is_still_the_same_row() {
    const MAPPING: &str = "source = \"points\"\nkind = \"fault\"\nfixed_category = \"litter\"\n[columns]\nid = \"Nr\"\n\
        time = \"Tid\"\nlongitude = \"Lon\"\nlatitude = \"Lat\"\n";
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), &[("--areas", data("flen_deso_2025.geojson"))]).done();
    let house = folder.path().join("house");
    let take = |name: &str, table: &str, mapping: &str| {
        let (file, points) = (folder.path().join(name), folder.path().join("points.toml"));
        std::fs::write(&file, table).unwrap();
        std::fs::write(&points, mapping).unwrap();
        let (file, points) = (text(&file), text(&points));
        let import =
            ["import", "incidents", file, "--mapping", points, "--format", "json", "--dir", text(&house)];
        let ran = lofte(&import);
        let counts = &ran.done().json()["counts"];
        ["stored", "corrected", "duplicate", "rejected"].map(|what| counts[what].as_u64().unwrap_or(0))
    };
    // In the first file every clock shows midnight, and half of the rows lie at one point: days, and no places.
    let heap =
        at_points(&[("1", "16.59;59.05"), ("2", "16.59;59.05"), ("3", "16.59;59.05"), ("4", "16.55;59.05")]);
    assert_eq!(take("one.csv", &heap, MAPPING), [4, 0, 0, 0]);
    // In the second the same rows stand beside others; row 4 has another place now.
    let mut spread = at_points(&[("1", "16.59;59.05"), ("2", "16.59;59.05"), ("4", "16.56;59.05")]);
    let others = (10..30).map(|number| format!("{number};2025-03-02 12:{number};16.5{number};59.05\n"));
    spread.extend(others);
    assert_eq!(take("two.csv", &spread, MAPPING), [20, 1, 2, 0]);
    // Whoever declares what positions are, corrects what was concluded.
    let exact = MAPPING.replace("[columns]", "position = \"exact\"\n[columns]");
    assert_eq!(
        take("three.csv", &at_points(&[("1", "16.59;59.05"), ("4", "16.56;59.05")]), &exact),
        [0, 1, 1, 0]
    );
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../lofte-import/tests/data").join(name)
}

/// Makes a house with areas; the folder must outlive the answer.
fn init(folder: &Path, files: &[(&str, PathBuf)]) -> Ran {
    let password = folder.join("password.txt");
    std::fs::write(&password, format!("{PASSWORD}\n")).unwrap();
    let house = folder.join("house");
    let mut arguments =
        vec!["init", "--municipality", "0482", "--name", "Flen", "--password-file", text(&password)];
    arguments.extend(["--dir", text(&house)]);
    arguments.extend(files.iter().flat_map(|(option, file)| [*option, text(file)]));
    lofte(&arguments)
}

#[test]
fn areas_are_those_that_are_there_and_what_is_not_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let made = init(folder.path(), &[("--areas", data("areas/two-parts.geojson"))]).done().out;
    assert!(made.contains("0482A0010 stod i 2 delar"), "{made}");
    assert!(made.contains("2 av 2 områden saknar folkmängd"), "{made}");
    let folder = tempfile::tempdir().unwrap();
    let own = [("--areas", data("flen_deso_2025.geojson")), ("--own-areas", data("areas/metres.geojson"))];
    let made = init(folder.path(), &own).done().out;
    assert!(made.contains("räknades om från EPSG:3006"), "{made}");
    assert!(made.contains("Dessa egenskaper läses inte: pop_2025"), "{made}");
}

#[test]
fn areas_that_would_be_wrong_are_refused_and_leave_no_house() {
    for (file, words) in [
        ("areas/same-code.geojson", "0482A0010 är koden för både"),
        ("areas/metres-other-names.geojson", "saknar egenskapen code"),
        ("areas/latitude-first.geojson", "latitud före longitud"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let files = [("--areas", data("flen_deso_2025.geojson")), ("--own-areas", data(file))];
        let refused = init(folder.path(), &files).refused(words);
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        assert!(refused.err.contains(name), "{refused:#?}");
        assert!(!folder.path().join("house/lofte.toml").exists(), "{file}");
    }
}

#[test]
fn months_of_statistics_are_refused_with_the_columns_that_divide_them() {
    let workplace = Workplace::new();
    let months = data("bra/months.csv");
    let refused = workplace.run(&["import", "bra", text(&months)]).refused("Månad");
    assert!(refused.err.contains("Periodtyp"), "{refused:#?}");
    let listed = workplace.run(&["delivery", "list", "--format", "json"]).done().json();
    assert_eq!(listed, json!([]));
}

#[test]
fn a_wave_that_comes_again_is_known_whole() {
    let workplace = Workplace::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lofte-import/src/sources/survey");
    let (file, wave) = (source.join("sample.csv"), source.join("wave.toml"));
    let import =
        || workplace.run(&["import", "survey", text(&file), "--mapping", text(&wave), "--format", "json"]);
    let first = import().done().json();
    let (stored, rejected) = (&first["counts"]["stored"], &first["counts"]["rejected"]);
    assert!(stored.as_u64().unwrap() > 0, "{first}");
    let again = import().done().json();
    assert_eq!((&again["counts"]["stored"], &again["counts"]["duplicate"]), (&json!(0), stored), "{again}");
    assert_eq!(&again["counts"]["rejected"], rejected);
    workplace.run(&["doctor"]).done();
}
