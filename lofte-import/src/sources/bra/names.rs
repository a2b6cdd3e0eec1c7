//! Names of columns that say what a cell is about, wherever it stands; all of them folded.

/// Columns of the region; where several are there, the first of these is read.
pub(super) const REGION: [&str; 5] = ["kommun", "kommunkod", "region", "regionkod", "område"];

/// Parts of names of further measures: they stand beside the count.
const MEASURES: &[&str] = &["procent", "%", "förändring", "andel", "per 1 000", "per 1000"];

/// Whether a name is of a number per 100 000.
pub(super) fn is_rate(name: &str) -> bool {
    name == "per100k"
        || ["per 100", "per100", "/100", "/ 100"].iter().any(|start| {
            let rest = name.split(start).nth(1).unwrap_or_default();
            [" 000", "000", "\u{a0}000"].iter().any(|thousand| rest.starts_with(thousand))
        })
}

/// Whether a folded name is of a measure beside the count.
pub(super) fn is_measure(name: &str) -> bool {
    is_rate(name) || MEASURES.iter().any(|measure| name.contains(measure))
}
