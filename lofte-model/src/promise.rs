//! The citizen promise (medborgarlöfte): undertakings, an effect goal with its rule, and the road from draft to
//! published.
//!
//! A promise is published when the municipality *and* the police have signed the same text. What they signed is
//! frozen: [`Frozen`] is the text and the rule, and its fingerprint is published with it. Editing a promise that one
//! side has signed takes the signature away. States and arrows: `docs/states/promise.md`.

use crate::access::Role;
use crate::fingerprint::{Fingerprint, NotCanonical};
use crate::id::{ProblemId, PromiseId, UserId};
use crate::period::{Period, swedish_day};
use crate::place::AreaCode;
use crate::survey::WaveName;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

mod baseline;
mod commitment;
mod goal;
mod goals;
mod lint;
mod pace;

pub use baseline::{Baseline, RestsOn, Sealed, WaveBaseline};
pub use commitment::{Commitment, CommitmentKind, Counted, Details, Quantity};
pub use goal::{Direction, EffectGoal, MOST_RISK};
pub use goals::{
    Certainty, Goal, GoalGap, GoalRule, Group, IncidentGoal, LEAST_ANSWERS, LEAST_EVENTS, MeanGoal,
    MonthlyCounts, StatedFigure, StatedGoal, StatedScale, figure_gaps, months,
};
pub use lint::{About, Lint};
pub use pace::Pace;

/// A side that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The municipality.
    Municipality,
    /// The police.
    Police,
}

impl Side {
    /// The side that an account signs for.
    pub fn of(role: Role) -> Option<Self> {
        match role {
            Role::Coordinator => Some(Self::Municipality),
            Role::Police => Some(Self::Police),
            Role::Partner | Role::Reader => None,
        }
    }
}

/// One side's signature on the frozen text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideSignature {
    /// Side.
    pub side: Side,
    /// Account.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Of what was signed.
    pub fingerprint: Fingerprint,
}

/// The end of a promise: its period is over and residents have been told how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// The publication that holds its account.
    pub publication: u32,
}

/// Where a promise is on its road.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum PromiseState {
    /// Being written.
    Draft,
    /// Signed by one side, waiting for the other.
    Proposed {
        /// The first signature.
        first: SideSignature,
    },
    /// Signed by both: text, rule and baseline are frozen.
    Published {
        /// The first signature.
        first: SideSignature,
        /// The second.
        second: SideSignature,
        /// Whether the measurement that decides was there already at the second signature: then the rule cannot.
        #[serde(default, skip_serializing_if = "is_not")]
        answer_known: bool,
        /// That it is closed, once its account is public.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closed: Option<Closing>,
    },
    /// A promise made before this system, entered as history: it cannot be judged by a rule it never had.
    Historical {
        /// Where its text was found.
        source: String,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
fn is_not(flag: &bool) -> bool {
    !*flag
}

impl PromiseState {
    /// The word of the state.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed { .. } => "proposed",
            Self::Published { .. } => "published",
            Self::Historical { .. } => "historical",
        }
    }
}

/// One promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CitizenPromise {
    /// Identity.
    pub id: PromiseId,
    /// Number within the municipality.
    pub number: u32,
    /// Short name.
    pub title: String,
    /// The promise in plain words.
    pub text: String,
    /// How long it runs.
    pub period: Period,
    /// Places it is about, empty for the whole municipality.
    pub areas: Vec<AreaCode>,
    /// Problems it answers.
    pub problems: Vec<ProblemId>,
    /// Undertakings, by number.
    pub commitments: Vec<Commitment>,
    /// What is to be reached, and how that will be judged. Without one the promise is of activities and not of effect: it
    /// is judged on what was to be done.
    pub effect_goal: Option<EffectGoal>,
    /// Effect goals of other kinds, or further ones. Where there is no `effect_goal` the first of them decides; the others
    /// are told beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    /// The promise that this one continues.
    pub continues: Option<PromiseId>,
    /// State.
    pub state: PromiseState,
    /// What its goals start from, sealed at the first signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

/// What is frozen when a promise is signed: everything a resident was told and the rule of judgement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// Number.
    pub number: u32,
    /// Title.
    pub title: String,
    /// Text.
    pub text: String,
    /// Period.
    pub period: Period,
    /// Areas.
    pub areas: Vec<AreaCode>,
    /// Undertakings.
    pub commitments: Vec<Commitment>,
    /// Goal and rule.
    pub effect_goal: Option<EffectGoal>,
    /// Further goals with their rules, the one that decides first where there is no other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    /// Fingerprint of what the goals start from; none where nothing is measured, or it was signed before baselines were
    /// frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Fingerprint>,
}

impl Frozen {
    /// The year whose measurement decides its goal; none for a promise of activities.
    pub fn decided_in(&self) -> Option<i16> {
        let first = || self.goals.first().map(Goal::decided_in);
        self.effect_goal.as_ref().map(|goal| goal.follow_up_year).or_else(first)
    }
}

