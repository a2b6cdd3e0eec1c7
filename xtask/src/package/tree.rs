//! Where the files of a package go.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Release, sbom};
use crate::shell;

/// Documents that stand beside the program in every form.
const DOCUMENTS: [&str; 5] =
    ["README.md", "CHANGELOG.md", "SECURITY.md", "GLOSSARY.md", "packaging/README.md"];

/// What systemd starts: the municipality, its backups, and the one to practise in.
const UNITS: [&str; 4] =
    ["lofte.service", "lofte-backup.service", "lofte-backup.timer", "lofte-practice.service"];

/// The tree of the Debian package, without its control files.
pub fn debian(release: &Release, folder: &Path) -> Result<()> {
    let packaging = release.root.join("packaging");
    let unit = Path::new("usr/lib/systemd/system");
    program(release, &folder.join("usr/bin/lofte"))?;
    for name in UNITS {
        copy(&packaging.join("systemd").join(name), &folder.join(unit).join(name), 0o644)?;
    }
    copy(&packaging.join("backup.sh"), &folder.join("usr/lib/lofte/backup"), 0o755)?;
    copy(&packaging.join("lofte.conf"), &folder.join("etc/lofte/lofte.conf"), 0o640)?;
    manual(release, &folder.join("usr/share/man/man1"))?;
    let completions = [
        ("bash", "usr/share/bash-completion/completions/lofte"),
        ("zsh", "usr/share/zsh/vendor-completions/_lofte"),
        ("fish", "usr/share/fish/vendor_completions.d/lofte.fish"),
    ];
    for (shell, path) in completions {
        completion(release, shell, &folder.join(path))?;
    }
    let documents = folder.join("usr/share/doc/lofte");
    documents_into(release, &documents)?;
    copy(&release.root.join("LICENSE"), &documents.join("copyright"), 0o644)
}

/// The tree of the plain archive.
pub fn plain(release: &Release, folder: &Path) -> Result<()> {
    program(release, &folder.join("lofte"))?;
    manual(release, &folder.join("man/man1"))?;
    for shell in ["bash", "zsh", "fish"] {
        completion(release, shell, &folder.join("completions").join(format!("lofte.{shell}")))?;
    }
    for name in UNITS {
        let from = release.root.join("packaging/systemd").join(name);
        copy(&from, &folder.join("systemd").join(name), 0o644)?;
    }
    copy(&release.root.join("packaging/lofte.conf"), &folder.join("lofte.conf"), 0o644)?;
    copy(&release.root.join("packaging/backup.sh"), &folder.join("backup.sh"), 0o755)?;
    copy(&release.root.join("LICENSE"), &folder.join("LICENSE"), 0o644)?;
    documents_into(release, &folder.join("doc"))
}

/// The program, without the tables that only a debugger reads.
pub fn program(release: &Release, into: &Path) -> Result<()> {
    copy(&release.program.path, into, 0o755)?;
    shell::run(Command::new("strip").arg("--strip-all").arg(into))
}

fn manual(release: &Release, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    shell::output(Command::new(&release.program.path).arg("man").arg("--out").arg(folder))?;
    for page in fs::read_dir(folder)?.flatten() {
        shell::output(Command::new("gzip").args(["--no-name", "-9"]).arg(page.path()))?;
    }
    Ok(())
}

fn completion(release: &Release, shell: &str, into: &Path) -> Result<()> {
    let text = shell::output(Command::new(&release.program.path).args(["completions", shell]))?;
    write(into, text.as_bytes(), 0o644)
}

fn documents_into(release: &Release, folder: &Path) -> Result<()> {
    for name in DOCUMENTS {
        let file = Path::new(name).file_name().unwrap_or_default();
        // The reader of a package wants to know how to run it, not how to build it.
        let into = match name {
            "README.md" => folder.join("ABOUT.md"),
            _ => folder.join(file),
        };
        copy(&release.root.join(name), &into, 0o644)?;
    }
    for name in ["nginx.conf", "Caddyfile"] {
        copy(&release.root.join("packaging/proxy").join(name), &folder.join("proxy").join(name), 0o644)?;
    }
    sbom::write(&release.root, &release.version, folder)?;
    Ok(())
}

/// Copies a file and sets its mode, whatever the umask is.
pub fn copy(from: &Path, into: &Path, mode: u32) -> Result<()> {
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    write(into, &bytes, mode)
}

/// Writes a file and sets its mode, whatever the umask is.
pub fn write(into: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let failed = || format!("cannot write {}", into.display());
    if let Some(folder) = into.parent() {
        fs::create_dir_all(folder).with_context(failed)?;
    }
    fs::write(into, bytes).with_context(failed)?;
    fs::set_permissions(into, fs::Permissions::from_mode(mode)).with_context(failed)
}
