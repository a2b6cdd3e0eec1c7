//! Finds the header: the row that has the columns we look for, within the first rows. Titles above it are skipped; a
//! header of two rows, with merged cells over groups of columns, is read as "group name".

use crate::error::ImportError;
use crate::same::{nearest, same_form};
use crate::table::line::{Line, shown};
use lofte_model::records::RejectReason;
use lofte_model::screening::shape;
use std::collections::HashSet;

/// A found header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Its last row; the data begin below.
    pub(crate) row: u64,
    pub(crate) names: Vec<String>,
}

impl Header {
    /// What is to be said of a row that has none of the columns: it may be a row of data, whose cells are nobody's
    /// business, so only their shapes are told.
    pub(crate) fn without_data(&self, complaint: ImportError) -> ImportError {
        let ImportError::MissingColumn { column, .. } = complaint else {
            return complaint;
        };
        let filled = self.names.iter().filter(|name| !name.is_empty());
        let shapes: Vec<String> = filled.clone().take(60).map(|name| shape(name)).collect();
        ImportError::NoHeader { column, row: self.row, cells: filled.count(), shapes: shapes.join(", ") }
    }

    /// Why a row does not fit under the header, if so. Empty cells too many do no harm, nor do too few where the header
    /// has no more names.
    pub(crate) fn misfit(&self, line: &Line<'_>) -> Option<RejectReason> {
        let (expected, found) = (self.names.len(), line.cells.len());
        let named = self.names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        let only_blanks_more = || (expected..found).all(|column| line.cell(column).is_empty());
        if (named..=expected).contains(&found) || (found > expected && only_blanks_more()) {
            return None;
        }
        Some(RejectReason::WrongNumberOfCells { expected: named as u64, found: found as u64 })
    }
}

/// What a header must be like.
pub(crate) trait Likeness {
    /// How much of it these names have.
    fn score(&self, names: &[String]) -> usize;
    /// The score of a header that has everything.
    fn full(&self) -> usize;
    /// What to say of a header that has not.
    fn complaint(&self, names: &[String]) -> ImportError;
    /// Whether one cell holds the names of several columns, because the delimiter is one that we do not know.
    fn within(&self, cell: &str) -> bool;
}

/// A header must have these columns.
pub(crate) struct Columns<'a>(pub(crate) Vec<&'a str>);

impl Columns<'_> {
    /// The place of a column.
    pub(crate) fn place(name: &str, names: &[String]) -> Result<usize, ImportError> {
        let mut places =
            names.iter().enumerate().filter(|(_, other)| same(other, name)).map(|(place, _)| place);
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err(ImportError::AmbiguousColumn { column: name.to_owned() }),
            (None, _) => Err(missing(name, names)),
        }
    }
}

impl Likeness for Columns<'_> {
    fn score(&self, names: &[String]) -> usize {
        let forms: HashSet<String> = names.iter().map(|name| fold(name)).collect();
        self.0.iter().filter(|wanted| forms.contains(&fold(wanted))).count()
    }

    fn full(&self) -> usize {
        self.0.len()
    }

    fn complaint(&self, names: &[String]) -> ImportError {
        let forms: HashSet<String> = names.iter().map(|name| fold(name)).collect();
        let lacking = self.0.iter().find(|wanted| !forms.contains(&fold(wanted)));
        missing(lacking.unwrap_or(&""), names)
    }

    fn within(&self, cell: &str) -> bool {
        let cell = fold(cell);
        self.0.len() > 1 && self.0.iter().all(|wanted| cell.contains(&fold(wanted)))
    }
}

/// Says that a column is missing. A row of data may have been taken for the header, so the names are treated as data.
pub(crate) fn missing(column: &str, names: &[String]) -> ImportError {
    let found: Vec<String> =
        names.iter().filter(|name| !name.is_empty()).take(60).map(|name| shown(name)).collect();
    let nearest = nearest(column, &found);
    ImportError::MissingColumn { column: column.to_owned(), found, nearest }
}

/// How column names are compared.
pub(crate) fn fold(name: &str) -> String {
    same_form(name)
}

/// The first column that goes by one of these names, the first name that there is a column for; they are given in the form in
/// which names are compared.
pub(crate) fn place(names: &[String], known: &[&str]) -> Option<usize> {
    known.iter().find_map(|known| names.iter().position(|name| fold(name) == *known))
}

fn same(one: &str, other: &str) -> bool {
    one == other || fold(one) == fold(other)
}

