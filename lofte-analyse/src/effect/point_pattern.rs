//! `lofte analyse point-pattern`: where the map of events is another after than before.
//!
//! Fisher's exact test in each unit, adjusted for their number, is the answer; the spatial point pattern test stands beside
//! it for comparison with published work. Units are areas named in the file, square cells, or rows of a table of counts.

use clap::Args;
use jiff::civil::Date;
use lofte_analysis::effect::point_pattern::{
    MIN_EVENTS, MIN_UNITS, PointPatternParams, PointPatternTest, UnitComparison, point_pattern_test,
};
use lofte_analysis::sample_size::Sufficiency;
use lofte_import::plane::Plane;
use lofte_words::{Message, Words};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::failure::Outcome;
use crate::input::events::{EventArgs, Events, InputFacts};
use crate::input::given::day;
use crate::input::order::by_name;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number, word};
use crate::output::progress::while_working;
use crate::output::shape::Shape;

const EXAMPLE: &str = "Example:
  lofte analyse point-pattern offences.csv --area district --time occurred --at 2024-01-01
  lofte analyse point-pattern offences.csv --x east --y north --cell 500 --time occurred --at 2024-01-01 --format geojson
  lofte analyse point-pattern counts.csv --unit area --first n2023 --second n2024";

/// The share of the second map that the older test draws in published work.
const DRAWN_SHARE: f64 = 0.85;
/// Cells further out than this have no whole number.
const FARTHEST: f64 = 1e12;

/// Where the map of events is another after than before
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct PointPatternArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// The first day of the second map, in a table of events
    #[arg(long, value_name = "DAY")]
    at: Option<String>,
    /// Column with the name of the area, in a table of events
    #[arg(long, value_name = "COLUMN", conflicts_with = "cell")]
    area: Option<String>,
    /// Side of square cells in metres, in a table of events with positions
    #[arg(long, value_name = "METRES")]
    cell: Option<f64>,
    /// Column with the name of the unit, in a table of counts
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["area", "cell", "at"])]
    unit: Option<String>,
    /// Column with the counts of the first map
    #[arg(long, value_name = "COLUMN", requires = "unit")]
    first: Option<String>,
    /// Column with the counts of the second map
    #[arg(long, value_name = "COLUMN", requires = "unit")]
    second: Option<String>,
    /// Share of false alarms among the units that are said to differ
    #[arg(long, default_value_t = 0.05)]
    alpha: f64,
    /// Level of the limits of the older test
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// Share of the second map that the older test draws
    #[arg(long, default_value_t = DRAWN_SHARE)]
    drawn: f64,
    /// Fewest events of each map
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor: u64,
}

/// The units of both maps.
struct Units {
    names: Vec<String>,
    first: Vec<u64>,
    second: Vec<u64>,
    /// The middles of the units, where they are cells.
    middles: Vec<(f64, f64)>,
    plane: Option<Plane>,
    input: InputFacts,
}

/// The answer.
#[derive(Debug, Serialize)]
struct Found<'a> {
    units: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    middles: &'a [(f64, f64)],
    compared: &'a Sufficiency<PointPatternTest>,
}

