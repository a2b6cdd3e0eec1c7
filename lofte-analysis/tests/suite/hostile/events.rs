//! Methods on places, and on counts of places.

use super::nonsense::{config, count, counts, floor, number, points, small, sound};
use geo::{MultiPolygon, Rect};
use lofte_analysis::Points;
use lofte_analysis::incidents::clusters::{DbscanParams, StDbscanParams, dbscan, st_dbscan};
use lofte_analysis::incidents::concentration::{ConcentrationParams, concentration, weighted_concentration};
use lofte_analysis::incidents::density::{
    CellGrid, DensityParams, EdgeCorrection, Events, Kernel, binned_density, density, repeated_points,
};
use lofte_analysis::incidents::local_getis_ord::{LocalGetisOrdParams, local_getis_ord};
use lofte_analysis::incidents::local_moran::{LocalMoranParams, MoranVariance, local_moran};
use lofte_analysis::incidents::local_statistics::{Inference, LocalSampleSize, Tails};
use lofte_analysis::incidents::near_repeat::{Metric, NearRepeatParams, near_repeat};
use lofte_analysis::incidents::neighbours::{Cell, Contiguity, Neighbours};
use lofte_analysis::incidents::space_time_scan::{ScanParams, ScanPlaces, ScanWindows, space_time_scan};
use proptest::prelude::*;

/// A number of simulations that a test can wait for.
fn draws() -> BoxedStrategy<u32> {
    prop_oneof![6 => 0_u32..60, 1 => prop::sample::select(vec![999, 4_000_000_000, u32::MAX])].boxed()
}

fn kernel() -> impl Strategy<Value = Kernel> {
    prop_oneof![Just(Kernel::Quartic), number(1.0..8.0).prop_map(|cut| Kernel::Gaussian { cut })]
}

fn grid() -> impl Strategy<Value = CellGrid> {
    let corner = || prop_oneof![6 => -200.0..3000.0, 1 => number(-1e6..1e6)];
    (corner(), corner(), number(20.0..300.0), small(1..40), small(1..40))
        .prop_map(|(west, south, cell, columns, rows)| CellGrid { west, south, cell, columns, rows })
}

fn density_params() -> impl Strategy<Value = DensityParams> {
    use EdgeCorrection::{Diggle, None, Uniform};
    (kernel(), number(50.0..900.0), grid(), prop::sample::select(vec![None, Uniform, Diggle]), floor())
        .prop_map(|(kernel, bandwidth, grid, edge, min_events)| DensityParams {
            kernel,
            bandwidth,
            grid,
            edge,
            min_events,
        })
}

fn near_repeat_params() -> impl Strategy<Value = NearRepeatParams> {
    let edges = prop_oneof![
        3 => Just(vec![0.0, 0.1, 100.0, 400.0]),
        1 => prop::collection::vec(number(0.0..1000.0), 0..6),
        1 => Just((0..40).map(f64::from).collect()),
    ];
    let days = prop_oneof![3 => Just(vec![0, 7, 14]), 1 => prop::collection::vec(small(0..100), 0..6)];
    (
        edges,
        days,
        any::<bool>(),
        draws(),
        any::<u64>(),
        floor(),
        number(0.0..1.0),
        number(0.0..3.0),
        small(0..900),
    )
        .prop_map(
            |(distance_edges, day_edges, straight, permutations, seed, min_events, p, ratio, span)| {
                NearRepeatParams {
                    distance_edges,
                    day_edges,
                    metric: if straight { Metric::Euclidean } else { Metric::Manhattan },
                    permutations,
                    seed,
                    min_events,
                    shown_p: p,
                    shown_ratio: ratio,
                    long_span: span,
                }
            },
        )
}

fn scan_params() -> impl Strategy<Value = ScanParams> {
    let places = prop_oneof![
        Just(ScanPlaces::AsGiven),
        number(50.0..900.0).prop_map(|side| ScanPlaces::Grid { side })
    ];
    let windows = prop_oneof![
        Just(ScanWindows::Retrospective),
        prop_oneof![0..400_i32, any::<i32>()].prop_map(|today| ScanWindows::Prospective { today }),
    ];
    let size = (number(100.0..2000.0), small(1..60), number(0.05..0.6), small(1..6));
    let rest = (number(0.0..600.0), small(0..9), draws(), any::<u64>(), floor());
    (places, windows, size, rest).prop_map(|(places, windows, size, rest)| {
        let (radius, max_days, max_share, min_cluster_size) = size;
        let (same_incident, max_clusters, permutations, seed, min_events) = rest;
        ScanParams {
            places,
            windows,
            radius,
            max_days,
            max_share,
            min_cluster_size,
            same_incident,
            max_clusters,
            permutations,
            seed,
            min_events,
        }
    })
}

