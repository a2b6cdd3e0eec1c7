//! Lets an adopted picture through disclosure control: counts, official statistics as published, survey shares.
//!
//! What is held back is told to whoever publishes. Left out on purpose: see [`crate::picture`].

use crate::day;
use crate::digits;
use crate::error::PublishError;
use crate::guard::ShareGuard;
use crate::held::{Held, HeldBack, Why};
use crate::input::SnapshotInput;
use crate::picture::{PublicFigures, PublicPicture, PublicProvenance, PublicShare, ShareFigures};
use crate::snapshot::Protection;
use lofte_analysis::disclosure::{Answers, disclose_share};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::mask::covers;
use lofte_model::picture::{Edition, Figures, ShareCell};
use lofte_model::place::AreaCode;

mod history;
mod tables;

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
        category_labels: report.category_labels.clone(),
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
