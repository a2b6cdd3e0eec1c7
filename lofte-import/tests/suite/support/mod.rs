//! What the tests share: a sink that keeps everything in memory, and a municipality.

#![allow(dead_code, reason = "each test binary uses its part")]

pub mod biff;
pub mod same_rows;

use lofte_import::{Context, Row, RowSink, SinkError, Taken};
use lofte_model::gazetteer::GazetteerEntry;
use lofte_model::place::{Area, AreaCode, AreaDetails, AreaKind, MunicipalityCode, PlaceType};
use lofte_model::records::{Incident, Reject, RowKey, Statistic};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Keeps rows and rejects; knows the keys of earlier readings.
#[derive(Default)]
pub struct Memory {
    pub known: BTreeSet<RowKey>,
    pub rows: Vec<Row>,
    pub rejects: Vec<Reject>,
    pub progress: Vec<(u64, u64)>,
}

impl Memory {
    /// The same keys, nothing else: what the next delivery meets.
    pub fn next(self) -> Self {
        Self { known: self.known, ..Self::default() }
    }

    pub fn incidents(&self) -> Vec<&Incident> {
        self.rows
            .iter()
            .filter_map(|row| if let Row::Incident(incident) = row { Some(incident) } else { None })
            .collect()
    }

    pub fn statistics(&self) -> Vec<&Statistic> {
        self.rows
            .iter()
            .filter_map(|row| if let Row::Statistic(one) = row { Some(one) } else { None })
            .collect()
    }

    /// Rejects by reason.
    pub fn reasons(&self) -> BTreeMap<&'static str, usize> {
        let mut reasons = BTreeMap::new();
        for reject in &self.rejects {
            *reasons.entry(lofte_import::Told::code(reject)).or_insert(0) += 1;
        }
        reasons
    }
}

impl RowSink for Memory {
    fn take(&mut self, row: Row) -> Result<Taken, SinkError> {
        let Some(key) = key(&row) else {
            self.rows.push(row);
            return Ok(Taken::Stored);
        };
        if !self.known.insert(key) {
            return Ok(Taken::Duplicate);
        }
        self.rows.push(row);
        Ok(Taken::Stored)
    }

    fn reject(&mut self, reject: Reject) -> Result<(), SinkError> {
        self.rejects.push(reject);
        Ok(())
    }

    fn begin_again(&mut self) -> Result<(), SinkError> {
        let here: Vec<RowKey> = self.rows.drain(..).filter_map(|row| key(&row)).collect();
        self.known.retain(|key| !here.contains(key));
        self.rejects.clear();
        Ok(())
    }

    fn progress(&mut self, bytes_done: u64, bytes_total: u64) {
        self.progress.push((bytes_done, bytes_total));
    }
}

/// What a row is known by. Answers have no sameness here: whether a wave is there already, the records know.
fn key(row: &Row) -> Option<RowKey> {
    match row {
        Row::Incident(incident) => Some(incident.key),
        Row::Statistic(statistic) => Some(statistic.key),
        Row::Count(count) => Some(count.key),
        Row::Result(result) => Some(result.key),
        Row::Answers(_) => None,
    }
}

/// A municipality with its areas.
pub struct Place {
    pub code: MunicipalityCode,
    pub areas: Vec<Area>,
    pub gazetteer: Vec<GazetteerEntry>,
}

impl Place {
    /// Flen with its real statistical areas.
    pub fn flen() -> Self {
        let text = std::fs::read_to_string(data("flen_deso_2025.geojson")).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let areas = json["features"].as_array().unwrap().iter().map(|feature| {
            let geometry = &feature["geometry"];
            let coordinates = geometry["coordinates"].clone();
            let border = if geometry["type"] == "Polygon" {
                vec![serde_json::from_value(coordinates).unwrap()]
            } else {
                serde_json::from_value(coordinates).unwrap()
            };
            let code = feature["properties"]["deso"].as_str().unwrap();
            Area {
                code: AreaCode::new(code),
                name: format!("Område {code}"),
                kind: AreaKind::Statistical,
                place_type: PlaceType::Mixed,
                population: None,
                border,
                source: "SCB".into(),
                details: AreaDetails::default(),
            }
        });
        Self { code: "0482".parse().unwrap(), areas: areas.collect(), gazetteer: Vec::new() }
    }

