//! The counts of a picture lie in a file beside the deliveries: what names it keeps it, what lacks it says so, and pictures
//! that hold their counts themselves are read as they were.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::fixture::copy_demo;
use lofte_app::doctor::examine;
use lofte_app::house::House;
use lofte_app::report::{Check, State};
use lofte_app::{access, backup, picture};
use lofte_model::access::Actor;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::picture::{Assessment, CellSlice, Cells, Edition, SituationReport};
use lofte_model::records::RecordKind;
use lofte_store::{AuditEntry, AuditVerb, Noun};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

async fn demo() -> (TempDir, House, Actor) {
    let dir = tempfile::tempdir().unwrap();
    copy_demo(dir.path()).await;
    let house = House::open(dir.path()).await.unwrap();
    let actor = access::acting_for(&house, None).await.unwrap();
    (dir, house, actor)
}

fn file_of(dir: &Path, report: &SituationReport) -> PathBuf {
    let file = report.rates.as_ref().unwrap().file().unwrap();
    dir.join(format!("records/0482/cells/{}.parquet", file.fingerprint))
}

fn words() -> Assessment {
    Assessment {
        analysis: "Två platser.".into(), consequences: "Otrygghet.".into(), ..Assessment::default()
    }
}

/// The picture as programs before this one kept it: every count in the document, and no statements.
async fn in_the_old_form(actor: &Actor, house: &House) -> SituationReport {
    let mut report = picture::draft(actor, house).await.unwrap().unwrap();
    let rates = report.rates.as_mut().unwrap();
    let cells = picture::rate_cells(actor, house, rates, |_, _| true).await.unwrap();
    rates.cells = Cells::Here(cells);
    report.conclusions = None;
    report
}

#[tokio::test]
async fn an_edition_with_its_counts_in_itself_answers_as_one_with_a_file() {
    let (_dir, house, actor) = demo().await;
    let new = picture::draft(&actor, &house).await.unwrap().unwrap().rates.unwrap();
    let report = in_the_old_form(&actor, &house).await;
    let at = "2026-11-30T08:00:00Z".parse().unwrap();
    let edition = Edition::adopt(report, words(), Some(2), actor.user, at).unwrap();
    let mut tx = house.store().begin(&actor.municipality).await.unwrap();
    tx.adopt_picture(&edition).await.unwrap();
    tx.commit(AuditEntry::new(at, None, AuditVerb::SetUp, Noun::Picture, "3")).await.unwrap();

    let read = picture::edition(&actor, &house, 3).await.unwrap();
    assert_eq!(read.fingerprint, edition.fingerprint);
    assert!(read.is_intact().unwrap() && read.report.conclusions.is_none());
    let old = read.report.rates.unwrap();
    assert_eq!(old.contents(), new.contents());
    for known in old.contents() {
        for year in known.years {
            for category in known.categories.iter().take(2).cloned().map(Some).chain([None]) {
                let slice = CellSlice { kind: known.kind, category, year };
                let here = picture::area_counts(&actor, &house, &old, &slice).await.unwrap();
                let kept = picture::area_counts(&actor, &house, &new, &slice).await.unwrap();
                assert_eq!(here, kept, "{slice:?}");
            }
        }
    }
    // What a publication is made from is the same, whichever way the counts are kept.
    lofte_app::publication::preview(&actor, &house).await.unwrap();
    assert!(examine(house.dir()).await.unwrap().is_sound());
}

#[tokio::test]
async fn counts_that_are_gone_are_told_by_the_doctor_and_by_the_trial_of_a_backup() {
    let (dir, house, actor) = demo().await;
    backup::take_checked(&actor, &house).await.unwrap();
    let edition = picture::edition(&actor, &house, 1).await.unwrap();
    let file = file_of(dir.path(), &edition.report);
    let bytes = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let report = examine(dir.path()).await.unwrap();
    let told = report.lines.iter().find(|line| line.check == Check::Picture).unwrap();
    assert_eq!((told.state, told.messages[0].key.as_str()), (State::Error, "doctor-cells-of-edition"));
    let without = dir.path().join("without.zip");
    backup::take(&actor, &house, &without, false).await.unwrap();
    assert!(backup::check_file(&actor, &house, &without).await.is_err(), "a backup without counts is none");
    let rates = edition.report.rates.unwrap();
    let slice = CellSlice { kind: RecordKind::Offence, category: None, year: 2025 };
    assert!(picture::area_counts(&actor, &house, &rates, &slice).await.is_err());

    fs::write(&file, &bytes).unwrap();
    assert!(examine(dir.path()).await.unwrap().is_sound());
    fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
    assert!(!examine(dir.path()).await.unwrap().is_sound());
}

#[tokio::test]
async fn what_an_edition_names_stays_and_what_nothing_names_goes_when_it_is_old() {
    let (dir, house, actor) = demo().await;
    let seen = picture::draft(&actor, &house).await.unwrap().unwrap();
    picture::adopt(&actor, &house, words(), &Fingerprint::of(&seen).unwrap()).await.unwrap();
    picture::refresh(&actor, &house).await.unwrap();
    picture::refresh(&actor, &house).await.unwrap();
    let adopted = file_of(dir.path(), &seen);
    let newest = file_of(dir.path(), &picture::draft(&actor, &house).await.unwrap().unwrap());
    let folder = dir.path().join("records/0482/cells");
    let long_ago =
        std::time::SystemTime::from(jiff::Timestamp::now()) - std::time::Duration::from_hours(3 * 24);
    let stray = folder.join(format!("{}.parquet", Fingerprint::of_bytes(b"nobody's")));
    let young = folder.join(format!("{}.parquet", Fingerprint::of_bytes(b"being computed")));
    for file in [&stray, &young] {
        fs::write(file, "counts").unwrap();
    }
    for file in
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|file| *file != young)
    {
        fs::File::options().write(true).open(file).unwrap().set_modified(long_ago).unwrap();
    }
    house.store().close().await;
    drop(house);
    House::open(dir.path()).await.unwrap();
    assert!(adopted.exists() && newest.exists() && young.exists() && !stray.exists());
}

#[tokio::test]
async fn a_picture_keeps_what_it_states_and_by_which_rules() {
    let (_dir, house, actor) = demo().await;
    let report = picture::draft(&actor, &house).await.unwrap().unwrap();
    let stated = report.conclusions.as_ref().unwrap();
    let highest = report.highest(RecordKind::Offence, None, 2025).unwrap();
    assert_eq!((highest.found.first.as_str(), highest.found.named.len()), ("0482C1030", 2));
    assert!(!stated.trends.is_empty() && !stated.weeks.is_empty() && !stated.shares.is_empty());
    // The document no longer grows with areas, categories and years.
    let written = serde_json::to_string(&report).unwrap();
    assert!(!written.contains("per_1000"), "no cell is in the document");
}
