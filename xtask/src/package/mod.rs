//! What is handed to somebody who does not build: a Debian package, an OCI image and a plain archive.
//!
//! All three hold one statically linked program, so that they run on any Linux of the same architecture, and are made
//! without root and without a container daemon. Their times are those of the commit, so that the same commit gives the
//! same files. Leaves out signing and uploading, which belong to whoever releases.

mod check;
mod deb;
mod image;
mod program;
mod sbom;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::shell::{self, say};
use crate::workspace;
use program::Program;

/// What `cargo xtask package` was asked for.
#[derive(Args)]
pub struct Package {
    /// What to make; `check` installs the Debian package in a clean root file system and serves a page from it
    form: Form,
    /// A program that is built already; without it the release program is built, which takes a quarter of an hour
    #[arg(long)]
    program: Option<PathBuf>,
    /// Folder for the result
    #[arg(long, default_value = "target/package")]
    out: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A Debian package with a systemd unit
    Deb,
    /// An OCI image as an archive
    Oci,
    /// The program with its documents
    Tar,
    /// The bill of materials alone
    Sbom,
    /// Try the package and the image as somebody who installs them
    Check,
}

/// What every form is made of.
struct Release {
    root: PathBuf,
    version: String,
    /// Seconds since 1970 of the commit: the time of every file.
    epoch: String,
    program: Program,
    out: PathBuf,
}

/// Makes what was asked for.
pub fn run(package: &Package) -> Result<()> {
    if package.form == Form::Check && !check::possible()? {
        return Ok(());
    }
    let root = workspace::root()?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let out = root.join(&package.out);
    fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    if package.form == Form::Sbom {
        return told(&sbom::write(&root, &version, &out)?);
    }
    let program = match &package.program {
        Some(path) => Program::given(path)?,
        None => Program::released(&root)?,
    };
    let epoch = commit_time(&root)?;
    let release = Release { root, version, epoch, program, out };
    match package.form {
        Form::Deb => told(&deb::make(&release, deb::Compression::Small)?),
        Form::Oci => told(&image::make(&release)?),
        Form::Tar => told(&tar(&release)?),
        Form::Check => check::run(&release),
        Form::Sbom => Ok(()),
    }
}

impl Release {
    /// A fresh folder under the output folder.
    fn stage(&self, name: &str) -> Result<PathBuf> {
        let folder = self.out.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    /// Packs a folder so that the same contents give the same bytes, owned by nobody in particular.
    fn pack(&self, folder: &Path, what: &str, into: &Path) -> Result<()> {
        let mut command = Command::new("tar");
        command.arg("--create").arg("--file").arg(into).arg("--directory").arg(folder);
        command.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--format=posix"]);
        command.arg("--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime");
        command.arg(format!("--mtime=@{}", self.epoch));
        shell::run(command.arg(what))
    }
}

fn tar(release: &Release) -> Result<PathBuf> {
    let name = format!("lofte-{}-linux-{}", release.version, std::env::consts::ARCH);
    let stage = release.stage("tar")?;
    let folder = stage.join(&name);
    tree::plain(release, &folder)?;
    let archive = release.out.join(format!("{name}.tar"));
    release.pack(&stage, &name, &archive)?;
    shell::run(Command::new("gzip").args(["--force", "--no-name", "-9"]).arg(&archive))?;
    Ok(release.out.join(format!("{name}.tar.gz")))
}

fn told(made: &Path) -> Result<()> {
    let size = fs::metadata(made).with_context(|| format!("cannot read {}", made.display()))?.len();
    say(&format!("made {} ({:.1} MB)", made.display(), size as f64 / 1e6));
    shell::run(Command::new("sha256sum").arg(made))
}

fn commit_time(root: &Path) -> Result<String> {
    let mut git = Command::new("git");
    git.args(["log", "-1", "--format=%ct"]).current_dir(root);
    Ok(shell::output(&mut git)?.trim().to_owned())
}
