//! One entry of the log: correcting it with a reason, taking it back, and what it said before.

use super::log::{EntryFields, EntryForm};
use super::{HERE, told};
use crate::face::part::{Event, Field};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::{Logins, Meanwhile};
use crate::pages::promise::errors::{Errors, refused_at};
use crate::pages::promise::names::Names;
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{activity, promise};
use lofte_model::activity::Activity;
use lofte_model::id::ActivityId;
use lofte_model::promise::Quantity;
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::SV;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "activity_entry.html")]
struct EntryPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    action: String,
    version: String,
    errors: Vec<(String, String)>,
    fields: EntryFields,
    reason: Field,
    why: Field,
    withdrawn: String,
    former: Vec<Event>,
    mask: Option<String>,
}

/// Why an entry is taken back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WhyForm {
    why: String,
    version: String,
}

/// Visa en insats för att rätta den.
pub(super) async fn form(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let known = find(&signed_in, &house, &id).await?;
    let form = EntryForm { version: known.version.to_string(), ..EntryForm::of(&known.value.entry) };
    Ok(page(&signed_in, &house, &known, &form, &Errors::default()).await?.into_response())
}

/// Rätta en insats.
pub(super) async fn correct(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<EntryForm>,
) -> Result<Response, WebError> {
    let known = find(&signed_in, &house, &id).await?;
    let saved = save(&signed_in, &house, known.value.id, &form).await;
    answer(&signed_in, &house, known.value.id, form, saved).await
}

async fn save(
    signed_in: &SignedIn,
    house: &House,
    id: ActivityId,
    form: &EntryForm,
) -> Result<Activity, AppError> {
    let read = form.version.parse().unwrap_or(0);
    activity::correct(&signed_in.actor, house, id, read, form.read()?, &form.reason).await
}

/// Ta tillbaka en insats.
pub(super) async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(why): Form<WhyForm>,
) -> Result<Response, WebError> {
    let known = find(&signed_in, &house, &id).await?;
    let taken = {
        let read = why.version.parse().unwrap_or(0);
        activity::withdraw(&signed_in.actor, &house, known.value.id, read, &why.why).await
    };
    let taken = taken.map_err(|error| refused_at("why", error));
    let version = known.version.to_string();
    let form = EntryForm { version, why: why.why, ..EntryForm::of(&known.value.entry) };
    answer(&signed_in, &house, known.value.id, form, taken).await
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    id: ActivityId,
    form: EntryForm,
    saved: Result<Activity, AppError>,
) -> Result<Response, WebError> {
    let (status, messages, form) = match saved {
        Ok(activity) => return Ok(Redirect::to(&back(&activity)).into_response()),
        Err(AppError::Refused(messages)) => (StatusCode::UNPROCESSABLE_ENTITY, messages, form),
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let first = Meanwhile::of(signed_in, house, Noun::Activity, id).await?.message();
            let now = activity::find(&signed_in.actor, house, id).await?.version;
            (StatusCode::CONFLICT, vec![first], EntryForm { version: now.to_string(), ..form })
        }
        Err(error) => return Err(error.into()),
    };
    let known = activity::find(&signed_in.actor, house, id).await?;
    let page = page(signed_in, house, &known, &form, &Errors::of(&messages)).await?;
    Ok((status, page).into_response())
}

/// The undertaking that an entry is towards, in the log.
fn back(activity: &Activity) -> String {
    format!("{HERE}/lofte/{}/{}", activity.commitment.promise, activity.commitment.commitment)
}

async fn find(signed_in: &SignedIn, house: &House, id: &str) -> Result<Versioned<Activity>, AppError> {
    let parsed = id.parse::<ActivityId>().map_err(|_| AppError::not_found("activity", id))?;
    activity::find(&signed_in.actor, house, parsed).await
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: &Versioned<Activity>,
    form: &EntryForm,
    errors: &Errors,
) -> Result<Page<EntryPage>, AppError> {
    let actor = &signed_in.actor;
    let activity = &known.value;
    let names = Names::gather(actor, house).await?;
    let logins = Logins::gather(actor, house).await?;
    let promise = promise::find(actor, house, activity.commitment.promise).await?;
    let commitment = promise.commitments.iter().find(|known| known.number == activity.commitment.commitment);
    let quantity = commitment.map_or(Quantity::DoneOrNot, |commitment| commitment.quantity.clone());
    let here = format!("{HERE}/rad/{}", activity.id);
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    Ok(Page(EntryPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Insatser", HERE),
            NavItem::new(format!("Löfte {}", promise.number), back(activity)),
            NavItem::new("Rätta", here.clone()).at(&here),
        ],
        heading: told(activity, &names),
        version: form.version.clone(),
        errors: errors.list(),
        fields: form.fields(&quantity, &names, errors),
        reason: field("reason", "Varför rättas den?", &form.reason)
            .hint("Till exempel: fel antal. Det som stod förut finns kvar här."),
        why: field("why", "Varför tas den tillbaka?", &form.why),
        withdrawn: activity.withdrawn.as_ref().map(|gone| gone.reason.clone()).unwrap_or_default(),
        former: former(activity, &names, &logins),
        mask: mask::href(actor, Noun::Activity, activity.id),
        action: here,
    }))
}

/// What the entry said before, newest first.
fn former(activity: &Activity, names: &Names, logins: &Logins) -> Vec<Event> {
    let event = |former: &lofte_model::amendment::Former<lofte_model::activity::Entry>| {
        let then = Activity { entry: former.was.clone(), ..activity.clone() };
        Event {
            when: SV.moment(former.at),
            title: format!("{} rättade: {}", logins.name(former.by), former.reason),
            text: format!("Förut stod: {}. {}", told(&then, names), former.was.note),
            expected: false,
        }
    };
    activity.former.iter().rev().map(event).collect()
}
