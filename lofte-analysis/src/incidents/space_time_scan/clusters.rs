//! From the strongest cylinder around each place to the clusters that are reported.

use super::search::{Field, Strongest};
use super::{ScanCluster, ScanParams};

/// The strongest clusters without a place in common, at most as many as asked for.
pub(super) fn report(
    field: &Field,
    strongest: &[Strongest],
    simulated: &[f64],
    (xs, ys, days): (&[f64], &[f64], &[i32]),
    params: &ScanParams,
) -> Vec<ScanCluster> {
    let mut middles: Vec<usize> = (0..strongest.len()).filter(|&place| strongest[place].llr > 0.0).collect();
    middles.sort_by(|&a, &b| strongest[b].llr.total_cmp(&strongest[a].llr).then(a.cmp(&b)));
    let mut taken = vec![false; field.places()];
    let mut clusters = Vec::new();
    for middle in middles {
        if clusters.len() >= params.most_clusters as usize {
            break;
        }
        let cylinder = strongest[middle];
        let circle = &field.around(middle)[..cylinder.places];
        if circle.iter().any(|&place| taken[place as usize]) {
            continue;
        }
        for &place in circle {
            taken[place as usize] = true;
        }
        let inside = |event: &usize| (cylinder.from..cylinder.to).contains(&field.days[*event]);
        let events = circle.iter().flat_map(|&place| field.events(place)).filter(inside);
        let mut events: Vec<u32> = events.map(|event| field.rows[event]).collect();
        events.sort_unstable();
        let outermost = circle.last().map_or(middle, |&place| place as usize);
        let incidents = incidents(&events, xs, ys, days, params.same_incident);
        let first_day = days.iter().copied().min().unwrap_or(0);
        let stronger = simulated.iter().filter(|&&llr| llr >= cylinder.llr).count();
        let p = (stronger + 1) as f64 / (simulated.len() + 1) as f64;
        clusters.push(ScanCluster {
            x: field.x[middle],
            y: field.y[middle],
            radius: (field.x[outermost] - field.x[middle]).hypot(field.y[outermost] - field.y[middle]),
            places: u32::try_from(circle.len()).unwrap_or(u32::MAX),
            first_day: first_day + i32::from(cylinder.from),
            last_day: first_day + i32::from(cylinder.to) - 1,
            observed: u64::from(cylinder.observed),
            expected: cylinder.expected,
            llr: cylinder.llr,
            p: (!simulated.is_empty()).then_some(p),
            events,
            incidents,
            may_be_one_incident: incidents < params.least_in_cluster,
        });
    }
    clusters
}

/// How many incidents are left when records of one day that lie within a distance of one another, also by way of a
/// third, are taken for one.
fn incidents(rows: &[u32], xs: &[f64], ys: &[f64], days: &[i32], distance: f64) -> u32 {
    let mut waiting: Vec<usize> = rows.iter().map(|&row| row as usize).collect();
    let mut incidents = 0;
    while let Some(row) = waiting.pop() {
        incidents += 1;
        let mut chain = vec![row];
        while let Some(one) = chain.pop() {
            waiting.retain(|&other| {
                let same =
                    days[one] == days[other] && (xs[one] - xs[other]).hypot(ys[one] - ys[other]) <= distance;
                if same {
                    chain.push(other);
                }
                !same
            });
        }
    }
    incidents
}
