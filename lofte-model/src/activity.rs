//! The activity log: what was done towards an undertaking, one entry for each time, in seconds.
//!
//! An entry belongs to one organisation and is dated by the day it was done. Only signed promises are logged on, since
//! what a draft promises may still change. Leaves out what the entries amount to: that is [`crate::followup`].

use crate::access::{Actor, Role};
use crate::amendment::{Change, Former, NoAmendment, Withdrawal};
use crate::fingerprint::Fingerprint;
use crate::followup::{Deed, Doings, ToldBy};
use crate::id::{ActivityId, PartyId, UserId};
use crate::party::{Party, PartyKind};
use crate::period::{PLAUSIBLE_YEARS, Period};
use crate::place::AreaCode;
use crate::plan::{CommitmentRef, Fidelity};
use crate::promise::{CitizenPromise, Quantity};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What an entry tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Logged {
    /// It was done.
    #[default]
    Done,
    /// Somebody asked for it.
    Asked,
}

/// What an entry says, and what can be corrected in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Done or asked for.
    pub what: Logged,
    /// How many.
    pub count: u32,
    /// Of what, as the undertaking has it; empty where it counts nothing.
    pub unit: String,
    /// The day.
    pub day: Date,
    /// Whether as intended.
    pub fidelity: Fidelity,
    /// In which area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    /// At which place, by its name.
    #[serde(rename = "site", default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// About places and things.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A row of a file that an entry came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Of the file.
    pub file: Fingerprint,
    /// As a spreadsheet counts.
    pub row: u64,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Identity.
    pub id: ActivityId,
    /// The undertaking.
    pub commitment: CommitmentRef,
    /// Whose work it was.
    pub party: PartyId,
    /// What it says.
    pub entry: Entry,
    /// When it was entered.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// The file it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<FileRow>,
    /// What it said before it was corrected, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former<Entry>>,
    /// That it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// Why an entry is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActivityRefusal {
    /// The promise is closed.
    #[error("the promise is closed: nothing more is logged on it")]
    Closed,
    /// The promise is a draft, or lacks a signature.
    #[error("only what both sides have signed is logged on")]
    NotSigned,
    /// No such undertaking.
    #[error("the promise has no commitment {0}")]
    NoCommitment(u16),
    /// None.
    #[error("write how many, at least 1")]
    NoCount,
    /// Another unit.
    #[error("the commitment counts “{promised}”, not “{told}”")]
    OtherUnit {
        /// What the undertaking counts.
        promised: String,
        /// What the entry counts.
        told: String,
    },
    /// A day that has not been.
    #[error("the day has not come yet")]
    NotYet,
    /// A day that nobody can have meant.
    #[error("the day must lie between 1990 and 2100")]
    ImplausibleDay,
    /// Somebody who has not undertaken it.
    #[error("the organisation has not undertaken this")]
    NotTheirs,
    /// Asked for, where nothing is promised to those who ask.
    #[error("only what is promised on request can be asked for")]
    NotOnRequest,
    /// A correction that is none.
    #[error(transparent)]
    Amendment(#[from] NoAmendment),
}

impl Entry {
    /// Looks whether an organisation can tell this of an undertaking today. An entry without a unit counts what the
    /// undertaking counts.
    pub fn fit(
        self,
        promise: &CitizenPromise,
        number: u16,
        party: PartyId,
        today: Date,
    ) -> Result<Self, ActivityRefusal> {
        if !promise.is_standing() {
            return Err(ActivityRefusal::NotSigned);
        }
        let commitment = promise.commitments.iter().find(|commitment| commitment.number == number);
        let commitment = commitment.ok_or(ActivityRefusal::NoCommitment(number))?;
        if !commitment.parties.contains(&party) {
            return Err(ActivityRefusal::NotTheirs);
        }
        if self.count == 0 {
            return Err(ActivityRefusal::NoCount);
        }
        if self.what == Logged::Asked && commitment.quantity != Quantity::OnRequest {
            return Err(ActivityRefusal::NotOnRequest);
        }
        let promised = commitment.quantity.unit().unwrap_or_default();
        let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
        if !self.unit.trim().is_empty() && !same(&self.unit, promised) {
            return Err(ActivityRefusal::OtherUnit { promised: promised.to_owned(), told: self.unit });
        }
        if self.day > today {
            return Err(ActivityRefusal::NotYet);
        }
        if !PLAUSIBLE_YEARS.contains(&self.day.year()) {
            return Err(ActivityRefusal::ImplausibleDay);
        }
        Ok(Self { unit: promised.to_owned(), ..self })
    }
}

