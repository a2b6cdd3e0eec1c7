//! The municipality's own places: drawn, corrected, ended. None is ever removed, since problems, promises and rows name it.
//!
//! A place that comes while rows count is used for what happens from the day that it comes, and one that ends for what
//! happens until its last day: rows keep the areas that they were placed in (docs/adr/0049). Left out: files with
//! several places, which are delivered.

use crate::delivery::{borders_hold, placed_deliveries};
use crate::error::{AppError, amendment};
use crate::house::House;
use crate::{audit, begin, require_seen};
use jiff::civil::Date;
use lofte_import::sources::areas::distinct;
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::{Change, NoAmendment};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::place::{Area, AreaCode, AreaDetails, AreaKind, MultiPolygon, PlaceGroup, PlaceType};
use lofte_model::time_window::TimeWindow;
use lofte_store::{Noun, Tx};
use lofte_words::Message;

/// Longest name of a place.
const LONGEST_NAME: usize = 80;
/// Most corners of a place that is drawn.
const MOST_CORNERS: usize = 500;

/// Words that pages have where the code of a place stands in its address.
const PAGES: [&str; 5] = ["ny", "kontakt", "lokalpolisomrade", "register", "tatorter"];

/// What is said of a place, apart from where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Name that residents recognise.
    pub name: String,
    /// Kind of place.
    pub place_type: PlaceType,
    /// When it is worked with.
    pub hours: String,
    /// Whom it is about.
    pub groups: Vec<PlaceGroup>,
}

/// Where a new place is.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawn {
    /// Inside these corners, longitude first.
    Corners(Vec<[f64; 2]>),
    /// Where these areas are.
    Areas(Vec<AreaCode>),
}

/// Of an area as it is shown to whoever may change it. Give it back with the change.
pub fn seen(area: &Area) -> Result<Fingerprint, AppError> {
    Ok(Fingerprint::of(area)?)
}

/// One area.
pub async fn find(actor: &Actor, house: &House, code: &AreaCode) -> Result<Area, AppError> {
    let area = super::with_police(actor, house).await?.into_iter().find(|area| area.code == *code);
    area.ok_or_else(|| AppError::not_found("area", code))
}

/// Makes a new place of the municipality's own.
pub async fn draw(
    actor: &Actor,
    house: &House,
    described: Described,
    drawn: &Drawn,
) -> Result<Area, AppError> {
    actor.require(Action::Import)?;
    let described = fit(described)?;
    let mut tx = begin(actor, house, Action::Import).await?;
    let known = tx.areas().await?;
    let border = border(drawn, &known)?;
    let placed = placed_deliveries(&mut tx).await? > 0;
    let Described { name, place_type, hours, groups } = described;
    let valid_from = placed.then(|| house.today());
    let area = Area {
        code: code(&name, &known),
        name,
        kind: AreaKind::Own,
        place_type,
        population: None,
        border,
        source: String::new(),
        details: AreaDetails {
            valid_from,
            windows: windows(&hours),
            hours,
            groups,
            ..AreaDetails::default()
        },
    };
    require_other_border(&area, &known)?;
    tx.save_areas(std::slice::from_ref(&area)).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Area, &area.code)).await?;
    Ok(area)
}

/// Changes what is said of a place, if it is still as it was shown. What it said before is kept with the reason.
pub async fn correct(
    actor: &Actor,
    house: &House,
    code: &AreaCode,
    seen: &Fingerprint,
    described: Described,
    reason: &str,
) -> Result<Area, AppError> {
    actor.require(Action::Import)?;
    let described = fit(described)?;
    change(actor, house, code, seen, reason, |was| {
        let Described { name, place_type, hours, groups } = described;
        // What lives in a statistical area, and when, is not for the municipality to say.
        let details = match was.kind {
            AreaKind::Own => AreaDetails { windows: windows(&hours), hours, groups, ..was.details.clone() },
            AreaKind::Statistical | AreaKind::LocalPolice => was.details.clone(),
        };
        Ok(Area { name, place_type, details, ..was.clone() })
    })
    .await
}

