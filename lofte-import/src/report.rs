//! What became of a file, and what its readers should know before they trust it.

mod area_note;
mod name_note;

pub use area_note::AreaNote;
pub use name_note::NameNote;

use crate::error::ImportError;
use crate::inspect::Inspected;
use crate::row::{Row, RowSink, Taken};
use jiff::civil::Date;
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::records::{Reject, RejectReason, RowCounts};
use serde::Serialize;
use std::collections::BTreeMap;

/// The outcome of one reading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadReport {
    /// What became of the rows; the parts add up.
    pub counts: RowCounts,
    /// First to last day of the stored rows.
    pub period: Option<Period>,
    /// The file itself.
    pub inspected: Inspected,
    /// Things worth knowing that stopped nothing.
    pub notes: Vec<Note>,
}

/// Something worth knowing about a file that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "note")]
pub enum Note {
    /// Suspiciously many clock times are exactly midnight: probably "time not known".
    MidnightHeaping {
        /// Rows at 00:00.
        rows: u64,
        /// Rows with a clock time.
        of: u64,
    },
    /// All clock times at the top of the file are 00:00, so 00:00 was read as "date only".
    MidnightReadAsDate {
        /// Rows read so.
        rows: u64,
    },
    /// The order of day, month and year was worked out from the file.
    TimeFormatGuessed {
        /// Column.
        column: String,
        /// Word of the form: `day-month-year`, `month-day-year`, `yymmdd`, `days`.
        format: String,
    },
    /// Times with a UTC offset were turned into Swedish local time.
    OffsetConverted {
        /// Rows.
        rows: u64,
    },
    /// Some rows look as if their two coordinates had changed places; they were rejected.
    ColumnsSwappedSuspected {
        /// Rows.
        rows: u64,
        /// Rows with a position.
        of: u64,
    },
    /// Positions near the municipality but in none of its areas.
    OutsideEveryArea {
        /// Rows.
        rows: u64,
    },
    /// Rows without a position (empty or 0, 0) although the mapping has coordinates.
    NoPosition {
        /// Rows.
        rows: u64,
    },
    /// Cells that look like personal identity numbers were seen; none was kept.
    PersonalNumbersLeftOut {
        /// Cells.
        cells: u64,
    },
    /// Rows that are equal to an earlier row of the file in all mapped columns; they were kept, since nothing tells
    /// two like events from one event written twice.
    EqualRows {
        /// Rows.
        rows: u64,
    },
    /// Rows with the number of a row that was there already and other contents: they took its place.
    RowsCorrected {
        /// Rows.
        rows: u64,
    },
    /// The file is not UTF-8 and says nothing of its encoding.
    EncodingGuessed {
        /// Name of the encoding.
        encoding: String,
    },
    /// The header is not the first row.
    HeaderFound {
        /// Row where the header ends.
        row: u64,
    },
    /// The workbook has several sheets; this one has the mapped columns.
    SheetChosen {
        /// Sheet.
        sheet: String,
    },
    /// Further columns divide the rows into parts; only rows of the whole were taken.
    TotalRowsOnly {
        /// Columns.
        columns: Vec<String>,
    },
    /// Figures that their source may still change.
    PreliminaryFigures {
        /// Figures taken.
        rows: u64,
    },
    /// Columns of numbers per 100 000 of something else than inhabitants; they were not read.
    RatesPassedOver {
        /// Columns.
        columns: Vec<String>,
    },
    /// Texts that are nearly one that the mapping names, but not quite.
    Misspelt {
        /// Column of the category.
        column: String,
        /// Rows with such a text.
        rows: u64,
        /// What the mapping names.
        nearest: String,
    },
    /// Sheets that the workbook hides; they were not read.
    HiddenSheets {
        /// Their names.
        sheets: String,
    },
    /// Rows that the workbook hides, as a filter does; they were read.
    HiddenRows {
        /// Rows.
        rows: u64,
    },
    /// Cells with an error of the spreadsheet (#N/A); they count as empty.
    ErrorCells {
        /// Column.
        column: String,
        /// Cells.
        cells: u64,
    },
    /// Rows of sums (Summa, Totalt) that were passed over.
    SumRows {
        /// Rows.
        rows: u64,
    },
    /// Cells that have their text from a merged cell above them.
    MergedFilled {
        /// Cells.
        cells: u64,
    },
    /// Many rows lie at exactly the same point.
    CommonPoint {
        /// Rows at the most common point.
        rows: u64,
        /// Rows with a position.
        of: u64,
    },
    /// So many rows lie at exactly the same points that these look like middles of towns; the rows count in no area.
    PointsNotPlaced {
        /// Rows at such points.
        rows: u64,
        /// Rows with a position.
        of: u64,
    },
    /// The coordinates of so many rows are round numbers that they are squares of a map, a kilometre wide or more; these
    /// rows count without a place.
    CoarsePositions {
        /// Rows with round numbers.
        rows: u64,
        /// Rows with a position.
        of: u64,
    },
    /// Positions outside of the area that the row names. The position holds; in none, the named area.
    AreaAgainstPosition {
        /// Rows.
        rows: u64,
        /// Rows with a position.
        of: u64,
    },
    /// Rows with a number that an earlier row has but for zeros in front, and other contents: they may be corrections.
    NumbersButForZeros {
        /// Rows.
        rows: u64,
    },
    /// The mapping says that positions are middles of areas; the rows count without a place.
    AreaCentres {
        /// Rows.
        rows: u64,
    },
    /// Ends that the clock shows before their beginning, in the night when it goes back.
    ClockWentBack {
        /// Rows.
        rows: u64,
    },
    /// Months without any row, where so many would not be by chance.
    SilentMonths {
        /// First such month.
        from: String,
        /// Last such month.
        to: String,
    },
    /// Questionnaires that were never sent in, in a column that looks like the date of that.
    NotSubmitted {
        /// Column.
        column: String,
        /// Rows.
        rows: u64,
    },
    /// A stratum of the survey is not among the areas of the municipality.
    StratumNotAnArea {
        /// Area of the stratum.
        area: AreaCode,
    },
    /// More answers than questionnaires sent in a stratum.
    MoreAnswersThanMailed {
        /// Area of the stratum.
        area: AreaCode,
        /// Answers.
        answers: u64,
        /// Questionnaires sent.
        mailed: u64,
    },
    /// Rows of one text alone, such as titles and remarks; they were passed over.
    TextRows {
        /// Rows.
        rows: u64,
    },
    /// Rows of other municipalities; they were passed over.
    RowsOfOthers {
        /// Rows.
        rows: u64,
    },
    /// Rows whose point may be a home: only their area was kept.
    HomesWithoutPoint {
        /// Rows.
        rows: u64,
    },
    /// Empty cells that have the text above them, as where a text is written once for the rows below it.
    FilledDown {
        /// Cells.
        cells: u64,
    },
    /// Figures that their source withholds; they are not nought.
    WithheldFigures {
        /// Figures.
        rows: u64,
    },
    /// Indicators that are no share of a survey; they were passed over.
    OtherIndicators {
        /// Values.
        rows: u64,
    },
    /// Figures of which nobody says how sure they are.
    UnsureFigures {
        /// Figures.
        rows: u64,
    },
    /// Columns of months without a year: that of the title was taken.
    YearOfTitle {
        /// Year.
        year: String,
    },
    /// Of areas or their residents.
    Areas(AreaNote),
    /// Of places that rows name.
    Names(NameNote),
}

