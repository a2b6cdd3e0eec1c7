//! `lofte erase`: a thing that somebody asks to have removed.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use clap::{Args, ValueEnum};
use lofte_app::erasure::{erase, find};
use lofte_store::Noun;

const EXAMPLE: &str = "Example:
  lofte erase problem 3 --dir flen";

/// Erase a problem, a measure or a promise that is not signed by both sides
///
/// Nothing of it is left but an entry in the audit with its id. What a promise or a measure refers to cannot go before
/// them. What is signed and published is masked instead.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Erase {
    #[command(flatten)]
    place: Place,
    /// What it is
    #[arg(value_enum)]
    noun: Erasable,
    /// Its number
    number: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Erasable {
    /// A problem with its causes
    Problem,
    /// A measure with its reports
    Measure,
    /// A promise that is not frozen
    Promise,
}

impl Erase {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let noun = match self.noun {
            Erasable::Problem => Noun::Problem,
            Erasable::Measure => Noun::Measure,
            Erasable::Promise => Noun::Promise,
        };
        let found = find(&actor, &house, noun, self.number).await?;
        erase(&actor, &house, (noun, self.number), &found.seen).await?;
        let what = desk.words.known("noun", noun.word());
        desk.say("cli-erased", &[("what", what), ("number", self.number.to_string())])?;
        Ok(Ending::Done)
    }
}
