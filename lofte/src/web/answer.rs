//! What handlers answer with: a page, or an error as a page with a way out.

use super::onward;
use crate::face::{ErrorPage, Frame, NavItem};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::message::chain;
use lofte_model::screening::Found;
use lofte_words::{Language, Message};

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

/// An error page for somebody about whom nothing is known.
pub fn error_page(status: StatusCode, code: &str, sentence: &str) -> Response {
    let page = ErrorPage {
        frame: bare_frame(),
        code: code.to_uppercase(),
        title: Language::Swedish.say(&format!("error-title-{}", status.as_u16())),
        sentence: sentence.to_owned(),
        ways_out: vec![NavItem::new("Till startsidan", "/"), NavItem::new("Logga in", "/logga-in")],
    };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, sentence.to_owned()).into_response(),
    }
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
    *told.extensions_mut() = parts.extensions;
    told
}

/// What a form says that its sender was shown; something else is what nobody was shown.
pub fn seen(text: &str) -> Result<Fingerprint, AppError> {
    text.trim().parse().map_err(|_| AppError::refused(Message::plain("seen-changed")))
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
        user: None,
        role_label: String::new(),
        nav: Vec::new(),
        footer: Vec::new(),
        public: false,
        lang: "sv".into(),
    }
}
