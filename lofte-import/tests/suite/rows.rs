//! Files that mean something else than they seem to: what they mean is read, or refused with the reason.

use crate::support::{Memory, Place, data, file, told, told_rejects};
use lofte_import::sources::{incidents, survey};
use lofte_import::{ImportError, IncidentMapping, Note, ReadReport, SurveyReport, Told, WaveFile};

type Outcome = (Result<ReadReport, ImportError>, Memory);

fn read_with(mapping: &str, path: &std::path::Path) -> Outcome {
    let mut memory = Memory::default();
    let mapping = IncidentMapping::parse(mapping).unwrap();
    (incidents::read(path, &mapping, &Place::flen().context(), &mut memory), memory)
}

fn mapping(name: &str) -> String {
    std::fs::read_to_string(data(&format!("rows/{name}"))).unwrap()
}

/// A file of the test data, read through one of its mappings.
fn read(name: &str, mapping_name: &str) -> Outcome {
    read_with(&mapping(mapping_name), &data(&format!("rows/{name}")))
}

/// Rows, rejects and notes of a file that was taken.
fn story((report, memory): Outcome) -> String {
    let notes: Vec<String> =
        report.unwrap().notes.iter().map(|note| format!("{} {:?}\n", note.code(), note.args())).collect();
    told(&memory) + &notes.concat()
}

/// Why a file was refused; nothing of it went further.
fn refusal((report, memory): Outcome) -> String {
    let error = report.unwrap_err();
    format!("{}: {error} [{} rows]", error.code(), memory.rows.len())
}

const OFFENCES: &str = "source = \"test\"\nkind = \"offence\"\n[columns]\nid = \"Nr\"\ntime = \"Tid\"\ncategory = \"Brott\"\n[categories]\n\"Skadegörelse\" = \"vandalism\"\n";

fn offences(text: &str) -> Outcome {
    read_with(OFFENCES, file(text).path())
}

