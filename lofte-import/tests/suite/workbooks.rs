//! XLSX workbooks as people make them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop with a panic")]

use crate::support::{Memory, Place, told};
use lofte_import::sources::incidents;
use lofte_import::{ImportError, IncidentMapping, Note, ReadReport, Told};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::io::{Read as _, Write as _};
use std::path::Path;

const MAPPING: &str = r#"
source = "est"
kind = "disturbance"
position = "exact"
[columns]
time = "Tid"
category = "Typ"
north = "Plats Nord"
east = "Plats Öst"
[categories]
"Klotter" = "vandalism"
"Bråk" = "fight"
"#;

fn read(mapping: &str, path: &Path) -> (Result<ReadReport, ImportError>, Memory) {
    let mut memory = Memory::default();
    let mapping = IncidentMapping::parse(mapping).unwrap();
    (incidents::read(path, &mapping, &Place::flen().context(), &mut memory), memory)
}

/// A header of two rows with merged cells below a title, real dates and numbers.
fn merged(sheet: &mut Worksheet) {
    let centred = Format::new();
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet.merge_range(0, 0, 0, 3, "EST-rapporter 2023", &centred).unwrap();
    sheet.merge_range(2, 0, 3, 0, "Tid", &centred).unwrap();
    sheet.merge_range(2, 1, 3, 1, "Typ", &centred).unwrap();
    sheet.merge_range(2, 2, 2, 3, "Plats", &centred).unwrap();
    sheet.write(3, 2, "Nord").unwrap();
    sheet.write(3, 3, "Öst").unwrap();
    for (row, (time, kind)) in
        [(45_047.572_916_67, "Klotter"), (45_048.75, "Bråk"), (45_049.0, "Sång")].into_iter().enumerate()
    {
        let row = 4 + u32::try_from(row).unwrap();
        sheet.write_with_format(row, 0, time, &moment).unwrap();
        sheet.write(row, 1, kind).unwrap();
        sheet.write(row, 2, 6_547_500.5).unwrap();
        sheet.write(row, 3, 591_200).unwrap();
        sheet.write(row, 6, "anteckning vid sidan av").unwrap();
    }
}

fn saved(workbook: &mut Workbook) -> tempfile::NamedTempFile {
    crate::support::file(workbook.save_to_buffer().unwrap())
}

#[test]
fn merged_header_rows_titles_and_real_dates() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Läs mig").unwrap().write(0, 0, "Om detta").unwrap();
    merged(workbook.add_worksheet().set_name("Rapporter").unwrap());
    workbook.add_worksheet().set_name("Tomt").unwrap();
    let file = saved(&mut workbook);
    let (report, memory) = read(MAPPING, file.path());
    let report = report.unwrap();
    assert_eq!(report.notes, [Note::HeaderFound { row: 4 }, Note::SheetChosen { sheet: "Rapporter".into() }]);
    insta::assert_snapshot!(told(&memory), @"
    vandalism 2023-05-01T13:45:00 Minute | - | 16.59013 59.05714 | 0482C1020
    fight 2023-05-02T18:00:00 Minute | - | 16.59013 59.05714 | 0482C1020
    row 7: UnknownCategory in Typ: -
    ");
}

#[test]
fn numbers_without_format_texts_and_clocks_of_their_own() {
    let mapping = r#"
source = "est"
kind = "disturbance"
fixed_category = "fight"
[columns]
date = "Datum"
clock = "Klockan"
"#;
    let clock = Format::new().set_num_format("hh:mm");
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["Datum", "Klockan"]).unwrap();
    sheet.write_with_format(1, 0, 45047, &day).unwrap();
    sheet.write_with_format(1, 1, 0.572_916_666_7, &clock).unwrap();
    sheet.write(2, 0, 45047).unwrap();
    sheet.write(2, 1, "13.45").unwrap();
    sheet.write(3, 0, 20_230_501).unwrap();
    sheet.write(3, 1, 1345).unwrap();
    sheet.write(4, 0, "2023-05-01").unwrap();
    let file = saved(&mut workbook);
    let (report, memory) = read(mapping, file.path());
    assert_eq!(report.unwrap().counts.stored(), 4);
    insta::assert_snapshot!(told(&memory), @"
    fight 2023-05-01T13:45:00 Minute | - | - | -
    fight 2023-05-01T13:45:00 Minute | - | - | -
    fight 2023-05-01T13:45:00 Minute | - | - | -
    fight 2023-05-01T00:00:00 Day | - | - | -
    ");
}

#[test]
fn a_named_sheet_must_be_there() {
    let mut workbook = Workbook::new();
    merged(workbook.add_worksheet().set_name("Rapporter").unwrap());
    let file = saved(&mut workbook);
    let mapping = |sheet: &str| MAPPING.replace("kind =", &format!("sheet = \"{sheet}\"\nkind ="));
    assert_eq!(read(&mapping("rapporter"), file.path()).0.unwrap().counts.stored(), 2);
    insta::assert_snapshot!(
        read(&mapping("Raport"), file.path()).0.unwrap_err(),
        @"there is no sheet “Raport”; the sheets are: Rapporter"
    );
}

