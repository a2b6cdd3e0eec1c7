//! `lofte analyse hot-spots`: cells or areas where events are more, or fewer, than chance gives, corrected for looking everywhere.

use clap::Args;
use lofte_analysis::incidents::local_getis_ord::{
    HotSpotKind, LocalGetisOrd, LocalGetisOrdParams, LocalGetisOrdResults, local_getis_ord,
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
  lofte analyse hot-spots burglaries.csv --x east --y north --cell 250 --boundary municipality.geojson
  lofte analyse hot-spots offences.csv --x lon --y lat --crs EPSG:4326 --cell 500 --cells near
      --permutations 9999 --seed 1 --format geojson
  lofte analyse hot-spots offences.csv --x east --y north --areas deso.geojson --name code --residents residents
      --neighbours nearest:8";

/// Cells or areas where events are more or fewer than chance gives (Getis-Ord Gi*)
///
/// Counts show where people are: compare areas with --residents before a hot spot is called a problem.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct LocalGetisOrdArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) local: LocalArgs,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found<'a> {
    #[serde(flatten)]
    units: &'a Units,
    hot_spots: Sufficiency<LocalGetisOrdResults>,
}

impl LocalGetisOrdArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let inference = self.local.inference()?;
        let field = self.local.field("hot-spots")?;
        let params = LocalGetisOrdParams {
            inference,
            false_discovery_rate: self.local.rate,
            min_sample: self.local.min_sample(),
        };
        let values = field.units.values();
        let spots =
            while_working(|| local_getis_ord(&values, &field.neighbours, &params)).map_err(refused)?;
        let found = Found { units: &field.units, hot_spots: spots };
        let mut answer = Answer::new("hot-spots", self, field.points.facts(&field.events), &found)?;
        answer.plane = Some(&field.points.plane);
        field.tell(&mut answer, terminal.words);
        match &found.hot_spots {
            Sufficiency::Insufficient(floor) => answer.say_floor(*floor, terminal.words),
            Sufficiency::Sufficient(spots) => self.tell(&mut answer, (&field, &values), spots, terminal),
        }
        answer.show(terminal)
    }

    fn tell(
        &self,
        answer: &mut Answer<'_>,
        (field, values): (&Field, &[f64]),
        spots: &LocalGetisOrdResults,
        terminal: &Terminal,
    ) {
        let words = terminal.words;
        let gaps = vec![
            ("hot", words.count(spots.hot)),
            ("cold", words.count(spots.cold)),
            ("units", field.called(words)),
            ("tested", words.count(spots.tested)),
            ("rate", words.percent(spots.params.false_discovery_rate, 0)),
        ];
        let nothing = spots.hot + spots.cold == 0;
        answer.say(if nothing { "analyse-nothing-hot" } else { "analyse-hot-and-cold" }, gaps);
        if field.units.areas().is_none_or(|areas| areas.residents.is_none()) {
            answer.say("analyse-counts-follow-people", Vec::new());
        }
        field.tell_not_tested(answer, &spots.results, words);
        answer.columns = field.columns();
        answer.columns.extend([number("z", 2), number("p", 4), number("adjusted", 4), word("spot")]);
        for (unit, result) in spots.results.iter().enumerate() {
            let tested = result.tested();
            if self.local.all || tested.is_some_and(|spot| spot.kind != HotSpotKind::Neither) {
                answer.rows.push(field.row(unit, values[unit], cells(tested)));
            }
        }
    }
}

fn cells(spot: Option<&LocalGetisOrd>) -> Vec<Cell> {
    let Some(spot) = spot else {
        return vec![Cell::Empty, Cell::Empty, Cell::Empty, "not_tested".into()];
    };
    let kind = match spot.kind {
        HotSpotKind::Hot => "hot",
        HotSpotKind::Cold => "cold",
        HotSpotKind::Neither => "neither",
    };
    vec![spot.z.into(), spot.p_value.into(), spot.p_adjusted.into(), kind.into()]
}