impl Activity {
    /// Corrects what an entry says; what it said before stays with it.
    pub fn correct(mut self, entry: Entry, change: Change) -> Result<Self, ActivityRefusal> {
        change.require(self.withdrawn.as_ref())?;
        if entry == self.entry {
            return Err(NoAmendment::Same.into());
        }
        let was = std::mem::replace(&mut self.entry, entry);
        self.former.push(change.former(was));
        Ok(self)
    }

    /// Takes an entry back: it stays, and counts no more.
    pub fn withdraw(mut self, change: Change) -> Result<Self, ActivityRefusal> {
        change.require(self.withdrawn.as_ref())?;
        self.withdrawn = Some(change.into());
        Ok(self)
    }

    /// What it counts as; nothing once it was taken back.
    pub fn deed(&self) -> Option<Deed> {
        let (done, asked) = match self.entry.what {
            Logged::Done => (u64::from(self.entry.count), 0),
            Logged::Asked => (0, u64::from(self.entry.count)),
        };
        let days = Period::new(self.entry.day, self.entry.day).ok()?;
        self.withdrawn.is_none().then_some(Deed {
            party: self.party,
            by: ToldBy::Log,
            days,
            count: done,
            asked,
            fidelity: self.entry.fidelity,
            execution: None,
        })
    }
}

/// What the log tells of each undertaking of a promise, in the order of the promise.
pub fn logged(promise: &CitizenPromise, activities: &[Activity]) -> Vec<Doings> {
    let of = |number: u16| {
        let towards = |activity: &&Activity| {
            activity.commitment.promise == promise.id && activity.commitment.commitment == number
        };
        let deeds = activities.iter().filter(towards).filter_map(Activity::deed).collect();
        Doings { commitment: number, deeds, silent: 0 }
    };
    promise.commitments.iter().map(|commitment| of(commitment.number)).collect()
}

