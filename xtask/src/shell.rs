//! Running other programs and talking to the person at the terminal.
//!
//! Every command is shown before it runs, so that anybody can repeat it by hand. Nothing here
//! interprets a shell line: programs get their arguments one by one.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::group::{Group, Reader};

/// Prints a line for the person at the terminal.
#[expect(clippy::print_stderr, reason = "this tool talks to a terminal; stdout is left to what it runs")]
pub fn say(text: &str) {
    eprintln!("{text}");
}

/// Prints a result that somebody may want to keep, on standard output.
#[expect(clippy::print_stdout, reason = "the result is what the command is for")]
pub fn print(text: &str) {
    println!("{text}");
}

/// Shows the command, runs it with the terminal's input and output, and fails when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    say(&format!("$ {shown}"));
    let status = command.status().with_context(|| format!("cannot start: {shown}"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// The same for a command that asks nobody anything: all that it starts ends with it, and with us.
pub fn run_alone(command: &mut Command) -> Result<()> {
    let shown = show(command);
    say(&format!("$ {shown}"));
    let status = Group::start(command)?.wait()?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs the command quietly and gives what it printed; its error output becomes the error message.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let mut group = Group::start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let printed = Reader::of(group.leader().stdout.take());
    let complaint = Reader::of(group.leader().stderr.take());
    let status = group.wait()?;
    let (printed, complaint) = (printed.said()?, complaint.said()?);
    if !status.success() {
        bail!("`{shown}` failed ({status}):\n{}", complaint.trim());
    }
    Ok(printed)
}

/// The cargo that runs us, in the given folder, without what `cargo run` told about *our* package.
///
/// Build scripts may watch those variables, and would then be built again for nothing.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    for (name, _) in env::vars_os() {
        let name_text = name.to_string_lossy();
        if name_text.starts_with("CARGO_PKG_") || name_text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Where a program lies on the `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Whether nobody is there to answer a question.
pub fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).map(|word| quote(&word)).collect::<Vec<_>>().join(" ")
}

fn quote(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_so_that_it_can_be_repeated() {
        let mut command = Command::new("pg_ctl");
        command.args(["-o", "-p 5432", "it's", ""]);
        assert_eq!(show(&command), r"pg_ctl -o '-p 5432' 'it'\''s' ''");
    }

    #[test]
    fn a_failed_command_names_itself_and_its_complaint() {
        let error = output(Command::new("sh").args(["-c", "echo no such thing >&2; exit 3"])).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("exit status: 3") && text.contains("no such thing"), "{text}");
    }

    #[test]
    fn a_program_that_is_not_there_is_not_found() {
        assert!(find("sh").is_some());
        assert!(find("no-such-program-anywhere").is_none());
    }
}
