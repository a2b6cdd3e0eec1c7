//! Masking: the only way in which something frozen is written over, and only so that a passage becomes a mark.
//!
//! The store masks by itself: nobody hands it another body. What was masked is written down in the same transaction,
//! without the passage. Backups that are taken later hold the masked texts.

use crate::engine::Row;
use crate::error::StoreError;
use crate::noun::Noun;
use crate::revision;
use crate::store::{Tx, View, from_json, json};
use lofte_model::agreement::Agreement;
use lofte_model::fingerprint::NotCanonical;
use lofte_model::mask::{Mask, MaskOf, mask};
use serde_json::Value;

const INSERT: &str = "INSERT INTO mask (municipality, number, at, noun, id, body) \
    VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM mask WHERE municipality = $1), $2, $3, $4, $5)";
const OF_THING: &str =
    "SELECT body FROM mask WHERE municipality = $1 AND noun = $2 AND id = $3 ORDER BY number";
const ALL: &str = "SELECT noun, id, body FROM mask WHERE municipality = $1 ORDER BY number";
const COUNT: &str = "SELECT COUNT(*) AS masks FROM mask WHERE municipality = $1";
const PROMISE: &str = "SELECT id AS key, body FROM promise WHERE municipality = $1 AND id = $2";
const AGREEMENT: &str = "SELECT id AS key, body FROM agreement WHERE municipality = $1 AND id = $2";
const PARTY: &str = "SELECT id AS key, body FROM party WHERE municipality = $1 AND id = $2";
const MEASURE: &str = "SELECT id AS key, body FROM measure WHERE municipality = $1 AND id = $2";
const AREA: &str = "SELECT code AS key, body FROM area WHERE municipality = $1 AND code = $2";
const PROBLEM: &str = "SELECT id AS key, body FROM problem WHERE municipality = $1 AND id = $2";
const MAPPING: &str = "SELECT id AS key, body FROM mapping WHERE municipality = $1 AND id = $2";
const LINK: &str = "SELECT id AS key, body FROM link WHERE municipality = $1 AND id = $2";
const ACTIVITY: &str = "SELECT id AS key, body FROM activity WHERE municipality = $1 AND id = $2";
const CHECKPOINT: &str = "SELECT id AS key, body FROM checkpoint WHERE municipality = $1 AND id = $2";
const COORDINATION: &str =
    "SELECT municipality AS key, body FROM coordination WHERE municipality = $1 AND municipality = $2";
const FEEDBACK: &str = "SELECT CAST(number AS TEXT) AS key, body FROM feedback \
    WHERE municipality = $1 AND promise = $2 ORDER BY number";
const VERDICT_SIGNATURE: &str = "SELECT CAST(number AS TEXT) AS key, body FROM verdict_signature \
    WHERE municipality = $1 AND promise = $2 ORDER BY number";
const PICTURE: &str = "SELECT CAST(number AS TEXT) AS key, body FROM picture \
    WHERE municipality = $1 AND CAST(number AS TEXT) = $2";
const SNAPSHOTS: &str = "SELECT CAST(number AS TEXT) AS key, snapshot AS body FROM publication \
    WHERE municipality = $1 ORDER BY number";
const PLAN: &str = "SELECT CAST(number AS TEXT) AS key, body FROM action_plan \
    WHERE municipality = $1 AND CAST(number AS TEXT) = $2";
const CATEGORY: &str = "SELECT slug AS key, body FROM category WHERE municipality = $1 AND slug = $2";
const LOADED: &str = "SELECT id AS key, body FROM loaded_table WHERE municipality = $1 AND id = $2";
const LIBRARY: &str = "SELECT id AS key, body FROM library_measure WHERE municipality = $1 AND id = $2";
const TERM: &str = "SELECT id AS key, body FROM term WHERE municipality = $1 AND id = $2";
const MASK_PROMISE: &str =
    "UPDATE promise SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_AGREEMENT: &str =
    "UPDATE agreement SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
// The name in a column of its own only puts them in order.
const MASK_PARTY: &str =
    "UPDATE party SET version = version + 1, name = '', body = $3 WHERE municipality = $1 AND id = $2";
const MASK_MEASURE: &str =
    "UPDATE measure SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_AREA: &str =
    "UPDATE area SET version = version + 1, body = $3 WHERE municipality = $1 AND code = $2";
const MASK_PROBLEM: &str =
    "UPDATE problem SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_MAPPING: &str =
    "UPDATE mapping SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_LINK: &str =
    "UPDATE link SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_ACTIVITY: &str =
    "UPDATE activity SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_CHECKPOINT: &str =
    "UPDATE checkpoint SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_COORDINATION: &str = "UPDATE coordination SET version = version + 1, body = $3 \
    WHERE municipality = $1 AND municipality = $2";
const MASK_FEEDBACK: &str = "UPDATE feedback SET body = $4 \
    WHERE municipality = $1 AND promise = $2 AND CAST(number AS TEXT) = $3";
