//! Counts of rows as protected tables, beside everything that was published before.
//!
//! Rules beyond those of [`Sequence`]:
//! - A category with fewer than k rows in the year is left out of the table and its sums: its total is often known from
//!   official statistics, and no pattern of hidden cells protects a row whose total is known and small. For the same
//!   reason a category keeps its earlier figures until at least k rows have come since.
//! - Because the totals of whole categories can be known from outside, the table is protected against somebody who knows
//!   them all. A category that no pattern protects so is published with its total alone.
//! - A category keeps its earlier figures where new ones would hide too much of what has been shown.
//! - Where rows have been corrected or undone and the difference cannot be protected, figures are taken away, and by area
//!   they do not come back for that year.
//! - The municipality's own areas are not in the table (see [`crate::picture`]).

use super::history::{History, Rates, Stage, Subject, rates};
use crate::digits;
use crate::error::PublishError;
use crate::held::{Held, HeldBack, Why};
use crate::input::SnapshotInput;
use crate::picture::{AsOf, CountCell, CountRow, CountTable, LATEST_YEARS};
use lofte_analysis::disclosure::sequence::{Next, Sequence};
use lofte_analysis::disclosure::table::{Position, ProtectedTable};
use lofte_analysis::disclosure::{DisclosureParams, disclose_count, disclose_with};
use lofte_model::coverage::Gap;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::period::Period;
use lofte_model::picture::{Edition, RateCell};
use lofte_model::place::AreaCode;
use lofte_model::records::Category;
use std::collections::BTreeSet;

/// New figures may hide this many cells that have been shown, or this part of them.
const CHEAP: usize = 3;
const CHEAP_PART: usize = 4;

/// Protected tables of the latest years, kinds and years in order.
pub(crate) fn count_tables(
    edition: &Edition,
    input: &SnapshotInput,
    params: &DisclosureParams,
    held: &mut Vec<HeldBack>,
) -> Result<Vec<CountTable>, PublishError> {
    let tables = rates(edition, input)?;
    let history = History::new(input);
    let is_latest = |subject: &Subject| {
        let later = tables.keys().filter(|other| other.0 == subject.0 && other.1 > subject.1);
        later.count() < LATEST_YEARS
    };
    let mut published = Vec::new();
    for (subject, rates) in tables.iter().filter(|(subject, _)| is_latest(subject)) {
        let stages = history.of(*subject);
        if let Some(last) = stages.last()
            && !stages.iter().all(|stage| history.knows(*subject, stage.table))
        {
            let (kind, year) = *subject;
            let held_back = Held::Table { kind, year };
            held.push(HeldBack { held: held_back, why: Why::Unknown, kept_from: Some(last.publication) });
            published.push(last.table.clone());
            continue;
        }
        let mut making = Making::new(*subject, rates, &history, stages, edition, params)?;
        published.extend(making.make()?);
        held.append(&mut making.held);
    }
    Ok(published)
}

/// The months of a year that the rows of a kind do not cover.
fn uncovered(edition: &Edition, (kind, year): Subject) -> Vec<Period> {
    let whole = Period::year(year);
    let months = |gap: &Gap| {
        let (from, to) = (gap.days.from().max(whole.from()), gap.days.to().min(whole.to()));
        Period::new(from.first_of_month(), to.last_of_month()).ok()
    };
    edition.report.gaps_in(kind, whole).filter_map(months).collect()
}

/// What becomes of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It has the new figures.
    New,
    /// It has its earlier figures, and was as it is or has grown.
    Kept,
    /// Its total alone.
    TotalOnly,
    /// It is not in the table.
    Out,
}

/// One table in the making.
struct Making<'a> {
    subject: Subject,
    rates: &'a Rates<'a>,
    history: &'a History<'a>,
    stages: Vec<Stage<'a>>,
    params: &'a DisclosureParams,
    as_of: AsOf,
    uncovered: Vec<Period>,
    secret: u64,
    /// All categories and areas that are or were in the table; rows without a place come last.
    categories: Vec<Category>,
    areas: Vec<Option<AreaCode>>,
    fates: Vec<Fate>,
    held: Vec<HeldBack>,
}

