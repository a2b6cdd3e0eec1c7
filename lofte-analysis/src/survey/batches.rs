//! Many questions in many groups from one pass over the rows, which may come in batches.
//!
//! A wave has one design and dozens of questions, and its answers need not be in memory together: the design keeps the
//! weights, the answers arrive a batch of rows at a time, and a table keeps sums per question, group and stratum (or
//! primary unit). Sums grow in row order, so cutting the rows into other batches gives the same bytes. The numbers are
//! those of [`super::shares_by`] and [`super::means_by`] to rounding. Questions are summed in parallel.
//!
//! Left out: calibrated designs and known second stages, whose variance needs the rows once more; those are refused.

use super::design::Design;
use super::error::{SurveyError, require_length};
use super::estimate::{Estimate, EstimateOptions, Size, finish, finish_share};
use super::sample::{Members, check_options};
use super::taylor::{Spread, Workspace};
use rayon::prelude::*;
use std::collections::HashMap;

/// A row that belongs to no group.
const NOWHERE: u32 = u32::MAX;

/// The shares of many yes-or-no questions in many groups.
///
/// ```
/// use lofte_analysis::survey::batches::ShareTable;
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum};
///
/// let areas = ["Centrum", "Salsta"].map(|name| Stratum { name: name.into(), population: Some(900.0) });
/// let of_row: Vec<u32> = (0..60).map(|row| row % 2).collect();
/// let design = Design::stratified(&of_row, &areas)?;
/// let groups: Vec<Option<u32>> = of_row.iter().copied().map(Some).collect();
/// let mut table = ShareTable::new(&design, &groups, 2, 2)?;
/// // The answers to two questions, forty rows and then twenty.
/// for rows in [0..40, 40..60] {
///     let safe: Vec<Option<bool>> = rows.clone().map(|row| Some(row % 3 == 0)).collect();
///     let robbed: Vec<Option<bool>> = rows.map(|row| Some(row % 20 == 1)).collect();
///     table.add(&[&safe, &robbed])?;
/// }
/// let shares = table.estimates(&EstimateOptions::default())?;
/// let safe_in_salsta = shares[0][1].expect("somebody answered");
/// assert_eq!((safe_in_salsta.n, safe_in_salsta.yes), (30, Some(10)));
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ShareTable<'a> {
    layout: Layout<'a>,
    items: Vec<Item>,
}

/// The means of many numbers in many groups; used as a [`ShareTable`].
///
/// # Examples
/// ```
/// use lofte_analysis::survey::batches::MeanTable;
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum};
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 4], &area)?;
/// let mut table = MeanTable::new(&design, &[Some(0), Some(0), Some(1), Some(1)], 2, 1)?;
/// table.add(&[&[Some(1.0), Some(3.0)]])?;
/// table.add(&[&[Some(5.0), Some(9.0)]])?;
/// let means = table.estimates(&EstimateOptions::default())?;
/// assert!((means[0][1].expect("two answers").value - 7.0).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct MeanTable<'a> {
    layout: Layout<'a>,
    items: Vec<Item>,
}

impl<'a> ShareTable<'a> {
    /// An empty table of `items` questions. `group_of_row` holds the group of each row of the design, `0..groups`; rows
    /// with `None` are in no group.
    ///
    /// # Errors
    /// A wrong number of rows, a group number that is not below `groups`, a calibrated design, or one with a known second
    /// stage.
    pub fn new(
        design: &'a Design,
        group_of_row: &[Option<u32>],
        groups: usize,
        items: usize,
    ) -> Result<Self, SurveyError> {
        let layout = Layout::new(design, group_of_row, groups)?;
        let items = vec![Item::new(layout.cells.len()); items];
        Ok(Self { layout, items })
    }

    /// Adds the next rows: for each question its answers, `None` where it was not answered.
    ///
    /// # Errors
    /// Another number of questions than in the table, columns of unlike length, or more rows than the design has.
    pub fn add(&mut self, answers: &[&[Option<bool>]]) -> Result<(), SurveyError> {
        let value = |answer: bool| f64::from(u8::from(answer));
        let rows = self.layout.next(self.items.len(), answers)?;
        let (layout, items) = (&self.layout, &mut self.items);
        items.par_iter_mut().zip(answers).for_each(|(item, answers)| {
            item.add(layout, rows, answers.iter().map(|answer| answer.map(value)));
        });
        self.layout.seen = rows + answers.first().map_or(0, |answers| answers.len());
        Ok(())
    }

