//! The year of a figure, as files write it: with marks of preliminary figures, and in the source's own database files,
//! where the column of the year may say what kind of period the next column names.

use crate::table::header::fold;

/// A year and whether its figures are preliminary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Year {
    pub(super) year: i16,
    pub(super) preliminary: bool,
}

/// `2025`, `2025.0`, `2025*`, `2025 prel.`, `2025 (preliminär)`.
pub(super) fn year(text: &str) -> Option<Year> {
    let text = fold(text);
    let (digits, rest) = text.split_at_checked(4)?;
    let number = digits.parse::<i16>().ok().filter(|year| (1950..2200).contains(year))?;
    let rest = rest.strip_prefix(".0").or(rest.strip_prefix(",0")).unwrap_or(rest);
    let mark: String = rest.chars().filter(|letter| !" .()*".contains(*letter)).collect();
    let preliminary = rest.contains('*') || mark.starts_with("prel");
    let marks_only = mark.is_empty() || ["p", "prel", "preliminär", "preliminary"].contains(&mark.as_str());
    marks_only.then_some(Year { year: number, preliminary: preliminary || mark == "p" })
}

/// The year of a row: in its own column, or in the column of the period where its own says that the period is a year.
pub(super) fn year_of(cell: &str, period: Option<&str>) -> Option<Year> {
    match period {
        Some(period) if ["år", "year"].contains(&fold(cell).as_str()) => year(period),
        _ => year(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_with_their_marks() {
        let read = |text| year(text).map(|year| (year.year, year.preliminary));
        for text in ["2025", "2025.0", "2025,0", " 2025 "] {
            assert_eq!(read(text), Some((2025, false)), "{text}");
        }
        for text in ["2025*", "2025 prel.", "2025 (preliminär)", "2025p"] {
            assert_eq!(read(text), Some((2025, true)), "{text}");
        }
        for text in ["202501", "2025-01", "2025 jan", "År", "", "1025", "2025,5"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(year_of("År", Some("2023")).map(|year| year.year), Some(2023));
        assert_eq!(year_of("2026 prel.", Some("Jan")).map(|year| year.year), Some(2026));
        assert_eq!(year_of("År", None), None);
    }
}
