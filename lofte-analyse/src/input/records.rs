//! The municipality's own deliveries instead of a file: which rows are meant, and the rows as a table.
//!
//! Whoever runs the command opens the house, asks whether the account may read rows and notes that it did; here the rows
//! come as they would from a file, in columns of fixed names.

use crate::input::columns::Frame;
use crate::input_error::InputError;
use jiff::civil::Date;
use lofte_model::period::Period;
use lofte_model::place::{AreaCode, MunicipalityCode};
use lofte_model::records::{Category, RecordKind, Selection, TimePrecision};
use lofte_records::StoredIncident;
use lofte_records::table::Column;
use serde::{Serialize, Serializer};
use std::str::FromStr;

/// How the rows are called where a file would be named.
const NAME: &str = "--from-records";

/// The columns that the rows have.
const COLUMNS: [&str; 10] =
    ["kind", "source", "category", "start", "end", "precision", "longitude", "latitude", "deso", "own_area"];

/// Which rows of the deliveries are meant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordSelection {
    written: String,
    kinds: Vec<RecordKind>,
    sources: Vec<String>,
    categories: Vec<Category>,
    areas: Vec<AreaCode>,
    period: Option<Period>,
}

impl RecordSelection {
    /// The same as a question about a municipality's rows.
    pub fn of(&self, municipality: MunicipalityCode) -> Selection {
        Selection {
            kinds: self.kinds.clone(),
            sources: self.sources.clone(),
            categories: self.categories.clone(),
            areas: self.areas.clone(),
            period: self.period,
            ..Selection::all(municipality)
        }
    }
}

impl FromStr for RecordSelection {
    type Err = String;

    /// Reads `kind=offence category=burglary,theft period=2024-01-01..2025-12-31`; `all` is every incident.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut selection = Self { written: text.to_owned(), ..Self::default() };
        for part in text.split_whitespace().filter(|part| *part != "all") {
            let (key, values) = part.split_once('=').ok_or_else(|| format!("“{part}” is not KEY=VALUE"))?;
            let values = values.split(',').filter(|value| !value.is_empty());
            match key {
                "kind" => selection.kinds.extend(values.map(kind).collect::<Result<Vec<_>, _>>()?),
                "source" => selection.sources.extend(values.map(str::to_owned)),
                "category" => selection.categories.extend(values.map(Category::new)),
                "area" => selection.areas.extend(values.map(AreaCode::new)),
                "period" => selection.period = Some(period(part)?),
                _ => return Err(format!("“{key}” is none of kind, source, category, area and period")),
            }
        }
        Ok(selection)
    }
}

impl Serialize for RecordSelection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

fn kind(word: &str) -> Result<RecordKind, String> {
    let kind = RecordKind::from_word(word).filter(|kind| RecordKind::INCIDENTS.contains(kind));
    kind.ok_or_else(|| {
        let known: Vec<&str> = RecordKind::INCIDENTS.iter().map(|kind| kind.word()).collect();
        format!("“{word}” is no kind of incident; known are {}", known.join(", "))
    })
}

/// `period=2024-01-01..2025-12-31`, both days included.
fn period(part: &str) -> Result<Period, String> {
    let days = part.trim_start_matches("period=").split_once("..");
    let days = days.and_then(|(from, to)| Some((from.parse::<Date>().ok()?, to.parse::<Date>().ok()?)));
    days.and_then(|(from, to)| Period::new(from, to).ok())
        .ok_or_else(|| format!("“{part}” is not two days in order, as in period=2024-01-01..2025-12-31"))
}

/// The rows as a table with the columns asked for.
pub(crate) fn frame(rows: &[StoredIncident], wanted: &[String]) -> Result<Frame, InputError> {
    let columns = COLUMNS.iter().map(|name| ((*name).to_owned(), column(rows, name)));
    Frame::of_columns(NAME, rows.len(), columns.collect(), wanted)
}

fn column(rows: &[StoredIncident], name: &str) -> Column {
    let texts =
        |cell: &dyn Fn(&StoredIncident) -> Option<String>| Column::Texts(rows.iter().map(cell).collect());
    let numbers =
        |cell: &dyn Fn(&StoredIncident) -> Option<f64>| Column::Numbers(rows.iter().map(cell).collect());
    match name {
        "kind" => texts(&|row| Some(row.kind.word().to_owned())),
        "source" => texts(&|row| Some(row.source.to_string())),
        "category" => texts(&|row| Some(row.category.as_str().to_owned())),
        "start" => texts(&|row| Some(start(row))),
        "end" => texts(&|row| row.end.map(|end| end.strftime("%Y-%m-%d %H:%M:%S").to_string())),
        "precision" => texts(&|row| Some(row.precision.word().to_owned())),
        "longitude" => numbers(&|row| row.position.map(|position| position.lon)),
        "latitude" => numbers(&|row| row.position.map(|position| position.lat)),
        "deso" => texts(&|row| row.deso.as_ref().map(|area| area.as_str().to_owned())),
        _ => texts(&|row| row.own_area.as_ref().map(|area| area.as_str().to_owned())),
    }
}

/// The time so far as it is known: a date alone is not midnight.
fn start(row: &StoredIncident) -> String {
    let form = match row.precision {
        TimePrecision::Minute => "%Y-%m-%d %H:%M:%S",
        TimePrecision::Day => "%Y-%m-%d",
        TimePrecision::Month => "%Y-%m",
    };
    row.start.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_is_read_and_what_is_none_is_refused() {
        let text = "kind=offence,fault category=burglary area=0482A0010 period=2024-01-01..2024-12-31 source=polisen";
        let selection: RecordSelection = text.parse().unwrap();
        let asked = selection.of("0482".parse().unwrap());
        assert_eq!(asked.kinds, [RecordKind::Offence, RecordKind::Fault]);
        assert_eq!((asked.sources.len(), asked.categories.len(), asked.areas.len()), (1, 1, 1));
        assert!(asked.period.is_some());
        let all: RecordSelection = "all".parse().unwrap();
        assert_eq!(all.of("0482".parse().unwrap()), Selection::all("0482".parse().unwrap()));
        for wrong in
            ["offence", "kind=survey", "kind=x", "colour=red", "period=2024", "period=2024-02-01..2024-01-01"]
        {
            assert!(wrong.parse::<RecordSelection>().is_err(), "{wrong}");
        }
    }
}
