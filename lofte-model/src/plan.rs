//! The action plan (åtgärdsplan): measures tied to numbered causes, one owner each, three separate statuses.
//!
//! "Done", "done as intended" and "had an effect" are three questions; one traffic light would hide two of them.

use crate::amendment::{Change, Former, NoAmendment, Withdrawal};
use crate::id::{MeasureId, PartyId, ProblemId, PromiseId, UserId};
use crate::period::{PLAUSIBLE_YEARS, swedish_day};
use crate::problem::{CauseNumber, Problem};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A cause of a problem, by number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CauseRef {
    /// Problem.
    pub problem: ProblemId,
    /// Cause in its tree.
    pub cause: CauseNumber,
}

/// An undertaking of a promise, by number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CommitmentRef {
    /// Promise.
    pub promise: PromiseId,
    /// Undertaking.
    pub commitment: u16,
}

/// What sort of measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// Changes the situation: light, sight, locks, presence.
    Situational,
    /// Changes attitudes and conditions; works later.
    Social,
}

/// Whether it is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Execution {
    /// Not begun.
    NotStarted,
    /// Going on.
    Ongoing,
    /// Carried out.
    Done,
    /// Given up.
    Dropped,
}

impl Execution {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NotStarted, Self::Ongoing, Self::Done, Self::Dropped];
}

/// Whether it is carried out as intended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fidelity {
    /// Not known yet.
    Unknown,
    /// As intended.
    AsIntended,
    /// In part.
    Partly,
    /// Otherwise than intended.
    NotAsIntended,
}

impl Fidelity {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::AsIntended, Self::Partly, Self::NotAsIntended];
}

/// What it did to the problem, as those who work with it judge. A judgement, never a computed effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JudgedEffect {
    /// Not known yet.
    Unknown,
    /// Better.
    Better,
    /// No difference seen.
    NoDifference,
    /// Worse.
    Worse,
}

impl JudgedEffect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Better, Self::NoDifference, Self::Worse];
}

/// The three statuses of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MeasureStatus {
    /// Carried out?
    pub execution: Execution,
    /// As intended?
    pub fidelity: Fidelity,
    /// With what effect, as judged?
    pub effect: JudgedEffect,
}

impl MeasureStatus {
    /// Nothing has happened yet.
    pub const NEW: Self =
        Self { execution: Execution::NotStarted, fidelity: Fidelity::Unknown, effect: JudgedEffect::Unknown };
}

/// One report on how it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusReport {
    /// When.
    pub at: Timestamp,
    /// Who reported.
    pub by: UserId,
    /// What it says.
    #[serde(flatten)]
    pub told: Told,
    /// What it said before it was corrected, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former<Told>>,
    /// That it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// What a report says, and what can be corrected in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// How it stood.
    pub status: MeasureStatus,
    /// How many were done since the last report, in the unit of the undertaking.
    pub done: u32,
    /// What was done, about places and things.
    pub note: String,
    /// The last day that it tells of; the day it was written where none is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl StatusReport {
    /// A report as it is written.
    pub fn new(at: Timestamp, by: UserId, told: Told) -> Self {
        Self { at, by, told, former: Vec::new(), withdrawn: None }
    }

    /// The last day that it tells of.
    pub fn day(&self) -> Date {
        self.told.until.unwrap_or_else(|| swedish_day(self.at))
    }

    /// Whether it counts.
    pub fn stands(&self) -> bool {
        self.withdrawn.is_none()
    }
}

