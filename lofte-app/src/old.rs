//! Promises from before this program, entered by hand or from a file: what was promised, where that was found, and whatever
//! account there is, each undertaking with its source.
//!
//! They become history: no rule judges them, and what became of their undertakings is what the sources say. All of a file is
//! taken or nothing, and a promise that is there already is not taken again. Left out: promises that are still to be signed.

mod file;

use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use jiff::civil::Date;
use lofte_import::same::same_form;
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::feedback::Said;
use lofte_model::followup::{Feedback, Telling, fulfilments};
use lofte_model::id::{PartyId, PromiseId};
use lofte_model::party::Party;
use lofte_model::period::Period;
use lofte_model::promise::{CitizenPromise, Commitment, Details, PromiseState, Quantity, Sides};
use lofte_store::{Noun, StoreError, View};
use lofte_words::Message;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Faults that are told of one file.
const MOST_TOLD: usize = 50;

/// An undertaking of an old promise, with what was told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldCommitment {
    /// What was promised.
    pub text: String,
    /// Names of those who undertook it.
    #[serde(default)]
    pub parties: Vec<String>,
    /// How much; done or not where nothing is said.
    #[serde(default = "done_or_not")]
    pub quantity: Quantity,
    /// A place by its name.
    #[serde(default)]
    pub place: String,
    /// What was done, as its source tells.
    #[serde(default)]
    pub done: String,
    /// Why it did not become what was promised.
    #[serde(default)]
    pub why: String,
    /// Where that is told.
    #[serde(default)]
    pub source: String,
    /// The row of the file that it stands on, or the place of its promise.
    #[serde(skip)]
    pub row: u64,
}

fn done_or_not() -> Quantity {
    Quantity::DoneOrNot
}

/// An old promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldPromise {
    /// Short name.
    pub title: String,
    /// The promise in plain words.
    pub text: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Where it was found.
    pub source: String,
    /// Its undertakings, in order.
    #[serde(default)]
    pub commitments: Vec<OldCommitment>,
    /// What was told of it on the whole.
    #[serde(default)]
    pub account: String,
    /// What was learned.
    #[serde(default)]
    pub learned: String,
    /// The row of the file that it begins on, or its place in it.
    #[serde(skip)]
    pub row: u64,
}

/// An old promise as it would be saved.
#[derive(Clone, Debug)]
pub struct Recalled {
    /// The promise.
    pub promise: CitizenPromise,
    /// Its account, where there is one.
    pub telling: Option<Telling>,
    /// Whether it is there already.
    pub known: bool,
}

/// What became of old promises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Saved.
    pub stored: u64,
    /// There already.
    pub known: u64,
}

/// Reads old promises from CSV, a workbook or JSON. Nothing is saved.
pub async fn read(actor: &Actor, path: &Path) -> Result<Vec<OldPromise>, AppError> {
    actor.require(Action::DraftPromise)?;
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || file::read(&path)).await;
    read.map_err(|error| AppError::Defect(error.to_string()))?
}

/// What old promises would become, or everything that is wrong with them.
pub async fn preview(
    actor: &Actor,
    house: &House,
    promises: &[OldPromise],
) -> Result<Vec<Recalled>, AppError> {
    actor.require(Action::DraftPromise)?;
    recalled(&mut house.store().read(&actor.municipality).await?, promises).await
}

/// Saves old promises with their accounts, all of them or none.
pub async fn save(actor: &Actor, house: &House, promises: &[OldPromise]) -> Result<Taken, AppError> {
    let mut tx = begin(actor, house, Action::DraftPromise).await?;
    let recalled = recalled(&mut tx, promises).await?;
    let mut taken = Taken::default();
    for Recalled { promise, telling, known } in recalled {
        if known {
            taken.known += 1;
            continue;
        }
        let number = tx.next_number(Noun::Promise).await?;
        let promise = CitizenPromise { number, ..promise };
        tx.save_promise(&promise, None).await?;
        taken.stored += 1;
        if let Some(telling) = telling {
            let stood = fulfilments(&promise, &[], house.today());
            let (at, by) = (house.now(), actor.user);
            tx.add_feedback(&Feedback { promise: promise.id, telling, stood, at, by }).await?;
        }
    }
    if taken.stored > 0 {
        let what = Fingerprint::of(&promises)?;
        tx.commit(audit(actor, house, Action::DraftPromise, Noun::Promise, what)).await?;
    }
    Ok(taken)
}

