//! Residents as publishers and people write them.

use super::*;
use lofte_model::place::{AreaCode, MunicipalityCode, PlaceType};

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 23);

fn area(code: &str, name: &str, population: Option<(u32, i16)>) -> Area {
    Area {
        code: AreaCode::new(code),
        name: name.into(),
        kind: AreaKind::Statistical,
        place_type: PlaceType::Mixed,
        population: population.map(|(residents, year)| Residents {
            residents,
            aged_16_85: Some(10),
            year,
            source: "before".into(),
        }),
        border: Vec::new(),
        source: String::new(),
        details: lofte_model::place::AreaDetails::default(),
    }
}

fn areas() -> Vec<Area> {
    vec![
        area("0482A0010", "Bettna", None),
        area("0482A0020", "Sparreholm", Some((1500, 2023))),
        area("0482A0030", "Skebokvarn", Some((1600, 2025))),
    ]
}

fn read(text: &str) -> Result<PlaceReport, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("folkmangd.csv");
    std::fs::write(&path, text).unwrap();
    let (municipality, areas): (MunicipalityCode, _) = ("0482".parse().unwrap(), areas());
    let context = Context { municipality: &municipality, areas: &areas, today: TODAY, gazetteer: &[] };
    Population.read(&path, &context, &mut |_, _| ())
}

/// Code, residents and year of what is to be written.
fn written(report: &PlaceReport) -> Vec<String> {
    let told = |area: &Area| {
        let residents = area.population.as_ref().unwrap();
        let aged = residents.aged_16_85.map_or_else(|| "-".to_owned(), |aged| aged.to_string());
        format!("{} {} {} {aged}", area.code, residents.residents, residents.year)
    };
    report.areas.iter().map(told).collect()
}

fn codes(report: &PlaceReport) -> Vec<&'static str> {
    report.notes.iter().map(lofte_model::message::Told::code).collect()
}

#[test]
fn the_latest_year_counts_and_a_later_one_that_is_known_stays() {
    let report = read(
        "region;ålder;kön;2023;2024\n0482A0010_DeSO2025;totalt;totalt;1601;1 612\n\
         0482A0020;totalt;totalt;1490;1495\n0482A0030;totalt;totalt;1;2\n0482A0010;16-19 år;män;7;8\n\
         0480A0010;totalt;totalt;3;4\n0482 Flen;totalt;totalt;5;6\n",
    )
    .unwrap();
    assert_eq!(written(&report), ["0482A0010 1612 2024 -", "0482A0020 1495 2024 -"]);
    assert_eq!(report.areas[0].population.as_ref().unwrap().source, "folkmangd.csv");
    assert_eq!((report.counts.stored(), report.counts.corrected(), report.counts.rejected()), (0, 2, 0));
    let told =
        ["total-rows-only", "sum-rows", "areas-of-others", "areas-latest-year", "areas-older-population"];
    assert_eq!(codes(&report)[..5], told);
}

#[test]
fn areas_are_found_by_name_and_ages_of_the_same_year_stay() {
    let report =
        read("Område;År;Folkmängd;Källa\nBETTNA;2025;1 700;SCB\nSparreholm;2023;1501;SCB\nSkebokvarn;2025;1600;SCB\n")
            .unwrap();
    let expected = ["0482A0010 1700 2025 -", "0482A0020 1501 2023 10", "0482A0030 1600 2025 10"];
    assert_eq!(written(&report), expected);
    let same = read("Område;År;Folkmängd;Källa\nSkebokvarn;2025;1600;before\n").unwrap();
    assert_eq!((same.areas.len(), same.counts.duplicate()), (0, 1), "nothing new");
}

