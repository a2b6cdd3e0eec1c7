//! The action plan beside its measures: its words as they are worked on, and the versions that were decided.
//!
//! A version is added once. What may be changed of it afterwards is the note of its decision and that it was taken back;
//! a version whose contents are other than those of the one that is there is refused.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Tx, Versioned, View, not_found, versioned};
use lofte_model::plan::{PlanText, PlanVersion};

const DRAFT: &str = "SELECT version, body FROM plan_draft WHERE municipality = $1";
const INSERT_DRAFT: &str = "INSERT INTO plan_draft (municipality, version, body) VALUES ($1, 1, $2) \
    ON CONFLICT (municipality) DO NOTHING";
const UPDATE_DRAFT: &str =
    "UPDATE plan_draft SET version = version + 1, body = $2 WHERE municipality = $1 AND version = $3";
const ADOPT: &str = "INSERT INTO action_plan (municipality, number, version, adopted_at, fingerprint, body) \
    VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT (municipality, number) DO NOTHING";
const NOTE: &str = "UPDATE action_plan SET version = version + 1, body = $3 \
    WHERE municipality = $1 AND number = $2 AND version = $4 AND fingerprint = $5";
const ALL: &str = "SELECT version, body FROM action_plan WHERE municipality = $1 ORDER BY number";
const ONE: &str = "SELECT version, body FROM action_plan WHERE municipality = $1 AND number = $2";
const LAST_NUMBER: &str = "SELECT MAX(number) AS number FROM action_plan WHERE municipality = $1";

impl View {
    /// What the plan says around its measures, if anything is written.
    pub async fn plan_text(&mut self) -> Result<Option<Versioned<PlanText>>, StoreError> {
        let args = self.here([]);
        let row = self.connection.row(DRAFT, &args).await?;
        row.map(|row| versioned(Noun::Plan, &row)).transpose()
    }

    /// Every version of the plan, by number.
    pub async fn plan_versions(&mut self) -> Result<Vec<Versioned<PlanVersion>>, StoreError> {
        self.values(Noun::Plan, ALL, []).await
    }

    /// One version of the plan.
    pub async fn plan_version(&mut self, number: u32) -> Result<Versioned<PlanVersion>, StoreError> {
        let found = self.values(Noun::Plan, ONE, [number.into()]).await?.pop();
        found.ok_or_else(|| not_found(Noun::Plan, &number))
    }
}

impl Tx {
    /// Saves what the plan says around its measures, and says its new version.
    pub async fn save_plan_text(
        &mut self,
        text: &PlanText,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let body = self.screened(Noun::Plan, text)?;
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
            _ => Err(StoreError::Conflict(Noun::Plan)),
        }
    }

    /// Keeps a version for good. It must follow the newest one; a version that is there already is
    /// [`StoreError::Frozen`].
    pub async fn adopt_plan(&mut self, plan: &PlanVersion) -> Result<(), StoreError> {
        self.require_next(Noun::Plan, LAST_NUMBER, (plan.number, plan.previous)).await?;
        // Its words and measures were screened when they were saved.
        self.screened(Noun::Plan, &plan.record)?;
        let body = self.derived(Noun::Plan, plan)?;
        let args = self.here([
            plan.number.into(),
            plan.adopted_at.into(),
            plan.fingerprint.as_str().into(),
            body.into(),
        ]);
        match self.connection.execute(ADOPT, &args).await? {
            1 => Ok(()),
            _ => Err(StoreError::Frozen(Noun::Plan)),
        }
    }

    /// Notes the decision of a version otherwise, or that it was taken back. What was decided on is never written over:
    /// other contents than those that are there are [`StoreError::Frozen`].
    pub async fn note_plan(&mut self, plan: &PlanVersion, expected: i64) -> Result<i64, StoreError> {
        let Versioned { value: known, version } = self.plan_version(plan.number).await?;
        if version != expected {
            return Err(StoreError::Conflict(Noun::Plan));
        }
        let contents =
            |plan: &PlanVersion| plan.contents().map_err(|error| StoreError::unreadable(Noun::Plan, error));
        if contents(&known)? != contents(plan)? || known.fingerprint != plan.fingerprint {
            return Err(StoreError::Frozen(Noun::Plan));
        }
        self.screened(Noun::Plan, &(&plan.record, &plan.withdrawn))?;
        let body = self.derived(Noun::Plan, plan)?;
        let mut args = self.here([plan.number.into(), body.into()]);
        args.push(expected.into());
        args.push(plan.fingerprint.as_str().into());
        match self.connection.execute(NOTE, &args).await? {
            1 => Ok(expected + 1),
            _ => Err(StoreError::Conflict(Noun::Plan)),
        }
    }
}
