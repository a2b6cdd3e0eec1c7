//! The desk that a verb works at: the options that every verb has, the words, and where answers go.

use super::failure::Failure;
use super::password;
use clap::{Args, ValueEnum};
use lofte_analyse::output::{Format, Out, OutputError, Terminal};
use lofte_app::access::{acting_for, sign_in_for_command};
use lofte_app::house::House;
use lofte_app::machine::system_user;
use lofte_model::access::Actor;
use lofte_model::screening::Answer;
use lofte_words::{Language, Message, Words};
use std::path::PathBuf;

/// Options of every verb.
#[derive(Clone, Debug, Args)]
pub(super) struct Global {
    /// Language of messages
    #[arg(long, global = true, value_enum, default_value = "sv", env = "LOFTE_LANG", hide_env_values = true)]
    lang: Lang,
    /// How answers are shown
    #[arg(long, global = true, value_enum, default_value = "table")]
    format: Format,
    /// Account to act for; without it the first coordinator's. Signing also takes its password
    #[arg(long = "as", global = true, value_name = "LOGIN", env = "LOFTE_USER", hide_env_values = true)]
    acting_for: Option<String>,
    /// Say that what looks like a telephone number, an e-mail address, a number plate or a date of birth in the
    /// texts is no person
    #[arg(long, global = true)]
    confirm_text: bool,
}

/// A language that messages come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lang {
    /// Swedish
    Sv,
    /// English
    En,
}

impl Global {
    pub(super) fn language(&self) -> Language {
        match self.lang {
            Lang::Sv => Language::Swedish,
            Lang::En => Language::English,
        }
    }

    /// What was answered beforehand to whether a text names a person.
    pub(super) fn answer(&self) -> Answer {
        if self.confirm_text { Answer::NobodyAtAll } else { Answer::NotAsked }
    }

    /// The form that the answer is asked in.
    pub(super) fn form(&self) -> Format {
        self.format
    }
}

/// The folder of a house.
#[derive(Clone, Debug, Args)]
pub(super) struct Place {
    /// Folder of the municipality
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = ".",
        env = "LOFTE_DIR",
        hide_env_values = true
    )]
    pub(super) dir: PathBuf,
}

/// How whoever holds the account proves it.
#[derive(Clone, Debug, Args)]
pub(super) struct Proof {
    /// File whose first line is the account's password; without it, it is asked for
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Number of the second factor, where the account has one
    #[arg(long, value_name = "NUMBER", default_value = "")]
    number: String,
}

/// What a verb needs.
pub(super) struct Desk {
    /// Words and numbers in the language of the messages.
    pub(super) words: Words,
    /// Table or JSON.
    pub(super) format: Format,
    /// Where answers go.
    pub(super) out: Out,
    acting_for: Option<String>,
}

impl Desk {
    pub(super) fn new(global: &Global) -> Self {
        Self {
            words: Words(global.language()),
            format: global.format,
            out: Out::stdout(),
            acting_for: global.acting_for.clone(),
        }
    }

    /// Opens the house, and says whom the command acts for.
    pub(super) async fn open(&self, place: &Place) -> Result<(House, Actor), Failure> {
        let house = House::open(&place.dir).await?;
        let actor = acting_for(&house, self.acting_for.as_deref()).await?;
        Ok((house, actor))
    }

    /// Opens the house for the holder of the account that --as names, who proves it with the password. For what nobody
    /// can do in another's name.
    pub(super) async fn open_for_holder(
        &self,
        place: &Place,
        proof: &Proof,
    ) -> Result<(House, Actor), Failure> {
        let Some(login) = &self.acting_for else {
            return Err(Failure::refused(Message::plain("cli-holder-unnamed")));
        };
        let house = House::open(&place.dir).await?;
        let password = password::prove(self.words, login, proof.password_file.as_deref())?;
        let actor = sign_in_for_command(&house, &system_user(), login, &password, &proof.number).await?;
        Ok((house, actor))
    }

    /// What an analysis speaks to.
    pub(super) fn terminal(&mut self) -> Terminal<'_> {
        Terminal { words: self.words, format: self.format, out: &mut self.out }
    }

    /// One sentence, unless the answer is JSON.
    pub(super) fn say(&mut self, key: &str, arguments: &[(&'static str, String)]) -> Result<(), OutputError> {
        if self.format == Format::Table {
            let text = self.words.tell(key, arguments);
            self.out.line(&text)?;
        }
        Ok(())
    }
}
