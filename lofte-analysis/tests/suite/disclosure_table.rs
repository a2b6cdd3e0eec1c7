//! Suppression of tables and lists: a real table from Houston against linear programs, and the edges.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::disclosure::one_way_table::protect_one_way_table;
use lofte_analysis::disclosure::table::{
    AttackerInterval, Position, ProtectedTable, PublishedTable, Reader, Rules, Zeros, attacker_intervals,
    protect_table, protect_table_with,
};
use lofte_analysis::disclosure::{
    Answers, Cell, Disclosed, DisclosureError, DisclosureParams, ShareParams, SuppressionReason,
    disclose_count, disclose_share, disclose_with,
};
use serde_json::Value;

const PARAMS: DisclosureParams = DisclosureParams { threshold: 5, protect: 5 };

/// Houston, first week of March 2010, 21 police districts x 5 offences (oracle/*/README.md).
struct Houston {
    oracle: Value,
    counts: Vec<u64>,
}

fn houston() -> Houston {
    let file: Value =
        serde_json::from_str(include_str!("../../oracle/disclosure/disclosure_houston.json")).unwrap();
    let oracle = file["result"].clone();
    let counts = whole_numbers(&oracle["table"]);
    assert_eq!(counts.len(), 21 * 5);
    Houston { oracle, counts }
}

fn whole_numbers(table: &Value) -> Vec<u64> {
    let rows = table.as_array().unwrap().iter();
    rows.flat_map(|row| row.as_array().unwrap()).map(|count| count.as_u64().unwrap()).collect()
}

fn inner(row: usize, col: usize) -> Position {
    Position::Inner { row, col }
}

/// The oracle's rows as ours; its bounds are whole numbers written as decimals.
fn same(ours: &[AttackerInterval], theirs: &Value) {
    let theirs = theirs.as_array().unwrap();
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        let cell: Vec<usize> = serde_json::from_value(theirs["cell"].clone()).unwrap();
        assert_eq!(ours.position, inner(cell[0], cell[1]));
        let (lower, upper) = (theirs["lo"].as_f64().unwrap(), theirs["hi"].as_f64().unwrap());
        assert!((ours.lower as f64 - lower).abs() < 1e-6, "{ours:?} {theirs}");
        assert!((ours.upper.unwrap() as f64 - upper).abs() < 1e-6, "{ours:?} {theirs}");
    }
}

#[test]
fn with_the_small_cells_alone_hidden_six_are_found_out() {
    let Houston { oracle, counts } = houston();
    let small: Vec<Position> = (0..105)
        .filter(|cell| PARAMS.suppresses(counts[*cell]))
        .map(|cell| inner(cell / 5, cell % 5))
        .collect();
    assert_eq!(small.len() as u64, oracle["primary"].as_u64().unwrap());
    let intervals = attacker_intervals(21, 5, &counts, &small, Reader::OfTheTable).unwrap();
    same(&intervals, &oracle["primary_only"]);
    let found_out = intervals.iter().filter(|cell| Some(cell.lower) == cell.upper).count() as u64;
    assert_eq!(found_out, oracle["exactly_recoverable_with_primary_only"].as_u64().unwrap());
}

#[test]
fn the_bounds_of_the_oracles_pattern_are_those_of_its_linear_programs() {
    let Houston { oracle, counts } = houston();
    let pattern = whole_numbers(&oracle["pattern"]);
    let hidden: Vec<Position> =
        (0..105).filter(|cell| pattern[*cell] == 1).map(|cell| inner(cell / 5, cell % 5)).collect();
    same(&attacker_intervals(21, 5, &counts, &hidden, Reader::OfTheTable).unwrap(), &oracle["final"]);
}

#[test]
fn our_pattern_protects_houston_and_zeros_are_known_to_be_shown() {
    let Houston { oracle, counts } = houston();
    let table = protect_table(21, 5, &counts, &PARAMS).unwrap();
    let count = |reason| {
        table.audit().iter().filter(|cell| table.reason(cell.position) == Some(reason)).count() as u64
    };
    assert_eq!(count(SuppressionReason::Primary), oracle["primary"].as_u64().unwrap());
    // The oracle's reader does not know that zeros are shown; to keep small counts from one who does takes 3 cells more.
    let (ours, theirs) = (count(SuppressionReason::Secondary), oracle["secondary"].as_u64().unwrap());
    assert!(ours <= theirs + 3, "{ours} {theirs}");
    protected(&table);
    let published = table.published().get();
    assert!(published.row_totals.iter().chain(&published.col_totals).all(|total| total.shown().is_some()));
    assert_eq!(published.grand_total, Cell::Shown(2550));
}

