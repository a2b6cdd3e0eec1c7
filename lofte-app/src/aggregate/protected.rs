//! One category: a table of periods and areas, protected beside the tables of it that were handed over before.
//!
//! The rules are those of published counts: the total of a period is taken to be known, from official statistics if from
//! nowhere else, so that a period with a total from 1 to k - 1 has no areas; a period stays as it was handed over until
//! at least k rows have come; and areas that were taken away after a correction do not come back.

use super::counted::Counts;
use super::ledger::{Handed, Stage};
use lofte_analysis::disclosure::sequence::{Next, Sequence};
use lofte_analysis::disclosure::table::Position;
use lofte_analysis::disclosure::{DisclosureError, DisclosureParams};
use lofte_model::place::{Area, AreaCode};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is told with its areas.
    New,
    /// It is told as it was handed over before.
    Kept,
    /// Its areas are withheld.
    Out,
}

/// A period of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) place: i32,
    pub(super) fate: Fate,
    /// The counts of the areas in their order; `None` where withheld.
    pub(super) cells: Vec<Option<u64>>,
    /// The count of the whole municipality.
    pub(super) total: Option<u64>,
    /// Areas that are withheld for being small, and the other ones that are withheld.
    pub(super) small: u64,
    pub(super) others: u64,
    /// Whether rows have come that it does not tell of.
    pub(super) grown: bool,
}

/// The table of a category, and what was handed over of it.
pub(super) struct Table<'a> {
    areas: &'a [Area],
    spans: BTreeSet<i32>,
    counts: Counts,
    history: &'a [Stage],
    params: &'a DisclosureParams,
    secret: u64,
    /// Every period and area of this table and those before; rows without an area come last.
    places: Vec<i32>,
    codes: Vec<String>,
    fates: Vec<Fate>,
}

fn code(area: Option<&AreaCode>) -> &str {
    area.map_or("", AreaCode::as_str)
}

