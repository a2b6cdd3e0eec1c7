//! Running `lofte analyse`, and the reference results that its answers are compared with.

use serde_json::Value;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self:#?}");
        let mut words = self.out.split(|sign: char| !sign.is_alphanumeric());
        assert!(!words.any(|word| matches!(word, "NaN" | "inf")), "{self:#?}");
        self
    }

    /// It was refused with all of these words on standard error.
    #[track_caller]
    pub(crate) fn refused(self, words: &[&str]) {
        assert_eq!(self.code, 1, "{self:#?}");
        for word in words {
            assert!(self.err.contains(word), "“{word}” is not in {self:#?}");
        }
        assert!(
            self.out.is_empty() && !self.err.contains("{ $") && !self.err.contains("panicked"),
            "{self:#?}"
        );
    }

    /// The options themselves were not understood, with these words.
    #[track_caller]
    pub(crate) fn code_two(self, words: &str) {
        assert_eq!(self.code, 2, "{self:#?}");
        assert!(self.err.contains(words) && self.out.is_empty(), "“{words}” is not in {self:#?}");
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// Runs `lofte analyse` in English with arguments separated by spaces; `~` stands for a space within one.
pub(crate) fn analyse(arguments: &str) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_lofte"))
        .arg("analyse")
        .args(arguments.split_whitespace().map(|argument| argument.replace('~', " ")))
        .env("LOFTE_LANG", "en")
        .env_remove("LOFTE_LOG")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The estimates of `lofte analyse survey`.
#[track_caller]
pub(crate) fn survey(arguments: &str) -> Vec<Value> {
    let json = analyse(&format!("survey {arguments} --format json")).done().json();
    json["estimates"].as_array().unwrap().iter().map(|found| found["estimate"].clone()).collect()
}

/// A file of the reference data.
pub(crate) fn data(name: &str) -> String {
    reference(&format!("data/{name}.csv")).display().to_string()
}

fn reference(name: &str) -> PathBuf {
    let oracle = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../lofte-analysis/oracle");
    let folders =
        ["survey", "replication", "independence", "power_analysis"].map(|folder| oracle.join(folder));
    let found = folders.map(|folder| folder.join(name)).into_iter().find(|path| path.exists());
    found.unwrap_or_else(|| oracle.join("survey").join(name))
}

pub(crate) fn reference_json(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(reference(name)).unwrap()).unwrap()
}

/// What R says.
pub(crate) struct Oracle {
    cases: BTreeMap<String, Value>,
    /// How many cases have been compared.
    pub(crate) compared: Cell<usize>,
}

impl Oracle {
    pub(crate) fn read() -> Self {
        Self::read_file("r_survey_4.5.json")
    }

    pub(crate) fn read_file(name: &str) -> Self {
        let file = reference_json(name);
        let cases = file["cases"].as_array().unwrap().iter();
        let cases = cases.map(|case| (case["id"].as_str().unwrap().to_owned(), case.clone())).collect();
        Self { cases, compared: Cell::new(0) }
    }

    #[track_caller]
    pub(crate) fn numbers(&self, id: &str, field: &str) -> Vec<f64> {
        let case = self.cases.get(id).unwrap_or_else(|| panic!("no case {id}"));
        match &case[field] {
            Value::Array(values) => values.iter().map(|value| value.as_f64().unwrap()).collect(),
            value => vec![value.as_f64().unwrap_or_else(|| panic!("{id} has no {field}"))],
        }
    }

    fn has(&self, id: &str, field: &str) -> bool {
        self.cases.get(id).is_some_and(|case| !case[field].is_null())
    }

    /// Compares estimates, standard errors, intervals and design effects. R was not asked for every combination, so
    /// tests count what was compared.
    #[track_caller]
    pub(crate) fn check(&self, id: &str, got: &[Value]) {
        self.check_within(id, got, 1e-8);
    }

    #[track_caller]
    pub(crate) fn check_within(&self, id: &str, got: &[Value], tolerance: f64) {
        let fields: [(&str, &[&str]); 5] = [
            ("est", &["value"]),
            ("se", &["se"]),
            ("lo", &["interval", "lower"]),
            ("hi", &["interval", "upper"]),
            ("deff", &["design_effect"]),
        ];
        self.compared.set(self.compared.get() + usize::from(self.has(id, "est")));
        for (field, path) in fields {
            if !self.has(id, field) {
                continue;
            }
            let want = self.numbers(id, field);
            assert_eq!(want.len(), got.len(), "{id} {field}");
            for (want, got) in want.into_iter().zip(got) {
                let got = path.iter().fold(got, |value, key| &value[*key]);
                close(got.as_f64().unwrap(), want, tolerance, &format!("{id} {field}"));
            }
        }
    }
}

#[track_caller]
pub(crate) fn close(got: f64, want: f64, tolerance: f64, what: &str) {
    assert!((got - want).abs() <= tolerance * want.abs().max(1e-6), "{what}: {got} is not {want}");
}
