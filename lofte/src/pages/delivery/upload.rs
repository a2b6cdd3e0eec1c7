//! The form that takes a file in: written down as it comes, and kept until it is delivered or given up. A file that
//! somebody says how to read is read at once; of any other, a guess is made and shown.

use super::source;
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::jobs::import::Order;
use crate::pages::{Page, SignedIn, WebError, asking};
use askama::Template;
use axum::extract::multipart::{Field as Part, Multipart, MultipartError, MultipartRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::limits::{Limits, megabytes};
use lofte_app::mapping::{Settled, propose};
use lofte_app::screening::answered;
use lofte_app::staging::{self, Staged};
use lofte_import::sources::survey::structure::Structure;
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::StagedId;
use lofte_model::records::Correction;
use lofte_model::screening::{Answer, Found};
use lofte_words::SV;
use lofte_words::{Language, Message};
use serde::Deserialize;
use std::path::Path;
use tokio::io::AsyncWriteExt;

/// Largest file: what the readers take too.
const LARGEST_FILE: u64 = 2 << 30;
/// Bytes between two looks at the room on the disk.
const LOOK_EVERY: u64 = 16 << 20;
/// Word of the choice that leaves it to the program what a file is.
const GUESS: &str = "gissa";
/// Word of the source of tables of incidents.
const INCIDENTS: &str = "incidents";
/// Word of the source of answers to a survey.
const SURVEY: &str = "survey";
/// Largest mapping or wave file.
const LARGEST_TEXT: usize = 1 << 20;

/// What somebody has filled in.
#[derive(Clone, Debug, Default)]
struct Upload {
    source: String,
    mapping: String,
    dry_run: bool,
    file_name: Option<String>,
    bytes: u64,
    /// The delivery that it comes in place of, and why.
    corrects: String,
    reason: String,
    /// The tick that says that nothing asked about is a person.
    tick: String,
    /// What the tick is for, when something is asked about.
    asked: Option<Fingerprint>,
    errors: Vec<(&'static str, String)>,
}

impl Upload {
    fn wrong(&mut self, field: &'static str, key: &str) {
        self.errors.push((field, SV.say(key)));
    }

    /// The file with what is said of it.
    fn staged(&self, signed_in: &SignedIn, house: &House, id: StagedId) -> Staged {
        let delivery = self.corrects.parse().ok();
        Staged {
            id,
            by: signed_in.actor.user,
            file_name: self.file_name.clone().unwrap_or_default(),
            bytes: self.bytes,
            at: house.now(),
            source: if self.source == GUESS { INCIDENTS.to_owned() } else { self.source.clone() },
            settings: (!self.mapping.trim().is_empty()).then(|| self.mapping.clone()),
            mapping: None,
            corrects: delivery.map(|delivery| Correction { delivery, reason: self.reason.trim().to_owned() }),
        }
    }

    /// Whether nobody has said how the file is to be read.
    fn is_to_be_guessed(&self) -> bool {
        matches!(self.source.as_str(), GUESS | INCIDENTS) && self.mapping.trim().is_empty()
    }

    /// Whether a draft of the wave file is made: nobody has described the wave, or only with the structure of the survey.
    fn is_to_be_drafted(&self) -> bool {
        self.source == SURVEY && (self.mapping.trim().is_empty() || Structure::is_one(&self.mapping))
    }

    /// Looks for what is missing or cannot be.
    fn check(&mut self) {
        if let Some(name) = &self.file_name {
            if lofte_model::screening::holds_identity_number(name) {
                self.wrong("file", "upload-name-personal-number");
            }
        } else if !self.errors.iter().any(|(field, _)| *field == "file") {
            self.wrong("file", "upload-no-file");
        }
        if !self.corrects.is_empty() && self.reason.trim().is_empty() {
            self.wrong("reason", "correction-no-reason");
        }
        if self.is_to_be_guessed() || self.is_to_be_drafted() {
            return;
        }
        let word = if self.source == GUESS { INCIDENTS } else { &self.source };
        let Some(card) = source::card(word) else {
            return self.wrong("source", "upload-no-source");
        };
        if card.settings.is_none() {
            self.mapping.clear();
        } else if self.mapping.trim().is_empty() {
            if card.needs_settings {
                self.wrong("mapping", "upload-no-mapping");
            }
        } else {
            match lofte_app::delivery::Source::new(word, Some(&self.mapping)) {
                // Asked about together with the name of the file, when the delivery is ordered.
                Ok(_) | Err(AppError::MayNamePerson(_)) => {}
                Err(error) => self.errors.push(("mapping", error.tell(Language::Swedish))),
            }
        }
    }

    /// Asks whether what was found is a person.
    fn ask(&mut self, found: &[Found]) {
        self.asked = Some(Answer::token(found));
        self.errors.extend(asking::questions(found).into_iter().map(|question| (asking::TICK, question)));
    }
}

#[derive(Template)]
#[template(path = "delivery_new.html")]
struct NewPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(&'static str, String)>,
    source: Field,
    sources: Vec<Choice>,
    file: Field,
    mapping: Field,
    mapping_file: Field,
    dry_run: bool,
    corrects: String,
    reason: Field,
    /// Name and value of the tick, when something is asked about.
    asked: Option<(&'static str, String)>,
    about: Vec<NavItem>,
}

impl NewPage {
    fn new(signed_in: &SignedIn, upload: &Upload) -> Self {
        let wrong = |name: &str| {
            let errors = upload.errors.iter().filter(|(field, _)| *field == name);
            errors.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let again = if upload.errors.is_empty() { "" } else { " Filen behöver väljas en gång till." };
        let here = "/leveranser/ny";
        let choice = |name: &str| Choice::new(name, source::title(name)).chosen_if(&upload.source);
        Self {
            frame: signed_in.frame(),
            crumbs: vec![NavItem::new("Underlag", "/leveranser"), NavItem::new("Leverera", here).at(here)],
            errors: upload.errors.clone(),
            source: Field::new("source", "Vad innehåller filen?").error(wrong("source")),
            sources: std::iter::once(GUESS).chain(lofte_app::delivery::words()).map(choice).collect(),
            file: Field::new("file", "Fil")
                .hint(format!("CSV (även packad med gzip), XLSX, XLS, ODS, Parquet eller en GeoPackage med punkter; GeoJSON, GeoPackage eller en ZIP med en shapefil för områden. Högst 2 GiB.{again}"))
                .error(wrong("file")),
            mapping: Field::new("mapping", "… eller klistra in den här")
                .value(&upload.mapping)
                .error(wrong("mapping"))
                .optional(),
            mapping_file: Field::new("mapping_file", "Mappningsfil")
                .hint("För trygghetsmätningar: urval och kodbok, eller enkätens struktur ur LimeSurvey (.lss); utan fil görs ett utkast av svaren. För händelser behövs ingen; där visas i nästa steg hur filen läses.")
                .optional(),
            dry_run: upload.dry_run,
            corrects: upload.corrects.clone(),
            reason: Field::new("reason", "Vad var fel i den tidigare filen?")
                .hint("Skälet visas i uppföljningen, också för invånarna. Namnge ingen person.")
                .value(&upload.reason)
                .error(wrong("reason")),
            asked: upload.asked.as_ref().map(|token| (asking::TICK, token.to_string())),
            about: source::links(),
        }
    }
}

/// What a link to the form may have chosen beforehand.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    kalla: String,
    /// The delivery that a corrected file is to come in place of.
    #[serde(default)]
    rattar: String,
}

/// Visa formuläret.
pub(super) async fn form(signed_in: SignedIn, Query(chosen): Query<Chosen>) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import).map_err(AppError::from)?;
    let source = if chosen.kalla.is_empty() { GUESS.to_owned() } else { chosen.kalla };
    let upload = Upload { source, corrects: chosen.rattar, ..Upload::default() };
    Ok(Page(NewPage::new(&signed_in, &upload)).into_response())
}

/// Ta emot en fil och ställ den i kö.
pub(super) async fn receive(
    signed_in: SignedIn,
    State(house): State<House>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import).map_err(AppError::from)?;
    let parts = match parts {
        Ok(parts) => parts,
        Err(no_parts) => return Ok(no_parts.into_response()),
    };
    let begun = staging::begin(&signed_in.actor, &house).await?;
    match take(&signed_in, &house, (begun.id, &begun.file), parts).await? {
        (_, Some(onward)) => {
            begun.keep();
            Ok(Redirect::to(&onward).into_response())
        }
        (upload, None) => {
            let page = Page(NewPage::new(&signed_in, &upload));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Writes the file down, looks at the rest, and says where it goes on if there is nothing wrong: to how the file is read,
/// or to the reading.
async fn take(
    signed_in: &SignedIn,
    house: &House,
    (id, folder): (StagedId, &Path),
    parts: Multipart,
) -> Result<(Upload, Option<String>), AppError> {
    let mut upload = read(parts, folder, house.limits()).await?;
    upload.check();
    if !upload.errors.is_empty() {
        return Ok((upload, None));
    }
    let staged = upload.staged(signed_in, house, id);
    let answer = asking::answer(Some(&upload.tick));
    let onward = answered(answer, async {
        staging::keep(&signed_in.actor, house, &staged).await?;
        if upload.is_to_be_guessed() {
            return guessed(signed_in, house, staged).await;
        }
        if upload.is_to_be_drafted() {
            return drafted(signed_in, house, staged).await;
        }
        let job = Order::of_file(&staged, upload.dry_run).place(&signed_in.actor, house).await?;
        Ok(format!("/jobb/{job}"))
    });
    match onward.await {
        Ok(onward) => Ok((upload, Some(onward))),
        Err(AppError::MayNamePerson(found)) => {
            upload.ask(&found);
            Ok((upload, None))
        }
        Err(error @ AppError::Import(_)) => {
            upload.errors.push(("file", error.tell(Language::Swedish)));
            Ok((upload, None))
        }
        Err(error) => Err(error),
    }
}

/// Makes a guess at how the file is read, and keeps it with the file.
async fn guessed(signed_in: &SignedIn, house: &House, mut staged: Staged) -> Result<String, AppError> {
    let actor = &signed_in.actor;
    staging::name_is_nobodys(&staged)?;
    let file = (staged.path(house), staged.file_name.clone());
    staged.mapping = Some(propose(actor, house, file, Settled::default()).await?.mapping);
    staging::keep(actor, house, &staged).await?;
    Ok(super::staged::href(staged.id))
}

/// Makes a draft of the wave file, and keeps it with the file.
async fn drafted(signed_in: &SignedIn, house: &House, mut staged: Staged) -> Result<String, AppError> {
    staging::name_is_nobodys(&staged)?;
    super::staged::draft(signed_in, house, &mut staged).await?;
    Ok(super::staged::href(staged.id))
}

async fn read(mut parts: Multipart, folder: &Path, limits: &Limits) -> Result<Upload, AppError> {
    let mut upload = Upload::default();
    while let Some(part) = parts.next_field().await.map_err(|error| interrupted(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "source" => upload.source = text(part, &mut upload).await?,
            "mapping" | "mapping_file" => {
                let text = text(part, &mut upload).await?;
                // A chosen file wins over what stands in the box.
                if !text.trim().is_empty() && (name == "mapping_file" || upload.mapping.is_empty()) {
                    upload.mapping = text;
                }
            }
            "dry_run" => upload.dry_run = true,
            "corrects" => upload.corrects = text(part, &mut upload).await?,
            "reason" => upload.reason = text(part, &mut upload).await?,
            asking::TICK => upload.tick = text(part, &mut upload).await?,
            "file" => {
                let before = upload.errors.len();
                write_down(part, folder, limits, &mut upload).await?;
                if upload.errors.len() > before {
                    // The rest is not read: somebody would wait for gigabytes that nobody keeps.
                    return Ok(upload);
                }
            }
            _ => {}
        }
    }
    Ok(upload)
}

/// Writes the file into the folder, piece by piece, as long as there is nothing wrong with it.
async fn write_down(
    mut part: Part<'_>,
    folder: &Path,
    limits: &Limits,
    upload: &mut Upload,
) -> Result<(), AppError> {
    let Some(name) = part.file_name().filter(|name| !name.is_empty()).map(staging::plain_name) else {
        return Ok(());
    };
    if upload.file_name.is_some() {
        upload.wrong("file", "upload-one-file");
        return Ok(());
    }
    let path = folder.join(&name);
    let failed = |source| AppError::machine(&path, source);
    let mut file = tokio::fs::File::create(&path).await.map_err(failed)?;
    let (mut bytes, mut looked_at) = (0_u64, None);
    while let Some(piece) = part.chunk().await.map_err(|error| interrupted(&error))? {
        bytes = bytes.saturating_add(piece.len() as u64);
        if bytes > LARGEST_FILE {
            upload.wrong("file", "upload-too-large");
            return Ok(());
        }
        // Before the first piece, and now and then.
        if looked_at.replace(bytes / LOOK_EVERY) != Some(bytes / LOOK_EVERY) && !limits.has_room(folder) {
            let gaps = [("megabytes", megabytes(limits.free_disk).to_string())];
            upload.errors.push(("file", SV.tell("limit-free-disk", &gaps)));
            return Ok(());
        }
        file.write_all(&piece).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)?;
    upload.bytes = bytes;
    upload.file_name = Some(name);
    Ok(())
}

/// A part that is text.
async fn text(mut part: Part<'_>, upload: &mut Upload) -> Result<String, AppError> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| interrupted(&error))? {
        if bytes.len() + piece.len() > LARGEST_TEXT {
            upload.wrong("mapping", "upload-mapping-too-large");
            return Ok(String::new());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
}

fn interrupted(error: &MultipartError) -> AppError {
    tracing::info!(cause = error.body_text(), "an upload was interrupted");
    AppError::refused(Message::plain("upload-interrupted"))
}
