//! Publications and the snapshots that residents were shown. Both are added and never changed.

use crate::engine::Row;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, View, not_found};
use lofte_model::publication::Publication;

const INSERT: &str = "INSERT INTO publication \
    (municipality, number, published_at, fingerprint, body, snapshot, ledger) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (municipality, number) DO NOTHING";
const ALL: &str = "SELECT body FROM publication WHERE municipality = $1 ORDER BY number";
const ALL_SHOWN: &str = "SELECT snapshot, ledger FROM publication WHERE municipality = $1 ORDER BY number";
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

    /// What was shown in every publication, by number.
    pub async fn all_shown(&mut self) -> Result<Vec<ShownThen>, StoreError> {
        let args = self.here([]);
        let rows = self.connection.rows(ALL_SHOWN, &args).await?;
        let shown = |row: &Row| {
            Ok(ShownThen { snapshot: row.text("snapshot")?, ledger: row.get::<Option<String>>("ledger")? })
        };
        rows.iter().map(shown).collect()
    }
}

/// What was shown in a publication, and what the working side keeps beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownThen {
    /// The snapshot, to the byte.
    pub snapshot: String,
    /// What later publications must know of it; none in publications made before there were ledgers.
    pub ledger: Option<String>,
}

impl Tx {
    /// Adds a publication with the snapshot as it was shown and the ledger that is kept beside it. One that is there
    /// already is [`StoreError::Frozen`].
    pub async fn add_publication(
        &mut self,
        publication: &Publication,
        snapshot: &str,
        ledger: &str,
    ) -> Result<(), StoreError> {
        let body = self.derived(Noun::Publication, publication)?;
        self.shown(snapshot)?;
        let args = self.here([
            publication.number.into(),
            publication.at.into(),
            publication.fingerprint.as_str().into(),
            body.into(),
            snapshot.into(),
            ledger.into(),
        ]);
        if self.connection.execute(INSERT, &args).await? == 0 {
            return Err(StoreError::Frozen(Noun::Publication));
        }
        self.use_number(Noun::Publication, publication.number).await
    }
}
