//! What each method can be asked, read out of its own help, so that a new method is asked without a line here.

use crate::analyse::support::analyse;
use proptest::prelude::*;
use std::sync::LazyLock;

/// A method of `lofte analyse` that reads a file of events.
#[derive(Debug)]
pub(super) struct Method {
    pub(super) name: String,
    knobs: Vec<Knob>,
    reads_a_file: bool,
}

/// An option of a method.
#[derive(Debug)]
struct Knob {
    flag: String,
    /// What its value is called in the help; none for a switch.
    value: Option<String>,
    choices: Vec<String>,
    default: Option<String>,
    /// Whether the method cannot do without.
    needed: bool,
}

/// What the coordinates are: the table knows.
const CRS: &str = "--crs";
/// Options of the whole program, which have their own tests.
const GLOBAL: [&str; 7] = ["--lang", "--format", "--as", "--help", "--version", "--list", "--dir"];
/// Rows of a house instead of a file; of that too there are tests of their own.
const FROM_RECORDS: &str = "--from-records";

/// The methods that read a file of events; those of surveys take their files by option, and have tests of their own.
pub(super) static METHODS: LazyLock<Vec<Method>> = LazyLock::new(|| {
    let help = analyse("--help").done().out;
    let lines =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A line that goes on the description of the one before is set in further.
    let names = lines.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.map(Method::read).filter(|method| method.reads_a_file).collect()
});

impl Method {
    fn read(name: &str) -> Self {
        let help = analyse(&format!("{name} --help")).done().out;
        let usage: Vec<&str> = help
            .lines()
            .skip_while(|line| !line.starts_with("Usage:"))
            .take_while(|line| !line.is_empty())
            .collect();
        let usage = usage.join(" ");
        let mut knobs: Vec<Knob> = Vec::new();
        let options = help
            .lines()
            .skip_while(|line| *line != "Options:")
            .take_while(|line| !line.starts_with("Example"));
        for line in options {
            let flag = line.trim_start().strip_prefix("-h, ").unwrap_or(line.trim_start());
            if let Some(option) = flag.starts_with("--").then_some(flag).filter(|_| line.starts_with("  ")) {
                let (flag, value) = option.split_once(' ').unwrap_or((option, ""));
                // Between bars where one of several will do, in brackets where none is needed.
                let needed =
                    [" ", "<", "|"].iter().any(|before| usage.contains(&format!("{before}{flag} <")));
                let value = value.split('>').next().and_then(|value| value.strip_prefix('<'));
                knobs.push(Knob {
                    flag: flag.to_owned(),
                    value: value.map(str::to_owned),
                    choices: Vec::new(),
                    default: None,
                    needed,
                });
            } else if let Some(knob) = knobs.last_mut() {
                knob.add(line.trim());
            }
        }
        // Where a file is one of two ways, the usage has it in brackets.
        let takes_events = knobs.iter().any(|knob| knob.flag == FROM_RECORDS);
        knobs.retain(|knob| knob.flag != FROM_RECORDS && !GLOBAL.contains(&knob.flag.as_str()));
        assert!(knobs.len() > 2, "the help of {name} was not understood: {help}");
        Self {
            name: name.to_owned(),
            knobs,
            reads_a_file: (takes_events || usage.contains(" <FILE>")) && !usage.contains("COMMAND"),
        }
    }

    /// Whether it can be told what the coordinates are.
    pub(super) fn has_positions(&self) -> bool {
        self.knobs.iter().any(|knob| knob.flag == CRS)
    }

    /// Options that are mostly right, and sometimes nonsense.
    pub(super) fn options(&self) -> impl Strategy<Value = Vec<String>> + use<> {
        let knobs = self.knobs.iter().filter(|knob| knob.flag != CRS);
        let each: Vec<BoxedStrategy<Vec<String>>> = knobs.map(Knob::strategy).collect();
        each.prop_map(|options| options.concat())
    }
}

impl Knob {
    fn add(&mut self, line: &str) {
        let bracketed = |name: &str| line.strip_prefix(name)?.strip_suffix(']').map(str::to_owned);
        if let Some(default) = bracketed("[default: ") {
            self.default = Some(default);
        } else if let Some(choices) = bracketed("[possible values: ") {
            self.choices.extend(choices.split(", ").map(str::to_owned));
        } else if let Some(choice) = line.strip_prefix("- ") {
            self.choices.extend(choice.split(':').next().map(str::to_owned));
        }
    }

