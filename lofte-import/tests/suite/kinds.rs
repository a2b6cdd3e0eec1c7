//! Small files of the kinds that people deliver, each with what must become of it: read as it was meant, or refused
//! once with the row, the column and what to do.

use crate::support::{Memory, Place, file};
use lofte_import::sources::{bra, incidents, survey};
use lofte_import::{ImportError, IncidentMapping, Note, ReadReport, Told, WaveFile};
use lofte_model::records::Incident;
use rust_xlsxwriter::{Format, Workbook};

type Outcome = (Result<ReadReport, ImportError>, Memory);

const OFFENCES: &str = "source = \"test\"\nkind = \"offence\"\n[columns]\nid = \"Nr\"\ntime = \"Tid\"\ncategory = \"Brott\"\n[categories]\n\"Skadegörelse\" = \"vandalism\"\n\"Inbrott\" = \"burglary\"\n";
const POINTS: &str = "source = \"test\"\nkind = \"fault\"\nfixed_category = \"litter\"\n[columns]\nid = \"Nr\"\ntime = \"Tid\"\n";
const DEGREES: &str = "longitude = \"Lon\"\nlatitude = \"Lat\"\n";
const METRES: &str = "east = \"E\"\nnorth = \"N\"\n";

fn read_with(mapping: &str, bytes: impl AsRef<[u8]>) -> Outcome {
    let mut memory = Memory::default();
    let mapping = IncidentMapping::parse(mapping).unwrap();
    (incidents::read(file(bytes).path(), &mapping, &Place::flen().context(), &mut memory), memory)
}

fn offences(bytes: impl AsRef<[u8]>) -> Outcome {
    read_with(OFFENCES, bytes)
}

/// Offences with a catch-all.
fn with_default(bytes: impl AsRef<[u8]>) -> Outcome {
    read_with(&OFFENCES.replace("[columns]", "categories_default = \"other\"\n[columns]"), bytes)
}

fn rows(rows: &[&str]) -> String {
    rows.iter().fold("Nr;Tid;Brott\n".to_owned(), |text, row| text + row + "\n")
}

fn points(columns: &str, head: &str, places: &[&str]) -> Outcome {
    let text = places.iter().zip(1..).fold(format!("Nr;Tid;{head}\n"), |text, (place, day)| {
        text + &format!("K{day};2025-03-{day:02};{place}\n")
    });
    read_with(&(POINTS.to_owned() + columns), text)
}

fn statistics(text: &str) -> Outcome {
    let mut memory = Memory::default();
    (bra::read(file(text).path(), &Place::flen().context(), &mut memory), memory)
}

/// Stored, duplicate and rejected rows.
fn counts(outcome: &Outcome) -> [u64; 3] {
    let counts = outcome.0.as_ref().unwrap().counts;
    [counts.stored(), counts.duplicate(), counts.rejected()]
}

/// Code and arguments of a refusal.
fn refusal(outcome: &Outcome) -> (&'static str, Vec<(&'static str, String)>) {
    let error = outcome.0.as_ref().unwrap_err();
    assert!(outcome.1.rows.is_empty(), "rows of a refused file went further");
    (error.code(), error.args())
}

/// The argument of that name.
fn said(outcome: &Outcome, name: &str) -> String {
    let (_, args) = refusal(outcome);
    args.into_iter().find(|(other, _)| *other == name).map(|(_, value)| value).unwrap_or_default()
}

fn note(outcome: &Outcome, wanted: &Note) -> bool {
    outcome.0.as_ref().unwrap().notes.contains(wanted)
}

fn told(outcome: &Outcome, code: &str) -> bool {
    outcome.0.as_ref().unwrap().notes.iter().any(|note| note.code() == code)
}

fn starts(outcome: &Outcome) -> Vec<String> {
    outcome.1.incidents().iter().map(|incident: &&Incident| incident.start.to_string()).collect()
}

// Numbers of cases.

