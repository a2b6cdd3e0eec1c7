//! How many pairs there are to count, told before they are counted.
//!
//! Ten thousand events at one address are fifty million pairs, and each is counted again under every permutation. What
//! would take hours is refused with a number of permutations that does.

use std::collections::HashMap;

use super::{NearRepeatError, NearRepeatParams};

/// Pairs times permutations. One takes 2-5 ns, and the bound below counts about twice too many pairs, so this is half
/// an hour on one core.
pub const MAX_COUNTED: u64 = 1_000_000_000_000;

/// Refuses what would take hours.
pub(super) fn check(xs: &[f64], ys: &[f64], params: &NearRepeatParams) -> Result<(), NearRepeatError> {
    let last = params.distance_edges.last().copied().unwrap_or(0.0);
    let pairs = most_pairs(xs, ys, last);
    let rounds = u64::from(params.permutations) + 1;
    if pairs.saturating_mul(rounds) <= MAX_COUNTED {
        return Ok(());
    }
    let enough = u32::try_from((MAX_COUNTED / pairs.max(1)).saturating_sub(1)).unwrap_or(u32::MAX);
    Err(NearRepeatError::TooManyPairs { pairs, permutations: params.permutations, enough })
}

/// No fewer than the pairs within the distance: those in the same or in adjoining squares of that side.
#[expect(clippy::cast_possible_truncation, reason = "coordinates have at most nine digits before the point")]
fn most_pairs(xs: &[f64], ys: &[f64], distance: f64) -> u64 {
    // Smaller squares would only be more of them.
    let side = distance.max(1.0);
    let mut squares: HashMap<(i64, i64), u64> = HashMap::new();
    for (x, y) in xs.iter().zip(ys) {
        *squares.entry(((x / side).floor() as i64, (y / side).floor() as i64)).or_default() += 1;
    }
    let around = |(column, row): (i64, i64)| {
        let half = [(1, 0), (-1, 1), (0, 1), (1, 1)];
        let near = half.iter().filter_map(|(east, north)| squares.get(&(column + east, row + north)));
        near.fold(0, |sum: u64, events| sum.saturating_add(*events))
    };
    squares.iter().fold(0, |sum: u64, (square, events)| {
        let within = events.saturating_mul(events - 1) / 2;
        sum.saturating_add(within).saturating_add(events.saturating_mul(around(*square)))
    })
}

#[cfg(test)]
mod tests {
    use super::most_pairs;

    #[test]
    fn the_bound_is_no_less_than_the_pairs_and_no_more_than_all() {
        let xs: Vec<f64> = (0..300).map(|i| f64::from(i * 37 % 101) - 40.0).collect();
        let ys: Vec<f64> = (0..300).map(|i| f64::from(i * 53 % 97) - 60.0).collect();
        for distance in [0.1, 3.0, 10.0, 50.0, 500.0] {
            let apart = |i: usize, j: usize| (xs[i] - xs[j]).hypot(ys[i] - ys[j]);
            let near = |i: usize| (0..i).filter(|j| apart(i, *j) < distance).count() as u64;
            let pairs: u64 = (0..300).map(near).sum();
            let bound = most_pairs(&xs, &ys, distance);
            assert!(pairs <= bound && bound <= 300 * 299 / 2, "{distance}: {pairs} {bound}");
        }
        assert_eq!(most_pairs(&[5.0; 60], &[7.0; 60], 100.0), 60 * 59 / 2);
        assert_eq!(most_pairs(&[], &[], 100.0), 0);
    }
}
