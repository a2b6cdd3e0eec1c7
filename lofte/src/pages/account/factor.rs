//! The second step of signing in: adding a phone, and giving it up.

use super::own::CodesPage;
use crate::face::Frame;
use crate::face::part::Field;
use crate::pages::sign_in::refused;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::factor::{self, Proposal};
use lofte_app::house::House;
use lofte_words::Language;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Template)]
#[template(path = "account_factor.html")]
pub(super) struct FactorPage {
    frame: Frame,
    has_one: bool,
    required: bool,
    error: String,
    picture: String,
    secret: String,
    spaced: String,
    number: Field,
}

/// A proposed secret and its first number.
#[derive(Deserialize)]
pub(super) struct Enrolment {
    #[serde(default)]
    secret: String,
    #[serde(default)]
    number: String,
}

/// Visa hur man lägger till mobilen, eller att den är tillagd.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Page<FactorPage>, WebError> {
    let proposal = factor::propose(&signed_in.actor, &signed_in.municipality.name);
    Ok(page(&signed_in, &house, &proposal, "").await?)
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    proposal: &Proposal,
    error: &str,
) -> Result<Page<FactorPage>, AppError> {
    let groups: Vec<String> =
        proposal.secret.chars().collect::<Vec<_>>().chunks(4).map(|four| four.iter().collect()).collect();
    Ok(Page(FactorPage {
        frame: signed_in.frame(),
        has_one: factor::has_one(house, signed_in.actor.user).await?,
        required: house.config().require_second_factor.contains(&signed_in.actor.role),
        error: error.to_owned(),
        picture: picture(&proposal.address)?,
        secret: proposal.secret.clone(),
        spaced: groups.join(" "),
        number: Field::new("number", "Kod från appen").hint("Sex siffror. Koden byts varje halvminut."),
    }))
}

/// An address as a picture for a camera: black squares on white, whatever the theme, with the margin that it needs.
fn picture(address: &str) -> Result<String, AppError> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium)
        .map_err(|error| AppError::Defect(format!("{error:?}")))?;
    let (size, margin) = (code.size(), 4);
    let side = size + 2 * margin;
    let mut squares = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            let _ = write!(squares, "M{} {}h1v1h-1z", x + margin, y + margin);
        }
    }
    Ok(format!(
        "<svg viewBox=\"0 0 {side} {side}\" width=\"220\" height=\"220\" role=\"img\" \
         aria-label=\"Bild att läsa av med appen i mobilen\"><path d=\"M0 0h{side}v{side}H0z\" fill=\"#fff\"/>\
         <path d=\"{squares}\" fill=\"#000\"/></svg>"
    ))
}

/// Lägg till mobilen.
pub(super) async fn enrol(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Enrolment>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    match factor::enrol(actor, &house, &form.secret, &form.number).await {
        Ok(codes) => {
            let page = CodesPage { frame: signed_in.frame(), codes, after_factor: true };
            Ok(Page(page).into_response())
        }
        Err(error @ AppError::Refused(_)) => {
            let proposal = factor::propose_again(actor, &signed_in.municipality.name, &form.secret)?;
            let page = page(&signed_in, &house, &proposal, &error.tell(Language::Swedish)).await?;
            Ok(refused(&error, page.into_response()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Ta bort mobilen.
pub(super) async fn give_up(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Enrolment>,
) -> Result<Redirect, WebError> {
    factor::give_up(&signed_in.actor, &house, &form.number).await?;
    Ok(Redirect::to("/konto"))
}

#[cfg(test)]
mod tests {
    use super::picture;

    #[test]
    fn a_picture_is_square_and_has_its_margin() {
        let svg = picture("otpauth://totp/L%C3%B6fte:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        assert!(svg.starts_with("<svg viewBox=\"0 0 ") && svg.contains("M4 4h1v1h-1z"), "{svg}");
        assert!(!svg.contains("M3 ") && !svg.contains("style"));
    }
}
