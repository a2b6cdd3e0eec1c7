//! Old promises in a file: a row for each undertaking in CSV or a workbook, or a list of promises in JSON.
//!
//! Rows with the same name and period are one promise. What is said of the promise as a whole may stand on its first row or
//! on each; two that differ are a fault. Every fault is told with its row and column.

use super::{OldCommitment, OldPromise, at, nothing_taken};
use crate::error::AppError;
use jiff::civil::Date;
use lofte_import::civil::CivilTimes;
use lofte_import::same::same_form;
use lofte_import::sheet::{Sheet, sheet};
use lofte_model::promise::{Pace, Quantity};
use lofte_words::Message;
use std::path::Path;

/// Columns that such a file must have.
const REQUIRED: [&str; 5] = ["löfte", "från", "till", "källa", "åtagande"];
/// The largest list in JSON.
const LARGEST: u64 = 8 << 20;

/// Reads a file by what it holds.
pub(super) fn read(path: &Path) -> Result<Vec<OldPromise>, AppError> {
    if is_json(path)? {
        return of_json(path);
    }
    of_sheet(&sheet(path, &REQUIRED)?)
}

/// Whether the first sign of the file that is not a space begins a list.
fn is_json(path: &Path) -> Result<bool, AppError> {
    use std::io::Read;
    let mut first = [0_u8; 64];
    let mut file = std::fs::File::open(path).map_err(|source| AppError::machine(path, source))?;
    let read = file.read(&mut first).map_err(|source| AppError::machine(path, source))?;
    let text = first.get(..read).unwrap_or_default();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    Ok(text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'['))
}

fn of_json(path: &Path) -> Result<Vec<OldPromise>, AppError> {
    let size = std::fs::metadata(path).map_err(|source| AppError::machine(path, source))?.len();
    if size > LARGEST {
        return Err(AppError::refused(Message::plain("activity-file-too-large")));
    }
    let bytes = std::fs::read(path).map_err(|source| AppError::machine(path, source))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let read: Result<Vec<OldPromise>, _> = serde_json::from_slice(text);
    let mut promises = read.map_err(|error| {
        let place = Message::with("old-bad-json", "line", error.line()).and("column", error.column());
        nothing_taken(vec![place])
    })?;
    for (row, promise) in (1..).zip(&mut promises) {
        promise.row = row;
        promise.commitments.iter_mut().for_each(|commitment| commitment.row = row);
    }
    if promises.is_empty() { Err(nothing_taken(vec![Message::plain("old-none")])) } else { Ok(promises) }
}

/// One row, its cells by the name of the column.
struct SheetRow<'a> {
    sheet: &'a Sheet,
    cells: &'a [String],
    row: u64,
}

impl SheetRow<'_> {
    fn of(&self, names: &[&str]) -> &str {
        let place = self.sheet.column(names);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str).trim()
    }
}

fn of_sheet(sheet: &Sheet) -> Result<Vec<OldPromise>, AppError> {
    let column = |name: &str| {
        let place = sheet.column(&[name]);
        let cells = sheet.rows.iter().filter_map(move |(_, cells)| cells.get(place?).map(String::as_str));
        CivilTimes::of(cells, Vec::new())
    };
    let times = [column("från"), column("till")];
    let (mut promises, mut faults) = (Vec::<OldPromise>::new(), Vec::new());
    for (row, cells) in &sheet.rows {
        let cells = SheetRow { sheet, cells, row: *row };
        faults.extend(take(&cells, &times, &mut promises));
    }
    if !faults.is_empty() {
        return Err(nothing_taken(faults));
    }
    // A promise whose words are not known says what it is called.
    for promise in promises.iter_mut().filter(|promise| promise.text.is_empty()) {
        promise.text.clone_from(&promise.title);
    }
    if promises.is_empty() { Err(nothing_taken(vec![Message::plain("old-none")])) } else { Ok(promises) }
}

