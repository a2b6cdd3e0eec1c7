//! Signing in and out, and the extractor that tells a handler who asks.
//!
//! With an origin that browsers reach by TLS, the cookies are `Secure` and carry the `__Host-` prefix, so that no
//! sibling host can plant one. After signing in, one lands where one was going. Left out: keeping what somebody had
//! written when their session ended.

use super::{Page, WebError, onward, visit};
use crate::face::part::Field;
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use lofte_app::access::{self, Arrival, Entry, SignIn};
use lofte_app::error::AppError;
use lofte_app::factor;
use lofte_app::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::place::Municipality;
use lofte_words::Language;
use serde::Deserialize;

/// The cookie of a session.
const SESSION: &str = "lofte";
/// The cookie that makes a browser a known one.
const BROWSER: &str = "lofte-webblasare";
/// The cookie between the password and the second factor.
const TICKET: &str = "lofte-steg";
/// Pages that are open to somebody who still has to get a second factor.
const BEFORE_FACTOR: [&str; 2] = ["/konto/tvasteg", "/logga-ut"];

/// Somebody who is signed in, with the frame of their pages.
pub struct SignedIn {
    /// Who.
    pub actor: Actor,
    /// Their municipality.
    pub municipality: Municipality,
    pub(super) token: String,
    path: String,
}

impl SignedIn {
    /// The frame of a page.
    pub fn frame(&self) -> Frame {
        let link = |label: &str, href: &str| NavItem::new(label, href).at(&self.path);
        let mut nav = vec![
            link("Översikt", "/"),
            link("Underlag", "/leveranser"),
            link("Lägesbild", "/lagesbild"),
            link("Problem", "/problem"),
            link("Löften", "/loften"),
            link("Åtgärdsplan", "/plan"),
            link("Publicering", "/publicering"),
        ];
        if self.actor.may(Action::ManageUsers) || self.actor.may(Action::ManagePoliceUsers) {
            nav.push(link("Konton", "/konton"));
        }
        if self.actor.may(Action::Operate) {
            nav.push(link("Drift", "/drift"));
        }
        Frame {
            municipality: self.municipality.name.clone(),
            demo: self.municipality.synthetic,
            user: Some(self.actor.login.clone()),
            role_label: Language::Swedish.say(&format!("role-{}", self.actor.role.word())),
            nav,
            footer: vec![
                NavItem::new("Överenskommelser", "/overenskommelser"),
                NavItem::new("Öppna sidor", "/offentligt"),
                NavItem::new("Formspråk", "/stil"),
            ],
            public: false,
            lang: "sv".into(),
        }
    }
}

impl FromRequestParts<House> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, WebError> {
        let asked = async {
            let token = token(parts, house).ok_or(AppError::SignedOut)?;
            let actor = access::signed_in(house, &token).await?;
            let actor = Actor { channel: visit::channel(parts, house), ..actor };
            house.kept().remember(&token, actor.user, jiff::Timestamp::now());
            let municipality = lofte_app::place::municipality(house).await?;
            let path = parts.uri.path().to_owned();
            Ok::<_, AppError>(Self { actor, municipality, token, path })
        };
        let signed_in = asked.await.map_err(|error| {
            let error = WebError::from(error);
            // What was sent is gone; only a page that was asked for can be gone to.
            if parts.method == axum::http::Method::GET { error.on_the_way_to(&address(parts)) } else { error }
        })?;
        if house.config().require_second_factor.contains(&signed_in.actor.role)
            && !BEFORE_FACTOR.contains(&signed_in.path.as_str())
            && !factor::has_one(house, signed_in.actor.user).await?
        {
            return Err(AppError::FactorNeeded.into());
        }
        Ok(signed_in)
    }
}

fn address(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or_else(String::new, |address| address.as_str().to_owned())
}

