//! Which column is what: one figure a row, or a column for each period or each category.
//!
//! Columns are known by their names. Columns of sums are passed over; what is neither known nor a figure is not read.

use super::span::{Said, said};
use crate::error::ImportError;
use crate::sources::incidents::is_sum_name;
use crate::sources::named_area::LOCAL_POLICE;
use crate::table::header::{Header, Likeness, fold, missing, place};
use crate::table::shown;
use lofte_model::records::SpanLength;

const AREA: &[&str] = &[
    "desokod",
    "deso",
    "regsokod",
    "regso",
    "områdeskod",
    "delområde",
    "område",
    "områden",
    "områdesnamn",
    "area",
    "stadsdel",
    "kommundel",
    "distrikt",
    "bostadsområde",
    "ort",
    "plats",
    "kod",
    "code",
    "region",
];
const MUNICIPALITY: &[&str] = &["kommunkod", "kommun", "kommunnamn", "municipality"];
const CATEGORY: &[&str] = &[
    "kategori",
    "brottskategori",
    "brottstyp",
    "brottsgrupp",
    "brottskod text",
    "brottskodtext",
    "brott",
    "brottsrubricering",
    "händelsetyp",
    "händelse",
    "olyckstyp",
    "insatstyp",
    "brandorsak",
    "ärendetyp",
    "typ",
    "slag",
    "category",
    "offence",
];
/// The category as the shared list or the municipality's own has it, beside what it is called.
const CATEGORY_CODE: &[&str] = &["kategorikod", "category_code"];
const YEAR: &[&str] = &["år", "year", "inskr år"];
/// Columns of a period, and what small numbers in them are.
const PERIOD: &[(&str, Option<SpanLength>)] = &[
    ("årmånad", None),
    ("inskr årmånad", None),
    ("period", None),
    ("tid", None),
    ("tidpunkt", None),
    ("månad", Some(SpanLength::Month)),
    ("month", Some(SpanLength::Month)),
    ("kvartal", Some(SpanLength::Quarter)),
    ("quarter", Some(SpanLength::Quarter)),
    ("tertial", Some(SpanLength::Tertial)),
    ("halvår", Some(SpanLength::HalfYear)),
];
const COUNT: &[&str] = &[
    "antal",
    "antal brott",
    "antal anmälda brott",
    "anmälda brott",
    "antal händelser",
    "antal ärenden",
    "n",
    "count",
];
const PRELIMINARY: &[&str] = &["preliminär", "preliminärt", "prel", "prel.", "preliminary"];
const RETRIEVED: &[&str] = &["hämtad", "uttag", "uttagsdatum", "uttagen", "retrieved"];
/// Columns that say nothing that is read.
const HARMLESS: &[&str] = &[
    "län",
    "länskod",
    "lpo",
    "lpo/sektion",
    "lokalpolisområde",
    "källa",
    "source",
    "kommentar",
    "anmärkning",
    "fotnot",
    "not",
    "folkmängd",
    "befolkning",
    "antal invånare",
    "invånare",
    "brottskod",
    "områdesnamn",
    "nr",
    "id",
];
/// Parts of names of further measures.
const MEASURES: &[&str] = &[
    "procent",
    "%",
    "förändring",
    "andel",
    "per 1 000",
    "per 1000",
    "/100",
    "per 100",
    "snitt",
    "medel",
    "index",
];

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) area: Option<usize>,
    /// Whether that is a column of local police areas.
    pub(super) police: bool,
    pub(super) municipality: Option<usize>,
    pub(super) category: Option<usize>,
    pub(super) category_code: Option<usize>,
    pub(super) year: Option<usize>,
    pub(super) period: Option<(usize, Option<SpanLength>)>,
    pub(super) preliminary: Option<usize>,
    pub(super) retrieved: Option<usize>,
    pub(super) figures: Figures,
    /// Columns that nothing is known of: where rows contradict each other, these may divide them.
    pub(super) unknown: Vec<usize>,
}

/// Where the figures stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figures {
    /// In one column.
    Long(usize),
    /// In a column for each period, which may name a category too.
    Periods(Vec<(usize, Said)>),
    /// In a column for each category.
    Categories(Vec<usize>),
}

fn is_measure(name: &str) -> bool {
    MEASURES.iter().any(|part| name.contains(part))
}

