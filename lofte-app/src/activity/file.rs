//! Rows of a file as entries of the log: all of them or none, and each row once however often its file comes.
//!
//! An entry is known by what its row says, so that a longer version of a list adds only its new rows. Every cell that
//! cannot be read is told with its row and column, and then nothing is taken.

use super::own_parties;
use crate::error::{AppError, activity_refusal};
use crate::house::House;
use crate::{audit, begin};
use jiff::civil::Date;
use lofte_import::civil::CivilTimes;
use lofte_import::same::same_form;
use lofte_import::sheet::{Sheet, sheet};
use lofte_model::access::{Action, Actor};
use lofte_model::activity::{Activity, ActivityRefusal, Entry, FileRow, Logged};
use lofte_model::id::{ActivityId, PartyId};
use lofte_model::party::Party;
use lofte_model::place::{Area, AreaCode, AreaKind};
use lofte_model::plan::{CommitmentRef, Fidelity};
use lofte_model::promise::{CitizenPromise, Commitment};
use lofte_store::Noun;
use lofte_words::Message;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Columns that such a file must have.
const REQUIRED: [&str; 4] = ["löfte", "åtagande", "antal", "dag"];
/// Columns that it may have, each under either name.
const OPTIONAL: [[&str; 2]; 7] = [
    ["enhet", "unit"],
    ["part", "party"],
    ["område", "area"],
    ["plats", "place"],
    ["anteckning", "note"],
    ["vad", "what"],
    ["som avsett", "as intended"],
];
/// Faults that are told of one file.
const MOST_TOLD: usize = 50;

/// What became of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Rows that became entries.
    pub stored: u64,
    /// Rows that were there already.
    pub known: u64,
    /// Entries dated outside the period of their promise: they are kept and do not count.
    pub outside: u64,
}

/// Reads a file into the log, whole or not at all.
pub(super) async fn take(actor: &Actor, house: &House, path: &Path) -> Result<Imported, AppError> {
    actor.require(Action::ReportMeasure)?;
    let owned = path.to_owned();
    let read = tokio::task::spawn_blocking(move || sheet(&owned, &REQUIRED)).await;
    let sheet = read.map_err(|error| AppError::Defect(error.to_string()))??;
    let mut tx = begin(actor, house, Action::ReportMeasure).await?;
    let known: BTreeSet<ActivityId> =
        tx.activities().await?.into_iter().map(|activity| activity.value.id).collect();
    let desk = Desk {
        actor,
        known: &known,
        today: house.today(),
        promises: tx.promises().await?.into_iter().map(|promise| promise.value).collect(),
        parties: tx.parties().await?.into_iter().map(|party| party.value).collect(),
        areas: tx.areas().await?,
    };
    let entries = desk.read(&sheet)?;
    let mut imported = Imported::default();
    for Told { id, row, commitment, party, entry, outside } in entries {
        if known.contains(&id) {
            imported.known += 1;
            continue;
        }
        imported.stored += 1;
        imported.outside += u64::from(outside);
        let from = Some(FileRow { file: sheet.fingerprint.clone(), row });
        let (at, by) = (house.now(), actor.user);
        let (former, withdrawn) = (Vec::new(), None);
        let activity = Activity { id, commitment, party, entry, at, by, from, former, withdrawn };
        tx.save_activity(&activity, None).await?;
    }
    if imported.stored > 0 {
        tx.commit(audit(actor, house, Action::ReportMeasure, Noun::Activity, sheet.fingerprint)).await?;
    }
    Ok(imported)
}

/// A row that can be taken.
struct Told {
    id: ActivityId,
    row: u64,
    commitment: CommitmentRef,
    party: PartyId,
    entry: Entry,
    outside: bool,
}

/// What the cells are compared with.
struct Desk<'a> {
    actor: &'a Actor,
    /// Entries that are there already.
    known: &'a BTreeSet<ActivityId>,
    today: Date,
    promises: Vec<CitizenPromise>,
    parties: Vec<Party>,
    areas: Vec<Area>,
}

/// A fault in a cell.
struct Fault {
    column: &'static str,
    message: Message,
}

