//! Where a new password comes from: the first line of a file, or typed twice where nobody sees it.
//!
//! Never an argument: arguments are seen by everybody on the machine and stay in the shell's history.

use super::failure::Failure;
use crate::error::Message;
use crate::words::Words;
use std::io::{IsTerminal, stdin};
use std::path::Path;

/// The password, from a file or from the keyboard.
pub(super) fn ask(words: Words, login: &str, file: Option<&Path>) -> Result<String, Failure> {
    let Some(file) = file else {
        return typed(words, login);
    };
    let text = std::fs::read_to_string(file).map_err(|source| Failure::machine(file, source))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn typed(words: Words, login: &str) -> Result<String, Failure> {
    if !stdin().is_terminal() {
        return Err(Failure::refused(Message::plain("cli-password-no-terminal")));
    }
    let prompt = |key| {
        let text = words.tell(key, &[("login", login.to_owned())]);
        rpassword::prompt_password(format!("{text} ")).map_err(|source| Failure::machine("/dev/tty", source))
    };
    let password = prompt("cli-password-new")?;
    if prompt("cli-password-again")? == password {
        Ok(password)
    } else {
        Err(Failure::refused(Message::plain("cli-password-differs")))
    }
}
