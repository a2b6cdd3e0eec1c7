//! Funnel plots against numpy, scipy and R (oracle/funnel/README.md).

use crate::reference_cases::{Case, list, numbers, whole};
use lofte_analysis::incidents::funnel::change::{BeforeAndAfter, funnel_change};
use lofte_analysis::incidents::funnel::overdispersed::{OverdispersedParams, Scale, funnel_overdispersed};
use lofte_analysis::incidents::funnel::poisson::funnel_poisson;
use lofte_analysis::incidents::funnel::share::{YesOf, funnel_share};
use lofte_analysis::incidents::funnel::{FunnelError, FunnelParams, LEVELS, Limits, Position, Target};
use lofte_analysis::incidents::rates::{CountAgainst, Ratio};
use lofte_analysis::sample_size::SampleUnit;
use proptest::prelude::*;
use serde_json::Value;

const CASES: &str = include_str!("../../oracle/funnel/cases.json");

fn target(input: &Value) -> Target {
    input["target"].as_f64().map_or(Target::OfUnits, Target::Given)
}

fn params(target: Target, min_units: u64) -> FunnelParams {
    FunnelParams { target, levels: LEVELS.to_vec(), min_expected: 1.0, min_units }
}

fn against(input: &Value) -> Vec<CountAgainst> {
    let row = |row: &Value| CountAgainst {
        observed: whole(&row["observed"]),
        expected: row["expected"].as_f64().unwrap(),
    };
    list(&input["rows"]).iter().map(row).collect()
}

fn word(position: Position) -> &'static str {
    match position {
        Position::Above => "above",
        Position::Below => "below",
        Position::Inside => "inside",
        Position::NotJudged => "not judged",
    }
}

/// The limits of a unit against those of the other implementation, which names levels by their number.
fn same_limits(case: &Case, ours: &[Limits], theirs: &Value) {
    assert_eq!(ours.len(), LEVELS.len());
    for limits in ours {
        let theirs = &theirs[limits.interval.level.to_string()];
        case.near(limits.interval.lower, &theirs["lower"], 1e-10);
        case.near(limits.interval.upper, &theirs["upper"], 1e-10);
        assert_eq!(word(limits.position), theirs["outside"], "{}", case.id);
    }
}

#[test]
fn counts_agree_with_scipy_and_r() {
    for case in Case::of(CASES, "funnel_poisson") {
        let found = funnel_poisson(&against(&case.input), &params(target(&case.input), 5)).unwrap();
        let Some(found) = found.sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        case.near(found.target, &case.output["target"], 1e-12);
        for (ours, theirs) in found.units.iter().zip(list(&case.output["rows"])) {
            case.near(ours.ratio, &theirs["ratio"], 1e-12);
            case.near(ours.p_value, &theirs["p_value"], 1e-10);
            same_limits(&case, &ours.limits, theirs);
        }
    }
}

#[test]
fn shares_agree_with_scipy_and_r() {
    for case in Case::of(CASES, "funnel_share") {
        let row = |row: &Value| YesOf { yes: whole(&row["yes"]), answers: whole(&row["answers"]) };
        let units: Vec<YesOf> = list(&case.input["rows"]).iter().map(row).collect();
        let found = funnel_share(&units, &params(target(&case.input), 5)).unwrap().sufficient().unwrap();
        case.near(found.target, &case.output["target"], 1e-12);
        for (ours, theirs) in found.units.iter().zip(list(&case.output["rows"])) {
            case.near(ours.share, &theirs["share"], 1e-12);
            same_limits(&case, &ours.limits, theirs);
        }
    }
}

