//! The mixture of some points that is nearest to a target: weights of zero or more that sum to 1.
//!
//! Wolfe's algorithm keeps a few points whose affine hull holds the nearest point so far, brings in the point that most
//! improves on it, and drops those whose weight would become negative. It ends after finitely many steps at the exact
//! answer, also when there are more points than dimensions, and then gives weight to few of them.
//!
//! Source: P. Wolfe, *Finding the nearest point in a polytope*, Mathematical Programming 11 (1976).

use crate::linear_algebra::{Factor, dot};

/// A point must improve by more than this share of the lengths involved to be brought in.
const TOLERANCE: f64 = 1e-13;
/// Weights below this are nothing but rounding.
const NO_WEIGHT: f64 = 1e-14;
/// Points brought in at most, for each point and dimension there is; a few times their number is usual.
const MAX_ROUNDS: usize = 10;

/// Weights, in the order of `points`, of the mixture nearest to `target`. There is at least one point.
pub(super) fn nearest_mixture(points: &[&[f64]], target: &[f64]) -> Vec<f64> {
    let offsets: Vec<Vec<f64>> =
        points.iter().map(|point| point.iter().zip(target).map(|(p, t)| p - t).collect()).collect();
    let lengths: Vec<f64> = offsets.iter().map(|offset| dot(offset, offset).sqrt()).collect();
    let start = smallest(lengths.iter().copied().enumerate()).map_or(0, |(index, _)| index);
    let mut mixture = Mixture { offsets: &offsets, members: vec![start], weights: vec![1.0] };
    for _ in 0..MAX_ROUNDS * (points.len() + target.len()) {
        let nearest = mixture.point();
        let square = dot(&nearest, &nearest);
        let spread: f64 = mixture.members.iter().zip(&mixture.weights).map(|(m, w)| w * lengths[*m]).sum();
        let outside = (0..points.len()).filter(|index| lengths[*index] > 0.0);
        let gains = outside.map(|index| (index, (dot(&nearest, &offsets[index]) - square) / lengths[index]));
        match smallest(gains) {
            Some((best, gain)) if gain < -TOLERANCE * spread && !mixture.members.contains(&best) => {
                mixture.bring_in(best);
            }
            _ => break,
        }
    }
    let mut weights = vec![0.0; points.len()];
    let sum: f64 = mixture.weights.iter().sum();
    for (member, weight) in mixture.members.iter().zip(&mixture.weights) {
        weights[*member] = weight / sum;
    }
    weights
}

/// The first of the smallest.
fn smallest(values: impl Iterator<Item = (usize, f64)>) -> Option<(usize, f64)> {
    values.reduce(|best, next| if next.1 < best.1 { next } else { best })
}

struct Mixture<'a> {
    offsets: &'a [Vec<f64>],
    members: Vec<usize>,
    weights: Vec<f64>,
}

impl Mixture<'_> {
    fn point(&self) -> Vec<f64> {
        let mut point = vec![0.0; self.offsets[self.members[0]].len()];
        for (member, weight) in self.members.iter().zip(&self.weights) {
            for (sum, value) in point.iter_mut().zip(&self.offsets[*member]) {
                *sum += weight * value;
            }
        }
        point
    }

    /// Adds a point and moves to the nearest point of the hull, dropping members on the way.
    fn bring_in(&mut self, index: usize) {
        self.members.push(index);
        self.weights.push(0.0);
        loop {
            let wanted = self.nearest_in_hull();
            if wanted.iter().all(|weight| *weight > NO_WEIGHT) {
                self.weights = wanted;
                return;
            }
            let pairs = self.weights.iter().zip(&wanted).enumerate();
            let falling = pairs.filter(|(_, (_, wanted))| **wanted <= NO_WEIGHT);
            let steps = falling.map(|(member, (now, wanted))| {
                let fall = now - wanted;
                (member, if fall > 0.0 { (now / fall).clamp(0.0, 1.0) } else { 0.0 })
            });
            let Some((first, step)) = smallest(steps) else { return };
            for (now, wanted) in self.weights.iter_mut().zip(&wanted) {
                *now += step * (wanted - *now);
            }
            self.weights[first] = 0.0;
            let kept: Vec<bool> = self.weights.iter().map(|weight| *weight > NO_WEIGHT).collect();
            let (mut members, mut weights) = (kept.iter(), kept.iter());
            self.members.retain(|_| members.next() == Some(&true));
            self.weights.retain(|_| weights.next() == Some(&true));
        }
    }

    /// Weights that sum to 1, of either sign, of the nearest point in the members' affine hull.
    fn nearest_in_hull(&self) -> Vec<f64> {
        let base = &self.offsets[self.members[0]];
        let edges: Vec<Vec<f64>> = self.members[1..]
            .iter()
            .map(|member| self.offsets[*member].iter().zip(base).map(|(p, b)| p - b).collect())
            .collect();
        let size = edges.len();
        let mut gram = vec![0.0; size * size];
        for (i, edge) in edges.iter().enumerate() {
            for (j, other) in edges.iter().enumerate().skip(i) {
                gram[i * size + j] = dot(edge, other);
                gram[j * size + i] = gram[i * size + j];
            }
        }
        let right: Vec<f64> = edges.iter().map(|edge| -dot(edge, base)).collect();
        let rest = Factor::new(gram, size).solve(&right);
        let mut weights = vec![1.0 - rest.iter().sum::<f64>()];
        weights.extend(rest);
        weights
    }
}

#[cfg(test)]
mod tests {
    use super::nearest_mixture;

    fn mixture(points: &[[f64; 2]], target: [f64; 2]) -> Vec<f64> {
        let points: Vec<&[f64]> = points.iter().map(<[f64; 2]>::as_slice).collect();
        nearest_mixture(&points, &target)
    }

    #[test]
    fn a_corner_an_edge_and_the_inside_of_a_triangle() {
        let triangle = [[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]];
        let close = |weights: Vec<f64>, expected: [f64; 3]| {
            assert!(weights.iter().zip(expected).all(|(w, e)| (w - e).abs() < 1e-14), "{weights:?}");
        };
        close(mixture(&triangle, [-1.0, -2.0]), [1.0, 0.0, 0.0]);
        close(mixture(&triangle, [1.0, -5.0]), [0.75, 0.25, 0.0]);
        close(mixture(&triangle, [3.0, 3.0]), [0.0, 0.5, 0.5]);
        close(mixture(&triangle, [1.0, 2.0]), [0.25, 0.25, 0.5]);
    }

    #[test]
    fn equal_points_and_more_points_than_dimensions() {
        let square = [[0.0, 0.0], [2.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0], [1.0, 1.5]];
        let weights = mixture(&square, [1.0, 1.0]);
        let at = |d: usize| weights.iter().zip(&square).map(|(w, p)| w * p[d]).sum::<f64>();
        assert!((at(0) - 1.0).abs() < 1e-14 && (at(1) - 1.0).abs() < 1e-14);
        assert!(weights.iter().all(|w| *w >= 0.0) && (weights.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        assert_eq!(mixture(&[[5.0, 5.0]; 3], [5.0, 5.0]), [1.0, 0.0, 0.0]);
    }
}
