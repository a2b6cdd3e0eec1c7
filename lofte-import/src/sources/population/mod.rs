//! The residents of areas that are known: a number for each area and year, as the database of Statistics Sweden gives it
//! out or as somebody has written it.
//!
//! Of several years the latest counts, and what is known of a later year stays. Numbers for parts of the people are passed
//! over, never added up: one that is withheld would be missing without a word.

mod layout;
#[cfg(test)]
mod tests;

use super::areas::is_elsewhere;
use super::places::{PlaceReader, PlaceReport, against};
use crate::borders::property::without_edition;
use crate::bytes::file_name;
use crate::error::ImportError;
use crate::inspect::{Inspected, inspect_with};
use crate::number::whole;
use crate::rejects::Rejects;
use crate::report::{AreaNote, Note};
use crate::row::Context;
use crate::same::same_form;
use crate::sources::{Reader, Source, SourceCard, Yields};
use crate::table::header::Header;
use crate::table::{Line, Table, shown};
use layout::{Figure, Layout, LayoutLikeness};
use lofte_model::place::{Area, AreaKind, Population as Residents};
use lofte_model::records::{Reject, RejectReason, RowCounts};
use lofte_model::screening::holds_identity_number;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "population",
    yields: Yields::Places,
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.csv"),
};

/// Residents of areas.
#[derive(Clone, Copy, Debug)]
pub struct Population;

impl Source for Population {
    fn card(&self) -> &'static SourceCard {
        &CARD
    }

    fn reader(&self, _settings: &str) -> Result<Reader, ImportError> {
        Ok(Reader::Places(Box::new(Self)))
    }
}

impl PlaceReader for Population {
    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<PlaceReport, ImportError> {
        let total = 2 * crate::bytes::size(path)?;
        let inspected = inspect_with(path, &[], None, &mut |done| progress(done, total))?;
        let mut table = Table::open(path, &inspected)?;
        let header = table.header(&LayoutLikeness, None, None)?;
        let layout = Layout::of(&header.names)?;
        let mut counted = Counted::new(context, &header, file_name(path));
        table.each(header.row, &mut |line| {
            counted.row(line, &layout);
            progress(total / 2 + line.done, total);
            Ok(ControlFlow::Continue(()))
        })?;
        progress(total, total);
        let notes = table.notes_of_file(&inspected, &header);
        counted.report(&layout, inspected, notes)
    }
}

type Refusal = (Option<usize>, RejectReason);

/// What a row says of an area and a year.
#[derive(Clone, Debug)]
struct Said {
    row: u64,
    residents: Residents,
    /// A row that says something else of the same area and year.
    contradicted: Option<u64>,
}

/// The numbers of residents while they are read.
struct Counted<'a> {
    context: &'a Context<'a>,
    header: &'a Header,
    file: String,
    /// Places of areas in the context, by code and by name; nothing where a name is that of several.
    known: BTreeMap<String, Option<usize>>,
    said: BTreeMap<(usize, i16), Said>,
    /// The first row that is of a part of the people.
    part: Option<u64>,
    whole: u64,
    sums: u64,
    of_others: usize,
    rejects: Vec<Reject>,
    lines: Rejects,
}

impl<'a> Counted<'a> {
    fn new(context: &'a Context<'a>, header: &'a Header, file: String) -> Self {
        let mut known = BTreeMap::new();
        for (place, area) in context.areas.iter().enumerate() {
            known.entry(same_form(&area.name)).and_modify(|known| *known = None).or_insert(Some(place));
        }
        for (place, area) in context.areas.iter().enumerate() {
            known.insert(same_form(area.code.as_str()), Some(place));
        }
        let lines = Rejects::default();
        let (said, rejects) = (BTreeMap::new(), Vec::new());
        Self {
            context,
            header,
            file,
            known,
            said,
            part: None,
            whole: 0,
            sums: 0,
            of_others: 0,
            rejects,
            lines,
        }
    }

