//! Signing: the text that will be frozen is shown first, and only what was shown can be signed.

use super::goal::rule_facts;
use super::goal_view::{frozen_baseline, stated_baseline};
use super::href;
use super::names::Names;
use super::show::{CommitmentView, GapLine, commitment_view, gaps};
use crate::face::{Frame, NavItem};
use crate::pages::account::signatories;
use crate::pages::{Page, SignedIn, WebError};
use crate::web::seen;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::promise::Gate;
use lofte_app::{account, promise};
use lofte_model::access::{Action, Role};
use lofte_model::promise::{CitizenPromise, Goal, PromiseState, Side};
use lofte_model::survey::Wave;
use lofte_words::Message;
use lofte_words::SV;
use serde::Deserialize;

/// The page that asks.
#[derive(Template)]
#[template(path = "promise_sign.html")]
pub(super) struct SignPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    promise: CitizenPromise,
    answer: String,
    gaps: Vec<GapLine>,
    facts: Vec<(String, String)>,
    commitments: Vec<CommitmentView>,
    rule: String,
    rule_facts: Vec<(String, String)>,
    goals: Vec<String>,
    baseline: Vec<(String, String)>,
    answer_known: String,
    /// Who can sign for the other side, and since when.
    signatories: Vec<(String, String)>,
    fingerprint: String,
    last: bool,
    href: String,
}

/// Visa det som fryses och fråga.
pub(super) async fn ask(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<SignPage>, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    may_be_signed(&promise, Side::of(actor.role))?;
    let gate = promise::check(actor, &house, promise.id).await?;
    let names = Names::gather(actor, &house).await?;
    let waves = promise::waves(actor, &house).await?;
    let gaps = gaps(actor, &promise, &gate.gaps);
    let others = match Side::of(actor.role) {
        Some(Side::Police) => Role::Coordinator,
        Some(Side::Municipality) | None => Role::Police,
    };
    let signatories = signatories(&account::signatories(actor, &house, others).await?);
    Ok(Page(SignPage { signatories, ..page(&signed_in, promise, gaps, (&names, &waves), &gate) }))
}

/// Refuses what the model would refuse, before anybody reads a text that cannot be signed.
fn may_be_signed(promise: &CitizenPromise, side: Option<Side>) -> Result<(), AppError> {
    match &promise.state {
        PromiseState::Draft => Ok(()),
        PromiseState::Proposed { first } if Some(first.side) != side => Ok(()),
        PromiseState::Proposed { .. } => Err(AppError::refused(Message::plain("promise-same-side"))),
        PromiseState::Published { .. } | PromiseState::Historical { .. } => {
            Err(AppError::refused(Message::plain("promise-frozen")))
        }
    }
}

fn page(
    signed_in: &SignedIn,
    promise: CitizenPromise,
    gaps: Vec<GapLine>,
    (names, waves): (&Names, &[Wave]),
    gate: &Gate,
) -> SignPage {
    let last = matches!(promise.state, PromiseState::Proposed { .. });
    let here = format!("{}/underteckna", href(&promise));
    SignPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Löften", "/loften"),
            NavItem::new(format!("Löfte {}", promise.number), href(&promise)),
            NavItem::new("Underteckna", here.clone()).at(&here),
        ],
        answer: answer(last, gaps.len()),
        gaps,
        facts: vec![
            ("Gäller".to_owned(), SV.period(promise.period)),
            ("Var".to_owned(), names.areas(&promise.areas)),
        ],
        commitments: promise.commitments.iter().map(|one| commitment_view(names, one)).collect(),
        rule: promise.effect_goal.as_ref().map(|goal| names.rule(goal)).unwrap_or_default(),
        rule_facts: promise
            .effect_goal
            .as_ref()
            .map(|goal| rule_facts(goal, names, waves))
            .unwrap_or_default(),
        signatories: Vec::new(),
        goals: promise.goals.iter().map(|goal| with_baseline(names, goal)).collect(),
        baseline: frozen_baseline(gate.sealed.as_ref()),
        answer_known: if gate.answer_known { SV.say("promise-answer-known") } else { String::new() },
        fingerprint: gate.seen.to_string(),
        last,
        href: href(&promise),
        promise,
    }
}

/// The rule of a goal, and the figure of a table that it starts from.
fn with_baseline(names: &Names, goal: &Goal) -> String {
    format!("{} {}", names.goal_rule(goal), stated_baseline(goal)).trim().to_owned()
}

fn answer(last: bool, missing: usize) -> String {
    match (missing, last) {
        (0, false) => "Din sida lovar det som står här. När den andra sidan också har undertecknat fryses text och regel, och löftet kommer med i nästa publicering.",
        (0, true) => "Din sida lovar det som står här. Den andra sidan har redan undertecknat, så text och regel fryses nu, och löftet kommer med i nästa publicering.",
        _ => "Löftet kan inte undertecknas än, för något saknas.",
    }
    .to_owned()
}

/// The signature: of what was shown.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct SignForm {
    #[serde(default)]
    fingerprint: String,
}

/// Underteckna för sin sida.
pub(super) async fn sign(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<SignForm>,
) -> Result<Redirect, WebError> {
    signed_in.actor.require(Action::SignPromise)?;
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    promise::sign(&signed_in.actor, &house, promise.id, &seen(&form.fingerprint)?).await?;
    Ok(Redirect::to(&href(&promise)))
}