/// Gives a place another border, while no rows have been placed by the one that it has.
pub async fn redraw(
    actor: &Actor,
    house: &House,
    code: &AreaCode,
    seen: &Fingerprint,
    drawn: &Drawn,
    reason: &str,
) -> Result<Area, AppError> {
    actor.require(Action::Import)?;
    let known = super::areas(actor, house).await?;
    let border = border(drawn, &known)?;
    change(actor, house, code, seen, reason, |was| {
        own(was)?;
        let area = Area { border, ..was.clone() };
        require_other_border(&area, &known)?;
        Ok(area)
    })
    .await
}

/// Ends a place: what happens after this day is not placed in it.
pub async fn end(
    actor: &Actor,
    house: &House,
    code: &AreaCode,
    seen: &Fingerprint,
    last: Date,
    reason: &str,
) -> Result<Area, AppError> {
    actor.require(Action::Import)?;
    if last > house.today() {
        return Err(AppError::refused(Message::with("place-ends-later", "field", "last")));
    }
    change(actor, house, code, seen, reason, |was| {
        own(was)?;
        if was.details.valid_from.is_some_and(|from| last < from) {
            return Err(AppError::refused(Message::with("place-ends-before", "field", "last")));
        }
        let details = AreaDetails { valid_to: Some(last), ..was.details.clone() };
        Ok(Area { details, ..was.clone() })
    })
    .await
}

async fn change(
    actor: &Actor,
    house: &House,
    code: &AreaCode,
    seen: &Fingerprint,
    reason: &str,
    to: impl FnOnce(&Area) -> Result<Area, AppError>,
) -> Result<Area, AppError> {
    let mut tx = begin(actor, house, Action::Import).await?;
    let known = tx.areas().await?;
    let was =
        known.iter().find(|area| area.code == *code).ok_or_else(|| AppError::not_found("area", code))?;
    require_seen(&self::seen(was)?, seen)?;
    let area = to(was)?;
    if area == *was {
        return Err(refused(NoAmendment::Same));
    }
    if reason.trim().is_empty() {
        return Err(refused(NoAmendment::NoReason));
    }
    borders_hold(&mut tx, std::slice::from_ref(&area), &known).await?;
    let change = Change { at: house.now(), by: actor.user, reason: reason.trim().to_owned() };
    keep_and_save(&mut tx, was, &area, change).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Area, code)).await?;
    Ok(area)
}

async fn keep_and_save(tx: &mut Tx, was: &Area, area: &Area, change: Change) -> Result<(), AppError> {
    tx.keep(Noun::Area, &was.code, was, change).await?;
    Ok(tx.save_areas(std::slice::from_ref(area)).await?)
}

fn refused(refusal: NoAmendment) -> AppError {
    AppError::refused(amendment(refusal).and("field", "reason"))
}

/// Statistical areas are drawn and ended by who divides the country.
fn own(area: &Area) -> Result<(), AppError> {
    match area.kind {
        AreaKind::Own => Ok(()),
        AreaKind::Statistical | AreaKind::LocalPolice => {
            Err(AppError::refused(Message::plain("place-statistical")))
        }
    }
}

fn fit(described: Described) -> Result<Described, AppError> {
    let name = described.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(AppError::refused(Message::with("place-no-name", "field", "name")));
    }
    Ok(Described { name, hours: described.hours.trim().to_owned(), ..described })
}

/// The windows of time that the words say, if they say nothing else.
fn windows(hours: &str) -> Vec<TimeWindow> {
    TimeWindow::read(hours).unwrap_or_default()
}

