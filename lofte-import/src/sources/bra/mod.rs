//! Statistics of reported offences from Brå: one count for each municipality, group of offences and year, as a long
//! table or with a column for each year.
//!
//! Brå revises its figures. A revised figure is another row (its contents make the key), so that nothing is silently
//! kept or changed; which delivery is the latest is for the reader of the rows to say. Groups that are not in
//! [`groups`] are rejected, not guessed.

mod groups;
mod layout;
mod names;
mod parts;
mod remarks;
#[cfg(test)]
mod tests;
mod years;

pub use groups::municipality_name;
pub(in crate::sources) use groups::{Regions, group};

use crate::error::ImportError;
use crate::inspect::inspect_with;
use crate::key::Keys;
use crate::number::{decimal, perhaps_thousands, whole};
use crate::rejects::Rejects;
use crate::report::{Note, ReadReport, Tally};
use crate::row::{Context, Row, RowSink};
use crate::sources::known_form::KnownForm;
use crate::sources::{SourceCard, Yields};
use crate::table::{Line, Table};
use jiff::civil::Date;
use layout::{Layout, LayoutLikeness, YearColumns};
use lofte_model::period::Period;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{Category, RecordKind, RejectReason, Statistic};
use parts::Parts;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "bra",
    yields: Yields::Rows(&[RecordKind::Statistic]),
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

/// Brå's statistics.
pub static BRA: KnownForm = KnownForm { card: &CARD, kind: RecordKind::Statistic, source: CARD.name, read };

