//! `lofte init`: a new, empty house for a municipality.
//!
//! The municipality is known: its code or name is enough. Everything that may be wrong with the arguments is looked at
//! before anything is made; what a failure afterwards leaves in the folder is taken away again.

use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use super::password;
use clap::Args;
use lofte_analyse::output::Format;
use lofte_app::account::NewAccount;
use lofte_app::config::{ConfigError, FILE};
use lofte_app::delivery::{Source, look};
use lofte_app::error::AppError;
use lofte_app::setup::{Made, NewHouse, begin};
use lofte_import::reference::{self, Asked};
use lofte_model::access::Role;
use lofte_model::place::{Municipality, MunicipalityCode};
use lofte_words::Message;
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte init --municipality 0482
  lofte init --municipality Flen --dir /var/lib/lofte --areas deso.gpkg";

/// Make a new house for a municipality
///
/// Asks for the first coordinator's password, twice. The municipality begins with its areas of RegSO 2025 and their
/// residents, which the program has; with --areas it begins with those of a file instead: GeoJSON, GeoPackage or a shapefile
/// in a ZIP, such as Statistics Sweden's DeSO of the whole country, of which its own are taken. What is not read is told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Init {
    /// Code or name of the municipality: 0482, Flen
    #[arg(long, value_name = "CODE")]
    municipality: String,
    /// Another name for it than the usual one
    #[arg(long)]
    name: Option<String>,
    /// Folder to make it in; otherwise one with the name of the municipality
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Statistical areas (DeSO or RegSO) instead of those that the program has
    #[arg(long, value_name = "FILE")]
    areas: Option<PathBuf>,
    /// Areas that the municipality has drawn itself
    #[arg(long, value_name = "FILE")]
    own_areas: Option<PathBuf>,
    /// How residents reach the coordination function
    #[arg(long, value_name = "TEXT", default_value = "")]
    contact: String,
    /// Name that the first coordinator signs in with
    #[arg(long, default_value = "samordnare")]
    login: String,
    /// File whose first line is the password
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Shown<'a> {
    dir: &'a Path,
    municipality: &'a MunicipalityCode,
    areas: usize,
    login: &'a str,
    recovery_codes: &'a [String],
}

impl Init {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let known = known(desk, &self.municipality)?;
        let dir = self.dir.clone().unwrap_or_else(|| PathBuf::from(folder(&known.name)));
        if dir.join(FILE).exists() {
            return Err(ConfigError::AlreadyThere(dir).into());
        }
        let files = self.files_of_areas()?;
        let today = lofte_words::swedish(jiff::Timestamp::now()).date();
        look(&files, &known.code, today)?;
        let password = password::ask(desk.words, &self.login, self.password_file.as_deref())?;
        lofte_model::password::check(&password, &self.login).map_err(AppError::from)?;
        let name = self.name.clone().unwrap_or_else(|| known.name.clone());
        let municipality =
            Municipality { code: known.code.clone(), name, synthetic: false, contact: self.contact };
        let account =
            NewAccount { login: self.login.clone(), password, role: Role::Coordinator, party: None };
        let known_areas = self.areas.is_none();
        let new = NewHouse { municipality: municipality.clone(), files, known_areas, account };
        let Made { areas, recovery_codes: codes, notes } = begin(&dir, new).await?;
        if desk.format == Format::Json {
            let (dir, municipality) = (dir.as_path(), &known.code);
            let login = self.login.as_str();
            desk.out.json(&Shown { dir, municipality, areas, login, recovery_codes: &codes })?;
        }
        let arguments = [
            ("name", municipality.name.clone()),
            ("dir", dir.display().to_string()),
            ("areas", desk.words.count(areas as u64)),
            ("login", self.login.clone()),
        ];
        desk.say("cli-init-made", &arguments)?;
        if municipality.name != known.name {
            let usual = ("usual", known.name.clone());
            let names = [("name", municipality.name), usual, ("code", known.code.to_string())];
            desk.say("cli-init-other-name", &names)?;
        }
        desk.say("cli-init-codes", &[("codes", codes.join("\n  "))])?;
        for (file, note) in notes {
            desk.say("cli-init-note", &[("file", file), ("text", desk.words.told("note", &note))])?;
        }
        desk.say("cli-init-next", &arguments)?;
        Ok(Ending::Done)
    }

    /// The files of areas, with how they are read. Own areas alone lie over those that the program has.
    fn files_of_areas(&self) -> Result<Vec<(Source, PathBuf)>, Failure> {
        let files = [("areas", &self.areas), ("own_areas", &self.own_areas)];
        let mut all = Vec::new();
        for (source, path) in files {
            let Some(path) = path else { continue };
            std::fs::metadata(path).map_err(|source| Failure::machine(path, source))?;
            all.push((Source::new(source, None)?, path.clone()));
        }
        Ok(all)
    }
}

/// The municipality that is meant; near ones are named where there is none.
pub(super) fn known(desk: &Desk, text: &str) -> Result<&'static reference::Municipality, Failure> {
    match reference::asked(text) {
        Asked::Known(known) => Ok(known),
        Asked::Near(near) => {
            let named = near.iter().map(|known| format!("{} {}", known.code, known.name)).collect::<Vec<_>>();
            let key = if named.is_empty() { "municipality-unknown" } else { "municipality-unknown-near" };
            let message = Message::with(key, "asked", text).and("near", desk.words.list(&named));
            Err(Failure::refused(message))
        }
    }
}

/// A name as that of a folder: letters that every machine writes.
fn folder(name: &str) -> String {
    let plain = |sign: char| match sign {
        'å' | 'ä' => 'a',
        'ö' => 'o',
        'é' => 'e',
        sign if sign.is_ascii_alphanumeric() => sign,
        _ => '-',
    };
    name.to_lowercase().chars().map(plain).collect()
}