    /// The share of each question in each group, `estimates[question][group]`; `None` where nobody answered.
    ///
    /// # Errors
    /// Rows that have not been added yet, or as [`super::shares_by`].
    pub fn estimates(&self, options: &EstimateOptions) -> Result<Vec<Vec<Option<Estimate>>>, SurveyError> {
        self.layout.table(&self.items, options, share)
    }
}

impl<'a> MeanTable<'a> {
    /// An empty table of `items` numbers; see [`ShareTable::new`].
    ///
    /// # Errors
    /// As [`ShareTable::new`].
    pub fn new(
        design: &'a Design,
        group_of_row: &[Option<u32>],
        groups: usize,
        items: usize,
    ) -> Result<Self, SurveyError> {
        let layout = Layout::new(design, group_of_row, groups)?;
        let items = vec![Item::new(layout.cells.len()); items];
        Ok(Self { layout, items })
    }

    /// Adds the next rows: for each question its numbers, `None` where there is none.
    ///
    /// # Errors
    /// As [`ShareTable::add`]; also a number that is not finite.
    pub fn add(&mut self, values: &[&[Option<f64>]]) -> Result<(), SurveyError> {
        let rows = self.layout.next(self.items.len(), values)?;
        for (index, column) in values.iter().enumerate() {
            if let Some(row) = column.iter().position(|value| value.is_some_and(|value| !value.is_finite())) {
                let column = format!("values {}", index + 1);
                return Err(SurveyError::NotFinite { row: rows + row, column });
            }
        }
        let (layout, items) = (&self.layout, &mut self.items);
        items.par_iter_mut().zip(values).for_each(|(item, values)| {
            if item.origin.is_none() {
                item.origin = values.iter().copied().flatten().next();
            }
            item.add(layout, rows, values.iter().copied());
        });
        self.layout.seen = rows + values.first().map_or(0, |values| values.len());
        Ok(())
    }

    /// The mean of each number in each group, `estimates[question][group]`; `None` where there is none or no degrees of
    /// freedom are left.
    ///
    /// # Errors
    /// Rows that have not been added yet, or as [`super::means_by`].
    pub fn estimates(&self, options: &EstimateOptions) -> Result<Vec<Vec<Option<Estimate>>>, SurveyError> {
        self.layout.table(&self.items, options, mean)
    }
}

/// Which sums belong to which row and group.
#[derive(Clone, Debug)]
struct Layout<'a> {
    design: &'a Design,
    cell_of_row: Vec<u32>,
    cells: Vec<Cell>,
    cells_of_group: Vec<Vec<u32>>,
    members_of_group: Vec<Members>,
    /// Rows that have been added.
    seen: usize,
}

/// The members of a group in a primary unit, or in a stratum where every row is its own unit.
#[derive(Clone, Copy, Debug)]
struct Cell {
    unit: u32,
    stratum: u32,
    group: u32,
    /// Rows with a weight.
    members: usize,
}

impl<'a> Layout<'a> {
    fn new(design: &'a Design, group_of_row: &[Option<u32>], groups: usize) -> Result<Self, SurveyError> {
        require_length("group", design.rows(), group_of_row.len())?;
        let refused = if design.calibration.is_some() {
            Some("the weights are calibrated")
        } else if design.second_stage.is_some() {
            Some("the second stage has register counts")
        } else {
            None
        };
        if let Some(why) = refused {
            return Err(SurveyError::NeedsAllRows { why: why.to_owned() });
        }
        let mut layout = Self {
            design,
            cell_of_row: Vec::with_capacity(group_of_row.len()),
            cells: Vec::new(),
            cells_of_group: vec![Vec::new(); groups],
            members_of_group: Vec::with_capacity(groups),
            seen: 0,
        };
        layout.assign(group_of_row, groups)?;
        for (place, cell) in (0..).zip(&layout.cells) {
            layout.cells_of_group[cell.group as usize].push(place);
        }
        let mut work = vec![false; design.strata.len()];
        for cells in &layout.cells_of_group {
            layout.members_of_group.push(members(design, &layout.cells, cells, &mut work));
        }
        Ok(layout)
    }

