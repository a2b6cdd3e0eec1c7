//! `lofte import survey FILE --guess`: a draft of the wave file, with what nobody can read out of the answers left to fill in.

use super::super::desk::{Desk, Place};
use super::super::failure::{Ending, Failure, Outcome};
use lofte_analyse::output::Format;
use lofte_app::error::AppError;
use lofte_app::mapping::draft_wave;
use lofte_words::Message;
use std::path::PathBuf;

/// The source whose guess is a draft.
pub(super) const SURVEY: &str = "survey";

/// What was asked for.
pub(super) struct Asked {
    pub(super) file: PathBuf,
    pub(super) structure: Option<PathBuf>,
    pub(super) save: Option<PathBuf>,
}

/// A draft is never delivered as it is.
pub(super) fn not_filled_in() -> Failure {
    AppError::refused(Message::plain("cli-draft-no-commit")).into()
}

/// Only surveys have a structure.
pub(super) fn no_structure() -> Failure {
    AppError::refused(Message::plain("cli-draft-no-structure")).into()
}

impl Asked {
    pub(super) async fn act(self, desk: &mut Desk, place: &Place) -> Outcome {
        if !self.file.exists() {
            return Err(Failure::machine(&self.file, std::io::ErrorKind::NotFound.into()));
        }
        let structure = match self.structure {
            Some(path) => {
                let bytes = std::fs::read(&path).map_err(|source| Failure::machine(&path, source))?;
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                Some((bytes, name))
            }
            None => None,
        };
        let (house, actor) = desk.open(place).await?;
        let draft = draft_wave(&actor, &house, self.file, structure).await?;
        if let Some(path) = &self.save {
            std::fs::write(path, &draft.text).map_err(|source| Failure::machine(path, source))?;
        }
        if desk.format == Format::Json {
            desk.out.json(&draft)?;
            return Ok(Ending::Done);
        }
        let words = desk.words;
        let gaps = [
            ("rows", words.count(draft.rows)),
            ("items", words.count(draft.items as u64)),
            ("strata", words.count(draft.strata as u64)),
        ];
        desk.say("cli-draft", &gaps)?;
        if let Some(rows) = draft.incomplete.filter(|rows| *rows > 0) {
            desk.say("cli-draft-incomplete", &[("rows", words.count(rows))])?;
        }
        if draft.of_persons > 0 {
            desk.say("cli-draft-of-persons", &[("columns", words.count(draft.of_persons as u64))])?;
        }
        if !draft.left_out.is_empty() {
            desk.say("cli-draft-left-out", &[("columns", draft.left_out.join(", "))])?;
        }
        match &self.save {
            Some(path) => desk.say("cli-draft-saved", &[("file", path.display().to_string())])?,
            None => desk.out.line(&draft.text)?,
        }
        Ok(Ending::Done)
    }
}