async fn recalled(view: &mut View, promises: &[OldPromise]) -> Result<Vec<Recalled>, AppError> {
    let parties: Vec<Party> = view.parties().await?.into_iter().map(|party| party.value).collect();
    let code = view.code().to_string();
    let (mut recalled, mut faults) = (Vec::new(), Vec::new());
    for old in promises {
        match old.recall(&code, &parties) {
            Ok((promise, telling)) => {
                let known = match view.promise(promise.id).await {
                    Ok(_) => true,
                    Err(StoreError::NotFound { .. }) => false,
                    Err(error) => return Err(error.into()),
                };
                let twice = recalled.iter().any(|other: &Recalled| other.promise.id == promise.id);
                recalled.push(Recalled { promise, telling, known: known || twice });
            }
            Err(wrong) => faults.extend(wrong),
        }
    }
    if faults.is_empty() { Ok(recalled) } else { Err(nothing_taken(faults)) }
}

/// That nothing was taken, and why: so many faults as somebody reads.
fn nothing_taken(mut faults: Vec<Message>) -> AppError {
    let more = faults.len().saturating_sub(MOST_TOLD);
    faults.truncate(MOST_TOLD);
    if more > 0 {
        faults.push(Message::with("activity-file-more", "count", more));
    }
    faults.insert(0, Message::plain("old-nothing-taken"));
    AppError::Refused(faults)
}

/// A fault, with where it stands.
fn at(key: &str, row: u64, column: &'static str) -> Message {
    Message::with(key, "row", row).and("column", column)
}

impl OldPromise {
    /// The promise and its account, or everything that is wrong.
    fn recall(
        &self,
        code: &str,
        parties: &[Party],
    ) -> Result<(CitizenPromise, Option<Telling>), Vec<Message>> {
        let mut faults = Vec::new();
        for (text, column) in [(&self.title, "löfte"), (&self.text, "text"), (&self.source, "källa")] {
            if text.trim().is_empty() {
                faults.push(at("old-empty", self.row, column));
            }
        }
        let period = Period::new(self.from, self.to).ok().filter(|period| period.is_plausible());
        if period.is_none() {
            faults.push(at("old-period", self.row, "till"));
        }
        let mut commitments = Vec::new();
        for (number, old) in (1..).zip(&self.commitments) {
            match old.recall(number, parties) {
                Ok(commitment) => commitments.push(commitment),
                Err(wrong) => faults.extend(wrong),
            }
        }
        let (Some(period), true) = (period, faults.is_empty()) else { return Err(faults) };
        let title = self.title.trim().to_owned();
        let promise = CitizenPromise {
            id: PromiseId::named(&format!("{code}/old/{}/{}/{}", same_form(&title), self.from, self.to)),
            number: 0,
            title,
            text: self.text.trim().to_owned(),
            period,
            areas: Vec::new(),
            problems: Vec::new(),
            commitments,
            effect_goal: None,
            goals: Vec::new(),
            continues: None,
            carried: Vec::new(),
            state: PromiseState::Historical { source: self.source.trim().to_owned() },
            sealed: None,
            sides: Sides::default(),
        };
        Ok((promise, self.telling()))
    }

    /// The account, where anything is told.
    fn telling(&self) -> Option<Telling> {
        let said = (1..).zip(&self.commitments).map(|(commitment, old)| Said {
            commitment,
            done: old.done.clone(),
            why: old.why.clone(),
            source: old.source.clone(),
        });
        let (text, learned) = (self.account.clone(), self.learned.clone());
        let telling = Telling { text, learned, said: said.collect(), ..Telling::default() }.tidied();
        let told = !(telling.text.is_empty() && telling.learned.is_empty() && telling.said.is_empty());
        told.then_some(telling)
    }
}

impl OldCommitment {
    fn recall(&self, number: u16, parties: &[Party]) -> Result<Commitment, Vec<Message>> {
        let (mut faults, row) = (Vec::new(), self.row);
        if self.text.trim().is_empty() {
            faults.push(at("old-empty", row, "åtagande"));
        }
        if self.quantity.counted().is_some_and(|counted| counted.is_empty()) {
            faults.push(at("old-no-count", row, "antal"));
        }
        let mut by: Vec<PartyId> = Vec::new();
        for name in self.parties.iter().filter(|name| !name.trim().is_empty()) {
            match parties.iter().find(|party| same_form(&party.name) == same_form(name)) {
                Some(party) => by.push(party.id),
                None => faults.push(at("old-unknown-party", row, "parter").and("name", name.trim())),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Commitment {
            number,
            text: self.text.trim().to_owned(),
            parties: by,
            quantity: self.quantity.clone(),
            details: Details { place: self.place.trim().to_owned(), ..Details::default() },
        })
    }
}
