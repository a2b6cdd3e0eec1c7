//! Protected tables against an outsider with a linear program: an independent solver that knows nothing of flows.

#![expect(
    clippy::panic,
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]

mod outsider;

use std::collections::HashMap;
use std::io::Read;

use flate2::read::GzDecoder;
use lofte_analysis::disclosure::differencing::{
    DisclosiveValue, Relation, disclosive_cells, protect_table_beside,
};
use lofte_analysis::disclosure::table::{
    Position, ProtectedTable, Reader, Rules, Zeros, attacker_intervals, protect_table, protect_table_with,
};
use lofte_analysis::disclosure::{DisclosureError, DisclosureParams, SuppressionReason};
use outsider::Outsider;
use proptest::prelude::*;

const PARAMS: DisclosureParams = DisclosureParams { threshold: 5, protect: 5 };
const ROUNDING: f64 = 1e-6;

fn tables(rows: usize, cols: usize, most: u64) -> impl Strategy<Value = (usize, usize, Vec<u64>)> {
    (1..=rows, 1..=cols).prop_flat_map(move |(rows, cols)| {
        let count = prop_oneof![3 => Just(0), 4 => 1..5_u64, 4 => 5..most];
        (Just(rows), Just(cols), prop::collection::vec(count, rows * cols))
    })
}

fn primary(table: &ProtectedTable, position: Position) -> bool {
    table.reason(position) == Some(SuppressionReason::Primary)
}

/// Every hidden cell of the table against the solver.
fn audit_is_right(table: &ProtectedTable, counts: &[u64]) {
    let outsider = Outsider::of(table, counts);
    for cell in table.audit() {
        let (lower, upper) = outsider.interval(cell.position);
        assert!((lower - cell.lower as f64).abs() < ROUNDING, "{cell:?}: {lower}");
        match cell.upper {
            Some(highest) => assert!((upper - highest as f64).abs() < ROUNDING, "{cell:?}: {upper}"),
            None => assert_eq!(upper, f64::INFINITY, "{cell:?}"),
        }
    }
}

