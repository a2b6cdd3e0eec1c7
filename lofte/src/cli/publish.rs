//! `lofte publish`: the snapshot that residents see, as a folder.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use clap::Args;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::error::AppError;
use lofte_app::publication::{Preview, newer_than, preview, publish};
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_publish::changes::{Change, Part, Subject};
use lofte_publish::promise::PublicPromise;
use lofte_publish::{Fonts, Snapshot};
use lofte_words::{Message, Words};
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte publish --preview --dir flen
  lofte publish --seen FINGERPRINT --dir flen --out flen-public
  lofte serve --public flen-public";

/// Publish: make the snapshot that residents see, and write it as a folder
///
/// Read first what would become public with --preview: it tells every text and figure that is new, changed or gone, and a
/// fingerprint. With that fingerprint what was read is published, and nothing else. The folder holds the public pages' data,
/// a tagged PDF for each promise, open data as JSON and CSV, and checksums. Small counts are hidden first. An earlier
/// snapshot in the same folder is replaced.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Publish {
    #[command(flatten)]
    place: Place,
    /// Tell what would be published, what is new in it and its fingerprint; nothing is published
    #[arg(long, conflicts_with_all = ["seen", "newest"])]
    preview: bool,
    /// Fingerprint of what was read, as --preview tells it; anything else is not published
    #[arg(long, value_name = "FINGERPRINT", required_unless_present_any = ["preview", "newest"])]
    seen: Option<Fingerprint>,
    /// Folder for the snapshot; with --preview for what would be published
    #[arg(long, value_name = "SNAPSHOT", required_unless_present = "preview")]
    out: Option<PathBuf>,
    /// Write the newest publication again instead of making a new one
    #[arg(long, conflicts_with = "seen")]
    newest: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    number: u32,
    out: &'a Path,
    fingerprint: &'a Fingerprint,
    promises: Vec<u32>,
    synthetic: bool,
}

/// What would be published, and what to give back when it is.
#[derive(Serialize)]
struct Previewed<'a> {
    number: u32,
    seen: &'a Fingerprint,
    promises: Vec<u32>,
    changes: &'a [Change],
    synthetic: bool,
}

impl Publish {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        if house.config().practice && self.out.is_some() {
            return Err(Failure::refused(Message::plain("practice-stays-inside")));
        }
        let snapshot = match (&self.seen, &self.out) {
            (Some(seen), Some(out)) => {
                writable(out)?;
                publish(&actor, &house, seen).await?
            }
            _ if self.preview => {
                let preview = preview(&actor, &house).await?;
                tell(desk, &preview)?;
                preview.next
            }
            _ => {
                actor.require(Action::ReadCasework)?;
                newer_than(&house, 0).await?.ok_or_else(|| AppError::not_found("publication", 1))?
            }
        };
        let Some(out) = &self.out else {
            return Ok(Ending::Done);
        };
        if let Err(error) = snapshot.write(out, &Fonts::new(crate::assets::document_fonts())) {
            if self.seen.is_some() {
                lofte_analyse::output::say_to_stderr(&desk.words.say("cli-publish-not-written"));
            }
            return Err(error.into());
        }
        if !self.preview {
            show(desk, &snapshot, out)?;
        }
        Ok(Ending::Done)
    }
}

/// Everything that would become public and is not what it was, line by line.
fn tell(desk: &mut Desk, preview: &Preview) -> Result<(), OutputError> {
    let next = &preview.next;
    if desk.format == Format::Json {
        return desk.out.json(&Previewed {
            number: next.number,
            seen: &preview.seen,
            promises: next.promises.iter().map(PublicPromise::number).collect(),
            changes: &preview.changes,
            synthetic: next.synthetic,
        });
    }
    let words = desk.words;
    if preview.changes.is_empty() {
        desk.say("cli-preview-nothing", &[])?;
    }
    for change in &preview.changes {
        desk.out.line(&line(words, change))?;
    }
    desk.out.line("")?;
    let gaps = [("number", next.number.to_string()), ("fingerprint", preview.seen.to_string())];
    desk.say("cli-preview-seen", &gaps)
}

fn line(words: Words, change: &Change) -> String {
    let about = match &change.subject {
        Subject::Promise { number } => words.tell("change-about-promise", &[("number", number.to_string())]),
        Subject::Agreement { title } => words.tell("change-about-agreement", &[("title", title.clone())]),
        Subject::Municipality => words.say("change-about-municipality"),
        Subject::Protection => words.say("change-about-protection"),
        Subject::Picture => words.say("change-about-picture"),
    };
    let part = match change.part {
        Part::Limit => words.known("change-limit", &change.which),
        part => format!("{} {}", words.known("change-part", &part.word()), change.which),
    };
    let said = match (&change.before, &change.after) {
        (None, Some(after)) => format!("{} {after}", words.say("change-new")),
        (Some(before), Some(after)) => format!("{} {after} (← {before})", words.say("change-changed")),
        (Some(before), None) => format!("{} {before}", words.say("change-gone")),
        (None, None) => String::new(),
    };
    format!("{about}, {}: {said}", part.trim())
}

/// Finds out that a folder cannot be written before a publication is numbered.
fn writable(out: &Path) -> Result<(), Failure> {
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    tempfile::tempdir_in(parent).map(drop).map_err(|source| Failure::machine(parent, source))
}

fn show(desk: &mut Desk, snapshot: &Snapshot, out: &Path) -> Result<(), OutputError> {
    let promises: Vec<u32> = snapshot.promises.iter().map(PublicPromise::number).collect();
    if desk.format == Format::Json {
        return desk.out.json(&Shown {
            number: snapshot.number,
            out,
            fingerprint: &snapshot.fingerprint,
            promises,
            synthetic: snapshot.synthetic,
        });
    }
    let gaps = [
        ("number", snapshot.number.to_string()),
        ("out", out.display().to_string()),
        ("promises", promises.len().to_string()),
        ("fingerprint", snapshot.fingerprint.to_string()),
    ];
    desk.say("cli-published", &gaps)?;
    if snapshot.synthetic {
        desk.say("synthetic", &[])?;
    }
    Ok(())
}
