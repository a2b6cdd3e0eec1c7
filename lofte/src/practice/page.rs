//! The page on which one begins again: what goes, and the button.

use super::Practice;
use crate::face::part::Confirmation;
use crate::face::{Frame, NavItem};
use crate::web::{Page, SignedIn, WebError};
use askama::Template;
use axum::Router;
use axum::extract::{Form, FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Redirect;
use axum::routing::get;
use lofte_model::access::Action;
use serde::Deserialize;
use std::sync::Arc;

const ADDRESS: &str = "/ovning/borja-om";

#[derive(Template)]
#[template(path = "practice.html")]
struct PracticePage {
    frame: Frame,
    confirmation: Confirmation,
}

pub(super) fn routes() -> Router<Arc<Practice>> {
    Router::new().route(ADDRESS, get(ask).post(begin_again))
}

/// Somebody who is signed in to the copy that people work in now, which one it is, and may put it back.
struct Beginner {
    frame: Frame,
    number: u32,
}

impl FromRequestParts<Arc<Practice>> for Beginner {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, practice: &Arc<Practice>) -> Result<Self, WebError> {
        let (number, house) = practice.house().await;
        let signed_in = SignedIn::from_request_parts(parts, &house).await?;
        signed_in.actor.require(Action::ManageUsers)?;
        Ok(Self { frame: signed_in.frame(), number })
    }
}

/// Fråga om övningen ska börjas om.
async fn ask(beginner: Beginner) -> Page<PracticePage> {
    Page(PracticePage {
        frame: beginner.frame,
        confirmation: Confirmation {
            question: "Börja om övningen?".into(),
            consequences: vec![
                "Allt som någon har gjort i övningen försvinner. Det går inte att ångra.".into(),
                "Alla som övar loggas ut, och loggar in igen med samma konton som den första dagen.".into(),
                "Den riktiga kommunen berörs inte.".into(),
            ],
            action: ADDRESS.into(),
            seen: beginner.number.to_string(),
            refusal: String::new(),
            verb: "Börja om".into(),
            cancel: NavItem::new("Fortsätt öva", "/"),
        },
    })
}

/// Which copy was shown.
#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    seen: String,
}

/// Börja om övningen.
async fn begin_again(
    _beginner: Beginner,
    State(practice): State<Arc<Practice>>,
    Form(shown): Form<Shown>,
) -> Result<Redirect, WebError> {
    // Another copy than the one that was shown is left alone.
    practice.begin_again(shown.seen.trim().parse().unwrap_or_default()).await?;
    Ok(Redirect::to("/logga-in"))
}
