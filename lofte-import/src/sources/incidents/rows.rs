//! One row after the other: cells become an incident, or a line of the reject list.

use crate::coordinates::Coordinates;
use crate::error::ImportError;
use crate::inspect::Inspected;
use crate::key::Keys;
use crate::number::decimal;
use crate::places::{Placed, Places};
use crate::rejects::Rejects;
use crate::report::{Note, ReadReport, Tally};
use crate::row::{Context, Row, RowSink};
use crate::sources::incidents::mapping::{IncidentMapping, TimeColumns};
use crate::table::header::Header;
use crate::table::{Columns, Line};
use crate::time::{Moment, Times};
use jiff::civil::{Date, Time};
use lofte_model::records::{Category, Incident, Position, RejectReason, TimePrecision};
use lofte_model::screening::holds_identity_number;

/// Where the mapped columns are in this file.
pub(super) struct PlacesOf {
    pub(super) time: usize,
    pub(super) clock: Option<usize>,
    end: Option<usize>,
    end_clock: Option<usize>,
    category: Option<usize>,
    id: Option<usize>,
    pub(super) place: Option<(usize, usize)>,
    area: Option<usize>,
    /// All of them, for the key.
    all: Vec<usize>,
}

impl PlacesOf {
    fn new(mapping: &IncidentMapping, header: &Header) -> Result<Self, ImportError> {
        let place = |name: &str| Columns::place(name, &header.names);
        let maybe = |name: &Option<String>| name.as_deref().map(place).transpose();
        let (time, clock) = match &mapping.time {
            TimeColumns::One(time) => (place(time)?, None),
            TimeColumns::DateAndClock(date, clock) => (place(date)?, Some(place(clock)?)),
        };
        let pair = mapping.place.as_ref().map(|pair| Ok((place(&pair.first)?, place(&pair.second)?)));
        Ok(Self {
            time,
            clock,
            end: maybe(&mapping.end)?,
            end_clock: maybe(&mapping.end_clock)?,
            category: maybe(&mapping.category)?,
            id: maybe(&mapping.id)?,
            place: pair.transpose().map_err(|error: ImportError| error)?,
            area: maybe(&mapping.area)?,
            all: mapping.columns().into_iter().map(place).collect::<Result<_, _>>()?,
        })
    }
}

impl PlacesOf {
    /// Whether a column holds times or coordinates.
    fn is_plain(&self, column: usize) -> bool {
        let times = [Some(self.time), self.clock, self.end, self.end_clock];
        let place = self.place.map(|(first, second)| [first, second]).unwrap_or([usize::MAX; 2]);
        times.contains(&Some(column)) || place.contains(&column)
    }
}

/// Reads the rows of one file.
pub(super) struct Rows<'a> {
    mapping: &'a IncidentMapping,
    pub(super) places_of: PlacesOf,
    places: &'a Places,
    coordinates: Option<Coordinates>,
    pub(super) times: Times,
    today: Date,
    keys: Keys,
    pub(super) tally: Tally,
    rejects: Rejects,
    seen: Seen,
}

/// What the notes are made of.
#[derive(Default)]
struct Seen {
    clocks: u64,
    full_hours: u64,
    midnights: u64,
    dates_from_midnight: u64,
    moved: u64,
    positions: u64,
    swapped: u64,
    nowhere: u64,
    outside: u64,
    personal: u64,
}

/// Why a row is not taken: the column, and the reason.
type Refusal = (Option<usize>, RejectReason);

impl<'a> Rows<'a> {
    pub(super) fn new(
        mapping: &'a IncidentMapping,
        header: &Header,
        places: &'a Places,
        context: &Context<'_>,
    ) -> Result<Self, ImportError> {
        Ok(Self {
            mapping,
            places_of: PlacesOf::new(mapping, header)?,
            places,
            coordinates: mapping.place.as_ref().map(|place| Coordinates::new(place.system)),
            times: Times::new(mapping.time_formats.clone(), mapping.time_precision, context.today),
            today: context.today,
            keys: Keys::of_source(&[context.municipality.as_str(), mapping.kind.word(), &mapping.source]),
            tally: Tally::default(),
            rejects: Rejects::default(),
            seen: Seen::default(),
        })
    }

