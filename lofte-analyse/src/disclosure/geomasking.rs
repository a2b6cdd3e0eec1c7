//! `lofte analyse dots`: dots on a map that do not point at a house.
//!
//! Each event is moved to the middle of a square that holds enough dwellings, or enough events. What the largest squares
//! cannot show is counted, and that count is hidden too where it is small.

use clap::Args;
use lofte_analysis::disclosure::Cell as Told;
use lofte_analysis::disclosure::geomasking::{
    GeomaskingParams, Holding, MaskedPoint, MaskedPoints, snap_to_grid,
};
use lofte_words::Message;
use serde::Serialize;
use std::path::PathBuf;

use crate::failure::Outcome;
use crate::input::columns::shown;
use crate::input::events::EventArgs;
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number};
use crate::output::progress::while_working;
use crate::output::shape::Shape;

const EXAMPLE: &str = "Example:
  lofte analyse dots burglaries.csv --x east --y north --side 250 --least 10 --dwellings addresses.csv --format geojson
  lofte analyse dots offences.csv --x lon --y lat --crs EPSG:4326 --side 500 --doublings 2 --least 5";

/// Dots on a map that do not point at a house
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct GeomaskingArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// Side of the smallest squares in metres
    #[arg(long, value_name = "METRES")]
    side: f64,
    /// How often a square may be doubled until it holds enough
    #[arg(long, default_value_t = 3)]
    doublings: u32,
    /// Fewest dwellings, or without --dwellings fewest events, of a square that is shown
    #[arg(long, value_name = "COUNT")]
    least: u64,
    /// Table with one row for each dwelling or address, with the same columns and coordinates as the events
    #[arg(long, value_name = "FILE")]
    dwellings: Option<PathBuf>,
}

impl GeomaskingArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&[])?;
        let points = self.events.points(&events, "dots")?;
        let dwellings = match &self.dwellings {
            None => None,
            Some(file) => {
                let reader = EventArgs {
                    files: vec![file.clone()],
                    condition: None,
                    time: None,
                    category: None,
                    from_records: None,
                    ..self.events.clone()
                };
                let rows = reader.read(&[])?;
                let found = reader.points(&rows, "dots --dwellings")?;
                if found.plane.name() != points.plane.name() {
                    let message = Message::with("analyse-other-plane", "file", shown(file));
                    return Err(InputError::Told(message).into());
                }
                Some(found)
            }
        };
        let params = GeomaskingParams { side: self.side, doublings: self.doublings, threshold: self.least };
        let holding =
            dwellings.as_ref().map_or(Holding::Events, |dwellings| Holding::Dwellings(dwellings.columns()));
        let dots = while_working(|| snap_to_grid(points.columns(), holding, &params)).map_err(refused)?;
        let dots: &MaskedPoints = dots.get();
        let mut answer = Answer::new("dots", self, points.facts(&events), dots)?;
        answer.plane = Some(&points.plane);
        let least = terminal.words.count(self.least);
        let key = if self.dwellings.is_some() { "analyse-dots-dwellings" } else { "analyse-dots-events" };
        answer.say(key, vec![("least", least.clone())]);
        match dots.not_shown {
            Told::Shown(0) => {}
            Told::Shown(count) => {
                answer.say("analyse-dots-left", vec![("count", terminal.words.count(count))]);
            }
            Told::Suppressed(_) => answer.say("analyse-dots-few-left", vec![("least", least)]),
        }
        answer.columns = vec![number("x", 0), number("y", 0), number("side", 0), number("count", 0)];
        answer.rows = dots.dots.iter().map(row).collect();
        answer.show(terminal)
    }
}

fn row(dot: &MaskedPoint) -> Row {
    let MaskedPoint { x, y, side, events } = *dot;
    let cells: Vec<Cell> = vec![x.into(), y.into(), side.into(), events.into()];
    Row { cells, shape: Some(Shape::Square { x, y, side }) }
}
