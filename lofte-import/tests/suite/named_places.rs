//! Rows that name their place instead of giving coordinates. Names and rows are made up for these tests; the areas of Flen
//! and its localities are real.

use crate::support::{Memory, Place, file};
use lofte_import::gazetteer::Gazetteer;
use lofte_import::guess::{Hints, guess, trial};
use lofte_import::places::Places;
use lofte_import::reference::localities;
use lofte_import::sources::incidents;
use lofte_import::{Context, IncidentMapping, NameNote, Note, ReadReport};
use lofte_model::gazetteer::GazetteerEntry;
use lofte_model::place::{Area, AreaCode, AreaDetails, AreaKind, PlaceType};
use lofte_model::records::{Incident, PlacePrecision, Position};
use std::fmt::Write as _;

const MAPPING: &str = r#"
source = "felanmalan"
kind = "fault"
fixed_category = "lighting"
[columns]
id = "Nr"
time = "Datum"
address = "Adress"
place_name = "Plats"
postcode = "Postnr"
locality = "Ort"
"#;
const HEADER: &str = "Nr;Datum;Adress;Plats;Postnr;Ort\n";

fn point(locality: &str) -> Position {
    let flen = "0482".parse().unwrap();
    localities(&flen).into_iter().find(|known| known.name == locality).unwrap().inside()
}

fn entry(name: &str, at: Position, locality: &str) -> GazetteerEntry {
    GazetteerEntry {
        name: name.into(),
        postcode: None,
        locality: (!locality.is_empty()).then(|| locality.into()),
        lon: at.lon,
        lat: at.lat,
        metres: None,
    }
}

/// Houses in two towns: one street in each, and one that goes from one to the other.
fn register() -> Vec<GazetteerEntry> {
    let (flen, malma) = (point("Flen"), point("Malmköping"));
    let step = |at: Position, number: u8| Position { lon: at.lon + f64::from(number) * 1e-5, lat: at.lat };
    vec![
        entry("Storgatan 1", step(flen, 1), "Flen"),
        entry("Storgatan 3", step(flen, 3), "Flen"),
        entry("Storgatan 12 B", step(flen, 12), "Flen"),
        entry("Långvägen 1", flen, ""),
        entry("Långvägen 2", malma, ""),
        entry("Långvägen 3", malma, ""),
        entry("Kungsgatan 5", flen, "Flen"),
        entry("Kungsgatan 5", malma, "Malmköping"),
        GazetteerEntry { metres: Some(20), ..entry("Bryggan 2", flen, "") },
        GazetteerEntry { metres: Some(100), ..entry("Backen 4", flen, "") },
        GazetteerEntry { metres: Some(20), ..entry("Lusthuset", flen, "") },
        GazetteerEntry { metres: Some(20_000), ..entry("Skogen", flen, "") },
    ]
}

fn read(rows: &str, place: &Place, register: &[GazetteerEntry]) -> (Memory, ReadReport) {
    let mapping = IncidentMapping::parse(MAPPING).unwrap();
    let context = Context { gazetteer: register, ..place.context() };
    let mut memory = Memory::default();
    let text = format!("{HEADER}{rows}");
    let report = incidents::read(file(&text).path(), &mapping, &context, &mut memory).unwrap();
    (memory, report)
}

fn one(cells: &str, place: &Place, register: &[GazetteerEntry]) -> Incident {
    let (memory, _) = read(&format!("1;2026-03-01 10:15;{cells}\n"), place, register);
    memory.incidents()[0].clone()
}

fn deso(at: Position, place: &Place) -> Option<AreaCode> {
    Places::new(&place.areas).unwrap().locate(at, jiff::civil::date(2026, 3, 1)).deso
}

