//! Whether an undertaking was fulfilled: arithmetic on what was told, against what was promised.
//!
//! Never from a status alone where a number was promised. The same work told by a report and by the log counts once:
//! for each organisation the larger of the two sums. A number at a pace is owed in every spell ([`crate::promise::Pace`]),
//! so enough in all but surely too few in some month is done in part. What is dated outside the promise's period counts
//! nothing, and is told. Leaves out whether it helped.

use super::deed::{Deed, Doings, EvidenceGrade, ToldBy};
use crate::id::PartyId;
use crate::period::Period;
use crate::plan::{Execution, Fidelity};
use crate::promise::{CitizenPromise, Commitment, Counted, Quantity};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of an undertaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All of it was done.
    Fulfilled,
    /// Some of it was done.
    Partly,
    /// None of it was done, or more than the most that was promised.
    NotFulfilled,
    /// Nobody has told anything that shows it.
    CannotBeShown,
    /// The period is not over.
    NotDueYet,
    /// It was promised for whoever asks, and nobody has asked.
    NobodyAsked,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Fulfilled,
        Self::Partly,
        Self::NotFulfilled,
        Self::CannotBeShown,
        Self::NotDueYet,
        Self::NobodyAsked,
    ];

    /// Of a whole promise, from the outcomes of its undertakings: what all of them are, or in part. As long as one is not
    /// due the promise is not; one that nobody asked for decides nothing. `None` where nothing was undertaken.
    pub fn of_all(outcomes: impl IntoIterator<Item = Self>) -> Option<Self> {
        let outcomes: Vec<Self> = outcomes.into_iter().collect();
        let asked: Vec<Self> =
            outcomes.iter().copied().filter(|outcome| *outcome != Self::NobodyAsked).collect();
        let first = asked.first().or(outcomes.first())?;
        if asked.contains(&Self::NotDueYet) {
            return Some(Self::NotDueYet);
        }
        Some(if asked.iter().all(|outcome| outcome == first) { *first } else { Self::Partly })
    }
}

/// What was told of an undertaking and dated outside the period of the promise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// Reports and entries.
    pub deeds: u64,
    /// How many they tell were done.
    pub count: u64,
}

/// One undertaking as it stands on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fulfilment {
    /// Number of the undertaking.
    pub commitment: u16,
    /// What became of it.
    pub outcome: Outcome,
    /// How many were done in the period.
    pub done: u64,
    /// How many of them surely as intended, where that was promised.
    pub as_intended: Option<u64>,
    /// How many were asked for, where that decides.
    pub asked: Option<u64>,
    /// How many were promised in the whole period, where a number was.
    pub promised: Option<u64>,
    /// How many there would be by now at an even pace, while the period runs.
    pub by_now: Option<u64>,
    /// Spells that are over and surely had fewer than promised, or more than the most.
    pub spells_missed: u64,
    /// How it is known; none where nothing was told.
    pub grade: Option<EvidenceGrade>,
    /// The last day that something was told of.
    pub latest: Option<Date>,
    /// What was told and does not count.
    pub outside: Outside,
}

impl Fulfilment {
    /// Whether the work keeps pace, while the period runs and a number was promised: at least so many as there would be by
    /// now, or at most.
    pub fn keeps_pace(&self, quantity: &Quantity) -> Option<bool> {
        let by_now = self.by_now?;
        Some(match quantity {
            Quantity::AtMost { .. } => self.done <= by_now,
            Quantity::AsIntended { .. } => self.as_intended.unwrap_or(0) >= by_now,
            _ => self.done >= by_now,
        })
    }
}

/// Every undertaking of a promise as it stands on a day: one for each, in the order of the promise, whatever was told.
pub fn fulfilments(promise: &CitizenPromise, doings: &[Doings], today: Date) -> Vec<Fulfilment> {
    let of = |commitment: &Commitment| {
        let known: Vec<&Doings> =
            doings.iter().filter(|known| known.commitment == commitment.number).collect();
        let deeds: Vec<Deed> = known.iter().flat_map(|known| known.deeds.iter().cloned()).collect();
        let silent = known.iter().map(|known| known.silent).sum();
        fulfil(commitment, promise.period, &Doings { commitment: commitment.number, deeds, silent }, today)
    };
    promise.commitments.iter().map(of).collect()
}