/// What a header says of a period, if figures of it stand below.
fn of_period(name: &str) -> Option<Said> {
    let found = said(name).filter(Said::is_period)?;
    let rest = fold(&found.rest);
    // “Totalt 2025” beside months is a sum, and a change in per cent no count.
    let counts = !is_measure(&fold(name)) && (rest.is_empty() || !is_sum_name(&rest));
    let only_count = COUNT.contains(&rest.as_str());
    counts.then(|| Said { rest: if only_count { String::new() } else { found.rest.clone() }, ..found })
}

struct Found {
    layout: Layout,
    has_category: bool,
}

/// What somebody has said of a table whose columns do not say it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Given {
    /// What every figure is of.
    pub(super) category: bool,
    /// Which period every figure is for.
    pub(super) period: bool,
}

/// The one column that is called a number of something: `Antal insatser`. Of several nobody knows which is meant.
fn only_number(names: &[String], rest: &[usize]) -> Option<usize> {
    let mut numbers = rest.iter().copied().filter(|column| {
        let name = fold(&names[*column]);
        name.starts_with("antal ") && !is_measure(&name) && !is_sum_name(&name)
    });
    numbers.next().filter(|_| numbers.next().is_none())
}

/// The columns that each count a category. Where no column says when, only what is called a number is one.
fn of_categories(names: &[String], rest: &[usize], says_when: bool) -> Option<Figures> {
    let is_figure = |column: &usize| {
        let name = fold(&names[*column]);
        let is_count = says_when || name.starts_with("antal");
        is_count && !is_measure(&name) && !COUNT.contains(&name.as_str())
    };
    let all: Vec<usize> = rest.iter().copied().filter(is_figure).collect();
    let parts: Vec<usize> = all.iter().copied().filter(|column| !is_sum_name(&names[*column])).collect();
    // A table of nothing but totals counts them.
    let columns = if parts.is_empty() { all } else { parts };
    (!columns.is_empty()).then_some(Figures::Categories(columns))
}

/// Whether a row of several columns says something in one of them alone: it is a title, whatever it says.
fn is_title(names: &[String]) -> bool {
    names.len() > 1 && names.iter().filter(|name| !name.trim().is_empty()).count() == 1
}

fn find(names: &[String], given: Given) -> Option<Found> {
    if is_title(names) {
        return None;
    }
    let (year, category) = (place(names, YEAR), place(names, CATEGORY));
    let period = PERIOD.iter().find_map(|(known, length)| Some((place(names, &[known])?, *length)));
    let (area, municipality) = (place(names, AREA), place(names, MUNICIPALITY));
    // Beside a column of municipalities it only says which police they have.
    let police = place(names, LOCAL_POLICE).filter(|_| area.is_none() && municipality.is_none());
    let area = area.or(police);
    let (preliminary, retrieved) = (place(names, PRELIMINARY), place(names, RETRIEVED));
    let category_code = category.and(place(names, CATEGORY_CODE));
    let dated = year.is_some() || period.is_some() || given.period;
    let when = [year, period.map(|(at, _)| at), preliminary, retrieved];
    let taken = [&[area, municipality, category, category_code], &when[..]].concat();
    let free = |column: &usize| {
        let name = fold(&names[*column]);
        !taken.contains(&Some(*column))
            && !name.is_empty()
            && !HARMLESS.contains(&name.as_str())
            && !MUNICIPALITY.contains(&name.as_str())
    };
    let rest: Vec<usize> = (0..names.len()).filter(free).collect();
    let periods: Vec<(usize, Said)> =
        rest.iter().filter_map(|column| Some((*column, of_period(&names[*column])?))).collect();
    let number = || category.and_then(|_| only_number(names, &rest));
    let count = place(names, COUNT).or_else(number).filter(|_| dated);
    let (figures, has_category) = if let Some(count) = count {
        (Figures::Long(count), category.is_some())
    } else if !periods.is_empty() {
        let named = periods.iter().all(|(_, said)| !said.rest.is_empty());
        (Figures::Periods(periods), category.is_some() || named)
    } else if dated && category.is_none() {
        (of_categories(names, &rest, year.is_some() || period.is_some())?, true)
    } else {
        return None;
    };
    let is_long = |column: &usize| matches!(&figures, Figures::Long(count) if count != column);
    let unknown = rest.into_iter().filter(is_long).collect();
    let layout = Layout {
        area,
        police: police.is_some(),
        municipality,
        category,
        category_code,
        year,
        period,
        preliminary,
        retrieved,
        figures,
        unknown,
    };
    Some(Found { layout, has_category })
}

