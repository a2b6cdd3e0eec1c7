//! Counts by category, area and year: the one part of a picture that grows with the size of the municipality.
//!
//! A large city has hundreds of thousands of them, and a page asks for a few hundred. They lie in a file of their own
//! beside the deliveries; the picture keeps the file's fingerprint, so that an edition freezes the counts by freezing
//! the picture. Editions from before there were such files hold their cells themselves and are read as they were.
//! Rates are not kept: they follow from count, residents and the [`RateRule`] that the picture keeps.

use super::{Provenance, RateCell, WithInterval};
use crate::fingerprint::Fingerprint;
use crate::place::{Area, AreaCode};
use crate::policy;
use crate::records::{Category, RecordKind};
use lofte_analysis::incidents::rates::rate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Counts and rates with what they rest on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Provenance.
    pub provenance: Provenance,
    /// The counts, or where they are.
    pub cells: Cells,
}

/// Where the counts of a picture are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cells {
    /// In the picture itself, as in editions from before there were files.
    Here(Vec<RateCell>),
    /// In a file beside the deliveries.
    Kept(CellFile),
}

/// A file of counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellFile {
    /// Of its bytes; also its name.
    pub fingerprint: Fingerprint,
    /// Counts in it.
    pub cells: u64,
    /// Bytes.
    pub bytes: u64,
    /// How rates are computed from its counts.
    pub rule: RateRule,
    /// What it holds.
    pub contents: Vec<CellContents>,
}

/// The categories and years of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellContents {
    /// Kind of row.
    pub kind: RecordKind,
    /// Categories, in order.
    pub categories: Vec<Category>,
    /// Years, the earliest first.
    pub years: Vec<i16>,
}

/// How a rate is computed: a count per so many residents, with the exact Poisson interval (Garwood 1936) at a level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateRule {
    /// Residents that the rate is told for.
    pub per: u32,
    /// Confidence level of the interval.
    pub level: f64,
}

impl RateRule {
    /// The rule of pictures that are computed now, and of all before.
    pub const CURRENT: Self = Self { per: policy::RESIDENTS, level: policy::LEVEL };

    /// The rate with its interval; `None` where nobody lives or nobody knows.
    ///
    /// ```
    /// use lofte_model::picture::RateRule;
    /// let rate = RateRule::CURRENT.rate(0, Some(1620.0)).unwrap();
    /// assert_eq!(rate.value, 0.0);
    /// assert!((rate.upper - 2.277).abs() < 1e-3);
    /// assert!(RateRule::CURRENT.rate(3, None).is_none());
    /// ```
    pub fn rate(self, count: u64, residents: Option<f64>) -> Option<WithInterval> {
        let rate = rate(count, residents, f64::from(self.per), self.level)?;
        Some(WithInterval { value: rate.value, lower: rate.interval.lower, upper: rate.interval.upper })
    }
}

/// The residents that a rate of this year may be computed on.
pub fn residents(area: &Area, year: i16) -> Option<u32> {
    let population = area.population.as_ref().filter(|_| area.place_type.has_residents())?;
    (population.year.abs_diff(year) <= policy::POPULATION_REACH).then_some(population.residents)
}

/// One question to the counts: everything of a kind in a year, or one category of it, by area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellSlice {
    /// Kind of row.
    pub kind: RecordKind,
    /// Category; `None` for all together.
    pub category: Option<Category>,
    /// Year.
    pub year: i16,
}

/// What was counted in an area, in a slice.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaCount {
    /// Area; `None` for rows outside every area or without a place.
    pub area: Option<AreaCode>,
    /// Rows.
    pub count: u64,
    /// Residents that a rate is computed on, where there are any.
    pub residents: Option<f64>,
}

impl Rates {
    /// How rates are computed from the counts.
    pub fn rule(&self) -> RateRule {
        match &self.cells {
            Cells::Here(_) => RateRule::CURRENT,
            Cells::Kept(file) => file.rule,
        }
    }

    /// The file that holds the counts, if they are not here.
    pub fn file(&self) -> Option<&CellFile> {
        match &self.cells {
            Cells::Here(_) => None,
            Cells::Kept(file) => Some(file),
        }
    }

