//! Reads a file and says how long it took, for BENCHMARKS.md.
//!
//! `cargo run --release -p lofte-import --example measure -- ROWS` makes a file of that many Swedish-looking rows with
//! coordinates in metres and places them in the areas of Flen; `… -- FILE MAPPING` reads that file without areas;
//! `… -- FILE bra` reads statistics.

#![expect(clippy::print_stdout, reason = "it is for reading")]
#![expect(clippy::unwrap_used, reason = "a measurement may stop with a panic")]

use lofte_import::sources::{bra, incidents};
use lofte_import::{Context, Earlier, IncidentMapping, Row, RowSink, SinkError, Taken, Told};
use lofte_model::place::{Area, AreaCode, AreaKind, MunicipalityCode, PlaceType};
use lofte_model::records::{Reject, RowKey};
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

/// Takes everything and keeps nothing but counts.
#[derive(Default)]
struct Counting {
    placed: u64,
    reasons: BTreeMap<&'static str, u64>,
    first: Option<Reject>,
}

impl RowSink for Counting {
    /// As the first delivery of a source.
    fn earlier(&self, _: &RowKey) -> Earlier {
        Earlier::Nothing
    }

    fn take(&mut self, row: Row) -> Result<Taken, SinkError> {
        if let Row::Incident(incident) = row {
            self.placed += u64::from(incident.deso.is_some());
        }
        Ok(Taken::Stored)
    }

    fn reject(&mut self, reject: Reject) -> Result<(), SinkError> {
        *self.reasons.entry(reject.code()).or_insert(0) += 1;
        self.first.get_or_insert(reject);
        Ok(())
    }

    fn begin_again(&mut self) -> Result<(), SinkError> {
        *self = Self::default();
        Ok(())
    }

    fn progress(&mut self, _: u64, _: u64) {}
}

fn flen() -> Vec<Area> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/flen_deso_2025.geojson");
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let features = json["features"].as_array().unwrap();
    features
        .iter()
        .map(|feature| {
            let coordinates = feature["geometry"]["coordinates"].clone();
            let code = feature["properties"]["deso"].as_str().unwrap();
            let polygon = feature["geometry"]["type"] == "Polygon";
            let all = if polygon { serde_json::json!([coordinates]) } else { coordinates };
            Area {
                code: AreaCode::new(code),
                name: code.to_owned(),
                kind: AreaKind::Statistical,
                place_type: PlaceType::Mixed,
                population: None,
                border: serde_json::from_value(all).unwrap(),
                source: "SCB".to_owned(),
                details: lofte_model::place::AreaDetails::default(),
            }
        })
        .collect()
}

const MAPPING: &str = r#"
source = "polisen"
kind = "offence"
categories_default = "other"
[columns]
id = "Ärendenummer"
time = "Brottstid från"
end = "Brottstid till"
category = "Brottstyp"
north = "Nord"
east = "Öst"
[categories]
"Inbrott" = "burglary"
"Skadegörelse" = "vandalism"
"Misshandel" = "assault"
"#;

fn write_rows(path: &Path, rows: u32) {
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(file, "Ärendenummer;Brottstid från;Brottstid till;Brottstyp;Nord;Öst;Adress;Anteckning")
        .unwrap();
    let kinds = ["Inbrott", "Skadegörelse", "Misshandel", "Bedrägeri"];
    for row in 0..rows {
        // A plain mixing of bits: the same file every time.
        let mixed = row.wrapping_mul(2_654_435_761).rotate_left(13) ^ row;
        let (day, hour, minute) = (1 + mixed % 28, mixed / 28 % 24, mixed / 700 % 60);
        let (month, year) = (1 + mixed / 40_000 % 12, 2000 + mixed / 500_000 % 25);
        let (north, east) = (6_535_000 + mixed % 30_000, 575_000 + mixed / 30_000 % 30_000);
        let kind = kinds[(mixed % 4) as usize];
        writeln!(
            file,
            "5000-K{row:07}-{year};{year}-{month:02}-{day:02} {hour:02}:{minute:02};;{kind};{north},5;{east},25;Storgatan {minute};\"anmält av väktare; krossad ruta\""
        )
        .unwrap();
    }
}

/// Processor time of this process so far: hundredths of a second, of all its threads.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = tempfile::tempdir().unwrap();
    let code: MunicipalityCode = "0482".parse().unwrap();
    let today = jiff::civil::date(2026, 11, 23);
    let mut sink = Counting::default();
    let (path, mapping, areas) = match arguments.as_slice() {
        [rows] => {
            let path = folder.path().join("rows.csv");
            write_rows(&path, rows.parse().unwrap());
            (path, MAPPING.to_owned(), flen())
        }
        [file, mapping] if mapping == "bra" => (file.into(), String::new(), Vec::new()),
        [file, mapping] => (file.into(), std::fs::read_to_string(mapping).unwrap(), Vec::new()),
        _ => {
            println!("measure ROWS, or measure FILE MAPPING, or measure FILE bra");
            return;
        }
    };
    let context = Context { municipality: &code, areas: &areas, today, gazetteer: &[] };
    let (start, before) = (Instant::now(), processor_seconds());
    let report = if mapping.is_empty() {
        bra::read(&path, &context, &mut sink)
    } else {
        incidents::read(&path, &IncidentMapping::parse(&mapping).unwrap(), &context, &mut sink)
    };
    let seconds = start.elapsed().as_secs_f64();
    let processor = processor_seconds() - before;
    match report {
        Err(error) => println!("refused after {seconds:.2} s: {}: {error}", error.code()),
        Ok(report) => {
            println!(
                "{seconds:.2} s, processor {processor:.2} s, {} bytes, {:?}",
                report.inspected.bytes, report.counts
            );
            println!("period {:?}, placed {}, rejects {:?}", report.period, sink.placed, sink.reasons);
            println!("notes {:?}\nfirst reject {:?}", report.notes, sink.first);
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
}
