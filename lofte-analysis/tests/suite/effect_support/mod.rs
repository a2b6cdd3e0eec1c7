//! The Chicago districts by month, from the same events as the oracle's, and small helpers.

#![allow(dead_code, reason = "each test uses its own part of it")]

use std::collections::BTreeMap;

use flate2::read::GzDecoder;
use lofte_analysis::effect::Panel;
use serde_json::Value;

/// First month after the pretended measure: January 2016.
pub const START: usize = 72;
/// Months from January 2010 to December 2019.
pub const MONTHS: usize = 120;

/// Counts of 22 districts by 120 months, row after row, with the districts' numbers.
pub struct Districts {
    pub numbers: Vec<u64>,
    pub counts: Vec<u64>,
    pub treated: usize,
}

impl Districts {
    /// Months counted from the events; districts with at most 1 200 events are left out, as in evaluate.py.
    pub fn read() -> Self {
        let file = include_bytes!("../../../oracle/data/chicago_aggravated_assaults_2010-2019.csv.gz");
        let mut reader = csv::Reader::from_reader(GzDecoder::new(file.as_slice()));
        let mut rows: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for record in reader.records() {
            let record = record.unwrap();
            let year: usize = record[0][..4].parse().unwrap();
            let month: usize = record[0][5..7].parse().unwrap();
            let district = record[4].parse().unwrap();
            rows.entry(district).or_insert_with(|| vec![0; MONTHS])[(year - 2010) * 12 + month - 1] += 1;
        }
        rows.retain(|_, counts| counts.iter().sum::<u64>() > 1200);
        let numbers: Vec<u64> = rows.keys().copied().collect();
        let treated = numbers.iter().position(|number| *number == 11).unwrap();
        Self { numbers, counts: rows.into_values().flatten().collect(), treated }
    }

    pub fn panel(&self) -> Panel<'_, u64> {
        Panel { values: &self.counts, units: self.numbers.len(), treated: self.treated, start: START }
    }

    pub fn row(&self, unit: usize) -> &[u64] {
        &self.counts[unit * MONTHS..(unit + 1) * MONTHS]
    }
}

pub fn oracle() -> Value {
    let text = include_str!("../../../oracle/evaluation/evaluate_chicago.json");
    serde_json::from_str::<Value>(text).unwrap()["result"].clone()
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

pub fn close(ours: f64, theirs: f64, relative: f64) {
    assert!((ours - theirs).abs() <= relative * theirs.abs(), "{ours} against {theirs}");
}

/// The bytes of a result, computed on so many threads.
pub fn bytes<T: serde::Serialize + Send>(threads: usize, compute: impl Fn() -> T + Sync + Send) -> Vec<u8> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    serde_json::to_vec(&pool.install(compute)).unwrap()
}

/// Whether every number in a result is finite; serde_json writes null for those that are not.
pub fn finite<T: serde::Serialize>(result: &T, allowed_nulls: usize) -> bool {
    fn nulls(value: &Value) -> usize {
        match value {
            Value::Null => 1,
            Value::Array(values) => values.iter().map(nulls).sum(),
            Value::Object(fields) => fields.values().map(nulls).sum(),
            _ => 0,
        }
    }
    nulls(&serde_json::to_value(result).unwrap()) <= allowed_nulls
}
