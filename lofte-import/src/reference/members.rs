//! Borders that are packed one municipality at a time, so that only those that are asked for are unpacked.

use crate::borders::{Shape, Vicinity, shapes};
use flate2::read::MultiGzDecoder;
use lofte_model::place::MunicipalityCode;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;

/// A packed file, and where in it the borders of each municipality lie.
pub(super) struct Members {
    file: &'static [u8],
    places: BTreeMap<MunicipalityCode, (usize, usize)>,
}

#[derive(Deserialize)]
struct Entry {
    kommun: MunicipalityCode,
    offset: usize,
    length: usize,
}

impl Members {
    pub(super) fn new(file: &'static [u8], index: &'static [u8]) -> Self {
        let entries = csv::Reader::from_reader(index).into_deserialize::<Entry>().filter_map(Result::ok);
        let places = entries.map(|entry| (entry.kommun, (entry.offset, entry.length))).collect();
        Self { file, places }
    }

    /// The borders of a municipality. They come with the program: the tests read those of every one.
    pub(super) fn shapes(&self, code: &MunicipalityCode) -> Vec<Shape> {
        let Some(text) = self.text(code) else { return Vec::new() };
        let features: Vec<&str> = text.lines().collect();
        let collection = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        shapes(collection.as_bytes(), Vicinity::Sweden).map(|found| found.shapes).unwrap_or_default()
    }

    fn text(&self, code: &MunicipalityCode) -> Option<String> {
        let (offset, length) = self.places.get(code)?;
        let mut text = String::new();
        MultiGzDecoder::new(self.file.get(*offset..offset + length)?).read_to_string(&mut text).ok()?;
        Some(text)
    }
}
