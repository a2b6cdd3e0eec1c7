//! The program that is packaged: built here for release, or given.
//!
//! The release program is linked statically, C library included, so that one file runs on every Linux of the
//! architecture, whatever C library is there. Name lookup of a static program reads /etc/hosts and asks DNS, and no
//! other name service.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{assets, shell, workspace};

/// A program that can be packaged.
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// What it needs of a Debian system, empty when it needs nothing.
    pub needs: String,
}

impl Program {
    /// A program that somebody has built.
    pub fn given(path: &Path) -> Result<Self> {
        let path =
            fs::canonicalize(path).with_context(|| format!("there is no program {}", path.display()))?;
        let needs = debian_needs(&path)?;
        Ok(Self { path, needs })
    }

    /// Builds the release program, statically linked.
    pub fn released(root: &Path) -> Result<Self> {
        assets::run()?;
        let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        // Named, so that the flags are for the program alone and not for what runs while it is built.
        let arguments = ["--release", "--locked", "--package", "lofte", "--target", &target];
        let variable = format!("CARGO_TARGET_{}_RUSTFLAGS", target.to_uppercase().replace('-', "_"));
        let path = workspace::build_with(
            root,
            &arguments,
            "lofte",
            &[(&variable, "-C target-feature=+crt-static")],
        )?;
        let program = Self::given(&path)?;
        if !program.needs.is_empty() {
            bail!("{} was to be static, but needs {}", path.display(), program.needs);
        }
        Ok(program)
    }
}

/// The packages of the libraries that a dynamically linked program loads.
fn debian_needs(program: &Path) -> Result<String> {
    let listed = Command::new("ldd").arg(program).output().context("cannot start ldd")?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    if listed.contains("statically linked") || !listed.contains("=>") {
        return Ok(String::new());
    }
    let version = shell::output(Command::new("getconf").arg("GNU_LIBC_VERSION"))?;
    let version = version.trim().strip_prefix("glibc ").context("getconf names no C library")?.to_owned();
    let mut needs = vec![format!("libc6 (>= {version})")];
    if listed.contains("libgcc_s.so") {
        needs.push("libgcc-s1".to_owned());
    }
    Ok(needs.join(", "))
}