    /// The kinds, categories and years that are counted, kinds in order.
    pub fn contents(&self) -> Vec<CellContents> {
        match &self.cells {
            Cells::Kept(file) => file.contents.clone(),
            Cells::Here(cells) => contents_of(cells),
        }
    }
}

fn contents_of(cells: &[RateCell]) -> Vec<CellContents> {
    let mut kinds: BTreeMap<RecordKind, (BTreeSet<&Category>, BTreeSet<i16>)> = BTreeMap::new();
    for cell in cells {
        let (categories, years) = kinds.entry(cell.kind).or_default();
        categories.insert(&cell.category);
        years.insert(cell.year);
    }
    let contents = kinds.into_iter().map(|(kind, (categories, years))| CellContents {
        kind,
        categories: categories.into_iter().cloned().collect(),
        years: years.into_iter().collect(),
    });
    contents.collect()
}

impl CellSlice {
    /// Whether a cell belongs to the slice.
    pub fn holds(&self, cell: &RateCell) -> bool {
        (cell.kind, cell.year) == (self.kind, self.year)
            && self.category.as_ref().is_none_or(|category| cell.category == *category)
    }

    /// The slice of cells that a picture holds itself, by area. Residents are those that the cells tell, of whichever
    /// category: a rate of no rows does not tell them in old editions, another category's may.
    pub fn of(&self, cells: &[RateCell]) -> Vec<AreaCount> {
        let mut areas: BTreeMap<&Option<AreaCode>, AreaCount> = BTreeMap::new();
        for cell in cells.iter().filter(|cell| cell.year == self.year) {
            let known = areas.entry(&cell.area).or_insert_with(|| AreaCount {
                area: cell.area.clone(),
                count: 0,
                residents: None,
            });
            known.residents = known.residents.or_else(|| cell.denominator());
            if self.holds(cell) {
                known.count += cell.count;
            }
        }
        areas.into_values().collect()
    }
}

/// The counts of one kind in one year: every category in every place, so that "nothing happened" is a nought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountGrid {
    /// Kind of row.
    pub kind: RecordKind,
    /// Year.
    pub year: i16,
    categories: Vec<Category>,
    places: Vec<(Option<AreaCode>, Option<u32>)>,
    counts: Vec<u64>,
}

/// One count of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridCell<'a> {
    /// Category.
    pub category: &'a Category,
    /// Area.
    pub area: Option<&'a AreaCode>,
    /// Rows.
    pub count: u64,
    /// Residents that a rate is computed on.
    pub residents: Option<u32>,
}

impl CountGrid {
    /// Noughts. `places` are the areas with the residents of each, and `None` for rows outside of them; no place and no
    /// category may be there twice.
    pub fn new(
        (kind, year): (RecordKind, i16),
        categories: Vec<Category>,
        places: Vec<(Option<AreaCode>, Option<u32>)>,
    ) -> Self {
        let counts = vec![0; categories.len() * places.len()];
        Self { kind, year, categories, places, counts }
    }

    /// Adds rows by category and place; what the grid has no place for is left out.
    pub fn add(&mut self, rows: impl IntoIterator<Item = (Category, Option<AreaCode>, u64)>) {
        let categories = self.categories.iter().enumerate();
        let categories: BTreeMap<&Category, usize> = categories.map(|(at, known)| (known, at)).collect();
        let places = self.places.iter().enumerate();
        let places: BTreeMap<&Option<AreaCode>, usize> = places.map(|(at, (area, _))| (area, at)).collect();
        for (category, area, count) in rows {
            if let (Some(row), Some(col)) = (categories.get(&category), places.get(&area))
                && let Some(cell) = self.counts.get_mut(row * places.len() + col)
            {
                *cell += count;
            }
        }
    }

