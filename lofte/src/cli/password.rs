//! Where a password comes from: the first line of a file, or typed where nobody sees it, a new one twice.
//!
//! Never an argument: arguments are seen by everybody on the machine and stay in the shell's history.

use super::failure::Failure;
use lofte_words::{Message, Words};
use std::io::{IsTerminal, stdin};
use std::path::Path;

/// A new password, from a file or typed twice.
pub(super) fn ask(words: Words, login: &str, file: Option<&Path>) -> Result<String, Failure> {
    if let Some(file) = file {
        return first_line(file);
    }
    let password = typed(words, login, "cli-password-new")?;
    if typed(words, login, "cli-password-again")? == password {
        Ok(password)
    } else {
        Err(Failure::refused(Message::plain("cli-password-differs")))
    }
}

/// The password that an account has, from a file or typed once.
pub(super) fn prove(words: Words, login: &str, file: Option<&Path>) -> Result<String, Failure> {
    file.map_or_else(|| typed(words, login, "cli-password-new"), first_line)
}

fn first_line(file: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(file).map_err(|source| Failure::machine(file, source))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn typed(words: Words, login: &str, prompt: &str) -> Result<String, Failure> {
    if !stdin().is_terminal() {
        return Err(Failure::refused(Message::plain("cli-password-no-terminal")));
    }
    let text = words.tell(prompt, &[("login", login.to_owned())]);
    rpassword::prompt_password(format!("{text} ")).map_err(|source| Failure::machine("/dev/tty", source))
}
