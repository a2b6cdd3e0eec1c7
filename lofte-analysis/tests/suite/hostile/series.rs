//! Methods on counts in time.

use super::nonsense::{config, count, counts, floor, number, small, sound};
use lofte_analysis::incidents::alerts::ears::{EarsParams, ears};
use lofte_analysis::incidents::alerts::farrington::{FarringtonParams, MeanError, Threshold, farrington};
use lofte_analysis::incidents::alerts::weekly::{WeeklyParams, weekly};
use lofte_analysis::incidents::alerts::window::{WindowAlertParams, WindowSeries, window_alerts};
use lofte_analysis::incidents::aoristic::{AoristicParams, LongSpans, Span, aoristic_week};
use lofte_analysis::incidents::rates::{CountIn, garwood, observed_expected, rate_ratio};
use lofte_analysis::incidents::repeat_places::{
    PlacesAtRisk, RepeatPlacesParams, expected_places, repeat_places,
};
use lofte_analysis::incidents::standardise::{Group, StandardiseParams, standardised_rate};
use lofte_analysis::incidents::stl::{LocalFit, Loess, StlParams, stl};
use lofte_analysis::incidents::time::{Day, Month};
use lofte_analysis::incidents::trend::{
    CountSeries, IntervalBasis, SeriesUnit, TrendParams, TrendSampleSize, VarianceModel, trend,
};
use lofte_analysis::incidents::trend_test::{TrendTestParams, trend_test};
use lofte_analysis::incidents::twelve_month::{MonthCount, TwelveMonthParams, twelve_month};
use lofte_analysis::incidents::{counts::CodedColumn, counts::grouped_counts};
use proptest::prelude::*;

fn floors() -> impl Strategy<Value = TrendSampleSize> {
    (floor(), floor(), floor(), floor()).prop_map(|(periods, events, season_periods, season_events)| {
        TrendSampleSize { periods, events, season_periods, season_events }
    })
}

fn trend_params() -> impl Strategy<Value = TrendParams> {
    let variance = prop_oneof![
        Just(VarianceModel::QuasiPoisson),
        Just(VarianceModel::NegativeBinomial),
        (0.0..3.0, floor()).prop_map(|(above, periods)| VarianceModel::ByDispersion { above, periods }),
    ];
    let units = prop_oneof![Just(SeriesUnit::Month), Just(SeriesUnit::Week)];
    let basis = prop_oneof![Just(IntervalBasis::Normal), Just(IntervalBasis::Student)];
    (units, 0_u8..7, variance, number(0.01..0.999), basis, floors()).prop_map(
        |(unit, harmonics, variance, level, basis, min_sample)| TrendParams {
            unit,
            harmonics,
            variance,
            level,
            basis,
            min_sample,
        },
    )
}

fn exposed() -> impl Strategy<Value = (Vec<u64>, Vec<f64>)> {
    let exposure = prop_oneof![
        3 => Just(7.0), 1 => 1.0..8.0_f64, 1 => number(0.0..31.0),
    ];
    (counts(0..130), prop::collection::vec(exposure, 130), any::<bool>(), 0_usize..2).prop_map(
        |(counts, mut exposure, even, more)| {
            if even {
                exposure.fill(30.0);
            }
            exposure.truncate(counts.len() + usize::from(more == 1 && counts.len() % 17 == 0));
            (counts, exposure)
        },
    )
}

fn weekly_params() -> impl Strategy<Value = WeeklyParams> {
    (number(0.001..0.4), 0_u8..7, floor(), count(0..200), floors(), floor()).prop_map(
        |(tail, harmonics, min_weeks, max_baseline_weeks, min_sample, min_count)| WeeklyParams {
            tail,
            harmonics,
            min_weeks,
            max_baseline_weeks,
            min_sample,
            min_count,
        },
    )
}

