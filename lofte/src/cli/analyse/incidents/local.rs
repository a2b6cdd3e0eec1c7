//! What the local tests have in common on the command line: cells, neighbours, p-values and floors.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::local_test::{
    FEW_UNITS, FLOOR_NEIGHBOURS, FLOOR_UNITS, Inference, LocalFloor, NotTested, Tails, UnitResult,
};
use lofte_analysis::incidents::neighbours::{Contiguity, Neighbours};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

use super::answer::{Answer, Cell, Heading, Row, number};
use super::cells::{CellArgs, Cells};
use super::events::{EventArgs, Events, Points};
use super::refused;
use crate::cli::analyse::trouble::Trouble;
use crate::words::Words;

/// A local test of cells.
#[derive(Clone, Debug, Args, Serialize)]
pub(super) struct LocalArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) cells: CellArgs,
    /// Which cells are neighbours: queen (a side or a corner), rook (a side), within:METRES or nearest:NUMBER, from
    /// middle to middle
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
    /// Share of false ones among the cells that stand out (Benjamini and Hochberg)
    #[arg(long, default_value_t = 0.05)]
    pub(super) rate: f64,
    /// Give all cells, also those that do not stand out
    #[arg(long)]
    pub(super) all: bool,
    /// Fewest cells
    #[arg(long, default_value_t = FLOOR_UNITS)]
    floor: u64,
    /// Fewest neighbours of each cell where there are few cells
    #[arg(long, default_value_t = FLOOR_NEIGHBOURS)]
    floor_neighbours: u64,
    /// Below this many cells there are few
    #[arg(long, default_value_t = FEW_UNITS)]
    few: u64,
}

/// Which cells are neighbours.
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

/// The cells of a test, and what they were made of.
pub(super) struct Field {
    pub(super) events: Events,
    pub(super) points: Points,
    pub(super) cells: Cells,
    pub(super) neighbours: Neighbours,
}

impl LocalArgs {
    /// Reads the events and counts them in cells.
    pub(super) fn field(&self, method: &'static str) -> Result<Field, Trouble> {
        let events = self.events.read(&self.cells.weighing.columns())?;
        let points = self.events.points(&events, method)?;
        let cells = self.cells.gather(&self.events, &events, &points)?;
        let neighbours = match self.neighbours {
            Near::Touching(contiguity) => Neighbours::of_cells(&cells.units, contiguity),
            Near::Within(metres) => Neighbours::within(&cells.x, &cells.y, metres),
            Near::Nearest(count) => Neighbours::nearest(&cells.x, &cells.y, count),
        };
        Ok(Field { events, points, cells, neighbours: neighbours.map_err(refused)? })
    }

    pub(super) fn inference(&self) -> Result<Inference, Trouble> {
        let Some(permutations) = self.permutations else {
            return Ok(Inference::Normal);
        };
        let seed = self.seed.ok_or(Trouble::Needs { option: "--permutations", needed: "--seed" })?;
        let tails = match self.tails {
            Counted::Both => Tails::Both,
            Counted::Smaller => Tails::Smaller,
        };
        Ok(Inference::Permutation { permutations, seed, tails })
    }

    pub(super) fn floor(&self) -> LocalFloor {
        LocalFloor { units: self.floor, neighbours: self.floor_neighbours, few_units: self.few }
    }
}

impl Field {
    /// The columns before those of the test.
    pub(super) fn columns(&self) -> Vec<Heading> {
        let mut columns = vec![number("x", 0), number("y", 0), number("count", 0)];
        if self.cells.weights.is_some() {
            columns.push(number("weight", 1));
        }
        columns
    }

    /// A row of a cell, with the cells of the test at its end.
    pub(super) fn row(&self, unit: usize, tested: Vec<Cell>) -> Row {
        let cells = &self.cells;
        let mut row: Vec<Cell> = vec![cells.x[unit].into(), cells.y[unit].into(), cells.counts[unit].into()];
        row.extend(cells.weights.as_ref().map(|weights| weights[unit].into()));
        row.extend(tested);
        Row { cells: row, shape: Some(cells.shape(unit)) }
    }

    /// What holds for all cells together.
    pub(super) fn tell(&self, answer: &mut Answer<'_>, words: Words) {
        if self.cells.outside > 0 {
            answer.say("analyse-outside-cells", vec![("outside", words.count(self.cells.outside))]);
        }
    }
}

/// Says how many cells could not be tested, for each reason.
pub(super) fn tell_not_tested<T>(answer: &mut Answer<'_>, results: &[UnitResult<T>], words: Words) {
    let reasons = [
        NotTested::ConstantValues,
        NotTested::NoNeighbours,
        NotTested::AllAreNeighbours,
        NotTested::OthersAreConstant,
        NotTested::OwnValueIsMean,
    ];
    for reason in reasons {
        let cells = results
            .iter()
            .filter(|unit| matches!(unit, UnitResult::NotTested(why) if *why == reason))
            .count();
        if cells > 0 {
            let why = words.word("analyse-not-tested", &reason);
            answer.say("analyse-cells-not-tested", vec![("cells", words.count(cells as u64)), ("why", why)]);
        }
    }
}
