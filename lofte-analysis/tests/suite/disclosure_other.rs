//! Rounded tables and dots on maps.

use lofte_analysis::Points;
use lofte_analysis::disclosure::geomasking::{
    GeomaskingError, GeomaskingParams, Holding, MAX_DOUBLINGS, MaskedPoints, snap_to_grid,
};
use lofte_analysis::disclosure::rounding::{RoundedTable, round_table};
use lofte_analysis::disclosure::{Cell, DisclosureError, SuppressionReason};
use proptest::prelude::*;

/// Every count and sum at a neighbouring multiple of the base, and the table adds up.
fn rounded(rows: usize, cols: usize, counts: &[u64], table: &RoundedTable) {
    let neighbours = |rounded: u64, count: u64| {
        assert_eq!(rounded % table.base, 0);
        assert!(rounded.abs_diff(count) < table.base, "{count} to {rounded}");
    };
    let row_sums = |counts: &[u64]| counts.chunks(cols).map(|row| row.iter().sum()).collect::<Vec<u64>>();
    let col_sums = |counts: &[u64]| {
        (0..cols).map(|col| counts.iter().skip(col).step_by(cols).sum()).collect::<Vec<u64>>()
    };
    assert_eq!((table.rows, table.cols), (rows, cols));
    assert_eq!(row_sums(&table.cells), table.row_totals);
    assert_eq!(col_sums(&table.cells), table.col_totals);
    assert_eq!(table.cells.iter().sum::<u64>(), table.grand_total);
    table.cells.iter().zip(counts).for_each(|(own, count)| neighbours(*own, *count));
    table.row_totals.iter().zip(row_sums(counts)).for_each(|(own, count)| neighbours(*own, count));
    table.col_totals.iter().zip(col_sums(counts)).for_each(|(own, count)| neighbours(*own, count));
    neighbours(table.grand_total, counts.iter().sum());
}

proptest! {
    #[test]
    fn rounded_tables_add_up((rows, cols, counts) in (1_usize..8, 1_usize..8).prop_flat_map(|(rows, cols)| {
        (Just(rows), Just(cols), prop::collection::vec(0_u64..40, rows * cols))
    }), base in 2_u64..12, seed: u64) {
        let table = round_table(rows, cols, &counts, base, seed).unwrap();
        rounded(rows, cols, &counts, table.get());
        prop_assert_eq!(&table, &round_table(rows, cols, &counts, base, seed).unwrap());
        let multiples: Vec<u64> = counts.iter().map(|count| count * base).collect();
        let table = round_table(rows, cols, &multiples, base, seed).unwrap();
        prop_assert_eq!(&table.get().cells, &multiples);
    }

    #[test]
    fn dots_show_every_event_once_and_squares_hold_enough(
        events in prop::collection::vec((-500.0..500.0_f64, -500.0..500.0_f64), 0..60),
        dwellings in prop::collection::vec((-500.0..500.0_f64, -500.0..500.0_f64), 0..60),
        threshold in 2_u64..6, doublings in 0_u32..5, by_events: bool,
    ) {
        let (xs, ys): (Vec<f64>, Vec<f64>) = events.iter().copied().unzip();
        let (home_xs, home_ys): (Vec<f64>, Vec<f64>) = dwellings.iter().copied().unzip();
        let holding = if by_events { Holding::Events } else { Holding::Dwellings(Points::new(&home_xs, &home_ys)) };
        let params = GeomaskingParams { side: 50.0, doublings, threshold };
        let dots = snap_to_grid(Points::new(&xs, &ys), holding, &params).unwrap();
        let MaskedPoints { dots, not_shown, .. } = dots.get();
        let shown: u64 = dots.iter().map(|dot| dot.events).sum();
        let left = events.len() as u64 - shown;
        let hidden = left > 0 && left < threshold;
        prop_assert_eq!(*not_shown, if hidden { Cell::Suppressed(SuppressionReason::Untold) } else { Cell::Shown(left) });
        // What each square holds that no square inside it has shown, found point by point.
        let held = if by_events { &events } else { &dwellings };
        let inside = |dot: &lofte_analysis::disclosure::geomasking::MaskedPoint, (x, y): (f64, f64)| {
            let low = |middle: f64| middle - dot.side / 2.0;
            x >= low(dot.x) && x < low(dot.x) + dot.side && y >= low(dot.y) && y < low(dot.y) + dot.side
        };
        for (place, dot) in dots.iter().enumerate() {
            let taken = |point: (f64, f64)| dots[..place].iter().any(|smaller| inside(smaller, point));
            let own = held.iter().filter(|point| inside(dot, **point) && !taken(**point)).count() as u64;
            prop_assert!(own >= threshold, "{dot:?} holds {own}");
            let own = events.iter().filter(|point| inside(dot, **point) && !taken(**point)).count() as u64;
            prop_assert_eq!(dot.events, own);
            prop_assert!(!by_events || dot.events >= threshold);
        }
        let turned: (Vec<f64>, Vec<f64>) = events.iter().rev().copied().unzip();
        let again = snap_to_grid(Points::new(&turned.0, &turned.1), holding, &params).unwrap();
        prop_assert_eq!(&again.get().dots, dots);
    }
}

