//! Days under many permutations side by side, and the innermost loop over them.
//!
//! The days of an event under thirty-two permutations lie next to each other, so a pair meets them all with differences
//! and comparisons of small numbers in vector registers. How many numbers fit into a register differs from one machine
//! to the next; the widest that this one has is found out when the program runs (docs/adr/0013).

#![expect(
    clippy::inline_always,
    reason = "what is not inlined where it is dispatched is for the oldest machines"
)]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

/// Permutations whose days lie side by side; a register of any machine holds 8, 16 or 32 of them.
pub(super) const LANES: usize = 32;
/// Pairs that are counted at a time: few enough for 16-bit counters and for their days to stay in the nearest memory.
pub(super) const GATHERED: usize = 2048;
/// Time limits counted in one pass; more would not fit in the registers.
const MAX_LIMITS: usize = 5;

/// The days of one event.
pub(super) type Days = [i16; LANES];

/// What the registers of this machine can do, as far as it helps here: registers of 512 bits compare into registers of
/// another kind, and coming back from there costs more than twice the width gives.
pub(super) fn level() -> Level {
    let level = Level::new();
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = level.as_avx2() {
        return avx2.level();
    }
    level
}

/// Adds to `below`, for each limit and lane, the pairs that are fewer days apart; only the first `held` lanes are asked
/// for. At most [`GATHERED`] pairs.
pub(super) fn add_below(
    level: Level,
    days: &[Days],
    pairs: &[[u32; 2]],
    limits: &[i16],
    held: usize,
    below: &mut [u64],
) {
    for (limits, below) in limits.chunks(MAX_LIMITS).zip(below.chunks_mut(MAX_LIMITS * LANES)) {
        match limits.len() {
            1 => dispatch!(level, simd => add::<_, 1>(simd, days, pairs, limits, held, below)),
            2 => dispatch!(level, simd => add::<_, 2>(simd, days, pairs, limits, held, below)),
            3 => dispatch!(level, simd => add::<_, 3>(simd, days, pairs, limits, held, below)),
            4 => dispatch!(level, simd => add::<_, 4>(simd, days, pairs, limits, held, below)),
            _ => dispatch!(level, simd => add::<_, MAX_LIMITS>(simd, days, pairs, limits, held, below)),
        }
    }
}

/// One register of lanes after another, with the counts of all limits in registers meanwhile.
#[inline(always)]
fn add<S: Simd, const LIMITS: usize>(
    simd: S,
    days: &[Days],
    pairs: &[[u32; 2]],
    limits: &[i16],
    held: usize,
    below: &mut [u64],
) {
    let Some(limits) = limits.first_chunk::<LIMITS>() else { return };
    let limits = limits.map(|limit| S::i16s::splat(simd, limit));
    for from in (0..held).step_by(S::i16s::LEN) {
        let lanes = from..from + S::i16s::LEN;
        let mut counts = [S::i16s::splat(simd, 0); LIMITS];
        for &[one, other] in pairs {
            let one = S::i16s::from_slice(simd, &days[one as usize][lanes.clone()]);
            let other = S::i16s::from_slice(simd, &days[other as usize][lanes.clone()]);
            let apart = (one - other).abs();
            for limit in 0..LIMITS {
                // A lane that is below is -1.
                counts[limit] -= apart.simd_lt(limits[limit]).to_vector();
            }
        }
        for (below, counts) in below.chunks_exact_mut(LANES).zip(counts) {
            for (below, &count) in below[lanes.clone()].iter_mut().zip(counts.as_slice()) {
                *below += u64::from(count.unsigned_abs());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::Level;
    use rand::Rng;

    use super::{Days, LANES, add_below, level};
    use crate::incidents::shuffle::generator;

    #[test]
    fn registers_of_any_width_count_as_one_number_at_a_time_does() {
        let mut draws = generator(3, 1);
        let mut below = |end: u32| draws.next_u32() % end;
        let days: Vec<Days> =
            (0..40).map(|_| std::array::from_fn(|_| i16::try_from(below(32_767)).unwrap() / 90)).collect();
        let pairs: Vec<[u32; 2]> = (0..900).map(|_| [below(40), below(40)]).collect();
        // More limits than are counted in one pass.
        let limits = [1, 3, 20, 60, 100, 300, i16::MAX];
        for limits in [&limits[..], &limits[2..6], &limits[..3], &limits[5..], &limits[1..2]] {
            let nearer = |limit: i16, lane: usize| {
                let day = |event: u32| days[event as usize][lane];
                let near = |pair: &&[u32; 2]| day(pair[0]).abs_diff(day(pair[1])) < limit.unsigned_abs();
                pairs.iter().filter(near).count() as u64
            };
            let expected: Vec<u64> = limits
                .iter()
                .flat_map(|&limit| (0..LANES).map(move |lane| 7 + nearer(limit, lane)))
                .collect();
            for level in [level(), Level::new(), Level::baseline()] {
                for held in [1, 17, LANES] {
                    let mut sums = vec![7; limits.len() * LANES];
                    add_below(level, &days, &pairs, limits, held, &mut sums);
                    for (sums, expected) in sums.chunks(LANES).zip(expected.chunks(LANES)) {
                        assert_eq!(sums[..held], expected[..held]);
                    }
                }
            }
        }
    }
}
