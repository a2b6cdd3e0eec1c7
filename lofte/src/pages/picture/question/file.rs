//! The answer to a question as a file: the table as `lofte analyse` prints it, as a workbook, the drawing, and the map.
//!
//! Codes stand in CSV, JSON and GeoJSON as they are stored, so that the file is the command's, byte for byte; the workbook has
//! names and Swedish headings, for whoever opens it in a spreadsheet.

use super::super::view::View;
use super::filter::Filter;
use super::known::Way;
use super::underway::{computed, whole};
use super::{Asking, drawing, heading, told};
use crate::hand_over::HandOver;
use crate::web::{SignedIn, WebError};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use lofte_analyse::asked;
use lofte_analyse::output::{Format, Kept};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::spreadsheet::{self, Sheet, SheetCell, XLSX};
use lofte_words::chart::{Caption, standing_alone};
use lofte_words::{Language, Words};
use serde_json::Value;
use std::sync::Arc;

/// A file that an answer is given as.
pub(super) struct Given {
    /// In the address.
    pub(super) name: &'static str,
    /// On the page.
    pub(super) label: &'static str,
}

/// The drawing.
pub(super) const DRAWING: &str = "figur.svg";
/// The map.
pub(super) const MAP: &str = "karta.geojson";
const WORKBOOK: &str = "tabell.xlsx";
const TABLE: &str = "tabell.csv";
const WHOLE: &str = "svar.json";

/// The files, in the order of the page.
pub(super) const FILES: [Given; 5] = [
    Given { name: WORKBOOK, label: "Tabellen som XLSX" },
    Given { name: TABLE, label: "CSV" },
    Given { name: WHOLE, label: "JSON med alla decimaler" },
    Given { name: DRAWING, label: "Figuren som SVG" },
    Given { name: MAP, label: "GeoJSON" },
];

/// Hämta svaret som fil.
pub(super) async fn download(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((slug, name)): Path<(String, String)>,
    Query(filter): Query<Filter>,
    Query(_): Query<View>,
) -> Result<Response, WebError> {
    let unknown = || AppError::not_found("file", &name);
    if !FILES.iter().any(|file| file.name == name) {
        return Err(unknown().into());
    }
    let asking = Asking::of(&signed_in, &house, &slug, filter).await?;
    let way = asking.way.filter(|_| asking.has_rows()).ok_or_else(unknown)?;
    let (kind, bytes) = match name.as_str() {
        TABLE => ("text/csv; charset=utf-8", written(&signed_in, &house, &asking, (way, Format::Csv)).await?),
        WHOLE => ("application/json", written(&signed_in, &house, &asking, (way, Format::Json)).await?),
        MAP => ("application/geo+json", written(&signed_in, &house, &asking, (way, Format::Geojson)).await?),
        WORKBOOK => (XLSX, workbook(&*whole(&signed_in, &house, &asking, way).await?, &asking, way)?),
        _ => {
            let kept = whole(&signed_in, &house, &asking, way).await?;
            ("image/svg+xml", svg(&kept, &asking, way).ok_or_else(unknown)?)
        }
    };
    let disposition = format!("attachment; filename=\"{slug}-{}-{name}\"", way.slug);
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

/// What the command prints in a format, in its own English.
async fn written(
    signed_in: &SignedIn,
    house: &House,
    asking: &Asking,
    (way, format): (&Way, Format),
) -> Result<Vec<u8>, AppError> {
    let arguments = asking.arguments(way);
    let rows = HandOver::of(house.clone(), signed_in.actor.clone());
    let words = Words(Language::English);
    computed(move || asked::written(&arguments, Arc::new(rows), words, format)).await
}

/// The table with names and Swedish headings, numbers with every digit, and beside it what was asked.
fn workbook(kept: &Kept, asking: &Asking, way: &Way) -> Result<Vec<u8>, AppError> {
    let mut sheets = Vec::new();
    for (table, values) in kept.tables.iter().zip(kept.values.iter().map(Some).chain(std::iter::repeat(None)))
    {
        let cell = |row: usize, column: usize, shown: &String| {
            let value = values.and_then(|values| values.rows.get(row)?.cells.get(column));
            match value.and_then(Value::as_f64) {
                Some(number) => SheetCell::Number(number),
                None => SheetCell::Text(shown.clone()),
            }
        };
        let row = |(at, row): (usize, &Vec<String>)| {
            row.iter().enumerate().map(|(column, shown)| cell(at, column, shown)).collect()
        };
        sheets.push(Sheet {
            name: if sheets.is_empty() {
                way.label.to_owned()
            } else {
                format!("Tabell {}", sheets.len() + 1)
            },
            headings: table.headings().map(|(name, _)| heading(name)).collect(),
            rows: table.rows().iter().enumerate().map(row).collect(),
        });
    }
    let told = asking.told(Some(way));
    let about =
        [("Fråga", asking.question.title.to_owned()), ("Rader", told), ("Metod", way.explained.to_owned())];
    let about = about.into_iter().chain(kept.said.iter().map(|said| ("Att veta", said.clone())));
    sheets.push(Sheet {
        name: "Om tabellen".to_owned(),
        headings: vec!["Vad".to_owned(), "Uppgift".to_owned()],
        rows: about
            .map(|(what, said)| vec![SheetCell::Text(what.to_owned()), SheetCell::Text(said)])
            .collect(),
    });
    spreadsheet::xlsx(&sheets)
}

fn svg(kept: &Kept, asking: &Asking, way: &Way) -> Option<Vec<u8>> {
    let values = kept.values.first()?;
    let told = told::answer(way.drawn, values);
    let caption = Caption { id: "svar".into(), title: way.label.into(), description: told };
    let drawn = drawing::drawn(way.drawn, values, &asking.areas, caption)?;
    standing_alone(&drawn).map(String::into_bytes)
}