    /// Every count, by category and place.
    pub fn cells(&self) -> impl Iterator<Item = GridCell<'_>> {
        let places = move |category| self.places.iter().map(move |place| (category, place));
        let cells = self.categories.iter().flat_map(places);
        cells.zip(&self.counts).map(|((category, (area, residents)), count)| GridCell {
            category,
            area: area.as_ref(),
            count: *count,
            residents: *residents,
        })
    }

    /// The counts by area: of one category, or of all together.
    pub fn by_area(&self, category: Option<&Category>) -> Vec<AreaCount> {
        let wanted = |row: usize| category.is_none_or(|category| self.categories.get(row) == Some(category));
        let sum = |col: usize| {
            let rows = self.counts.chunks_exact(self.places.len().max(1)).enumerate();
            rows.filter(|(row, _)| wanted(*row)).filter_map(|(_, counts)| counts.get(col)).sum()
        };
        let places = self.places.iter().enumerate();
        let counted = places.map(|(col, (area, residents))| AreaCount {
            area: area.clone(),
            count: sum(col),
            residents: residents.map(f64::from),
        });
        counted.collect()
    }

    /// The categories, in order.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(category: &str, year: i16, count: u64, residents: Option<u32>) -> RateCell {
        let area = AreaCode::new("0482A0010");
        let per_1000 = RateRule::CURRENT.rate(count, residents.map(f64::from));
        let (kind, category) = (RecordKind::Offence, Category::new(category));
        RateCell { kind, category, area: Some(area), year, count, residents, per_1000 }
    }

    #[test]
    fn an_area_without_rows_in_a_year_has_the_rate_nought_with_its_interval() {
        let residents = Some(1620);
        let cells = [
            cell("burglary", 2025, 0, residents),
            cell("damage", 2025, 0, residents),
            cell("burglary", 2024, 5, None),
        ];
        let slice = CellSlice { kind: RecordKind::Offence, category: None, year: 2025 };
        let counted = slice.of(&cells);
        let AreaCount { count, residents, .. } = counted[0];
        let rate = RateRule::CURRENT.rate(count, residents).unwrap();
        assert_eq!((count, residents, rate.value), (0, Some(1620.0), 0.0));
        assert!((rate.upper - 3.688_879 / 1.62).abs() < 1e-4, "{rate:?}");
    }

    #[test]
    fn a_picture_with_its_cells_and_one_with_a_file_are_told_apart_by_their_shape() {
        let provenance = super::super::tests::report().rates.unwrap().provenance;
        let file = CellFile {
            fingerprint: Fingerprint::of_bytes(b"cells"),
            cells: 2,
            bytes: 5,
            rule: RateRule::CURRENT,
            contents: vec![CellContents {
                kind: RecordKind::Offence,
                categories: vec![Category::new("burglary")],
                years: vec![2024, 2025],
            }],
        };
        for cells in [Cells::Here(vec![cell("burglary", 2025, 3, None)]), Cells::Kept(file)] {
            let rates = Rates { provenance: provenance.clone(), cells };
            let written = serde_json::to_string(&rates).unwrap();
            assert_eq!(serde_json::from_str::<Rates>(&written).unwrap(), rates);
            assert_eq!(rates.contents()[0].categories, [Category::new("burglary")]);
        }
    }

    #[test]
    fn a_grid_counts_every_category_in_every_place() {
        let (one, two) = (AreaCode::new("A"), AreaCode::new("B"));
        let places = vec![(Some(one.clone()), Some(1000)), (Some(two.clone()), None), (None, None)];
        let categories = ["burglary", "damage"].map(Category::new).to_vec();
        let mut grid = CountGrid::new((RecordKind::Offence, 2025), categories, places);
        let row =
            |category: &str, area: Option<&AreaCode>, count| (Category::new(category), area.cloned(), count);
        grid.add([row("burglary", Some(&one), 3), row("damage", Some(&one), 2), row("damage", None, 7)]);
        grid.add([row("damage", Some(&one), 1), row("damage", Some(&AreaCode::new("elsewhere")), 9)]);
        assert_eq!(grid.cells().count(), 6);
        let counts = |category: Option<&str>| -> Vec<u64> {
            let category = category.map(Category::new);
            grid.by_area(category.as_ref()).iter().map(|area| area.count).collect()
        };
        assert_eq!(counts(None), [6, 0, 7]);
        assert_eq!(counts(Some("damage")), [3, 0, 7]);
        assert_eq!(grid.by_area(None)[0].residents, Some(1000.0));
    }
}
