//! `lofte analyse concentration`: how unevenly events are spread over places, beside what chance gives.
//!
//! Places are cells of a grid, areas of a file, or the addresses or streets in a column. Of a column only the places
//! with an event are seen, so the number of all places must be said: without the empty ones everything looks even.

use clap::Args;
use lofte_analysis::incidents::concentration::{
    Beside, Concentration, ConcentrationParams, MIN_EVENTS, MIN_UNITS, concentration, weighted_concentration,
};
use lofte_analysis::incidents::harm::HarmTableName;
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::failure::Outcome;
use crate::incidents::cells::CellArgs;
use crate::incidents::{harm, point_in_area};
use crate::input::events::{EventArgs, Events, InputFacts};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};
use crate::output::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse concentration burglaries.csv --place address --places 5200 --seed 1
  lofte analyse concentration offences.csv --x east --y north --cell 100 --boundary municipality.geojson --seed 1
  lofte analyse concentration offences.csv --x east --y north --areas deso.geojson --name code --seed 1
      --category type --harm weights.csv";

/// The most places that the method takes.
const MOST_PLACES: u32 = 1 << 26;

/// How unevenly events are spread over places, beside what chance gives (Gini, share of places with half the events)
///
/// Places are cells, unless --place or --areas says otherwise.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct ConcentrationArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    cells: CellArgs,
    /// Column with the name of the place, for instance an address or a street
    #[arg(long, value_name = "COLUMN", conflicts_with = "areas")]
    place: Option<String>,
    /// Number of all places, also those without events; needed with --place
    #[arg(long, value_name = "NUMBER", requires = "place")]
    places: Option<u32>,
    /// Areas as GeoJSON in degrees; where two have a point, the first in the file gets it
    #[arg(long, value_name = "FILE.geojson", requires = "name")]
    areas: Option<PathBuf>,
    /// Property with the name of an area
    #[arg(long, value_name = "PROPERTY", requires = "areas")]
    name: Option<String>,
    /// Shares of the events whose places are counted
    #[arg(long, value_delimiter = ',', default_value = "0.25,0.5,0.8")]
    shares: Vec<f64>,
    /// Give the Lorenz curve instead, from the busiest place
    #[arg(long)]
    curve: bool,
    /// Steps of the curve
    #[arg(long, default_value_t = 100)]
    steps: u32,
    /// Times the events are thrown at random
    #[arg(long, default_value_t = 999)]
    simulations: u32,
    /// Seed of the throwing: the same gives the same answer
    #[arg(long)]
    seed: u64,
    /// Level of the range that chance gives
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// Fewest events
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor: u64,
    /// Fewest places
    #[arg(long, default_value_t = MIN_UNITS)]
    floor_places: u64,
}

/// Events at their places.
struct Spread {
    /// Number of all places.
    places: u32,
    /// The place of each event, and what the event weighs.
    events: Vec<(u32, f64)>,
    weighed: bool,
    harm: Option<HarmTableName>,
    /// Events at none of the places.
    outside: u64,
    input: InputFacts,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    concentration: Sufficiency<Concentration>,
    outside: u64,
    harm: Option<HarmTableName>,
}