#[test]
fn numbers_that_have_lost_digits_are_refused_however_they_are_written() {
    for id in ["1,23E+15", "1.23457e14", "1,23457E 15", "1.2E+20"] {
        let outcome = offences(rows(&[&format!("{id};2025-03-01;Inbrott"), "K2;2025-03-01;Inbrott"]));
        assert_eq!(
            (refusal(&outcome).0, said(&outcome, "row")),
            ("shortened-numbers", "2".to_owned()),
            "{id}"
        );
    }
    let sixteen = |last: u8| {
        let rows = (1..=8).map(|day| format!("202503011234{day:03}{last};2025-03-0{day};Inbrott\n"));
        offences("Nr;Tid;Brott\n".to_owned() + &rows.collect::<String>())
    };
    assert_eq!(refusal(&sixteen(0)).0, "shortened-numbers");
    assert_eq!(counts(&sixteen(7)), [8, 0, 0]);
}

#[test]
fn a_word_for_no_number_is_no_number() {
    for word in ["-", "–", "null", "N/A", "NaN", "None", "(tom)", "okänt", "?"] {
        let row = format!("{word};2025-03-01;Inbrott");
        let outcome = offences(rows(&[&row, &row, "K1;2025-03-01;Inbrott"]));
        assert_eq!(counts(&outcome), [1, 0, 2], "{word}");
        assert_eq!(outcome.1.reasons().keys().collect::<Vec<_>>(), [&"missing-value"]);
    }
}

#[test]
fn a_number_is_one_number_whatever_a_program_made_of_it() {
    for (one, other) in [
        ("K1", "K1\u{200b}"),
        ("K1", "\u{202a}K1\u{202c}"),
        ("K 1", "K\u{a0}1"),
        ("5000-K1-25", "5000\u{2013}K1\u{2011}25"),
        ("1001", "1001.0"),
        ("0012", "=\"0012\""),
        ("0012", "'0012"),
        ("K1", "K\u{0}1"),
    ] {
        let row = |id: &str| format!("{id};2025-03-01;Inbrott");
        let outcome = offences(rows(&[&row(one), &row(other), &row("K9")]));
        assert_eq!(counts(&outcome), [2, 1, 0], "{other:?}");
    }
}

// Text.

#[test]
fn codes_with_marks_that_nobody_sees_are_the_codes() {
    let outcome = offences(rows(&[
        "K1;\u{200e}2025-03-01 10:00;\u{202b}Skadegörelse\u{202c}",
        "K2;2025-03-01\u{200b};Skade\u{2066}görelse\u{2069}",
        "K3;2025-03-01;Skadego\u{308}relse",
        "K4;2025-03-01;=\"Inbrott\"",
    ]));
    assert_eq!(counts(&outcome), [4, 0, 0]);
    let mapping = OFFENCES.replace("\"Inbrott\" =", "\"Rån - grovt\" =");
    let outcome =
        read_with(&mapping, rows(&["K1;2025-03-01;Rån – grovt", "K2;2025-03-01;Rån \u{2011} grovt"]));
    assert_eq!(counts(&outcome), [2, 0, 0]);
}

#[test]
fn letters_that_became_question_marks_do_not_end_in_the_catch_all() {
    let outcome = with_default(rows(&["K1;2025-03-01;Skadeg?relse", "K2;2025-03-01;Inbrott"]));
    assert_eq!((refusal(&outcome).0, said(&outcome, "signs")), ("wrong-letters", "?".to_owned()));
}

#[test]
fn every_encoding_of_a_file_gives_the_same_rows() {
    let text = rows(&["K1;2025-03-01;Skadegörelse", "K2;2025-03-02;Inbrott"]);
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let marked = [vec![0xfe, 0xff], wide(u16::to_be_bytes)].concat();
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes), marked, text.clone().into_bytes()] {
        assert_eq!(counts(&offences(bytes)), [2, 0, 0]);
    }
    let ends = "Nr;Tid;Brott\r\nK1;2025-03-01;Inbrott\nK2;2025-03-02;Inbrott\rK3;2025-03-03;Inbrott\r\n\r\n";
    assert_eq!(counts(&offences(ends)), [3, 0, 0]);
}

// Shape of the table.

#[test]
fn separators_too_many_and_rows_in_between_do_no_harm() {
    for text in [
        "Nr;Tid;Brott;;\nK1;2025-03-01;Inbrott\nK2;2025-03-02;Inbrott\n",
        "Nr;Tid;Brott\nK1;2025-03-01;Inbrott;;;\nK2;2025-03-02;Inbrott;\n",
        "Nr;Tid;Brott\nK1;2025-03-01;Inbrott\n\n;;\n\nK2;2025-03-02;Inbrott\n",
        "Nr;Tid;Brott;Text\nK1;2025-03-01;Inbrott;\"a;b;\"\"c\"\"\"\nK2;2025-03-02;Inbrott;\"rad\nrad; x\"\n",
    ] {
        assert_eq!(counts(&offences(text)), [2, 0, 0], "{text}");
    }
    let footnote = "Nr;Tid;Brott\nK1;2025-03-01;Inbrott\n\nKälla: Polisen\n";
    assert_eq!(counts(&offences(footnote)), [1, 0, 1]);
}