/// What the browser keeps of a session, whether it has ended or not.
pub(super) fn token(parts: &Parts, house: &House) -> Option<String> {
    let jar = CookieJar::from_headers(&parts.headers);
    jar.get(&name(house, SESSION)).map(|cookie| cookie.value().to_owned())
}

/// Whether browsers reach this house by TLS, which the settings alone say.
fn secure(house: &House) -> bool {
    house.config().origin.as_ref().is_some_and(lofte_app::config::Origin::is_secure)
}

fn name(house: &House, cookie: &str) -> String {
    if secure(house) { format!("__Host-{cookie}") } else { cookie.to_owned() }
}

fn cookie(house: &House, called: &str, value: String) -> Cookie<'static> {
    Cookie::build((name(house, called), value))
        .path("/")
        .http_only(true)
        .secure(secure(house))
        .same_site(SameSite::Lax)
        .build()
}

/// Takes a cookie away from the browser.
fn gone(house: &House, called: &str) -> Cookie<'static> {
    let mut gone = cookie(house, called, String::new());
    gone.make_removal();
    gone
}

/// Somebody who is not signed in, as they arrive.
pub(super) struct Arrived(pub(super) Arrival);

impl FromRequestParts<House> for Arrived {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Self::Rejection> {
        let jar = CookieJar::from_headers(&parts.headers);
        let browser = jar.get(&name(house, BROWSER)).map(|cookie| cookie.value().to_owned());
        Ok(Self(Arrival { channel: visit::channel(parts, house), browser }))
    }
}

/// The sign-in page.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    login: Field,
    password: Field,
    onward: String,
    error: String,
    demo_logins: Vec<(String, String)>,
    demo_password: String,
}

/// The page that asks for the second factor.
#[derive(Template)]
#[template(path = "sign_in_second.html")]
struct SecondPage {
    frame: Frame,
    number: Field,
    onward: String,
    error: String,
}

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/logga-in", get(form).post(sign_in))
        .route("/logga-in/tvasteg", get(second_form).post(second))
        .route("/logga-ut", axum::routing::post(sign_out))
}

/// Where somebody was going.
#[derive(Default, Deserialize)]
struct Onward {
    #[serde(default)]
    till: String,
}

/// Visa inloggningen.
async fn form(State(house): State<House>, Query(onward): Query<Onward>) -> Result<Response, WebError> {
    Ok(page(&house, "", "", &onward.till).await?.into_response())
}

async fn page(house: &House, login: &str, error: &str, onward: &str) -> Result<Page<SignInPage>, WebError> {
    let municipality = lofte_app::place::municipality(house).await?;
    let municipality = house.shown_municipality().get_or_init(|| municipality).clone();
    Ok(filled(municipality, login, error, onward))
}

/// The page again for somebody who was refused; the casework is not asked where it need not be.
async fn page_again(
    house: &House,
    login: &str,
    error: &AppError,
    onward: &str,
) -> Result<Page<SignInPage>, WebError> {
    let told = error.tell(Language::Swedish);
    match house.shown_municipality().get() {
        Some(municipality) => Ok(filled(municipality.clone(), login, &told, onward)),
        None => page(house, login, &told, onward).await,
    }
}

fn filled(municipality: Municipality, login: &str, error: &str, onward: &str) -> Page<SignInPage> {
    let demo = municipality.synthetic;
    Page(SignInPage {
        frame: Frame { municipality: municipality.name, demo, ..super::reply::bare_frame() },
        login: Field { value: login.to_owned(), ..Field::new("login", "Användarnamn") },
        password: Field::new("password", "Lösenord"),
        onward: onward::kept(onward).unwrap_or_default(),
        error: error.to_owned(),
        demo_logins: if demo { demo_logins() } else { Vec::new() },
        demo_password: crate::demo::PASSWORD.to_owned(),
    })
}

fn demo_logins() -> Vec<(String, String)> {
    crate::demo::LOGINS
        .iter()
        .map(|(login, role)| ((*login).to_owned(), Language::Swedish.say(&format!("role-{}", role.word()))))
        .collect()
}

