//! Neighbours against their definitions.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use flate2::read::GzDecoder;
use lofte_analysis::Points;
use lofte_analysis::incidents::neighbours::{Cell, Contiguity, NeighbourError, Neighbours, Ring};
use proptest::prelude::*;

fn lists(neighbours: &Neighbours) -> Vec<Vec<u32>> {
    (0..neighbours.len()).map(|unit| neighbours.of(unit).to_vec()).collect()
}

/// For each unit the others for which the rule holds.
fn by_rule(units: usize, rule: impl Fn(usize, usize) -> bool) -> Vec<Vec<u32>> {
    let of = |unit: usize| -> Vec<u32> {
        let others = (0..units).filter(|other| *other != unit && rule(unit, *other));
        others.map(|other| u32::try_from(other).unwrap()).collect()
    };
    (0..units).map(of).collect()
}

#[test]
fn the_cells_of_chicago_have_as_many_links_as_libpysal_finds() {
    let packed: &[u8] = include_bytes!("../../oracle/data/chicago_lattice_500.csv.gz");
    let rows = csv::Reader::from_reader(GzDecoder::new(packed)).into_deserialize::<(i32, i32, u64)>();
    let cells: Vec<Cell> =
        rows.map(|row| row.map(|(row, column, _)| Cell { row, column }).unwrap()).collect();
    let queen = Neighbours::of_cells(&cells, Contiguity::Queen).unwrap();
    assert_eq!((queen.len(), queen.links(), queen.fewest()), (2775, 20_954, 3));
}

#[test]
fn cells_at_the_ends_of_the_numbers_are_no_trouble() {
    let corners =
        [(i32::MAX, i32::MAX), (i32::MAX, i32::MAX - 1), (i32::MIN, i32::MIN), (i32::MIN, i32::MAX)];
    let cells = corners.map(|(row, column)| Cell { row, column });
    let queen = Neighbours::of_cells(&cells, Contiguity::Queen).unwrap();
    assert_eq!(lists(&queen), [vec![1], vec![0], vec![], vec![]]);
}

#[test]
fn areas_share_sides_and_corners() {
    // Four squares around corner 4, the last with a hole, and a part of area 0 that lies apart.
    //   0-1-2
    //   3-4-5
    //   6-7-8
    let rings = [
        Ring { unit: 0, corners: &[0, 1, 4, 3] },
        Ring { unit: 1, corners: &[2, 5, 4, 1, 2] },
        Ring { unit: 2, corners: &[3, 4, 7, 6] },
        Ring { unit: 3, corners: &[4, 5, 8, 7] },
        Ring { unit: 3, corners: &[20, 21, 22] },
        Ring { unit: 4, corners: &[22, 21, 20] },
        Ring { unit: 0, corners: &[8, 30, 31] },
    ];
    let rook = Neighbours::of_areas(&rings, 6, Contiguity::Rook).unwrap();
    assert_eq!(lists(&rook), [vec![1, 2], vec![0, 3], vec![0, 3], vec![1, 2, 4], vec![3], vec![]]);
    let queen = Neighbours::of_areas(&rings, 6, Contiguity::Queen).unwrap();
    assert_eq!(
        lists(&queen),
        [vec![1, 2, 3], vec![0, 2, 3], vec![0, 1, 3], vec![0, 1, 2, 4], vec![3], vec![]]
    );
    let unknown = Neighbours::of_areas(&rings, 4, Contiguity::Rook).unwrap_err();
    assert!(matches!(unknown, NeighbourError::Unknown { units: 4, .. }));
}

