//! `lofte analyse clusters`: events that lie densely together, in space (DBSCAN) or in space and time (ST-DBSCAN).
//!
//! A file of one's own is asked about, so clusters are drawn as they are: the hull of a cluster has events in its
//! corners, and with `--members` each event is given. Neither is for publishing. Times are compared in whole minutes, so
//! that the limit in days is exact.

use clap::Args;
use jiff::civil::DateTime;
use lofte_analysis::incidents::clusters::{
    Clustering, DbscanParams, MIN_EVENTS, StDbscanParams, dbscan, st_dbscan,
};
use lofte_analysis::sample_size::Sufficiency;
use serde::Serialize;

use crate::failure::Outcome;
use crate::input::days::minute_number;
use crate::input::events::{EventArgs, Events, Points};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, Cell, Row, number, word};
use crate::output::progress::while_working;
use crate::output::shape::Shape;

const EXAMPLE: &str = "Example:
  lofte analyse clusters burglaries.csv --x east --y north --radius 150 --least 8
  lofte analyse clusters burglaries.csv --x east --y north --radius 250 --least 8 --time occurred --days 7
  lofte analyse clusters burglaries.csv --x east --y north --radius 150 --least 8 --members --format csv";

/// A day in the minutes that times are compared in.
const DAY: f64 = 1440.0;

/// Events that lie densely together, in space or in space and time (DBSCAN, ST-DBSCAN)
///
/// A busy square is a cluster every week: ask near-repeat or scan whether something is new. On a map a cluster is the
/// hull around its events, whose corners are positions of events; do not publish it as it is.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct ClustersArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    /// Metres within which events are neighbours
    #[arg(long, value_name = "METRES")]
    radius: f64,
    /// Fewest events within the radius of an event that makes it part of the core of a cluster, itself counted
    #[arg(long, value_name = "NUMBER")]
    least: u32,
    /// Days within which events are neighbours; needs --time
    #[arg(long, value_name = "DAYS")]
    days: Option<f64>,
    /// Give each event with the number of its cluster, instead of the clusters
    #[arg(long)]
    members: bool,
    /// Fewest events
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor: u64,
}

/// A cluster.
#[derive(Debug, Serialize)]
struct Cluster {
    /// Numbered from 1 by their first core event in the file.
    #[serde(rename = "cluster")]
    number: u64,
    events: u64,
    core: u64,
    /// Middle of its events, in metres.
    x: f64,
    y: f64,
    /// From the middle to the outermost event, in metres.
    reach: f64,
    first: Option<String>,
    last: Option<String>,
    #[serde(skip)]
    hull: Vec<(f64, f64)>,
}

/// An event.
#[derive(Debug, Serialize)]
struct Member {
    file: String,
    row: u64,
    /// None is noise.
    cluster: Option<u64>,
    core: bool,
    #[serde(skip)]
    at: (f64, f64),
}

/// The whole answer.
#[derive(Debug, Serialize)]
struct Found {
    events: u64,
    core: u64,
    border: u64,
    /// Events in no cluster.
    noise: u64,
    clusters: Vec<Cluster>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<Member>>,
}

/// The time of an event, and whether its hour is known.
type Time = Option<(DateTime, bool)>;