#[test]
fn rounding_keeps_counts_on_average() {
    let counts = [1, 7, 12, 3, 0, 24, 9, 2, 18];
    let mut sums = [0_u64; 9];
    let times = 20_000_u32;
    for seed in 0..times {
        let table = round_table(3, 3, &counts, 5, u64::from(seed)).unwrap();
        sums.iter_mut().zip(&table.get().cells).for_each(|(sum, cell)| *sum += cell);
    }
    for (sum, count) in sums.iter().zip(counts) {
        let mean = *sum as f64 / f64::from(times);
        // Five standard errors of a number that is 0 or 5.
        assert!((mean - count as f64).abs() < 5.0 * 2.5 / f64::from(times).sqrt(), "{mean} for {count}");
    }
}

#[test]
fn a_large_table_is_rounded() {
    let counts: Vec<u64> = (0..18_000_u64).map(|cell| cell * cell % 61 / 3).collect();
    rounded(300, 60, &counts, round_table(300, 60, &counts, 5, 7).unwrap().get());
}

#[test]
fn what_cannot_be_rounded_is_refused() {
    assert_eq!(round_table(1, 1, &[3], 1, 0).unwrap_err(), DisclosureError::Base { base: 1 });
    assert_eq!(round_table(1, 1, &[3], 0, 0).unwrap_err(), DisclosureError::Base { base: 0 });
    let shape = DisclosureError::Shape { rows: 1, cols: 2, counts: 1 };
    assert_eq!(round_table(1, 2, &[3], 5, 0).unwrap_err(), shape);
    assert_eq!(round_table(1, 2, &[u64::MAX, 3], 5, 0).unwrap_err(), DisclosureError::TooLarge);
    assert_eq!(round_table(1, 1, &[u64::MAX - 1], 5, 0).unwrap_err(), DisclosureError::TooLarge);
    assert_eq!(round_table(1, 1, &[0], u64::MAX, 0).unwrap().get().cells, [0]);
    assert_eq!(round_table(1, 1, &[u64::MAX - 9], 5, 0).unwrap().get().grand_total % 5, 0);
}

#[test]
fn dots_that_cannot_be_placed_are_refused() {
    let params = GeomaskingParams { side: 100.0, doublings: 2, threshold: 5 };
    let snap = |xs: &[f64], ys: &[f64], params| {
        snap_to_grid(Points::new(xs, ys), Holding::Events, &params).map(|dots| dots.get().dots.len())
    };
    assert_eq!(snap(&[], &[], params), Ok(0));
    assert_eq!(snap(&[1.0], &[], params), Err(GeomaskingError::Length { xs: 1, ys: 0 }));
    for bad in [f64::NAN, f64::INFINITY, 1e300] {
        assert_eq!(snap(&[1.0, bad], &[1.0, 1.0], params), Err(GeomaskingError::Coordinate { point: 1 }));
    }
    for side in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(snap(&[1.0], &[1.0], GeomaskingParams { side, ..params }), Err(GeomaskingError::Side));
    }
    let many = GeomaskingParams { doublings: MAX_DOUBLINGS + 1, ..params };
    assert_eq!(snap(&[1.0], &[1.0], many), Err(GeomaskingError::Side));
    let none = GeomaskingParams { threshold: 1, ..params };
    assert_eq!(snap(&[1.0], &[1.0], none), Err(GeomaskingError::Threshold { threshold: 1 }));
}

#[test]
fn a_lone_event_goes_to_the_square_with_enough_homes() {
    let homes = ([10.0, 20.0, 30.0, 210.0, 220.0], [10.0; 5]);
    let holding = Holding::Dwellings(Points::new(&homes.0, &homes.1));
    let params = GeomaskingParams { side: 100.0, doublings: 2, threshold: 3 };
    // One event among three homes, one among two, one where nobody lives.
    let dots = snap_to_grid(Points::new(&[15.0, 215.0, 390.0], &[10.0; 3]), holding, &params).unwrap();
    let dots = dots.get();
    assert_eq!((dots.dots.len(), dots.dots[0].side, dots.dots[0].events), (1, 100.0, 1));
    // Two homes are too few in any square.
    assert_eq!(dots.not_shown, Cell::Suppressed(SuppressionReason::Untold));
}