impl Layout {
    /// Of a header, with what somebody has said beside it.
    pub(super) fn of(names: &[String], given: Given) -> Result<Self, ImportError> {
        let Some(Found { layout, has_category }) = find(names, given) else {
            let dated = given.period
                || place(names, YEAR).is_some()
                || PERIOD.iter().any(|(known, _)| place(names, &[known]).is_some());
            return Err(missing(if dated { "Antal" } else { "Månad" }, names));
        };
        if !has_category && !given.category {
            return Err(missing("Kategori", names));
        }
        layout.only_once(names)?;
        Ok(layout)
    }

    /// Refuses two columns for the same figures: nothing says which of them is meant.
    fn only_once(&self, names: &[String]) -> Result<(), ImportError> {
        let ambiguous = |column: usize| ImportError::AmbiguousColumn { column: shown(&names[column]) };
        let again = match &self.figures {
            Figures::Long(count) => {
                let times = names.iter().filter(|name| fold(name) == fold(&names[*count])).count();
                (times > 1).then_some(*count)
            }
            Figures::Periods(columns) => columns.iter().enumerate().find_map(|(at, (column, said))| {
                let same = |(_, other): &(usize, Said)| {
                    (other.year, other.part, fold(&other.rest)) == (said.year, said.part, fold(&said.rest))
                };
                columns[..at].iter().any(same).then_some(*column)
            }),
            Figures::Categories(columns) => columns.iter().enumerate().find_map(|(at, column)| {
                let same = |other: &usize| fold(&names[*other]) == fold(&names[*column]);
                columns[..at].iter().any(same).then_some(*column)
            }),
        };
        again.map_or(Ok(()), |column| Err(ambiguous(column)))
    }

    /// The columns of figures.
    pub(super) fn figure_columns(&self) -> Vec<usize> {
        match &self.figures {
            Figures::Long(count) => vec![*count],
            Figures::Periods(columns) => columns.iter().map(|(column, _)| *column).collect(),
            Figures::Categories(columns) => columns.clone(),
        }
    }

    /// Whether the periods in the header lack their year and no column has it.
    pub(super) fn lacks_year(&self) -> bool {
        let no_year = |(_, said): &(usize, Said)| said.year.is_none();
        self.year.is_none()
            && matches!(&self.figures, Figures::Periods(columns) if columns.iter().any(no_year))
    }

    /// Whether no column has a period: it was given, or stands in a title.
    pub(super) fn lacks_period(&self) -> bool {
        self.year.is_none() && self.period.is_none() && !matches!(self.figures, Figures::Periods(_))
    }

    /// Whether a row below the header is a second row of it: parts of the years above.
    pub(super) fn goes_on(&self, below: &[String]) -> bool {
        let Figures::Periods(columns) = &self.figures else { return false };
        if columns.iter().any(|(_, said)| said.part.is_some()) {
            return false;
        }
        let cells = below.iter().filter(|cell| !cell.trim().is_empty());
        let part = |cell: &String| said(cell).is_some_and(|said| said.part.is_some() && said.year.is_none());
        cells.clone().count() > 1 && cells.filter(|cell| part(cell)).count() * 2 > columns.len()
    }
}

/// A header must have periods, figures and what they are of.
pub(super) struct LayoutLikeness {
    /// What somebody has said beside it.
    pub(super) given: Given,
}

impl Likeness for LayoutLikeness {
    fn score(&self, names: &[String]) -> usize {
        match find(names, self.given) {
            Some(found) => 2 + usize::from(found.has_category || self.given.category),
            None => usize::from(place(names, AREA).is_some() || place(names, CATEGORY).is_some()),
        }
    }

    fn full(&self) -> usize {
        3
    }

    fn complaint(&self, names: &[String]) -> ImportError {
        Layout::of(names, self.given).err().unwrap_or_else(|| missing("Antal", names))
    }

