//! What has been told of an undertaking: dated, counted, by whom, and how sure that makes it.
//!
//! A report of a measure says how many since the report before; an entry of the log says what was done on one day. The
//! same work may be told both ways, so who told it and how goes with every deed. Leaves out what it amounts to: that is
//! [`super::fulfilment`].

use crate::id::PartyId;
use crate::period::Period;
use crate::plan::{Execution, Fidelity, Measure};
use crate::promise::CitizenPromise;
use serde::{Deserialize, Serialize};

/// How a claim is known, from the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceGrade {
    /// Somebody says so.
    Impression,
    /// Counted, with a day.
    Count,
    /// Asked of a sample.
    Survey,
    /// Measured before and after.
    BeforeAfter,
    /// Measured before and after, there and where nothing was done.
    Comparison,
}

/// The way by which something was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "told")]
pub enum ToldBy {
    /// A report of a measure.
    Report {
        /// Its number.
        measure: u32,
    },
    /// An entry of the activity log.
    Log,
}

/// Something that was done towards an undertaking, or that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Whose work.
    pub party: PartyId,
    /// How it was told.
    pub by: ToldBy,
    /// When: one day, or the days since the report before. Its last day dates it.
    pub days: Period,
    /// How many were done.
    pub count: u64,
    /// How many were asked for.
    #[serde(default, skip_serializing_if = "is_none")]
    pub asked: u64,
    /// Whether as intended.
    pub fidelity: Fidelity,
    /// How far it had come, where that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<Execution>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// Everything that has been told of one undertaking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doings {
    /// Number of the undertaking.
    pub commitment: u16,
    /// What was done.
    pub deeds: Vec<Deed>,
    /// Measures for it that nobody has reported on.
    pub silent: u32,
}

/// What the reports of measures tell of each undertaking of a promise, in the order of the promise.
pub fn reported(promise: &CitizenPromise, measures: &[Measure]) -> Vec<Doings> {
    let of = |number: u16| {
        let fulfils = |measure: &&Measure| {
            measure
                .commitment
                .as_ref()
                .is_some_and(|reference| reference.promise == promise.id && reference.commitment == number)
        };
        let fulfilling: Vec<&Measure> = measures.iter().filter(fulfils).collect();
        let silent = fulfilling.iter().filter(|measure| measure.standing_reports().next().is_none()).count();
        Doings {
            commitment: number,
            deeds: fulfilling.iter().flat_map(|measure| of_measure(measure, promise.period)).collect(),
            silent: u32::try_from(silent).unwrap_or(u32::MAX),
        }
    };
    promise.commitments.iter().map(|commitment| of(commitment.number)).collect()
}

/// The reports of a measure as deeds: each reaches back to the day after the one before it.
fn of_measure(measure: &Measure, period: Period) -> Vec<Deed> {
    let mut before = None;
    let mut deeds = Vec::new();
    let mut reports: Vec<_> = measure.standing_reports().collect();
    reports.sort_by_key(|report| report.day());
    for report in reports {
        let day = report.day();
        let since = before.unwrap_or_else(|| period.from()).min(day);
        before = Some(day.tomorrow().unwrap_or(day));
        let Ok(days) = Period::new(since, day) else { continue };
        deeds.push(Deed {
            party: measure.owner,
            by: ToldBy::Report { measure: measure.number },
            days,
            count: u64::from(report.told.done),
            asked: 0,
            fidelity: report.told.status.fidelity,
            execution: Some(report.told.status.execution),
        });
    }
    deeds
}
