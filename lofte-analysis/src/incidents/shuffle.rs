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
        let drawn = u128::from(generator.next_u64()) * (last as u128 + 1);
        #[expect(clippy::cast_possible_truncation, reason = "the product is below 2^64 (last + 1)")]
        items.swap(last, (drawn >> 64) as usize);
    }
}

/// Neighbouring numbers give unrelated ones (the finaliser of SplitMix64).
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