#[test]
fn rows_of_sums_are_no_incidents_also_with_a_month_or_a_day() {
    let outcome = with_default(rows(&[
        "K1;2025-03-01;Inbrott",
        "Summa mars;2025-03;12",
        "S:a;;1",
        "Totalt antal;;1",
        "Antal rader: 1;;",
        "TOTAL 2025;2025;1",
        "Totalt;2025-03-31;1",
        "Delsumma;mars 2025;1",
    ]));
    assert_eq!(counts(&outcome), [1, 0, 0]);
    assert!(note(&outcome, &Note::SumRows { rows: 7 }));
    let text = "Nr;Tid\nK1;2025-03-01\nSumma mars 2025;mars 2025\nTotalt;2025-03\n";
    assert_eq!(counts(&read_with(POINTS, text)), [1, 0, 0]);
}

#[test]
fn a_file_without_header_is_told_so_and_not_quoted() {
    let outcome = offences("K1;2025-03-01;Anna Andersson\nK2;2025-03-02;Inbrott\n");
    assert_eq!(
        (refusal(&outcome).0, said(&outcome, "shapes")),
        ("no-header", "a9, 9999-99-99, a a".to_owned())
    );
}

#[test]
fn a_group_that_is_written_once_is_asked_about() {
    let text = "Brott;Nr;Tid\nSkadegörelse;K1;2025-03-01\n;K2;2025-03-02\n;K3;2025-03-03\nInbrott;K4;2025-03-04\n;K5;2025-03-05\n";
    let outcome = offences(text);
    assert_eq!((refusal(&outcome).0, said(&outcome, "column")), ("written-once", "Brott".to_owned()));
    let outcome = read_with(&OFFENCES.replace("[columns]", "fill_down = [\"Brott\"]\n[columns]"), text);
    assert_eq!(counts(&outcome), [5, 0, 0]);
    let categories: Vec<_> = outcome.1.incidents().iter().map(|row| row.category.to_string()).collect();
    assert_eq!(categories, ["vandalism", "vandalism", "vandalism", "burglary", "burglary"]);
    // Where texts come again, empty cells are just empty.
    let text = "Brott;Nr;Tid\nInbrott;K1;2025-03-01\n;K2;2025-03-02\n;K3;2025-03-03\nInbrott;K4;2025-03-04\n";
    assert_eq!(counts(&offences(text)), [2, 0, 2]);
}

// Times.

#[test]
fn dates_that_a_spreadsheet_has_half_turned_round_are_refused() {
    let turned = ["2025-01-03", "2025-04-03", "2025-05-03"];
    let left = ["3/13/2025", "3/14/2025", "3/28/2025"];
    let file = |dates: &[&str]| {
        let text = dates.iter().zip(1..).map(|(date, number)| format!("K{number};{date};Inbrott\n"));
        offences("Nr;Tid;Brott\n".to_owned() + &text.collect::<String>())
    };
    let outcome = file(&[turned, left].concat());
    let told = (said(&outcome, "date"), said(&outcome, "text"));
    assert_eq!((refusal(&outcome).0, told), ("half-converted", ("2".to_owned(), "5".to_owned())));
    let honest = file(&[&turned[..], &left[..], &["2025-03-28", "3/1/2025"]].concat());
    assert_eq!(counts(&honest), [8, 0, 0]);
    let dots = ["13.3.2025", "14.3.2025", "28.3.2025"];
    assert_eq!(refusal(&file(&[turned, dots].concat())).0, "half-converted");
    assert_eq!(counts(&file(&[&turned[..], &dots[..], &["3.4.2025"]].concat())), [7, 0, 0]);
}

