//! From the strongest cylinder around each place to the clusters that are reported.

use super::search::{Field, Strongest};
use super::{ScanCluster, ScanParams};

/// The strongest clusters without a place in common, at most as many as asked for.
pub(super) fn report(
    field: &Field,
    simulated: &[f64],
    (xs, ys, days): (&[f64], &[f64], &[i32]),
    params: &ScanParams,
) -> Vec<ScanCluster> {
    let first_day = days.iter().copied().min().unwrap_or(0);
    let chosen = choose(field, &field.strongest(), params.max_clusters as usize);
    let cluster = |(middle, cylinder): (usize, Strongest)| {
        let circle = &field.around(middle)[..cylinder.places];
        let inside = |event: &usize| (cylinder.from..cylinder.to).contains(&field.days[*event]);
        let events = circle.iter().flat_map(|&place| field.events(place)).filter(inside);
        let mut events: Vec<u32> = events.map(|event| field.rows[event]).collect();
        events.sort_unstable();
        let outermost = circle.last().map_or(middle, |&place| place as usize);
        let incidents = incidents(&events, xs, ys, days, params.same_incident);
        let stronger = simulated.iter().filter(|&&llr| llr >= cylinder.llr).count();
        let p = (stronger + 1) as f64 / (simulated.len() + 1) as f64;
        ScanCluster {
            x: field.x[middle],
            y: field.y[middle],
            radius: (field.x[outermost] - field.x[middle]).hypot(field.y[outermost] - field.y[middle]),
            places: u32::try_from(circle.len()).unwrap_or(u32::MAX),
            first_day: first_day + i32::from(cylinder.from),
            last_day: first_day + i32::from(cylinder.to) - 1,
            observed: u64::from(cylinder.observed),
            expected: cylinder.expected,
            llr: cylinder.llr,
            p_value: (!simulated.is_empty()).then_some(p),
            events,
            incidents,
            may_be_one_incident: incidents < params.min_cluster_size,
        }
    };
    chosen.into_iter().map(cluster).collect()
}

/// The strongest cylinder, then the strongest of those that share no place with one before, and so on.
fn choose(field: &Field, strongest: &[Option<Strongest>], most: usize) -> Vec<(usize, Strongest)> {
    let found = strongest.iter().enumerate();
    let mut found: Vec<(usize, Strongest)> =
        found.filter_map(|(place, best)| Some((place, (*best)?))).collect();
    found.sort_by(|a, b| b.1.llr.total_cmp(&a.1.llr).then(a.0.cmp(&b.0)));
    let mut taken = vec![false; field.places()];
    found.retain(|&(middle, cylinder)| {
        let circle = &field.around(middle)[..cylinder.places];
        let free = circle.iter().all(|&place| !taken[place as usize]);
        for &place in circle.iter().filter(|_| free) {
            taken[place as usize] = true;
        }
        free
    });
    found.truncate(most);
    found
}

/// How many incidents are left when records of one day that lie within a distance of one another, also by way of a
/// third, are taken for one.
fn incidents(rows: &[u32], xs: &[f64], ys: &[f64], days: &[i32], distance: f64) -> u32 {
    let mut rows: Vec<usize> = rows.iter().map(|&row| row as usize).collect();
    rows.sort_by_key(|&row| days[row]);
    let near = |one: usize, other: usize| (xs[one] - xs[other]).hypot(ys[one] - ys[other]) <= distance;
    let mut incidents = 0;
    for same_day in rows.chunk_by(|&one, &other| days[one] == days[other]) {
        let mut waiting = same_day.to_vec();
        while let Some(record) = waiting.pop() {
            incidents += 1;
            let mut chain = vec![record];
            while let Some(one) = chain.pop() {
                chain.extend(waiting.extract_if(.., |&mut other| near(one, other)));
            }
        }
    }
    incidents
}
