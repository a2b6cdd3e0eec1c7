//! The table as a file that the source `counts` reads: one count a row, a withheld one marked as statistics mark it. No
//! cell is a formula.

use super::Order;
use super::protected::Line;
use crate::error::AppError;
use lofte_import::sources::RowReader;
use lofte_model::records::{CalendarSpan, Category, RecordKind, SpanLength};
use lofte_model::spreadsheet::harmless;
use lofte_words::{Language, Words, capital};
use serde::Serialize;
use std::io::Write as _;
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
    whole(&order.table, &bytes, true)
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
    whole(&path, text.as_bytes(), true)?;
    Ok(Some(path))
}

/// Writes a file whole or not at all: what stood there before stays until the new one is on the disk. `open` files may be read
/// by others as far as the folder lets them.
pub(super) fn whole(path: &Path, bytes: &[u8], open: bool) -> Result<(), AppError> {
    let failed = |error| AppError::machine(path, error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    if open {
        readable(&mut builder);
    }
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// As files are usually made; what the system takes away from that is taken away.
#[cfg(unix)]
fn readable(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable(_builder: &mut tempfile::Builder<'_, '_>) {}