#[test]
fn dots_do_not_put_the_day_first_where_one_date_says_otherwise() {
    let file = |dates: [&str; 2]| {
        offences(rows(&dates.map(|date| format!("{date};{date};Inbrott")).each_ref().map(String::as_str)))
    };
    let outcome = file(["03.14.2025", "03.05.2025"]);
    assert_eq!((refusal(&outcome).0, said(&outcome, "row")), ("ambiguous-dates", "3".to_owned()));
    assert_eq!(refusal(&file(["03.14.2025", "14.03.2025"])).0, "dates-both-ways");
    assert_eq!(counts(&file(["14.03.2025", "03.05.2025"])), [2, 0, 0]);
    // Where all say that the month is first, it is.
    let outcome = file(["03.14.2025", "05.28.2025"]);
    assert_eq!(starts(&outcome), ["2025-03-14T00:00:00", "2025-05-28T00:00:00"]);
    assert!(told(&outcome, "time-format-guessed"));
}

#[test]
fn a_span_of_hours_is_no_time_with_an_offset() {
    for span in ["10:00-12:00", "23:00-00:30", "10-12", "22-02"] {
        let outcome =
            offences(rows(&[&format!("K1;2025-03-01 {span};Inbrott"), "K2;2025-03-01 10:00;Inbrott"]));
        assert_eq!(counts(&outcome), [1, 0, 1], "{span}");
        assert_eq!(outcome.1.reasons().keys().collect::<Vec<_>>(), [&"bad-time"]);
    }
}

#[test]
fn numbers_of_days_are_dates_where_all_are() {
    let outcome = offences(rows(&["K1;45717;Inbrott", "K2;45718,25;Inbrott"]));
    assert_eq!(starts(&outcome), ["2025-03-01T00:00:00", "2025-03-02T06:00:00"]);
    assert!(told(&outcome, "time-format-guessed"));
    assert_eq!(counts(&offences(rows(&["K1;45717;Inbrott", "K2;2025-03-02;Inbrott"]))), [1, 0, 1]);
}

#[test]
fn two_digits_of_a_year_are_asked_about() {
    for (date, format) in [("25-03-14", "%y-%m-%d"), ("14/03/25", "%d/%m/%y"), ("14.3.25", "%d.%m.%y")] {
        let text = rows(&[&format!("K1;{date};Inbrott"), &format!("K2;{date};Inbrott")]);
        let outcome = offences(&text);
        assert_eq!((refusal(&outcome).0, said(&outcome, "reason")), ("every-row", "bad-time".to_owned()));
        let named = read_with(&format!("{OFFENCES}[time]\nformats = [\"{format}\"]\n"), &text);
        assert_eq!(starts(&named)[0], "2025-03-14T00:00:00", "{date}");
    }
}

#[test]
fn an_end_that_nobody_knows_loses_no_row() {
    let mapping = OFFENCES.replace("[categories]", "end = \"Till\"\n[categories]");
    let text = "Nr;Tid;Till;Brott\nK1;2025-03-01 10:00;-;Inbrott\nK2;2025-03-01 10:00;N/A;Inbrott\nK3;2025-03-01 10:00;okänt;Inbrott\n";
    let outcome = read_with(&mapping, text);
    assert_eq!(counts(&outcome), [3, 0, 0]);
    assert!(outcome.1.incidents().iter().all(|row| row.end.is_none()));
}

// Places.

#[test]
fn metres_of_other_systems_are_refused_with_a_row_and_no_place() {
    for (columns, head, places, found) in [
        (METRES, "E;N", ["155000;6548000", "156000;6547000"], "sweref99-zone"),
        (METRES, "E;N", ["1547500;6551000", "1548000;6551500"], "rt90"),
        (METRES, "E;N", ["6551000;1547500", "6551500;1548000"], "rt90"),
        (METRES, "E;N", ["1846500;8183000", "1846600;8183100"], "web-mercator"),
        (DEGREES, "Lon;Lat", ["591200;6547500", "591300;6547600"], "sweref99tm"),
    ] {
        let outcome = points(columns, head, &places);
        assert_eq!((refusal(&outcome).0, said(&outcome, "found")), ("other-system", found.to_owned()));
        assert_eq!(said(&outcome, "row"), "2");
        let told = outcome.0.unwrap_err().to_string();
        assert!(!told.contains(&places[0][..6]), "{told}");
    }
}

