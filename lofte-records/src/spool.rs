//! Rows on their way: one nameless local Parquet file for each year, and the reject list.
//!
//! Memory is bounded whatever the size of the delivery: rows wait as columns in small batches, fewer where many years are
//! open at once, and [`Packing`] bounds the rest.

use crate::depot::Depot;
use crate::error::RecordsError;
use crate::packing::{Packing, Writer, whole};
use crate::rows::counts::CountColumns;
use crate::rows::incident::IncidentColumns;
use crate::rows::results::ResultColumns;
use crate::rows::statistic::StatisticColumns;
use crate::rows::{answers, counts, incident, results, statistic};
use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use jiff::civil::Date;
use lofte_model::records::{Incident, PeriodCount, Reject, Statistic, SurveyResult};
use lofte_model::survey::WaveAnswers;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// Rows that wait before they become a batch.
const BATCH: usize = 8 * 1024;
/// Rows that wait over all years, about a hundred bytes each.
const MOST_WAITING: usize = 64 * 1024;
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

    /// What would be stored of it, shortened; nothing tells rows of other kinds apart but their keys.
    pub(crate) fn stored(self) -> u64 {
        if let Row::Incident(row) = self { incident::contents(row) } else { 0 }
    }
}

/// Every year's file.
#[derive(Debug, Default)]
pub(crate) struct YearFiles {
    years: BTreeMap<i16, YearFile>,
    waiting: usize,
    packing: Option<Packing>,
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
    /// Takes a row that covers these days; it goes into the file of the first day's year, which is `spool`ed first where it
    /// is not open yet.
    pub(crate) fn push(
        &mut self,
        spool: impl FnOnce() -> Result<File, RecordsError>,
        days: (Date, Date),
        row: Row<'_>,
    ) -> Result<(), RecordsError> {
        let (open, year) = (self.years.len(), days.0.year());
        let file = match self.years.entry(year) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if open >= MOST_YEARS => {
                return Err(RecordsError::TooManyYears { most: MOST_YEARS });
            }
            Entry::Vacant(entry) => entry.insert(YearFile::new(spool()?, days, row)?),
        };
        file.push(days, row)?;
        self.waiting += 1;
        if file.waiting >= BATCH {
            self.send(year)?;
        }
        if self.waiting >= MOST_WAITING { self.relieve() } else { Ok(()) }
    }

    /// Takes the answers of a whole wave as the file of its year.
    pub(crate) fn insert_answers(
        &mut self,
        depot: &Depot,
        answers: &WaveAnswers,
    ) -> Result<(), RecordsError> {
        let schema = answers::schema(answers);
        let batch = answers::batch(&schema, answers).map_err(|error| RecordsError::Store(error.into()))?;
        let begun = Writer::new(depot.spool()?, schema, answers::writer_properties())?;
        let file = YearFile {
            columns: Waiting::Answers(Some(batch)),
            waiting: 0,
            begun: Some(begun),
            rows: answers.returned() as u64,
            days: (answers.wave.fieldwork.from(), answers.wave.fieldwork.to()),
        };
        self.years.insert(answers.wave.year, file);
        self.send(answers.wave.year)
    }

    /// Sends the waiting rows of a year to be packed.
    fn send(&mut self, year: i16) -> Result<(), RecordsError> {
        let Some(file) = self.years.get_mut(&year) else { return Ok(()) };
        let Some(batch) = file.columns.take()? else { return Ok(()) };
        self.waiting -= file.waiting;
        file.waiting = 0;
        let packing = match self.packing.take() {
            Some(packing) => packing,
            None => Packing::begin()?,
        };
        if packing.send(year, file.begun.take(), batch).is_some() {
            self.packing = Some(packing);
            return Ok(());
        }
        // It takes nothing more only where something could not be packed.
        packing.end()?;
        Err(RecordsError::from_io(io::Error::other("rows were not packed to their end")))
    }

    /// Sends the years with most waiting rows until half of the allowed rows are left.
    fn relieve(&mut self) -> Result<(), RecordsError> {
        while self.waiting > MOST_WAITING / 2 {
            let fullest = self.years.iter().max_by_key(|(_, file)| file.waiting);
            let Some(year) = fullest.map(|(year, _)| *year) else { break };
            self.send(year)?;
        }
        Ok(())
    }

    pub(crate) fn close(mut self) -> Result<Vec<Spooled>, RecordsError> {
        let years: Vec<i16> = self.years.keys().copied().collect();
        years.into_iter().try_for_each(|year| self.send(year))?;
        let mut files = self.packing.map(Packing::end).transpose()?.unwrap_or_default();
        let spooled = self.years.into_iter().filter_map(|(year, known)| {
            let YearFile { rows, days: (from, to), .. } = known;
            files.remove(&year).map(|file| Spooled { year, file, rows, from, to })
        });
        Ok(spooled.collect())
    }
}

