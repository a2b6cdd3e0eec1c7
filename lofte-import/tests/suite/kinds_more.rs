//! More small files of the kinds that people deliver: lost rows, lost letters, lost zeros, and cells that are nobody's
//! business.

use crate::support::{Memory, Place, file};
use lofte_import::sources::{bra, incidents, survey};
use lofte_import::{ImportError, IncidentMapping, Note, ReadReport, Told, WaveFile};
use lofte_model::place::{Area, AreaCode, AreaKind};
use rust_xlsxwriter::{Format, Workbook};

type Outcome = (Result<ReadReport, ImportError>, Memory);

const OFFENCES: &str = "source = \"test\"\nkind = \"offence\"\ncategories_default = \"other\"\n[columns]\nid = \"Nr\"\ntime = \"Tid\"\ncategory = \"Brott\"\n[categories]\n\"Skadegörelse\" = \"vandalism\"\n\"Inbrott\" = \"burglary\"\n";

fn read_at(mapping: &str, place: &Place, bytes: impl AsRef<[u8]>) -> Outcome {
    let mut memory = Memory::default();
    let mapping = IncidentMapping::parse(mapping).unwrap();
    (incidents::read(file(bytes).path(), &mapping, &place.context(), &mut memory), memory)
}

fn offences(bytes: impl AsRef<[u8]>) -> Outcome {
    read_at(OFFENCES, &Place::flen(), bytes)
}

/// Stored, duplicate and rejected rows.
fn counts(outcome: &Outcome) -> [u64; 3] {
    let counts = outcome.0.as_ref().unwrap().counts;
    [counts.stored(), counts.duplicate(), counts.rejected()]
}

fn argument(error: &ImportError, name: &str) -> String {
    error.args().into_iter().find(|(other, _)| *other == name).map(|(_, value)| value).unwrap_or_default()
}

fn wave() -> String {
    survey::CARD.settings.unwrap().replacen("weight = \"vikt\"", "submitted = \"submitdate\"", 1)
}

fn questionnaires(wave: &str, text: &str) -> Result<survey::SurveyReport, ImportError> {
    survey::read(file(text).path(), &WaveFile::parse(wave).unwrap(), &Place::flen().context())
}

#[test]
fn cells_of_a_file_without_header_are_quoted_by_no_source() {
    let text = "Anna Andersson;Storgatan;Flen\nBo Berg;Lillgatan;Flen\n";
    let place = Place::flen();
    let refusals = [
        offences(text).0.unwrap_err(),
        questionnaires(&wave(), text).unwrap_err(),
        bra::read(file(text).path(), &place.context(), &mut Memory::default()).unwrap_err(),
    ];
    for error in refusals {
        let told = [argument(&error, "row"), argument(&error, "cells"), argument(&error, "shapes")];
        assert_eq!((error.code(), told), ("no-header", ["1", "3", "a a, a, a"].map(str::to_owned)));
        let all = format!("{error} {:?}", error.args());
        assert!(!["Anna", "Storgatan", "Flen"].iter().any(|cell| all.contains(cell)), "{all}");
    }
}

#[test]
fn a_quotation_mark_left_open_swallows_no_rows() {
    let rows = |first: &str, third: &str| {
        format!(
            "Nr;Tid;Brott;Text\nK1;2025-03-01;Inbrott;{first}\nK2;2025-03-02;Inbrott;x\nK3;2025-03-03;Inbrott;{third}\nK4;2025-03-04;Inbrott;z\n"
        )
    };
    let error = offences(rows("\"öppet", "\"y\"")).0.unwrap_err();
    assert_eq!((error.code(), argument(&error, "row")), ("endless-row", "1".to_owned()));
    // Far down, where the first look no longer is.
    let many = (10..3000).map(|number| format!("K{number};2025-03-05;Inbrott;\n"));
    let many = many.collect::<Vec<_>>().concat();
    let late =
        format!("{}{many}L1;2025-03-01;Inbrott;\"öppet\nL2;2025-03-01;Inbrott;\"y\"\n", rows("x", "y"));
    let outcome = offences(late);
    assert_eq!(outcome.0.unwrap_err().code(), "endless-row");
    assert!(outcome.1.rows.is_empty());
    // Text of several lines is text.
    for text in ["\"en rad;\nen till; och en\"", "\"en rad\nen till; och; en; fjärde\""] {
        assert_eq!(counts(&offences(rows(text, "y"))), [4, 0, 0], "{text}");
    }
}