#[test]
fn what_cannot_be_is_rejected_by_row_and_the_rest_is_taken() {
    let report = read(
        "code;year;population;aged_16_85\n0482A0010;2025;1700;1400\n0482A0010;2025;1700;1400\n\
         0482Z0010;2025;1;1\n0482A0020;2025;..;1\n0482A0020;2031;10;1\n0482A0020;2025;10;11\n0482A0020;förra året;10;1\n\
         0482A0030;2025;1;\n0482A0030;2025;2;\n",
    )
    .unwrap();
    assert_eq!(written(&report), ["0482A0010 1700 2025 1400"]);
    let told: Vec<String> = report
        .rejects
        .iter()
        .map(|reject| format!("{} {}", reject.row, lofte_model::message::Told::code(reject)))
        .collect();
    let expected = [
        "4 unknown-area",
        "5 missing-value",
        "6 in-the-future",
        "7 bad-number",
        "8 bad-number",
        "9 contradicts-row",
        "10 contradicts-row",
    ];
    assert_eq!(told, expected);
    let counts = report.counts;
    assert_eq!(counts.read(), counts.kept() + counts.duplicate() + counts.rejected());
}

#[test]
fn parts_are_never_added_up_and_a_file_without_anything_is_refused() {
    let divided = read("region;kön;2024\n0482A0010;män;800\n0482A0010;kvinnor;805\n").unwrap_err();
    assert!(matches!(divided, ImportError::DividedRows { row: Some(2), .. }), "{divided}");
    let unknown = read("region;2024\n0999X1;800\n0999X2;805\n").unwrap_err();
    assert!(matches!(unknown, ImportError::EveryRow { rows: 2, .. }), "{unknown}");
    let header = read("region;ålder\n0482A0010;totalt\n").unwrap_err();
    assert!(header.to_string().contains("år"), "{header}");
}

/// A cut of an answer of Statistics Sweden's database, made up for this test.
const CUBE: &str = r#"{"version":"2.0","class":"dataset","label":"Folkmängd per region","source":"SCB","updated":"2026-02-20T07:00:00Z",
  "id":["Region","Alder","Kon","ContentsCode","Tid"],"size":[2,2,1,1,2],"role":{"time":["Tid"],"metric":["ContentsCode"]},
  "extension":{"lofte":{"retrieved":"2026-03-02"}},
  "dimension":{
    "Region":{"label":"region","category":{"index":{"0482A0010_DeSO2025":0,"0482A0020_DeSO2025":1},"label":{"0482A0010_DeSO2025":"0482A0010 (Flen)","0482A0020_DeSO2025":"0482A0020 (Flen)"}}},
    "Alder":{"label":"ålder","category":{"index":["totalt","80-"],"label":{"totalt":"totalt","80-":"80 år och äldre"}}},
    "Kon":{"label":"kön","category":{"index":["1+2"],"label":{"1+2":"totalt"}}},
    "ContentsCode":{"label":"tabellinnehåll","category":{"index":["000007Y7"],"label":{"000007Y7":"Folkmängden per region"}}},
    "Tid":{"label":"år","category":{"index":["2024","2025"]}}},
  "value":[1601,1612,90,91,1588,null,80,81],"status":{"1":"p"}}"#;

#[test]
fn an_answer_of_the_database_is_read_as_it_came() {
    let report = read(CUBE).unwrap();
    assert_eq!(written(&report), ["0482A0010 1612 2025 -", "0482A0020 1588 2024 -"]);
    let source = |place: usize| report.areas[place].population.as_ref().unwrap().source.clone();
    assert_eq!(source(0), "SCB, uppdaterad 2026-02-20, preliminär, hämtad 2026-03-02");
    assert_eq!(source(1), "SCB, uppdaterad 2026-02-20, hämtad 2026-03-02");
    assert_eq!(report.rejects.len(), 1, "what is withheld is not nought: {:?}", report.rejects);
    let by_codes = "\"Region\",\"Alder\",\"Kon\",\"000007Y7 2024\"\n\"0482A0010_DeSO2025\",\"totalt\",\"1+2\",1402\n\"0482A0010_DeSO2025\",\"80-\",\"1+2\",114\n";
    assert_eq!(written(&read(by_codes).unwrap()), ["0482A0010 1402 2024 -"]);
}
