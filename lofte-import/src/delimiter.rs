//! Finds what separates the columns: the character that gives the columns we look for, or else the one that splits the
//! rows most evenly.

use crate::same::same_form;
use csv::ReaderBuilder;

const CANDIDATES: [u8; 4] = [b';', b',', b'\t', b'|'];

/// The delimiter of a text, from its first lines.
pub(crate) fn find(top: &str, wanted: &[&str]) -> u8 {
    let mut best = (b',', (0, 0, 0));
    for candidate in CANDIDATES {
        let score = score(top, candidate, wanted);
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

/// Wanted columns found in one row, rows as wide as the most usual width, that width. More than one column is needed
/// for any evenness at all.
fn score(top: &str, delimiter: u8, wanted: &[&str]) -> (usize, usize, usize) {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(top.as_bytes());
    let wanted: Vec<String> = wanted.iter().map(|name| same_form(name)).collect();
    let mut widths: Vec<usize> = Vec::new();
    let mut found = 0;
    for record in reader.into_records().take(300).flatten() {
        widths.push(record.len());
        let names: Vec<String> = record.iter().map(same_form).collect();
        found = found.max(wanted.iter().filter(|name| names.contains(name)).count());
    }
    let even = |width: usize| widths.iter().filter(|other| **other == width).count();
    let usual = widths.iter().copied().filter(|width| *width > 1).max_by_key(|width| (even(*width), *width));
    // A single wanted column is found with any delimiter when it is the only one in the file.
    usual.map_or((0, 0, 0), |width| (found, even(width), width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_four_is_found() {
        for (text, delimiter) in [
            ("a;b;c\n1;2,5;3\n2;3,5;4\n", b';'),
            ("a,b\n1,2\n", b','),
            ("a\tb\n1,5\t2\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("tid;plats\n1;\"a, b, c\"\n2;\"c, d, e\"\n", b';'),
        ] {
            assert_eq!(char::from(find(text, &[])), char::from(delimiter), "{text}");
        }
    }

    #[test]
    fn wanted_columns_decide() {
        let text = "Statistik, 2023, prel, x\nTid;Brott\na, b, c, d;1\na, b, c, d;2\n";
        assert_eq!(find(text, &["tid", "brott"]), b';');
    }
}
