//! The municipality's own deliveries instead of a file: which rows are meant, and the rows as a table.
//!
//! Whoever runs the command opens the house and hands over what is asked for ([`Deliveries`]); here the rows come as they would
//! from a file, in columns of fixed names, and only in those that a method reads.

use crate::input::columns::Frame;
use crate::input_error::{InputError, Unread};
use jiff::civil::Date;
use lofte_model::period::Period;
use lofte_model::place::{AreaCode, MunicipalityCode};
use lofte_model::records::{Category, RecordKind, Selection, TimePrecision};
use lofte_model::survey::{SurveyStratum, WaveAnswers, WaveName};
use lofte_records::StoredIncident;
use lofte_records::table::Column;
use lofte_words::Message;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// How the rows are called where a file would be named.
const NAME: &str = "--from-records";

/// The columns that incidents have.
const COLUMNS: [&str; 10] =
    ["kind", "source", "category", "start", "end", "precision", "longitude", "latitude", "deso", "own_area"];

/// Columns that answers have beside those of their questions and indicators.
const OF_ANSWERS: [&str; 5] = ["wave", "stratum", "population", "mailed", "weight"];

/// Which rows of the deliveries are meant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordSelection {
    written: String,
    kinds: Vec<RecordKind>,
    sources: Vec<String>,
    categories: Vec<Category>,
    areas: Vec<AreaCode>,
    period: Option<Period>,
    weekdays: Vec<u8>,
    hours: Option<(u8, u8)>,
    wave: Option<WaveName>,
}

impl RecordSelection {
    /// The same as a question about a municipality's incidents.
    pub fn of(&self, municipality: MunicipalityCode) -> Selection {
        Selection {
            kinds: self.kinds.clone(),
            sources: self.sources.clone(),
            categories: self.categories.clone(),
            areas: self.areas.clone(),
            period: self.period,
            weekdays: self.weekdays.clone(),
            hours: self.hours,
            ..Selection::all(municipality)
        }
    }

    /// The wave whose answers are meant; nothing where incidents are.
    pub fn wave(&self) -> Option<&WaveName> {
        self.wave.as_ref()
    }
}

impl FromStr for RecordSelection {
    type Err = String;

    /// Reads `kind=offence category=burglary,theft period=2024-01-01..2025-12-31`, or `wave=NAME`; `all` is every incident.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut selection = Self { written: text.to_owned(), ..Self::default() };
        // The name of a wave may have spaces in it, so it stands alone.
        if let Some(name) = text.trim().strip_prefix("wave=").filter(|name| !name.is_empty()) {
            selection.wave = Some(WaveName(name.to_owned()));
            return Ok(selection);
        }
        for part in text.split_whitespace().filter(|part| *part != "all") {
            let (key, values) = part.split_once('=').ok_or_else(|| format!("“{part}” is not KEY=VALUE"))?;
            let values = values.split(',').filter(|value| !value.is_empty());
            match key {
                "kind" => selection.kinds.extend(values.map(kind).collect::<Result<Vec<_>, _>>()?),
                "source" => selection.sources.extend(values.map(str::to_owned)),
                "category" => selection.categories.extend(values.map(Category::new)),
                "area" => selection.areas.extend(values.map(AreaCode::new)),
                "period" => selection.period = Some(period(part)?),
                "weekday" => selection.weekdays.extend(values.map(weekday).collect::<Result<Vec<_>, _>>()?),
                "hours" => selection.hours = Some(hours(part)?),
                "wave" => return Err("“wave” stands alone, as in wave=2025".to_owned()),
                _ => {
                    return Err(format!(
                        "“{key}” is none of kind, source, category, area, period, weekday and hours"
                    ));
                }
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

/// Hands over what the municipality has delivered. Whether it may be read is asked, and that it was is noted, by whoever
/// keeps the rows; of them only the columns that a method asks for are ever held.
pub trait Deliveries: Send + Sync {
    /// The incidents of a selection, in these columns.
    ///
    /// # Errors
    /// The rows may not be read, or cannot be.
    fn incidents(&self, selection: &RecordSelection, columns: &[String]) -> Result<IncidentColumns, Unread>;

    /// The answers of a wave.
    ///
    /// # Errors
    /// The same, or there is no such wave.
    fn answers(&self, wave: &WaveName) -> Result<WaveAnswers, Unread>;
}

/// Where rows come from, for the methods that were told so; set by whoever runs the command.
#[derive(Clone, Default)]
pub(crate) struct Hand(Option<Arc<dyn Deliveries>>);

impl fmt::Debug for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "deliveries" } else { "nobody" })
    }
}

