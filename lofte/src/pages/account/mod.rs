//! Accounts: one's own, everybody's, and the log of who did what.
//!
//! Whoever is to have an account gets a link and chooses the password; the page shows the link once, to be handed over.
//! Left out: names and addresses of people; an account is a login and a role, and nothing more is known about whoever
//! has it.

mod calendar;
mod extract;
mod factor;
mod log;
mod own;
mod show;
mod welcome;

pub(super) use show::signatories;

use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Choice, Column, Field, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use lofte_app::account::{Invited, invite};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{account, agreement};
use lofte_model::access::{Action, Actor, Role};
use lofte_model::id::{PartyId, UserId};
use lofte_model::party::Party;
use lofte_store::{Account, StoreError};
use lofte_words::SV;
use lofte_words::{Language, number, swedish};
use serde::Deserialize;

/// Routes of this folder.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/konton", get(list).post(add))
        .route("/konton/{id}", get(show::show))
        .route("/konton/{id}/lank", post(show::link))
        .route("/konton/{id}/namn", post(show::rename))
        .route("/konton/{id}/oppna", post(show::reopen))
        .route("/konton/{id}/logga-ut", post(show::end_sessions))
        .route("/konton/{id}/tvasteg", post(show::drop_factor))
        .route("/konton/{id}/stang", get(show::ask_close).post(show::close))
        .route("/konton/{id}/radera", get(show::ask_erase).post(show::erase))
        .route("/konton/{id}/utdrag", get(extract::show))
        .route("/konton/{id}/utdrag.json", get(extract::file))
        .route("/konto", get(own::show))
        .route("/konto/losenord", post(own::change_password))
        .route("/konto/koder", post(own::codes))
        .route("/konto/inloggningar", post(own::end_others))
        .route("/konto/inloggningar/{name}", post(own::end_one))
        .route("/konto/tvasteg", get(factor::show).post(factor::enrol))
        .route("/konto/tvasteg/bort", post(factor::give_up))
        .route("/konto/kalender", post(calendar::subscribe))
        .route("/konto/kalender/bort", post(calendar::unsubscribe))
        .route("/konto/kalender.ics", get(calendar::file))
        .route("/kalender/{name}", get(calendar::feed))
        .route("/konto/radera", get(own::ask_erase).post(own::erase))
        .route("/valkommen/{token}", get(welcome::show).post(welcome::accept))
        .route("/aterstall", get(welcome::recovery).post(welcome::recover))
        .route("/logg", get(log::show))
}

#[derive(Template)]
#[template(path = "account_list.html")]
struct ListPage {
    frame: Frame,
    answer: String,
    table: Table,
    errors: Vec<(&'static str, String)>,
    login: Field,
    role: Field,
    roles: Vec<Choice>,
    party: Field,
    parties: Vec<Choice>,
    may_read_log: bool,
}

/// A link that is shown once, to whoever made it.
#[derive(Template)]
#[template(path = "account_link.html")]
struct LinkPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    login: String,
    new: bool,
    link: String,
}

/// What somebody has filled in.
#[derive(Default, Deserialize)]
struct NewAccount {
    #[serde(default)]
    login: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    party: String,
}

impl NewAccount {
    /// Who is to have an account, or the field that is wrong.
    fn read(&self) -> Result<Invited, (&'static str, String)> {
        let role = Role::ALL.into_iter().find(|role| role.word() == self.role);
        let party = Some(self.party.as_str()).filter(|party| !party.is_empty());
        let party: Option<PartyId> = party.and_then(|party| party.parse().ok());
        let role = role.ok_or_else(|| ("role", "Välj en roll.".to_owned()))?;
        Ok(Invited { login: self.login.clone(), role, party })
    }
}

/// Visa kontona och formuläret för ett nytt.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<ListPage>, WebError> {
    Ok(Page(page(&signed_in, &house, &NewAccount::default(), Vec::new()).await?))
}

/// Bjud in någon till ett konto och visa länken.
async fn add(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<NewAccount>,
) -> Result<Response, WebError> {
    let wrong = match form.read() {
        Err(wrong) => wrong,
        Ok(invited) => match invite(&signed_in.actor, &house, invited).await {
            Ok((account, token)) => {
                return Ok(link_page(&signed_in, &house, &account, &token).into_response());
            }
            Err(error) => field_of(error)?,
        },
    };
    let page = page(&signed_in, &house, &form, vec![wrong]).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// The page that shows a link.
fn link_page(signed_in: &SignedIn, house: &House, account: &Account, token: &str) -> Page<LinkPage> {
    let here = format!("/konton/{}", account.user);
    let origin = house.config().origin.as_ref().map(ToString::to_string).unwrap_or_default();
    Page(LinkPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Konton", "/konton"),
            NavItem::new(account.login.clone(), here),
            NavItem::new("Länk", "").at(""),
        ],
        login: account.login.clone(),
        new: account.password_hash.is_none(),
        link: format!("{origin}/valkommen/{token}"),
    })
}