#[test]
fn a_name_places_a_row_as_exactly_as_it_is_known() {
    let (place, register) = (Place::flen(), register());
    let town = deso(point("Flen"), &place);
    assert!(town.is_some() && town != deso(point("Malmköping"), &place));
    for (cells, precision, point, area) in [
        ("STORG. 12B;;;Flen", PlacePrecision::Address, true, town.clone()),
        ("Storgatan 12 B, 642 31 Flen;;;", PlacePrecision::Address, true, town.clone()),
        ("Kungsgatan 5;;;Malmköping", PlacePrecision::Address, true, deso(point_of("Malmköping"), &place)),
        ("Storgatan;;;", PlacePrecision::Street, false, town.clone()),
        ("Storgatan 99;;;", PlacePrecision::Street, false, town.clone()),
        ("Långvägen 7;;;", PlacePrecision::Street, false, None),
        (";lusthuset;;", PlacePrecision::Place, false, town.clone()),
        // A house whose point is some metres off is where it says; one that is further off is a place around its point.
        ("Bryggan 2;;;", PlacePrecision::Address, true, town.clone()),
        ("Backen 4;;;", PlacePrecision::Place, false, town.clone()),
        // The name of a place in the column of addresses.
        ("Lusthuset;;;", PlacePrecision::Place, false, town.clone()),
        (";Skogen;;", PlacePrecision::Place, false, None),
        (";;642 37;", PlacePrecision::Postcode, false, None),
        (";;;FLEN", PlacePrecision::Locality, false, None),
    ] {
        let row = one(cells, &place, &register);
        assert_eq!(row.place, Some(precision), "{cells}");
        assert_eq!((row.position.is_some(), &row.deso), (point, &area), "{cells}");
    }
    // Where letters go is wider than the locality of that name: after an unknown street it places nothing.
    for cells in [
        ";;;",
        "Okändgränd 3;;;",
        "Okändgränd 3, Flen;;;",
        "Kungsgatan 5;;;",
        ";;11122;",
        ";;;Stockholm",
        "Storgtan 1;;;",
    ] {
        let row = one(cells, &place, &register);
        assert_eq!((row.place, row.position, &row.deso), (None, None, &None), "{cells}");
    }
}

fn point_of(locality: &str) -> Position {
    point(locality)
}

#[test]
fn what_is_nearly_a_name_is_told_and_places_nothing() {
    let rows = "1;2026-03-01 10:15;Storgtan 1;;;\n2;2026-03-02 10:15;Storgtan 3;;;\n3;2026-03-03 10:15;Xyzzyvägen 3;;;\n\
        4;2026-03-04 10:15;Kungsgatan 5;;;\n5;2026-03-05 10:15;Storgatan 1;;;\n6;2026-03-06 10:15;;;;Malmköpping\n";
    let (memory, report) = read(rows, &Place::flen(), &register());
    let named: Vec<&NameNote> = report
        .notes
        .iter()
        .filter_map(|note| if let Note::Names(note) = note { Some(note) } else { None })
        .collect();
    assert_eq!(
        named,
        [
            &NameNote::Found { precision: PlacePrecision::Address, rows: 1, placed: 1 },
            &NameNote::Nearly { rows: 2, nearest: "storgatan".into() },
            &NameNote::Nearly { rows: 1, nearest: "malmköping".into() },
            &NameNote::Several { rows: 1 },
            &NameNote::Unknown { rows: 1 },
        ]
    );
    assert_eq!(memory.incidents().iter().filter(|row| row.place.is_some()).count(), 1);
    let kept = format!("{:?}{:?}{:?}", memory.rows, memory.rejects, report).to_lowercase();
    for text in ["storgtan", "xyzzy", "kungsgatan", "12 b"] {
        assert!(!kept.contains(text), "{text} is kept");
    }
}