#[test]
fn a_coordinate_that_has_lost_digits_is_none() {
    let outcome =
        points(METRES, "E;N", &["5,912E+05;6,5475E+06", "591 200;6\u{a0}547\u{a0}500", "591300;6547600"]);
    assert_eq!(counts(&outcome), [2, 0, 1]);
    assert!(outcome.1.reasons().contains_key("bad-coordinate"));
}

#[test]
fn a_word_for_no_place_loses_no_row() {
    let outcome =
        points(DEGREES, "Lon;Lat", &["16,589;59,057", "-;-", "N/A;N/A", "saknas;saknas", "0,0;0,0"]);
    assert_eq!(counts(&outcome), [5, 0, 0]);
    assert!(note(&outcome, &Note::NoPosition { rows: 4 }));
}

// Workbooks and what is called so.

#[test]
fn rows_that_a_workbook_hides_are_told() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (column, name) in (0..).zip(["Nr", "Tid", "Brott"]) {
        sheet.write(0, column, name).unwrap();
    }
    for row in 1..=4_u32 {
        sheet.write(row, 0, format!("K{row}")).unwrap();
        sheet.write_with_format(row, 1, 45_700 + row, &day).unwrap();
        sheet.write(row, 2, "Inbrott").unwrap();
    }
    sheet.set_row_hidden(2).unwrap();
    sheet.set_row_hidden(9).unwrap();
    let outcome = offences(workbook.save_to_buffer().unwrap());
    assert_eq!(counts(&outcome), [4, 0, 0]);
    assert!(note(&outcome, &Note::HiddenRows { rows: 1 }), "{:?}", outcome.0);
}

#[test]
fn what_is_no_table_is_told_for_what_it_is() {
    for (bytes, found) in [
        ("<html><table><tr><td>Nr</td><td>Tid</td></tr></table></html>", "web-page"),
        ("<?xml version=\"1.0\"?><Workbook><Row>Nr Tid Brott</Row></Workbook>", "xml"),
        ("{\\rtf1\\ansi Nr;Tid;Brott}", "rich-text"),
    ] {
        let outcome = offences(bytes);
        assert_eq!((refusal(&outcome).0, said(&outcome, "found")), ("not-a-table", found.to_owned()));
    }
}

// Statistics.

#[test]
fn a_figure_that_can_be_two_numbers_is_none() {
    let table = |cells: &[&str]| {
        let rows =
            cells.iter().zip(2015..).map(|(cell, year)| format!("Flen;Skadegörelsebrott;{year};{cell}\n"));
        statistics(&("Kommun;Brottstyp;År;Antal\n".to_owned() + &rows.collect::<String>()))
    };
    let outcome = table(&["1,000", "12.000", "1,2E+03", "1 175", "12,0", "< 5", "..", "—"]);
    assert_eq!(counts(&outcome), [5, 0, 3]);
    let figures: Vec<_> = outcome.1.statistics().iter().map(|figure| figure.count).collect();
    assert_eq!(figures, [Some(1175), Some(12), None, None, Some(0)]);
}

#[test]
fn a_rate_that_can_be_two_numbers_needs_one_that_cannot() {
    let table = |other: &str| {
        let head = "Kommun;Brottstyp;År;Antal;Per 100 000 inv\n";
        statistics(&format!(
            "{head}Flen;Skadegörelsebrott;2023;1175;6,840\nFlen;Skadegörelsebrott;2022;1100;{other}\n"
        ))
    };
    assert_eq!(
        (refusal(&table("7,012")).0, said(&table("7,012"), "reason")),
        ("every-row", "bad-number".to_owned())
    );
    assert_eq!(counts(&table("0,9")), [2, 0, 0]);
}

