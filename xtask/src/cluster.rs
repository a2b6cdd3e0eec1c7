//! The checks of `lofte-cluster`, which is a workspace of its own: DataFusion and Ballista take ten minutes to build.
//!
//! They belong to the long suite, and to every change of what the cluster rests on. Whoever knows what a change began from
//! says it (`--since`), and nothing is built where nothing of that has changed.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::ci;
use crate::shell::{self, say};
use crate::steps::Steps;
use crate::workspace;

/// What the cluster rests on: itself, the records whose answers it gives, and the model's questions.
const RESTS_ON: &[&str] = &[
    "lofte-cluster",
    "lofte-records",
    "lofte-model/src/records.rs",
    "lofte-model/src/records",
    "lofte-model/src/survey.rs",
    "lofte-analysis/src/disclosure",
];

/// Runs the checks, or none where nothing that the cluster rests on has changed since a commit.
pub fn run(since: Option<&str>) -> Result<()> {
    let root = workspace::root()?;
    if let Some(since) = since
        && !changed(&root, since)?
    {
        say(&format!("nothing that the cluster rests on has changed since {since}: its checks are left out"));
        return Ok(());
    }
    let mut steps = Steps::default();
    take(&mut steps, &root);
    steps.finish()
}

/// Takes the cluster's steps among others.
pub fn take(steps: &mut Steps, root: &Path) {
    let folder = workspace::cluster(root);
    let cargo = |arguments: &[&str]| shell::run_alone(shell::cargo(&folder).args(arguments));
    steps.take("the cluster's format", || cargo(&["fmt", "--check"]));
    steps.take("the cluster's lints", || cargo(&["clippy", "--all-targets", "--", "-D", "warnings"]));
    steps.take("the cluster's licences and origins", || {
        ci::install_cargo_deny()?;
        cargo(&["deny", "--config", "../deny.toml", "check", "licenses", "bans", "sources"])
    });
    steps.take("the cluster's tests", || cargo(&["test", "--no-fail-fast"]));
}

/// Whether something that the cluster rests on differs from what it was, committed or not.
fn changed(root: &Path, since: &str) -> Result<bool> {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(arguments).arg("--").args(RESTS_ON).current_dir(root);
        shell::output(&mut command)
    };
    // What looks like an option is no commit.
    if since.starts_with('-') {
        bail!("“{since}” is no commit");
    }
    let differs = git(&["diff", "--name-only", since])?;
    let new = git(&["ls-files", "--others", "--exclude-standard"])?;
    Ok(!differs.trim().is_empty() || !new.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A made-up checkout with one commit.
    fn checkout() -> std::path::PathBuf {
        let root = std::env::temp_dir().join(format!("lofte-cluster-since-{}", std::process::id()));
        std::fs::create_dir_all(root.join("lofte-records/src")).unwrap();
        std::fs::create_dir_all(root.join("lofte")).unwrap();
        std::fs::write(root.join("lofte-records/src/lib.rs"), "//! rows\n").unwrap();
        std::fs::write(root.join("lofte/page.rs"), "//! page\n").unwrap();
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "--all"],
            &["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "-m", "one"],
        ] {
            shell::output(Command::new("git").args(arguments).current_dir(&root)).unwrap();
        }
        root
    }

    #[test]
    fn only_what_the_cluster_rests_on_makes_its_checks_run() {
        let root = checkout();
        assert!(!changed(&root, "HEAD").unwrap());
        std::fs::write(root.join("lofte/page.rs"), "//! another page\n").unwrap();
        assert!(!changed(&root, "HEAD").unwrap(), "pages are nothing to the cluster");
        std::fs::write(root.join("lofte-records/src/new.rs"), "//! new\n").unwrap();
        assert!(changed(&root, "HEAD").unwrap(), "a file that is not committed counts");
        std::fs::remove_file(root.join("lofte-records/src/new.rs")).unwrap();
        std::fs::write(root.join("lofte-records/src/lib.rs"), "//! other rows\n").unwrap();
        assert!(changed(&root, "HEAD").unwrap());
        assert!(changed(&root, "no-such-commit").is_err());
        assert!(changed(&root, "--help").is_err());
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn what_the_cluster_rests_on_is_there() {
        let root = workspace::root().unwrap();
        for path in RESTS_ON {
            assert!(root.join(path).exists(), "{path}");
        }
    }
}
