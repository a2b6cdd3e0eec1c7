//! Why an entry of the log or a correction is not taken, each with the field that it is mended in.

use super::AppError;
use lofte_model::activity::ActivityRefusal;
use lofte_model::amendment::NoAmendment;
use lofte_model::coordination::{CoordinationRefusal, MOST_SEATS};
use lofte_model::plan::ReportRefusal;
use lofte_words::Message;

impl From<ActivityRefusal> for AppError {
    fn from(refusal: ActivityRefusal) -> Self {
        let (field, message) = activity_refusal(&refusal);
        Self::refused(message.and("field", field))
    }
}

/// Why an entry of the log is not taken, with the field that it is mended in.
pub fn activity_refusal(refusal: &ActivityRefusal) -> (&'static str, Message) {
    match refusal {
        ActivityRefusal::NotSigned => ("promise", Message::plain("activity-not-signed")),
        ActivityRefusal::Closed => ("promise", Message::plain("activity-closed")),
        ActivityRefusal::NoCommitment(number) => {
            ("commitment", Message::with("activity-no-commitment", "number", number))
        }
        ActivityRefusal::NoCount => ("count", Message::plain("activity-no-count")),
        ActivityRefusal::OtherUnit { promised, told } => {
            let key = if promised.is_empty() { "activity-no-unit" } else { "activity-other-unit" };
            ("unit", Message::with(key, "promised", promised).and("told", told))
        }
        ActivityRefusal::NotYet => ("day", Message::plain("activity-not-yet")),
        ActivityRefusal::ImplausibleDay => ("day", Message::plain("activity-bad-day")),
        ActivityRefusal::NotTheirs => ("party", Message::plain("activity-not-theirs")),
        ActivityRefusal::NotOnRequest => ("what", Message::plain("activity-not-on-request")),
        ActivityRefusal::Amendment(refusal) => ("reason", amendment(*refusal)),
    }
}

impl From<ReportRefusal> for AppError {
    fn from(refusal: ReportRefusal) -> Self {
        match refusal {
            ReportRefusal::NoSuchReport(number) => Self::not_found("measure", number),
            ReportRefusal::NotYet => Self::refused(Message::with("activity-not-yet", "field", "until")),
            ReportRefusal::Amendment(refusal) => Self::refused(amendment(refusal).and("field", "reason")),
        }
    }
}

impl From<CoordinationRefusal> for AppError {
    fn from(refusal: CoordinationRefusal) -> Self {
        let (field, message) = match refusal {
            CoordinationRefusal::NoSuchRecord(number) => return Self::not_found("coordination", number),
            CoordinationRefusal::NoCouncilName => ("council", Message::plain("coordination-no-council-name")),
            CoordinationRefusal::ChairNotMunicipal => {
                ("chair_party", Message::plain("coordination-chair-not-municipal"))
            }
            CoordinationRefusal::NoOffice => ("chair_office", Message::plain("coordination-no-office")),
            CoordinationRefusal::UnknownParty => {
                ("chair_party", Message::plain("coordination-unknown-party"))
            }
            CoordinationRefusal::TooManySeats => {
                ("member_party", Message::with("coordination-too-many-seats", "most", MOST_SEATS))
            }
            CoordinationRefusal::NotYet => ("on", Message::plain("activity-not-yet")),
            CoordinationRefusal::ImplausibleDay => ("on", Message::plain("activity-bad-day")),
            CoordinationRefusal::Amendment(refusal) => ("reason", amendment(refusal)),
        };
        Self::refused(message.and("field", field))
    }
}

/// Why something is not corrected or taken back.
pub fn amendment(refusal: NoAmendment) -> Message {
    match refusal {
        NoAmendment::NoReason => Message::plain("amendment-no-reason"),
        NoAmendment::Withdrawn => Message::plain("amendment-withdrawn"),
        NoAmendment::Same => Message::plain("amendment-same"),
    }
}

/// The same as an answer, at the field that asks why.
pub fn not_amended(refusal: NoAmendment) -> AppError {
    AppError::refused(amendment(refusal).and("field", "why"))
}
