//! What every request to the working side passes: whose host it names, whether it came from another site, and a trace
//! of refusals.
//!
//! With an origin in the settings, only requests that name its host are answered, browsers are told to come by TLS
//! alone, and nothing that a request says about itself decides whether a cookie is secure. Left out: limits of time and
//! number, which belong to whoever listens.

use super::answer::{Refused, error_page};
use super::visit;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use lofte_app::access;
use lofte_app::config::Origin;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Actor;
use lofte_model::message::chain;
use lofte_store::AuditVerb;
use lofte_words::Language;
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// For a year, browsers come to this host by TLS alone.
const TLS_ONLY: &str = "max-age=31536000";
/// Paths that whoever watches the program asks by whatever name it has inside.
const ASKED_BY_WATCHERS: [&str; 2] = ["/healthz", "/readyz"];

/// The guard against requests from other sites. The origin of the settings is trusted, because a web server in front
/// may have changed the host that it is compared with.
pub fn foreign_requests(origin: Option<&Origin>) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match origin.map(|origin| layer.clone().add_trusted_origin(origin.to_string())) {
        Some(Ok(trusting)) => trusting,
        Some(Err(_)) | None => layer,
    }
}

/// Looks at a request before anything else does, and at the answer after everything else has.
pub async fn watch(State(house): State<House>, request: Request, next: Next) -> Response {
    let origin = house.config().origin.as_ref();
    if let Some(origin) = origin
        && !names_host(&request, origin)
        && !ASKED_BY_WATCHERS.contains(&request.uri().path())
    {
        let sentence = Language::Swedish.tell("error-misdirected", &[("origin", origin.to_string())]);
        return error_page(StatusCode::MISDIRECTED_REQUEST, "misdirected", &sentence);
    }
    let (parts, body) = request.into_parts();
    let (channel, token) = (visit::channel(&parts, &house), super::session::token(&parts, &house));
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if response.extensions().get::<ProtectionError>().is_some() {
        tracing::warn!(
            "a request from another site was refused; behind a web server, check that origin is set"
        );
        house.throttle().note(AuditVerb::ForeignRequest, None, &channel);
        response = error_page(
            StatusCode::FORBIDDEN,
            "foreign-request",
            &Language::Swedish.say("error-foreign-request"),
        );
    } else if let (Some(Refused(action)), Some(token)) =
        (response.extensions().get::<Refused>().copied(), token)
    {
        let noted = async {
            let actor = access::signed_in(&house, &token).await?;
            access::note_refusal(&Actor { channel, ..actor }, &house, action).await
        };
        log_failure(noted.await);
    }
    if origin.is_some_and(Origin::is_secure) {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TLS_ONLY));
    }
    response
}

/// Whether a request asks the host that people are told. One that names none is not from a browser.
fn names_host(request: &Request, origin: &Origin) -> bool {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    named.or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str)).is_some_and(|host| {
        let host = host.to_ascii_lowercase();
        let default_port = if origin.is_secure() { ":443" } else { ":80" };
        host.strip_suffix(default_port).unwrap_or(&host) == origin.authority()
    })
}

fn log_failure(outcome: Result<(), AppError>) {
    if let Err(error) = outcome {
        tracing::error!(code = error.code(), cause = chain(&error), "a refusal could not be noted");
    }
}
