//! A guess at how a file is to be read: which column is what, how dates and coordinates are written, which text is which
//! category. With each choice comes what it rests on and how sure it is, so that somebody who has never seen a mapping
//! can nod or change it, and a command knows when it must ask.
//!
//! A guess is made of what was read and of nothing else: the same file gives the same guess. It becomes a
//! [`MappingFile`], which pages, commands and mapping files share. It also says when a file is not one row an incident
//! (a table of counts, answers, residents), and which source takes it. Leaves out the reading itself ([`trial`] shows
//! what would come of it) and whatever the municipality has settled before.

mod category;
mod choice;
mod elsewhere;
mod headings;
mod named;
mod outline;
mod place;
mod profile;
mod roles;
mod times;
mod trial;
pub mod wave;
mod words;

pub use category::{known_categories, slug, suggested};
pub use choice::{Choice, Sure, Why};
pub use elsewhere::Elsewhere;
pub use trial::{Trial, trial};

use crate::error::ImportError;
use crate::gazetteer::Gazetteer;
use crate::inspect::{Inspected, inspect_with};
use crate::letters::Letters;
use crate::places::Places;
use crate::row::Context;
use crate::sources::TableForm;
use crate::table::Table;
use jiff::civil::Date;
use lofte_model::mapping::MappingFile;
use lofte_model::place::Area;
use outline::Outline;
use profile::Column;
use serde::Serialize;
use std::path::Path;

/// Rows that are looked through; what is said of counts is of these.
pub const MOST_ROWS: u64 = 200_000;

/// What a guess may lean on.
#[derive(Clone, Debug, Default)]
pub struct Hints<'a> {
    /// The areas of the municipality: their names and codes, and where positions should lie.
    pub areas: &'a [Area],
    /// Where names of places are looked up; without it no column is proposed for them.
    pub gazetteer: Option<&'a Gazetteer>,
    /// The day of the delivery.
    pub today: Date,
    /// What the file is called.
    pub file_name: &'a str,
    /// The encoding, where somebody has settled it.
    pub encoding: Option<Letters>,
    /// What separates columns, where somebody has settled it.
    pub delimiter: Option<char>,
    /// The sheet, where somebody has settled it.
    pub sheet: Option<String>,
    /// The row of the header, where somebody has settled it.
    pub header_row: Option<u64>,
    /// The column of the category, where somebody has settled it.
    pub category: Option<String>,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenColumn {
    /// Its heading.
    pub heading: String,
    /// Cells that are not empty.
    pub filled: u64,
    /// How cells look: codes and texts that many rows share as they are, everything else by its shape.
    pub examples: Vec<String>,
    /// Whether it holds what people have written: it is left out.
    pub free_text: bool,
}

/// A text of the category column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenText {
    /// As it is written.
    pub text: String,
    /// Rows that have it.
    pub rows: u64,
    /// The category that it probably is.
    pub suggested: Option<String>,
}

/// A proposed mapping, with what it rests on.
#[derive(Clone, Debug, Serialize)]
pub struct Proposal {
    /// The file itself.
    pub inspected: Inspected,
    /// Sheets of the workbook that have a table and are not hidden.
    pub sheets: Vec<String>,
    /// The sheet that was looked at.
    pub sheet: Option<String>,
    /// The row of the header.
    pub header_row: u64,
    /// Rows below it that were looked at.
    pub rows: u64,
    /// Whether these are all.
    pub all_rows: bool,
    /// The columns.
    pub columns: Vec<SeenColumn>,
    /// What was settled, or must be.
    pub choices: Vec<Choice>,
    /// The mapping.
    pub mapping: MappingFile,
    /// Texts of the category column, the most common first.
    pub texts: Vec<SeenText>,
    /// The source that takes the file, where it is no table of incidents.
    pub elsewhere: Option<Elsewhere>,
}

