//! The most similar name, for "did you mean".
//!
//! In which form names are compared is for the caller to say.

/// The most similar of the names, each given with the form in which it is compared, at most so many letters away.
pub(crate) fn nearest_within<T: Ord>(
    wanted: &str,
    names: impl IntoIterator<Item = (String, T)>,
    near: usize,
) -> Option<T> {
    names
        .into_iter()
        .filter(|(form, _)| !form.trim().is_empty())
        .map(|(form, name)| (distance(wanted, &form), name))
        .min()
        .filter(|(distance, _)| *distance <= near)
        .map(|(_, name)| name)
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
    fn known_distances() {
        assert_eq!([distance("kitten", "sitting"), distance("", "abc"), distance("å", "a")], [3, 3, 1]);
    }
}