/// One row, its cells by the name of the column.
struct Cells<'a> {
    sheet: &'a Sheet,
    cells: &'a [String],
}

impl Cells<'_> {
    fn of(&self, names: &[&str]) -> &str {
        let place = self.sheet.column(names);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    fn optional(&self, which: usize) -> &str {
        OPTIONAL.get(which).map_or("", |names| self.of(names))
    }
}

impl Desk<'_> {
    /// Every row, or every fault.
    fn read(&self, sheet: &Sheet) -> Result<Vec<Told>, AppError> {
        let days = sheet.column(&["dag"]);
        let cells = sheet.rows.iter().filter_map(|(_, cells)| cells.get(days?).map(String::as_str));
        let times = CivilTimes::of(cells, Vec::new());
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let (mut told, mut faults) = (Vec::new(), Vec::new());
        for (row, cells) in &sheet.rows {
            match self.row(*row, &Cells { sheet, cells }, &times, &mut seen) {
                Ok(entry) => told.push(entry),
                Err(Fault { column, message }) => faults.push(at(*row, column, &message)),
            }
        }
        if faults.is_empty() {
            return Ok(told);
        }
        let more = faults.len().saturating_sub(MOST_TOLD);
        faults.truncate(MOST_TOLD);
        if more > 0 {
            faults.push(Message::with("activity-file-more", "count", more));
        }
        faults.insert(0, Message::plain("activity-file-nothing"));
        Err(AppError::Refused(faults))
    }

    fn row(
        &self,
        row: u64,
        cells: &Cells<'_>,
        times: &CivilTimes,
        seen: &mut BTreeMap<String, u32>,
    ) -> Result<Told, Fault> {
        let (promise, commitment) = self.commitment(cells)?;
        let party = self.party(cells.optional(1), commitment)?;
        let entry = Entry {
            what: what(cells.optional(5))?,
            count: cells.of(&["antal"]).parse().map_err(|_| fault("antal", "activity-no-count"))?,
            unit: cells.optional(0).to_owned(),
            day: times.read(cells.of(&["dag"])).map_err(|_| fault("dag", "form-bad-date"))?.0.date(),
            fidelity: fidelity(cells.optional(6))?,
            area: self.area(cells.optional(2))?,
            place: cells.optional(3).to_owned(),
            note: cells.optional(4).to_owned(),
        };
        let entry = entry.fit(promise, commitment.number, party, self.today).map_err(|refusal| {
            let (field, message) = activity_refusal(&refusal);
            Fault { column: column(field), message }
        })?;
        let reference = CommitmentRef { promise: promise.id, commitment: commitment.number };
        let says = said(&reference, party, &entry);
        let before = seen.entry(says.clone()).or_default();
        *before += 1;
        let id = ActivityId::named(&format!("{says}/{before}"));
        if promise.closing().is_some() && !self.known.contains(&id) {
            let (field, message) = activity_refusal(&ActivityRefusal::Closed);
            return Err(Fault { column: column(field), message });
        }
        Ok(Told {
            id,
            row,
            commitment: reference,
            party,
            outside: !promise.period.contains(entry.day),
            entry,
        })
    }

    fn commitment(&self, cells: &Cells<'_>) -> Result<(&CitizenPromise, &Commitment), Fault> {
        let number = |cell: &str| cell.trim().parse::<u32>().ok();
        let promise = number(cells.of(&["löfte"]));
        let promise = promise.and_then(|number| self.promises.iter().find(|known| known.number == number));
        let promise = promise.filter(|promise| self.actor.may_see_promise(promise));
        let promise = promise.ok_or_else(|| fault("löfte", "activity-no-promise"))?;
        let commitment = number(cells.of(&["åtagande"]));
        let commitment = commitment
            .and_then(|number| promise.commitments.iter().find(|known| u32::from(known.number) == number));
        Ok((promise, commitment.ok_or_else(|| fault("åtagande", "activity-no-commitment"))?))
    }

    fn party(&self, cell: &str, commitment: &Commitment) -> Result<PartyId, Fault> {
        let own = own_parties(self.actor, commitment, &self.parties);
        let named = match cell {
            "" => own.first(),
            name => own.iter().find(|party| same_form(&party.name) == same_form(name)),
        };
        named.map(|party| party.id).ok_or_else(|| fault("part", "activity-not-theirs"))
    }

    fn area(&self, cell: &str) -> Result<Option<AreaCode>, Fault> {
        if cell.is_empty() {
            return Ok(None);
        }
        let mut placed = self.areas.iter().filter(|area| area.kind != AreaKind::LocalPolice);
        let is_it = |area: &&Area| area.code.as_str() == cell || same_form(&area.name) == same_form(cell);
        let found = placed.find(is_it).map(|area| area.code.clone());
        found.map(Some).ok_or_else(|| fault("område", "text-unknown-area"))
    }
}

