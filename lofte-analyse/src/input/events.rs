//! The events of an analyst's file: where, when and of what kind, as the methods take them.
//!
//! Positions become metres in a plane before any distance is computed. A row without a position or a time is counted and
//! passed over; a cell that holds something else than what it should is named with its row, and nothing is computed.

use std::collections::HashSet;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::DateTime;
use lofte_import::civil::CivilTimes;
use lofte_import::plane::Plane;
use serde::Serialize;

use crate::input::columns::{Frame, Labels};
use crate::input::crs::Crs;
use crate::input::expression::Condition;
use crate::input::records::{Hand, RecordSelection};
use crate::input_error::{InputError, Place};

/// Where the events are read from, and in which columns.
#[derive(Clone, Debug, Args, Serialize)]
pub(crate) struct EventArgs {
    /// Table with one row for each event, CSV or Parquet; several files with the same columns are one table
    #[arg(value_name = "FILE", required_unless_present = "from_records", num_args = 1..)]
    pub(crate) files: Vec<PathBuf>,
    /// Instead of files: incidents that the municipality has delivered, for example "kind=offence
    /// category=burglary,theft area=0482A0010 source=polisen period=2024-01-01..2025-12-31 weekday=5,6 hours=22-3", or
    /// "all". Weekdays are 1 (Monday) to 7; hours after midnight belong to the evening before. Their columns are
    /// kind, source, category, start, end, precision, longitude, latitude, deso and own_area; time and position are
    /// found by themselves. It takes an account that may read small counts, and is noted in the log
    #[arg(long, value_name = "SELECTION", conflicts_with = "files")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from_records: Option<RecordSelection>,
    /// Folder of the municipality, for --from-records
    #[arg(long, value_name = "DIR", default_value = ".", env = "LOFTE_DIR", hide_env_values = true)]
    #[serde(skip)]
    pub(crate) dir: PathBuf,
    /// Who hands them over.
    #[arg(skip)]
    #[serde(skip)]
    pub(crate) hand: Hand,
    /// Column of east in metres, or of longitude
    #[arg(long, value_name = "COLUMN")]
    pub(crate) x: Option<String>,
    /// Column of north in metres, or of latitude
    #[arg(long, value_name = "COLUMN")]
    pub(crate) y: Option<String>,
    /// What the coordinates are: EPSG:3006 (SWEREF 99 TM), EPSG:4326 (degrees), EPSG:326nn/327nn (UTM), or plane (metres
    /// of any other plane)
    #[arg(long, default_value = "EPSG:3006")]
    pub(crate) crs: Crs,
    /// Column of the time or day
    #[arg(long, value_name = "COLUMN")]
    pub(crate) time: Option<String>,
    /// How times are written, as in strftime (%Y-%m-%d %H:%M); recognised by themselves if not given
    #[arg(long, value_name = "FORM")]
    pub(crate) time_format: Vec<String>,
    /// Column of the kind of event
    #[arg(long, value_name = "COLUMN")]
    pub(crate) category: Option<String>,
    /// Column that names the incident; of rows that name the same one the first counts
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id: Option<String>,
    /// Only rows that satisfy this, for example "type = 'burglary' and year >= 2024"
    #[arg(long = "where", value_name = "EXPRESSION")]
    #[serde(rename = "where")]
    pub(crate) condition: Option<String>,
    /// Values that stand for “not known” in every column, as in -9,99,'okänt'
    #[arg(long, value_name = "CODES", value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) missing: Vec<String>,
}

/// The rows that were kept.
#[derive(Debug)]
pub(crate) struct Events {
    frame: Frame,
    /// Rows of the files.
    pub(crate) read: u64,
    /// Rows left out since an earlier row names the same incident.
    repeated: Option<u64>,
    /// Rows with the same time, position and kind as an earlier one.
    alike: Option<u64>,
}

/// Positions in metres, with the rows they stand in.
#[derive(Debug)]
pub(crate) struct Points {
    pub(crate) rows: Vec<usize>,
    pub(crate) xs: Vec<f64>,
    pub(crate) ys: Vec<f64>,
    /// Rows without a position.
    pub(crate) without: u64,
    pub(crate) plane: Plane,
}

/// What became of the rows; part of every answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct InputFacts {
    /// Rows in the files.
    pub(crate) read: u64,
    /// Rows that the analysis used.
    pub(crate) used: u64,
    /// Rows left out since they have no position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) without_position: Option<u64>,
    /// Rows left out since they have no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) without_time: Option<u64>,
    /// Rows left out since an earlier row names the same incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) repeated: Option<u64>,
    /// Rows with the same time, position and kind as an earlier one: perhaps the same incident, and counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alike: Option<u64>,
    /// Rows left out since they lie outside the days observed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outside_period: Option<u64>,
    /// The system in which distances were computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plane: Option<String>,
}