    /// Takes one row.
    pub(super) fn row(
        &mut self,
        line: &Line<'_>,
        header: &Header,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        self.tally.read += 1;
        let result = match header.misfit(line) {
            Some(reason) => Err((None, reason)),
            None => self.incident(line),
        };
        // What was read as a time or a coordinate is one, whatever its digits look like.
        let read = |column: usize| result.is_ok() && self.places_of.is_plain(column);
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

    fn incident(&mut self, line: &Line<'_>) -> Result<Incident, Refusal> {
        let of = &self.places_of;
        let id = of.id.map(|column| (column, line.cell(column)));
        if let Some((column, id)) = id {
            if id.is_empty() {
                return Err((Some(column), RejectReason::MissingValue));
            }
            if holds_identity_number(id) {
                return Err((Some(column), RejectReason::PersonalNumber));
            }
        }
        let start = self.start(line)?;
        let end = self.end(line, start)?;
        let category = self.category(line)?;
        let position = self.position(line).map_err(|reason| {
            self.seen.swapped += u64::from(reason == RejectReason::SwappedCoordinates);
            (self.bad_coordinate(line, &reason), reason)
        });
        self.seen.positions += u64::from(!matches!(position, Ok(None)));
        let position = position?;
        let placed = self.placed(line, position)?;
        self.note_time(start);
        let key = if let Some((_, id)) = id {
            self.keys.of_id([id])
        } else {
            let cells = self.places_of.all.iter().map(|column| kept(line.cell(*column)));
            self.keys.of_contents(cells)
        };
        Ok(Incident {
            key,
            category,
            start: start.at,
            end,
            precision: start.precision,
            position,
            deso: placed.deso,
            own_area: placed.own_area,
        })
    }

    fn start(&self, line: &Line<'_>) -> Result<Moment, Refusal> {
        let of = &self.places_of;
        let text = line.cell(of.time);
        let moment = match of.clock {
            None => self.times.moment(text).map_err(|reason| (Some(of.time), reason)),
            Some(clock) => self.times.date_and_clock(text, line.cell(clock)).map_err(|reason| {
                let date_alone = self.times.moment(text);
                (Some(if date_alone.is_ok() { clock } else { of.time }), reason)
            }),
        }?;
        if moment.at.date() > self.today {
            return Err((Some(of.time), RejectReason::InTheFuture));
        }
        Ok(moment)
    }

    /// The end: where only its day is known, the end of that day.
    fn end(&self, line: &Line<'_>, start: Moment) -> Result<Option<jiff::civil::DateTime>, Refusal> {
        let Some(column) = self.places_of.end else {
            return Ok(None);
        };
        let text = line.cell(column);
        if text.is_empty() {
            return Ok(None);
        }
        let moment = match self.places_of.end_clock {
            None => self.times.moment(text),
            Some(clock) => self.times.date_and_clock(text, line.cell(clock)),
        };
        let end = moment.map_err(|reason| (Some(column), reason))?;
        let last_minute = Time::constant(23, 59, 0, 0);
        let at = match end.precision {
            TimePrecision::Minute => end.at,
            TimePrecision::Day => end.at.date().to_datetime(last_minute),
            TimePrecision::Month => end.at.date().last_of_month().to_datetime(last_minute),
        };
        if at < start.at {
            return Err((Some(column), RejectReason::EndBeforeStart));
        }
        if at.date() > self.today && end.precision != TimePrecision::Month {
            return Err((Some(column), RejectReason::InTheFuture));
        }
        Ok(Some(at))
    }

    fn category(&self, line: &Line<'_>) -> Result<Category, Refusal> {
        let Some(column) = self.places_of.category else {
            return self.mapping.fixed_category.clone().ok_or((None, RejectReason::UnknownCategory));
        };
        let text = coded(line.cell(column), column)?;
        if text.is_empty() {
            return Err((Some(column), RejectReason::MissingValue));
        }
        let found =
            self.mapping.categories.get(text).or_else(|| self.mapping.categories.get(&text.to_lowercase()));
        let found = found.or(self.mapping.categories_default.as_ref()).cloned();
        found.ok_or((Some(column), RejectReason::UnknownCategory))
    }

    /// The position of a row; none where it is empty or (0, 0).
    pub(super) fn position(&self, line: &Line<'_>) -> Result<Option<Position>, RejectReason> {
        let (Some((first, second)), Some(coordinates)) = (self.places_of.place, &self.coordinates) else {
            return Ok(None);
        };
        let (first, second) = (line.cell(first), line.cell(second));
        if first.is_empty() && second.is_empty() {
            return Ok(None);
        }
        if first.is_empty() || second.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        let (Some(first), Some(second)) = (decimal(first), decimal(second)) else {
            return Err(RejectReason::BadCoordinate);
        };
        if first == 0.0 && second == 0.0 {
            return Ok(None);
        }
        coordinates.checked(first, second, self.places.near()).map(Some)
    }

    /// The column to name for a bad pair.
    fn bad_coordinate(&self, line: &Line<'_>, reason: &RejectReason) -> Option<usize> {
        let (first, second) = self.places_of.place?;
        let second_is_bad = match reason {
            RejectReason::MissingValue => line.cell(second).is_empty(),
            _ => decimal(line.cell(first)).is_some() && decimal(line.cell(second)).is_none(),
        };
        Some(if second_is_bad { second } else { first })
    }

    fn placed(&mut self, line: &Line<'_>, position: Option<Position>) -> Result<Placed, Refusal> {
        let mut placed = Placed::default();
        if let Some(position) = position {
            placed = self.places.locate(position);
            self.seen.outside += u64::from(self.places.near().is_some() && placed == Placed::default());
        } else if self.places_of.place.is_some() {
            self.seen.nowhere += 1;
        }
        if let Some(column) = self.places_of.area {
            let text = coded(line.cell(column), column)?;
            if !text.is_empty() {
                let named = self.places.named(text).ok_or((Some(column), RejectReason::UnknownArea))?;
                placed = placed.or(named);
            }
        }
        Ok(placed)
    }

    fn note_time(&mut self, start: Moment) {
        self.seen.moved += u64::from(start.moved);
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
        mut notes: Vec<Note>,
    ) -> Result<ReadReport, ImportError> {
        let seen = self.seen;
        let mut note = |holds: bool, note: Note| {
            if holds {
                notes.push(note);
            }
        };
        // One row in twenty at exactly midnight means something else, unless the source knows full hours only: then
        // midnight must be three times what an hour has.
        let heaped =
            seen.midnights >= 20 && seen.midnights * 20 > seen.clocks && seen.midnights * 8 > seen.full_hours;
        note(heaped, Note::MidnightHeaping { rows: seen.midnights, of: seen.clocks });
        note(seen.dates_from_midnight > 0, Note::MidnightReadAsDate { rows: seen.dates_from_midnight });
        note(seen.moved > 0, Note::OffsetConverted { rows: seen.moved });
        let suspected = seen.swapped > 0;
        note(suspected, Note::ColumnsSwappedSuspected { rows: seen.swapped, of: seen.positions });
        note(seen.outside > 0, Note::OutsideEveryArea { rows: seen.outside });
        note(seen.nowhere > 0, Note::NoPosition { rows: seen.nowhere });
        note(seen.personal > 0, Note::PersonalNumbersLeftOut { cells: seen.personal });
        note(self.keys.equal_rows > 0, Note::EqualRows { rows: self.keys.equal_rows });
        self.tally.report(inspected, notes)
    }
}

/// The text of a cell that holds a code: a row with a personal identity number there is not taken.
fn coded(text: &str, column: usize) -> Result<&str, Refusal> {
    if holds_identity_number(text) { Err((Some(column), RejectReason::PersonalNumber)) } else { Ok(text) }
}

/// A cell's text, unless it holds a personal identity number: then the cell counts as empty.
fn kept(text: &str) -> &str {
    if holds_identity_number(text) { "" } else { text }
}

fn days(incident: &Incident) -> (Date, Date) {
    let day = incident.start.date();
    if incident.precision == TimePrecision::Month { (day, day.last_of_month()) } else { (day, day) }
}
