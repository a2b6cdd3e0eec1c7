//! Which column is what: by its heading and by its cells, which must not speak against each other. Each column is one
//! thing, and the surest are given away first.

use super::choice::{Choice, Sure, Why};
use super::profile::{Column, Seen};
use super::words::{Names, names};
use crate::same::same_form;
use lofte_model::mapping::MappingFile;
use std::collections::HashMap;

/// Hundredths of the cells that must fit.
const FIT: u64 = 60;
/// Hundredths of the cells by which a column is known without its heading.
const SPEAK: u64 = 85;
/// Most texts that a column of categories has.
const MOST_CATEGORIES: u64 = 600;
/// Rows, and hundredths of them, that may repeat a number that is the row's own.
const FEW: u64 = 3;

/// Gives the columns their parts.
pub(super) fn assign(seen: &Seen, said: Option<&str>, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    let mut free = Free::of(seen);
    let start = time(seen, &mut free, mapping, choices);
    end(seen, &mut free, start, mapping, choices);
    category(seen, &mut free, said, mapping, choices);
    id(seen, &mut free, mapping, choices);
    area(seen, &mut free, mapping, choices);
    for column in &seen.columns {
        if column.persons > 0 && mapping.columns.id.as_deref() != Some(&column.heading) {
            let why = Why::Persons { cells: column.persons };
            choices.push(Choice::new("left_out", crate::table::shown(&column.heading), why, Sure::Certain));
        } else if column.is_free_text() {
            let name = crate::table::shown(&column.heading);
            choices.push(Choice::new("left_out", name, Why::FreeText, Sure::Certain));
        }
    }
}

/// Columns that have no part yet.
pub(super) struct Free(Vec<bool>);

impl Free {
    /// All that one heading names: not those without, nor two with the same.
    pub(super) fn of(seen: &Seen) -> Self {
        let forms: Vec<String> = seen.columns.iter().map(|column| same_form(&column.heading)).collect();
        let mut times: HashMap<&str, u32> = HashMap::new();
        for form in &forms {
            *times.entry(form).or_default() += 1;
        }
        let columns = seen.columns.iter().zip(&forms);
        Self(columns.map(|(column, form)| !column.heading.is_empty() && times[form.as_str()] == 1).collect())
    }

    /// The free columns that are not taken by the mapping.
    pub(super) fn beside(seen: &Seen, mapping: &MappingFile) -> Self {
        let mut free = Self::of(seen);
        let said = mapping.columns.said();
        for (place, column) in seen.columns.iter().enumerate() {
            free.0[place] &= said.iter().all(|(_, heading)| *heading != column.heading);
        }
        free
    }

    pub(super) fn columns<'s>(&self, seen: &'s Seen) -> impl Iterator<Item = (usize, &'s Column)> + use<'s> {
        let free = self.0.clone();
        seen.columns.iter().enumerate().filter(move |(place, _)| free[*place])
    }

    fn take(&mut self, place: usize) {
        self.0[place] = false;
    }

    /// The best column, by a score of heading and cells; 0 is none.
    fn best<'s>(&self, seen: &'s Seen, score: impl Fn(&Column) -> u64) -> Option<(usize, &'s Column)> {
        let scored = self.columns(seen).map(|(place, column)| (score(column), place, column));
        let best = scored.filter(|(score, ..)| *score > 0);
        best.max_by_key(|(score, place, _)| (*score, std::cmp::Reverse(*place)))
            .map(|(_, place, column)| (place, column))
    }
}

fn share(column: &Column, cells: u64) -> u64 {
    column.share(cells)
}

/// Heading and cells.
fn of(column: &Column, part: Names, fits: u64) -> (Why, Sure) {
    let share = share(column, fits);
    match names(&column.heading, part) {
        0 => (Why::Contents { share }, Sure::Likely),
        _ if share >= SPEAK => (Why::Heading { share }, Sure::Certain),
        _ => (Why::Heading { share }, Sure::Likely),
    }
}

/// Cells of a column that are times, counting numbers of days where it has nothing else.
pub(super) fn timely(column: &Column) -> u64 {
    let serials = if column.times() == 0
        && names(&column.heading, Names::Start) + names(&column.heading, Names::End) > 0
    {
        column.serials
    } else {
        0
    };
    column.times() + column.months + serials
}

fn time(seen: &Seen, free: &mut Free, mapping: &mut MappingFile, choices: &mut Vec<Choice>) -> Option<usize> {
    let score = |column: &Column| {
        let named = u64::from(names(&column.heading, Names::Start));
        let ends = names(&column.heading, Names::End) > 0 && named == 0;
        let fits = share(column, timely(column));
        let known = (named > 0 && fits >= FIT) || (fits >= SPEAK && column.times() > 0 && column.years == 0);
        // Where a month is all that is said, another column may say the day.
        let fine = u64::from(column.months * 2 < column.close.max(1)) * 3 + u64::from(column.minutes > 0);
        if known && !ends && column.wholes < column.close.max(1) + u64::from(named > 0) {
            1 + named * 10 + fine + fits / 50
        } else {
            0
        }
    };
    let Some((place, column)) = free.best(seen, score) else {
        choices.push(Choice::nothing("time", Why::NotFound, Sure::Open));
        return None;
    };
    free.take(place);
    let (why, sure) = of(column, Names::Start, timely(column));
    let clock = (column.minutes == 0 || column.midnights == column.minutes)
        .then(|| clock_for(seen, free, place, Names::Clock))
        .flatten();
    if let Some((clock, other)) = clock {
        free.take(clock);
        choices.push(Choice::new("date", &column.heading, why, sure));
        let (why, sure) = of(other, Names::Clock, other.clocks);
        choices.push(Choice::new("clock", &other.heading, why, sure));
        mapping.columns.date = Some(column.heading.clone());
        mapping.columns.clock = Some(other.heading.clone());
    } else {
        choices.push(Choice::new("time", &column.heading, why, sure));
        mapping.columns.time = Some(column.heading.clone());
    }
    Some(place)
}

