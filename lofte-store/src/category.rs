//! Categories that the municipality added beside the shared scheme, by their slug.

use crate::error::StoreError;
use crate::noun::Noun;
use crate::store::{Saving, Tx, Versioned, View};
use lofte_model::records::Category;
use lofte_model::scheme::OwnCategory;

const INSERT: &str = "INSERT INTO category (municipality, slug, version, body) \
    VALUES ($1, $2, 1, $3) ON CONFLICT (municipality, slug) DO NOTHING";
const UPDATE: &str = "UPDATE category SET version = version + 1, body = $3 \
    WHERE municipality = $1 AND slug = $2 AND version = $4";
const ONE: &str = "SELECT version, body FROM category WHERE municipality = $1 AND slug = $2";
const ALL: &str = "SELECT version, body FROM category WHERE municipality = $1 ORDER BY slug";
const CATEGORY: Saving = Saving { noun: Noun::Category, insert: INSERT, update: UPDATE, find: ONE };

impl View {
    /// One category of the municipality's own.
    pub async fn own_category(&mut self, slug: &Category) -> Result<Versioned<OwnCategory>, StoreError> {
        self.value(Noun::Category, ONE, slug).await
    }

    /// Every category of the municipality's own, by slug.
    pub async fn own_categories(&mut self) -> Result<Vec<Versioned<OwnCategory>>, StoreError> {
        self.values(Noun::Category, ALL, []).await
    }
}

impl Tx {
    /// Saves a category of the municipality's own and says its new version.
    pub async fn save_own_category(
        &mut self,
        category: &OwnCategory,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let body = self.screened(Noun::Category, category)?;
        self.save(&CATEGORY, &category.slug, [body.into()], expected).await
    }
}