/// Adds a row to its promise, and says what is wrong with it.
fn take(cells: &SheetRow<'_>, times: &[CivilTimes; 2], promises: &mut Vec<OldPromise>) -> Vec<Message> {
    let row = cells.row;
    let day = |times: &CivilTimes, column: &'static str| -> Result<Date, Message> {
        let read = times.read(cells.of(&[column]));
        read.map(|(moment, _)| moment.date()).map_err(|_| at("row-form-bad-date", row, column))
    };
    let [from, to] = times;
    let (from, to) = match (day(from, "från"), day(to, "till")) {
        (Ok(from), Ok(to)) => (from, to),
        (from, to) => return [from.err(), to.err()].into_iter().flatten().collect(),
    };
    let title = cells.of(&["löfte", "rubrik"]);
    let same = |known: &OldPromise| {
        same_form(&known.title) == same_form(title) && (known.from, known.to) == (from, to)
    };
    let mut faults = Vec::new();
    let place = promises.iter().position(same).unwrap_or_else(|| {
        promises.push(OldPromise {
            title: title.to_owned(),
            text: String::new(),
            from,
            to,
            source: String::new(),
            commitments: Vec::new(),
            account: String::new(),
            learned: String::new(),
            row,
        });
        promises.len() - 1
    });
    let Some(promise) = promises.get_mut(place) else { return faults };
    for (known, names) in [
        (&mut promise.source, ["källa", "source"]),
        (&mut promise.text, ["text", "lydelse"]),
        (&mut promise.account, ["återkoppling", "account"]),
        (&mut promise.learned, ["lärdom", "learned"]),
    ] {
        let told = cells.of(&names);
        if known.is_empty() {
            told.clone_into(known);
        } else if !told.is_empty() && told != known {
            faults.push(at("old-differs", row, names[0]));
        }
    }
    let quantity = quantity(cells).map_err(|wrong| faults.push(wrong)).unwrap_or(Quantity::DoneOrNot);
    let parties = cells.of(&["parter", "parties"]).split(';').map(|name| name.trim().to_owned());
    promise.commitments.push(OldCommitment {
        text: cells.of(&["åtagande", "commitment"]).to_owned(),
        parties: parties.filter(|name| !name.is_empty()).collect(),
        quantity,
        place: cells.of(&["plats", "place"]).to_owned(),
        done: cells.of(&["gjort", "done"]).to_owned(),
        why: cells.of(&["varför", "why"]).to_owned(),
        source: cells.of(&["återkopplingens källa", "account source"]).to_owned(),
        row,
    });
    faults
}

/// How much a row promises.
fn quantity(cells: &SheetRow<'_>) -> Result<Quantity, Message> {
    let (count, kind) = (cells.of(&["antal", "count"]), same_form(cells.of(&["slag", "kind"])));
    let counted = || {
        let count = count.parse::<u32>().ok().filter(|count| *count > 0);
        let unit = cells.of(&["enhet", "unit"]).to_owned();
        let count =
            count.filter(|_| !unit.is_empty()).ok_or_else(|| at("old-no-count", cells.row, "antal"))?;
        Ok((count, unit, pace(cells)?))
    };
    match kind.as_str() {
        "" if count.is_empty() => Ok(Quantity::DoneOrNot),
        "" | "minst" | "at least" => {
            counted().map(|(count, unit, per)| Quantity::AtLeast { count, unit, per })
        }
        "högst" | "at most" => counted().map(|(count, unit, per)| Quantity::AtMost { count, unit, per }),
        "som avsett" | "as intended" => {
            counted().map(|(count, unit, per)| Quantity::AsIntended { count, unit, per })
        }
        "på begäran" | "on request" => Ok(Quantity::OnRequest),
        "gjort eller inte" | "done or not" => Ok(Quantity::DoneOrNot),
        _ => Err(at("old-bad-kind", cells.row, "slag")),
    }
}

fn pace(cells: &SheetRow<'_>) -> Result<Pace, Message> {
    match same_form(cells.of(&["takt", "pace"])).as_str() {
        "" | "hela perioden" | "whole period" => Ok(Pace::WholePeriod),
        "vecka" | "week" => Ok(Pace::Week),
        "månad" | "month" => Ok(Pace::Month),
        "kvartal" | "quarter" => Ok(Pace::Quarter),
        "tertial" => Ok(Pace::Tertial),
        "termin" | "school term" => Ok(Pace::SchoolTerm),
        "halvår" | "half-year" => Ok(Pace::HalfYear),
        "år" | "year" => Ok(Pace::Year),
        _ => Err(at("old-bad-pace", cells.row, "takt")),
    }
}
