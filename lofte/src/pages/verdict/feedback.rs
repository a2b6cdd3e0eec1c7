//! Writing the account to residents: every undertaking and goal with what became of it, and fields for words beside them.
//!
//! What is computed has no field: it stands in the account whatever is written. The words are saved as a new account, and
//! the earlier ones stay.

use super::{goal_titles, may_write};
use crate::face::part::{Field, Status};
use crate::face::{Frame, NavItem};
use crate::pages::promise::Posted;
use crate::pages::promise::errors::Errors;
use crate::pages::{Page, SignedIn, WebError};
use crate::web::seen;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form as ManyForm;
use lofte_app::error::AppError;
use lofte_app::feedback::{self, Draft};
use lofte_app::house::House;
use lofte_app::promise;
use lofte_model::access::{Action, NotAllowed};
use lofte_model::followup::Telling;
use lofte_model::followup::feedback::{Line, Said, SaidOfGoal, lines};
use lofte_model::promise::PromiseState;
use lofte_words::SV;
use lofte_words::fulfilment::{outcome, sum};
use lofte_words::verdict::{deeds_sentence, grade_told};

#[derive(Template)]
#[template(path = "feedback.html")]
struct FeedbackPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    action: String,
    back: String,
    seen: String,
    errors: Vec<(String, String)>,
    outdated: String,
    text: Field,
    lines: Vec<LineFields>,
    goals: Vec<GoalField>,
    learned: Field,
    next: Field,
}

/// An undertaking with what became of it, and the fields for words.
struct LineFields {
    number: u16,
    text: String,
    status: Option<Status>,
    sum: String,
    unexplained: bool,
    fields: Vec<Field>,
}

/// A goal with what became of it, and the field for words.
struct GoalField {
    title: String,
    told: String,
    grade: String,
    field: Field,
}

/// Skriv eller ändra återkopplingen till invånarna.
pub(super) async fn form(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let draft = draft(&signed_in, &house, &name).await?;
    let posted = posted(&draft);
    Ok(Page(page(&signed_in, &draft, &posted, &Errors::default())).into_response())
}

