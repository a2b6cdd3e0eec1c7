//! What the local tests have in common on the command line: cells or areas, neighbours, p-values and floors.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::local_statistics::{
    FEW_UNITS, Inference, LocalSampleSize, MIN_NEIGHBOURS, MIN_UNITS, NotTested, Tails, UnitResult,
};
use lofte_analysis::incidents::neighbours::{Contiguity, Neighbours};
use lofte_words::Words;
use serde::{Serialize, Serializer};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::incidents::cells::CellArgs;
use crate::incidents::harm;
use crate::incidents::units::{AreaFile, Units};
use crate::input::events::{EventArgs, Events, Points};
use crate::input_error::{InputError, refused};
use crate::output::answer::{Answer, Cell, Heading, Row, number, word};

/// The most pairs of neighbours that are listed.
const MOST_LINKS: f64 = 2e8;

/// A local test of cells or areas.
#[derive(Clone, Debug, Args, Serialize)]
pub(crate) struct LocalArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) cells: CellArgs,
    /// Compare areas instead of cells: GeoJSON in degrees; where two have a point, the first in the file gets it
    #[arg(long, value_name = "FILE.geojson", requires = "name")]
    areas: Option<PathBuf>,
    /// Property with the name of an area
    #[arg(long, value_name = "PROPERTY", requires = "areas")]
    name: Option<String>,
    /// Property with the residents of an area: compare events for each thousand of them
    #[arg(long, value_name = "PROPERTY", requires = "areas")]
    residents: Option<String>,
    /// Which are neighbours: queen (a side or a corner), rook (a side), within:METRES or nearest:NUMBER, from middle to
    /// middle
    #[arg(long, value_name = "WHICH", default_value = "queen")]
    neighbours: Near,
    /// Take p from so many random sets of neighbours instead of the normal distribution; 9999 is well
    #[arg(long, value_name = "NUMBER")]
    permutations: Option<u32>,
    /// Seed of the permutations: the same gives the same answer
    #[arg(long)]
    seed: Option<u64>,
    /// Whether the p of permutations counts both tails, or the smaller one as PySAL does
    #[arg(long, value_enum, default_value = "both")]
    tails: Counted,
    /// Share of false ones among those that stand out (Benjamini and Hochberg)
    #[arg(long, default_value_t = 0.05)]
    pub(crate) rate: f64,
    /// Give all cells or areas, also those that do not stand out
    #[arg(long)]
    pub(crate) all: bool,
    /// Fewest cells or areas
    #[arg(long, default_value_t = MIN_UNITS)]
    floor: u64,
    /// Fewest neighbours of each where there are few cells or areas; of no matter with --permutations
    #[arg(long, default_value_t = MIN_NEIGHBOURS)]
    floor_neighbours: u64,
    /// Below this many there are few
    #[arg(long, default_value_t = FEW_UNITS)]
    few: u64,
}

/// Which are neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Near {
    Touching(Contiguity),
    Within(f64),
    Nearest(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Counted {
    Both,
    Smaller,
}

impl FromStr for Near {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once(':').map_or((text, None), |(name, value)| (name, Some(value)));
        let found = match (name, value) {
            ("queen", None) => Some(Self::Touching(Contiguity::Queen)),
            ("rook", None) => Some(Self::Touching(Contiguity::Rook)),
            ("within", Some(metres)) => metres.parse().ok().map(Self::Within),
            ("nearest", Some(count)) => count.parse().ok().map(Self::Nearest),
            _ => None,
        };
        found.ok_or_else(|| {
            "give queen, rook, within:METRES (within:750) or nearest:NUMBER (nearest:8)".to_owned()
        })
    }
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Touching(Contiguity::Queen) => f.write_str("queen"),
            Self::Touching(Contiguity::Rook) => f.write_str("rook"),
            Self::Within(metres) => write!(f, "within:{metres}"),
            Self::Nearest(count) => write!(f, "nearest:{count}"),
        }
    }
}

impl Serialize for Near {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The units of a test, and what they were made of.
pub(crate) struct Field {
    pub(crate) events: Events,
    pub(crate) points: Points,
    pub(crate) units: Units,
    pub(crate) neighbours: Neighbours,
}

impl LocalArgs {
    /// Reads the events and counts them in the cells or areas.
    pub(crate) fn field(&self, method: &'static str) -> Result<Field, InputError> {
        let weighing = &self.cells.weighing;
        let events = self.events.read(&weighing.columns())?;
        let points = self.events.points(&events, method)?;
        let units = match (&self.areas, &self.name) {
            (Some(file), Some(name)) => {
                let file = AreaFile { file, name, residents: self.residents.as_deref() };
                Units::of_areas(&self.events, weighing, &events, &points, file)?
            }
            _ => Units::Cells(self.cells.gather(&self.events, &events, &points)?),
        };
        let neighbours = self.neighbours_of(&units)?;
        Ok(Field { events, points, units, neighbours })
    }

