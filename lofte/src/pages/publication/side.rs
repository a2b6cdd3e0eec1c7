//! Hiding what is public at once, letting it go again, and choosing how small counts are protected.

use super::page;
use crate::face::part::{Cell, Choice, Column, Field, Table};
use crate::pages::meanwhile::Logins;
use crate::pages::{Page, SignedIn, WebError};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{public_side, publication};
use lofte_model::access::{Action, Actor};
use lofte_model::promise::Side;
use lofte_model::publication::{Limits, PublicSide, Publication, Shown};
use lofte_words::SV;
use lofte_words::{Language, Message};
use serde::Deserialize;

/// Routes of this file.
pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/publicering/dolj", post(hide))
        .route("/publicering/visa", post(restore))
        .route("/publicering/skydd", post(protect))
}

/// What the page says of the public side.
pub(super) struct SideView {
    pub(super) may_hide: bool,
    pub(super) hidden: bool,
    pub(super) to: Field,
    pub(super) choices: Vec<Choice>,
    pub(super) reason: Field,
    pub(super) restore_reason: Field,
    pub(super) history: Option<Table>,
}

impl SideView {
    pub(super) fn of(
        actor: &Actor,
        sides: &[PublicSide],
        publications: &[Publication],
        logins: &Logins,
    ) -> Self {
        let earlier = publications.iter().map(|known| {
            let label = format!("Publicering {} från {}", known.number, SV.day(known.at));
            Choice::new(known.number.to_string(), label)
        });
        let nothing = Choice::new(NOTHING, "Ingenting: sidorna säger att publiceringen är pausad");
        let reason = |name: &str| {
            Field::new(name, "Varför?")
                .hint("Skälet visas för dem som arbetar i Löfte, inte utåt. Namnge ingen person.")
        };
        Self {
            may_hide: actor.may(Action::HidePublication) && !publications.is_empty(),
            hidden: sides.first().is_some_and(|side| side.shown != Shown::Newest),
            to: Field::new("to", "Vad ska de öppna sidorna visa i stället?"),
            choices: std::iter::once(nothing).chain(earlier.skip(1)).collect(),
            reason: Field { name: "reason".into(), ..reason("reason") },
            restore_reason: reason("restore_reason"),
            history: (!sides.is_empty()).then(|| history(sides, logins)),
        }
    }
}

/// What everybody can read, where it is not the newest publication.
pub(super) fn answer(sides: &[PublicSide]) -> Option<String> {
    let side = sides.first()?;
    let since = SV.moment(side.at);
    match side.shown {
        Shown::Newest => None,
        Shown::Nothing => Some(format!("Ingenting. Publiceringen är pausad sedan {since} av {}.", who(side))),
        Shown::Earlier { number } => {
            Some(format!("Publicering {number}. De senare är dolda sedan {since} av {}.", who(side)))
        }
    }
}

fn who(side: &PublicSide) -> String {
    Side::of(side.role).map(|side| SV.word("side", &side)).unwrap_or_default()
}

fn history(sides: &[PublicSide], logins: &Logins) -> Table {
    let row = |side: &PublicSide| {
        let shown = match side.shown {
            Shown::Newest => "Den nyaste publiceringen".to_owned(),
            Shown::Nothing => "Ingenting".to_owned(),
            Shown::Earlier { number } => format!("Publicering {number}"),
        };
        let by = format!("{} ({})", logins.name(side.by), who(side));
        [SV.moment(side.at), shown, by, side.reason.clone()].map(Cell::text).to_vec()
    };
    Table {
        caption: "När de öppna sidorna har dolts och visats igen".into(),
        columns: ["Från", "Visade", "Av", "Skäl"].map(Column::words).to_vec(),
        rows: sides.iter().map(row).collect(),
    }
}

/// What the page says of the limits.
pub(super) struct ProtectionView {
    pub(super) sentence: String,
    pub(super) may_set: bool,
    pub(super) threshold: Field,
    pub(super) protect: Field,
}

impl ProtectionView {
    pub(super) fn of(actor: &Actor, limits: Limits) -> Self {
        let least = Limits::LOWEST.threshold;
        let hint = format!("Minst {least}.");
        Self {
            sentence: format!(
                "Antal under {} visas inte, och osäkerheten om ett dolt antal är minst {}. Lägre än {least} går inte att välja.",
                limits.threshold, limits.protect
            ),
            may_set: actor.may(Action::SetProtection),
            threshold: Field::new("threshold", "Minsta antal som visas")
                .value(limits.threshold.to_string())
                .hint(hint.clone()),
            protect: Field::new("protect", "Minsta osäkerhet om ett dolt antal")
                .value(limits.protect.to_string())
                .hint(hint),
        }
    }
}

/// What is shown instead when nothing is.
const NOTHING: &str = "inget";

#[derive(Deserialize)]
struct Hide {
    #[serde(default)]
    to: String,
    #[serde(default)]
    reason: String,
}

/// Dölj det publicerade nu.
async fn hide(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Hide>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::HidePublication)?;
    let to = match form.to.as_str() {
        NOTHING => None,
        "" => {
            let nothing_chosen = Err(AppError::refused(Message::plain("hide-nothing-chosen")));
            return answered(&signed_in, &house, nothing_chosen).await;
        }
        number => Some(number.parse().map_err(|_| AppError::not_found("publication", number))?),
    };
    let done = public_side::hide(&signed_in.actor, &house, to, &form.reason).await.map(drop);
    answered(&signed_in, &house, done).await
}

#[derive(Deserialize)]
struct Restore {
    #[serde(default)]
    restore_reason: String,
}

/// Visa den nyaste publiceringen igen.
async fn restore(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Restore>,
) -> Result<Response, WebError> {
    let done = public_side::restore(&signed_in.actor, &house, &form.restore_reason).await.map(drop);
    answered(&signed_in, &house, done).await
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    threshold: String,
    #[serde(default)]
    protect: String,
}

/// Välj skyddet av små antal.
async fn protect(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Chosen>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::SetProtection)?;
    let done = match (form.threshold.trim().parse(), form.protect.trim().parse()) {
        (Ok(threshold), Ok(protect)) => {
            publication::set_limits(&signed_in.actor, &house, Limits { threshold, protect }).await
        }
        _ => Err(AppError::refused(Message::plain("form-bad-count"))),
    };
    answered(&signed_in, &house, done).await
}

async fn answered(
    signed_in: &SignedIn,
    house: &House,
    done: Result<(), AppError>,
) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(Redirect::to("/publicering").into_response()),
        Err(error @ AppError::Refused(_)) => {
            let page = page(signed_in, house, error.tell(Language::Swedish)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