    /// A municipality without areas, for files from elsewhere.
    pub fn elsewhere() -> Self {
        Self { code: "0482".parse().unwrap(), areas: Vec::new(), gazetteer: Vec::new() }
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            municipality: &self.code,
            areas: &self.areas,
            today: jiff::civil::date(2026, 11, 23),
            gazetteer: &self.gazetteer,
        }
    }
}

/// A file of the test data.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A file with these bytes.
pub fn file(bytes: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes.as_ref()).unwrap();
    file
}

/// Rows and rejects as text, for people.
pub fn told(memory: &Memory) -> String {
    let mut out = String::new();
    for row in &memory.rows {
        match row {
            Row::Incident(i) => {
                let place =
                    i.position.map_or_else(|| "-".to_owned(), |p| format!("{:.5} {:.5}", p.lon, p.lat));
                let area = i.deso.as_ref().or(i.own_area.as_ref()).map_or("-", AreaCode::as_str);
                let end = i.end.map_or_else(|| "-".to_owned(), |end| end.to_string());
                writeln!(out, "{} {} {:?} | {end} | {place} | {area}", i.category, i.start, i.precision)
                    .unwrap();
            }
            Row::Statistic(s) => {
                writeln!(out, "{} {} {} {:?} {:?}", s.region, s.year, s.category, s.count, s.per_100_000)
                    .unwrap();
            }
            Row::Count(c) => {
                let area = c.area.as_ref().map_or("-", AreaCode::as_str);
                let mark = if c.preliminary { " preliminary" } else { "" };
                let retrieved = c.retrieved.map_or_else(|| "-".to_owned(), |day| day.to_string());
                let (of, category, days) = (c.of, &c.category, c.span.days());
                writeln!(
                    out,
                    "{of} {category} ({}) {area} {days} {:?}{mark} | {retrieved}",
                    c.label, c.count
                )
                .unwrap();
            }
            Row::Result(r) => {
                let area = r.area.as_ref().map_or("-", AreaCode::as_str);
                let group = r.group.as_deref().unwrap_or("-");
                let (measure, figure) = (r.measure.word(), (r.value, r.interval, r.answers));
                writeln!(out, "{} ({}) {area} {group} {} {measure} {figure:?}", r.indicator, r.label, r.year)
                    .unwrap();
            }
            Row::Answers(wave) => {
                writeln!(out, "{:?} {:?}\n{:?}", wave.stratum, wave.weights, wave.answers).unwrap();
            }
        }
    }
    out.push_str(&told_rejects(&memory.rejects));
    out
}

/// The reject list as text.
pub fn told_rejects(rejects: &[Reject]) -> String {
    rejects.iter().fold(String::new(), |mut out, reject| {
        let column = reject.column.as_deref().unwrap_or("-");
        let value = reject.value.as_deref().unwrap_or("-");
        writeln!(out, "row {}: {:?} in {column}: {value}", reject.row, reject.reason).unwrap();
        out
    })
}

/// An area as text, for people.
pub fn told_area(area: &Area) -> String {
    let corners: usize = area.border.iter().flatten().map(Vec::len).sum();
    let residents = area.population.as_ref().map_or_else(
        || "-".to_owned(),
        |known| {
            format!("{} ({}, {:?}, {})", known.residents, known.year, known.aged_16_85, named(&known.source))
        },
    );
    format!(
        "{} {} {:?} {:?} | {residents} | {corners} corners | {}\n",
        area.code, area.name, area.kind, area.place_type, area.source
    )
}

/// A source; the name of a file made for a test is another each time.
fn named(source: &str) -> &str {
    if source.starts_with(".tmp") { "the file" } else { source }
}
