//! Tables of the problem index of 0 to 6: at which shares the points of each question begin. The police have them; none comes
//! with the program.
//!
//! A table is loaded from lines that were pasted or from a file, whole or not at all, with every fault by row and column, under
//! the next number of its kind ([`crate::loaded`]). The picture says the index by the one in force.

use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use crate::loaded::{Fresh, all, keep};
use lofte_import::sheet::{Sheet, sheet};
use lofte_model::access::{Action, Actor};
use lofte_model::index_table::{
    IndexColumn, IndexFault, IndexFaultKind, IndexFile, IndexHead, IndexIndicator, IndexTable, QUESTION,
    Unread, of_rows, pasted,
};
use lofte_model::loaded::{LoadedKind, LoadedTable};
use lofte_model::survey::{Wave, WaveName};
use lofte_store::{Noun, View};
use lofte_words::Message;
use std::io::Read;
use std::path::Path;

/// Faults that are told of one table.
const MOST_TOLD: usize = 50;
/// The largest file; two hundred questions are some tens of kilobytes.
const LARGEST: u64 = 8 << 20;

/// What a form or a command says beside the rows of a table; what a file says itself counts where nothing is said here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Name, edition and source.
    pub head: IndexHead,
    /// What the levels 0 to 6 are called.
    pub levels: Vec<String>,
    /// Their colours.
    pub colours: Vec<String>,
}

/// Names or colours with semicolons between them.
pub fn seven(text: &str) -> Vec<String> {
    if text.trim().is_empty() {
        Vec::new()
    } else {
        text.split(';').map(|part| part.trim().to_owned()).collect()
    }
}

/// Loads a table from pasted lines: a header, and a line for each question.
pub async fn load(
    actor: &Actor,
    house: &House,
    beside: &Beside,
    lines: &str,
) -> Result<LoadedTable, AppError> {
    actor.require(Action::Import)?;
    let indicators = pasted(lines).map_err(|faults| refused(&faults, ROWS))?;
    take(actor, house, IndexHead::default(), IndexTable { indicators, ..IndexTable::default() }, beside).await
}

/// Loads a table from a file: rows of CSV, XLSX or JSON, or TOML or JSON with head, levels and indicators.
pub async fn load_file(
    actor: &Actor,
    house: &House,
    beside: &Beside,
    path: &Path,
) -> Result<LoadedTable, AppError> {
    actor.require(Action::Import)?;
    let owned = path.to_owned();
    let read = tokio::task::spawn_blocking(move || read(&owned)).await;
    let (head, table) = read.map_err(|error| AppError::Defect(error.to_string()))??;
    take(actor, house, head, table, beside).await
}

fn read(path: &Path) -> Result<(IndexHead, IndexTable), AppError> {
    if let Some(file) = whole_text(path)?.as_deref().and_then(written_whole) {
        return Ok(file?.parted());
    }
    let (first, others) = QUESTION.split_at(1);
    let again = |error| others.iter().find_map(|name| sheet(path, &[name]).ok()).ok_or(error);
    let Sheet { names, rows, .. } = sheet(path, first).or_else(again)?;
    let found = of_rows(&names, &rows).map_err(|faults| refused(&faults, ROWS))?;
    let indicators = found.into_iter().map(|(_, indicator)| indicator).collect();
    Ok((IndexHead::default(), IndexTable { indicators, ..IndexTable::default() }))
}

/// A file that is one value of JSON or TOML with head, levels and indicators; nothing where it is rows.
fn written_whole(text: &str) -> Option<Result<IndexFile, AppError>> {
    if serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| value.get("indicators").is_some()) {
        return Some(serde_json::from_str(text).map_err(|error| unreadable(&error.to_string())));
    }
    let begins = |line: &str| line.trim() == "[[indicators]]";
    let is_toml = text.lines().any(begins)
        || toml::from_str::<toml::Table>(text).is_ok_and(|value| value.contains_key("indicators"));
    is_toml.then(|| toml::from_str(text).map_err(|error| unreadable(error.message())))
}

/// The text of a file, where it is one and not too large.
fn whole_text(path: &Path) -> Result<Option<String>, AppError> {
    let spoiled = |source| AppError::machine(path, source);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(spoiled)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(spoiled)?;
    if bytes.len() as u64 > LARGEST {
        return Err(AppError::refused(Message::plain("index-table-too-large")));
    }
    let text = String::from_utf8(bytes).ok();
    Ok(text.map(|text| text.trim_start_matches('\u{feff}').to_owned()))
}

