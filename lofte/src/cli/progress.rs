//! How far long work has come, on standard error and only where a person is looking.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for a file being read; nothing is drawn where standard error is no terminal.
pub(super) fn of_bytes() -> ProgressBar {
    styled("{bar:30} {bytes}/{total_bytes} {eta}")
}

/// A bar for steps with a word for each.
pub(super) fn of_steps() -> ProgressBar {
    styled("{bar:30} {pos}/{len} {msg}")
}

fn styled(template: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━━─"));
    }
    bar
}
