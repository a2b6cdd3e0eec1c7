//! Tables in the forms in which they are handed over.

use super::*;
use crate::report::Note;
use crate::row::{Row, SinkError, Taken};
use lofte_model::place::{Area, AreaCode, AreaDetails, AreaKind, MunicipalityCode, PlaceType};
use lofte_model::records::{PeriodCount, Reject};

#[derive(Default)]
struct Kept(Vec<PeriodCount>, Vec<Reject>);

impl RowSink for Kept {
    fn take(&mut self, row: Row) -> Result<Taken, SinkError> {
        if let Row::Count(count) = row {
            self.0.push(count);
        }
        Ok(Taken::Stored)
    }
    fn reject(&mut self, reject: Reject) -> Result<(), SinkError> {
        self.1.push(reject);
        Ok(())
    }
    fn begin_again(&mut self) -> Result<(), SinkError> {
        *self = Self::default();
        Ok(())
    }
    fn progress(&mut self, _done: u64, _total: u64) {}
}

fn area(code: &str, name: &str) -> Area {
    Area {
        code: AreaCode::new(code),
        name: name.into(),
        kind: AreaKind::Own,
        place_type: PlaceType::Mixed,
        population: None,
        border: Vec::new(),
        source: "test".into(),
        details: AreaDetails::default(),
    }
}

fn read_with(text: &str, settings: &str) -> Result<(Vec<String>, ReadReport, Vec<Reject>), ImportError> {
    let municipality: MunicipalityCode = "0482".parse().unwrap();
    let police = Area { kind: AreaKind::LocalPolice, ..area("lpo-nykoping", "LPO Nyköping") };
    let areas = [area("c", "Centrum"), area("0482A0010", "Malmköping"), police];
    let context = Context {
        municipality: &municipality,
        areas: &areas,
        today: jiff::civil::date(2026, 11, 30),
        gazetteer: &[],
    };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tabell.csv");
    std::fs::write(&path, text).unwrap();
    let mut kept = Kept::default();
    let report = read(&path, &Settings::parse(settings)?, &context, &mut kept)?;
    let told = |count: &PeriodCount| {
        let area = count.area.as_ref().map_or("alla", AreaCode::as_str);
        let number = count.count.map_or_else(|| "..".to_owned(), |count| count.to_string());
        let mark = if count.preliminary { "*" } else { "" };
        let (length, year, of_year) = (count.span.length().word(), count.span.year(), count.span.number());
        format!("{area} {} {length} {year}/{of_year} {number}{mark}", count.category)
    };
    Ok((kept.0.iter().map(told).collect(), report, kept.1))
}

fn figures(text: &str) -> Vec<String> {
    read_with(text, "").unwrap().0
}

#[test]
fn the_same_figures_come_of_every_form() {
    let long = "Område;Kategori;Månad;Antal\nCentrum;Våld;2025-01;3\nCentrum;Våld;2025-02;4\n";
    let expected = ["c vald month 2025/1 3", "c vald month 2025/2 4"];
    for text in [
        long,
        "Område;Kategori;2025-01;2025-02;Totalt\nCentrum;Våld;3;4;7\nTotalt;;3;4;7\n",
        "Område;Kategori;2025;;\n;;jan;feb;Summa\nCentrum;Våld;3;4;7\n",
        "Brott i Flen 2025\nOmråde;Kategori;jan;feb\nCentrum;Våld;3;4\n",
        "Område;Månad;Våld;Summa\nCentrum;januari 2025;3;3\nCentrum;feb 2025;4;4\n",
        "Område;Våld jan 2025;Våld feb 2025\nCentrum;3;4\n",
        "År;Månad;Område;Kategori;Antal\n2025;1;Centrum;Våld;3\n2025;februari;;;4\n",
        "Kommun;Område;Kategori;Årmånad;Antal\nFlen;Centrum;Våld;202501;3\nFlen;Centrum;Våld;202502;4\nTrosa;Centrum;Våld;202502;9\n",
    ] {
        assert_eq!(figures(text), expected, "{text}");
    }
}

