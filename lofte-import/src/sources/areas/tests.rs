//! What becomes of files of areas that programs really write.

use super::file::AreaFile;
use crate::error::AreaFileError;
use crate::report::{AreaNote, Note};
use crate::row::Context;
use jiff::civil::Date;
use lofte_model::message::Told as _;
use lofte_model::place::{Area, AreaCode, AreaKind, PlaceType, Population};
use serde_json::{Value, json};

const TWO_PARTS: &[u8] = include_bytes!("../../../tests/data/areas/two-parts.geojson");
const SAME_CODE: &[u8] = include_bytes!("../../../tests/data/areas/same-code.geojson");
const METRES: &[u8] = include_bytes!("../../../tests/data/areas/metres.geojson");
const OTHER_NAMES: &[u8] = include_bytes!("../../../tests/data/areas/metres-other-names.geojson");
const LATITUDE_FIRST: &[u8] = include_bytes!("../../../tests/data/areas/latitude-first.geojson");
const FLEN: &[u8] = include_bytes!("../../../tests/data/flen_deso_2025.geojson");

const TODAY: Date = jiff::civil::date(2026, 11, 23);

fn read(bytes: &[u8], kind: AreaKind, areas: &[Area], today: Date) -> Result<AreaFile, AreaFileError> {
    super::read(
        bytes,
        kind,
        &Context { municipality: &"0482".parse().unwrap(), areas, today, gazetteer: &[] },
    )
}

fn flen() -> Vec<Area> {
    read(FLEN, AreaKind::Statistical, &[], TODAY).unwrap().areas
}

