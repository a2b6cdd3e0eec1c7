//! The guess on files as they come: made up for these tests after the columns that the police, fault services, guards and
//! EST programs write, and the samples and files of this crate.

use crate::support::{Memory, Place, data, file};
use lofte_import::guess::{Hints, Proposal, Sure, guess, trial};
use lofte_import::{IncidentMapping, Letters};
use lofte_model::mapping::{CoordinateSystem, DayNumbers};
use lofte_model::records::RecordKind;
use std::fmt::Write as _;
use std::path::Path;

fn look(path: &Path, name: &str, place: &Place) -> Proposal {
    let hints =
        Hints { areas: &place.areas, today: place.context().today, file_name: name, ..Hints::default() };
    guess(path, &hints).unwrap()
}

fn of(text: &str, name: &str) -> Proposal {
    look(file(text).path(), name, &Place::flen())
}

fn columns(proposal: &Proposal) -> Vec<(&'static str, &str)> {
    proposal.mapping.columns.said()
}

fn why<'p>(proposal: &'p Proposal, part: &str) -> &'p lofte_import::guess::Choice {
    proposal.choices.iter().find(|choice| choice.part == part).unwrap_or_else(|| panic!("no {part}"))
}

/// Rows as the police hand them out: title above, total below, dates of two kinds, a count that is one.
fn police() -> String {
    let mut text = "Uttag ur HOBIT;;;;;;;;;;;;\nAvser Flen 2025;;;;;;;;;;;;\n\nLPO/Sektion;Län;Kommunnamn;Kommunkod;desokod;Brottskod;Brottskod text;Inskr år;Inskr årmånad;Inskrivningsdatum;Brottsdatum från;Brottsdatum till;antal\n".to_owned();
    let crimes = [
        "Skadegörelse, klotter",
        "Stöld ur motorfordon",
        "Misshandel mot man 18 år eller äldre, utomhus, obekant med offret",
        "Inbrott i villa",
        "Narkotikabrott, eget bruk",
    ];
    for row in 0..60 {
        let (month, day, hour) = (row % 12 + 1, row % 27 + 1, row % 24);
        let crime = crimes[row % 5];
        writeln!(text, "LPO Södermanland;Södermanlands län;Flen;0482;0482A00{}0;120{};{crime};2025;2025{month:02};2025-{month:02}-28;2025-{month:02}-{day:02} {hour:02}:15;2025-{month:02}-{day:02} {hour:02}:45;1", row % 2 + 1, row % 5).unwrap();
    }
    text + "Totalt;;;;;;;;;;;;60\n"
}

#[test]
fn an_extract_of_the_police_is_read_without_a_question() {
    let proposal = of(&police(), "HOBIT Flen 2025.csv");
    assert_eq!(
        columns(&proposal),
        [
            ("time", "Brottsdatum från"),
            ("end", "Brottsdatum till"),
            ("category", "Brottskod text"),
            ("area", "desokod")
        ]
    );
    assert_eq!((proposal.header_row, proposal.rows, proposal.inspected.delimiter), (4, 60, Some(';')));
    assert_eq!((proposal.mapping.source.as_str(), proposal.mapping.kind.as_str()), ("polisen", "offence"));
    assert_eq!(proposal.mapping.categories.len(), 5);
    assert_eq!(proposal.mapping.categories["Skadegörelse, klotter"], "graffiti");
    assert_eq!(proposal.open().count(), 0, "{:?}", proposal.open().collect::<Vec<_>>());
    assert!(proposal.is_settled());
    let mapping = IncidentMapping::of(proposal.mapping.clone()).unwrap();
    let place = Place::flen();
    let file = file(police());
    let tried = trial(file.path(), &mapping, &place.context(), 3).unwrap();
    assert_eq!((tried.report.counts.stored(), tried.report.counts.rejected(), tried.first.len()), (60, 0, 3));
    assert_eq!(tried.first[0].start.to_string(), "2025-01-01T00:15:00");
    assert!(tried.first[0].deso.is_some());
}

