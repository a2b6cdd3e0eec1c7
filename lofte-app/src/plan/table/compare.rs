//! What the rows of a table would do, and why some of them cannot.

use super::cell::Desk;
use super::{CellChange, Column, Preview, RowPreview, TableRow, blank};
use crate::error::{AppError, measure_gap, order_gap};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::plan::{Measure, MeasureField, order_gaps};
use lofte_model::spreadsheet::harmless;
use lofte_store::Versioned;
use lofte_words::Message;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// What a table would do, with the measures as they would be.
pub(super) struct Compared {
    pub(super) preview: Preview,
    pub(super) outcomes: Vec<Outcome>,
}

/// A measure as it would be.
pub(super) struct Outcome {
    /// As it stands; `None` for a new one.
    pub(super) known: Option<Versioned<Measure>>,
    /// As it would be.
    pub(super) measure: Measure,
}

/// Compares rows with what stands.
pub(super) fn of(desk: &Desk, rows: &[TableRow]) -> Result<Compared, AppError> {
    let lines = lines_of(rows);
    let mut read: Vec<(RowPreview, Option<Outcome>)> =
        rows.iter().map(|row| row_of(desk, row, &lines)).collect();
    let all = as_they_would_be(desk, &read);
    for (preview, outcome) in &mut read {
        if let (true, Some(outcome)) = (preview.refused.is_empty(), outcome.as_ref()) {
            preview.refused = faults(desk, &outcome.measure, &all);
        }
    }
    let differs = |row: &RowPreview| !row.changes.is_empty() || !row.refused.is_empty();
    let carried = rows.iter().zip(&read).filter(|(_, (row, _))| differs(row)).map(|(row, _)| row.clone());
    let carried: Vec<TableRow> = carried.collect();
    let same = rows.len() - carried.len();
    let (previews, outcomes): (Vec<RowPreview>, Vec<Option<Outcome>>) =
        read.into_iter().filter(|(row, _)| differs(row)).unzip();
    let outcomes: Vec<Outcome> = outcomes.into_iter().flatten().collect();
    let versions: Vec<Option<i64>> =
        outcomes.iter().map(|outcome| outcome.known.as_ref().map(|known| known.version)).collect();
    let changes: Vec<(Option<u32>, &[CellChange])> =
        previews.iter().map(|row| (row.number, row.changes.as_slice())).collect();
    let seen = Fingerprint::of(&(changes, versions))?;
    Ok(Compared { preview: Preview { rows: previews, same, carried, seen }, outcomes })
}

/// The rows in which each number stands.
fn lines_of(rows: &[TableRow]) -> BTreeMap<u32, Vec<u64>> {
    let mut lines: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    for row in rows {
        if let Ok(number) = cell(row, Column::Number).parse() {
            lines.entry(number).or_default().push(row.line);
        }
    }
    lines
}

fn cell(row: &TableRow, column: Column) -> &str {
    row.cells.get(&column.heading()).map_or("", |cell| cell.trim())
}

/// What a row says of its measure, or why it says nothing that can be taken.
fn row_of(desk: &Desk, row: &TableRow, lines: &BTreeMap<u32, Vec<u64>>) -> (RowPreview, Option<Outcome>) {
    let mut preview = RowPreview {
        line: row.line,
        number: None,
        title: cell(row, Column::Field(MeasureField::Title)).to_owned(),
        changes: Vec::new(),
        refused: Vec::new(),
    };
    let code = cell(row, Column::Municipality);
    if !code.is_empty() && code.trim_start_matches('0') != desk.municipality.trim_start_matches('0') {
        preview.refused.push(refusal(Column::Municipality, Message::plain("plan-table-other-municipality")));
        return (preview, None);
    }
    let known = match known(desk, cell(row, Column::Number), lines) {
        Ok(known) => known,
        Err(message) => {
            preview.refused.push(refusal(Column::Number, message));
            return (preview, None);
        }
    };
    preview.number = known.map(|known| known.value.number);
    let mut measure = known.map_or_else(blank, |known| known.value.clone());
    for field in MeasureField::ALL {
        let column = Column::Field(field);
        let Some(sent) = row.cells.get(&column.heading()) else { continue };
        let was = desk.write_field(field, &measure);
        if says(sent, &was) {
            continue;
        }
        match desk.read(field, sent, &mut measure) {
            Ok(()) => preview.changes.extend(change(column, was, desk.write_field(field, &measure))),
            Err(message) => preview.refused.push(refusal(column, message)),
        }
    }
    if let Some(known) = known {
        preview.title.clone_from(&known.value.title);
        preview.refused.extend(unwritable(desk, row, known));
        let differs = !preview.changes.is_empty() || !preview.refused.is_empty();
        preview.refused.extend(older(row, known).filter(|_| differs));
    }
    let outcome = Outcome { known: known.cloned(), measure };
    (preview, Some(outcome))
}

