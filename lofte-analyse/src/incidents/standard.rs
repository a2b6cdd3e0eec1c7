//! The groups of each unit, and the standard population that they are weighed by.
//!
//! The standard is a file of its own, a column of the table, or all units of the table together. Rates to expect come from
//! the file where it has counts, otherwise from all units together.

use lofte_analysis::incidents::rates::{CountIn, Stratum};
use lofte_analysis::incidents::standardise::Group;
use lofte_words::Message;
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;

use crate::input::columns::{Labels, names_of, shown};
use crate::input::events::{EventArgs, Events};
use crate::input_error::InputError;

/// The columns that both tables have.
pub(crate) struct Columns<'a> {
    pub(crate) stratum: &'a str,
    pub(crate) count: &'a str,
    pub(crate) population: &'a str,
}

/// Counts and populations of every unit, group by group in the order of `strata`.
#[derive(Debug)]
pub(crate) struct Groups {
    pub(crate) units: Vec<String>,
    pub(crate) strata: Vec<String>,
    /// One row for each unit.
    cells: Vec<CountIn>,
}

/// Where something is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum From {
    File,
    Column,
    UnitsTogether,
}

/// The standard population, and the rates to expect, of each group.
#[derive(Debug, Serialize)]
pub(crate) struct Standard {
    pub(crate) groups: Vec<String>,
    pub(crate) populations: Vec<f64>,
    pub(crate) populations_from: From,
    pub(crate) rates: Vec<CountIn>,
    pub(crate) rates_from: From,
}

impl Groups {
    /// Every unit has one row for every group.
    pub(crate) fn read(rows: &Events, unit: &str, columns: &Columns<'_>) -> Result<Self, InputError> {
        let (units, groups) = (rows.labels(unit)?, rows.labels(columns.stratum)?);
        let (counts, populations) = (rows.counts(columns.count)?, rows.all_numbers(columns.population)?);
        let mut found: HashMap<(u32, u32), CountIn> = HashMap::with_capacity(counts.len());
        for (row, (count, population)) in counts.into_iter().zip(populations).enumerate() {
            let key = (units.codes[row], groups.codes[row]);
            let (unit, group) = (&units.names[key.0 as usize], &groups.names[key.1 as usize]);
            if !(population.is_finite() && population > 0.0) {
                return Err(told("analyse-group-empty", unit, group, population));
            }
            if found.insert(key, CountIn { count, population }).is_some() {
                return Err(told("analyse-group-twice", unit, group, ""));
            }
        }
        let mut cells = Vec::with_capacity(found.len());
        for unit in (0..).take(units.names.len()) {
            for group in (0..).take(groups.names.len()) {
                let cell = found.get(&(unit, group)).copied();
                cells.push(cell.ok_or_else(|| {
                    told("analyse-group-gap", &units.names[unit as usize], &groups.names[group as usize], "")
                })?);
            }
        }
        Ok(Self { units: units.names, strata: groups.names, cells })
    }

    pub(crate) fn of_unit(&self, unit: usize) -> &[CountIn] {
        let size = self.strata.len();
        self.cells.get(unit * size..(unit + 1) * size).unwrap_or_default()
    }

    /// All units together.
    pub(crate) fn together(&self) -> Vec<CountIn> {
        let mut sums = vec![CountIn { count: 0, population: 0.0 }; self.strata.len()];
        for row in self.cells.chunks(self.strata.len().max(1)) {
            for (sum, cell) in sums.iter_mut().zip(row) {
                sum.count = sum.count.saturating_add(cell.count);
                sum.population += cell.population;
            }
        }
        sums
    }
}

impl Standard {
    /// All units of the table together.
    pub(crate) fn together(groups: &Groups) -> Self {
        let rates = groups.together();
        Self {
            groups: groups.strata.clone(),
            populations: rates.iter().map(|group| group.population).collect(),
            populations_from: From::UnitsTogether,
            rates,
            rates_from: From::UnitsTogether,
        }
    }

    /// A column of the table, the same number in every row of a group.
    pub(crate) fn of_column(
        rows: &Events,
        labels: &Labels,
        column: &str,
        groups: &Groups,
    ) -> Result<Self, InputError> {
        let mut populations: Vec<Option<f64>> = vec![None; groups.strata.len()];
        for (row, value) in rows.all_numbers(column)?.into_iter().enumerate() {
            let code = labels.codes[row] as usize;
            let known = populations[code].get_or_insert(value);
            if known.total_cmp(&value).is_ne() {
                return Err(InputError::CountVaries {
                    at: rows.at(row),
                    column: column.to_owned(),
                    stratum: groups.strata[code].clone(),
                    expected: *known,
                    found: value,
                });
            }
        }
        let populations = populations.into_iter().map(Option::unwrap_or_default).collect();
        Ok(Self { populations, populations_from: From::Column, ..Self::together(groups) })
    }

    /// A file of its own, with the rates to expect where it has counts.
    pub(crate) fn of_file(file: &Path, columns: &Columns<'_>, groups: &Groups) -> Result<Self, InputError> {
        let counted = names_of(file)?.iter().any(|name| name == columns.count);
        let mut named = vec![columns.stratum.to_owned(), columns.population.to_owned()];
        named.extend(counted.then(|| columns.count.to_owned()));
        let rows = EventArgs::of_files(&[file.to_owned()]).read(&named)?;
        let labels = rows.labels(columns.stratum)?;
        let populations = rows.all_numbers(columns.population)?;
        let counts = if counted { Some(rows.counts(columns.count)?) } else { None };
        let mut place = Vec::with_capacity(groups.strata.len());
        for group in &groups.strata {
            let at =
                labels.codes.iter().map(|code| &labels.names[*code as usize]).position(|name| name == group);
            place.push(at.ok_or_else(|| {
                let message = Message::with("analyse-standard-lacks", "file", shown(file));
                InputError::Told(message.and("group", group))
            })?);
        }
        if labels.names.len() < rows.len() || labels.names.len() > groups.strata.len() {
            return Err(InputError::Told(Message::with("analyse-standard-groups", "file", shown(file))));
        }
        let of_place = |row: &usize| populations[*row];
        let together = Self::together(groups);
        let (rates, rates_from) = match &counts {
            None => (together.rates, From::UnitsTogether),
            Some(counts) => {
                let rate = |row: &usize| CountIn { count: counts[*row], population: populations[*row] };
                (place.iter().map(rate).collect(), From::File)
            }
        };
        Ok(Self {
            groups: together.groups,
            populations: place.iter().map(of_place).collect(),
            populations_from: From::File,
            rates,
            rates_from,
        })
    }

    /// The groups of a unit for the direct way.
    pub(crate) fn direct(&self, unit: &[CountIn]) -> Vec<Group> {
        let group = |(own, standard): (&CountIn, &f64)| Group {
            count: own.count,
            population: own.population,
            standard: *standard,
        };
        unit.iter().zip(&self.populations).map(group).collect()
    }

    /// The groups of a unit for the indirect way.
    pub(crate) fn indirect(&self, unit: &[CountIn]) -> Vec<Stratum> {
        let stratum = |(own, reference): (&CountIn, &CountIn)| Stratum {
            reference: *reference,
            population: own.population,
        };
        unit.iter().zip(&self.rates).map(stratum).collect()
    }
}

fn told(key: &'static str, unit: &str, group: &str, value: impl ToString) -> InputError {
    InputError::Told(Message::with(key, "unit", unit).and("group", group).and("value", value))
}