fn small_cells_are_in_doubt(table: &ProtectedTable, counts: &[u64], cells: impl Iterator<Item = Position>) {
    let outsider = Outsider::of(table, counts);
    let width = table.published().get().params.protect as f64;
    for position in cells {
        let (lower, upper) = outsider.interval(position);
        assert!(upper - lower >= width - ROUNDING, "{position:?}: {lower} to {upper}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_protected_cell_of_small_tables_is_in_doubt((rows, cols, counts) in tables(6, 6, 40), protect in 1_u64..9) {
        let params = DisclosureParams { threshold: 5, protect };
        let table = protect_table(rows, cols, &counts, &params).unwrap();
        let small = table.audit().iter().map(|cell| cell.position).filter(|cell| primary(&table, *cell));
        small_cells_are_in_doubt(&table, &counts, small);
        audit_is_right(&table, &counts);
    }

    #[test]
    fn nobody_can_be_sure_that_it_was_all((rows, cols, counts) in tables(5, 5, 12)) {
        let lone_cells = Rules { zeros: Zeros::AllInOneCell, secret: None };
        let table = protect_table_with(rows, cols, &counts, &PARAMS, &lone_cells).unwrap();
        let outsider = Outsider::of(&table, &counts);
        for row in 0..rows {
            let filled: Vec<usize> = (0..cols).filter(|col| counts[row * cols + col] > 0).collect();
            if let ([col], true) = (filled.as_slice(), cols > 1) {
                let (lower, upper) = outsider.interval(Position::Inner { row, col: *col });
                prop_assert!(upper - lower >= 5.0 - ROUNDING, "{row} {col}: {lower} to {upper}");
            }
        }
        for col in 0..cols {
            let filled: Vec<usize> = (0..rows).filter(|row| counts[row * cols + col] > 0).collect();
            if let ([row], true) = (filled.as_slice(), rows > 1) {
                let (lower, upper) = outsider.interval(Position::Inner { row: *row, col });
                prop_assert!(upper - lower >= 5.0 - ROUNDING, "{row} {col}: {lower} to {upper}");
            }
        }
        audit_is_right(&table, &counts);
    }

    #[test]
    fn a_table_beside_its_part_gives_nothing_away((rows, cols, counts) in tables(4, 4, 15), more in prop::collection::vec(prop_oneof![2 => Just(0_u64), 3 => 1..5_u64, 2 => 5..30_u64], 16), turned: bool) {
        let sum: Vec<u64> = counts.iter().zip(&more).map(|(count, more)| count + more).collect();
        let (first, second, relation) =
            if turned { (&sum, &counts, Relation::Whole) } else { (&counts, &sum, Relation::Part) };
        let earlier = protect_table(rows, cols, first, &PARAMS).unwrap();
        let table = match protect_table_beside(rows, cols, second, &PARAMS, &earlier, relation) {
            // A larger table can always hide more; of a part there is sometimes too little to hide.
            Err(DisclosureError::Told { .. }) if turned => return Ok(()),
            other => other.unwrap(),
        };
        prop_assert_eq!(disclosive_cells(&table, &earlier, &PARAMS, relation).unwrap(), []);
        let (part, whole) = if turned { (&table, &earlier) } else { (&earlier, &table) };
        nested_tables_give_nothing_away(part, &counts, whole, &sum);
    }

    #[test]
    fn no_leak_means_no_leak((rows, cols, counts) in tables(3, 4, 15), more in prop::collection::vec(prop_oneof![2 => Just(0_u64), 3 => 1..5_u64, 2 => 5..30_u64], 12)) {
        let sum: Vec<u64> = counts.iter().zip(&more).map(|(count, more)| count + more).collect();
        let part = protect_table(rows, cols, &counts, &PARAMS).unwrap();
        let whole = protect_table(rows, cols, &sum, &PARAMS).unwrap();
        if disclosive_cells(&whole, &part, &PARAMS, Relation::Part).unwrap().is_empty() {
            nested_tables_give_nothing_away(&part, &counts, &whole, &sum);
        }
    }
}

/// The joint program: both tables, and no count of the part larger than that of the whole.
fn nested_tables_give_nothing_away(
    part: &ProtectedTable,
    counts: &[u64],
    whole: &ProtectedTable,
    all: &[u64],
) {
    let outsider = Outsider::of_nested(part, whole);
    let cols = part.published().get().cols;
    let small = |count: u64| (1..5).contains(&count);
    for (place, (own_part, own_whole)) in
        with_sums(cols, counts).into_iter().zip(with_sums(cols, all)).enumerate()
    {
        let ask = [(own_part, [1.0, 0.0]), (own_whole, [0.0, 1.0]), (own_whole - own_part, [-1.0, 1.0])];
        for (count, weights) in ask {
            if small(count) {
                let (lower, upper) = outsider.interval_of(place, weights);
                assert!(upper - lower >= 5.0 - ROUNDING, "{place} {weights:?} {count}: {lower} to {upper}");
            }
        }
    }
}

/// Inner cells, row totals, column totals and the grand total.
fn with_sums(cols: usize, counts: &[u64]) -> Vec<u64> {
    let rows = counts.chunks(cols).map(|row| row.iter().sum());
    let columns = (0..cols).map(|col| counts.iter().skip(col).step_by(cols).sum());
    counts.iter().copied().chain(rows).chain(columns).chain([counts.iter().sum()]).collect()
}

#[test]
fn months_of_a_year_leak_and_can_be_mended() {
    // Two areas by three offences, to June and to July.
    let (june, july) = ([20, 31, 44, 52, 63, 70], [22, 40, 55, 52, 70, 81]);
    let earlier = protect_table(2, 3, &june, &PARAMS).unwrap();
    let careless = protect_table(2, 3, &july, &PARAMS).unwrap();
    let found = disclosive_cells(&careless, &earlier, &PARAMS, Relation::Part).unwrap();
    let first = Position::Inner { row: 0, col: 0 };
    // The column's difference is 2 as well: 22 + 52 against 20 + 52.
    let places: Vec<Position> = found.iter().map(|leak| leak.position).collect();
    assert_eq!(places, [first, Position::ColTotal { col: 0 }]);
    assert!(found.iter().all(|leak| (leak.of, leak.doubt) == (DisclosiveValue::Difference, 0)));
    let mended = protect_table_beside(2, 3, &july, &PARAMS, &earlier, Relation::Part).unwrap();
    assert_eq!(disclosive_cells(&mended, &earlier, &PARAMS, Relation::Part).unwrap(), []);
    assert_eq!(mended.reason(first), Some(SuppressionReason::Secondary));
    nested_tables_give_nothing_away(&earlier, &june, &mended, &july);
}

#[test]
fn editions_that_differ_by_few_hide_what_moved() {
    let (before, after) = ([20, 31, 44, 52, 63, 70], [20, 33, 44, 52, 63, 64]);
    let earlier = protect_table(2, 3, &before, &PARAMS).unwrap();
    let careless = protect_table(2, 3, &after, &PARAMS).unwrap();
    let count = |table| disclosive_cells(table, &earlier, &PARAMS, Relation::Edition).unwrap().len();
    // The cell that rose by 2, its row and its column, and the sums that fell by 4.
    assert_eq!(count(&careless), 4);
    let mended = protect_table_beside(2, 3, &after, &PARAMS, &earlier, Relation::Edition).unwrap();
    assert_eq!(count(&mended), 0);
    let moved = Position::Inner { row: 0, col: 1 };
    small_cells_are_in_doubt(&mended, &after, [moved].into_iter());
    assert_eq!(count(&protect_table(2, 3, &before, &PARAMS).unwrap()), 0);
}

#[test]
fn tables_that_cannot_be_compared_are_refused() {
    let earlier = protect_table(1, 2, &[9, 9], &PARAMS).unwrap();
    let beside = |rows, cols, counts: &[u64], relation| {
        protect_table_beside(rows, cols, counts, &PARAMS, &earlier, relation)
    };
    assert_eq!(beside(2, 1, &[9, 9], Relation::Edition).unwrap_err(), DisclosureError::OtherShape);
    let position = Position::Inner { row: 0, col: 1 };
    assert_eq!(beside(1, 2, &[9, 8], Relation::Part).unwrap_err(), DisclosureError::NotPart { position });
    assert_eq!(beside(1, 2, &[9, 10], Relation::Whole).unwrap_err(), DisclosureError::NotPart { position });
    // The whole was 9, the part is 7: whatever is hidden of the part, the remaining 2 are 0 to 9 at most, which is enough.
    let small = protect_table(1, 1, &[6], &PARAMS).unwrap();
    let part = protect_table_beside(1, 1, &[4], &PARAMS, &small, Relation::Whole);
    assert!(part.is_ok_and(|part| part.reason(Position::GrandTotal).is_some()));
    // The whole was 4 and hidden, the part is 2: nothing of the whole need be known, so both stay in doubt.
    let hidden = protect_table(1, 1, &[4], &PARAMS).unwrap();
    let part = protect_table_beside(1, 1, &[2], &PARAMS, &hidden, Relation::Whole).unwrap();
    assert_eq!(disclosive_cells(&part, &hidden, &PARAMS, Relation::Whole).unwrap(), []);
}

#[test]
fn a_difference_that_no_hiding_covers_is_told() {
    // All that was published is a 5; the new part of it has 4 or fewer, so the rest is 1 to 5 whatever is hidden.
    let params = DisclosureParams { threshold: 5, protect: 9 };
    let whole = protect_table(1, 1, &[5], &params).unwrap();
    let part = protect_table_beside(1, 1, &[3], &params, &whole, Relation::Whole);
    assert!(matches!(part, Err(DisclosureError::Told { .. })), "{part:?}");
}

/// Assaults in Chicago, the 300 fullest squares of a hundredth of a degree by 60 periods of two months.
fn chicago() -> Vec<u64> {
    let file = include_bytes!("../../../oracle/data/chicago_aggravated_assaults_2010-2019.csv.gz").as_slice();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let mut squares: HashMap<(String, String), Vec<u64>> = HashMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        let square = |degrees: &str| format!("{:.2}", degrees.parse::<f64>().unwrap());
        let (year, month): (usize, usize) = (row[0][..4].parse().unwrap(), row[0][5..7].parse().unwrap());
        let period = (year - 2010) * 6 + (month - 1) / 2;
        squares.entry((square(&row[2]), square(&row[3]))).or_insert_with(|| vec![0; 60])[period] += 1;
    }
    let mut squares: Vec<_> = squares.into_iter().collect();
    squares.sort_by_key(|(square, counts)| (std::cmp::Reverse(counts.iter().sum::<u64>()), square.clone()));
    squares.truncate(300);
    squares.into_iter().flat_map(|(_, counts)| counts).collect()
}