#[test]
fn empty_workbooks_and_missing_columns_are_said() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet();
    let file = saved(&mut workbook);
    assert_eq!(read(MAPPING, file.path()).0.unwrap_err().code(), "file-empty");
    workbook.add_worksheet().write_row(0, 0, ["Tid", "Type", "Nord"]).unwrap();
    let file = saved(&mut workbook);
    insta::assert_snapshot!(read(MAPPING, file.path()).0.unwrap_err(), @"there is no column “Typ”; the columns are: Tid, Type, Nord; did you mean “Type”?");
}

#[test]
fn a_truncated_or_changed_workbook_is_damaged() {
    let mut workbook = Workbook::new();
    merged(workbook.add_worksheet());
    let bytes = workbook.save_to_buffer().unwrap();
    for keep in [bytes.len() - 1, bytes.len() / 2, 100, 30] {
        let file = crate::support::file(&bytes[..keep]);
        let error = read(MAPPING, file.path()).0.unwrap_err();
        assert_eq!(error.code(), "file-damaged", "{keep}");
        assert!(error.to_string().contains("half copied"), "{error}");
    }
    for place in (40..bytes.len()).step_by(97) {
        let mut bytes = bytes.clone();
        bytes[place] ^= 0x55;
        // Damage in the padding of the archive may go unnoticed; nothing may panic.
        let _outcome = read(MAPPING, crate::support::file(&bytes).path()).0;
    }
}

/// The same package as another program may write it: every part somewhere else, found by what the package says.
fn written_otherwise(bytes: &[u8]) -> Vec<u8> {
    let renamed = |text: &str| {
        text.replace("xl/", "bok/")
            .replace("bok/sharedStrings.xml", "bok/texter/Delade.xml")
            .replace("\"sharedStrings.xml\"", "\"/bok/texter/Delade.xml\"")
            .replace("\"styles.xml\"", "\"utseende/stil.xml\"")
            .replace("bok/styles.xml", "bok/utseende/stil.xml")
    };
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut other = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for number in (0..package.len()).rev() {
        let mut part = package.by_index(number).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        other.start_file(renamed(&part.name().unwrap()), zip::write::SimpleFileOptions::default()).unwrap();
        other.write_all(renamed(&text).as_bytes()).unwrap();
    }
    other.finish().unwrap().into_inner()
}

#[test]
fn a_package_is_read_whoever_wrote_it() {
    let mut workbook = Workbook::new();
    merged(workbook.add_worksheet());
    let bytes = workbook.save_to_buffer().unwrap();
    let (usual, usual_rows) = read(MAPPING, crate::support::file(&bytes).path());
    let (other, other_rows) = read(MAPPING, crate::support::file(written_otherwise(&bytes)).path());
    assert_eq!(usual.unwrap().counts, other.unwrap().counts);
    assert_eq!(told(&usual_rows), told(&other_rows));
}

#[test]
fn another_zip_is_no_workbook() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("brev.txt", zip::write::SimpleFileOptions::default()).unwrap();
    let file = crate::support::file(archive.finish().unwrap().into_inner());
    assert_eq!(read(MAPPING, file.path()).0.unwrap_err().code(), "not-a-table");
}

#[test]
fn a_share_that_is_shown_in_per_cent_is_taken_once_whatever_its_header_says() {
    for (header, format, second) in
        [("Andel (%)", "0.0%", 24.0), ("Andel", "0%", 0.24), ("Andel i procent", "0.00 %", 24.0)]
    {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, name) in (0_u16..).zip(["Fråga", "År", header, "Antal svar"]) {
            sheet.write(0, column, name).unwrap();
        }
        let percent = Format::new().set_num_format(format);
        for (row, question) in (1_u32..).zip(["Trygg", "Orolig"]) {
            sheet.write(row, 0, question).unwrap();
            sheet.write(row, 1, 2025).unwrap();
            sheet.write(row, 3, 100).unwrap();
        }
        sheet.write_with_format(1, 2, 0.635, &percent).unwrap();
        sheet.write(2, 2, second).unwrap();
        let file = saved(&mut workbook);
        let source = lofte_import::sources::named("survey_results").unwrap();
        let lofte_import::sources::Reader::Rows(reader) = source.reader("").unwrap() else { panic!() };
        let mut memory = Memory::default();
        reader.read(file.path(), &Place::flen().context(), &mut memory).unwrap();
        let share = |row: &lofte_import::Row| match row {
            lofte_import::Row::Result(result) => result.value.to_string(),
            other => panic!("{other:?}"),
        };
        let shares: Vec<String> = memory.rows.iter().map(share).collect();
        assert_eq!(shares, ["0.635", "0.24"], "{header}");
    }
}
