//! `lofte analyse scan`: where and when there are more events than place and time alone explain.
//!
//! A cluster is a place to look at, not a finding; several records of one incident make the strongest there is, and are
//! marked. On a map a cluster is a circle that covers its places.

use clap::Args;
use lofte_analysis::incidents::space_time_scan::{
    MAX_SHARE, MIN_CLUSTER_SIZE, MIN_EVENTS, SAME_INCIDENT, ScanCluster, ScanParams, ScanPlaces, ScanWindows,
    SpaceTimeScan, space_time_scan,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;
use std::f64::consts::FRAC_1_SQRT_2;

use crate::failure::Outcome;
use crate::incidents::series::read_day;
use crate::input::days::{day_number, day_of};
use crate::input::events::{EventArgs, Events, Points};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number, word};
use crate::output::progress::while_working;
use crate::output::shape::Shape;

const EXAMPLE: &str = "Example:
  lofte analyse scan calls.csv --x east --y north --time received --cell 250 --seed 1
  lofte analyse scan calls.csv --x east --y north --time received --cell 250 --today 2025-11-23 --longest-days 14
      --seed 1 --format geojson";

/// Where and when there are more events than place and time alone explain (space-time permutation scan)
///
/// No population is needed. A cluster is a place to look at, not a finding: records of one incident make the strongest
/// cluster there is, and one that may be a single incident is marked.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct SpaceTimeScanArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// Side of the square cells that are one place, in metres; each position is a place of its own if not given, which takes
    /// long where thousands of places lie within the radius of one another
    #[arg(long, value_name = "METRES")]
    cell: Option<f64>,
    /// Largest radius of a cluster, in metres
    #[arg(long, value_name = "METRES", default_value_t = 2000.0)]
    radius: f64,
    /// Longest cluster, in days
    #[arg(long, default_value_t = 28)]
    longest_days: u32,
    /// Look only for what is still going on this day, YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    today: Option<String>,
    /// Largest share of all events whose places are in a circle
    #[arg(long, default_value_t = MAX_SHARE)]
    largest_share: f64,
    /// Fewest events of a cluster
    #[arg(long, default_value_t = MIN_CLUSTER_SIZE)]
    least: u32,
    /// Records of one day within this many metres may be one incident
    #[arg(long, value_name = "METRES", default_value_t = SAME_INCIDENT)]
    same_incident: f64,
    /// Most clusters to give
    #[arg(long, default_value_t = 10)]
    most: u32,
    /// Times the days are shuffled for the p-value; 0 gives none
    #[arg(long, default_value_t = 999)]
    permutations: u32,
    /// Seed of the shuffling: the same gives the same answer
    #[arg(long)]
    seed: u64,
    /// Fewest events
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor: u64,
}

/// What was found, with days as days and events as rows of their files.
#[derive(Debug, Serialize)]
struct Found {
    /// Number of events, places and days.
    events: u64,
    places: u64,
    days: u32,
    clusters: Vec<Cluster>,
    /// The largest log likelihood ratio anywhere in each shuffling.
    simulated: Vec<f64>,
}

#[derive(Debug, Serialize)]
struct Cluster {
    x: f64,
    y: f64,
    radius: f64,
    places: u32,
    first_day: String,
    last_day: String,
    observed: u64,
    expected: f64,
    llr: f64,
    p_value: Option<f64>,
    incidents: u32,
    may_be_one_incident: bool,
    /// Its events.
    events: Vec<Event>,
}

/// Where an event stands.
#[derive(Debug, Serialize)]
struct Event {
    file: String,
    row: u64,
}

