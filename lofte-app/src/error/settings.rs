//! What is wrong with the settings, told alike to whoever runs a command and to whoever reads the page of operation: both
//! look after the installation, and may know where it lies. What the file says is not repeated.

use crate::config::ConfigError;
use lofte_words::Message;
use std::path::Path;

pub(super) fn message(error: &ConfigError) -> Message {
    let shown = |path: &Path| path.display().to_string();
    match error {
        ConfigError::NoHouse(dir) => Message::with("settings-no-house", "dir", shown(dir)),
        ConfigError::AlreadyThere(dir) => Message::with("settings-already-there", "dir", shown(dir)),
        ConfigError::File { path, source } => {
            Message::with("settings-file", "file", shown(path)).and("why", source)
        }
        ConfigError::Syntax { path, line, why } => {
            Message::with("settings-syntax", "file", shown(path)).and("line", line).and("why", why)
        }
        ConfigError::BadNumber { key } => Message::plain(format!("backup-bad-{key}")),
    }
}
