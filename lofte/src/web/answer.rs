//! What handlers answer with: a page, or an error as a page with a way out.

use super::{SignedIn, help, onward};
use crate::face::{ErrorPage, Frame, NavItem};
use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::message::chain;
use lofte_model::screening::Found;
use lofte_words::{Language, Message};
use serde::Deserialize;

/// Marks an answer that refuses what the policy does not allow.
#[derive(Clone, Copy)]
pub struct Refused(pub Action);

/// Marks an answer that asks whether what was found in a text is a person.
#[derive(Clone, Debug)]
pub struct Asked(pub Vec<Found>);

/// A page that is rendered when it is sent.
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(error) => WebError::from(AppError::Defect(error.to_string())).into_response(),
        }
    }
}

/// An error on its way to a browser.
#[derive(Debug)]
pub struct WebError {
    error: Box<AppError>,
    /// Where whoever is not signed in was going.
    onward: Option<String>,
}

impl<E: Into<AppError>> From<E> for WebError {
    fn from(error: E) -> Self {
        Self { error: Box::new(error.into()), onward: None }
    }
}

impl WebError {
    /// After signing in, one lands at this address.
    #[must_use]
    pub fn on_the_way_to(self, address: &str) -> Self {
        Self { onward: Some(address.to_owned()), ..self }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let error = *self.error;
        if matches!(error, AppError::SignedOut) {
            let onward = self.onward.as_deref().and_then(onward::kept);
            return Redirect::to(&onward::sign_in(onward.as_deref())).into_response();
        }
        if matches!(error, AppError::FactorNeeded) {
            return Redirect::to("/konto/tvasteg").into_response();
        }
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::error!(code = error.code(), cause = chain(&error), "a request failed");
        }
        // An outage is the machine's; what exactly failed is for the log, and not for whoever asked.
        let sentence = if error.is_outage() && !matches!(error, AppError::Outage(_)) {
            Language::Swedish.say("error-outage")
        } else {
            error.tell(Language::Swedish)
        };
        let mut response = error_page(status, error.code(), &sentence);
        if let Some(seconds) = error.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let AppError::NotAllowed(refusal) = &error {
            response.extensions_mut().insert(Refused(refusal.action));
        }
        if let AppError::MayNamePerson(found) = error {
            response.extensions_mut().insert(Asked(found));
        }
        response
    }
}

/// Goes with an error page, so that it can be shown again to somebody who turns out to be signed in.
#[derive(Clone)]
struct Trouble {
    code: String,
    sentence: String,
}

/// An error page for somebody about whom nothing is known.
pub fn error_page(status: StatusCode, code: &str, sentence: &str) -> Response {
    let trouble = Trouble { code: code.to_uppercase(), sentence: sentence.to_owned() };
    let ways_out = vec![NavItem::new("Till startsidan", "/"), NavItem::new("Logga in", "/logga-in")];
    let mut response = match trouble.page(status, bare_frame(), ways_out).render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, sentence.to_owned()).into_response(),
    };
    response.extensions_mut().insert(trouble);
    response
}

impl Trouble {
    fn page(&self, status: StatusCode, frame: Frame, ways_out: Vec<NavItem>) -> ErrorPage {
        ErrorPage {
            frame,
            code: self.code.clone(),
            title: Language::Swedish.say(&format!("error-title-{}", status.as_u16())),
            sentence: self.sentence.clone(),
            ways_out,
        }
    }
}

/// Whoever is signed in keeps the menu on an error page, and is not told to sign in. An outage asks nothing more of the house.
pub async fn keep_the_menu(State(house): State<House>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut response = next.run(Request::from_parts(parts.clone(), body)).await;
    let Some(trouble) = response.extensions().get::<Trouble>().cloned() else {
        return response;
    };
    if response.status().is_server_error() {
        return response;
    }
    let Ok(signed_in) = SignedIn::from_request_parts(&mut parts, &house).await else {
        return response;
    };
    let ways_out = vec![NavItem::new("Till översikten", "/")];
    if let Ok(html) = trouble.page(response.status(), signed_in.frame(), ways_out).render() {
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::from(html);
    }
    response
}

/// What the framework refuses before a page is asked, in a page of our own: its sentences are English and say nothing to
/// do. Answers that are pages or files already pass as they are.
pub async fn in_our_words(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let bare = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    let key = match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "error-unreadable-request",
        StatusCode::METHOD_NOT_ALLOWED => "error-no-such-deed",
        StatusCode::PAYLOAD_TOO_LARGE => "error-request-too-large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "error-unknown-contents",
        _ => return response,
    };
    if !bare {
        return response;
    }
    let code = key.trim_start_matches("error-");
    let (parts, _) = response.into_parts();
    let mut told = error_page(status, code, &Language::Swedish.say(key));
    for name in [header::ALLOW, header::RETRY_AFTER, header::CONNECTION] {
        if let Some(value) = parts.headers.get(&name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    // What those around it have noted of the answer.
    told.extensions_mut().extend(parts.extensions);
    told
}

/// What a form says that its sender was shown; something else is what nobody was shown.
pub fn seen(text: &str) -> Result<Fingerprint, AppError> {
    text.trim().parse().map_err(|_| AppError::refused(Message::plain("seen-changed")))
}

/// What a form with nothing but a button sends: of what its sender was shown.
#[derive(Default, Deserialize)]
pub struct Shown {
    #[serde(default)]
    seen: String,
}

impl Shown {
    /// Of what was shown.
    pub fn seen(&self) -> Result<Fingerprint, AppError> {
        seen(&self.seen)
    }
}

/// No such page.
pub async fn nowhere(uri: Uri) -> Response {
    let sentence = Language::Swedish.tell("error-no-page", &[("path", uri.path().to_owned())]);
    error_page(StatusCode::NOT_FOUND, "no-page", &sentence)
}

/// A frame without municipality, for those who are not signed in.
pub fn bare_frame() -> Frame {
    Frame {
        municipality: "Löfte".into(),
        demo: false,
        practice: crate::face::is_practice(),
        user: None,
        role_label: String::new(),
        nav: Vec::new(),
        footer: Vec::new(),
        public: false,
        lang: "sv".into(),
        other_way: None,
        help: Some(help::link("/konto")),
    }
}
