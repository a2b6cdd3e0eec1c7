//! The workspace of the cluster beside that of the house: what they share must be the same in both.
//!
//! Two versions of Arrow would be two kinds of batches, and two versions of the store two kinds of places; looser lints
//! would be another house.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;

use super::Violation;
use super::shape::read;
use crate::workspace;

/// Crates whose versions must agree, by the name that a family shares.
const SHARED: [&str; 4] = ["arrow", "parquet", "object_store", "reqwest"];
/// Where the lints of a workspace begin in its `Cargo.toml`.
const LINTS: &str = "[workspace.lints.";

/// Everything in which the two workspaces differ and must not.
pub fn check(root: &Path) -> Result<Vec<Violation>> {
    let (house, cluster) = (root.to_owned(), workspace::cluster(root));
    let [locked, there] = [read(&house.join("Cargo.lock"))?, read(&cluster.join("Cargo.lock"))?];
    let mut violations = versions(&locked, &there);
    let [own, others] = [read(&house.join("Cargo.toml"))?, read(&cluster.join("Cargo.toml"))?];
    if lints(&own) != lints(&others) {
        violations.push(Violation {
            place: "lofte-cluster/Cargo.toml".to_owned(),
            problem: "its lints are not those of the house".to_owned(),
            remedy: "copy the tables [workspace.lints.…] of the Cargo.toml above it".to_owned(),
        });
    }
    Ok(violations)
}

fn versions(house: &str, cluster: &str) -> Vec<Violation> {
    let (own, others) = (locked(house), locked(cluster));
    let differs = |(name, versions): (&String, &BTreeSet<String>)| {
        let there = others.get(name).filter(|there| *there != versions)?;
        let told = |versions: &BTreeSet<String>| versions.iter().cloned().collect::<Vec<_>>().join(" and ");
        Some(Violation {
            place: "lofte-cluster/Cargo.lock".to_owned(),
            problem: format!("{name} is {} there and {} in the house", told(there), told(versions)),
            remedy: format!("raise both together: `cargo update -p {name} --precise …` in both folders"),
        })
    };
    own.iter().filter_map(differs).collect()
}

/// The versions of the shared crates in a lock file.
fn locked(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut name = None;
    for line in text.lines() {
        let value = |key: &str| line.strip_prefix(key)?.strip_suffix('"').map(str::to_owned);
        if let Some(found) = value("name = \"") {
            let shared = |family: &str| {
                let rest = found.strip_prefix(family);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            };
            name = SHARED.into_iter().any(shared).then_some(found);
        } else if let (Some(version), Some(name)) = (value("version = \""), &name) {
            found.entry(name.clone()).or_default().insert(version);
        }
    }
    found
}

/// The tables of lints, line by line.
fn lints(manifest: &str) -> Vec<&str> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line.starts_with(LINTS);
        }
        if inside && !line.is_empty() && !line.starts_with('#') {
            found.push(line);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_of_a_shared_crate_is_found_and_of_others_not() {
        let house = "[[package]]\nname = \"arrow-array\"\nversion = \"59.3.2\"\n\n[[package]]\nname = \"csv\"\nversion = \"1.0.0\"\n";
        assert!(versions(house, house).is_empty());
        assert!(versions(house, &house.replace("1.0.0", "2.0.0")).is_empty());
        let found = versions(house, &house.replace("59.3.2", "60.0.0"));
        assert_eq!(found[0].problem, "arrow-array is 60.0.0 there and 59.3.2 in the house");
        assert!(versions(house, "").is_empty(), "what the cluster does not have cannot differ");
    }

    #[test]
    fn lints_are_compared_without_their_comments() {
        let text = "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n\n[profile.dev]\ndebug = 1\n";
        assert_eq!(lints(text), ["[workspace.lints.rust]", "unsafe_code = \"forbid\""]);
        assert_ne!(lints(text), lints(&text.replace("forbid", "warn")));
        assert_eq!(lints(text), lints(&text.replace("unsafe", "# why\nunsafe")));
    }
}
