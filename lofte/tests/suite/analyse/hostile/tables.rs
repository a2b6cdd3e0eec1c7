//! Tables of events as they come and as they should not: a mostly sound table, with some of its cells, its header and
//! its bytes spoiled.

use proptest::prelude::*;
use std::fmt;

/// A file, and what its coordinates are.
#[derive(Clone)]
pub(super) struct Table {
    pub(super) bytes: Vec<u8>,
    pub(super) crs: &'static str,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.crs, String::from_utf8_lossy(&self.bytes))
    }
}

const HEADER: [&str; 9] = ["id", "x", "y", "t", "end", "kind", "w", "n", "on"];

/// Cells that somebody has delivered, or might.
const SPOILED: [&str; 32] = [
    "",
    " ",
    "NA",
    "NULL",
    "NaN",
    "inf",
    "-inf",
    "1e308",
    "-1e308",
    "1e-320",
    "-0",
    "-1",
    "0",
    "0.5",
    "1,5",
    "99999999999999999999",
    "9007199254740993",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31 23:59",
    "-0044-03-15",
    "2025-02-29",
    "2024-02-29 24:00",
    "31/12/2024",
    "1/2/2024",
    "\"",
    "\"\"\"\"",
    "a\"b",
    "\"two\nlines\"",
    "åäö",
    "true",
    "x,y,z",
];

/// Where the events lie.
#[derive(Clone, Copy, Debug)]
enum Places {
    Cluster,
    OnePoint,
    Line,
    Degrees,
    Plane,
}

impl Places {
    fn crs(self) -> &'static str {
        match self {
            Self::Cluster | Self::OnePoint | Self::Line => "EPSG:3006",
            Self::Degrees => "EPSG:4326",
            Self::Plane => "plane",
        }
    }
}

/// When they happened.
#[derive(Clone, Copy, Debug)]
enum Times {
    Year,
    Decade,
    OneDay,
    Clock,
}

#[derive(Clone, Debug)]
struct Shape {
    places: Places,
    times: Times,
    kinds: u32,
    most: u32,
}

/// Numbers that a table is made of.
type Row = [u32; 6];

fn sound(shape: &Shape, number: usize, row: Row) -> Vec<String> {
    let [east, north, day, minute, length, number_of] = row;
    let unit = |value: u32| f64::from(value) / f64::from(u32::MAX);
    let (x, y) = match shape.places {
        Places::Cluster => (590_000.0 + 2_000.0 * unit(east), 6_546_000.0 + 2_000.0 * unit(north)),
        Places::OnePoint => (591_000.0, 6_547_000.0),
        Places::Line => (590_000.0 + 2_000.0 * unit(east), 6_546_000.0),
        Places::Degrees => (16.5 + 0.1 * unit(east), 59.0 + 0.1 * unit(north)),
        Places::Plane => ((east % 5000).into(), (north % 5000).into()),
    };
    let first = jiff::civil::date(2015, 1, 1).at(0, 0, 0, 0);
    let (days, minutes) = match shape.times {
        Times::Year => (3_287 + day % 366, 0),
        Times::Decade => (day % 3_653, 0),
        Times::OneDay => (3_300, day % 1_440),
        Times::Clock => (3_287 + day % 366, minute % 1_440),
    };
    let start = first.saturating_add(jiff::Span::new().days(days).minutes(minutes));
    let end = start.saturating_add(jiff::Span::new().minutes(i64::from(length % 20_000) - 500));
    let time = |time: jiff::civil::DateTime| match shape.times {
        Times::Year | Times::Decade => time.date().to_string(),
        Times::OneDay | Times::Clock => time.strftime("%Y-%m-%d %H:%M").to_string(),
    };
    let kind = format!("{}", char::from(b'a' + u8::try_from(minute % shape.kinds).unwrap()));
    let weight = format!("{}", f64::from(length % 1000) / 10.0);
    let (count, treated) = (number_of % shape.most, u32::from(day % 2 == 0));
    vec![
        format!("u{number}"),
        x.to_string(),
        y.to_string(),
        time(start),
        time(end),
        kind,
        weight,
        count.to_string(),
        treated.to_string(),
    ]
}

fn shape() -> impl Strategy<Value = Shape> {
    use Places::{Cluster, Degrees, Line, OnePoint, Plane};
    use Times::{Clock, Decade, OneDay, Year};
    let places = prop::sample::select(vec![
        Cluster, Cluster, Cluster, Cluster, Cluster, OnePoint, OnePoint, Line, Line, Degrees, Plane,
    ]);
    let times = prop::sample::select(vec![Year, Year, Decade, OneDay, Clock]);
    (places, times, 1_u32..5, prop::sample::select(vec![1_u32, 2, 9, 5000]))
        .prop_map(|(places, times, kinds, most)| Shape { places, times, kinds, most })
}

/// What is done to the bytes at last.
fn spoil_bytes(bytes: &mut Vec<u8>, how: u8, at: prop::sample::Index) {
    let replaced = |from: char, to: &str| String::from_utf8_lossy(bytes).replace(from, to).into_bytes();
    match how {
        0 => *bytes = [b"\xef\xbb\xbf", bytes.as_slice()].concat(),
        1 => *bytes = replaced('\n', "\r\n"),
        2 => *bytes = replaced(',', ";"),
        3 => *bytes = replaced(',', "\t"),
        4 => bytes.truncate(at.index(bytes.len())),
        5 => bytes.extend_from_slice(b"\n\n,\n"),
        6..10 => {
            let place = at.index(bytes.len());
            bytes[place] = [0, 0xe5, b'"', b'\n'][usize::from(how) - 6];
        }
        _ => {}
    }
}

prop_compose! {
    /// A table, as it comes.
    pub(super) fn table()(
        shape in shape(),
        rows in prop_oneof![
            6 => prop::collection::vec(any::<Row>(), 40..160),
            1 => prop::collection::vec(any::<Row>(), 0..4),
            1 => prop::collection::vec(any::<Row>(), 4..40),
        ],
        spoiled in prop_oneof![
            9 => Just(Vec::new()),
            1 => prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&SPOILED[..]), 1..9_usize), 1..4),
        ],
        columns in prop_oneof![24 => Just(None), 1 => (any::<prop::sample::Index>(), prop::sample::select(&SPOILED[..])).prop_map(Some)],
        ragged in prop_oneof![24 => Just(None), 1 => any::<prop::sample::Index>().prop_map(Some)],
        (how, at) in (prop_oneof![12 => Just(u8::MAX), 1 => 0_u8..10], any::<prop::sample::Index>()),
    ) -> Table {
        let mut lines = vec![HEADER.map(str::to_owned).to_vec()];
        lines.extend(rows.iter().enumerate().map(|(number, row)| sound(&shape, number, *row)));
        for (row, cell, column) in spoiled {
            let row = row.index(lines.len());
            // The header is spoiled apart.
            if row > 0 {
                cell.clone_into(&mut lines[row][column]);
            }
        }
        if let Some((column, name)) = columns {
            // Also a name twice.
            let name = if name.is_empty() { "x" } else { name };
            name.clone_into(&mut lines[0][column.index(HEADER.len())]);
        }
        if let Some(row) = ragged {
            let row = row.index(lines.len());
            lines[row].push("more".to_owned());
        }
        let text: Vec<String> = lines.iter().map(|cells| cells.join(",")).collect();
        let mut bytes = (text.join("\n") + "\n").into_bytes();
        spoil_bytes(&mut bytes, how, at);
        Table { bytes, crs: shape.places.crs() }
    }
}
