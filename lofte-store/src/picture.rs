//! The situational picture: one draft that is worked on, and editions that were adopted.
//!
//! There is no statement that changes or removes an edition.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, Versioned, View, not_found, versioned};
use lofte_model::picture::{Assessment, Edition, SituationReport};
use serde::{Deserialize, Serialize};

const DRAFT: &str = "SELECT version, body FROM draft_picture WHERE municipality = $1";
const INSERT_DRAFT: &str = "INSERT INTO draft_picture (municipality, version, body) VALUES ($1, 1, $2) \
    ON CONFLICT (municipality) DO NOTHING";
const UPDATE_DRAFT: &str =
    "UPDATE draft_picture SET version = version + 1, body = $2 WHERE municipality = $1 AND version = $3";
const ADOPT: &str = "INSERT INTO picture (municipality, number, adopted_at, fingerprint, body) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (municipality, number) DO NOTHING";
const ADOPTED: &str = "SELECT body FROM picture WHERE municipality = $1 ORDER BY number";
const ONE: &str = "SELECT body FROM picture WHERE municipality = $1 AND number = $2";
const LATEST: &str = "SELECT body FROM picture WHERE municipality = $1 ORDER BY number DESC LIMIT 1";
const LAST_NUMBER: &str = "SELECT MAX(number) AS number FROM picture WHERE municipality = $1";

/// The picture as it is worked on: figures from the last computation, and the words so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftPicture {
    /// What was computed last, if anything.
    pub report: Option<SituationReport>,
    /// What the parties have written.
    pub assessment: Assessment,
}

impl View {
    /// The draft, if there is one.
    pub async fn draft_picture(&mut self) -> Result<Option<Versioned<DraftPicture>>, StoreError> {
        let args = self.here([]);
        let row = self.connection.row(DRAFT, &args).await?;
        row.map(|row| versioned(Noun::Picture, &row)).transpose()
    }

    /// Every adopted edition, by number.
    pub async fn adopted_pictures(&mut self) -> Result<Vec<Edition>, StoreError> {
        self.bodies(Noun::Picture, ADOPTED, []).await
    }

    /// One adopted edition.
    pub async fn adopted_picture(&mut self, number: u32) -> Result<Edition, StoreError> {
        let found = self.bodies(Noun::Picture, ONE, [number.into()]).await?.pop();
        found.ok_or_else(|| not_found(Noun::Picture, &number))
    }

    /// The newest adopted edition, if there is one.
    pub async fn latest_picture(&mut self) -> Result<Option<Edition>, StoreError> {
        Ok(self.bodies(Noun::Picture, LATEST, []).await?.pop())
    }
}

impl Tx {
    /// Saves the draft and says its new version.
    pub async fn save_draft_picture(
        &mut self,
        draft: &DraftPicture,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        if let Some(report) = &draft.report {
            self.require_own(&report.municipality)?;
        }
        self.screened(Noun::Picture, &draft.assessment)?;
        let body = self.derived(Noun::Picture, draft)?;
        let mut args = self.here([body.into()]);
        let (sql, version) = match expected {
            None => (INSERT_DRAFT, 1),
            Some(expected) => {
                args.push(expected.into());
                (UPDATE_DRAFT, expected + 1)
            }
        };
        match self.connection.execute(sql, &args).await? {
            1 => Ok(version),
            _ => Err(StoreError::Conflict(Noun::Picture)),
        }
    }

    /// Keeps an edition for good. It must follow the newest one; an edition that is there already is
    /// [`StoreError::Frozen`].
    pub async fn adopt_picture(&mut self, edition: &Edition) -> Result<(), StoreError> {
        self.require_own(&edition.report.municipality)?;
        self.require_next(Noun::Picture, LAST_NUMBER, (edition.number, edition.previous)).await?;
        self.screened(Noun::Picture, &edition.assessment)?;
        let body = self.derived(Noun::Picture, edition)?;
        let args = self.here([
            edition.number.into(),
            edition.adopted_at.into(),
            edition.fingerprint.as_str().into(),
            body.into(),
        ]);
        match self.connection.execute(ADOPT, &args).await? {
            1 => Ok(()),
            _ => Err(StoreError::Frozen(Noun::Picture)),
        }
    }
}