async fn take(
    actor: &Actor,
    house: &House,
    head: IndexHead,
    table: IndexTable,
    beside: &Beside,
) -> Result<LoadedTable, AppError> {
    let said = |here: &str, file: String| {
        if here.trim().is_empty() { file.trim().to_owned() } else { here.trim().to_owned() }
    };
    let head = IndexHead {
        name: said(&beside.head.name, head.name),
        version: said(&beside.head.version, head.version),
        source: said(&beside.head.source, head.source),
    };
    let IndexTable { indicators, levels, colours } = table;
    let table = IndexTable {
        indicators,
        levels: if beside.levels.is_empty() { levels } else { beside.levels.clone() },
        colours: if beside.colours.is_empty() { colours } else { beside.colours.clone() },
    };
    let faults = table.faults(None);
    if !faults.is_empty() {
        // Rows were looked through one by one: what is told here is of a file that counts its indicators.
        return Err(refused(&faults, INDICATORS));
    }
    if [&head.name, &head.version, &head.source].iter().any(|text| text.is_empty()) {
        return Err(AppError::refused(Message::plain("weights-unnamed")));
    }
    // What stands in the table is kept beside what is screened when it is saved, so it is screened here.
    super::screening::screen(Noun::LoadedTable, &table)?;
    let mut tx = begin(actor, house, Action::Import).await?;
    let fresh = Fresh {
        kind: LoadedKind::IndexTable,
        name: head.name,
        edition: head.version,
        source: head.source,
        unit: String::new(),
        entries: table.indicators.len() as u64,
        content: serde_json::to_string(&table).map_err(|error| AppError::Defect(error.to_string()))?,
    };
    let kept = keep(&mut tx, actor, house, fresh).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::LoadedTable, kept.id())).await?;
    Ok(kept)
}

/// The table in force, and what the delivered waves say of its questions.
#[derive(Clone, Debug, PartialEq)]
pub struct InForce {
    /// Name, edition, source and fingerprint.
    pub table: LoadedTable,
    /// What stands in it.
    pub content: IndexTable,
    /// The newest wave, with its questions that the table asks for and that it does not have.
    pub newest: Option<(WaveName, Vec<(String, Unread)>)>,
}

/// The table in force; nothing where none is loaded.
pub async fn index_table(actor: &Actor, house: &House) -> Result<Option<InForce>, AppError> {
    actor.require(Action::ReadCasework)?;
    let Some((table, content)) = in_force(&mut house.store().read(&actor.municipality).await?).await? else {
        return Ok(None);
    };
    let waves = house.records().waves(&actor.municipality).await?;
    let newest =
        waves.iter().max_by_key(|wave| wave.year).map(|wave| (wave.name.clone(), lacking(&content, wave)));
    Ok(Some(InForce { table, content, newest }))
}

fn lacking(table: &IndexTable, wave: &Wave) -> Vec<(String, Unread)> {
    let why = |one: &IndexIndicator| Some((one.question.clone(), one.read_in(wave).err()?));
    table.indicators.iter().filter_map(why).collect()
}

/// The table in force, with what stands in it.
pub(crate) async fn in_force(view: &mut View) -> Result<Option<(LoadedTable, IndexTable)>, AppError> {
    let all = all(view).await?;
    let Some(table) = LoadedTable::in_force(&all, LoadedKind::IndexTable) else { return Ok(None) };
    let text = view.loaded_content(&table.id()).await?;
    let content =
        serde_json::from_str(&text).map_err(|error| AppError::Defect(format!("{}: {error}", table.id())))?;
    Ok(Some((table.clone(), content)))
}

fn unreadable(text: &str) -> AppError {
    AppError::refused(Message::with("weights-unreadable", "text", text))
}

/// What the numbers of faults count.
const ROWS: &str = "row";
const INDICATORS: &str = "indicator";

/// Every fault as a sentence, up to a page of them.
fn refused(faults: &[IndexFault], unit: &str) -> AppError {
    AppError::Refused(faults.iter().take(MOST_TOLD).map(|fault| told(fault).and("unit", unit)).collect())
}

fn told(fault: &IndexFault) -> Message {
    let row = fault.row.map_or_else(|| "none".to_owned(), |row| row.to_string());
    let (column, number) = match fault.column {
        IndexColumn::Question => ("question", 0),
        IndexColumn::Group => ("group", 0),
        IndexColumn::Cut(number) => ("cut", number),
        IndexColumn::Problem => ("problem", 0),
        IndexColumn::NoProblem => ("no_problem", 0),
        IndexColumn::Levels => ("levels", 0),
        IndexColumn::Colours => ("colours", 0),
    };
    let (kind, text) = match &fault.kind {
        IndexFaultKind::Missing => ("missing", String::new()),
        IndexFaultKind::NoNumber(text) => ("no_number", text.clone()),
        IndexFaultKind::OutsideRange(value) => ("outside", value.to_string()),
        IndexFaultKind::NotIncreasing { value, before } => {
            return of(row, (column, number), "not_increasing", value.to_string()).and("before", before);
        }
        IndexFaultKind::Twice(text) => ("twice", text.clone()),
        IndexFaultKind::NoCodes(text) => ("no_codes", text.clone()),
        IndexFaultKind::Both(code) => ("both", code.to_string()),
        IndexFaultKind::NotSeven(count) => ("not_seven", count.to_string()),
        IndexFaultKind::NoColour(text) => ("no_colour", text.clone()),
        IndexFaultKind::TooLong => ("too_long", String::new()),
        IndexFaultKind::TooMany => ("too_many", String::new()),
    };
    of(row, (column, number), kind, text)
}

fn of(row: String, (column, number): (&str, u8), kind: &str, text: String) -> Message {
    let place = Message::with("index-table-fault", "row", row).and("column", column).and("number", number);
    place.and("kind", kind).and("text", text)
}
