//! One measure: against which causes, for which undertaking, by whom and when, and what it lacks.

use super::details::{Details, DetailsGap};
use super::{
    CauseRef, CommitmentRef, Execution, MeasureKind, MeasureStatus, ReportRefusal, StatusReport, Told,
};
use crate::amendment::{Change, NoAmendment};
use crate::id::{MeasureId, PartyId};
use crate::period::PLAUSIBLE_YEARS;
use crate::problem::{CauseNumber, Problem};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
    /// What else the plan says of it.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
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
    /// Something in what else is said of it.
    #[error(transparent)]
    Details(#[from] DetailsGap),
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
        gaps.extend(self.details.gaps(self.deadline).into_iter().map(MeasureGap::from));
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

    /// Notes that a moment was done on a day, the first being number 1; or, without a day, that it is not done after all.
    /// `None` where there is no such moment.
    #[must_use]
    pub fn moment_done(mut self, number: usize, on: Option<Date>) -> Option<Self> {
        let moment = self.details.moments.get_mut(number.checked_sub(1)?)?;
        moment.done = on;
        Some(self)
    }

    /// Whether it is done or given up: nothing of it is waited for.
    pub fn is_over(&self) -> bool {
        matches!(self.status.execution, Execution::Done | Execution::Dropped)
    }

    /// Whether the deadline has passed without the measure being over.
    pub fn is_late(&self, today: Date) -> bool {
        today > self.deadline && !self.is_over()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ProblemId, UserId};
    use jiff::Timestamp;

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
            details: Details::default(),
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

    /// Measures written before they had details read back as they were, to the byte.
    #[test]
    fn an_old_measure_keeps_its_form() {
        let written = serde_json::to_string(&measure()).unwrap();
        assert!(!written.contains("details"), "{written}");
        assert_eq!(serde_json::from_str::<Measure>(&written).unwrap(), measure());
    }

    #[test]
    fn late_is_after_the_deadline() {
        assert!(!measure().is_late(jiff::civil::date(2023, 10, 1)));
        assert!(measure().is_late(jiff::civil::date(2023, 10, 2)));
    }
}
