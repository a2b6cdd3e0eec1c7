//! The adopted picture as residents meet it: protected counts, official statistics as published, survey shares.
//!
//! Only what can be protected as a whole leaves the house. Left out on purpose: the municipality's own areas (they
//! overlap the statistical areas, and the difference of two counts is a count), monthly series and weekday grids (other
//! sums of the same rows), the matrix of sources, the parties' assessment (it is written for the working side), and
//! the number of rows in a provenance (total minus table is a count), and digits beyond those that are shown.

use crate::day;
use crate::digits;
use crate::error::PublishError;
use crate::guard::ShareGuard;
use crate::held::{Held, HeldBack, Why};
use crate::snapshot::{Protection, SnapshotInput};
use jiff::civil::Date;
use lofte_analysis::disclosure::{Answers, Cell, Disclosed, disclose_share};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::mask::covers;
use lofte_model::period::Period;
use lofte_model::picture::{Edition, Figures, Method, OfficialCell, Provenance, ShareCell, WithInterval};
use lofte_model::place::AreaCode;
use lofte_model::records::RecordKind;
use lofte_model::survey::WaveName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod counts;
mod history;
mod tables;

pub use counts::{AsOf, CountCell, CountRow, CountTable, LATEST_YEARS};

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

/// Lets an edition through disclosure control; what is held back is told.
pub(crate) fn public_picture(
    edition: &Edition,
    input: &SnapshotInput,
    protection: &Protection,
    guard: &mut ShareGuard,
    held: &mut Vec<HeldBack>,
) -> Result<PublicPicture, PublishError> {
    let now = edition.contents()?;
    if now != edition.fingerprint && !covers(input.masks, "picture", &edition.number.to_string(), &now) {
        return Err(PublishError::FrozenChanged { what: format!("edition {}", edition.number) });
    }
    let report = &edition.report;
    let counts = match &report.rates {
        Some(rates) => Some(PublicFigures {
            provenance: PublicProvenance::from(&rates.provenance),
            figures: tables::count_tables(edition, input, &protection.counts, held)?,
        }),
        None => None,
    };
    Ok(PublicPicture {
        edition: edition.number,
        adopted_on: day::day(edition.adopted_at),
        fingerprint: Fingerprint::of(&("edition as published", &edition.fingerprint, edition.adopted_by))?,
        counts,
        official: report.official.as_ref().map(|official| PublicFigures {
            provenance: PublicProvenance::from(&official.provenance),
            figures: official.cells.clone(),
        }),
        shares: report.shares.as_ref().map(|figures| public_shares(figures, input, guard, held)),
    })
}

/// The whole municipality first and then the areas, in the order of the picture.
fn public_shares(
    figures: &Figures<ShareCell>,
    input: &SnapshotInput,
    guard: &mut ShareGuard,
    held: &mut Vec<HeldBack>,
) -> PublicFigures<PublicShare> {
    let mut order: Vec<usize> = (0..figures.cells.len()).collect();
    order.sort_by_key(|place| figures.cells[*place].area.is_some());
    let mut public: Vec<(usize, PublicShare)> = order
        .into_iter()
        .map(|place| (place, public_share(&figures.cells[place], input, guard, held)))
        .collect();
    public.sort_by_key(|(place, _)| *place);
    PublicFigures {
        provenance: PublicProvenance::from(&figures.provenance),
        figures: public.into_iter().map(|(_, share)| share).collect(),
    }
}

/// A share that has been published stands as it was, whatever has become of the wave.
fn public_share(
    cell: &ShareCell,
    input: &SnapshotInput,
    guard: &mut ShareGuard,
    held: &mut Vec<HeldBack>,
) -> PublicShare {
    let told = Answers { yes: cell.yes, no: cell.answers.saturating_sub(cell.yes) };
    let areas: Vec<AreaCode> = cell.area.iter().cloned().collect();
    let decided = match guard.indicator(&cell.wave, &cell.indicator) {
        Some(indicator) => guard.admit(&cell.wave, indicator, &areas, told),
        None => Err(Why::Unknown),
    };
    let earlier = input.earlier.iter().rev().find_map(|earlier| {
        let shares = earlier.snapshot.picture.as_ref()?.shares.as_ref()?;
        let same = shares.figures.iter().find(|share| share.is_of(cell))?;
        same.figures.get().shown()?;
        Some((earlier.snapshot.number, &same.figures))
    });
    let mut tell = |why, kept_from| {
        let (wave, indicator) = (cell.wave.clone(), cell.indicator.clone());
        held.push(HeldBack {
            held: Held::Share { wave, indicator, area: cell.area.clone() },
            why,
            kept_from,
        });
    };
    let hidden = || disclose_share(Answers { yes: 0, no: 0 }, &guard.limits(), None).into_inside();
    let new = |answers: Answers| {
        let figures = cell.share.map(|share| ShareFigures {
            answers: digits::answers(answers.yes + answers.no),
            share: digits::share_with_interval(share),
        });
        disclose_share(answers, &guard.limits(), figures).into_inside()
    };
    let figures = match (decided, earlier) {
        (Ok(answers), None) => new(answers),
        (Ok(answers), Some((number, earlier))) => {
            if new(answers) != *earlier {
                tell(Why::AnswersChanged, Some(number));
            }
            *earlier
        }
        (Err(why @ (Why::AnswersChanged | Why::Unknown)), Some((number, earlier))) => {
            tell(why, Some(number));
            *earlier
        }
        (Err(why), _) => {
            tell(why, None);
            hidden()
        }
    };
    PublicShare {
        wave: cell.wave.clone(),
        year: cell.year,
        indicator: cell.indicator.clone(),
        name: cell.name.clone(),
        area: cell.area.clone(),
        figures,
    }
}

impl PublicShare {
    fn is_of(&self, cell: &ShareCell) -> bool {
        self.wave == cell.wave && self.indicator == cell.indicator && self.area == cell.area
    }
}
