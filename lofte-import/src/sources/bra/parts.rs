//! Columns that divide the figures of a table into parts: month, quarter, sex, age, kind of case.
//!
//! A figure for a part must never stand for the whole. What a further column says is looked at in the whole file: it
//! says nothing, or names the whole in every row, or divides the rows; then only rows that name the whole in every
//! such column are taken. A column that is not known here counts as dividing, since nobody knows that it does not.

use super::names::{REGION, is_measure};
use super::remarks::{line_names_a_part, remark_names_a_part, title_names_a_part};
use crate::table::header::fold;
use crate::table::{Line, shown};
use unicode_normalization::UnicodeNormalization;

/// Columns that describe a figure without dividing it, as whole names.
const HARMLESS: &[&str] = &[
    "region_id",
    "region id",
    "regions-id",
    "kommun_id",
    "län",
    "länskod",
    "brott_id",
    "brotts-id",
    "brottskod",
    "brottsnivå",
    "nivå",
    "källa",
    "source",
    "kommentar",
    "anmärkning",
    "fotnot",
    "not",
    "uppdaterad",
    "hämtad",
    "preliminär",
    "prel",
    "prel.",
    "folkmängd",
    "medelfolkmängd",
    "befolkning",
];

/// Words for the whole.
const WHOLE: &[&str] = &[
    "total",
    "totalt",
    "totala",
    "totalsumma",
    "summa",
    "samtliga",
    "alla",
    "all",
    "båda",
    "båda könen",
    "both",
    "both sexes",
    "kvinnor och män",
    "män och kvinnor",
    "män + kvinnor",
    "kvinnor + män",
    "flickor och pojkar",
    "samtliga åldrar",
    "alla åldrar",
    "all ages",
    "ålder totalt",
    "kön totalt",
    "år",
    "året",
    "helår",
    "hela året",
    "årsvis",
    "year",
    "full year",
    "annual",
    "jan-dec",
    "januari-december",
    "antal",
    "count",
    "anmälda brott",
    "antal anmälda brott",
    "totalt antal",
];

/// Columns of [`HARMLESS`] in which people write remarks on the figures.
const REMARKS: &[&str] = &["kommentar", "anmärkning", "fotnot", "not"];

/// A column beside those that are read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Further {
    column: usize,
    name: String,
    /// Whether it is the column of the year, which divides the rows where it holds months or quarters.
    year: bool,
    /// The first row whose cell names a part.
    part: Option<u64>,
}

/// What the further columns of a file say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    columns: Vec<Further>,
    /// Rows that name no part in any column.
    undivided: u64,
    /// Those of them that name the whole in some further column.
    wholes: u64,
    /// The column that says whether figures are preliminary.
    mark: Option<usize>,
    /// Columns of remarks.
    remarks: Vec<usize>,
    /// The first row in which a title or remark says that figures are of a part.
    said_apart: Option<u64>,
}

impl Parts {
    /// The columns of a table that are not read, and the one of the year.
    pub(super) fn beside(names: &[String], read: &[usize], year: Option<usize>) -> Self {
        let further = names
            .iter()
            .enumerate()
            .filter(|(column, name)| year == Some(*column) || (!read.contains(column) && !harmless(name)));
        let columns = further.map(|(column, name)| Further {
            column,
            name: shown(name),
            year: year == Some(column),
            part: None,
        });
        let marks = |name: &String| fold(name).starts_with("prel") || fold(name) == "status";
        let remark =
            |column: &usize| !read.contains(column) && REMARKS.contains(&fold(&names[*column]).as_str());
        Self {
            columns: columns.collect(),
            mark: names.iter().position(marks),
            remarks: (0..names.len()).filter(remark).collect(),
            ..Self::default()
        }
    }

    /// Whether the row says that its figures are preliminary.
    pub(super) fn is_preliminary(&self, line: &Line<'_>) -> bool {
        let cell = self.mark.map(|column| fold(line.cell(column)));
        cell.is_some_and(|cell| {
            cell.starts_with("prel") || ["true", "sant", "ja", "1", "x"].contains(&&*cell)
        })
    }

    /// Looks at a row that stands above the header, or has one cell only.
    pub(super) fn see_title(&mut self, line: &Line<'_>, above: bool) {
        let names_a_part = if above { title_names_a_part } else { line_names_a_part };
        let titles = line.cells.iter().any(names_a_part);
        self.said_apart = self.said_apart.or(titles.then_some(line.row));
    }

    /// Looks at the name of the sheet, which is a title of the table whose header is in that row.
    pub(super) fn see_sheet(&mut self, name: &str, header: u64) {
        let names_a_part = title_names_a_part(name);
        self.said_apart = self.said_apart.or(names_a_part.then_some(header));
    }

    /// The row in which a title or a remark says that figures are of a part, though no column does.
    pub(super) fn said_apart(&self) -> Option<u64> {
        self.said_apart
    }