    fn assign(&mut self, group_of_row: &[Option<u32>], groups: usize) -> Result<(), SurveyError> {
        let design = self.design;
        let mut known: HashMap<(u32, u32), u32> = HashMap::new();
        let mut last = ((NOWHERE, NOWHERE), NOWHERE);
        for (row, group) in group_of_row.iter().enumerate() {
            let Some(group) = *group else {
                self.cell_of_row.push(NOWHERE);
                continue;
            };
            if group as usize >= groups {
                return Err(SurveyError::UnknownCode { row, column: "group".to_owned(), code: group });
            }
            let stratum = design.stratum_of_row[row];
            let unit = design.psu_of_row.as_ref().map_or(stratum, |psu| psu[row]);
            if last.0 != (unit, group) {
                let cells = &mut self.cells;
                let next = u32::try_from(cells.len()).unwrap_or(NOWHERE);
                let place = *known.entry((unit, group)).or_insert_with(|| {
                    cells.push(Cell { unit, stratum, group, members: 0 });
                    next
                });
                last = ((unit, group), place);
            }
            self.cells[last.1 as usize].members += usize::from(design.weights[row] != 0.0);
            self.cell_of_row.push(last.1);
        }
        Ok(())
    }

    /// Checks the next batch and gives the row at which it begins.
    fn next<T>(&self, items: usize, columns: &[&[T]]) -> Result<usize, SurveyError> {
        if columns.len() != items {
            let must = format!("{items}, one column for each question of the table");
            return Err(SurveyError::parameter(
                "number of columns in the batch",
                columns.len() as f64,
                &must,
            ));
        }
        let rows = columns.first().map_or(0, |column| column.len());
        for (index, column) in columns.iter().enumerate() {
            require_length(&format!("batch, column {}", index + 1), rows, column.len())?;
        }
        if self.seen + rows > self.design.rows() {
            return Err(SurveyError::Length {
                column: "all batches together".to_owned(),
                expected: self.design.rows(),
                found: self.seen + rows,
            });
        }
        Ok(self.seen)
    }

    fn table(
        &self,
        items: &[Item],
        options: &EstimateOptions,
        one: impl Fn(&Asked<'_>, &mut Workspace) -> Result<Option<Estimate>, SurveyError> + Sync,
    ) -> Result<Vec<Vec<Option<Estimate>>>, SurveyError> {
        check_options(options)?;
        require_length("all batches together", self.design.rows(), self.seen)?;
        let groups = self.cells_of_group.len();
        let each = |item: &Item, work: &mut Workspace| -> Result<Vec<_>, SurveyError> {
            (0..groups).map(|group| one(&Asked { layout: self, item, group, options }, work)).collect()
        };
        let tables = items.par_iter().map_init(Workspace::default, |work, item| each(item, work));
        tables.collect::<Vec<_>>().into_iter().collect()
    }
}

fn members(design: &Design, cells: &[Cell], of_group: &[u32], seen: &mut [bool]) -> Members {
    seen.fill(false);
    let (mut units, mut strata) = (0, 0);
    for cell in of_group.iter().map(|&cell| &cells[cell as usize]).filter(|cell| cell.members > 0) {
        units += if design.psu_of_row.is_some() { 1 } else { cell.members };
        let stratum = &mut seen[cell.stratum as usize];
        strata += usize::from(!*stratum);
        *stratum = true;
    }
    Members::new(design, units, strata)
}

/// The sums of one question.
#[derive(Clone, Debug)]
struct Item {
    /// Deviations are taken from the first number, so that a large common part loses no digits.
    origin: Option<f64>,
    sums: Vec<Sums>,
}

/// Sums over the answers of a cell, with d the deviation from the origin.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    n: u64,
    yes: u64,
    w: f64,
    wd: f64,
    wdd: f64,
    ww: f64,
    wwd: f64,
    wwdd: f64,
}

impl Item {
    fn new(cells: usize) -> Self {
        Self { origin: None, sums: vec![Sums::default(); cells] }
    }

    fn add(&mut self, layout: &Layout<'_>, first: usize, values: impl Iterator<Item = Option<f64>>) {
        let origin = self.origin.unwrap_or(0.0);
        let places = layout.cell_of_row[first..].iter().zip(&layout.design.weights[first..]);
        for ((&cell, &weight), value) in places.zip(values) {
            if let Some(value) = value
                && cell != NOWHERE
                && weight != 0.0
            {
                self.sums[cell as usize].add(weight, value - origin);
            }
        }
    }
}

