//! Tables that the municipality loads and somebody else answers for: its gazetteer, weights of harm,
//! tables of a problem index ([`crate::index_table`]).
//!
//! One is loaded under the next number of its kind and is never changed. It counts until another is loaded or it is taken
//! back; then the one before it counts again. What is taken back is emptied, and what was frozen with it says still which
//! it was. None is ever published.

use super::activity::change;
use super::{audit, begin};
use crate::error::{AppError, not_amended};
use crate::house::House;
use lofte_analysis::incidents::harm::HarmError;
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::gazetteer::GazetteerEntry;
use lofte_model::loaded::{LoadedKind, LoadedTable};
use lofte_model::records::{Category, Dimension, Key, RecordKind, Selection};
use lofte_model::scheme::{CategoryTable, TableError, TableHead, read_rows};
use lofte_store::{Noun, Tx, View};
use lofte_words::Message;
use std::collections::BTreeMap;

/// What a table of weights is called, by what it calls it itself.
const HEAD: [&str; 4] = ["name", "version", "source", "unit"];

/// A table that is about to be kept.
pub(crate) struct Fresh {
    pub(crate) kind: LoadedKind,
    pub(crate) name: String,
    pub(crate) edition: String,
    pub(crate) source: String,
    pub(crate) unit: String,
    pub(crate) entries: u64,
    pub(crate) content: String,
}

/// Every table that was ever loaded, those taken back too: kind by kind, the newest first.
pub async fn list(actor: &Actor, house: &House) -> Result<Vec<LoadedTable>, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut all = all(&mut house.store().read(&actor.municipality).await?).await?;
    all.sort_by_key(|table| (table.kind, std::cmp::Reverse(table.number)));
    Ok(all)
}

/// Takes a table back, with the reason. It is emptied; the one before it counts again.
pub async fn withdraw(actor: &Actor, house: &House, id: &str, reason: &str) -> Result<LoadedTable, AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let known = tx.loaded_table(id).await?;
    let change = change(actor, house, reason);
    change.require(known.value.withdrawn.as_ref()).map_err(not_amended)?;
    let table = LoadedTable { withdrawn: Some(change.into()), ..known.value };
    tx.withdraw_loaded_table(&table, known.version).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::LoadedTable, id)).await?;
    Ok(table)
}

/// Loads weights of harm that were written in a form: a line for each category, `stöld; 10`.
pub async fn load_weights(
    actor: &Actor,
    house: &House,
    head: &TableHead,
    rows: &str,
) -> Result<LoadedTable, AppError> {
    actor.require(Action::Import)?;
    let labels = super::category::labels(actor, house).await?;
    let weights = read_rows(rows, &labels).map_err(|error| refused(&error))?;
    let text = CategoryTable::written(head, weights).map_err(|error| refused(&error))?;
    load_weights_file(actor, house, &text).await
}

/// Loads weights of harm from the text of a file.
pub async fn load_weights_file(actor: &Actor, house: &House, text: &str) -> Result<LoadedTable, AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let own: Vec<Category> = tx.own_categories().await?.into_iter().map(|own| own.value.slug).collect();
    let table = CategoryTable::read(text, &own).map_err(|error| refused(&error))?;
    let name = table.harm().name();
    let fresh = Fresh {
        kind: LoadedKind::HarmWeights,
        name: name.name,
        edition: name.version,
        source: name.source,
        unit: name.unit,
        entries: table.harm().weights().len() as u64,
        content: without_head(text)?,
    };
    let table = keep(&mut tx, actor, house, fresh).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::LoadedTable, table.id())).await?;
    Ok(table)
}

/// What is kept of the text of a table: figures and categories, and nothing that somebody wrote beside them. What it is called
/// stands in the table itself, where it is screened and can be masked.
fn without_head(text: &str) -> Result<String, AppError> {
    let defect = |error: String| AppError::Defect(error);
    let mut table: toml::Table = toml::from_str(text).map_err(|error| defect(error.to_string()))?;
    table.retain(|key, _| !HEAD.contains(&key));
    toml::to_string(&table).map_err(|error| defect(error.to_string()))
}

fn with_head(content: &str, table: &LoadedTable) -> Result<String, AppError> {
    let defect = |error: String| AppError::Defect(format!("{}: {error}", table.id()));
    let mut text: toml::Table = toml::from_str(content).map_err(|error| defect(error.to_string()))?;
    let said = [&table.name, &table.edition, &table.source, &table.unit];
    text.extend(HEAD.iter().zip(said).map(|(key, said)| ((*key).to_owned(), said.clone().into())));
    toml::to_string(&text).map_err(|error| defect(error.to_string()))
}

/// What the weights in force say of the categories that rows have.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The table.
    pub table: LoadedTable,
    /// Categories with their weights, the heaviest first.
    pub weights: Vec<(Category, f64)>,
    /// Categories of rows that it has no weight for, with their rows, the most first.
    pub lacking: Vec<(Category, u64)>,
}

