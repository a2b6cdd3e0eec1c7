//! Signing in, with a second factor where the account has one, and out. After signing in, one lands where one was going.
//!
//! Left out: keeping what somebody had written when their session ended, which the forms do.

use crate::face::Frame;
use crate::face::part::Field;
use crate::web::session::{Arrived, BROWSER, SESSION, SignedIn, TICKET, cookie, gone, name};
use crate::web::{Page, WebError, bare_frame, onward};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use lofte_app::access::{self, Entry, SignIn};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::place::Municipality;
use lofte_words::Language;
use serde::Deserialize;

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
        frame: Frame { municipality: municipality.name, demo, ..bare_frame() },
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
    let to = onward::kept(onward).unwrap_or_else(|| "/".to_owned());
    let_in(house, entered, Redirect::to(&to).into_response())
}

/// An answer with which the browser gets the cookies of somebody who is signed in.
pub fn let_in(house: &House, entered: SignIn, answer: Response) -> Response {
    let mut known = cookie(house, BROWSER, entered.browser);
    // The casework forgets it after half a year without a sign-in; the browser need not know.
    known.make_permanent();
    with_cookies(answer, &[cookie(house, SESSION, entered.token), known, gone(house, TICKET)])
}

fn with_cookies(answer: impl IntoResponse, cookies: &[Cookie<'static>]) -> Response {
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
        frame: Frame { municipality, demo, ..bare_frame() },
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