impl SpaceTimeScanArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let column = EventArgs::need(self.events.time.as_ref(), "--time", "scan")?;
        let params = self.params()?;
        let events = self.events.read(&[])?;
        let mut points = self.events.points(&events, "scan")?;
        let times = self.events.times(&events, column)?;
        let without_time = points.retain_rows(|row| times[row].is_some());
        let known = points.rows.iter().filter_map(|row| times[*row]);
        let days: Vec<i32> = known.map(|(time, _)| day_number(time.date())).collect();
        if let ScanWindows::Prospective { today } = params.windows
            && let Some(later) = days.iter().position(|day| *day > today)
        {
            let (at, today) = (events.at(points.rows[later]), self.today.clone().unwrap_or_default());
            return Err(InputError::AfterToday { at, column: column.to_owned(), today }.into());
        }
        let found = while_working(|| space_time_scan(points.columns(), &days, &params)).map_err(refused)?;
        let found = match found {
            Sufficiency::Insufficient(floor) => Sufficiency::Insufficient(floor),
            Sufficiency::Sufficient(found) => Sufficiency::Sufficient(Found::of(found, &events, &points)),
        };
        let mut input = points.facts(&events);
        input.without_time = Some(without_time);
        let mut answer = Answer::new("scan", self, input, &found)?;
        answer.plane = Some(&points.plane);
        match found {
            Sufficiency::Insufficient(floor) => answer.say_floor(floor, terminal.words),
            Sufficiency::Sufficient(found) => self.tell(&mut answer, &found, terminal),
        }
        answer.show(terminal)
    }

    fn params(&self) -> Result<ScanParams, InputError> {
        Ok(ScanParams {
            places: self.cell.map_or(ScanPlaces::AsGiven, |side| ScanPlaces::Grid { side }),
            windows: match read_day("--today", self.today.as_deref())? {
                None => ScanWindows::Retrospective,
                Some(day) => ScanWindows::Prospective { today: day_number(day) },
            },
            radius: self.radius,
            max_days: self.longest_days,
            max_share: self.largest_share,
            min_cluster_size: self.least,
            same_incident: self.same_incident,
            max_clusters: self.most,
            permutations: self.permutations,
            seed: self.seed,
            min_events: self.floor,
        })
    }

    fn tell(&self, answer: &mut Answer<'_>, found: &Found, terminal: &Terminal) {
        let words = terminal.words;
        let gaps = vec![
            ("events", words.count(found.events)),
            ("places", words.count(found.places)),
            ("days", words.count(u64::from(found.days))),
        ];
        answer.say("analyse-scanned", gaps);
        if found.clusters.is_empty() {
            answer.say("analyse-no-clusters", Vec::new());
        }
        answer.columns = vec![
            number("cluster", 0),
            number("x", 0),
            number("y", 0),
            number("radius", 0),
            word("first"),
            word("last"),
            number("observed", 0),
            number("expected", 2),
            number("llr", 1),
            number("p", 4),
            number("incidents", 0),
            word("one_incident"),
        ];
        let cover = self.cell.unwrap_or(0.0) * FRAC_1_SQRT_2;
        answer.rows =
            (1_u64..).zip(&found.clusters).map(|(number, cluster)| cluster.row(number, cover)).collect();
    }
}

impl Found {
    fn of(scan: SpaceTimeScan, events: &Events, points: &Points) -> Self {
        let SpaceTimeScan { events: count, places, days, clusters, simulated, .. } = scan;
        let clusters = clusters.iter().map(|cluster| Cluster::of(cluster, events, points)).collect();
        Self { events: count, places, days, clusters, simulated }
    }
}

impl Cluster {
    fn of(cluster: &ScanCluster, events: &Events, points: &Points) -> Self {
        let event = |event: &u32| {
            let at = events.at(points.rows[*event as usize]);
            Event { file: at.file, row: at.row }
        };
        Self {
            x: cluster.x,
            y: cluster.y,
            radius: cluster.radius,
            places: cluster.places,
            first_day: day(cluster.first_day),
            last_day: day(cluster.last_day),
            observed: cluster.observed,
            expected: cluster.expected,
            llr: cluster.llr,
            p_value: cluster.p_value,
            incidents: cluster.incidents,
            may_be_one_incident: cluster.may_be_one_incident,
            events: cluster.events.iter().map(event).collect(),
        }
    }

    /// With the circle that covers its places, which reach this far from their middles.
    fn row(&self, number: u64, cover: f64) -> Row {
        let cells: Vec<Cell> = vec![
            number.into(),
            self.x.into(),
            self.y.into(),
            self.radius.into(),
            self.first_day.clone().into(),
            self.last_day.clone().into(),
            self.observed.into(),
            self.expected.into(),
            self.llr.into(),
            self.p_value.into(),
            u64::from(self.incidents).into(),
            self.may_be_one_incident.into(),
        ];
        Row { cells, shape: Some(Shape::Circle { x: self.x, y: self.y, radius: self.radius + cover }) }
    }
}

/// A day as text.
fn day(number: i32) -> String {
    day_of(number).map(|day| day.to_string()).unwrap_or_default()
}
