//! The adopted picture as residents meet it: protected counts, official statistics as published, survey shares.
//!
//! Only what can be protected as a whole leaves the house. Left out on purpose: the municipality's own areas (they
//! overlap the statistical areas, and the difference of two counts is a count), monthly series and weekday grids (other
//! sums of the same rows), the matrix of sources, the parties' assessment (it is written for the working side), and
//! the number of rows in a provenance (total minus table is a count), and digits beyond those that are shown.

use crate::day;
use jiff::civil::Date;
use lofte_analysis::disclosure::{Cell, Disclosed};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::period::Period;
use lofte_model::picture::{Method, OfficialCell, Provenance, WithInterval};
use lofte_model::place::AreaCode;
use lofte_model::records::RecordKind;
use lofte_model::scheme::Labels;
use lofte_model::survey::WaveName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod counts;

pub use counts::{AsOf, CountCell, CountRow, CountTable, LATEST_YEARS, published_years};

/// Where public figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicProvenance {
    /// Names of the sources.
    pub sources: Vec<String>,
    /// The sources of each kind of rows, where the figures tell kinds apart.
    pub by_kind: BTreeMap<RecordKind, Vec<String>>,
    /// Period that the rows cover.
    pub period: Option<Period>,
    /// Geography.
    pub geography: String,
    /// How it was computed.
    pub method: Method,
    /// Whether any of it is synthetic.
    pub synthetic: bool,
}

/// Figures with what they rest on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicFigures<T> {
    /// Provenance.
    pub provenance: PublicProvenance,
    /// The figures.
    pub figures: Vec<T>,
}

/// What a share rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareFigures {
    /// Answers that count, to the nearest five.
    pub answers: u64,
    /// The share 0–1 with 95 % interval, to one decimal of a percent.
    pub share: WithInterval,
}

/// The share of an indicator in a wave and area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicShare {
    /// Wave.
    pub wave: WaveName,
    /// Year.
    pub year: i16,
    /// Indicator, by code.
    pub indicator: String,
    /// What the share is of, in words.
    pub name: String,
    /// Area; `None` for the whole municipality.
    pub area: Option<AreaCode>,
    /// The figures.
    pub figures: Disclosed<Cell<ShareFigures>>,
}

/// The latest adopted picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicPicture {
    /// Number of the edition.
    pub edition: u32,
    /// Day when it was adopted.
    #[serde(alias = "adopted_at", deserialize_with = "day::read")]
    pub adopted_on: Date,
    /// Names the edition. It is taken over the edition's own fingerprint and who adopted it, which nobody outside knows; so
    /// guesses of hidden figures cannot be tried on it.
    pub fingerprint: Fingerprint,
    /// Counts by category and area, one table for each kind and year.
    pub counts: Option<PublicFigures<CountTable>>,
    /// Official statistics, as published by their publisher.
    pub official: Option<PublicFigures<OfficialCell>>,
    /// Survey shares.
    pub shares: Option<PublicFigures<PublicShare>>,
    /// What the municipality called the categories of its own, when the edition was computed.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub category_labels: Labels,
}

impl PublicPicture {
    /// Whether any of it is synthetic.
    pub fn is_synthetic(&self) -> bool {
        let of = |provenance: Option<&PublicProvenance>| provenance.is_some_and(|known| known.synthetic);
        of(self.counts.as_ref().map(|figures| &figures.provenance))
            || of(self.official.as_ref().map(|figures| &figures.provenance))
            || of(self.shares.as_ref().map(|figures| &figures.provenance))
    }
}

impl PublicProvenance {
    /// The sources of the figures on the kind with this word.
    pub fn sources_of(&self, kind: &str) -> &[String] {
        RecordKind::from_word(kind).and_then(|kind| self.by_kind.get(&kind)).unwrap_or(&self.sources)
    }
}

impl From<&Provenance> for PublicProvenance {
    fn from(provenance: &Provenance) -> Self {
        Self {
            sources: provenance.sources.clone(),
            by_kind: provenance.by_kind.clone(),
            period: provenance.period,
            geography: provenance.geography.clone(),
            method: provenance.method,
            synthetic: provenance.synthetic,
        }
    }
}
