//! Rows on their way: one nameless local Parquet file for each year, and the reject list.
//!
//! Memory is bounded whatever the size of the delivery: rows wait in small batches, batches in row groups, and when
//! many years are open at once the fullest row group is written out early.

use crate::depot::Depot;
use crate::error::RecordsError;
use crate::rows::counts::CountColumns;
use crate::rows::incident::IncidentColumns;
use crate::rows::results::ResultColumns;
use crate::rows::statistic::StatisticColumns;
use crate::rows::{answers, counts, incident, results, statistic};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use jiff::civil::Date;
use lofte_model::records::{Incident, PeriodCount, Reject, Statistic, SurveyResult};
use lofte_model::survey::WaveAnswers;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};

/// Rows that wait before they become a batch.
const BATCH: usize = 16 * 1024;
/// Rows in memory over all years, about a hundred bytes each.
const MOST_WAITING: usize = 128 * 1024;
/// Years in one delivery; more means that something else was read as a date, and would open as many files.
const MOST_YEARS: usize = 300;

/// One row of a kind that comes in rows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row<'a> {
    Incident(&'a Incident),
    Statistic(&'a Statistic),
    Count(&'a PeriodCount),
    Result(&'a SurveyResult),
}

impl Row<'_> {
    /// Whether somebody has declared what its position means.
    pub(crate) fn position_declared(self) -> bool {
        matches!(self, Row::Incident(row) if row.said.as_ref().is_some_and(|said| said.position_declared))
    }
}

/// Every year's file.
#[derive(Debug, Default)]
pub(crate) struct YearFiles {
    years: BTreeMap<i16, YearFile>,
    pushed: usize,
}

/// A finished file that has no name yet.
#[derive(Debug)]
pub(crate) struct Spooled {
    pub(crate) year: i16,
    pub(crate) file: File,
    pub(crate) rows: u64,
    pub(crate) from: Date,
    pub(crate) to: Date,
}

impl YearFiles {
    /// Takes a row that covers these days; it goes into the file of the first day's year.
    pub(crate) fn push(
        &mut self,
        depot: &Depot,
        days: (Date, Date),
        row: Row<'_>,
    ) -> Result<(), RecordsError> {
        let open = self.years.len();
        let file = match self.years.entry(days.0.year()) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(_) if open >= MOST_YEARS => {
                return Err(RecordsError::TooManyYears { most: MOST_YEARS });
            }
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(YearFile::new(depot.spool()?, days, row)?)
            }
        };
        file.push(days, row)?;
        self.pushed += 1;
        if self.pushed >= MOST_WAITING { self.relieve() } else { Ok(()) }
    }

    /// Takes the answers of a whole wave as the file of its year.
    pub(crate) fn insert_answers(
        &mut self,
        depot: &Depot,
        answers: &WaveAnswers,
    ) -> Result<(), RecordsError> {
        let schema = answers::schema(answers);
        let batch = answers::batch(&schema, answers).map_err(|error| RecordsError::Store(error.into()))?;
        let mut file = YearFile {
            columns: Waiting::Nothing,
            waiting: 0,
            writer: open_writer(depot.spool()?, schema, answers::writer_properties())?,
            rows: answers.returned() as u64,
            days: (answers.wave.fieldwork.from(), answers.wave.fieldwork.to()),
        };
        file.writer.write(&batch).map_err(RecordsError::from_writing)?;
        self.years.insert(answers.wave.year, file);
        Ok(())
    }

    /// Writes out the fullest row groups until half of the allowed rows are left in memory.
    fn relieve(&mut self) -> Result<(), RecordsError> {
        let mut waiting: usize = self.years.values().map(YearFile::in_memory).sum();
        while waiting > MOST_WAITING / 2 {
            let Some(fullest) = self.years.values_mut().max_by_key(|file| file.in_memory()) else {
                break;
            };
            waiting -= fullest.in_memory();
            fullest.flush()?;
        }
        self.pushed = waiting;
        Ok(())
    }

    pub(crate) fn close(self) -> Result<Vec<Spooled>, RecordsError> {
        self.years.into_iter().map(|(year, file)| file.close(year)).collect()
    }
}

enum Waiting {
    Incidents(Box<IncidentColumns>),
    Statistics(Box<StatisticColumns>),
    Counts(Box<CountColumns>),
    Results(Box<ResultColumns>),
    Nothing,
}

struct YearFile {
    columns: Waiting,
    waiting: usize,
    writer: ArrowWriter<BufWriter<File>>,
    rows: u64,
    days: (Date, Date),
}

impl std::fmt::Debug for YearFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("YearFile").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl YearFile {
    fn new(spool: File, days: (Date, Date), row: Row<'_>) -> Result<Self, RecordsError> {
        let (columns, schema, properties) = match row {
            Row::Incident(_) => {
                (Waiting::Incidents(Box::default()), incident::schema(), incident::writer_properties())
            }
            Row::Statistic(_) => {
                (Waiting::Statistics(Box::default()), statistic::schema(), statistic::writer_properties())
            }
            Row::Count(_) => (Waiting::Counts(Box::default()), counts::schema(), counts::writer_properties()),
            Row::Result(_) => {
                (Waiting::Results(Box::default()), results::schema(), results::writer_properties())
            }
        };
        let writer = open_writer(spool, schema, properties)?;
        Ok(Self { columns, waiting: 0, writer, rows: 0, days })
    }

