//! `lofte init`: a new, empty house for a municipality.
//!
//! Everything that may be wrong with the arguments is looked at before anything is made; what a failure afterwards
//! leaves in the folder is taken away again.

use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use super::password;
use clap::Args;
use lofte_analyse::output::Format;
use lofte_app::access::actor;
use lofte_app::account::{NewAccount, add_first_account};
use lofte_app::config::{Config, ConfigError, FILE};
use lofte_app::delivery::{Request, Source, import, look};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::recovery::renew_recovery_codes;
use lofte_import::Note;
use lofte_model::access::Role;
use lofte_model::place::{Municipality, MunicipalityCode};
use lofte_store::{AuditEntry, AuditVerb, Noun, Store};
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte init --municipality 0482 --name Flen --dir flen --areas deso.geojson";

/// Make a new house for a municipality
///
/// Asks for the first coordinator's password, twice. Areas are GeoJSON polygons with the property `code` (or `deso`),
/// and may have `name`, `place_type`, `population`, `aged_16_85`, `population_year` and `source`. Coordinates are
/// degrees, or metres of a system that the file names or that only fits; what is not read is told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Init {
    /// Code of the municipality, four digits
    #[arg(long, value_name = "CODE")]
    municipality: MunicipalityCode,
    /// Name of the municipality
    #[arg(long)]
    name: String,
    /// Folder to make it in
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Statistical areas (DeSO), GeoJSON
    #[arg(long, value_name = "FILE.geojson")]
    areas: Option<PathBuf>,
    /// Areas that the municipality has drawn itself, GeoJSON
    #[arg(long, value_name = "FILE.geojson")]
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
struct Made<'a> {
    dir: &'a Path,
    municipality: &'a MunicipalityCode,
    areas: usize,
    login: &'a str,
    recovery_codes: &'a [String],
}

impl Init {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        if self.dir.join(FILE).exists() {
            return Err(ConfigError::AlreadyThere(self.dir).into());
        }
        let sources = self.files_of_areas()?;
        let today = lofte_words::swedish(jiff::Timestamp::now()).date();
        let areas = look(&sources, &self.municipality, today)?.len();
        let password = password::ask(desk.words, &self.login, self.password_file.as_deref())?;
        lofte_model::password::check(&password, &self.login).map_err(AppError::from)?;
        let before = files(&self.dir);
        let (codes, notes) = match self.make(password, sources).await {
            Ok(made) => made,
            Err(failure) => {
                remove_new(&self.dir, &before);
                return Err(failure);
            }
        };
        if desk.format == Format::Json {
            let (dir, municipality) = (self.dir.as_path(), &self.municipality);
            let login = self.login.as_str();
            desk.out.json(&Made { dir, municipality, areas, login, recovery_codes: &codes })?;
        }
        let arguments = [
            ("name", self.name.clone()),
            ("dir", self.dir.display().to_string()),
            ("areas", desk.words.count(areas as u64)),
            ("login", self.login.clone()),
        ];
        desk.say("cli-init-made", &arguments)?;
        desk.say("cli-init-codes", &[("codes", codes.join("\n  "))])?;
        for (file, note) in notes {
            desk.say("cli-init-note", &[("file", file), ("text", desk.words.told("note", &note))])?;
        }
        Ok(Ending::Done)
    }

    /// The files of areas, with how they are read.
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

    /// Makes the house; gives back the recovery codes, and what is worth knowing about each file of areas.
    async fn make(
        &self,
        password: String,
        files: Vec<(Source, PathBuf)>,
    ) -> Result<(Vec<String>, Vec<(String, Note)>), Failure> {
        let code = self.municipality.to_string();
        let config = Config::of(code);
        config.create(&self.dir)?;
        let municipality = Municipality {
            code: self.municipality.clone(),
            name: self.name.clone(),
            synthetic: false,
            contact: self.contact.clone(),
        };
        let store = Store::open(&config.store_url(&self.dir)).await?;
        let entry = AuditEntry::new(
            jiff::Timestamp::now(),
            None,
            AuditVerb::SetUp,
            Noun::Municipality,
            &self.municipality,
        );
        store.add_municipality(&municipality, lofte_app::screening::answer(), entry).await?;
        store.close().await;
        let house = House::open(&self.dir).await?;
        let (login, role) = (self.login.clone(), Role::Coordinator);
        let account = add_first_account(&house, NewAccount { login, password, role, party: None }).await?;
        let actor = actor(&house, &account);
        let mut notes = Vec::new();
        for (source, file) in files {
            let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
            let request = Request { source, file, file_name: name.clone(), dry_run: false };
            let delivered = import(&actor, &house, request, Box::new(|_, _| ())).await?;
            notes.extend(delivered.notes.into_iter().map(|note| (name.clone(), note)));
        }
        let codes = renew_recovery_codes(&actor, &house).await?;
        house.store().close().await;
        Ok((codes, notes))
    }
}

/// What lies in a folder; nothing where there is none.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten();
    entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect()
}

/// Takes away what came into the folder since. What cannot be removed is left: the failure is told anyway.
fn remove_new(dir: &Path, before: &[PathBuf]) {
    for path in files(dir).iter().filter(|path| !before.contains(path)) {
        let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    }
}
