//! Prioritised problems with their causes.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::id::ProblemId;
use lofte_model::problem::Problem;

const INSERT: &str = "INSERT INTO problem (municipality, id, version, number, body) \
    VALUES ($1, $2, 1, $3, $4) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE problem SET version = version + 1, number = $3, body = $4 \
    WHERE municipality = $1 AND id = $2 AND version = $5";
const ONE: &str = "SELECT version, body FROM problem WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM problem WHERE municipality = $1 ORDER BY number";
const SAVING: Saving = Saving { noun: Noun::Problem, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One problem.
    pub async fn problem(&mut self, id: ProblemId) -> Result<Versioned<Problem>, StoreError> {
        self.value(Noun::Problem, ONE, &id).await
    }

    /// Every problem, by number.
    pub async fn problems(&mut self) -> Result<Vec<Versioned<Problem>>, StoreError> {
        self.values(Noun::Problem, ALL, []).await
    }
}

impl Tx {
    /// Saves a problem and says its new version.
    pub async fn save_problem(
        &mut self,
        problem: &Problem,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let columns = [problem.number.into(), self.screened(Noun::Problem, problem)?.into()];
        let version = self.save(&SAVING, &problem.id, columns, expected).await?;
        self.use_number(Noun::Problem, problem.number).await?;
        Ok(version)
    }
}