    fn within(&self, cell: &str) -> bool {
        let cell = fold(cell);
        let has = |known: &[&str]| known.iter().any(|name| name.len() > 2 && cell.contains(name));
        has(COUNT) && (has(AREA) || has(CATEGORY)) && has(&["månad", "period", "kvartal", "år"])
    }
}

/// The year that the titles above a header, or the name of the sheet, tell; nothing where they tell several.
pub(super) fn year_of(titles: &[String]) -> Option<i16> {
    let digits = |title: &String| -> Vec<i16> {
        let words = title.split(|sign: char| !sign.is_ascii_digit()).filter(|word| word.len() == 4);
        words.filter_map(|word| word.parse().ok()).filter(|year| (1990..=2100).contains(year)).collect()
    };
    let made = |title: &&String| !super::is_about_making(title);
    let mut years: Vec<i16> = titles.iter().filter(made).flat_map(digits).collect();
    years.sort_unstable();
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// The header, of two rows where the second parts the first.
pub(super) fn header(
    table: &mut crate::table::Table,
    likeness: &LayoutLikeness,
    sheet: Option<&str>,
) -> Result<Header, ImportError> {
    let header = table.header(likeness, sheet, None)?;
    let layout = Layout::of(&header.names, likeness.given)?;
    let mut below = Vec::new();
    table.each(header.row, &mut |line| {
        below = line.cells.iter().map(str::to_owned).collect();
        Ok(std::ops::ControlFlow::Break(()))
    })?;
    if layout.goes_on(&below) { table.header(likeness, sheet, Some(header.row + 1)) } else { Ok(header) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split(';').map(str::to_owned).collect()
    }

    #[test]
    fn the_three_forms_are_known() {
        let of = |text: &str| Layout::of(&names(text), Given::default()).unwrap();
        assert_eq!(of("Område;Kategori;Månad;Antal").figures, Figures::Long(3));
        assert_eq!(of("Område;Kategori;2025-01;2025-02;Totalt").figure_columns(), [2, 3]);
        assert_eq!(of("Område;Månad;Stöld;Våld;Summa").figure_columns(), [2, 3]);
        assert_eq!(of("Månad;Totalt").figure_columns(), [1]);
        assert_eq!(of("Område;Stöld 2024;Stöld 2025").figure_columns(), [1, 2]);
        assert_eq!(of("Område;Brott;2024;2025;Förändring 2024-2025 i %").figure_columns(), [2, 3]);
        assert_eq!(of("Kommun;År;Månad;Brott;Antal").period, Some((2, Some(SpanLength::Month))));
    }

    #[test]
    fn what_is_missing_or_twice_is_said() {
        let lacks = |text: &str| match Layout::of(&names(text), Given::default()) {
            Err(ImportError::MissingColumn { column, .. } | ImportError::AmbiguousColumn { column }) => {
                column
            }
            other => format!("{other:?}"),
        };
        assert_eq!(lacks("Område;Antal"), "Månad");
        assert_eq!(lacks("Område;Brott;Månad"), "Antal");
        assert_eq!(lacks("Område;Månad;Antal"), "Kategori");
        let category = Given { category: true, period: false };
        assert!(Layout::of(&names("Område;Månad;Antal"), category).is_ok());
        assert_eq!(lacks("Område;Brott;2025-01;jan 2025"), "jan 2025");
    }

    #[test]
    fn a_period_may_be_given_where_no_column_has_it() {
        let period = Given { category: false, period: true };
        let ida = names("Kommun;Antal insatser;Antal insatser per 1000 inv;Befolkning");
        assert_eq!(Layout::of(&ida, period).unwrap().figure_columns(), [1]);
        assert!(Layout::of(&ida, Given::default()).is_err());
        let causes = names("Brandorsak;Antal bränder;Andel");
        assert_eq!(Layout::of(&causes, period).unwrap().figures, Figures::Long(1));
        let two = names("Brandorsak;År;Antal bränder;Antal larm");
        assert!(Layout::of(&two, Given::default()).is_err(), "nobody knows which of them is meant");
    }

    #[test]
    fn the_year_of_a_title_is_not_when_it_was_made() {
        let year =
            |titles: &[&str]| year_of(&titles.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>());
        assert_eq!(year(&["Anmälda brott Flen 2025", "Uttag 2026-01-10"]), Some(2025));
        assert_eq!(year(&["Anmälda brott 2024 och 2025"]), None);
    }
}
