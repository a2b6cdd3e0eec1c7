//! Which column is what: a long table has a column for the year, a wide one has a column (or two) for each year.

use super::names::{REGION, is_measure, is_rate};
use super::remarks::title_names_a_part;
use super::years::{Year, year, year_of};
use crate::error::ImportError;
use crate::table::header::{Likeness, fold, missing, place};
use crate::table::{Line, shown};
use lofte_model::records::RejectReason;

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) region: usize,
    pub(super) label: usize,
    pub(super) years: Years,
    /// Columns of numbers per 100 000 of something else than inhabitants.
    pub(super) passed_over: Vec<String>,
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

const LABEL: [&str; 6] = ["brottstyp", "brott", "brottsgrupp", "brottskategori", "key", "offence"];
const YEAR: [&str; 2] = ["år", "year"];
/// In the source's database files the column of the year may say that this one names it.
const PERIOD: [&str; 1] = ["period"];
const COUNT: [&str; 4] = ["antal", "count", "antal brott", "antal anmälda brott"];

/// Words that stand behind `per 100 000` where inhabitants are meant, and what may stand beside them.
const INHABITANTS: [&str; 17] = [
    "inv",
    "invånare",
    "inhabitants",
    "population",
    "befolkning",
    "befolkningen",
    "medelfolkmängd",
    "medelfolkmängden",
    "folkmängd",
    "folkmängden",
    "av",
    "of",
    "the",
    "i",
    "kommunen",
    "prel",
    "preliminär",
];

/// Whether a rate is of all inhabitants: nothing else is named behind it, and no part of them before it.
fn is_of_inhabitants(name: &str) -> bool {
    let rest = ["per", "/"].iter().find_map(|start| name.rsplit_once(start)).map_or("", |(_, rest)| rest);
    let words = rest.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit()) || word == "100k";
    !title_names_a_part(name) && words.into_iter().all(|word| number(word) || INHABITANTS.contains(&word))
}

/// The label column; in a wide table it may have no name and then stands first.
fn label(names: &[String]) -> Option<usize> {
    place(names, &LABEL).or_else(|| names.iter().position(String::is_empty).filter(|column| *column == 0))
}

fn long(names: &[String]) -> Option<Years> {
    let of_inhabitants = |name: &String| is_rate(&fold(name)) && is_of_inhabitants(&fold(name));
    let rate = names.iter().position(of_inhabitants);
    let (year, period) = (place(names, &YEAR)?, place(names, &PERIOD));
    Some(Years::Long { year, period, count: place(names, &COUNT)?, rate })
}

/// The year that a header begins with, and what follows it but for marks: of preliminary figures, and of footnotes.
fn year_and_rest(name: &str) -> Option<(Year, String)> {
    let name = fold(name);
    let (digits, rest) = name.split_at_checked(4)?;
    let mut year = year(digits)?;
    let marks = ["*", "(preliminär)", "preliminär", "(prel.)", "(prel)", "prel.", "prel", "p"];
    let mut rest = rest.strip_prefix(".0").unwrap_or(rest).trim_start();
    loop {
        let mark = marks.into_iter().find_map(|mark| rest.strip_prefix(mark));
        if let Some(after) = mark.filter(|after| !after.starts_with(char::is_alphanumeric)) {
            year.preliminary = true;
            rest = after.trim_start();
        } else if let Some(after) = after_footnote(rest) {
            rest = after.trim_start();
        } else {
            return Some((year, rest.trim_end().to_owned()));
        }
    }
}

/// What follows the number of a footnote: `1)`, `¹`.
fn after_footnote(text: &str) -> Option<&str> {
    let numbered = text.trim_start_matches(|sign: char| sign.is_ascii_digit()).strip_prefix(')');
    let raised = || text.strip_prefix(['¹', '²', '³', '⁴', '⁵']);
    numbered.filter(|_| !text.starts_with(')')).or_else(raised)
}

fn wide(names: &[String]) -> Vec<YearColumns> {
    let mut columns: Vec<YearColumns> = Vec::new();
    let of_year = |(column, name): (usize, &String)| {
        let (year, rest) = year_and_rest(name)?;
        Some((column, year, rest))
    };
    let years: Vec<_> = names.iter().enumerate().filter_map(of_year).collect();
    for (column, year, rest) in &years {
        if rest.is_empty() || COUNT.contains(&rest.as_str()) {
            columns.push(YearColumns { year: *year, count: *column, rate: None });
        }
    }
    for (column, year, _) in years.iter().filter(|(_, _, rest)| is_rate(rest) && is_of_inhabitants(rest)) {
        if let Some(of_year) = columns.iter_mut().find(|other| other.year.year == year.year) {
            of_year.rate.get_or_insert(*column);
        }
    }
    columns
}

/// Headers that begin with a year and are neither its count nor a measure beside it: what they hold would be lost.
fn unread(names: &[String]) -> Vec<String> {
    let unread = |name: &&String| {
        year_and_rest(name).is_some_and(|(_, rest)| {
            !rest.is_empty() && !COUNT.contains(&rest.as_str()) && !is_measure(&rest)
        })
    };
    names.iter().filter(unread).map(|name| shown(name)).collect()
}

