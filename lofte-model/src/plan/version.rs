//! The plan as it was decided: numbered versions that never change, each resting on one edition of the picture.
//!
//! A version holds copies of its measures with the names that they use, so that it can be read after an organisation has
//! another name or a cause another wording. Measures go on changing afterwards; [`super::changes`] tells how far they have
//! come from what was decided. Left out: reports, which belong to the measures.

use super::{Measure, PlanLink};
use crate::amendment::{Change, NoAmendment, Withdrawal};
use crate::decision::{Decision, DecisionRecord};
use crate::fingerprint::{Fingerprint, NotCanonical};
use crate::id::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a plan is meant to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanStyle {
    /// Every measure is decided with the plan.
    #[default]
    Detailed,
    /// Focus areas with a fixed goal each; activities change and are logged.
    Open,
}

impl PlanStyle {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Detailed, Self::Open];
}

/// A focus area with its goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FocusArea {
    /// Number in the plan.
    pub number: u16,
    /// What it is called.
    pub title: String,
    /// What is to be reached there.
    pub effect_goal: String,
}

/// What a plan says around its measures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanText {
    /// How it is meant to be kept.
    pub style: PlanStyle,
    /// The board that leads the work (law 2023:196, section 13).
    pub board: String,
    /// The adopted edition of the picture that it rests on.
    pub edition: Option<u32>,
    /// For whom, why and how it is read.
    pub introduction: String,
    /// Focus areas; a detailed plan may do without.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub focus: Vec<FocusArea>,
    /// Plans under other statutes that it was made together with (section 7).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<PlanLink>,
}

/// A measure as it was decided, with the names that it uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The measure, without its reports.
    pub measure: Measure,
    /// The organisation that answers for it, by name.
    pub owner: String,
    /// Its causes, in words.
    pub against: Vec<String>,
}

/// What would be decided on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The words around.
    pub text: PlanText,
    /// Every measure, by number.
    pub measures: Vec<Planned>,
}

/// A version that was decided. What was decided never changes; the note of the decision can be corrected, and the whole
/// be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// Number within the municipality, from 1.
    pub number: u32,
    /// The version before.
    pub previous: Option<u32>,
    /// The words around.
    pub text: PlanText,
    /// The measures, by number.
    pub measures: Vec<Planned>,
    /// Who noted the decision.
    pub adopted_by: UserId,
    /// When it was noted.
    pub adopted_at: Timestamp,
    /// Over everything above.
    pub fingerprint: Fingerprint,
    /// The decision.
    pub record: DecisionRecord,
    /// That it was noted by mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// Why a plan is not adopted.
#[derive(Debug, thiserror::Error)]
pub enum PlanRefusal {
    /// There is nothing in it.
    #[error("the plan has no measures")]
    NoMeasures,
    /// It rests on nothing.
    #[error("say which edition of the picture the plan rests on")]
    NoEdition,
    /// It follows goals that it does not have.
    #[error("an open plan needs a focus area with a goal")]
    NoGoal,
    /// A focus area without a name or a goal.
    #[error("focus area {0} has no name or no goal")]
    HollowFocus(u16),
    /// A measure names a focus area that is not there.
    #[error("measure {measure} names focus area {focus}, which is not there")]
    NoSuchFocus {
        /// Number of the measure.
        measure: u32,
        /// Number that it names.
        focus: u16,
    },
    /// Not writable as canonical bytes.
    #[error("the plan cannot be frozen")]
    NotCanonical(#[from] NotCanonical),
}

impl Proposal {
    /// Of what would be decided on, so that nothing else is.
    pub fn seen(&self) -> Result<Fingerprint, NotCanonical> {
        Fingerprint::of(self)
    }

