//! From a checkout to a served demo municipality in one command.
//!
//! Only prepares and builds; the municipality itself is made by the program, as on any other machine.

use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::say;
use crate::{assets, workspace};

/// What `cargo xtask demo` was asked for.
pub struct Demo {
    /// Folder of the demo municipality.
    pub dir: PathBuf,
    /// Port to serve on; the program's own choice when left out.
    pub port: Option<u16>,
    /// Make the municipality and stop.
    pub no_serve: bool,
}

/// Bundles, builds, and becomes the built program: its output and Ctrl-C are the user's own.
pub fn run(demo: &Demo) -> Result<()> {
    assets::run()?;
    let program = workspace::build_lofte(&workspace::root()?)?;
    let mut command = Command::new(&program);
    command.args(arguments(demo));
    say(&format!("$ lofte {}", arguments(demo).join(" ")));
    Err(command.exec()).with_context(|| format!("cannot start {}", program.display()))
}

fn arguments(demo: &Demo) -> Vec<String> {
    let mut arguments = vec!["demo".to_owned(), "--dir".to_owned(), demo.dir.display().to_string()];
    if let Some(port) = demo.port {
        arguments.extend(["--port".to_owned(), port.to_string()]);
    }
    if demo.no_serve {
        arguments.push("--no-serve".to_owned());
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_asked_for_what_was_asked_for() {
        let plain = Demo { dir: PathBuf::from("lofte-demo"), port: None, no_serve: false };
        assert_eq!(arguments(&plain).join(" "), "demo --dir lofte-demo");
        let full = Demo { dir: PathBuf::from("/srv/flen"), port: Some(8099), no_serve: true };
        assert_eq!(arguments(&full).join(" "), "demo --dir /srv/flen --port 8099 --no-serve");
    }
}