/// The rates that are not read, for they are not of all inhabitants. Where no other rate says what the counts are of, one
/// of a part of the people says it of them too, and the table is refused; so are two rates of all for one year.
fn other_rates(names: &[String], years: &Years) -> Result<Vec<String>, ImportError> {
    let read: Vec<usize> = match years {
        Years::Long { rate, .. } => rate.iter().copied().collect(),
        Years::Wide(columns) => columns.iter().filter_map(|columns| columns.rate).collect(),
    };
    let year_of = |column: usize| year_and_rest(&names[column]).map(|(year, _)| year.year);
    let mut others = Vec::new();
    for column in (0..names.len()).filter(|column| !read.contains(column)) {
        let name = fold(&names[column]);
        if !is_rate(&name) && !year_and_rest(&name).is_some_and(|(_, rest)| is_rate(&rest)) {
            continue;
        }
        let rest = year_and_rest(&name).map_or_else(|| name.clone(), |(_, rest)| rest);
        let same = read
            .iter()
            .find(|other| matches!(years, Years::Long { .. }) || year_of(**other) == year_of(column));
        if let Some(other) = same.filter(|_| is_of_inhabitants(&rest)) {
            let (one, other) = (shown(&names[*other]), shown(&names[column]));
            return Err(ImportError::TwoRates { one, other });
        }
        if same.is_none() && title_names_a_part(&rest) {
            return Err(ImportError::DividedRows { columns: vec![shown(&names[column])], row: None });
        }
        others.push(shown(&names[column]));
    }
    Ok(others)
}

/// A table without years has none at all, or columns for parts of them: `2025 jan`, `2025K1`.
fn without_years(names: &[String]) -> ImportError {
    if place(names, &YEAR).is_some() {
        return missing("Antal", names);
    }
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
        let years = years.ok_or_else(|| without_years(names))?;
        let layout = Self { passed_over: other_rates(names, &years)?, region, label, years };
        if let Years::Wide(_) = layout.years {
            let columns = unread(names);
            if !columns.is_empty() {
                return Err(ImportError::DividedRows { columns, row: None });
            }
        }
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
        let again = match &self.years {
            Years::Long { .. } => None,
            Years::Wide(columns) => columns.iter().enumerate().find_map(|(place, one)| {
                let before = columns.iter().take(place).any(|other| other.year.year == one.year.year);
                before.then_some(one.count)
            }),
        };
        match figures.into_iter().find(|column| times(*column) > 1).or(again) {
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
                passed_over: Vec::new(),
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
    fn a_year_with_a_footnote_is_the_year_and_a_part_of_it_is_refused() {
        let years = |header: &str| match Layout::of(&names(header)).map(|layout| layout.years) {
            Ok(Years::Wide(columns)) => {
                columns.iter().map(|columns| (columns.year.year, columns.year.preliminary)).collect()
            }
            Ok(Years::Long { .. }) => Vec::new(),
            Err(error) => panic!("{header}: {error}"),
        };
        let read = years("Kommun;Brottstyp;2022;2023 *;2024 1);2025*");
        assert_eq!(read, [(2022, false), (2023, true), (2024, false), (2025, true)]);
        let read = years("Kommun;Brottstyp;2022¹;2023 prel. 2);2023 förändring i %;2024 (prel.)");
        assert_eq!(read, [(2022, false), (2023, true), (2024, true)]);
        for part in ["2023 jan-jun", "2023K1", "2023 män", "2023-01", "2023/24", "20231"] {
            let header = format!("Kommun;Brottstyp;2022;{part}");
            let refused = Layout::of(&names(&header));
            assert!(matches!(refused, Err(ImportError::DividedRows { .. })), "{part}: {refused:?}");
        }
        let twice = Layout::of(&names("Kommun;Brottstyp;2023;2023 *"));
        assert!(matches!(twice, Err(ImportError::AmbiguousColumn { .. })), "{twice:?}");
    }

    #[test]
    fn a_rate_is_of_all_inhabitants_or_not_read() {
        let rates = |header: &str| {
            let layout = Layout::of(&names(header))?;
            let rate = match layout.years {
                Years::Long { rate, .. } => rate,
                Years::Wide(columns) => columns[0].rate,
            };
            Ok::<_, ImportError>((rate, layout.passed_over.len()))
        };
        for rate in [
            "Per 100 000 inv.",
            "/100 000 invånare",
            "Antal per 100 000 av befolkningen",
            "per 100 000 av medelfolkmängden 1)",
            "Per 100 000",
        ] {
            assert_eq!(rates(&format!("Kommun;Brott;År;Antal;{rate}")).unwrap(), (Some(4), 0), "{rate}");
        }
        for rate in ["Per 100 000 fordon", "Per 100 000 hushåll"] {
            assert_eq!(rates(&format!("Kommun;Brott;År;Antal;{rate}")).unwrap(), (None, 1), "{rate}");
        }
        let both = "Kommun;Brott;År;Antal;Per 100 000 kvinnor;Per 100 000 inv.";
        assert_eq!(rates(both).unwrap(), (Some(5), 1));
        assert_eq!(
            rates("Kommun;Brott;2023;2023 per 100 000 kvinnor;2023 per 100 000 inv.").unwrap(),
            (Some(4), 1)
        );
        for part in ["Kommun;Brott;År;Antal;Per 100 000 kvinnor", "Kommun;Brott;2023;2023 per 100 000 män"]
        {
            assert!(matches!(rates(part), Err(ImportError::DividedRows { .. })), "{part}");
        }
        for twice in [
            "Kommun;Brott;År;Antal;Per 100 000 inv.;Per 100 000 invånare",
            "Kommun;Brott;2023;2023 per 100 000 inv.;2023 /100 000 invånare",
        ] {
            assert!(matches!(rates(twice), Err(ImportError::TwoRates { .. })), "{twice}");
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        let without_count = Layout::of(&names("Kommun;Brottstyp;År;Per 100 000 inv."));
        assert!(
            matches!(&without_count, Err(ImportError::MissingColumn { column, .. }) if column == "Antal"),
            "{without_count:?}"
        );
        insta::assert_snapshot!(
            LayoutLikeness.complaint(&names("Brottstyp;Komun;2023")),
            @"there is no column “Kommun”; the columns are: Brottstyp, Komun, 2023; did you mean “Komun”?"
        );
    }
}
