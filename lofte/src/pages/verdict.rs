//! The verdict on a promise: what was done and what it led to, each in a sentence first, then undertakings, waves, the
//! change and the frozen rule.
//!
//! Figure, sentence and rule are those that residents read ([`crate::face::verdict`]). What a verdict rests on is never
//! left out; why something changed is never said.

mod signatures;

use self::signatures::Signatures;
use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Column, Field, Figure, KeyFigure, Status, Table};
pub(super) use crate::face::verdict::figure;
use crate::face::verdict::{key_figures, tally};
use crate::face::{Frame, NavItem};
use crate::pages::promise::names::Names;
use crate::pages::promise::{Posted, read_figure};
use crate::pages::promise::{deeds as deeds_cell, effect as effect_cell, effect_of};
use crate::pages::publication::mask;
use crate::web::seen;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Form, Router};
use axum_extra::extract::Form as ManyForm;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::followup::FigureBefore;
use lofte_app::house::House;
use lofte_app::{followup, promise};
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::Former;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::Verdict;
use lofte_model::followup::goals::GoalEvidence;
use lofte_model::promise::{CitizenPromise, Commitment, Goal, PromiseState, StatedScale};
use lofte_store::Noun;
use lofte_words::fulfilment::{outcome, sum};
use lofte_words::verdict::{
    Effect, deeds_sentence, deeds_status, effect_status, grade_told, reasons, sentence, together,
};
use lofte_words::{SV, number, swedish};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "verdict.html")]
struct VerdictPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    deeds: Option<Status>,
    deeds_told: String,
    commitments: Vec<Undertaking>,
    effect: Status,
    effect_told: String,
    grade: String,
    reasons: Vec<String>,
    goals: Vec<GoalTold>,
    corrected: String,
    rule: String,
    key_figures: Vec<KeyFigure>,
    figure: Option<Figure>,
    fingerprint: String,
    promise_href: String,
    href: String,
    thread: String,
    may_judge: bool,
    may_close: bool,
    closed: String,
    seen: String,
    mask: Option<String>,
    recorded: bool,
    signatures: Option<Signatures>,
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
        .route("/uppfoljning/{promise}/avsluta", post(close))
        .route("/uppfoljning/{promise}/underteckna", post(signatures::sign))
        .route("/uppfoljning/{promise}/papper", post(signatures::note))
        .route("/uppfoljning/{promise}/ta-tillbaka", post(signatures::take_back))
        .route("/uppfoljning/{promise}/siffra/{number}", post(state_figure))
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
    let deeds = followup::fulfilments(actor, &house).await?;
    let recorded = |promise: &CitizenPromise| verdicts.iter().find(|verdict| verdict.promise == promise.id);
    let row = |promise: &CitizenPromise| {
        let title = format!("{}. {}", promise.number, promise.title);
        let told = feedback.iter().find(|feedback| feedback.promise == promise.id);
        vec![
            Cell::Link(NavItem::new(title, format!("/uppfoljning/{}", promise.id))),
            Cell::text(SV.period(promise.period)),
            deeds_cell(promise, &deeds),
            effect_cell(promise, &verdicts),
            told.map_or_else(
                || Cell::Withheld("Inte skriven än".into()),
                |told| Cell::text(format!("Skriven {}", number::date(swedish(told.at).date()))),
            ),
        ]
    };
    let table = (!promises.is_empty()).then(|| Table {
        caption: "Undertecknade löften, nyast först".into(),
        columns: ["Löfte", "Gäller", "Gjort?", "Effekt?", "Återkoppling"].map(Column::words).to_vec(),
        rows: promises.iter().rev().map(row).collect(),
    });
    let signed = promises.iter().filter(|promise| matches!(promise.state, PromiseState::Published { .. }));
    let answer = tally(signed.map(|promise| {
        let done = deeds.get(&promise.id).and_then(|deeds| together(deeds));
        (done, effect_of(promise, recorded(promise)))
    }));
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
    let why = corrections(actor, &house, &promise).await?;
    let seen = Fingerprint::of(&verdict).map_err(AppError::from)?.to_string();
    let standing = is_standing(&promise);
    let effect = effect_of(&promise, Some(&verdict));
    Ok(Page(VerdictPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&promise),
        title: promise.title.clone(),
        deeds: deeds_status(SV, &verdict.commitments),
        deeds_told: deeds_sentence(SV, &verdict.commitments),
        commitments: undertakings(&promise, &verdict),
        effect: effect_status(SV, effect),
        effect_told: told(&promise, &verdict, effect),
        grade: verdict.outcomes().first().map(|goal| grade_told(SV, goal.grade)).unwrap_or_default(),
        reasons: if promise.effect_goal.is_none() && !matches!(effect, Effect::NoRule) {
            Vec::new()
        } else {
            reasons(SV, &verdict.answer)
        },
        goals: goals_told(actor, &promise, &verdict, (&names, &why)),
        corrected: lofte_words::verdict::corrected_wave(SV, &verdict.evidence).unwrap_or_default(),
        rule: promise.effect_goal.as_ref().map(|goal| names.rule(goal)).unwrap_or_default(),
        key_figures: verdict.change.map(key_figures).unwrap_or_default(),
        figure: promise.effect_goal.as_ref().and_then(|goal| {
            let (before, after) = (verdict.evidence.before.as_ref(), verdict.evidence.after.as_ref());
            figure(goal, before, after, signed_in.municipality.synthetic)
        }),
        fingerprint: verdict.frozen.map(|frozen| frozen.to_string()).unwrap_or_default(),
        thread: super::thread::address("lofte", promise.number),
        promise_href: format!("/loften/{}", promise.id),
        href: format!("/uppfoljning/{}", promise.id),
        seen,
        mask: feedback.as_ref().and_then(|_| mask::href(actor, Noun::Feedback, promise.id)),
        may_judge: actor.may(Action::Judge) && standing,
        may_close: actor.may(Action::Judge) && may_close(&promise, house.today()),
        closed: closed(&promise),
        recorded,
        signatures: signatures::gather(actor, &house, &promise, &names).await?,
        feedback: feedback.map(|f| (f.text, f.next, number::date(swedish(f.at).date()))),
        feedback_text: Field::new("text", "Vad gjorde vi, och vad ledde det till?")
            .hint("Skriv som till en granne. Namnge ingen person."),
        feedback_next: Field::new("next", "Vad händer nu?").optional(),
    }))
}

