//! Tables that were loaded, each with what stands in it. Nothing in one is changed; one that is taken back loses its content
//! and keeps that it was there.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View, not_found};
use lofte_model::loaded::LoadedTable;

const INSERT: &str = "INSERT INTO loaded_table (municipality, id, version, body, content) \
    VALUES ($1, $2, 1, $3, $4) ON CONFLICT (municipality, id) DO NOTHING";
const UPDATE: &str = "UPDATE loaded_table SET version = version + 1, body = $3, content = $4 \
    WHERE municipality = $1 AND id = $2 AND version = $5";
const ONE: &str = "SELECT version, body FROM loaded_table WHERE municipality = $1 AND id = $2";
const ALL: &str = "SELECT version, body FROM loaded_table WHERE municipality = $1 ORDER BY id";
const CONTENT: &str = "SELECT content FROM loaded_table WHERE municipality = $1 AND id = $2";
const SAVING: Saving = Saving { noun: Noun::LoadedTable, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One table, without what stands in it.
    pub async fn loaded_table(&mut self, id: &str) -> Result<Versioned<LoadedTable>, StoreError> {
        self.value(Noun::LoadedTable, ONE, &id).await
    }

    /// Every table that was ever loaded, those taken back too, without what stands in them.
    pub async fn loaded_tables(&mut self) -> Result<Vec<Versioned<LoadedTable>>, StoreError> {
        self.values(Noun::LoadedTable, ALL, []).await
    }

    /// What stands in a table; empty once it was taken back.
    pub async fn loaded_content(&mut self, id: &str) -> Result<String, StoreError> {
        let args = self.here([id.into()]);
        let row =
            self.connection.row(CONTENT, &args).await?.ok_or_else(|| not_found(Noun::LoadedTable, &id))?;
        row.text("content")
    }
}

impl Tx {
    /// Adds a table with what stands in it.
    pub async fn add_loaded_table(&mut self, table: &LoadedTable, content: &str) -> Result<i64, StoreError> {
        let body = self.screened(Noun::LoadedTable, table)?;
        self.save(&SAVING, &table.id(), [body.into(), content.into()], None).await
    }

    /// Writes that a table was taken back, and empties it.
    pub async fn withdraw_loaded_table(
        &mut self,
        table: &LoadedTable,
        expected: i64,
    ) -> Result<i64, StoreError> {
        let body = self.screened(Noun::LoadedTable, table)?;
        self.save(&SAVING, &table.id(), [body.into(), "".into()], Some(expected)).await
    }
}