    /// Everything that keeps it from being decided on.
    pub fn refusals(&self) -> Vec<PlanRefusal> {
        let mut refusals = Vec::new();
        if self.measures.is_empty() {
            refusals.push(PlanRefusal::NoMeasures);
        }
        if self.text.edition.is_none() {
            refusals.push(PlanRefusal::NoEdition);
        }
        if self.text.style == PlanStyle::Open && self.text.focus.is_empty() {
            refusals.push(PlanRefusal::NoGoal);
        }
        let hollow = |area: &&FocusArea| area.title.trim().is_empty() || area.effect_goal.trim().is_empty();
        refusals
            .extend(self.text.focus.iter().filter(hollow).map(|area| PlanRefusal::HollowFocus(area.number)));
        let lost = self.measures.iter().filter_map(|planned| {
            let focus = planned.measure.details.focus?;
            let is_there = self.text.focus.iter().any(|area| area.number == focus);
            (!is_there).then_some(PlanRefusal::NoSuchFocus { measure: planned.measure.number, focus })
        });
        refusals.extend(lost);
        refusals
    }
}

impl PlanVersion {
    /// Freezes a plan that was decided on as the next version.
    pub fn adopt(
        proposal: Proposal,
        decision: Decision,
        previous: Option<u32>,
        by: UserId,
        at: Timestamp,
    ) -> Result<Self, PlanRefusal> {
        if let Some(refusal) = proposal.refusals().into_iter().next() {
            return Err(refusal);
        }
        let Proposal { text, mut measures } = proposal;
        for planned in &mut measures {
            planned.measure.reports = Vec::new();
        }
        let number = previous.unwrap_or(0).saturating_add(1);
        let fingerprint = Fingerprint::of(&(number, previous, &text, &measures, by, at))?;
        let record = decision.into();
        Ok(Self {
            number,
            previous,
            text,
            measures,
            adopted_by: by,
            adopted_at: at,
            fingerprint,
            record,
            withdrawn: None,
        })
    }

    /// Of the contents as they are.
    pub fn contents(&self) -> Result<Fingerprint, NotCanonical> {
        let contents =
            (self.number, self.previous, &self.text, &self.measures, self.adopted_by, self.adopted_at);
        Fingerprint::of(&contents)
    }

    /// Whether the contents are those that were decided.
    pub fn is_intact(&self) -> Result<bool, NotCanonical> {
        Ok(self.contents()? == self.fingerprint)
    }

    /// Whether it counts.
    pub fn stands(&self) -> bool {
        self.withdrawn.is_none()
    }

    /// Notes the decision otherwise; what was decided on stays.
    pub fn correct(mut self, decision: Decision, change: Change) -> Result<Self, NoAmendment> {
        change.require(self.withdrawn.as_ref())?;
        self.record = self.record.correct(decision, change)?;
        Ok(self)
    }

    /// Takes it back: it stays to be read, and counts no more.
    pub fn withdraw(mut self, change: Change) -> Result<Self, NoAmendment> {
        change.require(self.withdrawn.as_ref())?;
        self.withdrawn = Some(change.into());
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::tests::{decided, measure};
    use super::*;
    use jiff::civil::date;

    fn change(reason: &str) -> Change {
        Change { at: Timestamp::UNIX_EPOCH, by: UserId::named("two"), reason: reason.into() }
    }

    #[test]
    fn a_version_survives_being_written_and_notices_changes() {
        let version = decided(vec![measure(1)]);
        let mut read: PlanVersion = serde_json::from_str(&serde_json::to_string(&version).unwrap()).unwrap();
        assert_eq!((read.number, read.is_intact().unwrap()), (1, true));
        read.measures[0].measure.deadline = date(2030, 1, 1);
        assert!(!read.is_intact().unwrap());
    }

    #[test]
    fn the_note_of_the_decision_is_corrected_and_what_was_decided_is_not() {
        let version = decided(vec![measure(1)]);
        let other = Decision { paragraph: "§ 46".into(), ..version.record.decision.clone() };
        let corrected = version.correct(other, change("fel paragraf")).unwrap();
        assert!(corrected.is_intact().unwrap());
        let gone = corrected.withdraw(change("återremiss")).unwrap();
        assert!(!gone.stands() && gone.is_intact().unwrap());
        assert_eq!(gone.withdraw(change("igen")), Err(NoAmendment::Withdrawn));
    }

    #[test]
    fn a_plan_rests_on_an_edition_and_names_what_is_there() {
        let of = |text: PlanText, measures: Vec<Measure>| {
            let plan = |measure| Planned { measure, owner: String::new(), against: Vec::new() };
            let proposal = Proposal { text, measures: measures.into_iter().map(plan).collect() };
            proposal.refusals().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            of(PlanText::default(), Vec::new()),
            ["the plan has no measures", "say which edition of the picture the plan rests on"]
        );
        let mut lost = measure(4);
        lost.details.focus = Some(2);
        let focus = vec![FocusArea { number: 1, title: "Centrum".into(), effect_goal: " ".into() }];
        let text = PlanText { style: PlanStyle::Open, edition: Some(1), focus, ..PlanText::default() };
        assert_eq!(
            of(text, vec![lost]),
            ["focus area 1 has no name or no goal", "measure 4 names focus area 2, which is not there"]
        );
    }
}
