//! What every form has: it is taken once, however often it is sent, and its text survives a session that has ended.
//!
//! Each form of a page gets a number of its own. The same number sent again leads where the first one led, and makes
//! nothing more. A form that comes when the session has ended is kept in memory for the account that sent it
//! ([`lofte_app::kept`]); after signing in, `/fortsatt` shows it, and sending it is a new, deliberate request from our own
//! page, so that the guard against other sites' requests stays as it is. Left out: files, which have to be chosen again,
//! and everything about passwords.

use super::{Page, SignedIn, WebError};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use lofte_app::house::House;
use lofte_app::kept::{LARGEST, Taken};
use lofte_model::id::UserId;

/// The name of the field with the number of a form.
const NUMBER: &str = "form_number";
/// The largest page that gets numbers put into its forms.
const LARGEST_PAGE: usize = 32 << 20;
/// Forms that are never kept: passwords and accounts.
const NEVER_KEPT: [&str; 4] = ["/logga", "/konto", "/aterstall", "/valkommen"];
const SIGN_IN: &str = "/logga-in";

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/fortsatt", get(resume)).route("/fortsatt/kasta", post(discard))
}

/// Around every working page.
pub async fn forms(State(house): State<House>, request: Request, next: Next) -> Response {
    if request.method() == Method::POST && is_form(request.headers()) {
        return sent(house, request, next).await;
    }
    let told =
        (request.uri().path() == SIGN_IN).then(|| request.uri().query().unwrap_or_default().to_owned());
    let is_get = request.method() == Method::GET;
    let response = next.run(request).await;
    if is_get { numbered(response, told.as_deref()).await } else { response }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// A form that was sent.
async fn sent(house: House, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let session = crate::web::session::token(&parts, &house);
    let now = jiff::Timestamp::now();
    let user = session.and_then(|session| house.kept().user_of(&session, now));
    let Ok(bytes) = to_bytes(body, LARGEST_PAGE).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let fields = fields(&bytes).await;
    let number = fields.iter().find(|(name, _)| name == NUMBER).map(|(_, number)| number.clone());
    let request = Request::from_parts(parts, Body::from(bytes.clone()));
    let response = match (user, number) {
        (Some(user), Some(number)) => once(&house, user, &number, request, next).await,
        _ => next.run(request).await,
    };
    let about_signing_in = NEVER_KEPT.iter().any(|never| path.starts_with(never));
    if !leads_to_sign_in(&response) || about_signing_in {
        if let Some(user) = user.filter(|_| response.status().is_redirection())
            && house.kept().text(user, now).is_some_and(|text| text.path == path)
        {
            house.kept().forget(user);
        }
        return numbered(response, None).await;
    }
    let kept = user.filter(|_| bytes.len() <= LARGEST);
    match kept {
        Some(user) => {
            house.kept().keep(user, path, fields, now);
            Redirect::to("/logga-in?kvar").into_response()
        }
        None => Redirect::to("/logga-in?utloggad").into_response(),
    }
}

/// Takes a form once: whoever sends it again is led where the first one was.
async fn once(house: &House, user: UserId, number: &str, request: Request, next: Next) -> Response {
    let now = jiff::Timestamp::now();
    match house.kept().take(user, number, now) {
        Taken::First(sender) => {
            let response = next.run(request).await;
            let leads = response.headers().get(header::LOCATION).and_then(|leads| leads.to_str().ok());
            match leads.filter(|_| response.status().is_redirection() && !leads_to_sign_in(&response)) {
                // Nobody may be waiting for it.
                Some(leads) => drop(sender.send(Some(leads.to_owned()))),
                None => house.kept().give_back(user, number),
            }
            response
        }
        Taken::Before(mut answer) => {
            let led = answer.wait_for(Option::is_some).await.ok().and_then(|leads| leads.clone());
            match led {
                Some(leads) => Redirect::to(&leads).into_response(),
                // The first one was refused: this one is judged by itself.
                None => next.run(request).await,
            }
        }
    }
}

fn leads_to_sign_in(response: &Response) -> bool {
    let place = response.headers().get(header::LOCATION).and_then(|place| place.to_str().ok());
    place.is_some_and(|place| place.starts_with(SIGN_IN))
}

/// The fields of a form; none where it cannot be read.
async fn fields(bytes: &Bytes) -> Vec<(String, String)> {
    let form = Request::post("/")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(bytes.clone()));
    match form {
        Ok(form) => Form::from_request(form, &()).await.map(|Form(fields)| fields).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// Puts a number into every form of a page, and says on the sign-in page what became of a form.
async fn numbered(response: Response, told: Option<&str>) -> Response {
    let headers = response.headers();
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"));
    if !is_page {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST_PAGE).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let html = String::from_utf8_lossy(&bytes);
    let html = with_numbers(&html, || uuid::Uuid::new_v4().to_string());
    let html = match told {
        Some("kvar") => told_first(
            &html,
            "Din inloggning hade gått ut när du skickade formuläret.",
            "Det du skrev är inte sparat, men det finns kvar. Logga in med samma konto, så får du tillbaka det.",
        ),
        Some("utloggad") => told_first(
            &html,
            "Din inloggning hade gått ut när du skickade formuläret.",
            "Det du skrev är inte sparat. Gå tillbaka i webbläsaren och kopiera det innan du loggar in.",
        ),
        _ => html,
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    if let Ok(length) = HeaderValue::from_str(&html.len().to_string()) {
        parts.headers.insert(header::CONTENT_LENGTH, length);
    }
    Response::from_parts(parts, Body::from(html))
}

/// Every form that is posted and holds no file gets a field with a number of its own. In what people wrote the sign that
/// begins an element is escaped, so only elements of the page itself are found.
fn with_numbers(html: &str, mut number: impl FnMut() -> String) -> String {
    let mut parts = html.split("<form ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("<form ");
        let Some((opening, rest)) = part.split_once('>') else {
            out.push_str(part);
            continue;
        };
        out.push_str(opening);
        out.push('>');
        if opening.contains("method=\"post\"") && !opening.contains("enctype=") {
            let field = format!("<input type=\"hidden\" name=\"{NUMBER}\" value=\"{}\">", number());
            out.push_str(&field);
        }
        out.push_str(rest);
    }
    out
}

/// A notice as the first thing of a page.
pub(super) fn told_first(html: &str, title: &str, text: &str) -> String {
    let notice = format!(
        "<div class=\"notice tone-warn\" role=\"status\"><div><strong>{title}</strong><p>{text}</p></div></div>"
    );
    match html.find("<main").and_then(|main| Some(main + html.get(main..)?.find('>')? + 1)) {
        Some(at) => {
            let (before, after) = html.split_at(at);
            format!("{before}{notice}{after}")
        }
        None => html.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "resume.html")]
struct ResumePage {
    frame: Frame,
    path: String,
    fields: Vec<(String, String)>,
    texts: Vec<String>,
    back: NavItem,
}

/// Visa det som inte hann sparas innan inloggningen gick ut.
async fn resume(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    let Some(text) = house.kept().text(signed_in.actor.user, jiff::Timestamp::now()) else {
        return Ok(Redirect::to("/").into_response());
    };
    let fields: Vec<(String, String)> = text.fields.into_iter().filter(|(name, _)| name != NUMBER).collect();
    // Codes and choices say nothing to people; sentences do.
    let is_text = |value: &&String| value.trim().contains(char::is_whitespace);
    let texts = fields.iter().map(|(_, value)| value).filter(is_text).cloned().collect();
    let page = ResumePage {
        frame: signed_in.frame(),
        path: text.path,
        fields,
        texts,
        back: NavItem::new("Till startsidan", "/"),
    };
    Ok(Page(page).into_response())
}

/// Kasta det som inte hann sparas.
async fn discard(signed_in: SignedIn, State(house): State<House>) -> Redirect {
    house.kept().forget(signed_in.actor.user);
    Redirect::to("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_changes_something_gets_its_own_number_and_words_stay_words() {
        let page = "<form method=\"post\" action=\"/a\">A</form><form method=\"get\" action=\"/b\">B</form>\
            <form method=\"post\" enctype=\"multipart/form-data\">C</form>&lt;form method=\"post\">D";
        let mut last = 0;
        let numbered = with_numbers(page, || {
            last += 1;
            last.to_string()
        });
        assert_eq!(last, 1);
        assert!(numbered.starts_with(
            "<form method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"form_number\" value=\"1\">A</form>"
        ));
        assert_eq!(numbered.replace("<input type=\"hidden\" name=\"form_number\" value=\"1\">", ""), page);
    }

    #[test]
    fn a_notice_is_the_first_thing_of_the_page() {
        let page = told_first("<body><main id=\"main\"><h1>Logga in</h1></main>", "Utloggad.", "Skriv igen.");
        assert!(page.contains("<main id=\"main\"><div class=\"notice"), "{page}");
    }
}