/// The field that a refusal is about, or the error itself when it is about none.
fn field_of(error: AppError) -> Result<(&'static str, String), AppError> {
    let field = match &error {
        AppError::Store(StoreError::Taken(_)) => {
            return Ok(("login", "Det finns redan ett konto med det namnet. Välj ett annat.".into()));
        }
        AppError::Refused(messages) => match messages.first().map(|message| message.key.as_str()) {
            Some("account-bad-login") => "login",
            Some("account-partner-party") => "party",
            _ => return Err(error),
        },
        _ => return Err(error),
    };
    Ok((field, error.tell(Language::Swedish)))
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    form: &NewAccount,
    errors: Vec<(&'static str, String)>,
) -> Result<ListPage, AppError> {
    let accounts = account::accounts(&signed_in.actor, house).await?;
    let parties = agreement::parties(&signed_in.actor, house).await?;
    let open: Vec<&str> = accounts
        .iter()
        .filter(|account| account.closed_at.is_none())
        .map(|account| account.login.as_str())
        .collect();
    let wrong = |name: &str| {
        errors.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    // Nobody should become coordinator because a list began there.
    let chosen_role = if form.role.is_empty() { Role::Reader.word() } else { &form.role };
    let role = |role: Role| Choice::new(role.word(), SV.known("role", role.word())).chosen_if(chosen_role);
    let coordinates = signed_in.actor.may(Action::ManageUsers);
    let roles = Role::ALL.into_iter().filter(|role| coordinates || *role == Role::Police);
    let none = Choice::new("", "Ingen").chosen_if(&form.party);
    let party = |party: &Party| Choice::new(party.id.to_string(), &party.name).chosen_if(&form.party);
    let word = if open.len() == 1 { "konto" } else { "konton" };
    Ok(ListPage {
        frame: signed_in.frame(),
        answer: format!("{} {word}: {}.", number::count(open.len() as u64), open.join(", ")),
        table: table(&signed_in.actor, &accounts, &parties),
        login: Field::new("login", "Användarnamn")
            .value(&form.login)
            .hint("Gärna funktionen, till exempel ”samordnare”. 2–40 tecken utan mellanslag.")
            .error(wrong("login")),
        role: Field::new("role", "Roll")
            .hint(
                "Det första kontot för polisen lägger samordnaren till; sedan svarar polisen för sina egna.",
            )
            .error(wrong("role")),
        roles: roles.map(role).collect(),
        party: Field::new("party", "Organisation")
            .hint("En samverkanspart rapporterar bara om sin egen organisations åtgärder.")
            .error(wrong("party"))
            .optional(),
        parties: std::iter::once(none).chain(parties.iter().map(party)).collect(),
        may_read_log: signed_in.actor.may(Action::ReadAudit),
        errors,
    })
}

/// Whether an account can be signed in to.
fn state(account: &Account) -> Status {
    match account.closed_at {
        Some(at) => Status::new(Tone::Idle, format!("Stängt {}", number::date(swedish(at).date()))),
        None if account.password_hash.is_none() => Status::new(Tone::Active, "Inbjudet"),
        None => Status::new(Tone::Good, "Öppet"),
    }
}

fn table(actor: &Actor, accounts: &[Account], parties: &[Party]) -> Table {
    let row = |account: &Account| {
        let party = parties.iter().find(|party| Some(party.id) == account.party);
        let (label, href) = if account.user == actor.user {
            ("Ditt konto".to_owned(), "/konto".to_owned())
        } else {
            ("Ändra …".to_owned(), format!("/konton/{}", account.user))
        };
        vec![
            Cell::text(&account.login),
            Cell::text(SV.known("role", account.role.word())),
            Cell::text(party.map_or(number::MISSING, |party| party.name.as_str())),
            Cell::text(number::date(swedish(account.created_at).date())),
            Cell::Status(state(account)),
            Cell::Link(NavItem::new(label, href)),
        ]
    };
    Table {
        caption: "Konton".into(),
        columns: ["Användarnamn", "Roll", "Organisation", "Tillagt", "Läge", "Åtgärd"]
            .map(Column::words)
            .to_vec(),
        rows: accounts.iter().map(row).collect(),
    }
}

fn id(text: &str) -> Result<UserId, AppError> {
    text.parse().map_err(|_| AppError::not_found("account", text))
}
