//! A promise as a PDF, typeset once for each publication.
//!
//! Typesetting takes a while and much memory, so one document is made at a time and kept until the next publication.

use super::no_such_promise;
use crate::public::{Showing, Shown};
use crate::web::WebError;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use lofte_app::error::AppError;
use lofte_model::fingerprint::Fingerprint;
use lofte_publish::{Fonts, Snapshot};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{Mutex, OnceCell};

/// The documents of the snapshot that is shown.
#[derive(Clone, Default)]
struct Documents {
    fonts: Arc<OnceCell<Arc<Fonts>>>,
    made: Arc<Mutex<Made>>,
}

#[derive(Default)]
struct Made {
    of: Option<Fingerprint>,
    by_number: BTreeMap<u32, Bytes>,
}

/// Routes of this file.
pub(super) fn routes() -> Router<Showing> {
    Router::new().route("/loften/{number}/lofte.pdf", get(show)).layer(Extension(Documents::default()))
}

/// Hämta ett löfte som PDF.
async fn show(
    Shown(snapshot): Shown,
    Extension(documents): Extension<Documents>,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let known = number.parse().ok().filter(|number| snapshot.promise(*number).is_ok());
    let Some(known) = known else {
        return Ok(no_such_promise(&snapshot, &number));
    };
    let pdf = documents.get(&snapshot, known).await?;
    let name = format!("inline; filename=\"lofte-{}-{known}.pdf\"", snapshot.municipality.code);
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, pdf).into_response())
}

impl Documents {
    async fn get(&self, snapshot: &Arc<Snapshot>, number: u32) -> Result<Bytes, AppError> {
        let mut made = self.made.lock().await;
        if made.of.as_ref() != Some(&snapshot.fingerprint) {
            *made = Made { of: Some(snapshot.fingerprint.clone()), by_number: BTreeMap::new() };
        }
        if let Some(pdf) = made.by_number.get(&number) {
            return Ok(pdf.clone());
        }
        let fonts = self.fonts().await?;
        let snapshot = Arc::clone(snapshot);
        let pdf = aside(move || snapshot.pdf(number, &fonts)).await??;
        let pdf = Bytes::from(pdf);
        made.by_number.insert(number, pdf.clone());
        Ok(pdf)
    }

    async fn fonts(&self) -> Result<Arc<Fonts>, AppError> {
        let read = async || aside(|| Arc::new(Fonts::new(crate::assets::document_fonts()))).await;
        self.fonts.get_or_try_init(read).await.cloned()
    }
}

/// Beside the requests, which must not wait for it.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Defect(error.to_string()))
}