#[test]
fn changes_agree_with_scipy_and_r() {
    for case in Case::of(CASES, "funnel_change") {
        let side = |row: &Value, count: &str, expected: &str| CountAgainst {
            observed: whole(&row[count]),
            expected: row[expected].as_f64().unwrap(),
        };
        let row = |row: &Value| BeforeAndAfter {
            before: side(row, "before", "expected_before"),
            after: side(row, "after", "expected_after"),
        };
        let units: Vec<BeforeAndAfter> = list(&case.input["rows"]).iter().map(row).collect();
        let found = funnel_change(&units, &params(Target::OfUnits, 5)).unwrap().sufficient().unwrap();
        case.near(found.target, &case.output["overall_ratio"], 1e-12);
        for (ours, theirs) in found.units.iter().zip(list(&case.output["rows"])) {
            match ours.ratio {
                Ratio::Finite(ratio) => case.near(ratio, &theirs["ratio"], 1e-12),
                Ratio::Unbounded | Ratio::Undefined => assert!(theirs["ratio"].is_null(), "{}", case.id),
            }
            case.near(ours.p_value, &theirs["p_value"], 1e-10);
            for limits in &ours.limits {
                let theirs = &theirs[limits.level.to_string()];
                case.near_or_none(limits.lower, &theirs["lower"], 1e-10);
                case.near_or_none(limits.upper, &theirs["upper"], 1e-10);
                assert_eq!(word(limits.position), theirs["outside"], "{}", case.id);
            }
        }
    }
}

#[test]
fn wider_limits_agree_with_numpy_and_r() {
    for case in Case::of(CASES, "funnel_overdispersed") {
        let scale = if case.input["scale"] == "plain" { Scale::Plain } else { Scale::SquareRoot };
        let winsorise = case.input["winsorise"].as_f64().unwrap_or(0.1);
        let params = OverdispersedParams { funnel: params(target(&case.input), 10), scale, winsorise };
        let Some(found) = funnel_overdispersed(&against(&case.input), &params).unwrap().sufficient() else {
            assert!(case.is_refused(), "{}", case.id);
            continue;
        };
        case.near(found.dispersion_plain, &case.output["phi_plain"], 1e-10);
        case.near(found.dispersion, &case.output["phi"], 1e-10);
        case.near(found.between_variance, &case.output["tau2"], 1e-10);
        case.near(found.p_value, &case.output["overdispersion_p"], 1e-8);
        for (ours, theirs) in found.units.iter().zip(list(&case.output["rows"])) {
            case.near(ours.z, &theirs["z"], 1e-10);
            case.near(ours.z_winsorised, &theirs["z_winsorised"], 1e-10);
            case.near(ours.z_multiplicative, &theirs["z_multiplicative"], 1e-10);
            case.near(ours.z_additive, &theirs["z_additive"], 1e-10);
            for (place, level) in LEVELS.iter().enumerate() {
                for (name, limits) in [("multiplicative", &ours.multiplicative), ("additive", &ours.additive)]
                {
                    let theirs = numbers(&theirs[level.to_string()][name]);
                    let interval = limits[place].interval;
                    for (ours, theirs) in [(interval.lower, theirs[0]), (interval.upper, theirs[1])] {
                        assert!((ours - theirs).abs() <= 1e-10 * theirs.abs().max(1e-3), "{}", case.id);
                    }
                }
            }
        }
    }
}

#[test]
fn limits_by_chance_alone_would_call_most_wards_special() {
    let wards = Case::of(CASES, "funnel_overdispersed").into_iter().find(|case| case.id.contains("wards"));
    let units = against(&wards.unwrap().input);
    let funnel = params(Target::OfUnits, 10);
    let plain = funnel_poisson(&units, &funnel).unwrap().sufficient().unwrap();
    let params = OverdispersedParams { funnel, scale: Scale::SquareRoot, winsorise: 0.1 };
    let wide = funnel_overdispersed(&units, &params).unwrap().sufficient().unwrap();
    let outside = |limits: &Limits| matches!(limits.position, Position::Above | Position::Below);
    let count = |flags: Vec<bool>| flags.into_iter().filter(|outside| *outside).count();
    let by_chance = count(plain.units.iter().map(|unit| outside(&unit.limits[1])).collect());
    let multiplicative = count(wide.units.iter().map(|unit| outside(&unit.multiplicative[1])).collect());
    let additive = count(wide.units.iter().map(|unit| outside(&unit.additive[1])).collect());
    let by_z = count(wide.units.iter().map(|unit| unit.z.abs() > 3.0902).collect());
    assert_eq!((by_chance, by_z, multiplicative, additive), (206, 207, 6, 5));
}

