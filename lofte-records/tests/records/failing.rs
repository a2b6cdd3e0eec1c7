//! A full disk, a place that may not be written to, files that are damaged or of a later form.

use crate::common::{Places, deliver, draft, facts, files, flen, incident, incidents, push, stage, total};
use crate::watched::{Limits, Watched};
use jiff::civil::date;
use lofte_model::id::DeliveryId;
use lofte_model::records::{Dimension, Incident, Selection};
use lofte_records::{Records, RecordsError};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

/// So many rows that one file goes up in parts.
fn large() -> Vec<Incident> {
    let start = date(2024, 1, 1).at(0, 0, 0, 0);
    (0..600_000).map(|number| incident(number, start)).collect()
}

#[tokio::test]
async fn a_disk_that_fills_up_leaves_nothing() {
    for (bytes, rows) in [(0, incidents(0..30)), (9_000, incidents(0..30)), (9_000_000, large())] {
        for store in Places::new().stores() {
            let limits = Limits::full_after(bytes, ErrorKind::StorageFull);
            let records = Records::over(Arc::new(Watched { inner: store.clone(), limits: limits.clone() }));
            let error = stage(&records, draft("new"), &rows).await.unwrap_err();
            assert!(matches!(error, RecordsError::Full(_)), "{bytes}: {error:?}");
            assert_eq!(files(&store).await, [""; 0], "{bytes}");
            assert_eq!(total(&records, flen()).await, 0);
        }
    }
}

#[tokio::test]
async fn a_place_that_may_not_be_written_to_is_told_as_such() {
    for trouble in [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem] {
        for inner in Places::new().stores() {
            let limits = Limits::full_after(0, trouble);
            let records = Records::over(Arc::new(Watched { inner, limits }));
            let error = stage(&records, draft("new"), &incidents(0..3)).await.unwrap_err();
            assert!(matches!(error, RecordsError::NotAllowed(_)), "{error:?}");
        }
    }
    // /proc takes no folders from anybody.
    assert!(Records::open("/proc/lofte").is_err());
}

#[test]
fn a_location_is_a_folder_or_a_bucket() {
    for bad in ["", "s3://", "s3:///prefix", "ftp://host/folder", "s3://bucket/a//b"] {
        assert!(matches!(Records::open(bad), Err(RecordsError::BadLocation { .. })), "{bad}");
    }
}

#[tokio::test]
async fn announced_rows_must_have_come() {
    let [_, records] = Places::new().records();
    let mut writer = records.begin(draft("new")).await.unwrap();
    assert_eq!(push(&mut writer, &incidents(0..5)).unwrap(), (5, 0));
    let error = writer.finish(facts(4, 1, 0)).await.unwrap_err();
    assert!(matches!(error, RecordsError::CountsDiffer { stored: 5, duplicate: 0, rejected: 0, .. }));
    assert_eq!(records.pending().await.unwrap(), []);
}

#[tokio::test]
async fn a_writer_that_is_dropped_leaves_nothing() {
    let places = Places::new();
    let [records, _] = places.records();
    let mut writer = records.begin(draft("new")).await.unwrap();
    push(&mut writer, &incidents(0..5)).unwrap();
    drop(writer);
    assert_eq!(std::fs::read_dir(places.folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn too_many_years_are_not_dates() {
    let [_, records] = Places::new().records();
    let mut writer = records.begin(draft("new")).await.unwrap();
    let years =
        (0..301).map(|year| incident(year, date(1000 + i16::try_from(year).unwrap(), 1, 1).at(0, 0, 0, 0)));
    let error = push(&mut writer, &years.collect::<Vec<_>>()).unwrap_err();
    assert!(matches!(error, RecordsError::TooManyYears { most: 300 }));
}

async fn ask_month(records: &Records) -> Result<u64, RecordsError> {
    Ok(records.count(&Selection::all(flen()), &[Dimension::Month]).await?.total())
}

#[tokio::test]
async fn damage_is_told_with_the_file() {
    let id = DeliveryId::named("new");
    let data = PathBuf::from(format!("0482/offence/2024/{id}.parquet"));
    let manifest = PathBuf::from(format!("0482/deliveries/{id}.json"));
    let whole = |path: &PathBuf| std::fs::read(path).unwrap();
    for (path, damage) in
        [(&data, "short"), (&data, "garbage"), (&manifest, "short"), (&manifest, "stranger")]
    {
        let places = Places::new();
        let [records, _] = places.records();
        deliver(&records, draft("new"), &incidents(0..30)).await;
        let file = places.folder.path().join(path);
        let bytes = whole(&file);
        let changed = match damage {
            "short" => bytes[..bytes.len() / 2].to_vec(),
            "garbage" => vec![7; bytes.len()],
            _ => String::from_utf8(bytes).unwrap().replace("0482", "0481").into_bytes(),
        };
        std::fs::write(&file, changed).unwrap();
        let error = ask_month(&records).await.unwrap_err();
        let RecordsError::Damaged { path: told, .. } = &error else { panic!("{damage}: {error:?}") };
        assert_eq!(PathBuf::from(told), *path);
    }
}

#[tokio::test]
async fn a_missing_file_and_a_later_form_are_told_as_such() {
    let places = Places::new();
    let [records, _] = places.records();
    let id = deliver(&records, draft("new"), &incidents(0..30)).await.id;
    let data = places.folder.path().join(format!("0482/offence/2024/{id}.parquet"));
    std::fs::remove_file(data).unwrap();
    assert!(matches!(ask_month(&records).await, Err(RecordsError::Missing { .. })));
    let manifest = places.folder.path().join(format!("0482/deliveries/{id}.json"));
    let later = std::fs::read_to_string(&manifest).unwrap().replace("\"format\": 1", "\"format\": 3");
    std::fs::write(&manifest, later).unwrap();
    assert!(matches!(ask_month(&records).await, Err(RecordsError::LaterFormat { format: 3, .. })));
}