impl Proposal {
    /// The headings of the file.
    pub fn headings(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.heading.clone()).collect()
    }

    /// The texts of a column, if it is the one that was looked at for categories.
    pub fn texts_of(&self, heading: Option<&str>) -> &[SeenText] {
        let is_it = heading.is_some() && self.mapping.columns.category.as_deref() == heading;
        if is_it { &self.texts } else { &[] }
    }

    /// Choices that somebody must make before the file can be taken.
    pub fn open(&self) -> impl Iterator<Item = &Choice> {
        self.choices.iter().filter(|choice| choice.sure == Sure::Open)
    }

    /// Whether nothing is left to ask.
    pub fn is_settled(&self) -> bool {
        self.elsewhere.is_none() && self.open().next().is_none()
    }

    /// The mapping as a file.
    ///
    /// # Errors
    /// A text that TOML has no form for.
    pub fn toml(&self) -> Result<String, toml::ser::Error> {
        written(&self.mapping)
    }
}

/// A mapping as the file that people keep.
///
/// # Errors
/// A text that TOML has no form for.
pub fn written(mapping: &MappingFile) -> Result<String, toml::ser::Error> {
    toml::to_string(mapping)
}

/// Where the table of a file stands, what its columns are and how coordinates are written in it.
///
/// # Errors
/// As of [`guess`].
pub fn form(path: &Path, context: &Context<'_>) -> Result<TableForm, ImportError> {
    let hints = Hints { areas: context.areas, today: context.today, ..Hints::default() };
    let Proposal { inspected, sheet, header_row, mapping, .. } = guess(path, &hints)?;
    Ok(TableForm { inspected, sheet, header_row, mapping })
}

/// Looks at a file and proposes how to read it.
///
/// ```
/// use lofte_import::guess::{Hints, guess};
/// use std::io::Write;
/// let mut file = tempfile::NamedTempFile::new()?;
/// write!(file, "Nr;Datum;Typ\n1;2025-03-01 10:15;Klotter\n2;2025-03-14 23:40;Nedskräpning\n")?;
/// let proposal = guess(file.path(), &Hints { file_name: "felanmälan.csv", ..Hints::default() })?;
/// assert_eq!(proposal.mapping.columns.time.as_deref(), Some("Datum"));
/// assert_eq!(proposal.mapping.categories["Klotter"], "graffiti");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What the readers refuse too: a file that is no table, that is damaged or too large, or that is empty.
pub fn guess(path: &Path, hints: &Hints<'_>) -> Result<Proposal, ImportError> {
    let mut inspected = inspect_with(path, &[], hints.encoding, &mut |_| ())?;
    if inspected.delimiter.is_some() && hints.delimiter.is_some() {
        inspected.delimiter = hints.delimiter;
    }
    let mut table = Table::open(path, &inspected)?;
    let outline = Outline::of(&mut table, hints)?;
    let header = outline.enter(&mut table)?;
    let places = Places::new(hints.areas)?;
    let seen = profile::look(&mut table, &header, (&places, hints.gazetteer), hints.today)?;
    let mut choices = choice::of_file(&inspected, hints, &outline, seen.columns.len());
    let elsewhere = elsewhere::found(&seen);
    let mut mapping = MappingFile::default();
    if hints.encoding.is_some() {
        mapping.encoding = Some(inspected.encoding.to_owned());
    }
    mapping.delimiter = hints.delimiter.filter(|_| inspected.delimiter.is_some());
    mapping.sheet = outline.sheet.clone().filter(|_| outline.sheets.len() > 1);
    mapping.header_row = hints.header_row;
    roles::assign(&seen, hints.category.as_deref(), &mut mapping, &mut choices);
    times::settle(&seen, &mut mapping, &mut choices);
    place::settle(&seen, &places, &mut mapping, &mut choices);
    named::settle(&seen, &mut mapping, &mut choices);
    let texts = category::settle(&seen, hints, &mut mapping, &mut choices);
    if elsewhere.is_some() {
        choices.retain(|choice| choice.sure != Sure::Open);
    }
    Ok(Proposal {
        inspected,
        sheets: outline.sheets,
        sheet: outline.sheet,
        header_row: header.row,
        rows: seen.rows,
        all_rows: seen.all_rows,
        columns: seen.columns.iter().map(Column::told).collect(),
        choices,
        mapping,
        texts,
        elsewhere,
    })
}

/// The form in which headings are compared.
pub fn heading_form(heading: &str) -> String {
    crate::same::same_form(heading)
}
