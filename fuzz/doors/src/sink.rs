//! Who takes the rows of an input: keeps their keys, and holds the report against what was really taken.

use jiff::civil::{Date, date};
use lofte_import::reference::regso;
use lofte_import::{Context, ReadReport, Row, RowSink, SinkError, Taken};
use lofte_model::place::{Area, MunicipalityCode};
use lofte_model::records::{Reject, RowKey};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The day of every delivery.
pub const TODAY: Date = date(2026, 11, 23);

/// A municipality with the codes and names of its real areas, each a square around it: their many corners would be made
/// into an index again for every input.
pub struct Flen {
    pub code: MunicipalityCode,
    pub areas: Vec<Area>,
}

impl Flen {
    pub fn get() -> &'static Self {
        static FLEN: OnceLock<Flen> = OnceLock::new();
        FLEN.get_or_init(|| {
            let code: MunicipalityCode = "0482".parse().expect("a code");
            let mut areas = regso(&code);
            areas.truncate(4);
            for area in &mut areas {
                let corners = area.border.iter().flatten().flatten();
                let [west, south, east, north] = corners.fold(
                    [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
                    |[w, s, e, n], [x, y]| [w.min(*x), s.min(*y), e.max(*x), n.max(*y)],
                );
                let square = [[west, south], [east, south], [east, north], [west, north], [west, south]];
                area.border = vec![vec![square.to_vec()]];
            }
            Self { code, areas }
        })
    }

    pub fn context(&self) -> Context<'_> {
        Context { municipality: &self.code, areas: &self.areas, today: TODAY, gazetteer: &[] }
    }
}

/// Counts what it takes.
#[derive(Default)]
pub struct Sink {
    known: HashSet<RowKey>,
    taken: u64,
    duplicates: u64,
    rejected: u64,
}

impl Sink {
    /// The report says what was taken.
    pub fn agrees(&self, report: &ReadReport) {
        let counts = report.counts;
        let said = (counts.stored(), counts.duplicate(), counts.rejected());
        // Answers of a wave come all at once, and are counted one by one.
        if self.taken + self.duplicates > 0 && !self.known.is_empty() {
            assert_eq!(said, (self.taken, self.duplicates, self.rejected), "{report:?}");
        }
        assert_eq!(counts.read(), said.0 + counts.corrected() + said.1 + said.2, "{report:?}");
    }
}

impl RowSink for Sink {
    fn take(&mut self, row: Row) -> Result<Taken, SinkError> {
        let key = match &row {
            Row::Incident(row) => row.key,
            Row::Statistic(row) => row.key,
            Row::Count(row) => row.key,
            Row::Result(row) => row.key,
            Row::Answers(_) => return Ok(Taken::Stored),
        };
        if self.known.insert(key) {
            self.taken += 1;
            return Ok(Taken::Stored);
        }
        self.duplicates += 1;
        Ok(Taken::Duplicate)
    }

    fn reject(&mut self, _: Reject) -> Result<(), SinkError> {
        self.rejected += 1;
        Ok(())
    }

    fn begin_again(&mut self) -> Result<(), SinkError> {
        *self = Self::default();
        Ok(())
    }

    fn progress(&mut self, done: u64, of: u64) {
        assert!(done <= of, "{done} of {of}");
    }
}
