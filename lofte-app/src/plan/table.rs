//! The plan as a table: exported, edited elsewhere or on a page, and taken back row by row.
//!
//! There is one format, for CSV, XLSX and the page alike: a row for each measure, known by its number and the version it
//! was read at, and a column for each field. What a table would change is shown first, with every fault by row and column;
//! then all of it happens or nothing. A row that says what stands changes nothing, a measure without a row is left alone,
//! and a row without a number is a new measure. How it goes is told by reports, and cannot be written here.

mod cell;
mod compare;

use crate::activity::change;
use crate::error::{AppError, not_amended};
use crate::house::House;
use crate::spreadsheet::{self, SheetCell};
use crate::{audit, begin, require_seen};
use cell::Desk;
use jiff::civil::date;
use lofte_import::sheet::{Sheet, sheet};
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{MeasureId, PartyId};
use lofte_model::plan::{Details, Measure, MeasureField, MeasureKind, MeasureStatus};
use lofte_store::{Noun, Versioned};
use lofte_words::{Language, Message, SV};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Number of the measure; empty for a new one.
    Number,
    /// The version that the row was read at.
    Version,
    /// Code of the municipality whose plan it is.
    Municipality,
    /// A field of the measure.
    Field(MeasureField),
    /// How far it has come; only to be read.
    Execution,
    /// Whether as intended; only to be read.
    Fidelity,
    /// With what effect, as judged; only to be read.
    Effect,
}

impl Column {
    /// Every column, from left to right.
    pub fn all() -> impl Iterator<Item = Self> {
        let known = [Self::Number, Self::Version, Self::Municipality];
        let fields = MeasureField::ALL.map(Self::Field);
        known.into_iter().chain(fields).chain([Self::Execution, Self::Fidelity, Self::Effect])
    }

    /// Its heading, which is what it is known by in a file.
    pub fn heading(self) -> String {
        match self {
            Self::Number => SV.say("measure-column-number"),
            Self::Version => SV.say("measure-column-version"),
            Self::Municipality => SV.say("measure-column-municipality"),
            Self::Field(field) => lofte_words::plan::field(SV, field),
            Self::Execution => SV.say("measure-column-execution"),
            Self::Fidelity => SV.say("measure-column-fidelity"),
            Self::Effect => SV.say("measure-column-effect"),
        }
    }
}

/// The plan as a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Headings of the columns.
    pub headings: Vec<String>,
    /// A row for each measure, by number.
    pub rows: Vec<Vec<String>>,
}

/// The table as CSV.
pub fn csv(table: &Table) -> Result<Vec<u8>, AppError> {
    spreadsheet::csv(&table.headings, &table.rows)
}

/// The table as a workbook; every cell is a text, so that what comes back is what went out.
pub fn xlsx(table: &Table) -> Result<Vec<u8>, AppError> {
    let row = |row: &Vec<String>| row.iter().cloned().map(SheetCell::Text).collect();
    let rows = table.rows.iter().map(row).collect();
    let (name, headings) = ("Åtgärdsplan".to_owned(), table.headings.clone());
    spreadsheet::xlsx(&[spreadsheet::Sheet { name, headings, rows }])
}

/// A row that somebody sent: its cells by the heading of their column. Columns that are not there say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// The row in the file, as a spreadsheet counts.
    pub line: u64,
    /// Its cells.
    pub cells: BTreeMap<String, String>,
}

/// A cell that would say something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellChange {
    /// Heading of the column.
    pub column: String,
    /// What stands.
    pub was: String,
    /// What would stand.
    pub becomes: String,
}

/// What a row would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPreview {
    /// The row in the file.
    pub line: u64,
    /// Number of its measure; `None` for a new one.
    pub number: Option<u32>,
    /// What the measure is called.
    pub title: String,
    /// Cells that would change.
    pub changes: Vec<CellChange>,
    /// Why it is not taken: column and reason.
    pub refused: Vec<(String, Message)>,
}

/// What a table would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Rows that would change something or are refused.
    pub rows: Vec<RowPreview>,
    /// Rows that say what stands.
    pub same: usize,
    /// The rows that are not the same, to be given to [`apply`].
    pub carried: Vec<TableRow>,
    /// Of everything that would change: give it to [`apply`].
    pub seen: Fingerprint,
}

impl Preview {
    /// Whether some row is refused, so that nothing would be done.
    pub fn is_refused(&self) -> bool {
        self.rows.iter().any(|row| !row.refused.is_empty())
    }

    /// Every refusal with its row and column.
    pub fn refusals(&self, language: Language) -> Vec<Message> {
        let of = |row: &RowPreview| {
            let line = row.line;
            let told = row.refused.iter().map(move |(column, why)| {
                let why = why.tell(language);
                Message::with("plan-table-fault", "row", line).and("column", column).and("why", why)
            });
            told.collect::<Vec<_>>()
        };
        self.rows.iter().flat_map(of).collect()
    }
}

