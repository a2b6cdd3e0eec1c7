//! A program that is started together with everything that it starts itself, and stopped as a whole.
//!
//! Whoever stops only the program leaves its children running, and what they hold open stays open: a pipe to us never
//! ends. So each gets a process group of its own, and a *guard*: a small shell at the end of a pipe that only we hold.
//! However we end, by Ctrl-C or killed, the pipe closes, and the guard stops the group. Not for programs that talk to
//! the person at the terminal, who belong to our own group.

use std::io::Read;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

use anyhow::{Context as _, Result, bail};

/// Wait for the end of the pipe, stop the group.
const GUARD: &str = r#"read -r _; kill -s KILL -- "-$1""#;

/// A running group; dropping it stops it.
pub struct Group {
    leader: Child,
    guard: Child,
}

impl Group {
    /// Starts the program as the first of a group of its own. It cannot ask anybody anything.
    pub fn start(command: &mut Command) -> Result<Self> {
        let shown = command.get_program().to_string_lossy().into_owned();
        let mut leader = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {shown}"))?;
        let mut guard = Command::new("/bin/sh");
        guard.args(["-c", GUARD, "guard"]).arg(leader.id().to_string());
        guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        match guard.spawn() {
            Ok(guard) => Ok(Self { leader, guard }),
            Err(error) => {
                leader.kill().ok();
                leader.wait().ok();
                Err(error).context("cannot start /bin/sh")
            }
        }
    }

    /// The program itself.
    pub fn leader(&mut self) -> &mut Child {
        &mut self.leader
    }

    /// Waits until the program has ended by itself, and stops what it left behind.
    pub fn wait(mut self) -> Result<ExitStatus> {
        self.leader.wait().context("cannot wait for a program")
    }

    /// Stops the program and all that it started.
    pub fn stop(&mut self) {
        drop(self.guard.stdin.take());
        self.guard.wait().ok();
        self.leader.wait().ok();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Reads a pipe to its end while its program runs, so that the program never waits for us.
pub struct Reader(JoinHandle<std::io::Result<String>>);

impl Reader {
    /// Begins to read.
    pub fn of(pipe: Option<impl Read + Send + 'static>) -> Self {
        Self(thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut pipe) = pipe {
                pipe.read_to_end(&mut bytes)?;
            }
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }))
    }

    /// All that was said; the pipe ends when everybody who holds it has.
    pub fn said(self) -> Result<String> {
        match self.0.join() {
            Ok(text) => text.context("cannot read what a program printed"),
            Err(_) => bail!("reading what a program printed broke off"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shell whose child holds its output open, and says its own number.
    fn with_a_child(then: &str) -> (Group, Reader) {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("sleep 1000 & {then}")]).stdout(Stdio::piped());
        let mut group = Group::start(&mut command).unwrap();
        let reader = Reader::of(group.leader().stdout.take());
        (group, reader)
    }

    /// Reading would not end if the child lived on.
    #[test]
    fn children_are_stopped_with_their_program() {
        let (mut group, reader) = with_a_child("wait");
        group.stop();
        assert_eq!(reader.said().unwrap(), "");
    }

    #[test]
    fn children_that_a_program_leaves_behind_are_stopped_too() {
        let (group, reader) = with_a_child("echo done; exit 3");
        assert_eq!(group.wait().unwrap().code(), Some(3));
        assert_eq!(reader.said().unwrap(), "done\n");
    }

    /// As when we are killed: nothing of ours runs any more, and the pipe closes.
    #[test]
    fn the_guard_needs_nobody() {
        let (mut group, reader) = with_a_child("wait");
        drop(group.guard.stdin.take());
        assert_eq!(reader.said().unwrap(), "");
    }
}
