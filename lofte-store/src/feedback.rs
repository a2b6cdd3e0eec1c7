//! What the parties say to residents about a promise and its verdict. Added and never changed; the newest stands.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View};
use lofte_model::followup::Feedback;
use lofte_model::id::PromiseId;

const INSERT: &str = "INSERT INTO feedback (municipality, promise, number, written_at, body) \
    VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM feedback WHERE municipality = $1 AND promise = $2), \
    $3, $4)";
const OF_PROMISE: &str = "SELECT body FROM feedback WHERE municipality = $1 AND promise = $2 ORDER BY number";

impl View {
    /// Everything said about a promise, the earliest first.
    pub async fn feedback(&mut self, promise: PromiseId) -> Result<Vec<Feedback>, StoreError> {
        self.bodies(Noun::Feedback, OF_PROMISE, [promise.to_string().into()]).await
    }
}

impl Tx {
    /// Adds what is said about a promise. The promise must be there.
    pub async fn add_feedback(&mut self, feedback: &Feedback) -> Result<(), StoreError> {
        let body = self.screened(Noun::Feedback, feedback)?;
        let args = self.here([feedback.promise.to_string().into(), feedback.at.into(), body.into()]);
        self.connection.execute(INSERT, &args).await?;
        Ok(())
    }
}