/// The weights in force; nothing where none are loaded.
pub async fn weights(actor: &Actor, house: &House) -> Result<Option<Weights>, AppError> {
    actor.require(Action::Import)?;
    let Some((table, known)) = in_force(&mut house.store().read(&actor.municipality).await?).await? else {
        return Ok(None);
    };
    let asked = Selection::all(actor.municipality.clone()).kinds(&RecordKind::INCIDENTS);
    let counted = house.records().count(&asked, &[Dimension::Category]).await?;
    let of = |keys: &[Key]| keys.first().and_then(Key::text).map(Category::new);
    let rows: BTreeMap<Category, u64> =
        counted.rows.iter().filter_map(|row| Some((of(&row.keys)?, row.count))).collect();
    let mut lacking: Vec<(Category, u64)> =
        rows.into_iter().filter(|(category, _)| known.harm().weight(category.as_str()).is_none()).collect();
    lacking.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let weights = known.harm().weights().iter();
    let mut weights: Vec<(Category, f64)> =
        weights.map(|one| (Category::new(one.category.clone()), one.weight)).collect();
    weights.sort_by(|one, other| other.1.total_cmp(&one.1));
    Ok(Some(Weights { table, weights, lacking }))
}

/// The weights in force, with the table that they are of.
pub(crate) async fn in_force(view: &mut View) -> Result<Option<(LoadedTable, CategoryTable)>, AppError> {
    let all = all(view).await?;
    let Some(table) = LoadedTable::in_force(&all, LoadedKind::HarmWeights) else { return Ok(None) };
    let text = with_head(&view.loaded_content(&table.id()).await?, table)?;
    let own: Vec<Category> = view.own_categories().await?.into_iter().map(|own| own.value.slug).collect();
    let known = CategoryTable::read(&text, &own).map_err(|error| refused(&error))?;
    Ok(Some((table.clone(), known)))
}

/// What the gazetteer in force holds; nothing where none is loaded.
pub(crate) async fn gazetteer(view: &mut View) -> Result<Vec<GazetteerEntry>, AppError> {
    let all = all(view).await?;
    let Some(table) = LoadedTable::in_force(&all, LoadedKind::Gazetteer) else { return Ok(Vec::new()) };
    let text = view.loaded_content(&table.id()).await?;
    serde_json::from_str(&text).map_err(|error| AppError::Defect(format!("{}: {error}", table.id())))
}

/// Keeps a table under the next number of its kind.
pub(crate) async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    house: &House,
    fresh: Fresh,
) -> Result<LoadedTable, AppError> {
    let known = all(tx).await?;
    let Fresh { kind, name, edition, source, unit, entries, content } = fresh;
    let table = LoadedTable {
        kind,
        number: LoadedTable::next_number(&known, kind),
        name,
        edition,
        source,
        unit,
        entries,
        fingerprint: Fingerprint::of_bytes(content.as_bytes()),
        loaded_at: house.now(),
        loaded_by: actor.user,
        withdrawn: None,
    };
    let head =
        |table: &LoadedTable| [&table.name, &table.edition, &table.source, &table.unit].map(String::clone);
    let same = |now: &LoadedTable| now.fingerprint == table.fingerprint && head(now) == head(&table);
    if LoadedTable::in_force(&known, kind).is_some_and(same) {
        return Err(AppError::refused(Message::plain("loaded-same")));
    }
    tx.add_loaded_table(&table, &content).await?;
    Ok(table)
}

pub(crate) async fn all(view: &mut View) -> Result<Vec<LoadedTable>, AppError> {
    Ok(view.loaded_tables().await?.into_iter().map(|known| known.value).collect())
}

fn refused(error: &TableError) -> AppError {
    let (line, text) = match error {
        TableError::Line { line, text } | TableError::UnknownText { line, text } => {
            (line.to_string(), text.clone())
        }
        TableError::Unknown(category) => ("none".to_owned(), category.to_string()),
        TableError::Unreadable(error) => (String::new(), error.message().to_owned()),
        TableError::Unwritable(_) | TableError::Harm(_) => (String::new(), String::new()),
    };
    let key = match error {
        TableError::Line { .. } => "weights-line",
        TableError::UnknownText { .. } | TableError::Unknown(_) => "weights-unknown",
        TableError::Unreadable(_)
        | TableError::Unwritable(_)
        | TableError::Harm(HarmError::Level { .. } | HarmError::TooLarge) => "weights-unreadable",
        TableError::Harm(HarmError::Unnamed) => "weights-unnamed",
        TableError::Harm(HarmError::Empty) => "weights-empty",
        TableError::Harm(HarmError::Twice { category }) => {
            return AppError::refused(Message::with("weights-twice", "text", category.clone()));
        }
        TableError::Harm(HarmError::Weight { category, .. }) => {
            return AppError::refused(Message::with("weights-positive", "text", category.clone()));
        }
    };
    AppError::refused(Message::with(key, "line", line).and("text", text))
}
