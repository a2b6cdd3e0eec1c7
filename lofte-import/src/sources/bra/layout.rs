//! Which column is what: a long table has a column for the year, a wide one has a column (or two) for each year.

use crate::error::ImportError;
use crate::table::header::{Likeness, fold, missing};

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) region: usize,
    pub(super) label: usize,
    pub(super) years: Years,
}

/// Where years and counts stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Years {
    Long { year: usize, count: usize, rate: Option<usize> },
    Wide(Vec<YearColumns>),
}

/// The columns of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct YearColumns {
    pub(super) year: i16,
    pub(super) count: usize,
    pub(super) rate: Option<usize>,
}

const REGION: [&str; 5] = ["kommun", "region", "kommunkod", "regionkod", "område"];
const LABEL: [&str; 6] = ["brottstyp", "brott", "brottsgrupp", "brottskategori", "key", "offence"];
const YEAR: [&str; 2] = ["år", "year"];
const COUNT: [&str; 4] = ["antal", "count", "antal brott", "antal anmälda brott"];

fn place(names: &[String], known: &[&str]) -> Option<usize> {
    names.iter().position(|name| known.contains(&fold(name).as_str()))
}

fn is_rate(name: &str) -> bool {
    name == "per100k" || name.contains("per 100 000") || name.contains("per 100000")
}

/// The label column; in a wide table it may have no name and then stands first.
fn label(names: &[String]) -> Option<usize> {
    place(names, &LABEL).or_else(|| names.iter().position(String::is_empty).filter(|column| *column == 0))
}

fn long(names: &[String]) -> Option<Years> {
    let rate = names.iter().position(|name| is_rate(&fold(name)));
    Some(Years::Long { year: place(names, &YEAR)?, count: place(names, &COUNT)?, rate })
}

fn wide(names: &[String]) -> Vec<YearColumns> {
    let mut columns: Vec<YearColumns> = Vec::new();
    let years = names.iter().map(|name| fold(name)).enumerate().filter_map(|(column, name)| {
        let (digits, rest) = name.split_at_checked(4)?;
        let year = digits.parse::<i16>().ok().filter(|year| (1950..2200).contains(year))?;
        // Preliminary figures are marked by a star.
        Some((column, year, rest.trim_start_matches('*').trim().to_owned()))
    });
    let years: Vec<_> = years.collect();
    for (column, year, rest) in &years {
        if rest.is_empty() || COUNT.contains(&rest.as_str()) {
            columns.push(YearColumns { year: *year, count: *column, rate: None });
        }
    }
    for (column, year, _) in years.iter().filter(|(_, _, rest)| is_rate(rest)) {
        if let Some(of_year) = columns.iter_mut().find(|other| other.year == *year) {
            of_year.rate = Some(*column);
        }
    }
    columns
}

impl Layout {
    pub(super) fn of(names: &[String]) -> Result<Self, ImportError> {
        let region = place(names, &REGION).ok_or_else(|| missing("Kommun", names))?;
        let label = label(names).ok_or_else(|| missing("Brottstyp", names))?;
        let years =
            long(names).or_else(|| Some(wide(names)).filter(|years| !years.is_empty()).map(Years::Wide));
        Ok(Self { region, label, years: years.ok_or_else(|| missing("År", names))? })
    }

    /// Figures that one row of the table holds.
    pub(super) fn figures_in_a_row(&self) -> usize {
        match &self.years {
            Years::Long { .. } => 1,
            Years::Wide(columns) => columns.len(),
        }
    }
}

/// A header of either layout.
pub(super) struct LayoutLikeness;

impl Likeness for LayoutLikeness {
    fn score(&self, names: &[String]) -> usize {
        let has = [
            place(names, &REGION).is_some(),
            label(names).is_some(),
            long(names).is_some() || !wide(names).is_empty(),
        ];
        has.into_iter().filter(|found| *found).count()
    }

    fn full(&self) -> usize {
        3
    }

    fn within(&self, cell: &str) -> bool {
        let cell = fold(cell);
        REGION.iter().any(|name| cell.contains(name)) && LABEL.iter().any(|name| cell.contains(name))
    }

    fn complaint(&self, names: &[String]) -> ImportError {
        match Layout::of(names) {
            Err(error) => error,
            Ok(_) => missing("Kommun", names),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split(';').map(str::to_owned).collect()
    }

    #[test]
    fn long_and_wide() {
        assert_eq!(
            Layout::of(&names("kommun;year;key;count;per100k")).unwrap(),
            Layout { region: 0, label: 2, years: Years::Long { year: 1, count: 3, rate: Some(4) } }
        );
        let wide = Layout::of(&names(";Region;2023;2023 per 100 000 inv.;2024*")).unwrap();
        assert_eq!((wide.label, wide.figures_in_a_row()), (0, 2));
        assert_eq!(
            wide.years,
            Years::Wide(vec![
                YearColumns { year: 2023, count: 2, rate: Some(3) },
                YearColumns { year: 2024, count: 4, rate: None },
            ])
        );
    }

    #[test]
    fn what_is_missing_is_said() {
        insta::assert_snapshot!(
            LayoutLikeness.complaint(&names("Brottstyp;Komun;2023")),
            @"there is no column “Kommun”; the columns are: Brottstyp, Komun, 2023; did you mean “Komun”?"
        );
    }
}