/// Something that a promise lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromiseGap {
    /// No title or no text.
    #[error("write title and text")]
    NoText,
    /// No undertaking.
    #[error("name at least one commitment")]
    NoCommitment,
    /// An undertaking without text or party.
    #[error("commitment {0} lacks a text or somebody who undertakes it")]
    HollowCommitment(u16),
    /// No problem.
    #[error("link the promise to at least one problem in the picture")]
    NoProblem,
    /// Indicator without codes on both sides.
    #[error("say which answers count as yes and which as no, without overlap")]
    BadIndicator,
    /// The wave to compare with is not delivered.
    #[error("the baseline wave {0} has not been delivered")]
    NoBaseline(WaveName),
    /// The question is not in the baseline wave.
    #[error("the baseline wave does not have the question {0}")]
    NoSuchItem(String),
    /// Areas that the baseline wave did not ask in.
    #[error("the baseline wave has no answers from {0:?}")]
    NoSuchAreas(Vec<AreaCode>),
    /// Nobody could say whether such a promise was kept.
    #[error("the baseline wave {0} has too few answers to the question there for any verdict")]
    TooFewAnswers(WaveName),
    /// The wave that will tell does not come after the baseline.
    #[error("the follow-up wave must come after the baseline")]
    FollowUpNotAfter,
    /// Threshold or risk out of range.
    #[error("the threshold must lie from 0 to below 1 and the risk above 0 and at most 0.2")]
    BadRule,
    /// A rule that is kept although it became worse.
    #[error("a threshold below 0 would call the promise kept although it became worse")]
    ThresholdSign,
    /// A change that is kept and practically unchanged at once.
    #[error("what is called practically unchanged must not be wider than the threshold")]
    UnchangedTooWide,
    /// Something that a goal of another kind lacks.
    #[error("{0}")]
    Goal(GoalGap),
    /// A period that nobody can have meant.
    #[error("the period must lie between 1990 and 2100")]
    ImplausiblePeriod,
    /// At least nothing, or at least so many of something that has no name.
    #[error("commitment {0} promises a number: it must be at least 1 and say of what")]
    EmptyQuantity(u16),
}

/// A wave that is there, as far as the gate needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownWave {
    /// Name.
    pub name: WaveName,
    /// Year.
    pub year: i16,
    /// Questions.
    pub items: Vec<String>,
    /// Areas.
    pub areas: Vec<AreaCode>,
    /// Whether it has too few answers for a verdict on the goal that is looked at.
    pub too_few_answers: bool,
}

