//! In by a link: choosing a password, for the first time or anew, and getting such a link with a recovery code.

use super::own::rule;
use crate::face::Frame;
use crate::face::part::Field;
use crate::pages::sign_in::refused;
use crate::pages::{Page, WebError};
use crate::web::session::{Arrived, frame_of_nobody};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::account;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::recovery;
use lofte_store::LinkPurpose;
use lofte_words::{Language, Message};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "account_welcome.html")]
pub(super) struct WelcomePage {
    frame: Frame,
    login: String,
    new: bool,
    action: String,
    error: String,
    password: Field,
    again: Field,
}

#[derive(Template)]
#[template(path = "account_recovery.html")]
pub(super) struct RecoveryPage {
    frame: Frame,
    error: String,
    login: Field,
    code: Field,
}

/// A password, twice.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// A login and a recovery code.
#[derive(Deserialize)]
pub(super) struct Recovery {
    #[serde(default)]
    login: String,
    #[serde(default)]
    code: String,
}

/// Visa var man väljer lösenord.
pub(super) async fn show(
    State(house): State<House>,
    Path(token): Path<String>,
) -> Result<Page<WelcomePage>, WebError> {
    Ok(page(&house, &token, "").await?)
}

async fn page(house: &House, token: &str, error: &str) -> Result<Page<WelcomePage>, AppError> {
    let (account, purpose) = account::of_link(house, token).await?;
    Ok(Page(WelcomePage {
        frame: frame_of_nobody(house).await?,
        login: account.login,
        new: purpose == LinkPurpose::Invitation,
        action: format!("/valkommen/{token}"),
        error: error.to_owned(),
        password: Field::new("password", "Lösenord").hint(rule()),
        again: Field::new("again", "Lösenordet igen"),
    }))
}

/// Välj lösenord.
pub(super) async fn accept(
    State(house): State<House>,
    Arrived(arrival): Arrived,
    Path(token): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, WebError> {
    let accepted = if chosen.password == chosen.again {
        account::accept_link(&house, &arrival.channel, &token, &chosen.password).await.map(drop)
    } else {
        Err(AppError::refused(Message::plain("account-password-differs")))
    };
    match accepted {
        Ok(()) => Ok(Redirect::to("/logga-in").into_response()),
        Err(error @ AppError::Refused(_)) => {
            let page = page(&house, &token, &error.tell(Language::Swedish)).await?;
            Ok(refused(&error, page.into_response()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Visa var man använder en återställningskod.
pub(super) async fn recovery(State(house): State<House>) -> Result<Page<RecoveryPage>, WebError> {
    Ok(recovery_page(&house, "", "").await?)
}

async fn recovery_page(house: &House, login: &str, error: &str) -> Result<Page<RecoveryPage>, AppError> {
    Ok(Page(RecoveryPage {
        frame: frame_of_nobody(house).await?,
        error: error.to_owned(),
        login: Field::new("login", "Användarnamn").value(login),
        code: Field::new("code", "Återställningskod")
            .hint("Tjugo tecken i fyra grupper. Koden förbrukas, och det andra steget tas bort."),
    }))
}

/// Använd en återställningskod.
pub(super) async fn recover(
    State(house): State<House>,
    Arrived(arrival): Arrived,
    Form(form): Form<Recovery>,
) -> Result<Response, WebError> {
    match recovery::recover(&house, &arrival, &form.login, &form.code).await {
        Ok(token) => Ok(Redirect::to(&format!("/valkommen/{token}")).into_response()),
        Err(error @ (AppError::Refused(_) | AppError::Throttled { .. })) => {
            let page = recovery_page(&house, &form.login, &error.tell(Language::Swedish)).await?;
            Ok(refused(&error, page.into_response()))
        }
        Err(error) => Err(error.into()),
    }
}
