//! `lofte analyse local-moran`: cells or areas that resemble their neighbours, or differ from them, more than chance gives.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::local_moran::{
    LocalMoran, LocalMoranParams, LocalMoranResults, MoranVariance, Quadrant, local_moran,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::local_statistics::{Field, LocalArgs};
use crate::incidents::units::Units;
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number, word};
use crate::output::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse local-moran burglaries.csv --x east --y north --cell 250 --boundary municipality.geojson
  lofte analyse local-moran burglaries.csv --x east --y north --cell 250 --permutations 9999 --seed 1 --all
      --format csv";

/// Cells or areas that resemble or differ from their neighbours more than chance gives (local Moran's I)
///
/// Another question than that of hot-spots, which is the one to show first: an outlier here is unlike its neighbours.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct LocalMoranArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) local: LocalArgs,
    /// What the products are divided by: their number as R's spdep does, or one less as PySAL does; p is the same
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
    #[serde(flatten)]
    units: &'a Units,
    local_moran: Sufficiency<LocalMoranResults>,
}

impl LocalMoranArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let inference = self.local.inference()?;
        let field = self.local.field("local-moran")?;
        let params = LocalMoranParams {
            variance: match self.scale {
                Scale::Units => MoranVariance::MaximumLikelihood,
                Scale::UnitsLessOne => MoranVariance::Unbiased,
            },
            inference,
            false_discovery_rate: self.local.rate,
            min_sample: self.local.min_sample(),
        };
        let values = field.units.values();
        let units = while_working(|| local_moran(&values, &field.neighbours, &params)).map_err(refused)?;
        let found = Found { units: &field.units, local_moran: units };
        let mut answer = Answer::new("local-moran", self, field.points.facts(&field.events), &found)?;
        answer.plane = Some(&field.points.plane);
        field.tell(&mut answer, terminal.words);
        match &found.local_moran {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, terminal.words),
            Sufficiency::Sufficient(units) => self.tell(&mut answer, (&field, &values), units, terminal),
        }
        answer.show(terminal)
    }

    fn tell(
        &self,
        answer: &mut Answer<'_>,
        (field, values): (&Field, &[f64]),
        units: &LocalMoranResults,
        terminal: &Terminal,
    ) {
        let words = terminal.words;
        let gaps = vec![
            ("significant", words.count(units.significant)),
            ("units", field.called(words)),
            ("tested", words.count(units.tested)),
            ("rate", words.percent(units.params.false_discovery_rate, 0)),
        ];
        let nothing = units.significant == 0;
        answer.say(if nothing { "analyse-nothing-alike" } else { "analyse-like-neighbours" }, gaps);
        if let Some(global) = units.global {
            answer.say("analyse-whole-map", vec![("moran", words.decimal(global, 3))]);
        }
        field.tell_not_tested(answer, &units.results, words);
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
                answer.rows.push(field.row(unit, values[unit], cells(tested)));
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
    vec![unit.statistic.into(), unit.z.into(), unit.p_value.into(), unit.p_adjusted.into(), likeness.into()]
}