/// Spara återkopplingen.
pub(super) async fn save(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    ManyForm(form): ManyForm<Posted>,
) -> Result<Response, WebError> {
    let before = draft(&signed_in, &house, &name).await?;
    let telling = telling(&before, &form);
    let saved = match seen(form.one("seen")) {
        Ok(read) => feedback::give(&signed_in.actor, &house, before.promise.id, telling, &read).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(Redirect::to(&format!("/uppfoljning/{}", before.promise.id)).into_response()),
        Err(AppError::Refused(messages)) => {
            let now = draft(&signed_in, &house, &name).await?;
            let page = page(&signed_in, &now, &form, &Errors::of(&messages));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn draft(signed_in: &SignedIn, house: &House, name: &str) -> Result<Draft, AppError> {
    let actor = &signed_in.actor;
    let promise = promise::named(actor, house, name).await?;
    if !may_write(actor, &promise) {
        return Err(NotAllowed { role: actor.role, action: Action::Judge }.into());
    }
    feedback::draft(actor, house, promise.id).await
}

/// The fields as they stand: the newest account, or a first sentence from what is computed.
fn posted(draft: &Draft) -> Posted {
    let mut posted = Posted::default();
    let Some(newest) = &draft.newest else {
        posted.put("text", &deeds_sentence(SV, &draft.stands));
        return posted;
    };
    let telling = &newest.telling;
    posted.put("text", &telling.text);
    posted.put("learned", &telling.learned);
    posted.put("next", &telling.next);
    for said in &telling.said {
        posted.put(format!("done_{}", said.commitment), &said.done);
        posted.put(format!("why_{}", said.commitment), &said.why);
        posted.put(format!("source_{}", said.commitment), &said.source);
    }
    for said in &telling.goals {
        posted.put(format!("goal_{}", said.goal), &said.text);
    }
    posted
}

/// What was written, of the undertakings and goals that the promise has.
fn telling(draft: &Draft, form: &Posted) -> Telling {
    let of = |field: &str, number: u16| form.one(&format!("{field}_{number}")).to_owned();
    let said = draft.promise.commitments.iter().map(|commitment| Said {
        commitment: commitment.number,
        done: of("done", commitment.number),
        why: of("why", commitment.number),
        source: of("source", commitment.number),
    });
    let goals = (1..=draft.promise.goal_count()).map(|goal| SaidOfGoal { goal, text: of("goal", goal) });
    Telling {
        text: form.one("text").to_owned(),
        next: form.one("next").to_owned(),
        learned: form.one("learned").to_owned(),
        said: said.collect(),
        goals: goals.collect(),
    }
    .tidied()
}

fn page(signed_in: &SignedIn, draft: &Draft, form: &Posted, errors: &Errors) -> FeedbackPage {
    let promise = &draft.promise;
    let back = format!("/uppfoljning/{}", promise.id);
    let action = format!("{back}/aterkoppling");
    let field = |name: &str, label: &str| errors.mark(Field::new(name, label).value(form.one(name)));
    let telling = telling(draft, form);
    let lines = lines(&promise.commitments, &draft.stands, Some(&telling));
    let historical = matches!(promise.state, PromiseState::Historical { .. });
    let outdated = draft.newest.as_ref().map(|newest| newest.outdated(&draft.stands)).unwrap_or_default();
    FeedbackPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Uppföljning", "/uppfoljning"),
            NavItem::new(format!("Löfte {}", promise.number), back.clone()),
            NavItem::new("Återkoppling", action.clone()).at(&action),
        ],
        title: promise.title.clone(),
        seen: draft.seen.to_string(),
        errors: errors.list(),
        outdated: super::outdated_told(&outdated),
        text: field("text", "Vad gjorde vi, och vad ledde det till?")
            .hint("Skriv som till en granne, också om det som inte blev av. Namnge ingen person."),
        lines: lines.iter().map(|line| line_fields(line, historical, form, errors)).collect(),
        goals: goal_fields(draft, form, errors),
        learned: field("learned", "Vad lärde vi oss?")
            .hint("Blir ett lärdomskort för andra: vad skulle ni göra om, och vad skulle ni göra annorlunda?")
            .optional(),
        next: field("next", "Vad händer nu?").optional(),
        action,
        back,
    }
}

fn line_fields(line: &Line<'_>, historical: bool, form: &Posted, errors: &Errors) -> LineFields {
    let number = line.commitment.number;
    let field = |name: &str, label: &str| {
        let name = format!("{name}_{number}");
        let value = form.one(&name).to_owned();
        errors.mark(Field::new(name, label).value(value).of(format!("åtagande {number}")).optional())
    };
    let mut fields = vec![field("done", &SV.say("said-done")), field("why", &SV.say("said-why"))];
    if historical {
        fields.push(field("source", &SV.say("said-source")));
    }
    LineFields {
        number,
        text: line.commitment.text.clone(),
        status: line.stands.map(|stands| outcome(SV, stands.outcome)),
        sum: line.stands.map(|stands| sum(SV, &line.commitment.quantity, stands)).unwrap_or_default(),
        unexplained: line.is_unexplained(),
        fields,
    }
}

fn goal_fields(draft: &Draft, form: &Posted, errors: &Errors) -> Vec<GoalField> {
    let of = |(number, title, told): (u16, String, String)| {
        let name = format!("goal_{number}");
        let value = form.one(&name).to_owned();
        let outcomes = draft.verdict.outcomes();
        let outcome = outcomes.iter().find(|outcome| outcome.number == number);
        let field = Field::new(name, "Vad säger ni om det?").value(value).of(format!("mål {number}"));
        GoalField {
            title: format!("Mål {number}. {title}"),
            told,
            grade: outcome.map(|outcome| grade_told(SV, outcome.grade)).unwrap_or_default(),
            field: errors.mark(field.optional()),
        }
    };
    goal_titles(&draft.promise, &draft.verdict).into_iter().map(of).collect()
}