impl<'a> Table<'a> {
    pub(super) fn new(
        (areas, spans): (&'a [Area], BTreeSet<i32>),
        counts: Counts,
        history: &'a [Stage],
        (params, secret): (&'a DisclosureParams, u64),
    ) -> Self {
        let mut places = spans.clone();
        let mut codes: BTreeSet<String> = areas.iter().map(|area| area.code.to_string()).collect();
        codes.extend(counts.values().flat_map(BTreeMap::keys).map(|area| code(area.as_ref()).to_owned()));
        for stage in history {
            places.extend(stage.periods.keys().chain(stage.totals.keys()));
            codes.extend(stage.periods.values().flat_map(|handed| handed.counts.keys().cloned()));
        }
        codes.remove("");
        let codes = codes.into_iter().chain([String::new()]).collect();
        let places: Vec<i32> = places.into_iter().collect();
        let mut table =
            Self { areas, spans, counts, history, params, secret, places, codes, fates: Vec::new() };
        table.fates = (0..table.places.len()).map(|row| table.first_fate(row)).collect();
        table
    }

    fn now(&self, row: usize) -> Vec<u64> {
        let of_period = self.counts.get(&self.places[row]);
        let count = |wanted: &String| {
            let found =
                of_period.and_then(|counts| counts.iter().find(|(area, _)| code(area.as_ref()) == wanted));
            found.map_or(0, |(_, count)| *count)
        };
        self.codes.iter().map(count).collect()
    }

    fn handed(&self, row: usize) -> Option<&'a Handed> {
        self.history.last()?.periods.get(&self.places[row])
    }

    fn told_total(&self, row: usize) -> Option<u64> {
        self.history.last()?.totals.get(&self.places[row]).copied()
    }

    fn in_order(&self, handed: &Handed) -> Vec<u64> {
        self.codes.iter().map(|code| handed.counts.get(code).copied().unwrap_or(0)).collect()
    }

    /// The new counts where the totals allow it.
    fn first_fate(&self, row: usize) -> Fate {
        let handed = self.handed(row);
        if !self.spans.contains(&self.places[row]) {
            return if handed.is_some() { Fate::Kept } else { Fate::Out };
        }
        let total: u64 = self.now(row).iter().sum();
        let Some(handed) = handed else {
            let had = self.history.iter().any(|stage| stage.periods.contains_key(&self.places[row]));
            // The total may have been told without its areas.
            let step = self.told_total(row).map_or(0, |told| total.abs_diff(told));
            let tells = self.params.suppresses(total) || self.params.suppresses(step);
            return if had || tells { Fate::Out } else { Fate::New };
        };
        let before = self.in_order(handed);
        let known = self.told_total(row).unwrap_or_else(|| before.iter().sum());
        if before == self.now(row) {
            Fate::Kept
        } else if total >= known && self.params.suppresses(total - known) {
            if self.can_be_kept(row) { Fate::Kept } else { Fate::Out }
        } else if self.params.suppresses(total) || self.params.suppresses(total.abs_diff(known)) {
            Fate::Out
        } else {
            Fate::New
        }
    }

    /// Whether what was handed over is still true of the rows it was made from.
    fn can_be_kept(&self, row: usize) -> bool {
        self.handed(row).is_some_and(|handed| {
            self.in_order(handed).iter().zip(self.now(row)).all(|(before, now)| *before <= now)
        })
    }

    fn counts_of(&self, row: usize) -> Vec<u64> {
        match (self.fates[row], self.handed(row)) {
            (Fate::New, _) => self.now(row),
            (Fate::Kept, Some(handed)) => self.in_order(handed),
            (Fate::Kept | Fate::Out, _) => vec![0; self.codes.len()],
        }
    }

    fn present(&self) -> Vec<bool> {
        self.fates.iter().map(|fate| *fate != Fate::Out).collect()
    }

    /// Whether the table tells nothing else than the last one.
    fn is_as_before(&self) -> bool {
        let before = self.history.last();
        let was_there = |place: &i32| before.is_some_and(|stage| stage.periods.contains_key(place));
        let same =
            |(place, fate): (&i32, &Fate)| *fate != Fate::New && (*fate == Fate::Kept) == was_there(place);
        self.places.iter().zip(&self.fates).all(same)
    }

    fn sequence(&self) -> Result<Sequence, DisclosureError> {
        let (rows, cols) = (self.places.len(), self.codes.len());
        let mut sequence = Sequence::new(rows, cols, self.params, Some(self.secret));
        for stage in self.history {
            let (mut counts, mut present, mut hidden) = (Vec::new(), Vec::new(), Vec::new());
            for (row, place) in self.places.iter().enumerate() {
                let handed = stage.periods.get(place);
                present.push(handed.is_some());
                counts.extend(handed.map_or_else(|| vec![0; cols], |handed| self.in_order(handed)));
                let withheld =
                    |col: &usize| handed.is_some_and(|handed| handed.withheld.contains(&self.codes[*col]));
                hidden.extend((0..cols).filter(withheld).map(|col| Position::Inner { row, col }));
            }
            let sums = (0..cols).filter(|col| stage.withheld_sums.contains(&self.codes[*col]));
            hidden.extend(sums.map(|col| Position::ColTotal { col }));
            sequence.published(&counts, &present, &hidden)?;
        }
        Ok(sequence)
    }

    /// The periods that this table covers, and everything of the category as it will have been handed over.
    pub(super) fn protect(mut self) -> Result<(Vec<Line>, Stage), DisclosureError> {
        let hidden = self.hidden()?;
        let stage = self.stage(&hidden);
        let rows = (0..self.places.len()).filter(|row| self.spans.contains(&self.places[*row]));
        Ok((rows.map(|row| self.line(row, &stage)).collect(), stage))
    }

    /// What is withheld; gives up the areas of periods that nothing else protects.
    fn hidden(&mut self) -> Result<BTreeSet<(Option<usize>, usize)>, DisclosureError> {
        let sequence = self.sequence()?;
        loop {
            if self.is_as_before() || !self.present().contains(&true) {
                return Ok(self.hidden_before());
            }
            let counts: Vec<u64> = (0..self.places.len()).flat_map(|row| self.counts_of(row)).collect();
            match sequence.next(&counts, &self.present())? {
                Next::Publish(table) => {
                    let place = |position: &Position| match *position {
                        Position::Inner { row, col } => Some((Some(row), col)),
                        Position::ColTotal { col } => Some((None, col)),
                        Position::RowTotal { .. } | Position::GrandTotal => None,
                    };
                    return Ok(table.hidden().iter().filter_map(place).collect());
                }
                Next::Unsafe(rows) => self.give_up(&rows),
            }
        }
    }

    fn hidden_before(&self) -> BTreeSet<(Option<usize>, usize)> {
        let Some(stage) = self.history.last() else { return BTreeSet::new() };
        let cols = || self.codes.iter().enumerate();
        let sums = cols().filter(|(_, code)| stage.withheld_sums.contains(*code)).map(|(col, _)| (None, col));
        let inner = self.places.iter().enumerate().flat_map(|(row, place)| {
            let handed = stage.periods.get(place);
            let withheld = move |(_, code): &(usize, &String)| {
                handed.is_some_and(|handed| handed.withheld.contains(*code))
            };
            cols().filter(withheld).map(move |(col, _)| (Some(row), col))
        });
        sums.chain(inner).collect()
    }

    /// Does without the new counts of some periods; where none of them has any, of all, and at last of everything.
    fn give_up(&mut self, rows: &[usize]) {
        let is_new = |fates: &[Fate], row: &usize| fates[*row] == Fate::New;
        let mut going: Vec<usize> = rows.iter().copied().filter(|row| is_new(&self.fates, row)).collect();
        if going.is_empty() {
            going = (0..self.fates.len()).filter(|row| is_new(&self.fates, row)).collect();
        }
        if going.is_empty() {
            self.fates.fill(Fate::Out);
        }
        for row in going {
            self.fates[row] = if self.can_be_kept(row) { Fate::Kept } else { Fate::Out };
        }
    }

    fn stage(&self, hidden: &BTreeSet<(Option<usize>, usize)>) -> Stage {
        let mut stage = Stage::default();
        for (row, place) in self.places.iter().enumerate() {
            if let Some(total) = self.total(row) {
                stage.totals.insert(*place, total);
            }
            if self.fates[row] == Fate::Out {
                continue;
            }
            let counted = self.codes.iter().cloned().zip(self.counts_of(row)).filter(|(_, count)| *count > 0);
            let withheld =
                self.codes.iter().enumerate().filter(|(col, _)| hidden.contains(&(Some(row), *col)));
            let withheld = withheld.map(|(_, code)| code.clone()).collect();
            stage.periods.insert(*place, Handed { counts: counted.collect(), withheld });
        }
        let sums = self.codes.iter().enumerate().filter(|(col, _)| hidden.contains(&(None, *col)));
        stage.withheld_sums = sums.map(|(_, code)| code.clone()).collect();
        stage
    }

    /// What may be told of the whole municipality.
    fn total(&self, row: usize) -> Option<u64> {
        let told = self.told_total(row);
        match self.fates[row] {
            Fate::New => Some(self.now(row).iter().sum()),
            Fate::Kept => told,
            Fate::Out if !self.spans.contains(&self.places[row]) => told,
            Fate::Out => {
                let total: u64 = self.now(row).iter().sum();
                let step = told.map_or(0, |told| total.abs_diff(told));
                let tells = self.params.suppresses(total) || self.params.suppresses(step);
                if tells { told } else { Some(total) }
            }
        }
    }

    fn line(&self, row: usize, stage: &Stage) -> Line {
        let place = self.places[row];
        let handed = stage.periods.get(&place);
        let count = |area: &Area| {
            let handed = handed?;
            let shown = !handed.withheld.contains(area.code.as_str());
            shown.then(|| handed.counts.get(area.code.as_str()).copied().unwrap_or(0))
        };
        let cells: Vec<Option<u64>> = self.areas.iter().map(count).collect();
        let told = self.codes.iter().zip(self.counts_of(row));
        let counts: BTreeMap<&str, u64> = told.map(|(code, count)| (code.as_str(), count)).collect();
        let is_small = |(area, cell): &(&Area, &Option<u64>)| {
            let count = counts.get(area.code.as_str()).copied().unwrap_or(0);
            cell.is_none() && handed.is_some() && self.params.suppresses(count)
        };
        let small = self.areas.iter().zip(&cells).filter(is_small).count() as u64;
        let withheld = cells.iter().filter(|cell| cell.is_none()).count() as u64;
        let grown = self.fates[row] == Fate::Kept && self.counts_of(row) != self.now(row);
        let total = stage.totals.get(&place).copied();
        Line { place, fate: self.fates[row], cells, total, small, others: withheld - small, grown }
    }
}

#[cfg(test)]
mod tests;
