//! Tables that the municipality has loaded: weights of harm (`/kategorier/vikter`) and its gazetteer (`/platser/register`),
//! with their editions, and the way to take one back. A gazetteer is loaded as a file is delivered; weights are written or
//! pasted here. The table of the problem index has a page of its own in the same form ([`super::index_table`]).

use crate::face::part::{Cell, Column, Field, Table};
use crate::face::{Frame, NavItem};
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
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{category, loaded};
use lofte_model::access::Action;
use lofte_model::loaded::{LoadedKind, LoadedTable};
use lofte_model::records::Category;
use lofte_model::scheme::{Labels, TableHead};
use lofte_store::Noun;
use lofte_words::{SV, capital, number};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/kategorier/vikter", get(weights).post(load))
        .route("/platser/register", get(register))
        .route("/tabeller/{id}/ta-tillbaka", post(withdraw))
}

/// Where the tables of a kind are shown.
pub fn href(kind: LoadedKind) -> &'static str {
    match kind {
        LoadedKind::Gazetteer => "/platser/register",
        LoadedKind::HarmWeights => "/kategorier/vikter",
        LoadedKind::IndexTable => "/leveranser/indextabell",
    }
}

/// Where the table with an id is shown.
pub fn href_of(id: &str) -> &'static str {
    let kind = id.rsplit_once('-').and_then(|(kind, _)| LoadedKind::from_word(kind));
    kind.map_or("/kategorier/vikter", href)
}

/// An edition as it is listed.
pub(super) struct Edition {
    title: String,
    facts: Vec<(&'static str, String)>,
    /// The form that takes it back; nothing where it was taken back, or may not be.
    withdraw: Option<(String, Field)>,
    mask: Option<String>,
}

#[derive(Template)]
#[template(path = "loaded.html")]
pub(super) struct LoadedPage {
    pub(super) frame: Frame,
    pub(super) crumbs: Vec<NavItem>,
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) errors: Vec<(String, String)>,
    pub(super) editions: Vec<Edition>,
    /// What counts, and what is missing in it.
    pub(super) tables: Vec<Table>,
    pub(super) upload: Option<NavItem>,
    /// The form that loads a table; nothing for whoever may not, and where one is delivered as a file.
    pub(super) form: Option<LoadForm>,
}

/// A form that loads a table.
pub(super) struct LoadForm {
    pub(super) action: &'static str,
    pub(super) button: &'static str,
    pub(super) fields: Vec<Field>,
    /// A file instead of rows, where there may be one.
    pub(super) file: Option<Field>,
    pub(super) rows: Field,
}

/// Weights as they were sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct WeightsForm {
    name: String,
    version: String,
    source: String,
    unit: String,
    rows: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
struct WithdrawForm(BTreeMap<String, String>);

impl WithdrawForm {
    /// The reason: the page has a form for each table, so the field is named by it.
    fn why(&self, id: &str) -> &str {
        self.0.get(&format!("why-{id}")).map_or("", String::as_str)
    }
}

/// Visa vikterna.
async fn weights(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    let page = weights_page(&signed_in, &house, &WeightsForm::default(), &Errors::default()).await?;
    Ok(page.into_response())
}

