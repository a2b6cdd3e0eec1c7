//! Whether a questionnaire was sent in, by what its row says: a date, or a word for yes or no.
//!
//! The date itself is not kept.

use crate::same::{same_form, says_nothing};
use crate::time::{Order, Times};
use jiff::civil::Date;
use lofte_model::records::{RejectReason, TimePrecision};

const YES: [&str; 16] = [
    "ja",
    "j",
    "x",
    "1",
    "true",
    "sant",
    "sann",
    "yes",
    "y",
    "klar",
    "klart",
    "inskickad",
    "slutförd",
    "submitted",
    "completed",
    "complete",
];
const NO: [&str; 17] = [
    "nej",
    "n",
    "ej",
    "inte",
    "0",
    "false",
    "falskt",
    "falsk",
    "no",
    "pågår",
    "pågående",
    "påbörjad",
    "ej inskickad",
    "ej slutförd",
    "inte inskickad",
    "incomplete",
    "in progress",
];

/// Reads the cells of the column that says it.
pub(super) struct SentIn {
    /// Day first and month first: which of the two does not matter here.
    times: [Times; 2],
}

impl SentIn {
    pub(super) fn new(today: Date) -> Self {
        let times = |order| {
            let mut times = Times::new(Vec::new(), TimePrecision::Minute, today);
            times.order = Some(order);
            times
        };
        Self { times: [times(Order::DayFirst), times(Order::MonthFirst)] }
    }

    /// Nothing to say against a questionnaire that was sent in.
    pub(super) fn told(&self, text: &str) -> Result<(), RejectReason> {
        let form = same_form(text);
        // `0000-00-00 00:00:00` is how databases write that there is no date.
        let zeros = form.contains('0') && form.chars().all(|sign| "0-/.:t ".contains(sign));
        if zeros || says_nothing(text) || NO.contains(&form.as_str()) {
            return Err(RejectReason::NotSubmitted);
        }
        if YES.contains(&form.as_str()) || self.times.iter().any(|times| times.moment(text).is_ok()) {
            return Ok(());
        }
        Err(RejectReason::BadTime)
    }
}
