//! `lofte analyse density`: how densely events lie, as a surface of cells.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::density::{
    Density, DensityError, DensityParams, EdgeCorrection, Events, Kernel, MAX_CELLS, MIN_EVENTS,
    RepeatedPoints, binned_density, density, repeated_points,
};
use lofte_analysis::incidents::harm::HarmTableName;
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;
use std::path::PathBuf;

use crate::failure::Outcome;
use crate::incidents::extent::{Edges, middle};
use crate::incidents::harm::Weighing;
use crate::incidents::{extent, harm};
use crate::input::events::{EventArgs, Points};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Row, number};
use crate::output::progress::while_working;
use crate::output::shape::Shape;

const EXAMPLE: &str = "Example:
  lofte analyse density burglaries.csv --x east --y north --bandwidth 500 --cell 100
  lofte analyse density burglaries.csv --x lon --y lat --crs EPSG:4326 --bandwidth 300 --kernel gaussian
      --boundary municipality.geojson --edge diggle --format geojson";

/// How densely events lie, per square kilometre, as a surface of cells
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct DensityArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// Support of the quartic kernel, or standard deviation of the Gaussian, in metres
    #[arg(long, default_value_t = 500.0)]
    bandwidth: f64,
    /// Side of a cell in metres, at most a fifth of the bandwidth is well
    #[arg(long, default_value_t = 100.0)]
    cell: f64,
    #[arg(long, value_enum, default_value = "quartic")]
    kernel: Form,
    /// Standard deviations at which the Gaussian kernel is cut, east, west, north and south: beyond 8 nothing of it is
    /// left that a number could hold, at 5 it is a millionth and quicker
    #[arg(long, default_value_t = 8.0)]
    cut: f64,
    /// Borders of the area, as GeoJSON in degrees
    #[arg(long, value_name = "FILE.geojson")]
    boundary: Option<PathBuf>,
    /// What is done about events that were not recorded outside the border
    #[arg(long, value_enum, default_value = "none")]
    edge: Edge,
    #[command(flatten)]
    #[serde(flatten)]
    weighing: Weighing,
    /// Spread the events over cells first: quicker, and the answer says by how much it may be off
    #[arg(long)]
    binned: bool,
    /// Edges of the surface in metres: west, south, east, north; around the events if not given
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    extent: Option<Edges>,
    /// Fewest events
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    Quartic,
    Gaussian,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Edge {
    /// Nothing, as at a lake
    None,
    /// Each cell is divided by the part of its kernel inside the border
    Uniform,
    /// Each event is, which keeps their number
    Diggle,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    density: Sufficiency<Density>,
    repeated: RepeatedPoints,
    /// The table of harm, where there was one.
    harm: Option<HarmTableName>,
}

/// Points that repeat are named to this number.
const LISTED: usize = 10;

impl DensityArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&self.weighing.columns())?;
        let points = self.events.points(&events, "density")?;
        let weights = self.weighing.of(&self.events, &events, &points.rows)?;
        let boundary = extent::boundary(self.boundary.as_deref(), &points)?;
        let params = self.params(&points)?;
        let given = Events {
            points: points.columns(),
            weights: weights.as_ref().map(|weights| weights.values.as_slice()),
        };
        let surface = while_working(|| {
            if self.binned {
                binned_density(given, boundary.as_ref(), &params)
            } else {
                density(given, boundary.as_ref(), &params)
            }
        });
        let repeated = repeated_points(points.columns(), LISTED).map_err(refused)?;
        let harm = weights.and_then(|weights| weights.table);
        let found = Found { density: surface.map_err(too_large)?, repeated, harm };
        let mut answer = Answer::new("density", self, points.facts(&events), &found)?;
        answer.plane = Some(&points.plane);
        harm::tell(&mut answer, found.harm.as_ref());
        let share = terminal.words.percent(found.repeated.share_repeated, 0);
        answer.say("analyse-repeated", vec![("share", share)]);
        match &found.density {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, terminal.words),
            Sufficiency::Sufficient(surface) => {
                answer.columns = vec![number("x", 0), number("y", 0), number("density", 2)];
                answer.rows = rows(surface);
            }
        }
        answer.show(terminal)
    }

    fn params(&self, points: &Points) -> Result<DensityParams, InputError> {
        Ok(DensityParams {
            kernel: match self.kernel {
                Form::Quartic => Kernel::Quartic,
                Form::Gaussian => Kernel::Gaussian { cut: self.cut },
            },
            bandwidth: self.bandwidth,
            grid: extent::grid(points, self.cell, self.extent)?,
            edge: match self.edge {
                Edge::None => EdgeCorrection::None,
                Edge::Uniform => EdgeCorrection::Uniform,
                Edge::Diggle => EdgeCorrection::Diggle,
            },
            min_events: self.floor,
        })
    }
}

/// What a surface refused that is too large, in the user's words.
fn too_large(error: DensityError) -> InputError {
    match error {
        DensityError::TooManyCells { cells, side } => InputError::ManyCells { cells, most: MAX_CELLS, side },
        DensityError::TooMuchWork { cells, events, side, .. } => InputError::MuchWork { cells, events, side },
        other => refused(other),
    }
}

/// The cells with any density, inside the border where there is one.
fn rows(surface: &Density) -> Vec<Row> {
    let grid = &surface.params.grid;
    let inside = |place: usize| surface.inside.as_ref().is_none_or(|inside| inside[place]);
    let dense = surface.values.iter().enumerate().filter(|(place, value)| **value > 0.0 && inside(*place));
    dense
        .map(|(place, value)| {
            let (x, y) = middle(grid, place);
            let shape = Some(Shape::Square { x, y, side: grid.cell });
            Row { cells: vec![x.into(), y.into(), (*value).into()], shape }
        })
        .collect()
}
