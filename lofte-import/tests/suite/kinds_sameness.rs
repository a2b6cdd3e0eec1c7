//! The same row written in another way is the same row; and positions that are less exact than they look.

use crate::support::{Memory, Place, file};
use lofte_import::sources::incidents;
use lofte_import::{IncidentMapping, Note, ReadReport, Told};
use lofte_model::records::Said;

const HEAD: &str = "source = \"test\"\nkind = \"offence\"\n[columns]\ntime = \"Tid\"\ncategory = \"Brott\"\n";
const CATEGORIES: &str =
    "[categories]\n\"Skadegörelse\" = \"vandalism\"\n\"1\" = \"burglary\"\n\"2\" = \"burglary\"\n";

fn read(columns: &str, place: &Place, text: &str, memory: &mut Memory) -> ReadReport {
    let mapping = IncidentMapping::parse(&format!("{HEAD}{columns}{CATEGORIES}")).unwrap();
    incidents::read(file(text).path(), &mapping, &place.context(), memory).unwrap()
}

/// What a second delivery of one row becomes after a first: stored and duplicate rows.
fn again(columns: &str, head: &str, one: &str, other: &str) -> [u64; 2] {
    let place = named();
    let mut memory = Memory::default();
    let text = |row: &str| format!("Tid;Brott{head}\n{row}\n");
    read(columns, &place, &text(one), &mut memory);
    let mut memory = memory.next();
    let counts = read(columns, &place, &text(other), &mut memory).counts;
    [counts.stored(), counts.duplicate()]
}

/// Flen, with an area whose name is not its code.
fn named() -> Place {
    let mut place = Place::flen();
    place.areas[0].name = "Centrum".into();
    place
}

const POINT: &str = "longitude = \"Lon\"\nlatitude = \"Lat\"\n";

#[test]
fn a_row_without_number_is_the_same_however_it_is_written() {
    for (one, other) in [
        ("2025-03-01;Skadegörelse", "2025-03-01 00:00;Skadego\u{308}relse"),
        ("2025-03-01 10:00;Skadegörelse", "2025-03-01T10:00:00;SKADEGÖRELSE"),
        ("2025-03-01 10:00;Skadegörelse", "20250301 10.00;\u{a0}Skadegörelse "),
        ("2025-03-01 10:00;Skadegörelse", "1 mars 2025 kl. 10:00;Skadegörelse"),
        ("2025-03-01 10:00;Skadegörelse", "2025-03-01 09:00Z;Skadegörelse"),
        ("2025-03-13 10:00;1", "13/3/2025 10:00;1.0"),
        ("2025-03-01 10:00;1", "2025-03-01 10:00:30;01"),
    ] {
        assert_eq!(again("", "", one, other), [0, 1], "{other}");
    }
    // Two texts of one category, and two minutes, are two rows.
    for other in ["2025-03-01 10:00;2", "2025-03-01 10:01;1", "2025-03-01;1"] {
        assert_eq!(again("", "", "2025-03-01 10:00;1", other), [1, 0], "{other}");
    }
    let columns = format!("{POINT}area = \"Plats\"\n");
    let (code, head) = (Place::flen().areas[0].code.clone(), ";Lon;Lat;Plats");
    let row = |point: &str, area: &str| format!("2025-03-01;1;{point};{area}");
    let one = row("16.585;59.0512", code.as_str());
    for other in [row("16,5850;59,05120", "Centrum"), row("16.585000; 59.0512", "CENTRUM")] {
        assert_eq!(again(&columns, head, &one, &other), [0, 1], "{other}");
    }
    let elsewhere = row("16.586;59.0512", code.as_str());
    assert_eq!(again(&columns, head, &one, &elsewhere), [1, 0]);
}

#[test]
fn equal_rows_written_differently_in_one_file_are_both_kept_and_come_again_as_duplicates() {
    let (place, mut memory) = (named(), Memory::default());
    let text = "Tid;Brott\n2025-03-01;1\n2025-03-01 00:00;1.0\n2025-03-01;1\n";
    let report = read("", &place, text, &mut memory);
    assert_eq!(report.counts.stored(), 3);
    assert!(report.notes.contains(&Note::EqualRows { rows: 2 }));
    let plain = "Tid;Brott\n2025-03-01;1\n2025-03-01;1\n2025-03-01;1\n2025-03-01;1\n";
    let counts = read("", &place, plain, &mut memory.next()).counts;
    assert_eq!([counts.stored(), counts.duplicate()], [1, 3]);
}