fn protected(table: &ProtectedTable) {
    let width = table.published().get().params.protect;
    for cell in table.audit() {
        if table.reason(cell.position) == Some(SuppressionReason::Primary) {
            assert!(cell.upper.is_none_or(|upper| upper - cell.lower >= width), "{cell:?}");
        }
    }
}

#[test]
fn zeros_are_shown_and_nothing_else_is_hidden_for_them() {
    let table = protect_table(2, 3, &[0, 0, 9, 7, 0, 30], &PARAMS).unwrap();
    assert!(table.audit().is_empty());
    assert_eq!(table.published().get().cells[1], Cell::Shown(0));
    let empty = protect_table(2, 2, &[0; 4], &PARAMS).unwrap();
    assert_eq!(empty.published().get().grand_total, Cell::Shown(0));
}

#[test]
fn a_row_of_few_loses_its_total() {
    let table = protect_table(3, 2, &[2, 1, 40, 50, 30, 20], &PARAMS).unwrap();
    assert_eq!(table.reason(Position::RowTotal { row: 0 }), Some(SuppressionReason::Primary));
    assert_eq!(table.cell(Position::GrandTotal).unwrap().get(), &Cell::Shown(143));
    protected(&table);
}

#[test]
fn a_table_of_few_shows_no_sum_that_tells() {
    for (rows, cols, counts) in
        [(1, 1, vec![3]), (2, 2, vec![1, 0, 0, 1]), (1, 3, vec![0, 2, 0]), (3, 1, vec![50, 2, 0])]
    {
        let table = protect_table(rows, cols, &counts, &PARAMS).unwrap();
        assert!(!table.audit().is_empty());
        protected(&table);
    }
}

#[test]
fn a_week_of_hours_is_protected_in_reasonable_work() {
    let counts: Vec<u64> = (0..168_u64).map(|hour| (hour * hour + 3 * hour) % 11).collect();
    let table = protect_table(7, 24, &counts, &PARAMS).unwrap();
    protected(&table);
    assert_eq!(table, protect_table(7, 24, &counts, &PARAMS).unwrap());
}

#[test]
fn a_higher_total_is_not_touched_by_turning_the_table_round() {
    let Houston { counts, .. } = houston();
    let turned: Vec<u64> = (0..5).flat_map(|col| counts.iter().skip(col).step_by(5).copied()).collect();
    let table = protect_table(5, 21, &turned, &PARAMS).unwrap();
    protected(&table);
    assert_eq!(table.published().get().grand_total, Cell::Shown(2550));
}

#[test]
fn the_published_table_does_not_tell_the_reason() {
    let table = protect_table(3, 3, &[2, 20, 9, 14, 30, 8, 11, 17, 25], &PARAMS).unwrap();
    let text = serde_json::to_string(table.published()).unwrap();
    assert!(text.contains("Untold") && !text.contains("Primary") && !text.contains("Secondary"), "{text}");
    let back: Disclosed<PublishedTable> = serde_json::from_str(&text).unwrap();
    assert_eq!(&back, table.published());
    assert_eq!(table.cell(inner(0, 0)).unwrap().get(), &Cell::Suppressed(SuppressionReason::Untold));
    assert_eq!(
        (table.cell(inner(0, 3)), table.cell(inner(3, 0)), table.reason(inner(0, 3))),
        (None, None, None)
    );
}

#[test]
fn tables_that_are_none_are_refused() {
    let shape = |rows, cols, counts| Err(DisclosureError::Shape { rows, cols, counts });
    assert_eq!(protect_table(2, 2, &[1, 2, 3], &PARAMS), shape(2, 2, 3));
    assert_eq!(protect_table(0, 2, &[], &PARAMS), shape(0, 2, 0));
    assert_eq!(protect_table(usize::MAX, 2, &[], &PARAMS), shape(usize::MAX, 2, 0));
    assert_eq!(protect_table(1, 2, &[u64::MAX, 1], &PARAMS), Err(DisclosureError::TooLarge));
    assert_eq!(protect_one_way_table(&[u64::MAX, 1], &PARAMS), Err(DisclosureError::TooLarge));
    let position = inner(0, 1);
    let intervals = attacker_intervals(1, 1, &[9], &[position], Reader::OfTheRule);
    assert_eq!(intervals, Err(DisclosureError::NoSuchCell { position }));
}

#[test]
fn counts_near_the_limit_do_not_overflow() {
    let params = DisclosureParams { threshold: 5, protect: u64::MAX };
    let table = protect_table(2, 2, &[3, u64::MAX / 8, u64::MAX / 8, 0], &params).unwrap();
    assert_eq!(table.reason(inner(0, 0)), Some(SuppressionReason::Primary));
    protected(&table);
}

