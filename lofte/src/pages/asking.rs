//! "Det här ser ut som … Är det en person?": the question that stands between a form and what it saves.
//!
//! It stands around every form, so that no page has to think of it: the fields as they were sent come back on a page
//! of their own, those with something to look at open for change, the rest unseen, with a tick that says that it is
//! nobody. The tick is for exactly what was asked about. A personal identity number is refused by the form itself.

use crate::face::Frame;
use crate::face::part::Field;
use crate::web::answer::Asked;
use crate::web::{Page, SignedIn};
use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::screening::answered;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::screening::{Answer, Found, find};
use lofte_words::{Language, Message};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Name of the tick.
pub(super) const TICK: &str = "ingen-person";

#[derive(Template)]
#[template(path = "may_name_person.html")]
struct AskPage {
    frame: Frame,
    questions: Vec<String>,
    action: String,
    /// Fields with something to look at.
    open: Vec<Field>,
    /// The others, by name and value.
    unseen: Vec<(String, String)>,
    tick: &'static str,
    token: String,
}

/// The answer that a tick in a form gives.
pub(super) fn answer(tick: Option<&str>) -> Answer {
    let token = tick.and_then(|token| serde_json::from_value::<Fingerprint>(token.into()).ok());
    token.map_or(Answer::NotAsked, Answer::Nobody)
}

/// The questions, in words.
pub(super) fn questions(found: &[Found]) -> Vec<String> {
    let messages = AppError::MayNamePerson(found.to_vec()).messages();
    messages.iter().map(|message: &Message| message.tell(Language::Swedish)).collect()
}

/// Hands the answer of a form on to what is saved, and asks where nobody has answered.
pub(super) async fn ask(State(house): State<House>, request: Request, next: Next) -> Response {
    let form = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_form = form.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if request.method() != Method::POST || !is_form {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let limited = Request::from_parts(parts.clone(), body);
    let Ok(bytes) = Bytes::from_request(limited, &house).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let fields = fields(&bytes);
    let bytes = composed(&fields).map_or(bytes, Bytes::from);
    parts.headers.insert(header::CONTENT_LENGTH, bytes.len().into());
    let tick = fields.iter().find(|(name, _)| name == TICK).map(|(_, value)| value.as_str());
    let answer = answer(tick);
    let request = Request::from_parts(parts.clone(), Body::from(bytes));
    let response = answered(answer, next.run(request)).await;
    let Some(Asked(found)) = response.extensions().get::<Asked>().cloned() else {
        return response;
    };
    let Ok(signed_in) = SignedIn::from_request_parts(&mut parts, &house).await else {
        return response;
    };
    let page = AskPage::new(signed_in.frame(), parts.uri.path(), &found, fields);
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

/// The fields of a form in the order they were sent.
fn fields(bytes: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(bytes).into_owned().collect()
}

/// The form with its texts in one form (NFC), so that what looks the same is the same wherever it was typed: some
/// keyboards send å as an a and a ring. Nothing where it is so already. What is secret is left as it was typed.
fn composed(fields: &[(String, String)]) -> Option<Vec<u8>> {
    let is_secret = |name: &str| name.contains("password") || name.contains("losenord");
    if fields.iter().all(|(name, text)| is_secret(name) || is_nfc(text)) {
        return None;
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, text) in fields {
        let text = if is_secret(name) { text.clone() } else { text.nfc().collect() };
        form.append_pair(name, &text);
    }
    Some(form.finish().into_bytes())
}

impl AskPage {
    fn new(frame: Frame, action: &str, found: &[Found], fields: Vec<(String, String)>) -> Self {
        let fields = fields.into_iter().filter(|(name, _)| name != TICK);
        let (open, unseen): (Vec<_>, Vec<_>) = fields.partition(|(_, value)| !find(value).is_empty());
        let open = open.into_iter().enumerate().map(|(place, (name, value))| {
            let label =
                if place == 0 { "Texten som du skrev".to_owned() } else { format!("Text {}", place + 1) };
            Field::new(name, label).value(value)
        });
        Self {
            frame,
            questions: questions(found),
            action: action.to_owned(),
            open: open.collect(),
            unseen,
            tick: TICK,
            token: Answer::token(found).to_string(),
        }
    }
}
