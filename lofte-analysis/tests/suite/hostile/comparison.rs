//! Comparisons of units.

use super::nonsense::{config, count, counts, floor, number, small, sound, sound_always};
use lofte_analysis::incidents::emerging::{Comparison, EmergingParams, emerging};
use lofte_analysis::incidents::funnel::change::{BeforeAndAfter, funnel_change};
use lofte_analysis::incidents::funnel::overdispersed::{OverdispersedParams, Scale, funnel_overdispersed};
use lofte_analysis::incidents::funnel::poisson::funnel_poisson;
use lofte_analysis::incidents::funnel::share::{YesOf, funnel_share};
use lofte_analysis::incidents::funnel::{FunnelParams, Target};
use lofte_analysis::incidents::neighbours::Neighbours;
use lofte_analysis::incidents::rank_uncertainty::{RankParams, probability_higher, rank_uncertainty};
use lofte_analysis::incidents::rates::{CountAgainst, CountIn};
use lofte_analysis::incidents::shrinkage::ShrinkageSampleSize;
use lofte_analysis::incidents::shrinkage::gamma::{GammaFit, GammaParams, eb_gamma};
use lofte_analysis::incidents::shrinkage::marshall::{eb_local, eb_marshall};
use lofte_analysis::incidents::shrinkage::share::{ShareShrinkageParams, eb_share};
use lofte_analysis::incidents::similar::{ColumnScale, SimilarColumn, SimilarParams, similar};
use lofte_analysis::incidents::three_year::{ThreeYearParams, three_year};
use proptest::prelude::*;

fn against() -> impl Strategy<Value = CountAgainst> {
    // Most units can be used, so that most tables are.
    let expected = prop_oneof![40 => 0.1..300.0_f64, 1 => number(0.1..300.0)];
    let observed = prop_oneof![20 => 0_u64..300, 1 => count(0..300)];
    (observed, expected).prop_map(|(observed, expected)| CountAgainst { observed, expected })
}

fn units() -> impl Strategy<Value = Vec<CountAgainst>> {
    prop::collection::vec(against(), 0..30)
}

fn funnel_params() -> impl Strategy<Value = FunnelParams> {
    let target = prop_oneof![
        3 => Just(Target::OfUnits),
        1 => number(0.2..3.0).prop_map(Target::Given),
    ];
    let levels = prop::collection::vec(number(0.5..0.999), 0..4);
    (target, levels, number(0.0..5.0), floor()).prop_map(|(target, levels, min_expected, min_units)| {
        FunnelParams { target, levels, min_expected, min_units }
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn funnels_are_sound(units in units(), after in units(), params in funnel_params(), winsorise in number(0.0..0.5), plain: bool) {
        sound(|| funnel_poisson(&units, &params))?;
        let shares: Vec<YesOf> =
            units.iter().zip(&after).map(|(one, other)| YesOf { yes: one.observed, answers: one.observed.saturating_add(other.observed) }).collect();
        sound(|| funnel_share(&shares, &params))?;
        let changes: Vec<BeforeAndAfter> =
            units.iter().zip(&after).map(|(before, after)| BeforeAndAfter { before: *before, after: *after }).collect();
        sound(|| funnel_change(&changes, &params))?;
        let scale = if plain { Scale::Plain } else { Scale::SquareRoot };
        sound(|| funnel_overdispersed(&units, &OverdispersedParams { funnel: params.clone(), scale, winsorise }))?;
    }

    #[test]
    fn emerging_is_sound(
        counts in counts(0..200), areas in 0_u32..20, lag in prop::option::of(small(0..4)),
        (rate, trend_level) in (number(0.01..0.3), number(0.01..0.3)), (min_periods, min_areas) in (floor(), floor()),
    ) {
        let ring = |area: u32| {
            let (next, last) = ((area + 1) % areas, (area + areas - 1) % areas);
            if next == area { Vec::new() } else if next == last { vec![next] } else { vec![next, last] }
        };
        let neighbours = Neighbours::from_lists(&(0..areas).map(ring).collect::<Vec<_>>()).unwrap();
        let comparison = lag.map_or(Comparison::SamePeriod, |lag| Comparison::AllPeriods { lag });
        let params = EmergingParams { comparison, false_discovery_rate: rate, trend_level, min_periods, min_areas };
        let whole = counts.len().checked_div(areas as usize).map_or(0, |periods| periods * areas as usize);
        let asked = if lag == Some(0) { counts.len() } else { whole };
        sound(|| emerging(&counts[..asked], &neighbours, &params))?;
    }

    #[test]
    fn ranks_are_sound(units in units(), level in number(0.01..0.999), min_units in floor()) {
        sound(|| rank_uncertainty(&units, &RankParams { level, min_units }))?;
        if let [one, other, ..] = units[..] {
            sound_always(|| probability_higher(one, other))?;
        }
    }

    #[test]
    fn similar_is_sound(
        values in prop::collection::vec((prop_oneof![60 => 1.0..1e5_f64, 1 => number(1.0..1e5)], 0_u8..3), 0..40),
        weights in (number(0.1..5.0), number(0.1..5.0)), logarithm: bool, (focus, take) in (0_usize..40, 0_usize..50), min_units in floor(),
    ) {
        let (one, other): (Vec<f64>, Vec<f64>) = values.into_iter().map(|(one, other)| (one, f64::from(other))).unzip();
        let names: Vec<String> = (0..one.len()).map(|unit| unit.to_string()).collect();
        let scale = if logarithm { ColumnScale::Logarithm } else { ColumnScale::Plain };
        let columns = [
            SimilarColumn { values: &one, scale, weight: weights.0 },
            SimilarColumn { values: &other, scale: ColumnScale::Plain, weight: weights.1 },
        ];
        sound(|| similar(&names, &columns, &SimilarParams { focus, take, min_units }))?;
    }

    #[test]
    fn three_year_is_sound(
        years in prop::collection::vec((count(0..200), number(100.0..9000.0)), 0..9), per in number(1.0..1e5), levels in (number(0.01..0.999), number(0.01..0.999)),
    ) {
        let years: Vec<CountIn> = years.into_iter().map(|(count, population)| CountIn { count, population }).collect();
        sound(|| three_year(&years, &ThreeYearParams { per, level: levels.0, heterogeneity_level: levels.1 }))?;
    }

    #[test]
    fn shrinkage_is_sound(units in units(), exceed in number(0.5..3.0), level in number(0.01..0.999), (areas, counted) in (floor(), floor()), moments: bool) {
        let min_sample = ShrinkageSampleSize { areas, counted };
        let rates: Vec<CountIn> =
            units.iter().map(|unit| CountIn { count: unit.observed, population: unit.expected }).collect();
        sound(|| eb_marshall(&rates, min_sample))?;
        let ring: Vec<Vec<u32>> = (0..u32::try_from(rates.len()).unwrap()).map(|area| if area == 0 { vec![] } else { vec![area - 1] }).collect();
        let neighbours = Neighbours::from_lists(&ring).unwrap();
        sound(|| eb_local(&rates, &neighbours, min_sample))?;
        let fit = if moments { GammaFit::Moments } else { GammaFit::Likelihood };
        sound(|| eb_gamma(&units, &GammaParams { fit, level, exceed, min_sample }))?;
        let shares: Vec<YesOf> =
            units.iter().map(|unit| YesOf { yes: unit.observed.min(40), answers: unit.observed }).collect();
        sound(|| eb_share(&shares, &ShareShrinkageParams { level, min_sample }))?;
    }
}