#[test]
fn the_mapping_as_a_file_is_the_same_mapping() {
    let proposal = of(&police(), "HOBIT.csv");
    let text = proposal.toml().unwrap();
    assert_eq!(
        IncidentMapping::parse(&text).unwrap(),
        IncidentMapping::of(proposal.mapping).unwrap(),
        "{text}"
    );
}

#[test]
fn the_sample_and_the_files_of_this_crate_are_understood() {
    let sample = of(include_str!("../../src/sources/incidents/sample.csv"), "sample.csv");
    let expected = [
        ("time", "Brottstid från"),
        ("end", "Brottstid till"),
        ("category", "Brottstyp"),
        ("id", "Ärendenummer"),
        ("north", "Nord"),
        ("east", "Öst"),
    ];
    assert_eq!(columns(&sample), expected);
    assert!(sample.columns.iter().any(|column| column.heading == "Fritext" && column.free_text));
    let written = serde_json::to_string(&sample).unwrap();
    assert!(
        !written.contains("640823") && !written.contains("vittne"),
        "no cell of a person is shown: {written}"
    );
    let place = Place::elsewhere();
    for (name, time, category) in [
        ("dc_burglary_2016h1.csv", None, None),
        ("chicago_aggravated_assaults.csv", None, None),
        ("nyc_manhattan_burglary_2019.csv", None, None),
        ("houston_crime_2010.csv", None, None),
        // When it began, not when it was reported.
        ("dc_crime_incidents_2024.csv", Some("START_DATE"), Some("OFFENSE")),
    ] {
        let proposal = look(&data(name), name, &place);
        assert!(proposal.columns.len() > 1, "{name}");
        if time.is_some() {
            let columns = &proposal.mapping.columns;
            assert_eq!((columns.time.as_deref(), columns.category.as_deref()), (time, category), "{name}");
        }
    }
}

#[test]
fn a_list_of_faults_with_both_coordinates_in_one_cell() {
    let mut text = "service_request_id,requested_datetime,service_name,description,position\n".to_owned();
    for row in 0..30 {
        writeln!(text, "{},2025-{:02}-1{}T0{}:12:00+01:00,{},\"Trasig lampa vid porten, ring Anna på kvällen efter sju\",\"59.0{},16.5{}\"", 900 + row, row % 3 + 1, row % 10, row % 10, ["Gatubelysning", "Klotter", "Nedskräpning"][row % 3], 50 + row % 9, 80 + row % 9).unwrap();
    }
    let proposal = of(&text, "felanmälningar.csv");
    assert_eq!(
        columns(&proposal),
        [
            ("time", "requested_datetime"),
            ("category", "service_name"),
            ("id", "service_request_id"),
            ("point", "position")
        ]
    );
    assert_eq!(proposal.mapping.kind, "fault");
    assert!(proposal.is_settled(), "{:?}", proposal.choices);
    assert!(!serde_json::to_string(&proposal).unwrap().contains("Anna"));
}

#[test]
fn a_guards_list_with_day_and_clock_apart_and_heaps_at_full_hours() {
    let mut text =
        "Bevakningsrapport vecka 12\nDatum\tKlockslag\tRondområde\tHändelse\tAnteckning\n".to_owned();
    for row in 0..24 {
        writeln!(
            text,
            "2025-03-{:02}\t{:02}:00\tStationen\t{}\tInget särskilt",
            row + 1,
            18 + row % 6,
            ["Störande ungdomar", "Skadegörelse"][row % 2]
        )
        .unwrap();
    }
    let proposal = of(&text, "väktarrapport.txt");
    assert_eq!(columns(&proposal), [("date", "Datum"), ("clock", "Klockslag"), ("category", "Händelse")]);
    assert_eq!(
        (proposal.mapping.kind.as_str(), proposal.mapping.source.as_str()),
        ("disturbance", "vaktare")
    );
    assert_eq!(proposal.mapping.categories["Störande ungdomar"], "disorder");
    assert_eq!(proposal.inspected.delimiter, Some('\t'));
}