    fn row(&mut self, line: &Line<'_>, layout: &Layout) {
        if let Some(reason) = self.header.misfit(line) {
            return self.reject(line, (None, reason));
        }
        if !layout.is_whole(line) {
            self.part.get_or_insert(line.row);
            return;
        }
        self.whole += 1;
        let region = without_edition(line.cell(layout.area));
        if is_elsewhere(region, self.context) {
            self.of_others += 1;
        } else if region.split_whitespace().next() == Some(self.context.municipality.as_str()) {
            self.sums += 1;
        } else if let Err(refusal) = self.figures(line, layout, region) {
            self.reject(line, refusal);
        }
    }

    fn figures(&mut self, line: &Line<'_>, layout: &Layout, region: &str) -> Result<(), Refusal> {
        let at = |reason| (Some(layout.area), reason);
        if region.is_empty() {
            return Err(at(RejectReason::MissingValue));
        }
        let place = self.known.get(&same_form(region)).copied().flatten();
        let place = place.ok_or(at(RejectReason::UnknownArea))?;
        let source = layout.source.map_or("", |column| line.cell(column));
        if holds_identity_number(source) {
            return Err((layout.source, RejectReason::PersonalNumber));
        }
        let source = if source.is_empty() { self.file.as_str() } else { source };
        let source = format!("{source}{}", about(line, layout)?);
        for figure in layout.figures(line)? {
            match self.residents(line, figure) {
                Ok((residents, aged_16_85)) => {
                    let year = figure.year;
                    let residents = Residents { residents, aged_16_85, year, source: source.clone() };
                    self.say(place, line.row, &residents);
                }
                Err(refusal) => self.reject(line, refusal),
            }
        }
        Ok(())
    }

    /// All residents, and those of some ages.
    fn residents(&self, line: &Line<'_>, figure: Figure) -> Result<(u32, Option<u32>), Refusal> {
        let number = |column: usize| match line.cell(column) {
            "" | ".." | "…" => Err((Some(column), RejectReason::MissingValue)),
            text => {
                let number = whole(text).and_then(|number| u32::try_from(number).ok());
                number.ok_or((Some(column), RejectReason::BadNumber))
            }
        };
        if figure.year > self.context.today.year() {
            return Err((Some(figure.residents), RejectReason::InTheFuture));
        }
        let residents = number(figure.residents)?;
        let aged = figure.aged.filter(|column| !line.cell(*column).is_empty()).map(number).transpose()?;
        if aged.is_some_and(|aged| aged > residents) {
            return Err((figure.aged, RejectReason::BadNumber));
        }
        Ok((residents, aged))
    }

    fn say(&mut self, place: usize, row: u64, residents: &Residents) {
        let key = (place, residents.year);
        let said =
            self.said.entry(key).or_insert(Said { row, residents: residents.clone(), contradicted: None });
        if said.residents != *residents {
            said.contradicted.get_or_insert(row);
        }
    }

    fn reject(&mut self, line: &Line<'_>, (column, reason): Refusal) {
        let reject = self.lines.below(line, self.header, column, reason);
        self.rejects.push(reject);
    }

    /// What the file says of each area in its latest year; what rows contradict is rejected.
    fn latest(&mut self) -> BTreeMap<usize, Residents> {
        let mut latest = BTreeMap::new();
        for ((place, _), said) in std::mem::take(&mut self.said) {
            let Some(other) = said.contradicted else {
                latest.insert(place, said.residents);
                continue;
            };
            for (row, other) in [(said.row, other), (other, said.row)] {
                let reason = RejectReason::ContradictsRow { other };
                self.rejects.push(Reject { row, column: None, value: None, reason });
            }
        }
        latest
    }