/// What became of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Measures that say something else now.
    pub changed: usize,
    /// Measures that are new.
    pub added: usize,
}

/// The measures that the asker sees, as a table.
pub async fn table(actor: &Actor, house: &House) -> Result<Table, AppError> {
    let seen = super::list(actor, house).await?;
    let desk = Desk::gather(&mut house.store().read(&actor.municipality).await?).await?;
    let known = desk.measures.iter().filter(|known| seen.iter().any(|seen| seen.id == known.value.id));
    let row = |known: &Versioned<Measure>| {
        Column::all().map(|column| desk.write(column, known)).collect::<Vec<String>>()
    };
    Ok(Table { headings: Column::all().map(Column::heading).collect(), rows: known.map(row).collect() })
}

/// What the rows of a file would change.
pub async fn compare_file(actor: &Actor, house: &House, path: &Path) -> Result<Preview, AppError> {
    actor.require(Action::EditPlan)?;
    let owned = path.to_owned();
    let required = [Column::Number, Column::Version, Column::Field(MeasureField::Title)].map(Column::heading);
    let read = move || {
        let required: Vec<&str> = required.iter().map(String::as_str).collect();
        sheet(&owned, &required)
    };
    let sheet =
        tokio::task::spawn_blocking(read).await.map_err(|error| AppError::Defect(error.to_string()))??;
    compare(actor, house, &rows_of(&sheet)).await
}

fn rows_of(sheet: &Sheet) -> Vec<TableRow> {
    let headings: Vec<String> = Column::all().map(Column::heading).collect();
    let places: Vec<(String, usize)> = headings
        .into_iter()
        .filter_map(|heading| Some((heading.clone(), sheet.column(&[heading.as_str()])?)))
        .collect();
    let row = |(line, cells): &(u64, Vec<String>)| {
        let cell = |(heading, place): &(String, usize)| {
            (heading.clone(), cells.get(*place).cloned().unwrap_or_default())
        };
        TableRow { line: *line, cells: places.iter().map(cell).collect() }
    };
    sheet.rows.iter().map(row).collect()
}

/// What rows would change.
pub async fn compare(actor: &Actor, house: &House, rows: &[TableRow]) -> Result<Preview, AppError> {
    actor.require(Action::EditPlan)?;
    let desk = Desk::gather(&mut house.store().read(&actor.municipality).await?).await?;
    Ok(compare::of(&desk, rows)?.preview)
}

/// Does what rows would change, if it is what the asker was shown: all of it, or nothing. What measures said before is kept
/// with the reason.
pub async fn apply(
    actor: &Actor,
    house: &House,
    rows: &[TableRow],
    seen: &Fingerprint,
    reason: &str,
) -> Result<Applied, AppError> {
    let mut tx = begin(actor, house, Action::EditPlan).await?;
    let desk = Desk::gather(&mut tx).await?;
    let compare::Compared { preview, outcomes } = compare::of(&desk, rows)?;
    if preview.is_refused() {
        return Err(AppError::Refused(preview.refusals(Language::Swedish)));
    }
    require_seen(&preview.seen, seen)?;
    if outcomes.is_empty() {
        return Err(AppError::refused(Message::plain("plan-table-same")));
    }
    let change = change(actor, house, reason);
    change.require(None).map_err(not_amended)?;
    let mut applied = Applied { changed: 0, added: 0 };
    let mut entries = Vec::new();
    for compare::Outcome { known, measure } in outcomes {
        let measure = if let Some(known) = &known {
            let was = Measure { reports: Vec::new(), ..known.value.clone() };
            tx.keep(Noun::Measure, &measure.id, &was, change.clone()).await?;
            applied.changed += 1;
            measure
        } else {
            applied.added += 1;
            let (id, number) = (MeasureId(uuid::Uuid::now_v7()), tx.next_number(Noun::Measure).await?);
            Measure { id, number, ..measure }
        };
        tx.save_measure(&measure, known.map(|known| known.version)).await?;
        entries.push(audit(actor, house, Action::EditPlan, Noun::Measure, measure.id));
    }
    tx.commit_each(entries).await?;
    Ok(applied)
}

/// A measure that says nothing yet.
fn blank() -> Measure {
    Measure {
        id: MeasureId(uuid::Uuid::nil()),
        number: 0,
        title: String::new(),
        description: String::new(),
        causes: Vec::new(),
        commitment: None,
        kind: MeasureKind::Situational,
        owner: PartyId(uuid::Uuid::nil()),
        function: String::new(),
        deadline: date(1, 1, 1),
        operative_goal: String::new(),
        status: MeasureStatus::NEW,
        reports: Vec::new(),
        details: Details::default(),
    }
}
