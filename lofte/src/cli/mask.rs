//! `lofte mask`: takes a passage out of something frozen, and out of every publication.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use lofte_analyse::output::Format;
use lofte_app::mask::mask;
use lofte_store::{MASKABLE, Noun};
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte mask promise ID --text-file passage.txt --ground \"dataskyddsförordningen art. 17\" --as polis --dir flen";

/// Mask a passage in a promise, an agreement, a measure, a problem, an account to residents or a picture
///
/// The passage is replaced by a mark there and in every publication that was ever made. Fingerprints stay, with a note.
/// Backups that are made later hold the masked text. It cannot be undone.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Mask {
    /// What it stands in
    #[arg(value_parser = noun_parser())]
    noun: Noun,
    /// Its id; for feedback that of the promise, for a picture the number of the edition
    id: String,
    #[command(flatten)]
    place: Place,
    /// File with the passage, exactly as it stands. Never an argument: those stay in the shell's history
    #[arg(long, value_name = "FILE")]
    text_file: PathBuf,
    /// On what ground; residents are shown it
    #[arg(long, value_name = "TEXT")]
    ground: String,
}

fn noun_parser() -> impl TypedValueParser<Value = Noun> {
    PossibleValuesParser::new(MASKABLE.map(Noun::word)).map(|word| {
        let noun = MASKABLE.into_iter().find(|noun| noun.word() == word);
        // The parser before has let nothing else through.
        noun.unwrap_or(Noun::Promise)
    })
}

impl Mask {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let passage = std::fs::read_to_string(&self.text_file)
            .map_err(|source| Failure::machine(&self.text_file, source))?;
        let (house, actor) = desk.open(&self.place).await?;
        let done = mask(&actor, &house, (self.noun, &self.id), &passage, &self.ground).await?;
        if desk.format == Format::Json {
            desk.out.json(&done)?;
        }
        desk.say("cli-masked", &[("places", desk.words.count(done.places))])?;
        Ok(Ending::Done)
    }
}
