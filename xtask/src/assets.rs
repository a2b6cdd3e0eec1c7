//! The browser assets: packages from npm, bundled by esbuild into `assets/dist`.
//!
//! Nothing is done when nothing changed: times of files are compared with a mark that is set after a
//! bundle that went well, so a bundle that broke in the middle is never taken for a finished one.
//! Leaves out how to bundle: that is `assets/build.mjs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::shell::{self, say};
use crate::workspace;

/// Bundles the assets when they changed.
pub fn run() -> Result<()> {
    bundle(&workspace::root()?.join("assets"))
}

fn bundle(folder: &Path) -> Result<()> {
    if !folder.join("build.mjs").is_file() {
        bail!("{} holds no build.mjs; is the checkout complete?", folder.display());
    }
    let mark = folder.join("node_modules/.bundled");
    if is_bundled(folder, &mark)? {
        say("browser assets: unchanged");
        return Ok(());
    }
    install_packages(folder)?;
    shell::run(Command::new(program("node")?).arg("build.mjs").current_dir(folder))?;
    if newest(&folder.join("dist"))?.is_none() {
        bail!("build.mjs ended well but left {} empty", folder.join("dist").display());
    }
    fs::write(&mark, "").with_context(|| format!("cannot write {}", mark.display()))
}

/// Fetches the packages that the folder's lock file names, unless that was done after its last change.
pub fn install_packages(folder: &Path) -> Result<()> {
    let asked = [modified(&folder.join("package.json")), modified(&folder.join("package-lock.json"))];
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && asked.iter().all(|time| *time <= installed) {
        return Ok(());
    }
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    shell::run(Command::new(program("npm")?).args(arguments).current_dir(folder)).context(
        "the browser packages could not be fetched; is the network there, and the lock file in step?",
    )
}

/// The path of node or npm, or what to do about its absence.
pub fn program(name: &str) -> Result<PathBuf> {
    shell::find(name).with_context(|| {
        format!(
            "{name} was not found. The browser assets are bundled with Node.js 20.19 or newer and its npm: \
             install it from https://nodejs.org and run the command again"
        )
    })
}

/// Whether the last finished bundle is newer than everything it was made from.
fn is_bundled(folder: &Path, mark: &Path) -> Result<bool> {
    let Some(bundled) = modified(mark) else {
        return Ok(false);
    };
    if newest(&folder.join("dist"))?.is_none() {
        return Ok(false);
    }
    Ok(newest(folder)?.is_none_or(|changed| changed <= bundled))
}

/// The latest change to a file below the folder, apart from what npm and the bundle itself put there.
fn newest(folder: &Path) -> Result<Option<SystemTime>> {
    let mut latest = None;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        let context = || format!("cannot list {}", folder.display());
        for entry in fs::read_dir(&folder).with_context(context)? {
            let entry = entry.with_context(context)?;
            let path = entry.path();
            if !path.is_dir() {
                latest = latest.max(modified(&path));
            } else if entry.file_name() != "node_modules" && entry.file_name() != "dist" {
                folders.push(path);
            }
        }
    }
    Ok(latest)
}

/// When a file last changed; nothing when it is not there.
fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Writes a file that changed this many seconds after a fixed moment.
    fn write(path: &Path, seconds: u64) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = fs::File::create(path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)).unwrap();
    }

    #[test]
    fn a_bundle_is_made_again_when_anything_it_rests_on_changed_or_is_gone() {
        let folder = std::env::temp_dir().join(format!("lofte-assets-{}", std::process::id()));
        let mark = folder.join("node_modules/.bundled");
        write(&folder.join("src/style.css"), 10);
        write(&folder.join("package-lock.json"), 20);
        write(&folder.join("dist/style.css"), 30);
        assert!(!is_bundled(&folder, &mark).unwrap(), "never bundled");
        write(&mark, 40);
        write(&folder.join("node_modules/esbuild/main.js"), 99);
        assert!(is_bundled(&folder, &mark).unwrap(), "packages and bundle are not sources");
        write(&folder.join("src/deep/new.css"), 50);
        assert!(!is_bundled(&folder, &mark).unwrap(), "a source is newer");
        write(&mark, 60);
        assert!(is_bundled(&folder, &mark).unwrap());
        write(&folder.join("package-lock.json"), 70);
        assert!(!is_bundled(&folder, &mark).unwrap(), "the lock file is newer");
        write(&mark, 80);
        fs::remove_dir_all(folder.join("dist")).unwrap();
        assert!(!is_bundled(&folder, &mark).unwrap(), "the bundle is gone");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_missing_program_is_told_plainly() {
        let error = program("no-such-node").unwrap_err().to_string();
        assert!(error.starts_with("no-such-node was not found.") && error.contains("https://nodejs.org"));
    }
}
