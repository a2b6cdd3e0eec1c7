//! Which column is what: a long table has a column for the year, a wide one has a column (or two) for each year.

use super::years::{Year, year, year_of};
use crate::error::ImportError;
use crate::table::header::{Likeness, fold, missing};
use crate::table::{Line, shown};
use lofte_model::records::RejectReason;

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
    Long { year: usize, period: Option<usize>, count: usize, rate: Option<usize> },
    Wide(Vec<YearColumns>),
}

/// The columns of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct YearColumns {
    pub(super) year: Year,
    pub(super) count: usize,
    pub(super) rate: Option<usize>,
}

/// Columns of the region; where several are there, the first of these is read.
pub(super) const REGION: [&str; 5] = ["kommun", "kommunkod", "region", "regionkod", "område"];
const LABEL: [&str; 6] = ["brottstyp", "brott", "brottsgrupp", "brottskategori", "key", "offence"];
const YEAR: [&str; 2] = ["år", "year"];
/// In the source's database files the column of the year may say that this one names it.
const PERIOD: [&str; 1] = ["period"];
const COUNT: [&str; 4] = ["antal", "count", "antal brott", "antal anmälda brott"];

fn place(names: &[String], known: &[&str]) -> Option<usize> {
    known.iter().find_map(|known| names.iter().position(|name| fold(name) == *known))
}

pub(super) fn is_rate(name: &str) -> bool {
    name == "per100k"
        || ["per 100", "per100", "/100", "/ 100"].iter().any(|start| {
            let rest = name.split(start).nth(1).unwrap_or_default();
            [" 000", "000", "\u{a0}000"].iter().any(|thousand| rest.starts_with(thousand))
        })
}

/// The label column; in a wide table it may have no name and then stands first.
fn label(names: &[String]) -> Option<usize> {
    place(names, &LABEL).or_else(|| names.iter().position(String::is_empty).filter(|column| *column == 0))
}

fn long(names: &[String]) -> Option<Years> {
    let rate = names.iter().position(|name| is_rate(&fold(name)));
    let (year, period) = (place(names, &YEAR)?, place(names, &PERIOD));
    Some(Years::Long { year, period, count: place(names, &COUNT)?, rate })
}

fn wide(names: &[String]) -> Vec<YearColumns> {
    let mut columns: Vec<YearColumns> = Vec::new();
    let years = names.iter().map(|name| fold(name)).enumerate().filter_map(|(column, name)| {
        let (digits, rest) = name.split_at_checked(4)?;
        // A mark of preliminary figures stands beside the year.
        let marks = ["*", " prel.", " prel", " (prel.)", " (prel)", "p"];
        let mark = marks.into_iter().find(|mark| rest.starts_with(mark)).unwrap_or_default();
        let year = year(&format!("{digits}{mark}")).filter(|_| !rest.starts_with("per"))?;
        Some((column, year, rest[mark.len()..].trim().to_owned()))
    });
    let years: Vec<_> = years.collect();
    for (column, year, rest) in &years {
        if rest.is_empty() || COUNT.contains(&rest.as_str()) {
            columns.push(YearColumns { year: *year, count: *column, rate: None });
        }
    }
    for (column, year, _) in years.iter().filter(|(_, _, rest)| is_rate(rest)) {
        if let Some(of_year) = columns.iter_mut().find(|other| other.year.year == year.year) {
            of_year.rate = Some(*column);
        }
    }
    columns
}

/// A table without years has none at all, or columns for parts of them: `2025 jan`, `2025K1`.
fn without_years(names: &[String]) -> ImportError {
    let part = |name: &&String| name.trim().get(..4).is_some_and(|digits| year(digits).is_some());
    let columns: Vec<String> = names.iter().filter(part).map(|name| shown(name)).collect();
    if columns.is_empty() { missing("År", names) } else { ImportError::DividedRows { columns, row: None } }
}

