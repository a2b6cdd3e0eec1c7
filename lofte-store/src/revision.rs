//! What things said before they were changed. Added with the change, masked with the thing, and gone with it.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View, json};
use lofte_model::amendment::{Change, Former};
use serde::Serialize;
use serde_json::Value;

const INSERT: &str = "INSERT INTO revision (municipality, noun, id, number, at, body) VALUES ($1, $2, $3, \
    (SELECT COALESCE(MAX(number), 0) + 1 FROM revision WHERE municipality = $1 AND noun = $2 AND id = $3), $4, $5)";
const OF_THING: &str =
    "SELECT body FROM revision WHERE municipality = $1 AND noun = $2 AND id = $3 ORDER BY number";
const ALL: &str = "SELECT body FROM revision WHERE municipality = $1 ORDER BY noun, id, number";
pub(crate) const MASKABLE_OF: &str = "SELECT CAST(number AS TEXT) AS key, body FROM revision \
    WHERE municipality = $1 AND id = $2 AND noun = $3 ORDER BY number";
pub(crate) const MASK: &str = "UPDATE revision SET body = $4 WHERE municipality = $1 AND id = $2 AND noun = $3 \
    AND CAST(number AS TEXT) = $5";
pub(crate) const ERASE: &str = "DELETE FROM revision WHERE municipality = $1 AND noun = $2 AND id = $3";

impl View {
    /// What a thing said before, the earliest first.
    pub async fn revisions(&mut self, noun: Noun, id: &str) -> Result<Vec<Former<Value>>, StoreError> {
        self.bodies(Noun::Revision, OF_THING, [noun.word().into(), id.into()]).await
    }

    /// What everything said before.
    pub async fn all_revisions(&mut self) -> Result<Vec<Former<Value>>, StoreError> {
        self.bodies(Noun::Revision, ALL, []).await
    }
}

impl Tx {
    /// Keeps what a thing says that is about to be changed.
    pub async fn keep(
        &mut self,
        noun: Noun,
        id: &(impl ToString + Sync),
        was: &(impl Serialize + Sync),
        change: Change,
    ) -> Result<(), StoreError> {
        let was = serde_json::to_value(was).map_err(|source| StoreError::Unwritable { noun, source })?;
        let at = change.at;
        // Why it is changed is new; what it said was answered for when it was saved.
        self.screened(noun, &change.reason)?;
        let body = json(noun, &change.former(was))?;
        let args = self.here([noun.word().into(), id.to_string().into(), at.into(), body.into()]);
        self.connection.execute(INSERT, &args).await?;
        Ok(())
    }
}
