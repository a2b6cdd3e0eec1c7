//! One account, and what whoever answers for it can do: a link, another login, signing out, closing, erasing.

use super::{id, link_page, state};
use crate::face::part::{Confirmation, Field, Status};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::Shown;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::account;
use lofte_app::account::Signatory;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_store::{Account, Origin};
use lofte_words::SV;
use lofte_words::{Language, number, swedish};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "account_show.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or leaves out one part of the page")]
pub(super) struct ShowPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    login: String,
    answer: String,
    status: Status,
    facts: Vec<(String, String)>,
    href: String,
    open: bool,
    waits: bool,
    has_factor: bool,
    may_help: bool,
    may_extract: bool,
    name: Field,
}

#[derive(Template)]
#[template(path = "account_close.html")]
pub(super) struct AskPage {
    pub(super) frame: Frame,
    pub(super) title: String,
    pub(super) crumbs: Vec<NavItem>,
    pub(super) confirmation: Confirmation,
}

/// A login that somebody has typed.
#[derive(Deserialize)]
pub(super) struct Login {
    #[serde(default)]
    login: String,
}

pub(super) async fn find(
    signed_in: &SignedIn,
    house: &House,
    name: &str,
) -> Result<(Vec<Account>, Account), AppError> {
    let user = id(name)?;
    let accounts = account::accounts(&signed_in.actor, house).await?;
    let account = accounts.iter().find(|account| account.user == user).cloned();
    Ok((accounts, account.ok_or_else(|| AppError::not_found("account", name))?))
}

/// Visa ett konto.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<ShowPage>, WebError> {
    let (accounts, account) = find(&signed_in, &house, &name).await?;
    let has_factor = lofte_app::factor::has_one(&house, account.user).await?;
    let may_help = signed_in.actor.may(Action::to_manage(account.role));
    let href = format!("/konton/{}", account.user);
    Ok(Page(ShowPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&account, ""),
        answer: answer(&account, may_help),
        status: state(&account),
        facts: facts(&account, &accounts, has_factor),
        open: account.closed_at.is_none(),
        waits: account::waits_for_password(&account),
        name: Field::new("login", "Användarnamn").value(&account.login).hint("2–40 tecken utan mellanslag."),
        login: account.login,
        href,
        has_factor,
        may_help,
        may_extract: signed_in.actor.may(Action::ManageUsers) && signed_in.actor.may(Action::ReadAudit),
    }))
}

fn crumbs(account: &Account, step: &str) -> Vec<NavItem> {
    let here = format!("/konton/{}", account.user);
    let mut crumbs =
        vec![NavItem::new("Konton", "/konton"), NavItem::new(account.login.clone(), here.clone())];
    match step {
        "" => crumbs[1] = NavItem::new(account.login.clone(), here.clone()).at(&here),
        step => crumbs.push(NavItem::new(step, "").at("")),
    }
    crumbs
}

fn answer(account: &Account, may_help: bool) -> String {
    let role = SV.known("role", account.role.word());
    match (account.closed_at, may_help) {
        (Some(_), _) => format!("Nej. Kontot {} ({role}) är stängt.", account.login),
        (None, _) if account::waits_for_password(account) => {
            format!("Inte än. {} ({role}) är inbjuden men har inte valt något lösenord.", account.login)
        }
        (None, true) => format!("Ja, {} med rollen {role}.", account.login),
        (None, false) => format!(
            "Ja, {} med rollen {role}. Polisen svarar för sina egna konton, så bara någon där kan ändra det.",
            account.login
        ),
    }
}

fn facts(account: &Account, accounts: &[Account], has_factor: bool) -> Vec<(String, String)> {
    let day = |at| number::date(swedish(at).date());
    let fact = |term: &str, text: String| (term.to_owned(), text);
    let mut facts = vec![
        fact("Roll", SV.known("role", account.role.word())),
        fact(
            "Tillagt",
            format!(
                "{}, {}",
                day(account.created_at),
                whose(&account.made, login_of(accounts, &account.made).as_deref())
            ),
        ),
    ];
    if let Some(at) = account.password_at {
        let login = login_of(accounts, &account.password_origin);
        let whose = whose(&account.password_origin, login.as_deref());
        facts.push(fact("Lösenord", format!("valt {}, länken {whose}", day(at))));
    }
    let factor = if has_factor { "ja" } else { "nej" };
    facts.push(fact("Inloggning i två steg", factor.to_owned()));
    facts
}

fn login_of(accounts: &[Account], origin: &Origin) -> Option<String> {
    accounts.iter().find(|account| Some(account.user) == origin.by).map(|account| account.login.clone())
}

/// Whose doing something about an account was.
fn whose(origin: &Origin, login: Option<&str>) -> String {
    match (login, origin.by, origin.through.as_deref()) {
        (Some(login), _, _) => format!("av {login}"),
        (None, Some(_), _) => "av någon annan".to_owned(),
        (None, None, Some("command")) => "med ett kommando av den som sköter datorn".to_owned(),
        (None, None, Some(_)) => "när kommunen lades upp".to_owned(),
        (None, None, None) => "i en tidigare version".to_owned(),
    }
}

/// What the other side should know of those who can sign: since when, and whose doing it was.
pub(in crate::pages) fn signatories(known: &[Signatory]) -> Vec<(String, String)> {
    let day = |at| number::date(swedish(at).date());
    let told = |one: &Signatory| {
        let account = &one.account;
        let made =
            format!("tillagt {} {}", day(account.created_at), whose(&account.made, one.made_by.as_deref()));
        let password = match account.password_at {
            None if account.password_hash.is_none() => "har inte valt lösenord än".to_owned(),
            None => "lösenordet valt i en tidigare version".to_owned(),
            Some(at) => {
                let whose = whose(&account.password_origin, one.password_by.as_deref());
                format!("lösenordet valt {}, länken {whose}", day(at))
            }
        };
        (account.login.clone(), format!("{made}; {password}"))
    };
    known.iter().map(told).collect()
}