const MASK_VERDICT_SIGNATURE: &str = "UPDATE verdict_signature SET body = $4 \
    WHERE municipality = $1 AND promise = $2 AND CAST(number AS TEXT) = $3";
const MASK_PICTURE: &str =
    "UPDATE picture SET body = $3 WHERE municipality = $1 AND CAST(number AS TEXT) = $2";
const MASK_PLAN: &str = "UPDATE action_plan SET version = version + 1, body = $3 \
    WHERE municipality = $1 AND CAST(number AS TEXT) = $2";
const MASK_CATEGORY: &str =
    "UPDATE category SET version = version + 1, body = $3 WHERE municipality = $1 AND slug = $2";
const MASK_LOADED: &str =
    "UPDATE loaded_table SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_LIBRARY: &str =
    "UPDATE library_measure SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_TERM: &str =
    "UPDATE term SET version = version + 1, body = $3 WHERE municipality = $1 AND id = $2";
const MASK_SNAPSHOT: &str =
    "UPDATE publication SET snapshot = $3 WHERE municipality = $1 AND CAST(number AS TEXT) = $2";

/// What can be masked.
pub const MASKABLE: [Noun; 19] = [
    Noun::Area,
    Noun::Promise,
    Noun::Agreement,
    Noun::Party,
    Noun::Measure,
    Noun::Plan,
    Noun::Category,
    Noun::LoadedTable,
    Noun::LibraryMeasure,
    Noun::Term,
    Noun::Problem,
    Noun::Activity,
    Noun::Checkpoint,
    Noun::VerdictSignature,
    Noun::Coordination,
    Noun::Mapping,
    Noun::Link,
    Noun::Feedback,
    Noun::Picture,
];

/// A body with its passage masked.
struct Masked {
    key: String,
    body: Value,
    places: u64,
}

impl View {
    /// What was masked of one thing, the earliest first.
    pub async fn masks(&mut self, noun: Noun, id: &str) -> Result<Vec<Mask>, StoreError> {
        self.bodies(Noun::Mask, OF_THING, [noun.word().into(), id.into()]).await
    }

    /// Everything that was masked, the earliest first.
    pub async fn all_masks(&mut self) -> Result<Vec<MaskOf>, StoreError> {
        let args = self.here([]);
        let rows = self.connection.rows(ALL, &args).await?;
        let of = |row: &Row| {
            let mask = from_json(Noun::Mask, &row.text("body")?)?;
            Ok(MaskOf { noun: row.text("noun")?, id: row.text("id")?, mask })
        };
        rows.iter().map(of).collect()
    }

    /// How often something was masked.
    pub async fn mask_count(&mut self) -> Result<u64, StoreError> {
        let args = self.here([]);
        let row = self.connection.row(COUNT, &args).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.get("masks"))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// The bodies of a thing as JSON: one, or one for each time residents were told something.
    pub async fn maskable(&mut self, noun: Noun, id: &str) -> Result<Vec<Value>, StoreError> {
        let Some((sql, _)) = statements(noun) else {
            return Ok(Vec::new());
        };
        let args = self.here([id.into()]);
        let mut rows = self.connection.rows(sql, &args).await?;
        let args = self.here([id.into(), noun.word().into()]);
        rows.extend(self.connection.rows(revision::MASKABLE_OF, &args).await?);
        rows.iter().map(|row| from_json(noun, &row.text("body")?)).collect()
    }

    /// What a thing said before it was changed, with a passage masked.
    async fn masked_before(
        &mut self,
        noun: Noun,
        id: &str,
        passage: &str,
    ) -> Result<Vec<Masked>, StoreError> {
        let args = self.here([id.into(), noun.word().into()]);
        let rows = self.connection.rows(revision::MASKABLE_OF, &args).await?;
        let masked = |row: &Row| {
            let mut body: Value = from_json(noun, &row.text("body")?)?;
            let places = mask(&mut body, passage);
            Ok(Masked { key: row.text("key")?, body, places })
        };
        rows.iter().map(masked).collect()
    }

    async fn masked(&mut self, noun: Noun, id: &str, passage: &str) -> Result<Vec<Masked>, StoreError> {
        let Some((sql, _)) = statements(noun) else {
            return Ok(Vec::new());
        };
        let args = self.here([id.into()]);
        let rows = self.connection.rows(sql, &args).await?;
        let masked = |row: &Row| {
            let mut body: Value = from_json(noun, &row.text("body")?)?;
            let before = body.clone();
            let places = mask(&mut body, passage);
            if noun == Noun::Agreement && places > 0 {
                body = signed_still(before, body)?;
            }
            Ok(Masked { key: row.text("key")?, body, places })
        };
        rows.iter().map(masked).collect()
    }
}

