//! What one row says: cells become an incident, or a reason why it is not taken. How rows of a file go into the sink, in their
//! order, is in [`super::taking`].

use crate::coordinates::Coordinates;
use crate::error::ImportError;
use crate::gazetteer::Gazetteer;
use crate::key::{KeyStart, Keys};
use crate::letters::garbled;
use crate::places::Places;
use crate::row::{Context, Row};
use crate::same::{is_unknown, same_form, says_nothing};
use crate::sources::incidents::beyond::RowJudge;
use crate::sources::incidents::columns::ColumnIndexes;
use crate::sources::incidents::mapping::IncidentMapping;
use crate::sources::incidents::named_place::NamedPlaces;
use crate::sources::incidents::sameness::{Told, number_as_meant, number_before};
use crate::sources::incidents::seen::Seen;
use crate::sources::incidents::texts::Texts;
use crate::table::header::Header;
use crate::table::{Fault, Line, Record, Serial};
use crate::time::{Ambiguity, Moment, Order, Times};
use jiff::civil::{Date, DateTime, Time};
use lofte_model::records::{Category, Incident, Position, RejectReason, RowKey, Said, TimePrecision};
use lofte_model::screening::holds_identity_number;
use std::collections::HashSet;

/// A position to the last digit.
pub(super) type Point = (u64, u64);

pub(super) fn point(position: Position) -> Point {
    (position.lon.to_bits(), position.lat.to_bits())
}

/// What was concluded from all rows of a file about how each is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct How {
    /// The order of day and month in dates with slashes.
    pub(super) order: Option<Order>,
    /// The same in dates with dots, where they say another than the usual one.
    pub(super) dotted: Option<Order>,
    /// Whether times are numbers of days.
    pub(super) numbers_are_days: bool,
    /// Whether 00:00 means that only the date is known.
    pub(super) midnight_is_date: bool,
    /// Points where so many rows lie that they are no place where something happened.
    pub(super) not_places: NotPlaces,
    /// Whether rows whose coordinates are round numbers are no places either.
    pub(super) coarse: bool,
}

/// Positions that are middles of towns or counties.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum NotPlaces {
    /// None.
    #[default]
    None,
    /// These.
    At(HashSet<Point>),
    /// All of the file.
    All,
}

impl NotPlaces {
    pub(super) fn has(&self, position: Position) -> bool {
        match self {
            Self::None => false,
            Self::At(points) => points.contains(&point(position)),
            Self::All => true,
        }
    }
}

/// How the rows of one file are read. What a row says does not depend on those before it, so that rows may be read on
/// any thread.
pub(super) struct Rows<'a> {
    pub(super) mapping: &'a IncidentMapping,
    pub(super) header: &'a Header,
    pub(super) places_of: ColumnIndexes,
    pub(super) places: &'a Places,
    /// Where names are looked up, if a column has any.
    pub(super) gazetteer: Option<&'a Gazetteer>,
    /// The column that says how many incidents a row stands for.
    pub(super) count: Option<usize>,
    /// What the source knows of single rows.
    pub(super) judge: Option<&'a dyn RowJudge>,
    /// Whether a cell with both coordinates has east first.
    pub(super) east_first: bool,
    pub(super) how: How,
    pub(super) coordinates: Option<Coordinates>,
    pub(super) times: Times,
    /// The same before anything was concluded.
    pub(super) plain_times: Times,
    today: Date,
    pub(super) keys: KeyStart,
    /// Whether there are earlier rows, so that each row must tell what else it may be known by.
    pub(super) compared: bool,
}

/// Why a row is not taken: the column, and the reason.
pub(super) type Refusal = (Option<usize>, RejectReason);

/// A row that was read.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all rows are of the large one")]
pub(super) enum Read {
    /// What happened, and what the row is known by.
    Incident(Row, KnownBy),
    /// The row, the column to blame, and the reason.
    Refused(Box<Record>, Option<usize>, RejectReason),
}