/// Gör en länk och visa den.
pub(super) async fn link(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let (account, token) = account::make_link(&signed_in.actor, &house, id(&name)?).await?;
    Ok(link_page(&signed_in, &house, &account, &token).into_response())
}

/// Byt användarnamn.
pub(super) async fn rename(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<Login>,
) -> Result<Redirect, WebError> {
    account::rename(&signed_in.actor, &house, id(&name)?, &form.login).await?;
    Ok(Redirect::to(&format!("/konton/{name}")))
}

/// Öppna ett stängt konto igen.
pub(super) async fn reopen(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<Login>,
) -> Result<Response, WebError> {
    let (account, token) = account::reopen(&signed_in.actor, &house, id(&name)?, &form.login).await?;
    Ok(link_page(&signed_in, &house, &account, &token).into_response())
}

/// Logga ut kontot överallt.
pub(super) async fn end_sessions(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Redirect, WebError> {
    account::end_sessions(&signed_in.actor, &house, id(&name)?).await?;
    Ok(Redirect::to(&format!("/konton/{name}")))
}

/// Ta bort det andra steget för någon vars mobil är borta.
pub(super) async fn drop_factor(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Redirect, WebError> {
    lofte_app::factor::take_away(&signed_in.actor, &house, id(&name)?).await?;
    Ok(Redirect::to(&format!("/konton/{name}")))
}

/// What ends an account.
#[derive(Clone, Copy)]
enum End {
    Close,
    Erase,
}

/// Fråga om kontot ska stängas.
pub(super) async fn ask_close(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<AskPage>, WebError> {
    Ok(Page(question(&signed_in, &house, &name, (End::Close, String::new())).await?))
}

/// Stäng kontot.
pub(super) async fn close(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(shown): Form<Shown>,
) -> Result<Response, WebError> {
    end(&signed_in, &house, &name, (End::Close, &shown)).await
}

/// Fråga om kontot ska raderas.
pub(super) async fn ask_erase(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<AskPage>, WebError> {
    Ok(Page(question(&signed_in, &house, &name, (End::Erase, String::new())).await?))
}

/// Radera kontot.
pub(super) async fn erase(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(shown): Form<Shown>,
) -> Result<Response, WebError> {
    end(&signed_in, &house, &name, (End::Erase, &shown)).await
}

/// Ends an account as it was shown; asks again, with the reason, where that is refused.
async fn end(
    signed_in: &SignedIn,
    house: &House,
    name: &str,
    (end, shown): (End, &Shown),
) -> Result<Response, WebError> {
    let (_, account) = find(signed_in, house, name).await?;
    signed_in.actor.require(Action::to_manage(account.role))?;
    let (actor, user) = (&signed_in.actor, account.user);
    let ended = async {
        match end {
            End::Close => account::close(actor, house, user, &shown.seen()?).await,
            End::Erase => account::erase(actor, house, user, &shown.seen()?).await,
        }
    };
    match ended.await {
        Ok(()) => Ok(Redirect::to("/konton").into_response()),
        Err(error @ AppError::Refused(_)) => {
            let page = question(signed_in, house, name, (end, error.tell(Language::Swedish))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The question before an account ends, with why an earlier yes was not followed.
async fn question(
    signed_in: &SignedIn,
    house: &House,
    name: &str,
    (end, refusal): (End, String),
) -> Result<AskPage, AppError> {
    let (_, account) = find(signed_in, house, name).await?;
    signed_in.actor.require(Action::to_manage(account.role))?;
    let href = format!("/konton/{}", account.user);
    let (title, step, confirmation) = match end {
        End::Close => ("Stäng ett konto", "Stäng", closing(&account, href, refusal)?),
        End::Erase => {
            ("Radera ett konto", "Radera", erasure(&account, format!("{href}/radera"), href, refusal)?)
        }
    };
    let crumbs = crumbs(&account, step);
    Ok(AskPage { frame: signed_in.frame(), title: title.into(), crumbs, confirmation })
}

/// The question before an account is closed.
fn closing(account: &Account, href: String, refusal: String) -> Result<Confirmation, AppError> {
    Ok(Confirmation {
        question: format!("Stäng kontot {}?", account.login),
        consequences: vec![
            "Den som har kontot loggas ut och kan inte logga in igen.".into(),
            "Det som gjorts med kontot finns kvar, också i loggen.".into(),
            "Namnet blir ledigt, och kontot går att öppna igen.".into(),
        ],
        action: format!("{href}/stang"),
        seen: account::seen(account)?.to_string(),
        refusal,
        verb: "Stäng kontot".into(),
        cancel: NavItem::new("Behåll det", href),
    })
}

/// The question before an account is erased, one's own or another.
pub(super) fn erasure(
    account: &Account,
    action: String,
    back: String,
    refusal: String,
) -> Result<Confirmation, AppError> {
    let (login, role) = (&account.login, SV.known("role", account.role.word()));
    Ok(Confirmation {
        question: format!("Radera kontot {login} ({role})?"),
        consequences: vec![
            "Användarnamn, lösenord, inloggningar och koder tas bort och går inte att få tillbaka.".into(),
            "Det som gjorts med kontot står kvar i loggen, som gjort av ett raderat konto.".into(),
            "Säkerhetskopior som redan finns har kvar användarnamnet tills de gallras.".into(),
        ],
        action,
        seen: account::seen(account)?.to_string(),
        refusal,
        verb: "Radera kontot".into(),
        cancel: NavItem::new("Behåll det", back),
    })
}