/// An undertaking with what became of it.
struct Undertaking {
    number: u16,
    text: String,
    status: Status,
    told: String,
}

fn undertakings(promise: &CitizenPromise, verdict: &Verdict) -> Vec<Undertaking> {
    let with_outcome = |commitment: &Commitment| {
        let of = verdict.commitments.iter().find(|one| one.commitment == commitment.number)?;
        Some(Undertaking {
            number: commitment.number,
            text: commitment.text.clone(),
            status: outcome(SV, of.outcome),
            told: sum(SV, &commitment.quantity, of),
        })
    };
    promise.commitments.iter().filter_map(with_outcome).collect()
}

/// A goal of another kind with what became of it, and the figure that it waits for.
struct GoalTold {
    number: u16,
    name: String,
    standing: String,
    rule: String,
    told: String,
    grade: String,
    /// What was corrected since it was signed, and why, for those who judge.
    corrected: Vec<String>,
    why: Vec<String>,
    /// Whether the figure is written down already.
    known: bool,
    /// The fields of the figure, for those who may write it down.
    figure: Vec<FigureField>,
}

fn goals_told(
    actor: &Actor,
    promise: &CitizenPromise,
    verdict: &Verdict,
    (names, why): (&Names, &[(u16, String)]),
) -> Vec<GoalTold> {
    let may = actor.may(Action::Judge) && matches!(promise.state, PromiseState::Published { .. });
    let of = |(number, goal): (u16, &Goal)| {
        let outcome = verdict.goals.iter().find(|outcome| outcome.number == number);
        let evidence = verdict.evidence.goals.get(usize::from(number - promise.first_of_goals()));
        let known = matches!(evidence, Some(GoalEvidence::Stated { after: Some(_), .. }));
        let mut standing = SV.say(if number == 1 { "goal-decides" } else { "goal-beside" });
        if outcome.is_some_and(|outcome| outcome.adjusted) {
            standing = format!("{standing}. {}", SV.say("goal-adjusted"));
        }
        GoalTold {
            number,
            name: lofte_words::capital(goal.name()),
            standing,
            rule: names.goal_rule(goal),
            told: outcome
                .map(|outcome| lofte_words::goal::told(SV, goal, outcome, outcome.change.as_ref()))
                .unwrap_or_default(),
            grade: outcome.map(|outcome| grade_told(SV, outcome.grade)).unwrap_or_default(),
            corrected: evidence
                .map(|evidence| lofte_words::goal::corrected(SV, goal, evidence))
                .unwrap_or_default(),
            why: why.iter().filter(|(of, _)| *of == number).map(|(_, told)| told.clone()).collect(),
            known,
            figure: match goal {
                Goal::Stated(goal) if may => figure_fields(goal.scale, goal.follow_up_year, known),
                _ => Vec::new(),
            },
        }
    };
    (promise.first_of_goals()..).zip(&promise.goals).map(of).collect()
}

