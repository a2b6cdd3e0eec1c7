//! The invariants in ARCHITECTURE.md: each has a row of tests, and each of these tests exists.
//!
//! Whether a test proves what its invariant says is for a reader to judge; that it is there is checked here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Violation;
use super::shape::{read, rust_files};

const DOCUMENT: &str = "ARCHITECTURE.md";

/// Everything that is wrong with the table.
pub fn check(root: &Path) -> Result<Vec<Violation>> {
    let text = fs::read_to_string(root.join(DOCUMENT)).with_context(|| format!("cannot read {DOCUMENT}"))?;
    let mut functions = BTreeSet::new();
    for path in rust_files(root)? {
        functions.extend(read(&path)?.split("fn ").skip(1).filter_map(name).map(str::to_owned));
    }
    Ok(problems(&text, &functions))
}

/// The name that a text begins with.
fn name(text: &str) -> Option<&str> {
    let end = text.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_')?;
    (end > 0).then(|| &text[..end])
}

fn problems(text: &str, functions: &BTreeSet<String>) -> Vec<Violation> {
    let section =
        text.split("## Invariants").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or_default();
    let numbered = |line: &str| line.split_once(". ").and_then(|(number, _)| number.parse::<u32>().ok());
    let invariants: BTreeSet<u32> = section.lines().filter_map(numbered).collect();
    let rows: Vec<(u32, &str)> = section.lines().filter_map(row).collect();
    let violation = |problem: String| Violation {
        place: DOCUMENT.to_owned(),
        problem,
        remedy: "name the tests of each invariant in the table below them".to_owned(),
    };
    let mut found = Vec::new();
    if invariants.is_empty() {
        found.push(violation("it has no numbered invariants".to_owned()));
    }
    for number in &invariants {
        if !rows.iter().any(|(row, tests)| row == number && tests.contains('`')) {
            found.push(violation(format!("invariant {number} has no test")));
        }
    }
    for (number, tests) in rows {
        for test in tests.split('`').skip(1).step_by(2).filter(|test| !functions.contains(*test)) {
            found.push(violation(format!("invariant {number} names the test {test}, which does not exist")));
        }
    }
    found
}

/// The number and the tests of a row of the table.
fn row(line: &str) -> Option<(u32, &str)> {
    let (number, tests) = line.strip_prefix("| ")?.split_once(" | ")?;
    Some((number.parse().ok()?, tests))
}

#[cfg(test)]
mod tests {
    use super::problems;

    const TEXT: &str =
        "## Invariants\n\n1. **A**: b\n2. **C**\n\n| invariant | tests |\n|---|---|\n| 1 | `one`, `two` |\n";

    fn found(text: &str, functions: &[&str]) -> Vec<String> {
        let functions = functions.iter().map(|name| (*name).to_owned()).collect();
        problems(text, &functions).into_iter().map(|violation| violation.problem).collect()
    }

    #[test]
    fn an_invariant_without_a_test_and_a_test_that_is_gone_are_found() {
        let gone = "invariant 1 names the test two, which does not exist";
        assert_eq!(found(TEXT, &["one"]), ["invariant 2 has no test", gone]);
        assert_eq!(found(&format!("{TEXT}| 2 | `two` |\n"), &["one", "two"]), Vec::<String>::new());
        assert_eq!(found("nothing", &[]), ["it has no numbered invariants"]);
    }
}
