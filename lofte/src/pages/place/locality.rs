//! Localities of the reference data, each with one button that makes a place of it.

use super::{HERE, crumbs, href};
use crate::face::{Frame, NavItem};
use crate::pages::promise::errors::Errors;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::place::locality;
use lofte_words::number;
use serde::Deserialize;

/// A locality as it is listed.
struct Offered {
    code: String,
    name: String,
    residents: String,
    taken: bool,
}

#[derive(Template)]
#[template(path = "place_localities.html")]
struct LocalitiesPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(String, String)>,
    localities: Vec<Offered>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    code: String,
}

/// Visa tätorterna som kan bli platser.
pub(super) async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    Ok(page(&signed_in, &house, &Errors::default()).await?.into_response())
}

/// Gör en tätort till en plats.
pub(super) async fn take(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, WebError> {
    match locality::take_locality(&signed_in.actor, &house, &chosen.code).await {
        Ok(area) => Ok(Redirect::to(&href(&area)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    errors: &Errors,
) -> Result<Page<LocalitiesPage>, AppError> {
    let known = locality::localities(&signed_in.actor, house).await?;
    let offered = known.into_iter().map(|(known, taken)| Offered {
        code: known.code.clone(),
        name: known.name.clone(),
        residents: number::count(u64::from(known.residents_2020)),
        taken,
    });
    Ok(Page(LocalitiesPage {
        frame: signed_in.frame(),
        crumbs: crumbs("Tätorter", &format!("{HERE}/tatorter")),
        errors: errors.list(),
        localities: offered.collect(),
    }))
}
