//! A store that grows to the rows of a nation: 290 municipalities, each with its own deliveries.

use crate::Line;
use crate::picture;
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{DeliveryId, UserId};
use lofte_model::place::{AreaCode, MunicipalityCode};
use lofte_model::records::{
    Category, Incident, Position, RecordKind, RowCounts, RowKey, Said, TimePrecision,
};
use lofte_records::{DeliveryDraft, DeliveryFacts, Pushed, Records};
use std::error::Error;
use std::num::NonZeroU64;
use std::time::Instant;

const MUNICIPALITIES: u64 = 290;
const YEARS: u64 = 10;
const CATEGORIES: u64 = 60;
const AREAS: u64 = 20;
const FIRST: u64 = 1000;
/// Times that one municipality is asked at each size.
const RUNS: u32 = 5;

/// Fills the store, and measures each time that it has ten times the rows of the time before.
pub(crate) async fn measure(records: &Records, rows: u64) -> Result<(), Box<dyn Error>> {
    let each = rows.div_ceil(MUNICIPALITIES);
    let (mut stored, mut next) = (0, each.max(1));
    for number in 0..MUNICIPALITIES {
        let code: MunicipalityCode = format!("{:04}", FIRST + number).parse()?;
        stored += deliver(records, &code, number, each.min(rows - stored)).await?;
        let last = number + 1 == MUNICIPALITIES || stored == rows;
        if stored >= next || last {
            next = stored * 10;
            ask(records, stored, number + 1).await?;
        }
        if last {
            break;
        }
    }
    Ok(())
}

/// Asks the first municipality of a store with so many rows, and all of them one after the other.
async fn ask(records: &Records, stored: u64, municipalities: u64) -> Result<(), Box<dyn Error>> {
    let (seconds, answered) = picture::best(records, &format!("{FIRST:04}").parse()?, RUNS).await?;
    let (n, check) = (stored, answered.squares);
    let figures = vec![answered.rows as f64];
    Line { what: "one-municipality", n, seconds, check, figures, ..Line::default() }.print()?;
    let (mut squares, mut counted) = (0.0, 0);
    let began = Instant::now();
    for number in 0..municipalities {
        let answered = picture::ask(records, &format!("{:04}", FIRST + number).parse()?).await?;
        squares += answered.squares;
        counted += answered.rows;
    }
    let (seconds, figures) = (began.elapsed().as_secs_f64(), vec![municipalities as f64]);
    Line { what: "all-municipalities", n: counted, seconds, check: squares, figures, ..Line::default() }
        .print()
}

async fn deliver(
    records: &Records,
    code: &MunicipalityCode,
    number: u64,
    rows: u64,
) -> Result<u64, Box<dyn Error>> {
    let draft = DeliveryDraft {
        id: DeliveryId::named(code.as_str()),
        municipality: code.clone(),
        kind: RecordKind::Offence,
        source: "made-up".to_owned(),
        synthetic: true,
    };
    let mut writer = records.begin(draft.clone()).await?;
    let mut made = MadeUp::of(number);
    let mut stored = 0;
    for _ in 0..rows {
        stored += u64::from(writer.push_incident(made.next())? == Pushed::Stored);
    }
    let facts = DeliveryFacts {
        file_name: "made-up.csv".to_owned(),
        file_fingerprint: Fingerprint::of_bytes(code.as_str().as_bytes()),
        file_bytes: 0,
        counts: RowCounts::new(rows, stored, rows - stored, 0)?,
        delivered_at: Timestamp::UNIX_EPOCH,
        delivered_by: UserId::named("measure"),
    };
    writer.finish(facts).await?;
    records.promote(code, draft.id).await?;
    Ok(stored)
}

/// Rows of a municipality, the same every time: ten years in no order of time, some categories with many more rows than others.
struct MadeUp {
    state: u64,
    categories: Vec<Category>,
    areas: Vec<AreaCode>,
    row: Incident,
}

impl MadeUp {
    fn of(number: u64) -> Self {
        let row = Incident {
            key: RowKey([0; 16]),
            category: Category::new(""),
            start: date(2016, 1, 1).at(0, 0, 0, 0),
            end: None,
            precision: TimePrecision::Minute,
            position: None,
            deso: None,
            own_area: None,
            place: None,
            said: None,
        };
        Self {
            state: number,
            categories: (0..CATEGORIES).map(|number| Category::new(format!("typ-{number:02}"))).collect(),
            areas: (0..AREAS).map(|area| AreaCode::new(format!("{:04}C{area:04}", FIRST + number))).collect(),
            row,
        }
    }

    fn draw(&mut self) -> u64 {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.state ^ self.state >> 29
    }

    fn next(&mut self) -> &Incident {
        let (one, other) = (self.draw(), self.draw());
        let below = |number: u64, below: u64| usize::try_from(number % below).unwrap_or(0);
        let category = below(one >> 5, CATEGORIES).min(below(one >> 15, CATEGORIES));
        self.row.category.clone_from(&self.categories[category]);
        let area = &self.areas[below(other >> 20, AREAS)];
        self.row.deso.get_or_insert_with(|| area.clone()).clone_from(area);
        let minutes = i64::try_from(other % (YEARS * 365 * 24 * 60)).unwrap_or(0);
        self.row.start = date(2016, 1, 1).at(0, 0, 0, 0) + minutes.minutes();
        self.row.key.0[..8].copy_from_slice(&one.to_le_bytes());
        self.row.key.0[8..].copy_from_slice(&other.to_le_bytes());
        let share = |number: u64| (number % 100_000) as f64 / 100_000.0;
        self.row.position = Some(Position { lon: 16.0 + share(one >> 30), lat: 59.0 + share(other >> 40) });
        self.row.said = NonZeroU64::new(one ^ other.rotate_left(32)).map(|contents| Said {
            contents,
            contents_before: None,
            key_before: None,
            keys_but_for_zeros: Vec::new(),
            position_declared: false,
        });
        &self.row
    }
}
