//! Where the rows of a file go while it is read: into the staged delivery, past whoever counts what could not be taken and
//! how good the rest is.

use super::{Progress, REJECTS_SHOWN};
use crate::halt;
use lofte_import::{Earlier, Problems, Row, RowSink, SinkError, Taken};
use lofte_model::records::quality::Observer;
use lofte_model::records::{Correction, Reject, RowKey};
use lofte_records::{DeliveryDraft, DeliveryWriter, Pushed, Records, RecordsError};
use tokio::runtime::Handle;

/// How a delivery is begun, again where its file turns out to mean something else.
pub(super) struct Beginning {
    pub(super) records: Records,
    pub(super) draft: DeliveryDraft,
    pub(super) correction: Option<Correction>,
}

impl Beginning {
    pub(super) async fn begin(&self) -> Result<DeliveryWriter, RecordsError> {
        match self.correction.clone() {
            None => self.records.begin(self.draft.clone()).await,
            Some(correction) => self.records.begin_in_place_of(self.draft.clone(), correction).await,
        }
    }
}

pub(super) struct Sink {
    pub(super) writer: DeliveryWriter,
    pub(super) beginning: Beginning,
    pub(super) rejects: Vec<Reject>,
    pub(super) problems: Problems,
    pub(super) observer: Observer,
    pub(super) progress: Progress,
    pub(super) rows: u64,
}

impl RowSink for Sink {
    fn earlier(&self, key: &RowKey) -> Earlier {
        match self.writer.holds_earlier() {
            false => Earlier::Nothing,
            true if self.writer.holds(key) => Earlier::ThisRow,
            true => Earlier::OtherRows,
        }
    }

    fn expect(&mut self, keys: &[RowKey]) {
        self.writer.expect(keys);
    }

    fn take(&mut self, row: Row) -> Result<Taken, SinkError> {
        self.take_lent(&row)
    }

    fn take_lent(&mut self, row: &Row) -> Result<Taken, SinkError> {
        self.rows += 1;
        halt::at_row(self.rows);
        let pushed = match row {
            Row::Incident(incident) => {
                let pushed = self.writer.push_incident(incident)?;
                if matches!(pushed, Pushed::Stored | Pushed::StoredResembling | Pushed::Corrected) {
                    self.observer.see(incident);
                }
                pushed
            }
            Row::Statistic(statistic) => self.writer.push_statistic(statistic)?,
            Row::Count(count) => self.writer.push_count(count)?,
            Row::Result(result) => self.writer.push_result(result)?,
            // A wave is kept whole or known whole.
            Row::Answers(answers) => self.writer.set_answers(answers)?,
        };
        Ok(match pushed {
            Pushed::Stored => Taken::Stored,
            Pushed::StoredResembling => Taken::StoredResembling,
            Pushed::Duplicate => Taken::Duplicate,
            Pushed::Corrected => Taken::Corrected,
            Pushed::Contradicts => Taken::Contradicts,
        })
    }

    fn reject(&mut self, reject: Reject) -> Result<(), SinkError> {
        if self.rejects.len() < REJECTS_SHOWN {
            self.rejects.push(reject.clone());
        }
        self.problems.count(&reject);
        Ok(self.writer.push_reject(&reject)?)
    }

    fn begin_again(&mut self) -> Result<(), SinkError> {
        self.writer = Handle::current().block_on(self.beginning.begin())?;
        self.rejects.clear();
        (self.problems, self.observer) = (Problems::default(), Observer::default());
        Ok(())
    }

    fn progress(&mut self, bytes_done: u64, bytes_total: u64) {
        (self.progress)(bytes_done, bytes_total);
    }
}
