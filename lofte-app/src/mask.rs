//! Masking a passage in something that is otherwise never changed, and in every publication that shows it.
//!
//! A person's data must go when the law says so, also from what was signed and published. The passage is replaced by a
//! mark; the fingerprints stay, with a note on when, by which side and on what ground. Backups and exports that are made
//! later hold the masked text. What was fetched before cannot be called back.

use super::{audit, begin};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::mask::{Mask, SHORTEST_PASSAGE};
use lofte_model::promise::Side;
use lofte_publish::sealed;
use lofte_store::{MASKABLE, Noun, Tx};
use lofte_words::Message;

/// Masks a passage in one thing and in every publication, and says in how many places it stood.
pub async fn mask(
    actor: &Actor,
    house: &House,
    (noun, id): (Noun, &str),
    passage: &str,
    ground: &str,
) -> Result<Mask, AppError> {
    let mut tx = begin(actor, house, Action::Mask).await?;
    let side = Side::of(actor.role).ok_or_else(|| AppError::refused(Message::plain("promise-no-side")))?;
    let (passage, ground) = (passage.trim(), ground.trim());
    if !MASKABLE.contains(&noun) {
        return Err(AppError::not_found(noun.word(), id));
    }
    if passage.chars().count() < SHORTEST_PASSAGE {
        return Err(AppError::refused(Message::with("mask-too-short", "least", SHORTEST_PASSAGE)));
    }
    if ground.is_empty() {
        return Err(AppError::refused(Message::plain("mask-no-ground")));
    }
    if ground.contains(passage) {
        return Err(AppError::refused(Message::plain("mask-ground-tells")));
    }
    let places = tx.mask(noun, id, passage).await?;
    if places == 0 {
        return Err(AppError::refused(Message::plain("mask-nothing-there")));
    }
    let on = house.today();
    let published = tx
        .mask_snapshots(passage, |snapshot| sealed(snapshot, on, side, ground).map_err(AppError::from))
        .await?;
    let mask = Mask {
        at: house.now(),
        by: actor.user,
        role: actor.role,
        ground: ground.to_owned(),
        places: places + published,
        after: after(&mut tx, noun, id).await?,
    };
    tx.add_mask(noun, id, &mask).await?;
    tx.commit(audit(actor, house, Action::Mask, noun, id)).await?;
    Ok(mask)
}

/// Of what is frozen of the thing, as it is now.
async fn after(tx: &mut Tx, noun: Noun, id: &str) -> Result<Option<Fingerprint>, AppError> {
    let unknown = || AppError::not_found(noun.word(), id);
    Ok(match noun {
        Noun::Promise => {
            let promise = tx.promise(id.parse().map_err(|_| unknown())?).await?.value;
            Some(Fingerprint::of(&promise.frozen())?)
        }
        Noun::Picture => Some(tx.adopted_picture(id.parse().map_err(|_| unknown())?).await?.contents()?),
        // What the plan said before it was decided has no number, and is not frozen.
        Noun::Plan => match id.parse() {
            Ok(number) => Some(tx.plan_version(number).await?.value.contents()?),
            Err(_) => None,
        },
        Noun::Agreement => {
            let agreement = tx.agreement(id.parse().map_err(|_| unknown())?).await?.value;
            Some(agreement.fingerprint()?)
        }
        _ => None,
    })
}

/// The texts of a thing that can be masked, for whoever chooses a passage.
pub async fn texts(actor: &Actor, house: &House, (noun, id): (Noun, &str)) -> Result<Vec<String>, AppError> {
    actor.require(Action::Mask)?;
    let bodies = house.store().read(&actor.municipality).await?.maskable(noun, id).await?;
    if bodies.is_empty() {
        return Err(AppError::not_found(noun.word(), id));
    }
    let mut texts = Vec::new();
    for body in &bodies {
        lofte_model::mask::written(body, &mut |text| {
            if !texts.contains(&text.to_owned()) {
                texts.push(text.to_owned());
            }
        });
    }
    Ok(texts)
}

/// What was masked of a thing, the earliest first.
pub async fn of(actor: &Actor, house: &House, noun: Noun, id: &str) -> Result<Vec<Mask>, AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(house.store().read(&actor.municipality).await?.masks(noun, id).await?)
}