#[test]
fn an_export_of_est_in_old_letters_asks_for_what_it_does_not_know() {
    let mut text = "EST-rapport;Rapportdatum;Typ av händelse;Område\n".to_owned();
    for row in 0..20 {
        writeln!(
            text,
            "E{row};{:02}.03.2025;{};0482A0010",
            row + 10,
            ["Ungdomssamling", "Rondelliknande"][row % 2]
        )
        .unwrap();
    }
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&text);
    let file = file(&bytes);
    let proposal = look(file.path(), "EST export.csv", &Place::flen());
    assert_eq!(
        (proposal.inspected.encoding, why(&proposal, "encoding").sure),
        ("windows-1252", Sure::Likely)
    );
    let open: Vec<&str> = proposal.open().map(|choice| choice.part).collect();
    assert_eq!(open, ["categories"], "{:?}", proposal.choices);
    assert!(!proposal.is_settled());
    let named = Hints { encoding: Letters::named("utf-8"), file_name: "x.csv", ..Hints::default() };
    assert_ne!(guess(file.path(), &named).unwrap().headings(), proposal.headings());
}

/// One row a month, at this place, in this system.
fn placed(headings: (&str, &str), east_north: (f64, f64), swapped: bool) -> Proposal {
    let mut text = format!("Tid;Brott;{};{}\n", headings.0, headings.1);
    for row in 0..12 {
        let (east, north) = (east_north.0 + f64::from(row), east_north.1 + f64::from(row));
        let (first, second) = if swapped { (north, east) } else { (east, north) };
        writeln!(text, "2025-{:02}-10 10:00;Stöld;{first};{second}", row + 1).unwrap();
    }
    of(&text, "brott.csv")
}

#[test]
fn coordinates_of_every_system_are_told_by_where_the_municipality_lies() {
    for (place, system) in [
        ((591_200.0, 6_547_500.0), CoordinateSystem::Sweref99tm),
        ((1_547_500.0, 6_549_700.0), CoordinateSystem::Rt90),
        ((155_000.0, 6_548_900.0), CoordinateSystem::Zone(3010)),
    ] {
        let proposal = placed(("E", "N"), place, false);
        assert_eq!(proposal.mapping.coordinates.unwrap().system, system);
        assert_eq!(columns(&proposal)[2..], [("north", "N"), ("east", "E")], "{system}");
        assert!(proposal.is_settled(), "{:?}", proposal.choices);
        let file = file(&{
            let mut text = "Tid;Brott;E;N\n".to_owned();
            writeln!(
                text,
                "2025-01-10 10:00;Stöld;{};{}\n2025-02-10 10:00;Stöld;{};{}",
                place.0,
                place.1,
                place.0 + 1.0,
                place.1
            )
            .unwrap();
            text
        });
        let flen = Place::flen();
        let mapping = IncidentMapping::of(proposal.mapping).unwrap();
        let tried = trial(file.path(), &mapping, &flen.context(), 2).unwrap();
        assert!(tried.first[0].deso.is_some(), "{system}: {:?}", tried.problems);
    }
    // RT 90 calls north X, and nobody can tell: the numbers do.
    let old = placed(("X", "Y"), (1_547_500.0, 6_549_700.0), true);
    assert_eq!(columns(&old)[2..], [("north", "X"), ("east", "Y")]);
}

#[test]
fn columns_with_each_others_headings_are_noticed_and_read_right() {
    let proposal = placed(("Öst", "Nord"), (591_200.0, 6_547_500.0), true);
    assert!(proposal.mapping.coordinates.unwrap().swapped);
    assert_eq!(why(&proposal, "place").sure, Sure::Likely);
    let text = proposal.toml().unwrap();
    let mapping = IncidentMapping::parse(&text).unwrap();
    let rows = file(
        "Tid;Brott;Öst;Nord\n2025-01-10 10:00;Stöld;6547500;591200\n2025-01-11 10:00;Stöld;6547510;591210\n",
    );
    let mut sink = Memory::default();
    lofte_import::sources::incidents::read(rows.path(), &mapping, &Place::flen().context(), &mut sink)
        .unwrap();
    assert_eq!(sink.incidents().len(), 2, "{:?}", sink.rejects);
}