#[test]
fn parts_of_the_year_or_of_the_people_never_stand_for_the_whole() {
    let head = "Kommun;Brottstyp;År;Antal\n";
    let row = "Flen;Skadegörelsebrott;2023;12\n";
    for (text, code) in [
        (format!("Anmälda brott, januari–mars\n\n{head}{row}"), "part-of-year"),
        (format!("{head}Kvartal 1\n{row}"), "part-of-year"),
        (format!("{head}Kvinnor\n{row}"), "part-of-year"),
        (
            "Kommun;Brottstyp;År;Antal;Anmärkning\nFlen;Skadegörelsebrott;2023;12;avser januari–mars\n"
                .to_owned(),
            "part-of-year",
        ),
        ("Kommun;Brottstyp;År;Tertial;Antal\nFlen;Skadegörelsebrott;2023;T1;12\n".to_owned(), "divided-rows"),
        (
            "Kommun;Brottstyp;År;Antal män;Antal\nFlen;Skadegörelsebrott;2023;12;30\n".to_owned(),
            "divided-rows",
        ),
        (
            "Kommun;Brottstyp;År;Status;Antal\nFlen;Skadegörelsebrott;2023;Uppklarade;12\n".to_owned(),
            "divided-rows",
        ),
        ("Kommun;Brottstyp;År;Antal\nFlen;Skadegörelsebrott;2022/23;12\n".to_owned(), "divided-rows"),
        (
            "Kommun;Brottstyp;År;Antal;Antal\nFlen;Skadegörelsebrott;2023;12;30\n".to_owned(),
            "ambiguous-column",
        ),
        ("Kommun;Brottstyp;2023;2023\nFlen;Skadegörelsebrott;12;30\n".to_owned(), "ambiguous-column"),
    ] {
        assert_eq!(refusal(&statistics(&text)).0, code, "{text}");
    }
    for title in ["Kv 1 2023", "H1 2023", "2023-01 till 2023-06", "Källa: Brå. Brott januari–mars 2023"] {
        assert_eq!(refusal(&statistics(&format!("{title}\n\n{head}{row}"))).0, "part-of-year", "{title}");
    }
    for text in [
        format!("Anmälda brott, januari–december\n\n{head}{row}"),
        format!("Källa: Brå, hämtad 3 april 2025\n{head}{row}1) Från juli 2022 finns en ny lag i balken\n"),
        "Kommun;Brottstyp;År;Antal;Not\n482;Skadegörelsebrott;2023,0;12;Ny lag från juli\n".to_owned(),
        "Kommun;Brottstyp;År;Status;Antal\nFlen;Skadegörelsebrott;2023;Slutlig;12\n".to_owned(),
    ] {
        assert_eq!(counts(&statistics(&text))[0], 1, "{text}");
    }
}

#[test]
fn a_sheet_that_is_named_for_a_part_of_the_year_is_refused() {
    let named = |name: &str| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        let cells = [["Kommun", "Brottstyp", "År", "Antal"], ["Flen", "Skadegörelsebrott", "2023", "12"]];
        for (row, cells) in (0..).zip(cells) {
            sheet.write_row(row, 0, cells).unwrap();
        }
        let mut memory = Memory::default();
        let file = file(workbook.save_to_buffer().unwrap());
        (bra::read(file.path(), &Place::flen().context(), &mut memory), memory)
    };
    for name in ["Kvartal 1", "jan-mar 2023"] {
        assert_eq!(refusal(&named(name)).0, "part-of-year", "{name}");
    }
    assert_eq!(counts(&named("Blad1")), [1, 0, 0]);
}

#[test]
fn every_year_of_a_wide_table_is_read_or_the_table_refused() {
    let wide = |head: &str| statistics(&format!("Kommun;Brottstyp;{head}\nFlen;Skadegörelsebrott;1;2;3;4\n"));
    assert_eq!(counts(&wide("2022;2023 *;2024 1);2025*")), [4, 0, 0]);
    assert_eq!(refusal(&wide("2022;2023 jan-jun;2024;2025")).0, "divided-rows");
}

// Surveys.

#[test]
fn a_stratum_that_is_written_once_is_filled_where_the_wave_file_says_so() {
    let wave = survey::CARD.settings.unwrap();
    let file_of = |wave: &str| WaveFile::parse(wave).unwrap();
    let plain = file_of(wave);
    let column = plain.stratum_column.clone();
    let filling = file_of(&wave.replacen("[columns]", &format!("fill_down = [\"{column}\"]\n[columns]"), 1));
    let text = "omrade;vikt;fråga 12;utsatt\n0482A0010;4,37;1;2\n;4,37;3;1\n0482A0020;3,73;;2\n;3,73;9;2\n";
    let read = |wave: &WaveFile| survey::read(file(text).path(), wave, &Place::flen().context());
    let (without, with) = (read(&plain).unwrap().counts, read(&filling).unwrap().counts);
    assert_eq!([without.stored(), without.rejected()], [2, 2]);
    assert_eq!([with.stored(), with.rejected()], [4, 0]);
}
