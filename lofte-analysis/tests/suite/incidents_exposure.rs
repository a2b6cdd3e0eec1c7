//! Hours under observation: change days, and every hour of a period by itself.

#![expect(clippy::float_cmp, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::exposure::{
    ClockChanges, Stretch, exposure_of_days, exposure_of_stretches, stockholm_exposure,
};
use lofte_analysis::incidents::time::{
    Day, Month, TimeError, TimePattern, TimePatternParams, even_exposure, time_pattern,
};
use proptest::prelude::*;

const WEEK: i64 = 7 * 1440;

fn day(year: i32, month: u8, day: u8) -> Day {
    Day { month: Month { year, month }, day }
}

#[test]
fn the_changed_hour_has_51_or_53_of_52() {
    for (forward, back, hours) in [(1, 0, 51.0), (0, 1, 53.0), (1, 1, 52.0), (0, 0, 52.0)] {
        let exposure = exposure_of_days([52; 7], ClockChanges { forward, back }).unwrap();
        for (weekday, hours_of_day) in exposure.iter().enumerate() {
            for (hour, own) in hours_of_day.iter().enumerate() {
                assert_eq!(*own, if (weekday, hour) == (6, 2) { hours } else { 52.0 });
            }
        }
    }
    // A whole year has one of each.
    let year = stockholm_exposure(day(2024, 1, 1), day(2024, 12, 31)).unwrap();
    // 2024 began on a Monday and had 366 days.
    assert_eq!((year[6][2], year[0][2], year[1][2], year[2][2]), (52.0, 53.0, 53.0, 52.0));
}

#[test]
fn a_flat_half_year_shows_no_peak_where_the_clock_went_back() {
    let exposure = stockholm_exposure(day(2025, 6, 30), day(2025, 12, 28)).unwrap();
    assert_eq!((exposure[6][2], exposure[6][3]), (27.0, 26.0));
    let counts = exposure.map(|hours| hours.map(|hours| if hours > 26.5 { 27 } else { 26 }));
    let pattern = |exposure| {
        let params = TimePatternParams { min_events_for_cells: 100, min_events_for_marginals: 20, exposure };
        match time_pattern(&counts, &params).unwrap() {
            TimePattern::Full { cells, .. } => cells[6][2].residual.unwrap(),
            _ => f64::NAN,
        }
    };
    assert!(pattern(exposure).abs() < 1e-12);
    assert!(pattern(even_exposure()) > 0.15);
}

#[test]
fn the_days_of_change_are_those_of_the_calendar() {
    // Last Sundays of March and October, from the calendar.
    let changes = [(2023, 26, 29), (2024, 31, 27), (2025, 30, 26), (2026, 29, 25), (2027, 28, 31)];
    for (year, march, october) in changes {
        for (month, date, with) in [(3, march, 0.0), (10, october, 2.0)] {
            let hour =
                |date| stockholm_exposure(day(year, month, date), day(year, month, date)).unwrap()[6][2];
            assert_eq!(hour(date), with, "{year}-{month}-{date}");
            assert_eq!(hour(date - 7), 1.0);
            assert_eq!(hour(date - 1), 0.0);
        }
    }
    // Known weekdays: 1 January 2000 was a Saturday, 29 February 2024 a Thursday.
    for (date, weekday) in [(day(2000, 1, 1), 5), (day(2024, 2, 29), 3), (day(2100, 3, 1), 0)] {
        let exposure = stockholm_exposure(date, date).unwrap();
        assert_eq!(exposure.map(|hours| hours.iter().sum::<f64>())[weekday], 24.0, "{date:?}");
    }
}

#[test]
fn what_is_no_period_is_refused() {
    let before = stockholm_exposure(day(1995, 12, 31), day(2020, 1, 1)).unwrap_err();
    assert_eq!(before, TimeError::OtherClockRule { year: 1995 });
    assert_eq!(stockholm_exposure(day(2026, 2, 1), day(2026, 1, 31)), Err(TimeError::Backwards));
    let error = stockholm_exposure(day(2026, 2, 29), day(2026, 3, 1)).unwrap_err();
    assert_eq!(error.to_string(), "there is no such day: year 2026, month 2, day 29");
    for never in [day(2025, 13, 1), day(2025, 1, 0)] {
        assert!(stockholm_exposure(never, day(2026, 1, 1)).is_err(), "{never:?}");
    }
    assert_eq!(stockholm_exposure(day(2026, 1, 1), day(i32::MAX, 1, 1)), Err(TimeError::TooLong));
    let none = ClockChanges { forward: 0, back: 0 };
    assert_eq!(exposure_of_days([0; 7], none), Err(TimeError::Exposure));
    let more = ClockChanges { forward: 2, back: 0 };
    assert_eq!(exposure_of_days([1; 7], more), Err(TimeError::Exposure));
    assert_eq!(exposure_of_stretches(&[Stretch { from: 1, to: 0 }]), Err(TimeError::Backwards));
    assert_eq!(exposure_of_stretches(&[Stretch { from: i64::MIN, to: i64::MAX }]), Err(TimeError::TooLong));
    assert_eq!(exposure_of_stretches(&[]).unwrap(), [[0.0; 24]; 7]);
}

#[test]
fn stretches_between_the_changes_are_the_days_with_their_changes() {
    // Monday 24 March to Sunday 30 March 2025, the clock going forward on the last day.
    let (two, three) = (6 * 1440 + 120, 6 * 1440 + 180);
    let cut = [Stretch { from: 0, to: two }, Stretch { from: three, to: WEEK }];
    let spring = stockholm_exposure(day(2025, 3, 24), day(2025, 3, 30)).unwrap();
    assert_eq!(exposure_of_stretches(&cut).unwrap(), spring);
    let cut = [Stretch { from: 0, to: three }, Stretch { from: two, to: WEEK }];
    let autumn = stockholm_exposure(day(2025, 10, 20), day(2025, 10, 26)).unwrap();
    assert_eq!(exposure_of_stretches(&cut).unwrap(), autumn);
}

proptest! {
    #[test]
    fn stretches_are_their_minutes(from in -20_000_i64..20_000, length in 0_i64..25_000) {
        let exposure = exposure_of_stretches(&[Stretch { from, to: from + length }]).unwrap();
        let mut plain = [0_u32; 168];
        for minute in from..from + length {
            plain[usize::try_from(minute.rem_euclid(WEEK) / 60).unwrap()] += 1;
        }
        for (ours, plain) in exposure.as_flattened().iter().zip(plain) {
            prop_assert_eq!(*ours, f64::from(plain) / 60.0);
        }
    }
}
