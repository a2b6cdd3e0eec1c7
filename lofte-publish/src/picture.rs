//! The adopted picture as residents meet it: protected counts, official statistics as published, survey shares.
//!
//! Only what can be protected as a whole leaves the house. Left out on purpose: the municipality's own areas (they
//! overlap the statistical areas, and the difference of two counts is a count), monthly series and weekday grids (other
//! sums of the same rows), the matrix of sources, the parties' assessment (it is written for the working side), and
//! the number of rows in a provenance (total minus table is a count).

use crate::error::PublishError;
use crate::snapshot::{Protection, SnapshotInput};
use jiff::Timestamp;
use lofte_analysis::disclosure::{Answers, Cell, Disclosed, disclose_share};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::period::Period;
use lofte_model::picture::{Edition, Figures, Method, OfficialCell, Provenance, ShareCell, WithInterval};
use lofte_model::place::AreaCode;
use lofte_model::records::RecordKind;
use lofte_model::survey::WaveName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod counts;
mod shares;

pub use counts::{CountCell, CountRow, CountTable, LATEST_YEARS};
pub(crate) use shares::ShareGuard;

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
    /// Answers that count.
    pub answers: u64,
    /// Of those, yes.
    pub yes: u64,
    /// The share 0–1 with 95 % interval; `None` where it cannot be estimated.
    pub share: Option<WithInterval>,
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
    /// When it was adopted.
    pub adopted_at: Timestamp,
    /// Of the whole edition, hidden figures included.
    pub fingerprint: Fingerprint,
    /// Counts by category and area, one table for each kind and year.
    pub counts: Option<PublicFigures<CountTable>>,
    /// Official statistics, as published by their publisher.
    pub official: Option<PublicFigures<OfficialCell>>,
    /// Survey shares.
    pub shares: Option<PublicFigures<PublicShare>>,
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

/// Lets an edition through disclosure control.
pub(crate) fn public_picture(
    edition: &Edition,
    input: &SnapshotInput,
    protection: &Protection,
    guard: &mut ShareGuard,
) -> Result<PublicPicture, PublishError> {
    if !edition.is_intact()? {
        return Err(PublishError::FrozenChanged { what: format!("edition {}", edition.number) });
    }
    let report = &edition.report;
    let counts = match &report.rates {
        Some(rates) => Some(PublicFigures {
            provenance: PublicProvenance::from(&rates.provenance),
            figures: counts::count_tables(&rates.cells, input.areas, &protection.counts)?,
        }),
        None => None,
    };
    Ok(PublicPicture {
        edition: edition.number,
        adopted_at: edition.adopted_at,
        fingerprint: edition.fingerprint.clone(),
        counts,
        official: report.official.as_ref().map(|official| PublicFigures {
            provenance: PublicProvenance::from(&official.provenance),
            figures: official.cells.clone(),
        }),
        shares: report.shares.as_ref().map(|figures| public_shares(figures, guard)),
    })
}

fn public_shares(figures: &Figures<ShareCell>, guard: &mut ShareGuard) -> PublicFigures<PublicShare> {
    let limits = guard.limits();
    let public = |cell: &ShareCell| {
        let payload = ShareFigures { answers: cell.answers, yes: cell.yes, share: cell.share };
        let deciding: Answers = guard.decide(cell);
        PublicShare {
            wave: cell.wave.clone(),
            year: cell.year,
            indicator: cell.indicator.clone(),
            name: cell.name.clone(),
            area: cell.area.clone(),
            figures: disclose_share(deciding, &limits, payload),
        }
    };
    PublicFigures {
        provenance: PublicProvenance::from(&figures.provenance),
        figures: figures.cells.iter().map(public).collect(),
    }
}
