//! Density against numba, spatstat and plain sums (oracle/*/README.md), its edge corrections, bounds and floor.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod laws;

use std::f64::consts::PI;

use flate2::read::GzDecoder;
use geo::{Coord, MultiPolygon, Polygon, Rect, polygon};
use lofte_analysis::Points;
use lofte_analysis::incidents::density::{
    CellGrid, Density, DensityError, DensityMethod, DensityParams, EdgeCorrection, Events, Kernel,
    MIN_EVENTS, QUARTIC_SUPPORT_PER_SD, binned_density, density, repeated_points,
};
use lofte_analysis::sample_size::{SampleUnit, Sufficiency};
use serde_json::Value;

type Positions = (Vec<f64>, Vec<f64>);

/// 10 000 aggravated assaults in Chicago, metres.
fn chicago() -> Positions {
    let packed: &[u8] = include_bytes!("../../oracle/data/chicago_1e4_utm16.csv.gz");
    let rows = csv::Reader::from_reader(GzDecoder::new(packed)).into_deserialize::<(f64, f64)>();
    rows.map(Result::unwrap).unzip()
}

fn result(text: &str) -> Value {
    serde_json::from_str::<Value>(text).unwrap()["result"].clone()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn params(kernel: Kernel, bandwidth: f64, grid: CellGrid) -> DensityParams {
    DensityParams { kernel, bandwidth, grid, edge: EdgeCorrection::None, min_events: MIN_EVENTS }
}

fn events((x, y): &Positions) -> Events<'_> {
    Events { points: Points::new(x, y), weights: None }
}

fn exact(points: &Positions, params: &DensityParams) -> Density {
    density(events(points), None, params).unwrap().sufficient().unwrap()
}

