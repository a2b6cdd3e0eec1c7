//! The places of the municipality: what it counts by, what it has drawn itself, and what is no longer used.
//!
//! Left out: files of places, which are delivered like all others, with a dry run first.

mod draw;
mod locality;
mod map;
mod show;
mod window;

use super::promise::errors::Errors;
use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Column, Field, Table};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::place::{self, own};
use lofte_model::access::Action;
use lofte_model::place::{Area, AreaKind, PlaceType};
use lofte_words::{Language, Message, SV, number};
use serde::Deserialize;

/// Where the places are.
const HERE: &str = "/platser";

/// Routes of this folder.
pub fn routes() -> Router<House> {
    Router::new()
        .route(HERE, get(list))
        .route("/platser/kontakt", post(contact))
        .route("/platser/lokalpolisomrade", post(police))
        .route("/platser/ny", get(draw::form).post(draw::draw))
        .route("/platser/tatorter", get(locality::list).post(locality::take))
        .route("/platser/{code}", get(show::show).post(show::correct))
        .route("/platser/{code}/grans", get(draw::form_again).post(draw::redraw))
        .route("/platser/{code}/avsluta", post(show::end))
}

#[derive(Template)]
#[template(path = "places.html")]
struct PlacesPage {
    frame: Frame,
    answer: String,
    division: String,
    map: String,
    statistical: Option<Table>,
    own: Option<Table>,
    ended: Option<Table>,
    may: bool,
    /// The local police area that the municipality belongs to, in a sentence.
    police: String,
    local_police: Field,
    errors: Vec<(String, String)>,
    may_contact: bool,
    contact: Field,
    seen: String,
}

/// Visa platserna.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<PlacesPage>, WebError> {
    Ok(places(&signed_in, &house, "", &Errors::default()).await?)
}