/// What a row is known by, as far as it tells itself: which of equal rows it is shows only in their order.
#[derive(Debug)]
pub(super) enum KnownBy {
    /// Its number: the key, and where rows are compared the key of former versions and the number itself.
    Number { key: RowKey, before: Option<(RowKey, String)> },
    /// What it says: the key of the first such row, and where rows are compared that of former versions.
    Contents { first: RowKey, before: Option<RowKey> },
}

/// What was read in some rows that follow one another.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) seen: Seen,
    pub(super) texts: Texts,
    pub(super) names: NamedPlaces,
    /// Positions, whether they are round numbers, and of how many incidents, also of rows that were not taken.
    pub(super) points: Vec<(Position, bool, u64)>,
    pub(super) rows: Vec<ReadRow>,
}

/// A row that was read, with where it stands in the file and how many incidents it stands for.
#[derive(Debug)]
pub(super) struct ReadRow {
    pub(super) row: u64,
    pub(super) times: u64,
    pub(super) read: Read,
}

impl ReadRow {
    /// The key under which it is taken, unless an equal row came before it.
    pub(super) fn key(&self) -> Option<RowKey> {
        match &self.read {
            Read::Incident(_, KnownBy::Number { key, .. } | KnownBy::Contents { first: key, .. }) => {
                Some(*key)
            }
            Read::Refused(..) => None,
        }
    }
}

impl Found {
    /// With room for the rows of a batch.
    pub(super) fn of(rows: usize) -> Self {
        Self { rows: Vec::with_capacity(rows), ..Self::default() }
    }