/// The sum by definition over all events, without cut.
fn plain(points: &Positions, weights: Option<&[f64]>, params: &DensityParams) -> Vec<f64> {
    let h = params.bandwidth;
    let mut values = Vec::new();
    for row in 0..params.grid.rows {
        for column in 0..params.grid.columns {
            let Coord { x: gx, y: gy } = params.grid.centre(column, row);
            let one = |(i, (x, y)): (usize, (&f64, &f64))| {
                let square = ((x - gx).powi(2) + (y - gy).powi(2)) / (h * h);
                weights.map_or(1.0, |w| w[i])
                    * match params.kernel {
                        Kernel::Quartic => 3.0 / (PI * h * h) * (1.0 - square).max(0.0).powi(2),
                        Kernel::Gaussian { .. } => (-square / 2.0).exp() / (2.0 * PI * h * h),
                    }
            };
            values.push(points.0.iter().zip(&points.1).enumerate().map(one).sum::<f64>() * 1e6);
        }
    }
    values
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn agree_with_numba(oracle: &Value, surface: &Density, cut_by_oracle: f64) {
    let grid = surface.params.grid;
    let size = [u64::from(grid.columns), u64::from(grid.rows)];
    assert_eq!(oracle["grid"], serde_json::json!(size));
    assert!((grid.west - oracle["x0"].as_f64().unwrap()).abs() < 1e-9);
    assert!((grid.south - oracle["y0"].as_f64().unwrap()).abs() < 1e-9);
    let at = |column: u64, row: u64| surface.values[usize::try_from(row * size[0] + column).unwrap()];
    let close = |ours: f64, theirs: f64| {
        assert!((ours - theirs).abs() <= 1e-9 * theirs + cut_by_oracle, "{ours} against {theirs}");
    };
    for top in oracle["top"].as_array().unwrap() {
        close(at(top["col"].as_u64().unwrap(), top["row"].as_u64().unwrap()), top["z"].as_f64().unwrap());
    }
    for (row, values) in oracle["sample_rows"].as_object().unwrap() {
        for (column, value) in numbers(values).iter().enumerate() {
            close(at(column as u64 * 10, row.parse().unwrap()), *value);
        }
    }
    let sum: f64 = surface.values.iter().sum::<f64>() * (grid.cell / 1000.0).powi(2);
    close(sum, oracle["sum_cells"].as_f64().unwrap());
    close(surface.values.iter().fold(0.0, |m: f64, v| m.max(*v)), oracle["max"].as_f64().unwrap());
}

#[test]
fn the_exact_quartic_agrees_with_numba_and_spatstat() {
    let points = chicago();
    let grid = CellGrid::around(Points::new(&points.0, &points.1), 200.0).unwrap();
    let surface = exact(&points, &params(Kernel::Quartic, 500.0, grid));
    assert_eq!((surface.events, surface.outside, surface.method), (10_000, 0, DensityMethod::Exact));
    assert_eq!((surface.largest_error, surface.cut_off), (0.0, 0.0));
    let oracle = result(include_str!("../../oracle/density/kde_quartic_1e4.json"));
    agree_with_numba(&oracle, &surface, 0.0);
    let spatstat = result(include_str!("../../oracle/density/kde_quartic_1e4_ref.json"));
    agree_with_spatstat(&spatstat["exact_none"], &spatstat, &surface, 1e-9);
    // spatstat names the same kernel by its standard deviation.
    assert!((500.0 / QUARTIC_SUPPORT_PER_SD - 176.776_695_297).abs() < 1e-8);
}

fn agree_with_spatstat(values: &Value, spatstat: &Value, surface: &Density, within: f64) {
    for (row, line) in numbers(&spatstat["rows"]).iter().zip(values.as_array().unwrap()) {
        for (column, value) in numbers(&spatstat["cols"]).iter().zip(numbers(line)) {
            let cell = row * f64::from(surface.params.grid.columns) + column;
            let ours = surface.values[format!("{cell}").parse::<usize>().unwrap()];
            assert!((ours - value).abs() <= within, "{ours} against {value} at {column}, {row}");
        }
    }
}

#[test]
fn the_exact_gaussian_agrees_with_numba_and_spatstat() {
    let points = chicago();
    let grid = CellGrid::around(Points::new(&points.0, &points.1), 200.0).unwrap();
    let surface = exact(&points, &params(Kernel::Gaussian { cut: 10.0 }, 300.0, grid));
    // numba stops at 8 standard deviations, where one event still has 2.2e-14.
    let oracle = result(include_str!("../../oracle/density/kde_gaussian_1e4.json"));
    agree_with_numba(&oracle, &surface, 1e-12);
    let spatstat = result(include_str!("../../oracle/density/kde_gaussian_1e4_ref.json"));
    agree_with_spatstat(&spatstat["exact_none"], &spatstat, &surface, 1e-9);
}

#[test]
fn the_uniform_correction_over_a_rectangle_agrees_with_spatstat() {
    let points = chicago();
    let grid = CellGrid::around(Points::new(&points.0, &points.1), 200.0).unwrap();
    let (east, north) = (grid.west + 166.0 * 200.0, grid.south + 209.0 * 200.0);
    let window = MultiPolygon::from(Rect::new((grid.west, grid.south), (east, north)).to_polygon());
    let wanted = DensityParams {
        edge: EdgeCorrection::Uniform,
        ..params(Kernel::Gaussian { cut: 10.0 }, 300.0, grid)
    };
    let surface = density(events(&points), Some(&window), &wanted).unwrap().sufficient().unwrap();
    let spatstat = result(include_str!("../../oracle/density/kde_gaussian_1e4_ref.json"));
    // spatstat takes the share within the window from pixels.
    agree_with_spatstat(&spatstat["exact_uniform"], &spatstat, &surface, 1e-6);
}

/// An area with a corner that points inwards and a hole, and 63 points in it; the input of `kde_edge_ref.R`.
fn courtyard() -> (MultiPolygon, Positions) {
    let shape = polygon!(
        exterior: [
            (x: 0.0, y: 0.0), (x: 4000.0, y: 0.0), (x: 4000.0, y: 3000.0), (x: 2000.0, y: 3000.0),
            (x: 2000.0, y: 1500.0), (x: 0.0, y: 3000.0),
        ],
        interiors: [[(x: 2600.0, y: 600.0), (x: 2600.0, y: 1200.0), (x: 3300.0, y: 1200.0), (x: 3300.0, y: 600.0)]],
    );
    let numbers = (0..80).map(f64::from);
    (MultiPolygon::from(shape), numbers.map(|i| ((i * 617.3) % 4000.0, (i * 911.7) % 3000.0)).unzip())
}

#[test]
fn edge_corrections_over_a_polygon_agree_with_spatstat() {
    let (area, points) = courtyard();
    let spatstat = result(include_str!("../../oracle/density/kde_edge_ref.json"));
    let grid = CellGrid { west: 0.0, south: 0.0, cell: 100.0, columns: 40, rows: 30 };
    for (name, kernel, bandwidth) in
        [("gaussian", Kernel::Gaussian { cut: 8.0 }, 300.0), ("quartic", Kernel::Quartic, 500.0)]
    {
        for (edge, column) in [(EdgeCorrection::Uniform, "uniform"), (EdgeCorrection::Diggle, "diggle")] {
            let wanted = DensityParams { edge, ..params(kernel, bandwidth, grid) };
            let surface = density(events(&points), Some(&area), &wanted).unwrap().sufficient().unwrap();
            assert_eq!((surface.events, surface.outside), (63, 17));
            let inside = surface.inside.clone().unwrap();
            let theirs = spatstat[name][column].as_array().unwrap();
            let mut compared = 0;
            for (cell, value) in theirs.iter().enumerate() {
                assert_eq!(inside[cell], !value.is_null(), "{name} {column} cell {cell}");
                if let Some(value) = value.as_f64() {
                    let ours = surface.values[cell];
                    // Theirs is from pixels of 2.5 m.
                    assert!(
                        (ours - value).abs() < 0.005 * value + 0.06,
                        "{name} {column} {cell}: {ours} {value}"
                    );
                    compared += 1;
                } else {
                    assert!(surface.values[cell].to_bits() == 0);
                }
            }
            assert_eq!(compared, 1008);
        }
    }
}

/// The share of a kernel within the area, from a fine lattice.
fn share_by_lattice(area: &MultiPolygon, kernel: Kernel, h: f64, x: f64, y: f64) -> f64 {
    use geo::Contains;
    let reach = if matches!(kernel, Kernel::Quartic) { h } else { 6.0 * h };
    let steps = 1200;
    let step = 2.0 * reach / f64::from(steps);
    let mut sum = 0.0;
    for i in 0..steps {
        for j in 0..steps {
            let [dx, dy] = [i, j].map(|n| (f64::from(n) + 0.5) * step - reach);
            if area.contains(&geo::Point::new(x + dx, y + dy)) {
                let square = (dx * dx + dy * dy) / (h * h);
                sum += match kernel {
                    Kernel::Quartic => 3.0 / PI * (1.0 - square).max(0.0).powi(2),
                    Kernel::Gaussian { .. } => (-square / 2.0).exp() / (2.0 * PI),
                };
            }
        }
    }
    sum * step * step / (h * h)
}

#[test]
fn the_share_within_a_slanting_boundary_is_the_integral() {
    let (area, _) = courtyard();
    // A cell near the slanting side, one in the corner that points inwards, one beside the hole.
    let points: Positions = (vec![1000.0; 40], vec![1000.0; 40]);
    for (kernel, h) in [(Kernel::Quartic, 500.0), (Kernel::Gaussian { cut: 8.0 }, 300.0)] {
        for (x, y) in [(1020.0, 1950.0), (2050.0, 1450.0), (2555.0, 905.0), (35.0, 15.0)] {
            let grid = CellGrid { west: x - 5.0, south: y - 5.0, cell: 10.0, columns: 1, rows: 1 };
            let none = params(kernel, h, grid);
            let uniform = DensityParams { edge: EdgeCorrection::Uniform, ..none };
            let value = |p| density(events(&points), Some(&area), p).unwrap().sufficient().unwrap().values[0];
            if value(&none) < 1e-9 {
                continue;
            }
            let share = value(&none) / value(&uniform);
            let lattice = share_by_lattice(&area, kernel, h, x, y);
            assert!((share - lattice).abs() < 1.5e-3, "{kernel:?} at {x}, {y}: {share} against {lattice}");
        }
    }
}

#[test]
fn diggle_on_a_straight_edge_and_in_a_corner_is_a_half_and_a_quarter() {
    let square = MultiPolygon::from(Rect::new((0.0, 0.0), (9000.0, 9000.0)).to_polygon());
    for (x, y, share) in [(4500.0, 0.0, 0.5), (0.0, 0.0, 0.25), (4500.0, 4500.0, 1.0), (9000.0, 4000.0, 0.5)]
    {
        for (kernel, bandwidth) in [(Kernel::Quartic, 500.0), (Kernel::Gaussian { cut: 6.0 }, 200.0)] {
            let points: Positions = (vec![x; 30], vec![y; 30]);
            let grid = CellGrid { west: x - 50.0, south: y - 50.0, cell: 100.0, columns: 1, rows: 1 };
            let none = params(kernel, bandwidth, grid);
            let diggle = DensityParams { edge: EdgeCorrection::Diggle, ..none };
            let value =
                |p| density(events(&points), Some(&square), p).unwrap().sufficient().unwrap().values[0];
            let found = value(&none) / value(&diggle);
            assert!((found - share).abs() < 1e-7, "{kernel:?} at {x}, {y}: {found}");
        }
    }
}

#[test]
fn diggle_keeps_the_number_of_events() {
    let (area, points) = courtyard();
    let grid = CellGrid { west: 0.0, south: 0.0, cell: 10.0, columns: 400, rows: 300 };
    for (kernel, bandwidth) in [(Kernel::Quartic, 500.0), (Kernel::Gaussian { cut: 6.0 }, 200.0)] {
        let wanted = DensityParams { edge: EdgeCorrection::Diggle, ..params(kernel, bandwidth, grid) };
        for surface in [density, binned_density].map(|f| f(events(&points), Some(&area), &wanted)) {
            let surface = surface.unwrap().sufficient().unwrap();
            assert!((surface.weight - 63.0).abs() < 1e-12);
            let sum = surface.values.iter().sum::<f64>() * 1e-4;
            assert!((sum - 63.0).abs() < 0.05, "{kernel:?}: {sum}");
        }
    }
}

#[test]
fn too_few_events_are_told_and_not_drawn() {
    let grid = CellGrid { west: 0.0, south: 0.0, cell: 100.0, columns: 4, rows: 4 };
    let wanted = params(Kernel::Quartic, 500.0, grid);
    let points = |n: usize| (vec![150.0; n], vec![150.0; n]);
    let below = density(events(&points(29)), None, &wanted).unwrap().insufficient().unwrap();
    assert_eq!((below.unit, below.available, below.required), (SampleUnit::Events, 29, 30));
    assert!(matches!(density(events(&points(30)), None, &wanted), Ok(Sufficiency::Sufficient(_))));
    assert_eq!(density(events(&points(0)), None, &wanted).unwrap().insufficient().unwrap().available, 0);
    assert_eq!(
        density(events(&points(0)), None, &DensityParams { min_events: 0, ..wanted })
            .unwrap()
            .sufficient()
            .unwrap()
            .events,
        0
    );
    // Events without weight, and events outside, do not count.
    let (x, y) = points(30);
    let mut weights = vec![2.0; 30];
    weights[7] = 0.0;
    let weighted = Events { points: Points::new(&x, &y), weights: Some(&weights) };
    assert_eq!(density(weighted, None, &wanted).unwrap().insufficient().unwrap().available, 29);
    let elsewhere = MultiPolygon::from(Rect::new((500.0, 0.0), (600.0, 100.0)).to_polygon());
    assert_eq!(
        binned_density(events(&points(30)), Some(&elsewhere), &wanted)
            .unwrap()
            .insufficient()
            .unwrap()
            .available,
        0
    );
}

#[test]
fn bad_input_is_named() {
    let grid = CellGrid { west: 0.0, south: 0.0, cell: 100.0, columns: 4, rows: 4 };
    let good = params(Kernel::Quartic, 500.0, grid);
    let points: Positions = (vec![150.0; 40], vec![150.0; 40]);
    let error = |p: DensityParams| density(events(&points), None, &p).unwrap_err();
    for bandwidth in [0.0, -5.0, f64::NAN, f64::INFINITY, 1e-300, 1e300] {
        assert_eq!(error(DensityParams { bandwidth, ..good }), DensityError::Bandwidth, "{bandwidth}");
    }
    for cut in [0.9, 39.0, f64::NAN, f64::INFINITY] {
        assert_eq!(error(DensityParams { kernel: Kernel::Gaussian { cut }, ..good }), DensityError::Cut);
    }
    for grid in [
        CellGrid { columns: 0, ..grid },
        CellGrid { rows: 0, ..grid },
        CellGrid { cell: 0.0, ..grid },
        CellGrid { cell: f64::NAN, ..grid },
        CellGrid { west: f64::INFINITY, ..grid },
    ] {
        assert_eq!(error(DensityParams { grid, ..good }), DensityError::Grid, "{grid:?}");
    }
    assert_eq!(error(DensityParams { bandwidth: 99.0, ..good }), DensityError::CellTooLarge);
    let huge = CellGrid { columns: u32::MAX, rows: u32::MAX, ..grid };
    assert!(matches!(error(DensityParams { grid: huge, ..good }), DensityError::TooManyCells { .. }));
    // 20 004 cells to each side, which 489 m make 4 096 or less.
    let far = DensityError::TooManyCells { cells: 400_160_016, side: 489 };
    assert_eq!(error(DensityParams { bandwidth: 1e6, ..good }), far);
    assert_eq!(error(DensityParams { edge: EdgeCorrection::Diggle, ..good }), DensityError::NoBoundary);
    let nothing = MultiPolygon::<f64>::new(vec![]);
    let line = MultiPolygon::from(polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0)]);
    let hole: Polygon = polygon![(x: 0.0, y: 0.0), (x: f64::NAN, y: 1.0), (x: 1.0, y: 1.0)];
    for boundary in [nothing, line, MultiPolygon::from(hole)] {
        assert_eq!(density(events(&points), Some(&boundary), &good).unwrap_err(), DensityError::Boundary);
    }
}