fn hidden(counts: &[u64]) -> (Vec<bool>, bool) {
    let list = protect_one_way_table(counts, &PARAMS).unwrap();
    let list = list.published().get();
    (list.counts.iter().map(|cell| cell.shown().is_none()).collect(), list.total.shown().is_none())
}

#[test]
fn a_list_hides_the_least_that_serves() {
    assert_eq!(hidden(&[]), (vec![], false));
    assert_eq!(hidden(&[0, 6, 9]), (vec![false, false, false], false));
    assert_eq!(hidden(&[2, 6, 9]), (vec![true, true, false], false));
    // Three small ones, together 9, hide each other; together 6 they do not, since each is 1 or more.
    assert_eq!(hidden(&[3, 3, 3, 9]), (vec![true, true, true, false], false));
    assert_eq!(hidden(&[2, 2, 2, 9]), (vec![true, true, true, true], false));
    // Two small ones, together 3, do not; a third count goes.
    assert_eq!(hidden(&[1, 2, 9, 30]), (vec![true, true, true, false], false));
    // The total is as small as the count and hides with it; the zero need not.
    assert_eq!(hidden(&[3, 0]), (vec![true, false], true));
    assert_eq!(hidden(&[4]), (vec![true], true));
    let list = protect_one_way_table(&[2, 6, 9], &PARAMS).unwrap();
    assert_eq!(
        (list.reason(0), list.reason(1)),
        (Some(SuppressionReason::Primary), Some(SuppressionReason::Secondary))
    );
    assert_eq!((list.reason(2), list.reason(3), list.count(3)), (None, None, None));
    assert_eq!(list.total().get(), &Cell::Shown(17));
}

#[test]
fn single_counts_and_what_follows_them() {
    for (count, shown) in [(0, true), (1, false), (4, false), (5, true)] {
        let cell = disclose_count(count, &PARAMS);
        assert_eq!(cell.get().shown().is_some(), shown, "{count}");
        assert_eq!(disclose_with(&cell, "trend").get().shown().is_some(), shown);
    }
}

#[test]
fn shares_need_enough_answers_on_both_sides() {
    let params = ShareParams { min_answers: 30, threshold: 5 };
    let cases = [
        (15, 14, false),
        (15, 15, true),
        (26, 4, false),
        (4, 26, false),
        (30, 0, true),
        (0, 30, true),
        (5, 25, true),
    ];
    for (yes, no, shown) in cases {
        let share = disclose_share(Answers { yes, no }, &params, yes);
        assert_eq!(share.get().shown(), shown.then_some(&yes), "{yes} yes, {no} no");
    }
    assert!(disclose_share(Answers { yes: u64::MAX, no: u64::MAX }, &params, ()).get().shown().is_some());
}

/// Five areas with one event each: whoever knows that zeros are shown knows that each hidden count is at least 1.
#[test]
fn the_sum_of_the_hidden_is_not_their_number() {
    assert_eq!(hidden(&[1, 1, 1, 1, 1]), (vec![true; 5], true));
    let counts = [1, 1, 1, 1, 1, 7, 7, 7, 7, 7];
    let table = protect_table(2, 5, &counts, &PARAMS).unwrap();
    assert!(table.reason(Position::RowTotal { row: 0 }).is_some() || table.reason(inner(1, 0)).is_some());
    protected(&table);
}

/// Counts of two areas by five types, made up; all five small ones were exact to a reader who knows that they are not 0.
#[test]
fn who_stands_alone_behind_a_count_can_tell_no_other() {
    let counts = [1, 1, 8, 1, 0, 1, 0, 0, 2, 9];
    let params = DisclosureParams { threshold: 3, protect: 3 };
    protected(&protect_table(2, 5, &counts, &params).unwrap());
    let rules = Rules { zeros: Zeros::AllInOneCell, secret: None };
    let table = protect_table_with(2, 5, &counts, &params, &rules).unwrap();
    protected(&table);
    let small: Vec<usize> = (0..10).filter(|cell| params.suppresses(counts[*cell])).collect();
    let hidden: Vec<Position> = table.audit().iter().map(|cell| cell.position).collect();
    for own in small.iter().filter(|cell| counts[**cell] == 1) {
        let others: Vec<Position> =
            hidden.iter().copied().filter(|cell| *cell != inner(own / 5, own % 5)).collect();
        let intervals = attacker_intervals(2, 5, &counts, &others, Reader::OfTheRule).unwrap();
        for cell in intervals {
            let is_small = small.iter().any(|small| cell.position == inner(small / 5, small % 5));
            assert!(!is_small || cell.upper != Some(cell.lower), "{cell:?} to whoever is {own}");
        }
    }
}
