//! How long a million incidents take to come in and to be counted, and how much memory that takes.
//!
//! `cargo bench -p lofte-records --bench million` (release), or with `--profile dev` for the profile of the demo.
#![expect(clippy::print_stdout, reason = "a measurement is told to whoever runs it")]

use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{DeliveryId, UserId};
use lofte_model::place::AreaCode;
use lofte_model::records::{
    Category, Dimension, Incident, Position, RecordKind, RowCounts, RowKey, Selection, TimePrecision,
};
use lofte_records::{DeliveryDraft, DeliveryFacts, Records};
use std::time::Instant;

const ROWS: u64 = 1_000_000;

/// Rows of five years in an order that is not that of time, 20 categories, 12 areas.
fn incident(number: u64) -> Incident {
    let scattered = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut key = [0; 16];
    key[..8].copy_from_slice(&scattered.to_le_bytes());
    key[8..].copy_from_slice(&scattered.rotate_left(29).to_le_bytes());
    let minutes = i64::try_from(scattered % (5 * 365 * 24 * 60)).unwrap_or(0);
    Incident {
        key: RowKey(key),
        category: Category::new(format!("category_{}", scattered % 20)),
        start: date(2021, 1, 1).at(0, 0, 0, 0) + minutes.minutes(),
        end: None,
        precision: TimePrecision::Minute,
        position: Some(Position {
            lon: 16.0 + (scattered % 9973) as f64 / 1e4,
            lat: 59.0 + (scattered % 8191) as f64 / 1e4,
        }),
        deso: Some(AreaCode::new(format!("0482A{:04}", 10 * (scattered % 12)))),
        own_area: scattered.is_multiple_of(5).then(|| AreaCode::new("stationsomradet")),
        place: None,
        said: None,
    }
}

/// The most memory that this process has had, in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn told<T>(what: &str, since: Instant, value: T) -> T {
    println!("{what:<44} {:>8.3} s   peak {:>4} MB", since.elapsed().as_secs_f64(), peak());
    value
}

async fn deliver(records: &Records, name: &str) -> Result<(), Box<dyn std::error::Error>> {
    let municipality = "0482".parse()?;
    let draft = DeliveryDraft {
        id: DeliveryId::named(name),
        municipality,
        kind: RecordKind::Offence,
        source: "polisen".to_owned(),
        synthetic: true,
    };
    let began = Instant::now();
    let mut writer = told("begin", began, records.begin(draft.clone()).await?);
    let began = Instant::now();
    let mut stored = 0;
    for number in 0..ROWS {
        stored += u64::from(writer.push_incident(&incident(number))? == lofte_records::Pushed::Stored);
    }
    told("push 1 000 000 rows", began, ());
    let facts = DeliveryFacts {
        file_name: "million.csv".to_owned(),
        file_fingerprint: Fingerprint::of_bytes(b"million"),
        file_bytes: 0,
        counts: RowCounts::new(ROWS, stored, ROWS - stored, 0)?,
        delivered_at: Timestamp::UNIX_EPOCH,
        delivered_by: UserId::named("measure"),
    };
    let began = Instant::now();
    told("finish", began, writer.finish(facts).await?);
    let began = Instant::now();
    told("promote", began, records.promote(&draft.municipality, draft.id).await?);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let began = Instant::now();
    let made: usize = (0..ROWS).map(|number| incident(number).category.0.len()).sum();
    told("(making the rows alone)", began, made);
    let folder = tempfile::tempdir()?;
    let records = Records::open(&folder.path().to_string_lossy())?;
    deliver(&records, "first").await?;
    let all = Selection::all("0482".parse()?);
    let questions: [(&str, &[Dimension]); 4] = [
        ("count category × year", &[Dimension::Category, Dimension::Year]),
        ("count category × deso × year", &[Dimension::Category, Dimension::Deso, Dimension::Year]),
        ("count month × category", &[Dimension::Month, Dimension::Category]),
        ("count weekday × hour", &[Dimension::Weekday, Dimension::Hour]),
    ];
    for (what, dimensions) in questions {
        records.count(&all, dimensions).await?;
        let began = Instant::now();
        told(what, began, records.count(&all, dimensions).await?);
    }
    let began = Instant::now();
    told("all points", began, records.points(&all).await?.len());
    println!("the same rows again, all of them duplicates:");
    deliver(&records, "second").await?;
    Ok(())
}
