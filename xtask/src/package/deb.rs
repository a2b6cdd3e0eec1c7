//! The Debian package, put together by dpkg-deb.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{Release, tree};
use crate::shell;

/// How hard a package is compressed: for whoever downloads it, or for whoever only tries it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// As small as can be.
    Small,
    /// As fast as can be.
    Fast,
}

/// Makes the package and gives its path.
pub fn make(release: &Release, compression: Compression) -> Result<PathBuf> {
    let folder = release.stage("deb")?;
    tree::debian(release, &folder)?;
    let architecture = shell::output(Command::new("dpkg").arg("--print-architecture"))?.trim().to_owned();
    let control = folder.join("DEBIAN");
    let size = installed_kilobytes(&folder)?;
    tree::write(&control.join("control"), control_file(release, &architecture, size).as_bytes(), 0o644)?;
    tree::write(&control.join("conffiles"), b"/etc/lofte/lofte.conf\n", 0o644)?;
    for script in ["postinst", "prerm", "postrm"] {
        tree::copy(&release.root.join("packaging/debian").join(script), &control.join(script), 0o755)?;
    }
    let package = release.out.join(format!("lofte_{}_{architecture}.deb", release.version));
    let mut command = Command::new("dpkg-deb");
    let how: &[&str] = match compression {
        Compression::Small => &["-Zxz"],
        Compression::Fast => &["-Zgzip", "-z1"],
    };
    command.args(["--build", "--root-owner-group"]).args(how).arg(&folder).arg(&package);
    shell::run(command.env("SOURCE_DATE_EPOCH", &release.epoch))?;
    Ok(package)
}

fn installed_kilobytes(folder: &Path) -> Result<u64> {
    let listed = shell::output(Command::new("du").args(["--summarize", "--block-size=1024"]).arg(folder))?;
    let size = listed.split_whitespace().next().context("du said nothing")?;
    size.parse().with_context(|| format!("du said {size}"))
}

fn control_file(release: &Release, architecture: &str, kilobytes: u64) -> String {
    // useradd makes the account of the service.
    let mut depends = "passwd".to_owned();
    if !release.program.needs.is_empty() {
        depends = format!("{depends}, {}", release.program.needs);
    }
    format!(
        "Package: lofte\n\
         Version: {version}\n\
         Architecture: {architecture}\n\
         Maintainer: Löfte <lofte@localhost>\n\
         Installed-Size: {kilobytes}\n\
         Depends: {depends}\n\
         Suggests: nginx | caddy, postgresql\n\
         Section: web\n\
         Priority: optional\n\
         Description: public promises of police and municipality, from data to verdict\n \
         A medborgarlöfte is a public promise that the Swedish police and a municipality\n \
         make together. Löfte carries it from delivered files over the joint situational\n \
         picture, problems, causes and plan to a published verdict.\n",
        version = release.version,
    )
}
