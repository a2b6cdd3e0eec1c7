//! Near repeat, clusters and the space-time scan.

use lofte_analysis::Points;
use lofte_analysis::incidents::clusters::{DbscanParams, dbscan};
use lofte_analysis::incidents::near_repeat::{
    LONG_SPAN, MIN_EVENTS, Metric, NearRepeat, NearRepeatParams, SHOWN_P, SHOWN_RATIO, near_repeat,
};

use lofte_analysis::incidents::space_time_scan::{
    MAX_SHARE, MIN_CLUSTER_SIZE, MIN_EVENTS as MIN_FOR_SCAN, SAME_INCIDENT, ScanParams, ScanPlaces,
    ScanWindows, space_time_scan,
};

use crate::input::Asked;
use crate::{Anything, Measured, given};

/// Six distance bands and five time bands; the check is the number of pairs, each weighted by the number of its cell.
pub fn knox(asked: &Asked) -> Anything<Measured> {
    let metres: f64 = asked.setting("metres")?;
    let distances = [0.0, 0.1, 200.0, 400.0, 600.0, 800.0, 1000.0].map(|edge| edge * metres / 1000.0);
    let (measured, table) = bands(asked, distances.to_vec(), vec![0, 1, 3, 7, 14, 28])?;
    let check =
        table.cells.iter().zip(1_u64..).map(|(cell, weight)| cell.observed * weight).sum::<u64>() as f64;
    Ok(Measured { check, ..measured })
}

/// One band with closed limits; the check is its number of pairs.
pub fn knox_one_band(asked: &Asked) -> Anything<Measured> {
    let (metres, days): (f64, u32) = (asked.setting("metres")?, asked.setting("days")?);
    let (measured, table) = bands(asked, vec![0.0, metres.next_up()], vec![0, days + 1])?;
    Ok(Measured { check: table.cells[0].observed as f64, ..measured })
}

fn bands(asked: &Asked, distance_edges: Vec<f64>, day_edges: Vec<u32>) -> Anything<(Measured, NearRepeat)> {
    let ((xs, ys), days) = (asked.places(asked.n)?, asked.days(asked.n)?);
    let params = NearRepeatParams {
        distance_edges,
        day_edges,
        metric: Metric::Euclidean,
        permutations: asked.setting("perms")?,
        seed: 1,
        min_events: MIN_EVENTS,
        shown_p: SHOWN_P,
        shown_ratio: SHOWN_RATIO,
        long_span: LONG_SPAN,
    };
    let (time, table) = asked.best(|| near_repeat(Points::new(&xs, &ys), &days, &params))?;
    Ok((Measured { time, check: 0.0 }, given(table?)?))
}

/// DBSCAN; the check is the number of events in no cluster.
pub fn clusters(asked: &Asked) -> Anything<Measured> {
    let (xs, ys) = asked.places(asked.n)?;
    let min_points = asked.setting("least")?;
    let params =
        DbscanParams { distance: asked.setting("metres")?, min_points, min_events: min_points.into() };
    let (time, found) = asked.best(|| dbscan(Points::new(&xs, &ys), &params))?;
    Ok(Measured { time, check: given(found?)?.noise as f64 })
}

/// Scans of the events and of permuted days; the time is that of one of them, and the check the largest ratio.
pub fn scan(asked: &Asked) -> Anything<Measured> {
    let ((xs, ys), days) = (asked.places("scan")?, asked.days("scan")?);
    let scans: u32 = asked.setting("scans")?;
    let params = ScanParams {
        places: ScanPlaces::Grid { side: 500.0 },
        windows: ScanWindows::Retrospective,
        radius: 2000.0,
        max_days: 28,
        max_share: MAX_SHARE,
        min_cluster_size: MIN_CLUSTER_SIZE,
        same_incident: SAME_INCIDENT,
        max_clusters: 10,
        permutations: scans - 1,
        seed: 1,
        min_events: MIN_FOR_SCAN,
    };
    let (time, found) = asked.best(|| space_time_scan(Points::new(&xs, &ys), &days, &params))?;
    let clusters = given(found?)?.clusters;
    Ok(Measured { time: time / scans, check: clusters.first().map_or(0.0, |cluster| cluster.llr) })
}