fn farrington_params() -> impl Strategy<Value = FarringtonParams> {
    let windows = (small(1..6), small(0..4), small(0..21), small(1..14), small(0..60));
    let ways = (any::<bool>(), any::<bool>(), any::<bool>());
    let limits = (prop::option::of(number(0.5..4.0)), number(0.001..0.4), floor(), small(1..9));
    (windows, ways, limits).prop_map(
        |((years_back, min_years, half_window, season_levels, weeks_left_out), ways, limits)| {
            let (trend, power, surveillance) = ways;
            let (reweight_above, tail, min_events, min_events_weeks) = limits;
            FarringtonParams {
                years_back,
                min_years,
                half_window,
                season_levels,
                weeks_left_out,
                reweight_above,
                trend,
                tail,
                threshold: if power { Threshold::TwoThirdsPower } else { Threshold::NegativeBinomial },
                mean_error: if surveillance { MeanError::AsSurveillance } else { MeanError::Dispersion },
                min_events,
                min_events_weeks,
            }
        },
    )
}

fn loess() -> impl Strategy<Value = Loess> {
    let fit = prop_oneof![Just(LocalFit::Level), Just(LocalFit::Line)];
    (small(3..40), fit, small(1..5)).prop_map(|(window, fit, jump)| Loess { window, fit, jump })
}