enum Waiting {
    Incidents(Box<IncidentColumns>),
    Statistics(Box<StatisticColumns>),
    Counts(Box<CountColumns>),
    Results(Box<ResultColumns>),
    Answers(Option<RecordBatch>),
}

impl Waiting {
    /// The rows as a batch; nothing where there is none.
    fn take(&mut self) -> Result<Option<RecordBatch>, RecordsError> {
        let batch = match self {
            Self::Incidents(columns) => columns.take(),
            Self::Statistics(columns) => columns.take(),
            Self::Counts(columns) => columns.take(),
            Self::Results(columns) => columns.take(),
            Self::Answers(batch) => return Ok(batch.take()),
        };
        let batch = batch.map_err(|error| RecordsError::Store(error.into()))?;
        Ok((batch.num_rows() > 0).then_some(batch))
    }
}

struct YearFile {
    columns: Waiting,
    waiting: usize,
    /// The file, until its first rows are sent.
    begun: Option<Writer>,
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
        let begun = Some(Writer::new(spool, schema, properties)?);
        Ok(Self { columns, waiting: 0, begun, rows: 0, days })
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
        Ok(())
    }
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
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

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
            place: None,
            said: None,
        }
    }

    /// `/dev/full` takes a file handle and refuses every byte, as a full disk does.
    fn full() -> File {
        File::options().write(true).open("/dev/full").unwrap()
    }

    #[test]
    fn a_full_disk_is_told_as_such_while_rows_come() {
        let mut files = YearFiles::default();
        let rows = 3 * crate::rows::ROW_GROUP as u64;
        let pushed = (0..rows)
            .try_for_each(|number| files.push(|| Ok(full()), days(), Row::Incident(&incident(number))));
        let result = pushed.and_then(|()| files.close());
        assert!(matches!(result, Err(RecordsError::Full(_))), "{result:?}");
    }

    #[test]
    fn a_full_disk_is_told_as_such_at_the_end() {
        let mut files = YearFiles::default();
        files.push(|| Ok(full()), days(), Row::Incident(&incident(1))).unwrap();
        assert!(matches!(files.close(), Err(RecordsError::Full(_))));
        let mut lines = RejectLines { sink: Some(BufWriter::new(full())), rows: 0 };
        let depot = Depot::over(std::sync::Arc::new(object_store::memory::InMemory::new()));
        let reject =
            Reject { row: 2, column: None, value: None, reason: lofte_model::records::RejectReason::BadTime };
        lines.push(&depot, &reject).unwrap();
        assert!(matches!(lines.close(), Err(RecordsError::Full(_))));
    }

    #[test]
    fn rows_of_many_years_come_out_in_the_file_of_their_year() {
        let mut files = YearFiles::default();
        let year = |number: u64| 1900 + i16::try_from(number % 250).unwrap();
        for number in 0..100_000 {
            let day = date(year(number), 1, 1);
            let row = Incident { start: day.at(0, 0, 0, 0), ..incident(number) };
            files.push(|| Ok(tempfile::tempfile().unwrap()), (day, day), Row::Incident(&row)).unwrap();
            assert!(files.waiting < MOST_WAITING);
        }
        let spooled = files.close().unwrap();
        assert_eq!(spooled.len(), 250);
        for file in spooled {
            let reader = ParquetRecordBatchReaderBuilder::try_new(file.file).unwrap();
            assert_eq!((file.rows, reader.metadata().file_metadata().num_rows()), (400, 400));
            assert_eq!(file.from.year(), file.year);
        }
    }
}
