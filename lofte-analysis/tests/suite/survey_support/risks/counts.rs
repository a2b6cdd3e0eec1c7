//! Distributions of counts: probabilities, and drawing by inversion.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

/// Probabilities relative to the largest that nobody will miss.
const NEGLIGIBLE: f64 = 1e-13;
/// Places of the guide to the cumulative probabilities.
const GUIDE: usize = 256;

/// A count with its probabilities, the negligible ones left out.
#[derive(Clone, Debug)]
pub struct Counts {
    /// The least count.
    pub first: u32,
    /// Probabilities from there on; they add up to 1.
    pub odds: Vec<f64>,
    cumulative: Vec<f64>,
    guide: Vec<u16>,
}

impl Counts {
    /// From the ratio of the probability of `k + 1` to that of `k`, which falls with k.
    fn new(least: u32, most: u32, mode: u32, ratio: impl Fn(f64) -> f64) -> Self {
        let mut up = vec![1.0];
        while let Some(last) = up.last().copied().filter(|last| *last > NEGLIGIBLE) {
            let at = mode + u32::try_from(up.len()).unwrap() - 1;
            if at >= most {
                break;
            }
            up.push(last * ratio(f64::from(at)));
        }
        let (mut down, mut at) = (Vec::new(), mode);
        let mut last = 1.0;
        while at > least && last > NEGLIGIBLE {
            at -= 1;
            last /= ratio(f64::from(at));
            down.push(last);
        }
        let odds: Vec<f64> = down.into_iter().rev().chain(up).collect();
        let sum: f64 = odds.iter().sum();
        let odds: Vec<f64> = odds.into_iter().map(|p| p / sum).collect();
        let mut so_far = 0.0;
        let cumulative: Vec<f64> = odds
            .iter()
            .map(|p| {
                so_far += p;
                so_far
            })
            .collect();
        let below = |part: usize| {
            let place = cumulative.partition_point(|c| *c <= part as f64 / GUIDE as f64);
            u16::try_from(place.min(cumulative.len() - 1)).unwrap()
        };
        let guide = (0..GUIDE).map(below).collect();
        Self { first: at, odds, cumulative, guide }
    }

    /// Yes among `n` of a large population.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
    pub fn binomial(n: u32, share: f64) -> Self {
        if share <= 0.0 || share >= 1.0 || n == 0 {
            let certain = if share >= 1.0 { n } else { 0 };
            return Self::new(certain, certain, certain, |_| 0.0);
        }
        let mode = ((f64::from(n) + 1.0) * share).min(f64::from(n)) as u32;
        Self::new(0, n, mode, |k| (f64::from(n) - k) / (k + 1.0) * share / (1.0 - share))
    }

    /// Yes among `n` drawn without replacement from `population`, of whom `yes` would say yes.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
    pub fn hypergeometric(population: u32, yes: u32, n: u32) -> Self {
        let (least, most) = ((n + yes).saturating_sub(population), n.min(yes));
        let all = f64::from(population);
        let mode = (f64::from(n) + 1.0) * (f64::from(yes) + 1.0) / (all + 2.0);
        let (yes, n) = (f64::from(yes), f64::from(n));
        Self::new(least, most, (mode as u32).clamp(least, most), |k| {
            (yes - k) * (n - k) / ((k + 1.0) * (all - yes - n + k + 1.0))
        })
    }

    pub fn draw(&self, rng: &mut Pcg64Mcg) -> u32 {
        let u = rng.random::<f64>();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the places")]
        let mut place = usize::from(self.guide[(u * GUIDE as f64) as usize]);
        while place + 1 < self.cumulative.len() && self.cumulative[place] <= u {
            place += 1;
        }
        self.first + u32::try_from(place).unwrap()
    }

    /// Each count with its probability.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f64)> {
        (self.first..).zip(self.odds.iter().copied())
    }
}
