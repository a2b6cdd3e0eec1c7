//! The files of the demo, written to `underlag/` as a police authority, a municipality or a survey company would
//! deliver them, each with the mapping that reads it. A newcomer can deliver them by hand too.

use super::model::{Drawing, GROUPS, MAILED, OFFENCE_YEARS, OUT_OF_SCOPE, year_counts};
use super::{AREAS_TAKEN, BRA, DESO, DESO_FILE, OWN, OWN_FILE, areas};
use lofte_app::error::AppError;
use lofte_model::place::{Area, AreaKind};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Categories of EST reports: word in the file and slug.
const DISTURBANCES: [(&str, &str); 5] = [
    ("Otrygg plats", "unsafe_place"),
    ("Ordningsstörning", "disorder"),
    ("Misstänkt narkotikahantering", "drug_handling"),
    ("Ungdomssamling", "gathering"),
    ("Nedskräpning", "littering"),
];

/// Categories of fault reports: word in the file and slug.
const FAULTS: [(&str, &str); 4] = [
    ("Trasig belysning", "lighting"),
    ("Klotter", "graffiti"),
    ("Skadat inventarium", "damage"),
    ("Buskage skymmer", "overgrown"),
];

/// A delivery to come: who delivers what, and when.
pub(super) struct DemoFile {
    /// The source word of the command line.
    pub(super) source: &'static str,
    /// File.
    pub(super) file: PathBuf,
    /// Text of the mapping.
    pub(super) mapping: Option<String>,
    /// The day it is delivered.
    pub(super) day: (i16, i8, i8),
}

/// Made-up cut points of a problem index, to load by hand.
const INDEX_TABLE: &str = include_str!("indextabell.toml");

/// Writes the files of areas, which all others need.
pub(super) fn write_areas(dir: &Path) -> Result<Vec<DemoFile>, AppError> {
    let folder = folder(dir)?;
    let day = (AREAS_TAKEN.year(), AREAS_TAKEN.month(), AREAS_TAKEN.day());
    let file = |(source, name, text): (&'static str, &str, &str)| {
        let file = folder.join(name);
        save(&file, text)?;
        Ok(DemoFile { source, file, mapping: None, day })
    };
    [("areas", DESO_FILE, DESO), ("own_areas", OWN_FILE, OWN)].into_iter().map(file).collect()
}

fn folder(dir: &Path) -> Result<PathBuf, AppError> {
    let folder = dir.join("underlag");
    std::fs::create_dir_all(&folder).map_err(|source| AppError::machine(&folder, source))?;
    Ok(folder)
}

