//! Coordination (samordning): what the law (2023:196, sections 10–13) asks for that is nobody's document: the board that leads the work,
//! the coordination function and how it is reached, the strategic council, and what happened on which day.
//!
//! Seats are organisations and offices, never names. What happened is dated, with a registry number where there is one,
//! and is corrected or taken back with what stood before. Leaves out minutes and reports themselves: they lie in the registry.

use crate::amendment::{Change, Former, NoAmendment, Withdrawal};
use crate::id::{PartyId, UserId};
use crate::party::{Party, PartyKind};
use crate::period::PLAUSIBLE_YEARS;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How many seats a council may have beside the chair.
pub const MOST_SEATS: usize = 60;

/// A seat in the council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The organisation.
    pub party: PartyId,
    /// The office, for example "kommundirektör": not a name.
    pub office: String,
}

/// The strategic council (strategiskt råd).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Council {
    /// What it is called.
    pub name: String,
    /// Who leads it: the municipality.
    pub chair: Seat,
    /// The others.
    pub members: Vec<Seat>,
}

/// Who leads, who coordinates and who meets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organised {
    /// The board that leads the work and reports: kommunstyrelsen, or the one that fullmäktige chose.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub board: String,
    /// The coordination function, for example "brottsförebyggande samordnare".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub function: String,
    /// How it is reached: address, telephone, e-mail. Residents are shown it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// The council.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub council: Option<Council>,
}

/// Something that happened on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The council met.
    CouncilMeeting,
    /// The board reported to kommunfullmäktige.
    ReportToAssembly,
    /// The plan was followed up.
    PlanFollowedUp,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::CouncilMeeting, Self::ReportToAssembly, Self::PlanFollowedUp];
}

/// What is on record of it, and what can be corrected in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnRecord {
    /// What happened.
    pub what: Occasion,
    /// The day.
    pub on: Date,
    /// Registry number (diarienummer), where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub registry_number: String,
    /// What it was about, about places and things.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A dated record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Number within the municipality, from 1.
    pub number: u32,
    /// When it was entered.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// What it says.
    #[serde(flatten)]
    pub told: OnRecord,
    /// What it said before it was corrected, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former<OnRecord>>,
    /// That it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// The coordination of a municipality.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coordination {
    /// Who leads, who coordinates and who meets.
    #[serde(flatten)]
    pub organised: Organised,
    /// What happened, in the order it was entered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Record>,
}

/// Why something is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CoordinationRefusal {
    /// A council without a name.
    #[error("say what the council is called")]
    NoCouncilName,
    /// A council that somebody else leads.
    #[error("the council is led by the municipality (law 2023:196, section 10)")]
    ChairNotMunicipal,
    /// A seat without an office.
    #[error("say which office each seat is for")]
    NoOffice,
    /// A seat of an organisation that there is not.
    #[error("a seat belongs to an organisation that is not among the parties")]
    UnknownParty,
    /// More seats than anybody reads.
    #[error("a council may have at most {MOST_SEATS} members")]
    TooManySeats,
    /// A day that has not been.
    #[error("the day has not come yet")]
    NotYet,
    /// A day that nobody can have meant.
    #[error("the day must lie between 1990 and 2100")]
    ImplausibleDay,
    /// There is none with this number.
    #[error("there is no record {0}")]
    NoSuchRecord(u32),
    /// A correction that is none.
    #[error(transparent)]
    Amendment(#[from] NoAmendment),
}

