//! One row after the other: cells become an incident, or a line of the reject list.

use crate::coordinates::{Coordinates, pair};
use crate::error::ImportError;
use crate::inspect::Inspected;
use crate::key::Keys;
use crate::letters::garbled;
use crate::number::decimal;
use crate::places::{Placed, Places};
use crate::rejects::Rejects;
use crate::report::{Note, ReadReport, Tally};
use crate::row::{Context, Earlier, Row, RowSink};
use crate::same::{is_unknown, same_form, says_nothing};
use crate::sources::incidents::columns::ColumnIndexes;
use crate::sources::incidents::mapping::{IncidentMapping, PositionMeaning};
use crate::sources::incidents::sameness::{Told, but_for_zeros, number_as_meant, number_before};
use crate::sources::incidents::seen::Seen;
use crate::table::header::Header;
use crate::table::{Fault, Line};
use crate::time::{Ambiguity, Moment, Times};
use jiff::civil::{Date, DateTime, Time};
use lofte_model::records::{Category, Incident, Position, RejectReason, RowKey, Said, TimePrecision};
use lofte_model::screening::holds_identity_number;
use std::collections::{HashMap, HashSet};

/// A position to the last digit.
pub(super) type Point = (u64, u64);

pub(super) fn point(position: Position) -> Point {
    (position.lon.to_bits(), position.lat.to_bits())
}

/// Reads the rows of one file.
pub(super) struct Rows<'a> {
    pub(super) mapping: &'a IncidentMapping,
    pub(super) places_of: ColumnIndexes,
    pub(super) places: &'a Places,
    /// Whether a cell with both coordinates has east first.
    pub(super) east_first: bool,
    /// Points where so many rows lie that they are no place where something happened.
    pub(super) not_places: HashSet<Point>,
    /// Whether that goes for all positions of the file.
    pub(super) no_places: bool,
    /// Whether rows whose coordinates are round numbers are no places either.
    pub(super) coarse: bool,
    coordinates: Option<Coordinates>,
    pub(super) times: Times,
    today: Date,
    keys: Keys,
    pub(super) tally: Tally,
    rejects: Rejects,
    seen: Seen,
    /// What texts of the category column were found to be.
    judged: HashMap<String, Result<Category, RejectReason>>,
}

/// Texts of the category column that are kept in mind.
const MOST_JUDGED: usize = 10_000;

/// Why a row is not taken: the column, and the reason.
type Refusal = (Option<usize>, RejectReason);