    /// Adds what was found in a row that stands for several incidents: it is kept once, whatever their number.
    pub(super) fn add(&mut self, one: Self, times: u64) {
        let Self { seen, texts, names, points, rows } = one;
        for _ in 0..times {
            self.seen.add(&seen);
        }
        self.texts.add(texts, times);
        self.names.add(names, times);
        self.points.extend(points.into_iter().map(|(position, round, of)| (position, round, of * times)));
        self.rows.extend(rows.into_iter().map(|row| ReadRow { times: row.times * times, ..row }));
    }
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        mapping: &'a IncidentMapping,
        header: &'a Header,
        places: &'a Places,
        context: &Context<'_>,
        (keys, serial): (&Keys, Option<Serial>),
    ) -> Result<Self, ImportError> {
        let mut times = Times::new(mapping.time_formats.clone(), mapping.time_precision, context.today);
        (times.earliest, times.serial, times.order) = (mapping.earliest_year, serial, mapping.order);
        times.dotted = mapping.order.or(times.dotted);
        Ok(Self {
            mapping,
            header,
            places_of: ColumnIndexes::new(mapping, header)?,
            places,
            gazetteer: None,
            count: None,
            judge: None,
            east_first: false,
            how: How::default(),
            coordinates: mapping.place.as_ref().map(|place| Coordinates::new(place.system)),
            plain_times: times.clone(),
            times,
            today: context.today,
            keys: keys.start().clone(),
            compared: true,
        })
    }

    /// Reads the rows in this way from now on.
    pub(super) fn settle(&mut self, how: How) {
        self.times = self.plain_times.clone();
        self.times.order = how.order.or(self.times.order);
        self.times.dotted = how.dotted.or(self.times.dotted);
        if how.numbers_are_days {
            self.times.serial = Some(Serial::From1900);
        }
        self.times.midnight_is_date = how.midnight_is_date;
        self.how = how;
    }

    /// A cell; empty where it holds what the mapping says is no value, or what everybody writes for that.
    pub(super) fn cell<'l>(&self, line: &'l Line<'_>, column: usize) -> &'l str {
        let text = line.cell(column);
        let missing = &self.mapping.missing;
        // A category may well be that nobody knows.
        let nothing = if self.places_of.category == Some(column) { says_nothing } else { is_unknown };
        let named = || !missing.is_empty() && missing.contains(&same_form(text));
        if nothing(text) || named() { "" } else { text }
    }

    /// Reads one row; whether it is one, and not a sum of others.
    pub(super) fn read_once(&self, line: &Line<'_>, found: &mut Found) -> bool {
        if self.is_sum(line) {
            found.seen.sums += 1;
            return false;
        }
        if self.is_of_others(line) {
            found.seen.of_others += 1;
            return false;
        }
        found.texts.count(line, self);
        self.look_at_cells(line, &mut found.seen);
        let numbers = self.numbers(line);
        let position = numbers.clone().and_then(|numbers| self.position_of(numbers));
        let round = self.is_coarse(numbers.ok().flatten());
        found.points.extend(position.clone().ok().flatten().map(|position| (position, round, 1)));
        let result = match self.header.misfit(line) {
            Some(reason) => Err((None, reason)),
            None => self.incident(line, position, round, found),
        };
        // What was read as a time or a coordinate is one, whatever its digits look like; the number was looked at.
        let of = &self.places_of;
        let read = |column: usize| result.is_ok() && (of.is_plain(column) || of.id == Some(column));
        let cells = line.cells.iter().enumerate();
        let personal = cells.filter(|(column, cell)| !read(*column) && holds_identity_number(cell)).count();
        found.seen.personal += personal as u64;
        let read = match result {
            Ok((incident, known_by)) => Read::Incident(Row::Incident(incident), known_by),
            Err((column, reason)) => Read::Refused(Box::new(Record::from(line)), column, reason),
        };
        found.rows.push(ReadRow { row: line.row, times: 1, read });
        true
    }

    /// Whether the source says that a row is another municipality's.
    fn is_of_others(&self, line: &Line<'_>) -> bool {
        self.judge.is_some_and(|judge| judge.is_elsewhere(line))
    }

    /// Whether a row is none of those that are taken or refused.
    pub(super) fn is_passed_over(&self, line: &Line<'_>) -> bool {
        self.is_sum(line) || self.is_of_others(line)
    }

    fn look_at_cells(&self, line: &Line<'_>, seen: &mut Seen) {
        seen.filled += line.filled;
        for column in &self.places_of.all {
            if let Some(Fault::Error(_)) = line.fault(*column) {
                *seen.errors.entry(*column).or_insert(0) += 1;
            }
        }
    }

    fn incident(
        &self,
        line: &Line<'_>,
        position: Result<Option<Position>, RejectReason>,
        round: bool,
        found: &mut Found,
    ) -> Result<(Incident, KnownBy), Refusal> {
        if let Some((column, reason)) = self.judge.and_then(|judge| judge.refused(line)) {
            return Err((Some(column), reason));
        }
        let of = &self.places_of;
        let id = self.number_of(line)?;
        let start = self.start(line)?;
        let until = self.until(line)?;
        let seen = &mut found.seen;
        let end = until.map(|(column, until)| self.end(column, start, until, seen)).transpose()?;
        let mut category = self.category(line, &mut found.texts)?;
        if let Some(judge) = self.judge {
            category = judge.category(line, category);
        }
        let position = position.map_err(|reason| {
            seen.swapped += u64::from(reason == RejectReason::SwappedCoordinates);
            (self.bad_coordinate(line, &reason), reason)
        });
        seen.positions += u64::from(!matches!(position, Ok(None)));
        let position = position?;
        let named = self.named(line)?;
        let until = until.map(|(_, until)| until);
        let names = self.names(line);
        let told =
            Told { category: &category, start, until, position, area: &named, names: names.as_deref() };
        let (known_by, said) = self.sameness(line, id, &told);
        seen.nowhere += u64::from(position.is_none() && of.place.is_some());
        let mut position = self.where_it_happened(position, round, seen);
        let mut placed = self.placed(position, named, start.at.date(), seen);
        let by_name = self.by_name(line, (position, &placed), start.at.date(), &mut found.names);
        let mut place = by_name.as_ref().map(|by_name| by_name.precision);
        if let Some(by_name) = by_name {
            (position, placed) = (by_name.position, by_name.placed.or(placed));
        }
        if position.is_some() && self.judge.is_some_and(|judge| judge.may_be_a_home(line)) {
            seen.homes += 1;
            (position, place) = (None, None);
        }
        self.note_time(start, seen);
        let incident = Incident {
            key: RowKey([0; 16]),
            category,
            start: start.at,
            end,
            precision: start.precision,
            position,
            deso: placed.deso,
            own_area: placed.own_area,
            place,
            said: Some(said),
        };
        Ok((incident, known_by))
    }

    /// The source's own number of a row, where there is a column of them.
    fn number_of<'l>(&self, line: &'l Line<'_>) -> Result<Option<&'l str>, Refusal> {
        let Some(column) = self.places_of.id else { return Ok(None) };
        let id = self.cell(line, column);
        if id.is_empty() {
            return Err((Some(column), RejectReason::MissingValue));
        }
        coded(id).map(Some).map_err(|reason| (Some(column), reason))
    }

    /// What a row is known by, and what else it may be known by from earlier deliveries: that is made only where there are
    /// rows to compare it with.
    fn sameness(&self, line: &Line<'_>, id: Option<&str>, told: &Told<'_>) -> (KnownBy, Said) {
        let known_by = if let Some(id) = id {
            let number = number_as_meant(id);
            let key = self.keys.of_id([&*number]);
            let before = || (self.keys.of_id([&*number_before(id)]), number.clone().into_owned());
            KnownBy::Number { key, before: self.compared.then(before) }
        } else {
            let cells = || self.places_of.all.iter().map(|column| kept(line.cell(*column)));
            let before = self.compared.then(|| self.keys.of_id(cells()));
            KnownBy::Contents { first: told.key(&self.keys, &self.label(line)), before }
        };
        let written = || self.places_of.area.map(|column| same_form(self.cell(line, column)));
        let said = Said {
            contents: told.said(),
            contents_before: self.compared.then(|| told.said_before(&written().unwrap_or_default())),
            key_before: None,
            keys_but_for_zeros: Vec::new(),
            // With another gazetteer the same row may have a position.
            position_declared: self.mapping.position.is_some() || self.gazetteer.is_some(),
        };
        (known_by, said)
    }

    /// The text of the category in the form in which it is compared.
    fn label(&self, line: &Line<'_>) -> String {
        let text = self.places_of.category.map(|column| line.text(column));
        text.map(|text| self.mapping.categories.form(text)).unwrap_or_default()
    }

    /// A time from its cell and perhaps the one of its clock, or the cell that is wrong.
    fn time_at(&self, line: &Line<'_>, column: usize, clock: Option<usize>) -> Result<Moment, Refusal> {
        let text = self.cell(line, column);
        match clock {
            None => self.times.moment(text).map_err(|reason| (Some(column), reason)),
            Some(clock) => self.times.date_and_clock(text, self.cell(line, clock)).map_err(|reason| {
                let date_alone = self.times.date_and_clock(text, "");
                (Some(if date_alone.is_ok() { clock } else { column }), reason)
            }),
        }
    }

    fn start(&self, line: &Line<'_>) -> Result<Moment, Refusal> {
        let of = &self.places_of;
        let moment = self.time_at(line, of.time, of.clock)?;
        if moment.at.date() > self.today {
            return Err((Some(of.time), RejectReason::InTheFuture));
        }
        Ok(moment)
    }

    /// The end as it is written, and its column.
    fn until(&self, line: &Line<'_>) -> Result<Option<(usize, Moment)>, Refusal> {
        let Some(column) = self.places_of.end.filter(|column| !self.cell(line, *column).is_empty()) else {
            return Ok(None);
        };
        Ok(Some((column, self.time_at(line, column, self.places_of.end_clock)?)))
    }

    /// The end: where only its day is known, the end of that day.
    fn end(&self, column: usize, start: Moment, end: Moment, seen: &mut Seen) -> Result<DateTime, Refusal> {
        let last_minute = Time::constant(23, 59, 0, 0);
        let at = match end.precision {
            TimePrecision::Minute => end.at,
            TimePrecision::Day => end.at.date().to_datetime(last_minute),
            TimePrecision::Month => end.at.date().last_of_month().to_datetime(last_minute),
        };
        if let (Some(began), Some(ended)) = (start.instant, end.instant)
            && ended < began
        {
            return Err((Some(column), RejectReason::EndBeforeStart));
        }
        if at < start.at {
            if !self.clock_went_back(start, end) {
                return Err((Some(column), RejectReason::EndBeforeStart));
            }
            // On the clock nothing lies between the two: both are in the hour that comes twice.
            seen.clock_back += 1;
            return Ok(start.at);
        }
        if at.date() > self.today && end.precision != TimePrecision::Month {
            return Err((Some(column), RejectReason::InTheFuture));
        }
        Ok(at)
    }

    /// Whether an end that the clock shows before its beginning may be after it all the same.
    fn clock_went_back(&self, start: Moment, end: Moment) -> bool {
        let twice = |moment: Moment| {
            moment.precision == TimePrecision::Minute
                && self.times.ambiguity(moment.at) == Some(Ambiguity::Twice)
        };
        let known = start.instant.is_some() && end.instant.is_some();
        known || (start.at.date() == end.at.date() && twice(start) && twice(end))
    }

    /// The category of a row. The same text is the same category in every row.
    fn category(&self, line: &Line<'_>, texts: &mut Texts) -> Result<Category, Refusal> {
        let Some(column) = self.places_of.category else {
            return self.mapping.fixed_category.clone().ok_or((None, RejectReason::UnknownCategory));
        };
        let judged = if line.faults.is_empty() {
            texts.category(line.row, line.text(column), || self.judge(line, column))
        } else {
            self.judge(line, column)
        };
        judged.map_err(|reason| (Some(column), reason))
    }

    /// What the mapping names is a category, even where it looks like no value.
    fn judge(&self, line: &Line<'_>, column: usize) -> Result<Category, RejectReason> {
        if line.faults.iter().all(|(other, _)| *other != column)
            && let Some(found) = self.mapping.categories.get(coded(line.text(column))?)
        {
            return Ok(found.clone());
        }
        let text = coded(self.cell(line, column))?;
        if text.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        // Letters that were read wrongly may hide a text that the mapping names.
        let wrong = || garbled(text) || self.mapping.categories.lost_letters(text).is_some();
        let default = self.mapping.categories_default.as_ref().filter(|_| !wrong());
        default.cloned().ok_or(RejectReason::UnknownCategory)
    }

    fn note_time(&self, start: Moment, seen: &mut Seen) {
        seen.moved += u64::from(start.instant.is_some());
        match start.precision {
            TimePrecision::Minute => {
                seen.clocks += 1;
                seen.full_hours += u64::from(start.at.minute() == 0);
                seen.midnights += u64::from(start.at.time() == Time::midnight());
            }
            TimePrecision::Day => seen.dates_from_midnight += u64::from(self.times.midnight_is_date),
            TimePrecision::Month => {}
        }
    }
}

/// The text of a cell that holds a code: a row with a personal identity number there is not taken.
pub(super) fn coded(text: &str) -> Result<&str, RejectReason> {
    if holds_identity_number(text) { Err(RejectReason::PersonalNumber) } else { Ok(text) }
}

/// A cell's text, unless it holds a personal identity number: then the cell counts as empty.
fn kept(text: &str) -> &str {
    if holds_identity_number(text) { "" } else { text }
}