#[test]
fn bad_input_is_named() {
    let list = |lists: &[Vec<u32>]| Neighbours::from_lists(lists).unwrap_err();
    assert_eq!(list(&[vec![1]]), NeighbourError::Unknown { unit: 0, neighbour: 1, units: 1 });
    assert_eq!(list(&[vec![1, 1], vec![]]), NeighbourError::Repeated { unit: 0, neighbour: 1 });
    assert_eq!(list(&[vec![], vec![1]]), NeighbourError::Repeated { unit: 1, neighbour: 1 });
    let twice = [Cell { row: 1, column: 2 }, Cell { row: 1, column: 2 }];
    let same = Neighbours::of_cells(&twice, Contiguity::Rook).unwrap_err();
    assert_eq!(same, NeighbourError::SameCell { row: 1, column: 2 });
    for distance in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            Neighbours::within(Points::new(&[1.0], &[1.0]), distance).unwrap_err(),
            NeighbourError::Distance
        );
    }
    let nan = Neighbours::within(Points::new(&[1.0, f64::NAN], &[1.0, 1.0]), 5.0).unwrap_err();
    assert_eq!(nan, NeighbourError::Coordinate { unit: 1 });
    assert_eq!(
        Neighbours::nearest(Points::new(&[1.0], &[]), 1).unwrap_err(),
        NeighbourError::Length { xs: 1, ys: 0 }
    );
    let few = Neighbours::nearest(Points::new(&[1.0, 2.0], &[1.0, 2.0]), 2).unwrap_err();
    assert_eq!(few, NeighbourError::TooFew { wanted: 2, others: 1 });
    for none in [
        Neighbours::nearest(Points::new(&[], &[]), 3).unwrap(),
        Neighbours::within(Points::new(&[], &[]), 3.0).unwrap(),
        Neighbours::of_cells(&[], Contiguity::Queen).unwrap(),
        Neighbours::from_lists(&[]).unwrap(),
    ] {
        assert!(none.is_empty() && none.fewest() == 0 && none.of(0).is_empty());
    }
}

#[test]
fn what_is_written_is_checked_when_read() {
    let written = serde_json::to_string(&Neighbours::from_lists(&[vec![1], vec![0]]).unwrap()).unwrap();
    assert_eq!(written, "[[1],[0]]");
    assert!(serde_json::from_str::<Neighbours>("[[1],[2]]").is_err());
}

proptest! {
    #[test]
    fn cells_follow_the_rule(cells in prop::collection::btree_set((-4..5_i32, -4..5_i32), 0..40)) {
        // A step through the set that is no order.
        let mut cells: Vec<Cell> = cells.into_iter().map(|(row, column)| Cell { row, column }).collect();
        cells.sort_by_key(|cell| (cell.row * 7 + cell.column * 3).rem_euclid(11));
        let steps = |a: usize, b: usize| ((cells[a].row - cells[b].row).abs(), (cells[a].column - cells[b].column).abs());
        let queen = Neighbours::of_cells(&cells, Contiguity::Queen).unwrap();
        prop_assert_eq!(lists(&queen), by_rule(cells.len(), |a, b| steps(a, b).0.max(steps(a, b).1) == 1));
        let rook = Neighbours::of_cells(&cells, Contiguity::Rook).unwrap();
        prop_assert_eq!(lists(&rook), by_rule(cells.len(), |a, b| steps(a, b).0 + steps(a, b).1 == 1));
    }

    #[test]
    fn distances_follow_the_rule(points in prop::collection::vec((0..12_i32, 0..12_i32), 1..40), distance in 1..6_i32, count in 0..8_usize) {
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).unzip();
        let square = |a: usize, b: usize| (points[a].0 - points[b].0).pow(2) + (points[a].1 - points[b].1).pow(2);
        let within = Neighbours::within(Points::new(&x, &y), f64::from(distance)).unwrap();
        prop_assert_eq!(lists(&within), by_rule(points.len(), |a, b| square(a, b) <= distance * distance));
        if count < points.len() {
            let nearest = Neighbours::nearest(Points::new(&x, &y), count).unwrap();
            for unit in 0..points.len() {
                let mut others: Vec<usize> = (0..points.len()).filter(|other| *other != unit).collect();
                others.sort_by_key(|other| (square(unit, *other), *other));
                let mut wanted: Vec<u32> = others[..count].iter().map(|o| u32::try_from(*o).unwrap()).collect();
                wanted.sort_unstable();
                prop_assert_eq!(nearest.of(unit), wanted);
            }
        }
    }
}