fn month(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

fn month_name(month: i32) -> String {
    format!("{}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// Counts rows on their way into the sink.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) read: u64,
    stored: u64,
    duplicate: u64,
    corrected: u64,
    resembling: u64,
    rejected: u64,
    span: Option<(Date, Date)>,
    /// The first reject, as long as all others have the same reason and column.
    alike: Option<Reject>,
    /// Rows by month, years times twelve.
    months: BTreeMap<i32, u64>,
}

/// Rows a month from which on a month without any is no chance: once in twenty thousand.
const ROWS_OF_A_LOUD_MONTH: u64 = 10;

impl Tally {
    /// Hands a row to the sink; `days` are its first and last day, `line` is where it stands in the file.
    pub(crate) fn take(
        &mut self,
        sink: &mut dyn RowSink,
        row: Row,
        days: (Date, Date),
        line: u64,
    ) -> Result<(), ImportError> {
        let taken = sink.take(row).map_err(ImportError::Sink)?;
        self.count(sink, taken, days, line)
    }

    /// Lends a row to the sink, and counts it in the same way.
    pub(crate) fn lend(
        &mut self,
        sink: &mut dyn RowSink,
        row: &Row,
        days: (Date, Date),
        line: u64,
    ) -> Result<(), ImportError> {
        let taken = sink.take_lent(row).map_err(ImportError::Sink)?;
        self.count(sink, taken, days, line)
    }

    fn count(
        &mut self,
        sink: &mut dyn RowSink,
        taken: Taken,
        days: (Date, Date),
        line: u64,
    ) -> Result<(), ImportError> {
        *self.months.entry(month(days.0)).or_insert(0) += 1;
        match taken {
            Taken::Duplicate => self.duplicate += 1,
            Taken::Stored => {
                self.stored += 1;
                self.cover(days);
            }
            Taken::StoredResembling => {
                self.stored += 1;
                self.resembling += 1;
                self.cover(days);
            }
            Taken::Corrected => {
                self.corrected += 1;
                self.cover(days);
            }
            Taken::Contradicts => {
                let reason = RejectReason::SameNumberOtherContents;
                return self.reject(sink, Reject { row: line, column: None, value: None, reason });
            }
        }
        Ok(())
    }

    fn cover(&mut self, days: (Date, Date)) {
        self.span = Some(self.span.map_or(days, |(first, last)| (first.min(days.0), last.max(days.1))));
    }

    /// Hands a reject to the sink.
    pub(crate) fn reject(&mut self, sink: &mut dyn RowSink, reject: Reject) -> Result<(), ImportError> {
        self.alike = match self.alike.take() {
            None if self.rejected == 0 => Some(reject.clone()),
            known => known.filter(|known| known.reason == reject.reason && known.column == reject.column),
        };
        self.rejected += 1;
        sink.reject(reject).map_err(ImportError::Sink)
    }

    /// Refuses a file of which nothing can be taken, always for the same reason.
    pub(crate) fn not_all_alike(&self) -> Result<(), ImportError> {
        match &self.alike {
            Some(reject) if self.rejected > 1 && self.rejected == self.read => {
                Err(ImportError::EveryRow { rows: self.read, reject: Box::new(reject.clone()) })
            }
            _ => Ok(()),
        }
    }

    /// The first gap of whole months without a row, where there are many in the others.
    pub(crate) fn silence(&self) -> Option<Note> {
        let rows: u64 = self.months.values().sum();
        if rows < ROWS_OF_A_LOUD_MONTH * self.months.len() as u64 {
            return None;
        }
        let gap = self.months.keys().zip(self.months.keys().skip(1)).find(|(one, next)| **next > **one + 1);
        gap.map(|(one, next)| Note::SilentMonths { from: month_name(one + 1), to: month_name(next - 1) })
    }

    /// The report; refused when a row was lost on the way.
    pub(crate) fn report(
        self,
        inspected: Inspected,
        mut notes: Vec<Note>,
    ) -> Result<ReadReport, ImportError> {
        self.not_all_alike()?;
        let others = self.read.saturating_sub(self.corrected);
        let counts = RowCounts::new(others, self.stored, self.duplicate, self.rejected)?;
        let counts = counts.and_corrected(self.corrected);
        if self.corrected > 0 {
            notes.push(Note::RowsCorrected { rows: self.corrected });
        }
        if self.resembling > 0 {
            notes.push(Note::NumbersButForZeros { rows: self.resembling });
        }
        let period = self.span.and_then(|(from, to)| Period::new(from, to).ok());
        Ok(ReadReport { counts, period, inspected, notes })
    }
}
