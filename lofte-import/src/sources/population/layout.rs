//! Which column is what: a column for each year, or one for the year beside one for the number.

use crate::error::ImportError;
use crate::table::header::{Likeness, fold, missing, place};
use crate::table::{Line, shown};
use lofte_model::records::RejectReason;

const AREA: [&str; 11] =
    ["region", "code", "kod", "deso", "desokod", "regsokod", "regso", "område", "områdeskod", "area", "name"];
const YEAR: [&str; 4] = ["år", "year", "population_year", "tid"];
const RESIDENTS: [&str; 9] = [
    "population",
    "folkmängd",
    "folkmängden",
    "antal",
    "antal invånare",
    "invånare",
    "residents",
    "personer",
    "antal personer",
];
const AGED: [&str; 4] = ["aged_16_85", "16-85", "16-85 år", "invånare 16-85 år"];
const SOURCE: [&str; 2] = ["source", "källa"];
const RETRIEVED: [&str; 3] = ["hämtad", "uttagsdatum", "retrieved"];
const PRELIMINARY: [&str; 3] = ["preliminär", "preliminärt", "preliminary"];
/// Columns that divide the residents.
const PARTS: [&str; 8] = ["ålder", "alder", "åldersgrupp", "age", "kön", "kon", "sex", "gender"];
/// What stands there for all of them.
const WHOLE: [&str; 14] = [
    "1+2",
    "totsa",
    "totalt",
    "total",
    "tot",
    "samtliga",
    "samtliga åldrar",
    "totalt ålder",
    "alla",
    "alla åldrar",
    "båda könen",
    "kvinnor och män",
    "män och kvinnor",
    "totalt, samtliga män och kvinnor",
];

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) area: usize,
    pub(super) years: Years,
    pub(super) source: Option<usize>,
    /// When the figures were taken out, and whether they may still change.
    pub(super) retrieved: Option<usize>,
    pub(super) preliminary: Option<usize>,
    /// Columns that divide the residents by age or sex.
    pub(super) parts: Vec<usize>,
}

/// Where years and numbers stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Years {
    Long { year: usize, residents: usize, aged: Option<usize> },
    Wide(Vec<(i16, usize)>),
}

/// The number of one year in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    pub(super) year: i16,
    pub(super) residents: usize,
    pub(super) aged: Option<usize>,
}

/// A year that residents may be counted in.
pub(super) fn year(text: &str) -> Option<i16> {
    let year = text.strip_suffix(".0").unwrap_or(text);
    let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    year.parse().ok().filter(|year| digits && (1900..=2200).contains(year))
}