fn neighbours() -> impl Strategy<Value = Neighbours> {
    let cells = prop::collection::btree_set((0..9_i32, 0..9_i32), 0..40);
    (cells, any::<bool>(), 0_usize..5, 0.0..400.0).prop_filter_map(
        "not refused",
        |(cells, queen, nearest, within)| {
            let cells: Vec<Cell> = cells.into_iter().map(|(row, column)| Cell { row, column }).collect();
            let xs: Vec<f64> = cells.iter().map(|cell| f64::from(cell.column) * 100.0).collect();
            let ys: Vec<f64> = cells.iter().map(|cell| f64::from(cell.row) * 100.0).collect();
            match nearest {
                0 | 1 => {
                    Neighbours::of_cells(&cells, if queen { Contiguity::Queen } else { Contiguity::Rook })
                }
                2 => Neighbours::within(Points::new(&xs, &ys), within),
                nearest => Neighbours::nearest(Points::new(&xs, &ys), nearest),
            }
            .ok()
        },
    )
}

fn inference() -> impl Strategy<Value = Inference> {
    let permutation = (draws(), any::<u64>(), any::<bool>()).prop_map(|(permutations, seed, both)| {
        Inference::Permutation { permutations, seed, tails: if both { Tails::Both } else { Tails::Smaller } }
    });
    prop_oneof![1 => Just(Inference::Normal), 2 => permutation]
}

fn local_min_sample() -> impl Strategy<Value = LocalSampleSize> {
    (floor(), floor(), floor()).prop_map(|(units, neighbours, few_units)| LocalSampleSize {
        units,
        neighbours,
        few_units,
    })
}

fn values() -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        3 => prop::collection::vec(0.0..30.0, 40),
        1 => prop::collection::vec(number(0.0..30.0), 40),
        1 => Just(vec![3.0; 40]),
        1 => prop::collection::vec((0_u8..2).prop_map(f64::from), 40),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn densities_are_sound(
        (xs, ys) in points(0..60), weights in prop::option::of(prop::collection::vec(number(0.0..9.0), 60)),
        params in density_params(), border in prop::option::of((0.0..2000.0, 0.0..2000.0, number(1.0..3000.0))),
    ) {
        let weights = weights.map(|weights| weights[..xs.len()].to_vec());
        let border = border.map(|(x, y, side)| MultiPolygon::from(Rect::new((x, y), (x + side, y + side / 2.0)).to_polygon()));
        let events = Events { points: Points::new(&xs, &ys), weights: weights.as_deref() };
        sound(|| density(events, border.as_ref(), &params))?;
        sound(|| binned_density(events, border.as_ref(), &params))?;
        sound(|| repeated_points(Points::new(&xs, &ys), 5))?;
        sound(|| CellGrid::around(Points::new(&xs, &ys), params.grid.cell))?;
    }

    #[test]
    fn near_repeat_is_sound(
        (xs, ys) in points(0..80), days in prop::collection::vec(prop_oneof![20 => 0..400_i32, 1 => any::<i32>()], 80),
        params in near_repeat_params(),
    ) {
        sound(|| near_repeat(Points::new(&xs, &ys), &days[..xs.len()], &params))?;
    }

    #[test]
    fn clusters_are_sound(
        (xs, ys) in points(0..80), times in prop::collection::vec(number(0.0..400.0), 80),
        (distance, time_distance) in (number(1.0..900.0), number(0.0..60.0)), min_points in small(1..9), min_events in floor(),
    ) {
        sound(|| dbscan(Points::new(&xs, &ys), &DbscanParams { distance, min_points, min_events }))?;
        let params = StDbscanParams { distance, time_distance, min_points, min_events };
        sound(|| st_dbscan(Points::new(&xs, &ys), &times[..xs.len()], &params))?;
    }

    #[test]
    fn space_time_scan_is_sound(
        (xs, ys) in points(0..80), days in prop::collection::vec(prop_oneof![20 => 0..400_i32, 1 => any::<i32>()], 80),
        params in scan_params(),
    ) {
        sound(|| space_time_scan(Points::new(&xs, &ys), &days[..xs.len()], &params))?;
    }

    #[test]
    fn local_tests_are_sound(
        neighbours in neighbours(), values in values(), inference in inference(), false_discovery_rate in number(0.01..0.5),
        min_sample in local_min_sample(), units_less_one in any::<bool>(),
    ) {
        let values = &values[..neighbours.len().min(values.len())];
        sound(|| local_getis_ord(values, &neighbours, &LocalGetisOrdParams { inference, false_discovery_rate, min_sample }))?;
        let scale = if units_less_one { MoranVariance::Unbiased } else { MoranVariance::MaximumLikelihood };
        sound(|| local_moran(values, &neighbours, &LocalMoranParams { variance: scale, inference, false_discovery_rate, min_sample }))?;
    }

    #[test]
    fn concentration_is_sound(
        counts in counts(0..60), events in prop::collection::vec((small(0..12), number(0.0..9.0)), 0..60),
        (shares, curve_steps) in (prop::collection::vec(number(0.01..1.0), 0..4), small(0..20)), simulations in draws(), seed: u64,
        (level, units) in (number(0.1..0.99), small(0..20)), floors in (floor(), floor()), few in count(0..3),
    ) {
        let params = ConcentrationParams {
            shares, curve_steps, simulations, seed, level, min_events: floors.0, min_units: floors.1,
        };
        sound(|| concentration(&counts, &params))?;
        sound(|| concentration(&vec![few; counts.len()], &params))?;
        let (unit_of_event, weights): (Vec<u32>, Vec<f64>) = events.into_iter().unzip();
        sound(|| weighted_concentration(&unit_of_event, &weights, units, &params))?;
    }
}
