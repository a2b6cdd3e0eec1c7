//! What the tests need from the system: PostgreSQL's server programs and a Chromium.
//!
//! Looks first, then installs what is missing on Debian and Ubuntu, and says what and why before it
//! does. On other systems it says what to install. Node is not installed here: its version matters to
//! developers, who have their own way of getting it.

use std::env;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{self, say};

/// Something the tests need from outside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// `initdb` and `pg_ctl`, for a throw-away server.
    Postgres,
    /// A Chromium, for the story in the browser.
    Chromium,
}

impl Need {
    fn is_met(self) -> bool {
        match self {
            Self::Postgres => postgres_programs().is_some(),
            Self::Chromium => chromium().is_some(),
        }
    }

    fn package(self, ubuntu: bool) -> &'static str {
        match self {
            Self::Postgres => "postgresql",
            Self::Chromium if ubuntu => "chromium-browser",
            Self::Chromium => "chromium",
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Postgres => "the store is tested against a throw-away PostgreSQL as well as SQLite",
            Self::Chromium => "the story is walked in a real browser, and axe checks every page there",
        }
    }
}

/// Makes sure that the needs are met, installing what is missing where that is possible.
pub fn meet(needs: &[Need]) -> Result<()> {
    if needs.contains(&Need::Chromium)
        && let Some(named) = env::var_os("CHROMIUM").filter(|named| !Path::new(named).is_file())
    {
        bail!("the variable CHROMIUM names {}, and no such file is there", named.display());
    }
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_met()).collect();
    if missing.is_empty() {
        say("everything the tests need is there");
        return Ok(());
    }
    let ubuntu = fs::read_to_string("/etc/os-release").is_ok_and(|text| is_ubuntu(&text));
    for need in &missing {
        say(&format!("missing: {} ({})", need.package(ubuntu), need.reason()));
    }
    let packages: Vec<_> = missing.iter().map(|need| need.package(ubuntu)).collect();
    install(&packages)?;
    if let Some(need) = missing.iter().find(|need| !need.is_met()) {
        bail!("{} was installed, but its programs are not where they were expected", need.package(ubuntu));
    }
    Ok(())
}

/// Installs packages of Debian or Ubuntu, after asking where somebody can answer.
pub fn install(packages: &[&str]) -> Result<()> {
    let by_hand = format!("install them yourself ({}) and run the command again", packages.join(", "));
    if shell::find("apt-get").is_none() {
        bail!("this system has no apt-get; {by_hand}");
    }
    let root = is_root()?;
    if !root && shell::find("sudo").is_none() {
        bail!("you are not root and there is no sudo; {by_hand}");
    }
    if !agreed(packages)? {
        bail!("nothing was installed; {by_hand}");
    }
    shell::run(&mut apt(root, &["update"]))?;
    shell::run(apt(root, &["install", "--yes", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("apt-get could not install them; {by_hand}"))
}

fn apt(root: bool, arguments: &[&str]) -> Command {
    let mut command = Command::new(if root { "env" } else { "sudo" });
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
    command
}

/// Asks the person at the terminal; where nobody can answer, running the command was the answer.
fn agreed(packages: &[&str]) -> Result<bool> {
    if shell::is_ci() || !io::stdin().is_terminal() {
        return Ok(true);
    }
    say(&format!("Install {} with apt-get now? [Y/n]", packages.join(" and ")));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("cannot read your answer")?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes" | "j" | "ja"))
}

/// Whether this process runs as root.
pub fn is_root() -> Result<bool> {
    Ok(shell::output(Command::new("id").arg("-u"))?.trim() == "0")
}

/// The folder that holds `initdb` and `pg_ctl`: Debian's newest, or wherever the `PATH` leads.
pub fn postgres_programs() -> Option<PathBuf> {
    newest_version(Path::new("/usr/lib/postgresql")).or_else(|| {
        let folder = shell::find("pg_ctl")?.parent()?.to_owned();
        folder.join("initdb").is_file().then_some(folder)
    })
}

fn newest_version(folder: &Path) -> Option<PathBuf> {
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let complete = |bin: &PathBuf| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file();
    let mut found: Vec<_> = versions.filter_map(|path| Some((version(&path)?, path.join("bin")))).collect();
    found.sort();
    found.into_iter().rev().map(|(_, bin)| bin).find(complete)
}

/// The browser: what `CHROMIUM` names, or the first of its usual names on the `PATH`.
pub fn chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
        .iter()
        .find_map(|name| shell::find(name))
}

fn is_ubuntu(os_release: &str) -> bool {
    os_release.lines().any(|line| matches!(line.trim(), "ID=ubuntu" | "ID=\"ubuntu\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_complete_server_is_taken() {
        let folder = env::temp_dir().join(format!("lofte-needs-{}", std::process::id()));
        for (version, programs) in [("9", 2), ("15", 2), ("17", 1), ("common", 2)] {
            let bin = folder.join(version).join("bin");
            fs::create_dir_all(&bin).unwrap();
            for program in ["initdb", "pg_ctl"].iter().take(programs) {
                fs::write(bin.join(program), "").unwrap();
            }
        }
        assert_eq!(newest_version(&folder), Some(folder.join("15/bin")), "17 has no pg_ctl, 9 is older");
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(newest_version(&folder), None);
    }

    #[test]
    fn ubuntu_names_its_browser_differently() {
        assert!(is_ubuntu("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n"));
        assert!(!is_ubuntu("ID=debian\nHOME_URL=\"https://ubuntu.example\"\n"));
        assert_eq!(Need::Chromium.package(true), "chromium-browser");
        assert_eq!(Need::Chromium.package(false), "chromium");
    }
}