impl ConcentrationArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let mut others = self.cells.weighing.columns();
        others.extend(self.place.clone());
        let events = self.events.read(&others)?;
        let spread = match (&self.place, &self.areas, &self.name) {
            (Some(column), ..) => self.over_places(&events, column)?,
            (None, Some(file), Some(name)) => self.over_areas(&events, file, name)?,
            _ => self.over_cells(&events)?,
        };
        let found = while_working(|| self.measure(&spread)).map_err(refused)?;
        let found = Found { concentration: found, outside: spread.outside, harm: spread.harm };
        let mut answer = Answer::new("concentration", self, spread.input, &found)?;
        let words = terminal.words;
        harm::tell(&mut answer, found.harm.as_ref());
        if found.outside > 0 {
            answer.say("analyse-outside-places", vec![("outside", words.count(found.outside))]);
        }
        match &found.concentration {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, words),
            Sufficiency::Sufficient(found) => {
                let gaps = vec![
                    ("events", words.count(found.events)),
                    ("used", words.count(found.used)),
                    ("places", words.count(found.units)),
                ];
                answer.say("analyse-spread", gaps);
                if self.curve { curve(&mut answer, found) } else { figures(&mut answer, found) }
            }
        }
        answer.show(terminal)
    }

    fn over_places(&self, events: &Events, column: &str) -> Result<Spread, InputError> {
        let places = self.places.ok_or(InputError::Needs { option: "--place", needed: "--places" })?;
        if places > MOST_PLACES {
            let (option, value) = ("--places", places.to_string());
            return Err(InputError::OptionValue { option, value, must: "at most 67108864" });
        }
        let labels: Vec<Option<String>> = (0..events.len()).map(|row| events.text(column, row)).collect();
        let rows: Vec<usize> = (0..labels.len()).filter(|row| labels[*row].is_some()).collect();
        let mut known: BTreeMap<&String, u32> = BTreeMap::new();
        for label in labels.iter().flatten() {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            known.entry(label).or_insert(next);
        }
        if known.len() > places as usize {
            let (option, value) = ("--places", places.to_string());
            let must = "at least as many as the places with an event; count those without events too";
            return Err(InputError::OptionValue { option, value, must });
        }
        let input = InputFacts {
            without_position: Some((labels.len() - rows.len()) as u64),
            ..events.facts(rows.len())
        };
        let place = labels.iter().flatten().map(|label| known.get(label).copied());
        self.spread(events, &rows, places, place.collect(), input)
    }

    fn over_areas(&self, events: &Events, file: &std::path::Path, name: &str) -> Result<Spread, InputError> {
        let points = self.events.points(events, "concentration")?;
        let located = point_in_area::locate(&self.events, events, &points, file, name)?;
        let places = u32::try_from(located.names.len()).unwrap_or(u32::MAX);
        self.spread(events, &points.rows, places, located.area, points.facts(events))
    }

    fn over_cells(&self, events: &Events) -> Result<Spread, InputError> {
        let points = self.events.points(events, "concentration")?;
        let cells = self.cells.gather(&self.events, events, &points)?;
        Ok(Spread {
            places: u32::try_from(cells.units.len()).unwrap_or(u32::MAX),
            weighed: cells.weights.is_some(),
            outside: cells.outside,
            input: points.facts(events),
            harm: cells.harm,
            events: cells.events,
        })
    }

    fn spread(
        &self,
        events: &Events,
        rows: &[usize],
        places: u32,
        place: Vec<Option<u32>>,
        input: InputFacts,
    ) -> Result<Spread, InputError> {
        let weights = self.cells.weighing.of(&self.events, events, rows)?;
        let outside = place.iter().filter(|place| place.is_none()).count() as u64;
        let weight = |event: usize| weights.as_ref().map_or(1.0, |weights| weights.values[event]);
        let located = place.into_iter().enumerate();
        Ok(Spread {
            places,
            events: located.filter_map(|(event, place)| Some((place?, weight(event)))).collect(),
            weighed: weights.is_some(),
            harm: weights.and_then(|weights| weights.table),
            outside,
            input,
        })
    }

    fn measure(
        &self,
        spread: &Spread,
    ) -> Result<Sufficiency<Concentration>, lofte_analysis::incidents::concentration::ConcentrationError>
    {
        let params = ConcentrationParams {
            shares: self.shares.clone(),
            curve_steps: self.steps,
            simulations: self.simulations,
            seed: self.seed,
            level: self.level,
            min_events: self.floor,
            min_units: self.floor_places,
        };
        if spread.weighed {
            // An event that weighs nothing is nowhere.
            let heavy = spread.events.iter().filter(|(_, weight)| *weight > 0.0).copied();
            let (places, weights): (Vec<u32>, Vec<f64>) = heavy.unzip();
            return weighted_concentration(&places, &weights, spread.places, &params);
        }
        let mut counts = vec![0; spread.places as usize];
        for (place, _) in &spread.events {
            counts[*place as usize] += 1;
        }
        concentration(&counts, &params)
    }
}

/// The figures, each beside what chance gives.
fn figures(answer: &mut Answer<'_>, found: &Concentration) {
    answer.columns = vec![
        word("measure"),
        number("share", 2),
        number("places", 0),
        number("value", 3),
        number("chance", 3),
        number("chance_lower", 3),
        number("chance_upper", 3),
        number("p", 4),
    ];
    let row = |measure: &str, share: Option<f64>, places: Option<u64>, beside: &Beside| -> Vec<Cell> {
        let chance = &beside.chance;
        vec![
            measure.into(),
            share.into(),
            places.into(),
            beside.observed.into(),
            chance.mean.into(),
            chance.lower.into(),
            chance.upper.into(),
            chance.p_value.into(),
        ]
    };
    let alone = |measure: &str, value: f64| -> Vec<Cell> {
        let mut cells = vec![measure.into(), Cell::Empty, Cell::Empty, value.into()];
        cells.resize(8, Cell::Empty);
        cells
    };
    answer.rows.push(row("gini", None, None, &found.gini.plain).into());
    if let Some(value) = found.gini.generalised {
        answer.rows.push(alone("gini_generalised", value).into());
    }
    if let Some(value) = found.gini.generalised_unbiased {
        answer.rows.push(alone("gini_unbiased", value).into());
    }
    for share in &found.shares {
        let (of, places) = (Some(share.share), Some(share.units));
        answer.rows.push(row("of_all_places", of, places, &share.of_all).into());
        answer.rows.push(row("of_used_places", of, places, &share.of_used).into());
    }
}

fn curve(answer: &mut Answer<'_>, found: &Concentration) {
    answer.columns = vec![number("places", 0), number("of_places", 3), number("of_events", 3)];
    let row = |point: &lofte_analysis::incidents::concentration::CurvePoint| {
        vec![point.units.into(), point.of_units.into(), point.of_events.into()].into()
    };
    answer.rows = found.curve.iter().map(row).collect();
}