/// Why a report is not taken or corrected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportRefusal {
    /// There is none with this number.
    #[error("the measure has no report {0}")]
    NoSuchReport(usize),
    /// A day that has not been.
    #[error("the day has not come yet")]
    NotYet,
    /// A correction that is none.
    #[error(transparent)]
    Amendment(#[from] NoAmendment),
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Identity.
    pub id: MeasureId,
    /// Number within the municipality.
    pub number: u32,
    /// Title.
    pub title: String,
    /// What is done, in detail.
    pub description: String,
    /// At least one cause.
    pub causes: Vec<CauseRef>,
    /// The undertaking it fulfils, if any.
    pub commitment: Option<CommitmentRef>,
    /// Sort.
    pub kind: MeasureKind,
    /// The one organisation that answers for it.
    pub owner: PartyId,
    /// The function within the owner, for example "driftchef": an office, not a name.
    pub function: String,
    /// Last day.
    pub deadline: Date,
    /// What it should lead to by itself.
    pub operative_goal: String,
    /// Now.
    pub status: MeasureStatus,
    /// How it came there, oldest first.
    pub reports: Vec<StatusReport>,
}

/// What a measure lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeasureGap {
    /// No title.
    #[error("give the measure a title")]
    NoTitle,
    /// No cause.
    #[error("tie the measure to at least one numbered cause")]
    NoCause,
    /// A cause that does not exist.
    #[error("there is no cause {0} in that problem")]
    NoSuchCause(CauseNumber),
    /// No function.
    #[error("say which function at the owner answers for it")]
    NoFunction,
    /// A day that nobody can have meant.
    #[error("the deadline must lie between 1990 and 2100")]
    ImplausibleDeadline,
}

impl Measure {
    /// Everything that is missing.
    pub fn gaps(&self, problems: &[Problem]) -> Vec<MeasureGap> {
        let mut gaps = Vec::new();
        if self.title.trim().is_empty() {
            gaps.push(MeasureGap::NoTitle);
        }
        if self.causes.is_empty() {
            gaps.push(MeasureGap::NoCause);
        }
        for reference in &self.causes {
            let known = problems
                .iter()
                .any(|problem| problem.id == reference.problem && problem.has_cause(&reference.cause));
            if !known {
                gaps.push(MeasureGap::NoSuchCause(reference.cause.clone()));
            }
        }
        if self.function.trim().is_empty() {
            gaps.push(MeasureGap::NoFunction);
        }
        if !PLAUSIBLE_YEARS.contains(&self.deadline.year()) {
            gaps.push(MeasureGap::ImplausibleDeadline);
        }
        gaps
    }

    /// Adds a report; the newest report is the status.
    #[must_use]
    pub fn report(mut self, report: StatusReport) -> Self {
        self.reports.push(report);
        self.status = self.newest_status();
        self
    }

    /// Corrects what a report says, the earliest being number 1. What it said before stays with it.
    pub fn correct_report(
        mut self,
        number: usize,
        told: Told,
        change: Change,
    ) -> Result<Self, ReportRefusal> {
        let report = self.report_mut(number)?;
        change.require(report.withdrawn.as_ref())?;
        if report.told == told {
            return Err(NoAmendment::Same.into());
        }
        let was = std::mem::replace(&mut report.told, told);
        report.former.push(change.former(was));
        self.status = self.newest_status();
        Ok(self)
    }

    /// Takes a report back, the earliest being number 1: it stays, and counts no more.
    pub fn withdraw_report(mut self, number: usize, change: Change) -> Result<Self, ReportRefusal> {
        let report = self.report_mut(number)?;
        change.require(report.withdrawn.as_ref())?;
        report.withdrawn = Some(change.into());
        self.status = self.newest_status();
        Ok(self)
    }

    fn report_mut(&mut self, number: usize) -> Result<&mut StatusReport, ReportRefusal> {
        let place = number.checked_sub(1);
        place.and_then(|place| self.reports.get_mut(place)).ok_or(ReportRefusal::NoSuchReport(number))
    }

    /// The reports that count, the earliest first.
    pub fn standing_reports(&self) -> impl DoubleEndedIterator<Item = &StatusReport> {
        self.reports.iter().filter(|report| report.stands())
    }

    fn newest_status(&self) -> MeasureStatus {
        self.standing_reports().next_back().map_or(MeasureStatus::NEW, |report| report.told.status)
    }

    /// How many have been done in all.
    pub fn done(&self) -> u64 {
        self.standing_reports().map(|report| u64::from(report.told.done)).sum()
    }

