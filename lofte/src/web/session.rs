//! Who asks: the extractors of whoever is signed in and of whoever is not, and the cookies that tell them apart.
//!
//! With an origin that browsers reach by TLS, the cookies are `Secure` and carry the `__Host-` prefix, so that no
//! sibling host can plant one. Left out: signing in and out, which are pages.

use super::{WebError, bare_frame, help, visit};
use crate::face::{Frame, NavItem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use lofte_app::access;
use lofte_app::error::AppError;
use lofte_app::factor;
use lofte_app::house::House;
use lofte_app::proof::Arrival;
use lofte_model::access::{Action, Actor};
use lofte_model::place::Municipality;
use lofte_words::Language;

/// The cookie of a session.
pub const SESSION: &str = "lofte";
/// The cookie that makes a browser a known one.
pub const BROWSER: &str = "lofte-webblasare";
/// The cookie between the password and the second factor.
pub const TICKET: &str = "lofte-steg";
/// Pages that are open to somebody who still has to get a second factor.
const BEFORE_FACTOR: [&str; 2] = ["/konto/tvasteg", "/logga-ut"];

/// Somebody who is signed in, with the frame of their pages.
pub struct SignedIn {
    /// Who.
    pub actor: Actor,
    /// Their municipality.
    pub municipality: Municipality,
    /// What the browser keeps of the session.
    pub token: String,
    path: String,
}

impl SignedIn {
    /// The frame of a page.
    pub fn frame(&self) -> Frame {
        let link = |label: &str, href: &str| NavItem::new(label, href).at(&self.path);
        let mut nav = vec![
            link("Översikt", "/"),
            link("Överenskommelser", "/overenskommelser"),
            link("Underlag", "/leveranser"),
            link("Lägesbild", "/lagesbild"),
            link("Problem", "/problem"),
            link("Löften", "/loften"),
            link("Åtgärdsplan", "/plan"),
            link("Uppföljning", "/uppfoljning"),
            link("Publicering", "/publicering"),
            link("Lagen", "/lagen"),
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
            practice: crate::face::is_practice(),
            user: Some(self.actor.login.clone()),
            role_label: Language::Swedish.say(&format!("role-{}", self.actor.role.word())),
            nav,
            footer: vec![
                NavItem::new("Öppna sidor", "/offentligt"),
                NavItem::new("Handboken", "/hjalp").at(&self.path),
            ],
            public: false,
            lang: "sv".into(),
            other_way: None,
            help: Some(help::link(&self.path)),
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

/// What stands around a page for somebody who is not signed in.
pub async fn frame_of_nobody(house: &House) -> Result<Frame, AppError> {
    let municipality = lofte_app::place::municipality(house).await?;
    Ok(Frame { municipality: municipality.name, demo: municipality.synthetic, ..bare_frame() })
}

fn address(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or_else(String::new, |address| address.as_str().to_owned())
}

/// What the browser keeps of a session, whether it has ended or not.
pub fn token(parts: &Parts, house: &House) -> Option<String> {
    let jar = CookieJar::from_headers(&parts.headers);
    jar.get(&name(house, SESSION)).map(|cookie| cookie.value().to_owned())
}

/// Whether browsers reach this house by TLS, which the settings alone say.
fn secure(house: &House) -> bool {
    house.config().origin.as_ref().is_some_and(lofte_app::config::Origin::is_secure)
}

/// What a cookie is called in this house.
pub fn name(house: &House, cookie: &str) -> String {
    // Ports share cookies: who practises is not signed out of the real municipality.
    let cookie = if house.config().practice { format!("ovning-{cookie}") } else { cookie.to_owned() };
    if secure(house) { format!("__Host-{cookie}") } else { cookie }
}

/// A cookie that only these pages read.
pub fn cookie(house: &House, called: &str, value: String) -> Cookie<'static> {
    Cookie::build((name(house, called), value))
        .path("/")
        .http_only(true)
        .secure(secure(house))
        .same_site(SameSite::Lax)
        .build()
}

/// Takes a cookie away from the browser.
pub fn gone(house: &House, called: &str) -> Cookie<'static> {
    let mut gone = cookie(house, called, String::new());
    gone.make_removal();
    gone
}

/// Somebody who is not signed in, as they arrive.
pub struct Arrived(pub Arrival);

impl FromRequestParts<House> for Arrived {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Self::Rejection> {
        let jar = CookieJar::from_headers(&parts.headers);
        let browser = jar.get(&name(house, BROWSER)).map(|cookie| cookie.value().to_owned());
        Ok(Self(Arrival { channel: visit::channel(parts, house), browser }))
    }
}
