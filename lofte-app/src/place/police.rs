//! The local police area (lokalpolisområde) that the municipality belongs to, as it says itself: no open list has them.
//!
//! It is known by its name. Published results and tables of counts for it are kept as its figures, which are of one
//! municipality or several; nothing is placed in it, no rate is computed on it and no promise names it. One that the municipality no
//! longer belongs to stays for the figures that name it. Left out: its border.

use super::own::code;
use crate::error::AppError;
use crate::house::House;
use crate::{audit, begin};
use lofte_model::access::{Action, Actor};
use lofte_model::place::{Area, AreaDetails, AreaKind, PlaceType};
use lofte_store::Noun;
use lofte_words::Message;

/// Longest name.
const LONGEST: usize = 80;
/// What its code begins with, so that it reads as what it is where only codes are shown.
const WORD: &str = "LPO";

/// The one that the municipality belongs to today, if it has said so.
pub async fn current(actor: &Actor, house: &House) -> Result<Option<Area>, AppError> {
    let areas = super::with_police(actor, house).await?;
    Ok(areas.into_iter().find(|area| is_current(area, house)))
}

fn is_current(area: &Area, house: &House) -> bool {
    area.kind == AreaKind::LocalPolice && area.details.valid_to.is_none() && area.is_used_on(house.today())
}

/// Says which one the municipality belongs to. The one before it ends today; one that it belonged to before comes back.
pub async fn state(actor: &Actor, house: &House, name: &str) -> Result<Area, AppError> {
    actor.require(Action::Import)?;
    let wrong = || AppError::refused(Message::with("place-no-name", "field", "local_police"));
    let bare = lofte_import::sources::bare_police_name(name);
    let given = name.trim();
    if given.is_empty() || given.chars().count() > LONGEST {
        return Err(wrong());
    }
    // As it was written, and without the words where they were: it is called by one word everywhere.
    let title = match &bare {
        None => given.to_owned(),
        Some(bare) => given
            .split_whitespace()
            .filter(|word| bare.contains(&word.to_lowercase()))
            .collect::<Vec<_>>()
            .join(" "),
    };
    let title = format!("{WORD} {title}");
    let mut tx = begin(actor, house, Action::Import).await?;
    let known = tx.areas().await?;
    let before: Vec<&Area> = known.iter().filter(|area| is_current(area, house)).collect();
    if before.iter().any(|area| area.name == title) {
        return Err(AppError::refused(Message::with("place-police-same", "field", "local_police")));
    }
    let was = known.iter().find(|area| area.kind == AreaKind::LocalPolice && area.name == title);
    let area = match was {
        Some(was) => Area { details: AreaDetails { valid_to: None, ..was.details.clone() }, ..was.clone() },
        None => Area {
            code: code(&title, &known),
            name: title,
            kind: AreaKind::LocalPolice,
            place_type: PlaceType::Mixed,
            population: None,
            border: Vec::new(),
            source: String::new(),
            details: AreaDetails::default(),
        },
    };
    let ended = before.into_iter().map(|area| {
        let details = AreaDetails { valid_to: Some(house.today()), ..area.details.clone() };
        Area { details, ..area.clone() }
    });
    let mut saved: Vec<Area> = ended.collect();
    saved.push(area.clone());
    tx.save_areas(&saved).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Area, &area.code)).await?;
    Ok(area)
}