/// Reads a file of Brå statistics into the sink. In a table with a column for each year, every year's figure counts
/// as a row of its own. The rows are gone through twice: what divides them, and which of them contradict each other,
/// is known only after the last.
pub fn read(path: &Path, context: &Context<'_>, sink: &mut dyn RowSink) -> Result<ReadReport, ImportError> {
    let size = crate::bytes::size(path)?;
    let total = 3 * size;
    let inspected = inspect_with(path, &[], None, &mut |done| sink.progress(done, total))?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&LayoutLikeness, None, None)?;
    let layout = Layout::of(&header.names)?;
    let mut figures = Figures {
        names: &header.names,
        regions: Regions::new(),
        keys: Keys::of_source(&[context.municipality.as_str(), "bra"]),
        today: context.today,
        parts: Parts::beside(&header.names, &layout.read(&header.names), layout.year_column()),
        seen: HashMap::new(),
        rates_have_decimals: false,
        preliminary: 0,
        tally: Tally::default(),
        rejects: Rejects::default(),
    };
    if let Some(sheet) = table.sheet() {
        figures.parts.see_sheet(&sheet, header.row);
    }
    table.each(0, &mut |line| {
        let filled = line.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        if line.row < header.row || (filled == 1 && line.row > header.row) {
            figures.parts.see_title(line, line.row < header.row);
        } else if line.row > header.row && header.misfit(line).is_none() {
            figures.parts.see(line, layout.first_year(line));
            figures.see_rates(line, &layout);
        }
        sink.progress(size + line.done, total);
        Ok(ControlFlow::Continue(()))
    })?;
    let divided = figures.parts.divided();
    if let Some((columns, row)) = divided.clone().filter(|_| !figures.parts.has_wholes()) {
        return Err(ImportError::DividedRows { columns, row: Some(row) });
    }
    if let Some(row) = figures.parts.said_apart() {
        return Err(ImportError::PartOfYear { row });
    }
    // Only now is it known which rows are of the whole, and so which of those say the same thing twice.
    table.each(header.row, &mut |line| {
        if header.misfit(line).is_none() {
            figures.compare(line, &layout);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    table.each(header.row, &mut |line| {
        match header.misfit(line) {
            Some(reason) => figures.lost(line, (None, reason), layout.figures_in_a_row(), sink)?,
            None => figures.row(line, &layout, sink)?,
        }
        sink.progress(2 * size + line.done, total);
        Ok(ControlFlow::Continue(()))
    })?;
    sink.progress(total, total);
    let mut notes = table.notes_of_file(&inspected, &header);
    notes.extend(notes_of_figures(&figures, divided.map(|(columns, _)| columns), layout.passed_over));
    figures.tally.report(inspected, notes)
}

/// What is worth knowing of the figures: columns that divide them, rates that were passed over, figures that may change.
fn notes_of_figures(
    figures: &Figures<'_>,
    divided: Option<Vec<String>>,
    passed_over: Vec<String>,
) -> impl Iterator<Item = Note> {
    let divided = divided.map(|columns| Note::TotalRowsOnly { columns });
    let passed_over = (!passed_over.is_empty()).then_some(Note::RatesPassedOver { columns: passed_over });
    let preliminary =
        (figures.preliminary > 0).then_some(Note::PreliminaryFigures { rows: figures.preliminary });
    [divided, passed_over, preliminary].into_iter().flatten()
}

type Refusal = (Option<usize>, RejectReason);

/// What one figure is about.
type Subject = (MunicipalityCode, Category, i16);

/// The first statement about a subject, and the row of one that contradicts it.
struct Stated {
    row: u64,
    figures: (Option<u64>, Option<f64>),
    contradicted: Option<u64>,
}

struct Figures<'a> {
    names: &'a [String],
    regions: Regions,
    keys: Keys,
    today: Date,
    parts: Parts,
    seen: HashMap<Subject, Stated>,
    /// Whether some rate can only be read with a comma or point before its decimals.
    rates_have_decimals: bool,
    preliminary: u64,
    tally: Tally,
    rejects: Rejects,
}

impl Figures<'_> {
    /// The figures of a row with whether they are preliminary, or why they are not taken.
    fn figures(&self, line: &Line<'_>, layout: &Layout) -> Vec<Result<(Statistic, bool), Refusal>> {
        let columns = layout.columns(line).into_iter();
        let figure = |columns: Result<YearColumns, Refusal>| {
            let columns = columns?;
            let statistic = self.figure(line, layout, &columns)?;
            Ok((statistic, columns.year.preliminary || self.parts.is_preliminary(line)))
        };
        columns.map(figure).collect()
    }

    /// Looks whether the rates of a row show what their comma or point is for.
    fn see_rates(&mut self, line: &Line<'_>, layout: &Layout) {
        let columns = layout.columns(line).into_iter().flatten().filter_map(|columns| columns.rate);
        let mut cells = columns.map(|column| line.cell(column));
        self.rates_have_decimals |= cells.any(|cell| cell.contains([',', '.']) && !perhaps_thousands(cell));
    }

    /// Notes what a row says of its subjects, and whether an earlier row says otherwise.
    fn compare(&mut self, line: &Line<'_>, layout: &Layout) {
        for (statistic, _) in self.figures(line, layout).into_iter().flatten() {
            let figures = (statistic.count, statistic.per_100_000);
            let subject = (statistic.region, statistic.category, statistic.year);
            let stated = || Stated { row: line.row, figures, contradicted: None };
            let first = self.seen.entry(subject).or_insert_with(stated);
            if first.figures != figures {
                first.contradicted.get_or_insert(line.row);
            }
        }
    }

    fn row(&mut self, line: &Line<'_>, layout: &Layout, sink: &mut dyn RowSink) -> Result<(), ImportError> {
        self.figures(line, layout).into_iter().try_for_each(|figure| match figure {
            Err(refusal) => self.lost(line, refusal, 1, sink),
            Ok((statistic, preliminary)) => {
                if let Some(other) = self.contradiction(&statistic, line.row) {
                    let reason = RejectReason::ContradictsRow { other };
                    return self.lost(line, (Some(layout.count_column(statistic.year)), reason), 1, sink);
                }
                self.preliminary += u64::from(preliminary);
                self.tally.read += 1;
                let year = Period::year(statistic.year);
                self.tally.take(sink, Row::Statistic(statistic), (year.from(), year.to()), line.row)
            }
        })
    }

    /// A row that says something else about the same subject.
    fn contradiction(&self, statistic: &Statistic, row: u64) -> Option<u64> {
        let subject = (statistic.region.clone(), statistic.category.clone(), statistic.year);
        let stated = self.seen.get(&subject)?;
        let contradicted = stated.contradicted?;
        Some(if stated.row == row { contradicted } else { stated.row })
    }

    /// Rejects as many figures as the row has.
    fn lost(
        &mut self,
        line: &Line<'_>,
        (column, reason): Refusal,
        figures: usize,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        let reject = self.rejects.line(line, self.names, column, reason);
        (0..figures).try_for_each(|_| {
            self.tally.read += 1;
            self.tally.reject(sink, reject.clone())
        })
    }

    fn figure(&self, line: &Line<'_>, layout: &Layout, columns: &YearColumns) -> Result<Statistic, Refusal> {
        let at = |column: usize, reason: RejectReason| (Some(column), reason);
        let year = columns.year.year;
        let place = line.cell(layout.region);
        let region = self.regions.named(place).ok_or(at(layout.region, RejectReason::UnknownRegion))?;
        let label = line.cell(layout.label);
        let category = group(label).ok_or(at(layout.label, RejectReason::UnknownGroup))?;
        if let Some(column) = self.parts.part_in(line, year) {
            return Err(at(column, RejectReason::PartOfWhole));
        }
        if year >= self.today.year() {
            let over = year == self.today.year();
            let reason = if over { RejectReason::YearNotOver } else { RejectReason::InTheFuture };
            return Err(at(columns.count, reason));
        }
        let count = count(line.cell(columns.count)).map_err(|reason| at(columns.count, reason))?;
        let rate_text = columns.rate.map_or("", |column| line.cell(column));
        if perhaps_thousands(rate_text) && !self.rates_have_decimals {
            return Err((columns.rate, RejectReason::BadNumber));
        }
        let per_100_000 = rate(rate_text).map_err(|reason| (columns.rate, reason))?;
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

/// `..` and `<5` are withheld, `-` is zero, and nothing at all is a mistake.
fn count(text: &str) -> Result<Option<u64>, RejectReason> {
    match text {
        "" => Err(RejectReason::MissingValue),
        ".." | "…" => Ok(None),
        "-" | "–" | "—" => Ok(Some(0)),
        less if less.strip_prefix('<').is_some_and(|most| whole(most.trim()).is_some()) => Ok(None),
        number => whole(number).map(Some).ok_or(RejectReason::BadNumber),
    }
}

fn rate(text: &str) -> Result<Option<f64>, RejectReason> {
    match text {
        "" | ".." | "…" => Ok(None),
        "-" | "–" | "—" => Ok(Some(0.0)),
        number => decimal(number).filter(|rate| *rate >= 0.0).map(Some).ok_or(RejectReason::BadNumber),
    }
}

#[cfg(test)]
mod cells {
    use super::*;

    #[test]
    fn withheld_is_not_zero() {
        assert_eq!(
            ["..", "-", "—", "< 5", "1 175", "0"].map(count),
            [Ok(None), Ok(Some(0)), Ok(Some(0)), Ok(None), Ok(Some(1175)), Ok(Some(0))]
        );
        assert_eq!(
            ["", "x", "-3", "<x", "1,000", "1,2E+03"].map(count),
            [
                Err(RejectReason::MissingValue),
                Err(RejectReason::BadNumber),
                Err(RejectReason::BadNumber),
                Err(RejectReason::BadNumber),
                Err(RejectReason::BadNumber),
                Err(RejectReason::BadNumber),
            ]
        );
        assert_eq!([rate("6 840,5"), rate(".."), rate("-")], [Ok(Some(6840.5)), Ok(None), Ok(Some(0.0))]);
    }
}