/// A cell that a reader would take for another, or nothing.
fn change(column: Column, was: String, becomes: String) -> Option<CellChange> {
    (was != becomes).then(|| CellChange { column: column.heading(), was, becomes })
}

fn refusal(column: Column, message: Message) -> (String, Message) {
    (column.heading(), message)
}

/// The measure that a row is about, `None` for a new one.
fn known<'a>(
    desk: &'a Desk,
    number: &str,
    lines: &BTreeMap<u32, Vec<u64>>,
) -> Result<Option<&'a Versioned<Measure>>, Message> {
    if number.is_empty() {
        return Ok(None);
    }
    let whole = number.strip_suffix(",0").or_else(|| number.strip_suffix(".0")).unwrap_or(number);
    let number: u32 = whole.parse().map_err(|_| Message::plain("plan-table-bad-number"))?;
    if let Some(rows) = lines.get(&number).filter(|rows| rows.len() > 1) {
        let rows: Vec<String> = rows.iter().map(u64::to_string).collect();
        return Err(Message::with("plan-table-twice", "number", number).and("rows", rows.join(", ")));
    }
    let found = desk.measures.iter().find(|known| known.value.number == number);
    found.map(Some).ok_or_else(|| Message::with("plan-table-unknown", "number", number))
}

/// Cells that may only be read, where they say something else.
fn unwritable(desk: &Desk, row: &TableRow, known: &Versioned<Measure>) -> Vec<(String, Message)> {
    let columns = [Column::Execution, Column::Fidelity, Column::Effect];
    let differs = |column: &Column| {
        row.cells.get(&column.heading()).is_some_and(|sent| !says(sent, &desk.write(*column, known)))
    };
    columns
        .into_iter()
        .filter(differs)
        .map(|column| refusal(column, Message::plain("plan-table-read-only")))
        .collect()
}

/// That the measure has changed since the row was read.
fn older(row: &TableRow, known: &Versioned<Measure>) -> Option<(String, Message)> {
    let version = cell(row, Column::Version);
    let whole = version.strip_suffix(",0").or_else(|| version.strip_suffix(".0")).unwrap_or(version);
    match whole.parse::<i64>() {
        Ok(version) if version == known.version => None,
        Ok(version) => {
            let message = Message::with("plan-table-older", "file", version).and("now", known.version);
            Some(refusal(Column::Version, message))
        }
        Err(_) => Some(refusal(Column::Version, Message::plain("plan-table-no-version"))),
    }
}

/// Whether a cell says what stands, as it is written in a file or on a page. Spreadsheets, and the reading of files, take an
/// apostrophe at the beginning for "this is text" and put letters together in their own way.
fn says(sent: &str, was: &str) -> bool {
    let even = |text: &str| {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        lines.trim().trim_start_matches('\'').trim().nfc().collect::<String>()
    };
    let sent = even(sent);
    sent == even(was) || sent == even(&harmless(was))
}

/// All measures as they would be, for the order between them.
fn as_they_would_be(desk: &Desk, read: &[(RowPreview, Option<Outcome>)]) -> Vec<Measure> {
    let changed: Vec<&Measure> =
        read.iter().filter_map(|(_, outcome)| Some(&outcome.as_ref()?.measure)).collect();
    let stands = |known: &Versioned<Measure>| {
        let changed = changed.iter().find(|changed| changed.id == known.value.id);
        changed.map_or_else(|| known.value.clone(), |changed| (*changed).clone())
    };
    desk.measures.iter().map(stands).collect()
}

/// What the measure would lack.
fn faults(desk: &Desk, measure: &Measure, all: &[Measure]) -> Vec<(String, Message)> {
    let lacks = measure.gaps(&desk.problems).iter().map(measure_gap).collect::<Vec<_>>();
    let order = order_gaps(measure, all).into_iter().map(order_gap);
    let mut faults: Vec<(String, Message)> =
        lacks.into_iter().chain(order).map(|message| (column_of(&message), message)).collect();
    if measure.owner.0.is_nil() {
        faults.push(refusal(Column::Field(MeasureField::Owner), Message::plain("plan-table-no-owner")));
    }
    faults
}

/// The heading of the column that a gap is mended in.
fn column_of(message: &Message) -> String {
    let named = message.arguments.iter().find(|(name, _)| *name == "field").map(|(_, field)| field.as_str());
    let field = named.unwrap_or(match message.key.as_str() {
        "measure-gap-cause" | "measure-gap-no-such-cause" => "causes",
        "measure-gap-function" => "function",
        "measure-gap-deadline" => "deadline",
        _ => "title",
    });
    let field = serde_json::from_value(serde_json::Value::String(field.to_owned()));
    Column::Field(field.unwrap_or(MeasureField::Title)).heading()
}