impl Actor {
    /// Whether the actor enters, reads and corrects what an organisation logs: partners their own, each side its own.
    pub fn logs_for(&self, party: &Party) -> bool {
        match self.role {
            Role::Coordinator => party.kind != PartyKind::Police,
            Role::Police => party.kind == PartyKind::Police,
            Role::Partner => self.party == Some(party.id),
            Role::Reader => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PromiseId;
    use crate::promise::PromiseState;
    use crate::promise::{Commitment, Details, Pace};
    use jiff::civil::date;

    fn entry(count: u32, unit: &str) -> Entry {
        Entry {
            what: Logged::Done,
            count,
            unit: unit.into(),
            day: date(2024, 5, 2),
            fidelity: Fidelity::Unknown,
            area: None,
            place: String::new(),
            note: String::new(),
        }
    }

    fn signed() -> CitizenPromise {
        serde_json::from_value(serde_json::json!({
            "id": PromiseId::named("x"),
            "number": 1,
            "title": "x",
            "text": "x",
            "period": Period::years(2023, 2024),
            "areas": [],
            "problems": [],
            "commitments": [Commitment {
                number: 1,
                text: "x".into(),
                parties: vec![PartyId::named("polis")],
                quantity: Quantity::AtLeast { count: 4, unit: "Vandringar".into(), per: Pace::WholePeriod },
                details: Details::default(),
            }],
            "effect_goal": null,
            "continues": null,
            "state": PromiseState::Historical { source: "x".into() },
        }))
        .unwrap()
    }

    fn fit(entry: Entry) -> Result<Entry, ActivityRefusal> {
        entry.fit(&signed(), 1, PartyId::named("polis"), date(2024, 6, 1))
    }

    #[test]
    fn an_entry_counts_what_the_undertaking_counts() {
        assert_eq!(fit(entry(1, "")).unwrap().unit, "Vandringar");
        assert_eq!(fit(entry(1, " vandringar ")).unwrap().unit, "Vandringar");
        let other = ActivityRefusal::OtherUnit { promised: "Vandringar".into(), told: "timmar".into() };
        assert_eq!(fit(entry(1, "timmar")), Err(other));
        assert_eq!(fit(entry(0, "")), Err(ActivityRefusal::NoCount));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let tomorrow = Entry { day: date(2024, 6, 2), ..entry(1, "") };
        assert_eq!(fit(tomorrow), Err(ActivityRefusal::NotYet));
        let asked = Entry { what: Logged::Asked, ..entry(1, "") };
        assert_eq!(fit(asked), Err(ActivityRefusal::NotOnRequest));
        let today = date(2024, 6, 1);
        let stranger = PartyId::named("x");
        assert_eq!(entry(1, "").fit(&signed(), 1, stranger, today), Err(ActivityRefusal::NotTheirs));
        let polis = PartyId::named("polis");
        assert_eq!(entry(1, "").fit(&signed(), 7, polis, today), Err(ActivityRefusal::NoCommitment(7)));
        let draft = CitizenPromise { state: PromiseState::Draft, ..signed() };
        assert_eq!(entry(1, "").fit(&draft, 1, polis, today), Err(ActivityRefusal::NotSigned));
    }

    fn of(entry: Entry) -> Activity {
        Activity {
            id: ActivityId::named("a"),
            commitment: CommitmentRef { promise: PromiseId::named("x"), commitment: 1 },
            party: PartyId::named("polis"),
            entry,
            at: Timestamp::UNIX_EPOCH,
            by: UserId::named("one"),
            from: None,
            former: vec![],
            withdrawn: None,
        }
    }

    #[test]
    fn a_correction_keeps_what_stood_and_what_was_taken_back_does_not_count() {
        let activity = of(entry(40, "vandringar"));
        let change = |reason: &str| Change {
            at: Timestamp::UNIX_EPOCH,
            by: UserId::named("two"),
            reason: reason.into(),
        };
        let silent = activity.clone().correct(entry(4, "vandringar"), change(" "));
        assert_eq!(silent, Err(NoAmendment::NoReason.into()));
        let corrected = activity.correct(entry(4, "vandringar"), change("fel tangent")).unwrap();
        assert_eq!((corrected.former[0].was.count, corrected.deed().unwrap().count), (40, 4));
        let again = corrected.clone().correct(entry(4, "vandringar"), change("fel tangent"));
        assert_eq!(again, Err(NoAmendment::Same.into()));
        let gone = corrected.withdraw(change("dubbelt")).unwrap();
        assert_eq!(gone.deed(), None);
        assert_eq!(gone.withdraw(change("igen")), Err(NoAmendment::Withdrawn.into()));
    }

    /// Every state meets every verb: where the document has an arrow the code goes there, and nowhere else.
    #[test]
    fn the_code_has_the_arrows_of_the_document_and_no_others() {
        let document = include_str!("../../docs/states/activity.md");
        let arrows: Vec<&str> = document
            .lines()
            .map(str::trim)
            .filter(|line| line.contains(" --> ") && line.contains(": "))
            .collect();
        let change = || Change { at: Timestamp::UNIX_EPOCH, by: UserId::named("x"), reason: "fel".into() };
        let state = |activity: &Activity| if activity.withdrawn.is_some() { "withdrawn" } else { "standing" };
        let standing = of(entry(1, ""));
        let withdrawn = standing.clone().withdraw(change()).unwrap();
        let mut found = Vec::new();
        for start in [standing, withdrawn] {
            let next = [
                ("correct", start.clone().correct(entry(2, ""), change())),
                ("withdraw", start.clone().withdraw(change())),
            ];
            for (verb, next) in next {
                found.extend(next.ok().map(|next| format!("{} --> {}: {verb}", state(&start), state(&next))));
            }
        }
        assert_eq!(found, arrows);
    }
}
