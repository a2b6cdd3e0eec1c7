//! Methods that judge a measure.

use super::nonsense::{config, count, counts, floor, number, small, sound, sound_always};
use lofte_analysis::effect::Panel;
use lofte_analysis::effect::conclusion::{ConclusionParams, Dispersion, conclude};
use lofte_analysis::effect::difference_in_differences::{
    DifferenceParams, PlaceboStatistic, difference_in_differences,
};
use lofte_analysis::effect::displacement::{
    AreaWeights, BeforeAfter, Contrast, DisplacementCounts, DisplacementParams, displacement,
    harm_displacement,
};
use lofte_analysis::effect::interrupted_series::{Change, Errors, Season, SeriesParams, interrupted_series};
use lofte_analysis::effect::point_pattern::{PointPatternParams, point_pattern_test};
use lofte_analysis::effect::synthetic_control::{PlaceboDonors, SyntheticParams, synthetic_control};
use lofte_analysis::effect::weighted_displacement_quotient::weighted_displacement_quotient;
use proptest::prelude::*;

/// Units, treated, start and values of a panel, which mostly fit each other.
fn panel() -> impl Strategy<Value = (usize, usize, usize, Vec<u64>)> {
    (1_usize..8, 2_usize..20).prop_flat_map(|(units, periods)| {
        let start = prop_oneof![9 => 1..periods, 1 => Just(0), 1 => Just(usize::MAX)];
        let treated = prop_oneof![9 => 0..units, 1 => Just(usize::MAX)];
        let length = units * periods;
        let values = prop_oneof![9 => counts(length..length + 1), 1 => counts(0..40)];
        let units = prop_oneof![19 => Just(units), 1 => Just(0)];
        (units, treated, start, values)
    })
}

fn before_after() -> impl Strategy<Value = BeforeAfter> {
    (count(0..200), count(0..200)).prop_map(|(before, after)| BeforeAfter { before, after })
}

fn contrast() -> impl Strategy<Value = Contrast> {
    (before_after(), before_after()).prop_map(|(area, control)| Contrast { area, control })
}

fn displacement_params() -> impl Strategy<Value = DisplacementParams> {
    let weights = (number(0.1..3.0), number(0.1..3.0), number(0.1..3.0), number(0.1..3.0));
    let weights = prop_oneof![Just((1.0, 1.0, 1.0, 1.0)), weights];
    (number(0.5..0.99), (number(0.5..3.0), number(0.5..3.0)), weights, floor(), number(1.0..5.0)).prop_map(
        |(level, (time_before, time_after), weights, small_count, matched_ratio)| DisplacementParams {
            level,
            time_before,
            time_after,
            areas: AreaWeights {
                target: weights.0,
                control: weights.1,
                surroundings: weights.2,
                surroundings_control: weights.3,
            },
            small_count,
            matched_ratio,
        },
    )
}

fn series_params() -> impl Strategy<Value = SeriesParams> {
    let season =
        (number(2.0..53.0), small(0..4)).prop_map(|(length, harmonics)| Season { length, harmonics });
    let lags = prop_oneof![8 => 0_usize..6, 1 => Just(usize::MAX)];
    let errors = prop_oneof![Just(Errors::QuasiPoisson), lags.prop_map(|lags| Errors::NeweyWest { lags })];
    let start = prop_oneof![9 => 1_usize..40, 1 => Just(usize::MAX)];
    (start, any::<bool>(), prop::option::of(season), errors, number(0.5..0.99), (floor(), floor(), floor()))
        .prop_map(|(start, slope, season, errors, level, floors)| SeriesParams {
            start,
            change: if slope { Change::LevelAndSlope } else { Change::Level },
            season,
            errors,
            level,
            min_periods: floors.0,
            min_events: floors.1,
            min_periods_each_side: floors.2,
        })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn differences_are_sound(
        (units, treated, start, values) in panel(), level in number(0.5..0.99), standardised in any::<bool>(),
        floors in (floor(), floor(), floor()),
    ) {
        let statistic = if standardised { PlaceboStatistic::Standardised } else { PlaceboStatistic::Effect };
        let params = DifferenceParams {
            level, statistic, min_controls: floors.0, min_periods_before: floors.1, min_events: floors.2,
        };
        let panel = Panel { values: &values, units, treated, start };
        sound(|| difference_in_differences(&panel, &params))?;
    }

    #[test]
    fn conclusions_are_sound(
        (units, treated, start, values) in panel(), (level, power) in (number(0.5..0.99), number(0.5..0.99)),
        max_detectable in number(0.05..0.9), floors in (floor(), floor()), matched_ratio in number(1.0..5.0),
        given in prop::option::of(number(0.5..9.0)),
    ) {
        let params = ConclusionParams {
            level, power, max_detectable, min_controls: floors.0, matched_ratio, small_count: floors.1,
            dispersion: given.map_or(Dispersion::Estimated, Dispersion::Given),
        };
        let panel = Panel { values: &values, units, treated, start };
        sound(|| conclude(&panel, &params))?;
    }

    #[test]
    fn synthetic_controls_are_sound(
        (units, treated, start, values) in panel(), odd in prop::option::of((any::<prop::sample::Index>(), number(-5.0..50.0))),
        with_treated in any::<bool>(), poorest_fit in prop::option::of(number(1.0..20.0)), floors in (floor(), floor()),
    ) {
        let mut values: Vec<f64> = values.into_iter().map(|value| value as f64).collect();
        if let Some((at, value)) = odd.filter(|_| !values.is_empty()) {
            let at = at.index(values.len());
            values[at] = value;
        }
        let params = SyntheticParams {
            placebo_donors: if with_treated { PlaceboDonors::WithTreated } else { PlaceboDonors::WithoutTreated },
            poorest_fit, min_controls: floors.0, min_periods_before: floors.1,
        };
        let panel = Panel { values: &values, units, treated, start };
        sound(|| synthetic_control(&panel, &params))?;
    }

    #[test]
    fn displacement_is_sound(
        target in contrast(), surroundings in prop::option::of(contrast()), params in displacement_params(), harm in number(0.0..900.0),
    ) {
        let counts = DisplacementCounts { target, surroundings };
        sound(|| displacement(&counts, &params))?;
        sound(|| harm_displacement(&[counts, counts], &[harm, 1.0], &params))?;
        if let Some(surroundings) = surroundings {
            sound_always(|| weighted_displacement_quotient(&target, &surroundings.area))?;
        }
    }

    #[test]
    fn interrupted_series_are_sound(
        counts in counts(0..60), exposure in prop::option::of(prop::collection::vec(number(1.0..31.0), 60)), params in series_params(),
    ) {
        let exposure = exposure.map(|exposure| exposure[..counts.len()].to_vec());
        sound(|| interrupted_series(&counts, exposure.as_deref(), &params))?;
    }

    #[test]
    fn point_patterns_are_sound(
        (first, second) in (counts(0..40), counts(0..40)), even in any::<bool>(),
        (alpha, level, drawn_share) in (number(0.01..0.2), number(0.5..0.99), number(0.1..1.0)), floors in (floor(), floor()),
    ) {
        let units = if even { first.len().min(second.len()) } else { 40 };
        let (first, second) = (&first[..units.min(first.len())], &second[..units.min(second.len())]);
        let params = PointPatternParams { alpha, level, drawn_share, min_events: floors.0, min_units: floors.1 };
        sound(|| point_pattern_test(first, second, &params))?;
    }
}
