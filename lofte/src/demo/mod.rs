//! The demo: a municipality whose promise can be followed from source rows to a published verdict.
//!
//! Areas, residents and Brå's counts are real; rows, answers and casework are synthetic and say so. Everything comes in
//! through the same use cases as real work: the files under `underlag/` are delivered, the promise is signed by two
//! accounts, the verdict is computed from the frozen rule. The clock runs from 2022 to 2026 meanwhile.

mod casework;
mod files;
pub mod model;
mod ongoing;
mod plan;
mod sides;
mod story;
mod texts;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use lofte_app::access::actor;
use lofte_app::account::{Invited, accept_link, invite};
use lofte_app::account::{NewAccount, add_first_account};
use lofte_app::config::Config;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::place::create_municipality;
use lofte_import::sources::areas::read;
use lofte_import::{Context, ImportError};
use lofte_model::access::{Actor, Channel, Role};
use lofte_model::followup::Outcome;
use lofte_model::id::PartyId;
use lofte_model::place::{Area, AreaKind, Municipality, MunicipalityCode};
use std::path::{Path, PathBuf};

const DESO: &str = include_str!("../../data/flen/deso.geojson");
const OWN: &str = include_str!("../../data/flen/egna.geojson");
const DESO_FILE: &str = "deso.geojson";
const OWN_FILE: &str = "egna.geojson";
/// The day that the areas are delivered: their residents are those of the year before.
const AREAS_TAKEN: Date = date(2026, 1, 12);
const BRA: &str = include_str!("../../data/flen/bra.csv");

/// What the demo is called: its areas and official counts are those of this municipality.
const NAME: &str = "Flen";
/// What a practice municipality is called.
const PRACTICE_NAME: &str = "Övningskommunen";

/// The password of every demo account. They exist in demo houses only.
pub const PASSWORD: &str = "loftet-ska-hallas";

/// Accounts of the demo: name and role.
pub const LOGINS: [(&str, Role); 4] = [
    ("samordnare", Role::Coordinator),
    ("polis", Role::Police),
    ("bostadsbolag", Role::Partner),
    ("lasare", Role::Reader),
];

/// Tells what is being made: a step of so many, and its key in the text files.
pub type Progress<'a> = &'a mut (dyn FnMut(u32, u32, &'static str) + Send);

/// What was made.
#[derive(Clone, Debug)]
pub struct DemoMade {
    /// Folder.
    pub dir: PathBuf,
    /// Deliveries.
    pub deliveries: usize,
    /// Rows stored.
    pub rows: u64,
    /// The promises that were given.
    pub promises: Vec<DemoPromise>,
}

/// A promise of the demo, on both axes.
#[derive(Clone, Debug)]
pub struct DemoPromise {
    /// Number.
    pub number: u32,
    /// Title.
    pub title: String,
    /// What became of the undertakings together; none without undertakings.
    pub deeds: Option<Outcome>,
    /// The answer of the latest verdict.
    pub answer: Option<String>,
}

/// The areas of the demo.
pub fn areas() -> Result<Vec<Area>, AppError> {
    let municipality = code()?;
    let mut areas: Vec<Area> = Vec::new();
    for (file, text, kind) in [(DESO_FILE, DESO, AreaKind::Statistical), (OWN_FILE, OWN, AreaKind::Own)] {
        let context =
            Context { municipality: &municipality, areas: &areas, today: AREAS_TAKEN, gazetteer: &[] };
        let refused = |source| ImportError::AreaFile { file: file.to_owned(), source };
        let found = read(text.as_bytes(), kind, &context).map_err(refused)?;
        areas.extend(found.areas);
    }
    Ok(areas)
}

fn code() -> Result<MunicipalityCode, AppError> {
    "0482".parse().map_err(|error| AppError::Defect(format!("{error}")))
}

/// Those who act in the story.
pub(crate) struct Cast {
    pub(crate) coordinator: Actor,
    pub(crate) police: Actor,
    pub(crate) partner: Actor,
}

/// Makes the demo municipality in a new folder.
pub async fn make(dir: &Path, progress: Progress<'_>) -> Result<DemoMade, AppError> {
    make_with(dir, "", progress).await
}

/// The same, with the casework at an address of one's own; empty for SQLite in the folder.
pub async fn make_with(dir: &Path, store: &str, progress: Progress<'_>) -> Result<DemoMade, AppError> {
    let settings = |config| Config { store: store.to_owned(), ..config };
    make_as(dir, NAME, settings, progress).await
}

/// The same as a practice municipality. It is called so too, since its name stands on every page, document and file.
pub async fn make_practice(dir: &Path, progress: Progress<'_>) -> Result<DemoMade, AppError> {
    make_as(dir, PRACTICE_NAME, |config| Config { practice: true, ..config }, progress).await
}

async fn make_as(
    dir: &Path,
    name: &str,
    settings: impl FnOnce(Config) -> Config,
    progress: Progress<'_>,
) -> Result<DemoMade, AppError> {
    progress(0, STEPS, "demo-step-house");
    let code = code()?;
    settings(Config::of(code.to_string())).create(dir)?;
    let municipality =
        Municipality { code, name: name.into(), synthetic: true, contact: texts::CONTACT.into() };
    let house = House::open(dir).await?.at(moment(2022, 1, 10)?);
    create_municipality(&house, &municipality).await?;
    let cast = cast(&house).await?;
    progress(1, STEPS, "demo-step-files");
    let (areas, files) = (files::write_areas(dir)?, files::write(dir)?);
    story::deliver(&house, &cast, &areas).await?;
    // The story is long, and its future with it.
    let made = Box::pin(story::tell(&house, &cast, &files, progress)).await?;
    // The folder is whole, and its files stand still, when this returns.
    house.store().close().await;
    Ok(made)
}

/// Steps that the progress counts.
pub(crate) const STEPS: u32 = 7;

async fn cast(house: &House) -> Result<Cast, AppError> {
    let (login, password) = ("samordnare".to_owned(), PASSWORD.to_owned());
    let first = NewAccount { login, password, role: Role::Coordinator, party: None };
    let first = add_first_account(house, first).await?;
    let coordinator = actor(house, &first);
    for party in texts::parties() {
        lofte_app::agreement::save_party(&coordinator, house, &party).await?;
    }
    let add = async |login: &str, role: Role, party: Option<PartyId>| -> Result<Actor, AppError> {
        let invited = Invited { login: login.to_owned(), role, party };
        let (_, link) = invite(&coordinator, house, invited).await?;
        let account = accept_link(house, &Channel::Program, &link, PASSWORD).await?;
        Ok(actor(house, &account))
    };
    let police = add("polis", Role::Police, Some(texts::police())).await?;
    let partner = add("bostadsbolag", Role::Partner, Some(texts::housing())).await?;
    add("lasare", Role::Reader, None).await?;
    Ok(Cast { coordinator, police, partner })
}

/// Ten in the morning of a Swedish day.
pub(crate) fn moment(year: i16, month: i8, day: i8) -> Result<Timestamp, AppError> {
    Date::new(year, month, day)
        .and_then(|date| date.at(10, 0, 0, 0).in_tz("Europe/Stockholm"))
        .map(|zoned| zoned.timestamp())
        .map_err(|error| AppError::Defect(error.to_string()))
}