impl Organised {
    /// Refuses a council that the law would not know as one.
    pub fn fit(self, parties: &[Party]) -> Result<Self, CoordinationRefusal> {
        let Some(council) = &self.council else { return Ok(self) };
        let kind = |seat: &Seat| parties.iter().find(|party| party.id == seat.party).map(|party| party.kind);
        let seats = || council.members.iter().chain([&council.chair]);
        if council.name.trim().is_empty() {
            return Err(CoordinationRefusal::NoCouncilName);
        }
        if council.members.len() > MOST_SEATS {
            return Err(CoordinationRefusal::TooManySeats);
        }
        if seats().any(|seat| kind(seat).is_none()) {
            return Err(CoordinationRefusal::UnknownParty);
        }
        if kind(&council.chair) != Some(PartyKind::Municipality) {
            return Err(CoordinationRefusal::ChairNotMunicipal);
        }
        if seats().any(|seat| seat.office.trim().is_empty()) {
            return Err(CoordinationRefusal::NoOffice);
        }
        Ok(self)
    }
}

impl Coordination {
    /// Puts something on record.
    pub fn put(
        mut self,
        told: OnRecord,
        (at, by): (Timestamp, UserId),
        today: Date,
    ) -> Result<Self, CoordinationRefusal> {
        fits(&told, today)?;
        let number = self.records.iter().map(|record| record.number).max().unwrap_or(0).saturating_add(1);
        self.records.push(Record { number, at, by, told, former: Vec::new(), withdrawn: None });
        Ok(self)
    }

    /// Corrects a record. What it said before stays with it.
    pub fn correct(
        mut self,
        number: u32,
        told: OnRecord,
        change: Change,
        today: Date,
    ) -> Result<Self, CoordinationRefusal> {
        fits(&told, today)?;
        let record = self.record_mut(number)?;
        change.require(record.withdrawn.as_ref())?;
        if record.told == told {
            return Err(NoAmendment::Same.into());
        }
        let was = std::mem::replace(&mut record.told, told);
        record.former.push(change.former(was));
        Ok(self)
    }

    /// Takes a record back: it stays, and counts no more.
    pub fn withdraw(mut self, number: u32, change: Change) -> Result<Self, CoordinationRefusal> {
        let record = self.record_mut(number)?;
        change.require(record.withdrawn.as_ref())?;
        record.withdrawn = Some(change.into());
        Ok(self)
    }

    fn record_mut(&mut self, number: u32) -> Result<&mut Record, CoordinationRefusal> {
        let found = self.records.iter_mut().find(|record| record.number == number);
        found.ok_or(CoordinationRefusal::NoSuchRecord(number))
    }

    /// What counts of an occasion, the newest day first.
    pub fn standing(&self, what: Occasion) -> Vec<&Record> {
        let counts = |record: &&Record| record.told.what == what && record.withdrawn.is_none();
        let mut records: Vec<&Record> = self.records.iter().filter(counts).collect();
        records.sort_by_key(|record| std::cmp::Reverse((record.told.on, record.number)));
        records
    }
}