/// Säg vilket lokalpolisområde kommunen hör till.
async fn police(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<LocalPolice>,
) -> Result<Response, WebError> {
    match place::police::state(&signed_in.actor, &house, &form.local_police).await {
        Ok(_) => Ok(Redirect::to(HERE).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = places(&signed_in, &house, &form.local_police, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The local police area that the municipality says it belongs to.
#[derive(Deserialize)]
struct LocalPolice {
    #[serde(default)]
    local_police: String,
}

async fn places(
    signed_in: &SignedIn,
    house: &House,
    said: &str,
    errors: &Errors,
) -> Result<Page<PlacesPage>, AppError> {
    let areas = place::areas(&signed_in.actor, house).await?;
    let police = place::police::current(&signed_in.actor, house).await?;
    let today = house.today();
    let used = |kind: AreaKind| {
        areas.iter().filter(move |area| area.kind == kind && area.is_used_on(today)).collect::<Vec<_>>()
    };
    let (statistical, own) = (used(AreaKind::Statistical), used(AreaKind::Own));
    let ended: Vec<&Area> = areas.iter().filter(|area| !area.is_used_on(today)).collect();
    let contact = signed_in.municipality.contact.clone();
    Ok(Page(PlacesPage {
        frame: signed_in.frame(),
        answer: answer(&statistical, &own),
        division: division(&statistical),
        map: map::drawn("places-map", "Karta över kommunens områden och egna platser", &statistical, &own),
        statistical: (!statistical.is_empty()).then(|| table("Statistiska områden", &statistical)),
        own: (!own.is_empty()).then(|| table("Egna platser", &own)),
        ended: (!ended.is_empty()).then(|| ended_table(&ended)),
        may: signed_in.actor.may(Action::Import),
        police: police.map_or_else(
            || "Kommunen har inte sagt vilket lokalpolisområde den hör till.".to_owned(),
            |area| format!("Kommunen hör till {}.", area.name),
        ),
        local_police: errors.mark(
            Field::new("local_police", "Vilket lokalpolisområde hör kommunen till?")
                .value(said)
                .hint("Till exempel Nyköping. Siffror som gäller hela lokalpolisområdet sparas för det och blir aldrig kommunens."),
        ),
        errors: errors.list(),
        may_contact: signed_in.actor.may(Action::EditCoordination),
        contact: Field::new("contact", "Hur invånarna når samordningsfunktionen")
            .value(contact.clone())
            .hint("En funktion, ingen person: växel eller funktionsbrevlåda. Visas på de öppna sidorna.")
            .optional(),
        seen: contact,
    }))
}

/// What there is, in a sentence.
fn answer(statistical: &[&Area], own: &[&Area]) -> String {
    if statistical.is_empty() && own.is_empty() {
        return "På inga än: det finns inga områden. Ta in en fil, eller rita en egen plats.".to_owned();
    }
    let lacking = statistical.iter().filter(|area| area.population.is_none()).count();
    let residents = match (lacking, statistical.len()) {
        (_, 0) | (0, _) => String::new(),
        (lacking, all) => {
            format!(
                " {} av {} saknar folkmängd och får inget antal per invånare.",
                SV.count(lacking as u64),
                SV.count(all as u64)
            )
        }
    };
    let plural = if own.len() == 1 { "egen plats" } else { "egna platser" };
    format!(
        "På {} statistiska områden och {} {plural}.{residents}",
        SV.count(statistical.len() as u64),
        SV.count(own.len() as u64)
    )
}

/// The divisions that areas are of: one, or nothing where no file said which.
fn division(areas: &[&Area]) -> String {
    let mut divisions: Vec<String> =
        areas.iter().filter_map(|area| area.details.division).map(|division| division.to_string()).collect();
    divisions.sort();
    divisions.dedup();
    divisions.join(", ")
}

fn link(area: &Area) -> Cell {
    Cell::Link(NavItem::new(area.name.clone(), href(area)))
}

/// The address of a place.
fn href(area: &Area) -> String {
    format!("{HERE}/{}", crate::web::onward::encoded(area.code.as_str()))
}

fn residents(area: &Area) -> Cell {
    match &area.population {
        Some(known) => Cell::text(format!("{} ({})", number::count(u64::from(known.residents)), known.year)),
        None if area.place_type.has_residents() => Cell::Withheld("okänt".into()),
        None => Cell::Withheld("bor inte där".into()),
    }
}

fn place_type(kind: PlaceType) -> String {
    let word = match kind {
        PlaceType::Residential => "residential",
        PlaceType::Station => "station",
        PlaceType::Centre => "centre",
        PlaceType::Mixed => "mixed",
    };
    Language::Swedish.say(&format!("place-type-{word}"))
}

fn table(caption: &str, areas: &[&Area]) -> Table {
    let row = |area: &&Area| {
        let from = area.details.valid_from.map_or_else(|| "alltid".to_owned(), |day| SV.date(day));
        let larger = area.details.part_of.as_ref().map_or_else(String::new, ToString::to_string);
        let last = if area.kind == AreaKind::Own { from } else { larger };
        vec![
            link(area),
            Cell::text(area.code.to_string()),
            Cell::text(place_type(area.place_type)),
            residents(area),
            Cell::text(last),
        ]
    };
    let own = areas.iter().any(|area| area.kind == AreaKind::Own);
    let mut columns = vec![
        Column::words("Namn"),
        Column::words("Kod"),
        Column::words("Platstyp"),
        Column::numbers("Invånare (år)"),
    ];
    // Only smaller areas are parts of larger ones.
    if own || areas.iter().any(|area| area.details.part_of.is_some()) {
        columns.push(Column::words(if own { "Används från" } else { "Ingår i" }));
    }
    let mut rows: Vec<Vec<Cell>> = areas.iter().map(row).collect();
    for row in &mut rows {
        row.truncate(columns.len());
    }
    Table { caption: caption.to_owned(), columns, rows }
}

fn ended_table(areas: &[&Area]) -> Table {
    let row = |area: &&Area| {
        let last = area.details.valid_to.map_or_else(String::new, |day| SV.date(day));
        vec![link(area), Cell::text(area.code.to_string()), Cell::text(last)]
    };
    Table {
        caption: "Används inte längre".into(),
        columns: vec![Column::words("Namn"), Column::words("Kod"), Column::words("Sista dag")],
        rows: areas.iter().map(row).collect(),
    }
}

/// How residents reach the municipality, and what stood there.
#[derive(Deserialize)]
struct Contact {
    #[serde(default)]
    contact: String,
    #[serde(default)]
    seen: String,
}

/// Ändra hur invånarna når samordningsfunktionen.
async fn contact(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Contact>,
) -> Result<Redirect, WebError> {
    place::change_contact(&signed_in.actor, &house, &form.seen, &form.contact).await?;
    Ok(Redirect::to(HERE))
}

fn crumbs(name: &str, address: &str) -> Vec<NavItem> {
    vec![NavItem::new("Platser", HERE), NavItem { current: true, ..NavItem::new(name, address) }]
}

/// The code of an address, as text that is compared with codes and nothing else.
fn code(text: &str) -> Result<lofte_model::place::AreaCode, AppError> {
    if text.chars().count() > 100 {
        return Err(AppError::not_found("area", "?"));
    }
    Ok(lofte_model::place::AreaCode::new(text))
}

/// What a form that comes back says was seen: what it said, so that nobody's change is overwritten unread; anew only once
/// whoever sends it has been told that somebody else has changed the place.
fn seen_again(messages: &[Message], sent: &str, area: &Area) -> Result<String, AppError> {
    let told = messages.iter().any(|message| message.key == "seen-changed");
    if told || sent.is_empty() { Ok(own::seen(area)?.to_string()) } else { Ok(sent.to_owned()) }
}
