//! One's own account: who one is here, one's password, where one is signed in, recovery codes, and leaving.

use super::show::{AskPage, erasure};
use crate::face::part::{Cell, Column, Field, Table};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::Shown;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::recovery;
use lofte_app::{access, account, agreement, calendar, factor};
use lofte_model::access::{Action, Role};
use lofte_model::password::SHORTEST;
use lofte_store::{Feed, Session};
use lofte_words::SV;
use lofte_words::{Language, number};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "account_own.html")]
pub(super) struct OwnPage {
    frame: Frame,
    answer: String,
    facts: Vec<(String, String)>,
    errors: Vec<(&'static str, String)>,
    old: Field,
    new: Field,
    again: Field,
    sessions: Table,
    others: Vec<(String, String)>,
    has_factor: bool,
    codes_left: usize,
    /// That there is a calendar address, in a sentence.
    calendar: Option<String>,
    allowed: Vec<String>,
    refused: Vec<(String, String)>,
    may_read_log: bool,
}

/// Codes that are shown once.
#[derive(Template)]
#[template(path = "account_codes.html")]
pub(super) struct CodesPage {
    pub(super) frame: Frame,
    pub(super) codes: Vec<String>,
    pub(super) after_factor: bool,
}

/// An old and a new password; neither is ever sent back.
#[derive(Default, Deserialize)]
pub(super) struct Passwords {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// Visa det egna kontot.
pub(super) async fn show(signed_in: SignedIn, State(house): State<House>) -> Result<Page<OwnPage>, WebError> {
    Ok(Page(page(&signed_in, &house, Vec::new()).await?))
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    errors: Vec<(&'static str, String)>,
) -> Result<OwnPage, AppError> {
    let actor = &signed_in.actor;
    let parties = agreement::parties(actor, house).await?;
    let party = parties.into_iter().find(|party| Some(party.id) == actor.party).map(|party| party.name);
    let role = SV.known("role", actor.role.word());
    let (allowed, refused): (Vec<Action>, Vec<Action>) =
        Action::ALL.into_iter().partition(|action| actor.may(*action));
    let fact = |term: &str, text: String| (term.to_owned(), text);
    let sessions = access::own_sessions(actor, house).await?;
    let wrong = |name: &str| {
        errors.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    Ok(OwnPage {
        frame: signed_in.frame(),
        answer: format!("Du är inloggad som {} med rollen {role}.", actor.login),
        facts: vec![
            fact("Användarnamn", actor.login.clone()),
            fact("Roll", role),
            fact("Organisation", party.unwrap_or_else(|| number::MISSING.to_owned())),
            fact("Kommun", signed_in.municipality.name.clone()),
        ],
        old: Field::new("old", "Nuvarande lösenord").error(wrong("old")),
        new: Field::new("new", "Nytt lösenord").hint(rule()).error(wrong("new")),
        again: Field::new("again", "Nytt lösenord igen").error(wrong("again")),
        sessions: table(&sessions, &signed_in.token),
        others: others(&sessions, &signed_in.token),
        has_factor: factor::has_one(house, actor.user).await?,
        codes_left: recovery::recovery_codes_left(actor, house).await?,
        calendar: calendar::subscription(actor, house).await?.map(|feed| subscribed(&feed)),
        allowed: allowed.iter().map(|action| SV.word("action", action)).collect(),
        refused: refused.iter().map(|action| (SV.word("action", action), who(*action))).collect(),
        may_read_log: actor.may(Action::ReadAudit),
        errors,
    })
}

/// That there is a calendar address, and when it was read.
fn subscribed(feed: &Feed) -> String {
    let made = format!("Du har en kalenderadress sedan {}.", SV.moment(feed.made_at));
    match feed.read_at {
        Some(read) => format!("{made} En kalender läste den senast {}.", SV.moment(read)),
        None => format!("{made} Ingen kalender har läst den än."),
    }
}

/// What a password has to be, in a sentence.
pub(super) fn rule() -> String {
    format!(
        "Minst {SHORTEST} tecken, gärna fyra ord i rad. Inte användarnamnet, och inget som många andra väljer."
    )
}

fn place(session: &Session) -> String {
    let known = [session.browser.as_deref(), session.address.as_deref()];
    let known: Vec<&str> = known.into_iter().flatten().collect();
    if known.is_empty() { "okänd webbläsare".to_owned() } else { known.join(", ") }
}

fn table(sessions: &[Session], token: &str) -> Table {
    let row = |session: &Session| {
        let own = if access::is_session(session, token) { " (den här)" } else { "" };
        vec![
            Cell::text(format!("{}{own}", place(session))),
            Cell::text(SV.moment(session.created_at)),
            Cell::text(SV.moment(session.seen_at)),
        ]
    };
    Table {
        caption: "Inloggningar".into(),
        columns: ["Var", "Sedan", "Senast använd"].map(Column::words).to_vec(),
        rows: sessions.iter().map(row).collect(),
    }
}

/// The other sessions, by the name that ends each.
fn others(sessions: &[Session], token: &str) -> Vec<(String, String)> {
    let others = sessions.iter().filter(|session| !access::is_session(session, token));
    let named = |session: &Session| {
        let since = SV.moment(session.created_at);
        (session.token.short().to_owned(), format!("{} sedan {since}", place(session)))
    };
    others.map(named).collect()
}

/// Byt lösenord.
pub(super) async fn change_password(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Passwords>,
) -> Result<Response, WebError> {
    let wrong = if form.new == form.again {
        match account::change_password(&signed_in.actor, &house, &form.old, &form.new).await {
            Ok(()) => return Ok(Redirect::to("/logga-in").into_response()),
            Err(error) => (field_of(&error), error),
        }
    } else {
        ("again", AppError::refused(lofte_words::Message::plain("account-password-differs")))
    };
    let (field, error) = match wrong {
        (field, error @ AppError::Refused(_)) => (field, error),
        (_, error) => return Err(error.into()),
    };
    let page = page(&signed_in, &house, vec![(field, error.tell(Language::Swedish))]).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

fn field_of(error: &AppError) -> &'static str {
    match error {
        AppError::Refused(messages) if messages.iter().any(|one| one.key == "account-old-password") => "old",
        _ => "new",
    }
}

/// Gör nya återställningskoder och visa dem.
pub(super) async fn codes(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Page<CodesPage>, WebError> {
    let codes = recovery::renew_recovery_codes(&signed_in.actor, &house).await?;
    Ok(Page(CodesPage { frame: signed_in.frame(), codes, after_factor: false }))
}

/// Avsluta alla andra inloggningar.
pub(super) async fn end_others(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Redirect, WebError> {
    access::end_other_sessions(&signed_in.actor, &house, &signed_in.token).await?;
    Ok(Redirect::to("/konto"))
}

/// Avsluta en inloggning.
pub(super) async fn end_one(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Redirect, WebError> {
    access::end_own_session(&signed_in.actor, &house, &name).await?;
    Ok(Redirect::to("/konto"))
}

/// Fråga om det egna kontot ska raderas.
pub(super) async fn ask_erase(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Page<AskPage>, WebError> {
    Ok(Page(erasing(&signed_in, &house, String::new()).await?))
}

/// The question before erasing, with why an earlier yes was not followed.
async fn erasing(signed_in: &SignedIn, house: &House, refusal: String) -> Result<AskPage, AppError> {
    let account = account::own(&signed_in.actor, house).await?;
    Ok(AskPage {
        frame: signed_in.frame(),
        title: "Radera ditt konto".into(),
        crumbs: vec![NavItem::new("Mitt konto", "/konto"), NavItem::new("Radera", "").at("")],
        confirmation: erasure(&account, "/konto/radera".into(), "/konto".into(), refusal)?,
    })
}

/// Radera det egna kontot.
pub(super) async fn erase(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(shown): Form<Shown>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    let erased = async { account::erase(actor, &house, actor.user, &shown.seen()?).await };
    match erased.await {
        Ok(()) => Ok(Redirect::to("/logga-in").into_response()),
        Err(error @ AppError::Refused(_)) => {
            let page = erasing(&signed_in, &house, error.tell(Language::Swedish)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The roles that may, in words.
fn who(action: Action) -> String {
    let roles: Vec<String> = action.roles().iter().map(|role: &Role| SV.known("role", role.word())).collect();
    roles.join(" och ")
}