/// Läs in vikter.
async fn load(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<WeightsForm>,
) -> Result<Response, WebError> {
    let WeightsForm { name, version, source, unit, rows } = form.clone();
    let head = TableHead { name, version, source, unit };
    match loaded::load_weights(&signed_in.actor, &house, &head, &rows).await {
        Ok(_) => Ok(Redirect::to(href(LoadedKind::HarmWeights)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = weights_page(&signed_in, &house, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Visa platsregistret.
async fn register(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    Ok(register_page(&signed_in, &house, &Errors::default()).await?.into_response())
}

/// Ta tillbaka en inläst tabell.
async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<WithdrawForm>,
) -> Result<Response, WebError> {
    match loaded::withdraw(&signed_in.actor, &house, &id, form.why(&id)).await {
        Ok(table) => Ok(Redirect::to(href(table.kind)).into_response()),
        Err(error) => match refused_at(&format!("why-{id}"), error) {
            AppError::Refused(messages) => {
                let errors = Errors::of(&messages);
                let kind = id.rsplit_once('-').and_then(|(kind, _)| LoadedKind::from_word(kind));
                let page = match kind {
                    Some(LoadedKind::Gazetteer) => register_page(&signed_in, &house, &errors).await?,
                    Some(LoadedKind::IndexTable) => {
                        super::index_table::again(&signed_in, &house, &errors).await?
                    }
                    Some(LoadedKind::HarmWeights) | None => {
                        weights_page(&signed_in, &house, &WeightsForm::default(), &errors).await?
                    }
                };
                Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
            }
            other => Err(other.into()),
        },
    }
}

async fn weights_page(
    signed_in: &SignedIn,
    house: &House,
    form: &WeightsForm,
    errors: &Errors,
) -> Result<Page<LoadedPage>, AppError> {
    let may = signed_in.actor.may(Action::Import);
    let labels = category::labels(&signed_in.actor, house).await?;
    let in_force = if may { loaded::weights(&signed_in.actor, house).await? } else { None };
    let field = |name: &str, label: &str, hint: &str, value: &str| {
        errors.mark(Field::new(name, label).hint(hint).value(value))
    };
    let fields = || {
        vec![
            field("name", "Vad heter tabellen?", "", &form.name),
            field("version", "Vilken utgåva?", "Till exempel året.", &form.version),
            field(
                "source",
                "Vem står bakom den?",
                "Utgivare och var den finns, till exempel en rapport eller ett beslut.",
                &form.source,
            ),
            field("unit", "Vad är vikten 1?", "Till exempel en dag i fängelse.", &form.unit),
        ]
    };
    let rows_hint = "En kategori och en vikt på varje rad, med semikolon emellan: stöld; 10. Klistra gärna in två kolumner ur ett kalkylblad.";
    let href = href(LoadedKind::HarmWeights);
    Ok(Page(LoadedPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Underlag", "/leveranser"),
            NavItem::new("Kategorier", "/kategorier"),
            NavItem::new("Vikter", href).at(href),
        ],
        title: "Vikter",
        lead: "Hur mycket en händelse av varje slag väger. Det finns ingen officiell svensk tabell och inga vikter följer med: läs in en som någon står bakom. Lägesbilden visar då vad som väger tyngst, och skriver ut vilken tabell den räknade med.",
        errors: errors.list(),
        editions: editions(signed_in, house, LoadedKind::HarmWeights, errors).await?,
        tables: in_force.iter().flat_map(|weights| weight_tables(weights, &labels)).collect(),
        upload: None,
        form: may.then(|| LoadForm {
            action: href,
            button: "Läs in vikterna",
            fields: fields(),
            file: None,
            rows: field("rows", "Vikterna", rows_hint, &form.rows),
        }),
    }))
}

async fn register_page(
    signed_in: &SignedIn,
    house: &House,
    errors: &Errors,
) -> Result<Page<LoadedPage>, AppError> {
    let href = href(LoadedKind::Gazetteer);
    let may = signed_in.actor.may(Action::Import);
    Ok(Page(LoadedPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Platser", "/platser"), NavItem::new("Platsregister", href).at(href)],
        title: "Platsregister",
        lead: "Adresser och platsnamn med sina lägen. Rader som nämner en plats och saknar koordinater placeras efter registret. Landets tätorter och postnummer finns i programmet. Registret publiceras aldrig, och ingen adress sparas med en rad.",
        errors: errors.list(),
        editions: editions(signed_in, house, LoadedKind::Gazetteer, errors).await?,
        tables: Vec::new(),
        upload: may.then(|| NavItem::new("Läs in ett platsregister", "/leveranser/ny?kalla=gazetteer")),
        form: None,
    }))
}

/// The editions of a kind, the newest first.
pub(super) async fn editions(
    signed_in: &SignedIn,
    house: &House,
    kind: LoadedKind,
    errors: &Errors,
) -> Result<Vec<Edition>, AppError> {
    let all = loaded::list(&signed_in.actor, house).await?;
    let in_force = LoadedTable::in_force(&all, kind).map(LoadedTable::id);
    let may = signed_in.actor.may(Action::Import);
    let told = |table: &LoadedTable| {
        let id = table.id();
        let state = match &table.withdrawn {
            Some(gone) => format!("Togs tillbaka {}: {}", SV.day(gone.at), gone.reason),
            None if in_force.as_ref() == Some(&id) => "Gäller".to_owned(),
            None => "Ersatt av en senare. Gäller igen om den senare tas tillbaka".to_owned(),
        };
        let mut facts = vec![
            ("Utgåva", table.edition.clone()),
            ("Källa", table.source.clone()),
            ("Vikten 1 är", table.unit.clone()),
            ("Antal", number::count(table.entries)),
            ("Fingeravtryck", table.fingerprint.short().to_owned()),
            ("Inläst", SV.day(table.loaded_at)),
            ("Läge", state),
        ];
        facts.retain(|(_, text)| !text.is_empty());
        let why = || {
            let name = format!("why-{id}");
            let field = errors.mark(Field::new(name, "Varför tas den tillbaka?"));
            (format!("/tabeller/{id}/ta-tillbaka"), field)
        };
        Edition {
            title: format!("{}. {}", table.number, table.name),
            facts,
            withdraw: (may && table.withdrawn.is_none()).then(why),
            mask: mask::href(&signed_in.actor, Noun::LoadedTable, &id),
        }
    };
    Ok(all.iter().filter(|table| table.kind == kind).map(told).collect())
}

/// The weights, and the categories of rows that have none.
fn weight_tables(weights: &loaded::Weights, labels: &Labels) -> Vec<Table> {
    let label = |slug: &Category| {
        capital(&labels.own(slug.as_str()).map_or_else(|| SV.known("category", slug.as_str()), str::to_owned))
    };
    let known = weights
        .weights
        .iter()
        .map(|(slug, weight)| vec![Cell::text(label(slug)), Cell::text(number::decimal(*weight, 1))]);
    let lacking = weights
        .lacking
        .iter()
        .map(|(slug, rows)| vec![Cell::text(label(slug)), Cell::text(number::count(*rows))]);
    let table = |caption: &str, what: &str, rows: Vec<Vec<Cell>>| Table {
        caption: caption.to_owned(),
        columns: vec![Column::words("Kategori"), Column::numbers(what)],
        rows,
    };
    let mut tables = vec![table("Vikterna som gäller", "Vikt", known.collect())];
    if !weights.lacking.is_empty() {
        let caption = "Kategorier i levererade rader som saknar vikt. De är inte med i summan.";
        tables.push(table(caption, "Rader", lacking.collect()));
    }
    tables
}
