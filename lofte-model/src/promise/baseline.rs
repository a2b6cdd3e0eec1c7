//! What an effect goal starts from, frozen as evidence with the first signature.
//!
//! The words of a promise say *which* wave it compares with. Waves can be delivered again with other answers, and the
//! figure that was signed would then move under the signatures. So the figure itself is kept, with how sure it is and
//! the fingerprints of the files that it rests on, and what is signed holds a fingerprint of all that. A verdict compares
//! with what was frozen. Leaves out what is typed into a goal by hand, which is frozen with its text.

use super::{MeanGoal, MonthlyCounts};
use crate::fingerprint::{Fingerprint, NotCanonical};
use crate::id::DeliveryId;
use crate::period::swedish_day;
use crate::place::AreaCode;
use crate::records::Delivery;
use crate::survey::{Indicator, Wave, WaveAnswers, WaveEvidence, wave_evidence, wave_mean};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A delivery that a baseline rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestsOn {
    /// The delivery.
    pub delivery: DeliveryId,
    /// SHA-256 of its file.
    pub file: Fingerprint,
    /// Day it was delivered.
    pub delivered_on: Date,
}

/// A survey wave as a goal starts from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaveBaseline {
    /// The figure.
    pub evidence: WaveEvidence,
    /// How the wave was made, with the question of the goal alone: what a later wave is compared with.
    pub wave: Wave,
    /// Whether it came with weights of its own.
    pub weighted: bool,
}

impl RestsOn {
    /// On a delivery.
    pub fn delivery(delivery: &Delivery) -> Self {
        Self {
            delivery: delivery.id,
            file: delivery.file_fingerprint.clone(),
            delivered_on: swedish_day(delivery.delivered_at),
        }
    }
}

impl WaveBaseline {
    /// Of a wave that is there; `None` where the share cannot be estimated from it.
    pub fn of(answers: &WaveAnswers, indicator: &Indicator, areas: &[AreaCode]) -> Option<Self> {
        let evidence = wave_evidence(answers, indicator, areas).ok()?;
        let mut wave = answers.wave.clone();
        wave.items.retain(|item| item.code == indicator.item);
        wave.indicators.clear();
        Some(Self { evidence, wave, weighted: answers.weights.is_some() })
    }

    /// The same for a mean.
    pub fn of_mean(answers: &WaveAnswers, goal: &MeanGoal) -> Option<Self> {
        let evidence = wave_mean(answers, &goal.of()).ok()?;
        let mut wave = answers.wave.clone();
        let group = goal.group.as_ref().map(|group| &group.item);
        wave.items.retain(|item| item.code == goal.item || Some(&item.code) == group);
        wave.indicators.clear();
        Some(Self { evidence, wave, weighted: answers.weights.is_some() })
    }
}

/// What one goal starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Number of the goal, from 1.
    pub goal: u16,
    /// The wave, for a goal that a survey decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wave: Option<WaveBaseline>,
    /// The counts, for a goal on incidents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<MonthlyCounts>,
    /// What it rests on.
    pub deliveries: Vec<RestsOn>,
}

/// The baselines of a promise under seal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sealed {
    baselines: Vec<Baseline>,
    fingerprint: Fingerprint,
}

impl Sealed {
    /// Seals baselines.
    ///
    /// # Errors
    /// A value that cannot be written as canonical bytes.
    pub fn new(baselines: Vec<Baseline>) -> Result<Self, NotCanonical> {
        Ok(Self { fingerprint: Fingerprint::of(&baselines)?, baselines })
    }

    /// The seal: it stands in what is signed.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Whether the baselines are the ones that were sealed.
    pub fn is_whole(&self) -> bool {
        Fingerprint::of(&self.baselines).is_ok_and(|now| now == self.fingerprint)
    }

    /// The seal alone, for those who may not read what lies under it.
    #[must_use]
    pub fn closed(self) -> Self {
        Self { baselines: Vec::new(), ..self }
    }

    /// All of them.
    pub fn baselines(&self) -> &[Baseline] {
        &self.baselines
    }

    /// What the goal with this number starts from.
    pub fn of(&self, goal: u16) -> Option<&Baseline> {
        self.baselines.iter().find(|baseline| baseline.goal == goal)
    }

    /// Whether anything rests on a delivery.
    pub fn rests_on(&self, delivery: DeliveryId) -> bool {
        self.baselines
            .iter()
            .flat_map(|baseline| &baseline.deliveries)
            .any(|rests| rests.delivery == delivery)
    }
}
