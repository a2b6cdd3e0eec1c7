//! Statistics of reported offences from Brå: one count for each municipality, group of offences and year, as a long
//! table or with a column for each year.
//!
//! Brå revises its figures. A revised figure is another row (its contents make the key), so that nothing is silently
//! kept or changed; which delivery is the latest is for the reader of the rows to say. Groups that are not in
//! [`groups`] are rejected, not guessed.

mod groups;
mod layout;

pub use groups::municipality_name;

use crate::error::ImportError;
use crate::inspect::inspect_with;
use crate::key::Keys;
use crate::number::{decimal, whole};
use crate::personal_number;
use crate::report::{Note, ReadReport, Tally};
use crate::row::{Context, Row, RowSink};
use crate::sources::SourceCard;
use crate::table::{Line, Table, shown};
use groups::{Regions, group};
use jiff::civil::Date;
use layout::{Layout, LayoutLikeness, Years};
use lofte_model::period::Period;
use lofte_model::records::{RecordKind, Reject, RejectReason, Statistic};
use std::ops::ControlFlow;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "bra",
    kinds: &[RecordKind::Statistic],
    settings: None,
    readme: include_str!("README.md"),
    sample: include_str!("sample.csv"),
};

/// Reads a file of Brå statistics into the sink. In a table with a column for each year, every year's figure counts
/// as a row of its own.
pub fn read(path: &Path, context: &Context<'_>, sink: &mut dyn RowSink) -> Result<ReadReport, ImportError> {
    let total = 2 * crate::bytes::size(path)?;
    let inspected = inspect_with(path, &[], None, &mut |done| sink.progress(done, total))?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&LayoutLikeness, None, None)?;
    let layout = Layout::of(&header.names)?;
    let mut figures = Figures {
        names: &header.names,
        regions: Regions::new(),
        keys: Keys::of_source(&[context.municipality.as_str(), "bra"]),
        today: context.today,
        tally: Tally::default(),
    };
    table.each(header.row, &mut |line| {
        match header.misfit(line) {
            Some(reason) => figures.lost(line, (None, reason), layout.figures_in_a_row(), sink)?,
            None => figures.row(line, &layout, sink)?,
        }
        sink.progress(total / 2 + line.done, total);
        Ok(ControlFlow::Continue(()))
    })?;
    sink.progress(total, total);
    let mut notes = Vec::new();
    if inspected.guessed {
        notes.push(Note::EncodingGuessed { encoding: inspected.encoding.to_owned() });
    }
    if header.row > 1 {
        notes.push(Note::HeaderFound { row: header.row });
    }
    notes.extend(table.chosen_sheet().map(|sheet| Note::SheetChosen { sheet }));
    figures.tally.report(inspected, notes)
}

type Refusal = (Option<usize>, RejectReason);

struct Figures<'a> {
    names: &'a [String],
    regions: Regions,
    keys: Keys,
    today: Date,
    tally: Tally,
}

impl Figures<'_> {
    fn row(&mut self, line: &Line<'_>, layout: &Layout, sink: &mut dyn RowSink) -> Result<(), ImportError> {
        match &layout.years {
            Years::Long { year, count, rate } => {
                let result =
                    year_of(line, *year).and_then(|year| self.figure(line, layout, year, *count, *rate));
                self.hand_over(line, result, sink)
            }
            Years::Wide(columns) => columns.iter().try_for_each(|column| {
                let result = self.figure(line, layout, column.year, column.count, column.rate);
                self.hand_over(line, result, sink)
            }),
        }
    }

    fn hand_over(
        &mut self,
        line: &Line<'_>,
        result: Result<Statistic, Refusal>,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        match result {
            Err(refusal) => self.lost(line, refusal, 1, sink),
            Ok(statistic) => {
                self.tally.read += 1;
                let year = Period::year(statistic.year);
                self.tally.take(sink, Row::Statistic(statistic), (year.from(), year.to()))
            }
        }
    }

    /// Rejects as many figures as the row has.
    fn lost(
        &mut self,
        line: &Line<'_>,
        (column, reason): Refusal,
        figures: usize,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        let value = column.map(|column| line.cell(column)).filter(|cell| !cell.is_empty());
        let value = value.filter(|cell| !personal_number::contains(cell)).map(shown);
        let column = column.and_then(|column| self.names.get(column)).cloned();
        (0..figures).try_for_each(|_| {
            self.tally.read += 1;
            let (column, value, reason) = (column.clone(), value.clone(), reason.clone());
            self.tally.reject(sink, Reject { row: line.row, column, value, reason })
        })
    }

    fn figure(
        &self,
        line: &Line<'_>,
        layout: &Layout,
        year: i16,
        count_column: usize,
        rate_column: Option<usize>,
    ) -> Result<Statistic, Refusal> {
        let at = |column: usize, reason: RejectReason| (Some(column), reason);
        let place = line.cell(layout.region);
        let region = self.regions.named(place).ok_or(at(layout.region, RejectReason::UnknownRegion))?;
        let label = line.cell(layout.label);
        let category = group(label).ok_or(at(layout.label, RejectReason::UnknownCategory))?;
        if year > self.today.year() {
            return Err(at(count_column, RejectReason::InTheFuture));
        }
        let count = count(line.cell(count_column)).map_err(|reason| at(count_column, reason))?;
        let rate_text = rate_column.map_or("", |column| line.cell(column));
        let per_100_000 = rate(rate_text).map_err(|reason| (rate_column, reason))?;
        let shown = |text: Option<String>| text.unwrap_or_else(|| "..".to_owned());
        let contents = [
            region.as_str(),
            category.as_str(),
            &year.to_string(),
            &shown(count.map(|count| count.to_string())),
            &shown(per_100_000.map(|rate| rate.to_string())),
        ];
        let key = self.keys.of_id(contents);
        Ok(Statistic { key, region, category, year, count, per_100_000 })
    }
}

fn year_of(line: &Line<'_>, column: usize) -> Result<i16, Refusal> {
    let year = whole(line.cell(column)).and_then(|year| i16::try_from(year).ok());
    year.filter(|year| *year >= 1950).ok_or((Some(column), RejectReason::BadNumber))
}

/// `..` is withheld, `-` is zero, and nothing at all is a mistake.
fn count(text: &str) -> Result<Option<u64>, RejectReason> {
    match text {
        "" => Err(RejectReason::MissingValue),
        ".." | "…" => Ok(None),
        "-" | "–" => Ok(Some(0)),
        number => whole(number).map(Some).ok_or(RejectReason::BadNumber),
    }
}

fn rate(text: &str) -> Result<Option<f64>, RejectReason> {
    match text {
        "" | ".." | "…" => Ok(None),
        "-" | "–" => Ok(Some(0.0)),
        number => decimal(number).filter(|rate| *rate >= 0.0).map(Some).ok_or(RejectReason::BadNumber),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn withheld_is_not_zero() {
        assert_eq!(
            [count(".."), count("-"), count("1 175"), count("0")],
            [Ok(None), Ok(Some(0)), Ok(Some(1175)), Ok(Some(0))]
        );
        assert_eq!(
            [count(""), count("x"), count("-3")],
            [Err(RejectReason::MissingValue), Err(RejectReason::BadNumber), Err(RejectReason::BadNumber),]
        );
        assert_eq!([rate("6 840,5"), rate(".."), rate("-")], [Ok(Some(6840.5)), Ok(None), Ok(Some(0.0))]);
    }
}
