//! Random orders that are the same on any machine and any number of threads.
//!
//! Each permutation has a generator of its own, made from the seed and its number, so permutations may be computed in
//! any order. The shuffle is written out here, because a library may change how it draws and so change old results.

use rand::Rng;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

/// The generator of one permutation.
pub(super) fn generator(seed: u64, number: u64) -> Pcg64Mcg {
    Pcg64Mcg::seed_from_u64(mix(mix(seed) ^ number))
}

/// Put the items in random order (Fisher and Yates); every order is equally likely to within n / 2^64.
pub(super) fn shuffle<T>(generator: &mut Pcg64Mcg, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(generator, last));
    }
}

/// Put each column of the rows in a random order of its own, the one that [`shuffle`] gives with the same generator. Several
/// generators in turn keep a processor busier than one.
pub(super) fn shuffle_side_by_side<T: Copy, const N: usize>(
    mut generators: [Pcg64Mcg; N],
    rows: &mut [[T; N]],
) {
    for last in (1..rows.len()).rev() {
        for (column, generator) in generators.iter_mut().enumerate() {
            let other = below(generator, last);
            (rows[last][column], rows[other][column]) = (rows[other][column], rows[last][column]);
        }
    }
}

/// A number from 0 to `last`.
fn below(generator: &mut Pcg64Mcg, last: usize) -> usize {
    let drawn = u128::from(generator.next_u64()) * (last as u128 + 1);
    #[expect(clippy::cast_possible_truncation, reason = "the product is below 2^64 (last + 1)")]
    return (drawn >> 64) as usize;
}

/// Neighbouring numbers give unrelated ones (the finaliser of SplitMix64).
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{generator, shuffle, shuffle_side_by_side};

    #[test]
    fn columns_are_shuffled_as_if_alone() {
        let mut rows: Vec<[u8; 3]> = (0..50).map(|row| [row; 3]).collect();
        shuffle_side_by_side([5, 6, 7].map(|number| generator(1, number)), &mut rows);
        for (column, number) in (5..8).enumerate() {
            let mut alone: Vec<u8> = (0..50).collect();
            shuffle(&mut generator(1, number), &mut alone);
            assert_eq!(rows.iter().map(|row| row[column]).collect::<Vec<_>>(), alone);
        }
    }
}