/// One undertaking as it stands on a day. The same deeds in any order give the same answer; more done never makes it worse
/// where at least so many are promised, nor better where at most.
pub fn fulfil(commitment: &Commitment, period: Period, doings: &Doings, today: Date) -> Fulfilment {
    let dated = |deed: &&Deed| period.contains(deed.days.to());
    let (inside, outside): (Vec<&Deed>, Vec<&Deed>) = doings.deeds.iter().partition(dated);
    let case = Case {
        commitment,
        period,
        deeds: inside.into_iter().filter(|deed| deed.days.to() <= today).collect(),
        silent: doings.silent,
        today,
    };
    let counted = commitment.quantity.counted();
    let promised = counted.map(|counted| counted.in_all(period));
    Fulfilment {
        commitment: commitment.number,
        outcome: case.outcome(),
        done: case.done(),
        as_intended: matches!(commitment.quantity, Quantity::AsIntended { .. }).then(|| case.as_intended()),
        asked: (commitment.quantity == Quantity::OnRequest).then(|| case.asked()),
        promised,
        by_now: promised.and_then(|promised| case.by_now(promised)),
        spells_missed: counted.map_or(0, |counted| case.spells_missed(counted)),
        grade: case.grade(),
        latest: case.deeds.iter().map(|deed| deed.days.to()).max(),
        outside: Outside { deeds: outside.len() as u64, count: outside.iter().map(|deed| deed.count).sum() },
    }
}

/// An undertaking with what counts towards it.
struct Case<'a> {
    commitment: &'a Commitment,
    period: Period,
    deeds: Vec<&'a Deed>,
    silent: u32,
    today: Date,
}