#[test]
fn thousands_may_be_set_apart_by_points() {
    let mut text = "Tid;Brott;Nord;Öst\n".to_owned();
    for row in 0..9 {
        writeln!(text, "2025-0{}-10 10:00;Stöld;6.547.50{row};591.20{row}", row + 1).unwrap();
    }
    let proposal = of(&text, "brott.csv");
    assert_eq!(proposal.mapping.coordinates.unwrap().thousands, Some('.'));
    let tried = trial(
        file(&text).path(),
        &IncidentMapping::of(proposal.mapping).unwrap(),
        &Place::flen().context(),
        1,
    )
    .unwrap();
    assert_eq!(tried.report.counts.stored(), 9);
}

#[test]
fn dates_that_can_be_read_both_ways_are_a_question_and_its_answer_is_kept() {
    let text = "Nr;Datum;Brott\n1;03/04/2025;Stöld\n2;05/06/2025;Stöld\n3;07/08/2025;Stöld\n";
    let proposal = of(text, "brott.csv");
    assert_eq!(why(&proposal, "order").sure, Sure::Open);
    let mut mapping = proposal.mapping.clone();
    mapping.time.order = Some(lofte_model::mapping::DateOrder::MonthFirst);
    let mapping = IncidentMapping::of(mapping).unwrap();
    let tried = trial(file(text).path(), &mapping, &Place::flen().context(), 1).unwrap();
    assert_eq!(tried.first[0].start.to_string(), "2025-03-04T00:00:00");
    let said = of("Nr;Datum;Brott\n1;13/04/2025;Stöld\n2;05/06/2025;Stöld\n", "brott.csv");
    assert_eq!(
        (why(&said, "order").value.as_deref(), why(&said, "order").sure),
        (Some("day-month-year"), Sure::Certain)
    );
}

#[test]
fn numbers_of_days_are_told_apart_by_the_column_of_years() {
    let text = |first: u32| {
        let mut text = "År;Datum;Brott\n".to_owned();
        for row in 0..10 {
            writeln!(text, "2025;{};Stöld", first + row * 20).unwrap();
        }
        text
    };
    for (first, numbers) in [(45_700, DayNumbers::From1900), (44_238, DayNumbers::From1904)] {
        let proposal = of(&text(first), "brott.csv");
        assert_eq!(proposal.mapping.time.day_numbers, Some(numbers));
        assert_eq!(why(&proposal, "day_numbers").sure, Sure::Certain);
        let mapping = IncidentMapping::of(proposal.mapping).unwrap();
        let tried = trial(file(text(first)).path(), &mapping, &Place::flen().context(), 1).unwrap();
        assert_eq!(tried.first[0].start.year(), 2025);
    }
}

#[test]
fn a_number_that_comes_again_is_no_number_of_the_row() {
    let mut text = "Ärendenummer;Brottstid;Brott\n".to_owned();
    for row in 0..20 {
        writeln!(text, "K{};2025-03-{:02} 10:00;Stöld", row / 2, row + 1).unwrap();
    }
    let proposal = of(&text, "brott.csv");
    assert_eq!(proposal.mapping.columns.id, None);
    assert_eq!(why(&proposal, "id").why, lofte_import::guess::Why::Repeats { rows: 10 });
}

