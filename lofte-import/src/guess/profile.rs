//! What the cells of each column are, counted: dates, clock times, numbers, codes, texts that people have written.
//!
//! The first rows are looked at closely; of the rest, only what decides over all rows alike.

use super::words::says_free_text;
use super::{MOST_ROWS, SeenColumn};
use crate::coordinates::pair;
use crate::error::ImportError;
use crate::gazetteer::Gazetteer;
use crate::number::decimal;
use crate::places::Places;
use crate::same::{is_unknown, says_nothing};
use crate::sources::incidents::Dates;
use crate::table::header::Header;
use crate::table::{Line, Table};
use crate::time::{Order, Times, serial_number};
use jiff::civil::{Date, Time};
use lofte_model::records::{PlacePrecision, TimePrecision};
use lofte_model::screening::{find, mask, shape};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

/// Rows that are looked at closely.
const CLOSELY: u64 = 2_000;
/// Different texts of a column that are counted.
const MOST_TEXTS: usize = 3_000;
/// Rows that must share a text before it is shown as it is.
const SHOWN_FROM: u64 = 5;
/// Longest text that may be a code.
const LONGEST_TEXT: usize = 120;
/// Numbers that are kept of a column.
const NUMBERS: usize = 400;
/// Cells that are gone through, filled or not; a narrow file reaches [`MOST_ROWS`] before.
const MOST_CELLS: u64 = 50_000_000;
/// What is kept of all columns together: different texts to show, digests of texts, and numbers. A table that is wide shares
/// them out, so that any table needs the same memory.
const TEXTS_TOGETHER: usize = 600_000;
const DIGESTS_TOGETHER: usize = 8_000_000;
const NUMBERS_TOGETHER: usize = 1_000_000;

/// The columns of a file.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) columns: Vec<Column>,
    pub(super) rows: u64,
    pub(super) all_rows: bool,
}

/// What the cells of a column are.
#[derive(Debug, Default)]
pub(super) struct Column {
    pub(super) heading: String,
    /// Cells with something, in all rows and in those that were looked at closely.
    pub(super) filled: u64,
    pub(super) close: u64,
    /// Of the close ones: times of each precision, clock times alone, numbers of days.
    pub(super) minutes: u64,
    pub(super) days: u64,
    pub(super) months: u64,
    pub(super) clocks: u64,
    pub(super) serials: u64,
    pub(super) midnights: u64,
    pub(super) numbers: u64,
    pub(super) wholes: u64,
    pub(super) years: u64,
    pub(super) pairs: u64,
    pub(super) areas: u64,
    /// Those that the gazetteer knows as address, place, postcode or locality.
    pub(super) known_names: [u64; 4],
    pub(super) long: u64,
    pub(super) letters: u64,
    pub(super) persons: u64,
    /// The first numbers, as they were read, and as they would be without points between thousands.
    pub(super) first: Vec<(u64, f64)>,
    pub(super) undotted: Vec<(u64, f64)>,
    pub(super) first_pairs: Vec<(f64, f64)>,
    /// All dates.
    pub(super) dates: Dates,
    /// Texts with their rows, in the order they came; nothing once there are too many.
    pub(super) texts: Option<HashMap<String, (u64, u64)>>,
    /// Cells that an earlier row has.
    pub(super) repeated: u64,
    digests: HashSet<u64>,
    shapes: Vec<String>,
    share: Share,
}

/// How much is kept of a column.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    texts: usize,
    digests: usize,
    numbers: usize,
}

impl Share {
    /// The part of each of so many columns.
    fn of(columns: usize) -> Self {
        let columns = columns.max(1);
        Self {
            texts: MOST_TEXTS.min(TEXTS_TOGETHER / columns),
            digests: DIGESTS_TOGETHER / columns,
            numbers: NUMBERS.min(NUMBERS_TOGETHER / columns),
        }
    }
}