#[test]
fn what_cannot_be_used_is_named_and_too_little_is_an_answer() {
    let unit = |observed, expected| CountAgainst { observed, expected };
    let five = vec![unit(3, 2.0); 5];
    let asked = |units: &[CountAgainst], params: &FunnelParams| funnel_poisson(units, params);
    let of_units = params(Target::OfUnits, 5);
    let few = asked(&five[..4], &of_units).unwrap().insufficient().unwrap();
    assert_eq!((few.unit, few.available, few.required), (SampleUnit::Units, 4, 5));
    let none = asked(&[unit(0, 2.0); 5], &of_units).unwrap().insufficient().unwrap();
    assert_eq!((none.unit, none.available), (SampleUnit::Events, 0));
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let mut units = five.clone();
        units[3].expected = bad;
        assert!(matches!(asked(&units, &of_units), Err(FunnelError::Expected { unit: 3, .. })));
        let given = params(Target::Given(bad), 5);
        assert!(matches!(asked(&five, &given), Err(FunnelError::Target { .. })));
        let levels = FunnelParams { levels: vec![bad], ..of_units.clone() };
        assert!(matches!(asked(&five, &levels), Err(FunnelError::Level { .. })));
    }
    assert!(matches!(asked(&[unit(u64::MAX, 2.0)], &of_units), Err(FunnelError::Count { unit: 0, .. })));
    let answers = [YesOf { yes: 3, answers: 2 }];
    assert!(matches!(funnel_share(&answers, &of_units), Err(FunnelError::Answers { unit: 0, .. })));
    let wide = OverdispersedParams { funnel: of_units, scale: Scale::Plain, winsorise: 0.5 };
    assert!(matches!(funnel_overdispersed(&five, &wide), Err(FunnelError::Winsorise { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_outer_limit_lies_outside_an_inner_one_and_order_does_not_matter(
        units in prop::collection::vec((0_u64..300, 0.2..200.0_f64), 10..40),
    ) {
        let units: Vec<CountAgainst> =
            units.into_iter().map(|(observed, expected)| CountAgainst { observed, expected }).collect();
        prop_assume!(units.iter().any(|unit| unit.observed > 0));
        let asked = params(Target::OfUnits, 10);
        let found = funnel_poisson(&units, &asked).unwrap().sufficient().unwrap();
        let back: Vec<CountAgainst> = units.iter().rev().copied().collect();
        let turned = funnel_poisson(&back, &asked).unwrap().sufficient().unwrap();
        for (unit, same) in found.units.iter().zip(turned.units.iter().rev()) {
            let [inner, outer] = [unit.limits[0].interval, unit.limits[1].interval];
            prop_assert!(outer.lower <= inner.lower && inner.lower <= found.target);
            prop_assert!(found.target <= inner.upper && inner.upper <= outer.upper);
            prop_assert!((unit.p_value - same.p_value).abs() < 1e-9);
        }
        let wide = OverdispersedParams { funnel: asked, scale: Scale::SquareRoot, winsorise: 0.1 };
        let wide = funnel_overdispersed(&units, &wide).unwrap().sufficient().unwrap();
        for unit in &wide.units {
            // Pulled-in units spread less, and wider limits never call more units special.
            prop_assert!(unit.z_winsorised.abs() <= unit.z.abs() + 1e-12 || wide.dispersion_plain > 0.0);
            prop_assert!(unit.z_additive.abs() <= unit.z.abs() + 1e-12);
            prop_assert!(unit.z_multiplicative.abs() <= unit.z.abs() + 1e-12);
        }
    }
}
