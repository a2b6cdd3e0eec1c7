//! Rows on their way into the sink, in their order: which of equal rows one is, and what the reject list says of codes,
//! depends on those before it.

use super::named_place::NamedPlaces;
use super::rows::{Found, KnownBy, Read, ReadRow, Rows};
use super::sameness::but_for_zeros;
use super::scan::{Scan, Whole};
use super::seen::Seen;
use crate::error::ImportError;
use crate::inspect::Inspected;
use crate::key::Keys;
use crate::limits::{MOST_ROWS, not_too_many};
use crate::rejects::Rejects;
use crate::report::{Note, ReadReport, Tally};
use crate::row::{Earlier, Row, RowSink};
use crate::table::{Batch, Table};
use jiff::civil::Date;
use lofte_model::mapping::PositionMeaning;
use lofte_model::records::{Incident, RowKey, Said, TimePrecision};

/// What became of the rows of a file.
pub(super) struct Taking {
    keys: Keys,
    tally: Tally,
    rejects: Rejects,
    seen: Seen,
    names: NamedPlaces,
}

impl Taking {
    pub(super) fn new(keys: Keys) -> Self {
        Self {
            keys,
            tally: Tally::default(),
            rejects: Rejects::default(),
            seen: Seen::default(),
            names: NamedPlaces::default(),
        }
    }

    /// Takes all rows of a table into the sink. What they show together is given back, so that a guess from the beginning
    /// of the file (`scan`) can be held against it; nothing where every row was looked at already.
    pub(super) fn all(
        &mut self,
        table: &mut Table,
        rows: &Rows<'_>,
        scan: &Scan,
        sink: &mut dyn RowSink,
        progress: impl Fn(u64) -> (u64, u64),
    ) -> Result<Option<Whole>, ImportError> {
        let guessed = !scan.is_complete();
        let read = |batch: &Batch| {
            let (mut found, mut part) = (Found::of(batch.len()), guessed.then(|| scan.afresh()));
            let looked = batch.each(|line| {
                if rows.read(line, &mut found)
                    && let Some(part) = &mut part
                {
                    part.look(line, rows);
                }
            });
            (looked, batch.done(), found, part)
        };
        let mut whole = guessed.then(|| scan.afresh());
        let mut looked = 0;
        table.each_batch(rows.header.row, &read, &mut |(more, done, found, part)| {
            looked += *more;
            not_too_many(looked, MOST_ROWS)?;
            if let (Some(whole), Some(part)) = (&mut whole, part.take()) {
                whole.add(part);
                whole.add_texts(&found.texts, rows);
                for (position, round, incidents) in &found.points {
                    whole.points.count(*position, *round, *incidents);
                }
            }
            self.take(found, rows, sink)?;
            let (done, total) = progress(*done);
            sink.progress(done, total);
            Ok(())
        })?;
        Ok(whole)
    }

    fn take(
        &mut self,
        found: &mut Found,
        rows: &Rows<'_>,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        self.seen.add(&found.seen);
        self.names.add(std::mem::take(&mut found.names), 1);
        let keys: Vec<RowKey> = found.rows.iter().filter_map(ReadRow::key).collect();
        sink.expect(&keys);
        for ReadRow { row, times, read } in &mut found.rows {
            self.tally.read += *times;
            not_too_many(self.tally.read, MOST_ROWS)?;
            match read {
                Read::Incident(taken, known_by) => {
                    for _ in 0..*times {
                        let Row::Incident(incident) = taken else { continue };
                        incident.key = self.key(known_by, incident.said.as_mut(), sink);
                        let days = days(incident);
                        self.tally.lend(sink, taken, days, *row)?;
                    }
                }
                Read::Refused(record, column, reason) => {
                    for _ in 0..*times {
                        let line = record.line();
                        let reject = self.rejects.below(&line, rows.header, *column, reason.clone());
                        self.tally.reject(sink, reject)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The key of a row; what else it may be known by from earlier deliveries is written into what it says.
    fn key(&mut self, known_by: &KnownBy, said: Option<&mut Said>, sink: &dyn RowSink) -> RowKey {
        let (key, before, number) = match known_by {
            KnownBy::Number { key, before } => {
                (*key, before.as_ref().map(|(key, _)| *key), before.as_ref().map(|(_, number)| number))
            }
            KnownBy::Contents { first, before } => {
                (self.keys.of_contents(*first), before.map(|first| self.keys.of_cells(first)), None)
            }
        };
        let Some(said) = said else { return key };
        said.key_before = before.filter(|before| *before != key);
        if let Some(number) = number
            && sink.earlier(&key) == Earlier::OtherRows
        {
            let zeros = but_for_zeros(number);
            said.keys_but_for_zeros = zeros.iter().map(|number| self.keys.of_id([number.as_str()])).collect();
        }
        key
    }

    /// The report.
    pub(super) fn finish(
        self,
        inspected: Inspected,
        rows: &Rows<'_>,
        mut notes: Vec<Note>,
    ) -> Result<ReadReport, ImportError> {
        let centres = rows.mapping.position == Some(PositionMeaning::Centroid);
        notes.extend(self.seen.notes(rows.header, centres));
        if let Some(gazetteer) = rows.gazetteer {
            notes.extend(self.names.notes(gazetteer));
        }
        if self.keys.equal_rows > 0 {
            notes.push(Note::EqualRows { rows: self.keys.equal_rows });
        }
        notes.extend(self.tally.silence());
        self.tally.report(inspected, notes)
    }
}

fn days(incident: &Incident) -> (Date, Date) {
    let day = incident.start.date();
    if incident.precision == TimePrecision::Month { (day, day.last_of_month()) } else { (day, day) }
}
