//! Files as they come: each told in plain words with what to do, in both languages, and with the right exit code.
//!
//! One snapshot holds every case, so that the words can be read one after the other.

use crate::robust::place::{Place, text};
use rust_xlsxwriter::{Format, Workbook};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const ROW: &str = "K1;2024-03-01 22:10;Inbrott;59,056;16,589\n";

/// Every case with its file.
fn cases(place: &Place) -> Vec<(&'static str, PathBuf)> {
    let header = "Nr;Tid;Typ;Lat;Lon\n";
    let windows =
        |text: &str| -> Vec<u8> { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect() };
    let workbook = merged();
    let huge = place.path("stor.csv");
    std::fs::File::create(&huge).unwrap().set_len(3 << 30).unwrap();
    vec![
        ("three gigabytes", huge),
        ("an empty file", place.write("tom.csv", "")),
        ("a file that is not there", place.path("borta.csv")),
        ("a PDF", place.write("rapport.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")),
        ("a strange delimiter", place.write("dubbelkors.csv", "Nr#Tid#Typ#Lat#Lon\nK1#2024-03-01 22:10#Inbrott##\n")),
        ("another delimiter that is known", place.write("tabb.csv", header.replace(';', "\t") + &ROW.replace(';', "\t"))),
        ("Windows-1252", place.write("ansi.csv", windows("Nr;Tid;Typ;Lat;Lon\nK1;2024-03-01 22:10;Stöld;59,056;16,589\n"))),
        ("a missing column", place.write("kolumn.csv", header.replace("Typ", "Typp") + ROW)),
        ("swapped coordinates", place.write("bytta.csv", swapped())),
        ("dates in four forms", place.write("datum.csv", four_forms())),
        ("dates that may be either", place.write("tvetydig.csv", format!("{header}K1;03/04/2024;Inbrott;;\n"))),
        ("rows that cannot be taken", place.write("fel.csv", format!("{header}K1;2024-02-31;Inbrott;;\nK2;2024-03-01;Bråk;;\nK3;2024-03-01;Inbrott\nK4;;Inbrott;;\n"))),
        ("a personal identity number", place.write("person.csv", format!("{header}19121212-1212;2024-03-01;Inbrott;;\n"))),
        ("an open quotation mark", place.write("citat.csv", format!("{header}\"K1;2024-03-01;Inbrott;;\n{}", ROW.repeat(300_000)))),
        ("merged headers in a workbook", place.write("sammanslagen.xlsx", &workbook)),
        ("a truncated workbook", place.write("avbruten.xlsx", &workbook[..workbook.len() / 2])),
        ("a truncated packed file", place.write("avbruten.csv.gz", &b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb"[..])),
    ]
}

/// All rows have latitude and longitude in each other's column.
fn swapped() -> String {
    (0..40).fold("Nr;Tid;Typ;Lat;Lon\n".to_owned(), |mut text, row| {
        writeln!(text, "K{row};2024-03-01 10:{row:02};Inbrott;16,589;59,056").unwrap();
        text
    })
}

/// Four ways to write a date, all of them clear.
fn four_forms() -> String {
    "Nr;Tid;Typ;Lat;Lon\nK1;2024-03-25 22:10;Inbrott;;\nK2;20240325;Inbrott;;\nK3;25/3/2024 22.10;Inbrott;;\n\
     K4;2024-03-25T22:10:00+01:00;Inbrott;;\n"
        .to_owned()
}

/// A title, two header rows with merged cells, and real dates.
fn merged() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let (plain, moment) = (Format::new(), Format::new().set_num_format("yyyy-mm-dd hh:mm"));
    sheet.merge_range(0, 0, 0, 4, "Anmälda brott 2023", &plain).unwrap();
    for (column, name) in ["Nr", "Tid", "Typ"].into_iter().enumerate() {
        let column = u16::try_from(column).unwrap();
        sheet.merge_range(2, column, 3, column, name, &plain).unwrap();
    }
    sheet.merge_range(2, 3, 2, 4, "Plats", &plain).unwrap();
    sheet.write(3, 3, "Lat").unwrap();
    sheet.write(3, 4, "Lon").unwrap();
    sheet.write(4, 0, "K1").unwrap();
    sheet.write_with_format(4, 1, 45_047.572_916_67, &moment).unwrap();
    sheet.write(4, 2, "Inbrott").unwrap();
    sheet.write(4, 3, 59.056).unwrap();
    sheet.write(4, 4, 16.589).unwrap();
    workbook.save_to_buffer().unwrap()
}

/// The mapping of the merged header names its columns after both rows.
fn mapping(place: &Place, file: &Path) -> PathBuf {
    if !file.ends_with("sammanslagen.xlsx") {
        return place.path("mapping.toml");
    }
    let merged =
        crate::robust::place::MAPPING.replace("\"Lat\"", "\"Plats Lat\"").replace("\"Lon\"", "\"Plats Lon\"");
    place.write("merged.toml", merged)
}

#[test]
fn every_file_is_told_plainly() {
    let place = Place::new();
    let mut told = String::new();
    for (what, file) in cases(&place) {
        writeln!(told, "# {what}").unwrap();
        for lang in ["sv", "en"] {
            let mapping = mapping(&place, &file);
            let arguments = [
                "import",
                "incidents",
                text(&file),
                "--mapping",
                text(&mapping),
                "--dry-run",
                "--lang",
                lang,
            ];
            let mut ran = place.run(&arguments);
            if ran.code != 0 {
                ran = ran.refused();
                // Of a file of which nothing can be taken, the rows and their reasons are told all the same.
                assert!(
                    ran.out.is_empty() || ran.out.contains("avvisade") || ran.out.contains("rejected"),
                    "{what}: {}",
                    ran.out
                );
            }
            let words = format!("{}{}", ran.out, ran.err).replace(text(&place.path("")), "…/");
            writeln!(told, "[{lang} {}]\n{words}", ran.code).unwrap();
        }
    }
    insta::assert_snapshot!(told);
    assert!(place.deliveries().is_empty());
    assert!(place.record_files().is_empty());
}

#[test]
fn wrong_mappings_are_told_plainly() {
    let place = Place::new();
    let file = place.write("brott.csv", format!("Nr;Tid;Typ;Lat;Lon\n{ROW}"));
    let good = crate::robust::place::MAPPING;
    let mappings = [
        ("misspelt key", good.replace("[columns]", "[column]")),
        ("no category", good.replace("category = \"Typ\"\n", "")),
        ("unknown kind", good.replace("offence", "crime")),
        ("not TOML", "source = polisen\n".to_owned()),
    ];
    let mut told = String::new();
    for (what, mapping) in mappings {
        let mapping = place.write("wrong.toml", mapping);
        writeln!(told, "# {what}").unwrap();
        for lang in ["sv", "en"] {
            let arguments = ["import", "incidents", text(&file), "--mapping", text(&mapping), "--lang", lang];
            let ran = place.run(&arguments).refused();
            writeln!(told, "[{lang}] {}", ran.err.trim_end()).unwrap();
        }
    }
    let missing = place.run(&["import", "incidents", text(&file)]).refused();
    writeln!(told, "# no mapping\n[sv] {}", missing.err.trim_end()).unwrap();
    insta::assert_snapshot!(told);
}
