//! Why a measure, a plan or a decision is not taken, for people; each with the field that it is mended in.

use super::AppError;
use lofte_model::decision::DecisionGap;
use lofte_model::plan::{DetailsGap, MeasureGap, OrderGap, PlanRefusal};
use lofte_words::Message;

/// What a measure lacks.
pub fn measure_gap(gap: &MeasureGap) -> Message {
    match gap {
        MeasureGap::NoTitle => Message::plain("measure-gap-title"),
        MeasureGap::NoCause => Message::plain("measure-gap-cause"),
        MeasureGap::NoSuchCause(number) => Message::with("measure-gap-no-such-cause", "number", number),
        MeasureGap::NoFunction => Message::plain("measure-gap-function"),
        MeasureGap::ImplausibleDeadline => Message::plain("measure-gap-deadline"),
        MeasureGap::Details(gap) => details_gap(gap),
    }
}

fn details_gap(gap: &DetailsGap) -> Message {
    let (field, message) = match gap {
        DetailsGap::EndsBeforeStart => ("start", Message::plain("measure-gap-start")),
        DetailsGap::ImplausibleDay => ("moments", Message::plain("measure-gap-day")),
        DetailsGap::HollowMoment(number) => {
            ("moments", Message::with("measure-gap-hollow-moment", "number", number))
        }
        DetailsGap::MomentAfterDeadline(number) => {
            ("moments", Message::with("measure-gap-late-moment", "number", number))
        }
        DetailsGap::NoLegalGround => ("camera_ground", Message::plain("measure-gap-legal-ground")),
        DetailsGap::NoReview => ("camera_review", Message::plain("measure-gap-review")),
        DetailsGap::NoSource => ("source", Message::plain("measure-gap-source")),
    };
    message.and("field", field)
}

/// Why measures cannot come in this order.
pub fn order_gap(gap: OrderGap) -> Message {
    let message = match gap {
        OrderGap::AfterItself => Message::plain("measure-gap-after-itself"),
        OrderGap::NoSuchMeasure => Message::plain("measure-gap-after-nothing"),
        OrderGap::Circle(number) => Message::with("measure-gap-circle", "number", number),
    };
    message.and("field", "after")
}

/// What a decision lacks.
pub fn decision_gap(gap: DecisionGap) -> Message {
    match gap {
        DecisionGap::NoBody => Message::with("decision-no-body", "field", "body"),
        DecisionGap::ImplausibleDay => Message::with("decision-bad-day", "field", "on"),
        DecisionGap::NotYet => Message::with("decision-not-yet", "field", "on"),
    }
}

impl From<Vec<MeasureGap>> for AppError {
    fn from(gaps: Vec<MeasureGap>) -> Self {
        Self::Refused(gaps.iter().map(measure_gap).collect())
    }
}

impl From<Vec<DecisionGap>> for AppError {
    fn from(gaps: Vec<DecisionGap>) -> Self {
        Self::Refused(gaps.into_iter().map(decision_gap).collect())
    }
}

impl From<PlanRefusal> for AppError {
    fn from(refusal: PlanRefusal) -> Self {
        vec![refusal].into()
    }
}

impl From<Vec<PlanRefusal>> for AppError {
    fn from(refusals: Vec<PlanRefusal>) -> Self {
        let mut messages = Vec::new();
        for refusal in refusals {
            messages.push(match refusal {
                PlanRefusal::NoMeasures => Message::plain("plan-no-measures"),
                PlanRefusal::NoEdition => Message::plain("plan-no-edition"),
                PlanRefusal::NoGoal => Message::plain("plan-no-goal"),
                PlanRefusal::HollowFocus(number) => Message::with("plan-hollow-focus", "number", number),
                PlanRefusal::NoSuchFocus { measure, focus } => {
                    Message::with("plan-no-such-focus", "measure", measure).and("focus", focus)
                }
                PlanRefusal::NotCanonical(error) => return error.into(),
            });
        }
        Self::Refused(messages)
    }
}
