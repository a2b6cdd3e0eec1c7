//! Time patterns: floors, sums, and the calendar.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::time::{
    MIN_EVENTS_FOR_CELLS, MIN_EVENTS_FOR_MARGINALS, TimeError, TimePattern, TimePatternParams, Week,
    even_exposure, midnight_heaping, time_pattern,
};
use proptest::prelude::*;
use serde_json::Value;

fn params() -> TimePatternParams {
    TimePatternParams {
        min_events_for_cells: MIN_EVENTS_FOR_CELLS,
        min_events_for_marginals: MIN_EVENTS_FOR_MARGINALS,
        exposure: even_exposure(),
    }
}

/// 148 636 aggravated assaults in Chicago 2010-2019, counted by DuckDB.
fn chicago() -> Week<u64> {
    let oracle: Value = serde_json::from_str(include_str!("../../oracle/counts/chicago_week.json")).unwrap();
    let count = |day: usize, hour: usize| oracle["dow_hour"][format!("{day}_{hour}")].as_u64().unwrap();
    std::array::from_fn(|day| std::array::from_fn(|hour| count(day, hour)))
}

#[test]
fn assaults_in_chicago_gather_in_the_nights_of_the_weekend() {
    let TimePattern::Full { n, cells, weekdays, hours } = time_pattern(&chicago(), &params()).unwrap() else {
        panic!("148 636 events are enough")
    };
    assert_eq!(n, 148_636);
    let sunday_two = cells[6][2];
    assert_eq!(sunday_two.observed, 1727);
    assert!((sunday_two.expected - 148_636.0 / 168.0).abs() < 1e-9);
    // (1727 - 884.738...) / sqrt(884.738...), worked by hand.
    assert!((sunday_two.residual.unwrap() - 28.316_5).abs() < 1e-3, "{sunday_two:?}");
    assert!(weekdays[6].residual > Some(0.0) && weekdays[1].residual < Some(0.0));
    assert_eq!(hours.iter().map(|hour| hour.observed).sum::<u64>(), n);
}

#[test]
fn each_floor_is_a_value() {
    let mut counts = [[0; 24]; 7];
    let mut pattern = |n: u64| {
        counts[0][0] = n;
        time_pattern(&counts, &params()).unwrap()
    };
    assert_eq!(pattern(19), TimePattern::TooFew { n: 19, required: 20 });
    assert!(matches!(pattern(20), TimePattern::Marginals { n: 20, required: 100, .. }));
    assert!(matches!(pattern(99), TimePattern::Marginals { .. }));
    assert!(matches!(pattern(100), TimePattern::Full { .. }));
}

#[test]
fn hours_that_were_not_there_have_no_residual() {
    let mut exposure = even_exposure();
    exposure[6] = [0.0; 24];
    let TimePattern::Full { weekdays, .. } =
        time_pattern(&[[5; 24]; 7], &TimePatternParams { exposure, ..params() }).unwrap()
    else {
        panic!("840 events are enough")
    };
    assert_eq!((weekdays[6].observed, weekdays[6].residual), (120, None));
    assert!((weekdays[0].expected - 140.0).abs() < 1e-9);
    for bad in [f64::NAN, -1.0, f64::INFINITY] {
        exposure[0][0] = bad;
        let result = time_pattern(&[[5; 24]; 7], &TimePatternParams { exposure, ..params() });
        assert_eq!(result, Err(TimeError::Exposure));
    }
    let nothing = TimePatternParams { exposure: [[0.0; 24]; 7], ..params() };
    assert_eq!(time_pattern(&[[5; 24]; 7], &nothing), Err(TimeError::Exposure));
}

#[test]
fn midnight_is_heaped_above_three_times_one_o_clock() {
    for (at_midnight, at_one, heaped) in
        [(36, 12, false), (37, 12, true), (3, 0, false), (4, 0, true), (0, 0, false)]
    {
        assert_eq!(midnight_heaping(at_midnight, at_one, 500).heaped, heaped, "{at_midnight} {at_one}");
    }
}

proptest! {
    #[test]
    fn marginals_add_up_and_are_numbers(counts: [[u8; 24]; 7]) {
        let counts: Week<u64> = counts.map(|day| day.map(u64::from));
        let n: u64 = counts.iter().flatten().sum();
        if let TimePattern::Full { cells, weekdays, hours, .. } = time_pattern(&counts, &params()).unwrap() {
            prop_assert_eq!(weekdays.iter().map(|cell| cell.observed).sum::<u64>(), n);
            prop_assert_eq!(hours.iter().map(|cell| cell.observed).sum::<u64>(), n);
            let expected: f64 = cells.iter().flatten().map(|cell| cell.expected).sum();
            prop_assert!((expected - n as f64).abs() < 1e-6);
            prop_assert!(cells.iter().flatten().all(|cell| cell.residual.is_some_and(f64::is_finite)));
        }
    }
}
