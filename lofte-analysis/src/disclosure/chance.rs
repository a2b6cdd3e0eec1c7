//! Chance in the choice of what to suppress beside the small counts.
//!
//! A rule that always suppresses the cheapest cells can be run backwards: of all tables that fit what is shown, few give just
//! this pattern. With a secret, what a cell costs to suppress is multiplied by a number drawn for its place, and some cells
//! stay suppressed that need not be; the pattern then says little, whoever knows the rule. What is drawn depends on the place
//! and on the secret and not on the counts, and the same secret draws the same.
//!
//! Left out on purpose: chance in *whether* a small count is suppressed. It always is.

use super::network::Network;

/// Prices go up by at most this many times.
const DEAREST: u64 = 7;
/// One in this many of the cells that need not be suppressed stays suppressed.
const KEPT: u64 = 4;

/// A secret and what it draws.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance {
    secret: u64,
}

impl Chance {
    pub(super) fn new(secret: u64) -> Self {
        Self { secret }
    }

    /// Multiply what each edge costs.
    pub(super) fn price(self, network: &mut Network) {
        for (number, edge) in network.edges.iter_mut().enumerate() {
            let factor = 16 + self.drawn(number, 0) % (16 * DEAREST);
            edge.cost = edge.cost.saturating_add(1).saturating_mul(factor);
        }
    }

    /// Whether an edge stays suppressed although it need not be.
    pub(super) fn keeps_hidden(self, edge: usize) -> bool {
        self.drawn(edge, 1).is_multiple_of(KEPT)
    }

    /// Well mixed bits for a place (Steele, Lea & Flood 2014, the finaliser of SplitMix64).
    fn drawn(self, place: usize, purpose: u64) -> u64 {
        let mut bits = self.secret ^ (place as u64 * 2 + purpose).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for multiplier in [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
            bits = (bits ^ (bits >> 30)).wrapping_mul(multiplier);
        }
        bits ^ (bits >> 31)
    }
}
