//! The bundled browser assets and the fonts of documents, embedded from `assets/dist`.
//!
//! `cargo xtask assets` makes the bundle; it is never committed. Without it every page still works, unstyled, and the
//! log says so once at start.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../assets/dist"]
struct Bundle;

/// Whether there is a bundle.
pub fn bundled() -> bool {
    Bundle::get("app.css").is_some()
}

/// Fonts for documents: the same family as on the pages, where bundled.
pub fn document_fonts() -> Vec<Vec<u8>> {
    Bundle::iter()
        .filter(|name| {
            std::path::Path::new(name.as_ref()).extension().is_some_and(|extension| extension == "ttf")
        })
        .filter_map(|name| Bundle::get(&name))
        .map(|file| file.data.into_owned())
        .collect()
}

/// Serves one asset. Names do not change with contents, so browsers ask each time and get 304 by the entity tag.
pub async fn serve(Path(name): Path<String>, headers: axum::http::HeaderMap) -> Response {
    let Some(file) = Bundle::get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let hash = lofte_model::fingerprint::Fingerprint::from_digest(&file.metadata.sha256_hash());
    let tag = format!("\"{}\"", hash.short());
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let cache = [(header::CACHE_CONTROL, "no-cache".to_owned()), (header::ETAG, tag)];
    if known {
        return (StatusCode::NOT_MODIFIED, cache).into_response();
    }
    let kind = [(header::CONTENT_TYPE, file.metadata.mimetype().to_owned())];
    (cache, kind, file.data.into_owned()).into_response()
}
