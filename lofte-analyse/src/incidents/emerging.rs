//! `lofte analyse emerging`: which hot spots are new, which stay, and which fade.

use clap::{Args, ValueEnum};
use lofte_analysis::incidents::emerging::{
    Bin, Comparison, Development, Emerging, EmergingArea, EmergingParams, FALSE_DISCOVERY_RATE, MIN_AREAS,
    MIN_PERIODS, TREND_LEVEL, emerging,
};
use lofte_analysis::incidents::neighbours::{Contiguity, Neighbours};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::incidents::cells::{CellArgs, Cells};
use crate::incidents::series::Observed;
use crate::incidents::whole_months::{Dated, WholeMonths};
use crate::input::events::{EventArgs, InputFacts};
use crate::input_error::refused;
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number, word};
use crate::output::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse emerging burglaries.csv --time occurred --x east --y north --cell 500
  lofte analyse emerging burglaries.csv --time occurred --x east --y north --months 3 --format geojson";

/// Which hot spots are new, which stay, and which fade
///
/// Counts show where people are: a hot spot is a place to look at, not yet a problem.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct EmergingArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    cells: CellArgs,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Months in a period; with less than 12 a season looks like a trend where cells are compared with all periods
    #[arg(long, default_value_t = 12)]
    months: u8,
    /// What a cell in a period is compared with
    #[arg(long, value_enum, default_value = "same-period")]
    compare: Compare,
    /// Periods before, in which a cell and its neighbours count too, with --compare all-periods
    #[arg(long, default_value_t = 1)]
    lag: u32,
    /// Share of false ones among the cells and periods that stand out (Benjamini and Hochberg)
    #[arg(long, default_value_t = FALSE_DISCOVERY_RATE)]
    rate: f64,
    /// Give all cells, also those without a pattern
    #[arg(long)]
    all: bool,
    /// Fewest periods
    #[arg(long, default_value_t = MIN_PERIODS)]
    floor_periods: u64,
    /// Fewest cells
    #[arg(long, default_value_t = MIN_AREAS)]
    floor: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Compare {
    /// All cells in the same period
    SamePeriod,
    /// All cells in all periods
    AllPeriods,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found<'a> {
    #[serde(flatten)]
    cells: &'a Cells,
    /// First month of each period.
    periods: Vec<String>,
    emerging: Sufficiency<Emerging>,
}

impl EmergingArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(&self.cells.weighing.columns())?;
        let points = self.events.points(&events, "emerging")?;
        let dated = Dated::read(&self.events, &events, &self.observed, "emerging")?;
        let cells = self.cells.gather(&self.events, &events, &points)?;
        let neighbours = Neighbours::of_cells(&cells.units, Contiguity::Queen).map_err(refused)?;
        let periods = dated.span.map(|span| WholeMonths::within(span, self.months));
        let size = periods.map_or(0, |periods| periods.periods);
        let mut counts = vec![0_u64; size * cells.units.len()];
        let mut outside = 0;
        for (row, cell) in points.rows.iter().zip(&cells.of_point) {
            let period = dated.days[*row].zip(periods).map(|(day, periods)| periods.of(day));
            match (period, cell) {
                (Some(None), _) => outside += 1,
                (Some(Some(period)), Some(cell)) => {
                    counts[period * cells.units.len() + *cell as usize] += 1;
                }
                (None, _) | (_, None) => {}
            }
        }
        let comparison = match self.compare {
            Compare::SamePeriod => Comparison::SamePeriod,
            Compare::AllPeriods => Comparison::AllPeriods { lag: self.lag },
        };
        let params = EmergingParams {
            comparison,
            false_discovery_rate: self.rate,
            trend_level: TREND_LEVEL,
            min_periods: self.floor_periods,
            min_areas: self.floor,
        };
        let spots = while_working(|| emerging(&counts, &neighbours, &params)).map_err(refused)?;
        let names = periods.map_or_else(Vec::new, |periods| (0..size).map(|at| periods.name(at)).collect());
        let found = Found { cells: &cells, periods: names, emerging: spots };
        let facts = InputFacts {
            without_time: Some(dated.without_time()),
            outside_period: Some(outside),
            ..points.facts(&events)
        };
        let mut answer = Answer::new("emerging", self, facts, &found)?;
        answer.plane = Some(&points.plane);
        match &found.emerging {
            Sufficiency::Insufficient(few) => answer.say_floor(*few, terminal.words),
            Sufficiency::Sufficient(spots) => self.tell(&mut answer, &found, spots, terminal),
        }
        answer.show(terminal)
    }

    fn tell(&self, answer: &mut Answer<'_>, found: &Found<'_>, spots: &Emerging, terminal: &Terminal<'_>) {
        let words = terminal.words;
        let developing = |wanted: Development| {
            let hot = spots.areas.iter().filter(|area| area.spot == Bin::Hot);
            let own = hot.filter(|area| area.pattern.is_some_and(|pattern| pattern.development() == wanted));
            words.count(own.count() as u64)
        };
        let gaps = vec![
            ("emerging", developing(Development::Emerging)),
            ("stable", developing(Development::Stable)),
            ("fading", developing(Development::Fading)),
            ("cells", words.count(spots.areas.len() as u64)),
            ("periods", words.count(spots.periods)),
            ("first", found.periods.first().cloned().unwrap_or_default()),
        ];
        answer.say("analyse-emerging", gaps);
        answer.say("analyse-counts-follow-people", Vec::new());
        answer.columns = vec![number("x", 0), number("y", 0), number("count", 0)];
        answer.columns.extend([word("spot"), word("pattern"), word("development")]);
        answer.columns.extend([number("hot_periods", 0), number("cold_periods", 0), number("z", 2)]);
        for (cell, area) in spots.areas.iter().enumerate() {
            if self.all || area.pattern.is_some() {
                answer.rows.push(row(found.cells, cell, area));
            }
        }
    }
}

fn row(cells: &Cells, cell: usize, area: &EmergingArea) -> Row {
    let word = |value: Option<String>| value.map_or(Cell::Empty, Cell::Word);
    let written = |value: serde_json::Value| value.as_str().map(str::to_owned);
    let pattern = area.pattern.and_then(|pattern| written(serde_json::json!(pattern)));
    let development = area.pattern.and_then(|pattern| written(serde_json::json!(pattern.development())));
    let spot = area.pattern.and_then(|_| written(serde_json::json!(area.spot)));
    let cells_of = vec![
        cells.x[cell].into(),
        cells.y[cell].into(),
        cells.counts[cell].into(),
        word(spot),
        word(pattern),
        word(development),
        area.hot.into(),
        area.cold.into(),
        area.z.last().copied().into(),
    ];
    Row { cells: cells_of, shape: Some(cells.shape(cell)) }
}