#[test]
fn a_column_of_local_police_areas_is_of_them_and_not_of_the_municipality() {
    let alone = "Lokalpolisområde;Kategori;Månad;Antal\nNyköping;Våld;2025-01;3\nEskilstuna;Våld;2025-01;9\n";
    assert_eq!(figures(alone), ["lpo-nykoping vald month 2025/1 3"]);
    let beside = "Kommun;Lokalpolisområde;Kategori;Månad;Antal\nFlen;Nyköping;Våld;2025-01;3\n";
    assert_eq!(figures(beside), ["alla vald month 2025/1 3"], "the row is the municipality's");
    let among = "Område;Kategori;Månad;Antal\nLPO Nyköping;Våld;2025-01;3\nNyköping;Våld;2025-01;2\nFlen;Våld;2025-01;1\n";
    assert_eq!(figures(among), ["lpo-nykoping vald month 2025/1 3", "alla vald month 2025/1 1"]);
}

#[test]
fn what_is_written_once_holds_for_the_rows_below_it_and_no_others() {
    // The last row is the other municipality's.
    assert_eq!(
        figures("Kommun;Brott;2024\nFlen;Hot;5\nKatrineholm;Hot;9\n;Våld;7\n"),
        ["alla hot year 2024/1 5"]
    );
    // A heading alone in its row, with fewer cells than the table has.
    assert_eq!(
        figures("Område;Brott;2024\nCentrum;Hot;1\nMalmköping\n;Hot;2\n"),
        ["c hot year 2024/1 1", "0482A0010 hot year 2024/1 2"]
    );
    // Below a row that cannot be read nobody knows.
    let (taken, _, rejects) =
        read_with("Område;Brott;2024\nCentrum;Hot;1\nMalmköping;Hot;2;3;4\n;Våld;2\n", "").unwrap();
    assert_eq!(taken, ["c hot year 2024/1 1"]);
    assert_eq!(rejects.len(), 2);
}

#[test]
fn two_names_of_one_category_are_told_and_none_is_lost() {
    let settings = "[categories]\n\"Stöld cykel\" = \"theft\"\n\"Stöld bil\" = \"theft\"\n";
    let text = "Brott;2024\nStöld cykel;4\nStöld bil;4\nHot;1\n";
    let (taken, report, rejects) = read_with(text, settings).unwrap();
    assert_eq!(taken, ["alla hot year 2024/1 1"]);
    assert_eq!((report.counts.read(), rejects.len()), (3, 2));
}

#[test]
fn withheld_is_not_nought_and_the_municipality_is_no_area() {
    let text = "Område;Brott;2024;2025*\nHela kommunen;Skadegörelse;120;..\n0482 Flen;Hot;-;<5\n0482A0010_DeSO2025;Hot;;1\n";
    assert_eq!(
        figures(text),
        [
            "alla vandalism year 2024/1 120",
            "alla vandalism year 2025/1 ..*",
            "alla hot year 2024/1 0",
            "alla hot year 2025/1 ..*",
            "0482A0010 hot year 2024/1 ..",
            "0482A0010 hot year 2025/1 1*",
        ]
    );
    assert_eq!(figures("Kvartal;Hot\n2025 kv 1;3\n"), ["alla hot quarter 2025/1 3"]);
}

#[test]
fn periods_that_are_not_over_and_areas_that_nobody_knows_are_rejected() {
    let (taken, report, rejects) = read_with(
        "Område;Brott;Månad;Antal\nCentrum;Hot;2026-10;3\nCentrum;Hot;2026-11;3\nCentrum;Hot;2027-01;3\nFjärran;Hot;2026-01;1\nCentrum;Hot;våren;1\nCentrum;701063-2391;2026-01;1\n",
        "",
    )
    .unwrap();
    assert_eq!(taken, ["c hot month 2026/10 3"]);
    let codes: Vec<&str> = rejects.iter().map(lofte_model::message::Told::code).collect();
    assert_eq!(codes, ["period-not-over", "in-the-future", "unknown-area", "bad-period", "personal-number"]);
    assert_eq!((report.counts.read(), report.counts.stored(), report.counts.rejected()), (6, 1, 5));
    // October was not over when this was taken out.
    let early = "Anmälda brott i kommunens områden per månad och kategori. Uttag 2026-10-20.\nOmråde;Brott;Månad;Antal\nCentrum;Hot;2026-09;3\nCentrum;Hot;2026-10;3\n";
    assert_eq!(figures(early), ["c hot month 2026/9 3"]);
}

