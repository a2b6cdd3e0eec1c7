//! The grouped counts of a picture, as `lofte-app` asks them: months, categories by year, the week, the first hours of the
//! day minute by minute, and for each year its categories by area.

use crate::Line;
use lofte_model::period::Period;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{CountTable, Dimension, RecordKind, Selection};
use lofte_records::{Records, RecordsError};
use std::collections::BTreeSet;
use std::error::Error;
use std::time::Instant;

/// What a set of answers was made of, and whether two sets are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Answered {
    /// Rows of the municipality.
    pub(crate) rows: u64,
    /// Groups in all answers.
    groups: u64,
    /// Squares of all counts, added: one number by which engines are compared.
    pub(crate) squares: f64,
}

impl Answered {
    fn add(&mut self, table: &CountTable) {
        self.groups += table.rows.len() as u64;
        self.squares += table.rows.iter().map(|row| (row.count as f64).powi(2)).sum::<f64>();
    }
}

/// Asks everything once.
pub(crate) async fn ask(records: &Records, code: &MunicipalityCode) -> Result<Answered, RecordsError> {
    use Dimension::{Category, Deso, Hour, Kind, Minute, Month, Weekday, Year};
    let all = Selection::all(code.clone()).kinds(&RecordKind::INCIDENTS);
    let first_hours = Selection { hours: Some((0, 1)), ..all.clone() };
    let mut answered = Answered::default();
    let by_year = records.count(&all, &[Kind, Category, Year]).await?;
    answered.rows = by_year.total();
    answered.add(&by_year);
    answered.add(&records.count(&all, &[Kind, Month]).await?);
    answered.add(&records.count(&all, &[Kind, Weekday, Hour]).await?);
    answered.add(&records.count(&first_hours, &[Kind, Hour, Minute]).await?);
    let years: BTreeSet<i32> = by_year.rows.iter().filter_map(|row| row.keys[2].number()).collect();
    for year in years.into_iter().filter_map(|year| i16::try_from(year).ok()) {
        let of_year = Selection { period: Some(Period::year(year)), ..all.clone() };
        answered.add(&records.count(&of_year, &[Kind, Category, Deso]).await?);
    }
    Ok(answered)
}

/// Asks a few times; the shortest counts.
pub(crate) async fn best(
    records: &Records,
    code: &MunicipalityCode,
    runs: u32,
) -> Result<(f64, Answered), RecordsError> {
    let (mut seconds, mut answered) = (f64::INFINITY, Answered::default());
    for _ in 0..runs.max(1) {
        let began = Instant::now();
        answered = ask(records, code).await?;
        seconds = seconds.min(began.elapsed().as_secs_f64());
    }
    Ok((seconds, answered))
}

pub(crate) async fn measure(records: &Records, code: &str, runs: u32) -> Result<(), Box<dyn Error>> {
    let (seconds, answered) = best(records, &code.parse()?, runs).await?;
    let figures = vec![answered.groups as f64];
    Line { what: "picture", n: answered.rows, seconds, check: answered.squares, figures, ..Line::default() }
        .print()
}