impl ClustersArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        if self.days.is_some() && self.events.time.is_none() {
            return Err(InputError::Needs { option: "--days", needed: "--time" }.into());
        }
        let events = self.events.read(&[])?;
        let mut points = self.events.points(&events, "clusters")?;
        let mut without_time = None;
        let times = match &self.events.time {
            None => None,
            Some(column) => {
                let times = self.events.times(&events, column)?;
                // Without a limit in time an event without a time lies where it lies all the same.
                if self.days.is_some() {
                    without_time = Some(points.retain_rows(|row| times[row].is_some()));
                }
                Some(times)
            }
        };
        let times = times.map(|times| points.rows.iter().map(|row| times[*row]).collect::<Vec<_>>());
        let found = self.find(&points, times.as_deref())?;
        let found: Sufficiency<Found> = match found {
            Sufficiency::Insufficient(floor) => Sufficiency::Insufficient(floor),
            Sufficiency::Sufficient(found) => {
                Sufficiency::Sufficient(self.found(&events, &points, times.as_deref(), &found))
            }
        };
        let mut input = points.facts(&events);
        input.without_time = without_time;
        let mut answer = Answer::new("clusters", self, input, &found)?;
        answer.plane = Some(&points.plane);
        match found {
            Sufficiency::Insufficient(floor) => answer.say_floor(floor, terminal.words),
            Sufficiency::Sufficient(found) => {
                let words = terminal.words;
                let gaps = vec![
                    ("clusters", words.count(found.clusters.len() as u64)),
                    ("inside", words.count(found.core + found.border)),
                    ("noise", words.count(found.noise)),
                ];
                answer.say("analyse-clusters", gaps);
                match found.members {
                    Some(members) => tell_members(&mut answer, members),
                    None => tell_clusters(&mut answer, found.clusters, times.is_some()),
                }
            }
        }
        answer.show(terminal)
    }

    fn find(&self, points: &Points, times: Option<&[Time]>) -> Result<Sufficiency<Clustering>, InputError> {
        let (distance, min_points, min_events) = (self.radius, self.least, self.floor);
        let (Some(days), Some(times)) = (self.days, times) else {
            let params = DbscanParams { distance, min_points, min_events };
            return while_working(|| dbscan(points.columns(), &params)).map_err(refused);
        };
        if !(days >= 0.0 && days.is_finite()) {
            let (option, value) = ("--days", days.to_string());
            return Err(InputError::OptionValue { option, value, must: "a number of days, 0 or more" });
        }
        let minutes: Vec<f64> = times.iter().flatten().map(|(time, _)| minute_number(*time) as f64).collect();
        let params = StDbscanParams { distance, time_distance: days * DAY, min_points, min_events };
        while_working(|| st_dbscan(points.columns(), &minutes, &params)).map_err(refused)
    }

    fn found(&self, events: &Events, points: &Points, times: Option<&[Time]>, found: &Clustering) -> Found {
        let mut inside: Vec<Vec<usize>> = vec![Vec::new(); found.clusters.len()];
        for (event, cluster) in found.cluster.iter().enumerate() {
            if let Some(cluster) = cluster {
                inside[*cluster as usize].push(event);
            }
        }
        let clusters = (1..).zip(&inside).zip(&found.clusters).map(|((number, inside), cluster)| {
            let own = inside.iter().map(|event| (points.xs[*event], points.ys[*event])).collect();
            let known = || inside.iter().filter_map(|event| times?[*event]);
            let (first, last) = (known().min(), known().max());
            Cluster::of(number, u64::from(cluster.core), own, (first, last))
        });
        let member = |event: usize| {
            let at = events.at(points.rows[event]);
            Member {
                file: at.file,
                row: at.row,
                cluster: found.cluster[event].map(|cluster| u64::from(cluster) + 1),
                core: found.core[event],
                at: (points.xs[event], points.ys[event]),
            }
        };
        let sum = |part: fn(&lofte_analysis::incidents::clusters::Cluster) -> u32| {
            found.clusters.iter().map(|cluster| u64::from(part(cluster))).sum()
        };
        Found {
            events: found.events,
            core: sum(|cluster| cluster.core),
            border: sum(|cluster| cluster.border),
            noise: found.noise,
            clusters: clusters.collect(),
            members: self.members.then(|| (0..points.rows.len()).map(member).collect()),
        }
    }
}

impl Cluster {
    fn of(number: u64, core: u64, hull: Vec<(f64, f64)>, (first, last): (Time, Time)) -> Self {
        let count = hull.len().max(1) as f64;
        let mean = |axis: fn(&(f64, f64)) -> f64| hull.iter().map(axis).sum::<f64>() / count;
        let (x, y) = (mean(|at| at.0), mean(|at| at.1));
        let reach = hull.iter().map(|at| (at.0 - x).hypot(at.1 - y)).fold(0.0, f64::max);
        let (first, last) = (first.map(written), last.map(written));
        Self { number, events: hull.len() as u64, core, x, y, reach, first, last, hull }
    }
}

/// A time as it is known: without an hour where there was none.
fn written((time, hour_known): (DateTime, bool)) -> String {
    if hour_known {
        format!("{} {:02}:{:02}", time.date(), time.hour(), time.minute())
    } else {
        time.date().to_string()
    }
}

/// The clusters, the one with the most events first.
fn tell_clusters(answer: &mut Answer<'_>, mut clusters: Vec<Cluster>, timed: bool) {
    answer.columns = vec![
        number("cluster", 0),
        number("events", 0),
        number("core", 0),
        number("x", 0),
        number("y", 0),
        number("reach", 0),
    ];
    if timed {
        answer.columns.extend([word("first"), word("last")]);
    }
    clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.events));
    answer.rows = clusters
        .into_iter()
        .map(|cluster| {
            let mut cells: Vec<Cell> = vec![
                cluster.number.into(),
                cluster.events.into(),
                cluster.core.into(),
                cluster.x.into(),
                cluster.y.into(),
                cluster.reach.into(),
            ];
            if timed {
                cells.extend([cluster.first.into(), cluster.last.into()]);
            }
            Row { cells, shape: Some(Shape::Hull(cluster.hull)) }
        })
        .collect();
}

fn tell_members(answer: &mut Answer<'_>, members: Vec<Member>) {
    answer.columns = vec![
        word("file"),
        number("row", 0),
        number("x", 0),
        number("y", 0),
        number("cluster", 0),
        word("in_core"),
    ];
    answer.rows = members
        .into_iter()
        .map(|member| {
            let (x, y) = member.at;
            Row {
                cells: vec![
                    member.file.into(),
                    member.row.into(),
                    x.into(),
                    y.into(),
                    member.cluster.into(),
                    member.core.into(),
                ],
                shape: Some(Shape::Point { x, y }),
            }
        })
        .collect();
}
