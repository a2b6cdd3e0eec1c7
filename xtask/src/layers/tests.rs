//! The rules hold in this checkout, and each of them bites when it is broken.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// A made-up workspace: each crate with the names it declares.
fn workspace(crates: &[(&str, &[&str])]) -> Metadata {
    let packages: Vec<_> = crates
        .iter()
        .map(|(name, uses)| {
            let dependencies: Vec<_> = uses
                .iter()
                .map(|name| serde_json::json!({"name": name, "kind": "dev", "optional": false}))
                .collect();
            serde_json::json!({
                "name": name, "manifest_path": format!("/made-up/{name}/Cargo.toml"),
                "dependencies": dependencies, "features": {}, "targets": [],
            })
        })
        .collect();
    workspace::parse(&serde_json::json!({"packages": packages}).to_string()).unwrap()
}

/// The places where the arrows of a made-up workspace are wrong.
fn wrong(crates: &[(&str, &[&str])]) -> Vec<String> {
    arrows(&workspace(crates)).into_iter().map(|violation| violation.place).collect()
}

#[test]
fn this_checkout_keeps_the_rules() {
    let root = workspace::root().unwrap();
    let metadata = workspace::whole(&root).unwrap();
    assert!(metadata.packages.iter().any(|package| package.name == "lofte-cluster"));
    let broken = check(&metadata).unwrap().into_iter().chain(invariants::check(&root).unwrap());
    let broken = broken.chain(twins::check(&root).unwrap());
    let violations: Vec<_> = broken.map(|violation| violation.to_string()).collect();
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}

#[test]
fn allowed_arrows_pass() {
    let none: Vec<String> = Vec::new();
    assert_eq!(wrong(&[("lofte-analysis", &["geo", "rayon", "serde"])]), none);
    assert_eq!(wrong(&[("lofte-import", &["lofte-model", "lofte-analysis", "csv"])]), none);
    assert_eq!(wrong(&[("lofte-publish", &["lofte-model", "lofte-analysis", "typst", "typst-pdf"])]), none);
    assert_eq!(
        wrong(&[("lofte", &["lofte-store", "lofte-publish", "axum-extra", "tokio", "clap_mangen"])]),
        none
    );
    let cluster = ["lofte-analysis", "lofte-model", "lofte-records", "datafusion", "ballista-core", "axum"];
    assert_eq!(wrong(&[("lofte-cluster", &cluster)]), none);
}

#[test]
fn every_forbidden_arrow_between_our_crates_is_found() {
    assert_eq!(
        wrong(&[("lofte-publish", &["lofte-store", "lofte-records", "lofte-import", "lofte"])]),
        [
            "lofte-publish → lofte-store",
            "lofte-publish → lofte-records",
            "lofte-publish → lofte-import",
            "lofte-publish → lofte"
        ]
    );
    assert_eq!(wrong(&[("lofte-analysis", &["lofte-model"])]), ["lofte-analysis → lofte-model"]);
    assert_eq!(wrong(&[("lofte-store", &["lofte-analysis"])]), ["lofte-store → lofte-analysis"]);
    assert_eq!(wrong(&[("lofte", &["lofte-cluster"])]), ["lofte → lofte-cluster"]);
    assert_eq!(wrong(&[("xtask", &["lofte-model"])]), ["xtask → lofte-model"]);
}

#[test]
fn an_outside_crate_stays_in_its_home() {
    assert_eq!(
        wrong(&[("lofte-analysis", &["sqlx", "axum", "typst", "tokio", "rayon"])]),
        [
            "lofte-analysis → sqlx",
            "lofte-analysis → axum",
            "lofte-analysis → typst",
            "lofte-analysis → tokio"
        ]
    );
    assert_eq!(
        wrong(&[("lofte-model", &["tokio", "anyhow"])]),
        ["lofte-model → tokio", "lofte-model → anyhow"]
    );
    assert_eq!(wrong(&[("lofte", &["sqlx", "typst-pdf"])]), ["lofte → sqlx", "lofte → typst-pdf"]);
    assert_eq!(wrong(&[("lofte-records", &["datafusion-expr"])]), ["lofte-records → datafusion-expr"]);
    assert_eq!(wrong(&[("lofte-store", &["reqwest"])]), ["lofte-store → reqwest"]);
}