#[test]
fn only_questionnaires_that_were_sent_in_count() {
    let of = |cells: &[&str]| {
        let head = "omrade;submitdate;fråga 12;utsatt\n".to_owned();
        let text = cells.iter().fold(head, |text, cell| text + &format!("0482A0010;{cell};1;2\n"));
        let report = questionnaires(&wave(), &text).unwrap();
        let reasons: Vec<(u64, &str)> =
            report.rejects.iter().map(|reject| (reject.row, reject.code())).collect();
        (report.counts.stored(), reasons)
    };
    let (stored, reasons) =
        of(&["ja", "Nej", "0", "FALSE", "ej", "pågår", "0000-00-00 00:00:00", "-", "", "kanske"]);
    let mut wanted: Vec<(u64, &str)> = (3..=10).map(|row| (row, "not-submitted")).collect();
    wanted.push((11, "bad-time"));
    assert_eq!((stored, reasons), (1, wanted));
    let (stored, reasons) =
        of(&["Ja", "1", "TRUE", "2023-05-02", "2023-05-02 10:15:00", "03/05/2023", "05/13/2023", "x"]);
    assert_eq!((stored, reasons), (8, Vec::new()));
}

#[test]
fn a_name_of_two_areas_is_neither() {
    let mut place = Place::flen();
    let twice: Vec<Area> = ["E1", "E2"]
        .iter()
        .zip(&place.areas)
        .map(|(code, area)| Area {
            code: AreaCode::new(*code),
            name: "Centrum".into(),
            kind: AreaKind::Own,
            ..area.clone()
        })
        .collect();
    place.areas.extend(twice);
    let mapping = OFFENCES.replace("category = ", "area = \"Plats\"\ncategory = ");
    let text = "Nr;Tid;Brott;Plats\nK1;2025-03-01;Inbrott;Centrum\nK2;2025-03-02;Inbrott;E2\n";
    let outcome = read_at(&mapping, &place, text);
    assert_eq!(counts(&outcome), [1, 0, 1]);
    let reject = &outcome.1.rejects[0];
    assert_eq!((reject.row, reject.code()), (2, "unknown-area"));
    assert_eq!(outcome.1.incidents()[0].own_area, Some(AreaCode::new("E2")));
}

#[test]
fn lost_letters_are_no_other_category() {
    for lost in ["Skadegorelse", "Skadeg_relse", "Skadegrelse", "Skadeg|relse"] {
        let error = offences(format!("Nr;Tid;Brott\nK1;2025-03-01;Inbrott\nK2;2025-03-02;{lost}\n")).0;
        let error = error.unwrap_err();
        assert_eq!((error.code(), argument(&error, "row")), ("wrong-letters", "3".to_owned()), "{lost}");
        // Beside right letters it is one bad row, not a bad file.
        let text = format!("Nr;Tid;Brott\nK1;2025-03-01;Skadegörelse\nK2;2025-03-02;{lost}\n");
        let outcome = offences(text);
        assert_eq!(counts(&outcome), [1, 0, 1], "{lost}");
        assert_eq!(outcome.1.rejects[0].code(), "unknown-category");
    }
    assert_eq!(
        counts(&offences("Nr;Tid;Brott\nK1;2025-03-01;Skadegirelse\nK2;2025-03-02;Skada\n")),
        [2, 0, 0]
    );
}

#[test]
fn numbers_shown_with_zeros_in_front_are_those_of_the_text_table() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let six = Format::new().set_num_format("000000");
    for (column, name) in ["Nr", "Tid", "Brott"].iter().zip(0..).map(|(name, column)| (column, *name)) {
        sheet.write(0, column, name).unwrap();
    }
    sheet.write_with_format(1, 0, 1001, &six).unwrap();
    sheet.write(1, 1, "2025-03-01").unwrap();
    sheet.write(1, 2, "Inbrott").unwrap();
    let (_, from_workbook) = offences(workbook.save_to_buffer().unwrap());
    let (_, from_text) = offences("Nr;Tid;Brott\n001001;2025-03-01;Inbrott\n");
    assert_eq!(from_workbook.known.len(), 1);
    assert_eq!(from_workbook.known, from_text.known);
}

#[test]
fn a_text_that_is_nearly_a_category_is_told_once_for_the_file() {
    let text = "Nr;Tid;Brott\nK1;2025-03-01;Skadegörelse\nK2;2025-03-02;Skadegorelse\nK3;2025-03-03;Skadegorelse\nK4;2025-03-04;Skadegöresle\nK5;2025-03-05;Rattfylla\nK6;2025-03-06;Skadegörelse\nK7;2025-03-07;Skadegörelse\n";
    let (report, _) = offences(text);
    let nearest = "skadegörelse".to_owned();
    let note = Note::Misspelt { column: "Brott".into(), rows: 3, nearest };
    let notes = report.unwrap().notes;
    assert!(notes.contains(&note), "{notes:?}");
    assert_eq!(notes.iter().filter(|note| note.code() == "misspelt").count(), 1);
}
