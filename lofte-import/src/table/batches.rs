//! Rows on their way from the thread that reads a file to those that look at them, in batches: what one row says for
//! itself is found out on all processors, what depends on the rows before it in their order.
//!
//! Memory is bounded by a few batches whatever the size of the file. What is done with the rows is for the sources to
//! know.

use super::line::{Fault, Line};
use super::plain;
use crate::error::ImportError;
use csv::StringRecord;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Batches that wait for each thread.
const AHEAD: usize = 2;
/// Rows of one batch, and bytes of their text: a single row may be long, and is a batch by itself.
const ROWS: usize = 2048;
const BYTES: usize = 1 << 19;
/// Bytes of a long row.
const LONG: usize = 1 << 12;
/// More threads than this would wait for the one that reads.
const MOST_THREADS: usize = 8;

/// A row with its cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) row: u64,
    pub(crate) done: u64,
    pub(crate) cells: StringRecord,
    pub(crate) faults: Vec<(usize, Fault)>,
    pub(crate) filled: u64,
}

impl From<&Line<'_>> for Record {
    fn from(line: &Line<'_>) -> Self {
        let mut record = Self::default();
        record.copy(line);
        record
    }
}

impl Record {
    /// The row as sources see it.
    pub(crate) fn line(&self) -> Line<'_> {
        let Self { row, done, cells, faults, filled } = self;
        Line { row: *row, done: *done, cells, faults, filled: *filled }
    }

    /// Becomes a copy of a row, in the room that it has.
    pub(super) fn copy(&mut self, line: &Line<'_>) {
        (self.row, self.done, self.filled) = (line.row, line.done, line.filled);
        self.cells.clone_from(line.cells);
        self.faults.clear();
        self.faults.extend_from_slice(line.faults);
    }
}

/// Some rows in their order.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Rows, and behind them rows of an earlier batch whose room is used again.
    records: Vec<Record>,
    rows: usize,
    bytes: usize,
    /// Whether one of them is so long that its room is not kept for others.
    long: bool,
}

impl Batch {
    pub(super) fn is_full(&self) -> bool {
        self.rows >= ROWS || self.bytes >= BYTES
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The room of the next row, which is in the batch once it is [`Batch::keep`]t.
    pub(super) fn room(&mut self) -> &mut Record {
        if self.records.len() == self.rows {
            self.records.push(Record::default());
        }
        let last = self.rows;
        &mut self.records[last]
    }

    /// Takes the row that was read into the room.
    pub(super) fn keep(&mut self) {
        let length = self.records[self.rows].cells.as_slice().len();
        self.bytes += length;
        self.long |= length > LONG;
        self.rows += 1;
    }

    /// Rows in it.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    pub(super) fn records(&self) -> &[Record] {
        &self.records[..self.rows]
    }

    /// Goes through the rows that are not blank, their cells as they were meant; tells how many they are.
    pub(crate) fn each(&self, mut visit: impl FnMut(&Line<'_>)) -> u64 {
        let mut rows = 0;
        for line in self.records().iter().map(Record::line) {
            let meant = plain::meant(line.cells);
            let line = Line { cells: meant.as_ref().unwrap_or(line.cells), ..line };
            if !line.is_blank() {
                rows += 1;
                visit(&line);
            }
        }
        rows
    }

    /// Bytes of the file that were read up to here.
    pub(crate) fn done(&self) -> u64 {
        self.records().last().map_or(0, |record| record.done)
    }
}

/// Where batches go, to each thread in turn.
pub(super) struct Out {
    to: Vec<SyncSender<Batch>>,
    next: usize,
    spare: Receiver<Vec<Record>>,
}

impl Out {
    /// One receiver for each thread, and where they give back what they have looked at.
    pub(super) fn new(threads: usize) -> (Self, Vec<Receiver<Batch>>, SyncSender<Vec<Record>>) {
        let (to, from) = (0..threads).map(|_| sync_channel(AHEAD)).unzip();
        let (give_back, spare) = sync_channel(threads * AHEAD);
        (Self { to, next: 0, spare }, from, give_back)
    }

    /// An empty batch.
    pub(super) fn fresh(&self) -> Batch {
        Batch { records: self.spare.try_recv().unwrap_or_default(), ..Batch::default() }
    }

    /// Sends a batch; whether anybody still takes them.
    pub(super) fn send(&mut self, batch: Batch) -> bool {
        if batch.is_empty() {
            return true;
        }
        let turn = self.next % self.to.len().max(1);
        self.next += 1;
        self.to.get(turn).is_some_and(|to| to.send(batch).is_ok())
    }
}

/// Gives the room of a batch back to whoever reads.
pub(super) fn give_back(spare: &SyncSender<Vec<Record>>, batch: Batch) {
    if !batch.long {
        // Whoever reads has perhaps ended already, or has enough.
        let _ = spare.try_send(batch.records);
    }
}

/// Reads batches on a thread of their own, looks at each with `work` on any processor, and hands on what it found in the
/// order of the rows.
pub(super) fn in_order<B: Send>(
    read: impl FnOnce(Out) -> Result<(), ImportError> + Send,
    work: &(impl Fn(&Batch) -> B + Sync),
    take: &mut dyn FnMut(&mut B) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
    thread::scope(|scope| {
        let (out, batches, spare) = Out::new(threads);
        let mut found = Vec::with_capacity(threads);
        for batches in batches {
            let (give, taken) = sync_channel(AHEAD);
            let (done, returned) = sync_channel::<B>(AHEAD);
            let spare = spare.clone();
            scope.spawn(move || {
                for batch in batches {
                    // Whoever took memory gives it back: on another thread that would wait for this one.
                    returned.try_iter().for_each(drop);
                    if give.send(work(&batch)).is_err() {
                        return;
                    }
                    give_back(&spare, batch);
                }
            });
            found.push((taken, done));
        }
        let reader = scope.spawn(move || read(out));
        // Batches went out in turn, so the first thread that has no more is the end of all.
        for (found, done) in found.iter().cycle() {
            let Ok(mut found) = found.recv() else { break };
            take(&mut found)?;
            // Its thread may have ended already.
            let _ = done.try_send(found);
        }
        drop(found);
        reader.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}