#[test]
fn a_family_is_a_name_and_its_parts_only() {
    let none: Vec<String> = Vec::new();
    assert_eq!(wrong(&[("lofte-analysis", &["sqlxyz", "arrowhead"])]), none);
}

#[test]
fn a_crate_without_a_row_is_a_violation() {
    assert_eq!(wrong(&[("lofte-utils", &[])]), ["lofte-utils"]);
}

#[test]
fn a_message_names_the_arrow_and_the_way_out() {
    let violations = arrows(&workspace(&[("lofte-publish", &["lofte-store"])]));
    assert_eq!(
        violations[0].to_string(),
        "lofte-publish → lofte-store: this arrow is not allowed; lofte-publish may use lofte-analysis, \
         lofte-model, lofte-words.\n    what is published must come in through a Snapshot, so that nothing else can leak."
    );
}

#[test]
fn lints_are_inherited_in_either_spelling() {
    assert!(shape::inherits_lints("[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n"));
    assert!(shape::inherits_lints("lints.workspace = true # ours\n[package]\n"));
    assert!(!shape::inherits_lints("[package]\nedition.workspace = true\n"));
    assert!(!shape::inherits_lints("[lints]\n# workspace = true\n[dependencies]\nworkspace = true\n"));
}

/// A crate on disk that breaks nothing, ready to be broken; removed when dropped.
struct Crate {
    folder: PathBuf,
}

impl Crate {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("lofte-layers-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("src/tests")).unwrap();
        let made = Self { folder };
        made.write("Cargo.toml", "[lints]\nworkspace = true\n");
        made.write("README.md", "# What it is\n");
        made.write("src/lib.rs", "#![doc = include_str!(\"../README.md\")]\n");
        made
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).unwrap();
    }

    fn problems(&self, features: &str) -> Vec<String> {
        let at = |file: &str| self.folder.join(file);
        let json = serde_json::json!({"packages": [{
            "name": "lofte-model", "manifest_path": at("Cargo.toml"), "dependencies": [],
            "features": serde_json::from_str::<serde_json::Value>(features).unwrap(),
            "targets": [{"kind": ["lib"], "src_path": at("src/lib.rs")}],
        }]});
        let metadata = workspace::parse(&json.to_string()).unwrap();
        check(&metadata).unwrap().into_iter().map(|violation| violation.problem).collect()
    }
}

impl Drop for Crate {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn a_well_shaped_crate_passes_and_its_tests_may_be_long() {
    let made = Crate::new("good");
    made.write("src/tests/long.rs", &"\n".repeat(900));
    made.write("src/tests.rs", &"\n".repeat(900));
    made.write("src/full.rs", &"\n".repeat(500));
    let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(499), "\n".repeat(300));
    made.write("src/tested.rs", &tested);
    assert_eq!(made.problems("{}"), Vec::<String>::new());
}

#[test]
fn each_flaw_of_shape_is_found() {
    let made = Crate::new("bad");
    made.write("Cargo.toml", "[package]\n");
    made.write("src/lib.rs", "//! Own words\n");
    made.write("src/long.rs", &"\n".repeat(501));
    assert_eq!(
        made.problems(r#"{"pdf": ["dep:typst"]}"#),
        [
            "it has cargo features or optional dependencies (pdf)",
            "its Cargo.toml does not inherit the lints of the workspace",
            "its README.md is not its crate documentation",
            "501 lines; a file has at most 500, tests apart",
        ]
    );
    fs::remove_file(Path::new(&made.folder).join("README.md")).unwrap();
    assert!(made.problems("{}").contains(&"it has no README.md, or an empty one".to_owned()));
}