    /// Whether the deadline has passed without the measure being done or dropped.
    pub fn is_late(&self, today: Date) -> bool {
        today > self.deadline && !matches!(self.status.execution, Execution::Done | Execution::Dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure() -> Measure {
        Measure {
            id: MeasureId::named("lamp"),
            number: 1,
            title: "Byt armaturer".into(),
            description: String::new(),
            causes: vec![CauseRef { problem: ProblemId::named("x"), cause: CauseNumber::direct(1) }],
            commitment: None,
            kind: MeasureKind::Situational,
            owner: PartyId::named("housing"),
            function: "driftchef".into(),
            deadline: jiff::civil::date(2023, 10, 1),
            operative_goal: String::new(),
            status: MeasureStatus::NEW,
            reports: vec![],
        }
    }

    #[test]
    fn a_cause_must_exist() {
        assert_eq!(measure().gaps(&[]), [MeasureGap::NoSuchCause(CauseNumber::direct(1))]);
    }

    #[test]
    fn reports_add_up_and_the_last_is_the_status() {
        let measure = measure().report(report(Execution::Ongoing, 3)).report(report(Execution::Done, 2));
        assert_eq!((measure.done(), measure.status.execution), (5, Execution::Done));
        assert!(!measure.is_late(jiff::civil::date(2025, 1, 1)));
    }

    fn told(execution: Execution, done: u32) -> Told {
        let status = MeasureStatus { execution, ..MeasureStatus::NEW };
        Told { status, done, note: String::new(), until: None }
    }

    fn report(execution: Execution, done: u32) -> StatusReport {
        StatusReport::new(Timestamp::UNIX_EPOCH, UserId::named("one"), told(execution, done))
    }

    fn change(reason: &str) -> Change {
        Change { at: Timestamp::UNIX_EPOCH, by: UserId::named("two"), reason: reason.into() }
    }

    /// Forty that should have been four.
    #[test]
    fn a_report_is_corrected_and_what_it_said_stays_with_it() {
        let measure = measure().report(report(Execution::Done, 40));
        let mute = measure.clone().correct_report(1, told(Execution::Done, 4), change(" "));
        assert_eq!(mute, Err(NoAmendment::NoReason.into()));
        let missing = measure.clone().correct_report(2, told(Execution::Done, 4), change("fel tangent"));
        assert_eq!(missing, Err(ReportRefusal::NoSuchReport(2)));
        let corrected =
            measure.correct_report(1, told(Execution::Ongoing, 4), change("fel tangent")).unwrap();
        assert_eq!((corrected.done(), corrected.status.execution), (4, Execution::Ongoing));
        assert_eq!(corrected.reports[0].former[0].was, told(Execution::Done, 40));
        let gone = corrected.withdraw_report(1, change("fel åtgärd")).unwrap();
        assert_eq!((gone.done(), gone.status, gone.reports.len()), (0, MeasureStatus::NEW, 1));
        let again = gone.withdraw_report(1, change("fel åtgärd"));
        assert_eq!(again, Err(NoAmendment::Withdrawn.into()));
    }

    /// Reports written before they could be corrected read back as they were.
    #[test]
    fn an_old_report_keeps_its_form() {
        let old = r#"{"at":"2024-05-02T08:00:00Z","by":"7e0f3d6a-58c4-5c5a-9a53-0c2a6a7a3c55","status":{"execution":"done","fidelity":"as_intended","effect":"unknown"},"done":4,"note":"x"}"#;
        let read: StatusReport = serde_json::from_str(old).unwrap();
        assert_eq!((read.told.done, read.day()), (4, jiff::civil::date(2024, 5, 2)));
        assert_eq!(serde_json::to_string(&read).unwrap(), old);
    }

    #[test]
    fn late_is_after_the_deadline() {
        assert!(!measure().is_late(jiff::civil::date(2023, 10, 1)));
        assert!(measure().is_late(jiff::civil::date(2023, 10, 2)));
    }
}
