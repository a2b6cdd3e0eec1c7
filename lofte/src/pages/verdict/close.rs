//! Closing a promise: asked first, with what follows, and why it cannot be done yet where it cannot.

use super::{crumbs, may_close};
use crate::face::part::Confirmation;
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{feedback, promise};
use lofte_model::access::Action;
use lofte_model::promise::CitizenPromise;
use lofte_words::Language;

#[derive(Template)]
#[template(path = "promise_close.html")]
struct ClosePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    confirmation: Confirmation,
}

/// Fråga om löftet ska avslutas.
pub(super) async fn ask(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Judge)?;
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    if !may_close(&promise, house.today()) {
        return Ok(Redirect::to(&format!("/uppfoljning/{}", promise.id)).into_response());
    }
    Ok(Page(page(&signed_in, &promise, String::new())).into_response())
}

/// Avsluta löftet, när återkopplingen är publicerad.
pub(super) async fn close(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Judge)?;
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    match feedback::close(&signed_in.actor, &house, promise.id).await {
        Ok(_) => Ok(Redirect::to(&format!("/uppfoljning/{}", promise.id)).into_response()),
        Err(error @ AppError::Refused(_)) => {
            let page = page(&signed_in, &promise, error.tell(Language::Swedish));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn page(signed_in: &SignedIn, promise: &CitizenPromise, refusal: String) -> ClosePage {
    let back = format!("/uppfoljning/{}", promise.id);
    ClosePage {
        frame: signed_in.frame(),
        crumbs: crumbs(promise),
        confirmation: Confirmation {
            question: format!("Avsluta löfte {}?", promise.number),
            consequences: vec![
                "Ingen kan logga fler insatser på löftet. Fel i det som är loggat går att rätta.".into(),
                "Invånarna får se att det är avslutat i nästa publicering.".into(),
                "Löftet, utfallet och återkopplingen står kvar. Det går inte att öppna löftet igen.".into(),
            ],
            action: format!("{back}/avsluta"),
            seen: String::new(),
            refusal,
            verb: "Avsluta löftet".into(),
            cancel: NavItem::new("Låt det vara öppet", back),
        },
    }
}