impl<'a> Rows<'a> {
    pub(super) fn new(
        mapping: &'a IncidentMapping,
        header: &Header,
        places: &'a Places,
        context: &Context<'_>,
    ) -> Result<Self, ImportError> {
        let mut times = Times::new(mapping.time_formats.clone(), mapping.time_precision, context.today);
        times.earliest = mapping.earliest_year;
        Ok(Self {
            mapping,
            places_of: ColumnIndexes::new(mapping, header)?,
            places,
            east_first: false,
            not_places: HashSet::new(),
            no_places: false,
            coarse: false,
            coordinates: mapping.place.as_ref().map(|place| Coordinates::new(place.system)),
            times,
            today: context.today,
            keys: Keys::of_source(&[context.municipality.as_str(), mapping.kind.word(), &mapping.source]),
            tally: Tally::default(),
            rejects: Rejects::default(),
            seen: Seen::default(),
            judged: HashMap::new(),
        })
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

    /// Takes one row; a row of sums is none.
    pub(super) fn row(
        &mut self,
        line: &Line<'_>,
        header: &Header,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        if self.is_sum(line) {
            self.seen.sums += 1;
            return Ok(());
        }
        self.tally.read += 1;
        self.look_at_cells(line);
        let result = match header.misfit(line) {
            Some(reason) => Err((None, reason)),
            None => self.incident(line, sink),
        };
        // What was read as a time or a coordinate is one, whatever its digits look like; the number was looked at.
        let of = &self.places_of;
        let read = |column: usize| result.is_ok() && (of.is_plain(column) || of.id == Some(column));
        let cells = line.cells.iter().enumerate();
        let personal = cells.filter(|(column, cell)| !read(*column) && holds_identity_number(cell)).count();
        self.seen.personal += personal as u64;
        match result {
            Ok(incident) => {
                let days = days(&incident);
                self.tally.take(sink, Row::Incident(incident), days, line.row)
            }
            Err((column, reason)) => {
                let reject = self.rejects.below(line, header, column, reason);
                self.tally.reject(sink, reject)
            }
        }
    }

    fn look_at_cells(&mut self, line: &Line<'_>) {
        self.seen.filled += line.filled;
        for column in &self.places_of.all {
            if let Some(Fault::Error(_)) = line.fault(*column) {
                *self.seen.errors.entry(*column).or_insert(0) += 1;
            }
        }
    }

    fn incident(&mut self, line: &Line<'_>, sink: &dyn RowSink) -> Result<Incident, Refusal> {
        let of = &self.places_of;
        let id = of.id.map(|column| (column, self.cell(line, column)));
        if let Some((column, id)) = id {
            if id.is_empty() {
                return Err((Some(column), RejectReason::MissingValue));
            }
            if holds_identity_number(id) {
                return Err((Some(column), RejectReason::PersonalNumber));
            }
        }
        let start = self.start(line)?;
        let until = self.until(line)?;
        let end = until.map(|(column, until)| self.end(column, start, until)).transpose()?;
        let category = self.category(line)?;
        let position = self.position(line).map_err(|reason| {
            self.seen.swapped += u64::from(reason == RejectReason::SwappedCoordinates);
            (self.bad_coordinate(line, &reason), reason)
        });
        self.seen.positions += u64::from(!matches!(position, Ok(None)));
        let position = position?;
        let named = self.named(line)?;
        let told = Told {
            category: &category,
            start,
            until: until.map(|(_, until)| until),
            position,
            area: named.clone(),
        };
        let (key, said) = self.sameness(line, id.map(|(_, id)| id), &told, sink);
        self.seen.nowhere += u64::from(position.is_none() && self.places_of.place.is_some());
        let position = self.where_it_happened(position, line);
        let placed = self.placed(position, named);
        self.note_time(start);
        Ok(Incident {
            key,
            category,
            start: start.at,
            end,
            precision: start.precision,
            position,
            deso: placed.deso,
            own_area: placed.own_area,
            said: Some(said),
        })
    }

    /// What a row is known by, and what else it may be known by from earlier deliveries: that is made only where the sink
    /// has rows to compare it with.
    fn sameness(
        &mut self,
        line: &Line<'_>,
        id: Option<&str>,
        told: &Told<'_>,
        sink: &dyn RowSink,
    ) -> (RowKey, Said) {
        let (key, number) = match id.map(number_as_meant) {
            Some(number) => (self.keys.of_id([&*number]), Some(number)),
            None => {
                (self.keys.of_contents(told.parts(self.label(line)).each_ref().map(String::as_str)), None)
            }
        };
        let mut said = Said {
            contents: told.said(),
            contents_before: None,
            key_before: None,
            keys_but_for_zeros: Vec::new(),
            position_declared: self.mapping.position.is_some(),
        };
        let earlier = sink.earlier(&key);
        if earlier == Earlier::Nothing {
            return (key, said);
        }
        let written = self.places_of.area.map(|column| same_form(self.cell(line, column)));
        said.contents_before = Some(told.said_before(&written.unwrap_or_default()));
        let before = match id {
            Some(id) => self.keys.of_id([&*number_before(id)]),
            // Which of equal rows this is shows only where all were counted.
            None => self.keys.of_cells(self.places_of.all.iter().map(|column| kept(line.cell(*column)))),
        };
        said.key_before = Some(before).filter(|before| *before != key);
        if let (Earlier::OtherRows, Some(number)) = (earlier, number) {
            let zeros = but_for_zeros(&number);
            said.keys_but_for_zeros = zeros.iter().map(|number| self.keys.of_id([number.as_str()])).collect();
        }
        (key, said)
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
    fn end(&mut self, column: usize, start: Moment, end: Moment) -> Result<DateTime, Refusal> {
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
            self.seen.clock_back += 1;
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
    fn category(&mut self, line: &Line<'_>) -> Result<Category, Refusal> {
        let Some(column) = self.places_of.category else {
            return self.mapping.fixed_category.clone().ok_or((None, RejectReason::UnknownCategory));
        };
        let refused = |reason| (Some(column), reason);
        if !line.faults.is_empty() {
            return self.judge(line, column).map_err(refused);
        }
        let text = line.text(column);
        if let Some(known) = self.judged.get(text) {
            return known.clone().map_err(refused);
        }
        let judged = self.judge(line, column);
        if self.judged.len() < MOST_JUDGED {
            self.judged.insert(text.to_owned(), judged.clone());
        }
        judged.map_err(refused)
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

    /// The position of a row; none where it is empty or (0, 0).
    pub(super) fn position(&self, line: &Line<'_>) -> Result<Option<Position>, RejectReason> {
        self.position_of(self.numbers(line)?)
    }

    /// The position that two numbers are.
    pub(super) fn position_of(&self, numbers: Option<(f64, f64)>) -> Result<Option<Position>, RejectReason> {
        let (Some((first, second)), Some(coordinates)) = (numbers, &self.coordinates) else {
            return Ok(None);
        };
        if first == 0.0 && second == 0.0 {
            return Ok(None);
        }
        coordinates.checked(first, second, self.places.near()).map(Some)
    }

    /// The two numbers of a position, east first; none where the cells are empty.
    pub(super) fn numbers(&self, line: &Line<'_>) -> Result<Option<(f64, f64)>, RejectReason> {
        let Some((first, second)) = self.places_of.place else {
            return Ok(None);
        };
        if first == second {
            let text = self.cell(line, first);
            if text.is_empty() {
                return Ok(None);
            }
            let (one, other, named) = pair(text).ok_or(RejectReason::BadCoordinate)?;
            return Ok(Some(if named || self.east_first { (one, other) } else { (other, one) }));
        }
        let (first, second) = (self.cell(line, first), self.cell(line, second));
        if first.is_empty() && second.is_empty() {
            return Ok(None);
        }
        if first.is_empty() || second.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        decimal(first).zip(decimal(second)).map(Some).ok_or(RejectReason::BadCoordinate)
    }

    /// Whether the numbers of a row's position are so round that it may have happened a kilometre away.
    pub(super) fn is_coarse(&self, numbers: Option<(f64, f64)>) -> bool {
        let system = self.mapping.place.as_ref().map(|place| place.system);
        system.zip(numbers).is_some_and(|(system, (one, other))| system.is_coarse(one, other))
    }

    /// A position that is the middle of a town or county says nothing of where within it.
    fn where_it_happened(&mut self, position: Option<Position>, line: &Line<'_>) -> Option<Position> {
        let position = position?;
        let centre = self.no_places || self.mapping.position == Some(PositionMeaning::Centroid);
        let coarse = self.coarse && self.is_coarse(self.numbers(line).ok().flatten());
        if centre || coarse || (!self.not_places.is_empty() && self.not_places.contains(&point(position))) {
            self.seen.centres += u64::from(centre);
            return None;
        }
        Some(position)
    }

    /// The column to name for a bad pair.
    fn bad_coordinate(&self, line: &Line<'_>, reason: &RejectReason) -> Option<usize> {
        let (first, second) = self.places_of.place?;
        let second_is_bad = match reason {
            RejectReason::MissingValue => self.cell(line, second).is_empty(),
            _ => decimal(line.cell(first)).is_some() && decimal(line.cell(second)).is_none(),
        };
        Some(if second_is_bad { second } else { first })
    }

    /// The area that the row names.
    fn named(&self, line: &Line<'_>) -> Result<Placed, Refusal> {
        let Some(column) = self.places_of.area else {
            return Ok(Placed::default());
        };
        let text = coded(self.cell(line, column)).map_err(|reason| (Some(column), reason))?;
        if text.is_empty() {
            return Ok(Placed::default());
        }
        self.places.named(text).ok_or((Some(column), RejectReason::UnknownArea))
    }

    /// The areas of a row: those of its position, and where it lies in none, the one that it names.
    fn placed(&mut self, position: Option<Position>, named: Placed) -> Placed {
        let Some(position) = position else {
            return named;
        };
        let placed = self.places.locate(position);
        self.seen.outside += u64::from(self.places.near().is_some() && placed == Placed::default());
        self.seen.elsewhere += u64::from(self.places.contradicts(position, &named));
        placed.or(named)
    }

    fn note_time(&mut self, start: Moment) {
        self.seen.moved += u64::from(start.instant.is_some());
        match start.precision {
            TimePrecision::Minute => {
                self.seen.clocks += 1;
                self.seen.full_hours += u64::from(start.at.minute() == 0);
                self.seen.midnights += u64::from(start.at.time() == Time::midnight());
            }
            TimePrecision::Day => self.seen.dates_from_midnight += u64::from(self.times.midnight_is_date),
            TimePrecision::Month => {}
        }
    }

    /// The report.
    pub(super) fn finish(
        self,
        inspected: Inspected,
        header: &Header,
        mut notes: Vec<Note>,
    ) -> Result<ReadReport, ImportError> {
        let centres = self.mapping.position == Some(PositionMeaning::Centroid);
        notes.extend(self.seen.notes(header, centres));
        if self.keys.equal_rows > 0 {
            notes.push(Note::EqualRows { rows: self.keys.equal_rows });
        }
        notes.extend(self.tally.silence());
        self.tally.report(inspected, notes)
    }
}

/// The text of a cell that holds a code: a row with a personal identity number there is not taken.
fn coded(text: &str) -> Result<&str, RejectReason> {
    if holds_identity_number(text) { Err(RejectReason::PersonalNumber) } else { Ok(text) }
}

/// A cell's text, unless it holds a personal identity number: then the cell counts as empty.
fn kept(text: &str) -> &str {
    if holds_identity_number(text) { "" } else { text }
}

fn days(incident: &Incident) -> (Date, Date) {
    let day = incident.start.date();
    if incident.precision == TimePrecision::Month { (day, day.last_of_month()) } else { (day, day) }
}
