//! The citizen promise (medborgarlöfte): undertakings, an effect goal with its rule, and the road from draft to
//! published.
//!
//! A promise is frozen when the municipality, the police *and* every further side that it names have signed the same text.
//! [`Frozen`] is the text and the rule, and its fingerprint is published with it. Editing a promise that a side has signed
//! takes the signatures away. States and arrows: `docs/states/promise.md`.

use self::carry::still_carried;
use crate::fingerprint::{Fingerprint, NotCanonical};
use crate::id::{PartyId, ProblemId, PromiseId, UserId};
use crate::period::{Period, swedish_day};
use crate::place::AreaCode;
use crate::survey::WaveName;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

mod baseline;
mod carry;
mod commitment;
mod end;
mod goal;
mod goals;
mod joint;
mod lint;
mod pace;
mod side;

pub use baseline::{Baseline, RestsOn, Sealed, WaveBaseline};
pub use carry::{Carried, CarryRefusal, Fate, Next, Onward};
pub use commitment::{Commitment, CommitmentKind, Counted, Details, Quantity};
pub use goal::{Direction, EffectGoal, MOST_RISK};
pub use goals::{
    Certainty, Goal, GoalGap, GoalRule, Group, IncidentGoal, LEAST_ANSWERS, LEAST_EVENTS, MeanGoal,
    MonthlyCounts, StatedFigure, StatedGoal, StatedScale, figure_gaps, months,
};
pub use joint::{CarriedSignature, JointDocument, JointRefusal, LARGEST as LARGEST_JOINT, NamedParty};
pub use lint::{About, Lint};
pub use pace::Pace;
pub use side::{Given, Joint, NewSignature, OnPaper, Side, SideSignature, Sides};

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
    /// Signed by a side, waiting for the others.
    Proposed {
        /// The first signature.
        first: SideSignature,
        /// Those after it, where there are more than two sides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        further: Vec<SideSignature>,
    },
    /// Signed by all sides: text, rule and baseline are frozen.
    Published {
        /// The first signature.
        first: SideSignature,
        /// The second.
        second: SideSignature,
        /// Those after it, where there are more than two sides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        further: Vec<SideSignature>,
        /// Whether the measurement that decides was there already at the last signature: then the rule cannot.
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
    /// What became of the undertakings of that promise: taken over, changed or dropped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
    /// State.
    pub state: PromiseState,
    /// What its goals start from, sealed at the first signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
    /// Who signs besides municipality and police, and what that takes.
    #[serde(default, skip_serializing_if = "Sides::are_plain")]
    pub sides: Sides,
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
    /// What became of the undertakings of the promise that it continues.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
    /// Fingerprint of what the goals start from; none where nothing is measured, or it was signed before baselines were
    /// frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Fingerprint>,
    /// Who signs besides municipality and police.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<PartyId>,
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
    #[error("that side has signed already: another side signs next")]
    SameSide,
    /// Somebody who is no side of it.
    #[error(
        "only the sides of the promise sign it: municipality, police and the organisations that it names"
    )]
    NoSide,
    /// Others have signed another text.
    #[error("the text is not the one that the others signed")]
    OtherText,
    /// No office.
    #[error("name the office that signs")]
    NoOffice,
    /// A paper that nobody can find.
    #[error("say under which registry number the signed paper lies")]
    NoRegistryNumber,
    /// A day that has not come.
    #[error("the day of the signature, {0}, has not come yet")]
    NotYet(Date),
    /// No such signature.
    #[error("that side has not signed")]
    NothingToTakeBack,
    /// Taken back without a reason.
    #[error("say why the signature is taken back")]
    NoReason,
    /// The text of another municipality.
    #[error("the text is that of {0}: it is changed there and taken in again")]
    TheirText(String),
    /// It is not signed by all sides.
    #[error("the promise is not signed by all sides: there is nothing to close")]
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
            number: self.sides.joint.as_ref().map_or(self.number, |joint| joint.number),
            title: self.title.clone(),
            text: self.text.clone(),
            period: self.period,
            areas: self.areas.clone(),
            commitments: self.commitments.clone(),
            effect_goal: self.effect_goal.clone(),
            goals: self.goals.clone(),
            carried: self.carried.clone(),
            baseline: self.sealed.as_ref().map(|sealed| sealed.fingerprint().clone()),
            sides: self.sides.further.clone(),
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
        // A problem is of one municipality's picture; who signs a neighbour's text may have another, or none.
        if self.problems.is_empty() && self.sides.joint.is_none() {
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
                let joint = self.sides.joint.clone();
                let their_text = joint.as_ref().map(|joint| joint.name.clone());
                let (signed, was) = (self.frozen(), self.state);
                let sides = Sides { joint, ..contents.sides };
                let (state, sealed) = (PromiseState::Draft, None);
                let carried = still_carried(self.carried, &contents.commitments);
                let edited =
                    Self { id: self.id, number: self.number, state, sealed, sides, carried, ..contents };
                match their_text {
                    Some(name) if edited.frozen() != signed => Err(PromiseRefusal::TheirText(name)),
                    // What is changed is this municipality's own, and no part of what was signed.
                    Some(_) => Ok(Self { state: was, ..edited }),
                    None => Ok(edited),
                }
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
            PromiseState::Published { first, second, further, answer_known, closed: None } => {
                let closed = Some(closing);
                let state = PromiseState::Published { first, second, further, answer_known, closed };
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
}

#[cfg(test)]
pub(crate) mod tests;