/// The code of a figure in the database of Statistics Sweden: `000007Y7`.
fn is_content_code(text: &str) -> bool {
    text.len() == 8 && text.starts_with("0000") && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The column of all residents: one with a known name, or the only one that begins with what residents are called.
fn residents(names: &[String]) -> Option<usize> {
    let begins = |name: &&String| fold(name).starts_with("folkmängd");
    let only = || {
        let mut found = names.iter().enumerate().filter(|(_, name)| begins(name));
        found.next().filter(|_| found.next().is_none()).map(|(column, _)| column)
    };
    place(names, &RESIDENTS).or_else(only)
}

/// The year of a column that is named for one: `2024`, `2024 Antal`, `Folkmängd 2024`, `000007Y7 2024`.
fn year_of(name: &str) -> Option<i16> {
    let name = fold(name);
    let named = |rest: &str| {
        let rest = rest.trim();
        rest.is_empty() || RESIDENTS.contains(&rest) || is_content_code(rest)
    };
    let before = name.split_at_checked(4).filter(|(_, rest)| named(rest));
    let after = name.len().checked_sub(4).and_then(|at| name.split_at_checked(at));
    let after = after.filter(|(rest, _)| named(rest));
    before.and_then(|(digits, _)| year(digits)).or_else(|| after.and_then(|(_, digits)| year(digits)))
}

fn years(names: &[String]) -> Option<Years> {
    if let (Some(year), Some(residents)) = (place(names, &YEAR), residents(names)) {
        return Some(Years::Long { year, residents, aged: place(names, &AGED) });
    }
    let columns = names.iter().enumerate().filter_map(|(column, name)| Some((year_of(name)?, column)));
    let columns: Vec<_> = columns.collect();
    (!columns.is_empty()).then_some(Years::Wide(columns))
}

impl Layout {
    pub(super) fn of(names: &[String]) -> Result<Self, ImportError> {
        let area = place(names, &AREA).ok_or_else(|| missing("region", names))?;
        let years = years(names).ok_or_else(|| match place(names, &YEAR) {
            Some(_) => missing("folkmängd", names),
            None => missing("år", names),
        })?;
        if let Years::Wide(columns) = &years {
            let twice = columns
                .iter()
                .enumerate()
                .find(|(at, (year, _))| columns[..*at].iter().any(|(other, _)| other == year));
            if let Some((_, (_, column))) = twice {
                return Err(ImportError::AmbiguousColumn { column: shown(&names[*column]) });
            }
        }
        let parts =
            (0..names.len()).filter(|column| PARTS.contains(&fold(&names[*column]).as_str())).collect();
        let (retrieved, preliminary) = (place(names, &RETRIEVED), place(names, &PRELIMINARY));
        Ok(Self { area, years, source: place(names, &SOURCE), retrieved, preliminary, parts })
    }

    /// Whether a row is of all ages and both sexes.
    pub(super) fn is_whole(&self, line: &Line<'_>) -> bool {
        self.parts.iter().all(|column| WHOLE.contains(&fold(line.cell(*column)).as_str()))
    }

    /// The figures of a row.
    pub(super) fn figures(&self, line: &Line<'_>) -> Result<Vec<Figure>, (Option<usize>, RejectReason)> {
        match &self.years {
            Years::Long { year: column, residents, aged } => {
                let year = year(line.cell(*column)).ok_or((Some(*column), RejectReason::BadNumber))?;
                Ok(vec![Figure { year, residents: *residents, aged: *aged }])
            }
            Years::Wide(columns) => {
                let figure = |(year, residents): &(i16, usize)| Figure {
                    year: *year,
                    residents: *residents,
                    aged: None,
                };
                Ok(columns.iter().map(figure).collect())
            }
        }
    }
}

/// A header must have an area and something to count in a year.
pub(super) struct LayoutLikeness;

impl Likeness for LayoutLikeness {
    fn score(&self, names: &[String]) -> usize {
        usize::from(place(names, &AREA).is_some()) + usize::from(years(names).is_some())
    }

    fn full(&self) -> usize {
        2
    }

    fn complaint(&self, names: &[String]) -> ImportError {
        Layout::of(names).err().unwrap_or_else(|| missing("region", names))
    }

    fn within(&self, cell: &str) -> bool {
        let cell = fold(cell);
        AREA.iter().any(|name| cell.contains(name)) && RESIDENTS.iter().any(|name| cell.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_years_are_known_however_they_are_named() {
        for name in ["2024", "2024 Antal", "Folkmängd 2024", "000007Y7 2024"] {
            assert_eq!(year_of(name), Some(2024), "{name}");
        }
        for name in ["2024.0", "År 2024", "2024 män", "20240", "000007Y7 män 2024", "Folkökning 2024"] {
            assert_eq!(year_of(name), None, "{name}");
        }
    }

    #[test]
    fn a_table_without_area_or_year_says_which_it_lacks() {
        let names = |text: &str| text.split(';').map(str::to_owned).collect::<Vec<_>>();
        let lacks = |text: &str| match Layout::of(&names(text)) {
            Err(ImportError::MissingColumn { column, .. } | ImportError::AmbiguousColumn { column }) => {
                column
            }
            other => format!("{other:?}"),
        };
        assert_eq!(lacks("ålder;2024"), "region");
        assert_eq!(lacks("region;ålder"), "år");
        assert_eq!(lacks("region;år"), "folkmängd");
        assert_eq!(lacks("region;2024;2024 Antal"), "2024 Antal");
    }
}