/// The column of clock times that goes with a column of days: the nearest behind it.
fn clock_for<'s>(seen: &'s Seen, free: &Free, day: usize, part: Names) -> Option<(usize, &'s Column)> {
    let fits = |column: &Column| {
        let clocks = share(column, column.clocks);
        let named = names(&column.heading, part) > 0;
        column.times() == 0 && (clocks >= SPEAK || (named && clocks >= FIT)) && (named || column.wholes == 0)
    };
    let mut found: Vec<(usize, &Column)> = free.columns(seen).filter(|(_, column)| fits(column)).collect();
    found.sort_by_key(|(place, _)| (*place < day, place.abs_diff(day)));
    found.into_iter().next()
}

fn end(
    seen: &Seen,
    free: &mut Free,
    start: Option<usize>,
    mapping: &mut MappingFile,
    choices: &mut Vec<Choice>,
) {
    let score = |column: &Column| {
        let named = u64::from(names(&column.heading, Names::End));
        let fits = share(column, timely(column));
        if named > 0 && fits >= FIT { named * 100 + fits } else { 0 }
    };
    let (Some(_), Some((place, column))) = (start, free.best(seen, score)) else { return };
    free.take(place);
    let (why, sure) = of(column, Names::End, timely(column));
    choices.push(Choice::new("end", &column.heading, why, sure));
    mapping.columns.end = Some(column.heading.clone());
    if column.minutes == 0
        && let Some((clock, other)) = clock_for(seen, free, place, Names::EndClock)
        && clock > place
    {
        free.take(clock);
        let (why, sure) = of(other, Names::EndClock, other.clocks);
        choices.push(Choice::new("end_clock", &other.heading, why, sure));
        mapping.columns.end_clock = Some(other.heading.clone());
    }
}

fn category(
    seen: &Seen,
    free: &mut Free,
    said: Option<&str>,
    mapping: &mut MappingFile,
    choices: &mut Vec<Choice>,
) {
    let score = |column: &Column| {
        let named = u64::from(names(&column.heading, Names::Category));
        let few = column.different().is_some_and(|texts| (1..=MOST_CATEGORIES).contains(&texts));
        let lettered = share(column, column.letters) >= FIT;
        let plain = few
            && share(column, column.times()) < 20
            && share(column, column.pairs) < 20
            && column.persons == 0;
        let comes_again = column.repeated * 4 >= column.filled || column.filled < 20;
        let area = share(column, column.areas) >= 50 || names(&column.heading, Names::Area) > 7;
        if !plain || area || column.is_free_text() || (named == 0 && !(lettered && comes_again)) {
            return 0;
        }
        let filled = column.filled * 10 / seen.rows.max(1);
        let known = super::category::known(column) / 10;
        let constant = column.different() == Some(1) && column.filled > 20;
        if named == 0 && (constant || known < 3) {
            return 0;
        }
        1 + named * 12 + filled + known * 3 + u64::from(lettered) * 5
    };
    let best = free.best(seen, score);
    let other = free.columns(seen).find(|(_, column)| Some(&*column.heading) == said);
    if let Some((place, column)) = other.filter(|(place, _)| best.is_none_or(|(best, _)| best != *place)) {
        free.take(place);
        choices.push(Choice::new("category", &column.heading, Why::Said, Sure::Certain));
        mapping.columns.category = Some(column.heading.clone());
        return;
    }
    let Some((place, column)) = best else {
        choices.push(Choice::nothing("category", Why::NotFound, Sure::Open));
        return;
    };
    free.take(place);
    let (why, sure) = of(column, Names::Category, column.close);
    choices.push(Choice::new("category", &column.heading, why, sure));
    mapping.columns.category = Some(column.heading.clone());
}

fn id(seen: &Seen, free: &mut Free, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    let score = |column: &Column| {
        let named = u64::from(names(&column.heading, Names::Id));
        let full = column.filled * 100 >= seen.rows * 90;
        if named > 0 && full && column.persons * 10 <= column.close {
            named * 10 + u64::from(column.repeated == 0) * 35
        } else {
            0
        }
    };
    let Some((place, column)) = free.best(seen, score) else {
        choices.push(Choice::nothing("id", Why::NotFound, Sure::Likely));
        return;
    };
    if column.repeated > FEW && column.repeated * 100 > column.filled * FEW {
        let why = Why::Repeats { rows: column.repeated };
        choices.push(Choice::nothing("id", why, Sure::Likely));
        return;
    }
    free.take(place);
    let (why, sure) = of(column, Names::Id, column.close);
    choices.push(Choice::new("id", &column.heading, why, sure));
    mapping.columns.id = Some(column.heading.clone());
}

fn area(seen: &Seen, free: &mut Free, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    let score = |column: &Column| {
        let fits = share(column, column.areas);
        if fits >= FIT { fits * 2 + u64::from(names(&column.heading, Names::Area)) } else { 0 }
    };
    if let Some((place, column)) = free.best(seen, score) {
        free.take(place);
        let (why, sure) = of(column, Names::Area, column.areas);
        choices.push(Choice::new("area", &column.heading, why, sure));
        mapping.columns.area = Some(column.heading.clone());
    }
}