#[test]
fn what_would_take_hours_is_refused_at_once_with_a_cell_size_that_does() {
    type Way =
        fn(Events<'_>, Option<&MultiPolygon>, &DensityParams) -> Result<Sufficiency<Density>, DensityError>;
    let (exact, binned): (Way, Way) = (density, binned_density);
    let points: Positions =
        (0..400_000).map(|i| (f64::from(i % 1000) * 2.0, f64::from(i / 1000) * 5.0)).unzip();
    let grid = |cell: f64, cells| CellGrid { west: 0.0, south: 0.0, cell, columns: cells, rows: cells };
    // Nothing is to be computed here: whatever is not refused is below its floor.
    let idle =
        |kernel, bandwidth, grid| DensityParams { min_events: u64::MAX, ..params(kernel, bandwidth, grid) };
    let quartic = idle(Kernel::Quartic, 1_500.0, grid(1.0, 1_000));
    for way in [exact, binned] {
        let error = way(events(&points), None, &quartic).unwrap_err();
        let DensityError::TooMuchWork { cells, events, additions, side } = error else { panic!("{error:?}") };
        assert_eq!((cells, events), (1_000_000, 400_000));
        assert!(additions > 1_000_000_000_000 && side > 1, "{additions} {side}");
        let enough = idle(Kernel::Quartic, 1_500.0, grid(side as f64, 1_000 / u32::try_from(side).unwrap()));
        assert!(way(self::events(&points), None, &enough).is_ok(), "{side} m are not enough");
    }
    // A product of profiles is much cheaper when it is binned, and events that reach no cell cost nothing.
    let gaussian = idle(Kernel::Gaussian { cut: 5.0 }, 300.0, grid(1.0, 1_000));
    assert!(
        exact(events(&points), None, &gaussian).is_err() && binned(events(&points), None, &gaussian).is_ok()
    );
    let away = DensityParams { grid: CellGrid { west: 5_000.0, ..quartic.grid }, ..quartic };
    assert!(exact(events(&points), None, &away).is_ok());
    // A border of a hundred thousand corners, all within reach of every cell.
    let corner = |i: i32| (PI * f64::from(i) / 50_000.0).sin_cos();
    let round = (0..100_000).map(corner).map(|(sin, cos)| (900.0 + 900.0 * cos, 900.0 + 900.0 * sin));
    let round = MultiPolygon::from(Polygon::new(round.collect(), vec![]));
    let uniform = idle(Kernel::Quartic, 2_000.0, grid(4.0, 450));
    let uniform = DensityParams { edge: EdgeCorrection::Uniform, ..uniform };
    let few = (points.0[..100].to_vec(), points.1[..100].to_vec());
    let error = exact(events(&few), Some(&round), &uniform).unwrap_err();
    assert!(matches!(error, DensityError::TooMuchWork { events: 100, .. }), "{error:?}");
    let none = DensityParams { edge: EdgeCorrection::None, ..uniform };
    assert!(exact(events(&few), Some(&round), &none).is_ok());
}

#[test]
fn bad_events_are_named() {
    let grid = CellGrid { west: 0.0, south: 0.0, cell: 100.0, columns: 4, rows: 4 };
    let good = params(Kernel::Quartic, 500.0, grid);
    let ones = vec![1.0; 40];
    let mut broken = ones.clone();
    broken[3] = f64::NAN;
    let run = |x: &[f64], y: &[f64], weights: Option<&[f64]>| {
        let (exact, binned) = (
            density(Events { points: Points::new(x, y), weights }, None, &good).unwrap_err(),
            binned_density(Events { points: Points::new(x, y), weights }, None, &good).unwrap_err(),
        );
        assert_eq!(exact, binned);
        exact
    };
    assert_eq!(run(&ones, &broken, None), DensityError::Coordinate { event: 3 });
    assert_eq!(run(&ones, &ones, Some(&broken)), DensityError::Weight { event: 3 });
    broken[3] = -1.0;
    assert_eq!(run(&ones, &ones, Some(&broken)), DensityError::Weight { event: 3 });
    broken[3] = f64::MAX;
    broken[4] = f64::MAX;
    assert_eq!(run(&ones, &ones, Some(&broken)), DensityError::TooLarge);
    assert_eq!(run(&ones, &ones[1..], None), DensityError::Length { xs: 40, ys: 39, weights: 40 });
    assert_eq!(run(&ones, &ones, Some(&[])), DensityError::Length { xs: 40, ys: 40, weights: 0 });
    assert!(matches!(CellGrid::around(Points::new(&[], &[]), 100.0), Err(DensityError::Grid)));
    assert!(matches!(CellGrid::around(Points::new(&[1.0], &[f64::NAN]), 100.0), Err(DensityError::Grid)));
    assert!(matches!(
        CellGrid::around(Points::new(&[0.0, 1e9], &[0.0, 1e9]), 1.0),
        Err(DensityError::TooManyCells { side: 244_141, .. })
    ));
}

#[test]
fn repeated_coordinates_are_counted() {
    let points = chicago();
    let spots = repeated_points(Points::new(&points.0, &points.1), 5).unwrap();
    assert_eq!((spots.events, spots.most.len()), (10_000, 5));
    let on_most = points.0.iter().zip(&points.1).filter(|(x, y)| {
        (x.to_bits(), y.to_bits()) == (spots.most[0].x.to_bits(), spots.most[0].y.to_bits())
    });
    assert_eq!(on_most.count() as u64, spots.most[0].events);
    let mut all: Vec<(u64, u64)> =
        points.0.iter().zip(&points.1).map(|(x, y)| (x.to_bits(), y.to_bits())).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(spots.distinct, all.len() as u64);
    let none = repeated_points(Points::new(&[], &[]), 5).unwrap();
    assert_eq!((none.events, none.distinct, none.share_repeated), (0, 0, 0.0));
    assert_eq!(repeated_points(Points::new(&[0.0, -0.0], &[1.0, 1.0]), 5).unwrap().most[0].events, 2);
    assert!(matches!(
        repeated_points(Points::new(&[f64::NAN], &[1.0]), 5),
        Err(DensityError::Coordinate { event: 0 })
    ));
    assert!(matches!(repeated_points(Points::new(&[1.0], &[]), 5), Err(DensityError::Length { .. })));
}
