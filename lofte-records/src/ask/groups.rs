//! What was counted in several files, put together.
//!
//! Each file numbers the keys of a dimension as they turn up in it. Here all keys of a dimension get their place in order,
//! and a group becomes one number made of the places of its keys: so groups are added and sorted as numbers, and only
//! those that are left are written out as keys.

use super::tally::Tally;
use lofte_analysis::incidents::counts::MISSING;
use lofte_model::records::{CountRow, Key};
use std::collections::BTreeSet;

/// What was counted in one file, and what its codes mean.
#[derive(Debug)]
pub(crate) struct Counted {
    /// For each dimension the keys by code; the key of what is missing comes last.
    keys: Vec<Vec<Key>>,
    /// Whether the dimension is counted by; otherwise all rows have its one key.
    coded: Vec<bool>,
    tally: Tally,
}

impl Counted {
    /// For each dimension whether it is counted by, and its keys by code.
    pub(crate) fn new(dimensions: impl IntoIterator<Item = (bool, Vec<Key>)>, tally: Tally) -> Self {
        let (mut coded, mut keys) = (Vec::new(), Vec::new());
        for (counted_by, mut of_codes) in dimensions {
            if counted_by {
                of_codes.push(Key::Missing);
            }
            coded.push(counted_by);
            keys.push(of_codes);
        }
        Self { keys, coded, tally }
    }

    /// Adds its groups as numbers, by the places of all keys in their order.
    fn number(&self, ordered: &[Vec<Key>], groups: &mut Vec<(u128, u64)>) {
        let place = |keys: &[Key], key: &Key| keys.binary_search(key).unwrap_or(0) as u128;
        let places: Vec<Vec<u128>> = (self.keys.iter().zip(ordered))
            .map(|(keys, ordered)| keys.iter().map(|key| place(ordered, key)).collect())
            .collect();
        self.tally.each(|group, rows| {
            let mut codes = group.iter().copied();
            let mut number = 0;
            for ((places, coded), ordered) in places.iter().zip(&self.coded).zip(ordered) {
                let code = if *coded { codes.next().unwrap_or(MISSING) } else { 0 };
                let at = usize::try_from(code).ok().filter(|at| at + 1 < places.len() || !coded);
                let place = at.map_or_else(|| places.last(), |at| places.get(at)).copied().unwrap_or(0);
                number = number * (ordered.len().max(1) as u128) + place;
            }
            groups.push((number, rows));
        });
    }
}

/// All groups in the order of their keys, each once.
pub(crate) fn together(counted: &[Counted], dimensions: usize) -> Vec<CountRow> {
    let of_dimension = |dimension: usize| -> Vec<Key> {
        let keys = counted.iter().filter_map(|counted| counted.keys.get(dimension)).flatten();
        keys.collect::<BTreeSet<_>>().into_iter().cloned().collect()
    };
    let ordered: Vec<Vec<Key>> = (0..dimensions).map(of_dimension).collect();
    let mut groups = Vec::new();
    for counted in counted {
        counted.number(&ordered, &mut groups);
    }
    groups.sort_unstable_by_key(|(number, _)| *number);
    groups.dedup_by(|(next, more), (number, rows)| {
        let same = next == number;
        *rows += if same { *more } else { 0 };
        same
    });
    groups.into_iter().map(|(number, count)| CountRow { keys: keys(&ordered, number), count }).collect()
}

fn keys(ordered: &[Vec<Key>], number: u128) -> Vec<Key> {
    let mut keys = Vec::with_capacity(ordered.len());
    let mut rest = number;
    for ordered in ordered.iter().rev() {
        let width = ordered.len().max(1) as u128;
        let key = usize::try_from(rest % width).ok().and_then(|place| ordered.get(place));
        keys.push(key.cloned().unwrap_or(Key::Missing));
        rest /= width;
    }
    keys.reverse();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::tally::Codes;

    fn text(text: &str) -> Key {
        Key::Text(text.to_owned())
    }

    /// A file of one kind whose rows have these categories.
    fn file(kind: &str, categories: &[&str], codes: &[u32]) -> Counted {
        let mut tally = Tally::default();
        let size = u32::try_from(categories.len()).unwrap();
        tally.add(&[Codes { codes: codes.to_vec(), size }], codes.len(), None).unwrap();
        let categories = categories.iter().copied().map(text).collect();
        Counted::new([(false, vec![text(kind)]), (true, categories)], tally)
    }

    #[test]
    fn files_that_number_their_keys_differently_are_added_and_sorted() {
        let files = [
            file("offence", &["theft", "arson"], &[0, 0, 1, MISSING]),
            file("offence", &["burglary", "arson"], &[1, 0]),
            file("disorder", &["noise"], &[0]),
        ];
        let rows: Vec<(Vec<Key>, u64)> =
            together(&files, 2).into_iter().map(|row| (row.keys, row.count)).collect();
        let expected = [
            (vec![text("disorder"), text("noise")], 1),
            (vec![text("offence"), text("arson")], 2),
            (vec![text("offence"), text("burglary")], 1),
            (vec![text("offence"), text("theft")], 2),
            (vec![text("offence"), Key::Missing], 1),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn without_dimensions_all_rows_are_one_group_and_without_rows_there_is_none() {
        let mut tally = Tally::default();
        tally.add(&[], 5, None).unwrap();
        let counted = [Counted::new([], tally), Counted::new([], Tally::default())];
        assert_eq!(together(&counted, 0), [CountRow { keys: Vec::new(), count: 5 }]);
        assert!(together(&counted[1..], 0).is_empty());
    }
}
