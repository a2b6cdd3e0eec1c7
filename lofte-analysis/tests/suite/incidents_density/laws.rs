//! What holds of every surface, whatever the points: its bound of error, and that order, place and turning do not matter.

use lofte_analysis::Points;
use lofte_analysis::incidents::density::{
    CellGrid, Density, DensityParams, EdgeCorrection, Events, Kernel, binned_density, density,
};
use lofte_analysis::sample_size::Sufficiency;
use proptest::prelude::*;

use super::{Positions, courtyard, events, exact, largest_difference, params, plain};

fn some_points(n: usize) -> impl Strategy<Value = Positions> {
    let one = prop::collection::vec(0.0..4000.0, n);
    (one.clone(), one)
}

fn kernels() -> impl Strategy<Value = (Kernel, f64)> {
    prop_oneof![
        (150.0..900.0).prop_map(|h| (Kernel::Quartic, h)),
        (3.0..9.0, 120.0..400.0).prop_map(|(cut, h)| (Kernel::Gaussian { cut }, h)),
    ]
}

const GRID: CellGrid = CellGrid { west: 500.0, south: 300.0, cell: 97.0, columns: 31, rows: 37 };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_exact_sum_is_the_plain_sum_within_its_bound(points in some_points(60), weights in prop::collection::vec(0.001..50.0, 60), (kernel, h) in kernels()) {
        let wanted = params(kernel, h, GRID);
        let weighted = Events { points: Points::new(&points.0, &points.1), weights: Some(&weights) };
        let surface = density(weighted, None, &wanted).unwrap().sufficient().unwrap();
        let plain = plain(&points, Some(&weights), &wanted);
        let off = largest_difference(&surface.values, &plain);
        let rounding = 1e-12 * plain.iter().fold(0.0, |m: f64, v| m.max(*v));
        prop_assert!(off <= surface.largest_error + rounding, "{off} over {}", surface.largest_error);
        // The bound must say something: it is far below the peak unless the cut is near.
        if matches!(kernel, Kernel::Gaussian { cut } if cut > 5.0) {
            prop_assert!(surface.largest_error < 1e-3 * plain.iter().fold(0.0, |m: f64, v| m.max(*v)));
        }
    }

    #[test]
    fn the_binned_sum_is_within_its_bound(points in some_points(60), (kernel, h) in kernels()) {
        let wanted = params(kernel, h, GRID);
        let surface = binned_density(events(&points), None, &wanted).unwrap().sufficient().unwrap();
        let plain = plain(&points, None, &wanted);
        let off = largest_difference(&surface.values, &plain);
        prop_assert!(off <= surface.largest_error, "{off} over {}", surface.largest_error);
    }

    #[test]
    fn with_a_boundary_the_binned_sum_stays_within_its_bound(points in some_points(80), (kernel, h) in kernels()) {
        let (area, _) = courtyard();
        for edge in [EdgeCorrection::Uniform, EdgeCorrection::Diggle, EdgeCorrection::None] {
            let wanted = DensityParams { edge, min_events: 0, ..params(kernel, h, GRID) };
            let surfaces = [density, binned_density].map(|f| f(events(&points), Some(&area), &wanted).unwrap().sufficient().unwrap());
            let off = largest_difference(&surfaces[0].values, &surfaces[1].values);
            prop_assert!(off <= surfaces[0].largest_error + surfaces[1].largest_error);
            prop_assert_eq!(&surfaces[0].inside, &surfaces[1].inside);
        }
    }

    #[test]
    fn moving_everything_changes_nothing(points in some_points(50), (kernel, h) in kernels(), east in -3e5..3e5, north in -7e6..7e6) {
        let here = params(kernel, h, GRID);
        let there = DensityParams { grid: CellGrid { west: GRID.west + east, south: GRID.south + north, ..GRID }, ..here };
        let moved: Positions = (points.0.iter().map(|x| x + east).collect(), points.1.iter().map(|y| y + north).collect());
        let (a, b) = (exact(&points, &here), exact(&moved, &there));
        let most = a.values.iter().fold(0.0, |m: f64, v| m.max(*v));
        // At 7 000 km a coordinate is known to a nanometre. An event within that of the cut may fall on the other side.
        prop_assert!(largest_difference(&a.values, &b.values) <= 1e-9 * most + a.largest_error);
    }

    #[test]
    fn a_quarter_turn_turns_the_surface(points in some_points(50), (kernel, h) in kernels()) {
        let grid = CellGrid { west: -1000.0, south: -1000.0, cell: 100.0, columns: 20, rows: 20 };
        let centred: Positions = (points.0.iter().map(|x| x - 2000.0).collect(), points.1.iter().map(|y| y - 2000.0).collect());
        let turned: Positions = (centred.1.iter().map(|y| -y).collect(), centred.0.clone());
        let wanted = params(kernel, h, grid);
        let (a, b) = (exact(&centred, &wanted), exact(&turned, &wanted));
        let most = a.values.iter().fold(0.0, |m: f64, v| m.max(*v));
        for row in 0..20 {
            for column in 0..20 {
                let (was, is) = (a.values[row * 20 + column], b.values[column * 20 + (19 - row)]);
                prop_assert!((was - is).abs() <= 1e-11 * most);
            }
        }
    }

    #[test]
    fn the_order_of_events_and_the_number_of_threads_change_nothing(points in some_points(80), (kernel, h) in kernels()) {
        let wanted = params(kernel, h, GRID);
        let backwards: Positions = (points.0.iter().rev().copied().collect(), points.1.iter().rev().copied().collect());
        let bytes = |threads, points: &Positions| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                [density, binned_density].map(|f| f(events(points), None, &wanted).unwrap().sufficient().unwrap())
            })
        };
        let (one, two, back) = (bytes(1, &points), bytes(2, &points), bytes(2, &backwards));
        let bits = |surface: &Density| surface.values.iter().map(|v| v.to_bits()).collect::<Vec<u64>>();
        for i in 0..2 {
            prop_assert_eq!(bits(&one[i]), bits(&two[i]));
            let most = one[i].values.iter().fold(0.0, |m: f64, v| m.max(*v));
            prop_assert!(largest_difference(&one[i].values, &back[i].values) <= 1e-13 * most);
        }
    }

    #[test]
    fn weights_are_the_same_as_repeats(points in some_points(40), (kernel, h) in kernels()) {
        let wanted = params(kernel, h, GRID);
        let twice: Positions = (points.0.repeat(2), points.1.repeat(2));
        let weights = vec![2.0; 40];
        let weighted = Events { points: Points::new(&points.0, &points.1), weights: Some(&weights) };
        let (a, b) = (density(weighted, None, &wanted).unwrap().sufficient().unwrap(), exact(&twice, &wanted));
        let most = a.values.iter().fold(0.0, |m: f64, v| m.max(*v));
        prop_assert!(largest_difference(&a.values, &b.values) <= 1e-12 * most);
    }

    #[test]
    fn nothing_that_leaves_is_not_a_number(x in prop::collection::vec(any::<f64>(), 35), y in prop::collection::vec(any::<f64>(), 35), w in prop::collection::vec(any::<f64>(), 35), h: f64, cut: f64, west: f64, cell: f64) {
        let grid = CellGrid { west, south: 0.0, cell, columns: 3, rows: 2 };
        for kernel in [Kernel::Quartic, Kernel::Gaussian { cut }] {
            let wanted = params(kernel, h, grid);
            for f in [density, binned_density] {
                for weights in [None, Some(&w[..])] {
                    if let Ok(Sufficiency::Sufficient(surface)) = f(Events { points: Points::new(&x, &y), weights }, None, &wanted) {
                        prop_assert!(surface.values.iter().chain([&surface.largest_error, &surface.weight]).all(|v| v.is_finite()));
                    }
                }
            }
        }
    }
}
