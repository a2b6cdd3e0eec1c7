//! Reading of the reference data and comparison with it, shared by the survey tests.
#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

pub mod risks;

use lofte_analysis::survey::{Design, DesignColumns, Estimate};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

/// A file of the surveys' references, whose methods have a folder each.
fn path(name: &str) -> PathBuf {
    let oracle = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oracle");
    let folders =
        ["survey", "replication", "independence", "power_analysis"].map(|folder| oracle.join(folder));
    folders.map(|folder| folder.join(name)).into_iter().find(|path| path.exists()).unwrap()
}

pub fn json(name: &str) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path(name)).unwrap()).unwrap()
}

/// A CSV file held as text columns.
pub struct Frame {
    columns: HashMap<String, Vec<String>>,
    pub rows: usize,
}

impl Frame {
    pub fn read(name: &str) -> Self {
        let mut reader = csv::Reader::from_path(path(&format!("data/{name}.csv"))).unwrap();
        let headers = reader.headers().unwrap().clone();
        let mut columns: HashMap<String, Vec<String>> = HashMap::new();
        let mut rows = 0;
        for record in reader.records() {
            rows += 1;
            for (header, field) in headers.iter().zip(&record.unwrap()) {
                columns.entry(header.to_owned()).or_default().push(field.to_owned());
            }
        }
        Self { columns, rows }
    }

    /// The rows at these places, in that order.
    pub fn pick(&self, rows: &[usize]) -> Self {
        let pick = |column: &Vec<String>| rows.iter().map(|&row| column[row].clone()).collect();
        let columns = self.columns.iter().map(|(name, column)| (name.clone(), pick(column))).collect();
        Self { columns, rows: rows.len() }
    }

    pub fn text(&self, column: &str) -> &[String] {
        &self.columns[column]
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    pub fn numbers(&self, column: &str) -> Vec<Option<f64>> {
        self.text(column).iter().map(|s| s.parse().ok()).collect()
    }

    pub fn full(&self, column: &str) -> Vec<f64> {
        self.numbers(column).into_iter().map(Option::unwrap).collect()
    }

    /// Labels numbered in alphabetical order.
    pub fn codes(&self, column: &str) -> Vec<u32> {
        let levels = self.levels(column);
        let place: BTreeMap<&String, u32> = levels.iter().zip(0..).collect();
        self.text(column).iter().map(|s| place[s]).collect()
    }

    /// The distinct non-empty labels in alphabetical order.
    pub fn levels(&self, column: &str) -> Vec<String> {
        let set: BTreeSet<&String> = self.text(column).iter().filter(|s| !s.is_empty()).collect();
        set.into_iter().cloned().collect()
    }

    /// Whether each row has the label; `None` where the field is empty.
    pub fn is(&self, column: &str, label: &str) -> Vec<Option<bool>> {
        self.text(column).iter().map(|s| (!s.is_empty()).then(|| s == label)).collect()
    }

    pub fn has(&self, column: &str, label: &str) -> Vec<bool> {
        self.text(column).iter().map(|s| s == label).collect()
    }
}

/// The reference cases and which of them have been compared.
pub struct Oracle {
    cases: BTreeMap<String, serde_json::Value>,
    pub checked: BTreeSet<String>,
}

impl Oracle {
    pub fn read() -> Self {
        Self::read_file("r_survey_4.5.json")
    }