impl Case<'_> {
    fn is_over(&self) -> bool {
        self.today > self.period.to()
    }

    fn outcome(&self) -> Outcome {
        match (&self.commitment.quantity, self.commitment.quantity.counted()) {
            (Quantity::AtMost { .. }, Some(counted)) => self.at_most(counted),
            (Quantity::AsIntended { .. }, Some(counted)) => self.intended(counted),
            (_, Some(counted)) => self.at_least(counted),
            (Quantity::OnRequest, _) => self.on_request(),
            (_, None) => self.done_or_not(),
        }
    }

    fn at_least(&self, counted: Counted<'_>) -> Outcome {
        let enough = self.done() >= counted.in_all(self.period);
        let everywhere = self.spells_short(counted, |_| true) == 0;
        if enough && everywhere {
            Outcome::Fulfilled
        } else if !self.is_over() {
            Outcome::NotDueYet
        } else if self.done() == 0 && self.is_untold() {
            Outcome::CannotBeShown
        } else if self.done() == 0 {
            Outcome::NotFulfilled
        } else {
            Outcome::Partly
        }
    }

    /// Whether nothing is told, or only that it goes on or is done, without a number: that shows nothing where one was
    /// promised.
    fn is_untold(&self) -> bool {
        let claims = |deed: &&Deed| matches!(deed.execution, Some(Execution::Ongoing | Execution::Done));
        self.deeds.iter().all(claims)
    }

    fn at_most(&self, counted: Counted<'_>) -> Outcome {
        if self.done() > counted.in_all(self.period) {
            Outcome::NotFulfilled
        } else if !self.is_over() {
            Outcome::NotDueYet
        } else if self.deeds.is_empty() {
            Outcome::CannotBeShown
        } else if self.spells_over(counted) > 0 {
            Outcome::Partly
        } else {
            Outcome::Fulfilled
        }
    }

    fn intended(&self, counted: Counted<'_>) -> Outcome {
        let enough = self.as_intended() >= counted.in_all(self.period);
        let everywhere = self.spells_short(counted, as_intended) == 0;
        let unknown = self.deeds.iter().all(|deed| deed.count == 0 || deed.fidelity == Fidelity::Unknown);
        if enough && everywhere {
            Outcome::Fulfilled
        } else if !self.is_over() {
            Outcome::NotDueYet
        } else if self.done() == 0 && self.is_untold() {
            Outcome::CannotBeShown
        } else if self.done() == 0 {
            Outcome::NotFulfilled
        } else if unknown {
            Outcome::CannotBeShown
        } else {
            Outcome::Partly
        }
    }

    fn on_request(&self) -> Outcome {
        let (done, asked) = (self.done(), self.asked());
        if asked == 0 {
            Outcome::NobodyAsked
        } else if !self.is_over() {
            Outcome::NotDueYet
        } else if done >= asked {
            Outcome::Fulfilled
        } else if done > 0 {
            Outcome::Partly
        } else {
            Outcome::NotFulfilled
        }
    }

    /// By the newest dated report of each measure, and by the log, where an entry tells that it is done.
    fn done_or_not(&self) -> Outcome {
        let mut newest: BTreeMap<(PartyId, ToldBy), (Date, u8)> = BTreeMap::new();
        for deed in &self.deeds {
            let stands = (deed.days.to(), stage(deed));
            let known = newest.entry((deed.party, deed.by)).or_insert(stands);
            *known = stands.max(*known);
        }
        let stages: Vec<u8> = newest.values().map(|(_, stage)| *stage).collect();
        let logged = newest.iter().any(|((_, by), (_, stage))| *by == ToldBy::Log && *stage == DONE);
        let all_done = !stages.is_empty() && stages.iter().all(|stage| *stage == DONE) && self.silent == 0;
        if all_done || logged {
            Outcome::Fulfilled
        } else if !self.is_over() {
            Outcome::NotDueYet
        } else if stages.is_empty() {
            Outcome::CannotBeShown
        } else if stages.iter().any(|stage| *stage >= BEGUN) {
            Outcome::Partly
        } else {
            Outcome::NotFulfilled
        }
    }

    /// How many were done: for each organisation what it reported or what it logged, whichever is more.
    fn done(&self) -> u64 {
        self.sum(|deed| deed.count)
    }

    fn as_intended(&self) -> u64 {
        self.sum(|deed| if as_intended(deed) { deed.count } else { 0 })
    }

    /// How many were asked for; whatever was done for somebody was asked for.
    fn asked(&self) -> u64 {
        self.sum(|deed| deed.asked).max(self.done())
    }

    fn sum(&self, of: impl Fn(&Deed) -> u64) -> u64 {
        let mut sums: BTreeMap<PartyId, [u64; 2]> = BTreeMap::new();
        for deed in &self.deeds {
            let channel = usize::from(deed.by == ToldBy::Log);
            let sums = sums.entry(deed.party).or_default();
            sums[channel] = sums[channel].saturating_add(of(deed));
        }
        sums.values().map(|[reported, logged]| *reported.max(logged)).fold(0, u64::saturating_add)
    }

    fn spells_missed(&self, counted: Counted<'_>) -> u64 {
        match self.commitment.quantity {
            Quantity::AtMost { .. } => self.spells_over(counted),
            Quantity::AsIntended { .. } => self.ended_short(counted, as_intended),
            _ => self.ended_short(counted, |_| true),
        }
    }

    /// Spells that are over in which there cannot have been enough.
    fn ended_short(&self, counted: Counted<'_>, counts: impl Fn(&Deed) -> bool) -> u64 {
        self.spells(counted, |spell| {
            spell.to() < self.today && self.most_in(spell, &counts) < counted.count.into()
        })
    }

    /// Spells in which there cannot have been enough, whether they are over or not.
    fn spells_short(&self, counted: Counted<'_>, counts: impl Fn(&Deed) -> bool) -> u64 {
        self.spells(counted, |spell| self.most_in(spell, &counts) < counted.count.into())
    }

    /// Spells in which there must have been too many.
    fn spells_over(&self, counted: Counted<'_>) -> u64 {
        let within = |deed: &Deed, spell: Period| spell.overlap(deed.days) == Some(deed.days);
        let fewest = |spell| self.sum(|deed| if within(deed, spell) { deed.count } else { 0 });
        self.spells(counted, |spell| fewest(spell) > counted.count.into())
    }

    /// The most that can have been done in a spell: all of every report that reaches into it.
    fn most_in(&self, spell: Period, counts: impl Fn(&Deed) -> bool) -> u64 {
        self.sum(|deed| if counts(deed) && spell.overlap(deed.days).is_some() { deed.count } else { 0 })
    }

    fn spells(&self, counted: Counted<'_>, is_meant: impl Fn(Period) -> bool) -> u64 {
        counted.per.spells(self.period).into_iter().filter(|spell| is_meant(*spell)).count() as u64
    }

    /// How many there would be at the end of the day before, at an even pace over the period.
    fn by_now(&self, promised: u64) -> Option<u64> {
        let gone = (self.period.from() <= self.today && !self.is_over())
            .then(|| i64::from((self.today - self.period.from()).get_days()))?;
        let (gone, days) = (u128::try_from(gone).ok()?, u128::try_from(self.period.days()).ok()?);
        u64::try_from(u128::from(promised) * gone / days).ok()
    }

    fn grade(&self) -> Option<EvidenceGrade> {
        let of = |deed: &&Deed| {
            if deed.count > 0 || deed.by == ToldBy::Log {
                EvidenceGrade::Count
            } else {
                EvidenceGrade::Impression
            }
        };
        self.deeds.iter().map(of).max()
    }
}

const BEGUN: u8 = 2;
const DONE: u8 = 3;

/// How far something had come that is done or not done.
fn stage(deed: &Deed) -> u8 {
    match deed.execution {
        Some(Execution::Done) => DONE,
        Some(Execution::Ongoing) => BEGUN,
        Some(Execution::Dropped) => 0,
        None if deed.count > 0 => DONE,
        Some(Execution::NotStarted) | None => 1,
    }
}

fn as_intended(deed: &Deed) -> bool {
    deed.fidelity == Fidelity::AsIntended
}

#[cfg(test)]
mod tests;
