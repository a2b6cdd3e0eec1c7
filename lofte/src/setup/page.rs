//! The pages of the first run: code, municipality, areas and account, recovery codes.

use super::Setup;
use crate::face::part::{Cell, Column, Field, Figure, Source, Table};
use crate::face::{Frame, NavItem};
use crate::pages::let_in;
use crate::web::{Page, WebError, bare_frame};
use askama::Template;
use axum::Router;
use axum::extract::{Form, FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use lofte_app::access::{Entry, sign_in};
use lofte_app::account::NewAccount;
use lofte_app::error::AppError;
use lofte_app::proof::Arrival;
use lofte_app::setup::NewHouse;
use lofte_import::reference::{self, Asked};
use lofte_model::access::{Channel, Role};
use lofte_model::password::SHORTEST;
use lofte_model::place::{Area, Municipality, MunicipalityCode};
use lofte_words::chart::{self, Area as MapArea, AreaMap, Caption};
use lofte_words::{Language, Message, number};
use serde::Deserialize;
use std::sync::Arc;

/// Where the first run begins.
const ADDRESS: &str = "/borja";
/// The cookie of whoever opened the door.
const TOKEN: &str = "lofte-borja";
/// With more areas than this a map has no numbers.
const MOST_NUMBERED: usize = 60;

pub(super) fn routes() -> Router<Arc<Setup>> {
    Router::new()
        .route(ADDRESS, get(choose).post(chosen))
        .route("/borja/kod", get(ask).post(open))
        .route("/borja/kommun/{code}", get(show).post(make))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(async || (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")))
        .fallback(elsewhere)
}

#[derive(Template)]
#[template(path = "setup_code.html")]
struct CodePage {
    frame: Frame,
    error: String,
    code: Field,
}

#[derive(Template)]
#[template(path = "setup_choose.html")]
struct ChoosePage {
    frame: Frame,
    asked: Field,
    errors: Vec<(String, String)>,
    near: Vec<NavItem>,
    names: Vec<String>,
    counties: Vec<(String, Vec<NavItem>)>,
}

#[derive(Template)]
#[template(path = "setup_municipality.html")]
struct MunicipalityPage {
    frame: Frame,
    name: String,
    action: String,
    facts: Vec<(String, String)>,
    figure: Figure,
    without: String,
    errors: Vec<(String, String)>,
    contact: Field,
    login: Field,
    password: Field,
    again: Field,
}

#[derive(Template)]
#[template(path = "setup_done.html")]
struct DonePage {
    frame: Frame,
    name: String,
    areas: String,
    login: String,
    codes: Vec<String>,
}

/// A frame of nobody's: there is no municipality yet, and nobody who could sign in.
fn frame() -> Frame {
    Frame { public: true, help: None, ..bare_frame() }
}

/// Whoever has opened the door.
struct Opened(Channel);

impl FromRequestParts<Arc<Setup>> for Opened {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, setup: &Arc<Setup>) -> Result<Self, Response> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = jar.get(TOKEN).map(Cookie::value).unwrap_or_default();
        if !setup.door.is_open_to(token) {
            return Err(Redirect::to("/borja/kod").into_response());
        }
        Ok(Self(Channel::Page { address: None, browser: None }))
    }
}

/// Visa första sidan, vart man än var på väg.
async fn elsewhere(uri: Uri) -> Response {
    if uri.path() == "/" || uri.path().starts_with("/logga-in") {
        return Redirect::to(ADDRESS).into_response();
    }
    crate::web::nowhere(uri).await
}

/// Fråga efter koden.
async fn ask() -> Page<CodePage> {
    code_page(String::new())
}

fn code_page(error: String) -> Page<CodePage> {
    let hint = "Tjugo tecken i fyra grupper. Den står i fönstret där programmet startades.";
    Page(CodePage { frame: frame(), error, code: Field::new("code", "Engångskod").hint(hint) })
}

#[derive(Deserialize)]
struct Code {
    #[serde(default)]
    code: String,
}

/// Öppna med koden.
async fn open(State(setup): State<Arc<Setup>>, Form(form): Form<Code>) -> Result<Response, WebError> {
    let token = match setup.door.open(&form.code, jiff::Timestamp::now()) {
        Ok(token) => token,
        Err(error @ (AppError::Refused(_) | AppError::Throttled { .. })) => {
            return Ok(refused(&error, code_page(error.tell(Language::Swedish))));
        }
        Err(error) => return Err(error.into()),
    };
    let secure = setup.config().origin.as_ref().is_some_and(lofte_app::config::Origin::is_secure);
    let cookie =
        Cookie::build((TOKEN, token)).path("/").http_only(true).secure(secure).same_site(SameSite::Strict);
    let mut response = Redirect::to(ADDRESS).into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie.build().encoded().to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

fn refused<T: Template>(error: &AppError, page: Page<T>) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let mut response = (status, page).into_response();
    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Visa var man väljer kommun.
async fn choose(_opened: Opened) -> Page<ChoosePage> {
    choose_page("", String::new(), &[])
}

fn choose_page(asked: &str, error: String, near: &[&reference::Municipality]) -> Page<ChoosePage> {
    let link = |known: &reference::Municipality| NavItem::new(known.name.clone(), address(&known.code));
    let counties = reference::counties().into_iter().map(|county| {
        let in_county = reference::municipalities().iter().filter(|known| known.county == county);
        let mut links: Vec<NavItem> = in_county.map(link).collect();
        links.sort_by_key(|link| alphabetical(&link.label));
        (county.name, links)
    });
    let errors = if error.is_empty() { Vec::new() } else { vec![("asked".to_owned(), error.clone())] };
    let field = Field::new("asked", "Kommun").hint("Namn eller kod, till exempel Flen eller 0482.");
    Page(ChoosePage {
        frame: frame(),
        asked: Field { value: asked.to_owned(), error, ..field },
        errors,
        near: near.iter().map(|known| link(known)).collect(),
        names: reference::municipalities().iter().map(|known| known.name.clone()).collect(),
        counties: counties.collect(),
    })
}

/// A name as Swedish sorts it: å, ä and ö come last.
fn alphabetical(name: &str) -> String {
    let placed = |sign: char| match sign {
        'å' => '{',
        'ä' => '|',
        'ö' => '}',
        sign => sign,
    };
    name.to_lowercase().chars().map(placed).collect()
}

fn address(code: &MunicipalityCode) -> String {
    format!("/borja/kommun/{code}")
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    asked: String,
}

/// Välj kommun.
async fn chosen(_opened: Opened, Form(form): Form<Wanted>) -> Response {
    match reference::asked(&form.asked) {
        Asked::Known(known) => Redirect::to(&address(&known.code)).into_response(),
        Asked::Near(near) => {
            let key = if near.is_empty() { "municipality-unknown" } else { "municipality-unknown-page" };
            let error =
                Language::Swedish.tell(key, &[("asked", form.asked.trim().chars().take(60).collect())]);
            let page = choose_page(&form.asked, error, &near);
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    }
}

/// What the form of the last step sends.
#[derive(Clone, Default, Deserialize)]
struct First {
    #[serde(default)]
    contact: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// Visa kommunens områden och fråga efter det första kontot.
async fn show(_opened: Opened, Path(code): Path<String>) -> Result<Page<MunicipalityPage>, WebError> {
    let known = known(&code)?;
    let first = First { login: "samordnare".to_owned(), ..First::default() };
    Ok(municipality_page(known, &first, Vec::new()))
}

fn known(code: &str) -> Result<&'static reference::Municipality, AppError> {
    let code: Option<MunicipalityCode> = code.parse().ok();
    let known = code.as_ref().and_then(reference::municipality);
    known.ok_or_else(|| AppError::not_found("municipality", code.map(String::from).unwrap_or_default()))
}

fn municipality_page(
    known: &reference::Municipality,
    first: &First,
    errors: Vec<(String, String)>,
) -> Page<MunicipalityPage> {
    let areas = reference::regso(&known.code);
    let of = |name: &str| {
        errors.iter().find(|(field, _)| field == name).map(|(_, error)| error.clone()).unwrap_or_default()
    };
    let field = |name: &str, label: &str, value: &str, hint: String| Field {
        value: value.to_owned(),
        error: of(name),
        ..Field::new(name, label).hint(hint)
    };
    let contact = field(
        "contact",
        "Hur invånarna når samordningsfunktionen",
        &first.contact,
        "En funktion, ingen person: växel, funktionsbrevlåda. Visas på de öppna sidorna, och går att ändra."
            .into(),
    );
    let rule = format!(
        "Minst {SHORTEST} tecken, gärna fyra ord i rad. Inte användarnamnet, och inget som många andra väljer."
    );
    let lacking = areas.iter().filter(|area| area.population.is_none()).count();
    Page(MunicipalityPage {
        frame: frame(),
        name: known.name.clone(),
        action: address(&known.code),
        facts: facts(known),
        figure: figure(known, &areas),
        without: if lacking == 0 { String::new() } else { number::count(lacking as u64) },
        contact: Field { optional: true, ..contact },
        login: field("login", "Användarnamn", &first.login, "Det som du loggar in med.".into()),
        password: field("password", "Lösenord", "", rule),
        again: field("again", "Lösenordet igen", "", String::new()),
        errors,
    })
}

fn facts(known: &reference::Municipality) -> Vec<(String, String)> {
    let residents = &known.residents;
    let counted = format!(
        "{} den 31 december {} ({})",
        number::count(u64::from(residents.residents)),
        residents.year,
        residents.source
    );
    vec![
        ("Kod".into(), known.code.to_string()),
        ("Län".into(), known.county.name.clone()),
        ("Invånare".into(), counted),
        ("Polisregion".into(), known.police_region.clone()),
        ("Områden".into(), format!("{} i indelningen RegSO 2025", number::count(known.regso as u64))),
    ]
}

fn figure(known: &reference::Municipality, areas: &[Area]) -> Figure {
    let numbered = areas.len() <= MOST_NUMBERED;
    let residents = |area: &Area| match &area.population {
        Some(known) => number::count(u64::from(known.residents)),
        None => "okänt".to_owned(),
    };
    let drawn = areas.iter().zip(1_u32..).map(|(area, place)| MapArea {
        key: if numbered { place.to_string() } else { String::new() },
        told: format!("{}: {} invånare", area.name, residents(area)),
        polygons: polygons(area),
        class: chart::Cell::Class(0),
    });
    let map = AreaMap {
        caption: Caption {
            id: "first-map".into(),
            title: format!("Karta över områdena i {}", known.name),
            description: "Områdena är numrerade som i tabellen. Vatten ingår.".into(),
        },
        areas: drawn.collect(),
        classes: vec!["statistiskt område".into()],
        hidden_label: String::new(),
        missing_label: String::new(),
    };
    let row = |(area, place): (&Area, u32)| {
        vec![
            Cell::text(if numbered { format!("{place}. {}", area.name) } else { area.name.clone() }),
            Cell::text(area.code.to_string()),
            Cell::text(residents(area)),
        ]
    };
    Figure {
        title: format!("Områdena i {}", known.name),
        subtitle: "Med dem börjar kommunen. Egna platser och DeSO kan läggas till när som helst.".into(),
        svg: chart::area_map(&map),
        table: Table {
            caption: format!("Områden i {}", known.name),
            columns: vec![Column::words("Område"), Column::words("Kod"), Column::numbers("Invånare 2023")],
            rows: areas.iter().zip(1_u32..).map(row).collect(),
        },
        source: Source {
            source: "SCB (CC0)".into(),
            period: "gränser 2025, invånare 31 december 2023".into(),
            how: "Invånare per DeSO 2018, summerade till RegSO; bara där området är detsamma i båda.".into(),
        },
    }
}

fn polygons(area: &Area) -> Vec<Vec<Vec<(f64, f64)>>> {
    let ring = |ring: &Vec<[f64; 2]>| ring.iter().map(|[lon, lat]| (*lon, *lat)).collect();
    area.border.iter().map(|rings| rings.iter().map(ring).collect()).collect()
}

/// Gör kommunen och det första kontot.
async fn make(
    Opened(channel): Opened,
    State(setup): State<Arc<Setup>>,
    Path(code): Path<String>,
    Form(first): Form<First>,
) -> Result<Response, WebError> {
    let known = known(&code)?;
    let again = |field: &str, error: &AppError| {
        let errors = vec![(field.to_owned(), error.tell(Language::Swedish))];
        refused(error, municipality_page(known, &first, errors))
    };
    if first.password != first.again {
        let differs = AppError::refused(Message::plain("account-password-differs"));
        return Ok(again("again", &differs));
    }
    if let Err(weakness) = lofte_model::password::check(&first.password, first.login.trim()) {
        return Ok(again("password", &weakness.into()));
    }
    let municipality = Municipality {
        code: known.code.clone(),
        name: known.name.clone(),
        synthetic: false,
        contact: first.contact.trim().to_owned(),
    };
    let account = NewAccount {
        login: first.login.trim().to_owned(),
        password: first.password.clone(),
        role: Role::Coordinator,
        party: None,
    };
    let new = NewHouse { municipality, files: Vec::new(), known_areas: true, account };
    // On a task of its own: who goes away in the middle must not leave a house that nobody serves.
    let making = tokio::spawn(async move { setup.make(new).await });
    let made = making.await.map_err(|error| AppError::Defect(error.to_string()))?;
    let (house, made) = match made {
        Ok(made) => made,
        Err(error @ AppError::Refused(_)) => return Ok(again(field_of(&error), &error)),
        Err(error @ AppError::MayNamePerson(_)) => return Ok(again("contact", &error)),
        Err(error) => return Err(error.into()),
    };
    let page = Page(DonePage {
        frame: Frame { municipality: known.name.clone(), ..frame() },
        name: known.name.clone(),
        areas: number::count(made.areas as u64),
        login: first.login.trim().to_owned(),
        codes: made.recovery_codes,
    });
    let mut answer = page.into_response();
    let gone = Cookie::build((TOKEN, "")).path("/").removal().build();
    if let Ok(value) = HeaderValue::from_str(&gone.encoded().to_string()) {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    match sign_in(&house, &Arrival::by(channel), first.login.trim(), &first.password).await? {
        Entry::In(entered) => Ok(let_in(&house, *entered, answer)),
        Entry::SecondFactor(_) => Ok(answer),
    }
}

/// The field that a refusal is about.
fn field_of(error: &AppError) -> &'static str {
    match error {
        AppError::Refused(messages) if messages.iter().any(|message| message.key.starts_with("text-")) => {
            "contact"
        }
        _ => "login",
    }
}
