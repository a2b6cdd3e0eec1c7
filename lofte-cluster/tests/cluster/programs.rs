//! The built programs as processes of their own, each with its key to the objects; killed with the test.

use crate::house::secrets;
use crate::objects::{BUCKET, Objects, SECRET};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A member of a cluster.
pub struct Program {
    child: Child,
    /// Where it listens, as it says.
    pub address: String,
}

impl Program {
    /// Starts one and waits until it says where it listens.
    pub async fn start(objects: &Objects, key: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lofte-cluster"));
        command
            .args(arguments)
            .env("LOFTE_RECORDS", format!("s3://{BUCKET}/land"))
            .env("AWS_ENDPOINT", &objects.address)
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "eu-north-1")
            .env("AWS_ACCESS_KEY_ID", key)
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = lines.next_line().await.unwrap().unwrap();
        let (_, address) = said.split_once(' ').unwrap();
        Self { child, address: address.to_owned() }
    }

    /// Whether it has not ended by itself.
    pub fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Kills it as `kill -9` does.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// A file of secrets that only its owner may read.
pub fn secrets_file(folder: &Path) -> String {
    let file = folder.join("secrets");
    let mut options = std::fs::OpenOptions::new();
    let open = options.write(true).create_new(true).mode(0o600).open(&file).unwrap();
    std::io::Write::write_all(&mut &open, secrets().as_bytes()).unwrap();
    file.to_str().unwrap().to_owned()
}