impl Layout {
    pub(super) fn of(names: &[String]) -> Result<Self, ImportError> {
        let region = place(names, &REGION).ok_or_else(|| missing("Kommun", names))?;
        let label = label(names).ok_or_else(|| missing("Brottstyp", names))?;
        let years =
            long(names).or_else(|| Some(wide(names)).filter(|years| !years.is_empty()).map(Years::Wide));
        let layout = Self { region, label, years: years.ok_or_else(|| without_years(names))? };
        layout.only_once(names)?;
        Ok(layout)
    }

    /// Refuses a table with two columns of figures under one name: nothing says which of them is meant.
    fn only_once(&self, names: &[String]) -> Result<(), ImportError> {
        let figures = match &self.years {
            Years::Long { year, count, rate, .. } => [*year, *count].into_iter().chain(*rate).collect(),
            Years::Wide(columns) => columns.iter().map(|columns| columns.count).collect::<Vec<_>>(),
        };
        let times = |column: usize| names.iter().filter(|name| fold(name) == fold(&names[column])).count();
        match figures.into_iter().find(|column| times(*column) > 1) {
            Some(column) => Err(ImportError::AmbiguousColumn { column: shown(&names[column]) }),
            None => Ok(()),
        }
    }

    /// The columns that are read. A column that begins with a year holds figures, whether they are read or not.
    pub(super) fn read(&self, names: &[String]) -> Vec<usize> {
        let mut read = vec![self.region, self.label];
        match &self.years {
            Years::Long { year, count, rate, .. } => read.extend([*year, *count].into_iter().chain(*rate)),
            Years::Wide(_) => {
                let figures = |name: &str| name.get(..4).is_some_and(|digits| year(digits).is_some());
                read.extend((0..names.len()).filter(|column| figures(&fold(&names[*column]))));
            }
        }
        read
    }

    /// Where the figures of a row stand, each with its year; refused where the row names none.
    pub(super) fn columns(&self, line: &Line<'_>) -> Vec<Result<YearColumns, (Option<usize>, RejectReason)>> {
        match &self.years {
            Years::Long { year, period, count, rate } => {
                let found = year_of(line.cell(*year), period.map(|period| line.cell(period)));
                let columns = found.map(|year| YearColumns { year, count: *count, rate: *rate });
                vec![columns.ok_or((Some(*year), RejectReason::BadNumber))]
            }
            Years::Wide(columns) => columns.iter().copied().map(Ok).collect(),
        }
    }

    /// The column of the year, where there is one.
    pub(super) fn year_column(&self) -> Option<usize> {
        match &self.years {
            Years::Long { year, .. } => Some(*year),
            Years::Wide(_) => None,
        }
    }

    /// The year of a row; nothing where a row has several.
    pub(super) fn first_year(&self, line: &Line<'_>) -> Option<i16> {
        match &self.years {
            Years::Long { .. } => {
                let first = self.columns(line).into_iter().next();
                first.and_then(Result::ok).map(|columns| columns.year.year)
            }
            Years::Wide(_) => None,
        }
    }

    /// The column of the count of a year.
    pub(super) fn count_column(&self, year: i16) -> usize {
        match &self.years {
            Years::Long { count, .. } => *count,
            Years::Wide(columns) => {
                let of_year = columns.iter().find(|columns| columns.year.year == year);
                of_year.map_or(self.label, |columns| columns.count)
            }
        }
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
            Layout {
                region: 0,
                label: 2,
                years: Years::Long { year: 1, period: None, count: 3, rate: Some(4) }
            }
        );
        let wide = Layout::of(&names(";Region;2023;2023 per 100 000 inv.;2024*")).unwrap();
        assert_eq!((wide.label, wide.figures_in_a_row()), (0, 2));
        let plain = Year { year: 2023, preliminary: false };
        let marked = Year { year: 2024, preliminary: true };
        assert_eq!(
            wide.years,
            Years::Wide(vec![
                YearColumns { year: plain, count: 2, rate: Some(3) },
                YearColumns { year: marked, count: 4, rate: None },
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
