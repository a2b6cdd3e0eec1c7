//! Categories: what the shared list has, and what the municipality adds to it. Choosing a category for a word of a file is
//! the mapping's business.

use crate::face::part::{Event, Field};
use crate::face::{Frame, NavItem};
use crate::pages::former;
use crate::pages::meanwhile::Meanwhile;
use crate::pages::promise::errors::{Errors, refused_at};
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use lofte_app::category;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::records::Category;
use lofte_model::scheme::{Group, OwnCategory, scheme};
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::{SV, capital};
use serde::Deserialize;

const HERE: &str = "/kategorier";

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/kategorier", get(list).post(create))
        .route("/kategorier/{slug}", get(filled).post(rename))
        .route("/kategorier/{slug}/ta-bort", post(withdraw))
}

/// A category of the shared list as it is read.
struct Shared {
    label: String,
    slug: String,
    terms: String,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "categories.html")]
struct ListPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    version: String,
    own: Vec<(OwnCategory, String)>,
    groups: Vec<(String, String, Vec<Shared>)>,
    sources: Vec<(String, String)>,
    errors: Vec<(String, String)>,
    form: Option<Field>,
}

#[derive(Template)]
#[template(path = "category.html")]
struct CategoryPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    slug: String,
    action: String,
    read: String,
    errors: Vec<(String, String)>,
    title: Field,
    why: Field,
    gone: Field,
    former: Vec<Event>,
    mask: Option<String>,
}

/// A category as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct CategoryForm {
    title: String,
    read: String,
    why: String,
    gone: String,
}

impl CategoryForm {
    fn of(known: &Versioned<OwnCategory>) -> Self {
        Self { title: known.value.title.clone(), read: known.version.to_string(), ..Self::default() }
    }

    fn title(&self, errors: &Errors) -> Field {
        let hint = "Skriv om företeelser, till exempel ”båtstöld”. Namnet syns i lägesbilden, i formulär och i det som publiceras.";
        errors.mark(Field::new("title", "Vad ska kategorin heta?").value(&self.title).hint(hint))
    }
}

/// Visa kategorierna.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    let page = list_page(&signed_in, &house, &CategoryForm::default(), &Errors::default()).await?;
    Ok(page.into_response())
}

/// Lägg till en egen kategori.
async fn create(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<CategoryForm>,
) -> Result<Response, WebError> {
    match category::add(&signed_in.actor, &house, &form.title).await {
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
    form: &CategoryForm,
    errors: &Errors,
) -> Result<Page<ListPage>, AppError> {
    let may_edit = signed_in.actor.may(Action::Import);
    let own = category::list(&signed_in.actor, house).await?;
    let href = |own: &OwnCategory| if may_edit { format!("{HERE}/{}", own.slug) } else { String::new() };
    Ok(Page(ListPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Underlag", "/leveranser"), NavItem::new("Kategorier", HERE).at(HERE)],
        version: scheme().version.clone(),
        own: own.into_iter().map(|own| (own.clone(), href(&own))).collect(),
        groups: Group::ALL.into_iter().map(shared).filter(|(_, _, known)| !known.is_empty()).collect(),
        sources: scheme().sources.iter().map(|known| (known.name.clone(), known.covers.clone())).collect(),
        errors: errors.list(),
        form: may_edit.then(|| form.title(errors)),
    }))
}

/// A group of the shared list.
fn shared(group: Group) -> (String, String, Vec<Shared>) {
    let of = scheme().categories.iter().filter(|entry| entry.group == group);
    let known = of.map(|entry| Shared {
        label: capital(&entry.label.sv),
        slug: entry.slug.to_string(),
        terms: entry.terms.join(", "),
        note: entry.note.as_ref().map(|note| note.sv.clone()),
    });
    (format!("grupp-{}", group.word()), SV.say(&format!("category-group-{}", group.word())), known.collect())
}

/// Visa en egen kategori för att ändra den.
async fn filled(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let known = category::to_edit(&signed_in.actor, &house, &Category(slug)).await?;
    let form = CategoryForm::of(&known);
    Ok(page(&signed_in, &house, &known, &form, &Errors::default()).await?.into_response())
}

/// Byt namn på en egen kategori.
async fn rename(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(slug): Path<String>,
    Form(form): Form<CategoryForm>,
) -> Result<Response, WebError> {
    let slug = Category(slug);
    let of = (&slug, form.read.parse().unwrap_or(0));
    let renamed = category::rename(&signed_in.actor, &house, of, &form.title, &form.why).await;
    answer(&signed_in, &house, &slug, form, renamed.map(drop)).await
}

/// Använd inte en egen kategori längre.
async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(slug): Path<String>,
    Form(sent): Form<CategoryForm>,
) -> Result<Response, WebError> {
    let slug = Category(slug);
    let known = category::to_edit(&signed_in.actor, &house, &slug).await?;
    let gone = category::withdraw(&signed_in.actor, &house, &slug, &sent.gone).await;
    let form = CategoryForm { gone: sent.gone, ..CategoryForm::of(&known) };
    answer(&signed_in, &house, &slug, form, gone.map_err(|error| refused_at("gone", error))).await
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    slug: &Category,
    form: CategoryForm,
    done: Result<(), AppError>,
) -> Result<Response, WebError> {
    let (status, messages, form) = match done {
        Ok(()) => return Ok(Redirect::to(HERE).into_response()),
        Err(AppError::Refused(messages)) => (StatusCode::UNPROCESSABLE_ENTITY, messages, form),
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let first = Meanwhile::of(signed_in, house, Noun::Category, slug).await?.message();
            let read = category::to_edit(&signed_in.actor, house, slug).await?.version.to_string();
            (StatusCode::CONFLICT, vec![first], CategoryForm { read, ..form })
        }
        Err(error) => return Err(error.into()),
    };
    let known = category::to_edit(&signed_in.actor, house, slug).await?;
    let page = page(signed_in, house, &known, &form, &Errors::of(&messages)).await?;
    Ok((status, page).into_response())
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: &Versioned<OwnCategory>,
    form: &CategoryForm,
    errors: &Errors,
) -> Result<Page<CategoryPage>, AppError> {
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    let own = &known.value;
    let action = format!("{HERE}/{}", own.slug);
    let heading = format!("Kategorin {}", own.title);
    Ok(Page(CategoryPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Underlag", "/leveranser"),
            NavItem::new("Kategorier", HERE),
            NavItem::new(heading.clone(), action.clone()).at(&action),
        ],
        heading,
        slug: own.slug.to_string(),
        read: form.read.clone(),
        errors: errors.list(),
        title: form.title(errors),
        why: field("why", "Varför byter den namn?", &form.why),
        gone: field("gone", "Varför ska den inte användas?", &form.gone),
        former: former::told(signed_in, house, (Action::Import, Noun::Category), &own.slug, own).await?,
        mask: mask::href(&signed_in.actor, Noun::Category, &own.slug),
        action,
    }))
}
