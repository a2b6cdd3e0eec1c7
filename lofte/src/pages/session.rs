//! Signing in and out, and the extractor that tells a handler who asks.

use super::{Page, WebError};
use crate::app::access;
use crate::error::AppError;
use crate::face::part::Field;
use crate::face::{Frame, NavItem};
use crate::house::House;
use crate::text::Language;
use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use lofte_model::access::{Action, Actor};
use lofte_model::place::Municipality;
use serde::Deserialize;

const COOKIE: &str = "lofte";

/// Somebody who is signed in, with the frame of their pages.
pub struct SignedIn {
    /// Who.
    pub actor: Actor,
    /// Their municipality.
    pub municipality: Municipality,
    token: String,
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
        if self.actor.may(Action::ManageUsers) {
            nav.push(link("Konton", "/konton"));
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
        let jar = CookieJar::from_headers(&parts.headers);
        let token = token(&jar).ok_or(AppError::SignedOut)?;
        let actor = access::signed_in(house, &token).await?;
        house.kept().remember(&token, actor.user, jiff::Timestamp::now());
        let municipality = crate::app::place::municipality(house).await?;
        let path = parts.uri.path().to_owned();
        Ok(Self { actor, municipality, token, path })
    }
}

/// What the browser holds of a session, whether it has ended or not.
pub(super) fn token(jar: &CookieJar) -> Option<String> {
    jar.get(COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The sign-in page.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    login: Field,
    password: Field,
    error: String,
    demo_logins: Vec<(String, String)>,
    demo_password: String,
}

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/logga-in", get(form).post(sign_in))
        .route("/logga-ut", axum::routing::post(sign_out))
}

/// Visa inloggningen.
async fn form(State(house): State<House>) -> Result<Response, WebError> {
    Ok(page(&house, "", "").await?.into_response())
}

async fn page(house: &House, login: &str, error: &str) -> Result<Page<SignInPage>, WebError> {
    let municipality = crate::app::place::municipality(house).await?;
    let demo = municipality.synthetic;
    Ok(Page(SignInPage {
        frame: Frame { municipality: municipality.name, demo, ..super::reply::bare_frame() },
        login: Field { value: login.to_owned(), ..Field::new("login", "Användarnamn") },
        password: Field::new("password", "Lösenord"),
        error: error.to_owned(),
        demo_logins: if demo { demo_logins() } else { Vec::new() },
        demo_password: crate::demo::PASSWORD.to_owned(),
    }))
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
}

/// Logga in.
async fn sign_in(
    State(house): State<House>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(credentials): Form<Credentials>,
) -> Result<Response, WebError> {
    // A proxy in front says so when it speaks TLS; without one the cookie would never come back.
    let secure = headers.get("x-forwarded-proto").is_some_and(|protocol| protocol == "https");
    match access::sign_in(&house, &credentials.login, &credentials.password).await {
        Ok((_, token)) => {
            let cookie = Cookie::build((COOKIE, token))
                .path("/")
                .http_only(true)
                .secure(secure)
                .same_site(SameSite::Lax)
                .build();
            Ok((jar.add(cookie), Redirect::to("/")).into_response())
        }
        Err(error @ (AppError::WrongPassword | AppError::Throttled)) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
            let sentence = error.tell(Language::Swedish);
            Ok((status, page(&house, &credentials.login, &sentence).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Logga ut.
async fn sign_out(
    signed_in: SignedIn,
    State(house): State<House>,
    jar: CookieJar,
) -> Result<Response, WebError> {
    access::sign_out(&signed_in.actor, &house, &signed_in.token).await?;
    let gone = Cookie::build((COOKIE, "")).path("/").build();
    Ok((jar.remove(gone), Redirect::to("/logga-in")).into_response())
}
