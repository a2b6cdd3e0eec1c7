//! Workbooks of Excel 97 to 2003: files that a program wrote (`tests/data/formats/make.py`), and workbooks made byte by byte.

use crate::support::biff::{Cell, container, record, stream, workbook};
use crate::support::same_rows::{MAPPING, read};
use crate::support::{data, file, told};
use calamine::{Data, Reader, Xls};
use lofte_import::sheet::{Sheet, sheet};
use lofte_import::{Format, Found, ImportError, Note, Told, inspect};
use proptest::prelude::*;
use std::io::Cursor;
use std::path::Path;

fn rows(path: &Path, columns: &[&str]) -> Result<Sheet, ImportError> {
    sheet(path, columns)
}

#[test]
fn a_table_is_the_same_as_text_and_as_old_workbooks_of_both_calendars() {
    let plain = rows(&data("formats/rows.tsv"), &["nr", "tid"]).unwrap();
    assert_eq!(plain.rows.len(), 4);
    for name in ["formats/rows.xls", "formats/rows_1904.xls"] {
        assert_eq!(inspect(&data(name)).unwrap().format, Format::Xls);
        let old = rows(&data(name), &["nr", "tid"]).unwrap();
        assert_eq!((&old.names, &old.rows), (&plain.names, &plain.rows), "{name}");
        let ((one, first), (other, second)) =
            (read(MAPPING, &data(name)), read(MAPPING, &data("formats/rows.tsv")));
        assert_eq!(one.unwrap().counts, other.unwrap().counts);
        assert_eq!(told(&first), told(&second));
    }
}