impl Tx {
    /// Masks a passage in one thing, and says in how many places it stood there.
    pub async fn mask(&mut self, noun: Noun, id: &str, passage: &str) -> Result<u64, StoreError> {
        let Some((_, update)) = statements(noun) else {
            return Ok(0);
        };
        let mut places = 0;
        for masked in self.masked(noun, id, passage).await?.into_iter().filter(|masked| masked.places > 0) {
            places += masked.places;
            let body = json(noun, &masked.body)?;
            let args = match noun {
                Noun::Feedback | Noun::VerdictSignature => {
                    self.here([id.into(), masked.key.into(), body.into()])
                }
                _ => self.here([id.into(), body.into()]),
            };
            self.connection.execute(update, &args).await?;
        }
        for masked in self.masked_before(noun, id, passage).await?.into_iter().filter(|one| one.places > 0) {
            places += masked.places;
            let body = json(noun, &masked.body)?;
            let args = self.here([id.into(), noun.word().into(), body.into(), masked.key.into()]);
            self.connection.execute(revision::MASK, &args).await?;
        }
        Ok(places)
    }

    /// Masks a passage in every publication. `seal` puts into a masked snapshot what tells that it was masked; it is given
    /// the snapshot and gives it back, and may change nothing but the field `masked`.
    pub async fn mask_snapshots<E: From<StoreError>>(
        &mut self,
        passage: &str,
        mut seal: impl FnMut(Value) -> Result<Value, E> + Send,
    ) -> Result<u64, E> {
        let args = self.here([]);
        let rows = self.connection.rows(SNAPSHOTS, &args).await?;
        let mut places = 0;
        for row in &rows {
            let mut snapshot: Value = from_json(Noun::Publication, &row.text("body")?)?;
            let found = mask(&mut snapshot, passage);
            if found == 0 {
                continue;
            }
            places += found;
            let sealed = seal(snapshot.clone())?;
            if !same_but_for_the_seal(&snapshot, &sealed) {
                return Err(StoreError::Frozen(Noun::Publication).into());
            }
            let body = json(Noun::Publication, &sealed)?;
            let args = self.here([row.text("key")?.into(), body.into()]);
            self.connection.execute(MASK_SNAPSHOT, &args).await?;
        }
        Ok(places)
    }

    /// Writes down that something was masked.
    pub async fn add_mask(&mut self, noun: Noun, id: &str, mask: &Mask) -> Result<(), StoreError> {
        let args = self.here([mask.at.into(), noun.word().into(), id.into(), json(Noun::Mask, mask)?.into()]);
        self.connection.execute(INSERT, &args).await?;
        Ok(())
    }
}

/// Where the bodies of a noun are read and masked.
fn statements(noun: Noun) -> Option<(&'static str, &'static str)> {
    Some(match noun {
        Noun::Promise => (PROMISE, MASK_PROMISE),
        Noun::Agreement => (AGREEMENT, MASK_AGREEMENT),
        Noun::Party => (PARTY, MASK_PARTY),
        Noun::Measure => (MEASURE, MASK_MEASURE),
        Noun::Plan => (PLAN, MASK_PLAN),
        Noun::Category => (CATEGORY, MASK_CATEGORY),
        Noun::LoadedTable => (LOADED, MASK_LOADED),
        Noun::LibraryMeasure => (LIBRARY, MASK_LIBRARY),
        Noun::Term => (TERM, MASK_TERM),
        Noun::Problem => (PROBLEM, MASK_PROBLEM),
        Noun::Activity => (ACTIVITY, MASK_ACTIVITY),
        Noun::Area => (AREA, MASK_AREA),
        Noun::Checkpoint => (CHECKPOINT, MASK_CHECKPOINT),
        Noun::Coordination => (COORDINATION, MASK_COORDINATION),
        Noun::Mapping => (MAPPING, MASK_MAPPING),
        Noun::Link => (LINK, MASK_LINK),
        Noun::Feedback => (FEEDBACK, MASK_FEEDBACK),
        Noun::VerdictSignature => (VERDICT_SIGNATURE, MASK_VERDICT_SIGNATURE),
        Noun::Picture => (PICTURE, MASK_PICTURE),
        _ => return None,
    })
}

/// A masked agreement whose signatures are of what is left of its text.
fn signed_still(before: Value, masked: Value) -> Result<Value, StoreError> {
    let unreadable = |error| StoreError::unreadable(Noun::Agreement, error);
    let frozen = |error: NotCanonical| StoreError::unreadable(Noun::Agreement, error);
    let before: Agreement = serde_json::from_value(before).map_err(unreadable)?;
    let masked: Agreement = serde_json::from_value(masked).map_err(unreadable)?;
    let masked = masked.masked_from(&before.fingerprint().map_err(frozen)?).map_err(frozen)?;
    serde_json::to_value(&masked).map_err(unreadable)
}

fn same_but_for_the_seal(one: &Value, other: &Value) -> bool {
    let without = |value: &Value| {
        let mut value = value.clone();
        if let Some(fields) = value.as_object_mut() {
            fields.remove("masked");
        }
        value
    };
    without(one) == without(other)
}