#[test]
fn a_mended_mapping_makes_no_other_row() {
    let (place, mut memory) = (named(), Memory::default());
    let text = "Tid;Brott\n2025-03-01 10:00;1\n";
    read("", &place, text, &mut memory);
    let mended = format!("{HEAD}[time]\nprecision = \"day\"\n[categories]\n\"1\" = \"robbery\"\n");
    let mut memory = memory.next();
    let mapping = IncidentMapping::parse(&mended).unwrap();
    let report = incidents::read(file(text).path(), &mapping, &place.context(), &mut memory).unwrap();
    assert_eq!(report.counts.duplicate(), 1);
}

fn said(columns: &str, head: &str, row: &str) -> Said {
    let mut memory = Memory::default();
    read(columns, &named(), &format!("Nr;Tid;Brott{head}\nK1;{row}\n"), &mut memory);
    memory.incidents()[0].said.clone().unwrap()
}

#[test]
fn what_says_the_same_is_no_correction() {
    let columns = "id = \"Nr\"\nend = \"Till\"\narea = \"Plats\"\n";
    let code = Place::flen().areas[0].code.to_string();
    let contents = |row: &str| said(columns, ";Till;Plats", row).contents;
    let one = contents(&format!("2025-03-01;1;2025-03-02;{code}"));
    for same in ["2025-03-01 00:00;1;2025-03-02 00:00:00;Centrum", "2025-03-01;1.0;2025-03-02;centrum"] {
        assert_eq!(contents(same), one, "{same}");
    }
    assert_eq!(contents("2025-03-01 10:00:30;1;;"), contents("2025-03-01 10:00;1;;"));
    for other in ["2025-03-01 10:00;1;2025-03-02;Centrum", "2025-03-01;1;2025-03-03;Centrum", "2025-03;1;;"] {
        assert_ne!(contents(other), one, "{other}");
    }
}

#[test]
fn what_earlier_versions_kept_is_still_known() {
    // As it was shortened by the version before: digest of category, times, position and written area.
    let said = said("id = \"Nr\"\n", "", "2025-03-01 10:00:30;1");
    assert_eq!(said.contents_before.map(std::num::NonZeroU64::get), Some(BEFORE));
    assert!(said.key_before.is_none());
    let mut memory = Memory::default();
    read("id = \"Nr\"\n", &named(), "Nr;Tid;Brott\n1001,00;2025-03-01;1\n0012;2025-03-01;1\n", &mut memory);
    let of = |row: usize| memory.incidents()[row].said.clone().unwrap();
    assert!(of(0).key_before.is_some() && of(0).keys_but_for_zeros.len() == 6);
    assert!(of(1).key_before.is_none() && of(1).keys_but_for_zeros.len() == 1);
}

const BEFORE: u64 = 17_423_764_134_698_572_682;

#[test]
fn one_number_is_one_number_also_with_decimals_of_zeros_and_spaces_between_thousands() {
    for (one, other) in
        [("1001", "1001,00"), ("1001", "1001.000"), ("12345", "12\u{a0}345"), ("12345", "12 345,00")]
    {
        let mut memory = Memory::default();
        let text = format!("Nr;Tid;Brott\n{one};2025-03-01;1\n{other};2025-03-01;1\n");
        let counts = read("id = \"Nr\"\n", &named(), &text, &mut memory).counts;
        assert_eq!([counts.stored(), counts.duplicate()], [1, 1], "{other}");
    }
}

// Positions.

fn points(columns: &str, head: &str, places: &[&str]) -> (ReadReport, Memory) {
    let text = places.iter().zip(1..).fold(format!("Nr;Tid;Brott;{head}\n"), |text, (place, day)| {
        text + &format!("K{day};2025-03-{day:02};1;{place}\n")
    });
    let mut memory = Memory::default();
    let report = read(&format!("id = \"Nr\"\n{columns}"), &Place::flen(), &text, &mut memory);
    (report, memory)
}

