//! Files so long that how they are read is guessed from their first rows: what only a late row shows holds for the early
//! ones all the same, whatever the order of the rows.

use crate::support::{Memory, Place, file};
use lofte_import::sources::incidents;
use lofte_import::{ImportError, IncidentMapping, ReadReport, Told};
use lofte_model::records::Incident;

const MAPPING: &str = r#"
source = "test"
kind = "offence"
[columns]
id = "Nr"
time = "Tid"
category = "Brott"
longitude = "Lon"
latitude = "Lat"
[categories]
"Inbrott" = "burglary"
"Skadegörelse" = "vandalism"
"#;

/// More than the rows from which it is guessed.
const MANY: u32 = 12_000;

/// A row of the long part: nothing in it is out of the way.
fn plain(number: u32) -> String {
    let (month, day, hour) = (1 + number % 12, 1 + number % 28, number % 24);
    format!("K{number};2024-{month:02}-{day:02} {hour:02}:15;Inbrott;{}", point(number))
}

/// Points of the municipality that hardly come twice.
fn point(number: u32) -> String {
    let (east, north) = (number % 997, number % 991);
    format!("16,5{east:03}7;59,05{north:03}3")
}

struct Read {
    report: ReadReport,
    /// By key, so that the order of the rows makes no difference.
    rows: Vec<Incident>,
    rejects: usize,
}

fn read(rows: &[String]) -> Result<Read, ImportError> {
    let text = format!("Nr;Tid;Brott;Lon;Lat\n{}\n", rows.join("\n"));
    let (mut memory, place) = (Memory::default(), Place::flen());
    let mapping = IncidentMapping::parse(MAPPING).unwrap();
    let report = incidents::read(file(text).path(), &mapping, &place.context(), &mut memory)?;
    let mut rows: Vec<Incident> = memory.incidents().into_iter().cloned().collect();
    rows.sort_by_key(|row| row.key);
    Ok(Read { report, rows, rejects: memory.rejects.len() })
}

/// The same rows with the telling ones last and first: one is guessed wrongly, the other is not.
fn both_orders(telling: Vec<String>, plain: impl Fn(u32) -> String) -> [Result<Read, ImportError>; 2] {
    let plain: Vec<String> = (0..MANY).map(plain).collect();
    let last = plain.iter().chain(&telling).cloned().collect::<Vec<_>>();
    let first = telling.into_iter().chain(plain).collect::<Vec<_>>();
    [read(&last), read(&first)]
}

/// Both orders read alike; what they read.
fn alike(telling: Vec<String>, plain: impl Fn(u32) -> String) -> Read {
    let [last, first] = both_orders(telling, plain).map(Result::unwrap);
    assert_eq!(last.report.counts, first.report.counts);
    assert_eq!(last.report.notes, first.report.notes);
    assert_eq!(last.rejects, first.rejects);
    assert!(last.rows == first.rows, "rows were read otherwise");
    last
}

#[test]
fn the_order_of_day_and_month_may_be_told_at_the_end() {
    let telling =
        vec![format!("S1;5/1/2024;Inbrott;{}", point(1)), format!("S2;25/1/2024;Inbrott;{}", point(2))];
    let read = alike(telling, plain);
    assert_eq!((read.rows.len(), read.rejects), (MANY as usize + 2, 0));
    let days = read.rows.iter().filter(|row| row.start.time() == jiff::civil::Time::midnight()).count();
    assert!(days >= 2, "{days}");
}

#[test]
fn dates_that_say_nothing_wait_for_one_that_does() {
    let slashed = |number: u32| {
        let (day, month) = (1 + number % 12, 1 + number / 12 % 12);
        format!("K{number};{day}/{month}/2024;Inbrott;{}", point(number))
    };
    let read = alike(vec![format!("S1;31/1/2024;Inbrott;{}", point(1))], slashed);
    assert_eq!((read.rows.len(), read.rejects), (MANY as usize + 1, 0));
}

#[test]
fn orders_that_contradict_each_other_are_refused_wherever_they_stand() {
    let day_first = |number: u32| format!("K{number};25/1/2024;Inbrott;{}", point(number));
    let refused = both_orders(vec![format!("S1;1/25/2024;Inbrott;{}", point(1))], day_first);
    for refused in refused {
        assert_eq!(refused.err().map(|error| error.code()), Some("dates-both-ways"));
    }
}

#[test]
fn a_point_that_many_late_rows_share_is_no_place_for_the_early_ones_either() {
    let centre = |number: u32| format!("C{number};2024-03-01 10:15;Inbrott;16,5880;59,0580");
    let mut early = 0;
    let with_one_early = |number: u32| {
        if number == 7 { centre(MANY + 1) } else { plain(number) }
    };
    let read = alike((0..6000).map(centre).collect(), with_one_early);
    for row in &read.rows {
        early += usize::from(row.position.is_none());
    }
    assert_eq!((read.rows.len(), early), (MANY as usize + 6000, 6001));
}

#[test]
fn numbers_are_days_only_if_all_of_them_are() {
    let serial = |number: u32| format!("K{number};{};Inbrott;{}", 45_000 + number % 300, point(number));
    let read = alike(vec![format!("S1;2024-03-01;Inbrott;{}", point(1))], serial);
    assert_eq!((read.rows.len(), read.rejects), (1, MANY as usize));
    let all = alike(vec![format!("S1;45017;Inbrott;{}", point(1))], serial);
    assert_eq!((all.rows.len(), all.rejects), (MANY as usize + 1, 0));
}

#[test]
fn equal_rows_over_many_batches_are_all_kept_and_told() {
    let text: String = (0..MANY).map(|_| "2024-03-01 10:15;Inbrott\n").collect();
    let mapping = MAPPING.replace("id = \"Nr\"\n", "");
    let mapping = mapping.replace("longitude = \"Lon\"\nlatitude = \"Lat\"\n", "");
    let (mapping, place) = (IncidentMapping::parse(&mapping).unwrap(), Place::flen());
    let file = file(format!("Tid;Brott\n{text}"));
    let mut memory = Memory::default();
    let report = incidents::read(file.path(), &mapping, &place.context(), &mut memory).unwrap();
    assert_eq!(report.counts.stored(), u64::from(MANY));
    let report = incidents::read(file.path(), &mapping, &place.context(), &mut memory.next()).unwrap();
    assert_eq!((report.counts.stored(), report.counts.duplicate()), (0, u64::from(MANY)));
}