/// A field of a figure of a table.
struct FigureField {
    field: Field,
    is_day: bool,
}

/// The fields of a figure of a table.
fn figure_fields(scale: StatedScale, year: i16, known: bool) -> Vec<FigureField> {
    let line = |name: &str, label: &str| FigureField { field: Field::new(name, label), is_day: false };
    let optional = |name: &str, label: &str| {
        let one = line(name, label);
        FigureField { field: one.field.optional(), ..one }
    };
    let unit = if scale == StatedScale::Share { ", i procent" } else { "" };
    let mut fields = vec![line("value", &format!("Siffran för {year}{unit}"))];
    if scale == StatedScale::Share {
        fields.push(optional("answers", "Antal svar, om tabellen anger det"));
    }
    if scale != StatedScale::Count {
        fields.push(optional("lower", "Intervallets nedre gräns"));
        fields.push(optional("upper", "Intervallets övre gräns"));
        let from = Field::new("measured_from", "När började mätningen?");
        fields.push(FigureField { field: from, is_day: true });
    }
    if known {
        fields.push(line("why", "Varför rättas siffran?"));
    }
    fields
}

/// Why figures of tables were corrected, by the number of their goal: for those who judge.
async fn corrections(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
) -> Result<Vec<(u16, String)>, AppError> {
    if !actor.may(Action::Judge) {
        return Ok(Vec::new());
    }
    let former = followup::former_figures(actor, house, promise.id).await?;
    let told = |one: Former<FigureBefore>| {
        let day = number::date(swedish(one.at).date());
        (one.was.goal, format!("Varför siffran rättades {day}: {}", one.reason))
    };
    Ok(former.into_iter().map(told).collect())
}

/// Skriv in siffran ur tabellen som avgör ett mål.
async fn state_figure(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((name, number)): Path<(String, u16)>,
    ManyForm(form): ManyForm<Posted>,
) -> Result<Redirect, WebError> {
    signed_in.actor.require(Action::Judge)?;
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    let place = number.checked_sub(promise.first_of_goals()).map(usize::from);
    let Some(Goal::Stated(goal)) = place.and_then(|place| promise.goals.get(place)) else {
        return Err(AppError::not_found("promise", &name).into());
    };
    let figure = read_figure(&form, goal.scale, goal.follow_up_year)?;
    followup::state_figure(&signed_in.actor, &house, (promise.id, number), figure, form.one("why")).await?;
    Ok(Redirect::to(&format!("/uppfoljning/{}", promise.id)))
}

/// What the promise led to, in a sentence.
fn told(promise: &CitizenPromise, verdict: &Verdict, effect: Effect<'_>) -> String {
    match effect {
        Effect::Activities => SV.say("axis-activities-told"),
        _ if promise.effect_goal.is_none() && !promise.goals.is_empty() => {
            match promise.goals.first().zip(verdict.goals.first()) {
                Some((goal, outcome)) => lofte_words::goal::told(SV, goal, outcome, outcome.change.as_ref()),
                None => SV.say("verdict-cannot_tell"),
            }
        }
        _ => sentence(SV, promise.effect_goal.as_ref(), &verdict.answer, verdict.change.as_ref()),
    }
}

/// Whether a promise is over and not closed.
fn may_close(promise: &CitizenPromise, today: Date) -> bool {
    matches!(promise.state, PromiseState::Published { closed: None, .. }) && today > promise.period.to()
}

/// When a promise was closed, in words; empty while it is open.
fn closed(promise: &CitizenPromise) -> String {
    match &promise.state {
        PromiseState::Published { closed: Some(closing), .. } => {
            format!("Avslutat {}.", number::date(swedish(closing.at).date()))
        }
        _ => String::new(),
    }
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

/// Avsluta löftet, när återkopplingen är publicerad.
async fn close(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Redirect, WebError> {
    signed_in.actor.require(Action::Judge)?;
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    followup::close(&signed_in.actor, &house, promise.id).await?;
    Ok(Redirect::to(&format!("/loften/{}", promise.id)))
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
