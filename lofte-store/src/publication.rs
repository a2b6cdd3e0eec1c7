//! Publications and the snapshots that residents were shown. Both are added and never changed.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View, json, not_found};
use lofte_model::publication::Publication;

const INSERT: &str = "INSERT INTO publication (municipality, number, published_at, fingerprint, body, snapshot) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (municipality, number) DO NOTHING";
const ALL: &str = "SELECT body FROM publication WHERE municipality = $1 ORDER BY number";
const SNAPSHOT: &str = "SELECT snapshot FROM publication WHERE municipality = $1 AND number = $2";

impl View {
    /// Every publication, by number.
    pub async fn publications(&mut self) -> Result<Vec<Publication>, StoreError> {
        self.bodies(Noun::Publication, ALL, []).await
    }

    /// What was shown in a publication, to the byte.
    pub async fn snapshot(&mut self, number: u32) -> Result<String, StoreError> {
        let args = self.here([number.into()]);
        let row = self.connection.row(SNAPSHOT, &args).await?;
        row.ok_or_else(|| not_found(Noun::Publication, &number))?.text("snapshot")
    }
}

impl Tx {
    /// Adds a publication with the snapshot as it was shown. One that is there already is [`StoreError::Frozen`].
    pub async fn add_publication(
        &mut self,
        publication: &Publication,
        snapshot: &str,
    ) -> Result<(), StoreError> {
        let args = self.here([
            publication.number.into(),
            publication.at.into(),
            publication.fingerprint.as_str().into(),
            json(Noun::Publication, publication)?.into(),
            snapshot.into(),
        ]);
        if self.connection.execute(INSERT, &args).await? == 0 {
            return Err(StoreError::Frozen(Noun::Publication));
        }
        self.use_number(Noun::Publication, publication.number).await
    }
}