fn square(properties: &Value, west: f64, south: f64, side: f64) -> Value {
    let (east, north) = (west + side, south + side);
    let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn file(features: &[Value]) -> Vec<u8> {
    json!({"type": "FeatureCollection", "features": features}).to_string().into_bytes()
}

fn refusal(bytes: &[u8], kind: AreaKind, others: &[Area]) -> String {
    read(bytes, kind, others, TODAY).unwrap_err().to_string()
}

/// What is said of the areas.
fn about(found: &AreaFile) -> Vec<AreaNote> {
    let about = |note: &Note| if let Note::Areas(note) = note { Some(note.clone()) } else { None };
    found.notes.iter().filter_map(about).collect()
}

#[test]
fn parts_of_one_code_are_one_area() {
    let found = read(TWO_PARTS, AreaKind::Statistical, &[], TODAY).unwrap();
    let parts: Vec<_> = found.areas.iter().map(|area| (area.code.as_str(), area.border.len())).collect();
    assert_eq!(parts, [("0482A0010", 2), ("0482A0020", 1)]);
    let places = crate::places::Places::new(&found.areas).unwrap();
    let at = |lon| {
        places.locate(lofte_model::records::Position { lon, lat: 59.02 }, jiff::civil::date(2025, 3, 1)).deso
    };
    assert_eq!([at(16.52), at(16.72)], [Some(AreaCode::new("0482A0010")), Some(AreaCode::new("0482A0010"))]);
    assert!(
        found
            .notes
            .contains(&Note::Areas(AreaNote::PartsJoined { area: AreaCode::new("0482A0010"), parts: 2 }))
    );
}

#[test]
fn parts_that_contradict_each_other_are_refused_by_code() {
    let part = |residents: u32, west| {
        square(&json!({"code": "A", "population": residents, "population_year": 2025}), west, 59.0, 0.1)
    };
    let differing = refusal(&file(&[part(100, 16.0), part(200, 16.5)]), AreaKind::Own, &[]);
    assert!(differing.starts_with("A is given twice, with different"), "{differing}");
    let again = refusal(&file(&[part(100, 16.0), part(100, 16.0)]), AreaKind::Own, &[]);
    assert!(again.starts_with("A is given twice with the same border"), "{again}");
    let alike =
        [square(&json!({"code": "Öja"}), 16.0, 59.0, 0.1), square(&json!({"code": "öja"}), 16.5, 59.0, 0.1)];
    assert!(refusal(&file(&alike), AreaKind::Own, &[]).contains("cannot be told apart"));
}

#[test]
fn two_areas_have_no_border_in_common() {
    let at = |code: &str, west| square(&json!({"code": code}), west, 59.0, 0.1);
    // The other begins in another corner and goes the other way.
    let mut turned = at("B", 16.0);
    turned["geometry"]["coordinates"] =
        json!([[[16.1, 59.1], [16.1, 59.0], [16.0, 59.0], [16.0, 59.1], [16.1, 59.1]]]);
    let refused = refusal(&file(&[at("A", 16.0), turned]), AreaKind::Own, &[]);
    assert!(refused.starts_with("A and B have the same border"), "{refused}");
    assert!(read(&file(&[at("A", 16.0), at("B", 16.5)]), AreaKind::Own, &[], TODAY).is_ok());
}

#[test]
fn codes_that_look_the_same_are_the_same() {
    let forms = ["\u{d6}ja", " O\u{308}ja "].map(|code| json!({"code": code, "name": "Öja"}));
    let [one, other] = forms;
    let found = read(
        &file(&[square(&one, 16.0, 59.0, 0.1), square(&other, 16.5, 59.0, 0.1)]),
        AreaKind::Own,
        &[],
        TODAY,
    );
    let areas = found.unwrap().areas;
    assert_eq!(areas.iter().map(|area| area.code.as_str()).collect::<Vec<_>>(), ["\u{d6}ja"]);
}

#[test]
fn an_own_area_has_a_code_of_its_own() {
    let refusal = refusal(SAME_CODE, AreaKind::Own, &flen());
    assert!(refusal.starts_with("0482A0010 is the code of a statistical area"), "{refusal}");
}

#[test]
fn metres_are_reprojected_by_the_name_of_their_system_and_by_their_size() {
    let [named, unnamed] = [false, true].map(|strip| {
        let mut root: Value = serde_json::from_slice(METRES).unwrap();
        if strip {
            root.as_object_mut().unwrap().remove("crs");
        }
        root.to_string().into_bytes()
    });
    for (bytes, others) in [(&named, flen()), (&unnamed, flen()), (&unnamed, Vec::new())] {
        let found = read(bytes, AreaKind::Own, &others, TODAY).unwrap();
        assert_eq!(found.notes[0], Note::Areas(AreaNote::Reprojected { system: "EPSG:3006".into() }));
        let places = crate::places::Places::new(&found.areas).unwrap();
        let inside = |lon, lat| {
            places
                .locate(lofte_model::records::Position { lon, lat }, jiff::civil::date(2025, 3, 1))
                .own_area
                .is_some()
        };
        assert_eq!([inside(16.589, 59.057), inside(16.580, 59.060), inside(16.3, 59.1)], [true, true, false]);
    }
}

#[test]
fn a_system_that_is_not_known_is_named() {
    let mut root: Value = serde_json::from_slice(METRES).unwrap();
    root["crs"]["properties"]["name"] = json!("urn:ogc:def:crs:EPSG::27700");
    let unknown = refusal(root.to_string().as_bytes(), AreaKind::Own, &[]);
    assert!(unknown.contains("EPSG::27700") && unknown.contains("EPSG:3006"), "{unknown}");
    root["crs"]["properties"]["name"] = json!("urn:ogc:def:crs:OGC:1.3:CRS84");
    let other = refusal(root.to_string().as_bytes(), AreaKind::Own, &[]);
    assert!(other.contains("590064.02, 6546677.93 is no pair of that system"), "{other}");
}

#[test]
fn borders_that_are_changed_round_are_refused_with_and_without_neighbours() {
    for others in [flen(), Vec::new()] {
        let refusal = refusal(LATITUDE_FIRST, AreaKind::Own, &others);
        assert!(refusal.starts_with("the border of feature 1 (A) stands with latitude before"), "{refusal}");
    }
    let metres = file(&[square(&json!({"code": "A"}), 6_546_000.0, 590_000.0, 1_000.0)]);
    assert!(refusal(&metres, AreaKind::Own, &flen()).contains("north before east"));
    let stockholm = file(&[square(&json!({"code": "A"}), 18.0, 59.3, 0.1)]);
    assert!(refusal(&stockholm, AreaKind::Own, &flen()).contains("far from the municipality"));
    assert!(read(&stockholm, AreaKind::Own, &[], TODAY).is_ok());
}

#[test]
fn the_property_that_is_wanted_is_named_with_those_there_are() {
    insta::assert_snapshot!(
        refusal(OTHER_NAMES, AreaKind::Own, &flen()),
        @"feature 1 has no property “code” (or “deso”); it has: AKTUALITET_SLUT, AKTUALITET_START, KATEGORI, LOKALPOLISOMRADE, NAMN, OBJECTID, OMRADESKOD, ORT, Shape_Area"
    );
}

#[test]
fn residents_are_read_as_people_write_them_and_told_where_they_cannot_be() {
    let area = |code: &str, residents: Value, year: Value, west| {
        square(&json!({"code": code, "population": residents, "population_year": year}), west, 59.0, 0.1)
    };
    let found = read(
        &file(&[
            area("A", json!("1 620"), json!("2025"), 16.0),
            area("B", json!(1620.0), json!(2025), 16.2),
            area("C", json!("cirka 1600"), json!(2025), 16.4),
            area("D", json!(1620), Value::Null, 16.6),
            area("E", json!(-3), json!(2025), 16.8),
        ]),
        AreaKind::Statistical,
        &[],
        TODAY,
    )
    .unwrap();
    let residents = |area: &Area| area.population.as_ref().map(|Population { residents, .. }| *residents);
    assert_eq!(
        found.areas.iter().map(residents).collect::<Vec<_>>(),
        [Some(1620), Some(1620), None, None, None]
    );
    let code = |code: &str| AreaCode::new(code);
    let not = |area: &str, value: &str| AreaNote::NotUnderstood {
        area: code(area),
        property: "population",
        value: value.into(),
    };
    assert_eq!(
        about(&found),
        [
            not("C", "cirka 1600"),
            AreaNote::PopulationWithoutYear { area: code("D") },
            not("E", "-3"),
            AreaNote::WithoutPopulation { areas: vec![code("C"), code("D"), code("E")], of: 5 },
        ]
    );
}

#[test]
fn what_nobody_reads_is_named_and_a_strange_kind_of_place_is_told() {
    let bytes = file(&[square(
        &json!({"Kod": "A", "Namn": "Åsen", "place_type": "torg", "pop": 3}),
        16.0,
        59.0,
        0.1,
    )]);
    let found = read(&bytes, AreaKind::Own, &[], TODAY).unwrap();
    assert_eq!((found.areas[0].name.as_str(), found.areas[0].place_type), ("Åsen", PlaceType::Mixed));
    let strange =
        AreaNote::NotUnderstood { area: AreaCode::new("A"), property: "place_type", value: "torg".into() };
    let unread = AreaNote::Unread { properties: vec!["pop".into()] };
    let lacking = AreaNote::WithoutPopulation { areas: vec![AreaCode::new("A")], of: 1 };
    assert_eq!(about(&found), [strange, unread, lacking]);
}

#[test]
fn marks_of_other_programs_do_no_harm() {
    let plain = file(&[square(&json!({"code": "Å"}), 16.0, 59.0, 0.1)]);
    let text = String::from_utf8(plain.clone()).unwrap();
    let marked = [b"\xef\xbb\xbf".as_slice(), &plain].concat();
    assert_eq!(
        read(&marked, AreaKind::Own, &[], TODAY).unwrap(),
        read(&plain, AreaKind::Own, &[], TODAY).unwrap()
    );
    let old = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    let found = read(&old, AreaKind::Own, &[], TODAY).unwrap();
    assert_eq!((found.areas[0].code.as_str(), found.notes[0].code()), ("Å", "encoding-guessed"));
}

#[test]
fn what_is_no_area_is_refused_by_its_place() {
    let bare = json!({"type": "Feature", "properties": {"code": "A"}, "geometry": null});
    let point = json!({"type": "Feature", "properties": {"code": "A"},
        "geometry": {"type": "Point", "coordinates": [16.0, 59.0]}});
    let line = json!({"type": "Feature", "properties": {"code": "A"},
        "geometry": {"type": "Polygon", "coordinates": [[[16.0, 59.0], [16.1, 59.0]]]}});
    for feature in [bare, point, line] {
        let good = square(&json!({"code": "B"}), 16.0, 59.0, 0.1);
        let refusal = refusal(&file(&[good, feature]), AreaKind::Own, &[]);
        assert!(refusal.starts_with("feature 2 has no usable border"), "{refusal}");
    }
    assert!(refusal(b"{\"type\": ", AreaKind::Own, &[]).contains("line 1"));
    assert!(refusal(b"{\"type\": \"Topology\"}", AreaKind::Own, &[]).contains("Topology"));
    assert!(refusal(&file(&[]), AreaKind::Own, &[]).contains("no areas"));
}

#[test]
fn a_code_is_what_is_seen_of_it_and_a_shortened_number_is_none() {
    let properties = |population: &str| json!({"code": "\u{202a}park\u{200b}\u{202c}", "name": "Parken", "population": population, "population_year": "2024"});
    for (population, residents) in [("1 310", Some(1310)), ("1,3E+03", None), ("1,000", None)] {
        let found =
            read(&file(&[square(&properties(population), 16.0, 59.0, 0.1)]), AreaKind::Own, &[], TODAY)
                .unwrap();
        assert_eq!(found.areas[0].code.as_str(), "park");
        let read = found.areas[0].population.as_ref().map(|population| population.residents);
        assert_eq!(read, residents, "{population}");
        let told = about(&found).iter().any(|note| matches!(note, AreaNote::NotUnderstood { .. }));
        assert_eq!(told, residents.is_none());
    }
}

#[test]
fn residents_that_cannot_be_are_refused() {
    let refused =
        |properties: Value| refusal(&file(&[square(&properties, 16.0, 59.0, 0.1)]), AreaKind::Own, &[]);
    let all = [
        refused(json!({"code": "A", "population": 100, "aged_16_85": 200, "population_year": 2024})),
        refused(json!({"code": "A", "population": 100, "population_year": 2205})),
        refused(json!({"code": "A", "population": 100, "population_year": 2027})),
        refused(json!({"code": "A", "name": "Anna 19640823-3234"})),
    ];
    insta::assert_snapshot!(all.join("\n"), @r"
    A has more residents aged 16–85 (aged_16_85) than residents (population): correct one of the two
    A has residents of the year 2205, which has not come: correct population_year
    A has residents of the year 2027, which has not come: correct population_year
    feature 1 has a personal identity number in its property “name”: take it out
    ");
}

#[test]
fn areas_of_other_municipalities_are_passed_over_wherever_they_lie() {
    let at = |code: &str, west, south| square(&json!({ "desokod": code }), west, south, 0.1);
    let country = [
        at("0114A0010_DeSO2025", 17.9, 59.5),
        at("0482A9010_DeSO2025", 16.5, 59.0),
        at("2584B0020", 20.2, 67.8),
    ];
    for others in [flen(), Vec::new()] {
        let found = read(&file(&country), AreaKind::Statistical, &others, TODAY).unwrap();
        assert_eq!(found.areas.iter().map(|area| area.code.as_str()).collect::<Vec<_>>(), ["0482A9010"]);
        assert_eq!(about(&found)[0], AreaNote::OfOthers { count: 2 });
    }
    let refused = refusal(&file(&country[..1]), AreaKind::Statistical, &[]);
    assert!(refused.contains("other municipalities than 0482"), "{refused}");
}

#[test]
fn a_municipality_counts_by_one_division_at_a_time() {
    let regional = |code: &str| square(&json!({ "regsokod": code }), 16.5, 59.0, 0.1);
    let of_area = |code: &str| square(&json!({ "desokod": code }), 16.6, 59.0, 0.1);
    let both = file(&[regional("0482R001"), of_area("0482A0010")]);
    assert!(refusal(&both, AreaKind::Statistical, &[]).contains("two divisions"));

    // The other division takes the place of the one that there is, whose areas stay known and are used no more.
    let other =
        read(&file(&[regional("0482R001_RegSO2025")]), AreaKind::Statistical, &flen(), TODAY).unwrap();
    assert_eq!(other.areas[0].details.division.unwrap().to_string(), "RegSO 2025");
    assert_eq!(other.replaced.len(), 10);
    assert!(
        other.replaced.iter().all(|area| area.details.valid_to == Some(TODAY) && !area.is_used_on(TODAY))
    );
    let codes = other.replaced.iter().map(|area| area.code.clone()).collect();
    assert!(about(&other).contains(&AreaNote::DivisionReplaced { areas: codes }));

    // And back again.
    let known: Vec<Area> = other.replaced.into_iter().chain(other.areas).collect();
    let back = read(FLEN, AreaKind::Statistical, &known, TODAY).unwrap();
    assert!(back.areas.iter().all(|area| area.is_used_on(TODAY)));
    assert_eq!(back.replaced.iter().map(|area| area.code.as_str()).collect::<Vec<_>>(), ["0482R001"]);
}

#[test]
fn a_code_in_another_edition_is_another_area() {
    let of = |code: &str, more: &Value| {
        let mut properties = json!({ "desokod": code });
        properties.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        square(&properties, 16.5, 59.0, 0.1)
    };
    let residents = json!({"population": 900, "population_year": 2023, "name": "Bettna"});
    let before =
        read(&file(&[of("0482A0010_DeSO2018", &residents)]), AreaKind::Statistical, &[], TODAY).unwrap();
    let same =
        read(&file(&[of("0482A0010_DeSO2018", &json!({}))]), AreaKind::Statistical, &before.areas, TODAY);
    assert_eq!(same.unwrap().areas, before.areas);
    let version = json!({ "version": "2025_v1", "regsonamn": "Flen väst", "regsokod": "0482R002" });
    let after =
        read(&file(&[of("0482A0010", &version)]), AreaKind::Statistical, &before.areas, TODAY).unwrap();
    let area = &after.areas[0];
    assert_eq!((area.population.as_ref(), area.name.as_str()), (None, "Flen väst A0010"));
    assert_eq!(area.details.part_of, Some(AreaCode::new("0482R002")));
    assert_eq!(area.details.division.unwrap().edition, 2025);
}

#[test]
fn what_a_file_does_not_say_of_a_known_area_stays() {
    let of = |properties: &Value, others: &[Area]| {
        read(&file(&[square(properties, 16.0, 59.0, 0.1)]), AreaKind::Own, others, TODAY).unwrap()
    };
    let all = json!({"code": "A", "name": "Torget", "place_type": "centre", "source": "stadsbyggnad",
        "population": 12, "population_year": 2024});
    let first = of(&all, &[]);
    assert_eq!(of(&json!({"code": "A"}), &first.areas).areas, first.areas);
    let older = of(&json!({"code": "A", "population": 7, "population_year": 2020}), &first.areas);
    assert_eq!(older.areas, first.areas);
    assert!(about(&older).contains(&AreaNote::OlderPopulation { areas: vec![AreaCode::new("A")] }));
}