#[derive(Deserialize)]
struct Credentials {
    login: String,
    password: String,
    #[serde(default)]
    till: String,
}

/// Logga in.
async fn sign_in(
    State(house): State<House>,
    Arrived(arrival): Arrived,
    Form(credentials): Form<Credentials>,
) -> Result<Response, WebError> {
    let Credentials { login, password, till } = credentials;
    match access::sign_in(&house, &arrival, &login, &password).await {
        Ok(Entry::In(entered)) => Ok(into(&house, *entered, &till)),
        Ok(Entry::SecondFactor(ticket)) => {
            let onward = onward::kept(&till).map(|till| format!("?till={}", onward::encoded(&till)));
            let to = format!("/logga-in/tvasteg{}", onward.unwrap_or_default());
            Ok(with_cookies(Redirect::to(&to), &[cookie(&house, TICKET, ticket)]))
        }
        Err(error @ (AppError::WrongPassword | AppError::Throttled { .. } | AppError::Crowded { .. })) => {
            let page = page_again(&house, &login, &error, &till).await?;
            Ok(refused(&error, page.into_response()))
        }
        Err(error) => Err(error.into()),
    }
}

/// A page with the status of an error, and when to try again.
pub(super) fn refused(error: &AppError, page: Response) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let mut response = (status, page).into_response();
    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Lets somebody in: the browser gets its cookies and goes where it was going.
fn into(house: &House, entered: SignIn, onward: &str) -> Response {
    let mut known = cookie(house, BROWSER, entered.browser);
    // The casework forgets it after half a year without a sign-in; the browser need not know.
    known.make_permanent();
    let to = onward::kept(onward).unwrap_or_else(|| "/".to_owned());
    let cookies = [cookie(house, SESSION, entered.token), known, gone(house, TICKET)];
    with_cookies(Redirect::to(&to), &cookies)
}

fn with_cookies(answer: Redirect, cookies: &[Cookie<'static>]) -> Response {
    let mut response = answer.into_response();
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie.encoded().to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

/// Fråga efter koden från mobilen.
async fn second_form(State(house): State<House>, Query(onward): Query<Onward>) -> Result<Response, WebError> {
    Ok(second_page(&house, &onward.till, "").await?.into_response())
}

async fn second_page(house: &House, onward: &str, error: &str) -> Result<Page<SecondPage>, WebError> {
    let municipality = lofte_app::place::municipality(house).await?;
    let (demo, municipality) = (municipality.synthetic, municipality.name);
    Ok(Page(SecondPage {
        frame: Frame { municipality, demo, ..super::reply::bare_frame() },
        number: Field::new("number", "Kod")
            .hint("Sex siffror från appen i mobilen. Koden byts varje halvminut."),
        onward: onward::kept(onward).unwrap_or_default(),
        error: error.to_owned(),
    }))
}

#[derive(Deserialize)]
struct Number {
    #[serde(default)]
    number: String,
    #[serde(default)]
    till: String,
}

/// Logga in med koden.
async fn second(
    State(house): State<House>,
    Arrived(arrival): Arrived,
    jar: CookieJar,
    Form(Number { number, till }): Form<Number>,
) -> Result<Response, WebError> {
    let ticket = jar.get(&name(&house, TICKET)).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    match access::sign_in_second(&house, &arrival, &ticket, &number).await {
        Ok(entered) => Ok(into(&house, entered, &till)),
        Err(error @ (AppError::Refused(_) | AppError::Throttled { .. })) => {
            let page = second_page(&house, &till, &error.tell(Language::Swedish)).await?;
            Ok(refused(&error, page.into_response()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Logga ut.
async fn sign_out(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    access::sign_out(&signed_in.actor, &house, &signed_in.token).await?;
    Ok(with_cookies(Redirect::to("/logga-in"), &[gone(&house, SESSION)]))
}
