//! Why an analysis gave no answer.

use crate::input_error::InputError;
use crate::output::OutputError;
use lofte_words::Message;

/// How a command ends.
pub(crate) type Outcome = Result<(), Failure>;

/// Why an analysis gave no answer.
#[derive(Debug)]
pub enum Failure {
    /// A file or an option cannot be used, or a method refused what it was given: sentences for the analyst.
    Refused(Vec<Message>),
    /// The answer could not be written.
    Output(OutputError),
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::Refused(error.messages())
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}
