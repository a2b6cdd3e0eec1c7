//! The verdict on a promise: the answer in a sentence first, then both waves, the change and the frozen rule.
//!
//! Figure, sentence and rule are those that residents read ([`crate::face::verdict`]). What a verdict rests on is never
//! left out; why something changed is never said.

use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Column, Field, Figure, KeyFigure, Status, Table};
pub(super) use crate::face::verdict::figure;
use crate::face::verdict::{key_figures, tally};
use crate::face::{Frame, NavItem};
use crate::pages::promise::names::Names;
use crate::pages::publication::mask;
use crate::web::seen;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Form, Router};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{followup, promise};
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_store::Noun;
use lofte_words::verdict::{reasons, sentence, status};
use lofte_words::{SV, number, swedish};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "verdict.html")]
struct VerdictPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    status: Status,
    answer: String,
    reasons: Vec<String>,
    rule: String,
    key_figures: Vec<KeyFigure>,
    figure: Option<Figure>,
    fingerprint: String,
    promise_href: String,
    may_judge: bool,
    seen: String,
    mask: Option<String>,
    recorded: bool,
    feedback: Option<(String, String, String)>,
    feedback_text: Field,
    feedback_next: Field,
}

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/uppfoljning", get(list))
        .route("/uppfoljning/{promise}", get(show))
        .route("/uppfoljning/{promise}/utfall", post(record))
        .route("/uppfoljning/{promise}/aterkoppling", post(give_feedback))
}

#[derive(Template)]
#[template(path = "verdicts.html")]
struct VerdictsPage {
    frame: Frame,
    answer: String,
    table: Option<Table>,
}

/// Visa hur det gick med löftena.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<VerdictsPage>, WebError> {
    let actor = &signed_in.actor;
    let mut promises = promise::list(actor, &house).await?;
    promises.retain(is_standing);
    let (verdicts, feedback) =
        (followup::recorded(actor, &house).await?, followup::feedback(actor, &house).await?);
    let recorded = |promise: &CitizenPromise| verdicts.iter().find(|verdict| verdict.promise == promise.id);
    let row = |promise: &CitizenPromise| {
        let title = format!("{}. {}", promise.number, promise.title);
        let told = feedback.iter().find(|feedback| feedback.promise == promise.id);
        vec![
            Cell::Link(NavItem::new(title, format!("/uppfoljning/{}", promise.id))),
            Cell::text(SV.period(promise.period)),
            recorded(promise).map_or_else(
                || Cell::Withheld("Inget utfall än".into()),
                |verdict| Cell::Status(status(SV, &verdict.answer)),
            ),
            told.map_or_else(
                || Cell::Withheld("Inte skriven än".into()),
                |told| Cell::text(format!("Skriven {}", number::date(swedish(told.at).date()))),
            ),
        ]
    };
    let table = (!promises.is_empty()).then(|| Table {
        caption: "Undertecknade löften, nyast först".into(),
        columns: ["Löfte", "Gäller", "Utfall", "Återkoppling"].map(Column::words).to_vec(),
        rows: promises.iter().rev().map(row).collect(),
    });
    let signed = promises.iter().filter(|promise| matches!(promise.state, PromiseState::Published { .. }));
    let answer = tally(signed.map(|promise| recorded(promise).map(|verdict| &verdict.answer)));
    Ok(Page(VerdictsPage { frame: signed_in.frame(), answer, table }))
}

/// Whether a promise is signed, now or before there was a program for it.
fn is_standing(promise: &CitizenPromise) -> bool {
    matches!(promise.state, PromiseState::Published { .. } | PromiseState::Historical { .. })
}

/// Visa utfallet för ett löfte, som underlaget ger det nu.
async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<VerdictPage>, WebError> {
    let actor = &signed_in.actor;
    let promise = promise::named(actor, &house, &name).await?;
    let verdict = followup::verdict(actor, &house, promise.id).await?;
    let recorded = followup::is_recorded(actor, &house, &verdict).await?;
    let feedback = followup::feedback(actor, &house).await?;
    let feedback = feedback.into_iter().find(|feedback| feedback.promise == promise.id);
    let names = Names::gather(actor, &house).await?;
    let seen = Fingerprint::of(&verdict).map_err(AppError::from)?.to_string();
    let standing = is_standing(&promise);
    Ok(Page(VerdictPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&promise),
        title: promise.title.clone(),
        status: status(SV, &verdict.answer),
        answer: sentence(SV, promise.effect_goal.as_ref(), &verdict.answer, verdict.change.as_ref()),
        reasons: reasons(SV, &verdict.answer),
        rule: promise.effect_goal.as_ref().map(|goal| names.rule(goal)).unwrap_or_default(),
        key_figures: verdict.change.map(key_figures).unwrap_or_default(),
        figure: promise.effect_goal.as_ref().and_then(|goal| {
            let (before, after) = (verdict.evidence.before.as_ref(), verdict.evidence.after.as_ref());
            figure(goal, before, after, signed_in.municipality.synthetic)
        }),
        fingerprint: verdict.frozen.map(|frozen| frozen.to_string()).unwrap_or_default(),
        promise_href: format!("/loften/{}", promise.id),
        seen,
        mask: feedback.as_ref().and_then(|_| mask::href(actor, Noun::Feedback, promise.id)),
        may_judge: actor.may(Action::Judge) && standing,
        recorded,
        feedback: feedback.map(|f| (f.text, f.next, number::date(swedish(f.at).date()))),
        feedback_text: Field::new("text", "Vad gjorde vi, och vad ledde det till?")
            .hint("Skriv som till en granne. Namnge ingen person."),
        feedback_next: Field::new("next", "Vad händer nu?").optional(),
    }))
}

fn crumbs(promise: &CitizenPromise) -> Vec<NavItem> {
    let here = format!("/uppfoljning/{}", promise.id);
    vec![
        NavItem::new("Uppföljning", "/uppfoljning"),
        NavItem::new(format!("Löfte {}", promise.number), here.clone()).at(&here),
    ]
}

/// The verdict that was shown.
#[derive(Deserialize)]
struct Recorded {
    #[serde(default)]
    seen: String,
}

/// Skriv in utfallet, så att det kommer med i nästa publicering.
async fn record(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<Recorded>,
) -> Result<Redirect, WebError> {
    signed_in.actor.require(Action::Judge)?;
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    followup::judge(&signed_in.actor, &house, promise.id, &seen(&form.seen)?).await?;
    Ok(Redirect::to(&format!("/uppfoljning/{}", promise.id)))
}

#[derive(Deserialize)]
struct FeedbackForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    next: String,
}

/// Skriv återkopplingen till dem som bor och verkar i kommunen.
async fn give_feedback(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<FeedbackForm>,
) -> Result<Redirect, WebError> {
    signed_in.actor.require(Action::Judge)?;
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    followup::give_feedback(&signed_in.actor, &house, promise.id, form.text, form.next).await?;
    Ok(Redirect::to(&format!("/uppfoljning/{}", promise.id)))
}