impl Hand {
    pub(crate) fn of(deliveries: Arc<dyn Deliveries>) -> Self {
        Self(Some(deliveries))
    }

    fn deliveries(&self) -> Result<&dyn Deliveries, InputError> {
        let nobody = || InputError::Unread("no house is open".into());
        self.0.as_deref().ok_or_else(nobody)
    }

    /// The incidents of a selection as a table with the columns asked for.
    pub(crate) fn incidents(
        &self,
        selection: &RecordSelection,
        wanted: &[String],
    ) -> Result<Frame, InputError> {
        if selection.wave.is_some() {
            return Err(other_kind("kind=…", &selection.written));
        }
        let found = self.deliveries()?.incidents(selection, wanted).map_err(InputError::Unread)?;
        let IncidentColumns { rows, columns } = found;
        let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).collect();
        let known = COLUMNS.map(str::to_owned);
        Frame::of_columns((NAME, &known), rows, columns, wanted)
    }

    /// The answers of waves, in the order asked for.
    pub(crate) fn answers(&self, selections: &[RecordSelection]) -> Result<Vec<WaveAnswers>, InputError> {
        let of = |selection: &RecordSelection| {
            let name = selection.wave.as_ref().ok_or_else(|| other_kind("wave=…", &selection.written))?;
            self.deliveries()?.answers(name).map_err(InputError::Unread)
        };
        selections.iter().map(of).collect()
    }
}

fn other_kind(wanted: &str, found: &str) -> InputError {
    InputError::Told(Message::with("analyse-records-kind", "wanted", wanted).and("found", found))
}

/// Columns of incidents, filled row by row.
#[derive(Debug, Default)]
pub struct IncidentColumns {
    rows: usize,
    columns: Vec<(&'static str, Column)>,
}

impl IncidentColumns {
    /// No rows yet, in these of the columns that incidents have.
    pub fn of(wanted: &[String]) -> Self {
        let asked = |name: &&str| wanted.iter().any(|wanted| wanted == name);
        let column = |name| {
            (name, if is_number(name) { Column::Numbers(Vec::new()) } else { Column::Texts(Vec::new()) })
        };
        Self { rows: 0, columns: COLUMNS.into_iter().filter(asked).map(column).collect() }
    }

    /// Takes a row.
    pub fn take(&mut self, row: &StoredIncident) {
        self.rows += 1;
        for (name, column) in &mut self.columns {
            match column {
                Column::Numbers(numbers) => numbers.push(number(row, name)),
                Column::Texts(texts) => texts.push(text(row, name)),
            }
        }
    }

    /// Writes the texts of a column as a reader knows them. Two that are written alike become one.
    pub fn write_as(&mut self, column: &str, written: impl Fn(&str) -> String) {
        let mut known: HashMap<String, String> = HashMap::new();
        let found = self.columns.iter_mut().find(|(name, _)| *name == column);
        if let Some((_, Column::Texts(texts))) = found {
            for text in texts.iter_mut().flatten() {
                *text = match known.get(text) {
                    Some(known) => known.clone(),
                    None => known.entry(text.clone()).or_insert(written(text)).clone(),
                };
            }
        }
    }

