//! `lofte analyse repeat-places`: how many events struck a place that already had one, beside what chance gives.

use clap::Args;
use lofte_analysis::incidents::repeat_places::{
    MIN_EVENTS, PlacesAtRisk, RepeatPlaces, RepeatPlacesParams, expected_places, repeat_places,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use crate::failure::Outcome;
use crate::input::events::{EventArgs, InputFacts};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, number};
use crate::output::wording::p;

const EXAMPLE: &str = "Example:
  lofte analyse repeat-places burglaries.csv --place property --at-risk 5400
  lofte analyse repeat-places burglaries.csv --place stair --at-risk-file stairs.csv --dwellings dwellings
      --missing \"unknown,police station\"";

/// How many events struck a place that already had one, beside what chance gives
///
/// Leave out what is no place: unknown addresses, the police station, middles of blocks. No place is named in the answer.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct RepeatPlacesArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// Column of the place: the property, the stair, the address; rows without one are passed over
    #[arg(long, value_name = "COLUMN")]
    place: String,
    /// Number of places where it could have happened, all alike
    #[arg(long, value_name = "NUMBER", required_unless_present = "at_risk_file")]
    at_risk: Option<u64>,
    /// Instead: a table with one row for each place where it could have happened
    #[arg(long, value_name = "FILE", conflicts_with = "at_risk", requires = "dwellings")]
    at_risk_file: Option<PathBuf>,
    /// Column of that table with the number of dwellings at the place
    #[arg(long, value_name = "COLUMN", requires = "at_risk_file")]
    dwellings: Option<String>,
    /// Fewest events
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor: u64,
}

/// Places with the same number of events.
#[derive(Clone, Copy, Debug, Serialize)]
struct ByEvents {
    events: u64,
    places: u64,
    /// By chance; none where places are not alike.
    expected: Option<f64>,
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    repeats: Sufficiency<RepeatPlaces>,
    /// Places by their number of events.
    places: Vec<ByEvents>,
}

impl RepeatPlacesArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(std::slice::from_ref(&self.place))?;
        let mut at: HashMap<String, u64> = HashMap::new();
        let mut used = 0;
        for place in (0..events.len()).filter_map(|row| events.text(&self.place, row)) {
            *at.entry(place).or_insert(0) += 1;
            used += 1;
        }
        let counts: Vec<u64> = at.into_values().collect();
        let at_risk = self.at_risk()?;
        let params = RepeatPlacesParams { min_events: self.floor };
        let repeats = repeat_places(&counts, &at_risk, &params).map_err(refused)?;
        let mut by_events: BTreeMap<u64, u64> = BTreeMap::new();
        for count in counts {
            *by_events.entry(count).or_insert(0) += 1;
        }
        let alike = |times| match &at_risk[..] {
            [group] => Some(expected_places(group.places, used as u64, times)),
            _ => None,
        };
        let place = |(events, places): (u64, u64)| ByEvents { events, places, expected: alike(events) };
        let found = Found { repeats, places: by_events.into_iter().map(place).collect() };
        let without = (events.len() - used) as u64;
        let facts = InputFacts { without_position: Some(without), ..events.facts(used) };
        let mut answer = Answer::new("repeat-places", self, facts, &found)?;
        tell(&mut answer, &found, terminal);
        answer.show(terminal)
    }

    fn at_risk(&self) -> Result<Vec<PlacesAtRisk>, InputError> {
        if let (Some(file), Some(column)) = (&self.at_risk_file, &self.dwellings) {
            let places =
                EventArgs::of_files(std::slice::from_ref(file)).read(std::slice::from_ref(column))?;
            let mut groups: BTreeMap<u64, u64> = BTreeMap::new();
            for dwellings in places.counts(column)? {
                *groups.entry(dwellings).or_insert(0) += 1;
            }
            // A place without dwellings is not at risk.
            groups.remove(&0);
            let group = |(dwellings, places)| PlacesAtRisk { places, dwellings };
            return Ok(groups.into_iter().map(group).collect());
        }
        let places =
            self.at_risk.ok_or(InputError::Needs { option: "repeat-places", needed: "--at-risk" })?;
        Ok(vec![PlacesAtRisk { places, dwellings: 1 }])
    }
}

fn tell(answer: &mut Answer<'_>, found: &Found, terminal: &Terminal<'_>) {
    let words = terminal.words;
    let repeats = match &found.repeats {
        Sufficiency::Sufficient(repeats) => repeats,
        Sufficiency::Insufficient(few) => return answer.say_floor(*few, words),
    };
    let gaps = vec![
        ("events", words.count(repeats.events)),
        ("places", words.count(repeats.places_hit)),
        ("repeats", words.count(repeats.repeats)),
        ("expected", words.decimal(repeats.expected_repeats, 2)),
    ];
    answer.say("analyse-repeat-places", gaps);
    if let Some(value) = repeats.p_value {
        answer.say("analyse-repeat-places-p", vec![("p", p(words, value))]);
    }
    answer.say("analyse-repeat-places-why", Vec::new());
    answer.columns = vec![number("events", 0), number("places", 0), number("expected", 2)];
    for by in &found.places {
        let expected: Cell = by.expected.into();
        answer.rows.push(vec![by.events.into(), by.places.into(), expected].into());
    }
}