#[test]
fn sheets_merged_cells_and_what_nobody_sees_are_as_in_a_new_workbook() {
    let path = data("formats/workbook.xls");
    let all = rows(&path, &["tid", "typ", "plats"]).unwrap();
    let cells: Vec<String> =
        all.rows.iter().map(|(row, cells)| format!("{row}: {}", cells.join("|"))).collect();
    insta::assert_snapshot!(cells.join("\n"), @"
    4: 2025-03-01|Klotter|00007|50%|Torget
    5: 2025-03-02|Bråk|00008|12.5%|Torget
    6: 2025-03-03|Klotter|00009|100%|
    7: 13:45:00|true|12345678901|0.1|
    ");
    let mapping = "source = \"a\"\nkind = \"disturbance\"\nfixed_category = \"fight\"\n[columns]\ntime = \"Tid\"\nid = \"Nr\"\n";
    let (report, memory) = read(mapping, &path);
    let notes = report.unwrap().notes;
    assert!(notes.contains(&Note::SheetChosen { sheet: "Rapporter".into() }), "{notes:?}");
    assert!(notes.contains(&Note::HiddenSheets { sheets: "Dold".into() }), "{notes:?}");
    assert!(notes.contains(&Note::HiddenRows { rows: 1 }), "{notes:?}");
    // A clock time alone is no time of an event.
    let days: Vec<String> =
        memory.incidents().iter().map(|incident| incident.start.date().to_string()).collect();
    assert_eq!(days, ["2025-03-01", "2025-03-02", "2025-03-03"]);
    assert_eq!(memory.rejects.iter().map(|reject| reject.row).collect::<Vec<_>>(), [7]);
    // The hidden sheet is read only when somebody asks for it.
    let (report, _) = read(MAPPING, &path);
    assert!(matches!(report, Err(ImportError::HiddenSheet { sheet }) if sheet == "Dold"));
    let (report, memory) = read(&MAPPING.replace("[columns]", "sheet = \"dold\"\n[columns]"), &path);
    assert_eq!((report.unwrap().counts.stored(), memory.incidents().len()), (4, 4));
}

/// A second reader, written by others, finds the same.
#[test]
fn another_reader_finds_the_same_cells() {
    for (name, sheet, columns) in [
        ("formats/rows.xls", "Rapporter", &["nr", "tid"][..]),
        ("formats/rows_1904.xls", "Rapporter", &["nr", "tid"]),
        ("formats/long_texts.xls", "Blad1", &["text"]),
    ] {
        let ours = rows(&data(name), columns).unwrap();
        let mut theirs = Xls::new(Cursor::new(std::fs::read(data(name)).unwrap())).unwrap();
        let theirs = theirs.worksheet_range(sheet).unwrap();
        let theirs: Vec<Vec<String>> = theirs.rows().map(|row| row.iter().map(shown).collect()).collect();
        let ours = std::iter::once(ours.names).chain(ours.rows.into_iter().map(|(_, cells)| cells));
        assert_eq!(ours.collect::<Vec<_>>(), theirs, "{name}");
    }
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

#[test]
fn results_of_formulas_errors_and_embedded_diagrams() {
    let number = |value: f64| value.to_le_bytes();
    let embedded = Cell::Raw(0x0809, [0x0600_u16, 0x20].map(u16::to_le_bytes).concat());
    let cells = [
        Cell::Text(0, 0, "Tid"),
        Cell::Text(0, 1, "Typ"),
        Cell::Text(0, 2, "Nr"),
        // Filled in from below: rows stand in the order in which somebody wrote them.
        Cell::Text(2, 0, "2025-03-02"),
        Cell::Truth(2, 1, 0x2a, true),
        Cell::Truth(2, 2, 1, false),
        Cell::Formula(1, 0, [0, 0, 0, 0, 0, 0, 0xff, 0xff], Some("2025-03-01")),
        Cell::Formula(1, 1, [2, 0, 0x07, 0, 0, 0, 0xff, 0xff], None),
        Cell::Formula(1, 2, number(12.5), None),
        embedded,
        Cell::Number(1, 2, 99.0),
        Cell::Raw(0x000a, Vec::new()),
        Cell::Formula(3, 0, [3, 0, 0, 0, 0, 0, 0xff, 0xff], None),
        Cell::Formula(3, 2, [1, 0, 0, 0, 0, 0, 0xff, 0xff], None),
        // Two packed numbers in one record: 3 and 0.07.
        Cell::Raw(
            0x00bd,
            [4_u16, 1, 0, (3 << 2) | 2, 0, 0, (7 << 2) | 3, 0, 2].map(u16::to_le_bytes).concat(),
        ),
    ];
    let bytes = workbook(&cells);
    let found = rows(file(&bytes).path(), &["tid", "nr"]).unwrap();
    let text = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        found.rows,
        [
            (2, text(&["2025-03-01", "", "12.5"])),
            (3, text(&["2025-03-02", "", "true"])),
            (4, text(&["", "", "false"])),
            (5, text(&["", "3", "0.07"])),
        ]
    );
    let mapping = "source = \"a\"\nkind = \"offence\"\ncategories_default = \"other\"\n[columns]\ntime = \"Tid\"\ncategory = \"Typ\"\n[categories]\n\"x\" = \"other\"\n";
    let (_, memory) = read(mapping, file(&bytes).path());
    insta::assert_snapshot!(crate::support::told_rejects(&memory.rejects), @"
    row 2: ErrorCell in Typ: #DIV/0!
    row 3: ErrorCell in Typ: #N/A
    row 4: MissingValue in Tid: -
    row 5: MissingValue in Tid: -
    ");
}

#[test]
fn what_is_no_workbook_of_these_years_is_told_apart() {
    let cells = [Cell::Text(0, 0, "Tid"), Cell::Text(1, 0, "2025-03-01")];
    let found = |bytes: &[u8]| match rows(file(bytes).path(), &["tid"]).unwrap_err() {
        ImportError::NotATable { found, .. } => found,
        other => panic!("{other:?}"),
    };
    let sound = stream(0x0600, &[], &cells);
    assert_eq!(rows(file(container("Workbook", &sound)).path(), &["tid"]).unwrap().rows.len(), 1);
    assert_eq!(found(&container("Workbook", &stream(0x0500, &[], &cells))), Found::OldWorkbook);
    assert_eq!(found(&container("Book", &sound)), Found::OldWorkbook);
    let locked = stream(0x0600, &[record(0x002f, &[1, 0, 1, 0, 1, 0])], &cells);
    assert_eq!(found(&container("Workbook", &locked)), Found::LockedWorkbook);
    assert_eq!(found(&container("EncryptedPackage", &sound)), Found::LockedWorkbook);
    assert_eq!(found(&container("WordDocument", &sound)), Found::TextDocument);
    assert_eq!(found(&container("PowerPoint Document", &sound)), Found::Presentation);
    assert_eq!(found(&container("Contents", &sound)), Found::Binary);
}

#[test]
fn damage_and_chains_without_end_are_refused() {
    let bytes = std::fs::read(data("formats/workbook.xls")).unwrap();
    let whole = rows(&data("formats/workbook.xls"), &["tid", "typ", "plats"]).unwrap().rows;
    let mut damaged = 0;
    for length in (8..bytes.len()).step_by(257) {
        match rows(file(&bytes[..length]).path(), &["tid", "typ", "plats"]) {
            Err(ImportError::Damaged { .. }) => damaged += 1,
            // Only the unused end of the directory is missing.
            other => assert_eq!(other.unwrap().rows, whole, "{length}"),
        }
    }
    assert!(damaged > 18, "{damaged}");
    // Two cells as far from each other as can be cost no more than two near ones.
    let far = [Cell::Text(65_535, 255, "x"), Cell::Text(65_535, 0, "2025-03-02")];
    let near = [Cell::Text(0, 0, "Tid"), Cell::Text(1, 0, "2025-03-01")];
    let mut bytes = workbook(&near.into_iter().chain(far).collect::<Vec<_>>());
    let read: Vec<u64> =
        rows(file(&bytes).path(), &["tid"]).unwrap().rows.iter().map(|(row, _)| *row).collect();
    assert_eq!(read, [2, 65_536]);
    // The sector of the directory, behind the eight of the stream, goes on with itself.
    let at = bytes.len() - 512 + 4 * 8;
    bytes[at..at + 4].copy_from_slice(&8_u32.to_le_bytes());
    let refused = rows(file(&bytes).path(), &["tid"]);
    assert!(matches!(refused, Err(ImportError::Damaged { .. })), "{refused:?}");
}

/// Numbers and texts of a table that a text table writes in the same way.
fn a_table() -> impl Strategy<Value = Vec<(i32, String)>> {
    prop::collection::vec((any::<i32>(), "[a-zåäö→€]{1,20}"), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_is_the_same_in_both_forms(table in a_table()) {
        let text = table.iter().fold("Antal\tTyp\n".to_owned(), |text, (number, kind)| {
            text + &format!("{number}\t{kind}\n")
        });
        let mut cells = vec![Cell::Text(0, 0, "Antal"), Cell::Text(0, 1, "Typ")];
        for ((number, kind), row) in table.iter().zip(1..) {
            cells.extend([Cell::Number(row, 0, f64::from(*number)), Cell::Text(row, 1, kind)]);
        }
        let (text, old) = (file(text), file(workbook(&cells)));
        let columns = ["antal", "typ"];
        let (text, old) = (rows(text.path(), &columns).unwrap(), rows(old.path(), &columns).unwrap());
        prop_assert_eq!((text.names, text.rows), (old.names, old.rows));
    }

    #[test]
    fn no_bytes_of_an_old_workbook_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        shorter in any::<bool>(),
    ) {
        let mut bytes = std::fs::read(data("formats/workbook.xls")).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if shorter {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let (Err(error), _) = read(MAPPING, file(bytes).path()) {
            prop_assert!(!error.code().is_empty());
        }
    }
}