impl Sums {
    fn add(&mut self, weight: f64, d: f64) {
        let wd = weight * d;
        self.n += 1;
        self.yes += u64::from(d > 0.0);
        self.w += weight;
        self.wd += wd;
        self.wdd += wd * d;
        self.ww += weight * weight;
        self.wwd += weight * wd;
        self.wwdd += wd * wd;
    }

    fn plus(self, other: &Self) -> Self {
        Self {
            n: self.n + other.n,
            yes: self.yes + other.yes,
            w: self.w + other.w,
            wd: self.wd + other.wd,
            wdd: self.wdd + other.wdd,
            ww: self.ww + other.ww,
            wwd: self.wwd + other.wwd,
            wwdd: self.wwdd + other.wwdd,
        }
    }
}

/// One question in one group.
struct Asked<'a> {
    layout: &'a Layout<'a>,
    item: &'a Item,
    group: usize,
    options: &'a EstimateOptions,
}

impl Asked<'_> {
    fn cells(&self) -> impl Iterator<Item = (Cell, &Sums)> {
        let (cells, sums) = (&self.layout.cells, &self.item.sums);
        self.layout.cells_of_group[self.group].iter().map(|&c| (cells[c as usize], &sums[c as usize]))
    }

    /// The sums of the group; nothing where nobody answered.
    fn whole(&self) -> Option<Sums> {
        let whole = self.cells().fold(Sums::default(), |all, (_, sums)| all.plus(sums));
        (whole.n > 0 && whole.w > 0.0).then_some(whole)
    }

    /// The variance of the mean with the scores `w (d - centre) / size`.
    fn spread(&self, centre: f64, size: f64, work: &mut Workspace) -> Result<Spread, SurveyError> {
        let design = self.layout.design;
        let answered = || self.cells().filter(|(_, sums)| sums.n > 0);
        let total = |sums: &Sums| (sums.wd - centre * sums.w) / size;
        if design.psu_of_row.is_some() {
            let pairs = || answered().map(|(cell, sums)| (cell.stratum, total(sums)));
            return design.spread_of_units(pairs, work);
        }
        let parts = answered().map(|(cell, sums)| {
            let squares = (sums.wwdd - 2.0 * centre * sums.wwd + centre * centre * sums.ww) / (size * size);
            (cell.unit, total(sums), squares)
        });
        design.spread_of_sums(parts, work)
    }

    fn members(&self) -> Members {
        self.layout.members_of_group[self.group]
    }
}

fn share(asked: &Asked<'_>, work: &mut Workspace) -> Result<Option<Estimate>, SurveyError> {
    let Some(whole) = asked.whole() else {
        return Ok(None);
    };
    let value = match whole.yes {
        0 => 0.0,
        yes if yes == whole.n => 1.0,
        _ => whole.wd / whole.w,
    };
    let spread = asked.spread(value, whole.w, work)?;
    let corrected = asked.cells().map(|(cell, sums)| asked.layout.design.correction(cell.stratum) * sums.ww);
    let size = Size { n: whole.n, weight_sum: whole.w, squares: corrected.sum() };
    finish_share(size, (value, whole.yes), spread, asked.members(), asked.options).map(Some)
}

fn mean(asked: &Asked<'_>, work: &mut Workspace) -> Result<Option<Estimate>, SurveyError> {
    let Some(whole) = asked.whole() else {
        return Ok(None);
    };
    let centre = whole.wd / whole.w;
    let spread = asked.spread(centre, whole.w, work)?;
    let n = whole.n as f64;
    let within = (whole.wdd / whole.w - centre * centre).max(0.0);
    let srs = if n < 2.0 { 0.0 } else { within * n / (n - 1.0) / n };
    let value = asked.item.origin.unwrap_or(0.0) + centre;
    let size = Size { n: whole.n, weight_sum: whole.w, squares: whole.ww };
    match finish(size, value, spread, asked.members(), srs, asked.options) {
        Err(SurveyError::NoDegreesOfFreedom { .. }) => Ok(None),
        other => other.map(Some),
    }
}
