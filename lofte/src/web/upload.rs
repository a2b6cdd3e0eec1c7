//! A file that a form sends, written down for as long as it is read.
//!
//! Left out: deliveries, which are read while they come and may be large, and scans, which are kept.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_words::Message;
use std::io::Write;
use tempfile::NamedTempFile;

/// The part called `file`, in a file of its own that goes when it is let go.
pub async fn received(house: &House, mut parts: Multipart) -> Result<NamedTempFile, AppError> {
    let missing = || AppError::refused(Message::plain("upload-no-file"));
    while let Some(part) = parts.next_field().await.map_err(|error| interrupted(&error))? {
        if part.name() == Some("file") {
            return written(house, part).await?.ok_or_else(missing);
        }
    }
    Err(missing())
}

/// What stands in a part, in a file of its own; nothing where no file was chosen.
pub async fn written(house: &House, part: Field<'_>) -> Result<Option<NamedTempFile>, AppError> {
    let bytes = part.bytes().await.map_err(|error| interrupted(&error))?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let spoiled = |source| AppError::machine(house.dir(), source);
    let mut file = NamedTempFile::new_in(house.dir()).map_err(spoiled)?;
    file.write_all(&bytes).map_err(spoiled)?;
    Ok(Some(file))
}

/// Why nothing more came.
pub fn interrupted(error: &MultipartError) -> AppError {
    let too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    AppError::refused(Message::plain(if too_large { "activity-file-too-large" } else { "upload-no-file" }))
}