    fn push(&mut self, (from, to): (Date, Date), row: Row<'_>) -> Result<(), RecordsError> {
        match (&mut self.columns, row) {
            (Waiting::Incidents(columns), Row::Incident(row)) => columns.push(row),
            (Waiting::Statistics(columns), Row::Statistic(row)) => columns.push(row),
            (Waiting::Counts(columns), Row::Count(row)) => columns.push(row),
            (Waiting::Results(columns), Row::Result(row)) => columns.push(row),
            // A delivery has one kind, which the writer has checked.
            _ => Err(ArrowError::SchemaError("rows of two kinds in one file".to_owned())),
        }
        .map_err(|error| RecordsError::Store(error.into()))?;
        self.rows += 1;
        self.days = (self.days.0.min(from), self.days.1.max(to));
        self.waiting += 1;
        if self.waiting >= BATCH { self.write_batch() } else { Ok(()) }
    }

    fn in_memory(&self) -> usize {
        self.waiting + self.writer.in_progress_rows()
    }

    fn write_batch(&mut self) -> Result<(), RecordsError> {
        let batch = match &mut self.columns {
            Waiting::Incidents(columns) => columns.take(),
            Waiting::Statistics(columns) => columns.take(),
            Waiting::Counts(columns) => columns.take(),
            Waiting::Results(columns) => columns.take(),
            Waiting::Nothing => return Ok(()),
        }
        .map_err(|error| RecordsError::Store(error.into()))?;
        self.waiting = 0;
        self.writer.write(&batch).map_err(RecordsError::from_writing)
    }

    fn flush(&mut self) -> Result<(), RecordsError> {
        self.write_batch()?;
        self.writer.flush().map_err(RecordsError::from_writing)
    }

    fn close(mut self, year: i16) -> Result<Spooled, RecordsError> {
        self.write_batch()?;
        let sink = self.writer.into_inner().map_err(RecordsError::from_writing)?;
        let file = whole(sink)?;
        Ok(Spooled { year, file, rows: self.rows, from: self.days.0, to: self.days.1 })
    }
}

fn open_writer(
    spool: File,
    schema: SchemaRef,
    properties: WriterProperties,
) -> Result<ArrowWriter<BufWriter<File>>, RecordsError> {
    ArrowWriter::try_new(BufWriter::with_capacity(64 * 1024, spool), schema, Some(properties))
        .map_err(RecordsError::from_writing)
}

/// The file under a buffer, with everything written.
fn whole(sink: BufWriter<File>) -> Result<File, RecordsError> {
    sink.into_inner().map_err(|error| RecordsError::from_io(error.into_error()))
}

/// The reject list: one line of JSON for each row that was not taken.
#[derive(Debug, Default)]
pub(crate) struct RejectLines {
    sink: Option<BufWriter<File>>,
    rows: u64,
}

impl RejectLines {
    pub(crate) fn push(&mut self, depot: &Depot, reject: &Reject) -> Result<(), RecordsError> {
        let sink = match &mut self.sink {
            Some(sink) => sink,
            None => self.sink.insert(BufWriter::new(depot.spool()?)),
        };
        let mut line = serde_json::to_vec(reject).map_err(|error| RecordsError::Store(error.into()))?;
        line.push(b'\n');
        sink.write_all(&line).map_err(RecordsError::from_io)?;
        self.rows += 1;
        Ok(())
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    pub(crate) fn close(self) -> Result<Option<File>, RecordsError> {
        self.sink.map(whole).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use lofte_model::records::{Category, RowKey, TimePrecision};

    fn days() -> (Date, Date) {
        (date(2024, 1, 1), date(2024, 1, 1))
    }

    fn incident(number: u64) -> Incident {
        let mut key = [0; 16];
        key[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
        Incident {
            key: RowKey(key),
            category: Category::new("litter"),
            start: date(2024, 1, 1).at(0, 0, 0, 0),
            end: None,
            precision: TimePrecision::Day,
            position: None,
            deso: None,
            own_area: None,
            said: None,
        }
    }

    /// `/dev/full` takes a file handle and refuses every byte, as a full disk does.
    #[test]
    fn a_full_disk_is_told_as_such_while_rows_come() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let row = incident(1);
        let mut file = YearFile::new(full, days(), Row::Incident(&row)).unwrap();
        let result = (0..3 * crate::rows::ROW_GROUP as u64)
            .try_for_each(|number| file.push(days(), Row::Incident(&incident(number))));
        assert!(matches!(result, Err(RecordsError::Full(_))), "{result:?}");
    }

    #[test]
    fn a_full_disk_is_told_as_such_at_the_end() {
        let full = || File::options().write(true).open("/dev/full").unwrap();
        let row = incident(1);
        let mut file = YearFile::new(full(), days(), Row::Incident(&row)).unwrap();
        file.push(days(), Row::Incident(&row)).unwrap();
        assert!(matches!(file.close(2024), Err(RecordsError::Full(_))));
        let mut lines = RejectLines { sink: Some(BufWriter::new(full())), rows: 0 };
        let depot = Depot::over(std::sync::Arc::new(object_store::memory::InMemory::new()));
        let reject =
            Reject { row: 2, column: None, value: None, reason: lofte_model::records::RejectReason::BadTime };
        lines.push(&depot, &reject).unwrap();
        assert!(matches!(lines.close(), Err(RecordsError::Full(_))));
    }
}
