//! `lofte analyse local-moran`: cells that resemble their neighbours, or differ from them, more than chance gives.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::floor::Floored;
use lofte_analysis::incidents::local_moran::{
    LocalMoran, LocalMoranParams, LocalMorans, MoranScale, Quadrant, local_moran,
};
use serde::Serialize;

use super::answer::{Answer, Cell, number, word};
use super::cells::Cells;
use super::local::{Field, LocalArgs, tell_not_tested};
use super::refused;
use crate::cli::desk::Desk;
use crate::cli::failure::Outcome;
use crate::cli::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse local-moran burglaries.csv --x east --y north --cell 250 --boundary municipality.geojson
  lofte analyse local-moran burglaries.csv --x east --y north --cell 250 --permutations 9999 --seed 1 --all
      --format csv";

/// Cells that resemble or differ from their neighbours more than chance gives (local Moran's I)
///
/// Another question than that of hot-spots, which is the one to show first: an outlier here is a cell unlike its
/// neighbours.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(in crate::cli::analyse) struct Likeness {
    #[command(flatten)]
    #[serde(flatten)]
    local: LocalArgs,
    /// What the products are divided by: the number of cells as R's spdep does, or one less as PySAL does; p is the same
    #[arg(long, value_enum, default_value = "units")]
    scale: Scale,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Scale {
    Units,
    UnitsLessOne,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found<'a> {
    cells: &'a Cells,
    local_moran: Floored<LocalMorans>,
}

impl Likeness {
    pub(in crate::cli::analyse) fn act(&self, desk: &mut Desk) -> Outcome {
        let inference = self.local.inference()?;
        let field = self.local.field("local-moran")?;
        let params = LocalMoranParams {
            scale: match self.scale {
                Scale::Units => MoranScale::Units,
                Scale::UnitsLessOne => MoranScale::UnitsLessOne,
            },
            inference,
            discovery_rate: self.local.rate,
            floor: self.local.floor(),
        };
        let values = field.cells.values();
        let units = while_working(|| local_moran(&values, &field.neighbours, &params)).map_err(refused)?;
        let found = Found { cells: &field.cells, local_moran: units };
        let mut answer = Answer::new("local-moran", self, field.points.facts(&field.events), &found)?;
        answer.plane = Some(&field.points.plane);
        field.tell(&mut answer, desk.words);
        match &found.local_moran {
            Floored::BelowFloor(floor) => answer.say_floor(*floor, desk.words),
            Floored::Given(units) => self.tell(&mut answer, &field, units, desk),
        }
        answer.show(desk)
    }

    fn tell(&self, answer: &mut Answer<'_>, field: &Field, units: &LocalMorans, desk: &Desk) {
        let words = desk.words;
        let gaps = vec![
            ("cells", words.count(units.significant)),
            ("tested", words.count(units.tested)),
            ("rate", words.percent(units.params.discovery_rate, 0)),
        ];
        let nothing = units.significant == 0;
        answer.say(if nothing { "analyse-nothing-alike" } else { "analyse-like-neighbours" }, gaps);
        if let Some(global) = units.global {
            answer.say("analyse-whole-map", vec![("moran", words.decimal(global, 3))]);
        }
        tell_not_tested(answer, &units.results, words);
        answer.columns = field.columns();
        answer.columns.extend([
            number("moran", 3),
            number("z", 2),
            number("p", 4),
            number("adjusted", 4),
            word("likeness"),
        ]);
        for (unit, result) in units.results.iter().enumerate() {
            let tested = result.tested();
            if self.local.all || tested.is_some_and(|unit| unit.significant) {
                answer.rows.push(field.row(unit, cells(tested)));
            }
        }
    }
}

fn cells(unit: Option<&LocalMoran>) -> Vec<Cell> {
    let Some(unit) = unit else {
        return vec![Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, "not_tested".into()];
    };
    let likeness = match (unit.significant, unit.quadrant) {
        (false, _) => "neither",
        (true, Quadrant::HighHigh) => "high_high",
        (true, Quadrant::LowHigh) => "low_high",
        (true, Quadrant::LowLow) => "low_low",
        (true, Quadrant::HighLow) => "high_low",
    };
    vec![unit.statistic.into(), unit.z.into(), unit.p_value.into(), unit.adjusted_p.into(), likeness.into()]
}
