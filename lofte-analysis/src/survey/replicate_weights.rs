//! How the weights of one replicate are made, when they are needed.
//!
//! Apart from the statistics, so that the draws can be read on their own: what is drawn depends on the seed, the replicate
//! and the stratum, and on nothing else. Leaves out storing any of it.

use super::design::{Design, LonelyPsu};
use super::error::SurveyError;
use super::replication::{Centre, Replication};
use super::taylor::CENSUS;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Working memory of one thread.
#[derive(Default)]
pub(crate) struct Buffers {
    units: Vec<f64>,
    /// How often each unit of one stratum was drawn.
    draws: Vec<u16>,
    pub(crate) weights: Vec<f64>,
}

/// How the replicates of a design are made.
pub(crate) struct Plan<'a> {
    design: &'a Design,
    replication: Replication,
    base: &'a [f64],
    /// The units of each stratum, and the stratum of each unit.
    units: Vec<Vec<u32>>,
    stratum_of_unit: &'a [u32],
    /// The place of each unit among the units of its stratum.
    place_of_unit: Vec<u32>,
    pub(crate) count: usize,
    hadamard_order: usize,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(design: &'a Design, replication: Replication) -> Result<Self, SurveyError> {
        let stratum_of_unit =
            if design.psu_of_row.is_some() { &design.stratum_of_psu } else { &design.stratum_of_row };
        let mut units = vec![Vec::new(); design.strata.len()];
        for (unit, &stratum) in (0_u32..).zip(stratum_of_unit) {
            units[stratum as usize].push(unit);
        }
        let halves = matches!(replication, Replication::BalancedHalfSamples | Replication::Fay { .. });
        for (facts, members) in design.strata.iter().zip(&units) {
            let stratum = || facts.name.clone();
            let certain = facts.correction() < CENSUS
                || matches!(design.lonely, LonelyPsu::Certainty | LonelyPsu::Remove);
            if members.len() < 2 && (halves || !certain) {
                return Err(SurveyError::OneRespondent { stratum: stratum() });
            }
            if halves && members.len() != 2 {
                return Err(SurveyError::NotTwoUnits { stratum: stratum(), units: members.len() });
            }
        }
        let mut place_of_unit = vec![0; stratum_of_unit.len()];
        for (place, &unit) in units.iter().flat_map(|members| (0_u32..).zip(members)) {
            place_of_unit[unit as usize] = place;
        }
        let hadamard_order = (design.strata.len() + 1).next_power_of_two();
        let count = match replication {
            Replication::Jackknife => stratum_of_unit.len(),
            Replication::BalancedHalfSamples => hadamard_order,
            Replication::Fay { rho } if (0.0..1.0).contains(&rho) => hadamard_order,
            Replication::Fay { rho } => return Err(SurveyError::parameter("rho", rho, "from 0 to below 1")),
            Replication::RaoWu { replicates, .. } if replicates >= 2 => replicates,
            Replication::RaoWu { replicates, .. } => {
                return Err(SurveyError::parameter("number of replicates", replicates as f64, "at least 2"));
            }
        };
        let base = design.calibration.as_ref().map_or(&design.weights, |c| &c.design_weights);
        Ok(Self { design, replication, base, units, stratum_of_unit, place_of_unit, count, hadamard_order })
    }

    pub(crate) fn factors(&self, centre: Centre) -> Vec<f64> {
        let count = self.count as f64;
        match self.replication {
            Replication::Jackknife => {
                let factor = |&stratum: &u32| {
                    let facts = &self.design.strata[stratum as usize];
                    let units = facts.units as f64;
                    facts.correction() * (units - 1.0) / units
                };
                self.stratum_of_unit.iter().map(factor).collect()
            }
            Replication::BalancedHalfSamples => vec![1.0 / count; self.count],
            Replication::Fay { rho } => vec![1.0 / (count * (1.0 - rho) * (1.0 - rho)); self.count],
            Replication::RaoWu { .. } => match centre {
                Centre::FullSample => vec![1.0 / count; self.count],
                Centre::ReplicateMean => vec![1.0 / (count - 1.0); self.count],
            },
        }
    }

    /// Fills the buffer with the weights of one replicate.
    pub(crate) fn weights(&self, replicate: usize, buffers: &mut Buffers) {
        if let Replication::RaoWu { seed, .. } = self.replication {
            self.resample(replicate, seed, buffers);
            return;
        }
        let Buffers { units, weights, .. } = buffers;
        units.clear();
        units.resize(self.stratum_of_unit.len(), 1.0);
        match self.replication {
            Replication::Jackknife => self.leave_out(replicate, units),
            Replication::Fay { rho } => self.half_sample(replicate, rho, units),
            Replication::BalancedHalfSamples | Replication::RaoWu { .. } => {
                self.half_sample(replicate, 0.0, units);
            }
        }
        self.fill(weights, |unit| units[unit]);
    }

    /// Multiplies the base weight of each row with the factor of its unit.
    fn fill(&self, weights: &mut Vec<f64>, factor: impl Fn(usize) -> f64) {
        weights.clear();
        match &self.design.psu_of_row {
            None => weights.extend(self.base.iter().enumerate().map(|(row, w)| w * factor(row))),
            Some(psu) => weights.extend(self.base.iter().zip(psu).map(|(w, &p)| w * factor(p as usize))),
        }
    }

    fn leave_out(&self, unit: usize, factors: &mut [f64]) {
        let members = &self.units[self.stratum_of_unit[unit] as usize];
        let count = members.len() as f64;
        if members.len() < 2 {
            return;
        }
        for &member in members {
            factors[member as usize] = count / (count - 1.0);
        }
        factors[unit] = 0.0;
    }

    fn half_sample(&self, replicate: usize, rho: f64, factors: &mut [f64]) {
        for (stratum, members) in self.units.iter().enumerate() {
            // Sylvester's matrix: the sign is the parity of the common bits. Column 0 is constant and left out.
            debug_assert!(stratum + 1 < self.hadamard_order);
            let first_is_in = (replicate & (stratum + 1)).count_ones().is_multiple_of(2);
            for (place, &member) in members.iter().enumerate() {
                factors[member as usize] = if (place == 0) == first_is_in { 2.0 - rho } else { rho };
            }
        }
    }

    /// The place of a row's unit among the units of its stratum.
    pub(crate) fn place_of_row(&self, row: usize) -> u32 {
        let unit = self.design.psu_of_row.as_ref().map_or(row, |psu| psu[row] as usize);
        self.place_of_unit[unit]
    }

    /// Sampled units of a stratum.
    pub(crate) fn units_of(&self, stratum: usize) -> usize {
        self.units[stratum].len()
    }

    /// Draws r - 1 of the r units of a stratum with replacement and hands over each by its place; the first number is 0
    /// and 1 in turns, for two sums beside one another. Gives the two terms of the factor `fixed + each · times` of a
    /// weight: the factor is 1 - λ + λ r/(r-1) r*, and with r - 1 draws λ is √(1 - f).
    pub(crate) fn draw_each(
        &self,
        replicate: usize,
        seed: u64,
        stratum: usize,
        drawn: impl FnMut(usize, usize),
    ) -> (f64, f64) {
        let units = self.units[stratum].len();
        if units < 2 {
            return (1.0, 0.0);
        }
        draw_with_replacement(&mut generator(seed, replicate, stratum), units, drawn);
        let scale = self.design.strata[stratum].correction().max(0.0).sqrt();
        (1.0 - scale, scale * units as f64 / (units as f64 - 1.0))
    }

    /// The same, counted: fills in how often each unit was drawn, by its place.
    pub(crate) fn draw(
        &self,
        replicate: usize,
        seed: u64,
        stratum: usize,
        times: &mut Vec<u16>,
    ) -> (f64, f64) {
        times.clear();
        times.resize(self.units[stratum].len(), 0);
        self.draw_each(replicate, seed, stratum, |_, unit| times[unit] = times[unit].saturating_add(1))
    }

    fn resample(&self, replicate: usize, seed: u64, buffers: &mut Buffers) {
        let Buffers { units, draws, weights } = buffers;
        units.clear();
        units.resize(self.stratum_of_unit.len(), 1.0);
        for (stratum, members) in self.units.iter().enumerate() {
            let (fixed, each) = self.draw(replicate, seed, stratum, draws);
            for (&member, &times) in members.iter().zip(draws.iter()) {
                units[member as usize] = fixed + each * f64::from(times);
            }
        }
        self.fill(weights, |unit| units[unit]);
    }
}

