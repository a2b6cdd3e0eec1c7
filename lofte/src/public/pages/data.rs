//! Open data at addresses that stay.

use crate::public::{Showing, Shown};
use crate::web::WebError;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lofte_app::error::AppError;
use lofte_model::fingerprint::canonical_bytes;
use lofte_publish::{PublishError, Snapshot};

const JSON: &str = "application/json";
const CSV: &str = "text/csv; charset=utf-8";

/// Routes of this file.
pub(super) fn routes() -> Router<Showing> {
    Router::new()
        .route("/data/promises.json", get(async |Shown(s): Shown| file(JSON, s.promises_json())))
        .route("/data/promises.csv", get(async |Shown(s): Shown| file(CSV, s.promises_csv())))
        .route("/data/counts.csv", get(async |Shown(s): Shown| file(CSV, s.counts_csv())))
        .route("/data/shares.csv", get(async |Shown(s): Shown| file(CSV, s.shares_csv())))
        .route("/data/snapshot.json", get(async |Shown(s): Shown| file(JSON, whole(&s))))
}

fn whole(snapshot: &Snapshot) -> Result<Vec<u8>, PublishError> {
    Ok(canonical_bytes(snapshot)?)
}

/// Anybody's page may read the data.
fn file(kind: &'static str, bytes: Result<Vec<u8>, PublishError>) -> Result<Response, WebError> {
    let bytes = bytes.map_err(AppError::from)?;
    Ok(([(header::CONTENT_TYPE, kind), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], bytes).into_response())
}