#[test]
fn offsets_say_what_the_clock_does_not() {
    insta::assert_snapshot!(story(read("clock-change.csv", "clock-change.toml")), @r#"
    burglary 2024-10-27T02:50:00 Minute | 2024-10-27T02:50:00 | - | -
    burglary 2024-10-27T01:30:00 Minute | 2024-10-27T02:30:00 | - | -
    burglary 2024-03-31T01:55:00 Minute | 2024-03-31T03:05:00 | - | -
    burglary 2024-10-27T02:50:00 Minute | 2024-10-27T02:50:00 | - | -
    row 4: EndBeforeStart in Till: 9999-99-99a99:99:99+99:99
    row 7: SkippedHour in Från: 9999-99-99 99:99
    offset-converted [("rows", "3")]
    clock-went-back [("rows", "2")]
    "#);
}

#[test]
fn an_hour_that_the_clock_skipped_is_named_also_between_other_times() {
    let text = "Nr;Tid;Brott\n1;2025-03-30 01:59;Skadegörelse\n2;2025-03-30 02:00;Skadegörelse\n3;2025-03-30 02:59;Skadegörelse\n4;2025-03-30 03:00;Skadegörelse\n";
    insta::assert_snapshot!(story(offences(text)), @"
    vandalism 2025-03-30T01:59:00 Minute | - | - | -
    vandalism 2025-03-30T03:00:00 Minute | - | - | -
    row 3: SkippedHour in Tid: 9999-99-99 99:99
    row 4: SkippedHour in Tid: 9999-99-99 99:99
    ");
}

#[test]
fn numbers_that_a_spreadsheet_has_shortened_are_refused() {
    insta::assert_snapshot!(refusal(read("case-numbers.csv", "case-numbers.toml")), @"shortened-numbers: the numbers in column “Ärendenummer” look shortened by a spreadsheet (9,99999a+99 in row 2, 5 rows in all): different cases have become one number; export the column as text [0 rows]");
    insta::assert_snapshot!(refusal(read("case-numbers.xlsx", "case-numbers.toml")), @"shortened-numbers: the numbers in column “Ärendenummer” look shortened by a spreadsheet (99999999999999999 in row 2, 5 rows in all): different cases have become one number; export the column as text [0 rows]");
    // Numbers of sixteen digits that end in zero now and then are numbers.
    let text =
        "Nr;Tid;Brott\n2025030112345670;2025-03-01;Skadegörelse\n2025030112345678;2025-03-01;Skadegörelse\n";
    assert_eq!(offences(text).0.unwrap().counts.stored(), 2);
}

#[test]
fn an_error_of_a_spreadsheet_is_no_value() {
    insta::assert_snapshot!(refusal(read("workbook-error-numbers.xlsx", "workbook.toml")), @"every-row: none of the 5 rows can be taken, all for one reason: column “Ärendenummer”, error cell (#N/A), first in row 2 [0 rows]");
    insta::assert_snapshot!(story(read("workbook-errors.xlsx", "workbook-default.toml")), @r#"
    burglary 2025-03-05T10:30:00 Minute | - | 16.59000 59.05000 | 0482C1020
    row 2: ErrorCell in Brott: #N/A
    row 3: ErrorCell in Brottstid: #REF!
    row 4: ErrorCell in Longitud: #VALUE!
    row 5: ErrorCell in Ärendenummer: #NAME?
    error-cells [("column", "Ärendenummer"), ("cells", "1")]
    error-cells [("column", "Brottstid"), ("cells", "1")]
    error-cells [("column", "Brott"), ("cells", "1")]
    error-cells [("column", "Longitud"), ("cells", "1")]
    "#);
    // The same, once the workbook was saved as text, in either language; too narrow columns become hashes.
    let text = "Nr;Tid;Brott\n1;2025-03-01;#SAKNAS!\n#REF!;2025-03-01;Skadegörelse\n3;########;Skadegörelse\n4;2025-03-01;Skadegörelse\n";
    let default = OFFENCES.replace("[columns]", "categories_default = \"other\"\n[columns]");
    insta::assert_snapshot!(story(read_with(&default, file(text).path())), @r#"
    vandalism 2025-03-01T00:00:00 Day | - | - | -
    row 2: ErrorCell in Brott: #SAKNAS!
    row 3: ErrorCell in Nr: #REF!
    row 4: ErrorCell in Tid: ########
    error-cells [("column", "Nr"), ("cells", "1")]
    error-cells [("column", "Tid"), ("cells", "1")]
    error-cells [("column", "Brott"), ("cells", "1")]
    "#);
}

#[test]
fn an_empty_cell_is_not_the_first_word_of_the_workbook() {
    insta::assert_snapshot!(story(read("empty-shared-cell.xlsx", "empty-shared-cell.toml")), @"
    vandalism 2025-03-01T10:00:00 Minute | - | - | -
    vandalism 2025-03-03T10:00:00 Minute | - | - | -
    row 3: MissingValue in Brott: -
    ");
}

#[test]
fn sheets_that_nobody_sees_are_passed_over_and_several_are_asked_about() {
    insta::assert_snapshot!(story(read("workbook-hidden-sheet.xlsx", "workbook.toml")), @r#"
    burglary 2025-03-01T10:30:00 Minute | - | 16.55000 59.05000 | 0482A0010
    vandalism 2025-03-02T10:30:00 Minute | - | 16.56000 59.05000 | 0482C1010
    burglary 2025-03-03T10:30:00 Minute | - | 16.57000 59.05000 | 0482C1010
    vandalism 2025-03-04T10:30:00 Minute | - | 16.58000 59.05000 | 0482C1010
    burglary 2025-03-05T10:30:00 Minute | - | 16.59000 59.05000 | 0482C1020
    sheet-chosen [("sheet", "Data")]
    hidden-sheets [("sheets", "Gammalt")]
    "#);
    insta::assert_snapshot!(refusal(read("workbook-two-years.xlsx", "workbook.toml")), @r#"several-sheets: several sheets have these columns: 2024, 2025: write sheet = "…" in the mapping, and deliver the file once for each sheet [0 rows]"#);
    let named =
        |sheet: &str| mapping("workbook.toml").replace("kind =", &format!("sheet = \"{sheet}\"\nkind ="));
    let one = read_with(&named("2025"), &data("rows/workbook-two-years.xlsx"));
    assert_eq!(one.0.unwrap().counts.stored(), 4);
    let hidden = read_with(&named("GAMMALT"), &data("rows/workbook-hidden-sheet.xlsx"));
    assert_eq!(hidden.0.unwrap().counts.stored(), 3);
}

#[test]
fn a_town_is_no_place_unless_somebody_says_so() {
    insta::assert_snapshot!(story(read("event-feed-two-columns.csv", "event-feed-two-columns.toml")), @r#"
    other 2025-06-30T07:32:17 Minute | - | - | -
    other 2025-06-30T21:05:00 Minute | - | - | -
    vandalism 2025-01-05T23:52:32 Minute | - | - | -
    other 2025-06-30T10:57:12 Minute | - | - | -
    other 2025-06-29T10:57:12 Minute | - | - | -
    other 2025-06-28T10:57:12 Minute | - | - | -
    other 2025-06-27T10:57:12 Minute | - | - | -
    points-not-placed [("rows", "7"), ("of", "7")]
    offset-converted [("rows", "7")]
    "#);
    let with = |position: &str| {
        let mapping = mapping("event-feed-two-columns.toml")
            .replace("[columns]", &format!("position = \"{position}\"\n[columns]"));
        read_with(&mapping, &data("rows/event-feed-two-columns.csv"))
    };
    let areas = |memory: &Memory| memory.incidents().iter().filter(|row| row.deso.is_some()).count();
    let (report, memory) = with("exact");
    assert_eq!((areas(&memory), memory.incidents().len()), (7, 7));
    assert!(!report.unwrap().notes.iter().any(|note| note.code().contains("point")));
    let (report, memory) = with("centroid");
    assert!(memory.incidents().iter().all(|row| row.deso.is_none() && row.position.is_none()));
    assert!(report.unwrap().notes.contains(&Note::AreaCentres { rows: 7 }));
}

#[test]
fn both_coordinates_may_stand_in_one_cell() {
    insta::assert_snapshot!(story(read("event-feed.csv", "event-feed.toml")), @r#"
    other 2025-06-30T07:32:17 Minute | - | - | -
    other 2025-06-30T21:05:00 Minute | - | - | -
    vandalism 2025-01-05T23:52:32 Minute | - | - | -
    other 2025-06-30T10:57:12 Minute | - | - | -
    points-not-placed [("rows", "4"), ("of", "4")]
    offset-converted [("rows", "4")]
    "#);
    let mapping = "source = \"t\"\nkind = \"fault\"\nfixed_category = \"lighting\"\n[columns]\ntime = \"Tid\"\npoint = \"Plats\"\n";
    for place in
        ["59.057 16.589", "16.589 59.057", "POINT(16.589 59.057)", "59,057; 16,589", "[59.057, 16.589]"]
    {
        let text = format!("Tid|Plats\n2025-03-01|{place}\n2025-03-02|\n");
        let (report, memory) = read_with(mapping, file(text).path());
        assert_eq!(report.unwrap().counts.stored(), 2, "{place}");
        let position = memory.incidents()[0].position.unwrap();
        assert_eq!((position.lon, position.lat), (16.589, 59.057), "{place}");
    }
    let metres = mapping.to_owned() + "[coordinates]\nsystem = \"sweref99tm\"\n";
    let (_, memory) = read_with(&metres, file("Tid;Plats\n2025-03-01;6547500, 591200\n").path());
    assert!((memory.incidents()[0].position.unwrap().lat - 59.057).abs() < 0.001);
}

#[test]
fn coordinates_of_another_system_are_told_once() {
    let degrees = "source = \"t\"\nkind = \"fault\"\nfixed_category = \"lighting\"\n[columns]\ntime = \"Tid\"\nlongitude = \"X\"\nlatitude = \"Y\"\n";
    let metres = degrees.replace("longitude", "east").replace("latitude", "north");
    let told = |mapping: &str, x: &str, y: &str, place: &Place| {
        let text = format!("Tid;X;Y\n2025-03-01;{x};{y}\n2025-03-02;{x};{y}\n");
        let mapping = IncidentMapping::parse(mapping).unwrap();
        let mut memory = Memory::default();
        let error = incidents::read(file(text).path(), &mapping, &place.context(), &mut memory).unwrap_err();
        assert!(memory.rows.is_empty());
        format!("{} {}", error.code(), error.args().iter().find(|(name, _)| *name == "found").unwrap().1)
    };
    // With areas to compare with, and without.
    for place in [Place::flen(), Place::elsewhere()] {
        assert_eq!(told(degrees, "591200", "6547500", &place), "other-system sweref99tm");
        assert_eq!(told(&metres, "16,589", "59,057", &place), "other-system degrees");
        assert_eq!(told(&metres, "1547500", "6551000", &place), "other-system rt90");
        assert_eq!(told(&metres, "155000", "6548000", &place), "other-system sweref99-zone");
        assert_eq!(told(degrees, "1846500", "8183000", &place), "other-system web-mercator");
    }
}

#[test]
fn years_long_ago_are_slips_of_the_pen() {
    insta::assert_snapshot!(story(read("year-typo.csv", "offences.toml")), @"
    vandalism 2025-03-03T10:00:00 Minute | - | - | -
    row 2: ImplausibleYear in Brottstid: 9999-99-99
    row 3: ImplausibleYear in Brottstid: 9999-99-99 99:99
    ");
    let old = OFFENCES.replace("[categories]", "[time]\nearliest_year = 1800\n[categories]");
    let text = "Nr;Tid;Brott\n1;1890-03-01;Skadegörelse\n2;1025-03-01;Skadegörelse\n";
    assert_eq!(read_with(&old, file(text).path()).0.unwrap().counts.stored(), 1);
}

#[test]
fn a_file_that_has_dates_in_both_orders_is_refused() {
    insta::assert_snapshot!(refusal(read("slashes-both-ways.csv", "offences.toml")), @"dates-both-ways: in column “Brottstid” row 2 has the day first and row 3 has the month first, so nobody knows what the others are: write [time] formats in the mapping, or correct the file [0 rows]");
    // Also when the other order comes late, or in the column of the end.
    let mut text = "Nr;Tid;Brott\n".to_owned() + &"1;13/02/2025;Skadegörelse\n".repeat(3000);
    text.push_str("2;02/13/2025;Skadegörelse\n");
    assert_eq!(offences(&text).0.unwrap_err().code(), "dates-both-ways");
    let ends = OFFENCES.replace("category =", "end = \"Slut\"\ncategory =");
    let text = "Nr;Tid;Slut;Brott\n1;13/02/2025;02/13/2025;Skadegörelse\n";
    assert_eq!(read_with(&ends, file(text).path()).0.unwrap_err().code(), "dates-both-ways");
    let says = OFFENCES.replace("[categories]", "[time]\nformats = [\"%d/%m/%Y\"]\n[categories]");
    let text =
        "Nr;Tid;Brott\n1;13/02/2025;Skadegörelse\n2;02/13/2025;Skadegörelse\n3;03/04/2025;Skadegörelse\n";
    insta::assert_snapshot!(story(read_with(&says, file(text).path())), @"
    vandalism 2025-02-13T00:00:00 Day | - | - | -
    vandalism 2025-04-03T00:00:00 Day | - | - | -
    row 3: BadTime in Tid: 99/99/9999
    ");
}

#[test]
fn months_have_names() {
    insta::assert_snapshot!(story(read("month-names.csv", "month-names.toml")), @"
    vandalism 2024-10-12T00:00:00 Day | - | - | -
    vandalism 2024-03-03T14:05:00 Minute | - | - | -
    vandalism 2024-05-01T00:00:00 Day | - | - | -
    vandalism 2024-12-24T00:00:00 Day | - | - | -
    vandalism 2024-07-21T09:30:00 Minute | - | - | -
    vandalism 2024-08-05T00:00:00 Day | - | - | -
    vandalism 2024-06-29T00:00:00 Day | - | - | -
    vandalism 2024-02-29T00:00:00 Day | - | - | -
    ");
}

#[test]
fn merged_cells_hold_for_those_below_and_sums_are_no_rows() {
    insta::assert_snapshot!(story(read("merged-cells.xlsx", "merged-cells.toml")), @r#"
    vandalism 2025-03-01T10:00:00 Minute | - | - | -
    vandalism 2025-03-02T10:00:00 Minute | - | - | -
    vandalism 2025-03-03T10:00:00 Minute | - | - | -
    burglary 2025-03-04T10:00:00 Minute | - | - | -
    burglary 2025-03-05T10:00:00 Minute | - | - | -
    row 7: MissingValue in Brott: -
    sum-rows [("rows", "1")]
    merged-filled [("cells", "3")]
    "#);
    let text = "Nr;Tid;Brott\n1;2025-03-01;Skadegörelse\nDelsumma;;1\n2;2025-03-02;Skadegörelse\nTotalt:;2;\n;;Summa\n";
    insta::assert_snapshot!(story(offences(text)), @r#"
    vandalism 2025-03-01T00:00:00 Day | - | - | -
    vandalism 2025-03-02T00:00:00 Day | - | - | -
    sum-rows [("rows", "3")]
    "#);
}

#[test]
fn formulas_without_values_are_told_once() {
    insta::assert_snapshot!(refusal(read("workbook-formulas.xlsx", "workbook.toml")), @"formulas-without-values: column “Brottstid” has formulas without stored values (5 cells): open the file in a spreadsheet program, save it, and deliver it again [0 rows]");
}

#[test]
fn the_header_may_stand_far_down() {
    assert_eq!(read("header-on-row-26.csv", "header-on-row-26.toml").0.unwrap().counts.stored(), 1);
    let searched = mapping("header-on-row-26.toml").replace("header_row = 26\n", "");
    let (report, _) = read_with(&searched, &data("rows/header-on-row-26.csv"));
    assert!(report.unwrap().notes.contains(&Note::HeaderFound { row: 26 }));
    let beyond = mapping("header-on-row-26.toml").replace("= 26", "= 260");
    insta::assert_snapshot!(refusal(read_with(&beyond, &data("rows/header-on-row-26.csv"))), @"no-such-row: the mapping says that the header is on row 260, but the file ends before that [0 rows]");
}

#[test]
fn the_clock_that_cannot_be_is_named() {
    insta::assert_snapshot!(story(read("end-clock.csv", "end-clock.toml")), @"row 2: ImpossibleTime in Slutkl: 99:99");
}

#[test]
fn one_reason_for_every_row_is_told_once() {
    let text = "Nr;Tid;Brott\n1;v. 5 2025;Skadegörelse\n2;v. 6 2025;Skadegörelse\n";
    insta::assert_snapshot!(refusal(offences(text)), @"every-row: none of the 2 rows can be taken, all for one reason: column “Tid”, too coarse (a. 9 9999), first in row 2 [0 rows]");
    let text = "Nr;Tid;Brott\n1;2025-03-01;A\n2;2025-03-01;B\n";
    insta::assert_snapshot!(refusal(offences(text)), @"every-row: none of the 2 rows can be taken, all for one reason: column “Brott”, unknown category, first in row 2 [0 rows]");
    // Two reasons are two lines.
    let text = "Nr;Tid;Brott\n1;2025-03-01;A\n2;i går;Skadegörelse\n";
    assert_eq!(offences(text).1.rejects.len(), 2);
}

#[test]
fn the_same_text_is_the_same_however_it_is_written() {
    let text = "NR;TID ;\u{feff}brott\n1;2025-03-01;skadego\u{308}relse\n2;2025-03-01;SKADEGÖRELSE\u{a0}\n3;2025-03-01;Skade\u{ad}görelse\n";
    assert_eq!(offences(text).0.unwrap().counts.stored(), 3);
    let decomposed: String = OFFENCES.replace('ö', "o\u{308}");
    assert_eq!(read_with(&decomposed, file(text).path()).0.unwrap().counts.stored(), 3);
    let numbers = OFFENCES.replace("\"Skadegörelse\"", "\"3\"");
    let text = "Nr;Tid;Brott\n1;2025-03-01;3\n2;2025-03-01;3,0\n3;2025-03-01;03\n4;2025-03-01;3.0\n";
    assert_eq!(read_with(&numbers, file(text).path()).0.unwrap().counts.stored(), 4);
    let contradicts = OFFENCES.to_owned() + "\"SKADEGÖRELSE\" = \"graffiti\"\n";
    insta::assert_snapshot!(IncidentMapping::parse(&contradicts).unwrap_err(), @"the mapping: categories: “Skadegörelse” stands for two different things");
}

#[test]
fn what_the_mapping_names_wins_over_what_looks_missing() {
    let named = OFFENCES.to_owned() + "\"NA\" = \"disorder\"\n";
    let text = "Nr;Tid;Brott\n1;2025-03-01;NA\n2;2025-03-01;NULL\n3;2025-03-01;Skadegörelse\n";
    insta::assert_snapshot!(story(read_with(&named, file(text).path())), @"
    disorder 2025-03-01T00:00:00 Day | - | - | -
    vandalism 2025-03-01T00:00:00 Day | - | - | -
    row 3: MissingValue in Brott: -
    ");
    let missing = "missing = [\"okänt\", \"-9\"]\n".to_owned()
        + &OFFENCES.replace("[columns]", "categories_default = \"other\"\n[columns]");
    let text = "Nr;Tid;Brott\n1;2025-03-01;Okänt\n-9;2025-03-01;Skadegörelse\n3;2025-03-01;Rån\n";
    insta::assert_snapshot!(story(read_with(&missing, file(text).path())), @"
    other 2025-03-01T00:00:00 Day | - | - | -
    row 2: MissingValue in Brott: -
    row 3: MissingValue in Nr: -
    ");
}

#[test]
fn old_alphabets_are_read_and_wrong_letters_refused() {
    let text = "Nr;Tid;Brott\n1;2025-03-01;Skadegörelse\n2;2025-03-02;Skadegörelse\n";
    let dos: Vec<u8> = text.chars().map(|sign| if sign == 'ö' { 0x94 } else { sign as u8 }).collect();
    let mac: Vec<u8> = text.chars().map(|sign| if sign == 'ö' { 0x9a } else { sign as u8 }).collect();
    let latin: Vec<u8> = text.chars().map(|sign| sign as u8).collect();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, name) in
        [(&dos, "IBM850"), (&mac, "macintosh"), (&latin, "windows-1252"), (&wide, "UTF-16LE")]
    {
        let (report, memory) = read_with(OFFENCES, file(bytes).path());
        assert_eq!(memory.incidents().len(), 2, "{name}");
        assert!(report.unwrap().notes.contains(&Note::EncodingGuessed { encoding: name.into() }));
    }
    let default = OFFENCES.replace("[columns]", "categories_default = \"other\"\n[columns]");
    let wrong = |encoding: &str, bytes: &[u8]| {
        let mapping = format!("encoding = \"{encoding}\"\n{default}");
        read_with(&mapping, file(bytes).path())
    };
    insta::assert_snapshot!(refusal(wrong("utf-8", &latin)), @r#"wrong-letters: the letters in column “Brott” are wrong (� in row 2, read as UTF-8): write encoding = "…" in the mapping (utf-8, windows-1252, cp850, macintosh), or export the file anew as UTF-8 [0 rows]"#);
    assert_eq!(wrong("windows-1252", &dos).0.unwrap_err().code(), "wrong-letters");
    assert_eq!(wrong("windows-1252", text.as_bytes()).0.unwrap_err().code(), "wrong-letters");
    assert_eq!(wrong("cp850", &dos).0.unwrap().counts.stored(), 2);
    // A catch-all that catches everything has not understood the file.
    let others = "Nr;Tid;Brott\n".to_owned() + &"1;2025-03-01;Rån\n".repeat(20);
    insta::assert_snapshot!(refusal(read_with(&default, file(others).path())), @"no-known-category: none of the 20 rows has a text in column “Brott” that the mapping names under [categories]; there are: Rån [0 rows]");
}

#[test]
fn a_source_that_fell_silent_is_told() {
    let mut text = "Tid\n".to_owned();
    for month in ["01", "02", "06", "07"] {
        text.extend((1..=20).map(|day| format!("2025-{month}-{day:02}\n")));
    }
    let mapping =
        "source = \"t\"\nkind = \"fault\"\nfixed_category = \"lighting\"\n[columns]\ntime = \"Tid\"\n";
    let notes = read_with(mapping, file(text).path()).0.unwrap().notes;
    assert_eq!(notes, [Note::SilentMonths { from: "2025-03".into(), to: "2025-05".into() }]);
}

fn answers_with(wave: &str, name: &str) -> Result<SurveyReport, ImportError> {
    survey::read(&data(&format!("rows/{name}")), &WaveFile::parse(wave).unwrap(), &Place::flen().context())
}

fn answers(report: &SurveyReport) -> String {
    let notes: Vec<String> =
        report.notes.iter().map(|note| format!("{} {:?}\n", note.code(), note.args())).collect();
    format!("{:?}\n{}{}", report.answers.answers, told_rejects(&report.rejects), notes.concat())
}

#[test]
fn letters_and_words_of_a_questionnaire() {
    let wave = mapping("questionnaire-letters.toml");
    insta::assert_snapshot!(answers_with(&wave, "questionnaire-letters.csv").unwrap_err(), @r#"column “Q1” holds A2, A1, A3, A4, and none of that is an answer of “ute_sent”: under its [[items]] write which answer each is, for example codes = { A1 = 1 }, and which words are no answers, missing = ["N/A"]"#);
    let coded = wave
        .replace("column = \"Q1\"\n", "column = \"Q1\"\ncodes = { A1 = 1, A2 = 2, A3 = 3, A4 = 4 }\n")
        .replace("stratum = \"omrade\"", "stratum = \"omrade\"\nsubmitted = \"submitdate\"");
    insta::assert_snapshot!(answers(&answers_with(&coded, "questionnaire-letters.csv").unwrap()), @r#"
    {"ute_sent": [Some(1), Some(3), Some(4), Some(2)]}
    row 4: NotSubmitted in submitdate: -
    "#);
    // An export of the program says by itself what was never sent in.
    insta::assert_snapshot!(answers(&answers_with(&wave, "questionnaire-numbers.csv").unwrap()), @r#"
    {"ute_sent": [Some(1), Some(3), Some(4), Some(2)]}
    row 4: NotSubmitted in submitdate: -
    "#);
    let wave = format!("incomplete = \"taken\"\n{wave}");
    insta::assert_snapshot!(answers(&answers_with(&wave, "questionnaire-numbers.csv").unwrap()), @r#"
    {"ute_sent": [Some(1), Some(3), Some(2), Some(4), Some(2)]}
    not-submitted [("column", "submitdate"), ("rows", "1")]
    "#);
    let third = wave.replace("[[indicators]]", "[[items]]\ncode = \"q3\"\ncolumn = \"Q3\"\nquestion = \"Var?\"\nanswers = { 1 = \"Hemma\", 2 = \"Ute\" }\nmissing = [\"N/A\", \"-oth-\"]\n[[indicators]]");
    let report = answers_with(&third, "questionnaire-numbers.csv").unwrap();
    assert_eq!(report.answers.answers["q3"], [Some(2), None, None, Some(1), Some(1)]);
}

#[test]
fn a_code_book_that_contradicts_itself_is_refused() {
    let wave = mapping("questionnaire-letters.toml");
    let refused = |line: &str| {
        let wave = wave.replace("column = \"Q1\"\n", &format!("column = \"Q1\"\n{line}\n"));
        WaveFile::parse(&wave).unwrap_err().to_string()
    };
    insta::assert_snapshot!(refused("codes = { A1 = 7 }"), @"the mapping: items.ute_sent.codes: 7 is no answer of “ute_sent”");
    insta::assert_snapshot!(refused("codes = { 2 = 1 }"), @"the mapping: items.ute_sent.codes: “2” stands for two different things");
    insta::assert_snapshot!(refused("missing = [\"1.0\"]"), @"the mapping: items.ute_sent.missing: “1.0” stands for two different things");
}

/// A package with these parts.
fn package(parts: &[(&str, &str)]) -> tempfile::NamedTempFile {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    file(archive.finish().unwrap().into_inner())
}

#[test]
fn a_workbook_is_opened_whoever_wrote_it() {
    // Prefixes, the strict form, absolute and unusual part names, texts elsewhere, no styles, no cell addresses.
    let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let root = format!(
        "<p:Relationships xmlns:p='x'><p:Relationship Id='a' Type='{strict}/officeDocument' Target='/Bok/Workbook2.xml'/></p:Relationships>"
    );
    let relations = format!(
        "<Relationships><Relationship Id='r7' Type='{strict}/worksheet' Target='/Bok/blad/ett.xml'/><Relationship Id='r8' Type='{strict}/sharedStrings' Target='../ord.xml'/><Relationship Id='r9' Type='{strict}/styles' Target='saknas.xml'/></Relationships>"
    );
    let book = "<m:workbook xmlns:m='y' xmlns:q='z'><m:sheets><m:sheet name='Uttag' sheetId='1' q:id='r7'/></m:sheets></m:workbook>";
    let words = "<m:sst xmlns:m='y'><m:si/><m:si><m:t>Nr</m:t></m:si><m:si><m:t>Tid</m:t></m:si><m:si><m:t>Brott</m:t></m:si><m:si><m:r><m:t>Skade</m:t></m:r><m:r><m:t>görelse</m:t></m:r></m:si></m:sst>";
    let sheet = "<m:worksheet xmlns:m='y'><m:sheetData><m:row><m:c t='s'><m:v>1</m:v></m:c><m:c t='s'><m:v>2</m:v></m:c><m:c t='s'><m:v>3</m:v></m:c></m:row><m:row><m:c><m:v>1</m:v></m:c><m:c t='d'><m:v>2025-03-01T10:00:00</m:v></m:c><m:c t='s'><m:v>4</m:v></m:c></m:row><m:row><m:c><m:v>2</m:v></m:c><m:c><m:v>45718.5</m:v></m:c><m:c t='s'><m:v>0</m:v></m:c></m:row></m:sheetData></m:worksheet>";
    let parts = [
        ("_rels/.rels", root.as_str()),
        ("Bok/_rels/Workbook2.xml.rels", &relations),
        ("bok/Workbook2.xml", book),
        ("ord.xml", words),
        ("Bok/blad/ett.xml", sheet),
    ];
    insta::assert_snapshot!(story(read_with(OFFENCES, package(&parts).path())), @"
    vandalism 2025-03-01T10:00:00 Minute | - | - | -
    row 3: MissingValue in Brott: -
    ");
    // A part that is pointed at and not there is damage; another kind of package is called what it is.
    assert_eq!(read_with(OFFENCES, package(&parts[..4]).path()).0.unwrap_err().code(), "file-damaged");
    for (part, found) in [
        ("content.xml", "open-document"),
        ("word/document.xml", "text-document"),
        ("xl/workbook.bin", "binary-workbook"),
        ("brev.txt", "archive"),
    ] {
        let error = read_with(OFFENCES, package(&[(part, "<a/>")]).path()).0.unwrap_err();
        assert_eq!((error.code(), error.args()[1].1.as_str()), ("not-a-table", found));
    }
}