    /// The option with its value, or nothing.
    fn strategy(&self) -> BoxedStrategy<Vec<String>> {
        let flag = self.flag.clone();
        let given = match &self.value {
            None => Just(vec![flag]).boxed(),
            // In one argument, so that a value with a minus is no option.
            Some(_) => self.values().prop_map(move |value| vec![format!("{flag}={value}")]).boxed(),
        };
        let often = match self.usual_column() {
            _ if self.needed => 120,
            Some("x" | "y" | "t" | "end") => 60,
            Some("id" | "kind") => 6,
            _ => 1,
        };
        prop_oneof![often => given, 14 => Just(Vec::new())].boxed()
    }

    fn values(&self) -> BoxedStrategy<String> {
        let of = |values: &[&str]| {
            prop::sample::select(values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>()).boxed()
        };
        let usual = match self.value.as_deref().unwrap_or_default() {
            _ if !self.choices.is_empty() => prop::sample::select(self.choices.clone()).boxed(),
            "COLUMN" => of(&[self.usual_column().unwrap_or("n")]),
            "DAY" => of(&["2023-01-01", "2024-12-31", "2025-06-30", "2020-02-29"]),
            "EXPRESSION" => of(&["n >= 2", "kind = 'a' or w < 1", "x != 5", "not (t > 2024)"]),
            "FORM" => of(&["%Y-%m-%d %H:%M", "%Y-%m-%d", "%d/%m/%Y"]),
            "PROPERTY" => of(&["deso"]),
            value if value.contains("geojson") => of(&[&borders()]),
            "FILE" => of(&[&crate::analyse::bench::oracle("chicago_daily.csv").display().to_string()]),
            "W,S,E,N" => of(&["590000,6546000,592000,6548000", "0,0,1,1"]),
            _ => match self.default.as_deref() {
                Some(word) if word.parse::<f64>().is_err() => of(&[word]),
                Some(number) if number.contains('.') => of(&[number, "0.1", "0.5", "0.9", "1.5"]),
                number => of(&[number.unwrap_or("1"), "1", "2", "5", "20"]),
            },
        };
        let column = of(&COLUMNS);
        let odd = of(&NONSENSE);
        let listed = (odd.clone(), odd.clone()).prop_map(|(one, other)| format!("{one},{other}"));
        let odd = prop_oneof![6 => odd, 1 => listed, 1 => "\\PC{0,12}"];
        if self.value.as_deref() == Some("COLUMN") {
            return prop_oneof![200 => usual, 3 => column, 1 => odd].boxed();
        }
        prop_oneof![5 => usual, 1 => odd].boxed()
    }

    /// The column of the table that this option is meant for.
    fn usual_column(&self) -> Option<&'static str> {
        self.value.as_deref().filter(|value| *value == "COLUMN")?;
        Some(match self.flag.trim_start_matches('-') {
            "x" => "x",
            "y" => "y",
            "time" | "day" | "date" => "t",
            "until" | "end" => "end",
            "category" | "by" | "kind" | "domain" | "strata" | "stratum" => "kind",
            "unit" | "name" | "area" | "id" => "id",
            "treated" | "treatment" | "after" => "on",
            "weight" | "population" | "expected" | "exposure" => "w",
            _ => "n",
        })
    }
}

/// The columns of the tables, and some that are none.
const COLUMNS: [&str; 12] = ["id", "x", "y", "t", "end", "kind", "w", "n", "on", "lon", "missing", "X"];

const NONSENSE: [&str; 34] = [
    "0",
    "-0",
    "-1",
    "1",
    "2",
    "3",
    "0.5",
    "0.999999999",
    "1e-9",
    "1e-320",
    "1e9",
    "1e308",
    "-1e308",
    "nan",
    "inf",
    "-inf",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "99999",
    "1000000",
    "",
    " ",
    "0,1",
    "5,1",
    "0,0.1,200",
    ",",
    "a,b,c,d",
    "0001-01-01",
    "9999-12-31",
    "2025-02-30",
    "åäö",
    "%Q%",
];

/// The borders of real areas.
fn borders() -> String {
    crate::analyse::bench::oracle("data/flen_deso_2025.geojson").display().to_string()
}
