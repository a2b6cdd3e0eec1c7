//! Tries the packages as somebody who installs them: in a clean root file system, as root there, with a network of its
//! own, so that the ports of the examples are free whatever else runs on this machine.
//!
//! Needs root and Debian. Elsewhere it says that it was skipped, and fails only in CI, where nobody would notice. What
//! is tried inside is in `packaging/check.sh`. Leaves out starting the unit: there is no systemd in a root file system
//! that was not booted; `systemd-analyze` judges its settings.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Release, deb, image, tree};
use crate::{needs, shell};

/// Highest exposure of a unit, in tenths, that `systemd-analyze security` may find.
const EXPOSURE: &str = "20";

/// What is installed in the clean system beside the package: two web servers and what asks them.
const BESIDE: &str = "ca-certificates,curl,nginx-light,caddy,openssl";

/// Whether it can be tried here; says so where it cannot.
pub fn possible() -> Result<bool> {
    let missing = if !needs::is_root()? {
        "it needs root"
    } else if shell::find("apt-get").is_none() {
        "it needs Debian or Ubuntu"
    } else {
        return Ok(true);
    };
    if shell::is_ci() {
        bail!("the packages cannot be tried here: {missing}");
    }
    shell::say(&format!("skipped: the packages are not tried here, {missing}"));
    Ok(false)
}

/// Makes the packages and tries them.
pub fn run(release: &Release) -> Result<()> {
    let wanted = [("debootstrap", "debootstrap"), ("ip", "iproute2"), ("systemd-analyze", "systemd")];
    let missing: Vec<&str> =
        wanted.iter().filter(|(program, _)| !found(program)).map(|(_, package)| *package).collect();
    if !missing.is_empty() {
        needs::install(&missing)?;
    }
    units(release)?;
    let package = deb::make(release, deb::Compression::Fast)?;
    installed(release, &package)?;
    if release.program.needs.is_empty() {
        let archive = image::make(release)?;
        contained(release)?;
        shell::say(&format!("tried {}", archive.display()));
    } else {
        shell::say("the image is not tried: this program is not static");
    }
    Ok(())
}

/// Programs of the administrator are not on everybody's `PATH`.
fn found(program: &str) -> bool {
    shell::find(program).is_some() || Path::new("/usr/sbin").join(program).is_file()
}

fn units(release: &Release) -> Result<()> {
    for unit in ["lofte.service", "lofte-backup.service", "lofte-practice.service"] {
        let mut command = Command::new("systemd-analyze");
        command.args(["security", "--no-pager", "--offline=true", "--threshold", EXPOSURE]);
        let said = shell::output(command.arg(release.root.join("packaging/systemd").join(unit)))?;
        shell::say(said.lines().last().unwrap_or_default());
    }
    Ok(())
}

fn installed(release: &Release, package: &Path) -> Result<()> {
    let root = clean_root(release)?;
    tree::copy(package, &root.join("root/lofte.deb"), 0o644)?;
    tree::copy(&release.root.join("packaging/check.sh"), &root.join("root/check.sh"), 0o755)?;
    let mounted = Mounted::at(&root)?;
    let tried = shell::run(alone(&root).args(["/bin/sh", "/root/check.sh"]));
    drop(mounted);
    tried?;
    std::fs::remove_dir_all(&root).with_context(|| format!("cannot remove {}", root.display()))
}

/// A small Debian of the release that runs here, from the same archive.
fn clean_root(release: &Release) -> Result<PathBuf> {
    let root = release.stage("root")?;
    let os = std::fs::read_to_string("/etc/os-release").context("cannot read /etc/os-release")?;
    let codename = os.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    let codename = codename.context("/etc/os-release names no release")?.trim_matches('"').to_owned();
    let mut command = Command::new("debootstrap");
    command.arg("--variant=minbase").arg(format!("--include={BESIDE}")).arg(codename).arg(&root);
    shell::run(command.args(archive()?))?;
    Ok(root)
}

/// The archive that this machine installs from, as debootstrap wants it; nothing lets it choose.
fn archive() -> Result<Option<String>> {
    let mut command = Command::new("apt-get");
    command.args(["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]);
    let uris = shell::output(&mut command)?;
    let main = uris.lines().find(|uri| uri.starts_with("http") && !uri.contains("security"));
    Ok(main.map(|uri| uri.trim_end_matches('/').to_owned()))
}

/// A command in the root file system, with its own network and processes, all of which end with it.
fn alone(root: &Path) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--net", "--pid", "--fork", "--kill-child", "sh", "-c"]);
    command.arg("ip link set lo up && exec chroot \"$0\" \"$@\"").arg(root);
    command
}

/// The image's only layer as a root file system, as the image's user, with the /proc and /dev that every runtime adds.
fn contained(release: &Release) -> Result<()> {
    let root = image::root_of_layer(release);
    let data = root.join("data");
    shell::run(Command::new("chown").arg(image::USER).arg(&data))?;
    let password = data.join("password");
    tree::write(&password, b"eight small lamps by the station\n", 0o644)?;
    for folder in ["proc", "dev"] {
        let folder = root.join(folder);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let _mounted = Mounted::at(&root)?;
    let as_user = format!("--userspec={}", image::USER);
    let run = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--net", "--pid", "--fork", "--kill-child", "chroot", &as_user]);
        shell::run(command.arg(&root).arg("/usr/bin/lofte").args(arguments))
    };
    run(&["--version"])?;
    run(&[
        "init",
        "--municipality",
        "0482",
        "--name",
        "Flen",
        "--dir",
        "/data/flen",
        "--password-file",
        "/data/password",
    ])?;
    run(&["doctor", "--dir", "/data/flen"])
}

/// /proc and /dev in the root file system; taken away when dropped.
struct Mounted(Vec<PathBuf>);

impl Mounted {
    fn at(root: &Path) -> Result<Self> {
        let mut mounted = Self(Vec::new());
        for (kind, folder) in [("proc", "proc"), ("devtmpfs", "dev")] {
            let folder = root.join(folder);
            let mut command = Command::new("mount");
            command.args(["-t", kind, kind]).arg(&folder);
            shell::run(&mut command)?;
            mounted.0.push(folder);
        }
        Ok(mounted)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            if let Err(error) = shell::run(Command::new("umount").arg(folder)) {
                shell::say(&format!("{error:#}"));
            }
        }
    }
}
