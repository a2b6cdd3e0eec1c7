//! The bill of materials: every crate and browser package in the program, as CycloneDX JSON.
//!
//! Read from cargo's resolved graph without what only builds or tests it, and from the lock file of the browser
//! packages. Leaves out the C library and SQLite's own version, which their crates name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use super::tree;
use crate::shell;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Crate {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dep>,
}

#[derive(Deserialize)]
struct Dep {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// Writes `lofte.cdx.json` into a folder and gives its path.
pub fn write(root: &Path, version: &str, folder: &Path) -> Result<PathBuf> {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let mut cargo = shell::cargo(root);
    cargo.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", &target]);
    let metadata: Metadata =
        serde_json::from_str(&shell::output(&mut cargo)?).context("cargo metadata is not understood")?;
    let checksums = checksums(&fs::read_to_string(root.join("Cargo.lock"))?);
    let mut components = crates(&metadata, &checksums)?;
    components.extend(browser_packages(&root.join("assets/package-lock.json"))?);
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "type": "application", "name": "lofte", "version": version,
            "licenses": [{ "expression": "EUPL-1.2" }],
        } },
        "components": components,
    });
    let file = folder.join("lofte.cdx.json");
    tree::write(&file, serde_json::to_string_pretty(&bill)?.as_bytes(), 0o644)?;
    Ok(file)
}

/// What the program is linked from: ordinary dependencies of `lofte`, all the way down.
fn crates(metadata: &Metadata, checksums: &BTreeMap<(String, String), String>) -> Result<Vec<Value>> {
    let nodes: BTreeMap<&str, &Node> =
        metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let start = metadata.packages.iter().find(|known| known.name == "lofte" && known.source.is_none());
    let mut waiting = vec![start.context("cargo does not know the package lofte")?.id.as_str()];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let deps = nodes.get(id).map(|node| node.deps.as_slice()).unwrap_or_default();
        let linked = |dep: &&Dep| dep.dep_kinds.iter().any(|kind| kind.kind.is_none());
        waiting.extend(deps.iter().filter(linked).map(|dep| dep.pkg.as_str()));
    }
    let linked = metadata.packages.iter().filter(|known| seen.contains(known.id.as_str()));
    let mut components: Vec<Value> = linked.map(|known| component(known, checksums)).collect();
    components.sort_by_key(|component| component["purl"].to_string());
    Ok(components)
}

fn component(known: &Crate, checksums: &BTreeMap<(String, String), String>) -> Value {
    let mut component = json!({
        "type": "library",
        "name": known.name,
        "version": known.version,
        "purl": format!("pkg:cargo/{}@{}", known.name, known.version),
    });
    if let Some(license) = &known.license {
        // Old crates divide by a slash where the standard says OR.
        component["licenses"] = json!([{ "expression": license.replace('/', " OR ") }]);
    }
    if let Some(sum) = checksums.get(&(known.name.clone(), known.version.clone())) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}

/// The checksums in a `Cargo.lock`, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |block: &str, key: &str| {
        let start = format!("{key} = \"");
        let line = block.lines().find_map(|line| line.strip_prefix(&start))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    let sum =
        |block: &str| Some(((value(block, "name")?, value(block, "version")?), value(block, "checksum")?));
    lock.split("[[package]]").filter_map(sum).collect()
}

fn browser_packages(lock: &Path) -> Result<Vec<Value>> {
    let text = fs::read_to_string(lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let lock: Value = serde_json::from_str(&text).context("the lock file of the browser packages")?;
    let packages = lock["packages"].as_object().context("the lock file names no packages")?;
    let bundled = packages.iter().filter(|(path, known)| !path.is_empty() && known["dev"] != json!(true));
    let component = |(path, known): (&String, &Value)| {
        let name = path.trim_start_matches("node_modules/");
        let version = known["version"].as_str().unwrap_or_default();
        json!({
            "type": "library", "name": name, "version": version,
            "purl": format!("pkg:npm/{}@{version}", name.replace('@', "%40")),
            "licenses": [{ "expression": known["license"].as_str().unwrap_or("NOASSERTION") }],
        })
    };
    Ok(bundled.map(component).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn the_bill_holds_what_is_linked_and_not_what_only_tests() {
        let folder = std::env::temp_dir().join(format!("lofte-sbom-{}", std::process::id()));
        let file = write(&workspace::root().unwrap(), "1.2.3", &folder).unwrap();
        let bill: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        fs::remove_dir_all(folder).unwrap();
        let components = bill["components"].as_array().unwrap();
        let named = |name: &str| components.iter().find(|component| component["name"] == name);
        let axum = named("axum").unwrap();
        assert_eq!(axum["licenses"][0]["expression"], "MIT");
        assert_eq!(axum["hashes"][0]["content"].as_str().unwrap().len(), 64);
        assert!(named("lofte-model").is_some());
        assert!(named("proptest").is_none() && named("insta").is_none() && named("xtask").is_none());
    }

    #[test]
    fn checksums_are_found_by_name_and_version() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"ff\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n";
        let sums = checksums(lock);
        assert_eq!(sums.len(), 1);
        assert_eq!(sums[&("a".to_owned(), "1.0.0".to_owned())], "ff");
    }
}
