//! Accounts: one's own, everybody's, and the log of who did what.
//!
//! Passwords are chosen by the coordinator and handed over in person. Left out: names and addresses of people; an
//! account is a login and a role, and nothing more is known about whoever has it.

mod log;
mod own;

use super::{Page, SignedIn, WebError};
use crate::app::{access, agreement};
use crate::error::AppError;
use crate::face::part::{Cell, Choice, Column, Confirmation, Field, Status, Table, Tone};
use crate::face::{Frame, NavItem, number};
use crate::house::{House, swedish};
use crate::text::Language;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use lofte_model::access::{Action, Actor, Role};
use lofte_model::id::{PartyId, UserId};
use lofte_model::party::Party;
use lofte_store::{Account, StoreError};
use serde::Deserialize;

/// The words of pages are Swedish.
const SV: Words = Words(Language::Swedish);

/// Routes of this folder.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/konton", get(list).post(add))
        .route("/konton/{id}/stang", get(ask).post(close))
        .route("/konto", get(own::show))
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
    password: Field,
    role: Field,
    roles: Vec<Choice>,
    party: Field,
    parties: Vec<Choice>,
}

/// What somebody has filled in; the password is never sent back.
#[derive(Default, Deserialize)]
struct NewAccount {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    party: String,
}

impl NewAccount {
    /// The account, or the field that is wrong.
    fn read(&self) -> Result<access::NewAccount, (&'static str, String)> {
        let role = Role::ALL.into_iter().find(|role| role.word() == self.role);
        let party = Some(self.party.as_str()).filter(|party| !party.is_empty());
        let party: Option<PartyId> = party.and_then(|party| party.parse().ok());
        Ok(access::NewAccount {
            login: self.login.clone(),
            password: self.password.clone(),
            role: role.ok_or_else(|| ("role", "Välj en roll.".to_owned()))?,
            party,
        })
    }
}

/// Visa kontona och formuläret för ett nytt.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<ListPage>, WebError> {
    Ok(Page(page(&signed_in, &house, &NewAccount::default(), Vec::new()).await?))
}

/// Lägg till ett konto.
async fn add(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<NewAccount>,
) -> Result<Response, WebError> {
    let wrong = match form.read() {
        Err(wrong) => wrong,
        Ok(new) => match access::add_account(&signed_in.actor, &house, new).await {
            Ok(_) => return Ok(Redirect::to("/konton").into_response()),
            Err(error) => field_of(error)?,
        },
    };
    let page = page(&signed_in, &house, &form, vec![wrong]).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// The field that a refusal is about, or the error itself when it is about none.
fn field_of(error: AppError) -> Result<(&'static str, String), AppError> {
    let field = match &error {
        AppError::Store(StoreError::Taken(_)) => {
            return Ok(("login", "Det finns redan ett konto med det namnet. Välj ett annat.".into()));
        }
        AppError::Refused(messages) => match messages.first().map(|message| message.key.as_str()) {
            Some("account-bad-login") => "login",
            Some("account-short-password") => "password",
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
    let accounts = access::accounts(&signed_in.actor, house).await?;
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
    let none = Choice::new("", "Ingen").chosen_if(&form.party);
    let party = |party: &Party| Choice::new(party.id.to_string(), &party.name).chosen_if(&form.party);
    Ok(ListPage {
        frame: signed_in.frame(),
        answer: format!("{} konton: {}.", number::count(open.len() as u64), open.join(", ")),
        table: table(&signed_in.actor, &accounts, &parties),
        login: Field::new("login", "Användarnamn")
            .value(&form.login)
            .hint("Gärna funktionen, till exempel ”samordnare”. 2–40 tecken utan mellanslag.")
            .error(wrong("login")),
        password: Field::new("password", "Lösenord")
            .hint(format!(
                "Minst {} tecken. Lämna över det personligen; det går inte att läsa efteråt.",
                access::SHORTEST_PASSWORD
            ))
            .error(wrong("password")),
        role: Field::new("role", "Roll").error(wrong("role")),
        roles: Role::ALL.map(role).to_vec(),
        party: Field::new("party", "Organisation")
            .hint("En samverkanspart rapporterar bara om sin egen organisations åtgärder.")
            .error(wrong("party"))
            .optional(),
        parties: std::iter::once(none).chain(parties.iter().map(party)).collect(),
        errors,
    })
}

fn table(actor: &Actor, accounts: &[Account], parties: &[Party]) -> Table {
    let row = |account: &Account| {
        let party = parties.iter().find(|party| Some(party.id) == account.party);
        let open = account.closed_at.is_none();
        let what = if account.user == actor.user {
            Cell::text("Ditt konto")
        } else if open {
            Cell::Link(NavItem::new("Stäng …", format!("/konton/{}/stang", account.user)))
        } else {
            Cell::text("")
        };
        let state = match account.closed_at {
            None => Status::new(Tone::Good, "Öppet"),
            Some(at) => Status::new(Tone::Idle, format!("Stängt {}", number::date(swedish(at).date()))),
        };
        vec![
            Cell::text(&account.login),
            Cell::text(SV.known("role", account.role.word())),
            Cell::text(party.map_or(number::MISSING, |party| party.name.as_str())),
            Cell::text(number::date(swedish(account.created_at).date())),
            Cell::Status(state),
            what,
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

#[derive(Template)]
#[template(path = "account_close.html")]
struct ClosePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    confirmation: Confirmation,
}

/// Fråga om kontot ska stängas.
async fn ask(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<ClosePage>, WebError> {
    let user = id(&name)?;
    let accounts = access::accounts(&signed_in.actor, &house).await?;
    let account = accounts.into_iter().find(|account| account.user == user);
    let account = account.ok_or_else(|| AppError::not_found("account", &name))?;
    let here = format!("/konton/{user}/stang");
    Ok(Page(ClosePage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Konton", "/konton"),
            NavItem::new(account.login.clone(), here.clone()).at(&here),
        ],
        confirmation: Confirmation {
            question: format!("Stäng kontot {}?", account.login),
            consequences: vec![
                "Den som har kontot loggas ut och kan inte logga in igen.".into(),
                "Det som gjorts med kontot finns kvar, också i loggen.".into(),
                "Ett stängt konto går inte att öppna. Namnet är upptaget; välj ett annat till nästa konto."
                    .into(),
            ],
            action: here,
            verb: "Stäng kontot".into(),
            cancel: NavItem::new("Behåll det", "/konton"),
        },
    }))
}

/// Stäng kontot.
async fn close(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Redirect, WebError> {
    signed_in.actor.require(Action::ManageUsers).map_err(AppError::from)?;
    access::close_account(&signed_in.actor, &house, id(&name)?).await?;
    Ok(Redirect::to("/konton"))
}

fn id(text: &str) -> Result<UserId, AppError> {
    text.parse().map_err(|_| AppError::not_found("account", text))
}
