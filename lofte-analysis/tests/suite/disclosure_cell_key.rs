//! Noise by cell key against scipy, R and the program of ONS (oracle/cell_key/README.md).

use crate::reference_cases::{Case, list, numbers, whole};
use lofte_analysis::disclosure::cell_key::{CellKeyError, CellKeyParams, noise_table};
use proptest::prelude::*;
use serde_json::Value;

const CASES: &str = include_str!("../../oracle/cell_key/cases.json");

fn params(input: &Value) -> CellKeyParams {
    let small = |name: &str| u32::try_from(whole(&input[name])).unwrap();
    CellKeyParams {
        largest: small("largest"),
        variance: input["variance"].as_f64().unwrap(),
        hidden_up_to: small("hidden_up_to"),
    }
}

#[test]
fn the_table_of_noise_agrees_with_scipy_and_r() {
    for case in Case::of(CASES, "noise_table") {
        let table = match noise_table(params(&case.input)) {
            Ok(table) => table,
            Err(error) => {
                let code = match error {
                    CellKeyError::NoUnbiasedNoise { .. } => "no_unbiased_noise",
                    CellKeyError::VarianceTooSmall { .. } => "variance_too_small",
                    CellKeyError::Parameters | CellKeyError::Modulus { .. } => "unexpected",
                };
                assert_eq!(case.output["refused"], code, "{}", case.id);
                continue;
            }
        };
        let theirs = list(&case.output["rows"]);
        assert_eq!(table.rows.len(), theirs.len(), "{}", case.id);
        for (ours, theirs) in table.rows.iter().zip(theirs) {
            assert_eq!(u64::from(ours.count), whole(&theirs["count"]), "{}", case.id);
            let noise: Vec<i64> =
                list(&theirs["noise"]).iter().map(|noise| noise.as_i64().unwrap()).collect();
            assert_eq!(ours.noise, noise, "{}", case.id);
            for (ours, theirs) in ours.probability.iter().zip(numbers(&theirs["probability"])) {
                assert!((ours - theirs).abs() < 1e-8, "{}: {ours} against {theirs}", case.id);
            }
            if ours.count > 0 {
                case.near(ours.entropy, &theirs["entropy_bits"], 1e-9);
                assert!((ours.kept - theirs["kept"].as_f64().unwrap()).abs() < 1e-8, "{}", case.id);
            }
        }
    }
}

#[test]
fn changed_cells_agree_with_the_program_of_ons() {
    for case in Case::of(CASES, "apply_noise") {
        let table = noise_table(params(&case.input["table"])).unwrap();
        let modulus = whole(&case.input["modulus"]);
        for (cell, theirs) in list(&case.input["cells"]).iter().zip(list(&case.output["cells"])) {
            let keys: Vec<u64> = list(&cell["keys"]).iter().map(whole).collect();
            let ours = table.apply(&keys, modulus).unwrap();
            assert_eq!(ours.count, whole(&theirs["count"]), "{}", case.id);
            assert_eq!(ours.cell_key, whole(&theirs["cell_key"]), "{}", case.id);
            assert_eq!(ours.noise, theirs["noise"].as_i64().unwrap(), "{}", case.id);
            assert_eq!(ours.published, whole(&theirs["published"]), "{}", case.id);
        }
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let params = CellKeyParams { largest: 5, variance: 3.0, hidden_up_to: 2 };
    for bad in [0, 51] {
        let refused = noise_table(CellKeyParams { largest: bad, ..params });
        assert_eq!(refused.unwrap_err(), CellKeyError::Parameters);
    }
    let refused = noise_table(CellKeyParams { variance: f64::NAN, ..params });
    assert_eq!(refused.unwrap_err(), CellKeyError::Parameters);
    let refused = noise_table(params).unwrap().apply(&[1, 2], 1);
    assert_eq!(refused.unwrap_err(), CellKeyError::Modulus { modulus: 1 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn noise_leaves_the_mean_and_keeps_its_bounds(largest in 1_u32..8, variance in 0.2..9.0_f64, hidden_up_to in 0_u32..4, keys in prop::collection::vec(0_u64..4096, 0..30)) {
        let params = CellKeyParams { largest, variance, hidden_up_to };
        let Ok(table) = noise_table(params) else { return Ok(()) };
        for row in &table.rows {
            let pairs = || row.noise.iter().map(|noise| *noise as f64).zip(&row.probability);
            let mean: f64 = pairs().map(|(noise, p)| noise * p).sum();
            let square: f64 = pairs().map(|(noise, p)| noise * noise * p).sum();
            prop_assert!((row.probability.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(mean.abs() < 1e-9 && square <= variance + 1e-7, "{row:?}");
        }
        let cell = table.apply(&keys, 4096).unwrap();
        prop_assert!(cell.published.abs_diff(cell.count) <= u64::from(largest));
        prop_assert!(cell.published == 0 || cell.published > u64::from(hidden_up_to));
        let mut turned = keys;
        turned.reverse();
        prop_assert_eq!(cell, table.apply(&turned, 4096).unwrap());
    }
}