    fn neighbours_of(&self, units: &Units) -> Result<Neighbours, InputError> {
        let (x, y) = units.middles();
        let neighbours = match self.neighbours {
            Near::Touching(contiguity) => units.touching(contiguity),
            Near::Within(metres) => {
                if likely_links(x, y, metres) > MOST_LINKS {
                    let (option, value) = ("--neighbours", self.neighbours.to_string());
                    let must = "a shorter distance: each would have too many neighbours";
                    return Err(InputError::OptionValue { option, value, must });
                }
                Neighbours::within(lofte_analysis::Points::new(x, y), metres)
            }
            Near::Nearest(count) => Neighbours::nearest(lofte_analysis::Points::new(x, y), count),
        };
        neighbours.map_err(refused)
    }

    pub(crate) fn inference(&self) -> Result<Inference, InputError> {
        let Some(permutations) = self.permutations else {
            return Ok(Inference::Normal);
        };
        let seed = self.seed.ok_or(InputError::Needs { option: "--permutations", needed: "--seed" })?;
        let tails = match self.tails {
            Counted::Both => Tails::Both,
            Counted::Smaller => Tails::Smaller,
        };
        Ok(Inference::Permutation { permutations, seed, tails })
    }

    pub(crate) fn min_sample(&self) -> LocalSampleSize {
        LocalSampleSize { units: self.floor, neighbours: self.floor_neighbours, few_units: self.few }
    }
}

/// Pairs of neighbours, if those that lie near were spread evenly.
fn likely_links(x: &[f64], y: &[f64], metres: f64) -> f64 {
    let span = |values: &[f64]| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (2.0 * metres / (high - low).max(1.0)).min(1.0)
    };
    let count = x.len() as f64;
    count * count * span(x) * span(y)
}

impl Field {
    /// The columns before those of the test.
    pub(crate) fn columns(&self) -> Vec<Heading> {
        let areas = self.units.areas();
        let mut columns: Vec<Heading> = areas.map(|_| word("area")).into_iter().collect();
        columns.extend([number("x", 0), number("y", 0), number("count", 0)]);
        columns.extend(self.units.weights().map(|_| number("weight", 1)));
        if areas.is_some_and(|areas| areas.residents.is_some()) {
            columns.extend([number("residents", 0), number("per_thousand", 2)]);
        }
        columns
    }

    /// A row of a unit with this value, with the cells of the test at its end.
    pub(crate) fn row(&self, unit: usize, value: f64, tested: Vec<Cell>) -> Row {
        let (units, areas) = (&self.units, self.units.areas());
        let (x, y) = units.middles();
        let mut cells: Vec<Cell> = areas.map(|areas| areas.names[unit].clone().into()).into_iter().collect();
        cells.extend([x[unit].into(), y[unit].into(), units.counts()[unit].into()]);
        cells.extend(units.weights().map(|weights| weights[unit].into()));
        if let Some(residents) = areas.and_then(|areas| areas.residents.as_ref()) {
            cells.extend([residents[unit].into(), value.into()]);
        }
        cells.extend(tested);
        Row { cells, shape: Some(units.shape(unit)) }
    }

    /// What the units are called.
    pub(crate) fn called(&self, words: Words) -> String {
        words.say(if self.units.areas().is_some() { "analyse-units-areas" } else { "analyse-units-cells" })
    }

    /// What holds for all units together.
    pub(crate) fn tell(&self, answer: &mut Answer<'_>, words: Words) {
        harm::tell(answer, self.units.harm());
        if self.units.outside() > 0 {
            let gaps = vec![("outside", words.count(self.units.outside())), ("units", self.called(words))];
            answer.say("analyse-outside-units", gaps);
        }
    }

    /// Says how many units could not be tested, for each reason.
    pub(crate) fn tell_not_tested<T>(
        &self,
        answer: &mut Answer<'_>,
        results: &[UnitResult<T>],
        words: Words,
    ) {
        let reasons = [
            NotTested::ConstantValues,
            NotTested::NoNeighbours,
            NotTested::AllAreNeighbours,
            NotTested::OthersAreConstant,
            NotTested::OwnValueIsMean,
        ];
        for reason in reasons {
            let for_it = |unit: &&UnitResult<T>| matches!(unit, UnitResult::NotTested(why) if *why == reason);
            let count = results.iter().filter(for_it).count() as u64;
            if count > 0 {
                let why = words.word("analyse-not-tested", &reason);
                let gaps = vec![("count", words.count(count)), ("units", self.called(words)), ("why", why)];
                answer.say("analyse-units-not-tested", gaps);
            }
        }
    }
}