/// The border of what was drawn.
fn border(drawn: &Drawn, known: &[Area]) -> Result<MultiPolygon, AppError> {
    let refused = |key: &str, field: &str| Err(AppError::refused(Message::with(key, "field", field)));
    match drawn {
        Drawn::Corners(corners) => {
            let mut ring = corners.clone();
            ring.dedup();
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            if ring.len() < 3 || ring.len() > MOST_CORNERS {
                return refused("place-too-few-corners", "corners");
            }
            if crosses(&ring) {
                return refused("place-crosses-itself", "corners");
            }
            ring.extend(ring.first().copied());
            if !lofte_import::places::is_near(known, &ring) {
                return refused("place-far-away", "corners");
            }
            Ok(vec![vec![ring]])
        }
        Drawn::Areas(codes) => {
            let of = |code: &AreaCode| known.iter().find(|area| area.code == *code);
            let parts: MultiPolygon =
                codes.iter().filter_map(of).flat_map(|area| area.border.clone()).collect();
            if parts.is_empty() { refused("place-no-areas", "areas") } else { Ok(parts) }
        }
    }
}

/// Whether two edges of a ring cross: of what such a border holds, nobody can be sure.
fn crosses(ring: &[[f64; 2]]) -> bool {
    let edges: Vec<([f64; 2], [f64; 2])> =
        ring.iter().zip(ring.iter().cycle().skip(1)).map(|(one, other)| (*one, *other)).collect();
    let side = |(a, b): ([f64; 2], [f64; 2]), p: [f64; 2]| {
        ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])).total_cmp(&0.0)
    };
    let cross = |one: ([f64; 2], [f64; 2]), other: ([f64; 2], [f64; 2])| {
        let apart =
            |sides: [std::cmp::Ordering; 2]| sides[0] != sides[1] && sides.iter().all(|side| side.is_ne());
        apart([side(one, other.0), side(one, other.1)]) && apart([side(other, one.0), side(other, one.1)])
    };
    edges.iter().enumerate().any(|(place, one)| edges[place + 1..].iter().any(|other| cross(*one, *other)))
}

/// Refuses a place whose border another one in use has: what happens there would belong to either.
pub(super) fn require_other_border(area: &Area, known: &[Area]) -> Result<(), AppError> {
    let others = known.iter().filter(|other| other.kind == AreaKind::Own && other.code != area.code);
    let mut used = others.filter(|other| other.details.valid_to.is_none());
    if let Some(other) = used.find(|other| other.border == area.border) {
        return Err(AppError::refused(Message::with("place-same-border", "name", &other.name)));
    }
    let refused = |source| lofte_import::ImportError::AreaFile { file: String::new(), source };
    Ok(distinct(std::slice::from_ref(area), known).map_err(refused)?)
}

/// A code that no other area has, of the letters of the name.
pub(super) fn code(name: &str, known: &[Area]) -> AreaCode {
    let plain = |sign: char| match sign {
        'å' | 'ä' => 'a',
        'ö' => 'o',
        'é' => 'e',
        sign if sign.is_ascii_alphanumeric() => sign,
        _ => '-',
    };
    let slug: String = name.to_lowercase().chars().map(plain).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let slug = if slug.is_empty() { "plats".to_owned() } else { slug };
    let taken = |code: &str| {
        PAGES.contains(&code) || known.iter().any(|area| area.code.as_str().eq_ignore_ascii_case(code))
    };
    let numbered = (2_u32..).map(|number| format!("{slug}-{number}"));
    let free = std::iter::once(slug.clone()).chain(numbered).find(|code| !taken(code));
    AreaCode::new(free.unwrap_or(slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_that_crosses_itself_is_seen() {
        let square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        let bow_tie = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]];
        assert!(!crosses(&square) && crosses(&bow_tie));
    }

    #[test]
    fn a_code_is_made_of_the_name_and_never_twice() {
        assert_eq!(code("Stationsområdet, östra", &[]).as_str(), "stationsomradet-ostra");
        assert_eq!(code("!", &[]).as_str(), "plats");
        assert_eq!(code("Register", &[]).as_str(), "register-2", "that is the address of a page");
        let known = Area {
            code: AreaCode::new("Torget"),
            name: String::new(),
            kind: AreaKind::Own,
            place_type: PlaceType::Centre,
            population: None,
            border: Vec::new(),
            source: String::new(),
            details: AreaDetails::default(),
        };
        assert_eq!(code("Torget", &[known]).as_str(), "torget-2");
    }
}