impl<'a> Making<'a> {
    fn new(
        subject: Subject,
        rates: &'a Rates<'a>,
        history: &'a History<'a>,
        stages: Vec<Stage<'a>>,
        edition: &Edition,
        params: &'a DisclosureParams,
    ) -> Result<Self, PublishError> {
        let mut categories: BTreeSet<Category> =
            rates.keys().map(|(category, _)| (*category).clone()).collect();
        let mut areas: BTreeSet<Option<AreaCode>> = rates.keys().map(|(_, area)| area.cloned()).collect();
        for stage in &stages {
            categories.extend(stage.table.rows.iter().map(|row| row.category.clone()));
            areas.extend(stage.table.areas.iter().cloned());
        }
        let mut areas: Vec<Option<AreaCode>> = areas.into_iter().collect();
        areas.sort_by_key(|area| (area.is_none(), area.clone()));
        let secret = ("what is hidden", &edition.fingerprint, edition.adopted_by, subject.0, subject.1);
        let mut making = Self {
            subject,
            rates,
            history,
            stages,
            params,
            as_of: AsOf::from(edition),
            uncovered: uncovered(edition, subject),
            secret: number(&Fingerprint::of(&secret)?),
            fates: Vec::new(),
            categories: categories.into_iter().collect(),
            areas,
            held: Vec::new(),
        };
        making.fates = (0..making.categories.len()).map(|row| making.first_fate(row)).collect();
        Ok(making)
    }

    /// The new figures where the totals allow it.
    fn first_fate(&self, row: usize) -> Fate {
        let total = self.new_row(row).iter().sum::<u64>();
        if self.has_left(row) && total >= self.params.threshold {
            return Fate::TotalOnly;
        }
        let Some(before) = self.last_row(&self.categories[row]) else {
            return if total > 0 && total >= self.params.threshold { Fate::New } else { Fate::Out };
        };
        let known = before.total.get().shown().copied();
        let known = known.unwrap_or_else(|| self.kept_row(row).iter().sum());
        if self.new_row(row) == self.kept_row(row) && !before.cells.is_empty() {
            Fate::Kept
        } else if total >= known && self.params.suppresses(total - known) {
            if self.can_be_kept(row) { Fate::Kept } else { Fate::TotalOnly }
        } else if total < self.params.threshold || self.params.suppresses(total.abs_diff(known)) {
            Fate::Out
        } else {
            Fate::New
        }
    }

    /// Whether a category had figures by area once and has them no more: it does not get them back for this year.
    fn has_left(&self, row: usize) -> bool {
        let has = |stage: &Stage| stage.row(&self.categories[row]).is_some();
        self.stages.iter().any(has) && !self.stages.last().is_some_and(has)
    }

