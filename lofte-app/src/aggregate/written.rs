//! The table as a file that the source `counts` reads: one count a row, a withheld one marked as statistics mark it. No
//! cell is a formula.

use super::Order;
use super::protected::Line;
use crate::error::AppError;
use crate::whole_file::write_whole;
use lofte_import::sources::RowReader;
use lofte_model::records::{CalendarSpan, Category, RecordKind, SpanLength};
use lofte_model::spreadsheet::harmless;
use lofte_words::{Language, Words, capital};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The mark of a count that is withheld.
const WITHHELD: &str = "..";
const WHOLE: &str = "Hela kommunen";
const HEADER: [&str; 8] =
    ["Områdeskod", "Områdesnamn", "Kategorikod", "Kategori", "Period", "Antal", "Preliminär", "Hämtad"];
/// The source and kind that a table of counts has where nobody says otherwise.
const USUAL: (&str, RecordKind) = ("polisen", RecordKind::Offence);

#[derive(Serialize)]
struct Settings<'a> {
    source: &'a str,
    kind: &'a str,
    synthetic: bool,
}

/// A period as the table writes it: `2025-03`, `2025 kv 1`, `T1 2025`, `H1 2025`, `2025`.
pub(super) fn period(length: SpanLength, place: i32) -> String {
    let Some(span) = CalendarSpan::at(length, place) else { return String::new() };
    let (year, number) = (span.year(), span.number());
    match length {
        SpanLength::Month => format!("{year}-{number:02}"),
        SpanLength::Quarter => format!("{year} kv {number}"),
        SpanLength::Tertial => format!("T{number} {year}"),
        SpanLength::HalfYear => format!("H{number} {year}"),
        SpanLength::Year => year.to_string(),
    }
}

/// Writes the table.
pub(super) fn table(order: &Order, lines: &[(Category, Line)]) -> Result<(), AppError> {
    let failed = |error: csv::Error| AppError::Defect(error.to_string());
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADER).map_err(failed)?;
    let day = order.taken_out.to_string();
    for (category, line) in lines {
        let label = capital(&Words(Language::Swedish).official(category.as_str()));
        let of_line = [category.as_str(), &label, &period(order.length, line.place)].map(str::to_owned);
        let areas = order.areas.iter().map(|area| (area.code.as_str(), area.name.as_str()));
        let figures = std::iter::once(((WHOLE, ""), &line.total)).chain(areas.zip(&line.cells));
        for ((code, name), count) in figures {
            let count = count.map_or_else(|| WITHHELD.to_owned(), |count| count.to_string());
            let mark = if order.preliminary { "ja" } else { "" };
            let [slug, label, period] = &of_line;
            let cells = [code, name, slug, label, period, &count, mark, &day];
            writer.write_record(cells.map(|cell| harmless(cell).into_owned())).map_err(failed)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| AppError::Defect(error.to_string()))?;
    write_whole(&order.table, &bytes)
}

/// Where the settings of a table are written.
pub(super) fn settings_path(table: &Path) -> PathBuf {
    table.with_extension("antal.toml")
}

/// Writes the settings that the table must be read with, where it is not one of the police's offences.
pub(super) fn settings(order: &Order, reader: &dyn RowReader) -> Result<Option<PathBuf>, AppError> {
    if (reader.source(), reader.kind()) == USUAL && !reader.synthetic() {
        return Ok(None);
    }
    let (source, kind, synthetic) = (reader.source(), reader.kind().word(), reader.synthetic());
    let text = toml::to_string(&Settings { source, kind, synthetic });
    let text = text.map_err(|error| AppError::Defect(error.to_string()))?;
    let path = settings_path(&order.table);
    write_whole(&path, text.as_bytes())?;
    Ok(Some(path))
}
