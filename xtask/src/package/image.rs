//! The OCI image: one layer with the program, made without a daemon and run without root.
//!
//! It holds no shell and no other program. `/data` is the municipality's folder; mount it, owned by 65532.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{Release, tree};
use crate::shell;

/// Whom the program runs as: nobody on the host.
pub const USER: &str = "65532:65532";

/// Makes the image and gives the path of its archive.
pub fn make(release: &Release) -> Result<PathBuf> {
    if !release.program.needs.is_empty() {
        bail!(
            "an image holds nothing but the program, which must be static; this one needs {}",
            release.program.needs
        );
    }
    let layout = release.stage("oci")?;
    let blobs = layout.join("blobs/sha256");
    fs::create_dir_all(&blobs).with_context(|| format!("cannot make {}", blobs.display()))?;
    let (layer, contents) = layer(release, &blobs)?;
    let config = blob(&blobs, &config(release, &contents))?;
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": config.described("application/vnd.oci.image.config.v1+json"),
        "layers": [layer.described("application/vnd.oci.image.layer.v1.tar+gzip")],
    });
    let mut described = blob(&blobs, &manifest)?.described("application/vnd.oci.image.manifest.v1+json");
    described["annotations"] = json!({ "org.opencontainers.image.ref.name": release.version });
    let index = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [described],
    });
    tree::write(&layout.join("index.json"), index.to_string().as_bytes(), 0o644)?;
    tree::write(&layout.join("oci-layout"), br#"{"imageLayoutVersion":"1.0.0"}"#, 0o644)?;
    let archive = release.out.join(format!("lofte-{}-{}.oci.tar", release.version, architecture()));
    release.pack(&layout, ".", &archive)?;
    Ok(archive)
}

/// The folder that the layer was packed from, for whoever wants to try it without a container engine.
pub fn root_of_layer(release: &Release) -> PathBuf {
    release.out.join("layer")
}

/// A file of the layout, under the name that its contents give it.
struct Blob {
    digest: String,
    size: u64,
}

impl Blob {
    fn described(&self, media_type: &str) -> Value {
        json!({ "mediaType": media_type, "digest": format!("sha256:{}", self.digest), "size": self.size })
    }
}

/// The compressed layer, and the digest of what is in it.
fn layer(release: &Release, blobs: &Path) -> Result<(Blob, String)> {
    let root = release.stage("layer")?;
    tree::program(release, &root.join("usr/bin/lofte"))?;
    tree::copy(&release.root.join("LICENSE"), &root.join("usr/share/doc/lofte/copyright"), 0o644)?;
    tree::write(&root.join("etc/passwd"), b"lofte:x:65532:65532:Lofte:/data:/sbin/nologin\n", 0o644)?;
    tree::write(&root.join("etc/group"), b"lofte:x:65532:\n", 0o644)?;
    for folder in ["data", "tmp"] {
        let folder = root.join(folder);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    // Whoever runs in the image is not root.
    fs::set_permissions(root.join("tmp"), fs::Permissions::from_mode(0o1777)).context("cannot open tmp")?;
    let packed = release.out.join("layer.tar");
    release.pack(&root, ".", &packed)?;
    let contents = sha256(&packed)?;
    shell::run(Command::new("gzip").args(["--force", "--no-name", "-9"]).arg(&packed))?;
    Ok((kept(blobs, &release.out.join("layer.tar.gz"))?, contents))
}

fn config(release: &Release, contents: &str) -> Value {
    json!({
        "architecture": architecture(),
        "os": "linux",
        "config": {
            "User": USER,
            "WorkingDir": "/data",
            "Entrypoint": ["/usr/bin/lofte"],
            "Cmd": ["serve", "--host", "0.0.0.0"],
            "Env": ["LOFTE_DIR=/data", "PATH=/usr/bin"],
            "ExposedPorts": { "8080/tcp": {} },
            "Volumes": { "/data": {} },
            "StopSignal": "SIGTERM",
            "Labels": {
                "org.opencontainers.image.title": "Löfte",
                "org.opencontainers.image.version": release.version,
                "org.opencontainers.image.licenses": "EUPL-1.2",
            },
        },
        "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{contents}")] },
        "history": [{ "created_by": "cargo xtask package oci" }],
    })
}

fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn blob(blobs: &Path, contents: &Value) -> Result<Blob> {
    let file = blobs.join("new");
    tree::write(&file, contents.to_string().as_bytes(), 0o644)?;
    kept(blobs, &file)
}

fn kept(blobs: &Path, file: &Path) -> Result<Blob> {
    let digest = sha256(file)?;
    let size = fs::metadata(file)?.len();
    fs::rename(file, blobs.join(&digest)).with_context(|| format!("cannot move {}", file.display()))?;
    Ok(Blob { digest, size })
}

fn sha256(file: &Path) -> Result<String> {
    let said = shell::output(Command::new("sha256sum").arg(file))?;
    Ok(said.split_whitespace().next().context("sha256sum said nothing")?.to_owned())
}