#[test]
fn files_that_are_no_incidents_name_what_they_are() {
    let months =
        "Område;Kategori;jan;feb;mar;apr;maj;jun;jul\nNorr;Stöld;1;2;3;4;5;6;7\nSöder;Stöld;1;2;3;4;5;6;7\n";
    let long =
        "Område;Månad;Brottstyp;Antal\nNorr;2025-01;Stöld;12\nNorr;2025-02;Stöld;9\nSöder;2025-01;Stöld;3\n";
    let answers = "id;Q1;Q2;Q3;Q4;omrade\n1;1;2;3;4;Norr\n2;2;2;1;4;Norr\n3;1;1;3;1;Norr\n";
    let shares =
        "Område;Fråga;Andel;Antal svar\nNorr;Trygg ute sent;61,2;310\nSöder;Trygg ute sent;55,0;280\n";
    let bra = "Kommun;År;Brottstyp;Antal;Per 100 000 inv\nFlen;2025;Totalt antal brott;1402;8762\nFlen;2024;Totalt antal brott;1400;8700\n";
    let residents = "region;folkmängd\n0482A0010;1810\n0482A0020;1200\n";
    let is = |text: &str| of(text, "fil.csv").elsewhere.map(|found| (found.is, found.source));
    assert_eq!(is(months).unwrap().0, "counts");
    assert_eq!(is(long).unwrap().0, "counts");
    assert_eq!(is(answers), Some(("answers", Some("survey"))));
    assert_eq!(is(shares).unwrap().0, "published");
    assert_eq!(is(bra), Some(("bra", Some("bra"))));
    assert_eq!(is(residents), Some(("residents", Some("population"))));
    assert_eq!(is(&police()), None);
    let real = look(&data("bra_flen_1996_2025.csv"), "bra.csv", &Place::flen());
    assert_eq!(real.elsewhere.map(|found| found.is), Some("bra"));
}

#[test]
fn the_sheet_with_the_table_is_found_and_two_alike_are_a_question() {
    let sheets = |two: bool| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let about = book.add_worksheet().set_name("Om uttaget").unwrap();
        about.write(0, 0, "Uttaget gjordes 3 mars").unwrap();
        for name in ["2024", "2025"].into_iter().take(if two { 2 } else { 1 }) {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (column, heading) in ["Ärendenummer", "Brottstid", "Brott"].into_iter().enumerate() {
                sheet.write(0, u16::try_from(column).unwrap(), heading).unwrap();
            }
            for row in 1..6_u32 {
                sheet.write(row, 0, format!("K{row}")).unwrap();
                sheet.write(row, 1, format!("{name}-03-0{row} 10:00")).unwrap();
                sheet.write(row, 2, "Stöld").unwrap();
            }
        }
        let file = tempfile::Builder::new().suffix(".xlsx").tempfile().unwrap();
        book.save(file.path()).unwrap();
        look(file.path(), "brott.xlsx", &Place::flen())
    };
    let one = sheets(false);
    assert_eq!((one.sheet.as_deref(), one.is_settled()), (Some("2024"), true), "{:?}", one.choices);
    let two = sheets(true);
    assert_eq!(why(&two, "sheet").sure, Sure::Open);
    assert_eq!(two.sheets, ["2024", "2025"]);
}

#[test]
fn a_guess_is_the_same_each_time_and_survives_anything() {
    assert_eq!(
        serde_json::to_string(&of(&police(), "a.csv")).unwrap(),
        serde_json::to_string(&of(&police(), "a.csv")).unwrap()
    );
    let place = Place::flen();
    for text in ["", "\n\n", "a", ";;;\n;;;", "1;2\n3;4\n", "\u{feff}", "Tid\n2025-01-01\n", "x,y\n\"a"] {
        let file = file(text);
        let hints = Hints {
            areas: &place.areas,
            today: place.context().today,
            file_name: "x.csv",
            ..Hints::default()
        };
        if let Ok(proposal) = guess(file.path(), &hints) {
            assert!(!proposal.is_settled() || !proposal.mapping.categories.is_empty(), "{text:?}");
        }
    }
    assert_eq!(RecordKind::from_word(&of(&police(), "a.csv").mapping.kind), Some(RecordKind::Offence));
}
