//! The screening of everything that is saved, in the one place that every value passes.
//!
//! What somebody writes is refused when it holds a personal identity number and asked about when it may name a person
//! otherwise ([`lofte_model::screening`]). What was answered for once is not asked about again when the same thing is
//! saved anew. What is computed from other saved things is not asked about either: it was, when those were saved.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, json};
use lofte_model::screening::{Answer, Certainty, Found, found_in, of_value};
use serde::Serialize;

impl Tx {
    /// With what somebody answered when asked about the texts that will be saved.
    #[must_use]
    pub fn answered(mut self, answer: Answer) -> Self {
        self.answer = answer;
        self
    }

    /// A value that somebody wrote, as JSON; what was found in it is settled when the work is committed.
    pub(crate) fn screened(&mut self, noun: Noun, value: &impl Serialize) -> Result<String, StoreError> {
        let found = of_value(value)?.into_iter().filter(|found| !is_its_place(noun, found));
        self.found.extend(found);
        self.refuse_certain(noun)?;
        json(noun, value)
    }

    /// A value that is computed from what is saved already, as JSON.
    pub(crate) fn derived(&mut self, noun: Noun, value: &impl Serialize) -> Result<String, StoreError> {
        self.found.extend(found_in(value).into_iter().filter(is_certain));
        self.refuse_certain(noun)?;
        json(noun, value)
    }

    /// What residents will be shown.
    pub(crate) fn shown(&mut self, snapshot: &str) -> Result<(), StoreError> {
        let value: serde_json::Value = serde_json::from_str(snapshot)
            .map_err(|error| StoreError::Unwritable { noun: Noun::Publication, source: error })?;
        self.derived(Noun::Publication, &value).map(|_| ())
    }

    /// A delivery keeps the name its file came with, so that one from before can still be taken back; everything
    /// else is refused at once.
    fn refuse_certain(&self, noun: Noun) -> Result<(), StoreError> {
        let certain = self.found.iter().find(|found| is_certain(found));
        match certain.filter(|_| noun != Noun::Delivery) {
            Some(found) => Err(StoreError::IdentityNumber { noun, field: found.place.clone() }),
            None => Ok(()),
        }
    }

    /// Forgets what stands in the saved value already: it was answered for when it came in.
    pub(crate) async fn leave_what_stood(
        &mut self,
        saving: &Saving,
        id: &(impl ToString + Sync),
    ) -> Result<(), StoreError> {
        if self.found.is_empty() {
            return Ok(());
        }
        let args = self.here([id.to_string().into()]);
        let Some(row) = self.connection.row(saving.find, &args).await? else { return Ok(()) };
        let Ok(body) = row.text("body") else { return Ok(()) };
        let before: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
        let stood = found_in(&before);
        self.found.retain(|found| !stood.contains(found));
        Ok(())
    }

    /// Refuses what may name a person, unless it was answered for.
    pub(crate) fn require_nobody(&mut self) -> Result<(), StoreError> {
        self.found.sort();
        self.found.dedup();
        self.refuse_certain(Noun::Municipality)?;
        if self.answer.covers(&self.found) {
            return Ok(());
        }
        Err(StoreError::MayNamePerson(std::mem::take(&mut self.found)))
    }
}

fn is_certain(found: &Found) -> bool {
    found.kind.certainty() == Certainty::Certain
}

/// Where what is found is what the field is for: how residents reach the municipality, what an official signs in with,
/// and codes of areas, which the use case compares with the known ones.
fn is_its_place(noun: Noun, found: &Found) -> bool {
    let field = found.place.as_str();
    let meant = matches!(
        (noun, field),
        (Noun::Municipality | Noun::Coordination, "contact")
            | (Noun::Account, "login")
            | (Noun::Promise | Noun::Problem, "areas")
    );
    meant && !is_certain(found)
}