    /// Looks at a row of this year in the first reading.
    pub(super) fn see(&mut self, line: &Line<'_>, year: Option<i16>) {
        let remarks = self.remarks.iter().any(|column| remark_names_a_part(line.cell(*column)));
        self.said_apart = self.said_apart.or(remarks.then_some(line.row));
        let mut all = true;
        let mut some = false;
        for further in &mut self.columns {
            let cell = line.cell(further.column);
            if cell.is_empty() {
                continue;
            }
            if is_whole(cell, &further.name, year) {
                some |= !further.year;
            } else if !further.year || begins_with_a_year(cell) {
                all = false;
                further.part.get_or_insert(line.row);
            }
        }
        self.undivided += u64::from(all && year.is_some());
        self.wholes += u64::from(all && some);
    }

    fn dividing(&self) -> impl Iterator<Item = &Further> {
        self.columns.iter().filter(|further| further.part.is_some())
    }

    /// Names of the columns that divide the rows, with a row of a part; nothing where none does.
    pub(super) fn divided(&self) -> Option<(Vec<String>, u64)> {
        let row = self.dividing().find_map(|further| further.part)?;
        Some((self.dividing().map(|further| further.name.clone()).collect(), row))
    }

    /// Whether there are rows of the whole among those of parts.
    pub(super) fn has_wholes(&self) -> bool {
        let others = self.dividing().any(|further| !further.year);
        if others { self.wholes > 0 } else { self.undivided > 0 }
    }

    /// The column that says that a row is a part, if it is one. An empty cell beside one that names the whole is the
    /// whole too; alone it says nothing.
    pub(super) fn part_in(&self, line: &Line<'_>, year: i16) -> Option<usize> {
        let mut named = self.dividing().all(|further| further.year);
        for further in self.dividing().filter(|further| !further.year) {
            let cell = line.cell(further.column);
            if cell.is_empty() {
                continue;
            }
            if !is_whole(cell, &further.name, Some(year)) {
                return Some(further.column);
            }
            named = true;
        }
        let first = self.dividing().find(|further| !further.year)?;
        (!named).then_some(first.column)
    }
}

fn harmless(name: &str) -> bool {
    let name = fold(name);
    let known = REGION.iter().chain(HARMLESS).any(|known| **known == name);
    known || is_measure(&name)
}

/// Whether a cell of the column of the year says a month or a quarter: `202501`, `2025-01`, `2025K1`, `2025 jan`.
fn begins_with_a_year(cell: &str) -> bool {
    let cell = fold(cell);
    cell.split_at_checked(4)
        .is_some_and(|(digits, rest)| super::years::year(digits).is_some() && !rest.is_empty())
}

/// Whether a cell names the whole of a year.
fn is_whole(cell: &str, name: &str, year: Option<i16>) -> bool {
    let cell = fold(&cell.nfc().collect::<String>()).replace(['\u{2013}', '\u{2212}'], "-");
    if WHOLE.contains(&cell.as_str()) {
        return true;
    }
    let settled =
        ["prel", "slutlig", "definitiv", "fastst", "anmäl"].iter().any(|start| cell.starts_with(start));
    if settled && fold(name) == "status" {
        return true;
    }
    let Some(year) = year else {
        return false;
    };
    let name = fold(name);
    let starts = ["start", "från", "from"].iter().any(|word| name.contains(word));
    let ends = ["slut", "till", "end", "to"].iter().any(|word| name.contains(word));
    super::years::year(&cell).is_some_and(|known| known.year == year)
        || (starts && cell.starts_with(&format!("{year}-01-01")))
        || (ends && cell.starts_with(&format!("{year}-12-31")))
        || cell == format!("{year}-01-01 - {year}-12-31")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_is_named_in_many_ways_and_a_part_never_is_one() {
        for (cell, name) in [
            ("Totalt", "Kön"),
            ("Preliminär", "Status"),
            ("Båda könen", "Kön"),
            ("Helår", "Månad"),
            ("2025", "Period"),
            ("2025 prel.", "Period"),
            ("2025-01-01", "Period_start"),
            ("2025-12-31", "Period_slut"),
        ] {
            assert!(is_whole(cell, name, Some(2025)), "{cell}");
        }
        for (cell, name) in [
            ("Män", "Kön"),
            ("Uppklarade", "Status"),
            ("Jan", "Period"),
            ("1", "Kvartal"),
            ("2024", "Period"),
            ("202501", "Periodnyckel"),
            ("2025-01-31", "Period_slut"),
            ("2025, Jan", "Periodetikett"),
        ] {
            assert!(!is_whole(cell, name, Some(2025)), "{cell}");
        }
    }

    #[test]
    fn a_code_of_a_part_is_not_harmless() {
        assert!(harmless("Region_ID") && harmless("Brottsnivå") && harmless("Förändring i %"));
        assert!(!harmless("Könskod") && !harmless("Månad") && !harmless("Ålder") && !harmless("Okänd"));
    }
}