/// Everything that a row says, by which it is known when it comes again.
fn said(reference: &CommitmentRef, party: PartyId, entry: &Entry) -> String {
    let area = entry.area.as_ref().map(ToString::to_string).unwrap_or_default();
    let parts = [
        reference.promise.to_string(),
        reference.commitment.to_string(),
        party.to_string(),
        format!("{:?} {:?}", entry.what, entry.fidelity),
        entry.count.to_string(),
        entry.unit.clone(),
        entry.day.to_string(),
        area,
        entry.place.clone(),
        entry.note.clone(),
    ];
    parts.join("\u{1f}")
}

fn what(cell: &str) -> Result<Logged, Fault> {
    match same_form(cell).as_str() {
        "" | "gjort" | "done" => Ok(Logged::Done),
        "bett" | "begärt" | "asked" => Ok(Logged::Asked),
        _ => Err(fault("vad", "activity-bad-what")),
    }
}

fn fidelity(cell: &str) -> Result<Fidelity, Fault> {
    match same_form(cell).as_str() {
        "" => Ok(Fidelity::Unknown),
        "ja" | "yes" => Ok(Fidelity::AsIntended),
        "delvis" | "partly" => Ok(Fidelity::Partly),
        "nej" | "no" => Ok(Fidelity::NotAsIntended),
        _ => Err(fault("som avsett", "activity-bad-fidelity")),
    }
}

fn fault(column: &'static str, key: &str) -> Fault {
    Fault { column, message: Message::plain(key) }
}

/// The column that a field of the form is in a file.
fn column(field: &str) -> &'static str {
    match field {
        "count" => "antal",
        "unit" => "enhet",
        "day" => "dag",
        "party" => "part",
        "what" => "vad",
        "promise" => "löfte",
        _ => "åtagande",
    }
}

/// A fault with where it stands: its text begins with row and column. The cell itself is not repeated, it may hold
/// anything.
fn at(row: u64, column: &str, message: &Message) -> Message {
    let mut told = Message::with(format!("row-{}", message.key), "row", row).and("column", column);
    told.arguments.extend(message.arguments.iter().filter(|(name, _)| *name != "told").cloned());
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_words::Language;

    #[test]
    fn every_fault_is_told_with_row_and_column_in_both_languages() {
        let refusals = [
            ActivityRefusal::NotSigned,
            ActivityRefusal::Closed,
            ActivityRefusal::NoCommitment(7),
            ActivityRefusal::NoCount,
            ActivityRefusal::OtherUnit { promised: "ronder".into(), told: "timmar".into() },
            ActivityRefusal::NotYet,
            ActivityRefusal::ImplausibleDay,
            ActivityRefusal::NotTheirs,
            ActivityRefusal::NotOnRequest,
        ];
        let plain = [
            "form-bad-date",
            "activity-no-promise",
            "activity-no-commitment",
            "text-unknown-area",
            "activity-bad-what",
            "activity-bad-fidelity",
        ];
        let messages = refusals.iter().map(|refusal| activity_refusal(refusal).1);
        for message in messages.chain(plain.map(Message::plain)) {
            for language in [Language::Swedish, Language::English] {
                let told = at(14, "dag", &message).tell(language);
                assert!(told.contains("14") && told.contains("dag") && !told.contains('{'), "{told}");
                let shows = message.arguments.iter().any(|(name, _)| *name == "told");
                assert!(shows || told.contains(&message.tell(language)), "{told}");
                assert!(!told.contains("timmar"), "a cell may hold anything: {told}");
            }
        }
    }
}