fn fits(told: &OnRecord, today: Date) -> Result<(), CoordinationRefusal> {
    if !PLAUSIBLE_YEARS.contains(&told.on.year()) {
        return Err(CoordinationRefusal::ImplausibleDay);
    }
    if told.on > today { Err(CoordinationRefusal::NotYet) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 30);

    fn parties() -> Vec<Party> {
        let party = |name: &str, kind| Party {
            id: PartyId::named(name),
            name: name.into(),
            kind,
            code: None,
            withdrawn: None,
        };
        vec![party("kommunen", PartyKind::Municipality), party("polisen", PartyKind::Police)]
    }

    fn council(chair: &str, office: &str) -> Organised {
        let seat = |party: &str, office: &str| Seat { party: PartyId::named(party), office: office.into() };
        let council = Council {
            name: "Rådet".into(),
            chair: seat(chair, "kommunstyrelsens ordförande"),
            members: vec![seat("polisen", office)],
        };
        Organised { council: Some(council), ..Organised::default() }
    }

    #[test]
    fn the_municipality_leads_the_council() {
        assert!(council("kommunen", "lokalpolisområdeschef").fit(&parties()).is_ok());
        let refused = |organised: Organised| organised.fit(&parties()).unwrap_err();
        assert_eq!(refused(council("polisen", "chef")), CoordinationRefusal::ChairNotMunicipal);
        assert_eq!(refused(council("ingen", "chef")), CoordinationRefusal::UnknownParty);
        assert_eq!(refused(council("kommunen", " ")), CoordinationRefusal::NoOffice);
        let mut nameless = council("kommunen", "chef");
        nameless.council.as_mut().unwrap().name.clear();
        assert_eq!(refused(nameless), CoordinationRefusal::NoCouncilName);
        let mut large = council("kommunen", "chef");
        let members = &mut large.council.as_mut().unwrap().members;
        *members = vec![members[0].clone(); MOST_SEATS + 1];
        assert_eq!(refused(large), CoordinationRefusal::TooManySeats);
        assert!(Organised::default().fit(&[]).is_ok(), "nothing is said yet");
    }

    fn met(on: Date) -> OnRecord {
        OnRecord {
            what: Occasion::CouncilMeeting,
            on,
            registry_number: "KS 2026/12".into(),
            note: String::new(),
        }
    }

    fn change(reason: &str) -> Change {
        Change { at: Timestamp::UNIX_EPOCH, by: UserId::named("one"), reason: reason.into() }
    }

    #[test]
    fn a_record_is_corrected_with_what_stood_before_and_counts_until_it_is_taken_back() {
        let by = (Timestamp::UNIX_EPOCH, UserId::named("one"));
        let one = Coordination::default().put(met(date(2026, 2, 3)), by, TODAY).unwrap();
        let two = one.put(met(date(2026, 9, 1)), by, TODAY).unwrap();
        let days = |coordination: &Coordination| {
            let standing = coordination.standing(Occasion::CouncilMeeting);
            standing.iter().map(|record| (record.number, record.told.on)).collect::<Vec<_>>()
        };
        assert_eq!(days(&two), [(2, date(2026, 9, 1)), (1, date(2026, 2, 3))]);
        assert_eq!(two.standing(Occasion::ReportToAssembly), Vec::<&Record>::new());
        let told = met(date(2026, 9, 2));
        let corrected = two.clone().correct(2, told.clone(), change("fel dag"), TODAY).unwrap();
        assert_eq!(corrected.records[1].former[0].was.on, date(2026, 9, 1));
        assert_eq!(
            corrected.clone().correct(2, told.clone(), change("igen"), TODAY),
            Err(NoAmendment::Same.into())
        );
        assert_eq!(
            two.clone().correct(2, told.clone(), change(" "), TODAY),
            Err(NoAmendment::NoReason.into())
        );
        assert_eq!(
            two.correct(9, told.clone(), change("x"), TODAY),
            Err(CoordinationRefusal::NoSuchRecord(9))
        );
        let withdrawn = corrected.withdraw(2, change("dubbelt")).unwrap();
        assert_eq!(days(&withdrawn), [(1, date(2026, 2, 3))]);
        assert_eq!(withdrawn.clone().withdraw(2, change("x")), Err(NoAmendment::Withdrawn.into()));
        assert_eq!(withdrawn.correct(2, met(TODAY), change("x"), TODAY), Err(NoAmendment::Withdrawn.into()));
    }

    #[test]
    fn what_has_not_been_is_not_on_record() {
        let put =
            |on| Coordination::default().put(met(on), (Timestamp::UNIX_EPOCH, UserId::named("one")), TODAY);
        assert!(put(TODAY).is_ok());
        assert_eq!(put(date(2026, 12, 1)), Err(CoordinationRefusal::NotYet));
        assert_eq!(put(date(1066, 1, 1)), Err(CoordinationRefusal::ImplausibleDay));
    }

    #[test]
    fn what_is_not_said_is_left_out_and_reads_back() {
        assert_eq!(serde_json::to_string(&Coordination::default()).unwrap(), "{}");
        assert_eq!(serde_json::from_str::<Coordination>("{}").unwrap(), Coordination::default());
    }
}