/// Writes all files of rows.
pub(super) fn write(dir: &Path) -> Result<Vec<DemoFile>, AppError> {
    let folder = folder(dir)?;
    let areas = areas()?;
    // It is not loaded: a picture has no index before somebody has chosen whose cut points count.
    save(&folder.join("indextabell.toml"), INDEX_TABLE)?;
    let mut files = Vec::new();
    let mut add = |source, name: &str, text: &str, mapping: Option<(&str, &str)>, day| {
        let file = folder.join(name);
        save(&file, text)?;
        if let Some((mapping_name, mapping)) = mapping {
            save(&folder.join(mapping_name), mapping)?;
        }
        let mapping = mapping.map(|(_, mapping)| mapping.to_owned());
        files.push(DemoFile { source, file, mapping, day });
        Ok::<(), AppError>(())
    };
    add("bra", "bra.csv", BRA, None, (2026, 4, 1))?;
    let counts = year_counts(BRA, "0482");
    let offences = offence_mapping();
    for year in OFFENCE_YEARS {
        let text = drawing(&areas, 100 + year)?.offences(&counts, year);
        let name = format!("syntetisk-polisen-{year}.csv");
        add("incidents", &name, &text, Some(("polisen.toml", &offences)), (year + 1, 1, 20))?;
    }
    let est = report_mapping("est", "disturbance", &DISTURBANCES);
    let faults = report_mapping("felanmalan", "fault", &FAULTS);
    for year in 2022..=2025 {
        let words = |categories: &[(&'static str, &str)]| -> Vec<&'static str> {
            categories.iter().map(|(word, _)| *word).collect()
        };
        let text = drawing(&areas, 200 + year)?.reports(year, 9, &words(&DISTURBANCES), 2023);
        add(
            "incidents",
            &format!("syntetisk-est-{year}.csv"),
            &text,
            Some(("est.toml", &est)),
            (year + 1, 1, 21),
        )?;
        let text = drawing(&areas, 300 + year)?.reports(year, 12, &words(&FAULTS), 2023);
        add(
            "incidents",
            &format!("syntetisk-felanmalan-{year}.csv"),
            &text,
            Some(("felanmalan.toml", &faults)),
            (year + 1, 1, 22),
        )?;
    }
    for year in [2023, 2025] {
        let text = drawing(&areas, 400 + year)?.answers(year == 2025);
        let mapping = wave_mapping(year, &areas);
        add(
            "survey",
            &format!("syntetisk-trygghet-{year}.csv"),
            &text,
            Some((&format!("trygghet-{year}.toml"), &mapping)),
            (year, 6, 12),
        )?;
    }
    files.sort_by_key(|file| file.day);
    Ok(files)
}

fn drawing(areas: &[Area], stream: i16) -> Result<Drawing<'_>, AppError> {
    Drawing::new(areas, u64::from(stream.unsigned_abs()))
        .ok_or_else(|| AppError::Defect("the demo has no station area".into()))
}

fn save(path: &Path, text: &str) -> Result<(), AppError> {
    std::fs::write(path, text).map_err(|source| AppError::machine(path, source))
}

fn categories(pairs: impl IntoIterator<Item = (&'static str, &'static str)>) -> String {
    pairs.into_iter().fold(String::from("[categories]\n"), |mut text, (word, slug)| {
        let _ = writeln!(text, "{word:?} = {slug:?}");
        text
    })
}

fn offence_mapping() -> String {
    format!(
        "# Syntetiska uppgifter: dragna ur demons modell, antal per år och grupp enligt Brå.\n\
         source = \"polisen\"\nkind = \"offence\"\nsynthetic = true\n\n\
         [columns]\nid = \"Ärende\"\ndate = \"Brottsdatum\"\nclock = \"Klockslag\"\ncategory = \"Brottstyp\"\n\
         latitude = \"Latitud\"\nlongitude = \"Longitud\"\n\n{}",
        categories(GROUPS.into_iter().map(|(slug, word)| (word, slug)))
    )
}

fn report_mapping(source: &str, kind: &str, pairs: &[(&'static str, &'static str)]) -> String {
    format!(
        "# Syntetiska uppgifter: dragna ur demons modell.\n\
         source = {source:?}\nkind = {kind:?}\nsynthetic = true\n\n\
         [columns]\nid = \"Nr\"\ntime = \"Tidpunkt\"\ncategory = \"Typ\"\n\
         latitude = \"Latitud\"\nlongitude = \"Longitud\"\n\n{}",
        categories(pairs.iter().copied())
    )
}

fn wave_mapping(year: i16, areas: &[Area]) -> String {
    let mut text = format!(
        "# Syntetiska uppgifter: svar dragna ur demons modell.\n\
         synthetic = true\nname = \"{year}\"\nyear = {year}\ninstrument = \"Löftes demoenkät\"\nmode = \"post_and_web\"\n\
         ages = [16, 85]\nfieldwork = {{ from = \"{year}-04-03\", to = \"{year}-05-28\" }}\n\n[columns]\nstratum = \"omrade\"\n\n"
    );
    for area in areas.iter().filter(|area| area.kind == AreaKind::Statistical) {
        let register = area.population.as_ref().and_then(|population| population.aged_16_85).unwrap_or(0);
        let _ = write!(
            text,
            "[[strata]]\narea = \"{}\"\nregister_count = {register}\nmailed = {MAILED}\n\
             out_of_scope = {OUT_OF_SCOPE}\n\n",
            area.code
        );
    }
    let scale = "answers = { 1 = \"Mycket trygg\", 2 = \"Ganska trygg\", 3 = \"Ganska otrygg\", \
                 4 = \"Mycket otrygg\", 5 = \"Går inte ut eller vet inte\" }";
    let questions = [
        (
            "ute_sent",
            "Hur trygg eller otrygg känner du dig när du går ute ensam sent en kväll i ditt bostadsområde?",
            "trygg_ute_sent",
            "känner sig trygga ute sent på kvällen i sitt bostadsområde",
        ),
        (
            "stationen",
            "Hur trygg eller otrygg känner du dig när du vistas på stationsområdet en kväll?",
            "trygg_stationen",
            "känner sig trygga på stationsområdet en kväll",
        ),
    ];
    for (item, question, _, _) in questions {
        let _ = write!(text, "[[items]]\ncode = \"{item}\"\nquestion = \"{question}\"\n{scale}\n\n");
    }
    for (item, _, code, name) in questions {
        let _ = write!(
            text,
            "[[indicators]]\ncode = \"{code}\"\nname = \"{name}\"\nitem = \"{item}\"\n\
             yes = [1, 2]\nno = [3, 4]\n\n"
        );
    }
    text
}
