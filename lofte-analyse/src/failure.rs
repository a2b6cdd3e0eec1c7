//! Why an analysis gave no answer.

use crate::input_error::{InputError, Unread};
use lofte_words::Message;
use std::io;

/// How a command ends.
pub(crate) type Outcome = Result<(), Failure>;

/// Why an analysis gave no answer.
#[derive(Debug)]
pub enum Failure {
    /// A file or an option cannot be used, or a method refused what it was given: sentences for the analyst.
    Refused(Vec<Message>),
    /// Rows that the municipality has delivered could not be had: the error of whoever keeps them.
    Unread(Unread),
    /// The answer could not be written.
    Output(OutputError),
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Unread(error) => Self::Unread(error),
            error => Self::Refused(error.messages()),
        }
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

/// An answer that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The other end refused.
    #[error(transparent)]
    Write(io::Error),
    /// A value has no form as JSON; a defect of ours.
    #[error("the answer cannot be written as JSON: {0}")]
    Json(serde_json::Error),
    /// A value has no form as CSV; a defect of ours.
    #[error("the answer cannot be written as CSV: {0}")]
    Csv(csv::Error),
}

impl OutputError {
    /// The reader of our answer has seen enough.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Write(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
