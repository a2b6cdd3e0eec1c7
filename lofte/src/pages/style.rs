//! Every part that pages are built of, for those who build and review them; needs no account.

use super::{Page, WebError};
use crate::face::StylePage;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use lofte_app::house::House;

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/stil", get(show))
}

/// Visa formspråket.
async fn show(State(house): State<House>) -> Result<Page<StylePage>, WebError> {
    let frame = crate::web::session::frame_of_nobody(&house).await?;
    Ok(Page(StylePage { frame }))
}