    /// Takes the rows of others, which have the same columns.
    pub fn join(&mut self, other: Self) {
        self.rows += other.rows;
        for ((_, column), (_, more)) in self.columns.iter_mut().zip(other.columns) {
            match (column, more) {
                (Column::Numbers(known), Column::Numbers(more)) => known.extend(more),
                (Column::Texts(known), Column::Texts(more)) => known.extend(more),
                (Column::Numbers(_), Column::Texts(_)) | (Column::Texts(_), Column::Numbers(_)) => {}
            }
        }
    }
}

fn is_number(name: &str) -> bool {
    matches!(name, "longitude" | "latitude")
}

fn number(row: &StoredIncident, name: &str) -> Option<f64> {
    row.position.map(|position| if name == "longitude" { position.lon } else { position.lat })
}

fn text(row: &StoredIncident, name: &str) -> Option<String> {
    match name {
        "kind" => Some(row.kind.word().to_owned()),
        "source" => Some(row.source.to_string()),
        "category" => Some(row.category.as_str().to_owned()),
        "start" => Some(start(row)),
        "end" => row.end.map(|end| end.strftime("%Y-%m-%d %H:%M:%S").to_string()),
        "precision" => Some(row.precision.word().to_owned()),
        "deso" => row.deso.as_ref().map(|area| area.as_str().to_owned()),
        _ => row.own_area.as_ref().map(|area| area.as_str().to_owned()),
    }
}

/// The answers of a wave as a table with the columns asked for: stratum with its size in the register, answers by the code of
/// their question, and each indicator as 1 and 0 by its own code where no question has that.
pub(crate) fn answers(name: &str, wave: WaveAnswers, wanted: &[String]) -> Result<Frame, InputError> {
    let WaveAnswers { wave: design, stratum, weights, answers } = wave;
    let rows = stratum.len();
    let indicators: Vec<_> =
        design.indicators.iter().filter(|indicator| !answers.contains_key(&indicator.code)).collect();
    let own = OF_ANSWERS.iter().filter(|name| **name != "weight" || weights.is_some()).copied();
    let known: Vec<String> = own
        .map(str::to_owned)
        .chain(answers.keys().cloned())
        .chain(indicators.iter().map(|indicator| indicator.code.clone()))
        .collect();
    let mut columns = BTreeMap::new();
    let of_stratum = |value: &dyn Fn(&SurveyStratum) -> f64| {
        let value = |at: &u32| design.strata.get(*at as usize).map(value);
        Column::Numbers(stratum.iter().map(value).collect())
    };
    for name in wanted.iter().filter(|name| known.contains(name)) {
        let column = match name.as_str() {
            "wave" => Column::Texts(vec![Some(design.name.to_string()); rows]),
            "stratum" => {
                let area = |at: &u32| Some(design.strata.get(*at as usize)?.area.as_str().to_owned());
                Column::Texts(stratum.iter().map(area).collect())
            }
            "population" => of_stratum(&|stratum| f64::from(stratum.register_count)),
            "mailed" => of_stratum(&|stratum| f64::from(stratum.mailed)),
            "weight" => Column::Numbers(weights.iter().flatten().copied().map(Some).collect()),
            code => {
                let indicator = indicators.iter().find(|indicator| indicator.code == code);
                let item = indicator.map_or(code, |indicator| indicator.item.as_str());
                let said = |answer: &Option<i16>| match indicator {
                    Some(indicator) => indicator.reads(*answer).map(|yes| f64::from(u8::from(yes))),
                    None => answer.map(f64::from),
                };
                Column::Numbers(answers.get(item).into_iter().flatten().map(said).collect())
            }
        };
        columns.insert(name.clone(), column);
    }
    Frame::of_columns((name, &known), rows, columns, wanted)
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

/// A weekday from 1 (Monday) to 7.
fn weekday(text: &str) -> Result<u8, String> {
    let day = text.parse().ok().filter(|day| (1..=7).contains(day));
    day.ok_or_else(|| format!("“{text}” is no weekday from 1 (Monday) to 7"))
}

/// `hours=22-3`, both hours included, past midnight where the first is the greater.
fn hours(part: &str) -> Result<(u8, u8), String> {
    let hour = |text: &str| text.parse::<u8>().ok().filter(|hour| *hour < 24);
    let hours = part.trim_start_matches("hours=").split_once('-');
    hours
        .and_then(|(first, last)| Some((hour(first)?, hour(last)?)))
        .ok_or_else(|| format!("“{part}” is not two hours from 0 to 23, as in hours=22-3"))
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
        let night: RecordSelection = "weekday=5,6 hours=22-3".parse().unwrap();
        let asked = night.of("0482".parse().unwrap());
        assert_eq!((asked.weekdays, asked.hours), (vec![5, 6], Some((22, 3))));
        let all: RecordSelection = "all".parse().unwrap();
        assert_eq!(all.of("0482".parse().unwrap()), Selection::all("0482".parse().unwrap()));
        let wave: RecordSelection = "wave=Trygghet 2025".parse().unwrap();
        assert_eq!(wave.wave(), Some(&WaveName("Trygghet 2025".into())));
        for wrong in [
            "offence",
            "kind=survey",
            "kind=offence wave=2025",
            "kind=x",
            "colour=red",
            "period=2024",
            "period=2024-02-01..2024-01-01",
            "weekday=8",
            "hours=22",
            "hours=20-24",
        ] {
            assert!(wrong.parse::<RecordSelection>().is_err(), "{wrong}");
        }
    }
}
