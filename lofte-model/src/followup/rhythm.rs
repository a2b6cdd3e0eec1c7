//! The rhythm of a promise (avstämning): on which days it is followed up while it runs, what it showed then, and what each
//! side says about it.
//!
//! A checkpoint fills itself from reports, log and deadlines. The first side that speaks keeps what it showed; the others
//! add to the same. Leaves out the verdict at the end, and who may speak.

use super::{Doings, Fulfilment, fulfilments};
use crate::amendment::{Change, Former, NoAmendment};
use crate::id::{CheckpointId, PromiseId, UserId};
use crate::period::Period;
use crate::plan::Measure;
use crate::promise::{CitizenPromise, Side};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The most months between two checkpoints.
pub const MOST_MONTHS: u8 = 12;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "every")]
pub enum Every {
    /// At the end of each third of the year: the last of April, August and December.
    Tertial,
    /// At the end of each quarter.
    Quarter,
    /// Each time so many months have gone since the promise began.
    Months {
        /// 1 to [`MOST_MONTHS`].
        months: u8,
    },
    /// Not at all while it runs.
    Never,
}

/// The rhythm that was chosen for a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// Promise.
    pub promise: PromiseId,
    /// How often.
    #[serde(flatten)]
    pub every: Every,
    /// Day it was chosen: checkpoints before it can be made and are not waited for.
    pub since: Date,
    /// By whom.
    pub by: UserId,
}

impl Every {
    /// Whether it comes round at all, and not for ever at once.
    pub fn is_possible(self) -> bool {
        match self {
            Self::Months { months } => (1..=MOST_MONTHS).contains(&months),
            Self::Tertial | Self::Quarter | Self::Never => true,
        }
    }

    /// The days of a period that it falls on, in order.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use lofte_model::{followup::rhythm::Every, period::Period};
    /// let days = Every::Tertial.days(Period::year(2026));
    /// assert_eq!(days, [date(2026, 4, 30), date(2026, 8, 31), date(2026, 12, 31)]);
    /// ```
    pub fn days(self, period: Period) -> Vec<Date> {
        let days = match self {
            Self::Tertial => of_years(period, &[4, 8, 12]),
            Self::Quarter => of_years(period, &[3, 6, 9, 12]),
            Self::Months { months } if self.is_possible() => counted(period, months),
            Self::Months { .. } | Self::Never => Vec::new(),
        };
        days.into_iter().filter(|day| period.contains(*day)).collect()
    }
}

/// The last days of months of every year of a period.
fn of_years(period: Period, months: &[i8]) -> Vec<Date> {
    let of = |year: i16| months.iter().map(move |month| date(year, *month, 1).last_of_month());
    (period.from().year()..=period.to().year()).flat_map(of).collect()
}

fn counted(period: Period, months: u8) -> Vec<Date> {
    let day = |times: i32| {
        let span = (times * i32::from(months)).months();
        period.from().checked_add(span).and_then(Date::yesterday).ok()
    };
    (1..).map_while(day).take_while(|day| *day <= period.to()).collect()
}

/// A measure that was late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateMeasure {
    /// Its number.
    pub measure: u32,
    /// The day it was to be done.
    pub deadline: Date,
}

/// What a promise showed on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Showed {
    /// By which day.
    pub by: Date,
    /// Every undertaking, in the order of the promise.
    pub commitments: Vec<Fulfilment>,
    /// Measures for it that were late.
    pub late: Vec<LateMeasure>,
}

impl Showed {
    /// What a promise shows by a day, of everything that has been told of it.
    pub fn of(promise: &CitizenPromise, doings: &[Doings], measures: &[Measure], by: Date) -> Self {
        let of_it = |measure: &&Measure| {
            measure.commitment.as_ref().is_some_and(|reference| reference.promise == promise.id)
        };
        let late = measures.iter().filter(of_it).filter(|measure| measure.is_late(by));
        let mut late: Vec<LateMeasure> =
            late.map(|measure| LateMeasure { measure: measure.number, deadline: measure.deadline }).collect();
        late.sort_by_key(|one| one.measure);
        Self { by, commitments: fulfilments(promise, doings, by), late }
    }
}

/// What a side says at a checkpoint: saying it is to be done with it, for that side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Whose.
    pub side: Side,
    /// What; may be empty.
    pub text: String,
    /// When it was said first.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// What it said before, the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former<String>>,
}

/// A follow-up on the way, with what it showed and what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Promise.
    pub promise: PromiseId,
    /// The day it is of.
    pub day: Date,
    /// What it showed when the first side spoke.
    pub showed: Showed,
    /// One for each side that has spoken, in the order they did.
    pub remarks: Vec<Remark>,
}

impl Checkpoint {
    /// The identity of the checkpoint of a promise and a day: there is one.
    pub fn id_of(promise: PromiseId, day: Date) -> CheckpointId {
        CheckpointId::named(&format!("{promise}/{day}"))
    }

    /// Its identity.
    pub fn id(&self) -> CheckpointId {
        Self::id_of(self.promise, self.day)
    }

    /// What a side has said.
    pub fn remark(&self, side: Side) -> Option<&Remark> {
        self.remarks.iter().find(|remark| remark.side == side)
    }

    /// Whether both municipality and police are done with it.
    pub fn is_done(&self) -> bool {
        [Side::Municipality, Side::Police].iter().all(|side| self.remark(*side).is_some())
    }

    /// A side speaks, or says it anew: what it said before stays.
    pub fn remarked(mut self, side: Side, text: &str, change: Change) -> Result<Self, NoAmendment> {
        let text = text.trim().to_owned();
        match self.remarks.iter_mut().find(|remark| remark.side == side) {
            None => {
                let (at, by, former) = (change.at, change.by, Vec::new());
                self.remarks.push(Remark { side, text, at, by, former });
            }
            Some(remark) if remark.text == text => return Err(NoAmendment::Same),
            Some(remark) => {
                change.require(None)?;
                let was = std::mem::replace(&mut remark.text, text);
                remark.former.push(change.former(was));
            }
        }
        Ok(self)
    }
}

/// The days of a promise that its checkpoints have passed by a day and are waited for, the earliest first.
pub fn passed(promise: &CitizenPromise, rhythm: &Rhythm, today: Date) -> Vec<Date> {
    let days = rhythm.every.days(promise.period).into_iter();
    days.filter(|day| rhythm.since <= *day && *day < today).collect()
}

#[cfg(test)]
mod tests;
