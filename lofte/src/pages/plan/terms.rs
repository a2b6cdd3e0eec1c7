//! The local dictionary: what contested words mean here. Where they are used on a page is found in
//! [`crate::pages::wording`].

use crate::face::part::{Event, Field};
use crate::face::{Frame, NavItem};
use crate::pages::former;
use crate::pages::meanwhile::Meanwhile;
use crate::pages::promise::errors::{Errors, refused_at};
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::dictionary;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::id::TermId;
use lofte_model::plan::{CONTESTED, Term, Wording, used};
use lofte_store::{Noun, StoreError, Versioned};
use serde::Deserialize;

const HERE: &str = "/plan/ord";

#[derive(Template)]
#[template(path = "terms.html")]
struct ListPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    terms: Vec<(Term, String)>,
    missing: Vec<&'static str>,
    errors: Vec<(String, String)>,
    form: Option<(Field, Field)>,
}

#[derive(Template)]
#[template(path = "term.html")]
struct TermPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    action: String,
    read: String,
    errors: Vec<(String, String)>,
    term: Field,
    meaning: Field,
    why: Field,
    gone: Field,
    former: Vec<Event>,
    mask: Option<String>,
}

/// A word as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TermForm {
    term: String,
    meaning: String,
    read: String,
    why: String,
    gone: String,
}

impl TermForm {
    fn of(known: &Versioned<Term>) -> Self {
        let Wording { term, meaning } = known.value.wording.clone();
        Self { term, meaning, read: known.version.to_string(), ..Self::default() }
    }

    fn wording(&self) -> Wording {
        Wording { term: self.term.trim().to_owned(), meaning: self.meaning.trim().to_owned() }
    }

    fn fields(&self, errors: &Errors) -> (Field, Field) {
        let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
        (field("term", "Ord", &self.term), field("meaning", "Vad betyder det hos er?", &self.meaning))
    }
}

/// Visa ordlistan.
pub(super) async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    Ok(list_page(&signed_in, &house, &TermForm::default(), &Errors::default()).await?.into_response())
}

/// Lägg till ett ord.
pub(super) async fn create(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<TermForm>,
) -> Result<Response, WebError> {
    match dictionary::add(&signed_in.actor, &house, form.wording()).await {
        Ok(_) => Ok(Redirect::to(HERE).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = list_page(&signed_in, &house, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn list_page(
    signed_in: &SignedIn,
    house: &House,
    form: &TermForm,
    errors: &Errors,
) -> Result<Page<ListPage>, AppError> {
    let terms = dictionary::terms(&signed_in.actor, house).await?;
    let is_there = |word: &&str| used(&terms, [*word]).is_empty();
    let may_edit = signed_in.actor.may(Action::EditPlan);
    Ok(Page(ListPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Åtgärdsplan", "/plan"), NavItem::new("Ord", HERE).at(HERE)],
        missing: if may_edit { CONTESTED.into_iter().filter(is_there).collect() } else { Vec::new() },
        errors: errors.list(),
        form: may_edit.then(|| form.fields(errors)),
        terms: terms
            .into_iter()
            .map(|term| {
                let href = if may_edit { format!("{HERE}/{}", term.id) } else { String::new() };
                (term, href)
            })
            .collect(),
    }))
}

/// Visa ett ord för att ändra det.
pub(super) async fn filled(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let known = dictionary::to_edit(&signed_in.actor, &house, named(&id)?).await?;
    let form = TermForm::of(&known);
    Ok(page(&signed_in, &house, &known, &form, &Errors::default()).await?.into_response())
}

/// Ändra ett ord.
pub(super) async fn amend(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<TermForm>,
) -> Result<Response, WebError> {
    let of = (named(&id)?, form.read.parse().unwrap_or(0));
    let amended = dictionary::amend(&signed_in.actor, &house, of, form.wording(), &form.why).await;
    answer(&signed_in, &house, of.0, form, amended.map(drop)).await
}

/// Ta bort ett ord.
pub(super) async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(sent): Form<TermForm>,
) -> Result<Response, WebError> {
    let id = named(&id)?;
    let known = dictionary::to_edit(&signed_in.actor, &house, id).await?;
    let gone = dictionary::withdraw(&signed_in.actor, &house, id, &sent.gone).await;
    let form = TermForm { gone: sent.gone, ..TermForm::of(&known) };
    answer(&signed_in, &house, id, form, gone.map_err(|error| refused_at("gone", error))).await
}

fn named(id: &str) -> Result<TermId, AppError> {
    id.parse().map_err(|_| AppError::not_found("term", id))
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    id: TermId,
    form: TermForm,
    done: Result<(), AppError>,
) -> Result<Response, WebError> {
    let (status, messages, form) = match done {
        Ok(()) => return Ok(Redirect::to(HERE).into_response()),
        Err(AppError::Refused(messages)) => (StatusCode::UNPROCESSABLE_ENTITY, messages, form),
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let first = Meanwhile::of(signed_in, house, Noun::Term, id).await?.message();
            let read = dictionary::to_edit(&signed_in.actor, house, id).await?.version.to_string();
            (StatusCode::CONFLICT, vec![first], TermForm { read, ..form })
        }
        Err(error) => return Err(error.into()),
    };
    let known = dictionary::to_edit(&signed_in.actor, house, id).await?;
    let page = page(signed_in, house, &known, &form, &Errors::of(&messages)).await?;
    Ok((status, page).into_response())
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: &Versioned<Term>,
    form: &TermForm,
    errors: &Errors,
) -> Result<Page<TermPage>, AppError> {
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    let id = known.value.id;
    let action = format!("{HERE}/{id}");
    let heading = format!("Ordet {}", known.value.wording.term);
    let (term, meaning) = form.fields(errors);
    Ok(Page(TermPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Åtgärdsplan", "/plan"),
            NavItem::new("Ord", HERE),
            NavItem::new(heading.clone(), action.clone()).at(&action),
        ],
        heading,
        read: form.read.clone(),
        errors: errors.list(),
        term,
        meaning,
        why: field("why", "Varför ändras det?", &form.why),
        gone: field("gone", "Varför tas det bort?", &form.gone),
        former: former::told(signed_in, house, (Action::EditPlan, Noun::Term), &id, &known.value).await?,
        mask: mask::href(&signed_in.actor, Noun::Term, id),
        action,
    }))
}
