//! Signatures of the sides on recorded verdicts. Added and never changed; the newest of a side stands.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View};
use lofte_model::followup::VerdictSignature;
use lofte_model::id::PromiseId;

const INSERT: &str = "INSERT INTO verdict_signature (municipality, promise, number, verdict, at, body) \
    VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM verdict_signature \
    WHERE municipality = $1 AND promise = $2), $3, $4, $5)";
const OF_PROMISE: &str =
    "SELECT body FROM verdict_signature WHERE municipality = $1 AND promise = $2 ORDER BY number";

impl View {
    /// Every signature on verdicts of a promise, the earliest first.
    pub async fn verdict_signatures(
        &mut self,
        promise: PromiseId,
    ) -> Result<Vec<VerdictSignature>, StoreError> {
        self.bodies(Noun::VerdictSignature, OF_PROMISE, [promise.to_string().into()]).await
    }
}

impl Tx {
    /// Adds a signature. The verdict must be there.
    pub async fn add_verdict_signature(&mut self, signature: &VerdictSignature) -> Result<(), StoreError> {
        let body = self.screened(Noun::VerdictSignature, signature)?;
        let args = self.here([
            signature.promise.to_string().into(),
            signature.verdict.into(),
            signature.at.into(),
            body.into(),
        ]);
        self.connection.execute(INSERT, &args).await?;
        Ok(())
    }
}
