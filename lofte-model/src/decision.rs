//! A formal decision: which body decided, on which day, and where it is on record.
//!
//! Law 2023:196 (section 5) has the plan *decided*; a plan, an agreement or a report that a board takes is bound to the
//! minutes by this. A decision that was noted wrongly is corrected with a reason, and what it said before stays with it.
//! Left out: what was decided on, which whoever holds the record knows.

use crate::amendment::{Change, Former, NoAmendment};
use crate::period::PLAUSIBLE_YEARS;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One decision, as the minutes have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided: a board or an office, for example "Kommunstyrelsen". Never a name.
    pub body: String,
    /// The day of the meeting.
    pub on: Date,
    /// The paragraph of the minutes, for example "§ 45"; empty for a decision by delegation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub paragraph: String,
    /// The number in the register of documents (diarienummer); empty where there is none yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub registry_number: String,
}

/// Why a decision is not noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionGap {
    /// Nobody decided.
    #[error("say which body decided")]
    NoBody,
    /// A day that nobody can have meant.
    #[error("the day of the decision must lie between 1990 and 2100")]
    ImplausibleDay,
    /// A meeting that has not been.
    #[error("the day of the decision has not come yet")]
    NotYet,
}

impl Decision {
    /// Everything that keeps it from being noted. `today` is the day in Sweden.
    ///
    /// ```
    /// use lofte_model::decision::{Decision, DecisionGap};
    /// let on = jiff::civil::date(2026, 3, 2);
    /// let decision = Decision { body: "Kommunstyrelsen".into(), on, paragraph: "§ 45".into(), registry_number: String::new() };
    /// assert!(decision.gaps(on).is_empty());
    /// assert_eq!(decision.gaps(jiff::civil::date(2026, 3, 1)), [DecisionGap::NotYet]);
    /// ```
    pub fn gaps(&self, today: Date) -> Vec<DecisionGap> {
        let mut gaps = Vec::new();
        if self.body.trim().is_empty() {
            gaps.push(DecisionGap::NoBody);
        }
        if !PLAUSIBLE_YEARS.contains(&self.on.year()) {
            gaps.push(DecisionGap::ImplausibleDay);
        } else if self.on > today {
            gaps.push(DecisionGap::NotYet);
        }
        gaps
    }
}

/// A decision as it is noted, with what was noted before it was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// As it is noted now.
    #[serde(flatten)]
    pub decision: Decision,
    /// As it was noted before, the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former<Decision>>,
}

impl From<Decision> for DecisionRecord {
    fn from(decision: Decision) -> Self {
        Self { decision, former: Vec::new() }
    }
}

impl DecisionRecord {
    /// Notes it otherwise. What was noted before stays.
    pub fn correct(mut self, decision: Decision, change: Change) -> Result<Self, NoAmendment> {
        change.require(None)?;
        if decision == self.decision {
            return Err(NoAmendment::Same);
        }
        let was = std::mem::replace(&mut self.decision, decision);
        self.former.push(change.former(was));
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;
    use jiff::Timestamp;
    use jiff::civil::date;

    fn decision(paragraph: &str) -> Decision {
        Decision {
            body: "Kommunstyrelsen".into(),
            on: date(2026, 3, 2),
            paragraph: paragraph.into(),
            registry_number: "KS 2026/12".into(),
        }
    }

    #[test]
    fn a_record_is_corrected_and_keeps_what_it_said() {
        let change = |reason: &str| Change {
            at: Timestamp::UNIX_EPOCH,
            by: UserId::named("one"),
            reason: reason.into(),
        };
        let record = DecisionRecord::from(decision("§ 45"));
        assert_eq!(record.clone().correct(decision("§ 46"), change(" ")), Err(NoAmendment::NoReason));
        assert_eq!(record.clone().correct(decision("§ 45"), change("fel")), Err(NoAmendment::Same));
        let corrected = record.correct(decision("§ 46"), change("fel paragraf")).unwrap();
        assert_eq!(corrected.former[0].was, decision("§ 45"));
        let read: DecisionRecord = serde_json::from_str(&serde_json::to_string(&corrected).unwrap()).unwrap();
        assert_eq!(read, corrected);
    }

    #[test]
    fn a_decision_needs_a_body_and_a_day_that_has_been() {
        let nobody = Decision { body: " ".into(), on: date(1887, 1, 1), ..decision("") };
        assert_eq!(nobody.gaps(date(2026, 3, 2)), [DecisionGap::NoBody, DecisionGap::ImplausibleDay]);
    }
}
