//! `lofte account extract`: everything that is held about the holder of an account.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::{Args, Subcommand};
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::extract::{Extract, extract};

const EXAMPLE: &str = "Example:
  lofte account extract anna --dir flen --format json";

/// What is held about the holder of an account
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Account {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Everything about one account: the account, where the casework names it, what it did (GDPR, article 15)
    #[command(after_help = EXAMPLE)]
    Extract {
        /// Name that the account signs in with
        login: String,
    },
}

impl Account {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let What::Extract { login } = self.what;
        show(desk, &extract(&actor, &house, &login).await?)?;
        Ok(Ending::Done)
    }
}

fn show(desk: &mut Desk, extract: &Extract) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(extract);
    }
    let words = desk.words;
    let account = &extract.account;
    let gaps = [
        ("login", account.login.clone()),
        ("role", words.known("role", &account.role)),
        ("made", words.day(account.created_at)),
    ];
    desk.say("cli-extract-account", &gaps)?;
    let mut named = Table::new()
        .words(words.say("cli-extract-col-noun"))
        .words(words.say("cli-extract-col-number"))
        .words(words.say("cli-extract-col-field"));
    for mention in &extract.named_in {
        named.row([
            words.known("noun", mention.noun),
            mention.id.clone(),
            words.known("extract-field", &mention.field),
        ]);
    }
    desk.out.heading(&words.say("cli-extract-named"))?;
    desk.out.table(&named)?;
    let mut audit =
        Table::new().words(words.say("cli-extract-col-at")).words(words.say("cli-extract-col-deed"));
    for deed in &extract.audit {
        let did = words.did(deed.verb.as_str().unwrap_or_default());
        audit.row([words.moment(deed.at), format!("{did}: {}", words.thing(deed.noun, &deed.id))]);
    }
    let mut browsers = Table::new().words(words.say("cli-extract-col-seen"));
    for seen_at in &extract.known_browsers {
        browsers.row([words.moment(*seen_at)]);
    }
    desk.out.heading(&words.say("cli-extract-browsers"))?;
    desk.out.table(&browsers)?;
    desk.out.heading(&words.say("cli-extract-audit"))?;
    desk.out.table(&audit)
}