#[test]
fn a_table_of_300_by_60_withstands_the_solver() {
    let counts = chicago();
    let table = protect_table(300, 60, &counts, &PARAMS).unwrap();
    let small: Vec<Position> =
        table.audit().iter().map(|cell| cell.position).filter(|cell| primary(&table, *cell)).collect();
    assert!(small.len() > 3000, "{}", small.len());
    for cell in table.audit() {
        let wide = cell.upper.is_none_or(|upper| upper - cell.lower >= PARAMS.protect);
        assert!(wide || !primary(&table, cell.position), "{cell:?}");
    }
    // The solver takes its time: a sample.
    small_cells_are_in_doubt(&table, &counts, small.iter().copied().step_by(small.len() / 5));
}

#[test]
fn large_counts_with_a_few_small_ones_withstand_the_solver() {
    // Ten times as many events as there are, so that few cells are small and each has to be widened.
    let counts: Vec<u64> = chicago()
        .iter()
        .enumerate()
        .map(|(cell, count)| if cell % 53 == 0 { *count } else { 10 * count + 7 })
        .collect();
    let table = protect_table(300, 60, &counts, &PARAMS).unwrap();
    let cells = |wanted| {
        let of_reason = |position: &Position| table.reason(*position) == Some(wanted);
        attacked(&table).into_iter().filter(of_reason).collect::<Vec<_>>()
    };
    let (small, extra) = (cells(SuppressionReason::Primary), cells(SuppressionReason::Secondary));
    assert!(small.len() > 100 && extra.len() < 2 * small.len(), "{} {}", small.len(), extra.len());
    small_cells_are_in_doubt(&table, &counts, small.into_iter());
    audit_is_right(&table, &counts);
    // Each extra cell is needed: without it some small cell is told.
    let hidden = attacked(&table);
    for cell in extra.iter().step_by(7) {
        let fewer: Vec<Position> = hidden.iter().copied().filter(|other| other != cell).collect();
        let intervals = attacker_intervals(300, 60, &counts, &fewer, Reader::OfTheRule).unwrap();
        assert!(intervals.iter().any(|cell| {
            primary(&table, cell.position)
                && cell.upper.is_some_and(|upper| upper - cell.lower < PARAMS.protect)
        }));
    }
}

fn attacked(table: &ProtectedTable) -> Vec<Position> {
    table.audit().iter().map(|cell| cell.position).collect()
}

#[test]
fn the_hours_of_a_week_withstand_the_solver() {
    let mut week = [[0_u64; 24]; 7];
    for (hour, count) in week.as_flattened_mut().iter_mut().zip(chicago().into_iter().rev()) {
        *hour = count;
    }
    let table = protect_table(7, 24, week.as_flattened(), &PARAMS).unwrap();
    let small: Vec<Position> = attacked(&table).into_iter().filter(|cell| primary(&table, *cell)).collect();
    assert!(!small.is_empty());
    small_cells_are_in_doubt(&table, week.as_flattened(), small.into_iter());
    audit_is_right(&table, week.as_flattened());
}

#[test]
fn any_number_of_threads_hides_the_same() {
    let counts = chicago();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| protect_table(300, 60, &counts, &PARAMS).unwrap())
    };
    assert_eq!(with(1), with(2));
}