    fn report(
        mut self,
        layout: &Layout,
        inspected: Inspected,
        mut notes: Vec<Note>,
    ) -> Result<PlaceReport, ImportError> {
        let columns = || layout.parts.iter().map(|column| shown(&self.header.names[*column])).collect();
        if let Some(row) = self.part {
            if self.whole == 0 {
                return Err(ImportError::DividedRows { columns: columns(), row: Some(row) });
            }
            notes.push(Note::TotalRowsOnly { columns: columns() });
        }
        let years: Vec<i16> = self.said.keys().map(|(_, year)| *year).collect();
        let latest = self.latest();
        not_all_alike(&self.rejects, latest.is_empty())?;
        let (found, older) = self.areas(latest);
        let of_others = (self.of_others > 0).then_some(AreaNote::OfOthers { count: self.of_others });
        let several = years.iter().max().filter(|last| years.iter().any(|year| year != *last));
        let several = several.map(|year| AreaNote::LatestYear { year: *year });
        let older = (!older.is_empty()).then_some(AreaNote::OlderPopulation { areas: older });
        let about = [of_others, several, older, self.unnamed(&found)];
        notes.extend((self.sums > 0).then_some(Note::SumRows { rows: self.sums }));
        notes.extend(about.into_iter().flatten().map(Note::Areas));
        let (areas, counts) = against(found, self.context.areas)?;
        let rejected = self.rejects.len() as u64;
        let read = counts.stored() + counts.duplicate() + rejected;
        let corrected = counts.corrected();
        let counts =
            RowCounts::new(read, counts.stored(), counts.duplicate(), rejected)?.and_corrected(corrected);
        self.rejects.sort_by_key(|reject| reject.row);
        Ok(PlaceReport { areas, counts, rejects: self.rejects, notes, fingerprint: inspected.fingerprint })
    }

    /// The areas that the file tells of with their residents, and the codes of those that are known for a later year.
    fn areas(&self, latest: BTreeMap<usize, Residents>) -> (Vec<Area>, Vec<lofte_model::place::AreaCode>) {
        let (mut found, mut older) = (Vec::new(), Vec::new());
        for (place, residents) in latest {
            let area = &self.context.areas[place];
            let known = area.population.as_ref();
            if known.is_some_and(|known| known.year > residents.year) {
                older.push(area.code.clone());
                continue;
            }
            // The ages that surveys ask stay known for the year that they are of.
            let aged = known.filter(|known| known.year == residents.year).and_then(|known| known.aged_16_85);
            let aged = aged.filter(|aged| *aged <= residents.residents);
            let residents = Residents { aged_16_85: residents.aged_16_85.or(aged), ..residents };
            found.push(Area { population: Some(residents), ..area.clone() });
        }
        (found, older)
    }

    /// Statistical areas where people live and that the file says nothing of.
    fn unnamed(&self, found: &[Area]) -> Option<AreaNote> {
        let lived_in = |area: &&Area| area.kind == AreaKind::Statistical && area.place_type.has_residents();
        let named = |area: &&Area| found.iter().any(|found| found.code == area.code);
        let all: Vec<&Area> = self.context.areas.iter().filter(lived_in).collect();
        let areas: Vec<_> = all.iter().filter(|area| !named(area)).map(|area| area.code.clone()).collect();
        (!areas.is_empty()).then_some(AreaNote::Unnamed { areas, of: all.len() })
    }
}

/// What belongs beside the source of a figure: that it may still change, and when it was taken out.
fn about(line: &Line<'_>, layout: &Layout) -> Result<String, Refusal> {
    let mut about = String::new();
    let mark = layout.preliminary.map(|column| same_form(line.cell(column))).unwrap_or_default();
    if !matches!(mark.as_str(), "" | "nej" | "no" | "0" | "slutlig" | "final") {
        about.push_str(", preliminär");
    }
    let day = layout.retrieved.map(|column| (column, line.cell(column))).filter(|(_, day)| !day.is_empty());
    if let Some((column, day)) = day {
        let day = day.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
        let day = day.ok_or((Some(column), RejectReason::BadTime))?;
        about.push_str(", hämtad ");
        about.push_str(&day.to_string());
    }
    Ok(about)
}

/// Refuses a file of which nothing can be taken, always for the same reason.
fn not_all_alike(rejects: &[Reject], nothing: bool) -> Result<(), ImportError> {
    let Some(first) = rejects.first().filter(|_| nothing && rejects.len() > 1) else {
        return Ok(());
    };
    let alike = |other: &Reject| other.reason == first.reason && other.column == first.column;
    if rejects.iter().all(alike) {
        let reject = Box::new(first.clone());
        return Err(ImportError::EveryRow { rows: rejects.len() as u64, reject });
    }
    Ok(())
}
