//! Counts of pictures: what was kept is read again by slices, and nothing else is believed.

use crate::common::{Places, flen, oxelosund};
use jiff::{SignedDuration, Timestamp};
use lofte_model::picture::{CellFile, CellSlice, CountGrid, RateRule};
use lofte_model::place::AreaCode;
use lofte_model::records::{Category, RecordKind};
use lofte_records::{CellWriter, Records, RecordsError};

fn grid(kind: RecordKind, year: i16, more: u64) -> CountGrid {
    let places = vec![(Some(AreaCode::new("A")), Some(1000)), (Some(AreaCode::new("B")), None), (None, None)];
    let categories = ["burglary", "damage"].map(Category::new).to_vec();
    let mut grid = CountGrid::new((kind, year), categories, places);
    let row =
        |category: &str, area: Option<&str>, count| (Category::new(category), area.map(AreaCode::new), count);
    grid.add([row("burglary", Some("A"), 3), row("damage", Some("A"), 4), row("damage", None, 5 + more)]);
    grid
}

async fn kept(records: &Records, at: Timestamp) -> CellFile {
    let mut writer = CellWriter::new(&flen(), at).unwrap();
    for year in [2024, 2025] {
        writer.add(&grid(RecordKind::Offence, year, u64::try_from(year - 2024).unwrap())).unwrap();
        writer.add(&grid(RecordKind::Fault, year, 10)).unwrap();
    }
    let kept = records.keep_cells(writer).await.unwrap();
    let (rule, contents) = (RateRule::CURRENT, Vec::new());
    CellFile { fingerprint: kept.fingerprint, cells: kept.cells, bytes: kept.bytes, rule, contents }
}

fn slice(kind: RecordKind, category: Option<&str>, year: i16) -> CellSlice {
    CellSlice { kind, category: category.map(Category::new), year }
}

#[tokio::test]
async fn a_slice_has_every_area_and_no_other_year_or_kind() {
    for records in Places::new().records() {
        let file = kept(&records, Timestamp::UNIX_EPOCH).await;
        assert_eq!(file.cells, 24);
        let counts = |slice: CellSlice| {
            let (records, file) = (records.clone(), file.clone());
            async move {
                let areas = records.area_counts(&flen(), &file, &slice).await.unwrap();
                areas
                    .into_iter()
                    .map(|area| (area.area.map(|code| code.to_string()), area.count))
                    .collect::<Vec<_>>()
            }
        };
        let (a, b) = (Some("A".to_owned()), Some("B".to_owned()));
        let all = counts(slice(RecordKind::Offence, None, 2025)).await;
        assert_eq!(all, [(None, 6), (a.clone(), 7), (b.clone(), 0)]);
        let damage = counts(slice(RecordKind::Fault, Some("damage"), 2024)).await;
        assert_eq!(damage, [(None, 15), (a, 4), (b, 0)]);
        assert_eq!(counts(slice(RecordKind::Offence, None, 2023)).await, []);
        let cells = records.rate_cells(&flen(), &file, |_, year| year == 2024).await.unwrap();
        assert_eq!(cells.len(), 12);
        let one = cells.iter().find(|cell| cell.count == 3 && cell.kind == RecordKind::Offence).unwrap();
        assert_eq!((one.residents, one.per_1000), (Some(1000), RateRule::CURRENT.rate(3, Some(1000.0))));
        records.check_cells(&flen(), &file).await.unwrap();
    }
}

#[tokio::test]
async fn counts_that_are_gone_changed_or_anothers_are_no_counts() {
    for records in Places::new().records() {
        let file = kept(&records, Timestamp::UNIX_EPOCH).await;
        let other = kept(&records, Timestamp::MAX).await;
        assert_ne!(file.fingerprint, other.fingerprint, "two pictures never share a file");
        let question = slice(RecordKind::Offence, None, 2025);
        let theirs = records.area_counts(&oxelosund(), &file, &question).await;
        assert!(matches!(theirs, Err(RecordsError::Missing { .. })), "{theirs:?}");
        let short = CellFile { cells: 23, ..file.clone() };
        let short = records.check_cells(&flen(), &short).await;
        assert!(matches!(short, Err(RecordsError::Damaged { .. })), "{short:?}");
    }
}

#[tokio::test]
async fn a_changed_byte_is_noticed_at_every_reading() {
    let folder = tempfile::tempdir().unwrap();
    let records = Records::open(folder.path().to_str().unwrap()).unwrap();
    let file = kept(&records, Timestamp::UNIX_EPOCH).await;
    let path = folder.path().join(format!("0482/cells/{}.parquet", file.fingerprint));
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let read = records.area_counts(&flen(), &file, &slice(RecordKind::Offence, None, 2025)).await;
    assert!(matches!(read, Err(RecordsError::Damaged { .. })), "{read:?}");
    assert!(records.check_cells(&flen(), &file).await.is_err());
}

#[tokio::test]
async fn only_counts_that_nothing_names_and_that_are_old_are_swept() {
    for records in Places::new().records() {
        let (named, unnamed) =
            (kept(&records, Timestamp::UNIX_EPOCH).await, kept(&records, Timestamp::MAX).await);
        let keep = [named.fingerprint.clone()];
        // A sweep of deliveries knows nothing of counts.
        assert_eq!(records.sweep(&[]).await.unwrap(), 0);
        let hour = SignedDuration::from_hours(1);
        assert_eq!(records.sweep_cells(&flen(), &keep, Timestamp::now() - hour).await.unwrap(), 0);
        records.check_cells(&flen(), &unnamed).await.unwrap();
        assert_eq!(records.sweep_cells(&flen(), &keep, Timestamp::now() + hour).await.unwrap(), 1);
        records.check_cells(&flen(), &named).await.unwrap();
        assert!(records.check_cells(&flen(), &unnamed).await.is_err());
    }
}
