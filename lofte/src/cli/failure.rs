//! How a verb ends: done, refused, or failed with an error that is told in the reader's language.

use crate::hand_over::app_error;
use lofte_analyse::output::OutputError;
use lofte_app::config::ConfigError;
use lofte_app::error::AppError;
use lofte_import::{ImportError, Told};
use lofte_model::access::NotAllowed;
use lofte_model::message::chain;
use lofte_publish::PublishError;
use lofte_store::StoreError;
use lofte_words::{Language, Message};
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// How a verb that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// It was done.
    Done,
    /// It was looked into, and the answer is no: the promise lacks something, the house has a fault.
    Refused,
}

impl Ending {
    pub(super) fn code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Refused => ExitCode::from(super::REFUSED),
        }
    }
}

/// What a verb gives.
pub(super) type Outcome = Result<Ending, Failure>;

/// Why a verb failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The house refused or failed.
    App(Box<AppError>),
    /// The answer could not be written.
    Output(OutputError),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(Box::new(error))
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        AppError::from(error).into()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        AppError::from(error).into()
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        AppError::from(error).into()
    }
}

impl From<NotAllowed> for Failure {
    fn from(refusal: NotAllowed) -> Self {
        AppError::from(refusal).into()
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

impl From<lofte_analyse::Failure> for Failure {
    fn from(failure: lofte_analyse::Failure) -> Self {
        match failure {
            lofte_analyse::Failure::Output(error) => Self::Output(error),
            failure => app_error(failure).into(),
        }
    }
}

impl Failure {
    /// A refusal in the words of the command line.
    pub(super) fn refused(message: Message) -> Self {
        AppError::refused(message).into()
    }

    /// A file, folder or port of the machine.
    pub(super) fn machine(what: impl AsRef<Path>, source: io::Error) -> Self {
        AppError::machine(what, source).into()
    }

    /// The reader of our answer has seen enough (`lofte … | head`).
    pub(super) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.is_broken_pipe())
    }

    /// What went wrong and what to do, one sentence on each line.
    pub(super) fn tell(&self, language: Language) -> String {
        let messages = match self {
            Self::App(error) => messages(error),
            Self::Output(error) => vec![Message::with("cli-output-failed", "why", error)],
        };
        let lines: Vec<String> = messages.iter().map(|message| message.tell(language)).collect();
        lines.join("\n")
    }

    /// The technical chain, for whoever has asked for it with LOFTE_LOG.
    pub(super) fn log(&self) {
        match self {
            Self::App(error) => tracing::info!(code = error.code(), why = chain(error.as_ref()), "failed"),
            Self::Output(error) => tracing::info!(why = %error, "the answer could not be written"),
        }
    }
}

fn messages(error: &AppError) -> Vec<Message> {
    match error {
        AppError::Import(import) => {
            let mut messages = error.messages();
            messages
                .extend(nearest(import).map(|name| Message::with("import-did-you-mean", "nearest", name)));
            messages
        }
        AppError::MayNamePerson(_) => {
            error.messages().into_iter().chain([Message::plain("cli-confirm-text")]).collect()
        }
        error => error.messages(),
    }
}

fn nearest(error: &ImportError) -> Option<String> {
    let found = error.args().into_iter().find(|(name, _)| *name == "nearest");
    found.map(|(_, name)| name).filter(|name| !name.is_empty())
}
