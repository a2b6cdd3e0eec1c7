//! Beginning the next promise from this one: what becomes of each undertaking, and whether the goals go on.
//!
//! What was not fulfilled is offered first; what is dropped needs a reason. The draft that comes of it is edited like any
//! other.

use super::errors::{Errors, wrong};
use super::form::read_period;
use super::href;
use super::posted::Posted;
use crate::face::part::{Choice, Field, Status};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{feedback, fulfilment, promise};
use lofte_model::access::Action;
use lofte_model::followup::{Fulfilment, Outcome};
use lofte_model::promise::{CitizenPromise, Next, Onward};
use lofte_words::fulfilment::{outcome, sum};
use lofte_words::promise::quantity;
use lofte_words::{Message, SV};

const TAKE: &str = "take";
const CHANGE: &str = "change";
const DROP: &str = "drop";

#[derive(Template)]
#[template(path = "promise_next.html")]
struct NextPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    action: String,
    back: String,
    errors: Vec<(String, String)>,
    learned: String,
    title: Field,
    text: Field,
    from: Field,
    to: Field,
    commitments: Vec<Earlier>,
    goals: Option<(Field, Vec<Choice>)>,
}

/// An undertaking of the earlier promise, and what may become of it.
struct Earlier {
    heading: String,
    quantity: String,
    status: Option<Status>,
    sum: String,
    fate: Field,
    choices: Vec<Choice>,
    reason: Field,
}

/// Visa vad som kan tas med till nästa löfte.
pub(super) async fn form(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let earlier = earlier(&signed_in, &house, &name).await?;
    let stands = fulfilment::of(&signed_in.actor, &house, earlier.id).await?;
    let form = offered(&earlier, &stands);
    Ok(page(&signed_in, &house, &earlier, &form, &Errors::default()).await?.into_response())
}

/// Börja nästa löfte.
pub(super) async fn begin(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<Posted>,
) -> Result<Response, WebError> {
    let earlier = earlier(&signed_in, &house, &name).await?;
    let begun = match read(&earlier, &form) {
        Ok(next) => promise::begin_next(&signed_in.actor, &house, earlier.id, next).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok(begun) => Ok(Redirect::to(&format!("{}/andra", href(&begun))).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, &earlier, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn earlier(signed_in: &SignedIn, house: &House, name: &str) -> Result<CitizenPromise, AppError> {
    signed_in.actor.require(Action::DraftPromise)?;
    let earlier = promise::named(&signed_in.actor, house, name).await?;
    if earlier.is_standing() {
        Ok(earlier)
    } else {
        Err(AppError::refused(Message::plain("carry-not-signed")))
    }
}

/// What is offered: everything that was not fulfilled goes on, what was fulfilled is done.
fn offered(earlier: &CitizenPromise, stands: &[Fulfilment]) -> Posted {
    let mut form = Posted::default();
    let period = earlier.next_period();
    form.put("title", &earlier.title);
    form.put("text", &earlier.text);
    form.put("from", &period.from());
    form.put("to", &period.to());
    form.put("goals", "on");
    for commitment in &earlier.commitments {
        let stands = stands.iter().find(|stands| stands.commitment == commitment.number);
        let fulfilled = stands.is_some_and(|stands| stands.outcome == Outcome::Fulfilled);
        form.put(format!("fate_{}", commitment.number), if fulfilled { DROP } else { TAKE });
        if fulfilled {
            form.put(format!("reason_{}", commitment.number), "Det är gjort.");
        }
    }
    form
}

fn read(earlier: &CitizenPromise, form: &Posted) -> Result<Next, AppError> {
    let mut problems = Vec::new();
    for field in ["title", "text"] {
        if form.one(field).is_empty() {
            problems.push(wrong(field, Message::plain("promise-gap-text")));
        }
    }
    let period = read_period(form).map_err(|messages| problems.extend(messages)).ok();
    let (Some(period), true) = (period, problems.is_empty()) else {
        return Err(AppError::Refused(problems));
    };
    let choice = |number: u16| match form.one(&format!("fate_{number}")) {
        TAKE => Some(Onward::Take),
        CHANGE => Some(Onward::Change),
        DROP => Some(Onward::Drop(form.one(&format!("reason_{number}")).to_owned())),
        _ => None,
    };
    let choices = earlier.commitments.iter();
    let choices = choices.filter_map(|commitment| Some((commitment.number, choice(commitment.number)?)));
    Ok(Next {
        title: form.one("title").to_owned(),
        text: form.one("text").to_owned(),
        period,
        choices: choices.collect(),
        goals: !form.one("goals").is_empty(),
    })
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    earlier: &CitizenPromise,
    form: &Posted,
    errors: &Errors,
) -> Result<Page<NextPage>, AppError> {
    let actor = &signed_in.actor;
    let stands = fulfilment::of(actor, house, earlier.id).await?;
    let told = feedback::list(actor, house).await?;
    let told = told.into_iter().find(|told| told.promise == earlier.id);
    let action = format!("{}/nasta", href(earlier));
    let field = |name: &str, label: &str| errors.mark(Field::new(name, label).value(form.one(name)));
    let goals = field("goals", "Målen").optional();
    let goals_on = Choice::new("on", "Samma mål går vidare, med det som avgjorde nu som nytt utgångsläge");
    Ok(Page(NextPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Löften", "/loften"),
            NavItem::new(format!("Löfte {}", earlier.number), href(earlier)),
            NavItem::new("Nästa löfte", action.clone()).at(&action),
        ],
        heading: format!("Nästa löfte efter löfte {}", earlier.number),
        back: href(earlier),
        errors: errors.list(),
        learned: told.map(|told| told.telling.learned).unwrap_or_default(),
        title: field("title", "Kort namn"),
        text: field("text", "Löftet med vanliga ord")
            .hint("Så här läser de som bor och verkar i kommunen det. Namnge ingen person."),
        from: field("from", "Gäller från och med"),
        to: field("to", "Gäller till och med"),
        commitments: earlier
            .commitments
            .iter()
            .map(|commitment| {
                let stands = stands.iter().find(|stands| stands.commitment == commitment.number);
                let number = commitment.number;
                let (fate, reason) = (format!("fate_{number}"), format!("reason_{number}"));
                let of = format!("åtagande {number}");
                Earlier {
                    heading: format!("{number}. {}", commitment.text),
                    quantity: quantity(SV, &commitment.quantity),
                    status: stands.map(|stands| outcome(SV, stands.outcome)),
                    sum: stands.map(|stands| sum(SV, &commitment.quantity, stands)).unwrap_or_default(),
                    choices: choices(form.one(&fate)),
                    fate: field(&fate, "Vad blir av det?").of(of.clone()),
                    reason: field(&reason, "Varför förs det inte vidare?").of(of).optional(),
                }
            })
            .collect(),
        goals: (earlier.goal_count() > 0).then(|| (goals, vec![goals_on.chosen_if(form.one("goals"))])),
        action,
    }))
}

fn choices(chosen: &str) -> Vec<Choice> {
    [(TAKE, "Ta med det som det är"), (CHANGE, "Ta med det och ändra det"), (DROP, "För det inte vidare")]
        .map(|(value, label)| Choice::new(value, label).chosen_if(chosen))
        .into()
}
