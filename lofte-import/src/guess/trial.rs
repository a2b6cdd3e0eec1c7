//! What would come of a file: the first rows as they would be stored, and everything that could not be taken, grouped
//! by kind with counts. Nothing is kept.

use crate::error::ImportError;
use crate::problems::{Problem, Problems};
use crate::report::ReadReport;
use crate::row::{Context, Earlier, Row, RowSink, SinkError, Taken};
use crate::sources::RowReader;
use lofte_model::records::{Incident, Reject, RowKey};
use serde::Serialize;
use std::collections::HashSet;
use std::path::Path;

/// What would come of a file.
#[derive(Clone, Debug, Serialize)]
pub struct Trial {
    /// Counts and notes.
    pub report: ReadReport,
    /// The first rows, as they would be stored.
    pub first: Vec<Incident>,
    /// What could not be taken, the most common first.
    pub problems: Vec<Problem>,
}

/// Reads a file and keeps nothing but the first `shown` rows. What is there from earlier deliveries is not known here.
///
/// # Errors
/// The file as a whole is refused.
pub fn trial(
    path: &Path,
    reader: &dyn RowReader,
    context: &Context<'_>,
    shown: usize,
) -> Result<Trial, ImportError> {
    let mut sink = Looker { shown, first: Vec::new(), keys: HashSet::new(), problems: Problems::default() };
    let report = reader.read(path, context, &mut sink)?;
    Ok(Trial { report, first: sink.first, problems: sink.problems.told() })
}

struct Looker {
    shown: usize,
    first: Vec<Incident>,
    keys: HashSet<RowKey>,
    problems: Problems,
}

impl RowSink for Looker {
    fn earlier(&self, _key: &RowKey) -> Earlier {
        Earlier::Nothing
    }

    fn take(&mut self, row: Row) -> Result<Taken, SinkError> {
        let Row::Incident(incident) = row else { return Ok(Taken::Stored) };
        if !self.keys.insert(incident.key) {
            return Ok(Taken::Duplicate);
        }
        if self.first.len() < self.shown {
            self.first.push(incident);
        }
        Ok(Taken::Stored)
    }

    fn reject(&mut self, reject: Reject) -> Result<(), SinkError> {
        self.problems.count(&reject);
        Ok(())
    }

    fn begin_again(&mut self) -> Result<(), SinkError> {
        self.first.clear();
        self.keys.clear();
        self.problems = Problems::default();
        Ok(())
    }

    fn progress(&mut self, _bytes_done: u64, _bytes_total: u64) {}
}