#[test]
fn what_contradicts_itself_is_not_taken_and_a_column_that_divides_is_named() {
    let (taken, _, rejects) = read_with(
        "Område;Brott;Månad;Antal\nCentrum;Hot;2026-01;3\nCentrum;Hot;2026-01;4\nCentrum;Hot;2026-02;1\nCentrum;Hot;2026-03;1\n",
        "",
    )
    .unwrap();
    assert_eq!((taken.len(), rejects.len()), (2, 2));
    let divided = "Område;Brott;Månad;Kön;Antal\nCentrum;Hot;2026-01;K;3\nCentrum;Hot;2026-01;M;4\nCentrum;Hot;2026-02;K;1\nCentrum;Hot;2026-02;M;2\n";
    let refused = read_with(divided, "").unwrap_err();
    assert!(matches!(&refused, ImportError::DividedRows { columns, .. } if *columns == ["Kön"]), "{refused}");
    // One offence a row is no table of counts: two alike would become one.
    let rows = "desokod;Brottskod text;Inskr årmånad;Inskrivningsdatum;antal\n0482A0010;Stöld;202501;2025-01-03;1\n0482A0010;Stöld;202501;2025-01-09;1\n";
    assert!(matches!(read_with(rows, "").unwrap_err(), ImportError::DividedRows { .. }));
}

#[test]
fn a_person_may_say_what_a_table_leaves_out() {
    let text = "Plats;Månad;Antal\nStan;2025-01;3\n";
    let settings = "source = 'vaktbolaget'\nkind = 'disturbance'\ncategory = 'Störning'\nretrieved = 2026-01-10\npreliminary = true\n[areas]\nStan = 'c'\n[categories]\n'Störning' = 'disorder'";
    assert_eq!(read_with(text, settings).unwrap().0, ["c disorder month 2025/1 3*"]);
    assert!(
        matches!(read_with(text, "").unwrap_err(), ImportError::MissingColumn { column, .. } if column == "Kategori")
    );
    let months = "Område;Brott;jan;feb\nCentrum;Hot;1;2\n";
    assert!(
        matches!(read_with(months, "").unwrap_err(), ImportError::MissingColumn { column, .. } if column == "År")
    );
}

#[test]
fn a_table_of_nothing_but_totals_is_taken() {
    let text = "Område;Brott;Månad;Antal\nCentrum;Totalt antal brott;2025-01;3\nCentrum;Totalt antal brott;2025-02;4\n";
    assert_eq!(figures(text), ["c total month 2025/1 3", "c total month 2025/2 4"]);
}

#[test]
fn a_table_of_all_municipalities_without_a_period_is_read_when_it_is_given() {
    // The form of MSB's cross tables; the figures are made up.
    let table = "Kommun;Antal insatser;Antal insatser per 1000 inv;Befolkning\n\
        Totaler;185;0,019;9644864\nFlen;3;0,19;16000\nAle;1;0,036;28074\n";
    let settings = "source = 'raddningstjanst'\nkind = 'disturbance'\ncategory = 'Anlagd skolbrand'\n";
    let (counts, report, _) = read_with(table, &format!("{settings}period = '2013'\n")).unwrap();
    assert_eq!(counts, ["alla anlagd_skolbrand year 2013/1 3"]);
    assert!(report.notes.contains(&Note::RowsOfOthers { rows: 1 }));
    // Nobody says when.
    let refused = read_with(table, settings).unwrap_err();
    let lacks = matches!(refused, ImportError::MissingColumn { .. } | ImportError::NoHeader { .. });
    assert!(lacks, "{refused}");
    // A title says it.
    let titled = format!("Insatser 2013;;;\n{table}");
    let (counts, report, _) = read_with(&titled, settings).unwrap();
    assert_eq!(counts, ["alla anlagd_skolbrand year 2013/1 3"]);
    assert!(report.notes.contains(&Note::YearOfTitle { year: "2013".into() }));
    // A year in each column, and a year in a column of its own.
    for table in ["Kommun;2012;2013\nFlen;2;3\n", "Kommun;År;Antal insatser\nFlen;2012;2\nFlen;2013;3\n"] {
        let (counts, _, _) = read_with(table, settings).unwrap();
        assert_eq!(counts, ["alla anlagd_skolbrand year 2012/1 2", "alla anlagd_skolbrand year 2013/1 3"]);
    }
    // One row for each cause.
    let causes = "Brandorsak;Antal bränder\nAnlagd med uppsåt;4\nOkänd;9\n";
    let (counts, _, _) = read_with(causes, "period = '2013'").unwrap();
    assert_eq!(counts, ["alla anlagd_med_uppsat year 2013/1 4", "alla okand year 2013/1 9"]);
}
