//! Effect goals: what should become better, and the rule by which that is judged, settled beforehand.
//!
//! Leaves out the judgement itself, which is the follow-up's.

use super::{KnownWave, PromiseGap};
use crate::period::PLAUSIBLE_YEARS;
use crate::place::AreaCode;
use crate::survey::{Indicator, WaveName};
use serde::{Deserialize, Serialize};

/// Which way the indicator should move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The share should rise.
    Increase,
    /// The share should fall.
    Decrease,
}

/// How a survey promise will be judged: everything that has to be settled beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectGoal {
    /// What is measured.
    pub indicator: Indicator,
    /// Areas of the survey it is about; empty for the whole municipality.
    pub areas: Vec<AreaCode>,
    /// The wave to compare with.
    pub baseline: WaveName,
    /// The wave that will tell.
    pub follow_up: WaveName,
    /// The year of the wave that will tell.
    pub follow_up_year: i16,
    /// Way.
    pub direction: Direction,
    /// The change that must be exceeded, as a share 0–1 in the promised direction; 0 means "any change for the
    /// better".
    pub threshold: f64,
    /// Risk of calling the promise kept when it was not, and the other way round; 0.05 by custom.
    pub alpha: f64,
    /// A change within ± this share is called practically unchanged, where the parties want that label.
    pub practically_unchanged: Option<f64>,
}

/// The highest risk of calling a promise kept by chance: with more, a coin would do.
pub const MOST_RISK: f64 = 0.2;

impl EffectGoal {
    pub(super) fn gaps(&self, waves: &[KnownWave]) -> Vec<PromiseGap> {
        let mut gaps = Vec::new();
        let (yes, no) = (&self.indicator.yes, &self.indicator.no);
        if yes.is_empty() || no.is_empty() || yes.iter().any(|code| no.contains(code)) {
            gaps.push(PromiseGap::BadIndicator);
        }
        match waves.iter().find(|wave| wave.name == self.baseline) {
            None => gaps.push(PromiseGap::NoBaseline(self.baseline.clone())),
            Some(wave) => {
                if !wave.items.contains(&self.indicator.item) {
                    gaps.push(PromiseGap::NoSuchItem(self.indicator.item.clone()));
                }
                let lacking: Vec<AreaCode> =
                    self.areas.iter().filter(|area| !wave.areas.contains(area)).cloned().collect();
                if !lacking.is_empty() {
                    gaps.push(PromiseGap::NoSuchAreas(lacking));
                }
                if wave.too_few_answers {
                    gaps.push(PromiseGap::TooFewAnswers(wave.name.clone()));
                }
                if self.follow_up_year <= wave.year {
                    gaps.push(PromiseGap::FollowUpNotAfter);
                }
            }
        }
        if self.baseline == self.follow_up && !gaps.contains(&PromiseGap::FollowUpNotAfter) {
            gaps.push(PromiseGap::FollowUpNotAfter);
        }
        gaps.extend(self.rule_gaps());
        gaps
    }

    /// What makes the rule one that cannot be broken, or that contradicts itself: found when it is written, and again by
    /// the gate.
    ///
    /// The threshold is counted in the promised direction, so below 0 it would allow a change for the worse. A promise
    /// that something does not become worse than so-and-so is another kind of promise, and would need its own words.
    pub fn rule_gaps(&self) -> Vec<PromiseGap> {
        let mut gaps = Vec::new();
        let is_share = |share: f64| share > -1.0 && share < 1.0;
        if !(is_share(self.threshold) && self.alpha > 0.0 && self.alpha <= MOST_RISK) {
            gaps.push(PromiseGap::BadRule);
        } else if self.threshold < 0.0 {
            gaps.push(PromiseGap::ThresholdSign);
        }
        if self.practically_unchanged.is_some_and(|width| !(width > 0.0 && width <= self.threshold)) {
            gaps.push(PromiseGap::UnchangedTooWide);
        }
        if !PLAUSIBLE_YEARS.contains(&self.follow_up_year) {
            gaps.push(PromiseGap::ImplausiblePeriod);
        }
        gaps
    }
}
