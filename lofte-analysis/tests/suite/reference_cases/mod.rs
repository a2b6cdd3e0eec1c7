//! Cases of the folders `oracle/*/cases.json`: input, and output of an independent implementation.

use serde_json::Value;

/// A case of one method.
pub struct Case {
    pub id: String,
    pub input: Value,
    pub output: Value,
}

impl Case {
    /// The cases of a method.
    pub fn of(text: &str, method: &str) -> Vec<Self> {
        let all: Value = serde_json::from_str(text).unwrap();
        let own = all["cases"].as_array().unwrap().iter().filter(|case| case["method"] == method);
        let case = |case: &Value| Self {
            id: case["id"].as_str().unwrap().to_owned(),
            input: case["input"].clone(),
            output: case["output"].clone(),
        };
        let cases: Vec<Self> = own.map(case).collect();
        assert!(!cases.is_empty(), "there is no case of {method}");
        cases
    }

    /// Whether the other implementation refused it for being too small.
    pub fn is_refused(&self) -> bool {
        self.output.get("refused").is_some()
    }

    /// That our number is theirs, within a part of it.
    #[track_caller]
    pub fn near(&self, ours: f64, theirs: &Value, within: f64) {
        let theirs = theirs.as_f64().unwrap_or_else(|| panic!("{}: no number: {theirs}", self.id));
        let far = (ours - theirs).abs();
        assert!(far <= within * theirs.abs() || far < 1e-300, "{}: {ours} against {theirs}", self.id);
    }

    /// That there is a number on both sides or on neither, and that it is the same.
    #[track_caller]
    pub fn near_or_none(&self, ours: Option<f64>, theirs: &Value, within: f64) {
        match ours {
            Some(ours) => self.near(ours, theirs, within),
            None => assert!(theirs.is_null(), "{}: nothing against {theirs}", self.id),
        }
    }
}

/// The elements of a list.
#[track_caller]
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or_else(|| panic!("no list: {value}"), Vec::as_slice)
}

/// A list of numbers.
#[track_caller]
pub fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(|value| value.as_f64().unwrap()).collect()
}

/// A whole number, however it is written.
#[track_caller]
pub fn whole(value: &Value) -> u64 {
    let number = value.as_f64().unwrap_or_else(|| panic!("no number: {value}"));
    assert!(number >= 0.0 && number.fract() == 0.0, "no whole number: {value}");
    value.as_u64().unwrap_or_else(|| format!("{number:.0}").parse().unwrap())
}
