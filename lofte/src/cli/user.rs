//! `lofte user`: accounts of officials.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use super::password;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::account::{
    Invited, accept_link, accounts, close, erase, invite, make_link_by_command, of_link, seen,
};
use lofte_app::agreement;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::machine::system_user;
use lofte_model::access::{Actor, Channel, Role};
use lofte_model::id::PartyId;
use lofte_store::{Account, login_key};
use serde::Serialize;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte user add anna --role partner --party Bostadsbolaget --dir flen
  lofte user list --dir flen
  lofte user link samordnare --dir flen
  lofte user close anna --dir flen";

/// Add, list, help, close or erase accounts
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct User {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add an account, and get the link by which its holder chooses the password
    #[command(after_help = "Example:\n  lofte user add polis --role police --dir flen")]
    Add {
        /// Name to sign in with
        login: String,
        /// What the account is for
        #[arg(long, value_parser = role_parser())]
        role: Role,
        /// Organisation that the account belongs to; a partner must have one
        #[arg(long, value_name = "NAME")]
        party: Option<String>,
    },
    /// Get a link by which the holder of any account chooses a new password; the log says that a command did it
    #[command(after_help = "Example:\n  lofte user link samordnare --dir flen")]
    Link {
        /// Name that the account signs in with
        login: String,
    },
    /// Use a link here, without a browser: asks for the new password, twice
    #[command(after_help = "Example:\n  lofte user accept /valkommen/5f0c… --dir flen")]
    Accept {
        /// The link, or the part after its last slash
        link: String,
        /// File whose first line is the password
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// All accounts
    #[command(after_help = "Example:\n  lofte user list --dir flen")]
    List,
    /// Close an account; what it did stays in the audit
    #[command(after_help = "Example:\n  lofte user close polis --dir flen")]
    Close {
        /// Name that the account signs in with
        login: String,
    },
    /// Erase an account for ever; its deeds stay in the audit as those of an erased account
    #[command(after_help = "Example:\n  lofte user erase anna --dir flen")]
    Erase {
        /// Name that the account signs in with, or its id where it is closed
        login: String,
    },
}

pub(super) fn role_parser() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::word)).map(|word| {
        let role = Role::ALL.into_iter().find(|role| role.word() == word);
        // The parser before has let nothing else through.
        role.unwrap_or(Role::Reader)
    })
}

/// An account as it may be shown: without the hash of its password.
#[derive(Serialize)]
struct Shown<'a> {
    login: &'a str,
    role: Role,
    party: Option<PartyId>,
    created_at: Timestamp,
    closed_at: Option<Timestamp>,
}

impl<'a> From<&'a Account> for Shown<'a> {
    fn from(account: &'a Account) -> Self {
        let Account { login, role, party, created_at, closed_at, .. } = account;
        Self { login, role: *role, party: *party, created_at: *created_at, closed_at: *closed_at }
    }
}

impl User {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let what = match self.what {
            What::Link { login } => {
                let house = House::open(&self.place.dir).await?;
                let (account, token) = make_link_by_command(&house, &system_user(), &login).await?;
                return told_link(desk, &house, &account, &token);
            }
            What::Accept { link, password_file } => {
                let house = House::open(&self.place.dir).await?;
                let token = link.rsplit('/').next().unwrap_or_default();
                let (account, _) = of_link(&house, token).await?;
                let password = password::ask(desk.words, &account.login, password_file.as_deref())?;
                let channel = Channel::Command { system_user: system_user(), holder: false };
                let account = accept_link(&house, &channel, token, &password).await?;
                desk.say("cli-user-password-chosen", &[("login", account.login)])?;
                return Ok(Ending::Done);
            }
            what => what,
        };
        let (house, actor) = desk.open(&self.place).await?;
        match what {
            What::Add { login, role, party } => {
                let party = match party {
                    Some(name) => Some(party_named(&actor, &house, &name).await?),
                    None => None,
                };
                let (account, token) = invite(&actor, &house, Invited { login, role, party }).await?;
                if desk.format == Format::Table {
                    let role = desk.words.word("role", &account.role);
                    desk.say("cli-user-added", &[("login", account.login.clone()), ("role", role)])?;
                }
                return told_link(desk, &house, &account, &token);
            }
            What::List => list(desk, &accounts(&actor, &house).await?)?,
            What::Close { login } => {
                let account = open_account(&actor, &house, &login).await?;
                close(&actor, &house, account.user, &seen(&account)?).await?;
                desk.say("cli-user-closed", &[("login", account.login)])?;
            }
            What::Erase { login } => {
                let known = accounts(&actor, &house).await?.into_iter();
                let mut known = known.filter(|account| {
                    account.user.to_string() == login || login_key(&account.login) == login_key(&login)
                });
                let account = known.next().ok_or_else(|| AppError::not_found("account", &login))?;
                erase(&actor, &house, account.user, &seen(&account)?).await?;
                desk.say("cli-user-erased", &[("login", account.login)])?;
            }
            What::Link { .. } | What::Accept { .. } => {}
        }
        Ok(Ending::Done)
    }
}

async fn open_account(actor: &Actor, house: &House, login: &str) -> Result<Account, Failure> {
    let known = accounts(actor, house)
        .await?
        .into_iter()
        .find(|account| account.closed_at.is_none() && login_key(&account.login) == login_key(login));
    Ok(known.ok_or_else(|| AppError::not_found("account", login))?)
}

/// A link that was just made: shown once, to be handed over.
#[derive(Serialize)]
struct ShownLink<'a> {
    #[serde(flatten)]
    account: Shown<'a>,
    link: String,
}

fn told_link(desk: &mut Desk, house: &House, account: &Account, token: &str) -> Outcome {
    let origin = house.config().origin.as_ref().map(ToString::to_string).unwrap_or_default();
    let link = format!("{origin}/valkommen/{token}");
    if desk.format == Format::Json {
        desk.out.json(&ShownLink { account: Shown::from(account), link })?;
    } else {
        desk.say("cli-user-link", &[("login", account.login.clone()), ("link", link)])?;
    }
    Ok(Ending::Done)
}

async fn party_named(actor: &Actor, house: &House, name: &str) -> Result<PartyId, Failure> {
    let wanted = name.trim().to_lowercase();
    let parties = agreement::parties(actor, house).await?;
    let known = parties.iter().find(|party| party.name.to_lowercase() == wanted);
    Ok(known.ok_or_else(|| AppError::not_found("party", name))?.id)
}

fn list(desk: &mut Desk, accounts: &[Account]) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&accounts.iter().map(Shown::from).collect::<Vec<_>>());
    }
    let words = desk.words;
    let mut table = Table::new()
        .words(words.say("cli-col-login"))
        .words(words.say("cli-col-role"))
        .words(words.say("cli-col-since"))
        .words(words.say("cli-col-closed"));
    for account in accounts {
        let closed = account.closed_at.map(|time| words.moment(time)).unwrap_or_default();
        table.row([
            account.login.clone(),
            words.word("role", &account.role),
            words.moment(account.created_at),
            closed,
        ]);
    }
    desk.out.table(&table)
}
