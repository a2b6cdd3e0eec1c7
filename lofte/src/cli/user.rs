//! `lofte user`: accounts of officials.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use super::output::Format;
use super::password;
use super::table::Table;
use crate::app::access::{NewAccount, accounts, add_account, close_account};
use crate::app::agreement;
use crate::error::AppError;
use crate::house::House;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use lofte_model::access::{Actor, Role};
use lofte_model::id::PartyId;
use lofte_store::Account;
use serde::Serialize;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte user add anna --role partner --party Bostadsbolaget --dir flen
  lofte user list --dir flen
  lofte user close anna --dir flen";

/// Add, list or close accounts
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
    /// Add an account; asks for its password, twice
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
}

fn role_parser() -> impl TypedValueParser<Value = Role> {
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
        let (house, actor) = desk.open(&self.place).await?;
        match self.what {
            What::Add { login, role, party, password_file } => {
                let party = match party {
                    Some(name) => Some(party_named(&actor, &house, &name).await?),
                    None => None,
                };
                let password = password::ask(desk.words, &login, password_file.as_deref())?;
                let account =
                    add_account(&actor, &house, NewAccount { login, password, role, party }).await?;
                if desk.format == Format::Json {
                    desk.out.json(&Shown::from(&account))?;
                }
                let role = desk.words.word("role", &account.role);
                desk.say("cli-user-added", &[("login", account.login), ("role", role)])?;
            }
            What::List => list(desk, &accounts(&actor, &house).await?)?,
            What::Close { login } => {
                let known = accounts(&actor, &house).await?.into_iter().find(|account| {
                    account.closed_at.is_none() && account.login.eq_ignore_ascii_case(login.trim())
                });
                let account = known.ok_or_else(|| AppError::not_found("account", &login))?;
                close_account(&actor, &house, account.user).await?;
                desk.say("cli-user-closed", &[("login", account.login)])?;
            }
        }
        Ok(Ending::Done)
    }
}

async fn party_named(actor: &Actor, house: &House, name: &str) -> Result<PartyId, Failure> {
    let wanted = name.trim().to_lowercase();
    let parties = agreement::parties(actor, house).await?;
    let known = parties.iter().find(|party| party.name.to_lowercase() == wanted);
    Ok(known.ok_or_else(|| AppError::not_found("party", name))?.id)
}

fn list(desk: &mut Desk, accounts: &[Account]) -> Result<(), Failure> {
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
