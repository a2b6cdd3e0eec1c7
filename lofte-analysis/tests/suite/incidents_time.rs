//! Time patterns: floors, sums, and the calendar.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::time::{
    Day, FLOOR_FOR_CELLS, FLOOR_FOR_MARGINALS, Month, TimeError, TimePattern, TimePatternParams, Week,
    even_exposure, midnight_heaping, monthly_series, time_pattern,
};
use proptest::prelude::*;
use serde_json::Value;

fn params() -> TimePatternParams {
    TimePatternParams {
        floor_for_cells: FLOOR_FOR_CELLS,
        floor_for_marginals: FLOOR_FOR_MARGINALS,
        exposure: even_exposure(),
    }
}

/// 148 636 aggravated assaults in Chicago 2010-2019, counted by DuckDB.
fn chicago() -> Week<u64> {
    let oracle: Value = serde_json::from_str(include_str!("../../oracle/spatial/chicago_week.json")).unwrap();
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
    assert_eq!(pattern(19), TimePattern::TooFew { n: 19, floor: 20 });
    assert!(matches!(pattern(20), TimePattern::Marginals { n: 20, floor: 100, .. }));
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

fn day(year: i32, month: u8, day: u8) -> Day {
    Day { month: Month { year, month }, day }
}

#[test]
fn months_outside_the_period_are_told() {
    let counts = [
        (Month { year: 2025, month: 12 }, 3),
        (Month { year: 2025, month: 11 }, 2),
        (Month { year: 2026, month: 1 }, 1),
    ];
    let series = monthly_series(day(2025, 12, 31), day(2026, 1, 31), &counts).unwrap();
    assert_eq!(series.outside, 2);
    let rows: Vec<_> = series.months.iter().map(|month| (month.count, month.days, month.whole)).collect();
    assert_eq!(rows, [(3, 1, false), (1, 31, true)]);
}

#[test]
fn days_that_are_not_are_refused() {
    let error = monthly_series(day(2025, 2, 29), day(2025, 3, 1), &[]).unwrap_err();
    assert_eq!(error.to_string(), "there is no such day: year 2025, month 2, day 29");
    assert!(monthly_series(day(2025, 13, 1), day(2026, 1, 1), &[]).is_err());
    assert!(monthly_series(day(2025, 1, 0), day(2026, 1, 1), &[]).is_err());
    assert_eq!(monthly_series(day(2025, 3, 2), day(2025, 3, 1), &[]), Err(TimeError::Backwards));
    assert_eq!(monthly_series(day(i32::MIN, 1, 1), day(i32::MAX, 12, 31), &[]), Err(TimeError::TooLong));
    assert_eq!(monthly_series(day(i32::MAX, 12, 1), day(i32::MAX, 12, 31), &[]).unwrap().months.len(), 1);
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

    #[test]
    fn a_period_has_all_its_days(start in 1900_i32..2100, months in 0_u8..40) {
        let last = Month { year: start + i32::from(months / 12), month: months % 12 + 1 };
        let end = Day { month: last, day: last.days().unwrap() };
        let series = monthly_series(day(start, 1, 1), end, &[]).unwrap();
        let whole: u32 = series.months.iter().map(|month| u32::from(month.days)).sum();
        let years = (start..last.year).map(|year| if (Month { year, month: 2 }).days() == Some(29) { 366 } else { 365 });
        let rest = (1..=last.month).map(|month| u32::from(Month { year: last.year, month }.days().unwrap()));
        prop_assert_eq!(whole, years.sum::<u32>() + rest.sum::<u32>());
    }
}
