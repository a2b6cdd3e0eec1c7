//! Similar units against numpy and R (oracle/similar/README.md).

use crate::reference_cases::{Case, list};
use lofte_analysis::incidents::similar::{ColumnScale, SimilarColumn, SimilarError, SimilarParams, similar};
use proptest::prelude::*;

const CASES: &str = include_str!("../../oracle/similar/cases.json");

#[test]
fn similar_units_agree_with_numpy_and_r() {
    for case in Case::of(CASES, "similar") {
        let units = list(&case.input["units"]);
        let names: Vec<&str> = units.iter().map(|unit| unit["code"].as_str().unwrap()).collect();
        let variables: Vec<&str> =
            list(&case.input["variables"]).iter().map(|name| name.as_str().unwrap()).collect();
        let values: Vec<Vec<f64>> = variables
            .iter()
            .map(|name| units.iter().map(|unit| unit["values"][*name].as_f64().unwrap()).collect())
            .collect();
        let columns: Vec<SimilarColumn<'_>> = variables
            .iter()
            .zip(&values)
            .map(|(name, values)| {
                let logarithms = case.input["logarithm"].as_array();
                let is_log = logarithms.is_some_and(|names| names.iter().any(|known| known == name));
                SimilarColumn {
                    values,
                    scale: if is_log { ColumnScale::Logarithm } else { ColumnScale::Plain },
                    weight: case.input["weights"][*name].as_f64().unwrap_or(1.0),
                }
            })
            .collect();
        let focus = names.iter().position(|name| *name == case.input["focus"]).unwrap();
        let take = usize::try_from(case.input["take"].as_u64().unwrap()).unwrap();
        let params = SimilarParams { focus, take, min_units: 20 };
        let found = match similar(&names, &columns, &params) {
            Ok(found) => found.sufficient(),
            Err(error) => {
                assert_eq!(case.output["refused"], "variable_without_spread", "{}: {error}", case.id);
                continue;
            }
        };
        let Some(found) = found else {
            assert_eq!(case.output["refused"], "fewer_than_20_units", "{}", case.id);
            continue;
        };
        let theirs = list(&case.output["similar"]);
        assert_eq!(found.similar.len(), theirs.len(), "{}", case.id);
        for (ours, theirs) in found.similar.iter().zip(theirs) {
            assert_eq!(names[ours.unit], theirs["code"], "{}", case.id);
            case.near(ours.distance, &theirs["distance"], 1e-12);
            for (part, name) in ours.by_column.iter().zip(&variables) {
                let theirs = theirs["by_variable"][*name].as_f64().unwrap();
                assert!((part - theirs).abs() <= 1e-12 * ours.distance, "{} {name}", case.id);
            }
        }
        case.near(found.strangeness, &case.output["own_rank_of_strangeness"], 1e-12);
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let names: Vec<String> = (0..20).map(|unit| format!("{unit:02}")).collect();
    let values: Vec<f64> = (0..20).map(f64::from).collect();
    let params = SimilarParams { focus: 3, take: 7, min_units: 20 };
    let column = SimilarColumn { values: &values, scale: ColumnScale::Plain, weight: 1.0 };
    let refused =
        |columns: &[SimilarColumn<'_>], params: SimilarParams| similar(&names, columns, &params).unwrap_err();
    assert_eq!(refused(&[], params), SimilarError::Length { units: 20 });
    let short = SimilarColumn { values: &values[1..], ..column };
    assert_eq!(refused(&[column, short], params), SimilarError::Length { units: 20 });
    let zero = SimilarColumn { scale: ColumnScale::Logarithm, ..column };
    assert_eq!(refused(&[zero], params), SimilarError::Value { unit: 0, column: 0, value: 0.0 });
    let weight = SimilarColumn { weight: 0.0, ..column };
    assert_eq!(refused(&[weight], params), SimilarError::Weight { column: 0, weight: 0.0 });
    let far = SimilarParams { focus: 20, ..params };
    assert_eq!(refused(&[column], far), SimilarError::Focus { focus: 20, units: 20 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn units_of_measure_do_not_matter(
        values in prop::collection::vec((1.0..1e5_f64, 0.0..1.0_f64), 20..40), focus in any::<prop::sample::Index>(), scale in 0.01..1e4_f64,
    ) {
        let (one, other): (Vec<f64>, Vec<f64>) = values.into_iter().unzip();
        let scaled: Vec<f64> = one.iter().map(|value| value * scale).collect();
        let names: Vec<String> = (0..one.len()).map(|unit| format!("{unit:02}")).collect();
        let params = SimilarParams { focus: focus.index(one.len()), take: 7, min_units: 20 };
        for reading in [ColumnScale::Plain, ColumnScale::Logarithm] {
            let column = |values| SimilarColumn { values, scale: reading, weight: 1.0 };
            let second = SimilarColumn { values: &other, scale: ColumnScale::Plain, weight: 2.0 };
            let [plain, larger] =
                [&one, &scaled].map(|values| similar(&names, &[column(values), second], &params).unwrap().sufficient().unwrap());
            for (ours, theirs) in plain.similar.iter().zip(&larger.similar) {
                prop_assert!((ours.distance - theirs.distance).abs() <= 1e-8 * ours.distance.max(1e-6));
            }
            prop_assert!(plain.similar.is_sorted_by(|a, b| a.distance <= b.distance + 1e-11));
            prop_assert!((0.0..=1.0).contains(&plain.strangeness));
        }
    }
}