/// One draw less than there are units, each unit as likely as any other (Lemire 2019): the high half of a product of 32
/// random bits and the number of units, drawn again where the low half would favour some of them. Every 64 bits of the
/// generator give two draws.
fn draw_with_replacement(rng: &mut Pcg64Mcg, units: usize, mut drawn: impl FnMut(usize, usize)) {
    let count = u32::try_from(units).unwrap_or(u32::MAX);
    let uneven = count.wrapping_neg() % count;
    let mut wanted = units - 1;
    while wanted > 0 {
        let bits = rng.next_u64();
        for (turn, half) in [bits >> 32, bits & u64::from(u32::MAX)].into_iter().enumerate() {
            let product = half * u64::from(count);
            if product & u64::from(u32::MAX) >= u64::from(uneven) && wanted > 0 {
                drawn(turn, (product >> 32) as usize);
                wanted -= 1;
            }
        }
    }
}

/// A generator of its own for each replicate and stratum.
fn generator(seed: u64, replicate: usize, stratum: usize) -> Pcg64Mcg {
    let mix = |state: u64, part: u64| {
        // SplitMix64's finaliser: neighbouring numbers give unrelated seeds.
        let mut z = (state ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    Pcg64Mcg::seed_from_u64(mix(mix(mix(seed, 0), replicate as u64), stratum as u64))
}
