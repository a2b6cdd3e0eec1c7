//! The states of a delivery and their arrows, as `docs/states/delivery.md` draws them: each verb is tried from each state, in a
//! real house.

use crate::fixture::copy_demo;
use crate::tenancy::neighbours::stage;
use lofte_app::access::acting_for;
use lofte_app::delivery;
use lofte_app::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::records::Delivery;
use lofte_store::{AuditEntry, Noun};
use std::collections::BTreeSet;

const DOCUMENT: &str = include_str!("../../../docs/states/delivery.md");
/// What the drawing calls a delivery that is not there.
const NOWHERE: &str = "[*]";

/// The arrows of the document, as `from -> to: verb`; those that begin nowhere make a delivery and have no verb.
fn drawn() -> BTreeSet<String> {
    let arrows = DOCUMENT.lines().filter_map(|line| line.trim().split_once(" --> "));
    arrows.map(|(from, rest)| format!("{from} -> {rest}")).collect()
}

/// The states that the document describes.
fn described() -> BTreeSet<&'static str> {
    DOCUMENT
        .lines()
        .filter_map(|line| line.strip_prefix("- **")?.split_once("**"))
        .map(|(state, _)| state)
        .collect()
}

/// The state that a delivery is in: what the casework knows of it, and what lies among the rows.
async fn state(house: &House, delivery: &Delivery) -> &'static str {
    let municipality = house.municipality();
    let known = house.store().read(municipality).await.unwrap().deliveries().await.unwrap();
    let known = known.into_iter().map(|known| known.value).find(|known| known.id == delivery.id);
    let shown = house.records().deliveries(municipality).await.unwrap();
    let shown = shown.iter().any(|shown| shown.id == delivery.id);
    let staged = house.records().pending().await.unwrap().iter().any(|(_, id)| *id == delivery.id);
    match (known.map(|known| known.undone.is_some()), shown, staged) {
        (Some(true), false, false) => "undone",
        (Some(false), true, false) => "visible",
        (None, false, true) => "staged",
        (None, false, false) => NOWHERE,
        mixed => panic!("{mixed:?} is no state"),
    }
}

/// What the document calls the deciding of an import, which is one use case.
const DECIDE: &str = "casework transaction, then manifest";
const VERBS: [&str; 3] = [DECIDE, "discard", "undo"];

/// Does it, or is refused.
async fn act(verb: &str, actor: &Actor, house: &House, delivery: &Delivery) -> bool {
    let municipality = house.municipality();
    match verb {
        DECIDE => {
            let mut tx = house.store().begin(municipality).await.unwrap();
            let entry =
                AuditEntry::new(house.now(), Some(actor.user), Action::Import, Noun::Delivery, &delivery.id);
            tx.save_delivery(delivery, None).await.is_ok()
                && tx.commit(entry).await.is_ok()
                && house.records().promote(municipality, delivery.id).await.is_ok()
        }
        "discard" => house.records().discard(municipality, delivery.id).await.is_ok(),
        "undo" => {
            let Ok(shown) = delivery::find(actor, house, delivery.id).await else { return false };
            delivery::undo(actor, house, delivery.id, &delivery::seen(&shown).unwrap()).await.is_ok()
        }
        other => panic!("{other} is no verb"),
    }
}

#[tokio::test]
async fn every_arrow_of_a_delivery_is_drawn_and_every_drawn_one_is_there() {
    let folder = tempfile::tempdir().unwrap();
    copy_demo(folder.path()).await;
    let house = House::open(folder.path()).await.unwrap();
    let actor = acting_for(&house, Some("samordnare")).await.unwrap();
    let ways: [(&str, &[&str]); 3] = [("staged", &[]), ("visible", &[DECIDE]), ("undone", &[DECIDE, "undo"])];
    assert_eq!(described(), ways.map(|(state, _)| state).into());
    let mut found = BTreeSet::from([format!("{NOWHERE} -> staged")]);
    for (from, way) in ways {
        for verb in VERBS {
            let delivery = stage(&house, actor.user).await;
            for step in way {
                assert!(act(step, &actor, &house, &delivery).await, "{step} on the way to {from}");
            }
            assert_eq!(state(&house, &delivery).await, from);
            let done = act(verb, &actor, &house, &delivery).await;
            let to = state(&house, &delivery).await;
            // To discard what is gone is harmless and moves nothing.
            assert!(done || to == from, "{verb} was refused in {from} and moved it to {to}");
            if to != from {
                found.insert(format!("{from} -> {to}: {verb}"));
            }
            if to == "visible" {
                assert!(act("undo", &actor, &house, &delivery).await);
            } else if to == "staged" {
                assert!(act("discard", &actor, &house, &delivery).await);
            }
        }
    }
    assert_eq!(found, drawn());
}
