//! Open data of a snapshot: JSON with everything about the promises, CSV for a spreadsheet.
//!
//! CSV is UTF-8 with comma, decimal point and ISO dates; an empty number with `hidden` = `true` was hidden by disclosure
//! control. Every row says whether it is synthetic. Text that people wrote is never left looking like a formula.

use crate::error::PublishError;
use crate::promise::PublicPromise;
use crate::snapshot::{FORMAT, Protection, Snapshot};
use jiff::Timestamp;
use lofte_analysis::disclosure::Cell;
use lofte_model::fingerprint::{Fingerprint, canonical_bytes};
use lofte_model::place::Municipality;
use lofte_model::spreadsheet::harmless;
use serde::Serialize;

mod counts;
mod promises;
mod shares;

/// The licence of open data.
pub const LICENCE: &str = "CC0-1.0";

/// The promises as a file of their own.
#[derive(Serialize)]
struct PromisesFile<'a> {
    format: u32,
    licence: &'static str,
    municipality: &'a Municipality,
    publication: u32,
    published_at: Timestamp,
    synthetic: bool,
    protection: Protection,
    snapshot: &'a Fingerprint,
    promises: &'a [PublicPromise],
}

impl Snapshot {
    /// All promises with undertakings, measures, verdicts and feedback, as JSON.
    ///
    /// # Errors
    /// A value that cannot be written as JSON.
    pub fn promises_json(&self) -> Result<Vec<u8>, PublishError> {
        Ok(canonical_bytes(&PromisesFile {
            format: FORMAT,
            licence: LICENCE,
            municipality: &self.municipality,
            publication: self.number,
            published_at: self.published_at,
            synthetic: self.synthetic,
            protection: self.protection,
            snapshot: &self.fingerprint,
            promises: &self.promises,
        })?)
    }

    /// One row for each undertaking, with its promise and verdict.
    ///
    /// # Errors
    /// A table that cannot be written.
    pub fn promises_csv(&self) -> Result<Vec<u8>, PublishError> {
        table(&promises::HEADER, promises::rows(self))
    }

    /// One row for each count of the picture, sums and official statistics included.
    ///
    /// # Errors
    /// A table that cannot be written.
    pub fn counts_csv(&self) -> Result<Vec<u8>, PublishError> {
        table(&counts::HEADER, counts::rows(self))
    }

    /// One row for each survey share of the picture.
    ///
    /// # Errors
    /// A table that cannot be written.
    pub fn shares_csv(&self) -> Result<Vec<u8>, PublishError> {
        table(&shares::HEADER, shares::rows(self))
    }
}

fn table<const N: usize>(header: &[&str; N], rows: Vec<[String; N]>) -> Result<Vec<u8>, PublishError> {
    // All text is quoted, so that a spreadsheet that cuts at semicolons keeps it whole.
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::NonNumeric)
        .from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| PublishError::Csv(error.into_error().into()))
}

/// A number that is shown, or nothing.
fn number<T: ToString>(cell: &Cell<T>) -> String {
    cell.shown().map(ToString::to_string).unwrap_or_default()
}

/// Text that people wrote, as no formula.
fn text(written: &str) -> String {
    harmless(written).into_owned()
}

/// Names beside each other in one cell.
fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    text(&names.collect::<Vec<_>>().join("; "))
}
