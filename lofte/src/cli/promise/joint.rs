//! The files of promises of several municipalities on the command line: written whole or not at all, read within a limit.

use super::signing::Sides;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::error::AppError;
use lofte_app::joint::TakenIn;
use lofte_model::promise::LARGEST_JOINT;
use lofte_words::{Message, capital};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

/// Writes the file; one that is there already is not written over.
pub(super) fn write(desk: &mut Desk, text: &str, out: &Path) -> Result<(), Failure> {
    let spoiled = |source| AppError::machine(out, source);
    let mut file = OpenOptions::new().write(true).create_new(true).open(out).map_err(spoiled)?;
    file.write_all(text.as_bytes()).map_err(spoiled)?;
    Ok(desk.say("cli-joint-written", &[("file", out.display().to_string())])?)
}

/// Reads a file, unless it is larger than any that was written.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let spoiled = |source| AppError::machine(path, source);
    let mut bytes = Vec::new();
    let most = LARGEST_JOINT as u64 + 1;
    File::open(path).map_err(spoiled)?.take(most).read_to_end(&mut bytes).map_err(spoiled)?;
    if bytes.len() > LARGEST_JOINT {
        return Err(Failure::refused(Message::plain("joint-not-one")));
    }
    Ok(bytes)
}

/// What became of a file that was taken in.
pub(super) fn taken(desk: &mut Desk, taken: &TakenIn, sides: &Sides) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(taken);
    }
    let key = if taken.new { "joint-taken-new" } else { "joint-taken" };
    desk.say(key, &[("number", taken.promise.number.to_string()), ("added", taken.added.to_string())])?;
    for side in &taken.left_out {
        desk.say("joint-left-out", &[("who", capital(&sides.name(desk.words, *side)))])?;
    }
    Ok(())
}