fn stl_params() -> impl Strategy<Value = StlParams> {
    (small(2..14), (loess(), loess(), loess()), small(1..4), small(0..4), small(0..4)).prop_map(
        |(period, (seasonal, trend, low_pass), inner, outer, min_cycles)| StlParams {
            period,
            seasonal,
            trend,
            low_pass,
            inner,
            outer,
            min_cycles,
        },
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn trend_is_sound((counts, exposure) in exposed(), params in trend_params()) {
        sound(|| trend(CountSeries { counts: &counts, exposure: &exposure }, &params))?;
    }

    #[test]
    fn trend_test_is_sound(values in prop::collection::vec(number(-50.0..50.0), 0..40), level in number(0.01..0.999), min_periods in floor()) {
        sound(|| trend_test(&values, &TrendTestParams { level, min_periods }))?;
    }

    #[test]
    fn twelve_month_is_sound(
        before in prop::collection::vec((count(0..60), number(28.0..31.0)), 0..14), other in counts(0..14),
        same: bool, level in number(0.01..0.999), min_events in floor(),
    ) {
        let days = before.first().map_or(30.0, |(_, days)| *days);
        let before: Vec<MonthCount> =
            before.into_iter().map(|(count, own)| MonthCount { count, days: if same { days } else { own } }).collect();
        let after = (0..before.len()).map(|at| MonthCount { count: other.get(at).copied().unwrap_or(3), days });
        sound(|| twelve_month(&before, &after.collect::<Vec<_>>(), &TwelveMonthParams { level, min_events }))?;
    }

    #[test]
    fn window_alerts_are_sound(
        series in prop::collection::vec((count(0..60), count(0..90), number(0.5..2.0), number(0.5..4.0)), 0..12),
        weeks in (small(1..5), small(1..20)), (level, rate) in (number(0.01..0.999), number(0.01..0.5)), floors in (floor(), floor()),
    ) {
        let series: Vec<WindowSeries> = series
            .into_iter()
            .map(|(recent, baseline, season, dispersion)| WindowSeries { recent, baseline, season, dispersion })
            .collect();
        let params = WindowAlertParams {
            recent_weeks: weeks.0, baseline_weeks: weeks.1, level, false_discovery_rate: rate,
            min_events: floors.0, min_recent: floors.1,
        };
        sound(|| window_alerts(&series, &params))?;
    }

    #[test]
    fn repeat_places_is_sound(
        events_at in counts(0..40), groups in prop::collection::vec((count(1..400), count(1..40)), 0..4), more in any::<bool>(), min_events in floor(),
    ) {
        let mut groups: Vec<PlacesAtRisk> =
            groups.into_iter().map(|(places, dwellings)| PlacesAtRisk { places, dwellings }).collect();
        groups.extend(more.then_some(PlacesAtRisk { places: 900, dwellings: 1 }));
        sound(|| repeat_places(&events_at, &groups, &RepeatPlacesParams { min_events }))?;
        let [events, places] = [events_at.len() as u64, groups.first().map_or(0, |group| group.places)];
        super::nonsense::sound_always(|| expected_places(places, events, min_events))?;
    }

    #[test]
    fn weekly_is_sound(series in prop::collection::vec(exposed(), 0..4), params in weekly_params()) {
        let series: Vec<CountSeries<'_>> =
            series.iter().map(|(counts, exposure)| CountSeries { counts, exposure }).collect();
        sound(|| weekly(&series, &params))?;
    }

    #[test]
    fn ears_is_sound(
        counts in counts(0..80), baseline in small(3..15),
        (tail, c3_limit, min_sd) in (number(0.0001..0.4), number(0.0..5.0), number(0.01..2.0)), min_count in floor(),
    ) {
        sound(|| ears(&counts, &EarsParams { baseline, tail, c3_limit, min_sd, min_count }))?;
    }

    #[test]
    fn farrington_is_sound(
        counts in counts(100..300), params in farrington_params(), judged in 0_usize..6,
        (year, month, day) in (1990_i32..2030, 1_u8..14, 1_u8..33), far in any::<bool>(),
    ) {
        let year = if far && month == 13 { i32::MAX } else { year };
        let first = Day { month: Month { year, month }, day };
        let n = counts.len();
        sound(|| farrington(&counts, first, n.saturating_sub(judged)..n, &params))?;
    }

    #[test]
    fn stl_is_sound(values in prop::collection::vec(number(-50.0..500.0), 0..80), params in stl_params()) {
        sound(|| stl(&values, &params))?;
    }

    #[test]
    fn aoristic_is_sound(
        spans in prop::collection::vec((prop_oneof![9 => -20_000_i64..20_000, 1 => any::<i64>()], prop::option::of(prop_oneof![9 => -20_000_i64..20_000, 1 => any::<i64>()])), 0..60),
        weights in prop::option::of(prop::collection::vec(number(0.0..10.0), 60)), drop in any::<bool>(), floors in (floor(), floor()),
    ) {
        let spans: Vec<Span> = spans.into_iter().map(|(from, to)| Span { from, to }).collect();
        let weights = weights.map(|weights| weights[..spans.len()].to_vec());
        let params = AoristicParams {
            long_spans: if drop { LongSpans::Drop } else { LongSpans::Spread },
            min_events_for_cells: floors.0,
            min_events_for_marginals: floors.1,
        };
        sound(|| aoristic_week(&spans, weights.as_deref(), &params))?;
    }

    #[test]
    fn rates_are_sound(
        counts in (count(0..500), count(0..500)), populations in (number(1.0..1e5), number(1.0..1e5)),
        level in number(0.01..0.999), per in number(1.0..1e5), floor in floor(),
    ) {
        let count_in = |count, population| CountIn { count, population };
        sound(|| garwood(counts.0, level))?;
        sound(|| rate_ratio(count_in(counts.0, populations.0), count_in(counts.1, populations.1), level))?;
        sound(|| observed_expected(counts.0, populations.0, level))?;
        let group = |count, population, standard| Group { count, population, standard };
        let groups = [group(counts.0, populations.0, populations.1), group(counts.1, populations.1, populations.0)];
        sound(|| standardised_rate(&groups, &StandardiseParams { per, level, min_events_per_group: floor }))?;
    }

    #[test]
    fn grouped_counts_are_sound(
        columns in prop::collection::vec((prop::collection::vec(small(0..5), 0..30), small(0..6)), 0..4), even in any::<bool>(),
    ) {
        let mut columns = columns;
        if even {
            let rows = columns.iter().map(|(codes, _)| codes.len()).min().unwrap_or(0);
            for (codes, _) in &mut columns {
                codes.truncate(rows);
            }
        }
        let coded: Vec<CodedColumn<'_>> =
            columns.iter().map(|(codes, size)| CodedColumn { codes: codes.as_slice().into(), size: *size }).collect();
        sound(|| grouped_counts(&coded, None).map(|table| table.cells().iter().sum::<u64>()))?;
    }
}