#[test]
fn coordinates_that_are_squares_of_the_map_are_no_places() {
    let metres = "east = \"E\"\nnorth = \"N\"\n";
    let pair = "point = \"P\"\n";
    for (columns, head, places) in [
        (
            POINT,
            "Lon;Lat",
            ["16.58;59.05", "16,59;59,06", "16.600000;59.100000", "16.6;59", "16.57;59.04", "16.57;59.05"],
        ),
        (
            metres,
            "E;N",
            [
                "591000;6547000",
                "592000;6546000",
                "593000.0;6547000,0",
                "590000;6548000",
                "592000;6547000",
                "589000;6547000",
            ],
        ),
        (
            metres,
            "E;N",
            [
                "591100;6547200",
                "592300;6546400",
                "593500;6547600",
                "590700;6548800",
                "591200;6547300",
                "591600;6547900",
            ],
        ),
        (
            pair,
            "P",
            ["59.05, 16.58", "59.06, 16.59", "59.04, 16.60", "59.05, 16.61", "59.07, 16.58", "59.03, 16.59"],
        ),
    ] {
        let (report, memory) = points(columns, head, &places);
        assert!(report.notes.contains(&Note::CoarsePositions { rows: 6, of: 6 }), "{:?}", report.notes);
        assert!(memory.incidents().iter().all(|row| row.position.is_none() && row.deso.is_none()), "{head}");
        // Whoever made the file may know better.
        let (_, memory) = {
            let text = places
                .iter()
                .fold(format!("Tid;Brott;{head}\n"), |text, place| text + "2025-03-01;1;" + place + "\n");
            let mapping =
                IncidentMapping::parse(&format!("position = \"exact\"\n{HEAD}{columns}{CATEGORIES}"))
                    .unwrap();
            let mut memory = Memory::default();
            let report = incidents::read(file(text).path(), &mapping, &Place::flen().context(), &mut memory);
            (report.unwrap(), memory)
        };
        assert!(memory.incidents().iter().all(|row| row.position.is_some()), "{head}");
    }
}

#[test]
fn a_round_number_among_exact_ones_is_chance_and_many_are_not() {
    let exact = ["16.5812;59.0512", "16.5923;59.0623", "16.60;59.05", "16.6134;59.0434"];
    let (report, memory) = points(POINT, "Lon;Lat", &exact);
    assert!(report.notes.iter().all(|note| note.code() != "coarse-positions"));
    assert!(memory.incidents().iter().all(|row| row.position.is_some()));
    let mixed = [
        "16.58;59.05",
        "16.59;59.06",
        "16.60;59.05",
        "16.6134;59.0434",
        "16.57;59.04",
        "16.57;59.05",
        "16.6;59.1",
    ];
    let (report, memory) = points(POINT, "Lon;Lat", &mixed);
    assert!(report.notes.contains(&Note::CoarsePositions { rows: 6, of: 7 }));
    let placed: Vec<bool> = memory.incidents().iter().map(|row| row.position.is_some()).collect();
    assert_eq!(placed, [false, false, false, true, false, false, false]);
}

#[test]
fn a_position_outside_of_the_named_area_is_told_and_holds() {
    let place = Place::flen();
    let at = |area: usize| {
        let ring = &place.areas[area].border[0][0];
        // Inside by construction: found by looking.
        let middle = ring.iter().fold([0.0, 0.0], |sum, [x, y]| [sum[0] + x, sum[1] + y]);
        [middle[0] / ring.len() as f64, middle[1] / ring.len() as f64]
    };
    let areas = lofte_import::places::Places::new(&place.areas).unwrap();
    let located = |[lon, lat]: [f64; 2]| {
        areas.locate(lofte_model::records::Position { lon, lat }, jiff::civil::date(2025, 3, 1)).deso
    };
    let (position, own) =
        (0..place.areas.len()).find_map(|area| located(at(area)).map(|code| (at(area), code))).unwrap();
    let other = place.areas.iter().find(|area| area.code != own).unwrap().code.clone();
    let point = |step: f64| format!("{};{}", position[0] + step / 1e6, position[1]);
    let columns = format!("{POINT}area = \"Plats\"\n");
    let rows = [
        format!("{};{other}", point(0.0)),
        format!("{};{own}", point(1.0)),
        format!("{};", point(2.0)),
        format!(";;{other}"),
    ];
    let (report, memory) = points(&columns, "Lon;Lat;Plats", &rows.each_ref().map(String::as_str));
    assert!(report.notes.contains(&Note::AreaAgainstPosition { rows: 1, of: 3 }), "{:?}", report.notes);
    assert_eq!(memory.incidents()[0].deso, Some(own));
}