impl EventArgs {
    /// A table that is not one of events: only its files are known.
    pub(crate) fn of_files(files: &[PathBuf]) -> Self {
        Self {
            files: files.to_vec(),
            from_records: None,
            dir: PathBuf::new(),
            hand: Hand::default(),
            x: None,
            y: None,
            crs: Crs::Sweref99Tm,
            time: None,
            time_format: Vec::new(),
            category: None,
            id: None,
            condition: None,
            missing: Vec::new(),
        }
    }

    /// The folder of the house whose rows are read, where they are.
    pub(crate) fn house(&self) -> Option<PathBuf> {
        self.from_records.as_ref().map(|_| self.dir.clone())
    }

    /// Learns who hands the rows over, and the columns in which their time and position stand.
    pub(crate) fn hand_over(&mut self, hand: Hand) {
        self.hand = hand;
        self.time.get_or_insert_with(|| "start".to_owned());
        if self.x.is_none() && self.y.is_none() {
            (self.x, self.y) = (Some("longitude".to_owned()), Some("latitude".to_owned()));
            self.crs = Crs::Degrees;
        }
    }

    /// Reads the columns that are named here and these others.
    pub(crate) fn read(&self, others: &[String]) -> Result<Events, InputError> {
        let condition = self.condition.as_deref().map(Condition::parse).transpose()?;
        let named = [&self.x, &self.y, &self.time, &self.category, &self.id];
        let mut columns: Vec<String> = named.into_iter().flatten().cloned().collect();
        columns.extend(others.iter().cloned());
        columns.extend(condition.iter().flat_map(Condition::columns));
        let frame = match &self.from_records {
            Some(selection) => self.hand.incidents(selection, &columns)?,
            None => Frame::read(&self.files, &columns)?,
        };
        let mut frame = frame.without(&self.missing);
        let read = frame.len() as u64;
        if let Some(condition) = condition {
            let wanted: Vec<bool> = (0..frame.len()).map(|row| condition.holds(&frame, row)).collect();
            frame = frame.only(&wanted);
        }
        let mut repeated = None;
        if let Some(id) = &self.id {
            let first = first_of_each(&frame, &[id]);
            repeated = Some(first.iter().filter(|first| !**first).count() as u64);
            frame = frame.only(&first);
        }
        let alike = self.alike(&frame);
        Ok(Events { frame, read, repeated, alike })
    }

    /// Rows that repeat an earlier one in time, position and kind; not asked where incidents have a name, or where time
    /// and position are not both read.
    fn alike(&self, frame: &Frame) -> Option<u64> {
        let (None, Some(x), Some(y), Some(time)) = (&self.id, &self.x, &self.y, &self.time) else {
            return None;
        };
        let columns: Vec<&String> = [x, y, time].into_iter().chain(&self.category).collect();
        Some(first_of_each(frame, &columns).iter().filter(|first| !**first).count() as u64)
    }

    /// The name of a column that the method cannot do without.
    pub(crate) fn need<'a>(
        column: Option<&'a String>,
        option: &'static str,
        method: &'static str,
    ) -> Result<&'a str, InputError> {
        column.map(String::as_str).ok_or(InputError::Needs { option: method, needed: option })
    }

    /// The positions, in metres.
    pub(crate) fn points(&self, events: &Events, method: &'static str) -> Result<Points, InputError> {
        let x = Self::need(self.x.as_ref(), "--x", method)?;
        let y = Self::need(self.y.as_ref(), "--y", method)?;
        self.crs.check_names(x, y)?;
        let (xs, ys) = (events.frame.numbers(x)?, events.frame.numbers(y)?);
        self.crs.points(&events.frame, &xs, &ys)
    }

    /// The civil time of each row, and whether its hour is known; nothing where it is missing.
    pub(crate) fn times(
        &self,
        events: &Events,
        column: &str,
    ) -> Result<Vec<Option<(DateTime, bool)>>, InputError> {
        let frame = &events.frame;
        let cells: Vec<_> = (0..frame.len()).map(|row| frame.text(column, row)).collect();
        let times = CivilTimes::of(cells.iter().flatten().map(AsRef::as_ref), self.time_format.clone());
        let read = |(row, cell): (usize, &Option<_>)| {
            let cell: &str = match cell {
                None => return Ok(None),
                Some(cell) => std::borrow::Cow::as_ref(cell),
            };
            times.read(cell).map(Some).map_err(|_| InputError::NotATime {
                at: frame.at(row),
                column: column.to_owned(),
                value: cell.to_owned(),
            })
        };
        cells.iter().enumerate().map(read).collect()
    }
}

