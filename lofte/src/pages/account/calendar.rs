//! The calendar subscription of one's own account, and the address that a calendar program reads without signing in.
//!
//! The address is shown once, when it is made. It opens the days that the account may read at that moment and nothing else.

use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::session::Arrived;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::calendar;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Channel;
use lofte_words::SV;

/// How the name of a calendar ends.
const ENDING: &str = ".ics";

/// The address, shown once.
#[derive(Template)]
#[template(path = "account_calendar.html")]
pub(super) struct CalendarPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    address: String,
}

/// Gör en kalenderadress och visa den.
pub(super) async fn subscribe(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Page<CalendarPage>, WebError> {
    let token = calendar::subscribe(&signed_in.actor, &house).await?;
    let origin = house.config().origin.as_ref().map(ToString::to_string).unwrap_or_default();
    Ok(Page(CalendarPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Mitt konto", "/konto"), NavItem::new("Kalender", "").at("")],
        address: format!("{origin}/kalender/{token}{ENDING}"),
    }))
}

/// Ta bort kalenderadressen.
pub(super) async fn unsubscribe(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Redirect, WebError> {
    calendar::unsubscribe(&signed_in.actor, &house).await?;
    Ok(Redirect::to("/konto#kalender"))
}

/// Hämta de egna dagarna som en kalenderfil.
pub(super) async fn file(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    Ok(as_calendar(calendar::file(&signed_in.actor, &house, SV).await?))
}

/// Läs kalendern som en adress öppnar, utan att logga in.
pub(super) async fn feed(
    Arrived(arrival): Arrived,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let block = match arrival.channel {
        Channel::Page { address, .. } => address,
        _ => None,
    };
    let token = name.strip_suffix(ENDING).ok_or_else(|| AppError::not_found("calendar", ENDING))?;
    Ok(as_calendar(calendar::feed(&house, block, token, SV).await?))
}

fn as_calendar(text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"lofte.ics\""),
    ];
    (headers, text).into_response()
}