    pub fn read_file(name: &str) -> Self {
        let file = json(name);
        let cases = file["cases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| (case["id"].as_str().unwrap().to_owned(), case.clone()))
            .collect();
        Self { cases, checked: BTreeSet::new() }
    }

    pub fn ids(&self) -> impl Iterator<Item = &String> {
        self.cases.keys()
    }

    pub fn has(&self, id: &str) -> bool {
        self.cases.contains_key(id)
    }

    /// All numbers of a field, flattened.
    pub fn numbers(&self, id: &str, field: &str) -> Vec<f64> {
        fn flatten(value: &serde_json::Value, out: &mut Vec<f64>) {
            match value {
                serde_json::Value::Array(values) => values.iter().for_each(|v| flatten(v, out)),
                value => out.push(value.as_f64().unwrap()),
            }
        }
        let case = self.cases.get(id).unwrap_or_else(|| panic!("no case {id}"));
        let mut out = Vec::new();
        flatten(&case[field], &mut out);
        out
    }

    /// Compares one field; does nothing when the case is not in the file.
    pub fn check(&mut self, id: &str, field: &str, got: &[f64], tolerance: f64) {
        if !self.has(id) {
            return;
        }
        self.checked.insert(id.to_owned());
        let want = self.numbers(id, field);
        assert_eq!(got.len(), want.len(), "{id} {field}: number of values");
        for (got, want) in got.iter().zip(want) {
            close(*got, want, tolerance, &format!("{id} {field}"));
        }
    }

    pub fn check_estimate(&mut self, id: &str, got: &Estimate) {
        self.check_estimates(id, &[*got]);
    }

    /// Compares value, se and interval, at 1e-10.
    pub fn check_estimates(&mut self, id: &str, got: &[Estimate]) {
        if !self.has(id) {
            return;
        }
        let all = |f: fn(&Estimate) -> f64| -> Vec<f64> { got.iter().map(f).collect() };
        self.check(id, "est", &all(|e| e.value), 1e-10);
        self.check(id, "se", &all(|e| e.se), 1e-10);
        if !self.cases[id]["lo"].is_null() {
            self.check(id, "lo", &all(|e| e.interval.lower), 1e-10);
            self.check(id, "hi", &all(|e| e.interval.upper), 1e-10);
        }
    }

    pub fn field_is_present(&self, id: &str, field: &str) -> bool {
        self.cases.get(id).is_some_and(|case| !case[field].is_null())
    }
}

/// Relative comparison; absolute near zero.
pub fn close(got: f64, want: f64, tolerance: f64, what: &str) {
    let scale = if got.abs().max(want.abs()) < 1e-8 { 1.0 } else { got.abs().max(want.abs()) };
    assert!((got - want).abs() <= tolerance * scale, "{what}: got {got:.16e}, reference {want:.16e}");
}

/// The six designs on the API samples.
pub fn api_designs() -> Vec<(&'static str, Frame, Design)> {
    let [strat, clus1, clus2, srs] = ["apistrat", "apiclus1", "apiclus2", "apisrs"].map(Frame::read);
    let [strat_b, clus1_b] = ["apistrat", "apiclus1"].map(Frame::read);
    let with_fpc = |f: &Frame, columns: DesignColumns<'_>| {
        let (weights, fpc) = (f.full("pw"), f.full("fpc"));
        let columns = DesignColumns { weights: Some(&weights), psu_population: Some(&fpc), ..columns };
        Design::from_columns(f.rows, &columns).unwrap()
    };
    let stype = strat.codes("stype");
    let by_type = DesignColumns { strata: Some(&stype), ..DesignColumns::default() };
    let district = clus1.codes("dnum");
    let by_district = DesignColumns { psu: Some(&district), ..DesignColumns::default() };
    let (d2, s2, n1, n2) = (clus2.codes("dnum"), clus2.codes("snum"), clus2.full("fpc1"), clus2.full("fpc2"));
    let two_stages = DesignColumns {
        psu: Some(&d2),
        ssu: Some(&s2),
        psu_population: Some(&n1),
        ssu_population: Some(&n2),
        ..DesignColumns::default()
    };
    let design_strat = with_fpc(&strat, by_type);
    let design_clus1 = with_fpc(&clus1, by_district);
    let design_clus2 = Design::from_columns(clus2.rows, &two_stages).unwrap();
    let design_srs = with_fpc(&srs, DesignColumns::default());
    vec![
        ("strat", strat, design_strat.clone()),
        ("strat_nofpc", strat_b, design_strat.without_population_correction()),
        ("clus1", clus1, design_clus1.clone()),
        ("clus1_nofpc", clus1_b, design_clus1.without_population_correction()),
        ("clus2", clus2, design_clus2),
        ("srs", srs, design_srs),
    ]
}
