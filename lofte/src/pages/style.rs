//! Every part that pages are built of, for those who build and review them; needs no account.

use super::{Page, WebError};
use crate::face::{Frame, StylePage};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use lofte_app::house::House;
use lofte_app::place;

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/stil", get(show))
}

/// Visa formspråket.
async fn show(State(house): State<House>) -> Result<Page<StylePage>, WebError> {
    let municipality = place::municipality(&house).await?;
    let frame =
        Frame { municipality: municipality.name, demo: municipality.synthetic, ..crate::web::bare_frame() };
    Ok(Page(StylePage { frame }))
}