/// The header among the first rows that has most, with its score; `None` if there are no rows.
pub(crate) fn find(
    top: &[(u64, Vec<String>)],
    likeness: &dyn Likeness,
    row: Option<u64>,
) -> Option<(usize, Header)> {
    let mut best: Option<(usize, Header)> = None;
    let mut offer = |names: Vec<String>, row: u64| {
        let score = likeness.score(&names);
        // The first of equals wins, but a title line of one cell never wins over a row of several.
        let better = best.as_ref().is_none_or(|(least, header)| {
            score > *least || (score == *least && filled(&header.names) < 2 && filled(&names) >= 2)
        });
        if better {
            best = Some((score, Header { row, names }));
        }
    };
    let allowed = |number: u64| row.is_none_or(|row| row == number);
    for (number, cells) in top.iter().filter(|(number, _)| allowed(*number)) {
        offer(cells.clone(), *number);
    }
    for pair in top.windows(2) {
        let [(upper_row, upper), (lower_row, lower)] = pair else {
            continue;
        };
        // The row that the mapping names may be either of the two.
        if (allowed(*upper_row) || allowed(*lower_row)) && !is_title(upper, lower) {
            offer(joined(upper, lower), *lower_row);
        }
    }
    best
}

/// Whether the upper of two rows is no group over columns but a title: one text alone, at the beginning, over several. Over a
/// cell that is empty it is the name of the first column, in a cell that goes down over both rows.
fn is_title(upper: &[String], lower: &[String]) -> bool {
    let begins = |row: &[String]| row.first().is_some_and(|name| !name.is_empty());
    filled(upper) == 1 && filled(lower) > 1 && begins(upper) && begins(lower)
}

fn filled(names: &[String]) -> usize {
    names.iter().filter(|name| !name.is_empty()).count()
}

/// Two header rows as one. A merged cell has its text in the first column only and holds for those after it.
pub(crate) fn joined(upper: &[String], lower: &[String]) -> Vec<String> {
    let mut group = "";
    (0..upper.len().max(lower.len()))
        .map(|column| {
            let above = upper.get(column).map_or("", String::as_str);
            let below = lower.get(column).map_or("", String::as_str);
            if !above.is_empty() {
                group = above;
            }
            match (above.is_empty(), below.is_empty()) {
                (_, true) => above.to_owned(),
                (false, false) => format!("{above} {below}"),
                (true, false) if group.is_empty() => below.to_owned(),
                (true, false) => format!("{group} {below}"),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        text.lines().zip(1..).map(|(line, row)| (row, line.split(';').map(str::to_owned).collect())).collect()
    }

    #[test]
    fn titles_above_are_skipped() {
        let top = rows("Uttag ur systemet\nperiod;2023\nTid;Brott;Område\n1;2;3");
        let (score, header) = find(&top, &Columns(vec!["tid", "område"]), None).unwrap();
        assert_eq!((score, header.row), (2, 3));
    }

    #[test]
    fn a_title_is_no_group_and_a_name_over_both_rows_is_none() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        assert!(is_title(&row(&["Insatser 2013", "", ""]), &row(&["Kommun", "Antal", ""])));
        assert!(!is_title(&row(&["Område", "", ""]), &row(&["", "jan", "feb"])));
        assert!(!is_title(&row(&["", "2024", ""]), &row(&["Område", "jan", "feb"])));
        assert!(!is_title(&row(&["Tid", ""]), &row(&["2025-03-01", ""])));
    }

    #[test]
    fn merged_rows_are_joined() {
        let top = rows("Datum;Plats;;Brott\n;Nord;Öst;\n1;2;3;4");
        let (score, header) = find(&top, &Columns(vec!["Plats Öst", "Datum", "Brott"]), None).unwrap();
        assert_eq!((score, header.row), (3, 2));
        assert_eq!(header.names, ["Datum", "Plats Nord", "Plats Öst", "Brott"]);
    }

    #[test]
    fn two_columns_of_one_name_are_not_chosen_between() {
        let names = ["Tid", "tid ", "X"].map(str::to_owned);
        assert!(matches!(Columns::place("tid", &names), Err(ImportError::AmbiguousColumn { .. })));
        assert_eq!(Columns::place("x", &names).unwrap(), 2);
    }

    #[test]
    fn a_missing_column_is_named_with_those_found_and_the_nearest() {
        insta::assert_snapshot!(
            Columns(vec!["longitude"]).complaint(&["Datum", "Longitud", "640823-3234"].map(str::to_owned)),
            @"there is no column “longitude”; the columns are: Datum, Longitud, …; did you mean “Longitud”?"
        );
    }
}
