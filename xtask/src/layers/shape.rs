//! The shape every crate has: shared lints, a README that is its documentation, files that one can read
//! in one go, and no cargo features.
//!
//! Tests do not count towards the length of a file, whether they stand at its end, in `tests.rs` or in a
//! folder `tests`. The length of functions is left to clippy. A `Cargo.toml` is read by its lines, because the two
//! spellings of inherited lints are all that is asked.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Violation;
use crate::workspace::Package;

/// The most lines of a file that is not a test.
const LONGEST_FILE: usize = 500;

/// Everything that is wrong with the shape of one crate.
pub fn check(package: &Package) -> Result<Vec<Violation>> {
    let mut violations: Vec<_> = features(package).into_iter().collect();
    let manifest = read(&package.manifest_path)?;
    if !inherits_lints(&manifest) {
        violations.push(Violation {
            place: package.name.clone(),
            problem: "its Cargo.toml does not inherit the lints of the workspace".to_owned(),
            remedy: "add `[lints]` with `workspace = true`".to_owned(),
        });
    }
    violations.extend(readme(package)?);
    violations.extend(long_files(package)?);
    Ok(violations)
}

fn features(package: &Package) -> Option<Violation> {
    if package.features.is_empty() {
        return None;
    }
    let names: Vec<_> = package.features.keys().map(String::as_str).collect();
    Some(Violation {
        place: package.name.clone(),
        problem: format!("it has cargo features or optional dependencies ({})", names.join(", ")),
        remedy: "there is one product: always build it, or make it a crate of its own".to_owned(),
    })
}

/// Whether a `Cargo.toml` says `[lints] workspace = true`, in either spelling.
pub fn inherits_lints(manifest: &str) -> bool {
    let mut section = "";
    manifest.lines().map(str::trim).any(|line| {
        if line.starts_with('[') {
            section = line;
        }
        let setting = line.split('#').next().unwrap_or("").replace(' ', "");
        (section == "[lints]" && setting == "workspace=true")
            || (section.is_empty() && setting == "lints.workspace=true")
    })
}

fn readme(package: &Package) -> Result<Option<Violation>> {
    let path = package.folder().join("README.md");
    let problem = if !path.is_file() || read(&path)?.trim().is_empty() {
        "it has no README.md, or an empty one"
    } else if !roots(package)?.contains("#![doc = include_str!(\"../README.md\")]") {
        "its README.md is not its crate documentation"
    } else {
        return Ok(None);
    };
    Ok(Some(Violation {
        place: package.name.clone(),
        problem: problem.to_owned(),
        remedy: "say in README.md what the crate is and what it leaves out, and begin its root file with \
                 `#![doc = include_str!(\"../README.md\")]`"
            .to_owned(),
    }))
}

/// The text of the crate's library and programs.
fn roots(package: &Package) -> Result<String> {
    let product = |kind: &String| matches!(kind.as_str(), "lib" | "bin");
    let targets = package.targets.iter().filter(|target| target.kind.iter().any(product));
    targets.map(|target| read(&target.src_path)).collect()
}

fn long_files(package: &Package) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    for path in sources(package.folder())? {
        let lines = without_tests(&read(&path)?).lines().count();
        if lines > LONGEST_FILE {
            violations.push(Violation {
                place: path.display().to_string(),
                problem: format!("{lines} lines; a file has at most {LONGEST_FILE}, tests apart"),
                remedy: "split it by what it knows".to_owned(),
            });
        }
    }
    Ok(violations)
}

/// The text of a file up to the tests at its end.
pub fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\nmod ").map_or(text, |(code, _)| code)
}

/// The crate's Rust files, without tests and without what a build leaves behind.
pub fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_test = |path: &PathBuf| {
        let inside = path.strip_prefix(folder).unwrap_or(path);
        inside.ends_with("tests.rs") || inside.components().any(|part| part.as_os_str() == "tests")
    };
    Ok(rust_files(folder)?.into_iter().filter(|path| !is_test(path)).collect())
}

/// All Rust files of a folder, without what a build leaves behind.
pub fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let context = || format!("cannot list {}", folder.display());
        for entry in fs::read_dir(&folder).with_context(context)? {
            let path = entry.with_context(context)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() && !matches!(&*name, "target" | "node_modules") {
                folders.push(path);
            } else if name.ends_with(".rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
