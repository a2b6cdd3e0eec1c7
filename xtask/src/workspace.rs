//! What cargo says about this workspace.
//!
//! Only the part of `cargo metadata --no-deps` that the other modules ask for; the resolved graph is
//! left out, because an arrow between our crates is what a `Cargo.toml` declares.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::group::{Group, Reader};
use crate::shell;

/// The workspace and its members.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    /// Our crates, because dependencies are not asked for.
    pub packages: Vec<Package>,
}

/// One crate of ours.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Its name, as in `Cargo.toml`.
    pub name: String,
    /// Its `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// What it declares to depend on, of every kind: ordinary, build and test.
    pub dependencies: Vec<Dependency>,
    /// Its cargo features, including those that an optional dependency makes.
    pub features: BTreeMap<String, Vec<String>>,
    /// Its libraries, programs, tests and examples.
    pub targets: Vec<Target>,
}

/// A declared dependency.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// The name of the crate depended on, whatever it is renamed to.
    pub name: String,
}

/// A library, program, test or example of a crate.
#[derive(Debug, Deserialize)]
pub struct Target {
    /// What it is: `lib`, `bin`, `test`, …
    pub kind: Vec<String>,
    /// Its root file.
    pub src_path: PathBuf,
}

impl Package {
    /// The crate's folder.
    pub fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }
}

/// The folder of the checkout: this crate lies directly in it.
///
/// Cargo says where that is when it starts the program. The place where it was built is only second: with a target folder
/// outside the checkout it can be another checkout's.
pub fn root() -> Result<PathBuf> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = here.parent().context("the folder of xtask has no parent")?;
    if !root.join("Cargo.toml").is_file() {
        bail!("{} is not the workspace any more; build xtask again with `cargo xtask`", root.display());
    }
    Ok(root.to_owned())
}

/// Asks cargo about the workspace in the folder.
pub fn metadata(root: &Path) -> Result<Metadata> {
    let mut command = shell::cargo(root);
    command.args(["metadata", "--format-version", "1", "--no-deps"]);
    parse(&shell::output(&mut command)?)
}

/// The folder of the cluster, which is a workspace of its own.
pub fn cluster(root: &Path) -> PathBuf {
    root.join("lofte-cluster")
}

/// The house's workspace, and the cluster's beside it.
pub fn whole(root: &Path) -> Result<Metadata> {
    let mut packages = metadata(root)?.packages;
    packages.extend(metadata(&cluster(root))?.packages);
    Ok(Metadata { packages })
}

/// Reads the answer of `cargo metadata`.
pub fn parse(json: &str) -> Result<Metadata> {
    serde_json::from_str(json).context("cargo metadata answered in a form this tool does not know")
}

/// Builds the program `lofte` in the development profile and gives its path, wherever cargo put it.
pub fn build_lofte(root: &Path) -> Result<PathBuf> {
    build(root, &["--package", "lofte"], "lofte")
}

/// Gives the path of the program that the tests of the workspace are run against. Built by itself it would be another one
/// to cargo, which counts features over what is built together, and half of our crates would be compiled once more.
pub fn tested_lofte(root: &Path) -> Result<PathBuf> {
    made(root, &["test", "--workspace", "--no-run"], "lofte", &[])
}

/// Runs `cargo build` with these arguments and gives the path of the program or example with the name.
pub fn build(root: &Path, arguments: &[&str], name: &str) -> Result<PathBuf> {
    build_with(root, arguments, name, &[])
}

/// As [`build`], with these variables set.
pub fn build_with(
    root: &Path,
    arguments: &[&str],
    name: &str,
    variables: &[(&str, &str)],
) -> Result<PathBuf> {
    made(root, &[&["build"], arguments].concat(), name, variables)
}

/// Runs cargo with these arguments and gives the path of the program that it made.
fn made(root: &Path, arguments: &[&str], name: &str, variables: &[(&str, &str)]) -> Result<PathBuf> {
    let mut command = shell::cargo(root);
    command.args(arguments).args(["--message-format", "json-render-diagnostics"]);
    command.envs(variables.iter().copied());
    let shown = format!("cargo {}", arguments.join(" "));
    shell::say(&format!("$ {shown}"));
    let mut group = Group::start(command.stdout(Stdio::piped()))?;
    let messages = Reader::of(group.leader().stdout.take());
    let status = group.wait()?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    executable(&messages.said()?, name)
        .with_context(|| format!("cargo built {name} but named no program; is there a target of that name?"))
}

/// The path of the program with this name in cargo's build messages, one JSON object a line.
fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        executable: Option<PathBuf>,
        target: Option<Built>,
        profile: Option<Profile>,
    }
    #[derive(Deserialize)]
    struct Profile {
        test: bool,
    }
    #[derive(Deserialize)]
    struct Built {
        name: String,
    }
    messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok()).find_map(|message| {
        let named = message.target.is_some_and(|target| target.name == name);
        let tests = message.profile.is_some_and(|profile| profile.test);
        if named && !tests { message.executable } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_found_and_holds_this_crate() {
        let root = root().unwrap();
        let metadata = metadata(&root).unwrap();
        assert!(metadata.packages.iter().any(|package| package.name == "xtask"));
    }

    #[test]
    fn the_program_is_read_from_the_build_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"lofte_model"},"executable":null}"#,
            "\n",
            r#"{"target":{"name":"lofte"},"profile":{"test":true},"executable":"/elsewhere/debug/deps/lofte-1"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"lofte"},"executable":"/elsewhere/debug/lofte"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(executable(messages, "lofte"), Some(PathBuf::from("/elsewhere/debug/lofte")));
        assert_eq!(executable(messages, "lofte_model"), None);
    }
}
