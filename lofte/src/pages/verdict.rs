//! The verdict on a promise: what was done and what it led to, each in a sentence first, then undertakings, waves, the
//! change and the frozen rule.
//!
//! Figure, sentence and rule are those that residents read ([`crate::face::verdict`]). What a verdict rests on is never
//! left out; why something changed is never said.

mod close;
mod feedback;
mod learning;
mod signatures;

use self::signatures::Signatures;
use super::{Page, SignedIn, WebError, rhythm};
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
use lofte_app::{feedback as accounts, followup, fulfilment, promise};
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::Former;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::feedback::{Line, Said, SaidOfGoal, lines};
use lofte_model::followup::goals::GoalEvidence;
use lofte_model::followup::{Feedback, Fulfilment, Verdict};
use lofte_model::promise::{CitizenPromise, Goal, PromiseState, StatedScale};
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
    rhythm_href: Option<String>,
    href: String,
    thread: String,
    may_judge: bool,
    may_close: bool,
    closed: String,
    seen: String,
    mask: Option<String>,
    recorded: bool,
    signatures: Option<Signatures>,
    account: Option<Account>,
    outdated: String,
    account_href: Option<String>,
}

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/uppfoljning", get(list))
        .route("/uppfoljning/{promise}", get(show))
        .route("/uppfoljning/{promise}/utfall", post(record))
        .route("/uppfoljning/lardomar", get(learning::show))
        .route("/uppfoljning/{promise}/aterkoppling", get(feedback::form).post(feedback::save))
        .route("/uppfoljning/{promise}/avsluta", get(close::ask).post(close::close))
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
    promises.retain(CitizenPromise::is_standing);
    let (verdicts, feedback) =
        (followup::recorded(actor, &house).await?, accounts::list(actor, &house).await?);
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
    let feedback = accounts::list(actor, &house).await?;
    let feedback = feedback.into_iter().find(|feedback| feedback.promise == promise.id);
    let names = Names::gather(actor, &house).await?;
    let why = corrections(actor, &house, &promise).await?;
    let seen = Fingerprint::of(&verdict).map_err(AppError::from)?.to_string();
    let standing = promise.is_standing();
    let effect = effect_of(&promise, Some(&verdict));
    let stands = fulfilment::of(actor, &house, promise.id).await?;
    Ok(Page(VerdictPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&promise),
        title: promise.title.clone(),
        deeds: deeds_status(SV, &verdict.commitments),
        deeds_told: deeds_sentence(SV, &verdict.commitments),
        commitments: undertakings(&promise, told_of(&verdict, &stands), feedback.as_ref()),
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
        rhythm_href: matches!(promise.state, PromiseState::Published { .. }).then(|| rhythm::href(&promise)),
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
        outdated: feedback.as_ref().map(|told| outdated_told(&told.outdated(&stands))).unwrap_or_default(),
        account: feedback.map(|told| Account::of(told, &promise)),
        account_href: may_write(actor, &promise).then(|| format!("/uppfoljning/{}/aterkoppling", promise.id)),
    }))
}

/// What residents are told, as it stands.
struct Account {
    text: Vec<String>,
    goals: Vec<(String, String)>,
    learned: String,
    next: String,
    when: String,
}

impl Account {
    fn of(told: Feedback, promise: &CitizenPromise) -> Self {
        let goal = |said: &SaidOfGoal| (goal_title(promise, said.goal), said.text.clone());
        Self {
            text: told.telling.text.lines().map(str::to_owned).collect(),
            goals: told.telling.goals.iter().map(goal).collect(),
            learned: told.telling.learned,
            next: told.telling.next,
            when: number::date(swedish(told.at).date()),
        }
    }
}

/// Whether somebody may write the account of a promise.
fn may_write(actor: &Actor, promise: &CitizenPromise) -> bool {
    actor.may(Action::Judge) && promise.is_standing()
}

/// That words were written of figures that have changed since; empty where they have not.
fn outdated_told(commitments: &[u16]) -> String {
    let numbers: Vec<String> = commitments.iter().map(ToString::to_string).collect();
    match numbers.as_slice() {
        [] => String::new(),
        [one] => {
            format!("Sedan texten skrevs har uppgifterna om åtagande {one} ändrats. Läs om orden stämmer.")
        }
        many => format!(
            "Sedan texten skrevs har uppgifterna om åtagandena {} ändrats. Läs om orden stämmer.",
            SV.list(many)
        ),
    }
}

/// What a goal is about.
fn goal_title(promise: &CitizenPromise, number: u16) -> String {
    match &promise.effect_goal {
        Some(goal) if number == 1 => SV.tell("verdict-share", &[("indicator", goal.indicator.name.clone())]),
        _ => {
            let place = number.checked_sub(promise.first_of_goals()).map(usize::from);
            let goal = place.and_then(|place| promise.goals.get(place));
            lofte_words::capital(goal.map(Goal::name).unwrap_or_default())
        }
    }
}

/// Every goal of a promise with what became of it: number, what it is about, and the result.
fn goal_titles(promise: &CitizenPromise, verdict: &Verdict) -> Vec<(u16, String, String)> {
    let of = |number: u16| {
        let result = if number == 1 && promise.effect_goal.is_some() {
            sentence(SV, promise.effect_goal.as_ref(), &verdict.answer, verdict.change.as_ref())
        } else {
            let place = number.checked_sub(promise.first_of_goals()).map(usize::from);
            let goal = place.and_then(|place| promise.goals.get(place));
            let outcome = verdict.goals.iter().find(|outcome| outcome.number == number);
            goal.zip(outcome)
                .map(|(goal, outcome)| lofte_words::goal::told(SV, goal, outcome, outcome.change.as_ref()))
                .unwrap_or_default()
        };
        (number, goal_title(promise, number), result)
    };
    (1..=promise.goal_count()).map(of).collect()
}

/// An undertaking with what became of it.
struct Undertaking {
    number: u16,
    text: String,
    status: Option<Status>,
    told: String,
    said: Vec<(String, String)>,
}

fn undertakings(
    promise: &CitizenPromise,
    stands: &[Fulfilment],
    told: Option<&Feedback>,
) -> Vec<Undertaking> {
    let lines = lines(&promise.commitments, stands, told.map(|told| &told.telling));
    let undertaking = |line: &Line<'_>| Undertaking {
        number: line.commitment.number,
        text: line.commitment.text.clone(),
        status: line.stands.map(|stands| outcome(SV, stands.outcome)),
        told: line.stands.map(|stands| sum(SV, &line.commitment.quantity, stands)).unwrap_or_default(),
        said: line.said.map(said).unwrap_or_default(),
    };
    lines.iter().map(undertaking).collect()
}

/// What became of the undertakings: as the verdict tells it, or by today where nothing is recorded for the reader.
fn told_of<'a>(verdict: &'a Verdict, stands: &'a [Fulfilment]) -> &'a [Fulfilment] {
    if verdict.commitments.is_empty() { stands } else { &verdict.commitments }
}

/// What is said of an undertaking, each text with what it answers.
fn said(said: &Said) -> Vec<(String, String)> {
    [("said-done", &said.done), ("said-why", &said.why), ("said-source", &said.source)]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(key, text)| (SV.say(key), text.clone()))
        .collect()
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