/// Goes through the rows below the header.
pub(super) fn look(
    table: &mut Table,
    header: &Header,
    (places, gazetteer): (&Places, Option<&Gazetteer>),
    today: Date,
) -> Result<Seen, ImportError> {
    let mut times = Times::new(Vec::new(), TimePrecision::Minute, today);
    (times.order, times.checked) = (Some(Order::DayFirst), false);
    let mut other = times.clone();
    other.order = Some(Order::MonthFirst);
    let eyes = Eyes { times, other, places, gazetteer };
    let share = Share::of(header.names.len());
    let named = |heading: &String| Column {
        heading: heading.clone(),
        texts: Some(HashMap::new()),
        share,
        ..Column::default()
    };
    let mut seen = Seen { columns: header.names.iter().map(named).collect(), rows: 0, all_rows: true };
    table.each(header.row, &mut |line| {
        if is_total(line, &seen) {
            return Ok(ControlFlow::Continue(()));
        }
        if seen.rows >= MOST_ROWS || seen.rows * seen.columns.len() as u64 >= MOST_CELLS {
            seen.all_rows = false;
            return Ok(ControlFlow::Break(()));
        }
        seen.rows += 1;
        let close = seen.rows <= CLOSELY;
        for (place, column) in seen.columns.iter_mut().enumerate() {
            column.look(line, place, close.then_some(&eyes));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(seen)
}

/// Whether a row is a sum: its first filled cell says so, and half of the others are empty.
fn is_total(line: &Line<'_>, seen: &Seen) -> bool {
    let mut filled = (0..seen.columns.len()).map(|column| line.text(column)).filter(|text| !text.is_empty());
    let first = filled.next().map(crate::same::same_form).unwrap_or_default();
    let word = first.split([' ', ':']).next().unwrap_or_default();
    let says = ["summa", "totalt", "total", "delsumma", "sum", "subtotal"].contains(&word);
    says && (filled.count() + 1) * 2 <= seen.columns.len().max(2)
}

/// What cells are held against.
struct Eyes<'a> {
    times: Times,
    other: Times,
    places: &'a Places,
    gazetteer: Option<&'a Gazetteer>,
}

/// What a name may be found as, in the order of [`Column::known_names`].
pub(super) const KNOWN_AS: [PlacePrecision; 4] =
    [PlacePrecision::Address, PlacePrecision::Place, PlacePrecision::Postcode, PlacePrecision::Locality];

impl Column {
    fn look(&mut self, line: &Line<'_>, place: usize, eyes: Option<&Eyes<'_>>) {
        let text = line.cell(place);
        if text.is_empty() || is_unknown(text) && says_nothing(text) {
            return;
        }
        self.filled += 1;
        self.dates.look(line.row, text);
        self.count(text);
        if let Some(eyes) = eyes {
            self.close += 1;
            self.close_look(line.row, text, eyes);
        }
    }

    /// Counts a text; beyond so many different ones, only whether texts come again.
    fn count(&mut self, text: &str) {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let digest = hasher.finish();
        // Where there is no room for more, only what was known until then comes again.
        let again = if self.digests.len() < self.share.digests {
            !self.digests.insert(digest)
        } else {
            self.digests.contains(&digest)
        };
        self.repeated += u64::from(again);
        let Some(texts) = &mut self.texts else { return };
        let order = texts.len() as u64;
        if let Some((rows, _)) = texts.get_mut(text) {
            *rows += 1;
        } else if texts.len() >= self.share.texts || text.len() > LONGEST_TEXT {
            self.texts = None;
        } else {
            texts.insert(text.to_owned(), (1, order));
        }
    }

    fn close_look(&mut self, row: u64, text: &str, eyes: &Eyes<'_>) {
        let number = decimal(text);
        self.numbers += u64::from(number.is_some());
        self.wholes += u64::from(text.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(number) = number {
            self.years += u64::from(text.len() == 4 && (1950.0..2100.0).contains(&number));
            if self.first.len() < self.share.numbers {
                self.first.push((row, number));
            }
        }
        if text.matches(['.', ',']).count() > 0
            && self.undotted.len() < self.share.numbers
            && let Some(number) = decimal(&text.replace(['.', ','], ""))
        {
            self.undotted.push((row, number));
        }
        self.serials += u64::from(serial_number(text).is_some());
        self.time(text, eyes);
        if let Some((one, other, _)) =
            pair(text).filter(|(one, other, _)| one.abs() > 1.0 && other.abs() > 1.0)
        {
            self.pairs += u64::from(number.is_none());
            if self.first_pairs.len() < self.share.numbers && number.is_none() {
                self.first_pairs.push((one, other));
            }
        }
        self.areas += u64::from(eyes.places.named(text).is_some());
        if let Some(gazetteer) = eyes.gazetteer {
            for (known, precision) in self.known_names.iter_mut().zip(KNOWN_AS) {
                *known += u64::from(gazetteer.knows(precision, text));
            }
        }
        self.letters += u64::from(text.contains(char::is_alphabetic));
        let words = text.split_whitespace().count();
        self.long += u64::from(words > 6 || text.chars().count() > 60);
        self.persons += u64::from(!find(text).is_empty());
        if self.shapes.len() < 3 {
            let shape = shape(text);
            if !self.shapes.contains(&shape) {
                self.shapes.push(shape);
            }
        }
    }

    fn time(&mut self, text: &str, eyes: &Eyes<'_>) {
        let moment = eyes.times.moment(text).or_else(|_| eyes.other.moment(text));
        match moment.map(|moment| (moment.precision, moment.at.time())) {
            Ok((TimePrecision::Minute, clock)) => {
                self.minutes += 1;
                self.midnights += u64::from(clock == Time::midnight());
            }
            Ok((TimePrecision::Day, _)) => self.days += 1,
            Ok((TimePrecision::Month, _)) => self.months += 1,
            Err(_) => {
                let looks = text.contains([':', '.'])
                    || text.len() <= 4 && text.contains(|sign: char| sign.is_ascii_digit());
                let clock = looks && eyes.times.date_and_clock("2024-05-17", text).is_ok();
                self.clocks += u64::from(clock);
            }
        }
    }

    /// Cells that are times with a day.
    pub(super) fn times(&self) -> u64 {
        self.minutes + self.days
    }

    /// Hundredths of the cells that were looked at closely.
    pub(super) fn share(&self, cells: u64) -> u64 {
        (cells * 100).checked_div(self.close).unwrap_or(0).min(100)
    }

    /// How many different texts it has; nothing where there are too many to count.
    pub(super) fn different(&self) -> Option<u64> {
        self.texts.as_ref().map(|texts| texts.len() as u64)
    }

    /// Whether it holds what people have written: long texts that do not come again, or what its heading says so of.
    pub(super) fn is_free_text(&self) -> bool {
        let other = self.share(self.times()) >= 50 || self.share(self.pairs) >= 50;
        let written = self.share(self.long) >= 10 && self.repeated * 2 < self.filled && !other;
        written || (says_free_text(&self.heading) && self.share(self.letters) >= 50)
    }

    /// The column as it may be shown.
    pub(super) fn told(&self) -> SeenColumn {
        let free_text = self.is_free_text();
        let mut shared: Vec<(&String, &(u64, u64))> = self
            .texts
            .iter()
            .flatten()
            .filter(|(text, (rows, _))| *rows >= SHOWN_FROM && find(text).is_empty() && text.len() <= 60)
            .collect();
        shared.sort_by_key(|(_, (rows, order))| (std::cmp::Reverse(*rows), *order));
        let examples = if free_text || shared.is_empty() {
            self.shapes.clone()
        } else {
            shared.into_iter().take(3).map(|(text, _)| text.clone()).collect()
        };
        SeenColumn { heading: mask(&self.heading).into_owned(), filled: self.filled, examples, free_text }
    }
}
