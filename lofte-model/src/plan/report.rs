//! Reports on how a measure goes: what they say, and how they are corrected and taken back.

use super::MeasureStatus;
use crate::amendment::{Former, NoAmendment, Withdrawal};
use crate::id::UserId;
use crate::period::swedish_day;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