#[test]
fn a_row_is_the_same_whatever_the_gazetteer_knows_and_another_address_is_another_row() {
    let mapping = IncidentMapping::parse(&MAPPING.replace("id = \"Nr\"", "")).unwrap();
    let (place, register) = (Place::flen(), register());
    let text = format!(
        "{HEADER}1;2026-03-01 10:15;Storgatan 1;;;\n2;2026-03-01 10:15;Storgatan 3;;;\n3;2026-03-01 10:15;STORG. 3;;;\n"
    );
    let keys = |register: &[GazetteerEntry]| {
        let mut memory = Memory::default();
        let context = Context { gazetteer: register, ..place.context() };
        incidents::read(file(&text).path(), &mapping, &context, &mut memory).unwrap();
        memory.incidents().iter().map(|row| row.key).collect::<Vec<_>>()
    };
    let (without, with) = (keys(&[]), keys(&register));
    assert_eq!(without, with);
    assert!(with[0] != with[1] && with[1] != with[2], "equal rows are counted");
}

#[test]
fn an_area_that_is_named_is_that_area_and_what_holds_all_of_it() {
    let mut place = Place::flen();
    let at = point("Flen");
    let ring = |wide: f64| {
        let (west, east, south, north) = (at.lon - wide, at.lon + wide, at.lat - wide, at.lat + wide);
        vec![vec![vec![[west, south], [east, south], [east, north], [west, north], [west, south]]]]
    };
    let own = |code: &str, name: &str, wide: f64| Area {
        code: AreaCode::new(code),
        name: name.into(),
        kind: AreaKind::Own,
        place_type: PlaceType::Station,
        population: None,
        border: ring(wide),
        source: String::new(),
        details: AreaDetails::default(),
    };
    place.areas.extend([own("torget", "Torget", 1e-4), own("stan", "Hela stan", 0.05)]);
    let town = deso(at, &place);
    for (cells, own_area, area) in [(";Torget;;", "torget", town), (";hela stan;;", "stan", None)] {
        let row = one(cells, &place, &[]);
        assert_eq!((row.place, row.position), (Some(PlacePrecision::Area), None), "{cells}");
        assert_eq!((row.own_area, row.deso), (Some(AreaCode::new(own_area)), area), "{cells}");
    }
}

#[test]
fn columns_with_names_are_proposed_where_the_gazetteer_knows_them_and_there_are_no_coordinates() {
    let (place, register) = (Place::flen(), register());
    let context = Context { gazetteer: &register, ..place.context() };
    let gazetteer = Gazetteer::new(&context);
    let look = |text: &str, gazetteer| {
        let hints = Hints {
            areas: &place.areas,
            gazetteer,
            today: context.today,
            file_name: "fel.csv",
            ..Hints::default()
        };
        guess(file(text).path(), &hints).unwrap()
    };
    let mut text = "Nr;Datum;Feltyp;Gatuadress;Ort\n".to_owned();
    for row in 1..=9 {
        let house = if row % 2 == 0 { 1 } else { 3 };
        writeln!(text, "{row};2026-03-0{row} 10:15;Klotter;Storgatan {house};Flen").unwrap();
    }
    let proposal = look(&text, Some(&gazetteer));
    let columns = &proposal.mapping.columns;
    assert_eq!((columns.address.as_deref(), columns.locality.as_deref()), (Some("Gatuadress"), Some("Ort")));
    let mapping = IncidentMapping::of(proposal.mapping).unwrap();
    let trial = trial(file(&text).path(), &mapping, &context, 3).unwrap();
    assert!(format!("{trial:?}").contains("Names("), "{trial:?}");
    assert_eq!(
        look(&text, None).mapping.columns.address,
        None,
        "an address that nobody can find is not read"
    );
    let with = text.replace(";Ort\n", ";Ort;lat;lon\n").replace(";Flen\n", ";Flen;59.0581;16.5872\n");
    let columns = look(&with, Some(&gazetteer)).mapping.columns;
    assert_eq!(
        (columns.address, columns.locality),
        (None, None),
        "an address that is not needed is not read"
    );
    assert!(columns.latitude.is_some());
}