/// Whether no earlier row has the same cells; a row with an empty cell is never the same as another.
fn first_of_each(frame: &Frame, columns: &[&String]) -> Vec<bool> {
    let mut seen = HashSet::new();
    let cells = |row| columns.iter().map(|column| frame.text(column, row)).collect::<Option<Vec<_>>>();
    (0..frame.len()).map(|row| cells(row).is_none_or(|cells| seen.insert(cells))).collect()
}

impl Events {
    /// Rows that satisfied the condition.
    pub(crate) fn len(&self) -> usize {
        self.frame.len()
    }

    /// The label of each row in a column; every row has one, the empty ones a word of their own.
    pub(crate) fn labels(&self, column: &str) -> Result<Labels, InputError> {
        self.frame.labels(&[column.to_owned()])
    }

    /// A column of numbers; nothing where a cell is empty.
    pub(crate) fn numbers(&self, column: &str) -> Result<Vec<Option<f64>>, InputError> {
        self.frame.numbers(column)
    }

    /// A column of numbers that no row may lack.
    pub(crate) fn all_numbers(&self, column: &str) -> Result<Vec<f64>, InputError> {
        let numbers = self.frame.numbers(column)?;
        let present = |(row, number): (usize, Option<f64>)| {
            number
                .ok_or_else(|| InputError::MissingLabel { at: self.frame.at(row), column: column.to_owned() })
        };
        numbers.into_iter().enumerate().map(present).collect()
    }

    /// Weights of some rows, each a number from 0; a weight that is none is named with its row.
    pub(crate) fn weights(&self, column: &str, rows: &[usize]) -> Result<Vec<f64>, InputError> {
        let numbers = self.frame.numbers(column)?;
        let weight = |row: &usize| match numbers.get(*row).copied().flatten() {
            Some(weight) if weight >= 0.0 => Ok(weight),
            Some(weight) => Err(InputError::NegativeWeight {
                at: self.frame.at(*row),
                column: column.to_owned(),
                value: weight.to_string(),
            }),
            None => Err(InputError::MissingLabel { at: self.frame.at(*row), column: column.to_owned() }),
        };
        rows.iter().map(weight).collect()
    }

    /// Whole numbers from 0; a count that is none is named with its row.
    pub(crate) fn counts(&self, column: &str) -> Result<Vec<u64>, InputError> {
        let count = |(row, number): (usize, f64)| {
            let whole = number.fract() == 0.0 && (0.0..9e15).contains(&number);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole and within the exact range of both"
            )]
            let count = number as u64;
            whole.then_some(count).ok_or_else(|| InputError::NotACount {
                at: self.frame.at(row),
                column: column.to_owned(),
                value: number.to_string(),
            })
        };
        self.all_numbers(column)?.into_iter().enumerate().map(count).collect()
    }

    /// A cell as text.
    pub(crate) fn text(&self, column: &str, row: usize) -> Option<String> {
        self.frame.text(column, row).map(std::borrow::Cow::into_owned)
    }

    /// Where a row stands in the files.
    pub(crate) fn at(&self, row: usize) -> Place {
        self.frame.at(row)
    }

    /// What became of the rows, when this many were used.
    pub(crate) fn facts(&self, used: usize) -> InputFacts {
        InputFacts {
            read: self.read,
            used: used as u64,
            repeated: self.repeated,
            alike: self.alike,
            ..InputFacts::default()
        }
    }
}

impl Points {
    /// The positions as the methods take them.
    pub(crate) fn columns(&self) -> lofte_analysis::Points<'_> {
        lofte_analysis::Points::new(&self.xs, &self.ys)
    }

    /// What became of the rows.
    pub(crate) fn facts(&self, events: &Events) -> InputFacts {
        InputFacts {
            without_position: Some(self.without),
            plane: Some(self.plane.name().to_owned()),
            ..events.facts(self.rows.len())
        }
    }

    /// Keeps the rows that satisfy the test; how many did not.
    pub(crate) fn retain_rows(&mut self, keep: impl Fn(usize) -> bool) -> u64 {
        let before = self.rows.len();
        let kept: Vec<bool> = self.rows.iter().map(|row| keep(*row)).collect();
        let mut marks = kept.iter();
        self.rows.retain(|_| marks.next() == Some(&true));
        for column in [&mut self.xs, &mut self.ys] {
            let mut marks = kept.iter();
            column.retain(|_| marks.next() == Some(&true));
        }
        (before - self.rows.len()) as u64
    }
}