/// Why a step on the road is refused.
#[derive(Debug, thiserror::Error)]
pub enum PromiseRefusal {
    /// It is frozen.
    #[error("the promise is published: its text and rule are frozen; write a new promise that continues it")]
    Frozen,
    /// Something is missing.
    #[error("the promise lacks something: {}", list(.0))]
    Gaps(Vec<PromiseGap>),
    /// The same side twice.
    #[error("your side has signed already: the other side signs next")]
    SameSide,
    /// A role without a side.
    #[error("only the municipality's coordinator and the police sign promises")]
    NoSide,
    /// It is not signed by both sides.
    #[error("the promise is not signed by both sides: there is nothing to close")]
    NotSigned,
    /// It is closed already.
    #[error("the promise is closed already")]
    Closed,
    /// Its period is not over.
    #[error("the promise runs until {0}: it is closed after that")]
    NotOver(Date),
    /// Not writable as canonical bytes.
    #[error("the promise cannot be frozen")]
    NotCanonical(#[from] NotCanonical),
}

fn list(gaps: &[PromiseGap]) -> String {
    gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl CitizenPromise {
    /// What would be frozen now.
    pub fn frozen(&self) -> Frozen {
        Frozen {
            number: self.number,
            title: self.title.clone(),
            text: self.text.clone(),
            period: self.period,
            areas: self.areas.clone(),
            commitments: self.commitments.clone(),
            effect_goal: self.effect_goal.clone(),
            goals: self.goals.clone(),
            baseline: self.sealed.as_ref().map(|sealed| sealed.fingerprint().clone()),
        }
    }

    /// The fingerprint that was signed, once published.
    pub fn fingerprint(&self) -> Option<&Fingerprint> {
        match &self.state {
            PromiseState::Published { second, .. } => Some(&second.fingerprint),
            _ => None,
        }
    }

    /// What is refused already while it is written: a period that nobody can have meant, a rule that cannot be broken.
    pub fn unwritable(&self) -> Vec<PromiseGap> {
        let mut gaps = self.effect_goal.as_ref().map(EffectGoal::rule_gaps).unwrap_or_default();
        gaps.extend(self.goals.iter().flat_map(Goal::own_gaps).map(PromiseGap::Goal));
        if !self.period.is_plausible() && !gaps.contains(&PromiseGap::ImplausiblePeriod) {
            gaps.push(PromiseGap::ImplausiblePeriod);
        }
        gaps
    }

    /// Everything that stands between the promise and the public, given the waves that are delivered.
    pub fn gaps(&self, waves: &[KnownWave]) -> Vec<PromiseGap> {
        let mut gaps = Vec::new();
        if self.title.trim().is_empty() || self.text.trim().is_empty() {
            gaps.push(PromiseGap::NoText);
        }
        if self.commitments.is_empty() {
            gaps.push(PromiseGap::NoCommitment);
        }
        gaps.extend(
            self.commitments
                .iter()
                .filter(|commitment| commitment.text.trim().is_empty() || commitment.parties.is_empty())
                .map(|commitment| PromiseGap::HollowCommitment(commitment.number)),
        );
        let empty = |commitment: &&Commitment| {
            commitment.quantity.counted().is_some_and(|counted| counted.is_empty())
        };
        gaps.extend(
            self.commitments
                .iter()
                .filter(empty)
                .map(|commitment| PromiseGap::EmptyQuantity(commitment.number)),
        );
        if !self.period.is_plausible() {
            gaps.push(PromiseGap::ImplausiblePeriod);
        }
        if self.problems.is_empty() {
            gaps.push(PromiseGap::NoProblem);
        }
        gaps.extend(self.effect_goal.iter().flat_map(|goal| goal.gaps(waves)));
        gaps.extend(self.goals.iter().flat_map(|goal| goal.gaps(waves)));
        gaps
    }

    /// Replaces the contents. `Draft -> Draft`, `Proposed -> Draft`.
    pub fn edit(self, contents: Self) -> Result<Self, PromiseRefusal> {
        match self.state {
            PromiseState::Draft | PromiseState::Proposed { .. } => {
                let (state, sealed) = (PromiseState::Draft, None);
                Ok(Self { id: self.id, number: self.number, state, sealed, ..contents })
            }
            PromiseState::Published { .. } | PromiseState::Historical { .. } => Err(PromiseRefusal::Frozen),
        }
    }

    /// Closes it. `Published -> Published`, with its end. That its account is public is for whoever asks to see.
    pub fn close(self, closing: Closing) -> Result<Self, PromiseRefusal> {
        let end = self.period.to();
        match self.state {
            PromiseState::Published { closed: Some(_), .. } => Err(PromiseRefusal::Closed),
            PromiseState::Published { .. } if swedish_day(closing.at) <= end => {
                Err(PromiseRefusal::NotOver(end))
            }
            PromiseState::Published { first, second, answer_known, closed: None } => {
                let state = PromiseState::Published { first, second, answer_known, closed: Some(closing) };
                Ok(Self { state, ..self })
            }
            _ => Err(PromiseRefusal::NotSigned),
        }
    }

    /// The year whose measurement decides its goal; none for a promise of activities.
    pub fn decided_in(&self) -> Option<i16> {
        let first = || self.goals.first().map(Goal::decided_in);
        self.effect_goal.as_ref().map(|goal| goal.follow_up_year).or_else(first)
    }

    /// The number of the first of the goals of other kinds.
    pub fn first_of_goals(&self) -> u16 {
        if self.effect_goal.is_some() { 2 } else { 1 }
    }

    /// The wave that decides, where a survey does.
    pub fn deciding_wave(&self) -> Option<&WaveName> {
        match &self.effect_goal {
            Some(goal) => Some(&goal.follow_up),
            None => Some(self.goals.first()?.waves()?.1),
        }
    }

    /// Whether the wave that decides is there already.
    pub fn is_answered_by(&self, waves: &[KnownWave]) -> bool {
        self.deciding_wave().is_some_and(|decides| waves.iter().any(|wave| wave.name == *decides))
    }

    /// Signs for one side. `Draft -> Proposed`, `Proposed -> Published`.
    pub fn sign(
        self,
        role: Role,
        by: UserId,
        at: Timestamp,
        waves: &[KnownWave],
    ) -> Result<Self, PromiseRefusal> {
        let side = Side::of(role).ok_or(PromiseRefusal::NoSide)?;
        let gaps = self.gaps(waves);
        if !gaps.is_empty() && matches!(self.state, PromiseState::Draft | PromiseState::Proposed { .. }) {
            return Err(PromiseRefusal::Gaps(gaps));
        }
        let signature = SideSignature { side, by, at, fingerprint: Fingerprint::of(&self.frozen())? };
        let answer_known = self.is_answered_by(waves);
        let state = match self.state {
            PromiseState::Draft => PromiseState::Proposed { first: signature },
            PromiseState::Proposed { ref first } if first.side == side => {
                return Err(PromiseRefusal::SameSide);
            }
            PromiseState::Proposed { first } => {
                PromiseState::Published { first, second: signature, answer_known, closed: None }
            }
            PromiseState::Published { .. } | PromiseState::Historical { .. } => {
                return Err(PromiseRefusal::Frozen);
            }
        };
        Ok(Self { state, ..self })
    }
}

#[cfg(test)]
pub(crate) mod tests;
