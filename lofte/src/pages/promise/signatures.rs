//! The signatures of a promise on its page: who has signed, by which office, in the program or on paper, who is awaited,
//! and taking one back while others are.

use super::href;
use super::names::Names;
use crate::face::part::{Choice, Event};
use crate::pages::meanwhile::Logins;
use crate::pages::{SignedIn, WebError};
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{history, promise, signing};
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::Former;
use lofte_model::promise::{CitizenPromise, Given, PromiseRefusal, PromiseState, Side, SideSignature};
use lofte_store::Noun;
use lofte_words::{SV, capital, number};
use serde::Deserialize;
use serde_json::Value;

/// Everybody's signature as an event: those that are there in the order they came, then those that are awaited.
pub(super) fn events(promise: &CitizenPromise, names: &Names, logins: &Logins) -> Vec<Event> {
    let signed = |signature: &SideSignature| Event {
        when: number::date(signature.day()),
        title: match signature.given {
            Given::OnPaper(_) => format!("{} undertecknade på papper", name(promise, names, signature.side)),
            Given::Here | Given::Elsewhere { .. } => {
                format!("{} undertecknade", name(promise, names, signature.side))
            }
        },
        text: how(signature, logins),
        expected: false,
    };
    let awaited = |side: Side| Event {
        when: "Väntar".into(),
        title: format!("Underskrift från {}", names.side(promise, side)),
        text: String::new(),
        expected: true,
    };
    let there = promise.state.signatures().into_iter().map(signed);
    there.chain(promise.awaited().into_iter().map(awaited)).collect()
}

/// The office, who noted it and where the original is.
fn how(signature: &SideSignature, logins: &Logins) -> String {
    let office = capital(&signature.office);
    let noted = format!("{} av {}", SV.day(signature.at), logins.name(signature.by));
    match &signature.given {
        Given::Here => office,
        Given::OnPaper(paper) => {
            format!("{office}. Noterat {noted}, diarienummer {}", paper.registry_number)
        }
        Given::Elsewhere { municipality, .. } => format!("{office}. Hos {municipality}, noterat {noted}"),
    }
}

/// A side at the beginning of a sentence.
pub(super) fn name(promise: &CitizenPromise, names: &Names, side: Side) -> String {
    capital(&names.side(promise, side))
}

/// The address of the scans, where something was signed on paper and the reader may see them.
pub(super) fn scans(actor: &Actor, promise: &CitizenPromise) -> Option<String> {
    let mut signatures = promise.state.signatures().into_iter();
    let on_paper = signatures.any(|signature| matches!(signature.given, Given::OnPaper(_)));
    (on_paper && actor.may(Action::ReadDrafts)).then(|| super::scan::here(promise))
}

/// The signatures that were taken back, with who did it, when and why: for those who write promises.
pub(super) async fn taken_back(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
    names: &Names,
) -> Result<Vec<String>, AppError> {
    if !actor.may(Action::DraftPromise) {
        return Ok(Vec::new());
    }
    let (action, id) = (Action::DraftPromise, promise.id.to_string());
    let former = history::former(actor, house, action, Noun::Promise, &id).await?;
    let logins = Logins::gather(actor, house).await?;
    let told = |former: Former<Value>| {
        let was: SideSignature = serde_json::from_value(former.was).ok()?;
        let (from, day) = (names.side(promise, was.side), SV.day(former.at));
        let by = logins.name(former.by);
        Some(format!("Underskriften från {from} togs tillbaka {day} av {by}: {}", former.reason))
    };
    Ok(former.into_iter().filter_map(told).collect())
}

/// The signatures that somebody may take back now.
pub(super) fn takeable(actor: &Actor, promise: &CitizenPromise, names: &Names) -> Vec<Choice> {
    if !matches!(promise.state, PromiseState::Proposed { .. }) || !actor.may(Action::SignPromise) {
        return Vec::new();
    }
    let own = promise.side_of(actor);
    let may = |signature: &&SideSignature| {
        own == Some(signature.side) || signature.given.is_noted() && signature.by == actor.user
    };
    let choice =
        |signature: &SideSignature| Choice::new(signature.side.word(), name(promise, names, signature.side));
    promise.state.signatures().into_iter().filter(may).map(choice).collect()
}

/// That a promise is of several municipalities, and the address of its file for the others, for those who may write it.
pub(super) fn joint(actor: &Actor, promise: &CitizenPromise, names: &Names) -> Option<(String, String)> {
    let told = if let Some(joint) = &promise.sides.joint {
        let gaps = [("name", joint.name.clone()), ("number", joint.number.to_string())];
        SV.tell("joint-told", &gaps)
    } else {
        let others = names.municipalities(&promise.sides.further);
        (!others.is_empty()).then(|| SV.tell("joint-told-ours", &[("names", SV.list(&others))]))?
    };
    let file = format!("{}/gemensamt.json", href(promise));
    Some((told, if actor.may(Action::DraftPromise) { file } else { String::new() }))
}

/// The side that a form names by its word.
pub(in crate::pages) fn side_named(promise: &CitizenPromise, word: &str) -> Result<Side, AppError> {
    let mut sides = promise.sides().into_iter();
    sides.find(|side| side.word() == word).ok_or_else(|| PromiseRefusal::NoSide.into())
}

/// Which signature, and why.
#[derive(Deserialize)]
pub(super) struct TakenBack {
    #[serde(default)]
    side: String,
    #[serde(default)]
    reason: String,
}

/// Ta tillbaka en underskrift.
pub(super) async fn take_back(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<TakenBack>,
) -> Result<Redirect, WebError> {
    signed_in.actor.require(Action::SignPromise)?;
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    let side = side_named(&promise, &form.side)?;
    signing::take_back(&signed_in.actor, &house, promise.id, side, &form.reason).await?;
    Ok(Redirect::to(&href(&promise)))
}
