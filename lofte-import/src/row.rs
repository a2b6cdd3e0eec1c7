//! What the door hands over, and to whom: rows go one by one into a sink, so that a file of any length needs little
//! memory. Where the sink keeps them is not known here.

use jiff::civil::Date;
use lofte_model::gazetteer::GazetteerEntry;
use lofte_model::place::{Area, MunicipalityCode};
use lofte_model::records::{Incident, PeriodCount, Reject, RowKey, Statistic, SurveyResult};
use lofte_model::survey::WaveAnswers;
use std::error::Error;

/// What was understood of a file: a row, or the answers of a whole wave.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Something that happened.
    Incident(Incident),
    /// A published count.
    Statistic(Statistic),
    /// A count for an area and a period.
    Count(PeriodCount),
    /// A published result of a survey.
    Result(SurveyResult),
    /// The answers of a survey wave, all at once.
    Answers(Box<WaveAnswers>),
}

/// What the sink did with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is new and was stored.
    Stored,
    /// It is new and was stored, though a row of an earlier delivery has its number but for zeros in front.
    StoredResembling,
    /// A row with the same key was there already.
    Duplicate,
    /// It took the place of a row with the same key and other contents, from an earlier delivery.
    Corrected,
    /// An earlier row of this delivery has the same key and other contents: it was not taken.
    Contradicts,
}

/// What a sink holds of earlier deliveries that a row may be known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Nothing: the row need not tell what else it may be known by.
    Nothing,
    /// Rows, and one with this key: the row is that one.
    ThisRow,
    /// Rows, and none with this key: one of them may be this row under another key.
    OtherRows,
}

/// Why a sink could not take a row: a full disk, a lost connection.
pub type SinkError = Box<dyn Error + Send + Sync>;

/// Takes rows and rejects as they come. Nothing may become visible before the reading has ended well: a reader that
/// returns an error leaves a sink that must be thrown away.
pub trait RowSink {
    /// What is held that a row with this key may be: nothing for every row of a delivery, or for none.
    fn earlier(&self, _key: &RowKey) -> Earlier {
        Earlier::OtherRows
    }
    /// Hears under which keys the next rows will come, most of them at least: a sink with millions of rows finds many of
    /// them faster together than one by one.
    fn expect(&mut self, _keys: &[RowKey]) {}
    /// Takes a row and says whether it was new.
    fn take(&mut self, row: Row) -> Result<Taken, SinkError>;
    /// The same of a row that its reader takes back afterwards, as it does with rows that come by the million.
    fn take_lent(&mut self, row: &Row) -> Result<Taken, SinkError> {
        self.take(row.clone())
    }
    /// Takes a line of the reject list.
    fn reject(&mut self, reject: Reject) -> Result<(), SinkError>;
    /// Forgets every row and reject that it took: the file has turned out to mean something else, and is read again.
    fn begin_again(&mut self) -> Result<(), SinkError>;
    /// Hears how far the reading has come. The file is inspected and then read, so the total is twice its size.
    fn progress(&mut self, bytes_done: u64, bytes_total: u64);
}

/// What a reader must know about the municipality.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The municipality that takes the delivery.
    pub municipality: &'a MunicipalityCode,
    /// Its areas; those with borders (WGS 84) are used to place positions and to notice impossible ones.
    pub areas: &'a [Area],
    /// The day of the delivery: nothing can have happened after it.
    pub today: Date,
    /// Places and addresses by their names, as the municipality has loaded them; none where it has not.
    pub gazetteer: &'a [GazetteerEntry],
}