impl PointPatternArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let units = match (&self.unit, &self.area, self.cell) {
            (Some(unit), _, _) => self.of_counts(unit)?,
            (None, Some(area), _) => self.of_areas(area)?,
            (None, None, Some(side)) => self.of_cells(side)?,
            (None, None, None) => {
                return Err(
                    InputError::Needs { option: "point-pattern", needed: "--area, --cell, --unit" }.into()
                );
            }
        };
        let params = PointPatternParams {
            alpha: self.alpha,
            level: self.level,
            drawn_share: self.drawn,
            min_events: self.floor,
            min_units: MIN_UNITS,
        };
        let compared =
            while_working(|| point_pattern_test(&units.first, &units.second, &params)).map_err(refused)?;
        let found = Found { units: &units.names, middles: &units.middles, compared: &compared };
        let mut answer = Answer::new("point-pattern", self, units.input.clone(), &found)?;
        answer.plane = units.plane.as_ref();
        match &compared {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, terminal.words),
            Sufficiency::Sufficient(compared) => {
                say(&mut answer, terminal.words, compared);
                answer.columns = vec![
                    word("unit"),
                    number("before", 0),
                    number("after", 0),
                    number("first_percent", 2),
                    number("second_percent", 2),
                    number("adjusted", 4),
                    word("differs"),
                    word("older_test"),
                ];
                let rows = compared.units.iter().enumerate();
                answer.rows = rows.map(|(place, unit)| self.row(&units, place, unit)).collect();
            }
        }
        answer.show(terminal)
    }

    fn row(&self, units: &Units, place: usize, unit: &UnitComparison) -> Row {
        let middle = units.middles.get(place).zip(self.cell);
        let position = match serde_json::to_value(unit.position) {
            Ok(serde_json::Value::String(name)) => Cell::Word(name),
            _ => Cell::Empty,
        };
        let cells = vec![
            units.names[place].as_str().into(),
            unit.first.into(),
            unit.second.into(),
            (100.0 * unit.first_share).into(),
            (100.0 * unit.second_share).into(),
            unit.p_adjusted.into(),
            unit.differs.into(),
            position,
        ];
        Row { cells, shape: middle.map(|((x, y), side)| Shape::Square { x: *x, y: *y, side }) }
    }

    fn of_counts(&self, unit: &str) -> Result<Units, InputError> {
        let first = EventArgs::need(self.first.as_ref(), "--first", "point-pattern --unit")?;
        let second = EventArgs::need(self.second.as_ref(), "--second", "point-pattern --unit")?;
        let rows = self.events.read(&[unit, first, second].map(str::to_owned))?;
        let names = rows.labels(unit)?;
        if names.names.len() < rows.len() {
            let mut seen = std::collections::HashSet::new();
            let twice = names.codes.iter().find(|code| !seen.insert(**code));
            let name = twice.and_then(|code| names.names.get(*code as usize)).cloned().unwrap_or_default();
            return Err(InputError::Told(Message::with("analyse-unit-twice", "unit", name)));
        }
        Ok(Units {
            first: rows.counts(first)?,
            second: rows.counts(second)?,
            names: names.names,
            middles: Vec::new(),
            plane: None,
            input: rows.facts(rows.len()),
        })
    }

    fn of_areas(&self, area: &str) -> Result<Units, InputError> {
        let events = self.events.read(&[area.to_owned()])?;
        let after = self.after(&events)?;
        let mut counts: BTreeMap<String, [u64; 2]> = BTreeMap::new();
        let (mut unnamed, mut undated) = (0, 0);
        for (row, after) in after.iter().enumerate() {
            match (events.text(area, row), after) {
                (None, _) => unnamed += 1,
                (Some(_), None) => undated += 1,
                (Some(name), Some(after)) => counts.entry(name).or_default()[usize::from(*after)] += 1,
            }
        }
        let mut counts: Vec<(String, [u64; 2])> = counts.into_iter().collect();
        counts.sort_by(|one, other| by_name(&one.0, &other.0));
        let used = counts.iter().flat_map(|(_, pair)| pair).sum();
        let facts = events.facts(0);
        Ok(Units {
            first: counts.iter().map(|(_, pair)| pair[0]).collect(),
            second: counts.iter().map(|(_, pair)| pair[1]).collect(),
            names: counts.into_iter().map(|(name, _)| name).collect(),
            middles: Vec::new(),
            plane: None,
            input: InputFacts { used, without_position: Some(unnamed), without_time: Some(undated), ..facts },
        })
    }

    fn of_cells(&self, side: f64) -> Result<Units, InputError> {
        if !(side.is_finite() && side > 0.0) {
            let message = Message::with("analyse-not-a-length", "option", "--cell").and("value", side);
            return Err(InputError::Told(message));
        }
        let events = self.events.read(&[])?;
        let mut points = self.events.points(&events, "point-pattern --cell")?;
        let after = self.after(&events)?;
        let undated = points.retain_rows(|row| after[row].is_some());
        let mut counts: BTreeMap<(i64, i64), [u64; 2]> = BTreeMap::new();
        for ((row, x), y) in points.rows.iter().zip(&points.xs).zip(&points.ys) {
            let cell = number_of(*x / side).zip(number_of(*y / side)).ok_or_else(|| {
                InputError::Told(Message::with("analyse-not-a-length", "option", "--cell").and("value", side))
            })?;
            counts.entry(cell).or_default()[usize::from(after[*row] == Some(true))] += 1;
        }
        let middle = |cell: i64| (cell as f64 + 0.5) * side;
        let middles: Vec<(f64, f64)> = counts.keys().map(|(x, y)| (middle(*x), middle(*y))).collect();
        let mut input = points.facts(&events);
        input.without_time = Some(undated);
        Ok(Units {
            names: middles.iter().map(|(x, y)| format!("{x:.0} {y:.0}")).collect(),
            first: counts.values().map(|pair| pair[0]).collect(),
            second: counts.values().map(|pair| pair[1]).collect(),
            middles,
            plane: Some(points.plane),
            input,
        })
    }

    /// Whether each row belongs to the second map; nothing where it has no time.
    fn after(&self, events: &Events) -> Result<Vec<Option<bool>>, InputError> {
        let column = EventArgs::need(self.events.time.as_ref(), "--time", "point-pattern")?;
        let written = EventArgs::need(self.at.as_ref(), "--at", "point-pattern")?;
        let at = day("--at", written)?;
        let times = self.events.times(events, column)?;
        let days: Vec<Option<Date>> = times.iter().map(|time| time.map(|(time, _)| time.date())).collect();
        let known = || days.iter().flatten().copied();
        match (known().min(), known().max()) {
            (Some(first), Some(last)) if first < at && at <= last => {
                Ok(days.iter().map(|day| day.map(|day| day >= at)).collect())
            }
            (Some(first), Some(last)) => {
                let message = Message::with("analyse-at-outside", "at", written);
                Err(InputError::Told(message.and("first", first).and("last", last)))
            }
            _ => Err(InputError::Told(Message::plain("analyse-nothing-dated"))),
        }
    }
}

/// The number of a cell along one axis.
#[expect(clippy::cast_possible_truncation, reason = "far within the range of both")]
fn number_of(at: f64) -> Option<i64> {
    (at.abs() < FARTHEST).then(|| at.floor() as i64)
}

fn say(answer: &mut Answer<'_>, words: Words, found: &PointPatternTest) {
    let differ = found.units.iter().filter(|unit| unit.differs).count();
    let key = if differ == 0 { "analyse-pattern-none" } else { "analyse-pattern-found" };
    answer.say(
        key,
        vec![
            ("first", words.count(found.first_events)),
            ("second", words.count(found.second_events)),
            ("units", words.count(found.units.len() as u64)),
            ("differ", words.count(differ as u64)),
            ("alpha", words.percent(found.params.alpha, 0)),
        ],
    );
    answer.say(
        "analyse-pattern-older",
        vec![
            ("all", words.decimal(found.classic.all, 3)),
            ("with_events", words.decimal(found.classic.with_events, 3)),
        ],
    );
}
