//! The most similar name, for "did you mean".

use crate::table::header::fold;

/// The most similar of the names, unless none is near.
pub(crate) fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let wanted = fold(wanted);
    let near = (wanted.chars().count() / 3).max(2);
    nearest_within(&wanted, names, near)
}

/// The most similar of the names, at most so many letters away from a folded text.
pub(crate) fn nearest_within<'a>(
    wanted: &str,
    names: impl IntoIterator<Item = &'a String>,
    near: usize,
) -> Option<String> {
    names
        .into_iter()
        .filter(|name| !name.trim().is_empty())
        .map(|name| (distance(wanted, &fold(name)), name))
        .min()
        .filter(|(distance, _)| *distance <= near)
        .map(|(_, name)| name.clone())
}

/// Letters to insert, remove or change (Levenshtein 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = corner + usize::from(a != *b);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_offered_and_far_ones_not() {
        let names = ["Brottstyp", "Datum", "Longitud"].map(str::to_owned);
        assert_eq!(nearest("longitude", &names).as_deref(), Some("Longitud"));
        assert_eq!(nearest("DATUM ", &names).as_deref(), Some("Datum"));
        assert_eq!(nearest("område", &names), None);
    }

    #[test]
    fn known_distances() {
        assert_eq!([distance("kitten", "sitting"), distance("", "abc"), distance("å", "a")], [3, 3, 1]);
    }
}