    fn last_row(&self, category: &Category) -> Option<&'a CountRow> {
        self.stages.last()?.table.rows.iter().find(|row| row.category == *category)
    }

    fn new_cell(&self, row: usize, area: Option<&AreaCode>) -> Option<&'a RateCell> {
        self.rates.get(&(&self.categories[row], area)).copied()
    }

    fn new_row(&self, row: usize) -> Vec<u64> {
        let count = |area: &Option<AreaCode>| self.new_cell(row, area.as_ref()).map_or(0, |cell| cell.count);
        self.areas.iter().map(count).collect()
    }

    /// The counts behind the figures that a category had last.
    fn kept_row(&self, row: usize) -> Vec<u64> {
        let before = self.last_row(&self.categories[row]);
        let count = |area: &Option<AreaCode>| {
            let cell = before.and_then(|before| self.history.cell(self.subject, before, area.as_ref()));
            cell.map_or(0, |cell| cell.count)
        };
        self.areas.iter().map(count).collect()
    }

    fn counts(&self, row: usize) -> Vec<u64> {
        match self.fates[row] {
            Fate::New => self.new_row(row),
            Fate::Kept => self.kept_row(row),
            Fate::TotalOnly | Fate::Out => vec![0; self.areas.len()],
        }
    }

    fn present(&self) -> Vec<bool> {
        self.fates.iter().map(|fate| matches!(fate, Fate::New | Fate::Kept)).collect()
    }

    /// The table; none where nothing is left.
    fn make(&mut self) -> Result<Option<CountTable>, PublishError> {
        if let Some(last) = self.stages.last().map(|last| last.table).filter(|last| self.is_as_before(last)) {
            self.tell();
            return Ok(Some(last.clone()));
        }
        let sequence = self.sequence()?;
        let protected = loop {
            let counts: Vec<u64> = (0..self.categories.len()).flat_map(|row| self.counts(row)).collect();
            if !self.present().contains(&true) {
                break None;
            }
            match sequence.next(&counts, &self.present())? {
                Next::Publish(table) => match self.too_dear(&table) {
                    Some(row) => self.give_up(row, Why::CostsMore),
                    None => break Some(table),
                },
                Next::Unsafe(rows) => {
                    let given_up = rows.iter().filter(|row| self.fates[**row] == Fate::New).count();
                    for row in rows {
                        self.give_up(row, Why::NoAreas);
                    }
                    if given_up == 0 && !self.give_up_more() {
                        self.withdraw();
                        return Ok(None);
                    }
                }
            }
        };
        self.tell();
        let last = self.stages.last().filter(|last| self.is_as_before(last.table));
        Ok(last.map(|last| last.table.clone()).or_else(|| self.table(protected.as_deref())))
    }

    /// Whether nothing has become of the table since: it is then published again as it was.
    fn is_as_before(&self, last: &CountTable) -> bool {
        let same = |row: usize| match (self.fates[row], self.last_row(&self.categories[row])) {
            (Fate::New, _) | (Fate::Kept, None) | (Fate::Out, Some(_)) => false,
            (Fate::Kept, Some(before)) => !before.cells.is_empty(),
            (Fate::TotalOnly, before) => self.total_only(row).as_ref() == before,
            (Fate::Out, None) => true,
        };
        self.fates.len() >= last.rows.len() && (0..self.fates.len()).all(same)
    }

    fn sequence(&self) -> Result<Sequence, PublishError> {
        let mut sequence =
            Sequence::new(self.categories.len(), self.areas.len(), self.params, Some(self.secret));
        for stage in &self.stages {
            let present: Vec<bool> =
                self.categories.iter().map(|category| stage.row(category).is_some()).collect();
            let count = |category: &Category, area: &Option<AreaCode>| {
                let cell =
                    stage.row(category).and_then(|row| self.history.cell(self.subject, row, area.as_ref()));
                cell.map_or(0, |cell| cell.count)
            };
            let counts: Vec<u64> = self
                .categories
                .iter()
                .flat_map(|category| self.areas.iter().map(|area| count(category, area)))
                .collect();
            sequence.published(&counts, &present, &stage.hidden(&self.categories, &self.areas))?;
        }
        Ok(sequence)
    }

    /// The category with new figures that hides most of what was shown, if too much is.
    fn too_dear(&self, table: &ProtectedTable) -> Option<usize> {
        let last = self.stages.last()?;
        let before = last.hidden(&self.categories, &self.areas);
        let was_shown = |position: &Position| match *position {
            Position::Inner { row, .. } => {
                last.row(&self.categories[row]).is_some() && !before.contains(position)
            }
            other => !before.contains(&other),
        };
        let lost: Vec<Position> = table.hidden().into_iter().filter(was_shown).collect();
        let rows = last.table.rows.iter().filter(|row| !row.cells.is_empty()).count();
        let shown =
            (rows + 1) * last.table.areas.len() - before.len().min((rows + 1) * last.table.areas.len());
        if lost.len() <= CHEAP.max(shown / CHEAP_PART) {
            return None;
        }
        let lost_in = |row: usize| {
            lost.iter()
                .filter(|lost| matches!(lost, Position::Inner { row: other, .. } if *other == row))
                .count()
        };
        let candidates =
            (0..self.fates.len()).filter(|row| self.fates[*row] == Fate::New && self.can_be_kept(*row));
        candidates.max_by_key(|row| (lost_in(*row), *row))
    }

    /// Whether the earlier figures of a category are still true of what they were made from.
    fn can_be_kept(&self, row: usize) -> bool {
        let has_areas = self.last_row(&self.categories[row]).is_some_and(|before| !before.cells.is_empty());
        has_areas && self.kept_row(row).iter().zip(self.new_row(row)).all(|(kept, new)| *kept <= new)
    }

    /// Do without the new figures of a category.
    fn give_up(&mut self, row: usize, why: Why) {
        if self.fates[row] != Fate::New {
            return;
        }
        let was_there = self.last_row(&self.categories[row]).is_some_and(|before| !before.cells.is_empty());
        let (fate, why) = if self.can_be_kept(row) {
            (Fate::Kept, if why == Why::NoAreas { Why::CostsMore } else { why })
        } else {
            (Fate::TotalOnly, if was_there { Why::Corrected } else { Why::NoAreas })
        };
        self.fates[row] = fate;
        self.hold(row, why);
    }

    /// After a correction: what was corrected goes first, and then all that is new.
    fn give_up_more(&mut self) -> bool {
        let new: Vec<usize> = (0..self.fates.len()).filter(|row| self.fates[*row] == Fate::New).collect();
        let (kept, corrected): (Vec<usize>, Vec<usize>) = new
            .into_iter()
            .partition(|row| self.can_be_kept(*row) || self.last_row(&self.categories[*row]).is_none());
        let going = if corrected.is_empty() { kept } else { corrected };
        let any = !going.is_empty();
        for row in going {
            self.give_up(row, Why::NoAreas);
        }
        any
    }

    fn withdraw(&mut self) {
        let (kind, year) = self.subject;
        self.held.clear();
        self.held.push(HeldBack { held: Held::Table { kind, year }, why: Why::Corrected, kept_from: None });
    }

    fn hold(&mut self, row: usize, why: Why) {
        let (kind, year) = self.subject;
        let category = self.categories[row].clone();
        let kept_from = match self.fates[row] {
            Fate::Kept => self.publication_of(&category),
            Fate::New | Fate::TotalOnly | Fate::Out => None,
        };
        self.held.retain(
            |known| !matches!(&known.held, Held::Category { category: other, .. } if *other == category),
        );
        self.held.push(HeldBack { held: Held::Category { kind, year, category }, why, kept_from });
    }

    /// The publication in which a category got the figures that it has.
    fn publication_of(&self, category: &Category) -> Option<u32> {
        let as_of = self.last_row(category)?.as_of;
        let same = |stage: &&Stage| stage.row(category).is_some_and(|row| row.as_of == as_of);
        self.stages.iter().find(same).map(|stage| stage.publication)
    }

    /// What the totals alone have decided.
    fn tell(&mut self) {
        for row in 0..self.fates.len() {
            let before = self.last_row(&self.categories[row]);
            let total: u64 = self.new_row(row).iter().sum();
            match self.fates[row] {
                Fate::Kept if self.new_row(row) != self.kept_row(row) && !self.is_told(row) => {
                    self.hold(row, Why::FewNew);
                }
                Fate::Out if before.is_some() => self.hold(row, Why::Corrected),
                Fate::Out if total > 0 => self.hold(row, Why::TooFew),
                Fate::TotalOnly if !self.is_told(row) => {
                    let had_areas = before.is_some_and(|before| !before.cells.is_empty());
                    self.hold(row, if had_areas { Why::Corrected } else { Why::NoAreas });
                }
                _ => {}
            }
        }
    }

    fn is_told(&self, row: usize) -> bool {
        let category = &self.categories[row];
        self.held
            .iter()
            .any(|known| matches!(&known.held, Held::Category { category: other, .. } if other == category))
    }

    /// The table with names.
    fn table(&self, protected: Option<&ProtectedTable>) -> Option<CountTable> {
        let rows: Vec<CountRow> =
            (0..self.categories.len()).filter_map(|row| self.row(row, protected)).collect();
        let totals = rows.iter().filter_map(|row| row.total.get().shown());
        let total = disclose_count(totals.sum(), self.params);
        let by_area = protected.is_some();
        let total_of = |col| protected?.cell(Position::ColTotal { col });
        (!rows.is_empty()).then(|| CountTable {
            kind: self.subject.0,
            year: self.subject.1,
            areas: if by_area { self.areas.clone() } else { Vec::new() },
            area_totals: (0..self.areas.len()).filter_map(total_of).collect(),
            total,
            rows,
            uncovered: self.uncovered.clone(),
        })
    }

    fn row(&self, row: usize, protected: Option<&ProtectedTable>) -> Option<CountRow> {
        let category = &self.categories[row];
        let before = self.last_row(category);
        let kept = self.fates[row] == Fate::Kept;
        let cell = |(col, area): (usize, &Option<AreaCode>)| {
            let count = protected?.cell(Position::Inner { row, col })?;
            let known = match before.filter(|_| kept) {
                Some(before) => self.history.cell(self.subject, before, area.as_ref()),
                None => self.new_cell(row, area.as_ref()),
            };
            let rate = known.and_then(|cell| cell.per_1000);
            Some(CountCell { count, per_1000: rate.map(|rate| disclose_with(&count, digits::rate(rate))) })
        };
        let by_area = || self.areas.iter().enumerate().filter_map(cell).collect();
        let total = |counts: Vec<u64>| disclose_count(counts.iter().sum(), self.params);
        match self.fates[row] {
            Fate::Out => None,
            Fate::Kept => Some(CountRow {
                category: category.clone(),
                cells: by_area(),
                total: total(self.kept_row(row)),
                as_of: before?.as_of,
            }),
            Fate::New => Some(CountRow {
                category: category.clone(),
                cells: by_area(),
                total: total(self.new_row(row)),
                as_of: self.as_of,
            }),
            Fate::TotalOnly => self.total_only(row),
        }
    }

    /// The total of a category without figures by area: the new one, or the one that is out where few rows have come since.
    fn total_only(&self, row: usize) -> Option<CountRow> {
        let category = self.categories[row].clone();
        let new: u64 = self.new_row(row).iter().sum();
        let before = self.last_row(&category);
        let known = before.and_then(|before| Some((before, *before.total.get().shown()?)));
        match known {
            Some((before, known))
                if new >= known && (new == known || self.params.suppresses(new - known)) =>
            {
                Some(CountRow { category, cells: Vec::new(), total: before.total, as_of: before.as_of })
            }
            Some((_, known)) if self.params.suppresses(known.abs_diff(new)) => None,
            _ if new < self.params.threshold => None,
            _ => {
                let total = disclose_count(new, self.params);
                Some(CountRow { category, cells: Vec::new(), total, as_of: self.as_of })
            }
        }
    }
}

/// The first digits of a fingerprint as a number.
fn number(fingerprint: &Fingerprint) -> u64 {
    fingerprint.as_str().get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default()
}
