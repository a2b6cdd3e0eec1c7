//! The sources that the house understands: a folder each, with a card for people (`README.md`), a sample and what the
//! sample becomes. A new source is a folder and a line in [`all`]: commands, forms, pages and the contract test find it
//! there.
//!
//! A source says what its files yield ([`Yields`]): rows, which pass one by one into a delivery that can be taken back, or
//! places, which are few, are held against those that are known, and are refused or taken as one.

pub mod areas;
pub mod bra;
pub mod counts;
pub mod gazetteer;
pub mod incidents;
mod known_form;
pub mod kolada;
mod named_area;
pub mod ntu;
pub mod open311;
pub mod own_areas;
mod places;
pub mod police;
pub mod population;
pub mod rescue_service;
pub mod survey;
pub mod survey_results;

pub use gazetteer::{GazetteerReader, GazetteerReport, LookForForm, TableForm};
pub use known_form::KnownForm;
pub use named_area::bare_police_name;
pub use places::{PlaceReader, PlaceReport};

use crate::error::ImportError;
use crate::report::ReadReport;
use crate::row::{Context, RowSink};
use lofte_model::records::RecordKind;
use std::fmt::Debug;
use std::path::Path;

/// Every source.
pub fn all() -> &'static [&'static dyn Source] {
    static ALL: [&dyn Source; 14] = [
        &incidents::Incidents,
        &police::POLICE,
        &rescue_service::RESCUE_SERVICE,
        &counts::Counts,
        &open311::OPEN311,
        &bra::BRA,
        &survey::Survey,
        &survey_results::SurveyResults,
        &ntu::NTU,
        &kolada::KOLADA,
        &areas::Areas,
        &own_areas::OwnAreas,
        &gazetteer::OwnGazetteer,
        &population::Population,
    ];
    &ALL
}

/// The source with this name in commands and addresses.
pub fn named(name: &str) -> Option<&'static dyn Source> {
    all().iter().copied().find(|source| source.card().name == name)
}

/// A kind of file that somebody delivers.
pub trait Source: Sync {
    /// What people are told of it.
    fn card(&self) -> &'static SourceCard;

    /// Makes it ready for a file. `settings` is the text of the file of instructions; a source whose card has none passes
    /// it over.
    ///
    /// # Errors
    /// What in the settings cannot be used, by line or key.
    fn reader(&self, settings: &str) -> Result<Reader, ImportError>;
}

/// A source that knows how its next file is to be read, by what comes of it.
#[derive(Debug)]
pub enum Reader {
    /// Rows of a delivery.
    Rows(Box<dyn RowReader>),
    /// Areas of the municipality, or what is known of them.
    Places(Box<dyn PlaceReader>),
    /// Names with where they are.
    Gazetteer(Box<dyn GazetteerReader>),
}

impl Reader {
    /// What comes of a file.
    pub fn is_of_places(&self) -> bool {
        matches!(self, Self::Places(_) | Self::Gazetteer(_))
    }
}

/// Reads a file into rows.
pub trait RowReader: Debug + Send + Sync {
    /// What the rows of the file tell of.
    fn kind(&self) -> RecordKind;

    /// Whose rows they are, a slug: only rows of one kind and source may be the same row.
    fn source(&self) -> &str;

    /// Whether the rows are synthetic.
    fn synthetic(&self) -> bool;

    /// Reads a file into the sink.
    ///
    /// # Errors
    /// The whole file is refused and the sink must be thrown away; bad rows alone go to the reject list.
    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        sink: &mut dyn RowSink,
    ) -> Result<ReadReport, ImportError>;
}

/// What comes of the files of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yields {
    /// Rows that may tell of these.
    Rows(&'static [RecordKind]),
    /// Areas of the municipality, or what is known of them.
    Places,
    /// Names with where they are, to place other rows by.
    Gazetteer,
}

/// What a source is, for people who look for one.
///
/// Every card says the same six things, under the headings of [`SourceCard::HEADINGS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceCard {
    /// Name in commands and addresses.
    pub name: &'static str,
    /// What comes of its files.
    pub yields: Yields,
    /// An example of the file of instructions that goes with the data: a mapping or the design of a wave.
    pub settings: Option<&'static str>,
    /// Whether nothing can be read without one.
    pub needs_settings: bool,
    /// What there is to know before it is trusted, in Swedish Markdown: coverage, delay, bias, what it cannot see, how to
    /// get it, and who may see it, each under a heading.
    pub about: &'static str,
    /// The card itself, Markdown.
    pub readme: &'static str,
    /// A small file as the source delivers it.
    pub sample: &'static str,
}

impl SourceCard {
    /// What every card tells of, in this order.
    pub const HEADINGS: [&'static str; 6] =
        ["Täckning", "Fördröjning", "Skevhet", "Det den inte ser", "Så får ni den", "Vem som får se den"];

    /// The headings of the card, each with its paragraphs.
    pub fn told(&self) -> Vec<(&'static str, Vec<&'static str>)> {
        let sections = self.about.split("\n## ").skip(1);
        let told = sections.filter_map(|section| {
            let (heading, text) = section.split_once('\n')?;
            let paragraphs = text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
            Some((heading.trim(), paragraphs.collect()))
        });
        told.collect()
    }
}
